"""What every kind of source does with replies in which something is not what it should be: each value of a post, and each of
what stands around the posts, replaced in turn; and with words that are long, strange or hostile.

Each visit shows a page of posts, every one broken at another place, and two that are whole. Whatever happens to the broken
ones, the whole ones come, what comes can be stored, and the next visit is none the worse.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import partial
from itertools import islice, product
from typing import Any

import pytest

from connectors.base import Cursor
from monitor.net import Bound
from tests.contract import KINDS, shapes, title
from tests.contract.checks import endure, mark, marks, visit, words
from tests.contract.kind import Kind, can
from tests.fakes.base import rewrites

every = pytest.mark.parametrize("described", KINDS, ids=title)
AT_ONCE = 16  # broken posts on a page; Telegram shows twenty
WHOLE = {1, 2 + AT_ONCE}


@pytest.fixture
async def kind(described: type[Kind]) -> AsyncIterator[Kind]:
    it = described()
    async with it.fake:
        yield it


def tell(kind: Kind, number: int) -> None:
    """A post, with everything that can hang on one."""
    kind.say(number, words(number))
    if can(type(kind), "answer"):
        kind.answer(number, "We are sorry.")


async def bodies(kind: Kind, client: Bound) -> tuple[list[bytes], Cursor]:
    """Every reply of a good visit."""
    said: list[bytes] = []

    def overheard(body: bytes) -> bytes:
        said.append(body)
        return body

    kind.fake.bad_day = rewrites(overheard)
    fetched = await visit(kind, client, {})
    kind.fake.bad_day = None
    return said, fetched.cursor


def in_portions(breaks: Iterable[Any]) -> Iterable[list[Any]]:
    rest = iter(breaks)
    while some := list(islice(rest, AT_ONCE)):
        yield some


async def survives(
    kind: Kind, client: Bound, change: Callable[[bytes, dict[str, Any]], bytes], some: Sequence[Any]
) -> None:
    """A visit with these mistakes brings the posts that are whole, and the next one what is said later."""
    breaks = {mark(number): one for number, one in enumerate(some, start=2)}
    kind.fake.bad_day = rewrites(lambda body: change(body, breaks))
    fetched = await visit(kind, client, {})
    kind.fake.bad_day = None
    assert marks(fetched.posts) >= WHOLE
    healed = await visit(kind, client, kind.rested(fetched.cursor))
    assert not {900} & marks(healed.posts)
    kind.say(900, words(900))
    assert 900 in marks((await visit(kind, client, kind.rested(healed.cursor))).posts)


async def each_alone(
    kind: type[Kind], client: Bound, change: Callable[[bytes, dict[str, Any]], bytes], breaks: Sequence[Any]
) -> None:
    """All the mistakes, a page of them at a time; of a page that does not survive, one by one, so that a failure names it."""
    for some in in_portions(breaks):
        try:
            await on_a_page(kind, client, change, some)
        except Exception:
            for one in some:
                try:
                    await on_a_page(kind, client, change, [one])
                except Exception as error:
                    error.add_note(f"broken: {one}")
                    raise
            raise


async def on_a_page(
    kind: type[Kind], client: Bound, change: Callable[[bytes, dict[str, Any]], bytes], some: Sequence[Any]
) -> None:
    it = kind()
    async with it.fake:
        for number in range(1, 3 + AT_ONCE):
            tell(it, number)
        await survives(it, client, change, some)


@every
async def test_a_mistake_in_one_post_does_not_cost_the_others(described: type[Kind], client: Bound) -> None:
    it = described()
    async with it.fake:
        for number in (1, 2, 3):
            tell(it, number)
        said, _ = await bodies(it, client)
    places: dict[shapes.Path, None] = {}
    for _, document, _ in filter(None, map(shapes.opened, said)):
        posts = [holder[found[mark(2)]] for holder, found in shapes.posts_in(document, [mark(1), mark(2)])]
        if shapes.alone(document, map(mark, (1, 2, 3))) == mark(2):
            posts = [document]
        places |= dict.fromkeys(where for post in posts for where in shapes.paths(post))
    spans = max((len(shapes.values(item)) for body in said for item in shapes.ITEMS.findall(body)), default=0)
    assert places or spans
    if places:
        await each_alone(
            described, client, shapes.in_json, [(where, wrong) for wrong in shapes.WRONG for where in places]
        )
    else:
        wrong = [(index, wrong) for wrong in shapes.WRONG_WORDS for index in range(spans)]
        await each_alone(described, client, shapes.in_markup, wrong)


@every
async def test_a_mistake_around_the_posts_is_survived(kind: Kind, client: Bound) -> None:
    for number in (1, 2, 3):
        kind.say(number, words(number))
    said, known = await bodies(kind, client)
    kind.say(4, words(4))
    for whole in filter(None, map(shapes.opened, said)):
        if shapes.alone(whole[1], map(mark, (1, 2, 3, 4))):
            continue
        around = [where for where in shapes.paths(whole[1]) if len(where) < 4 and not within_a_post(whole[1], where)]
        wrongs: tuple[object, ...] = (None, [], "x", -1)
        for where, wrong in product(around, wrongs):
            kind.fake.bad_day = rewrites(partial(shapes.anywhere, where=where, wrong=wrong))
            heard, cursor, _ = await endure(kind, client, known)
            kind.fake.bad_day = None
            if 4 not in marks(heard) and cursor != known:
                fetched = await visit(kind, client, kind.rested(cursor))
                assert 4 in marks(fetched.posts), f"{where}: {wrong!r}"
    assert 4 in marks((await visit(kind, client, known)).posts)


def within_a_post(document: Any, where: shapes.Path) -> bool:
    """Whether a place belongs to one of the posts."""
    value = document
    for key in where[:-1]:
        value = value[key]
        if isinstance(value, dict) and sum([mark(number) in str(value) for number in (1, 2, 3)]) == 1:
            return True
    return False


STRANGE = {
    "emoji": "👩‍🔧 👍🏽 🇩🇪 😡",
    "right to left": "خدمة سيئة \u202eabc\u202c שירות",
    "combining": "Zoe\u0308 e\u0301" + "\u0301" * 500,
    "zero width": "Har\u200bbor\u2060 \ufeffPl\u00adumbing",
    "markup": "<script>alert(1)</script> &amp;lt;b&gt; ]]> --> \"'`",
    "lines": "one\r\ntwo\u2028three\u0085four\x0bfive",
    "scripts": "配管工は電話をくれない。 Сантехник не перезвонил. ท่อรั่ว नल",
}


@every
async def test_words_of_every_script_come_whole(kind: Kind, client: Bound) -> None:
    for number, strange in enumerate(STRANGE.values(), start=1):
        kind.say(number, f"{words(number)} {strange} end")
    fetched = await visit(kind, client, {})
    assert marks(fetched.posts) == {*range(1, 1 + len(STRANGE))}
    said = {min(marks([post])): f"{post.title}\n{post.text}" for post in fetched.posts}
    assert "👩‍🔧 👍🏽 🇩🇪 😡" in said[1]
    assert "خدمة سيئة" in said[2]
    assert "Zoë é" in said[3]
    assert "Harbor Plumbing" in said[4]
    assert "配管工は電話をくれない。" in said[7]
    for text in said.values():
        assert text.rstrip().endswith("end")


@every
async def test_a_very_long_post_is_one_post(kind: Kind, client: Bound) -> None:
    kind.say(1, words(1))
    kind.say(2, f"{words(2)} " + "and again nobody called. " * 20_000)
    kind.say(3, words(3))
    fetched = await visit(kind, client, {})
    assert marks(fetched.posts) == {1, 2, 3}

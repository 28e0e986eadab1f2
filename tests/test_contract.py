"""What every kind of source does on good days, against its service: first visit, second visit, pages, edits, deletions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

import connectors
from connectors.base import Outcome
from monitor.net import Bound
from tests.contract import APART, KINDS, shapes, those, title
from tests.contract.checks import mark, marks, settled, visit, words
from tests.contract.kind import Kind
from tests.fakes.base import Answer, later, rewrites

every = pytest.mark.parametrize("described", KINDS, ids=title)


def all_that(what: str) -> pytest.MarkDecorator:
    """Those whose service has this."""
    return pytest.mark.parametrize("described", those(what), ids=title)


@pytest.fixture
async def kind(described: type[Kind]) -> AsyncIterator[Kind]:
    it = described()
    async with it.fake:
        yield it


def test_every_kind_is_described() -> None:
    """A new kind without a description of its service would be one that nobody has put to the test."""
    polled = {name for name in connectors.BUILT_IN if hasattr(connectors.connector(name), "fetch")}
    assert {described.name for described in KINDS} == polled - APART


@every
async def test_the_first_visit_brings_everything_with_what_is_known_of_it(kind: Kind, client: Bound) -> None:
    for number in (1, 2, 3):
        kind.say(number, words(number))
    fetched = await visit(kind, client, {})
    assert fetched.outcome is Outcome.ITEMS
    assert marks(fetched.posts) == {1, 2, 3}
    for post in fetched.posts:
        (number,) = marks([post])
        assert post.author.name
        assert post.published is not None
        if kind.dated:
            assert (post.published, post.published_exact) == (kind.at(number), True)
        else:
            assert (post.published.date(), post.published_exact) == (kind.at(number).date(), False)
        assert words(number) in f"{post.title}\n{post.text}"  # its words and no markup
        assert (post.stars is not None) is kind.starred
        if kind.starred:
            assert (post.stars_max or 0) >= 5
        assert not post.deleted
        assert not post.edited
        assert not post.by_owner
        for secret in kind.secrets:
            assert secret not in repr(post)
            assert secret not in repr(fetched.cursor)


@every
async def test_nobody_has_spoken_yet(kind: Kind, client: Bound) -> None:
    fetched = await visit(kind, client, {})
    assert (fetched.outcome, fetched.posts) == (kind.empty, [])
    kind.say(1, words(1))
    later = await visit(kind, client, fetched.cursor)
    assert (later.outcome, marks(later.posts)) == (Outcome.ITEMS, {1})


@every
async def test_the_second_visit_brings_nothing_new_and_the_third_what_was_said_since(kind: Kind, client: Bound) -> None:
    for number in (1, 2, 3):
        kind.say(number, words(number))
    first = await visit(kind, client, {})
    second = await visit(kind, client, first.cursor)
    known = {(post.service, post.id) for post in first.posts}
    assert {(post.service, post.id) for post in second.posts} <= known
    assert second.outcome in ((Outcome.ITEMS, Outcome.NOTHING_NEW) if second.posts else (Outcome.NOTHING_NEW,))
    kind.say(4, words(4))
    third = await visit(kind, client, second.cursor)
    assert third.outcome is Outcome.ITEMS
    assert 4 in marks(third.posts)
    assert {(post.service, post.id) for post in third.posts if 4 not in marks([post])} <= known


@every
async def test_more_than_a_page_is_read_to_what_is_known(kind: Kind, client: Bound) -> None:
    kind.say(0, words(0))
    first = await visit(kind, client, {})
    more = kind.page + 5
    for number in range(1, more + 1):
        kind.say(number, words(number))
    second = await visit(kind, client, first.cursor)
    third = await visit(kind, client, second.cursor)
    assert marks([*second.posts, *third.posts]) >= {*range(1, more + 1)}
    assert 1 in marks(second.posts) or kind.way == "search"  # which reads twenty posts a visit


@pytest.mark.parametrize("described", [kind for kind in KINDS if kind.page], ids=title)
async def test_what_is_said_between_two_pages_moves_the_rest_down(kind: Kind, client: Bound) -> None:
    kind.say(0, words(0))
    first, usual = await settled(kind, client)
    there = {*range(1, kind.page + 6)}
    for number in sorted(there):
        kind.say(number, words(number))
    late = kind.page + 6

    async def meanwhile(request: web.Request, answer: Answer) -> web.StreamResponse:
        kind.fake.bad_day = None
        kind.say(late, words(late))
        asked.append(request.path)
        return await answer(request)

    asked: list[str] = []
    kind.fake.bad_day = later(meanwhile, good=usual)
    second = await visit(kind, client, first.cursor)
    assert asked
    third = await visit(kind, client, second.cursor)
    assert marks(second.posts) >= there
    assert late in marks([*second.posts, *third.posts])
    names = [(post.service, post.id) for post in second.posts]
    assert len({*names}) == len(marks(second.posts))


@every
async def test_what_is_shown_twice_is_one_post(kind: Kind, client: Bound) -> None:
    """At the end of a page, because everything has moved down in between."""
    for number in (1, 2):
        kind.say(number, words(number))
    first = await visit(kind, client, {})
    kind.fake.bad_day = rewrites(lambda body: shapes.twice(body, mark(1)))
    second = await visit(kind, client, {})
    names = {(post.service, post.id) for post in first.posts}
    assert {(post.service, post.id) for post in second.posts} == names


@all_that("clear")
async def test_all_at_once_nothing(kind: Kind, client: Bound) -> None:
    for number in (1, 2, 3):
        kind.say(number, words(number))
    first = await visit(kind, client, {})
    kind.clear()
    later = await visit(kind, client, first.cursor)
    assert (later.outcome, later.posts) == (kind.vanished, [])
    kind.say(4, words(4))
    assert marks((await visit(kind, client, later.cursor)).posts) == {4}


@all_that("edit")
async def test_an_edit_is_the_same_post_with_other_words(kind: Kind, client: Bound) -> None:
    for number in (1, 2):
        kind.say(number, words(number))
    first = await visit(kind, client, {})
    kind.edit(1, f"All is well with {words(1)}")
    later = await visit(kind, client, first.cursor)
    before = next(post for post in first.posts if 1 in marks([post]))
    after = next(post for post in later.posts if 1 in marks([post]))
    assert "All is well" in f"{after.title}\n{after.text}"
    assert (after.service, after.id) == (before.service, before.id) or {*after.also} & {*before.also}
    assert after.edited is None or after.edited >= (before.published or datetime.min.replace(tzinfo=UTC))


@all_that("delete")
async def test_what_is_taken_down_loses_its_words(kind: Kind, client: Bound) -> None:
    for number in (1, 2):
        kind.say(number, words(number))
    first = await visit(kind, client, {})
    before = next(post for post in first.posts if 1 in marks([post]))
    kind.delete(1)
    cursor, gone = first.cursor, []
    for _ in range(2):  # some only believe it when they see it again
        fetched = await visit(kind, client, cursor)
        cursor = fetched.cursor
        gone += [post for post in fetched.posts if post.deleted]
    assert {(post.service, post.id) for post in gone} == {(before.service, before.id)}
    assert all(mark(1) not in f"{post.title}{post.text}" for post in gone)


@all_that("answer")
async def test_the_owners_reply_is_known_as_the_owners(kind: Kind, client: Bound) -> None:
    for number in (1, 2):
        kind.say(number, words(number))
    first = await visit(kind, client, {})
    kind.answer(1, "We are sorry, Maria will call you.")
    later = await visit(kind, client, first.cursor)
    before = next(post for post in first.posts if 1 in marks([post]))
    (reply,) = [post for post in later.posts if post.by_owner]
    assert later.outcome is Outcome.ITEMS
    assert reply.text == "We are sorry, Maria will call you."
    assert (reply.service, reply.reply_to, reply.published) == (before.service, before.id, kind.changed_at(1))
    assert reply.id != before.id
    kind.answer(1, "We are sorry, Sam will call you.") if kind.name != "youtube" else None
    again = await visit(kind, client, later.cursor)
    assert {post.id for post in again.posts if post.by_owner} <= {reply.id}


@all_that("leave")
async def test_words_outlive_the_account(kind: Kind, client: Bound) -> None:
    for number in (1, 2):
        kind.say(number, words(number))
    kind.leave(1)
    fetched = await visit(kind, client, {})
    assert marks(fetched.posts) == {1, 2}
    orphan = next(post for post in fetched.posts if 1 in marks([post]))
    assert (orphan.author.id, orphan.author.url) == ("", "")
    assert not orphan.deleted or kind.name == "reddit_rss"


@pytest.mark.parametrize("described", [kind for kind in KINDS if kind.conditional], ids=title)
async def test_what_has_not_changed_is_not_sent_again(kind: Kind, client: Bound) -> None:
    kind.say(1, words(1))
    first = await visit(kind, client, {})
    second = await visit(kind, client, first.cursor)
    assert (second.outcome, second.posts) == (Outcome.NOTHING_NEW, [])
    assert kind.fake.received[-1].headers.get("if-none-match")
    third = await visit(kind, client, second.cursor)
    assert third.outcome is Outcome.NOTHING_NEW
    assert kind.fake.received[-1].headers.get("if-none-match")  # the validators outlive a 304


@every
async def test_clocks_that_are_wrong_do_not_make_it_deaf(kind: Kind, client: Bound) -> None:
    """A post from next year: everything that is said until then is heard all the same."""
    kind.began += timedelta(days=365)
    kind.say(1, words(1))
    kind.began -= timedelta(days=365)
    first = await visit(kind, client, {})
    kind.say(2, words(2))
    later = await visit(kind, client, first.cursor)
    assert 2 in marks([*first.posts, *later.posts])

"""Looking for mentions, on SQLite and PostgreSQL: words, filters, pages, exports, and who may see what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, text

from connectors.base import Author, Post
from monitor.matching import Match
from monitor.store import Store, deciding, hearing, keeping, searching
from monitor.store.rows import FOUND_BY_SEARCH, MAYBE_US, Incoming
from monitor.store.searching import Filter, Part, parts
from monitor.store.tables import mention
from monitor.tone import Tone
from monitor.tone.base import Label, Theme
from tests.test_store import open_one

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANGRY = Tone(label=Label.NEGATIVE, polarity=-0.8, anger=0.9, complaint=0.9, themes=(Theme.NO_ANSWER, Theme.STAFF))
GLAD = Tone(label=Label.POSITIVE, polarity=0.8, anger=0.0, complaint=0.0, gratitude=0.9)
UNKNOWN = Tone(label=Label.UNKNOWN, polarity=0.0, anger=0.0, complaint=0.0)


def said(ident: str, words: str, hours: float = 1, **more: Any) -> Post:
    """What somebody wrote so many hours ago."""
    base = Post(
        service="forum.example",
        id=ident,
        url=f"https://forum.example/t/{ident}",
        author=Author(name="Dana R.", handle="dana", id="u1"),
        text=words,
        published=NOW - hours * HOUR,
    )
    return replace(base, **more)


async def hear(
    store: Store,
    *posts: Post,
    brand: str = "Harbor",
    source: str = "forum",
    rule: str = "name",
    tone: Tone | None = ANGRY,
) -> None:
    """Both transactions for these posts, as far as mentions are concerned."""
    items = [Incoming(one, [Match(brand, rule, ((0, 6),))], one.published or NOW, False) for one in posts]
    await store.write(lambda tx: hearing.heard(tx, source, items, NOW))
    await decide(store, brand, tone)


async def decide(store: Store, brand: str = "Harbor", tone: Tone | None = ANGRY, case_id: int | None = None) -> None:
    async with store.read() as connection:
        items = await deciding.waiting(connection, brand, 1000)
    settled = [(item.mention_id, tone, case_id) for item in items]
    await store.write(lambda tx: deciding.settle(tx, settled, NOW))


async def found(store: Store, brands: Sequence[str] | None = None, **wanted: Any) -> list[str]:
    """The words that are found, newest first."""
    async with store.read() as connection:
        page = await searching.mentions(connection, brands, Filter(**wanted))
    return [item.text for item in page.items]


def test_what_somebody_types_is_taken_apart() -> None:
    assert parts('never "call back" -bot plumb*') == [
        Part(("never",)),
        Part(("call", "back")),
        Part(("bot",), negated=True),
        Part(("plumb",), begun=True),
    ]
    assert parts('"unclosed phrase') == [Part(("unclosed", "phrase"))]
    assert parts('!? -- "" \'') == []


async def test_words_phrases_beginnings_and_what_must_not_be_there(store: Store) -> None:
    one, two, three = "Harbor never called me back", "They called Harbor a café, never again", "Thank you, Harbor!"
    await hear(store, said("1", one, 3), said("2", two, 2), said("3", three, 1))
    assert await found(store) == [three, two, one]
    assert await found(store, words="NEVER") == [two, one]
    assert await found(store, words='"never called"') == [one]
    assert await found(store, words="never -again") == [one]
    assert await found(store, words="-never") == [three]
    assert await found(store, words="cafe") == [two]
    assert await found(store, words="call*") == [two, one]
    assert await found(store, words="call") == []
    assert await found(store, words="dana harbor thank") == [three]


@pytest.mark.parametrize(
    "typed", ['"', "' OR 1=1 --", "NEAR(a b)", "words:x", "a & | ! <-> b", "\x00", "*", "-", ":*", "()", "^a"]
)
async def test_nothing_that_is_typed_is_an_error(store: Store, typed: str) -> None:
    await hear(store, said("1", "Harbor never called"))
    assert await found(store, words=typed) == []


async def test_every_script_is_found(store: Store) -> None:
    await hear(store, said("1", "Harbor の配管工は最悪です", 2), said("2", "Сантехник Harbor не пришёл", 1))
    assert await found(store, words="配管") == ["Harbor の配管工は最悪です"]
    assert await found(store, words="配工") == []
    assert await found(store, words="сантехник") == ["Сантехник Harbor не пришёл"]


async def test_who_asks_not_to_be_found_is_listed_and_not_found(store: Store) -> None:
    shy = Author(name="Ann Shy", handle="annshy", id="u2", unlisted=True)
    await hear(store, said("1", "Harbor never called", 2), said("2", "Harbor never wrote", 1, author=shy))
    assert await found(store) == ["Harbor never wrote", "Harbor never called"]
    assert await found(store, label="negative") == ["Harbor never wrote", "Harbor never called"]
    assert await found(store, words="never") == ["Harbor never called"]
    assert await found(store, words="annshy") == await found(store, words="ann") == []


async def test_every_filter(store: Store) -> None:
    await hear(store, said("1", "angry", 5, lang="en-GB"))
    await hear(store, said("2", "glad", 4, lang="de"), tone=GLAD, source="news")
    await hear(store, said("3", "riddle", 3), tone=UNKNOWN)
    await hear(store, said("4", "acme", 2), brand="Acme", tone=GLAD)
    await hear(store, said("5", "nameless", 1), rule=FOUND_BY_SEARCH)
    await hear(store, said("6", "perhaps", 0.5), rule=MAYBE_US)
    await hear(store, said("7", "our reply", 0.4), rule="ours", tone=None)
    assert await found(store, brand="Acme") == ["acme"]
    assert await found(store, source="news") == ["glad"]
    assert await found(store, label="positive") == ["acme", "glad"]
    assert await found(store, theme="staff", lang="en") == ["angry"]
    assert await found(store, lang="de-AT") == ["glad"]
    assert await found(store, unknown=True) == ["riddle"]
    assert await found(store, found_by_search=True) == ["nameless"]
    assert await found(store, unhappy=True) == ["perhaps", "nameless", "angry"]
    assert await found(store, about_us=True, brand="Harbor") == ["nameless", "riddle", "glad", "angry"]


async def test_a_time_is_exact_to_the_microsecond(store: Store) -> None:
    tick = timedelta(microseconds=1)
    await hear(store, *[said(str(n), f"no {n}", published=NOW - HOUR + n * tick) for n in range(4)])
    assert await found(store, since=NOW - HOUR + tick, until=NOW - HOUR + 3 * tick) == ["no 2", "no 1"]


@pytest.mark.parametrize("few", [200, 0])
async def test_a_person_has_the_mentions_of_their_cases(
    store: Store, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(searching, "_FEW", few)
    number = await store.write(open_one)
    await hear(store, said("1", "nobody's"), tone=None)
    await store.write(
        lambda tx: hearing.heard(
            tx, "forum", [Incoming(said("2", "maria's"), [Match("Harbor", "name")], NOW, False)], NOW
        )
    )
    await decide(store, case_id=number)
    assert (await found(store, person="maria"), await found(store, person="sam")) == (["maria's"], [])


async def test_nobody_sees_other_peoples_brands(store: Store) -> None:
    await hear(store, said("1", "harbor"))
    await hear(store, said("2", "acme"), brand="Acme")
    assert await found(store, ["Acme"]) == ["acme"]
    assert await found(store, ["Acme"], brand="Harbor") == []
    assert await found(store, ["Acme"], words="harbor") == []
    assert await found(store, []) == []
    async with store.read() as connection:
        (item,) = (await searching.mentions(connection, None, Filter(brand="Harbor"))).items
        assert await searching.mention(connection, ["Acme"], item.id) is None
        assert await searching.mention(connection, ["Harbor"], item.id) == item


async def test_pages_follow_each_other_and_an_export_is_all_of_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hear(store, *[said(str(n), f"no {n}", published=NOW - HOUR) for n in range(7)])  # all in one second
    await hear(store, said("8", "other"), brand="Acme")
    seen, after = [], None
    async with store.read() as connection:
        while True:
            page = await searching.mentions(connection, None, Filter(brand="Harbor"), after=after, limit=3)
            seen.append([item.text for item in page.items])
            after = page.after
            if after is None:
                break
    assert seen == [["no 6", "no 5", "no 4"], ["no 3", "no 2", "no 1"], ["no 0"]]
    monkeypatch.setattr(searching, "_BATCH", 2)
    exported = [item.text async for item in searching.export(store, None, Filter(brand="Harbor"))]
    assert exported == [f"no {n}" for n in reversed(range(7))]


async def test_an_edit_is_found_by_its_new_words_only(store: Store) -> None:
    await hear(store, said("1", "Harbor never called"))
    await hear(store, said("1", "Harbor called at last"), tone=GLAD)
    assert (await found(store, words="never"), await found(store, words="last")) == ([], ["Harbor called at last"])
    assert (await found(store, label="negative"), await found(store, label="positive")) == (
        [],
        ["Harbor called at last"],
    )


async def test_what_is_taken_down_or_forgotten_is_in_no_index(store: Store) -> None:
    await hear(store, said("1", "Harbor unmistakable"), said("2", "Harbor forgettable"))
    await store.write(
        lambda tx: hearing.heard(tx, "forum", [Incoming(said("1", "", deleted=True), [], NOW, False)], NOW)
    )
    assert await found(store, words="unmistakable") == []
    far = NOW + timedelta(days=900)
    await store.write(lambda tx: keeping.forget_matched(tx, far, far))
    await store.write(lambda tx: tx.execute(delete(mention)))
    async with store.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM mention_search"))).scalar_one() == 0

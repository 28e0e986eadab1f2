"""Many names, one search each, and visits that do not manage all of them: what was found counts, and the next visit goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors import rounds
from connectors.base import Blocked, Cursor, FetchError, Outcome, Polls, Post, Spent
from connectors.rounds import Round, rewound
from monitor.net import Bound
from tests.contract import KINDS
from tests.contract.checks import marks, words
from tests.contract.kind import NAME, Kind
from tests.fakes.base import later, refuses

FIRST_NAME = {"hackernews": 1, "bluesky_search": 2, "mastodon_search": 1, "lemmy": 3}
"""Requests of a first visit until one name was searched for."""


def named(kind: Kind, *names: str) -> Polls:
    source: Any = kind.source()
    changed: Polls = replace(source, search=names)
    return changed


@pytest.mark.parametrize("name", sorted(FIRST_NAME))
async def test_a_visit_that_is_stopped_keeps_what_it_found_and_the_next_one_goes_on(name: str, client: Bound) -> None:
    kind = next(described for described in KINDS if described.name == name)()
    async with kind.fake as fake:
        source = named(kind, NAME, "Pier", NAME)
        kind.say(1, words(1))
        fake.bad_day = later(refuses(503), good=FIRST_NAME[name])
        first = await source.fetch(client, {})
        assert (marks(first.posts), first.outcome, first.cursor["left"]) == ({1}, Outcome.ITEMS, ["Pier"])
        assert "trouble of its own" in first.note
        fake.bad_day = refuses(503)
        with pytest.raises(FetchError):  # not even the first name
            await source.fetch(client, first.cursor)
        fake.bad_day = None
        fake.received.clear()
        kind.say(2, words(2))
        second = await source.fetch(client, first.cursor)
        assert not [asked for asked in fake.received if NAME in asked.query.get("q", asked.query.get("query", ""))]
        assert second.cursor["newest"] == first.cursor["ahead"]  # so what was said meanwhile is read
        assert not {"left", "ahead", "until"} & second.cursor.keys()
        third = await source.fetch(client, second.cursor)
        assert 2 in marks(third.posts)


NOW = datetime.now(UTC)
BEFORE, MEANWHILE = (Post(service="s", id=str(n), published=NOW + n * timedelta(minutes=1)) for n in (-60, 60))


async def good(name: str) -> str:
    return ""


async def only_a(name: str) -> str:
    if name != "a":
        raise FetchError("enough")
    return ""


async def all_but_a(name: str) -> str:
    if name == "a":
        raise FetchError("not that", permanent=True)
    return ""


@pytest.mark.parametrize("names", ["ab", "ba", "bac"])
async def test_a_name_that_the_service_does_not_want_costs_no_other(names: str) -> None:
    one = Round(names, {})
    assert (await one.each(all_but_a), one.stopped, one.cursor(5)) == ("", "not that", {"newest": 5})
    on = Round(names, {"newest": 5, "ahead": 7, "left": ["a"], "until": 0})
    assert (await on.each(all_but_a), on.stopped, on.cursor(9)) == ("", "not that", {"newest": 7})
    for alone in ("a", "aaa"):
        with pytest.raises(FetchError, match="not that"):
            await Round(alone, {}).each(all_but_a)

    async def none(name: str) -> str:
        asked.append(name)
        raise FetchError("not that", permanent=True)

    asked: list[str] = []
    with pytest.raises(FetchError, match="not that"):
        await Round("abcd", {}).each(none)
    assert asked == ["a", "b"]


async def test_a_name_at_which_the_service_fails_keeps_no_other_waiting() -> None:
    asked: list[str] = []
    bad = set("bd")

    async def search(name: str) -> str:
        asked.append(name)
        if name in bad:
            raise FetchError(f"trouble with {name}")
        return ""

    async def visited(cursor: Cursor, newest: int) -> tuple[str, str, Cursor]:
        asked.clear()
        visit = Round("abcde", cursor)
        assert await visit.each(search) == ""
        return "".join(asked), visit.stopped, visit.cursor(newest)

    told, why, cursor = await visited({"newest": 3}, 5)
    assert (told, why) == ("abcde", "trouble with b; trouble with d")
    assert cursor == {"newest": 3, "ahead": 5, "left": ["b", "d"], "until": 0.0}
    for _ in range(3):  # the others are heard meanwhile, and the mark waits for those that are left
        assert (await visited(cursor, 9))[::2] == ("baced", cursor)
    bad.clear()
    assert await visited(cursor, 9) == ("bd", "", {"newest": 5})
    bad.update("abcde")
    with pytest.raises(FetchError, match="trouble with b"):  # it is the service, not a name
        await visited(cursor, 9)
    assert asked == ["b", "a"]


@pytest.mark.parametrize(
    "error", [Blocked("log in"), Spent("enough"), FetchError("later", retry_after=timedelta(minutes=1))]
)
async def test_who_is_told_to_stay_away_asks_for_no_other_name(error: FetchError) -> None:
    asked: list[str] = []

    async def search(name: str) -> str:
        asked.append(name)
        if name == "b":
            raise error
        return ""

    one = Round("abc", {})
    assert await one.each(search) == ""
    assert (asked, one.cursor(1)["left"]) == (["a", "b"], ["c", "b"])
    asked.clear()
    with pytest.raises(type(error)):
        await Round("bc", {}).each(search)
    assert asked == ["b"]


async def test_what_a_first_round_brings_on_later_visits_is_history() -> None:
    one = Round(("a", "b", " "), {})
    assert (await one.each(only_a), one.stopped) == ("", "enough")
    assert one.told([BEFORE]) == [BEFORE]  # all that a first visit brings is history anyway
    two = Round(("a", "b"), one.cursor(7))
    assert two.names == ["b"]
    assert [post.history for post in two.told([BEFORE, MEANWHILE])] == [True, False]
    assert await two.each(good) == ""
    assert two.cursor(9) == {"newest": 7}


async def test_what_a_later_round_brings_is_news() -> None:
    one = Round(("a", "b"), {"newest": 3})
    await one.each(only_a)
    assert one.cursor(5) == {"newest": 3, "ahead": 5, "left": ["b"], "until": 0.0}
    two = Round(("a", "b"), one.cursor(5))
    assert [post.history for post in two.told([BEFORE])] == [False]
    back = Round(("a", "b"), rewound(1, NOW.timestamp()))  # read back, what was known is none
    await back.each(only_a)
    two = Round(("a", "b"), back.cursor(5))
    assert [post.history for post in two.told([BEFORE, MEANWHILE])] == [True, False]


async def test_names_that_are_taken_out_meanwhile_are_not_waited_for() -> None:
    cursor = {"newest": 3, "ahead": 5, "left": ["b"], "until": 0.0}
    gone = Round(("a", "c"), cursor)
    assert gone.names == ["a", "c"]
    assert await gone.each(good) == ""
    assert gone.cursor(9) == {"newest": 9}


async def test_a_visit_does_not_take_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "LONGEST", 0.0)
    cursor: Cursor = {}
    asked: list[list[str]] = []
    for _ in range(3):
        visit = Round(("a", "b", "c"), cursor)
        asked.append(visit.names)
        assert (await visit.each(good), visit.stopped) == ("", "")
        cursor = visit.cursor(1)
    assert (asked, cursor) == ([["a", "b", "c"], ["b", "c"], ["c"]], {"newest": 1})


async def test_a_reply_that_makes_no_sense_is_told() -> None:
    async def odd(name: str) -> str:
        return f"no list for {name}"

    assert await Round(("a", "b"), {}).each(odd) == "no list for a"

"""What services allow: counted once for a host and a key, spread over the day, and not forgotten by a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

import connectors
from connectors.base import Client, Counts, Cursor, Fetched, FetchError, Outcome, Quota, Spent, host_of
from connectors.stackexchange import StackExchange
from connectors.x import X
from connectors.youtube import YouTube
from monitor.clock import SetClock
from monitor.net import Bound, Net
from monitor.net.memory import key
from monitor.show_sources import quota_in_words, source_health, source_list
from monitor.sources import quotas
from monitor.sources.quotas import Window
from monitor.store import Store, asking, open_store, spending, sqlite_url
from monitor.store.spending import Kept
from tests.fakes.hostile import Hostile
from tests.fakes.stage import START, Letterbox, settings, source, stage
from tests.fakes.youtube import KEY, YouTubeToy

MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = Quota("searches", 100, "America/Los_Angeles")
MINUTE = Quota("searches", 10, span=MINUTES)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "https://api.example/v1"


# -- the count, pure -------------------------------------------------------------------------------------------------


def taken(quota: Quota, start: datetime, end: datetime, step: timedelta) -> list[datetime]:
    """When a unit was granted to somebody who always asks for one more."""
    window: Window | None = None
    at, found = start, []
    while at < end:
        window, wait = quotas.spend(window, quota, 1, at)
        if wait is None:
            found.append(at)
        at += step
    return found


def test_a_day_begins_at_midnight_where_the_service_says_also_when_the_clocks_change() -> None:
    for day, hour in ((datetime(2026, 11, 23, 12, tzinfo=UTC), 8), (datetime(2026, 7, 1, 12, tzinfo=UTC), 7)):
        window, _ = quotas.spend(None, DAY, 1, day)
        assert window.began == day.replace(hour=hour)
        assert window.resets == day.replace(hour=hour) + timedelta(days=1)
    window, _ = quotas.spend(None, DAY, 1, datetime(2026, 11, 1, 12, tzinfo=UTC))  # summer time ends
    assert window.resets - window.began == 25 * HOUR


def test_a_quarter_at_once_and_the_rest_as_the_day_goes_by() -> None:
    midnight = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    found = taken(DAY, midnight, midnight + timedelta(hours=23, minutes=59), MINUTES)
    assert len(found) == 100
    assert sum(at < midnight + HOUR for at in found) < 32
    assert 45 < sum(at < midnight + 6 * HOUR for at in found) <= 51
    assert max(after - before for before, after in pairwise(found)) < 20 * MINUTES


def test_a_short_window_is_no_reason_to_wait_before_it_is_full() -> None:
    found = taken(MINUTE, NOON, NOON + 3 * MINUTES, timedelta(seconds=1))
    assert len(found) == 30
    assert found[9] == NOON + timedelta(seconds=9)
    assert found[10] == NOON + MINUTES


def test_the_wait_is_long_enough_and_not_much_longer() -> None:
    for quota in (DAY, MINUTE):
        window: Window | None = None
        wait = None
        while wait is None:
            window, wait = quotas.spend(window, quota, 1, NOON)
        assert quotas.spend(window, quota, 1, NOON + wait)[1] is None
        assert quotas.spend(window, quota, 1, NOON + wait - timedelta(seconds=2))[1] is not None


def test_what_the_service_counts_otherwise_is_believed() -> None:
    window, wait = quotas.spend(None, DAY, None, NOON)
    assert wait is None
    _, wait = quotas.spend(window, DAY, 1, NOON)
    assert wait is not None
    assert NOON + wait > window.resets
    assert quotas.spend(window, DAY, 1, window.resets)[1] is None


def test_a_clock_that_is_set_back_begins_another_window() -> None:
    window, _ = quotas.spend(None, MINUTE, None, NOON)
    assert quotas.spend(window, MINUTE, 1, NOON - timedelta(days=300))[1] is None


def test_a_month_of_money_goes_from_the_first_to_the_first_and_may_be_spent_at_once() -> None:
    money = Quota("money", 200, "UTC", monthly=True, spread=False)
    for at, began, resets in (
        (datetime(2026, 1, 31, 23, 59, tzinfo=UTC), (2026, 1), (2026, 2)),
        (datetime(2028, 2, 29, tzinfo=UTC), (2028, 2), (2028, 3)),
        (datetime(2026, 12, 1, tzinfo=UTC), (2026, 12), (2027, 1)),
    ):
        window, wait = quotas.spend(None, money, 200, at)
        assert (window.began, window.resets, window.used, wait) == (
            datetime(*began, 1, tzinfo=UTC), datetime(*resets, 1, tzinfo=UTC), 200, None,
        )  # fmt: skip
        _, wait = quotas.spend(window, money, 1, at)
        assert wait is not None
        assert quotas.spend(window, money, 1, at + wait)[0].began == window.resets


def test_what_was_not_needed_is_given_back_and_never_more_than_was_taken() -> None:
    money = Quota("money", 200, "UTC", monthly=True, spread=False)
    window, _ = quotas.spend(None, money, 150, NOON)
    window, wait = quotas.spend(window, money, -140, NOON)
    assert (window.used, wait) == (10, None)
    assert quotas.spend(window, money, 190, NOON)[1] is None
    after, _ = quotas.spend(window, money, -140, window.resets)  # taken in the month before
    assert after.used == 0
    less = Quota("money", 5, "UTC", monthly=True, spread=False)  # the owner allows less than is spent
    window, wait = quotas.spend(window, less, -2, NOON)
    assert (window.used, wait) == (8, None)
    assert quotas.spend(window, less, 1, NOON)[1] is not None


# -- kept ------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def clock() -> SetClock:
    return SetClock(NOON)


async def client(store: Store, clock: SetClock) -> AsyncIterator[Bound]:
    async with Net(clock=clock, memory=Kept(store), gap=timedelta(0)) as net:
        yield net.bound(failure=FetchError, allow_private=True)


async def used_up(bound: Client, quota: Quota, secret: str = "") -> int:
    """How many units there are."""
    units = 0

    async def all_of_them() -> None:
        nonlocal units
        while units < 200:
            await bound.spend(quota, URL, secret=secret)
            units += 1

    with pytest.raises(Spent, match=r"api\.example: our quota of searches") as spent:
        await all_of_them()
    assert spent.value.retry_after
    return units


async def test_a_restart_does_not_give_the_quota_back(store: Store, clock: SetClock) -> None:
    async for bound in client(store, clock):
        assert await used_up(bound, MINUTE) == 10
    async for bound in client(store, clock):
        assert await used_up(bound, MINUTE) == 0
    clock.move(2 * MINUTES)
    async for bound in client(store, clock):
        assert await used_up(bound, MINUTE) == 10


async def test_each_key_host_and_limit_has_a_count_of_its_own(store: Store, clock: SetClock) -> None:
    async for bound in client(store, clock):
        assert await used_up(bound, MINUTE, "canary-one") == 10
        assert await used_up(bound, MINUTE, "canary-two") == 10
        await bound.spend(MINUTE, "https://other.example/", secret="canary-one")
        await bound.spend(Quota("units", 10, span=MINUTES), URL, secret="canary-one")


async def test_no_key_is_in_the_database(tmp_path: Path) -> None:
    kept = await open_store(sqlite_url(tmp_path))
    async for bound in client(kept, SetClock(NOON)):
        await used_up(bound, MINUTE, "canary-key")
    await kept.close()
    assert not [path for path in tmp_path.iterdir() if b"canary" in path.read_bytes()]


async def test_who_wants_to_be_left_alone_is_known_after_a_restart(store: Store, clock: SetClock) -> None:
    async with Hostile() as server:
        away = server.say(429, {"Retry-After": "600"})
        async for bound in client(store, clock):
            await bound.request("GET", away)
        clock.move(9 * MINUTES)
        async for bound in client(store, clock):
            with pytest.raises(FetchError, match=r"127\.0\.0\.1 asked to be left alone for another 60 s"):
                await bound.request("GET", server.url("/echo"))
        assert len(server.seen) == 1
        clock.move(MINUTES)
        async for bound in client(store, clock):
            assert (await bound.request("GET", server.url("/echo"))).status == 200


async def test_what_is_said_to_one_account_is_not_meant_for_another(store: Store, clock: SetClock) -> None:
    async with Hostile() as server:
        async for bound in client(store, clock):
            mine, yours = {"authorization": "Bearer one"}, {"authorization": "Bearer two"}
            await bound.request("GET", server.say(429, {"Retry-After": "600"}), headers=mine)
            with pytest.raises(FetchError, match="left alone"):
                await bound.request("GET", server.url("/echo"), headers={**mine, "accept": "application/json"})
            assert (await bound.request("GET", server.url("/echo"), headers=yours)).status == 200
            assert (await bound.request("GET", server.url("/echo"))).status == 200


# -- on the way ------------------------------------------------------------------------------------------------------


@dataclass
class Counted:
    """A source that may be asked once a minute."""

    asked: int = 0

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        await client.spend(Quota("questions", 1, span=MINUTES), URL)
        self.asked += 1
        return Fetched([], {}, Outcome.EMPTY)


async def test_a_visit_that_has_to_wait_is_no_failure_and_two_sources_share(tmp_path: Path) -> None:
    one, two, mail = Counted(), Counted(), Letterbox()
    config = settings(tmp_path, [source("one", one), source("two", two)], {"mail": mail})
    async with stage(config) as earful:
        await earful.look()
        assert one.asked + two.asked == 1
        (waits,) = [heard for heard in earful.heard if heard.error]
        assert "api.example: our quota of questions is used up" in waits.error
        async with earful.app.parts.store.read() as connection:
            rows = await asking.sources(connection)
        assert [row.failures for row in rows.values()] == [0, 0]
        assert rows[waits.source].asked_until is not None
    async with stage(config, START + timedelta(seconds=30)) as earful:  # a restart
        await earful.look()
        assert one.asked + two.asked == 1
        await earful.after(2 * MINUTES)
        assert one.asked + two.asked == 2
        assert mail.told == []


async def test_two_sources_with_one_key_share_the_searches_of_a_day(store: Store, clock: SetClock) -> None:
    async with YouTubeToy() as toy:
        sources = [YouTube(key=KEY, search=(name,), base_url=f"{toy.url}/youtube/v3") for name in ("A", "B")]
        spent = 0
        async for bound in client(store, clock):
            for n in range(60):
                try:
                    await sources[n % 2].fetch(bound, {})
                except Spent:
                    spent += 1
        # It is four o'clock in Los Angeles: a quarter at once, and a sixth of the day is over.
        assert (len(toy.asked), spent) == (41, 19)


# -- what of it is shown ---------------------------------------------------------------------------------------------


async def test_what_is_used_is_shown_by_source_and_shared_by_those_with_one_key(tmp_path: Path, store: Store) -> None:
    mine, ours = YouTube(key=KEY, search=("Acme",)), YouTube(key=KEY, search=("Acme",), channel="UCharbor")
    other, money = YouTube(key="another", search=("Acme",)), X(token="t", monthly_cap=20, search=("Acme",))
    kinds = {"videos": mine, "comments": ours, "others": other, "x": money, "forum": StackExchange(search=("Acme",))}
    config = settings(tmp_path, [source(name, one) for name, one in kinds.items()], {"mail": Letterbox()})
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    kept = Kept(store)
    for connector, cost in ((mine, 12), (ours, 300), (money, 32_040)):
        (counted,) = connector.counted()
        # As ``Bound.spend`` does, without the day's share that may be used at once.
        whole = replace(counted.quota, spread=False)
        assert await kept.spend(key(host_of(connector.base_url), whole.name, counted.secret), whole, cost, now) is None
    async with store.read() as connection:
        used, later = await spending.used(connection, now), await spending.used(connection, now + timedelta(days=9))
    found = {one["source"]: one["quotas"][0] for one in source_health(config, {}, now, used)}
    assert {name: quota_in_words(one) for name, one in found.items()} == {
        "videos": "12 of 100 searches",
        "comments": "300 of 10,000 units",
        "others": "0 of 100 searches",
        "x": "$3.20 of $20.00",
        "forum": "0 of 300 requests",
    }
    assert found["x"] == {
        "name": "money", "unit": "USD", "used": 3.2, "limit": 20, "resets": "2026-12-01T00:00:00+00:00",
    }  # fmt: skip
    assert found["others"]["resets"] is None
    shown = source_list(source_health(config, {}, now, used))
    assert "Used of what services allow:\n  videos    12 of 100 searches   until 2026-11-24 08:00\n" in shown
    assert "  x         $3.20 of $20.00      until 2026-12-01 00:00" in shown
    assert "others   0 of" not in shown
    assert later == {}  # the day and the month are over
    assert KEY not in repr((shown, mine.counted(), found))


def test_every_kind_that_counts_says_so() -> None:
    """What is taken from a quota is told of: else nobody sees that it runs out."""
    taking = {path.stem for path in Path(connectors.__path__[0]).glob("*.py") if ".spend(" in path.read_text()}
    telling = {
        connectors.connector(kind).__module__.rpartition(".")[2]
        for kind in connectors.BUILT_IN
        if issubclass(connectors.connector(kind), Counts)
    }
    assert taking == telling

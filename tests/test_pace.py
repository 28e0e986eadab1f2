"""How often a source is visited: as lively as it is, within the owner's bounds, and no more often than a service asks."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.base import Fetched, FetchError, fresh_for
from connectors.feed import Feed, time_to_live
from monitor.config.model import Rhythm
from monitor.config.values import Misread, rhythm
from monitor.net import Bound
from monitor.schedule import Every, Schedule
from monitor.sources.pace import next_pace
from monitor.store import asking, visiting
from tests.fakes import ToyForum
from tests.fakes.stage import Letterbox, Place, post, settings, source, stage

MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)
BOUNDS = (5 * MINUTES, HOUR)


def settled(a_day: float, seed: int = 7) -> timedelta:
    """The average pace of a source with so many posts a day, after a week."""
    rng, pace, at = random.Random(seed), 15 * MINUTES, timedelta()
    paces = []
    while at < timedelta(days=60):
        at += pace
        brought = rng.random() < 1 - 2.718281828 ** (-a_day * (pace / timedelta(days=1)))
        pace = next_pace(pace, *BOUNDS, brought=brought)
        paces.append(pace)
    return sum(paces, timedelta()) / len(paces)


def test_a_busy_source_is_visited_more_often_and_a_sleeping_one_less() -> None:
    busy, middling, sleeping = settled(500), settled(24), settled(0.1)
    assert busy < 7 * MINUTES
    assert 10 * MINUTES < middling < 30 * MINUTES
    assert sleeping > 55 * MINUTES


def test_it_stays_within_the_bounds_and_a_fixed_one_is_fixed() -> None:
    assert next_pace(6 * MINUTES, *BOUNDS, brought=True) == 5 * MINUTES
    assert next_pace(55 * MINUTES, *BOUNDS, brought=False) == HOUR
    assert next_pace(timedelta(days=2), *BOUNDS, brought=True) == HOUR  # the owner has changed the bounds
    for brought in (True, False):
        assert next_pace(10 * MINUTES, 10 * MINUTES, 10 * MINUTES, brought=brought, asked=HOUR) == 10 * MINUTES


def test_what_the_service_asks_for_counts_up_to_the_owners_bound() -> None:
    assert next_pace(10 * MINUTES, *BOUNDS, brought=True, asked=30 * MINUTES) == 30 * MINUTES
    assert next_pace(10 * MINUTES, *BOUNDS, brought=True, asked=timedelta(days=30)) == HOUR
    assert next_pace(40 * MINUTES, *BOUNDS, brought=False, asked=MINUTES) == 50 * MINUTES


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": 'Max-Age="600"', "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "900"}, None),
        ({"cache-control": "max-age=600, no-cache"}, None),
        ({"cache-control": "no-store, max-age=600"}, None),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "private"}, None),
        ({}, None),
    ],
)
def test_cache_control_is_read_as_the_standard_says(headers: dict[str, str], seconds: int | None) -> None:
    assert fresh_for(headers) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        (b"<ttl> 60 </ttl>", 60),
        (b"<ttl>0</ttl>", None),
        (b"<ttl>soon</ttl>", None),
        (b"<sy:updatePeriod>\n\thourly\t</sy:updatePeriod><sy:updateFrequency>\n2 </sy:updateFrequency>", 30),
        (b"<sy:updatePeriod>daily</sy:updatePeriod>", 1440),
        (b"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 60),
        (b"", None),
    ],
)
def test_a_feed_says_how_long_it_can_be_kept(said: bytes, minutes: int | None) -> None:
    assert time_to_live(b"<rss><channel>" + said + b"</channel></rss>") == minutes


async def test_a_feed_that_says_so_is_left_alone_for_that_long_also_when_it_has_not_changed(client: Bound) -> None:
    feed = "<rss version='2.0'><channel><title>x</title><ttl>45</ttl><item><guid>1</guid><title>a</title></item></channel></rss>"
    async with ToyForum() as forum:
        place = Feed(url=forum.serve("/feed.xml", feed))
        first = await place.fetch(client, {})
        again = await place.fetch(client, first.cursor)
        assert (first.fresh_for, again.fresh_for) == (45 * MINUTES, 45 * MINUTES)
        assert (len(first.posts), len(again.posts)) == (1, 0)


@pytest.mark.parametrize("text", ["5m..1h", "5m ... 1h", "5m to 1h", "1h - 5m", "5m–1h"])
def test_a_range_is_read_however_it_is_written(text: str) -> None:
    assert rhythm(text) == Rhythm(5 * MINUTES, HOUR)


def test_a_number_is_fixed_and_nonsense_is_told() -> None:
    assert rhythm("10m") == Rhythm(10 * MINUTES, 10 * MINUTES)
    for wrong in ("5m..10m..1h", "5..1h", "often"):
        with pytest.raises(Misread):
            rhythm(wrong)


@pytest.mark.slow
async def test_the_daemon_keeps_the_pace_of_each_source(tmp_path: Path) -> None:
    forum = Place()
    every = source("forum", forum, rhythm=Rhythm(5 * MINUTES, HOUR))
    async with stage(settings(tmp_path, [every], {"mail": Letterbox()})) as earful:

        async def pace() -> timedelta | None:
            async with earful.app.parts.store.read() as connection:
                return visiting.pace_of((await asking.sources(connection))["forum"])

        forum.posts.append(post(at=earful.clock.now()))
        await earful.look()
        assert await pace() == 15 * MINUTES * 1.25  # the first visit brought history
        for n in range(4):
            forum.posts.append(post("nothing about anybody", at=earful.clock.now(), id=f"n{n}"))
            await earful.after(15 * MINUTES)
        assert await pace() == 5 * MINUTES
        forum.trouble = FetchError("forum.example has trouble of its own (HTTP 503)")
        await earful.after(15 * MINUTES)
        assert await pace() == 5 * MINUTES  # what fails says nothing about how lively it is
        forum.trouble = None
        for _ in range(20):
            await earful.after(HOUR)
        assert await pace() == HOUR
        forum.answer = Fetched([], {}, fresh_for=40 * MINUTES)
        forum.posts.append(post("something again", at=earful.clock.now(), id="again"))
        await earful.after(HOUR)
        assert await pace() == HOUR


async def test_the_schedule_is_told_from_the_run_that_is_under_way() -> None:
    schedule, ran = Schedule(), asyncio.Event()

    async def run() -> None:
        ran.set()

    schedule.start()
    try:
        schedule.every("source", HOUR, run, jitter=0.0)
        async with asyncio.timeout(60):
            await ran.wait()
            while (due := schedule.next_run("source")) is None or due < datetime.now(UTC) + 59 * MINUTES:
                await asyncio.sleep(0.005)
        schedule.pace("source", 10 * MINUTES)
        schedule.pace("nobody", 10 * MINUTES)
        assert schedule.next_run("source") == due - 50 * MINUTES
        schedule.every("source", HOUR, run, jitter=0.0)  # a reload that changes nothing keeps the pace
        assert schedule.next_run("source") == due - 50 * MINUTES
    finally:
        await schedule.stop()


def test_another_pace_is_never_in_the_past() -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    every = Every(HOUR, jitter=0.0)
    assert every.get_next_fire_time(None, now) == now
    assert every.get_next_fire_time(now, now) == now + HOUR
    assert every.paced(5 * MINUTES, now + 20 * MINUTES) == now + 20 * MINUTES
    assert every.get_next_fire_time(now + 20 * MINUTES, now + 20 * MINUTES) == now + 25 * MINUTES

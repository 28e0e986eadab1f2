"""When things run: the trigger, jobs that fail, jobs that are replaced, and a clock that is set back."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from monitor.schedule import Every, Schedule

NOW = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_the_trigger_runs_at_once_and_then_every_so_often() -> None:
    every = Every(15 * MINUTE, jitter=0.0)
    assert every.get_next_fire_time(None, NOW) == NOW
    assert every.get_next_fire_time(NOW, NOW + MINUTE) == NOW + 15 * MINUTE


def test_after_a_year_asleep_it_runs_once() -> None:
    every = Every(15 * MINUTE, jitter=0.0)
    later = NOW + timedelta(days=365)
    assert every.get_next_fire_time(NOW, later) == later
    assert every.get_next_fire_time(later, later) == later + 15 * MINUTE


def test_jitter_is_bounded_and_spreads() -> None:
    every = Every(10 * MINUTE, jitter=0.1, rng=random.Random(7))
    found = {every.get_next_fire_time(NOW, NOW) - NOW for _ in range(200)}
    assert len(found) > 100
    assert min(found) >= 10 * MINUTE
    assert max(found) <= 11 * MINUTE


def test_no_run_is_lost_or_doubled_where_the_clocks_change() -> None:
    every, at, runs = Every(30 * MINUTE, jitter=0.0), NOW, []
    while at < NOW + timedelta(hours=4):
        runs.append(at)
        at = every.get_next_fire_time(at, at)
    assert len(runs) == 8


@pytest.fixture
async def schedule() -> AsyncIterator[Schedule]:
    running = Schedule()
    running.start()
    yield running
    await running.stop()


async def test_a_job_that_fails_runs_again_and_disturbs_nobody(schedule: Schedule) -> None:
    runs: list[str] = []
    done = asyncio.Event()

    async def fails() -> None:
        runs.append("fails")
        if runs.count("fails") == 3:
            done.set()
        raise ValueError("no")

    schedule.every("fails", timedelta(milliseconds=10), fails, jitter=0.0)
    async with asyncio.timeout(60):
        await done.wait()
    assert schedule.names() == {"clock", "fails"}


async def test_one_run_at_a_time_and_none_is_made_up_for(schedule: Schedule) -> None:
    starts = 0
    together = 0
    most = 0
    enough = asyncio.Event()

    async def slow() -> None:
        nonlocal starts, together, most
        starts, together = starts + 1, together + 1
        most = max(most, together)
        await asyncio.sleep(0.03)
        together -= 1
        if starts == 3:
            enough.set()

    schedule.every("slow", timedelta(milliseconds=1), slow, jitter=0.0)
    async with asyncio.timeout(60):
        await enough.wait()
    assert most == 1


async def test_a_job_of_the_same_name_takes_over_and_keeps_its_time(schedule: Schedule) -> None:
    called: list[str] = []

    async def job(name: str) -> None:
        called.append(name)

    schedule.every("source", timedelta(hours=1), lambda: job("old"), jitter=0.0)
    async with asyncio.timeout(60):
        while not called:
            await asyncio.sleep(0.005)
    when = schedule.next_run("source")
    schedule.every("source", timedelta(hours=1), lambda: job("new"), jitter=0.0)
    assert schedule.next_run("source") == when
    schedule.every("source", timedelta(hours=2), lambda: job("newest"), jitter=0.0)
    async with asyncio.timeout(60):
        while "newest" not in called:
            await asyncio.sleep(0.005)
    assert called == ["old", "newest"]
    schedule.drop("source")
    schedule.drop("source")
    assert schedule.next_run("source") is None


async def test_a_run_is_interrupted_and_begins_again(schedule: Schedule) -> None:
    begun: asyncio.Queue[str] = asyncio.Queue()
    ended: list[str] = []

    def lasting(name: str) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            begun.put_nowait(name)
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(name)

        return run

    for name in ("stream", "other"):
        schedule.every(name, timedelta(milliseconds=20), lasting(name), jitter=0.0)
    async with asyncio.timeout(60):
        assert {await begun.get(), await begun.get()} == {"stream", "other"}
        await schedule.interrupt(["stream", "unknown"])
        assert ended == ["stream"]
        assert await begun.get() == "stream"


async def test_stopping_ends_what_is_under_way_quietly(caplog: pytest.LogCaptureFixture) -> None:
    schedule, begun, ended = Schedule(), asyncio.Event(), asyncio.Event()

    async def forever() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    schedule.start()
    schedule.every("forever", timedelta(hours=1), forever)
    async with asyncio.timeout(60):
        await begun.wait()
        await schedule.stop()
    assert ended.is_set()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    await schedule.stop()  # twice is no harm


@pytest.mark.parametrize(("jump", "moved"), [(-6 * 60, True), (-0.2, False), (6 * 60, False)])
async def test_a_clock_that_is_set_back_does_not_stop_the_polling(schedule: Schedule, jump: float, moved: bool) -> None:
    """The machine believed it was six hours later than it is: what waits for then must not."""

    async def nothing() -> None: ...

    schedule.every("source", timedelta(hours=12), nothing, jitter=0.0)
    async with asyncio.timeout(60):
        while (when := schedule.next_run("source")) is None or when < datetime.now(UTC) + timedelta(hours=1):
            await asyncio.sleep(0.005)
    # As if the clock had been looked at a moment ago, when it was wrong by so much.
    schedule._started = (passed(), datetime.now(UTC) - timedelta(minutes=jump))
    await schedule._watch_clock()
    after = schedule.next_run("source")
    assert after is not None
    expected = when + timedelta(minutes=jump) if moved else when
    assert abs(after - expected) < timedelta(seconds=5)


@pytest.mark.parametrize(("jump", "told"), [(-6 * 60, True), (-0.2, False), (6 * 60, True)])
async def test_whoever_wants_to_know_hears_that_the_clock_was_set(jump: float, told: bool) -> None:
    heard: list[timedelta] = []

    async def jumped(by: timedelta) -> None:
        heard.append(by)

    schedule = Schedule(jumped)
    schedule._started = (passed(), datetime.now(UTC) - timedelta(minutes=jump))
    await schedule._watch_clock()
    assert [round(by / timedelta(minutes=1)) for by in heard] == [jump] * told
    await schedule._watch_clock()
    assert len(heard) == told  # once


def passed() -> float:
    """Seconds since the machine was started, its sleep among them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)

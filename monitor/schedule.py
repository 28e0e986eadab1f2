"""When things run. The only importer of APScheduler.

Everything here is real time; what the owner's clocks say is decided elsewhere, from due rows compared with ``now``.
APScheduler's defaults drop work silently (a second's grace, one missed run skipped for ever behind a hung one), so every
job here has one trigger of ours, runs once at a time, is never "too late", and has its deadline inside.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

log = logging.getLogger(__name__)

CLOCK_LOOKS = timedelta(seconds=5)
CLOCK_JUMP = timedelta(seconds=30)


class Every(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 has no types
    """Next = max(previous + every, now), plus some jitter so that sources do not march in step.

    There is no cron here: 02:30 happens twice in autumn, and catching up after a year would enumerate every missed run.
    ``every`` may change from run to run (``Schedule.pace``); ``base`` is what the job was arranged with.
    """

    def __init__(self, every: timedelta, *, jitter: float = 0.1, rng: random.Random | None = None) -> None:
        """``jitter`` is the largest share of ``every`` that is added by chance."""
        self.base = self.every = every
        self._previous: datetime | None = None
        self.jitter = jitter
        self.rng = rng or random.Random()  # noqa: S311  # spreads load, keeps no secret

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The next run; at once the first time."""
        self._previous = previous_fire_time or now
        if previous_fire_time is None:
            return now
        late = self.every * (self.jitter * self.rng.random())
        return max(previous_fire_time + self.every + late, now)

    def paced(self, every: timedelta, now: datetime) -> datetime:
        """The run after the latest one, with another ``every`` from now on."""
        self.every = every
        return self.get_next_fire_time(self._previous, now)


class Schedule:
    """Runs named coroutines again and again until it is stopped."""

    def __init__(self, jumped: Callable[[timedelta], Awaitable[None]] | None = None) -> None:
        """``jumped`` is told by how much the machine's clock was set, other than by the time that passes."""
        self._jumped = jumped
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            executors={"default": AsyncIOExecutor()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._started = (_passed(), datetime.now(UTC))
        self._running: dict[asyncio.Task[None], str] = {}
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def start(self) -> None:
        """Begins; needs a running event loop."""
        self._scheduler.start()
        self.every("clock", CLOCK_LOOKS, self._watch_clock, jitter=0.0)

    def every(self, name: str, every: timedelta, run: Callable[[], Awaitable[Any]], *, jitter: float = 0.1) -> None:
        """Runs at once and then every so often; a job of the same name is replaced, keeping when it is next due."""
        known = self._scheduler.get_job(name)
        if known is not None and known.trigger.base == every:
            known.modify(func=self._guarded(name, run))
            return
        # The executor tells a coroutine function from a plain one by looking at it, so what it gets is one.
        self._scheduler.add_job(self._guarded(name, run), Every(every, jitter=jitter), id=name, replace_existing=True)

    def pace(self, name: str, every: timedelta) -> None:
        """From the run that is under way on, another interval; nothing where there is no such job."""
        job = self._scheduler.get_job(name)
        if job is not None and job.trigger.every != every:
            job.modify(next_run_time=job.trigger.paced(every, datetime.now(UTC)))

    def drop(self, name: str) -> None:
        """Forgets a job; one that is running is let finish."""
        if self._scheduler.get_job(name) is not None:
            self._scheduler.remove_job(name)

    def names(self) -> set[str]:
        """The jobs there are."""
        return {job.id for job in self._scheduler.get_jobs()}

    def next_run(self, name: str) -> datetime | None:
        """When a job will run next (aware UTC), None if there is no such job."""
        job = self._scheduler.get_job(name)
        return job.next_run_time if job else None

    async def stop(self) -> None:
        """No new runs; those under way are cancelled, and have finished what they were writing when this returns."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await _cancelled(list(self._running))

    async def interrupt(self, names: Collection[str]) -> None:
        """Cancels the runs under way of these jobs and waits for their end. They run again when they are next due."""
        await _cancelled([task for task, name in self._running.items() if name in names])

    def _guarded(self, name: str, run: Callable[[], Awaitable[Any]]) -> Callable[[], Awaitable[None]]:
        async def job() -> None:
            task = asyncio.current_task()
            assert task is not None
            self._running[task] = name
            task.add_done_callback(self._running.pop)
            try:
                await run()
            except asyncio.CancelledError:
                log.debug("%s was stopped under way", name)  # let through, APScheduler would report it as an error
            except Exception:
                log.exception("%s failed; it will run again", name)

        return job

    async def _watch_clock(self) -> None:
        """A clock that was set back would make every job wait for the hours that are to be lived again; one that was set
        forward needs nothing. Either way the jobs are moved along with the clock."""
        passed, wall = _passed(), datetime.now(UTC)
        jump = (wall - self._started[1]) - timedelta(seconds=passed - self._started[0])
        self._started = (passed, wall)
        if jump < -CLOCK_JUMP:
            log.warning("the machine's clock was set back by %s; polling goes on", -jump)
            for job in self._scheduler.get_jobs():
                job.modify(next_run_time=max(job.next_run_time + jump, wall))
        if abs(jump) > CLOCK_JUMP and self._jumped:
            await self._jumped(jump)


def _passed() -> float:
    """Seconds that nobody can set. Where the system tells it, those count in which the machine slept: that is no jump of its clock
    (clock_gettime(2), CLOCK_BOOTTIME)."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


async def _cancelled(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

"""The one place where the parts meet: start, the daemon's rhythm, reload, stop.

Nothing is decided here. The schedule calls ``poll`` for each source and ``work`` every few seconds; ``work`` lets the
pipeline decide, lets the clock speak, and drains the outbox, each channel in a task of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from connectors import bounded
from connectors.base import FetchError
from monitor import deliver, health, pipeline
from monitor.cases import Reason, Refused
from monitor.clock import Clock, SystemClock
from monitor.config import Config, ConfigError, Source
from monitor.matching import Matcher
from monitor.net import Net
from monitor.parts import Parts, neighbours
from monitor.pipeline import Decided, Hearing
from monitor.schedule import Schedule
from monitor.store import Lock, Store, delivering, keeping, open_store, sqlite_url
from monitor.store.spending import Kept
from monitor.tone import make
from monitor.tone.correction import Correction
from monitor.turns import Turn

log = logging.getLogger(__name__)

WORK = timedelta(seconds=5)
HEARTBEAT = timedelta(minutes=5)
RETENTION = timedelta(hours=6)
FETCHES = 16
"""Sources visited at the same time."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often the daemon looks up, in real time."""

    work: timedelta = WORK
    heartbeat: timedelta = HEARTBEAT
    retention: timedelta = RETENTION


class App:
    """Earful, running on one configuration and one data folder. ``async with App(...) as app``."""

    def __init__(
        self, config: Config, *, clock: Clock | None = None, url: str = "", rhythm: Rhythm | None = None
    ) -> None:
        """``url`` overrides where the database is."""
        self.config = config
        self.clock = clock or SystemClock()
        self.folder = Path(config.data)
        self._url = url or config.database or sqlite_url(self.folder)
        self._rhythm = rhythm or Rhythm()
        self._lock = Lock(self.folder)
        self._schedule = Schedule()
        self._working = asyncio.Lock()
        self._fetching = asyncio.Semaphore(FETCHES)
        self._sending = Turn(deliver.GRACE)
        self._draining: dict[str, asyncio.Task[object]] = {}
        self._tried: set[str] = set()
        self._stopping = asyncio.Event()
        self._opened = AsyncExitStack()
        self.parts: Parts

    async def __aenter__(self) -> App:
        async with AsyncExitStack() as opening:
            self._lock.acquire()
            opening.callback(self._lock.release)
            store = await open_store(self._url)
            opening.push_async_callback(store.close)
            await store.claim()
            net = Net(contact=self.config.contact, clock=self.clock, memory=Kept(store))
            await opening.enter_async_context(net)
            opening.callback(bounded.close)
            self.parts = self._made(self.config, store, net)
            repeated = await store.write(delivering.recover)
            await store.write(lambda tx: delivering.try_again(tx, self.clock.now()))
            self._opened = opening.pop_all()
        if repeated:
            log.warning("%d deliveries were interrupted; they are repeated", repeated)
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._schedule.stop()
        running = [task for task in self._draining.values() if not task.done()]
        if running:
            # What is on the wire gets a moment to finish and be marked; what does not is repeated at the next start.
            _, late = await asyncio.wait(running, timeout=4)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._opened.aclose()

    # -- the daemon --------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Runs until ``stop``."""
        self._schedule.start()
        self._arrange()
        self._schedule.every("work", self._rhythm.work, self.work, jitter=0.0)
        self._schedule.every("retention", self._rhythm.retention, self.forget)
        self._schedule.every("heartbeat", self._rhythm.heartbeat, self.heartbeat, jitter=0.0)
        await self._stopping.wait()

    def stop(self) -> None:
        """Ends ``run``."""
        self._stopping.set()

    def _arrange(self) -> None:
        wanted = {f"source {name}" for name in self.parts.config.sources}
        for name in self._schedule.names():
            if name.startswith("source ") and name not in wanted:
                self._schedule.drop(name)
        for source in self.parts.config.sources.values():
            self._schedule.every(f"source {source.name}", source.every, self._poller(source))

    def _poller(self, source: Source) -> Callable[[], Awaitable[None]]:
        async def visit() -> None:
            # After a start or a reload everything is tried at once: somebody may have mended what was wrong.
            if source.name not in self._tried or await pipeline.its_turn(self.parts, source):
                await self.poll(source)
            await self.work()

        return visit

    async def poll(self, source: Source, *, as_new: timedelta | None = None, back: timedelta | None = None) -> Hearing:
        """Visits one source now; ``back``: and reads it again from so long ago, where the service can."""
        async with self._fetching:
            hearing = await pipeline.hear(self.parts, source, as_new=as_new, back=back)
        self._tried.add(source.name)
        if hearing.pace is not None:
            self._schedule.pace(f"source {source.name}", hearing.pace)
        if hearing.outcome != "nothing_new":
            log.info("%s: %s, %d posts, %d new", source.name, hearing.outcome, hearing.posts, len(hearing.fresh))
        return hearing

    async def work(self) -> None:
        """One look at everything: decide, let the clock speak, tell what was already there, deliver. What is in the
        outbox goes out even when something before it fails."""
        async with self._working:
            try:
                await self.decide()
                await health.review_sources(self.parts)
                await deliver.review_channels(self.parts)
            except Exception:
                log.exception("deciding failed; it will be tried again")
            await self._start_draining()

    async def decide(self) -> Decided:
        """Decides what is pending and what the clock says; announces history once every source has been tried."""
        done = await pipeline.decide(self.parts)
        clock = await pipeline.time_passes(self.parts)
        done.cases |= clock.cases
        done.letters += clock.letters
        if self._tried >= set(self.parts.config.sources):
            done.letters += (await pipeline.announce(self.parts)).letters
        return done

    async def _start_draining(self) -> None:
        for name, run in list(self._draining.items()):
            if run.done() and not run.cancelled() and (error := run.exception()):
                log.error("delivering by %s broke off: %s", name, error)
                # It may have gone out and not been marked: once more is better than never.
                await self.parts.store.write(partial(delivering.recover, channel=name))
                del self._draining[name]
        async with self.parts.store.read() as connection:
            due = await delivering.due(connection, self.parts.now())
        for name in dict.fromkeys(item.channel for item in due):
            task = self._draining.get(name)
            if task is None or task.done():
                mine = [item for item in due if item.channel == name]
                self._draining[name] = asyncio.create_task(deliver.drain_channel(self.parts, name, mine))

    async def delivered(self) -> list[deliver.Sent]:
        """Delivers everything that is due now, and waits for it."""
        return await deliver.drain(self.parts)

    async def forget(self) -> None:
        """Retention: a little at a time."""
        await keeping.sweep(self.parts.store, self.parts.config.retention, self.parts.now())

    async def heartbeat(self) -> None:
        """Pings ``heartbeat:``, but only while polling and delivery really work."""
        url = self.parts.config.heartbeat
        if not url:
            return
        trouble = await health.trouble(self.parts)
        if trouble:
            log.warning("no heartbeat: %s", trouble)
            return
        client = self.parts.net.bound(failure=FetchError, deadline=timedelta(seconds=20), allow_private=True)
        try:
            await client.request("GET", url)
        except FetchError as error:
            log.warning("heartbeat: %s", error)

    # -- people and reloads ------------------------------------------------------------------------------------------

    async def act(self, case_id: int, verb: str, by: str, value: str = "") -> Decided:
        """A person does something about a case. Raises Refused."""
        self._known("by", by)
        if verb == "give":
            self._known("to", value)
        done = await pipeline.act(self.parts, case_id, verb, by, value)
        if self._schedule.names():
            await self._start_draining()
        return done

    async def correct(self, mention: int, said: Correction | None, by: str) -> Decided:
        """A person says how a mention really is, or takes back what was said (None); it is decided about anew. Raises
        Refused."""
        self._known("by", by)
        await pipeline.correct(self.parts, mention, said)
        done = await pipeline.decide(self.parts)
        if self._schedule.names():
            await self._start_draining()
        return done

    def _known(self, role: str, person: str) -> None:
        if person not in self.parts.config.people:
            known = ", ".join(self.parts.config.people)
            raise Refused(f"--{role}: nobody called {person!r} under people:. It is one of {known}")

    async def reload(self, load: Callable[[], Config]) -> str:
        """Takes on a new configuration; a bad one is refused, the old one stays and the operator is told. Returns a
        sentence for the log."""
        try:
            config = load()
            if config.digest == self.parts.config.digest:
                return "the configuration has not changed"
            if (config.data, config.database) != (self.config.data, self.config.database):
                config = replace(config, data=self.config.data, database=self.config.database)
                log.warning("data: and database: change only at a restart")
            parts = self._made(config, self.parts.store, self.parts.net)
        except ConfigError as error:
            lines = [str(problem) for problem in error.problems]
            await deliver.tell_operator(self.parts, "config", Reason.CONFIG_REFUSED, "the configuration", lines)
            count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
            return f"the new configuration has {count}; the old one stays in force\n" + "\n".join(lines)
        self.parts = parts
        self._tried.clear()
        await parts.store.write(lambda tx: delivering.try_again(tx, self.clock.now()))
        self._arrange()
        return "the new configuration is in force"

    def _made(self, config: Config, store: Store, net: Net) -> Parts:
        return Parts(
            config=config,
            store=store,
            net=net,
            clock=self.clock,
            matcher=Matcher([brand.names for brand in config.brands.values()]),
            scorer=make(config.scorer, config.scorer_options),
            sending=self._sending,
            neighbours=neighbours(config.sources.values()),
        )


async def once(
    app: App,
    *,
    as_new: timedelta | None,
    deliver_now: bool,
    back: timedelta | None = None,
    progress: Callable[[], None] = lambda: None,
) -> tuple[list[Hearing], Decided, Sequence[deliver.Sent]]:
    """Visits every source once, decides, and delivers what is due (or not, for a dry run). ``progress`` is called after
    each source, ``back`` is as in ``poll``."""

    async def visit(source: Source) -> Hearing:
        hearing = await app.poll(source, as_new=as_new, back=back)
        progress()
        return hearing

    heard = await asyncio.gather(*(visit(source) for source in app.parts.config.sources.values()))
    done = await app.decide()
    await health.review_sources(app.parts)
    sent = await app.delivered() if deliver_now else []
    if deliver_now:
        await deliver.review_channels(app.parts)
        sent = [*sent, *await app.delivered()]
    return list(heard), done, sent

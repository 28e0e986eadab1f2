"""The one place where the parts meet: start, the daemon's rhythm, reload, stop.

Nothing is decided here, and what people do is in ``office``. The schedule calls ``poll`` for each source and ``work`` every
few seconds; ``work`` lets the pipeline decide, lets the clock speak, and drains the outbox, each channel in a task of its own.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from connectors import bounded
from connectors.base import FetchError, Polls, pushes
from monitor import pipeline, upkeep
from monitor.answering import buttons, replying
from monitor.cases import Reason
from monitor.clock import Clock, SystemClock
from monitor.config import Config, ConfigError, Destination, Source
from monitor.front import Front
from monitor.links import Links
from monitor.matching import Matcher
from monitor.net import Net, Vault
from monitor.office import Office
from monitor.parts import Parts, neighbours
from monitor.pipeline import Decided, Followed, Hearing
from monitor.schedule import Schedule
from monitor.sources import health
from monitor.store import Lock, Store, StoreError, delivering, keeping, learning, open_store, sqlite_url
from monitor.store.spending import Kept
from monitor.telling import deliver, digesting
from monitor.telling.lanes import Lanes
from monitor.telling.turns import Turn
from monitor.tone import make

log = logging.getLogger(__name__)

WORK = timedelta(seconds=5)
HEARTBEAT = timedelta(minutes=5)
PULSE = timedelta(seconds=5)
PAGE = timedelta(minutes=1)
"""Between two looks whether the page listens where it should."""
RETENTION = timedelta(hours=6)
UPKEEP = timedelta(hours=1)
REPLIES = "replies"
BUTTONS = timedelta(seconds=1)
"""How soon a line for buttons that has ended is opened again."""
FOLLOW = timedelta(minutes=1)
"""Between two rounds of looking at the posts of cases again."""
LISTEN = timedelta(seconds=2)
"""How soon a stream that has ended is looked at again."""
HELD = timedelta(minutes=1)
"""How long no stream is opened after the database did not take what it told."""
PATIENCE = timedelta(minutes=1)
"""How long ``once`` waits for a service that asks for it, and tries again …"""
TRIES = 3
"""… so often."""
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
        self,
        config: Config,
        *,
        clock: Clock | None = None,
        url: str = "",
        rhythm: Rhythm | None = None,
        sign_ins: Path | None = None,
        scratch: bool = False,
    ) -> None:
        """``url`` overrides where the database is, ``sign_ins`` where exchanged refresh tokens are kept. ``scratch``: the
        database is thrown away."""
        self.config = config
        self.clock = clock or SystemClock()
        self.folder = Path(config.data)
        self._url = url or config.database or sqlite_url(self.folder)
        self._scratch = scratch
        self._vault = Vault(sign_ins or self.folder / "sign-ins")
        self._rhythm = rhythm or Rhythm()
        self._lock = Lock(self.folder)
        self._schedule = Schedule(lambda by: upkeep.clock_jumped(self.parts, by))
        self._working = asyncio.Lock()
        self._fetching = asyncio.Semaphore(FETCHES)
        self._sending = Turn(deliver.GRACE)
        self._lanes = Lanes(self.clock.sleep)
        self._draining: dict[str, asyncio.Task[object]] = {}
        self._tried: set[str] = set()
        self._starting = True  # what history would have raised is said once
        self._stopping = asyncio.Event()
        self._learned: dict[str, tuple[str, ...]] = {}
        self._opened = AsyncExitStack()
        self.office = Office(
            parts=lambda: self.parts,
            soon=self._send_soon,
            note=lambda: self.front.changes.note(),
            learn=self._learn,
        )
        self.front = Front(
            self.folder,
            parts=lambda: self.parts,
            tried=lambda: self._tried,
            receive=pipeline.receive,
            office=self.office,
        )
        self.parts: Parts

    async def __aenter__(self) -> App:
        async with AsyncExitStack() as opening:
            self._lock.acquire()
            opening.callback(self._lock.release)
            store = await open_store(self._url, scratch=self._scratch)
            opening.push_async_callback(store.close)
            await store.claim()
            net = Net(contact=self.config.contact, clock=self.clock, memory=Kept(store), vault=self._vault)
            await opening.enter_async_context(net)
            opening.callback(bounded.close)
            async with store.read() as connection:
                self._learned = await learning.phrases(connection)
            self.parts = self._made(self.config, store, net)
            repeated = await store.write(delivering.recover)
            await store.write(lambda tx: delivering.try_again(tx, self.clock.now()))
            self._opened = opening.pop_all()
        if repeated:
            log.warning("%d deliveries were interrupted; they are repeated", repeated)
        return self

    async def __aexit__(self, *_exception: object) -> None:
        async with self._opened:  # closed whatever happens meanwhile
            await self._schedule.stop()
            await self.front.close()
            running = [task for task in self._draining.values() if not task.done()]
            if running:
                # What is on the wire gets a moment to finish and be marked; what does not is repeated at the next start.
                _, late = await asyncio.wait(running, timeout=4)
                for task in late:
                    task.cancel()
                await asyncio.gather(*late, return_exceptions=True)

    # -- the daemon --------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Runs until ``stop``."""
        self._schedule.start()
        self._arrange()
        self._schedule.every("work", self._rhythm.work, self.work, jitter=0.0)
        self._schedule.every("follow", FOLLOW, self.follow)
        self._schedule.every("retention", self._rhythm.retention, self.forget)
        self._schedule.every("heartbeat", self._rhythm.heartbeat, self.heartbeat, jitter=0.0)
        self._schedule.every("upkeep", UPKEEP, self.upkeep)
        self._schedule.every("pulse", PULSE, self.front.turn, jitter=0.0)
        self._schedule.every("page", PAGE, self.front.listen, jitter=0.0)
        await self._stopping.wait()

    def stop(self) -> None:
        """Ends ``run``."""
        self._stopping.set()

    def _arrange(self) -> None:
        visited = [source for source in self.parts.config.sources.values() if not source.receives]
        wanted = {f"source {source.name}" for source in visited}
        for name in self._schedule.names():
            if name.startswith("source ") and name not in wanted:
                self._schedule.drop(name)
        for source in visited:
            if _pushes(source):
                self._schedule.every(f"source {source.name}", LISTEN, self._listener(source))
            else:
                self._schedule.every(f"source {source.name}", source.every, self._poller(source))

        if self.parts.config.replies is None:
            self._schedule.drop(REPLIES)
        else:
            self._schedule.every(REPLIES, BUTTONS, self._replying(), jitter=0.0)

        hearing = {f"buttons {item.name}": item for item in buttons.hearing(self.parts.config)}
        for name in self._schedule.names():
            if name.startswith("buttons ") and name not in hearing:
                self._schedule.drop(name)
        for name, destination in hearing.items():
            self._schedule.every(name, BUTTONS, self._ear(destination), jitter=0.0)

    def _replying(self) -> Callable[[], Awaitable[None]]:
        """A run that lasts as long as the mailbox can be read in which people answer."""
        ear = replying.Ear()
        return lambda: ear.run(self.parts, self.front.key(), self.office)

    def _ear(self, destination: Destination) -> Callable[[], Awaitable[None]]:
        """A run that lasts as long as the line is open. The schedule begins the next one."""
        ear = buttons.Ear()
        return lambda: ear.run(self.parts, destination, self.office.pressed)

    def _poller(self, source: Source) -> Callable[[], Awaitable[None]]:
        async def visit() -> None:
            # After a start or a reload everything is tried at once: somebody may have mended what was wrong.
            if source.name not in self._tried or await pipeline.its_turn(self.parts, source):
                await self.poll(source)
            await self.work()

        return visit

    def _listener(self, source: Source) -> Callable[[], Awaitable[None]]:
        """A run that lasts as long as the stream. The schedule begins the next one, which waits its turn."""

        name, held_until = source.name, self.clock.now()

        async def listen() -> None:
            nonlocal held_until
            chance = random.random()  # noqa: S311  # spreads load, keeps no secret
            if self.parts.now() < held_until:
                return
            try:
                if name not in self._tried or await pipeline.may_listen(self.parts, source, chance):
                    await pipeline.listen(self.parts, source, lambda: self._tried.add(name))
            except StoreError:
                held_until = self.parts.now() + HELD  # the failure could not be written down, so it is kept here
                raise

        return listen

    async def poll(
        self,
        source: Source,
        *,
        as_new: timedelta | None = None,
        back: timedelta | None = None,
        watch: pipeline.Watch | None = None,
    ) -> Hearing:
        """Visits one source now, ``back``: and reads it again from so long ago, where the service can; catches up with one
        that only pushes. ``watch`` is told how far a reading back has come."""
        async with self._fetching:
            if isinstance(source.connector, Polls):
                hearing = await pipeline.hear(self.parts, source, as_new=as_new, back=back, watch=watch)
            else:
                hearing = await pipeline.catch_up(self.parts, source, as_new=as_new)
        self._tried.add(source.name)
        self.front.counts.polls[source.name, hearing.outcome] += 1
        if hearing.pace is not None:
            self._schedule.pace(f"source {source.name}", hearing.pace)
        if hearing.outcome != "nothing_new":
            log.info("%s: %s, %d posts, %d new", source.name, hearing.outcome, hearing.posts, len(hearing.fresh))
        return hearing

    async def follow(self) -> list[Followed]:
        """One round of looking at the posts of cases again. ``work`` decides about what it finds."""
        done = await pipeline.follow(self.parts)
        for one in done:
            if one.outcome in ("changed", "gone"):
                log.info("%s: a post of a case, looked at again: %s, %d new", one.source, one.outcome, one.fresh)
        return done

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
        self.front.pulse.worked()

    async def decide(self) -> Decided:
        """Decides what is pending and what the clock says; announces history once every source has been tried."""
        done = await pipeline.decide(self.parts)
        self.front.counts.mentions.update((scored.item.brand, scored.tone.label.value) for scored in done.mentions)
        clock = await pipeline.time_passes(self.parts)
        if done.mentions or done.cases or clock.cases or clock.storms:
            self.front.changes.note(*done.brands, *clock.brands)
        done.cases |= clock.cases
        done.letters += clock.letters
        done.storms |= clock.storms
        if self._tried >= {source.name for source in self.parts.config.sources.values() if not source.receives}:
            done.letters += (await pipeline.announce(self.parts)).letters
            await pipeline.remember(self.parts, starting=self._starting)
            self._starting = False
        done.letters += await digesting.announce(self.parts)
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
                self._draining[name] = asyncio.create_task(self._drain(name, mine))

    async def _drain(self, name: str, mine: list[delivering.Delivery]) -> None:
        sent = await deliver.drain_channel(self.parts, name, mine)
        self.front.counts.delivered.update((name, "failed" if item.error else "sent") for item in sent)

    async def _send_soon(self, done: Decided | None = None) -> None:
        """What a person just did goes out at once, if the daemon runs, and stands on every page that is open."""
        self.front.changes.note(*(done.brands if done else ()))
        if self._schedule.names():
            await self._start_draining()

    async def delivered(self) -> list[deliver.Sent]:
        """Delivers everything that is due now, and waits for it, and for what is under way."""
        await asyncio.gather(*(task for task in self._draining.values() if not task.done()), return_exceptions=True)
        return await deliver.drain(self.parts)

    async def forget(self) -> None:
        """Retention: a little at a time."""
        await keeping.sweep(self.parts.store, self.parts.config.retention, self.parts.now())

    async def upkeep(self) -> None:
        """Tells the operator of the machine under Earful, and that it is there."""
        await upkeep.review_disk(self.parts, upkeep.room(self.folder))
        await upkeep.sign_of_life(self.parts)

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

    # -- reloads -------------------------------------------------------------------------------------------------------

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
            what = self.parts.config.words_of(self.parts.config.operator).say("trouble_config")
            await deliver.tell_operator(self.parts, "config", Reason.CONFIG_REFUSED, what, lines)
            count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
            return f"the new configuration has {count}; the old one stays in force\n" + "\n".join(lines)
        lines_open = [f"source {item.name}" for item in self.parts.config.sources.values() if _pushes(item)]
        lines_open += [f"buttons {item.name}" for item in buttons.hearing(self.parts.config)]
        lines_open += [REPLIES] if self.parts.config.replies else []
        self.parts = parts
        self._tried.clear()
        self._starting = True
        await parts.store.write(lambda tx: delivering.try_again(tx, self.clock.now()))
        self._arrange()
        await self._schedule.interrupt(lines_open)  # they go on with the new names where they were stopped
        await self.front.listen()
        return "the new configuration is in force"

    def _matcher(self, config: Config) -> Matcher:
        """The names of the brands, without the phrases that people said mean somebody else."""
        return Matcher(
            [
                replace(brand.names, not_us=(*brand.names.not_us, *self._learned.get(brand.name, ())))
                for brand in config.brands.values()
            ]
            + [rival.names for rival in config.rivals.values()]
        )

    async def _learn(self) -> None:
        """Takes on what was learnt or forgotten."""
        async with self.parts.store.read() as connection:
            found = await learning.phrases(connection)
        if found != self._learned:
            self._learned = found
            self.parts = replace(self.parts, matcher=self._matcher(self.parts.config))

    def _made(self, config: Config, store: Store, net: Net) -> Parts:
        page = config.page
        address = page.address if page.port is not None else ""
        mailbox = config.replies.address if config.replies else ""
        return Parts(
            config=config,
            store=store,
            net=net,
            clock=self.clock,
            matcher=self._matcher(config),
            scorer=make(config.scorer, config.scorer_options),
            links=Links(address, self.front.key(), mailbox) if address or mailbox else None,
            lanes=self._lanes,
            sending=self._sending,
            neighbours=neighbours(config.sources.values()),
        )


def _pushes(source: Source) -> bool:
    return pushes(source.connector)


class Progress(pipeline.Watch, Protocol):
    """Who watches the visits of ``once``."""

    def done(self, source: str) -> None:
        """A source was visited."""


async def once(
    app: App,
    *,
    as_new: timedelta | None,
    deliver_now: bool,
    back: timedelta | None = None,
    progress: Progress | None = None,
) -> tuple[list[Hearing], Decided, Sequence[deliver.Sent]]:
    """Visits every source once, does what people answered by mail, looks again at the posts of cases that are due, decides,
    and delivers what is due (or not, for a dry run). ``progress`` watches the visits, ``back`` is as in ``poll``."""

    async def visit(source: Source) -> Hearing:
        hearing = await app.poll(source, as_new=as_new, back=back, watch=progress)
        # Sources of a service that answers one question a minute would come at the same moment for ever.
        for _ in range(TRIES):
            if hearing.again is None or hearing.again > PATIENCE:
                break
            await app.clock.sleep(hearing.again + timedelta(milliseconds=100))
            hearing = await app.poll(source, as_new=as_new, back=back, watch=progress)
        if progress:
            progress.done(source.name)
        return hearing

    visited = [source for source in app.parts.config.sources.values() if not source.receives]
    heard = await asyncio.gather(*(visit(source) for source in visited))
    if deliver_now:
        await replying.Ear().run(app.parts, app.front.key(), app.office, once=True)
    await app.follow()
    done = await app.decide()
    await health.review_sources(app.parts)
    sent = await app.delivered() if deliver_now else []
    if deliver_now:
        await deliver.review_channels(app.parts)
        sent = [*sent, *await app.delivered()]
    return list(heard), done, sent

"""Listen: what a stream pushes goes the same way as what a visit brings, item by item. Transaction 1.

Most of a firehose is about other people. It is matched and thrown away: only what names a brand, changes a post that we
have, or goes on with a mention is stored. An item of which nothing is kept moves the cursor in memory, and every ten
seconds in the database: a crash then costs ten seconds that are heard again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.base import Fetched, FetchError, Outcome, Post, Rewinds
from monitor.config import Source
from monitor.parts import Parts
from monitor.pipeline.hearing import Hearing, failed, store, unstorable
from monitor.pipeline.introducing import Introductions
from monitor.pipeline.understanding import understood
from monitor.store import StoreError, hearing, sifting, visiting
from monitor.store.hearing import CHUNK
from monitor.store.rows import Incoming
from monitor.store.visiting import Listening
from monitor.words import clock

log = logging.getLogger(__name__)

AGAIN = timedelta(seconds=5)
"""The first pause before a stream that broke off is opened again; each further one is twice as long …"""
LONGEST = timedelta(hours=1)
"""… up to this."""
CURSOR = timedelta(seconds=10)
"""How often the cursor is written while nothing else is."""
SILENCE = timedelta(minutes=15)
"""A stream that gives nothing for so long, not even a sign of life, hangs."""
LISTED = 2_000
"""Posts that name nobody, of those that ``catch_up`` hands on: they are not stored."""


def pause(failures: int, chance: float) -> timedelta:
    """How long to leave a stream alone that failed so often in a row. ``chance``, 0 to 1, adds up to a quarter, so that
    not everybody comes back to a restarted server at once."""
    return min(AGAIN * (1 << min(failures - 1, 12)) * (1 + chance / 4), LONGEST) if failures else timedelta(0)


async def may_listen(parts: Parts, source: Source, chance: float) -> bool:
    """Whether a stream has been left alone for long enough."""
    async with parts.store.read() as connection:
        state = await visiting.listening(connection, source.name, source.place)
    now = parts.now()
    return state.rests_until(now) is None and state.rested(pause(state.failures, chance), now)


async def listen(parts: Parts, source: Source, heard: Callable[[], None] = lambda: None) -> None:
    """Listens until the stream ends or fails, which is recorded as for a visit, or until it is cancelled. ``heard`` is
    called after each item, and when there is nothing to be heard."""
    run = await _opened(parts, source, parts.now())
    if isinstance(run, Hearing):
        heard()
        return
    try:
        async with aclosing(_items(parts, source, run.state)) as items:
            async for fetched in items:
                await run.take(fetched)
                heard()
    except FetchError as error:
        await run.settle()
        await failed(parts, source, error)
        heard()
    finally:
        await run.settle()


async def catch_up(parts: Parts, source: Source, *, as_new: timedelta | None = None) -> Hearing:
    """Listens from the stored cursor until everything that was waiting has been told, or for as long as one visit may
    take. ``as_new``: posts this young are news even the first time. A stream that breaks off once it has told something
    has been heard."""
    started = parts.now()
    run = await _opened(parts, source, started - as_new if as_new is not None else started)
    if isinstance(run, Hearing):
        return run
    try:
        async with (
            asyncio.timeout(source.deadline.total_seconds()),
            aclosing(_items(parts, source, run.state)) as items,
        ):
            async for fetched in items:
                await run.take(fetched, listing=True)
                if run.caught_up:
                    break
    except TimeoutError:
        if not run.items:
            error = FetchError("the stream told nothing, not even that it is alive")
            await failed(parts, source, error)
            return Hearing(source.name, "error", error=str(error))
        log.info("%s: there is more to catch up with; the next time goes on from here", source.name)
    except FetchError as error:
        await run.settle()
        if not run.items:
            await failed(parts, source, error)
            return Hearing(source.name, "error", error=str(error))
        log.info("%s: %s", source.name, error)
    finally:
        await run.settle()
    return run.result


async def _opened(parts: Parts, source: Source, news_from: datetime) -> _Run | Hearing:
    async with parts.store.read() as connection:
        state = await visiting.listening(connection, source.name, source.place)
    now = parts.now()
    if until := state.rests_until(now):
        told = clock(until, now, parts.config.timezone)
        error = f"not listened to: the service asked to be left alone until {told}"
        return Hearing(source.name, "error", error=error)
    if state.first and source.backfill and isinstance(source.connector, Rewinds):
        state = replace(state, cursor=source.connector.rewound(state.cursor, now - source.backfill))
    return _Run(parts, source, state, news_from)


async def _items(parts: Parts, source: Source, state: Listening) -> AsyncGenerator[Fetched, None]:
    """What the stream gives, and at its end FetchError, whatever the end was."""
    client = parts.net.bound(failure=FetchError, deadline=source.deadline, allow_private=source.allow_private)
    stream = source.connector.listen(client, state.cursor)
    try:
        while True:
            try:
                async with asyncio.timeout(SILENCE.total_seconds()) as timer:
                    fetched = await anext(stream)
                if not isinstance(fetched, Fetched):
                    raise TypeError(f"listen gave a {type(fetched).__name__}")
            except StopAsyncIteration:
                raise FetchError("the stream ended") from None
            except FetchError:
                raise
            except Exception as error:
                if isinstance(error, TimeoutError) and timer.expired():
                    raise FetchError("the stream hangs: not even a sign of life") from None
                log.exception("the connector of %s failed", source.name)
                raise FetchError(f"what it told could not be understood ({type(error).__name__})") from error
            yield fetched
    finally:
        if close := getattr(stream, "aclose", None):
            await close()


class _Run:
    """One stretch of listening. ``items`` counts what was taken in, ``caught_up``: everything that waited was told."""

    def __init__(self, parts: Parts, source: Source, state: Listening, news_from: datetime) -> None:
        self.state = state
        self.items = 0
        self.caught_up = False
        self.result = Hearing(source.name, Outcome.NOTHING_NEW.value)
        self._parts = parts
        self._source = source
        self._news_from = news_from
        self._introductions = Introductions(parts, source)
        self._unwritten: Fetched | None = None  # whose cursor is not in the database yet
        self._written: datetime | None = None  # None: the next item is written at once
        self._judged: datetime | None = None  # when it was last asked whether this is usual
        self._listed = 0

    async def take(self, fetched: Fetched, *, listing: bool = False) -> None:
        """One item, until it is stored. ``listing``: its posts are handed on in ``result``. FetchError where the
        database refuses what it holds."""
        now = self._parts.now()
        if fetched.note:
            log.warning("%s: %s", self._source.name, fetched.note)
        try:
            incoming = await self._understood(fetched.posts, now)
            kept = await self._sifted(incoming)
            stored = await self._store(fetched, kept, now)
        except StoreError:
            raise  # the database is in trouble, not the source
        except Exception as error:
            raise unstorable(self._source, error) from None
        self.items += 1
        self.caught_up = self.caught_up or (fetched.outcome is Outcome.NOTHING_NEW and not fetched.posts)
        if stored.fresh:
            log.info("%s: %d posts of note", self._source.name, len(stored.fresh))
        if listing:
            self._list(fetched, incoming, kept, stored.fresh)

    async def settle(self) -> None:
        """Writes the cursor where that was put off."""
        if self._unwritten is not None:
            await self._store(replace(self._unwritten, posts=(), departed=()), [], self._parts.now(), at_once=True)

    async def _understood(self, posts: Sequence[Post], now: datetime) -> list[Incoming]:
        # Of the same post the newest counts, which a stream tells last.
        newest_first = list(reversed(posts))
        news_from = self._news_from if self.state.first else None
        return await understood(self._parts, self._source, newest_first, now=now, news_from=news_from)

    async def _sifted(self, incoming: list[Incoming]) -> list[Incoming]:
        kept: list[Incoming] = []
        for start in range(0, len(incoming), CHUNK):
            async with self._parts.store.read() as connection:
                kept += await sifting.concerning(connection, self._source.name, incoming[start : start + CHUNK])
        return kept

    async def _store(
        self, fetched: Fetched, kept: list[Incoming], now: datetime, *, at_once: bool = False
    ) -> hearing.Stored:
        departed = fetched.departed
        if departed:
            async with self._parts.store.read() as connection:
                departed = departed if await hearing.posts_of(connection, departed) else ()
        suspicious = fetched.outcome is Outcome.SUSPICIOUS
        due = self._written is None or now - self._written >= CURSOR
        if not (kept or departed or suspicious or due or at_once):
            self._unwritten = fetched
            return hearing.Stored()
        posts = await self._introductions.introduce([item.post for item in kept])
        if any(post is not item.post for post, item in zip(posts, kept, strict=True)):
            kept = await self._understood(posts, now)
        # As often as if it were visited: a moment of silence says nothing, and would be rounded to none.
        visit = bool(kept) or self._judged is None or now - self._judged >= self._source.every
        stored, after = await store(
            self._parts,
            self._source,
            replace(fetched, departed=departed),
            kept,
            now,
            state=self.state if visit and not suspicious else None,
            usually=self.caught_up or not self.state.first,
        )
        if after is not None:
            self.state, self._judged = after, now
        self._unwritten = None
        self._written = None if suspicious else now
        return stored

    def _list(self, fetched: Fetched, incoming: list[Incoming], kept: list[Incoming], fresh: list[Post]) -> None:
        """What a stream tells for the first time, beside what was kept of it: not stored, so only as far as its outcome
        says that it is new."""
        before = self.result
        other: list[Post] = []
        if fetched.outcome is Outcome.ITEMS:
            mine = {(item.post.service, item.post.id) for item in kept}
            other = [i.post for i in incoming if (i.post.service, i.post.id) not in mine and not i.post.deleted]
            other = other[: LISTED - self._listed]
            self._listed += len(other)
        news = [*before.fresh, *fresh, *other]
        suspicious = fetched.outcome is Outcome.SUSPICIOUS
        outcome = Outcome.SUSPICIOUS if suspicious else Outcome.ITEMS if news else Outcome.NOTHING_NEW
        told = before.posts + (len(fetched.posts) if fetched.outcome is Outcome.ITEMS else 0)
        self.result = Hearing(before.source, outcome.value, told, news, fetched.note if suspicious else "")

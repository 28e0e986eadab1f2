"""Hear: visit one source, find the brands in what it brought, store it. Transaction 1."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Client, Cursor, Fetched, FetchError, Outcome, Post, Rewinds, Spent
from monitor.config import Source
from monitor.net import Covered
from monitor.parts import Parts
from monitor.pipeline import pages
from monitor.pipeline.understanding import NEVER, named, understood
from monitor.sources import usual
from monitor.sources.pace import next_pace
from monitor.store import StoreError, hearing, visiting
from monitor.store.hearing import CHUNK
from monitor.store.rows import Incoming
from monitor.words import clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hearing:
    """How a visit went: its outcome ("items", "nothing_new", "empty", "suspicious", "error"), the posts that are new or
    say something else now, what went wrong, in words, how often it will be visited (None: as before), and after what time
    the service would like to be asked again (None: it did not say)."""

    source: str
    outcome: str
    posts: int = 0
    fresh: Sequence[Post] = ()
    error: str = ""
    pace: timedelta | None = None
    again: timedelta | None = None


async def its_turn(parts: Parts, source: Source) -> bool:
    """Whether a source that failed lately has been left alone for long enough: twice its interval, four times … up to an
    hour. An hour's deafness is the most that we do to ourselves."""
    async with parts.store.read() as connection:
        state = await visiting.listening(connection, source.name, source.place)
    if state.failures < 2:
        return True
    times: int = 2 ** min(state.failures - 1, 10)
    return state.rested(min(source.slowest * times, max(source.slowest, timedelta(hours=1))), parts.now())


class Watch(Protocol):
    """Who watches a reading back."""

    def begins(self, source: str, to: datetime, now: datetime) -> Callable[[Iterable[datetime | float | None]], None]:
        """A source is read back to that time. What is returned is told, page by page, when what was read was written."""


async def hear(
    parts: Parts,
    source: Source,
    *,
    as_new: timedelta | None = None,
    back: timedelta | None = None,
    watch: Watch | None = None,
) -> Hearing:
    """Visits one source and stores what it brought, unless the service asked to be left alone. ``as_new``: posts this
    young are news even on the first visit. ``back``: how far back it is read again, where the service can; what is older
    than the last visit is history. ``watch`` is told how far that has come."""
    now = parts.now()
    async with parts.store.read() as connection:
        state = await visiting.listening(connection, source.name, source.place)
    if until := state.rests_until(now):
        told = clock(until, now, parts.config.timezone)
        return Hearing(source.name, "error", error=f"not visited: the service asked to be left alone until {told}")
    cursor, back = state.cursor, back or (source.backfill if state.first else None)
    if back and isinstance(source.connector, Rewinds):
        cursor = source.connector.rewound(cursor, now - back)
    else:
        back = None
    covered = watch.begins(source.name, now - back, now) if back and watch else None
    try:
        fetched = await _fetch(parts, source, cursor, covered)
    except FetchError as error:
        await failed(parts, source, error)
        again = None if isinstance(error, Spent) else error.retry_after
        return Hearing(source.name, "error", error=str(error), again=again)
    if fetched.note and fetched.outcome is not Outcome.SUSPICIOUS:
        log.warning("%s: %s", source.name, fetched.note)
    now = parts.now()
    news_from = NEVER if state.first else state.tried if back else None
    if as_new is not None:
        news_from = min(now - as_new, news_from) if news_from else None
    try:
        behind: Mapping[bytes, str] = {}
        if source.read_pages:
            behind = await pages.read(parts, source, fetched.posts, lambda post: bool(named(parts, source, post)))
        incoming = await understood(parts, source, fetched.posts, now=now, news_from=news_from, behind=behind)
        usually = not (state.first or back)
        stored, after = await store(parts, source, fetched, incoming, now, state=state, usually=usually)
    except StoreError:
        raise  # the database is in trouble, not the source
    except Exception as error:
        trouble = unstorable(source, error)
        await failed(parts, source, trouble)
        return Hearing(source.name, "error", error=str(trouble))
    outcome = fetched.outcome
    if outcome is Outcome.ITEMS and not stored.fresh and not state.first:
        outcome = Outcome.NOTHING_NEW  # an overlap that we know already
    return Hearing(
        source.name,
        outcome.value,
        len(fetched.posts) if outcome is Outcome.ITEMS else 0,
        stored.fresh,
        fetched.note if fetched.outcome is Outcome.SUSPICIOUS else "",
        after.pace if after and fetched.outcome is not Outcome.SUSPICIOUS else None,
    )


def unstorable(source: Source, error: Exception) -> FetchError:
    """What to say of a source whose posts the database refuses; the trace is for whoever mends it."""
    log.exception("what %s brought could not be stored", source.name)
    return FetchError(f"what it brought could not be stored ({type(error).__name__})")


async def store(
    parts: Parts,
    source: Source,
    fetched: Fetched,
    incoming: Sequence[Incoming],
    now: datetime,
    *,
    state: visiting.Listening | None = None,
    usually: bool = True,
) -> tuple[hearing.Stored, visiting.Listening | None]:
    """Transaction 1, in chunks; the cursor goes with the last. ``state`` is where the source stood (None: this is no visit, only
    a moment of a stream): then what is usual for it and its pace are reckoned anew, and where it stands now is returned too.
    ``usually``: it is a visit like any other, so what it brings says something about the source."""
    stored = hearing.Stored()
    if fetched.departed:
        stored.add(await parts.store.write(lambda tx: hearing.departed(tx, fetched.departed, now)))
    for start in range(0, len(incoming), CHUNK):
        chunk = incoming[start : start + CHUNK]
        stored.add(await parts.store.write(partial(_heard, source, chunk, now)))
    habit: dict[str, Any] = {}
    if state is not None:
        news, at = usually and not all(one.history for one in stored.fresh), now.astimezone(parts.config.timezone)
        known = usual.visited(usual.usual(state.usual), at, news=news, every=source.slowest)
        before = state.pace or source.every
        pace = next_pace(before, source.fastest, source.slowest, brought=news, asked=fetched.fresh_for)
        habit = {"usual": known.as_json(), "silent": usual.too_quiet(known), "pace": pace}
        state = replace(state, usual=habit["usual"], pace=pace)
    await parts.store.write(
        lambda tx: visiting.visited(
            tx,
            source.name,
            source.kind,
            source.place,
            fetched.cursor,
            outcome=fetched.outcome.value,
            note=fetched.note,
            now=now,
            **habit,
        )
    )
    return stored, state


async def _heard(source: Source, chunk: Sequence[Incoming], now: datetime, tx: AsyncConnection) -> hearing.Stored:
    await visiting.arrive(tx, source.name, source.kind, source.place)
    return await hearing.heard(tx, source.name, chunk, now)


async def _fetch(parts: Parts, source: Source, cursor: Cursor, covered: Covered | None) -> Fetched:
    share = parts.shares(source)

    def fetch(client: Client) -> Awaitable[object]:
        return cast(Awaitable[object], source.connector.fetch(client, cursor))

    return await asked(parts, source, fetch, Fetched, share=share, covered=covered)


Answer = TypeVar("Answer")


async def asked(
    parts: Parts,
    source: Source,
    question: Callable[[Client], Awaitable[object]],
    wanted: type[Answer],
    *,
    share: timedelta = timedelta(0),
    covered: Covered | None = None,
) -> Answer:
    """What a connector answers, which must be a ``wanted``; FetchError for everything that can go wrong with it. ``share``
    and ``covered`` are as for ``Net.bound``."""
    client = parts.net.bound(
        failure=FetchError,
        deadline=source.deadline,
        allow_private=source.allow_private,
        share=share,
        covered=covered,
    )
    try:
        async with asyncio.timeout(source.deadline.total_seconds() * 5):  # all requests of the visit together
            answer = await question(client)
            if not isinstance(answer, wanted):
                raise TypeError(f"it gave a {type(answer).__name__}")
            return answer
    except (FetchError, StoreError):
        raise
    except TimeoutError:
        raise FetchError("the visit took too long and was given up") from None
    except Exception as error:
        # A connector that trips over a reply must not take the others with it; the trace is for whoever mends it.
        log.exception("the connector of %s failed", source.name)
        raise FetchError(f"the reply could not be understood ({type(error).__name__})") from error


async def failed(parts: Parts, source: Source, error: FetchError) -> None:
    """Records a visit that did not work. One that was not made, because our quota is used up, only waits: it is neither a
    failure nor a success."""
    if isinstance(error, Spent):
        until = parts.now() + (error.retry_after or timedelta(minutes=1))
        log.info("%s: %s", source.name, error)
        await parts.store.write(lambda tx: visiting.put_off(tx, source.name, source.kind, source.place, until))
        return
    now = parts.now()
    asked_until = now + error.retry_after if error.retry_after else None
    log.warning("%s: %s", source.name, error)
    await parts.store.write(
        lambda tx: visiting.failed(
            tx,
            source.name,
            source.kind,
            source.place,
            error=str(error),
            permanent=error.permanent,
            asked_until=asked_until,
            now=now,
        )
    )

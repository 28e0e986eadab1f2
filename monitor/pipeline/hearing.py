"""Hear: visit one source, find the brands in what it brought, store it. Transaction 1."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Cursor, Fetched, FetchError, Outcome, Post
from monitor.config import Source
from monitor.matching import Match
from monitor.parts import Parts
from monitor.store import StoreError, hearing, keys, visiting
from monitor.store.hearing import CHUNK
from monitor.store.rows import Incoming
from monitor.words import clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hearing:
    """How a visit went: its outcome ("items", "nothing_new", "empty", "suspicious", "error"), the posts that are new or
    say something else now, and what went wrong, in words."""

    source: str
    outcome: str
    posts: int = 0
    fresh: Sequence[Post] = ()
    error: str = ""


async def its_turn(parts: Parts, source: Source) -> bool:
    """Whether a source that failed lately has been left alone for long enough: twice its interval, four times … up to an
    hour. An hour's deafness is the most that we do to ourselves."""
    async with parts.store.read() as connection:
        state = await visiting.listening(connection, source.name, source.place)
    if state.failures < 2 or state.tried is None:
        return True
    times: int = 2 ** min(state.failures - 1, 10)
    return parts.now() >= state.tried + min(source.every * times, max(source.every, timedelta(hours=1)))


async def hear(parts: Parts, source: Source, *, as_new: timedelta | None = None) -> Hearing:
    """Visits one source and stores what it brought, unless the service asked to be left alone. ``as_new``: posts this
    young are news even on the first visit."""
    now = parts.now()
    async with parts.store.read() as connection:
        state = await visiting.listening(connection, source.name, source.place)
    if state.asked_until and state.asked_until > now:
        until = clock(state.asked_until, now, parts.config.timezone)
        return Hearing(source.name, "error", error=f"not visited: the service asked to be left alone until {until}")
    try:
        fetched = await _fetch(parts, source, state.cursor)
    except FetchError as error:
        await failed(parts, source, error)
        return Hearing(source.name, "error", error=str(error))
    now = parts.now()
    old = now - as_new if as_new is not None else None
    try:
        incoming = await understood(parts, source, fetched.posts, now=now, first=state.first, news_from=old)
        stored = await store(parts, source, fetched, incoming, now)
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
    )


async def understood(
    parts: Parts, source: Source, posts: Sequence[Post], *, now: datetime, first: bool, news_from: datetime | None
) -> list[Incoming]:
    """Whom each post is about and when it was said; each once, the oldest first. Of the same post the first in ``posts``
    counts. ``first``: what was said before ``news_from`` (None: all of it) is history."""
    understand = partial(_incoming, parts, source, now=now, first=first, news_from=news_from)
    # Off the event loop: a text that is nothing but names takes its time.
    return await asyncio.to_thread(lambda: _in_order([understand(post) for post in posts]))


def unstorable(source: Source, error: Exception) -> FetchError:
    """What to say of a source whose posts the database refuses; the trace is for whoever mends it."""
    log.exception("what %s brought could not be stored", source.name)
    return FetchError(f"what it brought could not be stored ({type(error).__name__})")


def _in_order(incoming: Sequence[Incoming]) -> list[Incoming]:
    """Each post once, the oldest first: whatever part of a visit a kill leaves stored, nobody's thanks are decided about
    before their anger. Documents have the newest first, which tells the order of what has the same time or none."""
    once = {keys.post_key(item.post): item for item in reversed(incoming)}
    return sorted(once.values(), key=lambda item: item.at)


async def store(
    parts: Parts, source: Source, fetched: Fetched, incoming: Sequence[Incoming], now: datetime
) -> hearing.Stored:
    """Transaction 1, in chunks; the cursor goes with the last."""
    stored = hearing.Stored()
    if fetched.departed:
        stored.add(await parts.store.write(lambda tx: hearing.departed(tx, fetched.departed, now)))
    for start in range(0, len(incoming), CHUNK):
        chunk = incoming[start : start + CHUNK]
        stored.add(await parts.store.write(partial(_heard, source, chunk, now)))
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
        )
    )
    return stored


async def _heard(source: Source, chunk: Sequence[Incoming], now: datetime, tx: AsyncConnection) -> hearing.Stored:
    await visiting.arrive(tx, source.name, source.kind, source.place)
    return await hearing.heard(tx, source.name, chunk, now)


async def _fetch(parts: Parts, source: Source, cursor: Cursor) -> Fetched:
    client = parts.net.bound(failure=FetchError, deadline=source.deadline, allow_private=source.allow_private)
    try:
        async with asyncio.timeout(source.deadline.total_seconds() * 5):  # all requests of the visit together
            fetched: Fetched = await source.connector.fetch(client, cursor)
            if not isinstance(fetched, Fetched):
                raise TypeError(f"fetch gave a {type(fetched).__name__}")
            return fetched
    except FetchError:
        raise
    except TimeoutError:
        raise FetchError("the visit took too long and was given up") from None
    except Exception as error:
        # A connector that trips over a reply must not take the others with it; the trace is for whoever mends it.
        log.exception("the connector of %s failed", source.name)
        raise FetchError(f"the reply could not be understood ({type(error).__name__})") from error


async def failed(parts: Parts, source: Source, error: FetchError) -> None:
    """Records a visit that did not work."""
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


def _incoming(
    parts: Parts, source: Source, post: Post, *, now: datetime, first: bool, news_from: datetime | None
) -> Incoming:
    at = _spoken_at(parts, post, now)
    ours = _ours(parts, post)
    if ours:
        # Our own words are no customer's; in a thread they answer one.
        matches = [Match(ours, "ours")] if post.reply_to or post.thread else []
    else:
        matches = parts.matcher.find(post.text, post.title, source.name)
        if source.about and all(match.brand != source.about for match in matches):
            matches.append(Match(source.about, "about"))
    return Incoming(post, matches, at, first and (news_from is None or at < news_from), ours)


def _spoken_at(parts: Parts, post: Post, now: datetime) -> datetime:
    """When it was said, never in the future. A date without a time counts from its end: a review of today is not hours
    overdue."""
    if post.published is None:
        return now
    if post.published_exact:
        return min(post.published, now)
    next_day = post.published.date() + timedelta(days=1)
    return min(datetime.combine(next_day, time(0), tzinfo=parts.config.timezone).astimezone(now.tzinfo), now)


def _ours(parts: Parts, post: Post) -> str:
    """The brand whose own account wrote this, by (service, id): an alias in a name is no proof."""
    author = post.author
    names = {known.casefold().lstrip("@") for known in (author.id, author.handle, author.url) if known}
    # Where a feed numbers its own posts, the service is the feed; its accounts are those of the site.
    places = (post.service, post.service.partition("#")[0])
    for brand in parts.config.brands.values():
        for account in brand.our_accounts:
            full = f"{account.id}@{account.service}".casefold().lstrip("@")
            if (account.service in places and account.id.casefold().lstrip("@") in names) or full in names:
                return brand.name
    return ""

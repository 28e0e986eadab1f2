"""Follow: the posts of cases are looked at again for a while, where the service shows what became of them. Transaction 1.

What a look finds goes the way of everything that is heard: other words are an edit, a reply of ours an answer, the
customer's thanks a thanks, and a post that is gone is gone. Nothing here decides about a case.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Client, FetchError, Post, Revisited, Revisits, Spent
from monitor.config import Source
from monitor.parts import Parts
from monitor.pipeline.hearing import asked, unstorable
from monitor.pipeline.understanding import understood
from monitor.store import StoreError, following, hearing, sifting, visiting
from monitor.store.following import Look
from monitor.store.hearing import CHUNK
from monitor.store.rows import Incoming

log = logging.getLogger(__name__)

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
MOMENTS = (timedelta(minutes=15), _HOUR, 4 * _HOUR, 12 * _HOUR, *(day * _DAY for day in range(1, 31)))
"""When a post is looked at, from when it was heard or last had something new."""
SOONEST = timedelta(minutes=10)
"""Between two looks at one post; and until one that is missing is looked for once more."""
PATIENCE = timedelta(minutes=15)
"""After a look that failed; each further one doubles it, up to a day."""
MOST = 10
"""Posts that are looked at in one round, of which there is one a minute."""
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Followed:
    """How a look went: ``outcome`` is "as_before", "changed", "missing" (it is asked once more), "gone" or "error", in
    words in ``error``; ``fresh`` is how many posts are new or say something else."""

    source: str
    post: Post
    outcome: str
    fresh: int = 0
    error: str = ""


def next_look(since: datetime, now: datetime) -> datetime | None:
    """The next look at a post that was heard, or last had something new, at ``since``; None for no more."""
    return next((since + moment for moment in MOMENTS if since + moment >= now + SOONEST), None)


def after_failure(tries: int, since: datetime, now: datetime, wait: timedelta | None = None) -> datetime | None:
    """The next look after so many in a row that failed, not before the ``wait`` that the service asked for; None for no
    more."""
    pause = min(PATIENCE * (1 << min(max(tries - 1, 0), 10)), _DAY)
    at = now + max(pause, wait or timedelta(0))
    return at if at <= since + MOMENTS[-1] else None


async def follow(parts: Parts, most: int = MOST) -> list[Followed]:
    """Looks at the posts that are due, ``most`` of them, and stores what it finds. One that cannot be looked at is tried
    again later; that says nothing about the source."""
    names = [name for name, one in parts.config.sources.items() if isinstance(one.connector, Revisits)]
    if not names:
        return []
    now = parts.now()
    await parts.store.write(lambda tx: following.begin(tx, names, MOMENTS[0], MOMENTS[-1], now))
    async with parts.store.read() as connection:
        looks = await following.due(connection, names, now, most)
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(look: Look) -> Followed:
        async with turn:
            return await _look(parts, parts.config.sources[look.source], look)

    return await asyncio.gather(*(one(look) for look in looks))


async def _look(parts: Parts, source: Source, look: Look) -> Followed:
    async def question(client: Client) -> Revisited:
        found: Revisited = await source.connector.look(client, look.post)
        return found

    try:
        found = await asked(parts, source, question, Revisited)
    except FetchError as error:
        return await _failed(parts, look, error)
    try:
        return await _found(parts, source, look, found)
    except StoreError:
        raise  # the database is in trouble, not the source
    except Exception as error:
        return await _failed(parts, look, unstorable(source, error))


async def _found(parts: Parts, source: Source, look: Look, found: Revisited) -> Followed:
    now = parts.now()
    if found.gone and not look.missing:
        # Words that are thrown away do not come back, so that is asked twice.
        await parts.store.write(
            lambda tx: following.looked(tx, look.post_id, since=look.since, next_at=now + SOONEST, missing=True)
        )
        return Followed(source.name, look.post, "missing")
    gone = [replace(look.post, title="", text="", stars=None, stars_max=None, deleted=True)] if found.gone else []
    posts = [*gone, *([found.post] if found.post and not found.gone else []), *found.replies]
    incoming = await understood(parts, source, posts, now=now, news_from=look.heard_from)
    fresh = 0
    for start in range(0, len(incoming), CHUNK):
        chunk = incoming[start : start + CHUNK]
        async with parts.store.read() as connection:
            worth = await sifting.concerning(connection, source.name, chunk)
        fresh += len((await parts.store.write(partial(_heard, source, worth, now))).fresh)
    since = now if fresh else look.since
    at = None if found.gone else next_look(since, now)
    await parts.store.write(lambda tx: following.looked(tx, look.post_id, since=since, next_at=at))
    return Followed(source.name, look.post, "gone" if found.gone else "changed" if fresh else "as_before", fresh)


async def _heard(source: Source, chunk: Sequence[Incoming], now: datetime, tx: AsyncConnection) -> hearing.Stored:
    await visiting.arrive(tx, source.name, source.kind, source.place)
    return await hearing.heard(tx, source.name, chunk, now)


async def _failed(parts: Parts, look: Look, error: FetchError) -> Followed:
    """Notes it at the post. What was not asked because a quota is used up is no failure; it only waits."""
    now = parts.now()
    tries = look.tries + (not isinstance(error, Spent))
    at = after_failure(tries, look.since, now, error.retry_after)
    log.info("%s: a post could not be looked at again: %s", look.source, error)
    await parts.store.write(
        lambda tx: following.looked(
            tx, look.post_id, since=look.since, next_at=at, missing=look.missing, tries=tries, error=str(error)
        )
    )
    return Followed(look.source, look.post, "error", error=str(error))

"""What a replay asks: when something is due next, what was stored, and which posts led to an alert. Reads only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Post
from monitor.clock import from_us, to_us
from monitor.reading_posts import Told
from monitor.store import keys
from monitor.store.rows import post_of
from monitor.store.tables import case, mention, outbox, post, post_alias, post_revision, sighting, storm, storm_voice
from monitor.telling.bundling import WINDOW

_CHUNK = 500
_HOUR = timedelta(hours=1)
_BINS = (timedelta(minutes=15), _HOUR)
"""After so long what listens for storms looks at what was said: over a brand, and over a theme."""
_ALARMS = ("FIRST_ANGER", "LOUDER", "STILL_ANGRY", "REOPENED", "PRESS")
"""What a post itself makes somebody be told. Thanks, an answer and the clock alarm nobody."""


async def next_moment(connection: AsyncConnection, now: datetime, *, storm_rages: bool) -> datetime | None:
    """The next moment after ``now`` at which a case, a storm or a message has something to say. While a storm rages, that is
    within the hour: whether it is over, the hours tell. Whether one begins is known when the time ends in which something was
    said last. What is held back from a burst is tried again after its window."""
    soon = [now + _HOUR] if storm_rages else []
    said = (await connection.execute(select(func.max(storm_voice.c.at)))).scalar_one()
    soon += [end for end in (_end_of(each, from_us(said)) for each in _BINS if said is not None) if end > now]
    held = select(outbox.c.id).where(outbox.c.state == "due", outbox.c.due_at <= to_us(now)).limit(1)
    soon += [now + WINDOW] if (await connection.execute(held)).first() is not None else []
    queries = (
        select(func.min(case.c.next_at)).where(case.c.next_at > to_us(now)),
        select(func.min(storm.c.next_at)).where(storm.c.next_at > to_us(now)),
        select(func.min(outbox.c.due_at)).where(outbox.c.state == "due", outbox.c.due_at > to_us(now)),
    )
    found = [(await connection.execute(query)).scalar_one() for query in queries]
    moments = [*(from_us(at) for at in found if at is not None), *soon]
    return min(moments, default=None)


def _end_of(width: timedelta, at: datetime) -> datetime:
    """When the time of this width that ``at`` lies in is over."""
    us = width // timedelta(microseconds=1)
    return from_us((to_us(at) // us + 1) * us)


async def raging(connection: AsyncConnection) -> bool:
    """Whether there is a storm over any brand."""
    query = select(storm.c.id).where(storm.c.over_at.is_(None)).limit(1)
    return (await connection.execute(query)).first() is not None


async def totals(connection: AsyncConnection) -> tuple[int, int]:
    """How many mentions and cases there are."""
    mentions = (await connection.execute(select(func.count()).select_from(mention))).scalar_one()
    cases = (await connection.execute(select(func.count()).select_from(case))).scalar_one()
    return int(mentions), int(cases)


async def alarmed(
    connection: AsyncConnection, posts: Sequence[Post]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(service, id) of those posts that somebody heard of, in a case, a storm or an article that was told; and of those for which
    somebody was alarmed."""
    raised = mention.c.id.in_(select(outbox.c.facts["mention"].as_integer()).where(outbox.c.reason.in_(_ALARMS)))
    same_story = mention.c.story_id.in_(select(mention.c.story_id).where(raised, mention.c.case_id.is_(None)))
    stormy = exists().where(
        storm.c.brand == case.c.brand,
        storm.c.opened_at <= case.c.opened_at,
        or_(storm.c.over_at.is_(None), storm.c.over_at >= case.c.opened_at),
    )
    in_case = exists().where(case.c.id == mention.c.case_id, or_(case.c.announced, stormy))
    heard: set[tuple[str, str]] = set()
    alarms: set[tuple[str, str]] = set()
    for start in range(0, len(posts), _CHUNK):
        wanted = {keys.post_key(one): (one.service, one.id) for one in posts[start : start + _CHUNK]}
        # What was known again in another way is a post under the identities of both.
        known = select(post.c.key).join(mention, mention.c.post_id == post.c.id).where(post.c.key.in_(wanted))
        also = select(post_alias.c.key).join(mention, mention.c.post_id == post_alias.c.post_id)
        also = also.where(post_alias.c.key.in_(wanted))
        for where, found in ((or_(in_case, same_story), heard), (raised, alarms)):
            for query in (known, also):
                found |= {wanted[bytes(key)] for key in (await connection.execute(query.where(where))).scalars()}
    return heard, alarms


async def stored(connection: AsyncConnection, since: datetime | None) -> AsyncIterator[Told]:
    """Every stored post, with the source that showed it first; words that are gone are left out."""
    first = select(sighting.c.post_id, func.min(sighting.c.source).label("source")).group_by(sighting.c.post_id)
    seen = first.subquery()
    ours = exists().where(mention.c.post_id == post.c.id, mention.c.rule == "ours").label("ours")
    query = (
        select(post, post_revision.c.title, post_revision.c.text, post_revision.c.stars, post_revision.c.stars_max)
        .add_columns(seen.c.source, ours)
        .join(post_revision, post_revision.c.id == post.c.revision_id)
        .join(seen, seen.c.post_id == post.c.id)
        .where(post.c.deleted_at.is_(None))
        .order_by(post.c.published_at)
    )
    if since:
        query = query.where(post.c.published_at >= to_us(since))
    async for row in await connection.stream(query):
        yield Told(post_of(row, by_owner=row.ours), row.source)

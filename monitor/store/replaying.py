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
from monitor.store.tables import case, mention, outbox, post, post_revision, sighting, storm
from monitor.telling.bundling import WINDOW

_CHUNK = 500
_ALARMS = ("FIRST_ANGER", "LOUDER", "STILL_ANGRY", "REOPENED", "PRESS")
"""What a post itself makes somebody be told. Thanks, an answer and the clock alarm nobody."""


async def next_moment(connection: AsyncConnection, now: datetime) -> datetime | None:
    """The next moment after ``now`` at which a case, a storm or a message has something to say. While a storm rages, that is
    within the hour: whether it is over, the hours tell. What is held back from a burst is tried again after its window."""
    raging = select(storm.c.id).where(storm.c.over_at.is_(None)).limit(1)
    soon = [now + timedelta(hours=1)] if (await connection.execute(raging)).first() is not None else []
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
        wanted = [keys.post_key(one) for one in posts[start : start + _CHUNK]]
        query = select(post.c.service, post.c.native_id).join(mention, mention.c.post_id == post.c.id)
        query = query.where(post.c.key.in_(wanted))
        for where, found in ((or_(in_case, same_story), heard), (raised, alarms)):
            found |= {(row.service, row.native_id) for row in await connection.execute(query.where(where))}
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

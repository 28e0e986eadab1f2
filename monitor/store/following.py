"""Which posts of cases are looked at again, and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Author, Form, Post
from monitor.cases import State
from monitor.clock import from_us, to_us
from monitor.store.database import insert_new
from monitor.store.tables import case, look, mention, post, post_revision, sighting, source

_AT_ONCE = 500
"""Posts that are taken up in one transaction."""


@dataclass(frozen=True, slots=True)
class Look:
    """A post that is due, as it is known, and the source that is asked for it. ``since`` is where its rhythm begins;
    ``tries`` have failed in a row; ``missing``: it was not there the last time. ``heard_from`` is when the source was first
    heard: what was said before is history."""

    post_id: int
    source: str
    post: Post
    since: datetime
    tries: int
    missing: bool
    heard_from: datetime | None


async def begin(
    connection: AsyncConnection, sources: Collection[str], first: timedelta, last: timedelta, now: datetime
) -> int:
    """Takes up the posts of cases that are not closed, if one of ``sources`` shows them; returns how many. They are due
    ``first`` after they were heard; what was heard longer ago than ``last`` never is. What a source was to be asked that
    is no longer there is asked of another one."""
    await connection.execute(delete(look).where(look.c.source.not_in(sources)))
    rows = await connection.execute(
        select(post.c.id, sighting.c.source, post.c.seen_at)
        .distinct()
        .join(mention, mention.c.post_id == post.c.id)
        .join(case, case.c.id == mention.c.case_id)
        .join(sighting, sighting.c.post_id == post.c.id)
        .where(
            case.c.state != State.CLOSED.value,
            post.c.deleted_at.is_(None),
            sighting.c.source.in_(sources),
            ~exists().where(look.c.post_id == post.c.id),
        )
        .order_by(post.c.id, sighting.c.source)
        .limit(_AT_ONCE)
    )
    fresh = {row.id: row for row in reversed(rows.all())}
    oldest, wait = to_us(now - last), first // timedelta(microseconds=1)
    await insert_new(
        connection,
        look,
        [
            {
                "post_id": row.id,
                "source": row.source,
                "since": row.seen_at,
                "next_at": row.seen_at + wait if row.seen_at > oldest else None,
            }
            for row in fresh.values()
        ],
    )
    return len(fresh)


async def due(connection: AsyncConnection, sources: Collection[str], now: datetime, limit: int) -> list[Look]:
    """The posts to look at now, the longest due first. Those whose cases are closed wait for them to be opened again."""
    open_case = exists(
        select(mention.c.id)
        .join(case, case.c.id == mention.c.case_id)
        .where(mention.c.post_id == post.c.id, case.c.state != State.CLOSED.value)
    )
    rows = await connection.execute(
        select(
            look,
            post,
            post_revision.c.title,
            post_revision.c.text,
            post_revision.c.stars,
            post_revision.c.stars_max,
            sighting.c.also,
            source.c.first_heard_at,
        )
        .join(post, post.c.id == look.c.post_id)
        .join(post_revision, post_revision.c.id == post.c.revision_id)
        .join(sighting, (sighting.c.post_id == post.c.id) & (sighting.c.source == look.c.source))
        .outerjoin(source, source.c.name == look.c.source)
        .where(look.c.next_at <= to_us(now), look.c.source.in_(sources), post.c.deleted_at.is_(None), open_case)
        .order_by(look.c.next_at, look.c.post_id)
        .limit(limit)
    )
    return [
        Look(
            post_id=row.post_id,
            source=row.source,
            post=_post(row),
            since=from_us(row.since),
            tries=row.tries,
            missing=row.missing,
            heard_from=from_us(row.first_heard_at) if row.first_heard_at is not None else None,
        )
        for row in rows
    ]


async def looked(
    connection: AsyncConnection,
    post_id: int,
    *,
    since: datetime,
    next_at: datetime | None,
    missing: bool = False,
    tries: int = 0,
    error: str = "",
) -> None:
    """How a look went, and when the next one is."""
    await connection.execute(
        update(look)
        .where(look.c.post_id == post_id)
        .values(
            since=to_us(since),
            next_at=to_us(next_at) if next_at else None,
            missing=missing,
            tries=tries,
            error=error,
        )
    )


def _post(row: Row[Any]) -> Post:
    """A stored post as its source knows it, as far as that is kept."""
    known = row._mapping
    return Post(
        service=known["service"],
        id=known["native_id"],
        also=tuple(([f"link:{known['url']}"] if known["url"] else []) + (known["also"] or [])),
        url=known["url"],
        author=Author(**known["author"]),
        title=known["title"],
        text=known["text"],
        stars=known["stars"],
        stars_max=known["stars_max"],
        published=from_us(known["published_at"]),
        published_exact=known["published_exact"],
        lang=known["lang"],
        reply_to=known["reply_to"],
        form=Form(known["form"]),
    )

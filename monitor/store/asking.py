"""What people want to see: sources and their health, cases and their story, exports. Reads only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import from_us, to_us
from monitor.store.deciding import heard_in
from monitor.store.tables import case, mention, outbox, post, post_revision, source

BATCH = 1000


async def sources(connection: AsyncConnection) -> dict[str, Any]:
    """Every source that was ever visited, by name."""
    return {row.name: row for row in await connection.execute(select(source).order_by(source.c.name))}


async def troubled_sources(connection: AsyncConnection) -> list[Any]:
    """The sources that failed the last time, those that are silent, and those that the operator knows to be blind."""
    query = select(source).where((source.c.failures > 0) | source.c.silent | source.c.blind_told_at.is_not(None))
    return list(await connection.execute(query.order_by(source.c.name)))


async def open_cases(connection: AsyncConnection) -> list[Any]:
    """Every case that has not ended, answered ones too, the most severe and longest waiting first."""
    return list(
        await connection.execute(
            select(case).where(case.c.state != "closed").order_by(case.c.severity, case.c.waiting_since, case.c.id)
        )
    )


async def mentions_of(connection: AsyncConnection, case_id: int) -> list[Any]:
    """What the customer of a case said, oldest first."""
    return list(
        await connection.execute(_mentions().where(mention.c.case_id == case_id).order_by(mention.c.at, mention.c.id))
    )


async def mentions_by_id(connection: AsyncConnection, mention_ids: Collection[int]) -> list[Any]:
    """These mentions, in no order."""
    return list(await connection.execute(_mentions().where(mention.c.id.in_(mention_ids))))


async def letters_of(connection: AsyncConnection, case_id: int) -> list[Any]:
    """What was decided to be told about a case, oldest first."""
    return list(await connection.execute(select(outbox).where(outbox.c.case_id == case_id).order_by(outbox.c.id)))


async def lists_with(connection: AsyncConnection, case_id: int, matters: Collection[str]) -> list[Any]:
    """Messages of these matters that list several cases, this one among them, oldest first."""
    rows = await connection.execute(select(outbox).where(outbox.c.matter.in_(sorted(matters))).order_by(outbox.c.id))
    return [row for row in rows if case_id in row.facts.get("cases", ())]


def _mentions() -> Any:
    return (
        select(
            mention,
            post.c.service,
            post.c.native_id,
            post.c.url,
            post.c.author,
            post.c.form,
            post.c.lang,
            post.c.published_exact,
            post.c.edited_at,
            post.c.deleted_at,
            post_revision.c.title,
            post_revision.c.text,
            post_revision.c.stars,
            post_revision.c.stars_max,
            heard_in(),
        )
        .join(post, post.c.id == mention.c.post_id)
        .join(post_revision, post_revision.c.id == mention.c.revision_id)
    )


async def all_mentions(connection: AsyncConnection, since: datetime | None = None) -> AsyncIterator[Any]:
    """Every mention by its number, a batch at a time."""
    last = 0
    while True:
        query = _mentions().where(mention.c.id > last).order_by(mention.c.id).limit(BATCH)
        if since:
            query = query.where(mention.c.at >= to_us(since))
        rows = (await connection.execute(query)).all()
        for row in rows:
            yield row
        if len(rows) < BATCH:
            return
        last = rows[-1].id


async def all_cases(connection: AsyncConnection, since: datetime | None = None) -> AsyncIterator[Any]:
    """Every case by its number, a batch at a time."""
    last = 0
    while True:
        query = select(case).where(case.c.id > last).order_by(case.c.id).limit(BATCH)
        if since:
            query = query.where(case.c.changed_at >= to_us(since))
        rows = (await connection.execute(query)).all()
        for row in rows:
            yield row
        if len(rows) < BATCH:
            return
        last = rows[-1].id


async def oldest_stuck_letter(connection: AsyncConnection, now: datetime) -> datetime | None:
    """When the oldest message was to go out that has not, None if there is none."""
    stuck = outbox.c.wanted_at <= to_us(now)
    query = select(func.min(outbox.c.wanted_at)).where(outbox.c.state.in_(("due", "claimed")), stuck)
    at = (await connection.execute(query)).scalar_one()
    return from_us(at) if at is not None else None


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """A few totals, for people."""
    totals = {}
    for name, query in {
        "posts": select(func.count()).select_from(post),
        "mentions": select(func.count()).select_from(mention),
        "waiting": select(func.count())
        .select_from(case)
        .where(case.c.state.in_(("open", "taken", "promised", "snoozed"))),
        "outbox": select(func.count()).select_from(outbox).where(outbox.c.state.in_(("due", "claimed"))),
    }.items():
        totals[name] = int((await connection.execute(query)).scalar_one())
    return totals

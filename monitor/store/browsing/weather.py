"""Storms: which there were, and one with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import to_us
from monitor.store import deciding, delivering, storms
from monitor.store.browsing.sight import PAGE, seen
from monitor.store.browsing.whole_case import Event, events
from monitor.store.tables import storm
from monitor.telling.matters import Said


@dataclass(frozen=True, slots=True)
class Storms:
    """A page of storms, newest first. ``after`` asks for the next page; None: this was the last."""

    items: tuple[storms.Row, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class WholeStorm:
    """Everything about one storm: its story, the first and the loudest words (None: gone), the cases it speaks for (longest waiting
    first), and how many of their customers nobody has answered. Its posts: ``searching.mentions`` of its brand and time."""

    row: storms.Row
    story: tuple[Event, ...]
    first: Said | None
    loudest: Said | None
    cases: tuple[deciding.Row, ...]
    waiting: int


async def weather(
    connection: AsyncConnection,
    brands: Collection[str] | None,
    *,
    brand: str = "",
    after: int | None = None,
    limit: int = PAGE,
) -> Storms:
    """The storms, newest first; of one brand alone where it is named."""
    query = select(storm).where(seen(storm.c.brand, brands, brand))
    if after is not None:
        query = query.where(storm.c.id < after)
    rows = (await connection.execute(query.order_by(storm.c.id.desc()).limit(limit + 1))).all()
    items = tuple(map(storms.row_of, rows[:limit]))
    return Storms(items, items[-1].id if len(rows) > limit else None)


async def over_in(
    connection: AsyncConnection, brands: Collection[str] | None, brand: str, since: datetime, until: datetime
) -> tuple[storms.Row, ...]:
    """The storms over a brand that raged at some time from ``since`` to ``until`` (exclusive), oldest first."""
    raged = and_(storm.c.opened_at < to_us(until), or_(storm.c.over_at.is_(None), storm.c.over_at > to_us(since)))
    query = select(storm).where(seen(storm.c.brand, brands, brand), raged).order_by(storm.c.opened_at, storm.c.id)
    return tuple(map(storms.row_of, await connection.execute(query)))


async def whole_storm(connection: AsyncConnection, brands: Collection[str] | None, storm_id: int) -> WholeStorm | None:
    """One storm; None where there is none, or none for these eyes."""
    row = await storms.by_id(connection, storm_id)
    if row is None or (brands is not None and row.storm.brand not in brands):
        return None
    return WholeStorm(
        row=row,
        story=events(await storms.events_of(connection, storm_id)),
        first=await delivering.said_in(connection, row.storm.picture.first),
        loudest=await delivering.said_in(connection, row.storm.picture.loudest),
        cases=tuple(await storms.absorbed_by(connection, row.storm.brand, storm_id)),
        waiting=await storms.waiting_in(connection, row.storm.brand, storm_id),
    )

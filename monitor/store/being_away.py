"""Who is away, until when, and who stands in for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import to_us
from monitor.store.tables import away


async def now_away(connection: AsyncConnection, now: datetime) -> dict[str, str]:
    """Everybody who is away at that moment -> who stands in for them."""
    rows = await connection.execute(select(away.c.person, away.c.stand_in).where(away.c.until > to_us(now)))
    return {row.person: row.stand_in for row in rows}


async def everybody(connection: AsyncConnection) -> list[Any]:
    """Everybody who has gone and has not come back yet, the first to return first."""
    return list(await connection.execute(select(away).order_by(away.c.until, away.c.person)))


async def go(connection: AsyncConnection, person: str, stand_in: str, until: datetime, by: str, now: datetime) -> None:
    """Somebody is away; what was said of them before is forgotten."""
    await back(connection, person)
    await connection.execute(
        insert(away).values(person=person, stand_in=stand_in, until=to_us(until), by=by, at=to_us(now))
    )


async def back(connection: AsyncConnection, person: str) -> bool:
    """Somebody is back; whether they had been away."""
    done = await connection.execute(delete(away).where(away.c.person == person))
    return bool(done.rowcount)

"""Who has said that they want no digest, and who wants it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import from_us, to_us
from monitor.store.tables import digest_choice


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose: none (``off``), or to get it again; ``at`` is aware UTC."""

    off: bool
    at: datetime


async def choices(connection: AsyncConnection) -> dict[str, Choice]:
    """What everybody chose who ever did, by person."""
    rows = await connection.execute(select(digest_choice))
    return {row.person: Choice(row.off, from_us(row.at)) for row in rows}


async def choose(connection: AsyncConnection, person: str, off: bool, now: datetime) -> bool:
    """Somebody wants no digest, or wants it again; False where that was so already."""
    mine = digest_choice.c.person == person
    before = (await connection.execute(select(digest_choice.c.off).where(mine))).scalar_one_or_none()
    if bool(before) is off:
        return False
    await connection.execute(delete(digest_choice).where(mine))
    await connection.execute(insert(digest_choice).values(person=person, off=off, at=to_us(now)))
    return True

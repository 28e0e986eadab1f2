"""Answers by mail: how far their mailbox has been read, and how often somebody was told that an answer did nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import to_us
from monitor.store.tables import mailbox, outbox


async def cursor(connection: AsyncConnection, place: str) -> Mapping[str, Any]:
    """How far that mailbox has been read; {} if it is new."""
    found = (await connection.execute(select(mailbox.c.cursor).where(mailbox.c.place == place))).scalar()
    return found or {}


async def read_to(connection: AsyncConnection, place: str, cursor: Mapping[str, Any], now: datetime) -> None:
    """Remembers how far a mailbox has been read, once all that came in until there is done."""
    await connection.execute(delete(mailbox).where(mailbox.c.place == place))
    await connection.execute(insert(mailbox).values(place=place, cursor=dict(cursor), at=to_us(now)))


async def told_lately(connection: AsyncConnection, person: str, reason: str, since: datetime) -> int:
    """How many messages of that reason were decided for a person since then."""
    query = select(func.count()).where(
        outbox.c.recipient == person, outbox.c.reason == reason, outbox.c.created_at >= to_us(since)
    )
    return int((await connection.execute(query)).scalar_one())

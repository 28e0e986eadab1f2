"""What other programs posted to us: each delivery is taken once, however often its sender tries."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import to_us
from monitor.store import keys
from monitor.store.database import insert_new
from monitor.store.tables import received

REMEMBERED = timedelta(days=7)
"""How long the name of a delivery is known: longer than senders go on trying."""


async def is_new(connection: AsyncConnection, source: str, delivery: str, now: datetime) -> bool:
    """Whether a delivery is seen for the first time; from now on it has been. Without a name it always is. To be called in
    the transaction that stores what it brought."""
    if not delivery:
        return True
    key = keys.key("received", source, delivery)
    known = await connection.execute(select(received.c.key).where(received.c.key == key))
    if known.first():
        return False
    await insert_new(connection, received, [{"key": key, "at": to_us(now)}])
    return True


async def forget(connection: AsyncConnection, before: datetime) -> None:
    """Drops the names of deliveries from before."""
    await connection.execute(delete(received).where(received.c.at < to_us(before)))

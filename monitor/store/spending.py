"""What services allow and how much of it is used, and which hosts want to be left alone: kept, so that a restart does not
spend it twice. ``monitor.net.memory.Memory`` for the daemon."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Quota
from monitor.clock import from_us, to_us
from monitor.sources.quotas import Window, spend
from monitor.store.database import Store, insert_new
from monitor.store.tables import left_alone, quota


class Kept:
    """The memory of the HTTP client, in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def spend(self, key: bytes, of: Quota, cost: int | None, now: datetime) -> timedelta | None:
        """Takes ``cost`` units (None: all that are left); how long to wait where there are not enough."""

        async def transaction(tx: AsyncConnection) -> timedelta | None:
            row = (await tx.execute(select(quota).where(quota.c.key == key))).one_or_none()
            known = Window(from_us(row.began_at), from_us(row.resets_at), row.used) if row is not None else None
            window, wait = spend(known, of, cost, now)
            values = {
                "began_at": to_us(window.began),
                "resets_at": to_us(window.resets),
                "used": window.used,
            }
            await _put(tx, quota, key, values)
            return wait

        return await self._store.write(transaction)

    async def stay_away(self, key: bytes, told: datetime, until: datetime) -> None:
        """Keeps that a host wants to be left alone."""
        values = {"told_at": to_us(told), "until": to_us(until)}
        await self._store.write(lambda tx: _put(tx, left_alone, key, values))

    async def away(self, now: datetime) -> dict[bytes, tuple[datetime, datetime]]:
        """Who wants to be left alone now. What is over is forgotten."""

        async def transaction(tx: AsyncConnection) -> dict[bytes, tuple[datetime, datetime]]:
            await tx.execute(delete(left_alone).where(left_alone.c.until <= to_us(now)))
            await tx.execute(delete(quota).where(quota.c.resets_at <= to_us(now)))
            return {row.key: (from_us(row.told_at), from_us(row.until)) for row in await tx.execute(select(left_alone))}

        return await self._store.write(transaction)


async def used(connection: AsyncConnection, now: datetime) -> dict[bytes, Window]:
    """What is used of every quota whose time is not over, by the keys of ``monitor.net.memory``."""
    rows = await connection.execute(select(quota).where(quota.c.resets_at > to_us(now)))
    return {row.key: Window(from_us(row.began_at), from_us(row.resets_at), row.used) for row in rows}


async def _put(tx: AsyncConnection, table: Any, key: bytes, values: dict[str, int]) -> None:
    await insert_new(tx, table, [{"key": key, **values}])
    await tx.execute(update(table).where(table.c.key == key).values(values))

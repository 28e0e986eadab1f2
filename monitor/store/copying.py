"""A copy of one database in another one, table by table: what a dry run plays with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.store.database import Store
from monitor.store.tables import metadata

_ROWS = 500


async def copy(source: Store, target: Store) -> None:
    """Copies every row; the target has the same tables and no rows."""
    async with source.read() as reading:
        for table in metadata.sorted_tables:
            found = await reading.stream(select(table))
            async for rows in found.mappings().partitions(_ROWS):
                chunk = [dict(row) for row in rows]

                async def write(tx: AsyncConnection, table: Any = table, chunk: Any = chunk) -> None:
                    await tx.execute(insert(table), chunk)

                await target.write(write)

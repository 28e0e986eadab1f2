"""Where each source stands: its cursor, how its visits went, whether the operator knows that it is blind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Cursor
from monitor.clock import from_us, to_us
from monitor.store.database import insert_new
from monitor.store.tables import source


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a source stands. ``first`` is True until it has been heard once: what it brings then is history."""

    cursor: Cursor
    first: bool
    next_at: datetime | None
    failures: int


async def listening(connection: AsyncConnection, name: str) -> Listening:
    """Where this source stands; the first time, at the beginning."""
    row = (await connection.execute(select(source).where(source.c.name == name))).one_or_none()
    if row is None:
        return Listening({}, True, None, 0)
    return Listening(
        row.cursor, row.first_heard_at is None, from_us(row.next_at) if row.next_at is not None else None, row.failures
    )


async def visited(
    connection: AsyncConnection,
    name: str,
    kind: str,
    cursor: Cursor,
    *,
    outcome: str,
    note: str,
    now: datetime,
) -> None:
    """Closes a visit that worked, once all its posts are stored: the new cursor. A suspicious visit keeps the
    old cursor and counts as a failure: "200 with nothing" must not look like silence."""
    await ensure_source(connection, name, kind)
    at = to_us(now)
    if outcome == "suspicious":
        await connection.execute(
            update(source)
            .where(source.c.name == name)
            .values(tried_at=at, outcome=outcome, error=note, failures=source.c.failures + 1, next_at=None)
        )
        return
    values: dict[str, Any] = {
        "kind": kind,
        "cursor": dict(cursor),
        "tried_at": at,
        "succeeded_at": at,
        "first_heard_at": func.coalesce(source.c.first_heard_at, at),
        "failures": 0,
        "outcome": outcome,
        "error": "",
        "permanent": False,
        "next_at": None,
    }
    await connection.execute(update(source).where(source.c.name == name).values(**values))


async def failed(
    connection: AsyncConnection,
    name: str,
    kind: str,
    *,
    error: str,
    permanent: bool,
    next_at: datetime | None,
    now: datetime,
) -> None:
    """Closes a visit that did not work. The cursor stays as it was."""
    await ensure_source(connection, name, kind)
    await connection.execute(
        update(source)
        .where(source.c.name == name)
        .values(
            tried_at=to_us(now),
            outcome="error",
            error=error,
            permanent=permanent,
            failures=source.c.failures + 1,
            next_at=to_us(next_at) if next_at else None,
        )
    )


async def mark_blind(connection: AsyncConnection, names: Sequence[str], told_at: datetime | None) -> None:
    """Remembers that the operator has been told that these sources cannot be heard (None: that they can be again)."""
    await connection.execute(
        update(source).where(source.c.name.in_(names)).values(blind_told_at=to_us(told_at) if told_at else None)
    )


async def ensure_source(connection: AsyncConnection, name: str, kind: str) -> None:
    await insert_new(connection, source, [{"name": name, "kind": kind, "cursor": {}}])

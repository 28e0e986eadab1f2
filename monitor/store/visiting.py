"""Where each source stands: its cursor, how its visits went, whether the operator knows that it is blind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Cursor
from monitor.clock import from_us, to_us
from monitor.store.database import insert_new
from monitor.store.tables import source

_LONGEST = timedelta(days=2)  # a service is left alone for a day at most, be it 25 hours long


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a source stands. ``first`` is True until it has been heard once: what it brings then is history.
    ``asked_until``: the service wants to be left alone until then. ``failures`` in a row, the last one at ``tried``.
    ``usual`` is what ``monitor.sources.usual`` knows of it, ``pace`` how often it is visited now (None: as it begins)."""

    cursor: Cursor = field(default_factory=dict)
    first: bool = True
    asked_until: datetime | None = None
    failures: int = 0
    tried: datetime | None = None
    usual: Mapping[str, Any] | None = None
    pace: timedelta | None = None

    def rests_until(self, now: datetime) -> datetime | None:
        """Until when the service is to be left alone; None where it need not be. A clock that was ahead, and has been set back,
        must not make that a year."""
        until = self.asked_until
        if until is None or until <= now or until - now > _LONGEST or (self.tried is not None and self.tried > now):
            return None
        return until

    def rested(self, pause: timedelta, now: datetime) -> bool:
        """Whether the last try was that long ago, or never, or by a clock that has been set back since."""
        return self.tried is None or not self.tried <= now < self.tried + pause


async def listening(connection: AsyncConnection, name: str, place: str) -> Listening:
    """Where this source stands; at the beginning if it is new, or another place than the one that had its name."""
    row = (await connection.execute(select(source).where(source.c.name == name))).one_or_none()
    if row is None or row.place != place:
        return Listening()
    return Listening(
        cursor=row.cursor,
        first=row.first_heard_at is None,
        asked_until=from_us(row.asked_until) if row.asked_until is not None else None,
        failures=row.failures,
        tried=from_us(row.tried_at) if row.tried_at is not None else None,
        usual=row.usual,
        pace=pace_of(row),
    )


async def visited(
    connection: AsyncConnection,
    name: str,
    kind: str,
    place: str,
    cursor: Cursor,
    *,
    outcome: str,
    note: str,
    now: datetime,
    usual: Mapping[str, Any] | None = None,
    silent: bool = False,
    pace: timedelta | None = None,
) -> None:
    """Closes a visit that worked, once all its posts are stored: the new cursor, the ``note`` (which is no failure), what is
    ``usual`` now (None: as before), whether it is ``silent`` for longer, and its ``pace`` from now on (None: as before). A
    suspicious visit keeps the old cursor and counts as a failure: "200 with nothing" must not look like silence."""
    await arrive(connection, name, kind, place)
    at = to_us(now)
    if outcome == "suspicious":
        await connection.execute(
            update(source)
            .where(source.c.name == name)
            .values(tried_at=at, outcome=outcome, error=note, failures=source.c.failures + 1, asked_until=None)
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
        "error": note,
        "permanent": False,
        "asked_until": None,
    }
    if usual is not None:
        values |= {"usual": dict(usual), "silent": silent}
    if pace is not None:
        values["pace"] = pace // timedelta(microseconds=1)
    await connection.execute(update(source).where(source.c.name == name).values(**values))


async def put_off(connection: AsyncConnection, name: str, kind: str, place: str, until: datetime) -> None:
    """A visit that has to wait until then; nothing was asked."""
    await arrive(connection, name, kind, place)
    await connection.execute(update(source).where(source.c.name == name).values(asked_until=to_us(until)))


async def failed(
    connection: AsyncConnection,
    name: str,
    kind: str,
    place: str,
    *,
    error: str,
    permanent: bool,
    asked_until: datetime | None,
    now: datetime,
) -> None:
    """Closes a visit that did not work. The cursor stays as it was."""
    await arrive(connection, name, kind, place)
    await connection.execute(
        update(source)
        .where(source.c.name == name)
        .values(
            tried_at=to_us(now),
            outcome="error",
            error=error,
            permanent=permanent,
            failures=source.c.failures + 1,
            asked_until=to_us(asked_until) if asked_until else None,
        )
    )


def pace_of(row: Any) -> timedelta | None:
    """How often the source of a stored row is visited now, None for as it begins."""
    return timedelta(microseconds=row.pace) if row.pace is not None else None


async def mark_blind(connection: AsyncConnection, names: Sequence[str], told_at: datetime | None) -> None:
    """Remembers that the operator has been told that these sources cannot be heard (None: that they can be again)."""
    await connection.execute(
        update(source).where(source.c.name.in_(names)).values(blind_told_at=to_us(told_at) if told_at else None)
    )


async def arrive(connection: AsyncConnection, name: str, kind: str, place: str) -> None:
    """The row of a source; a fresh one where the name stands for another place now."""
    await insert_new(connection, source, [{"name": name, "kind": kind, "place": place, "cursor": {}}])
    columns = ("first_heard_at", "succeeded_at", "last_item_at", "asked_until", "blind_told_at", "usual", "pace")
    fresh = dict.fromkeys(columns)
    await connection.execute(
        update(source)
        .where(source.c.name == name, source.c.place != place)
        .values(kind=kind, place=place, cursor={}, failures=0, permanent=False, silent=False, **fresh)
    )

"""Cases of every state, the newest first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import to_us
from monitor.store import deciding
from monitor.store.browsing import waiting
from monitor.store.browsing.sight import PAGE, seen
from monitor.store.database import Store
from monitor.store.tables import case

_BATCH = 100  # cases that an export reads at a time, while everything else waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases; what is empty does not matter. ``state``, ``outcome`` and ``severity`` as the case has them; ``person``: in
    whose turn it is, or who answered it; opened from ``since`` (inclusive) ``until`` (exclusive), aware."""

    brand: str = ""
    state: str = ""
    outcome: str = ""
    person: str = ""
    severity: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cases:
    """A page of cases, newest first. ``after`` asks for the next page; None: this was the last."""

    items: tuple[deciding.Row, ...]
    after: int | None


async def cases(
    connection: AsyncConnection,
    brands: Collection[str] | None,
    wanted: Wanted,
    *,
    after: int | None = None,
    limit: int = PAGE,
) -> Cases:
    """The cases that are wanted; ``after`` is that of the page before."""
    page = select(case.c.id).where(seen(case.c.brand, brands, wanted.brand))
    for column, value in ((case.c.state, wanted.state), (case.c.outcome, wanted.outcome)):
        if value:
            page = page.where(column == value)
    if wanted.severity is not None:
        page = page.where(case.c.severity == wanted.severity)
    if wanted.person:
        page = page.where(case.c.id.in_(_of_person(wanted.person)))
    if wanted.since:
        page = page.where(case.c.opened_at >= to_us(wanted.since))
    if wanted.until:
        page = page.where(case.c.opened_at < to_us(wanted.until))
    if after is not None:
        page = page.where(case.c.id < after)
    # Which cases first, then the whole of them: sorting takes long with all their detail.
    page = page.order_by(case.c.id.desc()).limit(limit + 1)
    query = select(case).where(case.c.id.in_(page.subquery().select())).order_by(case.c.id.desc())
    rows = (await connection.execute(query)).all()
    items = tuple(map(deciding.row_of, rows[:limit]))
    return Cases(items, items[-1].id if len(rows) > limit else None)


def _of_person(person: str) -> Any:
    """The cases that are somebody's: each of the two has an index of its own."""
    theirs = (select(case.c.id).where(column == person) for column in (case.c.turn, case.c.answered_by))
    return union(*theirs)


async def first_words(connection: AsyncConnection, numbers: Sequence[int]) -> dict[int, str]:
    """The first words of these cases that still stand, "" where none do."""
    query = select(case.c.id, *waiting.first_words()).where(case.c.id.in_(numbers))
    return {row.id: row.words or "" for row in await connection.execute(query)}


async def export(store: Store, brands: Collection[str] | None, wanted: Wanted) -> AsyncIterator[deciding.Row]:
    """Every case that is wanted, newest first, as ``searching.export`` does it."""
    after: int | None = None
    while True:
        async with store.read() as connection:
            page = await cases(connection, brands, wanted, after=after, limit=_BATCH)
        for item in page.items:
            yield item
        if page.after is None:
            return
        after = page.after

"""Who is waiting: every case that is not closed, and how many there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, literal, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.cases import State
from monitor.clock import to_us
from monitor.store import deciding
from monitor.store.browsing.sight import PAGE, seen
from monitor.store.tables import case, mention, post, post_revision

NOT_CLOSED = text("\"case\".state <> 'closed'")  # as the index says it
_UNANSWERED = case.c.state != State.ANSWERED.value


class Order(StrEnum):
    """How those who wait stand in line: ``due``: who is overdue longest, then whose answer is due next; ``longest``: who has
    waited longest; ``worst``: by severity, then who has waited longest."""

    DUE = "due"
    LONGEST = "longest"
    WORST = "worst"


_ORDERS: dict[Order, tuple[Any, ...]] = {
    Order.DUE: (case.c.due_at, case.c.id),
    Order.LONGEST: (case.c.waiting_since, case.c.id),
    Order.WORST: (case.c.severity, case.c.waiting_since, case.c.id),
}


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that is not closed: the whole of it (``row.case``), the customer's first ``words`` that still stand, where, and
    whether the answer is ``overdue`` now."""

    row: deciding.Row
    words: str
    source: str
    url: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class WaitingCases:
    """A page of those. ``after`` asks for the next page; None: this was the last."""

    items: tuple[WaitingCase, ...]
    after: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """How many cases are not closed: altogether and without an answer, overdue (of those without an answer), by state, brand and
    person; the last three count what has no answer yet, except ``by_state``."""

    not_closed: int
    waiting: int
    overdue: int
    by_state: dict[str, int] = field(default_factory=dict)
    by_brand: dict[str, int] = field(default_factory=dict)
    by_person: dict[str, int] = field(default_factory=dict)


async def waiting(
    connection: AsyncConnection,
    brands: Collection[str] | None,
    now: datetime,
    *,
    brand: str = "",
    person: str = "",
    answered: bool = False,
    order: Order = Order.DUE,
    after: Sequence[int] | None = None,
    limit: int = PAGE,
) -> WaitingCases:
    """Who is waiting, of a brand, in a person's turn. ``answered``: also those who have an answer and may come back."""
    keys = _ORDERS[order]
    page = select(case.c.id).where(NOT_CLOSED, seen(case.c.brand, brands, brand))
    if not answered:
        page = page.where(_UNANSWERED)
    if person:
        page = page.where(case.c.turn == person)
    if after is not None:
        page = page.where(tuple_(*keys) > tuple_(*map(literal, after)))
    # Whoever is on the page first, then their words: not the words of everybody.
    page = page.order_by(*keys).limit(limit + 1)
    query = select(case, *first_words()).where(case.c.id.in_(page.subquery().select()))
    rows = (await connection.execute(query.order_by(*keys))).all()
    items = tuple(
        WaitingCase(deciding.row_of(row), row.words or "", row.source or "", row.url or "", _overdue(row, now))
        for row in rows[:limit]
    )
    last = tuple(int(getattr(rows[limit - 1], key.name)) for key in keys) if len(rows) > limit else None
    return WaitingCases(items, last)


def _overdue(row: Any, now: datetime) -> bool:
    return bool(row.due_at < to_us(now) and row.state != State.ANSWERED.value)


def first_words() -> list[Any]:
    """Columns: the first words of a case that have not been taken down, their source and address."""

    def first(column: Any, name: str) -> Any:
        return (
            select(column)
            .select_from(
                mention.join(post, post.c.id == mention.c.post_id).join(
                    post_revision, post_revision.c.id == mention.c.revision_id
                )
            )
            .where(mention.c.case_id == case.c.id, post.c.deleted_at.is_(None))
            .order_by(mention.c.at, mention.c.id)
            .limit(1)
            .correlate(case)
            .scalar_subquery()
            .label(name)
        )

    words = func.coalesce(func.nullif(post_revision.c.text, ""), post_revision.c.title)
    return [first(words, "words"), first(mention.c.source, "source"), first(post.c.url, "url")]


async def counts(connection: AsyncConnection, brands: Collection[str] | None, now: datetime) -> WaitingCounts:
    """How many are waiting."""
    late = func.count().filter(case.c.due_at < to_us(now))
    query = (
        select(case.c.state, case.c.brand, case.c.turn, func.count().label("cases"), late.label("late"))
        .where(NOT_CLOSED, seen(case.c.brand, brands))
        .group_by(case.c.state, case.c.brand, case.c.turn)
    )
    states: dict[str, int] = {}
    by_brand: dict[str, int] = {}
    people: dict[str, int] = {}
    overdue = 0
    for row in await connection.execute(query):
        states[row.state] = states.get(row.state, 0) + row.cases
        if row.state != State.ANSWERED.value:
            by_brand[row.brand] = by_brand.get(row.brand, 0) + row.cases
            people[row.turn] = people.get(row.turn, 0) + row.cases
            overdue += row.late
    return WaitingCounts(sum(states.values()), sum(by_brand.values()), overdue, states, by_brand, people)

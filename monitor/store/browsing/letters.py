"""Messages: what was decided to be told, to whom, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, exists, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import from_us
from monitor.store.browsing.sight import PAGE
from monitor.store.tables import case, outbox, storm

_FEW = 500  # cases of brands of which little is said


@dataclass(frozen=True, slots=True)
class Letter:
    """One message that was decided. ``matter`` is what it is about ("case-812"); ``state`` due | claimed | sent | gave_up;
    ``wanted_at`` is when it should go out, ``due_at`` when it is tried next."""

    id: int
    matter: str
    case_id: int | None
    reason: str
    recipient: str
    channel: str
    state: str
    created_at: datetime
    wanted_at: datetime
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class Letters:
    """A page of messages, newest first. ``after`` asks for the next page; None: this was the last."""

    items: tuple[Letter, ...]
    after: int | None


def letter_of(row: Any) -> Letter:
    """A row of the outbox as what it means."""
    return Letter(
        id=row.id,
        matter=row.matter,
        case_id=row.case_id,
        reason=row.reason,
        recipient=row.recipient,
        channel=row.channel,
        state=row.state,
        created_at=from_us(row.created_at),
        wanted_at=from_us(row.wanted_at),
        due_at=from_us(row.due_at),
        sent_at=from_us(row.sent_at) if row.sent_at is not None else None,
        attempts=row.attempts,
        error=row.error,
    )


async def letters(
    connection: AsyncConnection,
    brands: Collection[str] | None,
    *,
    stuck: bool = False,
    person: str = "",
    after: int | None = None,
    limit: int = PAGE,
) -> Letters:
    """The outbox, newest first. ``stuck``: only what has not arrived. Whoever may not see every brand sees what is about a case or
    a storm of theirs; digests and the operator's messages speak of all brands."""
    query = select(outbox)
    if brands is not None:
        query = query.where(await _about(connection, brands))
    if stuck:
        query = query.where(outbox.c.state != "sent")
    if person:
        query = query.where(outbox.c.recipient == person)
    if after is not None:
        query = query.where(outbox.c.id < after)
    rows = (await connection.execute(query.order_by(outbox.c.id.desc()).limit(limit + 1))).all()
    return Letters(tuple(map(letter_of, rows[:limit])), rows[limit - 1].id if len(rows) > limit else None)


async def _about(connection: AsyncConnection, brands: Collection[str]) -> Any:
    """The condition that a message is about one of these brands. Among the messages of all, those about brands of whom little is
    said would be looked for long; so it begins with their cases."""
    mine = select(case.c.id).where(case.c.brand.in_(brands))
    storms = select(literal("storm-") + cast(storm.c.id, String)).where(storm.c.brand.in_(brands))
    count = select(func.count()).select_from(mine.limit(_FEW + 1).subquery())
    if (await connection.execute(count)).scalar_one() > _FEW:
        found = exists().where(case.c.id == outbox.c.case_id, case.c.brand.in_(brands))
        return or_(found, and_(outbox.c.case_id.is_(None), outbox.c.matter.in_(storms)))
    of_cases = select(outbox.c.id).where(outbox.c.case_id.in_(mine))
    of_storms = select(outbox.c.id).where(outbox.c.case_id.is_(None), outbox.c.matter.in_(storms))
    return outbox.c.id.in_(union_all(of_cases, of_storms))

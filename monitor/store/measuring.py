"""How much there is of everything, for the metrics and for a sign of life. Reads only, and nothing that grows with the years is
counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import from_us, to_us
from monitor.store.tables import case, outbox, pending, post


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers by (brand, state) of cases and by (channel, state) of messages that have not arrived; ``oldest`` is when
    the oldest of these was to go out."""

    cases: dict[tuple[str, str], int]
    overdue: int
    pending: int
    outbox: dict[tuple[str, str], int]
    oldest: datetime | None


async def counted(connection: AsyncConnection, now: datetime) -> Counted:
    """Counts it."""
    cases = await connection.execute(
        select(case.c.brand, case.c.state, func.count()).group_by(case.c.brand, case.c.state)
    )
    late = select(func.count()).where(case.c.state.in_(("open", "taken")), case.c.due_at < to_us(now))
    waiting = select(func.count()).select_from(pending)
    unsent = outbox.c.state.in_(("due", "claimed", "gave_up"))
    messages = await connection.execute(
        select(outbox.c.channel, outbox.c.state, func.count()).where(unsent).group_by(outbox.c.channel, outbox.c.state)
    )
    oldest = await connection.execute(
        select(func.min(outbox.c.wanted_at)).where(
            outbox.c.state.in_(("due", "claimed")), outbox.c.wanted_at <= to_us(now)
        )
    )
    at = oldest.scalar_one()
    return Counted(
        cases={(brand, state): count for brand, state, count in cases},
        overdue=int((await connection.execute(late)).scalar_one()),
        pending=int((await connection.execute(waiting)).scalar_one()),
        outbox={(channel, state): count for channel, state, count in messages},
        oldest=from_us(at) if at is not None else None,
    )


async def posts_since(connection: AsyncConnection, since: datetime) -> int:
    """How many posts were heard since then."""
    return int((await connection.execute(select(func.count()).where(post.c.seen_at >= to_us(since)))).scalar_one())


async def waiting(connection: AsyncConnection) -> int:
    """How many customers have no answer on record."""
    states = ("open", "taken", "promised", "snoozed")
    return int((await connection.execute(select(func.count()).where(case.c.state.in_(states)))).scalar_one())

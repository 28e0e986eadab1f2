"""How well people are answered: within the promise or not, after how long, and who was won back; by brand and by person.

An answer counts when it was given. It is of a person who said so, or of an account of ours that replied; one that was undone is
none. Spans are from ``since`` (inclusive) ``until`` (exclusive), aware.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any

from sqlalchemy import String, and_, cast, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.cases import Outcome, State
from monitor.clock import from_us, to_us
from monitor.store import storms
from monitor.store.browsing.figures import Bin, Theme, Voice, Volume, themes, totals, voices, volumes
from monitor.store.browsing.sight import seen
from monitor.store.browsing.waiting import NOT_CLOSED
from monitor.store.browsing.weather import over_in
from monitor.store.tables import ANSWERED, case, case_event


@dataclass(frozen=True, slots=True)
class Answers:
    """How many answers were given, how many of them within the promise, and how long half of those people had waited at most
    (None: no answers). Whoever wrote several times and was answered several times counts each time."""

    given: int = 0
    kept: int = 0
    median: timedelta | None = None

    @property
    def within(self) -> float | None:
        """The share within the promise, 0 to 1; None without answers."""
        return self.kept / self.given if self.given else None


@dataclass(frozen=True, slots=True)
class Person:
    """What one person has to do, and did. ``waiting``: cases without an answer in their turn, ``overdue`` of them, the first
    of them since ``since``."""

    name: str
    waiting: int = 0
    overdue: int = 0
    since: datetime | None = None
    answers: Answers = field(default_factory=Answers)


@dataclass(frozen=True, slots=True)
class Brand:
    """Everything the page of a brand shows of a time. ``outcomes``: how many cases ended, by how they did. ``voices``: this one,
    and those beside which it is set."""

    name: str
    volume: Volume
    bins: tuple[Bin, ...]
    themes: tuple[Theme, ...]
    voices: tuple[Voice, ...]
    answers: Answers
    outcomes: Mapping[Outcome, int]
    storms: tuple[storms.Row, ...]

    @property
    def won_back(self) -> int:
        """How many customers were won back."""
        return self.outcomes.get(Outcome.WON_BACK, 0)


async def by_brand(
    connection: AsyncConnection, brands: Collection[str] | None, since: datetime, until: datetime, *, brand: str = ""
) -> dict[str, Answers]:
    """The answers given in that time, by brand; of one brand alone where it is named."""
    return await _answers(connection, case_event.c.brand, brands, brand, since, until)


async def by_person(
    connection: AsyncConnection, brands: Collection[str] | None, since: datetime, until: datetime, *, brand: str = ""
) -> dict[str, Answers]:
    """The same, by who gave them."""
    return await _answers(connection, case_event.c.by, brands, brand, since, until)


async def _answers(
    connection: AsyncConnection,
    whose: Any,
    brands: Collection[str] | None,
    brand: str,
    since: datetime,
    until: datetime,
) -> dict[str, Answers]:
    # A database has no median in common with another one; and one text a group is read faster than its rows.
    waited = func.aggregate_strings(cast(case_event.c.waited, String), ",")
    query = (
        select(
            whose.label("whose"),
            func.count().label("given"),
            func.count().filter(case_event.c.kept).label("kept"),
            waited.label("waited"),
        )
        .where(text(ANSWERED), case_event.c.at >= to_us(since), case_event.c.at < to_us(until))
        .where(seen(case_event.c.brand, brands, brand))
        .group_by(whose)
    )
    return {
        row.whose: Answers(row.given, row.kept, timedelta(microseconds=median_low(map(int, row.waited.split(",")))))
        for row in await connection.execute(query)
    }


async def outcomes(
    connection: AsyncConnection, brands: Collection[str] | None, since: datetime, until: datetime, *, brand: str = ""
) -> dict[str, dict[Outcome, int]]:
    """How the cases that were closed in that time ended, and are still closed, by brand."""
    ended = and_(case.c.outcome != "", case.c.closed_at >= to_us(since), case.c.closed_at < to_us(until))
    query = (
        select(case.c.brand, case.c.outcome, func.count().label("cases"))
        .where(ended, seen(case.c.brand, brands, brand))
        .group_by(case.c.brand, case.c.outcome)
    )
    found: dict[str, dict[Outcome, int]] = {}
    for row in await connection.execute(query):
        found.setdefault(row.brand, {})[Outcome(row.outcome)] = row.cases
    return found


async def people(
    connection: AsyncConnection,
    brands: Collection[str] | None,
    since: datetime,
    until: datetime,
    now: datetime,
    *,
    brand: str = "",
) -> tuple[Person, ...]:
    """Whoever has something to do now or answered in that time, whose customer has waited longest first. Who has nothing to do is
    in the configuration, as is who is on duty."""
    late = func.count().filter(case.c.due_at < to_us(now))
    query = (
        select(
            case.c.turn, func.count().label("waiting"), late.label("late"), func.min(case.c.waiting_since).label("at")
        )
        .where(NOT_CLOSED, case.c.state != State.ANSWERED.value, seen(case.c.brand, brands, brand))
        .group_by(case.c.turn)
        .order_by(func.min(case.c.waiting_since), case.c.turn)
    )
    gave = await by_person(connection, brands, since, until, brand=brand)
    busy = [
        Person(row.turn, row.waiting, row.late, from_us(row.at), gave.pop(row.turn, Answers()))
        for row in await connection.execute(query)
    ]
    return (*busy, *(Person(name, answers=answers) for name, answers in sorted(gave.items())))


async def brand_in(
    connection: AsyncConnection,
    brands: Collection[str] | None,
    brand: str,
    bounds: tuple[datetime, ...],
    beside: Collection[str] = (),
) -> Brand:
    """A brand between the first and the last of these times (see ``figures.edges``), which part its bins; ``beside`` are the
    brands with which it is compared."""
    since, until = bounds[0], bounds[-1]
    said = await totals(connection, {brand, *beside}, since, until)
    ended = await outcomes(connection, brands, since, until, brand=brand)
    gave = await by_brand(connection, brands, since, until, brand=brand)
    return Brand(
        name=brand,
        volume=said.get(brand, Volume()),
        bins=await volumes(connection, brands, brand, bounds),
        themes=await themes(connection, brands, brand, since, until),
        voices=voices(said, said),
        answers=gave.get(brand, Answers()),
        outcomes=ended.get(brand, {}),
        storms=await over_in(connection, brands, brand, since, until),
    )

"""How much is said about brands and how, over time: volume, tone, themes and shares.

What is counted is what ``searching`` finds with ``about_us``: mentions that were decided, by when they were written; not the
brand's own words, nor what only may mean it, nor what is muted or was said to be about somebody else. They are not counted here
but summed up where they are written (the tables ``tally`` and ``theme_tally``): by quarters of an hour, which fit every zone's
hours and days; by hours, which fit those of most zones; and by days of UTC, which are few.
Times are aware; those inside a quarter of an hour are taken down to its beginning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import reduce
from itertools import groupby, pairwise
from operator import add, sub
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import from_us, to_us
from monitor.store.tables import tally, theme_tally
from monitor.tone.base import Theme as ToneTheme

_QUARTER, _HOUR, _DAY = 900, 3600, 86_400  # seconds: the spans that are summed up
_SECOND = 1_000_000
_THEMES = [theme.value for theme in ToneTheme]


class Step(StrEnum):
    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Volume:
    """How many mentions; their labels, which add up; and how many are a complaint or angry."""

    mentions: int = 0
    positive: int = 0
    neutral: int = 0
    negative: int = 0
    unknown: int = 0
    unhappy: int = 0


Sums = tuple[int, ...]
"""The fields of a volume: hundreds of them are added up for a picture."""
_NOTHING: Sums = (0,) * len(fields(Volume))


def _plus(one: Sums, other: Sums) -> Sums:
    return tuple(map(add, one, other))


def _minus(one: Sums, other: Sums) -> Sums:
    return tuple(map(sub, one, other))


@dataclass(frozen=True, slots=True)
class Bin:
    """What was said from ``since`` (inclusive) ``until`` (exclusive): ask ``searching.mentions`` for just that."""

    since: datetime
    until: datetime
    volume: Volume


@dataclass(frozen=True, slots=True)
class Theme:
    """How many mentions are about a theme, and how many of these are a complaint or angry."""

    name: str
    mentions: int
    unhappy: int


@dataclass(frozen=True, slots=True)
class Voice:
    """How much was said about a brand, and its share (0 to 1) of what was said about all beside which it is set."""

    brand: str
    volume: Volume
    share: float


def edges(since: datetime, until: datetime, zone: ZoneInfo, step: Step) -> tuple[datetime, ...]:
    """Where the bins of a picture begin and end, aware UTC: every midnight or full hour of the zone, from the one at or before
    ``since`` to the one at or after ``until``. Days have 23 or 25 hours where clocks are changed."""
    start = since.astimezone(zone)
    found: list[datetime] = []
    if step is Step.DAY:
        day = start.date()
        while not found or found[-1] < until:
            found.append(datetime.combine(day, time(), zone).astimezone(UTC))
            day += timedelta(days=1)
        return tuple(found)
    at = start.astimezone(UTC) - timedelta(minutes=start.minute, seconds=start.second, microseconds=start.microsecond)
    while not found or found[-1] < until:
        found.append(at)
        at += timedelta(hours=1)
    return tuple(found)


async def volumes(
    connection: AsyncConnection, brands: Collection[str] | None, brand: str, bounds: Sequence[datetime]
) -> tuple[Bin, ...]:
    """The volume between each of these times (ascending, see ``edges``) and the next."""
    cuts = [_quarter(at) for at in bounds]
    found: dict[int, Sums] = {}
    if brands is None or brand in brands:
        if all(end - at > 12 * _HOUR * _SECOND for at, end in pairwise(cuts)):
            found = await _days(connection, brand, cuts)
        else:
            for first, last, step in _runs(cuts):
                found |= await _run(connection, brand, first, last, step)
    return tuple(Bin(from_us(at), from_us(end), Volume(*found.get(at, _NOTHING))) for at, end in pairwise(cuts))


def _quarter(at: datetime) -> int:
    return to_us(at) // (_QUARTER * _SECOND) * (_QUARTER * _SECOND)


def _runs(cuts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(first, last, step) of neighbouring bins that are equally long."""
    for step, bins in groupby(pairwise(cuts), key=lambda pair: pair[1] - pair[0]):
        run = list(bins)
        if step > 0:
            yield run[0][0], run[-1][1], step


async def _run(connection: AsyncConnection, brand: str, first: int, last: int, step: int) -> dict[int, Sums]:
    """The sums of bins of one length, by when each begins."""
    span = _HOUR if first % (_HOUR * _SECOND) == 0 and step % (_HOUR * _SECOND) == 0 else _QUARTER
    found = await _added_up(connection, brand, span, first, last, step)
    return {first + number * step: sums for number, sums in found.items()}


async def _days(connection: AsyncConnection, brand: str, cuts: Sequence[int]) -> dict[int, Sums]:
    """The sums between these times, by the first of each two. Adding up the hours of a year, or its quarters of an hour where a
    zone needs them, would take long. So days of UTC are added up, without the *head* of the first, up to where our day begins, and
    with the head of the next. Of a head that is longer than half a day the tail is added up: the head is what remains."""
    day = _DAY * _SECOND
    start = cuts[0] // day * day
    whole = await _added_up(connection, brand, _DAY, start, cuts[-1] // day * day + day, day)
    heads: dict[int, Sums] = {}
    for begins in {at % day for at in cuts} - {0}:
        mine = [at for at in cuts if at % day == begins]
        first, last = mine[0] - begins, mine[-1] - begins + day
        short = begins <= day // 2
        part = await _parts(connection, brand, first, last, *((0, begins) if short else (begins, day)))
        for at in mine:
            found = part.get((at - first) // day, _NOTHING)
            heads[at] = found if short else _minus(whole.get((at - start) // day, _NOTHING), found)

    def between(at: int, end: int) -> Sums:
        days = range((at - start) // day, (end - start) // day)
        said = reduce(_plus, (whole.get(number, _NOTHING) for number in days), heads.get(end, _NOTHING))
        return _minus(said, heads[at]) if at in heads else said

    return {at: between(at, end) for at, end in pairwise(cuts)}


async def _parts(
    connection: AsyncConnection, brand: str, first: int, last: int, since: int, until: int
) -> dict[int, Sums]:
    """The sums of one part of every day of UTC (microseconds from its midnight), by the number of the day: of its hours, and of the
    quarters of the hour that it cuts."""
    hour, day = _HOUR * _SECOND, _DAY * _SECOND
    begins, ends = -(-since // hour) * hour, until // hour * hour
    found: dict[int, Sums] = {}
    for span, part in ((_HOUR, (begins, ends)), (_QUARTER, (since, begins)), (_QUARTER, (ends, until))):
        if part[0] < part[1]:
            more = await _added_up(connection, brand, span, first, last, day, part)
            found |= {number: _plus(found.get(number, _NOTHING), sums) for number, sums in more.items()}
    return found


async def _added_up(
    connection: AsyncConnection,
    brand: str,
    span: int,
    first: int,
    last: int,
    step: int,
    part: tuple[int, int] | None = None,
) -> dict[int, Sums]:
    """The sums of ``span`` from ``first`` until ``last``, added up by steps that are numbered; of each day of UTC only that
    ``part``."""
    number = ((tally.c.at - first) // step).label("number")
    query = select(number, *_sums()).where(
        tally.c.span == span, tally.c.brand == brand, tally.c.at >= first, tally.c.at < last
    )
    if part is not None:
        in_day = tally.c.at % (_DAY * _SECOND)
        query = query.where(in_day >= part[0], in_day < part[1])
    return {row[0]: _sums_in(row[1:]) for row in await connection.execute(query.group_by(number))}


async def totals(
    connection: AsyncConnection, names: Collection[str], since: datetime, until: datetime
) -> dict[str, Volume]:
    """How much was said about each of these brands in that time; one of which nothing was said is left out."""
    query = (
        select(tally.c.brand, *_sums())
        .where(tally.c.brand.in_(sorted(names)), _within(tally.c.span, tally.c.at, since, until))
        .group_by(tally.c.brand)
    )
    found = {row.brand: Volume(*_sums_in(row[1:])) for row in await connection.execute(query)}
    return {name: volume for name, volume in found.items() if volume.mentions}


def voices(said: Mapping[str, Volume], names: Collection[str]) -> tuple[Voice, ...]:
    """The share of voice of these brands, of what was ``said`` about them; the most talked about first."""
    found = {name: volume for name, volume in said.items() if name in names}
    together = sum(volume.mentions for volume in found.values())
    shares = [Voice(name, volume, volume.mentions / together) for name, volume in found.items()]
    return tuple(sorted(shares, key=lambda voice: (-voice.volume.mentions, voice.brand)))


async def themes(
    connection: AsyncConnection, brands: Collection[str] | None, brand: str, since: datetime, until: datetime
) -> tuple[Theme, ...]:
    """What was spoken about in that time: what is complained of most first."""
    if brands is not None and brand not in brands:
        return ()
    mentions, unhappy = func.sum(theme_tally.c.mentions), func.sum(theme_tally.c.unhappy)
    query = (
        select(theme_tally.c.theme, mentions.label("mentions"), unhappy.label("unhappy"))
        .where(theme_tally.c.brand == brand, theme_tally.c.theme.in_(_THEMES))
        .where(_within(theme_tally.c.span, theme_tally.c.at, since, until))
        .group_by(theme_tally.c.theme)
        .order_by(unhappy.desc(), mentions.desc(), theme_tally.c.theme)
    )
    rows = await connection.execute(query)
    return tuple(Theme(row.theme, int(row.mentions), int(row.unhappy)) for row in rows if row.mentions)


def _within(span: Any, at: Any, since: datetime, until: datetime) -> Any:
    """Which sums make up a time: whole days of UTC, and quarters of an hour before the first and after the last of them."""
    first, last, day = _quarter(since), _quarter(until), _DAY * _SECOND
    first_day, last_day = -(-first // day) * day, last // day * day
    if first_day >= last_day:
        return and_(span == _QUARTER, at >= first, at < last)
    return or_(
        and_(span == _DAY, at >= first_day, at < last_day),
        and_(span == _QUARTER, at >= first, at < first_day),
        and_(span == _QUARTER, at >= last_day, at < last),
    )


def _sums() -> list[Any]:
    return [func.sum(tally.c[field.name]).label(field.name) for field in fields(Volume)]


def _sums_in(row: Sequence[Any]) -> Sums:
    # PostgreSQL adds integers up to something longer.
    return tuple(map(int, row))

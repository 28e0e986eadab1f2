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
from itertools import groupby, pairwise
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
    found: dict[int, Volume] = {}
    if brands is None or brand in brands:
        for first, last, step in _runs(cuts):
            found |= await _run(connection, brand, first, last, step)
    return tuple(Bin(from_us(at), from_us(end), found.get(at, Volume())) for at, end in pairwise(cuts))


def _quarter(at: datetime) -> int:
    return to_us(at) // (_QUARTER * _SECOND) * (_QUARTER * _SECOND)


def _runs(cuts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(first, last, step) of neighbouring bins that are equally long: a year of days has three lengths in five runs."""
    for step, bins in groupby(pairwise(cuts), key=lambda pair: pair[1] - pair[0]):
        run = list(bins)
        if step > 0:
            yield run[0][0], run[-1][1], step


async def _run(connection: AsyncConnection, brand: str, first: int, last: int, step: int) -> dict[int, Volume]:
    fits = (span for span in (_DAY, _HOUR) if first % (span * _SECOND) == 0 and step % (span * _SECOND) == 0)
    span = next(fits, _QUARTER)
    number = ((tally.c.at - first) // step).label("number")
    query = (
        select(number, *_sums())
        .where(tally.c.span == span, tally.c.brand == brand, tally.c.at >= first, tally.c.at < last)
        .group_by(number)
    )
    return {first + row.number * step: _volume(row) for row in await connection.execute(query)}


async def totals(
    connection: AsyncConnection, names: Collection[str], since: datetime, until: datetime
) -> dict[str, Volume]:
    """How much was said about each of these brands in that time; one of which nothing was said is left out."""
    query = (
        select(tally.c.brand, *_sums())
        .where(tally.c.brand.in_(sorted(names)), _within(tally.c.span, tally.c.at, since, until))
        .group_by(tally.c.brand)
    )
    found = {row.brand: _volume(row) for row in await connection.execute(query)}
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


def _volume(row: Any) -> Volume:
    # PostgreSQL adds integers up to something longer.
    return Volume(*(int(getattr(row, field.name)) for field in fields(Volume)))

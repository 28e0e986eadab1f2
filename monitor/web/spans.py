"""The span of time that a page of figures shows, and its bins: hours or days, each with a link to just its mentions. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from aiohttp import web

from monitor.store.browsing import figures
from monitor.store.browsing.figures import Bin, Step, Volume
from monitor.store.storms import Row
from monitor.web import asked, wishes
from monitor.web.pictures import Bars

NAMES: Final = {"1": "24 hours", "7": "7 days", "30": "30 days", "90": "90 days", "365": "a year"}
"""The spans there are: days, and what people call them."""
_USUAL = "30"
_MANY = 100  # bins
_STEPS: Final = {"1": (Step.HOUR,), "7": (Step.HOUR, Step.DAY)}  # the usual one first; of longer ones days alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A span up to ``now``. ``bounds`` part its bins (aware UTC); it lasts from ``since`` until ``now``, and ``before`` is when the
    equally long span before that began."""

    days: str
    step: Step
    zone: ZoneInfo
    now: datetime
    bounds: tuple[datetime, ...]

    @property
    def name(self) -> str:
        return NAMES[self.days]

    @property
    def since(self) -> datetime:
        return self.bounds[0]

    @property
    def before(self) -> datetime:
        return self.since - (self.now - self.since)

    @property
    def query(self) -> dict[str, str]:
        """What an address says that shows the same."""
        return {"span": self.days, "step": self.step.value if self.step is not steps(self.days)[0] else ""}


@dataclass(frozen=True, slots=True)
class Line:
    """One bin as the table shows it."""

    label: str
    posts: str  # the address of its mentions, from the page of its brand
    volume: Volume


def steps(days: str) -> Sequence[Step]:
    """The bins that a span can have, the usual ones first."""
    return _STEPS.get(days, (Step.DAY,))


def span(request: web.Request, now: datetime, zone: ZoneInfo) -> Span:
    """The span that the address asks for (``span``: days, ``step``: hour or day), or the usual one."""
    days = asked.one_of(request, "span", NAMES) or _USUAL
    wished = asked.one_of(request, "step", [step.value for step in steps(days)])
    step = Step(wished) if wished else steps(days)[0]
    length = timedelta(days=int(days)) - (timedelta(hours=1) if step is Step.HOUR else timedelta(days=1))
    # A moment later than now: what is said in this very moment belongs to the last bin.
    bounds = figures.edges(now - length, now + timedelta(microseconds=1), zone, step)
    return Span(days=days, step=step, zone=zone, now=now, bounds=bounds)


def lines(shown: Span, brand: str, bins: Sequence[Bin]) -> list[Line]:
    """The bins as a table, the newest first. Where they are many, each leads to ``?on=DAY``: a long name in every row would make
    the page too large."""
    if len(bins) > _MANY and shown.step is Step.DAY:
        return [
            Line(label(shown, each.since), f"?on={each.since.astimezone(shown.zone):%Y-%m-%d}", each.volume)
            for each in reversed(bins)
        ]
    return [Line(label(shown, each.since), posts(shown, brand, each.since, each.until), each.volume) for each in bins][
        ::-1
    ]


def label(shown: Span, at: datetime) -> str:
    """What a bin is called that begins then: "Mon 23 Nov", "Mon 23 Nov 14:00"."""
    local = at.astimezone(shown.zone)
    day = f"{local:%a} {local.day} {local:%b}"
    return day if shown.step is Step.DAY else f"{day} {local:%H:%M}"


def posts(shown: Span, brand: str, since: datetime, until: datetime, **more: str) -> str:
    """The address of what was said about the brand from ``since`` to ``until``, both of them bounds of bins."""
    if shown.step is Step.DAY:
        last = until - timedelta(microseconds=1)
        first_day, last_day = (f"{at.astimezone(shown.zone):%Y-%m-%d}" for at in (since, last))
        return wishes.address(brand=brand, since=first_day, until=last_day, about_us="1", **more)
    return wishes.address(brand=brand, since=wishes.moment(since), until=wishes.moment(until), about_us="1", **more)


def posts_on(brand: str, day: str) -> str:
    """The address of what was said about the brand on a day of the owner's (2026-11-23); empty if it is none."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return ""
    return wishes.address(brand=brand, since=found.isoformat(), until=found.isoformat(), about_us="1")


def bars(shown: Span, bins: Sequence[Bin], storms: Sequence[Row]) -> Bars:
    """The bins as a picture shows them, with the storms that raged."""
    short = [_short(shown, each.since) for each in bins]
    counts = [(v.negative, v.neutral, v.positive, v.unknown) for v in (each.volume for each in bins)]
    marks = []
    for row in storms:
        end = row.storm.over or shown.now
        touched = [
            at for at, (since, until) in enumerate(pairwise(shown.bounds)) if since <= end and row.storm.since < until
        ]
        if touched:
            marks.append((f"Storm {row.id}", touched[0], touched[-1]))
    return Bars(short, counts, marks)


def sentence(shown: Span, brand: str, bins: Sequence[Bin], storms: Sequence[Row]) -> str:
    """What the picture shows, for whoever does not see it."""
    total = sum(each.volume.mentions for each in bins)
    if not total:
        return f"Nothing was said about {brand} in {shown.name}."
    most = max(bins, key=lambda each: each.volume.mentions)
    negative = sum(each.volume.negative for each in bins)
    said = f"{brand} in {shown.name}: {_count(total, 'mention')}, {negative:,} negative"
    said += f"; the most, {most.volume.mentions:,}, on {label(shown, most.since)}"
    return f"{said}; {_count(len(storms), 'storm') if storms else 'no storm'}."


def _short(shown: Span, at: datetime) -> str:
    local = at.astimezone(shown.zone)
    if shown.days == "1":
        return f"{local:%H:%M}"
    return f"{local.day} {local:%b}" if shown.step is Step.DAY else f"{local.day} {local:%b %H:%M}"


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"

"""What is usual for a source: how often it brings something new, at which hours and on which days. Pure.

A feed that shows the same page for ever, or a login page that looks like an empty list, answers and is deaf all the same. Only
the silence tells, and only against what is usual: eight hours are nothing at night, and much at noon.

Visits that bring something new are counted by hour and by weekday, in the owner's zone, and slowly forgotten. Between two of
them the visits that bring nothing add up how many should have come meanwhile. That number is what a silence is measured
in: it does not grow at night where nights are quiet. How surprising it is follows from the Poisson law with the
uncertainty of its rate (Gelman et al., Bayesian Data Analysis, 2.6: Gamma prior, negative binomial prediction): none of
m that were expected, where n have been counted, has the probability (1 + m/n)^-n.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from monitor.clock import from_us, to_us

REMEMBERED = timedelta(days=42)
"""Half-life of what was counted …"""
LONGEST_REMEMBERED = timedelta(days=180)
"""… and of the longest silence: it is the proof that this source comes in bursts."""
LEARNING = 7.0
"""Days of listening before a silence is worth remembering: a weekend has been heard."""
KNOWN = 14.0
"""Days of listening …"""
ENOUGH = 8.0
"""… and visits with something new before a silence is judged."""
FALSE_ALARMS = 0.3
"""False alarms a year that one source may raise."""
AT_LEAST = timedelta(minutes=30)
VISITS = 5
"""Visits in vain, at least, before a silence says anything."""
_LONGER = 1.4  # than the longest silence so far: sources come in bursts, and keep holidays
_A_VISIT = 3.0  # one visit in vain counts no more than this many that were expected
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_YEAR = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is known of one source. ``heard`` visits with something new within ``days`` of listening, ``hours`` and
    ``weekdays`` (0 is Monday) of them, all fading. Since the last one (``since``, microseconds as in the store):
    ``listened`` days, ``visits`` in vain, and ``missed``, how many should have come. ``longest`` is the most that was ever
    missed, fading. ``at`` is the last visit."""

    heard: float = 0.0
    days: float = 0.0
    hours: tuple[float, ...] = (0.0,) * 24
    weekdays: tuple[float, ...] = (0.0,) * 7
    since: int = 0
    listened: float = 0.0
    visits: int = 0
    missed: float = 0.0
    longest: float = 0.0
    at: int = 0

    def as_json(self) -> dict[str, Any]:
        """For the store."""
        rounded = {name: round(value, 4) for name, value in asdict(self).items() if isinstance(value, float)}
        lists = {name: [round(one, 3) for one in getattr(self, name)] for name in ("hours", "weekdays")}
        return {**asdict(self), **rounded, **lists}

    @property
    def gap(self) -> timedelta | None:
        """How long it usually takes until something new comes, on average; None while too little is known."""
        if self.days < LEARNING or self.heard < ENOUGH:
            return None
        return timedelta(days=self.days / self.heard)


def usual(stored: Mapping[str, Any] | None) -> Usual:
    """What was stored; at the beginning for nothing, and for what cannot be read."""
    if not stored:
        return Usual()
    try:
        known = Usual(**{**stored, "hours": tuple(stored["hours"]), "weekdays": tuple(stored["weekdays"])})
    except (TypeError, KeyError):
        return Usual()
    return known if (len(known.hours), len(known.weekdays)) == (24, 7) else Usual()


def visited(known: Usual, now: datetime, *, news: bool, every: timedelta) -> Usual:
    """After a visit that worked. ``now`` is aware, in the owner's zone; ``news``: it brought something new; ``every``: how
    often the source is visited at least. After a longer pause (Earful was off, the source was down) the silence begins
    anew: nobody listened meanwhile."""
    at = to_us(now)
    before = from_us(known.at).astimezone(now.tzinfo) if known.at else None
    if before is None or before > now or now - before > max(_HOUR, every * 4):
        # What came in after a pause came at an hour that says nothing.
        return replace(known, since=at, at=at, listened=0.0, visits=0, missed=0.0)
    days = known.listened + (now - before) / _DAY
    missed = known.missed + min(_expected(known, before, now), _A_VISIT)
    if not news:
        return replace(known, at=at, listened=days, visits=known.visits + 1, missed=missed)
    kept = 0.5 ** (days / (REMEMBERED / _DAY))
    hours = [count * kept for count in known.hours]
    weekdays = [count * kept for count in known.weekdays]
    hours[now.hour] += 1
    weekdays[now.weekday()] += 1
    return Usual(
        heard=known.heard * kept + 1,
        days=known.days * kept + days,
        hours=tuple(hours),
        weekdays=tuple(weekdays),
        since=at,
        longest=max(known.longest * 0.5 ** (days / (LONGEST_REMEMBERED / _DAY)), missed)
        if known.days >= LEARNING
        else 0.0,
        at=at,
    )


def too_quiet(known: Usual) -> bool:
    """Whether a source that answers has brought nothing for longer than is usual for it."""
    if known.days < KNOWN or known.heard < ENOUGH or known.visits < VISITS:
        return False
    if timedelta(microseconds=known.at - known.since) < AT_LEAST or known.missed < _LONGER * known.longest:
        return False
    surprise = known.heard * math.log1p(known.missed / known.heard)
    a_year = known.heard / known.days * _YEAR  # so many silences there are to be wrong about
    return surprise > math.log(max(a_year, 1.0) / FALSE_ALARMS)


def _expected(known: Usual, start: datetime, end: datetime) -> float:
    """How many visits with something new there should be between two times."""
    if not known.days:
        return 0.0
    total = 0.0
    weeks, rest = divmod(end - start, 7 * _DAY)
    if weeks:
        total += known.heard / known.days * 7 * weeks
    at = end - rest
    while at < end:
        until = min(at.replace(minute=0, second=0, microsecond=0) + _HOUR, end)
        total += _rate(known, at) * ((until - at) / _DAY)
        at = until
    return total


def _rate(known: Usual, at: datetime) -> float:
    """Visits with something new a day, at this hour and on this weekday. One and two invented ones, spread evenly, keep
    few numbers from saying too much."""
    hour = (known.hours[at.hour] + 1) / (known.heard + 24) * 24
    weekday = (known.weekdays[at.weekday()] + 1) / (known.heard + 7) * 7
    return known.heard / known.days * hour * weekday

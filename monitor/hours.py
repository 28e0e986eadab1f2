"""Clocks that stop at night: adding a span of time while only some hours of the week count. Pure.

All times in and out are aware UTC; days and hours are the owner's. Working through local dates one by one makes the two
odd days of the year come out right: a 23-hour day simply has fewer hours that count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.config.model import DayOff, QuietHours, Shift

_DAY = timedelta(days=1)
_FAR = 3660  # days; a calendar that is closed for ten years is closed for good

Open = tuple[datetime, datetime]
"""A stretch of time that counts, aware UTC, end exclusive."""


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    if clock == time.max:  # 24:00
        return _at(day + _DAY, time(0), zone)
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _working(shifts: Sequence[Shift], zone: ZoneInfo, start: datetime, holidays: Sequence[DayOff]) -> Iterator[Open]:
    day = start.astimezone(zone).date() - _DAY
    for _ in range(_FAR):
        today = [
            (_at(day, shift.start, zone), _at(day, shift.end, zone))
            for shift in shifts
            if day.weekday() in shift.days and not any(off.covers(day) for off in holidays)
        ]
        yield from sorted(today)
        day += _DAY


def _awake(quiet: QuietHours, zone: ZoneInfo, start: datetime) -> Iterator[Open]:
    day = start.astimezone(zone).date() - _DAY
    for _ in range(_FAR):
        # From the end of one quiet stretch to the start of the next one.
        morning = _at(day, quiet.end, zone)
        evening = _at(day if quiet.start > quiet.end else day + _DAY, quiet.start, zone)
        yield morning, evening
        day += _DAY


def _add(start: datetime, span: timedelta, stretches: Iterator[Open]) -> datetime:
    left = span
    for opens, closes in stretches:
        if closes <= start:
            continue
        begin = max(opens, start)
        if begin + left < closes or (left and begin + left == closes):
            return begin + left
        left -= closes - begin
    raise ValueError("these hours never open")


def add_working(
    start: datetime, span: timedelta, shifts: Sequence[Shift], zone: ZoneInfo, holidays: Sequence[DayOff] = ()
) -> datetime:
    """``span`` of working time after ``start``; nobody works on ``holidays``. Without shifts every hour counts."""
    return _add(start, span, _working(shifts, zone, start, holidays)) if shifts else start + span


def at_work(shifts: Sequence[Shift], zone: ZoneInfo, now: datetime, holidays: Sequence[DayOff] = ()) -> bool:
    """Whether somebody with these shifts works at that moment; who has none always does."""
    if not shifts:
        return True
    following = next((stretch for stretch in _working(shifts, zone, now, holidays) if stretch[1] > now), None)
    return following is not None and following[0] <= now


def closes(day: date, shifts: Sequence[Shift]) -> time:
    """When work ends on a day; six in the evening where nobody has said, or on a day off."""
    return max((shift.end for shift in shifts if day.weekday() in shift.days), default=time(18))


def latest(days: frozenset[int], at: time, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """The latest moment up to ``now`` at which the owner's clock showed ``at`` on one of these weekdays (0 is Monday), and
    the next one. One moment a local date, also when a clock is put back (the first of the two) or forward (a time that is
    left out counts an hour later). None if no day is named."""
    today = now.astimezone(zone).date()
    moments = [_at(day, at, zone) for day in (today + n * _DAY for n in range(-8, 9)) if day.weekday() in days]
    past = [moment for moment in moments if moment <= now]
    return (past[-1], moments[len(past)]) if past else None


def add_awake(start: datetime, span: timedelta, quiet: QuietHours | None, zone: ZoneInfo) -> datetime:
    """``span`` of time outside the quiet hours after ``start``; a zero span gives the next moment that is not quiet."""
    return _add(start, span, _awake(quiet, zone, start)) if quiet else start + span

"""Hours that count: working hours and nights, on ordinary days and on the two odd ones."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import QuietHours, Shift
from monitor.hours import add_awake, add_working

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
HOUR = timedelta(hours=1)
WEEKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
OFFICE = (Shift(WEEKDAYS, time(8), time(18)),)
NIGHT = QuietHours(time(21), time(7))


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def local(moment: datetime, zone: ZoneInfo = BERLIN) -> str:
    assert moment.tzinfo is UTC
    return f"{moment.astimezone(zone):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23 09:00", 4, "Mon 2026-11-23 13:00"),
        ("2026-11-23 16:00", 4, "Tue 2026-11-24 10:00"),
        ("2026-11-27 16:30", 4, "Mon 2026-11-30 10:30"),  # over a weekend
        ("2026-11-28 12:00", 4, "Mon 2026-11-30 12:00"),
        ("2026-11-23 06:00", 0, "Mon 2026-11-23 08:00"),
        ("2026-11-23 08:00", 10, "Mon 2026-11-23 18:00"),  # the last minute still counts
        ("2026-11-23 08:00", 25, "Wed 2026-11-25 13:00"),
    ],
)
def test_working_hours(start: str, hours: int, due: str) -> None:
    assert local(add_working(at(start), hours * HOUR, OFFICE, BERLIN)) == due


def test_without_shifts_every_hour_counts() -> None:
    assert add_working(at("2026-11-28 23:00"), 4 * HOUR, (), BERLIN) == at("2026-11-29 03:00")


def test_several_shifts_a_day_and_midnight() -> None:
    shifts = (
        Shift(WEEKDAYS, time(14), time(18)),
        Shift(WEEKDAYS, time(8), time(12)),
        Shift(frozenset({5}), time(20), time.max),
    )
    assert local(add_working(at("2026-11-23 11:00"), 2 * HOUR, shifts, BERLIN)) == "Mon 2026-11-23 15:00"
    assert local(add_working(at("2026-11-27 17:00"), 5 * HOUR, shifts, BERLIN)) == "Sun 2026-11-29 00:00"


@pytest.mark.parametrize(
    ("start", "hours", "then"),
    [
        ("2026-11-23 12:00", 0, "Mon 2026-11-23 12:00"),
        ("2026-11-23 20:59", 0, "Mon 2026-11-23 20:59"),
        ("2026-11-23 21:00", 0, "Tue 2026-11-24 07:00"),
        ("2026-11-24 02:00", 0, "Tue 2026-11-24 07:00"),
        ("2026-11-24 07:00", 0, "Tue 2026-11-24 07:00"),
        ("2026-11-23 20:00", 3, "Tue 2026-11-24 09:00"),
    ],
)
def test_nights_do_not_count(start: str, hours: int, then: str) -> None:
    assert local(add_awake(at(start), hours * HOUR, NIGHT, BERLIN)) == then


def test_quiet_hours_within_one_day() -> None:
    siesta = QuietHours(time(13), time(15))
    assert local(add_awake(at("2026-11-23 14:00"), timedelta(0), siesta, BERLIN)) == "Mon 2026-11-23 15:00"
    assert local(add_awake(at("2026-11-23 12:00"), 2 * HOUR, siesta, BERLIN)) == "Mon 2026-11-23 16:00"
    assert add_awake(at("2026-11-23 14:00"), HOUR, None, BERLIN) == at("2026-11-23 15:00")


@pytest.mark.parametrize(
    ("zone", "spring", "autumn"),
    [(BERLIN, "2026-03-29", "2026-10-25"), (NEW_YORK, "2026-03-08", "2026-11-01")],
    ids=["Berlin", "New York"],
)
def test_the_two_odd_days(zone: ZoneInfo, spring: str, autumn: str) -> None:
    all_day = (Shift(EVERY_DAY, time(0), time.max),)
    for day, hours in ((spring, 23), (autumn, 25)):
        midnight = at(f"{day} 00:00", zone)
        assert (
            local(add_working(midnight, hours * HOUR, all_day, zone), zone)[4:]
            == local(datetime.fromisoformat(day).replace(tzinfo=zone).astimezone(UTC) + hours * HOUR, zone)[4:]
        )
        assert (midnight + hours * HOUR).astimezone(zone).time() == time(0)
        # The night is an hour shorter or longer; the morning is at seven all the same.
        evening = at(f"{day} 00:00", zone) - 2 * HOUR
        assert local(add_awake(evening, timedelta(0), NIGHT, zone), zone).endswith(f"{day} 07:00")
        # An hour that does not exist, or exists twice, begins a shift once.
        early = (Shift(EVERY_DAY, time(2, 30), time(10)),)
        first = add_working(midnight, timedelta(0), early, zone)
        assert midnight < first <= midnight + 4 * HOUR


def test_hours_that_never_open_are_refused() -> None:
    with pytest.raises(ValueError, match="never open"):
        add_working(at("2026-11-23 09:00"), HOUR, (Shift(frozenset(), time(8), time(18)),), BERLIN)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware at once
spans = st.timedeltas(timedelta(0), timedelta(days=3))
zones = st.sampled_from([BERLIN, NEW_YORK, ZoneInfo("Asia/Kolkata"), ZoneInfo("Australia/Lord_Howe")])


@given(moments, spans, spans, zones)
def test_more_time_is_never_earlier_and_lands_in_open_time(
    start: datetime, span: timedelta, more: timedelta, zone: ZoneInfo
) -> None:
    first, later = add_working(start, span, OFFICE, zone), add_working(start, span + more, OFFICE, zone)
    assert start <= first <= later
    assert first >= start + span
    here = first.astimezone(zone)
    assert here.weekday() in WEEKDAYS
    assert time(8) <= here.time() <= time(18)
    # One after the other is the same as both at once, unless the first ends with the working day.
    if here.time() < time(18):
        assert add_working(first, more, OFFICE, zone) == later
    awake = add_awake(start, span, NIGHT, zone).astimezone(zone)
    assert time(7) <= awake.time() <= time(21)

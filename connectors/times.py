"""Times as services write them, to aware UTC. Pure; never raises."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # 0001-01-01 and 1970-01-01 are how machines write "no date"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# By how they begin, in lower case: English, and then German, French, Spanish, Italian, Portuguese, Dutch, Russian.
_MONTH_NAMES = (
    "jan jän ene gen янв", "feb fév fev фев", "mar mär mrt мар", "apr avr abr апр", "may mai mei mag май мая",
    "jun juin giu июн", "jul juil lug июл", "aug aoû aou ago авг", "sep set сен", "oct okt ott out окт", "nov ноя",
    "dec dez dic déc дек",
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
# Hours east of Greenwich. Where a name has several owners, the one most often met in feeds.
_ZONES = {
    name: hours
    for hours, names in {
        -10: "HST", -9: "AKST", -8: "PST AKDT", -7: "MST PDT", -6: "CST MDT", -5: "EST CDT", -4: "EDT AST CLT",
        -3.5: "NST", -3: "ADT BRT ART", -2.5: "NDT", -2: "BRST", 0: "UTC GMT UT Z WET", 1: "CET MEZ BST WEST WAT",
        2: "CEST MESZ EET SAST CAT", 3: "EEST MSK TRT EAT", 3.5: "IRST", 4: "GST MSD", 5: "PKT UZT", 5.5: "IST",
        5.75: "NPT", 6.5: "MMT", 7: "WIB ICT", 8: "AWST HKT SGT PHT CST8 WITA", 9: "JST KST WIT", 9.5: "ACST",
        10: "AEST", 10.5: "ACDT", 11: "AEDT", 12: "NZST", 13: "NZDT",
    }.items()
    for name in names.split()
}  # fmt: skip

_CLOCK = r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?m\b\.?)?"
_ZONE = r"\s*\(?(?P<zone>Z|(?:GMT|UTC)?[+\-\u2212]\d{1,2}(?::?\d{2})?|[A-Za-z]{2,4})?\)?.{0,40}"
_AT = r"(?:(?:at|um|om|à|às|a las?|alle(?: ore)?|[-–·|])\s+)?"
_MONTH = r"(?P<mon>[^\W\d_]{3,10})"
_ISO = re.compile(
    rf"(?P<y>\d{{4}})[-/.年]\s?(?P<mo>\d{{1,2}})[-/.月]\s?(?P<d>\d{{1,2}})[日.]?(?:(?:[Tt,]|\s)\s*{_CLOCK}{_ZONE})?",
    re.I,
)
_DAY_FIRST = re.compile(
    rf"(?:[^\W\d]{{2,12}}\.?,?\s*)?(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?[\s-]*(?:de\s)?{_MONTH}\.?,?(?:\sde\s)?[\s-]*(?P<y>\d{{2,5}})"
    rf"(?:,?\s+{_AT}{_CLOCK}{_ZONE})?",
    re.I,
)
_MONTH_FIRST = re.compile(
    rf"(?:[^\W\d]{{2,12}}\.?,?\s+)?{_MONTH}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+"
    rf"(?:(?P<y>\d{{4}})(?:,?\s+{_AT}{_CLOCK}{_ZONE})?)",
    re.I,
)
_ASCTIME = re.compile(
    rf"(?:[A-Za-z]{{3}}\s+)?(?P<mon>[A-Za-z]{{3}})\s+(?P<d>\d{{1,2}})\s+{_CLOCK}\s+(?P<zone>[A-Za-z]{{2,4}}|[+-]\d{{4}})?\s*(?P<y>\d{{4}})",
    re.I,
)
_DOTTED = re.compile(
    rf"(?P<d>\d{{1,2}})\.(?P<mo>\d{{1,2}})\.(?P<y>\d{{4}}|\d{{2}})(?:,?\s+{_AT}{_CLOCK}{_ZONE})?", re.I
)
_SLASHED = re.compile(rf"(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})/(?P<y>\d{{4}})(?:,?\s+{_AT}{_CLOCK}{_ZONE})?", re.I)
_FORMS = (_ISO, _DAY_FIRST, _MONTH_FIRST, _ASCTIME, _DOTTED, _SLASHED)


def parse_time(value: object) -> tuple[datetime, bool] | None:
    """A time in any spelling that services use, as aware UTC, and whether it is exact.

    RFC 822 with zone names, ISO 8601, "21 Nov 2026", "November 21, 2026", 21.11.2026 (or 21.11.26), epoch seconds or milliseconds
    (also as text), ``datetime`` and ``date``. A time without a zone is taken as UTC. A date alone stands at 00:00 UTC
    with ``exact=False``. None for rubbish, for anything before 1980, and for 03/04/2026, which nobody can tell.
    """
    try:
        found = _read_time(value)
        if found is None:
            return None
        at, exact = found
        at = at.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
    return (at, exact) if at >= _EARLIEST else None


def _read_time(value: object) -> tuple[datetime, bool] | None:
    if isinstance(value, str):
        return _read_time_text(" ".join(value[:100].split()))
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)), True
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC), False
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(value), True
    return None


def _from_epoch(number: float) -> datetime:
    for _ in range(3):  # milliseconds, microseconds, nanoseconds
        if abs(number) < 1e11:
            break
        number /= 1000
    return _EPOCH + timedelta(seconds=number)


def _read_time_text(text: str) -> tuple[datetime, bool] | None:
    if text.isdigit():
        if len(text) == 8:
            return datetime(int(text[:4]), int(text[4:6]), int(text[6:]), tzinfo=UTC), False
        return (_from_epoch(int(text)), True) if 9 <= len(text) <= 19 else None
    if re.fullmatch(r"\d{9,10}\.\d+", text):
        return _from_epoch(float(text)), True
    if len(text) > 10:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return (at if at.tzinfo else at.replace(tzinfo=UTC)), True
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _assemble(found.groupdict())
    return None


def _assemble(part: dict[str, str | None]) -> tuple[datetime, bool] | None:
    year = int(part["y"] or 0)
    if len(part["y"] or "") == 2:  # RFC 822 wrote years with two digits
        year += 2000 if year < 70 else 1900
    if name := part.get("mon"):
        month = _MONTHS.get(name[:4].lower()) or _MONTHS.get(name[:3].lower(), 0)
        day = int(part["d"] or 0)
    elif part.get("a"):
        first, second = int(part["a"] or 0), int(part["b"] or 0)
        if first <= 12 and second <= 12 and first != second:
            return None
        month, day = (second, first) if first > 12 else (first, second)
    else:
        month, day = int(part["mo"] or 0), int(part["d"] or 0)
    midnight = datetime(year, month, day, tzinfo=UTC)
    if part.get("h") is None:
        return midnight, False
    hour = int(part["h"] or 0)
    if half := part.get("half"):
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    minute, second = int(part["m"] or 0), min(int(part["s"] or 0), 59)
    if hour > 24 or minute > 59:
        return None
    local = midnight + timedelta(hours=hour, minutes=minute, seconds=second)
    return (local - _offset(part.get("zone") or "")).replace(tzinfo=UTC), True


def _offset(zone: str) -> timedelta:
    """How far east of Greenwich a zone is; an unknown name counts as UTC."""
    zone = zone.upper().replace("\u2212", "-")
    numeric = zone.removeprefix("GMT").removeprefix("UTC")
    if numeric[:1] in ("+", "-") and len(numeric) > 1:
        digits = numeric[1:].replace(":", "")
        hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
        east = timezone(timedelta(hours=hours, minutes=minutes)).utcoffset(None)  # refuses 24 hours and more
        return -east if numeric[0] == "-" else east
    return timedelta(hours=_ZONES.get(zone, 0))

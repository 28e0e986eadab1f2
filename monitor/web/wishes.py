"""Which mentions somebody wants to see, as the address of a page says it: a link that can be kept and handed on. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from aiohttp import web

from monitor.store.searching import Filter
from monitor.tone.base import Label, Theme
from monitor.web import asked

PATH: Final = "/mentions"
LABELS: Final = tuple(label.value for label in Label)
THEMES: Final = tuple(theme.value for theme in Theme)
SWITCHES: Final = ("unhappy", "found_by_search", "about_us")
_TEXTS = {"words": 200, "brand": 200, "source": 200, "lang": 20, "person": 200, "since": 40, "until": 40}
_FIRST, _LAST = 1971, 2105  # years that can be looked for


def wish(request: web.Request) -> dict[str, str]:
    """What the address asks for, by name (as in ``Filter``); empty where it does not matter. A brand, source or person that
    there is not stays: nothing is theirs, and everything would be a wrong answer."""
    found = {key: asked.text(request, key, longest) for key, longest in _TEXTS.items()}
    found["label"] = asked.one_of(request, "label", LABELS)
    found["theme"] = asked.one_of(request, "theme", THEMES)
    for key in ("since", "until"):
        if not _begin(found[key], UTC):
            found[key] = ""
    return found | {key: "1" if request.query.get(key) == "1" else "" for key in SWITCHES}


def filter_of(wished: dict[str, str], zone: ZoneInfo) -> Filter:
    """The same as a question to the store. Days are those of ``zone``: from the midnight with which ``since`` begins to the one
    with which ``until`` ends. Moments (2026-11-23T09:00:00Z) count as they are, ``until`` exclusive."""
    until = _begin(wished["until"], zone)
    if until and _is_day(wished["until"]):
        until = datetime.combine(until.astimezone(zone).date() + timedelta(days=1), time(), zone)
    return Filter(
        words=wished["words"],
        brand=wished["brand"],
        source=wished["source"],
        label=wished["label"],
        theme=wished["theme"],
        lang=wished["lang"],
        person=wished["person"],
        since=_begin(wished["since"], zone),
        until=until,
        unhappy=bool(wished["unhappy"]),
        found_by_search=bool(wished["found_by_search"]),
        about_us=bool(wished["about_us"]),
    )


def address(**wished: str) -> str:
    """The address of a page that shows just these."""
    return asked.again(PATH, wished)


def moment(at: datetime) -> str:
    """A moment as addresses tell it, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _is_day(told: str) -> bool:
    return len(told) == len("2026-11-23")


def _begin(told: str, zone: tzinfo) -> datetime | None:
    """The moment, or the midnight with which the day begins; nothing where it is neither."""
    try:
        if _is_day(told):
            found = datetime.combine(date.fromisoformat(told), time(), zone)
        else:
            found = datetime.fromisoformat(told)
            found = found if found.tzinfo else found.replace(tzinfo=zone)
    except ValueError:
        return None
    return found if _FIRST <= found.year <= _LAST else None

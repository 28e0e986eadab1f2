"""Small words: lengths of time, moments and names as people say them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as date_
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from monitor.telling.phrases import ENGLISH, Catalogue

_LATE = timedelta(minutes=10)
_NEAR = timedelta(days=180)
"""So far away a day and a month can be of no other year."""
QUOTE = 600
"""Characters of a customer's words in one message: enough to answer, and the link leads to the rest."""


def span(length: timedelta, say: Catalogue = ENGLISH) -> str:
    """A length of time as people say it: "5 min", "1 h 05 min", "3 days", "3 weeks"."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return say.say("minutes", count=minutes)
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return say.say("hours_minutes", hours=hours, minutes=f"{rest:02d}") if rest else say.say("hours", count=hours)
    days = minutes // (24 * 60)
    if days < 14:
        return say.count("days", days)
    if days < 90:
        return say.say("weeks", count=days // 7)
    return say.say("months", count=days // 30) if days < 730 else say.say("years", count=days // 365)


def in_time(news: str, late: timedelta, say: Catalogue = ENGLISH) -> str:
    """The news of a message that goes out so long after its time: if that is more than a moment, it says so."""
    return say.say("late", span=span(late, say), news=news) if late > _LATE else news


def name(person: str) -> str:
    """A person's key in the config as a name at the start of a sentence."""
    return person[:1].upper() + person[1:]


def clock(at: datetime, now: datetime, zone: ZoneInfo, say: Catalogue = ENGLISH) -> str:
    """A moment in that zone: "14:05" today, else "Mon 24 Nov 14:05"; of what is months away "Mon 24 Nov 2025"."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    that = day(local, say)
    near = local.year == today.year or abs(at - now) < _NEAR  # on New Year's Eve it counts at what time of tomorrow
    return f"{that} {local:%H:%M}" if near else f"{that} {local.year}"


def day(at: date_, say: Catalogue = ENGLISH) -> str:
    """A day that is near: "Tue 24 Nov"."""
    return say.say("day", weekday=_nth(say, "weekdays", at.weekday()), day=at.day, month=_month(at, say))


def date(at: datetime, say: Catalogue = ENGLISH) -> str:
    """A day: "24 Nov 2026"."""
    return say.say("date", day=f"{at.day:02d}", month=_month(at, say), year=at.year)


def _month(at: date_, say: Catalogue) -> str:
    return _nth(say, "month_names", at.month - 1)


def _nth(say: Catalogue, phrase: str, place: int) -> str:
    return say.say(phrase).split()[place]


def number(count: int, say: Catalogue = ENGLISH) -> str:
    """A large number, its thousands apart as the language has it: "12,000"."""
    return f"{count:,}".replace(",", say.say("thousands"))


def percent(share: float, say: Catalogue = ENGLISH) -> str:
    """A share from 0 to 1: "75%"."""
    return say.say("percent", count=f"{100 * share:.0f}")


def listed(names: Sequence[str], most: int = 3, say: Catalogue = ENGLISH) -> str:
    """Names as people list them: "a", "a and b", "a, b, c and 2 more"."""
    shown = [*names[:most], *([say.say("more", count=len(names) - most)] if len(names) > most else [])]
    first, last = ", ".join(shown[:-1]), "".join(shown[-1:])
    return say.say("and", first=first, last=last) if first else last


def shortened(text: str, limit: int = QUOTE) -> str:
    """At most ``limit`` characters, cut at a word."""
    text = text.strip()
    if len(text) <= limit:
        return text
    cut = text[: limit - 1].rsplit(None, 1)[0]
    return (cut if len(cut) > limit // 2 else text[: limit - 1]).rstrip() + "…"


def sources_of(row: Any) -> list[str]:
    """Every source that showed the post of a stored mention."""
    return sorted(filter(None, (row.heard_in or "").split("\n")))

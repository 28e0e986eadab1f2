"""Small words: lengths of time, moments and names as people say them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

QUOTE = 600
"""Characters of a customer's words in one message: enough to answer, and the link leads to the rest."""


def span(length: timedelta) -> str:
    """A length of time as people say it: "5 min", "1 h 05 min", "3 days", "3 weeks"."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest:02d} min" if rest else f"{hours} h"
    days = minutes // (24 * 60)
    if days < 14:
        return "1 day" if days == 1 else f"{days} days"
    if days < 90:
        return f"{days // 7} weeks"
    return f"{days // 30} months" if days < 730 else f"{days // 365} years"


def name(person: str) -> str:
    """A person's key in the config as a name at the start of a sentence."""
    return person[:1].upper() + person[1:]


def clock(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment in the owner's zone: "14:05" today, else "Mon 24 Nov 14:05"."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    day = f"{local:%a} {local.day} {local:%b}"
    return f"{day} {local:%H:%M}" if local.year == today.year else f"{day} {local.year}"


def listed(names: Sequence[str], most: int = 3) -> str:
    """Names as people list them: "a", "a and b", "a, b, c and 2 more"."""
    shown = [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def shortened(text: str, limit: int = QUOTE) -> str:
    """At most ``limit`` characters, cut at a word."""
    text = text.strip()
    if len(text) <= limit:
        return text
    cut = text[: limit - 1].rsplit(None, 1)[0]
    return (cut if len(cut) > limit // 2 else text[: limit - 1]).rstrip() + "…"

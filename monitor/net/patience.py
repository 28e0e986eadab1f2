"""How long a service wants to be left alone, read from its headers. Pure.

Retry-After: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 (seconds or a date). The rate-limit headers have no
standard that services follow: their reset is seconds since 1970 (X, Bluesky, GitHub), the same in milliseconds, an ISO
date (Mastodon), or seconds left (Reddit, Discord).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(hours=24)
"""A service cannot send us away for longer than this by mistake."""

_RESETS = ("x-ratelimit-reset-after", "x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")
_REMAININGS = ("x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining")
_NOTHING = timedelta(0)


def retry_after(status: int, headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long to stay away, between zero and ``LONGEST``; None if the service did not say, or nothing we understand.

    ``headers`` have names in lower case, ``now`` is aware. A reset time counts only where a limit is reached: with
    status 403, 429 or 503, or when nothing remains.
    """
    asked = _span(headers.get("retry-after", ""), now)
    # "Retry-After: 0" beside a reset in 40 s means the 40 s.
    if asked is None or asked <= _NOTHING:
        reached = status in (403, 429, 503) or any(_is_zero(headers.get(name, "")) for name in _REMAININGS)
        if reached:
            for name in _RESETS:
                if (reset := _span(headers.get(name, ""), now)) is not None:
                    asked = reset
                    break
    return None if asked is None else min(max(asked, _NOTHING), LONGEST)


def _span(text: str, now: datetime) -> timedelta | None:
    """Seconds, seconds or milliseconds since 1970, an HTTP date or an ISO date, as a span from now."""
    text = text.strip()
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        at = _date(text)
        return None if at is None else at - now
    if not math.isfinite(number):
        return None
    if number > 1e11:  # 1973 in milliseconds, the year 5138 in seconds
        number /= 1000
    if number > 1e9:  # 2001
        number -= now.timestamp()
    return timedelta(seconds=min(max(number, -1.0), 1e8))


def _date(text: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = parse(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return None


def _is_zero(text: str) -> bool:
    try:
        return float(text) <= 0
    except ValueError:
        return False

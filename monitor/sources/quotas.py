"""What a service allows, and what of it has been used. Pure.

A day's allowance that is spent in its first hour makes deaf until midnight. So of a long window a quarter may be used at once, and
the rest as the window goes by, unless the quota says that it is not spread.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from connectors.base import Quota

AT_ONCE = 0.25
"""Share of a long window that may be used at once."""
_LONG = timedelta(hours=2)
_LATER = timedelta(seconds=1)  # than to the second: the service's clock is another one


@dataclass(frozen=True, slots=True)
class Window:
    """How much was ``used`` since it ``began``; at ``resets`` (aware UTC, as is ``began``) it begins anew."""

    began: datetime
    resets: datetime
    used: int = 0


def spend(known: Window | None, quota: Quota, cost: int | None, now: datetime) -> tuple[Window, timedelta | None]:
    """Takes ``cost`` units (None: the service says that nothing is left; less than 0: they are given back). Returns the window
    afterwards, and how long to wait if there are not enough of them (then nothing was taken). ``now`` is aware UTC."""
    window = known
    # A clock that was set back must not keep a window for ever.
    if window is None or not window.began <= now < window.resets:
        window = _begin(quota, now)
    if cost is None:
        return Window(window.began, window.resets, max(quota.limit, window.used)), None
    used = max(window.used + cost, 0)  # what is given back may have been taken in the window before
    if cost > 0 and used > quota.limit:
        return window, window.resets - now + _LATER
    length = window.resets - window.began
    if (
        quota.spread
        and cost > 0
        and length >= _LONG
        and (early := used / quota.limit - AT_ONCE - (now - window.began) / length) > 0
    ):
        return window, length * early + _LATER
    return Window(window.began, window.resets, used), None


def _begin(quota: Quota, now: datetime) -> Window:
    """A fresh window: from midnight to midnight, or from the first of a month to the first of the next, in the quota's zone; or
    from now on."""
    if not quota.zone:
        return Window(now, now + quota.span)
    zone = ZoneInfo(quota.zone)
    today = now.astimezone(zone).date()
    if quota.monthly:
        first = today.replace(day=1)
        days = [first, (first + timedelta(days=31)).replace(day=1)]
    else:
        days = [today, today + timedelta(days=1)]
    midnights = [datetime.combine(day, time(0), zone).astimezone(now.tzinfo) for day in days]
    return Window(midnights[0], midnights[1])

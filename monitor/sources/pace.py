"""How often a source is visited, between the bounds that the owner or the kind sets. Pure."""

from __future__ import annotations

from datetime import timedelta

_FASTER = 0.5
_SLOWER = 1.25


def next_pace(
    pace: timedelta,
    fastest: timedelta,
    slowest: timedelta,
    *,
    brought: bool,
    asked: timedelta | None = None,
) -> timedelta:
    """The pace after a visit that worked, between ``fastest`` and ``slowest``.

    Something new halves it, in vain it grows by a quarter: so it comes to rest where about every fourth visit brings
    something (ln 1.25 / (ln 1.25 + ln 2) = 0.24), and whatever is lively is looked at again soon. ``asked``: for how long the
    service says that its answer stays as it is (Cache-Control, ``<ttl>``); obeyed as far as ``slowest`` allows.
    """
    wanted = pace * (_FASTER if brought else _SLOWER)
    if asked is not None:
        wanted = max(wanted, asked)
    return min(max(wanted, fastest), slowest)

"""The rule for quiet brands: three people within a sliding hour, told at the third. Pure.

A brand that hears at most one complaint a week has no statistics worth the name: three people in one hour are either one
matter or a storm, and the owner wants to know. The rule looks at people, not at mentions: one
furious customer is not three.
"""

from __future__ import annotations

from collections.abc import Sequence

PEOPLE = 3
HOUR = 3600.0
"""Seconds."""
RATE = 1 / 7
"""Mentions a day: who hears more than this as a rule has the other lanes."""
TOLERANCE = 1.5
"""A level that is estimated from a handful of mentions is this far off easily."""


def applies(level: float) -> bool:
    """Whether a brand with so many mentions an hour is a quiet one."""
    return level * 24 <= RATE * TOLERANCE


def crowded(heard: Sequence[tuple[float, str]], at: float) -> int:
    """How many people told of it within one hour around the mention of ``at``, if they are enough; else 0. ``heard`` is (time in
    seconds, author), in any order."""
    ends = [then for then, _ in heard if at <= then < at + HOUR]
    people = max((len({who for then, who in heard if end - HOUR < then <= end}) for end in ends), default=0)
    return people if people >= PEOPLE else 0

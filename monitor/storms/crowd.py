"""Where statistics know nothing: quiet brands, and the first day. Both rules look at people, not at mentions: one furious
customer is not three. Pure.

A brand that hears at most one complaint a week has no statistics worth the name: three people in one hour are either one
matter or a storm, and the owner wants to know, at the third.

In the first day nobody knows what is usual. Twenty people in an hour are told of if that is far beyond what was heard
before; where nothing was heard before because Earful has just begun, it takes nearly fifty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

PEOPLE = 3
_FIRST_DAY_PEOPLE = 20
_FAR_BEYOND = 8.0  # times what may be usual, which is ...
_MAYBE = 6.0  # ... what was heard so far, and so many more in one hour more
HOUR = 3600.0
"""Seconds."""
RATE = 1 / 7
"""Mentions a day: who hears more than this as a rule has the other lanes."""
_FADES = 60.0  # days, half-life
_DOUBT = 2.33  # standard deviations: who hears one a week is taken for somebody who hears more one time in a hundred
_CLUMPS = 1.8  # variance over mean
_KNOWN = 3.0  # days: before, nobody knows what is usual for it
_LATELY = 6.0  # times the rate: who hears more than this of late is no quiet brand any more, whatever was before


@dataclass(slots=True)
class Quiet:
    """How much a brand hears in the long run: ``seen`` mentions in ``days`` days, the old ones fading; ``squares`` is what the
    fading leaves of the variance."""

    seen: float = 0.0
    days: float = 0.0
    squares: float = 0.0

    def learn(self, count: float, days: float) -> None:
        """``count`` mentions came in so many days (less than one) that were listened to."""
        self.seen += count
        self.days += days
        self.squares += days

    def a_day_passes(self) -> None:
        keep = 2 ** (-1 / _FADES)
        self.seen *= keep
        self.days *= keep
        self.squares *= keep * keep

    def applies(self, level: float) -> bool:
        """Whether the brand may be one that hears ``RATE`` at most: what it has heard is no proof of more. ``level`` is what is
        usual for it of late, in mentions an hour."""
        most = RATE * self.days + _DOUBT * sqrt(_CLUMPS * RATE * self.squares) + 1
        return self.days >= _KNOWN and self.seen <= most and level * 24 <= _LATELY * RATE


def crowded(heard: Sequence[tuple[float, str]], at: float) -> int:
    """The most people who told of it within one hour around the mention of ``at``. ``heard`` is (time in seconds, author), in
    any order."""
    ends = [then for then, _ in heard if at <= then < at + HOUR]
    return max((len({who for then, who in heard if end - HOUR < then <= end}) for end in ends), default=0)


def unheard_of(people: int, before: float, hours: float) -> bool:
    """Whether so many people in one hour are far beyond what may be usual, where ``before`` mentions in ``hours`` before that
    are all that is known."""
    return people >= max(_FIRST_DAY_PEOPLE, _FAR_BEYOND * (before + _MAYBE) / (hours + 1))

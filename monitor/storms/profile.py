"""How busy the hours of a week are, from all brands together. Pure.

A new brand has no hours of its own yet; what it is told here is its prior. Bounded: 336 numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from typing import Any

from monitor.storms.baseline import HOURS_OF_WEEK
from monitor.storms.codec import plain, restored

_BELIEF = 20.0  # mentions' worth of evidence that an hour is as usual as any other
_HALF_LIFE = 60.0  # days
_EPOCH_IS = 72  # hours from a Monday 00:00 to 1970-01-01T00:00Z


@dataclass(slots=True)
class Pool:
    """Mentions and expectations for the 168 hours from Monday 00:00 UTC."""

    seen: list[float] = field(default_factory=lambda: [0.0] * HOURS_OF_WEEK)
    due: list[float] = field(default_factory=lambda: [0.0] * HOURS_OF_WEEK)

    def learn(self, at: datetime, count: float, level: float, exposure: float = 1.0) -> None:
        """An hour of a brand that hears ``level`` mentions an hour on average. A loud brand counts by the root of its level,
        so that it does not drown the others, and an hour at five times its level and more is a storm, not a habit."""
        usual = level * exposure
        if usual <= 0:
            return
        hour = (int(at.timestamp() // 3600) + _EPOCH_IS) % HOURS_OF_WEEK
        weight = 1 / sqrt(1 + usual)
        self.seen[hour] += weight * min(count, 5 * usual + 1)
        self.due[hour] += weight * usual

    def fade(self, span: timedelta) -> None:
        """Old weeks count less: half after 60 days."""
        keep = 2 ** (-(span / timedelta(days=1)) / _HALF_LIFE)
        self.seen = [keep * each for each in self.seen]
        self.due = [keep * each for each in self.due]

    def factors(self) -> list[float]:
        """168 factors with mean 1."""
        found = [(seen + _BELIEF) / (due + _BELIEF) for seen, due in zip(self.seen, self.due, strict=True)]
        mean = sum(found) / len(found)
        return [each / mean for each in found]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return plain(self)

    @classmethod
    def restored(cls, given: dict[str, Any]) -> Pool:
        """What ``plain`` gave."""
        return restored(cls, given)

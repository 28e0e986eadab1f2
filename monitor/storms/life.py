"""A storm from its first alarm to its end, in numbers. Pure.

It begins when a lane alarms. It goes on while the last four hours are improbable, and is over after eight calm hours that were
heard: what is masked is no calm. It gets louder when the last hours are twice as far beyond the usual as they were when that
was told last.
"""

from __future__ import annotations

from dataclasses import dataclass

CALM_HOURS = 8.0
_TWICE = 2.0
_AGAIN = 2.0  # hours between two of those
_FEWEST = 10  # mentions
NEW_USUAL = 96.0
"""Hours after which a storm that does not end is learnt as the new usual."""


@dataclass(slots=True)
class Life:
    """Times are hours of the stream (since 1970). ``mentions`` and ``expected`` count since ``since``."""

    raging: bool = False
    lane: str = ""
    since: float = 0.0
    alarmed: float = 0.0
    mentions: float = 0.0
    expected: float = 0.0
    beyond: float = 0.0  # nats above the bar at its peak
    peak: float = 0.0  # the highest ratio
    calm: float = 0.0
    burst: bool = False  # whether it began with a burst
    told_ratio: float = 0.0
    told_mentions: float = 0.0
    told_at: float = 0.0

    def begins(self, lane: str, now: float, since: float, mentions: float, expected: float, ratio: float) -> None:
        """``since`` is when the loudest window began; ``mentions`` and ``expected`` are those in it."""
        self.raging, self.lane, self.since, self.alarmed = True, lane, since, now
        self.mentions, self.expected, self.peak = mentions, expected, ratio
        self.beyond = self.calm = 0.0
        self.told_ratio, self.told_mentions, self.told_at = ratio, mentions, now

    def goes_on(self, now: float, count: float, expected: float, ratio: float, beyond: float) -> bool:
        """Another bin of it. True if it got louder."""
        self.mentions += count
        self.expected += expected
        self.peak = max(self.peak, ratio)
        self.beyond = max(self.beyond, beyond)
        if (
            ratio < _TWICE * self.told_ratio
            or now - self.told_at < _AGAIN
            or self.mentions - self.told_mentions < _FEWEST
        ):
            return False
        self.told_ratio, self.told_mentions, self.told_at = ratio, self.mentions, now
        return True

    def rests(self, hours: float, calm: bool) -> bool:
        """True if it is over."""
        self.calm = self.calm + hours if calm else 0.0
        self.raging = self.calm < CALM_HOURS
        return not self.raging

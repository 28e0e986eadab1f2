"""What is usual for a brand: its level, its hours and its weekdays, and how unsteady it is. Pure.

**Level** by a Kalman filter on the logarithm: the true level wanders (a tenth in a day or so), and a count tells of it as
much as its own unsteadiness allows. So a brand of five mentions a week remembers for months, and one of five thousand a day
for days, with one setting. https://en.wikipedia.org/wiki/Kalman_filter

**Hours and weekdays** are factors on top: an hour of the day, a day of the week, and what is left of an hour of the week; each is
shrunk towards 1, so that it is believed as far as there is evidence, and an hour tells something of its neighbours. All
weigh a count by its quasi-likelihood (McCullagh and Nelder 1989, chapter 9), and a count far beyond the usual is cut off, so
that a storm that nobody noticed teaches little.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, sqrt

_WANDERS = 0.006
"""By how much the variance of the log-level grows in a day."""
# Events' worth of evidence that an hour or weekday is as usual as any other, and an hour of the week as its hour and day say.
_BELIEF, _BELIEF_LEFT = 10.0, 20.0
_NEAR = tuple(
    tuple(((clock + away) % 24, weight) for away, weight in ((0, 1.0), (1, 0.8), (-1, 0.8), (2, 0.4), (-2, 0.4)))
    for clock in range(24)
)
"""For each hour of the day its neighbours, and how much it tells of them."""
_CUT = 3.0  # standard deviations
_LEAST = 1e-6  # mentions an hour
FORGETS = 60.0
"""Half-life of the hours and weekdays, in days."""

HOURS_OF_WEEK = 168


def _zeros(size: int) -> list[float]:
    return [0.0] * size


@dataclass(slots=True)
class Baseline:
    """``level`` in mentions an hour; ``weight`` is how many mentions it is worth (1 / variance of its logarithm).

    ``shape`` has 168 factors for the hours of a week from Monday 00:00 UTC, from all brands together; everything else is
    in comparison to it.
    """

    level: float = 0.5 / 24
    weight: float = 1.0
    shape: list[float] = field(default_factory=lambda: [1.0] * HOURS_OF_WEEK)
    hour_seen: list[float] = field(default_factory=lambda: _zeros(24))
    hour_due: list[float] = field(default_factory=lambda: _zeros(24))
    day_seen: list[float] = field(default_factory=lambda: _zeros(7))
    day_due: list[float] = field(default_factory=lambda: _zeros(7))
    week_seen: list[float] = field(default_factory=lambda: _zeros(HOURS_OF_WEEK))
    week_due: list[float] = field(default_factory=lambda: _zeros(HOURS_OF_WEEK))
    first_count: float = 0.0
    first_share: float = 0.0

    def factor(self, hour: int) -> float:
        """How busy this hour of the week (0 to 167) is, where 1 is the average."""
        clock, day = hour % 24, hour // 24
        by_hour = (self.hour_seen[clock] + _BELIEF) / (self.hour_due[clock] + _BELIEF)
        by_day = (self.day_seen[day] + _BELIEF) / (self.day_due[day] + _BELIEF)
        found = (self.week_seen[hour] + _BELIEF_LEFT * by_hour * by_day) / (self.week_due[hour] + _BELIEF_LEFT)
        return self.shape[hour] * found

    def begin(self, count: float, share: float, spread: tuple[float, float]) -> None:
        """The first day: the level follows what is heard. A silent brand is taken for one of a mention in some days."""
        self.first_count += count
        self.first_share += share
        self.level = (self.first_count + 1) / (self.first_share + 48 / (self.first_count + 1))
        self.weight = (self.first_count + 1) / (spread[0] + spread[1] * self.level)

    def learn(self, hour: int, count: float, heard: float, hours: float, spread: tuple[float, float]) -> None:
        """``count`` mentions came in ``hours``, of which ``heard`` (exposure x hours) were listened to. The variance is
        ``spread[0] * mean + spread[1] * mean²``."""
        clock, day = hour % 24, hour // 24
        by_hour = (self.hour_seen[clock] + _BELIEF) / (self.hour_due[clock] + _BELIEF)
        by_day = (self.day_seen[day] + _BELIEF) / (self.day_due[day] + _BELIEF)
        week_due = self.week_due[hour]
        factor = (self.week_seen[hour] + _BELIEF_LEFT * by_hour * by_day) / (week_due + _BELIEF_LEFT)
        plain = heard * self.shape[hour]
        mean = self.level * plain * factor
        unsteady = spread[0] + spread[1] * mean  # variance over mean
        most = ceil(mean + _CUT * sqrt(unsteady * mean) + 1)
        if count > most:
            count = most
        weight = self.weight / (1 + _WANDERS * self.weight * hours / 24) + mean / unsteady
        self.weight = weight
        level = self.level * (1 + (count - mean) / unsteady / weight)
        self.level = level if level > _LEAST else _LEAST
        seen, due = count / unsteady, self.level * plain / unsteady
        due_hour = due * by_day
        all_seen, all_due = self.hour_seen, self.hour_due
        for near, weight in _NEAR[clock]:
            all_seen[near] += weight * seen
            all_due[near] += weight * due_hour
        self.day_seen[day] += seen
        self.day_due[day] += due * by_hour
        self.week_seen[hour] += seen
        self.week_due[hour] = week_due + due

    def unheard(self, hours: float) -> None:
        """Nobody listened for so long: the level wandered all the same."""
        self.weight /= 1 + _WANDERS * self.weight * hours / 24

    def a_day_passes(self) -> None:
        """Old hours and weekdays fade."""
        keep = 2 ** (-1 / FORGETS)
        for name in ("hour_seen", "hour_due", "day_seen", "day_due", "week_seen", "week_due"):
            setattr(self, name, [keep * each for each in getattr(self, name)])

    def variance_ahead(self, days: float) -> float:
        """Of the logarithm of the level, so many days from what was learnt last."""
        return 1 / self.weight + _WANDERS * days

"""The lane for spikes of busy brands: a quarter of an hour that is far out, even for a stream that bursts all the time. Pure.

How far out is learnt from the stream itself, by peaks over a threshold (extreme value theory: what exceeds a high quantile is
about exponential). ``x`` is the logarithm of a quarter of an hour over its long average, ``u`` the running 98 % quantile of
``x``, ``beta`` the mean excess over it. Then -log10 of the probability is 1.70 + (x - u) / (beta * ln 10).
Pickands 1975, https://doi.org/10.1214/aos/1176343003; Siffer et al. 2017, https://doi.org/10.1145/3097983.3098144
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log

from monitor.storms.tails import surprise

_HALF_LIFE = 4.0  # days, of the average
_TOP = 0.02  # the share of bins above the quantile
_STEP = 0.01
_EXCESS, _WORTH = 0.4, 100.0  # prior of the mean excess, and how many excesses it is worth
_REMEMBERS = 100.0  # days, half-life of the mean excess
_CUT = 6.0  # an excess counts as so many mean ones at most
_BASE = 1.70  # -log10 of _TOP
_LN10 = 2.302585092994046
MINUTES = 15

_TIMES, _SURPRISE = 3.0, 10.0  # a burst is a quarter of an hour beyond both: times the usual, and nats
_APART = 2.0  # hours
_SELDOM = 0.045  # bursts a day that are no habit
_PRIOR = 10.0  # days' worth of a third of that
_FADES = 30.0  # days, half-life
_HEIGHT = 12.0  # nats for each time that bursts are more frequent than seldom


@dataclass(slots=True)
class Spikes:
    """``recent`` are the bins of the last quarter of an hour (one bin, if bins are longer)."""

    bins: int  # in a day
    recent: list[float] = field(default_factory=list)
    average: float = 0.0
    quantile: float = 0.7
    excess: float = _EXCESS * _WORTH
    worth: float = _WORTH
    seen: int = 0

    def push(self, count: float, exposure: float) -> tuple[float, float, float]:
        """How many came in this quarter of an hour, the score (decades; 1.70 is the top two in a hundred) and the ratio to
        the average."""
        length = max(1, self.bins * MINUTES // 1440)
        if exposure <= 0:
            self.recent.clear()
            return 0.0, 0.0, 0.0
        self.recent.append(count / exposure)
        if len(self.recent) > length:
            del self.recent[0]
        now = sum(self.recent) * (length / len(self.recent))
        self.seen += 1
        if self.seen == 1:
            self.average = now
        ratio = (now + 0.5) / (self.average + 0.5)
        x = log(ratio)
        beta = self.excess / self.worth
        above = x > self.quantile
        score = _BASE + (x - self.quantile) / (beta * _LN10)
        keep = 1 - 0.6931 / (_REMEMBERS * self.bins)
        self.excess *= keep
        self.worth *= keep
        if above:
            self.excess += min(x - self.quantile, _CUT * beta)
            self.worth += 1
            self.quantile += _STEP * (1 - _TOP)
        else:
            self.quantile -= _STEP * _TOP
        self.average += max(0.6931 / (_HALF_LIFE * self.bins), 1 / (self.seen + 1)) * (now - self.average)
        return now, score, ratio


@dataclass(slots=True)
class Bursts:
    """How often a stream bursts. Where it does so all the time, a burst that fills a window of hours is no storm; ``bar`` is what
    the lane of windows must clear in addition, and the lane of spikes, which knows how high bursts go, decides."""

    bins: int
    count: float = 0.0
    days: float = 0.0
    quiet: float = 0.0  # hours since the last

    def push(self, now: float, mean: float, spread: float) -> None:
        """A quarter of an hour with ``now`` mentions where ``mean`` are usual; variance ``mean + spread * mean²``."""
        keep = 1 - 0.6931 / (_FADES * self.bins)
        self.days = self.days * keep + 1 / self.bins
        self.count *= keep
        self.quiet += 24 / self.bins
        if now > _TIMES * mean and surprise(now, mean, spread) > _SURPRISE:
            if self.quiet > _APART:
                self.count += 1
            self.quiet = 0.0

    def was_a_storm(self) -> None:
        """The last one was: it is no habit."""
        self.count = max(0.0, self.count - 1)

    @property
    def per_day(self) -> float:
        return (self.count + _PRIOR * _SELDOM / 3) / (self.days + _PRIOR)

    @property
    def habit(self) -> bool:
        return self.per_day > _SELDOM

    @property
    def bar(self) -> float:
        """Nats."""
        often = self.per_day / _SELDOM
        return _HEIGHT * (often - 1) if often > 1 else 0.0

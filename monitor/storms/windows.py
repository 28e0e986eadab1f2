"""The lane for storms that build up: the last hour, two, four, eight, sixteen and twenty-four, each beside what is usual. Pure.

For each window the detector asks how improbable its count is under a negative binomial whose variance has three parts:

    mean * clumps            copies and echoes of one matter
    mean² * unrest           busy and quiet hours beyond the profile, as seen in windows of this length
    mean² * doubt            the level is not known better than that

``clumps`` and ``unrest`` are learnt from the brand itself, from priors that hold until it is known. A window must be more
improbable than once in ``max_false_per_days`` for windows of its length (a union bound over windows, as in scan statistics), and
more so where unrest rules: real unrest has heavier tails than the model.

The level is learnt a day late, so that a storm that is building up is not yet part of what is usual. What happened in that
day outside a window corrects the level for that window.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, log, sqrt

from monitor.storms.baseline import Baseline
from monitor.storms.tails import surprise

HOURS = (1, 2, 4, 8, 16, 24)
"""The lengths of the windows."""
LONGEST = HOURS[-1]

_CLUMPS, _CLUMPS_WEIGHT = 1.8, 200.0  # prior: variance over mean, and its worth in windows
_UNREST = tuple(0.10 * 0.3 ** (log(hours) / log(LONGEST)) for hours in HOURS)  # prior: .10 for an hour, .03 for a day
_UNREST_WEIGHT = 20.0
_SWINGS = 1.3  # times its prior, from which on a window's unrest makes that of the next longer one likelier
_REMEMBERS = 30.0  # days, half-life of what is learnt
_CUT_CLUMPS, _CUT_UNREST = 8.0, 16.0  # a squared deviation counts as so many variances at most
_LEAST_UNREST = 0.002
_TELLS = 0.02  # a window in which unrest is less of the variance than this tells nothing of it
_LEAST_CLUMPS = 1.05
_SHORT = tuple(1 + 0.5 * exp(-hours / 3) for hours in HOURS)  # a clump fits into a short window whole
_TRIALS = 2.1  # nats: how many windows of a length count as one, and that there are six lengths
_SLOPE = -0.5  # nats an e-fold: long windows overlap more with each other
_HEIGHT = tuple(_TRIALS - log(hours) + _SLOPE * log(hours / 6) for hours in HOURS)
_HEAVY_TAILS = 2.0  # nats where all of the variance is unrest
_WILD = 0.3  # streams that burst all the time have tails of another kind: the bar rises with such unrest
_LEAST_BAR = 3.0
# Somebody who is echoed twenty times is a storm of its own size at 5 a day, noise at 5,000, and most like one in between: nats
# on top of the bar, in full from the second rate (mentions a day) on.
_ECHOED, _ECHOED_FROM, _ECHOED_TO = 0.6, 5.0, 50.0
_FLASH, _FLASH_LEAST = 4.0, 12.0  # times the usual, and mentions in a quarter of an hour
_QUARTERS = 96  # in a day
_FEWEST = 3  # mentions
_EACH, _LAST = range(len(HOURS)), len(HOURS) - 1
_CLUMP_WINDOW = 1  # long enough for a clump to fit in, short enough to be quiet mostly
CALM_WINDOW, CALM = 2, 2.0
"""Which window tells whether a storm goes on, and the surprise (nats) below which it does not."""


_PARTS = {1440 // minutes: tuple(minutes / 60 / hours for hours in HOURS) for minutes in (5, 15, 60)}
"""Bins in a day -> which part of each window one is."""


def _echoed(per_day: float) -> float:
    part = log(max(per_day, _ECHOED_FROM) / _ECHOED_FROM) / log(_ECHOED_TO / _ECHOED_FROM)
    return _ECHOED * min(part, 1.0)


Evidence = tuple[float, float, int, float, float]
"""What the windows say after a bin: the highest surprise as a part of its bar (from 1 on it is a storm), the same as nats
above the bar, the index of that window, its count over what was expected in it, and the surprise of ``CALM_WINDOW``."""


@dataclass(slots=True)
class Windows:
    """A day of bins in a ring, and the sums over the windows that end now. ``at`` is the slot of the next bin."""

    bins: int  # in a day
    at: int = 0
    seen: int = 0  # bins that were heard so far, at most a day's
    counts: list[float] = field(default_factory=list)  # what is looked at: emptied when a storm ends
    shares: list[float] = field(default_factory=list)
    sums: list[float] = field(default_factory=lambda: [0.0] * len(HOURS))
    sums_due: list[float] = field(default_factory=lambda: [0.0] * len(HOURS))
    clumps: float = _CLUMPS
    clumps_seen: float = 0.0
    clumps_due: float = 0.0
    unrest: list[float] = field(default_factory=lambda: list(_UNREST))
    unrest_seen: list[float] = field(default_factory=lambda: [0.0] * len(HOURS))
    unrest_due: list[float] = field(default_factory=lambda: [0.0] * len(HOURS))

    def __post_init__(self) -> None:
        if not self.counts:
            self.counts = [0.0] * self.bins
            self.shares = [0.0] * self.bins

    def spread(self) -> tuple[float, float]:
        """Variance of an hour, as (times mean, times mean²)."""
        return self.clumps, self.unrest[0]

    def push(
        self,
        count: float,
        share: float,
        base: Baseline,
        bar: float,
        budget: float,
        learning: bool,
        bursting: bool,
        age: int,
        youth: float,
    ) -> Evidence:
        """Takes a bin in. ``share`` is how much of an hour's level could be expected in it. ``bar`` (nats) is added to the
        height that ``budget`` (days to a false storm) gives. With ``learning`` the unsteadiness is learnt, else left as it is.
        ``bursting``: whether flashes are a habit of this stream.
        ``age`` is the number of bins heard so far: what was learnt when the hours were unknown is soon forgotten. ``youth`` is
        more variance of the level, in parts of mean²."""
        if bursting:
            # A flash is the business of the other lane: here a bin counts as so many usual ones at most.
            count = min(count, _FLASH * base.level * share + _FLASH_LEAST * min(1.0, _QUARTERS / self.bins))
        bins, at, counts, shares, sums, dues = self.bins, self.at, self.counts, self.shares, self.sums, self.sums_due
        an_hour = bins // 24
        for i, hours in enumerate(HOURS):
            gone = at - hours * an_hour  # negative indices are those of the day before
            sums[i] += count - counts[gone]
            dues[i] += share - shares[gone]
        counts[at], shares[at] = count, share
        self.at = 0 if at + 1 == bins else at + 1
        if self.at == 0:  # rounding must not pile up
            self._recount()
        ready, listened = self.seen >= bins, share > 0
        if listened and not ready:
            self.seen += 1

        learning = learning and ready and listened
        parts, keep = _PARTS[bins], 1 - 0.6931 / min(_REMEMBERS * bins, 1 + age / 3)
        all_seen, all_due = self.unrest_seen, self.unrest_due
        level, day, day_due = base.level, sums[-1], dues[-1]
        weight = 1 / base.variance_ahead(0.5)
        clumps, unrest = self.clumps, self.unrest
        day_unrest = unrest[_LAST - 1]
        rare = max(log(24 * budget), _LEAST_BAR) + bar + _echoed(level * 24)
        best, excess, loudest, ratio, recent = 0.0, -1e9, 0, 0.0, 0.0
        for i in _EACH:
            due = dues[i]
            mean = level * due
            if mean <= 1e-9:
                continue
            count, known, around = sums[i], weight, day_due - due
            if i < _LAST and around > 1e-9:
                # The rest of the day, but cut off: the foot of a storm is no reason to expect one.
                usual = level * around
                unsteady = clumps + day_unrest * usual
                heard = day - count
                most = usual + 2 * sqrt(unsteady * usual) + 1
                known += usual / unsteady
                mean *= 1 + ((heard if heard < most else most) - usual) / unsteady / known
            off, unease = count - mean, unrest[i]
            by_clumps, by_unrest, by_doubt = clumps * mean, unease * mean * mean, mean * mean / known
            variance = by_clumps + by_unrest + by_doubt
            found = 0.0
            if off > 0 and count >= _FEWEST and off * off > variance:
                found = surprise(count, mean, (clumps - 1) * _SHORT[i] / mean + unease + 1 / known + youth)
            if i == CALM_WINDOW:
                recent = found
            height = _HEAVY_TAILS * by_unrest / (by_clumps + by_unrest)
            height = rare + _HEIGHT[i] + (height if unease < _WILD else height * unease / _WILD)
            if found > best * height:
                best, excess, loudest, ratio = found / height, found - height, i, count / mean
            if learning:
                off *= off
                if by_unrest > _TELLS * variance:
                    # Windows overlap: each bin is worth its part of one.
                    most = _CUT_UNREST * variance
                    worth = by_unrest / variance
                    worth *= worth * parts[i]
                    seen = all_seen[i] * keep + worth * ((off if off < most else most) - by_clumps) / (mean * mean)
                    worth += all_due[i] * keep
                    all_seen[i], all_due[i] = seen, worth
                    prior = _UNREST[i]
                    if i and unrest[i - 1] > _SWINGS * _UNREST[i - 1]:
                        # Whole days swing: a shorter window has learnt it sooner, of which there are more.
                        prior *= unrest[i - 1] / (_SWINGS * _UNREST[i - 1])
                    now = (seen + _UNREST_WEIGHT * prior) / (worth + _UNREST_WEIGHT)
                    unrest[i] = now if now > _LEAST_UNREST else _LEAST_UNREST
                if i == _CLUMP_WINDOW:
                    self._learn_clumps(off, mean, by_clumps, variance, keep)
        return best, excess, loudest, ratio, recent

    def _learn_clumps(self, square: float, mean: float, by_clumps: float, variance: float, keep: float) -> None:
        worth = by_clumps / variance
        worth *= worth * mean / (1 + mean) * _PARTS[self.bins][_CLUMP_WINDOW]
        rest = min(square, _CUT_CLUMPS * variance) - (variance - by_clumps)
        self.clumps_seen = self.clumps_seen * keep + worth * rest / mean
        self.clumps_due = self.clumps_due * keep + worth
        now = (self.clumps_seen + _CLUMPS_WEIGHT * _CLUMPS) / (self.clumps_due + _CLUMPS_WEIGHT)
        self.clumps = max(now, _LEAST_CLUMPS)

    def _recount(self) -> None:
        an_hour = self.bins // 24
        for i, hours in enumerate(HOURS):
            first = self.at - hours * an_hour
            back = range(first, self.at)
            self.sums[i] = sum([self.counts[k] for k in back])
            self.sums_due[i] = sum([self.shares[k] for k in back])

    def forget(self) -> None:
        """Nothing before now is looked at again: a storm is over, and the next one begins from nothing."""
        self.counts = [0.0] * self.bins
        self.shares = [0.0] * self.bins
        self.sums = [0.0] * len(HOURS)
        self.sums_due = [0.0] * len(HOURS)

"""Raw mentions of firms as tickers see them, invented: how many of the bursts that a reader would mark does an owner hear of?

    python -m benchmarks.tickers [--sets 6] [--seed 100]

Ten firms a set, from 1 to 85 mentions in five minutes, 55 days. Days and weeks, a level that wanders, busy hours, and some two
bursts a day that are over within minutes (power-law heights, of each firm's own), as in the public series of the Numenta Anomaly
Benchmark (https://github.com/numenta/NAB, data/realTweets), of which nothing is here. Marked are the highest bursts of each firm,
33 a set, as a reader sees them: within a tenth of the series, and none in the first 750 bins. Where those series themselves are at
hand, ``benchmarks/numenta.py`` reads them.

They are made so that peaks over a threshold find about as many windows at as many alarms as on the public ones: 28, 22, 13 and 7 of
33 at 5.1, 2.4, 1.0 and 0.5 alarms a firm and month; it was 31, 22, 15 and 8 at 5.8, 2.6, 1.1 and 0.5 there. ``hindsight`` names
the two highest quarters of an hour of each firm, which nobody can online.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.storms import Detector

Floats = NDArray[np.float64]

_MINUTES, _BINS, _DAY = 5, 15_902, 288
_KNOWN = 750  # bins before which nothing is marked, as there
_APART = 144  # bins between two alarms of hindsight
_MARKED = (4, 4, 3, 4, 2, 4, 2, 3, 4, 3)
_USUAL = (85.0, 53.0, 5.0, 1.2, 18.0, 22.0, 6.0, 10.0, 2.0, 4.0)
_START = datetime(2026, 2, 26, 21, 40, tzinfo=UTC)


class Firm(NamedTuple):
    """Mentions in five minutes, and the windows (first and last bin) around what a reader marks."""

    counts: Floats
    windows: list[tuple[int, int]]


def firms(seed: int) -> list[Firm]:
    """Ten of them."""
    rng = np.random.default_rng(seed)
    marked = rng.permutation(_MARKED)
    return [_firm(rng, usual * rng.lognormal(0, 0.3), int(marks)) for usual, marks in zip(_USUAL, marked, strict=True)]


def _firm(rng: np.random.Generator, usual: float, marks: int) -> Firm:
    hours = np.arange(_BINS) * _MINUTES / 60 + 21.7
    turn = 2 * np.pi * (hours - rng.uniform(16, 20)) / 24
    daily = np.exp(rng.uniform(0.6, 1.1) * np.cos(turn) + 0.35 * np.cos(2 * turn))
    daily /= daily.mean()
    weekly = np.where(((hours // 24).astype(int) + 3) % 7 >= 5, rng.uniform(0.45, 0.8), 1.1)
    level = np.exp(0.2 * _wanders(rng, 120) + 0.25 * _wanders(rng, 1.5))
    counts = rng.poisson(usual * daily * weekly * level * rng.gamma(6, 1 / 6, _BINS)).astype(np.float64)
    often, steep = rng.lognormal(np.log(2.0), 0.5), rng.lognormal(np.log(0.5), 0.3)
    bursts = [
        at for at in rng.integers(0, _BINS, rng.poisson(often * 55)) if rng.random() < (daily[at] / daily.max()) ** 0.5
    ]
    heights = []
    for at in sorted(bursts):
        lasts = 0.8 if rng.random() < 0.3 else rng.lognormal(np.log(3.5), 0.9)
        rises = 0 if lasts == 0.8 else int(rng.integers(0, 3))
        k = np.arange(min(int(12 * lasts + rises + 2), _BINS - at))
        shape = np.where(k < rises, (k + 1) / (rises + 1), np.exp(-(k - rises) / lasts))
        times = 2.5 * np.exp(rng.exponential(steep))
        more = rng.poisson(shape * times * usual * (0.5 + 0.5 * daily[at]) * rng.lognormal(0, 0.25, len(k)))
        counts[at : at + len(k)] += more
        if at > _KNOWN:
            heights.append((float(np.log(more.max() + 1) + rng.normal(0, 0.15)), int(at)))
    half = int(0.1 * _BINS / marks / 2)
    chosen: list[int] = []
    for _, at in sorted(heights, reverse=True):
        if len(chosen) < marks and all(abs(at - other) > half for other in chosen):
            chosen.append(at)
    return Firm(counts, [(max(0, at - half), min(_BINS - 1, at + half)) for at in sorted(chosen)])


def _wanders(rng: np.random.Generator, hours: float) -> Floats:
    keep = float(np.exp(-_MINUTES / 60 / hours))
    found = rng.normal(size=_BINS) * np.sqrt(1 - keep * keep)
    for i in range(1, _BINS):
        found[i] += keep * found[i - 1]
    return np.asarray(found, np.float64)


def alarms(firm: Firm) -> list[int]:
    """The bins in which a storm begins."""
    detector = Detector(_START, _MINUTES)
    return [i for i, count in enumerate(firm.counts.tolist()) if detector.step(count).alarm]


def hindsight(firm: Firm, most: int = 2) -> list[int]:
    """The highest quarters of an hour, half a day apart."""
    quarters = np.convolve(firm.counts, np.ones(3))[:_BINS]
    quarters[:_KNOWN] = 0
    chosen: list[int] = []
    for at in np.argsort(-quarters)[:3000].tolist():
        if len(chosen) < most and all(abs(at - other) > _APART for other in chosen):
            chosen.append(at)
    return chosen


def _told(name: str, heard: Sequence[Firm], raised: Sequence[Sequence[int]]) -> str:
    windows = [
        any(a <= at <= b for at in mine) for firm, mine in zip(heard, raised, strict=True) for a, b in firm.windows
    ]
    right = [
        any(a <= at <= b for a, b in firm.windows) for firm, mine in zip(heard, raised, strict=True) for at in mine
    ]
    months = len(heard) * _BINS / _DAY / 30
    found, a_month = 33 * sum(windows) / len(windows), len(right) / months
    return f"{name:10} {found:.1f} of 33 windows, {a_month:.2f} alarms a firm and month, {np.mean(right):.2f} of them right"


def main() -> None:
    """Prints both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=int, default=6)
    parser.add_argument("--seed", type=int, default=100)
    args = parser.parse_args()
    heard = [firm for n in range(args.sets) for firm in firms(args.seed + n)]
    print(_told("earful", heard, [alarms(firm) for firm in heard]))
    print(_told("hindsight", heard, [hindsight(firm) for firm in heard]))


if __name__ == "__main__":
    main()

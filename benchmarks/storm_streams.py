"""Invented streams of angry mentions, with storms whose times are known. Two generators that share no noise.

``gamma``: negative binomial counts, hours busy and quiet by gamma noise, a daily wave, a level that wanders (Ornstein-Uhlenbeck),
echoes (a tenth of the mentions is copied a few times within an hour or so), storms that rise and fade as t * exp(-t / tp).

``lognormal``: hours that hang together (autoregressive lognormal noise), two peaks a day at a time of each brand's own, a level
that jumps, rare clusters with power-law sizes, storms that break out at once and fade as a power law (Crane and Sornette 2008,
https://doi.org/10.1073/pnas.0803685105).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

WARM = 21
"""Days that are not scored."""
SIZES = {"S": (6.0, 0.5), "M": (12.0, 1.0), "L": (30.0, 2.5)}
"""Mentions of a storm: a constant, and days of the brand's volume."""
THEMES = {
    "product": 0.25,
    "money": 0.15,
    "no_answer": 0.15,
    "staff": 0.10,
    "delivery": 0.10,
    "broken_promise": 0.05,
    "website": 0.05,
    "safety": 0.03,
    "privacy": 0.02,
    "other": 0.10,
}
"""What complaints are about, in parts."""
_BIN = 0.25  # hours
_DAY = 96


class Storm(NamedTuple):
    """Hours since the start of the stream; ``fading`` is when nine tenths are over."""

    start: float
    size: str
    fading: float


@dataclass
class Stream:
    """Counts of distinct (author, story) pairs in bins of ``minutes``, the share of the sources that were heard, and the storms."""

    minutes: int
    counts: Counts
    exposure: Floats
    storms: list[Storm] = field(default_factory=list)


@dataclass(frozen=True)
class Trouble:
    """What else happens. ``wrong``: the share of tones that are wrong, either way. ``praise``: waves of happy mentions, as large
    as a large storm. ``syndicated``: an article that 50 places copy, of which a tenth is not seen to be copies. ``outages``: half a
    day in ten days in which nothing is heard; ``backfill``: and is heard when it is over."""

    wrong: float = 0.0
    praise: bool = False
    syndicated: bool = False
    outages: bool = False
    backfill: bool = False


Shape = Callable[[Floats], Floats]
"""Hours since a storm broke out, in units of its pace, to the part of it that is over."""


def _rising(x: Floats) -> Floats:
    return 1 - (1 + x) * np.exp(-x)


def _breaking(x: Floats) -> Floats:
    last = 1 - 13.0**-0.7
    return np.asarray((1 - (1 + np.minimum(x, 12.0)) ** -0.7) / last)


def _wave(rng: np.random.Generator, counts: Counts, start: float, total: float, pace: float, shape: Shape) -> None:
    """Adds mentions to the bins of one brand."""
    first = int(start / _BIN)
    last = min(len(counts), first + int(20 * pace / _BIN) + 2)
    over = shape(np.maximum((np.arange(first, last + 1) * _BIN - start) / pace, 0.0))
    counts[first:last] += rng.poisson(np.diff(over) * total)


def _echoes(rng: np.random.Generator, counts: Counts, share: float, power_law: bool) -> Counts:
    copied = rng.binomial(counts, share)
    at = np.repeat(np.arange(len(counts)), copied)
    size = np.minimum(rng.pareto(1.6, len(at)).astype(int) + 1, 25) if power_law else rng.geometric(0.5, len(at))
    at = np.repeat(at, size)
    at = at + (rng.exponential(1.5 if power_law else 1.0, len(at)) / _BIN).astype(int)
    more = np.bincount(at[at < len(counts)], minlength=len(counts))
    return np.asarray(counts + more)


def _autoregressive(rng: np.random.Generator, size: int, keep: float) -> Floats:
    noise = rng.normal(size=size) * np.sqrt(1 - keep * keep)
    noise[0] = rng.normal()
    for i in range(1, size):
        noise[i] += keep * noise[i - 1]
    return np.asarray(noise, np.float64)


def _rate_gamma(rng: np.random.Generator, days: int, peak: float) -> Floats:
    hours = np.arange(days * _DAY) * _BIN
    daily = 1 + 0.75 * np.sin(2 * np.pi * (hours - peak) / 24)
    weekly = np.where((hours // 24).astype(int) % 7 >= 5, 0.7, 1.12)
    level = np.exp(0.25 * _autoregressive(rng, len(hours), float(np.exp(-_BIN / 240))) - 0.25**2 / 2)
    busy = np.repeat(rng.gamma(10, 0.1, days * 24), 4)
    return np.asarray(daily * weekly * level * busy * rng.gamma(10, 0.1, len(hours)))


def _rate_lognormal(rng: np.random.Generator, days: int, peak: float) -> Floats:
    hours = np.arange(days * _DAY) * _BIN
    turn = 2 * np.pi * (hours - rng.uniform(0, 24)) / 24
    daily = np.exp(0.9 * np.cos(turn) + 0.4 * np.cos(2 * turn - 1.5))
    weekday = (hours // 24).astype(int) % 7
    weekly = np.where(weekday >= 5, 0.8, 1.06) * np.where(weekday == 0, 1.1, 1.0)
    steps = rng.normal(size=days) * 0.07 + (rng.random(days) < 1 / 45) * rng.choice([-0.35, 0.35], days)
    level = np.zeros(days)
    for day in range(1, days):
        level[day] = 0.97 * level[day - 1] + steps[day]
    busy = np.exp(0.3 * _autoregressive(rng, days * 24, 0.6) - 0.045)
    return np.asarray(daily / daily.mean() * weekly * np.repeat(np.exp(level), _DAY) * np.repeat(busy, 4))


def _make(
    per_day: float,
    *,
    brands: int,
    days: int,
    minutes: int,
    seed: int,
    trouble: Trouble | None = None,
    power_law: bool,
) -> list[Stream]:
    """``days`` include the ``WARM`` ones. The same seed gives the same streams whatever ``minutes`` is."""
    trouble = trouble or Trouble()
    shape: Shape = _breaking if power_law else _rising
    peak = float(np.random.default_rng(seed).uniform(0, 24))
    made = []
    for brand in range(brands):
        rng = np.random.default_rng([seed, brand, int(per_day * 10), int(power_law)])
        angry = _usual(rng, per_day, days, peak, power_law)
        storms = [_break_out(rng, angry, storm, per_day, power_law) for storm in _seasons(rng, days)]
        stream = Stream(minutes, angry, np.ones(len(angry)), storms=storms)
        _befall(rng, stream, per_day, trouble, shape)
        made.append(_binned(stream, minutes))
    return made


def _usual(rng: np.random.Generator, per_day: float, days: int, peak: float, power_law: bool) -> Counts:
    """A brand, or a theme of it, without storms."""
    rate = (_rate_lognormal if power_law else _rate_gamma)(rng, days, peak)
    return _echoes(rng, rng.poisson(per_day / _DAY * rate), 0.04 if power_law else 0.1, power_law)


def _seasons(rng: np.random.Generator, days: int) -> Iterator[float]:
    """When storms break out, in hours: every ten to sixteen days."""
    start = (WARM + rng.uniform(0, 10)) * 24
    while start < (days - 3) * 24:
        yield start
        start += rng.uniform(10, 16) * 24


def _break_out(rng: np.random.Generator, counts: Counts, start: float, per_day: float, power_law: bool) -> Storm:
    """A storm of a random size and pace, for a brand of this volume, added to the counts."""
    shape: Shape = _breaking if power_law else _rising
    size, pace = "SML"[rng.integers(3)], float((1, 3, 8)[rng.integers(3)])
    constant, volume = SIZES[size]
    _wave(rng, counts, start, constant + volume * per_day, pace, shape)
    return Storm(start, size, start + _nine_tenths(shape) * pace)


@cache
def _nine_tenths(shape: Shape) -> float:
    grid = np.arange(0, 20, 0.001)
    return float(grid[np.searchsorted(shape(grid), 0.9)])


def themed(
    per_day: float, *, brands: int, days: int, seed: int, power_law: bool, narrow: bool = False
) -> Iterator[tuple[dict[str, Counts], list[Storm]]]:
    """Brands whose mentions are of themes: counts in quarters of an hour by theme, and the storms, each of one theme. A theme
    has a level, busy hours and echoes of its own. ``narrow``: storms are as large as the volume of their theme asks, and not
    that of the brand."""
    peak = float(np.random.default_rng(seed).uniform(0, 24))
    names = list(THEMES)
    for brand in range(brands):
        rng = np.random.default_rng([seed, brand, int(per_day * 10), int(power_law), 9])
        counts = {name: _usual(rng, per_day * share, days, peak, power_law) for name, share in THEMES.items()}
        storms = []
        for start in _seasons(rng, days):
            name = names[rng.integers(len(names))]
            volume = per_day * (THEMES[name] if narrow else 1)
            storms.append(_break_out(rng, counts[name], start, volume, power_law))
        yield counts, storms


def _befall(rng: np.random.Generator, stream: Stream, per_day: float, trouble: Trouble, shape: Shape) -> None:
    counts = stream.counts
    days = len(counts) // _DAY
    happy = rng.poisson(per_day / _DAY, len(counts)) if trouble.wrong or trouble.praise else np.zeros_like(counts)
    if trouble.praise:
        for day in range(WARM + 3, days - 3, 11):
            _wave(rng, happy, (day + rng.uniform(0, 3)) * 24, 30 + 2.5 * per_day, 3.0, shape)
    if trouble.wrong:
        counts -= rng.binomial(counts, trouble.wrong)
        counts += rng.binomial(happy, trouble.wrong)
    if trouble.syndicated:
        for day in range(WARM + 5, days - 3, 11):
            _wave(rng, counts, (day + rng.uniform(0, 3)) * 24, 5, 1.0, shape)
    if trouble.outages:
        for day in range(3, days - 2, 10):
            first = int((day + rng.uniform(0, 1)) * _DAY)
            stream.exposure[first : first + _DAY // 2] = 0.0


def _binned(stream: Stream, minutes: int) -> Stream:
    size = minutes // 15
    exposure = stream.exposure.reshape(-1, size).min(1)
    return Stream(minutes, stream.counts.reshape(-1, size).sum(1), exposure, stream.storms)


def gamma(
    per_day: float, *, brands: int, days: int, minutes: int, seed: int, trouble: Trouble | None = None
) -> list[Stream]:
    """See above."""
    return _make(
        per_day, brands=brands, days=days, minutes=minutes, seed=seed, trouble=trouble, power_law=False
    )  # fmt: skip


def lognormal(
    per_day: float, *, brands: int, days: int, minutes: int, seed: int, trouble: Trouble | None = None
) -> list[Stream]:
    """See above."""
    return _make(per_day, brands=brands, days=days, minutes=minutes, seed=seed, trouble=trouble, power_law=True)


GENERATORS = {"gamma": gamma, "lognormal": lognormal}

"""Three people within an hour at a brand that hears next to nothing: are they told at the third, and how often is it false?

    python -m benchmarks.small_brands [--brands 60] [--seed 23]

Brands that hear one complaint in a month, in two weeks, in a week. In ``echoed`` a tenth of the complaints is taken up by
others within the hour (one, two, three, ... with 1/2, 1/4, 1/8, ...), which no counting of stories sees: what is false is
almost only that. Every month or so three other people complain within an hour. Counted is what is told at the third mention
itself, not when a bin closes. The first 21 days are not scored. For comparison the rule that needs no detector: three people
within an hour, always.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.storms import Detector

RATES = {"a month": 1 / 30, "two weeks": 1 / 14, "a week": 1 / 7}
WARM, DAYS = 21, 90
_START = datetime(2026, 1, 5, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_ECHOED = 0.1


@dataclass
class Told:
    """Of some brands: how many trios there were and how many were told at the third mention, and what was false."""

    brands: int = 0
    trios: int = 0
    found: int = 0
    false: int = 0
    false_without: int = 0

    @property
    def recall(self) -> float:
        return self.found / max(self.trios, 1)

    @property
    def false_per_90_days(self) -> float:
        return self.false / max(self.brands, 1) * 90 / DAYS

    @property
    def without(self) -> float:
        """False ones of the rule without a detector, a brand and 90 days."""
        return self.false_without / max(self.brands, 1) * 90 / DAYS


def _said(dice: random.Random, per_day: float, echoed: bool) -> Iterator[tuple[datetime, int]]:
    """When somebody complained, and of which trio (0: of none)."""
    at, end = _START, _START + timedelta(days=WARM + DAYS)
    while (at := at + timedelta(days=dice.expovariate(per_day))) < end:
        yield at, 0
        if echoed and dice.random() < _ECHOED:
            yield at + _HOUR * dice.random(), 0
            while dice.random() < 0.5:
                yield at + _HOUR * dice.random(), 0
    start, number = _START + timedelta(days=WARM + 5 * dice.random()), 0
    while start < end - timedelta(days=2):
        number += 1
        for _ in range(3):
            yield start + _HOUR * 0.98 * dice.random(), number
        start += timedelta(days=dice.uniform(15, 35))


def measured(per_day: float, *, brands: int, seed: int, echoed: bool) -> Told:
    """So many brands at one rate."""
    told, dice = Told(), random.Random(f"{seed} {per_day} {echoed}")
    for _ in range(brands):
        _brand(told, sorted(_said(dice, per_day, echoed)))
    return told


def _brand(told: Told, said: list[tuple[datetime, int]]) -> None:
    detector, told.brands = Detector(_START, authors=True), told.brands + 1
    seen: dict[int, int] = {}
    recent: list[tuple[datetime, int]] = []
    quiet_until = _START
    for n, (at, trio) in enumerate(said):
        alarm = any(verdict.alarm for verdict in detector.close(at))
        raging = detector.raging
        verdict = detector.mention(at, f"p{n}")
        alarm = alarm or (verdict is not None and verdict.alarm)
        recent = [each for each in (*recent, (at, trio)) if at - each[0] < _HOUR]
        scored = at >= _START + timedelta(days=WARM)
        mine = any(each[1] for each in recent)
        if trio:
            seen[trio] = seen.get(trio, 0) + 1
            if seen[trio] == 3:
                told.trios += 1
                told.found += alarm or raging
        if scored and alarm and not mine:
            told.false += 1
        if scored and len(recent) >= 3 and not mine and at >= quiet_until:
            told.false_without += 1
            quiet_until = at + timedelta(hours=12)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brands", type=int, default=60)
    parser.add_argument("--seed", type=int, default=23)
    args = parser.parse_args()
    print("| one complaint in | echoed | trios | told at the third | false a brand in 90 days | without a detector |")
    print("|---|---|---|---|---|---|")
    for name, per_day in RATES.items():
        for echoed in (False, True):
            found = measured(per_day, brands=args.brands, seed=args.seed, echoed=echoed)
            print(
                f"| {name} | {'yes' if echoed else 'no'} | {found.trios} | {found.recall:.3f} | {found.false_per_90_days:.2f} "
                f"| {found.without:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()

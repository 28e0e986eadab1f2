"""How many storms are false, and how many are found, how soon: ``make bench-storms``, or ``python -m benchmarks.storms [--full]``.

One setting for all rates. A storm is found if its first alarm comes before nine tenths of it are over; an alarm is false if it
belongs to none (a storm's alarms are those from its start until twice the time that nine tenths took, a day at least).
What happens in the first 21 days is not scored. The seeds are fixed.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from benchmarks.storm_streams import GENERATORS, WARM, Counts, Storm, Stream, Trouble, themed
from monitor.storms import Detector, Watch
from monitor.tone.base import Theme

RATES = (0.2, 1.0, 5.0, 50.0, 500.0, 5000.0)
_START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
_DAYS = WARM + 90
_TROUBLES = {
    "10 % wrong tones": Trouble(wrong=0.1),
    "30 % wrong tones": Trouble(wrong=0.3),
    "praise waves, 10 % wrong": Trouble(wrong=0.1, praise=True),
    "an article copied 50 times": Trouble(syndicated=True),
    "outages": Trouble(outages=True),
    "outages, heard afterwards": Trouble(outages=True, backfill=True),
}


@dataclass
class Result:
    """What became of some streams."""

    brands: int = 0
    days: float = 0.0
    false: int = 0
    storms: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    alerts: int = 0  # of storms that were found
    delays: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, other: Result) -> None:
        self.brands += other.brands
        self.days += other.days
        self.false += other.false
        self.alerts += other.alerts
        self.storms.update(other.storms)
        self.found.update(other.found)
        for size, delays in other.delays.items():
            self.delays[size] += delays

    @property
    def false_per_90_days(self) -> float:
        return self.false / (self.days / 90)

    @property
    def alerts_per_storm(self) -> float:
        return self.alerts / max(sum(self.found.values()), 1)

    def recall(self, size: str) -> float:
        return self.found[size] / max(self.storms[size], 1)

    def delay(self, size: str) -> float:
        """Hours, the median."""
        return statistics.median(self.delays[size]) if self.delays[size] else float("nan")


def alarms(stream: Stream, backfill: bool = False) -> list[float]:
    """Hours since the start of the stream at which a storm began. With ``backfill`` what an outage hid is heard when it is over."""
    detector = Detector(_START, stream.minutes)
    width = stream.minutes / 60
    raised: list[float] = []
    hidden: list[int] = []
    for i, (count, exposure) in enumerate(zip(stream.counts.tolist(), stream.exposure.tolist(), strict=True)):
        verdict = detector.step(count if exposure else 0, exposure)
        if verdict.alarm:
            raised.append((i + 1) * width)
        if not exposure:
            hidden.append(i)
        elif hidden and backfill:
            for k in hidden:
                at = _START + timedelta(hours=k * width)
                if detector.amend(at, int(stream.counts[k]), exposure=1.0).alarm:
                    raised.append((i + 1) * width)
            hidden = []
    return raised


def alarms_of_all(counts: Mapping[str, Counts]) -> list[float]:
    """The same of a brand with a detector for each theme: a storm begins where one of them alarms and none was in a storm."""
    watch = Watch(_START, [name for name in counts if name != Theme.OTHER])
    whole = np.sum(list(counts.values()), axis=0).tolist()
    hourly = {name: counts[name].reshape(-1, 4).sum(1).tolist() for name in watch.themes}
    raised, raging = [], False
    for i, count in enumerate(whole):
        alarm = watch.whole.step(count).alarm
        if i % 4 == 3:
            for name, detector in watch.themes.items():
                alarm |= detector.step(hourly[name][i // 4]).alarm
        if alarm and not raging:
            raised.append((i + 1) / 4)
        raging = bool(watch.raging)
    return raised


def judged(stream: Stream, *, minutes: int, backfill: bool = False) -> Result:
    """One brand."""
    width = minutes / 60
    return _judged(alarms(stream, backfill), stream.storms, width, len(stream.counts) * width)


def _judged(left: list[float], storms: Sequence[Storm], width: float, hours: float) -> Result:
    result = Result(1, hours / 24 - WARM)
    for storm in storms:
        result.storms[storm.size] += 1
        until = storm.start + max(2 * (storm.fading - storm.start), 24)
        mine = [at for at in left if storm.start <= at <= until]
        left = [at for at in left if at not in mine]
        early = [at for at in mine if at <= storm.fading + width]
        if early:
            result.found[storm.size] += 1
            result.delays[storm.size].append(early[0] - storm.start)
            result.alerts += len(mine)
    result.false = sum(at > WARM * 24 for at in left)
    return result


def measured(streams: Iterable[Stream], *, minutes: int, backfill: bool = False) -> Result:
    """Many brands."""
    result = Result()
    for stream in streams:
        result.add(judged(stream, minutes=minutes, backfill=backfill))
    return result


def measured_themes(per_day: float, *, brands: int, seed: int, power_law: bool, narrow: bool) -> Result:
    """Many brands, each with a detector of everything and one for each theme."""
    result = Result()
    for counts, storms in themed(per_day, brands=brands, days=_DAYS, seed=seed, power_law=power_law, narrow=narrow):
        result.add(_judged(alarms_of_all(counts), storms, 0.25, _DAYS * 24))
    return result


def _row(name: str, result: Result) -> str:
    recall = " / ".join(f"{result.recall(size):.2f}" for size in "SML")
    delay = " / ".join(f"{result.delay(size):.1f}" for size in "SML")
    return f"| {name} | {result.false_per_90_days:.2f} | {recall} | {delay} | {result.alerts_per_storm:.3f} |"


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="200 brands a cell, bins of 15 minutes and of an hour")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--brands", type=int, help="brands a cell (default: 30)")
    parser.add_argument("--rates", type=float, nargs="+", default=RATES, help="angry mentions a day")
    parser.add_argument("--bins", type=int, nargs="+", choices=(15, 60), help="minutes of a bin (default: 15)")
    parser.add_argument(
        "--themes", action="store_true", help="a detector of everything and one for each theme, together"
    )
    args = parser.parse_args()
    brands = args.brands or (200 if args.full else 30)
    began = time.process_time()
    steps = 0
    head = "| | false per brand and 90 days | recall S / M / L | median delay in hours | alerts a storm |\n|---|---|---|---|---|"
    if args.themes:
        for power_law, name in ((False, "gamma"), (True, "lognormal")):
            for narrow, size in ((False, "of the brand's size"), (True, "of their theme's size")):
                print(f"\n{name}, a brand with nine themes, storms of one theme, {size}; {brands} brands\n\n{head}")
                for rate in args.rates:
                    result = measured_themes(rate, brands=brands, seed=args.seed, power_law=power_law, narrow=narrow)
                    print(_row(f"{rate:g} a day", result), flush=True)
        return
    for minutes in args.bins or ((15, 60) if args.full else (15,)):
        for name, generator in GENERATORS.items():
            print(f"\n{name}, bins of {minutes} minutes, {brands} brands of {_DAYS - WARM} days\n\n{head}")
            for rate in args.rates:
                streams = generator(rate, brands=brands, days=_DAYS, minutes=minutes, seed=args.seed)
                steps += sum(len(stream.counts) for stream in streams)
                print(_row(f"{rate:g} a day", measured(streams, minutes=minutes)), flush=True)
    print(f"\nTroubles: gamma, bins of an hour\n\n{head}")
    for name, trouble in _TROUBLES.items():
        for rate in (5.0, 500.0):
            streams = GENERATORS["gamma"](rate, brands=brands, days=_DAYS, minutes=60, seed=args.seed, trouble=trouble)
            print(_row(f"{name}, {rate:g} a day", measured(streams, minutes=60, backfill=trouble.backfill)), flush=True)
    print(f"\n{steps:,} steps and their streams in {time.process_time() - began:.0f} s of processor time")


if __name__ == "__main__":
    main()

"""Spikes of a stream that bursts all the time: which of them is a storm; and how the public series are scored."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks import numenta
from monitor.storms import ALARM, Detector

T0 = datetime(2026, 11, 2, tzinfo=UTC)
A_DAY = 288


def bursting(seed: int, spikes: Mapping[float, float], days: int = 14) -> list[float]:
    """Counts of five minutes: 5 are usual, three times a day it is three to eight times that for a quarter of an hour, and
    at some days it is so many times."""
    dice = np.random.default_rng(seed)
    counts = dice.poisson(5, days * A_DAY).astype(float)
    for at in dice.integers(A_DAY, days * A_DAY - 10, days * 3):
        counts[at : at + 3] += dice.poisson(5 * dice.uniform(2, 7), 3)
    for day, times in spikes.items():
        at = int(day * A_DAY)
        counts[at : at + 3] = 5 * times
    return [float(count) for count in counts]


def storms(counts: list[float]) -> list[tuple[float, str]]:
    """The day on which each storm begins, and which lane says so."""
    detector, found = Detector(T0, 5), []
    for at, count in enumerate(counts):
        verdict = detector.step(count)
        if verdict.alarm and verdict.storm:
            assert verdict.score >= ALARM
            found.append((at // 72 / 4, verdict.storm.lane))
    return found


SEEDS = pytest.mark.parametrize("seed", range(4))


@SEEDS
def test_bursts_as_high_as_ever_are_none(seed: int) -> None:
    assert storms(bursting(seed, {})) == []


@SEEDS
def test_how_high_bursts_go_is_known_after_three_days(seed: int) -> None:
    assert storms(bursting(seed, {2.5: 50})) == []
    assert storms(bursting(seed, {3.5: 50})) == [(3.5, "spikes")]


@SEEDS
def test_the_next_day_the_same_again_is_no_other_storm_and_next_week_it_is(seed: int) -> None:
    assert storms(bursting(seed, {6: 50, 6.75: 50})) == [(6.0, "spikes")]
    assert storms(bursting(seed, {6: 50, 12: 50})) == [(6.0, "spikes"), (12.0, "spikes")]


@SEEDS
def test_what_a_person_calls_noise_must_be_higher_next_time(seed: int) -> None:
    counts, detector, told = bursting(seed, {6: 50, 12: 50}), Detector(T0, 5), 0
    for at, count in enumerate(counts):
        told += detector.step(count).alarm
        if at == 7 * A_DAY:
            for _ in range(4):
                detector.noise()
    assert told == 1


def checkout(folder: Path, counts: list[float], windows: list[tuple[int, int]]) -> Path:
    """A folder of the public benchmark's form, with one firm."""
    (folder / "data" / "realTweets").mkdir(parents=True)
    (folder / "labels").mkdir()
    times = [f"{T0.replace(tzinfo=None) + timedelta(minutes=5 * at)}" for at in range(len(counts))]
    with (folder / "data" / "realTweets" / "Twitter_volume_ACME.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("timestamp", "value"), *((at, int(n)) for at, n in zip(times, counts, strict=True))]
        )
    marked = {"realTweets/Twitter_volume_ACME.csv": [[f"{times[a]}.000000", f"{times[b]}.000000"] for a, b in windows]}
    (folder / "labels" / "combined_windows.json").write_text(json.dumps(marked), encoding="utf-8")
    return folder


def test_the_public_series_are_heard_as_the_command_hears_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = bursting(1, {6: 50, 12: 50})
    folder = checkout(tmp_path, counts, [(6 * A_DAY - 50, 6 * A_DAY + 50), (9 * A_DAY, 9 * A_DAY + 100)])
    (acme,) = numenta.read(folder)
    assert (acme.name, acme.counts.tolist(), len(acme.windows)) == ("ACME", counts, 2)
    score, alarms = numenta.heard(acme)
    assert [(at // 72 / 4, "spikes") for at in alarms] == storms(counts)
    assert numenta.told([acme], {"ACME": alarms}) == numenta.Told(1, 2, 2, 1, 14 / 30)
    assert len(score) == len(counts)
    monkeypatch.setattr("sys.argv", ["numenta", str(folder)])
    numenta.main()
    assert "earful       1 of 2 windows, 4.29 alarms a firm and month, 1 of 2 right" in capsys.readouterr().out


def test_a_folder_that_is_no_checkout_says_so(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="must be a checkout of NAB"):
        numenta.read(tmp_path)


def test_the_sweep_counts_as_the_benchmark_does() -> None:
    counts = np.zeros(8 * A_DAY)
    acme = numenta.Series("ACME", [""] * len(counts), counts, [(1000, 1099), (1800, 1899)])

    def swept(profile: str, **rows: float) -> float:
        score = np.zeros(len(counts))
        for at, high in rows.items():
            score[int(at[1:])] = high
        return numenta.swept([acme], {"ACME": score}, profile)

    # Nothing but zeros: any bar would make every row an alarm, which is worse than to say nothing.
    assert swept("standard") == 0
    assert swept("standard", r1000=9, r1800=8) == pytest.approx(100, abs=0.1)
    # A row in the middle of its window is worth 2 / (1 + e^-2.55) - 1, over what the first row is.
    middle = (2 / (1 + np.exp(-2.55)) - 1) / (2 / (1 + np.exp(-5)) - 1)
    assert swept("standard", r1000=9, r1849=8) == pytest.approx(100 * (1 + middle + 2) / 4)
    # One window found, and a false row far before it, which costs more where few false ones are wanted.
    assert swept("standard", r1000=9, r900=9) == pytest.approx(100 * (1 - 1 - 0.11 + 2) / 4)
    assert swept("low FP", r1000=9, r900=9) == pytest.approx(100 * (1 - 1 - 0.22 + 2) / 4)
    assert swept("low FN", r1000=9, r900=9) == pytest.approx(100 * (1 - 2 - 0.11 + 4) / 6)
    # Soon after a window a row is less false; and what comes in the first 15 % is not scored.
    assert swept("standard", r1000=9, r1105=9) > swept("standard", r1000=9, r900=9)
    assert swept("standard", r1000=9, r100=9) == swept("standard", r1000=9)
    # Two alarms in a window are one, and the earlier counts.
    assert swept("standard", r1000=9, r1050=9) == swept("standard", r1000=9)


def test_the_other_one_is_given_the_bar_that_suits_it_best() -> None:
    score = np.zeros(1000)
    score[[10, 20, 400, 990]] = [5, 9, 7, 6]
    assert numenta.grouped(score, 5) == [10, 400, 990]
    assert numenta.grouped(score, 6.5) == [20, 400]

"""Earful on the public series of brand mentions: tweets about ten firms, every five minutes of 55 days, 33 windows marked.

    python -m benchmarks.numenta FOLDER

``FOLDER`` is a checkout of the Numenta Anomaly Benchmark (https://github.com/numenta/NAB), of which nothing is here:
``data/realTweets`` and ``labels/combined_windows.json`` are read. Strictly online, with the one setting that there is: each row is
judged as ``earful storms --bin 5m`` does.

Two figures. *As an owner gets them*: windows in which a storm begins, and how many begin a firm and month. *Swept*: the benchmark's
own score, with the one bar over all series that is best for it (``nab/sweeper.py`` there; Lavin and Ahmad 2015,
https://doi.org/10.1109/ICMLA.2015.141). What is found counts 1, less the later in its window; what is missed -1 (-2 in ``low FN``),
what is false -0.11 (-0.22 in ``low FP``); 0 is to say nothing, 100 is perfect.

Beside it, in the same run: how many deviations a row is from the mean of the two days before, twelve hours between alarms, with the
bar set in hindsight so that it alarms no more often than Earful.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.series import storm_lines

Floats = NDArray[np.float64]
_A_DAY, _MONTH = 288, 30
_UNSCORED, _MOST_UNSCORED = 0.15, 750  # rows at the beginning: this part of them, and so many at most
_APART = 144  # rows between two alarms of the other one
_TWO_DAYS = 576
PROFILES = {"standard": (0.11, 1.0), "low FP": (0.22, 1.0), "low FN": (0.11, 2.0)}
"""What a false row costs, and a window that was missed."""


@dataclass(frozen=True, slots=True)
class Series:
    """One firm: its rows, and the first and last row of each window."""

    name: str
    times: list[str]
    counts: Floats
    windows: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Told:
    """What an owner gets: windows found, of how many; alarms; how many of them lie in a window; and of how many months."""

    found: int
    windows: int
    alarms: int
    right: int
    months: float


def read(folder: Path) -> list[Series]:
    """The series of ``folder``, by name. SystemExit says what is missing."""
    labels = folder / "labels" / "combined_windows.json"
    files = sorted((folder / "data" / "realTweets").glob("*.csv"))
    if not labels.is_file() or not files:
        raise SystemExit(
            f"{folder} has no labels/combined_windows.json, or nothing in data/realTweets: it must be a checkout of NAB"
        )
    marked = json.loads(labels.read_text(encoding="utf-8"))
    return [_series(file, marked[f"realTweets/{file.name}"]) for file in files]


def _series(file: Path, marked: Sequence[Sequence[str]]) -> Series:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [*csv.reader(lines)][1:]
    place = {datetime.fromisoformat(at): row for row, (at, _) in enumerate(rows)}
    windows = [(place[datetime.fromisoformat(first)], place[datetime.fromisoformat(last)]) for first, last in marked]
    counts = np.array([float(count) for _, count in rows])
    return Series(file.stem.removeprefix("Twitter_volume_"), [at for at, _ in rows], counts, windows)


def heard(series: Series) -> tuple[Floats, list[int]]:
    """What ``earful storms`` says: the score of each row, and the rows in which a storm begins."""
    rows = (f"{at},{count:.0f}" for at, count in zip(series.times, series.counts, strict=True))
    said: list[dict[str, Any]] = [json.loads(line) for line in storm_lines(rows, 5)]
    return np.array([one["score"] for one in said]), [row for row, one in enumerate(said) if one["alarm"]]


def deviations(series: Series) -> Floats:
    """How many deviations each row is above the mean of the two days before it."""
    counts = series.counts
    sums, squares = (np.concatenate([[0.0], np.cumsum(each)]) for each in (counts, counts**2))
    rows = np.arange(len(counts))
    first = np.maximum(rows - _TWO_DAYS, 0)
    n = np.maximum(rows - first, 1)
    mean = (sums[rows] - sums[first]) / n
    spread = np.sqrt(np.maximum((squares[rows] - squares[first]) / n - mean**2, 0.25))
    found = (counts - mean) / spread
    found[:_A_DAY] = 0.0
    return np.asarray(found, np.float64)


def grouped(score: Floats, bar: float) -> list[int]:
    """The rows at or above the bar that come twelve hours or more after the last one."""
    rows: list[int] = []
    last = -_APART
    for row in np.flatnonzero(score >= bar).tolist():
        if row - last >= _APART:
            rows.append(row)
        last = row
    return rows


def told(every: Sequence[Series], alarms: Mapping[str, Sequence[int]]) -> Told:
    """Counts what an owner gets."""
    found = right = 0
    for one in every:
        mine = alarms[one.name]
        found += sum(any(first <= row <= last for row in mine) for first, last in one.windows)
        right += sum(any(first <= row <= last for first, last in one.windows) for row in mine)
    rows = sum(len(one.counts) for one in every)
    windows = sum(len(one.windows) for one in every)
    return Told(found, windows, sum(len(mine) for mine in alarms.values()), right, rows / _A_DAY / _MONTH)


def swept(every: Sequence[Series], scores: Mapping[str, Floats], profile: str) -> float:
    """The benchmark's score, 0 to 100 (below 0: worse than to say nothing), with the best bar for all series together."""
    false, missed = PROFILES[profile]
    rows: list[tuple[float, float, tuple[str, int] | None]] = []
    for one in every:
        unscored = min(math.floor(_UNSCORED * len(one.counts)), _MOST_UNSCORED)
        worth = [*_worth(one)]
        rows += [
            (float(scores[one.name][row]), value, (one.name, window) if window else None)
            for row, (value, window) in enumerate(worth)
            if row >= unscored
        ]
    rows.sort(key=lambda row: -row[0])
    windows = sum(len(one.windows) for one in every)
    total = best = -missed * windows
    had: dict[tuple[str, int], float] = {}
    bar = math.inf
    for score, value, window in rows:
        if score != bar:  # rows of one score are above a bar together
            best, bar = max(best, total), score
        if window is None:
            total += false * value
        else:
            before = had.get(window, -missed)
            had[window] = max(before, value)
            total += had[window] - before
    best = max(best, total)
    return 100 * (best + missed * windows) / (windows + missed * windows)


def _worth(one: Series) -> Iterator[tuple[float, int]]:
    """What an alarm in each row is worth, and the window (from 1) that it is in, or 0: the benchmark's scaled sigmoid."""
    past: tuple[int, int] | None = None
    ahead = list(enumerate(one.windows, 1))
    for row in range(len(one.counts)):
        while ahead and row > ahead[0][1][1]:
            past = ahead.pop(0)[1]
        if ahead and row >= ahead[0][1][0]:
            number, (first, last) = ahead[0]
            yield _sigmoid(-(last - row + 1) / (last - first + 1)) / _sigmoid(-1.0), number
        elif past is None:
            yield -1.0, 0
        else:
            far = (row - past[1]) / (past[1] - past[0])
            yield (-1.0 if far >= 3 else _sigmoid(far)), 0


def _sigmoid(x: float) -> float:
    return 2 / (1 + math.exp(5 * x)) - 1


def _hindsight(every: Sequence[Series], scores: Mapping[str, Floats], most: int) -> dict[str, list[int]]:
    """The alarms at the lowest bar that gives no more than ``most`` of them."""
    low, high = 0.0, max(float(score.max()) for score in scores.values())
    for _ in range(40):
        bar = (low + high) / 2
        if sum(len(grouped(scores[one.name], bar)) for one in every) > most:
            low = bar
        else:
            high = bar
    return {one.name: grouped(scores[one.name], high) for one in every}


def _line(name: str, what: Told, scores: Sequence[float]) -> str:
    marks = " / ".join(f"{score:.1f}" for score in scores)
    a_month = what.alarms / what.months
    owner = f"{what.found} of {what.windows} windows, {a_month:.2f} alarms a firm and month, {what.right} of {what.alarms} right"
    return f"{name:12} {owner}; swept {marks}"


def main() -> None:
    """Prints both, and the firms one by one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a checkout of the Numenta Anomaly Benchmark")
    every = read(parser.parse_args().folder)
    ours = {one.name: heard(one) for one in every}
    scores, alarms = (
        {name: score for name, (score, _) in ours.items()},
        {name: rows for name, (_, rows) in ours.items()},
    )
    what = told(every, alarms)
    print(f"swept: {' / '.join(PROFILES)}", file=sys.stderr)
    print(_line("earful", what, [swept(every, scores, profile) for profile in PROFILES]))
    others = {one.name: deviations(one) for one in every}
    single = {one.name: _once(others[one.name]) for one in every}
    print(
        _line(
            "deviations",
            told(every, _hindsight(every, others, what.alarms)),
            [swept(every, single, profile) for profile in PROFILES],
        )
    )
    for one in every:
        mine = told([one], {one.name: alarms[one.name]})
        print(f"  {one.name:5} {mine.found} of {mine.windows} windows, {mine.right} of {mine.alarms} alarms right")


def _once(score: Floats) -> Floats:
    """The same, where within twelve hours only what is higher than all before shows."""
    shown = score.copy()
    last, highest = -_APART, 0.0
    for row in np.flatnonzero(score >= 3.0).tolist():
        if row - last < _APART and score[row] <= highest * 1.5:
            shown[row] = 0.0
        else:
            highest = float(score[row])
        last = row
    return shown


if __name__ == "__main__":
    main()

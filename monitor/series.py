"""CSV in, JSON Lines out: ``earful storms``, the storm detector alone on a series of counts.

Columns ``timestamp,count``, a header or not; one object a row: ``{"timestamp", "count", "expected", "score", "alarm"}``. Strictly
online: a row is judged by what came before it. Order is kept; blank lines are skipped; a row that cannot be used gives
``{"timestamp", "line", "error"}`` and does not stop the rest. Line numbers begin at 1.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from connectors.text import parse_time
from monitor.storms import Detector, Verdict

_FAR = timedelta(days=1)
_FORGOTTEN = timedelta(days=366)
"""What was usual so long ago is not usual now: the detector begins anew."""
_TIMES = ("timestamp", "time", "date", "at")
_COUNTS = ("count", "value", "mentions", "n")
_MOST = 1e12
_EARLIEST, _LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


_WRITTEN = json.JSONEncoder(ensure_ascii=False).encode  # once: ``json.dumps`` makes one a row


class _BadRow(Exception):
    """This row cannot be used; the text says why."""


def storm_lines(lines: Iterable[bytes | str], minutes: int) -> Iterator[str]:
    """For each row of a series with bins of so many minutes, a line. ``score`` is in decades of improbability; within 12 hours
    it repeats itself only if it rose by much, else it stays low. ``alarm`` is true where a storm begins.

    Bins without a row were not observed, nor was an empty count. Rows of the same bin are added up.
    """
    series = _Series(minutes)
    columns, mark = (0, 1), ","
    fresh = True
    for number, line in enumerate(lines, 1):
        cells: list[str] = []
        try:
            text = _text(line)
            if not text:
                continue
            if fresh:
                mark = next((each for each in (",", ";", "\t") if each in text), ",")
            try:
                cells = [cell.strip() for cell in next(csv.reader([text], delimiter=mark))]
            except csv.Error as error:
                raise _BadRow(f"no CSV: {error}") from None
            if fresh and (header := _header(cells)):
                columns, fresh = header, False
                continue
            fresh = False
            if len(cells) <= max(columns):
                raise _BadRow("expected two columns, such as 2026-11-23T09:00:00Z,4")
            at, count = _time(cells[columns[0]]), _count(cells[columns[1]])
            yield _line(series.row(at, count), cells[columns[0]], count)
        except _BadRow as bad:
            said = cells[columns[0]] if len(cells) > columns[0] else None
            yield _WRITTEN({"timestamp": said, "line": number, "error": f"line {number}: {bad}"})


class _Series:
    """The detector behind a series, and where the series is."""

    def __init__(self, minutes: int) -> None:
        self._minutes = minutes
        self._width = timedelta(minutes=minutes)
        self._detector: Detector | None = None
        self._grouped = Grouped()
        # How all of that was before the newest row, where that is far from the one before it, or the first: as long as no row
        # goes on from there, its date may be a slip, which must not make all that follow too old.
        self._doubted: tuple[Detector | None, Grouped] | None = None

    def row(self, at: datetime, count: float | None) -> Verdict:
        if self._slipped(at):
            assert self._doubted is not None
            (self._detector, self._grouped), self._doubted = self._doubted, None
        elif self._detector is None or at - self._detector.until > _FAR:
            self._doubted = self._detector and self._detector.copy(), replace(self._grouped)
        elif at >= self._detector.until - self._width:
            self._doubted = None
        if self._detector is None or at - self._detector.until > _FORGOTTEN:
            self._detector = Detector(at, self._minutes)
        detector = self._detector
        until = detector.until
        if at >= until:
            detector.close(at, exposure=0.0)
            verdict = detector.step(count or 0.0, 0.0 if count is None else 1.0)
            until = detector.until
        elif at >= until - self._width:
            if count is None:
                raise _BadRow("no count, and its bin is full already")
            verdict = detector.amend(at, count, 1.0)
        else:
            raise _BadRow("older than the row before it; sort the series by time")
        return verdict._replace(score=self._grouped.score(until, verdict))

    def _slipped(self, at: datetime) -> bool:
        """Whether this row, far before the newest, goes on where the series was before that."""
        if self._doubted is None or self._detector is None or self._detector.until - at <= _FAR:
            return False
        before, _ = self._doubted
        return before is None or at >= before.until - self._width


@dataclass(slots=True)
class Grouped:
    """Scores as they are shown: one matter is one high score. Within ``APART`` of a high one only a much higher one shows."""

    HIGH: ClassVar = 2.6
    """Decades: the scores that are grouped."""
    MUCH: ClassVar = 0.8
    APART: ClassVar = timedelta(hours=12)
    _SHOWN: ClassVar = 1.7

    _last: datetime | None = None
    _shown: float = 0.0

    def score(self, now: datetime, verdict: Verdict) -> float:
        """What is shown for the score of a bin that ended at ``now``. Rises with it."""
        score = verdict.score
        if score < self.HIGH:
            return score
        near = self._last is not None and now - self._last <= self.APART
        self._last = now
        if near and score < self._shown + self.MUCH:
            return self._SHOWN
        self._shown = score
        return score


def _line(verdict: Verdict, timestamp: str, count: float | None) -> str:
    return _WRITTEN(
        {
            "timestamp": timestamp,
            "count": int(count) if count is not None and count.is_integer() else count,
            "expected": round(verdict.expected, 4),
            "score": round(verdict.score, 4),
            "alarm": verdict.alarm,
        }
    )


def _text(line: bytes | str) -> str:
    if isinstance(line, bytes):
        try:
            line = line.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _BadRow("not UTF-8") from None
    return line.strip().removeprefix("\ufeff")


def _header(cells: list[str]) -> tuple[int, int] | None:
    """The columns of time and count, if this row is a header."""
    names = [cell.lower() for cell in cells]
    if len(cells) < 2 or any(_is_number(cell) for cell in cells[:2]):
        return None
    try:
        _time(cells[0])
    except _BadRow:
        time = next((names.index(name) for name in _TIMES if name in names), 0)
        return time, next((names.index(name) for name in _COUNTS if name in names), 1 if time == 0 else 0)
    return None


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _time(cell: str) -> datetime:
    """ISO 8601, seconds since 1970, or another spelling of what can be no other day; without a zone it is UTC."""
    again = "write it like 2026-11-23T09:00:00Z, or as seconds since 1970"
    try:
        seconds = float(cell) if _is_number(cell) else None
        at = datetime.fromisoformat(cell.replace("/", "-")) if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        told = None if _is_number(cell) else parse_time(cell)
        if told is None:
            raise _BadRow(f"{cell[:40]!r} is no time; {again}") from None
        at = told[0]
    at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    if not _EARLIEST <= at <= _LATEST:
        raise _BadRow(
            f"{cell[:40]!r} is a time that no mention can have; seconds since 1970 are understood, not milliseconds"
        )
    return at


def _count(cell: str) -> float | None:
    if not cell:
        return None
    try:
        count = float(cell)
    except ValueError:
        raise _BadRow(f"{cell[:40]!r} is no count") from None
    if not (0 <= count < _MOST and math.isfinite(count)):
        raise _BadRow(f"{cell[:40]!r} is no count: it must be 0 or more, and less than {_MOST:g}")
    return count

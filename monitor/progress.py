"""How far work has come that takes more than a moment, on a terminal; silent everywhere else."""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import TextIO

from alerts.text import one_line as plain


class Progress:
    """A counter on a terminal for work that takes more than a moment, with a bar where it is known ``of`` how many; silent
    everywhere else."""

    def __init__(self, stream: TextIO, what: str, of: int = 0) -> None:
        self._stream = stream
        self._what = what
        self._of = of
        self._count = 0
        self._shown = time.monotonic()
        self._wrote = False

    def __enter__(self) -> Progress:
        return self

    def step(self) -> None:
        """One more."""
        self._count += 1
        if time.monotonic() - self._shown > 0.5 and self._stream.isatty():
            self._shown = time.monotonic()
            self._wrote = True
            self._stream.write(f"\r{progress(self._count, self._of, self._what)}")
            self._stream.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._wrote:
            self._stream.write(f"\r{progress(self._count, self._of, self._what)}\n")


class Visits:
    """A bar on a terminal for a visit to each of so many sources: how many were visited; and while some are read back, how
    many of the days, in all and of each of those that are under way. Silent everywhere else."""

    def __init__(self, stream: TextIO, of: int) -> None:
        self._stream = stream
        self._of = of
        self._done: set[str] = set()
        self._reading: dict[str, _Span] = {}
        self._shown = time.monotonic()
        self._width = 0  # of what stands there now

    def __enter__(self) -> Visits:
        return self

    def begins(self, source: str, to: datetime, now: datetime) -> Callable[[Iterable[datetime | float | None]], None]:
        """A source is read back to that time; the result is told when what a page holds was written."""
        span = self._reading[source] = _Span(to.timestamp(), now.timestamp())

        def covered(times: Iterable[datetime | float | None]) -> None:
            span.page(at.timestamp() if isinstance(at, datetime) else at for at in times if at is not None)
            self._show()

        return covered

    def done(self, source: str) -> None:
        """A source was visited."""
        self._done.add(source)
        if source in self._reading:
            self._reading[source].whole()
        # What is said after the last visit begins on a line of its own.
        self._show(last=bool(self._width) and len(self._done) >= self._of)

    def line(self) -> str:
        """What is shown: "[=====>   ] 41 of 90 days, 1 of 3 sources: github 12 of 30 days, page 4"."""
        if not self._reading:
            return progress(len(self._done), self._of, "sources")
        spans = self._reading.values()
        bar = progress(sum(span.days for span in spans), sum(span.of for span in spans), "days")
        under_way = [
            f"{plain(name)} {span.days} of {span.of} days, page {span.pages}"
            for name, span in self._reading.items()
            if name not in self._done and span.pages
        ]
        return f"{bar}, {len(self._done)} of {self._of} sources" + (f": {'; '.join(under_way)}" if under_way else "")

    def _show(self, *, last: bool = False) -> None:
        if not self._stream.isatty() or not (last or time.monotonic() - self._shown > 0.5):
            return
        self._shown = time.monotonic()
        line = self.line()[: shutil.get_terminal_size().columns - 1]
        self._stream.write(f"\r{line:{self._width}}" + ("\n" if last else ""))
        self._width = 0 if last else len(line)
        self._stream.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._width:
            self._show(last=True)


class _Span:
    """How much of the time between two moments (seconds since 1970) was read, whichever end came first. Of what is read once
    for each name, the days count once."""

    def __init__(self, begin: float, end: float) -> None:
        self._begin, self._end = begin, end
        self._oldest, self._newest = end, begin
        self.pages = 0

    def page(self, times: Iterable[float]) -> None:
        inside = [min(max(at, self._begin), self._end) for at in times]
        self._oldest, self._newest = min([self._oldest, *inside]), max([self._newest, *inside])
        self.pages += 1

    def whole(self) -> None:
        self._oldest, self._newest = self._begin, self._end

    @property
    def of(self) -> int:
        """Days in all, a part of one counts as one."""
        return math.ceil((self._end - self._begin) / _DAY)

    @property
    def days(self) -> int:
        """Days that were read."""
        return min(self.of, math.ceil(max(0.0, self._newest - self._oldest) / _DAY))


_DAY = 86_400
_BAR = 30  # characters


def progress(count: int, of: int, what: str) -> str:
    """ "[=====>        ] 7 of 21 sources", or "7 sources" where it is not known of how many."""
    if not of:
        return f"{count:,} {what}"
    done = min(_BAR, _BAR * count // of)
    bar = "=" * done + ">" * (done < _BAR)
    return f"[{bar:{_BAR}}] {count:,} of {of:,} {what}"

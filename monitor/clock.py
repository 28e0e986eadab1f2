"""What time it is. Everything that decides is handed ``now``; only the edges ask a clock."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time as aware UTC."""

    def now(self) -> datetime: ...

    async def sleep(self, span: timedelta) -> None:
        """Waits so long by this clock, one that stands still not at all."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, span: timedelta) -> None:
        await asyncio.sleep(span.total_seconds())


class FastClock:
    """A clock that starts at ``start`` (aware) and runs ``rate`` times as fast as real time: for the demo."""

    def __init__(self, start: datetime, rate: float) -> None:
        self._start = start.astimezone(UTC)
        self._rate = rate
        self._zero = time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._zero) * self._rate)

    async def sleep(self, span: timedelta) -> None:
        await asyncio.sleep(span.total_seconds() / self._rate)


class SetClock:
    """A clock that stands still until it is moved: for tests and for ``once``."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    async def sleep(self, span: timedelta) -> None:
        pass

    def move(self, by: timedelta) -> datetime:
        """Moves on (or back) and returns the new time."""
        self._now += by
        return self._now


_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_us(at: datetime) -> int:
    """Aware datetime to integer UTC microseconds since 1970, as the store keeps it. ValueError on a naive one."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return (at - _EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """Integer UTC microseconds since 1970 to aware UTC."""
    return _EPOCH + timedelta(microseconds=us)

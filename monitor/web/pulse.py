"""Whether the daemon turns: its schedule, its work, its event loop."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable

STANDS_STILL = 60.0
"""Seconds without a turn of the schedule after which it counts as stuck; it turns every five."""
HANGS = 900.0
"""Seconds after which work that does not come to an end counts as hanging: a first visit may bring thousands of posts."""
MINUTE = 60


class Pulse:
    """Notes that the schedule turned and that work was done, and how late the event loop is. ``monotonic`` tells seconds;
    it stands still while the machine sleeps, so that waking up is no illness."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._turned = self._worked = monotonic()
        self._late: deque[float] = deque(maxlen=MINUTE)
        self._looking: asyncio.TimerHandle | None = None

    def turned(self) -> None:
        """The schedule runs."""
        self._turned = self._monotonic()

    def worked(self) -> None:
        """A round of work came to an end, well or not."""
        self._worked = self._monotonic()

    def trouble(self) -> str:
        """What stands still, in words; empty while all turns."""
        now = self._monotonic()
        if now - self._turned > STANDS_STILL:
            return "the schedule stands still"
        if now - self._worked > HANGS:
            return "the work does not come to an end"
        return ""

    @property
    def lag(self) -> float:
        """By how many seconds the event loop was late, at most, in the last minute."""
        return max(self._late, default=0.0)

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Looks once a second how late this event loop is, until ``unwatch``."""
        self._looking = loop.call_later(1.0, self._look, loop, loop.time() + 1.0)

    def _look(self, loop: asyncio.AbstractEventLoop, wanted: float) -> None:
        self._late.append(max(0.0, loop.time() - wanted))
        self.watch(loop)

    def unwatch(self) -> None:
        """Looks no more."""
        if self._looking:
            self._looking.cancel()

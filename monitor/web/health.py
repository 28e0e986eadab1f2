"""Whether the daemon is alive (``/healthz``) and ready (``/readyz``): for containers, proxies and watchdogs.

Both may be asked by anybody who reaches the port, so neither tells a name. Alive means that the event loop and the
schedule really turn, and that the daemon's work comes to an end; ready, that the database answers and every source has
been tried under the configuration in force.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from aiohttp import web

from monitor.web.rights import Right, needs

if TYPE_CHECKING:
    from monitor.web.behind import Behind

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


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/healthz`` and ``/readyz``."""

    @needs(Right.OPEN)
    async def healthz(_: web.Request) -> web.Response:
        return _said([trouble] if (trouble := behind.pulse.trouble()) else [], "alive")

    @needs(Right.OPEN)
    async def readyz(_: web.Request) -> web.Response:
        return _said(await behind.unready(), "ready")

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]


def _said(troubles: Sequence[str], well: str) -> web.Response:
    body: dict[str, object] = {"status": well} if not troubles else {"status": f"not {well}", "why": list(troubles)}
    return web.json_response(body, status=503 if troubles else 200)

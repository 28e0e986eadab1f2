"""How fast a service may be written to: each lane (a room, an account) has a gap between two messages, in real time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

_MANY = 1_000  # lanes that are remembered before the free ones are forgotten


class Lanes:
    """Who wants to use a lane waits until it is free. ``sleep`` waits so long; ``time`` tells seconds that only grow (None: those
    of the event loop), whatever the clock on the wall does."""

    def __init__(self, sleep: Callable[[timedelta], Awaitable[None]], time: Callable[[], float] | None = None) -> None:
        self._sleep = sleep
        self._time = time
        self._free: dict[str, float] = {}

    async def turn(self, lanes: Mapping[str, timedelta]) -> None:
        """Waits until all of these lanes are free, and keeps each of them for its gap. Those who ask go in the order in which
        they did."""
        if not lanes:
            return
        now = self._now()
        if len(self._free) > _MANY:
            self._free = {lane: free for lane, free in self._free.items() if free > now}
        start = max(now, *(self._free.get(lane, now) for lane in lanes))
        for lane, gap in lanes.items():
            self._free[lane] = start + gap.total_seconds()
        if start > now:
            await self._sleep(timedelta(seconds=start - now))

    def used(self, lanes: Mapping[str, timedelta]) -> None:
        """The service has answered: its gap counts from now. What was on its way for a while came to it later than it was sent,
        and a message that is edited and answered below is two requests."""
        for lane, gap in lanes.items():
            self._free[lane] = max(self._free.get(lane, 0.0), self._now() + gap.total_seconds())

    def _now(self) -> float:
        return self._time() if self._time else asyncio.get_running_loop().time()

"""One at a time, unless somebody keeps the others waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta


class Turn:
    """A lock that is let go early: whoever holds it longer than ``grace`` (real time) goes on alone, and the next one is
    let in."""

    def __init__(self, grace: timedelta) -> None:
        self._grace = grace.total_seconds()
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """Waits for its turn; it ends with the block, or after the grace."""
        await self._lock.acquire()
        mine = True

        def let_go() -> None:
            nonlocal mine
            if mine:
                mine = False
                self._lock.release()

        timer = asyncio.get_running_loop().call_later(self._grace, let_go)
        try:
            yield
        finally:
            timer.cancel()
            let_go()

"""That something changed, for whoever waits for it."""

from __future__ import annotations

import asyncio


class Changes:
    """Tells those who wait that something changed. One event loop."""

    def __init__(self) -> None:
        self._count = 0
        self._event = asyncio.Event()

    def note(self) -> None:
        """Something changed that a page may show."""
        self._count += 1
        self._event.set()
        self._event = asyncio.Event()

    @property
    def count(self) -> int:
        """How often something changed."""
        return self._count

    async def after(self, count: int) -> int:
        """Waits until there were more than ``count`` changes; returns how many there were."""
        while self._count <= count:
            await self._event.wait()
        return self._count

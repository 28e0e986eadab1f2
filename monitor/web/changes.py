"""That something changed, for whoever waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection


class Changes:
    """Tells those who wait that something changed, and about which brands. One event loop."""

    def __init__(self) -> None:
        self._count = self._of_everybody = self._turns = 0
        self._of: dict[str, int] = {}  # brand -> how many changes there were when it changed last
        self._event = asyncio.Event()

    def note(self, *brands: str) -> None:
        """Something changed that a page may show, about these brands; about none: it is everybody's business."""
        self._count += 1
        self._of |= dict.fromkeys(brands, self._count)
        if not brands:
            self._of_everybody = self._count
        self.look_again()

    def look_again(self) -> None:
        """Whoever waits looks whether they still may."""
        self._turns += 1
        self._event.set()
        self._event = asyncio.Event()

    @property
    def count(self) -> int:
        """How often something changed."""
        return self._count

    def since(self, count: int, brands: Collection[str] | None) -> bool:
        """Whether something changed since there were ``count`` changes that these brands (None: any) have to do with."""
        if brands is None:
            return self._count > count
        return max(self._of_everybody, *(self._of.get(brand, 0) for brand in brands), 0) > count

    @property
    def turns(self) -> int:
        """How often something changed, or it was time to look again."""
        return self._turns

    async def after(self, turns: int) -> None:
        """Waits until there were more than so many ``turns``."""
        while self._turns <= turns:
            await self._event.wait()

"""What has just been asked is not asked again: sources that put the same question share the reply."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from monitor.clock import Clock

MOST_BYTES = 16_000_000
"""Bodies that are kept, in all; the oldest go first."""
_LARGEST = 2_000_000  # a body that is kept


class _Sized(Protocol):
    @property
    def body(self) -> bytes: ...


Reply = TypeVar("Reply", bound=_Sized)


@dataclass(slots=True)
class _Question:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


@dataclass(slots=True)
class Shared(Generic[Reply]):
    """Replies by the hash of their question (address, headers and all: another login is another question)."""

    clock: Clock
    _replies: OrderedDict[bytes, tuple[datetime, timedelta, Reply]] = field(default_factory=OrderedDict)
    _asked: dict[bytes, _Question] = field(default_factory=dict)

    async def reply(
        self,
        question: bytes,
        age: timedelta,
        ask: Callable[[], Awaitable[Reply]],
        worth: Callable[[Reply], bool] = lambda _: True,
    ) -> Reply:
        """The reply to ``question`` if one is younger than ``age``, else what ``ask`` brings, which is kept if it is
        ``worth`` it. Of several who ask at once one asks and the others wait for it; whatever it raises is its own, and the
        next one asks."""
        async with self._turn(question):
            now = self.clock.now()
            known = self._replies.get(question)
            if known is not None and timedelta(0) <= now - known[0] < age:
                return known[2]
            found = await ask()
            if worth(found):
                self._keep(question, age, found)
            return found

    @asynccontextmanager
    async def _turn(self, question: bytes) -> AsyncIterator[None]:
        asked = self._asked.setdefault(question, _Question())
        asked.users += 1
        try:
            async with asked.turn:
                yield
        finally:
            asked.users -= 1
            if not asked.users:
                self._asked.pop(question, None)

    def _keep(self, question: bytes, age: timedelta, found: Reply) -> None:
        now = self.clock.now()
        self._replies.pop(question, None)
        if len(found.body) <= _LARGEST:
            self._replies[question] = (now, age, found)
        old = [one for one, (at, kept, _) in self._replies.items() if not timedelta(0) <= now - at < kept]
        for one in old:
            del self._replies[one]
        size = sum(len(reply.body) for _, _, reply in self._replies.values())
        while size > MOST_BYTES:
            _, (_, _, oldest) = self._replies.popitem(last=False)
            size -= len(oldest.body)

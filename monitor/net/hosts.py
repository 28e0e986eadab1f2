"""Whose turn it is: one limiter a host, shared by all sources and channels, because services count by address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.clock import Clock
from monitor.net import memory
from monitor.net.memory import Away
from monitor.net.trouble import Trouble, seconds

_MANY = 4096  # hosts that are remembered before the idle ones are forgotten


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    users: int = 0  # who has a place or waits for one
    next_start: float = 0.0  # in the event loop's time


@dataclass(slots=True)
class Hosts:
    """``per_host`` requests at a time to each host, starting at least ``gap`` apart; none while it wants to be left
    alone. Keys are "name:port". ``who`` asks is a hash of the credentials that go along, "" for nobody in particular: what
    a service says to one account is not meant for another one."""

    clock: Clock
    per_host: int
    gap: timedelta
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _away: dict[bytes, tuple[datetime, datetime]] = field(default_factory=dict)  # when it was said, until when

    def know(self, away: Away) -> None:
        """What was said before the last restart."""
        self._away |= away

    @asynccontextmanager
    async def turn(self, key: str, who: str = "", *, gap: bool) -> AsyncIterator[None]:
        """Waits for a place and holds it. Raises Trouble at once while the host wants to be left alone.

        Without ``gap`` requests may start together: for hosts that are the owner's own.
        """
        host = self._host(key)
        self._refuse_early(key, who)
        host.users += 1
        try:
            async with host.places:
                if gap:
                    now = asyncio.get_running_loop().time()
                    start = max(now, host.next_start)
                    host.next_start = start + self.gap.total_seconds()
                    if start > now:
                        await asyncio.sleep(start - now)
                self._refuse_early(key, who)  # the one before us may have been told to go away
                yield
        finally:
            host.users -= 1

    def stay_away(self, key: str, span: timedelta, who: str = "") -> tuple[bytes, datetime, datetime] | None:
        """The host asked to be left alone for ``span``. A shorter wish does not undo a longer one; returns what is to be
        remembered, None for nothing new."""
        name, now = memory.key(key, who), self.clock.now()
        if span <= (self._left(name) or timedelta(0)):
            return None
        if len(self._away) >= _MANY:
            self._away = {one: told for one, told in self._away.items() if told[0] <= now < told[1]}
        self._away[name] = (now, now + span)
        return name, now, now + span

    def _left(self, name: bytes) -> timedelta | None:
        if name not in self._away:
            return None
        since, until = self._away[name]
        # A clock that was set back must not make the wait longer.
        if not since <= (now := self.clock.now()) < until:
            del self._away[name]
            return None
        return until - now

    def _refuse_early(self, key: str, who: str) -> None:
        if (left := self._left(memory.key(key, who))) is not None:
            name = key.rpartition(":")[0]
            raise Trouble(f"{name} asked to be left alone for another {seconds(left)}", retry_after=left)

    def _host(self, key: str) -> _Host:
        host = self._hosts.get(key)
        if host is None:
            if len(self._hosts) >= _MANY:
                self._forget()
            host = self._hosts[key] = _Host(asyncio.Semaphore(self.per_host))
        return host

    def _forget(self) -> None:
        now = asyncio.get_running_loop().time()
        self._hosts = {key: host for key, host in self._hosts.items() if host.users or host.next_start > now}

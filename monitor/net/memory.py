"""What has to outlive a request, and with a store behind it a restart: quotas, and which hosts asked to be left alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Protocol

from connectors.base import Quota
from monitor.sources.quotas import Window, spend

Away = Mapping[bytes, tuple[datetime, datetime]]
"""Key (see ``key``) -> when it was said, and until when; aware UTC."""


class Memory(Protocol):
    """Where that is kept. Keys are hashes: they stand for addresses and secrets, and tell neither."""

    async def spend(self, key: bytes, quota: Quota, cost: int | None, now: datetime) -> timedelta | None:
        """Takes ``cost`` units, all that are left for None. Returns how long to wait where that is too much."""

    async def stay_away(self, key: bytes, told: datetime, until: datetime) -> None:
        """Keeps that a host wants to be left alone."""

    async def away(self, now: datetime) -> Away:
        """Everything of that kind that is still in force."""


class Forgetful:
    """A memory that ends with the process."""

    def __init__(self) -> None:
        self._windows: dict[bytes, Window] = {}

    async def spend(self, key: bytes, quota: Quota, cost: int | None, now: datetime) -> timedelta | None:
        self._windows[key], wait = spend(self._windows.get(key), quota, cost, now)
        return wait

    async def stay_away(self, key: bytes, told: datetime, until: datetime) -> None:
        """Nothing has to be kept here: ``Hosts`` knows it as long as the process lives."""

    async def away(self, now: datetime) -> Away:
        return {}


def key(*parts: str) -> bytes:
    """16 bytes that stand for these strings, of which some are secrets."""
    told = "\0".join(f"{len(part)}:{part}" for part in parts)
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).digest()

"""Secrets that services exchange for others, above all refresh tokens that are good once (RFC 6749, section 6).

They are no part of the configuration, because that is the owner's, nor of the database, because that is copied and shown:
each is a file of its own, ``<data>/sign-ins/<hash of the secret in the configuration>``, which only the daemon's user can read.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from monitor.net.memory import key

log = logging.getLogger(__name__)

T = TypeVar("T")
Use = Callable[[str], Awaitable[tuple[T, str]]]
"""Uses a secret; its result, and what the secret was exchanged for ("" if it stays what it is)."""


class Vault:
    """``folder``: where they are kept; without one they end with the process."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._unkept: dict[str, str] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def exchange(self, secret: str, use: Use[T]) -> T:
        """Uses what has come of a secret of the owner's, at first the secret itself, and keeps what it is exchanged for, before
        its result is told. Who uses the same secret waits. Raises what ``use`` raises."""
        name = key("exchanged", secret).hex()
        async with self._turns[name]:
            # The file before each use: `earful once` beside the daemon may have exchanged it meanwhile.
            newest = self._unkept.get(name) or await asyncio.to_thread(self._read, name) or secret
            result, other = await use(newest)
            if other and other != newest:
                self._unkept[name] = other
                # Once it is exchanged the old one may be worth nothing, so nobody may stop this half way.
                if await asyncio.shield(asyncio.to_thread(self._write, name, other)):
                    del self._unkept[name]
            return result

    def _read(self, name: str) -> str:
        if self._folder is None:
            return ""
        try:
            return (self._folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, ValueError) as error:
            log.warning(
                "a kept refresh token cannot be read (%s): that of the configuration is used", type(error).__name__
            )
            return ""

    def _write(self, name: str, secret: str) -> bool:
        if self._folder is None:
            return False
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = self._folder / f"{name}.new"
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(secret)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._folder / name)
            return True
        except OSError as error:
            log.error(
                "a new refresh token could not be kept (%s): after a restart you may have to sign in again",
                error.strerror or type(error).__name__,
            )
            return False

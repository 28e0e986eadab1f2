"""Passwords: hashed with argon2id (RFC 9106), never kept, and slow on purpose, so that few are tried at a time."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
LONGEST = 256

# OWASP's smallest setting: 19 MiB and two passes. A shop's small machine can do that while it listens.
# https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobody = _hasher.hash(secrets.token_urlsafe())
_AT_ONCE = 2


def unfit(password: str) -> str:
    """What is wrong with a new password, in words; empty if nothing is."""
    if len(password) < SHORTEST:
        return f"The password needs {SHORTEST} characters or more: three words are easy to remember."
    if len(password) > LONGEST:
        return f"The password may have {LONGEST} characters."
    return "One character over and over is no password." if len(set(password)) < 4 else ""


def hashed(password: str) -> str:
    """What is kept of it."""
    return _hasher.hash(password)


class Verifier:
    """Checks passwords in threads, a few at a time. One event loop."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def right(self, kept: str | None, given: str) -> bool:
        """Whether the password is the one whose hash is ``kept``; takes as long where there is none (None)."""
        async with self._free:
            matches = await asyncio.to_thread(_verify, kept or _nobody, given[: LONGEST + 1])
        return matches and kept is not None

    async def hashed(self, password: str) -> str:
        """What is kept of a new one."""
        async with self._free:
            return await asyncio.to_thread(hashed, password)


def _verify(kept: str, given: str) -> bool:
    try:
        return _hasher.verify(kept, given)
    except (VerificationError, InvalidHashError):
        return False

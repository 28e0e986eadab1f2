"""Guessing passwords is made slow: after a few wrong ones a name, and an address, has to wait, each time longer."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from monitor.web.security import network

FREE = {"address": 5, "name": 20}
"""Wrong passwords without a wait. A name has more, so that a stranger cannot shut its owner out in a moment."""
FIRST = 2.0
LONGEST = 900.0
"""Seconds to wait after the next one; it doubles up to this."""
REMEMBERED = 10_000


class Tries:
    """Counts wrong passwords by name and by address. ``monotonic`` tells seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._wrong: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()
        self._under_way: Counter[tuple[str, str]] = Counter()

    @contextmanager
    def trying(self, address: str, name: str) -> Iterator[None]:
        """Somebody tries: until it has turned out, it counts as a wrong one, or many at the same moment would be free."""
        keys = _keys(address, name)
        self._under_way.update(keys)
        try:
            yield
        finally:
            self._under_way.subtract(keys)
            for key in keys:
                if not self._under_way[key]:
                    del self._under_way[key]

    def wait(self, address: str, name: str) -> float:
        """Seconds until somebody there may try again; 0 when they may now."""
        now = self._monotonic()
        return max(0.0, *(self._until(key) - now for key in _keys(address, name)))

    def failed(self, address: str, name: str) -> None:
        """A wrong one. What was wrong long ago is forgiven."""
        now = self._monotonic()
        for key in _keys(address, name):
            count, at = self._wrong.pop(key, (0, now))
            self._wrong[key] = (1 if now - at > 2 * LONGEST else count + 1, now)
        while len(self._wrong) > REMEMBERED:
            self._wrong.popitem(last=False)

    def succeeded(self, address: str, name: str) -> None:
        """The right one: the name's count begins anew. The address's does not, or an account of one's own would be a
        licence to guess at others."""
        self._wrong.pop(_keys(address, name)[1], None)

    def _until(self, key: tuple[str, str]) -> float:
        count, at = self._wrong.get(key, (0, 0.0))
        if more := self._under_way[key]:
            count, at = count + more, self._monotonic()
        over = count - FREE[key[0]]
        return at + min(LONGEST, FIRST * 2.0 ** min(over, 20)) if over >= 0 else float("-inf")


def _keys(address: str, name: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("address", network(address)), ("name", name.casefold()[:200])

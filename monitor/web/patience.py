"""Waiting for the daemon only so long. A transaction is not cut off half-way: whoever waits goes away, it goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_LATE = 32
"""Pieces of work that may go on without anybody waiting; with more of them nothing new is begun."""

_late: set[asyncio.Task[Any]] = set()


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """The result of ``work``; TimeoutError when it does not come in time, or when too much work is late already. What has
    begun goes on to its end."""
    if len(_late) >= MOST_LATE:
        work.close()
        raise TimeoutError
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.wait_for(asyncio.shield(task), seconds)
    finally:
        if not task.done():
            _late.add(task)
            task.add_done_callback(_ended)


def _ended(task: asyncio.Task[Any]) -> None:
    _late.discard(task)
    if not task.cancelled() and (error := task.exception()):
        log.warning("what nobody waited for any more failed: %s", error)

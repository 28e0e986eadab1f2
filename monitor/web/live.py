"""Pages that follow what happens: ``/live`` says, as server-sent events, that something changed; the page fetches itself
again. Nothing about anybody goes over it, so it needs no more than the right to look.
https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from aiohttp import web

from monitor.web.problems import Problem
from monitor.web.rights import Right, needs

if TYPE_CHECKING:
    from monitor.web.behind import Behind

MOST = 100
"""Pages that are followed at a time."""
CALM = 1.0
"""Seconds between two words about changes, at least."""
ALIVE = 20.0
"""Seconds after which something is sent in any case, so that a connection that is gone is noticed."""


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/live``."""
    watching: set[web.StreamResponse] = set()

    @needs(Right.LOOK)
    async def live(request: web.Request) -> web.StreamResponse:
        if len(watching) >= MOST:
            raise Problem(
                503, "Too many pages are open", "This one shows what is new when it is loaded.", retry_after=60
            )
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        watching.add(response)
        try:
            await response.prepare(request)
            await response.write(b"retry: 5000\n\n")
            count = behind.changes.count
            while not behind.leaving.is_set():
                try:
                    async with asyncio.timeout(ALIVE):
                        count = await behind.changes.after(count)
                    await response.write(b"event: changed\ndata: 1\n\n")
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(behind.leaving.wait(), CALM)
                except TimeoutError:
                    await response.write(b": alive\n\n")
        finally:
            watching.discard(response)
        return response

    return [web.get("/live", live)]

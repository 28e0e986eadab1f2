"""Pages that follow what happens: ``/live`` says, as server-sent events, that something changed; the page fetches itself
again. Nothing about anybody goes over it, and whoever sees some brands only hears of no other. It ends with the session, or when
that may see something else.
https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from aiohttp import web

from monitor.web.problems import Problem
from monitor.web.rights import Right, needs, viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind
    from monitor.web.entering import Entrance

MOST = 100
"""Pages that are followed at a time."""
CALM = 1.0
"""Seconds between two words about changes, at least."""
ALIVE = 20.0
"""Seconds after which something is sent in any case, so that a connection that is gone is noticed."""


def routes(behind: Behind, entrance: Entrance) -> list[web.RouteDef]:
    """``/live``."""
    watching: set[web.StreamResponse] = set()

    @needs(Right.LOOK)
    async def live(request: web.Request) -> web.StreamResponse:
        if len(watching) >= MOST:
            raise Problem(
                503, "Too many pages are open", "This one shows what is new when it is loaded.", retry_after=60
            )
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        if request.method == "HEAD":
            return response
        watching.add(response)
        try:
            await response.prepare(request)
            await response.write(b"retry: 5000\n\n")
            await _follow(request, response)
        finally:
            watching.discard(response)
        return response

    async def _follow(request: web.Request, response: web.StreamResponse) -> None:
        """Says whatever changes about their brands, for as long as they are the one who began to listen."""
        who, changes = viewer(request), behind.changes
        count, turns = changes.count, changes.turns
        while not behind.leaving.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ALIVE):
                    await changes.after(turns)
            turns = changes.turns
            if await entrance.who(request) != who:
                return
            word = b"event: changed\ndata: 1\n\n" if changes.since(count, who.brands) else b": alive\n\n"
            count = changes.count
            await response.write(word)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(behind.leaving.wait(), CALM)

    return [web.get("/live", live)]

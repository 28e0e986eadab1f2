"""Whether the daemon is alive (``/healthz``) and ready (``/readyz``): for containers, proxies and watchdogs.

Both may be asked by anybody who reaches the port, so neither tells a name. Alive means that the event loop and the
schedule really turn, and that the daemon's work comes to an end; ready, that the database answers and every source has
been tried under the configuration in force.
"""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from monitor.web.behind import Behind
from monitor.web.rights import Right, needs


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/healthz`` and ``/readyz``."""

    @needs(Right.OPEN)
    async def healthz(_: web.Request) -> web.Response:
        return _said([trouble] if (trouble := behind.pulse.trouble()) else [], "alive")

    @needs(Right.OPEN)
    async def readyz(_: web.Request) -> web.Response:
        return _said(await behind.unready(), "ready")

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]


def _said(troubles: Sequence[str], well: str) -> web.Response:
    body: dict[str, object] = {"status": well} if not troubles else {"status": f"not {well}", "why": list(troubles)}
    return web.json_response(body, status=503 if troubles else 200)

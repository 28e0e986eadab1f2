"""The server, as the daemon sees it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection

from aiohttp import web

from monitor.config import Page
from monitor.web import (
    api,
    deeds,
    doorman,
    entering,
    feeds,
    health,
    ingest,
    leaving,
    live,
    metrics,
    pages,
    security,
    slack,
    views,
)
from monitor.web.behind import Behind
from monitor.web.serving import CannotListen, Serving

log = logging.getLogger(__name__)


def build(behind: Behind) -> web.Application:
    """Everything that answers."""
    guard = security.guard(security.Limits(), lambda: behind.config().page.proxies)
    entrance = entering.Entrance(behind)
    layers = [guard, doorman.layer(behind, entrance)]
    app = web.Application(middlewares=layers, client_max_size=security.LONGEST_BODY)
    app.on_response_prepare.append(security.dress)
    app.add_routes([*pages.routes(), *entering.routes(behind, entrance), *feeds.routes(behind, entrance)])
    app.add_routes(live.routes(behind, entrance))
    for module in (health, metrics, ingest, deeds, leaving, views, slack, api):
        app.add_routes(module.routes(behind))
    return app


class Door:
    """The server, as the daemon sees it: it follows ``page:`` of the configuration, and says what keeps it from that."""

    def __init__(self, behind: Behind, serving: Callable[[web.Application], Serving] = Serving) -> None:
        """``serving`` is for tests, which have less patience."""
        self._behind = behind
        self._make = serving
        self._serving: Serving | None = None
        self._changing = asyncio.Lock()
        self.trouble = ""
        """Why nobody can come in although somebody should, in words; empty while all is well."""

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Where it listens: host and port."""
        return self._serving.addresses if self._serving else []

    async def follow(self, page: Page) -> str:
        """Listens where ``page`` says, or nowhere. What listens already and still shall is left alone, and where the new
        place cannot be had the old one stays open. Returns ``trouble``."""
        async with self._changing:
            try:
                if page.port is None:
                    await self.close()
                else:
                    await self._listen(page.host, page.port, page.proxies)
                self.trouble = ""
            except CannotListen as error:
                self.trouble = str(error)
        return self.trouble

    async def _listen(self, host: str, port: int, proxies: Collection[str]) -> None:
        if self._serving is None:
            self._serving = self._make(build(self._behind))
            await self._serving.open()
            self._behind.pulse.watch(asyncio.get_running_loop())
        if await self._serving.listen(host, port, proxies):
            log.info("the page listens on %s port %d", host, port)

    async def close(self) -> None:
        """Lets nobody in any more; what is being answered gets a moment."""
        serving, self._serving = self._serving, None
        if serving:
            self._behind.pulse.unwatch()
            await serving.close()

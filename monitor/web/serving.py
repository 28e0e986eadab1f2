"""Listening: sockets that open and close while the daemon runs, and connections that cannot hold it up.

One server answers for the whole life of the daemon; only what listens comes and goes with the configuration, so that a
reload drops nobody. aiohttp knows no time-out for headers, but closes a connection that has been idle for its keep-alive
time, and one whose headers never end is idle to it: that is the time-out here.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Collection
from typing import Any

from aiohttp import web

from monitor.web import security

log = logging.getLogger(__name__)

HEADERS_WITHIN = 15.0
"""Seconds within which a connection must have sent whole headers, and after which an idle one is closed."""
GOODBYE = 3.0
"""Seconds that requests under way get when the daemon stops."""
MOST_CONNECTIONS = 256
MOST_OF_ONE = 32
"""Connections in all, and from one address; a trusted proxy may have all of them."""


class CannotListen(Exception):
    """The socket cannot be opened; the text says what to do about it."""


class _Connection(web.RequestHandler):
    """One connection, if there is room for it. What cannot be read as HTTP is answered in one line, like everything
    else with our headers, and never with what was sent."""

    __slots__ = ("_proxies",)

    def __init__(self, manager: web.Server, proxies: Collection[str], **options: Any) -> None:
        super().__init__(manager, **options)
        self._proxies = proxies

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        manager = self._manager
        assert manager is not None
        peer = _host(transport)
        others = manager.connections
        alone = security.is_trusted(peer, self._proxies)
        mine = 0 if alone else sum(1 for other in others if _host(other.transport) == peer)
        if len(others) >= MOST_CONNECTIONS or mine >= MOST_OF_ONE:
            log.debug("a connection from %s is one too many", peer)
            assert isinstance(transport, asyncio.Transport)
            transport.abort()
            return
        super().connection_made(transport)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        log.debug("a request was not understood (%s)", type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        response = web.Response(status=status, text="That was no request that Earful understands.\n")
        security.harden(response)
        response.force_close()
        return response


def _host(transport: asyncio.BaseTransport | None) -> str:
    peer = transport.get_extra_info("peername") if transport else None
    return str(peer[0]) if peer else ""


class Serving:
    """A server and what listens for it."""

    def __init__(self, app: web.Application, *, headers_within: float = HEADERS_WITHIN) -> None:
        self._runner = web.AppRunner(app, shutdown_timeout=GOODBYE, access_log=None)
        self._headers_within = headers_within
        self._listening: asyncio.Server | None = None
        self._where: tuple[str, int] | None = None
        self._proxies: Collection[str] = ()

    async def open(self) -> None:
        """Makes ready; nothing listens yet."""
        await self._runner.setup()

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Host and port of every socket that listens."""
        sockets = self._listening.sockets if self._listening else ()
        return [(str(name[0]), int(name[1])) for name in (each.getsockname() for each in sockets)]

    async def listen(self, host: str, port: int, proxies: Collection[str] = ()) -> bool:
        """Listens there and nowhere else; False where it does so already. CannotListen leaves everything as it was."""
        self._proxies = proxies
        if self._where == (host, port):
            return False
        old = self._listening
        same_port = old is not None and self._where is not None and self._where[1] == port != 0
        if same_port and old:
            old.close()  # the same port on other addresses of this machine: the two would be in each other's way
        try:
            new = await self._opened(host, port)
        except CannotListen:
            if same_port and self._where:
                self._listening = await self._opened(*self._where)
            raise
        if old:
            old.close()
        self._listening, self._where = new, (host, port)
        return True

    async def _opened(self, host: str, port: int) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        try:
            return await loop.create_server(self._connection, host, port, backlog=128)
        except OSError as error:
            raise CannotListen(_in_words(error, host, port)) from None

    def _connection(self) -> asyncio.Protocol:
        server = self._runner.server
        assert server is not None
        return _Connection(
            server,
            self._proxies,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=self._headers_within,
            access_log=None,
            lingering_time=1.0,
            auto_decompress=False,  # whoever sends compressed is told so: a small body must not become a large one
            max_line_size=8 * 1024,
            max_field_size=8 * 1024,
        )

    async def close(self) -> None:
        """Lets nobody in any more, and ends what is there: requests under way get a moment."""
        if self._listening:
            self._listening.close()
        self._listening, self._where = None, None
        await self._runner.cleanup()


def _in_words(error: OSError, host: str, port: int) -> str:
    where = f"{host} port {port}"
    match error.errno:
        case errno.EADDRINUSE:
            return f"{where} is taken by another program: stop that one, or write another port under page:"
        case errno.EACCES | errno.EPERM:
            return f"{where} is not allowed to this user: write a port above 1023 under page:"
        case errno.EADDRNOTAVAIL:
            return f"this machine has no address {host}: write 127.0.0.1 or 0.0.0.0 as host under page:"
    return f"{where} cannot be opened ({error.strerror or 'unknown reason'})"

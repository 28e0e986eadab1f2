"""What every fake of a service is: a server on a free port of 127.0.0.1 that keeps what it was asked, and has bad days.

    async with Storefronts() as store:
        store.bad_day = refuses(429, {"retry-after": "30"})

A subclass gives ``routes``, or only ``handle`` where one function answers everything.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from monitor.demo.toy_forum import Request, start
from tests.fakes.hostile import bomb

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
BadDay = Callable[[web.Request, Answer], Awaitable[web.StreamResponse]]
"""What happens to a request in place of the service's own answer, which it may ask for."""


@dataclass(kw_only=True)
class Fake:
    """``received`` has every request in order. ``bad_day`` stands between all of them and the service; None is a good
    day."""

    received: list[Request] = field(default_factory=list)
    bad_day: BadDay | None = None
    _runner: web.AppRunner | None = None
    _port: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._between])
        app.add_routes(self.routes())
        self._runner, self._port = await start(app)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def url_elsewhere(self) -> str:
        """The same server under another host name."""
        return f"http://localhost:{self._port}"

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Who answers what."""
        return [web.route("*", "/{path:.*}", self.handle)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The answer to a request, for a fake without routes of its own."""
        raise NotImplementedError

    @web.middleware
    async def _between(self, request: web.Request, handler: Answer) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Request(request.method, request.path, dict(request.query), headers, await request.read())
        self.received.append(asked)
        return await (self.bad_day(request, handler) if self.bad_day else handler(request))


# --- bad days ---------------------------------------------------------------------------------------------------------


def refuses(status: int, headers: Mapping[str, str] | None = None, body: object = b"") -> BadDay:
    """Every request is answered with this; a ``body`` that is no bytes is sent as JSON."""

    async def day(request: web.Request, answer: Answer) -> web.StreamResponse:
        if isinstance(body, bytes):
            return web.Response(status=status, headers={"content-type": "text/html", **(headers or {})}, body=body)
        text = json.dumps(body)
        return web.Response(status=status, headers=dict(headers or {}), text=text, content_type="application/json")

    return day


def says(body: bytes, content_type: str = "text/html") -> BadDay:
    """Every request is answered with these bytes and status 200, as by a login page or a half-written deploy."""
    return refuses(200, {"content-type": content_type}, body)


async def hangs(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Nothing comes back."""
    await asyncio.Event().wait()
    raise AssertionError("nobody sets it")


async def resets(request: web.Request, answer: Answer) -> web.StreamResponse:
    """The connection is reset before there is an answer."""
    _reset(request)
    return web.Response()


async def breaks_off(request: web.Request, answer: Answer) -> web.StreamResponse:
    """The connection is reset in the middle of the service's own answer."""
    whole = await answer(request)
    body = whole.body if isinstance(whole, web.Response) and isinstance(whole.body, bytes) else b"half"
    cut = web.StreamResponse(headers={"content-length": str(len(body) + 10)})
    await cut.prepare(request)
    await cut.write(body[: len(body) // 2 + 1])
    _reset(request)
    return cut


async def explodes(request: web.Request, answer: Answer) -> web.StreamResponse:
    """A hundred kilobytes that unpack to a hundred megabytes."""
    return web.Response(body=_BOMB, headers={"content-encoding": "gzip", "content-type": "application/json"})


async def floods(request: web.Request, answer: Answer) -> web.StreamResponse:
    """More than anybody should send."""
    return web.Response(body=b"[" + b'"words ",' * 700_000 + b'""]', content_type="application/json")


def without(*paths: str) -> BadDay:
    """What has one of these in its path is not there, as behind a proxy that lets only some of a service through."""

    async def day(request: web.Request, answer: Answer) -> web.StreamResponse:
        return web.Response(status=404) if any(path in request.path for path in paths) else await answer(request)

    return day


def redirects(to: str, status: int = 302) -> BadDay:
    """Every request is sent on to another address."""
    return refuses(status, {"location": to})


def later(day: BadDay, good: int = 1) -> BadDay:
    """That many requests are answered well, and then the day turns bad."""
    answered = 0

    async def turning(request: web.Request, answer: Answer) -> web.StreamResponse:
        nonlocal answered
        answered += 1
        return await (answer(request) if answered <= good else day(request, answer))

    return turning


def rewrites(change: Callable[[bytes], bytes]) -> BadDay:
    """The service answers, and ``change`` is made to the bytes of whatever it says with status 200."""

    async def day(request: web.Request, answer: Answer) -> web.StreamResponse:
        whole = await answer(request)
        if whole.status != 200 or not isinstance(whole, web.Response) or not isinstance(whole.body, bytes):
            return whole
        packed = whole.headers.get("content-encoding") == "gzip"
        body = change(gzip.decompress(whole.body) if packed else whole.body)
        headers = {"content-type": whole.headers.get("content-type", "")}
        return web.Response(body=body, headers=headers)

    return day


_BOMB = bomb(100)


def _reset(request: web.Request) -> None:
    """Closes the connection with RST instead of FIN."""
    assert request.transport is not None
    wire: Any = request.transport.get_extra_info("socket")
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()

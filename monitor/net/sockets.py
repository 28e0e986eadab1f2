"""The way of a stream: a WebSocket (RFC 6455) with the guard, the turns, the caps and the sentences of a request.

    async with client.websocket("wss://stream.example/subscribe") as socket:
        message = await socket.receive(timedelta(seconds=30))     text or bytes; None: nothing came in that time
        await socket.ping()                                       ``failure`` unless the other side is alive

What a peer sends is held back by TCP while nobody receives, so a fast stream cannot fill the memory. Compression is
offered (RFC 7692) and bounded: a message counts unpacked.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
from aiohttp import WSMsgType
from yarl import URL

from monitor.net.trouble import Trouble, explain, seconds
from monitor.net.wire import DEFLATE

PONG = timedelta(seconds=10)
"""How long a living peer may take to answer a ping."""
_CLOSE = 2.0  # seconds; who does not say goodbye in that time is left without


class Socket:
    """One open stream: ``connectors.base.Socket``. Raises Trouble, which ``Bound.websocket`` turns into its failure."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, host: str, max_message: int) -> None:
        self._socket = socket
        self._host = host
        self._max_message = max_message
        self._early: deque[str | bytes] = deque()  # what came while we waited for a pong: one message at most
        self._pongs = 0

    async def receive(self, within: timedelta) -> str | bytes | None:
        """The next message, text or bytes; None if none came in that time."""
        if self._early:
            return self._early.popleft()
        return await self._next(within.total_seconds())

    async def send(self, text: str) -> None:
        """Sends one message; Trouble if the other side does not take it within ten seconds."""
        try:
            async with asyncio.timeout(PONG.total_seconds()):
                await self._socket.send_str(text)
        except TimeoutError:
            raise self._dead() from None
        except (aiohttp.ClientError, OSError) as error:
            raise explain(error, self._host) from None

    async def ping(self) -> None:
        """Asks the other side whether it is there; a message is as good an answer as a pong."""
        before, loop = self._pongs, asyncio.get_running_loop()
        try:
            async with asyncio.timeout(PONG.total_seconds()):
                await self._socket.ping()
        except TimeoutError:
            raise self._dead() from None
        except (aiohttp.ClientError, OSError) as error:
            raise explain(error, self._host) from None
        until = loop.time() + PONG.total_seconds()
        while self._pongs == before and not self._early:
            if (left := until - loop.time()) <= 0:
                raise self._dead()
            message = await self._next(left, pong=True)
            if message is not None:
                self._early.append(message)

    async def _next(self, within: float, *, pong: bool = False) -> str | bytes | None:
        """The next message, or None when the time is over or, with ``pong``, a pong has come."""
        until = asyncio.get_running_loop().time() + within
        while True:
            try:
                async with asyncio.timeout_at(until):
                    message = await self._socket.receive()
                    if message.type is WSMsgType.PING:
                        await self._socket.pong(message.data)
            except TimeoutError:
                return None
            except (aiohttp.ClientError, OSError) as error:
                raise explain(error, self._host) from None
            if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                data: str | bytes = message.data
                return data
            if message.type is WSMsgType.PONG:
                self._pongs += 1
                if pong:
                    return None
            elif message.type is not WSMsgType.PING:
                raise self._ended(message)

    def _ended(self, message: aiohttp.WSMessage) -> Trouble:
        error = message.data if message.type is WSMsgType.ERROR else None
        if isinstance(error, aiohttp.WebSocketError):
            if error.code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG:
                return Trouble(f"{self._host} sent more than {self._max_message / 1e6:g} MB in one message")
            return Trouble(f"{self._host} sent something that is not WebSocket")
        if message.type is WSMsgType.CLOSE:
            return Trouble(f"{self._host} ended the stream")
        return Trouble(f"the connection to {self._host} broke off")

    def _dead(self) -> Trouble:
        return Trouble(f"{self._host} has fallen silent: no answer to a ping within {seconds(PONG)}")


@asynccontextmanager
async def opened(
    session: aiohttp.ClientSession, url: str, headers: Mapping[str, str], host: str, max_message: int
) -> AsyncIterator[Socket]:
    """Shakes hands at an http(s) address (RFC 6455, 4.1) and leaves the stream open for as long as it is used. Redirects
    are refused. Raises what aiohttp raises, WSServerHandshakeError where the answer is no stream."""
    socket = await session.ws_connect(
        URL(url, encoded=True),
        headers=dict(headers),
        autoping=False,
        autoclose=False,
        compress=DEFLATE,
        max_msg_size=max_message,
        timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSE),
    )
    try:
        yield Socket(socket, host, max_message)
    finally:
        await socket.close()


def refused(error: aiohttp.WSServerHandshakeError, host: str, retry_after: timedelta | None) -> Trouble:
    """What an HTTP status instead of a stream means."""
    match error.status:
        case 301 | 302 | 303 | 307 | 308:
            return Trouble(f"{host} redirects, which a stream does not follow: write the new address", permanent=True)
        case 401 | 403 | 407 | 451:
            what = f"{host} refuses us (HTTP {error.status}): it wants a login, or blocks programs"
            return Trouble(what, retry_after=retry_after)
        case 429:
            return Trouble(f"{host} asks us to slow down (HTTP 429)", retry_after=retry_after)
        case 404 | 410:
            return Trouble(f"{host} has nothing at this address (HTTP {error.status}): check it", permanent=True)
        case status if status >= 500:
            return Trouble(f"{host} has trouble of its own (HTTP {status})", retry_after=retry_after)
        case 101:
            return Trouble(f"{host} sent something that is not WebSocket")
        case status:
            return Trouble(f"{host} answered HTTP {status} where a stream was asked for", retry_after=retry_after)

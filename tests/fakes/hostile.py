"""A hostile HTTP server on loopback: what a broken or malicious host may send, byte for byte.

It speaks through raw sockets, because a proper HTTP library refuses to misbehave. ``/say`` answers as its query says;
the other paths are one kind of hostility each. Every request is kept in ``seen``.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import ssl
import struct
import zlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, quote, urlencode


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came over the wire."""

    method: str
    target: str  # path and query, exactly as sent
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(self.target.partition("?")[2])


@dataclass(slots=True)
class Line:
    """One connection: what came in, and the way back."""

    seen: Seen
    writer: asyncio.StreamWriter

    async def answer(self, status: int = 200, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        head = {"Content-Length": str(len(body)), **(headers or {})}
        lines = [f"HTTP/1.1 {status} So", *(f"{name}: {value}" for name, value in head.items())]
        await self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + (b"" if self.seen.method == "HEAD" else body))

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def for_ever(self, data: bytes, every: float = 0.0) -> None:
        """Sends ``data`` again and again until the other side has gone."""
        while True:
            await self.send(data)
            await asyncio.sleep(every)


Handler = Callable[[Line], Awaitable[None]]

_HEAD = b"HTTP/1.1 200 OK\r\n"
_OPEN_END = _HEAD + b"Connection: close\r\n\r\n"


def bomb(mebibytes: int) -> bytes:
    """A gzip stream of that many MiB of zeros, about 1 kB for each."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
    # After a full flush nothing refers back, so the same bytes can be repeated.
    mebibyte = machine.compress(bytes(1 << 20)) + machine.flush(zlib.Z_FULL_FLUSH)
    return head + mebibyte * mebibytes + machine.flush() + bytes(8)


def raw_deflate(data: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(data) + machine.flush()


async def _say(line: Line) -> None:
    """/say?status=429&header=Retry-After:+5&body=words"""
    query = line.seen.query
    headers = dict(text.split(": ", 1) for text in query.get("header", []))
    await line.answer(int(query.get("status", ["200"])[0]), headers, query.get("body", [""])[0].encode())


async def _echo(line: Line) -> None:
    seen = line.seen
    told = {"method": seen.method, "target": seen.target, "headers": dict(seen.headers), "body": seen.body.decode()}
    await line.answer(body=json.dumps(told).encode())


def _encoded(encoding: str, body: bytes) -> Handler:
    async def answer(line: Line) -> None:
        await line.answer(headers={"Content-Encoding": encoding}, body=body)

    return answer


async def _endless(line: Line) -> None:
    await line.send(_OPEN_END)
    await line.for_ever(b"x" * 65536)


async def _drip(line: Line) -> None:
    await line.send(_OPEN_END)
    await line.for_ever(b"x", every=0.01)


async def _drip_head(line: Line) -> None:
    await line.send(_HEAD + b"X-Slow: ")
    await line.for_ever(b"x", every=0.01)


async def _many_headers(line: Line) -> None:
    await line.send(_HEAD)
    await line.for_ever(b"X-More: more\r\n" * 1000)


async def _continue(line: Line) -> None:
    await line.for_ever(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


async def _hang(line: Line) -> None:
    await asyncio.Event().wait()


async def _reset(line: Line) -> None:
    _linger(line.writer)
    line.writer.close()


async def _reset_in_body(line: Line) -> None:
    await line.send(_HEAD + b"Content-Length: 1000\r\n\r\nhalf of")
    _linger(line.writer)
    line.writer.close()


def _linger(writer: asyncio.StreamWriter) -> None:
    """Closing will send RST instead of FIN."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _then_close(data: bytes) -> Handler:
    async def answer(line: Line) -> None:
        await line.send(data)
        line.writer.close()

    return answer


async def _loop(line: Line) -> None:
    await line.answer(302, {"Location": line.seen.target})


async def _chain(line: Line) -> None:
    """/chain?hops=3&to=URL redirects to itself three times, and then to URL."""
    hops, to = int(line.seen.query["hops"][0]), line.seen.query["to"][0]
    at = f"/chain?hops={hops - 1}&to={quote(to, safe='')}" if hops else to
    await line.answer(302, {"Location": at})


_WORDS = b"the plumber never called back. " * 100
HANDLERS: dict[str, Handler] = {
    "/say": _say,
    "/echo": _echo,
    "/gzip": _encoded("gzip", gzip.compress(_WORDS)),
    "/gzip-members": _encoded("x-gzip", gzip.compress(_WORDS[:1000]) + gzip.compress(_WORDS[1000:])),
    "/gzip-tail": _encoded("gzip", gzip.compress(_WORDS) + b"\0\0\0\0"),
    "/deflate": _encoded("deflate", zlib.compress(_WORDS)),
    "/deflate-raw": _encoded("deflate", raw_deflate(_WORDS)),
    "/no-encoding": _encoded("utf-8", _WORDS),
    "/identity": _encoded("identity, gzip", gzip.compress(_WORDS)),
    "/gzip-cut": _encoded("gzip", gzip.compress(_WORDS)[:-20]),
    "/gzip-not": _encoded("gzip", b"<html>plain words</html>"),
    "/gzip-many": _encoded("gzip", gzip.compress(b"") * 5000),
    "/stacked": _encoded("gzip, gzip", gzip.compress(gzip.compress(_WORDS))),
    "/br": _encoded("br", b"\x0b\x02\x80words\x03"),
    "/bomb": _encoded("gzip", bomb(1024)),
    "/bomb-stacked": _encoded("gzip, gzip", gzip.compress(bomb(1024))),
    "/endless": _endless,
    "/drip": _drip,
    "/drip-head": _drip_head,
    "/many-headers": _many_headers,
    "/long-header": _then_close(_HEAD + b"X-Long: " + b"x" * 100_000 + b"\r\n\r\n"),
    "/continue": _continue,
    "/hang": _hang,
    "/reset": _reset,
    "/reset-in-body": _reset_in_body,
    "/close": _then_close(b""),
    "/short": _then_close(_HEAD + b"Content-Length: 1000\r\n\r\nhalf of"),
    "/not-http": _then_close(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "/bad-chunk": _then_close(_HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nwords\r\n"),
    "/loop": _loop,
    "/chain": _chain,
}


@dataclass(slots=True)
class Hostile:
    """The server; ``async with Hostile() as server``. Listens on ``host`` (a loopback address) and a free port."""

    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    name: str = ""  # how addresses call it; empty: by ``host``
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, self.host, self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def url(self, path: str) -> str:
        name = self.name or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"{'https' if self.tls else 'http'}://{name}:{self.port}{path}"

    def say(self, status: int = 200, headers: Mapping[str, str] | None = None, body: str = "") -> str:
        """An address that answers so."""
        query = [("status", str(status)), *(("header", f"{k}: {v}") for k, v in (headers or {}).items())]
        return self.url(f"/say?{urlencode([*query, ('body', body)])}")

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._serve(reader, writer)
        except asyncio.CancelledError:
            pass  # the server is closing; asyncio's own callback would report the cancellation as an error
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            opening = await reader.readexactly(1)
            if opening == b"\x16":  # a TLS handshake, but we speak plainly
                writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                break
            head = (opening + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.strip().split("\r\n")
            method, target, _ = first.split(" ")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            if target.startswith("/no-read"):
                await asyncio.Event().wait()
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            seen = Seen(method, target, headers, body)
            self.seen.append(seen)
            await HANDLERS.get(target.partition("?")[0], _echo)(Line(seen, writer))

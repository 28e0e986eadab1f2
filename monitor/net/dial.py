"""A connection that is no HTTP: to a host and a port that the owner named, behind the same guard and the same certificates.

The guard looks at each numeric address before a socket connects to it, as in ``wire``. What is spoken is the caller's
business, and so is how long it waits for an answer: a mailbox may be silent for half an hour.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp.abc import ResolveResult

from monitor.net.guard import refusal
from monitor.net.trouble import Trouble, unconnected
from monitor.net.wire import Names

_PIECE = 65_536  # bytes


@dataclass(frozen=True, slots=True)
class Line:
    """An open connection: connectors.base.Line. ``failed`` makes the caller's own error of a Trouble."""

    host: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    tls: ssl.SSLContext
    failed: Callable[[Trouble], Exception]

    async def read(self) -> bytes:
        """What has come in, at least one byte; b"" when the other side has closed. Waits for as long as it takes."""
        try:
            return await self.reader.read(_PIECE)
        except (OSError, ssl.SSLError) as error:
            raise self.failed(broken(error, self.host)) from None

    async def write(self, data: bytes) -> None:
        """Sends it."""
        try:
            self.writer.write(data)
            await self.writer.drain()
        except (OSError, ssl.SSLError) as error:
            raise self.failed(broken(error, self.host)) from None

    async def start_tls(self) -> None:
        """From here on the connection is encrypted, and the other side has shown its certificate."""
        try:
            await self.writer.start_tls(self.tls, server_hostname=self.host)
        except (OSError, ssl.SSLError) as error:
            raise self.failed(broken(error, self.host)) from None

    async def close(self) -> None:
        """Ends it without a word. Safe to call twice."""
        self.writer.close()
        with contextlib.suppress(OSError, ssl.SSLError, TimeoutError):
            async with asyncio.timeout(1):  # a peer that does not say goodbye, either
                await self.writer.wait_closed()


async def dial(
    host: str,
    port: int,
    *,
    encrypted: bool,
    names: Names,
    tls: ssl.SSLContext,
    allow_private: bool,
    failed: Callable[[Trouble], Exception],
) -> Line:
    """Connects to one of the addresses of ``host``, with TLS from the start if ``encrypted``. Trouble if that does not work."""
    sock = await _connected(host, await _resolved(host, port, names), allow_private=allow_private)
    try:
        reader, writer = await asyncio.open_connection(
            sock=sock, ssl=tls if encrypted else None, server_hostname=host if encrypted else None
        )
    except BaseException as error:
        sock.close()
        if isinstance(error, OSError):  # an ssl.SSLError is one
            raise broken(error, host) from None
        raise
    return Line(host, reader, writer, tls, failed)


async def _resolved(host: str, port: int, names: Names) -> list[ResolveResult]:
    try:
        return await names.resolve(host, port)
    except (OSError, UnicodeError):
        raise Trouble(f"{host} is not known (DNS)") from None


async def _connected(host: str, found: Sequence[ResolveResult], *, allow_private: bool) -> socket.socket:
    """A socket that is connected to the first address that lets us, in the order of the resolver."""
    loop = asyncio.get_running_loop()
    trouble = Trouble(f"{host} is not known (DNS)")
    for address in found:
        number = address["host"]
        if why := refusal(number, allow_private=allow_private):
            literal = number == host
            where = number if literal else f"{host} is at {number}, which"
            trouble = Trouble(f"refused: {where} is {why}", permanent=literal)
            continue
        sock = socket.socket(address["family"], socket.SOCK_STREAM, address["proto"])
        try:
            sock.setblocking(False)
            await loop.sock_connect(sock, (number, address["port"]))
        except BaseException as error:
            sock.close()
            if not isinstance(error, OSError):
                raise
            trouble = Trouble(unconnected(error, host))
            continue
        return sock
    raise trouble


def broken(error: Exception, host: str) -> Trouble:
    """What it means when a connection fails while it is in use, or never becomes an encrypted one."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble(f"certificate of {host} is not valid: {error.verify_message.rstrip('.')}")
    if isinstance(error, ssl.SSLError):
        reason = (error.reason or "").lower().replace("_", " ")
        return Trouble(f"no encrypted connection to {host}{f': {reason}' if reason else ''}")
    if isinstance(error, OSError) and error.errno in (errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH):
        return Trouble(f"{host} cannot be reached any more: {os.strerror(error.errno).lower()}")
    return Trouble(f"the connection to {host} broke off")

"""The wire: aiohttp's connections behind httpx's transport interface, with the address guard at every connect.

Literal addresses never pass a resolver, a name can resolve differently the second time, and URL parsers disagree about
what the host is. So the guard looks at the only thing that counts: the numeric address a socket is about to connect to.
A pooled connection has passed it; sources with and without ``allow_private`` have pools of their own.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

import aiohttp
import certifi
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport
from yarl import URL

from monitor.net.guard import refusal

_CONNECTIONS = 256  # at a time, in all
_HEADER = 32_768  # bytes in one header; content security policies outgrow aiohttp's 8 kB
DEFLATE = 15  # the window that a stream offers (RFC 7692, 7.1.2): the largest


@dataclass(slots=True)
class UnderWay:
    """What is being asked now, for those who are called back without being told: the guard, and error texts."""

    host: str = ""  # as people write it
    url: str = ""  # exactly as it shall be sent
    redirected_by: str = ""  # host
    refused: str = ""  # the guard's reason
    literal: bool = False  # what was refused is the host as written, not what a name led to
    waiting: bool = False  # for its turn, not yet for the host


under_way: ContextVar[UnderWay] = ContextVar("under_way")


def quiet_loggers() -> None:
    """Silences the HTTP libraries' log lines, which hold whole URLs: a webhook address is a password."""
    for name in ("httpx", "httpcore", "aiohttp.client", "aiohttp.internal"):
        logging.getLogger(name).setLevel(logging.ERROR)


def tls_context() -> ssl.SSLContext:
    """Certificates are checked against SSL_CERT_FILE and SSL_CERT_DIR if set, else the system's store; where that may
    be empty (containers), certifi's is added."""
    return _tls_context(os.environ.get("SSL_CERT_FILE") or "", os.environ.get("SSL_CERT_DIR") or "")


@lru_cache(maxsize=4)  # reading a hundred certificates takes 20 ms and 2 MB
def _tls_context(told_file: str, told_directory: str) -> ssl.SSLContext:
    context = ssl.create_default_context()  # OpenSSL reads the variables itself
    # A store of the directory kind is read when needed, and looks empty before.
    if not (told_file or told_directory or context.cert_store_stats()["x509_ca"]):
        context.load_verify_locations(certifi.where())
    return context


class Names(AbstractResolver):
    """Looks names up in threads of its own, so that a dead DNS server does not block those who score and parse."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(16, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The numeric addresses of ``host``; OSError if it has none."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
        )
        return [
            ResolveResult(hostname=host, host=str(address[0]), port=port, family=fam, proto=proto, flags=0)
            for fam, _, proto, _, address in found
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class Wire:
    """The open connections: those of one permission (``allow_private``). Needs a running event loop."""

    def __init__(self, *, allow_private: bool, tls: ssl.SSLContext, names: Names) -> None:
        self._allow_private = allow_private
        connector = aiohttp.TCPConnector(
            ssl=tls, resolver=names, limit=_CONNECTIONS, socket_factory=self._socket, keepalive_timeout=15
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            middlewares=(_exactly,),
            max_field_size=_HEADER,
            trust_env=False,
        )
        # httpx.AsyncClient is left out on purpose: what it adds (cookies, redirects, a log line with the URL) we do
        # ourselves or do not want, and it takes as much CPU again as the transport below it.
        self.transport = AiohttpTransport(verify=tls, client=self._session)

    @property
    def session(self) -> aiohttp.ClientSession:
        """For what is no request: a stream."""
        return self._session

    async def close(self) -> None:
        """Closes all connections and waits until they are."""
        await self._session.close()

    def _socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, proto, _, sockaddr = info
        address = str(sockaddr[0])
        if why := refusal(address, allow_private=self._allow_private):
            request = under_way.get()
            request.literal = request.host == address
            where = address if request.literal else f"{request.host} is at {address}, which"
            by = f" ({request.redirected_by} redirects there)" if request.redirected_by else ""
            request.refused = f"refused: {where} is {why}{by}"
            raise OSError(errno.EACCES, "refused by the address guard")
        return socket.socket(family, kind, proto)


async def _exactly(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Sends the URL as it was written: yarl has turned %2F and %7E into / and ~, which spoils signatures. aiohttp would
    follow the redirect of a stream, so that stops here."""
    wanted = under_way.get().url
    if str(request.url) != wanted:
        request.url = URL(wanted, encoded=True)
    reply = await send(request)
    if 300 <= reply.status < 400 and "upgrade" in request.headers:
        reply.close()
        raise aiohttp.WSServerHandshakeError(
            reply.request_info, reply.history, status=reply.status, headers=reply.headers
        )
    return reply

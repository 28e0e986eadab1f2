"""The way of a request: its turn, the connection, redirects, the caps, and what to say when it fails."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import metadata
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import aiohttp
import httpx

from connectors.base import Quota, Spent, host_of
from monitor.clock import Clock, SystemClock
from monitor.net.body import Overflow, decoded
from monitor.net.dial import Line, dial
from monitor.net.hosts import Hosts
from monitor.net.memory import Forgetful, Memory, key
from monitor.net.patience import retry_after
from monitor.net.request import HARMLESS, Params, first, following, key_of
from monitor.net.sharing import Shared
from monitor.net.sockets import Socket, opened, refused
from monitor.net.trouble import Trouble, explain, seconds
from monitor.net.vault import Use, Vault
from monitor.net.wire import Names, UnderWay, Wire, quiet_loggers, tls_context, under_way

T = TypeVar("T")
MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_AS_HTTP = {"ws": "http", "wss": "https"}
_NOT_A_STREAMS = ("accept-encoding", "content-length", "host")  # aiohttp writes the host itself


_IMPERSONAL = frozenset(["host", "content-length", "connection", "x-github-api-version"])

log = logging.getLogger(__name__)


Covered = Callable[[Iterable[datetime | float | None]], None]
"""What ``connectors.base.Client.covered`` does: when what a page has was written."""


class Failure(Protocol):
    """How a ground floor wants to hear of trouble: connectors.base.FetchError or alerts.base.DeliveryError."""

    def __call__(self, what: str, *, retry_after: timedelta | None = None, permanent: bool = False) -> Exception: ...


@dataclass(frozen=True, slots=True)
class Response:
    """A whole HTTP reply, decompressed and within the caps. ``url`` is the final address, header names are in lower
    case, ``retry_after`` is how long the service asked us to stay away (None: it did not say)."""

    status: int
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    retry_after: timedelta | None


class Net:
    """The one HTTP client of the daemon: open it once (``async with``), and hand every source and channel a ``bound``.

    ``contact`` (a web or mail address) goes into the User-Agent, so that a service can ask before it blocks us.
    ``per_host`` and ``gap``: at most so many requests at a time to one host, starting at least so far apart.
    ``clock`` reads the dates that services send; it need not be the machine's. ``memory`` keeps quotas and wishes to be
    left alone, ``vault`` the secrets that services exchange for others; without them they end with the process.
    """

    def __init__(
        self,
        *,
        contact: str = "",
        clock: Clock | None = None,
        version: str = "",
        per_host: int = 2,
        gap: timedelta = timedelta(milliseconds=250),
        memory: Memory | None = None,
        vault: Vault | None = None,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.user_agent = _user_agent(version or _version(), contact)
        self.hosts = Hosts(self.clock, per_host, gap)
        self.memory: Memory = memory or Forgetful()
        self.vault = vault or Vault()
        self.shared: Shared[Response] = Shared(self.clock)
        self.remembered: Shared[Response] = Shared(self.clock)  # apart, or large pages would push it out
        self._names: Names | None = None
        self._tls: ssl.SSLContext | None = None
        self._wires: dict[bool, Wire] = {}

    async def __aenter__(self) -> Self:
        quiet_loggers()
        self.hosts.know(await self.memory.away(self.clock.now()))
        self._tls = tls = tls_context()
        self._names = names = Names()
        self._wires = {allowed: Wire(allow_private=allowed, tls=tls, names=names) for allowed in (False, True)}
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        wires, self._wires = self._wires, {}
        for wire in wires.values():
            await wire.close()
        if self._names is not None:
            await self._names.close()

    def bound(
        self,
        *,
        failure: Failure,
        deadline: timedelta = timedelta(seconds=60),
        allow_private: bool = False,
        max_raw: int = 5_000_000,
        max_body: int = 20_000_000,
        share: timedelta = timedelta(0),
        covered: Covered | None = None,
    ) -> Bound:
        """A client for one source or channel, which raises ``failure`` and nothing else.

        ``deadline`` is for the whole request: waiting for its turn, redirects and the body. ``max_raw`` and
        ``max_body`` are bytes before and after decompression. ``allow_private`` permits loopback, private and carrier
        addresses, and starts requests without a gap: it is the owner's own host. ``share``: a GET that another one who
        shares has put in the same words, no longer ago than this, is answered with that reply. ``covered`` hears of the
        pages that are read.
        """
        return Bound(self, failure, deadline, allow_private, max_raw, max_body, share, covered)

    def wire(self, *, allow_private: bool) -> Wire:
        """The connections of one permission. RuntimeError while the ``Net`` is not open."""
        if not self._wires:
            raise RuntimeError("this Net is not open: use it with 'async with'")
        return self._wires[allow_private]

    async def dial(
        self, host: str, port: int, *, encrypted: bool, allow_private: bool, failed: Callable[[Trouble], Exception]
    ) -> Line:
        """A connection that is no HTTP. RuntimeError while the ``Net`` is not open, Trouble if it does not come about."""
        if self._names is None or self._tls is None or not self._wires:
            raise RuntimeError("this Net is not open: use it with 'async with'")
        return await dial(
            host,
            port,
            encrypted=encrypted,
            names=self._names,
            tls=self._tls,
            allow_private=allow_private,
            failed=failed,
        )


@dataclass(frozen=True, slots=True, repr=False)
class Bound:
    """The way out for one source or channel: connectors.base.Client and alerts.base.Client. Made by ``Net.bound``."""

    _net: Net
    _failure: Failure
    _deadline: timedelta
    _allow_private: bool
    _max_raw: int
    _max_body: int
    _share: timedelta
    _covered: Covered | None = None

    def covered(self, times: Iterable[datetime | float | None]) -> None:
        """Tells whoever watches that a page of what was written then was read."""
        if self._covered is not None:
            self._covered(times)

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
    ) -> Response:
        """Asks and reads the whole reply, following up to five redirects. Every HTTP status is a reply.

        ``url`` is http or https, sent as written; user:password@ becomes an Authorization header. ``params`` are added
        to its query. ``json`` is any JSON value, ``content`` bytes; one of them at most. Whatever goes wrong (address,
        DNS, connection, certificate, deadline, size, redirects) is raised as ``failure`` with a sentence for people.
        """
        return await self._reply(
            lambda: first(method, url, params, headers or {}, json, content, self._net.user_agent),
            self._net.shared,
            self._share,
            worth=lambda reply: reply.status < 400 or reply.retry_after is None,  # what passes soon is asked again
        )

    async def remembered(self, url: str, *, headers: Mapping[str, str] | None = None, good_for: timedelta) -> Response:
        """GET, answered with the reply that anybody who asked in the same words was given within that time. What is trouble of
        the service (429, 5xx) is not remembered."""
        return await self._reply(
            lambda: first("GET", url, None, headers or {}, None, None, self._net.user_agent),
            self._net.remembered,
            good_for,
            worth=lambda reply: reply.status < 500 and reply.status != 429,
        )

    async def _reply(
        self,
        made: Callable[[], httpx.Request],
        shared: Shared[Response],
        age: timedelta,
        worth: Callable[[Response], bool] = lambda _: True,
    ) -> Response:
        """What comes of a request, or what came of it if that is younger than ``age`` and was ``worth`` keeping."""
        transport = self._net.wire(allow_private=self._allow_private).transport
        now = UnderWay(host="the service")
        token = under_way.set(now)
        timer = asyncio.timeout(self._deadline.total_seconds())
        try:
            async with timer:
                request = made()
                if not age or request.method != "GET" or request.content:
                    return await self._follow(transport, request, now)
                now.host, now.waiting = request.url.host, True
                question = _question(request, self._allow_private, self._max_raw, self._max_body)
                return await shared.reply(question, age, lambda: self._follow(transport, request, now), worth)
        except Exception as error:  # the seam's promise: callers see ``failure`` and nothing else
            trouble = self._trouble(error, now, expired=timer.expired())
        finally:
            under_way.reset(token)
        # Only the configured address itself is worth giving up for; where a redirect leads can change any minute.
        permanent = trouble.permanent and not now.redirected_by
        # Raised out here, so that no traceback carries the URL along as the cause.
        raise self._failure(trouble.what, retry_after=trouble.retry_after, permanent=permanent)

    async def spend(self, quota: Quota, url: str, *, secret: str = "", cost: int | None = 1) -> None:
        """Takes ``cost`` units of what ``url``'s host allows to whoever has the ``secret``; Spent where there are not
        enough of them, with the time to wait. None: all that are left."""
        host = host_of(url)
        wait = await self._net.memory.spend(key(host, quota.name, secret), quota, cost, self._net.clock.now())
        if wait is not None:
            raise Spent(f"{host}: our quota of {quota.name} is used up for another {seconds(wait)}", retry_after=wait)

    async def exchange(self, secret: str, use: Use[T]) -> T:
        """Uses what has come of a secret, and keeps what it is exchanged for; see ``vault``."""
        return await self._net.vault.exchange(secret, use)

    @asynccontextmanager
    async def websocket(self, url: str, *, headers: Mapping[str, str] | None = None) -> AsyncIterator[_Stream]:
        """A stream at a ws, wss, http or https address, open for as long as the block runs; see ``sockets``.

        The deadline is for the handshake, ``max_raw`` bytes for each message, and a turn at the host is held only while
        hands are shaken. Redirects are refused. Whatever goes wrong, then or later, is raised as ``failure``.
        """
        session = self._net.wire(allow_private=self._allow_private).session
        now = UnderWay(host="the service")
        token = under_way.set(now)
        timer = asyncio.timeout(self._deadline.total_seconds())
        trouble: Trouble | None = None
        async with AsyncExitStack() as opening:
            try:
                async with timer:
                    scheme, _, rest = url.strip().partition("://")
                    written = f"{_AS_HTTP.get(scheme.lower(), scheme)}://{rest}"
                    request = first("GET", written, None, headers or {}, None, None, self._net.user_agent)
                    now.host, now.url = request.url.host, str(request.url)
                    host, who = key_of(request.url), _who(request)
                    sent = {name: value for name, value in request.headers.items() if name not in _NOT_A_STREAMS}
                    now.waiting = True
                    async with self._net.hosts.turn(host, who, gap=not self._allow_private):
                        now.waiting = False
                        shake = opened(session, now.url, sent, now.host, self._max_raw)
                        socket = await opening.enter_async_context(shake)
            except aiohttp.WSServerHandshakeError as error:
                told = {name.lower(): value for name, value in (error.headers or {}).items()}
                wait = retry_after(error.status, told, self._net.clock.now())
                if wait and error.status in (429, 503):
                    await self._stay_away(host, wait, who)
                trouble = refused(error, now.host, wait)
            except Exception as error:
                trouble = self._trouble(error, now, expired=timer.expired())
            finally:
                under_way.reset(token)
            if trouble is None:
                yield _Stream(socket, self._failure)
                return
        raise self._failure(trouble.what, retry_after=trouble.retry_after, permanent=trouble.permanent)

    async def dial(self, host: str, port: int, *, tls: bool = True) -> Line:
        """A connection to ``host`` that is no HTTP, encrypted from the start or later (``Line.start_tls``). The guard and the
        certificates are those of requests; the deadline is for connecting. Raises ``failure`` and nothing else."""
        timer = asyncio.timeout(self._deadline.total_seconds())
        try:
            async with timer:
                return await self._net.dial(
                    host, port, encrypted=tls, allow_private=self._allow_private, failed=self._failed
                )
        except Trouble as error:
            trouble = error
        except TimeoutError:
            if not timer.expired():
                raise
            trouble = Trouble(f"{host} did not answer within {seconds(self._deadline)}")
        raise self._failed(trouble)

    def _failed(self, trouble: Trouble) -> Exception:
        return self._failure(trouble.what, retry_after=trouble.retry_after, permanent=trouble.permanent)

    def _trouble(self, error: Exception, now: UnderWay, *, expired: bool) -> Trouble:
        if isinstance(error, Trouble):
            return error
        if expired and now.waiting:
            return Trouble(f"no turn at {now.host} within {seconds(self._deadline)}: others are still waiting for it")
        if expired:
            return Trouble(f"{now.host} did not answer within {seconds(self._deadline)}")
        # A name may lead elsewhere tomorrow (a hotel's login page), a number will not.
        return Trouble(now.refused, permanent=now.literal) if now.refused else explain(error, now.host)

    async def _follow(self, transport: httpx.AsyncBaseTransport, request: httpx.Request, now: UnderWay) -> Response:
        for _ in range(MAX_REDIRECTS + 1):
            now.host, now.url, now.refused = request.url.host, str(request.url), ""
            reply = await self._ask(transport, request, now)
            if isinstance(reply, Response):
                return reply
            request = following(request, *reply)
            now.redirected_by = now.host
        raise Trouble(f"{now.host} redirects more than {MAX_REDIRECTS} times")

    async def _ask(
        self, transport: httpx.AsyncBaseTransport, request: httpx.Request, now: UnderWay
    ) -> Response | tuple[int, str]:
        """One request and its reply, or status and Location of a redirect."""
        host, who = key_of(request.url), _who(request)
        now.waiting = True
        async with self._net.hosts.turn(host, who, gap=not self._allow_private):
            now.waiting = False
            reply = await transport.handle_async_request(request)
            now.refused = ""  # one address of several was, another one answered
            headers = dict(reply.headers)
            wait = retry_after(reply.status_code, headers, self._net.clock.now())
            if wait and reply.status_code in (429, 503):
                await self._stay_away(host, wait, who)  # before the next one in the queue gets its turn
            try:
                if reply.status_code in _REDIRECTS and (location := headers.get("location")):
                    return reply.status_code, location
                raw = await self._read(reply, now.host)
            finally:
                await reply.aclose()
        try:
            body = await decoded(raw, headers.get("content-encoding", ""), self._max_body, now.host)
        except Overflow:
            raise Trouble(f"{now.host} sent more than {self._max_body / 1e6:g} MB, unpacked") from None
        return Response(reply.status_code, now.url, headers, body, wait)

    async def _stay_away(self, host: str, wait: timedelta, who: str) -> None:
        told = self._net.hosts.stay_away(host, wait, who)
        if told is None:
            return
        try:
            await self._net.memory.stay_away(*told)
        except Exception:
            log.exception("that a host wants to be left alone could not be kept")  # it is known until the next restart

    async def _read(self, reply: httpx.Response, host: str) -> bytes:
        raw = bytearray()
        async for piece in reply.aiter_raw():
            raw += piece
            if len(raw) > self._max_raw:
                raise Trouble(f"{host} sent more than {self._max_raw / 1e6:g} MB")
        return bytes(raw)


@dataclass(frozen=True, slots=True, repr=False)
class _Stream:
    """An open stream whose troubles are the ground floor's own: connectors.base.Socket, alerts.base.Socket."""

    _socket: Socket
    _failure: Failure

    async def receive(self, within: timedelta) -> str | bytes | None:
        """The next message, text or bytes; None if none came in that time."""
        return await self._told(self._socket.receive(within))

    async def send(self, text: str) -> None:
        """Sends one message."""
        await self._told(self._socket.send(text))

    async def ping(self) -> None:
        """Returns when the other side has shown that it is there; ``failure`` if it does not within ten seconds."""
        await self._told(self._socket.ping())

    async def _told(self, doing: Coroutine[Any, Any, T]) -> T:
        try:
            return await doing
        except Trouble as error:
            trouble = error
        raise self._failure(trouble.what, retry_after=trouble.retry_after, permanent=trouble.permanent)


def _who(request: httpx.Request) -> str:
    """A hash of the credentials that a request carries; "" where it carries none. What a service counts by key, it counts
    for that key alone."""
    secrets = [f"{name}={value}" for name, value in request.headers.items() if name not in HARMLESS | _IMPERSONAL]
    return key(*sorted(secrets)).hex() if secrets else ""


def _question(request: httpx.Request, *bounds: object) -> bytes:
    """Everything that a reply depends on, as a hash; ``bounds`` are those of the client."""
    headers = [f"{name}={value}" for name, value in sorted(request.headers.items())]
    return key(str(request.url), *headers, *map(str, bounds))


def _version() -> str:
    try:
        return metadata.version("earful")
    except metadata.PackageNotFoundError:
        return "dev"


def _user_agent(version: str, contact: str) -> str:
    clean = "".join(char for char in contact if char.isascii() and char.isprintable() and char not in "()\\").strip()
    return f"Earful/{version} ({f'+{clean}' if clean else 'self-hosted reputation monitor'})"

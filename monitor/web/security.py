"""What goes with every answer, and how much one address may ask."""

from __future__ import annotations

import ipaddress
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from monitor.web.problems import Problem, answer

log = logging.getLogger(__name__)

LONGEST_BODY = 1024 * 1024
"""Bytes of a request's body, at most."""
BODY_WITHIN = 10.0
"""Seconds for a whole body to arrive."""

PER_SECOND = 50.0
BURST = 500
"""Requests of one address: so many in the long run, so many at once."""
REMEMBERED = 10_000
"""Addresses whose requests are counted; the one that asked longest ago is forgotten first."""

_NOBODYS = (".localhost", ".local", ".lan", ".internal", ".intranet", ".home.arpa")
"""How names end that no registry sells."""

_POLICY = "Content-Security-Policy"
_OPENER = "Cross-Origin-Opener-Policy"
HEADERS = {
    # Everything comes from here; only our own script runs, nothing is framed, and a form leads nowhere else.
    _POLICY: "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: with that a browser says "Origin: null" of our own forms, too, and over plain HTTP nothing else tells
    # them from a stranger's. https://fetch.spec.whatwg.org/#append-a-request-origin-header
    "Referrer-Policy": "same-origin",
    _OPENER: "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "Earful",
}


def harden(response: web.StreamResponse) -> None:
    """Our headers on an answer. What it says of itself about caching stays (without a word it is not kept), and so does a policy
    of its own, which a picture has."""
    policy = response.headers.get(_POLICY)
    for name, value in HEADERS.items():
        response.headers[name] = value
    if policy is not None:
        response.headers[_POLICY] = policy
    response.headers.setdefault("Cache-Control", "no-store")


async def dress(request: web.Request, response: web.StreamResponse) -> None:
    """Gives them to every answer before it begins, also to one that goes on and on."""
    harden(response)
    if not _is_trustworthy(request):
        del response.headers[_OPENER]


def _is_trustworthy(request: web.Request) -> bool:
    """Whether a browser takes this for a safe connection: over any other it heeds no opener policy, and complains of each.
    https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy"""
    try:
        name = urlsplit(f"//{request.host}").hostname or ""
        if name == "localhost" or name.endswith(".localhost") or ipaddress.ip_address(name).is_loopback:
            return True
    except ValueError:
        pass
    return request.headers.get("X-Forwarded-Proto", "").rpartition(",")[2].strip().lower() == "https"


class Limits:
    """A token bucket for each address. ``monotonic`` tells seconds."""

    def __init__(
        self, per_second: float = PER_SECOND, burst: int = BURST, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._monotonic = per_second, float(burst), monotonic
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, address: str) -> float:
        """Counts a request of this address; 0 when it may go on, else the seconds until the next may."""
        now = self._monotonic()
        key = network(address)
        left, at = self._left.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._rate)
        allowed = left >= 1
        self._left[key] = (left - 1 if allowed else left, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self._rate


def network(address: str) -> str:
    """What counts as one asker: an IPv4 address, or the /64 that one IPv6 customer has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def is_trusted(address: str, proxies: Collection[str]) -> bool:
    """Whether an address is one of the owner's own proxies (addresses or networks)."""
    if not proxies:
        return False
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    plain = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return any((plain or found) in ipaddress.ip_network(each, strict=False) for each in proxies)


def is_ours(host: str | None, address: str) -> bool:
    """Whether a request's ``Host`` is a name of ours: that of ``address`` (``page: address:``), an IP address, or a name that
    nobody outside can have; so is none at all, for every browser tells one. Any other name may be a stranger's that leads to this
    machine for a moment, so that their page may read ours (https://en.wikipedia.org/wiki/DNS_rebinding)."""
    if host is None:
        return True
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        public = urlsplit(address).hostname
    except ValueError:
        return False
    if name == public:
        return True
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return bool(name) and ("." not in name or name.endswith(_NOBODYS))
    return True


def is_https(request: web.Request, address: str, proxies: Collection[str]) -> bool:
    """Whether the browser speaks TLS to whatever stands before us: ``address`` says so, or the owner's own proxy."""
    if address.startswith("https://"):
        return True
    told = request.headers.get("X-Forwarded-Proto", "")
    return is_trusted(request.remote or "", proxies) and told.rpartition(",")[2].strip().lower() == "https"


def asker(request: web.Request, proxies: Collection[str]) -> str:
    """The address that asks. ``X-Forwarded-For`` is believed only from the owner's own proxies, and only as far back as
    the first address that is none of them: whatever stands before that, anybody could have written."""
    address = request.remote or ""
    if not is_trusted(address, proxies):
        return address
    named = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    for each in reversed(named):
        each = each.strip()
        try:
            ipaddress.ip_address(each)
        except ValueError:
            break
        address = each
        if not is_trusted(each, proxies):
            break
    return address


def guard(limits: Limits, proxies: Callable[[], Collection[str]]) -> Middleware:
    """The outermost layer: limits, one shape for whatever goes wrong, and a line in the log that names the route and not the
    address (an address can hold a token)."""

    @web.middleware
    async def layer(request: web.Request, handler: Handler) -> web.StreamResponse:
        began = time.monotonic()
        address = asker(request, proxies())
        try:
            if wait := limits.wait(address):
                raise Problem(429, "Too many requests", "Come back a little later.", retry_after=wait)
            response = await handler(request)
        except Problem as problem:
            response = answer(request, problem)
        except web.HTTPException as error:
            response = answer(request, Problem.of(error))
        except ConnectionError:
            raise
        except Exception:
            log.exception("answering %s failed", _route(request))
            response = answer(request, Problem(500, "Something broke here", "Earful's log says what; try again later."))
        quiet = _route(request) in ("/healthz", "/readyz", "/metrics", "/static")
        level = logging.DEBUG if quiet and response.status < 400 else logging.INFO
        took = (time.monotonic() - began) * 1000
        log.log(level, "%s %s %s: %d, %.0f ms", address, request.method, _route(request), response.status, took)
        return response

    return layer


def _route(request: web.Request) -> str:
    """The pattern of the route, like /do/{token}."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "(no such page)"

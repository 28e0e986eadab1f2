"""What went wrong on the way, as a plain sentence that names the host and never the address: an address can be a
password. ``Trouble`` stays inside ``monitor.net``; callers see the failure of their own ground floor."""

from __future__ import annotations

import errno
import os
import ssl
from datetime import timedelta

import aiohttp
import httpx
from aiohttp.http_exceptions import LineTooLong


class Trouble(Exception):
    """The request did not work. ``permanent``: nor will it later; ``retry_after``: how long to stay away, if known."""

    def __init__(self, what: str, *, retry_after: timedelta | None = None, permanent: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.retry_after = retry_after
        self.permanent = permanent


def explain(error: Exception, host: str) -> Trouble:
    """What the transport's ``error`` means for ``host``. Never puts the error's own text in: it may hold the URL."""
    # httpx-aiohttp wraps what aiohttp raised, and its table loses the difference (a refusal becomes a timeout).
    if isinstance(error, httpx.HTTPError) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    match error:
        case httpx.InvalidURL() | httpx.UnsupportedProtocol() | aiohttp.InvalidURL():
            return Trouble(f"{host} is not a host that can be asked: check the address", permanent=True)
        case aiohttp.ClientConnectorDNSError():
            return Trouble(f"{host} is not known (DNS)")
        case aiohttp.ClientConnectorCertificateError(certificate_error=ssl.SSLCertVerificationError() as reason):
            return Trouble(f"certificate of {host} is not valid: {reason.verify_message.rstrip('.')}")
        case aiohttp.ClientConnectorCertificateError():
            return Trouble(f"certificate of {host} is not valid")
        case aiohttp.ClientSSLError(os_error=ssl.SSLError(reason=str() as reason)):
            return Trouble(f"no encrypted connection to {host}: {reason.lower().replace('_', ' ')}")
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return Trouble(f"no encrypted connection to {host}")
        case aiohttp.ClientConnectorError(os_error=OSError() as reason):
            return Trouble(unconnected(reason, host))
        case aiohttp.ServerDisconnectedError():
            return Trouble(f"{host} closed the connection without an answer")
        case aiohttp.ClientPayloadError():
            return Trouble(f"{host} broke off in the middle of its answer")
        case aiohttp.ClientOSError() | OSError():
            return Trouble(f"the connection to {host} broke off")
        case aiohttp.ClientResponseError() if isinstance(error.__cause__, LineTooLong):
            return Trouble(f"{host} sent a header that is too long")
        case aiohttp.ClientResponseError() | aiohttp.http_exceptions.HttpProcessingError():
            return Trouble(f"{host} sent something that is not HTTP")
    return Trouble(f"the request to {host} did not work ({type(error).__name__})")


def unconnected(reason: OSError, host: str) -> str:
    """Why no connection came about."""
    if reason.errno == errno.ECONNREFUSED:
        return f"{host} refused the connection"
    if reason.errno == errno.ETIMEDOUT:
        return f"{host} did not answer"
    if reason.errno is None:
        return f"{host} cannot be reached"
    return f"{host} cannot be reached: {os.strerror(reason.errno).lower()}"


def seconds(span: timedelta) -> str:
    """A span as a person reads it: "0.2 s", "60 s", "5 min", "2 h"."""
    total = span.total_seconds()
    if total < 120:
        return f"{total:.3g} s"
    return f"{total / 60:.0f} min" if total < 7200 else f"{total / 3600:.0f} h"

"""What a form brings, and how it is known to be one of ours."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from urllib.parse import urlsplit

from aiohttp import web

from monitor.web import security
from monitor.web.problems import too_slow


def csrf_of(key: bytes, secret: str) -> str:
    """What a form must bring along that belongs to the session (or proxy name) ``secret``."""
    return hmac.new(key, f"form\0{secret}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:43]


def same_site(request: web.Request, address: str) -> bool:
    """Whether the browser says that a page of ours sent this, or says nothing. ``address`` is where people reach us."""
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc in {request.host, urlsplit(address).netloc} - {""}


async def form_of(request: web.Request) -> dict[str, str]:
    """What a form sent, as text. Raises Problem where it does not arrive."""
    try:
        async with asyncio.timeout(security.BODY_WITHIN):
            return {name: str(value) for name, value in (await request.post()).items()}
    except TimeoutError:
        raise too_slow() from None

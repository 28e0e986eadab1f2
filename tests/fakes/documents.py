"""A site on loopback that shows one document under every address, with an ETag: a feed, or a page with reviews.

Conditional GET: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.fakes.base import Fake


@dataclass
class Site(Fake):
    """``shows`` is the document, or makes it anew for every request (given the query); a number is a bare status with
    ``headers``, which go along with every document too (an ETag among them is the one of all)."""

    shows: bytes | int | Callable[[dict[str, str]], bytes | int] = b""
    content_type: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)
    tagged: bool = True  # whether it makes an ETag of every document
    robots: bytes | int = 404  # its robots.txt

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/robots.txt":
            return web.Response(**({"status": self.robots} if isinstance(self.robots, int) else {"body": self.robots}))
        shown = self.shows(dict(request.query)) if callable(self.shows) else self.shows
        if isinstance(shown, int):
            return web.Response(status=shown, headers=self.headers)
        headers = {"content-type": self.content_type, **self.headers}
        if self.tagged:
            headers.setdefault("etag", f'W/"{hashlib.sha256(shown).hexdigest()[:16]}"')
        if (tag := headers.get("etag")) and request.headers.get("if-none-match") == tag:
            return web.Response(status=304, headers={"etag": tag})
        return web.Response(body=shown, headers=headers)

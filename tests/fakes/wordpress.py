"""A WordPress blog on loopback: its comments by the API, paged and cut by ``after``, and by the comments feed.

https://developer.wordpress.org/rest-api/reference/comments/#list-comments
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake


@dataclass
class Blog(Fake):
    """``api`` is the list of comments, newest first, or anything else that is said in its place; ``feed`` the bytes of the
    feed (None: 404). The same blog also stands under /news."""

    api: Any = field(default_factory=list)
    api_status: int = 200
    fixed: list[Any] | None = None  # answers this whatever is asked
    feed: bytes | None = None
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        for root in ("", "/news"):
            yield web.get(f"{root}/wp-json/wp/v2/comments", self.by_api)
            yield web.get(f"{root}/comments/feed/", self.by_feed)

    async def by_api(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, dict(request.query)))
        if self.fixed is not None:
            return web.json_response(self.fixed)
        if not isinstance(self.api, list) or self.api_status != 200:
            return web.json_response(self.api, status=self.api_status)
        size, page = int(request.query["per_page"]), int(request.query.get("page", "1"))
        after = request.query.get("after", "")[:19]
        rows = [row for row in self.api if row["date_gmt"] > after]
        return web.json_response(rows[(page - 1) * size : page * size])

    async def by_feed(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, {}))
        if self.feed is None:
            return web.Response(status=404)
        return web.Response(body=self.feed, content_type="application/rss+xml")

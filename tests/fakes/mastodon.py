"""An instance of Mastodon on loopback: the timeline of a hashtag, its feed, and the search of a member.

https://docs.joinmastodon.org/methods/timelines/#tag      https://docs.joinmastodon.org/methods/search/#v2
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

TOKEN = "toy-mastodon-token"


@dataclass
class Instance(Fake):
    """``toots`` newest first, as strangers and members see them; ``common`` is what has "hello" in it. ``fixed`` and
    ``status`` answer in place of timeline and search, ``rss`` is the hashtag's feed (none: 404)."""

    toots: list[dict[str, Any]] = field(default_factory=list)
    common: list[dict[str, Any]] = field(default_factory=list)
    fixed: Any = None
    status: int = 200
    rss: bytes = b""
    hashtags: str = "public"  # or "authenticated", "disabled": to whom hashtags are shown
    version: str = "4.5.1"  # before 4.5 it does not say that
    asked: list[dict[str, str]] = field(default_factory=list)
    statuses: dict[str, dict[str, Any]] = field(default_factory=dict)  # single posts, by their number here
    below: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # what answers them
    members_only: bool = False  # single posts are shown to whoever has the token

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [
            web.get("/api/v1/timelines/tag/{tag}", self.timeline),
            web.get("/tags/{tag}.rss", self.feed),
            web.get("/api/v2/search", self.search),
            web.get("/api/v2/instance", self.instance),
            web.get("/api/v1/statuses/{id}", self.single),
            web.get("/api/v1/statuses/{id}/context", self.context),
        ]

    async def instance(self, request: web.Request) -> web.Response:
        """What it says of itself."""
        access = {"local": self.hashtags, "remote": self.hashtags}
        told = {"live_feeds": {"local": "disabled", "remote": "disabled"}, "hashtag_feeds": access}
        known = {} if self.version < "4.5" else {"timelines_access": told}
        return web.json_response({"domain": "mastodon.example", "version": self.version, "configuration": known})

    async def single(self, request: web.Request) -> web.Response:
        """One post."""
        if self.members_only and request.headers.get("authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": "This method requires an authenticated user"}, status=401)
        known = self.statuses.get(request.match_info["id"])
        if known is None:
            return web.json_response({"error": "Record not found"}, status=404)
        return web.json_response(known | {"replies_count": len(self.below.get(known["id"], []))})

    async def context(self, request: web.Request) -> web.Response:
        """What is above and below a post."""
        return web.json_response({"ancestors": [], "descendants": self.below.get(request.match_info["id"], [])})

    async def timeline(self, request: web.Request) -> web.Response:
        """The newest ones; those just above ``min_id``; those below ``max_id``."""
        self.asked.append(dict(request.query, tag=request.match_info["tag"]))
        if self.fixed is not None or self.status != 200:
            return web.json_response(self.fixed, status=self.status)
        found, limit = self.toots if self.hashtags == "public" else [], int(request.query["limit"])
        if low := request.query.get("min_id"):
            newer = [toot for toot in found if int(toot["id"]) > int(low)]
            return web.json_response(newer[-limit:])
        if high := request.query.get("max_id"):
            found = [toot for toot in found if int(toot["id"]) < int(high)]
        return web.json_response(found[:limit])

    async def feed(self, request: web.Request) -> web.Response:
        if not self.rss:
            return web.Response(status=404)
        return web.Response(body=self.rss, content_type="application/rss+xml")

    async def search(self, request: web.Request) -> web.Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": "The access token is invalid"}, status=401)
        self.asked.append(dict(request.query))
        if self.fixed is not None or self.status != 200:
            return web.json_response(self.fixed, status=self.status)
        start = int(request.query["offset"])
        found = self.common if request.query["q"] == '"hello"' else self.toots
        shown = found[start : start + int(request.query["limit"])]
        return web.json_response({"accounts": [], "hashtags": [], "statuses": shown})

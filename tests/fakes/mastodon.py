"""An instance of Mastodon on loopback: the timeline of a hashtag, its feed, and to members a search and a stream.

https://docs.joinmastodon.org/methods/timelines/#tag      https://docs.joinmastodon.org/methods/search/#v2
https://docs.joinmastodon.org/methods/streaming/#websocket
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

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
    most: int = 40  # posts in a page of a timeline, whatever is asked for
    unused: set[str] = field(default_factory=set)  # hashtags that have no feed
    hashtags: str = "public"  # or "authenticated", "disabled": to whom hashtags are shown
    elsewhere: str = ""  # to whom those of other servers are shown, if that is another matter
    version: str = "4.5.1"  # before 4.5 it does not say that
    asked: list[dict[str, str]] = field(default_factory=list)
    statuses: dict[str, dict[str, Any]] = field(default_factory=dict)  # single posts, by their number here
    below: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # what answers them
    members_only: bool = False  # single posts are shown to whoever has the token
    search_finds: bool = True  # whether it has an index of its posts
    live: str = "disabled"  # to whom the public timeline is shown
    streaming: str = ""  # the address that it names for its stream; "": none
    knock: int = 101  # how it answers who wants to listen
    knock_again: str = ""  # … and when it is to be asked again
    deaf: bool = False  # answers no ping
    lines: dict[web.WebSocketResponse, list[dict[str, str]]] = field(default_factory=dict)  # who listens, and to what
    subscribed: list[dict[str, str]] = field(default_factory=list)  # every wish to listen to something, in order

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [
            web.get("/api/v1/timelines/tag/{tag}", self.timeline),
            web.get("/api/v1/timelines/public", self.public),
            web.get("/api/v1/streaming", self.stream),
            web.get("/tags/{tag}.rss", self.feed),
            web.get("/api/v2/search", self.search),
            web.get("/api/v2/instance", self.instance),
            web.get("/api/v1/statuses/{id}", self.single),
            web.get("/api/v1/statuses/{id}/context", self.context),
        ]

    async def instance(self, request: web.Request) -> web.Response:
        """What it says of itself."""
        access = {"local": self.hashtags, "remote": self.elsewhere or self.hashtags}
        told = {"live_feeds": {"local": self.live, "remote": self.live}, "hashtag_feeds": access}
        known: dict[str, Any] = {} if self.version < "4.5" else {"timelines_access": told}
        if self.streaming:
            known["urls"] = {"streaming": self.streaming}
        return web.json_response({"domain": "mastodon.example", "version": self.version, "configuration": known})

    async def single(self, request: web.Request) -> web.Response:
        """One post."""
        if self.members_only and not self._member(request):
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
        return self._page(request, self.toots if self._shows(self.hashtags, request) else [])

    async def public(self, request: web.Request) -> web.Response:
        """The public timeline, in the same pages."""
        self.asked.append(dict(request.query, timeline="public"))
        if not self._shows(self.live, request):
            return web.json_response({"error": "This method requires an authenticated user"}, status=422)
        return self._page(request, self.toots)

    @staticmethod
    def _member(request: web.Request) -> bool:
        return request.headers.get("authorization") == f"Bearer {TOKEN}"

    def _shows(self, access: str, request: web.Request) -> bool:
        return access == "public" or (access == "authenticated" and self._member(request))

    def _page(self, request: web.Request, found: list[dict[str, Any]]) -> web.Response:
        limit = min(int(request.query["limit"]), self.most)
        if low := request.query.get("min_id"):
            newer = [toot for toot in found if int(toot["id"]) > int(low)]
            return web.json_response(newer[-limit:])
        if high := request.query.get("max_id"):
            found = [toot for toot in found if int(toot["id"]) < int(high)]
        return web.json_response(found[:limit])

    async def feed(self, request: web.Request) -> web.Response:
        if not self.rss or request.match_info["tag"] in self.unused:
            return web.Response(status=404)
        return web.Response(body=self.rss, content_type="application/rss+xml")

    async def search(self, request: web.Request) -> web.Response:
        if not self._member(request):
            return web.json_response({"error": "The access token is invalid"}, status=401)
        self.asked.append(dict(request.query))
        if self.fixed is not None or self.status != 200:
            return web.json_response(self.fixed, status=self.status)
        start = int(request.query["offset"])
        found = self.common if request.query["q"] == '"hello"' else self.toots if self.search_finds else []
        shown = found[start : start + int(request.query["limit"])]
        return web.json_response({"accounts": [], "hashtags": [], "statuses": shown})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """A line, on which one can ask for more."""
        if self.knock != 101 or not self._member(request):
            headers = {"retry-after": self.knock_again} if self.knock_again else {}
            status = 401 if self.knock == 101 else self.knock
            return web.json_response({"error": "Invalid access token"}, status=status, headers=headers)
        socket = web.WebSocketResponse(autoping=not self.deaf)
        await socket.prepare(request)
        wish = dict(request.query)
        self.lines[socket] = [wish]
        self.subscribed.append(wish)
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            wish = json.loads(message.data)
            assert wish.pop("type") == "subscribe"
            self.subscribed.append(wish)
            self.lines[socket].append(wish)
        self.lines.pop(socket, None)
        return socket

    async def post(self, toot: dict[str, Any], *tags: str, event: str = "update") -> None:
        """Somebody writes (or edits) that with these hashtags: it is in the timelines, and whoever listens is told."""
        self.toots = [toot, *(one for one in self.toots if one["id"] != toot["id"])]
        await self.push(event, json.dumps(toot), *tags)

    async def take_down(self, number: str, *tags: str) -> None:
        """A post goes, and whoever listens is told its number."""
        self.toots = [one for one in self.toots if one["id"] != number]
        await self.push("delete", number, *tags)

    async def push(self, event: str, payload: str, *tags: str) -> None:
        """Tells it to whoever listens to one of these hashtags or to the public timeline."""
        channels = [{"stream": "public"}, *({"stream": "hashtag", "tag": tag} for tag in tags)]
        for socket, wishes in list(self.lines.items()):
            for wish in wishes:
                if wish in channels:
                    told = {"stream": [*wish.values()], "event": event, "payload": payload}
                    with suppress(ConnectionError):  # of somebody who is leaving
                        await socket.send_str(json.dumps(told))

    async def say(self, raw: str) -> None:
        """Tells that to all who listen, as it is."""
        for socket in list(self.lines):
            with suppress(ConnectionError):
                await socket.send_str(raw)

    async def cut(self) -> None:
        """Breaks every line off, without a goodbye."""
        for socket in list(self.lines):
            assert socket._req is not None
            assert socket._req.transport is not None
            socket._req.transport.abort()
        self.lines.clear()

    async def listeners(self, wishes: int = 1) -> None:
        """Waits until somebody listens to so many things."""
        async with asyncio.timeout(10):
            while sum(map(len, self.lines.values())) != wishes:
                await asyncio.sleep(0.01)

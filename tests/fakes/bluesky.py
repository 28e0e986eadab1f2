"""A toy of an account's server on Bluesky: sessions, the search with its pages, profiles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

HANDLE, PASSWORD, SESSION = "harbor.bsky.example", "abcd-efgh-ijkl-mnop", "toy-session"
_PAGE = 100


def view(rkey: str, at: datetime, text: str = "Harbor never called back", **more: Any) -> dict[str, Any]:
    """A post as the search shows it."""
    did = more.pop("did", "did:plc:dana")
    record = {
        "$type": "app.bsky.feed.post",
        "text": text,
        "createdAt": at.isoformat().replace("+00:00", "Z"),
        "langs": ["en"],
    }
    return {
        "uri": f"at://{did}/app.bsky.feed.post/{rkey}",
        "cid": f"bafy{rkey}",
        "author": {"did": did, "handle": "dana.example", "displayName": "Dana R.", "labels": []},
        "record": record | more.pop("record", {}),
        "indexedAt": at.isoformat().replace("+00:00", "Z"),
        "likeCount": 4,
        "repostCount": 2,
        **more,
    }


@dataclass
class BlueskyToy(Fake):
    """``posts`` newest first; ``body``: what every search is answered with instead."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    body: Any = None
    status: int = 200
    searches: list[dict[str, str]] = field(default_factory=list)
    sessions: int = 0  # that were opened with the password
    renewable: bool = True  # whether they can be renewed
    renewed: int = 0
    named: bool = False  # a search finds what holds the name; otherwise everything
    below: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # what answers a post, by its address
    away: set[str] = field(default_factory=set)  # accounts that are not shown

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The server under /xrpc."""
        return [
            web.post("/xrpc/com.atproto.server.createSession", self.open),
            web.post("/xrpc/com.atproto.server.refreshSession", self.renew),
            web.get("/xrpc/app.bsky.feed.searchPosts", self.search),
            web.get("/xrpc/app.bsky.actor.getProfiles", self.profiles),
            web.get("/xrpc/app.bsky.feed.getPostThread", self.thread),
        ]

    async def open(self, request: web.Request) -> web.Response:
        given = await request.json()
        if given != {"identifier": HANDLE, "password": PASSWORD}:
            return web.json_response({"error": "AuthenticationRequired", "message": "Invalid password"}, status=401)
        self.sessions += 1
        return self._session()

    async def renew(self, request: web.Request) -> web.Response:
        """Each token renews a session once; the next one comes along."""
        assert not await request.read()
        if not self.renewable or request.headers.get("authorization") != f"Bearer {self._renewing()}":
            return web.json_response({"error": "ExpiredToken", "message": "Token has expired"}, status=400)
        self.renewed += 1
        return self._session()

    def _session(self) -> web.Response:
        told = {"accessJwt": SESSION, "refreshJwt": self._renewing(), "handle": HANDLE, "did": "did:plc:harbor"}
        return web.json_response(told)

    def _renewing(self) -> str:
        return f"renews-{self.sessions}-{self.renewed}"

    async def search(self, request: web.Request) -> web.Response:
        if request.headers.get("authorization") != f"Bearer {SESSION}":
            return web.json_response({"error": "AuthMissing"}, status=401)
        self.searches.append(dict(request.query))
        if self.status != 200:
            return web.Response(status=self.status, headers={"retry-after": "30"})
        if self.body is not None:
            return web.json_response(self.body)
        start, name = int(request.query.get("cursor", "0")), request.query["q"].strip('"')
        found = [one for one in self.posts if not self.named or name in one["record"]["text"]]
        more = {"cursor": str(start + _PAGE)} if start + _PAGE < len(found) else {}
        return web.json_response({"posts": found[start : start + _PAGE], **more})

    async def thread(self, request: web.Request) -> web.Response:
        """A post and what is below it, for everybody."""
        uri = request.query["uri"]
        there = next((post for post in self.posts if post["uri"] == uri), None)
        if there is None or there["author"]["did"] in self.away:
            return web.json_response({"error": "NotFound", "message": f"Post not found: {uri}"}, status=400)
        return web.json_response({"thread": self._with_replies(there)})

    def _with_replies(self, post: dict[str, Any]) -> dict[str, Any]:
        replies = [self._with_replies(reply) for reply in self.below.get(post["uri"], [])]
        gone = {
            "$type": "app.bsky.feed.defs#notFoundPost",
            "uri": "at://did:plc:gone/app.bsky.feed.post/1",
            "notFound": True,
        }
        return {"$type": "app.bsky.feed.defs#threadViewPost", "post": post, "replies": [gone, *replies]}

    async def profiles(self, request: web.Request) -> web.Response:
        asked = request.query.getall("actors")
        if len(asked) > 25:
            return web.json_response({"error": "InvalidRequest"}, status=400)
        there = [did for did in asked if did not in self.away]
        return web.json_response({"profiles": [{"did": did, "followersCount": 1200} for did in there]})

"""A toy of the YouTube Data API: comment threads of one channel, replies, search, keys and quotas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

CHANNEL = "UCharborplumbing0000000"
KEY = "toy-key-0123456789"


def stamp(at: datetime) -> str:
    """A time as YouTube writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def comment(native: str, at: datetime, text: str = "When do you call back?", **more: Any) -> dict[str, Any]:
    """A comment resource with plain text."""
    said = {
        "authorDisplayName": "@dana_r", "authorChannelId": {"value": "UCdana"}, "videoId": "vid1", "textDisplay": text,
        "textOriginal": text, "likeCount": 3, "publishedAt": stamp(at), "updatedAt": stamp(at), **more,
    }  # fmt: skip
    return {
        "kind": "youtube#comment",
        "id": native,
        "snippet": {key: value for key, value in said.items() if value is not None},
    }


@dataclass
class YouTubeToy(Fake):
    """``threads`` newest first, each (comment, replies); ``videos`` for the search. ``refuse``: status, reason of every answer."""

    threads: list[tuple[dict[str, Any], list[dict[str, Any]]]] = field(default_factory=list)
    videos: list[dict[str, Any]] = field(default_factory=list)
    refuse: tuple[int, str] | None = None
    body: bytes | None = None
    gone: set[str] = field(default_factory=set)  # threads whose replies are no longer shown
    broken: set[str] = field(default_factory=set)  # threads and pages that it fails to show
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The service under /youtube/v3."""
        return [web.get("/youtube/v3/{what}", self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        what, query = request.match_info["what"], dict(request.query)
        self.asked.append((what, query))
        if self.body is not None:
            return web.Response(body=self.body, content_type="text/html")
        if "key" in query or request.headers.get("x-goog-api-key") != KEY:
            return self._error(400, "API_KEY_INVALID")
        if self.refuse:
            return self._error(*self.refuse)
        if {query.get("parentId"), query.get("pageToken")} & self.broken:
            return self._error(500, "backendError")
        if query.get("parentId") in self.gone:
            return self._error(404, "commentNotFound")
        return web.json_response(
            {"commentThreads": self._threads, "comments": self._comments, "search": self._search}[what](query)
        )

    def _threads(self, query: dict[str, str]) -> dict[str, Any]:
        size, start = int(query["maxResults"]), int(query.get("pageToken", "0"))
        some = self.threads[start : start + size]
        items = [
            {
                "kind": "youtube#commentThread", "id": top["id"],
                "snippet": {"videoId": top["snippet"].get("videoId"), "topLevelComment": top, "totalReplyCount": len(replies)},
                **({"replies": {"comments": replies[:5]}} if replies else {}),
            }
            for top, replies in some
        ]  # fmt: skip
        more = {"nextPageToken": str(start + size)} if start + size < len(self.threads) else {}
        return {"kind": "youtube#commentThreadListResponse", "items": items, **more}

    def _comments(self, query: dict[str, str]) -> dict[str, Any]:
        return {"items": next(replies for top, replies in self.threads if top["id"] == query["parentId"])}

    def _search(self, query: dict[str, str]) -> dict[str, Any]:
        size, start = int(query["maxResults"]), int(query.get("pageToken", "0"))
        since = query["publishedAfter"]
        found = [one for one in self.videos if str(one.get("snippet", {}).get("publishedAt") or since) >= since]
        more = {"nextPageToken": str(start + size)} if start + size < len(found) else {}
        return {"items": found[start : start + size], **more}

    def _error(self, status: int, reason: str) -> web.Response:
        error = {"code": status, "message": reason, "errors": [{"reason": reason, "domain": "youtube.quota"}]}
        return web.json_response({"error": error}, status=status)


def later(at: datetime, minutes: int) -> datetime:
    """``at`` and so many minutes."""
    return at + timedelta(minutes=minutes)

"""A toy of Trustpilot's API: one company, its reviews in pages, keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

KEY, UNIT, NAME = "toy-trustpilot-key", "46d6a890ffa235a75b00021d", "harborplumbing.example"


def review(native: str, at: datetime, stars: int = 1, **more: Any) -> dict[str, Any]:
    """A review as the service shows it; times without a zone, as it writes some."""
    return {
        "id": native,
        "consumer": {"id": "c1", "displayName": "Dana R.", "numberOfReviews": 4},
        "businessUnit": {"id": UNIT, "displayName": "Harbor Plumbing"},
        "stars": stars,
        "title": "Three weeks",
        "text": "Nobody called back.",
        "language": "en",
        "createdAt": at.strftime("%Y-%m-%dT%H:%M:%S"),
        "updatedAt": None,
        "companyReply": None,
        "numberOfLikes": 2,
        **more,
    }


@dataclass
class TrustpilotToy(Fake):
    """``reviews``, the newest first; ``body``: what is answered instead of a list."""

    reviews: list[dict[str, Any]] = field(default_factory=list)
    body: Any = None
    status: int = 200
    asked: list[str] = field(default_factory=list)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The service under /v1."""
        return [
            web.get("/v1/business-units/find", self.find),
            web.get(f"/v1/business-units/{UNIT}/reviews", self.list),
        ]

    async def find(self, request: web.Request) -> web.Response:
        self.asked.append("find")
        if refused := self._refused(request):
            return refused
        known = request.query["name"] == NAME
        return web.json_response({"id": UNIT, "displayName": "Harbor Plumbing"} if known else {})

    async def list(self, request: web.Request) -> web.Response:
        page, size = int(request.query["page"]), int(request.query["perPage"])
        self.asked.append(f"page {page}")
        if refused := self._refused(request):
            return refused
        if self.body is not None:
            return web.json_response(self.body)
        return web.json_response({"links": [], "reviews": self.reviews[(page - 1) * size : page * size]})

    def _refused(self, request: web.Request) -> web.Response | None:
        if request.headers.get("apikey") != KEY or "apikey" in request.query:
            return web.json_response({"fault": {"faultstring": "Invalid ApiKey"}}, status=401)
        return web.Response(status=self.status, headers={"retry-after": "9"}) if self.status != 200 else None

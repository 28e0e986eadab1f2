"""A toy of Trustpilot's API: one company, its reviews in pages, keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web

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


class TrustpilotToy:
    """``reviews``, the newest first; ``body``: what is answered instead of a list."""

    def __init__(self) -> None:
        self.reviews: list[dict[str, Any]] = []
        self.body: Any = None
        self.status = 200
        self.asked: list[str] = []

    def app(self) -> web.Application:
        """The service under /v1."""
        made = web.Application()
        made.router.add_get("/v1/business-units/find", self.find)
        made.router.add_get(f"/v1/business-units/{UNIT}/reviews", self.list)
        return made

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

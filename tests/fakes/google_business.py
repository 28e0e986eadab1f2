"""A toy of Google Business Profile: the sign-in that renews tokens, and the reviews of one place in pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

PLACE, REFRESH, TOKEN = "accounts/101/locations/202", "toy-refresh-token", "toy-access-token"


def review(
    native: str, at: datetime, stars: str = "ONE", comment: str | None = "Nobody called back.", **more: Any
) -> dict[str, Any]:
    """A review as the service shows it; without ``comment`` it has stars alone."""
    told = {
        "name": f"{PLACE}/reviews/{native}",
        "reviewId": native,
        "reviewer": {"displayName": "Dana R.", "profilePhotoUrl": "https://photos.example/dana"},
        "starRating": stars,
        "createTime": at.isoformat().replace("+00:00", "Z"),
        "updateTime": at.isoformat().replace("+00:00", "Z"),
        **more,
    }
    return told if comment is None else {**told, "comment": comment}


@dataclass
class BusinessToy(Fake):
    """``reviews``, the last changed first; ``body``: what is answered instead of a list."""

    reviews: list[dict[str, Any]] = field(default_factory=list)
    body: Any = None
    status: int = 200
    pages: list[dict[str, str]] = field(default_factory=list)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Both services, under /token and /v4."""
        return [web.post("/token", self.renew), web.get(f"/v4/{PLACE}/reviews", self.list)]

    async def renew(self, request: web.Request) -> web.Response:
        form = await request.post()
        if form.get("grant_type") != "refresh_token" or form.get("refresh_token") != REFRESH:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"})

    async def list(self, request: web.Request) -> web.Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, status=401)
        self.pages.append(dict(request.query))
        if self.status != 200:
            return web.json_response(
                {"error": {"code": self.status}},
                status=self.status,
                headers={"retry-after": "60"} if self.status == 503 else {},
            )
        if self.body is not None:
            return web.json_response(self.body)
        if not self.reviews:
            return web.json_response({})
        start, size = int(request.query.get("pageToken", "0")), int(request.query["pageSize"])
        more = {"nextPageToken": str(start + size)} if start + size < len(self.reviews) else {}
        shown = self.reviews[start : start + size]
        return web.json_response(
            {"reviews": shown, "averageRating": 3.1, "totalReviewCount": len(self.reviews), **more}
        )

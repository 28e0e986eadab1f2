"""The App Store's reviews feed on loopback: one app, countries of its own reviews, 50 on a page, and what it does on bad days.

A page beyond the last is a feed without ``entry``; a single review is no list; the time is Cupertino's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

APP = "500000001"
CUPERTINO = timezone(timedelta(hours=-7))
_PAGE = re.compile(
    r"^/(\w\w)/rss/customerreviews/(?:page=(\d+)/)?id=(\d+)/(sortBy=mostRecent|sortby=mostrecent)(?:/page=(\d+))?/json$"
)


@dataclass
class Storefronts(Fake):
    """``async with Storefronts() as store``: ``review`` writes or edits one, ``body`` answers in its place.

    ``asked`` has the path of every request. ``silent`` names the spellings ("sortBy", "sortby", "plain") that show an
    empty feed, ``app_first`` puts the app itself before the reviews, as the feed did for years.
    """

    known: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"us": []})
    asked: list[str] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    app_first: bool = False
    body: Any = None  # instead of a feed: a str as it is, everything else as JSON

    def review(
        self, number: int, at: datetime, text: str = "Fine.", *, stars: object = 4, country: str = "us", **more: Any
    ) -> dict[str, Any]:
        """Somebody writes; under a known number they edit, and the review moves to the top with its time."""
        entry = {
            "author": {
                "uri": {"label": f"https://itunes.apple.com/{country}/reviews/id{9000 + number}"},
                "name": {"label": f"Tester {number}"},
                "label": "",
            },
            "updated": {"label": at.astimezone(CUPERTINO).isoformat()},
            "im:rating": {"label": str(stars)},
            "im:version": {"label": "5.2.1"},
            "id": {"label": str(7000000000 + number)},
            "title": {"label": f"Title {number}"},
            "content": {"label": text, "attributes": {"type": "text"}},
            "link": {"attributes": {"rel": "related", "href": f"https://itunes.apple.com/{country}/review?id={APP}"}},
            "im:voteSum": {"label": "0"},
            "im:contentType": {"attributes": {"term": "Application", "label": "Application"}},
            "im:voteCount": {"label": "0"},
            **more,
        }
        others = [one for one in self.known.setdefault(country, []) if one.get("id") != entry["id"]]
        self.known[country] = [entry, *others]
        return entry

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if self.body is not None:
            if isinstance(self.body, str):
                return web.Response(text=self.body, content_type="text/html")
            return web.json_response(self.body)
        found = _PAGE.match(request.path)
        if not found or found[1] not in self.known or found[3] != APP:
            return web.Response(status=400, text="Bad Request")
        page = int(found[2] or found[5] or 1)
        if page > 10:
            return web.Response(status=400, text="CustomerReviews RSS page depth is limited to 10")
        spelling = "sortby" if found[4] == "sortby=mostrecent" else "sortBy" if found[5] else "plain"
        entries: list[Any] = [] if spelling in self.silent else self.known[found[1]][50 * (page - 1) : 50 * page]
        if self.app_first and spelling not in self.silent:
            entries = [{"im:name": {"label": "Harbor"}, "id": {"label": "https://apps.apple.com/app"}}, *entries]
        feed: dict[str, Any] = {
            "author": {"name": {"label": "iTunes Store"}, "uri": {"label": "http://www.apple.com/itunes/"}},
            "updated": {"label": f"2026-11-26T0{len(self.asked) % 10}:00:00-07:00"},
            "title": {"label": "iTunes Store: Customer Reviews"},
        }
        if entries:
            feed["entry"] = entries[0] if len(entries) == 1 else entries
        return web.json_response({"feed": feed})

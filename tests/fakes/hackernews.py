"""Algolia's search of Hacker News on loopback: by words and time, the newest first, in pages.

https://hn.algolia.com/api
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

Query = dict[str, str]


@dataclass
class Algolia(Fake):
    """``hits`` is the index; ``answer``, where it is set, says what is replied to a query."""

    hits: list[dict[str, Any]] = field(default_factory=list)
    asked: list[Query] = field(default_factory=list)
    answer: Callable[[Query], Any] | None = None
    items: dict[str, Any] = field(default_factory=dict)  # trees, by the number of their root

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [web.get("/api/v1/search_by_date", self.search), web.get("/api/v1/items/{id}", self.item)]

    async def item(self, request: web.Request) -> web.Response:
        """An item with everything below it."""
        known = self.items.get(request.match_info["id"])
        return web.json_response(
            {"status": 404, "error": "Not Found"} if known is None else known, status=404 if known is None else 200
        )

    async def search(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        self.asked.append(query)
        return web.json_response(self.answer(query) if self.answer else self._found(query))

    def _found(self, query: Query) -> dict[str, Any]:
        words, after = query["query"].strip('"').lower(), int(query["numericFilters"].removeprefix("created_at_i>"))
        size, page = int(query["hitsPerPage"]), int(query["page"])
        parts = ("title", "story_text", "comment_text")
        found = [
            hit
            for hit in sorted(self.hits, key=lambda hit: -int(hit["created_at_i"]))
            if hit["created_at_i"] > after and any([words in str(hit.get(part)).lower() for part in parts])
        ][:1000]
        shown = found[page * size : (page + 1) * size]
        return {"hits": shown, "nbHits": len(found), "nbPages": -(-len(found) // size), "page": page}

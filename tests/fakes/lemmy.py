"""A Lemmy instance on loopback, version 0.19 or 1.0: search, sorted by time and in pages, and what it says when in trouble.

https://join-lemmy.org/docs/contributors/04-api.html      https://join-lemmy.org/docs/contributors/09-api-v4.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

LANGUAGES = [{"id": 0, "code": "und"}, {"id": 32, "code": "de"}, {"id": 37, "code": "en"}]


@dataclass
class Instance(Fake):
    """``async with Instance() as lemmy``: ``say`` and ``answer`` write, ``instead`` is said in its place.

    What is kept is in the words of version 3; version 4 translates. ``asked`` has (path, query) of every request.
    """

    version: str = "0.19.12"
    known: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    instead: tuple[int, Any] | None = None  # status and body of every search
    site: Any = None  # instead of what the instance tells of itself
    page_for_people: bool = False  # what it has no address for shows a web page, with status 200
    others: int = 0  # communities with the name, newer than everything

    @property
    def searches(self) -> list[dict[str, str]]:
        return [query for path, query in self.asked if path.endswith("/search")]

    def say(self, name: str, at: str, body: object = "", **more: Any) -> dict[str, Any]:
        """Somebody posts on another instance, lemmy.example, and this one hears of it."""
        number = len(self.known) + 1
        post = _flat(number, at) | {"name": name, "body": body, "ap_id": f"https://lemmy.example/post/{900 + number}"}
        view = {"post": post | more, "creator": _creator(), "counts": {"post_id": number, "score": 3}}
        self.known.append(view)
        return view

    def answer(self, view: dict[str, Any], content: str, at: str, **more: Any) -> dict[str, Any]:
        """Somebody comments on what ``say`` or ``answer`` gave."""
        number = len(self.known) + 1
        above = view["comment"]["path"] if "comment" in view else "0"
        comment = _flat(number, at) | {"content": content, "post_id": view["post"]["id"], "path": f"{above}.{number}"}
        comment |= {"ap_id": f"https://other.example/comment/{700 + number}"}
        made = {"comment": comment | more, "post": view["post"], "creator": _creator(), "counts": {"score": -2}}
        self.known.append(made)
        return made

    async def handle(self, request: web.Request) -> web.StreamResponse:
        query = dict(request.query)
        self.asked.append((request.path, query))
        four = request.path.startswith("/api/v4/") and self.version.startswith("1.")
        if four or request.path.startswith("/api/v3/"):
            if request.path.endswith("/site"):
                told = {"version": self.version, "all_languages": LANGUAGES, "admins": []}
                return web.json_response(told if self.site is None else self.site)
            if not request.path.endswith("/search"):
                return self._single(request.path.removeprefix("/api/v3/"), query)
            status, said = self.instead or (200, self._four(query) if four else self._three(query))
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            return web.Response(status=status, body=body, content_type="application/json")
        if self.page_for_people:
            return web.Response(text="<!doctype html><title>Lemmy</title>", content_type="text/html")
        return web.Response(status=404)

    def _single(self, what: str, query: dict[str, str]) -> web.Response:
        """A post, a comment, or the comments below one: version 3 alone."""
        if what == "comment/list":
            assert (query["type_"], query["sort"]) == ("All", "New")
            below = [view for view in self.known if "comment" in view]
            if above := query.get("parent_id"):  # with the one that was named
                below = [view for view in below if above in view["comment"]["path"].split(".")]
            else:
                below = [view for view in below if str(view["post"]["id"]) == query["post_id"]]
            return web.json_response({"comments": below[::-1][: int(query["limit"])]})
        found = [view for view in self.known if ("comment" in view) == (what == "comment")]
        view = next((one for one in found if str(one[what]["id"]) == query["id"]), None)
        if view is None:
            return web.json_response({"error": f"couldnt_find_{what}"}, status=404)
        return web.json_response({f"{what}_view": view})

    def _found(self, query: dict[str, str], kind: str) -> list[dict[str, Any]]:
        """Lemmy looks for the words in this order with anything between them, in the language of its database."""
        rows = [view for view in self.known if ("comment" in view) == (kind == "comment")]
        parts = query["q"].casefold().split()
        named = [view for view in rows if _in_order(parts, _words(view[kind]).casefold())]
        return sorted(named, key=lambda view: str(view[kind]["published"]), reverse=True)

    def _three(self, query: dict[str, str]) -> dict[str, Any]:
        assert (query["type_"], query["listing_type"], query["sort"]) == ("All", "All", "New")
        limit, page = int(query["limit"]), int(query["page"])
        assert limit <= 50
        shown = slice((page - 1) * limit, page * limit)
        posts, comments = self._found(query, "post")[shown], self._found(query, "comment")[shown]
        return {"type_": "All", "posts": posts, "comments": comments, "communities": [], "users": []}

    def _four(self, query: dict[str, str]) -> dict[str, Any]:
        assert query["listing_type"] == "all"  # version 4 knows small letters only
        found = [("post", view) for view in self._found(query, "post")]
        found += [("comment", view) for view in self._found(query, "comment")]
        found.sort(key=lambda row: str(row[1][row[0]]["published"]), reverse=True)
        rows: list[dict[str, Any]] = [{"type_": "community", "community": {"name": "c"}} for _ in range(self.others)]
        rows += [{"type_": kind, **_as_four(view)} for kind, view in found]
        start, limit = int(query.get("page_cursor", "P0")[1:]), int(query["limit"])
        reply: dict[str, Any] = {"search": rows[start : start + limit]}
        if start + limit < len(rows):
            reply["next_page"] = f"P{start + limit}"
        return reply


def _flat(number: int, at: str) -> dict[str, Any]:
    flags = {"removed": False, "deleted": False, "local": False}
    return {"id": number, "published": at, "language_id": 37, "creator_id": 5, **flags}


def _creator() -> dict[str, Any]:
    actor = "https://lemmy.example/u/dana"
    return {
        "id": 5,
        "name": "dana",
        "display_name": "Dana ☕",
        "actor_id": actor,
        "deleted": False,
        "bot_account": False,
    }


def _words(item: dict[str, Any]) -> str:
    return f"{item.get('name', '')} {item.get('body', '')} {item.get('content', '')}"


def _in_order(parts: list[str], text: str) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _as_four(view: dict[str, Any]) -> dict[str, Any]:
    """What version 4 calls otherwise: times end in _at, people have an ap_id, and numbers stand in the item itself."""
    new = {"published": "published_at", "updated": "updated_at", "actor_id": "ap_id"}
    made = {}
    for part, item in view.items():
        if part != "counts":
            made[part] = {new.get(key, key): value for key, value in (item or {}).items()}
    made["comment" if "comment" in view else "post"]["score"] = view["counts"]["score"]
    return made

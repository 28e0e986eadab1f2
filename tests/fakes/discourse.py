"""A Discourse forum on loopback as a stranger sees it: the list of the newest posts, the search, and single posts.

https://docs.discourse.org/#tag/Posts/operation/listPosts      https://docs.discourse.org/#tag/Search/operation/search
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

PER_PAGE = 50


@dataclass
class Forum(Fake):
    """``async with Forum() as forum``: ``say`` writes; ``instead`` is said in place of the list or the search.

    ``posts`` holds what is known by id, ``gone`` the ids that strangers may not see, ``asked`` (path, query) of every
    request.
    """

    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    gone: dict[int, int] = field(default_factory=dict)  # with the status that a single post is refused with
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    instead: tuple[int, Any] | None = None
    last: int = 100  # number given; none is given twice
    old: bool = False  # versions before 2024 show the 50 ids up to and with ``before``, whatever is left of them

    @property
    def place(self) -> str:
        """The service that its posts are of."""
        return self.url.removeprefix("http://")

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def say(self, cooked: str, at: str, *, topic: int = 7, place: int = 0, **more: Any) -> dict[str, Any]:
        """Somebody posts; place 0 is the next one in the topic."""
        number = self.last = max([self.last, *self.posts]) + 1
        above = [post["post_number"] for post in self.posts.values() if post["topic_id"] == topic]
        post: dict[str, Any] = {
            "id": number,
            "name": "Dana Diaz",
            "username": "dana",
            "user_id": 31,
            "created_at": at,
            "updated_at": at,
            "cooked": cooked,
            "post_number": place or max(above, default=0) + 1,
            "post_type": 1,
            "topic_id": topic,
            "topic_slug": "which-kettle",
            "topic_title": "Which kettle?",
            "reply_to_post_number": None,
            "version": 1,
            "actions_summary": [],
            "hidden": False,
            "user_deleted": False,
            "deleted_at": None,
        }
        self.posts[number] = post | more
        return self.posts[number]

    async def handle(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        self.asked.append((request.path, query))
        single = re.fullmatch(r"/posts/(\d+)\.json", request.path)
        if single:
            post, status = self.posts.get(int(single[1])), self.gone.get(int(single[1]))
            if status or not post:
                return _json(status or 404, {"errors": ["Not here"], "error_type": "not_found"})
            return _json(200, {key: value for key, value in post.items() if key != "topic_title"})
        topic = re.fullmatch(r"/t/(\d+)/(\d+|posts)\.json", request.path)
        if topic:
            wanted = [int(one) for one in request.query.getall("post_ids[]", [])]
            return self._topic(int(topic[1]), int(topic[2]) if topic[2] != "posts" else 0, wanted)
        if request.path not in ("/posts.json", "/search.json"):
            return web.Response(status=404, text="<html>Oops!", content_type="text/html")
        if self.instead:
            return _json(*self.instead)
        return _json(200, self._latest(query) if request.path == "/posts.json" else self._search(query))

    def _topic(self, number: int, place: int, wanted: list[int]) -> web.Response:
        """The posts of a topic around a place (from 5 before it on, 20 of them), or the ``wanted`` ones."""
        there = [post for post in self.posts.values() if post["topic_id"] == number and post["id"] not in self.gone]
        if not there:
            return _json(
                404, {"errors": ["The requested URL or resource could not be found."], "error_type": "not_found"}
            )
        title, slug = there[0]["topic_title"], there[0]["topic_slug"]
        near = [post for post in there if post["post_number"] >= place - 5][:20]
        shown = [post for post in there if post["id"] in wanted] if wanted else near
        rows = [{key: value for key, value in post.items() if key != "topic_title"} for post in shown]
        stream: dict[str, Any] = {"posts": rows}
        if wanted:
            return _json(200, {"post_stream": stream, "id": number})
        stream["stream"] = [post["id"] for post in there]
        return _json(
            200, {"post_stream": stream, "id": number, "title": title, "slug": slug, "posts_count": len(there)}
        )

    def _latest(self, query: dict[str, str]) -> dict[str, Any]:
        seen = {number: post for number, post in sorted(self.posts.items(), reverse=True) if number not in self.gone}
        before = int(query.get("before", 0)) or max([0, *seen]) + 1
        if self.old:
            shown = [post for number, post in seen.items() if before - PER_PAGE < number <= before]
        else:
            shown = [post for number, post in seen.items() if number < before][:PER_PAGE]
        return {"latest_posts": shown}

    def _search(self, query: dict[str, str]) -> dict[str, Any]:
        """The newest post of each topic with the phrase in it, written after that day began."""
        asked = re.fullmatch(r'"([^"]+)" after:(\d{4}-\d\d-\d\d) order:latest', query["q"])
        assert asked, query["q"]
        page = int(query["page"])
        assert 1 <= page <= 10
        best: dict[int, dict[str, Any]] = {}
        for post in self.posts.values():
            late = datetime.fromisoformat(post["created_at"]).date() >= date.fromisoformat(asked[2])
            if late and asked[1].casefold() in (post["cooked"] + post["topic_title"]).casefold():
                best[post["topic_id"]] = post
        found = sorted(best.values(), key=lambda post: int(post["id"]), reverse=True)
        shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
        kept = ("id", "name", "username", "created_at", "post_number", "topic_id")
        return {
            "posts": [
                {key: post[key] for key in kept} | {"like_count": 0, "blurb": post["cooked"][:3]} for post in shown
            ],
            "topics": [
                {"id": post["topic_id"], "title": post["topic_title"], "slug": post["topic_slug"]} for post in shown
            ],
            "users": [],
            "grouped_search_result": {
                "term": query["q"],
                "error": None,
                "more_full_page_results": True if len(found) > page * PER_PAGE else None,
            },
        }


def _json(status: int, said: Any) -> web.Response:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return web.Response(status=status, body=body, content_type="application/json")

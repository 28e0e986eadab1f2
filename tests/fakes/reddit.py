"""A toy of Reddit's API: tokens for apps, the search, lists of subreddits, threads, and what became of known things."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

CLIENT, SECRET, TOKEN = "toy-client-id", "toy-client-secret", "toy-access-token"
_PAGE = 100


def submission(native: str, at: datetime, title: str = "Waiting", text: str = "", **more: Any) -> dict[str, Any]:
    """A post as a list shows it."""
    return {
        "name": f"t3_{native}",
        "id": native,
        "subreddit": "springfield",
        "title": title,
        "selftext": text,
        "selftext_html": f'<!-- SC_OFF --><div class="md"><p>{escape(text)}</p>\n</div><!-- SC_ON -->'
        if text
        else None,
        "is_self": True,
        "author": "dana_r",
        "author_fullname": "t2_dana",
        "created_utc": at.timestamp(),
        "edited": False,
        "score": 4,
        "num_comments": 0,
        "removed_by_category": None,
        "permalink": f"/r/springfield/comments/{native}/waiting/",
        **more,
    }


def comment(native: str, at: datetime, text: str, to: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A comment below a post or another comment."""
    link = to["name"] if to["name"].startswith("t3_") else to["link_id"]
    return {
        "name": f"t1_{native}",
        "id": native,
        "subreddit": "springfield",
        "link_id": link,
        "parent_id": to["name"],
        "body": text,
        "body_html": f'<div class="md"><p>{escape(text)}</p>\n</div>',
        "author": "sam_b",
        "created_utc": at.timestamp(),
        "edited": False,
        "score": 1,
        "permalink": f"/r/springfield/comments/{link[3:]}/waiting/{native}/",
        **more,
    }


def take_down(thing: dict[str, Any], words: str = "[deleted]") -> None:
    """By its author, or ("[removed]") by a moderator."""
    if "body" in thing:
        thing |= {"body": words, "body_html": f"<p>{words}</p>", "author": "[deleted]"}
    else:
        who = "deleted" if words == "[deleted]" else "moderator"
        thing |= {"selftext": words, "selftext_html": f"<p>{words}</p>", "removed_by_category": who}


@dataclass
class RedditToy(Fake):
    """``posts`` and ``comments`` in any order. ``left``: requests until the minute is over."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    left: int = 10_000
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    grants: list[dict[str, str]] = field(default_factory=list)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Both services: the sign-in and the API."""
        return [web.post("/api/v1/access_token", self.sign_in), web.get("/{path:.*}", self.handle)]

    def say(self, native: str, at: datetime, text: str, to: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Somebody comments."""
        said = comment(native, at, text, to, **more)
        self.comments.append(said)
        for post in self.posts:
            post["num_comments"] += post["name"] == said["link_id"]
        return said

    async def sign_in(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.grants.append(form)
        scheme, _, login = request.headers.get("authorization", "").partition(" ")
        installed = form.get("grant_type") == "https://oauth.reddit.com/grants/installed_client" and form["device_id"]
        wanted = f"{CLIENT}:" if installed else f"{CLIENT}:{SECRET}"
        if scheme != "Basic" or base64.b64decode(login).decode() != wanted:
            return web.json_response({"message": "Unauthorized", "error": 401}, status=401)
        return web.json_response({"access_token": TOKEN, "token_type": "bearer", "expires_in": 86400, "scope": "*"})

    async def handle(self, request: web.Request) -> web.Response:
        path, query = request.match_info["path"], dict(request.query)
        self.asked.append((path, query))
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return web.json_response({"message": "Unauthorized", "error": 401}, status=401)
        self.left -= 1
        if self.left < 0:
            return web.json_response({"message": "Too Many Requests", "error": 429}, status=429, headers=self._rates())
        return web.json_response(self._told(path, query), headers=self._rates())

    def _told(self, path: str, query: dict[str, str]) -> Any:
        known = [*self.posts, *self.comments]
        if path == "search":
            names = [name.casefold() for name in re.findall(r'"([^"]+)"', query["q"])]
            oldest = time.time() - {"day": 1, "week": 7, "month": 31}[query["t"]] * 86_400
            there = [one for one in self.posts if not one["removed_by_category"] and one["created_utc"] >= oldest]
            said = [(one, f"{one['title']} {one['selftext']}".casefold()) for one in there]
            return self._page([one for one, text in said if any(name in text for name in names)], query)
        if found := re.fullmatch(r"r/([\w+]+)/(new|comments)", path):
            some = self.posts if found[2] == "new" else self.comments
            return self._page([one for one in some if one["subreddit"] in found[1].split("+")], query)
        if path == "api/info":
            wanted = query["id"].split(",")
            return _listing([one for one in known if one["name"] in wanted])
        if found := re.fullmatch(r"comments/(\w+)(?:/_/(\w+))?", path):
            top = [one for one in self.posts if one["id"] == found[1]]
            # One that was taken down and that nobody has answered is not shown.
            first = [one for one in self.comments if one["id"] == found[2]]
            first = first if found[2] else [one for one in self.comments if one["parent_id"] == f"t3_{found[1]}"]
            return [_listing(top), self._below(first)]
        return _listing([])

    def _below(self, some: list[dict[str, Any]]) -> dict[str, Any]:
        shown = []
        for one in some:
            answers = [other for other in self.comments if other["parent_id"] == one["name"]]
            if answers or one["body"] != "[deleted]":
                shown.append({**one, "replies": self._below(answers) if answers else ""})
        listing = _listing(shown)
        listing["data"]["children"].append({"kind": "more", "data": {"count": 0, "name": "t1__", "id": "_"}})
        return listing

    def _page(self, some: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
        some = sorted(some, key=lambda one: one["created_utc"], reverse=True)
        names = [one["name"] for one in some]
        after = query.get("after")
        if after is not None and after not in names:
            return _listing([])
        start = names.index(after) + 1 if after else 0
        more = start + _PAGE < len(some)
        return _listing(some[start : start + _PAGE], names[start + _PAGE - 1] if more else None)

    def _rates(self) -> dict[str, str]:
        return {"x-ratelimit-remaining": f"{max(self.left, 0)}.0", "x-ratelimit-used": "1", "x-ratelimit-reset": "41"}


def _listing(some: list[dict[str, Any]], after: str | None = None) -> dict[str, Any]:
    children = [{"kind": one["name"][:2], "data": one} for one in some]
    return {"kind": "Listing", "data": {"modhash": "", "after": after, "before": None, "children": children}}

"""A GitHub for tests: repositories with issues and comments, and an API that searches, pages, counts and refuses.

Limits count apart for the search and for the rest. Whoever goes beyond one gets a 403, as with the real one.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

TOKEN = "github_pat_t0psecret"


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class GitHub(Fake):
    """``asked`` is what came in: the path and the query. ``instead`` is what a path answers, whatever it is asked."""

    issues: dict[str, list[Any]] = field(default_factory=dict)
    comments: dict[str, list[Any]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    instead: dict[str, web.Response] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=lambda: {"search": 10, "core": 60})
    gives_up: bool = False
    moved: dict[str, str] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)  # numbers of issues
    _last: int = 0

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def open(self, repository: str, text: str, at: float, **more: Any) -> dict[str, Any]:
        """Somebody opens an issue."""
        self._last += 1
        number = len(self.issues.setdefault(repository, [])) + 1
        issue = {
            "id": self._last,
            "number": number,
            "html_url": f"https://github.com/{repository}/issues/{number}",
            "title": text,
            "body_html": f"<p>{text}</p>",
            "user": {"login": "dana-r", "id": 501, "type": "User", "html_url": "https://github.com/dana-r"},
            "comments": 0,
            "reactions": {"total_count": 2, "+1": 1, "-1": 1, "confused": 0},
            "created_at": iso(at),
            "updated_at": iso(at),
            **more,
        }
        self.issues[repository].append(issue)
        return issue

    def comment(self, issue: dict[str, Any], text: str, at: float, **more: Any) -> dict[str, Any]:
        """Somebody comments on an issue, which updates it."""
        self._last += 1
        comment = {
            "id": self._last,
            "html_url": f"{issue['html_url']}#issuecomment-{self._last}",
            "body_html": f"<p>{text}</p>",
            "user": {"login": "sam-b", "id": 504, "type": "User", "html_url": "https://github.com/sam-b"},
            "created_at": iso(at),
            "updated_at": iso(at),
            **more,
        }
        repository = "/".join(issue["html_url"].split("/")[3:5])
        self.comments.setdefault(repository, []).append(comment)
        issue |= {"comments": issue["comments"] + 1, "updated_at": iso(at)}
        return comment

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path, query = request.path.removeprefix("/"), dict(request.query)
        self.asked.append((path, query))
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        if path in self.instead:
            return self.instead[path]
        if request.headers.get("authorization", f"Bearer {TOKEN}") != f"Bearer {TOKEN}":
            return said(401, "Bad credentials")
        limit = "search" if path.startswith("search/") else "core"
        if self.left[limit] <= 0:
            return self._counted(limit, said(403, "API rate limit exceeded for 192.0.2.1."))
        self.left[limit] -= 1
        for old, new in self.moved.items():
            if path.startswith(f"repos/{old}/"):
                location = f"{self.url}/{path.replace(old, new)}?{request.query_string}"
                return web.json_response({"message": "Moved Permanently"}, status=301, headers={"location": location})
        return self._counted(limit, self._search(query) if limit == "search" else self._list(path, query))

    def _counted(self, limit: str, reply: web.Response) -> web.Response:
        reply.headers["x-ratelimit-remaining"] = str(self.left[limit])
        reply.headers["x-ratelimit-reset"] = str(int(time.time()) + 900)
        return reply

    def _search(self, query: dict[str, str]) -> web.Response:
        asked = re.fullmatch(r'"(.+)" in:title,body,comments is:issue updated:>=(\S+)', query["q"])
        if not asked or len(query["q"]) > 256:
            return said(422, "Validation Failed")
        found = []
        for repository, issues in self.issues.items():
            for issue in issues:
                below = [
                    one
                    for one in self.comments.get(repository, [])
                    if one["html_url"].startswith(f"{issue['html_url']}#")
                ]
                words = " ".join([issue["title"], *(one["body_html"] for one in [issue, *below])])
                if (
                    asked[1].lower() in words.lower()
                    and issue["updated_at"] >= asked[2]
                    and "pull_request" not in issue
                ):
                    found.append(issue)
        page = _page(found, query, query["order"])
        return web.json_response({"total_count": len(found), "incomplete_results": self.gives_up, "items": page})

    def _list(self, path: str, query: dict[str, str]) -> web.Response:
        parts = path.split("/")
        repository = "/".join(parts[1:3])
        if repository not in self.issues:
            return said(404, "Not Found")
        comments = self.comments.get(repository, [])
        if len(parts) == 5 and parts[4].isdecimal():
            there = [one for one in self.issues[repository] if one["number"] == int(parts[4])]
            if int(parts[4]) in self.deleted:
                return said(410, "This issue was deleted")
            return web.json_response(there[0]) if there else said(404, "Not Found")
        if len(parts) == 6 and parts[4] == "comments":
            there = [one for one in comments if one["id"] == int(parts[5])]
            return web.json_response(there[0]) if there else said(404, "Not Found")
        if len(parts) == 6:  # one issue's, by their number and not by their time
            address = f"https://github.com/{'/'.join(parts[1:5])}#"
            below = [
                one for one in comments if one["html_url"].startswith(address) and one["updated_at"] >= query["since"]
            ]
            size, page = int(query["per_page"]), int(query["page"])
            return web.json_response(below[(page - 1) * size : page * size])
        entries = comments if parts[-1] == "comments" else self.issues[repository]
        if parts[-1] == "issues" and query.get("state") != "all":
            entries = [one for one in entries if one.get("state", "open") == "open"]
        found = [one for one in entries if not isinstance(one, dict) or one["updated_at"] >= query["since"]]
        return web.json_response(_page(found, query, query["direction"]))


def _page(found: list[Any], query: dict[str, str], order: str) -> list[Any]:
    found = sorted(found, key=lambda one: one["updated_at"] if isinstance(one, dict) else "", reverse=order != "asc")
    size, page = int(query["per_page"]), int(query["page"])
    return found[(page - 1) * size : page * size]


def said(status: int, message: str, **headers: str) -> web.Response:
    """An error as GitHub words it."""
    body = {"message": message, "documentation_url": "https://docs.github.com/rest"}
    return web.json_response(
        body, status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )

"""A Stack Exchange for tests: sites with questions, and an API that pages, rests, counts and refuses as the real one.

Replies are always compressed. Errors are HTTP 400 with a name inside. A method that sent ``backoff`` refuses whoever asks
it again too early. A comment does not make its question active.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

ACTIVE = 1_795_000_000
KEY = "k3y((sEcret"
Query = dict[str, str]


@dataclass
class StackExchange(Fake):
    """``sites`` are lists of questions in the shape of the API. ``asked`` is what came in: the method and its query."""

    sites: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"stackoverflow": [], "diy": []})
    asked: list[tuple[str, Query]] = field(default_factory=list)
    filters: dict[str, str] = field(default_factory=dict)
    quota: int = 300
    backoff: dict[str, int] = field(default_factory=dict)  # the next reply of this method will ask for so many seconds
    instead: dict[str, web.Response] = field(default_factory=dict)  # what a method answers, whatever it is asked
    lost: set[int] = field(default_factory=set)  # questions that are found, but no longer shown
    resting: dict[str, float] = field(default_factory=dict)

    def methods(self) -> list[str]:
        return [method for method, _ in self.asked]

    def ask(self, number: int, text: str, *, site: str = "diy", active: int = 0, **more: Any) -> dict[str, Any]:
        """Somebody asks a question."""
        question = {
            "question_id": number,
            "title": f"Question {number}",
            "body": f"<p>{text}</p>",
            "owner": {"user_id": number + 1000, "user_type": "registered", "display_name": f"user{number}"},
            "link": f"https://{site}.stackexchange.com/questions/{number}/question-{number}",
            "creation_date": active or ACTIVE + number,
            "last_activity_date": active or ACTIVE + number,
            "score": 0,
            **more,
        }
        self.sites[site].append(question)
        return question

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [web.get("/2.3/{method}/{rest}", self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        method, query = request.match_info["method"], dict(request.query)
        self.asked.append((method, query))
        if method in self.instead:
            return self.instead[method]
        if self.quota <= 0:
            return refusal(
                502, "throttle_violation", "too many requests from this IP, more requests available in 4321 seconds"
            )
        if self.resting.get(method, 0) > time.time():
            return refusal(502, "throttle_violation", "too many requests for this method")
        if query.get("key", KEY) != KEY:
            return refusal(400, "bad_parameter", f"`key` {query['key']} doesn't match a known application")
        self.quota -= 1
        if method == "filters":
            name = self.filters.setdefault(query["include"], f"!f{len(self.filters)}")
            return self._wrapped(method, [{"filter_type": "safe", "filter": name, "included_fields": []}])
        if query.get("site") not in self.sites:
            return refusal(400, "bad_parameter", f"No site found for name `{query.get('site')}`")
        questions = self.sites[query["site"]]
        if method == "search":
            return self._search(query, questions)
        if query.get("filter") not in ("withbody", *self.filters.values()):
            return refusal(400, "bad_parameter", "Invalid filter specified")
        ids = request.match_info["rest"].split(";")
        if len(ids) > 100:
            return refusal(400, "bad_parameter", "ids")
        there = [one for one in questions if str(one.get("question_id")) in ids and one["question_id"] not in self.lost]
        return self._wrapped(method, there[: int(query.get("pagesize", 30))])

    def _search(self, query: Query, questions: list[dict[str, Any]]) -> web.Response:
        wanted = query["q"].strip('"').lower()
        found: list[dict[str, Any]] = []
        for one in questions:
            said = [
                (one, "question"),
                *((answer, "answer") for answer in one.get("answers", []) if isinstance(answer, dict)),
            ]
            for entry, form in said:
                if wanted in f"{entry.get('title', '')} {entry.get('body', '')}".lower():
                    kept = {key: entry[key] for key in entry if key in ("answer_id", "last_activity_date", "body")}
                    found.append({"item_type": form, "question_id": one["question_id"], **kept})
        found = [one for one in found if one["last_activity_date"] >= int(query["min"])]
        found.sort(key=lambda one: int(one["last_activity_date"]), reverse=query["order"] == "desc")
        size, page = int(query["pagesize"]), int(query["page"])
        return self._wrapped("search", found[(page - 1) * size : page * size], more=len(found) > page * size)

    def _wrapped(self, method: str, items: list[Any], *, more: bool = False) -> web.Response:
        reply: dict[str, Any] = {"items": items, "has_more": more, "quota_max": 300, "quota_remaining": self.quota}
        if rest := self.backoff.pop(method, 0):
            reply["backoff"] = rest
            self.resting[method] = time.time() + rest
        return packed(reply)


def packed(reply: object, status: int = 200) -> web.Response:
    """JSON as the service sends it: compressed, whether that was asked for or not."""
    headers = {"content-type": "application/json; charset=utf-8", "content-encoding": "gzip"}
    return web.Response(status=status, body=gzip.compress(json.dumps(reply).encode()), headers=headers)


def refusal(number: int, name: str, message: str, status: int = 400) -> web.Response:
    return packed({"error_id": number, "error_name": name, "error_message": message}, status)

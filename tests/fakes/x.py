"""A toy of X's API: the recent search with its pages, single posts, and the bill."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from aiohttp import web

from tests.fakes.base import Fake

TOKEN = "toy-bearer-token"
_EPOCH_MS = 1_288_834_974_657
_SHOWN = 280  # characters of a text; the rest is in the note
_PROBLEMS = "https://api.x.com/2/problems/"


def snowflake(at: datetime, more: int = 0) -> str:
    """The id of a post of that moment."""
    return str((int(at.timestamp() * 1000) - _EPOCH_MS << 22) + more)


def tweet(at: datetime, text: str = "Harbor never called back", by: str = "dana", **more: Any) -> dict[str, Any]:
    """A post as the API shows it; ``by`` is one of ``XToy.users``."""
    whole = escape(text, quote=False)
    own = more.pop("id", None) or snowflake(at)
    note = {"note_tweet": {"text": whole}} if len(whole) > _SHOWN else {}
    return {
        "id": own,
        "edit_history_tweet_ids": [own],
        "text": whole if len(whole) <= _SHOWN else whole[:_SHOWN] + "…",
        **note,
        "author_id": {"dana": "501", "sam": "502", "harbor": "900"}[by],
        "conversation_id": own,
        "created_at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "lang": "en",
        "public_metrics": {"retweet_count": 2, "reply_count": 0, "like_count": 4, "quote_count": 0},
        **more,
    }


def reply(to: dict[str, Any], at: datetime, text: str, by: str = "harbor") -> dict[str, Any]:
    """A post that answers another one."""
    to["public_metrics"]["reply_count"] += 1
    above = [{"type": "replied_to", "id": to["id"]}]
    return tweet(at, text, by, conversation_id=to["conversation_id"], referenced_tweets=above)


@dataclass
class XToy(Fake):
    """``tweets`` in any order. ``refuse``: status, type of problem, headers of every answer. ``bill`` is what it has charged:
    each post and author once a day."""

    tweets: list[dict[str, Any]] = field(default_factory=list)
    users: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"id": "501", "username": "dana_r", "name": "Dana R.", "public_metrics": {"followers_count": 1200}},
            {"id": "502", "username": "sam_b", "name": "Sam B.", "public_metrics": {"followers_count": 3}},
            {"id": "900", "username": "harborplumbing", "name": "Harbor", "public_metrics": {"followers_count": 90}},
        ]
    )
    hidden: set[str] = field(default_factory=set)  # ids of posts that not everybody may see
    refuse: tuple[int, str, dict[str, str]] | None = None
    left: int = 450  # requests in this quarter of an hour
    bill: float = 0.0
    sold: set[str] = field(default_factory=set)
    searches: list[dict[str, str]] = field(default_factory=list)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The service under /2."""
        return [web.get("/2/tweets/search/recent", self.search), web.get("/2/tweets/{id}", self.one)]

    async def search(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        self.searches.append(query)
        if trouble := self._trouble(request):
            return trouble
        if "since_id" in query and "start_time" in query:
            return _problem(400, "invalid-request", detail="Invalid use of 'since_id' with 'start_time'.")
        oldest = snowflake(datetime.now(UTC) - timedelta(days=7))
        since = int(query.get("since_id", oldest))
        size = int(query.get("max_results", "10"))
        if since < int(oldest) or not 10 <= size <= 100 or len(query["query"]) > 512:
            return _problem(400, "invalid-request", detail="One or more parameters to your request was invalid.")
        if "start_time" in query:
            since = int(snowflake(datetime.fromisoformat(query["start_time"])))
        until = query.get("next_token", "b0")
        if not re.fullmatch(r"b\d+", until):
            return _problem(400, "invalid-request", detail="The token is invalid.")
        there = [one for one in self.tweets if int(one["id"]) > since and self._matches(one, query["query"])]
        there = [one for one in there if until == "b0" or int(one["id"]) < int(until[1:])]
        there.sort(key=lambda one: int(one["id"]), reverse=True)
        some = there[:size]
        meta: dict[str, Any] = {"result_count": len(some)}
        if not some:
            return self._charged({"meta": meta})
        meta |= {"newest_id": some[0]["id"], "oldest_id": some[-1]["id"]}
        if len(there) > size:
            meta["next_token"] = f"b{some[-1]['id']}"
        wanted = {one["author_id"] for one in some} if query.get("expansions") == "author_id" else set()
        users = [one for one in self.users if one["id"] in wanted]
        return self._charged({"data": some, "includes": {"users": users}, "meta": meta})

    async def one(self, request: web.Request) -> web.Response:
        if trouble := self._trouble(request):
            return trouble
        own = request.match_info["id"]
        there = next((one for one in self.tweets if own in one["edit_history_tweet_ids"]), None)
        if there is None or own in self.hidden:
            why = "resource-not-found" if there is None else "not-authorized-for-resource"
            said = {"resource_id": own, "title": why, "detail": "Could not show it.", "type": f"{_PROBLEMS}{why}"}
            return web.json_response({"errors": [said]})
        return self._charged({"data": there})

    def _matches(self, one: dict[str, Any], query: str) -> bool:
        if "-is:retweet" in query and "retweeted" in {of["type"] for of in one.get("referenced_tweets", [])}:
            return False
        if found := re.match(r"conversation_id:(\d+)(?: \(from:(\w+) OR to:\2\))? -is:retweet$", query):
            names = {user["id"]: user["username"] for user in self.users}
            above = {of["id"] for of in one.get("referenced_tweets", [])}
            to = {names[other["author_id"]] for other in self.tweets if other["id"] in above}
            mine = found[2] is None or found[2] in {names[one["author_id"]], *to}
            return bool(one["conversation_id"] == found[1] and one["id"] != found[1] and mine)
        names_ = [name.strip('"') for name in re.findall(r'"[^"]+"|[@#]\w+', query)]
        return any(name.casefold() in one["text"].casefold() for name in names_)

    def _trouble(self, request: web.Request) -> web.Response | None:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _problem(401, "about:blank", title="Unauthorized")
        if self.refuse:
            status, kind, headers = self.refuse
            return _problem(status, kind, headers=headers)
        self.left -= 1
        if self.left < 0:
            return _problem(429, "about:blank", title="Too Many Requests", headers=self._rates())
        return None

    def _charged(self, told: dict[str, Any]) -> web.Response:
        data = told.get("data", [])
        for kind, price, shown in (
            ("post", 0.005, data if isinstance(data, list) else [data]),
            ("user", 0.01, told.get("includes", {}).get("users", [])),
        ):
            new = {f"{kind} {one['id']}" for one in shown} - self.sold
            self.bill += price * len(new)
            self.sold |= new
        return web.json_response(told, headers=self._rates())

    def _rates(self) -> dict[str, str]:
        reset = int((datetime.now(UTC) + timedelta(minutes=9)).timestamp())
        left = str(max(self.left, 0))
        return {"x-rate-limit-limit": "450", "x-rate-limit-remaining": left, "x-rate-limit-reset": str(reset)}


def _problem(
    status: int, kind: str, *, title: str = "", detail: str = "", headers: dict[str, str] | None = None
) -> web.Response:
    """An error as X words it."""
    known = kind if ":" in kind else f"{_PROBLEMS}{kind}"
    body = {"title": title or kind, "detail": detail or title or kind, "type": known, "status": status}
    return web.json_response(body, status=status, headers=headers)

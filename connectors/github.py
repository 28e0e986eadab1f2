"""GitHub: issues that hold a name and the comments below them, or every issue of the owner's repositories.

https://docs.github.com/en/rest/search/search#search-issues-and-pull-requests, /rest/issues/issues, /rest/issues/comments
and /rest/using-the-rest-api/rate-limits-for-the-rest-api. Strangers may search 10 times a minute and ask 60 other things
an hour; with a token it is 30 and 5,000. A search shows at most 1,000 issues and may give up early
(``incomplete_results``). Limits, also the secondary ones, come as 403 or 429. A search finds an issue by its comments
too, but shows only the issue, so these are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from connectors.base import (
    Blocked,
    Client,
    Counted,
    Cursor,
    Fetched,
    FetchError,
    Outcome,
    Post,
    Quota,
    Response,
    Revisited,
    Spent,
    host_of,
    read_back,
)
from connectors.parse_github import Entry, Odd, entries, is_of_an_issue, issue_of, limited, opened, updated
from connectors.parse_github import post as read_post
from connectors.text import number

_OVERLAP = 3600  # seconds: the index lags behind, and clocks differ
_LOOK_BACK = 30 * 86_400  # what the first visit reads
_PER_PAGE = 50
_MOST_PAGES = 5  # of one list; the next visit goes on from there
_REMEMBERED = 500  # issues that wait for their comments to be read, and such as have been seen
_LONGEST_REST = 86_400
# How many lists and then how many threads are read at a visit. Four visits an hour stay within the 60 of a stranger.
_LISTS, _LISTS_WITH_TOKEN = 6, 25
_THREADS, _THREADS_WITH_TOKEN = 8, 100
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_QUOTAS = {"search": Quota("searches", 10, span=_MINUTE), "core": Quota("requests", 60, span=_HOUR)}
_QUOTAS_WITH_TOKEN = {"search": Quota("searches", 30, span=_MINUTE), "core": Quota("requests", 5_000, span=_HOUR)}


@dataclass(frozen=True, slots=True)
class GitHub:
    """Issues with one of ``search`` in them, or all of ``repositories`` if there are any.

    The cursor holds ``read`` (up to when each list was read), ``seen`` (when each issue of the last hour was updated),
    ``threads`` (issues whose comments are still to be read, and since when), ``rest`` (which limit is reached), ``back``:
    lists that are read back, with how far they came and up to when what they hold is history, and ``old``, the same time of issues.
    """

    every: ClassVar[timedelta] = timedelta(minutes=15)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = False

    repositories: tuple[str, ...] = field(
        default=(), metadata={"help": "your own, as owner/name: all of their issues are read, and nothing is searched"}
    )
    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})
    token: str = field(
        default="", repr=False, compare=False, metadata={"help": "an access token, for more requests", "secret": True}
    )
    base_url: str = field(default="https://api.github.com", metadata={"help": "address of the API"})

    def __post_init__(self) -> None:
        for one in self.repositories:
            if len([part for part in one.split("/") if part.strip(". ")]) != 2 or "//" in one:
                raise ValueError(f"{one!r} is no repository: write owner/name")

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """What was written or changed since the last visit. Of many lists those that waited longest come first.

        SUSPICIOUS, and the cursor stays, when a reply is no list; FetchError when GitHub refuses all that is asked for. Where it
        refuses some of several repositories or names, the note says so. A limit that is reached later only ends the visit:
        what was read counts.
        """
        if not (self.search or self.repositories):
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there are no names to search for")
        visit = _Visit(self, client, cursor)
        try:
            await visit.go()
        except Odd as error:
            return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(self.base_url)} {error}")
        outcome = Outcome.ITEMS if visit.posts else Outcome.NOTHING_NEW if cursor else Outcome.EMPTY
        if visit.gave_up and not visit.posts:
            return Fetched(
                [], visit.cursor(), Outcome.SUSPICIOUS, f"{host_of(self.base_url)} did not finish its search"
            )
        return Fetched(list(visit.posts.values()), visit.cursor(), outcome, visit.shut)

    def counted(self) -> list[Counted]:
        """The requests of an hour, and the searches of a minute."""
        quotas = _QUOTAS_WITH_TOKEN if self.token else _QUOTAS
        return [
            Counted(quotas[one], self.base_url, self.token)
            for one in ("core", *([] if self.repositories else ["search"]))
        ]

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then; where that is much, it takes several visits."""
        read: Mapping[str, int] = cursor.get("read") or {}
        begin = int(to.timestamp())
        back = {one: [begin, max(read.get(one, 0) - _OVERLAP, 0)] for one in self.lists()}
        return {**cursor, "back": back}

    def lists(self) -> list[str]:
        """Everything that is read, as the cursor calls it."""
        own = [f"repos/{one.strip()}/{rest}" for one in self.repositories for rest in ("issues", "issues/comments")]
        return own or [f"search/{name}" for name in self.search]

    async def look(self, client: Client, post: Post) -> Revisited:
        """An issue or a comment as it is now, and the newest comments after it. GitHub says of a deleted issue that it is
        gone (410); a comment that is not found is, where its issue is there. FetchError for the rest of 404: a repository
        that is private now says the same."""
        told = re.fullmatch(r"https?://[^/]+/([\w.-]+/[\w.-]+)/issues/(\d+)(?:#issuecomment-(\d+))?", post.url)
        if not told:
            return Revisited(None)
        repository, issue, comment = told.groups()
        visit, where = _Visit(self, client, {}), f"repos/{repository}/issues/{issue}"
        try:
            whole = await visit.get("core", where)
            if whole.status == 410:
                return Revisited(None, gone=True)
            (above,) = entries([opened(whole, f"issue {issue} of {repository}", self.token)])
            own = bool(self.repositories)
            now = read_post(above, own=own)
            if comment:
                single = await visit.get("core", f"repos/{repository}/issues/comments/{comment}")
                if single.status in (404, 410):
                    return Revisited(None, gone=True)
                (entry,) = entries([opened(single, f"comment {comment}", self.token)])
                now = read_post(entry, own=own)
            below: list[Post] = []
            since = _iso(int(post.published.timestamp()) if post.published else 0)
            for page in range(1, (_MOST_PAGES if number(above.get("comments")) else 0) + 1):
                asked: dict[str, str | int] = {"since": since, "per_page": _PER_PAGE, "page": page}
                reply = opened(await visit.get("core", f"{where}/comments", **asked), "comments", self.token)
                below += [read_post(one, own=own) for one in entries(reply)]
                if len(reply) < _PER_PAGE:
                    break
        except Odd as error:
            raise FetchError(f"{host_of(self.base_url)} {error}") from None
        return Revisited(now, replies=[one for one in below if one.id != now.id])


class _Visit:
    """One visit: what is asked, and what is to be remembered of it."""

    def __init__(self, source: GitHub, client: Client, cursor: Cursor) -> None:
        self.source, self.client = source, client
        self.now = int(datetime.now(UTC).timestamp())
        self.read: dict[str, int] = dict(cursor.get("read") or {})
        self.seen: dict[str, int] = dict(cursor.get("seen") or {})
        self.threads: dict[str, int] = dict(cursor.get("threads") or {})
        # What is read back, from where, and up to when it is history (0: up to now); the same of issues that wait.
        told: Mapping[str, list[int]] = cursor.get("back") or {}
        self.back = {one: (at, until or self.now) for one, (at, until) in told.items()}
        self.old: dict[str, int] = dict(cursor.get("old") or {})
        rests: Mapping[str, int] = cursor.get("rest") or {}
        self.rest = {limit: end for limit, end in rests.items() if self.now < end <= self.now + _LONGEST_REST}
        self.posts: dict[str, Post] = {}
        self.answered = False
        self.gave_up = False  # a search was not finished
        self.shut = ""  # why some of it is not read

    def cursor(self) -> dict[str, Any]:
        seen = {own: at for own, at in self.seen.items() if at >= self.now - 2 * _OVERLAP}
        return {
            "read": self.read,
            "seen": dict(sorted(seen.items(), key=lambda one: one[1])[-_REMEMBERED:]),
            "threads": dict(list(self.threads.items())[-_REMEMBERED:]),
            "rest": self.rest,
            **({"back": {one: [*back] for one, back in self.back.items()}} if self.back else {}),
            **({"old": old} if (old := {one: at for one, at in self.old.items() if one in self.threads}) else {}),
        }

    async def go(self) -> None:
        source = self.source
        lists = source.lists()
        self.read = {one: self.read[one] for one in lists if one in self.read}
        fresh = {one: (self.now - _LOOK_BACK, self.now) for one in lists if one not in self.read}
        self.back = {one: back for one, back in {**fresh, **self.back}.items() if one in lists}
        lists.sort(key=lambda one: self.read.get(one, 0))
        shut: dict[str, FetchError] = {}  # what of several is not shown to us
        read = 0
        for one in lists[: _LISTS_WITH_TOKEN if source.token else _LISTS]:
            what = _what(one)
            if what in shut:
                continue
            try:
                await self._list(one)
                read += 1
            except FetchError as error:
                if not (error.permanent or isinstance(error, Blocked)):
                    raise
                shut[what] = error
                if isinstance(error, Blocked) and len(shut) > 1 and not read:  # it is the token
                    break
        if shut and not read:
            raise next(iter(shut.values()))
        for one in list(self.threads)[: _THREADS_WITH_TOKEN if source.token else _THREADS]:
            try:
                await self._thread(one)
            except FetchError as error:  # what was found counts all the same, and the others have their turn before it
                self.threads[one] = self.threads.pop(one)
                shut[one] = error
                break
        self.shut = "; ".join(map(str, shut.values()))

    async def _list(self, one: str) -> None:
        """Reads a list, the least recently updated first, and notes how far it came."""
        since, until = self.back.get(one) or (min(self.read[one], self.now) - _OVERLAP, 0)
        stamp, name = _iso(since), _what(one)
        asked: dict[str, str | int] = {"sort": "updated", "per_page": _PER_PAGE}
        if searched := one.startswith("search/"):
            path = "search/issues"
            quoted = name.replace('"', " ").strip()
            # Without is:issue some tokens are refused; comments are searched only on demand.
            asked |= {"q": f'"{quoted}" in:title,body,comments is:issue updated:>={stamp}', "order": "asc"}
        else:
            path = quote(one)
            asked |= {"since": stamp, "direction": "asc"} | ({} if one.endswith("/comments") else {"state": "all"})
        newest, whole = since, True
        for page in range(1, _MOST_PAGES + 1):
            reply = await self._ask("search" if searched else "core", path, name, page=page, **asked)
            if reply is None:  # not now: the next visit goes on from here
                break
            if searched:
                if not isinstance(reply, dict):
                    raise Odd("answered without search results")
                whole = whole and reply.get("incomplete_results") is not True
                self.gave_up = self.gave_up or not whole
                reply = reply.get("items")
            found = entries(reply)
            for entry in found:
                self._take(entry, since if searched else None, until)
            times = [updated(entry) for entry in found]
            self.client.covered(times)
            newest = max([newest, *times])
            if not isinstance(reply, list) or len(reply) < _PER_PAGE:
                if whole:
                    self.read[one] = self.now
                    self.back.pop(one, None)
                return
        if until and whole:
            self.back[one] = (newest, until)
        elif newest > since and whole:
            self.read[one] = min(newest + _OVERLAP, self.now)  # less the overlap, that is where the next visit begins

    def _take(self, entry: Entry, since: int | None, until: int) -> None:
        """Keeps what is new or has changed; ``since`` queues an issue for its comments. What was said before ``until`` is
        history."""
        if not is_of_an_issue(entry):
            return
        this, at = read_post(entry, own=bool(self.source.repositories)), updated(entry)
        if at and self.seen.get(this.id) == at:
            return
        self.seen[this.id] = at
        self.posts[this.id] = read_back(this, until)
        if since is not None and number(entry.get("comments")) and (issue := issue_of(entry)):
            self.threads[issue] = min(since, self.threads.get(issue, since))
            if until:
                self.old[issue] = until

    async def _thread(self, issue: str) -> None:
        """Reads the comments of one issue, as far as they are new; an issue that is gone is forgotten."""
        for page in range(1, _MOST_PAGES + 1):
            asked: dict[str, str | int] = {"since": _iso(self.threads[issue]), "per_page": _PER_PAGE, "page": page}
            reply = await self._ask("core", f"repos/{issue}/comments", "", **asked)
            if reply is None:
                return
            for entry in entries(reply):
                self._take(entry, None, self.old.get(issue, 0))
            if len(reply) < _PER_PAGE:
                break
        del self.threads[issue]

    async def _ask(self, limit: str, path: str, what: str, **params: str | int) -> Any:
        """The JSON of a reply, None while this limit is reached. Without ``what``, what is gone is an empty list."""
        if limit in self.rest:
            return None
        try:
            response = await self.get(limit, path, **params)
        except Spent as error:
            if not self.answered:
                raise
            self.rest[limit] = self.now + int((error.retry_after or timedelta(minutes=1)).total_seconds()) + 1
            return None
        wait = limited(response)
        if wait or response.headers.get("x-ratelimit-remaining") == "0":
            pause = wait or response.retry_after or timedelta(minutes=1)
            self.rest[limit] = self.now + min(int(pause.total_seconds()) + 1, _LONGEST_REST)
        if wait and self.answered:
            return None
        self.answered = True
        if not what and response.status in (403, 404, 410, 451):
            return []
        return opened(response, what, self.source.token)

    async def get(self, limit: str, path: str, **params: str | int) -> Response:
        """The reply to a question, of which one is counted. Spent where there are none left."""
        token, url = self.source.token, f"{self.source.base_url.rstrip('/')}/{path}"
        headers = {"accept": "application/vnd.github.html+json", "x-github-api-version": "2022-11-28"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        await self.client.spend((_QUOTAS_WITH_TOKEN if token else _QUOTAS)[limit], url, secret=token)
        return await self.client.request("GET", url, params=params or None, headers=headers)


def _what(one: str) -> str:
    """Of what a list is: a name, or a repository."""
    return one.partition("/")[2] if one.startswith("search/") else "/".join(one.split("/")[1:3])


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

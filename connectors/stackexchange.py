"""Stack Exchange: questions, answers and comments on Stack Overflow and its sister sites.

https://api.stackexchange.com/docs/excerpt-search, /docs/questions-by-ids, /docs/filters, /docs/throttle and
/docs/error-handling. Without a key it allows 300 requests a day and address, with a free one 10,000. Replies are always
compressed. ``backoff`` in a good reply means that this method must rest so many seconds; errors come as HTTP 400 with an
``error_name`` inside. The search finds questions and answers, not comments, and a comment does not bring its question
up again: so the questions that were found last are read again whole. The key can only go into the query.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from connectors.base import (
    Client,
    Counted,
    Cursor,
    Fetched,
    FetchError,
    Outcome,
    Post,
    Quota,
    Revisited,
    Spent,
    host_of,
    read_back,
)
from connectors.parse_stackexchange import Odd, entries, home, native, opened, thread
from connectors.text import number

_OVERLAP = 3600  # seconds: the index lags behind, and clocks differ
_LOOK_BACK = 30 * 86_400  # what the first visit reads
_MOST_PAGES = 3  # of one search; the next visit goes on from there
_AT_ONCE = 50  # questions in one request, and how many of each site are read again
_LONGEST_REST = 86_400
# A search is one name on one site. 3 of them, their questions, 48 visits a day: within the 300 of a stranger.
_SEARCHES, _SEARCHES_WITH_KEY = 3, 30
_DAY, _DAY_WITH_KEY = Quota("requests", 300, "UTC"), Quota("requests with a key", 10_000, "UTC")
_WANTED = (
    "question.body;question.answers;question.comments;question.last_edit_date;question.link;answer.body;answer.comments;"
    "answer.last_edit_date;comment.body;comment.edited;shallow_user.user_type"
)
_SITE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+){0,3}")


@dataclass(frozen=True, slots=True)
class StackExchange:
    """Threads with one of ``search`` in a question or an answer, on each of ``sites``.

    The cursor holds ``filter`` (the service's name for the fields we want), ``read`` (up to when each search was read),
    ``threads`` (the last questions of each site, with a hash of what was said), ``rest`` (methods that must rest) and
    ``back``: searches that read back, with how far they came and up to when what they find is history.
    """

    every: ClassVar[timedelta] = timedelta(minutes=30)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = False

    sites: tuple[str, ...] = field(
        default=("stackoverflow",),
        metadata={"help": "sites as the service calls them: stackoverflow, diy, es.stackoverflow"},
    )
    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})
    key: str = field(
        default="",
        repr=False,
        compare=False,
        metadata={"help": "a key of Stack Apps, for more requests a day", "secret": True},
    )
    base_url: str = field(default="https://api.stackexchange.com", metadata={"help": "address of the service"})

    def __post_init__(self) -> None:
        for site in self.sites:
            if not _SITE.fullmatch(_name(site)):
                raise ValueError(f"{site!r} is no site: write stackoverflow, superuser or diy")
        if not self.sites:
            raise ValueError("sites is empty: name at least one, like stackoverflow")

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """The threads that are new or have changed. Of many searches those that waited longest come first.

        SUSPICIOUS, and the cursor stays, when a reply is no list; FetchError when the service reports an error.
        """
        if not self.search:
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there are no names to search for")
        visit = _Visit(self, client, cursor)
        try:
            posts = await visit.posts()
        except Odd as error:
            return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(self.base_url)} {error}")
        # Nothing is proven where a search, or what it found, could not be read yet.
        unread = visit.back or any(visit.threads.values())
        outcome = Outcome.ITEMS if posts else Outcome.NOTHING_NEW if cursor or unread else Outcome.EMPTY
        return Fetched(posts, visit.cursor(), outcome)

    def counted(self) -> list[Counted]:
        """The day's requests."""
        return [Counted(_DAY_WITH_KEY if self.key else _DAY, self.base_url, self.key)]

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then; where that is much, it takes several visits."""
        read: Mapping[str, int] = cursor.get("read") or {}
        begin = int(to.timestamp())
        back = {pair: [begin, max(read.get(pair, 0) - _OVERLAP, 0)] for pair, _, _ in self.pairs()}
        return {**cursor, "back": back}

    def pairs(self) -> list[tuple[str, str, str]]:
        """Every search: what the cursor calls it, the site and the name."""
        sites = dict.fromkeys(_name(site) for site in self.sites)
        return [(f"{site}|{name}", site, name) for site in sites for name in self.search]

    async def look(self, client: Client, post: Post) -> Revisited:
        """The whole thread again, which is two requests. Nothing where the post does not tell its question, and for a site that
        is not among ``sites``."""
        site = next((name for name in map(_name, self.sites) if home("", name) == post.service), "")
        told = re.search(r"/questions/(\d+)", post.url) or re.fullmatch(r"(\d+)", post.reply_to)
        if not (site and told):
            return Revisited(None)
        visit = _Visit(self, client, {})
        try:
            said = await visit.thread(site, told[1])
        except Odd as error:
            raise FetchError(f"{host_of(self.base_url)} {error}") from None
        now = next((one for one in said if one.id == post.id), None)
        return Revisited(now, gone=now is None, replies=[one for one in said if one.id != post.id])


class _Visit:
    """One visit: what is asked, and what is to be remembered of it."""

    def __init__(self, source: StackExchange, client: Client, cursor: Cursor) -> None:
        self.source, self.client = source, client
        self.now = int(datetime.now(UTC).timestamp())
        self.filter = str(cursor.get("filter") or "")
        self.read: dict[str, int] = dict(cursor.get("read") or {})
        self.threads: dict[str, dict[str, str]] = {site: dict(of) for site, of in (cursor.get("threads") or {}).items()}
        # What is read back, from where, and up to when it is history (0: up to now).
        told: Mapping[str, list[int]] = cursor.get("back") or {}
        self.back = {pair: (at, until or self.now) for pair, (at, until) in told.items()}
        rests: Mapping[str, int] = cursor.get("rest") or {}
        self.rest = {method: end for method, end in rests.items() if self.now < end <= self.now + _LONGEST_REST}
        self.whole: dict[tuple[str, str], Mapping[str, Any]] = {}  # questions that a search has shown with their words
        self.spent = False  # no request is left for today
        self.answered = False
        self.more = False  # the last reply had another page

    def cursor(self) -> dict[str, Any]:
        left = {"back": {pair: [*back] for pair, back in self.back.items()}} if self.back else {}
        return {"filter": self.filter, "read": self.read, "threads": self.threads, "rest": self.rest, **left}

    async def thread(self, site: str, question: str) -> list[Post]:
        """Every post of one thread, none if it is no longer there."""
        await self._name_fields()
        found = await self._ask(f"questions/{question}", site=site, filter=self.fields)
        if found is None:
            raise Spent("nothing is left of what Stack Exchange allows", retry_after=timedelta(hours=1))
        if found and native(found[0].get("question_id")) != question:
            raise Odd("sent something else than the question that was asked for")
        return thread(found[0], site) if found else []

    async def _name_fields(self) -> None:
        """Has the service name the fields that we want; where it does not, its own filter tells at least the questions' words."""
        if self.filter:
            return
        try:
            made = await self._ask("filters/create", include=_WANTED, base="default", unsafe="false")
        except Odd:
            made = []
        except FetchError as error:
            if not error.permanent:
                raise
            made = []
        self.filter = next((str(one["filter"]) for one in made or [] if one.get("filter")), "")

    @property
    def fields(self) -> str:
        """The filter to ask with."""
        return self.filter or "withbody"

    async def posts(self) -> list[Post]:
        await self._name_fields()
        pairs = self.source.pairs()
        self.read = {pair: self.read[pair] for pair, _, _ in pairs if pair in self.read}
        fresh = {pair: (self.now - _LOOK_BACK, self.now) for pair, _, _ in pairs if pair not in self.read}
        self.back = {
            pair: back for pair, back in {**fresh, **self.back}.items() if pair in {one for one, _, _ in pairs}
        }
        self.threads = {site: self.threads.get(site, {}) for _, site, _ in pairs}
        pairs.sort(key=lambda pair: self.read.get(pair[0], 0))
        asked = pairs[: _SEARCHES_WITH_KEY if self.source.key else _SEARCHES]
        found: dict[str, dict[str, int]] = {site: {} for _, site, _ in asked}
        for pair, site, name in asked:
            await self._search(pair, site, name, found[site])
        return [post for site, ids in found.items() for post in await self._threads(site, ids)]

    async def _search(self, pair: str, site: str, name: str, ids: dict[str, int]) -> None:
        """Adds the questions of what has the name to ``ids``, the least recently active first, each with the time before
        which what is said there is history (0: nothing is)."""
        since, until = self.back.get(pair) or (min(self.read[pair], self.now) - _OVERLAP, 0)
        quoted, seen = '"' + name.replace('"', " ").strip() + '"', since
        for page in range(1, _MOST_PAGES + 1):
            hits = await self._hits(
                site=site, q=quoted, sort="activity", order="asc", min=since, pagesize=100, page=page
            )
            if hits is None:  # not now: the search goes on from here next time
                break
            known = {native(hit.get("question_id")): hit for hit in hits if native(hit.get("question_id"))}
            if hits and not known:
                raise Odd("sent hits without a question_id")
            self.whole |= {(site, one): hit for one, hit in known.items() if hit.get("body") and "item_type" not in hit}
            ids |= {one: min(until, ids.get(one, until)) for one in known}
            active = [int(number(hit.get("last_activity_date")) or 0) for hit in known.values()]
            self.client.covered(active)
            seen = max([seen, *active])
            if not self.more:
                self.read[pair] = self.now
                self.back.pop(pair, None)
                return
        if until:
            self.back[pair] = (seen, until)
        elif seen > since:
            self.read[pair] = min(seen + _OVERLAP, self.now)  # less the overlap, that is where the next visit begins

    async def _hits(self, **params: str | int) -> list[Mapping[str, Any]] | None:
        """The search that looks into answers, too; where there is none, the one that knows questions alone."""
        try:
            return await self._ask("search/excerpts", **params)
        except FetchError as error:
            if not error.permanent:
                raise
            return await self._ask("search/advanced", filter=self.fields, **params)

    async def _threads(self, site: str, ids: dict[str, int]) -> list[Post]:
        """Every post of the threads that are new or say something else than last time; which ones are gone."""
        known = self.threads[site]
        wanted = list({**dict.fromkeys(known), **ids})
        posts: list[Post] = []
        for start in range(0, len(wanted), _AT_ONCE):
            batch = wanted[start : start + _AT_ONCE]
            shown = [self.whole[site, one] for one in batch if (site, one) in self.whole]
            try:
                questions = await self._ask(
                    f"questions/{';'.join(batch)}", site=site, filter=self.fields, pagesize=_AT_ONCE
                )
            except FetchError as error:
                if not (error.permanent and shown):
                    raise
                questions = []
            if questions is None:
                known |= self._unread(batch, known, ids)
                continue
            there = {native(one.get("question_id")): one for one in questions if native(one.get("question_id"))}
            if questions and not there:
                raise Odd("sent questions without a question_id")
            # A mirror that only searches shows what it finds, and says nothing of the others.
            if not there and shown:
                there = {native(one["question_id"]): one for one in shown}
                batch = [*there]
            if not there and len(batch) > 1:  # all at once were hardly deleted
                known |= self._unread(batch, known, ids)
                continue
            for one in batch:
                said = thread(there[one], site) if one in there else []
                print_ = hashlib.sha256(repr(said).encode(errors="replace")).hexdigest()[:12]
                if said and known.get(one) != print_:
                    until = ids.get(one, 0) or int(known.get(one, "").partition("@")[2] or 0)
                    posts += [read_back(post, until) for post in said]
                    known[one] = print_
                elif not said and known.get(one, "").startswith("?"):  # missing twice: it was deleted
                    posts.append(Post(service=home("", site), id=one, deleted=True))
                    del known[one]
                elif not said:
                    known[one] = "?" + known.get(one, "")
        # What was found now counts as newest.
        order = [*(one for one in known if one not in ids), *(one for one in ids if one in known)]
        self.threads[site] = {one: known[one] for one in order[-_AT_ONCE:]}
        return posts

    @staticmethod
    def _unread(batch: list[str], known: Mapping[str, str], ids: Mapping[str, int]) -> dict[str, str]:
        """What was found and is still to be read, with the time before which it is history."""
        return {one: f"@{ids[one]}" if ids.get(one) else "" for one in batch if one not in known}

    async def _ask(self, path: str, **params: str | int) -> list[Mapping[str, Any]] | None:
        """The items of a reply, and in ``more`` whether there is another page; None while the method must rest."""
        method = path.partition("/")[0]
        if self.spent or method in self.rest:
            return None
        url = f"{self.source.base_url.rstrip('/')}/2.3/{path}"
        key = self.source.key
        try:
            await self.client.spend(_DAY_WITH_KEY if key else _DAY, url, secret=key)
        except Spent:
            if not self.answered:
                raise
            self.spent = True
            return None
        self.answered = True
        if key:
            params["key"] = key
        response = await self.client.request("GET", url, params=params, headers={"accept": "application/json"})
        reply = opened(response, key)
        if rest := int(number(reply.get("backoff")) or 0):
            self.rest[method] = self.now + min(rest + 2, _LONGEST_REST)  # to the second is too early, users report
        left = number(reply.get("quota_remaining"))
        self.spent = left is not None and left <= 0
        self.more = reply.get("has_more") is True
        items = reply.get("items")
        if not isinstance(items, list):
            raise Odd("answered without a list of items")
        good = entries(items)
        if items and not good:
            raise Odd("sent items that are none")
        return good


def _name(site: str) -> str:
    """The site as the service calls it, whether the owner wrote that or its address."""
    host = site.strip().lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return host.removesuffix(".stackexchange.com").removesuffix(".com")

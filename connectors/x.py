"""X: posts of the last seven days that hold a name, by the paid search, within a cap in money.

https://docs.x.com/x-api/posts/search/introduction. X charges for every post and every author that it shows, once a day (UTC)
each (https://docs.x.com/x-api/getting-started/pricing). So before each question the money for the largest answer is taken out of
the month's, and what the answer did not cost is put back: a crash in between counts too much, never too little. A search takes 512
characters; ``since_id`` may be seven days old at most and excludes ``start_time``; a page token does not expire
(https://docs.x.com/x-api/posts/search/integrate/paginate), so a visit that was broken off goes on where it was.
"""

from __future__ import annotations

import math
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

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
    check,
    host_of,
    read_json,
)
from connectors.names import found_with, quoted, together
from connectors.parse_x import Json, below, id_at, missing, native, of, post_of, rows, time_of, users_in, versions

_FIELDS = {
    "tweet.fields": "author_id,conversation_id,created_at,edit_history_tweet_ids,entities,lang,note_tweet,"
    "public_metrics,referenced_tweets"
}
_AUTHORS = {"expansions": "author_id", "user.fields": "name,username,public_metrics"}
_LONGEST_QUERY = 480  # characters of the names; the rest of the 512 is for what else a query says
_OLDEST = timedelta(days=7) - timedelta(hours=1)  # that the search goes back, less what clocks may be wrong
_LOOK_BACK = timedelta(days=1)  # how much history the first visit pays for
_MOST_PAGES = 5  # of one search; the next visit goes on from there
_AHEAD = timedelta(minutes=5)  # that another clock may be
_SIZES = (100, 50, 25, 10)  # of a page: as much as the money allows, and the search takes
_FEW = (25, 10)  # replies
_UNITS = 10_000  # in a dollar
_BARE = re.compile(r"[@#]\w+")  # found by themselves, and not within quotation marks


@dataclass(frozen=True, slots=True)
class X:
    """Posts on X with one of ``search`` in them, without reposts. The cursor holds for each query ``since``, the id up to which
    everything was read; and, where there was more than a visit reads, ``token`` of the next page and ``top``, the newest id of
    the first."""

    every: ClassVar[timedelta] = timedelta(minutes=15)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = False
    paid: ClassVar[bool] = True
    # Who complains there addresses one by the handle, and need not write the name. An odd one costs the whole search.
    handles: ClassVar[str] = r"@[A-Za-z0-9_]{1,15}|#\w*[^\W\d]\w*"

    # A new key, and what may be spent, are no part of what is listened to, so they are not compared.
    token: str = field(repr=False, compare=False, metadata={"help": "the bearer token of your app", "secret": True})
    monthly_cap: float = field(
        compare=False, metadata={"help": "the most that may be spent in a calendar month, in US dollars"}
    )
    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})
    post_price: float = field(
        default=0.005, compare=False, metadata={"help": "what X charges for reading a post, in US dollars"}
    )
    author_price: float = field(
        default=0.01, compare=False, metadata={"help": "what X charges for reading an author, in US dollars"}
    )
    follow: bool = field(
        default=True, compare=False, metadata={"help": "false: posts of cases are not looked at again, which costs"}
    )
    base_url: str = field(default="https://api.x.com", metadata={"help": "address of the service"})

    def __post_init__(self) -> None:
        for name, price in (("post_price", self.post_price), ("author_price", self.author_price)):
            if not (math.isfinite(price) and 0 < price <= 100):
                raise ValueError(f"{name} must be what X charges for one, in US dollars, like 0.005")
        least = _SIZES[-1] * (self.post_price + self.author_price)
        if not (math.isfinite(self.monthly_cap) and least <= self.monthly_cap <= 100_000):
            raise ValueError(f"monthly_cap must be between {least:.2f} (one search) and 100000 US dollars a month")

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """Every post since the newest one known (first visit: one day back), each paid for once. FetchError where a reply is
        no list of posts, or where the month's money is spent: then nothing is asked before the month is over. Trouble after
        something was read only ends the visit."""
        queries = self._queries()
        if not queries:
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there are no names to search for")
        now = datetime.now(UTC)
        read: dict[str, Json] = self._marks(cursor, queries, now)
        found: dict[str, Post] = {}
        note = ""
        for query, names in queries.items():
            try:
                async for posts, mark in self._pages(client, query, read[query], now):
                    found.update({one.id: found_with(one, found, names) for one in reversed(posts)})
                    read[query] = mark
            except FetchError as error:
                if found:  # it is paid for
                    note = str(error)
                    break
                if isinstance(error, Spent):  # a source that is deaf until next month is nothing to be silent about
                    raise FetchError(str(error), permanent=True) from None
                raise
        outcome = Outcome.ITEMS if found else Outcome.NOTHING_NEW if cursor else Outcome.EMPTY
        return Fetched([*found.values()], {"read": read}, outcome, note)

    def counted(self) -> list[Counted]:
        """The month's money."""
        return [Counted(self._money, self.base_url)]

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then."""
        return {"read": {query: {"since": id_at(to)} for query in self._queries()}}

    async def look(self, client: Client, post: Post) -> Revisited:
        """The post as it is now; and, where X counts replies, those of the last seven days to its author and by its author
        that go back to it. Spent where the month's money is."""
        if not self.follow or not native(post.id):
            return Revisited(None)
        tweet = await self._one(client, post.id)
        if tweet is not None and (last := versions(tweet)[-1:]) not in ((), (post.id,)):
            tweet = await self._one(client, last[0])
        if tweet is None:
            return Revisited(None, gone=True)
        if not tweet:
            return Revisited(None)
        told = post_of(tweet, {})
        if told is None or told.id != post.id:
            raise FetchError(f"{host_of(self.base_url)} sent something else than the post that was asked for")
        now = replace(told, author=post.author, url=post.url or told.url)
        if not of(tweet.get("public_metrics")).get("reply_count"):
            return Revisited(now)
        who = post.author.handle.removeprefix("@")
        about = f" (from:{who} OR to:{who})" if who else ""
        query = f"conversation_id:{now.thread}{about} -is:retweet"
        asked = {"query": query, **self._from(post.id, datetime.now(UTC))}
        found = await self._search(client, asked, _FEW)
        authors = users_in(found)
        return Revisited(
            now, replies=below(now, filter(None, (post_of(one, authors) for one in rows(found.get("data")))))
        )

    def _queries(self) -> dict[str, tuple[str, ...]]:
        """Every query with the names in it: as many in one as go into it, because each reply costs."""
        groups = together(self.search, most=100, characters=_LONGEST_QUERY, alone=1)
        asked = (" OR ".join(name if _BARE.fullmatch(name) else quoted(name) for name in group) for group in groups)
        # Which of several it was is not told; of a brand that is torn apart its handles alone would not tell whose they are.
        return {
            f"({query}) -is:retweet": group if len(groups) == 1 else ()
            for query, group in zip(asked, groups, strict=True)
        }

    @staticmethod
    def _marks(cursor: Cursor, queries: Mapping[str, Any], now: datetime) -> dict[str, Json]:
        """Where each query goes on; one that is new begins where the others are."""
        told = {query: of(mark) for query, mark in of(cursor.get("read")).items() if native(of(mark).get("since"))}
        begin = min((str(mark["since"]) for mark in told.values()), key=int, default=id_at(now - _LOOK_BACK))
        return {query: told.get(query) or {"since": begin} for query in queries}

    async def _pages(
        self, client: Client, query: str, mark: Json, now: datetime
    ) -> AsyncIterator[tuple[Sequence[Post], Json]]:
        """The pages of a search, the newest posts first, each with the mark from which the next visit goes on."""
        since, top, token = str(mark["since"]), native(mark.get("top")) or "0", str(mark.get("token") or "")
        for _ in range(_MOST_PAGES):
            asked = {"query": query, **self._from(since, now), **({"next_token": token} if token else {})}
            reply = await self._search(client, asked, _SIZES, again=bool(token))
            told, authors = rows(reply.get("data")), users_in(reply)
            posts = [post for one in told if (post := post_of(one, authors))]
            if told and not posts:
                raise FetchError(f"{host_of(self.base_url)} sent posts without an id")
            client.covered(post.published for post in posts)
            # An id that comes from the future must not make us deaf until its time has come.
            ids = [last for one in told for last in versions(one)[-1:] if time_of(last) <= now + _AHEAD]
            top = max([top, since, *ids], key=int)
            following = of(reply.get("meta")).get("next_token")
            token = following if isinstance(following, str) else ""
            yield posts, {"since": since, "top": top, "token": token} if token else {"since": top}
            if not token or reply.get("rest"):
                return

    @staticmethod
    def _from(since: str, now: datetime) -> dict[str, str]:
        """From where a search goes: the id, or, where that is too old for X, as far back as it goes."""
        oldest = now - _OLDEST
        return {"since_id": since} if time_of(since) > oldest else {"start_time": oldest.strftime("%Y-%m-%dT%H:%M:%SZ")}

    async def _search(
        self, client: Client, asked: Mapping[str, str], sizes: Sequence[int], *, again: bool = False
    ) -> Json:
        """The reply to a search; ``again``: without its page token where X does not take that any more. A reply after which
        X wants to be left alone has ``rest``."""
        params = {**asked, **_FIELDS, **_AUTHORS}
        response = await self._paid(client, "tweets/search/recent", params, sizes, self.author_price)
        if response.status == 400 and again:
            del params["next_token"]
            response = await self._paid(client, "tweets/search/recent", params, sizes, self.author_price)
        if response.status == 400:
            raise FetchError(
                f"{host_of(self.base_url)} does not take the search (HTTP 400): is there an odd name among search?",
                permanent=True,
            )
        reply = of(read_json(self._checked(response)))
        # A search that finds nothing has no data, and says so.
        if not isinstance(reply.get("data", []), list) or (
            not reply.get("data") and of(reply.get("meta")).get("result_count") != 0
        ):
            raise FetchError(f"{host_of(self.base_url)} answered without a list of posts")
        return {**reply, "rest": response.retry_after is not None}

    async def _one(self, client: Client, identity: str) -> Json | None:
        """One post: None where it is gone, {} where not everybody may see it."""
        response = await self._paid(client, f"tweets/{identity}", _FIELDS, (1,), 0)
        try:
            reply = of(read_json(response))
        except FetchError:
            reply = {}
        why = missing(reply) if response.status in (200, 404) and not reply.get("data") else ""
        if why == "resource-not-found":
            return None
        if why == "not-authorized-for-resource":
            return {}
        tweet = of(of(read_json(self._checked(response))).get("data"))
        if not versions(tweet):
            raise FetchError(f"{host_of(self.base_url)} sent no post")
        return tweet

    async def _paid(
        self, client: Client, what: str, params: Mapping[str, str], sizes: Sequence[int], author_price: float
    ) -> Response:
        """A question, within the month's money. Spent where there is not enough even for the smallest answer."""
        url = f"{self.base_url.rstrip('/')}/2/{what}"
        size, taken = await self._take(client, url, sizes, author_price)
        more = {"max_results": size} if len(sizes) > 1 else {}
        headers = {"accept": "application/json", "authorization": f"Bearer {self.token}"}
        cost = 0
        try:
            response = await client.request("GET", url, params={**params, **more}, headers=headers)
            cost = self._cost(response)
        finally:
            # What is charged and never read comes again the same day, for which X charges once.
            await self._settle(client, url, cost - taken)
        return response

    async def _take(self, client: Client, url: str, sizes: Sequence[int], author_price: float) -> tuple[int, int]:
        """The size of the page for which there is money, and the money, in units."""
        wait = timedelta(0)
        for size in sizes:
            taken = size * (_units(self.post_price) + _units(author_price))
            try:
                await client.spend(self._money, url, cost=taken)
            except Spent as error:
                wait = error.retry_after or timedelta(hours=1)
                continue
            return size, taken
        again = (datetime.now(UTC).replace(day=1) + timedelta(days=32)).replace(day=1)
        raise Spent(
            f"the ${self.monthly_cap:.2f} a month for X are used up: nothing is asked there before "
            f"1 {again:%B %Y}, unless you raise monthly_cap",
            retry_after=wait,
        )

    async def _settle(self, client: Client, url: str, more: int) -> None:
        try:
            await client.spend(self._money, url, cost=more)
        except Spent:  # it showed more than it was asked for
            await client.spend(self._money, url, cost=None)

    @property
    def _money(self) -> Quota:
        """The month's money. All keys share it: a new one is no reason to begin anew."""
        limit = int(self.monthly_cap * _UNITS + 1e-6)
        return Quota("money", limit, "UTC", monthly=True, spread=False, per_dollar=_UNITS)

    def _cost(self, response: Response) -> int:
        """What a reply costs, in units: X charges for what it shows, and nothing for errors."""
        if response.status != 200:
            return 0
        try:
            reply = of(read_json(response))
        except FetchError:
            return 0
        data, along = reply.get("data"), of(reply.get("includes"))
        shown = [len(one) if isinstance(one, list) else 0 for one in (data, along.get("tweets"), along.get("users"))]
        posts = shown[0] + shown[1] + isinstance(data, Mapping)
        return posts * _units(self.post_price) + shown[2] * _units(self.author_price)

    def _checked(self, response: Response) -> Response:
        host = host_of(self.base_url)
        if response.status == 401:
            raise Blocked(f"{host} refuses the token: make a new bearer token at console.x.com")
        if response.status == 402:
            raise FetchError(f"{host} wants money first (HTTP 402): buy credits at console.x.com", permanent=True)
        if response.status == 429 and b"usage-capped" in response.body:
            raise FetchError(
                f"{host} says that the spending limit set at console.x.com is reached",
                retry_after=response.retry_after or timedelta(hours=1),
            )
        return check(response)


def _units(dollars: float) -> int:
    """A price in units, rounded up."""
    return math.ceil(dollars * _UNITS - 1e-6)

"""Mastodon: the public posts under one hashtag. Pleroma, Akkoma and GoToSocial speak the same way.

https://docs.joinmastodon.org/methods/timelines/#tag
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from connectors.base import (
    Blocked,
    Client,
    Cursor,
    Fetched,
    FetchError,
    Outcome,
    Post,
    Revisited,
    check,
    host_of,
    read_json,
    says_gone,
)
from connectors.feed import Feed
from connectors.mastodon_instance import ASKED_AGAIN, instance
from connectors.parse_mastodon import (
    Toot,
    address_here,
    below_newest,
    from_item,
    id_of,
    newest_of,
    oldest_of,
    posts_of,
)
from connectors.rounds import concerns_all
from connectors.text import canonical_url, clean, number

PER_PAGE = 40  # the most an instance gives
_LEAST = 20  # that one gives where it has more: it need not give what it is asked for
_AGAIN = 15  # posts that are read again; fewer than that, or nobody would get beyond them
_TAGS = 5  # in one request: one and four more (max_feed_hashtags of Mastodon's configuration)
_PAGES_BACK = 2  # on the first visit
_PAGES_FORWARD = 5  # on later ones; the next visit goes on from there
_SAYS_SO = "the instance says so"
_OF_THE_INSTANCE = ("asked", "closed")  # in the cursor
CLOSED = (401, 403, 404, 422)  # how instances refuse the timeline to strangers


@dataclass(frozen=True, slots=True)
class Mastodon:
    """Posts with ``hashtag`` or one of ``hashtags``, as ``server`` sees them; five hashtags are one request. The cursor
    holds ``newest``, an id of that server, and ``again``, the one from which it goes on; ``asked``, when the instance last
    said to whom it shows hashtags (seconds since 1970), and ``closed`` where it does not show them to us; then ``feed``, the
    cursor of the hashtag's RSS feed. With many hashtags it holds one such cursor for each request (``each``), and the one
    that is ``first`` in turn."""

    every: ClassVar[timedelta] = timedelta(minutes=5)
    fastest: ClassVar[timedelta] = timedelta(minutes=2)
    address: ClassVar[str] = "server"
    own_place: ClassVar[bool] = False

    server: str = field(metadata={"help": "an instance, for example https://mastodon.example"})
    hashtag: str = field(default="", metadata={"help": "without spaces, with or without #"})
    hashtags: tuple[str, ...] = field(default=(), metadata={"help": "several of them; five are asked for at once"})

    def __post_init__(self) -> None:
        if not self._tags():
            what = "is empty" if self.hashtag or self.hashtags else "is missing"
            raise ValueError(f"hashtag {what}: write it without spaces, for example harborplumbing")

    def _tags(self) -> list[str]:
        return tags_of((self.hashtag, *self.hashtags))

    def _server(self) -> str:
        address = self.server.strip().rstrip("/")
        return address if "://" in address else f"https://{address}"

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """The first visit reads the newest posts; later ones go forward from a few below the newest id known, oldest first,
        because a post of another instance may arrive late and is numbered by when it was written. Once a day the
        instance is asked before to whom it shows hashtags; where it does not show them to us, their feeds are read.

        FetchError when the instance reports an error, or shows us nothing at all; SUSPICIOUS when it sends no list.
        """
        told, note = await self._asked(client, cursor)
        left_off = {key: value for key, value in cursor.items() if key not in _OF_THE_INSTANCE}
        visit = await self._read(client, left_off, closed="closed" in told)
        if visit.outcome is Outcome.SUSPICIOUS:
            return replace(visit, cursor=cursor)
        return replace(visit, cursor={**visit.cursor, **told}, note="; ".join(filter(None, (note, visit.note))))

    async def _read(self, client: Client, cursor: Cursor, *, closed: bool) -> Fetched:
        tags = self._tags()
        if len(tags) <= _TAGS:
            return await self._timeline(client, tags, cursor, closed=closed)
        groups = {tags[n]: tags[n : n + _TAGS] for n in range(0, len(tags), _TAGS)}
        order, first, each = list(groups), cursor.get("first"), dict(cursor.get("each") or {})
        each = {one: known for one, known in each.items() if one in groups}
        order = order[order.index(first) :] + order[: order.index(first)] if first in groups else order
        visits: list[Fetched] = []
        failed: list[FetchError] = []
        sound = True
        for one in order:
            try:
                visit = await self._timeline(client, groups[one], each.get(one) or {}, closed=closed)
            except FetchError as error:
                failed.append(error)
                if concerns_all(error) or not sound:  # the instance is at a loss, and not about these hashtags alone
                    if not visits:
                        raise failed[0] from None
                    return _together(visits, {"each": each, "first": one}, _told(failed))
                sound = False
                continue
            sound = True
            visits.append(visit)
            each[one] = dict(visit.cursor)
        return _together(visits, {"each": each}, _told(failed))

    async def look(self, client: Client, post: Post) -> Revisited:
        """The post as it is now and what is below it; nothing where this server's number of the post is not known."""
        return await look_up(client, self._server(), post, self.headers)

    @property
    def headers(self) -> dict[str, str]:
        """What goes along with every question: nothing of whoever asks."""
        return {"accept": "application/json"}

    @property
    def closed(self) -> frozenset[str]:
        """How an instance says that it shows a timeline to others than whoever asks."""
        return frozenset({"disabled", "authenticated"})

    @property
    def _whom(self) -> str:
        return "strangers" if "authenticated" in self.closed else "its members"

    async def _asked(self, client: Client, cursor: Cursor) -> tuple[dict[str, Any], str]:
        """What the instance said of hashtags, today or now, as the cursor keeps it, and what to note of that. An instance that
        shows them to nobody, or to its members, answers with an empty list, and nothing else tells."""
        now, asked = int(datetime.now(UTC).timestamp()), number(cursor.get("asked")) or 0
        if 0 <= now - asked < ASKED_AGAIN.total_seconds():
            return {key: cursor[key] for key in _OF_THE_INSTANCE if key in cursor}, ""
        told = await instance(client, self._server(), self.headers)
        half = told.half("hashtag_feeds", self.closed)
        note = f"{host_of(self._server())} shows us under a hashtag only what its own members write" if half else ""
        return {"asked": now, **({"closed": True} if told.shut("hashtag_feeds", self.closed) else {})}, note

    async def _timeline(self, client: Client, tags: Sequence[str], cursor: Cursor, *, closed: bool) -> Fetched:
        """What is new under any of a few hashtags, where the instance does not show its timelines (``closed``) by their
        feeds."""
        if closed:
            return await self._from_feeds(client, tags, cursor, _SAYS_SO)
        server, newest = self._server(), str(cursor.get("newest") or "")
        url = f"{server}/api/v1/timelines/tag/{quote(tags[0], safe='')}"
        toots: dict[str, Toot] = {}
        again = str(cursor.get("again") or "") or newest
        mark = again
        for _ in range(_PAGES_FORWARD if newest else _PAGES_BACK):
            params: dict[str, str | int | Sequence[str]] = {"limit": PER_PAGE}
            if len(tags) > 1:
                params["any[]"] = tags[1:]
            if mark:
                params["min_id" if newest else "max_id"] = mark
            response = await client.request("GET", url, params=params, headers=self.headers)
            if response.status in CLOSED and not toots:
                return await self._from_feeds(client, tags, cursor, f"HTTP {response.status}")
            page = read_json(check(response))
            if isinstance(page, dict) and page.get("error"):
                # To members nothing is repeated: their token could be in it.
                said = "" if "authorization" in self.headers else f": {clean(str(page['error']))[:200]}"
                raise FetchError(f"{host_of(server)} reports an error{said}")
            if not isinstance(page, list):
                return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(server)} sent no list of posts")
            fresh = {id_of(toot): toot for toot in page if isinstance(toot, dict) and id_of(toot)}
            if page and not fresh:
                return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(server)} sent posts without ids")
            fresh = {key: toot for key, toot in fresh.items() if key not in toots}
            if not fresh:
                break
            toots |= fresh
            mark = newest_of(fresh) if newest else oldest_of(fresh)
            if len(page) < _LEAST:
                break
        if toots:
            known = [*toots, *filter(None, (again,))]
            after = {"newest": newest_of(known), "again": below_newest(known, _AGAIN)}
            return Fetched(posts_of(toots.values(), server), after, Outcome.ITEMS)
        return Fetched([], cursor, Outcome.NOTHING_NEW if newest else Outcome.EMPTY)

    async def _from_feeds(self, client: Client, tags: Sequence[str], cursor: Cursor, why: str) -> Fetched:
        """The same from RSS feeds, of which each hashtag has its own."""
        if len(tags) == 1:
            return await self._from_feed(client, tags[0], cursor, why)
        known = dict(cursor.get("feeds") or {})
        visits: list[Fetched] = []
        shut: list[Blocked] = []
        for tag in tags:
            try:
                visits.append(await self._from_feed(client, tag, known.get(tag) or {}, why))
            except Blocked as error:  # of a hashtag that nobody has used yet there is no feed, whatever the others have
                shut.append(error)
            else:
                known[tag] = dict(visits[-1].cursor)
        if not visits:
            raise shut[0]
        return _together(visits, {**cursor, "feeds": known})

    async def _from_feed(self, client: Client, tag: str, cursor: Cursor, why: str) -> Fetched:
        """What the RSS feed of a hashtag shows (20 posts, no numbers) when the timeline is closed, and ``why`` we think so.
        Blocked where there is no feed; and where it has nothing on an instance that says that hashtags are closed, because it
        makes an empty one then."""
        server = self._server()
        shut = (
            f"{host_of(server)} does not show {self._whom} what is said under a hashtag ({why}), and has no feed of it "
            f"either: ask another one{', or use mastodon_search' if self._whom == 'strangers' else ''}"
        )
        feed = Feed(url=f"{server}/tags/{quote(tag, safe='')}.rss")
        try:
            fetched = await feed.fetch(client, cursor.get("feed") or {})
        except FetchError as error:
            if not (isinstance(error, Blocked) or error.permanent):
                raise
            raise Blocked(shut, retry_after=error.retry_after) from None
        if fetched.outcome is Outcome.EMPTY and why == _SAYS_SO:
            raise Blocked(shut)
        posts = [from_item(post) for post in fetched.posts]
        return replace(fetched, posts=posts, cursor={**cursor, "feed": dict(fetched.cursor)})


def tags_of(told: Iterable[str]) -> list[str]:
    """Hashtags as one may write them, without the sign, each once."""
    bare = ("".join(tag.split()).lstrip("#＃") for tag in told)
    return list({tag.casefold(): tag for tag in bare if tag}.values())


async def look_up(client: Client, server: str, post: Post, headers: Mapping[str, str]) -> Revisited:
    """A post and its descendants, as an instance shows them (https://docs.joinmastodon.org/methods/statuses/#context): to
    strangers 60 of them. Each server numbers posts by itself, so only posts that this one has shown can be looked up."""
    native = _number(post, server)
    if not native:
        return Revisited(None)
    url = address_here(server, quote(native, safe=""))
    response = await client.request("GET", url, headers=headers)
    if says_gone(response):
        return Revisited(None, gone=True)
    toot = read_json(check(response))
    if not isinstance(toot, dict) or id_of(toot) != native:
        raise FetchError(f"{host_of(server)} sent something else than the post that was asked for")
    told: list[Toot] = []
    if number(toot.get("replies_count")) != 0:
        context = read_json(check(await client.request("GET", f"{url}/context", headers=headers)))
        below = context.get("descendants") if isinstance(context, dict) else None
        if not isinstance(below, list):
            raise FetchError(f"{host_of(server)} sent no list of replies")
        told = [one for one in below if isinstance(one, dict) and id_of(one)]
    now, *replies = posts_of([toot, *told], server)
    return Revisited(now, replies=replies)


def _number(post: Post, server: str) -> str:
    """The number under which a server knows a post, "" if that is not told."""
    here = f"link:{canonical_url(address_here(server, 'x'))[:-1]}"
    for also in post.also:
        if also.startswith(here):
            return also.removeprefix(here)
    own = post.url.startswith(f"{canonical_url(server).rstrip('/')}/@")
    return post.url.rpartition("/")[2] if own else ""


def _told(failed: Iterable[FetchError]) -> str:
    return "; ".join(dict.fromkeys(map(str, failed)))


def _together(visits: Sequence[Fetched], cursor: Cursor, trouble: str = "") -> Fetched:
    posts = {(post.service, post.id): post for visit in visits for post in visit.posts}
    notes = [*dict.fromkeys(visit.note for visit in visits if visit.note)]
    outcomes = {visit.outcome for visit in visits}
    if posts:
        outcome = Outcome.ITEMS
    elif notes:
        outcome = Outcome.SUSPICIOUS
    else:
        outcome = Outcome.NOTHING_NEW if Outcome.NOTHING_NEW in outcomes else Outcome.EMPTY
    # A visit that was cut short is none the worse for that: as a suspicious one it would begin with the same hashtags again.
    return Fetched(list(posts.values()), cursor, outcome, "; ".join(filter(None, (*notes, trouble))))

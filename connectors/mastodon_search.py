"""Mastodon, by an account of the owner's: posts that hold a name, as far as its server has an index of them, and what it pushes.

https://docs.joinmastodon.org/methods/search/#v2; for the stream see ``mastodon_stream``. Without a member's token nobody
searches posts, and a server without a full-text index finds none: it answers with an empty list all the same. So where the
first visit finds nothing, a common word is searched for, to tell the two apart. Authors are found who allow it, or who wrote
to the account.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

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
)
from connectors.mastodon import Mastodon, look_up, tags_of
from connectors.mastodon_stream import Channel, Door, Ear, door, missed, newer
from connectors.names import found_with, left_out
from connectors.parse_mastodon import posts_of
from connectors.rounds import Round, rewound
from connectors.text import number

_OVERLAP = timedelta(hours=1)
_LOOK_BACK = timedelta(days=7)
_PER_PAGE = 40
_MOST_PAGES = 5
_COMMON = "hello"  # a word that every index of posts has
_AGAIN = 600.0  # seconds between two searches while the line is open: what is not pushed is found
_ALONE = 10  # so many deletions in a row, and no post between them, come of a timeline that is switched off


def as_member(token: str) -> dict[str, str]:
    """The headers of a member's request."""
    return {"accept": "application/json", "authorization": f"Bearer {token}"}


@dataclass(frozen=True, slots=True)
class _AsMember(Mastodon):
    """What stands under hashtags, as a member sees it."""

    token: str = field(default="", repr=False)

    @property
    def headers(self) -> dict[str, str]:
        return as_member(self.token)

    @property
    def closed(self) -> frozenset[str]:
        return frozenset({"disabled"})


@dataclass(frozen=True, slots=True)
class MastodonSearch:
    """Posts with one of ``search`` in them, posts under ``hashtags``, or ``everything``: the latter two are pushed. The cursor
    holds ``newest``, in seconds since 1970; ``tags``, where the hashtags were left off; and ``public``, the newest number of
    a post that was pushed."""

    every: ClassVar[timedelta] = timedelta(minutes=10)
    address: ClassVar[str] = "server"
    own_place: ClassVar[bool] = False

    server: str = field(metadata={"help": "the instance of your account, for example https://mastodon.example"})
    token: str = field(
        repr=False, compare=False, metadata={"help": "an access token of your account with read:search", "secret": True}
    )
    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})
    hashtags: tuple[str, ...] = field(default=(), metadata={"help": "hashtags that are heard within seconds"})
    everything: bool = field(
        default=False, metadata={"help": "true: every public post that reaches the server is looked through"}
    )

    @property
    def streams(self) -> bool:
        """Whether there is something to listen to."""
        return self.everything or bool(self.hashtags)

    @property
    def whole_network(self) -> bool:
        """Whether all the world speaks here."""
        return self.everything

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """Every post since an hour before the newest one known (first visit: the pages of 7 days), each once, and what stands under
        the hashtags since the last visit.

        SUSPICIOUS, and the cursor stays, where a reply is no list of posts, and where the server cannot search posts (where
        it also pushes that is only noted). With hashtags a search that fails is only noted, too: on many servers it is an
        engine of its own, and breaks alone.
        """
        broken: FetchError | None = None
        try:
            visit = await self._found(client, cursor)
        except FetchError as error:
            if isinstance(error, Blocked) or not self.hashtags:
                raise
            broken = error
            # Whenever it works, what was there before is history.
            kept = {key: value for key, value in cursor.items() if key not in ("tags", "public")}
            kept = kept or {"until": datetime.now(UTC).timestamp()}
            visit = Fetched([], kept, Outcome.NOTHING_NEW if cursor else Outcome.EMPTY, str(error))
        if self.hashtags:
            below = _AsMember(server=self.server, hashtags=self.hashtags, token=self.token)
            try:
                visit = _both(visit, await below.fetch(client, cursor.get("tags") or {}))
            except FetchError as error:
                if broken:
                    raise broken from None  # it is not the search alone
                if not (visit.posts or "left" in visit.cursor):
                    raise
                kept = {**visit.cursor, **({"tags": cursor["tags"]} if "tags" in cursor else {})}
                note = "; ".join(filter(None, (visit.note, str(error))))
                visit = replace(visit, cursor=kept, note=note)  # what was found is handed on all the same
        if public := cursor.get("public"):
            visit = replace(visit, cursor={**visit.cursor, "public": public})
        return visit

    async def listen(self, client: Client, cursor: Cursor) -> AsyncIterator[Fetched]:
        """What ``fetch`` gives, now and every ten minutes, and in between what the server pushes, within a second. The line
        is open before the first search begins, so nothing falls between the two.

        With ``everything`` the first visit also reads what the public timeline had while nobody listened, up to 1,000 posts,
        and notes where that was more. FetchError where the line ends or a search fails; Blocked, after a search, where the
        server says that it pushes nothing of this; SUSPICIOUS where it tells of deletions alone, as those do that have
        switched their timeline off.
        """
        at = await door(client, self._server, self._headers)
        if trouble := self._shut(at):
            yield await self.fetch(client, cursor)
            raise Blocked(trouble)
        first, *others = self._channels
        async with client.websocket(at.first(first), headers=self._headers) as socket:
            ear, clock = Ear(socket, self._server), asyncio.get_running_loop()
            await ear.also(others)
            visiting, due = asyncio.create_task(self._caught_up(client, cursor)), 0.0
            caught_up = False
            try:
                while True:
                    # The line is heard while a visit is under way, or the server would take us for dead.
                    posts, ended = await ear.hear()
                    if caught_up and self.everything:
                        cursor = {**cursor, **newer(cursor, ear)}
                    if posts:
                        yield Fetched(posts, cursor)
                    if ended:
                        raise ended
                    if visiting.done() and not due:
                        visit, due, caught_up = visiting.result(), clock.time() + _AGAIN, True
                        if visit.outcome is not Outcome.SUSPICIOUS:
                            cursor = {**visit.cursor, **(newer(cursor, ear) if self.everything else {})}
                        if visit.posts or visit.note:
                            yield replace(visit, posts=visit.posts[::-1], cursor=cursor)
                        if visit.outcome is not Outcome.SUSPICIOUS:
                            yield self._alive(ear, cursor)
                    elif due and clock.time() >= due:
                        visiting, due = asyncio.create_task(self.fetch(client, cursor)), 0.0
            finally:
                visiting.cancel()
                with suppress(asyncio.CancelledError, FetchError):
                    await visiting

    async def _caught_up(self, client: Client, cursor: Cursor) -> Fetched:
        """The first visit of a connection."""
        visit = await self.fetch(client, cursor)
        public = str(cursor.get("public") or "")
        if not (self.everything and public):
            return visit
        posts, note = await missed(client, self._server, self._headers, public)
        both = {post.id: post for post in (*posts[::-1], *visit.posts)}
        outcome = Outcome.ITEMS if posts else visit.outcome
        return replace(visit, posts=[*both.values()], outcome=outcome, note="; ".join(filter(None, (visit.note, note))))

    def _alive(self, ear: Ear, cursor: Cursor) -> Fetched:
        """The sign that all is well, or that it only seems so."""
        if self.everything and ear.deletions >= _ALONE:
            what = f"{host_of(self._server)} tells of deleted posts alone: take out everything: true"
            return Fetched([], cursor, Outcome.SUSPICIOUS, what)
        return Fetched([], cursor, Outcome.NOTHING_NEW)

    @property
    def _channels(self) -> list[Channel]:
        public = [Channel("public")] if self.everything else []
        return [*public, *(Channel("hashtag", tag) for tag in tags_of(self.hashtags))]

    def _shut(self, at: Door) -> str:
        """Why a server does not push what is asked for; "" if it does."""
        host = host_of(self._server)
        if self.everything and "live_feeds" in at.shut:
            return f"{host} pushes its public timeline to nobody: take out everything: true, or ask another server"
        if self.hashtags and "hashtag_feeds" in at.shut:
            return f"{host} shows hashtags to nobody: take out hashtags, or ask another server"
        return ""

    async def _found(self, client: Client, cursor: Cursor) -> Fetched:
        """What the search finds."""
        names = Round(self.search, cursor)
        if not names.names:
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there are no names to search for")
        now = datetime.now(UTC)
        known = number(cursor.get("newest"))
        since = min(datetime.fromtimestamp(known, UTC), now) - _OVERLAP if known else now - _LOOK_BACK
        server = self._server
        found: dict[str, Post] = {}
        notes: list[str] = []

        async def search(name: str) -> str:
            seen: dict[str, Post] = {}
            for page in range(_MOST_PAGES):
                toots = await self._page(client, server, name, page * _PER_PAGE)
                if toots is None:
                    return f"{host_of(server)} sent no list of posts"
                posts = posts_of(toots, server)
                client.covered(post.published for post in posts)
                fresh = [post for post in posts if post.id not in seen]
                seen.update((post.id, post) for post in posts)
                # What the first visit is shown anyway is history, however old.
                recent = [one for one in posts if known is None or not one.published or one.published >= since]
                found.update((post.id, found_with(post, found, [name])) for post in recent)
                times = [post.published for post in posts if post.published]
                if len(toots) < _PER_PAGE or not fresh or (times and min(times) < since):
                    break
            else:
                notes.append(left_out(host_of(server), name, (post.published for post in seen.values())))
            return ""

        if trouble := await names.each(search):
            return Fetched([*found.values()], cursor, Outcome.SUSPICIOUS, trouble)
        times = [post.published for post in found.values() if post.published and post.published <= now]
        newest = int(max([known or 0.0, *(at.timestamp() for at in times)]))
        if not found and not cursor and not names.stopped and not await self._page(client, server, _COMMON, 0):
            what = f"{host_of(server)} finds no posts at all: it has no index of them"
            if self.streams:
                return Fetched([], {"newest": 0}, Outcome.EMPTY, what)
            return Fetched([], {}, Outcome.SUSPICIOUS, what)
        outcome = Outcome.ITEMS if found else Outcome.NOTHING_NEW if cursor else Outcome.EMPTY
        note = "; ".join(filter(None, (*notes, names.stopped)))
        return Fetched(names.told([*found.values()]), names.cursor(newest), outcome, note)

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then."""
        return rewound(int(to.timestamp()), number(cursor.get("newest")))

    async def look(self, client: Client, post: Post) -> Revisited:
        """The post as it is now and what is below it, as a member sees them."""
        return await look_up(client, self._server, post, self._headers)

    @property
    def _headers(self) -> dict[str, str]:
        return as_member(self.token)

    @property
    def _server(self) -> str:
        server = self.server.strip().rstrip("/")
        return server if "://" in server else f"https://{server}"

    async def _page(self, client: Client, server: str, name: str, offset: int) -> list[Mapping[str, Any]] | None:
        response = await client.request(
            "GET",
            f"{server}/api/v2/search",
            params={
                "q": '"' + name.replace('"', " ").strip() + '"',
                "type": "statuses",
                "resolve": "false",
                "limit": _PER_PAGE,
                "offset": offset,
            },
            headers=self._headers,
        )
        # A page for people with 403 is a wall before the server, and no fault of the token.
        if response.status == 401 or (response.status == 403 and "json" in response.headers.get("content-type", "")):
            raise Blocked(
                f"{host_of(server)} refuses the token: make one with read:search and read:statuses under "
                "Preferences, Development"
            )
        reply = read_json(check(response))
        listed = reply.get("statuses") if isinstance(reply, Mapping) else None
        if not isinstance(listed, list):
            return None
        toots = [one for one in listed if isinstance(one, Mapping) and one.get("id")]
        return None if listed and not toots else toots


def _both(found: Fetched, tagged: Fetched) -> Fetched:
    """A search and a look at hashtags as one visit. Where one of them made no sense, its part of the cursor has stayed."""
    posts = {post.id: post for post in (*tagged.posts, *found.posts)}
    both = (found.outcome, tagged.outcome)
    known = (one for one in (Outcome.SUSPICIOUS, Outcome.NOTHING_NEW) if one in both)
    outcome = Outcome.ITEMS if posts else next(known, Outcome.EMPTY)
    notes = "; ".join(filter(None, (found.note, tagged.note)))
    return Fetched(list(posts.values()), {**found.cursor, "tags": dict(tagged.cursor)}, outcome, notes)

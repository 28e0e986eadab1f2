"""Bluesky, by the search of an account of the owner's: posts that hold a name.

https://docs.bsky.app/docs/api/app-bsky-feed-search-posts. The search wants a session, which an app password opens on the account's
own server; that server passes the search on. An account may open 300 sessions a day (com.atproto.server.createSession), so one is
kept and renewed (com.atproto.server.refreshSession). The index runs some seconds late and authors set their own clocks, so every
visit reads the last hour again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

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
from connectors.bluesky_threads import PUBLIC, look_up
from connectors.names import found_with, left_out
from connectors.parse_bluesky import Json, of, post_seen
from connectors.rounds import Round, rewound
from connectors.text import count, number

_OVERLAP = timedelta(hours=1)
_LOOK_BACK = timedelta(days=7)  # how much history the first visit reads
_MOST_PAGES = 5
_PROFILES = 25  # that one question may be about
_MOST_PROFILES = 100


@dataclass(frozen=True, slots=True)
class BlueskySearch:
    """Posts with one of ``search`` in them. The cursor holds ``newest``, in seconds since 1970, and what ``rounds`` keeps
    there."""

    every: ClassVar[timedelta] = timedelta(minutes=15)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = False

    handle: str = field(metadata={"help": "your account, like harborplumbing.bsky.social"})
    app_password: str = field(
        repr=False, compare=False, metadata={"help": "an app password of that account", "secret": True}
    )
    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})
    base_url: str = field(default="https://bsky.social", metadata={"help": "the server of your account"})
    # Not compared: it is no part of what is listened to.
    threads: str = field(default=PUBLIC, compare=False, metadata={"help": "where replies to a post are read"})

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """Every post since an hour before the newest one known (first visit: 7 days back), each once, with its author's
        followers. SUSPICIOUS, and the cursor stays, where a reply is no list of posts. Blocked for a wrong app password."""
        names = Round(self.search, cursor)
        if not names.names:
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there are no names to search for")
        now = datetime.now(UTC)
        known = number(cursor.get("newest"))
        # A clock that was ahead must not make us deaf until its time has come.
        since = min(datetime.fromtimestamp(known, UTC), now) - _OVERLAP if known else now - _LOOK_BACK
        session = await self._session(client)
        found: dict[str, Post] = {}
        notes: list[str] = []
        if trouble := await names.each(lambda name: self._search(client, session, name, since, found, notes)):
            return Fetched([*found.values()], cursor, Outcome.SUSPICIOUS, trouble)
        posts = await self._with_followers(client, session, names.told([*found.values()]))
        times = [post.published.timestamp() for post in posts if post.published and post.published <= now]
        newest = int(max([known or 0, *times]))
        outcome = Outcome.ITEMS if posts else Outcome.NOTHING_NEW if cursor else Outcome.EMPTY
        return Fetched(posts, names.cursor(newest or None), outcome, "; ".join(filter(None, (*notes, names.stopped))))

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then."""
        return rewound(int(to.timestamp()), number(cursor.get("newest")))

    async def look(self, client: Client, post: Post) -> Revisited:
        """The post and what is below it, as everybody may read them: without the account."""
        return await look_up(client, self.threads, post)

    async def _session(self, client: Client) -> str:
        async def shown(newest: str) -> tuple[str, str]:
            if newest != self.app_password:
                try:
                    return await self._opened(client, "refreshSession", {"authorization": f"Bearer {newest}"})
                except FetchError as error:
                    # It has ended, was opened on another server, or this one does not renew any.
                    if not (isinstance(error, Blocked) or error.permanent):
                        raise
            asked = {"identifier": self.handle.removeprefix("@"), "password": self.app_password}
            return await self._opened(client, "createSession", {}, asked)

        return await client.exchange(self.app_password, shown)

    async def _opened(
        self, client: Client, how: str, headers: Mapping[str, str], asked: Mapping[str, str] | None = None
    ) -> tuple[str, str]:
        """The token of a session, and the one by which the session can be renewed ("" if it cannot)."""
        url = f"{self.base_url.rstrip('/')}/xrpc/com.atproto.server.{how}"
        response = await client.request("POST", url, headers=headers, json=asked)
        if response.status in (400, 401):
            host = host_of(url)
            raise Blocked(f"{host} refuses {self.handle}: make a new app password under Settings, Privacy and security")
        told = of(read_json(check(response)))
        token, renewing = told.get("accessJwt"), told.get("refreshJwt")
        if not isinstance(token, str) or not token:
            raise Blocked(f"{host_of(url)} opened no session")
        return token, renewing if isinstance(renewing, str) and renewing.isprintable() else ""

    async def _search(
        self, client: Client, session: str, name: str, since: datetime, found: dict[str, Post], notes: list[str]
    ) -> str:
        """Adds what has the name to ``found``, and to ``notes`` where that is not all; returns what is wrong with the reply, ""
        if nothing."""
        page, seen = "", dict[str, Post]()
        for _ in range(_MOST_PAGES):
            reply = await self._ask(
                client,
                session,
                "app.bsky.feed.searchPosts",
                q='"' + name.replace('"', " ").strip() + '"',
                sort="latest",
                limit=100,
                since=since.strftime("%Y-%m-%dT%H:%M:%SZ"),
                **({"cursor": page} if page else {}),
            )
            listed = reply.get("posts")
            if not isinstance(listed, list):
                return f"{host_of(self.base_url)} answered without a list of posts"
            posts = [post for one in listed if (post := post_seen(of(one)))]
            if listed and not posts:
                return f"{host_of(self.base_url)} sent posts without an address"
            client.covered(post.published for post in posts)
            fresh = [post for post in posts if post.id not in seen]
            seen.update((post.id, post) for post in posts)
            found.update((post.id, found_with(post, found, [name])) for post in posts)
            page = str(reply.get("cursor") or "")
            if not page or not fresh:
                break
        else:
            notes.append(left_out(host_of(self.base_url), name, (post.published for post in seen.values())))
        return ""

    async def _with_followers(self, client: Client, session: str, posts: list[Post]) -> list[Post]:
        """The posts with how many follow their authors, which the search does not tell, as far as that can be learnt."""
        authors = list(dict.fromkeys(post.author.id for post in posts if post.author.id))[:_MOST_PROFILES]
        followers: dict[str, int] = {}
        for start in range(0, len(authors), _PROFILES):
            try:
                reply = await self._ask(
                    client, session, "app.bsky.actor.getProfiles", actors=authors[start : start + _PROFILES]
                )
            except FetchError:  # which costs no posts
                break
            profiles = reply.get("profiles")
            for one in profiles if isinstance(profiles, list) else []:
                reach = count(of(one).get("followersCount"))
                if reach is not None:
                    followers[str(of(one).get("did"))] = reach
        return [replace(post, author=replace(post.author, followers=followers.get(post.author.id))) for post in posts]

    async def _ask(self, client: Client, session: str, what: str, **params: str | int | list[str]) -> Json:
        headers = {"accept": "application/json", "authorization": f"Bearer {session}"}
        url = f"{self.base_url.rstrip('/')}/xrpc/{what}"
        return of(read_json(check(await client.request("GET", url, params=params, headers=headers))))

"""Mastodon, by the search of an account of the owner's: posts that hold a name, as far as its server knows them.

https://docs.joinmastodon.org/methods/search/#v2. Without a member's token nobody searches posts, and a server without a full-text
index finds none: it answers with an empty list all the same. So where the first visit finds nothing, a common word is searched for,
to tell the two apart. Authors are found who allow it, or who wrote to the account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from connectors.base import Blocked, Client, Cursor, Fetched, Outcome, Post, Revisited, check, host_of, read_json
from connectors.mastodon import look_up, posts_of
from connectors.names import found_with
from connectors.text import number

_OVERLAP = timedelta(hours=1)
_LOOK_BACK = timedelta(days=7)
_PER_PAGE = 40
_MOST_PAGES = 5
_COMMON = "hello"  # a word that every index of posts has


@dataclass(frozen=True, slots=True)
class MastodonSearch:
    """Posts with one of ``search`` in them. The cursor holds ``newest``, in seconds since 1970."""

    every: ClassVar[timedelta] = timedelta(minutes=10)
    address: ClassVar[str] = "server"
    own_place: ClassVar[bool] = False

    server: str = field(metadata={"help": "the instance of your account, for example https://mastodon.example"})
    token: str = field(
        repr=False, metadata={"help": "an access token of your account with read:search", "secret": True}
    )
    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """Every post since an hour before the newest one known (first visit: 7 days back), each once.

        SUSPICIOUS, and the cursor stays, where a reply is no list of posts, and where the server cannot search posts.
        """
        names = list(dict.fromkeys(name for name in self.search if name.strip(' "')))
        if not names:
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there are no names to search for")
        now = datetime.now(UTC)
        known = number(cursor.get("newest"))
        since = min(datetime.fromtimestamp(known, UTC), now) - _OVERLAP if known else now - _LOOK_BACK
        server = self._server
        found: dict[str, Post] = {}
        for name in names:
            for page in range(_MOST_PAGES):
                toots = await self._page(client, server, name, page * _PER_PAGE)
                if toots is None:
                    return Fetched(
                        [*found.values()], cursor, Outcome.SUSPICIOUS, f"{host_of(server)} sent no list of posts"
                    )
                posts = posts_of(toots, server)
                fresh = [post for post in posts if post.id not in found]
                recent = [post for post in posts if not post.published or post.published >= since]
                found.update((post.id, found_with(post, found, [name])) for post in recent)
                times = [post.published for post in posts if post.published]
                if len(toots) < _PER_PAGE or not fresh or (times and min(times) < since):
                    break
        times = [post.published for post in found.values() if post.published and post.published <= now]
        newest = int(max([known or 0.0, *(at.timestamp() for at in times)]))
        if not found and not cursor and not await self._page(client, server, _COMMON, 0):
            return Fetched(
                [], cursor, Outcome.SUSPICIOUS, f"{host_of(server)} finds no posts at all: it has no index of them"
            )
        outcome = Outcome.ITEMS if found else Outcome.NOTHING_NEW if cursor else Outcome.EMPTY
        return Fetched([*found.values()], {"newest": newest}, outcome)

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then."""
        return {"newest": int(to.timestamp())}

    async def look(self, client: Client, post: Post) -> Revisited:
        """The post as it is now and what is below it, as a member sees them."""
        headers = {"accept": "application/json", "authorization": f"Bearer {self.token}"}
        return await look_up(client, self._server, post, headers)

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
            headers={"accept": "application/json", "authorization": f"Bearer {self.token}"},
        )
        if response.status in (401, 403):
            raise Blocked(
                f"{host_of(server)} refuses the token: make one with read:search under Preferences, Development"
            )
        reply = read_json(check(response))
        listed = reply.get("statuses") if isinstance(reply, Mapping) else None
        if not isinstance(listed, list):
            return None
        toots = [one for one in listed if isinstance(one, Mapping) and one.get("id")]
        return None if listed and not toots else toots

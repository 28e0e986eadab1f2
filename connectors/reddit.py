"""Reddit, by its API: posts that hold a name, with the comments below them, and everything in some subreddits.

https://www.reddit.com/dev/api, https://github.com/reddit-archive/reddit/wiki/OAuth2 (application only). Reddit approves every app
first, and then allows it 100 requests a minute; each answer says how many are left, and a visit ends when none is. The search finds
posts and not comments, so threads that were found are watched for a week: one request tells how many comments each of a hundred
has, and those that have more are read. A list goes back 1,000 entries at most. Lists are read by time and not from a known entry on
(``before``), because Reddit answers nothing after one that was removed.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from connectors.base import (
    Blocked,
    Client,
    Cursor,
    Fetched,
    FetchError,
    Outcome,
    Post,
    Response,
    Revisited,
    check,
    host_of,
    read_json,
    says_gone,
)
from connectors.names import either, found_with, together
from connectors.parse_reddit import (
    FULLNAME,
    SUBREDDIT,
    Json,
    comments_of,
    counted,
    following,
    name_of,
    of,
    post_of,
    things,
    tree,
)
from connectors.sign_in import where
from connectors.text import number

_USUAL = ("https://oauth.reddit.com", "https://www.reddit.com/api/v1/access_token")
_OVERLAP = 3600  # seconds: the search is some minutes late
_LOOK_BACK = 7 * 86_400  # what the first visit reads, and how long threads are watched
_PER_PAGE = 100
_MOST_PAGES = 10  # which is all that there is
_LONGEST_QUERY = 480  # characters
_WATCHED = 100  # threads; one request tells of so many
_READ = 10  # threads whose comments are read at a visit
_INSTALLED = {
    "grant_type": "https://oauth.reddit.com/grants/installed_client",
    "device_id": "DO_NOT_TRACK_THIS_DEVICE",
}
Asked = Mapping[str, str | int]
_WHOLE: Asked = {"limit": 500, "sort": "new", "depth": 10}  # a thread, as far as one request shows it


class Odd(Exception):
    """A reply that makes no sense; the text goes on after the name of the host."""


@dataclass(frozen=True, slots=True)
class Reddit:
    """Posts with one of ``search`` in them and their comments, and all posts and comments in ``subreddits``. The cursor holds
    ``read``, up to when each list was read (seconds since 1970), and ``threads``, how many comments of each were read."""

    every: ClassVar[timedelta] = timedelta(minutes=10)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = False

    # A new key is no part of what is listened to, so it is not compared.
    client_id: str = field(repr=False, compare=False, metadata={"help": "the id of your app on Reddit", "secret": True})
    client_secret: str = field(
        default="",
        repr=False,
        compare=False,
        metadata={"help": "its secret; an installed app has none", "secret": True},
    )
    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})
    subreddits: tuple[str, ...] = field(
        default=(), metadata={"help": "subreddits in which every post and comment is read, besides"}
    )
    everywhere: bool = field(
        default=True, metadata={"help": "false: nothing is searched for, only the subreddits are read"}
    )
    base_url: str = field(default=_USUAL[0], metadata={"help": "address of the service"})
    sign_in_url: str = field(
        default=_USUAL[1], metadata={"help": "where tokens are given; with another base_url, there"}
    )

    def __post_init__(self) -> None:
        for name in self.subreddits:
            if not SUBREDDIT.fullmatch(name):
                raise ValueError(f"subreddits must be names like plumbing, not {name!r}")
        if not (self.everywhere or self.subreddits):
            raise ValueError("subreddits must be given where everywhere is false, or nothing is heard")

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """What was written since an hour before the newest known (first visit: 7 days back), and what became of the threads that
        were found in the last 7 days. SUSPICIOUS, and the cursor stays, where a reply is no list, or a subreddit is empty
        that was not. A limit that is reached only ends the visit: the next one goes on."""
        groups = self._groups()
        if not (groups or self.subreddits):
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there are neither subreddits nor names to search for")
        visit = _Visit(self, client, await self._token(client), cursor)
        visit.marks = self._marks()
        try:
            for group in groups:
                await visit.search(group)
            if self.subreddits:
                for what in ("new", "comments"):
                    await visit.read_list(what, f"r/{self._multi}/{what}", {}, dries_up=False)
            try:
                await visit.watch()
            except FetchError as error:
                if not (error.permanent and visit.posts):
                    raise
                visit.note = str(error)
        except Odd as error:
            return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(self.base_url)} {error}")
        posts = [*visit.posts.values()]
        outcome = Outcome.ITEMS if posts else Outcome.NOTHING_NEW if cursor else Outcome.EMPTY
        return Fetched(posts, visit.cursor(), outcome, visit.note)

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then."""
        # What has no mark of its own begins with the oldest one; a list that was never read may be empty.
        return {**cursor, "read": dict.fromkeys(["", *of(cursor.get("read"))], int(to.timestamp()))}

    async def look(self, client: Client, post: Post) -> Revisited:
        """The post or comment as it is now, and the comments below it, up to 500."""
        link = post.id if post.id.startswith("t3_") else post.thread
        if not FULLNAME.fullmatch(post.id) or not (FULLNAME.fullmatch(link) and link.startswith("t3_")):
            return Revisited(None)
        visit = _Visit(self, client, await self._token(client), {})
        path = f"comments/{link[3:]}" + ("" if link == post.id else f"/_/{post.id[3:]}")
        response = await visit.ask(path, _WHOLE)
        if says_gone(response):
            return Revisited(None, gone=True)
        try:
            top, below = _thread(read_json(check(response)))
            thing = top if link == post.id else next((one for one in tree(below) if name_of(one) == post.id), None)
            if thing is None:  # one that nobody has answered leaves no trace in its thread
                found = things(await visit.get("api/info", {"id": post.id})) or []
                thing = next((one for one in found if name_of(one) == post.id), None)
        except Odd as error:
            raise FetchError(f"{host_of(self.base_url)} {error}") from None
        if thing is None:
            return Revisited(None)
        now = post_of(thing)
        if now is None or now.id != post.id:
            raise FetchError(f"{host_of(self.base_url)} sent something else than the post that was asked for")
        if now.deleted:
            return Revisited(None, gone=True)
        answers = tree(below if link == post.id else thing.get("replies"))
        replies = [reply for one in answers if (reply := post_of(one)) and not reply.deleted]
        return Revisited(now, replies=replies)

    def _groups(self) -> list[tuple[str, ...]]:
        """Names for one search each."""
        return together(self.search, most=20, characters=_LONGEST_QUERY) if self.everywhere else []

    def _marks(self) -> tuple[str, ...]:
        """What the cursor calls each list that is read."""
        return (*map(either, self._groups()), *(("new", "comments") if self.subreddits else ()))

    @property
    def _multi(self) -> str:
        """All subreddits as one."""
        names = [found[1] for name in self.subreddits if (found := SUBREDDIT.fullmatch(name))]
        return "+".join(dict.fromkeys(names))

    async def _token(self, client: Client) -> str:
        """A token for an hour or more; it is not kept, because it is a secret."""
        form = {"grant_type": "client_credentials"} if self.client_secret else _INSTALLED
        login = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        headers = {
            "accept": "application/json",
            "authorization": f"Basic {login}",
            "content-type": "application/x-www-form-urlencoded",
        }
        url = where(self.sign_in_url, self.base_url, _USUAL)
        response = await client.request("POST", url, headers=headers, content=urlencode(form).encode())
        host = host_of(url)
        if response.status in (400, 401):
            raise Blocked(f"{host} refuses the key: compare client_id and client_secret with your app's")
        token = of(read_json(check(response))).get("access_token")
        if not isinstance(token, str) or not token:
            raise FetchError(f"{host} gave no access token")
        return token


class _Visit:
    """One visit: what is asked, and what is to be remembered of it."""

    def __init__(self, source: Reddit, client: Client, token: str, cursor: Cursor) -> None:
        self.source, self.client, self._token = source, client, token
        self.now = int(datetime.now(UTC).timestamp())
        self.read = {mark: int(at) for mark, told in of(cursor.get("read")).items() if (at := number(told))}
        watched = of(cursor.get("threads")).items()
        self.threads = {name: int(number(told) or 0) for name, told in watched if name_of({"name": name})}
        self.marks: Sequence[str] = ()
        # A name that is new begins where the others are.
        self._begin = min(self.read.values(), default=0)
        self.posts: dict[str, Post] = {}
        self.comments: dict[str, int] = {}  # of each thread, as it was told now
        self.note = ""
        self._tired = False

    def cursor(self) -> dict[str, Any]:
        """What the next visit has to know."""
        read = {mark: self.read[mark] for mark in self.marks if mark in self.read}
        return {"read": read, "threads": {name: self.threads[name] for name in self._watched()}}

    def _watched(self) -> list[str]:
        """The threads that are watched, the oldest first: later ones have greater ids."""
        return sorted(self.threads, key=lambda name: int(name[3:], 36))[-_WATCHED:]

    async def search(self, names: Sequence[str]) -> None:
        """Reads what a search for these names finds; the threads are watched from now on."""
        query = either(names)
        asked: dict[str, str | int] = {"q": query, "sort": "new", "type": "link", "include_over_18": "on"}
        age = self.now - self.since(query)
        asked["t"] = next((span for span, days in _SPANS.items() if age <= days * 86_400), "all")
        for thing in await self.read_list(query, "search", asked, names=names if len(names) == 1 else ()):
            name, at = name_of(thing), number(thing.get("created_utc")) or 0
            if name.startswith("t3_") and at > self.now - _LOOK_BACK:
                self.threads.setdefault(name, 0)

    def since(self, mark: str) -> int:
        """From when on a list is to be read."""
        known = self.read.get(mark) or self._begin
        # A clock that was ahead must not make us deaf until its time has come.
        return min(known, self.now) - _OVERLAP if known else self.now - _LOOK_BACK

    async def read_list(
        self, mark: str, path: str, asked: Asked, *, names: Sequence[str] = (), dries_up: bool = True
    ) -> list[Json]:
        """Takes what a list has since the last visit, the newest first, and notes how far it came if it came to the end."""
        since, newest, after = self.since(mark), self.read.get(mark, 0), ""
        taken: list[Json] = []
        for _ in range(_MOST_PAGES):
            reply = await self.get(path, {**asked, "limit": _PER_PAGE, **({"after": after} if after else {})})
            if reply is None:  # not now: the next visit reads it again
                return taken
            found = self._take(reply, names)
            taken += found
            if not found and not after and not dries_up and mark in self.read:
                raise Odd("shows no posts any more: is the subreddit still there, and open to all?")
            if not found and after:  # where the last page ended was taken down meanwhile
                return taken
            times = [at for one in found if (at := number(one.get("created_utc")))]
            newest = max([newest, *(int(at) for at in times if at <= self.now)])
            self.client.covered(times)
            after = following(reply)
            # One post with an odd time must not end it.
            if not after or (times and max(times[-3:]) < since):
                break
        else:
            self.note = f"{host_of(self.source.base_url)} shows 1,000 entries of a list, and there were more"
        if newest:
            self.read[mark] = newest
        return taken

    async def watch(self) -> None:
        """Asks what became of the threads that were found, and reads the comments of those that have other ones."""
        known = [name for name in self._watched() if name not in self.comments]
        if known and (reply := await self.get("api/info", {"id": ",".join(known)})) is not None:
            self._take(reply, ())
            for name in {*known} - self.comments.keys():  # not shown to us any more
                del self.threads[name]
        fresh = [name for name in self._watched() if self.comments.get(name, 0) != self.threads[name]]
        for name in [*reversed(fresh)][:_READ]:
            reply = await self.get(f"comments/{name[3:]}", _WHOLE, absent=True)
            if reply is None:
                break
            below = _thread(reply)[1] if _is_thread(reply) else None
            if below is None:  # private by now, or gone
                del self.threads[name]
                continue
            for comment in tree(below):
                if post := post_of(comment):
                    self.posts[post.id] = post
            self.threads[name] = self.comments[name]
        for name, post in self.posts.items():  # what is a week old or gone is not watched any more
            if name in self.threads and (post.deleted or _age(post, self.now) > _LOOK_BACK):
                del self.threads[name]

    def _take(self, reply: object, names: Sequence[str]) -> list[Json]:
        """Keeps what a list holds; Odd where it is none."""
        found = things(reply)
        if found is None:
            raise Odd("answered without a list")
        posts = {post.id: (post, thing) for thing in found if (post := post_of(thing))}
        if counted(reply) and not posts:
            raise Odd("sent a list without posts and comments")
        for name, (post, thing) in posts.items():
            self.posts[name] = found_with(post, self.posts, names)
            if name.startswith("t3_"):
                self.comments[name] = comments_of(thing)
        return [thing for _, thing in posts.values()]

    async def get(self, path: str, asked: Asked, *, absent: bool = False) -> Any:
        """The JSON of a reply; None once Reddit has said that no request is left. ``absent``: {} for what is private or
        gone."""
        if self._tired:
            return None
        response = await self.ask(path, asked)
        if response.status == 401:
            raise Blocked(
                f"{host_of(self.source.base_url)} refuses the token that Reddit gave: is the app still approved?"
            )
        self._tired = response.retry_after is not None
        if absent and response.status in (403, 404, 410):
            return {}
        return read_json(check(response))

    async def ask(self, path: str, asked: Asked) -> Response:
        """The reply to a question."""
        url = f"{self.source.base_url.rstrip('/')}/{path}"
        # Without raw_json the texts are escaped as in HTML.
        headers = {"accept": "application/json", "authorization": f"Bearer {self._token}"}
        return await self.client.request("GET", url, params={"raw_json": 1, **asked}, headers=headers)


_SPANS = {"day": 1, "week": 7, "month": 31, "year": 366}  # that a search can be about, in days


def _thread(reply: Any) -> tuple[Json, object]:
    """The post of a thread, and the list of its comments."""
    if not _is_thread(reply):
        raise Odd("sent no thread")
    return (things(reply[0]) or [{}])[0], reply[1]


def _is_thread(reply: Any) -> bool:
    return isinstance(reply, list) and len(reply) == 2 and bool(things(reply[0])) and things(reply[1]) is not None


def _age(post: Post, now: int) -> float:
    return now - post.published.timestamp() if post.published else 0.0

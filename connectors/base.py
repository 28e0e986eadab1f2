"""What every connector speaks: posts in, a cursor out, and errors that say what to do next.

    Exception
    └── FetchError            this source could not be read now; ``retry_after`` says when to come back
        ├── Blocked           it answered, but refuses us (login, captcha, forbidden): a person has to act
        ├── Rejected          what somebody sent to us is not taken; ``status`` is how we answer
        └── Spent             it was not asked: our own count says that what it allows is used up until then

This is a ground floor: nothing here knows of brands, tones or cases, and nothing here opens a connection.
The ``Client`` that a connector is handed is already bound to its source (deadline, size caps, host limiter,
address guard); a connector only says what it wants to read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar, runtime_checkable

T = TypeVar("T")

Cursor = Mapping[str, Any]
"""Where a connector left off: a JSON object that only the connector itself opens. ``{}`` is the first visit."""


class FetchError(Exception):
    """A source could not be read. The text names the host, never the URL: an address can be a password.

    ``retry_after`` is how long the service asked us to stay away (None: it did not say).
    """

    def __init__(self, what: str, *, retry_after: timedelta | None = None, permanent: bool = False) -> None:
        super().__init__(what)
        self.retry_after = retry_after
        self.permanent = permanent


class Blocked(FetchError):
    """The service answers but refuses us: a login page, a captcha, a 401 or 403."""


class Rejected(FetchError):
    """What somebody sent is not taken. ``status`` is the HTTP status that says so: 401 for who cannot prove to be the
    sender, another 4xx for what is not understood. The text says what to do about it, and shows nothing of what came."""

    def __init__(self, status: int, what: str) -> None:
        super().__init__(what)
        self.status = status


class Spent(FetchError):
    """What the service allows is used up, by our own count; the visit is put off and is no failure."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What a service allows: ``limit`` units a day from midnight to midnight in ``zone`` (``monthly``: from the first of a
    month to the first of the next), or, without a zone, in each ``span``, which begins with the first use. ``name`` tells it
    from the service's other quotas. ``spread``: of a long time a quarter may be used at once, and the rest as it goes by.
    ``per_dollar``: units that are a US dollar, where they are money; 0 where they are not."""

    name: str
    limit: int
    zone: str = ""
    span: timedelta = timedelta(days=1)
    monthly: bool = False
    spread: bool = True
    per_dollar: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a quota is counted, as for ``Client.spend``: for the host of ``url``, and the ``secret``."""

    quota: Quota
    url: str
    secret: str = field(default="", repr=False)


class Form(StrEnum):
    """In what form somebody spoke. An article is nobody's complaint, so it never opens a case."""

    POST = "post"
    COMMENT = "comment"
    REVIEW = "review"
    MAIL = "mail"
    ARTICLE = "article"
    EPISODE = "episode"


class Outcome(StrEnum):
    """How a visit went. *Empty* is proven (a well-formed reply that says "none"); *suspicious* is not."""

    ITEMS = "items"
    NOTHING_NEW = "nothing_new"
    EMPTY = "empty"
    SUSPICIOUS = "suspicious"


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _storable(self: object, *names: str) -> None:
    """Takes out of these fields what no database takes, zero bytes and halves of characters: one broken identity would cost
    everything else that the visit has brought."""
    for name in names:
        text = getattr(self, name)
        try:
            text.encode()  # far quicker than looking for what it cannot encode
        except UnicodeEncodeError:
            pass
        else:
            if "\x00" not in text:
                continue
        object.__setattr__(self, name, _UNSTORABLE.sub("", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who spoke, as far as the service tells. Unknown strings are empty, unknown numbers None. ``unlisted``: they ask, by a
    setting of their account, that others do not find their words by searching. ``reputation``: points that a place gives its
    members for what they write; it is no reach."""

    name: str = ""  # display name, plain words
    handle: str = ""  # as the service writes it, for example "@dana@mastodon.example"
    url: str = ""  # profile page, http(s) only
    id: str = ""  # stable within the service, survives renaming
    followers: int | None = None
    bot: bool = False
    unlisted: bool = False
    reputation: int | None = None

    def __post_init__(self) -> None:
        _storable(self, "name", "handle", "url", "id")


NOBODY = Author()
NO_NAMES = frozenset(
    (
        "[deleted]|a customer|a google user|admin|amazon customer|anon|anoniem|anonimo|anonym|anonyme|anonymous|"
        "anonymous user|anónimo|anônimo|cliente|consumer|customer|deleted|deleted user|ein google-nutzer|former user|"
        "gast|google user|google-nutzer|guest|guest user|invitado|invité|kunde|kundin|member|moderator|nobody|ospite|"
        "somebody|un usuario de google|un utente di google|un utilisateur de google|unknown|user|usuario|"
        "usuario de google|usuário|usuário do google|utente|utente google|utilisateur|utilisateur google|verified buyer|"
        "verified customer|visitor|yelp user"
    ).split("|")
)
"""What places call people who have not given a name, in small letters."""

PUBLISHED = "published:"
"""In ``Post.also``: "published:gazette.example"."""

ELSEWHERE = "elsewhere:"
"""In ``Post.also``: "elsewhere:https://mastodon.example/api/v1/statuses/7", an address at which another host shows the post,
and by which that host tells of it without saying whose it is: an identity beyond its own service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Words by an author at a time and a place, maybe with stars.

    ``service`` is the place itself (a host name such as "mastodon.example", or "hackernews"), not the source that
    found it, and ``id`` is native to it: the pair identifies the post for ever. ``also`` lists further identities
    ("link:https://…") under which the same post may come back; one hit is enough to know it again. An article that
    somebody else shows names its publisher's site there (``PUBLISHED``), which with its headline is an identity too.
    ``published`` and ``edited`` are aware UTC; a date without a time has ``published_exact=False`` and stands at
    00:00 UTC of that date. ``by_owner``: the platform itself says that whoever owns this place (the shop, the channel)
    wrote it; a name alone is no proof.
    """

    service: str
    id: str
    also: tuple[str, ...] = ()
    url: str = ""  # canonical, http(s) only, or empty
    author: Author = NOBODY
    title: str = ""  # plain words
    text: str = ""  # plain words
    published: datetime | None = None
    published_exact: bool = True
    edited: datetime | None = None
    lang: str = ""  # BCP 47, as claimed by the service
    stars: float | None = None
    stars_max: float | None = None
    reply_to: str = ""  # native id (same service) or URL of what this answers
    thread: str = ""  # native id or URL of the conversation
    likes: int | None = None
    shares: int | None = None
    form: Form = Form.POST
    deleted: bool = False
    by_owner: bool = False
    # It was there before anybody listened, although it comes on a later visit: a reading back that takes several. This
    # and what follows is no part of what the post is.
    history: bool = field(default=False, compare=False)
    # The names, as they were asked for, by which a search found it; empty: not known.
    found_by: tuple[str, ...] = field(default=(), compare=False)
    # The same where names were asked for together: one of these found it, nobody knows which.
    found_among: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        _storable(self, "service", "id", "url", "title", "text", "lang", "reply_to", "thread")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one visit brought back: the posts, where to go on next time, and how it went.

    ``note`` says in words why a visit is suspicious, or what a good one could not read, for the operator. ``departed`` are
    accounts that were deleted, as (service, ``Author.id``): the words of all their posts go. ``fresh_for`` is how long the
    service says that this answer will not change, None if it does not.
    """

    posts: Sequence[Post]
    cursor: Cursor
    outcome: Outcome = Outcome.ITEMS
    note: str = ""
    departed: Sequence[tuple[str, str]] = ()
    fresh_for: timedelta | None = None

    def __post_init__(self) -> None:
        if self.outcome is Outcome.SUSPICIOUS and not self.note:  # trouble without a word helps nobody
            object.__setattr__(self, "note", "it answered with something that makes no sense")


class Response(Protocol):
    """A whole HTTP reply, already decompressed and within the size cap."""

    @property
    def status(self) -> int: ...

    @property
    def url(self) -> str:
        """The final address, after redirects."""

    @property
    def headers(self) -> Mapping[str, str]:
        """Names in lower case."""

    @property
    def body(self) -> bytes: ...

    @property
    def retry_after(self) -> timedelta | None:
        """What Retry-After or an X-RateLimit header asked for, None if neither did."""


class Socket(Protocol):
    """An open WebSocket. Whatever goes wrong with it, its end included, is raised as FetchError."""

    async def receive(self, within: timedelta) -> str | bytes | None:
        """The next message; None if none came in that time. Who does not receive holds the other side back."""

    async def send(self, text: str) -> None:
        """Sends one message; FetchError if the other side does not take it within ten seconds."""

    async def ping(self) -> None:
        """Returns when the other side has shown that it is there; FetchError if it does not within ten seconds."""


class Line(Protocol):
    """An open connection that is no HTTP. Trouble on it is raised as FetchError; how long to wait is the caller's to say."""

    async def read(self) -> bytes:
        """What has come in, at least one byte and at most 64 KiB; b"" when the other side has closed."""

    async def write(self, data: bytes) -> None: ...

    async def start_tls(self) -> None:
        """Encrypts the connection from here on, and checks the other side's certificate."""

    async def close(self) -> None: ...


class Client(Protocol):
    """The one way out. Transport trouble (deadline, size, refused address, DNS) is raised as FetchError; an HTTP
    status is not an error here: ``status`` tells."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int | float | Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
    ) -> Response: ...

    async def remembered(self, url: str, *, headers: Mapping[str, str] | None = None, good_for: timedelta) -> Response:
        """GET of what seldom changes and concerns all sources of a host (its rules, what it says of itself): the reply that
        whoever asked in the same words was given within that time, by whichever source. Of several who ask at once one
        asks. Trouble of the service (429, 5xx) is handed on and not remembered."""

    def websocket(self, url: str, *, headers: Mapping[str, str] | None = None) -> AbstractAsyncContextManager[Socket]:
        """A stream at a ws or wss address, under the same guard and caps, closed at the end of the ``async with``."""

    async def dial(self, host: str, port: int, *, tls: bool = True) -> Line:
        """A connection for a protocol that is not HTTP (IMAP), behind the same address guard and with the same check of
        certificates; encrypted from the start unless ``tls`` is False."""

    async def spend(self, quota: Quota, url: str, *, secret: str = "", cost: int | None = 1) -> None:
        """Takes ``cost`` units before asking ``url`` something; raises Spent, with the time to wait, where there are not
        enough. The count is kept across restarts for the host and the ``secret`` (a key, a token; "" where the service
        counts by address), and shared by all sources. None: the service says that nothing is left. Less than nothing: so
        much of what was taken before was not needed."""

    def covered(self, times: Iterable[datetime | float | None]) -> None:
        """A page was read, of what was written at these times (aware, or seconds since 1970), in any order: for whoever watches
        how far a reading back has come."""

    async def exchange(self, secret: str, use: Callable[[str], Awaitable[tuple[T, str]]]) -> T:
        """Uses a secret of the owner's that a service may exchange for another one, as some do with refresh tokens. ``use`` is
        handed the newest that came of it, and gives its result with what it was exchanged for ("" for nothing), which is
        kept across restarts. One at a time; raises what ``use`` raises."""


@runtime_checkable
class Polls(Protocol):
    """A source that is visited again and again."""

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched: ...


@runtime_checkable
class Counts(Protocol):
    """A source that uses up what its service allows."""

    def counted(self) -> Sequence[Counted]:
        """Every quota that it may use, with these options."""


@runtime_checkable
class Rewinds(Protocol):
    """A source whose service can be read from an earlier time on. What takes more than one visit (a quota, very much of it) is
    marked as ``Post.history`` on the later ones, as far as it was said before the reading began."""

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then (aware), and nothing since."""


def read_back(post: Post, until: float) -> Post:
    """The post, marked as history if it was said before ``until`` (seconds since 1970; 0: it is not)."""
    told = post.published is not None and post.published.timestamp() < until
    return replace(post, history=True) if told else post


@runtime_checkable
class Streams(Protocol):
    """A source that pushes. Every item of the iterator is dealt with before the next is asked for: posts are stored, with
    the cursor, in the order in which they are told (the oldest first). So a fast stream gathers what came in half a
    second or so into one item, and is held back where Earful is slower.

    An item with NOTHING_NEW and no posts says: the line is proven alive, and everything that was waiting has been told.
    A stream without posts gives one at least every ten minutes, or it counts as hung. Posts under NOTHING_NEW are most
    likely known (an overlap). SUSPICIOUS counts as a failure, and keeps the cursor. The end of the iterator, FetchError
    or not, is a failure: ``listen`` is called again after a pause, with the last cursor that was stored.
    """

    def listen(self, client: Client, cursor: Cursor) -> AsyncIterator[Fetched]: ...


def pushes(connector: object) -> bool:
    """Whether the daemon listens to a source. One that can be visited as well may leave that to its options, by a property
    ``streams`` that says whether they ask for a stream."""
    return isinstance(connector, Streams) and bool(getattr(connector, "streams", True))


@runtime_checkable
class Introduces(Protocol):
    """A source whose posts name their authors by number alone, and that can look up who they are. It is asked only about
    the authors of posts that matter."""

    async def introduce(self, client: Client, ids: Sequence[str]) -> Mapping[str, Author]:
        """``Author.id`` -> who that is, for those who are known. FetchError: nobody can be asked now."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One HTTP request that somebody sent us. ``source`` is the name of the source that it was sent to, ``at`` when it
    came (aware UTC); names of headers are in lower case."""

    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    source: str
    at: datetime
    query: Mapping[str, str] = field(default_factory=dict, repr=False)


@runtime_checkable
class Receives(Protocol):
    """A source that is posted to. Raises Rejected, also for whoever cannot prove to be the sender; nothing is kept of
    that. ``cursor["delivery"]`` is what the sender calls this delivery: one of the same name is taken once. Without it
    only the identity of the posts tells what is there already."""

    async def receive(self, request: Inbound) -> Fetched: ...


@dataclass(frozen=True, slots=True)
class Revisited:
    """What became of a post: its current words and stars, or ``gone``; the replies below it, if the service shows them."""

    post: Post | None
    gone: bool = False
    replies: Sequence[Post] = field(default_factory=tuple)


@runtime_checkable
class Revisits(Protocol):
    """A source that can look one post up again."""

    async def look(self, client: Client, post: Post) -> Revisited: ...


def says_gone(response: Response) -> bool:
    """Whether a service says in its own words that something is no longer there: 404 or 410 with a JSON object. A page for
    people with such a status can be anybody's, a proxy's or a captive portal's."""
    if response.status not in (404, 410):
        return False
    try:
        return isinstance(json.loads(response.body), dict)
    except (ValueError, RecursionError):
        return False


def check(response: Response) -> Response:
    """The reply itself if its status is 2xx or 304; otherwise FetchError or Blocked that says what to do next."""
    status = response.status
    if 200 <= status < 300 or status == 304:
        return response
    host = host_of(response.url)
    if status in (401, 403, 407, 451):
        raise Blocked(
            f"{host} refuses us (HTTP {status}): it wants a login, or blocks programs", retry_after=response.retry_after
        )
    if status == 429:
        raise FetchError(f"{host} asks us to slow down (HTTP 429)", retry_after=response.retry_after)
    if status in (404, 410):
        raise FetchError(f"{host} has nothing at this address (HTTP {status}): check it", permanent=True)
    if status >= 500:
        raise FetchError(f"{host} has trouble of its own (HTTP {status})", retry_after=response.retry_after)
    # 408 and 425 ask for another try; the rest of 4xx (400, 405, 406 …) stays as it is until something is changed.
    permanent = 400 <= status < 500 and status not in (408, 425)
    raise FetchError(f"{host} answered HTTP {status}", retry_after=response.retry_after, permanent=permanent)


async def get(
    client: Client,
    url: str,
    *,
    params: Mapping[str, str | int | float | Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """GET, with every status but 2xx and 304 turned into FetchError."""
    return check(await client.request("GET", url, params=params, headers=headers))


async def get_json(client: Client, url: str, **params: str | int | float | Sequence[str]) -> Any:
    """GET and read JSON. FetchError when the reply is no JSON, which usually means a login or error page."""
    response = await get(client, url, params=params or None, headers={"accept": "application/json"})
    return read_json(response)


def read_json(response: Response) -> Any:
    """The JSON of a reply; FetchError when it is none."""
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        raise Blocked(
            f"{host_of(response.url)} sent something that is not JSON, perhaps a login or error page"
        ) from None


@dataclass(frozen=True, slots=True)
class Conditional:
    """The result of a conditional GET: ``response`` is None when nothing has changed. ``validators`` go into the
    cursor once the body has been understood, and not before (a cursor saved early would skip a broken reply).
    ``fresh_for`` is what ``fresh_for`` below says of the reply."""

    response: Response | None
    validators: Mapping[str, str]
    fresh_for: timedelta | None = None


def fresh_for(headers: Mapping[str, str]) -> timedelta | None:
    """How long a reply stays fresh by its Cache-Control, less the time that it has spent in caches on the way (RFC 9111,
    4.2); None if it does not say, or if it is not to be kept at all. ``headers`` have names in lower case."""
    control = headers.get("cache-control", "").lower()
    age = re.search(r"\bmax-age\s*=\s*\"?(\d{1,9})", control)
    if age is None or "no-cache" in control or "no-store" in control:
        return None
    spent = headers.get("age", "").strip()
    left = int(age[1]) - (int(spent) if spent.isdecimal() and len(spent) < 10 else 0)
    return timedelta(seconds=left) if left > 0 else None


async def get_if_changed(client: Client, url: str, cursor: Cursor, *, accept: str = "*/*") -> Conditional:
    """Conditional GET by ETag and Last-Modified (RFC 9110 section 13), and by the hash of the body for servers that
    know neither: an unchanged body is not parsed again."""
    known = {key: str(cursor[key]) for key in ("etag", "last_modified", "body_hash") if cursor.get(key)}
    asked = {"accept": accept}
    if "etag" in known:
        asked["if-none-match"] = known["etag"]
    if "last_modified" in known:
        asked["if-modified-since"] = known["last_modified"]
    response = await get(client, url, headers=asked)
    fresh = fresh_for(response.headers)
    if response.status == 304:
        if len(asked) == 1:  # some cache on the way is broken, and would be so for ever
            raise FetchError(f"{host_of(url)} says that nothing has changed (HTTP 304), but was not asked that")
        return Conditional(None, known, fresh)
    body_hash = hashlib.sha256(response.body).hexdigest()[:32]
    validators = {"body_hash": body_hash}
    # A page that says "Expires: 0" tells that its validators are not to be trusted (seen by miniflux).
    if response.headers.get("expires", "").strip() != "0":
        if etag := response.headers.get("etag"):
            validators["etag"] = etag
        if modified := response.headers.get("last-modified"):
            validators["last_modified"] = modified
    if known.get("body_hash") == body_hash:
        return Conditional(None, validators, fresh)
    return Conditional(response, validators, fresh)


def host_of(url: str) -> str:
    """The host name of an address, for messages: never the path or the query, which can hold a secret."""
    from urllib.parse import urlsplit

    try:
        return urlsplit(url).hostname or "the service"
    except ValueError:
        return "the service"

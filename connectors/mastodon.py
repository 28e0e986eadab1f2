"""Mastodon: the public posts under one hashtag. Pleroma, Akkoma and GoToSocial speak the same way.

https://docs.joinmastodon.org/methods/timelines/#tag
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from connectors.base import (
    ELSEWHERE,
    NOBODY,
    Author,
    Blocked,
    Client,
    Cursor,
    Fetched,
    FetchError,
    Form,
    Outcome,
    Post,
    Revisited,
    check,
    host_of,
    read_json,
    says_gone,
)
from connectors.feed import Feed
from connectors.text import canonical_url, clean, count, number, parse_time, words

Toot = Mapping[str, Any]

_PER_PAGE = 40  # the most an instance gives
_TAGS = 5  # in one request: one and four more (max_feed_hashtags of Mastodon's configuration)
_PAGES_BACK = 2  # on the first visit
_PAGES_FORWARD = 5  # on later ones; the next visit goes on from there
_ASK_AGAIN = 86_400  # seconds
_CLOSED = (401, 403, 404, 422)  # how instances refuse the timeline to strangers


@dataclass(frozen=True, slots=True)
class Mastodon:
    """Posts with ``hashtag`` or one of ``hashtags``, as ``server`` sees them; five hashtags are one request. The cursor
    holds ``newest``, an id of that server; ``asked``, when the instance last said that nothing is nothing (seconds since
    1970); where the timeline is closed to strangers, ``feed``, the cursor of the hashtag's RSS feed. With many hashtags it
    holds one such cursor for each request (``each``), and the one that is ``first`` in turn."""

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
        """The first visit reads the newest posts; later ones go forward from the newest id known, oldest first.

        FetchError when the instance reports an error; SUSPICIOUS when it sends no list.
        """
        tags = self._tags()
        if len(tags) <= _TAGS:
            return await self._timeline(client, tags, cursor)
        groups = {tags[n]: tags[n : n + _TAGS] for n in range(0, len(tags), _TAGS)}
        order, first, each = list(groups), cursor.get("first"), dict(cursor.get("each") or {})
        each = {one: known for one, known in each.items() if one in groups}
        order = order[order.index(first) :] + order[: order.index(first)] if first in groups else order
        visits: list[Fetched] = []
        for one in order:
            try:
                visit = await self._timeline(client, groups[one], each.get(one) or {})
            except FetchError as error:
                if not visits:
                    raise
                return _together(visits, {"each": each, "first": one}, str(error))
            visits.append(visit)
            each[one] = dict(visit.cursor)
        return _together(visits, {"each": each})

    async def look(self, client: Client, post: Post) -> Revisited:
        """The post as it is now and what is below it; nothing where this server's number of the post is not known."""
        return await look_up(client, self._server(), post, self.headers)

    @property
    def headers(self) -> dict[str, str]:
        """What goes along with every question: nothing of whoever asks."""
        return {"accept": "application/json"}

    async def _timeline(self, client: Client, tags: Sequence[str], cursor: Cursor) -> Fetched:
        """What is new under any of a few hashtags."""
        server, newest = self._server(), str(cursor.get("newest") or "")
        url = f"{server}/api/v1/timelines/tag/{quote(tags[0], safe='')}"
        toots: dict[str, Toot] = {}
        mark = newest
        for _ in range(_PAGES_FORWARD if newest else _PAGES_BACK):
            params: dict[str, str | int | Sequence[str]] = {"limit": _PER_PAGE}
            if len(tags) > 1:
                params["any[]"] = tags[1:]
            if mark:
                params["min_id" if newest else "max_id"] = mark
            response = await client.request("GET", url, params=params, headers=self.headers)
            if response.status in _CLOSED and not toots:
                return await self._from_feeds(client, tags, cursor, response.status)
            page = read_json(check(response))
            if isinstance(page, dict) and page.get("error"):
                raise FetchError(f"{host_of(server)} reports an error: {clean(str(page['error']))[:200]}")
            if not isinstance(page, list):
                return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(server)} sent no list of posts")
            fresh = {_id(toot): toot for toot in page if isinstance(toot, dict) and _id(toot)}
            if page and not fresh:
                return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(server)} sent posts without ids")
            fresh = {key: toot for key, toot in fresh.items() if key not in toots}
            if not fresh:
                break
            toots |= fresh
            mark = _newest(fresh) if newest else _oldest(fresh)
            if len(page) < _PER_PAGE:
                break
        asked = {"asked": cursor["asked"]} if "asked" in cursor else {}
        if toots:
            return Fetched(posts_of(toots.values(), server), {"newest": _newest(toots), **asked}, Outcome.ITEMS)
        now = int(datetime.now(UTC).timestamp())
        if now - (number(cursor.get("asked")) or 0) >= _ASK_AGAIN:
            await self._ask(client)
            asked = {"asked": now}
        return Fetched([], {**cursor, **asked}, Outcome.NOTHING_NEW if newest else Outcome.EMPTY)

    async def _ask(self, client: Client) -> None:
        """Blocked where the instance shows the posts of hashtags to nobody, which it answers with an empty list: so its own
        word on that is asked for (https://docs.joinmastodon.org/entities/Instance/#timelines_access, since 4.5)."""
        response = await client.request("GET", f"{self._server()}/api/v2/instance", headers=self.headers)
        told: Any = None
        if response.status == 200:  # older ones, and their relatives, have no such address
            with suppress(FetchError):
                told = read_json(response)
        for key in ("configuration", "timelines_access", "hashtag_feeds"):
            told = told.get(key) if isinstance(told, dict) else None
        if isinstance(told, dict) and {told.get("local"), told.get("remote")} <= {"disabled", "authenticated"}:
            raise Blocked(
                f"{host_of(self._server())} does not show strangers what is said under a hashtag: ask another one"
            )

    async def _from_feeds(self, client: Client, tags: Sequence[str], cursor: Cursor, status: int) -> Fetched:
        """The same from RSS feeds, of which each hashtag has its own."""
        if len(tags) == 1:
            return await self._from_feed(client, tags[0], cursor, status)
        known = dict(cursor.get("feeds") or {})
        visits = []
        for tag in tags:
            visits.append(await self._from_feed(client, tag, known.get(tag) or {}, status))
            known[tag] = dict(visits[-1].cursor)
        return _together(visits, {**cursor, "feeds": known})

    async def _from_feed(self, client: Client, tag: str, cursor: Cursor, status: int) -> Fetched:
        """What the RSS feed of a hashtag shows (20 posts, no numbers) when the timeline is closed."""
        server = self._server()
        feed = Feed(url=f"{server}/tags/{quote(tag, safe='')}.rss")
        try:
            fetched = await feed.fetch(client, cursor.get("feed") or {})
        except FetchError as error:
            if not (isinstance(error, Blocked) or error.permanent):
                raise
            raise Blocked(
                f"{host_of(server)} shows strangers neither the timeline of this hashtag (HTTP {status}) nor its feed: "
                "it is for members only, or no Mastodon",
                retry_after=error.retry_after,
            ) from None
        posts = [_from_item(post) for post in fetched.posts]
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
    url = _here(server, quote(native, safe=""))
    response = await client.request("GET", url, headers=headers)
    if says_gone(response):
        return Revisited(None, gone=True)
    toot = read_json(check(response))
    if not isinstance(toot, dict) or _id(toot) != native:
        raise FetchError(f"{host_of(server)} sent something else than the post that was asked for")
    told: list[Toot] = []
    if number(toot.get("replies_count")) != 0:
        context = read_json(check(await client.request("GET", f"{url}/context", headers=headers)))
        below = context.get("descendants") if isinstance(context, dict) else None
        if not isinstance(below, list):
            raise FetchError(f"{host_of(server)} sent no list of replies")
        told = [one for one in below if isinstance(one, dict) and _id(one)]
    now, *replies = posts_of([toot, *told], server)
    return Revisited(now, replies=replies)


def _number(post: Post, server: str) -> str:
    """The number under which a server knows a post, "" if that is not told."""
    here = f"link:{canonical_url(_here(server, 'x'))[:-1]}"
    for also in post.also:
        if also.startswith(here):
            return also.removeprefix(here)
    own = post.url.startswith(f"{canonical_url(server).rstrip('/')}/@")
    return post.url.rpartition("/")[2] if own else ""


def _together(visits: Sequence[Fetched], cursor: Cursor, trouble: str = "") -> Fetched:
    posts = {(post.service, post.id): post for visit in visits for post in visit.posts}
    notes = [*dict.fromkeys(visit.note for visit in visits if visit.note), *([trouble] if trouble else [])]
    outcomes = {visit.outcome for visit in visits}
    if posts:
        outcome = Outcome.ITEMS
    elif notes:
        outcome = Outcome.SUSPICIOUS
    else:
        outcome = Outcome.NOTHING_NEW if Outcome.NOTHING_NEW in outcomes else Outcome.EMPTY
    return Fetched(list(posts.values()), cursor, outcome, "; ".join(notes))


def _id(toot: Toot) -> str:
    return str(toot.get("id") or "")


def _age(native: str) -> tuple[int, str]:
    """Sorts ids by age. Mastodon's are numbers written as strings, Pleroma's base 62, GoToSocial's ULIDs: of the
    same length they sort as text, and a longer one is newer ("9" is older than "10")."""
    return len(native), native


def _newest(ids: Iterable[str]) -> str:
    return max(ids, key=_age)


def _oldest(ids: Iterable[str]) -> str:
    return min(ids, key=_age)


def posts_of(toots: Iterable[Toot], server: str) -> list[Post]:
    # A boost has no words of its own: what was boosted counts, as its author's.
    own = [toot["reblog"] if isinstance(toot.get("reblog"), dict) else toot for toot in toots]
    uris = {_id(toot): _uri(toot, server) for toot in own}
    return [_post(toot, server, uris) for toot in own]


def taken_down(native: str, server: str) -> Post:
    """A post that this server calls deleted, by the number it has here, which is all that it tells."""
    here = canonical_url(_here(server, quote(native, safe="")))
    return Post(service=host_of(server), id=here, also=(f"link:{here}", f"{ELSEWHERE}{here}"), deleted=True)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _uri(toot: Toot, server: str) -> str:
    return _string(toot.get("uri")) or _string(toot.get("url")) or _here(server, _id(toot))


def _here(server: str, native: str) -> str:
    """Where one instance shows a post: the only address that can be made of a bare id."""
    return f"{server}/api/v1/statuses/{native}"


def _home(uri: str, url: str, server: str) -> str:
    """The host where a post was written. Old uris look like ``tag:mastodon.example,2017-01-01:objectId=1:…``."""
    if uri.startswith("tag:"):
        return uri.removeprefix("tag:").split(",")[0].lower()
    for address in (uri, url, server):
        try:
            if host := urlsplit(address).hostname:
                return host
        except ValueError:
            continue
    return host_of(server)


def _post(toot: Toot, server: str, uris: Mapping[str, str]) -> Post:
    """One toot. Ids differ from instance to instance, so its ``uri`` is the identity.

    ``reply_to`` is the uri of the post above when this visit saw it; otherwise its address on this instance, which
    every post also carries as a ``link:`` identity, so that the two find each other.
    """
    uri, url = _uri(toot, server), canonical_url(_string(toot.get("url")))
    parent = str(toot.get("in_reply_to_id") or "")
    text = "\n".join(filter(None, (words(_string(toot.get(part))) for part in ("spoiler_text", "content"))))
    at, edited = parse_time(toot.get("created_at")), parse_time(toot.get("edited_at"))
    here, home = canonical_url(_here(server, _id(toot))), _home(uri, url, server)
    also = [f"link:{address}" for address in dict.fromkeys((url, here)) if address]
    if home != host_of(server):
        also.append(f"{ELSEWHERE}{here}")
    return Post(
        service=home,
        id=uri,
        also=tuple(also),
        url=url or canonical_url(uri),
        author=_author(toot.get("account"), server),
        text=text,
        published=at[0] if at else None,
        published_exact=at[1] if at else True,
        edited=edited[0] if edited else None,
        lang=_string(toot.get("language")),
        reply_to=(uris.get(parent) or canonical_url(_here(server, parent))) if parent else "",
        likes=count(toot.get("favourites_count")),
        shares=count(toot.get("reblogs_count")),
    )


def _author(account: object, server: str) -> Author:
    """The account. Its id on the instance is of no use elsewhere; its profile address is the same everywhere."""
    if not isinstance(account, dict):
        return NOBODY
    profile = canonical_url(_string(account.get("url")))
    acct = clean(_string(account.get("acct")) or _string(account.get("username"))).strip().lstrip("@")
    home = host_of(profile) if profile else host_of(server)
    followers = count(account.get("followers_count"))
    return Author(
        name=words(_string(account.get("display_name"))) or clean(_string(account.get("username"))).strip(),
        handle="" if not acct else f"@{acct}" if "@" in acct else f"@{acct}@{home}",
        url=profile,
        id=profile or _string(account.get("uri")),
        followers=followers if followers is None or followers >= 0 else None,
        bot=account.get("bot") is True,
    )


def _from_item(post: Post) -> Post:
    """A toot as the RSS feed shows it: its author stands only in its address, https://host/@name/id."""
    home = host_of(post.url)
    path = urlsplit(post.url).path.split("/") if post.url else []
    author = post.author
    if len(path) == 3 and path[1].startswith("@"):
        handle = path[1] if "@" in path[1][1:] else f"{path[1]}@{home}"
        profile = post.url.rsplit("/", 1)[0]
        author = Author(name=path[1][1:].split("@")[0], handle=handle, url=profile, id=profile)
    also = tuple(dict.fromkeys((*post.also, *([f"link:{post.url}"] if post.url else []))))
    return replace(post, service=home if post.url else post.service, form=Form.POST, author=author, title="", also=also)

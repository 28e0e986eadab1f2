"""The comments below the posts of a WordPress blog: through its API, or its comments feed where the API is closed.

https://developer.wordpress.org/rest-api/reference/comments/#list-comments
https://developer.wordpress.org/advanced-administration/wordpress/feeds/

A comment is "comment-<number>" either way, so one that came by the feed is known again when the API opens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from connectors.base import (
    Author,
    Blocked,
    Client,
    Cursor,
    Fetched,
    FetchError,
    Form,
    Outcome,
    Post,
    get_if_changed,
    read_json,
)
from connectors.feed import ACCEPT, as_comment, posts, read_feed, service_of, suspicious
from connectors.parse_feed import link_key
from connectors.text import canonical_url, clean, parse_time, words

_PER_PAGE = 100
_MOST_PAGES = 10
_OVERLAP = timedelta(hours=1)
# A first-time commenter waits for the blogger's approval, and then appears under the time of writing.
_APPROVAL = timedelta(days=7)
_CLOSED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of one blog, each without a title: the headline above it is not the commenter's.

    The cursor holds ``way`` ("api" or "feed"), the validators of that way, ``newest`` of the API and ``until`` when the
    feed does instead of it (ISO 8601, UTC).
    """

    every: ClassVar[timedelta] = timedelta(minutes=15)
    fastest: ClassVar[timedelta] = timedelta(minutes=5)
    address: ClassVar[str] = "url"
    own_place: ClassVar[bool] = True

    url: str = field(metadata={"help": "address of the blog, of its comments feed, or of its wp-json comments"})

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """The comments of the last week that the API tells, or those in the feed.

        SUSPICIOUS, and the cursor stays, where neither way gives comments; FetchError for HTTP trouble.
        """
        if "/wp-json" in self.url or "rest_route=" in self.url:
            return await self._by_api(client, cursor)
        if _IS_FEED.search(self.url):
            return await self._by_feed(client, self.url, cursor)
        now = datetime.now(UTC)
        way, until = cursor.get("way"), parse_time(cursor.get("until"))
        if way == "feed" and until and now < until[0]:
            return await self._by_feed(client, self._feed, cursor)
        try:
            return await self._by_api(client, cursor if way == "api" else {})
        except FetchError as error:
            if not (error.permanent or isinstance(error, Blocked)):
                raise  # a passing trouble, and the other way would meet it as well
        # The feed shows ten comments only, so the API is asked again tomorrow.
        visit = await self._by_feed(client, self._feed, cursor if way == "feed" else {})
        return replace(visit, cursor={**visit.cursor, "until": (now + _CLOSED).isoformat()} if visit.cursor else cursor)

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then: of 1,000 comments since, by the API alone."""
        return {"way": "api", "newest": to.isoformat()}

    @property
    def _root(self) -> str:
        """The address of the blog itself."""
        address = self.url.partition("#")[0].partition("?")[0]
        return re.sub(r"/+(?:wp-json|comments/feed|feed)(?:/.*)?$", "", address).rstrip("/")

    @property
    def _feed(self) -> str:
        return f"{self._root}/comments/feed/"

    def _native(self, comment: str) -> str:
        """The id of a comment; blogs that share a host in folders of their own count their comments separately."""
        folder = urlsplit(self._root).path.strip("/")
        return f"{folder}/comment-{comment}" if folder else f"comment-{comment}"

    # --- by the API ---------------------------------------------------------------------------------------------------

    async def _by_api(self, client: Client, cursor: Cursor) -> Fetched:
        known = parse_time(cursor.get("newest"))
        newest = known[0] if known else None
        changed = await get_if_changed(client, self._page(newest, 1), cursor, accept="application/json")
        if changed.response is None:
            return Fetched([], {**cursor, **changed.validators, "way": "api"}, Outcome.NOTHING_NEW)
        page = _listed(read_json(changed.response), self.url)
        client.covered([_oldest(page)] if page else [])
        rows = list(page)
        for number in range(2, _MOST_PAGES + 1):
            # The first visit is content with one page; later ones go back until they meet what is known.
            if newest is None or len(page) < _PER_PAGE or _oldest(page) <= newest - _OVERLAP:
                break
            more = await get_if_changed(client, self._page(newest, number), {}, accept="application/json")
            page = _listed(read_json(more.response), self.url) if more.response else []
            client.covered([_oldest(page)] if page else [])
            rows += page
        rows = [row for row in rows if not (isinstance(row, Mapping) and row.get("type") in _MACHINES)]
        found = [post for row in rows if (post := self._post(row))]
        if rows and not found:
            note = f"{service_of(self.url)} sent {len(rows)} comments of which none could be read"
            return Fetched([], cursor, Outcome.SUSPICIOUS, note)
        dates = [post.published for post in found if post.published]
        now = datetime.now(UTC)  # a blog whose clock is ahead must not hide what comes next
        latest = min(max([*dates, *([newest] if newest else [])], default=now), now)
        where = {"way": "api", "newest": latest.isoformat()} if dates or newest else {"way": "api"}
        # A changed "after" is another address, and what is known of the old one says nothing about it.
        validators = changed.validators if newest and latest == newest else {}
        return Fetched(found, {**where, **validators}, Outcome.ITEMS if found else _none(newest))

    def _page(self, newest: datetime | None, number: int) -> str:
        asked: dict[str, str | int] = {"per_page": _PER_PAGE, "orderby": "date", "order": "desc"}
        if newest:
            asked["after"] = (newest - _APPROVAL).strftime("%Y-%m-%dT%H:%M:%SZ")
        if number > 1:
            asked["page"] = number
        if "wp-json" not in self.url and "rest_route=" not in self.url:
            base = f"{self._root}/wp-json/wp/v2/comments"
        else:
            base = (
                self.url if "/comments" in self.url else self.url.rstrip("/").removesuffix("/wp/v2") + "/wp/v2/comments"
            )
        return f"{base}{'&' if '?' in base else '?'}{urlencode(asked)}"

    def _post(self, row: Any) -> Post | None:
        if not isinstance(row, Mapping) or not str(row.get("id", "")).isdigit():
            return None
        content = row.get("content")
        html = content.get("rendered") if isinstance(content, Mapping) else content
        at = parse_time(row.get("date_gmt")) or parse_time(row.get("date"))
        url = canonical_url(_said(row, "link"))
        key = link_key(_said(row, "link"), "")
        parent, user = _said(row, "parent"), _said(row, "author")
        post = Post(
            service=service_of(self.url),
            id=self._native(str(row["id"])),
            also=(f"link:{key}",) if "#comment-" in key else (),
            url=url,
            author=Author(
                name=" ".join(words(_said(row, "author_name")).split()),
                url=canonical_url(_said(row, "author_url")),
                id=f"user-{user}" if user.strip("0") else "",
            ),
            text=words(html if isinstance(html, str) else ""),
            published=at[0] if at else None,
            published_exact=at[1] if at else True,
            reply_to=self._native(parent) if parent.strip("0") else "",
            form=Form.COMMENT,
        )
        return as_comment(post)

    # --- by the feed --------------------------------------------------------------------------------------------------

    async def _by_feed(self, client: Client, url: str, cursor: Cursor) -> Fetched:
        changed = await get_if_changed(client, url, cursor, accept=ACCEPT)
        where = {**changed.validators, "way": "feed", **({"until": cursor["until"]} if "until" in cursor else {})}
        if changed.response is None:
            return Fetched([], where, Outcome.NOTHING_NEW)
        document = await read_feed(changed.response)
        if document["kind"] == "feed":
            entries = zip(document["entries"], posts(document, self.url, Form.COMMENT), strict=True)
            return Fetched([self._known_again(entry["guid"], post) for entry, post in entries], where)
        if document["kind"] == "empty":
            return Fetched([], where, Outcome.EMPTY)
        return suspicious(document, self.url, cursor)

    def _known_again(self, guid: str, post: Post) -> Post:
        """The comment under the id that the API would give it, where its guid or link shows the number."""
        shown = _NUMBER.search(guid) or _NUMBER.search(post.url)
        answered = _NUMBER.search(post.reply_to)
        # WordPress's Atom calls the article what a comment replies to; that is the thread already.
        reply_to = self._native(answered[1]) if answered else "" if post.reply_to == post.thread else post.reply_to
        service, native = (service_of(self.url), self._native(shown[1])) if shown else (post.service, post.id)
        return replace(post, service=service, id=native, title="", reply_to=reply_to)


_IS_FEED = re.compile(
    r"(?:/feed/?(?:atom/?|rdf/?|rss2?/?)?|/feeds/\S*|/rss/?|/atom/?|[?&](?:feed|alt|format)=(?:rss|atom|comments|feed)[^?#]*|"
    r"[?&]feed=[^?#]*|\.xml|\.rss|\.atom|\.rdf|/feed\.json)(?:[?#].*)?$",
    re.I,
)
"""An address of a feed, also of other blogs than WordPress: Blogger's is /feeds/comments/default."""
_MACHINES = ("pingback", "trackback")  # another blog links here: nobody spoke
_NUMBER = re.compile(r"#comment-(\d{1,20})$")


def _said(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return clean(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _none(newest: datetime | None) -> Outcome:
    return Outcome.NOTHING_NEW if newest else Outcome.EMPTY


def _listed(answer: Any, url: str) -> list[Any]:
    """The comments of a reply. Blocked when it is something else, such as {"code": "rest_cannot_read"}."""
    if isinstance(answer, list):
        return answer
    raise Blocked(f"{service_of(url)} keeps its comments from programs: its API sent no list")


def _oldest(page: list[Any]) -> datetime:
    """When the last comment of a page was written."""
    times = [at[0] for row in page if isinstance(row, Mapping) and (at := parse_time(row.get("date_gmt")))]
    return min(times, default=datetime.min.replace(tzinfo=UTC))

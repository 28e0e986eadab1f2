"""Discourse: what is said on one forum, all of it or what its search finds, read as a stranger.

https://docs.discourse.org/#tag/Posts/operation/listPosts      https://docs.discourse.org/#tag/Search/operation/search

The list shows 50 posts a page, the newest first, and all of each. The search shows one post of each topic and only its
beginning, so those are read one by one; a stranger may search a few times a minute. A forum tells in the body of a
429 how long to wait. A key would help nobody: all keys of a forum share one limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Literal

from connectors import base
from connectors.base import (
    NOBODY,
    Author,
    Client,
    Cursor,
    Fetched,
    FetchError,
    Form,
    Outcome,
    Post,
    Revisited,
    host_of,
    read_json,
    says_gone,
)
from connectors.feed import service_of
from connectors.text import canonical_url, clean, count, number, parse_time, words

_FIRST_PAGES, _MOST_PAGES = 2, 10  # of the list, on the first visit and later; the search shows no more than ten
_MOST_POSTS = 20  # that the search found are read in a visit; the next one goes on from there
_LOOK_BACK, _OVERLAP = timedelta(days=30), timedelta(days=1)  # of the first search and later ones, which know days only
_ACCEPT = {"accept": "application/json"}
_UNREADABLE = "sent posts of which none could be read"
_PAUSE = timedelta(minutes=1)  # where a forum that wants us to slow down does not say for how long
_LIKE, _REGULAR = 2, 1  # among a post's actions, and among types: others are moderators' notes and "closed this"
# What Discourse adds to a post: the preview of a linked page, and name and size of a picture.
_ADDED = (('<aside class="onebox', "</aside>"), ('<div class="meta">', "</div>"))


@dataclass(frozen=True, slots=True)
class Discourse:
    """The posts of one forum. The cursor holds ``newest``, the highest id known, and for the search ``since``, when
    that post was written (ISO 8601)."""

    every: ClassVar[timedelta] = timedelta(minutes=10)
    address: ClassVar[str] = "url"
    own_place: ClassVar[bool] = False

    url: str = field(metadata={"help": "address of the forum, for example https://forum.example"})
    read: Literal["latest", "search"] = field(
        default="latest", metadata={"help": "latest reads every new post, search only what the forum's search finds"}
    )
    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """The newest posts, back to what is known (first visit: 100), or those that the search finds (30 days).

        SUSPICIOUS, and the cursor stays, when a reply is no list of posts; FetchError when the forum refuses.
        """
        if self.read == "search":
            return await self._found(client, cursor)
        newest = int(number(cursor.get("newest")) or 0)
        rows: dict[int, Mapping[str, Any]] = {}
        for _ in range(_MOST_PAGES if newest else _FIRST_PAGES):
            page = _map(await self._get(client, "posts.json", {"before": min(rows)} if rows else {})).get(
                "latest_posts"
            )
            if not isinstance(page, list):
                return self._suspicious(cursor, "sent no list of posts")
            found = {row["id"]: row for row in page if _whole(row)}
            if page and not found:
                return self._suspicious(cursor, _UNREADABLE)
            known, rows = len(rows), rows | found
            # Older versions count 50 ids back from the last one, so that a short page need not be the end.
            if len(rows) == known or min(rows) <= newest:
                break
        if newest and not rows:
            return self._suspicious(cursor, "shows no posts any more: perhaps it is for members only now")
        latest = max([newest, *rows])
        outcome = Outcome.ITEMS if latest > newest else Outcome.NOTHING_NEW if newest else Outcome.EMPTY
        return Fetched(self._posts(rows.values(), {}), {"newest": latest} if latest else {}, outcome)

    async def _found(self, client: Client, cursor: Cursor) -> Fetched:
        """What the search finds and is not known, the oldest first."""
        if not self.search:
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there are no names to search for")
        now, newest, since = datetime.now(UTC), int(number(cursor.get("newest")) or 0), parse_time(cursor.get("since"))
        after = (min(since[0], now) - _OVERLAP if since else now - _LOOK_BACK).date().isoformat()
        hits, titles = dict[int, dict[str, Any]](), dict[int, str]()
        for name in self.search:
            asked = f'"{name.replace(chr(34), " ").strip()}" after:{after} order:latest'
            if trouble := await self._search(client, asked, hits, titles):
                return self._suspicious(cursor, trouble)
        due = sorted(hit for hit in hits if hit > newest)[:_MOST_POSTS]
        rows = await self._read(client, {hit: hits[hit] for hit in due})
        whole = [row for row in rows if _whole(row)]
        if rows and not whole:
            return self._suspicious(cursor, _UNREADABLE)
        times = [at[0].isoformat() for row in whole if (at := parse_time(row.get("created_at")))]
        kept = {**cursor, **({"newest": due[-1]} if due else {}), **({"since": max(times)} if times else {})}
        outcome = Outcome.ITEMS if whole else Outcome.NOTHING_NEW if cursor else Outcome.EMPTY
        return Fetched(self._posts(whole, titles), kept, outcome)

    async def _search(self, client: Client, asked: str, hits: dict[int, dict[str, Any]], titles: dict[int, str]) -> str:
        """Adds what one question finds to ``hits``, by the post's id, and to the ``titles`` of topics; returns what is wrong with
        a reply, "" if nothing."""
        for page in range(1, _MOST_PAGES + 1):
            reply = _map(await self._get(client, "search.json", {"q": asked, "page": page}))
            told = _map(reply.get("grouped_search_result"))
            if told.get("error"):
                raise FetchError(f"{host_of(self.url)} is too busy to search now")
            if not isinstance(reply.get("posts"), list):
                return "answered without posts"
            found = {row["id"]: row for row in _rows(reply, "posts")}
            if reply["posts"] and not found:
                return _UNREADABLE
            topics = {row["id"]: row for row in _rows(reply, "topics")}
            titles |= {topic: _string(row.get("title")) for topic, row in topics.items()}
            slugs = {topic: row.get("slug") for topic, row in topics.items()}
            hits |= {
                hit: {"topic_slug": slugs.get(int(number(row.get("topic_id")) or 0)), **row}
                for hit, row in found.items()
            }
            if told.get("more_full_page_results") is not True:
                break
        return ""

    async def _read(self, client: Client, hits: Mapping[int, Mapping[str, Any]]) -> list[Any]:
        """The whole posts; of one that the forum fails to show what its search showed."""
        rows, broken = list[Any](), dict[int, base.Response]()
        for hit in hits:
            response = await client.request("GET", f"{self._root}/posts/{hit}.json", headers=_ACCEPT)
            if response.status >= 500:
                broken[hit] = response
            elif response.status not in (403, 404, 410):  # deleted since, or moved where strangers may not look
                rows.append(read_json(_checked(response)))
        if broken and not rows:
            _checked(next(iter(broken.values())))
        rows += [_of_hit(hits[hit]) for hit in broken]  # it may never be shown, and there are others
        # All at once were hardly deleted: strangers may search here, and not read.
        return rows or [_of_hit(hit) for hit in hits.values()]

    async def look(self, client: Client, post: Post) -> Revisited:
        """The post as it is now, and what was said after it in its topic: what the forum shows around it, and the newest
        20 posts. Nothing where its address does not tell the topic."""
        told = re.search(r"/t/(?:[^/]*/)?(\d+)/(\d+)$", post.url)
        if not told:
            return Revisited(None)
        topic, place = int(told[1]), int(told[2])
        response = await client.request("GET", f"{self._root}/t/{topic}/{place}.json", headers=_ACCEPT)
        if says_gone(response):  # one that is for members only is refused with 403
            return Revisited(None, gone=True)
        page = _map(read_json(_checked(response)))
        stream, ids = _map(page.get("post_stream")), _map(page.get("post_stream")).get("stream")
        rows = {row["id"]: row for row in _rows(stream, "posts") if _whole(row)}
        if not rows or not isinstance(ids, list):
            raise FetchError(f"{host_of(self._root)} sent no topic")
        if int(post.id) not in ids:
            return Revisited(None, gone=True)
        further = [one for one in ids[ids.index(int(post.id)) :] if _whole_number(one) and one not in rows][
            -_MOST_POSTS:
        ]
        if further:
            asked = {"post_ids[]": [str(one) for one in further]}
            more = _map(await self._get(client, f"t/{topic}/posts.json", asked))
            rows |= {row["id"]: row for row in _rows(more.get("post_stream"), "posts") if _whole(row)}
        if int(post.id) not in rows:
            raise FetchError(f"{host_of(self._root)} did not show the post that was asked for")
        posts = self._posts(rows.values(), {topic: _string(page.get("title"))})
        now = next((one for one in posts if one.id == post.id), None)  # None: hidden until a moderator has looked at it
        if now and now.deleted:
            return Revisited(None, gone=True)
        later = {str(row["id"]) for row in rows.values() if row["post_number"] > place}
        return Revisited(now, replies=[one for one in posts if one.id in later and not one.deleted])

    @property
    def _root(self) -> str:
        """The address of the forum itself."""
        page = r"(?:/+(?:(?:latest|posts|search|top|new|categories)(?:\.json|\.rss)?)?/*)?(?:[?#].*)?$"
        address = re.sub(page, "", self.url.strip())
        return address if "://" in address else f"https://{address}"

    async def _get(self, client: Client, what: str, params: Mapping[str, str | int | list[str]]) -> Any:
        response = await client.request("GET", f"{self._root}/{what}", params=params, headers=_ACCEPT)
        return read_json(_checked(response))

    def _suspicious(self, cursor: Cursor, what: str) -> Fetched:
        return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(self._root)} {what}")

    def _posts(self, rows: Iterable[Mapping[str, Any]], titles: Mapping[int, str]) -> list[Post]:
        # A post that is hidden until a moderator has looked at it shows the forum's words instead of its own.
        shown = [row for row in rows if row.get("post_type") in (None, _REGULAR) and row.get("hidden") is not True]
        ids = {(row["topic_id"], row["post_number"]): str(row["id"]) for row in shown}
        return [self._post(row, titles, ids) for row in shown]

    def _post(self, row: Mapping[str, Any], titles: Mapping[int, str], ids: Mapping[tuple[int, int], str]) -> Post:
        """One post. Its place in the topic is a second identity, because a reply names the post above it by that."""
        topic, place, slug = row["topic_id"], row["post_number"], _string(row.get("topic_slug")) or "-"
        thread = canonical_url(f"{self._root}/t/{topic}")
        addresses = (f"{self._root}/t/{slug}/{topic}/{place}", f"{thread}/{place}", *((thread,) if place == 1 else ()))
        above = 0 if place == 1 else int(number(row.get("reply_to_post_number")) or 1)
        deleted = row.get("user_deleted") is True or bool(row.get("deleted_at"))
        at, edited = parse_time(row.get("created_at")), parse_time(row.get("updated_at"))
        likes = [count(action.get("count")) or 0 for action in _rows(row, "actions_summary") if action["id"] == _LIKE]
        return Post(
            service=service_of(self._root),
            id=str(row["id"]),
            also=tuple(f"link:{canonical_url(address)}" for address in addresses),
            url=canonical_url(addresses[0]),
            author=self._author(row),
            title="" if deleted or place > 1 else words(_string(row.get("topic_title")) or titles.get(topic, "")),
            text="" if deleted else words(_own(row["cooked"])),
            published=at[0] if at else None,
            edited=edited[0] if edited and (number(row.get("version")) or 1) > 1 else None,
            lang=_string(row.get("locale")).replace("_", "-"),
            reply_to=ids.get((topic, above), f"{thread}/{above}") if above else "",
            thread=thread,
            likes=count(sum(likes)) if isinstance(row.get("actions_summary"), list) else None,
            form=Form.POST if place == 1 else Form.COMMENT,
            deleted=deleted,
            # Whom the forum itself calls its staff; its own machine (below zero) answers nobody.
            by_owner=(row.get("admin") is True or row.get("moderator") is True)
            and (number(row.get("user_id")) or 0) > 0,
        )

    def _author(self, row: Mapping[str, Any]) -> Author:
        handle = clean(_string(row.get("username"))).strip()
        if not handle:  # the account was deleted
            return NOBODY
        user = int(number(row.get("user_id")) or 0)  # those of the forum itself are below zero
        name, profile = words(_string(row.get("name"))) or handle, canonical_url(f"{self._root}/u/{handle}")
        return Author(name=name, handle=handle, url=profile, id=str(user) if user else "", bot=user < 0)


def _checked(response: base.Response) -> base.Response:
    """The reply if it is one; how long to stay away stands in the body of a 429, and not always in its head."""
    if response.status == 429 and not response.retry_after:
        told = re.search(rb'"wait_seconds": *(\d{1,9})', response.body[:5_000])
        wait = timedelta(seconds=min(int(told[1]), 86_400)) if told else _PAUSE
        raise FetchError(f"{host_of(response.url)} asks us to slow down (HTTP 429)", retry_after=wait)
    return base.check(response)


def _map(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(told: object, what: str) -> list[dict[str, Any]]:
    rows = _map(told).get(what)
    return [row for row in rows if _whole_number(_map(row).get("id"))] if isinstance(rows, list) else []


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(row: object) -> bool:
    numbers = [_map(row).get(key) for key in ("id", "topic_id", "post_number")]
    return all(map(_whole_number, numbers)) and isinstance(_map(row).get("cooked"), str)


def _of_hit(hit: Mapping[str, Any]) -> dict[str, Any]:
    """What the search shows of a post, as the post: its words as far as they go."""
    likes = [{"id": _LIKE, "count": hit["like_count"]}] if "like_count" in hit else None
    return {"cooked": hit.get("blurb"), "actions_summary": likes, **hit}


def _whole_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _own(html: str) -> str:
    """The post without what Discourse added to it."""
    for begins, ends in _ADDED:
        first, *rest = html.split(begins)
        html = " ".join([first, *(part.partition(ends)[2] for part in rest)])
    return html

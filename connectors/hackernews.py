"""Hacker News: stories and comments that hold a name, through the search that Algolia runs for it.

https://hn.algolia.com/api. It asks for no key, allows about 10,000 requests an hour and shows at most 1,000 hits of a
query. New items reach the index some minutes late, and authors can edit for two hours, so every visit reads the last
hour again; the store knows what it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

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
    check,
    get_json,
    host_of,
    read_json,
    says_gone,
)
from connectors.names import left_out
from connectors.rounds import Round, rewound
from connectors.text import clean, count, number, parse_time, words

SERVICE = "news.ycombinator.com"
_OVERLAP = timedelta(hours=1)
_LOOK_BACK = timedelta(days=30)  # how much history the first visit reads
_PER_PAGE = 100
_MOST_PAGES = 10  # the service shows no more than 1,000 hits


@dataclass(frozen=True, slots=True)
class HackerNews:
    """Stories and comments with one of ``search`` in them. The cursor holds ``newest``, in seconds since 1970, and what
    ``rounds`` keeps there."""

    every: ClassVar[timedelta] = timedelta(minutes=5)
    fastest: ClassVar[timedelta] = timedelta(minutes=2)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = False

    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})
    base_url: str = field(default="https://hn.algolia.com", metadata={"help": "address of the search service"})

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """Every hit since an hour before the newest one known (first visit: 30 days back), each once.

        SUSPICIOUS, and the cursor stays, when a reply is no list of hits.
        """
        if not self.search:
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there are no names to search for")
        now = int(datetime.now(UTC).timestamp())
        known = number(cursor.get("newest"))
        since = int(known or now - _LOOK_BACK.total_seconds())
        # A clock that was ahead must not make us deaf until its time has come.
        after = min(since, now) - int(_OVERLAP.total_seconds()) if known else since
        hits: dict[str, Mapping[str, Any]] = {}
        found_by: dict[str, tuple[str, ...]] = {}
        notes: list[str] = []

        async def search(name: str) -> str:
            found: dict[str, Mapping[str, Any]] = {}
            trouble = await self._search(client, name, after, found, notes)
            hits.update(found)
            found_by.update((native, (*found_by.get(native, ()), name)) for native in found)
            return trouble

        names = Round(self.search, cursor)
        trouble = await names.each(search)
        posts = [replace(_post(hit), found_by=found_by[native]) for native, hit in hits.items()]
        if trouble:
            return Fetched(posts, cursor, Outcome.SUSPICIOUS, trouble)
        newest = max([since, *(int(number(hit.get("created_at_i")) or 0) for hit in hits.values())])
        outcome = Outcome.ITEMS if hits else Outcome.NOTHING_NEW if cursor else Outcome.EMPTY
        return Fetched(
            names.told(posts), names.cursor(newest), outcome, "; ".join(filter(None, (*notes, names.stopped)))
        )

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then."""
        return rewound(int(to.timestamp()), number(cursor.get("newest")))

    async def look(self, client: Client, post: Post) -> Revisited:
        """The item as it is now, and everything below it. FetchError where the reply is no item."""
        url = self._search_url.removesuffix("search_by_date") + f"items/{quote(post.id, safe='')}"
        response = await client.request("GET", url, headers={"accept": "application/json"})
        if says_gone(response):
            return Revisited(None, gone=True)
        item = read_json(check(response))
        if not isinstance(item, dict) or str(item.get("id")) != post.id:
            raise FetchError(f"{host_of(url)} sent something else than the item that was asked for")
        now = _post(_hit(item))
        if now.deleted:
            return Revisited(None, gone=True)
        return Revisited(now, replies=[_post(_hit(below)) for below in _below(item)])

    @property
    def _search_url(self) -> str:
        url = self.base_url.rstrip("/")
        return url if url.endswith("/search_by_date") else f"{url}/api/v1/search_by_date"

    async def _search(
        self, client: Client, name: str, after: int, hits: dict[str, Mapping[str, Any]], notes: list[str]
    ) -> str:
        """Adds what has the name to ``hits`` by its id, and to ``notes`` where that is not all; returns what is wrong with the
        reply, "" if nothing."""
        url = self._search_url
        seen: set[str] = set()
        pages, page = 1, 0
        while page < min(pages, _MOST_PAGES):
            # Without the quotes "apple" also finds "applauded": Algolia guesses at typos and beginnings of words.
            reply = await get_json(
                client,
                url,
                query='"' + name.replace('"', " ").strip() + '"',
                tags="(story,comment)",
                numericFilters=f"created_at_i>{after}",
                hitsPerPage=_PER_PAGE,
                page=page,
            )
            found = reply.get("hits") if isinstance(reply, dict) else None
            if not isinstance(found, list):
                return f"{host_of(url)} answered without a list of hits"
            if not found and page == 0 and number(reply.get("nbHits")):
                return f"{host_of(url)} counts hits, but shows none"
            named = {_id(hit): hit for hit in found if isinstance(hit, dict) and _id(hit)}
            if found and not named:
                return f"{host_of(url)} sent hits without an objectID"
            if named.keys() <= seen:
                break
            seen |= named.keys()
            hits |= named
            client.covered(number(hit.get("created_at_i")) for hit in named.values())
            pages = int(number(reply.get("nbPages")) or 1)
            page += 1
            if page == _MOST_PAGES and (number(reply.get("nbHits")) or 0) > len(seen):
                times = (parse_time(hit.get("created_at_i")) for hit in hits.values())
                notes.append(left_out(host_of(url), name, (at[0] for at in times if at)))
        return ""


def _id(hit: Mapping[str, Any]) -> str:
    return str(hit.get("objectID") or "")


def _hit(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of the tree in the words of a search hit."""
    kind = str(item.get("type") or "")
    text = "comment_text" if kind == "comment" else "story_text"
    return {**item, "objectID": str(item.get("id") or ""), "_tags": [kind], text: item.get("text")}


def _below(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The items below this one, the upper ones first; those that say nothing any more are left out."""
    found: list[Mapping[str, Any]] = []
    left = [item]
    while left:
        children = [one.get("children") for one in left]
        left = [child for told in children if isinstance(told, list) for child in told if isinstance(child, dict)]
        found += [child for child in left if child.get("id") and child.get("text")]
    return found


def _text(value: object) -> str:
    """Plain words, without the lines that quote somebody else ("> …"), unless there are no others."""
    lines = (words(value) if isinstance(value, str) else "").split("\n")
    own = [line for line in lines if not line.startswith(">")]
    return "\n".join(own if any(own) else lines)


def _post(hit: Mapping[str, Any]) -> Post:
    """One hit. ``updated_at`` is when the index was last written, so it says nothing about an edit."""
    name = clean(hit["author"]).strip() if isinstance(hit.get("author"), str) else ""
    tags = hit.get("_tags")
    comment = "comment" in tags if isinstance(tags, list) else hit.get("comment_text") is not None
    title = "" if comment else _text(hit.get("title"))
    text = _text(hit.get("comment_text") if comment else hit.get("story_text"))
    at = parse_time(hit.get("created_at_i")) or parse_time(hit.get("created_at"))
    return Post(
        service=SERVICE,
        id=_id(hit),
        url=f"https://{SERVICE}/item?id={_id(hit)}",
        author=Author(name=name, handle=name, url=f"https://{SERVICE}/user?id={name}", id=name) if name else NOBODY,
        title=title,
        text=text,
        published=at[0] if at else None,
        published_exact=at[1] if at else True,
        reply_to=str(hit.get("parent_id") or "") if comment else "",
        thread=str(hit.get("story_id") or "") if comment else "",
        likes=count(hit.get("points")),
        form=Form.COMMENT if comment else Form.POST,
        deleted=not (title or text),
    )

"""Reddit, by its feeds: what is new in some subreddits, or posts that hold a name.

https://www.reddit.com/r/plumbing+homeowners/new/.rss?limit=100, https://www.reddit.com/search.rss?q=...&sort=new. Reddit offers
them without a key and answers about one request a minute. Its terms (https://redditinc.com/policies/data-api-terms) allow programs
for some uses only: so the source stays off until the owner says to have read them. Entries are ``t3_`` (posts) or ``t1_``
(comments); one without an author was deleted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlencode

from connectors.base import Client, Cursor, Fetched, Form, Outcome, Post, get_if_changed, host_of
from connectors.feed import ACCEPT, posts, read_feed, suspicious
from connectors.names import either, found_with, together
from connectors.parse_reddit import FULLNAME, SERVICE, SUBREDDIT, author_of, taken_down

_LONGEST_QUERY = 480  # characters that the search takes
_THREAD = re.compile(r"/comments/([0-9a-z]{1,13})(?:/|$)")
_FOOT = re.compile(r"\s*(?:submitted by\s+)?/u/[\w-]+(?:\s+to\s+/?r/\w+)?\s*(?:\[link\])?\s*(?:\[comments\])?\s*$")
_THING = re.compile(r"t\d_[0-9a-z]{1,13}")  # subreddits and accounts are listed as well


@dataclass(frozen=True, slots=True)
class RedditFeed:
    """The newest 100 posts of ``subreddits`` together, or of the search for ``search``; one request a visit. Names that are too
    many for one search take turns. The cursor holds the validators of the last reply that could be read, and the names
    that are ``next``, by the first of them."""

    every: ClassVar[timedelta] = timedelta(minutes=10)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = False

    terms_read: bool = field(metadata={"help": "true: you have read Reddit's Data API terms, and they allow your use"})
    subreddits: tuple[str, ...] = field(
        default=(), metadata={"help": "subreddits whose new posts are read; else names are searched for"}
    )
    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})
    base_url: str = field(default="https://www.reddit.com", metadata={"help": "address of the service, or a mirror"})

    def __post_init__(self) -> None:
        if not self.terms_read:
            raise ValueError(
                "terms_read must be true: read https://redditinc.com/policies/data-api-terms before you switch it on"
            )
        for name in self.subreddits:
            if not SUBREDDIT.fullmatch(name):
                raise ValueError(f"subreddits must be names like plumbing, not {name!r}")

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """What the feed shows, or NOTHING_NEW where it has not changed. SUSPICIOUS, and the cursor stays, for a reply that is
        no feed, and for one whose entries are not Reddit's."""
        groups = together(self.search, most=100, characters=_LONGEST_QUERY, alone=1)
        turn = next((n for n, group in enumerate(groups) if group[0] == cursor.get("next")), 0)
        address = self._address(groups[turn] if groups else ())
        if not address:
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there are neither subreddits nor names to search for")
        # With several searches a reply is compared with that of another one, so it is never "unchanged".
        known = cursor if len(groups) < 2 or self.subreddits else {}
        changed = await get_if_changed(client, address, known, accept=ACCEPT)
        after = changed.validators if known is cursor else {"next": groups[(turn + 1) % len(groups)][0]}
        if changed.response is None:
            return Fetched([], after, Outcome.NOTHING_NEW)
        document = await read_feed(changed.response)
        if document["kind"] == "empty" and cursor and self.subreddits:  # which are never empty again
            note = f"{host_of(address)} shows no posts any more: perhaps it blocks programs now"
            return Fetched([], cursor, Outcome.SUSPICIOUS, note)
        if document["kind"] == "empty":
            return Fetched([], after, Outcome.EMPTY)
        if document["kind"] != "feed":
            return suspicious(document, address, cursor)
        asked = groups[turn] if groups and not self.subreddits else ()
        found = [
            found_with(_post(post), {}, asked) if asked else _post(post)
            for post in posts(document, address)
            if FULLNAME.fullmatch(post.id)
        ]
        if not found:
            if asked and all(_THING.fullmatch(entry["guid"]) for entry in document["entries"]):
                return Fetched([], after, Outcome.EMPTY)  # a search that found only subreddits of that name
            return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(address)} sent a feed without posts of Reddit")
        return Fetched(found, after)

    def _address(self, searched: Sequence[str]) -> str:
        base = self.base_url.rstrip("/")
        if self.subreddits:
            names = [found[1] for name in self.subreddits if (found := SUBREDDIT.fullmatch(name))]
            return f"{base}/r/{'+'.join(dict.fromkeys(names))}/new/.rss?limit=100"
        asked = {"q": either(searched), "sort": "new", "t": "week", "limit": 100}
        return f"{base}/search.rss?{urlencode(asked)}" if searched else ""


def _post(post: Post) -> Post:
    """An entry with Reddit's own identity, and without the line that the feed adds below every text."""
    author = author_of(post.author.name.strip().removeprefix("/u/").removeprefix("u/"))
    comment = post.id.startswith("t1_")
    thread = _THREAD.search(post.url)
    text = _FOOT.sub("", post.text)
    gone = taken_down(text)
    return replace(
        post,
        service=SERVICE,
        also=(),
        author=author,
        title="" if comment else post.title,
        text="" if gone else text,
        thread=f"t3_{thread[1]}" if thread else post.id,
        form=Form.COMMENT if comment else Form.POST,
        deleted=gone,
    )

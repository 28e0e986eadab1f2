"""What a source brought, as the rows that it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from connectors.base import Author, Form, Post
from monitor.clock import from_us, to_us
from monitor.matching import Match
from monitor.store import keys

SPANS = 100
"""Places of a name that are kept of one text: where it stands that often, more of them tell nothing more."""


FOUND_BY_SEARCH = "found_by_search"
"""The rule of a mention that does not name the brand: the service's search for its name brought it."""
ON_ITS_PAGE = "on_its_page"
"""The rule of a mention whose own words do not name the brand, but the page behind it does."""
MAYBE_US = "maybe_us"
"""The rule of a mention that names nobody, from a place and with words of which the owner said that they may mean us."""
COMPARED = "compared"
"""The rule of a mention of somebody else's brand, which is only counted."""
NO_CASE = frozenset([FOUND_BY_SEARCH, ON_ITS_PAGE, MAYBE_US, COMPARED])
"""Rules whose mentions are for the digest only."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One post on its way in. ``at`` is when its author spoke, never later than now; ``ours``: the brand itself wrote it;
    ``history``: it was there before we listened. ``searched``: brands for whose names a search found it although it does
    not name them."""

    post: Post
    matches: Sequence[Match]
    at: datetime
    history: bool
    ours: bool = False
    searched: Sequence[str] = ()


def post_row(key: bytes, item: Incoming, name: str, seen: int) -> dict[str, Any]:
    this = item.post
    return {
        "key": key,
        "service": this.service,
        "native_id": this.id,
        "url": this.url,
        "form": this.form.value,
        "author_key": keys.author_key(this, name),
        "author": asdict(this.author),
        "lang": this.lang,
        "reply_to": this.reply_to,
        "thread_key": keys.thread_key(this),
        "likes": this.likes,
        "shares": this.shares,
        "published_at": min(to_us(this.published), seen) if this.published else seen,
        "published_exact": this.published_exact and this.published is not None,
        "edited_at": to_us(this.edited) if this.edited else None,
        "seen_at": seen,
        "unlisted_at": seen if this.author.unlisted else None,
    }


def post_of(row: Any, *, by_owner: bool = False) -> Post:
    """The post of a row of the tables of posts and revisions, as far as it is kept: of its thread there is only the key."""
    return Post(
        service=row.service,
        id=row.native_id,
        url=row.url,
        author=Author(**row.author),
        title=row.title,
        text=row.text,
        published=from_us(row.published_at),
        published_exact=row.published_exact,
        lang=row.lang,
        stars=row.stars,
        stars_max=row.stars_max,
        reply_to=row.reply_to,
        thread=row.thread_key.hex() if row.thread_key else "",
        by_owner=by_owner,
        likes=row.likes,
        shares=row.shares,
        form=Form(row.form),
    )


def revision_row(post_id: int, this: Post, seen: int) -> dict[str, Any]:
    return {
        "post_id": post_id,
        "hash": keys.words_hash(this),
        "title": this.title,
        "text": this.text,
        "stars": this.stars,
        "stars_max": this.stars_max,
        "seen_at": seen,
    }


def mention_row(post_id: int, revision_id: int, match: Match, item: Incoming, name: str, seen: int) -> dict[str, Any]:
    return {
        "post_id": post_id,
        "revision_id": revision_id,
        "brand": match.brand,
        "rule": match.rule,
        "spans": [list(span) for span in match.spans[:SPANS]],
        "title_spans": [list(span) for span in match.title_spans[:SPANS]],
        "source": name,
        "history": item.history,
        "seen_at": seen,
        "at": to_us(item.at),
    }

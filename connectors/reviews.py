"""Review pages: the reviews that any page shows to search engines, as schema.org Review and AggregateRating.

https://schema.org/Review, https://developers.google.com/search/docs/appearance/structured-data/review-snippet. A page is only
read where its site's robots.txt lets programs in.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from connectors import bounded, robots
from connectors.base import (
    NOBODY,
    Author,
    Blocked,
    Client,
    Cursor,
    Fetched,
    Form,
    Outcome,
    Post,
    get_if_changed,
    host_of,
)
from connectors.feed import service_of
from connectors.text import number

_SECONDS = 5.0
_RULES_HOLD = timedelta(days=1)  # RFC 9309, 2.4, wants them to be read again by then
_ACCEPT = "text/html,application/xhtml+xml,application/ld+json;q=0.9,*/*;q=0.5"


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews of one page. The cursor holds the page's validators, ``shown`` (a hash of what it showed),
    ``reviews`` (how many), ``aggregate`` (``value``, ``best``, ``count``), from which a fall can be told later, and
    ``allowed``, when the site last let programs in (seconds since 1970)."""

    every: ClassVar[timedelta] = timedelta(hours=2)
    address: ClassVar[str] = "url"
    own_place: ClassVar[bool] = True

    url: str = field(metadata={"help": "address of a page with schema.org reviews"})

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """Every review of the page, NOTHING_NEW when it shows the same ones as before.

        EMPTY when the markup is there and says that nobody has reviewed yet. SUSPICIOUS, and the cursor stays, when
        there is no such markup, or none although the page counts reviews or showed some the last time. Blocked where the
        site's robots.txt, which is read once a day, does not want programs at the page.
        """
        allowed = await self._allowed(client, cursor)
        got = await get_if_changed(client, self.url, cursor, accept=_ACCEPT)
        if got.response is None:
            return Fetched([], {**cursor, **got.validators, "allowed": allowed}, Outcome.NOTHING_NEW)
        if await robots.led_astray(client, self.url, got.response):
            raise _unwelcome(got.response.url)
        charset = _charset(got.response.headers.get("content-type", ""))
        page = await bounded.run(
            "connectors.parse_reviews:parse_page",
            got.response.body,
            self.url,
            charset,
            seconds=_SECONDS,
            host=host_of(self.url),
        )
        found = page["reviews"]
        if not found and (note := _suspicion(page, cursor, host_of(self.url))):
            return Fetched([], cursor, Outcome.SUSPICIOUS, note)
        shown = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:32]
        memory = {
            "shown": shown,
            "reviews": len(found),
            "aggregate": page["aggregate"],
            "allowed": allowed,
            **got.validators,
        }
        if not found:
            return Fetched([], memory, Outcome.EMPTY)
        if cursor.get("shown") == shown:  # the page changes with every visit, its reviews do not
            return Fetched([], memory, Outcome.NOTHING_NEW)
        service = service_of(self.url)
        posts = [post for review in found for post in (_post(review, service), *_replies(review, service))]
        return Fetched(posts, memory, Outcome.ITEMS)

    async def _allowed(self, client: Client, cursor: Cursor) -> int:
        """When the site let us in, by its robots.txt: today, or now."""
        now, known = int(datetime.now(UTC).timestamp()), number(cursor.get("allowed")) or 0
        if 0 <= now - known < _RULES_HOLD.total_seconds():
            return int(known)
        if not await robots.welcome(client, self.url):
            raise _unwelcome(self.url)
        return now


def _unwelcome(url: str) -> Blocked:
    return Blocked(f"{host_of(url)} does not want programs at this page (its robots.txt says so)", permanent=True)


def _suspicion(page: dict[str, Any], cursor: Cursor, host: str) -> str:
    aggregate = page["aggregate"]
    if page["instead"]:
        return f"{host} sent {page['instead']} instead of the reviews"
    if aggregate and (aggregate["count"] or aggregate["value"] is not None):
        count = aggregate["count"] or "some"
        return f"{host} counts {count} reviews, but shows none of them in its markup"
    if cursor.get("reviews"):
        return f"{host} showed {cursor['reviews']} reviews before, and now none"
    if aggregate or page["reviewable"]:
        return ""
    return f"no schema.org reviews in this page of {host}: it may be drawn by JavaScript, or be a login or captcha page"


def _charset(content_type: str) -> str:
    found = re.search(r"""charset\s*=\s*["']?([\w.:-]+)""", content_type, re.I)
    return found[1] if found else ""


def _post(review: dict[str, Any], service: str) -> Post:
    name, profile = review["author"], review["author_url"]
    published, edited = review["published"], review["edited"]
    return Post(
        service=service,
        id=review["id"],
        also=tuple(review["also"]),
        url=review["url"],
        author=Author(name=name, url=profile, id=profile) if name or profile else NOBODY,
        title=review["title"],
        text=review["text"],
        published=datetime.fromisoformat(published) if published else None,
        published_exact=review["exact"],
        edited=datetime.fromisoformat(edited) if edited else None,
        lang=review["lang"],
        stars=review["stars"],
        stars_max=review["stars_max"],
        likes=review["likes"],
        form=Form.REVIEW,
    )


def _replies(review: dict[str, Any], service: str) -> list[Post]:
    """What the owner has replied; known by its place below the review, so that an edit of it is one."""
    return [
        Post(
            service=service,
            id=f"{review['id']}/reply" if number == 1 else f"{review['id']}/reply-{number}",
            url=review["url"],
            author=Author(name=reply["author"] or "Owner"),
            text=reply["text"],
            published=datetime.fromisoformat(reply["published"]) if reply["published"] else None,
            published_exact=reply["exact"],
            reply_to=review["id"],
            form=Form.COMMENT,
            by_owner=True,
        )
        for number, reply in enumerate(review["replies"], start=1)
    ]

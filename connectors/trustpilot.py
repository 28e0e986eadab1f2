"""Trustpilot: the reviews of one company, stars, words and the company's replies.

https://developers.trustpilot.com/business-units-api (Get a business unit's reviews). The key comes with the paid API module.
Reviews come by the time of writing, so an old one that is changed is noticed while it is among the newest 100. Some times come
without a zone and are UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

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
    Rejected,
    check,
    host_of,
    read_json,
)
from connectors.text import clean, count, number, parse_time

SERVICE = "trustpilot.com"
_OVERLAP = timedelta(hours=1)
_PER_PAGE = 100
_MOST_PAGES = 20
_MOST_PAGES_BACK = 100

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trustpilot:
    """The reviews of one company. The cursor holds ``company`` and its ``unit``, ``newest``, in seconds since 1970, ``back``
    where that is not the newest known, but how far back is to be read, and whether there were reviews before (``spoken``)."""

    every: ClassVar[timedelta] = timedelta(minutes=15)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = True

    company: str = field(
        metadata={"help": "the company's web address, like harborplumbing.example, or its business unit id"}
    )
    key: str = field(
        repr=False, compare=False, metadata={"help": "the API key of your Trustpilot account", "secret": True}
    )
    base_url: str = field(default="https://api.trustpilot.com", metadata={"help": "address of the service"})

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """The newest 100 reviews, and older ones as far as an hour before the newest one known (first visit: 2,000). A company
        without reviews is EMPTY. SUSPICIOUS where the reply is no list of reviews."""
        unit = str(cursor.get("unit") or "") if cursor.get("company") == self.company else ""
        unit = unit or await self._unit(client)
        known, back = number(cursor.get("newest")), bool(cursor.get("back"))
        spoken = cursor.get("spoken") is True if back else bool(known)
        since = datetime.fromtimestamp(known, UTC) - _OVERLAP if known else None
        found: dict[str, list[Post]] = {}
        times: list[datetime] = []
        note = ""
        for page in range(1, (_MOST_PAGES_BACK if back else _MOST_PAGES) + 1):
            reply = await self._ask(
                client, f"business-units/{unit}/reviews", perPage=_PER_PAGE, page=page, orderBy="createdat.desc"
            )
            listed = reply.get("reviews")
            if not isinstance(listed, list):
                return Fetched(
                    [], cursor, Outcome.SUSPICIOUS, f"{host_of(self.base_url)} answered without a list of reviews"
                )
            reviews = {str(one.get("id")): _posts(one) for one in listed if isinstance(one, Mapping) and one.get("id")}
            if listed and not reviews:
                return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(self.base_url)} sent reviews without an id")
            found.update(reviews)
            written = [posts[0].published for posts in reviews.values() if posts[0].published]
            times += written
            client.covered(written)
            if len(listed) < _PER_PAGE or (since and written and min(written) < since):
                break
        else:
            note = f"{host_of(self.base_url)} has more reviews than the newest {len(found):,}, which were read"
        if spoken and not found:
            gone = f"{host_of(self.base_url)} shows no reviews any more: is this still the company?"
            return Fetched([], cursor, Outcome.SUSPICIOUS, gone)
        newest = max([int(known or 0), *(int(at.timestamp()) for at in times)]) if found or not back else 0
        after = {"company": self.company, "unit": unit, "newest": newest}
        posts = [post for review in found.values() for post in review]
        return Fetched(posts, after, Outcome.ITEMS if posts else Outcome.EMPTY, note)

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then: of 10,000 reviews since."""
        return {**cursor, "newest": int(to.timestamp()), "back": True, "spoken": bool(cursor.get("newest"))}

    async def _unit(self, client: Client) -> str:
        """The id of the company, which Trustpilot finds by its web address."""
        name = self.company.removeprefix("https://").removeprefix("http://").removeprefix("www.").strip("/ ")
        if len(name) == 24 and all(char in "0123456789abcdef" for char in name):
            return name
        reply = await self._ask(client, "business-units/find", name=name)
        unit = reply.get("id")
        if not isinstance(unit, str) or not unit:
            raise Blocked(f"{host_of(self.base_url)} knows no company {self.company}")
        return unit

    async def _ask(self, client: Client, what: str, **params: str | int) -> Json:
        # The key in a header, because addresses end up in logs.
        headers = {"accept": "application/json", "apikey": self.key}
        url = f"{self.base_url.rstrip('/')}/v1/{what}"
        reply = read_json(check(await client.request("GET", url, params=params, headers=headers)))
        return reply if isinstance(reply, Mapping) else {}


def _posts(review: Json) -> list[Post]:
    """A review, and the company's reply to it."""
    native = str(review["id"])
    written, changed = parse_time(review.get("createdAt")), parse_time(review.get("updatedAt"))
    stars = number(review.get("stars"))
    known = stars if stars is not None and 1 <= stars <= 5 else None
    url = f"https://www.trustpilot.com/reviews/{native}"
    post = Post(
        service=SERVICE,
        id=native,
        url=url,
        author=_author(review.get("consumer")),
        title=_plain(review.get("title")),
        text=_plain(review.get("text")),
        published=written[0] if written else None,
        edited=changed[0] if changed and written and changed[0] > written[0] else None,
        lang=_plain(review.get("language")),
        stars=known,
        stars_max=None if known is None else 5.0,
        thread=native,
        likes=count(review.get("numberOfLikes")),
        form=Form.REVIEW,
    )
    reply = review.get("companyReply")
    if not isinstance(reply, Mapping) or not _plain(reply.get("text")):
        return [post]
    unit = review.get("businessUnit")
    company = unit if isinstance(unit, Mapping) else {}
    at = parse_time(reply.get("createdAt"))
    answer = Post(
        service=SERVICE,
        id=f"{native}/reply",
        url=url,
        author=Author(name=_plain(company.get("displayName")), id="company"),
        text=_plain(reply.get("text")),
        published=at[0] if at else None,
        reply_to=native,
        thread=native,
        form=Form.COMMENT,
        by_owner=True,
    )
    return [post, answer]


def posts_of_events(body: Json) -> list[Post]:
    """The service reviews in what Trustpilot posts by webhook (``service-review-created``, ``-updated``, ``-deleted``), the
    same posts that a visit would find; other events are none of ours. Raises Rejected where there is no list of events.
    https://support.trustpilot.com/hc/en-us/community/posts/10109980750738-How-to-set-up-Trustpilot-Webhooks"""
    events = body.get("events")
    if not isinstance(events, list):
        raise Rejected(422, "There is no list of events in it, as Trustpilot sends it.")
    found = []
    for event in events:
        name, review = (event.get("eventName"), event.get("eventData")) if isinstance(event, Mapping) else ("", None)
        if not isinstance(review, Mapping) or not review.get("id"):
            continue
        if name == "service-review-deleted":
            found.append(Post(service=SERVICE, id=str(review["id"]), form=Form.REVIEW, deleted=True))
        elif name in ("service-review-created", "service-review-updated"):
            found += _posts(review)
    return found


def _author(told: object) -> Author:
    if not isinstance(told, Mapping):
        return NOBODY
    native = _plain(told.get("id"))
    url = f"https://www.trustpilot.com/users/{native}" if native else ""
    # A visit calls the name "displayName", a webhook "name".
    return Author(name=_plain(told.get("displayName") or told.get("name")), id=native, url=url)


def _plain(value: object) -> str:
    return clean(value).strip() if isinstance(value, str) else ""

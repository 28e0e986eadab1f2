"""Google Business Profile: the reviews of one place of the owner's, stars, words and the owner's replies.

https://developers.google.com/my-business/reference/rest/v4/accounts.locations.reviews/list. Free, but Google has to approve the
project first (https://developers.google.com/my-business/content/prereqs), and the owner signs in once: what is kept in the
configuration is the refresh token of that (https://developers.google.com/identity/protocols/oauth2/web-server#offline).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from connectors.base import (
    NOBODY,
    Author,
    Client,
    Cursor,
    Fetched,
    Form,
    Outcome,
    Post,
    check,
    host_of,
    read_json,
)
from connectors.quotes import untranslated
from connectors.sign_in import access_token, where
from connectors.text import clean, number, parse_time

SERVICE = "business.google.com"
OWNER = "owner"
"""The author's id in every reply of the owner's."""
_OVERLAP = timedelta(hours=1)
_USUAL = ("https://mybusiness.googleapis.com", "https://oauth2.googleapis.com/token")
_PER_PAGE = 50
_MOST_PAGES = 40  # the first visit; later ones stop at what is known
_MOST_PAGES_BACK = 200
_STARS = {"ONE": 1.0, "TWO": 2.0, "THREE": 3.0, "FOUR": 4.0, "FIVE": 5.0}
_PLACE = re.compile(r"accounts/[\w-]+/locations/[\w-]+")

_OF_A_LIST = {"averageRating", "totalReviewCount", "nextPageToken"}

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GoogleBusiness:
    """The reviews of one place. The cursor holds ``newest``, when the newest known one was written or changed, in seconds
    since 1970, ``back`` where that is not the newest known, but how far back is to be read, and whether there were reviews before
    (``spoken``)."""

    every: ClassVar[timedelta] = timedelta(minutes=10)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = True

    place: str = field(metadata={"help": "the place, as accounts/123/locations/456"})
    client_id: str = field(compare=False, metadata={"help": "the OAuth client of your Google Cloud project"})
    client_secret: str = field(repr=False, compare=False, metadata={"help": "its secret", "secret": True})
    refresh_token: str = field(
        repr=False, compare=False, metadata={"help": "the refresh token of whoever manages the place", "secret": True}
    )
    base_url: str = field(default=_USUAL[0], metadata={"help": "address of the service"})
    sign_in_url: str = field(
        default=_USUAL[1], metadata={"help": "address of Google's sign-in; with another base_url, there"}
    )

    def __post_init__(self) -> None:
        if not _PLACE.fullmatch(self.place):
            raise ValueError(f"place must look like accounts/123/locations/456, not {self.place!r}")

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """Every review that was written, changed or replied to since an hour before the newest one known (first visit: all, up
        to 2,000), and the owner's replies as posts that answer them. A place without reviews is EMPTY. SUSPICIOUS where the
        reply is no list of reviews."""
        token = await self._token(client)
        known, back = number(cursor.get("newest")), bool(cursor.get("back"))
        spoken = cursor.get("spoken") is True if back else bool(known)
        since = datetime.fromtimestamp(known, UTC) - _OVERLAP if known else None
        reviews: list[Json] = []
        page = note = ""
        for _ in range(_MOST_PAGES_BACK if back else _MOST_PAGES):
            reply = await self._page(client, token, page)
            found = reply.get("reviews", []) if isinstance(reply, Mapping) else None
            # A place without reviews is answered with {}; a list that says how many there are and shows none is odd, and so is
            # a reply that speaks of something else.
            if (
                not isinstance(found, list)
                or (not found and not page and number(reply.get("totalReviewCount")))
                or ("reviews" not in reply and reply.keys() - _OF_A_LIST)
            ):
                return Fetched(
                    [], cursor, Outcome.SUSPICIOUS, f"{host_of(self.base_url)} answered without a list of reviews"
                )
            reviews += [one for one in found if isinstance(one, Mapping)]
            page = str(reply.get("nextPageToken") or "")
            changed = [at for one in found if (at := _changed(one))]
            client.covered(changed)
            if not page or (since and changed and min(changed) < since):
                break
        else:
            note = f"{host_of(self.base_url)} has more reviews than the {len(reviews):,} that were read"
        if spoken and not reviews:
            gone = f"{host_of(self.base_url)} shows no reviews any more: is this still the place?"
            return Fetched([], cursor, Outcome.SUSPICIOUS, gone)
        posts = [post for review in reviews for post in _posts(review)]
        if reviews and not posts:
            return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(self.base_url)} sent reviews without an id")
        times = [int(at.timestamp()) for review in reviews if (at := _changed(review))]
        newest = max([int(known or 0), *times]) if reviews or not back else 0
        return Fetched(posts, {"newest": newest} if newest else {}, Outcome.ITEMS if posts else Outcome.EMPTY, note)

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then: of 10,000 reviews that were written or changed since."""
        return {"newest": int(to.timestamp()), "back": True, "spoken": bool(cursor.get("newest"))}

    async def _token(self, client: Client) -> str:
        form = {"client_id": self.client_id, "client_secret": self.client_secret}
        url = where(self.sign_in_url, self.base_url, _USUAL)
        return await access_token(client, url, form, self.refresh_token)

    async def _page(self, client: Client, token: str, page: str) -> Any:
        url = f"{self.base_url.rstrip('/')}/v4/{self.place}/reviews"
        params: dict[str, str | int] = {"pageSize": _PER_PAGE, "orderBy": "updateTime desc"}
        if page:
            params["pageToken"] = page
        headers = {"accept": "application/json", "authorization": f"Bearer {token}"}
        return read_json(check(await client.request("GET", url, params=params, headers=headers)))


def _changed(review: object) -> datetime | None:
    told = review if isinstance(review, Mapping) else {}
    reply = told.get("reviewReply")
    times = [
        parse_time(told.get("updateTime")),
        parse_time(reply.get("updateTime")) if isinstance(reply, Mapping) else None,
    ]
    return max((at[0] for at in times if at), default=None)


def _posts(review: Json) -> list[Post]:
    """A review, and the owner's reply to it."""
    named = review.get("name")  # accounts/1/locations/2/reviews/ID, which a notification has alone
    native = review.get("reviewId") or (named.rpartition("/reviews/")[2] if isinstance(named, str) else "")
    if not isinstance(native, str) or not native:
        return []
    written, changed = parse_time(review.get("createTime")), parse_time(review.get("updateTime"))
    stars = _STARS.get(str(review.get("starRating")))
    post = Post(
        service=SERVICE,
        id=native,
        author=_author(review.get("reviewer")),
        text=_own_words(review.get("comment")),
        published=written[0] if written else None,
        edited=changed[0] if changed and written and changed[0] > written[0] else None,
        stars=stars,
        stars_max=5.0 if stars else None,
        thread=native,
        form=Form.REVIEW,
    )
    reply = review.get("reviewReply")
    # What breaks Google's rules is shown to nobody but the owner: the customer still waits.
    if not isinstance(reply, Mapping) or reply.get("reviewReplyState") == "REJECTED":
        return [post]
    at = parse_time(reply.get("updateTime"))
    answer = Post(
        service=SERVICE,
        id=f"{native}/reply",
        author=Author(name="Owner", id=OWNER),
        text=_own_words(reply.get("comment")),
        published=at[0] if at else None,
        reply_to=native,
        thread=native,
        form=Form.COMMENT,
        by_owner=True,
    )
    return [post, answer]


def _author(told: object) -> Author:
    """Google gives no id of a reviewer, so customers are told apart by name."""
    if not isinstance(told, Mapping) or told.get("isAnonymous") is True:
        return NOBODY
    name = told.get("displayName")
    return Author(name=clean(name).strip()) if isinstance(name, str) else NOBODY


def _own_words(comment: object) -> str:
    """What was written, without Google's translation of it."""
    if not isinstance(comment, str):
        return ""
    return clean(untranslated(comment)).strip()

"""The App Store: what customers write about one app, by the reviews feed that Apple shows without a key.

https://developer.apple.com/documentation/appstoreconnectapi/customer-reviews (the same reviews, with the owner's key)
https://developer.apple.com/app-store/ratings-and-reviews/

Apple publishes no page about the feed itself. What is known of it: each country has reviews of its own; the newest 500
are shown, 50 on a page; a new review takes hours to appear; a review that was edited moves to the top under its old id;
the only time is that of the last change. On some days the feed is well-formed but empty, under one spelling of its
address or under all. It does not tell the owner's replies, the language, or what was taken down.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, NamedTuple

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
    check,
    host_of,
    read_json,
)
from connectors.text import canonical_url, clean, count, number, parse_time, words

SERVICE = "apps.apple.com"
_OVERLAP = timedelta(days=2)  # reviews appear late, and not in the order in which they were written
_MOST_COUNTRIES = 10
_FIRST_PAGES = 2  # of each country, on the first visit
_MOST_PAGES = 10  # Apple shows no more
_MORE_PAGES = 20  # beyond the first ones, in one visit, over all countries
# The ways to write the address. When one of them is empty, another often is not. The last has one page only.
_WAYS = (
    "id={app}/sortBy=mostRecent/page={page}/json",
    "page={page}/id={app}/sortby=mostrecent/json",
    "id={app}/sortBy=mostRecent/json",
)
Entry = Mapping[str, Any]


class Page(NamedTuple):
    """The reviews of a page, what is wrong with the reply, whether that is that Apple knows no such country or app, and the
    error if there was no reply."""

    reviews: list[Entry]
    trouble: str = ""
    unknown: bool = False
    error: FetchError | None = None


_OF_A_FEED = ("author", "id", "link", "title", "updated")


@dataclass(frozen=True, slots=True)
class AppStore:
    """The reviews of one app in some countries. The cursor holds ``since``, the time of the first visit, and for each
    country that ever had a review ``newest`` (ISO 8601, UTC; "" without dates) and ``shown``, a hash of its first page."""

    every: ClassVar[timedelta] = timedelta(hours=1)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = True

    app: str = field(metadata={"help": "the app's page in the App Store, or its number"})
    countries: tuple[str, ...] = field(default=("us",), metadata={"help": "two letters each: us, gb, de"})
    base_url: str = field(default="https://itunes.apple.com", metadata={"help": "address of the feed"})

    def __post_init__(self) -> None:
        if not self._number():
            raise ValueError("app is not an App Store page: write its address, or the digits behind /id")
        if strange := [name for name in self.countries if not re.fullmatch(r"[A-Za-z]{2}", name)]:
            raise ValueError(f"countries has {strange[0]!r}: write the two letters of a country, for example us")
        if "uk" in self._countries():
            raise ValueError("countries has 'uk', which the App Store calls gb")
        if not 1 <= len(set(self._countries())) <= _MOST_COUNTRIES:
            raise ValueError(f"countries has to name 1 to {_MOST_COUNTRIES}: give a second source the others")

    def _number(self) -> str:
        found = re.search(r"(?:^|/id|[?&]id=|^id)(\d{5,15})(?:$|[/?&#])", self.app.strip())
        return found[1] if found else ""

    def _countries(self) -> list[str]:
        return list(dict.fromkeys(name.lower() for name in self.countries))

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """The reviews of every country whose first page has changed, back to two days before the newest one known (first
        visit: 100 of each country). At most 50 requests.

        SUSPICIOUS when a country that had reviews shows none, or cannot be read: the others are read all the same, and
        what is remembered of that country stays. A country that Apple does not know is only named in the note while
        there are others. EMPTY when no country ever had one. FetchError where the first two countries, or the only one, cannot
        be asked.
        """
        now = datetime.now(UTC)
        since, _ = parse_time(cursor.get("since")) or (now, True)
        memory = {name: cursor[name] for name in self._countries() if isinstance(cursor.get(name), dict)}
        visit = _Visit(self, client, now, history=since - _OVERLAP if cursor else None)
        for index, country in enumerate(self._countries(), start=1):
            learnt = await visit.hear(country, memory.get(country))
            if len(visit.errors) == index and index in (2, len(self._countries())):
                raise visit.errors[0]
            if learnt:
                memory[country] = learnt
        outcome = Outcome.ITEMS if visit.posts else Outcome.NOTHING_NEW if memory else Outcome.EMPTY
        # A name that is misspelt must not make the others look deaf; nor may trouble, the first time: it would stay the first.
        if (visit.troubles and (cursor or not memory)) or len(visit.unknown) == len(self._countries()):
            outcome = Outcome.SUSPICIOUS
        after = {**memory, "since": since.isoformat()}
        return Fetched(list(visit.posts.values()), after, outcome, "; ".join([*visit.troubles, *visit.unknown]))

    async def first_page(self, client: Client, country: str) -> tuple[int, Page]:
        """The first page by the first way that shows a review, and which way that was; if none does, by the first."""
        pages: list[Page] = []
        for way in range(len(_WAYS)):
            pages.append(await self.page(client, country, way, 1))
            if pages[-1].reviews or pages[-1].error:
                return way, pages[-1]
        return 0, pages[0]

    async def page(self, client: Client, country: str, way: int, index: int) -> Page:
        path = _WAYS[way].format(app=self._number(), page=index)
        url = f"{self.base_url.rstrip('/')}/{country}/rss/customerreviews/{path}"
        try:
            response = await client.request("GET", url, headers={"accept": "application/json"})
            if response.status in (400, 404):  # how Apple says that there is no such country, app or page
                note = f"{host_of(url)} knows no such app or country (HTTP {response.status}): check both"
                return Page([], note, unknown=True) if index == 1 else Page([])
            reply = read_json(check(response))
        except FetchError as error:
            return Page([], str(error), error=error)
        feed = reply.get("feed") if isinstance(reply, dict) else None
        # A feed without entries still says whose it is and of when.
        if not isinstance(feed, dict) or not feed.keys() & {"entry", *_OF_A_FEED}:
            return Page([], f"{host_of(url)} sent no feed of reviews")
        listed = feed.get("entry", [])
        entries = listed if isinstance(listed, list) else [listed]  # a single review stands there without a list
        # The app itself was an entry for years, and can be one again. What has stars is a review.
        reviews: list[Entry] = [entry for entry in entries if isinstance(entry, dict) and "im:rating" in entry]
        odd = not reviews and any([not isinstance(entry, dict) or "im:name" not in entry for entry in entries])
        return Page(reviews, f"{host_of(url)} sent entries that are no reviews" if odd else "")

    def post(self, entry: Entry, country: str) -> Post | None:
        """One review; None when it has no id."""
        native = _label(entry.get("id"))
        if not native.isdigit():
            return None
        author, at = _author(entry.get("author")), _time(entry)
        rated, votes = number(_label(entry.get("im:rating"))), count(_label(entry.get("im:voteSum")))
        stars = rated if rated is not None and 1 <= rated <= 5 else None
        title, text = (words(_label(entry.get(part))) for part in ("title", "content"))
        if author.name and (version := words(_label(entry.get("im:version")))[:20]):
            # What whoever answers asks first. Among the words it would be scored as if the customer had said it, and
            # the name is theirs.
            author = replace(author, handle=f"{author.name} (version {version})")
        return Post(
            service=SERVICE,
            id=native,
            # Everybody has one review of an app; should an edit give it another id, it is known by this.
            also=(f"review:{self._number()}:{author.id}",) if author.id else (),
            url=f"https://{SERVICE}/{country}/app/id{self._number()}?see-all=reviews",
            author=author,
            title=title,
            text=text,
            published=at[0] if at else None,
            published_exact=at[1] if at else True,
            stars=stars,
            stars_max=None if stars is None else 5.0,
            likes=votes if votes is not None and votes >= 0 else None,
            form=Form.REVIEW,
        )


@dataclass(slots=True)
class _Visit:
    """One visit to all countries: what it found and what went wrong, country by country. ``history``: in a country that was
    silent so far, or broken, what is older is history; None on the first visit, to which everything is."""

    source: AppStore
    client: Client
    now: datetime
    history: datetime | None
    posts: dict[str, Post] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    errors: list[FetchError] = field(default_factory=list)
    budget: int = _MORE_PAGES

    async def hear(self, country: str, known: Mapping[str, Any] | None) -> dict[str, str] | None:
        """Reads a country of which this is ``known``. What is known now; None where that has not changed."""
        way, first = await self.source.first_page(self.client, country)
        if first.error:
            self.errors.append(first.error)
        if not first.reviews:
            self._silent(country, first, known)
            return None
        shown = hashlib.sha256(json.dumps(first.reviews, sort_keys=True).encode()).hexdigest()[:32]
        if known and known.get("shown") == shown:
            return None
        newest = parse_time(known.get("newest")) if known else None
        entries, whole = await self._all(country, way, first.reviews, newest[0] - _OVERLAP if newest else None, known)
        found = [post for entry in entries if (post := self.source.post(entry, country))]
        if not found:
            host = host_of(self.source.base_url)
            self.troubles.append(f"{host} sent {len(entries)} reviews without an id ({country})")
            return None
        if self.history and not known:
            found = [post for post in found if post.published and post.published >= self.history]
        for post in found:  # newest first; somebody's review of an app is one, however often it is shown
            self.posts.setdefault(post.also[0] if post.also else post.id, post)
        if not whole:
            return None
        # A clock that was ahead must not make us deaf until its time has come.
        dates = [min(at[0], self.now) for entry in entries if (at := _time(entry))]
        latest = max([*dates, *([newest[0]] if newest else [])], default=None)
        return {"newest": latest.isoformat() if latest else "", "shown": shown}

    def _silent(self, country: str, page: Page, known: Mapping[str, Any] | None) -> None:
        """A country shows no reviews: that may be so, or it is said why not."""
        if page.unknown and not known:
            self.unknown.append(f"{page.trouble} ({country})")
        elif page.trouble or known:
            trouble = page.trouble or f"{host_of(self.source.base_url)} shows no reviews any more"
            self.troubles.append(f"{trouble} ({country})")

    async def _all(
        self, country: str, way: int, page: list[Entry], back: datetime | None, known: Mapping[str, Any] | None
    ) -> tuple[list[Entry], bool]:
        """The reviews of the first page and of those behind it, back to a time (None, of a country that is not known: as many
        pages as a first visit reads), and whether that was all."""
        entries = [*page]
        for index in range(2, 1 + (_MOST_PAGES if known else _FIRST_PAGES)):
            oldest = min((at[0] for entry in page if (at := _time(entry))), default=None)
            # A page without any date says nothing about where to stop, and so is the last one.
            if way == len(_WAYS) - 1 or oldest is None or (known and (back is None or oldest <= back)):
                break
            if not self.budget:
                return entries, not known  # the next visit reads this country again from the top
            self.budget -= 1
            page, trouble, _, _ = await self.source.page(self.client, country, way, index)
            entries += page
            if trouble:
                self.troubles.append(f"{trouble} ({country}, page {index})")
                return entries, False
            if not page:
                break
        return entries, True


def _label(value: object) -> str:
    """The feed writes every value as {"label": "…"}."""
    label = value.get("label") if isinstance(value, dict) else None
    return clean(label).strip() if isinstance(label, str) else ""


def _time(entry: Entry) -> tuple[datetime, bool] | None:
    return parse_time(_label(entry.get("updated")))


def _author(value: object) -> Author:
    if not isinstance(value, dict):
        return NOBODY
    name, profile = _label(value.get("name")), canonical_url(_label(value.get("uri")))
    found = re.search(r"/id(\d+)$", profile)
    return Author(name=name, handle=name, url=profile, id=found[1] if found else "") if name or profile else NOBODY

"""News: what Google News finds for a name, as the feed of its search.

https://news.google.com/rss/search?q=%22Harbor+Plumbing%22+when:1d&hl=en-US&gl=US&ceid=US:en. Its links lead through
Google and stay as they are: the terms of the feed allow reading it, not taking its addresses apart.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from connectors.addresses import site_of
from connectors.base import PUBLISHED, Author, Client, Cursor, Fetched, FetchError, Form, Outcome, Post, get_if_changed
from connectors.feed import ACCEPT, posts, read_feed, suspicious
from connectors.names import either, found_with, together
from connectors.parse_feed import Document, Entry
from connectors.text import number

SERVICE = "news.google.com"
_TOGETHER = 10  # names in one search
_WORDS = 30  # Google reads 32 of a search
_LATE = 6 * 3600  # seconds
_MOST_DAYS = 30
_FULL = 90  # articles; a feed has 100 at most
# Countries for languages that are given without one, where the code is not the same.
_COUNTRY = {"en": "US", "ja": "JP", "ko": "KR", "zh": "TW", "sv": "SE", "da": "DK", "cs": "CZ", "el": "GR", "uk": "UA",
            "he": "IL", "ar": "EG", "hi": "IN", "vi": "VN", "nb": "NO", "no": "NO", "sl": "SI"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """Articles of the last day, or since the last visit where that is longer, with one of ``search`` in them: one request a
    name, or for more than a few names one for several of them.

    The cursor holds the validators of each request (``names``), the one that is ``first`` in turn, the names that are
    ``crowded``: they are in so many articles that they are asked for alone; and when all of them were ``read`` (seconds
    since 1970).
    """

    every: ClassVar[timedelta] = timedelta(minutes=30)
    address: ClassVar[str] = "base_url"
    own_place: ClassVar[bool] = False

    search: tuple[str, ...] = field(default=(), metadata={"help": "names to search for; absent: every brand's names"})
    base_url: str = field(default="https://news.google.com", metadata={"help": "address of the news service"})
    language: str = field(default="en-US", metadata={"help": "language and country of the news: en-US, de-DE, fr-CA"})

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """The articles of every name whose feed has changed, each once.

        A name that cannot be fetched (FetchError) ends the visit: what was read before it is kept, and the next visit
        begins with it; one that Google does not want to be asked for is passed over. SUSPICIOUS where a reply is no feed.
        """
        crowded = cursor.get("crowded")
        alone = set(crowded) if isinstance(crowded, list) else set()
        groups = together([name for name in self.search if name not in alone], most=_TOGETHER, words=_WORDS)
        groups += together([name for name in self.search if name in alone], most=1, alone=0)
        asked = {" | ".join(group): group for group in groups}
        names = list(asked)
        if not names:
            return Fetched([], cursor, Outcome.SUSPICIOUS, "there are no names to search for")
        first = cursor.get("first")
        if first in names:
            names = names[names.index(first) :] + names[: names.index(first)]
        known = cursor.get("names")
        known = known if isinstance(known, Mapping) else {}
        validators: dict[str, Any] = {name: known[name] for name in names if name in known}
        now, read = datetime.now(UTC).timestamp(), number(cursor.get("read"))
        days = _days(now - (read or now))
        found: dict[str, Post] = {}
        outcomes: list[Fetched] = []
        refused: list[FetchError] = []
        for name in names:
            try:
                visit = await self._visit(client, asked[name], days, validators.get(name) or {})
            except FetchError as error:
                if error.permanent and len(names) > 1 and (outcomes or not refused):  # this name, and not the service
                    refused.append(error)
                    continue
                if not outcomes:
                    raise
                after = {"names": validators, "first": name, **({"read": read} if read else {}), **_crowded(alone)}
                return _together(outcomes, found, after, str(error))
            outcomes.append(visit)
            if days == 1 and len(visit.posts) >= _FULL and len(asked[name]) > 1:
                alone.update(asked[name])  # one of them fills the feed, and hides the others
            validators[name] = visit.cursor
            found.update((post.id, found_with(post, found, asked[name])) for post in visit.posts)
        after = {"names": validators, "read": int(now), **_crowded(alone)}
        return _together(outcomes, found, after, "; ".join(dict.fromkeys(map(str, refused))))

    async def _visit(self, client: Client, names: Sequence[str], days: int, cursor: Cursor) -> Fetched:
        changed = await get_if_changed(client, self._address(names, days), cursor, accept=ACCEPT)
        if changed.response is None:
            return Fetched([], changed.validators, Outcome.NOTHING_NEW)
        document = await read_feed(changed.response)
        if document["kind"] == "feed":
            return Fetched(articles(document, self.language.partition("-")[0]), changed.validators)
        if document["kind"] == "empty":
            return Fetched([], changed.validators, Outcome.EMPTY)
        return suspicious(document, self.base_url, cursor)

    def _address(self, names: Sequence[str], days: int) -> str:
        language, _, country = self.language.replace("_", "-").partition("-")
        country = country.upper() or _COUNTRY.get(language.lower(), language.upper())
        asked = {
            "q": f"{either(names) if len(names) == 1 else f'({either(names)})'} when:{days}d",
            "hl": f"{language}-{country}",
            "gl": country,
            "ceid": f"{country}:{language}",
        }
        base = self.base_url.rstrip("/")
        if not urlsplit(base).path.endswith("/rss/search"):
            base += "/rss/search"
        return f"{base}?{urlencode(asked)}"


def _days(pause: float) -> int:
    """Of how many days the articles are asked for, after so many seconds: Google finds some of them hours later."""
    return min(max(math.ceil((pause + _LATE) / 86_400), 1), _MOST_DAYS)


def _crowded(alone: set[str]) -> dict[str, list[str]]:
    return {"crowded": sorted(alone)} if alone else {}


def _together(visits: list[Fetched], found: dict[str, Post], cursor: Cursor, trouble: str = "") -> Fetched:
    notes = [*dict.fromkeys(visit.note for visit in visits if visit.note)]
    outcomes = {visit.outcome for visit in visits}
    if found:
        outcome = Outcome.ITEMS
    elif notes:
        outcome = Outcome.SUSPICIOUS
    else:
        outcome = Outcome.NOTHING_NEW if Outcome.NOTHING_NEW in outcomes else Outcome.EMPTY
    # A visit that was cut short is none the worse for that: as a suspicious one it would begin with the same names again.
    return Fetched(list(found.values()), cursor, outcome, "; ".join(filter(None, (*notes, trouble))))


def articles(document: Document, language: str = "") -> list[Post]:
    """The articles of a search feed: the publisher is the author and no part of the title."""
    pairs = zip(document["entries"], posts(document, f"https://{SERVICE}/rss/search", Form.ARTICLE), strict=True)
    return [_article(entry, post, language) for entry, post in pairs]


def _article(entry: Entry, post: Post, language: str) -> Post:
    publisher = entry["source"]
    title = post.title
    if publisher and title.endswith(f" - {publisher}"):
        title = title.removesuffix(f" - {publisher}").rstrip()
    # The same story comes back under other guids; a headline of a column comes back on other days.
    day = post.published.date().isoformat() if post.published else ""
    story = hashlib.sha256("\0".join((title.casefold(), publisher.casefold(), day)).encode()).hexdigest()[:32]
    return replace(
        post,
        service=SERVICE,
        author=Author(name=publisher),
        title=title,
        text=_own_words(post.text, title, publisher),
        also=(*post.also, f"story:{story}", *_published(entry["source_url"])),
        lang=post.lang or language,
    )


def _published(publisher_url: str) -> tuple[str, ...]:
    site = site_of(publisher_url)
    return (f"{PUBLISHED}{site}",) if site else ()


def _own_words(text: str, title: str, publisher: str) -> str:
    """What the description says beside the headline and the publisher, which is mostly nothing: the headlines of the
    same story elsewhere are gone already."""
    kept = []
    for line in text.splitlines():
        rest = line.strip().removeprefix(title).strip(" -\u2013|").removesuffix(publisher).strip(" -\u2013|")
        if rest and rest != publisher and "View Full Coverage" not in rest:
            kept.append(rest)
    return "\n".join(kept)

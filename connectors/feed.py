"""Any feed: RSS 0.9x-2.0, RDF, Atom, JSON Feed. What it says of an entry becomes a post.

Which entry is which, across years of one feed: its guid; without one its link; without that the hash of link and title.
https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar, cast
from urllib.parse import urlsplit

from connectors import bounded
from connectors.base import Author, Client, Cursor, Fetched, Form, Outcome, Post, Response, get_if_changed, host_of
from connectors.parse_feed import Document, Entry, link_key
from connectors.text import canonical_url

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of one feed. The cursor holds the validators of the last reply that could be read."""

    every: ClassVar[timedelta] = timedelta(minutes=15)
    fastest: ClassVar[timedelta] = timedelta(minutes=5)
    address: ClassVar[str] = "url"
    own_place: ClassVar[bool] = False

    # Not in what is printed of it: the address of a private feed is a password.
    url: str = field(repr=False, metadata={"help": "address of the feed: RSS, Atom or JSON Feed"})

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """All entries of the feed, or NOTHING_NEW where it has not changed.

        SUSPICIOUS, and the cursor stays, for a reply that is no feed (a login page, a captcha, nothing at all).
        FetchError for HTTP trouble and for a feed that takes too long to read.
        """
        changed = await get_if_changed(client, self.url, cursor, accept=ACCEPT)
        if changed.response is None:
            known = {"ttl": cursor["ttl"]} if "ttl" in cursor else {}
            fresh = _longest(changed.fresh_for, cursor.get("ttl"))
            return Fetched([], {**changed.validators, **known}, Outcome.NOTHING_NEW, fresh_for=fresh)
        document = await read_feed(changed.response)
        ttl = time_to_live(changed.response.body)
        after = {**changed.validators, **({"ttl": ttl} if ttl else {})}
        fresh = _longest(changed.fresh_for, ttl)
        if document["kind"] == "feed":
            return Fetched(posts(document, self.url), after, fresh_for=fresh)
        if document["kind"] == "empty":
            return Fetched([], after, Outcome.EMPTY, fresh_for=fresh)
        # Entries without a word are handed on, but a feed of nothing else has changed its format, or lies.
        return replace(suspicious(document, self.url, cursor), posts=posts(document, self.url))


_HEAD = 8_192  # bytes in which a feed speaks of itself
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
_PERIOD = re.compile(rb"<sy:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*</sy:updatePeriod>")
_FREQUENCY = re.compile(rb"<sy:updateFrequency>\s*(\d{1,4})\s*</sy:updateFrequency>")
_MINUTES = {b"hourly": 60, b"daily": 1440, b"weekly": 10_080, b"monthly": 43_200, b"yearly": 525_600}


def time_to_live(body: bytes) -> int | None:
    """For how many minutes a feed says that it can be kept: ``<ttl>`` (https://www.rssboard.org/rss-specification#ltttlgtSubelementOfLtchannelgt)
    or its updatePeriod and updateFrequency (https://web.resource.org/rss/1.0/modules/syndication/); None if it does not.
    """
    head = body[:_HEAD]
    if ttl := _TTL.search(head):
        return int(ttl[1]) or None
    if period := _PERIOD.search(head):
        often = _FREQUENCY.search(head)
        return max(_MINUTES[period[1]] // max(int(often[1]) if often else 1, 1), 1)
    return None


def _longest(fresh: timedelta | None, ttl: object) -> timedelta | None:
    kept = timedelta(minutes=ttl) if isinstance(ttl, int) else None
    return max(filter(None, (fresh, kept)), default=None)


async def read_feed(response: Response) -> Document:
    """A reply's entries, read in the bounded worker. FetchError when that takes too long."""
    charset = re.search(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", response.headers.get("content-type", ""), re.I)
    document = await bounded.run(
        "connectors.parse_feed:parse",
        response.body,
        response.url,
        charset[1] if charset else "",
        host=host_of(response.url),
    )
    return cast(Document, document)


def suspicious(document: Document, url: str, cursor: Cursor) -> Fetched:
    """For a reply that is no feed: nothing learnt, and the operator is told what came instead."""
    return Fetched([], cursor, Outcome.SUSPICIOUS, f"{host_of(url)} sent {document['note']}")


def service_of(url: str) -> str:
    """The place that an address belongs to: its host without "www.", with the port where it is an odd one."""
    return urlsplit(canonical_url(url)).netloc.removeprefix("www.") or host_of(url)


def posts(document: Document, feed_url: str, form: Form | None = None) -> list[Post]:
    """The posts of a feed in its order. ``form`` is taken from the entries where it is not given."""
    entries = document["entries"]
    commented = form is None and bool(_COMMENTS.match(document["title"]))
    found = []
    for entry, (service, native, also) in zip(entries, identities(entries, feed_url), strict=True):
        stars = entry["stars"] if entry["stars"] is not None and 0 < entry["stars"] <= 5 else None
        post = Post(
            service=service,
            id=native,
            also=also,
            url=entry["link"],
            author=Author(name=entry["author"], handle=entry["handle"], url=entry["author_url"]),
            title=entry["title"],
            text=entry["text"],
            published=_time(entry["published"]),
            published_exact=entry["exact"],
            edited=_time(entry["edited"]),
            lang=entry["lang"],
            stars=stars,
            stars_max=5.0 if stars is not None else None,
            reply_to=entry["answers"],
            form=form or _form(entry, commented),
        )
        found.append(as_comment(post) if post.form is Form.COMMENT else post)
    return found


def _form(entry: Entry, commented: bool) -> Form:
    if entry["stars"] is not None:
        return Form.REVIEW
    if entry["audio"]:
        return Form.EPISODE
    return Form.COMMENT if commented or entry["answers"] else Form.POST


def _time(iso: str) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


# --- comments ---------------------------------------------------------------------------------------------------------

_COMMENTS = re.compile(
    r"(?:Comments? (?:on|for)|Kommentare? (?:zu|für)|Commentaires? (?:sur|pour)|Comentarios? )", re.I
)
_BY = re.compile(r"(?:By|Von|Par|Por|Di|Da|Door|Af|Av|Od)\s?:\s*(.{1,200})", re.I | re.S)
_ON = "Comment on|Kommentar zu|Commentaires? sur|Comentario en|Commento su|Reactie op"  # as WordPress translates it
_COMMENT_BY = re.compile(rf"(?:{_ON}) .* (?:by|von|par|por|di|door) (.{{1,200}})", re.I | re.S)
_NO_TITLE = re.compile(rf"(?:Re|{_ON})[: ]", re.I)
_PAGE = re.compile(r"/comment-page-\d+(?=/?$)")


def as_comment(post: Post) -> Post:
    """A comment without a title of its own ("Comment on Our new boiler by Dana", "By: Dana"): the words in there are
    the blog's, so a brand that stands only in the headline is not what the commenter spoke of. The article is the
    ``thread``, by its address."""
    by = _BY.fullmatch(post.title) or _COMMENT_BY.fullmatch(post.title)
    author = replace(post.author, name=by[1].strip()) if by and not post.author.name else post.author
    article = post.url.partition("#")[0]
    thread = post.thread or _PAGE.sub("", article) if "#" in post.url else post.thread
    title = "" if by or _NO_TITLE.match(post.title) else post.title
    return replace(post, title=title, author=author, thread=thread)


# --- identity ---------------------------------------------------------------------------------------------------------


def identities(entries: Sequence[Entry], feed_url: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """For each entry the place it belongs to, its native id there, and its further identities.

    The id is the guid as the feed tells it. One that is an address, a tag: or a urn: belongs to the site; any other is
    unique within its feed only, so there the place is the feed. One that several entries with different links share is
    none: the link stands for it. The link, where no other entry of the document has it, is a second identity: so a feed
    that makes up its guids anew is still recognised. Without either it is the title; where several have that and say different
    things, the words count as well.
    """
    # An entry that stands there twice is one: its link is no less its own for that.
    once = {(entry["link_key"], entry["guid"], entry["title"], entry["text"], entry["mark"]) for entry in entries}
    links = Counter(link for link, *_ in once)
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        holders[entry["guid"]].add(entry["link_key"] or entry["title"] or entry["text"])
    said: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in entries:
        said[entry["link_key"], entry["title"]].add(entry["text"])
    site = service_of(feed_url)
    # A feed's own address can be a password ("?key=…"), and the place is stored and shown: so it is only hashed.
    address = link_key(feed_url, "").removeprefix("www.")
    feed = f"{site}#{_hash(address)[:8]}" if address else site
    return [
        _identity(entry, links, holders, site, feed, alone=len(said[entry["link_key"], entry["title"]]) == 1)
        for entry in entries
    ]


def _identity(
    entry: Entry, links: Counter[str], holders: defaultdict[str, set[str]], site: str, feed: str, *, alone: bool
) -> tuple[str, str, tuple[str, ...]]:
    guid, link = entry["guid"], entry["link_key"]
    only_link = link if link and links[link] == 1 else ""
    also: tuple[str, ...] = (f"link:{only_link}",) if only_link else ()
    if guid and len(holders[guid]) == 1:
        of_the_site = guid.startswith(("tag:", "urn:")) or link_key(guid, "")
        service, native = site if of_the_site else feed, guid
    else:
        whole = _hash(link, entry["title"], entry["text"])
        # So it is known again when other entries with its link and its title come, or go.
        also += (f"said:{whole}",) if entry["title"] and entry["text"] else ()
        service, native = site, _hash(link, entry["title"] or entry["text"] or entry["mark"])
        if only_link:
            native = f"{entry['link'].partition('://')[0]}://{only_link}"
        elif not alone:
            native = whole
    return service, native if len(native) <= 300 else _hash(native), also


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]

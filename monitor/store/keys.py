"""Identity: which post, whose post. Names never merge across services; people can merge and split."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

from connectors.addresses import address_key, site_of
from connectors.base import ELSEWHERE, NO_NAMES, PUBLISHED, Form, Post, host_of
from monitor.stories.fingerprint import HEADLINE, plain_name, words_of

NAMELESS = frozenset(map(plain_name, NO_NAMES))
"""``NO_NAMES`` as ``plain_name`` writes them: they tell nobody from anybody."""


def key(*parts: str) -> bytes:
    """16 bytes that stand for these strings, in this order. A length before each part keeps ("ab", "c") and
    ("a", "bc") apart."""
    digest = blake2b(digest_size=16)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.digest()


def bare(reference: str) -> str:
    """A reference without its scheme: a site that moves to https has not written anything new."""
    scheme, separator, rest = reference.partition("://")
    return rest if separator and scheme.lower() in ("http", "https") else reference


def reference_key(service: str, native_id: str) -> bytes:
    """The post that has this native id."""
    return key("post", service, bare(native_id))


def post_key(post: Post) -> bytes:
    """The post itself: (service, native id)."""
    return reference_key(post.service, post.id)


def alias_keys(post: Post) -> list[bytes]:
    """The post's further identities, within its service but for what it is called elsewhere. An address counts without its
    scheme, as in ``link_key``."""
    return [_alias_key(post.service, also) for also in post.also if not also.startswith(PUBLISHED)]


def _alias_key(service: str, also: str) -> bytes:
    if also.startswith("link:"):
        return link_key(service, also.removeprefix("link:"))
    if also.startswith(ELSEWHERE):
        return _elsewhere_key(also.removeprefix(ELSEWHERE))
    return key("also", service, also)


def _elsewhere_key(url: str) -> bytes:
    return key("elsewhere", bare(url))


def link_key(service: str, url: str) -> bytes:
    """The identity of a post by its address, as connectors put it in ``also``."""
    return key("also", service, f"link:{bare(url)}")


def reference_keys(service: str, reference: str) -> list[bytes]:
    """By what the post is looked up that another one of this service answers, named by its native id or its address. An
    address tells of itself where it is: a conversation can spread over several hosts."""
    away = reference.startswith(("http://", "https://"))
    places = dict.fromkeys([service, host_of(reference)] if away else [service])
    found = [key for place in places for key in (reference_key(place, reference), link_key(place, reference))]
    return [*found, _elsewhere_key(reference)] if away else found


def author_key(post: Post, source: str) -> bytes:
    """Whose post: (service, stable id), else (service, profile URL), else (service, handle), else the display name within
    one source only, unless it is one that many have (``NAMELESS``), else nobody but this post."""
    author = post.author
    if author.id:
        return account_key(post.service, author.id)
    if author.url:
        return key("author", post.service, "url", author.url)
    if author.handle:
        return key("author", post.service, "handle", author.handle.casefold())
    if author.name and plain_name(author.name) not in NAMELESS:
        return key("author", "source", source, author.name.casefold())
    return key("author", "post", post.service, post.id)


def account_key(service: str, author_id: str) -> bytes:
    """Whoever has this stable id there."""
    return key("author", service, "id", author_id)


def thread_key(post: Post) -> bytes | None:
    """The conversation it stands in, or None where the service does not tell."""
    return conversation_key(post.service, post.thread) if post.thread else None


def conversation_key(service: str, thread: str) -> bytes:
    """The conversation of that name there."""
    return key("thread", service, thread)


def words_hash(post: Post) -> bytes:
    """What it says: a change of it is an edit."""
    return key("words", post.title, post.text, repr(post.stars), repr(post.stars_max))


def likeness_keys(post: Post) -> list[bytes]:
    """Where the same post may be shown in other ways: at its address however it is spelled, at its publisher's under its
    headline, or as this author's review of this day. None of them is an identity: the words have to be alike too."""
    found: dict[bytes, None] = {}
    if post.form is not Form.REVIEW:
        links = [also.removeprefix("link:") for also in post.also if also.startswith("link:")]
        for address in filter(None, map(address_key, filter(None, (post.url, *links, _address(post.id))))):
            found[key("page", address)] = None
        site = next((also.removeprefix(PUBLISHED) for also in post.also if also.startswith(PUBLISHED)), "")
        headline = words_of(post.title)
        if (site := site or site_of(post.url)) and len(set(headline)) >= HEADLINE:
            found[key("headline", site, " ".join(headline))] = None
    elif post.author.name and post.published:
        found[_review_key(post, 0)] = None
    return list(found)


def likeness_asks(post: Post) -> list[bytes]:
    """The keys under which a likeness of this post may be stored: its own, and those of a review of the day before or
    after, because a page shows its own time zone's date."""
    near = []
    if post.form is Form.REVIEW and post.author.name and post.published:
        near = [_review_key(post, -1), _review_key(post, 1)]
    return [*likeness_keys(post), *near]


def _review_key(post: Post, days: int) -> bytes:
    day = post.published + timedelta(days=days) if post.published else None
    return key("review", post.service, " ".join(words_of(post.author.name)), day.date().isoformat() if day else "")


def _address(native_id: str) -> str:
    return native_id if native_id.startswith(("http://", "https://")) else ""

"""Identity: which post, whose post. Names never merge across services; people can merge and split."""

from __future__ import annotations

from hashlib import blake2b

from connectors.base import Post


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
    """The post's further identities, within its service. An address counts without its scheme, as in ``link_key``."""
    return [
        link_key(post.service, also.removeprefix("link:"))
        if also.startswith("link:")
        else key("also", post.service, also)
        for also in post.also
    ]


def link_key(service: str, url: str) -> bytes:
    """The identity of a post by its address, as connectors put it in ``also``."""
    return key("also", service, f"link:{bare(url)}")


def author_key(post: Post, source: str) -> bytes:
    """Whose post: (service, stable id), else (service, profile URL), else (service, handle), else the display name within
    one source only, else nobody but this post."""
    author = post.author
    if author.id:
        return account_key(post.service, author.id)
    if author.url:
        return key("author", post.service, "url", author.url)
    if author.handle:
        return key("author", post.service, "handle", author.handle.casefold())
    if author.name:
        return key("author", "source", source, author.name.casefold())
    return key("author", "post", post.service, post.id)


def account_key(service: str, author_id: str) -> bytes:
    """Whoever has this stable id there."""
    return key("author", service, "id", author_id)


def thread_key(post: Post) -> bytes | None:
    """The conversation it stands in, or None where the service does not tell."""
    return key("thread", post.service, post.thread) if post.thread else None


def words_hash(post: Post) -> bytes:
    """What it says: a change of it is an edit."""
    return key("words", post.title, post.text, repr(post.stars), repr(post.stars_max))

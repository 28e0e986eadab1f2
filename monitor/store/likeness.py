"""The same post in another way: through another instance, feed or address. Looked up by ``keys.likeness_keys``, and known
again only where the words are alike, so that a page which many write about stays many posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Form, Post
from monitor.clock import to_us
from monitor.store import keys
from monitor.store.database import insert_new
from monitor.store.tables import post, post_alias, post_likeness, post_revision, sighting
from monitor.stories import MANY, plain_name, same_headline, same_words, words_of

_APART = timedelta(days=3) // timedelta(microseconds=1)
"""How far apart two ways may date one post: a feed shows when it was last touched."""


async def alike(
    connection: AsyncConnection, name: str, strangers: Mapping[bytes, Post], columns: Sequence[Any]
) -> dict[bytes, Any]:
    """Of these posts, which the source ``name`` shows and nobody knows by any identity, those that are there already in
    another way: key -> (``columns`` of the post). What this source shows itself under another id is another post."""
    asked: dict[bytes, list[bytes]] = {}
    for key, this in strangers.items():
        for ask in keys.likeness_asks(this):
            asked.setdefault(ask, []).append(key)
    if not asked:
        return {}
    shown = exists(select(sighting.c.id).where(sighting.c.post_id == post.c.id, sighting.c.source == name))
    rows = await connection.execute(
        select(
            post_likeness.c.key.label("asked"),
            *columns,
            post.c.service,
            post.c.form,
            post.c.author,
            post.c.published_at,
            post_revision.c.title,
            post_revision.c.text,
            post_revision.c.stars,
            post_revision.c.stars_max,
        )
        .join(post, post.c.id == post_likeness.c.post_id)
        .join(post_revision, post_revision.c.id == post.c.revision_id)
        .where(post_likeness.c.key.in_(asked), post.c.deleted_at.is_(None), ~shown)
        .order_by(post.c.id)
    )
    found: dict[bytes, Any] = {}
    taken: set[int] = set()
    for row in rows:
        for key in asked[row.asked]:
            if key not in found and row.id not in taken and same(strangers[key], row):
                found[key] = row
                taken.add(row.id)
    return found


def same(this: Post, known: Any) -> bool:
    """Whether a post is the stored one in another way, after something (an address, a headline, an author and a day) has
    said that it may be."""
    review = this.form is Form.REVIEW
    if review != (known.form == Form.REVIEW):
        return False
    if this.published and abs(to_us(this.published) - known.published_at) > _APART:
        return False
    if review and _share(this.stars, this.stars_max) != _share(known.stars, known.stars_max):
        return False
    article = Form.ARTICLE in (this.form, known.form)
    mine, theirs = _names(this.author.name, this.author.handle), _names(*map(known.author.get, ("name", "handle")))
    if not article and _place(this.service) == _place(known.service) and mine and theirs and not mine & theirs:
        return False  # two people in one place, whatever they say
    if same_words(this.title, this.text, known.title, known.text):
        # What many people say at the same address ("Thanks!") is one post only if one person says it.
        return _telling(this.title, this.text) or bool(mine & theirs)
    if article and same_headline(this.title, known.title):
        return True  # an aggregator shows other lines of it
    nothing = not words_of(f"{this.title} {this.text}") and not words_of(f"{known.title} {known.text}")
    return review and nothing and this.stars is not None and bool(mine & theirs)


def _share(stars: float | None, most: float | None) -> float | None:
    return round(stars / most, 2) if stars is not None and most else None


def _telling(*words: str) -> bool:
    return len({word for part in words for word in words_of(part)}) >= MANY // 2


def _names(*names: str | None) -> set[str]:
    return {plain_name(name) for name in names if name} - {""}


def _place(service: str) -> str:
    """A feed that numbers its own posts is a service of its own; its authors are those of the site."""
    return service.partition("#")[0]


async def remember(connection: AsyncConnection, posts: Iterable[tuple[int, Post]]) -> None:
    """Keeps by what each of these posts, (number, post), may be known again in another way."""
    rows = [{"key": key, "post_id": number} for number, this in posts for key in keys.likeness_keys(this)]
    await insert_new(connection, post_likeness, rows)


async def adopt(connection: AsyncConnection, posts: Iterable[tuple[int, Post]]) -> None:
    """These posts are stored ones, (number, post), in another way: from now on they are known by its identities too."""
    known = list(posts)
    rows = [
        {"key": key, "post_id": number}
        for number, this in known
        for key in (keys.post_key(this), *keys.alias_keys(this))
    ]
    await insert_new(connection, post_alias, rows)
    await remember(connection, known)

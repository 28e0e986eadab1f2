"""Which posts of a stream are worth keeping: a firehose is mostly about other people."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Author, Post
from monitor.store import keys, threads
from monitor.store.rows import Incoming
from monitor.store.tables import post, post_alias


async def concerning(connection: AsyncConnection, name: str, incoming: Sequence[Incoming]) -> list[Incoming]:
    """Of what the stream ``name`` told (at most CHUNK posts, in the order in which they were said), in that order: what
    names a brand, what changes or deletes a post that we have, and what goes on with a mention, be it stored already or
    among these."""
    others = [item.post for item in incoming if not (item.matches or item.searched)]
    if not others:
        return list(incoming)
    known = await _known(connection, others)
    below = [this for this in others if _goes_on(this) and not this.deleted]
    inherits = await threads.inherited(connection, below, name) if below else []
    mentioning = {this.id for this, brands in zip(below, inherits, strict=True) if brands}
    found: list[Incoming] = []
    posts: set[tuple[str, str]] = set()  # (service, reference) of those that are about a brand; addresses: anywhere
    talks: set[tuple[str, str, Author]] = set()  # (service, thread, author) of the same
    for item in incoming:
        this = item.post
        about = (
            item.matches
            or item.searched
            or this.id in mentioning
            or (this.service, this.reply_to) in posts
            or ("", this.reply_to) in posts
            or (this.service, this.thread, this.author) in talks
        )
        if about:
            posts |= {(this.service, reference) for reference in (this.id, this.url) if reference}
            posts |= {("", reference) for reference in (this.id, this.url) if "://" in reference}
            talks |= {(this.service, thread, this.author) for thread in (this.id, this.thread) if thread}
        if about or keys.post_key(this) in known:
            found.append(item)
    return found


def _goes_on(this: Post) -> bool:
    """Whether it stands below something else. A post that is the head of its own thread does not."""
    return bool(this.reply_to) or this.thread not in ("", this.id)


async def _known(connection: AsyncConnection, posts: Sequence[Post]) -> set[bytes]:
    """The keys of those that are stored, under their own key or a further identity."""
    own = [keys.post_key(this) for this in posts]
    known = set((await connection.execute(select(post.c.key).where(post.c.key.in_(own)))).scalars())
    also = {alias: keys.post_key(this) for this in posts for alias in (keys.post_key(this), *keys.alias_keys(this))}
    if also:
        rows = await connection.execute(select(post_alias.c.key).where(post_alias.c.key.in_(also)))
        known |= {also[alias] for alias in rows.scalars()}
    return known

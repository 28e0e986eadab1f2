"""Whose words go on with whose: the brands that a post inherits from what it answers.

A reply below a mention inherits its brand, and so does what the same author goes on to say in the thread. Another author's
words elsewhere in the thread do not: a comment page is about many things. Only who says "me too" below it all means what
the thread began with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Post
from monitor.store import keys
from monitor.store.rows import COMPARED, MAYBE_US
from monitor.store.tables import mention, post, post_alias
from monitor.stories import agrees


async def inherited(connection: AsyncConnection, posts: Sequence[Post], source: str) -> list[set[str]]:
    """For each of these posts, brought by one source, the brands it inherits."""
    above = await _mentioned_in(connection, posts)
    threads = await _mentioned_by_author(connection, posts)
    found: list[set[str]] = []
    for this in posts:
        author = keys.author_key(this, source)
        brands = {brand for _, brand in above.get((this.service, this.reply_to), ())} if this.reply_to else set()
        if this.thread and agrees(this.text):
            brands |= {brand for _, brand in above.get((this.service, this.thread), ())}
        if this.thread:
            brands |= {brand for by, brand in above.get((this.service, this.thread), ()) if by == author}
            brands |= {brand for by, brand in threads.get(keys.thread_key(this), ()) if by == author}
        found.append(brands)
    return found


async def _mentioned_in(
    connection: AsyncConnection, posts: Iterable[Post]
) -> dict[tuple[str, str], list[tuple[bytes, str]]]:
    """(service, reference) -> [(author key, brand)] of the posts that these posts answer; a reference is a native id or an
    address."""
    names: dict[bytes, set[tuple[str, str]]] = {}
    for this in posts:
        for reference in filter(None, (this.reply_to, this.thread)):
            for name in keys.reference_keys(this.service, reference):
                names.setdefault(name, set()).add((this.service, reference))
    # What may be about a brand hands that doubt on to nobody.
    named = (mention.c.post_id == post.c.id) & mention.c.rule.not_in([MAYBE_US, COMPARED])
    said = select(post.c.author_key, mention.c.brand).join(mention, named)
    found: dict[tuple[str, str], list[tuple[bytes, str]]] = {}
    for query in (
        said.add_columns(post.c.key.label("reference")).where(post.c.key.in_(names)),
        said.add_columns(post_alias.c.key.label("reference"))
        .join(post_alias, post_alias.c.post_id == post.c.id)
        .where(post_alias.c.key.in_(names)),
    ):
        for row in await connection.execute(query):
            for asked in names[row.reference]:
                found.setdefault(asked, []).append((row.author_key, row.brand))
    return found


async def _mentioned_by_author(
    connection: AsyncConnection, posts: Iterable[Post]
) -> dict[bytes | None, list[tuple[bytes, str]]]:
    """thread key -> [(author key, brand)] of everything said in these threads."""
    wanted = {keys.thread_key(this) for this in posts if this.thread}
    found: dict[bytes | None, list[tuple[bytes, str]]] = {}
    if wanted:
        rows = await connection.execute(
            select(post.c.thread_key, post.c.author_key, mention.c.brand)
            .join(mention, (mention.c.post_id == post.c.id) & mention.c.rule.not_in([MAYBE_US, COMPARED]))
            .where(post.c.thread_key.in_(wanted))
        )
        for row in rows:
            found.setdefault(row.thread_key, []).append((row.author_key, row.brand))
    return found

"""Whose words go on with whose: the brands that a post inherits from what it answers.

A reply below a mention inherits its brand, and so does what the same author goes on to say in the thread. Another author's
words elsewhere in the thread do not: a comment page is about many things. Only who says "me too" below it all means what
the thread began with. A reply can be heard before what it answers, or before that names the brand: then it inherits later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Post
from monitor.clock import from_us
from monitor.matching import Match
from monitor.store import keys
from monitor.store.rows import COMPARED, MAYBE_US, Incoming, post_of
from monitor.store.tables import mention, post, post_alias, post_revision, sighting, source
from monitor.stories import agrees

_SAID = post.c.deleted_at.is_(None) & or_(post_revision.c.text != "", post_revision.c.title != "")
"""It was neither taken down, nor thrown away because its author asks not to be found."""


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


async def heard_before(
    connection: AsyncConnection, post_ids: Collection[int]
) -> list[tuple[int, int, Match, Incoming, str]]:
    """What answers one of these posts and was heard before they were, or before they were about a brand: posts without a mention,
    as (number, that of their words, the brand, the post, the source that showed it). They are found by their conversation; those
    of services that tell none are shown again at the next visit, see ``unnamed``."""
    named = (mention.c.post_id == post.c.id) & mention.c.rule.not_in([MAYBE_US, COMPARED])
    above = select(post.c.service, post.c.native_id, post.c.url, post.c.thread_key, mention.c.brand).join(
        mention, named
    )
    brands: dict[tuple[str, str], set[str]] = {}  # (service, reference; addresses: anywhere) -> what it is about
    conversations: set[bytes] = set()
    for row in await connection.execute(above.where(post.c.id.in_(post_ids))):
        references = [one for one in (row.native_id, row.url) if one]
        conversations |= {keys.conversation_key(row.service, one) for one in references}
        conversations |= {row.thread_key} if row.thread_key else set()
        for one in references:
            brands.setdefault((row.service, one), set()).add(row.brand)
    if not brands:
        return []
    rows = await connection.execute(
        select(
            post,
            post_revision.c.title,
            post_revision.c.text,
            post_revision.c.stars,
            post_revision.c.stars_max,
            sighting.c.source,
            source.c.first_heard_at,
        )
        .join(post_revision, post_revision.c.id == post.c.revision_id)
        .join(sighting, sighting.c.post_id == post.c.id)
        .outerjoin(source, source.c.name == sighting.c.source)
        .where(
            post.c.thread_key.in_(conversations),
            post.c.reply_to.in_({reference for _, reference in brands}),
            _SAID,
            ~exists().where(mention.c.post_id == post.c.id),
        )
        .order_by(post.c.id, sighting.c.source.desc())
    )
    found: list[tuple[int, int, Match, Incoming, str]] = []
    for row in {row.id: row for row in rows}.values():
        history = row.first_heard_at is None or row.published_at < row.first_heard_at
        item = Incoming(post_of(row), (), from_us(row.published_at), history)
        inherits = brands.get((row.service, row.reply_to), ())
        found += [(row.id, row.revision_id, Match(brand, "thread"), item, row.source) for brand in sorted(inherits)]
    return found


async def unnamed(connection: AsyncConnection, post_ids: Collection[int]) -> set[int]:
    """Those of these posts that still have their words, and no mention."""
    rows = await connection.execute(
        select(post.c.id)
        .join(post_revision, post_revision.c.id == post.c.revision_id)
        .where(post.c.id.in_(post_ids), _SAID, ~exists().where(mention.c.post_id == post.c.id))
    )
    return set(rows.scalars())

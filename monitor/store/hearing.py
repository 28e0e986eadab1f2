"""Transaction 1: what a source brought. Posts, sightings, revisions, mentions that wait for a decision, and the cursor.

Storing is idempotent: the same visit stored twice changes nothing, so a kill between two visits costs one repeated visit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import ELSEWHERE, NOBODY, PUBLISHED, Post
from monitor.clock import from_us, to_us
from monitor.matching import Match
from monitor.store import keys, likeness, threads
from monitor.store.database import insert_new
from monitor.store.rows import FOUND_BY_SEARCH, Incoming, mention_row, post_row, revision_row
from monitor.store.tables import mention, pending, post, post_alias, post_revision, sighting, source, tombstone

CHUNK = 500
"""Posts in one transaction: with their mentions and revisions that stays below a thousand or two rows."""


_DEEPEST = 20
"""Levels of one conversation that a visit may bring."""
_WORDLESS = keys.words_hash(Post(service="", id=""))
"""How a post is shown that was taken down."""
_OVERLAP = 3_600_000_000
"""Microseconds in which what was taken down may be shown again as it was before: by an overlap, a cache or a second try."""


@dataclass(slots=True)
class Stored:
    """What was new about a visit: the posts that are new or have other words, and the brands with something pending."""

    fresh: list[Post] = field(default_factory=list)
    edited: int = 0
    brands: set[str] = field(default_factory=set)

    def add(self, other: Stored) -> None:
        self.fresh += other.fresh
        self.edited += other.edited
        self.brands |= other.brands


async def unknown(connection: AsyncConnection, name: str, posts: Sequence[Post]) -> set[bytes]:
    """The keys of those posts of a source that were never heard, under any of their identities, nor forgotten."""
    found: set[bytes] = set()
    for start in range(0, len(posts), CHUNK):
        by_key = {keys.post_key(one): Incoming(one, (), from_us(0), False) for one in posts[start : start + CHUNK]}
        known = await _known(connection, name, by_key)
        gone = await _forgotten(connection, by_key)
        found |= by_key.keys() - known.keys() - gone.keys()
    return found


async def heard(connection: AsyncConnection, name: str, incoming: Sequence[Incoming], now: datetime) -> Stored:
    """Stores one chunk (at most CHUNK posts) of what a source brought; the visit is closed by ``visited``."""
    seen = to_us(now)
    by_key: dict[bytes, Incoming] = {}
    for item in incoming:
        by_key.setdefault(keys.post_key(item.post), item)
    stored = Stored()
    known = await _known(connection, name, by_key)
    dead = await _tombstones(connection, by_key, seen)
    new = {key: item for key, item in by_key.items() if key not in known and key not in dead and not item.post.deleted}
    ids = await _insert_posts(connection, name, new, seen)
    stored.fresh += [item.post for item in new.values()]
    everyone = {**ids, **{key: row.id for key, row in known.items()}}
    shown = {
        post_id: _WORDLESS if by_key[key].post.deleted else keys.words_hash(by_key[key].post)
        for key, post_id in reversed(everyone.items())
    }
    also = {post_id: _further(by_key[key].post) for key, post_id in reversed(everyone.items())}
    lately = {row.id for row in known.values() if row.deleted_at is not None and row.deleted_at + _OVERLAP > seen}
    changed, first, back = await _sighted(connection, name, shown, also, seen, lately)
    # Once a source, for some feeds make up their ids anew at every visit.
    others = [(row.id, by_key[key].post) for key, row in known.items() if row.id in first and row.key != key]
    await likeness.adopt(connection, others)
    mentions = [
        mention_row(ids[key], revision_id, match, item, name, seen)
        for key, (item, revision_id) in (await _revisions_of(connection, ids, new)).items()
        for match in item.matches
    ]
    stored.brands |= await _insert_mentions(connection, mentions, new)
    for key, row in known.items():
        item = by_key[key]
        if item.post.deleted:
            stored.brands |= await _blank(connection, row.id, seen)
        elif row.id in changed and row.hash != shown[row.id] == keys.words_hash(item.post) and row.deleted_at is None:
            stored.brands |= await _edited(connection, row.id, item, name, seen)
            stored.fresh.append(item.post)
            stored.edited += 1
        elif row.id in back and row.deleted_at is not None:
            stored.brands |= await _restored(connection, row.id, item, name, seen)
            stored.fresh.append(item.post)
            stored.edited += 1
        elif row.id in first and row.deleted_at is None:
            stored.brands |= await _shown_otherwise(connection, row.id, item, name, seen)
    nameless = [(everyone[key], item) for key, item in by_key.items() if key in ids and not item.matches]
    again = [(row.id, by_key[key]) for key, row in known.items() if not by_key[key].matches]
    nameless += await _shown_again(connection, again, name)
    stored.brands |= await _inherited(connection, nameless, name, seen)
    stored.brands |= await _heard_before(connection, changed | first, seen)
    # After what names the brand and what goes on with a mention: a mention has one rule, and this is the weakest.
    asked = [
        mention_row(ids[key], revision_id, Match(brand, FOUND_BY_SEARCH), item, name, seen)
        for key, (item, revision_id) in (await _revisions_of(connection, ids, new)).items()
        for brand in item.searched
    ]
    stored.brands |= await _insert_mentions(connection, asked, new)
    shy = [post_id for key, post_id in everyone.items() if by_key[key].post.author.unlisted and key not in dead]
    await _unheard(connection, shy)
    if stored.fresh:
        # Counted here and not when the visit is closed: after a kill in between they are no longer fresh.
        count = source.c.posts + len(stored.fresh)
        await connection.execute(update(source).where(source.c.name == name).values(posts=count, last_item_at=seen))
    return stored


async def _unheard(connection: AsyncConnection, post_ids: Sequence[int]) -> None:
    """Of posts whose authors ask not to be found, those that concern nobody here keep their number and no word. After all
    mentions: what names nobody may go on with one that does."""
    if not post_ids:
        return
    concerned = exists(select(mention.c.id).where(mention.c.post_id == post.c.id))
    rows = await connection.execute(
        select(post.c.id).where(post.c.id.in_(post_ids), post.c.unlisted_at.is_not(None), ~concerned)
    )
    if ids := list(rows.scalars()):
        await wordless(connection, ids)
        await connection.execute(update(post).where(post.c.id.in_(ids)).values(author=asdict(NOBODY)))


async def wordless(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """The words of these posts go from every revision of them; everything else stays."""
    await connection.execute(update(post_revision).where(post_revision.c.post_id.in_(ids)).values(title="", text=""))
    # What made the tone quotes them.
    await connection.execute(update(mention).where(mention.c.post_id.in_(ids)).values(why=[]))
    await connection.execute(update(post).where(post.c.id.in_(ids)).values(unlisted_at=None))


def _further(this: Post) -> list[str] | None:
    """What a source calls a post, besides its id and its address: it may be asked for it again by that."""
    known = (also for also in this.also if also != f"link:{this.url}")
    return [also for also in known if not also.startswith((PUBLISHED, ELSEWHERE))] or None


async def _sighted(
    connection: AsyncConnection,
    name: str,
    shown: Mapping[int, bytes],
    also: Mapping[int, list[str] | None],
    seen: int,
    lately: Collection[int],
) -> tuple[set[int], set[int], set[int]]:
    """Notes how this source shows these posts (post id -> hash of the words) and what ``also`` it calls them; returns
    those that it showed otherwise before, those that it had never shown, and those that it showed without a word. What was
    taken down ``lately`` has no words yet, whatever is shown. Two sources can show one post differently, a feed only the
    first lines of it: that is no edit."""
    rows = await connection.execute(
        select(sighting.c.post_id, sighting.c.hash).where(
            sighting.c.source == name, sighting.c.post_id.in_(list(shown))
        )
    )
    before = {row.post_id: row.hash for row in rows}
    stale = {post_id for post_id in lately if before.get(post_id) == _WORDLESS}
    changed = {post_id for post_id, words in before.items() if words != shown[post_id]} - stale
    for post_id in changed:
        await connection.execute(
            update(sighting)
            .where(sighting.c.source == name, sighting.c.post_id == post_id)
            .values(hash=shown[post_id], seen_at=seen)
        )
    await insert_new(
        connection,
        sighting,
        [
            {"post_id": post_id, "source": name, "hash": words, "seen_at": seen, "also": also[post_id]}
            for post_id, words in shown.items()
        ],
    )
    return changed, shown.keys() - before.keys(), {post_id for post_id in changed if before[post_id] == _WORDLESS}


async def _known(connection: AsyncConnection, name: str, by_key: Mapping[bytes, Incoming]) -> dict[bytes, Any]:
    """The posts among these that are stored already: under their own key, under a further identity, or in another way
    (see ``likeness``)."""
    columns = (post.c.id, post.c.key, post.c.deleted_at, post_revision.c.hash)
    current = post.outerjoin(post_revision, post_revision.c.id == post.c.revision_id)
    rows = await connection.execute(select(*columns).select_from(current).where(post.c.key.in_(by_key)))
    known = {row.key: row for row in rows}
    other = {
        alias: key for key, item in by_key.items() if key not in known for alias in (key, *keys.alias_keys(item.post))
    }
    if other:
        rows = await connection.execute(
            select(post_alias.c.key.label("alias"), *columns)
            .select_from(current.join(post_alias, post_alias.c.post_id == post.c.id))
            .where(post_alias.c.key.in_(other))
        )
        for row in rows:
            known.setdefault(other[row.alias], row)
    strangers = {key: item.post for key, item in by_key.items() if key not in known and not item.post.deleted}
    return known | await likeness.alike(connection, name, strangers, columns)


async def _tombstones(connection: AsyncConnection, by_key: Mapping[bytes, Incoming], seen: int) -> set[bytes]:
    """The posts among these that were forgotten, known by any identity of theirs. For as long as a source goes on showing
    one, it is kept in mind."""
    found = await _forgotten(connection, by_key)
    if found:
        stones = [stone for each in found.values() for stone in each]
        await connection.execute(update(tombstone).where(tombstone.c.key.in_(stones)).values(at=seen))
    return set(found)


async def _forgotten(connection: AsyncConnection, by_key: Mapping[bytes, Incoming]) -> dict[bytes, list[bytes]]:
    """The posts among these that were forgotten, with the tombstones that tell so."""
    names = {name: key for key, item in by_key.items() for name in (key, *keys.alias_keys(item.post))}
    rows = await connection.execute(select(tombstone.c.key).where(tombstone.c.key.in_(names)))
    found: dict[bytes, list[bytes]] = {}
    for stone in rows.scalars():
        found.setdefault(names[stone], []).append(stone)
    return found


async def _insert_posts(
    connection: AsyncConnection, name: str, new: Mapping[bytes, Incoming], seen: int
) -> dict[bytes, int]:
    if not new:
        return {}
    await insert_new(connection, post, [post_row(key, item, name, seen) for key, item in new.items()])
    rows = await connection.execute(select(post.c.key, post.c.id).where(post.c.key.in_(new)))
    ids = {row.key: row.id for row in rows}
    aliases = {alias: ids[key] for key, item in new.items() for alias in keys.alias_keys(item.post)}
    await insert_new(connection, post_alias, [{"key": alias, "post_id": post_id} for alias, post_id in aliases.items()])
    await likeness.remember(connection, [(ids[key], item.post) for key, item in new.items()])
    await insert_new(connection, post_revision, [revision_row(ids[key], item.post, seen) for key, item in new.items()])
    first = select(func.max(post_revision.c.id)).where(post_revision.c.post_id == post.c.id).scalar_subquery()
    await connection.execute(update(post).where(post.c.id.in_(ids.values())).values(revision_id=first))
    return ids


async def _revisions_of(
    connection: AsyncConnection, ids: Mapping[bytes, int], new: Mapping[bytes, Incoming]
) -> dict[bytes, tuple[Incoming, int]]:
    rows = await connection.execute(select(post.c.key, post.c.revision_id).where(post.c.id.in_(ids.values())))
    return {row.key: (new[row.key], row.revision_id) for row in rows}


async def also_about(
    connection: AsyncConnection, found: Sequence[tuple[int, int, Match, Incoming, str]], now: datetime
) -> None:
    """Known posts (number, that of their words) in which a brand was not looked for before, with the source that showed
    them: mentions that wait for a decision."""
    rows = [mention_row(post_id, words, match, item, name, to_us(now)) for post_id, words, match, item, name in found]
    await _insert_mentions(connection, rows, {})


async def _insert_mentions(
    connection: AsyncConnection, rows: Sequence[Mapping[str, Any]], new: Mapping[bytes, Incoming]
) -> set[str]:
    if not rows:
        return set()
    await insert_new(connection, mention, rows)
    ours = {keys.post_key(item.post) for item in new.values() if item.ours}
    stored = await connection.execute(
        select(mention.c.id, mention.c.brand, post.c.key)
        .join(post, post.c.id == mention.c.post_id)
        .where(mention.c.post_id.in_({row["post_id"] for row in rows}))
    )
    waiting = [
        {"mention_id": row.id, "brand": row.brand, "cause": "ours" if row.key in ours else "new"} for row in stored
    ]
    await insert_new(connection, pending, waiting)
    return {row["brand"] for row in waiting}


async def _revision(connection: AsyncConnection, post_id: int, this: Post, seen: int) -> int:
    """The number of these words of a post, stored."""
    await insert_new(connection, post_revision, [revision_row(post_id, this, seen)])
    these = (post_revision.c.post_id == post_id) & (post_revision.c.hash == keys.words_hash(this))
    return int((await connection.execute(select(post_revision.c.id).where(these))).scalar_one())


async def _edited(connection: AsyncConnection, post_id: int, item: Incoming, name: str, seen: int) -> set[str]:
    """Other words or stars in a post we know: a new revision; its mentions point to it and are decided again."""
    revision_id = await _revision(connection, post_id, item.post, seen)
    edited = to_us(item.post.edited) if item.post.edited else seen
    await connection.execute(
        update(post)
        .where(post.c.id == post_id)
        .values(
            revision_id=revision_id,
            edited_at=min(edited, seen),
            unlisted_at=seen if item.post.author.unlisted else None,
        )
    )
    rows = [mention_row(post_id, revision_id, match, item, name, seen) for match in item.matches]
    await insert_new(connection, mention, rows)
    for row in rows:
        await connection.execute(
            update(mention)
            .where(mention.c.post_id == post_id, mention.c.brand == row["brand"])
            .values(revision_id=revision_id, rule=row["rule"], spans=row["spans"], title_spans=row["title_spans"])
        )
    # A brand that is no longer named keeps its mention (something was said), with the words as they are now.
    await connection.execute(update(mention).where(mention.c.post_id == post_id).values(revision_id=revision_id))
    return await _decide_again(connection, post_id, "edited")


async def _restored(connection: AsyncConnection, post_id: int, item: Incoming, name: str, seen: int) -> set[str]:
    """A post that was taken down is there again, as the source shows it that had told so (a moderator has changed their mind): its
    words come back, and the case goes on. Another source may only be slow to hear of the end."""
    await connection.execute(update(post).where(post.c.id == post_id).values(deleted_at=None))
    stored = await _edited(connection, post_id, item, name, seen)
    this = item.post
    these = (post_revision.c.post_id == post_id) & (post_revision.c.hash == keys.words_hash(this))
    words = {"title": this.title, "text": this.text, "stars": this.stars, "stars_max": this.stars_max}
    await connection.execute(update(post_revision).where(these).values(words))  # these had gone with all the others
    return stored


async def _shown_otherwise(connection: AsyncConnection, post_id: int, item: Incoming, name: str, seen: int) -> set[str]:
    """Another source shows a post that we know, maybe more of it: brands that nobody had found in it are mentioned in
    these words. The post's own words stay, and so do the mentions that there are."""
    if item.ours or not item.matches:
        return set()
    rows = await connection.execute(select(mention.c.brand).where(mention.c.post_id == post_id))
    there = set(rows.scalars())
    matches = [match for match in item.matches if match.brand not in there]
    if not matches:
        return set()
    revision_id = await _revision(connection, post_id, item.post, seen)
    await insert_new(
        connection, mention, [mention_row(post_id, revision_id, match, item, name, seen) for match in matches]
    )
    brands = {match.brand for match in matches}
    mentions = await connection.execute(
        select(mention.c.id, mention.c.brand).where(mention.c.post_id == post_id, mention.c.brand.in_(brands))
    )
    await insert_new(
        connection, pending, [{"mention_id": row.id, "brand": row.brand, "cause": "new"} for row in mentions]
    )
    return brands


async def _blank(connection: AsyncConnection, post_id: int, seen: int) -> set[str]:
    """The author took the post down: the words go from every revision, the case stays."""
    await wordless(connection, [post_id])
    await connection.execute(
        update(post_revision).where(post_revision.c.post_id == post_id).values(stars=None, stars_max=None)
    )
    changed = await connection.execute(
        update(post).where(post.c.id == post_id, post.c.deleted_at.is_(None)).values(deleted_at=seen)
    )
    return await _decide_again(connection, post_id, "gone") if changed.rowcount else set()


async def departed(connection: AsyncConnection, accounts: Sequence[tuple[str, str]], now: datetime) -> Stored:
    """These accounts, (service, author id), were deleted: the words of all their posts go."""
    stored = Stored()
    for post_id in await posts_of(connection, accounts):
        stored.brands |= await _blank(connection, post_id, to_us(now))
    return stored


async def posts_of(connection: AsyncConnection, accounts: Sequence[tuple[str, str]]) -> list[int]:
    """The posts by these accounts, (service, author id), that are still there."""
    authors = [keys.account_key(*account) for account in accounts]
    rows = await connection.execute(
        select(post.c.id).where(post.c.author_key.in_(authors), post.c.deleted_at.is_(None))
    )
    return list(rows.scalars())


async def _decide_again(connection: AsyncConnection, post_id: int, cause: str) -> set[str]:
    rows = (await connection.execute(select(mention.c.id, mention.c.brand).where(mention.c.post_id == post_id))).all()
    # What is already waiting as new stays new, unless the words are gone.
    if cause == "gone" and rows:
        await connection.execute(delete(pending).where(pending.c.mention_id.in_([row.id for row in rows])))
    await insert_new(connection, pending, [{"mention_id": row.id, "brand": row.brand, "cause": cause} for row in rows])
    return {row.brand for row in rows}


async def _inherited(
    connection: AsyncConnection, posts: Sequence[tuple[int, Incoming]], name: str, seen: int
) -> set[str]:
    """Mentions for posts that name nobody and go on with one that does, see ``threads``; and for those that go on with
    these, a level of the conversation at a time."""
    left = [(post_id, item) for post_id, item in posts if item.post.reply_to or item.post.thread]
    stored: set[str] = set()
    for _ in range(_DEEPEST):
        brands = await threads.inherited(connection, [item.post for _, item in left], name) if left else []
        found = [(*one, inherits) for one, inherits in zip(left, brands, strict=True) if inherits]
        if not found:
            break
        revisions = await _revision_ids(connection, [post_id for post_id, _, _ in found])
        rows = [
            mention_row(post_id, revisions[post_id], Match(brand, "ours" if item.ours else "thread"), item, name, seen)
            for post_id, item, inherits in found
            for brand in sorted(inherits)
        ]
        stored |= await _insert_mentions(connection, rows, {keys.post_key(item.post): item for _, item, _ in found})
        done = {post_id for post_id, _, _ in found}
        left = [one for one in left if one[0] not in done]
    return stored


async def _shown_again(
    connection: AsyncConnection, posts: Sequence[tuple[int, Incoming]], name: str
) -> list[tuple[int, Incoming]]:
    """Those of these known posts that answer another one and are about nobody: what they answer may be known by now. In the rest
    of their thread nobody goes on with what is said later."""
    below = {post_id: item for post_id, item in posts if item.post.reply_to and not item.post.deleted}
    if not below:
        return []
    begun = (await connection.execute(select(source.c.first_heard_at).where(source.c.name == name))).scalar()
    return [
        (
            post_id,
            replace(
                below[post_id],
                post=replace(below[post_id].post, thread=""),
                history=below[post_id].history or to_us(below[post_id].at) < (begun or 0),
            ),
        )
        for post_id in sorted(await threads.unnamed(connection, below))
    ]


async def _heard_before(connection: AsyncConnection, post_ids: Collection[int], seen: int) -> set[str]:
    """Mentions for what was heard before the post that it answers, and for what goes on with that, a level at a time."""
    stored: set[str] = set()
    for _ in range(_DEEPEST):
        found = await threads.heard_before(connection, post_ids) if post_ids else []
        if not found:
            break
        rows = [mention_row(post_id, words, match, item, by, seen) for post_id, words, match, item, by in found]
        stored |= await _insert_mentions(connection, rows, {})
        post_ids = {post_id for post_id, *_ in found}
    return stored


async def _revision_ids(connection: AsyncConnection, post_ids: Sequence[int]) -> dict[int, int]:
    rows = await connection.execute(select(post.c.id, post.c.revision_id).where(post.c.id.in_(post_ids)))
    return {row.id: row.revision_id for row in rows}

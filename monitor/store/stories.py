"""Which mentions tell one story, and how far it has spread. Which story a text belongs to is decided in
``monitor.stories``; here it is looked up and kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Form
from monitor.clock import from_us, to_us
from monitor.store.database import insert_new
from monitor.store.deciding import Waiting
from monitor.store.tables import mention, outbox, post, post_revision, story, story_key
from monitor.stories import POST_DAYS, Fingerprint, Known, Spread, Telling, begin, choose, keys_to_keep, same_headline

CHUNK = 500
_NEW = 1 << 62  # numbers of stories that have none yet: higher than any that has
_MOST_TELLINGS = 200  # of one story that are looked at one by one, when its spread is told; more are added up


def telling(item: Waiting) -> Telling:
    """A mention as its story is sought."""
    author = item.author
    return Telling(
        brand=item.brand,
        title=item.title,
        text=item.text,
        article=item.form in (Form.ARTICLE, Form.EPISODE),
        author=item.author_key,
        names=tuple(name for name in (author.get("name"), author.get("handle")) if name),
    )


async def assign(
    connection: AsyncConnection, items: Sequence[Waiting], prints: Mapping[int, Fingerprint]
) -> dict[int, int]:
    """The story of each mention (mention id -> story id), stored; ``prints`` are by mention id. A mention that has one
    keeps it: it was told, whatever its author has changed since."""
    found = {item.mention_id: item.story_id for item in items if item.story_id is not None}
    new = [(item, prints[item.mention_id]) for item in items if item.story_id is None and item.mention_id in prints]
    if not new:
        return found
    shelf = await _looked_up(connection, {key for _, one in new for key in (*one.sure, *one.asks, *one.maybe)})
    told: dict[int, Known] = {}
    begun: dict[int, tuple[Known, str, Sequence[int]]] = {}
    for item, one in new:
        at = to_us(item.at)
        known = choose(
            one,
            at,
            [known for key in (*one.sure, *one.asks) for known in shelf.get(key, ())],
            {known.id: known for key in one.maybe for known in shelf.get(key, ())}.values(),
        )
        if known is None:
            known = begin(_NEW + len(begun), one, at)
            kept = keys_to_keep(one, lambda key: len(shelf.get(key, ())))
            begun[known.id] = known, item.brand, kept
            for key in kept:
                shelf.setdefault(key, []).append(known)
        else:
            known.told(at)
        told[item.mention_id] = known
    numbers = await _begin(connection, list(begun.values()))
    found |= {number: numbers.get(known.id, known.id) for number, known in told.items()}
    await _told(connection, {known.id: known for known in told.values() if known.id < _NEW}.values())
    await connection.execute(
        update(mention).where(mention.c.id == bindparam("of")).values(story_id=bindparam("tells")),
        [{"of": number, "tells": found[number]} for number in told],
    )
    return found


async def _looked_up(connection: AsyncConnection, keys: Collection[int]) -> dict[int, list[Known]]:
    """The stories under each of these keys."""
    rows = await connection.execute(
        select(story_key.c.key, story).join(story, story.c.id == story_key.c.story_id).where(story_key.c.key.in_(keys))
    )
    stories: dict[int, Known] = {}
    found: dict[int, list[Known]] = {}
    for row in rows:
        known = stories.get(row.id)
        if known is None:
            known = Known(row.id, row.first_at, row.last_at, row.article, bytes(row.sketch), row.size)
            stories[row.id] = known
        found.setdefault(row.key, []).append(known)
    return found


async def _begin(connection: AsyncConnection, begun: Sequence[tuple[Known, str, Sequence[int]]]) -> dict[int, int]:
    """Stores new stories; provisional number -> number."""
    if not begun:
        return {}
    rows = [
        {
            "brand": brand,
            "article": known.article,
            "first_at": known.first,
            "last_at": known.last,
            "sketch": known.sketch,
            "size": known.size,
        }
        for known, brand, _ in begun
    ]
    made = await connection.execute(insert(story).returning(story.c.id, sort_by_parameter_order=True), rows)
    numbers = {known.id: number for (known, _, _), number in zip(begun, made.scalars(), strict=True)}
    await insert_new(
        connection,
        story_key,
        [{"key": key, "story_id": numbers[known.id]} for known, _, keys in begun for key in keys],
    )
    return numbers


async def _told(connection: AsyncConnection, known: Collection[Known]) -> None:
    if known:
        await connection.execute(
            update(story)
            .where(story.c.id == bindparam("of"))
            .values(first_at=bindparam("first"), last_at=bindparam("last")),
            [{"of": one.id, "first": one.first, "last": one.last} for one in known],
        )


async def gone(connection: AsyncConnection, story_ids: Collection[int]) -> None:
    """Posts of these stories were taken down: what nobody says any more is forgotten, its hashes too."""
    said = exists(
        select(mention.c.id)
        .join(post, post.c.id == mention.c.post_id)
        .where(mention.c.story_id == story.c.id, post.c.deleted_at.is_(None))
    )
    silent = list(
        (await connection.execute(select(story.c.id).where(story.c.id.in_(list(story_ids)), ~said))).scalars()
    )
    if silent:
        await connection.execute(delete(story_key).where(story_key.c.story_id.in_(silent)))
        await connection.execute(update(story).where(story.c.id.in_(silent)).values(sketch=b"", size=0))


async def in_the_press(connection: AsyncConnection, brand: str, story: int) -> bool:
    """Whether somebody has been told of this story in another article."""
    about = mention.c.id == outbox.c.facts["mention"].as_integer()
    told = select(outbox.c.id).join(mention, about).where(outbox.c.reason == "PRESS", mention.c.brand == brand)
    return (await connection.execute(told.where(mention.c.story_id == story).limit(1))).first() is not None


async def in_an_article(connection: AsyncConnection, story: int, forms: Sequence[str]) -> bool:
    """Whether a paper, in one of these ``forms``, has this story."""
    printed = select(mention.c.id).join(post, post.c.id == mention.c.post_id).where(post.c.form.in_(forms))
    return (await connection.execute(printed.where(mention.c.story_id == story).limit(1))).first() is not None


async def only_headlines(
    connection: AsyncConnection, told: Collection[tuple[Waiting, int | None]], forms: Sequence[str]
) -> set[int]:
    """Those of these mentions (ids), each with its story, that say no more than the headline of an article of that story."""
    posts = [
        (item.mention_id, story, f"{item.title} {item.text}")
        for item, story in told
        if story is not None and item.form not in forms
    ]
    return await _repeated(connection, posts, forms)


async def headlines_repeated(
    connection: AsyncConnection, brand: str, since: datetime, forms: Sequence[str]
) -> set[int]:
    """The same of all that was said about a brand since then."""
    printed = select(mention.c.story_id).join(post, post.c.id == mention.c.post_id).where(post.c.form.in_(forms))
    query = (
        select(mention.c.id, mention.c.story_id, post_revision.c.title, post_revision.c.text)
        .join(post, post.c.id == mention.c.post_id)
        .join(post_revision, post_revision.c.id == mention.c.revision_id)
        .where(mention.c.brand == brand, mention.c.at >= to_us(since), post.c.form.not_in(forms))
        .where(mention.c.story_id.in_(printed.where(mention.c.brand == brand)))
    )
    rows = (await connection.execute(query)).all()
    return await _repeated(connection, [(row.id, row.story_id, f"{row.title} {row.text}") for row in rows], forms)


async def _repeated(
    connection: AsyncConnection, posts: Sequence[tuple[int, int, str]], forms: Sequence[str]
) -> set[int]:
    headlines: dict[int, set[str]] = {}
    ids = sorted({story for _, story, _ in posts})
    for first in range(0, len(ids), CHUNK):
        printed = (
            select(mention.c.story_id, post_revision.c.title)
            .join(post, post.c.id == mention.c.post_id)
            .join(post_revision, post_revision.c.id == mention.c.revision_id)
            .where(mention.c.story_id.in_(ids[first : first + CHUNK]), post.c.form.in_(forms))
        )
        for row in (await connection.execute(printed.distinct())).all():
            headlines.setdefault(row.story_id, set()).add(row.title)
    return {
        number for number, story, said in posts if any(same_headline(title, said) for title in headlines.get(story, ()))
    }


async def in_a_case(connection: AsyncConnection, story: int, but: int) -> bool:
    """Whether a customer's case has this story in other words than this mention's."""
    told = select(mention.c.id).where(mention.c.story_id == story, mention.c.id != but, mention.c.case_id.is_not(None))
    return (await connection.execute(told.limit(1))).first() is not None


async def spread(connection: AsyncConnection, mention_id: int) -> Spread | None:
    """The story of a mention: its first post, its pages, and how many could have read it. None where it tells none."""
    this = (
        await connection.execute(
            select(mention.c.story_id, post.c.service)
            .join(post, post.c.id == mention.c.post_id)
            .where(mention.c.id == mention_id, mention.c.story_id.is_not(None))
        )
    ).one_or_none()
    if this is None:
        return None
    rows = (
        await connection.execute(
            select(mention.c.at, post.c.service, post.c.url, post.c.author_key, post.c.author, post.c.shares)
            .join(post, post.c.id == mention.c.post_id)
            .where(mention.c.story_id == this.story_id)
            .order_by(mention.c.at, mention.c.id)
            .limit(_MOST_TELLINGS)
        )
    ).all()
    followers: dict[bytes, int] = {}
    for row in rows:
        followers[row.author_key] = max(followers.get(row.author_key, 0), row.author.get("followers") or 0)
    here = _place(this.service)
    places = tuple(dict.fromkeys(_place(row.service) for row in rows))
    told = Spread(
        story=this.story_id,
        first_at=from_us(rows[0].at),
        last_at=from_us(rows[-1].at),
        first_url=rows[0].url,
        posts=len(rows),
        authors=len(followers),
        places=places,
        elsewhere=tuple(place for place in places if place != here),
        pages=tuple(dict.fromkeys(row.url for row in rows if row.url)),
        followers=sum(followers.values()),
        shares=sum(row.shares or 0 for row in rows),
    )
    return told if len(rows) < _MOST_TELLINGS else await _added_up(connection, told, here)


async def _added_up(connection: AsyncConnection, told: Spread, here: str) -> Spread:
    """The same with all of its posts counted: of a story that thousands tell, each message about one of them would look at
    thousands of rows. ``pages`` stay those of the first."""
    of_story = (mention.join(post, post.c.id == mention.c.post_id), mention.c.story_id == told.story)
    authors = (
        select(func.max(func.coalesce(post.c.author["followers"].as_integer(), 0)).label("followers"))
        .select_from(of_story[0])
        .where(of_story[1])
        .group_by(post.c.author_key)
        .subquery()
    )
    people = (await connection.execute(select(func.count(), func.sum(authors.c.followers)).select_from(authors))).one()
    totals = select(func.count(), func.max(mention.c.at), func.sum(func.coalesce(post.c.shares, 0)))
    posts, last_at, shares = (await connection.execute(totals.select_from(of_story[0]).where(of_story[1]))).one()
    services = select(post.c.service).select_from(of_story[0]).where(of_story[1]).group_by(post.c.service)
    found = (await connection.execute(services.order_by(func.min(mention.c.at)))).scalars()
    places = tuple(dict.fromkeys(map(_place, found)))
    return replace(
        told,
        last_at=from_us(last_at),
        posts=posts,
        authors=people[0],
        places=places,
        elsewhere=tuple(place for place in places if place != here),
        followers=int(people[1]),
        shares=int(shares),
    )


def _place(service: str) -> str:
    """A feed that numbers its own posts is a service of its own; people know the site."""
    return service.partition("#")[0]


async def forget(connection: AsyncConnection, now: datetime, kept: timedelta) -> int:
    """Drops the keys of stories that can no longer be joined, and stories that no mention of the last ``kept`` tells.
    At most CHUNK a call; returns how many stories were touched."""
    asleep = (
        select(story_key.c.story_id)
        .join(story, story.c.id == story_key.c.story_id)
        .where(story.c.last_at < to_us(now - POST_DAYS))
    )
    ids = list((await connection.execute(asleep.distinct().limit(CHUNK))).scalars())
    if ids:
        await connection.execute(delete(story_key).where(story_key.c.story_id.in_(ids)))
        await connection.execute(update(story).where(story.c.id.in_(ids)).values(sketch=b"", size=0))
    told = exists(select(mention.c.id).where(mention.c.story_id == story.c.id))
    untold = select(story.c.id).where(story.c.last_at < to_us(now - kept), ~told).order_by(story.c.last_at)
    over = list((await connection.execute(untold.limit(CHUNK))).scalars())
    if over:
        await connection.execute(delete(story).where(story.c.id.in_(over)))
    return max(len(ids), len(over))

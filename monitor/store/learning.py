"""What people do not want to hear of, and what "not about us" taught: lists that the owner can read and edit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.cases import Outcome
from monitor.clock import to_us
from monitor.config.model import Mute
from monitor.muting import AUTHOR_FOR, BAR_COUNTS, PHRASES_A_BRAND
from monitor.store.browsing.sight import seen
from monitor.store.database import insert_new
from monitor.store.tables import case, correction, learned, mention, mute, post, post_revision, sighting

AUTHOR, PHRASE = "author", "phrase"


async def mutes(connection: AsyncConnection, brand: str = "") -> list[Any]:
    """What is muted by hand: of one brand and of all, or everything there is."""
    query = select(mute).order_by(mute.c.brand, mute.c.kind, mute.c.value)
    return list(await connection.execute(query.where(mute.c.brand.in_(["", brand])) if brand else query))


async def muted(connection: AsyncConnection, brand: str) -> Mute:
    """The same as one rule for a brand."""
    by_kind: dict[str, list[str]] = {"author": [], "source": [], "word": []}
    for row in await mutes(connection, brand):
        by_kind[row.kind].append(row.value)
    return Mute(tuple(by_kind["author"]), tuple(by_kind["source"]), tuple(by_kind["word"]))


async def mute_it(connection: AsyncConnection, brand: str, kind: str, value: str, by: str, now: datetime) -> None:
    """Nobody wants to hear of it from now on."""
    row = {"brand": brand, "kind": kind, "value": value, "by": by, "at": to_us(now)}
    await insert_new(connection, mute, [row])


async def unmute(connection: AsyncConnection, brand: str, kind: str, value: str) -> bool:
    """Somebody wants to hear of it again; whether it had been muted by hand."""
    mine = (mute.c.brand == brand) & (mute.c.kind == kind) & (func.lower(mute.c.value) == value.lower())
    return bool((await connection.execute(delete(mute).where(mine))).rowcount)


async def found_in(connection: AsyncConnection, case_id: int) -> list[Any]:
    """What was found in a case: the words, where the names stand, and whose they are."""
    return list(
        await connection.execute(
            select(
                mention.c.rule,
                mention.c.spans,
                mention.c.title_spans,
                post.c.author_key,
                post.c.author,
                post.c.service,
                post_revision.c.title,
                post_revision.c.text,
            )
            .select_from(mention)
            .join(post, post.c.id == mention.c.post_id)
            .join(post_revision, post_revision.c.id == mention.c.revision_id)
            .where(mention.c.case_id == case_id)
            .order_by(mention.c.id)
        )
    )


async def learn(
    connection: AsyncConnection,
    brand: str,
    authors: Collection[tuple[bytes, str]],
    phrases: Sequence[str],
    by: str,
    now: datetime,
    case_id: int,
) -> None:
    """Keeps what a case taught: its authors (key, name) and phrases, as long as there is room for these."""
    count = select(func.count()).where(learned.c.brand == brand, learned.c.kind == PHRASE)
    room = PHRASES_A_BRAND - int((await connection.execute(count)).scalar_one())
    common = {"brand": brand, "by": by, "at": to_us(now), "case_id": case_id}
    rows = [{**common, "kind": AUTHOR, "value": name, "author_key": key} for key, name in authors]
    rows += [{**common, "kind": PHRASE, "value": phrase, "author_key": None} for phrase in phrases[: max(0, room)]]
    await insert_new(connection, learned, rows)


async def unlearn_case(connection: AsyncConnection, case_id: int) -> list[Any]:
    """Forgets what a case had taught; returns what that was."""
    rows = list(await connection.execute(select(learned).where(learned.c.case_id == case_id)))
    await connection.execute(delete(learned).where(learned.c.case_id == case_id))
    return rows


async def cases_not_about(connection: AsyncConnection, brand: str, *, but: int, most: int) -> list[int]:
    """The other cases, the newest first, of which a person said that they were not about this brand."""
    others = (case.c.brand == brand) & (case.c.outcome == Outcome.NOT_US.value) & (case.c.id != but)
    return list(
        (await connection.execute(select(case.c.id).where(others).order_by(case.c.id.desc()).limit(most))).scalars()
    )


async def unlearn_author(connection: AsyncConnection, brand: str, author_key: bytes) -> list[Any]:
    """Forgets that this author means somebody else; returns what that was."""
    mine = (learned.c.brand == brand) & (learned.c.kind == AUTHOR) & (learned.c.author_key == author_key)
    rows = list(await connection.execute(select(learned).where(mine)))
    await connection.execute(delete(learned).where(mine))
    return rows


async def forget(connection: AsyncConnection, number: int) -> Any:
    """Forgets one thing that was learnt; returns what it was, or None."""
    row = (await connection.execute(select(learned).where(learned.c.id == number))).one_or_none()
    await connection.execute(delete(learned).where(learned.c.id == number))
    return row


async def shut_out(
    connection: AsyncConnection, brand: str, authors: Collection[bytes], since: int, most: int
) -> list[int]:
    """The newest mentions since then that nobody heard of, by these authors."""
    query = (
        select(mention.c.id)
        .join(post, post.c.id == mention.c.post_id)
        .where(mention.c.brand == brand, mention.c.muted.is_(True), mention.c.seen_at >= since)
        .where(post.c.author_key.in_(list(authors)), post.c.deleted_at.is_(None))
    )
    return list((await connection.execute(query.order_by(mention.c.seen_at.desc()).limit(most))).scalars())


async def passed_over(connection: AsyncConnection, brand: str, phrase: str, since: int, most: int) -> list[Any]:
    """The newest posts since then in which this phrase stands and in which the brand was not found, with their words and the
    source that showed them."""
    shown = select(func.min(sighting.c.source)).where(sighting.c.post_id == post.c.id).scalar_subquery().label("source")
    found = exists().where(mention.c.post_id == post.c.id, mention.c.brand == brand)
    said = post_revision.c.title + " " + post_revision.c.text
    query = (
        select(
            post, post_revision.c.title, post_revision.c.text, post_revision.c.stars, post_revision.c.stars_max, shown
        )
        .join(post_revision, post_revision.c.id == post.c.revision_id)
        .where(post.c.seen_at >= since, post.c.deleted_at.is_(None), ~found)
        .where(*(said.icontains(word, autoescape=True) for word in phrase.split()))
    )
    return list(await connection.execute(query.order_by(post.c.seen_at.desc()).limit(most)))


async def everything(connection: AsyncConnection) -> list[Any]:
    """All that was learnt, brand by brand."""
    return list(await connection.execute(select(learned).order_by(learned.c.brand, learned.c.kind, learned.c.id)))


MUTES, LEARNED, CORRECTIONS = "mute", "learned", "correction"
"""The lists of what people taught."""
_LISTS: dict[str, Any] = {MUTES: mute, LEARNED: learned, CORRECTIONS: correction}


async def latest(
    connection: AsyncConnection, which: str, brands: Collection[str] | None, after: int | None, limit: int
) -> list[Any]:
    """Rows of one of these lists (corrections with their words), the newest first, from below the number ``after``, as far as they
    may be seen. What is muted for every brand is only for whoever sees every brand."""
    table = _LISTS[which]
    query = select(table)
    if which == CORRECTIONS:
        query = (
            select(table, post_revision.c.title, post_revision.c.text)
            .outerjoin(mention, mention.c.id == correction.c.mention_id)
            .outerjoin(post_revision, post_revision.c.id == mention.c.revision_id)
        )
    query = query.where(seen(table.c.brand, brands))
    if after is not None:
        query = query.where(table.c.id < after)
    return list(await connection.execute(query.order_by(table.c.id.desc()).limit(limit)))


async def one(connection: AsyncConnection, which: str, number: int) -> Any:
    """The row of one of these lists with that number, or None."""
    table = _LISTS[which]
    return (await connection.execute(select(table).where(table.c.id == number))).one_or_none()


async def phrases(connection: AsyncConnection) -> dict[str, tuple[str, ...]]:
    """The phrases that mean somebody else, by brand."""
    found: dict[str, list[str]] = {}
    rows = await connection.execute(
        select(learned.c.brand, learned.c.value).where(learned.c.kind == PHRASE).order_by(learned.c.id)
    )
    for row in rows:
        found.setdefault(row.brand, []).append(row.value)
    return {brand: tuple(values) for brand, values in found.items()}


async def strangers(connection: AsyncConnection, brand: str, now: datetime) -> set[bytes]:
    """The authors who, as was said lately, mean somebody else when they name this brand."""
    recent = learned.c.at >= to_us(now - AUTHOR_FOR)
    rows = await connection.execute(
        select(learned.c.author_key).where(learned.c.brand == brand, learned.c.kind == AUTHOR, recent)
    )
    return {bytes(key) for key in rows.scalars() if key is not None}


async def taught_all(connection: AsyncConnection, now: datetime, span: timedelta = BAR_COUNTS) -> dict[str, int]:
    """The same as ``taught``, by brand; one that was never taught anything is left out."""
    since, found = to_us(now - span), dict[str, int]()
    wrong = select(learned.c.brand).where(learned.c.kind == AUTHOR, learned.c.at >= since)
    calm = select(correction.c.brand).where(correction.c.complaint.is_(False), correction.c.at >= since)
    for brand in (await connection.execute(union_all(wrong, calm))).scalars():
        found[brand] = found.get(brand, 0) + 1
    return found


async def taught(connection: AsyncConnection, brand: str, now: datetime, span: timedelta = BAR_COUNTS) -> int:
    """How often people said of late that it was not about this brand, or no complaint."""
    since = to_us(now - span)
    wrong = select(func.count()).where(learned.c.brand == brand, learned.c.kind == AUTHOR, learned.c.at >= since)
    calm = select(func.count()).where(
        correction.c.brand == brand, correction.c.complaint.is_(False), correction.c.at >= since
    )
    return int((await connection.execute(wrong)).scalar_one()) + int((await connection.execute(calm)).scalar_one())

"""Retention: words are kept as long as the owner decided, and what is forgotten leaves only a key behind."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import to_us
from monitor.config.model import Retention
from monitor.store import hearing, indexing, receiving, stories, storms
from monitor.store.database import Store, insert_new
from monitor.store.hearing import CHUNK
from monitor.store.tables import case, mention, outbox, post, post_alias, post_revision, receipt, tombstone


async def forget_unmatched(connection: AsyncConnection, before: datetime, now: datetime) -> int:
    """Drops posts that named no brand and were last seen before; a feed that brings one back brings no news. At most
    CHUNK a call; returns how many."""
    named = exists(select(mention.c.id).where(mention.c.post_id == post.c.id))
    rows = (
        await connection.execute(
            select(post.c.id, post.c.key).where(post.c.seen_at < to_us(before), ~named).order_by(post.c.id).limit(CHUNK)
        )
    ).all()
    await _forget(connection, [(row.id, row.key) for row in rows], now)
    return len(rows)


async def forget_matched(connection: AsyncConnection, before: datetime, now: datetime) -> int:
    """Drops mentions from before, except those of a case that is still going on. At most CHUNK a call."""
    named = exists(select(mention.c.id).where(mention.c.post_id == post.c.id))
    rows = (
        await connection.execute(
            select(post.c.id, post.c.key)
            .where(post.c.seen_at < to_us(before), named, ~_going_on())
            .order_by(post.c.id)
            .limit(CHUNK)
        )
    ).all()
    await _forget(connection, [(row.id, row.key) for row in rows], now)
    # A closed case goes with its customer's words; its story and its messages go with it.
    await connection.execute(delete(case).where(case.c.state == "closed", case.c.closed_at < to_us(before)))
    return len(rows)


async def forget_unlisted(connection: AsyncConnection, before: datetime, now: datetime) -> int:
    """The words of authors who ask not to be found go, where they came before and no case with them is going on; what was
    decided about them stays. At most CHUNK a call; returns how many."""
    rows = await connection.execute(
        select(post.c.id)
        .where(post.c.unlisted_at < to_us(before), ~_going_on())
        .order_by(post.c.unlisted_at)
        .limit(CHUNK)
    )
    ids = list(rows.scalars())
    if ids:
        await hearing.wordless(connection, ids)
    return len(ids)


def _going_on() -> Any:
    """That a post is in a case that is not closed."""
    return exists(
        select(case.c.id)
        .join(mention, mention.c.case_id == case.c.id)
        .where(mention.c.post_id == post.c.id, case.c.state != "closed")
    )


async def _forget(connection: AsyncConnection, posts: list[tuple[int, bytes]], now: datetime) -> None:
    if not posts:
        return
    ids = [post_id for post_id, _ in posts]
    also = (await connection.execute(select(post_alias.c.key).where(post_alias.c.post_id.in_(ids)))).scalars()
    names = [*(key for _, key in posts), *also]
    await insert_new(connection, tombstone, [{"key": key, "at": to_us(now)} for key in names])
    await connection.execute(delete(post_revision).where(post_revision.c.post_id.in_(ids)))
    await connection.execute(delete(post).where(post.c.id.in_(ids)))


async def forget_sent(connection: AsyncConnection, before: datetime) -> None:
    """Drops delivered messages, receipts and tombstones that nothing will ask for again."""
    await connection.execute(
        delete(outbox).where(outbox.c.state.in_(("sent", "gave_up")), outbox.c.created_at < to_us(before))
    )
    await connection.execute(delete(receipt).where(receipt.c.at < to_us(before)))
    await connection.execute(delete(tombstone).where(tombstone.c.at < to_us(before)))


async def sweep(store: Store, retention: Retention, now: datetime) -> None:
    """Forgets everything that is old enough, a chunk a transaction, so that nobody else waits long for the writer."""
    for forget, kept in (
        (forget_unmatched, retention.unmatched),
        (forget_matched, retention.matched),
        (forget_unlisted, retention.unlisted),
    ):
        while await store.write(partial(forget, before=now - kept, now=now)) == CHUNK:
            pass
    while await store.write(partial(stories.forget, now=now, kept=retention.matched)) == CHUNK:
        pass
    await store.write(lambda tx: storms.forget(tx, now - retention.matched))
    await store.write(lambda tx: storms.forget_voices(tx, now))
    await store.write(lambda tx: forget_sent(tx, now - retention.matched))
    await store.write(lambda tx: receiving.forget(tx, now - receiving.REMEMBERED))
    while await store.write(indexing.tidy):
        pass

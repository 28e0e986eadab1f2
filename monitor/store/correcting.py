"""Corrections: what people said about a tone, kept by brand and words. Only a hash of the words is kept here, and which
mention has them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import to_us
from monitor.store import keys
from monitor.store.database import insert_new
from monitor.store.tables import correction, mention, pending, post_revision
from monitor.tone.base import Label
from monitor.tone.correction import Correction

_NOT_WORDS = re.compile(r"[\W_]+")


def words_key(title: str, text: str, mention_id: int) -> bytes:
    """The same for the same words: case, spaces and punctuation do not count. Words of nothing but signs count whole. Where
    nothing is said, as in a review of stars alone, a mention is like no other."""
    said = f"{title} {text}".casefold()
    words = _NOT_WORDS.sub(" ", said).strip() or said.strip()
    return keys.key("said", words) if words else keys.key("unsaid", str(mention_id))


async def known(connection: AsyncConnection, brand: str, words: Collection[bytes]) -> dict[bytes, Correction]:
    """The corrections there are for these words."""
    rows = await connection.execute(
        select(correction).where(correction.c.brand == brand, correction.c.words.in_(list(words)))
    )
    return {bytes(row.words): said(row) for row in rows}


def said(row: Any) -> Correction:
    """A row of the table as what it means."""
    return Correction(
        by=row.by, label=Label(row.label) if row.label else None, complaint=row.complaint, anger=row.anger
    )


async def learn(
    connection: AsyncConnection,
    brand: str,
    words: Mapping[bytes, int],
    said: Correction,
    now: datetime,
    *,
    case_id: int | None = None,
) -> None:
    """Keeps a correction for these words (each with a mention in which they stand); the last word wins. ``case_id``: it was
    taught by closing this case."""
    await unlearn(connection, brand, words)
    for one, mention_id in words.items():
        await connection.execute(
            insert(correction).values(
                brand=brand,
                words=one,
                label=said.label.value if said.label else None,
                complaint=said.complaint,
                anger=said.anger,
                by=said.by,
                at=to_us(now),
                case_id=case_id,
                mention_id=mention_id,
            )
        )


async def unlearn(connection: AsyncConnection, brand: str, words: Collection[bytes]) -> int:
    """Forgets what was said about these words; returns how many corrections that were."""
    done = await connection.execute(
        delete(correction).where(correction.c.brand == brand, correction.c.words.in_(list(words)))
    )
    return int(done.rowcount)


async def unlearn_case(connection: AsyncConnection, case_id: int) -> None:
    """Forgets what closing this case had taught."""
    await connection.execute(delete(correction).where(correction.c.case_id == case_id))


async def everything(connection: AsyncConnection) -> list[Any]:
    """All corrections, brand by brand, with the words for which they were made as far as these are still known."""
    rows = await connection.execute(
        select(correction, post_revision.c.title, post_revision.c.text)
        .outerjoin(mention, mention.c.id == correction.c.mention_id)
        .outerjoin(post_revision, post_revision.c.id == mention.c.revision_id)
        .order_by(correction.c.brand, correction.c.id)
    )
    return list(rows)


async def forget(connection: AsyncConnection, number: int) -> Any:
    """Forgets one correction; returns it as it was, or None."""
    row = (await connection.execute(select(correction).where(correction.c.id == number))).one_or_none()
    await connection.execute(delete(correction).where(correction.c.id == number))
    return row


async def said_in(connection: AsyncConnection, case_id: int) -> dict[bytes, int]:
    """The words of all mentions of a case, each with one mention in which they stand."""
    rows = await connection.execute(
        select(mention.c.id, post_revision.c.title, post_revision.c.text)
        .join(mention, mention.c.revision_id == post_revision.c.id)
        .where(mention.c.case_id == case_id)
    )
    return {words_key(row.title, row.text, row.id): row.id for row in rows}


async def mention_by_id(connection: AsyncConnection, mention_id: int) -> Any:
    """One mention with its words, or None."""
    query = (
        select(
            mention.c.id,
            mention.c.brand,
            mention.c.rule,
            mention.c.case_id,
            post_revision.c.title,
            post_revision.c.text,
        )
        .join(post_revision, post_revision.c.id == mention.c.revision_id)
        .where(mention.c.id == mention_id)
    )
    return (await connection.execute(query)).one_or_none()


async def decide_anew(connection: AsyncConnection, mentions: Sequence[tuple[int, str]]) -> None:
    """Puts mentions, (number, brand), back on the pending list: their tone has changed."""
    await insert_new(
        connection, pending, [{"mention_id": number, "brand": brand, "cause": "new"} for number, brand in mentions]
    )

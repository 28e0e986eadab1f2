"""Who says "me too" below a case: other people, each counted once."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.store import keys
from monitor.store.deciding import Waiting
from monitor.store.tables import case, mention, post, post_alias


async def case_agreed_with(connection: AsyncConnection, item: Waiting) -> int | None:
    """The case that a mention agrees with: of the post that it answers, or that this one agrees with in its turn; in a
    thread that does not tell who answers whom, of the first customer. None where there is none, or it is one's own."""
    meant = func.coalesce(mention.c.case_id, mention.c.agrees_with)
    query = (
        select(meant.label("case_id"))
        .select_from(mention)
        .join(post, post.c.id == mention.c.post_id)
        .join(case, case.c.id == meant)
        .where(mention.c.brand == item.brand, mention.c.id != item.mention_id)
        .order_by(mention.c.at, mention.c.id)
        .limit(1)
    )
    if item.reply_to:
        names = keys.reference_keys(item.service, item.reply_to)
        alias = select(post_alias.c.post_id).where(post_alias.c.key.in_(names))
        query = query.where(post.c.key.in_(names) | post.c.id.in_(alias))
    elif item.thread_key:
        query = query.where(post.c.thread_key == item.thread_key)
    else:
        return None
    number = (await connection.execute(query.where(case.c.author_key != item.author_key))).scalar_one_or_none()
    return None if number is None else int(number)


async def agreed(connection: AsyncConnection, item: Waiting, case_id: int) -> int:
    """Notes that a mention agrees with a case; returns how many people do, the customer and programs not counted."""
    await connection.execute(update(mention).where(mention.c.id == item.mention_id).values(agrees_with=case_id))
    people = (
        select(func.count(post.c.author_key.distinct()))
        .select_from(mention)
        .join(post, post.c.id == mention.c.post_id)
        .join(case, case.c.id == mention.c.agrees_with)
        .where(mention.c.agrees_with == case_id, post.c.author_key != case.c.author_key)
    )
    return int((await connection.execute(people)).scalar_one())

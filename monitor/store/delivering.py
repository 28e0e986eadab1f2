"""The outbox: claim, send, then mark. In this order a crash can repeat one delivery and never lose one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, exists, func, select, true, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.cases import Reason
from monitor.clock import from_us, to_us
from monitor.store import stories
from monitor.store.database import insert_new
from monitor.store.deciding import Row, case_by_id
from monitor.store.tables import channel, mention, outbox, post, post_revision, receipt
from monitor.telling.matters import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message that is ours to send now."""

    id: int
    matter: str
    case_id: int | None
    reason: str
    ordinal: int
    recipient: str
    channel: str
    facts: Mapping[str, Any]
    created: datetime
    wanted: datetime  # when it should have gone out
    attempts: int  # before this one


_FAR = timedelta(days=2)
"""Nothing is put off further than this: a night, six hours, or a day that a service has named."""
DEAD_AFTER = 3
"""Failures in a row after which the operator is told, by another channel."""
PART_OF = "part_of"
"""In the facts of what came as a part of another message: the number of that one."""
CALLED_BY = "called_by"
"""In the facts of what another message calls to, before it has gone out: the number of that one."""


async def sent_lately(
    connection: AsyncConnection, channel_name: str, recipient: str, since: datetime, now: datetime, *, edits: bool
) -> list[datetime]:
    """When this person got a message by this channel since then and up to ``now``, the oldest first; what came in one is one.
    With ``edits`` only the first of a matter is one: the others changed it."""
    mine = (outbox.c.state == "sent") & (outbox.c.channel == channel_name)
    mine &= outbox.c.facts[PART_OF].as_integer().is_(None)
    if edits:
        first = select(func.min(outbox.c.sent_at).label("at")).where(mine).group_by(outbox.c.matter).subquery()
        query = select(first.c.at).where(first.c.at > to_us(since), first.c.at <= to_us(now)).order_by(first.c.at)
    else:
        lately = (outbox.c.sent_at > to_us(since)) & (outbox.c.sent_at <= to_us(now))
        query = select(outbox.c.sent_at).where(mine, outbox.c.recipient == recipient, lately).order_by(outbox.c.sent_at)
    return [from_us(at) for at in (await connection.execute(query)).scalars()]


async def known_matters(connection: AsyncConnection, channel_name: str, matters: Collection[str]) -> set[str]:
    """Those of the matters about which this channel has a receipt: there is a message to go on with."""
    query = select(receipt.c.matter).where(receipt.c.channel == channel_name, receipt.c.matter.in_(matters))
    return set((await connection.execute(query)).scalars())


async def postpone(connection: AsyncConnection, ids: Collection[int], at: datetime) -> None:
    """Those of these that are due before then wait until then. It is no failure."""
    early = (outbox.c.state == "due") & (outbox.c.due_at < to_us(at))
    await connection.execute(update(outbox).where(outbox.c.id.in_(ids), early).values(due_at=to_us(at)))


async def other_ways(connection: AsyncConnection, delivery: Delivery) -> bool:
    """Whether the same word reached this person by another channel, or still may."""
    query = select(outbox.c.id).where(
        outbox.c.matter == delivery.matter,
        outbox.c.reason == delivery.reason,
        outbox.c.ordinal == delivery.ordinal,
        outbox.c.recipient == delivery.recipient,
        outbox.c.id != delivery.id,
        outbox.c.state.in_(("sent", "claimed")) | ((outbox.c.state == "due") & (outbox.c.error == "")),
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def channels_tried(connection: AsyncConnection, delivery: Delivery) -> set[str]:
    """By which channels the same word was to reach this person."""
    query = select(outbox.c.channel).where(
        outbox.c.matter == delivery.matter,
        outbox.c.reason == delivery.reason,
        outbox.c.ordinal == delivery.ordinal,
        outbox.c.recipient == delivery.recipient,
    )
    return set((await connection.execute(query)).scalars())


async def waiting(connection: AsyncConnection) -> list[Any]:
    """Everything that has not arrived: what waits, and what was given up, the oldest first."""
    query = select(outbox).where(outbox.c.state != "sent").order_by(outbox.c.wanted_at, outbox.c.id)
    return list(await connection.execute(query))


async def retry(connection: AsyncConnection, number: int | None, now: datetime) -> int:
    """Makes one message (None: all that have not arrived) due now, given up or not. Returns how many."""
    which = outbox.c.id == number if number is not None else true()
    result = await connection.execute(
        update(outbox)
        .where(outbox.c.state.in_(("due", "gave_up")), which)
        .values(state="due", due_at=to_us(now), created_at=to_us(now))
    )
    return int(result.rowcount)


async def recover(connection: AsyncConnection, channel: str = "") -> int:
    """What was claimed and not marked (by an earlier life; by a channel's run that broke off) is due again. Returns how
    many."""
    mine = outbox.c.channel == channel if channel else true()
    result = await connection.execute(
        update(outbox).where(outbox.c.state == "claimed", mine).values(state="due", claimed_at=None)
    )
    return int(result.rowcount)


async def due(connection: AsyncConnection, now: datetime, limit: int = 500) -> list[Delivery]:
    """What is due by now, channel by channel, in the order in which it was decided; at most ``limit`` a channel, so that
    the backlog of one that is dead hides nobody else's. A change waits for those before it of the same matter."""
    found: list[Delivery] = []
    before = outbox.alias()
    overtakes = exists().where(
        before.c.matter == outbox.c.matter,
        before.c.channel == outbox.c.channel,
        before.c.reason == Reason.CHANGED.value,
        before.c.state.in_(("due", "claimed")),
        before.c.id < outbox.c.id,
        before.c.due_at > to_us(now),
    )
    waits = (outbox.c.reason == Reason.CHANGED.value) & overtakes
    # A clock that ran far ahead for a while has put off what it decided or tried until its own time.
    far = to_us(now + _FAR)
    strayed = (outbox.c.created_at > far) | ((outbox.c.attempts > 0) & (outbox.c.due_at > far))
    is_due = (outbox.c.state == "due") & ((outbox.c.due_at <= to_us(now)) | strayed) & ~waits
    turn = case((outbox.c.reason == Reason.CHANGED.value, outbox.c.created_at), else_=outbox.c.due_at)
    for name in (await connection.execute(select(outbox.c.channel).where(is_due).distinct())).scalars().all():
        rows = await connection.execute(
            select(outbox).where(is_due, outbox.c.channel == name).order_by(turn, outbox.c.id).limit(limit)
        )
        found += [_delivery(row) for row in rows]
    return found


async def these(connection: AsyncConnection, ids: Collection[int]) -> list[Delivery]:
    """Messages by their numbers, those that are still there, in the order in which they were decided."""
    rows = await connection.execute(select(outbox).where(outbox.c.id.in_(ids)).order_by(outbox.c.id))
    return [_delivery(row) for row in rows]


async def call_of(
    connection: AsyncConnection, matter: str, channel_name: str, reason: Reason
) -> tuple[Delivery, bool] | None:
    """The message by that channel that calls to others, of a morning or of a burst, and whether it waits to be sent; None if
    there is none."""
    query = select(outbox).where(
        outbox.c.matter == matter, outbox.c.channel == channel_name, outbox.c.reason == reason.value
    )
    row = (await connection.execute(query)).one_or_none()
    return (_delivery(row), row.state == "due") if row else None


async def called_by(connection: AsyncConnection, deliveries: Collection[Delivery], call: int) -> None:
    """That message calls to these."""
    for delivery in deliveries:
        facts = {**delivery.facts, CALLED_BY: call}
        await connection.execute(update(outbox).where(outbox.c.id == delivery.id).values(facts=facts))


async def undelivered(connection: AsyncConnection) -> list[Delivery]:
    """Everything that is not delivered yet and still can be, whenever it is due."""
    rows = await connection.execute(select(outbox).where(outbox.c.state.in_(("due", "claimed"))).order_by(outbox.c.id))
    return [_delivery(row) for row in rows]


def _delivery(row: Any) -> Delivery:
    return Delivery(
        id=row.id,
        matter=row.matter,
        case_id=row.case_id,
        reason=row.reason,
        ordinal=row.ordinal,
        recipient=row.recipient,
        channel=row.channel,
        facts=row.facts,
        created=from_us(row.created_at),
        wanted=from_us(row.wanted_at),
        attempts=row.attempts,
    )


async def claim(connection: AsyncConnection, outbox_id: int, now: datetime) -> bool:
    """Takes one message, unless somebody else has: one conditional UPDATE."""
    result = await connection.execute(
        update(outbox)
        .where(outbox.c.id == outbox_id, outbox.c.state == "due")
        .values(state="claimed", claimed_at=to_us(now), attempts=outbox.c.attempts + 1)
    )
    return bool(result.rowcount)


async def sent(
    connection: AsyncConnection,
    delivery: Delivery,
    destination: str,
    kept: Mapping[str, Any] | None,
    now: datetime,
    *,
    part_of: int | None = None,
) -> None:
    """It arrived; ``kept`` is the receipt for the next message of this matter, None if there is nothing to go on with.
    ``part_of``: the message that it came with, or that calls to it."""
    values: dict[str, Any] = {"state": "sent", "sent_at": to_us(now), "error": ""}
    if part_of is not None:
        values["facts"] = {**delivery.facts, PART_OF: part_of}
    await connection.execute(update(outbox).where(outbox.c.id == delivery.id).values(**values))
    if kept is not None:
        await _keep(connection, delivery, destination, kept, now)
    await _ensure_channel(connection, delivery.channel)
    await _hurry(connection, delivery.channel, now)
    await connection.execute(
        update(channel)
        .where(channel.c.name.in_((delivery.channel, one_way(delivery))))
        .values(failures=0, failing_since=None, succeeded_at=to_us(now), error="")
    )


async def _hurry(connection: AsyncConnection, name: str, now: datetime) -> None:
    """A channel that was dead delivers: what it has been asked for in vain goes out now, and not when its own wait is over. Not
    what only a person can mend: that waits for longer than an hour."""
    dead = exists(select(channel.c.name).where(channel.c.name == name, channel.c.failures >= DEAD_AFTER))
    soon = outbox.c.due_at.between(to_us(now) + 1, to_us(now + timedelta(hours=1)))
    waits = (outbox.c.state == "due") & (outbox.c.channel == name) & (outbox.c.attempts > 0)
    await connection.execute(update(outbox).where(waits, soon, dead).values(due_at=to_us(now)))


async def _keep(
    connection: AsyncConnection, delivery: Delivery, destination: str, kept: Mapping[str, Any], now: datetime
) -> None:
    where = (
        receipt.c.matter == delivery.matter,
        receipt.c.channel == delivery.channel,
        receipt.c.destination == destination,
    )
    changed = await connection.execute(update(receipt).where(*where).values(data=dict(kept), at=to_us(now)))
    if not changed.rowcount:
        await insert_new(
            connection,
            receipt,
            [
                {
                    "matter": delivery.matter,
                    "channel": delivery.channel,
                    "destination": destination,
                    "data": dict(kept),
                    "at": to_us(now),
                }
            ],
        )


async def try_again(connection: AsyncConnection, now: datetime) -> None:
    """What failed before is due now: somebody may have mended the configuration."""
    await connection.execute(
        update(outbox)
        .where(outbox.c.state == "due", outbox.c.attempts > 0, outbox.c.due_at > to_us(now))
        .values(due_at=to_us(now))
    )


async def later(
    connection: AsyncConnection,
    delivery: Delivery,
    at: datetime,
    error: str,
    now: datetime,
    *,
    failures: int = 1,
    whose: str = "",
) -> None:
    """It did not arrive this time; try again at ``at``. It counts as so many failures of its channel, or of ``whose``."""
    await connection.execute(
        update(outbox)
        .where(outbox.c.id == delivery.id)
        .values(state="due", claimed_at=None, due_at=to_us(at), error=error)
    )
    await _failing(connection, whose or delivery.channel, error, now, failures)


async def gave_up(
    connection: AsyncConnection, delivery: Delivery, error: str, now: datetime, *, whose: str = ""
) -> None:
    """It will not arrive. The row stays, with the reason."""
    await dropped(connection, delivery, error)
    await _failing(connection, whose or delivery.channel, error, now)


async def dropped(connection: AsyncConnection, delivery: Delivery, error: str) -> None:
    """The same, and no channel is to blame."""
    await connection.execute(
        update(outbox).where(outbox.c.id == delivery.id).values(state="gave_up", claimed_at=None, error=error)
    )


def one_way(delivery: Delivery) -> str:
    """The name under which is kept how a channel does for one person."""
    return f"{delivery.channel} to {delivery.recipient}"


async def _ensure_channel(connection: AsyncConnection, name: str) -> None:
    await insert_new(connection, channel, [{"name": name}])


async def _failing(connection: AsyncConnection, name: str, error: str, now: datetime, failures: int = 1) -> None:
    await _ensure_channel(connection, name)
    await connection.execute(
        update(channel)
        .where(channel.c.name == name)
        .values(
            failures=channel.c.failures + failures,
            failing_since=func.coalesce(channel.c.failing_since, to_us(now)),
            error=error,
        )
    )


async def receipt_of(connection: AsyncConnection, delivery: Delivery, destination: str) -> Mapping[str, Any] | None:
    """What the channel kept from the last message of this matter to this destination."""
    found = await connection.execute(
        select(receipt.c.data).where(
            receipt.c.matter == delivery.matter,
            receipt.c.channel == delivery.channel,
            receipt.c.destination == destination,
        )
    )
    data = found.scalar_one_or_none()
    return data if data is None else dict(data)


async def channels(connection: AsyncConnection) -> list[Any]:
    """The health of every channel that was ever used."""
    return list(await connection.execute(select(channel).order_by(channel.c.name)))


async def stuck(connection: AsyncConnection) -> set[tuple[str, str]]:
    """The channels and people between whom something was tried in vain and still waits."""
    query = (
        select(outbox.c.channel, outbox.c.recipient).where(outbox.c.state == "due", outbox.c.attempts > 0).distinct()
    )
    return {(row.channel, row.recipient) for row in await connection.execute(query)}


async def mark_channel(connection: AsyncConnection, name: str, told_at: datetime | None) -> None:
    """Remembers that the operator has been told that a channel is dead (None: that it is back)."""
    await connection.execute(
        update(channel).where(channel.c.name == name).values(dead_told_at=to_us(told_at) if told_at else None)
    )


async def forget(connection: AsyncConnection, outbox_id: int) -> None:
    """A message that nobody has to hear any more, and that nobody heard."""
    await connection.execute(delete(outbox).where(outbox.c.id == outbox_id, outbox.c.state != "sent"))


async def withdraw(connection: AsyncConnection, person: str, reason: str) -> list[Any]:
    """Takes back what has gone out to this person by no channel yet, for this reason. Returns what it was, a row a message by
    however many channels: matter, ordinal, facts."""
    sent = outbox.alias()
    same = (sent.c.matter == outbox.c.matter) & (sent.c.reason == reason) & (sent.c.ordinal == outbox.c.ordinal)
    told = exists().where(same, sent.c.recipient == person, sent.c.state == "sent")
    mine = (outbox.c.state == "due") & (outbox.c.recipient == person) & (outbox.c.reason == reason) & ~told
    columns = (outbox.c.matter, outbox.c.ordinal, outbox.c.facts)
    rows = (await connection.execute(delete(outbox).where(mine).returning(*columns))).all()
    return [*{(row.matter, row.ordinal): row for row in rows}.values()]


async def latest(connection: AsyncConnection, matter: str) -> datetime | None:
    """When the newest message in a matter was decided."""
    at = (await connection.execute(select(func.max(outbox.c.created_at)).where(outbox.c.matter == matter))).scalar_one()
    return None if at is None else from_us(at)


async def unsaid(connection: AsyncConnection, matter: str, reason: Reason, since: datetime) -> bool:
    """Takes back what has been decided for this reason since then and waits; whether nobody has heard of it then."""
    mine = (outbox.c.matter == matter) & (outbox.c.reason == reason.value) & (outbox.c.created_at >= to_us(since))
    await connection.execute(delete(outbox).where(mine, outbox.c.state == "due"))
    return not (await connection.execute(select(exists(select(outbox.c.id).where(mine))))).scalar_one()


async def matter_of(connection: AsyncConnection, delivery: Delivery) -> tuple[Row | None, Said | None, Said | None]:
    """The case a message is about, as it stands now, the complaint, and the words that this message is about."""
    if delivery.case_id is None:
        return None, None, None
    mention_id = delivery.facts.get("mention")
    return (
        await case_by_id(connection, delivery.case_id),
        await said(connection, delivery.case_id, None),
        await said(connection, delivery.case_id, mention_id) if isinstance(mention_id, int) else None,
    )


async def said(connection: AsyncConnection, case_id: int, mention_id: int | None) -> Said | None:
    """The words of one mention of a case; without a number, of the one that weighs most (the angriest, latest; of the same
    words the first that still stand)."""
    which = mention.c.case_id == case_id
    if mention_id is not None:
        return await _said(connection, which & (mention.c.id == mention_id))
    first, its_post = mention.alias(), post.alias()
    told_before = (
        exists()
        .where(first.c.case_id == case_id, first.c.story_id == mention.c.story_id, its_post.c.id == first.c.post_id)
        .where(its_post.c.deleted_at.is_(None), tuple_(first.c.at, first.c.id) < tuple_(mention.c.at, mention.c.id))
    )
    return await _said(connection, which & ~told_before)


async def said_in(connection: AsyncConnection, mention_id: int | None) -> Said | None:
    """The words of one mention, whether it belongs to a case or not."""
    return None if mention_id is None else await _said(connection, mention.c.id == mention_id)


async def _said(connection: AsyncConnection, which: Any) -> Said | None:
    query = (
        select(
            mention.c.id,
            post.c.author,
            mention.c.source,
            post_revision.c.title,
            post_revision.c.text,
            post_revision.c.stars,
            post_revision.c.stars_max,
            post.c.url,
            mention.c.why,
            mention.c.at,
            post.c.published_at,
            post.c.published_exact,
            post.c.deleted_at,
        )
        .select_from(mention)
        .join(post, post.c.id == mention.c.post_id)
        .join(post_revision, post_revision.c.id == mention.c.revision_id)
        .where(which)
        .order_by(func.coalesce(mention.c.anger + mention.c.complaint, 0).desc(), mention.c.at.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Said(
        author=row.author.get("name") or row.author.get("handle") or "",
        source=row.source,
        title=row.title,
        text=row.text,
        url=row.url,
        why=tuple(row.why or ()),
        at=from_us(row.published_at),
        exact=row.published_exact,
        stars=row.stars,
        stars_max=row.stars_max,
        deleted=row.deleted_at is not None,
        spread=await stories.spread(connection, row.id),
    )

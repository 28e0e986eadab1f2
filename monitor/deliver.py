"""Draining the outbox: claim, send, then mark sent, later, or given up.

Each channel is drained on its own, so one that hangs blocks no other. From *send* to *mark* they take turns, so a crash
repeats one delivery at most; one that takes longer than the grace goes on alone, and the next one is let in. What cannot be
delivered now is tried again, less and less often, for three days; then it is given up, with the reason on record.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from alerts.base import DeliveryError, Message, Receipt, Recipient
from monitor import notices, wording
from monitor.cases import Reason, Say
from monitor.clock import from_us
from monitor.config import Destination
from monitor.letters import letters
from monitor.parts import Parts
from monitor.store import deciding, delivering
from monitor.store.delivering import Delivery
from monitor.words import clock

log = logging.getLogger(__name__)

DEADLINE = timedelta(seconds=30)
GRACE = timedelta(seconds=3)
"""For so long (real time) a service that is slow to answer keeps the other channels waiting."""
PATIENCE = timedelta(days=3)
_WAITS = [
    timedelta(seconds=30),
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=15),
]
_LONGEST = timedelta(hours=1)
_HOPELESS = timedelta(hours=6)
"""Between two tries of what only a person can mend (a wrong token, an address that does not exist): the operator is told
at once, and a new configuration makes it due at once."""
DEAD_AFTER = 3
"""Failures in a row after which the operator is told, by another channel."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery that was tried: the message, and what went wrong (empty: it arrived)."""

    delivery: Delivery
    message: Message
    error: str = ""


async def drain(parts: Parts) -> list[Sent]:
    """Delivers everything that is due, all channels at once, each in order."""
    async with parts.store.read() as connection:
        due = await delivering.due(connection, parts.now())
    by_channel: dict[str, list[Delivery]] = {}
    for delivery in due:
        by_channel.setdefault(delivery.channel, []).append(delivery)
    done = await asyncio.gather(*(drain_channel(parts, name, items) for name, items in by_channel.items()))
    return [sent for channel in done for sent in channel]


async def drain_channel(parts: Parts, name: str, deliveries: list[Delivery]) -> list[Sent]:
    """Delivers these messages of one channel, in order. After a failure that may pass the rest waits for next time."""
    done: list[Sent] = []
    for delivery in deliveries:
        if not await parts.store.write(partial(delivering.claim, outbox_id=delivery.id, now=parts.now())):
            continue
        sent = await deliver(parts, delivery)
        done.append(sent)
        if sent.error and not await _goes_on(parts, name):
            break
    return done


async def _goes_on(parts: Parts, name: str) -> bool:
    async with parts.store.read() as connection:
        health = {row.name: row for row in await delivering.channels(connection)}
    return name not in health or health[name].failures < DEAD_AFTER


async def deliver(parts: Parts, delivery: Delivery) -> Sent:
    """Sends one claimed message and marks what became of it."""
    message = await compose(parts, delivery)
    destination = parts.config.destinations.get(delivery.channel)
    if destination is None:
        error = f"the channel {delivery.channel} is no longer in the configuration"
        await parts.store.write(lambda tx: delivering.gave_up(tx, delivery, error, parts.now()))
        return Sent(delivery, message, error)
    where = destination.channel.destination(message.to)
    async with parts.store.read() as connection:
        kept = await delivering.receipt_of(connection, delivery, where)
    async with parts.sending.take():
        try:
            receipt = await send(parts, destination, message, kept)
        except DeliveryError as error:
            return await _not_sent(parts, delivery, message, error)
        await parts.store.write(lambda tx: delivering.sent(tx, delivery, where, receipt, parts.now()))
        return Sent(delivery, message)


async def send(parts: Parts, destination: Destination, message: Message, kept: Receipt | None) -> Receipt:
    """Hands one message to its channel, within a deadline. Raises DeliveryError and nothing else."""
    client = parts.net.bound(failure=DeliveryError, deadline=DEADLINE, allow_private=destination.allow_private)
    try:
        async with asyncio.timeout(DEADLINE.total_seconds()):
            return await destination.channel.send(client, message, kept)
    except DeliveryError:
        raise
    except TimeoutError:
        raise DeliveryError(f"{destination.name} did not answer within {DEADLINE.seconds} s") from None
    except Exception as error:
        log.exception("the channel %s failed", destination.name)
        raise DeliveryError(f"{destination.name} failed ({type(error).__name__})") from error


async def _not_sent(parts: Parts, delivery: Delivery, message: Message, error: DeliveryError) -> Sent:
    now, what = parts.now(), str(error)
    log.warning("%s to %s by %s: %s", delivery.reason, delivery.recipient, delivery.channel, what)
    if now - delivery.created > PATIENCE:
        await parts.store.write(lambda tx: delivering.gave_up(tx, delivery, what, now))
    else:
        wait = _WAITS[delivery.attempts] if delivery.attempts < len(_WAITS) else _LONGEST
        wait = max(_HOPELESS if error.permanent else wait, error.retry_after or timedelta(0))
        failures = DEAD_AFTER if error.permanent else 1
        await parts.store.write(lambda tx: delivering.later(tx, delivery, now + wait, what, now, failures=failures))
    return Sent(delivery, message, what)


async def compose(parts: Parts, delivery: Delivery) -> Message:
    """The message as it reads now: the card shows the matter as it stands, the summary what the message is about. If it
    cannot be put into words, the person is told at least that something happened, and where to look."""
    try:
        return await _in_words(parts, delivery)
    except Exception:
        log.exception("message %d (%s, %s) could not be put into words", delivery.id, delivery.matter, delivery.reason)
        to = Recipient(name=delivery.recipient)
        if person := parts.config.people.get(delivery.recipient):
            to = person.recipient
        return notices.wordless(
            delivery.reason, delivery.case_id, to, str(delivery.id), delivery.matter, delivery.created
        )


async def _in_words(parts: Parts, delivery: Delivery) -> Message:
    config, now = parts.config, parts.now()
    person = config.people.get(delivery.recipient)
    to = person.recipient if person else Recipient(name=delivery.recipient)
    reason = Reason(delivery.reason)
    ident = str(delivery.id)
    if reason is Reason.ALREADY_WAITING:
        return await _already_waiting(parts, delivery, to, now)
    if reason is Reason.PRESS:
        return notices.press(delivery.facts, to, ident, delivery.matter, delivery.created)
    async with parts.store.read() as connection:
        row, said, news = await delivering.matter_of(connection, delivery)
    if row is None:
        return notices.operator_message(reason, delivery.facts, to, ident, delivery.matter, delivery.created)
    brand = config.brands.get(row.case.brand)
    matter = wording.Matter(
        case_id=row.id,
        case=row.case,
        said=said,
        news=news,
        to=to,
        by=str(delivery.facts.get("by", "")),
        promise=brand.answer_within if brand else row.case.due - row.case.waiting_since,
        now=now,
        decided=delivery.wanted,
        zone=config.timezone,
        late=now - delivery.wanted,
    )
    return wording.case_message(matter, reason, ident)


async def _already_waiting(parts: Parts, delivery: Delivery, to: Recipient, now: datetime) -> Message:
    ids = [int(number) for number in delivery.facts["cases"]]
    async with parts.store.read() as connection:
        rows = [row for row in [await deciding.case_by_id(connection, number) for number in ids[:10]] if row]
    listed = [notices.Already(row.id, row.case.brand, row.case.author, row.case.waiting_since) for row in rows]
    oldest = min((item.waiting_since for item in listed), default=now)
    return notices.already_waiting(
        listed, len(ids), oldest, to, str(delivery.id), delivery.matter, delivery.created, now
    )


# -- the operator ----------------------------------------------------------------------------------------------------


async def review_channels(parts: Parts) -> None:
    """Tells the operator, by the other channels, of a channel that has died, and that it is back."""
    now = parts.now()
    async with parts.store.read() as connection:
        health = await delivering.channels(connection)
        stuck = await delivering.stuck_channels(connection)
    for row in health:
        dead = row.failures >= DEAD_AFTER
        if dead and row.dead_told_at is None:
            lines = [
                f"failing since {clock(from_us(row.failing_since), now, parts.config.timezone)}",
                row.error,
            ]
            mark = partial(delivering.mark_channel, name=row.name, told_at=now)
            await tell_operator(
                parts, f"channel-{row.name}", Reason.CHANNEL_DEAD, row.name, lines, but_not=row.name, mark=mark
            )
        elif not row.failures and row.dead_told_at is not None and row.name not in stuck:
            mark = partial(delivering.mark_channel, name=row.name, told_at=None)
            await tell_operator(parts, f"channel-{row.name}", Reason.CHANNEL_BACK, row.name, [], mark=mark)


async def tell_operator(
    parts: Parts,
    matter: str,
    reason: Reason,
    what: str,
    lines: list[str],
    *,
    but_not: str = "",
    mark: Callable[[AsyncConnection], Awaitable[None]] | None = None,
) -> None:
    """One message about Earful itself, to the operator. ``mark`` remembers that it was told, in the same transaction:
    after a kill in between it would be told again."""
    now = parts.now()

    async def transaction(tx: AsyncConnection) -> None:
        name = f"operator-{matter}"
        say = Say(reason, (parts.config.operator,), await deciding.next_ordinal(tx, name), now)
        found = letters(
            parts.config, name, say, None, {"what": what, "lines": lines}, but_not=(but_not,) if but_not else ()
        )
        if not found:
            log.error("%s %s: %s (and no other channel reaches the operator)", reason.value, what, "; ".join(lines))
        await deciding.post_letters(tx, found, now)
        if mark:
            await mark(tx)

    await parts.store.write(transaction)

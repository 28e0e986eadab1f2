"""Draining the outbox: claim, send, then mark sent, later, or given up.

Each channel is drained on its own, so one that hangs blocks no other. From *send* to *mark* they take turns, so a crash
repeats one delivery at most; one that takes longer than the grace goes on alone, and the next one is let in. What cannot be
delivered now is tried again, less and less often, for three days; then it is given up, with the reason on record.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zlib import crc32

from sqlalchemy.ext.asyncio import AsyncConnection

from alerts.base import DeliveryError, Message, Receipt
from monitor import policies
from monitor.cases import Reason, Say, State
from monitor.clock import from_us, to_us
from monitor.config import Config, Destination
from monitor.parts import Parts
from monitor.store import being_away, deciding, delivering, storms
from monitor.store.delivering import DEAD_AFTER, Delivery
from monitor.storming.wording import STORM_ASKS
from monitor.telling import bundling, mornings, notices, wording
from monitor.telling.composing import compose, signed, still_waiting
from monitor.telling.gathering import gather
from monitor.telling.letters import PROGRAMS, Letter, channels_of, fallbacks_of, letters
from monitor.words import clock

log = logging.getLogger(__name__)

DEADLINE = timedelta(seconds=30)
GRACE = timedelta(seconds=3)
"""For so long (real time) a service that is slow to answer keeps the other channels waiting."""
PATIENCE = timedelta(days=3)
_TRIES = 8
"""It is tried so often at least: a machine that slept for days has tried nothing meanwhile."""
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
_CHANNEL = "operator-channel-"
"""How the matters begin that are about a channel."""
_WAITING = (Reason.HANDED_BACK, Reason.ALREADY_WAITING)
"""What tells of many customers that they wait."""
_SHORT = timedelta(minutes=15)
"""So long a service may ask to be left alone before it is one that does not deliver."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery that was tried: the message, and what went wrong (empty: it arrived). ``rest``: for how long the service
    wants to be left alone."""

    delivery: Delivery
    message: Message
    error: str = ""
    rest: timedelta | None = None


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
    """Delivers these messages of one channel, in order; a burst for one person as one message, and so what waited for the
    morning. After a failure that may pass the rest waits for next time."""
    done: list[Sent] = []
    held: set[str] = set()  # matters of which a change has not arrived: the next one comes after it
    astray = {item.id: why for item in deliveries if (why := _astray(parts.config, item))}
    for delivery in deliveries:
        claim = partial(delivering.claim, outbox_id=delivery.id, now=parts.now())
        if delivery.id in astray and await parts.store.write(claim):
            done.append(await _sent_anew(parts, delivery, astray[delivery.id]))
    over = {item.id for item in deliveries if item.reason in _WAITING and not await still_waiting(parts, item)}
    for number in over:  # everybody of whom it tells has had an answer meanwhile
        await parts.store.write(partial(delivering.forget, outbox_id=number))
    deliveries = [item for item in deliveries if item.id not in astray and item.id not in over]
    gathered = await gather(parts, name, deliveries)
    deliveries, later = gathered.deliveries, gathered.later
    for delivery in deliveries:
        if delivery.id in later or (delivery.reason == Reason.CHANGED and delivery.matter in held):
            continue
        if delivery.reason == Reason.CHANNEL_DEAD and await _outlived(parts, delivery):
            await parts.store.write(partial(delivering.forget, outbox_id=delivery.id))
            continue
        burst = gathered.burst_of(delivery.id)
        if burst and delivery.id != burst[0]:
            continue
        wanted = [item for item in deliveries if item.id in burst] if burst else [delivery]
        claimed = [
            item
            for item in wanted
            if await parts.store.write(partial(delivering.claim, outbox_id=item.id, now=parts.now()))
        ]
        if not claimed:
            continue
        if len(claimed) == 1:
            sent = [await deliver(parts, claimed[0], called_by=gathered.called_by.get(claimed[0].id))]
        else:
            sent = await _deliver_together(parts, claimed, morning=burst in gathered.mornings)
        done += sent
        held |= {one.delivery.matter for one in sent if one.error and one.delivery.reason == Reason.CHANGED}
        if (rest := sent[-1].rest) is not None:
            # Nothing else would get through either; and it keeps its order.
            left = [item.id for item in deliveries if item.id not in later]
            await parts.store.write(partial(delivering.postpone, ids=left, at=parts.now() + rest))
            break
        if sent[-1].error and not await _goes_on(parts, name):
            break
    return done


async def _deliver_together(parts: Parts, claimed: list[Delivery], *, morning: bool) -> list[Sent]:
    """Sends several claimed messages for one person as one, and marks what became of them. ``morning``: they waited for the end
    of a night."""
    destination = parts.config.destinations[claimed[0].channel]
    messages = [await compose(parts, delivery) for delivery in claimed]
    say = parts.config.words_of("" if destination.channel.shared else claimed[0].recipient)
    to, first = messages[0].to, claimed[0].id
    if morning and not mornings.several(claimed):
        message = messages[
            -1
        ]  # it ended in the night: nobody has to be told of it twice, and at first as if it had not
    elif morning:
        ident, wanted = f"morning-{first}", min(delivery.wanted for delivery in claimed)
        message = mornings.morning(messages, to, ident, ident, wanted, parts.now(), say)
    else:
        message = bundling.bundle(messages, to, parts.now(), say)
    message = signed(message, say)
    await _paced(parts, destination, None)
    async with parts.sending.take():
        try:
            await send(parts, destination, message, None)
        except DeliveryError as error:
            return [await _not_sent(parts, delivery, message, error, led_by=claimed[0]) for delivery in claimed]

        async def mark(tx: AsyncConnection) -> None:
            where = destination.channel.destination(to)
            for delivery in claimed:
                part_of = first if delivery.id != first else None
                await delivering.sent(tx, delivery, where, None, parts.now(), part_of=part_of)

        await parts.store.write(mark)
    return [Sent(delivery, message) for delivery in claimed]


async def _goes_on(parts: Parts, name: str) -> bool:
    async with parts.store.read() as connection:
        health = {row.name: row for row in await delivering.channels(connection)}
    return name not in health or health[name].failures < DEAD_AFTER


def _astray(config: Config, delivery: Delivery) -> str:
    """Why a message cannot go out as it was decided, because the configuration is another since; empty: it can."""
    destination = config.destinations.get(delivery.channel)
    if destination is None:
        return f"the channel {delivery.channel} is no longer in the configuration"
    known = delivery.recipient in config.people or delivery.recipient == PROGRAMS or destination.channel.shared
    return "" if known else f"{delivery.recipient} is no longer in the configuration"


async def _outlived(parts: Parts, delivery: Delivery) -> bool:
    """Whether the channel that is told to be dead has delivered since then: after an outage of all of them each would tell of
    the others."""
    async with parts.store.read() as connection:
        rows = {f"{_CHANNEL}{row.name}": row for row in await delivering.channels(connection)}
    row = rows.get(delivery.matter)
    return row is not None and not row.failures and (row.succeeded_at or 0) > to_us(delivery.created)


async def _sent_anew(parts: Parts, delivery: Delivery, why: str) -> Sent:
    """What cannot go out as it was decided goes by the channels that its person has now, or to the operator (or who stands in),
    if they have left."""
    message, now = await compose(parts, delivery), parts.now()

    async def transaction(tx: AsyncConnection) -> None:
        told = why
        calls = delivery.reason in (Reason.MORNING, Reason.BUNDLE)  # to messages that go out anew themselves
        if delivery.recipient != PROGRAMS and not calls and not await delivering.other_ways(tx, delivery):
            by = str(delivery.facts.get("by", ""))
            person = delivery.recipient
            if person not in parts.config.people:
                person = policies.here(person, parts.config, await being_away.now_away(tx, now))
            say = Say(Reason(delivery.reason), (person,), delivery.ordinal, now, by)
            facts, brand = _uncalled(delivery.facts), await _brand_of(tx, delivery)
            new = letters(parts.config, delivery.matter, say, delivery.case_id, facts, brand=brand)
            await deciding.post_letters(tx, new, now)
            told = f"{why}; it goes another way" if new else why
        await delivering.dropped(tx, delivery, told)

    await parts.store.write(transaction)
    return Sent(delivery, message, why)


async def _brand_of(tx: AsyncConnection, delivery: Delivery) -> str:
    if delivery.case_id is not None and (row := await deciding.case_by_id(tx, delivery.case_id)):
        return row.case.brand
    if "storm" in delivery.facts and (storm := await storms.by_id(tx, int(delivery.facts["storm"]))):
        return storm.storm.brand
    return str(delivery.facts.get("brand", ""))


async def deliver(parts: Parts, delivery: Delivery, *, called_by: int | None = None) -> Sent:
    """Sends one claimed message and marks what became of it. ``called_by``: the message that calls the person to it, so this one
    does not."""
    message = await compose(parts, delivery)
    message = message if called_by is None else replace(message, quiet=True)
    destination = parts.config.destinations[delivery.channel]
    where = destination.channel.destination(message.to)
    async with parts.store.read() as connection:
        kept = await delivering.receipt_of(connection, delivery, where)
    await _paced(parts, destination, kept)
    async with parts.sending.take():
        try:
            receipt = await send(parts, destination, message, kept)
        except DeliveryError as error:
            return await _not_sent(parts, delivery, message, error)
        await parts.store.write(
            lambda tx: delivering.sent(tx, delivery, where, receipt, parts.now(), part_of=called_by)
        )
        return Sent(delivery, message)


async def _paced(parts: Parts, destination: Destination, kept: Receipt | None) -> None:
    """Waits until the service takes the next message; before it is the channel's turn, so that no other one waits with it."""
    await parts.lanes.turn(_lanes(destination, kept))


def _lanes(destination: Destination, kept: Receipt | None) -> Mapping[str, timedelta]:
    lanes = getattr(destination.channel, "lanes", None)
    return lanes(kept) if lanes is not None else {}


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
    finally:
        parts.lanes.used(_lanes(destination, kept))


async def try_out(parts: Parts, person: str, channel: str = "") -> list[tuple[str, str]]:
    """Sends a person a sample by every channel that reaches them, or by that one, past the outbox: each channel, and why it
    failed ("": it did not)."""
    config, now = parts.config, parts.now()
    known, ident = config.people[person], f"test-{now:%Y%m%d%H%M%S}"
    ways = channels_of(config, known)
    if channel:
        ways = [way for way in config.destinations.values() if way.name == channel and way.reaches(known)]
    tried = []
    for destination in ways:
        mine = "" if destination.channel.shared else person
        zone, words = config.zone_of(mine), config.words_of(mine)
        message = signed(notices.sample(known.recipient, next(iter(config.brands)), ident, now, zone, words), words)
        error = ""
        await _paced(parts, destination, None)
        try:
            await send(parts, destination, message, None)
        except DeliveryError as failed:
            error = str(failed)
        tried.append((destination.name, error))
    return tried


async def _not_sent(
    parts: Parts, delivery: Delivery, message: Message, error: DeliveryError, *, led_by: Delivery | None = None
) -> Sent:
    """Marks what did not arrive. ``led_by``: the first of those that were tried as one, and are tried as one again; together
    they are one failure."""
    now, what, lead = parts.now(), str(error), led_by or delivery
    log.warning("%s to %s by %s: %s", delivery.reason, delivery.recipient, delivery.channel, what)
    over = now - delivery.created > PATIENCE and delivery.attempts + 1 >= _TRIES
    whose = delivering.one_way(delivery) if error.recipient else delivery.channel
    long = error.retry_after is not None and error.retry_after > _SHORT
    if over:
        await parts.store.write(lambda tx: delivering.gave_up(tx, delivery, what, now, whose=whose))
    else:
        wait = max(pause(lead, hopeless=error.permanent), error.retry_after or timedelta(0))
        # Who is asked to slow down does so; that is no failure, unless it goes on, or would.
        patient = error.retry_after is not None and delivery.attempts + 1 < DEAD_AFTER
        failures = DEAD_AFTER if error.permanent or long else 0 if patient or delivery is not lead else 1
        at = now + wait
        await parts.store.write(
            lambda tx: delivering.later(tx, delivery, at, what, now, failures=failures, whose=whose)
        )
    if error.permanent or long or delivery.attempts + 1 >= DEAD_AFTER:
        await _another_way(parts, delivery, hopeless=error.permanent or over, others=error.recipient)
    return Sent(delivery, message, what, None if error.recipient else error.retry_after)


def pause(delivery: Delivery, *, hopeless: bool) -> timedelta:
    """How long what failed waits for the next try: longer each time, and up to a quarter less than that, another part for
    each message, so that what failed together does not come back together. Pure."""
    wait = _WAITS[delivery.attempts] if delivery.attempts < len(_WAITS) else _LONGEST
    spread = crc32(f"{delivery.id} {delivery.attempts}".encode()) / (1 << 32)
    return (_HOPELESS if hopeless else wait) * (1 - spread / 4)


async def _another_way(parts: Parts, delivery: Delivery, *, hopeless: bool, others: bool) -> None:
    """What does not go by this channel goes by the person's next one. Is there none, and only a person can mend it
    or it has been given up (``hopeless``), then what asks somebody to act goes to the next person, who can: at once.
    ``others``: the channel itself works."""
    config = parts.config
    but_not = () if others else (delivery.channel,)
    delivery = replace(delivery, facts=_uncalled(delivery.facts))

    async def transaction(tx: AsyncConnection) -> None:
        if await delivering.other_ways(tx, delivery):
            return
        tried = await delivering.channels_tried(tx, delivery)
        person = config.people.get(delivery.recipient)
        left = [way for way in fallbacks_of(config, person) if way.name not in tried] if person else []
        if left:
            await deciding.post_letters(tx, [_copied(delivery, left[0].name, parts.now())], parts.now())
        elif hopeless and Reason(delivery.reason) in wording.ASKS and delivery.case_id is not None:
            await _tell_the_next(config, tx, delivery, parts.now(), but_not)
        elif hopeless and Reason(delivery.reason) in STORM_ASKS and "storm" in delivery.facts:
            await _tell_the_next_of_a_storm(config, tx, delivery, parts.now(), but_not)

    await parts.store.write(transaction)


def _uncalled(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What goes another way is called to by nothing there."""
    return {key: value for key, value in facts.items() if key != delivering.CALLED_BY}


def _copied(delivery: Delivery, channel: str, now: datetime) -> Letter:
    return Letter(
        matter=delivery.matter,
        reason=delivery.reason,
        ordinal=delivery.ordinal,
        recipient=delivery.recipient,
        channel=channel,
        due=now,
        case_id=delivery.case_id,
        facts=delivery.facts,
    )


async def _tell_the_next(
    config: Config, tx: AsyncConnection, delivery: Delivery, now: datetime, but_not: Sequence[str]
) -> None:
    row = await deciding.case_by_id(tx, delivery.case_id or 0)
    if row is None or row.case.state is State.CLOSED:
        return
    others = (*(rung.tell for rung in row.case.ladder), config.operator)
    found = next((name for name in others if name != delivery.recipient and name in config.people), "")
    if found:
        say = Say(Reason.UNDELIVERED, (found,), delivery.ordinal, now, delivery.recipient)
        facts = {**delivery.facts, "by": delivery.recipient}
        new = letters(config, delivery.matter, say, delivery.case_id, facts, brand=row.case.brand, but_not=but_not)
        await deciding.post_letters(tx, new, now)


async def _tell_the_next_of_a_storm(
    config: Config, tx: AsyncConnection, delivery: Delivery, now: datetime, but_not: Sequence[str]
) -> None:
    row = await storms.by_id(tx, int(delivery.facts["storm"]))
    if row is None:
        return
    others = (*(rung.tell for rung in row.storm.ladder), config.operator)
    found = next((name for name in others if name != delivery.recipient and name in config.people), "")
    if found:
        say = Say(Reason(delivery.reason), (found,), delivery.ordinal, now, str(delivery.facts.get("by", "")))
        new = letters(config, delivery.matter, say, None, delivery.facts, brand=row.storm.brand, but_not=but_not)
        await deciding.post_letters(tx, new, now)


# -- the operator ----------------------------------------------------------------------------------------------------


async def review_channels(parts: Parts) -> None:
    """Tells the operator, by the other channels, of a channel that has died, and that it is back; and of a person whom a
    channel does not reach that works for others."""
    now = parts.now()
    async with parts.store.read() as connection:
        health = await delivering.channels(connection)
        stuck = await delivering.stuck(connection)
    known = {
        f"{channel} to {person}": (channel, person)
        for channel in parts.config.destinations
        for person in parts.config.people
    }
    for row in health:
        channel, person = known.get(row.name, (row.name, ""))
        # That a mail to one person comes back can be told by mail to another.
        but_not = (channel,) if person in ("", parts.config.operator) else ()
        waits = (channel, person) in stuck if person else any(name == channel for name, _ in stuck)
        dead = row.failures >= DEAD_AFTER
        say = parts.config.words_of(parts.config.operator)
        what = say.say("channel_to", channel=channel, person=person) if person else channel
        if dead and row.dead_told_at is None:
            at = clock(from_us(row.failing_since), now, parts.config.timezone, say)
            lines = [say.say("failing_since", at=at), row.error]
            mark = partial(delivering.mark_channel, name=row.name, told_at=now)
            await tell_operator(
                parts, f"channel-{row.name}", Reason.CHANNEL_DEAD, what, lines, but_not=but_not, mark=mark
            )
        elif not row.failures and row.dead_told_at is not None and not waits:
            mark = partial(delivering.mark_channel, name=row.name, told_at=None)
            told, matter = from_us(row.dead_told_at), f"{_CHANNEL}{row.name}"
            unsaid = partial(delivering.unsaid, matter=matter, reason=Reason.CHANNEL_DEAD, since=told)
            if await parts.store.write(unsaid):  # nobody knows that it was gone
                await parts.store.write(mark)
                continue
            await tell_operator(parts, f"channel-{row.name}", Reason.CHANNEL_BACK, what, [], mark=mark)


async def tell_operator(
    parts: Parts,
    matter: str,
    reason: Reason,
    what: str,
    lines: list[str],
    *,
    but_not: Sequence[str] = (),
    mark: Callable[[AsyncConnection], Awaitable[None]] | None = None,
) -> None:
    """One message about Earful itself, to the operator. ``mark`` remembers that it was told, in the same transaction:
    after a kill in between it would be told again."""
    now = parts.now()

    async def transaction(tx: AsyncConnection) -> None:
        name = f"operator-{matter}"
        say = Say(reason, (parts.config.operator,), await deciding.next_ordinal(tx, name), now)
        found = letters(parts.config, name, say, None, {"what": what, "lines": lines}, but_not=but_not)
        if not found:
            log.error("%s %s: %s (and no other channel reaches the operator)", reason.value, what, "; ".join(lines))
        await deciding.post_letters(tx, found, now)
        if mark:
            await mark(tx)

    await parts.store.write(transaction)

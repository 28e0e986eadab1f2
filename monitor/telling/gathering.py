"""What of the messages that are due by one channel comes as one: what waited for somebody's morning, and a burst."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.cases import Reason
from monitor.config import Config
from monitor.parts import Parts
from monitor.store import deciding, delivering
from monitor.store.delivering import CALLED_BY, Delivery
from monitor.telling import bundling, mornings
from monitor.telling.letters import Letter


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is to be delivered, in order, by numbers. ``mornings`` and ``bursts`` go out as one message each, what is ``later``
    waits until somebody may get a message again, and to those of ``called_by`` the message of that number calls."""

    deliveries: list[Delivery]
    mornings: list[list[int]] = field(default_factory=list)
    bursts: list[list[int]] = field(default_factory=list)
    called_by: dict[int, int] = field(default_factory=dict)
    later: dict[int, datetime] = field(default_factory=dict)

    def burst_of(self, number: int) -> list[int] | None:
        """All those that go out in one message with this one; None if it goes alone."""
        return next((group for group in (*self.mornings, *self.bursts) if number in group), None)


async def gather(parts: Parts, name: str, deliveries: list[Delivery]) -> Gathered:
    """Decides it for the due messages of a channel; those that are for later are postponed, durably."""
    destination = parts.config.destinations.get(name)
    if destination is None or not getattr(destination.channel, "bundles", False):
        return Gathered(deliveries)
    living = bool(getattr(destination.channel, "living", False))
    found = await _mornings(parts, name, deliveries, living=living)
    found.called_by.update({item.id: item.facts[CALLED_BY] for item in deliveries if CALLED_BY in item.facts})
    settled = {number for group in found.mornings for number in group} | set(found.called_by)
    others = [item for item in found.deliveries if item.id not in settled]
    await _bursts(parts, name, others, found, shared=destination.channel.shared, living=living)
    for at in sorted(set(found.later.values())):
        ids = {number for number, moment in found.later.items() if moment == at}
        await parts.store.write(partial(delivering.postpone, ids=ids, at=at))
    return found


async def _bursts(
    parts: Parts, name: str, deliveries: Sequence[Delivery], found: Gathered, *, shared: bool, living: bool
) -> None:
    """A burst goes out as one message. Where each case has its ``living`` message, many edits at once stay edits, and one more
    message, the first of all, calls to them."""
    now = parts.now()
    edited: list[list[Delivery]] = []
    async with parts.store.read() as connection:
        known: Collection[str] = ()
        if shared:
            known = await delivering.known_matters(connection, name, {item.matter for item in deliveries})
        for person in dict.fromkeys(item.recipient for item in deliveries):
            mine = [item for item in deliveries if item.recipient == person]
            edits = {item.id for item in mine if item.matter in known}
            edited.append([item for item in mine if item.id in edits])
            storms = {item.id for item in mine if item.reason == Reason.STORM}  # one each, and what matters most
            lately = await delivering.sent_lately(connection, name, person, now - bundling.WINDOW, now, edits=shared)
            _, burst, waits = bundling.plan([item.id for item in mine], edits | storms, len(lately))
            found.bursts.extend([burst] if burst else [])
            # All that wait, wait for the same moment, whenever they were due: so they come as one message.
            found.later.update((number, lately[-bundling.MOST] + bundling.WINDOW) for number in waits)
    for mine in edited:
        if living and len(mine) > bundling.MOST:
            call = await parts.store.write(partial(_call_to_a_burst, name=name, mine=mine, now=now))
            found.deliveries.insert(0, call)
            found.called_by.update({item.id: call.id for item in mine})


async def _call_to_a_burst(tx: AsyncConnection, *, name: str, mine: Sequence[Delivery], now: datetime) -> Delivery:
    """The message that calls somebody to these. They know its number, so that after a crash there is no second one."""
    letter = _calling(f"burst-{mine[0].id}", Reason.BUNDLE, name, mine, now)
    await deciding.post_letters(tx, [letter], now)
    found = await delivering.call_of(tx, letter.matter, name, Reason.BUNDLE)
    assert found is not None
    await delivering.called_by(tx, mine, found[0].id)
    return found[0]


async def _mornings(parts: Parts, name: str, deliveries: list[Delivery], *, living: bool) -> Gathered:
    """What waited for the end of somebody's night, if it is about several cases, or about one that has ended in the night. Where
    each case has its ``living`` message, one more, the first of all, calls to them: it is a row of its own, so that a crash
    repeats no more of it than of any other."""
    groups, called_by, first = list[list[int]](), dict[int, int](), list[Delivery]()
    held = [item for item in deliveries if mornings.held(item)]
    for person in dict.fromkeys(item.recipient for item in held):
        mine = [item for item in held if item.recipient == person]
        if not living:
            together = mornings.several(mine) or (len(mine) > 1 and await _is_over(parts, mine[0]))
            groups += [[item.id for item in mine]] if together else []
            continue
        call, waits = await parts.store.write(
            partial(_call, config=parts.config, name=name, mine=mine, now=parts.now())
        )
        if call is not None:
            called_by |= {item.id: call.id for item in mine if item.id in call.facts["messages"]}
            first += [call] if waits and all(item.id != call.id for item in deliveries) else []
    return Gathered([*first, *deliveries], groups, called_by=called_by)


async def _is_over(parts: Parts, item: Delivery) -> bool:
    """Whether nobody waits any more in the case that a message is about."""
    async with parts.store.read() as connection:
        return item.case_id is not None and not await deciding.still_in_hand(connection, [item.case_id])


async def _call(
    tx: AsyncConnection, *, config: Config, name: str, mine: Sequence[Delivery], now: datetime
) -> tuple[Delivery | None, bool]:
    """The message that calls somebody to these, and whether it waits to be sent; decided about now if it is not there yet."""
    wanted = mine[0].wanted
    matter = f"morning-{wanted.astimezone(config.timezone).date().isoformat()}-{mine[0].recipient}"
    if await delivering.call_of(tx, matter, name, Reason.MORNING) is None and mornings.several(mine):
        await deciding.post_letters(tx, [_calling(matter, Reason.MORNING, name, mine, wanted)], now)
    return await delivering.call_of(tx, matter, name, Reason.MORNING) or (None, False)


def _calling(matter: str, reason: Reason, name: str, mine: Sequence[Delivery], due: datetime) -> Letter:
    """What calls the one to whom these go to all of them."""
    return Letter(
        matter=matter,
        reason=reason.value,
        ordinal=0,
        recipient=mine[0].recipient,
        channel=name,
        due=due,
        facts={"messages": [item.id for item in mine]},
    )

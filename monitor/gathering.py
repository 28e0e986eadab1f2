"""What of the messages that are due by one channel comes as one: what waited for somebody's morning, and a burst."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor import bundling, mornings
from monitor.cases import Reason
from monitor.config import Config
from monitor.letters import Letter
from monitor.parts import Parts
from monitor.store import deciding, delivering
from monitor.store.delivering import Delivery


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
    found = await _mornings(parts, name, deliveries, living=bool(getattr(destination.channel, "living", False)))
    settled = {number for group in found.mornings for number in group} | set(found.called_by)
    others = [item for item in found.deliveries if item.id not in settled]
    await _bursts(parts, name, others, found, shared=destination.channel.shared)
    for at in sorted(set(found.later.values())):
        ids = {number for number, moment in found.later.items() if moment == at}
        await parts.store.write(partial(delivering.postpone, ids=ids, at=at))
    return found


async def _bursts(parts: Parts, name: str, deliveries: Sequence[Delivery], found: Gathered, *, shared: bool) -> None:
    now = parts.now()
    async with parts.store.read() as connection:
        known: Collection[str] = ()
        if shared:
            known = await delivering.known_matters(connection, name, {item.matter for item in deliveries})
        for person in dict.fromkeys(item.recipient for item in deliveries):
            mine = [item for item in deliveries if item.recipient == person]
            edits = {item.id for item in mine if item.matter in known}
            lately = await delivering.sent_lately(connection, name, person, now - bundling.WINDOW, now, edits=shared)
            _, burst, waits = bundling.plan([item.id for item in mine], edits, len(lately))
            found.bursts.extend([burst] if burst else [])
            # All that wait, wait for the same moment, whenever they were due: so they come as one message.
            found.later.update((number, lately[-bundling.MOST] + bundling.WINDOW) for number in waits)


async def _mornings(parts: Parts, name: str, deliveries: list[Delivery], *, living: bool) -> Gathered:
    """What waited for the end of somebody's night, if it is about several cases. Where each case has its ``living`` message,
    one more, the first of all, calls to them: it is a row of its own, so that a crash repeats no more of it than of any other."""
    groups, called_by, first = list[list[int]](), dict[int, int](), list[Delivery]()
    held = [item for item in deliveries if mornings.held(item)]
    for person in dict.fromkeys(item.recipient for item in held):
        mine = [item for item in held if item.recipient == person]
        if not living:
            groups += [[item.id for item in mine]] if mornings.several(mine) else []
            continue
        call, waits = await parts.store.write(
            partial(_call, config=parts.config, name=name, mine=mine, now=parts.now())
        )
        if call is not None:
            called_by |= {item.id: call.id for item in mine if item.id in call.facts["messages"]}
            first += [call] if waits and all(item.id != call.id for item in deliveries) else []
    return Gathered([*first, *deliveries], groups, called_by=called_by)


async def _call(
    tx: AsyncConnection, *, config: Config, name: str, mine: Sequence[Delivery], now: datetime
) -> tuple[Delivery | None, bool]:
    """The message that calls somebody to these, and whether it waits to be sent; decided about now if it is not there yet."""
    wanted = mine[0].wanted
    matter = f"morning-{wanted.astimezone(config.timezone).date().isoformat()}-{mine[0].recipient}"
    if await delivering.morning_of(tx, matter, name) is None and mornings.several(mine):
        letter = Letter(
            matter=matter,
            reason=Reason.MORNING.value,
            ordinal=0,
            recipient=mine[0].recipient,
            channel=name,
            due=wanted,
            facts={"messages": [item.id for item in mine]},
        )
        await deciding.post_letters(tx, [letter], now)
    return await delivering.morning_of(tx, matter, name) or (None, False)

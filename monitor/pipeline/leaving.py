"""Away and back: who stands in gets what is open, and gives back what they did not take."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.cases import Refused
from monitor.clock import from_us
from monitor.parts import Parts
from monitor.pipeline import press, storming
from monitor.pipeline.moving import Decided, Mover
from monitor.store import being_away, deciding, delivering, storms
from monitor.telling.letters import channels_of
from monitor.words import clock

_HELD = (
    "FIRST_ANGER", "LOUDER", "STILL_ANGRY", "REOPENED", "STILL_WAITING", "ESCALATED", "OVERDUE", "TAKEN_BUT_SILENT",
    "PROMISE_LAPSED", "SNOOZE_OVER", "POST_GONE",
)  # fmt: skip
"""What may wait for the end of somebody's night, and is another's now if they went away meanwhile."""


async def go_away(parts: Parts, person: str, until: datetime, stand_in: str, by: str) -> Decided:
    """Somebody is away until then; their open cases and storms, and all new ones, go to the stand-in. Raises Refused."""
    now, config = parts.now(), parts.config
    if until <= now:
        raise Refused.of("past")
    stand_in = stand_in or config.people[person].stand_in
    if not stand_in:
        raise Refused.of("stand_in", person=person)
    if stand_in == person:
        raise Refused.of("stand_in_self")
    if not channels_of(config, config.people[stand_in]):
        raise Refused.of("stand_in_deaf", person=stand_in)

    async def transaction(tx: AsyncConnection) -> Decided:
        for row in await being_away.everybody(tx):
            if row.person == stand_in and from_us(row.until) > now:
                back = partial(clock, from_us(row.until), now, config.timezone)
                raise Refused.of("stand_in_away", person=stand_in, until=back)
        mover = Mover(parts, tx)
        await being_away.go(tx, person, stand_in, until, by, now)
        for held in await delivering.withdraw(tx, person, "ALREADY_WAITING"):
            await deciding.announce(tx, held.facts["cases"], told=False)  # to whoever has them now
        raging = await storms.not_over(tx)
        whose = {person}
        if person == config.operator:  # who hears of what is with somebody who has left the configuration
            turns = {*await deciding.turns(tx), *(row.storm.turn for row in raging)}
            whose |= turns - set(config.people)
        for name in sorted(whose):
            for case in await deciding.cases_of(tx, name):
                if not case.case.instead_of:
                    # Given to the one who is away, it comes to the one who stands in.
                    await mover.pass_on(case, name, by)
                    await storms.unsay(tx, [case.id], _HELD, person)
        mine = [row for row in raging if row.storm.turn in whose and not row.storm.instead_of]
        await storms.unsay_of(tx, [row.id for row in mine], person)
        for storm in mine:
            await storming.pass_on(mover, storm, storm.storm.turn)
        for held in await delivering.withdraw(tx, person, "PRESS"):
            await press.send(mover, held.matter, person, held.facts)
        await _where_they_belong(mover, by)
        return mover.done

    return await parts.store.write(transaction)


async def come_back(parts: Parts, person: str) -> Decided:
    """Somebody is back, and gets what nobody has taken meanwhile. Raises Refused when they were not away."""

    async def transaction(tx: AsyncConnection) -> Decided:
        mover = Mover(parts, tx)
        if not await _returned(mover, person):
            raise Refused.of("not_away", person=person)
        return mover.done

    return await parts.store.write(transaction)


async def those_who_return(mover: Mover) -> None:
    """Whoever was to be back by now is."""
    for row in await being_away.everybody(mover.tx):
        if from_us(row.until) <= mover.parts.now():
            await _returned(mover, row.person)


async def _returned(mover: Mover, person: str) -> bool:
    was_away = await being_away.back(mover.tx, person)
    mover.forget_away()
    await _where_they_belong(mover, person)
    return was_away


async def _where_they_belong(mover: Mover, by: str) -> None:
    """What is with somebody who stands in goes to who does so now, or back to whose it is: however many stood in for each
    other, it is not forgotten whose it was first."""
    for row in await deciding.cases_stood_in(mover.tx):
        case = row.case
        if (await mover.policy(case.brand, case)).here(case.instead_of) != case.turn:
            await mover.pass_on(row, case.instead_of, by)
    for storm in await storms.not_over(mover.tx):
        whose = storm.storm.instead_of
        if whose and (await mover.policy(storm.storm.brand)).here(whose) != storm.storm.turn:
            await storming.pass_on(mover, storm, whose)

"""Move a case: let an event change it, append to its story, put what is to be told into the outbox.

The event may be a customer's word (see ``deciding``), time that passed, or what a person did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor import cases
from monitor.cases import Act, Case, Gone, Heard, Reason, Refused, Say, Tick
from monitor.clock import from_us
from monitor.letters import Letter, letters
from monitor.parts import Parts
from monitor.store import deciding, keys
from monitor.store.deciding import Row, Waiting
from monitor.tone import Tone


@dataclass(frozen=True, slots=True)
class Scored:
    """One mention with its tone."""

    item: Waiting
    tone: Tone


@dataclass(slots=True)
class Decided:
    """What came of it: mentions with their tone, the cases that changed (number -> case), the messages decided."""

    mentions: list[Scored] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)


async def time_passes(parts: Parts) -> Decided:
    """Lets the clock say what it has to say about every case that is due."""
    part = Decided()

    async def transaction(tx: AsyncConnection) -> None:
        now = parts.now()
        for row in await deciding.cases_due(tx, now):
            await move(parts, tx, row, Tick(now), part, {})

    await parts.store.write(transaction)
    return part


async def act(parts: Parts, case_id: int, verb: str, by: str, value: str = "") -> Decided:
    """A person does something about a case: take, answered, not_us, not_angry, close, give, undo. Raises Refused."""
    part = Decided()

    async def transaction(tx: AsyncConnection) -> None:
        row = await deciding.case_by_id(tx, case_id)
        if row is None:
            raise Refused(f"there is no case {case_id}; `earful case` lists those that are open")
        if verb == "undo":
            await _undo(parts, tx, row, by, part)
        else:
            await move(parts, tx, row, Act(parts.now(), by, verb, value), part, {})

    await parts.store.write(transaction)
    return part


async def _undo(parts: Parts, tx: AsyncConnection, row: Row, by: str, part: Decided) -> None:
    now = parts.now()
    story = await deciding.events_of(tx, row.id)
    undone = {event.data.get("undoes") for event in story}
    acts = [event for event in story if event.kind == "act" and event.id not in undone]
    if not acts:
        raise Refused("nobody has done anything with this case that could be taken back")
    last = acts[-1]
    before = deciding.case_from_json(last.data["before"])
    if now - from_us(last.at) > cases.UNDO:
        raise Refused(f"that was more than {cases.UNDO.days} days ago")
    state, says = cases.restored(row.case, before, now, by, parts.policy(row.case.brand))
    await deciding.save_case(tx, state, case_id=row.id, announced=row.announced)
    key = keys.key("undo", str(row.id), str(last.id))
    await deciding.add_event(tx, row.id, at=now, by=by, kind="undo", data={"undoes": last.id}, key=key)
    await _say(parts, tx, row.id, state, says, part, {})


async def move(
    parts: Parts, tx: AsyncConnection, row: Row, event: cases.Event, part: Decided, facts: dict[str, int]
) -> None:
    state, says = cases.step(row.case, event, parts.policy(row.case.brand))
    if state == row.case and not says:
        return
    await deciding.save_case(tx, state, case_id=row.id, announced=row.announced)
    await record(parts, tx, row.id, state, event, says, part, facts, before=row.case)


async def record(
    parts: Parts,
    tx: AsyncConnection,
    case_id: int,
    state: Case,
    event: cases.Event,
    says: Sequence[Say],
    part: Decided,
    facts: dict[str, int],
    before: Case | None = None,
) -> None:
    """Appends to the story what happened, and puts what is to be told into the outbox."""
    data: dict[str, Any]
    match event:
        case Act():
            data = {"verb": event.verb, "value": event.value, "before": deciding.case_json(before) if before else {}}
            key = keys.key(
                "act", str(case_id), event.verb, event.value, event.by, event.at.isoformat(), str(state.said)
            )
            kind, by = "act", event.by
        case Heard():
            data = {**facts, "unhappy": event.unhappy, "happy": event.happy, "severity": state.severity}
            key = keys.key("heard", str(case_id), str(facts.get("mention")), event.at.isoformat())
            kind, by = "heard", "customer"
        case Gone():
            data, kind, by = dict(facts), "gone", "customer"
            key = keys.key("gone", str(case_id), str(facts.get("mention")))
        case Tick():
            data, kind, by = {"state": state.state.value}, "clock", "earful"
            key = keys.key("clock", str(case_id), str(state.said), event.at.isoformat())
    await deciding.add_event(tx, case_id, at=event.at, by=by, kind=kind, data=data, key=key)
    await _say(parts, tx, case_id, state, says, part, facts)


async def _say(
    parts: Parts,
    tx: AsyncConnection,
    case_id: int,
    state: Case,
    says: Sequence[Say],
    part: Decided,
    facts: dict[str, int],
) -> None:
    now = parts.now()
    for say in says:
        found = letters(parts.config, f"case-{case_id}", say, case_id, {**facts, "by": say.by})
        await deciding.post_letters(tx, found, now)
        part.letters += found
        key = keys.key("told", str(case_id), str(say.ordinal))
        data = {"reason": say.reason.value, "to": list(say.to), "at": say.at.isoformat()}
        await deciding.add_event(tx, case_id, at=now, by="earful", kind="told", data=data, key=key)
    part.cases[case_id] = state


async def announce(parts: Parts) -> Decided:
    """One ALREADY_WAITING message a person, about everything that was there before we listened."""
    part = Decided()

    async def transaction(tx: AsyncConnection) -> None:
        now = parts.now()
        by_person: dict[str, list[Row]] = {}
        for row in await deciding.unannounced(tx):
            by_person.setdefault(row.case.turn, []).append(row)
        for person, rows in by_person.items():
            matter = f"waiting-{person}"
            ordinal = await deciding.next_ordinal(tx, matter)
            at = parts.policy(rows[0].case.brand).awake(now, timedelta(0))
            say = Say(Reason.ALREADY_WAITING, (person,), ordinal, at)
            found = letters(parts.config, matter, say, None, {"cases": [row.id for row in rows]})
            await deciding.post_letters(tx, found, now)
            await deciding.announce(tx, [row.id for row in rows])
            part.letters += found

    await parts.store.write(transaction)
    return part

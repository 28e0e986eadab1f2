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
from monitor.cases import Act, Agreed, Case, Gone, Heard, Reason, Refused, Say, Tick
from monitor.clock import from_us
from monitor.letters import Letter, letters
from monitor.parts import Parts
from monitor.store import correcting, deciding, keys
from monitor.store.deciding import Row, Waiting
from monitor.tone import Tone
from monitor.tone.correction import Correction


@dataclass(frozen=True, slots=True)
class Scored:
    """One mention with its tone, and the number of the story it tells."""

    item: Waiting
    tone: Tone
    story: int | None = None


@dataclass(slots=True)
class Decided:
    """What came of it: mentions with their tone, the cases that changed (number -> case), the messages decided."""

    mentions: list[Scored] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)


class Mover:
    """Moves cases within one transaction, and collects what comes of it in ``done``."""

    def __init__(self, parts: Parts, tx: AsyncConnection) -> None:
        self.parts = parts
        self.tx = tx
        self.done = Decided()

    async def open(self, event: Heard, author_key: bytes, mention: int) -> int:
        """A customer's first case; returns its number."""
        state, says = cases.open_case(event, self.parts.policy(event.brand))
        case_id = await deciding.save_case(self.tx, state, author_key=author_key)
        await self._record(case_id, event, state, mention=mention)
        await self._say(case_id, state, says, mention)
        return case_id

    async def move(self, row: Row, event: cases.Event, mention: int | None = None) -> None:
        """Something happens to a case; ``mention`` is the number of the words that it came from. Raises Refused."""
        state, says = cases.step(row.case, event, self.parts.policy(row.case.brand))
        if state == row.case and not says:
            return
        await deciding.save_case(self.tx, state, case_id=row.id, announced=row.announced)
        await self._record(row.id, event, state, before=row.case, mention=mention)
        await self._say(row.id, state, says, mention)

    async def undo(self, row: Row, by: str) -> None:
        """The last deed of a person is taken back. Raises Refused."""
        now = self.parts.now()
        story = await deciding.events_of(self.tx, row.id)
        undone = {event.data.get("undoes") for event in story}
        acts = [event for event in story if event.kind == "act" and event.id not in undone]
        if not acts:
            raise Refused("nobody has done anything with this case that could be taken back")
        last = acts[-1]
        before = deciding.case_from_json(last.data["before"])
        if now - from_us(last.at) > cases.UNDO:
            raise Refused(f"that was more than {cases.UNDO.days} days ago")
        state, says = cases.restored(row.case, before, now, by, self.parts.policy(row.case.brand))
        await deciding.save_case(self.tx, state, case_id=row.id, announced=row.announced)
        key = keys.key("undo", str(row.id), str(last.id))
        await deciding.add_event(self.tx, row.id, at=now, by=by, kind="undo", data={"undoes": last.id}, key=key)
        await self._say(row.id, state, says, None)
        if "not_angry" in (last.data.get("verb"), last.data.get("value")):
            await correcting.unlearn_case(self.tx, row.id)

    async def _record(
        self, case_id: int, event: cases.Event, state: Case, *, before: Case | None = None, mention: int | None = None
    ) -> None:
        """Appends to the story what happened. The keys make it impossible to append the same thing twice."""
        data: dict[str, Any] = {} if mention is None else {"mention": mention}
        at, number = event.at.isoformat(), str(case_id)
        match event:
            case Act():
                kind, by = "act", event.by
                data = {
                    "verb": event.verb,
                    "value": event.value,
                    "before": deciding.case_json(before) if before else {},
                }
                key = keys.key("act", number, event.verb, event.value, event.by, at, str(state.said))
            case Heard():
                kind, by = "heard", "customer"
                data |= {"unhappy": event.unhappy, "happy": event.happy, "severity": state.severity}
                key = keys.key("heard", number, str(mention), at)
            case Agreed():
                kind, by = "agreed", "others"
                data |= {"authors": event.authors, "severity": state.severity}
                key = keys.key("agreed", number, str(mention))
            case Gone():
                kind, by = "gone", "customer"
                key = keys.key("gone", number, str(mention))
            case Tick():
                kind, by = "clock", "earful"
                data = {"state": state.state.value}
                key = keys.key("clock", number, str(state.said), at)
        await deciding.add_event(self.tx, case_id, at=event.at, by=by, kind=kind, data=data, key=key)

    async def _say(self, case_id: int, state: Case, says: Sequence[Say], mention: int | None) -> None:
        """Puts what is to be told into the outbox, and into the story."""
        now = self.parts.now()
        facts = {} if mention is None else {"mention": mention}
        for say in says:
            found = letters(self.parts.config, f"case-{case_id}", say, case_id, {**facts, "by": say.by})
            await deciding.post_letters(self.tx, found, now)
            self.done.letters += found
            key = keys.key("told", str(case_id), str(say.ordinal))
            data = {"reason": say.reason.value, "to": list(say.to), "at": say.at.isoformat()}
            await deciding.add_event(self.tx, case_id, at=now, by="earful", kind="told", data=data, key=key)
        self.done.cases[case_id] = state


async def time_passes(parts: Parts) -> Decided:
    """Lets the clock say what it has to say about every case that is due."""

    async def transaction(tx: AsyncConnection) -> Decided:
        mover, now = Mover(parts, tx), parts.now()
        for row in await deciding.cases_due(tx, now):
            await mover.move(row, Tick(now))
        return mover.done

    return await parts.store.write(transaction)


async def act(
    parts: Parts, case_id: int, verb: str, by: str, value: str = "", *, press: str = "", mark: str = ""
) -> Decided:
    """A person does something about a case: take, answered, not_us, not_angry, close, give, undo. Raises Refused.

    ``press`` identifies a pressed button, which counts once however often it is told; ``mark`` is that of the state under
    which the button stood: Undo takes back what the person saw, not what somebody did since.
    """

    async def transaction(tx: AsyncConnection) -> Decided:
        mover = Mover(parts, tx)
        row = await deciding.case_by_id(tx, case_id)
        if row is None:
            raise Refused(f"there is no case {case_id}; `earful case` lists those that are open")
        if press:
            key = keys.key("press", str(case_id), press)
            if await deciding.is_known(tx, key):
                return mover.done
            data = {"verb": verb, "value": value}
            await deciding.add_event(tx, case_id, at=parts.now(), by=by, kind="press", data=data, key=key)
        if verb == "undo" and mark and mark != row.case.changed.isoformat():
            raise Refused("somebody has done something about it since then; look at the message again")
        if verb == "undo":
            await mover.undo(row, by)
        else:
            await mover.move(row, Act(parts.now(), by, verb, value))
            if "not_angry" in (verb, value):
                words, said = await correcting.said_in(tx, case_id), Correction(by=by, complaint=False)
                await correcting.learn(tx, row.case.brand, words, said, parts.now(), case_id=case_id)
        return mover.done

    return await parts.store.write(transaction)


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

"""Move a case: let an event change it, append to its story, put what is to be told into the outbox.

The event may be a customer's word (see ``deciding``), time that passed, or what a person did (see ``acting``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor import cases, events
from monitor.cases import Act, Agreed, Case, Gone, Heard, Outcome, Policy, Reason, Refused, Say, State, Tick
from monitor.config import Route
from monitor.parts import Parts
from monitor.store import being_away, deciding, keys, storms
from monitor.store.deciding import Row, Waiting
from monitor.storming import Storm
from monitor.telling.letters import PROGRAMS, Letter, followers_of, letters
from monitor.tone import Tone

_NEWS = (Reason.FIRST_ANGER.value, Reason.LOUDER.value, Reason.STILL_ANGRY.value, Reason.REOPENED.value)
"""What tells of a customer's words. Several posts of theirs that are heard at once are told of once."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One mention with its tone, and the number of the story it tells."""

    item: Waiting
    tone: Tone
    story: int | None = None


@dataclass(slots=True)
class Decided:
    """What came of it: mentions with their tone, the cases and storms that changed (by their numbers), the messages decided."""

    mentions: list[Scored] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    storms: dict[int, Storm] = field(default_factory=dict)

    @property
    def brands(self) -> set[str]:
        """The brands that have to do with it."""
        found = {case.brand for case in self.cases.values()} | {storm.brand for storm in self.storms.values()}
        return found | {scored.item.brand for scored in self.mentions}


class Mover:
    """Moves cases within one transaction, and collects what comes of it in ``done``."""

    def __init__(self, parts: Parts, tx: AsyncConnection) -> None:
        self.parts = parts
        self.tx = tx
        self.done = Decided()
        self._away: dict[str, str] | None = None
        self._storms: dict[str, storms.Row | None] = {}

    async def policy(self, brand: str, case: Case | None = None, route: Route | None = None) -> Policy:
        """What the owner decided, and who is away now."""
        if self._away is None:
            self._away = await being_away.now_away(self.tx, self.parts.now())
        return self.parts.policy(brand, case, away=self._away, route=route)

    def forget_away(self) -> None:
        """Somebody has come back since."""
        self._away = None

    async def storm(self, brand: str, themes: Collection[str]) -> int | None:
        """The number of the storm that rages over a brand, and that a complaint of these themes is part of."""
        if brand not in self._storms:
            self._storms[brand] = await storms.raging(self.tx, brand)
        row = self._storms[brand]
        return row.id if row and row.storm.concerns(themes) else None

    def forget_storms(self) -> None:
        """One has begun or ended since."""
        self._storms.clear()

    async def open(self, event: Heard, author_key: bytes, mention: int, policy: Policy | None = None) -> int:
        """A customer's first case; returns its number."""
        policy = policy or await self.policy(event.brand)
        state, says = cases.open_case(event, policy, await self.storm(event.brand, event.points.themes))
        case_id = await deciding.save_case(self.tx, state, author_key=author_key)
        await self._record(case_id, event, state, mention=mention)
        if state.absorbed is not None:
            await self.note_storm(case_id, "absorbed", state.absorbed)
        await self.tell(case_id, state, says, mention, new=True)
        return case_id

    async def move(
        self, row: Row, event: cases.Event, mention: int | None = None, more: Mapping[str, Any] | None = None
    ) -> None:
        """Something happens to a case; ``mention`` is the number of the words that it came from, ``more`` goes into the
        story with it. Raises Refused."""
        case = row.case
        if isinstance(event, Heard) and event.unhappy and not event.history and case.absorbed is None:
            storm = await self.storm(case.brand, event.points.themes)
            if storm is not None and (not case.told or case.state in (State.ANSWERED, State.CLOSED)):
                case = cases.absorbed(case, storm, event.at)  # one message, not fifty
        state, says = cases.step(case, event, await self.policy(row.case.brand, row.case))
        if state == row.case and not says:
            return
        await self._save(row, state)
        await self._record(row.id, event, state, before=row.case, mention=mention, more=more)
        if state.absorbed is not None and row.case.absorbed is None:
            await self.note_storm(row.id, "absorbed", state.absorbed)
        await self.tell(row.id, state, says, mention)

    async def pass_on(self, row: Row, person: str, by: str) -> None:
        """A case is this person's again, or that of who stands in for them. Of one that nobody was to be told of, nobody is told
        now: it is in the digest and on the page."""
        if row.announced or row.case.state is not State.OPEN:
            await self.move(row, Act(self.parts.now(), by, "give", person))
            return
        state = cases.turn_of(row.case, person, await self.policy(row.case.brand, row.case))
        await self._save(row, state)
        await self.changed(row.id, state)

    async def restore(self, row: Row, before: Case, by: str, now: Case | None = None) -> None:
        """The case as it was before. ``now``: as it is, where that is not what the row says."""
        now = now or row.case
        policy = await self.policy(row.case.brand, before)
        state, says = cases.restored(now, before, self.parts.now(), by, policy)
        await self._save(row, state)
        await self.tell(row.id, state, says)

    async def _save(self, row: Row, state: Case) -> None:
        """Writes what became of a case. What was said in it counts no more once it was not about the brand."""
        await deciding.save_case(self.tx, state, case_id=row.id, announced=row.announced)
        aside = state.outcome is Outcome.NOT_US
        if aside != (row.case.outcome is Outcome.NOT_US):
            await deciding.set_aside(self.tx, row.id, aside)

    async def note_undo(self, case_id: int, event_id: int, by: str) -> None:
        """Appends to the story that this deed has been taken back."""
        key = keys.key("undo", str(case_id), str(event_id))
        await deciding.add_event(
            self.tx, case_id, at=self.parts.now(), by=by, kind="undo", data={"undoes": event_id}, key=key
        )

    async def note_storm(self, case_id: int, kind: str, storm: int, to: str = "") -> None:
        """Appends to the story that a storm speaks for the case from now on (``absorbed``), or no longer (``handed_back``, ``to``
        the person who is told of it, "" where nobody is)."""
        now = self.parts.now()
        key = keys.key(kind, str(case_id), str(storm), now.isoformat())
        data = {"storm": storm, **({"to": to} if to else {})}
        await deciding.add_event(self.tx, case_id, at=now, by="earful", kind=kind, data=data, key=key)

    async def _record(
        self,
        case_id: int,
        event: cases.Event,
        state: Case,
        *,
        before: Case | None = None,
        mention: int | None = None,
        more: Mapping[str, Any] | None = None,
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
                    **({"until": event.until.isoformat()} if event.until else {}),
                    **({"note": event.note} if event.note else {}),
                    **(more or {}),
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

    async def tell(
        self, case_id: int, state: Case, says: Sequence[Say], mention: int | None = None, *, new: bool = False
    ) -> None:
        """Puts what is to be told into the outbox, and into the story. ``new``: the case has just been opened."""
        now = self.parts.now()
        facts = {} if mention is None else {"mention": mention}
        for say in says:
            found = letters(
                self.parts.config, f"case-{case_id}", say, case_id, {**facts, "by": say.by}, brand=state.brand
            )
            if say.reason is Reason.LOUDER:
                found = await deciding.untold(self.tx, found, _NEWS, now)
            await deciding.post_letters(self.tx, found, now)
            self.done.letters += found
            key = keys.key("told", str(case_id), str(say.ordinal))
            data = {"reason": say.reason.value, "to": list(say.to), "at": say.at.isoformat()}
            await deciding.add_event(self.tx, case_id, at=now, by="earful", kind="told", data=data, key=key)
        await self.changed(case_id, state, "case.opened" if new else "")

    async def changed(self, case_id: int, state: Case, what: str = "") -> None:
        """A case is another: whoever follows every change hears of it. ``what`` happened; empty: what its state tells."""
        self.done.cases[case_id] = state
        what = what or ("case.closed" if state.state is State.CLOSED else "case.changed")
        await self.follow(f"case-{case_id}", state.turn, what, events.of_case(case_id, state), case_id)

    async def storm_changed(self, number: int, storm: Storm, what: str) -> None:
        """The same of a storm."""
        self.done.storms[number] = storm
        await self.follow(f"storm-{number}", storm.turn, what, events.of_storm(number, storm))

    async def follow(
        self, matter: str, turn: str, what: str, snapshot: Mapping[str, Any], case_id: int | None = None
    ) -> None:
        """Puts a change into the outbox, as it is now, for every channel that follows all of them."""
        followers, now = followers_of(self.parts.config, turn), self.parts.now()
        if not followers:
            return
        ordinal = await deciding.next_ordinal(self.tx, matter)
        found = [
            Letter(
                matter=matter,
                reason=Reason.CHANGED.value,
                ordinal=ordinal,
                recipient=PROGRAMS,
                channel=destination.name,
                due=now,
                case_id=case_id,
                facts={"type": what, "data": {key: value for key, value in snapshot.items() if key != "event"}},
            )
            for destination in followers
        ]
        await deciding.post_letters(self.tx, found, now)
        self.done.letters += found


async def case_of(tx: AsyncConnection, case_id: int) -> Row:
    """One case by its number. Raises Refused."""
    row = await deciding.case_by_id(tx, case_id)
    if row is None:
        raise Refused.of("no_case", case=case_id)
    return row


async def standing_deeds(tx: AsyncConnection, case_id: int) -> list[Any]:
    """What people did with a case and did not take back, oldest first."""
    story = await deciding.events_of(tx, case_id)
    undone = {event.data.get("undoes") for event in story}
    return [event for event in story if event.kind == "act" and event.id not in undone]


async def announce(parts: Parts) -> Decided:
    """One ALREADY_WAITING message a person, about everything that was there before we listened."""
    part = Decided()

    async def transaction(tx: AsyncConnection) -> None:
        now = parts.now()
        by_person: dict[str, list[Row]] = {}
        for row in await deciding.unannounced(tx):
            turn = row.case.turn
            by_person.setdefault(
                turn if parts.config.may_see(turn, row.case.brand) else parts.config.operator, []
            ).append(row)
        for person, rows in by_person.items():
            matter = f"waiting-{person}"
            ordinal = await deciding.next_ordinal(tx, matter)
            policy = await Mover(parts, tx).policy(rows[0].case.brand)
            here = policy.here(person)
            say = Say(Reason.ALREADY_WAITING, (here,), ordinal, policy.awake(now, timedelta(0), here))
            found = letters(parts.config, matter, say, None, {"cases": [row.id for row in rows]})
            await deciding.post_letters(tx, found, now)
            await deciding.announce(tx, [row.id for row in rows])
            part.letters += found

    await parts.store.write(transaction)
    return part

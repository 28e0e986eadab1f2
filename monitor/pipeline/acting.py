"""Act: a person does something about a case, or takes it back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor import cases
from monitor.cases import Act, Gone, Refused
from monitor.cases.moves import ended
from monitor.clock import from_us
from monitor.parts import Parts
from monitor.pipeline import joining, learning
from monitor.pipeline.moving import Decided, Mover, case_of, standing_deeds
from monitor.store import asking, correcting, deciding, keys
from monitor.store.deciding import Row
from monitor.tone.correction import Correction


async def act(
    parts: Parts,
    case_id: int,
    verb: str,
    by: str,
    value: str = "",
    *,
    until: str = "",
    note: str = "",
    press: str = "",
    mark: str = "",
) -> Decided:
    """A person does something about a case: take, promise, answered, snooze, not_us, not_angry, close, give, merge, split,
    undo, note. ``value``: the outcome to close with, whom to give it to, the case to merge with, the mentions to split off.
    ``until`` is a time in words, for promise and snooze; an answer whose ``note`` says "will call Monday" is a promise.
    The verb note changes nothing but the story. ``press`` identifies a pressed button, which counts once however often it is
    told; ``mark`` is that of the state under which the button stood: Undo takes back what the person saw, not what somebody
    did since. Raises Refused."""
    if verb == "merge":
        return await joining.merge(parts, case_id, _number(value, "merge it with which case?"), by)
    if verb == "split":
        which = [_number(one, "which mentions?") for one in value.replace(",", " ").split()]
        return await joining.split(parts, case_id, which, by)
    if verb == "give" and value == by:
        verb, value = "take", ""  # whoever gives it to themselves takes it
    at = parts.now()
    time = parts.moment(until, by) if until else None
    if verb == "answered" and note:
        time = parts.promised(note, at, by, note=True)
        verb = "promise" if time else verb

    async def transaction(tx: AsyncConnection) -> Decided:
        mover = Mover(parts, tx)
        row = await case_of(tx, case_id)
        for person in (by, value if verb == "give" else by):
            if not parts.config.may_see(person, row.case.brand):
                raise Refused.of("brand", brand=row.case.brand, person=person)
        if press:
            key = keys.key("press", str(case_id), press)
            if await deciding.is_known(tx, key):
                return mover.done
            data = {"verb": verb, "value": value}
            await deciding.add_event(tx, case_id, at=at, by=by, kind="press", data=data, key=key)
        if verb == "note":
            if not note.strip():
                raise Refused("what is the note? It is empty")
            key = keys.key("note", str(case_id), by, at.isoformat(), note)
            await deciding.add_event(tx, case_id, at=at, by=by, kind="note", data={"note": note.strip()}, key=key)
            mover.done.cases[case_id] = row.case
            return mover.done
        if verb == "undo" and mark and mark != row.case.changed.isoformat():
            raise Refused.of("since")
        if verb == "undo":
            await _undo(mover, row, by)
        else:
            copy = await deciding.copy_of(tx, case_id) if value == "disputed" else None
            await mover.move(row, Act(at, by, verb, value, time, note), more={"copy": copy} if copy else None)
            outcome = mover.done.cases.get(case_id, row.case).outcome
            if row.case.outcome is not None and outcome is not row.case.outcome:
                await _unteach(
                    mover, row.case.brand, case_id, (row.case.outcome,)
                )  # it ended otherwise, as somebody says now
            await _teach(mover, row, (verb, value), by)
        return mover.done

    return await parts.store.write(transaction)


def _number(text: str, ask: str) -> int:
    if not text.strip().isdecimal():
        raise Refused(f"{ask} Name the number")
    return int(text)


async def _undo(mover: Mover, row: Row, by: str) -> None:
    """The last deed of a person is taken back. Raises Refused."""
    acts = await standing_deeds(mover.tx, row.id)
    if not acts:
        raise Refused.of("undo")
    last = acts[-1]
    if mover.parts.now() - from_us(last.at) > cases.UNDO:
        raise Refused.of("undo_late", days=cases.UNDO.days)
    if last.data["verb"] in joining.VERBS:
        await joining.take_back(mover, row, last, by)
        return
    await mover.restore(row, deciding.case_from_json(last.data["before"]), by)
    await mover.note_undo(row.id, last.id, by)
    await _gone_meanwhile(mover, replace(row, case=mover.done.cases[row.id]))
    await _unteach(mover, row.case.brand, row.id, (last.data.get("verb"), last.data.get("value")))
    outcome = mover.done.cases.get(row.id, row.case).outcome
    if outcome is not None and outcome is not row.case.outcome:
        await _teach(mover, row, (outcome,), by)


async def _gone_meanwhile(mover: Mover, row: Row) -> None:
    """Somebody waits again whose posts were taken down while nobody did: that is not forgotten."""
    if row.case.gone_at is not None or ended(row.case) or await joining.still_said(mover, row):
        return
    if any(one.deleted_at is not None for one in await asking.mentions_of(mover.tx, row.id)):
        await mover.move(row, Gone(mover.parts.now()))


async def _teach(mover: Mover, row: Row, deed: Collection[str], by: str) -> None:
    """What it teaches that a case was not about the brand, or no complaint; ``deed``: its verb or outcome."""
    if "not_angry" in deed:
        words, said = await correcting.said_in(mover.tx, row.id), Correction(by=by, complaint=False)
        await correcting.learn(mover.tx, row.case.brand, words, said, mover.parts.now(), case_id=row.id)
    if "not_us" in deed:
        await learning.not_us(mover, row.case.brand, row.id, by)


async def _unteach(mover: Mover, brand: str, case_id: int, deed: Collection[str]) -> None:
    """The other way round."""
    if "not_angry" in deed:
        await correcting.unlearn_case(mover.tx, case_id)
    if "not_us" in deed:
        await learning.us_after_all(mover, brand, case_id)

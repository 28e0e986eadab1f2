"""What people do with a case, and how it is taken back. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from monitor.cases import moves
from monitor.cases.model import Act, Case, Outcome, Policy, Reason, Refused, Result, State
from monitor.telling.phrases import Catalogue

UNDO = timedelta(days=7)
FARTHEST = timedelta(days=90)
"""Nobody promises or snoozes further ahead than this: it would be another word for forgetting."""

_TWICE = timedelta(minutes=1)
"""What is done once more within this was pressed twice."""

BY_HAND = [outcome.value for outcome in Outcome if outcome is not Outcome.MERGED]
"""The outcomes that a person can close a case with."""


def act(case: Case, event: Act, policy: Policy) -> Result:
    """A person's deed. Raises Refused when the case does not allow it."""
    verb = event.verb
    if case.merged_into is not None:
        raise Refused.of("merged", case=case.merged_into)
    if case.state is State.CLOSED and verb in ("take", "give", "promise", "snooze"):
        raise Refused.of("closed", outcome=partial(_outcome, case), days=UNDO.days)
    if _stands(case, event, policy):
        return case, []
    # An answer from before we listened is older than the case.
    case = replace(case, changed=max(case.changed, event.at), moved=max(case.moved or event.at, event.at))
    match verb:
        case "take":
            return _take(case, event, policy)
        case "answered":
            return _answered(case, event, policy)
        case "promise":
            return _promise(case, event, policy)
        case "snooze":
            return _snooze(case, event, policy)
        case "give":
            return _give(case, event, policy)
        case "not_us" | "not_angry" | "close":
            return _close(case, event, policy)
        case _:
            raise Refused(f"{verb!r} is nothing that can be done with a case")


def _outcome(case: Case, say: Catalogue) -> str:
    return say.say(f"outcome_{case.outcome.value}" if case.outcome else "state_closed")


def _stands(case: Case, event: Act, policy: Policy) -> bool:
    """Whether that has been done already: somebody pressed twice, or in two places. It is told once."""
    again = event.at - case.changed < _TWICE
    match event.verb:
        case "take":
            return case.taken_by == event.by and case.state in (State.TAKEN, State.ANSWERED)
        case "give":
            heard = case.turn in case.told and case.turn == policy.here(event.value)
            return again and heard and case.state is State.OPEN and not case.taken_by
        case "promise" | "snooze":
            state = State.PROMISED if event.verb == "promise" else State.SNOOZED
            if case.state is not state or case.until_by != event.by or case.until is None or event.until is None:
                return False
            return again and abs(event.until - case.until) < _TWICE
        case _:
            return False


def _others(case: Case, by: str) -> tuple[str, ...]:
    return tuple(name for name in case.told if name != by)


def _take(case: Case, event: Act, policy: Policy) -> Result:
    at, by = event.at, event.by
    if case.state is not State.ANSWERED:
        # Whoever takes over what was promised has as long as was promised.
        start = max(case.due, at, case.until or at if case.state is State.PROMISED else at)
        silent_at = policy.worked(by, start, policy.answer_within / 2)
        case = replace(
            case, state=State.TAKEN, rung_at=None, silent_at=silent_at, until=None, until_by="", quiet_at=None
        )
    case = replace(case, taken_by=by, turn=by, instead_of="")
    return moves.say(case, Reason.TAKEN, _others(case, by), at, policy, by=by)


def _answered(case: Case, event: Act, policy: Policy) -> Result:
    at, by = event.at, event.by
    if case.state is State.CLOSED:
        return replace(case, answered_by=case.answered_by or by), []
    if case.state is State.ANSWERED:
        return case, []
    case = replace(
        case,
        state=State.ANSWERED,
        answered_by=by,
        rung_at=None,
        silent_at=None,
        until=None,
        until_by="",
        gone_at=None,
        quiet_at=at + moves.QUIET_CLOSES,
    )
    return moves.say(case, Reason.ANSWERED, _others(case, by), at, policy, by=by, held=event.account)


def _promise(case: Case, event: Act, policy: Policy) -> Result:
    until = _until(event)
    case = _put_off(case, State.PROMISED, until, event)
    if not event.account:
        case = replace(case, taken_by=event.by, turn=event.by, instead_of="")
    to = _others(case, event.by)
    return moves.say(case, Reason.PROMISED, to, event.at, policy, by=event.by, held=event.account)


def _snooze(case: Case, event: Act, policy: Policy) -> Result:
    case = replace(_put_off(case, State.SNOOZED, _until(event), event), turn=event.by, instead_of="")
    return moves.say(case, Reason.SNOOZED, _others(case, event.by), event.at, policy, by=event.by)


def _put_off(case: Case, state: State, until: datetime, event: Act) -> Case:
    return replace(case, state=state, until=until, until_by=event.by, rung_at=None, silent_at=None, quiet_at=None)


def _until(event: Act) -> datetime:
    if event.until is None:
        raise Refused.of("until")
    if event.until <= event.at:
        raise Refused.of("past")
    if event.until - event.at > FARTHEST:
        raise Refused.of("far", days=FARTHEST.days)
    return event.until


def _give(case: Case, event: Act, policy: Policy) -> Result:
    at = event.at
    if not event.value:
        raise Refused.of("to")
    case = replace(moves.turn_of(case, event.value, policy), taken_by="", silent_at=None)
    if case.state in (State.OPEN, State.TAKEN):
        running = case.state is State.OPEN and case.rung_at is not None
        case = replace(case, state=State.OPEN, ladder_from=case.ladder_from or at)
        case = replace(case, overdue_told=case.overdue_told or case.due <= at)  # the message shows how long they wait
        case = case if running else moves.next_rung(case, at, policy)
    return moves.say(case, Reason.HANDED_OVER, (event.value,), at, policy, by=event.by)


def _close(case: Case, event: Act, policy: Policy) -> Result:
    named = event.value if event.verb == "close" else event.verb
    if named not in BY_HAND:
        meant = "; for the same customer twice there is `merge`" if named == Outcome.MERGED.value else ""
        raise Refused(f"{named!r} is no outcome to close with; it is one of {', '.join(BY_HAND)}{meant}")
    outcome = Outcome(named)
    if case.state is State.CLOSED:
        return replace(case, outcome=outcome), []
    reason = Reason.WON_BACK if outcome is Outcome.WON_BACK else Reason.CLOSED
    case = moves.closed(case, outcome, event.at)
    return moves.say(case, reason, _others(case, event.by), event.at, policy, by=event.by)


def restored(now: Case, before: Case, at: datetime, by: str, policy: Policy) -> Result:
    """Undo: the case as it was before what somebody did, and a word to those who had been told otherwise. Messages that
    went out stay counted, and what the customer said since stays said, also that it is not over; a ladder whose next step is
    over by now goes on where it stopped, counting from here."""
    before = _still_waiting(now, before, at, policy)
    case = replace(
        before,
        told=now.told,
        said=now.said,
        changed=at,
        moved=at,
        points=now.points,
        stars=now.stars,
        spoke=now.spoke,
        absorbed=now.absorbed,
        gone_at=None if moves.ended(before) else now.gone_at or (before.gone_at if now.spoke == before.spoke else None),
        rung_at=before.rung_at if now.absorbed is None else None,
        # What the clocks have said since is not said again.
        rung=max(before.rung, now.rung),
        overdue_told=before.overdue_told or (now.overdue_told and now.due == before.due),
    )
    if case.state is State.OPEN:
        case = moves.with_who_is_here(case, policy)
    whose = case.taken_by or case.turn
    if whose != by and whose in case.told and case.due <= at:
        case = replace(case, overdue_told=True)  # the message shows how long they have been waiting
    loud = not case.history and moves.loud_enough(case, policy)  # by what was only heard of while it was closed
    known = case.ladder_from or case.told or before.absorbed is not None or loud
    if case.state is State.OPEN and known and (case.rung_at is None or case.rung_at <= at or case.rung != before.rung):
        case = moves.next_rung(replace(case, ladder_from=at), at, policy)
    case = moves.weighed(case, at)
    if case.state is State.OPEN and known and case.absorbed is None:
        # What was closed when a storm ended was handed back to nobody: whose turn it is may not have heard of it. The message
        # shows how long they have been waiting; OVERDUE would repeat it.
        told = tuple(dict.fromkeys((*case.told, case.turn)))
        case = replace(case, told=told, overdue_told=case.overdue_told or case.due <= at)
    return moves.say(case, Reason.UNDONE, _others(case, by), at, policy, by=by)


def _still_waiting(now: Case, before: Case, at: datetime, policy: Policy) -> Case:
    """What undo goes back to: not to an answer or an end after which the customer has complained again, and waits."""
    ended = moves.ended(before)
    if ended is None or (moves.ended(now) and now.outcome is not Outcome.MERGED):
        return before
    since, due = now.waiting_since, now.due
    if since <= before.waiting_since:
        if now.spoke is None or now.spoke <= ended:
            return before
        since, due = now.spoke, policy.worked(before.turn, now.spoke, policy.answer_within)
    return replace(
        moves.opened_again(before, at),
        waiting_since=since,
        due=due,
        overdue_told=False,
        ladder_from=now.ladder_from,
        rung=now.rung,
        rung_at=now.rung_at,
    )

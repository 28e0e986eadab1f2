"""The state machine. The table it implements is in docs/design/cases.md; a row of that table is a branch of one function.

Two clocks. The *waiting clock* starts when the customer's waiting did, sets ``due`` and never pauses. The *ladder clock*
starts with the first message about the case, pauses in quiet hours and sets the steps of ``if_nobody_takes_it``.
The next moment at which either has something to say is ``next_at(case)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.cases.model import (
    Act,
    Agreed,
    Case,
    Event,
    Gone,
    Heard,
    Outcome,
    Points,
    Policy,
    Reason,
    Refused,
    Result,
    Say,
    State,
    Tick,
)

QUIET_CLOSES = timedelta(days=14)
REOPENS = timedelta(days=30)
UNDO = timedelta(days=7)


def loud_enough(points: Points, alert_when: str) -> bool:
    """Whether somebody is told at once. The case is on record either way."""
    if alert_when == "unhappy":
        return True
    if alert_when == "storm":
        return False
    return (
        points.anger >= 0.5
        or points.lowest_star
        or bool(points.themes & {"no_answer", "safety"})
        or bool(points.signals & {"churn", "legal", "telling_everyone"})
    )


def open_case(event: Heard, policy: Policy) -> Result:
    """The first unhappy mention of a customer whom nobody knows yet."""
    waiting_since = min(event.since or event.written, event.written, event.at)
    case = Case(
        brand=event.brand,
        author=event.author,
        points=event.points,
        waiting_since=waiting_since,
        due=policy.due(waiting_since),
        opened=event.at,
        changed=event.at,
        turn=policy.answered_by,
        ladder=policy.ladder,
        stars=event.stars,
        spoke=event.written,
        history=event.history,
    )
    case = _weighed(case, event.at)
    return _first_words(case, event, policy)


def next_at(case: Case) -> datetime | None:
    """When ``step(case, Tick)`` will next have something to do; None: nothing is running."""
    times: list[datetime | None] = [case.gone_at]
    if case.state is State.OPEN and case.ladder_from:
        times.append(case.rung_at)
    if case.state in (State.OPEN, State.TAKEN) and case.told and not case.overdue_told:
        times.append(case.due)
    if case.state is State.TAKEN:
        times.append(case.silent_at)
    if case.state is State.ANSWERED:
        times.append(case.quiet_at)
    if case.state is State.CLOSED:
        return None
    return min((time for time in times if time), default=None)


def belongs(case: Case, at: datetime) -> bool:
    """Whether a new word of this customer, heard at ``at``, still belongs to this case or starts another one."""
    return case.state is not State.CLOSED or case.closed is None or at - case.closed <= REOPENS


def step(case: Case, event: Event, policy: Policy) -> Result:
    """One event. Raises Refused when a person asks for what the case does not allow."""
    match event:
        case Heard(happy=True, unhappy=False):
            return _happy(case, event, policy)
        case Heard(unhappy=True):
            return _unhappy(case, event, policy)
        case Heard():
            return case, []
        case Agreed():
            return _agreed(case, event, policy)
        case Tick():
            return _tick(case, event.at, policy)
        case Gone():
            return _gone(case, event.at, policy)
        case Act():
            return _act(case, event, policy)


# -- what the customer does ------------------------------------------------------------------------------------------


def _unhappy(case: Case, event: Heard, policy: Policy) -> Result:
    before = case.severity
    lower_stars = event.stars is not None and case.stars is not None and event.stars < case.stars
    points = case.points.joined(event.points)
    if event.edit:
        points = replace(points, posts=case.points.posts)
    worse = lower_stars or points.severity() < case.points.severity()
    ended = _ended(case)
    case = replace(
        case,
        points=points,
        stars=event.stars if event.stars is not None else case.stars,
        spoke=max(case.spoke or event.written, event.written),
        history=case.history and event.history,
    )
    case = replace(_weighed(case, event.at), changed=event.at)
    louder = case.severity < before or lower_stars
    if ended and (event.written < ended or (event.edit and not worse)):
        # Written before it ended and only found now, or another spelling of the same words: no new complaint.
        return case, []
    if event.history and (not ended or not case.told):
        # What was written before we listened sorts itself out by date; it never makes a sound.
        return (_waits_anew(case, event, policy) if ended else case), []
    match case.state:
        case State.CLOSED | State.ANSWERED:
            reason = Reason.REOPENED if case.state is State.CLOSED else Reason.STILL_ANGRY
            return _tell_turn(_waits_anew(case, event, policy), reason, event, policy)
        case State.OPEN | State.TAKEN:
            if case.gone_at:
                # Taken down and written again: the matter is not over, and the ladder goes on where it stopped.
                case = replace(case, gone_at=None)
                case = _next_rung(case, event.at, policy) if case.state is State.OPEN else case
            if not case.told:
                return _first_words(case, event, policy)
            if louder:
                return _say(case, Reason.LOUDER, _everybody(case), policy.awake(event.at, timedelta(0)))
            return case, []


def _happy(case: Case, event: Heard, policy: Policy) -> Result:
    if case.spoke and event.written < case.spoke:
        return case, []  # content once, before the complaint
    if case.state is State.CLOSED:
        if case.outcome in (Outcome.QUIET, Outcome.LOST):
            return replace(case, outcome=Outcome.WON_BACK, changed=event.at), []
        return case, []
    case = replace(
        _closed(case, Outcome.WON_BACK, min(event.written, event.at)),
        stars=event.stars if event.stars is not None else case.stars,
    )
    if event.history or not case.told:
        return case, []
    at = policy.awake(event.at, timedelta(0))
    return _say(case, Reason.WON_BACK, case.told, at, by=case.answered_by or case.taken_by)


def _agreed(case: Case, event: Agreed, policy: Policy) -> Result:
    """Agreement weighs on a case that somebody waits with. It opens none, and of what has ended it says nothing."""
    if _ended(case) or event.authors <= case.points.agreed:
        return case, []
    before = _weighed(case, event.at).severity
    case = replace(case, points=replace(case.points, agreed=event.authors), changed=event.at)
    case = _weighed(case, event.at)
    if event.history or not case.told or case.severity >= before:
        return case, []
    return _say(case, Reason.LOUDER, _everybody(case), policy.awake(event.at, timedelta(0)))


def _gone(case: Case, at: datetime, policy: Policy) -> Result:
    if case.state in (State.CLOSED, State.ANSWERED):
        return case, []
    case = replace(case, gone_at=at + timedelta(days=7), rung_at=None, changed=at)
    return _say(case, Reason.POST_GONE, (case.turn,), policy.awake(at, timedelta(0))) if case.told else (case, [])


# -- what time does --------------------------------------------------------------------------------------------------


def _tick(case: Case, at: datetime, policy: Policy) -> Result:
    """Everything that is due by now, in order. After a long sleep each thing is said once, not once a missed step."""
    says: list[Say] = []
    if case.state is State.CLOSED:
        return case, says
    if case.gone_at and case.gone_at <= at:
        return _closed(case, Outcome.GONE, at), says
    if case.state is State.ANSWERED:
        if case.quiet_at and case.quiet_at <= at:
            return _closed(case, Outcome.QUIET, at), says
        return case, says
    if case.told and not case.overdue_told and case.due <= at:
        case = _weighed(replace(case, overdue_told=True), at)
        told, more = _say(case, Reason.OVERDUE, (case.taken_by or case.turn,), policy.awake(at, timedelta(0)))
        case, says = told, says + more
    if case.state is State.TAKEN and case.silent_at and case.silent_at <= at:
        taker = case.taken_by
        case = _reopened(replace(case, taken_by="", silent_at=None), at)
        case = _next_rung(replace(case, ladder_from=at), at, policy)
        told, more = _say(case, Reason.TAKEN_BUT_SILENT, (case.turn, taker), policy.awake(at, timedelta(0)))
        return told, says + more
    while case.state is State.OPEN and case.rung_at and case.rung_at <= at:
        rung = case.ladder[case.rung]
        reason = Reason.STILL_WAITING if rung.tell in case.told else Reason.ESCALATED
        late_start = case.rung_at
        case = replace(case, rung=case.rung + 1, turn=rung.tell, changed=at)
        case = _next_rung(case, late_start, policy)
        if case.rung_at and case.rung_at <= at:
            continue  # slept through this one: only the last rung that is due speaks, and it is the highest
        case, more = _say(case, reason, (rung.tell,), policy.awake(at, timedelta(0)))
        says += more
    return case, says


# -- what people do --------------------------------------------------------------------------------------------------


def _act(case: Case, event: Act, policy: Policy) -> Result:
    verb, at, by = event.verb, event.at, event.by
    others = tuple(name for name in case.told if name != by)
    if case.state is State.CLOSED and verb in ("take", "give"):
        raise Refused(
            f"the case is closed ({case.outcome or 'no outcome'}); `undo` opens it again within {UNDO.days} days"
        )
    case = replace(case, changed=at)
    match verb:
        case "take":
            mine = case.state in (State.OPEN, State.TAKEN)
            silent_at = max(case.due, at) + policy.answer_within / 2 if mine else None
            state = State.TAKEN if mine else case.state
            case = replace(case, state=state, taken_by=by, turn=by, rung_at=None, silent_at=silent_at)
            return _say(case, Reason.TAKEN, others, at, by=by)
        case "answered":
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
                gone_at=None,
                quiet_at=at + QUIET_CLOSES,
            )
            return _say(case, Reason.ANSWERED, others, at, by=by)
        case "give":
            if not event.value:
                raise Refused("give it to whom?")
            case = replace(case, turn=event.value, taken_by="", silent_at=None)
            if case.state in (State.OPEN, State.TAKEN):
                case = replace(case, state=State.OPEN, ladder_from=case.ladder_from or at)
                case = _next_rung(case, at, policy) if case.rung_at is None else case
            return _say(case, Reason.HANDED_OVER, (event.value,), at, by=by)
        case "not_us" | "not_angry" | "close":
            try:
                outcome = Outcome(event.value if verb == "close" else verb)
            except ValueError:
                outcomes = ", ".join(outcome.value for outcome in Outcome)
                raise Refused(f"{event.value!r} is no outcome; it is one of {outcomes}") from None
            if case.state is State.CLOSED:
                return replace(case, outcome=outcome), []
            reason = Reason.WON_BACK if outcome is Outcome.WON_BACK else Reason.CLOSED
            return _say(_closed(case, outcome, at), reason, others, at, by=by)
        case _:
            raise Refused(f"{verb!r} is nothing that can be done with a case")


def restored(now: Case, before: Case, at: datetime, by: str, policy: Policy) -> Result:
    """Undo: the case as it was before what somebody did, and a word to those who had been told otherwise. Messages that
    went out stay counted; a ladder that was running goes on from here."""
    case = replace(before, told=now.told, said=now.said, changed=at, points=now.points)
    if case.state is State.OPEN and case.ladder_from and case.rung_at and case.rung_at <= at:
        case = _next_rung(case, at, policy)
    case = _weighed(case, at)
    return _say(case, Reason.UNDONE, tuple(name for name in case.told if name != by), at, by=by)


# -- small parts -----------------------------------------------------------------------------------------------------


def _weighed(case: Case, at: datetime) -> Case:
    promise = case.due - case.waiting_since
    late = (at - case.waiting_since) / promise if promise > timedelta(0) else 0.0
    return replace(case, severity=case.points.severity(late=late))


def _first_words(case: Case, event: Heard, policy: Policy) -> Result:
    if event.history or not loud_enough(case.points, policy.alert_when):
        return case, []
    at = policy.awake(event.at, timedelta(0))
    # Whoever says "three weeks" is past the promise already: the first message shows it, so OVERDUE would repeat it.
    case = replace(case, ladder_from=at, rung=0, overdue_told=case.due <= at)
    return _say(_next_rung(case, at, policy), Reason.FIRST_ANGER, (case.turn,), at)


def _tell_turn(case: Case, reason: Reason, event: Heard, policy: Policy) -> Result:
    if not case.told and not loud_enough(case.points, policy.alert_when):
        return case, []
    at = policy.awake(event.at, timedelta(0))
    case = _next_rung(replace(case, ladder_from=at, rung=0), at, policy)
    to = (case.answered_by,) if case.answered_by else ()
    return _say(case, reason, tuple(dict.fromkeys((case.turn, *to))), at)


def _next_rung(case: Case, start: datetime, policy: Policy) -> Case:
    """Sets when the next rung is due: its ``after`` counts from ``ladder_from`` in hours that are not quiet."""
    if case.ladder_from is None or case.rung >= len(case.ladder):
        return replace(case, rung_at=None)
    due = policy.awake(case.ladder_from, case.ladder[case.rung].after)
    return replace(case, rung_at=max(due, start))


def _reopened(case: Case, at: datetime) -> Case:
    return replace(
        case,
        state=State.OPEN,
        outcome=None,
        closed=None,
        quiet_at=None,
        silent_at=None,
        gone_at=None,
        taken_by="",
        changed=at,
    )


def _waits_anew(case: Case, event: Heard, policy: Policy) -> Case:
    """Open again by a new complaint: the waiting begins with it."""
    case = _reopened(case, event.at)
    return _weighed(
        replace(case, waiting_since=event.written, due=policy.due(event.written), overdue_told=False), event.at
    )


def _ended(case: Case) -> datetime | None:
    """When it was answered or closed, None while somebody waits."""
    if case.state is State.ANSWERED and case.quiet_at:
        return case.quiet_at - QUIET_CLOSES
    return case.closed if case.state is State.CLOSED else None


def _closed(case: Case, outcome: Outcome, at: datetime) -> Case:
    return replace(
        case,
        state=State.CLOSED,
        outcome=outcome,
        closed=at,
        changed=at,
        rung_at=None,
        silent_at=None,
        quiet_at=None,
        gone_at=None,
    )


def _everybody(case: Case) -> tuple[str, ...]:
    """Whose matter it is now: who took it, or whose turn it is."""
    return (case.taken_by or case.turn,)


def _say(case: Case, reason: Reason, to: Sequence[str], at: datetime, by: str = "") -> Result:
    people = tuple(dict.fromkeys(name for name in to if name))
    if not people:
        # Nobody to tell in person, but the living message still has to show the new state.
        people = case.told[:1]
        if not people:
            return case, []
    told = tuple(dict.fromkeys((*case.told, *people)))
    say = Say(reason, people, case.said, at, by)
    return replace(case, told=told, said=case.said + 1), [say]

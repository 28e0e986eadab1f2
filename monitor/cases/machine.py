"""The state machine. The table it implements is in docs/design/cases.md; a row of that table is a branch of one function.

Two clocks. The *waiting clock* starts when the customer's waiting did, sets ``due`` and never pauses. The *ladder clock*
starts with the first message about the case, pauses in quiet hours and sets the steps of ``if_nobody_takes_it``.
The next moment at which either has something to say is ``next_at(case)``. What people do is in ``deeds``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.cases import deeds, moves
from monitor.cases.model import (
    Act,
    Agreed,
    Case,
    Event,
    Gone,
    Heard,
    Outcome,
    Policy,
    Reason,
    Result,
    Say,
    State,
    Tick,
)
from monitor.cases.moves import GIVES_UP

REOPENS = timedelta(days=30)
BESIDE = timedelta(minutes=15)
"""Two messages that ask the same of the same person within this are one too many."""


def open_case(event: Heard, policy: Policy, storm: int | None = None, *, known: bool = False) -> Result:
    """The first unhappy mention of a customer whom nobody knows yet. ``storm``: the number of the one that rages; ``known``:
    somebody has been told of the words already, as another customer's."""
    waiting_since = min(event.since or event.written, event.written, event.at)
    case = Case(
        brand=event.brand,
        author=event.author,
        points=event.points,
        waiting_since=waiting_since,
        due=policy.due(waiting_since),
        opened=event.at,
        changed=event.at,
        moved=event.at,
        turn=policy.answered_by,
        answers=policy.answered_by,
        within=policy.answer_within,
        alert_when=policy.alert_when,
        route=policy.route,
        ladder=policy.ladder,
        stars=event.stars,
        spoke=event.written,
        history=event.history,
        absorbed=None if event.history else storm,
    )
    case = moves.weighed(moves.turn_of(case, policy.answered_by, policy), event.at)
    return moves.first_words(case, event, policy, known=known)


def next_at(case: Case) -> datetime | None:
    """When ``step(case, Tick)`` will next have something to do; None only when it is closed."""
    times: list[datetime | None] = [case.gone_at]
    match case.state:
        case State.OPEN:
            times += [_given_up_at(case), case.rung_at if case.ladder_from else None]
        case State.TAKEN:
            times.append(case.silent_at)
        case State.PROMISED | State.SNOOZED:
            times.append(case.until)
        case State.ANSWERED:
            times.append(case.quiet_at)
        case State.CLOSED:
            return None
    if case.state is not State.ANSWERED:
        times.append(moves.heavier_at(case))
    if case.state in (State.OPEN, State.TAKEN) and case.told and not case.overdue_told:
        times.append(case.due)
    return min((time for time in times if time), default=None)


def _given_up_at(case: Case) -> datetime:
    return (case.moved or case.changed) + GIVES_UP


def belongs(case: Case, at: datetime) -> bool:
    """Whether a new word of this customer, heard at ``at``, still belongs to this case or starts another one."""
    return case.state is not State.CLOSED or case.closed is None or at - case.closed <= REOPENS


def step(case: Case, event: Event, policy: Policy) -> Result:
    """One event. Raises Refused when a person asks for what the case does not allow."""
    match event:
        case Heard(happy=True, unhappy=False):
            return _happy(case, event, policy)
        case Heard() if _raised(case, event):
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
            return deeds.act(case, event, policy)


def foretold(case: Case, policy: Policy, *, most: int = 12) -> list[Say]:
    """What the clock will say about this case if nobody does anything, in order; at most so many messages."""
    says: list[Say] = []
    while (at := next_at(case)) is not None and len(says) < most:
        case, more = step(case, Tick(at), policy)
        says += more
    return says[:most]


def _raised(case: Case, event: Heard) -> bool:
    """Whether the customer has raised the stars of a review past half: that says more than the old complaint below them."""
    return event.edit and case.stars is not None and event.stars is not None and case.stars <= 0.5 < event.stars


# -- what the customer does ------------------------------------------------------------------------------------------


def _unhappy(case: Case, event: Heard, policy: Policy) -> Result:
    before, waiting_since = case.severity, case.waiting_since
    lower_stars = event.stars is not None and case.stars is not None and event.stars < case.stars
    points = case.points.joined(event.points)
    if event.edit:
        points = replace(points, posts=case.points.posts)
    worse = lower_stars or points.severity() < case.points.severity()
    ended = moves.ended(case)
    case = replace(
        case,
        points=points,
        stars=event.stars if event.stars is not None else case.stars,
        spoke=max(case.spoke or event.written, event.written),
        history=case.history and event.history,
    )
    case = case if ended else _waits_longer(case, event, policy)
    case = replace(moves.weighed(case, event.at), changed=event.at, moved=event.at)
    louder = case.severity < before or lower_stars
    if ended and (event.written < ended or (event.edit and not worse and not event.adds)):
        # Written before it ended and only found now, or another spelling of the same words: no new complaint.
        return case, []
    if event.history and (not ended or not case.told):
        # What was written before we listened sorts itself out by date; it never makes a sound.
        return (moves.waits_anew(case, event, policy) if ended else case), []
    if ended:
        reason = Reason.REOPENED if case.state is State.CLOSED else Reason.STILL_ANGRY
        return moves.tell_turn(moves.waits_anew(case, event, policy), reason, event, policy)
    if case.gone_at:
        # Taken down and written again: the matter is not over, and the ladder goes on where it stopped.
        case = replace(case, gone_at=None)
        case = moves.next_rung(case, event.at, policy) if case.state is State.OPEN else case
    if case.state is State.SNOOZED and louder:
        # Whoever wanted to look at it later did not know this.
        case = _looked_at_again(case, event.at, policy)
    elif not case.told and case.state in (State.OPEN, State.TAKEN):
        return moves.first_words(case, event, policy)
    if louder:
        # The message shows how long they have been waiting; OVERDUE would repeat it.
        case = replace(
            case, overdue_told=case.overdue_told or (case.waiting_since < waiting_since and case.due <= event.at)
        )
        return moves.say(case, Reason.LOUDER, _whose(case), event.at, policy, held=True)
    return case, []


def _waits_longer(case: Case, event: Heard, policy: Policy) -> Case:
    """They may say in any post how long they have been waiting. Once we have answered, they wait since they came back."""
    since = event.since
    if since is None or event.history or since >= case.waiting_since or case.waiting_since > case.opened:
        return case
    return replace(case, waiting_since=since, due=min(case.due, policy.due(since)))


def _happy(case: Case, event: Heard, policy: Policy) -> Result:
    if case.spoke and event.written < case.spoke:
        return case, []  # content once, before the complaint
    if case.state is State.CLOSED:
        if case.outcome in (Outcome.QUIET, Outcome.LOST):
            return replace(case, outcome=Outcome.WON_BACK, changed=event.at), []
        return case, []
    case = replace(
        moves.closed(case, Outcome.WON_BACK, min(event.written, event.at)),
        changed=event.at,
        stars=event.stars if event.stars is not None else case.stars,
    )
    if event.history or not case.told:
        return case, []
    by = case.answered_by or case.taken_by
    return moves.say(case, Reason.WON_BACK, case.told, event.at, policy, by=by, held=True)


def _agreed(case: Case, event: Agreed, policy: Policy) -> Result:
    """Agreement weighs on a case that somebody waits with. It opens none, and of what has ended it says nothing."""
    if moves.ended(case) or event.authors <= case.points.agreed:
        return case, []
    before = moves.weighed(case, event.at).severity
    case = replace(case, points=replace(case.points, agreed=event.authors), changed=event.at)
    case = moves.weighed(case, event.at)
    if event.history or not case.told or case.severity >= before:
        return case, []
    return moves.say(case, Reason.LOUDER, _whose(case), event.at, policy, held=True)


def _gone(case: Case, at: datetime, policy: Policy) -> Result:
    if case.state is State.CLOSED and case.outcome is Outcome.DISPUTED:
        # What somebody had asked the place to remove is removed.
        case = replace(case, outcome=Outcome.GONE, changed=at)
    elif case.state in (State.CLOSED, State.ANSWERED) or case.gone_at:
        return case, []  # over, or told already: somebody who takes down all they wrote does so once
    else:
        case = replace(case, gone_at=at + timedelta(days=7), rung_at=None, changed=at)
    return moves.say(case, Reason.POST_GONE, (case.turn,), at, policy, held=True) if case.told else (case, [])


# -- what time does --------------------------------------------------------------------------------------------------


def _tick(case: Case, at: datetime, policy: Policy) -> Result:
    """Everything that is due by now, in order. After a long sleep each thing is said once, not once a missed step."""
    if case.state is State.CLOSED:
        return case, []
    if case.gone_at and case.gone_at <= at:
        return moves.closed(case, Outcome.GONE, at), []
    if case.state is State.ANSWERED:
        done = case.quiet_at is not None and case.quiet_at <= at
        return (moves.closed(case, Outcome.QUIET, at) if done else case), []
    case = moves.weighed(case, at)
    if case.state in (State.PROMISED, State.SNOOZED):
        return _time_is_up(case, at, policy) if case.until and case.until <= at else (case, [])
    if case.silent_at and case.silent_at <= at:
        taker = case.taken_by
        case = _looked_at_again(case, at, policy)
        return moves.say(case, Reason.TAKEN_BUT_SILENT, (case.turn, taker), at, policy, held=True)
    if case.state is State.OPEN and _given_up_at(case) <= at:
        case = moves.closed(case, Outcome.LOST, at)
        return moves.say(case, Reason.CLOSED, case.told, at, policy, held=True)
    says: list[Say] = []
    if case.told and not case.overdue_told and case.due <= at:
        case, says = moves.say(replace(case, overdue_told=True), Reason.OVERDUE, _whose(case), at, policy, held=True)
    if case.state is State.TAKEN:
        return case, says
    case, more = _climb(case, at, policy, {person for say in says for person in say.to})
    return case, says + more


def _time_is_up(case: Case, at: datetime, policy: Policy) -> Result:
    """What was promised or put off until now."""
    reason = Reason.PROMISE_LAPSED if case.state is State.PROMISED else Reason.SNOOZE_OVER
    who = case.until_by
    case = _looked_at_again(case, at, policy)
    return moves.say(case, reason, (case.turn,), at, policy, by=who, held=True)


def _looked_at_again(case: Case, at: datetime, policy: Policy) -> Case:
    """Open after what was taken, promised or put off. The message about it says how long the customer has been waiting; OVERDUE
    would repeat it."""
    case = moves.ladder_goes_on(case, at, policy)
    return replace(case, overdue_told=case.overdue_told or case.due <= at)


def _climb(case: Case, at: datetime, policy: Policy, told_now: Collection[str]) -> Result:
    """The steps of the ladder that are due; above it, a reminder. Whoever has just been told is not reminded in the same
    breath."""
    says: list[Say] = []
    before = case.turn
    while case.rung_at and case.rung_at <= at:
        start = case.rung_at
        if case.rung < len(case.ladder):
            case = moves.turn_of(case, case.ladder[case.rung].tell, policy)
        reason = Reason.STILL_WAITING if case.turn in case.told else Reason.ESCALATED
        case = moves.next_rung(replace(case, rung=min(case.rung + 1, len(case.ladder)), changed=at), start, policy)
        if case.rung_at and case.rung_at <= at:
            continue  # slept through this one: only the last rung that is due speaks, and it is the highest
        if reason is Reason.STILL_WAITING and (case.turn in told_now or _overdue_says_it(case, start, before, policy)):
            continue
        case, more = moves.say(case, reason, (case.turn,), at, policy, held=True)
        says += more
    return case, says


def _overdue_says_it(case: Case, at: datetime, before: str, policy: Policy) -> bool:
    """Whether a reminder at ``at`` would stand minutes beside OVERDUE for the same person. What is heard some minutes after it was
    said is due some minutes before a step of the ladder as long as the promise. ``before``: whose turn it was."""
    overdue = policy.awake(case.due, timedelta(0), case.turn, case.severity)
    close = abs(overdue - at) < min(BESIDE, policy.answer_within / 8)
    said = case.ladder_from is not None and case.ladder_from < case.due
    return close and said and (overdue > at or case.turn == before)


# -- small parts -----------------------------------------------------------------------------------------------------


def _whose(case: Case) -> tuple[str, ...]:
    """Whose matter it is now: who took it, or whose turn it is."""
    return (case.taken_by or case.turn,)

"""The small moves that the rows of the table are made of: open again, close, say, set the next step. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.cases.model import Case, Heard, Outcome, Policy, Reason, Result, Say, State

QUIET_CLOSES = timedelta(days=14)
REMINDS = timedelta(days=7)
"""After the last step of the ladder whoever heard last is reminded this often."""
GIVES_UP = timedelta(days=90)
"""An open case about which nobody, customer or person, has done anything for so long is lost."""
_NOW = timedelta(0)
_ABSORBED = frozenset({Reason.LOUDER, Reason.OVERDUE, Reason.POST_GONE})
"""What a storm says in the place of its cases; that one is new or waits, no ladder says while it rages."""


def loud_enough(case: Case, policy: Policy) -> bool:
    """Whether somebody is told at once. The case is on record either way."""
    points = case.points
    match case.alert_when or policy.alert_when:
        case "unhappy":
            return True
        case "storm":
            return False
    return (
        points.anger >= 0.5
        or points.lowest_star
        or bool(points.themes & {"no_answer", "safety"})
        or bool(points.signals & {"churn", "legal", "telling_everyone"})
    )


def weighed(case: Case, at: datetime) -> Case:
    """With its severity as of ``at``: waiting past the promise weighs."""
    return replace(case, severity=case.points.severity(late=lateness(case, at)))


def lateness(case: Case, at: datetime) -> float:
    """How long they had waited by then, or until they had an answer, as a multiple of what was promised."""
    promise = case.due - case.waiting_since
    return (min(ended(case) or at, at) - case.waiting_since) / promise if promise > timedelta(0) else 0.0


def heavier_at(case: Case) -> datetime | None:
    """When waiting alone makes it more severe, None if it does not any more."""
    promise = case.due - case.waiting_since
    for times in (1, 3):
        if promise > timedelta(0) and case.points.severity(late=times + 0.5) < case.severity:
            return case.waiting_since + times * promise
    return None


def reasons(case: Case, at: datetime) -> list[tuple[int, str, int]]:
    """(points, reason, how many) of what makes it as severe as it is. How late the answer to a closed one was is told as far as
    its severity tells it."""
    late = lateness(case, at)
    if case.state is State.CLOSED:
        late = next((times for times in (0.0, 2.0, 4.0) if case.points.severity(late=times) == case.severity), late)
    return case.points.reasons(late=late)


def first_words(case: Case, event: Heard, policy: Policy, *, known: bool = False) -> Result:
    """FIRST_ANGER, if it is loud enough, or ``known`` to somebody anyway; the ladder begins with it."""
    if event.history or case.absorbed is not None or not (known or loud_enough(case, policy)):
        return case, []
    at = policy.awake(event.at, _NOW, case.turn, case.severity)
    # Whoever says "three weeks" is past the promise already: the first message shows it, so OVERDUE would repeat it.
    case = replace(case, ladder_from=at, rung=0, overdue_told=case.due <= at)
    if case.state is State.OPEN:  # somebody may have taken it before anybody was told
        case = next_rung(case, at, policy)
    return say(case, Reason.FIRST_ANGER, (case.turn,), event.at, policy, held=True)


def tell_turn(case: Case, reason: Reason, event: Heard, policy: Policy) -> Result:
    """The customer is back: whose turn it is hears, and who answered; the ladder is at its foot."""
    if case.absorbed is not None or (not case.told and not loud_enough(case, policy)):
        return case, []
    at = policy.awake(event.at, _NOW, case.turn, case.severity)
    # What is only found now may be past its time already: the message shows it, so OVERDUE would repeat it.
    case = next_rung(replace(case, ladder_from=at, rung=0, overdue_told=case.due <= at), at, policy)
    to = (case.answered_by,) if case.answered_by and policy.known(case.answered_by) else ()
    return say(case, reason, tuple(dict.fromkeys((case.turn, *to))), event.at, policy, held=True)


def next_rung(case: Case, start: datetime, policy: Policy) -> Case:
    """Sets when the next rung is due: its ``after`` counts from ``ladder_from`` in hours that are not quiet for whom it tells.
    Above the last rung there is a reminder a week. A ladder stands still while the post is gone, and while a storm speaks for
    the case."""
    if case.ladder_from is None or case.gone_at is not None or case.absorbed is not None:
        return replace(case, rung_at=None)
    if case.rung >= len(case.ladder):
        return replace(case, rung_at=policy.awake(start + REMINDS, _NOW, case.turn, case.severity))
    rung = case.ladder[case.rung]
    due = policy.awake(case.ladder_from, rung.after, policy.here(rung.tell), case.severity)
    return replace(case, rung_at=max(due, start))


def ladder_goes_on(case: Case, at: datetime, policy: Policy) -> Case:
    """Open again without anything new from the customer: the ladder goes on where it stopped, counting from now."""
    return next_rung(
        replace(opened_again(with_who_is_here(case, policy), at), ladder_from=at, gone_at=case.gone_at), at, policy
    )


def opened_again(case: Case, at: datetime) -> Case:
    """Open, with nothing that belongs to another state."""
    return replace(
        case,
        state=State.OPEN,
        outcome=None,
        closed=None,
        quiet_at=None,
        silent_at=None,
        gone_at=None,
        until=None,
        until_by="",
        taken_by="",
        merged_into=None,
        changed=at,
        moved=at,
    )


def waits_anew(case: Case, event: Heard, policy: Policy) -> Case:
    """Open again by a new complaint: the waiting begins with it. Whoever only heard of it by the ladder hears again when the
    ladder says so: it is the turn of the one who answers."""
    climbed = 0 < case.rung <= len(case.ladder) and case.turn == policy.here(case.ladder[case.rung - 1].tell)
    if climbed and not case.taken_by and case.answers:
        case = turn_of(case, case.answers, policy)
    case = opened_again(with_who_is_here(case, policy), event.at)
    due = policy.worked(case.turn, event.written, policy.answer_within)
    return weighed(replace(case, waiting_since=event.written, due=due, overdue_told=False), event.at)


def ended(case: Case) -> datetime | None:
    """When it was answered or closed, None while somebody waits."""
    if case.state is State.ANSWERED and case.quiet_at:
        return case.quiet_at - QUIET_CLOSES
    return case.closed if case.state is State.CLOSED else None


def closed(case: Case, outcome: Outcome, at: datetime) -> Case:
    """Over, with nothing that belongs to another state."""
    return replace(
        case,
        state=State.CLOSED,
        outcome=outcome,
        closed=at,
        changed=at,
        rung_at=None,
        silent_at=None,
        until=None,
        until_by="",
        quiet_at=None,
        gone_at=None,
    )


def say(
    case: Case, reason: Reason, to: Sequence[str], at: datetime, policy: Policy, by: str = "", *, held: bool = False
) -> Result:
    """One message to these people, or to who stands in for them. ``by`` is who did what it tells. ``held``: it waits for the
    end of each one's night. What a storm speaks for says nothing of its own, but of what people do about it."""
    if case.absorbed is not None and reason in _ABSORBED:
        return case, []
    people = tuple(dict.fromkeys(policy.here(name) for name in to if name))
    if not people:
        # Nobody to tell in person, but the living message still has to show the new state.
        people = case.told[:1]
        if not people:
            return case, []
    told = tuple(dict.fromkeys((*case.told, *people)))
    said = Say(reason, people, case.said, at, by)
    if held:
        times = tuple(policy.awake(at, _NOW, person, case.severity) for person in people)
        said = replace(said, at=min(times), times=times if len(set(times)) > 1 else ())
    return replace(case, told=told, said=case.said + 1), [said]


def turn_of(case: Case, person: str, policy: Policy) -> Case:
    """It is this person's turn, or that of who stands in for them."""
    here = policy.here(person)
    return replace(case, turn=here, instead_of=person if here != person else "")


def with_who_is_here(case: Case, policy: Policy) -> Case:
    """Somebody waits again: whose turn it is may have gone away, or have come back, while nobody did."""
    return turn_of(case, case.instead_of or case.turn, policy)


def absorbed(case: Case, storm: int, at: datetime) -> Case:
    """A storm speaks for it from now on: its own messages stop, and its waiting goes on."""
    return replace(case, absorbed=storm, rung_at=None, changed=at)


def handed_back(case: Case, at: datetime, policy: Policy) -> Case:
    """The storm is over. If nobody has taken it, its ladder starts now: the message about all that are handed back is its
    first one. With ``alert_when: storm`` it has none, unless somebody had been told of it before."""
    case = replace(case, absorbed=None, changed=at)
    silent = (case.alert_when or policy.alert_when) == "storm" and not case.told
    if case.state is not State.OPEN or silent:
        return case
    start = policy.awake(at, _NOW, case.turn, case.severity)
    told = tuple(dict.fromkeys((*case.told, policy.here(case.turn))))
    # The message shows how long each has been waiting; OVERDUE would repeat it.
    case = replace(case, told=told, ladder_from=start, rung=0, overdue_told=case.overdue_told or case.due <= at)
    return next_rung(case, start, policy)

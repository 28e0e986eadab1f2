"""Two cases that are one customer. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor.cases import moves
from monitor.cases.model import Case, Outcome, Policy, Reason, Refused, Result, State


def merged(
    kept: tuple[int, Case], gone: tuple[int, Case], at: datetime, by: str, policy: Policy
) -> tuple[Result, Result]:
    """The case that goes on with all that both know, and the other one, closed as merged; each is (number, case). Whoever
    has waited longest counts. Raises Refused."""
    (number, one), (other_number, other) = kept, gone
    if number == other_number:
        raise Refused("that is one case already")
    if one.brand != other.brand:
        raise Refused(f"they are about two brands: {one.brand} and {other.brand}")
    for n, case in (kept, gone):
        if case.merged_into is not None:
            raise Refused(f"case {n} is one with case {case.merged_into} already")
    if one.state is State.CLOSED:
        raise Refused(f"case {number} is closed: merge it into case {other_number} instead, or `undo` what closed it")
    waits = other.state not in (State.CLOSED, State.ANSWERED)
    before = one.severity
    told = tuple(dict.fromkeys((*one.told, *other.told))) if waits else one.told
    one = replace(
        one,
        author=one.author or other.author,
        points=one.points.joined(other.points),
        stars=other.stars if one.stars is None else one.stars,
        spoke=max((spoke for spoke in (one.spoke, other.spoke) if spoke), default=None),
        history=one.history and other.history,
        told=told,
        changed=at,
        moved=at,
    )
    if waits:
        since, due = min(one.waiting_since, other.waiting_since), min(one.due, other.due)
        overdue = one.overdue_told or other.overdue_told
        one = replace(one, waiting_since=since, due=due, overdue_told=overdue, gone_at=None)
        if one.absorbed is None and not told:
            # Nobody has heard of either but in a storm: its end hands them back.
            one = replace(one, absorbed=other.absorbed)
        if one.state is State.ANSWERED:
            one = moves.opened_again(
                moves.with_who_is_here(one, policy), at
            )  # they were answered in one place, and wait in the other
        if one.state is State.OPEN and told and (one.ladder_from is None or one.rung_at is None):
            one = moves.next_rung(replace(one, ladder_from=at), at, policy)
    one = moves.weighed(one, at)
    louder = one.told and one.severity < before
    if louder:  # it shows how long they have been waiting; OVERDUE would repeat it
        one = replace(one, overdue_told=one.overdue_told or one.due <= at)
    going_on = moves.say(one, Reason.LOUDER, (one.taken_by or one.turn,), at, policy, by=by) if louder else (one, [])
    others = tuple(name for name in other.told if name != by)
    ended = replace(moves.closed(other, Outcome.MERGED, at), merged_into=number)
    return going_on, moves.say(ended, Reason.CLOSED, others, at, policy, by=by)

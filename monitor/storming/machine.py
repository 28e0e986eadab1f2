"""How a storm goes on: noticed, taken, louder, still there, over. The table is in docs/design/storming.md. Pure.

What may wake people (STORM, STORM_LOUDER, the ladder) follows ``policy.roused``, the rest ``policy.awake``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.cases import Calendar, Policy, Reason, Refused, Say
from monitor.storming.model import Outcome, Picture, Result, State, Storm
from monitor.storms import severity

STILL = timedelta(hours=12)
"""Between two words that it still rages."""
AGAIN = timedelta(days=7)
"""A storm over the same brand within this time after the last one is that one again."""
_NOW = timedelta(0)


def begin(brand: str, since: datetime, at: datetime, policy: Policy, of: Sequence[str] = ()) -> Storm:
    """A storm is noticed at ``at``, of these themes or (none) of everything. ``announce`` tells of it."""
    storm = Storm(
        brand=brand,
        of=tuple(of),
        since=min(since, at),
        opened=at,
        changed=at,
        turn=policy.answered_by,
        ladder=policy.ladder,
    )
    return _turn_of(storm, policy.answered_by, policy)


def raised_again(storm: Storm, at: datetime, policy: Policy) -> Storm:
    """A storm that was over rages again, under its number and with what was decided when it was noticed first."""
    storm = replace(storm, state=State.RAGING, changed=at, over=None, outcome=None, over_by="", taken_by="", rung=0)
    return _turn_of(storm, policy.answered_by, policy)


def widened(storm: Storm, of: Sequence[str]) -> Storm:
    """It is a storm of these themes too or (none) of everything. Never narrower than it was."""
    return replace(storm, of=tuple(sorted({*storm.of, *of})) if storm.of and of else ())


def until_told(storm: Storm, at: datetime) -> bool:
    """Whether a new alarm at ``at`` is this storm again."""
    return storm.over is not None and at - storm.over <= AGAIN


def announce(storm: Storm, picture: Picture, at: datetime, policy: Policy) -> Result:
    """STORM, and the ladder begins with it. ``picture`` is what it is about."""
    start = policy.roused(at, _NOW, storm.turn)
    storm = replace(
        storm,
        picture=picture,
        severity=severity(picture.facts),
        ladder_from=start,
        rung=0,
        still_at=policy.awake(start + STILL, _NOW, storm.turn),
    )
    return _say(_next_rung(storm, start, policy), Reason.STORM, (storm.turn,), at, policy, calendar=policy.roused)


def grew(storm: Storm, picture: Picture, louder: bool, at: datetime, policy: Policy) -> Result:
    """More of it was heard. STORM_LOUDER if the detector says so (``louder``), if it is more severe than ever, or if it has
    reached the news."""
    if storm.state is State.OVER:
        return storm, []
    now = severity(picture.facts)
    louder = louder or now < storm.severity or (picture.facts.news and not storm.picture.facts.news)
    storm = replace(storm, picture=picture, severity=min(now, storm.severity), changed=at)
    if not louder:
        return storm, []
    return _say(storm, Reason.STORM_LOUDER, _whose(storm), at, policy, calendar=policy.roused)


def next_at(storm: Storm) -> datetime | None:
    """When ``tick`` will next have something to do; None only when it is over."""
    if storm.state is State.OVER:
        return None
    return min((time for time in (storm.rung_at, storm.still_at) if time), default=None)


def tick(storm: Storm, at: datetime, policy: Policy) -> Result:
    """Time has passed: the highest step of the ladder that is due, or else the word that it still rages."""
    if storm.state is State.OVER:
        return storm, []
    said: list[Say] = []
    if storm.rung_at and storm.rung_at <= at:
        while storm.rung_at and storm.rung_at <= at:
            storm = _turn_of(storm, storm.ladder[storm.rung].tell, policy)
            storm = _next_rung(replace(storm, rung=storm.rung + 1), storm.rung_at or at, policy)
        reason = Reason.STILL_WAITING if storm.turn in storm.told else Reason.ESCALATED
        storm, said = _say(replace(storm, changed=at), reason, (storm.turn,), at, policy, calendar=policy.roused)
    if storm.still_at and storm.still_at <= at:
        storm = replace(storm, still_at=policy.awake(at + STILL, _NOW, storm.turn), changed=at)
        if not said:
            storm, said = _say(storm, Reason.STORM_STILL, _whose(storm), at, policy, calendar=policy.awake)
    return storm, said


def take(storm: Storm, at: datetime, by: str, policy: Policy) -> Result:
    """Somebody takes it: the ladder stops. Raises Refused when it is over."""
    if storm.state is State.OVER:
        raise Refused.of("storm_over")
    if storm.state is State.TAKEN and storm.taken_by == by:
        return storm, []  # pressed twice, or in two places
    storm = replace(storm, state=State.TAKEN, taken_by=by, turn=by, instead_of="", rung_at=None, changed=at)
    return _say(storm, Reason.STORM_TAKEN, _others(storm, by), at, policy, by=by)


def hand_over(storm: Storm, person: str, at: datetime, policy: Policy) -> Result:
    """It is this person's, or that of who stands in for them, because somebody has gone away or is back. What was taken is to be
    taken anew, and the ladder goes on."""
    if storm.state is State.OVER:
        return storm, []
    running = storm.state is State.RAGING
    storm = replace(_turn_of(storm, person, policy), state=State.RAGING, taken_by="", changed=at)
    storm = storm if running else _next_rung(storm, at, policy)
    return _say(storm, Reason.HANDED_OVER, (storm.turn,), at, policy, calendar=policy.roused)


def end(storm: Storm, outcome: Outcome, at: datetime, policy: Policy, by: str = "") -> Result:
    """It is over: by itself (CALM), or because ``by`` says so. Raises Refused when it is over already, except that what has
    ended may still be called noise."""
    if storm.state is State.OVER:
        if outcome is Outcome.NOISE and storm.outcome is not Outcome.NOISE:
            return replace(storm, outcome=outcome, over_by=by, changed=at), []
        raise Refused.of("storm_ended")
    storm = replace(
        storm, state=State.OVER, outcome=outcome, over=at, over_by=by, rung_at=None, still_at=None, changed=at
    )
    return _say(storm, Reason.STORM_OVER, _others(storm, by), at, policy, by, calendar=None if by else policy.awake)


def _turn_of(storm: Storm, person: str, policy: Policy) -> Storm:
    here = policy.here(person)
    return replace(storm, turn=here, instead_of=person if here != person else "")


def _next_rung(storm: Storm, start: datetime, policy: Policy) -> Storm:
    """Above the last step only STORM_STILL reminds."""
    if storm.ladder_from is None or storm.rung >= len(storm.ladder):
        return replace(storm, rung_at=None)
    rung = storm.ladder[storm.rung]
    return replace(storm, rung_at=max(start, policy.roused(storm.ladder_from, rung.after, policy.here(rung.tell))))


def _whose(storm: Storm) -> tuple[str, ...]:
    return (storm.taken_by or storm.turn,)


def _others(storm: Storm, by: str) -> tuple[str, ...]:
    return tuple(name for name in storm.told if name != by)


def _say(
    storm: Storm,
    reason: Reason,
    to: Sequence[str],
    at: datetime,
    policy: Policy,
    by: str = "",
    *,
    calendar: Calendar | None = None,
) -> Result:
    """One message, to each by that calendar; at once without one. With nobody else to tell, the living message still has to
    show the new state."""
    people = tuple(dict.fromkeys(policy.here(name) for name in to)) or storm.told[:1]
    if not people:
        return storm, []
    told = tuple(dict.fromkeys((*storm.told, *people)))
    said = Say(reason, people, storm.said + 1, at, by)
    if calendar is not None:
        times = tuple(calendar(at, _NOW, person) for person in people)
        said = replace(said, at=min(times), times=times if len(set(times)) > 1 else ())
    return replace(storm, told=told, said=storm.said + 1), [said]

"""A case: one unhappy customer of one brand, from the first angry word to how it ended. Pure.

``step(case, event, policy) -> (case, says)``: the state machine. It reads no clock and writes nothing: ``event.at`` is
now. The table it implements is in docs/design/cases.md; a row of that table is a branch of one function here.

Two clocks. The *waiting clock* starts when the customer's waiting did, sets ``due`` and never pauses. The *ladder clock*
starts with the first message about the case, pauses in quiet hours and sets the steps of ``if_nobody_takes_it``.
The next moment at which either has something to say is ``next_at(case)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

QUIET_CLOSES = timedelta(days=14)
REOPENS = timedelta(days=30)
UNDO = timedelta(days=7)


class State(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"


class Outcome(StrEnum):
    WON_BACK = "won_back"
    QUIET = "quiet"
    LOST = "lost"
    NOT_US = "not_us"
    NOT_ANGRY = "not_angry"
    GONE = "gone"


class Reason(StrEnum):
    """Why a message is sent. Tests, wording and channels speak of these."""

    FIRST_ANGER = "FIRST_ANGER"
    LOUDER = "LOUDER"
    STILL_ANGRY = "STILL_ANGRY"
    REOPENED = "REOPENED"
    STILL_WAITING = "STILL_WAITING"
    ESCALATED = "ESCALATED"
    OVERDUE = "OVERDUE"
    TAKEN = "TAKEN"
    TAKEN_BUT_SILENT = "TAKEN_BUT_SILENT"
    HANDED_OVER = "HANDED_OVER"
    ANSWERED = "ANSWERED"
    WON_BACK = "WON_BACK"
    CLOSED = "CLOSED"
    UNDONE = "UNDONE"
    POST_GONE = "POST_GONE"
    ALREADY_WAITING = "ALREADY_WAITING"
    # The operator's: Earful itself is in trouble.
    SOURCE_BLIND = "SOURCE_BLIND"
    SOURCE_HEARS_AGAIN = "SOURCE_HEARS_AGAIN"
    CHANNEL_DEAD = "CHANNEL_DEAD"
    CHANNEL_BACK = "CHANNEL_BACK"
    CONFIG_REFUSED = "CONFIG_REFUSED"
    TEST = "TEST"


class Refused(Exception):
    """What a person asked for cannot be done with the case as it stands; the text says why and what can."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder, as it was when the case opened."""

    after: timedelta
    tell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the owner decided, at the moment the case opened. ``due(since)`` and ``awake(start, span)`` are calendars:
    when an answer is due for somebody waiting since then, and ``start`` plus ``span`` outside the quiet hours."""

    answered_by: str
    answer_within: timedelta
    ladder: tuple[Rung, ...]
    alert_when: str
    due: Callable[[datetime], datetime]
    awake: Callable[[datetime, timedelta], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """What the severity is made of. Every field is a fact; ``explained()`` turns them into explained points."""

    anger: float = 0.0
    complaint: float = 0.0
    lowest_star: bool = False
    themes: frozenset[str] = frozenset()
    signals: frozenset[str] = frozenset()
    followers: int = 0
    posts: int = 1

    def explained(self, *, late: float = 0.0) -> list[tuple[int, str]]:
        """(points, why) pairs; ``late`` is the waiting time as a multiple of what was promised."""
        found: list[tuple[int, str]] = []
        if self.anger >= 0.8:
            found.append((2, "very angry"))
        elif self.anger >= 0.5:
            found.append((1, "angry"))
        if self.lowest_star:
            found.append((1, "lowest star"))
        if "telling_everyone" in self.signals:
            found.append((2, "telling everyone"))
        if "churn" in self.signals:
            found.append((1, "leaving you"))
        if "legal" in self.signals:
            found.append((3, "speaks of law"))
        if "safety" in self.themes:
            found.append((3, "safety"))
        if self.followers >= 10_000:
            found.append((2, f"{self.followers:,} followers"))
        elif self.followers >= 1_000:
            found.append((1, f"{self.followers:,} followers"))
        if late > 3:
            found.append((2, "waiting three times as long as you promise"))
        elif late > 1:
            found.append((1, "waiting longer than you promise"))
        if self.posts >= 3:
            found.append((1, f"{self.posts} posts"))
        return found

    def severity(self, *, late: float = 0.0) -> int:
        """1 (worst) to 4."""
        total = sum(points for points, _ in self.explained(late=late))
        level = 1 if total >= 6 else 2 if total >= 4 else 3 if total >= 2 else 4
        grave = "legal" in self.signals or "safety" in self.themes
        return min(level, 2) if grave else level

    def joined(self, other: Points) -> Points:
        """Both together: the worst of each, and one post more."""
        return Points(
            anger=max(self.anger, other.anger),
            complaint=max(self.complaint, other.complaint),
            lowest_star=self.lowest_star or other.lowest_star,
            themes=self.themes | other.themes,
            signals=self.signals | other.signals,
            followers=max(self.followers, other.followers),
            posts=self.posts + other.posts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as it stands. Times are aware UTC."""

    brand: str
    author: str  # as people should read it
    state: State = State.OPEN
    outcome: Outcome | None = None
    points: Points = Points()
    severity: int = 4
    waiting_since: datetime
    due: datetime
    opened: datetime
    changed: datetime
    closed: datetime | None = None
    turn: str  # whose turn it is
    taken_by: str = ""
    answered_by: str = ""
    ladder: tuple[Rung, ...] = ()
    ladder_from: datetime | None = None  # None: nobody has been told, so no ladder runs
    rung: int = 0  # the next one
    rung_at: datetime | None = None
    overdue_told: bool = False
    silent_at: datetime | None = None  # taken, but no answer by then
    quiet_at: datetime | None = None  # answered, and quiet until then
    gone_at: datetime | None = None  # its words were deleted; closes then
    stars: float | None = None  # as a share of the scale, from the latest post that had some
    spoke: datetime | None = None  # when the latest complaint was written
    told: tuple[str, ...] = ()  # everybody who has had a message about it
    said: int = 0  # messages so far: numbers them
    history: bool = False  # opened from what was there before we listened


@dataclass(frozen=True, slots=True)
class Say:
    """A message to be decided: ``to`` people, numbered ``ordinal`` within the case, not before ``at``."""

    reason: Reason
    to: tuple[str, ...]
    ordinal: int
    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The customer spoke: one scored mention. ``since`` is when the waiting began as they say it; ``written`` when
    they wrote; ``at`` is now. ``history``: it was there before we listened."""

    at: datetime
    author: str
    brand: str
    unhappy: bool
    happy: bool
    points: Points
    written: datetime
    since: datetime | None = None
    stars: float | None = None
    history: bool = False
    edit: bool = False  # not another post, but other words in one that was counted already


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """The customer's post was deleted."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """A person did something: take | answered | not_us | not_angry | close | give. ``value`` is the outcome to close
    with, or whom it is given to."""

    at: datetime
    by: str
    verb: str
    value: str = ""


Event = Heard | Tick | Gone | Act
Result = tuple[Case, list[Say]]


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

"""What a case is, and what can happen to it. Data only; ``machine`` moves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from monitor.errors import CannotDo
from monitor.telling.phrases import ENGLISH, Catalogue


class State(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    PROMISED = "promised"
    ANSWERED = "answered"
    SNOOZED = "snoozed"
    CLOSED = "closed"


class Outcome(StrEnum):
    WON_BACK = "won_back"
    QUIET = "quiet"
    LOST = "lost"
    NOT_US = "not_us"
    NOT_ANGRY = "not_angry"
    DISPUTED = "disputed"
    GONE = "gone"
    MERGED = "merged"


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
    PROMISED = "PROMISED"
    PROMISE_LAPSED = "PROMISE_LAPSED"
    SNOOZED = "SNOOZED"
    SNOOZE_OVER = "SNOOZE_OVER"
    ANSWERED = "ANSWERED"
    WON_BACK = "WON_BACK"
    CLOSED = "CLOSED"
    UNDONE = "UNDONE"
    POST_GONE = "POST_GONE"
    ALREADY_WAITING = "ALREADY_WAITING"
    PRESS = "PRESS"  # an article: about no case
    # About a storm; its ladder speaks as that of a case does.
    STORM = "STORM"
    STORM_LOUDER = "STORM_LOUDER"
    STORM_STILL = "STORM_STILL"
    STORM_TAKEN = "STORM_TAKEN"
    STORM_OVER = "STORM_OVER"
    HANDED_BACK = "HANDED_BACK"
    DIGEST = "DIGEST"
    BUNDLE = "BUNDLE"
    MORNING = "MORNING"  # what waited for the end of a night
    UNDELIVERED = "UNDELIVERED"
    NOT_DONE = "NOT_DONE"  # what somebody answered by mail
    CHANGED = "CHANGED"  # for programs that follow every change
    # The operator's: Earful itself is in trouble.
    SOURCE_BLIND = "SOURCE_BLIND"
    SOURCE_HEARS_AGAIN = "SOURCE_HEARS_AGAIN"
    CHANNEL_DEAD = "CHANNEL_DEAD"
    CHANNEL_BACK = "CHANNEL_BACK"
    CONFIG_REFUSED = "CONFIG_REFUSED"
    DISK = "DISK"
    CLOCK = "CLOCK"
    SIGN_OF_LIFE = "SIGN_OF_LIFE"
    PAGE_SHUT = "PAGE_SHUT"
    PAGE_OPEN = "PAGE_OPEN"
    TEST = "TEST"


class Refused(CannotDo):
    """What a person asked for cannot be done with the case as it stands; the text says why and what can, in English."""

    phrase: str = ""
    values: Mapping[str, object] = MappingProxyType({})

    @classmethod
    def of(cls, phrase: str, /, **values: object) -> Refused:
        """A refusal that can be said in every language: the phrase ``refused_…`` of the catalogues. A value may be a function
        of the catalogue."""
        refused = cls()
        refused.phrase, refused.values = f"refused_{phrase}", values
        refused.args = (refused.said(ENGLISH),)
        return refused

    def said(self, say: Catalogue) -> str:
        """The same in the words of that catalogue; in English where it has none for it."""
        if not self.phrase:
            return str(self)
        values = {key: value(say) if callable(value) else value for key, value in self.values.items()}
        return say.say(self.phrase, **values)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder, as it was when the case opened."""

    after: timedelta
    tell: str


def _here(person: str) -> str:
    return person


def _anybody(person: str) -> bool:
    return True


def _at_once(start: datetime, span: timedelta, person: str, severity: int = 4) -> datetime:
    return start + span


def _day_and_night(person: str, start: datetime, span: timedelta) -> datetime:
    return start + span


class Calendar(Protocol):
    """``start`` plus ``span`` of the time in which a person may be told something of that severity (1 is the worst)."""

    def __call__(self, start: datetime, span: timedelta, person: str, severity: int = 4) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the owner decided, at the moment the case opened. ``due(since)`` tells when an answer is due for somebody waiting
    since then. ``awake`` is the calendar outside the quiet hours of a person, ``roused`` that of what may wake people: a
    storm. ``known(name)`` is whether that is somebody who can be told: an account of ours that answered is nobody.
    ``worked(person, start, span)`` is ``start`` plus ``span`` in which that person works. ``here(person)`` is that person, or
    who stands in while they are away. ``route`` says which route chose all this."""

    answered_by: str
    answer_within: timedelta
    ladder: tuple[Rung, ...]
    alert_when: str
    due: Callable[[datetime], datetime]
    awake: Calendar
    here: Callable[[str], str] = _here
    known: Callable[[str], bool] = _anybody
    worked: Callable[[str, datetime, timedelta], datetime] = _day_and_night
    roused: Calendar = _at_once
    route: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """What the severity is made of. Every field is a fact; ``reasons()`` turns them into points."""

    anger: float = 0.0
    complaint: float = 0.0
    lowest_star: bool = False
    themes: frozenset[str] = frozenset()
    signals: frozenset[str] = frozenset()
    followers: int = 0
    posts: int = 1
    agreed: int = 0  # other people who say that it is so

    def reasons(self, *, late: float = 0.0) -> list[tuple[int, str, int]]:
        """(points, reason, how many) of everything that weighs; ``late`` is the waiting time as a multiple of what was promised."""
        found: list[tuple[int, str, int]] = []
        if self.anger >= 0.8:
            found.append((2, "very_angry", 1))
        elif self.anger >= 0.5:
            found.append((1, "angry", 1))
        if self.lowest_star:
            found.append((1, "lowest_star", 1))
        if "telling_everyone" in self.signals:
            found.append((2, "telling_everyone", 1))
        if "churn" in self.signals:
            found.append((1, "churn", 1))
        if "legal" in self.signals:
            found.append((3, "legal", 1))
        if "safety" in self.themes:
            found.append((3, "safety", 1))
        if self.followers >= 1_000:
            found.append((2 if self.followers >= 10_000 else 1, "followers", self.followers))
        if late >= 3:
            found.append((2, "three_times_late", 1))
        elif late >= 1:
            found.append((1, "late", 1))
        if self.posts >= 3:
            found.append((1, "posts", self.posts))
        if self.agreed >= 3:
            found.append((2 if self.agreed >= 10 else 1, "agreed", self.agreed))
        return found

    def severity(self, *, late: float = 0.0) -> int:
        """1 (worst) to 4."""
        total = sum(points for points, _, _ in self.reasons(late=late))
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
            agreed=max(self.agreed, other.agreed),
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
    answers: str = ""  # who answered for the brand when it opened
    instead_of: str = ""  # who is away, if the turn is a stand-in's
    taken_by: str = ""
    answered_by: str = ""
    within: timedelta | None = None  # the promise that was in force when it opened
    alert_when: str = ""  # the same
    route: str = ""  # the same
    ladder: tuple[Rung, ...] = ()
    ladder_from: datetime | None = None  # None: nobody has been told, so no ladder runs
    rung: int = 0  # the next one
    rung_at: datetime | None = None
    overdue_told: bool = False
    silent_at: datetime | None = None  # taken, but no answer by then
    until: datetime | None = None  # promised or snoozed, till then
    until_by: str = ""  # by whom: a person, or an account of ours
    quiet_at: datetime | None = None  # answered, and quiet until then
    gone_at: datetime | None = None  # its words were deleted; closes then
    stars: float | None = None  # as a share of the scale, from the latest post that had some
    spoke: datetime | None = None  # when the latest complaint was written
    moved: datetime | None = None  # when a person or the customer last did something about it
    merged_into: int | None = None  # the case that goes on in its place
    told: tuple[str, ...] = ()  # everybody who has had a message about it
    said: int = 0  # messages so far: numbers them
    history: bool = False  # opened from what was there before we listened
    absorbed: int | None = None  # the storm that speaks for it while it rages


@dataclass(frozen=True, slots=True)
class Say:
    """A message to be decided: ``to`` people, numbered ``ordinal`` within the case, not before ``at``; where their nights
    differ, each not before their own of ``times``."""

    reason: Reason
    to: tuple[str, ...]
    ordinal: int
    at: datetime
    by: str = ""
    times: tuple[datetime, ...] = ()

    def due(self, person: str) -> datetime:
        """When that person may be told."""
        return self.times[self.to.index(person)] if self.times and person in self.to else self.at


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
    adds: bool = False  # ... which say a complaint more than it did


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """The customer's post was deleted."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Agreed:
    """Others said that it is so: ``authors`` of them up to now. ``history``: before we listened."""

    at: datetime
    authors: int
    history: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """A person did something: take | promise | answered | snooze | not_us | not_angry | close | give. ``value`` is the
    outcome to close with, or whom it is given to; ``until`` is for promise and snooze; ``note`` is theirs. ``account``: it
    was no person but a reply by one of our accounts."""

    at: datetime
    by: str
    verb: str
    value: str = ""
    until: datetime | None = None
    note: str = ""
    account: bool = False


Event = Heard | Agreed | Tick | Gone | Act
Result = tuple[Case, list[Say]]

"""The shape of a configuration that has been understood: frozen, complete, nothing left to guess.

``monitor.config.load`` makes one from YAML. Everything else in the daemon reads only this.
Field names are the YAML keys; descriptions are what the documentation and the error hints say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from alerts.base import Channel, Recipient
from connectors.base import Receives
from monitor.config.problems import Problem
from monitor.matching import Brand as Names
from monitor.telling.phrases import ENGLISH, SHIPPED, Catalogue, shipped

if TYPE_CHECKING:
    from connectors.imap import Imap

CUSTOMER, PRESS = "customer", "press"
"""Voices: who speaks in a post."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Working hours on some weekdays, in that person's zone. 0 is Monday. ``end`` after ``start``; 24:00 is ``time.max``."""

    days: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Digest:
    """When the calm summary goes out, in the owner's zone. 0 is Monday."""

    days: frozenset[int]
    at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can be told, and who answers."""

    name: str  # the key under people:
    email: str = ""
    slack: str = ""
    language: str = ""  # in which they are told; empty: in that of everybody
    timezone: ZoneInfo | None = None  # where their clock stands; None: where the owner's does
    hours: tuple[Shift, ...] = ()  # empty: always
    quiet_hours: QuietHours | None = None  # when they are told nothing, if it differs from everybody's
    never_quiet: bool = False  # they are told at any time
    stand_in: str = ""  # who gets their cases while they are away
    channels: tuple[str, ...] = ()  # by which channels to tell them; empty: by every one that reaches them
    fallback: tuple[str, ...] = ()  # channels for when these do not deliver
    digest: Digest | None = None  # when they get the summary; None: never
    own_digest: bool = False  # the file names a time for them alone

    @property
    def recipient(self) -> Recipient:
        return Recipient(name=self.name, email=self.email, slack=self.slack)


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the ladder: ``after`` counts from the first message about the case."""

    after: timedelta
    tell: str


@dataclass(frozen=True, slots=True)
class DayOff:
    """Days on which nobody works, ``first`` to ``last``; ``yearly``: the same days of every year."""

    first: date
    last: date
    yearly: bool = False

    def covers(self, day: date) -> bool:
        if not self.yearly:
            return self.first <= day <= self.last
        return (day.month, day.day) == (self.first.month, self.first.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a route applies: all that is given must hold, and of several values in one any will do."""

    voice: str = ""  # customer | press; empty: customer
    severity: frozenset[int] = frozenset()
    themes: frozenset[str] = frozenset()
    signals: frozenset[str] = frozenset()
    source: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    language: frozenset[str] = frozenset()  # primary tags of BCP 47: "en", "de"
    followers: int = 0  # of the author, at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Who answers, by when, and who is told next, for some cases of a brand."""

    name: str  # "route 1", in the order of the file
    when: Condition
    answered_by: str
    answer_within: timedelta
    if_nobody_takes_it: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Mute:
    """Whom and what nobody wants to hear of. It is kept, and opens no case."""

    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MaybeUs:
    """What a complaint without a name says, and where, when it may be about the brand."""

    words: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the brand's own: the proof that a reply is ours."""

    service: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """A name the owner watches, and who answers for it. ``names`` is what the matcher needs."""

    names: Names
    our_accounts: tuple[Account, ...] = ()
    answered_by: str = ""
    answer_within: timedelta = timedelta(hours=4)
    if_nobody_takes_it: tuple[Step, ...] = ()
    routes: tuple[Route, ...] = ()  # the first that fits
    mute: Mute = Mute()
    maybe_us: MaybeUs = MaybeUs()

    @property
    def name(self) -> str:
        return self.names.name


def slug(name: str) -> str:
    """A name as it stands in an address: in lower case, blanks and signs as dashes."""
    return re.sub(r"[^\w.-]+", "-", name.casefold(), flags=re.ASCII).strip("-.")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often to look: at most every ``fastest``, at least every ``slowest``; both the same where it is fixed."""

    fastest: timedelta
    slowest: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place that is listened to. ``connector`` is built from the kind's own options."""

    name: str  # unique; "kind host …" where the file gives none
    kind: str
    connector: Any  # connectors.base.Polls, Streams or Receives
    every: timedelta  # as it begins; then between the two of ``rhythm``
    rhythm: Rhythm | None = None  # None: always ``every``
    about: str = ""  # brand: every post here is about it
    allow_private: bool = False
    deadline: timedelta = timedelta(seconds=60)
    read_pages: bool = False  # look for the name in the page behind a post
    backfill: timedelta | None = None  # how far back the first visit reads; None: as far as the kind does
    searches: bool = False  # it asks the service for names, so what comes back may lack them

    @property
    def receives(self) -> bool:
        """Whether it is posted to, and never visited."""
        return isinstance(self.connector, Receives)

    @property
    def path(self) -> str:
        """Where a source that receives is posted to: "Contact form" at /ingest/contact-form."""
        return f"/ingest/{slug(self.name) or quote(self.name, safe='')}"

    @property
    def fastest(self) -> timedelta:
        return self.rhythm.fastest if self.rhythm else self.every

    @property
    def slowest(self) -> timedelta:
        return self.rhythm.slowest if self.rhythm else self.every

    @property
    def place(self) -> str:
        """What is listened to, as 32 hex digits (an address can be a password). The same name with another place is
        another source. The names that are searched for are no part of it: a new brand does not make old news new."""
        options = [(item.name, getattr(self.connector, item.name)) for item in fields(self.connector) if item.compare]
        told = [self.kind, *(f"{name}={value!r}" for name, value in options if name != "search")]
        return blake2b("\0".join(told).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Nights, in the person's zone; ``start`` may be later than ``end`` (21:00 to 07:00)."""

    start: time
    end: time
    wake_for: str = "storm"  # storm | worst | nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """When to tell somebody at once. Everything is on record all the same."""

    alert_when: str = "angry"  # unhappy | angry | storm
    quiet_hours: QuietHours | None = None
    digest: Digest | None = None
    anger_from: float = 0.5
    complaint_from: float = 0.5
    low_stars: float = 0.4  # share of the scale, at or below which stars alone open a case
    max_false_per_days: float = 90.0  # days, in which a brand may have one false storm
    sign_of_life: bool = True  # the operator hears once a week that all is calm


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A configured channel under its name."""

    name: str  # "email", "slack", or the key under channels:
    kind: str
    channel: Channel
    allow_private: bool = False
    people: tuple[str, ...] = ()  # for whom it is; empty: for everybody

    def tells(self, person: Person) -> bool:
        """Whether a message for that person goes out this way: it is for them, they want it, and it reaches them or is a
        room where everybody follows the case."""
        wanted = self.name in person.channels if person.channels else self.name not in person.fallback
        return self.reaches(person) and wanted

    def reaches(self, person: Person) -> bool:
        """Whether a message for that person can go out this way, wanted first or not."""
        mine = not self.people or person.name in self.people
        return mine and (self.channel.shared or self.channel.reaches(person.recipient)) and self.for_people

    @property
    def for_people(self) -> bool:
        """Whether messages for people go out this way; a channel can be for programs alone."""
        return getattr(self.channel, "for_people", True)


@dataclass(frozen=True, slots=True)
class Rival:
    """A brand of somebody else's, only counted; ``against``: the brands that it is set against (none: every one)."""

    names: Names
    against: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One of several firms that one Earful listens for. Its people hear of its brands only, and its channels carry nothing
    else."""

    name: str
    brands: frozenset[str]
    people: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    digest: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """The mailbox in which answers to our mails are read: ``box`` opens it, ``address`` is where people write to."""

    box: Imap = field(repr=False)
    address: str
    allow_private: bool = False

    @property
    def place(self) -> str:
        """Which mailbox it is, as 32 hex digits: how far it has been read is kept under this."""
        told = "\0".join((self.box.server, self.box.user, self.box.folder))
        return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long words are kept."""

    matched: timedelta = timedelta(days=730)
    unmatched: timedelta = timedelta(days=30)
    unlisted: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may sign in to the page."""

    name: str
    password: str = field(default="", repr=False)  # an argon2 hash; without one only the proxy lets them in
    role: str = "look"  # look | act | admin
    person: str = ""  # in whose name they act
    brands: frozenset[str] | None = None  # None: every one


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where the daemon's HTTP server listens; nowhere without a ``port``."""

    port: int | None = None
    host: str = "127.0.0.1"
    address: str = ""  # under which people reach it, like https://earful.shop.example; without it no mail has a link
    proxies: tuple[str, ...] = ()  # addresses and networks whose X-Forwarded-For is believed
    metrics_token: str = field(default="", repr=False)
    users: Mapping[str, User] = field(default_factory=dict)
    user_header: str = ""  # in which a trusted proxy says who signed in there

    @property
    def base(self) -> str:
        """The address under which it is reached, as far as the configuration tells; empty where nothing listens."""
        here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  # all of them is no address to go to
        host = f"[{here}]" if ":" in here else here
        return (self.address or f"http://{host}:{self.port}") if self.port is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything the owner decided. ``secrets`` are the values that must never be shown; ``digest`` identifies the
    exact text of the file and the variables put into it, so that a reload can tell whether anything changed."""

    timezone: ZoneInfo
    people: Mapping[str, Person]
    operator: str
    brands: Mapping[str, Brand]
    sources: Mapping[str, Source]
    destinations: Mapping[str, Destination]
    language: str = "en"
    phrases: Mapping[str, Catalogue] = field(default_factory=dict, repr=False)  # by language, as the owner changed them
    alerts: Alerts = field(default_factory=Alerts)
    rivals: Mapping[str, Rival] = field(default_factory=dict)
    clients: Mapping[str, Client] = field(default_factory=dict)
    replies: Replies | None = None  # None: nobody reads answers to mails
    holidays: tuple[DayOff, ...] = ()
    mute: Mute = Mute()
    scorer: str = "earful"
    scorer_options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    data: str = "data"  # a relative folder in the file counts from the file's own folder
    database: str = field(default="", repr=False)  # SQLAlchemy URL; empty: SQLite in ``data``
    contact: str = ""  # for the User-Agent
    heartbeat: str = field(default="", repr=False)
    retention: Retention = field(default_factory=Retention)
    page: Page = field(default_factory=Page)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    faults: tuple[Problem, ...] = ()  # what `earful check` refuses, and the daemon puts up with
    notes: tuple[str, ...] = ()  # not problems, but worth saying: "people.sam can be told, but ..."
    digest: str = ""
    file: str = "config.yaml"  # as it was named when it was loaded

    def words_of(self, person: str = "") -> Catalogue:
        """In which words somebody is told what they alone read; without a name: what everybody reads."""
        known = self.people.get(person)
        language = (known.language if known else "") or self.language
        return self.phrases.get(language) or (shipped(language) if language in SHIPPED else ENGLISH)

    def zone_of(self, person: str) -> ZoneInfo:
        """Where the clock of somebody stands; the owner's zone for who names none, or has left."""
        known = self.people.get(person)
        return (known.timezone if known else None) or self.timezone

    def quiet_of(self, person: str) -> QuietHours | None:
        """When somebody is told nothing: their own hours, or those of everybody. None: never."""
        known = self.people.get(person)
        if known is not None and (known.never_quiet or known.quiet_hours):
            return known.quiet_hours
        return self.alerts.quiet_hours

    def sees(self, person: str) -> frozenset[str] | None:
        """The only brands of which somebody may hear; None: of all."""
        return seen_by(self.clients, person)

    def may_see(self, person: str, brand: str) -> bool:
        """Whether somebody may hear of a brand."""
        mine = self.sees(person)
        return mine is None or brand in mine

    def compared_with(self, brands: frozenset[str]) -> frozenset[str]:
        """The rivals that are set against one of these brands."""
        return frozenset(name for name, each in self.rivals.items() if not each.against or each.against & brands)

    def groups(self) -> list[frozenset[str]]:
        """The brands that may be set against each other: those of each client, and those of none; each with its rivals."""
        theirs = [client.brands for client in self.clients.values()]
        rest = frozenset(self.brands).difference(*theirs)
        return [group | self.compared_with(group) for group in (*theirs, rest) if group]

    def carries(self, channel: str) -> frozenset[str] | None:
        """The only brands of which a channel may tell; None: of all."""
        return next((client.brands for client in self.clients.values() if channel in client.channels), None)


def seen_by(clients: Mapping[str, Client], person: str) -> frozenset[str] | None:
    """The only brands of which somebody may hear; None: of all."""
    mine = [client.brands for client in clients.values() if person in client.people]
    return frozenset().union(*mine) if mine else None


def covers(clients: Mapping[str, Client], one: str, other: str) -> bool:
    """Whether one person ("" for nobody) may hear of all that another one does."""
    theirs, needed = seen_by(clients, one), seen_by(clients, other)
    return not one or theirs is None or (needed is not None and needed <= theirs)

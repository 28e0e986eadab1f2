"""The shape of the file: every key an owner can write, with its help. To add a key, add a field.

These classes only say what may stand where. ``reader`` fills them from YAML, ``build`` checks them against each other
and makes the ``Config``. Every field has a default, so that a file with mistakes can still be checked to its end;
``required=True`` is what makes a missing one a problem. What has no section here comes with the kinds of sources and
channels themselves: their options are the fields of their classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any, Literal

from monitor.config import values
from monitor.config.model import DayOff, Digest, Rhythm, Shift
from monitor.tone.base import Signal, Theme


def says(
    help_: str,
    *,
    key: str = "",
    parse: Callable[[str], Any] | None = None,
    required: bool = False,
    secret: bool = False,
) -> dict[str, Any]:
    """What the reader and the documentation want to know of a field. ``key`` is its name in YAML where Python has taken
    the word; ``parse`` reads its text and raises ``values.Misread``."""
    told: dict[str, Any] = {"help": help_, "required": required, "secret": secret}
    if key:
        told["key"] = key
    if parse:
        told["parse"] = parse
    return told


AS_FOR_ALL = "as for all"
"""What stands where a person names no time of their own for the summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietOptions:
    """``quiet_hours: {…}``"""

    start: time = field(default=time(0), metadata=says("when they begin, like 21:00", key="from", required=True))
    end: time = field(default=time(0), metadata=says("when they end, like 07:00", key="to", required=True))
    wake_for: Literal["storm", "worst", "nothing"] = field(
        default="storm",
        metadata=says("what is told even then: storm, worst (that, and cases of severity 1) or nothing"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOptions:
    """``people: {maria: {…}}``"""

    email: str = field(default="", metadata=says("where mail goes", parse=values.email))
    slack: str = field(default="", metadata=says("Slack member id, like U012AB3CD", parse=values.slack_id))
    language: str = field(default="", metadata=says("in which they are told, if it is not that at the top of the file"))
    timezone: str = field(default="", metadata=says("their time zone, if it is not that at the top of the file"))
    hours: tuple[Shift, ...] = field(
        default=(), metadata=says("working hours, like mon-fri 08:00-18:00, sat 09:00-12:00", parse=values.hours)
    )
    quiet_hours: QuietOptions | bool | None = field(
        default=None, metadata=says("their nights, if they differ from those under alerts; false for none")
    )
    stand_in: str = field(default="", metadata=says("who gets their cases while they are away"))
    channels: tuple[str, ...] = field(
        default=(), metadata=says("by which channels to tell them; without it by every one that reaches them")
    )
    fallback: tuple[str, ...] = field(
        default=(), metadata=says("channels that are used only when the others do not deliver")
    )
    digest: Digest | str | None = field(
        default=AS_FOR_ALL,
        metadata=says("when this person gets the summary, like mondays 08:00; false for never", parse=values.digest),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOptions:
    """``our_accounts: [{…}]``"""

    service: str = field(default="", metadata=says("the place, like mastodon.example", required=True))
    id: str = field(default="", metadata=says("the account there, like @harborplumbing", required=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOptions:
    """``if_nobody_takes_it: [{…}]``"""

    after: timedelta = field(
        default=timedelta(), metadata=says("how long after the first message, like 1h", required=True)
    )
    tell: str = field(default="", metadata=says("whom to tell then", required=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteOptions:
    """``mute: {…}``"""

    authors: tuple[str, ...] = field(default=(), metadata=says("names, handles or profile pages"))
    sources: tuple[str, ...] = field(default=(), metadata=says("names of sources"))
    words: tuple[str, ...] = field(default=(), metadata=says("whatever has one of these words in it"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MaybeOptions:
    """``maybe_us: {…}``"""

    words: tuple[str, ...] = field(default=(), metadata=says("what a complaint says that names nobody", required=True))
    places: tuple[str, ...] = field(
        default=(), metadata=says("names of local sources, or of places that it names", required=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenOptions:
    """``when: {…}`` of a route"""

    themes: frozenset[Theme] = field(default=frozenset(), metadata=says("what it is about, like safety or staff"))
    signals: frozenset[Signal] = field(default=frozenset(), metadata=says("what may follow, like legal or churn"))
    severity: frozenset[int] = field(
        default=frozenset(), metadata=says("how bad, like 1 or 1..2; 1 is the worst", parse=values.severities)
    )
    voice: Literal["", "customer", "press"] = field(
        default="", metadata=says("customer, or press for articles and episodes")
    )
    source: tuple[str, ...] = field(default=(), metadata=says("names of sources"))
    words: tuple[str, ...] = field(default=(), metadata=says("one of these words stands in it"))
    language: frozenset[str] = field(
        default=frozenset(),
        metadata=says("in which language it is written, like de or [de, es]", parse=values.languages),
    )
    followers: int = field(
        default=0, metadata=says("how many people follow who wrote it, at least, like 1000", parse=values.followers)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteOptions:
    """``routes: [{…}]``"""

    when: WhenOptions = field(default_factory=WhenOptions, metadata=says("which cases take this route", required=True))
    answered_by: str = field(default="", metadata=says("who answers them; without it the brand's"))
    answer_within: timedelta | None = field(default=None, metadata=says("their promise; without it the brand's"))
    if_nobody_takes_it: tuple[StepOptions, ...] | None = field(
        default=None, metadata=says("who is told next; without it the brand's steps")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandOptions:
    """``brands: [{…}]``"""

    name: str = field(default="", metadata=says("the name customers use", required=True))
    also_called: tuple[str, ...] = field(
        default=(), metadata=says("other names, @handles, #hashtags and web addresses of the brand")
    )
    not_us: tuple[str, ...] = field(default=(), metadata=says("phrases that hold the name and mean somebody else"))
    only_with: tuple[str, ...] = field(
        default=(), metadata=says("for ambiguous names: one of these words must be there too")
    )
    never_with: tuple[str, ...] = field(default=(), metadata=says("none of these words may be there"))
    exact_case: bool | tuple[str, ...] = field(
        default=False, metadata=says("names that count only in this spelling, or true for all of them")
    )
    our_accounts: tuple[AccountOptions, ...] = field(
        default=(), metadata=says("accounts of your own: a reply from one of them is yours")
    )
    answered_by: str = field(default="", metadata=says("the person a customer should hear from"))
    answer_within: timedelta = field(
        default=timedelta(hours=4), metadata=says("your promise: how long a customer may wait")
    )
    if_nobody_takes_it: tuple[StepOptions, ...] = field(
        default=(), metadata=says("who is told next while nobody has taken a case")
    )
    routes: tuple[RouteOptions, ...] = field(
        default=(), metadata=says("other ways for some cases: the first whose when: fits counts")
    )
    mute: MuteOptions = field(default_factory=MuteOptions, metadata=says("whom and what not to hear of"))
    maybe_us: MaybeOptions | None = field(
        default=None, metadata=says("complaints without a name, for the summary: what they say, and where")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """``sources: [{…}]``: what every kind understands; the rest are the kind's own options."""

    kind: str = field(default="", metadata=says("what sort of place it is", required=True))
    name: str = field(default="", metadata=says("what you call it; unique"))
    every: Rhythm | None = field(
        default=None, metadata=says("how often to look, like 10m, or 5m..1h as it goes", parse=values.rhythm)
    )
    backfill: timedelta | None = field(
        default=None, metadata=says("how far back the first visit reads, where the service can, like 30d")
    )
    about: str = field(default="", metadata=says("a brand: everything posted here is about it, without the name"))
    read_pages: bool = field(
        default=False, metadata=says("true looks for the name in the page behind a post, where robots.txt allows it")
    )
    allow_private: bool = field(default=False, metadata=says("true lets it read addresses inside your own network"))
    deadline: timedelta = field(default=timedelta(seconds=60), metadata=says("how long one visit may take"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelOptions:
    """``channels: {name: {…}}``: what every kind understands; the rest are the kind's own options."""

    kind: str = field(default="", metadata=says("how messages travel: email, slack, webhook, ntfy …", required=True))
    allow_private: bool = field(default=False, metadata=says("true lets it reach addresses inside your own network"))
    people: tuple[str, ...] = field(
        default=(), metadata=says("for whom it is, like [maria]; without it for everybody", key="for")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareOptions:
    """``compare: [{…}]``: the names of a brand and nothing else of it."""

    name: str = field(default="", metadata=says("the name customers use", required=True))
    also_called: tuple[str, ...] = field(
        default=(), metadata=says("other names, @handles, #hashtags and web addresses")
    )
    not_us: tuple[str, ...] = field(default=(), metadata=says("phrases that hold the name and mean somebody else"))
    only_with: tuple[str, ...] = field(
        default=(), metadata=says("for ambiguous names: one of these words must be there too")
    )
    never_with: tuple[str, ...] = field(default=(), metadata=says("none of these words may be there"))
    exact_case: bool | tuple[str, ...] = field(
        default=False, metadata=says("names that count only in this spelling, or true for all of them")
    )
    against: tuple[str, ...] = field(
        default=(), metadata=says("the brands of yours that it is set against; without it every one")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientOptions:
    """``clients: {harbor: {…}}``"""

    brands: tuple[str, ...] = field(default=(), metadata=says("names of the brands that are theirs", required=True))
    people: tuple[str, ...] = field(default=(), metadata=says("who belongs to them, and hears of nothing else"))
    channels: tuple[str, ...] = field(default=(), metadata=says("channels that are theirs, and tell of nothing else"))
    digest: Digest | None = field(
        default=None, metadata=says("when their people get the summary, like mondays 08:00", parse=values.digest)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RepliesOptions:
    """``replies: {…}``: beside these, how a mailbox is opened, as for a source of the kind ``imap``."""

    address: str = field(
        default="", metadata=says("where people write to; without it the user name", parse=values.email)
    )
    allow_private: bool = field(default=False, metadata=says("true lets it be inside your own network"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsOptions:
    """``alerts: {…}``. Beside these, every kind of channel is a key of its own (``email:``, ``slack:``, …)."""

    alert_when: Literal["unhappy", "angry", "storm"] = field(
        default="angry", metadata=says("what is told at once: unhappy (every case), angry, or storm (only those)")
    )
    quiet_hours: QuietOptions | None = field(default=None, metadata=says("nights: messages wait until morning"))
    digest: Digest | None = field(
        default=None,
        metadata=says("one calm summary of the rest, like weekdays 08:00; false for none", parse=values.digest),
    )
    channels: Mapping[str, Any] = field(
        default_factory=dict, metadata=says("channels under names of your own, each with its kind")
    )
    replies: Any = field(
        default=None,
        metadata=says(
            "the mailbox in which answers to mails are read: its settings, or the name of a source of the kind imap"
        ),
    )
    anger_from: float = field(default=0.5, metadata=says("from which anger (0 to 1) a case opens", parse=values.share))
    complaint_from: float = field(
        default=0.5, metadata=says("from which complaint (0 to 1) a case opens", parse=values.share)
    )
    low_stars: float = field(
        default=0.4,
        metadata=says("up to which share of the stars a review opens a case, like 40%", parse=values.share),
    )
    max_false_per_days: float = field(
        default=90.0,
        metadata=says(
            "in how many days a brand may have one false storm; fewer days, earlier storms", parse=values.days
        ),
    )
    sign_of_life: bool = field(
        default=True, metadata=says("false does without the weekly word to the operator that Earful is listening")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class UserOptions:
    """``users: {maria: {…}}``"""

    password: str = field(
        default="", metadata=says("what earful password prints, never the password itself", secret=True)
    )
    role: Literal["look", "act", "admin"] = field(
        default="look", metadata=says("look, act (take, answer, close), or admin (accounts, tokens, settings)")
    )
    person: str = field(default="", metadata=says("in whose name under people: they act; without it their own name"))
    brands: tuple[str, ...] = field(default=(), metadata=says("the only brands they see; without it every one"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOptions:
    """``page: {…}``"""

    port: int | None = field(default=None, metadata=says("the port it listens on, like 8080", parse=values.port))
    host: str = field(
        default="127.0.0.1",
        metadata=says("the address of this machine it listens on; 0.0.0.0 is all of them", parse=values.host),
    )
    address: str = field(
        default="", metadata=says("under which address people reach it from outside", parse=values.public_address)
    )
    proxies: tuple[str, ...] = field(
        default=(),
        metadata=says("addresses or networks of your own proxies, like 172.18.0.0/16", parse=values.networks),
    )
    metrics_token: str = field(default="", metadata=says("who sends it may read /metrics", secret=True))
    users: Mapping[str, UserOptions] = field(
        default_factory=dict, metadata=says("who may sign in, beside those with an invitation")
    )
    user_header: str = field(
        default="",
        metadata=says(
            "the header in which your own proxy says who signed in there, like Remote-User", parse=values.header
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionOptions:
    """``retention: {…}``"""

    matched: timedelta = field(default=timedelta(days=730), metadata=says("how long posts about a brand are kept"))
    unmatched: timedelta = field(
        default=timedelta(days=30), metadata=says("how long other posts are kept, so that a new name can look back")
    )
    unlisted: timedelta = field(
        default=timedelta(days=30),
        metadata=says(
            "how long the words about a brand are kept of authors who ask not to be found, beyond their case"
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOptions:
    """The whole file."""

    timezone: str = field(default="UTC", metadata=says("your time zone, like America/New_York"))
    language: str = field(default="en", metadata=says("in which language you are told: en, de or es"))
    wording: Mapping[str, str] = field(
        default_factory=dict, metadata=says("files with words of your own, by language, like {en: words.toml}")
    )
    people: Mapping[str, PersonOptions] = field(default_factory=dict, metadata=says("everyone who can be told"))
    operator: str = field(default="", metadata=says("who hears that Earful itself is in trouble"))
    brands: tuple[BrandOptions, ...] = field(default=(), metadata=says("the names to watch for", required=True))
    compare: tuple[Any, ...] = field(
        default=(), metadata=says("names of others, whose share of what is said the summary sets beside yours")
    )
    clients: Mapping[str, ClientOptions] = field(
        default_factory=dict, metadata=says("firms that must hear nothing of each other, each with its brands")
    )
    sources: tuple[Any, ...] = field(default=(), metadata=says("where to listen"))
    holidays: tuple[DayOff, ...] = field(
        default=(),
        metadata=says("days on which nobody works, like 2026-12-25, 01-01 (every year)", parse=values.holidays),
    )
    mute: MuteOptions = field(default_factory=MuteOptions, metadata=says("the same as mute: of every brand"))
    alerts: AlertsOptions = field(default_factory=AlertsOptions, metadata=says("when and how to tell"))
    channels: Mapping[str, Any] = field(default_factory=dict, metadata=says("the same as channels: under alerts:"))
    tone: Mapping[str, Any] = field(
        default_factory=dict, metadata=says("how feelings are read: scorer: NAME, and the scorer's own options")
    )
    heartbeat: str = field(
        default="",
        metadata=says(
            "an address that is visited while everything works, so that somebody notices when it stops",
            parse=values.web_address,
            secret=True,
        ),
    )
    page: PageOptions = field(default_factory=PageOptions, metadata=says("the page in the browser"))
    data: str = field(default="data", metadata=says("the folder for the database"))
    database: str = field(
        default="",
        metadata=says("a database elsewhere; without it SQLite in data:", parse=values.database, secret=True),
    )
    contact: str = field(
        default="", metadata=says("your e-mail or web address, told to the places Earful visits", parse=values.contact)
    )
    retention: RetentionOptions = field(default_factory=RetentionOptions, metadata=says("how long words are kept"))


SECTIONS: Mapping[str, type] = {
    "": FileOptions,
    "people": PersonOptions,
    "brands": BrandOptions,
    "compare": CompareOptions,
    "clients": ClientOptions,
    "our_accounts": AccountOptions,
    "if_nobody_takes_it": StepOptions,
    "routes": RouteOptions,
    "when": WhenOptions,
    "mute": MuteOptions,
    "maybe_us": MaybeOptions,
    "sources": SourceOptions,
    "alerts": AlertsOptions,
    "quiet_hours": QuietOptions,
    "replies": RepliesOptions,
    "channels": ChannelOptions,
    "page": PageOptions,
    "users": UserOptions,
    "retention": RetentionOptions,
}
"""Each section under the key it stands below; the empty one is the top of the file."""

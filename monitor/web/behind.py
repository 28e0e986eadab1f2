"""What the server may ask of the daemon behind it: callables, so that nothing here knows the app."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from alerts.base import Action
from connectors.base import Inbound
from monitor.config import Config, Destination, Source
from monitor.parts import Parts
from monitor.web.changes import Changes
from monitor.web.pulse import Pulse

if TYPE_CHECKING:
    from monitor.office import Office  # what people do; the pages know no more of the daemon than this


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of something that was posted: how many posts it brought, how many of them say something new, and
    whether the very same delivery had been taken before."""

    posts: int
    new: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """The state of everything as numbers, for ``/metrics``. Times are aware UTC; names are the owner's own."""

    version: str
    scorer: str
    polls: dict[tuple[str, str], int] = field(default_factory=dict)  # (source, outcome), since the start
    posts: dict[str, int] = field(default_factory=dict)  # source -> posts that were new, ever
    heard_at: dict[str, datetime] = field(default_factory=dict)  # source -> the last visit that worked
    blind: dict[str, bool] = field(default_factory=dict)  # source -> whether it cannot be heard
    mentions: dict[tuple[str, str], int] = field(default_factory=dict)  # (brand, label), since the start
    pending: int = 0  # mentions that wait for a decision
    cases: dict[tuple[str, str], int] = field(default_factory=dict)  # (brand, state), now
    overdue: int = 0  # open cases past the promise
    outbox: dict[tuple[str, str], int] = field(default_factory=dict)  # (channel, state): due, claimed, gave_up
    oldest: datetime | None = None  # when the oldest message was to go out that has not
    delivered: dict[tuple[str, str], int] = field(default_factory=dict)  # (channel, "sent" | "failed"), since the start
    lag: float = 0.0  # seconds by which the event loop was late, at most, in the last minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A case or storm as it stands, for the page behind a link: nothing that the mail with the link did not say."""

    heading: str
    byline: str
    quote: str
    facts: Sequence[tuple[str, str]]
    actions: Sequence[Action]  # what can be done now, the likeliest first
    mark: str  # of the state that is shown: Undo takes back what the person saw
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The daemon, as far as the server may know it."""

    now: Callable[[], datetime]
    config: Callable[[], Config]  # the one in force
    parts: Callable[[], Parts]  # what pages read from
    key: Callable[[], bytes]  # what links are signed with
    pulse: Pulse
    unready: Callable[[], Awaitable[list[str]]]  # what is missing, in words that anybody may read
    figures: Callable[[], Awaitable[Figures]]
    receive: Callable[[Source, Inbound], Coroutine[Any, Any, Taken]]  # raises Rejected
    standing: Callable[[int, str], Awaitable[Standing | None]]  # (case, person); None: there is no such case any more
    storm_standing: Callable[[int, str], Awaitable[Standing | None]]  # the same of a storm
    office: Office  # what people do
    changes: Changes
    leaving: asyncio.Event  # set when the daemon stops: whatever goes on and on ends
    first_time: Callable[[Destination, str], Coroutine[Any, Any, bool]]  # (channel, signature): seen never before
    say: Callable[[Destination, str, str], None]  # (channel, address, sentence): posted soon, nobody waits

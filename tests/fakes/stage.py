"""A stage for tests of the whole way: Earful on a clock that stands still, with sources that bring what a test puts there
and a channel that keeps what it is sent. Everything between them is real."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from alerts.base import Channel, Client, Message, Receipt, Recipient
from connectors.base import Author, Cursor, Fetched, Outcome, Post
from monitor import app as earful
from monitor.app import App
from monitor.cases import Case
from monitor.clock import SetClock
from monitor.config import Brand, Config, Destination, Person, Source, Step
from monitor.matching import Brand as Names
from monitor.pipeline import Decided, Hearing
from monitor.store import asking, deciding

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday morning."""

FURIOUS = "Harbor Plumbing never returned my call. I am furious."
THANKS = "Harbor Plumbing called me back and it is all fixed now. Thank you so much, wonderful!"


@dataclass
class Place:
    """A source: every visit brings ``posts``, or fails with ``trouble``. ``visits`` are the cursors it was handed."""

    posts: list[Post] = field(default_factory=list, compare=False)
    trouble: BaseException | None = field(default=None, compare=False)
    answer: Any = field(default=None, compare=False)
    visits: list[Cursor] = field(default_factory=list, compare=False)

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        self.visits.append(cursor)
        if self.trouble:
            raise self.trouble
        if self.answer is not None:
            found: Fetched = self.answer
            return found
        return Fetched(list(self.posts), {"visit": len(self.visits)}, Outcome.ITEMS if self.posts else Outcome.EMPTY)


@dataclass
class Letterbox:
    """A channel of everybody's own (or, ``shared``, one room): keeps every message. ``troubles`` are raised first, one a
    try; ``broken`` always."""

    messages: list[Message] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)
    broken: Exception | None = None
    shared: bool = False
    bundles: bool = False
    tries: int = 0

    def reaches(self, person: Recipient) -> bool:
        return True

    def destination(self, person: Recipient) -> str:
        return "room" if self.shared else person.name

    async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt:
        self.tries += 1
        if self.broken:
            raise self.broken
        if self.troubles:
            raise self.troubles.pop(0)
        self.messages.append(message)
        return {"messages": len(self.messages)}

    @property
    def told(self) -> list[tuple[str, str]]:
        """(reason, person), in the order in which they arrived."""
        return [(message.reason, message.to.name) for message in self.messages]

    def take(self) -> list[tuple[str, str]]:
        """The same, and forgets them."""
        told = self.told
        self.messages.clear()
        return told


_posts = 0


def post(text: str = FURIOUS, at: datetime = START, by: str = "Dana R.", **more: Any) -> Post:
    """What a customer says; each call is another post unless it is given an ``id``."""
    global _posts
    _posts += 1
    author = Author(name=by, id=by) if by else Author()
    known = {"service": "forum.example", "id": f"p{_posts}", "author": author, "text": text, "published": at}
    return Post(**{**known, **more})


def brand(name: str = "Harbor Plumbing", **changes: Any) -> Brand:
    """A brand that maria answers for within four hours; after one hour she is told again, after three sam is."""
    ladder = (Step(timedelta(hours=1), "maria"), Step(timedelta(hours=3), "sam"))
    known: dict[str, Any] = {"names": Names(name=name), "answered_by": "maria", "if_nobody_takes_it": ladder}
    return Brand(**{**known, **changes})


def settings(
    folder: Path,
    places: Mapping[str, Place] | Iterable[Source],
    channels: Mapping[str, Channel],
    brands: Sequence[Brand] = (),
    **changes: Any,
) -> Config:
    """A configuration of Maria and Sam's shop."""
    sources = [source(name, place) for name, place in places.items()] if isinstance(places, Mapping) else list(places)
    known: dict[str, Any] = {
        "timezone": ZoneInfo("UTC"),
        "people": {name: Person(name=name, email=f"{name}@harborplumbing.example") for name in ("maria", "sam")},
        "operator": "sam",
        "brands": {item.name: item for item in (brands or [brand()])},
        "sources": {item.name: item for item in sources},
        "destinations": {
            name: Destination(name=name, kind="letterbox", channel=channel) for name, channel in channels.items()
        },
        "scorer": "fast",
        "data": str(folder),
    }
    return Config(**{**known, **changes})


def source(name: str, place: Any, **changes: Any) -> Source:
    """A source of a quarter of an hour."""
    return Source(name=name, kind="place", connector=place, **{"every": timedelta(minutes=15), **changes})


@dataclass
class Stage:
    """Earful on the stage: ``look`` is one round of everything, ``after`` one some time later."""

    app: App
    clock: SetClock
    heard: list[Hearing] = field(default_factory=list)

    async def look(self, as_new: timedelta | None = None) -> Decided:
        self.heard, done, _ = await earful.once(self.app, as_new=as_new, deliver_now=True)
        return done

    async def after(self, span: timedelta) -> Decided:
        self.clock.move(span)
        return await self.look()

    async def cases(self) -> dict[int, Case]:
        """Every case there is, by number."""
        found: dict[int, Case] = {}
        async with self.app.parts.store.read() as connection:
            async for row in asking.all_cases(connection):
                known = await deciding.case_by_id(connection, row.id)
                assert known is not None
                found[row.id] = known.case
        return found


@asynccontextmanager
async def stage(config: Config, at: datetime = START) -> AsyncIterator[Stage]:
    """Earful on this configuration, from that moment on."""
    clock = SetClock(at)
    async with App(config, clock=clock) as app:
        yield Stage(app, clock)

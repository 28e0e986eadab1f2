"""Replay: posts on their own clock through matching, tone, cases, storms and ladders, as the daemon would have told them.

Everything is the real thing, on a database that is thrown away: only the sources, the clock and the channels are others. So
what it says would have been sent is what would have been sent; nothing is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

from alerts.base import Client, Message, Receipt, Recipient
from connectors.base import Cursor, Fetched, Outcome, Post
from monitor import hours
from monitor.app import App
from monitor.clock import SetClock
from monitor.config import Config, Destination, Source
from monitor.reading_posts import Told
from monitor.store import replaying, sqlite_url

_BEFORE = timedelta(minutes=1)
_AFTERWARDS = timedelta(days=7)
"""How long the clock goes on after the last post: ladders and promises have their say."""
_STEPS = 100_000
"""Moments between two posts: far more than a ladder has."""


@dataclass
class _Tape:
    """A source that plays what is put on it. What it says the owner wrote, the owner wrote."""

    own_place: ClassVar[bool] = True
    ready: list[Post] = field(default_factory=list, compare=False)  # no part of which place it is

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        played, self.ready = self.ready, []
        return Fetched(played, cursor, Outcome.ITEMS if played else Outcome.EMPTY)


@dataclass
class _Paper:
    """The channel to everybody: writes down what would have been sent."""

    clock: SetClock
    bundles: bool
    sent: list[tuple[datetime, Message]] = field(default_factory=list)
    shared: bool = False

    def reaches(self, person: Recipient) -> bool:
        return True

    def destination(self, person: Recipient) -> str:
        return person.name

    async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt:
        self.sent.append((self.clock.now(), message))
        return {}


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it. ``sent``: when, and what; ``labelled``: of the posts with a label, how many deserved an alert and got
    one ("right"), got none ("missed"), did not and got one ("false"), did not and got none ("quiet")."""

    posts: int
    mentions: int
    cases: int
    sent: Sequence[tuple[datetime, Message]]
    first: datetime
    last: datetime
    labelled: Counter[str]

    @property
    def weeks(self) -> float:
        """The length of the story, at least one week."""
        return max(1.0, (self.last - self.first) / timedelta(days=7))


async def replay(
    config: Config, told: Sequence[Told], folder: Path, progress: Callable[[], None] = lambda: None
) -> Replayed:
    """Tells the posts in the order in which they were said. ``folder`` is for the database. ValueError without posts."""
    if not told:
        raise ValueError("there are no posts to replay")
    said = sorted(told, key=_when)
    start, last = _when(said[0]), _when(said[-1])
    clock = SetClock(start - _BEFORE)
    # A burst comes as one message where the owner's channels make it one; a configuration without channels is read by people.
    channels = [destination.channel for destination in config.destinations.values()]
    paper = _Paper(clock, not channels or any(getattr(channel, "bundles", False) for channel in channels))
    tapes = {name: _Tape() for name in dict.fromkeys(item.source for item in said)}
    async with App(_played(config, tapes, paper, folder), clock=clock, url=sqlite_url(folder)) as app:
        for source in app.parts.config.sources.values():
            await app.poll(source)  # before anything was said: what comes is news
        for at, group in groupby(said, key=_when):
            await _until(app, clock, at)
            names = []
            for item in group:
                tapes[item.source].ready.append(item.post)
                names.append(item.source)
                progress()
            for name in dict.fromkeys(names):
                await app.poll(app.parts.config.sources[name])
            await _turn(app)
        await _until(app, clock, last + _AFTERWARDS)
        async with app.parts.store.read() as connection:
            mentions, cases = await replaying.totals(connection)
            alarmed = await replaying.alarmed(connection, [item.post for item in said if item.alert is not None])
    labels = Counter(
        _judged(item.alert, (item.post.service, item.post.id) in alarmed) for item in said if item.alert is not None
    )
    return Replayed(len(said), mentions, cases, paper.sent, start, last, labels)


def _when(item: Told) -> datetime:
    assert item.post.published is not None
    return item.post.published


def _judged(wanted: bool | None, got: bool) -> str:
    if wanted:
        return "right" if got else "missed"
    return "false" if got else "quiet"


def _played(config: Config, tapes: Mapping[str, _Tape], paper: _Paper, folder: Path) -> Config:
    """The owner's configuration with tapes for sources, paper for channels, and nothing that reaches the world."""
    known = config.sources
    sources = {
        name: replace(known[name], connector=tape, every=timedelta(hours=1), rhythm=None, searches=False)
        if name in known
        else Source(name=name, kind="replay", connector=tape, every=timedelta(hours=1))
        for name, tape in tapes.items()
    }
    people = {name: replace(person, channels=(), fallback=()) for name, person in config.people.items()}
    channel: Any = paper
    destinations = {"paper": Destination(name="paper", kind="paper", channel=channel)}
    return replace(
        config, sources=sources, people=people, destinations=destinations, heartbeat="", data=str(folder), database=""
    )


async def _turn(app: App) -> None:
    await app.decide()
    await app.delivered()


async def _until(app: App, clock: SetClock, at: datetime) -> None:
    """Lets time pass up to ``at``, and stops wherever somebody has something to say."""
    for _ in range(_STEPS):
        async with app.parts.store.read() as connection:
            due = await replaying.next_moment(connection, clock.now())
        moments = [moment for moment in (due, *_digests(app.parts.config, clock.now())) if moment and moment < at]
        if not moments:
            break
        clock.move(max(min(moments), clock.now() + timedelta(seconds=1)) - clock.now())
        await _turn(app)
    clock.move(max(at - clock.now(), timedelta(0)))
    await _turn(app)


def _digests(config: Config, now: datetime) -> list[datetime]:
    found = [
        hours.latest(person.digest.days, person.digest.at, now, config.timezone)
        for person in config.people.values()
        if person.digest
    ]
    return [moments[1] for moments in found if moments]

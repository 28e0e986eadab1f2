"""Replay: posts on their own clock through matching, tone, cases, storms and ladders, as the daemon would have told them.

Everything is the real thing, on a database that is thrown away: only the sources, the clock and the channels are others. So
what it says would have been sent is what would have been sent; nothing is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from alerts.base import Client, Message, Receipt, Recipient
from connectors.base import Cursor, Fetched, Outcome, Post
from monitor import hours
from monitor.app import App
from monitor.clock import SetClock
from monitor.config import Config, Destination, Source
from monitor.pipeline.storming import HISTORY
from monitor.pipeline.understanding import named
from monitor.reading_posts import Told
from monitor.store import replaying, sqlite_url
from monitor.telling.digesting import clock_of

_BEFORE = timedelta(minutes=1)
_AFTERWARDS = timedelta(days=7)
"""How long the clock goes on after the last post: ladders and promises have their say."""
_STEPS = 100_000
"""Moments between two posts: far more than a ladder has."""
_VISIT = timedelta(minutes=5)
"""What was said within so long is heard at once, as a visit would bring it. A bin of the storm detector has some of these."""
_MOST = 250
"""Posts that are heard at once."""
_LISTENS, _IN_A_STORM = timedelta(hours=12), timedelta(hours=1)
"""Somebody is visited this often even when nothing was said, so that silence is known to have been silence. Whether a storm is
over, an hour of silence tells."""


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
    """What came of it. ``sent``: when, and what; ``labelled``: of the posts with a label, how many deserved an alert and were
    heard of ("right") or not ("missed"), and how many did not and alarmed somebody ("false") or nobody ("quiet")."""

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
    when = partial(_when, config)
    said = sorted(told, key=when)
    start, last = when(said[0]), when(said[-1])
    clock = SetClock(start - _BEFORE)
    # A burst comes as one message where the owner's channels make it one; a configuration without channels (but the console
    # that stands in for them) is read by people.
    channels = [destination.channel for destination in config.destinations.values() if destination.kind != "console"]
    paper = _Paper(clock, not channels or any(getattr(channel, "bundles", False) for channel in channels))
    tapes = {name: _Tape() for name in dict.fromkeys(item.source for item in said)}
    async with App(_played(config, tapes, paper, folder), clock=clock, url=sqlite_url(folder), scratch=True) as app:
        # An export of another tool may name a thousand sites as its sources: one of them is enough to hear the silence of all.
        player = _Player(app, clock, [name for name in tapes if name in config.sources] or [next(iter(tapes))])
        await player.visit(tapes)  # before anything was said: what comes is news
        await player.turn()  # and from now on it is listened for storms
        for group in _visits(app, said):
            await player.until(when(group[-1]))
            for item in group:
                tapes[item.source].ready.append(item.post)
                progress()
            await player.visit(dict.fromkeys(item.source for item in group))
            await player.turn()
        await player.until(last + _AFTERWARDS)
        await player.turn()
        async with app.parts.store.read() as connection:
            mentions, cases = await replaying.totals(connection)
            heard, alarms = await replaying.alarmed(connection, [item.post for item in said if item.alert is not None])
    wanted = dict[tuple[str, str], bool]()  # of a post with several versions, or heard in several places, one is enough
    for item in said:
        if item.alert is not None:
            post = (item.post.service, item.post.id)
            wanted[post] = wanted.get(post, False) or item.alert
    labels = Counter(_judged(alert, post in (heard if alert else alarms)) for post, alert in wanted.items())
    return Replayed(len(said), mentions, cases, paper.sent, start, last, labels)


def _visits(app: App, said: Sequence[Told]) -> Iterator[list[Told]]:
    """The posts as they are heard together: those of a few minutes, with what was said before and means nothing to anybody."""
    config = app.parts.config
    perhaps = any(brand.maybe_us.words for brand in config.brands.values())
    waiting: list[Told] = []
    ends: float | None = None  # the visit for which something waits that matters
    known: set[tuple[str, str]] = set()  # edits and deletions matter, whatever is left of the words
    for item in said:
        visit = _when(config, item).timestamp() // _VISIT.total_seconds()
        if waiting and (len(waiting) >= _MOST or (ends is not None and visit > ends)):
            yield waiting
            waiting, ends = [], None
        waiting.append(item)
        post = item.post
        if ends is None and (
            perhaps
            or post.reply_to
            or post.thread
            or post.by_owner
            or (post.service, post.id) in known
            or named(app.parts, config.sources[item.source], post)
        ):
            ends = visit
        known.add((post.service, post.id))
    if waiting:
        yield waiting


def _when(config: Config, item: Told) -> datetime:
    """When it is heard: as soon as it was said. Of a date without a time nobody hears before that day has begun for the owner."""
    published = item.post.published
    assert published is not None
    if item.post.published_exact:
        return published
    return max(published, datetime.combine(published.date(), time(), config.timezone).astimezone(UTC))


def _judged(wanted: bool, got: bool) -> str:
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


@dataclass
class _Player:
    """Moves the clock, and does what the daemon would do meanwhile. ``steady``: the sources that are visited when nothing is
    said, too; ``visited``: when that was last."""

    app: App
    clock: SetClock
    steady: Collection[str]
    visited: datetime = field(init=False)

    async def visit(self, names: Collection[str]) -> None:
        """Visits these sources."""
        for name in names:
            await self.app.poll(self.app.parts.config.sources[name])
        if set(names) >= set(self.steady):
            self.visited = self.clock.now()

    async def turn(self) -> None:
        """Decides what was heard and what the clock says, and delivers."""
        await self.app.decide()
        await self.app.delivered()

    async def until(self, at: datetime) -> None:
        """Lets time pass up to ``at``, and stops wherever somebody has something to say before. What is due at that moment
        itself is left to what comes next."""
        for _ in range(_STEPS):
            now = self.clock.now()
            if now >= at:
                return
            async with self.app.parts.store.read() as connection:
                rages = await replaying.raging(connection)
                due = await replaying.next_moment(connection, now, storm_rages=rages)
            silence = self.visited + (_IN_A_STORM if rages else _LISTENS)
            digests = _digests(self.app.parts.config, now)
            if due is None and at - now > 2 * HISTORY:
                # A file may hold one post of another decade: what is usual is learnt anew from what is stored of a month, and
                # summaries of years of silence are left out.
                self.clock.move(at - HISTORY - now)
                continue
            moments = (due, silence, *digests)
            moment = max(min(moment for moment in moments if moment), now + timedelta(seconds=1))
            if moment >= at:
                break
            self.clock.move(moment - now)
            if moment >= silence:
                await self.visit(self.steady)
            await self.turn()
        self.clock.move(max(at - self.clock.now(), timedelta(0)))


def _digests(config: Config, now: datetime) -> list[datetime]:
    found = [
        hours.latest(person.digest.days, person.digest.at, now, clock_of(config, person))
        for person in config.people.values()
        if person.digest
    ]
    return [moments[1] for moments in found if moments]

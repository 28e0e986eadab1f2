"""Bluesky, all of it: every public post as it is written, by the firehose in JSON that Bluesky runs for everybody.

https://github.com/bluesky-social/jetstream. A cursor is a time, so it holds for every server; who comes back asks for some
seconds before it, because the servers lose and reorder events where the replay meets the present, and because two
servers are not equally fast. A cursor from before what a server has kept (about a day) is moved there without a word.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import ClassVar
from urllib.parse import urlsplit

from connectors import parse_bluesky as parse
from connectors.base import (
    Author,
    Client,
    Cursor,
    Fetched,
    FetchError,
    Outcome,
    Post,
    Revisited,
    Socket,
    get_json,
    host_of,
)
from connectors.bluesky_threads import PUBLIC, look_up
from connectors.text import number

_OVERLAP = timedelta(seconds=10)
_BATCH = timedelta(milliseconds=500)
_MOST = 500  # events in a batch
_QUIET = timedelta(seconds=2)  # whoever catches up is sent everything at once, so this means: no more
_WAIT = timedelta(seconds=20)
_SILENT = timedelta(minutes=3)  # people write some 25 to 50 posts a second
_LIVE = timedelta(seconds=5)  # how far behind the present is still the present
_LOST = timedelta(minutes=5)
_UNREADABLE = 500  # changes in a row without a post among them: the format is another one
_LARGEST = 1_000_000  # bytes in an event; a post has 3,000 bytes of text at most
_PROFILES = 25  # that one question may be about
_MOST_PROFILES = 100


@dataclass(frozen=True, slots=True)
class Bluesky:
    """Every post, edit and deletion. The cursor holds ``time_us``, when the server had the newest event."""

    every: ClassVar[timedelta] = timedelta(minutes=5)
    address: ClassVar[str] = "server"
    own_place: ClassVar[bool] = False
    whole_network: ClassVar[bool] = True

    server: tuple[str, ...] = field(
        default=(
            "wss://jetstream2.us-east.bsky.network",
            "wss://jetstream1.us-west.bsky.network",
            "wss://jetstream1.us-east.bsky.network",
            "wss://jetstream2.us-west.bsky.network",
        ),
        metadata={"help": "a Jetstream server, like wss://jetstream.example; of several the next helps out"},
    )
    profiles: str = field(
        default=PUBLIC, metadata={"help": "where the names of authors, and replies to a post, are looked up"}
    )

    def __post_init__(self) -> None:
        if not self.server:
            raise ValueError("server must name at least one server, like wss://jetstream.example")
        for server in self.server:
            if not _address(server):
                raise ValueError("server must be an address like wss://jetstream.example")

    async def listen(self, client: Client, cursor: Cursor) -> AsyncIterator[Fetched]:
        """Posts from the cursor on (first visit: from now on), up to half a second or 500 events at a time.

        A server that cannot be reached, sends nonsense or breaks off before it told anything new is passed over; the
        trouble of the last one is raised. SUSPICIOUS where a server is there and tells nothing for three minutes: the
        next one is asked. FetchError where a stream that told something breaks off.
        """
        at = _Position(number(cursor.get("time_us")))
        failed = 0
        for server in cycle(self.server):
            at.connect()
            try:
                async with client.websocket(_address(server) + at.query) as socket:
                    while at.silence < _SILENT:
                        batch = await _gathered(socket, at, host_of(_address(server)))
                        for fetched in batch.told(at):
                            yield fetched
                        if batch.ended:
                            raise batch.ended
            except FetchError:
                failed += 1
                if at.news or failed >= len(self.server):
                    raise
                continue
            failed, at.doubted = 0, True
            minutes = int(_SILENT / timedelta(minutes=1))
            note = f"{host_of(_address(server))} is connected, but has told nothing for {minutes} minutes"
            yield Fetched([], at.cursor, Outcome.SUSPICIOUS, note)

    async def introduce(self, client: Client, ids: Sequence[str]) -> Mapping[str, Author]:
        """The names and followers of these accounts (the first hundred), as far as they still exist."""
        url = f"{self.profiles.rstrip('/')}/xrpc/app.bsky.actor.getProfiles"
        asked = list(ids)[:_MOST_PROFILES]
        found: dict[str, Author] = {}
        for start in range(0, len(asked), _PROFILES):
            reply = parse.of(await get_json(client, url, actors=asked[start : start + _PROFILES]))
            listed = reply.get("profiles")
            if not isinstance(listed, list):
                raise FetchError(f"{host_of(url)} answered without a list of profiles")
            found.update((known.id, known) for known in map(parse.author, map(parse.of, listed)) if known.id)
        return found

    async def look(self, client: Client, post: Post) -> Revisited:
        """The post and what is below it, where the names of authors are looked up."""
        return await look_up(client, self.profiles, post)


class _Position:
    """Where we are in the stream, across servers."""

    def __init__(self, known: float | None) -> None:
        self.newest = int(known) if known else 0
        self.entered = 0  # where this connection goes on: what is not newer is told again
        self.news = False  # this connection told something new
        self.live = False  # … and it has arrived in the present, and that was said
        self.silence = timedelta(0)
        self.unread = 0  # changes of posts in a row that could not be read
        self.doubted = False  # nothing new since a server was suspiciously silent
        self._since = 0.0

    def connect(self) -> None:
        self.entered, self.news, self.live, self.silence = self.newest, False, False, timedelta(0)
        self.unread = 0
        self._since = datetime.now(UTC).timestamp() * 1e6

    @property
    def query(self) -> str:
        asked = f"?wantedCollections={parse.POSTS}&maxMessageSizeBytes={_LARGEST}"
        return f"{asked}&cursor={self.newest - _micros(_OVERLAP)}" if self.newest else asked

    @property
    def cursor(self) -> Cursor:
        return {"time_us": self.newest} if self.newest else {}

    def hear(self, told: int) -> str:
        """An event of that time. Returns what to say where events were lost: the server had not kept them."""
        lost = ""
        if told > self.entered:
            first, self.news = not self.news, True
            self.silence, self.doubted = timedelta(0), False
            gap = timedelta(microseconds=told - self.entered) if self.entered and first else timedelta(0)
            # Replayed and not of the present, and yet not where we left off.
            if gap > _LOST and told < self._since - _micros(_LOST):
                began = f"{datetime.fromtimestamp(told / 1e6, UTC):%d %b %H:%M} UTC"
                lost = f"what was written in the {timedelta(seconds=int(gap.total_seconds()))} before {began}"
                lost += " was not heard: the server does not keep it that long"
        # A clock that is ahead must not make us deaf until its time has come.
        self.newest = max(self.newest, min(told, int(datetime.now(UTC).timestamp() * 1e6)))
        return lost

    def arrived(self) -> bool:
        """Whether, for the first time, this is the present."""
        if self.live or not self.news or self.newest < self._since - _micros(_LIVE):
            return False
        self.live = True
        return True


class _Batch:
    """Events that came together. Of several about one post only the last one counts."""

    def __init__(self) -> None:
        self.again: dict[str, tuple[str, Post]] = {}
        self.fresh: dict[str, tuple[str, Post]] = {}
        self.departed: list[tuple[str, str]] = []
        self.lost = ""
        self.quiet = False
        self.messages = self.events = 0
        self.ended: FetchError | None = None

    def add(self, message: str | bytes, at: _Position) -> None:
        self.messages += 1
        try:
            event = parse.of(json.loads(message))
        except (ValueError, RecursionError):
            return
        if not isinstance(event.get("kind"), str):
            return
        self.events += 1
        told = parse.event_time(event)
        known = self.again if told is not None and told <= at.entered else self.fresh
        if told is not None:
            self.lost = at.hear(told) or self.lost
        if did := parse.departed(event):
            self.departed.append((parse.SERVICE, did))
        elif found := parse.post_of(event):
            at.unread = 0
            before = known.get(found[1].id)
            if before is None or found[0] >= before[0]:
                known[found[1].id] = found
        elif event["kind"] == "commit" and parse.collection(event) in ("", parse.POSTS):
            at.unread += 1

    def told(self, at: _Position) -> list[Fetched]:
        """What to hand on: what we most likely know, then what is new, then whether that was all."""
        items = []
        if self.again:
            # With the cursor from before: what is new of this batch is not stored yet.
            known = {"time_us": at.entered}
            items.append(Fetched([post for _, post in self.again.values()], known, Outcome.NOTHING_NEW))
        if self.fresh or self.departed or self.lost:
            posts = [post for _, post in self.fresh.values()]
            items.append(Fetched(posts, at.cursor, note=self.lost, departed=self.departed))
        if not at.unread and (at.arrived() or (self.quiet and not at.doubted)):
            items.append(Fetched([], at.cursor, Outcome.NOTHING_NEW))
        return items


async def _gathered(socket: Socket, at: _Position, host: str) -> _Batch:
    """What comes within half a second of the first event, or proof that the line is alive where none comes."""
    batch, loop = _Batch(), asyncio.get_running_loop()
    wait = _WAIT if at.silence else _QUIET
    try:
        message = await socket.receive(wait)
        if message is None:
            batch.quiet = not at.silence
            at.silence += wait
            await socket.ping()
            return batch
        until = loop.time() + _BATCH.total_seconds()
        while message is not None:
            batch.add(message, at)
            left = until - loop.time()
            if left <= 0 or batch.messages >= _MOST:
                break
            message = await socket.receive(timedelta(seconds=left))
    except FetchError as error:
        batch.quiet, batch.ended = False, error
    if (batch.messages and not batch.events) or at.unread >= _UNREADABLE:
        batch.ended = FetchError(f"{host} sends something that Earful does not understand")
    return batch


def _address(server: str) -> str:
    """Where to subscribe at that server, without a query; "" if it is no address."""
    whole = (server if "://" in server else f"wss://{server}").strip().rstrip("/")
    try:
        parts = urlsplit(whole)
    except ValueError:
        return ""
    if parts.scheme not in ("ws", "wss", "http", "https") or not parts.hostname or parts.query:
        return ""
    return whole if parts.path else f"{whole}/subscribe"


def _micros(span: timedelta) -> int:
    return int(span / timedelta(microseconds=1))

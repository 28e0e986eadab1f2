"""What a Mastodon server pushes to its member: posts, edits and deletions, within seconds, by WebSocket.

https://docs.joinmastodon.org/methods/streaming/#websocket. Since 4.2 only members are told; which host tells them, and whether
it tells public posts at all, stands in https://docs.joinmastodon.org/entities/Instance/. Nothing is told again to who was away,
so that is read from the timeline.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from connectors.base import Blocked, Client, Cursor, FetchError, Post, Socket, check, host_of, read_json
from connectors.mastodon import CLOSED, PER_PAGE
from connectors.mastodon_instance import instance
from connectors.parse_mastodon import Toot, newest_of, posts_of, taken_down

_BATCH = timedelta(milliseconds=500)
_MOST = 500  # events in a batch
_UNREADABLE = 50  # messages in a row that say nothing known: the format is another one
_BESIDE = frozenset(
    ("notification", "filters_changed", "conversation", "announcement", "announcement.reaction", "announcement.delete")
)
"""Events that are about no post. https://docs.joinmastodon.org/methods/streaming/#events"""
_QUIET = timedelta(seconds=2)
_PING = timedelta(seconds=30)
_PAGES = 25
_LATE = (5 * 60_000) << 16  # five minutes in the numbers of Mastodon, which begin with the milliseconds since 1970


@dataclass(frozen=True, slots=True)
class Channel:
    """Something that one can be told of: ``stream`` in the service's words, with its ``tag``."""

    stream: str
    tag: str = ""

    @property
    def words(self) -> dict[str, str]:
        return {"stream": self.stream, **({"tag": self.tag} if self.tag else {})}


@dataclass(frozen=True, slots=True)
class Door:
    """Where a server pushes, and the access that it grants: ``shut`` has those of "live_feeds" and "hashtag_feeds" that it
    shows to nobody."""

    url: str
    shut: frozenset[str]

    def first(self, channel: Channel) -> str:
        """The address at which that is told."""
        return f"{self.url}?{urlencode(channel.words)}"


async def door(client: Client, server: str, headers: Mapping[str, str]) -> Door:
    """Asks a server. Who does not know the question (before 4.0, and some relatives) pushes from the server's own address. One
    that is less safe than the server's is not believed: the token goes there."""
    told = await instance(client, server, headers)
    scheme, _, rest = server.partition("://")
    own = f"{'ws' if scheme == 'http' else 'wss'}://{rest}"
    shut = frozenset(feed for feed in told.access if told.shut(feed, {"disabled"}))
    return Door(f"{_safe(told.streaming, own)}/api/v1/streaming", shut)


def _safe(named: str, own: str) -> str:
    try:
        parts = urlsplit(named)
        allowed = ("ws", "wss") if own.startswith("ws:") else ("wss",)
        good = parts.scheme in allowed and parts.hostname and parts.username is None and not parts.query
    except ValueError:
        return own
    return named.rstrip("/") if good else own


class Ear:
    """One open line. ``deletions`` counts those since the last post, ``newest`` is the newest number of a post, ``unread`` the
    messages in a row that say nothing known."""

    def __init__(self, socket: Socket, server: str) -> None:
        self._socket = socket
        self._server = server
        self._silence = timedelta(0)
        self.unread = 0
        self.deletions = 0
        self.newest = ""

    async def also(self, channels: Sequence[Channel]) -> None:
        """Asks to be told of these too, on the same line."""
        for channel in channels:
            await self._socket.send(json.dumps({"type": "subscribe", **channel.words}))

    def reset(self) -> None:
        self.deletions = 0
        self.newest = ""

    async def hear(self) -> tuple[list[Post], FetchError | None]:
        """What came within half a second of the first event, the oldest first (nothing came for two seconds: no posts), and
        the trouble with which the line ended. Where nothing comes for half a minute the other side has to show that it is
        there."""
        told: dict[str, Mapping[str, Any] | None] = {}
        trouble: FetchError | None = None
        loop = asyncio.get_running_loop()
        try:
            message = await self._socket.receive(_QUIET)
            if message is None:
                self._silence += _QUIET
                if self._silence >= _PING:
                    await self._socket.ping()
                    self._silence = timedelta(0)
                return [], None
            self._silence = timedelta(0)
            until, messages = loop.time() + _BATCH.total_seconds(), 0
            while message is not None:
                messages += 1
                event, known = _event(message, self._server)
                self.unread = 0 if known else self.unread + 1
                if event:
                    told.pop(event[0], None)  # of several about one post the last one counts, in its place
                    told[event[0]] = event[1]
                left = until - loop.time()
                if left <= 0 or messages >= _MOST:
                    break
                message = await self._socket.receive(timedelta(seconds=left))
            if self.unread >= _UNREADABLE:
                trouble = FetchError(f"{host_of(self._server)} sends something that Earful does not understand")
        except FetchError as error:
            trouble = error
        toots = {native: toot for native, toot in told.items() if toot is not None}
        made = iter(posts_of(toots.values(), self._server))
        posts = [taken_down(native, self._server) if toot is None else next(made) for native, toot in told.items()]
        self.deletions = 0 if toots else self.deletions + len(posts)
        self.newest = newest_of(filter(None, (self.newest, *toots)))
        return posts, trouble


def newer(cursor: Cursor, ear: Ear) -> Cursor:
    """How far that line has told: the part ``public`` of a cursor, {} where there is none yet."""
    newest = newest_of(filter(None, (str(cursor.get("public") or ""), ear.newest)))
    return {"public": newest} if newest else {}


async def missed(client: Client, server: str, headers: Mapping[str, str], newest: str) -> tuple[list[Post], str]:
    """What the public timeline shows above that number, the oldest first, with what was said in the five minutes before, because
    posts of other servers come late; and what to say where that is not all. FetchError where the server has trouble."""
    if newest.isdecimal() and int(newest) > _LATE:
        newest = str(int(newest) - _LATE)
    toots: dict[str, Toot] = {}
    for _ in range(_PAGES):
        params: dict[str, str | int | Sequence[str]] = {"limit": PER_PAGE, "min_id": newest}
        response = await client.request("GET", f"{server}/api/v1/timelines/public", params=params, headers=headers)
        if response.status in CLOSED:
            return [], f"{host_of(server)} does not show what was written while nobody listened"
        page = read_json(check(response))
        if not isinstance(page, list):
            raise FetchError(f"{host_of(server)} sent no list of posts")
        fresh = {str(toot["id"]): toot for toot in page if isinstance(toot, Mapping) and toot.get("id")}
        fresh = {native: toot for native, toot in fresh.items() if native not in toots}
        if not fresh:
            break
        toots |= fresh
        newest = newest_of(fresh)
        if len(page) < PER_PAGE:
            break
    else:
        return posts_of(toots.values(), server), "more was written while nobody listened than can be read back"
    return posts_of(toots.values(), server), ""


def _event(message: str | bytes, server: str) -> tuple[tuple[str, Mapping[str, Any] | None] | None, bool]:
    """One event as (number of the post, the post), (number, None) for a deletion; None for what is something else, and whether
    it is anything known. FetchError where the server says that it will not tell."""
    event = _json(message)
    if "error" in event and "event" not in event:
        if event.get("status") in (401, 403):
            raise Blocked(f"{host_of(server)} does not let this token listen: make a new one, as docs/sources.md says")
        raise FetchError(f"{host_of(server)} refuses what was asked for on its stream")
    kind, payload = event.get("event"), event.get("payload")
    if kind == "delete" and isinstance(payload, (str, int)) and str(payload):
        return (str(payload), None), True
    if kind in ("update", "status.update"):
        toot = _json(payload) if isinstance(payload, (str, bytes)) else _of(payload)
        if toot.get("id"):
            return (str(toot["id"]), toot), True
    return None, kind in _BESIDE


def _json(text: str | bytes) -> Mapping[str, Any]:
    try:
        return _of(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def _of(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}

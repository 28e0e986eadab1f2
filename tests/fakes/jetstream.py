"""A toy of Jetstream: a real WebSocket with a cursor, a replay and what is said live; and the profiles of authors."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import WSCloseCode, web

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def micros(at: datetime) -> int:
    """Microseconds since 1970, as the service counts."""
    return int(at.timestamp() * 1_000_000)


def said(rkey: str, text: str, at: datetime = START, *, did: str = "did:plc:dana", **more: Any) -> dict[str, Any]:
    """A post as an event. ``what``: create or update; ``record`` adds to the record."""
    record = {
        "$type": "app.bsky.feed.post",
        "createdAt": at.isoformat().replace("+00:00", "Z"),
        "langs": ["en"],
        "text": text,
    }
    commit = {
        "rev": more.get("rev", f"3m{micros(at)}"),
        "operation": more.get("what", "create"),
        "collection": "app.bsky.feed.post",
        "rkey": rkey,
        "record": record | more.get("record", {}),
        "cid": f"bafy{rkey}",
    }
    return {"did": did, "time_us": micros(at), "kind": "commit", "commit": commit}


def deleted(rkey: str, at: datetime = START, did: str = "did:plc:dana") -> dict[str, Any]:
    """The deletion of a post."""
    event = said(rkey, "", at, did=did, what="delete")
    return {**event, "commit": {key: event["commit"][key] for key in ("rev", "operation", "collection", "rkey")}}


def account(status: str, at: datetime = START, did: str = "did:plc:dana") -> dict[str, Any]:
    """An account that is no longer there, for the time being ("deactivated") or for good ("deleted")."""
    told = {"active": False, "did": did, "seq": 7, "status": status, "time": at.isoformat()}
    return {"did": did, "time_us": micros(at), "kind": "account", "account": told}


class Jetstream:
    """``events`` are told from the cursor on; ``say`` adds one live.

    ``eager``: all of them without a cursor. ``obeys``: if not, everybody is told everything. ``keeps``: earlier ones are
    not kept any more. ``ends``: hang up after the replay. ``deaf``: answer no ping. ``status``: refuse the handshake with
    it. ``raw``: sent first, as it is (``sent`` so far). ``asked``: the queries of all who came.
    """

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.eager = self.obeys = True
        self.ends = False
        self.deaf = False
        self.status = 101
        self.retry_after = ""
        self.raw: list[str | bytes] = []
        self.keeps: datetime | None = None
        self.sent = 0
        self.asked: list[dict[str, str]] = []
        self.profiles_status = 200
        self.profiles_asked: list[list[str]] = []
        self.names = {"did:plc:dana": ("dana.example", "Dana R.", 1200)}
        self.open: set[web.WebSocketResponse] = set()

    def app(self) -> web.Application:
        """The stream at /subscribe, the profiles under /xrpc."""
        made = web.Application()
        made.router.add_get("/subscribe", self.subscribe)
        made.router.add_get("/xrpc/app.bsky.actor.getProfiles", self.profiles)
        return made

    async def subscribe(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(dict(request.query))
        if self.status != 101:
            headers = {"retry-after": self.retry_after} if self.retry_after else {}
            if 300 <= self.status < 400:
                headers["location"] = "/elsewhere"
            return web.Response(status=self.status, headers=headers)
        socket = web.WebSocketResponse(autoping=not self.deaf)
        await socket.prepare(request)
        self.open.add(socket)
        for message in self.raw:
            await (socket.send_str(message) if isinstance(message, str) else socket.send_bytes(message))
            self.sent += 1
        cursor = int(request.query.get("cursor", 0 if self.eager else micros(START + timedelta(days=9999))))
        since = max(cursor if self.obeys else 0, micros(self.keeps) if self.keeps else 0)
        for event in self.events:
            told = event.get("time_us")
            if not isinstance(told, int) or told >= since:
                await socket.send_str(json.dumps(event))
        if self.ends:
            await socket.close(code=WSCloseCode.GOING_AWAY)
        while not socket.closed:
            await socket.receive()
        self.open.discard(socket)
        return socket

    async def say(self, *events: dict[str, Any]) -> None:
        """Tells everybody who listens."""
        self.events += events
        for event in events:
            await self.send(json.dumps(event))

    async def send(self, raw: str) -> None:
        """Tells everybody who listens that, as it is."""
        for socket in list(self.open):
            with suppress(ConnectionError):  # of somebody who is leaving
                await socket.send_str(raw)

    async def cut(self) -> None:
        """Breaks every connection off, without a goodbye."""
        for socket in list(self.open):
            transport = socket._req.transport if socket._req else None
            if transport is not None:
                transport.abort()
        self.open.clear()

    async def listeners(self, number: int) -> None:
        """Waits until so many listen."""
        async with asyncio.timeout(10):
            while len(self.open) != number:
                await asyncio.sleep(0.01)

    async def profiles(self, request: web.Request) -> web.Response:
        asked = request.query.getall("actors")
        self.profiles_asked.append(asked)
        if self.profiles_status != 200 or len(asked) > 25:
            return web.Response(status=self.profiles_status if self.profiles_status != 200 else 400)
        known = [(did, *self.names[did]) for did in asked if did in self.names]
        told = [
            {"did": did, "handle": handle, "displayName": name, "followersCount": followers}
            for did, handle, name, followers in known
        ]
        return web.json_response({"profiles": told})

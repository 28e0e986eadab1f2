"""A Slack on 127.0.0.1: as much of the Web API as a channel of alerts needs, with Slack's limits, errors and moods.

https://docs.slack.dev/reference/methods/chat.postMessage and .../chat.update; the limits of blocks:
https://docs.slack.dev/reference/block-kit/blocks; incoming webhooks:
https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from monitor.demo.slack_blocks import blocks, problem
from monitor.demo.toy_forum import start

Json = dict[str, Any]

_KEPT = ("text", "blocks", "attachments")
_LIMITS = {"chat.postMessage": (1, 1.0), "chat.update": (50, 60.0)}  # so many in so many seconds


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the method ("chat.update", or "webhook") and what was sent."""

    method: str
    payload: Json


@dataclass(frozen=True, slots=True)
class _Fault:
    method: str
    status: int
    error: str
    retry_after: int | None
    after: bool


@dataclass(slots=True)
class ToySlack:
    """``async with ToySlack() as slack`` listens on a free port; ``url`` is the ``base_url`` for the channel.

    ``messages`` are what people would see, oldest first, replies among them: ``ts``, ``channel``, ``text``, ``blocks``,
    ``attachments``, ``thread_ts`` ("" for a first message), ``broadcast``, ``edited`` (how often). ``calls`` logs every
    request that came with the right token. The bot is in every one of ``channels`` (name to id) but those in
    ``not_invited``.
    """

    token: str = "xoxb-toy"  # noqa: S105 - a toy's
    channels: dict[str, str] = field(default_factory=lambda: {"#customers": "C0TOY00001"})
    not_invited: set[str] = field(default_factory=set)
    archived: set[str] = field(default_factory=set)
    messages: list[Json] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    app_token: str = "xapp-toy"  # noqa: S105 - a toy's
    answers: list[Json] = field(default_factory=list)  # what only the one who pressed sees
    confirmed: list[str] = field(default_factory=list)  # the envelopes that were confirmed
    answers_taken: asyncio.Event | None = None  # until then answers wait
    time: Callable[[], float] | None = (
        None  # seconds; with it, who writes too fast is refused (https://docs.slack.dev/apis/web-api/rate-limits)
    )
    _lines: list[web.WebSocketResponse] = field(default_factory=list)
    _faults: list[_Fault] = field(default_factory=list)
    refused: int = 0  # how often somebody wrote too fast
    _used: dict[str, list[float]] = field(default_factory=dict)
    _webhook_open: bool = True
    _runner: web.AppRunner | None = None
    _port: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/api/{method}", self._api)
        app.router.add_post("/services/{path:.*}", self._webhook)
        app.router.add_post("/answer", self._answer)
        app.router.add_get("/link/", self._line)
        self._runner, self._port = await start(app)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner:
            await self.hang_up()
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def webhook_url(self) -> str:
        """The address of an incoming webhook for the first channel."""
        return f"{self.url}/services/T0TOY/B0TOY/toy-secret"

    @property
    def roots(self) -> list[Json]:
        """The messages that are no replies."""
        return [message for message in self.messages if not message["thread_ts"]]

    def replies(self, ts: str) -> list[Json]:
        """The thread below a message."""
        return [message for message in self.messages if message["thread_ts"] == ts]

    def delete(self, ts: str) -> None:
        """Somebody deletes a message."""
        self.messages = [message for message in self.messages if message["ts"] != ts]

    async def press(
        self,
        message: Json,
        verb: str,
        user: str,
        value: str = "",
        *,
        beside: str = "",
        envelope: str = "",
        at: str = "1700000000.000100",
    ) -> str:
        """A person presses a button of a message, as it looks now; returns the envelope, which is confirmed later. ``beside``
        are words of the block in which it stands, if there are several. The same ``envelope`` again is what Slack does
        when a confirmation got lost. StopIteration if there is no such button."""
        return await self.send("interactive", self.pressing(message, verb, user, value, beside=beside, at=at), envelope)

    def pressing(
        self,
        message: Json,
        verb: str,
        user: str,
        value: str = "",
        *,
        beside: str = "",
        at: str = "1700000000.000100",
    ) -> Json:
        """What Slack tells of that."""
        block, element = next(
            (block, element)
            for block in blocks(message)
            for element in ([block["accessory"]] if "accessory" in block else block.get("elements") or [])
            if element.get("action_id") == verb and beside in str(block.get("text"))
        )
        action = {"type": element["type"], "action_id": verb, "block_id": block["block_id"], "action_ts": at}
        if element["type"] == "static_select":
            action["selected_option"] = next(option for option in element["options"] if option["value"] == value)
        return {
            "type": "block_actions",
            "user": {"id": user, "username": user.lower()},
            "container": {"type": "message_attachment", "message_ts": message["ts"], "channel_id": message["channel"]},
            "trigger_id": f"trigger-{len(self.calls)}",
            "response_url": f"{self.url}/answer",
            "actions": [action],
        }

    async def type(self, text: str, user: str) -> str:
        """A person types the slash command with this text."""
        payload = {"command": "/earful", "text": text, "user_id": user, "response_url": f"{self.url}/answer"}
        return await self.send("slash_commands", payload)

    async def send(self, kind: str, payload: Json, envelope: str = "") -> str:
        """One envelope over one of the open lines, as Slack chooses: the newest here."""
        envelope = envelope or f"envelope-{len(self.confirmed)}-{len(self.calls)}-{len(self.answers)}"
        told = {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": False}
        await self._lines[-1].send_str(json.dumps(told))
        return envelope

    @property
    def listening(self) -> int:
        """How many lines are open."""
        return len(self._lines)

    async def refresh(self) -> None:
        """Slack asks everybody to come again, as it does every few hours."""
        for line in list(self._lines):
            await line.send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    async def hang_up(self) -> None:
        """Every line breaks off."""
        for line in list(self._lines):
            await line.close()

    async def _line(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        await line.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self._lines.append(line)
        try:
            async for message in line:
                self.confirmed.append(json.loads(message.data)["envelope_id"])
        finally:
            self._lines.remove(line)
        return line

    async def _answer(self, request: web.Request) -> web.Response:
        if self.answers_taken:
            await self.answers_taken.wait()
        self.answers.append(await request.json())
        return web.Response(text="ok")

    def close_webhook(self) -> None:
        """Somebody removes the incoming webhook."""
        self._webhook_open = False

    def fail_next(
        self,
        error: str = "",
        *,
        method: str = "",
        status: int = 200,
        retry_after: int | None = None,
        after: bool = False,
    ) -> None:
        """The next request (to that method, or "webhook"; any without) fails: with an ``error`` in a 200, or with an HTTP
        ``status``. ``after``: it is done all the same, but the connection breaks before the reply. Several wait their
        turn."""
        self._faults.append(_Fault(method, status, error, retry_after, after))

    def _too_fast(self, method: str, channel: str) -> _Fault | None:
        """A message a second in a channel, and fifty edits a minute."""
        if self.time is None or method not in _LIMITS:
            return None
        lane = f"{method} {channel if method == 'chat.postMessage' else ''}"
        (most, span), now = _LIMITS[method], self.time()
        before = [at for at in self._used.get(lane, ()) if at > now - span]
        if len(before) >= most:
            self.refused += 1
            return _Fault(method, 429, "ratelimited", 30, after=False)
        self._used[lane] = [*before, now]
        return None

    def _fault(self, method: str) -> _Fault | None:
        fault = next((fault for fault in self._faults if fault.method in ("", method)), None)
        if fault:
            self._faults.remove(fault)
        return fault

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        token = self.app_token if method == "apps.connections.open" else self.token
        if request.headers.get("Authorization", "") != f"Bearer {token}":
            given = "Authorization" in request.headers
            return _answer({"ok": False, "error": "invalid_auth" if given else "not_authed"})
        try:
            payload = await request.json()
        except ValueError:
            payload = dict(await request.post()) if "json" not in request.content_type else None
        if not isinstance(payload, dict):
            return _answer({"ok": False, "error": "invalid_json"})
        self.calls.append(Call(method, payload))
        fault = self._fault(method) or self._too_fast(method, str(payload.get("channel", "")))
        if fault and not fault.after:
            return _failed(fault)
        answer = self._do(method, payload)
        if fault and request.transport:
            request.transport.abort()
        return _answer(answer)

    def _do(self, method: str, payload: Json) -> Json:
        match method:
            case "auth.test":
                return {"ok": True, "team": "Toy", "user": "earful", "user_id": "U0TOYBOT1"}
            case "apps.connections.open":
                return {"ok": True, "url": f"ws://127.0.0.1:{self._port}/link/?ticket=toy"}
            case "chat.postMessage":
                return self._post(payload)
            case "chat.update":
                return self._update(payload)
        return {"ok": False, "error": "unknown_method"}

    def _post(self, payload: Json) -> Json:
        wanted = str(payload.get("channel", ""))
        # A channel may be named or given by its id; the answer has the id.
        channel = self.channels.get(wanted) or self.channels.get(f"#{wanted}") or wanted
        thread = str(payload.get("thread_ts") or "")
        error = self._refuses(channel) or problem(payload)
        if not error and thread and not self._find(channel, thread):
            error = "thread_not_found"
        if error:
            return {"ok": False, "error": error}
        message = self._keep(channel, payload, thread)
        return {"ok": True, "channel": channel, "ts": message["ts"], "message": message}

    def _update(self, payload: Json) -> Json:
        channel, ts = str(payload.get("channel", "")), str(payload.get("ts", ""))
        message = self._find(channel, ts)
        error = self._refuses(channel) or ("" if message else "message_not_found") or problem(payload)
        if not error and len(str(payload.get("text", ""))) > 4_000:
            error = "msg_too_long"
        if error or message is None:
            return {"ok": False, "error": error}
        message.update({key: payload[key] for key in _KEPT if key in payload})
        message["edited"] += 1
        return {"ok": True, "channel": channel, "ts": ts, "text": message["text"]}

    async def _webhook(self, request: web.Request) -> web.Response:
        if not self._webhook_open or request.path != self.webhook_url.removeprefix(self.url):
            return web.Response(status=404, text="no_service")
        try:
            payload = await request.json()
        except ValueError:
            payload = None
        if not isinstance(payload, dict):
            return web.Response(status=400, text="invalid_payload")
        self.calls.append(Call("webhook", payload))
        fault = self._fault("webhook")
        if fault and not fault.after:
            return web.Response(status=fault.status, text=fault.error, headers=_retry_after(fault))
        if error := problem(payload):
            return web.Response(status=400, text=error)
        self._keep(next(iter(self.channels.values())), payload, "")
        if fault and request.transport:
            request.transport.abort()
        return web.Response(text="ok")

    def _refuses(self, channel: str) -> str:
        names = {number: name for name, number in self.channels.items()}
        if channel not in names:
            return "channel_not_found"
        if names[channel] in self.archived:
            return "is_archived"
        return "not_in_channel" if names[channel] in self.not_invited else ""

    def _find(self, channel: str, ts: str) -> Json | None:
        return next((item for item in self.messages if (item["channel"], item["ts"]) == (channel, ts)), None)

    def _keep(self, channel: str, payload: Json, thread: str) -> Json:
        message: Json = {
            "ts": f"17000000{len(self.calls):02}.{len(self.messages) + 1:06}",
            "channel": channel,
            "thread_ts": thread,
            "broadcast": bool(payload.get("reply_broadcast")),
            "edited": 0,
            "text": payload.get("text", ""),
            "blocks": payload.get("blocks", []),
            "attachments": payload.get("attachments", []),
        }
        self.messages.append(message)
        return message


def _answer(answer: Json) -> web.Response:
    return web.Response(body=json.dumps(answer), content_type="application/json")


def _failed(fault: _Fault) -> web.Response:
    body = json.dumps({"ok": False, "error": fault.error}) if fault.error else "upstream trouble"
    return web.Response(
        body=body,
        status=fault.status,
        content_type="application/json" if fault.error else "text/plain",
        headers=_retry_after(fault),
    )


def _retry_after(fault: _Fault) -> dict[str, str]:
    return {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}

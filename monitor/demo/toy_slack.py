"""A Slack on 127.0.0.1: as much of the Web API as a channel of alerts needs, with Slack's limits, errors and moods.

https://docs.slack.dev/reference/methods/chat.postMessage and .../chat.update; the limits of blocks:
https://docs.slack.dev/reference/block-kit/blocks; incoming webhooks:
https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from monitor.demo.toy_forum import start

Json = dict[str, Any]

_KEPT = ("text", "blocks", "attachments")
_MENTION = re.compile(r"<([@!#][^>|]*)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(https?://[^>|]*)(?:\|([^>]*))?>")


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
    _faults: list[_Fault] = field(default_factory=list)
    _webhook_open: bool = True
    _runner: web.AppRunner | None = None
    _port: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/api/{method}", self._api)
        app.router.add_post("/services/{path:.*}", self._webhook)
        self._runner, self._port = await start(app)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner:
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

    def _fault(self, method: str) -> _Fault | None:
        fault = next((fault for fault in self._faults if fault.method in ("", method)), None)
        if fault:
            self._faults.remove(fault)
        return fault

    async def _api(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization", "") != f"Bearer {self.token}":
            given = "Authorization" in request.headers
            return _answer({"ok": False, "error": "invalid_auth" if given else "not_authed"})
        method = request.match_info["method"]
        try:
            payload = await request.json()
        except ValueError:
            payload = dict(await request.post()) if "json" not in request.content_type else None
        if not isinstance(payload, dict):
            return _answer({"ok": False, "error": "invalid_json"})
        self.calls.append(Call(method, payload))
        fault = self._fault(method)
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


def problem(payload: Mapping[str, Any]) -> str:
    """The error code with which Slack refuses such a message, or ""."""
    blocks, attachments = payload.get("blocks") or [], payload.get("attachments") or []
    if not (payload.get("text") or blocks or attachments):
        return "no_text"
    if not isinstance(blocks, list) or not isinstance(attachments, list):
        return "invalid_blocks"
    if len(attachments) > 100:
        return "too_many_attachments"
    for group in (blocks, *(attachment.get("blocks") or [] for attachment in attachments)):
        if len(group) > 50 or not all(_is_good(block) for block in group):
            return "invalid_blocks"
    return "msg_blocks_too_long" if sum(map(len, texts(payload))) > 13_200 else ""


def texts(message: Mapping[str, Any]) -> Iterator[str]:
    """Every text of a message's blocks, with its mark-up, in reading order."""
    for group in (message, *(message.get("attachments") or [])):
        for block in group.get("blocks") or []:
            for item in (block.get("text"), *(block.get("fields") or []), *(block.get("elements") or [])):
                if isinstance(item, dict) and isinstance(item.get("text"), str):
                    yield item["text"]


def mentions(text: str) -> list[str]:
    """What in a text would ping somebody or name a channel: "@U012AB3CD", "!channel"."""
    return _MENTION.findall(text)


def links(text: str) -> list[tuple[str, str]]:
    """The links a text would show: address and label."""
    return [(address, label) for address, label in _LINK.findall(text)]


def _is_good(block: object) -> bool:
    if not isinstance(block, dict):
        return False
    match block.get("type"):
        case "header":
            return _is_text(block.get("text"), 150, ("plain_text",))
        case "section":
            fields = block.get("fields") or []
            good = len(fields) <= 10 and all(_is_text(item, 2_000) for item in fields)
            return good and (bool(fields) if block.get("text") is None else _is_text(block["text"], 3_000))
        case "context":
            elements = block.get("elements") or []
            return 1 <= len(elements) <= 10 and all(_is_text(item, 3_000) for item in elements)
        case "actions":
            return 1 <= len(block.get("elements") or []) <= 25
        case "divider":
            return True
    return False


def _is_text(item: object, limit: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> bool:
    if not isinstance(item, dict) or item.get("type") not in kinds or not isinstance(item.get("text"), str):
        return False
    return 1 <= len(item["text"]) <= limit


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

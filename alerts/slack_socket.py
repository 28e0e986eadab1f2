"""Socket Mode: what is pressed in Slack comes over a line that we open, so no public address is needed.

https://docs.slack.dev/apis/events-api/using-socket-mode

Slack wants every envelope confirmed within three seconds. It is confirmed when what was pressed has been stored, and not
before: otherwise Slack shows the person that it did not work, and they press again. A sentence for whoever pressed goes out
beside that, so that the next press waits for nobody.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from alerts.base import Act, DeliveryError, Press, Socket, SocketClient
from alerts.slack_buttons import answer_address, only_for_you, pressed, typed

log = logging.getLogger(__name__)

_QUIET = timedelta(seconds=30)
"""So long without a word, and we ask whether somebody is there."""


async def listen(client: SocketClient, url: str, act: Act, opened: Callable[[], Awaitable[None]]) -> None:
    """Hears until Slack asks to come again, which it does every few hours. DeliveryError when the line breaks off."""
    saying: set[asyncio.Task[None]] = set()
    try:
        async with client.websocket(url) as socket:
            while True:
                message = await socket.receive(_QUIET)
                if message is None:
                    await socket.ping()
                    continue
                envelope = _read(message)
                if envelope.get("type") == "disconnect":
                    return
                if envelope.get("type") == "hello":
                    await opened()
                if envelope_id := envelope.get("envelope_id"):
                    where, said = await _take(socket, str(envelope_id), envelope, act)
                    if said and where:
                        saying.add(task := asyncio.create_task(_say(client, where, said)))
                        task.add_done_callback(saying.discard)
    finally:
        for task in list(saying):
            task.cancel()
        await asyncio.gather(*saying, return_exceptions=True)


def _read(message: str | bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


async def _take(socket: Socket, envelope_id: str, envelope: Mapping[str, Any], act: Act) -> tuple[str, str]:
    """Does what was pressed and confirms it. Returns an address, and the sentence that belongs there."""
    payload = envelope.get("payload")
    payload = payload if isinstance(payload, dict) else {}
    press = _press(envelope.get("type"), payload)
    said = await act(press) if press else ""
    await socket.send(json.dumps({"envelope_id": envelope_id}))
    return answer_address(payload), said


async def _say(client: SocketClient, where: str, said: str) -> None:
    try:
        await client.request("POST", where, json=only_for_you(said))
    except DeliveryError as error:
        # It is done, and the message shows it; only the sentence is lost.
        log.warning("the answer to a press in Slack was not delivered: %s", error)


def _press(kind: object, payload: Mapping[str, Any]) -> Press | None:
    if kind == "interactive":
        return pressed(payload)
    return typed(payload) if kind == "slash_commands" else None

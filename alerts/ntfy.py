"""Push notifications to phones by ntfy, on ntfy.sh or a server of one's own.

https://docs.ntfy.sh/publish/#publish-as-json
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar

from alerts.base import Client, Message, Receipt, Recipient, State, post_json
from alerts.text import http_link, shorten, tidy

_TITLE, _BODY = 250, 1_000
"""Characters. ntfy makes an attachment of a message above 4,096 bytes, and one character is at most four."""
_LOOK = {
    State.OPEN: "red_circle",
    State.TAKEN: "yellow_circle",
    State.PROMISED: "handshake",
    State.SNOOZED: "zzz",
    State.ANSWERED: "large_blue_circle",
    State.WON_BACK: "green_circle",
    State.CLOSED: "white_circle",
    State.NOTICE: "mega",
}
"""Emoji by their short codes: https://docs.ntfy.sh/emojis/"""
_URGENT, _USUAL, _CALM = 5, 3, 2


@dataclass(frozen=True, slots=True)
class Ntfy:
    """Publishes every message under one topic. Whoever knows the topic reads along, so it is a password."""

    bundles: ClassVar[bool] = True

    topic: str = field(repr=False, metadata={"help": "The topic that the phones follow.", "secret": True})
    token: str = field(default="", repr=False, metadata={"help": "An access token (tk_...).", "secret": True})
    server: str = field(default="https://ntfy.sh", metadata={"help": "Where ntfy runs."})

    def __post_init__(self) -> None:
        wrong = []
        if not re.fullmatch(r"[-_A-Za-z0-9]{1,64}", self.topic):
            wrong.append("topic holds up to 64 letters, digits, - and _, and nothing else")
        if not http_link(self.server):
            wrong.append("server must be a web address, like https://ntfy.sh")
        if wrong:
            raise ValueError(*wrong)

    @property
    def shared(self) -> bool:
        return True

    def reaches(self, person: Recipient) -> bool:
        return True

    def destination(self, person: Recipient) -> str:
        return "topic"

    async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt:
        """Publishes it as plain text. News of a case comes as another notification: ntfy cannot edit one."""
        message = tidy(message)
        calm = message.card.state is State.NOTICE and not message.urgent
        note: dict[str, object] = {
            "topic": self.topic,
            "title": shorten(message.title, _TITLE),
            "message": shorten(f"{message.to.name}: {message.body}", _BODY),
            "tags": [_LOOK[message.card.state]],
            "priority": _URGENT if message.urgent else _CALM if calm else _USUAL,
        }
        if message.card.link:
            note["click"] = message.card.link
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        await post_json(client, self.server.rstrip("/"), note, headers=headers)
        return {}

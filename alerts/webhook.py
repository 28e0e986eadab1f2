"""A signed POST of JSON to an address of the owner's: for everything Earful has no channel for.

The receiver reads ``version``, and verifies before it believes anything::

    expected = "v1=" + hmac.new(secret, f"{timestamp}.".encode() + raw_body, "sha256").hexdigest()
    hmac.compare_digest(expected, request.headers["X-Earful-Signature"])

and refuses a timestamp (``X-Earful-Timestamp``, seconds since 1970) that is more than five minutes away.
``Idempotency-Key`` is the message's id: the same key twice is the same message once
(https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/). The same signature as Standard Webhooks have it,
for receivers with a library for these, is in ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``
(https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).

With ``events: changes`` it hears of every change of a case and a storm, and of nothing else; with ``all`` of both.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, urlsplit

from alerts.base import Client, Message, Receipt, Recipient, check
from alerts.text import clean, tidy


@dataclass(frozen=True, slots=True)
class Webhook:
    """Posts every message as JSON. With ``secret`` the exact bytes of the body are signed (HMAC-SHA256)."""

    url: str = field(
        repr=False, metadata={"help": "Where to POST, for example https://example.com/earful.", "secret": True}
    )
    secret: str = field(
        default="",
        repr=False,
        metadata={"help": "Signs every message, so that yours alone are believed.", "secret": True},
    )

    events: Literal["alerts", "changes", "all"] = field(
        default="alerts",
        metadata={"help": "alerts: what people are told; changes: every change of a case or storm; all: both."},
    )

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            good = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            good = False
        if not good:
            raise ValueError("url must be a web address, like https://example.com/earful")

    @property
    def follows(self) -> bool:
        """Whether it hears of every change."""
        return self.events != "alerts"

    @property
    def for_people(self) -> bool:
        """Whether it is told what people are told."""
        return self.events != "changes"

    @property
    def shared(self) -> bool:
        return True

    def reaches(self, person: Recipient) -> bool:
        return True

    def destination(self, person: Recipient) -> str:
        return "webhook"

    async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt:
        """POSTs the message; any 2xx is an answer. Signed with the time of sending, so a late retry is not stale."""
        body = payload(message)
        timestamp, ident = str(int(time.time())), quote(clean(message.id), safe=":/")
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": ident,
            "X-Earful-Timestamp": timestamp,
            "webhook-id": ident,
            "webhook-timestamp": timestamp,
        }
        if self.secret:
            headers["X-Earful-Signature"] = sign(self.secret, timestamp, body)
            headers["webhook-signature"] = standard_signature(self.secret, ident, timestamp, body)
        check(await client.request("POST", self.url, headers=headers, content=body))
        return {}


def payload(message: Message) -> bytes:
    """The body: one JSON object in UTF-8, ``at`` in ISO 8601 UTC, ``to`` a person's name, ``link`` http(s) or ""."""
    tidied = tidy(message)
    return json.dumps(
        {
            "version": 1,
            "id": tidied.id,
            "thread": tidied.thread,
            "reason": tidied.reason,
            "at": tidied.at.isoformat().replace("+00:00", "Z"),
            "to": tidied.to.name,
            "title": tidied.title,
            "summary": tidied.summary,
            "body": tidied.body,
            "state": tidied.card.state,
            "link": tidied.card.link,
            "data": _encodable(tidied.data),
        },
        ensure_ascii=False,
    ).encode()


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The ``X-Earful-Signature`` of a body: "v1=" and HMAC-SHA256 of ``timestamp.body`` in hexadecimal."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, "sha256").hexdigest()


def standard_signature(secret: str, ident: str, timestamp: str, body: bytes) -> str:
    """The ``webhook-signature`` of a body: "v1," and HMAC-SHA256 of ``id.timestamp.body`` in base64. The key is what stands
    after ``whsec_`` in base64; any other secret is the key itself."""
    key = secret.encode()
    if secret.startswith("whsec_"):
        with contextlib.suppress(ValueError):
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    digest = hmac.digest(key, f"{ident}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def _encodable(value: object) -> object:
    """Strings anywhere in it cleaned: a lone surrogate has no UTF-8."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(key)): _encodable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(item) for item in value]
    return value

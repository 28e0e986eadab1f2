"""Slack's buttons over HTTP: what Slack posts to an address of ours, read and proved. Pure.

https://docs.slack.dev/authentication/verifying-requests-from-slack,
https://docs.slack.dev/interactivity/handling-user-interaction, https://docs.slack.dev/reference/events/url_verification
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from alerts.base import Called, NotGenuine
from alerts.slack_buttons import answer_address, genuine, pressed, typed

_FIELDS = 100  # a form of Slack's has some fifteen
_LONGEST_ECHO = 500  # characters: Slack's challenge has some fifty


def read(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Called:
    """What a request means. ``headers`` have names in lower case, ``now`` is aware UTC. Raises NotGenuine where the signature
    is missing, wrong, or more than five minutes from now."""
    signature = headers.get("x-slack-signature", "")
    if not genuine(secret, headers.get("x-slack-request-timestamp", ""), signature, body, now):
        raise NotGenuine("the signature is missing, wrong or too old")
    called = Called(signature=signature)
    if headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
        told = _object(body.decode("utf-8", "replace"))
        if told.get("type") != "url_verification":
            return called
        return Called(signature=signature, echo=str(told.get("challenge", ""))[:_LONGEST_ECHO])
    form = _form(body)
    if "payload" in form:
        payload = _object(form["payload"])
        return Called(signature=signature, press=pressed(payload), answer_to=answer_address(payload))
    if "command" in form:
        return Called(signature=signature, press=typed(form), answered_here=True)
    return called  # ssl_check, and whatever Slack thinks of next


def _form(body: bytes) -> Mapping[str, str]:
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_FIELDS))
    except ValueError:
        return {}


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}

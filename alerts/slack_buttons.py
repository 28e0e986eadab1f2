"""Slack's buttons: drawn below a card, and read when somebody presses one. Pure.

https://docs.slack.dev/reference/block-kit/blocks/actions-block,
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload,
https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from alerts.base import Action, Message, Press
from alerts.text import one_line, shorten, without_calls

Json = dict[str, Any]

_PREFIX = "earful"
_LABEL, _VALUE, _BLOCK_ID = 75, 150, 255  # characters
_ELEMENTS, _OPTIONS = 25, 100
WINDOW = timedelta(seconds=300)
"""How old a signed request may be: https://docs.slack.dev/authentication/verifying-requests-from-slack"""


def buttons(message: Message) -> list[Json]:
    """The block with what can be done, as the state of the card allows; none if there is nothing."""
    card = message.card
    elements = [_element(action) for action in card.actions[:_ELEMENTS]]
    block_id = f"{_PREFIX}|{message.thread}|{card.mark}"
    if not elements or len(block_id) > _BLOCK_ID:
        return []
    return [{"type": "actions", "block_id": block_id, "elements": elements}]


def _element(action: Action) -> Json:
    label = _plain(action.label)
    if action.choices:
        options = [{"text": _plain(text), "value": value[:_VALUE]} for value, text in action.choices[:_OPTIONS]]
        return {"type": "static_select", "action_id": action.verb, "placeholder": label, "options": options}
    look = {"style": "primary"} if action.main else {}
    return {"type": "button", "action_id": action.verb, "text": label, **look}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": shorten(one_line(text), _LABEL) or "-", "emoji": False}


def pressed(payload: Mapping[str, Any]) -> Press | None:
    """What somebody pressed; None if it is no button of ours."""
    actions = payload.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else None
    if payload.get("type") != "block_actions" or not isinstance(action, dict):
        return None
    prefix, _, rest = str(action.get("block_id", "")).partition("|")
    thread, _, mark = rest.partition("|")
    who, verb = _text(payload.get("user"), "id"), str(action.get("action_id", ""))
    if prefix != _PREFIX or not thread or not who or not verb:
        return None
    told = _text(payload.get("container"), "message_ts")
    return Press(
        id="|".join((who, verb, told, str(action.get("action_ts", "")))),
        who=who,
        verb=verb,
        value=_text(action.get("selected_option"), "value"),
        thread=thread,
        mark=mark,
    )


def typed(payload: Mapping[str, Any]) -> Press | None:
    """What somebody typed after the slash command: a verb, and the rest. None without a person."""
    who = str(payload.get("user_id", ""))
    verb, _, value = one_line(str(payload.get("text", ""))).partition(" ")
    if not who:
        return None
    return Press(id=str(payload.get("trigger_id", "")), who=who, verb=verb.lower() or "help", value=value.strip())


def genuine(secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> bool:
    """Whether a request over HTTP comes from Slack and is young: HMAC-SHA256 of "v0:timestamp:body"."""
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        return False
    expected = "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, "sha256").hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))


def answer_address(payload: Mapping[str, Any]) -> str:
    """Where a sentence for whoever pressed it goes, "" if nowhere."""
    return str(payload.get("response_url", ""))


def only_for_you(text: str) -> Json:
    """A sentence that only the one who pressed sees; the message stays as it is. A stranger's name may stand in it."""
    return {"response_type": "ephemeral", "replace_original": False, "text": escaped(text)}


def escaped(text: str) -> str:
    """No mark-up of Slack's that acts: no <!channel>, <@U...>, <https://...|bank.example>, no @here.
    https://docs.slack.dev/messaging/formatting-message-text#escaping"""
    return without_calls(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _text(found: object, key: str) -> str:
    return str(found.get(key, "")) if isinstance(found, dict) else ""

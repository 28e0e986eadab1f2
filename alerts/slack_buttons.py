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

from alerts.base import Action, Line, Message, Press
from alerts.text import one_line, shorten, without_calls

Json = dict[str, Any]

_PREFIX, _BESIDE = "earful", "earful-line"
_LABEL, _VALUE, _BLOCK_ID = 75, 150, 255  # characters
_ELEMENTS, _OPTIONS = 25, 100
WINDOW = timedelta(seconds=300)
"""How old a signed request may be: https://docs.slack.dev/authentication/verifying-requests-from-slack"""


def buttons(message: Message) -> list[Json]:
    """The block with what can be done, as the state of the card allows; none if there is nothing."""
    card = message.card
    elements = [_element(action) for action in card.actions[:_ELEMENTS]]
    block_id = _block_id(message.thread, card.mark)
    if not elements or not block_id:
        return []
    return [{"type": "actions", "block_id": block_id, "elements": elements}]


def beside(line: Line) -> Json:
    """What a section with the words of that line has to carry so that a button stands beside them; nothing if the line has
    none."""
    block_id = _block_id(line.thread, line.mark, _BESIDE) if line.thread else ""
    if not line.actions or not block_id:
        return {}
    button = _element(line.actions[0])
    # Of twenty buttons with the same words, who cannot see where they stand needs to know which is whose.
    words = one_line(f"{line.actions[0].label}: {line.text}").translate({ord("<"): "\u2039", ord(">"): "\u203a"})
    button["accessibility_label"] = shorten(without_calls(words), _LABEL)
    return {"block_id": block_id, "accessory": button}


def _block_id(thread: str, mark: str, prefix: str = _PREFIX) -> str:
    """What tells a press which message it was about; "" if it would be too long for Slack."""
    block_id = f"{prefix}|{thread}|{mark}"
    return block_id if len(block_id) <= _BLOCK_ID else ""


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
    if prefix not in (_PREFIX, _BESIDE) or not thread or not who or not verb:
        return None
    told = _text(payload.get("container"), "message_ts")
    return Press(
        id="|".join((who, verb, told, str(action.get("action_ts", "")))),
        who=who,
        verb=verb,
        value=_text(action.get("selected_option"), "value"),
        thread=thread,
        mark=mark,
        beside=prefix == _BESIDE,
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

"""What Slack takes as a message, and what people would see of it: its limits and its mark-up. Pure.

https://docs.slack.dev/reference/block-kit/blocks, https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

_MENTION = re.compile(r"<([@!#][^>|]*)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(https?://[^>|]*)(?:\|([^>]*))?>")


def problem(payload: Mapping[str, Any]) -> str:
    """The error code with which Slack refuses such a message, or ""."""
    first, attachments = payload.get("blocks") or [], payload.get("attachments") or []
    if not (payload.get("text") or first or attachments):
        return "no_text"
    if not isinstance(first, list) or not isinstance(attachments, list):
        return "invalid_blocks"
    if len(attachments) > 100:
        return "too_many_attachments"
    for group in (first, *(attachment.get("blocks") or [] for attachment in attachments)):
        if len(group) > 50 or not all(_is_good(block) for block in group):
            return "invalid_blocks"
    named = [block["block_id"] for block in blocks(payload) if "block_id" in block]
    if len(named) != len(set(named)):
        return "invalid_blocks"
    return "msg_blocks_too_long" if sum(map(len, texts(payload))) > 13_200 else ""


def texts(message: Mapping[str, Any]) -> Iterator[str]:
    """Every text of a message's blocks, with its mark-up, in reading order."""
    for block in blocks(message):
        for item in (block.get("text"), *(block.get("fields") or []), *(block.get("elements") or [])):
            if isinstance(item, dict) and isinstance(item.get("text"), str):
                yield item["text"]


def blocks(message: Mapping[str, Any]) -> Iterator[Json]:
    """Every block of a message, those of its attachments too."""
    for group in (message, *(message.get("attachments") or [])):
        yield from group.get("blocks") or []


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
            good &= "accessory" not in block or _is_button(block["accessory"])
            good &= len(block.get("block_id", "")) <= 255
            return good and (bool(fields) if block.get("text") is None else _is_text(block["text"], 3_000))
        case "context":
            elements = block.get("elements") or []
            return 1 <= len(elements) <= 10 and all(_is_text(item, 3_000) for item in elements)
        case "actions":
            elements = block.get("elements") or []
            return 1 <= len(elements) <= 25 and len(block.get("block_id", "")) <= 255 and all(map(_is_button, elements))
        case "divider":
            return True
    return False


def _is_button(element: object) -> bool:
    if not isinstance(element, dict) or not 1 <= len(str(element.get("action_id", ""))) <= 255:
        return False
    if element.get("type") == "static_select":
        options = element.get("options") or []
        good = all(
            _is_text(item.get("text"), 75, ("plain_text",)) and 1 <= len(item["value"]) <= 150 for item in options
        )
        return 1 <= len(options) <= 100 and good and _is_text(element.get("placeholder"), 150, ("plain_text",))
    if len(element.get("accessibility_label", "")) > 75:
        return False
    return element.get("type") == "button" and _is_text(element.get("text"), 75, ("plain_text",))


def _is_text(item: object, limit: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> bool:
    if not isinstance(item, dict) or item.get("type") not in kinds or not isinstance(item.get("text"), str):
        return False
    return 1 <= len(item["text"]) <= limit

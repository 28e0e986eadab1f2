"""Where the links of a mail really lead, as far as they say so themselves: nothing is fetched. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qsl, unquote, urlsplit

_LONGEST = 4_000
_CARRIES = re.compile(r"https?(?:://|%3A%2F%2F|:%2F%2F)[^\s\"'<>]+", re.I)
_DEFENSE = re.compile(r"/v3/__(https?:/.+?)__;", re.I)


def unwrapped(url: str) -> list[str]:
    """The address itself, and every address that it carries: redirectors (``?url=``, ``?u=``), SafeLinks, urldefense, those that
    name the target in their path, and those that write it in base64."""
    found: list[str] = []
    waiting = [url.strip()[:_LONGEST]]
    while waiting and len(found) < 12:
        one = waiting.pop(0)
        if one in found:
            continue
        found.append(one)
        waiting += _inside(one)
    return found


def _inside(url: str) -> list[str]:
    try:
        parts = urlsplit(url)
        values = [value for _, value in parse_qsl(parts.query, max_num_fields=60)]
    except ValueError:
        return []
    if defended := _DEFENSE.search(parts.path):
        return [re.sub(r"^(https?:)/+", r"\1//", defended[1])]
    inside = [value for value in values if value.lower().startswith(("http://", "https://"))]
    if not inside and (carried := _CARRIES.search(parts.path)):
        inside.append(unquote(carried[0]) if "%" in carried[0][:16] else carried[0])
    if not inside:
        pieces = [*parts.path.split("/"), *values]
        inside += [text for piece in pieces if len(piece) > 20 and (text := _from_base64(piece))]
    return inside


def _from_base64(piece: str) -> str:
    if not piece.startswith("aHR0c"):  # "http"
        return ""
    try:
        text = base64.urlsafe_b64decode(piece.replace("%3D", "") + "===").decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return text if re.fullmatch(r"https?://[^\s\"'<>]+", text) else ""

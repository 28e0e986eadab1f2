"""The words of IMAP: what a client may send as an argument, and what a server's answers say. Pure.

RFC 3501 (IMAP4rev1), section 9 for the grammar, 5.1.3 for the names of folders, 7.4.2 for BODYSTRUCTURE.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What is never closed ends with the answer: looking for its end again and again would take for ever, and names of attached
# files come from strangers.
_TOKEN = re.compile(
    r'(?P<open>\()|(?P<close>\))|"(?P<quoted>(?:[^"\\]|\\.)*+)(?:"|\\?\Z)|'
    r'(?P<atom>[^\s()"\[]*\[[^\]]{0,200}\](?:<\d+>)?|[^\s()"]+)',
    re.S,
)
_DEEPEST = 60
_MOST_TEXTS = 6

Told = list[Any]
"""An answer, taken apart: words and quoted strings are ``str``, literals ``bytes``, NIL is None, lists are lists."""


def quoted(text: str) -> str:
    """A quoted string. ValueError for what cannot stand in one: it would end the command, or is not ASCII."""
    if not text.isascii() or not text.isprintable():
        raise ValueError("only printable ASCII can stand in a quoted string")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folder_name(name: str) -> str:
    """The name of a folder as servers know it: what is not ASCII in modified UTF-7."""
    said, waiting = "", ""
    for char in name + "\0":
        if " " <= char <= "~" or char == "\0":
            if waiting:
                coded = base64.b64encode(waiting.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
                said, waiting = f"{said}&{coded}-", ""
            said += "&-" if char == "&" else "" if char == "\0" else char
        else:
            waiting += char
    return said


def taken_apart(pieces: Sequence[bytes]) -> Told:
    """One answer: its text and, at the odd places, the literals within. Whatever it is, this raises nothing."""
    top: Told = []
    stack = [top]
    for n, piece in enumerate(pieces):
        if n % 2:
            stack[-1].append(piece)
            continue
        for token in _TOKEN.finditer(piece.decode("utf-8", "replace")):
            if token["open"]:
                inner: Told = []
                stack[-1].append(inner)
                if len(stack) < _DEEPEST:
                    stack.append(inner)
            elif token["close"]:
                if len(stack) > 1:
                    stack.pop()
            elif token["quoted"] is not None:
                stack[-1].append(re.sub(r"\\(.)", r"\1", token["quoted"]))
            elif token["atom"]:
                stack[-1].append(None if token["atom"].upper() == "NIL" else token["atom"])
    return top


def attributes(told: Told) -> Mapping[str, Any]:
    """What a FETCH answer says of one mail, by its name in capitals: ``[*, 12, FETCH, [UID, 7, ...]]``. Of ``BODY[]<0>`` the "<0>"
    is left out."""
    listed = told[3] if len(told) > 3 and isinstance(told[3], list) else []
    pairs = zip(listed[::2], listed[1::2], strict=False)
    return {re.sub(r"<\d+>$", "", name.upper()): value for name, value in pairs if isinstance(name, str)}


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of a mail that is text: ``section`` is how to ask for it, the rest how to read it."""

    section: str
    subtype: str
    charset: str
    encoding: str


def text_parts(structure: object) -> list[TextPart]:
    """The first few texts in a BODYSTRUCTURE that are no attachment with a name, in the order of the mail."""
    found: list[TextPart] = []
    for section, part in _leaves(structure, "", 0):
        parameters = _pairs(part[2]) if len(part) > 2 else {}
        if str(part[0]).upper() != "TEXT" or "NAME" in parameters or len(found) >= _MOST_TEXTS:
            continue
        subtype = str(part[1]).lower()
        if subtype in ("plain", "html"):
            encoding = str(part[5] or "7bit").lower() if len(part) > 5 else "7bit"
            found.append(TextPart(section, subtype, parameters.get("CHARSET", "utf-8"), encoding))
    return found


def _leaves(structure: object, section: str, depth: int) -> Iterator[tuple[str, Told]]:
    if not isinstance(structure, list) or len(structure) < 2 or depth > 12:
        return
    if isinstance(structure[0], list):
        for n, part in enumerate(structure[:40], 1):
            if not isinstance(part, list):
                break
            yield from _leaves(part, f"{section}.{n}".lstrip("."), depth + 1)
    elif (
        str(structure[0]).upper() == "MESSAGE"
        and len(structure) > 8
        and isinstance(structure[8], list)
        and structure[8]
    ):
        inside = structure[8]
        yield from _leaves(inside, section if isinstance(inside[0], list) else f"{section}.1".lstrip("."), depth + 1)
    else:
        yield section or "1", structure


def _pairs(told: object) -> dict[str, str]:
    listed = told if isinstance(told, list) else []
    return {str(name).upper(): str(value) for name, value in zip(listed[::2], listed[1::2], strict=False)}

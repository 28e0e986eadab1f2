"""How a post is written for the model: the same here, where it is scored, and in ``training/``, where it was learnt.

What carries no feeling of its own becomes one word (web addresses, other people's handles), what a tokeniser would tear
apart becomes words (camel case hashtags, rare emoji), and where the brand stands is marked, because several firms in one
sentence can be felt about differently.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from monitor.tone.base import Span

OPEN, CLOSE, SHOUT = "\ue000", "\ue001", "\ue002"
"""Before and after the words that are the brand, and before a run of words in capitals: private use characters
(https://www.unicode.org/charts/PDF/UE000.pdf), which the tokeniser knows as words of their own."""

_MARKS = re.compile("[\ue000-\ue00f]")
_ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|(?<![\w.-])[a-z0-9.-]{1,80}\.(?:com|co|org|net|ly|me|it)/\S+", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<![\w.])@\w[\w.@-]*\w|(?<![\w.])@\w")
_REPEATED = re.compile(r"(.)\1{3,}", re.DOTALL)
_SPACE = re.compile(r"\s+")
_CAPITALS = re.compile(r"(?<![\w#@])(?:[A-Z]{3,}(?:'[A-Z]+)?)(?:[\s,.!?'-]+[A-Z]{1,}\b)*(?!\w)")
_TAG = re.compile(r"(?<=#)\w{3,60}")
_CAMEL_EDGE = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])")
_EMOJI = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030-\u3299\U0001f000-\U0001faff]"
)
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f]"
)


class _Every(frozenset[str]):
    """Holds whatever is asked for."""

    def __contains__(self, _other: object) -> bool:
        return True


EVERY_EMOJI: frozenset[str] = _Every()
"""For a tokeniser that knows all emoji: none is spelled out."""


def mark(text: str, spans: Sequence[Span]) -> str:
    """The text with each span between OPEN and CLOSE. Spans are code points, in any order; those that overlap an earlier
    one or lie outside are left out. Marks that somebody wrote into a post are removed first, without moving the spans."""
    text = _MARKS.sub(" ", text)
    if not spans:
        return text
    parts, at = [], 0
    for start, end in sorted(spans):
        if start < at or end > len(text) or start >= end:
            continue
        parts += [text[at:start], OPEN, text[start:end], CLOSE]
        at = end
    return "".join([*parts, text[at:]])


def plain(text: str, *, emoji: frozenset[str], shouts: bool) -> str:
    """The marked text as the tokeniser gets it. ``emoji`` are those it has words for; others are spelled out by their
    Unicode name. ``shouts``: put SHOUT before capitals, for a tokeniser that does not know them apart."""
    if "&" in text:
        text = html.unescape(text)
    if "http" in text or "www." in text or "/" in text:
        text = _ADDRESS.sub("http", text)
    if "@" in text:
        text = _HANDLE.sub("@user", text)
    if "#" in text:
        text = _TAG.sub(lambda tag: _CAMEL_EDGE.sub(" ", tag[0]), text)
    text = _REPEATED.sub(r"\1\1\1", text)
    if not text.isascii():
        text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"').replace("…", "...")
        text = _INVISIBLE.sub("", text)
        text = _EMOJI.sub(lambda found: _named(found[0], emoji), text)
    if shouts:
        text = _CAPITALS.sub(lambda run: f"{SHOUT} {run[0]}", text)
    return _SPACE.sub(" ", text).strip()


def _named(char: str, known: frozenset[str]) -> str:
    return f" {char} " if char in known else _name(char)


@lru_cache(maxsize=4096)
def _name(char: str) -> str:
    name = unicodedata.name(char, "").lower()
    return f" {name} " if name else " "

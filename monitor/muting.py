"""Noise: whom and what nobody wants to hear of, and what "not about us" teaches. Pure.

What is muted is kept and read like anything else, and opens no case. Bounds of what is learnt:

- an author is taken for somebody else's customer for 180 days, never where they address the brand by handle or address, and
  no longer once that has opened a case;
- a phrase is one in which the name stands, longer than the name and at most five words; three a case, 50 a brand;
- from the fifth "not about us" or "not angry" within 90 days on each raises the brand's bar by .01, up to .10.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from monitor.config.model import Mute
from monitor.routing import names

AUTHOR_FOR = timedelta(days=180)
PHRASES_A_CASE = 3
PHRASES_A_BRAND = 50
BAR_COUNTS = timedelta(days=90)
ADDRESSED = frozenset({"handle", "domain", "about", "by_hand"})
"""How a mention was found when it means the brand for certain."""

_FREE = 4
_STEP, _MOST = 0.01, 0.10
_WORDS = 5
_AFTER = re.compile(r"(?:[ \t]+(?:&[ \t]+)?[^\W\d_a-z][\w'’-]*)+")
_BEFORE = re.compile(r"(?:[^\W\d_a-z][\w'’-]*[ \t]+(?:&[ \t]+)?)+$")
_SENTENCE = re.compile(r"(?:^|[.!?:;\n\"“(])\s*$")


def muted(mutes: Iterable[Mute], author: Mapping[str, Any], source: str, text: str) -> str:
    """Why nobody wants to hear of it: "the author spam_bot"; empty: somebody does."""
    known = {_plain(author.get(key) or "") for key in ("name", "handle", "url", "id")} - {""}
    for mute in mutes:
        for who in mute.authors:
            if _plain(who) in known:
                return f"the author {who}"
        if source in mute.sources:
            return f"the source {source}"
        for word in mute.words:
            if names(word, text):
                return f"the word {word}"
    return ""


def _plain(name: str) -> str:
    return name.strip().casefold().lstrip("@").rstrip("/")


def phrases(text: str, spans: Sequence[Sequence[int]], brand_names: Collection[str]) -> list[str]:
    """The longer names in which the found ones stand: "Harbor Plumbing Supply", "Pearl Harbor"; none that is the brand's."""
    own = {" ".join(name.casefold().split()) for name in brand_names}
    found: list[str] = []
    for start, end in spans:
        after = _AFTER.match(text, end)
        before = _BEFORE.search(text[max(0, start - 60) : start])
        head = before[0] if before else ""
        if head and _SENTENCE.search(text[: start - len(head)]) and len(head.split()) == 1:
            head = ""  # the first word of a sentence has a capital anyway
        phrase = " ".join(f"{head}{text[start:end]}{after[0] if after else ''}".split())
        longer = phrase.casefold() != " ".join(text[start:end].casefold().split())
        if longer and len(phrase.split()) <= _WORDS and phrase.casefold() not in own and phrase not in found:
            found.append(phrase)
    return found[:PHRASES_A_CASE]


def bar(taught: int) -> float:
    """By how much a brand's thresholds rise after so many "not about us" and "not angry" of late."""
    return min(_MOST, _STEP * max(0, taught - _FREE))


def maybe(words: Collection[str], places: Collection[str], source: str, text: str) -> bool:
    """Whether a post that names nobody may be about a brand: one of its words, in or about one of its places."""
    here = source in places or any(names(place, text) for place in places)
    return here and any(names(word, text) for word in words)

"""Whether a text is English, told cheaply: by its script, by its smallest words, by what the service claims.

This is not language detection: it only keeps the English rules from guessing at other languages.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# "atención", "totalmente", "Freundlichkeit": endings that English has not.
_FOREIGN_END = re.compile(r"\w{2}(?:ción|ções|ção|zione|zioni|mente|igkeit|lichkeit|issement|eusement)$")
_MOST_WORDS = 200


@cache
def _small_words() -> tuple[frozenset[str], frozenset[str]]:
    """Those of English, and those that only other languages have."""
    words: dict[str, frozenset[str]] = {}
    for line in files("monitor.tone").joinpath("smallwords.txt").read_text(encoding="utf-8").splitlines():
        language, _, entries = line.partition(":")
        if not language.startswith("#"):
            words[language] = frozenset(entries.split())
    english = words.pop("en")
    return english, frozenset().union(*words.values()) - english


def is_english(text: str, claimed: str = "") -> bool:
    """Whether the English rules may judge this text. ``claimed`` is a BCP 47 tag, often wrong and only a hint.

    Texts without any telling word ("Acme 👎") count as English unless another language is claimed.
    """
    sample = text[:4000]
    letters = [char for char in sample if char.isalpha()]
    if not letters:
        return True
    if not sample.isascii():
        latin = sum(char.isascii() or unicodedata.name(char, "").startswith("LATIN") for char in letters)
        if latin < 0.6 * len(letters):
            return False
    words = [word.lower() for word in _WORD.findall(sample.replace("’", "'"))[:_MOST_WORDS]]
    of_english, of_others = _small_words()
    english = sum(word in of_english for word in words)
    foreign = sum(word in of_others or _FOREIGN_END.search(word) is not None for word in words)
    accented = sum(not word.isascii() for word in words)
    claims_other = bool(claimed) and not claimed.lower().startswith(("en", "und", "mul", "zxx"))
    if claims_other:
        return english >= 2 and english > 2 * foreign
    if claimed.lower().startswith("en"):
        return not (foreign >= 3 and foreign > 2 * english)
    if foreign > english:
        return foreign == 1 and accented == 0 and len(words) > 3 and english > 0
    return True

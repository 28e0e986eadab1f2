"""Phrases: how they are written is told in ``vocabulary.py``. Here they become patterns, and are found.

A pattern is tried only where a word has its first three letters, and every gap is bounded: the time is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Generic, TypeVar

from monitor.tone.rules.rule import OURS, THEIRS

T = TypeVar("T")
_KEY = 3
_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"\([^()]*\)\??|[^ ()]+")
_INNER = re.compile(r"(?<=\w)[-'](?=\w)")
_GAPS = {"_": r",? (?:[^ .!?;\n]{1,25} ){0,3}?", "__": r",? (?:[^ .!?;\n]{1,25} ){0,7}?"}
_SPELT = str.maketrans({"ä": "ae?", "ö": "oe?", "ü": "ue?", "ß": "ss?", "œ": "oe?"})
"""Two ways to write the same letter: where a phrase has one, a text may have either."""


class _Folding(dict[int, str]):
    """From each letter to its lower case without accents; always one character for one."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        low = unicodedata.normalize("NFD", char.lower()) if code < 0x250 or 0x1E00 <= code < 0x1F00 else char.lower()
        self[code] = found = {"ß": "s", "œ": "o", "æ": "a", "ø": "o", "ı": "i"}.get(low[:1], low[:1] or char)
        return found


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The text as phrases are compared with it. It has the same length."""
    low = text.lower() if text.isascii() else text.translate(_FOLDING)
    return _INNER.sub(" ", low)


def _word(word: str) -> str:
    low = _INNER.sub(" ", word.lower()).rstrip("'").translate(_SPELT).translate(_FOLDING)
    return low[:-1] + r"\w*" if low.endswith("*") else low


def _names(phrase: str) -> str:
    return phrase.replace("<ours>", OURS.lower()).replace("<theirs>", THEIRS.lower())


def _first_letters(words: str) -> str:
    """The key of a word: what its first three letters are in a folded text."""
    return re.split(r"[ *'-]", fold(words), maxsplit=1)[0][:_KEY]


def compile_phrase(phrase: str) -> tuple[re.Pattern[str], set[str]]:
    """A phrase's pattern, and the keys of the words that it can begin with."""
    pieces = _PIECE.findall(_names(phrase))
    if " ".join(pieces) != _names(phrase) or any("(" in piece.strip("()?") for piece in pieces):
        raise ValueError(f"no brackets in the brackets of a phrase: {phrase!r}")
    pattern, keys, begun = "", set[str](), False
    for at, piece in enumerate(pieces):
        last = at == len(pieces) - 1
        if piece in _GAPS:
            if not begun or last:
                raise ValueError(f"a phrase begins and ends with a word: {phrase!r}")
            pattern = pattern.removesuffix(" ") + _GAPS[piece]
            continue
        optional = piece.endswith(")?")
        choices = piece.strip("()?").split("|") if piece.startswith("(") else [piece]
        if optional and last:
            raise ValueError(f"the last word of a phrase is needed: {phrase!r}")
        some = "|".join(" ".join(_word(word) for word in choice.split()) for choice in choices)
        pattern += f"(?:(?:{some}) )?" if optional else f"(?:{some})" + (r"\b" if last else " ")
        if not begun:
            for choice in choices:
                first = choice.split()[0]
                if first.endswith("*") and len(_first_letters(first)) < _KEY:
                    raise ValueError(f"{first!r} is too short to begin a phrase: {phrase!r}")
                keys |= {_first_letters(first), _first_letters(_spelt_out(first))}
        begun = begun or not optional
    return re.compile(pattern), keys


_TWO_LETTERS: dict[str, str | int | None] = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "œ": "oe"}


def _spelt_out(word: str) -> str:
    """The word with "ae" for "ä"."""
    return word.lower().translate(str.maketrans(_TWO_LETTERS))


def lines(text: str) -> list[str]:
    """The phrases of a block of a vocabulary."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


class Phrases(Generic[T]):
    """Finds phrases in folded texts; each phrase stands for something."""

    def __init__(self, phrases: dict[str, T]) -> None:
        self._by_key: dict[str, list[tuple[re.Pattern[str], T]]] = {}
        for phrase, meaning in phrases.items():
            pattern, keys = compile_phrase(phrase)
            for key in keys:
                self._by_key.setdefault(key, []).append((pattern, meaning))

    def find(self, folded: str) -> Iterator[tuple[int, int, T]]:
        """Start, end and meaning of every phrase that occurs, in the order of the text."""
        by_key = self._by_key
        for word in _WORD.finditer(folded):
            for pattern, meaning in by_key.get(word[0][:_KEY], ()):
                hit = pattern.match(folded, word.start())
                if hit:
                    yield hit.start(), hit.end(), meaning

    def first(self, folded: str) -> tuple[int, int, T] | None:
        """The first that occurs."""
        return next(self.find(folded), None)


def words_pattern(words: str) -> str:
    """Words or phrases without gaps, parted by commas, as one group for a pattern over folded texts."""
    some = [" ".join(_word(word) for word in one.split()) for one in words.split(",") if one.strip()]
    return "(?:" + "|".join(sorted(some, key=len, reverse=True)) + ")" if some else "(?!)"

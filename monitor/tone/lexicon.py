"""How good or bad the words of a clause are: a small lexicon of ours, with negation, emphasis and emoji.

The valences are in ``lexicon.txt``. English, and emoji, which need no language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from math import sqrt

from monitor.tone.gates import EMOJI, WORDS, watch

_NEGATORS = frozenset(
    [
        "not",
        "no",
        "never",
        "none",
        "nobody",
        "nothing",
        "neither",
        "nor",
        "without",
        "hardly",
        "barely",
        "cannot",
        "cant",
        "dont",
        "didnt",
        "doesnt",
        "isnt",
        "wasnt",
        "wont",
        "wouldnt",
        "aint",
        "havent",
        "hasnt",
        "couldnt",
        "zero",
    ]
)
_STRONGER = frozenset(
    [
        "very",
        "really",
        "so",
        "extremely",
        "absolutely",
        "totally",
        "completely",
        "incredibly",
        "super",
        "such",
        "truly",
        "most",
        "too",
        "utterly",
        "fucking",
        "freaking",
        "bloody",
        "damn",
        "beyond",
        "highly",
        "insanely",
        "ever",
    ]
)
_ALSO_WEIGHED = frozenset({"damn", "fucking", "super"})
_WEAKER = frozenset(("slightly somewhat little bit kinda fairly rather almost pretty").split())
_LINKS = frozenset({"a", "an", "the", "of"})  # they stand between "such" and what it strengthens
_PART = re.compile(rf"[a-z]+(?:['-][a-z]+)*|{EMOJI}")
_REACH = 4  # words between a negation and what it negates
_BREAKS = frozenset(".!?;:,()")
_NEGATED = -0.7  # "not good" is bad, but less so than "bad"
_HALF = 12.0  # the square of the summed valence at which polarity is .7

_FEW = 0.35
_MORE, _LESS = 1.4, 0.6
_MOST_WORDS = 30_000
_LONGEST_WORD = 40
_LONGEST_STEM = 16


@cache
def _valences() -> tuple[dict[str, float], dict[str, float]]:
    """Whole words, and beginnings (the ``*`` lines), with their valence."""
    words: dict[str, float] = {}
    stems: dict[str, float] = {}
    for line in files("monitor.tone").joinpath("lexicon.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        valence, _, entries = line.partition(":")
        for entry in entries.split():
            if entry.endswith("*"):
                stems.setdefault(entry[:-1], float(valence))
            else:
                words.setdefault(entry, float(valence))
    return words, stems


# What a word does to the words around it.
_BREAK, _LINK, _NEGATES, _STRESSES, _WEIGHS, _BOTH = range(6)  # both: it weighs, and stresses itself
_Meaning = tuple[int, float, str]  # of these, how much, the word


class _Meanings(dict[str, _Meaning | None]):
    """What every word asked for lately means; None for those that mean nothing."""

    def __missing__(self, word: str) -> _Meaning | None:
        found = _meaning(word)
        if len(self) >= _MOST_WORDS:
            self.clear()
        if len(word) <= _LONGEST_WORD:
            self[word] = found
        return found


_MEANINGS = _Meanings()


def _meaning(token: str) -> _Meaning | None:
    if token in _BREAKS:
        return _BREAK, 0.0, token
    word = token
    if not (token.isascii() and token.isalpha()):
        part = _PART.search(token)
        if part is None:
            return None
        word = part[0]
    if word in _NEGATORS or word.endswith("n't"):
        return _NEGATES, 0.0, word
    weight = valence(word)
    if word in _STRONGER:
        return (_BOTH, weight, word) if word in _ALSO_WEIGHED and weight else (_STRESSES, _MORE, word)
    if word in _WEAKER:
        return _STRESSES, _LESS, word
    if weight:
        return _WEIGHS, weight, word
    return (_LINK, 0.0, word) if word in _LINKS else None


def valence(word: str) -> float:
    """What one lower-case word or emoji weighs, -4..4; 0 if it is unknown."""
    words, stems = _valences()
    if word in words:
        return words[word]
    for end in range(min(len(word), _LONGEST_STEM), 1, -1):
        if word[:end] in stems:
            return stems[word[:end]]
    return 0.0


def _weighed() -> frozenset[str]:
    """The beginnings of all that weighs."""
    words, stems = _valences()
    return frozenset({*(f" {word}" for word in words), *(f" {stem}" for stem in stems)})


_WEIGHED = watch(_weighed)


def weigh(text: str) -> tuple[float, list[tuple[float, str]]]:
    """The summed valence of a text (apostrophes as '), and the words that carry it, each with its share."""
    return weigh_words(WORDS.findall(text.lower()))


def weighs(may: int) -> bool:
    """Whether a sentence has any word of the lexicon. ``may``: see ``gates.may_match``."""
    return bool(may & _WEIGHED)


def weigh_words(words: Iterable[str]) -> tuple[float, list[tuple[float, str]]]:
    """The same of words that ``gates.WORDS`` found."""
    total = 0.0
    carriers: list[tuple[float, str]] = []
    negation, negated_to = -1, -1  # the place of what negates, and how far it reaches
    emphasis, stressed = 1.0, -1  # what the word at a place is multiplied with
    seen: dict[str, int] = {}
    meanings = [*map(_MEANINGS.__getitem__, words)]
    for place, meaning in enumerate(meanings):
        if meaning is None:
            continue
        kind, share, word = meaning
        if kind >= _WEIGHS:
            if kind == _BOTH:
                share *= _MORE
            elif stressed == place:
                share *= emphasis
            shown = word
            if place <= negated_to:
                share *= _NEGATED
                before = meanings[negation]
                shown = f"{before[2] if before else ''}{' … ' if place > negation + 1 else ' '}{word}"
            if word in seen:  # saying it ten times is not ten times as bad
                seen[word] += 1
                share *= _FEW ** (seen[word] - 1)
            else:
                seen[word] = 1
            total += share
            carriers.append((share, shown))
        elif kind == _BREAK:
            negated_to = -1
        elif kind == _NEGATES:
            negation, negated_to = place, place + _REACH
        elif kind == _STRESSES:
            emphasis, stressed = share, place + 1
        elif kind == _LINK and stressed == place:
            stressed = place + 1
    return total, carriers


def squash(total: float) -> float:
    """A summed valence as a polarity, -1..1."""
    return total / sqrt(total * total + _HALF)

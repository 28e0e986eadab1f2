"""How good or bad the words of a clause are: a small lexicon of ours, with negation, emphasis and emoji.

The valences are in ``lexicon.txt``. English, and emoji, which need no language.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from math import sqrt

_TOKEN = re.compile(r"[a-z]+(?:['-][a-z]+)*|[\u2600-\u27bf\u2b50\U0001f300-\U0001faff]|[.!?;:,()]")
_NEGATORS = frozenset(
    {
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
    }
    | {"dont", "didnt", "doesnt", "isnt", "wasnt", "wont", "wouldnt", "aint", "havent", "hasnt", "couldnt", "zero"}
)
_STRONGER = frozenset(
    {"very", "really", "so", "extremely", "absolutely", "totally", "completely", "incredibly", "super", "such", "truly"}
    | {"most", "too", "utterly", "fucking", "freaking", "bloody", "damn", "beyond", "highly", "insanely", "ever"}
)
_WEAKER = frozenset({"slightly", "somewhat", "little", "bit", "kinda", "fairly", "rather", "almost", "pretty"})
_REACH = 4  # words between a negation and what it negates
_BREAKS = frozenset(".!?;:,()")
_NEGATED = -0.7  # "not good" is bad, but less so than "bad"
_HALF = 12.0  # the square of the summed valence at which polarity is .7

_FEW = 0.35


@cache
def _valences() -> tuple[dict[str, float], tuple[tuple[str, float], ...]]:
    """Whole words, and beginnings (the ``*`` lines), with their valence."""
    words: dict[str, float] = {}
    stems: list[tuple[str, float]] = []
    for line in files("monitor.tone").joinpath("lexicon.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        valence, _, entries = line.partition(":")
        for entry in entries.split():
            if entry.endswith("*"):
                stems.append((entry[:-1], float(valence)))
            else:
                words.setdefault(entry, float(valence))
    return words, tuple(stems)


@cache
def _stem_pattern() -> tuple[re.Pattern[str], dict[str, float]]:
    stems = dict(_valences()[1])
    return re.compile("|".join(sorted(map(re.escape, stems), key=len, reverse=True))), stems


def valence(word: str) -> float:
    """What one lower-case word or emoji weighs, -4..4; 0 if it is unknown."""
    words, _ = _valences()
    if word in words:
        return words[word]
    pattern, stems = _stem_pattern()
    hit = pattern.match(word)
    return stems[hit[0]] if hit else 0.0


def weigh(text: str) -> tuple[float, list[tuple[float, str]]]:
    """The summed valence of a text (apostrophes as '), and the words that carry it, each with its share."""
    total = 0.0
    carriers: list[tuple[float, str]] = []
    negation: str | None = None
    since_negation = 0
    emphasis = 1.0
    seen: dict[str, int] = {}
    for token in _TOKEN.findall(text.lower()):
        if token in _BREAKS:
            negation, emphasis = None, 1.0
            continue
        since_negation += 1
        if token in _NEGATORS or token.endswith("n't"):
            negation, since_negation, emphasis = token, 0, 1.0
            continue
        if token in _STRONGER:
            emphasis = 1.4
            if token not in ("damn", "fucking", "super"):
                continue
        elif token in _WEAKER:
            emphasis = 0.6
            continue
        share = valence(token)
        if not share:
            if token not in ("a", "an", "the", "of"):
                emphasis = 1.0
            continue
        words = token
        if negation is not None and since_negation <= _REACH:
            share *= _NEGATED
            words = f"{negation} … {token}" if since_negation > 1 else f"{negation} {token}"
        seen[token] = seen.get(token, 0) + 1
        share *= emphasis * _FEW ** (seen[token] - 1)  # saying it ten times is not ten times as bad
        emphasis = 1.0
        total += share
        carriers.append((share, words))
    return total, carriers


def squash(total: float) -> float:
    """A summed valence as a polarity, -1..1."""
    return total / sqrt(total * total + _HALF)

"""How good or bad the words of a clause are: a small lexicon of ours, with negation, emphasis, emoji and emoticons.

The valences are in ``lexicon.txt``. English, and emoji, which need no language. One search finds all words that mean
anything, so that the cost of a text is that of those words and not of all.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from math import sqrt

from ahocorasick_rs import AhoCorasick

from monitor.tone.gates import plain, watch

_NEGATORS = (
    "not no never none nobody nothing neither nor without hardly barely cannot cant dont didnt doesnt isnt wasnt wont "
    "wouldnt aint havent hasnt couldnt zero"
)
_NEGATING_END = "n t "  # of "didn't" in its plain form
_STRONGER = (
    "very really so extremely absolutely totally completely incredibly super such truly most too utterly fucking freaking "
    "bloody damn beyond highly insanely ever"
)
_ALSO_WEIGHED = frozenset({"damn", "fucking", "super"})
_WEAKER = "slightly somewhat little bit kinda fairly rather almost pretty"
_BETWEEN = frozenset({" ", " a ", " an ", " the ", " of "})  # "so good", "such a mess"
_REACH = 3  # words between a negation and what it negates
_BREAK = re.compile(r"[.!?;:,()…–—\n]| -|--|\b(?:but|yet|although|though|while|whereas|except|until)\b")
_STOP = re.compile(r"[.!?;…\n]")
_NEGATED = -0.7  # "not good" is bad, but less so than "bad"
_HALF = 12.0  # the square of the summed valence at which polarity is .7
_FEW = 0.35
_MORE, _LESS = 1.4, 0.6

EMOJI = r"[\u2600-\u27bf\u2b50\U0001f300-\U0001faff]"
_SIGN = re.compile(rf"{EMOJI}|[:;=]['o^-]?(?:[()\[\]/\\|*]+|[dpDP])(?!\w)|<3+")

_NEGATES, _STRESSES, _WEIGHS, _BOTH = range(4)  # both: it weighs, and stresses itself
_Meaning = tuple[int, float]  # one of these, and how much


@cache
def _valences() -> dict[str, float]:
    """Words, and beginnings of words (with a * at the end), with their valence."""
    found: dict[str, float] = {}
    for line in files("monitor.tone").joinpath("lexicon.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            valence, _, entries = line.partition(":")
            for entry in entries.split():
                found.setdefault(entry, float(valence))
    return found


@cache
def _meanings() -> dict[str, _Meaning]:
    """What a piece of a plain form means: " word ", " beginning"."""
    found: dict[str, _Meaning] = {}
    for entry, valence in _valences().items():
        piece = plain(entry.rstrip("*"))
        if not piece.isspace():
            found[piece[:-1] if entry.endswith("*") else piece] = (_WEIGHS, valence)
    found |= {f" {word} ": (_NEGATES, 0.0) for word in _NEGATORS.split()}
    found[_NEGATING_END] = (_NEGATES, 0.0)
    for word in _STRONGER.split():
        weighs = found.get(f" {word} ") if word in _ALSO_WEIGHED else None
        found[f" {word} "] = (_BOTH, weighs[1] * _MORE) if weighs else (_STRESSES, _MORE)
    found |= {f" {word} ": (_STRESSES, _LESS) for word in _WEAKER.split()}
    return found


@cache
def _finder() -> tuple[AhoCorasick, list[_Meaning]]:
    return AhoCorasick(_meanings()), list(_meanings().values())


def _weighed() -> frozenset[str]:
    return frozenset(piece for piece, (kind, _) in _meanings().items() if kind >= _WEIGHS)


WEIGHED = watch(_weighed)
"""The bit of a text that has any word of the lexicon."""


def weighed_signs(text: str) -> int:
    """WEIGHED if a text has an emoji or an emoticon, which its plain form does not show."""
    return WEIGHED if _may_have_signs(text) and _SIGN.search(text) else 0


def _may_have_signs(text: str) -> bool:
    return not text.isascii() or ":" in text or ";" in text or "=" in text or "<" in text


def valence(word: str) -> float:
    """What one lower-case word or emoji weighs, -4..4; 0 if it is unknown."""
    found = _valences()
    if word in found:
        return found[word]
    return next((found[start] for end in range(len(word), 0, -1) if (start := f"{word[:end]}*") in found), 0.0)


def weigh(low: str) -> tuple[float, list[tuple[float, str]]]:
    """The summed valence of a text in lower case (apostrophes as '), and the words that carry it, each with its share."""
    form = plain(low)
    finder, meanings = _finder()
    # Of several pieces that begin at one place the last is the longest.
    pieces = {start: (place, end) for place, start, end in finder.find_matches_as_indexes(form, overlapping=True)}
    carriers: list[tuple[float, str]] = []
    negation = (0, 0)  # where it begins and ends, in the text
    stress, stressed_from, sworn_to = 1.0, 0, -1
    seen: dict[str, tuple[int, int]] = {}
    last = 0  # where the last word that weighs ends
    for start, (place, end) in pieces.items():
        kind, share = meanings[place]
        # Letters of the form stand one place further than in the text, and a piece begins before its first letter.
        if kind == _NEGATES:
            if start < last:  # "won't" is no "won"
                carriers.pop()
            negation = (start, end - 2)
        elif kind == _STRESSES:
            stress, stressed_from = share, end - 2
        else:
            last = max(end - 1, form.index(" ", start + 1))
            if low[last - 1 : last] == "-" or (start and low[start - 1] == "-"):
                continue  # "3-day-old"
            word = low[start : last - 1]
            shown = word
            if kind == _BOTH:
                sworn_to = end - 2
            elif low[stressed_from:start] in _BETWEEN:
                share *= stress
            if low[sworn_to:start] == " " and share > 0 > carriers[-1][0]:  # "damn good" praises
                carriers.pop()
                share *= _MORE
            between = low[negation[1] : start]
            if negation[1] and len(between.split()) <= _REACH and not _BREAK.search(between):
                share *= _NEGATED
                shown = f"{_whole(low, *negation)}{' … ' if between.strip() else ' '}{word}"
            carriers.append((share * _repeated(word, start, low, seen), shown))
    if _may_have_signs(low):
        carriers += [
            (share * _repeated(hit[0], hit.start(), low, seen), hit[0])
            for hit in _SIGN.finditer(low)
            if (share := valence(hit[0]))
        ]
    return sum([share for share, _ in carriers]), carriers


def _whole(low: str, start: int, end: int) -> str:
    """The word that ends with a negation: "didn't"."""
    return low[low.rfind(" ", 0, start + 1) + 1 : end]


def _repeated(word: str, start: int, low: str, seen: dict[str, tuple[int, int]]) -> float:
    """Saying it ten times in a sentence is not ten times as bad."""
    before, times = seen.get(word, (0, 0))
    if times and _STOP.search(low, before, start):
        times = 0
    seen[word] = start, times + 1
    return _FEW**times


def squash(total: float) -> float:
    """A summed valence as a polarity, -1..1."""
    return total / sqrt(total * total + _HALF)

"""What the single words of a clause weigh: a vocabulary's lexicon, with negation, emphasis and emoji."""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.tone.languages.phrases import fold, words_pattern
from monitor.tone.languages.vocabulary import Vocabulary
from monitor.tone.lexicon import valence as emoji_valence

_TOKEN = re.compile(r"[:;=]'?-?[)(d*p/\[\]](?!\w)|<3|\^\^|\w+|[\u2600-\u27bf\u2b50\U0001f300-\U0001faff]|[.!?;:,()]")
_BREAKS = frozenset(".!?;:,()")
_EMOTICONS = {")": 1.5, "d": 1.5, "p": 1.0, "*": 1.5, "]": 1.0, "3": 2.0, "^": 1.0, "(": -1.5, "[": -1.0, "/": -1.0}
_HEARTS = dict.fromkeys("♥♡❤", 2.0)
_REACH = 3  # words between a negation and what it negates
_NEGATED = -0.7
_STRONGER, _WEAKER = 1.4, 0.6
_FEW = 0.35
_BARE_NEGATION = -0.4
_SHORTEST_STEM = 3
_MANY = 4096


class Lexicon:
    """Weighs words. Given folded texts; entries of the vocabulary that end with ``*`` are beginnings."""

    def __init__(self, words: Vocabulary) -> None:
        self._words: dict[str, float] = {}
        self._stems: dict[str, float] = {}
        for weight, entries in words.lexicon.items():
            for entry in entries.split():
                stem, into = entry.rstrip("*"), self._stems if entry.endswith("*") else self._words
                for spelling in {fold(stem), fold(stem.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))}:
                    into[spelling] = weight
        self._shortest = min(map(len, self._stems), default=_SHORTEST_STEM)
        whole = r"{}\Z"
        self._negates = re.compile(whole.format(words_pattern(words.negations))).match
        self._negates_after = re.compile(whole.format(words_pattern(words.negations_after))).match
        self._stronger = re.compile(whole.format(words_pattern(words.stronger))).match
        self._weaker = re.compile(whole.format(words_pattern(words.weaker))).match
        self._known = lru_cache(_MANY)(self._look_up)

    def _look_up(self, token: str) -> tuple[float, float, bool, bool]:
        """Valence, emphasis of what follows, whether it turns round what follows, and what went before."""
        if not token[0].isalnum():
            said = _EMOTICONS.get(token[-1], 0.0) if len(token) > 1 else _HEARTS.get(token) or emoji_valence(token)
            return said, 1.0, False, False
        weight = self._words.get(token)
        for length in range(min(len(token), 20), self._shortest - 1, -1) if weight is None else ():
            if (weight := self._stems.get(token[:length])) is not None:
                break
        emphasis = _STRONGER if self._stronger(token) else _WEAKER if self._weaker(token) else 1.0
        return weight or 0.0, emphasis, bool(self._negates(token)), bool(self._negates_after(token))

    def weigh(self, folded: str, start: int, end: int, covered: list[tuple[int, int]]) -> list[tuple[float, int, int]]:
        """What the words between start and end weigh that no phrase covers: valence and place of each that counts."""
        found: list[tuple[float, int, int]] = []
        since_negation, emphasis, last = _REACH + 1, 1.0, 0  # last: words since the last that counted
        negated = False  # whether the last that counted has been turned round
        seen: dict[str, int] = {}
        for hit in _TOKEN.finditer(folded, start, end):
            token = hit[0]
            weight, more, negates, negates_after = self._known(token)
            at = hit.start()
            if token in _BREAKS:
                since_negation, emphasis, last = _REACH + 1, 1.0, _REACH + 1
                continue
            since_negation += 1
            last += 1
            if negates_after and found and last <= _REACH and not negated:
                share, begin, finish = found[-1]
                found[-1], negated = (share * _NEGATED, begin, hit.end() if finish < at else finish), True
                continue
            if negates:
                since_negation, emphasis = 0, 1.0
                if not any(low <= at < high for low, high in covered):
                    found.append((_BARE_NEGATION, at, hit.end()))
                continue
            if more != 1.0:
                emphasis = more
            if not weight or any(low <= at < high for low, high in covered):
                emphasis = more
                continue
            negated = since_negation <= _REACH
            seen[token] = seen.get(token, 0) + 1
            share = weight * emphasis * (_NEGATED if negated else 1.0) * _FEW ** (seen[token] - 1)
            found.append((share, at, hit.end()))
            emphasis, last = 1.0, 0
        return found

"""Which of several hundred patterns are worth trying on a sentence, told by one look at each of its words.

Every alternative of a pattern has a bit. A word's number holds, in three lanes, the bits of all alternatives whose first,
second and third need (``needs``) the word meets; where an alternative has fewer needs, its bit is always set. The numbers
of a sentence's words or-ed together, and the lanes and-ed, leave the alternatives that may match there. The numbers are
worked out once for each different word, and so many of them are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce
from operator import or_

from ahocorasick_rs import AhoCorasick

from monitor.tone.needs import MARKS, Need, branches, forms, needs

EMOJI = r"[\u2600-\u27bf\u2b50\U0001f300-\U0001faff]"
WORDS = re.compile(rf"[^\W_]+(?:['-][^\W_]+)*|{EMOJI}|[{re.escape(MARKS)}]")
"""The words of a sentence in lower case: what the table is asked about."""
_LANES = 3
_MOST_WORDS = 30_000
_LONGEST_WORD = 40


class _Table(dict[str, int]):
    """The number of every word asked for lately."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[Callable[[], Sequence[Need]]] = []
        self._finder = AhoCorasick([])
        self._bits: Sequence[int] = ()
        self._settled = False
        self.always = 0
        self.lane = 0

    def register(self, needed: Iterable[Callable[[], Sequence[Need]]]) -> int:
        """Takes in alternatives, each with what tells its needs; returns the place of their first bit."""
        first = len(self._parts)
        self._parts += needed
        self._settled = False
        return first

    def settle(self) -> None:
        """Works out what every alternative needs, if some came since the last time."""
        if self._settled:
            return
        count = len(self._parts)
        always, wanted = 0, dict[str, int]()
        for place, part in enumerate(self._parts):
            found = part()[:_LANES]
            for lane in range(_LANES):
                bit = 1 << (place + lane * count)
                if lane >= len(found):
                    always |= bit
                    continue
                for fragment in found[lane]:
                    wanted[fragment] = wanted.get(fragment, 0) | bit
        self.clear()
        self._finder, self._bits = AhoCorasick(wanted), tuple(wanted.values())
        self.always, self.lane = always, count
        self._settled = True

    def __missing__(self, word: str) -> int:
        bits, number = self._bits, 0
        for form in forms(word):
            for place, _, _ in self._finder.find_matches_as_indexes(form, overlapping=True):
                number |= bits[place]
        if len(self) >= _MOST_WORDS:
            self.clear()
        if len(word) <= _LONGEST_WORD:
            self[word] = number
        return number


_TABLE = _Table()


def register(parts: Iterable[str]) -> int:
    """Takes in patterns without bars at their top; returns the place of the first one's bit."""
    return _TABLE.register([partial(needs, part) for part in parts])


class Gate:
    """A pattern that is tried only where it may match. ``bits``: those of its alternatives."""

    __slots__ = ("bits", "pattern")

    def __init__(self, pattern: str, flags: int = re.IGNORECASE) -> None:
        self.pattern = re.compile(pattern, flags)
        parts = branches(pattern)
        self.bits = ((1 << len(parts)) - 1) << register(parts)

    def search(self, text: str, may: int) -> re.Match[str] | None:
        """The first match in a text, or a part of it, whose words leave ``may``."""
        return self.pattern.search(text) if may & self.bits else None


def watch(need: Callable[[], Need]) -> int:
    """A bit that is set where a text meets a need."""
    return 1 << _TABLE.register([lambda: [need()]])


def look_up(words: Iterable[str]) -> int:
    """The numbers of these words (``WORDS`` of a text in lower case), or-ed."""
    table = _TABLE
    table.settle()
    return reduce(or_, map(table.__getitem__, words), table.always)


def may_match(number: int) -> int:
    """The bits of the alternatives that may match in a text with this number."""
    lane = _TABLE.lane
    return number & number >> lane & number >> 2 * lane


def sift(text: str) -> int:
    """The bits of the alternatives that may match in a text in lower case."""
    return may_match(look_up(WORDS.findall(text)))

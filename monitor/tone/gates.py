"""Which of several hundred patterns are worth trying on a post, told by one search.

Every alternative of a pattern has a bit. A fragment that patterns need (``needs``) has a number: in three lanes, the bits
of all alternatives of whose first, second and third need it is one; where an alternative has fewer needs, its bit is
always set. One pass of an automaton finds the fragments of a text; their numbers or-ed together, and the lanes and-ed,
leave the alternatives that may match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from ahocorasick_rs import AhoCorasick

from monitor.tone.needs import MARKS, Need, branches, needs

_LANES = 3
_MOST_CHARS = 50_000  # whose form is kept

Needs = Callable[[], Sequence[Need]]


class _Form(dict[int, str]):
    """How a character is written in a text's plain form."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        form = "0" if char.isdigit() else {"ſ": "s", "ı": "i"}.get(char, char) if char.isalnum() else " "
        if len(self) < _MOST_CHARS:
            self[code] = form
        return form


_FORM = _Form()
_ASCII = bytes(ord(_FORM[ord(chr(code).lower())]) if code < 128 else code for code in range(256))


def plain(text: str) -> str:
    """A text as fragments are looked for in it: lower case, 0 for any digit, a space for all that is no letter."""
    if text.isascii():
        return f" {text.encode().translate(_ASCII).decode()} "
    return f" {text.lower().translate(_FORM)} "


class _Fragments:
    """All fragments that any pattern needs, and their numbers."""

    def __init__(self) -> None:
        self._needs: list[Needs] = []
        self._settled = False
        self._finder = AhoCorasick([])
        self._numbers: list[int] = []
        self._marks: list[tuple[str, int]] = []
        self._always = 0
        self._lane = 0

    def register(self, needed: Iterable[Needs]) -> int:
        """Takes in alternatives, each with what tells its needs; returns the place of their first bit."""
        first = len(self._needs)
        self._needs += needed
        self._settled = False
        return first

    def _settle(self) -> None:
        """Builds the automaton: at the first search, and again if patterns came since."""
        count, always = len(self._needs), 0
        numbers = dict.fromkeys(MARKS, 0)
        for place, needed in enumerate(self._needs):
            found = needed()[:_LANES]
            for lane in range(_LANES):
                bit = 1 << (place + lane * count)
                if lane >= len(found):
                    always |= bit
                else:
                    numbers.update({fragment: numbers.get(fragment, 0) | bit for fragment in found[lane]})
        self._marks = [(mark, number) for mark in MARKS if (number := numbers.pop(mark))]
        self._finder, self._numbers = AhoCorasick(numbers), list(numbers.values())
        self._always, self._lane = always, count
        self._settled = True

    def may_match(self, text: str, form: str) -> int:
        """The bits of the alternatives that may match in a text, whose plain form this is."""
        if not self._settled:
            self._settle()
        numbers, number = self._numbers, self._always
        for fragment, _, _ in self._finder.find_matches_as_indexes(form, overlapping=True):
            number |= numbers[fragment]
        for mark, its_number in self._marks:
            if mark in text:
                number |= its_number
        return number & number >> self._lane & number >> 2 * self._lane


_FRAGMENTS = _Fragments()
may_match = _FRAGMENTS.may_match


def register(parts: Iterable[str]) -> int:
    """Takes in patterns without bars at their top; returns the place of the first one's bit."""
    return _FRAGMENTS.register([partial(needs, part) for part in parts])


def watch(need: Callable[[], Need]) -> int:
    """A bit that is set where a text meets a need."""
    return 1 << _FRAGMENTS.register([lambda: [need()]])


class Gate:
    """A pattern that is tried only where it may match. ``bits``: those of its alternatives."""

    __slots__ = ("bits", "pattern")

    def __init__(self, pattern: str, flags: int = re.IGNORECASE) -> None:
        self.pattern = re.compile(pattern, flags)
        parts = branches(pattern)
        self.bits = ((1 << len(parts)) - 1) << register(parts)

    def narrowed(self, text: str, may: int) -> int:
        """``may`` without the bits of this gate, if its pattern does not match in the whole text."""
        return may & ~self.bits if may & self.bits and not self.pattern.search(text) else may

    def search(self, text: str, may: int) -> re.Match[str] | None:
        """The first match in a text, or a part of it. ``may``: what may match in the whole of it."""
        return self.pattern.search(text) if may & self.bits else None


class Gates:
    """Many patterns of one meaning, for texts in lower case: only those are tried that may match. ``bits``: theirs."""

    __slots__ = ("_first", "_patterns", "bits")

    def __init__(self, pattern: str) -> None:
        parts = branches(pattern.lower())
        self._patterns = [re.compile(part) for part in parts]
        self._first = register(parts)
        self.bits = ((1 << len(parts)) - 1) << self._first

    def found_in(self, low: str, may: int) -> bool:
        """Whether any matches in a text, or a part of it. ``may``: what may match in the whole of it."""
        hot = (may & self.bits) >> self._first
        while hot:
            if self._patterns[(hot & -hot).bit_length() - 1].search(low):
                return True
            hot &= hot - 1
        return False

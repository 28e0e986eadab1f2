"""What a text must hold for a pattern to match at all, read off the pattern itself.

``needs(r"still (?:waiting|on hold)")`` is [{" waiting", " hold"}, {" still "}]: of each set at least one stands in every
text that the pattern matches. These fragments are written like ``gates.plain`` writes a text: lower case, 0 for any digit,
a space for the edge of a word and for the apostrophe or hyphen within one. So one search for fragments tells which of
several hundred patterns are worth trying.

The tree of a pattern comes from ``re._parser`` (CPython's own, 3.11 on; tests/test_tone_turns.py proves on many texts that
no match is lost).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from itertools import combinations
from typing import Any

_parser, sre = import_module("re._parser"), import_module("re._constants")

Need = frozenset[str]
_Node = tuple[Any, Any]

MARKS = "+#"
"""The only characters outside of words that are needs of their own; others tell too little."""
_JOINERS = "'-"
_MOST_WORDS = 160
_MOST_CHARS = 8  # of a class that is spelled out
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
# The commonest words of posts (and how a firm's name is written), commonest first: a need that they meet tells little.
_COMMON = (
    "qbrandq qotherq the to i a and of in is for you it my on that s this t with at be have me so not are but was up out we "
    "just your all they what if from can as no get or like about an has now by will one do when how he who there would "
    "our had been their more time them go don new m got back her she his see going after still were why us am its did some "
    "than know day too any re over only today service good great call want need make come never here off even thanks please"
)


def needs(pattern: str) -> list[Need]:
    """The sets of fragments of a pattern, most telling first; nothing if it may match a text of any words."""
    reader = _Reader({""})
    reader.read(list(_parser.parse(pattern, re.IGNORECASE)), outside_next=False)
    reader.close(at_edge=False)
    telling: list[Need] = []
    for need in sorted(dict.fromkeys(reader.needs), key=_commonness):
        if not any(_implies(one, need) for one in telling):
            telling = [one for one in telling if not _implies(need, one)] + [need]
    return telling


def branches(pattern: str) -> list[str]:
    """The alternatives of a pattern, split at the bars that stand in no group and no class."""
    parts, start, depth, in_class = [], 0, 0, False
    signs = iter(enumerate(pattern))
    for place, sign in signs:
        if sign == "\\":
            next(signs)
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and depth == 0:
            parts.append(pattern[start:place])
            start = place + 1
    return [*parts, pattern[start:]]


@cache
def _ranks() -> dict[str, set[int]]:
    """Which of the commonest words hold a fragment."""
    found: dict[str, set[int]] = {}
    for rank, word in enumerate(_COMMON.split()):
        form = f" {word} "
        for start, end in combinations(range(len(form) + 1), 2):
            found.setdefault(form[start:end], set()).add(rank)
    return found


def _commonness(need: Need) -> float:
    """About how often a sentence meets a need by its commonest words, and a little for every word it allows."""
    met = set().union(*(_ranks().get(part, ()) for part in need))
    return sum(1 / (rank + 4) for rank in met) + sum(0.004 if len(part) > 4 else 0.03 / len(part) for part in need)


def _implies(one: Need, other: Need) -> bool:
    return all(any(part in longer for part in other) for longer in one)


def _is_word(char: str) -> bool:
    return char.isalnum()


def _characters(kind: Any, value: Any) -> list[str] | None:
    """The characters that a literal or a class stands for, lower case; None if they are too many to tell."""
    found: list[str] = []
    for part, what in value if kind is sre.IN else [(kind, value)]:
        if part is sre.LITERAL:
            found.append(chr(what).lower())
        elif (part is sre.CATEGORY and what is sre.CATEGORY_DIGIT) or (
            part is sre.RANGE and chr(what[0]).isdigit() and chr(what[1]).isdigit()
        ):
            found.append("0")
        elif part is sre.CATEGORY and what is sre.CATEGORY_SPACE:
            found.append(" ")
        else:
            return None
    return sorted({"0" if char.isdigit() else char for char in found}) or None


def _options(kind: Any, value: Any) -> Sequence[Sequence[_Node]] | None:
    """The alternatives of a node, if it is a group, an alternation or something optional."""
    if kind is sre.SUBPATTERN:
        return [value[-1]]
    if kind is sre.ATOMIC_GROUP:
        return [value]
    if kind is sre.BRANCH:
        return list(value[1])
    if kind in _REPEATS and value[1] == 1:
        return [value[2]] if value[0] else [value[2], []]
    return None


def _begins_outside(nodes: Iterable[_Node], otherwise: bool) -> bool:
    """Whether nothing that these nodes match can begin with a word character."""
    rest = list(nodes)
    for place, (kind, value) in enumerate(rest):
        if kind in (sre.ASSERT, sre.ASSERT_NOT):
            continue
        if kind is sre.AT:
            return value is sre.AT_BOUNDARY or value is sre.AT_END
        if kind in (sre.LITERAL, sre.IN):
            found = _characters(kind, value)
            return found is not None and not any(map(_is_word, found))
        options = _options(kind, value)
        if options is not None:
            after = _begins_outside(rest[place + 1 :], otherwise)
            return all(_begins_outside(option, after) for option in options)
        if kind in _REPEATS:
            after = _begins_outside(rest[place + 1 :], otherwise)
            return _begins_outside(value[2], after) and (value[0] > 0 or after)
        return False
    return otherwise


class _Reader:
    """Walks along a pattern. ``open``: what the word that is being read may be so far."""

    def __init__(self, start: set[str]) -> None:
        self.open = start
        self.needs: list[Need] = []

    def read(self, nodes: Sequence[_Node], *, outside_next: bool) -> None:
        """``outside_next``: what follows the nodes begins outside of a word."""
        for place, (kind, value) in enumerate(nodes):
            after = _begins_outside(nodes[place + 1 :], outside_next)
            options = _options(kind, value)
            if options is not None:
                self._fork([list(option) for option in options], after)
            elif kind in (sre.LITERAL, sre.IN):
                self._add(_characters(kind, value), after)
            elif kind is sre.AT:
                if value in (sre.AT_BOUNDARY, sre.AT_BEGINNING, sre.AT_BEGINNING_STRING, sre.AT_END):
                    self.close(at_edge=True)
            elif kind in _REPEATS:
                self._repeat(value[0], list(value[2]), after)
            elif kind is sre.ASSERT_NOT and value[0] < 0 and self._is_blank() and str(value[1]) == _NO_WORD_BEFORE:
                self.open = {" "}
            elif kind is sre.ASSERT:
                beside = _Reader(set(self.open) if value[0] > 0 else {""})
                beside.read(list(value[1]), outside_next=False)
                beside.close(at_edge=False)
                self.needs += beside.needs
            elif kind is not sre.ASSERT_NOT:
                self.close(at_edge=False)

    def close(self, *, at_edge: bool) -> None:
        """The word ends here, or it goes on with something unknown."""
        self._note(self.open, at_edge=at_edge)
        self.open = {" "} if at_edge else {""}

    def _is_blank(self) -> bool:
        return any(word.isspace() or not word for word in self.open)

    def _note(self, words: set[str], *, at_edge: bool) -> None:
        if not any(word.isspace() or not word for word in words):
            self.needs.append(frozenset(word + " " if at_edge and word[-1] != " " else word for word in words))

    def _add(self, characters: list[str] | None, outside_next: bool) -> None:
        if characters is None:
            self.close(at_edge=False)
        elif all(map(_is_word, characters)):
            if len(characters) * len(self.open) > _MOST_WORDS or len(characters) > _MOST_CHARS:
                self.close(at_edge=False)
            else:
                self.open = {word + char for word in self.open for char in characters}
        elif len(characters) == 1 and characters[0] in _JOINERS:
            self.open = {word if word.endswith(" ") else word + " " for word in self.open}
        elif not any(map(_is_word, characters)):
            self.close(at_edge=True)
            if all(char in MARKS for char in characters):
                self.needs.append(frozenset(characters))
        else:
            self._fork([[(sre.LITERAL, ord(char))] for char in characters], outside_next)

    def _repeat(self, least: int, nodes: list[_Node], outside_next: bool) -> None:
        """Something that stands there several times, or not at all."""
        if least == 0:
            was_edge = self.open == {" "}
            inner = _Reader({" "} if was_edge else {""})
            inner.read(nodes, outside_next=outside_next)
            self.close(at_edge=outside_next and _begins_outside(nodes, outside_next))
            self.open = {" "} if was_edge and inner.open == {" "} else {""}
            return
        self.read(nodes, outside_next=outside_next and _begins_outside(nodes, outside_next))
        if self.open != {" "}:
            self.close(at_edge=False)
            if len(nodes) == 1 and nodes[0][0] is sre.LITERAL:
                self.open = set(_characters(*nodes[0]) or ())

    def _fork(self, options: list[list[_Node]], outside_next: bool) -> None:
        """One of several ways on: what holds on each of them holds."""
        self._note(self.open, at_edge=all(_begins_outside(option, outside_next) for option in options))
        ways = []
        for option in options:
            way = _Reader(set(self.open))
            way.read(option, outside_next=outside_next)
            way._note(way.open, at_edge=outside_next)
            way.needs.sort(key=_commonness)
            ways.append(way)
        for together in zip(*(way.needs for way in ways), strict=False):
            self.needs.append(frozenset().union(*together))
        self.open = set().union(*(way.open for way in ways))
        if len(self.open) > _MOST_WORDS:
            self.close(at_edge=False)


_NO_WORD_BEFORE = str(_parser.parse(r"(?<!\w)")[0][1][1])

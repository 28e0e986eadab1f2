"""Names among the words that a model points to: a name colours its answer, but tells an owner nothing; and what a sentence
says of another firm is no reason for this one, though the model has read both."""

from __future__ import annotations

import re

from monitor.tone.base import Subject
from monitor.tone.model.prepare import OPEN

_WORD = re.compile(r"[^\W_][\w'’&-]*")
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.!?](?!\s))+[.!?]*\s*|[.!?\n]+\s*")
_JOINS = frozenset(["and", "or", "y", "e", "und", "et", "ou", "o"])
_INITIAL = re.compile(r"(?:^|[.!?…\n\"“])\W*$")
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W_]*[a-z]")
_I = re.compile(r"I(?:['’]\w+)?")
_TITLE = 0.75  # the share of capitalised words from which capitals tell nothing, as in a headline


def others(subject: Subject) -> frozenset[str]:
    """The other firms' names that we were told of, in lower case."""
    spans = [(subject.text, span) for span in subject.others] + [(subject.title, span) for span in subject.title_others]
    return frozenset(text[start:end].lower() for text, (start, end) in spans if start < end)


def is_theirs(words: str, text: str, names: frozenset[str]) -> bool:
    """Whether a stretch stands in a sentence that names others and not the brand (which is marked in ``text``), or that
    names nobody and follows such a one."""
    place = text.find(words)
    theirs = False
    for sentence in _SENTENCE.finditer(text):
        if sentence.start() >= place + len(words) or place < 0:
            break
        if OPEN in sentence[0]:
            theirs = False
        elif any(name in sentence[0].lower() for name in names):
            theirs = True
    return theirs


def is_only_names(words: str, text: str, known: frozenset[str]) -> bool:
    """Whether a stretch of a text is nothing but names: those in ``known``, and words with a capital letter inside a
    sentence of a text in which few have one."""
    found = [*_WORD.finditer(words)]
    named = {word for name in known for word in _WORD.findall(name)}
    place = text.find(words)

    def is_name(word: re.Match[str]) -> bool:
        if word[0].lower() in named or word[0].lower() in _JOINS:
            return True
        if place < 0 or not _is_capitalised(word[0]):
            return False
        return not _INITIAL.search(text[: place + word.start()]) and _tells_capitals(text)

    return bool(found) and all(is_name(word) for word in found) and not _all_join(words)


def _tells_capitals(text: str) -> bool:
    """Whether few enough words of a text have a capital letter that it tells a name."""
    every = _WORD.findall(text)
    return sum(map(_is_capitalised, every)) < _TITLE * len(every)


def _all_join(words: str) -> bool:
    return all(word.lower() in _JOINS for word in _WORD.findall(words))


def _is_capitalised(word: str) -> bool:
    return _CAPITALISED.match(word) is not None and not _I.fullmatch(word)

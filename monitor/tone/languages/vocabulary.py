"""What a language module holds: what people say there, as data. No machinery.

Everything may be written with its accents and capitals; it is compared without. A *phrase* is one line:

    nadie _ (contest*|respond*)     _ up to three words in between, __ up to seven; (a|b) either; * the word may go on
    (me|nos)? llam*                 ? need not be there; <ours> and <theirs> are names

The first word has at least three letters before a ``*``. ``'`` and ``-`` inside of words count as spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """How the language tells since when. All words are as in a phrase, parted by commas."""

    numbers: Mapping[str, float]
    units: Mapping[str, str]  # "minute", "hour", "day", "week", "month", "year" to its forms
    sure: str  # before a span: since then, ago ("desde hace")
    sure_after: str  # behind a span ("fa")
    complaining: str  # before a span, where something is complained of ("tras")
    complaining_after: str
    since: str  # before a day or date: a wait ("desde el")
    on: str  # before a day or date: when it was ordered or promised ("el")
    weekdays: tuple[str, ...]  # Monday first
    days: Mapping[str, int]  # other words for days to how long ago they are ("ayer": 1)
    months: tuple[str, ...]
    of: str  # between day, month and year ("de")
    not_waiting: str  # a sentence with one of these tells of loyalty, warranty, opening hours
    future: str  # before a span that is still to come ("dentro de")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of one language."""

    phrases: Mapping[str, str]  # a kind's name (kinds.py) to phrases
    lexicon: Mapping[float, str]  # a valence, -4 to 4, to words
    negations: str  # words that turn round what follows
    negations_after: str = ""  # … and what went before
    stronger: str
    weaker: str
    hypotheses: str  # phrases before something that has not happened ("si", "por si")
    contrast: str  # words that begin a clause of its own ("pero")
    joiners: str  # words that join names to a list ("y")
    cheers: str  # phrases that begin a sentence with praise that may be mocking ("genial")
    mocking: str  # phrases that are sarcastic in themselves ("gracias por nada")
    asking: str  # phrases of somebody who asks around
    adverts: str  # phrases of job and shop adverts
    better: str  # phrases in which <a> is better than <b>
    left: str  # phrases of somebody who went from <b> to <a>
    calendar: Calendar

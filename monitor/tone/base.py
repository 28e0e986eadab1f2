"""The words every scorer shares: what it is handed, and what it hands back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Label(StrEnum):
    """How the author feels about the brand. UNKNOWN: the language is one we cannot read; never a guess."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"
    UNKNOWN = "unknown"


class Theme(StrEnum):
    """What drives a complaint."""

    NO_ANSWER = "no_answer"
    BROKEN_PROMISE = "broken_promise"
    STAFF = "staff"
    MONEY = "money"
    PRODUCT = "product"
    DELIVERY = "delivery"
    SAFETY = "safety"
    PRIVACY = "privacy"
    WEBSITE = "website"
    OTHER = "other"


class Signal(StrEnum):
    """What may follow from it."""

    CHURN = "churn"
    LEGAL = "legal"
    TELLING_EVERYONE = "telling_everyone"
    WANTS_CALL = "wants_call"
    WANTS_REFUND = "wants_refund"


Span = tuple[int, int]
"""Start and end in code points, end exclusive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One mention to be scored: a post's words and where the brand stands in them.

    ``brand`` empty means: the tone of the text as a whole. ``others`` are the spans of *other* brands in the text, so
    that their share of blame and praise is not charged to this one. ``thing``: what is asked about is no firm ("the waiter"),
    and can be liked or disliked whatever its firm has done. ``at`` is when it was written (aware): "three weeks
    ago" counts from there, and "Monday" is Monday in its zone; None leaves ``since`` unknown.
    """

    text: str
    title: str = ""
    brand: str = ""
    thing: bool = False
    spans: Sequence[Span] = ()
    title_spans: Sequence[Span] = ()
    others: Sequence[Span] = ()
    title_others: Sequence[Span] = ()
    stars: float | None = None
    stars_max: float | None = None
    lang: str = ""
    at: datetime | None = None


def is_thing(name: str) -> bool:
    """Whether a name that nobody has configured is that of no firm: it is all in lower case."""
    return bool(name) and name == name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """How the author feels about that brand. Probabilities are 0..1, polarity -1..1.

    ``sarcasm``: the words praise and the meaning is blame. ``feeling``: the probabilities of negative, neutral and positive,
    from scorers that know them; None from others.

    ``since`` (aware UTC) is since when the customer says to have been waiting. ``why`` are short explanations that quote
    the words: 'anger: "furious"', 'no answer: "never returned my call"'. ``moves`` says of each of them how far, and which
    way, it moved the score (see ``reasons``), or is empty. ``corrected_by``: the person whose
    word this is, if it is not the scorer's. ``certain``: a rule has read a turn of phrase that has one meaning; a model
    beside it may not doubt label and complaint.
    """

    label: Label
    polarity: float
    anger: float
    complaint: float
    gratitude: float = 0.0
    sarcasm: float = 0.0
    feeling: tuple[float, float, float] | None = None
    themes: tuple[Theme, ...] = ()
    signals: tuple[Signal, ...] = ()
    since: datetime | None = None
    why: tuple[str, ...] = ()
    moves: tuple[float, ...] = ()
    corrected_by: str = ""
    certain: bool = False


class Scorer(Protocol):
    """Scores a batch; the result has one tone per subject, in order."""

    def score(self, batch: Sequence[Subject]) -> list[Tone]: ...

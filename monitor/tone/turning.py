"""Finding the turns of phrase (``rules/turns``) in a text, and whom they are about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from monitor.tone.base import Label, Tone
from monitor.tone.clauses import Sentence
from monitor.tone.conclusion import MOCKERY
from monitor.tone.rules import OURS
from monitor.tone.rules.turns import TURNS
from monitor.tone.rules.turns.turn import Turn

BITS = reduce(or_, [turn.gate.bits for turn in TURNS])
_SIDES = {"good": Label.POSITIVE, "bad": Label.NEGATIVE, "calm": Label.NEUTRAL}
_THEIR_PEOPLE = re.compile(
    r"\b(?:staff|manager|security|waiters?|receptionist|guards?|personnel|cashiers?|porters?|clerks?|owner|called|boys|"
    r"they'd|they've)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?:\b(?:not|never|no)|n't)\b(?: [\w'-]+){0,2} ?$", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|we|us|our|ours)\b|\bI'", re.IGNORECASE)
_COMPLAINT, _CALM = 0.8, 0.15
_POLARITY = {Label.NEGATIVE: -0.6, Label.NEUTRAL: 0.0, Label.POSITIVE: 0.6}
_OUTWEIGHED = 0.6
"""The complaint, by the other rules, from which praise is not the whole story."""
_THANKS = 0.6


@dataclass(frozen=True, slots=True)
class Said:
    """A turn that was found, what it says about the brand, and its words."""

    turn: Turn
    label: Label
    words: str


def turns(document: str, may: int, sentences: Sequence[Sentence]) -> Said | None:
    """The turn that decides; None if there is none, or if two say the opposite and nobody was won back. ``document``: see
    ``clauses.named``; ``may``: what may match in it."""
    found = [said for turn in TURNS if may & turn.gate.bits and (said := _heard(turn, document, may, sentences))]
    won = [said for said in found if said.turn.thanks]
    labels = {said.label for said in found}
    if won:
        return won[0]
    return found[0] if len(labels) == 1 else None


def _heard(turn: Turn, document: str, may: int, sentences: Sequence[Sentence]) -> Said | None:
    hit = turn.gate.search(document, may)
    if hit is None:
        return None
    if _DENIED.search(document[max(0, hit.start() - 24) : hit.start()]):
        return None
    if turn.told and _FIRST_PERSON.search(document):
        return None
    sides = {name: side for name, side in hit.groupdict().items() if side and name in _SIDES}
    if sides:
        label = next((_SIDES[name] for name, side in sides.items() if OURS in side), None)
        if label is None:
            return None
        if label is Label.NEUTRAL and not turn.told and (document.count(OURS) > 1 or _THEIR_PEOPLE.search(document)):
            return None  # what happened there may be their doing after all
    elif _weight(hit, document, sentences) > 0.5:
        label = turn.label
    else:
        return None
    return Said(turn, label, hit[0])


def _weight(hit: re.Match[str], document: str, sentences: Sequence[Sentence]) -> float:
    """How much of what the turn says is about the brand: as of the sentence in which it begins."""
    for sentence in sentences:
        start = document.find(sentence.text)
        if 0 <= start <= hit.start() < start + len(sentence.text):
            return 1.0 if OURS in hit[0] else sentence.weight_at(hit.start() - start)
    return 0.0


def turned(tone: Tone, said: Said) -> Tone:
    """The tone of the other rules with what the turn says: its label and complaint are certain."""
    turn, label = said.turn, said.label
    if label is Label.POSITIVE and tone.complaint >= _OUTWEIGHED and not turn.thanks:
        return tone
    if label is Label.NEUTRAL and tone.polarity > 0:
        return tone
    bad = label is Label.NEGATIVE
    themes, signals = dict.fromkeys(tone.themes), dict.fromkeys(tone.signals)
    if turn.theme:
        themes[turn.theme] = None
    if turn.signal:
        signals[turn.signal] = None
    return replace(
        tone,
        label=label,
        polarity=_POLARITY[label],
        complaint=max(tone.complaint, _COMPLAINT) if bad else min(tone.complaint, _CALM),
        anger=tone.anger if bad else min(tone.anger, _CALM),
        gratitude=0.3 * tone.gratitude if bad else max(tone.gratitude, _THANKS) if turn.thanks else tone.gratitude,
        sarcasm=MOCKERY if turn.mocks else tone.sarcasm,
        themes=tuple(themes) if bad else (),
        signals=tuple(signals) if bad else (),
        certain=True,
    )

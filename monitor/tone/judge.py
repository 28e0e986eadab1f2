"""From words to a tone: what the clauses about a brand say, the signals and the shouting.

A scorer brings its own polarity of words; everything else here is common to all that work without a model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from operator import or_

from monitor.tone import relations, signals, since
from monitor.tone.base import Label, Signal, Subject, Theme, Tone
from monitor.tone.clauses import Sentence, named, read
from monitor.tone.conclusion import CALM, Sums, Told, conclude, is_plain, toned
from monitor.tone.gates import Gate, may_match, plain
from monitor.tone.language import language_of
from monitor.tone.lexicon import EMOJI, WEIGHED, squash, valence, weigh, weighed_signs
from monitor.tone.plain import plainly_english
from monitor.tone.reasons import Reason, told, towards
from monitor.tone.rules import (
    ADVERT,
    AFTERMATH,
    AWAITED,
    INQUIRY,
    OURS,
    PITCH,
    QUESTION,
    SARCASM,
    SEEKING,
    THEIRS,
    Rule,
)
from monitor.tone.since import waiting_since
from monitor.tone.turning import BITS as TURNS
from monitor.tone.turning import Said, turned, turns

WordPolarity = Callable[[str], float]
"""A scorer's own view of a clause, -1..1."""

_SHOUTED = re.compile(r"[A-Z](?<!\w[A-Z])(?<!U(?=SA\b))(?<!A(?=SAP\b))(?<!L(?=OL\b))[A-Z]{2,}+\b")
_EMOJI = re.compile(EMOJI)
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I've|my|me)\b", re.IGNORECASE)
_ANGRY_EMOJI = frozenset("😡🤬😠🖕👿💩")
_THEM = re.compile(rf"{OURS}|\b(?:they|their|them|you|your)\b", re.IGNORECASE)
_WAITS = tuple(Gate(pattern.pattern) for pattern in since.PATTERNS)
_WAITING = reduce(or_, [gate.bits for gate in _WAITS])
_TELLING = signals.RULE_BITS | SARCASM.bits | WEIGHED | _WAITING
_ANYTHING = _TELLING | relations.BITS | AFTERMATH.bits | TURNS | ADVERT.bits
_IN_SENTENCES = signals.RULE_BITS | SARCASM.bits | relations.BITS
_ASKING = INQUIRY.bits | QUESTION.bits | PITCH.bits
_SIGN_OFF = re.compile(
    r"\W*(?:many |kind )?(?:thanks|thank you|thx|cheers)(?: (?:in advance|so much|very much|a lot|all|and regards))?[^\w?]*",
    re.IGNORECASE,
)
_REQUEST = re.compile(r"\bplease\b|\?", re.IGNORECASE)
_PRAISES = 2.0
_ASKED = 0.1  # of the praise in a question about a firm; blame put as a question is often meant
_PLEASED = 0.65  # more than by having come
_MOST_WHY = 6
_SIGNS = {Label.NEGATIVE: -1, Label.POSITIVE: 1}
_NOTHING = Tone(label=Label.NEUTRAL, polarity=0.0, anger=0.0, complaint=0.0)


@dataclass(slots=True)
class _Sums(Sums):
    """What has been heard so far, and what only English knows of it."""

    own: float = 0.0  # the scorer's polarity, weighted
    own_weight: float = 0.0
    heard: list[Sentence] = field(default_factory=list)
    seeks: bool = False  # a recommendation
    settled: bool = False  # who is meant is told by a comparison
    chosen: bool = False  # they came from another firm
    why: list[Reason] = field(default_factory=list)


def judge(
    batch: Sequence[Subject],
    words: WordPolarity | None,
    *,
    trust: float,
    otherwise: Callable[[Subject], Tone | None] | None = None,
) -> list[Tone]:
    """The tones of the words, however weak their themes and signals are; ``stars.with_stars`` is the last step.

    ``trust``: the share of the scorer's own polarity against the lexicon, 0..1; ``words`` None: it has none.
    ``otherwise`` judges what is not English; without it, or where it gives None, only strong emoji speak.
    """
    # Step by step over all of them: what a step works with stays in the processor's cache.
    documents = [named(subject) for subject in batch]
    forms = [plain(document) for document in documents]
    english = [_is_english(form, subject) for form, subject in zip(forms, batch, strict=True)]
    may = [may_match(document, form) for document, form in zip(documents, forms, strict=True)]
    return [
        _judged(subject, document, may_be, words, trust)
        if reads
        else (otherwise(subject) if otherwise else None) or _unread(subject)
        for subject, document, reads, may_be in zip(batch, documents, english, may, strict=True)
    ]


def _is_english(form: str, subject: Subject) -> bool:
    return plainly_english(form, subject.lang) or language_of(subject) in ("en", "")


def _judged(subject: Subject, document: str, may: int, words: WordPolarity | None, trust: float) -> Tone:
    """``document``: see ``clauses.named``; ``may``: what may match in its plain form."""
    may |= weighed_signs(document)
    low = document.lower()
    telling = _ANYTHING if subject.at else _ANYTHING & ~_WAITING
    if may & telling:
        may = signals.narrowed(low, SARCASM.narrowed(document, relations.narrowed(document, may)))
    if not (may & telling or words):
        return _NOTHING
    seeks = SEEKING.found_in(low, may)
    sentences = read(subject, document, may, whole=not seeks and _is_only_words(document, may, subject.at))
    sums = _Sums(seeks=seeks)
    said = turns(document, may, sentences) if may & TURNS and not subject.thing else None
    if may & relations.BITS:
        standing = relations.compare(sentences)
        sums.valence, sums.settled, sums.chosen = standing.valence, standing.settled, standing.chosen
        if standing.why:
            sign = towards(standing.valence, 0.0)
            sums.why.append(Reason(abs(standing.valence), "compared", standing.why, sign))
        if standing.left:
            sums.calm *= 0.6
            sums.signals[Signal.CHURN] = 0.6
    for at, sentence in enumerate(sentences):
        _hear(sentence, at, sums, words, subject)
        if at and may & AFTERMATH.bits:
            silence = signals.aftermath(sentence, sentences[max(0, at - 3) : at])
            if silence and sentence.weight_at(0) > 0.5:
                sums.states |= _count(silence, sentence.weight_at(0), at, sums)
    return _conclude(subject, sums, trust, advert=_advertises(document, low, may), said=said)


def _advertises(document: str, low: str, may: int) -> bool:
    return ADVERT.found_in(low, may) and not _FIRST_PERSON.search(document)


def _is_only_words(document: str, may: int, at: datetime | None) -> bool:
    """Whether nothing but single words tells anything, so that it does not matter in which sentence they stand."""
    return not (
        may & _IN_SENTENCES
        or ("?" in document and may & _ASKING)
        or (at is not None and may & _WAITING)
        or (may & AFTERMATH.bits and may & AWAITED.bits)
    )


def _hear(sentence: Sentence, at: int, sums: _Sums, words: WordPolarity | None, subject: Subject) -> None:
    if max([clause.weight for clause in sentence.clauses]) <= 0:
        return
    text, may = sentence.text, sentence.may
    sums.heard.append(sentence)
    asks, inquires, stated = False, False, 1.0  # the share of what is only asked
    if sentence.question:
        inquiry = INQUIRY.search(text, may)
        asks = QUESTION.search(text, may) is not None
        sums.asks |= asks
        inquires = inquiry is not None
        stated = 0.6 if asks else 0.2 if inquiry and inquiry["verdict"] else 1.0
    if not (may & _TELLING or words):
        return
    if sentence.question and subject.brand and PITCH.search(text, may):
        return
    inquires = inquires or (sums.seeks and SEEKING.found_in(sentence.low, may))
    evidence = signals.find(sentence) if may & signals.RULE_BITS else []
    mocking = SARCASM.search(text, may) if may & SARCASM.bits else None
    complains = False
    if evidence or mocking:
        if mocking and any(one.valence >= _PRAISES and one.end >= mocking.end() > one.start for one in evidence):
            mocking = None  # "Great people, never let us down"
        if mocking and sentence.weight_at(mocking.start()) > 0.5:
            sums.sarcastic = True
            sums.why.append(Reason(1.5, "sarcasm", mocking[0], -1))
            sums.calm *= 0.5
            sums.cool *= 0.6
            sums.valence -= 3.0
        for found in evidence:
            weight = sentence.weight_at(found.start) * stated
            if weight <= 0.05 or (mocking and found.valence > 0) or (found.gratitude and _signs_off(sentence, sums)):
                continue
            if inquires and found.valence > 0:
                weight *= _ASKED
            if sums.seeks and found.rule.theme is Theme.PRODUCT and not _THEM.search(text):
                weight *= 0.2
            heard = _count(found, weight, at, sums)
            complains |= heard
            sums.states |= heard and not asks and weight > 0.5
    if may & WEIGHED or words:
        covered = [(found.start, found.end) for found in evidence if found.valence]
        _weigh(sentence, covered, sums, words, inquires=inquires, mocks=mocking is not None)
    if may & _WAITING and subject.at is not None:
        _note_since(sentence, complains, sums, subject.at)


def _signs_off(sentence: Sentence, sums: _Sums) -> bool:
    """Whether it is the "Thanks." under a letter that asks for something and has praised nothing: a form, no gratitude."""
    return (
        sums.valence <= 0
        and _SIGN_OFF.fullmatch(sentence.text) is not None
        and any(_REQUEST.search(one.text) for one in sums.heard)
    )


def _weigh(
    sentence: Sentence,
    covered: list[tuple[int, int]],
    sums: _Sums,
    words: WordPolarity | None,
    *,
    inquires: bool,
    mocks: bool,
) -> None:
    """Adds what the single words of each clause say, without those that a pattern has weighed."""
    whole = len(sentence.clauses) == 1 and not covered
    for clause in sentence.clauses:
        if clause.weight <= 0.05:
            continue
        if whole:
            total, carriers = weigh(sentence.low)
        else:
            total, carriers = weigh(_outside(clause.text, clause.start, covered).lower())
        if mocks:
            total = min(total, 0.0)
        sums.valence += clause.weight * (_ASKED if inquires and total > 0 else 1.0) * total
        if words:
            share = clause.weight * (_ASKED if inquires and total > 0 else 1.0)
            sums.own += share * words(clause.text.replace(OURS, "").replace(THEIRS, ""))
            sums.own_weight += clause.weight
        for share, word in [] if inquires else carriers:
            if abs(share) >= 2 and clause.weight > 0.5 and not (mocks and share > 0):
                kind = "good words" if share > 0 else "bad words"
                sums.why.append(Reason(clause.weight * abs(share) / 4, kind, word, towards(share, 0.0)))
    if not sentence.text.isascii():
        for char in _EMOJI.findall(sentence.text):
            if char in _ANGRY_EMOJI:
                sums.cool *= 0.45
                sums.calm *= 0.75
                sums.why.append(Reason(1.0, "anger", char, -1))


def _count(found: signals.Evidence, weight: float, at: int, sums: _Sums) -> bool:
    """Adds one piece of evidence; whether it was a complaint."""
    rule: Rule = found.rule
    sums.valence += weight * found.valence
    sums.calm *= 1 - weight * found.complaint
    sums.cool *= 1 - weight * found.anger
    sums.unthankful *= 1 - weight * found.gratitude
    complains = found.complaint >= 0.3
    if complains:
        sums.last_complaint = (at, found.start)
    if found.gratitude >= 0.5:
        sums.last_thanks = (at, found.start)
    if not found.reversed:
        if rule.theme and weight >= 0.5 and found.complaint >= 0.2:
            sums.themes[rule.theme] = max(sums.themes.get(rule.theme, 0.0), found.complaint)
        if rule.signal and weight >= 0.5 and found.complaint >= 0.25:
            sums.signals[rule.signal] = max(sums.signals.get(rule.signal, 0.0), found.complaint)
    strength = weight * max(found.complaint, found.anger, found.gratitude, abs(found.valence) / 4)
    label = f"not {rule.label}" if found.reversed else rule.label
    good = max(found.gratitude, found.valence / 4)
    sign = towards(good, max(found.complaint, found.anger, -found.valence / 4))
    sums.why.append(Reason(strength, label, found.words, sign))
    return complains


def _outside(text: str, start: int, covered: list[tuple[int, int]]) -> str:
    """A clause without the words that a pattern has already weighed; a bar keeps the rest apart."""
    for begin, end in covered:
        low, high = max(begin - start, 0), min(end - start, len(text))
        if low < high:
            text = text[:low] + ";" * (high - low) + text[high:]
    return text


def _note_since(sentence: Sentence, complains: bool, sums: _Sums, at: datetime) -> None:
    found = waiting_since(sentence.text, at, complains=complains)
    if found and (sums.since is None or found[0] < sums.since):
        sums.since = found[0]
        sums.why.append(Reason(0.6, "waiting", found[1], -1))


def _conclude(subject: Subject, sums: _Sums, trust: float, *, advert: bool, said: Said | None) -> Tone:
    if not (sums.why or sums.valence or trust or said or advert):
        return _NOTHING
    if said:
        sums.why.append(Reason(2.0, said.turn.name, said.words, _SIGNS.get(said.label, 0)))
    own = sums.own / max(sums.own_weight, 1.0)
    polarity = (1 - trust) * squash(sums.valence) + trust * own

    def loudness() -> tuple[int, int]:
        shouted = sum([len(_SHOUTED.findall(sentence.text)) for sentence in sums.heard])
        return sum([sentence.exclaims for sentence in sums.heard]), shouted

    tone = conclude(sums, polarity, loudness, advert=advert, why=_best(sums.why, subject))
    if subject.brand and (sums.settled or (sums.chosen and tone.polarity >= _PLEASED)) and is_plain(tone):
        tone = replace(tone, certain=True)
    if advert and subject.brand and tone.label is Label.NEUTRAL and tone.complaint < CALM:
        tone = replace(tone, certain=True)
    return turned(tone, said) if said else tone


def _unread(subject: Subject) -> Tone:
    """A language that the rules do not know: only strong emoji speak, else the label is UNKNOWN."""
    emoji = list(dict.fromkeys(_EMOJI.findall(f"{subject.title}\n{subject.text}"[:4000])))
    total = sum(valence(char) for char in emoji)
    sums = _Sums(
        why=[Reason(1.0, "emoji", char, towards(valence(char), 0.0)) for char in emoji if abs(valence(char)) >= 2]
    )
    if subject.stars is None and abs(total) < 2:
        return Tone(label=Label.UNKNOWN, polarity=0.0, anger=0.0, complaint=0.0, why=("language: not English",))
    angry = any(char in _ANGRY_EMOJI for char in emoji)
    polarity = squash(total)
    complaint = 0.55 if angry else 0.4 if polarity < -0.3 else 0.0
    anger, gratitude = 0.6 if angry else 0.0, 0.3 if "🙏" in emoji else 0.0
    return toned(sums, polarity, complaint, anger, gratitude, _best(sums.why, subject))


def _best(why: list[Reason], subject: Subject) -> Told:
    """The strongest reasons, as they are shown, and how far each moved the score."""
    return told(why, lambda one: _shown(one, subject), _MOST_WHY) if why else ((), ())


def _shown(reason: Reason, subject: Subject) -> str:
    if not reason.words:
        return reason.kind
    words = " ".join(reason.words.replace(OURS, subject.brand).replace(THEIRS, "…").split())[:90]
    return f'{reason.kind}: "{words}"'

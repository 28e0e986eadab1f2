"""From the words of a text in one of five languages to a tone towards one brand: clauses, patterns, negation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from monitor.tone.base import Label, Signal, Span, Subject, Theme, Tone
from monitor.tone.other_languages.rules import NEGATIONS, QUESTIONS, RULES, Said
from monitor.tone.other_languages.since import waiting_since
from monitor.tone.stars import NEGATIVE_FROM, POSITIVE_FROM

_LONGEST = 6_000
_CLAUSE_ENDS = re.compile(
    r"(?<=[.!?;])\s+|\n+|\s(?=(?:pero|sino|mientras|en cambio|aber|sondern|dagegen|hingegen|wahrend|mais|tandis|par contre|"
    r"invece|mentre|mas|porem|enquanto)\b)|(?<=,) (?=(?:ma|mas|aber|mais|pero|y|und|et|e) )"
)
_GOES_ON = 0.15
"""What a clause weighs that names nobody after one that named only other firms."""
_HALF = 3.0
"""The sum of valences at which the polarity is half way."""
_TURNED = -0.6
_EMOJI = {
    "😡": -3,
    "🤬": -3,
    "😠": -3,
    "👎": -3,
    "💩": -3,
    "🖕": -3,
    "😞": -2,
    "😢": -1,
    "😍": 3,
    "👏": 2,
    "👍": 2,
    "❤": 3,
    "🙏": 1,
    "😊": 2,
}
_ANGRY = frozenset("😡🤬😠🖕💩")
_MOST_WHY = 6


@dataclass(slots=True)
class _Sums:
    valence: float = 0.0
    calm: float = 1.0
    cool: float = 1.0
    unthankful: float = 1.0
    last_complaint: int = -1
    last_thanks: int = -1
    themes: dict[Theme, float] = field(default_factory=dict)
    signals: set[Signal] = field(default_factory=set)
    why: list[tuple[float, str]] = field(default_factory=list)


def judge_in(subject: Subject, language: str) -> Tone:
    """The tone of the words towards the brand, without the stars; ``language`` is one of those that RULES has."""
    sums = _Sums()
    text = f"{subject.title}\n{subject.text}" if subject.title else subject.text
    shift = len(subject.title) + 1 if subject.title else 0
    ours = [*subject.title_spans, *((start + shift, end + shift) for start, end in subject.spans)]
    theirs = [*subject.title_others, *((start + shift, end + shift) for start, end in subject.others)]
    low, where = _folded(text[:_LONGEST])
    negation = re.compile(rf"\b{NEGATIONS[language]}\b(?: [\w']+){{0,2}} ?$")
    question = re.compile(QUESTIONS[language])
    for number, (begin, end, weight) in enumerate(_clauses(low, where, ours, theirs)):
        clause = low[begin:end]
        asks = clause.rstrip().endswith("?") and question.search(clause) is not None
        for said in RULES[language]:
            for hit in said.pattern.finditer(clause):
                words = text[where[begin + hit.start()] : where[begin + hit.end() - 1] + 1]
                turned = said.valence > 0 and negation.search(clause[: hit.start()]) is not None
                _count(said, words, weight * (0.3 if asks else 1.0), number, sums, turned=turned)
    for char in dict.fromkeys(text[:_LONGEST]):
        if char in _EMOJI:
            sums.valence += _EMOJI[char]
            if char in _ANGRY:
                sums.calm, sums.cool = sums.calm * 0.75, sums.cool * 0.45
                sums.why.append((1.0, f'anger: "{char}"'))
    return _concluded(subject, text, language, sums)


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in lower case without accents, and for each of its characters the place in the original."""
    low: list[str] = []
    where: list[int] = []
    for at, char in enumerate(text):
        plain = "'" if char in "’‘" else "ss" if char == "ß" else char.lower()
        for part in unicodedata.normalize("NFD", plain) if not plain.isascii() else plain:
            if not unicodedata.combining(part):
                low.append(part)
                where.append(at)
    return "".join(low), where


def _clauses(
    low: str, where: Sequence[int], ours: Sequence[Span], theirs: Sequence[Span]
) -> Iterator[tuple[int, int, float]]:
    """Stretches of the text and how much each is about our brand."""
    last = 1.0
    at = 0
    for end in [*(cut.start() for cut in _CLAUSE_ENDS.finditer(low)), len(low)]:
        if end <= at:
            continue
        begin_there, end_there = where[at], where[end - 1] + 1
        mine = any(start < end_there and begin_there < stop for start, stop in ours)
        other = any(start < end_there and begin_there < stop for start, stop in theirs)
        if mine:
            weight = last = 1.0
        elif other:
            weight, last = 0.0, _GOES_ON
        else:
            weight = last
        yield at, end, weight
        at = end


def _count(said: Said, words: str, weight: float, clause: int, sums: _Sums, *, turned: bool) -> None:
    if weight <= 0.05:
        return
    if turned:
        sums.valence += weight * said.valence * _TURNED
        sums.calm *= 1 - weight * 0.35
        sums.why.append((weight * 0.5, f'not {said.label}: "{_shown(words)}"'))
        return
    sums.valence += weight * said.valence
    sums.calm *= 1 - weight * said.complaint
    sums.cool *= 1 - weight * said.anger
    sums.unthankful *= 1 - weight * said.gratitude
    if said.complaint >= 0.3:
        sums.last_complaint = clause
    if said.gratitude >= 0.5:
        sums.last_thanks = clause
    if said.theme and weight >= 0.5:
        sums.themes[said.theme] = max(sums.themes.get(said.theme, 0.0), said.complaint)
    if said.signal and weight >= 0.5:
        sums.signals.add(said.signal)
    strength = weight * max(said.complaint, said.anger, said.gratitude, abs(said.valence) / 4)
    sums.why.append((strength, f'{said.label}: "{_shown(words)}"'))


def _concluded(subject: Subject, text: str, language: str, sums: _Sums) -> Tone:
    polarity = sums.valence / (_HALF + abs(sums.valence))
    complaint, anger, gratitude = 1 - sums.calm, 1 - sums.cool, 1 - sums.unthankful
    if gratitude >= 0.5 and sums.last_thanks > sums.last_complaint >= 0:
        complaint, anger, polarity = complaint * 0.45, anger * 0.4, max(polarity, 0.25)
    elif complaint >= 0.5:
        gratitude *= 0.3
        polarity = min(polarity, 0.1 - 0.7 * complaint)
    elif polarity > 0:
        complaint, anger = complaint * (1 - 0.7 * polarity), anger * (1 - 0.6 * polarity)
    label = Label.NEUTRAL
    if polarity <= NEGATIVE_FROM:
        label = Label.NEGATIVE
    elif polarity >= POSITIVE_FROM:
        label = Label.POSITIVE
    serious = complaint >= 0.3
    themes = sorted(sums.themes, key=lambda theme: -sums.themes[theme]) or ([Theme.OTHER] if complaint >= 0.5 else [])
    strongest = sorted(sums.why, key=lambda one: -one[0])
    return Tone(
        label=label,
        polarity=round(polarity, 3),
        anger=round(anger, 3),
        complaint=round(complaint, 3),
        gratitude=round(gratitude, 3),
        themes=tuple(themes) if serious else (),
        signals=tuple(sorted(sums.signals, key=list(Signal).index)) if serious else (),
        since=waiting_since(text, subject.at, language) if serious else None,
        why=tuple(dict.fromkeys(words for _, words in strongest))[:_MOST_WHY],
    )


def _shown(words: str) -> str:
    return " ".join(words.split()).strip(" ,.;:")[:90]

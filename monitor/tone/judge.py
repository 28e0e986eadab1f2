"""From words to a tone: what the clauses about a brand say, the signals, the shouting and the stars.

A scorer brings its own polarity of words; everything else here is common to all that work without a model.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from monitor.tone import signals
from monitor.tone.base import Label, Signal, Subject, Theme, Tone
from monitor.tone.clauses import Sentence, read
from monitor.tone.language import is_english
from monitor.tone.lexicon import squash, valence, weigh
from monitor.tone.relations import compare
from monitor.tone.rules import ADVERT, INQUIRY, OURS, QUESTION, SARCASM, SEEKING, THEIRS, Rule
from monitor.tone.since import waiting_since

WordPolarity = Callable[[str], float]
"""A scorer's own view of a clause, -1..1."""

_NEGATIVE_FROM = -0.1
_POSITIVE_FROM = 0.13
_SHOUTED = re.compile(r"\b[A-Z]{3,}\b")
_EMOJI = re.compile(r"[\u2600-\u27bf\u2b50\U0001f300-\U0001faff]")
_ANGRY_EMOJI = frozenset("😡🤬😠🖕👿💩")
_THEM = re.compile(rf"{OURS}|\b(?:they|their|them|you|your)\b", re.IGNORECASE)
_PRAISES = 2.0
_ASKED = 0.1  # of the praise in a question about a firm; blame put as a question is often meant
_MOST_WHY = 6
_LOW_STARS, _HIGH_STARS = 0.4, 0.79


@dataclass(slots=True)
class _Sums:
    """What has been heard so far about one brand."""

    valence: float = 0.0
    own: float = 0.0  # the scorer's polarity, weighted
    own_weight: float = 0.0
    calm: float = 1.0  # probability that it is no complaint
    cool: float = 1.0  # that it is not angry
    unthankful: float = 1.0
    last_complaint: tuple[int, int] = (-1, 0)  # sentence, place in it
    last_thanks: tuple[int, int] = (-1, 0)
    exclaims: int = 0
    shouted: int = 0
    asks: bool = False
    states: bool = False  # a complaint outside of what was asked
    seeks: bool = False  # a recommendation
    sarcastic: bool = False
    themes: dict[Theme, float] = field(default_factory=dict)
    signals: dict[Signal, float] = field(default_factory=dict)
    since: datetime | None = None
    why: list[tuple[float, str]] = field(default_factory=list)


def judge(subject: Subject, words: WordPolarity, *, trust: float) -> Tone:
    """The tone of one subject. ``trust``: the share of the scorer's own polarity against the lexicon, 0..1."""
    everything = f"{subject.title}\n{subject.text}"
    if not is_english(everything, subject.lang):
        return _unread(subject, everything)
    sentences = read(subject)
    standing = compare(sentences)
    sums = _Sums(valence=standing.valence, seeks=bool(SEEKING.search(everything[:4000])))
    if standing.why:
        sums.why.append((abs(standing.valence), f'compared: "{_shown(standing.why, subject)}"'))
    if standing.left:
        sums.calm *= 0.6
        sums.signals[Signal.CHURN] = 0.6
    for at, sentence in enumerate(sentences):
        _hear(sentence, at, sums, words, subject)
        silence = signals.aftermath(sentence.text, [one.text for one in sentences[max(0, at - 3) : at]])
        if silence and sentence.weight_at(0) > 0.5:
            sums.states |= _count(silence, sentence.weight_at(0), at, sums, subject)
    return _conclude(subject, sums, trust, advert=bool(ADVERT.search(everything[:4000])))


def _hear(sentence: Sentence, at: int, sums: _Sums, words: WordPolarity, subject: Subject) -> None:
    heaviest = max((clause.weight for clause in sentence.clauses), default=1.0)
    if heaviest <= 0:
        return
    asks = sentence.question and QUESTION.search(sentence.text) is not None
    inquiry = INQUIRY.search(sentence.text) if sentence.question else None
    inquires = inquiry or SEEKING.search(sentence.text)
    stated = 0.6 if asks else 0.2 if inquiry and inquiry["verdict"] else 1.0  # the share of what is only asked
    sums.asks |= asks
    sums.exclaims += sentence.exclaims
    sums.shouted += len(
        [word for word in _SHOUTED.findall(sentence.text) if word.lower() not in ("usa", "asap", "lol")]
    )
    evidence = signals.find(sentence.text)
    mocking = SARCASM.search(sentence.text)
    if mocking and any(one.valence >= _PRAISES and one.end >= mocking.end() > one.start for one in evidence):
        mocking = None  # "Great people, never let us down"
    if mocking and sentence.weight_at(mocking.start()) > 0.5:
        sums.sarcastic = True
        sums.why.append((1.5, f'sarcasm: "{_shown(mocking[0], subject)}"'))
        sums.calm *= 0.5
        sums.cool *= 0.6
        sums.valence -= 3.0
    complains = False
    for found in evidence:
        weight = sentence.weight_at(found.start) * stated
        if weight <= 0.05 or (mocking and found.valence > 0):
            continue
        if inquires and found.valence > 0:
            weight *= _ASKED
        if sums.seeks and found.rule.theme is Theme.PRODUCT and not _THEM.search(sentence.text):
            weight *= 0.2
        heard = _count(found, weight, at, sums, subject)
        complains |= heard
        sums.states |= heard and not asks and weight > 0.5
    covered = [(found.start, found.end) for found in evidence if found.valence]
    for clause in sentence.clauses:
        if clause.weight <= 0.05:
            continue
        rest = _outside(clause.text, clause.start, covered)
        total, carriers = weigh(rest)
        if mocking:
            total = min(total, 0.0)
        share = clause.weight * (_ASKED if inquires and total > 0 else 1.0)
        sums.valence += share * total
        sums.own += share * words(clause.text.replace(OURS, "").replace(THEIRS, ""))
        sums.own_weight += clause.weight
        for share, word in [] if inquires else carriers:
            if abs(share) >= 2 and clause.weight > 0.5 and not (mocking and share > 0):
                sums.why.append((abs(share) / 4, f'{"good" if share > 0 else "bad"} words: "{word}"'))
    for char in _EMOJI.findall(sentence.text):
        if char in _ANGRY_EMOJI:
            sums.cool *= 0.45
            sums.calm *= 0.75
            sums.why.append((1.0, f'anger: "{char}"'))
    _note_since(sentence, complains, sums, subject)


def _count(found: signals.Evidence, weight: float, at: int, sums: _Sums, subject: Subject) -> bool:
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
    sums.why.append((strength, f'{label}: "{_shown(found.words, subject)}"'))
    return complains


def _outside(text: str, start: int, covered: list[tuple[int, int]]) -> str:
    """A clause without the words that a pattern has already weighed; a bar keeps the rest apart."""
    for begin, end in covered:
        low, high = max(begin - start, 0), min(end - start, len(text))
        if low < high:
            text = text[:low] + ";" * (high - low) + text[high:]
    return text


def _note_since(sentence: Sentence, complains: bool, sums: _Sums, subject: Subject) -> None:
    found = waiting_since(sentence.text, subject.at, complains=complains)
    if found and (sums.since is None or found[0] < sums.since):
        sums.since = found[0]
        sums.why.append((0.6, f'waiting: "{_shown(found[1], subject)}"'))


def _conclude(subject: Subject, sums: _Sums, trust: float, *, advert: bool) -> Tone:
    own = sums.own / max(sums.own_weight, 1.0)
    polarity = (1 - trust) * squash(sums.valence) + trust * own
    complaint, anger, gratitude = 1 - sums.calm, 1 - sums.cool, 1 - sums.unthankful
    if polarity < 0:
        complaint = 1 - (1 - complaint) * (1 + 0.55 * polarity)
        anger = 1 - (1 - anger) * (1 + 0.25 * polarity)
    elif complaint < 0.6:
        complaint *= 1 - 0.75 * polarity
        anger *= 1 - 0.6 * polarity
    complaint = _calibrated(complaint)
    if anger >= 0.2 or complaint >= 0.4:
        loud = min(sums.exclaims, 4) * 0.07 + min(sums.shouted, 5) * 0.06
        anger = 1 - (1 - anger) * (1 - min(loud, 0.45))
    if gratitude >= 0.5 and sums.last_thanks > sums.last_complaint and not sums.sarcastic:
        # Put right, and said last: what went before is told as a story.
        complaint *= 0.45
        anger *= 0.4
        polarity = max(polarity, 0.25) if polarity > -0.5 else polarity
    elif complaint >= 0.5 or sums.sarcastic:
        gratitude *= 0.3
        polarity = min(polarity, 0.1 - 0.7 * complaint)
    if sums.asks and not sums.states:
        complaint, anger = min(complaint, 0.45), min(anger, 0.3)
        polarity = max(polarity, -0.09) if polarity > -0.6 else polarity
    if advert and anger < 0.5:
        complaint, polarity = min(complaint, 0.15), 0.1 * polarity
    return _with_stars(subject, sums, polarity, complaint, anger, gratitude)


def _calibrated(probability: float) -> float:
    """Independent hints are modest together: of posts at .35 more than half were complaints (measured on labelled posts
    to companies), so the odds are doubled."""
    return 2 * probability / (1 + probability)


def _with_stars(
    subject: Subject, sums: _Sums, polarity: float, complaint: float, anger: float, gratitude: float
) -> Tone:
    share = _star_share(subject)
    heard = complaint
    if share is not None:
        said = 2 * share - 1
        polarity = 0.5 * polarity + 0.5 * said if abs(polarity) > 0.05 else 0.8 * said
        if share <= _LOW_STARS:
            complaint = 1 - (1 - complaint) * (0.25 if share <= 0.01 else 0.42)
            anger = 1 - (1 - anger) * (0.75 if share <= 0.01 else 0.9)
            polarity = min(polarity, -0.2)
        elif share >= _HIGH_STARS and heard < 0.5:
            complaint *= 0.6
            polarity = max(polarity, 0.25)
        sums.why.append((0.9, f"stars: {subject.stars:g} of {subject.stars_max or 5:g}"))
    polarity = max(-1.0, min(1.0, polarity))
    complains = complaint >= 0.5
    label = Label.NEUTRAL
    if polarity <= _NEGATIVE_FROM or (complains and polarity < 0.1):
        label = Label.NEGATIVE
        polarity = min(polarity, _NEGATIVE_FROM)
    elif polarity >= _POSITIVE_FROM:
        label = Label.POSITIVE
    themes = sorted(sums.themes, key=lambda theme: -sums.themes[theme])
    if complains and not themes:
        themes = [Theme.OTHER]
    serious = complaint >= 0.3
    return Tone(
        label=label,
        polarity=round(polarity, 3),
        anger=round(anger, 3),
        complaint=round(complaint, 3),
        gratitude=round(gratitude, 3),
        themes=tuple(themes) if serious else (),
        signals=tuple(sorted(sums.signals, key=list(Signal).index)) if serious else (),
        since=sums.since if serious else None,
        why=_best(sums.why),
    )


def _star_share(subject: Subject) -> float | None:
    """Stars as a share of their scale, 0 the lowest and 1 the highest. Scales begin at 1 unless a 0 was given."""
    if subject.stars is None:
        return None
    most = subject.stars_max or max(5.0, subject.stars)
    low = 1.0 if subject.stars >= 1 and most > 1 else 0.0
    return max(0.0, min(1.0, (subject.stars - low) / (most - low)))


def _unread(subject: Subject, everything: str) -> Tone:
    """A language that the rules do not know: only stars and strong emoji speak, else the label is UNKNOWN."""
    share = _star_share(subject)
    emoji = _EMOJI.findall(everything[:4000])
    total = sum(valence(char) for char in dict.fromkeys(emoji))
    sums = _Sums(why=[(1.0, f'emoji: "{char}"') for char in dict.fromkeys(emoji) if abs(valence(char)) >= 2])
    if share is None and abs(total) < 2:
        return Tone(label=Label.UNKNOWN, polarity=0.0, anger=0.0, complaint=0.0, why=("language: not English",))
    angry = any(char in _ANGRY_EMOJI for char in emoji)
    polarity = squash(total)
    complaint = 0.55 if angry else 0.4 if polarity < -0.3 else 0.0
    return _with_stars(subject, sums, polarity, complaint, 0.6 if angry else 0.0, 0.3 if "🙏" in emoji else 0.0)


def _shown(words: str, subject: Subject) -> str:
    return " ".join(words.replace(OURS, subject.brand).replace(THEIRS, "…").split())[:90]


def _best(why: list[tuple[float, str]]) -> tuple[str, ...]:
    strongest = sorted(why, key=lambda one: -one[0])
    return tuple(dict.fromkeys(text for _, text in strongest))[:_MOST_WHY]

"""From what has been heard about a brand to its tone: the same in every language that has rules.

``judge.py`` (English) and ``languages/judging.py`` gather the sums; what follows from them is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from monitor.tone.base import Label, Signal, Theme, Tone
from monitor.tone.stars import NEGATIVE_FROM, POSITIVE_FROM

CALM, _COMPLAINS = 0.2, 0.5
MOCKERY = 0.8
"""How likely praise that a rule takes for blame is meant so."""

Told = tuple[tuple[str, ...], tuple[float, ...]]
"""What ``reasons.told`` gives."""


@dataclass(slots=True)
class Sums:
    """What has been heard so far about one brand."""

    valence: float = 0.0
    calm: float = 1.0  # probability that it is no complaint
    cool: float = 1.0  # that it is not angry
    unthankful: float = 1.0
    last_complaint: tuple[int, int] = (-1, 0)  # sentence, place in it
    last_thanks: tuple[int, int] = (-1, 0)
    asks: bool = False
    states: bool = False  # a complaint outside of what was asked
    sarcastic: bool = False
    themes: dict[Theme, float] = field(default_factory=dict)
    signals: dict[Signal, float] = field(default_factory=dict)
    since: datetime | None = None


def conclude(
    sums: Sums,
    polarity: float,
    loudness: Callable[[], tuple[int, int]],
    *,
    advert: bool,
    why: Told,
) -> Tone:
    """The tone of the words. ``polarity``: of the words alone, -1..1; ``loudness``: how many exclamation marks and shouted
    words there are, asked for only where somebody may be angry; ``advert``: it is a job advert or the like; ``why``: the
    reasons as they are shown, and how far each moved the score."""
    complaint, anger, gratitude = 1 - sums.calm, 1 - sums.cool, 1 - sums.unthankful
    if polarity < 0:
        complaint = 1 - (1 - complaint) * (1 + 0.55 * polarity)
        anger = 1 - (1 - anger) * (1 + 0.25 * polarity)
    elif complaint < 0.6:
        complaint *= 1 - 0.75 * polarity
        anger *= 1 - 0.6 * polarity
    complaint = _calibrated(complaint)
    if anger >= 0.2 or complaint >= 0.4:
        exclaims, shouted = loudness()
        loud = min(exclaims, 4) * 0.07 + min(shouted, 5) * 0.06
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
    return toned(sums, polarity, complaint, anger, gratitude, why)


def is_plain(tone: Tone) -> bool:
    """Whether label and complaint say the same."""
    complains = tone.complaint >= _COMPLAINS
    return (tone.label is Label.NEGATIVE and complains) or (tone.label is Label.POSITIVE and tone.complaint < CALM)


def _calibrated(probability: float) -> float:
    """Independent hints are modest together: of posts at .35 more than half were complaints (measured on labelled posts
    to companies), so the odds are doubled."""
    return 2 * probability / (1 + probability)


def toned(
    sums: Sums,
    polarity: float,
    complaint: float,
    anger: float,
    gratitude: float,
    why: Told,
) -> Tone:
    """The tone with these figures, its label, and all themes and signals, however weak they are."""
    polarity = max(-1.0, min(1.0, polarity))
    label = Label.NEUTRAL
    if polarity <= NEGATIVE_FROM or (complaint >= 0.5 and polarity < 0.1):
        label, polarity = Label.NEGATIVE, min(polarity, NEGATIVE_FROM)
    elif polarity >= POSITIVE_FROM:
        label = Label.POSITIVE
    return Tone(
        label=label,
        polarity=round(polarity, 3),
        anger=round(anger, 3),
        complaint=round(complaint, 3),
        gratitude=round(gratitude, 3),
        sarcasm=MOCKERY if sums.sarcastic else 0.0,
        themes=tuple(sorted(sums.themes, key=lambda theme: -sums.themes[theme])) if sums.themes else (),
        signals=tuple(sorted(sums.signals, key=list(Signal).index)) if sums.signals else (),
        since=sums.since,
        why=why[0],
        moves=why[1],
    )

"""The last step of every scorer: stars are evidence, and only what is serious has themes and signals."""

from __future__ import annotations

from dataclasses import replace

from monitor.tone.base import Label, Subject, Theme, Tone
from monitor.tone.feasts import feast_since
from monitor.tone.reasons import SERIOUS_FROM, kept
from monitor.tone.tries import tried_since

NEGATIVE_FROM, POSITIVE_FROM = -0.1, 0.13
"""The polarities at which a neutral tone becomes one of the others."""
_COMPLAINS_FROM = 0.5
_LOW, _HIGH = 0.4, 0.79
_LOWEST = 0.01
_USUAL = 5.0, 10.0, 100.0


def star_share(subject: Subject) -> float | None:
    """Stars as a share of their scale, 0 the lowest and 1 the highest. Scales begin at 1 unless a 0 was given."""
    if subject.stars is None:
        return None
    most = _most(subject.stars, subject.stars_max)
    low = 1.0 if subject.stars >= 1 and most > 1 else 0.0
    return max(0.0, min(1.0, (subject.stars - low) / (most - low)))


def _most(stars: float, stars_max: float | None) -> float:
    """The highest of the scale. Where nobody said it, five, or what the next usual scale ends with."""
    return stars_max or next((most for most in _USUAL if stars <= most), stars)


def with_stars(tone: Tone, subject: Subject) -> Tone:
    """The tone with the stars weighed in: as much as the words where there are words, and alone where there are none.

    Few stars are a complaint; many stars calm a doubt, but not a complaint that was said. Themes, signals and the waiting
    time stay where the complaint is serious in the end.
    """
    share = star_share(subject)
    if share is None or subject.stars is None:
        return _told(kept(tone), subject)
    said = 2 * share - 1
    polarity = 0.5 * tone.polarity + 0.5 * said if abs(tone.polarity) > 0.05 else 0.8 * said
    complaint, anger = tone.complaint, tone.anger
    if share <= _LOW:
        lowest = share <= _LOWEST
        complaint = 1 - (1 - complaint) * (0.25 if lowest else 0.42)
        anger = 1 - (1 - anger) * (0.75 if lowest else 0.9)
        polarity = min(polarity, -0.2)
    elif share >= _HIGH and tone.complaint < 0.5:
        complaint *= 0.6
        polarity = max(polarity, 0.25)
    complains = complaint >= _COMPLAINS_FROM
    label = Label.NEUTRAL
    said_badly = tone.label is Label.NEGATIVE and tone.complaint >= _COMPLAINS_FROM  # many stars do not unsay it
    if polarity <= NEGATIVE_FROM or (complains and (polarity < 0.1 or said_badly)):
        label, polarity = Label.NEGATIVE, min(polarity, NEGATIVE_FROM)
    elif polarity >= POSITIVE_FROM:
        label = Label.POSITIVE
    weighed = kept(
        replace(
            tone,
            label=label,
            polarity=round(max(-1.0, min(1.0, polarity)), 3),
            complaint=round(complaint, 3),
            anger=round(anger, 3),
        )
    )
    stars = f"stars: {subject.stars:g} of {_most(subject.stars, subject.stars_max):g}"
    return _told(replace(weighed, why=(*weighed.why[:5], stars), moves=()), subject)


def _told(tone: Tone, subject: Subject) -> Tone:
    if tone.complaint < SERIOUS_FROM:
        if not (tone.themes or tone.signals or tone.since):
            return tone
        return replace(tone, themes=(), signals=(), since=None)
    if tone.complaint < _COMPLAINS_FROM:
        return tone
    if tone.since is None and subject.at is not None:
        words = f"{subject.title}\n{subject.text}"
        told = [one for one in (feast_since(words, subject.at), tried_since(words, subject.at)) if one]
        if told:
            since, said = min(told)
            tone = replace(tone, since=since, why=(*tone.why, f'waiting: "{said}"'), moves=())
    return tone if tone.themes else replace(tone, themes=(Theme.OTHER,))

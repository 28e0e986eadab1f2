"""Stars are evidence: what they add to a tone that the words gave."""

from __future__ import annotations

from dataclasses import replace

from monitor.tone.base import Label, Subject, Theme, Tone

NEGATIVE_FROM, POSITIVE_FROM = -0.1, 0.13
"""The polarities at which a neutral tone becomes one of the others."""
_LOW, _HIGH = 0.4, 0.79
_LOWEST = 0.01


def star_share(subject: Subject) -> float | None:
    """Stars as a share of their scale, 0 the lowest and 1 the highest. Scales begin at 1 unless a 0 was given."""
    if subject.stars is None:
        return None
    most = subject.stars_max or max(5.0, subject.stars)
    low = 1.0 if subject.stars >= 1 and most > 1 else 0.0
    return max(0.0, min(1.0, (subject.stars - low) / (most - low)))


def with_stars(tone: Tone, subject: Subject) -> Tone:
    """The tone with the stars weighed in: as much as the words where there are words, and alone where there are none.

    Few stars are a complaint; many stars calm a doubt, but not a complaint that was said.
    """
    share = star_share(subject)
    if share is None:
        return tone
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
    complains = complaint >= 0.5
    label = Label.NEUTRAL
    if polarity <= NEGATIVE_FROM or (complains and polarity < 0.1):
        label, polarity = Label.NEGATIVE, min(polarity, NEGATIVE_FROM)
    elif polarity >= POSITIVE_FROM:
        label = Label.POSITIVE
    return replace(
        tone,
        label=label,
        polarity=round(max(-1.0, min(1.0, polarity)), 3),
        complaint=round(complaint, 3),
        anger=round(anger, 3),
        themes=tone.themes or ((Theme.OTHER,) if complains else ()),
        why=(*tone.why[:5], f"stars: {subject.stars:g} of {subject.stars_max or 5:g}"),
    )

"""Which reasons are shown: those that moved the score of this brand, the way the verdict went.

A text that names several firms has reasons for one that say nothing of another, or the opposite: a reason to be glad of one
is no explanation of a complaint about its neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from monitor.tone.base import Label, Tone

LEAST = 0.15
"""What moves a score by less is no reason: a share of a probability, or of four points of the lexicon."""
SAID = 0.5
"""The probability from which a complaint, anger or thanks are told."""
SERIOUS_FROM = 0.3
"""The probability of a complaint from which its themes, its signals and its waiting time are told."""


class Reason(NamedTuple):
    """The words, of what kind they are, and how strongly they moved the score: ``sign`` 1 for the brand, -1 against it, 0
    where they say that nothing is felt."""

    strength: float
    kind: str
    words: str
    sign: int


def towards(good: float, bad: float) -> int:
    """The sign of what is good and bad about something, each 0 or more."""
    return (good > bad) - (good < bad)


def told(
    reasons: Sequence[Reason], show: Callable[[Reason], str], most: int
) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The strongest reasons as they are shown, each once, and by how much each moved the score: ``why`` and ``moves``. A part of
    the words of one that is told is no other reason ("angry" beside "I'm angry")."""
    strongest: dict[str, float] = {}
    said: list[Reason] = []
    for reason in sorted(reasons, key=_strength, reverse=True):
        if reason.strength < LEAST or len(strongest) == most:
            break
        if any(one.kind == reason.kind and reason.words in one.words for one in said):
            continue
        said.append(reason)
        strongest.setdefault(show(reason), reason.strength * reason.sign)
    return (*strongest,), (*strongest.values(),)


def kept(tone: Tone) -> Tone:
    """The tone with those of its reasons that point where its verdict does. A complaint, anger and a bad feeling are
    explained by what speaks against the brand; thanks and a good feeling by what speaks for it."""
    if not tone.moves:
        return tone
    blames = (
        tone.label is Label.NEGATIVE
        or max(tone.complaint, tone.anger) >= SAID
        or (tone.label is not Label.POSITIVE and tone.complaint >= SERIOUS_FROM)
    )
    praises = tone.label is Label.POSITIVE or tone.gratitude >= SAID
    if (blames or min(tone.moves) >= 0) and (praises or max(tone.moves) <= 0):
        return tone
    pairs = [
        (why, moved)
        for why, moved in zip(tone.why, tone.moves, strict=True)
        if moved == 0 or (blames if moved < 0 else praises)
    ]
    return replace(tone, why=tuple([why for why, _ in pairs]), moves=tuple([moved for _, moved in pairs]))


def _strength(reason: Reason) -> float:
    return reason.strength

"""A turn of phrase, and how its pattern is written: ``<good>``, ``<bad>`` and ``<calm>`` are firms, by whatever name."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.tone.base import Label, Signal, Theme
from monitor.tone.gates import Gate
from monitor.tone.rules.rule import OURS, THEIRS

_SIDE = rf"(?:{OURS}|{THEIRS}|(?-i:[A-Z][\w'&-]{{1,30}}(?: (?:&|[A-Z][\w'&-]{{0,30}})){{0,3}}))"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn. ``label``: of a brand that is on no side that the pattern names. ``mocks``: praise that is meant as blame;
    ``thanks``: somebody was won back; ``told``: by somebody who is no customer, so that it holds only where nobody says "I"."""

    name: str  # as it is shown
    gate: Gate
    label: Label = Label.NEGATIVE
    theme: Theme | None = None
    signal: Signal | None = None
    mocks: bool = False
    thanks: bool = False
    told: bool = False


def turn(
    name: str,
    pattern: str,
    label: Label = Label.NEGATIVE,
    theme: Theme | None = None,
    signal: Signal | None = None,
    *,
    mocks: bool = False,
    thanks: bool = False,
    told: bool = False,
) -> Turn:
    for side in ("good", "bad", "calm"):
        pattern = pattern.replace(f"<{side}>", rf"(?P<{side}>{_SIDE})")
    pattern = pattern.replace("<ours>", OURS).replace("<firm>", _SIDE)
    pattern = pattern.replace("<known good>", rf"(?P<good>{OURS}|{THEIRS})")
    return Turn(name, Gate(pattern), label, theme, signal, mocks, thanks, told)

"""How severe a storm is, in points that can be shown. Pure.

Anger, reach and calls to act are what made firestorms grow (Herhausen et al. 2019, https://doi.org/10.1177/0022242918822300).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a storm. Shares and percentiles are between 0 and 1; ``waiting`` is how long the oldest has waited, in
    parts of what was promised."""

    ratio: float = 1.0  # mentions of the last six hours over what was expected
    authors: int = 0
    angry: float = 0.0  # share of the mentions
    reach: float = 0.0  # percentile among all that was heard
    platforms: int = 1
    news: bool = False
    waiting: float = 0.0
    call_to_action: bool = False


def reasons(facts: Facts) -> list[tuple[int, str, int]]:
    """(points, reason, how many) of everything that weighs, the heaviest first. The angry are counted in percent."""
    found = [
        (_steps(facts.ratio, (3, 6, 12)), "ratio", round(facts.ratio)),
        (_steps(facts.authors, (5, 20, 100)), "people", facts.authors),
        (_steps(facts.angry, (0.3, 0.6)), "angry", round(100 * facts.angry)),
        (_steps(facts.reach, (0.9, 0.99)), "reach", 1),
        (2, "news", 1) if facts.news else (int(facts.platforms >= 2), "platforms", facts.platforms),
        (int(facts.waiting > 1) + int(facts.waiting > 3), "late", 1),
        (int(facts.call_to_action), "call", 1),
    ]
    return sorted([each for each in found if each[0]], key=lambda each: -each[0])


def severity(facts: Facts) -> int:
    """1 (the worst) to 4."""
    total = sum(each for each, _, _ in reasons(facts))
    return 1 if total >= 9 else 2 if total >= 6 else 3 if total >= 3 else 4


def _steps(value: float, steps: tuple[float, ...]) -> int:
    return sum(value >= step for step in steps)

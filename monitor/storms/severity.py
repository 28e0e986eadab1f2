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


def points(facts: Facts) -> list[tuple[int, str]]:
    """Each reason with its points, the heaviest first."""
    found = [
        (_steps(facts.ratio, (3, 6, 12)), f"{facts.ratio:.0f} times the usual"),
        (_steps(facts.authors, (5, 20, 100)), f"{facts.authors} people"),
        (_steps(facts.angry, (0.3, 0.6)), f"{facts.angry:.0%} angry"),
        (_steps(facts.reach, (0.9, 0.99)), "read by many"),
        (2, "in the news") if facts.news else (int(facts.platforms >= 2), f"on {facts.platforms} platforms"),
        (int(facts.waiting > 1) + int(facts.waiting > 3), "longer than promised"),
        (int(facts.call_to_action), "a call to act"),
    ]
    return sorted([each for each in found if each[0]], key=lambda each: -each[0])


def severity(facts: Facts) -> int:
    """1 (the worst) to 4."""
    total = sum(each for each, _ in points(facts))
    return 1 if total >= 9 else 2 if total >= 6 else 3 if total >= 3 else 4


def _steps(value: float, steps: tuple[float, ...]) -> int:
    return sum(value >= step for step in steps)

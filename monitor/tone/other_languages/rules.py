"""What customers say in five other languages: patterns as data (``es.txt`` and so on), for words in lower case without
accents.

Fewer than in English: here the model says how somebody feels; these say about what, what may follow, and why, and are the
scorer ``fast``. Every repeat is bounded and every pattern begins at a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

from monitor.tone.base import Signal, Theme


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said: its label in explanations, the pattern, and what it is evidence of (see ``rules.rule``)."""

    label: str
    pattern: re.Pattern[str]
    complaint: float = 0.0
    anger: float = 0.0
    gratitude: float = 0.0
    valence: float = 0.0
    theme: Theme | None = None
    signal: Signal | None = None


_KINDS: dict[str, tuple[str, float, float, float, float, Theme | None, Signal | None]] = {
    # kind: label, complaint, anger, gratitude, valence, theme, signal
    "no_answer": ("no answer", 0.78, 0.2, 0, -2.0, Theme.NO_ANSWER, None),
    "waiting": ("waiting", 0.6, 0.15, 0, -1.2, None, None),
    "broken_promise": ("not kept", 0.7, 0.2, 0, -1.8, Theme.BROKEN_PROMISE, None),
    "staff": ("staff", 0.75, 0.35, 0, -2.2, Theme.STAFF, None),
    "money": ("money", 0.75, 0.3, 0, -2.0, Theme.MONEY, None),
    "product": ("broken", 0.7, 0.2, 0, -2.0, Theme.PRODUCT, None),
    "delivery": ("delivery", 0.7, 0.2, 0, -1.8, Theme.DELIVERY, None),
    "safety": ("safety", 0.75, 0.35, 0, -2.2, Theme.SAFETY, None),
    "privacy": ("privacy", 0.75, 0.3, 0, -2.0, Theme.PRIVACY, None),
    "website": ("website", 0.65, 0.15, 0, -1.5, Theme.WEBSITE, None),
    "churn": ("leaving", 0.7, 0.35, 0, -2.2, None, Signal.CHURN),
    "legal": ("law", 0.75, 0.35, 0, -2.0, None, Signal.LEGAL),
    "telling_everyone": ("telling others", 0.75, 0.5, 0, -2.4, None, Signal.TELLING_EVERYONE),
    "wants_call": ("wants a call", 0.45, 0.1, 0, -0.6, None, Signal.WANTS_CALL),
    "wants_refund": ("wants a refund", 0.65, 0.25, 0, -1.4, Theme.MONEY, Signal.WANTS_REFUND),
    "anger": ("anger", 0.6, 0.8, 0, -3.0, None, None),
    "bad": ("bad words", 0.45, 0.25, 0, -2.2, None, None),
    "praise": ("praise", 0, 0, 0.2, 2.4, None, None),
    "thanks": ("thanks", 0, 0, 0.75, 2.2, None, None),
    "put_right": ("put right", 0, 0, 0.5, 1.6, None, None),
}

NEGATIONS: dict[str, str] = {}
"""Words that turn praise round when they stand up to two words before it, by language."""

QUESTIONS: dict[str, str] = {}
"""Beginnings of plain questions: they ask, and complain of nothing."""


def _read(language: str) -> dict[str, list[str]]:
    """The patterns of ``LANGUAGE.txt`` by kind."""
    found: dict[str, list[str]] = {}
    kind = ""
    for line in (
        files("monitor.tone.other_languages").joinpath(f"{language}.txt").read_text(encoding="utf-8").splitlines()
    ):
        if line.startswith("  "):
            found[kind].append(line[2:])
        elif not line.startswith("#"):
            kind = line.removesuffix(":")
            found[kind] = []
    return found


def _made(language: str) -> tuple[Said, ...]:
    lines = _read(language)
    NEGATIONS[language], QUESTIONS[language] = (lines.pop(kind)[0] for kind in ("negation", "question"))
    found = []
    for kind, patterns in lines.items():
        label, complaint, anger, gratitude, valence, theme, signal = _KINDS[kind]
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})")
        found.append(Said(label, pattern, complaint, anger, gratitude, valence, theme, signal))
    return tuple(found)


RULES = {language: _made(language) for language in ("es", "de", "fr", "it", "pt")}

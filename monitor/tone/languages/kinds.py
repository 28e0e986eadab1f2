"""What each kind of saying is evidence of, in every language. The labels are those of the English rules."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.tone.base import Signal, Theme


@dataclass(frozen=True, slots=True)
class Kind:
    """Probabilities stand alone: several combine as independent hints."""

    label: str  # as it is shown: 'no answer: "nadie contesta"'
    complaint: float = 0.0
    anger: float = 0.0
    valence: float = 0.0  # on the scale of the lexicons
    gratitude: float = 0.0
    theme: Theme | None = None
    signal: Signal | None = None
    negatable: bool = False  # a "not" before it turns it round; False: it holds its own "not"


_NO_ANSWER, _PROMISE, _MONEY, _PRODUCT = Theme.NO_ANSWER, Theme.BROKEN_PROMISE, Theme.MONEY, Theme.PRODUCT

KINDS: dict[str, Kind] = {
    "no answer": Kind("no answer", 0.75, 0.2, -1.8, theme=_NO_ANSWER),
    "ignored": Kind("ignored", 0.75, 0.3, -2.0, theme=_NO_ANSWER, negatable=True),
    "waiting": Kind("waiting", 0.55, 0.15, -1.0, theme=_NO_ANSWER),
    "chasing": Kind("chasing", 0.55, 0.15, -1.0, theme=_NO_ANSWER),
    "cannot reach": Kind("cannot reach", 0.6, 0.15, -1.5, theme=_NO_ANSWER),
    "on hold": Kind("on hold", 0.65, 0.3, -1.5, theme=_NO_ANSWER, negatable=True),
    "still not": Kind("still not", 0.5, 0.15, -1.2),
    "sent around": Kind("sent around", 0.7, 0.35, -2.0, theme=_NO_ANSWER, negatable=True),
    "broken promise": Kind("broken promise", 0.68, 0.2, -1.8, theme=_PROMISE),
    "did not come": Kind("did not come", 0.68, 0.2, -1.8, theme=_PROMISE),
    "put off": Kind("put off", 0.65, 0.2, -1.5, theme=_PROMISE, negatable=True),
    "lied to": Kind("lied to", 0.65, 0.4, -1.5, theme=_PROMISE, negatable=True),
    "staff": Kind("staff", 0.6, 0.35, -1.5, theme=Theme.STAFF, negatable=True),
    "service": Kind("service", 0.7, 0.35, -1.8, theme=Theme.STAFF),
    "money": Kind("money", 0.65, 0.25, -1.5, theme=_MONEY, negatable=True),
    "fraud": Kind("money", 0.62, 0.45, -1.8, theme=_MONEY, negatable=True),
    "refund": Kind("refund", 0.55, 0.2, -1.0, theme=_MONEY, signal=Signal.WANTS_REFUND),
    "waste": Kind("waste", 0.6, 0.3, -2.0, theme=_MONEY, negatable=True),
    "damage": Kind("damage", 0.58, 0.15, -1.2, theme=_PRODUCT, negatable=True),
    "does not work": Kind("does not work", 0.55, 0.1, -1.2, theme=_PRODUCT),
    "broken": Kind("broken", 0.5, 0.12, -1.0, theme=_PRODUCT, negatable=True),
    "wrong": Kind("wrong", 0.6, 0.15, -1.5, theme=_PRODUCT, negatable=True),
    "problem": Kind("problem", 0.36, 0.06, -0.6, theme=_PRODUCT, negatable=True),
    "delivery": Kind("delivery", 0.66, 0.2, -1.5, theme=Theme.DELIVERY),
    "late": Kind("late", 0.5, 0.12, -1.2, theme=Theme.DELIVERY, negatable=True),
    "safety": Kind("safety", 0.55, 0.25, -1.5, theme=Theme.SAFETY, negatable=True),
    "privacy": Kind("privacy", 0.6, 0.2, -1.5, theme=Theme.PRIVACY, negatable=True),
    "website": Kind("website", 0.56, 0.12, -1.2, theme=Theme.WEBSITE),
    "telling everyone": Kind("telling everyone", 0.55, 0.45, -1.5, signal=Signal.TELLING_EVERYONE, negatable=True),
    "warning": Kind("warning", 0.62, 0.4, -2.2, signal=Signal.TELLING_EVERYONE),
    "legal": Kind("legal", 0.55, 0.35, -1.2, signal=Signal.LEGAL, negatable=True),
    "leaving": Kind("leaving", 0.6, 0.3, -2.0, signal=Signal.CHURN),
    "wants a call": Kind("wants a call", 0.25, 0.05, -0.2, signal=Signal.WANTS_CALL),
    "insult": Kind("anger", 0.42, 0.6, -2.0, negatable=True),
    "furious": Kind("anger", 0.35, 0.8, -1.8, negatable=True),
    "outrage": Kind("anger", 0.42, 0.55, -2.0, negatable=True),
    "swearing": Kind("anger", 0.2, 0.4, -0.8),
    "unhappy": Kind("unhappy", 0.48, 0.2, -1.5, negatable=True),
    "bad verdict": Kind("bad verdict", 0.35, 0.15, -3.0),
    "stars": Kind("stars", 0.6, 0.3, -2.5),
    "would not recommend": Kind("would not recommend", 0.55, 0.2, -2.0),
    "praise": Kind("praise", valence=3.2),
    "good verdict": Kind("praise", valence=2.4, negatable=True),
    "quick answer": Kind("quick answer", valence=2.6, negatable=True),
    "thanks": Kind("thanks", valence=1.0, gratitude=0.55, negatable=True),
    "put right": Kind("put right", valence=2.0, gratitude=0.6, negatable=True),
}
"""The name that a vocabulary uses for a kind, to the kind."""

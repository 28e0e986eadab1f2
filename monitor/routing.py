"""Which route a new case takes: the first of the brand's whose conditions all hold, else the brand's own way. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.config.model import CUSTOMER, PRESS, Condition, Route
from monitor.tone.language import detect


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What the conditions of a route ask about. ``words``: everything that was said; ``language``: in which (BCP 47, primary
    tag; "" where it cannot be told); ``followers``: how many people the author reaches, 0 where nobody says."""

    severity: int
    themes: frozenset[str] = frozenset()
    signals: frozenset[str] = frozenset()
    voice: str = CUSTOMER
    source: str = ""
    words: str = ""
    language: str = ""
    followers: int = 0


def chosen(routes: Iterable[Route], traits: Traits) -> Route | None:
    """The first route that fits. The press takes only routes that name it: an article is nobody's complaint."""
    return next((route for route in routes if fits(route.when, traits)), None)


def fits(when: Condition, traits: Traits) -> bool:
    """Whether every condition that is given holds; of several values in one of them any will do."""
    return (
        (when.voice or CUSTOMER) == traits.voice
        and (not when.severity or traits.severity in when.severity)
        and (not when.themes or bool(when.themes & traits.themes))
        and (not when.signals or bool(when.signals & traits.signals))
        and (not when.source or traits.source in when.source)
        and (not when.language or traits.language in when.language)
        and traits.followers >= when.followers
        and (not when.words or any(names(word, traits.words) for word in when.words))
    )


def language(routes: Iterable[Route], words: str, claimed: str = "") -> str:
    """In which language that is written, if one of these routes asks; ``claimed`` is what the service says."""
    return detect(words, claimed) if any(route.when.language for route in routes) else ""


def names(word: str, text: str) -> bool:
    """Whether a word or phrase stands in a text as a whole, in whatever case."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


def why(when: Condition) -> str:
    """The conditions in words: "severity 1 or 2, about safety"."""
    told = []
    if when.voice:
        told.append(f"from the {when.voice}" if when.voice == PRESS else f"from a {when.voice}")
    if when.severity:
        told.append("severity " + " or ".join(map(str, sorted(when.severity))))
    if when.themes:
        told.append("about " + " or ".join(sorted(when.themes)))
    if when.signals:
        told.append(" or ".join(sorted(when.signals)))
    if when.source:
        told.append("on " + " or ".join(when.source))
    if when.language:
        told.append("in " + " or ".join(sorted(when.language)))
    if when.followers:
        told.append(f"from somebody with {when.followers:,} followers or more")
    if when.words:
        told.append("with the word " + " or ".join(when.words))
    return ", ".join(told) or "everything"

"""The rules of the text's language: one voice beside a model's, and what the other scorers say where it is not English.

What they give is not finished: themes and signals are there however weak they are, for whoever judges how serious the
complaint is, and the stars are not weighed. ``stars.with_stars`` is the last step.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.tone.base import Subject, Tone
from monitor.tone.judge import judge
from monitor.tone.language import language_of
from monitor.tone.languages import LANGUAGES, read_in


def by_rules(batch: Sequence[Subject], languages: Sequence[str]) -> list[Tone]:
    """The tones of the words. ``languages``: see ``language.detect``; one without rules of its own gets what emoji say."""
    rest = [one for one, language in zip(batch, languages, strict=True) if language not in LANGUAGES]
    judged = iter(judge(rest, None, trust=0.0))
    return [
        read_in(one, language) if language in LANGUAGES else next(judged)
        for one, language in zip(batch, languages, strict=True)
    ]


def in_other_languages(subject: Subject) -> Tone | None:
    """The tone of a text that is not English, or None for a language without rules."""
    language = language_of(subject)
    return read_in(subject, language) if language in LANGUAGES else None

"""The rules of the text's language: one voice beside a model's, and what the other scorers say where it is not English."""

from __future__ import annotations

from dataclasses import replace

from monitor.tone.base import Subject, Tone
from monitor.tone.judge import judge
from monitor.tone.language import detect
from monitor.tone.languages import LANGUAGES, judge_in
from monitor.tone.stars import with_stars


def by_rules(subject: Subject, language: str) -> Tone:
    """The tone of the words, without the stars. ``language``: see ``language.detect``; one without rules of its own gets
    what emoji say."""
    bare = replace(subject, stars=None)
    return judge_in(bare, language) if language in LANGUAGES else judge(bare, None, trust=0.0)


def in_other_languages(subject: Subject) -> Tone | None:
    """The tone of a text that is not English, stars included, or None for a language without rules."""
    language = detect(f"{subject.title}\n{subject.text}", subject.lang)
    if language not in LANGUAGES:
        return None
    return with_stars(judge_in(replace(subject, stars=None), language), subject)

"""The rules of the text's language, without the stars: one voice beside a model's, and the whole of the scorer ``fast``."""

from __future__ import annotations

from dataclasses import replace

from monitor.tone.base import Subject, Tone
from monitor.tone.judge import judge
from monitor.tone.languages import LANGUAGES, judge_in


def by_rules(subject: Subject, language: str) -> Tone:
    """The tone of the words. ``language``: see ``language.detect``; one without rules of its own gets what emoji say."""
    bare = replace(subject, stars=None)
    return judge_in(bare, language) if language in LANGUAGES else judge(bare, _silent, trust=0.0)


def _silent(_clause: str) -> float:
    return 0.0

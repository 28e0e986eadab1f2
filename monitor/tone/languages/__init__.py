"""Rules for Spanish, German, French, Italian and Portuguese: one mechanism, and a module of words for each language.

``spanish.py`` and its sisters hold what customers say there (``vocabulary.py`` says how that is written); ``kinds.py`` what
each kind of saying is evidence of; ``phrases.py`` finds them; ``reading.py`` tells which words are about the brand;
``waiting.py`` since when somebody waits; ``judging.py`` draws the conclusion.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from monitor.tone.base import Subject, Tone
from monitor.tone.languages.judging import Judge

__all__ = ["LANGUAGES", "read_in"]

_MODULES = {"es": "spanish", "de": "german", "fr": "french", "it": "italian", "pt": "portuguese"}
LANGUAGES = tuple(_MODULES)
"""The BCP 47 tags of the languages that have rules here. English has its own (``monitor.tone.judge``)."""


@cache
def _judge(lang: str) -> Judge:
    return Judge(import_module(f"{__name__}.{_MODULES[lang]}").WORDS)


def read_in(subject: Subject, lang: str) -> Tone:
    """The tone of the words of one subject, which are in ``lang``, one of LANGUAGES (KeyError for another). Themes and
    signals are there however weak they are; ``stars.with_stars`` is the last step."""
    return _judge(lang).judge(subject)

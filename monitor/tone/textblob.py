"""The classic baseline: TextBlob's polarity of each clause, blended with our lexicon, signals and stars.

https://textblob.readthedocs.io/en/dev/quickstart.html#sentiment-analysis (the pattern analyser: a word list that comes
with the package; no corpus is downloaded). It costs some 100 MB, so it is imported at the first score.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from monitor.tone.base import Subject, Tone
from monitor.tone.by_rules import in_other_languages
from monitor.tone.judge import judge
from monitor.tone.legible import legible
from monitor.tone.stars import with_stars

_MOST_CHARS = 600  # of one clause: TextBlob's tokeniser slows down with the square of some inputs
_TRUST = 0.25


class TextBlobScorer:
    """Scores with TextBlob. The first batch loads it."""

    def score(self, batch: Sequence[Subject]) -> list[Tone]:
        """One tone per subject, in order."""
        batch = [legible(subject) for subject in batch]
        tones = judge(batch, polarity, trust=_TRUST, otherwise=in_other_languages)
        return [with_stars(tone, subject) for tone, subject in zip(tones, batch, strict=True)]


@cache
def _blob() -> Callable[[str], float]:
    from textblob import TextBlob

    def sentiment(text: str) -> float:
        return float(TextBlob(text).sentiment.polarity)

    return sentiment


def polarity(clause: str) -> float:
    """TextBlob's polarity of a clause, -1..1; what holds no letters is 0 without asking."""
    clause = clause[:_MOST_CHARS]
    if not any(char.isalpha() for char in clause):
        return 0.0
    return _blob()(clause)

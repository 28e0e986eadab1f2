"""The fast scorer: lexicon, rules and clauses in six languages, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.tone.base import Subject, Tone
from monitor.tone.by_rules import in_other_languages
from monitor.tone.judge import judge
from monitor.tone.legible import legible
from monitor.tone.stars import with_stars


class Fast:
    """Scores by rules alone; no model is loaded."""

    def score(self, batch: Sequence[Subject]) -> list[Tone]:
        """One tone per subject, in order."""
        batch = [legible(subject) for subject in batch]
        tones = judge(batch, None, trust=0.0, otherwise=in_other_languages)
        return [with_stars(tone, subject) for tone, subject in zip(tones, batch, strict=True)]

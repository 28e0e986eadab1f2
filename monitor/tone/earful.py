"""The scorer ``earful``: models of our own for six languages, with the rules beside them.

The models say how the author feels; the rules say about what (themes), what may follow (signals) and since when, and are
one more voice in every probability. How much each voice counts was fitted on held-out texts (``training/``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.tone.base import Subject, Tone

if TYPE_CHECKING:
    from monitor.tone.model.merge import Heard
    from monitor.tone.model.scoring import Scoring

_MOST_THREADS = 64


class Earful:
    """Scores with the model of the text's language; other languages get what stars and emoji say.

    ``threads``: how many batches are read at the same time. Nothing large is loaded before the first score.
    """

    def __init__(self, threads: int = 1) -> None:
        if isinstance(threads, bool) or not isinstance(threads, int) or not 1 <= threads <= _MOST_THREADS:
            raise ValueError(f"threads is a number from 1 to {_MOST_THREADS}, not {threads!r}")
        self._threads = threads

    def score(self, batch: Sequence[Subject]) -> list[Tone]:
        """One tone per subject, in order."""
        return self._scoring.score(batch)

    def voices(self, batch: Sequence[Subject]) -> list[tuple[Tone, Heard | None]]:
        """What the rules say without the stars, and what the model of the text's language heard; None if it has none."""
        return self._scoring.voices(batch)

    @cached_property
    def _scoring(self) -> Scoring:
        from monitor.tone.model.scoring import Scoring

        return Scoring(self._threads)

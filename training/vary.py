"""Variations of texts, for the teachers to judge: words left out, and the beginning of one text before the end of another.

They have no labels of their own; what the teachers think of them shows how they weigh words.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from training.texts import Example

_TIMES = {"sentiment": 0.7, "emotion": 4.0, "complaints": 5.0, "offensive": 0.6, "irony": 1.5}
"""Variations of each text, by task."""
_LEFT_OUT = 0.12
_SPLICED = 0.4


def varied(pool: Mapping[str, Sequence[Example]], seed: int) -> list[Example]:
    """The variations of some tasks' texts. The same seed gives the same ones."""
    chance = random.Random(seed)
    return [one for task, times in _TIMES.items() for one in _of(pool[task], times, chance)]


def _of(items: Sequence[Example], times: float, chance: random.Random) -> Iterator[Example]:
    for _ in range(int(times * len(items))):
        words = chance.choice(items).text.split()
        if chance.random() < _SPLICED:
            other = chance.choice(items).text.split()
            words = (
                words[: int(len(words) * chance.uniform(0.3, 0.8))]
                + other[int(len(other) * chance.uniform(0.3, 0.8)) :]
            )
        kept = [word for word in words if chance.random() >= _LEFT_OUT] or words
        yield Example("varied", " ".join(kept), {})

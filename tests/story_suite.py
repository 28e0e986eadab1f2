"""Texts sorted by hand into stories: reads ``data/stories/groups.yaml`` and says what a way of grouping gets wrong.

A pair of texts of one group is one story or it is not. Precision is how many of the pairs that are put together belong
together, recall how many of those that do are put together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from monitor.stories import Shelf, Telling, fingerprints

FILE = Path(__file__).parent / "data" / "stories" / "groups.yaml"
BRAND = "Harbor Plumbing"
_DAY_US = 86_400_000_000

Placing = Callable[[Sequence[tuple[Telling, int]]], list[int]]
"""Tellings of one group, with their times, to the number of a story for each."""


@dataclass(frozen=True, slots=True)
class Group:
    """``tellings`` in order, with their times in microseconds; ``stories``: which one each of them is."""

    what: str
    tellings: list[tuple[Telling, int]]
    stories: list[int]


def groups() -> Iterator[Group]:
    """All groups of the file."""
    for given in YAML(typ="safe").load(FILE):
        rows = [
            (_telling(telling, f"{number}.{place}"), number)
            for number, story in enumerate(given["stories"])
            for place, telling in enumerate(story)
        ]
        rows.sort(key=lambda row: row[0][1])
        yield Group(given["what"], [row[0] for row in rows], [row[1] for row in rows])


def _telling(given: Any, somebody: str) -> tuple[Telling, int]:
    told = given if isinstance(given, dict) else {"text": given}
    by = told.get("by", "")
    name = by.removeprefix("@").partition("@")[0]
    telling = Telling(
        brand=BRAND,
        title=told.get("title", ""),
        text=told.get("text", ""),
        article=told.get("article", False),
        author=blake2b((by or somebody).encode(), digest_size=16).digest(),
        names=(name,) if name else (),
    )
    return telling, told.get("days", 0) * _DAY_US


def ours(tellings: Sequence[tuple[Telling, int]]) -> list[int]:
    """How Earful places them."""
    shelf = Shelf()
    prints = fingerprints([telling for telling, _ in tellings])
    return [shelf.place(one, at) for one, (_, at) in zip(prints, tellings, strict=True)]


@dataclass(slots=True)
class Score:
    """Pairs put together rightly, put together wrongly, and wrongly kept apart, with the groups they stand in."""

    right: int = 0
    melted: int = 0
    torn: int = 0
    wrong: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.melted)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.torn)


def score(place: Placing) -> Score:
    """How a way of grouping does on all groups."""
    found = Score()
    for group in groups():
        placed = place(group.tellings)
        for one, other in combinations(range(len(placed)), 2):
            together, belong = placed[one] == placed[other], group.stories[one] == group.stories[other]
            found.right += together and belong
            found.melted += together and not belong
            found.torn += belong and not together
            if together != belong and group.what not in found.wrong:
                found.wrong = (*found.wrong, group.what)
    return found


if __name__ == "__main__":
    told = score(ours)
    print(f"precision {told.precision:.3f}, recall {told.recall:.3f}")
    for line in told.wrong:
        print(f"  wrong: {line}")

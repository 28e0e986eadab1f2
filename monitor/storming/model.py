"""What a storm is. Data only; ``machine`` moves it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.cases import Rung, Say
from monitor.storms import Facts


class State(StrEnum):
    RAGING = "raging"
    TAKEN = "taken"
    OVER = "over"


class Outcome(StrEnum):
    """How a storm ended."""

    CALM = "calm"  # by itself
    ENDED = "ended"  # a person said so
    NOISE = "noise"  # a person said that it was none


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a storm is about. ``people`` told ``posts`` since it began, where ``usual`` posts are to be expected; ``themes`` with
    how many people speak of each, the most first; ``pages`` are addresses, the first first. ``first`` and ``loudest`` are the
    numbers of mentions."""

    people: int = 0
    posts: int = 0
    usual: float = 0.0
    themes: tuple[tuple[str, int], ...] = ()
    places: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    first: int | None = None
    loudest: int | None = None
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """A storm as it stands. Times are aware UTC. ``since`` is when it began, ``opened`` when it was noticed."""

    brand: str
    of: tuple[str, ...] = ()  # the themes that it is a storm of; none: of everything that is said
    state: State = State.RAGING
    since: datetime
    opened: datetime
    changed: datetime
    over: datetime | None = None
    outcome: Outcome | None = None
    over_by: str = ""
    picture: Picture = field(default_factory=Picture)
    severity: int = 4  # the worst so far, 1 to 4
    turn: str
    instead_of: str = ""  # who is away, if the turn is a stand-in's
    taken_by: str = ""
    ladder: tuple[Rung, ...] = ()
    ladder_from: datetime | None = None
    rung: int = 0  # the next one
    rung_at: datetime | None = None
    still_at: datetime | None = None  # when it is told that it still rages
    told: tuple[str, ...] = ()
    said: int = 0  # messages so far: numbers them

    def concerns(self, themes: Collection[str]) -> bool:
        """Whether who complains of these themes is part of it."""
        return not self.of or not set(self.of).isdisjoint(themes)


Result = tuple[Storm, list[Say]]

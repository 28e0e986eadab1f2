"""All that listens for storms over one brand: a detector of everything that is said against it, and one for each theme. Pure.

What everybody complains of at once may be drowned by what is said all day: twenty people who speak of safety are no news
for a brand of five hundred complaints a day, but they are for its theme. All detectors share the one budget of the brand, so
that the promise of ``max_false_per_days`` is one for them together: nine tenths are for the whole, a two-hundredth is for all
themes. The rest is for what no model of a theme knows: one person who is echoed twenty times is a week of what is said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from monitor.storms.core import Verdict
from monitor.storms.detector import MAX_FALSE_PER_DAYS, Detector

WHOLE = ""
"""The name of the detector of everything, where those of themes have the names of themes."""
_WHOLE_SHARE, _THEMES_SHARE = 0.9, 0.005
_MINUTES, _THEME_MINUTES = 15, 60  # of a bin
_VERSION = 2


class Would(NamedTuple):
    """A storm that would have been told of, had anybody listened: when, with how many mentions, and of what (a theme or
    ``WHOLE``)."""

    at: datetime
    mentions: float
    of: str


class History(NamedTuple):
    """What was stored from ``since`` to ``until``, and the storms that it would have raised."""

    since: datetime
    until: datetime
    storms: tuple[Would, ...]


class Watch:
    """The detectors of a brand by name, all of them with their bins closed up to the same moment. ``history``: what was
    replayed when this began, or when Earful was started last."""

    def __init__(
        self, start: datetime, themes: Iterable[str] = (), max_false_per_days: float = MAX_FALSE_PER_DAYS
    ) -> None:
        """``start`` lies in the first bin. At most one storm in ``max_false_per_days`` is false."""
        names = sorted(set(themes) - {WHOLE})
        self.whole = Detector(start, _MINUTES, authors=True)
        self.themes = {name: Detector(start, _THEME_MINUTES, authors=True) for name in names}
        self.history: History | None = None
        self._candidate: tuple[float, float] | None = None
        self.allow(max_false_per_days)

    def allow(self, max_false_per_days: float) -> None:
        """The budget from now on, in days to one false storm."""
        whole = _WHOLE_SHARE if self.themes else 1.0
        self.whole.allow(max_false_per_days, whole)
        for detector in self.themes.values():
            detector.allow(max_false_per_days, _THEMES_SHARE / len(self.themes))

    def __iter__(self) -> Iterator[tuple[str, Detector]]:
        """Every detector with its name, that of the whole first."""
        yield WHOLE, self.whole
        yield from self.themes.items()

    @property
    def until(self) -> datetime:
        """The end of the newest bin that is closed for the whole; those of themes are longer."""
        return self.whole.until

    @property
    def raging(self) -> frozenset[str]:
        """The names of those that are in a storm."""
        return frozenset(name for name, detector in self if detector.raging)

    def per_day(self, names: Sequence[str] = ()) -> float:
        """The usual number of mentions a day that speak against the brand, of these themes or of all."""
        return sum(self.themes[name].per_day for name in names) if names else self.whole.per_day

    def noise(self, names: Sequence[str] = ()) -> None:
        """A person says that the last storm was none: the bar rises for those that raised it."""
        for detector in [self.themes[name] for name in names if name in self.themes] or [self.whole]:
            detector.noise()

    @property
    def candidate(self) -> tuple[datetime, datetime] | None:
        """From when to when there was half of the evidence for a storm, lately and without a storm coming of it so far."""
        if self._candidate is None:
            return None
        since, until = (datetime.fromtimestamp(hour * 3600, UTC) for hour in self._candidate)
        return since, until

    def noted(self, verdicts: Sequence[Verdict]) -> None:
        """What the detector of the whole has said, in the order of time: whether a storm may be coming."""
        for verdict in verdicts:
            if verdict.raging:
                self._candidate = None
            elif verdict.candidate:
                before = self._candidate
                going_on = before is not None and verdict.hour - before[1] <= 1
                self._candidate = (before[0] if before is not None and going_on else verdict.hour, verdict.hour)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "version": _VERSION,
            "whole": self.whole.plain(),
            "themes": {name: detector.plain() for name, detector in self.themes.items()},
            "history": _plain(self.history) if self.history else None,
            "candidate": list(self._candidate) if self._candidate else None,
        }

    @classmethod
    def restored(cls, given: dict[str, Any]) -> Watch:
        """What ``plain`` gave; ValueError if it is of another version, in which case history must be replayed."""
        if given.get("version") != _VERSION:
            raise ValueError(f"this state of a watch has version {given.get('version')!r}, not {_VERSION}")
        made = cls.__new__(cls)
        made.whole = Detector.restored(given["whole"])
        made.themes = {name: Detector.restored(plain) for name, plain in given["themes"].items()}
        made.history = _history(given["history"]) if given["history"] else None
        made._candidate = (given["candidate"][0], given["candidate"][1]) if given["candidate"] else None
        return made


def _plain(history: History) -> list[Any]:
    return [
        history.since.isoformat(),
        history.until.isoformat(),
        [[would.at.isoformat(), would.mentions, would.of] for would in history.storms],
    ]


def _history(given: list[Any]) -> History:
    since, until, storms = given
    found = tuple(Would(datetime.fromisoformat(at), mentions, of) for at, mentions, of in storms)
    return History(datetime.fromisoformat(since), datetime.fromisoformat(until), found)

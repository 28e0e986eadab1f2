"""The detector of one brand (or of one brand and theme): bins in order, mentions as they come, late arrivals. Pure.

Late arrivals step the detector again from their bin. For that it keeps itself as it was at the last two midnights, and the
bins since; so a mention that comes up to a day late changes everything after it exactly as if it had come in time.

Memory is bounded and does not grow: about 40 kB as JSON with bins of a quarter of an hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from monitor.storms.core import Core, Verdict
from monitor.storms.crowd import PEOPLE, crowded, unheard_of

WIDTHS = (5, 15, 60)
"""Minutes of a bin."""
LATE = timedelta(hours=24)
MAX_FALSE_PER_DAYS = 90.0
_REMEMBERED, _REMEMBERED_FOR = 64, 86400.0  # mentions and seconds, for the rule for quiet brands
_VERSION = 3


class TooLate(ValueError):
    """It belongs to a bin that is more than a day old, or to one that has not been closed yet."""


class _Bin(NamedTuple):
    """What came in a bin: mentions, the exposure, when a rule about people spoke and of how many, and how often
    a person said "noise"."""

    mentions: float = 0.0
    exposure: float = 1.0
    crowd: float = 0.0
    people: int = 0
    noise: int = 0


_EMPTY = _Bin()


class Detector:
    """Hears of distinct (author, story) pairs that are negative, and says when they are a storm.

    Bins are closed in order with ``close``; ``mention`` adds to the open bin or, if it comes late, to its own. All times
    are aware; bins begin at multiples of ``minutes`` since 1970-01-01T00:00Z.
    """

    def __init__(
        self,
        start: datetime,
        minutes: int = 15,
        max_false_per_days: float = MAX_FALSE_PER_DAYS,
        *,
        share: float = 1.0,
        authors: bool = False,
    ) -> None:
        """``start`` lies in the first bin. ``share`` is the part of the budget that this detector may spend: a brand with four
        themes gives each of its five detectors a fifth. With ``authors`` the rules of ``crowd.py`` look at the people of
        ``mention``, else one of them at counts."""
        if minutes not in WIDTHS:
            raise ValueError(f"bins of {minutes} minutes: must be one of {', '.join(map(str, WIDTHS))}")
        _check(max_false_per_days, share)
        self._minutes = minutes
        self._core = Core.new(minutes, self._index(start), max_false_per_days / share, by_count=not authors)
        self._kept: list[dict[str, Any]] = [self._core.plain()]
        self._bins: list[_Bin] = []  # since the oldest that is kept
        self._open = _EMPTY
        self._shape: list[float] | None = None
        self._heard: list[tuple[float, str]] = []
        self._eve: Core | None = None
        self._amended = -1

    def allow(self, max_false_per_days: float, share: float = 1.0) -> None:
        """Another budget from now on, and for what is stepped again."""
        _check(max_false_per_days, share)
        self._core.budget.days = max_false_per_days / share
        for kept in self._kept:
            kept["budget"]["days"] = max_false_per_days / share
        self._eve = None

    # -- bins -------------------------------------------------------------------------------------------------------

    def step(self, count: float, exposure: float = 1.0) -> Verdict:
        """Closes the next bin with ``count`` mentions. ``exposure`` is the share of the sources that were heard; 0 masks it."""
        if not (count >= 0 and 0 <= exposure <= 1):
            raise ValueError("a count must not be negative, and an exposure is between 0 and 1")
        self._keep()
        # Where rows come several to a bin, the newest one will be amended again: from here, not from midnight.
        self._eve = self._core.copy() if self._amended == self._core.index - 1 else None
        if not exposure and self._open.mentions:
            exposure = 1.0  # what cannot be heard any more was heard before
        bin_ = self._open._replace(mentions=count + self._open.mentions, exposure=exposure)
        self._open = _EMPTY
        self._bins.append(bin_)
        return self._core.step(bin_.mentions, exposure)

    def close(self, until: datetime, exposure: float = 1.0) -> list[Verdict]:
        """Closes every bin that ends by ``until``; ``exposure`` goes for all of them. A clock that runs backwards closes none."""
        last = self._index(until)
        return [self.step(0.0, exposure) for _ in range(last - self._core.index)]

    def amend(self, at: datetime, count: float = 0.0, exposure: float | None = None) -> Verdict:
        """Adds ``count`` mentions to the closed bin of ``at``, or says how well it was heard after all, and steps again from there.

        The verdict is that of the newest bin; ``alarm`` and ``over`` tell what is new through the amendment. TooLate if the
        bin is more than a day old or not closed yet.
        """
        index = self._index(at)
        newest = self._core.index - 1
        if index > newest or newest - index >= 1440 // self._minutes or index < self._kept[0]["index"]:
            raise TooLate(f"{at.isoformat()} cannot be amended any more")
        if exposure is None and count > 0:
            index = self._heard_after_all(index)
        own = self._index(at)
        place = own - self._kept[0]["index"]
        old = self._bins[place]
        self._bins[place] = old._replace(
            mentions=old.mentions + count, exposure=old.exposure if exposure is None else exposure
        )
        raging, alarmed = self._core.life.raging, self._core.life.alarmed
        self._amended = max(self._amended, own)
        verdict = self._again(index)
        again = self._core.life
        new = again.raging and not (raging and abs(again.alarmed - alarmed) <= 24)
        return verdict._replace(alarm=new, over=raging and not again.raging, storm=verdict.storm)

    # -- mentions ---------------------------------------------------------------------------------------------------

    def mention(self, at: datetime, author: str, *, live: bool = True) -> Verdict | None:
        """One more negative mention of a story by an author who had not told it yet. Bins that ended before are closed by the
        caller. A verdict if it is known at once: for a late one, for the third person within an hour at a quiet brand, and for
        many within an hour of the first day, if it is ``live``: a history may begin in the middle of anything.
        """
        when = at.timestamp()
        self._heard.append((when, author))
        newest = max(then for then, _ in self._heard)
        self._heard = sorted(each for each in self._heard if each[0] > newest - _REMEMBERED_FOR)[-_REMEMBERED:]
        verdict = self.count(at)
        core = self._core
        quiet = not core.by_count and not core.life.raging and core.quiet.applies(core.base.level)
        first = live and not core.by_count and not core.life.raging and core.in_first_day
        if quiet or first:
            people = crowded(self._heard, when)
            if (quiet and people >= PEOPLE) or (first and unheard_of(people, *core.before_last_hour())):
                self._open = self._open._replace(crowd=newest / 3600, people=people)
                verdict = core.crowd(newest / 3600, people)
        return verdict

    def count(self, at: datetime) -> Verdict | None:
        """The same without the rule for quiet brands: a verdict for a late one."""
        if self._index(at) < self._core.index:
            return self.amend(at, 1.0)
        self._open = self._open._replace(mentions=self._open.mentions + 1)
        return None

    def noise(self) -> None:
        """A person says that the last storm was none: the bar of this brand rises, within bounds, and comes down with time."""
        self._open = self._open._replace(noise=self._open.noise + 1)
        self._core.budget.noise(1)

    def shape(self, factors: Sequence[float]) -> None:
        """How busy the 168 hours of a week are for all brands together (``Pool.factors``), from the next day of the stream on."""
        if len(factors) != 168 or not all(each > 0 for each in factors):
            raise ValueError("a shape has 168 factors above 0")
        self._shape = [float(each) for each in factors]

    # -- what others may know ---------------------------------------------------------------------------------------

    @property
    def until(self) -> datetime:
        """The end of the newest closed bin."""
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=self._core.index * self._minutes)

    @property
    def per_day(self) -> float:
        """The usual number of mentions a day."""
        return self._core.base.level * 24

    @property
    def raging(self) -> bool:
        return self._core.life.raging

    # -- state ------------------------------------------------------------------------------------------------------

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "version": _VERSION,
            "minutes": self._minutes,
            "now": self._core.plain(),
            "kept": self._kept,
            "bins": [list(each) for each in self._bins],
            "open": list(self._open),
            "shape": self._shape,
            "heard": [list(each) for each in self._heard],
        }

    def copy(self) -> Detector:
        """Another one that shares nothing with it."""
        return Detector.restored(self.plain())

    @classmethod
    def restored(cls, given: dict[str, Any]) -> Detector:
        """What ``plain`` gave; ValueError if it is of another version, in which case history must be replayed."""
        if given.get("version") != _VERSION:
            raise ValueError(f"this state of a detector has version {given.get('version')!r}, not {_VERSION}")
        made = cls.__new__(cls)
        made._minutes = given["minutes"]
        made._core = Core.from_plain(given["now"])
        made._kept = [dict(each) for each in given["kept"]]
        made._bins = [_Bin(*each) for each in given["bins"]]
        made._open = _Bin(*given["open"])
        made._shape = given["shape"]
        made._heard = [(at, who) for at, who in given["heard"]]
        made._eve, made._amended = None, -1
        return made

    # -- inside -----------------------------------------------------------------------------------------------------

    def _index(self, at: datetime) -> int:
        if at.tzinfo is None:
            raise ValueError("a time without a zone")
        return int(at.timestamp() // (60 * self._minutes))

    def _keep(self) -> None:
        """Before a bin: another day, another copy. Two are enough, because late is a day at most."""
        day = 1440 // self._minutes
        if self._core.index % day == 0 and self._core.index != self._kept[-1]["index"]:
            if self._shape:
                self._core.base.shape, self._shape = self._shape, None
            self._kept.append(self._core.plain())
            if len(self._kept) > 2:
                del self._bins[: self._kept[1]["index"] - self._kept[0]["index"]]
                del self._kept[0]

    def _heard_after_all(self, index: int) -> int:
        """Something comes late from this bin. If nothing was heard in it, all of that stretch was heard after all: who comes back
        tells everything. Returns the first bin that is another now."""
        first, bins = self._kept[0]["index"], self._bins
        if bins[index - first].exposure:
            return index
        low = high = index - first
        oldest = max(0, len(bins) - 1440 // self._minutes)
        while low > oldest and not bins[low - 1].exposure:
            low -= 1
        while high + 1 < len(bins) and not bins[high + 1].exposure:
            high += 1
        bins[low : high + 1] = [bin_._replace(exposure=1.0) for bin_ in bins[low : high + 1]]
        return int(first + low)

    def _again(self, index: int) -> Verdict:
        """Steps again from the newest copy that is not younger than this bin."""
        if self._eve is not None and index == self._eve.index:
            core = self._eve.copy()
            verdict = core.step(self._bins[-1].mentions, self._bins[-1].exposure)
            _before(core, self._open)
            self._core = core
            return verdict
        while len(self._kept) > 1 and self._kept[-1]["index"] > index:
            self._kept.pop()
        kept = self._kept[-1]
        core, day = Core.from_plain(kept), 1440 // self._minutes
        shape = self._core.base.shape
        for bin_ in self._bins[core.index - self._kept[0]["index"] :]:
            if core.index % day == 0 and core.index != kept["index"]:
                core.base.shape = list(shape)
                self._kept.append(core.plain())
            _before(core, bin_)
            if core.index == self._core.index - 1:
                self._eve = core.copy()
            verdict = core.step(bin_.mentions, bin_.exposure)
        _before(core, self._open)
        self._core = core
        return verdict


def _check(max_false_per_days: float, share: float) -> None:
    if not (max_false_per_days > 0 and 0 < share <= 1):
        raise ValueError("max_false_per_days must be positive, and share between 0 and 1")


def _before(core: Core, bin_: _Bin) -> None:
    """What happened between the bin before and the end of this one."""
    if bin_.noise:
        core.budget.noise(bin_.noise)
    if bin_.people and not core.life.raging:
        core.crowd(bin_.crowd, bin_.people)

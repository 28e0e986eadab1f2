"""One step of the detector: a bin of mentions in, a verdict out. Pure.

``Core`` is all that is remembered of a brand, apart from what late arrivals need (that is ``detector.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from monitor.storms.baseline import Baseline
from monitor.storms.budget import Budget
from monitor.storms.codec import copied, plain, restored
from monitor.storms.crowd import PEOPLE, Quiet
from monitor.storms.life import CALM_HOURS, NEW_USUAL, Life
from monitor.storms.spikes import MINUTES, Bursts, Spikes
from monitor.storms.windows import CALM, HOURS, Windows

ALARM = 3.3
"""The score from which on it is an alarm, in decades."""
_CANDIDATE = ALARM / 2
_BUSY = 50.0  # mentions a day from which on the lane of spikes is heard
_SPIKE = 4.0  # a spike is at least so many times the average
_KNOWN = 3.0  # days that were heard: before, nobody knows how high the bursts of a stream go
_YOUTH, _YOUTH_HALF_LIFE = 0.3, 3.0  # variance of a factor that no stream of an hour's age can know; days
_LISTENED = 1.0  # hours: a storm that begins later is no part of what is usual in the first day
_BURST, _LASTING = 6.0, 7.0  # hours from a burst to the storm that it was, and that it must last
_LN10 = 2.302585092994046
_MONDAY = 72  # hours from the Monday before 1970-01-01 to it


class Verdict(NamedTuple):
    """What the detector says after a bin.

    ``hour``: its end, in hours since 1970-01-01T00:00Z. ``mentions``: what came in it. ``expected``: what was to be
    expected. ``score``: decades of improbability, on a scale on which ``ALARM`` is the bar. ``alarm``: a storm begins.
    ``louder``, ``over``: it got louder, or ended. ``raging``: there is a storm after this bin. ``candidate``: none, but half
    of the evidence for one.
    ``storm``: its numbers, if there is or was one just now.
    """

    hour: float
    mentions: float
    expected: float
    score: float
    alarm: bool = False
    louder: bool = False
    over: bool = False
    raging: bool = False
    candidate: bool = False
    storm: Life | None = None


@dataclass(slots=True)
class Core:
    """``index`` is the number of the next bin: its start is ``index * minutes`` after 1970."""

    minutes: int
    index: int
    base: Baseline
    windows: Windows
    spikes: Spikes
    bursts: Bursts
    budget: Budget
    life: Life = field(default_factory=Life)
    quiet: Quiet = field(default_factory=Quiet)
    by_count: bool = True  # whether the rule for quiet brands looks at counts, not at people
    age: int = 0  # bins so far
    heard: int = 0  # those of them in which anything was listened to: only they are experience
    # The last day as it was, to be learnt when it is a day old: counts, exposures, and which of them belong to a storm.
    counts: list[float] = field(default_factory=list)
    exposures: list[float] = field(default_factory=list)
    stormy: list[bool] = field(default_factory=list)

    @classmethod
    def new(cls, minutes: int, index: int, budget: float, *, by_count: bool = True) -> Core:
        """``minutes`` of a bin divide an hour."""
        bins = 1440 // minutes
        return cls(
            minutes,
            index,
            Baseline(),
            Windows(bins),
            Spikes(bins),
            Bursts(bins),
            Budget(budget),
            by_count=by_count,
            counts=[0.0] * bins,
            exposures=[0.0] * bins,
            stormy=[False] * bins,
        )

    def step(self, count: float, exposure: float) -> Verdict:
        """The next bin. ``exposure`` is the share of the sources that were heard, 0 to 1."""
        base, windows, life, budget = self.base, self.windows, self.life, self.budget
        bins, hours = windows.bins, self.minutes / 60
        began = self.index * hours
        now = (self.index + 1) * self.minutes / 60
        hour = (int(began) + _MONDAY) % 168
        slot = self.index % bins
        if exposure <= 0:
            count = exposure = 0.0
        factor = base.factor(hour)
        share = factor * exposure * hours
        self._grow_up(slot, hour, hours, count, share)

        budget.pays(hours)
        bar = budget.bar(began)
        days = self.heard / bins
        youth = _YOUTH * 2 ** (-days / _YOUTH_HALF_LIFE) if days < 90 else 0.0
        bursts = self.bursts
        strength, excess, window, ratio, recent = windows.push(
            count,
            share,
            base,
            bar + bursts.bar,
            budget.days,
            learning=not life.raging,
            bursting=bursts.habit,
            age=self.heard,
            youth=youth,
        )
        quarter, decades, times = self.spikes.push(count, exposure)
        expected = base.level * share
        self.counts[slot], self.exposures[slot], self.stormy[slot] = count, exposure, life.raging or self.heard < bins
        self.index += 1
        self.age += 1
        self.heard += exposure > 0

        known = not self.in_first_day
        score = ALARM * strength if known else 0.0
        busy = base.level * 24 >= _BUSY
        if busy:
            score = decades if bursts.habit and strength < 1 else max(score, decades)
        if exposure <= 0:
            return self._masked(now, count, expected)
        if busy and known and not life.raging:
            usual = max(base.level * factor * max(hours, MINUTES / 60), 1e-6)
            clumps, unrest = windows.spread()
            bursts.push(quarter, usual, (clumps - 1) / usual + 1.5 * unrest + youth)
        lane = ""
        if known:
            if strength >= 1:
                lane = "windows"
            elif busy and decades >= ALARM + bar / _LN10 and times >= _SPIKE and self.spikes.seen >= _KNOWN * bins:
                lane = "spikes"
        if not lane and self.by_count and self.quiet.applies(base.level) and windows.sums[0] >= PEOPLE:
            lane = "crowd"
            score = max(score, ALARM)
        alarm = louder = over = False
        if not life.raging:
            if lane:
                alarm = True
                self._begin(
                    lane, now, window if lane == "windows" else 0, ratio if lane == "windows" else max(ratio, times)
                )
        else:
            louder = life.goes_on(now, count, expected, ratio, excess)
            if now - life.alarmed > NEW_USUAL:
                self.stormy[slot] = False
            if life.rests(hours, recent < CALM and not (busy and decades >= ALARM)):
                over = True
                budget.ends(now, max(life.beyond, 0.0))  # as the windows saw it: of spikes, height alone proves nothing
                windows.forget()
                if life.burst and now - CALM_HOURS - life.since >= _LASTING:
                    bursts.was_a_storm()
        storm = copied(life) if life.raging or over else None
        candidate = not life.raging and not over and score >= _CANDIDATE
        return Verdict(now, count, expected, score, alarm, louder, over, life.raging, candidate, storm)

    @property
    def begun(self) -> float:
        """When the stream began, in hours since 1970."""
        return (self.index - self.age) * self.minutes / 60

    @property
    def in_first_day(self) -> bool:
        """Whether nobody knows yet what is usual: less than a day was listened to, however long ago it began."""
        return self.heard <= self.windows.bins

    def before_last_hour(self) -> tuple[float, float]:
        """In the first day: what was heard until an hour ago, a day back at most, and for how many hours."""
        bins = self.windows.bins
        slots = [(self.index - 1 - k) % bins for k in range(60 // self.minutes, min(self.age, bins))]
        return sum(self.counts[slot] for slot in slots), sum(self.exposures[slot] for slot in slots) * self.minutes / 60

    def crowd(self, now: float, mentions: int) -> Verdict:
        """So many people within an hour, at hour ``now``: a storm begins between two bins."""
        self.life.begins("crowd", now, now - 1, mentions, self.base.level, mentions / self.base.level)
        return Verdict(now, mentions, self.base.level, ALARM, alarm=True, raging=True, storm=copied(self.life))

    def _masked(self, now: float, count: float, expected: float) -> Verdict:
        """Nothing was heard, so nothing is said: neither alarm nor calm."""
        life = self.life
        return Verdict(now, count, expected, 0.0, raging=life.raging, storm=copied(life) if life.raging else None)

    def _begin(self, lane: str, now: float, window: int, ratio: float) -> None:
        length = HOURS[window] * self.windows.bins // 24
        for k in range(min(length, self.age)):
            self.stormy[(self.index - 1 - k) % self.windows.bins] = True
        mentions, expected = self.windows.sums[window], self.base.level * self.windows.sums_due[window]
        self.life.burst = self.bursts.quiet < _BURST
        self.life.begins(lane, now, now - HOURS[window], mentions, expected, ratio)

    def _grow_up(self, slot: int, hour: int, hours: float, count: float, share: float) -> None:
        """Learns the bin that is a day old. In the first day, when there is none, the level follows what is heard."""
        base, windows = self.base, self.windows
        if self.heard >= windows.bins:
            if self.exposures[slot] <= 0:
                base.unheard(hours)
            elif not self.stormy[slot]:
                before = (hour - 24) % 168
                self.quiet.learn(self.counts[slot], self.exposures[slot] * hours / 24)
                base.learn(before, self.counts[slot], self.exposures[slot] * hours, hours, windows.spread())
        elif share > 0 and not (self.life.raging and self.life.alarmed - self.begun >= _LISTENED):
            base.begin(count, share, windows.spread())
        if self.index % windows.bins == 0:
            base.a_day_passes()
            self.quiet.a_day_passes()

    def copy(self) -> Core:
        """Another one that shares nothing with it."""
        made = copied(self)
        for name in _PARTS:
            setattr(made, name, copied(getattr(self, name)))
        return made

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        found = plain(self)
        for name in _PARTS:
            found[name] = plain(found[name])
        return found

    @classmethod
    def from_plain(cls, given: dict[str, Any]) -> Core:
        """What ``plain`` gave; ValueError if it is of another version."""
        parts = {name: restored(kind, given[name]) for name, kind in _PARTS.items() if name in given}
        return restored(cls, {**given, **parts})


_PARTS: dict[str, type[Any]] = {
    "base": Baseline,
    "windows": Windows,
    "spikes": Spikes,
    "bursts": Bursts,
    "budget": Budget,
    "life": Life,
    "quiet": Quiet,
}

"""What listens for storms over a brand is told: the clock, voices as they come, and a history at once. Pure."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

from monitor.storms import LATE, MAX_FALSE_PER_DAYS, Detector, History, TooLate, Verdict, Watch, Would

log = logging.getLogger(__name__)

_ALONE = 16  # late mentions of one batch that are each looked at; more are counted bin by bin


class Told(NamedTuple):
    """One voice: who told, when, and of which themes."""

    at: datetime
    who: str
    themes: tuple[str, ...] = ()


_BIN = timedelta(minutes=15)
"""The shortest there is."""

Said = dict[str, list[Verdict]]
"""What the detectors say, by their names."""


def close(watch: Watch, now: datetime, share: float) -> Said:
    """Closes what ended. Bins that nobody can add to any more were not heard."""
    said = {name: [*detector.close(now - LATE, 0.0), *detector.close(now, share)] for name, detector in watch}
    watch.noted(said[""])
    return said


def mentions(watch: Watch, heard: Sequence[Told]) -> Said:
    """Tells all detectors of voices. Late ones make them step again from their bin, so many of them are counted a bin at a time."""
    ordered = sorted(heard)
    said = {"": _mentioned(watch.whole, ordered, lambda told: watch.whole.mention(told.at, told.who))}
    for name, detector in watch.themes.items():
        mine = [told for told in ordered if name in told.themes]
        said[name] = _mentioned(detector, mine, partial(_counted, detector))
    watch.noted(said[""])
    return said


def _mentioned(detector: Detector, heard: Sequence[Told], tell: Callable[[Told], Verdict | None]) -> list[Verdict]:
    found: list[Verdict | None] = []
    late = [told.at for told in heard if told.at < detector.until]
    together = Counter(_quarter(at) for at in late) if len(late) > _ALONE else {}
    for at, count in sorted(together.items()):
        found.append(_added(detector, at, count))
    for told in heard:
        if together and told.at < detector.until:
            continue
        try:
            found.append(tell(told))
        except TooLate as error:
            log.debug("a mention counts as reach alone: %s", error)
    return [verdict for verdict in found if verdict is not None]


def _counted(detector: Detector, told: Told) -> Verdict | None:
    return detector.count(told.at)


def _added(detector: Detector, at: datetime, count: int) -> Verdict | None:
    try:
        return detector.amend(at, float(count))
    except TooLate as error:
        log.debug("%d mentions count as reach alone: %s", count, error)
        return None


def _quarter(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)


def replayed(
    since: datetime,
    now: datetime,
    heard: Iterable[Told],
    themes: Iterable[str] = (),
    max_false_per_days: float = MAX_FALSE_PER_DAYS,
) -> Watch:
    """A watch that has heard these voices (in the order of time); its ``history`` says of which storms it would have told. Each
    voice is looked at once and forgotten."""
    watch = Watch(since, themes, max_false_per_days)
    raised: list[Would] = []

    def noted(name: str, verdicts: Iterable[Verdict | None]) -> None:
        new = [
            Would(datetime.fromtimestamp(verdict.hour * 3600, UTC), verdict.storm.mentions, name)
            for verdict in verdicts
            if verdict is not None and verdict.alarm and verdict.storm is not None
        ]
        if new and not any(detector.raging for other, detector in watch if other != name):
            raised.extend(new)  # else a storm that is known grows wider

    def closed(at: datetime) -> None:
        for name, detector in watch:
            if verdicts := detector.close(at):
                noted(name, verdicts)
                if not name:
                    watch.noted(verdicts)

    whole, ends = watch.whole, since
    for told in heard:
        if told.at >= ends:  # else no bin has ended
            closed(told.at)
            ends = watch.until + _BIN
        noted("", [whole.mention(told.at, told.who, live=False)])
        for theme in told.themes:
            if theme in watch.themes:
                noted(theme, [watch.themes[theme].count(told.at)])
    closed(now)
    watch.history = History(since, now, tuple(raised))
    return watch

"""What the detector of a brand is told: the clock, voices as they come, and a history at once. Pure."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from monitor.storms import LATE, Detector, TooLate, Verdict

log = logging.getLogger(__name__)

_ALONE = 16  # late mentions of one batch that are each looked at; more are counted bin by bin


def close(detector: Detector, now: datetime, share: float) -> list[Verdict]:
    """Closes what ended. Bins that nobody can add to any more were not heard."""
    return [*detector.close(now - LATE, 0.0), *detector.close(now, share)]


def mentions(detector: Detector, heard: Sequence[tuple[datetime, str]]) -> list[Verdict]:
    """Tells the detector of voices (when, who). Late ones make it step again from their bin, so many of them are counted a
    bin at a time."""
    found: list[Verdict | None] = []
    late = [at for at, _ in heard if at < detector.until]
    together = Counter(_quarter(at) for at in late) if len(late) > _ALONE else {}
    for at, count in sorted(together.items()):
        found.append(_added(detector, at, count))
    for at, who in sorted(heard):
        if together and at < detector.until:
            continue
        try:
            found.append(detector.mention(at, who))
        except TooLate as error:
            log.debug("a mention counts as reach alone: %s", error)
    return [verdict for verdict in found if verdict is not None]


def _added(detector: Detector, at: datetime, count: int) -> Verdict | None:
    try:
        return detector.amend(at, float(count))
    except TooLate as error:
        log.debug("%d mentions count as reach alone: %s", count, error)
        return None


def _quarter(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)


def replayed(
    since: datetime, now: datetime, heard: Sequence[tuple[datetime, str]]
) -> tuple[Detector, list[tuple[datetime, float]]]:
    """A detector that has heard these voices (when, who; in the order of time), and when it would have raised a storm, with
    how many mentions."""
    detector = Detector(since, authors=True)
    raised: list[tuple[datetime, float]] = []

    def noted(verdicts: Sequence[Verdict | None]) -> None:
        raised.extend(
            (datetime.fromtimestamp(verdict.hour * 3600, UTC), verdict.storm.mentions)
            for verdict in verdicts
            if verdict is not None and verdict.alarm and verdict.storm is not None
        )

    for at, who in heard:
        noted(detector.close(at))
        noted([detector.mention(at, who)])
    noted(detector.close(now))
    return detector, raised

"""A line that has to be open all the time and breaks now and then: how long to leave it alone, and when the operator hears."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.cases import Reason
from monitor.parts import Parts
from monitor.telling import deliver

log = logging.getLogger(__name__)

_FIRST, _LONGEST = timedelta(seconds=5), timedelta(minutes=10)
"""The pause before a line that broke off is opened again, twice as long each time, and at most."""
_TOLD_AFTER = 3
"""Failures in a row after which the operator is told; what only a person can mend is told at once."""


@dataclass(slots=True)
class Trouble:
    """What is known of one line. ``what`` it is for, in words; ``matter`` names it in the outbox; ``meanwhile`` is what people
    can do as long as it is broken."""

    what: str
    matter: str
    meanwhile: str
    failures: int = 0
    not_before: datetime | None = None
    told: bool = False  # the operator, of this trouble

    def rests(self, now: datetime) -> bool:
        """Whether the line is to be left alone for now."""
        return self.not_before is not None and now < self.not_before

    async def failed(self, parts: Parts, error: str, *, permanent: bool, retry_after: timedelta | None = None) -> None:
        """The line broke off, or could not be opened."""
        self.failures += 1
        pause = min(_FIRST * (1 << min(self.failures - 1, 10)), _LONGEST)
        self.not_before = parts.now() + max(pause, retry_after or timedelta(0))
        log.warning("%s: %s", self.what, error)
        if not self.told and (permanent or self.failures >= _TOLD_AFTER):
            self.told = True
            lines = [error, self.meanwhile]
            await deliver.tell_operator(parts, self.matter, Reason.CHANNEL_DEAD, self.what, lines)

    async def works(self, parts: Parts) -> None:
        """The line is open."""
        self.failures, self.not_before = 0, None
        if self.told:
            self.told = False
            await deliver.tell_operator(parts, self.matter, Reason.CHANNEL_BACK, self.what, [])

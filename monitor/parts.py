"""What the way of the data is made of, put together once by ``monitor.app`` and handed down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from monitor import hours
from monitor.cases import Case, Policy, Refused, Rung, promises, when
from monitor.clock import Clock
from monitor.config import Config, Shift, values
from monitor.matching import Matcher
from monitor.net import Net
from monitor.store import Store
from monitor.tone import Scorer
from monitor.turns import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The running parts under one configuration. A reload makes new ones around the same store, network and turn."""

    config: Config
    store: Store
    net: Net
    clock: Clock
    matcher: Matcher
    scorer: Scorer
    sending: Turn  # held from sending a message to marking it: a crash repeats one delivery, whatever the channels

    def policy(self, brand: str, case: Case | None = None) -> Policy:
        """What the owner decided about a brand; for a case what was decided when it opened, with the calendars of today. A
        brand that has left the configuration with a case still open is the operator's: nobody is dropped by an edit."""
        config = self.config
        known = config.brands.get(brand)
        quiet, zone = config.alerts.quiet_hours, config.timezone
        answered_by = known.answered_by if known else config.operator
        within = known.answer_within if known else timedelta(hours=4)
        ladder = tuple(Rung(step.after, step.tell) for step in known.if_nobody_takes_it) if known else ()
        alert_when = config.alerts.alert_when
        if case is not None:
            answered_by, ladder = case.turn, case.ladder
            within, alert_when = case.within or within, case.alert_when or alert_when
        shifts = self.shifts(answered_by)
        return Policy(
            answered_by=answered_by,
            answer_within=within,
            ladder=ladder,
            alert_when=alert_when,
            due=lambda since: hours.add_working(since, within, shifts, zone),
            awake=lambda start, span: hours.add_awake(start, span, quiet, zone),
        )

    def shifts(self, person: str) -> tuple[Shift, ...]:
        """The working hours of somebody; none where they have none, or have left."""
        known = self.config.people.get(person)
        return known.hours if known else ()

    def moment(self, text: str, person: str) -> datetime:
        """When that will be: "2h", "mon 10:00", "tomorrow" (until that person's work ends). Raises Refused."""
        try:
            return self.now() + values.duration(text)
        except values.Misread:
            shifts = self.shifts(person)
            closes = partial(hours.closes, shifts=shifts)
            found = when.find(text, self.now(), self.config.timezone, closes, short=True)
        if found is None:
            raise Refused(
                f'{text!r} is no time to come; write it like "mon 10:00", "tomorrow", "2026-12-01 10:00" or 2h'
            )
        return found.at

    def promised(self, text: str, at: datetime, person: str, *, note: bool = False) -> datetime | None:
        """Until when these words of ours, written at ``at``, promise an answer; None if they promise none."""
        shifts = self.shifts(person)
        closes = partial(hours.closes, shifts=shifts)
        found = promises.promised(text, at, self.config.timezone, closes, note=note)
        return found.until if found else None

    def now(self) -> datetime:
        return self.clock.now()

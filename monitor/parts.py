"""What the way of the data is made of, put together once by ``monitor.app`` and handed down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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

    def policy(self, brand: str, case: Case | None = None, away: Mapping[str, str] | None = None) -> Policy:
        """What the owner decided about a brand; for a case what was decided when it opened, with the calendars of today.
        ``away``: who is away -> who stands in. A brand that has left the configuration with a case still open is the
        operator's: nobody is dropped by an edit."""
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
            here=partial(self.here, away=away or {}),
        )

    def here(self, person: str, away: Mapping[str, str]) -> str:
        """That person, or who stands in for them; the operator, should everybody who stands in be away."""
        seen: set[str] = set()
        while person in away and person not in seen:
            seen.add(person)
            person = away[person]
        return self.config.operator if person in seen else person

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

    def past(self, text: str) -> datetime:
        """When that was: "2h" ago, "10:30" today, "2026-11-24 10:30", "2026-11-24". Raises Refused."""
        now, zone = self.now(), self.config.timezone
        try:
            return now - values.duration(text)
        except values.Misread:
            pass
        try:
            if ":" in text and "-" not in text:
                return datetime.combine(now.astimezone(zone).date(), values.clock(text), tzinfo=zone).astimezone(UTC)
            read = datetime.fromisoformat(text.strip())
        except ValueError:  # Misread is one
            raise Refused(f'{text!r} is no time that was; write it like 2h, 10:30 or "2026-11-24 10:30"') from None
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)

    def promised(self, text: str, at: datetime, person: str, *, note: bool = False) -> datetime | None:
        """Until when these words of ours, written at ``at``, promise an answer; None if they promise none."""
        shifts = self.shifts(person)
        closes = partial(hours.closes, shifts=shifts)
        found = promises.promised(text, at, self.config.timezone, closes, note=note)
        return found.until if found else None

    def now(self) -> datetime:
        return self.clock.now()

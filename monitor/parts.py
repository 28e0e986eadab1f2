"""What the way of the data is made of, put together once by ``monitor.app`` and handed down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor import hours
from monitor.cases import Policy, Rung
from monitor.clock import Clock
from monitor.config import Config
from monitor.links import Links
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
    links: Links | None = None  # to the page, where there is one that people reach
    sending: Turn  # held from sending a message to marking it: a crash repeats one delivery, whatever the channels

    def policy(self, brand: str) -> Policy:
        """What the owner decided about a brand. A brand that has left the configuration with a case still open is the
        operator's: nobody is dropped by an edit."""
        config = self.config
        known = config.brands.get(brand)
        quiet, zone = config.alerts.quiet_hours, config.timezone
        answered_by = known.answered_by if known else config.operator
        within = known.answer_within if known else timedelta(hours=4)
        person = config.people.get(answered_by)
        shifts = person.hours if person else ()
        return Policy(
            answered_by=answered_by,
            answer_within=within,
            ladder=tuple(Rung(step.after, step.tell) for step in known.if_nobody_takes_it) if known else (),
            alert_when=config.alerts.alert_when,
            due=lambda since: hours.add_working(since, within, shifts, zone),
            awake=lambda start, span: hours.add_awake(start, span, quiet, zone),
        )

    def now(self) -> datetime:
        return self.clock.now()

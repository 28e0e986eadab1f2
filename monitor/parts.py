"""What the way of the data is made of, put together once by ``monitor.app`` and handed down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.base import host_of
from monitor import hours
from monitor.cases import Policy, Rung
from monitor.clock import Clock
from monitor.config import Config, Source
from monitor.matching import Matcher
from monitor.net import Net
from monitor.store import Store
from monitor.tone import Scorer
from monitor.turns import Turn


def neighbours(sources: Iterable[Source]) -> frozenset[str]:
    """The names of those sources that share their kind and host with another one."""
    places: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        field = getattr(type(source.connector), "address", "")
        if address := str(getattr(source.connector, field, "")) if field else "":
            host = host_of(address if "://" in address else f"https://{address}")
            places.setdefault((source.kind, host), []).append(source.name)
    return frozenset(name for names in places.values() if len(names) > 1 for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The running parts under one configuration. A reload makes new ones around the same store, network and turn."""

    config: Config
    store: Store
    net: Net
    clock: Clock
    matcher: Matcher
    scorer: Scorer
    neighbours: frozenset[str] = frozenset()  # sources that share their kind and host with others, by name
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

    def shares(self, source: Source) -> timedelta:
        """How old a reply to the same question may be for this source: half its shortest interval; zero for one that
        nobody else can ask for."""
        return source.fastest / 2 if source.name in self.neighbours else timedelta(0)

    def now(self) -> datetime:
        return self.clock.now()

"""What the way of the data is made of, put together once by ``monitor.app`` and handed down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from connectors.base import host_of
from monitor import hours, policies
from monitor.cases import Case, Policy, Refused, promises, when
from monitor.clock import Clock
from monitor.config import Config, Route, Source, values
from monitor.links import Links
from monitor.matching import Matcher
from monitor.net import Net
from monitor.store import Store
from monitor.telling.lanes import Lanes
from monitor.telling.turns import Turn
from monitor.tone import Scorer


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
    links: Links | None = None  # what mails are answered by: the page that people reach, or a mailbox that is read
    neighbours: frozenset[str] = frozenset()  # sources that share their kind and host with others, by name
    lanes: Lanes  # how fast services may be written to
    sending: Turn  # held from sending a message to marking it: a crash repeats one delivery, whatever the channels

    def policy(
        self,
        brand: str,
        case: Case | None = None,
        away: Mapping[str, str] | None = None,
        route: Route | None = None,
    ) -> Policy:
        """What the owner decided about a brand; see ``monitor.policies``."""
        return policies.policy(self.config, brand, case, away, route)

    def moment(self, text: str, person: str) -> datetime:
        """When that will be: "2h", "mon 10:00", "tomorrow" (until that person's work ends). Raises Refused."""
        try:
            return self.now() + values.duration(text)
        except values.Misread:
            closes = partial(hours.closes, shifts=policies.shifts(self.config, person))
            now, zone = self.now(), self.config.zone_of(person)
            # "2 Stunden" is a time to come as well as "in 2 Stunden".
            tries = (when.find(each, now, zone, closes, short=True) for each in (text, f"in {text}"))
            found = next((each for each in tries if each), None)
        if found is None:
            raise Refused.of("moment", text=text)
        return found.at

    def here(self, at: datetime) -> datetime:
        """The same moment on the owner's clock: "since Monday" means their Monday."""
        try:
            return at.astimezone(self.config.timezone)
        except OverflowError:  # the first day that there is, of feeds that know no time
            return at

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
        closes = partial(hours.closes, shifts=policies.shifts(self.config, person))
        found = promises.promised(text, at, self.config.zone_of(person), closes, note=note)
        return found.until if found else None

    def shares(self, source: Source) -> timedelta:
        """How old a reply to the same question may be for this source: half its shortest interval; zero for one that
        nobody else can ask for."""
        return source.fastest / 2 if source.name in self.neighbours else timedelta(0)

    def now(self) -> datetime:
        return self.clock.now()

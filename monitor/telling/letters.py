"""Who hears a message, and by which channels. Pure: a decision to say something becomes outbox rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.cases import Reason, Say
from monitor.config import Config, Destination, Person

PROGRAMS = "programs"
"""For whom a message is that is for nobody in particular: whatever follows every change."""
_DEEDS = frozenset(
    {Reason.TAKEN, Reason.ANSWERED, Reason.PROMISED, Reason.SNOOZED, Reason.CLOSED, Reason.UNDONE, Reason.STORM_TAKEN}
)
"""What somebody did: a room shows how the matter stands now, and nobody gets mail about what they did themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An outbox row to be: one message, one person, one channel. See ``tables.outbox``."""

    matter: str
    reason: str
    ordinal: int
    recipient: str
    channel: str
    due: datetime
    case_id: int | None = None
    facts: Mapping[str, Any]


def channels_of(config: Config, person: Person) -> list[Destination]:
    """The channels by which a message for this person goes out: rooms always (everybody there follows the case), and
    those that come to the person's own notice; limited to the person's ``channels:`` where given."""
    return [destination for destination in config.destinations.values() if destination.tells(person)]


def fallbacks_of(config: Config, person: Person) -> list[Destination]:
    """The channels to try when the usual ones do not deliver, in the person's order."""
    known = (config.destinations.get(name) for name in person.fallback)
    return [item for item in known if item and item.reaches(person) and not item.tells(person)]


def followers_of(config: Config, turn: str) -> list[Destination]:
    """The channels that follow every change of what is in the turn of this person."""
    return [
        destination
        for destination in config.destinations.values()
        if getattr(destination.channel, "follows", False) and (not destination.people or turn in destination.people)
    ]


def letters(
    config: Config,
    matter: str,
    say: Say,
    case_id: int | None,
    facts: Mapping[str, Any],
    *,
    brand: str = "",
    but_not: Sequence[str] = (),
) -> list[Letter]:
    """One outbox row for each person and channel; a room gets each message once, whoever it is for. People who have
    left the configuration, or may not hear of it, are replaced by the operator. ``but_not``: channels that are known not to
    work. ``brand`` is whose matter it is, "" if it is not one brand's alone: then no client's channel carries it, but for the
    summary, which tells each what is theirs."""
    found: list[Letter] = []
    rooms: set[str] = set()
    people: dict[str, datetime] = {}
    for name in say.to:
        mine = name in config.people and (not brand or config.may_see(name, brand))
        people.setdefault(name if mine else config.operator, say.due(name))
    # Who is awake first comes first, so that a room, which hears it once, hears it for them.
    for name, due in sorted(people.items(), key=lambda item: item[1]):
        for destination in channels_of(config, config.people[name]):
            if destination.name in but_not or destination.name in rooms:
                continue
            theirs = config.carries(destination.name)
            if theirs is not None and brand not in theirs and say.reason is not Reason.DIGEST:
                continue
            if say.reason in _DEEDS and name == say.by and not destination.channel.shared:
                continue
            if destination.channel.shared:
                rooms.add(destination.name)
            found.append(
                Letter(
                    matter=matter,
                    reason=say.reason.value,
                    ordinal=say.ordinal,
                    recipient=name,
                    channel=destination.name,
                    due=due,
                    case_id=case_id,
                    facts=facts,
                )
            )
    return found

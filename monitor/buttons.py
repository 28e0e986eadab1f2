"""What is pressed in a channel: whose press it is, and what comes of it.

A channel with buttons is listened to as long as the daemon runs. The press is stored with the deed, in one transaction,
before the channel confirms it; told twice, it counts once.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alerts.base import DeliveryError, Hears, Press
from monitor import deliver, pipeline
from monitor.cases import Reason, Refused
from monitor.config import Config, Destination
from monitor.parts import Parts
from monitor.pipeline import Decided
from monitor.store import StoreError
from monitor.words import name

log = logging.getLogger(__name__)

_VERBS = frozenset({"take", "answered", "not_us", "not_angry", "give", "undo"})
_STORM_VERBS = frozenset({"take"})
_FIRST, _LONGEST = timedelta(seconds=5), timedelta(minutes=10)
"""The pause before a line that broke off is opened again, twice as long each time, and at most."""
_TOLD_AFTER = 3
"""Failures in a row after which the operator is told; what only a person can mend is told at once."""


def hearing(config: Config) -> list[Destination]:
    """The channels that have buttons and what they need to hear them."""
    return [
        destination
        for destination in config.destinations.values()
        if isinstance(destination.channel, Hears) and destination.channel.hears
    ]


@dataclass(slots=True)
class Ear:
    """Listens to one channel. ``run`` lasts as long as the line; call it again when it returns."""

    failures: int = 0
    not_before: datetime | None = None
    told: bool = field(default=False)  # the operator, of this trouble

    async def run(self, parts: Parts, destination: Destination, act: Callable[[Press], Awaitable[str]]) -> None:
        """Listens until the line ends, unless it is to be left alone for a while after a failure."""
        now = parts.now()
        if self.not_before and now < self.not_before:
            return
        channel = destination.channel
        assert isinstance(channel, Hears)
        client = parts.net.bound(
            failure=DeliveryError, deadline=deliver.DEADLINE, allow_private=destination.allow_private
        )
        try:
            await channel.hear(client, act, lambda: self._works(parts, destination))
        except DeliveryError as error:
            await self._failed(parts, destination, error)

    async def _failed(self, parts: Parts, destination: Destination, error: DeliveryError) -> None:
        self.failures += 1
        pause = min(_FIRST * (1 << min(self.failures - 1, 10)), _LONGEST)
        self.not_before = parts.now() + max(pause, error.retry_after or timedelta(0))
        log.warning("the buttons of %s: %s", destination.name, error)
        if not self.told and (error.permanent or self.failures >= _TOLD_AFTER):
            self.told = True
            what = f"the buttons of {destination.name}"
            lines = [str(error), "Until then: earful case N take"]
            await deliver.tell_operator(parts, f"buttons-{destination.name}", Reason.CHANNEL_DEAD, what, lines)

    async def _works(self, parts: Parts, destination: Destination) -> None:
        self.failures, self.not_before = 0, None
        if self.told:
            self.told = False
            what = f"the buttons of {destination.name}"
            await deliver.tell_operator(parts, f"buttons-{destination.name}", Reason.CHANNEL_BACK, what, [])


async def press(parts: Parts, told: Press) -> tuple[Decided | None, str]:
    """Does what was pressed. Returns what came of it, and a sentence for whoever pressed it ("" if the message itself shows
    it)."""
    person = next((each.name for each in parts.config.people.values() if each.slack == told.who), "")
    if not person:
        hint = (
            f"I do not know you yet. Ask for `slack: {told.who}` beside your name under people: in the configuration."
        )
        return None, hint
    if storm := re.fullmatch(r"storm-(\d{1,18})", told.thread):
        return await _press_on_storm(parts, told, int(storm[1]), person)
    found = re.fullmatch(r"case-(\d{1,18})", told.thread)
    if found is None or told.verb not in _VERBS:
        return None, "That is nothing I can do. The buttons below a case are: " + ", ".join(sorted(_VERBS)) + "."
    number = int(found[1])
    if told.verb == "give" and told.value not in parts.config.people:
        return None, f"Nobody is called {told.value!r} any more."
    try:
        done = await pipeline.act(parts, number, told.verb, person, told.value, press=told.id, mark=told.mark)
    except Refused as error:
        return None, f"Case {number}: {error}."
    except StoreError:
        log.exception("a press by %s on case %d could not be stored", person, number)
        return None, f"Case {number}: it could not be stored just now. Please press again, {name(person)}."
    return done, ""


async def _press_on_storm(parts: Parts, told: Press, number: int, person: str) -> tuple[Decided | None, str]:
    if told.verb not in _STORM_VERBS:
        return None, "That is nothing I can do. The buttons below a storm are: " + ", ".join(sorted(_STORM_VERBS)) + "."
    try:
        return await pipeline.act_on_storm(parts, number, told.verb, person, press=told.id), ""
    except Refused as error:
        return None, f"Storm {number}: {error}."
    except StoreError:
        log.exception("a press by %s on storm %d could not be stored", person, number)
        return None, f"Storm {number}: it could not be stored just now. Please press again, {name(person)}."

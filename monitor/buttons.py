"""What is pressed in a channel: whose press it is, and what comes of it.

A channel with buttons is listened to as long as the daemon runs. The press is stored with the deed, in one transaction,
before the channel confirms it; told twice, it counts once.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from alerts.base import DeliveryError, Hears, Listens, Press
from monitor import deliver, show
from monitor.cases import Refused
from monitor.config import Config, Destination
from monitor.parts import Parts
from monitor.store import StoreError, asking
from monitor.trouble import Trouble
from monitor.words import clock, name

log = logging.getLogger(__name__)

_VERBS = frozenset({"take", "answered", "not_us", "not_angry", "give", "snooze", "undo"})
_STORM_VERBS = frozenset({"take"})
_LISTED = 20  # cases in an answer
_HELP = (
    "I understand: `away until mon 08:00` (and `stand-in sam`, if it is not the usual one), `back`, "
    "and `waiting` for who waits."
)


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

    trouble: Trouble | None = None

    async def run(self, parts: Parts, destination: Destination, act: Callable[[Press], Awaitable[str]]) -> None:
        """Listens until the line ends, unless it is to be left alone for a while after a failure."""
        name = destination.name
        trouble = self.trouble or Trouble(f"the buttons of {name}", f"buttons-{name}", "Until then: earful case N take")
        self.trouble = trouble
        if trouble.rests(parts.now()):
            return
        channel = destination.channel
        assert isinstance(channel, Hears)
        client = parts.net.bound(
            failure=DeliveryError, deadline=deliver.DEADLINE, allow_private=destination.allow_private
        )
        try:
            await channel.hear(client, act, lambda: trouble.works(parts))
        except DeliveryError as error:
            await trouble.failed(parts, str(error), permanent=error.permanent, retry_after=error.retry_after)


async def answer(parts: Parts, destination: Destination, where: str, said: str) -> None:
    """Posts a sentence that only the one who pressed sees to the address that the service gave with the press."""
    channel = destination.channel
    assert isinstance(channel, Listens)
    client = parts.net.bound(failure=DeliveryError, deadline=deliver.DEADLINE, allow_private=destination.allow_private)
    try:
        await client.request("POST", where, json=channel.sentence(said))
    except DeliveryError as error:
        log.warning("the answer to a press in %s was not delivered: %s", destination.name, error)


class Doing(Protocol):
    """What can be done about cases and people: the daemon. Everything raises Refused."""

    async def act(self, case_id: int, verb: str, by: str, value: str = "", **more: str) -> object: ...

    async def act_on_storm(self, number: int, verb: str, by: str, *, press: str = "") -> object: ...

    async def away(self, person: str, until: str, stand_in: str, by: str) -> tuple[datetime, object]: ...

    async def back(self, person: str) -> object: ...


async def press(parts: Parts, told: Press, doing: Doing) -> str:
    """Does what was pressed or typed. Returns a sentence for whoever did, "" if the message itself shows it."""
    person = next((each.name for each in parts.config.people.values() if each.slack == told.who), "")
    if not person:
        return (
            f"I do not know you yet. Ask for `slack: {told.who}` beside your name under people: in the configuration."
        )
    try:
        return await (_button(told, person, doing) if told.thread else _command(parts, told, person, doing))
    except Refused as error:
        return f"{error}."
    except StoreError:
        log.exception("what %s pressed or typed could not be stored", person)
        return f"It could not be stored just now. Please try again, {name(person)}."


async def _button(told: Press, person: str, doing: Doing) -> str:
    if storm := re.fullmatch(r"storm-(\d{1,18})", told.thread):
        return await _on_storm(told, int(storm[1]), person, doing)
    found = re.fullmatch(r"case-(\d{1,18})", told.thread)
    if found is None or told.verb not in _VERBS:
        return "That is nothing I can do. The buttons below a case are: " + ", ".join(sorted(_VERBS)) + "."
    number = int(found[1])
    value, until = ("", told.value) if told.verb == "snooze" else (told.value, "")
    try:
        await doing.act(number, told.verb, person, value, until=until, press=told.id, mark=told.mark)
    except Refused as error:
        raise Refused(f"Case {number}: {error}") from None
    return ""


async def _on_storm(told: Press, number: int, person: str, doing: Doing) -> str:
    if told.verb not in _STORM_VERBS:
        return "That is nothing I can do. The buttons below a storm are: " + ", ".join(sorted(_STORM_VERBS)) + "."
    try:
        await doing.act_on_storm(number, told.verb, person, press=told.id)
    except Refused as error:
        raise Refused(f"Storm {number}: {error}") from None
    return ""


async def _command(parts: Parts, told: Press, person: str, doing: Doing) -> str:
    """``/earful away until mon 08:00 stand-in sam``, ``/earful back``, ``/earful`` for who is waiting."""
    match told.verb:
        case "away":
            until, _, stand_in = told.value.partition("stand-in")
            at, _ = await doing.away(person, until.removeprefix("until").strip(), stand_in.strip().lower(), person)
            return f"You are away until {clock(at, parts.now(), parts.config.timezone)}."
        case "back":
            await doing.back(person)
            return "Welcome back. What nobody took meanwhile is yours again."
        case "waiting":
            async with parts.store.read() as connection:
                known = await asking.open_cases(connection)
            rows = [row for row in known if parts.config.may_see(person, row.brand)]
            return show.case_list(rows[:_LISTED], parts.now(), parts.config.timezone)
        case _:
            return _HELP

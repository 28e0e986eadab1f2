"""What is pressed in a channel: whose press it is, and what comes of it.

A channel with buttons is listened to as long as the daemon runs. The press is stored with the deed, in one transaction,
before the channel confirms it; told twice, it counts once.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from alerts.base import DeliveryError, Hears, Listens, Press
from monitor import show
from monitor.answering.trouble import Trouble
from monitor.cases import Refused, State
from monitor.config import Config, Destination
from monitor.parts import Parts
from monitor.store import StoreError, asking
from monitor.telling import deliver
from monitor.telling.phrases import ENGLISH, Catalogue
from monitor.words import clock, name

log = logging.getLogger(__name__)

_VERBS = frozenset({"take", "answered", "not_us", "not_angry", "give", "snooze", "undo"})
_STORM_VERBS = frozenset({"take"})
_TYPED = ("away", "back", "waiting")
_A_MINUTE, _OPENINGS = timedelta(minutes=1), 3
"""How often a line is opened that the service ends again and again. Slack allows one a minute and some more at times
(``apps.connections.open`` is in tier 1)."""
_LISTED = 20  # cases in an answer


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
    opened: list[datetime] = field(default_factory=list)  # lately

    async def run(self, parts: Parts, destination: Destination, act: Callable[[Press], Awaitable[str]]) -> None:
        """Listens until the line ends, unless it is to be left alone for a while after a failure."""
        name = destination.name
        say = parts.config.words_of(parts.config.operator).say
        trouble = self.trouble or Trouble(
            say("trouble_buttons", channel=name), f"buttons-{name}", say("trouble_buttons_meanwhile")
        )
        self.trouble = trouble
        now = parts.now()
        self.opened = [at for at in self.opened if now - _A_MINUTE < at <= now]
        if trouble.rests(now) or len(self.opened) >= _OPENINGS:
            return
        self.opened.append(now)
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
    """Does what was pressed or typed. Returns a sentence for whoever did, in their language, "" if the message itself shows it."""
    person = next((each.name for each in parts.config.people.values() if each.slack == told.who), "")
    say = parts.config.words_of(person)
    if not person:
        return say.say("pressed_unknown", who=told.who)
    try:
        return await (_button(told, person, doing, say) if told.thread else _command(parts, told, person, doing, say))
    except Refused as error:
        return _sentence(error.said(say))
    except StoreError:
        log.exception("what %s pressed or typed could not be stored", person)
        return say.say("pressed_again", person=name(person))


def _sentence(why: str) -> str:
    return why if why.endswith((".", "?", "!")) else f"{why}."


async def _button(told: Press, person: str, doing: Doing, say: Catalogue) -> str:
    if storm := re.fullmatch(r"storm-(\d{1,18})", told.thread):
        return await _on_storm(told, int(storm[1]), person, doing, say)
    found = re.fullmatch(r"case-(\d{1,18})", told.thread)
    if found is None or told.verb not in _VERBS:
        return say.say("pressed_no_case", buttons=_labels(_VERBS, say))
    number = int(found[1])
    value, until = ("", told.value) if told.verb == "snooze" else (told.value, "")
    try:
        await doing.act(number, told.verb, person, value, until=until, press=told.id, mark=told.mark)
    except Refused as error:
        return _sentence(say.say("pressed_case", case=number, why=error.said(say)).rstrip("."))
    return _noted(told, say.say("about_case", number=number), say)


def _labels(verbs: Collection[str], say: Catalogue) -> str:
    return ", ".join(say.say(f"do_{verb}") for verb in sorted(verbs))


async def _on_storm(told: Press, number: int, person: str, doing: Doing, say: Catalogue) -> str:
    if told.verb not in _STORM_VERBS:
        return say.say("pressed_no_storm", buttons=_labels(_STORM_VERBS, say))
    try:
        await doing.act_on_storm(number, told.verb, person, press=told.id)
    except Refused as error:
        return _sentence(say.say("pressed_storm", storm=number, why=error.said(say)).rstrip("."))
    return _noted(told, say.say("about_storm", number=number), say)


def _noted(told: Press, about: str, say: Catalogue) -> str:
    """What the message itself will not show."""
    return say.say("pressed_noted", about=about, label=say.say(f"do_{told.verb}")) if told.beside else ""


async def _command(parts: Parts, told: Press, person: str, doing: Doing, say: Catalogue) -> str:
    """``/earful away until mon 08:00 stand-in sam``, ``/earful back``, ``/earful`` for who is waiting; also in their language."""
    match next((verb for verb in _TYPED if told.verb in _spelled(verb, say)), ""):
        case "away":
            until, stand_in = _parted(told.value, _spelled("stand_in", say))
            until = re.sub(rf"(?i)^(?:{_any(_spelled('until', say))})\b", "", until)
            at, _ = await doing.away(person, until.strip(), stand_in.strip().lower(), person)
            return say.say("pressed_away", until=clock(at, parts.now(), parts.config.zone_of(person), say))
        case "back":
            await doing.back(person)
            return say.say("pressed_back")
        case "waiting":
            async with parts.store.read() as connection:
                known = await asking.open_cases(connection)
            rows = [row for row in known if row.state != State.ANSWERED and parts.config.may_see(person, row.brand)]
            return show.case_list(rows[:_LISTED], parts.now(), say)
        case _:
            return say.say("pressed_help")


def _spelled(word: str, say: Catalogue) -> set[str]:
    """A word of a command, in English and in the language of whoever typed it."""
    return {each.say(f"typed_{word}").lower() for each in (ENGLISH, say)}


def _any(words: Collection[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words))


def _parted(value: str, words: Collection[str]) -> tuple[str, str]:
    """What stands before and behind the first of the words."""
    before, *behind = re.split(rf"(?i)(?<!\S)(?:{_any(words)})(?!\S)", value, maxsplit=1)
    return before, " ".join(behind)

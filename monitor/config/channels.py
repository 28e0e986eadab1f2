"""How messages travel: ``email:``, ``slack:``, ``console:``, … under ``alerts:``, and ``channels:`` with names of one's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import alerts
from alerts.base import Hears, Listens
from monitor.config import kinds, values
from monitor.config.document import Table, Text, Value
from monitor.config.model import Destination, Person
from monitor.config.problems import Path, Problems, did_you_mean
from monitor.config.reader import Reader, options_of
from monitor.config.schema import ChannelOptions

CONSOLE = "console"


def read(root: Table, reader: Reader, problems: Problems) -> tuple[dict[str, Destination], dict[str, str]]:
    """The destinations by their names, the console if the file names no channel at all; and the kinds of the channels
    that are wrong, by their names."""
    known = alerts.kinds()
    entries: list[tuple[str, Value, Path, str]] = []  # name, options, path, kind if the key tells it
    section = root.entries.get("alerts")
    if isinstance(section, Table):
        short = [kind for kind in section.entries if kind in known]
        entries += [(kind, section.entries[kind], ("alerts", kind), kind) for kind in short]
    for place in (("alerts", "channels"), ("channels",)):
        named = root.entries.get(place[0])
        if len(place) == 2 and isinstance(named, Table):
            named = named.entries.get(place[1])
        if isinstance(named, Table):
            entries += [(name, options, (*place, name), "") for name, options in named.entries.items()]
    found: dict[str, Destination] = {}
    broken: dict[str, str] = {}
    for name, options, path, kind in entries:
        if name in found or name in broken:
            problems.add(options.line, path, f"another channel is called {name!r} already.", "Give it another name.")
            continue
        if isinstance(options, Text) and kind and (switched := _switch(options)) is not None:
            if not switched:
                continue
            options = Table({}, options.line)
        if destination := _destination(name, kind, known, reader.table(options, path), path, reader, problems):
            found[name] = destination
        else:
            broken[name] = kind
    if not found and not broken:
        found[CONSOLE] = Destination(name=CONSOLE, kind=CONSOLE, channel=alerts.channel(CONSOLE)())
    return found, broken


def _switch(value: Text) -> bool | None:
    """``console: true`` and ``console: false``."""
    try:
        return values.flag(value.text)
    except values.Misread:
        return None


def _destination(
    name: str, kind: str, known: Collection[str], table: Table, path: Path, reader: Reader, problems: Problems
) -> Destination | None:
    if kind:
        entries: dict[str, Value] = {"kind": Text(kind, table.line)}
        table = Table({**table.entries, **entries}, table.line, {**table.keys, "kind": table.line})
    kind, cls = kinds.find(table, path, problems, known, alerts.channel)
    common = list(options_of(ChannelOptions))
    if cls is None:
        reader.options(common, table, path, also=table.entries)
        return None
    own = list(options_of(cls))
    given = reader.options([*common, *own], table, path)
    options = {option.name: given[option.name] for option in own if option.name in given}
    channel: Any = kinds.build(cls, options, own, table, path, problems)
    if channel is None:
        return None
    if said := getattr(channel, "falls_short", ""):
        problems.note(table.line, f"{'.'.join(map(str, path))}: {said}")
    return Destination(
        name=name,
        kind=kind,
        channel=channel,
        allow_private=bool(given.get("allow_private", False)),
        people=given.get("people", ()),
    )


def of_person(person: Person, destinations: Mapping[str, Destination]) -> list[Destination]:
    """The channels by which that person hears."""
    return [
        destination
        for destination in destinations.values()
        if destination.tells(person) and destination.channel.reaches(person.recipient)
    ]


def check_person(
    person: Person,
    line: int,
    destinations: Mapping[str, Destination],
    broken: Mapping[str, str],
    problems: Problems,
    *,
    told: bool,
    last: bool,
    listed: bool,
    heard: bool,
) -> None:
    """A person whom nobody can reach is a problem, and so is one who hears by mail and could not answer, or in any other way
    that ends with them.

    ``told``: cases or trouble come to them. ``last``: after them nobody hears of a case. ``listed``: they stand in the file,
    on ``line``. ``heard``: what is answered to mails arrives, by links to the page or by mail.
    ``broken`` are the channels that have problems of their own: whom they would reach is judged by the addresses alone.
    """
    path = ("people", person.name)
    if problems.blamed(path):
        return
    names = [*destinations, *broken]
    for key, listed_names in (("channels", person.channels), ("fallback", person.fallback)):
        for n, name in enumerate(listed_names):
            if name not in names:
                problems.add(line, (*path, key, n), f"no channel is called {name!r}.", did_you_mean(name, names))
                return
    ways = of_person(person, destinations)
    reached = {destination.kind for destination in ways}
    hoped = {kind for name, kind in broken.items() if name in (person.channels or names)}
    if not reached and not any(_needs(kind, person) for kind in hoped):
        kinds_there = {destination.kind for destination in destinations.values()} | hoped
        if listed:
            problems.add(line, path, f"nobody can reach {person.name}.", _how_to_reach(person, kinds_there))
        else:
            hint = f"Write who answers, each with {' or '.join(_addresses(kinds_there))}"
            problems.add(line, path[:1], "there are none, so nobody can be reached.", hint)
    elif told and not heard and not broken and ("email" in reached or last) and all(map(_only_tells, ways)):
        _cannot_answer(person, line, path, reached, destinations, problems)


_ONE_WAY = frozenset({"email", "ntfy", "pagerduty", "apprise"})
"""Kinds of channels that tell, and by themselves hear nothing."""


def _only_tells(destination: Destination) -> bool:
    """Whether nobody can answer there: a kind that hears nothing, or one with buttons that lacks what it needs to hear them,
    such as Slack by an incoming webhook."""
    if isinstance(destination.channel, Hears | Listens):
        return not _has_buttons(destination)
    return destination.kind in _ONE_WAY


def _has_buttons(destination: Destination) -> bool:
    channel = destination.channel
    return (isinstance(channel, Hears) and channel.hears) or (isinstance(channel, Listens) and channel.listens)


def _cannot_answer(
    person: Person,
    line: int,
    path: Path,
    reached: Collection[str],
    destinations: Mapping[str, Destination],
    problems: Problems,
) -> None:
    """Somebody who is told by mail and the like and cannot say that they take a case. With a room that has buttons where it
    stands, that is for the owner to know; without, the ladder would go on whatever they do."""
    rooms = [each.name for each in destinations.values() if _has_buttons(each) and each.tells(person)]
    by = " and ".join("mail" if kind == "email" else kind for kind in sorted(reached))
    if rooms:
        what = (
            f"is told by {by}, where nothing can be pressed or answered. Give them a slack: to press the buttons there"
        )
        problems.note(line, f"people.{person.name}: {what}, or let answers be read (replies: under alerts:).")
        return
    mute = [each.name for each in destinations.values() if isinstance(each.channel, Hears) and each.tells(person)]
    buttons = f", or give {mute[0]} a bot's token and an app_token, for its buttons" if mute else ""
    problems.fault(
        line,
        path,
        f"{person.name} is told by {by} and could not answer.",
        "Let answers be read (replies: under alerts:), or give page: a port and the address under which people reach it"
        f"{buttons}.",
    )


def _needs(kind: str, person: Person) -> bool:
    """Whether that person has what a channel of that kind needs, as far as is known."""
    return bool({"email": person.email, "slack": person.slack}.get(kind, "unknown"))


def _addresses(kinds_there: Collection[str]) -> list[str]:
    """The addresses that channels of these kinds want, as they are written."""
    known = {"email": "an email:", "slack": "a slack:"}
    return [known[kind] for kind in sorted(kinds_there) if kind in known] or ["an address"]


def _how_to_reach(person: Person, kinds_there: Collection[str]) -> str:
    if person.channels:
        return f"{person.name} is to be told by {', '.join(person.channels)} only, and has no address there."
    missing = " or ".join(_addresses(kinds_there))
    has = " and ".join(key for key in ("email:", "slack:") if getattr(person, key[:-1]))
    unused = f", or switch on {has} under alerts:." if has else ""
    return f"Give {person.name} {missing}{unused}"

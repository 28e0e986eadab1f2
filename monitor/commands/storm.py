"""What the verb ``storm`` does: which storms there are, one of them, and what somebody does about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alerts.base import Recipient
from alerts.text import one_line as plain
from monitor import events
from monitor.cases import Refused
from monitor.clock import SystemClock, from_us
from monitor.commands.base import ask, only_person, reading
from monitor.config import Config
from monitor.show import columns
from monitor.store import delivering, storms
from monitor.storming.wording import Weather, card, outlook, storm_text
from monitor.words import clock, span

SHOWN = timedelta(days=30)
"""Storms that were over before are not listed."""


async def listed(config: Config, *, as_json: bool) -> int:
    """The storms that rage, and those of the last 30 days."""
    now = SystemClock().now()
    async with reading(config) as store, store.read() as connection:
        rows = await storms.lately(connection, now - SHOWN)
        watches = await storms.watches(connection)
    if as_json:
        for row in rows:
            print(events.line(events.of_storm(row.id, row.storm)))
    else:
        print(_table(rows, now, config.timezone))
        print("\n".join(outlook(watches, config.brands, now, config.timezone)))
    return 0


async def shown(config: Config, number: int, *, as_json: bool) -> int:
    """One storm and its story. Raises Refused."""
    now = SystemClock().now()
    async with reading(config) as store, store.read() as connection:
        row = await storms.by_id(connection, number)
        if row is None:
            raise Refused(f"there is no storm {number}; `earful storm` lists those there are")
        first = await delivering.said_in(connection, row.storm.picture.first)
        loudest = await delivering.said_in(connection, row.storm.picture.loudest)
        waiting = await storms.waiting_in(connection, row.storm.brand, number)
        story = await storms.events_of(connection, number)
    if as_json:
        print(events.line(events.of_storm(number, row.storm)))
        return 0
    weather = Weather(
        number=number,
        storm=row.storm,
        first=first,
        loudest=loudest,
        waiting=waiting,
        to=Recipient(name=row.storm.taken_by or row.storm.turn),
        by="",
        now=now,
        decided=now,
        zone=config.timezone,
    )
    print(storm_text(card(weather), number))
    print("\n".join(_story(story, now, config.timezone)))
    return 0


async def act(config: Config, number: int, verb: str, by: str | None) -> int:
    """Does something about a storm, through the running daemon or, when there is none, directly."""
    return await ask(config, {"verb": "storm", "number": number, "do": verb, "by": by or only_person(config)})


def _table(rows: Sequence[storms.Row], now: datetime, zone: ZoneInfo) -> str:
    if not rows:
        return "No storm, and none in the last 30 days."
    table = [("STORM", "SEV", "STATE", "SINCE", "LASTED", "PEOPLE", "TURN", "BRAND")]
    for row in rows:
        storm = row.storm
        lasted = span((storm.over or now) - storm.since)
        turn = storm.turn if storm.over is None else ""
        since, people = clock(storm.since, now, zone), str(storm.picture.people)
        state = storm.state.value + (f" ({storm.outcome.value})" if storm.outcome else "")
        table.append((str(row.id), str(storm.severity), state, since, lasted, people, turn, storm.brand))
    return columns(table)


def _story(story: Sequence[Any], now: datetime, zone: ZoneInfo) -> list[str]:
    lines = []
    for event in story:
        what = event.kind
        if event.kind == "told":
            what = f"{event.data['reason']} to {', '.join(event.data['to'])}"
        elif event.kind == "press":
            what = f"pressed {event.data['verb']}"
        lines.append(f"  {clock(from_us(event.at), now, zone):>16}  {plain(event.by)}: {plain(what)}")
    return lines

"""What the verbs about cases do: ``case``, ``explain`` and ``correct``."""

from __future__ import annotations

from typing import Any

from monitor import events, show
from monitor.clock import SystemClock
from monitor.commands.base import ask, known_case, only_person, print_all, reading
from monitor.config import Config
from monitor.store import asking, deciding, delivering
from monitor.store.browsing.whole_case import revisions_of


async def list_cases(config: Config, *, as_json: bool) -> int:
    """Everybody who is waiting."""
    async with reading(config) as store, store.read() as connection:
        rows = await asking.open_cases(connection)
    if as_json:
        print_all(events.case_row(row) for row in rows)
    else:
        print(show.case_list(rows, SystemClock().now()))
    return 0


async def show_case(config: Config, case_id: int, *, as_json: bool) -> int:
    """One case and its story."""
    async with reading(config) as store, store.read() as connection:
        row = await known_case(connection, case_id)
        said = await asking.mentions_of(connection, case_id)
        story = await deciding.events_of(connection, case_id)
        before = await revisions_of(connection, case_id)
        heaviest = await delivering.said(connection, case_id, None)
    if as_json:
        print_all([events.of_case(case_id, row.case), *(events.mention_row(item) for item in said)])
    else:
        spread = heaviest.spread if heaviest else None
        print(show.case(case_id, row.case, said, story, SystemClock().now(), config.timezone, spread, before))
    return 0


async def explain(config: Config, case_id: int) -> int:
    """Why a case fired."""
    async with reading(config) as store, store.read() as connection:
        row = await known_case(connection, case_id)
        said = await asking.mentions_of(connection, case_id)
        letters = await asking.letters_of(connection, case_id)
    print(show.explained(case_id, row.case, said, letters, config, SystemClock().now()))
    return 0


async def act(
    config: Config, case_id: int, verb: str, by: str | None, value: str, *, until: str = "", note: str = ""
) -> int:
    """Does something about a case, through the running daemon or, when there is none, directly."""
    known = {"verb": "act", "case": case_id, "do": verb, "by": by or only_person(config), "value": value}
    return await ask(config, {**known, "until": until, "note": note})


async def open_case(config: Config, told: dict[str, str], by: str | None) -> int:
    """Opens a case by hand. ``told``: brand, words, at, name, profile, handle."""
    if not told["brand"] and len(config.brands) == 1:
        told = {**told, "brand": next(iter(config.brands))}
    return await ask(config, {"verb": "open", "by": by or only_person(config), **told})


async def correct(config: Config, mention: int, by: str | None, said: dict[str, Any]) -> int:
    """Says how a mention really is. ``said``: label, complaint, anger, or forget."""
    return await ask(config, {"verb": "correct", "mention": mention, "by": by or only_person(config), **said})

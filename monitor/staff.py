"""What the verbs ``away`` and ``back`` do."""

from __future__ import annotations

from monitor import show, verbs
from monitor.clock import SystemClock
from monitor.config import Config
from monitor.store import being_away


async def away(config: Config, person: str | None, until: str, stand_in: str, by: str | None) -> int:
    """Somebody is away; without a name: who is."""
    if person is None:
        async with verbs.reading(config) as store, store.read() as connection:
            rows = await being_away.everybody(connection)
        print(show.who_is_away(rows, SystemClock().now(), config.timezone))
        return 0
    request = {"verb": "away", "person": person, "until": until, "stand_in": stand_in, "by": by or person}
    return await verbs.ask(config, request)


async def back(config: Config, person: str) -> int:
    """Somebody is back."""
    return await verbs.ask(config, {"verb": "back", "person": person})

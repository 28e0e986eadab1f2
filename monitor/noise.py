"""What the verbs ``mute``, ``unmute`` and ``learned`` do."""

from __future__ import annotations

from monitor import muting, show, verbs
from monitor.clock import SystemClock
from monitor.config import Config
from monitor.store import learning


async def mute(config: Config, kind: str | None, value: str, brand: str, by: str | None) -> int:
    """Nobody wants to hear of it; without a kind: what is muted."""
    if kind is None:
        async with verbs.reading(config) as store, store.read() as connection:
            rows = await learning.mutes(connection)
        print(show.muted(rows, config))
        return 0
    request = {"verb": "mute", "kind": kind, "value": value, "brand": brand, "by": by or verbs.only_person(config)}
    return await verbs.ask(config, request)


async def unmute(config: Config, kind: str, value: str, brand: str) -> int:
    """Somebody wants to hear of it again."""
    return await verbs.ask(config, {"verb": "unmute", "kind": kind, "value": value, "brand": brand})


async def learned(config: Config, forget: int | None) -> int:
    """What "not about us" and "not angry" taught; or one of it is forgotten."""
    if forget is not None:
        return await verbs.ask(config, {"verb": "forget", "number": forget})
    now = SystemClock().now()
    async with verbs.reading(config) as store, store.read() as connection:
        rows = await learning.everything(connection)
        bars = {brand: muting.bar(await learning.taught(connection, brand, now)) for brand in config.brands}
    print(show.learned(rows, bars, now, config.timezone))
    return 0

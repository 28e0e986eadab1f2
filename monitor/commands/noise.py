"""What the verbs ``mute``, ``unmute`` and ``learned`` do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from alerts.text import one_line as plain
from monitor import muting
from monitor.clock import SystemClock, from_us
from monitor.commands.base import ask, only_person, reading
from monitor.config import Config
from monitor.show import columns
from monitor.store import correcting, learning
from monitor.words import clock, shortened

_WORDS = 60  # letters of a text in the list


async def mute(config: Config, kind: str | None, value: str, brand: str, by: str | None) -> int:
    """Nobody wants to hear of it; without a kind: what is muted."""
    if kind is None:
        async with reading(config) as store, store.read() as connection:
            rows = await learning.mutes(connection)
        print(_muted(rows, config))
        return 0
    request = {"verb": "mute", "kind": kind, "value": value, "brand": brand, "by": by or only_person(config)}
    return await ask(config, request)


async def unmute(config: Config, kind: str, value: str, brand: str) -> int:
    """Somebody wants to hear of it again."""
    return await ask(config, {"verb": "unmute", "kind": kind, "value": value, "brand": brand})


async def learned(config: Config, forget: str | None) -> int:
    """What "not about us", "not angry" and corrections taught; or one of it is forgotten."""
    if forget is not None:
        return await ask(config, {"verb": "forget", "number": forget})
    now = SystemClock().now()
    async with reading(config) as store, store.read() as connection:
        rows = await learning.everything(connection)
        tones = await correcting.everything(connection)
        bars = {brand: muting.bar(await learning.taught(connection, brand, now)) for brand in config.brands}
    print(_learned(rows, tones, bars, now, config.timezone))
    return 0


def _muted(rows: Sequence[Any], config: Config) -> str:
    """What is muted, by hand and in the configuration."""
    table = [("WHAT", "VALUE", "BRAND", "BY")]
    table += [(row.kind, plain(row.value), row.brand or "all", row.by) for row in rows]
    written = [("all", config.mute), *((brand.name, brand.mute) for brand in config.brands.values())]
    for brand, mute in written:
        for kind, values in (("author", mute.authors), ("source", mute.sources), ("word", mute.words)):
            table += [(kind, value, brand, "the configuration") for value in values]
    return columns(table) if len(table) > 1 else "Nothing is muted."


def _learned(
    rows: Sequence[Any], tones: Sequence[Any], bars: Mapping[str, float], now: datetime, zone: ZoneInfo
) -> str:
    """What "not about us" taught, how mentions really are as people said, and how much higher the bar of each brand is."""
    table = [("NUMBER", "BRAND", "MEANS SOMEBODY ELSE", "BY", "SINCE")]
    for row in rows:
        what = f'"{plain(row.value)}"' if row.kind == "phrase" else f"the author {plain(row.value)}"
        table.append((str(row.id), row.brand, what, row.by, clock(from_us(row.at), now, zone)))
    said = [("NUMBER", "BRAND", "WORDS", "REALLY", "BY", "SINCE")]
    for row in tones:
        words = shortened(" ".join(f"{row.title or ''} {row.text or ''}".split()), _WORDS)
        shown = f'"{plain(words)}"' if words else "(kept no longer)"
        said.append(
            (f"t{row.id}", row.brand, shown, correcting.said(row).says, row.by, clock(from_us(row.at), now, zone))
        )
    raised = [f"{brand}: a case opens from {bar:.2f} more than written" for brand, bar in bars.items() if bar]
    found = [columns(each) for each in (table, said) if len(each) > 1]
    return "\n".join(["\n\n".join(found) or "Nothing has been learnt yet.", *raised])

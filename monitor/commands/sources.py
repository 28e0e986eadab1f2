"""What the verb ``sources`` does: their health, their kinds, and where a brand is heard."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import asdict

import connectors
from alerts.text import one_line
from monitor import show_sources
from monitor.clock import SystemClock
from monitor.commands.base import print_all, reading
from monitor.config import Config
from monitor.errors import CannotDo
from monitor.sources.reach import places
from monitor.store import StoreError, asking, spending


async def sources(config: Config, *, as_json: bool) -> int:
    """The health of every source, and what is used of what services allow."""
    now = SystemClock().now()
    try:
        async with reading(config) as store, store.read() as connection:
            rows, used = await asking.sources(connection), await spending.used(connection, now)
    except StoreError:
        rows, used = {}, {}
    found = show_sources.source_health(config, rows, now, used)
    if as_json:
        print_all(found)
    else:
        print(show_sources.source_list(found))
    return 0


def kinds(*, as_json: bool) -> int:
    """Every kind of source that is installed; 1 where one of a third party cannot be loaded, with the reason on stderr."""
    found, code = [], 0
    for name in connectors.kinds():
        try:
            found.append(show_sources.source_kind(name, connectors.connector(name), connectors.package(name)))
        except Exception as error:  # a third party's module may raise anything
            print(f"{one_line(name)} cannot be loaded: {one_line(repr(error))}", file=sys.stderr)
            code = 1
    if as_json:
        print_all(found)
    else:
        print(show_sources.kind_list(found))
    return code


def reach(config: Config, brand: str, *, as_json: bool) -> int:
    """Where a brand is heard, could be, and cannot be."""
    known = {name.casefold(): name for name in config.brands}.get(brand.casefold())
    if known is None:
        raise CannotDo(f"no brand is called {brand!r}; there are {', '.join(config.brands)}")
    kinds_there = {}
    for name in connectors.kinds():
        with contextlib.suppress(Exception):  # `earful sources --kinds` says which one cannot be loaded, and why
            kinds_there[name] = connectors.connector(name)
    found = list(places(config, known, kinds_there))
    if as_json:
        print_all({"brand": known, **asdict(place)} for place in found)
    else:
        print(show_sources.reach(known, found))
    return 0

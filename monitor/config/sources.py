"""The ``sources:`` of the file: each entry becomes a connector, a name and a rhythm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import connectors
from connectors.base import Rewinds
from monitor.config import kinds, values
from monitor.config.document import Table, Text, Value
from monitor.config.model import Brand, Rhythm, Rival, Source
from monitor.config.problems import Path, Problems, did_you_mean
from monitor.config.reader import Option, Reader, options_of
from monitor.config.schema import SourceOptions

ADDRESSES = ("url", "server", "base_url")
"""Three words for the same thing: whichever the owner writes goes to the field that the kind calls its address."""

POLITE = timedelta(seconds=30)  # nobody wants to be asked more often than this by a stranger
FASTEST = timedelta(seconds=1)
LONGEST_VISIT = timedelta(minutes=10)


def read(
    entries: Sequence[Value],
    brands: Mapping[str, Brand],
    rivals: Mapping[str, Rival],
    reader: Reader,
    problems: Problems,
    *,
    listens: bool,
) -> dict[str, Source]:
    """The sources by their names, in the order of the file; what is wrong with them is noted. A search looks for the brands and
    for their ``rivals``. ``listens``: there is a
    server that can be posted to."""
    known = connectors.kinds()  # asked once: it looks through all installed packages
    found: list[tuple[Source, int, bool]] = []  # with its line, and whether the owner named it
    for n, entry in enumerate(entries):
        path = ("sources", n)
        table = reader.table(entry, path, first="kind")
        if source := _source(table, path, known, brands, rivals, reader, problems):
            found.append((source, table.line, "name" in table.entries))
            if source.receives:
                _check_receiving(source, table, path, listens, problems)
    return _named(found, problems)


def _source(
    table: Table,
    path: Path,
    known: Sequence[str],
    brands: Mapping[str, Brand],
    rivals: Mapping[str, Rival],
    reader: Reader,
    problems: Problems,
) -> Source | None:
    kind, cls = kinds.find(table, path, problems, known, connectors.connector)
    common = list(options_of(SourceOptions))
    if cls is None:  # whose options these are is not known, so none of them is called unknown
        reader.options(common, table, path, also=table.entries)
        return None
    if not any(hasattr(cls, way) for way in ("fetch", "listen", "receive")):
        what = f"the kind {kind!r} can neither fetch, nor listen, nor receive."
        problems.add(_line(table, "kind"), (*path, "kind"), what, kinds.NOT_YOURS)
        return None
    address: str = getattr(cls, "address", "")
    table = _one_address(table, path, address, cls, problems)
    own = [_with_address(option, address) for option in options_of(cls)]
    values_ = reader.options([*common, *own], table, path)
    given = SourceOptions(**{option.name: values_[option.name] for option in common if option.name in values_})
    about = _about(given.about, table, path, brands, problems)
    options = {option.name: values_[option.name] for option in own if option.name in values_}
    searches = any(option.name == "search" for option in own)
    if searches and not options.get("search") and not problems.blamed((*path, "search")):
        wanted: Iterable[Brand | Rival] = [brands[about]] if about else [*brands.values(), *rivals.values()]
        options["search"] = names_to_search(wanted, handles=getattr(cls, "handles", ""))
    connector = kinds.build(cls, options, own, table, path, problems)
    where = _where(getattr(connector, address, "")) if address else ""
    every, rhythm = _every(given, cls, where, table, path, problems)
    if connector is None:
        return None
    if getattr(cls, "own_place", False) and not about and not problems.blamed((*path, "about")):
        problems.note(
            table.line,
            f"sources.{path[-1]}: {kind} is usually a place of your own, where people leave out your name; "
            "about: BRAND makes every post there count.",
        )
    if about and getattr(connector, "whole_network", False):
        problems.add(
            _line(table, "about"),
            (*path, "about"),
            f"would make every post on all of {kind} yours.",
            "Delete it: your names are looked for.",
        )
    if values.is_local(where) and not given.allow_private:
        problems.note(
            table.line, f"sources.{path[-1]}: this address is inside your own network; it needs allow_private: true."
        )
    if given.backfill and not isinstance(connector, Rewinds):
        problems.note(
            table.line, f"sources.{path[-1]}: {kind} shows only what it shows; backfill: changes nothing here."
        )
    name = given.name or _default_name(kind, options, table, address)
    return Source(
        name=name,
        kind=kind,
        connector=connector,
        every=every,
        rhythm=rhythm,
        about=about,
        allow_private=given.allow_private,
        deadline=given.deadline,
        backfill=given.backfill,
        read_pages=given.read_pages,
        searches=searches and bool(options.get("search")),
    )


def _check_receiving(source: Source, table: Table, path: Path, listens: bool, problems: Problems) -> None:
    """A source that is posted to needs somebody at the door, and is never visited."""
    if not listens:
        what = f"{source.kind} is posted to, but nothing listens."
        problems.add(table.line, path, what, "Add page: {port: 8080} to the file.")
    if "every" in table.entries:
        problems.note(
            table.keys["every"], f"sources.{path[-1]}.every: {source.kind} is never visited, so it means nothing."
        )


def _one_address(table: Table, path: Path, address: str, cls: type[Any], problems: Problems) -> Table:
    """The table with the address under the kind's own word for it."""
    own = {option.key for option in options_of(cls)}
    same = [key for key in table.entries if key == address or (key in ADDRESSES and key not in own)] if address else []
    if not same:
        return table
    if len(same) > 1:
        problems.add(
            table.keys[same[1]],
            (*path, same[1]),
            f"{' and '.join(same)} are the same thing here.",
            f"Keep only {address}:.",
        )
    value = table.entries[address] if address in same else table.entries[same[0]]
    rest = {key: entry for key, entry in table.entries.items() if key not in same}
    return Table({**rest, address: value}, table.line, {**table.keys, address: table.keys[same[0]]})


def _where(address: Any) -> str:
    """One address; of several the first."""
    return str(address[0] if isinstance(address, tuple) and address else address)


def _with_address(option: Option, address: str) -> Option:
    if option.key != address or option.parse or option.type is not str:
        return option
    return replace(option, parse=values.web_address)


def _about(about: str, table: Table, path: Path, brands: Mapping[str, Brand], problems: Problems) -> str:
    if not about or about in brands:
        return about
    value = table.entries["about"]
    hint = did_you_mean(about, brands)
    problems.add(value.line, (*path, "about"), f"no brand is called {about!r}.", hint)
    return ""


def _every(
    given: SourceOptions, cls: type[Any], where: str, table: Table, path: Path, problems: Problems
) -> tuple[timedelta, Rhythm]:
    """How often it is visited at the beginning, and between what that may change. A number is the owner's word; without one
    the kind's own is a middle."""
    own: timedelta = getattr(cls, "every", timedelta(minutes=15))
    rhythm = given.every or Rhythm(min(getattr(cls, "fastest", own), own), own * 2)
    every = min(max(own, rhythm.fastest), rhythm.slowest)
    private = given.allow_private or values.is_local(where)
    least = FASTEST if private else POLITE
    if rhythm.fastest < least:
        hint = "Write 1s or more." if private else "Write 30s or more; most places are content with 5m."
        problems.add(_line(table, "every"), (*path, "every"), "is too often.", hint)
    elif rhythm.slowest > timedelta(days=30):
        problems.add(_line(table, "every"), (*path, "every"), "is too seldom.", "Write 30d or less.")
    if not FASTEST <= given.deadline <= LONGEST_VISIT:
        hint = "Write something from 1s to 10m, like 60s."
        problems.add(_line(table, "deadline"), (*path, "deadline"), "is not possible here.", hint)
    return every, rhythm


def names_to_search(brands: Iterable[Brand | Rival], *, handles: str = "") -> tuple[str, ...]:
    """What a search is asked for: each brand's name and those of its aliases that are names, not @handles, #hashtags or
    web addresses. ``handles``: those that a search takes, as a pattern."""
    names = [
        name
        for brand in brands
        for name in (brand.names.name, *brand.names.also_called)
        if name == brand.names.name or is_name(name) or re.fullmatch(handles, name)
    ]
    return tuple({name.casefold(): name for name in reversed(names)}.values())[::-1]


def is_name(alias: str) -> bool:
    """Whether an alias is a name, by its shape."""
    if alias.startswith(("@", "#")) or "://" in alias:
        return False
    return not re.fullmatch(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?", alias)


def _default_name(kind: str, options: Mapping[str, Any], table: Table, address: str) -> str:
    """The kind, and what tells it from others of its kind. Never a path: it can hold a password."""
    if hashtag := options.get("hashtag"):
        return f"{kind} #{str(hashtag).lstrip('#')}"
    if address in table.entries:
        return f"{kind} {values.host_of(_where(options.get(address, '')))}".strip()
    if "search" in table.entries and options.get("search"):
        return f"{kind} {options['search'][0]}"
    return kind


def _named(found: list[tuple[Source, int, bool]], problems: Problems) -> dict[str, Source]:
    """Under unique names: the owner's own first, the others get a number where they meet."""
    taken: dict[str, int] = {}
    for source, line, own in found:
        if not own:
            continue
        if source.name in taken:
            hint = f"The first is on line {taken[source.name]}: give each a name of its own."
            problems.add_plain(line, f"sources: two are called {source.name!r}.", hint)
        taken.setdefault(source.name, line)
    named: dict[str, Source] = {}
    for source, line, own in found:
        name, n = source.name, 1
        while not own and name in taken:
            n += 1
            name = f"{source.name} {n}"
        taken[name] = line
        named[name] = replace(source, name=name)
    return named


def _line(table: Table, key: str) -> int:
    value = table.entries.get(key)
    return value.line if isinstance(value, Text) else table.keys.get(key, table.line)

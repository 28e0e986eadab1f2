"""The ``clients:`` of the file: whose brands are whose, and that nobody is to hear of another client's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.config import document
from monitor.config.document import Table
from monitor.config.model import Brand, Client, Destination, Person, Route, covers, seen_by
from monitor.config.problems import Path, Problems, did_you_mean
from monitor.config.schema import ClientOptions


def build(
    given: Mapping[str, ClientOptions],
    brands: Mapping[str, Brand],
    people: Mapping[str, Person],
    destinations: Mapping[str, Destination],
    operator: str,
    root: Table,
    problems: Problems,
) -> dict[str, Client]:
    """The clients by their names; what is wrong with them, and who would hear of what is not theirs, is noted."""

    def add(path: Path, what: str, hint: str) -> None:
        problems.add(document.find_line(root, path), path, what, hint)

    found: dict[str, Client] = {}
    for name, each in given.items():
        path: Path = ("clients", name)
        for key, named, known in (
            ("brands", each.brands, brands),
            ("people", each.people, people),
            ("channels", each.channels, destinations),
        ):
            if problems.blamed((key,)) or (key == "channels" and problems.blamed(("alerts",))):
                continue
            for n, one in enumerate(named):
                if one not in known:
                    what = f"{one!r} is none of the {key} in this file."
                    add((*path, key, n), what, did_you_mean(one, known))
                elif key != "people" and (other := _owner(found, key, one)):
                    add((*path, key, n), f"{one!r} is {other}'s already.", "Nothing belongs to two clients.")
        if operator in each.people:
            what = f"{operator} is the operator, who hears of everybody's sources and channels."
            add((*path, "people"), what, "Write another operator: at the top of the file.")
        found[name] = Client(
            name=name, brands=frozenset(each.brands), people=each.people, channels=each.channels, digest=each.digest
        )
    for path, what in _breaches(found, brands, people):
        add(path, what, "Name somebody who may, or put both under one client.")
    return found


def _owner(clients: Mapping[str, Client], key: str, one: str) -> str:
    return next((client.name for client in clients.values() if one in getattr(client, key)), "")


def _breaches(
    clients: Mapping[str, Client], brands: Mapping[str, Brand], people: Mapping[str, Person]
) -> Iterator[tuple[Path, str]]:
    """Who would hear of another client's brand: by its ladder or routes, or as somebody's stand-in."""
    for n, brand in enumerate(brands.values()):
        ways: list[Brand | Route] = [brand, *brand.routes]
        for way in ways:
            for name in dict.fromkeys((way.answered_by, *(step.tell for step in way.if_nobody_takes_it))):
                theirs = seen_by(clients, name)
                if theirs is not None and brand.name not in theirs:
                    yield ("brands", n), f"{name} would hear of {brand.name}, which is another client's."
    for person in people.values():
        if not covers(clients, person.stand_in, person.name):
            what = f"{person.stand_in} would stand in for {person.name}, and may not see all that they see."
            yield ("people", person.name, "stand_in"), what

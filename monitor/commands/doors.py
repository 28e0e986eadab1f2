"""What the verbs ``invite`` and ``password`` do: they let people in to the page."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Collection
from pathlib import Path

from monitor.cases import Refused
from monitor.clock import SystemClock
from monitor.config import Config
from monitor.config.problems import did_you_mean
from monitor.web import entering, passwords, signing


def invite(config: Config, name: str | None, role: str, person: str, brands: Collection[str]) -> int:
    """Prints a link with which somebody chooses a password, and signs in. Without a name it is for the operator, who may
    do everything. Raises Refused."""
    if not config.page.base:
        raise Refused("there is no page: write page: {port: 8080} into the configuration, and start Earful again")
    first = name is None
    name, role = name or config.operator, "admin" if first and not role else role or "act"
    person = person or (name if name in config.people else "")
    if person and person not in config.people:
        raise Refused(f"nobody is called {person!r} under people:. {did_you_mean(person, config.people)}".strip())
    if role != "look" and not person:
        raise Refused(f"in whose name shall {name} act? Add --person and one of {', '.join(config.people)}")
    if role == "admin" and brands:
        raise Refused("an admin sees every brand: leave --brand out, or write --role act")
    for brand in brands:
        if brand not in config.brands:
            raise Refused(f"there is no brand {brand!r}. {did_you_mean(brand, config.brands)}".strip())
    if name in config.page.users:
        raise Refused(f"{name} has a password in the configuration, under page: users:. Change it there")
    key, now = signing.key_in(Path(config.data)), SystemClock().now()
    path = entering.invitation(
        key, now, name=name, role=role, person=person, brands=tuple(sorted(brands)) if brands else None
    )
    print(f"For {name} ({role}), good for a day and for one password:\n{config.page.base}{path}")
    return 0


def password() -> int:
    """Asks for a password (or reads a line, where nobody is at the keyboard) and prints what stands in the configuration
    for it. Raises Refused."""
    if sys.stdin.isatty():
        given = getpass.getpass("Password: ")
        if given != getpass.getpass("Once more: "):
            raise Refused("the two are not the same")
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if wrong := passwords.unfit(given):
        raise Refused(wrong)
    print(passwords.hashed(given))
    return 0

"""The configuration in force as people may see it: every value by its path, with whatever is secret blotted out. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import time, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from monitor.config.model import Config
from monitor.words import span

BLOT = "•••"
SECTIONS = ("people", "brands", "sources", "destinations", "alerts", "page", "retention", "mute")
_DEEPEST = 6
_LONGEST = 500  # characters of a value

Row = tuple[str, str]


def shown(config: Config) -> dict[str, list[Row]]:
    """Section -> (path, value) pairs; what stands at the top of the file comes first, under ""."""
    blot = _Blot(config.secrets)
    top = {
        "file": config.file,
        "timezone": str(config.timezone),
        "operator": config.operator,
        "contact": config.contact,
        "scorer": config.scorer,
        "data": config.data,
        "database": "set" if config.database else "SQLite in the data folder",
        "heartbeat": "set" if config.heartbeat else "",
        "holidays": f"{len(config.holidays)} days" if config.holidays else "",
    }
    found = {"": [(key, blot(value)) for key, value in top.items() if value]}
    for section in SECTIONS:
        found["channels" if section == "destinations" else section] = list(blot.rows(getattr(config, section)))
    return found


class _Blot:
    def __init__(self, secrets: Collection[str]) -> None:
        known = sorted((re.escape(secret) for secret in secrets if secret), key=len, reverse=True)
        self._secret = re.compile("|".join(known)) if known else None

    def __call__(self, text: str) -> str:
        text = self._secret.sub(BLOT, text) if self._secret else text
        return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"

    def rows(self, value: Any, path: str = "", depth: int = 0) -> Iterator[Row]:
        """The values below ``value``; what is empty is left out."""
        if value is None or value is False or value in ("", (), frozenset(), {}) or depth > _DEEPEST:
            return
        if is_dataclass(value) and not isinstance(value, type):
            for field in fields(value):
                if field.name.startswith("_") or (
                    field.name == "name" and path.endswith(str(getattr(value, "name", "")))
                ):
                    continue
                below, given = f"{path}.{field.name}" if path else field.name, getattr(value, field.name)
                if not field.repr or field.metadata.get("secret"):
                    if given:
                        yield below, BLOT
                else:
                    yield from self.rows(given, below, depth + 1)
        elif isinstance(value, Mapping):
            for key, given in value.items():
                yield from self.rows(given, f"{path}.{self(str(key))}" if path else self(str(key)), depth + 1)
        elif isinstance(value, list | tuple) and any(is_dataclass(each) for each in value):
            for number, each in enumerate(value, 1):
                yield from self.rows(each, f"{path} {number}", depth + 1)
        elif (words := _said(value)) is not None:
            yield path, self(words)


def _said(value: Any) -> str | None:
    """A single value in words; None where it is none that an owner wrote."""
    match value:
        case True:
            return "yes"
        case timedelta():
            return span(value)
        case time():
            return f"{value:%H:%M}"
        case Enum():
            return str(value.value)
        case str() | int() | float() | ZoneInfo():
            return str(value)
        case list() | tuple() | set() | frozenset():
            words = [word for word in map(_said, value) if word is not None]
            return ", ".join(sorted(words) if isinstance(value, set | frozenset) else words)
    return None

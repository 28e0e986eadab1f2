"""States as plain dictionaries for JSON, and back, without a word lost. Pure.

A float survives JSON exactly: Python writes the shortest digits that read back as the same number.
https://docs.python.org/3/tutorial/floatingpoint.html
"""

from __future__ import annotations

from collections.abc import Callable, KeysView
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")


_NAMES: dict[type[Any], KeysView[str]] = {}


def _names(kind: type[Any]) -> KeysView[str]:
    """In their order. Kept: a million rows ask for them."""
    if kind not in _NAMES:
        _NAMES[kind] = dict.fromkeys(field.name for field in fields(kind)).keys()
    return _NAMES[kind]


def plain(state: Any) -> dict[str, Any]:
    """The fields of a flat dataclass; lists are copied, so the dictionary does not change with the state."""
    found = {name: getattr(state, name) for name in _names(type(state))}
    return {name: list(value) if isinstance(value, list) else value for name, value in found.items()}


def restored(kind: type[T], given: dict[str, Any]) -> T:
    """A dataclass of this kind from what ``plain`` gave; ValueError if it is of another version."""
    names = _names(kind)
    if given.keys() != names:
        raise ValueError(f"this is no state of {kind.__name__}: {sorted(names ^ given.keys())} differ")
    return kind(**{name: list(value) if isinstance(value, list) else value for name, value in given.items()})


_VALUES: dict[type[Any], Callable[[Any], tuple[Any, ...]]] = {}


def copied(state: T) -> T:
    """A copy of a flat dataclass that shares nothing with the original."""
    kind = type(state)
    values = _VALUES.get(kind)
    if values is None:
        values = _VALUES[kind] = attrgetter(*_names(kind))
    return kind(*[value[:] if type(value) is list else value for value in values(state)])

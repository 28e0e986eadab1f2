"""Who may do what: the rights, whoever asks, and which right a route needs."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from aiohttp import web


class Right(enum.IntEnum):
    """What a route needs. Each holds the ones before it."""

    OPEN = 0  # anybody
    LOOK = 1  # see what is going on
    ACT = 2  # take, answer, close, correct
    ADMIN = 3  # accounts, tokens, the configuration, the audit list


ROLES: Final = {"look": Right.LOOK, "act": Right.ACT, "admin": Right.ADMIN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Whoever asks. ``brands`` None: may see every brand. ``person``: in whose name they act, empty if in nobody's.
    ``csrf`` is what forms of theirs must bring along; empty for a program, whose token no other page can send. ``program`` is the
    number of that token, 0 for people."""

    name: str
    right: Right
    brands: frozenset[str] | None = None
    person: str = ""
    csrf: str = ""
    program: int = 0

    def may(self, right: Right) -> bool:
        """Whether they have that right. Nobody acts without a person in whose name, and an admin sees every brand."""
        if right is Right.ADMIN and self.brands is not None:
            return False
        return self.right >= right and (right is not Right.ACT or bool(self.person))

    def sees(self, brand: str) -> bool:
        """Whether they may know anything about that brand."""
        return self.brands is None or brand in self.brands


Call = TypeVar("Call", bound=Callable[..., Any])

_VIEWER = web.RequestKey("viewer", Viewer)


def needs(right: Right) -> Callable[[Call], Call]:
    """Says of a handler which right it needs."""

    def say(handler: Call) -> Call:
        handler.right = right  # type: ignore[attr-defined]
        return handler

    return say


def viewer(request: web.Request) -> Viewer:
    """Who asks, in a handler that needs more than ``OPEN``."""
    return request[_VIEWER]


def remember(request: web.Request, known: Viewer) -> None:
    """Handlers of this request learn who asks."""
    request[_VIEWER] = known


def maybe_viewer(request: web.Request) -> Viewer | None:
    """Who asks, where anybody may."""
    return request.get(_VIEWER)

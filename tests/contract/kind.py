"""One kind of source as the contract sees it: how to reach its fake, and what people can do there.

A new kind is one class in one of the modules beside this one. What a service does not have (edits, deletions, accounts
that can be left) is simply not overridden, and the contract does not ask for it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from connectors.base import Cursor, Outcome, Polls
from tests.fakes.base import Fake

NAME = "Harbor Plumbing"
"""What is searched for, and stands in everything that is said."""


@dataclass(frozen=True)
class Limit:
    """How a service says that a limit is reached; ``wait`` is what a reader of its documentation would make of it."""

    status: int
    headers: Mapping[str, str]
    body: object
    wait: timedelta


class Kind(ABC):
    """A service with its fake. ``number`` tells posts apart and orders them: a larger one was written later."""

    name: ClassVar[str]  # of the kind, as it is registered
    way: ClassVar[str] = ""  # which of several ways of reading it
    page: ClassVar[int] = 0  # how many posts it shows at once; 0: all there are
    secrets: ClassVar[tuple[str, ...]] = ()
    starred: ClassVar[bool] = False
    conditional: ClassVar[bool] = False  # knows ETag
    dated: ClassVar[bool] = True  # whether it tells the time and not only the date
    empty: ClassVar[Outcome] = Outcome.EMPTY  # a first visit where nobody has spoken yet
    vanished: ClassVar[Outcome] = Outcome.NOTHING_NEW  # a later one that shows nothing where there was something
    admits: ClassVar[tuple[object, ...]] = ()  # odd replies that do say "none" in this service's words

    fake: Fake

    def __init__(self) -> None:
        self.began = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=45)

    def at(self, number: int) -> datetime:
        """When the post of that number was written: aware UTC, within the last hour, as it is when one looks often."""
        return self.began + timedelta(seconds=5 * number)

    def changed_at(self, number: int) -> datetime:
        """When its author edited it."""
        return self.at(number) + timedelta(minutes=5)

    @staticmethod
    def soon() -> datetime:
        """Two minutes from now, when a limit begins anew."""
        return datetime.now(UTC) + timedelta(minutes=2)

    @abstractmethod
    def source(self) -> Polls:
        """The connector, set up for the fake."""

    @abstractmethod
    def say(self, number: int, text: str) -> None:
        """Somebody posts plain words, which hold NAME."""

    def edit(self, number: int, text: str) -> None:
        """The author says it otherwise."""
        raise NotImplementedError

    def delete(self, number: int) -> None:
        """The author takes it down."""
        raise NotImplementedError

    def answer(self, number: int, text: str) -> None:
        """The owner of the place replies, and the platform says that it is the owner."""
        raise NotImplementedError

    def leave(self, number: int) -> None:
        """The author's account is gone; the words are still there."""
        raise NotImplementedError

    def clear(self) -> None:
        """Everything is gone at once."""
        raise NotImplementedError

    def limits(self) -> list[Limit]:
        """The service's own ways of saying 429, beside the standard one."""
        return []

    def rested(self, cursor: Cursor) -> Cursor:
        """The cursor after a while, where it remembers that the service wants to be left alone."""
        return cursor


def can(kind: type[Kind], what: str) -> bool:
    """Whether a service has this: "edit", "delete", "leave" …"""
    return getattr(kind, what) is not getattr(Kind, what)


def iso(at: datetime) -> str:
    """As most services write a time."""
    return at.isoformat().replace("+00:00", "Z")


def spell(value: Any) -> str:
    """Words as HTML holds them."""
    return str(value).replace("&", "&amp;").replace("<", "&lt;")

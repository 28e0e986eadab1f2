"""One description of each operation: its handler. Whom it lets in and where it stands is said in ``operation``; what it takes and
gives are the types of its signature, and what it does is its docstring. Serving, the OpenAPI document and the page of the
interface are all made of that.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from inspect import cleandoc
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, get_args, get_type_hints

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from alerts.text import http_link
from monitor.web import asked
from monitor.web.problems import Problem
from monitor.web.rights import Right, Viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind

ROOT = "/api/v1"


# -- types of values -------------------------------------------------------------------------------------------------


def _moment(given: Any) -> Any:
    if isinstance(given, str) and not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", given):
        raise ValueError("write a time with its zone, like 2026-11-23T09:00:00Z")
    return given


def _within_reason(at: datetime) -> datetime:
    if not 1970 <= at.year <= 2999:
        raise ValueError("write a year from 1970 to 2999")
    return at.astimezone(UTC)


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("leave out the character NUL")
    return text


Asked = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_within_reason)]
"""A time that somebody asks for."""
Moment = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]
"""A time that we tell: ISO 8601, UTC, with a Z."""
Words = Annotated[str, Field(max_length=4000), AfterValidator(_no_nul)]
Name = Annotated[str, Field(max_length=200), AfterValidator(_no_nul)]
Link = Annotated[str, BeforeValidator(http_link)]
"""A stranger's address, if it leads to a web page; otherwise empty."""
Number = Annotated[int, Field(ge=0, le=asked.BIGGEST)]


# -- shapes ----------------------------------------------------------------------------------------------------------


class Shape(BaseModel):
    """Something that is told. Made of our own dataclasses by their names."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Given(BaseModel):
    """Something that is taken: nothing else than what is named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Given):
    """No parameters, or no body."""


Item = TypeVar("Item")


class Listed(Shape, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    next: str | None = Field(None, description="Give it as `after` for the next page; null: this was the last.")


_CURSOR = re.compile(r"\d{1,19}(\.\d{1,19}){0,2}", re.ASCII)
_CURSOR_SHAPE = r"^[0-9]{1,18}(\.[0-9]{1,18}){0,2}$"  # what we give has this form; programs need not know


def _numbers(given: str) -> str:
    if not _CURSOR.fullmatch(given) or any(int(part) > asked.BIGGEST for part in given.split(".")):
        raise ValueError("give what a page before said under next")
    return given


Cursor = Annotated[str, AfterValidator(_numbers), WithJsonSchema({"type": "string", "pattern": _CURSOR_SHAPE})]


class Paged(Given):
    """Parameters of a list that comes in pages."""

    after: Cursor | None = Field(None, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200, description="How many, at most.")

    def keys(self, count: int = 1) -> tuple[int, ...] | None:
        """The ``count`` numbers that ``after`` stands for. Raises Wrong where it belongs to another list."""
        if self.after is None:
            return None
        found = tuple(map(int, self.after.split(".")))
        if len(found) != count:
            raise Wrong("after", "give what a page before said under next")
        return found

    def key(self) -> int | None:
        """The number that ``after`` stands for."""
        found = self.keys()
        return found[0] if found else None


def cursor(*numbers: int) -> str:
    """``next`` of a page."""
    return ".".join(map(str, numbers))


class Wrong(Exception):
    """A parameter, or a field of the body, that makes no sense here; ``detail`` says what would."""

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail)
        self.parameter, self.detail = parameter, detail


# -- operations ------------------------------------------------------------------------------------------------------

Query = TypeVar("Query", bound=Given)
Body = TypeVar("Body", bound=Given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[Query, Body]):
    """One request, understood: who asks, the parameters, the body, the numbers and names in the path, and the request's own
    ``key`` ("" if it has none), under which it counts once."""

    behind: Behind
    who: Viewer
    asked: Query
    body: Body
    path: dict[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer that is too long to be held: ``rows`` are told one by one, with ``head`` before them."""

    rows: AsyncIterator[bytes]
    name: str
    head: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """See ``operation``. ``answers`` None: nothing but that it is done."""

    method: str
    path: str
    right: Right
    tag: str
    name: str
    summary: str
    more: str
    asked: type[Given]
    body: type[Given]
    answers: type[Shape] | None
    media: str
    status: int
    once: bool
    may_miss: bool
    call: Callable[[Call[Any, Any]], Awaitable[Any]]

    @property
    def whole_path(self) -> str:
        """As routes and the OpenAPI document have it."""
        return ROOT + self.path

    @property
    def in_path(self) -> dict[str, type[int] | type[str]]:
        """What stands in the path: ``number`` is one, the others are names."""
        return {name: int if name == "number" else str for name in re.findall(r"{(\w+)}", self.path)}


def operation(
    method: str,
    path: str,
    right: Right,
    *,
    once: bool = False,
    may_miss: bool = False,
    status: int = 200,
    media: str = "application/json",
) -> Callable[[Callable[[Call[Any, Any]], Awaitable[Any]]], Operation]:
    """Makes an operation of a handler, ``async def (call: Call[PARAMETERS, BODY]) -> SHAPE``. ``once``: it takes an
    Idempotency-Key. ``may_miss``: what its parameters name may not be there (what the path names always may). The first sentence
    of the docstring is the summary."""

    def made(handler: Callable[[Call[Any, Any]], Awaitable[Any]]) -> Operation:
        hints = get_type_hints(handler)
        query, body = get_args(hints["call"])
        summary, _, more = cleandoc(handler.__doc__ or "").partition("\n\n")
        answers = hints["return"]
        shaped = isinstance(answers, type) and issubclass(answers, Shape)
        return Operation(
            method=method,
            path=path,
            right=right,
            tag=path.split("/")[1].partition(".")[0],
            name=f"{handler.__module__.rpartition('.')[2]}_{handler.__name__}",
            summary=" ".join(summary.split()),
            more=" ".join(more.split()),
            asked=query,
            body=body,
            answers=answers if shaped else None,
            media=media,
            status=204 if answers is type(None) else status,
            once=once,
            may_miss=may_miss,
            call=handler,
        )

    return made


def not_there(what: str) -> Problem:
    """For what is not there, or not for these eyes."""
    return Problem(404, f"There is no such {what}", "It may have been forgotten, or your account may not see it.")

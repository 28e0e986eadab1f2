"""What stands behind the question mark of an address: read leniently, because people share and cut addresses. What makes no
sense does not count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from aiohttp import web

Row = TypeVar("Row")

BIGGEST = 2**63 - 1
"""What a database can hold as a number."""


def one_of(request: web.Request, key: str, choices: Collection[str]) -> str:
    """One of ``choices``, or nothing."""
    given = request.query.get(key, "")
    return given if given in choices else ""


def text(request: web.Request, key: str, longest: int = 200) -> str:
    """Words, of which ``longest`` characters count."""
    return request.query.get(key, "").replace("\0", " ").strip()[:longest]


def number(request: web.Request, key: str) -> int | None:
    """A number from 0 that the database can hold, or nothing."""
    return as_number(request.query.get(key, ""))


def numbers(request: web.Request, key: str, count: int) -> tuple[int, ...] | None:
    """``count`` such numbers with dots between, or nothing."""
    found = [as_number(each) for each in request.query.get(key, "").split(".")]
    whole = tuple(each for each in found if each is not None)
    return whole if len(whole) == len(found) == count else None


def in_path(request: web.Request, key: str) -> int:
    """A number in the path. Raises HTTPNotFound where it is none."""
    found = as_number(request.match_info[key])
    if found is None:
        raise web.HTTPNotFound
    return found


def part(request: web.Request, rows: Sequence[Row], most: int, **asked: str) -> tuple[Sequence[Row], str]:
    """As many rows of a list that is known whole as the page shows at a time, from the one that the address names (``from``), and
    the address of the next ones ("": there are none). ``asked`` is what else the address says."""
    first = min(number(request, "from") or 0, len(rows))
    more = again(request.path, {**asked, "from": str(first + most)}) if len(rows) > first + most else ""
    return rows[first : first + most], more


def as_number(given: str) -> int | None:
    """A number from 0 that the database can hold, or nothing."""
    if not given.isascii() or not given.isdecimal() or len(given) > 19:
        return None
    found = int(given)
    return found if found <= BIGGEST else None


def again(path: str, asked: Mapping[str, str], **more: str) -> str:
    """The same address with other questions; empty ones are left out."""
    query = urlencode({key: value for key, value in {**asked, **more}.items() if value})
    return f"{path}?{query}" if query else path

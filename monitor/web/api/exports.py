"""Everything that a filter finds, row by row: CSV (RFC 4180) for spreadsheets, JSON Lines for programs. Cells of a CSV cannot
become formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Any

from monitor.show import cell
from monitor.store import searching
from monitor.store.browsing import all_cases
from monitor.web.api import cases, mentions
from monitor.web.api.describing import Call, Nothing, Shape, Stream, operation
from monitor.web.api.shapes import Case, Mention, case_of, mention_of
from monitor.web.rights import Right

CSV = "text/csv; charset=utf-8"
LINES = "application/jsonl"

Heard = Call[mentions.Which, Nothing]
Wanted = Call[cases.Which, Nothing]


@operation("GET", "/mentions.csv", Right.LOOK, media=CSV)
async def mentions_csv(call: Call[mentions.Which, Nothing]) -> Stream:
    """Every mention of a filter as CSV, the newest first."""
    return Stream(_as_csv(_mentions(call)), "mentions.csv", _line(list(Mention.model_fields)))


@operation("GET", "/mentions.jsonl", Right.LOOK, media=LINES)
async def mentions_jsonl(call: Call[mentions.Which, Nothing]) -> Stream:
    """Every mention of a filter as JSON Lines, the newest first: each line a Mention."""
    return Stream(_as_lines(_mentions(call)), "mentions.jsonl")


@operation("GET", "/cases.csv", Right.LOOK, media=CSV)
async def cases_csv(call: Call[cases.Which, Nothing]) -> Stream:
    """Every case of a filter as CSV, the newest first."""
    return Stream(_as_csv(_cases(call)), "cases.csv", _line(list(Case.model_fields)))


@operation("GET", "/cases.jsonl", Right.LOOK, media=LINES)
async def cases_jsonl(call: Call[cases.Which, Nothing]) -> Stream:
    """Every case of a filter as JSON Lines, the newest first: each line a Case."""
    return Stream(_as_lines(_cases(call)), "cases.jsonl")


async def _mentions(call: Heard) -> AsyncIterator[Shape]:
    async for one in searching.export(call.behind.parts().store, call.who.brands, call.asked.wanted()):
        yield mention_of(one)


async def _cases(call: Wanted) -> AsyncIterator[Shape]:
    now = call.behind.now()
    async for row in all_cases.export(call.behind.parts().store, call.who.brands, call.asked.wanted()):
        yield case_of(row.id, row.case, now)


async def _as_lines(found: AsyncIterator[Shape]) -> AsyncIterator[bytes]:
    async for one in found:
        yield one.model_dump_json().encode() + b"\n"


async def _as_csv(found: AsyncIterator[Shape]) -> AsyncIterator[bytes]:
    async for one in found:
        yield _line([cell(value) for value in one.model_dump(mode="json").values()])


def _line(cells: Sequence[Any]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue().encode()


OPERATIONS = (mentions_csv, mentions_jsonl, cases_csv, cases_jsonl)

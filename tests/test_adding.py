"""The examples of docs/adding.md: taken from the page and run, alone and through the daemon."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hatchling.build import build_wheel

import alerts
import connectors
from alerts.base import Card, DeliveryError, Message, Recipient
from connectors.base import FetchError, Outcome
from monitor import commands
from monitor.app import App
from monitor.clock import SetClock
from monitor.config import ConfigError, load
from monitor.demo.toy_forum import start
from monitor.net import Net

PAGE = (Path(__file__).parent.parent / "docs" / "adding.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```\w+ title=(\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class Town:
    """The town hall and the push service on one loopback port."""

    url: str = ""
    entries: object = field(default_factory=list)
    board: object = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    status: int = 200

    async def read(self, request: web.Request) -> web.Response:
        self.asked.append(request.query_string)
        found = self.entries
        if isinstance(found, list):
            found = [entry for entry in found if entry["id"] > int(request.query["after"])]
        return web.json_response(found)

    async def pinned(self, request: web.Request) -> web.Response:
        return web.json_response(self.board)

    async def note(self, request: web.Request) -> web.Response:
        self.notes.append(json.loads(await request.read()))
        self.logins.append(request.headers.get("X-Gotify-Key", ""))
        return web.json_response({"id": "x"}, status=self.status)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    town = Town()
    app = web.Application()
    app.router.add_get("/api/entries", town.read)
    app.router.add_get("/api/board", town.pinned)
    app.router.add_post("/message", town.note)
    runner, port = await start(app)
    town.url = f"http://127.0.0.1:{port}"
    yield town
    await runner.cleanup()


@pytest.fixture
def townhall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package of the page, installed: its modules, and the metadata that pip would write."""
    site = tmp_path / "site"
    for name, text in FILES.items():
        if name.endswith(".py"):
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_text(text, encoding="utf-8")
    described = site / "townhall-1.0.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: townhall\nVersion: 1.0.0\n")
    points = re.findall(
        r'^\[project\.entry-points\."(.+?)"\]\n((?:\w+ = ".+"\n)+)', FILES["pyproject.toml"], re.MULTILINE
    )
    lines = [f"[{group}]\n{entries.replace(chr(34), '')}" for group, entries in points]
    (described / "entry_points.txt").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(site)
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "townhall"]:
        del sys.modules[name]


@pytest.fixture
async def net() -> AsyncIterator[Net]:
    async with Net() as net:
        yield net


def entry(number: int, text: str, by: str = "Dana R.", at: datetime = NOW) -> dict[str, Any]:
    return {"id": number, "by": by, "html": f"<p>{text}</p>", "at": at.isoformat()}


def test_the_files_of_the_page_are_a_package_that_pip_can_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As they stand there, with the board alone as well: no other file is needed, and what it is built with knows what to take."""
    for wanted in ({"board"}, {"board", "guestbook", "gotify"}):
        folder = tmp_path / "-".join(sorted(wanted)) / "townhall-for-earful"
        for name, text in FILES.items():
            if name == "pyproject.toml" or Path(name).stem in wanted:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8")
        monkeypatch.chdir(folder)
        wheel = zipfile.ZipFile(folder / build_wheel(str(folder)))
        there = {name for name in wheel.namelist() if name.endswith(".py")}
        assert there == {f"townhall/{name}.py" for name in wanted}
        assert b"board = townhall.board:Board" in wheel.read("townhall-1.0.0.dist-info/entry_points.txt")


def test_the_page_has_all_that_a_package_needs() -> None:
    modules = {"townhall/board.py", "townhall/guestbook.py", "townhall/gotify.py"}
    assert set(FILES) == modules | {"test_board.py", "pyproject.toml", "config.yaml"}


@pytest.mark.slow
def test_the_test_of_the_page_passes_and_would_fail(townhall: None, tmp_path: Path) -> None:
    """As who copies it runs it: by pytest, in a process of its own."""
    site = tmp_path / "site"
    path = os.pathsep.join([str(site), *filter(None, sys.path)])

    def run() -> tuple[int, str]:
        asked = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_board.py"]
        env = {**os.environ, "PYTHONPATH": path}
        done = subprocess.run(asked, cwd=site, env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    code, said = run()
    assert (code, "1 passed" in said) == (0, True), said
    board = site / "townhall" / "board.py"
    board.write_text(board.read_text().replace('note["who"]', '"nobody"'))
    assert run()[0] == 1


def test_the_examples_are_found_under_their_kinds(townhall: None) -> None:
    assert connectors.connector("guestbook").__name__ == "Guestbook"
    assert alerts.channel("gotify").__name__ == "Gotify"
    assert "guestbook" in connectors.kinds()
    assert "gotify" in alerts.kinds()


async def test_the_source_reads_pages_and_goes_on_from_its_cursor(townhall: None, town: Town, net: Net) -> None:
    source = importlib.import_module("townhall.guestbook").Guestbook(url=town.url)
    client = net.bound(failure=FetchError, allow_private=True)
    assert (await source.fetch(client, {})).outcome is Outcome.EMPTY
    town.entries = [entry(7, "Nobody &amp; nothing"), entry(9, "Fine.", by="Lee\u200b P.")]
    first = await source.fetch(client, {})
    assert [(post.id, post.author.name, post.text) for post in first.posts] == [
        ("7", "Dana R.", "Nobody & nothing"),
        ("9", "Lee P.", "Fine."),
    ]
    assert first.posts[0].published == NOW
    assert first.cursor == {"newest": 9}
    again = await source.fetch(client, first.cursor)
    assert (again.outcome, again.cursor) == (Outcome.NOTHING_NEW, {"newest": 9})
    assert town.asked == ["after=0", "after=0", "after=9"]
    town.entries = {"error": "please log in"}
    odd = await source.fetch(client, first.cursor)
    assert (odd.outcome, odd.cursor, odd.note) == (
        Outcome.SUSPICIOUS,
        {"newest": 9},
        "127.0.0.1 sent no list of entries",
    )


async def test_the_channel_publishes_and_says_what_went_wrong(townhall: None, town: Town, net: Net) -> None:
    channel = importlib.import_module("townhall.gotify").Gotify(token="tk_secret", server=town.url)
    client = net.bound(failure=DeliveryError, allow_private=True)
    maria = Recipient(name="maria")
    card = Card(heading="Harbor Plumbing", quote="x" * 5_000, link="https://forum.example/7")
    message = Message(
        id="1",
        thread="case-1",
        reason="FIRST_ANGER",
        to=maria,
        title="A customer\nis angry",
        summary="Dana R. is angry.",
        card=card,
        at=NOW,
        urgent=True,
    )
    assert channel.shared
    assert channel.reaches(maria)
    assert channel.destination(maria) == "application"
    assert "tk_secret" not in repr(channel)
    assert await channel.send(client, message, None) == {}
    [note] = town.notes
    assert (note["title"], note["priority"]) == ("A customer is angry", 8)
    assert note["extras"]["client::notification"]["click"]["url"] == "https://forum.example/7"
    assert len(note["message"]) <= 1_000
    assert town.logins == ["tk_secret"]
    town.status = 403
    with pytest.raises(DeliveryError, match=r"^127\.0\.0\.1 refused the message") as refused:
        await channel.send(client, message, None)
    assert refused.value.permanent


@pytest.mark.slow
async def test_the_smallest_source_is_a_whole_one(
    townhall: None, town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In under 30 lines: found, checked, listed, heard once and with its trouble told."""
    assert len(FILES["townhall/board.py"].splitlines()) < 30
    path = tmp_path / "config.yaml"
    source = f'{{kind: board, base_url: "{town.url}", allow_private: true}}'
    path.write_text(
        f"tone: {{scorer: fast}}\nbrands: [{{name: Harbor Plumbing}}]\nsources: [{source}]\n", encoding="utf-8"
    )
    assert commands.sources.kinds(as_json=True) == 0
    listed = {one["kind"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (listed["board"]["package"], listed["rss"]["package"]) == ("townhall", None)
    assert (listed["board"]["needs"], listed["board"]["hears"]) == (["url"], "The notice board of a town hall.")
    assert commands.sources.kinds(as_json=False) == 0
    assert "The notice board of a town hall (from townhall)" in capsys.readouterr().out

    async def once() -> list[dict[str, Any]]:
        assert await commands.once.once(load(path, {}), dry_run=False, as_new=timedelta(days=7), as_json=True) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    town.board = [{"n": 1, "who": "Dana R.", "what": "Harbor Plumbing <b>never</b> called", "when": NOW.isoformat()}]
    heard, post, *_ = await once()
    assert (heard["outcome"], post["id"], post["author"]["name"]) == ("items", "1", "Dana R.")
    assert (post["text"], post["published"]) == ("Harbor Plumbing never called", "2026-11-23T09:00:00Z")
    assert [event["outcome"] for event in await once() if event["event"] == "source"] == ["nothing_new"]
    town.board = {"error": "please log in"}
    (odd,) = await once()
    assert odd["outcome"] == "error"
    assert "could not be understood" in odd["error"]
    town.board = {}
    (nothing,) = await once()
    assert (nothing["outcome"], nothing["error"]) == ("suspicious", "it answered with something that makes no sense")


async def test_both_carry_a_complaint_through_the_daemon(townhall: None, town: Town, tmp_path: Path) -> None:
    text = FILES["config.yaml"].replace("https://townhall.example}", f'"{town.url}", every: 1s, allow_private: true}}')
    text = text.replace("server: https://push.townhall.example", f'server: "{town.url}", allow_private: true')
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    clock = SetClock(NOW)
    async with App(load(path, {"GOTIFY_TOKEN": "tk_secret"}), clock=clock) as app:
        [source] = app.parts.config.sources.values()
        assert (await app.poll(source)).outcome == "empty"
        clock.move(timedelta(minutes=15))
        town.entries = [entry(1, "Harbor Plumbing never called me back, I am furious!", at=clock.now())]
        assert (await app.poll(source)).outcome == "items"
        assert len((await app.decide()).cases) == 1
        assert [sent.error for sent in await app.delivered()] == [""]
    [note] = town.notes
    assert "Harbor Plumbing" in note["title"]
    assert "never called me back" in note["message"]


def test_their_mistakes_are_explained_like_those_of_the_others(townhall: None, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(FILES["config.yaml"].replace("url:", "ulr:"), encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load(path, {"GOTIFY_TOKEN": "tk_secret"})
    said = "\n".join(map(str, refused.value.problems))
    assert "Did you mean 'url'?" in said
    assert "address of the town hall" in said
    assert "tk_secret" not in said


def test_a_package_with_faults_is_told_with_the_others(
    townhall: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by a traceback, and not only when it is listened to: with it nobody else would be heard."""
    from townhall.board import Board  # type: ignore[import-not-found]

    @dataclass(frozen=True)
    class Fussy(Board):  # type: ignore[misc]
        def __post_init__(self) -> None:
            raise RuntimeError("no town hall today")

    @dataclass
    class Silent:
        url: str

    made = {"guestbook": Fussy, "board": Silent}
    monkeypatch.setattr(connectors, "connector", lambda kind: made[kind])
    path = tmp_path / "config.yaml"
    further = "sources:\n  - {kind: board, url: https://townhall.example}\n"
    path.write_text(FILES["config.yaml"].replace("sources:\n", further), encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load(path, {"GOTIFY_TOKEN": "tk_secret"})
    said = "\n".join(map(str, refused.value.problems))
    assert "the kind 'board' can neither fetch, nor listen, nor receive." in said
    assert "sources.1: cannot be set up (RuntimeError: no town hall today)." in said

"""Every verb, as it is typed."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import logging
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest

import connectors
from monitor.cli import main, span
from tests.fakes import ToyForum, ToyMailbox, ToySlack
from tests.test_own_model import FEELING, bring

HOUR = timedelta(hours=1)
FURIOUS = "Harbor Plumbing never returned my call, I am furious and telling everyone!"

CONFIG = """\
timezone: America/New_York
people:
  maria: {{email: maria@harborplumbing.example}}
  sam: {{email: sam@harborplumbing.example}}
operator: sam
brands:
  - name: Harbor Plumbing
    answered_by: maria
    if_nobody_takes_it: [{{after: 1h, tell: sam}}]
sources:
  - {{kind: rss, url: "{forum}", name: Town forum, every: 1s, allow_private: true}}
tone: {{scorer: fast}}
alerts:
  console: true
  channels:
    mail: {{kind: email, server: "{mailbox}", from: "Earful <earful@harborplumbing.example>"}}
"""


@dataclass
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """Standard output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Earful = Callable[..., Awaitable[Ran]]


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """The command line sets up logging for its process; here it shares one with the tests."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def earful(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Earful:
    """Runs the command with ``tmp_path/config.yaml``."""

    async def run(*argv: str) -> Ran:
        capsys.readouterr()
        try:
            status = await asyncio.to_thread(main, [argv[0], "--config", str(tmp_path / "config.yaml"), *argv[1:]])
        except SystemExit as left:
            status = int(left.code or 0)
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return run


@dataclass
class Town:
    """The places that the configuration names."""

    forum: ToyForum
    mailbox: ToyMailbox
    config: Path

    def angry(self, by: str = "Dana R.", text: str = FURIOUS, ago: timedelta = HOUR) -> str:
        return self.forum.say(by, "Never again", text, datetime.now(UTC) - ago)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with ToyForum() as forum, ToyMailbox() as mailbox:
        path = tmp_path / "config.yaml"
        path.write_text(CONFIG.format(forum=forum.feed_url, mailbox=mailbox.server))
        forum.say("Lee P.", "Bus 12", "Is bus 12 running on Sunday?", datetime.now(UTC) - 48 * HOUR)
        yield Town(forum, mailbox, path)


def shape(**keys: type | tuple[type, ...]) -> dict[str, type | tuple[type, ...]]:
    return keys


NONE = type(None)
SHAPES = {
    "source": shape(source=str, outcome=str, posts=int, error=(str, NONE)),
    "post": shape(
        source=str, id=str, url=(str, NONE), author=dict, title=str, text=str, published=(str, NONE),
        published_exact=bool, stars=(int, float, NONE), stars_max=(int, float, NONE), lang=(str, NONE),
        reply_to=(str, NONE), thread=(str, NONE), likes=(int, NONE), shares=(int, NONE), edited=(str, NONE),
    ),
    "mention": shape(
        source=str, post=str, brand=str, spans=list, label=str, polarity=(int, float), anger=(int, float),
        complaint=(int, float),
    ),
    "case": shape(id=int, brand=str, author=str, state=str, severity=int, waiting_since=str, due=str),
    "message": shape(id=str, thread=str, reason=str, channel=str, to=str, title=str, body=str),
}  # fmt: skip


# -- check -----------------------------------------------------------------------------------------------------------


async def test_check_says_that_all_is_well(earful: Earful, town: Town) -> None:
    ran = await earful("check")
    assert (ran.status, ran.err) == (0, "")
    assert "is fine: 2 people, 1 brand, 1 source, alerts by" in ran.out
    assert town.forum.requests == []
    assert not (town.config.parent / "data").exists()


async def test_check_tries_a_model_that_somebody_brings(earful: Earful, town: Town, tmp_path: Path) -> None:
    own = bring(tmp_path / "own", ["negative", "neutral", "positive"], FEELING)
    given = town.config.read_text()
    town.config.write_text(re.sub(r"(?m)^tone: .*$", f"tone: {{scorer: onnx, folder: {own}}}", given))
    assert (await earful("check")).status == 0
    (own / "model.onnx").write_bytes(b"half")
    ran = await earful("check")
    assert (ran.status, ran.out) == (1, "")
    assert f"the scorer onnx cannot read a text: {own}/model.onnx cannot be read; export it again" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("verb", ["check", "run", "once", "case", "sources", "export mentions", "match", "healthcheck"])
async def test_a_bad_configuration_starts_nothing(earful: Earful, town: Town, verb: str) -> None:
    town.config.write_text(town.config.read_text().replace("answered_by: maria", "answered_by: mario\n    wat: 1"))
    ran = await earful(*verb.split())
    assert (ran.status, ran.out) == (1, "")
    assert "2 problems; nothing was started." in ran.err
    assert re.search(r"config.yaml:8: .*mario", ran.err)
    assert "maria" in ran.err
    assert re.search(r"config.yaml:9: .*wat", ran.err)
    assert town.forum.requests == []
    assert not (town.config.parent / "data").exists()


# -- once ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_once_json_has_the_promised_shapes_and_nothing_else_on_stdout(earful: Earful, town: Town) -> None:
    town.angry()
    ran = await earful("once", "--json", "--as-new", "7d")
    assert ran.status == 0
    assert [event["event"] for event in ran.events] == [
        "source",
        "post",
        "post",
        "mention",
        "case",
        "message",
        "message",
    ]
    for event in ran.events:
        expected = SHAPES[event["event"]]
        for key, kind in expected.items():
            assert isinstance(event[key], kind), (event["event"], key)
            assert not (kind is int and isinstance(event[key], bool))
    source, *posts, mention, case, _, _ = ran.events
    assert source == {"event": "source", "source": "Town forum", "outcome": "items", "posts": 2, "error": None}
    post = next(post for post in posts if post["author"]["name"] == "Dana R.")
    assert post["text"] == FURIOUS
    assert post["published"].endswith("Z")
    assert datetime.fromisoformat(post["published"]).tzinfo is not None
    assert (mention["post"], mention["label"]) == (post["id"], "negative")
    assert [post["text"][start:end] for start, end in mention["spans"]] == ["Harbor Plumbing"]
    assert (case["state"], case["author"]) == ("open", "Dana R.")
    assert datetime.fromisoformat(case["due"]) > datetime.fromisoformat(case["waiting_since"])
    told = [(event["reason"], event["channel"], event["to"]) for event in ran.events if event["event"] == "message"]
    assert sorted(told) == [("FIRST_ANGER", "console", "maria"), ("FIRST_ANGER", "mail", "maria")]
    assert "FIRST_ANGER for maria" in ran.err  # the console alert goes there instead
    assert len(town.mailbox.mails) == 1

    again = await earful("once", "--json")
    assert [(event["event"], event.get("outcome")) for event in again.events] == [("source", "nothing_new")]


@pytest.mark.slow
async def test_a_dry_run_stores_nothing_sends_nothing_and_shows_all(earful: Earful, town: Town) -> None:
    town.angry()
    for _ in range(2):
        ran = await earful("once", "--dry-run", "--as-new", "7d")
        assert ran.status == 0
        assert "2 messages would be sent" in ran.out
        assert "FIRST_ANGER to maria by mail" in ran.out
        assert FURIOUS in ran.out
        ran = await earful("once", "--dry-run", "--as-new", "7d", "--json")
        assert [event["event"] for event in ran.events].count("message") == 2
    assert town.mailbox.mails == []
    assert not (town.config.parent / "data").exists()
    await earful("once")
    before = (await earful("case")).out
    town.angry("Ann", ago=timedelta(0))
    ran = await earful("once", "--dry-run", "--json")
    assert [event["author"] for event in ran.events if event["event"] == "case"] == ["Ann"]
    assert (await earful("case")).out == before


async def test_once_tells_people_what_happened(earful: Earful, town: Town) -> None:
    town.angry()
    ran = await earful("once")
    assert ran.status == 0
    assert "Town forum: items, 2 posts, 2 new" in ran.out
    assert "1 mention, 1 unhappy, 1 case changed" in ran.out
    assert "ALREADY_WAITING" in ran.out
    assert [mail.message["To"] for mail in town.mailbox.mails] == ["maria <maria@harborplumbing.example>"]


async def test_once_shows_what_could_not_be_heard(earful: Earful, town: Town) -> None:
    town.forum.serve("/latest.rss", "no", "text/plain", status=503)
    ran = await earful("once", "--json")
    assert ran.status == 0
    assert ran.events[0]["outcome"] == "error"
    assert "127.0.0.1" in ran.events[0]["error"]


@pytest.mark.parametrize("wrong", ["7", "d", "7x", "7d and more", "-1d", "", "9999999999d"])
async def test_as_new_is_a_span(earful: Earful, town: Town, wrong: str) -> None:
    assert (await earful("once", "--as-new", wrong)).status == 2


def test_spans() -> None:
    assert span("7d") == timedelta(days=7)
    assert span("1d12h") == span("1d 12h") == timedelta(hours=36)
    assert span("90m") == timedelta(minutes=90)


async def test_the_exact_chown_for_a_folder_that_cannot_be_written(earful: Earful, town: Town) -> None:
    (town.config.parent / "data").write_text("a file is in the way")
    ran = await earful("once")
    assert ran.status == 1
    assert f"sudo chown -R {os.getuid()}:{os.getgid()} {town.config.parent / 'data'}" in ran.err
    assert town.forum.requests == []


# -- cases -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_case_tells_what_was_said_when_it_was_said(earful: Earful, town: Town) -> None:
    """An edit is another step of the story, and leaves the first one as it was."""
    feed = "<rss version='2.0'><channel><title>T</title><item><guid>7</guid><author>Dana R.</author>{}</item></channel></rss>"
    words = FURIOUS, f"{FURIOUS} And I will sue."
    for said in words:
        town.forum.serve("/latest.rss", feed.format(f"<description>{said}</description>").encode())
        assert (await earful("once", "--as-new", "7d")).status == 0
    shown = (await earful("case", "1")).out
    story = [line.partition("the customer: ")[2] for line in shown.splitlines() if "the customer: " in line]
    assert story == [f'"{said}"' for said in words]


@pytest.mark.slow
async def test_cases_are_listed_shown_explained_taken_and_undone(earful: Earful, town: Town) -> None:
    assert "no database" in (await earful("case")).err
    town.angry()
    town.angry("Zed \x1b[2J", "Harbor Plumbing: no answer at all, disgraceful. I will sue.")
    await earful("once", "--as-new", "7d")
    listed = await earful("case")
    assert listed.status == 0
    assert [line.split()[0] for line in listed.out.splitlines()[1:]] == ["2", "1"]  # the lawyer first
    assert "\x1b" not in listed.out
    shown = await earful("case", "1")
    assert "Case 1: Dana R. about Harbor Plumbing" in shown.out
    assert f'the customer: "{FURIOUS}"' in shown.out
    assert "FIRST_ANGER to maria" in shown.out
    explained = (await earful("explain", "1")).out
    for part in ("found by name", "telling everyone +2", 'names "Harbor Plumbing"', "after 1 h: Sam", "by mail: sent"):
        assert part in explained
    assert {event["id"] for event in (await earful("case", "--json")).events} == {1, 2}

    town.mailbox.mails.clear()
    took = await earful("case", "1", "take", "--by", "sam")
    assert (took.status, took.out.splitlines()[-1]) == (0, "case 1: taken")
    assert [mail.recipients for mail in town.mailbox.mails] == [("maria@harborplumbing.example",)]
    assert "taken by Sam" in (await earful("case", "1")).out
    assert (await earful("case", "1", "undo", "--by", "sam")).out.splitlines()[-1] == "case 1: open"
    given = await earful("case", "1", "give", "sam", "--by", "maria")
    assert given.status == 0
    assert "turn      Sam" in (await earful("case", "1")).out
    assert (await earful("case", "1", "close", "--as", "lost", "--by", "sam")).out.splitlines()[
        -1
    ] == "case 1: closed (lost)"
    assert (await earful("case", "1", "not-angry", "--by", "sam")).status == 0
    assert "1" not in [line.split()[0] for line in (await earful("case")).out.splitlines()[1:]]


@pytest.mark.slow
async def test_what_cannot_be_done_with_a_case_says_why(earful: Earful, town: Town) -> None:
    town.angry()
    await earful("once")
    for argv, why in (
        (("1", "take"), "--by maria or --by sam"),
        (("1", "take", "--by", "fred"), "nobody called 'fred'"),
        (("1", "give", "--by", "sam"), "--to"),
        (("1", "close", "--by", "sam"), "--as won_back"),
        (("1", "undo", "--by", "sam"), "nobody has done anything"),
        (("9", "take", "--by", "sam"), "no case 9"),
        (("9",), "no case 9"),
    ):
        ran = await earful("case", *argv)
        assert (ran.status, ran.out) == (1, "")
        assert why in ran.err
    assert (await earful("explain", "9")).status == 1
    assert (await earful("case", "1", "dance")).status == 2
    assert (await earful("case", "one")).status == 2


@pytest.mark.slow
async def test_cases_are_promised_opened_by_hand_merged_and_split(earful: Earful, town: Town) -> None:
    town.angry()
    await earful("once", "--as-new", "7d")

    async def said(*argv: str) -> str:
        ran = await earful("case", *argv, "--by", "maria")
        assert (ran.status, ran.err) == (0, "")
        return ran.out.splitlines()[-1]

    assert re.fullmatch(r"case 1: promised until .*\d\d:\d\d", await said("1", "promise", "--until", "3d"))
    assert "Maria: promise until" in (await earful("case", "1")).out
    assert (await said("1", "answered", "--note", "will call in 5 days")).startswith("case 1: promised until")
    assert '("will call in 5 days")' in (await earful("case", "1")).out
    assert (await said("1", "snooze", "--until", "2h")).startswith("case 1: snoozed until")
    assert await said("open", "--name", "Dana R.", "--words", "Still waiting.", "--at", "3h") == "case 2: open"
    (case,) = [event for event in (await earful("case", "2", "--json")).events if event.get("event") == "case"]
    assert (case["author"], case["until"], case["wants"]) == ("Dana R.", None, [])
    await said("1", "merge", "2")
    assert "closed (merged)" in (await earful("case", "2")).out
    assert await said("2", "undo") == "case 2: open"
    await said("1", "merge", "2")
    assert await said("1", "split", "2") == "case 3: open"
    for argv, why in (
        (("1", "promise"), "until when"),
        (("1", "snooze", "--until", "whenever"), "is no time to come"),
        (("1", "merge"), "merge it with which case"),
        (("1", "split"), "which ones are somebody else's"),
        (("open", "--words", " "), "what did they say"),
    ):
        ran = await earful("case", *argv, "--by", "maria")
        assert (ran.status, ran.out) == (1, "")
        assert why in ran.err


@pytest.mark.slow
async def test_who_is_away_who_would_be_told_and_what_is_not_heard(earful: Earful, town: Town) -> None:
    town.angry()
    await earful("once", "--as-new", "7d")

    async def out(*argv: str) -> str:
        ran = await earful(*argv)
        assert (ran.status, ran.err) == (0, "")
        return ran.out

    assert await out("away") == "Everybody is here.\n"
    assert "1 open case to sam" in await out("away", "maria", "--until", "2d", "--stand-in", "sam")
    assert "sam stands in" in await out("away")
    assert "turn      Sam, while Maria is away" in await out("case", "1")
    assert "Sam by console, mail" in await out("who", "1")
    assert "with 1 case that nobody took" in await out("back", "maria")
    assert "Maria by console, mail: answers (FIRST_ANGER)" in await out("who", "--severity", "1", "--theme", "safety")
    assert await out("mute") == "Nothing is muted.\n"
    await out("mute", "word", "giveaway", "--by", "maria")
    assert re.search(r"word +giveaway +all +maria", await out("mute"))
    await out("unmute", "word", "giveaway")
    assert await out("learned") == "Nothing has been learnt yet.\n"
    await out("case", "1", "not-us", "--by", "maria")
    assert re.search(r"1 +Harbor Plumbing +the author Dana R\. on \S+ \(\w{6}\) +maria", await out("learned"))
    assert (await out("learned", "--forget", "1")).startswith("forgotten: author Dana R.")
    await out("correct", "1", "--label", "neutral", "--complaint", "no", "--by", "sam")
    assert re.search(r't1 +Harbor Plumbing +".+" +neutral, no complaint +sam', await out("learned"))
    assert await out("learned", "--forget", "t1") == "forgotten: what sam said about these words\n"
    for argv, why in (
        (("who", "9"), "no case 9"),
        (("who", "--brand", "Acme"), "about which brand"),
        (("away", "maria"), "until when"),
        (("back", "maria"), "not away"),
        (("mute", "source", "elsewhere", "--by", "sam"), "no source is called"),
        (("learned", "--forget", "7"), "number 7"),
    ):
        ran = await earful(*argv)
        assert (ran.status, ran.out) == (1, "")
        assert why in ran.err


# -- the rest --------------------------------------------------------------------------------------------------------


async def test_test_alert_goes_by_every_channel_of_a_person(earful: Earful, town: Town) -> None:
    ran = await earful("test-alert", "sam")
    assert ran.status == 0
    assert "mail: sent to sam" in ran.out
    assert "console: sent to sam" in ran.out
    assert town.mailbox.mails[0].recipients == ("sam@harborplumbing.example",)
    assert "Nothing has happened" in town.mailbox.mails[0].text
    assert "This is a sample: no customer wrote it." in town.mailbox.mails[0].text
    alone = await earful("test-alert", "sam", "--channel", "console")
    assert (alone.status, alone.out.count("sent to sam"), len(town.mailbox.mails)) == (0, 1, 1)
    nowhere = await earful("test-alert", "sam", "--channel", "pager")
    assert (nowhere.status, "pager does not reach sam; what does: " in nowhere.err) == (1, True)
    assert not (town.config.parent / "data").exists()
    town.mailbox.refuse("sam@harborplumbing.example", "550 5.1.1 No such user")
    ran = await earful("test-alert", "sam")
    assert ran.status == 1
    assert "No such user" in ran.err
    assert "there are maria, sam" in (await earful("test-alert", "fred")).err


@pytest.mark.slow
async def test_sources_show_their_health(earful: Earful, town: Town) -> None:
    assert "not visited yet" in (await earful("sources")).out
    await earful("once")
    (health,) = (await earful("sources", "--json")).events
    assert (health["source"], health["state"], health["posts"], health["error"]) == ("Town forum", "hears", 1, None)
    assert health["last_success"] <= health["next_poll"]
    town.forum.serve("/latest.rss", "gone", "text/plain", status=410)
    await earful("once")
    ran = await earful("sources")
    assert "blind" in ran.out
    assert "HTTP 410" in ran.out


@pytest.mark.slow
async def test_export_quotes_formulas_and_keeps_every_row(earful: Earful, town: Town) -> None:
    town.angry('=HYPERLINK("http://evil.example")', '=cmd|calc Harbor Plumbing never called, "furious",\n\nbye')
    town.angry("Dana R.")
    await earful("once")
    mentions = (await earful("export", "mentions")).events
    assert {row["brand"] for row in mentions} == {"Harbor Plumbing"}
    assert len(mentions) == 2
    table = list(csv.DictReader(io.StringIO((await earful("export", "mentions", "--format", "csv")).out, newline="")))
    assert list(table[0]) == list(mentions[0])
    assert {row["author"] for row in table} == {"Dana R.", '\'=HYPERLINK("http://evil.example")'}
    for row in table:
        for cell in row.values():
            assert cell[:1] not in ("=", "+", "@", "\t", "\r")
            assert not cell.startswith("-") or re.fullmatch(r"-[\d.]+", cell)
    cases = (await earful("export", "cases")).events
    assert {row["state"] for row in cases} == {"open"}
    assert len((await earful("export", "cases", "--format", "csv")).out.splitlines()) == 3


async def test_match_and_score_read_and_write_lines(
    earful: Earful, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def given(*lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(lines).encode())))

    given('{"id": 1, "text": "😡 #HarborPlumbing"}', "no JSON", '{"id": 2, "text": "pipes"}')
    ran = await earful("match")
    assert ran.status == 0
    first, wrong, last = ran.events
    assert [brand["spans"] for brand in first["brands"]] == [[[2, 17]]]
    assert "line 2" in wrong["error"]
    assert last == {"id": 2, "brands": []}
    given(
        '{"id": 1, "text": "They never returned my call, I am furious"}',
        '{"id": 2}',
        '{"id": 3, "text": "", "stars": 1}',
    )
    first, wrong, last = (await earful("score")).events
    assert first["label"] == "negative"
    assert first["anger"] >= 0.5
    assert "line 2" in wrong["error"]
    assert last["id"] == 3
    assert set(first) >= {"id", "label", "polarity", "anger", "complaint", "why"}


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["--help"], ["case", "--help"], ["once", "--help"], ["--version"]):
        with pytest.raises(SystemExit) as left:
            main(argv)
        assert left.value.code == 0
    said = capsys.readouterr().out
    for part in ("first steps", "earful case 812 take --by maria", "not-angry", "--as-new", "earful 0."):
        assert part in said


# -- the daemon ------------------------------------------------------------------------------------------------------


class Daemon:
    """``earful run`` as a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, out: Path, err: Path) -> None:
        self.process, self._out, self._err = process, out, err

    @property
    def out(self) -> str:
        return self._out.read_text()

    @property
    def err(self) -> str:
        return self._err.read_text()

    async def until(self, what: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not what():
                assert self.process.returncode is None, self.err
                await asyncio.sleep(0.02)

    async def end(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        async with asyncio.timeout(10):
            return await self.process.wait()


@asynccontextmanager
async def daemon(config: Path, *options: str, **env: str) -> AsyncIterator[Daemon]:
    out, err = config.parent / "out.txt", config.parent / "err.txt"
    with out.open("w") as stdout, err.open("w") as stderr:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor.cli", "run", "--config", str(config), *options,
            stdout=stdout, stderr=stderr, env={**os.environ, **env},
        )  # fmt: skip
    running = Daemon(process, out, err)
    try:
        await running.until(lambda: "Listening" in running.out)
        yield running
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.slow
async def test_the_daemon_listens_obeys_and_ends(earful: Earful, town: Town) -> None:
    async with daemon(town.config) as running:
        await running.until(lambda: bool(town.forum.requests))
        town.angry(ago=timedelta(0))
        await running.until(lambda: bool(town.mailbox.mails))
        assert "FIRST_ANGER" in running.out

        assert "1  " in (await earful("case")).out  # readers need no permission
        took = await earful("case", "1", "take", "--by", "sam")  # writers go through the daemon
        assert (took.status, took.out) == (0, "case 1: taken\n")
        await running.until(lambda: len(town.mailbox.mails) == 2)
        refused = await earful("case", "9", "take", "--by", "sam")
        assert (refused.status, "no case 9" in refused.err) == (1, True)

        second = await earful("once")
        another = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor.cli", "run", "--config", str(town.config), stderr=subprocess.PIPE
        )
        said = (await another.communicate())[1].decode()
        assert (second.status, another.returncode) == (1, 1)
        for refusal in (second.err, said):
            assert f"another Earful (process {running.process.pid}) is already using" in refusal
        well = await earful("healthcheck")
        assert (well.status, well.out) == (0, "well\n")

        assert await running.end() == 0
        assert running.out.endswith("Stopping.\n")
        assert "Traceback" not in running.err
    gone = await earful("healthcheck")
    assert (gone.status, "not running" in gone.err) == (1, True)
    assert not (town.config.parent / "data" / "earful.sock").exists()
    assert (await earful("case", "1", "answered", "--by", "sam")).status == 0


@pytest.mark.slow
async def test_the_daemon_ends_in_time_while_a_server_does_not_answer(tmp_path: Path) -> None:
    hanging = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hanging.set()
        try:
            await reader.read()
        finally:
            writer.close()

    async with await asyncio.start_server(hang, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        config = tmp_path / "config.yaml"
        config.write_text(CONFIG.format(forum=f"http://127.0.0.1:{port}/latest.rss", mailbox="127.0.0.1:9"))
        async with daemon(config) as running:
            async with asyncio.timeout(60):
                await hanging.wait()
            assert await running.end() == 0
            assert "Traceback" not in running.err


@pytest.mark.slow
async def test_a_reload_takes_a_good_edit_and_refuses_a_bad_one(town: Town) -> None:
    text = town.config.read_text()
    async with daemon(town.config) as running:
        await running.until(lambda: bool(town.forum.requests))
        town.config.write_text(text.replace("answered_by: maria", "answered_by: mario"))
        running.process.send_signal(signal.SIGHUP)
        await running.until(lambda: "1 problem" in running.err)
        assert "the old one stays in force" in running.err
        assert "mario" in running.err
        await running.until(lambda: bool(town.mailbox.mails))
        (mail,) = town.mailbox.mails
        assert mail.recipients == ("sam@harborplumbing.example",)
        assert "Earful keeps its old configuration" in mail.message["Subject"]
        assert "mario" in mail.text

        town.config.unlink()
        running.process.send_signal(signal.SIGHUP)
        await running.until(lambda: "no such file" in running.err)

        town.config.write_text(text.replace("name: Harbor Plumbing", "name: Bolt Electric"))
        running.process.send_signal(signal.SIGHUP)
        await running.until(lambda: "the new configuration is in force" in running.err)
        running.process.send_signal(signal.SIGHUP)
        await running.until(lambda: "has not changed" in running.err)
        town.mailbox.mails.clear()
        town.angry("Ann", "Harbor Plumbing never called back, I am furious", timedelta(0))
        town.angry("Bob", "Bolt Electric never called back, I am furious", timedelta(0))
        await running.until(lambda: any("Bolt Electric" in mail.message["Subject"] for mail in town.mailbox.mails))
        assert not [mail for mail in town.mailbox.mails if "Harbor" in mail.message["Subject"]]
        assert await running.end(signal.SIGINT) == 0


@pytest.mark.slow
async def test_secrets_are_never_shown_or_stored(tmp_path: Path, earful: Earful) -> None:
    """Whatever fails, and however talkative it is made: no secret in the output, the log or the database."""
    async with ToyForum() as forum, ToySlack(token="xoxb-canary-token-1") as slack, ToyMailbox() as mailbox:
        host = forum.url.removeprefix("http://")
        (tmp_path / "config.yaml").write_text(
            f"""\
people: {{maria: {{email: maria@harborplumbing.example, slack: U0MARIA001}}}}
operator: maria
brands: [{{name: Harbor Plumbing, answered_by: maria}}]
sources:
  - {{kind: rss, url: "http://u:canary-login-2@{host}/latest.rss?key=canary-feed-3", allow_private: true, every: 1s}}
  - {{kind: rss, url: "http://u:canary-login-2@{host}/none/canary-path-4?key=canary-feed-3", allow_private: true, every: 1s}}
heartbeat: "{forum.url}/ping/canary-beat-5"
alerts:
  console: true
  channels:
    chat: {{kind: slack, channel: "#customers", token: "${{TOKEN}}", base_url: "{slack.url}", allow_private: true}}
    hook: {{kind: webhook, url: "{forum.url}/hook/canary-hook-6", secret: canary-secret-7, allow_private: true}}
    mail: {{kind: email, server: "{mailbox.server}", from: e@harborplumbing.example, user: u, password: canary-password-8}}
"""
        )
        (tmp_path / ".env").write_text("TOKEN=xoxb-canary-token-1\n")
        slack.fail_next("invalid_auth")
        forum.say("Lee P.", "Bus 12", "Is bus 12 running on Sunday?", datetime.now(UTC) - HOUR)
        async with daemon(tmp_path / "config.yaml", "-v") as running:
            await running.until(lambda: bool(forum.requests))
            forum.say("Dana R.", "Never again", FURIOUS, datetime.now(UTC))
            await running.until(lambda: "FIRST_ANGER" in running.out)
            await running.until(lambda: "SOURCE_BLIND" in running.out)
            await running.until(lambda: "hook" in running.err)
            said = [running.out, running.err]
            assert await running.end() == 0
        said += [running.out, running.err]
        for argv in (
            ("check",), ("once", "-v"), ("once", "--json"), ("sources",), ("sources", "--json"), ("case",), ("case", "1"),
            ("explain", "1"), ("export", "mentions"), ("export", "cases"), ("test-alert", "maria"), ("healthcheck",),
        ):  # fmt: skip
            ran = await earful(*argv)
            said += [ran.out, ran.err]
        broken = tmp_path / "config.yaml"
        broken.write_text(broken.read_text().replace("kind: webhook", "kind: webhock").replace("every: 1s", "evry: 1s"))
        ran = await earful("check")
        assert ran.status == 1
    everything = "\n".join(said)
    assert set(re.findall(r"canary-[a-z]+-\d", everything)) == set()
    data = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir() if path.is_file())
    assert set(re.findall(rb"canary-[a-z]+-\d", data)) == set()
    with closing(sqlite3.connect(tmp_path / "data" / "earful.db")) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone()[0] >= 4


def test_the_module_runs_as_a_program(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "monitor.cli", "check", "--config", str(tmp_path / "none.yaml")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "there is no such file" in done.stderr
    assert done.stdout == ""


def test_a_mistyped_verb_is_understood_and_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["chekc"])
    assert left.value.code == 2
    assert "Did you mean 'check'?" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--config", "{}", "check"], ["check", "--config", "{}"]])
def test_the_configuration_may_stand_before_the_verb(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("timezone: UTC\npeople: {maria: {}}\nbrands: [{name: Acme}]\n")
    assert main([word.format(path) for word in words]) == 0
    assert f"{path} is fine" in capsys.readouterr().out


def test_every_installed_kind_of_source_is_listed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["sources", "--kinds"]) == 0
    shown = capsys.readouterr().out
    rows = {line.split()[0]: line for line in shown.splitlines()}
    assert set(connectors.BUILT_IN) <= set(rows)
    assert "place, client_id, client_secret, refresh_token" in rows["google_business"]
    assert re.search(r"hackernews +- +5 min +Stories and comments", rows["hackernews"])
    assert main(["sources", "--kinds", "--json"]) == 0
    told = {one["kind"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (told["youtube"]["needs"], told["youtube"]["secret"]) == (["key"], ["key"])
    assert told["rss"]["every_seconds"] == 900
    broken = EntryPoint("guestbook", "no_such_package:Guestbook", connectors.GROUP)
    monkeypatch.setattr(connectors, "entry_points", lambda group: EntryPoints([broken]))
    assert main(["sources", "--kinds"]) == 1
    said = capsys.readouterr()
    assert "guestbook cannot be loaded" in said.err
    assert "hackernews" in said.out

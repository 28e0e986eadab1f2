"""Kill -9 between every two steps: nothing is lost, nothing is decided twice, at most the delivery under way is repeated.

A process of its own runs the real App (``tests.fakes.victim``) and strikes itself dead; the services it talks to live
here and outlive it. What it has stored and sent in the end is compared with an undisturbed run of the same story.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from aiohttp import web

from monitor.demo import toy_forum
from monitor.demo.toy_forum import ToyForum, start
from monitor.demo.toy_mailbox import ToyMailbox
from monitor.demo.toy_slack import ToySlack
from tests.fakes.victim import POINTS

ROOT = Path(__file__).resolve().parent.parent
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

CONFIG = """\
timezone: UTC
people:
  maria: {{email: maria@harborplumbing.example}}
  sam:   {{email: sam@harborplumbing.example}}
operator: sam
brands:
  - name: Harbor Plumbing
    answered_by: maria
    answer_within: 4h
    if_nobody_takes_it:
      - {{after: 1h, tell: maria}}
      - {{after: 2h, tell: sam}}
sources:
  - {{kind: rss, url: "{forum}", name: Town forum, every: 1s, allow_private: true}}
  - {{kind: mastodon, server: "{town}", hashtag: harborplumbing, name: Town square, every: 1s, allow_private: true}}
alerts:
  channels:
    mail: {{kind: email, server: "{mail}", from: "Earful <earful@harborplumbing.example>"}}
    chat: {{kind: slack, channel: "#customers", token: "{token}", base_url: "{slack}", allow_private: true}}
    hook: {{kind: webhook, url: "{hook}", events: all, allow_private: true}}
tone: {{scorer: fast}}
"""

ANGRY = "Harbor Plumbing, three weeks and nobody ever called me back. I am furious."
LOUDER = (
    "Harbor Plumbing still has not called. My lawyer will, and I am telling everyone I know never to go there again."
)
THANKS = "Sam of Harbor Plumbing called me himself and it is all fixed. Thank you, that was great!"
CALM = "Does Harbor Plumbing open on Sunday?"
ELSEWHERE = "Is bus 12 running on Sunday?"


@dataclass(slots=True)
class Town:
    """As much of a Mastodon instance as one hashtag needs: ids that grow, ``min_id``, the newest first."""

    toots: list[dict[str, Any]] = field(default_factory=list)
    hooked: list[dict[str, Any]] = field(default_factory=list)  # what the webhook was sent, with its key
    url: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/api/v1/timelines/tag/{tag}", self._timeline)
        app.router.add_post("/hook", self._hook)
        self._runner, port = await start(app)
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    def say(self, author: str, text: str, at: datetime) -> None:
        number = len(self.toots) + 1001
        account = {"id": author, "acct": author, "display_name": author, "url": f"https://town.example/@{author}"}
        uri = f"https://town.example/{number}"
        self.toots.append(
            {
                "id": str(number),
                "uri": uri,
                "url": uri,
                "created_at": at.isoformat(),
                "content": text,
                "account": account,
            }
        )

    async def _timeline(self, request: web.Request) -> web.Response:
        after = int(request.query.get("min_id", 0))
        # The next page after min_id: the oldest of what is newer, shown newest first. Few a page, so that a burst takes several.
        page = [toot for toot in self.toots if int(toot["id"]) > after][:40]
        return web.json_response([] if "max_id" in request.query else page[::-1])

    async def _hook(self, request: web.Request) -> web.Response:
        self.hooked.append({**await request.json(), "key": request.headers["Idempotency-Key"]})
        return web.Response(text="ok")


class Victim:
    """The program that is killed, started once and forked for each life."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._living: int | None = None

    @classmethod
    @asynccontextmanager
    async def waiting(cls) -> AsyncIterator[Victim]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.fakes.victim",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            yield cls(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            await asyncio.wait_for(process.wait(), 60)

    async def born(self, life: dict[str, Any]) -> int:
        """Starts a life and returns its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(life).encode() + b"\n")
        self._living = int((await self._heard())["pid"])
        return self._living

    async def ended(self) -> int:
        """How it ended: an exit status, or the negative number of a signal."""
        status = int((await self._heard())["ended"])
        self._living = None
        return status

    async def bury(self) -> None:
        """Ends a life that a test which failed has left behind."""
        if self._living is not None:
            os.kill(self._living, signal.SIGKILL)
            await self.ended()

    async def live(self, life: dict[str, Any]) -> int:
        await self.born(life)
        return await self.ended()

    async def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 60)
        found: dict[str, Any] = json.loads(line)
        return found


Death = tuple[str, int]
"""A point of the victim's, and which passing of it."""


@dataclass(slots=True)
class World:
    """The services, one data folder, and the story that is told in it."""

    folder: Path
    victim: Victim
    forum: ToyForum
    town: Town
    slack: ToySlack
    mailbox: ToyMailbox
    kills: int = 0
    struck: list[Death] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def made(cls, folder: Path, victim: Victim) -> AsyncIterator[World]:
        folder.mkdir()
        async with AsyncExitStack() as stack:
            forum, town = await stack.enter_async_context(ToyForum()), await stack.enter_async_context(Town())
            slack, mailbox = await stack.enter_async_context(ToySlack()), await stack.enter_async_context(ToyMailbox())
            (folder / "config.yaml").write_text(
                CONFIG.format(
                    forum=forum.feed_url,
                    town=town.url,
                    mail=mailbox.server,
                    slack=slack.url,
                    token=slack.token,
                    hook=f"{town.url}/hook",
                )
            )
            yield cls(folder, victim, forum, town, slack, mailbox)

    async def chapter(self, number: int, deaths: Sequence[Death] = ()) -> Counter[str]:
        """Tells one chapter. Each death is tried in turn, and then the chapter is lived to its end: returns which points
        that last life passed, and how often."""
        now, acts = self._prepare(number)
        life = {"config": str(self.folder / "config.yaml"), "now": now.isoformat(), "acts": acts}
        for point, passing in deaths:
            ended = await self.victim.live({**life, "die_at": point, "passing": passing})
            assert ended in (0, -signal.SIGKILL), f"{point}: exit status {ended}"
            if ended:
                self.kills += 1
                self.struck.append((point, passing))
        counts = self.folder / "counts.json"
        assert await self.victim.live({**life, "counts": str(counts)}) == 0
        return Counter(json.loads(counts.read_text()))

    def _prepare(self, number: int) -> tuple[datetime, list[list[str]]]:
        """What happens in the world: (the time, what people do). What was there before, complaints and more complaints,
        nobody answers until the ladder has run out, somebody takes it, and one customer is won back. The very same words
        of two people would be one complaint: each signs with a number."""
        forum, town = self.forum, self.town
        now = START + timedelta(hours=3) * number
        said = now - timedelta(minutes=10)
        match number:
            case 0:
                for n in range(5):
                    forum.say(
                        f"Old {n}",
                        f"Thread {n}",
                        (ANGRY, ELSEWHERE, CALM, ANGRY, THANKS)[n] + f" {n}",
                        said - 100 * HOUR,
                    )
                town.say("ora", f"{ANGRY} 5", said - 50 * HOUR)
                return now, []
            case 1:
                for n in range(6):
                    forum.say(
                        f"New {n}", f"Topic {n}", (ANGRY, ELSEWHERE, LOUDER, CALM, ANGRY, THANKS)[n] + f" 1{n}", said
                    )
                for n in range(5):
                    town.say(f"nat{n}", (ANGRY, CALM, LOUDER, THANKS, ANGRY)[n] + f" 2{n}", said)
                return now, []
            case 2:
                forum.say("New 0", "Re: Topic 0", LOUDER, said, thread="6")
                return now, [["New 2", "take", "taken", "sam"]]
            case _:
                forum.say("New 0", "Re: Topic 0", THANKS, said, thread="6")
                town.say("nat0", THANKS, said)
                return now, [["New 2", "answered", "answered", "sam"], ["nat2", "not_us", "closed", "maria"]]

    # -- what is left of it ------------------------------------------------------------------------------------------

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.folder / 'data' / 'earful.db'}?mode=ro", uri=True)) as database:
            return database.execute(query).fetchall()

    def result(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that was understood, decided and told, without the numbers of rows."""
        whose = "(SELECT author_name FROM 'case' c WHERE c.id = x.case_id)"
        queries = {
            "mentions": f"""SELECT p.native_id, x.brand, x.rule, x.history, x.at, x.label, x.anger, x.complaint, {whose}
                FROM mention x JOIN post p ON p.id = x.post_id""",
            "cases": """SELECT author_name, state, outcome, severity, turn, waiting_since, due_at, opened_at, closed_at,
                next_at, announced, detail FROM 'case'""",
            "events": f"SELECT {whose}, at, by, kind, json_extract(data, '$.reason', '$.verb') FROM case_event x",
            "letters": f"""SELECT coalesce({whose}, matter), reason, ordinal, recipient, channel, state, created_at
                FROM outbox x""",
            "sources": "SELECT name, posts, failures, last_item_at, json_extract(cursor, '$.newest') FROM source",
            "posts": "SELECT p.native_id, r.title, r.text FROM post p JOIN post_revision r ON r.id = p.revision_id",
        }
        return {name: sorted(map(_plain, self.rows(query)), key=repr) for name, query in queries.items()}

    async def made_tables(self) -> float:
        """Waits until the first life has made the database, and tells how many seconds that took: on a busy machine a life
        must be given longer, or none would do anything."""
        begun = time.monotonic()
        file = self.folder / "data" / "earful.db"
        async with asyncio.timeout(60):
            while not (file.exists() and self.rows("SELECT 1 FROM sqlite_master WHERE name = 'pending'")):
                await asyncio.sleep(0.02)
        return time.monotonic() - begun

    def is_settled(self) -> bool:
        """Whether every post of the world has been heard, decided and told."""
        if len(self.rows("SELECT id FROM post")) < len(self.forum._said) + len(self.town.toots):
            return False
        return not self.rows("SELECT id FROM outbox WHERE state <> 'sent'") and not self.rows("SELECT * FROM pending")

    def check_whole(self) -> None:
        """Nothing is lost, nothing is left over, nothing is there twice."""
        assert self.rows("PRAGMA integrity_check") == [("ok",)]
        assert self.rows("SELECT * FROM pending") == []
        assert self.rows("SELECT id FROM mention WHERE label IS NULL OR decided_at IS NULL") == []
        named = [said for said in self.forum._said if "Harbor Plumbing" in said.text]
        assert len(self.rows("SELECT id FROM mention")) == len(named) + len(self.town.toots)
        assert self.rows("SELECT id FROM outbox WHERE state <> 'sent'") == []
        assert self.rows("SELECT case_id, json_extract(data, '$.reason') FROM case_event WHERE kind = 'told' "
                         "GROUP BY case_id, json_extract(data, '$.reason'), at HAVING count(*) > 1") == []  # fmt: skip
        assert self.rows("SELECT post_id FROM mention GROUP BY post_id, brand HAVING count(*) > 1") == []

    def check_delivered(self, chat: int) -> None:
        """Every message arrived; for each kill at most one arrived twice, whatever the channel, and says that it is the
        same. ``chat`` is how many messages an undisturbed run puts into the room."""
        repeated = 0
        for channel, arrived in {
            "mail": Counter(str(mail.message["Message-ID"]).partition("@")[0].rpartition(".")[2] for mail in self.mailbox.mails),
            "hook": Counter(hooked["key"] for hooked in self.town.hooked),
        }.items():  # fmt: skip
            wanted = {str(number) for (number,) in self.rows(f"SELECT id FROM outbox WHERE channel = '{channel}'")}
            assert set(arrived) == wanted
            repeated += arrived.total() - len(arrived)
        assert chat <= self.said_in_chat
        repeated += (self.said_in_chat - chat + 1) // 2  # there a repeat may be an edit and a reply
        assert repeated <= self.kills
        self.check_order()

    def check_order(self) -> None:
        """Whoever follows every change hears of those of one case in their order; a repeat may come late."""
        changes: dict[str, list[int]] = {}
        for hooked in self.town.hooked:
            if hooked["reason"] == "CHANGED":
                changes.setdefault(hooked["thread"], []).append(int(hooked["id"]))
        for numbers in changes.values():
            first = list(dict.fromkeys(numbers))
            assert first == sorted(first)

    @property
    def said_in_chat(self) -> int:
        return len([call for call in self.slack.calls if call.method.startswith("chat.")])


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row in which sets that are written as lists are in order."""
    objects = [json.loads(cell) if isinstance(cell, str) and cell.startswith("{") else cell for cell in row]
    return tuple(json.dumps(_sorted(cell), sort_keys=True) if isinstance(cell, dict) else cell for cell in objects)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(inner) for key, inner in value.items()}
    return sorted(map(_sorted, value), key=repr) if isinstance(value, list) else value


CHAPTERS = range(4)


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """How the story goes when nobody is killed: its result, the points passed in each chapter, the messages in the room."""

    result: dict[str, list[tuple[Any, ...]]]
    passed: list[Counter[str]]
    chat: int


async def undisturbed(folder: Path) -> Undisturbed:
    async with Victim.waiting() as victim, World.made(folder, victim) as world:
        passed = [await world.chapter(number) for number in CHAPTERS]
        world.check_whole()
        world.check_delivered(world.said_in_chat)
        return Undisturbed(world.result(), passed, world.said_in_chat)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return asyncio.run(undisturbed(tmp_path_factory.mktemp("calm") / "world"))


async def killed(deaths: Mapping[int, Sequence[Death]], folder: Path, calm: Undisturbed) -> list[Death]:
    """Tells the story with these deaths by chapter, checks that it ends as the calm one did, and returns those that
    struck."""
    async with Victim.waiting() as victim, World.made(folder, victim) as world:
        for number in CHAPTERS:
            await world.chapter(number, deaths.get(number, ()))
        world.check_whole()
        world.check_delivered(calm.chat)
        result = world.result()
        for name, rows in calm.result.items():
            assert result[name] == rows, name
        return world.struck


@pytest.mark.slow
def test_the_undisturbed_story_is_what_it_should_be(calm: Undisturbed) -> None:
    assert {point for passed in calm.passed for point in passed} == set(POINTS)
    reasons = Counter(letter[1] for letter in calm.result["letters"])
    assert {"ALREADY_WAITING", "FIRST_ANGER", "LOUDER", "ESCALATED", "TAKEN", "ANSWERED", "WON_BACK", "OVERDUE"} <= set(
        reasons
    )
    assert reasons["CHANGED"] > len(calm.result["cases"])
    assert {case[1] for case in calm.result["cases"]} >= {"open", "answered", "closed"}
    assert len([mention for mention in calm.result["mentions"] if mention[3]]) == 5  # history


@pytest.mark.slow
@pytest.mark.parametrize("shift", [0, 1])
async def test_a_kill_at_every_point_loses_nothing_and_decides_nothing_twice(
    shift: int, calm: Undisturbed, tmp_path: Path
) -> None:
    """Each point in one of the chapters that pass it; one death after the other, each life getting a little further."""
    deaths: dict[int, list[Death]] = {number: [] for number in CHAPTERS}
    for n, point in enumerate(POINTS):
        chapters = [number for number in CHAPTERS if calm.passed[number][point]]
        deaths[chapters[(n + shift) % len(chapters)]].append((point, 1))
    struck = await killed(deaths, tmp_path / "world", calm)
    assert {point for point, _ in struck} == set(POINTS)


@pytest.mark.slow
async def test_a_kill_in_the_middle_of_many_steps_alike(calm: Undisturbed, tmp_path: Path) -> None:
    """Not the first chunk, case, claim or delivery but a later one; nothing before it is done again."""
    struck = await killed(
        {
            0: [("in heard", 2), ("in add_event", 2)],
            1: [("committed heard", 2), ("in save_case", 3), ("committed settle", 2), ("committed claim", 5), ("in sent", 3)],
            2: [("after send", 4)],
            3: [("in save_case", 2), ("after send", 5), ("after act", 1)],
        },
        tmp_path / "world",
        calm,
    )  # fmt: skip
    assert len(struck) == 11, struck


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
async def test_kills_at_random_points(seed: int, calm: Undisturbed, tmp_path: Path) -> None:
    chance = random.Random(seed)
    deaths: dict[int, list[Death]] = {}
    for number in CHAPTERS:
        passings = [(point, n + 1) for point, count in calm.passed[number].items() for n in range(count)]
        deaths[number] = chance.sample(passings, 8)
    assert len(await killed(deaths, tmp_path / "world", calm)) >= 4  # the others never came so far


@pytest.mark.slow
async def test_a_daemon_that_is_killed_a_hundred_times_under_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the real clock, while new posts come in all the time; the moment of death is anybody's guess."""
    monkeypatch.setattr(toy_forum, "_NEWEST", 1000)  # lives may be too short to read it, many times in a row
    chance = random.Random(5)
    async with Victim.waiting() as victim, World.made(tmp_path / "world", victim) as world:
        life = {"config": str(world.folder / "config.yaml")}
        for n in range(100):
            now = datetime.now(UTC)
            world.forum.say(f"Forum {n}", f"Topic {n}", f"{ANGRY} {n}", now)
            world.town.say(f"town{n}", f"{ANGRY} {100 + n}", now)
            born = await victim.born(life)
            await asyncio.sleep(chance.uniform(0.05, 0.6))
            os.kill(born, signal.SIGKILL)
            assert await victim.ended() == -signal.SIGKILL
            world.kills += 1
        born = await victim.born(life)
        async with asyncio.timeout(300):  # a chat is told a hundred cases, one a second
            while not world.is_settled():
                await asyncio.sleep(0.2)
        os.kill(born, signal.SIGTERM)
        assert await victim.ended() == 0
        world.check_whole()
        world.check_delivered(world.said_in_chat)
        cases = set(world.rows("SELECT id FROM 'case'"))
        assert len(cases) == 200
        alone = set(world.rows("SELECT case_id FROM outbox WHERE reason = 'FIRST_ANGER'"))
        history = set(world.rows("SELECT case_id FROM mention WHERE history AND case_id IS NOT NULL"))
        in_storm = set(
            world.rows(
                "SELECT id FROM 'case' WHERE json_extract(detail, '$.absorbed') IN"
                " (SELECT CAST(substr(matter, 7) AS INTEGER) FROM outbox WHERE matter LIKE 'storm-%' AND reason = 'STORM')"
            )
        )
        assert alone | in_storm  # told of, by itself or with others
        assert alone | history | in_storm == cases

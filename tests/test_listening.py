"""Listening to what pushes: what is kept, when the cursor moves, what counts as a failure, and the daemon around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from connectors.base import Author, Client, Cursor, Fetched, FetchError, Outcome, Post
from connectors.bluesky import Bluesky
from monitor import app as daemon
from monitor import pipeline, show_sources
from monitor.app import App, Rhythm
from monitor.config import Account, Source
from monitor.pipeline import introducing, listening
from monitor.pipeline.listening import LONGEST, pause
from monitor.sources import health
from monitor.store import StoreError, asking
from monitor.store import tables as t
from tests.fakes.jetstream import Jetstream, micros, said
from tests.fakes.stage import FURIOUS, START, Letterbox, Stage, brand, post, settings, source, stage

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
ALIVE = Fetched([], {}, Outcome.NOTHING_NEW)
NOTE = Fetched([], {}, Outcome.SUSPICIOUS, "connected, but silent")


@dataclass
class Radio:
    """A source that pushes its ``programme``: items are told, errors raised, events waited for. ``visits`` are the
    cursors it was handed, ``told`` how many items were taken; ``known`` are the authors it can introduce."""

    programme: list[Any] = field(default_factory=list, compare=False)
    visits: list[Cursor] = field(default_factory=list, compare=False)
    told: int = field(default=0, compare=False)
    closed: int = field(default=0, compare=False)

    async def listen(self, client: Client, cursor: Cursor) -> AsyncIterator[Fetched]:
        self.visits.append(cursor)
        try:
            for item in self.programme:
                if isinstance(item, BaseException):
                    raise item
                if isinstance(item, asyncio.Event):
                    await item.wait()
                else:
                    self.told += 1
                    yield item
        finally:
            self.closed += 1


@dataclass
class Speaker(Radio):
    """One that can also say who its authors are."""

    known: dict[str, Author] = field(default_factory=dict, compare=False)
    trouble: Exception | None = field(default=None, compare=False)
    asked: list[list[str]] = field(default_factory=list, compare=False)

    async def introduce(self, client: Client, ids: Sequence[str]) -> Mapping[str, Author]:
        self.asked.append(list(ids))
        if self.trouble:
            raise self.trouble
        return {native: self.known[native] for native in ids if native in self.known}


def heard(*posts: Post, at: int = 1, **more: Any) -> Fetched:
    return Fetched(list(posts), {"at": at}, **more)


@asynccontextmanager
async def on_air(tmp_path: Path, radio: Radio, **changes: Any) -> AsyncIterator[tuple[Stage, Source, Letterbox]]:
    mail = Letterbox()
    the_source = source("radio", radio)
    async with stage(settings(tmp_path, [the_source], {"mail": mail}, **changes)) as earful:
        yield earful, the_source, mail


async def stored(earful: Stage) -> list[str]:
    """The ids of all posts that were kept."""
    async with earful.app.parts.store.read() as connection:
        return list((await connection.execute(select(t.post.c.native_id).order_by(t.post.c.id))).scalars())


async def row(earful: Stage) -> Any:
    """How the source stands."""
    async with earful.app.parts.store.read() as connection:
        return (await asking.sources(connection))["radio"]


# -- what is kept ----------------------------------------------------------------------------------------------------


async def test_only_what_matters_is_kept(tmp_path: Path) -> None:
    mention = post(id="mention", thread="mention")
    radio = Radio(
        [
            heard(
                post("nice weather", id="weather"), mention, post("me too", by="Lee", id="below", reply_to="mention")
            ),
            heard(
                post("and they were late", id="later", reply_to="x", thread="mention"),  # Dana goes on
                post("no idea", by="Kim", id="elsewhere", reply_to="x", thread="mention"),
                post("same here", by="Ann", id="deeper", reply_to="below"),
                post("what a day", by="Ann", id="other", reply_to="unknown"),
                at=2,
            ),
            heard(
                replace(mention, text="all is well", edited=START),  # names nobody any more, but we have it
                Post(service="forum.example", id="weather", deleted=True),
                at=3,
            ),
        ]
    )
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        await pipeline.listen(earful.app.parts, the_source)
        assert await stored(earful) == ["mention", "below", "later", "deeper"]
        async with earful.app.parts.store.read() as connection:
            rules = (await connection.execute(select(t.mention.c.rule).order_by(t.mention.c.post_id))).scalars().all()
            words = (await connection.execute(select(t.post_revision.c.text))).scalars().all()
        assert rules == ["name", "thread", "thread", "thread"]
        assert "all is well" in words
        assert (await row(earful)).posts == 5  # four, and an edit


async def test_a_thread_in_one_item_is_kept_to_its_end(tmp_path: Path) -> None:
    radio = Radio(
        [
            heard(
                post(id="1", url="https://forum.example/1"),
                post("yes", by="Lee", id="2", reply_to="https://forum.example/1"),
                post("oh", by="Kim", id="3", reply_to="2"),
                post("hm", by="Kim", id="4", reply_to="33"),
            )
        ]
    )
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        await pipeline.listen(earful.app.parts, the_source)
        assert await stored(earful) == ["1", "2", "3"]


async def test_the_last_word_about_a_post_counts(tmp_path: Path) -> None:
    first = post(id="1")
    radio = Radio([heard(first, replace(first, text=FURIOUS.replace("call", "mail")), post(id="2"))])
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        await pipeline.listen(earful.app.parts, the_source)
        async with earful.app.parts.store.read() as connection:
            words = (await connection.execute(select(t.post_revision.c.text))).scalars().all()
        assert [text for text in words if "mail" in text] == ["Harbor Plumbing never returned my mail. I am furious."]
        assert len(words) == 2


async def test_a_post_that_is_taken_back_and_an_account_that_is_deleted(tmp_path: Path) -> None:
    mine, other = post(id="1", by="Dana"), post(id="2", by="Lee")
    radio = Radio([heard(mine, other, post(id="3", by="Lee"))])
    async with on_air(tmp_path, radio) as (earful, the_source, mail):
        await pipeline.listen(earful.app.parts, the_source)
        await earful.app.work()
        await earful.app.delivered()
        assert len(mail.take()) == 2
        gone = Post(service="forum.example", id="1", deleted=True)
        radio.programme = [heard(gone, at=2), heard(at=3, departed=[("forum.example", "Lee"), ("x.example", "Dana")])]
        await pipeline.listen(earful.app.parts, the_source)
        await earful.app.work()
        await earful.app.delivered()
        assert [reason for reason, _ in mail.told] == ["POST_GONE", "POST_GONE"]
        async with earful.app.parts.store.read() as connection:
            words = (await connection.execute(select(t.post_revision.c.text))).scalars().all()
        assert words == ["", "", ""]


# -- the cursor ------------------------------------------------------------------------------------------------------


async def test_it_goes_on_where_it_was(tmp_path: Path) -> None:
    radio = Radio([heard(post(), at=1), heard(post("weather"), at=2), heard(post(), at=3)])
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        await pipeline.listen(earful.app.parts, the_source)
        earful.clock.move(MINUTE)
        await pipeline.listen(earful.app.parts, the_source)
        assert radio.visits == [{}, {"at": 3}]


async def test_a_stream_that_can_be_read_back_begins_as_far_back_as_the_owner_wants(tmp_path: Path) -> None:
    class Archive(Radio):
        def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
            return {"from": to.isoformat()}

    radio = Archive([heard(post(at=START - timedelta(days=20)), at=1)])
    there = source("radio", radio, backfill=timedelta(days=30))
    mail = Letterbox()
    async with stage(settings(tmp_path, [there], {"mail": mail})) as earful:
        for _ in range(2):
            await pipeline.listen(earful.app.parts, there)
            earful.clock.move(MINUTE)
        assert radio.visits == [{"from": (START - timedelta(days=30)).isoformat()}, {"at": 1}]
        await earful.look()
        assert "FIRST_ANGER" not in [reason for reason, _ in mail.told]  # it is history


async def test_every_item_is_stored_before_the_next_is_asked_for(tmp_path: Path) -> None:
    seen = []
    radio = Radio([heard(post(id=str(n)), at=n) for n in range(1, 5)])
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        plain = earful.app.parts.store.write

        async def slow(work: Any) -> Any:
            await asyncio.sleep(0.01)
            done = await plain(work)
            seen.append((radio.told, (await row(earful)).cursor.get("at")))
            return done

        earful.app.parts.store.write = slow  # type: ignore[method-assign]
        await pipeline.listen(earful.app.parts, the_source)
    # Never is the source ahead by more than the item in hand, nor the cursor ahead of what is stored.
    assert [told - (cursor or 0) for told, cursor in seen[:8]] == [1, 0] * 4


async def test_strangers_posts_move_the_cursor_every_ten_seconds(tmp_path: Path) -> None:
    marks = [asyncio.Event() for _ in range(3)]
    weather = [heard(post("weather"), at=n) for n in range(1, 5)]
    radio = Radio([weather[0], marks[0], weather[1], marks[1], weather[2], marks[2], weather[3], asyncio.Event()])
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        cursors = []
        told = asyncio.Queue[None]()
        task = asyncio.create_task(pipeline.listen(earful.app.parts, the_source, lambda: told.put_nowait(None)))
        for span, mark in zip((SECOND, 10 * SECOND, SECOND), marks, strict=True):
            await told.get()
            cursors.append((await row(earful)).cursor["at"])
            earful.clock.move(span)
            mark.set()
        await told.get()
        cursors.append((await row(earful)).cursor["at"])
        task.cancel()
        await asyncio.wait([task])
        async with earful.app.parts.store.read() as connection:
            (health_of,) = show_sources.source_health(earful.app.config, await asking.sources(connection), START)
        assert (health_of["state"], health_of["next_poll"]) == ("hears", None)  # it is listened to all the time
        cursors.append((await row(earful)).cursor["at"])
        # The first at once, the second and the last are put off; who is stopped writes it down.
        assert cursors == [1, 1, 3, 3, 4]
        assert (radio.closed, await stored(earful)) == (1, [])


async def test_a_database_in_trouble_moves_no_cursor(tmp_path: Path) -> None:
    radio = Radio([heard(post(), at=1)])
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        store = earful.app.parts.store
        plain = store.write

        async def full(work: Any) -> Any:
            raise StoreError("the disk is full")

        store.write = full  # type: ignore[method-assign]
        listen = earful.app._listener(the_source)
        with pytest.raises(StoreError):
            await listen()
        store.write = plain  # type: ignore[method-assign]
        await listen()
        assert radio.visits == [{}]  # the stream is left alone for a minute
        earful.clock.move(MINUTE)
        await listen()
        assert radio.visits == [{}, {}]
        assert len(await stored(earful)) == 1


# -- failures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("programme", "says"),
    [
        ([heard(post())], "the stream ended"),
        ([FetchError("stream.example broke off")], "stream.example broke off"),
        ([KeyError("text")], "what it told could not be understood (KeyError)"),
        (["words"], "what it told could not be understood (TypeError)"),
        ([asyncio.Event()], "the stream hangs: not even a sign of life"),
        ([heard(replace(post(), published=cast(datetime, 5)))], "what it brought could not be stored (TypeError)"),
    ],
)
async def test_every_end_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programme: list[Any], says: str
) -> None:
    monkeypatch.setattr(listening, "SILENCE", 0.1 * SECOND)
    radio = Radio(programme)
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        await pipeline.listen(earful.app.parts, the_source)
        known = await row(earful)
        assert (known.outcome, known.error, known.failures, radio.closed) == ("error", says, 1, 1)


async def test_the_pauses_grow_and_what_is_heard_ends_them(tmp_path: Path) -> None:
    radio = Radio([FetchError("down")])
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        parts, waited = earful.app.parts, []
        for _ in range(4):
            await pipeline.listen(parts, the_source)
            span = timedelta(0)
            while not await pipeline.may_listen(parts, the_source, 0.0):
                earful.clock.move(SECOND)
                span += SECOND
            waited.append(span / SECOND)
        assert waited == [5, 10, 20, 40]
        radio.programme = [ALIVE]
        await pipeline.listen(parts, the_source)
        assert (await row(earful)).failures == 1  # the end of a stream that was heard
        radio.programme = [FetchError("busy", retry_after=MINUTE)]
        earful.clock.move(MINUTE)
        await pipeline.listen(parts, the_source)
        visits = len(radio.visits)
        tried = []
        await pipeline.listen(parts, the_source, lambda: tried.append(1))  # after a reload nobody asks whether it may
        assert (len(radio.visits), tried) == (visits, [1])
        earful.clock.move(59 * SECOND)
        assert not await pipeline.may_listen(parts, the_source, 0.0)
        earful.clock.move(SECOND)
        assert await pipeline.may_listen(parts, the_source, 0.0)


def test_a_pause_is_an_hour_at_most_and_not_the_same_for_all() -> None:
    assert pause(0, 1.0) == timedelta(0)
    assert [pause(1, chance) for chance in (0.0, 1.0)] == [5 * SECOND, 6.25 * SECOND]
    assert pause(9, 0.0) < LONGEST == pause(11, 0.0) == pause(5_000, 1.0)


async def test_silence_makes_blind_and_a_quiet_line_does_not(tmp_path: Path) -> None:
    marks = [asyncio.Event() for _ in range(5)]
    radio = Radio(
        [ALIVE, marks[0], ALIVE, marks[1], NOTE, marks[2], NOTE, marks[3], NOTE, marks[4], heard(post(), at=9)]
    )
    async with on_air(tmp_path, radio) as (earful, the_source, mail):
        told = asyncio.Queue[None]()
        task = asyncio.create_task(pipeline.listen(earful.app.parts, the_source, lambda: told.put_nowait(None)))
        states = []
        for mark in marks:
            await told.get()
            await health.review_sources(earful.app.parts)
            known = await row(earful)
            states.append((known.failures, known.blind_told_at is not None))
            earful.clock.move(20 * MINUTE)
            mark.set()
        assert states == [(0, False), (0, False), (1, False), (2, False), (3, True)]
        await told.get()
        await task
        assert (await row(earful)).cursor == {"at": 9}
        await earful.app.delivered()
        assert ("SOURCE_BLIND", "sam") in mail.told


@pytest.mark.slow
async def test_a_line_that_lives_and_brings_nothing_is_told_when_that_is_not_usual(tmp_path: Path) -> None:
    """As a mailbox to which a platform's mails are forwarded no more."""
    half, mail = timedelta(hours=12), Letterbox()
    days = [heard(post(f"Harbor Plumbing, day {day}.", id=f"day{day}"), at=day) for day in range(1, 20)]
    marks = [asyncio.Event() for _ in range(40)]
    silence = [item for mark in marks for item in (mark, ALIVE)]
    last = asyncio.Event()
    radio = Radio([ALIVE, *(item for day in days for item in (day, ALIVE)), *silence, heard(post(id="new")), last])
    the_source = source("radio", radio, every=half)
    async with stage(settings(tmp_path, [the_source], {"mail": mail})) as earful:
        told = asyncio.Queue[None]()

        def taken() -> None:
            earful.clock.move(half)
            told.put_nowait(None)

        async def reviewed() -> list[tuple[str, str]]:
            await told.get()
            await health.review_sources(earful.app.parts)
            await earful.app.delivered()
            return [one for one in mail.take() if one[0].startswith("SOURCE")]

        task = asyncio.create_task(pipeline.listen(earful.app.parts, the_source, taken))
        assert [await reviewed() for _ in range(1 + 2 * len(days))] == [[]] * 39
        said = []
        for mark in marks:
            mark.set()
            said.append(await reviewed())
        alarms = [after for after, one in enumerate(said) if one]
        assert (len(alarms), said[alarms[0]]) == (1, [("SOURCE_BLIND", "sam")])
        assert alarms[0] > 8  # which is no wonder where something comes once a day
        assert await reviewed() == [("SOURCE_HEARS_AGAIN", "sam")]
        last.set()
        await task


# -- who the authors are ---------------------------------------------------------------------------------------------


def by(native: str, text: str = FURIOUS, **more: Any) -> Post:
    return replace(post(text, **more), author=Author(id=native))


async def test_authors_are_asked_for_only_where_it_matters_and_once(tmp_path: Path) -> None:
    dana = Author(id="did:1", name="Dana R.", handle="@dana.example", followers=1200)
    radio = Speaker(
        [heard(by("did:1"), by("did:2", "weather")), heard(by("did:1"), by("did:3"))], known={"did:1": dana}
    )
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        await pipeline.listen(earful.app.parts, the_source)
        async with earful.app.parts.store.read() as connection:
            authors = (await connection.execute(select(t.post.c.author).order_by(t.post.c.id))).scalars().all()
    assert radio.asked == [["did:1"], ["did:3"]]
    assert [(author["name"], author["followers"]) for author in authors] == [
        ("Dana R.", 1200),
        ("Dana R.", 1200),
        ("", None),
    ]


async def test_our_own_account_by_its_handle(tmp_path: Path) -> None:
    ours = Author(id="did:9", handle="@harbor.example")
    radio = Speaker(
        [heard(by("did:1", id="1")), heard(by("did:9", "so sorry!", reply_to="1", thread="1"))], known={"did:9": ours}
    )
    mine = brand(our_accounts=(Account("forum.example", "@harbor.example"),))
    async with on_air(tmp_path, radio, brands=[mine]) as (earful, the_source, _):
        await pipeline.listen(earful.app.parts, the_source)
        await earful.app.work()
        (case,) = (await earful.cases()).values()
        assert case.state.value == "answered"


async def test_the_stream_goes_on_where_nobody_can_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(introducing, "MANY", 2)
    go = asyncio.Event()
    radio = Speaker([heard(by("did:1")), heard(by("did:2")), go, *(heard(by(f"did:{n}")) for n in (3, 4, 5, 3))])
    radio.trouble = FetchError("profiles.example is down")
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        task = asyncio.create_task(pipeline.listen(earful.app.parts, the_source))
        async with asyncio.timeout(5):
            while len(await stored(earful)) < 2:
                await asyncio.sleep(0.01)
        assert radio.asked == [["did:1"]]  # and not again for five minutes
        earful.clock.move(5 * MINUTE)
        radio.trouble = None
        go.set()
        await task
        assert len(await stored(earful)) == 6
        assert radio.asked[1:] == [["did:3"], ["did:4"], ["did:5"], ["did:3"]]  # only two are remembered
        assert (await row(earful)).error == "the stream ended"


async def test_a_connector_that_trips_over_a_profile(tmp_path: Path) -> None:
    radio = Speaker([heard(by("did:1"))], trouble=KeyError("profiles"))
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        await pipeline.listen(earful.app.parts, the_source)
        assert len(await stored(earful)) == 1


# -- once ------------------------------------------------------------------------------------------------------------


async def test_once_listens_until_it_has_caught_up(tmp_path: Path) -> None:
    old = post("weather", id="old", at=START - MINUTE)
    mention = post(id="new", at=START - MINUTE)
    radio = Radio([heard(old, outcome=Outcome.NOTHING_NEW), heard(mention, post("rain", id="rain"), at=2), ALIVE, NOTE])
    async with on_air(tmp_path, radio) as (earful, _, mail):
        await earful.look()
        (hearing,) = earful.heard
        assert (hearing.outcome, hearing.posts, hearing.error) == ("items", 2, "")
        assert [item.id for item in hearing.fresh] == ["new", "rain"]  # strangers' posts are told, not kept
        assert await stored(earful) == ["new"]
        assert [reason for reason, _ in mail.told] == ["ALREADY_WAITING"]
        assert (radio.told, radio.closed) == (3, 1)


async def test_once_as_new(tmp_path: Path) -> None:
    radio = Radio([heard(post(at=START - MINUTE)), ALIVE])
    async with on_air(tmp_path, radio) as (earful, _, mail):
        await earful.look(as_new=timedelta(hours=1))
        assert mail.told == [("FIRST_ANGER", "maria")]


@pytest.mark.parametrize(
    ("programme", "outcome", "failures"),
    [
        ([heard(post()), FetchError("broke off")], "items", 0),
        ([FetchError("broke off")], "error", 1),
        ([heard(post()), asyncio.Event()], "items", 0),
        ([asyncio.Event()], "error", 1),
        ([NOTE, ALIVE], "nothing_new", 0),
        ([ALIVE], "nothing_new", 0),
        ([NOTE, asyncio.Event()], "suspicious", 1),
    ],
)
async def test_how_once_ends(tmp_path: Path, programme: list[Any], outcome: str, failures: int) -> None:
    radio = Radio(programme)
    falls_silent = any(isinstance(each, asyncio.Event) for each in programme)
    async with on_air(tmp_path, radio) as (earful, the_source, _):
        deadline = (1 if falls_silent else 60) * SECOND
        hearing = await pipeline.catch_up(earful.app.parts, replace(the_source, deadline=deadline))
        assert (hearing.outcome, (await row(earful)).failures) == (outcome, failures)
        assert bool(hearing.error) is (outcome in ("error", "suspicious"))


# -- the daemon ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_the_daemon_listens_comes_back_reloads_and_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemon, "LISTEN", 0.1 * SECOND)
    monkeypatch.setattr(listening, "AGAIN", 0.1 * SECOND)
    toy, mail = Jetstream(), Letterbox()
    async with TestServer(toy.app()) as server:
        url = str(server.make_url("/")).rstrip("/")
        connector = Bluesky(server=(url.replace("http", "ws"),), profiles=url)
        config = settings(tmp_path, [source("bluesky", connector, allow_private=True)], {"mail": mail})
        app = App(config, rhythm=Rhythm(work=0.1 * SECOND))
        async with app:
            running = asyncio.create_task(app.run())
            now = app.clock.now

            async def told(case: str) -> None:
                async with asyncio.timeout(10):
                    while not any(case in message.body for message in mail.messages):
                        await asyncio.sleep(0.02)

            await toy.listeners(1)
            await toy.say(said("1", "the weather is nice", now()), said("2", f"{FURIOUS} It leaks.", now()))
            await told("It leaks")
            assert "Dana R." in mail.messages[0].body

            await toy.cut()
            toy.events.append(said("3", f"{FURIOUS} Still dripping.", now(), did="did:plc:lee"))
            await told("Still dripping")
            assert int(toy.asked[-1]["cursor"]) <= micros(now())

            bolt = brand("Bolt Electric")
            changed = replace(config, brands={**config.brands, bolt.name: bolt}, digest="another")
            before = len(toy.asked)
            async with asyncio.timeout(5):
                assert "in force" in await app.reload(lambda: changed)
            async with asyncio.timeout(10):
                while len(toy.asked) == before:
                    await asyncio.sleep(0.02)
            await toy.listeners(1)
            await toy.say(said("4", "Bolt Electric never called back, I am furious. Sparks!", now(), did="did:plc:kim"))
            await told("Sparks!")

            without = replace(config, sources={}, digest="without")
            await app.reload(lambda: without)
            await toy.listeners(0)

            await app.reload(lambda: replace(changed, digest="again"))
            await toy.listeners(1)
            app.stop()
            await running
            stopping = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - stopping < 3
        await toy.listeners(0)

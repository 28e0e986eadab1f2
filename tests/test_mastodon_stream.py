"""What a Mastodon server pushes to its member: posts, edits and deletions, through a real WebSocket; lines that break off, and
servers that do not push, or only say that they do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from connectors import mastodon_search, mastodon_stream
from connectors.base import Blocked, Cursor, Fetched, FetchError, Outcome, Post, pushes
from connectors.mastodon_search import MastodonSearch
from connectors.mastodon_stream import Channel, door
from monitor import pipeline
from monitor.clock import SystemClock
from monitor.net import Bound, Net, sockets
from monitor.store import asking
from monitor.store import tables as t
from tests.fakes.mastodon import TOKEN, Instance
from tests.fakes.stage import Letterbox, Stage, settings, source, stage

NOW = datetime.now(UTC).replace(microsecond=0)
FIRST = 114_870_000_000_000_000
MINUTE = 60_000 << 16  # in numbers of posts


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is waited for is waited for shortly."""
    for name, milliseconds in {"_BATCH": 30, "_QUIET": 40, "_PING": 120}.items():
        monkeypatch.setattr(mastodon_stream, name, timedelta(milliseconds=milliseconds))


@pytest.fixture
async def server() -> AsyncIterator[Instance]:
    async with Instance(common=[{"id": "1"}], hashtags="authenticated", live="authenticated") as it:
        yield it


def toot(
    number: int, text: str = "Harbor Plumbing never called back", *, by: str = "dana", home: str = "far.example"
) -> Any:
    return {
        "id": str(FIRST + number),
        "uri": f"https://{home}/users/{by}/statuses/{number}",
        "url": f"https://{home}/@{by}/{number}",
        "content": f"<p>{text}</p>",
        "created_at": (NOW + timedelta(seconds=number % 1000)).isoformat(),
        "account": {"acct": f"{by}@{home}", "username": by, "url": f"https://{home}/@{by}", "followers_count": 9},
    }


def member(server: Instance, **options: Any) -> MastodonSearch:
    known = {"server": server.url, "token": TOKEN, "search": ("Harbor Plumbing",), "hashtags": ("harbor",)}
    return MastodonSearch(**{**known, **options})


@asynccontextmanager
async def line(client: Bound, listener: MastodonSearch, cursor: Cursor | None = None) -> AsyncIterator[Line]:
    async with asyncio.timeout(20), aclosing(listener.listen(client, cursor or {})) as told:  # type: ignore[type-var]
        yield Line(told)


class Line:
    """What comes by a line: ``cursor`` is that of the last item."""

    def __init__(self, told: AsyncIterator[Fetched]) -> None:
        self._told = told
        self.cursor: Cursor = {}

    async def next(self) -> Fetched:
        item = await anext(self._told)
        self.cursor = json.loads(json.dumps(item.cursor))
        return item

    async def posts(self) -> list[Post]:
        """The next item that has posts."""
        while not (item := await self.next()).posts:
            assert item.outcome is Outcome.NOTHING_NEW
        return list(item.posts)

    async def all_of(self) -> None:
        """Goes on for as long as something comes."""
        async with asyncio.timeout(20):
            while True:
                await self.next()

    async def caught_up(self) -> None:
        """Goes on to where the first visit of the connection is over."""
        while (item := await self.next()).posts or item.outcome is not Outcome.NOTHING_NEW:
            pass


async def trouble(client: Bound, listener: MastodonSearch) -> tuple[list[Fetched], FetchError]:
    """What comes before a line ends, and with what it ends."""
    seen: list[Fetched] = []
    with pytest.raises(FetchError) as raised:
        await _all_of(listener.listen(client, {}), seen)
    return seen, raised.value


async def _all_of(told: AsyncIterator[Fetched], seen: list[Fetched]) -> None:
    async with asyncio.timeout(20):
        while True:
            seen.append(await anext(told))


# -- what is told ----------------------------------------------------------------------------------------------------


async def test_posts_edits_and_deletions_within_a_second(server: Instance, client: Bound) -> None:
    async with line(client, member(server, hashtags=("#Harbor", "springfield"))) as told:
        await told.caught_up()
        await server.listeners(2)
        assert server.subscribed == [
            {"stream": "hashtag", "tag": "Harbor"},
            {"stream": "hashtag", "tag": "springfield"},
        ]
        await server.post(toot(1), "Harbor", "springfield")
        (post,) = await told.posts()  # told twice, once a hashtag, and it is one post
        assert (post.service, post.id) == ("far.example", "https://far.example/users/dana/statuses/1")
        assert (post.text, post.author.handle) == ("Harbor Plumbing never called back", "@dana@far.example")
        await server.post(toot(1, "All is well"), "springfield", event="status.update")
        await server.post(toot(2), "elsewhere")  # nobody listens to that
        (edited,) = await told.posts()
        assert (edited.id, edited.text) == (post.id, "All is well")
        await server.take_down(str(FIRST + 1), "Harbor")
        (gone,) = await told.posts()
        assert gone.deleted
        assert {*gone.also} & {*post.also}  # known by what that server calls it
        assert all(request.headers.get("authorization") == f"Bearer {TOKEN}" for request in server.received)
        assert not [request for request in server.received if TOKEN in f"{request.path}{request.query}"]


@pytest.mark.parametrize("kind", ["toot", "update", None])
async def test_events_that_cannot_be_read_any_more_are_no_peace(
    server: Instance, client: Bound, monkeypatch: pytest.MonkeyPatch, kind: str | None
) -> None:
    """The line is open and events come, and what a post is told with is called otherwise. What is known and about no post is
    no trouble, however much of it comes."""
    monkeypatch.setattr(mastodon_stream, "_UNREADABLE", 5)
    async with line(client, member(server)) as told:
        await told.caught_up()
        for _ in range(8):
            await server.push("notification", "{}", "harbor")
        await server.post(toot(1), "harbor")
        assert len(await told.posts()) == 1
        renamed = json.dumps({"new_id": "7", "body": "hello"})
        for _ in range(5):
            await (server.push(kind, renamed, "harbor") if kind else server.say(renamed))
        with pytest.raises(FetchError, match="sends something that Earful does not understand"):
            await told.all_of()


async def test_of_several_words_about_one_post_the_last_counts(server: Instance, client: Bound) -> None:
    async with line(client, member(server)) as told:
        await told.caught_up()
        for number in (1, 2, 3):
            await server.post(toot(number), "harbor")
        await server.post(toot(1, "on second thoughts"), "harbor", event="status.update")
        await server.take_down(str(FIRST + 2), "harbor")
        seen: list[Post] = []
        while len({*seen}) < 3 or not any(post.deleted for post in seen):
            seen += await told.posts()
        last = {post.id: post for post in seen if not post.deleted}
        assert last[toot(1)["uri"]].text == "on second thoughts"
        assert seen[-1].deleted


async def test_the_line_is_open_before_the_search_begins(server: Instance, client: Bound) -> None:
    """What is written between the two is told, and found: by the same name, so that it is stored once."""
    asked = asyncio.Event()

    async def slowly(request: Any, answer: Any) -> Any:
        if request.path == "/api/v2/search" and not asked.is_set():
            assert server.lines
            await server.post(toot(1), "harbor")
            asked.set()
        return await answer(request)

    server.bad_day = slowly
    async with line(client, member(server)) as told:
        seen = await told.posts()
        while len(seen) < 2:
            seen += await told.posts()
        assert {(post.service, post.id) for post in seen} == {("far.example", toot(1)["uri"])}


async def test_it_is_searched_again_while_the_line_is_open(
    server: Instance, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mastodon_search, "_AGAIN", 0.05)
    async with line(client, member(server)) as told:
        await told.caught_up()
        server.toots = [toot(7)]  # found, and never pushed
        (post,) = await told.posts()
        assert post.id == toot(7)["uri"]
        assert told.cursor["tags"]["newest"] == str(FIRST + 7)


# -- lines that break off --------------------------------------------------------------------------------------------


async def test_nothing_is_lost_while_the_line_is_down(server: Instance, client: Bound) -> None:
    listener = member(server, search=("nobody says this",))
    server.common = []  # no index: only the timeline of the hashtag can tell
    async with line(client, listener) as told:
        await told.caught_up()
        await server.post(toot(1), "harbor")
        await told.posts()
        await server.cut()
        with pytest.raises(FetchError, match="broke off"):
            await told.next()
        cursor = told.cursor
    for number in range(2, 60):
        await server.post(toot(number), "harbor")
    seen: set[str] = set()
    async with line(client, listener, cursor) as told:
        while len(seen) < 58:
            seen |= {post.id for post in await told.posts()}
    assert seen >= {toot(number)["uri"] for number in range(2, 60)}


async def test_of_everything_what_was_missed_is_read_from_the_timeline(server: Instance, client: Bound) -> None:
    listener = member(server, hashtags=(), everything=True)
    server.common = []
    async with line(client, listener) as told:
        await told.caught_up()
        assert server.subscribed == [{"stream": "public"}]
        await server.post(toot(1))
        await told.posts()
        assert told.cursor["public"] == str(FIRST + 1)
    late = toot(-MINUTE)  # of another server, and came here afterwards
    server.toots = [toot(number) for number in range(90, 0, -1)] + [late, toot(-6 * MINUTE)]
    server.search_finds = False
    async with line(client, listener, told.cursor) as told:
        seen = {post.id for post in await told.posts()}
        await told.caught_up()
        assert told.cursor["public"] == str(FIRST + 1)
    assert seen == {one["uri"] for one in server.toots[:-1]}
    public = [one for one in server.asked if one.get("timeline") == "public"]
    assert len(public) == 3
    assert public[0]["min_id"] == str(FIRST + 1 - 5 * MINUTE)


async def test_more_was_missed_than_can_be_read_back(server: Instance, client: Bound) -> None:
    server.search_finds = False
    server.toots = [toot(number) for number in range(1200, 0, -1)]
    listener = member(server, hashtags=(), everything=True)
    async with line(client, listener, {"newest": 0, "public": str(FIRST)}) as told:
        item = await told.next()
    assert len(item.posts) == 1000
    assert "more was written while nobody listened" in item.note
    server.live = "disabled"
    server.version = "4.4"  # does not say so
    async with line(client, listener, {"newest": 0, "public": str(FIRST)}) as told:
        item = await told.next()
    assert (item.posts, item.outcome) == ([], Outcome.NOTHING_NEW)
    assert "does not show what was written while nobody listened" in item.note


async def test_a_search_that_fails_ends_the_line(server: Instance, client: Bound) -> None:
    server.status = 429
    _, error = await trouble(client, member(server))
    assert "slow down" in str(error)
    await server.listeners(0)


# -- the whole way ---------------------------------------------------------------------------------------------------


@asynccontextmanager
async def on_air(tmp_path: Path, listener: MastodonSearch) -> AsyncIterator[tuple[Stage, Any, Letterbox]]:
    mail = Letterbox()
    there = source("members", listener, allow_private=True)
    async with stage(settings(tmp_path, [there], {"mail": mail}), at=NOW) as earful:
        yield earful, there, mail


async def posts_of(earful: Stage) -> list[tuple[str, str, bool]]:
    """(number of the post, words, whether it was taken down), in order."""
    async with earful.app.parts.store.read() as connection:
        rows = await connection.execute(
            select(t.post.c.native_id, t.post_revision.c.text, t.post.c.deleted_at)
            .join(t.post_revision, t.post_revision.c.id == t.post.c.revision_id)
            .order_by(t.post.c.id)
        )
        return [(row.native_id.rpartition("/")[2], row.text, row.deleted_at is not None) for row in rows]


async def until(earful: Stage, posts: int, gone: int = 0) -> list[tuple[str, str, bool]]:
    async with asyncio.timeout(15):
        while len(found := await posts_of(earful)) < posts or sum(one[2] for one in found) < gone:
            await asyncio.sleep(0.02)
    return found


async def test_told_found_and_told_again_is_stored_once(tmp_path: Path, server: Instance) -> None:
    listener = member(server)
    server.toots = [toot(1)]
    async with on_air(tmp_path, listener) as (earful, there, mail):
        first = asyncio.create_task(pipeline.listen(earful.app.parts, there))
        await server.listeners()
        await server.post(toot(2, "Weather in #harbor"), "harbor")  # names nobody
        await server.post(toot(3), "harbor")
        await until(earful, 2)
        await server.cut()
        await first
        async with earful.app.parts.store.read() as connection:
            known = (await asking.sources(connection))["members"]
        assert (known.outcome, known.failures) == ("error", 1)
        await server.post(toot(4), "harbor")  # nobody listens
        again = asyncio.create_task(pipeline.listen(earful.app.parts, there))
        await server.listeners()
        await server.post(toot(5, "Harbor Plumbing, again"), "harbor")
        await until(earful, 4)
        await server.take_down(str(FIRST + 3), "harbor")
        stored = await until(earful, 4, gone=1)
        again.cancel()
        await asyncio.wait([again])
        assert sorted(number for number, _, _ in stored) == ["1", "3", "4", "5"]
        assert [(number, text) for number, text, gone in stored if gone] == [("3", "")]
        await earful.app.work()
        await earful.app.delivered()
        assert mail.told


async def test_another_server_takes_a_post_of_its_own_down(tmp_path: Path, server: Instance) -> None:
    """A number is a number of one server: a deletion there touches nothing that only has the same number elsewhere."""
    listener = member(server)
    async with on_air(tmp_path, listener) as (earful, there, _):
        task = asyncio.create_task(pipeline.listen(earful.app.parts, there))
        await server.listeners()
        await server.post(toot(1), "harbor")
        await until(earful, 1)
        await server.take_down(str(FIRST + 9), "harbor")
        await server.post(toot(2), "harbor")
        assert not any(gone for _, _, gone in await until(earful, 2))
        task.cancel()
        await asyncio.wait([task])


async def test_a_reply_to_a_post_from_elsewhere_is_known_by_its_number_here(tmp_path: Path, server: Instance) -> None:
    async with on_air(tmp_path, member(server)) as (earful, there, _):
        task = asyncio.create_task(pipeline.listen(earful.app.parts, there))
        await server.listeners()
        await server.post(toot(1), "harbor")
        await until(earful, 1)
        below = toot(2, "same here", by="lee", home="third.example") | {"in_reply_to_id": str(FIRST + 1)}
        await server.post(below, "harbor")
        assert [number for number, _, _ in await until(earful, 2)] == ["1", "2"]
        task.cancel()
        await asyncio.wait([task])


# -- servers that do not push ----------------------------------------------------------------------------------------


async def test_servers_that_push_nothing_of_it_are_searched_and_say_so(server: Instance, client: Bound) -> None:
    server.toots = [toot(1)]
    server.hashtags = "disabled"
    seen, error = await trouble(client, member(server))
    assert isinstance(error, Blocked)
    assert "shows hashtags to nobody" in str(error)
    assert "does not show its members" in seen[0].note
    assert [post.id for item in seen for post in item.posts] == [toot(1)["uri"]]
    server.hashtags, server.live = "public", "disabled"
    server.toots = [toot(1)]
    async with Net(clock=SystemClock(), version="1", contact="", gap=timedelta(0)) as later:  # it is asked once a day
        _, error = await trouble(later.bound(failure=FetchError, allow_private=True), member(server, everything=True))
    assert "pushes its public timeline to nobody" in str(error)
    assert not server.subscribed


async def test_a_timeline_of_deletions_alone_is_switched_off(
    server: Instance, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mastodon_search, "_AGAIN", 0.3)
    server.version = "4.4"
    async with line(client, member(server, everything=True, hashtags=())) as told:
        await told.caught_up()
        for number in range(10):
            await server.take_down(str(FIRST + number))
        while (item := await told.next()).outcome is Outcome.ITEMS:
            assert all(post.deleted for post in item.posts)
        assert (item.outcome, item.posts) == (Outcome.SUSPICIOUS, [])
        assert "tells of deleted posts alone" in item.note
        await server.post(toot(1))
        assert not (await told.next()).posts[0].deleted
        await told.caught_up()


async def test_refusals_at_the_door_and_on_the_line(server: Instance, client: Bound) -> None:
    _, error = await trouble(client, member(server, token="somebody-elses"))
    assert "somebody-elses" not in str(error)
    server.knock = 503
    _, error = await trouble(client, member(server))
    assert "trouble of its own" in str(error)
    server.knock = 101
    for status, kind in ((401, Blocked), (400, FetchError)):
        async with line(client, member(server)) as told:
            await told.caught_up()
            await server.say(json.dumps({"error": "no such stream", "status": status}))
            with pytest.raises(kind):
                await told.next()


async def test_what_makes_no_sense_costs_nothing_else(server: Instance, client: Bound) -> None:
    async with line(client, member(server)) as told:
        await told.caught_up()
        for raw in ("", "thump", "[]", "[" * 100_000, '{"event": "update"}', '{"event": "update", "payload": "{"}',
                    '{"event": "update", "payload": "{\\"id\\": null}"}', '{"event": "delete", "payload": {}}',
                    '{"event": "filters_changed"}', '{"event": 7, "payload": []}'):  # fmt: skip
            await server.say(raw)
        await server.post(toot(1) | {"content": ["x"], "account": 5, "created_at": {}, "tags": None}, "harbor")
        await server.post(toot(2), "harbor")
        seen = await told.posts()
        while toot(2)["uri"] not in {post.id for post in seen}:
            seen += await told.posts()
        assert {post.id for post in seen} == {toot(1)["uri"], toot(2)["uri"]}


async def test_a_line_without_words_lives_as_long_as_it_answers(
    server: Instance, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "PONG", timedelta(milliseconds=100))
    async with line(client, member(server)) as told:
        await told.caught_up()
        silence = asyncio.create_task(told.next())
        await asyncio.sleep(0.5)  # four pings
        assert not silence.done()
        await server.post(toot(1), "harbor")
        assert (await silence).posts
    server.deaf = True
    async with line(client, member(server)) as told:
        await told.caught_up()
        with pytest.raises(FetchError, match="fallen silent"):
            await told.next()


# -- the way in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("wss://streaming.example", "wss://streaming.example/api/v1/streaming"),
        ("wss://streaming.example/", "wss://streaming.example/api/v1/streaming"),
        ("ws://streaming.example", "ws://streaming.example/api/v1/streaming"),  # the server itself is no safer
        ("https://streaming.example", None),
        ("wss://a:b@streaming.example", None),
        ("wss://streaming.example/?x=1", None),
        ("wss://[", None),
    ],
)
async def test_where_it_pushes(server: Instance, client: Bound, named: str, expected: str | None) -> None:
    server.streaming = named
    at = await door(client, server.url, {})
    assert at.url == (expected or f"{server.url.replace('http', 'ws')}/api/v1/streaming")
    assert at.first(Channel("hashtag", "häfen")) == f"{at.url}?stream=hashtag&tag=h%C3%A4fen"


def test_a_token_does_not_leave_by_an_open_way() -> None:
    assert mastodon_stream._safe("ws://streaming.example", "wss://mastodon.example") == "wss://mastodon.example"


def test_whether_it_is_listened_to_is_the_owners_choice() -> None:
    quiet = MastodonSearch(server="https://mastodon.example", token=TOKEN)
    tagged = MastodonSearch(server="https://mastodon.example", token=TOKEN, hashtags=("harbor",))
    whole = MastodonSearch(server="https://mastodon.example", token=TOKEN, everything=True)
    assert [pushes(one) for one in (quiet, tagged, whole)] == [False, True, True]
    assert [one.whole_network for one in (quiet, tagged, whole)] == [False, False, True]

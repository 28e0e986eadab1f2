"""Bluesky's firehose: events, the cursor and its overlap, servers that fail, lie or fall silent, and names of authors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from connectors import bluesky
from connectors import parse_bluesky as parse
from connectors.base import Author, Cursor, Fetched, FetchError, Outcome, Post
from connectors.bluesky import Bluesky
from connectors.parse_bluesky import post_of, words_of
from monitor.net import Bound
from tests.fakes.jetstream import START, Jetstream, account, deleted, micros, said

AT = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
URI = "at://did:plc:dana/app.bsky.feed.post/"
Seen = list[Fetched]


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is waited for is waited for shortly."""
    for name, milliseconds in {"_BATCH": 50, "_QUIET": 60, "_WAIT": 60, "_SILENT": 180}.items():
        monkeypatch.setattr(bluesky, name, timedelta(milliseconds=milliseconds))


@pytest.fixture
def toy() -> Jetstream:
    return Jetstream()


@pytest.fixture
async def url(toy: Jetstream) -> AsyncIterator[str]:
    async with TestServer(toy.app()) as server:
        yield str(server.make_url("/")).rstrip("/").replace("http", "ws")


async def told(client: Bound, source: Bluesky, cursor: Cursor, items: int = 99) -> tuple[Seen, str]:
    """What a stream tells until it has caught up, or its first ``items``; and its trouble."""
    seen: Seen = []
    try:
        async with asyncio.timeout(10), aclosing(source.listen(client, cursor)) as stream:  # type: ignore[type-var]
            async for item in stream:
                seen.append(item)
                if len(seen) >= items or (item.outcome is Outcome.NOTHING_NEW and not item.posts):
                    break
    except FetchError as error:
        return seen, str(error)
    return seen, ""


def posts(seen: Seen) -> list[Post]:
    return [post for item in seen for post in item.posts]


async def test_posts_with_all_that_is_told(toy: Jetstream, url: str, client: Bound) -> None:
    parent, root = "at://did:plc:sam/app.bsky.feed.post/1", "at://did:plc:sam/app.bsky.feed.post/0"
    toy.events = [
        said(
            "3k",
            "Harbor: drei Wochen 😡",
            AT,
            record={"langs": ["de"], "reply": {"parent": {"uri": parent}, "root": {"uri": root}}, "new": {"field": 1}},
        ),
        said("3l", "all fixed now", AT + timedelta(seconds=1), what="update"),
        deleted("3m", AT + timedelta(seconds=2)),
    ]
    seen, trouble = await told(client, Bluesky(server=(url,)), {})
    first, edited, gone = posts(seen)
    assert trouble == ""
    assert [item.outcome for item in seen] == [Outcome.ITEMS, Outcome.NOTHING_NEW]
    assert seen[-1].cursor == {"time_us": micros(AT + timedelta(seconds=2))}
    assert first == Post(
        service="bsky.app",
        id=f"{URI}3k",
        url="https://bsky.app/profile/did:plc:dana/post/3k",
        author=Author(id="did:plc:dana", url="https://bsky.app/profile/did:plc:dana"),
        text="Harbor: drei Wochen 😡",
        published=AT,
        lang="de",
        reply_to=parent,
        thread=root,
    )
    assert (edited.text, edited.edited, edited.thread) == ("all fixed now", AT + timedelta(seconds=1), f"{URI}3l")
    assert (gone.id, gone.deleted, gone.text) == (f"{URI}3m", True, "")
    assert toy.asked == [{"wantedCollections": "app.bsky.feed.post", "maxMessageSizeBytes": "1000000"}]


async def test_it_goes_on_ten_seconds_before_it_left_off(toy: Jetstream, url: str, client: Bound) -> None:
    toy.events = [said(str(n), f"post {n}", AT + timedelta(seconds=n)) for n in range(30)]
    seen, _ = await told(client, Bluesky(server=(url,)), {"time_us": micros(AT + timedelta(seconds=25))})
    assert toy.asked[0]["cursor"] == str(micros(AT + timedelta(seconds=15)))
    assert [(item.outcome, len(item.posts)) for item in seen] == [
        (Outcome.NOTHING_NEW, 11),  # the overlap
        (Outcome.ITEMS, 4),
        (Outcome.NOTHING_NEW, 0),
    ]
    assert [item.cursor["time_us"] for item in seen] == [micros(AT + timedelta(seconds=n)) for n in (25, 29, 29)]


async def test_a_replay_of_an_hour_moves_no_cursor_back(toy: Jetstream, url: str, client: Bound) -> None:
    newest = AT + timedelta(minutes=59)
    toy.events = [said(str(n), "again", newest - timedelta(minutes=n)) for n in range(30)]
    toy.obeys = False
    seen, _ = await told(client, Bluesky(server=(url,)), {"time_us": micros(newest)})
    assert [(item.outcome, len(item.posts)) for item in seen] == [(Outcome.NOTHING_NEW, 30), (Outcome.NOTHING_NEW, 0)]
    assert all(item.cursor == {"time_us": micros(newest)} for item in seen)


async def test_of_events_that_are_reordered_the_last_revision_counts(toy: Jetstream, url: str, client: Bound) -> None:
    toy.events = [
        {**deleted("1", AT), "commit": {**deleted("1", AT)["commit"], "rev": "3b"}},
        said("1", "posted before it was deleted", AT, rev="3a"),
        said("2", "first", AT, rev="3a"),
        said("2", "second", AT, rev="3b", what="update"),
    ]
    one, two = posts((await told(client, Bluesky(server=(url,)), {}))[0])
    assert (one.deleted, two.text) == (True, "second")


async def test_clocks_that_are_wrong(toy: Jetstream, url: str, client: Bound) -> None:
    ahead = datetime.now(UTC) + timedelta(days=400)
    toy.events = [
        said("1", "from the future", AT, record={"createdAt": ahead.isoformat()}),
        said("2", "from nowhere", AT, record={"createdAt": "soon"}),
        said("3", "written earlier", AT, record={"createdAt": "2026-01-01T10:00:00Z"}),
        said("4", "a server that is ahead", ahead, record={"createdAt": AT.isoformat()}),
        {**said("5", "no time", AT), "time_us": "now"},
    ]
    before = micros(datetime.now(UTC))
    seen, _ = await told(client, Bluesky(server=(url,)), {})
    assert [post.published for post in posts(seen)] == [AT, AT, datetime(2026, 1, 1, 10, tzinfo=UTC), AT, AT]
    assert before <= seen[-1].cursor["time_us"] <= micros(datetime.now(UTC))


async def test_accounts_that_are_gone(toy: Jetstream, url: str, client: Bound) -> None:
    toy.events = [
        account("deactivated", AT, "did:plc:a"),
        account("deleted", AT, "did:plc:b"),
        account("takendown", AT, "did:plc:c"),
        {"did": "did:plc:d", "time_us": micros(AT), "kind": "identity", "identity": {"did": "did:plc:d"}},
    ]
    seen, _ = await told(client, Bluesky(server=(url,)), {})
    assert [item.departed for item in seen if item.departed] == [[("bsky.app", "did:plc:b")]]


async def test_what_makes_no_sense_is_left_out(toy: Jetstream, url: str, client: Bound) -> None:
    like = said("1", "", AT)
    like["commit"]["collection"] = "app.bsky.feed.like"
    toy.raw = ["{", "[" * 100_000, "null", '{"kind": 5}', b"\x28\xb5\x2f\xfd"]
    toy.events = [
        like,
        {**said("2", "x", AT), "did": 7},
        {**said("3", "x", AT), "commit": None},
        said("4", "x", AT, what="rename"),
        said("5", "x", AT, record={"text": None, "langs": "en", "reply": 3, "facets": 9, "embed": [], "tags": {}}),
        {"kind": "heartbeat"},
        said("6", "sense", AT),
    ]
    five, six = posts((await told(client, Bluesky(server=(url,)), {}))[0])
    assert (five.text, five.lang, five.reply_to, six.text) == ("", "", "", "sense")


async def test_a_server_that_sends_no_events_is_passed_over(toy: Jetstream, url: str, client: Bound) -> None:
    toy.raw = ["<html>", "sign in"]
    seen, trouble = await told(client, Bluesky(server=(url, url)), {})
    assert (seen, trouble) == ([], "127.0.0.1 sends something that Earful does not understand")
    assert len(toy.asked) == 2


@pytest.mark.parametrize("field", ["commit", "rkey", "record", "operation", "collection"])
async def test_posts_that_cannot_be_read_any_more_are_no_peace(
    toy: Jetstream, url: str, client: Bound, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    """The events come, and what a post is made of is called otherwise."""
    monkeypatch.setattr(bluesky, "_UNREADABLE", 20)
    for number in range(40):
        whole = said(str(number), "hello", datetime.now(UTC))
        holder = whole if field == "commit" else whole["commit"]
        holder[f"new_{field}"] = holder.pop(field)
        toy.events.append(whole)
    seen, trouble = await told(client, Bluesky(server=(url,)), {})
    assert trouble == "127.0.0.1 sends something that Earful does not understand"
    assert (posts(seen), [item.outcome for item in seen]) == ([], [])


async def test_the_next_server_helps_out(toy: Jetstream, url: str, client: Bound) -> None:
    toy.events = [said("1", "hello", AT)]
    async with TestServer(Jetstream().app()) as dead:
        gone = str(dead.make_url("/")).replace("http", "ws")
    seen, trouble = await told(client, Bluesky(server=(gone, url)), {})
    assert (len(posts(seen)), trouble) == (1, "")
    assert await told(client, Bluesky(server=(gone, gone)), {}) == ([], "127.0.0.1 refused the connection")


async def test_a_stream_that_breaks_off_tells_what_it_had(toy: Jetstream, url: str, client: Bound) -> None:
    toy.events, toy.ends = [said("1", "hello", AT)], True
    seen, trouble = await told(client, Bluesky(server=(url, url)), {})
    assert ([post.text for post in posts(seen)], trouble) == (["hello"], "127.0.0.1 ended the stream")
    assert len(toy.asked) == 1  # after news it is for whoever listens to wait and come again


async def test_a_server_that_is_silent(toy: Jetstream, url: str, client: Bound) -> None:
    toy.events = [said("1", "hello", AT)]
    other = Jetstream()
    async with TestServer(other.app()) as server:
        source = Bluesky(server=(url, str(server.make_url("/")).replace("http", "ws")))
        back = said("2", "back again", AT + timedelta(minutes=1))
        kinds: list[Outcome] = []
        async with asyncio.timeout(10), aclosing(source.listen(client, {})) as stream:  # type: ignore[type-var]
            async for item in stream:
                kinds.append(item.outcome)
                if item.outcome is Outcome.SUSPICIOUS:
                    assert "is connected, but has told nothing for" in item.note
                if kinds.count(Outcome.SUSPICIOUS) == 2 and back not in toy.events:
                    toy.events.append(back)
                if any(post.text == "back again" for post in item.posts):
                    break
    # That nothing comes is a sign of life once; of a server that is doubted it is none.
    quiet, doubted = Outcome.NOTHING_NEW, Outcome.SUSPICIOUS
    assert kinds == [Outcome.ITEMS, quiet, doubted, doubted, quiet, Outcome.ITEMS]  # the second quiet is the overlap
    assert (len(toy.asked), len(other.asked)) == (2, 1)


async def test_a_line_that_is_dead(toy: Jetstream, url: str, client: Bound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.net.sockets.PONG", timedelta(milliseconds=50))
    toy.deaf, toy.events = True, [said("1", "hello", AT)]
    seen, trouble = await told(client, Bluesky(server=(url,)), {})
    assert len(posts(seen)) == 1
    assert "has fallen silent" in trouble


async def test_a_cursor_from_before_what_the_server_keeps(toy: Jetstream, url: str, client: Bound) -> None:
    toy.events = [said("1", "kept", AT)]
    seen, _ = await told(client, Bluesky(server=(url,)), {"time_us": micros(AT - timedelta(days=3))})
    assert seen[0].note.startswith("what was written in the 3 days, 0:00:00 before")
    live = datetime.now(UTC)
    toy.events = [said("2", "a quiet server", live)]
    seen, _ = await told(client, Bluesky(server=(url,)), {"time_us": micros(live - timedelta(days=3))})
    assert [item.note for item in seen] == ["", ""]


async def test_the_present_is_arrived_at_while_posts_go_on_coming(toy: Jetstream, url: str, client: Bound) -> None:
    async def chatter() -> None:
        await toy.listeners(1)
        for number in range(1_000):
            await toy.say(said(str(number), "blah", datetime.now(UTC)))
            await asyncio.sleep(0.005)

    talking = asyncio.create_task(chatter())
    seen, trouble = await told(client, Bluesky(server=(url,)), {})
    talking.cancel()
    assert trouble == ""
    assert (seen[-1].outcome, seen[-1].posts) == (Outcome.NOTHING_NEW, [])
    assert len(posts(seen)) >= 5


async def test_a_flood_comes_in_pieces(
    toy: Jetstream, url: str, client: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bluesky, "_MOST", 40)
    monkeypatch.setattr(bluesky, "_BATCH", timedelta(seconds=5))
    toy.events = [said(str(n), "flood", AT) for n in range(100)]
    seen, _ = await told(client, Bluesky(server=(url,)), {}, items=2)
    assert [len(item.posts) for item in seen] == [40, 40]


async def test_who_the_authors_are(toy: Jetstream, url: str, client: Bound) -> None:
    toy.names |= {f"did:plc:{n}": (f"n{n}.example", "", n) for n in range(60)}
    source = Bluesky(server=(url,), profiles=url.replace("ws", "http"))
    found = await source.introduce(client, ["did:plc:dana", "did:plc:nobody", *(f"did:plc:{n}" for n in range(60))])
    assert found["did:plc:dana"] == Author(
        name="Dana R.",
        handle="@dana.example",
        url="https://bsky.app/profile/did:plc:dana",
        id="did:plc:dana",
        followers=1200,
    )
    assert (found["did:plc:7"].name, found["did:plc:7"].followers) == ("n7.example", 7)
    assert "did:plc:nobody" not in found
    assert [len(asked) for asked in toy.profiles_asked] == [25, 25, 12]
    toy.profiles_status = 502
    with pytest.raises(FetchError, match="trouble of its own"):
        await source.introduce(client, ["did:plc:dana"])


def facet(start: int, end: int, uri: str) -> dict[str, Any]:
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [{"uri": uri}]}


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        # An emoji is four bytes.
        ("😡 harbor.example/ab… ", {"facets": [facet(5, 25, "https://harbor.example/about")]}, "😡 https://harbor.example/about "),
        ("see here", {"facets": [facet(4, 8, "https://harbor.example")]}, "see here (https://harbor.example)"),
        ("see harbor.example", {"facets": [facet(4, 18, "https://www.harbor.example/")]}, "see harbor.example"),
        ("a b", {"facets": [facet(2, 3, "https://b.example"), facet(0, 1, "https://a.example")]}, "a (https://a.example) b (https://b.example)"),
        ("über", {"facets": [facet(1, 3, "https://a.example")]}, "über"),  # cuts the letter in two
        ("ab", {"facets": [facet(0, 99, "https://a.example"), facet(-1, 1, "https://a.example")]}, "ab"),
        ("abcd", {"facets": [facet(0, 3, "https://a.example"), facet(1, 4, "https://b.example")]}, "abc (https://a.example)d"),
        ("a", {"facets": [facet(0, 1, "javascript:alert(1)"), {"index": 3, "features": [4]}, None]}, "a"),
        ("#harbor", {"tags": ["Harbor", "plumber", 5]}, "#harbor #plumber"),
        ("look", {"embed": {"external": {"uri": "https://harbor.example/x", "title": "Harbor is awful"}}}, "look https://harbor.example/x"),
        ("harbor.example/x", {"embed": {"media": {"external": {"uri": "https://harbor.example/x"}}}}, "harbor.example/x"),
        ("", {"embed": {"external": {"uri": "https://media.example/angry.gif?h=1"}}}, ""),
        ("this!", {"embed": {"record": {"uri": "at://did:plc:sam/app.bsky.feed.post/1"}}}, "this!"),
        ("", {"embed": {"external": {"uri": "http://[::1"}}}, ""),
    ],
)  # fmt: skip
def test_the_words(text: str, more: dict[str, Any], words: str) -> None:
    assert words_of({"text": text, **more}) == words


def test_an_empty_event() -> None:
    assert post_of({}) is None
    assert post_of(said("", "no key", START)) is None


@pytest.mark.parametrize(
    ("server", "asked"),
    [
        ("stream.example", "wss://stream.example/subscribe"),
        ("wss://stream.example/", "wss://stream.example/subscribe"),
        ("ws://127.0.0.1:6008/v1/subscribe", "ws://127.0.0.1:6008/v1/subscribe"),
        ("https://stream.example", "https://stream.example/subscribe"),
    ],
)
def test_addresses(server: str, asked: str) -> None:
    assert bluesky._address(server) == asked


@pytest.mark.parametrize("server", [(), ("ftp://stream.example",), ("wss://a.example/?x=1",), ("http://[::1",)])
def test_servers_that_are_none(server: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="server must"):
        Bluesky(server=server)


# -- who asks not to be found ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "unlisted"),
    [
        (None, False),
        ([], False),
        ([{"src": "did:plc:dana", "val": "!no-unauthenticated"}], True),
        ([{"src": "did:plc:labeler", "val": "!no-unauthenticated"}], False),  # somebody else says so
        ([{"src": "did:plc:labeler", "val": "spam"}, "odd", None], False),
    ],
)
def test_who_asks_not_to_be_found(labels: object, unlisted: bool) -> None:
    profile = {"did": "did:plc:dana", "handle": "dana.example", "labels": labels}
    assert parse.author(profile).unlisted is unlisted
    seen = {"uri": "at://did:plc:dana/app.bsky.feed.post/1", "author": profile, "record": {"text": "x"}}
    post = parse.post_seen(seen)
    assert post is not None
    assert post.author.unlisted is unlisted

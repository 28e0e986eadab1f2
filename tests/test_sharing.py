"""What many sources ask is asked once, and many names are few questions."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from connectors.base import FetchError, Outcome
from connectors.feed import Feed
from connectors.mastodon import Mastodon
from connectors.names import either, together
from connectors.news import News
from connectors.reddit_rss import RedditFeed
from connectors.youtube import YouTube
from monitor.clock import SetClock
from monitor.net import Bound, Net
from monitor.parts import neighbours
from tests.fakes.hostile import Hostile
from tests.fakes.stage import Letterbox, settings, source, stage
from tests.fakes.youtube import KEY, YouTubeToy

MINUTES = timedelta(minutes=1)
NAMES = [f"Firm{number} Plumbing" for number in range(200)]


class Town:
    """A Mastodon instance whose members write under hashtags; it heeds no more than four further ones."""

    def __init__(self) -> None:
        self.toots: list[tuple[int, str]] = []  # number, hashtag
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.closed = False

    def say(self, tag: str) -> None:
        self.toots.insert(0, (1000 + len(self.toots), tag))

    async def timeline(self, request: web.Request) -> web.Response:
        tag, more = request.match_info["tag"], request.query.getall("any[]", [])
        self.asked.append((tag, tuple(more)))
        if self.closed:
            return web.json_response({"error": "This method requires an authenticated user"}, status=401)
        after, limit = int(request.query.get("min_id", 0)), int(request.query["limit"])
        wanted = {one.casefold() for one in (tag, *more[:4])}
        found = [number for number, said in self.toots if said.casefold() in wanted and number > after]
        return web.json_response([self.toot(number) for number in (found[-limit:] if after else found[:limit])])

    def toot(self, number: int) -> dict[str, Any]:
        address = f"https://town.example/@ann/{number}"
        return {"id": str(number), "uri": address, "url": address, "content": "<p>Firm7 Plumbing never came</p>"}

    async def feed(self, request: web.Request) -> web.Response:
        tag = request.match_info["tag"]
        items = "".join(
            f"<item><guid>https://town.example/@ann/{number}</guid><link>https://town.example/@ann/{number}</link></item>"
            for number, said in self.toots
            if said == tag
        )
        body = f"<rss version='2.0'><channel><title>#{tag}</title>{items}</channel></rss>"
        return web.Response(text=body, content_type="application/rss+xml")


@pytest.fixture
async def town() -> AsyncIterator[tuple[Town, str]]:
    it = Town()
    app = web.Application()
    app.router.add_get("/api/v1/timelines/tag/{tag}", it.timeline)
    app.router.add_get("/tags/{tag}.rss", it.feed)
    async with TestServer(app) as server:
        yield it, str(server.make_url("/"))


# -- two hundred brands ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shared", "requests"), [(True, 1), (False, 30)])
@pytest.mark.slow
async def test_a_question_of_many_brands_is_one_request(
    town: tuple[Town, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: bool, requests: int
) -> None:
    """Thirty brands stand for two hundred here: see ``test_two_hundred_brands_on_one_instance``."""
    it, url = town
    assert await rounds(it, url, tmp_path, monkeypatch, shared, brands=30) == [requests, requests, requests]


@pytest.mark.slow
async def test_two_hundred_brands_on_one_instance(
    town: tuple[Town, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    it, url = town
    assert await rounds(it, url, tmp_path / "with", monkeypatch, True, brands=200) == [1, 1, 1]
    assert await rounds(it, url, tmp_path / "without", monkeypatch, False, brands=200) == [200, 200, 200]


async def rounds(
    it: Town, url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, shared: bool, *, brands: int
) -> list[int]:
    """How many requests each of three rounds makes, for so many sources that follow the town's hashtag."""
    if not shared:
        monkeypatch.setattr("monitor.parts.neighbours", lambda sources: frozenset())
        monkeypatch.setattr("monitor.app.neighbours", lambda sources: frozenset())
    it.say("springfield")
    config = settings(
        folder,
        [source(f"brand {n}", Mastodon(server=url, hashtag="springfield"), allow_private=True) for n in range(brands)],
        {"mail": Letterbox()},
    )
    counts = []
    async with stage(config) as earful:
        for _ in range(3):
            it.asked.clear()
            await earful.after(15 * MINUTES)
            counts.append(len(it.asked))
            assert {heard.outcome for heard in earful.heard} <= {"items", "nothing_new"}
            it.say("springfield")
    return counts


async def test_two_hundred_hashtags_are_forty_requests(town: tuple[Town, str], client: Bound) -> None:
    it, url = town
    place = Mastodon(server=url, hashtags=tuple(f"firm{number}" for number in range(200)))
    for tag in ("firm0", "firm4", "FIRM199"):
        it.say(tag)
    first = await place.fetch(client, {})
    assert len(it.asked) == 40
    assert {post.id[-4:] for post in first.posts} == {"1000", "1001", "1002"}
    assert max(Counter(tag for asked, more in it.asked for tag in (asked, *more)).values()) == 1
    it.say("firm5")
    second = await place.fetch(client, first.cursor)
    known = {post.id for post in first.posts}
    assert {post.id[-4:] for post in second.posts if post.id not in known} == {"1003"}
    third = await place.fetch(client, second.cursor)
    assert {post.id for post in third.posts} <= {post.id for post in second.posts}


async def test_a_closed_timeline_of_several_hashtags_is_read_from_their_feeds(
    town: tuple[Town, str], client: Bound
) -> None:
    it, url = town
    it.closed = True
    it.say("pipes")
    it.say("boilers")
    place = Mastodon(server=url, hashtags=("pipes", "boilers"))
    first = await place.fetch(client, {})
    assert len(first.posts) == 2
    second = await place.fetch(client, first.cursor)
    assert (second.outcome, second.posts) == (Outcome.NOTHING_NEW, [])


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> dict[str, timedelta | None]:
    """The first hashtags of requests that fail, and when the instance wants to be asked again."""
    answer, asked = dict[str, timedelta | None](), Mastodon._timeline

    async def fails(self: Mastodon, client: Bound, tags: list[str], *further: Any, **more: Any) -> Any:
        if tags[0] in answer:
            raise FetchError(f"town.example has trouble with {tags[0]}", retry_after=answer[tags[0]])
        return await asked(self, client, tags, *further, **more)

    monkeypatch.setattr(Mastodon, "_timeline", fails)
    return answer


async def test_a_request_of_many_that_fails_costs_no_other(
    town: tuple[Town, str], failing: dict[str, timedelta | None], client: Bound
) -> None:
    it, url = town
    place = Mastodon(server=url, hashtags=tuple(f"firm{number}" for number in range(17)))
    failing["firm0"] = None
    cursor: Mapping[str, Any] = {}
    for said in ("firm5", "firm10", "firm15"):
        it.say(said)
        it.asked.clear()
        heard = await place.fetch(client, cursor)
        assert [tag for tag, _ in it.asked] == ["firm5", "firm10", "firm15"]
        assert (heard.outcome, heard.note) == (Outcome.ITEMS, "town.example has trouble with firm0")
        cursor = heard.cursor
    failing.clear()
    it.say("firm0")
    assert [post.id[-4:] for post in (await place.fetch(client, cursor)).posts][:1] == ["1003"]
    failing.update(dict.fromkeys(("firm0", "firm5", "firm10", "firm15")))
    with pytest.raises(FetchError, match="firm0"):
        await place.fetch(client, cursor)


async def test_where_an_instance_wants_to_be_left_alone_the_next_visit_begins_there(
    town: tuple[Town, str], failing: dict[str, timedelta | None], client: Bound
) -> None:
    it, url = town
    place = Mastodon(server=url, hashtags=tuple(f"firm{number}" for number in range(12)))
    failing["firm5"] = timedelta(seconds=40)
    it.say("firm0")
    first = await place.fetch(client, {})
    assert (len(first.posts), first.cursor["first"]) == (1, "firm5")
    assert first.note == "town.example has trouble with firm5"
    failing.clear()
    it.asked.clear()
    await place.fetch(client, first.cursor)
    assert [tag for tag, _ in it.asked] == ["firm5", "firm10", "firm0"]


# -- sharing ---------------------------------------------------------------------------------------------------------


async def test_who_shares_and_for_how_long() -> None:
    clock = SetClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    async with Hostile() as server, Net(clock=clock, gap=timedelta(0)) as net:

        def bound(share: float = 5, **more: Any) -> Bound:
            return net.bound(failure=FetchError, allow_private=True, share=share * MINUTES, **more)

        async def asked(client: Bound, path: str = "/echo", **more: Any) -> bool:
            before = len(server.seen)
            await client.request("GET", server.url(path), **more)
            return len(server.seen) > before

        assert await asked(bound())
        assert not await asked(bound())
        assert await asked(bound(0))  # who shares with nobody asks
        assert await asked(bound(), path="/echo?page=2")
        assert await asked(bound(), params={"page": 3})
        assert await asked(bound(), headers={"authorization": "Bearer one"})
        assert await asked(bound(), headers={"authorization": "Bearer two"})
        assert not await asked(bound(), headers={"Authorization": "Bearer two"})
        assert await asked(bound(), headers={"if-none-match": '"1"'})
        assert await asked(bound(max_body=1_000_000))
        before = len(server.seen)
        await asyncio.gather(*(bound().request("POST", server.url("/echo"), json={"a": 1}) for _ in range(3)))
        assert len(server.seen) == before + 3
        clock.move(4 * MINUTES)
        assert not await asked(bound())
        assert await asked(bound(3))  # too old for somebody in a hurry
        clock.move(6 * MINUTES)
        assert await asked(bound())
        clock.move(-60 * MINUTES)
        assert await asked(bound())


async def test_of_many_at_once_one_asks_and_a_failure_is_its_own() -> None:
    async with Hostile() as server, Net(gap=timedelta(0)) as net:
        client = net.bound(failure=FetchError, allow_private=True, share=MINUTES)
        replies = await asyncio.gather(*(client.request("GET", server.url("/echo")) for _ in range(20)))
        assert len(server.seen) == 1
        assert len({reply.body for reply in replies}) == 1
        async with Hostile() as other:
            gone = other.url("/echo")
        failures = await asyncio.gather(*(client.request("GET", gone) for _ in range(3)), return_exceptions=True)
        assert [type(one) for one in failures] == [FetchError] * 3


async def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.net.sharing.MOST_BYTES", 2_500)
    monkeypatch.setattr("monitor.net.sharing._LARGEST", 1_000)
    async with Hostile() as server, Net(gap=timedelta(0)) as net:
        client = net.bound(failure=FetchError, allow_private=True, share=MINUTES)
        for number in range(5):
            await client.request("GET", server.say(200, {"x-number": str(number)}, "x" * 900))
        await client.request("GET", server.say(200, {}, "x" * 1_001))
        assert len(net.shared._replies) == 2
        assert not net.shared._asked


def test_only_who_has_neighbours_shares() -> None:
    places = [
        source("a", Feed(url="https://one.example/a")),
        source("b", Feed(url="https://one.example/b")),
        source("c", Feed(url="https://two.example/a")),
        replace(source("d", Mastodon(server="one.example", hashtag="x")), kind="mastodon"),
        source("e", Letterbox()),
    ]
    assert neighbours(places) == {"a", "b"}
    assert neighbours(places[1:]) == frozenset()


# -- names -----------------------------------------------------------------------------------------------------------


def test_few_names_are_asked_for_one_by_one_and_many_together() -> None:
    assert together(["A", " ", '"', "B", "A"], most=10) == [("A",), ("B",)]
    groups = together(NAMES, most=10, words=30, characters=400)
    assert len(groups) == 20
    assert [name for group in groups for name in group] == NAMES
    assert max(len(either(group)) for group in groups) <= 400
    assert max(len(either(group).split()) for group in groups) <= 30
    assert together(["x" * 500, *NAMES[:6]], most=10, characters=100)[0] == ("x" * 500,)  # asked for all the same
    assert either(['Say "Hi"', "Pier"]) == '"Say  Hi" OR "Pier"'


class Papers:
    """A news search: ``found`` articles for each name in a search; 100 at most."""

    def __init__(self) -> None:
        self.found: dict[str, int] = {}
        self.asked: list[str] = []

    async def search(self, request: web.Request) -> web.Response:
        query = request.query["q"]
        self.asked.append(query)
        items = [f"{name} {n}" for name, many in self.found.items() if f'"{name}"' in query for n in range(many)][:100]
        body = "".join(f"<item><title>{item} - Gazette</title><guid>{item}</guid></item>" for item in items)
        return web.Response(
            text=f"<rss version='2.0'><channel><title>x</title>{body}</channel></rss>",
            content_type="application/rss+xml",
        )


async def test_two_hundred_names_are_twenty_searches_of_news_and_a_crowded_one_goes_alone(client: Bound) -> None:
    papers = Papers()
    app = web.Application()
    app.router.add_get("/rss/search", papers.search)
    async with TestServer(app) as server:
        news = News(search=tuple(NAMES), base_url=str(server.make_url("")))
        papers.found = {NAMES[3]: 5, NAMES[15]: 200, NAMES[16]: 2}
        first = await news.fetch(client, {})
        assert len(papers.asked) == 20
        assert len(first.posts) == 105
        assert {(post.found_by, post.found_among) for post in first.posts} == {
            ((), tuple(NAMES[:10])),
            ((), tuple(NAMES[10:20])),
        }
        papers.asked.clear()
        second = await news.fetch(client, first.cursor)
        titles = {post.title for post in second.posts}
        assert {f"{NAMES[16]} 0 - Gazette", f"{NAMES[16]} 1 - Gazette"} <= titles  # which the crowd had hidden
        assert len(papers.asked) == 19 + 10
        assert {post.found_by for post in second.posts} == {(NAMES[15],), (NAMES[16],)}
        third = await news.fetch(client, second.cursor)
        assert third.cursor["crowded"] == sorted(NAMES[10:20])


async def test_two_hundred_names_are_twenty_searches_of_videos(client: Bound) -> None:
    async with YouTubeToy() as toy:
        videos = YouTube(key=KEY, search=tuple(NAMES), base_url=f"{toy.url}/youtube/v3")
        visit = await videos.fetch(client, {})
        ((_, asked),) = toy.asked
        assert asked["q"] == "|".join(f'"{name}"' for name in NAMES[:10])
        assert len(visit.cursor["searched"]) == 20


async def test_names_that_do_not_fit_into_one_search_of_reddit_take_turns(client: Bound) -> None:
    asked: list[str] = []

    async def search(request: web.Request) -> web.Response:
        asked.append(request.query["q"])
        feed = '<feed xmlns="http://www.w3.org/2005/Atom"><title>search</title></feed>'
        return web.Response(text=feed, content_type="application/atom+xml")

    app = web.Application()
    app.router.add_get("/search.rss", search)
    async with TestServer(app) as server:
        reddit = RedditFeed(terms_read=True, search=tuple(NAMES[:60]), base_url=str(server.make_url("")))
        cursor: Any = {}
        for _ in range(5):
            cursor = (await reddit.fetch(client, cursor)).cursor
        assert len(set(asked)) == 3
        assert asked[3:] == asked[:2]
        assert all(f'"{name}"' in " ".join(asked) for name in NAMES[:60])
        assert max(map(len, asked)) <= 480

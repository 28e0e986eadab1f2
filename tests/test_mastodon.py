"""A hashtag on Mastodon and its relatives: paging by ids that are strings, toots of all sorts, closed timelines."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors import bounded
from connectors.base import NOBODY, Blocked, FetchError, Form, Outcome
from connectors.mastodon import Mastodon
from connectors.mastodon_search import MastodonSearch
from monitor.clock import SetClock, SystemClock
from monitor.net import Bound, Net
from tests.fakes.base import refuses
from tests.fakes.mastodon import TOKEN, Instance

DATA = Path(__file__).parent / "data" / "mastodon"
TAG = json.loads((DATA / "tag.json").read_text())
PLEROMA = json.loads((DATA / "pleroma.json").read_text())
RSS = (DATA / "tag.rss").read_bytes()


@pytest.fixture
async def instance() -> AsyncIterator[Instance]:
    async with Instance() as it:
        yield it
    bounded.close()


def toot(number: int, **more: Any) -> dict[str, Any]:
    uri = f"https://mastodon.example/users/ann/statuses/{number}"
    return {
        "id": str(number),
        "uri": uri,
        "url": f"https://mastodon.example/@ann/{number}",
        "content": "<p>x</p>",
        **more,
    }


async def test_recorded_timeline_becomes_posts(instance: Instance, client: Bound) -> None:
    instance.fixed = TAG
    fetched = await Mastodon(server=instance.url, hashtag="#HarborPlumbing").fetch(client, {})
    rant, reply, old, boosted = fetched.posts
    assert fetched.outcome is Outcome.ITEMS
    assert fetched.cursor["newest"] == "114870142396314555"
    assert instance.asked == [{"limit": "40", "tag": "HarborPlumbing"}]
    assert (rant.service, rant.id) == (
        "plumbing.example",
        "https://plumbing.example/users/dana/statuses/114870142137562212",
    )
    assert rant.url == "https://plumbing.example/@dana/114870142137562212"
    assert f"link:{rant.url}" in rant.also
    assert rant.text == (
        "Rant about plumbers\nThree weeks and nobody called back. #HarborPlumbing\n"
        "I am done & angry. blog.example/posts/2026/har…"
    )
    assert (rant.author.name, rant.author.handle) == ("Dana :blobcat:", "@dana@plumbing.example")
    assert rant.author.id == rant.author.url == "https://plumbing.example/@dana"
    assert (rant.author.followers, rant.author.bot) == (656, False)
    assert (rant.shares, rant.likes, rant.lang, rant.form) == (4, 7, "en", Form.POST)
    assert (rant.published, rant.published_exact) == (datetime(2026, 11, 20, 19, 7, 48, tzinfo=UTC), True)
    assert rant.edited == datetime(2026, 11, 20, 19, 20, tzinfo=UTC)
    assert reply.reply_to == rant.id  # seen in the same visit
    assert (reply.author.name, reply.author.handle, reply.author.bot) == ("sol", "@sol@mastodon.example", True)
    assert (reply.lang, reply.edited, reply.author.followers) == ("", None, 0)
    assert (old.service, old.id) == ("old.example", "tag:old.example,2017-04-05:objectId=11:objectType=Status")
    assert old.text == "Lovely people"  # not the words it quotes
    assert (boosted.text, boosted.author.handle, boosted.service) == (
        "boosted words",
        "@kim@far.example",
        "far.example",
    )


async def test_what_can_be_chosen_in_a_poll_is_said(instance: Instance, client: Bound) -> None:
    options = [{"title": "Harbor never calls", "votes_count": 7}, {"title": "They <3 me", "votes_count": None}, None]
    instance.toots = [
        toot(10, content="<p>Your plumber?</p>", poll={"options": options}),
        toot(9, poll={"options": None}),
    ]
    polled, odd = (await Mastodon(server=instance.url, hashtag="x").fetch(client, {})).posts
    assert polled.text == "Your plumber?\nHarbor never calls\nThey <3 me"
    assert odd.text


async def test_a_reply_finds_its_parent_of_an_earlier_visit(instance: Instance, client: Bound) -> None:
    source = Mastodon(server=instance.url, hashtag="x")
    instance.toots = [toot(10)]
    first = await source.fetch(client, {})
    instance.toots = [toot(11, in_reply_to_id="10"), toot(10)]
    (reply,) = (await source.fetch(client, first.cursor)).posts
    assert reply.reply_to.endswith("/api/v1/statuses/10")
    assert f"link:{reply.reply_to}" in first.posts[0].also


async def test_the_same_toot_on_another_instance_is_the_same_post(instance: Instance, client: Bound) -> None:
    source = Mastodon(server=instance.url, hashtag="x")
    instance.toots = [toot(10)]
    here = (await source.fetch(client, {})).posts[0]
    instance.toots = [{**toot(10), "id": "777"}]
    there = (await source.fetch(client, {})).posts[0]
    assert (here.service, here.id) == (there.service, there.id) == ("mastodon.example", toot(10)["uri"])


async def test_first_visit_reads_two_pages_and_later_ones_go_forward(instance: Instance, client: Bound) -> None:
    source = Mastodon(server=instance.url, hashtag="x")
    instance.toots = [toot(number) for number in range(99, 0, -1)]
    first = await source.fetch(client, {})
    assert len(first.posts) == 80
    assert first.cursor["newest"] == "99"  # "100" is newer than "99"
    instance.toots = [toot(number) for number in range(400, 0, -1)]
    instance.asked.clear()
    second = await source.fetch(client, first.cursor)
    assert [asked["min_id"] for asked in instance.asked] == ["84", "124", "164", "204", "244"]
    assert second.cursor["newest"] == "284"
    third = await source.fetch(client, second.cursor)
    seen = {post.id for visit in (second, third) for post in visit.posts}
    assert seen == {toot(number)["uri"] for number in range(85, 401)}  # nothing skipped, however many came
    instance.asked.clear()
    fourth = await source.fetch(client, third.cursor)
    assert ([post.id for post in fourth.posts], fourth.cursor) == (
        [toot(number)["uri"] for number in range(400, 385, -1)],
        third.cursor,
    )
    assert len(instance.asked) == 1


async def test_a_post_that_arrives_late_is_heard(instance: Instance, client: Bound) -> None:
    """Instances number what comes from others by when it was written, so it stands below what was heard already."""
    source = Mastodon(server=instance.url, hashtag="x")
    instance.toots = [toot(number) for number in (30, 20, 10)]
    visit = await source.fetch(client, {})
    for late in (25, 15, 31, 28):
        instance.toots = sorted([*instance.toots, toot(late)], key=lambda one: -int(one["id"]))
        visit = await source.fetch(client, visit.cursor)
        assert toot(late)["uri"] in [post.id for post in visit.posts]
    instance.toots = [toot(10)]  # the others were taken down
    assert (await source.fetch(client, visit.cursor)).outcome is Outcome.NOTHING_NEW


async def test_a_server_of_small_pages_does_not_hold_us(instance: Instance, client: Bound) -> None:
    """It gives fewer than it is asked for, and most of the first page is read again."""
    instance.most = 20
    source = Mastodon(server=instance.url, hashtag="x")
    instance.toots = [toot(number) for number in range(50, 0, -1)]
    visit = await source.fetch(client, {})
    instance.toots = [toot(number) for number in range(90, 0, -1)]
    visit = await source.fetch(client, visit.cursor)
    assert {post.id for post in visit.posts} >= {toot(number)["uri"] for number in range(51, 91)}


async def test_a_server_that_ignores_min_id_does_not_hold_us(instance: Instance, client: Bound) -> None:
    instance.fixed = [toot(number) for number in range(40, 0, -1)]
    fetched = await Mastodon(server=instance.url, hashtag="x").fetch(client, {"newest": "40"})
    assert (len(fetched.posts), len(instance.asked)) == (40, 2)


async def test_pleroma(instance: Instance, client: Bound) -> None:
    instance.fixed = PLEROMA
    fetched = await Mastodon(server=instance.url, hashtag="x").fetch(client, {})
    (post,) = fetched.posts
    assert fetched.cursor["newest"] == "AkLmN3oPqRsTuVwXyZ"
    assert (post.service, post.id) == ("pleroma.example", "https://pleroma.example/objects/0b9c")
    assert (post.text, post.author.handle) == ("Harbor rocks\nreally", "@lee@pleroma.example")


async def test_empty_lists(instance: Instance, client: Bound) -> None:
    source = Mastodon(server=instance.url, hashtag="x")
    first = await source.fetch(client, {})
    later = await source.fetch(client, {"newest": "5"})
    assert (first.outcome, "newest" in first.cursor) == (Outcome.EMPTY, False)
    assert (later.outcome, later.cursor["newest"]) == (Outcome.NOTHING_NEW, "5")


@pytest.mark.parametrize("reply", [{"statuses": []}, "maintenance", 7, [{"content": "no id"}], [None]])
async def test_what_is_no_list_of_posts_is_suspicious(instance: Instance, client: Bound, reply: Any) -> None:
    instance.fixed = reply
    fetched = await Mastodon(server=instance.url, hashtag="x").fetch(client, {"newest": "5"})
    assert (fetched.outcome, fetched.cursor) == (Outcome.SUSPICIOUS, {"newest": "5"})
    assert "127.0.0.1" in fetched.note


@asynccontextmanager
async def fresh() -> AsyncIterator[Bound]:
    """The way out of a daemon that has just started: it remembers nothing that a server said of itself."""
    async with Net(clock=SystemClock(), version="1", contact="", gap=timedelta(0)) as net:
        yield net.bound(failure=FetchError, allow_private=True)


def asked(instance: Instance) -> list[str]:
    """The paths of all requests since the last time."""
    paths = [request.path for request in instance.received]
    instance.received.clear()
    return paths


ABOUT, TIMELINE, FEED = "/api/v2/instance", "/api/v1/timelines/tag/x", "/tags/x.rss"


async def test_the_instance_is_asked_first_and_once_a_day(instance: Instance, client: Bound) -> None:
    source = Mastodon(server=instance.url, hashtag="x")
    first = await source.fetch(client, {})
    again = await source.fetch(client, first.cursor)
    assert asked(instance) == [ABOUT, TIMELINE, TIMELINE]
    assert (first.outcome, again.outcome, again.cursor) == (Outcome.EMPTY, Outcome.EMPTY, first.cursor)
    instance.toots = [toot(1)]
    heard = await source.fetch(client, again.cursor)
    assert heard.cursor == {"newest": "1", "again": "1", **first.cursor}
    async with fresh() as restarted:
        await source.fetch(restarted, heard.cursor)
        assert asked(instance) == [TIMELINE] * 2
        for then in (-90_000, 90_000):  # a day ago, and a clock that was ahead
            await source.fetch(restarted, {**heard.cursor, "asked": first.cursor["asked"] + then})
    assert asked(instance) == [ABOUT, TIMELINE, TIMELINE]


async def test_all_sources_of_an_instance_ask_it_once(instance: Instance) -> None:
    """Strangers once, and each member once: they are told other things."""
    clock = SetClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    async with Net(clock=clock, version="1", contact="", gap=timedelta(0)) as net:
        clients = [net.bound(failure=FetchError, allow_private=True) for _ in range(4)]
        strangers = [Mastodon(server=instance.url, hashtag=tag).fetch for tag in ("x", "y", "z")]
        member = MastodonSearch(server=instance.url, token=TOKEN, search=("Acme",), hashtags=("x",)).fetch
        for _ in range(2):
            await asyncio.gather(*(one(way, {}) for one, way in zip([*strangers, member], clients, strict=True)))
            assert asked(instance).count(ABOUT) == 2
            clock.move(timedelta(hours=25))


@pytest.mark.parametrize("access", ["disabled", "authenticated"])
async def test_where_the_instance_says_that_hashtags_are_closed_their_feeds_are_read(
    instance: Instance, client: Bound, access: str
) -> None:
    instance.hashtags, instance.rss, instance.toots = access, RSS, [toot(1)]
    source = Mastodon(server=instance.url, hashtag="x")
    heard = await source.fetch(client, {})
    assert [post.service for post in heard.posts] == ["plumbing.example", "mastodon.example"]
    assert (await source.fetch(client, heard.cursor)).outcome is Outcome.NOTHING_NEW
    assert asked(instance) == [ABOUT, FEED, FEED]
    instance.hashtags = "public"
    async with fresh() as later:  # a day later it is open again
        open_ = await source.fetch(later, {**heard.cursor, "asked": 1})
    assert [post.id for post in open_.posts] == [toot(1)["uri"]]


@pytest.mark.parametrize("access", ["disabled", "authenticated"])
@pytest.mark.parametrize("rss", [b"", b"<rss version='2.0'><channel><title>#x</title></channel></rss>"])
async def test_an_instance_that_shows_hashtags_to_nobody_sends_an_empty_list(
    instance: Instance, client: Bound, access: str, rss: bytes
) -> None:
    instance.hashtags, instance.rss, instance.toots = access, rss, [toot(1)]
    source = Mastodon(server=instance.url, hashtag="x")
    with pytest.raises(Blocked, match=r"does not show strangers .*\(the instance says so\)"):
        await source.fetch(client, {"newest": "1"})
    instance.version = "4.4.0"  # which says nothing about it
    async with fresh() as later:
        assert (await source.fetch(later, {})).outcome is Outcome.EMPTY


async def test_of_several_hashtags_those_with_a_feed_are_heard(instance: Instance, client: Bound) -> None:
    """On a server that shows its timelines to nobody, a hashtag that nobody has used has none."""
    instance.hashtags, instance.rss, instance.unused = "disabled", RSS, {"unused", "neither"}
    place = Mastodon(server=instance.url, hashtags=("unused", "harbor"))
    heard = await place.fetch(client, {})
    assert len(heard.posts) == 2
    assert (await place.fetch(client, heard.cursor)).outcome is Outcome.NOTHING_NEW
    with pytest.raises(Blocked, match="has no feed of it"):
        await Mastodon(server=instance.url, hashtags=("unused", "neither")).fetch(client, {})


async def test_an_instance_that_shows_only_its_own_is_noted_once(instance: Instance, client: Bound) -> None:
    instance.toots, instance.elsewhere = [toot(1)], "disabled"
    source = Mastodon(server=instance.url, hashtag="x")
    heard = await source.fetch(client, {})
    assert (len(heard.posts), heard.note) == (1, "127.0.0.1 shows us under a hashtag only what its own members write")
    assert (await source.fetch(client, heard.cursor)).note == ""


async def test_trouble_with_the_instance_is_the_visits(instance: Instance, client: Bound) -> None:
    instance.bad_day = refuses(503, {"retry-after": "40"})
    with pytest.raises(FetchError, match="trouble of its own") as raised:
        await Mastodon(server=instance.url, hashtag="x").fetch(client, {})
    assert raised.value.retry_after == timedelta(seconds=40)
    assert asked(instance) == [ABOUT]


async def test_an_error_in_a_200_is_an_error(instance: Instance, client: Bound) -> None:
    instance.fixed = {"error": "Something went wrong\u202e"}
    with pytest.raises(FetchError, match=r"127\.0\.0\.1 reports an error: Something went wrong$"):
        await Mastodon(server=instance.url, hashtag="x").fetch(client, {})


@pytest.mark.parametrize(
    ("account", "unlisted"),
    [
        ({"indexable": True, "noindex": False}, False),
        ({"indexable": False}, True),  # has not allowed to be searched
        ({"indexable": True, "noindex": True}, True),  # keeps search engines away
        ({"discoverable": False}, False),  # no more than not to be suggested to others
        ({"indexable": None, "noindex": "yes"}, False),  # relatives that do not tell
    ],
)
async def test_who_asks_not_to_be_found(
    instance: Instance, client: Bound, account: dict[str, Any], unlisted: bool
) -> None:
    instance.toots = [toot(1, account={"acct": "ann", "url": "https://mastodon.example/@ann", **account})]
    (post,) = (await Mastodon(server=instance.url, hashtag="x").fetch(client, {})).posts
    assert post.author.unlisted is unlisted


async def test_server_trouble_is_an_error(instance: Instance, client: Bound) -> None:
    instance.status = 503
    with pytest.raises(FetchError, match="trouble of its own"):
        await Mastodon(server=instance.url, hashtag="x").fetch(client, {})


async def test_odd_toots_do_not_cost_the_good_ones(instance: Instance, client: Bound) -> None:
    instance.fixed = [
        toot(3, account=None, language=5, created_at="soon", favourites_count="x", in_reply_to_id=0),
        "rubbish",
        {
            "id": 2,
            "content": None,
            "url": "javascript:alert(1)",
            "account": {"url": "http://[::1", "followers_count": -1},
        },
        toot(1, uri="http://[::1"),
    ]
    strange, bare, broken = (await Mastodon(server=instance.url, hashtag="x").fetch(client, {})).posts
    assert (strange.author, strange.published, strange.likes, strange.reply_to) == (NOBODY, None, None, "")
    assert (bare.url, bare.text, bare.author.followers, bare.author.handle) == ("", "", None, "")
    assert broken.service == "mastodon.example"


@pytest.mark.parametrize("status", [401, 403, 404, 422])
async def test_a_closed_timeline_is_read_from_its_feed(instance: Instance, client: Bound, status: int) -> None:
    instance.status, instance.rss = status, RSS
    source = Mastodon(server=instance.url, hashtag="harborplumbing")
    fetched = await source.fetch(client, {})
    far, local = fetched.posts
    assert fetched.outcome is Outcome.ITEMS
    assert (far.author.handle, far.author.id) == ("@dana@plumbing.example", "https://plumbing.example/@dana")
    assert (far.service, far.form, far.title) == ("plumbing.example", Form.POST, "")
    assert far.text == "Three weeks and nobody called back. #HarborPlumbing"
    assert "link:https://plumbing.example/@dana/114870142137562212" in far.also  # as the timeline has it
    assert local.author.handle == "@sol@mastodon.example"
    assert (await source.fetch(client, fetched.cursor)).outcome is Outcome.NOTHING_NEW
    instance.status, instance.toots = 200, [toot(1)]
    assert len((await source.fetch(client, fetched.cursor)).posts) == 1  # open again


async def test_closed_altogether(instance: Instance, client: Bound) -> None:
    instance.status = 401
    with pytest.raises(Blocked, match=r"does not show strangers .*HTTP 401.* no feed"):
        await Mastodon(server=instance.url, hashtag="x").fetch(client, {})


async def test_server_and_hashtag_as_people_write_them(instance: Instance, client: Bound) -> None:
    instance.toots = [toot(1)]
    await Mastodon(server=instance.url.rstrip("/"), hashtag=" #Caf\u00e9 Acme/1 ").fetch(client, {})
    assert instance.asked[0]["tag"] == "CaféAcme/1"
    assert Mastodon(server="mastodon.example/", hashtag="x")._server() == "https://mastodon.example"
    with pytest.raises(ValueError, match="hashtag is empty"):
        Mastodon(server="mastodon.example", hashtag="#")

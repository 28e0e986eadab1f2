"""A hashtag on Mastodon and its relatives: paging by ids that are strings, toots of all sorts, closed timelines."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors import bounded
from connectors.base import NOBODY, Blocked, FetchError, Form, Outcome
from connectors.mastodon import Mastodon
from monitor.net import Bound
from tests.fakes.mastodon import Instance

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
    assert fetched.cursor == {"newest": "114870142396314555"}
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
    assert first.cursor == {"newest": "99"}  # "100" is newer than "99"
    instance.toots = [toot(number) for number in range(400, 0, -1)]
    instance.asked.clear()
    second = await source.fetch(client, first.cursor)
    assert [asked["min_id"] for asked in instance.asked] == ["99", "139", "179", "219", "259"]
    assert second.cursor == {"newest": "299"}
    third = await source.fetch(client, second.cursor)
    seen = {post.id for visit in (second, third) for post in visit.posts}
    assert seen == {toot(number)["uri"] for number in range(100, 401)}  # nothing skipped, however many came
    fourth = await source.fetch(client, third.cursor)
    assert (fourth.outcome, fourth.cursor["newest"]) == (Outcome.NOTHING_NEW, "400")


async def test_a_server_that_ignores_min_id_does_not_hold_us(instance: Instance, client: Bound) -> None:
    instance.fixed = [toot(number) for number in range(40, 0, -1)]
    fetched = await Mastodon(server=instance.url, hashtag="x").fetch(client, {"newest": "40"})
    assert (len(fetched.posts), len(instance.asked)) == (40, 2)


async def test_pleroma(instance: Instance, client: Bound) -> None:
    instance.fixed = PLEROMA
    fetched = await Mastodon(server=instance.url, hashtag="x").fetch(client, {})
    (post,) = fetched.posts
    assert fetched.cursor == {"newest": "AkLmN3oPqRsTuVwXyZ"}
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


@pytest.mark.parametrize("access", ["disabled", "authenticated"])
async def test_an_instance_that_shows_hashtags_to_nobody_sends_an_empty_list(
    instance: Instance, client: Bound, access: str
) -> None:
    instance.toots = [toot(1)]
    source = Mastodon(server=instance.url, hashtag="x")
    first = await source.fetch(client, {})
    instance.hashtags = access
    for cursor in ({}, first.cursor):
        with pytest.raises(Blocked, match="does not show strangers"):
            await source.fetch(client, cursor)
    instance.version = "4.4.0"  # which says nothing about it
    assert (await source.fetch(client, {})).outcome is Outcome.EMPTY


async def test_what_nothing_means_is_asked_once_a_day(instance: Instance, client: Bound) -> None:
    source = Mastodon(server=instance.url, hashtag="x")
    first = await source.fetch(client, {})
    again = await source.fetch(client, first.cursor)
    paths = [request.path for request in instance.received]
    assert paths.count("/api/v2/instance") == 1
    assert (first.outcome, again.outcome, again.cursor) == (Outcome.EMPTY, Outcome.EMPTY, first.cursor)
    instance.toots = [toot(1)]
    heard = await source.fetch(client, again.cursor)
    assert heard.cursor == {"newest": "1", **first.cursor}
    await source.fetch(client, {**heard.cursor, "asked": first.cursor["asked"] - 90_000})
    assert [request.path for request in instance.received].count("/api/v2/instance") == 2


async def test_an_error_in_a_200_is_an_error(instance: Instance, client: Bound) -> None:
    instance.fixed = {"error": "Something went wrong\u202e"}
    with pytest.raises(FetchError, match=r"127\.0\.0\.1 reports an error: Something went wrong$"):
        await Mastodon(server=instance.url, hashtag="x").fetch(client, {})


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
    with pytest.raises(Blocked, match="neither the timeline"):
        await Mastodon(server=instance.url, hashtag="x").fetch(client, {})


async def test_server_and_hashtag_as_people_write_them(instance: Instance, client: Bound) -> None:
    instance.toots = [toot(1)]
    await Mastodon(server=instance.url.rstrip("/"), hashtag=" #Caf\u00e9 Acme/1 ").fetch(client, {})
    assert instance.asked[0]["tag"] == "CaféAcme/1"
    assert Mastodon(server="mastodon.example/", hashtag="x")._server() == "https://mastodon.example"
    with pytest.raises(ValueError, match="hashtag is empty"):
        Mastodon(server="mastodon.example", hashtag="#")

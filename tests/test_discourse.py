"""A Discourse forum, by its list of posts and by its search: pages, edits, what is hidden or gone, and trouble."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.base import NOBODY, Author, Blocked, FetchError, Form, Outcome
from connectors.discourse import Discourse
from monitor.net import Bound

from .fakes.discourse import Forum

RECORDED = json.loads((Path(__file__).parent / "data" / "discourse" / "posts.json").read_text())


@pytest.fixture
async def forum() -> AsyncIterator[Forum]:
    async with Forum() as it:
        yield it


def ago(**span: float) -> str:
    """A time as Discourse writes it."""
    return (datetime.now(UTC) - timedelta(**span)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def searching(forum: Forum, *names: str) -> Discourse:
    return Discourse(url=forum.url, read="search", search=names or ("Acme kettle",))


# --- the list ---------------------------------------------------------------------------------------------------------


async def test_recorded_reply_becomes_posts(forum: Forum, client: Bound) -> None:
    forum.instead = 200, RECORDED
    fetched = await Discourse(url=forum.url).fetch(client, {"newest": 9001})
    answer, opening = fetched.posts  # that a topic was closed is nobody's word
    assert (fetched.outcome, fetched.cursor) == (Outcome.ITEMS, {"newest": 9004})
    assert (opening.service, opening.id, opening.form) == (forum.place, "9001", Form.POST)
    assert opening.url == f"{forum.url}/t/acme-kettle-leaks/812/1"
    assert opening.also == (
        f"link:{opening.url}",
        f"link:{forum.url}/t/812/1",
        f"link:{forum.url}/t/812",
    )
    assert (opening.title, opening.text) == ("Acme kettle leaks & drips", "Terrible kettle, I am furious.")
    assert (opening.reply_to, opening.likes, opening.edited, opening.lang) == ("", 0, None, "")
    assert opening.published == datetime(2026, 11, 20, 17, tzinfo=UTC)
    profile = f"{forum.url}/u/dana.d"
    assert opening.author == Author(name="dana.d", handle="dana.d", url=profile, id="43")
    assert (answer.title, answer.form, answer.reply_to) == ("", Form.COMMENT, "9001")
    # Not what dana said, and not what the linked page says of itself.
    assert answer.text == "Sorry, @dana.d! We send a new one. :slight_smile:\nBye 😀"
    assert (answer.likes, answer.lang) == (3, "pt-BR")
    assert answer.edited == datetime(2026, 11, 20, 19, tzinfo=UTC)
    assert answer.thread == opening.thread == f"{forum.url}/t/812"
    assert (answer.author.name, answer.author.bot, answer.deleted) == ("Bo", False, False)


async def test_the_second_visit_finds_nothing_new_and_the_third_a_reply(forum: Forum, client: Bound) -> None:
    opening = forum.say("<p>It leaks</p>", ago(days=9))
    source = Discourse(url=forum.url)
    first = await source.fetch(client, {})
    second = await source.fetch(client, first.cursor)
    assert (first.outcome, [post.text for post in first.posts]) == (Outcome.ITEMS, ["It leaks"])
    assert (second.outcome, second.cursor) == (Outcome.NOTHING_NEW, first.cursor)
    del forum.posts[opening["id"]]
    forum.say("<p>Mine too</p>", ago(minutes=1), place=5, reply_to_post_number=3)
    forum.posts = {opening["id"] + 9: {**forum.posts[opening["id"] + 1], "id": opening["id"] + 9}}
    third = await source.fetch(client, second.cursor)
    [reply] = third.posts
    assert (third.outcome, third.cursor) == (Outcome.ITEMS, {"newest": 110})
    assert reply.reply_to == f"{forum.url}/t/7/3"  # the post above it was not on the page


@pytest.mark.parametrize("old", [False, True])
async def test_pages_go_back_to_what_is_known(forum: Forum, client: Bound, old: bool) -> None:
    forum.old = old
    for number in range(180):
        forum.say(f"<p>{number}</p>", ago(minutes=180 - number))
    forum.gone = dict.fromkeys(range(220, 240), 404)  # ids of private messages and of what was deleted
    fetched = await Discourse(url=forum.url).fetch(client, {"newest": 110})
    ids = {int(post.id) for post in fetched.posts}
    assert {*range(111, 281)} - set(forum.gone) <= ids
    assert len(fetched.posts) == len(ids)
    assert "before" not in forum.asked[0][1]
    assert fetched.cursor == {"newest": 280}


async def test_the_first_visit_reads_two_pages_and_later_ones_ten_at_most(forum: Forum, client: Bound) -> None:
    for number in range(700):
        forum.say(f"<p>{number}</p>", ago(minutes=700 - number))
    source = Discourse(url=forum.url)
    assert len((await source.fetch(client, {})).posts) == 100
    assert len(forum.asked) == 2
    assert len((await source.fetch(client, {"newest": 101})).posts) == 500
    assert len(forum.asked) == 12


async def test_a_server_that_repeats_itself_is_asked_twice(forum: Forum, client: Bound) -> None:
    forum.instead = 200, RECORDED
    fetched = await Discourse(url=forum.url).fetch(client, {"newest": 1})
    assert (len(fetched.posts), len(forum.asked)) == (2, 2)


async def test_an_edit_shows_and_likes_grow(forum: Forum, client: Bound) -> None:
    post = forum.say("<p>Fine</p>", ago(hours=3))
    source = Discourse(url=forum.url)
    first = await source.fetch(client, {})
    post |= {"cooked": "<p>It broke</p>", "version": 3, "updated_at": ago(minutes=1)}
    post["actions_summary"] = [{"id": 2, "count": 4}, {"id": 6, "count": 9}, "?"]
    [edited] = (await source.fetch(client, first.cursor)).posts
    assert (first.posts[0].edited, first.posts[0].likes) == (None, 0)
    assert (edited.text, edited.likes) == ("It broke", 4)
    assert edited.edited
    assert edited.edited > datetime.now(UTC) - timedelta(hours=1)


async def test_what_the_author_took_back_loses_its_words(forum: Forum, client: Bound) -> None:
    forum.say("<p>(post deleted by author)</p>", ago(hours=3), user_deleted=True)
    forum.say("<p>It broke</p>", ago(hours=2), deleted_at=ago(hours=1))
    forum.say("<p>It holds</p>", ago(hours=1))
    posts = (await Discourse(url=forum.url).fetch(client, {})).posts
    assert [(post.deleted, post.title, post.text) for post in posts] == [
        (False, "", "It holds"),
        (True, "", ""),
        (True, "", ""),
    ]


async def test_what_is_hidden_says_nothing(forum: Forum, client: Bound) -> None:
    forum.say("<p>This post was flagged by the community and is temporarily hidden.</p>", ago(hours=3), hidden=True)
    forum.say("<p>Staff only</p>", ago(hours=3), post_type=4)
    fetched = await Discourse(url=forum.url).fetch(client, {})
    assert (fetched.posts, fetched.cursor) == ([], {"newest": 102})


async def test_an_author_who_is_gone_is_nobody_and_the_forum_itself_a_bot(forum: Forum, client: Bound) -> None:
    forum.say("<p>a</p>", ago(hours=3), username=None, name=None, user_id=None)
    forum.say("<p>b</p>", ago(hours=2), username="discobot", user_id=-2)
    forum.say("<p>c</p>", ago(hours=1), user_id="x", name=5)
    third, bot, nobody = (post.author for post in (await Discourse(url=forum.url).fetch(client, {})).posts)
    assert nobody == NOBODY
    assert (bot.bot, bot.id) == (True, "-2")
    assert (third.name, third.id, third.bot) == ("dana", "", False)


async def test_nothing_at_first_is_empty_and_nothing_any_more_suspicious(forum: Forum, client: Bound) -> None:
    source = Discourse(url=forum.url)
    first = await source.fetch(client, {})
    assert (first.outcome, first.cursor) == (Outcome.EMPTY, {})
    later = await source.fetch(client, {"newest": 8})
    assert (later.outcome, later.cursor) == (Outcome.SUSPICIOUS, {"newest": 8})
    assert later.note == "127.0.0.1 shows no posts any more: perhaps it is for members only now"


async def test_odd_entries_do_not_cost_the_good_ones(forum: Forum, client: Bound) -> None:
    good = forum.say("<p>It leaks</p>", ago(hours=1), topic_slug=None, topic_title=4, created_at="soon", version="x")
    odd = [None, 5, {}, {"id": "9"}, {**good, "cooked": None}, {**good, "topic_id": None}]
    forum.instead = 200, {"latest_posts": [*odd, {**good, "actions_summary": None, "reply_to_post_number": "x"}]}
    [post] = (await Discourse(url=forum.url).fetch(client, {})).posts
    assert (post.title, post.text, post.published, post.likes) == ("", "It leaks", None, None)
    assert post.url == f"{forum.url}/t/-/7/1"


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        ({"errors": ["The requested URL could not be found."]}, "no list of posts"),
        ({"latest_posts": None}, "no list of posts"),
        ([], "no list of posts"),
        ("ok", "no list of posts"),
        ({"latest_posts": [{"id": 3}, None]}, "none could be read"),
    ],
)
async def test_a_reply_that_is_no_list_is_suspicious(forum: Forum, client: Bound, reply: Any, note: str) -> None:
    forum.instead = 200, reply
    fetched = await Discourse(url=forum.url).fetch(client, {"newest": 5})
    assert (fetched.outcome, fetched.cursor) == (Outcome.SUSPICIOUS, {"newest": 5})
    assert fetched.note.startswith("127.0.0.1 sent ")
    assert note in fetched.note


@pytest.mark.parametrize("read", ["latest", "search"])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, {"errors": ["You need to be logged in to do that."], "error_type": "not_logged_in"}),
        (200, b"<html><title>Log in</title>"),
        (200, b'{"latest_posts": ['),
    ],
)
async def test_a_closed_door(forum: Forum, client: Bound, read: Any, status: int, body: Any) -> None:
    forum.instead = status, body
    with pytest.raises(Blocked, match="127"):
        await Discourse(url=forum.url, read=read, search=("Acme",)).fetch(client, {})


@pytest.mark.parametrize(
    "page", ["", "/", "/latest", "/latest.rss", "/posts.json", "/search?q=acme", "/categories/", "?x=1"]
)
async def test_the_address_of_any_page_of_it_will_do(forum: Forum, client: Bound, page: str) -> None:
    forum.say("<p>It leaks</p>", ago(hours=1))
    [post] = (await Discourse(url=forum.url + page).fetch(client, {})).posts
    assert post.url == f"{forum.url}/t/which-kettle/7/1"


# --- the search -------------------------------------------------------------------------------------------------------


def asked_after(query: dict[str, str]) -> date:
    """The day that a search began with."""
    return date.fromisoformat(query["q"].partition(" after:")[2][:10])


async def test_the_search_finds_and_each_post_is_read_whole(forum: Forum, client: Bound) -> None:
    forum.say("<p>My Acme kettle leaks 😡, and I have told them three times.</p>", ago(days=3))
    forum.say("<p>Nothing here</p>", ago(days=2), topic=8, topic_title="Weather")
    first = await searching(forum, ' "Acme kettle" ', "told them").fetch(client, {})
    [post] = first.posts
    assert (first.outcome, first.cursor["newest"]) == (Outcome.ITEMS, 101)
    assert post.text == "My Acme kettle leaks 😡, and I have told them three times."
    assert post.title == "Which kettle?"  # that the search told
    assert forum.paths() == ["/search.json", "/search.json", "/posts/101.json"]
    assert timedelta(29) <= datetime.now(UTC).date() - asked_after(forum.asked[0][1]) <= timedelta(31)
    second = await searching(forum).fetch(client, first.cursor)
    assert (second.outcome, second.posts, second.cursor) == (Outcome.NOTHING_NEW, [], first.cursor)
    written = datetime.fromisoformat(first.cursor["since"])
    assert written == post.published
    assert asked_after(forum.asked[-1][1]) == written.date() - timedelta(1)


async def test_a_date_from_the_future_does_not_make_the_search_deaf(forum: Forum, client: Bound) -> None:
    await searching(forum).fetch(client, {"newest": 5, "since": ago(days=-400)})
    assert asked_after(forum.asked[0][1]) < datetime.now(UTC).date()


async def test_the_search_turns_pages_and_posts_are_read_in_portions(forum: Forum, client: Bound) -> None:
    for topic in range(60):
        forum.say("<p>Acme kettle</p>", ago(hours=61 - topic), topic=topic)
    cursor: Any = {}
    for first in (101, 121, 141):
        fetched = await searching(forum).fetch(client, cursor)
        assert [int(post.id) for post in fetched.posts] == [*range(first, first + 20)]
        cursor = fetched.cursor
    assert [query["page"] for path, query in forum.asked[:2]] == ["1", "2"]
    assert (await searching(forum).fetch(client, cursor)).outcome is Outcome.NOTHING_NEW


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_what_was_deleted_since_is_passed_over(forum: Forum, client: Bound, status: int) -> None:
    forum.say("<p>Acme kettle</p>", ago(hours=2), topic=1)
    forum.say("<p>Acme kettle!</p>", ago(hours=1), topic=2)
    forum.gone = {102: status}
    fetched = await searching(forum).fetch(client, {})
    assert ([post.text for post in fetched.posts], fetched.cursor["newest"]) == (["Acme kettle"], 102)


async def test_where_strangers_may_search_and_not_read_there_is_how_the_posts_begin(
    forum: Forum, client: Bound
) -> None:
    for topic in (7, 8):
        post = forum.say("Acme kettle leaks", ago(hours=1), topic=topic)
        forum.gone[post["id"]] = 403
    fetched = await searching(forum).fetch(client, {})
    assert [(post.text, post.title, post.likes) for post in fetched.posts] == [("Acm", "Which kettle?", 0)] * 2
    assert [post.author.handle for post in fetched.posts] == ["dana", "dana"]
    assert all("/t/which-kettle/" in post.url for post in fetched.posts)


async def test_a_post_that_the_forum_fails_to_show_is_heard_as_far_as_the_search_tells_it(
    forum: Forum, client: Bound
) -> None:
    forum.say("Acme kettle", ago(hours=2), topic=1)
    bad = forum.say("Acme kettle!", ago(hours=1), topic=2)
    forum.gone[bad["id"]] = 500
    found = await searching(forum).fetch(client, {"newest": 99})
    assert [post.text for post in found.posts] == ["Acme kettle", "Acm"]
    forum.gone[int(found.posts[0].id)] = 500
    with pytest.raises(FetchError, match="trouble of its own"):
        await searching(forum).fetch(client, {"newest": 99})


async def test_a_post_that_cannot_be_read_does_not_cost_the_others(forum: Forum, client: Bound) -> None:
    forum.say("<p>Acme kettle</p>", ago(hours=2), topic=1)
    odd = forum.say("<p>Acme kettle!</p>", ago(hours=1), topic=2)
    found = await searching(forum).fetch(client, {"newest": 101})
    assert [post.text for post in found.posts] == ["Acme kettle!"]
    odd["post_number"] = None
    assert len((await searching(forum).fetch(client, {})).posts) == 1
    lost = await searching(forum).fetch(client, {"newest": 101})
    assert (lost.outcome, lost.cursor) == (Outcome.SUSPICIOUS, {"newest": 101})


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        ({"posts": None, "grouped_search_result": None}, "without posts"),
        ({"grouped_search_result": None}, "without posts"),
        ([], "without posts"),
        ({"posts": [{"id": None}, 4], "topics": 9}, "none could be read"),
    ],
)
async def test_a_search_that_is_none_is_suspicious(forum: Forum, client: Bound, reply: Any, note: str) -> None:
    forum.instead = 200, reply
    fetched = await searching(forum).fetch(client, {"newest": 5})
    assert (fetched.outcome, fetched.cursor) == (Outcome.SUSPICIOUS, {"newest": 5})
    assert note in fetched.note


async def test_a_forum_that_is_too_busy_to_search(forum: Forum, client: Bound) -> None:
    forum.instead = 200, {"posts": [], "grouped_search_result": {"error": "Under extreme load, not searching."}}
    with pytest.raises(FetchError, match="too busy"):
        await searching(forum).fetch(client, {})


async def test_no_names_are_no_peace_for_the_search(forum: Forum, client: Bound) -> None:
    fetched = await Discourse(url=forum.url, read="search").fetch(client, {})
    assert (fetched.outcome, forum.asked) == (Outcome.SUSPICIOUS, [])
    assert (await Discourse(url=forum.url).fetch(client, {})).outcome is Outcome.EMPTY  # the list needs none

"""Lemmy's search, in both versions of its API: pages, overlap, edits, what is gone, and replies that are none."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.base import NOBODY, Author, Blocked, Form, Outcome
from connectors.lemmy import Lemmy
from monitor.net import Bound
from tests.fakes.base import rewrites, without

from .fakes.lemmy import Instance

DATA = Path(__file__).parent / "data" / "lemmy"
BOTH = pytest.mark.parametrize("version", ["0.19.12", "1.0.0"])


@pytest.fixture
async def lemmy() -> AsyncIterator[Instance]:
    async with Instance() as it:
        yield it


def ago(**span: float) -> str:
    """A time as Lemmy writes it."""
    return (datetime.now(UTC) - timedelta(**span)).isoformat().replace("+00:00", "Z")


def source(lemmy: Instance, *names: str) -> Lemmy:
    return Lemmy(server=lemmy.url, search=names or ("Acme Coffee",))


@pytest.mark.parametrize(("version", "recorded"), [("0.19.12", "search_v3.json"), ("1.0.0", "search_v4.json")])
async def test_recorded_reply_becomes_posts(lemmy: Instance, client: Bound, version: str, recorded: str) -> None:
    lemmy.version = version
    lemmy.instead = 200, json.loads((DATA / recorded).read_text())
    cursor = {"newest": "2026-11-20T17:30:00+00:00"}
    fetched = await source(lemmy).fetch(client, cursor)
    post, comment = sorted(fetched.posts, key=lambda post: post.form, reverse=True)
    assert fetched.outcome is Outcome.ITEMS
    assert fetched.cursor["newest"] == "2026-11-20T19:00:00+00:00"
    assert fetched.cursor["languages"] == {"32": "de", "37": "en"}
    assert (post.service, post.id, post.url) == ("lemmy", *["https://lemmy.example/post/4"] * 2)
    assert post.also == ("link:https://lemmy.example/post/4", f"link:{lemmy.url}/post/811")
    assert (post.title, post.text) == ("Acme Coffee?", "Anybody?\nThe *kettle* leaks.")
    assert (post.form, post.likes, post.lang, post.reply_to, post.thread) == (Form.POST, 12, "", "", "")
    dana = "https://lemmy.example/u/dana"
    assert post.author == Author(name="dana", handle="@dana@lemmy.example", url=dana, id=dana)
    assert (comment.service, comment.id) == ("lemmy", "https://other.example/comment/77")
    assert (comment.title, comment.text) == (
        "",
        "I did. **Never again**, see my photos 😡 <3",
    )  # the quotation is dana's
    assert (comment.form, comment.likes, comment.lang) == (Form.COMMENT, -4, "en")
    assert (comment.reply_to, comment.thread) == (f"{lemmy.url}/comment/5019", post.id)
    assert comment.published == datetime(2026, 11, 20, 18, 30, 0, 123456, tzinfo=UTC)
    assert comment.edited == datetime(2026, 11, 20, 19, tzinfo=UTC)
    assert (comment.author.name, comment.author.handle, comment.author.bot) == (
        "Bolt & Nut",
        "@bolt@other.example",
        True,
    )
    assert post.edited is None
    assert (post.deleted, comment.deleted) == (False, False)


@BOTH
async def test_the_second_visit_finds_nothing_new_and_the_third_a_reply(
    lemmy: Instance, client: Bound, version: str
) -> None:
    lemmy.version = version
    view = lemmy.say("Acme Coffee leaks", ago(hours=30))
    answer = lemmy.answer(view, "Acme Coffee? Ours too 😀", ago(hours=2))
    first = await source(lemmy).fetch(client, {})
    second = await source(lemmy).fetch(client, first.cursor)
    assert (first.outcome, len(first.posts)) == (Outcome.ITEMS, 2)
    assert (second.outcome, second.cursor) == (Outcome.NOTHING_NEW, first.cursor)
    assert [post.text for post in second.posts] == ["Acme Coffee? Ours too 😀"]  # the last day again
    lemmy.answer(answer, "As does my ACME   Coffee", ago(minutes=1))
    third = await source(lemmy).fetch(client, second.cursor)
    assert third.outcome is Outcome.ITEMS
    reply = max(third.posts, key=lambda post: str(post.published))
    above = next(post for post in first.posts if post.form is Form.COMMENT)
    assert f"link:{reply.reply_to}" in above.also
    assert above.reply_to == above.thread == reply.thread == view["post"]["ap_id"]
    assert [path for path, _ in lemmy.asked].count("/api/v3/site") == (1 if version == "0.19.12" else 0)
    assert json.loads(json.dumps(third.cursor)) == third.cursor


async def test_the_version_is_asked_for_once_a_day(lemmy: Instance, client: Bound) -> None:
    first = await source(lemmy).fetch(client, {})
    assert [path for path, _ in lemmy.asked] == ["/api/v4/site", "/api/v3/site", "/api/v3/search"]
    assert (first.outcome, first.cursor["api"]) == (Outcome.EMPTY, "v3")
    yesterday = {**first.cursor, "asked": first.cursor["asked"] - 90_000}
    lemmy.version = "1.0.0"
    await source(lemmy).fetch(client, first.cursor)
    assert lemmy.asked[-1][0] == "/api/v3/search"
    later = await source(lemmy).fetch(client, yesterday)
    assert (later.outcome, later.cursor["api"]) == (Outcome.NOTHING_NEW, "v4")


async def test_an_instance_that_goes_back_to_an_older_version_is_asked_again(lemmy: Instance, client: Bound) -> None:
    lemmy.version = "1.0.0"
    first = await source(lemmy).fetch(client, {})
    lemmy.version = "0.19.12"
    later = await source(lemmy).fetch(client, first.cursor)
    assert (later.outcome, later.cursor["api"]) == (Outcome.NOTHING_NEW, "v3")


async def test_an_older_lemmy_may_show_a_page_for_people_where_there_is_no_version_4(
    lemmy: Instance, client: Bound
) -> None:
    lemmy.page_for_people = True
    assert (await source(lemmy).fetch(client, {})).cursor["api"] == "v3"


@BOTH
async def test_pages_go_back_to_what_is_known(lemmy: Instance, client: Bound, version: str) -> None:
    lemmy.version = version
    view = lemmy.say("Acme Coffee", ago(days=3))
    for number in range(120):
        lemmy.answer(view, f"Acme Coffee {number}", ago(minutes=number))
    fetched = await source(lemmy).fetch(client, {})
    assert len(fetched.posts) == 121
    assert len(lemmy.searches) == 3
    lemmy.asked.clear()
    lemmy.known = []
    for number in range(60):
        lemmy.answer(view, "Acme Coffee", ago(days=1.5 + number))
    again = await source(lemmy).fetch(client, fetched.cursor)
    assert (len(again.posts), len(lemmy.searches)) == (0, 1)  # a full page, but older than a day before the newest


async def test_posts_that_end_early_do_not_end_the_comments(lemmy: Instance, client: Bound) -> None:
    view = lemmy.say("Acme Coffee", ago(days=60))
    for number in range(70):
        lemmy.answer(view, "Acme Coffee", ago(minutes=number))
    fetched = await source(lemmy).fetch(client, {})
    assert len(fetched.posts) == 71
    assert [query["page"] for query in lemmy.searches] == ["1", "2"]


@BOTH
async def test_pages_are_bounded(lemmy: Instance, client: Bound, version: str) -> None:
    lemmy.version = version
    for number in range(300):
        lemmy.say(f"Acme Coffee {number}", ago(minutes=number))
    fetched = await source(lemmy).fetch(client, {})
    assert (len(fetched.posts), len(lemmy.searches)) == (250, 5)
    assert fetched.note.startswith("127.0.0.1 has more with 'Acme Coffee' than a visit reads: what was written before ")
    assert {query["limit"] for query in lemmy.searches} == {"50"}


@pytest.mark.parametrize("called", ["items", "results"])
async def test_the_list_of_version_four_by_its_other_names(lemmy: Instance, client: Bound, called: str) -> None:
    lemmy.version = "1.0.0"
    lemmy.say("Acme Coffee", ago(minutes=5))
    lemmy.bad_day = rewrites(lambda body: body.replace(b'"search":', f'"{called}":'.encode()))
    assert [post.title for post in (await source(lemmy).fetch(client, {})).posts] == ["Acme Coffee"]


async def test_communities_and_people_are_no_posts(lemmy: Instance, client: Bound) -> None:
    lemmy.version, lemmy.others = "1.0.0", 55
    lemmy.say("Acme Coffee", ago(minutes=5))
    fetched = await source(lemmy).fetch(client, {})
    assert [post.title for post in fetched.posts] == ["Acme Coffee"]
    assert len(lemmy.searches) == 2


async def test_each_name_is_searched_for_and_each_post_told_once(lemmy: Instance, client: Bound) -> None:
    lemmy.say("Acme Coffee or Bolt?", ago(minutes=5))
    lemmy.say("Bolt", ago(minutes=4))
    fetched = await source(lemmy, "Acme Coffee", " Bolt ").fetch(client, {})
    assert sorted(post.title for post in fetched.posts) == ["Acme Coffee or Bolt?", "Bolt"]
    assert [query["q"] for query in lemmy.searches] == ["Acme Coffee", "Bolt"]


@BOTH
async def test_an_edit_of_an_old_post_is_told(lemmy: Instance, client: Bound, version: str) -> None:
    lemmy.version = version
    view = lemmy.say("Acme Coffee", ago(days=9), "Fine")
    lemmy.say("Acme Coffee again", ago(hours=1))
    first = await source(lemmy).fetch(client, {})
    view["post"] |= {"body": "It broke", "updated": ago(minutes=1)}
    fetched = await source(lemmy).fetch(client, first.cursor)
    edited = next(post for post in fetched.posts if post.title == "Acme Coffee")
    assert fetched.outcome is Outcome.ITEMS
    assert edited.text == "It broke"
    assert edited.edited
    assert (await source(lemmy).fetch(client, fetched.cursor)).outcome is Outcome.NOTHING_NEW


@BOTH
@pytest.mark.parametrize("flag", ["deleted", "removed"])
async def test_what_is_gone_loses_its_words(lemmy: Instance, client: Bound, version: str, flag: str) -> None:
    lemmy.version = version
    lemmy.say("Acme Coffee", ago(days=9), "It broke", **{flag: True})
    lemmy.say("Acme Coffee again", ago(hours=1))
    cursor = {"newest": ago(minutes=30)}
    gone = [post for post in (await source(lemmy).fetch(client, cursor)).posts if post.deleted]
    assert [(post.title, post.text) for post in gone] == [("", "")]


@BOTH
async def test_an_author_who_deleted_the_account_is_nobody(lemmy: Instance, client: Bound, version: str) -> None:
    lemmy.version = version
    lemmy.say("Acme Coffee", ago(hours=1))["creator"]["deleted"] = True
    lemmy.say("Acme Coffee", ago(hours=1))["creator"] = None
    assert [post.author for post in (await source(lemmy).fetch(client, {})).posts] == [NOBODY, NOBODY]


async def test_a_post_from_the_future_does_not_make_it_deaf(lemmy: Instance, client: Bound) -> None:
    lemmy.say("Acme Coffee", ago(days=-400))
    first = await source(lemmy).fetch(client, {})
    lemmy.say("Acme Coffee now", ago(seconds=-1))
    later = await source(lemmy).fetch(client, first.cursor)
    assert "Acme Coffee now" in [post.title for post in later.posts]
    assert datetime.fromisoformat(later.cursor["newest"]) <= datetime.now(UTC)


async def test_odd_entries_do_not_cost_the_good_ones(lemmy: Instance, client: Bound) -> None:
    good = lemmy.say("Acme Coffee", ago(hours=1))
    strange = lemmy.say("Acme Coffee", ago(hours=1), body=[], language_id="x", published={}, updated=9)
    strange["post"]["name"] = 7
    strange |= {"creator": "?", "counts": {"score": "many"}}
    odd = [
        None,
        5,
        {},
        {"post": 3},
        {"post": {"ap_id": 9}},
        {"post": {"ap_id": "javascript:alert(1)"}},
        {"comment": None},
    ]
    lemmy.instead = 200, {"posts": [*odd, strange, good], "comments": [[], {"comment": {"path": 3}, "post": 1}]}
    posts = (await source(lemmy).fetch(client, {})).posts
    assert [(post.title, post.likes, post.author == NOBODY) for post in posts] == [
        ("", None, True),
        ("Acme Coffee", 3, False),
    ]


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        ({"error": "couldnt_find <b>object</b>"}, "couldnt_find"),
        ({"posts": [], "comments": None}, "without posts and comments"),
        ({"search": []}, "without posts and comments"),
        ([], "without posts and comments"),
        ("ok", "without posts and comments"),
        ({"posts": [{"post": {"name": "no address"}}, 3], "comments": []}, "none could be read"),
    ],
)
async def test_a_reply_that_is_no_result_is_suspicious(lemmy: Instance, client: Bound, reply: Any, note: str) -> None:
    first = await source(lemmy).fetch(client, {})
    lemmy.instead = 200, reply
    fetched = await source(lemmy).fetch(client, first.cursor)
    assert fetched.outcome is Outcome.SUSPICIOUS
    assert fetched.note.startswith("127.0.0.1 ")
    assert note in fetched.note
    assert fetched.cursor["newest"] == first.cursor["newest"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"error": "instance_is_private"}),
        (403, b"no"),
        (200, b"<html><title>Log in</title>"),
        (200, b'{"posts": ['),
    ],
)
async def test_a_closed_door(lemmy: Instance, client: Bound, status: int, body: Any) -> None:
    lemmy.instead = status, body
    with pytest.raises(Blocked, match="127"):
        await source(lemmy).fetch(client, {})


async def test_a_place_that_is_no_lemmy(lemmy: Instance, client: Bound) -> None:
    fetched = await Lemmy(server=f"{lemmy.url}/elsewhere", search=("Acme",)).fetch(client, {})
    assert (fetched.outcome, [*fetched.posts]) == (Outcome.SUSPICIOUS, [])
    assert "has no search of the API's version 3" in fetched.note
    lemmy.page_for_people = True
    with pytest.raises(Blocked):
        await Lemmy(server=f"{lemmy.url}/elsewhere", search=("Acme",)).fetch(client, {})


async def test_an_instance_of_which_only_the_search_is_let_through(lemmy: Instance, client: Bound) -> None:
    """And what it finds is handed on however old it is: the daemon knows what is history."""
    lemmy.say("Acme Coffee", ago(days=900))
    lemmy.bad_day = without("/site")
    fetched = await source(lemmy).fetch(client, {})
    assert (fetched.outcome, [post.title for post in fetched.posts]) == (Outcome.ITEMS, ["Acme Coffee"])
    lemmy.bad_day = None
    assert (await source(lemmy).fetch(client, fetched.cursor)).outcome is Outcome.NOTHING_NEW


@pytest.mark.parametrize("site", [{}, [], {"version": None}, {"version": 0.19}])
async def test_an_instance_that_does_not_tell_its_version(lemmy: Instance, client: Bound, site: Any) -> None:
    lemmy.site = site
    fetched = await source(lemmy).fetch(client, {})
    assert (fetched.outcome, lemmy.searches) == (Outcome.SUSPICIOUS, [])
    assert "127.0.0.1 does not tell which Lemmy it is" in fetched.note


@pytest.mark.parametrize("languages", [None, "en", [None, {"id": 37}, {"code": "en"}], [{"id": 37, "code": 4}]])
async def test_odd_languages_are_no_language(lemmy: Instance, client: Bound, languages: Any) -> None:
    lemmy.site = {"version": "0.19.3", "all_languages": languages}
    lemmy.say("Acme Coffee", ago(hours=1))
    [post] = (await source(lemmy).fetch(client, {})).posts
    assert post.lang == ""


async def test_no_names_are_no_peace(lemmy: Instance, client: Bound) -> None:
    fetched = await Lemmy(server=lemmy.url).fetch(client, {})
    assert (fetched.outcome, lemmy.asked) == (Outcome.SUSPICIOUS, [])


async def test_a_text_that_only_quotes_is_kept(lemmy: Instance, client: Bound) -> None:
    lemmy.say("Acme Coffee", ago(hours=1), "> all of it\n> is quoted\n")
    [post] = (await source(lemmy).fetch(client, {})).posts
    assert post.text == "> all of it\n> is quoted"

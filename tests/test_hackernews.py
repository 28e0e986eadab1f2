"""Hacker News through Algolia's search: pages, overlap, odd hits, and replies that are none."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.base import NOBODY, Author, Form, Outcome
from connectors.hackernews import HackerNews
from monitor.net import Bound
from tests.fakes.hackernews import Algolia

RECORDED = json.loads((Path(__file__).parent / "data" / "hackernews" / "search_by_date.json").read_text())
NEWEST = 1795199400


@pytest.fixture
async def algolia() -> AsyncIterator[Algolia]:
    async with Algolia(answer=lambda query: RECORDED) as it:
        yield it


def hit(number: int, **more: Any) -> dict[str, Any]:
    return {"objectID": str(number), "created_at_i": number, "title": "Acme", "_tags": ["story"], **more}


def page(hits: list[Any], pages: int = 1) -> dict[str, Any]:
    return {"hits": hits, "nbHits": len(hits) * pages, "nbPages": pages}


async def test_recorded_reply_becomes_posts(algolia: Algolia, client: Bound) -> None:
    fetched = await HackerNews(search=("Acme Coffee",), base_url=algolia.url).fetch(client, {})
    comment, story, headless, empty = fetched.posts
    assert fetched.outcome is Outcome.ITEMS
    assert fetched.cursor == {"newest": NEWEST}
    assert (comment.service, comment.id) == ("news.ycombinator.com", "41000003")
    assert comment.url == "https://news.ycombinator.com/item?id=41000003"
    assert comment.author == Author(
        name="pipe_dreamer",
        handle="pipe_dreamer",
        url="https://news.ycombinator.com/user?id=pipe_dreamer",
        id="pipe_dreamer",
    )
    assert comment.text == (
        "Acme Coffee's machine died after a week.\nThey never returned my call, I am furious. "
        "See https://blog.example/acme"
    )
    assert (comment.title, comment.form, comment.likes) == ("", Form.COMMENT, None)
    assert (comment.thread, comment.reply_to) == ("41000001", "41000002")
    assert comment.published == datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    assert comment.published_exact
    assert comment.edited is None  # updated_at is when the index was written
    assert (story.title, story.text) == ("Ask HN: Which espresso machine?", "Acme Coffee or another?\nBoth look fine.")
    assert (story.form, story.likes, story.reply_to, story.thread) == (Form.POST, 12, "", "")
    assert headless.author == NOBODY
    assert headless.title == "Acme Coffee recalls 40% of its kettles"
    assert [post.deleted for post in fetched.posts] == [False, False, False, True]
    assert not empty.text


async def test_a_line_that_quotes_is_somebody_elses(algolia: Algolia, client: Bound) -> None:
    said = ("&gt; They never called<p>Acme Coffee called <i>me</i> at once.", "&gt; Acme Coffee never called")
    hits = [{"objectID": str(n), "comment_text": text, "_tags": ["comment"]} for n, text in enumerate(said, start=1)]
    algolia.answer = lambda query: page(hits)
    one, two = (await HackerNews(search=("Acme Coffee",), base_url=algolia.url).fetch(client, {})).posts
    assert (one.text, two.text) == ("Acme Coffee called me at once.", "> Acme Coffee never called")


async def test_first_visit_looks_a_month_back_and_later_ones_an_hour(algolia: Algolia, client: Bound) -> None:
    source = HackerNews(search=('Acme "Coffee"',), base_url=algolia.url + "/api/v1/search_by_date")
    before = int(datetime.now(UTC).timestamp())
    await source.fetch(client, {})
    await source.fetch(client, {"newest": NEWEST})
    await source.fetch(client, {"newest": before + 10**8})
    first, later, ahead = (int(asked["numericFilters"].removeprefix("created_at_i>")) for asked in algolia.asked)
    assert 0 <= first - (before - 30 * 86_400) < 60
    assert later == min(NEWEST, before) - 3600
    assert 0 <= ahead - (before - 3600) < 60  # a date from the future does not make it deaf
    assert algolia.asked[0]["query"] == '"Acme  Coffee"'
    assert (algolia.asked[0]["tags"], algolia.asked[0]["hitsPerPage"]) == ("(story,comment)", "100")


async def test_every_page_of_every_name_and_each_hit_once(algolia: Algolia, client: Bound) -> None:
    shown = {'"Acme"': [[3, 2], [1]], '"Bolt"': [[3, 2], [0, 1]]}

    def answer(query: dict[str, str]) -> Any:
        return page([hit(number + 100) for number in shown[query["query"]][int(query["page"])]], pages=2)

    algolia.answer = answer
    fetched = await HackerNews(search=("Acme", "Bolt"), base_url=algolia.url).fetch(client, {"newest": 50})
    assert sorted(post.id for post in fetched.posts) == ["100", "101", "102", "103"]
    assert len(algolia.asked) == 4
    assert fetched.cursor == {"newest": 103}


async def test_it_tells_which_names_found_what(algolia: Algolia, client: Bound) -> None:
    algolia.answer = lambda query: page([hit(2)] if "Harbor" in query["query"] else [hit(1), hit(2)])
    visit = await HackerNews(search=("Acme", "Harbor"), base_url=algolia.url).fetch(client, {})
    assert {post.id: post.found_by for post in visit.posts} == {"1": ("Acme",), "2": ("Acme", "Harbor")}


async def test_a_server_that_repeats_itself_is_asked_twice_at_most(algolia: Algolia, client: Bound) -> None:
    algolia.answer = lambda query: page([hit(7)], pages=50)
    fetched = await HackerNews(search=("Acme",), base_url=algolia.url).fetch(client, {})
    assert [post.id for post in fetched.posts] == ["7"]
    assert len(algolia.asked) == 2


async def test_pages_are_bounded(algolia: Algolia, client: Bound) -> None:
    algolia.answer = lambda query: page([hit(int(query["page"]))], pages=1000)
    fetched = await HackerNews(search=("Acme",), base_url=algolia.url).fetch(client, {})
    assert len(fetched.posts) == len(algolia.asked) == 10
    assert fetched.note.startswith("127.0.0.1 has more with 'Acme' than a visit reads: what was written ")


@pytest.mark.parametrize(
    "reply",
    [
        {"message": "Index is busy"},
        {"hits": None},
        {"hits": [], "nbHits": 12, "nbPages": 1},
        {"hits": [{"title": "no id"}], "nbHits": 1},
        [],
        "ok",
    ],
)
async def test_a_reply_that_is_no_list_of_hits_is_suspicious(algolia: Algolia, client: Bound, reply: Any) -> None:
    algolia.answer = lambda query: reply
    fetched = await HackerNews(search=("Acme",), base_url=algolia.url).fetch(client, {"newest": 5})
    assert fetched.outcome is Outcome.SUSPICIOUS
    assert "127.0.0.1" in fetched.note
    assert fetched.cursor == {"newest": 5}


async def test_odd_hits_do_not_cost_the_good_ones(algolia: Algolia, client: Bound) -> None:
    odd: list[Any] = [
        None,
        5,
        {},
        hit(1, title=7, author=9, points="many", _tags=None, created_at_i="soon"),
        hit(2, comment_text="c", _tags=None),
    ]
    algolia.answer = lambda query: page(odd)
    strange, good = (await HackerNews(search=("Acme",), base_url=algolia.url).fetch(client, {})).posts
    assert (strange.id, strange.title, strange.likes, strange.published) == ("1", "", None, None)
    assert (good.form, good.text) == (Form.COMMENT, "c")


async def test_no_names_are_no_peace(client: Bound) -> None:
    assert (await HackerNews().fetch(client, {})).outcome is Outcome.SUSPICIOUS

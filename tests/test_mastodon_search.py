"""Mastodon's search: a member's token, pages by offset, servers without an index."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from connectors.base import Blocked, FetchError, Outcome
from connectors.mastodon_search import MastodonSearch
from monitor.net import Bound
from tests.fakes.base import Answer, refuses
from tests.fakes.mastodon import TOKEN, Instance

NOW = datetime.now(UTC).replace(microsecond=0)


def toot(number: int, at: datetime, text: str = "<p>Harbor never called back</p>") -> dict[str, Any]:
    return {
        "id": str(number),
        "uri": f"https://other.example/users/dana/statuses/{number}",
        "url": f"https://other.example/@dana/{number}",
        "content": text,
        "created_at": at.isoformat(),
        "account": {
            "acct": "dana@other.example",
            "username": "dana",
            "url": "https://other.example/@dana",
            "followers_count": 9,
        },
        "favourites_count": 2,
    }


@pytest.fixture
async def server() -> AsyncIterator[Instance]:
    async with Instance() as it:
        yield it


def searching(server: Instance, *names: str) -> MastodonSearch:
    return MastodonSearch(server=server.url, token=TOKEN, search=names or ("Harbor",))


async def test_posts_and_the_next_visit(server: Instance, client: Bound) -> None:
    server.toots = [toot(9, NOW - timedelta(hours=2)), toot(8, NOW - timedelta(days=90))]
    visit = await searching(server).fetch(client, {})
    post, old = visit.posts
    assert old.published == NOW - timedelta(days=90)  # the page shows it, and nothing was heard before
    assert (post.service, post.text, post.likes) == ("other.example", "Harbor never called back", 2)
    assert post.id == "https://other.example/users/dana/statuses/9"
    assert post.author.handle == "@dana@other.example"
    assert visit.cursor == {"newest": int((NOW - timedelta(hours=2)).timestamp())}
    assert server.asked[0]["q"] == '"Harbor"'
    assert server.asked[0]["type"] == "statuses"
    assert [post.id for post in (await searching(server).fetch(client, visit.cursor)).posts] == [post.id]
    server.toots = []
    assert (await searching(server).fetch(client, visit.cursor)).outcome is Outcome.NOTHING_NEW


async def test_pages_stop_at_what_is_known_and_at_five(server: Instance, client: Bound) -> None:
    server.toots = [toot(1000 - number, NOW - timedelta(minutes=number)) for number in range(400)]
    first = await searching(server, "Harbor", "Pier").fetch(client, {})
    assert len(first.posts) == 200
    assert [one["offset"] for one in server.asked] == ["0", "40", "80", "120", "160"] * 2
    assert first.note.startswith("127.0.0.1 has more with 'Harbor' than a visit reads: what was written before ")
    server.asked.clear()
    again = await searching(server).fetch(client, first.cursor)
    assert (len(again.posts), again.note) == (61, "")  # the hour of overlap
    assert len(server.asked) == 2


async def test_a_server_without_an_index_is_told_from_one_that_has_nothing(server: Instance, client: Bound) -> None:
    visit = await searching(server).fetch(client, {})
    assert (visit.outcome, visit.cursor) == (Outcome.SUSPICIOUS, {})
    assert "no index" in visit.note
    server.common = [toot(1, NOW)]
    visit = await searching(server).fetch(client, {})
    assert (visit.outcome, visit.posts, visit.cursor) == (Outcome.EMPTY, [], {"newest": 0})
    server.asked.clear()
    assert (await searching(server).fetch(client, visit.cursor)).outcome is Outcome.NOTHING_NEW
    assert [one["q"] for one in server.asked] == ['"Harbor"']


async def test_a_search_that_breaks_costs_no_hashtags(server: Instance, client: Bound) -> None:
    """It is an engine of its own on most servers."""

    async def broken(request: web.Request, answer: Answer) -> web.StreamResponse:
        return web.Response(status=500) if request.path == "/api/v2/search" else await answer(request)

    server.toots, server.bad_day = [toot(9, NOW)], broken
    source = MastodonSearch(server=server.url, token=TOKEN, search=("Harbor",), hashtags=("harbor",))
    first = await source.fetch(client, {})
    assert (first.outcome, len(first.posts)) == (Outcome.ITEMS, 1)
    assert "trouble of its own" in first.note
    server.bad_day = None
    server.toots = [toot(9, NOW), toot(8, NOW - timedelta(days=1))]
    second = await source.fetch(client, first.cursor)
    assert {post.published: post.history for post in second.posts}[NOW - timedelta(days=1)] is True
    assert "until" not in second.cursor
    server.bad_day = refuses(500)
    with pytest.raises(FetchError, match="trouble of its own"):
        await source.fetch(client, second.cursor)


async def test_refusals_and_replies_that_are_no_list(server: Instance, client: Bound) -> None:
    wrong = MastodonSearch(server=server.url, token="somebody-elses", search=("Harbor",))
    with pytest.raises(Blocked, match="read:search") as trouble:
        await wrong.fetch(client, {})
    assert "somebody-elses" not in f"{trouble.value}{wrong!r}"
    for body, said in (
        (b"<title>Just a moment...</title>", "blocks programs"),
        ({"error": "outside the scopes"}, "token"),
    ):
        server.bad_day = refuses(403, {}, body)
        with pytest.raises(Blocked, match=said):
            await searching(server).fetch(client, {})
    server.bad_day = None
    replies: tuple[Any, ...] = ({"error": "x"}, {"statuses": [{"content": "no id"}]}, [])
    for fixed in replies:
        server.fixed = fixed
        visit = await searching(server).fetch(client, {"newest": 7})
        assert (visit.outcome, visit.cursor) == (Outcome.SUSPICIOUS, {"newest": 7})
    server.status = 500
    with pytest.raises(FetchError, match="trouble of its own"):
        await searching(server).fetch(client, {})
    assert (await MastodonSearch(server=server.url, token=TOKEN).fetch(client, {})).outcome is Outcome.SUSPICIOUS

"""Bluesky's search: sessions, pages, clocks that are ahead, and what is no list of posts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import Author, Blocked, FetchError, Outcome
from connectors.bluesky_search import BlueskySearch
from monitor.net import Bound
from tests.fakes.base import BadDay, later, refuses, rewrites, without
from tests.fakes.bluesky import HANDLE, PASSWORD, BlueskyToy, view

AT = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)


@pytest.fixture
async def toy() -> AsyncIterator[BlueskyToy]:
    async with BlueskyToy() as it:
        yield it


@pytest.fixture
def url(toy: BlueskyToy) -> str:
    return toy.url


def source(url: str, *names: str) -> BlueskySearch:
    return BlueskySearch(handle=f"@{HANDLE}", app_password=PASSWORD, search=names or ("Harbor",), base_url=url)


async def test_posts_with_all_that_is_told(toy: BlueskyToy, url: str, client: Bound) -> None:
    parent, root = ("at://did:plc:sam/app.bsky.feed.post/1", "at://did:plc:sam/app.bsky.feed.post/0")
    toy.posts = [
        view(
            "3k",
            AT,
            "Harbor: drei Wochen 😡",
            record={"langs": ["de"], "reply": {"parent": {"uri": parent}, "root": {"uri": root}}},
        )
    ]
    visit = await source(url).fetch(client, {})
    (post,) = visit.posts
    assert (visit.outcome, visit.cursor) == (Outcome.ITEMS, {"newest": int(AT.timestamp())})
    assert (post.service, post.id) == ("bsky.app", "at://did:plc:dana/app.bsky.feed.post/3k")
    assert post.url == "https://bsky.app/profile/did:plc:dana/post/3k"
    assert post.author == Author(
        name="Dana R.",
        handle="@dana.example",
        url="https://bsky.app/profile/did:plc:dana",
        id="did:plc:dana",
        followers=1200,
    )
    assert (post.text, post.lang, post.published) == ("Harbor: drei Wochen 😡", "de", AT)
    assert (post.reply_to, post.thread, post.likes, post.shares) == (parent, root, 4, 2)
    assert toy.searches[0]["q"] == '"Harbor"'


async def test_the_next_visit_reads_the_last_hour_again(toy: BlueskyToy, url: str, client: Bound) -> None:
    toy.posts = [view("1", AT)]
    first = await source(url).fetch(client, {})
    toy.posts = []
    second = await source(url).fetch(client, first.cursor)
    assert (second.outcome, second.cursor) == (Outcome.NOTHING_NEW, first.cursor)
    assert toy.searches[1]["since"] == (AT - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "toy-session" not in str(second.cursor)


async def test_a_session_is_kept_and_renewed(toy: BlueskyToy, url: str, client: Bound) -> None:
    """An account may open 300 a day, and several sources may use it."""
    toy.posts = [view("1", AT)]
    for place in (source(url), source(url, "Pier"), source(url)):
        assert len((await place.fetch(client, {})).posts) == 1
    assert (toy.sessions, toy.renewed) == (1, 2)
    toy.bad_day = refuses(503)
    with pytest.raises(FetchError, match="trouble of its own"):
        await source(url).fetch(client, {})
    toy.bad_day, toy.renewable = None, False  # it has ended
    assert len((await source(url).fetch(client, {})).posts) == 1
    assert toy.sessions == 2
    toy.bad_day = without("refreshSession")  # a server that does not know the question
    assert len((await source(url).fetch(client, {})).posts) == 1
    toy.renewable = True
    toy.bad_day = rewrites(lambda body: b"{}" if toy.received[-1].path.endswith("refreshSession") else body)
    assert len((await source(url).fetch(client, {})).posts) == 1
    assert (toy.sessions, toy.renewed) == (4, 3)


async def test_a_clock_that_is_ahead(toy: BlueskyToy, url: str, client: Bound) -> None:
    ahead = (AT + timedelta(days=400)).isoformat()
    toy.posts = [
        view("1", AT, record={"createdAt": ahead}),
        view("2", AT, indexedAt="soon", record={"createdAt": ahead}),
    ]
    visit = await source(url).fetch(client, {})
    assert visit.posts[0].published == AT
    assert visit.cursor == {"newest": int(AT.timestamp())}


async def test_pages_names_and_many_authors(toy: BlueskyToy, url: str, client: Bound) -> None:
    toy.posts = [view(str(number), AT, did=f"did:plc:{number}") for number in range(730)]
    for one in toy.posts:
        one["author"] = {**one["author"], "did": one["uri"].split("/")[2]}
    visit = await source(url, "Harbor", "Pier").fetch(client, {})
    assert len(visit.posts) == 500  # five pages
    assert sum(post.author.followers == 1200 for post in visit.posts) == 100
    before = f"what was written before {AT:%d %b %H:%M} UTC was left out"
    assert visit.note == "; ".join(
        f"127.0.0.1 has more with {name!r} than a visit reads: {before}" for name in ("Harbor", "Pier")
    )


async def test_what_another_name_found_already_ends_no_search(toy: BlueskyToy, url: str, client: Bound) -> None:
    """The newest posts hold both names, the older ones one of them."""
    both = [view(str(number), AT, "Harbor Pier") for number in range(100)]
    toy.posts = [*both, view("older", AT, "Pier")]
    toy.named = True
    visit = await source(url, "Harbor", "Pier").fetch(client, {})
    assert (len(visit.posts), visit.note) == (101, "")


async def test_odd_posts_and_replies_that_are_none(toy: BlueskyToy, url: str, client: Bound) -> None:
    empty = await source(url).fetch(client, {})
    assert (empty.outcome, empty.cursor) == (Outcome.EMPTY, {})
    toy.posts = [{"uri": 5}, view("1", AT, author={}, likeCount="many")]
    (post,) = (await source(url).fetch(client, {})).posts
    assert (post.author.id, post.url, post.likes) == ("", "", None)
    bodies: tuple[Any, ...] = ({"posts": [{"uri": 5}]}, {"feeds": []}, [])
    for body in bodies:
        toy.body = body
        visit = await source(url).fetch(client, {"newest": 7})
        assert (visit.outcome, visit.cursor) == (Outcome.SUSPICIOUS, {"newest": 7})
    assert (await BlueskySearch(handle=HANDLE, app_password=PASSWORD).fetch(client, {})).outcome is Outcome.SUSPICIOUS


async def test_a_wrong_password_and_trouble(toy: BlueskyToy, url: str, client: Bound) -> None:
    wrong = BlueskySearch(handle=HANDLE, app_password="wrong-wrong", search=("Harbor",), base_url=url)
    with pytest.raises(Blocked, match="app password") as trouble:
        await wrong.fetch(client, {})
    assert "wrong-wrong" not in f"{trouble.value}{wrong!r}"
    toy.status = 502
    with pytest.raises(FetchError, match="trouble of its own"):
        await source(url).fetch(client, {})
    toy.status = 429
    with pytest.raises(FetchError) as limited:
        await source(url).fetch(client, {})
    assert limited.value.retry_after == timedelta(seconds=30)


@pytest.mark.parametrize("day", [without("getProfiles"), later(refuses(502), good=2)])
async def test_profiles_that_cannot_be_read_cost_no_posts(
    toy: BlueskyToy, url: str, client: Bound, day: BadDay
) -> None:
    toy.posts = [view("3k", AT, "Harbor never called")]
    toy.bad_day = day
    (post,) = (await source(url).fetch(client, {})).posts
    assert (post.author.name, post.author.followers) == ("Dana R.", None)

"""Reddit's feeds: posts and comments with their own identity, and nothing before the terms are read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.base import NOBODY, Author, Blocked, FetchError, Form, Outcome
from connectors.reddit_rss import RedditFeed
from monitor.net import Bound
from tests.fakes.documents import Site

FOUND = (Path(__file__).parent / "data" / "feeds" / "reddit.atom").read_bytes()


@pytest.fixture
async def reddit() -> AsyncIterator[Site]:
    limits = {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "41"}
    async with Site(shows=FOUND, content_type="application/atom+xml", headers=limits, tagged=False) as it:
        yield it


async def test_posts_comments_and_what_was_removed(reddit: Site, client: Bound) -> None:
    source = RedditFeed(terms_read=True, subreddits=("springfield", "r/plumbing", "springfield"), base_url=reddit.url)
    visit = await source.fetch(client, {})
    post, gone, comment = visit.posts
    assert (post.service, post.id, post.thread, post.form) == ("reddit.com", "t3_1abcde", "t3_1abcde", Form.POST)
    assert post.title == "Anyone else waiting for Harbor Plumbing?"
    assert post.text == "Three weeks, and nobody at Harbor Plumbing calls back. It's the third time."
    assert post.author == Author(
        name="dana_r", handle="u/dana_r", url="https://www.reddit.com/user/dana_r", id="dana_r"
    )
    assert post.published == datetime(2026, 5, 4, 9, 12, tzinfo=UTC)
    assert (gone.author, gone.deleted, gone.text) == (NOBODY, True, "")
    assert (comment.id, comment.thread, comment.form) == ("t1_k1x2y3z", "t3_1abcde", Form.COMMENT)
    assert (comment.title, comment.text) == ("", "Same here.")
    (asked,) = reddit.received
    assert (asked.path, asked.query) == ("/r/springfield+plumbing/new/.rss", {"limit": "100"})
    assert (await source.fetch(client, visit.cursor)).outcome is Outcome.NOTHING_NEW


async def test_all_names_are_one_search(reddit: Site, client: Bound) -> None:
    names = ("Harbor Plumbing", 'Pier "7"', *(f"Firm number {number}" for number in range(60)))
    await RedditFeed(terms_read=True, search=names, base_url=reddit.url).fetch(client, {})
    asked = reddit.received[0].query
    assert [request.path for request in reddit.received] == ["/search.rss"]
    assert asked["q"].startswith('"Harbor Plumbing" OR "Pier  7" OR "Firm number 0"')
    assert len(asked["q"]) <= 480
    assert (asked["sort"], asked["t"]) == ("new", "week")
    nothing = await RedditFeed(terms_read=True, base_url=reddit.url).fetch(client, {})
    assert nothing.outcome is Outcome.SUSPICIOUS


async def test_blocks_limits_and_other_feeds(reddit: Site, client: Bound) -> None:
    source = RedditFeed(terms_read=True, subreddits=("springfield",), base_url=reddit.url)
    reddit.shows = 403
    with pytest.raises(Blocked):
        await source.fetch(client, {})
    reddit.shows = b"<html><title>whoa there, pardner!</title></html>"
    assert (await source.fetch(client, {"etag": "x"})).cursor == {"etag": "x"}
    reddit.shows = (
        b"<rss version='2.0'><channel><title>T</title><item><title>x</title><guid>1</guid></item></channel></rss>"
    )
    assert (await source.fetch(client, {})).outcome is Outcome.SUSPICIOUS
    reddit.shows = FOUND[: FOUND.index(b"<entry>")] + b"</feed>"
    assert (await source.fetch(client, {})).outcome is Outcome.EMPTY
    reddit.shows = 429
    with pytest.raises(FetchError) as trouble:
        await source.fetch(client, {})
    assert trouble.value.retry_after == timedelta(seconds=41)


async def test_a_search_that_finds_only_a_subreddit_finds_nothing(reddit: Site, client: Bound) -> None:
    whole = FOUND.decode()
    reddit.shows = re.sub("<id>t[13]_[^<]*", "<id>t5_2qh1e", whole).encode()
    searching = RedditFeed(terms_read=True, search=("Harbor",), base_url=reddit.url)
    assert (await searching.fetch(client, {})).outcome is Outcome.EMPTY
    reading = RedditFeed(terms_read=True, subreddits=("springfield",), base_url=reddit.url)
    assert (await reading.fetch(client, {})).outcome is Outcome.SUSPICIOUS


async def test_the_line_below_the_words_of_an_account_that_is_gone(reddit: Site, client: Bound) -> None:
    orphan = FOUND.decode().replace("/u/dana_r", "[deleted]")
    reddit.shows = orphan.encode()
    source = RedditFeed(terms_read=True, subreddits=("springfield",), base_url=reddit.url)
    post = (await source.fetch(client, {})).posts[0]
    assert post.author == NOBODY
    assert post.text == "Three weeks, and nobody at Harbor Plumbing calls back. It's the third time."


def test_it_stays_off_until_the_terms_are_read() -> None:
    with pytest.raises(ValueError, match="terms_read must be true"):
        RedditFeed(terms_read=False)
    with pytest.raises(ValueError, match="names like plumbing"):
        RedditFeed(terms_read=True, subreddits=("spring field",))

"""Comments of WordPress blogs: the same comment by the API and by the feed, and who said what."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Blocked, FetchError, Form, Outcome
from connectors.comments import Comments
from monitor.net import Bound
from tests.fakes.documents import Site
from tests.fakes.wordpress import Blog

DATA = Path(__file__).parent / "data" / "comments"
LISTED = json.loads((DATA / "comments.json").read_text())
FEED = (DATA / "comments.rss").read_bytes()
REFUSED = {"code": "rest_cannot_read", "message": "Sorry", "data": {"status": 401}}


@pytest.fixture
async def blog() -> AsyncIterator[Blog]:
    async with Blog(api=LISTED, feed=FEED) as it:
        yield it


async def test_a_comment_is_the_same_whichever_way_it_came(blog: Blog, client: Bound) -> None:
    comments = Comments(url=blog.url + "/")
    by_api = await comments.fetch(client, {})
    blog.api_status = 403
    by_feed = await comments.fetch(client, {})
    assert (by_api.outcome, by_feed.outcome) == (Outcome.ITEMS, Outcome.ITEMS)
    assert by_api.cursor["way"] == "api"
    assert by_feed.cursor["way"] == "feed"
    for one, other in zip(by_api.posts, by_feed.posts, strict=True):
        assert (one.service, one.id, one.also, one.url) == (other.service, other.id, other.also, other.url)
        assert (one.text, one.title, one.published, one.form) == (other.text, other.title, other.published, other.form)
        assert (one.thread, one.reply_to) == (other.thread, other.reply_to)
    dana, lee = by_api.posts
    assert (dana.id, dana.author.name) == ("comment-41", "Dana R.")
    assert dana.text == "A van! I have waited three weeks for a call."
    assert dana.title == ""  # the headline names the brand, the commenter does not
    assert (dana.thread, dana.reply_to) == ("https://blog.example/2026/05/new-van/", "comment-40")
    assert (dana.published, dana.form) == (datetime(2026, 5, 4, 10, tzinfo=UTC), Form.COMMENT)
    assert dana.also == ("link:blog.example/2026/05/new-van/comment-page-1/#comment-41",)
    assert (lee.author.name, lee.author.id, lee.author.url) == ("Lee & Co", "user-3", "https://lee.example/")
    assert by_feed.posts[1].author.name == "Lee"  # from "By: Lee"


async def test_the_next_visit_asks_for_what_is_newer_and_what_was_held_for_approval(blog: Blog, client: Bound) -> None:
    comments = Comments(url=blog.url)
    first = await comments.fetch(client, {})
    assert blog.asked == [("/wp-json/wp/v2/comments", {"per_page": "100", "orderby": "date", "order": "desc"})]
    second = await comments.fetch(client, first.cursor)
    assert blog.asked[1][1]["after"] == "2026-04-27T10:00:00Z"
    third = await comments.fetch(client, second.cursor)
    assert third.outcome is Outcome.NOTHING_NEW
    blog.api = [{**LISTED[0], "id": 50, "date_gmt": "2026-05-05T10:00:00"}, *LISTED]
    fourth = await comments.fetch(client, third.cursor)
    assert fourth.posts[0].id == "comment-50"
    blog.api = []
    assert (await comments.fetch(client, fourth.cursor)).outcome is Outcome.NOTHING_NEW
    assert (await comments.fetch(client, {})).outcome is Outcome.EMPTY


async def test_pages_back_until_it_meets_what_is_known(blog: Blog, client: Bound) -> None:
    start = datetime(2026, 5, 1, tzinfo=UTC)
    blog.api = [
        {**LISTED[1], "id": n, "date_gmt": f"{start + timedelta(minutes=n):%Y-%m-%dT%H:%M:%S}"}
        for n in range(449, -1, -1)
    ]
    known = {"way": "api", "newest": "2026-05-01T03:50:00+00:00"}  # number 230
    visit = await Comments(url=blog.url).fetch(client, known)
    assert [query.get("page") for _, query in blog.asked] == [None, "2", "3"]
    assert {post.id for post in visit.posts} >= {f"comment-{n}" for n in range(230, 450)}
    blog.asked.clear()
    assert len((await Comments(url=blog.url).fetch(client, {})).posts) == 100  # history: one page will do
    assert len(blog.asked) == 1


@pytest.mark.parametrize(
    ("status", "body"), [(401, REFUSED), (404, {"code": "rest_no_route"}), (406, {}), (200, REFUSED)]
)
async def test_a_closed_api_is_left_alone_for_a_day(blog: Blog, client: Bound, status: int, body: Any) -> None:
    blog.api, blog.api_status = body, status
    comments = Comments(url=blog.url)
    first = await comments.fetch(client, {})
    assert [post.id for post in first.posts] == ["comment-41", "comment-40"]
    blog.asked.clear()
    second = await comments.fetch(client, first.cursor)
    assert (second.outcome, second.cursor) == (Outcome.NOTHING_NEW, first.cursor)
    assert [path for path, _ in blog.asked] == ["/comments/feed/"]
    blog.api, blog.api_status = LISTED, 200
    later = await comments.fetch(client, {**second.cursor, "until": "2026-01-01T00:00:00+00:00"})
    assert later.cursor["way"] == "api"


async def test_passing_trouble_changes_nothing(blog: Blog, client: Bound) -> None:
    blog.api_status = 503
    with pytest.raises(FetchError, match="503"):
        await Comments(url=blog.url).fetch(client, {})
    assert [path for path, _ in blog.asked] == ["/wp-json/wp/v2/comments"]


async def test_neither_way(blog: Blog, client: Bound) -> None:
    blog.api_status, blog.feed = 404, None
    with pytest.raises(FetchError, match="check it"):
        await Comments(url=blog.url).fetch(client, {})
    blog.feed = b"<html><title>Sign in</title>"
    visit = await Comments(url=blog.url).fetch(client, {})
    assert (visit.outcome, visit.posts) == (Outcome.SUSPICIOUS, [])
    blog.api, blog.api_status = REFUSED, 200
    with pytest.raises(Blocked):
        await Comments(url=f"{blog.url}/wp-json/").fetch(client, {})


async def test_addresses_that_say_which_way(blog: Blog, client: Bound) -> None:
    for end, way in (
        ("/comments/feed/", "feed"),
        ("/wp-json/wp/v2/comments?post=7", "api"),
        ("/wp-json/", "api"),
        ("/news/comments/feed/", "feed"),
        ("/news", "api"),
    ):
        visit = await Comments(url=blog.url + end).fetch(client, {})
        assert visit.cursor["way"] == way
        folder = "news/" if end.startswith("/news") else ""
        assert [post.id for post in visit.posts] == [f"{folder}comment-41", f"{folder}comment-40"]


@pytest.mark.parametrize(
    "row",
    [None, 7, {}, {"id": "x"}, {"id": 1}, {"id": 1, "content": "text"}, {"id": 1, "content": {"rendered": None}, "link": 5},
     {"id": 1, "date_gmt": "0000-00-00T00:00:00", "author_name": None, "parent": None, "author_url": "javascript:x"}],
)  # fmt: skip
async def test_odd_rows_lose_nobody_else(blog: Blog, client: Bound, row: Any) -> None:
    blog.fixed = [row, LISTED[0]]
    visit = await Comments(url=blog.url).fetch(client, {})
    assert (visit.posts[-1].id, visit.posts[-1].author.name) == ("comment-41", "Dana R.")
    blog.fixed = [row]
    visit = await Comments(url=blog.url).fetch(client, {})
    assert visit.outcome is (Outcome.ITEMS if visit.posts else Outcome.SUSPICIOUS)
    assert all(post.id == "comment-1" and post.url == "" for post in visit.posts)


async def test_reading_back(blog: Blog, client: Bound) -> None:
    first = await Comments(url=blog.url).fetch(client, {})
    back = Comments(url=blog.url).rewound(first.cursor, datetime(2026, 1, 1, tzinfo=UTC))
    await Comments(url=blog.url).fetch(client, back)
    asked = blog.received[-1]
    assert "/wp-json/wp/v2/comments" in asked.path
    assert asked.query["after"].startswith("2025-12-")  # a week for those that waited for approval
    assert "if-none-match" not in asked.headers


BLOGGER = b"""<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'
xmlns:thr='http://purl.org/syndication/thread/1.0'><title type='text'>Comments on Town</title><entry>
<id>tag:blogger.com,1999:blog-1.post-77</id><published>2026-05-04T02:00:00.000-08:00</published>
<updated>2026-05-04T02:00:00.000-08:00</updated><title type='text'>They never called. I am ...</title>
<content type='html'>They never called. I am furious.</content>
<link rel='edit' type='application/atom+xml' href='https://www.blogger.com/feeds/1/5/comments/default/77'/>
<link rel='self' type='application/atom+xml' href='https://www.blogger.com/feeds/1/5/comments/default/77'/>
<link rel='alternate' type='text/html' href='https://town.example/2026/05/van.html?showComment=1777888800000#c77' title=''/>
<author><name>Dana R.</name><uri>https://www.blogger.com/profile/9</uri><email>noreply@blogger.com</email></author>
<thr:in-reply-to href='https://town.example/2026/05/van.html' ref='tag:blogger.com,1999:blog-1.post-5'/></entry></feed>"""
DISQUS = b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Town - Latest Comments</title><link>https://town.disqus.example/</link><language>en</language><item><title>Re: Van</title>
<link>https://town.example/2026/05/van.html#comment-5290000001</link>
<description>&lt;p&gt;They never called. I am furious.&lt;/p&gt;</description>
<dc:creator>Dana R.</dc:creator><pubDate>Mon, 04 May 2026 10:00:00 -0000</pubDate></item></channel></rss>"""


@pytest.mark.parametrize(
    ("feed", "path", "url"),
    [
        (BLOGGER, "/feeds/comments/default", "https://town.example/2026/05/van.html?showComment=1777888800000#c77"),
        (
            BLOGGER,
            "/feeds/5/comments/default?alt=atom",
            "https://town.example/2026/05/van.html?showComment=1777888800000#c77",
        ),
        (DISQUS, "/latest.rss", "https://town.example/2026/05/van.html#comment-5290000001"),
    ],
)
async def test_other_blogs_by_their_feed(client: Bound, feed: bytes, path: str, url: str) -> None:
    async with Site(shows=feed, content_type="application/xml") as site:
        (post,) = (await Comments(url=site.url + path).fetch(client, {})).posts
        assert [asked.path for asked in site.received] == [path.partition("?")[0]]
    assert (post.author.name, post.url, post.title) == ("Dana R.", url, "")
    assert post.text == "They never called. I am furious."
    assert (post.published, post.form) == (datetime(2026, 5, 4, 10, tzinfo=UTC), Form.COMMENT)

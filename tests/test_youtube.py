"""YouTube: comments below a channel's videos, videos by search, and what the service says when it will not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import NOBODY, Author, Blocked, FetchError, Form, Outcome
from connectors.youtube import YouTube
from monitor.net import Bound
from tests.fakes.base import refuses
from tests.fakes.youtube import CHANNEL, KEY, YouTubeToy, comment, later, stamp

NOW = datetime.now(UTC).replace(microsecond=0)
AT = NOW - timedelta(days=2)


@pytest.fixture
async def toy() -> AsyncIterator[YouTubeToy]:
    async with YouTubeToy() as it:
        yield it


@pytest.fixture
def url(toy: YouTubeToy) -> str:
    return f"{toy.url}/youtube/v3"


async def test_threads_and_replies_are_comments(toy: YouTubeToy, url: str, client: Bound) -> None:
    top = comment("Ug1", AT, "Three weeks, and nobody called back 😡", updatedAt=(AT + timedelta(hours=1)).isoformat())
    toy.threads = [
        (
            top,
            [comment("Ug1.a", later(AT, 5), "Same here", authorDisplayName="Sam", authorChannelId=None, videoId=None)],
        )
    ]
    visit = await YouTube(key=KEY, channel=CHANNEL, base_url=url).fetch(client, {})
    first, reply = visit.posts
    assert visit.outcome is Outcome.ITEMS
    assert visit.cursor == {"newest": int(later(AT, 5).timestamp())}
    assert (first.service, first.id, first.thread, first.reply_to) == ("youtube.com", "Ug1", "Ug1", "")
    assert first.url == "https://www.youtube.com/watch?v=vid1&lc=Ug1"
    assert first.author == Author(
        name="dana_r", handle="@dana_r", url="https://www.youtube.com/channel/UCdana", id="UCdana"
    )
    assert first.text == "Three weeks, and nobody called back 😡"
    assert (first.published, first.edited, first.likes, first.form) == (AT, AT + timedelta(hours=1), 3, Form.COMMENT)
    assert (reply.thread, reply.reply_to, reply.author) == ("Ug1", "Ug1", Author(name="Sam"))
    assert reply.url == "https://www.youtube.com/watch?v=vid1&lc=Ug1.a"
    assert reply.edited is None
    _, asked = toy.asked[0]
    assert (asked["allThreadsRelatedToChannelId"], asked["order"], asked["textFormat"]) == (
        CHANNEL,
        "time",
        "plainText",
    )


async def test_pages_are_read_until_what_is_known(toy: YouTubeToy, url: str, client: Bound) -> None:
    toy.threads = [(comment(f"Ug{number}", later(AT, -number)), []) for number in range(250)]
    source = YouTube(key=KEY, channel=CHANNEL, base_url=url)
    visit = await source.fetch(client, {})
    assert len(visit.posts) == 250
    assert len(toy.asked) == 3
    toy.asked.clear()
    toy.threads.insert(0, (comment("new", later(AT, 10)), []))
    again = await source.fetch(client, visit.cursor)
    assert again.posts[0].id == "new"
    assert len(toy.asked) == 1  # an hour of overlap is on the first page
    assert again.cursor == {"newest": int(later(AT, 10).timestamp())}


async def test_a_comment_on_the_channel_itself_has_an_address_too(toy: YouTubeToy, url: str, client: Bound) -> None:
    said = comment("Ug1", AT)
    said["snippet"].pop("videoId", None)
    toy.threads = [(said, [])]
    (post,) = (await YouTube(key=KEY, channel=CHANNEL, base_url=url).fetch(client, {})).posts
    assert post.url == f"https://www.youtube.com/channel/{CHANNEL}?lc=Ug1"


async def test_no_visit_reads_more_than_ten_pages(toy: YouTubeToy, url: str, client: Bound) -> None:
    toy.threads = [(comment(f"Ug{number}", AT), []) for number in range(1500)]
    assert len((await YouTube(key=KEY, channel=CHANNEL, base_url=url).fetch(client, {})).posts) == 1000
    assert len(toy.asked) == 10


async def test_replies_that_a_list_leaves_out_are_asked_for(toy: YouTubeToy, url: str, client: Bound) -> None:
    toy.threads = [
        (comment(f"Ug{thread}", AT), [comment(f"Ug{thread}.{one}", later(AT, one)) for one in range(8)])
        for thread in range(7)
    ]
    visit = await YouTube(key=KEY, channel=CHANNEL, base_url=url).fetch(client, {})
    replies = [post for post in visit.posts if post.reply_to]
    assert len(replies) == len({post.id for post in replies}) == 5 * 8 + 2 * 5  # five threads whole a visit
    assert sum(what == "comments" for what, _ in toy.asked) == 5
    toy.asked.clear()  # and the next visit begins with the others
    again = await YouTube(key=KEY, channel=CHANNEL, base_url=url).fetch(client, visit.cursor)
    assert [asked["parentId"] for what, asked in toy.asked if what == "comments"] == ["Ug5", "Ug6", "Ug0", "Ug1", "Ug2"]
    assert {post.id for post in again.posts if post.history} >= {"Ug5.7", "Ug6.7"}  # they were there before
    toy.gone = {"Ug1"}  # a thread that was taken down meanwhile costs its own further replies alone
    assert len((await YouTube(key=KEY, channel=CHANNEL, base_url=url).fetch(client, {})).posts) == len(visit.posts) - 3


async def test_trouble_with_further_replies_or_pages_costs_no_comment(toy: YouTubeToy, url: str, client: Bound) -> None:
    source = YouTube(key=KEY, channel=CHANNEL, base_url=url)
    toy.threads = [(comment("Ug", AT), [comment(f"Ug.{one}", later(AT, one)) for one in range(8)])]
    toy.broken = {"Ug"}
    visit = await source.fetch(client, {})
    assert (visit.outcome, len(visit.posts), visit.cursor) == (
        Outcome.ITEMS,
        6,
        {"newest": int(later(AT, 4).timestamp())},
    )
    assert visit.note == "127.0.0.1 has trouble of its own (HTTP 500)"
    toy.threads = [(comment(f"Ug{number}", later(NOW, -number)), []) for number in range(150)]
    toy.broken = {"100"}  # the second page
    later_on = await source.fetch(client, visit.cursor)
    assert (len(later_on.posts), later_on.cursor, later_on.note) == (100, visit.cursor, visit.note)
    with pytest.raises(FetchError, match="HTTP 500"):  # what is history would be news the next time
        await source.fetch(client, {})
    toy.broken = set()
    assert len((await source.fetch(client, later_on.cursor)).posts) == 150


async def test_a_deleted_author_odd_comments_and_none_at_all(toy: YouTubeToy, url: str, client: Bound) -> None:
    source = YouTube(key=KEY, channel=CHANNEL, base_url=url)
    empty = await source.fetch(client, {})
    assert (empty.outcome, empty.posts, empty.cursor) == (Outcome.EMPTY, [], {})
    nobody = comment("Ug1", AT, authorDisplayName=None, authorChannelId=None, likeCount="many", publishedAt="soon")
    broken = comment("", AT)
    toy.threads = [(nobody, []), (broken, [])]
    (post,) = (await source.fetch(client, {})).posts
    assert (post.author, post.likes, post.published) == (NOBODY, None, None)
    toy.body = b'{"items": [null]}'
    assert (await source.fetch(client, {})).outcome is Outcome.SUSPICIOUS
    toy.body = None
    toy.threads = [(broken, [])]
    assert (await source.fetch(client, {"newest": 5})).outcome is Outcome.SUSPICIOUS


async def test_videos_with_a_name_one_search_a_quarter_of_an_hour(toy: YouTubeToy, url: str, client: Bound) -> None:
    toy.videos = [
        {"id": {"videoId": "v1"}, "snippet": {"title": "Harbor &amp; Sons: don&#39;t", "description": "They never came.",
         "channelId": "UCx", "channelTitle": "Fix &amp; it", "publishedAt": stamp(AT)}},
        {"id": {"kind": "youtube#channel"}, "snippet": {}},
    ]  # fmt: skip
    source = YouTube(key=KEY, search=("Harbor", "Pier"), base_url=url)
    visit = await source.fetch(client, {})
    (video,) = visit.posts
    assert (video.id, video.title, video.text) == ("v1", "Harbor & Sons: don't", "They never came.")
    assert (video.author.id, video.author.name, video.url) == ("UCx", "Fix & it", "https://www.youtube.com/watch?v=v1")
    assert visit.cursor["searched"]["Pier"] == 0
    assert (await source.fetch(client, visit.cursor)).outcome is Outcome.NOTHING_NEW
    hour_ago = {"searched": {"Harbor": visit.cursor["searched"]["Harbor"] - 3600}}
    await source.fetch(client, hour_ago)
    assert [query["q"] for _, query in toy.asked] == ['"Harbor"', '"Pier"']
    toy.body = b'{"items": [{"videoId": "v1"}]}'  # another format than that of the documentation
    changed = await source.fetch(client, {})
    assert (changed.outcome, changed.note) == (Outcome.SUSPICIOUS, "127.0.0.1 sent videos without an id")
    month_ago = {(at - timedelta(days=30)).date().isoformat() for at in (NOW, datetime.now(UTC))}  # it may be midnight
    assert toy.asked[0][1]["publishedAfter"][:10] in month_ago


@pytest.mark.parametrize("reason", ["quotaExceeded", "RATE_LIMIT_EXCEEDED"])
async def test_a_used_up_quota_is_left_alone_until_midnight(
    toy: YouTubeToy, url: str, client: Bound, reason: str
) -> None:
    toy.refuse = (403, reason)
    with pytest.raises(FetchError, match="quota is used up") as trouble:
        await YouTube(key=KEY, channel=CHANNEL, base_url=url).fetch(client, {})
    assert trouble.value.retry_after is not None
    assert timedelta(0) < trouble.value.retry_after <= timedelta(hours=25, minutes=5)


async def test_too_fast_is_no_used_up_quota(toy: YouTubeToy, url: str, client: Bound) -> None:
    source = YouTube(key=KEY, channel=CHANNEL, base_url=url)
    toy.refuse = (403, "userRateLimitExceeded")
    with pytest.raises(FetchError, match="slow down") as trouble:
        await source.fetch(client, {})
    assert trouble.value.retry_after == timedelta(minutes=1)
    limit = {"reason": "RATE_LIMIT_EXCEEDED", "metadata": {"quota_limit": "defaultPerMinutePerUser"}}
    toy.bad_day = refuses(429, {}, {"error": {"code": 429, "details": [limit]}})
    with pytest.raises(FetchError, match="slow down"):
        await source.fetch(client, {})


async def test_other_refusals(toy: YouTubeToy, url: str, client: Bound) -> None:
    with pytest.raises(Blocked, match="refuses the key") as trouble:
        await YouTube(key="stolen-key", channel=CHANNEL, base_url=url).fetch(client, {})
    assert "stolen-key" not in f"{trouble.value}{YouTube(key='stolen-key')!r}"
    source = YouTube(key=KEY, channel=CHANNEL, base_url=url)
    toy.refuse = (403, "commentsDisabled")
    assert (await source.fetch(client, {})).outcome is Outcome.EMPTY
    toy.refuse = (404, "channelNotFound")
    with pytest.raises(FetchError, match="nothing at this address"):
        await source.fetch(client, {})
    toy.refuse = (500, "backendError")
    with pytest.raises(FetchError, match="trouble of its own"):
        await source.fetch(client, {})
    toy.body = b"<html>Sign in</html>"
    with pytest.raises(Blocked, match="not JSON"):
        await source.fetch(client, {})
    toy.body = b'{"kind": "youtube#other"}'
    assert (await source.fetch(client, {"newest": 5})).cursor == {"newest": 5}


def test_a_channel_is_given_by_its_id() -> None:
    with pytest.raises(ValueError, match="begins with UC"):
        YouTube(key=KEY, channel="@harborplumbing")

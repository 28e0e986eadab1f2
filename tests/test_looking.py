"""Each service that shows what became of a post: its words now, what is below it, what is gone, and what only seems to be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Author, Blocked, FetchError, Form, Post, Revisited, Revisits, Spent
from connectors.bluesky import Bluesky
from connectors.bluesky_search import BlueskySearch
from connectors.discourse import Discourse
from connectors.github import GitHub
from connectors.hackernews import HackerNews
from connectors.lemmy import Lemmy
from connectors.mastodon import Mastodon
from connectors.mastodon_search import MastodonSearch
from connectors.stackexchange import StackExchange
from monitor.cases import Outcome, State
from monitor.config import Account
from monitor.net import Bound
from tests.fakes import bluesky, discourse, github, hackernews, lemmy, mastodon, stackexchange
from tests.fakes.base import Fake, refuses, says
from tests.fakes.stage import Letterbox, brand, settings, source, stage

AT = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
ANGRY = "Harbor Plumbing never returned my call. I am furious."
GONE = Revisited(None, gone=True)
UNKNOWN = Revisited(None)
MINUTES = timedelta(minutes=1)


def stamp(after: float = 0) -> str:
    """A time as most services write it, so many minutes after the post."""
    return (AT + after * MINUTES).isoformat().replace("+00:00", "Z")


async def trouble(looking: Revisits, client: Bound, post: Post, fake: Fake) -> None:
    """What every service does on its bad days: it says so, and nothing is taken for gone."""
    for day in (
        refuses(500),
        refuses(404, body=b"<html>Not here</html>"),
        refuses(200, body={"something": "else"}),
        refuses(200, body=[1]),
        says(b"<html>Please sign in</html>"),
    ):
        fake.bad_day = day
        with pytest.raises(FetchError):
            await looking.look(client, post)
    fake.bad_day = None


# --- Hacker News --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def algolia() -> AsyncIterator[hackernews.Algolia]:
    async with hackernews.Algolia() as it:
        yield it


def item(number: int, text: str | None, *children: Any, **more: Any) -> dict[str, Any]:
    at = int(AT.timestamp()) + number
    known = {
        "id": number,
        "type": "comment",
        "author": "dana",
        "text": text,
        "created_at_i": at,
        "story_id": 1,
        "parent_id": 1,
    }
    return {**known, "title": None, "points": None, "children": list(children), **more}


async def test_hacker_news_shows_the_item_and_the_tree_below(algolia: hackernews.Algolia, client: Bound) -> None:
    hit = {
        "objectID": "5",
        "comment_text": ANGRY,
        "_tags": ["comment"],
        "author": "dana",
        "parent_id": 1,
        "story_id": 1,
    }
    algolia.hits = [hit | {"created_at_i": int(AT.timestamp()) + 5}]
    looking = HackerNews(search=("Harbor",), base_url=algolia.url)
    (heard,) = (await looking.fetch(client, {})).posts
    answer = item(6, "<p>We called you.</p>", item(7, "Thanks!", parent_id=6), parent_id=5, author="harbor")
    algolia.items["5"] = item(5, ANGRY, answer, item(8, None, author=None, parent_id=5), None)
    now = await looking.look(client, heard)
    assert now.post == heard  # not a word is another one: no edit
    assert [(one.id, one.reply_to, one.thread, one.author.name, one.text) for one in now.replies] == [
        ("6", "5", "1", "harbor", "We called you."),
        ("7", "6", "1", "dana", "Thanks!"),
    ]
    algolia.items["5"] |= {"text": "It is all fixed.", "children": []}
    edited = await looking.look(client, heard)
    assert edited.post is not None
    assert (edited.post.text, edited.replies) == ("It is all fixed.", [])
    await trouble(looking, client, heard, algolia)


async def test_a_story_keeps_its_title(algolia: hackernews.Algolia, client: Bound) -> None:
    algolia.hits = [{"objectID": "1", "title": "Harbor again", "_tags": ["story"], "created_at_i": int(AT.timestamp())}]
    looking = HackerNews(search=("Harbor",), base_url=f"{algolia.url}/api/v1/search_by_date")
    (heard,) = (await looking.fetch(client, {})).posts
    story = {"type": "story", "title": "Harbor again", "story_id": 1, "parent_id": None, "author": None}
    algolia.items["1"] = item(1, None, **story) | {"created_at_i": int(AT.timestamp())}
    assert (await looking.look(client, heard)).post == heard


async def test_hacker_news_deletes_by_emptying(algolia: hackernews.Algolia, client: Bound) -> None:
    looking, heard = HackerNews(base_url=algolia.url), Post(service="news.ycombinator.com", id="5")
    assert await looking.look(client, heard) == GONE
    algolia.items["5"] = item(5, None, author=None)
    assert await looking.look(client, heard) == GONE


# --- Mastodon -----------------------------------------------------------------------------------------------------------


@pytest.fixture
async def instance() -> AsyncIterator[mastodon.Instance]:
    async with mastodon.Instance() as it:
        yield it


def toot(number: int, text: str, *, by: str = "dana", host: str = "plumbing.example", **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "uri": f"https://{host}/users/{by}/statuses/{number}77",
        "url": f"https://{host}/@{by}/{number}77",
        "content": f"<p>{text}</p>",
        "created_at": stamp(number),
        "account": {"url": f"https://{host}/@{by}", "acct": f"{by}@{host}", "username": by},
        **more,
    }


async def test_mastodon_is_asked_by_its_own_number_of_a_post(instance: mastodon.Instance, client: Bound) -> None:
    looking = Mastodon(server=instance.url, hashtag="harbor")
    instance.toots = [toot(5, ANGRY)]
    (heard,) = (await looking.fetch(client, {})).posts
    instance.received.clear()
    instance.statuses["5"] = toot(5, ANGRY)
    assert await looking.look(client, heard) == Revisited(heard, replies=[])
    assert [asked.path for asked in instance.received] == ["/api/v1/statuses/5"]  # it says that nobody answered
    answer = toot(6, "We called you.", by="harbor", host="elsewhere.example", in_reply_to_id="5")
    instance.below["5"] = [answer, toot(7, "Thanks!", in_reply_to_id="6")]
    instance.statuses["5"] |= {"content": "<p>All fixed</p>", "edited_at": stamp(9)}
    now = await looking.look(client, heard)
    assert now.post is not None
    assert (now.post.id, now.post.text, now.post.edited) == (heard.id, "All fixed", AT + 9 * MINUTES)
    assert [(one.service, one.text, one.reply_to) for one in now.replies] == [
        ("elsewhere.example", "We called you.", heard.id),
        ("plumbing.example", "Thanks!", answer["uri"]),
    ]
    await trouble(looking, client, heard, instance)
    del instance.statuses["5"]
    assert await looking.look(client, heard) == GONE


async def test_a_post_that_only_a_feed_showed_has_its_number_in_its_address(
    instance: mastodon.Instance, client: Bound
) -> None:
    looking = Mastodon(server=instance.url, hashtag="harbor")
    here = Post(service="127.0.0.1", id="x", url=f"{instance.url}/@dana/5")
    instance.statuses["5"] = toot(5, ANGRY)
    found = await looking.look(client, here)
    assert found.post is not None
    assert found.post.text == ANGRY
    assert await looking.look(client, replace(here, url="https://plumbing.example/@dana/5")) == UNKNOWN


async def test_members_see_what_strangers_do_not(instance: mastodon.Instance, client: Bound) -> None:
    instance.statuses["5"], instance.members_only = toot(5, ANGRY), True
    heard = Post(service="plumbing.example", id="x", also=(f"link:{instance.url}/api/v1/statuses/5",))
    with pytest.raises(Blocked):
        await Mastodon(server=instance.url, hashtag="harbor").look(client, heard)
    found = await MastodonSearch(server=instance.url, token=mastodon.TOKEN).look(client, heard)
    assert found.post is not None
    assert found.post.text == ANGRY


async def test_an_answer_from_another_server_and_thanks_below_it_through_the_whole_way(
    instance: mastodon.Instance, tmp_path: Path
) -> None:
    shop = brand(our_accounts=(Account("elsewhere.example", "@harbor"),))
    looking, mail = Mastodon(server=instance.url, hashtag="harbor"), Letterbox()
    config = settings(tmp_path, [source("m", looking, kind="mastodon", allow_private=True)], {"mail": mail}, [shop])
    async with stage(config, at=AT) as earful:
        await earful.look()
        instance.toots = [toot(1, ANGRY)]
        instance.statuses["1"] = toot(1, ANGRY)
        await earful.after(2 * MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")]
        instance.toots = []
        instance.below["1"] = [
            toot(6, "Sorry! We called you.", by="harbor", host="elsewhere.example", in_reply_to_id="1")
        ]
        await earful.after(20 * MINUTES)
        (case,) = (await earful.cases()).values()
        assert case.state is State.ANSWERED
        instance.below["1"].append(toot(30, "It is all fixed now. Thank you so much!", in_reply_to_id="6"))
        await earful.after(20 * MINUTES)
        (case,) = (await earful.cases()).values()
        assert (case.state, case.outcome) == (State.CLOSED, Outcome.WON_BACK)


# --- Lemmy --------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def community() -> AsyncIterator[lemmy.Instance]:
    async with lemmy.Instance() as it:
        yield it


@pytest.mark.parametrize("version", ["0.19.12", "1.0.0"])
async def test_lemmy_shows_a_post_and_a_comment(community: lemmy.Instance, client: Bound, version: str) -> None:
    community.version = version
    top = community.say("Harbor Plumbing?", stamp(), ANGRY)
    under = community.answer(top, "Harbor Plumbing is bad, I agree.", stamp(1))
    looking = Lemmy(server=community.url, search=("Harbor Plumbing",))
    heard = {one.form: one for one in (await looking.fetch(client, {})).posts}
    ours = community.answer(under, "We called you.", stamp(2))
    community.answer(ours, "deleted", stamp(3), deleted=True)
    for one, below in ((heard[Form.POST], [ours, under]), (heard[Form.COMMENT], [ours])):
        now = await looking.look(client, one)
        assert now.post is not None
        assert (now.post.id, now.post.title, now.post.text) == (one.id, one.title, one.text)
        assert [reply.id for reply in now.replies] == [view["comment"]["ap_id"] for view in below]
    await trouble(looking, client, heard[Form.COMMENT], community)
    top["post"]["removed"] = True
    assert await looking.look(client, heard[Form.POST]) == GONE
    community.known.remove(under)
    assert await looking.look(client, heard[Form.COMMENT]) == GONE
    assert await looking.look(client, replace(heard[Form.COMMENT], also=())) == UNKNOWN


# --- Discourse ----------------------------------------------------------------------------------------------------------


@pytest.fixture
async def forum() -> AsyncIterator[discourse.Forum]:
    async with discourse.Forum() as it:
        yield it


async def test_discourse_shows_the_topic_around_a_post_and_its_end(forum: discourse.Forum, client: Bound) -> None:
    forum.say("Any plumber?", stamp())
    angry = forum.say(f"<p>{ANGRY}</p>", stamp(1), reply_to_post_number=1)
    looking = Discourse(url=forum.url)
    heard = next(one for one in (await looking.fetch(client, {})).posts if one.id == str(angry["id"]))
    before = await looking.look(client, heard)
    assert before.post is not None
    assert replace(before.post, title=heard.title) == replace(heard, reply_to=before.post.reply_to)
    assert before.replies == []
    for n in range(40):
        forum.say("Weather.", stamp(2 + n))
    ours = forum.say("We called you.", stamp(50), username="harbor", reply_to_post_number=2)
    now = await looking.look(client, heard)
    assert now.replies[-1].id == str(ours["id"])
    assert now.replies[-1].reply_to == heard.id
    assert heard.id not in {one.id for one in now.replies}
    await trouble(looking, client, heard, forum)
    angry["user_deleted"] = True
    assert await looking.look(client, heard) == GONE
    forum.gone[angry["id"]] = 404
    assert await looking.look(client, heard) == GONE
    forum.posts.clear()
    assert await looking.look(client, heard) == GONE
    assert await looking.look(client, replace(heard, url="")) == UNKNOWN


async def test_the_first_post_of_a_topic_keeps_its_title(forum: discourse.Forum, client: Bound) -> None:
    forum.say(ANGRY, stamp())
    for looking in (Discourse(url=forum.url), Discourse(url=forum.url, read="search", search=("Harbor Plumbing",))):
        (heard,) = (await looking.fetch(client, {})).posts
        now = (await looking.look(client, heard)).post
        assert now is not None
        assert (now.title, now.text) == (heard.title, heard.text) == ("Which kettle?", ANGRY)


async def test_a_topic_for_members_is_not_gone(forum: discourse.Forum, client: Bound) -> None:
    forum.say(ANGRY, stamp())
    looking = Discourse(url=forum.url)
    (heard,) = (await looking.fetch(client, {})).posts
    forum.bad_day = refuses(403, body={"errors": ["No"], "error_type": "invalid_access"})
    with pytest.raises(Blocked):
        await looking.look(client, heard)


# --- GitHub -------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def hub() -> AsyncIterator[github.GitHub]:
    async with github.GitHub() as it:
        yield it


async def test_github_shows_issues_and_comments(hub: github.GitHub, client: Bound) -> None:
    issue = hub.open("dana/pump", f"{ANGRY}", AT.timestamp())
    early = hub.comment(issue, "Harbor Plumbing is bad.", AT.timestamp() + 60)
    looking = GitHub(repositories=("dana/pump",), base_url=hub.url)
    heard = {one.id: one for one in (await looking.fetch(client, {})).posts}
    top, comment = heard[f"issue-{issue['id']}"], heard[f"issuecomment-{early['id']}"]
    ours = hub.comment(issue, "We called you.", AT.timestamp() + 120)
    found = await looking.look(client, top)
    assert found.post == top
    assert [one.id for one in found.replies] == [f"issuecomment-{one['id']}" for one in (early, ours)]
    found = await looking.look(client, comment)
    assert found.post == comment
    assert [(one.id, one.thread) for one in found.replies] == [(f"issuecomment-{ours['id']}", top.url)]
    await trouble(looking, client, comment, hub)
    hub.comments["dana/pump"].remove(early)
    assert await looking.look(client, comment) == GONE
    hub.deleted.add(1)
    assert await looking.look(client, top) == GONE
    hub.issues.clear()
    with pytest.raises(FetchError, match="private"):
        await looking.look(client, top)
    assert await looking.look(client, replace(top, url="https://github.com/dana/pump/pull/1")) == UNKNOWN


async def test_a_quota_of_github_is_not_overdrawn_by_looking(hub: github.GitHub, client: Bound) -> None:
    issue = hub.open("dana/pump", ANGRY, AT.timestamp())
    looking = GitHub(base_url=hub.url)
    heard = Post(service="github.com", id=f"issue-{issue['id']}", url=issue["html_url"])
    for _ in range(60):
        await looking.look(client, heard)
    with pytest.raises(Spent):
        await looking.look(client, heard)
    assert len(hub.asked) == 60


# --- Stack Exchange -----------------------------------------------------------------------------------------------------


async def test_stack_exchange_shows_the_whole_thread(client: Bound) -> None:
    async with stackexchange.StackExchange() as stack:
        question = stack.ask(7, ANGRY, active=int(AT.timestamp()))
        looking = StackExchange(sites=("diy",), search=("Harbor Plumbing",), base_url=stack.url)
        (heard,) = (await looking.fetch(client, {})).posts
        answer = {"answer_id": 8, "body": "We called you.", "creation_date": int(AT.timestamp()) + 60}
        question["answers"] = [answer]
        question["comments"] = [{"comment_id": 9, "body": "Thanks.", "creation_date": int(AT.timestamp()) + 90}]
        found = await looking.look(client, heard)
        assert found.post == heard
        assert [(one.id, one.reply_to) for one in found.replies] == [("comment9", "7"), ("8", "7")]
        for one in found.replies:
            assert (await looking.look(client, one)).post == one
        await trouble(looking, client, heard, stack)
        question["answers"] = []
        assert (await looking.look(client, found.replies[1])).gone
        stack.lost.add(7)
        assert (await looking.look(client, heard)).gone
        assert await looking.look(client, replace(heard, service="stackoverflow.com")) == UNKNOWN
        stack.quota = 0
        with pytest.raises(FetchError):
            await looking.look(client, heard)


# --- Bluesky ------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def sky() -> AsyncIterator[bluesky.BlueskyToy]:
    async with bluesky.BlueskyToy() as it:
        yield it


def kinds(sky: bluesky.BlueskyToy) -> list[Any]:
    search = BlueskySearch(handle=bluesky.HANDLE, app_password=bluesky.PASSWORD, base_url="http://x", threads=sky.url)
    return [Bluesky(profiles=sky.url), search]


async def test_bluesky_shows_a_post_and_its_replies(sky: bluesky.BlueskyToy, client: Bound) -> None:
    angry = bluesky.view("3k", AT, ANGRY)
    answer = bluesky.view("3m", AT + MINUTES, "We called you.", did="did:plc:harbor")
    answer["record"]["reply"] = {"parent": {"uri": angry["uri"]}, "root": {"uri": angry["uri"]}}
    thanks = bluesky.view("3n", AT + 2 * MINUTES, "Thanks!")
    sky.posts, sky.below = [angry], {angry["uri"]: [answer], answer["uri"]: [thanks]}
    heard = Post(service="bsky.app", id=angry["uri"], author=Author(id="did:plc:dana"), text=ANGRY)
    for looking in kinds(sky):
        found = await looking.look(client, heard)
        assert found.post is not None
        assert (found.post.id, found.post.text) == (heard.id, ANGRY)
        assert [(one.id, one.text) for one in found.replies] == [
            (answer["uri"], "We called you."),
            (thanks["uri"], "Thanks!"),
        ]
        assert (found.replies[0].reply_to, found.replies[0].thread) == (angry["uri"], angry["uri"])
        await trouble(looking, client, heard, sky)
        assert await looking.look(client, replace(heard, id="3k")) == UNKNOWN
    assert sky.sessions == 0


async def test_a_post_of_an_account_that_rests_is_not_gone(sky: bluesky.BlueskyToy, client: Bound) -> None:
    angry = bluesky.view("3k", AT, ANGRY)
    heard = Post(service="bsky.app", id=angry["uri"])
    sky.posts, sky.away = [angry], {"did:plc:dana"}
    for looking in kinds(sky):
        assert await looking.look(client, heard) == UNKNOWN
    sky.posts, sky.away = [], set()
    for looking in kinds(sky):
        assert await looking.look(client, heard) == GONE


async def test_who_blocks_strangers_is_not_gone(sky: bluesky.BlueskyToy, client: Bound) -> None:
    blocked = {"thread": {"$type": "app.bsky.feed.defs#blockedPost", "blocked": True, "uri": "at://did:plc:dana/x/1"}}
    sky.bad_day = refuses(200, body=blocked)
    heard = Post(service="bsky.app", id="at://did:plc:dana/x/1")
    for looking in kinds(sky):
        assert await looking.look(client, heard) == UNKNOWN

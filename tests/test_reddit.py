"""Reddit's API: posts that name a shop, the threads below them, whole subreddits, and what was taken down."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from connectors.base import NOBODY, Author, Blocked, FetchError, Form, Outcome, Post, Revisited, Rewinds
from connectors.parse_reddit import post_of
from connectors.reddit import Reddit
from monitor import commands
from monitor.cases import Outcome as Closed
from monitor.cases import State
from monitor.config import Account, load
from monitor.net import Bound
from tests.fakes.base import Answer, later, refuses, says, without
from tests.fakes.reddit import CLIENT, SECRET, TOKEN, RedditToy, comment, submission, take_down
from tests.fakes.stage import Letterbox, brand, settings, source, stage

NOW = datetime.now(UTC).replace(microsecond=0)
AT = NOW - timedelta(hours=3)
MINUTES = timedelta(minutes=1)
DAYS = timedelta(days=1)
ANGRY = "Harbor Plumbing never returned my call. I am furious."


@pytest.fixture
async def toy() -> AsyncIterator[RedditToy]:
    async with RedditToy() as it:
        yield it


def reading(toy: RedditToy, *names: str, **options: Any) -> Reddit:
    known = {
        "client_id": CLIENT,
        "client_secret": SECRET,
        "search": names or ("Harbor",),
        "base_url": toy.url,  # the toy's sign-in is there, too
    }
    return Reddit(**{**known, **options})


def paths(toy: RedditToy) -> list[str]:
    """What was asked since the last time."""
    asked = [path for path, _ in toy.asked]
    toy.asked.clear()
    return asked


# -- what is heard -----------------------------------------------------------------------------------------------------


async def test_a_post_with_all_that_is_told(toy: RedditToy, client: Bound) -> None:
    text = "Three weeks & nobody at Harbor calls back."
    toy.posts = [submission("1abc", AT, "Anyone <else> waiting?", text, edited=(AT + MINUTES).timestamp())]
    visit = await reading(toy).fetch(client, {})
    (post,) = visit.posts
    assert (post.service, post.id, post.thread, post.form) == ("reddit.com", "t3_1abc", "t3_1abc", Form.POST)
    assert post.url == "https://www.reddit.com/r/springfield/comments/1abc/waiting/"
    assert (post.title, post.text) == ("Anyone <else> waiting?", text)
    assert post.author == Author(
        name="dana_r", handle="u/dana_r", url="https://www.reddit.com/user/dana_r", id="dana_r"
    )
    assert (post.published, post.edited, post.likes, post.found_by) == (AT, AT + MINUTES, 4, ("Harbor",))
    (path, asked), *rest = toy.asked
    assert (path, rest) == ("search", [])
    assert asked == {
        "q": '"Harbor"', "sort": "new", "type": "link", "include_over_18": "on", "t": "week", "limit": "100", "raw_json": "1",
    }  # fmt: skip
    assert toy.grants == [{"grant_type": "client_credentials"}]
    assert TOKEN not in str(visit.cursor)


async def test_an_installed_app_has_no_secret(toy: RedditToy, client: Bound) -> None:
    toy.posts = [submission("1", AT, "Harbor")]
    assert len((await reading(toy, client_secret="").fetch(client, {})).posts) == 1
    (grant,) = toy.grants
    assert grant == {
        "grant_type": "https://oauth.reddit.com/grants/installed_client",
        "device_id": "DO_NOT_TRACK_THIS_DEVICE",
    }


async def test_a_wrong_key_and_one_that_was_taken_back(toy: RedditToy, client: Bound) -> None:
    with pytest.raises(Blocked, match="compare client_id and client_secret") as refused:
        await reading(toy, client_secret="wrong-secret").fetch(client, {})
    assert "wrong-secret" not in str(refused.value)
    toy.bad_day = later(refuses(401, body={"message": "Unauthorized", "error": 401}), good=1)
    with pytest.raises(Blocked, match="still approved"):
        await reading(toy).fetch(client, {})


async def test_the_comments_of_a_thread_that_was_found_are_read_when_there_are_new_ones(
    toy: RedditToy, client: Bound
) -> None:
    thread = submission("1", AT, "Harbor again")
    toy.posts = [thread, submission("2", AT, "Something else")]
    mine = toy.say("c1", AT + MINUTES, "Same here.", thread)
    first = await reading(toy).fetch(client, {})
    assert [(post.id, post.text) for post in first.posts] == [("t3_1", ""), ("t1_c1", "Same here.")]
    assert paths(toy) == ["search", "comments/1"]
    toy.posts[0]["selftext"] = "in the last hour no more"
    second = await reading(toy).fetch(client, first.cursor)
    assert (paths(toy), second.cursor["threads"]) == (["search"], {"t3_1": 1})
    toy.posts.append(submission("3", NOW, "Harbor, another one"))
    third = await reading(toy).fetch(client, second.cursor)
    toy.posts[0]["title"] = "It is so slow"  # an edit has taken the name out, so that the search does not find it
    toy.say("c2", AT + 2 * MINUTES, "They never call.", mine, author="lee")
    paths(toy)
    fourth = await reading(toy).fetch(client, third.cursor)
    assert paths(toy) == ["search", "api/info", "comments/1"]
    reply = next(post for post in fourth.posts if post.id == "t1_c2")
    assert (reply.reply_to, reply.thread, reply.form, reply.title) == ("t1_c1", "t3_1", Form.COMMENT, "")
    assert reply.url == "https://www.reddit.com/r/springfield/comments/1/waiting/c2/"
    assert (reply.author.handle, reply.published) == ("u/lee", AT + 2 * MINUTES)


async def test_what_became_of_posts_that_the_search_does_not_find_any_more(toy: RedditToy, client: Bound) -> None:
    toy.posts = [submission(str(n), AT + n * MINUTES, f"Harbor {n}", "Slow.") for n in range(4)]
    toy.posts[3]["author"] = "[deleted]"
    first = await reading(toy).fetch(client, {})
    assert next(post for post in first.posts if post.id == "t3_3").author == NOBODY
    take_down(toy.posts[0])
    take_down(toy.posts[1], "[removed]")
    toy.posts[2].update(title="Solved", edited=NOW.timestamp())
    later_on = await reading(toy).fetch(client, first.cursor)
    told = {post.id: (post.title, post.text, post.deleted) for post in later_on.posts}
    assert told == {
        "t3_0": ("", "", True),
        "t3_1": ("", "", True),
        "t3_2": ("Solved", "Slow.", False),
        "t3_3": ("Harbor 3", "Slow.", False),
    }
    assert sorted(later_on.cursor["threads"]) == ["t3_2", "t3_3"]


async def test_threads_are_watched_for_a_week_and_not_if_they_are_private_now(toy: RedditToy, client: Bound) -> None:
    toy.posts = [submission("old", NOW - 6 * DAYS, "Harbor"), submission("new", AT, "Harbor")]
    first = await reading(toy).fetch(client, {})
    assert sorted(first.cursor["threads"]) == ["t3_new", "t3_old"]
    toy.posts[0]["created_utc"] -= 2 * 86_400
    toy.say("c1", NOW, "Me too", toy.posts[1])
    toy.bad_day = private_thread
    second = await reading(toy).fetch(client, first.cursor)
    assert (second.outcome, second.cursor["threads"]) == (Outcome.ITEMS, {})
    toy.bad_day = None
    third = await reading(toy).fetch(client, first.cursor)
    toy.posts = toy.posts[1:]  # what Reddit does not tell of any more
    fourth = await reading(toy).fetch(client, {**third.cursor, "threads": {"t3_gone": 3, "t3_new": 1}})
    assert fourth.cursor["threads"] == {"t3_new": 1}


async def private_thread(request: web.Request, answer: Answer) -> web.StreamResponse:
    if request.path.startswith("/comments/"):
        return web.json_response({"reason": "private", "message": "Forbidden", "error": 403}, status=403)
    return await answer(request)


async def test_subreddits_are_read_whole_and_the_search_goes_on_besides(toy: RedditToy, client: Bound) -> None:
    thread = submission("1", AT, "A thread about boilers")
    toy.posts = [thread, submission("2", AT, "Cats", subreddit="cats"), submission("3", AT, "Harbor", subreddit="cats")]
    toy.say("c1", AT, "Harbor never calls.", thread)
    toy.say("c2", AT, "Meow", toy.posts[1], subreddit="cats")
    both = await reading(toy, subreddits=("r/springfield", "plumbing", "springfield")).fetch(client, {})
    assert sorted(post.id for post in both.posts) == ["t1_c1", "t3_1", "t3_3"]
    assert paths(toy) == ["search", "r/springfield+plumbing/new", "r/springfield+plumbing/comments"]
    only = await reading(toy, subreddits=("springfield",), everywhere=False).fetch(client, {})
    assert sorted(post.id for post in only.posts) == ["t1_c1", "t3_1"]
    assert only.cursor["threads"] == {}  # every comment comes by itself


# -- lists and limits --------------------------------------------------------------------------------------------------


async def test_pages_up_to_what_is_known_and_a_thousand_at_most(toy: RedditToy, client: Bound) -> None:
    begin = NOW - timedelta(hours=5)
    toy.posts = [submission(f"p{n}", begin + timedelta(seconds=10 * n), f"Harbor {n}") for n in range(1_150)]
    first = await reading(toy).fetch(client, {})
    assert len(first.posts) == 1_000
    assert "1,000 entries" in first.note
    paths(toy)
    second = await reading(toy).fetch(client, first.cursor)
    assert second.note == ""
    assert sorted(second.cursor["threads"]) == sorted(f"t3_p{n}" for n in range(1_050, 1_150))
    assert (len(second.posts), paths(toy)) == (400, ["search"] * 4)  # the last hour again
    old = {**second.cursor, "read": {'"Harbor"': (NOW + timedelta(days=900)).timestamp()}}
    third = await reading(toy).fetch(client, old)  # a clock that was ahead
    assert paths(toy)[0] == "search"
    assert third.posts


async def test_a_post_with_an_odd_time_does_not_end_a_list(toy: RedditToy, client: Bound) -> None:
    toy.posts = [submission("old", AT - DAYS, "Harbor")]
    first = await reading(toy, subreddits=("springfield",), everywhere=False).fetch(client, {})
    toy.posts += [submission(f"p{n}", AT + timedelta(seconds=n), f"Harbor {n}") for n in range(130)]

    async def odd(request: web.Request, answer: Answer) -> web.StreamResponse:
        told = json.loads((await answer(request)).body.decode())  # type: ignore[attr-defined]
        for child in told.get("data", {}).get("children", [])[50:51]:
            child["data"]["created_utc"] = 7
        return web.json_response(told)

    toy.bad_day = odd
    second = await reading(toy, subreddits=("springfield",), everywhere=False).fetch(client, first.cursor)
    assert {f"t3_p{n}" for n in range(130)} <= {post.id for post in second.posts}


async def test_where_a_page_ended_may_be_taken_down_meanwhile(toy: RedditToy, client: Bound) -> None:
    toy.posts = [submission("old", AT - DAYS, "Harbor")]
    first = await reading(toy).fetch(client, {})
    toy.posts += [submission(f"p{n}", AT + timedelta(seconds=n), f"Harbor {n}") for n in range(130)]

    async def meanwhile(request: web.Request, answer: Answer) -> web.StreamResponse:
        toy.bad_day = None
        take_down(next(one for one in toy.posts if one["id"] == "p30"))
        return await answer(request)

    toy.bad_day = later(meanwhile, good=2)  # the token, and the first page
    second = await reading(toy).fetch(client, first.cursor)
    assert "t3_p29" not in {post.id for post in second.posts}
    assert second.cursor["read"] == first.cursor["read"]  # so it is read again
    third = await reading(toy).fetch(client, second.cursor)
    assert {f"t3_p{n}" for n in range(130)} - {"t3_p30"} <= {post.id for post in third.posts}


async def test_a_limit_that_is_reached_only_ends_the_visit(toy: RedditToy, client: Bound) -> None:
    toy.posts = [submission(str(n), AT + n * MINUTES, "Harbor") for n in range(5)]
    for n, post in enumerate(toy.posts):
        toy.say(f"c{n}", AT, f"Me too {n}", post)
    toy.left = 3
    first = await reading(toy).fetch(client, {})
    assert (first.outcome, len(first.posts)) == (Outcome.ITEMS, 7)  # the newest threads first
    with pytest.raises(FetchError) as limited:
        await reading(toy).fetch(client, first.cursor)
    assert limited.value.retry_after == timedelta(seconds=41)


async def test_what_was_left_is_read_next_time(toy: RedditToy, client: Bound) -> None:
    toy.posts = [submission(str(n), AT + n * MINUTES, "Harbor") for n in range(25)]
    for n, post in enumerate(toy.posts):
        toy.say(f"c{n}", AT, f"Me too {n}", post)
    heard: set[str] = set()
    cursor: Any = {}
    for _ in range(3):
        visit = await reading(toy).fetch(client, cursor)
        cursor, heard = visit.cursor, heard | {post.id for post in visit.posts}
    assert {f"t1_c{n}" for n in range(25)} <= heard
    paths(toy)
    await reading(toy).fetch(client, cursor)
    assert not [path for path in paths(toy) if path.startswith("comments")]


async def test_a_new_name_begins_where_the_others_are(toy: RedditToy, client: Bound) -> None:
    toy.posts = [submission("1", NOW - 2 * DAYS, "Pier"), submission("2", AT, "Harbor")]
    first = await reading(toy).fetch(client, {})
    second = await reading(toy, "Harbor", "Pier").fetch(client, first.cursor)
    assert [post.id for post in second.posts] == ["t3_2"]
    place = reading(toy, "Pier", subreddits=("springfield",))
    assert isinstance(place, Rewinds)
    back = await place.fetch(client, place.rewound(second.cursor, NOW - 30 * DAYS))
    assert toy.asked[-3][1]["t"] == "month"
    assert {post.id for post in back.posts} == {"t3_1", "t3_2"}
    assert sorted(back.cursor["read"]) == ['"Pier"', "new"]  # what is not asked any more is forgotten


async def test_replies_that_are_none(toy: RedditToy, client: Bound) -> None:
    toy.posts = [submission("1", AT, "Harbor")]
    place = reading(toy, subreddits=("springfield",))
    first = await place.fetch(client, {})
    subreddits = {"kind": "Listing", "data": {"children": [{"kind": "t5", "data": {"name": "t5_1"}}], "after": None}}
    for said, why in (
        ({"kind": "Listing", "data": {}}, "without a list"),
        (subreddits, "without posts and comments"),  # where a subreddit is not, Reddit looks for some
    ):
        toy.bad_day = later(refuses(200, body=said), good=1)
        odd = await place.fetch(client, first.cursor)
        assert (odd.outcome, odd.cursor) == (Outcome.SUSPICIOUS, first.cursor)
        assert why in odd.note
    toy.bad_day = None
    toy.posts.clear()
    gone = await place.fetch(client, first.cursor)
    assert "shows no posts any more" in gone.note
    assert (await reading(toy, " ").fetch(client, {})).outcome is Outcome.SUSPICIOUS


def test_options_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="names like plumbing"):
        Reddit(client_id=CLIENT, subreddits=("spring field",))
    with pytest.raises(ValueError, match="nothing is heard"):
        Reddit(client_id=CLIENT, everywhere=False)
    assert SECRET not in repr(Reddit(client_id=CLIENT, client_secret=SECRET))


# -- threads of cases --------------------------------------------------------------------------------------------------


async def test_a_post_and_a_comment_are_looked_at_with_what_is_below(toy: RedditToy, client: Bound) -> None:
    thread = submission("1", AT, "Harbor", "They never call.")
    toy.posts = [thread]
    mine = toy.say("c1", AT + MINUTES, "Harbor did the same to me.", thread)
    answer = toy.say("c2", AT + 2 * MINUTES, "We are sorry, call us.", mine, author="harborplumbing")
    toy.say("c3", AT + 3 * MINUTES, "Thanks!", answer)
    toy.say("c4", AT + 4 * MINUTES, "Elsewhere", thread)
    place = reading(toy)
    heard = {post.id: post for post in (await place.fetch(client, {})).posts}
    now = await place.look(client, heard["t3_1"])
    assert now.post == Post(**{**fields_of(heard["t3_1"]), "found_by": ()})
    assert [one.id for one in now.replies] == ["t1_c1", "t1_c2", "t1_c3", "t1_c4"]
    now = await place.look(client, heard["t1_c1"])
    assert now.post == heard["t1_c1"]
    assert [(one.id, one.reply_to, one.author.id) for one in now.replies] == [
        ("t1_c2", "t1_c1", "harborplumbing"),
        ("t1_c3", "t1_c2", "sam_b"),
    ]
    mine.update(body="All is well", body_html="<p>All is well</p>", edited=NOW.timestamp())
    edited = (await place.look(client, heard["t1_c1"])).post
    assert edited is not None
    assert (edited.text, edited.edited) == ("All is well", NOW)
    take_down(mine)
    assert await place.look(client, heard["t1_c1"]) == Revisited(None, gone=True)
    toy.comments = [mine]  # without an answer the thread shows nothing of it
    assert await place.look(client, heard["t1_c1"]) == Revisited(None, gone=True)
    toy.comments = []
    assert await place.look(client, heard["t1_c1"]) == Revisited(None)
    take_down(thread, "[removed]")
    assert await place.look(client, heard["t3_1"]) == Revisited(None, gone=True)
    assert await place.look(client, Post(service="reddit.com", id="t1_c1")) == Revisited(None)
    assert await place.look(client, Post(service="reddit.com", id="../r/x")) == Revisited(None)


@pytest.mark.parametrize(
    "words",
    [
        "[ Removed by Reddit ]",
        "[ Removed by Reddit on account of violating the [content policy](/help/contentpolicy). ]",
        "[ Removed by reddit in response to a copyright notice. ]",
    ],
)
def test_words_that_reddit_itself_took_down(words: str) -> None:
    post = post_of(comment("c1", AT, words, submission("1", AT)))
    assert post is not None
    assert (post.text, post.deleted) == ("", True)


def test_a_title_from_where_nobody_knows_raw_json() -> None:
    told = {**submission("1", AT), "title": "Harbor &amp; me: 1 &lt; 2", "selftext": "R&amp;D", "selftext_html": None}
    post = post_of(told)
    assert post is not None
    assert (post.title, post.text) == ("Harbor & me: 1 < 2", "R&D")


def test_a_comment_without_an_address_leads_to_itself() -> None:
    post = post_of(comment("c1", AT, "Slow.", submission("1", AT), permalink=None))
    assert post is not None
    assert post.url == "https://www.reddit.com/comments/1/_/c1"


def fields_of(post: Post) -> dict[str, Any]:
    return {name: getattr(post, name) for name in Post.__slots__}


async def test_what_only_seems_to_be_gone(toy: RedditToy, client: Bound) -> None:
    post = Post(service="reddit.com", id="t3_1", thread="t3_1")
    other = submission("2", AT, "Harbor")
    pair = [{"kind": "Listing", "data": {"children": some}} for some in ([{"kind": "t3", "data": other}], [])]
    for day in (
        refuses(500),
        refuses(403, body={"message": "Forbidden", "error": 403}),
        refuses(404, body=b"<html>Not here</html>"),
        refuses(200, body={"something": "else"}),
        refuses(200, body=[1]),
        refuses(200, body=pair),
        says(b"<html>Please sign in</html>"),
    ):
        toy.bad_day = later(day, good=1)  # the token
        with pytest.raises(FetchError):
            await reading(toy).look(client, post)
    toy.bad_day = later(refuses(404, body={"message": "Not Found", "error": 404}), good=1)
    assert await reading(toy).look(client, post) == Revisited(None, gone=True)


async def test_an_answer_and_thanks_below_a_post_through_the_whole_way(toy: RedditToy, tmp_path: Path) -> None:
    shop = brand(our_accounts=(Account("reddit.com", "harborplumbing"),))
    place, mail = reading(toy, "Harbor Plumbing"), Letterbox()
    config = settings(tmp_path, [source("r", place, kind="reddit", allow_private=True)], {"mail": mail}, [shop])
    async with stage(config, at=NOW) as earful:
        await earful.look()
        thread = submission("1", NOW + MINUTES, "Never again", ANGRY)
        toy.posts = [thread]
        await earful.after(2 * MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")]
        answer = toy.say("c1", NOW + 9 * MINUTES, "Sorry! We called you.", thread, author="harborplumbing")
        await earful.after(20 * MINUTES)
        (case,) = (await earful.cases()).values()
        assert case.state is State.ANSWERED
        toy.say("c2", NOW + 30 * MINUTES, "It is all fixed now. Thank you so much!", answer, author="dana_r")
        await earful.after(20 * MINUTES)
        (case,) = (await earful.cases()).values()
        assert (case.state, case.outcome) == (State.CLOSED, Closed.WON_BACK)


async def test_once_hears_it(toy: RedditToy, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toy.posts = [submission("1", AT, "Never again", ANGRY)]
    path = tmp_path / "config.yaml"
    path.write_text(
        "timezone: UTC\nbrands: [{name: Harbor Plumbing}]\nsources:\n"
        f"  - {{kind: reddit, client_id: {CLIENT}, client_secret: {SECRET}, base_url: {toy.url},\n"
        f"     sign_in_url: {toy.url}/api/v1/access_token, allow_private: true}}\n"
    )
    assert await commands.once.once(load(path, {}), dry_run=True, as_new=timedelta(days=7), as_json=True) == 0
    made = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (told,) = [one for one in made if one["event"] == "post"]
    assert (told["service"], told["author"]["name"]) == ("reddit.com", "dana_r")
    assert [one for one in made if one["event"] == "mention"]


async def test_threads_that_cannot_be_looked_at_cost_no_posts(toy: RedditToy, client: Bound) -> None:
    toy.posts = [submission("1abc", AT, "Harbor", "Nobody calls back.")]
    first = await reading(toy).fetch(client, {})
    toy.posts.append(submission("1abd", AT + MINUTES, "Harbor", "Nobody at all."))
    toy.bad_day = without("/api/info", "/comments/")
    second = await reading(toy).fetch(client, first.cursor)
    assert "t3_1abd" in {post.id for post in second.posts}

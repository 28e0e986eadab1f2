"""X: the search with its pages and limits, threads, and above all the money."""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Author, Blocked, FetchError, Form, Outcome, Post, Revisited, Rewinds, Spent
from connectors.x import X
from monitor import commands
from monitor.cases import Outcome as Closed
from monitor.cases import State
from monitor.clock import SetClock
from monitor.config import Account, ConfigError, load
from monitor.net import Bound, Net
from monitor.show_sources import source_health
from monitor.store import Store, asking
from monitor.store.spending import Kept
from tests.fakes.base import breaks_off, later, refuses, resets, says
from tests.fakes.stage import START, Letterbox, brand, settings, source, stage
from tests.fakes.x import TOKEN, XToy, reply, snowflake, tweet

NOW = datetime.now(UTC).replace(microsecond=0)
AT = NOW - timedelta(hours=3)
MINUTES = timedelta(minutes=1)
SECONDS = timedelta(seconds=1)


@pytest.fixture
async def toy() -> AsyncIterator[XToy]:
    async with XToy() as it:
        yield it


def looking(toy: XToy, *names: str, **options: Any) -> X:
    return X(**{"token": TOKEN, "monthly_cap": 100, "search": names or ("Harbor",), "base_url": toy.url, **options})


# -- what is heard -----------------------------------------------------------------------------------------------------


async def test_a_post_with_all_that_is_told(toy: XToy, client: Bound) -> None:
    toy.tweets = [
        tweet(AT, "Never again", "sam"),
        tweet(
            AT + SECONDS,
            "@sam_b Harbor & sons <never> call: https://t.co/abc",
            conversation_id="77",
            referenced_tweets=[{"type": "quoted", "id": "5"}, {"type": "replied_to", "id": "78"}],
            entities={"urls": [{"url": "https://t.co/abc", "expanded_url": "https://harborplumbing.example/hours"}]},
            lang="qme",
        ),
        tweet(AT, "RT: Harbor is bad", "sam", id="9", referenced_tweets=[{"type": "retweeted", "id": "8"}]),
    ]
    visit = await looking(toy).fetch(client, {})
    (post,) = visit.posts
    own = snowflake(AT + SECONDS)
    assert (post.service, post.id, post.url) == ("x.com", own, f"https://x.com/dana_r/status/{own}")
    assert post.author == Author(name="Dana R.", handle="@dana_r", url="https://x.com/dana_r", id="501", followers=1200)
    assert post.text == "@sam_b Harbor & sons <never> call: https://harborplumbing.example/hours"
    assert (post.published, post.edited, post.lang) == (AT + SECONDS, None, "")
    assert (post.reply_to, post.thread, post.form) == ("78", "77", Form.COMMENT)
    assert (post.likes, post.shares, post.found_by) == (4, 2, ("Harbor",))
    (asked,) = toy.searches
    assert (asked["query"], asked["expansions"], asked["max_results"]) == ('("Harbor") -is:retweet', "author_id", "100")
    assert toy.bill == pytest.approx(0.015)


async def test_a_long_post_comes_whole_and_one_without_an_author_too(toy: XToy, client: Bound) -> None:
    toy.tweets = [tweet(AT, "Harbor " + "never calls " * 60)]
    toy.users = []
    (post,) = (await looking(toy).fetch(client, {})).posts
    assert post.text == ("Harbor " + "never calls " * 60).strip()
    assert post.author == Author(id="501", url="https://x.com/i/user/501")
    assert post.url == f"https://x.com/i/status/{post.id}"


async def test_an_edit_has_another_id_and_is_the_same_post(toy: XToy, client: Bound) -> None:
    toy.tweets = [tweet(AT, "Harbor never calls")]
    first = await looking(toy).fetch(client, {})
    new = tweet(AT + 5 * MINUTES, "Harbor called, all is well")
    toy.tweets = [new | {"edit_history_tweet_ids": [snowflake(AT), new["id"]]}]
    second = await looking(toy).fetch(client, first.cursor)
    (before,), (after,) = first.posts, second.posts
    assert (after.id, after.published) == (before.id, before.published)
    assert (after.text, after.edited) == ("Harbor called, all is well", AT + 5 * MINUTES)
    assert after.url.endswith(new["id"])  # the page of the first version only says that there is a later one


async def test_all_names_are_one_search_because_each_costs(toy: XToy, client: Bound) -> None:
    names = ("Harbor Plumbing", "@harborplumbing", "#harbor", 'Pier "7"')
    toy.tweets = [tweet(AT, "Pier and @harborplumbing")]
    (post,) = (await looking(toy, *names).fetch(client, {})).posts
    assert toy.searches[0]["query"] == '("Harbor Plumbing" OR @harborplumbing OR #harbor OR "Pier  7") -is:retweet'
    assert (post.found_by, post.found_among) == ((), names)  # which of them it was is not told
    await looking(toy, *(f"Firm number {n}" for n in range(60))).fetch(client, {})
    assert len(toy.searches) == 4
    assert all(len(asked["query"]) <= 512 for asked in toy.searches)
    assert (await looking(toy, " ").fetch(client, {})).outcome is Outcome.SUSPICIOUS


async def test_since_the_newest_and_never_further_back_than_x_goes(toy: XToy, client: Bound) -> None:
    toy.tweets = [tweet(NOW - timedelta(days=2)), tweet(AT)]
    place = looking(toy)
    first = await place.fetch(client, {})
    assert len(first.posts) == 1  # a day of history
    second = await place.fetch(client, first.cursor)
    assert (second.outcome, second.cursor) == (Outcome.NOTHING_NEW, first.cursor)
    assert toy.searches[-1]["since_id"] == snowflake(AT)
    assert isinstance(place, Rewinds)
    week = await place.fetch(client, place.rewound(first.cursor, NOW - timedelta(days=3)))
    assert len(week.posts) == 2
    after_holidays = await place.fetch(client, place.rewound(first.cursor, NOW - timedelta(days=30)))
    assert len(after_holidays.posts) == 2
    assert "since_id" not in toy.searches[-1]
    assert NOW - timedelta(days=7) < datetime.fromisoformat(toy.searches[-1]["start_time"]) < NOW - timedelta(days=6)


async def test_a_new_name_begins_where_the_others_are(toy: XToy, client: Bound) -> None:
    toy.tweets = [tweet(AT)]
    first = await looking(toy).fetch(client, {})
    toy.tweets.append(tweet(AT - SECONDS, "Pier"))
    assert (await looking(toy, "Harbor", "Pier").fetch(client, first.cursor)).posts == []


async def test_more_than_a_visit_reads_is_gone_on_with_and_paid_once(toy: XToy, client: Bound) -> None:
    toy.tweets = [tweet(AT + n * SECONDS, f"Harbor {n}") for n in range(730)]
    place = looking(toy)
    first = await place.fetch(client, {})
    assert len(first.posts) == 500
    toy.tweets.append(tweet(AT + 800 * SECONDS, "Harbor at last"))
    second = await place.fetch(client, json.loads(json.dumps(first.cursor)))
    assert len(second.posts) == 230
    third = await place.fetch(client, second.cursor)
    assert [post.text for post in third.posts] == ["Harbor at last"]
    texts = [post.text for visit in (first, second, third) for post in visit.posts]
    assert len(set(texts)) == len(texts) == 731


async def test_what_is_paid_for_is_kept_when_the_next_page_fails(toy: XToy, client: Bound) -> None:
    toy.tweets = [tweet(AT + n * SECONDS, f"Harbor {n}") for n in range(250)]
    place = looking(toy)
    toy.bad_day = later(refuses(503), good=2)
    first = await place.fetch(client, {})
    assert (first.outcome, len(first.posts)) == (Outcome.ITEMS, 200)
    assert "trouble of its own" in first.note
    toy.bad_day = None
    second = await place.fetch(client, first.cursor)
    assert len(second.posts) == 50
    broken = {"read": {query: {**mark, "token": "no longer"} for query, mark in first.cursor["read"].items()}}
    assert len((await place.fetch(client, broken)).posts) == 250  # from the beginning, rather than never


async def test_a_limit_that_is_reached_ends_the_visit(toy: XToy, client: Bound) -> None:
    toy.tweets = [tweet(AT + n * SECONDS, f"Harbor {n}") for n in range(250)]
    toy.left = 2
    first = await looking(toy).fetch(client, {})
    assert (len(first.posts), first.note) == (200, "")
    with pytest.raises(FetchError) as limited:
        await looking(toy).fetch(client, first.cursor)
    assert limited.value.retry_after
    assert timedelta(minutes=8) < limited.value.retry_after <= timedelta(minutes=9)


async def test_refusals_say_what_to_do(toy: XToy, client: Bound) -> None:
    with pytest.raises(Blocked, match="new bearer token"):
        await looking(toy, token="wrong").fetch(client, {})
    for status, kind, said in (
        (402, "https://api.twitter.com/2/problems/credits", "buy credits"),
        (429, "https://api.twitter.com/2/problems/usage-capped", "spending limit set at console.x.com"),
        (400, "invalid-request", "odd name among search"),
        (403, "client-forbidden", "refuses us"),
    ):
        toy.refuse = (status, kind, {})
        with pytest.raises(FetchError, match=said):
            await looking(toy).fetch(client, {})


# -- the money ---------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def restarted(store: Store, clock: SetClock) -> AsyncIterator[Bound]:
    """The way out of a daemon that has just started on this database."""
    async with Net(clock=clock, memory=Kept(store), gap=timedelta(0)) as net:
        yield net.bound(failure=FetchError, allow_private=True)


async def test_no_more_is_spent_than_the_cap_and_a_restart_forgets_nothing(toy: XToy, store: Store) -> None:
    toy.tweets = [tweet(AT + n * SECONDS, f"Harbor {n}", "dana" if n % 2 else "sam") for n in range(900)]
    clock, place = SetClock(NOW), looking(toy, monthly_cap=2.0)
    heard: set[str] = set()
    cursor: Any = {}
    trouble: FetchError | None = None
    for _ in range(20):
        async with restarted(store, clock) as bound:
            try:
                visit = await place.fetch(bound, cursor)
            except FetchError as error:
                trouble = error
                break
            cursor, heard = visit.cursor, heard | {post.id for post in visit.posts}
    assert trouble is not None
    assert trouble.permanent
    assert "the $2.00 a month for X are used up: nothing is asked there before 1 " in str(trouble)
    assert "raise monthly_cap" in str(trouble)
    assert 1.5 < toy.bill <= 2.0
    assert len(heard) > 300
    asked = len(toy.received)
    async with restarted(store, clock) as bound:
        with pytest.raises(FetchError, match="used up"):
            await looking(toy, monthly_cap=2.0, search=("Pier",)).fetch(bound, {})  # another source shares it
        with pytest.raises(FetchError, match="used up"):
            await looking(toy, monthly_cap=2.0, token="a new key").fetch(bound, {})
    assert len(toy.received) == asked
    async with restarted(store, clock) as bound:  # the owner gives more
        more = await looking(toy, monthly_cap=4.0).fetch(bound, cursor)
        assert not heard & {post.id for post in more.posts}
        heard |= {post.id for post in more.posts}
    clock.move((NOW.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0, second=1) - NOW)
    async with restarted(store, clock) as bound:  # another month
        rest = await place.fetch(bound, more.cursor)
        assert rest.posts
        assert not heard & {post.id for post in rest.posts}


async def test_what_costs_nothing_is_not_counted(toy: XToy, client: Bound) -> None:
    place = looking(toy, monthly_cap=0.15)  # one page of ten
    for day in (refuses(503), refuses(429), resets, breaks_off, says(b"<html>Sign in"), refuses(200, body={})):
        toy.bad_day = day
        with pytest.raises(FetchError) as raised:
            await place.fetch(client, {})
        assert "used up" not in str(raised.value)
    toy.bad_day = None
    for _ in range(5):
        assert (await place.fetch(client, {})).outcome is Outcome.EMPTY
    assert toy.searches[-1]["max_results"] == "10"  # what there is money for
    toy.tweets = [tweet(AT)]
    assert (await place.fetch(client, {})).outcome is Outcome.ITEMS
    with pytest.raises(FetchError, match="used up"):
        await place.fetch(client, {})


async def test_a_service_that_shows_more_than_it_was_asked_for_is_counted_in_full(toy: XToy, client: Bound) -> None:
    toy.tweets = [tweet(AT + n * SECONDS) for n in range(40)]
    place = looking(toy, monthly_cap=0.2)
    told = {"data": toy.tweets, "meta": {"result_count": 40}}
    toy.bad_day = refuses(200, body=told)
    assert len((await place.fetch(client, {})).posts) == 40
    with pytest.raises(FetchError, match="used up"):
        await place.fetch(client, {})


@pytest.mark.slow
async def test_the_operator_hears_once_that_the_money_is_spent_and_more_of_it_counts_at_once(
    toy: XToy, tmp_path: Path
) -> None:
    mail = Letterbox()

    def of(cap: float) -> Any:
        place = source("X", looking(toy, monthly_cap=cap), kind="x", allow_private=True)
        return settings(tmp_path, [place], {"mail": mail})

    async with stage(of(0.2)) as earful:
        await earful.look()
        toy.tweets = [tweet(NOW - (n + 1) * SECONDS, f"Harbor {n}") for n in range(60)]
        for _ in range(4):
            await earful.after(15 * MINUTES)
        assert [told for told in mail.take() if told[0] == "SOURCE_BLIND"] == [("SOURCE_BLIND", "sam")]
        async with earful.app.parts.store.read() as connection:
            (health,) = source_health(of(0.2), await asking.sources(connection), earful.clock.now())
        assert health["state"] == "blind"
        assert "the $0.20 a month for X are used up" in health["error"]
        asked, bill = len(toy.received), toy.bill
        mail.take()
        await earful.after(timedelta(hours=2))
        assert (len(toy.received), mail.take()) == (asked, [])
        assert bill <= 0.2
    async with stage(of(5.0), at=START + timedelta(hours=4)) as earful:
        await earful.look()
        assert ("SOURCE_HEARS_AGAIN", "sam") in mail.take()
        assert toy.bill > bill


def test_the_cap_has_to_be_given_and_to_make_sense(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("timezone: UTC\nbrands: [{name: Harbor}]\nsources: [{kind: x, token: abcdefgh}]\n")
    with pytest.raises(ConfigError, match=r"monthly_cap: is missing[\s\S]*US dollars"):
        load(path, {})
    wrong: tuple[dict[str, Any], ...] = (
        {"monthly_cap": 0.1},
        {"monthly_cap": -5},
        {"monthly_cap": math.nan},
        {"monthly_cap": math.inf},
        {"post_price": 0.0},
        {"author_price": -1.0},
    )
    for options in wrong:
        with pytest.raises(ValueError, match="US dollars"):
            X(**{"token": TOKEN, "monthly_cap": 20, **options})


# -- threads -----------------------------------------------------------------------------------------------------------


async def test_a_post_is_looked_at_with_what_its_author_and_others_go_on_to_say(toy: XToy, client: Bound) -> None:
    angry = tweet(AT, "Harbor never calls")
    toy.tweets = [angry]
    place = looking(toy)
    (heard,) = (await place.fetch(client, {})).posts
    bill = toy.bill
    assert await place.look(client, heard) == Revisited(heard)
    assert (len(toy.searches), toy.bill) == (1, bill)  # X counts no replies, so none are asked for
    answer = reply(angry, AT + MINUTES, "@dana_r We are sorry!")
    thanks = reply(answer, AT + 2 * MINUTES, "@harborplumbing All fixed now", "dana")
    toy.tweets += [answer, thanks, reply(angry, AT + 3 * MINUTES, "Harbor? Me too", "sam")]
    toy.tweets += [tweet(AT + 4 * MINUTES, "elsewhere", conversation_id=angry["id"])]  # what it answers is gone
    now = await place.look(client, heard)
    assert now.post == heard
    assert [(one.text, one.reply_to, one.author.handle) for one in now.replies] == [
        ("@dana_r We are sorry!", heard.id, "@harborplumbing"),
        ("@harborplumbing All fixed now", answer["id"], "@dana_r"),
        ("Harbor? Me too", heard.id, "@sam_b"),
    ]
    assert toy.searches[-1]["query"] == f"conversation_id:{heard.id} (from:dana_r OR to:dana_r) -is:retweet"
    assert toy.searches[-1]["max_results"] == "25"
    assert await looking(toy, follow=False).look(client, heard) == Revisited(None)


async def test_looking_is_paid_for_too_and_waits_where_the_money_is_spent(toy: XToy, client: Bound) -> None:
    toy.tweets = [tweet(AT, "Harbor never calls")]
    place, post = looking(toy, monthly_cap=0.15), Post(service="x.com", id=snowflake(AT))
    for _ in range(30):  # half a cent each
        assert (await place.look(client, post)).post
    asked = len(toy.received)
    with pytest.raises(Spent, match="used up") as spent:
        await place.look(client, post)
    assert spent.value.retry_after
    assert len(toy.received) == asked


async def test_edited_deleted_and_hidden_posts(toy: XToy, client: Bound) -> None:
    toy.tweets = [tweet(AT, "Harbor never calls")]
    place = looking(toy)
    (heard,) = (await place.fetch(client, {})).posts
    new = tweet(AT + MINUTES, "Harbor called")
    toy.tweets = [new | {"edit_history_tweet_ids": [heard.id, new["id"]], "conversation_id": heard.id}]
    now = (await place.look(client, heard)).post
    assert now is not None
    assert (now.id, now.text, now.edited) == (heard.id, "Harbor called", AT + MINUTES)
    toy.hidden = {heard.id}
    assert await place.look(client, heard) == Revisited(None)
    toy.tweets, toy.hidden = [], set()
    assert await place.look(client, heard) == Revisited(None, gone=True)
    gone = {"title": "Not Found Error", "type": "https://api.x.com/2/problems/resource-not-found"}
    toy.bad_day = refuses(404, body=gone)
    assert await place.look(client, heard) == Revisited(None, gone=True)
    for day in (
        refuses(500),
        refuses(404, body=b"<html>Not here</html>"),
        refuses(200, body={"something": "else"}),
        refuses(200, body={"data": tweet(AT + MINUTES)}),
        says(b"<html>Please sign in</html>"),
    ):
        toy.bad_day = day
        with pytest.raises(FetchError):
            await place.look(client, heard)


async def test_an_answer_and_thanks_below_a_post_through_the_whole_way(toy: XToy, tmp_path: Path) -> None:
    shop = brand(our_accounts=(Account("x.com", "@harborplumbing"),))
    place, mail = looking(toy, "Harbor Plumbing"), Letterbox()
    config = settings(tmp_path, [source("x", place, kind="x", allow_private=True)], {"mail": mail}, [shop])
    async with stage(config, at=NOW) as earful:
        await earful.look()
        angry = tweet(NOW + SECONDS, "Harbor Plumbing never returned my call. I am furious.")
        toy.tweets = [angry]
        await earful.after(2 * MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")]
        answer = reply(angry, NOW + 9 * MINUTES, "@dana_r Sorry! We called you.")
        toy.tweets.append(answer)
        await earful.after(20 * MINUTES)
        (case,) = (await earful.cases()).values()
        assert case.state is State.ANSWERED
        thanks = reply(answer, NOW + 30 * MINUTES, "It is all fixed now. Thank you so much!", "dana")
        toy.tweets.append(thanks)
        await earful.after(20 * MINUTES)
        (case,) = (await earful.cases()).values()
        assert (case.state, case.outcome) == (State.CLOSED, Closed.WON_BACK)


# -- the command line --------------------------------------------------------------------------------------------------


async def test_once_hears_and_a_dry_run_spends_nothing(
    toy: XToy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toy.tweets = [tweet(AT, "Harbor Plumbing never called back. I am furious!")]
    path = tmp_path / "config.yaml"
    path.write_text(
        f"timezone: UTC\ndata: {tmp_path}\nbrands: [{{name: Harbor Plumbing}}]\nsources:\n"
        f"  - {{kind: x, token: {TOKEN}, monthly_cap: 20, base_url: {toy.url}, allow_private: true}}\n"
    )
    assert await commands.once.once(load(path, {}), dry_run=True, as_new=None, as_json=True) == 0
    said = capsys.readouterr()
    assert ": left out, because every look at it costs money" in said.err
    assert (toy.received, "event" in said.out) == ([], False)
    assert await commands.once.once(load(path, {}), dry_run=False, as_new=timedelta(days=7), as_json=True) == 0
    made = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (told,) = [one for one in made if one["event"] == "post"]
    assert (told["service"], told["author"]["name"]) == ("x.com", "Dana R.")
    assert [one for one in made if one["event"] == "mention"]

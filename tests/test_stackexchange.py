"""Stack Exchange: threads that hold a name, read again for comments, edits and deletions; limits and odd replies."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from connectors.base import Author, Blocked, Cursor, Fetched, FetchError, Form, Outcome, Post
from connectors.stackexchange import StackExchange
from monitor.app import App
from monitor.cases import State
from monitor.clock import SetClock, SystemClock
from monitor.config import load
from monitor.net import Bound, Net
from tests.fakes.stackexchange import KEY, packed, refusal
from tests.fakes.stackexchange import StackExchange as Fake

RECORDED = json.loads((Path(__file__).parent / "data" / "stackexchange" / "question.json").read_text())
NOW = int(datetime.now(UTC).timestamp())


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins now: those before it may have taken minutes."""
    monkeypatch.setattr(sys.modules[__name__], "NOW", int(datetime.now(UTC).timestamp()))


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with Fake() as it:
        yield it


@pytest.fixture
async def client() -> AsyncIterator[Bound]:
    async with Net(clock=SystemClock(), version="1", contact="", gap=timedelta(0)) as net:
        yield net.bound(failure=FetchError, allow_private=True, max_body=500_000)


def source(fake: Fake, *names: str, **more: Any) -> StackExchange:
    return StackExchange(**{"sites": ("diy",), "search": names or ("Acme",), "base_url": fake.url, **more})


def ids(fetched: Fetched) -> list[str]:
    return [post.id for post in fetched.posts]


async def test_a_recorded_thread_becomes_posts(fake: Fake, client: Bound) -> None:
    fake.sites["diy"].append({**RECORDED, "last_activity_date": NOW - 600})
    fetched = await source(fake, 'Acme "Coffee"').fetch(client, {})
    assert fake.asked[1][1]["q"] == '"Acme  Coffee"'
    assert fetched.posts == []  # two spaces are another phrase for this fake
    fetched = await source(fake, "Acme Coffee").fetch(client, {})
    question, below, answer, last = fetched.posts
    assert fetched.outcome is Outcome.ITEMS
    assert (question.service, question.id, question.form) == ("diy.stackexchange.com", "70001", Form.POST)
    assert question.url == "https://diy.stackexchange.com/questions/70001/why-does-my-acme-coffee-machine-leak"
    assert question.title == "Why does my Acme Coffee machine leak & steam?"
    assert question.text == "The Acme Coffee machine leaks.\nI am furious."
    assert question.author == Author(
        name="dana_r", url="https://diy.stackexchange.com/users/9001/dana-r", id="9001", reputation=1
    )
    assert question.published == datetime.fromtimestamp(1795100000, UTC)
    assert question.edited == datetime.fromtimestamp(1795100300, UTC)
    assert (question.likes, question.reply_to, question.thread, question.lang) == (4, "", "", "")
    assert (below.id, below.form, below.reply_to, below.thread) == ("comment88001", Form.COMMENT, "70001", "70001")
    assert below.url == f"{question.url}#comment88001_70001"
    assert below.text == "Same here, Acme Coffee never answered my mail 😡"
    assert (below.author.name, below.likes, below.edited) == ("Renée", 2, None)
    assert (answer.id, answer.form, answer.reply_to, answer.thread) == ("70002", Form.COMMENT, "70001", "70001")
    assert (answer.url, answer.title) == ("https://diy.stackexchange.com/a/70002", "")
    assert (answer.text, answer.likes, answer.author.id) == ("Turn the valve a < b.", -3, "9003")
    assert (last.id, last.reply_to, last.thread) == ("comment88002", "70002", "70001")
    assert last.author == Author(name="user77")  # whoever left has no account


async def test_a_later_visit_brings_only_what_is_new(fake: Fake, client: Bound) -> None:
    fake.ask(1, "Acme broke", active=NOW - 3000)
    it = source(fake)
    first = await it.fetch(client, {})
    again = await it.fetch(client, json.loads(json.dumps(first.cursor)))
    assert (ids(first), first.outcome) == (["1"], Outcome.ITEMS)
    assert (ids(again), again.outcome) == ([], Outcome.NOTHING_NEW)
    fake.ask(2, "Acme again", active=NOW - 10)
    fake.ask(3, "nothing of yours", active=NOW - 10)
    third = await it.fetch(client, again.cursor)
    assert (ids(third), third.outcome) == (["2"], Outcome.ITEMS)
    assert fake.methods().count("filters") == 1
    assert fake.methods()[-2:] == ["search", "questions"]


async def test_where_a_visit_begins(fake: Fake, client: Bound) -> None:
    it = source(fake)
    first = await it.fetch(client, {})
    assert first.outcome is Outcome.EMPTY
    await it.fetch(client, first.cursor)
    await it.fetch(client, {**first.cursor, "read": {"diy|Acme": NOW + 10**8}})
    begins = [int(query["min"]) for method, query in fake.asked if method == "search"]
    assert 0 <= begins[0] - (NOW - 30 * 86_400) < 60
    assert 0 <= begins[1] - (NOW - 3600) < 60
    assert 0 <= begins[2] - (NOW - 3600) < 60  # a clock that was ahead does not make it deaf


async def test_comments_edits_and_scores_of_known_threads(fake: Fake, client: Bound) -> None:
    question = fake.ask(1, "Acme broke", active=NOW - 90_000)
    it = source(fake)
    fetched = await it.fetch(client, {})
    question["comments"] = [{"comment_id": 5, "body": "Us too", "post_id": 1, "creation_date": NOW}]
    fetched = await it.fetch(client, fetched.cursor)
    assert ids(fetched) == ["1", "comment5"]  # though the question was not active
    question |= {"body": "<p>Acme broke twice</p>", "last_edit_date": NOW}
    fetched = await it.fetch(client, fetched.cursor)
    assert (fetched.posts[0].text, fetched.posts[0].edited) == ("Acme broke twice", datetime.fromtimestamp(NOW, UTC))
    question["view_count"] = 99
    assert (await it.fetch(client, fetched.cursor)).outcome is Outcome.NOTHING_NEW


async def test_an_answer_with_the_name_brings_its_question(fake: Fake, client: Bound) -> None:
    answer = {"answer_id": 8, "body": "Never buy Acme", "creation_date": NOW, "last_activity_date": NOW}
    fake.ask(7, "which machine?", active=NOW - 400 * 86_400, answers=[answer])
    assert ids(await source(fake).fetch(client, {})) == ["7", "8"]


async def test_a_question_that_is_missing_twice_was_deleted(fake: Fake, client: Bound) -> None:
    fake.ask(1, "Acme one", active=NOW - 90_000)
    fake.ask(2, "Acme two", active=NOW - 90_000)
    it = source(fake)
    fetched = await it.fetch(client, {})
    fake.lost = {1}
    once = await it.fetch(client, fetched.cursor)
    assert once.posts == []
    twice = await it.fetch(client, once.cursor)
    assert [(post.service, post.id, post.deleted) for post in twice.posts] == [("diy.stackexchange.com", "1", True)]
    assert (await it.fetch(client, twice.cursor)).posts == []
    fake.lost = set()
    back = await it.fetch(client, once.cursor)
    assert [(post.id, post.deleted) for post in back.posts] == [("1", False)]


async def test_all_at_once_were_not_deleted(fake: Fake, client: Bound) -> None:
    fake.ask(1, "Acme one", active=NOW - 90_000)
    fake.ask(2, "Acme two", active=NOW - 90_000)
    it = source(fake)
    fetched = await it.fetch(client, {})
    fake.lost = {1, 2}
    for _ in range(3):
        fetched = await it.fetch(client, fetched.cursor)
        assert fetched.posts == []


async def test_pages_are_bounded_and_the_next_visit_goes_on(fake: Fake, client: Bound) -> None:
    for number in range(1, 421):
        fake.ask(number, "Acme", active=NOW - 10_000 + number)
    it = source(fake)
    first = await it.fetch(client, {})
    assert ids(first) == [str(number) for number in range(1, 301)]
    assert fake.methods().count("search") == 3
    second = await it.fetch(client, first.cursor)
    assert [number for number in range(301, 421) if str(number) not in ids(second)] == []
    assert all(len(of) <= 50 for of in second.cursor["threads"].values())
    assert len(json.dumps(second.cursor)) < 4000


async def test_many_searches_take_turns(fake: Fake, client: Bound) -> None:
    names = ("Acme", "Bolt", "Crane", "Dent")
    it = source(fake, *names, sites=("diy", "https://stackoverflow.com/"))
    cursor: Any = {}
    for _ in range(3):
        cursor = (await it.fetch(client, cursor)).cursor
    read = [(query["site"], query["q"].strip('"')) for method, query in fake.asked if method == "search"]
    assert len(read) == 9  # three a visit without a key
    assert set(read) == {(site, name) for site in ("diy", "stackoverflow") for name in names}
    fake.asked.clear()
    await source(fake, *names, sites=("diy", "stackoverflow"), key=KEY).fetch(client, {})
    assert len([method for method in fake.methods() if method == "search"]) == 8
    assert all(query["key"] == KEY for _, query in fake.asked)


async def test_a_method_rests_when_it_is_told_to(fake: Fake, client: Bound) -> None:
    for number in range(1, 103):
        fake.ask(number, "Acme", active=NOW - 10_000 + number)
    fake.ask(900, "Bolt", active=NOW - 100)
    fake.backoff = {"search": 30}
    it = source(fake, "Acme", "Bolt")
    first = await it.fetch(client, {})
    assert len(first.posts) == 100
    assert fake.methods() == ["filters", "search", "questions", "questions"]
    assert 0 < first.cursor["rest"]["search"] - NOW - 30 < 60
    waiting = await it.fetch(client, first.cursor)
    assert waiting.outcome is Outcome.NOTHING_NEW
    assert fake.methods()[4:] == ["questions"]
    fake.resting.clear()
    later = await it.fetch(client, {**waiting.cursor, "rest": {"search": NOW - 1}})
    assert {"101", "102", "900"} <= set(ids(later))
    fake.backoff = {"questions": 10**7}
    await it.fetch(client, {**later.cursor, "rest": {"search": NOW + 10**7}})  # from a clock that was ahead: no rest
    assert fake.methods()[-3:] == ["search", "search", "questions"]


async def test_what_was_found_is_read_when_the_rest_is_over(fake: Fake, client: Bound) -> None:
    fake.ask(1, "Acme", active=NOW - 90_000)
    it = source(fake)
    filled = (await it.fetch(client, {})).cursor
    fake.ask(2, "Acme", active=NOW - 10)
    found = await it.fetch(client, {**filled, "rest": {"questions": NOW + 60}})
    assert found.posts == []
    read = await it.fetch(client, {**found.cursor, "rest": {}, "read": {"diy|Acme": NOW + 7200}})
    assert ids(read) == ["2"]


async def test_it_stops_by_itself_when_the_day_is_used_up(fake: Fake, client: Bound) -> None:
    fake.ask(1, "Acme", active=NOW - 90)
    fake.quota = 2
    one = await source(fake, "Acme").fetch(client, {})
    fake.quota, fake.asked[:] = 2, []
    fetched = await source(fake, "Acme", "Bolt").fetch(client, {})
    assert fake.methods() == ["filters", "search"]
    assert (fetched.posts, fake.quota) == ([], 0)
    assert {one.outcome, fetched.outcome} == {Outcome.NOTHING_NEW}  # and not proven to be empty
    with pytest.raises(FetchError, match="come back later") as refused:
        await source(fake, "Acme", "Bolt").fetch(client, fetched.cursor)
    assert refused.value.retry_after == timedelta(seconds=4321)
    fake.quota = 300
    assert ids(await source(fake, "Acme", "Bolt").fetch(client, fetched.cursor)) == ["1"]


async def test_refusals_say_what_to_do(fake: Fake, client: Bound) -> None:
    with pytest.raises(FetchError, match="No site found for name `nowhere`") as refused:
        await source(fake, sites=("nowhere",)).fetch(client, {})
    assert refused.value.permanent
    wrong = source(fake, key="wr0ng-key")
    with pytest.raises(FetchError, match="known application") as refused:
        await wrong.fetch(client, {})
    assert "wr0ng-key" not in f"{refused.value} {wrong!r}"
    fake.instead["filters"] = refusal(405, "key_required", "an application key")
    with pytest.raises(Blocked, match="check the key"):
        await source(fake).fetch(client, {})


@pytest.mark.parametrize(
    ("answer", "wait", "text"),
    [
        (web.Response(status=429, headers={"Retry-After": "77"}), timedelta(seconds=77), "slow down"),
        (web.Response(status=500, text="<html>Oops"), None, "trouble of its own"),
        (refusal(503, "temporarily_unavailable", "maintenance", status=503), None, "maintenance"),
        (refusal(502, "throttle_violation", "too many requests from this IP", status=200), None, "too many requests"),
        (refusal(500, "internal_error", ""), None, "internal_error"),
    ],
)
async def test_trouble_passes(
    fake: Fake, client: Bound, answer: web.Response, wait: timedelta | None, text: str
) -> None:
    fake.instead["search"] = answer
    with pytest.raises(FetchError, match=text) as trouble:
        await source(fake).fetch(client, {})
    assert (trouble.value.retry_after, trouble.value.permanent) == (wait, False)


@pytest.mark.parametrize(
    ("method", "answer", "note"),
    [
        ("search", web.Response(text="<html><form>Log in</form>"), "login or error page"),
        ("search", packed([]), "no JSON object"),
        ("search", packed({"items": None}), "without a list"),
        ("search", packed({"items": [1, None]}), "items that are none"),
        ("search", packed({"items": [{"title": "x"}]}), "without a question_id"),
        (
            "search",
            packed({"error_id": 400, "error_name": "bad_parameter", "error_message": "q"}),
            "reports an error: q",
        ),
        ("questions", packed({"items": [{"title": "x"}]}), "without a question_id"),
    ],
)
async def test_replies_that_are_none_are_suspicious(
    fake: Fake, client: Bound, method: str, answer: web.Response, note: str
) -> None:
    fake.ask(1, "Acme", active=NOW - 90)
    fake.instead[method] = answer
    fetched = await source(fake).fetch(client, {})
    assert fetched.outcome is Outcome.SUSPICIOUS
    assert fetched.note.startswith("127.0.0.1")
    assert note in fetched.note
    assert fetched.cursor == {}


async def test_a_mirror_that_only_searches(fake: Fake, client: Bound) -> None:
    asked = [fake.ask(one, "Acme never came", active=NOW - 90) for one in (1, 2)]
    it = source(fake, "Acme")
    cursor: Cursor = {}
    heard: list[Post] = []
    for found in (asked, asked[:1], asked[:1], asked[:1]):  # what is not found again is not therefore gone
        fake.instead = {"search": packed({"items": found, "has_more": False}), "questions": web.Response(status=404)}
        visit = await it.fetch(client, cursor)
        cursor, heard = visit.cursor, [*heard, *visit.posts]
    assert [(post.id, post.author.name, post.text) for post in heard] == [
        ("1", "user1", "Acme never came"),
        ("2", "user2", "Acme never came"),
    ]


@pytest.mark.parametrize(
    "answer",
    [packed({"items": [{}]}), packed([]), refusal(404, "no_method", "no such method", 404), web.Response(status=404)],
)
async def test_where_no_fields_can_be_named_the_questions_are_heard(
    fake: Fake, client: Bound, answer: web.Response
) -> None:
    fake.ask(1, "Acme", active=NOW - 90)
    fake.instead["filters"] = answer
    fetched = await source(fake).fetch(client, {})
    assert [(post.id, post.text) for post in fetched.posts] == [("1", "Acme")]
    del fake.instead["filters"]
    await source(fake).fetch(client, fetched.cursor)
    assert fake.filters  # asked for again


async def test_odd_entries_do_not_cost_the_good_ones(fake: Fake, client: Bound) -> None:
    odd: dict[str, Any] = {
        "answers": [None, 3, {"answer_id": "x"}],
        "comments": {"a": 1},
        "owner": 7,
        "score": "many",
        "link": 9,
    }
    fake.ask(1, "Acme \u202eÜber 日本", active=NOW - 90, **odd, title=None)
    community = {"user_id": -1, "display_name": "Community", "user_type": "moderator"}
    fake.ask(2, "Acme", active=NOW - 80, comments=[{"comment_id": 4, "body": "", "owner": {}}], owner=community)
    left = {"user_id": 31, "display_name": "user31", "user_type": "does_not_exist"}
    fake.ask(3, "Acme", active=NOW - 70, owner=left)
    fake.sites["diy"].append({**copy.deepcopy(RECORDED), "last_activity_date": NOW, "creation_date": "soon"})
    strange, bot, gone, *rest = (await source(fake).fetch(client, {})).posts
    assert (strange.id, strange.title, strange.text, strange.likes) == ("1", "", "Acme Über 日本", None)
    assert (strange.author, strange.url) == (Author(), "https://diy.stackexchange.com/questions/1")
    assert gone.author == Author(name="user31")
    assert (bot.author.id, bot.author.bot) == ("-1", True)
    assert bot.author.url == "https://diy.stackexchange.com/users/-1"
    assert [post.id for post in rest] == ["70001", "comment88001", "70002", "comment88002"]
    assert rest[0].published is None


async def test_sites_in_other_languages_and_with_other_names(fake: Fake, client: Bound) -> None:
    fake.sites |= {"es.stackoverflow": [], "mathoverflow.net": []}
    fake.ask(1, "Acme no va", site="es.stackoverflow", active=NOW, link="https://es.stackoverflow.com/questions/1/a")
    fake.ask(2, "Acme", site="mathoverflow.net", active=NOW, link=None)
    it = source(fake, sites=("https://es.stackoverflow.com", "mathoverflow.net"))
    spanish, maths = (await it.fetch(client, {})).posts
    assert (spanish.service, spanish.lang) == ("es.stackoverflow.com", "es")
    assert (maths.service, maths.lang, maths.url) == ("mathoverflow.net", "", "https://mathoverflow.net/questions/2")


async def test_a_reply_too_big_to_read_is_trouble(fake: Fake, client: Bound) -> None:
    fake.instead["search"] = packed({"items": [], "padding": "x" * 600_000})
    with pytest.raises(FetchError, match=r"more than 0\.5 MB"):
        await source(fake).fetch(client, {})


async def test_options_that_cannot_work_are_refused(client: Bound) -> None:
    with pytest.raises(ValueError, match="is no site"):
        StackExchange(sites=("https://diy.stackexchange.com/questions",))
    with pytest.raises(ValueError, match="at least one"):
        StackExchange(sites=())
    assert (await StackExchange().fetch(client, {})).outcome is Outcome.SUSPICIOUS


async def test_an_answer_by_ones_own_account_closes_the_promise(fake: Fake, tmp_path: Path) -> None:
    ours = {"user_id": 502, "display_name": "Harbor", "user_type": "registered"}
    answer = {"answer_id": 8, "body": "We are on our way.", "creation_date": NOW - 300, "last_activity_date": NOW - 300}
    fake.ask(7, "Acme Coffee never called back. I am furious!", active=NOW - 600, answers=[{**answer, "owner": ours}])
    path = tmp_path / "config.yaml"
    path.write_text(
        'brands:\n  - name: Acme Coffee\n    our_accounts: [{service: diy.stackexchange.com, id: "502"}]\n'
        f"sources:\n  - {{kind: stackexchange, sites: [diy], base_url: {fake.url}, allow_private: true}}\n"
    )
    async with App(load(path, {}), clock=SetClock(datetime.fromtimestamp(NOW, UTC))) as app:
        [source] = app.parts.config.sources.values()
        await app.poll(source, as_new=timedelta(days=1))
        [case] = (await app.decide()).cases.values()
    assert (case.state, case.answered_by) == (State.ANSWERED, "Harbor")

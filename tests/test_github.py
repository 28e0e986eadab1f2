"""GitHub: issues and comments by search or from one's own repositories, its limits, and replies that are none."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from connectors.base import NOBODY, Author, Blocked, Fetched, FetchError, Form, Outcome
from connectors.github import GitHub
from monitor.app import App
from monitor.cases import State
from monitor.clock import SetClock, SystemClock
from monitor.config import load
from monitor.net import Bound, Net
from tests.fakes.github import TOKEN, iso, said
from tests.fakes.github import GitHub as Fake
from tests.fakes.stage import Letterbox, settings, source, stage

DATA = Path(__file__).parent / "data" / "github"
NOW = int(datetime.now(UTC).timestamp())
OURS = "harbor-test/pump-app"


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


def searching(fake: Fake, *names: str, **more: Any) -> GitHub:
    return GitHub(search=names or ("Acme",), base_url=fake.url, **more)


def ours(fake: Fake, *repositories: str, **more: Any) -> GitHub:
    return GitHub(repositories=repositories or (OURS,), search=("Acme",), base_url=fake.url, **more)


def texts(fetched: Fetched) -> list[str]:
    return [post.text for post in fetched.posts]


async def test_recorded_replies_become_posts(fake: Fake, client: Bound) -> None:
    fake.instead["search/issues"] = web.Response(body=(DATA / "search.json").read_bytes())
    below = f"repos/{OURS}/issues/12/comments"
    fake.instead[below] = web.Response(body=(DATA / "comments.json").read_bytes())
    fetched = await searching(fake, 'Acme "Coffee"').fetch(client, {})
    issue, other, answer, bot = fetched.posts
    assert fetched.outcome is Outcome.ITEMS
    assert fake.paths() == ["search/issues", below]  # the other issue has no comments
    query = fake.asked[0][1]
    assert query["q"].startswith('"Acme  Coffee" in:title,body,comments is:issue updated:>=')
    assert (query["sort"], query["order"]) == ("updated", "asc")
    url = "https://github.com/harbor-test/pump-app/issues/12"
    assert (issue.service, issue.id, issue.url, issue.also) == (
        "github.com",
        "issue-4100001",
        url,
        ("link:" + url.removeprefix("https://"),),
    )
    assert issue.title == "Acme Coffee sync & login fail"
    assert issue.text == "It **never** works :rage:\nNo, it does not. 日本"
    assert issue.author == Author(name="dana-r", handle="dana-r", url="https://github.com/dana-r", id="501")
    assert issue.published == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (issue.edited, issue.likes, issue.form) == (None, 6, Form.POST)
    assert (issue.reply_to, issue.thread) == ("", "")
    assert (other.author, other.text, other.likes) == (NOBODY, "", None)
    assert (answer.id, answer.url) == ("issuecomment-9900001", f"{url}#issuecomment-9900001")
    assert (answer.reply_to, answer.thread, answer.form, answer.title) == (url, url, Form.COMMENT, "")
    assert answer.text == "Sorry, we fix it."  # what it quotes is somebody else's
    assert (answer.edited, answer.likes) == (datetime(2026, 11, 20, 11, 5, tzinfo=UTC), 0)
    assert (bot.author.bot, bot.edited, answer.author.bot) == (True, None, False)


async def test_a_later_visit_brings_only_what_is_new(fake: Fake, client: Bound) -> None:
    issue = fake.open("a/b", "Acme broke", NOW - 600)
    it = searching(fake)
    first = await it.fetch(client, {})
    again = await it.fetch(client, json.loads(json.dumps(first.cursor)))
    assert (texts(first), first.outcome) == (["Acme broke"], Outcome.ITEMS)
    assert (again.posts, again.outcome) == ([], Outcome.NOTHING_NEW)
    fake.comment(issue, "Me too", NOW - 5)
    fake.open("a/b", "nothing of yours", NOW - 5)
    third = await it.fetch(client, again.cursor)
    assert texts(third) == ["Acme broke", "Me too"]
    assert (await it.fetch(client, third.cursor)).outcome is Outcome.NOTHING_NEW
    issue |= {"body_html": "<p>Acme broke twice</p>", "updated_at": iso(NOW)}
    assert "Acme broke twice" in texts(await it.fetch(client, third.cursor))


async def test_where_a_visit_begins(fake: Fake, client: Bound) -> None:
    it = searching(fake)
    first = await it.fetch(client, {})
    assert first.outcome is Outcome.EMPTY
    await it.fetch(client, first.cursor)
    await it.fetch(client, {"read": {"search/Acme": NOW + 10**8}})
    begins = [datetime.fromisoformat(query["q"].partition(">=")[2]).timestamp() for _, query in fake.asked]
    assert 0 <= begins[0] - (NOW - 30 * 86_400) < 60
    assert 0 <= begins[1] - (NOW - 3600) < 60
    assert 0 <= begins[2] - (NOW - 3600) < 60  # a clock that was ahead does not make it deaf


async def test_a_name_in_a_comment_brings_issue_and_comment(fake: Fake, client: Bound) -> None:
    issue = fake.open("a/b", "Which one?", NOW - 50 * 86_400)
    fake.comment(issue, "long ago", NOW - 40 * 86_400)
    fake.comment(issue, "not Acme, never", NOW - 100)
    assert texts(await searching(fake).fetch(client, {})) == ["Which one?", "not Acme, never"]


async def test_own_repositories_are_read_whole(fake: Fake, client: Bound) -> None:
    issue = fake.open(OURS, "It crashes", NOW - 5000, state="closed")
    comment = fake.comment(issue, "here too", NOW - 4000)
    pull = fake.open(OURS, "Fix it", NOW - 3000, pull_request={"url": "x"})
    pull["html_url"] = pull["html_url"].replace("/issues/", "/pull/")
    fake.comment(pull, "looks good", NOW - 2000)
    fake.open(OURS, "Draft", NOW - 1000, pull_request={"url": "y"})
    it = ours(fake)
    first = await it.fetch(client, {})
    assert texts(first) == ["It crashes", "here too"]
    assert first.posts[1].reply_to == first.posts[0].url
    assert fake.paths() == [f"repos/{OURS}/issues", f"repos/{OURS}/issues/comments"]  # nothing is searched
    assert (await it.fetch(client, first.cursor)).outcome is Outcome.NOTHING_NEW
    comment |= {"body_html": "<p>here as well</p>", "updated_at": iso(NOW)}
    edited = (await it.fetch(client, first.cursor)).posts
    assert [(post.text, post.edited) for post in edited] == [("here as well", datetime.fromtimestamp(NOW, UTC))]


async def test_a_repository_that_has_moved_is_followed_with_the_token(fake: Fake, client: Bound) -> None:
    fake.open(OURS, "It crashes", NOW - 50)
    fake.moved["old/name"] = OURS
    assert texts(await ours(fake, "old/name", token=TOKEN).fetch(client, {})) == ["It crashes"]
    assert {headers["authorization"] for headers in fake.headers} == {f"Bearer {TOKEN}"}
    assert not [query for _, query in fake.asked if TOKEN in str(query)]
    assert TOKEN not in repr(ours(fake, token=TOKEN))


async def test_pages_are_bounded_and_the_next_visit_goes_on(fake: Fake, client: Bound) -> None:
    for number in range(320):
        fake.open(OURS, f"n{number}", NOW - 20_000 + number)
    it = ours(fake)
    first = await it.fetch(client, {})
    assert texts(first) == [f"n{number}" for number in range(250)]
    assert fake.paths().count(f"repos/{OURS}/issues") == 5
    second = await it.fetch(client, first.cursor)
    assert {f"n{number}" for number in range(250, 320)} <= set(texts(second))
    assert len(json.dumps(second.cursor)) < 20_000


async def test_many_lists_and_threads_take_turns(fake: Fake, client: Bound) -> None:
    fake.left = {"search": 100, "core": 100}
    for number in range(10):
        fake.comment(fake.open("a/b", f"Name{number}", NOW - 900 + number), "below", NOW - 800 + number)
    names = tuple(f"Name{number}" for number in range(10))
    it = searching(fake, *names)
    first = await it.fetch(client, {})
    assert fake.paths().count("search/issues") == 6  # six a visit without a token
    second = await it.fetch(client, first.cursor)
    asked = {query["q"].split('"')[1] for path, query in fake.asked if path == "search/issues"}
    assert asked == set(names)
    third = await it.fetch(client, second.cursor)
    found = texts(first) + texts(second) + texts(third)
    assert found.count("below") == 10
    assert third.cursor["threads"] == {}
    fake.asked.clear()
    await searching(fake, *names, token=TOKEN).fetch(client, {})
    assert fake.paths().count("search/issues") == 10


async def test_comments_that_cannot_be_read_cost_neither_the_issues_nor_the_other_comments(
    fake: Fake, client: Bound
) -> None:
    for number in range(2):
        fake.comment(fake.open("a/b", f"Acme {number}", NOW - 900 + number), f"below {number}", NOW - 800 + number)
    fake.instead["repos/a/b/issues/1/comments"] = web.Response(status=502)
    first = await searching(fake).fetch(client, {})
    assert (texts(first), first.note) == (["Acme 0", "Acme 1"], "127.0.0.1 has trouble of its own (HTTP 502)")
    fake.instead["repos/a/b/issues/1/comments"] = web.Response(status=502)
    second = await searching(fake).fetch(client, first.cursor)
    assert (texts(second), second.outcome) == (["below 1"], Outcome.ITEMS)
    fake.instead.clear()
    assert texts(await searching(fake).fetch(client, second.cursor)) == ["below 0"]


async def test_a_limit_in_the_middle_keeps_what_was_read(fake: Fake, client: Bound) -> None:
    for number in range(3):
        fake.comment(fake.open("a/b", f"Acme {number}", NOW - 900 + number), f"below {number}", NOW - 800 + number)
    fake.left["core"] = 1
    it = searching(fake)
    first = await it.fetch(client, {})
    assert texts(first) == ["Acme 0", "Acme 1", "Acme 2", "below 0"]
    assert len(fake.asked) == 2  # told that nothing is left, it does not ask again
    assert 890 <= first.cursor["rest"]["core"] - NOW <= 960
    fake.left["core"] = 60
    waiting = await it.fetch(client, first.cursor)
    assert (waiting.outcome, fake.paths()[2:]) == (Outcome.NOTHING_NEW, ["search/issues"])
    ahead = await it.fetch(client, {**waiting.cursor, "rest": {"search": NOW + 10**7, "core": NOW + 60}})
    assert ahead.cursor["rest"] == {"core": NOW + 60}  # no limit lasts for months: that clock was ahead
    rested = await it.fetch(client, {**waiting.cursor, "rest": {"core": NOW - 1}})
    assert texts(rested) == ["below 1", "below 2"]


async def test_a_refusal_in_the_middle_ends_the_visit(fake: Fake, client: Bound) -> None:
    fake.comment(fake.open("a/b", "Acme", NOW - 900), "below", NOW - 800)
    slow = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    fake.instead["repos/a/b/issues/1/comments"] = said(403, slow)
    it = searching(fake)
    first = await it.fetch(client, {})
    assert texts(first) == ["Acme"]
    assert 60 <= first.cursor["rest"]["core"] - NOW <= 120  # at least a minute, where it does not say
    fake.instead.clear()
    assert texts(await it.fetch(client, {**first.cursor, "rest": {}})) == ["below"]


@pytest.mark.parametrize(
    ("answer", "least", "most"),
    [
        (said(403, "You have exceeded a secondary rate limit."), 60, 60),
        (said(403, "Slow down", retry_after="120"), 120, 120),
        (said(429, "Too many", retry_after="77"), 77, 77),
        (said(429, "Too many"), 60, 60),
        (said(403, "API rate limit", x_ratelimit_remaining="0", x_ratelimit_reset="+1800"), 1700, 1801),
        (said(429, "Too many", retry_after="0", x_ratelimit_reset="-5"), 60, 60),
    ],
)
async def test_limits_say_how_long(fake: Fake, client: Bound, answer: web.Response, least: int, most: int) -> None:
    if reset := answer.headers.get("x-ratelimit-reset"):  # told from now, and sent as a time
        answer.headers["x-ratelimit-reset"] = str(NOW + int(reset))
    fake.instead["search/issues"] = answer
    with pytest.raises(FetchError, match="slow down") as refused:
        await searching(fake).fetch(client, {})
    assert not isinstance(refused.value, Blocked)
    assert refused.value.retry_after
    assert least <= refused.value.retry_after.total_seconds() <= most


async def test_a_repository_that_is_gone_does_not_silence_the_others(fake: Fake, client: Bound) -> None:
    fake.open(OURS, "Acme leaks", NOW - 60)
    source = ours(fake, "no/where", "not/here", OURS)
    first = await source.fetch(client, {})
    assert (first.outcome, len(first.posts)) == (Outcome.ITEMS, 1)
    for gone in ("no/where", "not/here"):
        assert f"no {gone}: it is misspelt, private" in first.note
    fake.open(OURS, "Acme leaks again", NOW - 30)
    assert "Acme leaks again" in texts(await source.fetch(client, first.cursor))
    fake.asked.clear()
    with pytest.raises(Blocked, match="Bad credentials"):
        await ours(fake, "a/b", "c/d", "e/f", token="wrong").fetch(client, {})
    assert len(fake.asked) == 2


async def test_refusals_say_what_to_do(fake: Fake, client: Bound) -> None:
    with pytest.raises(Blocked, match="check the token: Bad credentials"):
        await searching(fake, token="wrong").fetch(client, {})
    with pytest.raises(FetchError, match="no no/where: it is misspelt, private") as refused:
        await ours(fake, "no/where").fetch(client, {})
    assert refused.value.permanent
    with pytest.raises(FetchError, match="Validation Failed") as refused:
        await searching(fake, "x" * 300).fetch(client, {})
    assert refused.value.permanent
    fake.instead["search/issues"] = said(403, "Resource not accessible by personal access token")
    with pytest.raises(Blocked, match="not accessible"):
        await searching(fake).fetch(client, {})
    fake.instead["search/issues"] = web.Response(status=500, text="<html>Unicorn!</html>")
    with pytest.raises(FetchError, match="trouble of its own") as refused:
        await searching(fake).fetch(client, {})
    assert not refused.value.permanent


async def test_an_issue_that_is_gone_does_not_cost_the_others(fake: Fake, client: Bound) -> None:
    for number in range(2):
        fake.comment(fake.open("a/b", f"Acme {number}", NOW - 900 + number), f"below {number}", NOW - 800 + number)
    fake.instead["repos/a/b/issues/1/comments"] = said(410, "This issue was deleted")
    fetched = await searching(fake).fetch(client, {})
    assert texts(fetched) == ["Acme 0", "Acme 1", "below 1"]
    assert fetched.cursor["threads"] == {}


async def test_a_search_that_gave_up_is_made_again(fake: Fake, client: Bound) -> None:
    fake.open("a/b", "Acme", NOW - 9000)
    fake.gives_up = True
    it = searching(fake)
    partly = await it.fetch(client, {})
    assert (texts(partly), partly.cursor["read"]) == (["Acme"], {})
    fake.issues.clear()
    nothing = await it.fetch(client, partly.cursor)
    assert nothing.outcome is Outcome.SUSPICIOUS
    assert "did not finish its search" in nothing.note
    assert nothing.cursor["read"] == {}


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        ("<html><form>Sign in to GitHub</form>", "login or error page"),
        ("[]", "without search results"),
        ('{"message": "Hello"}', "without a list"),
        ('{"items": [{"title": "no id"}, null]}', "something else than issues"),
        ('{"items": "none"}', "without a list"),
    ],
)
async def test_replies_that_are_none_are_suspicious(fake: Fake, client: Bound, answer: str, note: str) -> None:
    fake.instead["search/issues"] = web.Response(text=answer)
    fetched = await searching(fake).fetch(client, {"read": {"search/Acme": 5}})
    assert fetched.outcome is Outcome.SUSPICIOUS
    assert fetched.note.startswith("127.0.0.1")
    assert note in fetched.note
    assert fetched.cursor == {"read": {"search/Acme": 5}}


async def test_odd_entries_do_not_cost_the_good_ones(fake: Fake, client: Bound) -> None:
    odd = {"user": {"login": 7}, "reactions": {"total_count": "x"}, "created_at": "soon", "body_html": None, "body": 5}
    fake.open(OURS, "t", NOW - 30, **odd)
    fake.issues[OURS][:0] = [None, 7]
    fake.open(OURS, "u", NOW - 20, user={"login": "ghost", "id": 10137, "html_url": "https://github.com/ghost"})
    fake.open(OURS, "v", NOW - 10, body_html=None, body="> only a quotation", title="\u202eÜber")
    strange, ghost, quoting = (await ours(fake).fetch(client, {})).posts
    assert (strange.title, strange.text, strange.likes, strange.published) == ("t", "", None, None)
    assert (strange.author, ghost.author) == (NOBODY, NOBODY)
    assert (quoting.text, quoting.title) == ("> only a quotation", "Über")


async def test_a_server_of_ones_own(fake: Fake, client: Bound) -> None:
    fake.open(OURS, "t", NOW - 30, html_url=f"https://git.harbor.example/{OURS}/issues/1")
    [post] = (await ours(fake).fetch(client, {})).posts
    assert post.service == "git.harbor.example"


async def test_a_reply_too_big_to_read_is_trouble(fake: Fake, client: Bound) -> None:
    fake.instead["search/issues"] = web.Response(text='{"items": [], "padding": "' + "x" * 600_000 + '"}')
    with pytest.raises(FetchError, match=r"more than 0\.5 MB"):
        await searching(fake).fetch(client, {})


@pytest.mark.parametrize("wrong", ["pump-app", "https://github.com/harbor-test/pump-app", "a/b/c", "a/", "../x"])
def test_repositories_that_are_none_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="write owner/name"):
        GitHub(repositories=(wrong,))


async def test_no_names_are_no_peace(client: Bound) -> None:
    assert (await GitHub().fetch(client, {})).outcome is Outcome.SUSPICIOUS


async def test_an_answer_by_ones_own_account_closes_the_promise(fake: Fake, tmp_path: Path) -> None:
    issue = fake.open("a/b", "Acme Coffee never called back. I am furious!", NOW - 600)
    fake.comment(issue, "We are on our way.", NOW - 300, user={"login": "Harbor", "id": 502})
    path = tmp_path / "config.yaml"
    path.write_text(
        "brands:\n  - name: Acme Coffee\n    our_accounts: [{service: github.com, id: harbor}]\n"
        f"sources:\n  - {{kind: github, base_url: {fake.url}, allow_private: true}}\n"
    )
    async with App(load(path, {}), clock=SetClock(datetime.fromtimestamp(NOW, UTC))) as app:
        [source] = app.parts.config.sources.values()
        await app.poll(source, as_new=timedelta(days=1))
        [case] = (await app.decide()).cases.values()
    assert (case.state, case.answered_by) == (State.ANSWERED, "Harbor")


# -- whose repository it is ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("association", "house"),
    [("OWNER", True), ("MEMBER", True), ("COLLABORATOR", True), ("CONTRIBUTOR", False), ("NONE", False), (None, False)],
)
async def test_in_the_own_repositories_github_says_who_answers_for_them(
    fake: Fake, client: Bound, association: str | None, house: bool
) -> None:
    issue = fake.open(OURS, "Acme never starts", NOW - 600, author_association="NONE")
    fake.comment(issue, "We will call you.", NOW - 300, author_association=association)
    told = {one.text: one.by_owner for one in (await ours(fake).fetch(client, {})).posts}
    assert told == {"Acme never starts": False, "We will call you.": house}
    asked = next(one for one in (await ours(fake).fetch(client, {})).posts if one.title)
    assert [one.by_owner for one in (await ours(fake).look(client, asked)).replies] == [house]
    # Of a repository of somebody else's, whose owner may be an angry customer, that means nothing.
    assert not any(one.by_owner for one in (await searching(fake).fetch(client, {})).posts)
    assert not any(one.by_owner for one in (await searching(fake).look(client, asked)).replies)


async def test_an_answer_of_the_house_answers_the_case(fake: Fake, tmp_path: Path) -> None:
    issue = fake.open(OURS, "It never starts and nobody answers, I am furious", NOW - 600)
    here = source("issues", ours(fake), about="Harbor Plumbing", kind="github", allow_private=True)
    async with stage(settings(tmp_path, [here], {"mail": Letterbox()}), datetime.now(UTC)) as earful:
        await earful.look(as_new=timedelta(days=1))
        assert [case.state for case in (await earful.cases()).values()] == [State.OPEN]
        fake.comment(
            issue, "Sorry, we will call you.", NOW + 1, author_association="MEMBER", user={"login": "sam", "id": 9}
        )
        await earful.after(timedelta(minutes=20))
        assert [case.state for case in (await earful.cases()).values()] == [State.ANSWERED]

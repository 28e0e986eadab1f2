"""Promised and put off, the whole way: by a reply of ours, by a note, by hand; until it lapses, is kept or is taken back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from connectors.base import Author
from monitor.cases import Outcome, Refused, State
from monitor.config import Account
from monitor.store import deciding
from tests.fakes.stage import FURIOUS, START, THANKS, Letterbox, Place, Stage, brand, post, settings, stage

MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OURS = Author(name="Harbor Plumbing", id="77")
SHOP = brand(our_accounts=(Account("forum.example", "77"),))


async def first(earful: Stage, forum: Place, mail: Letterbox) -> None:
    await earful.look()
    forum.posts.append(post(id="angry", thread="t"))
    await earful.after(MINUTES)
    assert mail.take() == [("FIRST_ANGER", "maria")]


async def test_our_reply_that_says_when_is_a_promise_until_then(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, [SHOP])) as earful:
        await first(earful, forum, mail)
        reply = "We are so sorry, Dana. We'll call you tomorrow at 10."
        forum.posts.append(post(reply, at=START + MINUTES, author=OURS, reply_to="angry"))
        await earful.after(MINUTES)
        (message,) = mail.messages
        assert (message.reason, message.summary) == (
            "PROMISED",
            "Harbor Plumbing promised Dana R. an answer by Tue 24 Nov 10:00.",
        )
        mail.take()
        case = (await earful.cases())[1]
        assert (case.state, case.until, case.turn) == (State.PROMISED, START.replace(hour=10) + DAY, "maria")
        await earful.after(12 * HOUR)
        assert mail.take() == []  # no reminder and no OVERDUE: the customer knows when
        await earful.after(14 * HOUR)
        assert mail.take() == [("PROMISE_LAPSED", "maria")]
        forum.posts.append(post("We have called you.", at=earful.clock.now(), author=OURS, reply_to="angry"))
        await earful.after(MINUTES)
        assert mail.take() == [("ANSWERED", "maria")]


@pytest.mark.parametrize("reply", ["We will call you soon.", "We'll call you next month, in 120 days."])
async def test_a_reply_without_a_time_that_one_can_wait_for_is_an_answer(tmp_path: Path, reply: str) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, [SHOP])) as earful:
        await first(earful, forum, mail)
        forum.posts.append(post(reply, at=START + MINUTES, author=OURS, reply_to="angry"))
        await earful.after(MINUTES)
        assert mail.take() == [("ANSWERED", "maria")]


async def test_a_reply_on_a_closed_case_promises_nothing(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, [SHOP])) as earful:
        await first(earful, forum, mail)
        await earful.app.office.act(1, "close", "maria", "lost")
        forum.posts.append(post("We'll call you tomorrow.", at=START + HOUR, author=OURS, reply_to="angry"))
        await earful.after(HOUR)
        case = (await earful.cases())[1]
        assert (case.state, case.answered_by) == (State.CLOSED, "Harbor Plumbing")


async def test_a_note_that_says_when_makes_an_answer_a_promise(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await first(earful, forum, mail)
        await earful.app.office.act(1, "answered", "maria", note="will call Wednesday")
        case = (await earful.cases())[1]
        assert (case.state, case.until) == (State.PROMISED, START.replace(hour=18) + 2 * DAY)
        await earful.app.office.act(1, "answered", "maria", note="called her, she is fine")
        assert (await earful.cases())[1].state is State.ANSWERED
        async with earful.app.parts.store.read() as connection:
            story = await deciding.events_of(connection, 1)
        assert [event.data["note"] for event in story if event.kind == "act"] == [
            "will call Wednesday",
            "called her, she is fine",
        ]


async def test_until_is_read_in_words_and_undo_goes_back_through_all_of_it(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await first(earful, forum, mail)
        for wrong, why in (("", "until when"), ("soon", "no time to come"), ("2025-01-01", "no time to come")):
            with pytest.raises(Refused, match=why):
                await earful.app.office.act(1, "snooze", "maria", until=wrong)
        await earful.app.office.act(1, "snooze", "maria", until="2h")
        await earful.app.office.act(1, "promise", "maria", until="mon 10:00")
        await earful.app.office.act(1, "answered", "sam")
        await earful.app.office.act(1, "close", "sam", "disputed")
        seen = []
        for _ in range(4):
            await earful.app.office.act(1, "undo", "sam")
            case = (await earful.cases())[1]
            seen.append((case.state, case.until))
        assert seen == [
            (State.ANSWERED, None),
            (State.PROMISED, START.replace(hour=10) + 7 * DAY),
            (State.SNOOZED, START + MINUTES + 2 * HOUR),
            (State.OPEN, None),
        ]
        mail.take()
        await earful.after(HOUR)
        assert mail.take()[-1] == ("STILL_WAITING", "maria")  # the ladder runs again


async def test_snoozed_wakes_up_and_thanks_end_it(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await first(earful, forum, mail)
        await earful.app.office.act(1, "snooze", "maria", until="3h")
        for _ in range(2):
            await earful.after(HOUR)
        assert mail.take() == []  # nobody else has heard of it
        await earful.after(HOUR)
        assert mail.take() == [("SNOOZE_OVER", "maria")]
        await earful.app.office.act(1, "snooze", "maria", until="3h")
        forum.posts.append(post(THANKS, at=earful.clock.now()))
        await earful.after(MINUTES)
        assert mail.take()[-1] == ("WON_BACK", "maria")


async def test_a_disputed_post_leaves_a_dated_copy(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await first(earful, forum, mail)
        await earful.app.office.act(1, "close", "maria", "disputed")
        forum.posts = [post(id="angry", thread="t", deleted=True)]
        mail.take()
        await earful.after(DAY)
        assert mail.take() == [("POST_GONE", "maria")]
        assert (await earful.cases())[1].outcome is Outcome.GONE
        async with earful.app.parts.store.read() as connection:
            (act,) = [event for event in await deciding.events_of(connection, 1) if event.kind == "act"]
        assert act.data["copy"][0]["text"] == FURIOUS
        assert act.data["copy"][0]["published"] == START.isoformat()

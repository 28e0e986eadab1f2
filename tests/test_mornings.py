"""The morning after a night: one message with all who wait, the longest first; each case keeps a living message of its own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from alerts.base import DeliveryError, Message
from alerts.email import Email
from alerts.slack import Slack, news, whole
from alerts.text import tidy
from monitor.cases import Reason, State
from monitor.config import Alerts, Config, Page, QuietHours
from monitor.demo.slack_blocks import blocks, mentions, problem, texts
from monitor.store import delivering
from monitor.store.tables import outbox
from monitor.telling.mornings import morning
from monitor.telling.phrases import shipped
from monitor.telling.wording import case_message
from tests.fakes import ToyMailbox, ToySlack
from tests.fakes.stage import FURIOUS, THANKS, Letterbox, Place, Stage, brand, post, settings, stage
from tests.test_wording import CASE, MARIA, NOW, SAID, matter

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NIGHT = QuietHours(time(21), time(7))
EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
ID = "U012AB3CD"


def asleep(folder: Path, channels: dict[str, Any], forum: Place, **changes: Any) -> Config:
    known = {"alerts": Alerts(quiet_hours=NIGHT), "page": Page(port=1, address="https://earful.example"), **changes}
    config = settings(folder, {"forum": forum}, channels, [brand(if_nobody_takes_it=())], **known)
    people = {**config.people, "maria": replace(config.people["maria"], slack=ID)}
    destinations = {name: replace(each, allow_private=True) for name, each in config.destinations.items()}
    return replace(config, people=people, destinations=destinations)


async def night(earful: Stage, forum: Place, count: int) -> None:
    """So many customers write from ten in the evening on, one an hour; then it is a quarter to seven."""
    await earful.look()
    earful.clock.move(2 * HOUR)
    for number in range(count):
        forum.posts.append(post(FURIOUS, at=earful.clock.now(), by=f"Customer {number}"))
        await earful.after(HOUR)
    earful.clock.move(datetime(2026, 11, 24, 6, 45, tzinfo=UTC) - earful.clock.now())
    await earful.look()


# -- mail ----------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_one_mail_in_the_morning_with_a_button_for_each(tmp_path: Path) -> None:
    forum = Place()
    async with ToyMailbox() as smtp:
        mail = Email(server=smtp.server, from_="Earful <earful@harborplumbing.example>")
        async with stage(asleep(tmp_path, {"mail": mail}, forum), EVENING) as earful:
            await night(earful, forum, 5)
            assert smtp.mails == []
            await earful.after(15 * MINUTE)
            (only,) = smtp.mails
            assert str(only.message["Subject"]) == "Since last night: 5 people are waiting"
            assert only.text.startswith("5 people wrote while it was night and are waiting, the longest for 9 h.")
            told = re.findall(
                r"- case (\d): Customer (\d), forum, posted [^,]+, about Harbor Plumbing, ([^:]+): “", only.text
            )
            assert told == [
                ("1", "0", "9 h"),
                ("2", "1", "8 h"),
                ("3", "2", "7 h"),
                ("4", "3", "6 h"),
                ("5", "4", "5 h"),
            ]
            assert len(re.findall(r">I&#x27;ll take it</a>", only.html)) == 5
            assert (
                len({unescape(link) for link in re.findall(r'href="(https://earful.example/do/[^"]+)"', only.html)})
                == 15
            )
            assert "List-Unsubscribe" not in only.message
            # What comes later is told as ever, and not held back by the five that came as one.
            forum.posts.append(post(FURIOUS, at=earful.clock.now(), by="Early bird"))
            await earful.after(MINUTE)
            assert len(smtp.mails) == 2
            assert "Early bird" in str(smtp.mails[1].message["Subject"])


async def test_a_single_case_comes_as_it_always_does(tmp_path: Path) -> None:
    mail, forum = Letterbox(bundles=True), Place()
    async with stage(asleep(tmp_path, {"mail": mail}, forum), EVENING) as earful:
        await night(earful, forum, 1)
        await earful.after(15 * MINUTE)
        assert mail.told == [("FIRST_ANGER", "maria")]


async def test_a_program_hears_each(tmp_path: Path) -> None:
    hook, forum = Letterbox(shared=True), Place()
    async with stage(asleep(tmp_path, {"hook": hook}, forum), EVENING) as earful:
        await night(earful, forum, 3)
        await earful.after(15 * MINUTE)
        assert [reason for reason, _ in hook.told] == ["FIRST_ANGER"] * 3


@pytest.mark.slow
async def test_a_mail_that_fails_is_tried_again_whole(tmp_path: Path) -> None:
    mail, forum = Letterbox(bundles=True, troubles=[DeliveryError("busy")] * 2), Place()
    async with stage(asleep(tmp_path, {"mail": mail}, forum), EVENING) as earful:
        await night(earful, forum, 4)
        for _ in range(6):
            await earful.after(15 * MINUTE)
        (only,) = [message for message in mail.messages if message.reason == "MORNING"]
        assert sorted(only.data["cases"]) == [1, 2, 3, 4]
        assert only.summary.startswith("(Late by ")
        assert not {"FIRST_ANGER", "CHANNEL_DEAD"} & {reason for reason, _ in mail.told}


async def test_what_was_settled_in_the_night_waits_no_more(tmp_path: Path) -> None:
    mail, forum = Letterbox(bundles=True), Place()
    async with stage(asleep(tmp_path, {"mail": mail}, forum), EVENING) as earful:
        await night(earful, forum, 3)
        await earful.app.office.act(2, "answered", "sam")
        mail.messages.clear()
        await earful.after(15 * MINUTE)
        (only,) = [message for message in mail.messages if message.reason == "MORNING"]
        assert only.title == "Since last night: 2 people are waiting"
        assert [section.title for section in only.card.sections] == ["Longest first", "Also"]
        assert "meanwhile Sam answered" in only.card.sections[1].lines[0].text


async def test_a_case_that_ended_in_the_night_is_one_mail(tmp_path: Path) -> None:
    mail, forum = Letterbox(bundles=True), Place()
    async with stage(asleep(tmp_path, {"mail": mail}, forum), EVENING) as earful:
        await night(earful, forum, 1)
        forum.posts.append(post(THANKS, at=earful.clock.now(), by="Customer 0"))
        await earful.look()
        assert mail.told == []
        await earful.after(15 * MINUTE)
        assert mail.told == [("WON_BACK", "maria")]
        await earful.after(HOUR)
        assert len(mail.told) == 1


# -- Slack ---------------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def room(folder: Path, slack: ToySlack, forum: Place, **how: Any) -> AsyncIterator[Stage]:
    given = {"channel": "#customers", "token": slack.token, "app_token": slack.app_token, "base_url": slack.url, **how}
    async with stage(asleep(folder, {"slack": Slack(**given)}, forum), EVENING) as earful:
        yield earful


def pings(message: dict[str, Any]) -> list[str]:
    return [who.removeprefix("@") for text in texts(message) for who in mentions(text)]


@pytest.mark.slow
async def test_one_call_in_slack_and_a_living_message_for_each_case(tmp_path: Path) -> None:
    forum = Place()
    async with ToySlack() as slack, room(tmp_path, slack, forum) as earful:
        await night(earful, forum, 5)
        assert slack.messages == []
        await earful.after(15 * MINUTE)
        call, *cards = slack.roots
        assert len(cards) == 5
        assert "Since last night: 5 people are waiting" in call["text"]
        assert pings(call) == [ID]
        assert [pings(card) for card in cards] == [[]] * 5
        assert [any(block["type"] == "actions" for block in blocks(card)) for card in cards] == [True] * 5
        # Each goes on in its own message and thread.
        await earful.app.office.act(3, "take", "maria")
        await earful.after(MINUTE)
        assert len(slack.roots) == 6
        assert cards[2]["edited"] == 1
        forum.posts.append(post(FURIOUS, at=earful.clock.now(), by="Early bird"))
        await earful.after(MINUTE)
        assert len(slack.roots) == 7  # not held back by those that were called to
        assert pings(slack.roots[-1]) == [ID]


@pytest.mark.slow
async def test_the_same_call_is_made_once_whatever_breaks(tmp_path: Path) -> None:
    forum = Place()
    async with ToySlack() as slack, room(tmp_path, slack, forum) as earful:
        await night(earful, forum, 4)
        slack.fail_next(method="chat.postMessage", status=500)  # the call itself
        slack.fail_next("fatal_error", method="chat.postMessage")  # and a card
        for _ in range(8):
            await earful.after(10 * MINUTE)
        assert sum("Since last night" in message["text"] for message in slack.roots) == 1
        assert sum(bool(pings(message)) for message in slack.roots) == 1
        assert len(slack.roots) == 5
        async with earful.app.parts.store.read() as connection:
            states = (await connection.execute(select(outbox.c.reason, outbox.c.state))).all()
        assert {state for _, state in states} == {"sent"}
        assert [reason for reason, _ in states].count("MORNING") == 1


class Dead(BaseException):
    """The process is killed."""


@pytest.mark.parametrize("struck", [1, 2, 3, 5])
@pytest.mark.slow
async def test_a_kill_between_sending_and_marking_repeats_that_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, struck: int
) -> None:
    forum, marked = Place(), 0
    real = delivering.sent

    async def strikes(*args: Any, **how: Any) -> None:
        nonlocal marked
        marked += 1
        if marked == struck:
            raise Dead
        await real(*args, **how)

    async with ToySlack() as slack:
        channel = Slack(channel="#customers", token=slack.token, base_url=slack.url)
        config = asleep(tmp_path, {"slack": channel}, forum)
        monkeypatch.setattr(delivering, "sent", strikes)
        with suppress(Dead):
            async with stage(config, EVENING) as earful:
                await night(earful, forum, 4)
                await earful.after(15 * MINUTE)
        assert marked == struck
        async with stage(config, earful.clock.now()) as earful:
            for _ in range(3):
                await earful.after(MINUTE)
        calls = [message for message in slack.roots if "Since last night" in message["text"]]
        assert len(slack.roots) == 4 + 1 + 1  # the cards, the call, and the one that was under way
        assert len(calls) == (2 if struck == 1 else 1)
        assert sum(bool(pings(message)) for message in slack.roots) == len(calls)
        shown = [message["text"] for message in slack.roots if message not in calls]
        assert len(shown) == (4 if struck == 1 else 5)


async def test_a_webhook_of_slack_gets_one_message(tmp_path: Path) -> None:
    forum = Place()
    async with ToySlack() as slack:
        plain = Slack(webhook=slack.webhook_url)
        config = asleep(tmp_path, {"slack": plain}, forum)
        async with stage(config, EVENING) as earful:
            await night(earful, forum, 5)
            await earful.after(15 * MINUTE)
        (only,) = slack.messages
        assert "5 people are waiting" in only["text"]
        assert all(f"Customer {number}" in "".join(texts(only)) for number in range(5))


async def test_two_people_are_called_to_their_own(tmp_path: Path) -> None:
    forum, sams = Place(), Letterbox(bundles=True)
    bolt = brand("Bolt Electric", answered_by="sam", if_nobody_takes_it=())
    async with ToySlack() as slack:
        channel = Slack(channel="#customers", token=slack.token, base_url=slack.url)
        config = asleep(tmp_path, {"slack": channel}, forum)
        config = replace(config, brands={**config.brands, "Bolt Electric": bolt})
        async with stage(config, EVENING) as earful:
            await night(earful, forum, 2)
            late = earful.clock.now() - 3 * HOUR
            words = "Bolt Electric never returned my call. I am furious."
            forum.posts += [post(words, at=late, by=f"Client {number}") for number in range(2)]
            await earful.look()
            await earful.after(15 * MINUTE)
        calls = [message for message in slack.roots if "Since last night" in message["text"]]
        assert [message["text"].split(": ", 1)[1][:20] for message in calls] == ["2 people are waiting"] * 2
        assert len(slack.roots) == 6
        assert sams.messages == []


# -- words ---------------------------------------------------------------------------------------------------------------


def messages(count: int) -> list[Message]:
    found = []
    for number in range(count):
        case = replace(CASE, author=f"<!channel> {number}", waiting_since=NOW - number * HOUR)
        found.append(
            case_message(
                matter(case, case_id=number, said=replace(SAID, author=f"<@U0EVIL> {number}")),
                Reason.FIRST_ANGER,
                str(number),
            )
        )
    return found  # fmt: skip


def test_however_many_wait_slack_takes_it_and_nobody_else_is_called() -> None:
    shown = tidy(morning(messages(80), MARIA, "1", "morning-1", NOW, NOW))
    payload = whole(shown)
    assert problem(payload) == ""
    assert not [who for block in texts(payload) for who in mentions(block)]
    assert "case 79: " in str(payload)  # the longest waiting
    assert "and 50 more" in shown.body
    assert len(str(payload)) < 20_000


def test_of_two_about_one_case_the_latest_counts() -> None:
    first, other = messages(2)
    louder = case_message(matter(replace(CASE, state=State.CLOSED), case_id=0), Reason.CLOSED, "9")
    shown = morning([first, other, louder], MARIA, "1", "morning-1", NOW, NOW + 2 * HOUR, shipped("de"))
    assert shown.title == "Seit gestern Abend: 1 Person wartet"
    assert shown.summary.startswith("(Mit Verspätung, nach 2 h:")
    assert [len(section.lines) for section in shown.card.sections] == [1, 1]
    none = morning([louder], MARIA, "1", "morning-1", NOW, NOW)
    assert none.title == none.summary == "News since last night: 1"


def test_who_is_called_elsewhere_is_not_called_here() -> None:
    (one,) = messages(1)
    loud = tidy(replace(one, to=replace(MARIA, slack=ID), urgent=True))
    assert ID in str(news(loud))
    assert ID not in str(news(replace(loud, quiet=True)))

"""What a mail server refuses: kept, tried again, told to the operator, and nobody else is kept waiting by it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.base import Channel
from alerts.email import Email
from monitor.store import delivering
from tests.fakes import ToyMailbox
from tests.fakes.stage import Letterbox, Place, Stage, brand, post, settings, stage

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MARIA, SAM = "maria@harborplumbing.example", "sam@harborplumbing.example"


@dataclass
class Shop:
    earful: Stage
    smtp: ToyMailbox
    chat: Letterbox
    forum: Place

    def subjects(self, to: str) -> list[str]:
        return [str(mail.message["Subject"]) for mail in self.smtp.mails if mail.recipients == (to,)]

    async def complain(self) -> None:
        self.forum.posts.append(post(at=self.earful.clock.now()))
        await self.earful.after(MINUTE)
        await self.earful.look()  # what was decided about the refusal goes out

    async def left(self) -> list[Any]:
        async with self.earful.app.parts.store.read() as connection:
            return await delivering.waiting(connection)


@asynccontextmanager
async def shop(folder: Path, *, chat: bool = False, language: str = "en", **smtp: Any) -> AsyncIterator[Shop]:
    """Maria answers, Sam is the operator; both are told by mail, and in a room of its own if there is ``chat``."""
    options = {key: smtp.pop(key) for key in ("user", "password") if key in smtp}
    room, forum = Letterbox(shared=True), Place()
    async with ToyMailbox(**smtp) as server:
        email = Email(server=server.server, from_="Earful <earful@harborplumbing.example>", **options)
        channels: dict[str, Channel] = {"email": email, **({"chat": room} if chat else {})}
        shops = [brand(if_nobody_takes_it=(), answer_within=timedelta(days=9))]
        async with stage(settings(folder, {"forum": forum}, channels, shops, language=language)) as earful:
            await earful.look()
            yield Shop(earful, server, room, forum)


@pytest.mark.parametrize("reply", ["550 5.1.1 No such user", "552 5.2.2 Mailbox full"])
async def test_one_of_several_is_refused_for_good(tmp_path: Path, reply: str) -> None:
    async with shop(tmp_path) as it:
        it.smtp.refuse(MARIA, reply)
        await it.complain()
        [dead] = [subject for subject in it.subjects(SAM) if subject.startswith("Earful cannot deliver")]
        assert dead == "Earful cannot deliver by email to maria"
        [told] = [mail for mail in it.smtp.mails if "cannot be delivered to Maria" in mail.text]
        assert told.recipients == (SAM,)  # somebody who can answer hears of the customer, too
        assert [row.recipient for row in await it.left()] == ["maria"]
        for _ in range(10):
            await it.earful.after(10 * MINUTE)
        assert len(it.subjects(SAM)) == 2
        it.smtp.accept(MARIA)
        await it.earful.after(6 * HOUR)
        await it.earful.look()
        assert any("unhappy customer" in subject for subject in it.subjects(MARIA))
        assert "Earful delivers by email to maria again" in it.smtp.mails[-1].text
        assert await it.left() == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "Earful kann über email an maria nichts zustellen"), ("es", "Earful no puede entregar por email a maria")],
)
async def test_it_is_told_in_the_language_of_the_operator(tmp_path: Path, language: str, said: str) -> None:
    async with shop(tmp_path, language=language) as it:
        it.smtp.refuse(MARIA, "550 5.1.1 No such user")
        await it.complain()
        assert said in it.subjects(SAM)


async def test_the_others_get_theirs_in_the_same_round(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.smtp.refuse(MARIA, "550 5.1.1 No such user")
        await it.complain()
        before = len(it.smtp.mails)
        await it.earful.app.office.act(1, "give", "maria", "sam")
        await it.earful.app.delivered()
        assert [mail.recipients for mail in it.smtp.mails[before:]] == [(SAM,)]


async def test_greylisting_is_waited_out_and_told_to_nobody(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.smtp.fail_next("450 4.2.0 Greylisted, come back later", "rcpt")
        it.smtp.fail_next("451 4.7.1 Greylisted, come back later", "rcpt")
        await it.complain()
        for _ in range(3):
            await it.earful.after(2 * MINUTE)
        assert len(it.subjects(MARIA)) == 1
        assert it.subjects(SAM) == []
        assert await it.left() == []


async def test_what_does_not_pass_is_told_and_goes_on_being_tried(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.smtp.refuse(MARIA, "451 4.3.0 Local trouble")
        await it.complain()
        for _ in range(5):
            await it.earful.after(6 * MINUTE)
        assert it.subjects(SAM) == ["Earful cannot deliver by email to maria"]
        it.smtp.accept(MARIA)
        await it.earful.after(HOUR)
        assert len(it.subjects(MARIA)) == 1


@pytest.mark.parametrize("reply", ["452 4.3.1 Out of space", "421 4.3.2 Shutting down", "554 5.7.1 Looks like spam"])
async def test_a_server_that_takes_no_mail_is_told_by_another_channel(tmp_path: Path, reply: str) -> None:
    async with shop(tmp_path, chat=True) as it:
        for _ in range(3):
            it.smtp.fail_next(reply, "data")
        await it.complain()
        for _ in range(5):
            await it.earful.after(6 * MINUTE)
        [dead] = [message for message in it.chat.messages if message.reason == "CHANNEL_DEAD"]
        assert dead.title == "Earful cannot deliver by email"
        assert reply[4:9] in dead.body
        for _ in range(3):
            await it.earful.after(6 * HOUR)
        assert len(it.subjects(MARIA)) == 1
        assert "CHANNEL_BACK" in [message.reason for message in it.chat.messages]
        assert await it.left() == []


async def test_a_wrong_password_is_told_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    users = {"earful": "the-right-one"}
    log_in: dict[str, Any] = {"users": users, "must_log_in": True, "user": "earful", "password": "canary-password"}
    async with shop(tmp_path, chat=True, **log_in) as it:
        await it.complain()
        [dead] = [message for message in it.chat.messages if message.reason == "CHANNEL_DEAD"]
        assert "refused the user name or password" in dead.body
        assert "canary" not in str(it.chat.messages)
        assert it.smtp.mails == []
        users["earful"] = "canary-password"
        await it.earful.after(6 * HOUR)
        await it.earful.look()
        assert len(it.subjects(MARIA)) == 1
        assert await it.left() == []


@pytest.mark.slow
async def test_a_mail_that_was_taken_before_the_line_broke_has_the_same_message_id_again(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.smtp.drop_next_after_the_dot()
        await it.complain()
        await it.earful.after(5 * MINUTE)
        first, second = it.smtp.mails
        assert first.message["Message-ID"] == second.message["Message-ID"]

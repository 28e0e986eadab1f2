"""Buttons and commands over HTTP: signed, young, once, stored before they are confirmed, and answered in time."""

from __future__ import annotations

import asyncio
import hmac
import io
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from alerts.base import Press
from alerts.slack import Slack
from alerts.slack_http import read
from monitor.cases import Case, State
from monitor.config import Destination, Page, Person, load
from monitor.config.problems import ConfigError
from monitor.store import Store, StoreError, deciding
from monitor.web import slack as web_slack
from tests.fakes import ToySlack
from tests.fakes.site import Site, site
from tests.fakes.stage import FURIOUS, START, Place, post, settings

MARIA, SAM, STRANGER = "U012AB3CD", "U056EF7GH", "U0STRANGE1"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM = "application/x-www-form-urlencoded"


def signed(body: bytes, at: float, secret: str = SECRET, kind: str = FORM) -> dict[str, str]:
    """The headers of a request as Slack signs it."""
    moment = str(int(at))
    proof = hmac.new(secret.encode(), b"v0:" + moment.encode() + b":" + body, "sha256").hexdigest()
    return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={proof}", "Content-Type": kind}


@dataclass
class Shop:
    there: Site
    slack: ToySlack

    async def post(self, body: bytes | io.BytesIO, path: str = "/slack/actions", **headers: str) -> tuple[int, str]:
        known = headers or signed(body if isinstance(body, bytes) else b"", self.there.clock.now().timestamp())
        async with self.there.post(path, data=body, headers=known) as answer:
            return answer.status, await answer.text()

    def pressing(self, verb: str, user: str, value: str = "", at: str = "1700000000.000100") -> bytes:
        payload = self.slack.pressing(self.slack.roots[0], verb, user, value, at=at)
        return urlencode({"payload": json.dumps(payload)}).encode()

    async def press(self, verb: str, user: str, value: str = "") -> int:
        """A minute later; what follows from it is delivered."""
        self.there.clock.move(timedelta(minutes=1))
        status, text = await self.post(self.pressing(verb, user, value))
        assert text == ""
        await self.there.app.delivered()
        return status

    async def type(self, text: str, user: str = MARIA) -> str:
        self.there.clock.move(timedelta(seconds=1))
        status, said = await self.post(typing(text, user), "/slack/commands")
        assert status == 200
        answer = json.loads(said)
        assert answer["response_type"] == "ephemeral"
        return str(answer["text"])

    async def case(self) -> Case:
        async with self.there.app.parts.store.read() as connection:
            row = await deciding.case_by_id(connection, 1)
        assert row
        return row.case

    async def story(self) -> list[tuple[str, str]]:
        async with self.there.app.parts.store.read() as connection:
            return [(event.kind, event.by) for event in await deciding.events_of(connection, 1) if event.kind != "told"]

    async def answered(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.slack.answers) < count:
                await asyncio.sleep(0.01)


def typing(text: str, user: str = MARIA) -> bytes:
    return urlencode({"command": "/earful", "text": text, "user_id": user, "trigger_id": "1.2.3"}).encode()


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with ToySlack() as slack:
        channel = Slack(channel="#customers", token=slack.token, signing_secret=SECRET, base_url=slack.url)
        people = {"maria": Person(name="maria", slack=MARIA), "sam": Person(name="sam", slack=SAM)}
        room = Destination(name="slack", kind="slack", channel=channel, allow_private=True)
        forum = {"Town forum": Place([post(FURIOUS, by="Dana R.")])}
        known: dict[str, Any] = {"people": people, "destinations": {"slack": room}}
        async with site(tmp_path, forum, channels={"slack": channel}, **known) as there:
            for source in there.app.parts.config.sources.values():
                await there.app.poll(source, as_new=timedelta(days=1))
            await there.app.decide()
            await there.app.delivered()
            yield Shop(there, slack)


async def test_from_the_press_to_the_message_that_shows_it(shop: Shop) -> None:
    assert await shop.press("take", SAM) == 200
    assert (await shop.case()).taken_by == "sam"
    assert (len(shop.slack.roots), shop.slack.roots[0]["edited"]) == (1, 1)
    await shop.press("answered", SAM)
    await shop.press("undo", SAM)
    assert (await shop.case()).state is State.TAKEN
    await shop.press("snooze", SAM, "3h")
    assert (await shop.case()).state is State.SNOOZED
    await shop.press("not_us", MARIA)
    assert [by for kind, by in await shop.story() if kind == "press"] == ["sam"] * 4 + ["maria"]
    assert len(shop.slack.roots) == 1
    assert shop.slack.answers == []


async def test_what_is_typed(shop: Shop) -> None:
    assert "Dana R." in await shop.type("waiting")
    assert await shop.type("away until tomorrow 08:00 stand-in sam") == "You are away until Tue 24 Nov 08:00."
    assert (await shop.case()).turn == "sam"
    assert (await shop.type("back")).startswith("Welcome back")
    assert "I understand" in await shop.type("")
    assert f"slack: {STRANGER}" in await shop.type("waiting", STRANGER)


async def test_slack_tries_the_address(shop: Shop) -> None:
    now = shop.there.clock.now().timestamp()
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aBm2rZgRN"}).encode()
    status, said = await shop.post(body, **signed(body, now, kind="application/json"))
    assert (status, json.loads(said)) == (200, {"challenge": "3eZbrw1aBm2rZgRN"})
    assert (await shop.post(body, **signed(body, now, "another", kind="application/json")))[0] == 401
    assert (await shop.post(b"ssl_check=1&token=t")) == (200, "")


async def test_the_same_request_again_is_refused_and_does_nothing(shop: Shop) -> None:
    body, headers = typing("away until tomorrow 08:00 stand-in sam"), signed(b"", 0)
    headers = signed(body, shop.there.clock.now().timestamp())
    assert (await shop.post(body, "/slack/commands", **headers))[0] == 200
    await shop.type("back")
    assert (await shop.post(body, "/slack/commands", **headers))[0] == 401
    assert (await shop.post(body, "/slack/actions", **headers))[0] == 401  # nor at another door
    assert (await shop.case()).turn == "maria"


async def test_a_replay_is_refused_over_a_restart(tmp_path: Path) -> None:
    async with ToySlack() as slack:
        channel = Slack(channel="#customers", token=slack.token, signing_secret=SECRET, base_url=slack.url)
        body = typing("waiting")
        headers = signed(body, START.timestamp())
        statuses = []
        for _ in range(2):
            people = {"maria": Person(name="maria", slack=MARIA), "sam": Person(name="sam", slack=SAM)}
            async with site(tmp_path, channels={"slack": channel}, people=people) as there:
                statuses.append((await Shop(there, slack).post(body, "/slack/commands", **headers))[0])
    assert statuses == [200, 401]


async def test_twenty_at_once_count_once(shop: Shop) -> None:
    body = typing("away until tomorrow 08:00 stand-in sam")
    headers = signed(body, shop.there.clock.now().timestamp())
    answers = await asyncio.gather(*(shop.post(body, "/slack/commands", **headers) for _ in range(20)))
    assert sorted(status for status, _ in answers) == [200] + [401] * 19


async def test_old_young_unsigned_and_changed_requests_are_refused(shop: Shop) -> None:
    now, body = shop.there.clock.now().timestamp(), shop.pressing("take", SAM)
    good = signed(body, now)
    refused = [
        signed(body, now - 301), signed(body, now + 301), signed(body, now, "another secret, too"), signed(body + b" ", now),
        {**good, "X-Slack-Signature": ""}, {**good, "X-Slack-Request-Timestamp": ""},
        {**good, "X-Slack-Request-Timestamp": "9" * 5000}, {**good, "X-Slack-Signature": good["X-Slack-Signature"].upper()},
        {"Content-Type": FORM},
    ]  # fmt: skip
    for headers in refused:
        status, said = await shop.post(body, **headers)
        assert (status, SECRET in said) == (401, False), headers
    assert (await shop.case()).state is State.OPEN
    assert (await shop.post(body, **signed(body, now - 299)))[0] == 200


async def test_the_same_press_told_twice_counts_once(shop: Shop) -> None:
    body = shop.pressing("take", SAM)
    for seconds in (0, 1):  # signed anew each time
        assert (await shop.post(body, **signed(body, START.timestamp() + seconds)))[0] == 200
    assert [kind for kind, _ in await shop.story()].count("act") == 1


async def test_a_second_person_and_a_stranger_are_told_beside_the_message(shop: Shop) -> None:
    late = shop.pressing("take", MARIA, at="1700000000.000200")
    undo = shop.pressing("take", STRANGER)
    await shop.press("not_us", SAM)
    assert (await shop.post(late)) == (200, "")
    assert (await shop.post(undo)) == (200, "")
    await shop.answered(2)
    said = sorted(answer["text"] for answer in shop.slack.answers)
    assert [text.partition(" ")[0] for text in said] == ["Case", "I"]
    assert {answer["replace_original"] for answer in shop.slack.answers} == {False}
    assert (await shop.case()).state is State.CLOSED


async def test_it_is_stored_before_it_is_confirmed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    write, broken = Store.write, True

    async def failing(self: Store, work: Any) -> Any:
        if broken:
            raise StoreError("the disk is full")
        return await write(self, work)

    monkeypatch.setattr(Store, "write", failing)
    body = shop.pressing("take", SAM)
    assert (await shop.post(body))[0] == 503
    broken = False
    assert (await shop.case()).state is State.OPEN
    assert (await shop.post(body))[0] == 200  # it was never taken, so it is no replay
    assert (await shop.case()).state is State.TAKEN


async def test_slack_is_not_kept_waiting(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert web_slack.ACTED_WITHIN < 3
    monkeypatch.setattr(web_slack, "ACTED_WITHIN", 0.05)
    slow, pressed = asyncio.Event(), shop.there.app.office.pressed

    async def later(press: Press) -> str:
        await slow.wait()
        return await pressed(press)

    monkeypatch.setattr(shop.there.app.office, "pressed", later)
    assert (await shop.post(shop.pressing("take", SAM)))[0] == 503
    slow.set()
    async with asyncio.timeout(10):
        while (await shop.case()).state is State.OPEN:  # what has begun goes on to its end
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "odd",
    [
        b"", b"payload=", b"payload=%7B", b"payload=[]", b"payload=%7B%22type%22%3A%22view_submission%22%7D", b"\xff\xfe",
        b"payload=" + b"%5B" * 50_000, b"command=%2Fearful&text=away", b"&".join(b"a%d=1" % n for n in range(200)),
    ],
)  # fmt: skip
async def test_odd_requests_are_taken_and_do_nothing(shop: Shop, odd: bytes) -> None:
    status, said = await shop.post(odd)
    assert (status, said) == (200, "")
    assert (await shop.case()).state is State.OPEN


async def test_what_is_too_long_is_not_read(shop: Shop) -> None:
    assert (await shop.post(io.BytesIO(b"x" * (1024 * 1024 + 1)), **signed(b"", 0)))[0] == 413


async def test_without_a_signing_secret_nobody_is_let_in(tmp_path: Path) -> None:
    async with ToySlack() as slack, site(tmp_path, channels={"slack": Slack(channel="#c", token="xoxb-1")}) as there:
        body = typing("waiting")
        headers = signed(body, START.timestamp(), "")  # signed with nothing
        assert (await Shop(there, slack).post(body, **headers))[0] == 401


async def test_the_log_has_neither_secret_nor_words(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await shop.press("take", SAM)
    await shop.post(shop.pressing("answered", SAM), **{"Content-Type": FORM})
    assert SECRET not in caplog.text
    assert "v0=" not in caplog.text


def test_every_signature_is_another_one() -> None:
    body = b"command=%2Fearful&text=&user_id=U1234"
    known = {key.lower(): value for key, value in signed(body, START.timestamp()).items()}
    called = read(SECRET, known, body, START)
    assert called.signature == known["x-slack-signature"]
    assert called.press == Press(id="", who="U1234", verb="help")


PAGES = {
    "": "has a signing_secret, and nothing listens for Slack.",
    "page: {port: 8080}": "",
    "page: {port: 8080, address: https://earful.shop.example}": "",
}


@pytest.mark.parametrize("page", PAGES)
def test_check_says_where_slack_posts(page: str, tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    slack = f'slack: {{channel: "#c", token: xoxb-1, signing_secret: {SECRET}}}'
    people = "people: {maria: {slack: U012AB3CD}}"
    file.write_text(f"brands: [{{name: Harbor Plumbing}}]\n{people}\nalerts: {{{slack}}}\n{page}\n")
    if PAGES[page]:
        with pytest.raises(ConfigError, match="nothing listens"):
            load(file, {})
        return
    config = load(file, {})
    notes = "\n".join(config.notes)
    if "https" in page:
        assert "https://earful.shop.example/slack/actions and https://earful.shop.example/slack/commands" in notes
    else:
        assert "Slack posts only to an https address" in notes
    assert SECRET in config.secrets


def test_the_buttons_are_there_with_either_way(tmp_path: Path) -> None:
    by_line = Slack(channel="#c", token="xoxb-1", app_token="xapp-1")
    by_http = Slack(channel="#c", token="xoxb-1", signing_secret=SECRET)
    assert [(each.hears, each.listens) for each in (by_line, by_http)] == [(True, False), (False, True)]
    assert SECRET not in repr(by_http)
    assert settings(tmp_path, {}, {"slack": by_http}, page=Page(port=1)).destinations["slack"].channel is by_http

"""Buttons in Slack, from the press to the message that shows it: over a real line to a toy Slack."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from collections.abc import AsyncIterator, Callable, Sized
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.base import Action, Card, DeliveryError, Line, Press, Section
from alerts.slack import Slack, whole
from alerts.slack_buttons import buttons, genuine, pressed, typed
from alerts.text import tidy
from monitor.answering.buttons import Ear
from monitor.cases import Case, State
from monitor.config import Config, Destination, Person
from monitor.demo.slack_blocks import blocks, problem
from monitor.net import Net
from monitor.store import asking, deciding
from monitor.telling.phrases import shipped
from tests.fakes import ToySlack
from tests.fakes.samples import message
from tests.fakes.stage import FURIOUS, START, Letterbox, Place, Stage, post, settings, stage

MARIA, SAM, STRANGER = "U012AB3CD", "U056EF7GH", "U0STRANGE1"
MINUTE = timedelta(minutes=1)


async def more_than(things: Sized, number: int) -> None:
    await until(lambda: len(things) > number)


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not what():
            await asyncio.sleep(0.01)


@dataclass
class Shop:
    """One case in Slack, and a line over which its buttons are heard."""

    earful: Stage
    slack: ToySlack
    mail: Letterbox

    @property
    def message(self) -> dict[str, Any]:
        """The living message."""
        return self.slack.roots[0]

    @property
    def verbs(self) -> list[str]:
        """The buttons that it shows."""
        actions = [block for block in blocks(self.message) if block["type"] == "actions"]
        return [element["action_id"] for block in actions for element in block["elements"]]

    async def press(self, verb: str, user: str, value: str = "", **how: str) -> str:
        """Somebody presses a minute later; returns when it is confirmed, and the messages that follow are delivered."""
        self.earful.clock.move(MINUTE)
        before = len(self.slack.confirmed)
        envelope = await self.slack.press(self.message, verb, user, value, **how)
        await until(lambda: len(self.slack.confirmed) > before)
        await self.earful.app.delivered()
        return envelope

    async def case(self) -> Case:
        (found,) = (await self.earful.cases()).values()
        return found


@asynccontextmanager
async def shop(folder: Path, slack: ToySlack, **changes: Any) -> AsyncIterator[Shop]:
    mail = Letterbox()
    channel = Slack(channel="#customers", token=slack.token, app_token=slack.app_token, base_url=slack.url)
    people = {"maria": Person(name="maria", slack=MARIA), "sam": Person(name="sam", slack=SAM, channels=("mail",))}
    forum = Place()
    config = settings(folder, {"forum": forum}, {"slack": channel, "mail": mail}, **{"people": people, **changes})
    config = with_private(config, "slack")
    async with stage(config) as earful:
        await earful.look()
        forum.posts.append(post(FURIOUS, at=START + MINUTE))
        await earful.after(5 * MINUTE)
        destination = earful.app.parts.config.destinations["slack"]
        listening = asyncio.create_task(Ear().run(earful.app.parts, destination, earful.app.office.pressed))
        await until(lambda: slack.listening == 1)
        try:
            yield Shop(earful, slack, mail)
        finally:
            await slack.refresh()
            await listening


def with_private(config: Config, name: str) -> Config:
    known = config.destinations[name]
    private = Destination(name=name, kind="slack", channel=known.channel, allow_private=True)
    return replace(config, destinations={**config.destinations, name: private})


@pytest.fixture
async def slack() -> AsyncIterator[ToySlack]:
    async with ToySlack() as it:
        yield it


# -- the whole way ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_from_the_press_to_the_message_that_shows_it(tmp_path: Path, slack: ToySlack) -> None:
    async with shop(tmp_path, slack) as it:
        assert it.verbs == ["take", "answered", "give", "snooze", "not_us", "not_angry"]
        await it.press("take", SAM)
        assert (await it.case()).taken_by == "sam"
        assert (len(slack.roots), it.message["edited"]) == (1, 1)
        assert it.verbs == ["answered", "not_us", "give", "snooze", "not_angry", "undo"]
        await it.press("answered", SAM)
        assert (await it.case()).state is State.ANSWERED
        assert it.verbs == ["undo"]
        await it.press("undo", SAM)
        assert (await it.case()).state is State.TAKEN
        await it.press("give", SAM, "maria")
        assert ((await it.case()).state, (await it.case()).turn) == (State.OPEN, "maria")
        await it.press("not_us", MARIA)
        assert (await it.case()).state is State.CLOSED
        assert len(slack.roots) == 1  # one living message, all the way
        assert slack.answers == []


@pytest.mark.slow
async def test_each_of_a_burst_can_be_taken_where_it_is_told(tmp_path: Path, slack: ToySlack) -> None:
    async with shop(tmp_path, slack) as it:
        now = it.earful.clock.now()
        forum = it.earful.app.parts.config.sources["forum"].connector
        assert isinstance(forum, Place)
        forum.posts += [post(FURIOUS, at=now, by=f"Customer {number}") for number in range(12)]
        await it.earful.after(5 * MINUTE)
        (burst,) = [message for message in slack.roots if "more messages" in str(message["text"])]
        lines = [block for block in blocks(burst) if "accessory" in block]
        assert len(lines) >= 7
        assert {block["accessory"]["text"]["text"] for block in lines} == {"I'll take it"}
        number = int(re.findall(r"case (\d+)", str(lines[2]))[0])
        for user in (SAM, SAM):  # twice is harmless
            before = len(slack.confirmed)
            await slack.press(burst, "take", user, beside=f"[case {number}]")
            await more_than(slack.confirmed, before)
        await it.earful.app.delivered()
        found = await it.earful.cases()
        assert [one.taken_by for one in found.values() if one.taken_by] == ["sam"]
        assert found[number].taken_by == "sam"
        noted = f"Noted for case {number}: I'll take it."  # the message with the list does not change
        assert [answer["text"] for answer in slack.answers] == [noted, noted]


async def test_a_reminder_brings_it_back(tmp_path: Path, slack: ToySlack) -> None:
    async with shop(tmp_path, slack) as it:
        await it.press("snooze", MARIA, "3h")
        assert (await it.case()).state is State.SNOOZED
        await it.earful.after(timedelta(hours=3, minutes=1))
        assert (await it.case()).state is State.OPEN
        assert slack.answers == []


async def said_to(slack: ToySlack, text: str, user: str = MARIA) -> str:
    """What Slack is told for whoever typed it."""
    before = len(slack.answers)
    await slack.type(text, user)
    await until(lambda: len(slack.answers) > before)
    return str(slack.answers[-1]["text"])


async def test_what_is_typed(tmp_path: Path, slack: ToySlack) -> None:
    said = partial(said_to, slack)
    async with shop(tmp_path, slack) as it:
        assert "Dana R." in await said("waiting")
        assert await said("away until tomorrow 08:00 stand-in sam") == "You are away until Tue 24 Nov 08:00."
        assert (await it.case()).turn == "sam"
        assert "Welcome back" in await said("back")
        assert (await it.case()).turn == "maria"
        assert "is no time to come" in await said("away until yesterday")
        assert "until when?" in await said("away")
        assert "stand-in" in await said("away until tomorrow 08:00")  # nobody stands in for Maria
        assert not [answer for answer in slack.answers if "--" in answer["text"]]  # here is no command line
        assert "I understand:" in await said("")
        assert "I understand:" in await said("drop table cases")
        assert STRANGER in await said("waiting", STRANGER)
        await it.press("answered", SAM)
        assert await said("waiting") == "Nobody is waiting."


async def test_an_answer_that_is_slow_to_arrive_keeps_no_press_waiting(tmp_path: Path, slack: ToySlack) -> None:
    async with shop(tmp_path, slack) as it:
        slack.answers_taken = asyncio.Event()
        await slack.type("help", MARIA)
        await until(lambda: len(slack.confirmed) == 1)
        await it.press("take", SAM)
        assert (await it.case()).taken_by == "sam"
        assert slack.answers == []
        slack.answers_taken.set()
        await until(lambda: len(slack.answers) == 1)


async def test_a_stranger_s_name_does_not_act_in_an_answer(tmp_path: Path, slack: ToySlack) -> None:
    async with shop(tmp_path, slack) as it:
        name = "<!channel> <@U1EVIL> <https://evil.example|bank> @here"
        await it.earful.app.office.open_case("Harbor Plumbing", FURIOUS, "maria", name=name)
        told = await said_to(slack, "waiting")
        assert "&lt;!channel&gt; &lt;@U1EVIL&gt; &lt;https://evil.example|bank&gt;" in told
        assert not re.search("<|@here", told)


@pytest.mark.parametrize(
    ("language", "away", "gone", "back", "waiting"),
    [
        ("de", "abwesend bis morgen 08:00 Vertretung Sam", "bis Di 24. Nov 08:00", "zurück", "wartet"),
        ("es", "Fuera hasta mañana 08:00 sustituye sam", "fuera hasta: mar 24 nov 08:00", "vuelvo", "esperan"),
    ],
)
async def test_what_is_typed_in_their_language(
    tmp_path: Path, slack: ToySlack, language: str, away: str, gone: str, back: str, waiting: str
) -> None:
    said = partial(said_to, slack)
    async with shop(tmp_path, slack, language=language) as it:
        assert gone in await said(away)
        assert (await it.case()).turn == "sam"
        assert await said(back) == shipped(language).say("pressed_back")
        assert (await it.case()).turn == "maria"
        assert "Dana R." in await said(waiting)
        assert gone in await said("away until tomorrow 08:00 stand-in sam")  # English goes always
        for each in (away.split()[0], back, waiting):
            assert f"`{each.lower()}" in await said("?")


@pytest.mark.parametrize(
    ("language", "closed", "away", "help_", "waiting"),
    [
        ("de", "Fall 1: der Fall ist abgeschlossen", "Du bist abwesend bis Di 24. Nov 08:00.", "Ich verstehe:", "FALL"),
        ("es", "Caso 1: el caso está cerrado", "Estás fuera hasta: mar 24 nov 08:00.", "Entiendo:", "CASO"),
    ],
)  # fmt: skip
async def test_answers_are_in_the_language_of_who_pressed(
    tmp_path: Path, slack: ToySlack, language: str, closed: str, away: str, help_: str, waiting: str
) -> None:
    people = {
        "maria": Person(name="maria", slack=MARIA, language=language),
        "sam": Person(name="sam", slack=SAM, channels=("mail",)),
    }
    async with shop(tmp_path, slack, people=people) as it:

        async def said(press: Press) -> str:
            return await it.earful.app.office.pressed(press)

        typed = Press(id="t1", who=MARIA, verb="waiting")
        table = (await said(typed)).splitlines()
        assert table[0].startswith(waiting)
        assert shipped(language).say("state_open") in table[1]
        assert (await said(replace(typed, id="t2", verb="help"))).startswith(help_)
        assert await said(replace(typed, id="t3", verb="away", value="until tomorrow 08:00 stand-in sam")) == away
        assert "{" not in await said(replace(typed, id="t4", verb="back"))
        assert await said(replace(typed, id="p1", verb="not_us", thread="case-1")) == ""
        assert (await said(replace(typed, id="p2", verb="take", thread="case-1"))).startswith(closed)
        sams = replace(typed, id="p3", who=SAM, verb="take", thread="case-1")
        assert (await said(sams)).startswith("Case 1: the case is closed (not about us)")
        assert await said(replace(typed, who=SAM, verb="waiting")) == "Nobody is waiting."


async def test_who_pressed_is_on_record(tmp_path: Path, slack: ToySlack) -> None:
    async with shop(tmp_path, slack) as it:
        await it.press("take", SAM)
        async with it.earful.app.parts.store.read() as connection:
            (row,) = await asking.open_cases(connection)
            story = [(event.kind, event.by) for event in await deciding.events_of(connection, row.id)]
        assert ("press", "sam") in story
        assert ("act", "sam") in story


async def test_the_same_press_told_twice_counts_once(tmp_path: Path, slack: ToySlack) -> None:
    """Slack tells an envelope again when the confirmation got lost. Undo twice would take back two deeds."""
    async with shop(tmp_path, slack) as it:
        await it.press("take", SAM)
        await it.press("answered", MARIA)
        shown = dict(it.message)
        await it.press("undo", MARIA, envelope="once", at="1.1")
        again = await slack.press(shown, "undo", MARIA, envelope="twice", at="1.1")
        await until(lambda: again in slack.confirmed)
        assert (await it.case()).state is State.TAKEN
        assert slack.answers == []


async def test_two_clicks_on_one_button_are_told_once(tmp_path: Path, slack: ToySlack) -> None:
    async with shop(tmp_path, slack) as it:
        shown = dict(it.message)
        await it.press("take", MARIA, at="1.1")
        told = len(slack.messages)
        again = await slack.press(shown, "take", MARIA, envelope="another", at="1.2")
        await until(lambda: again in slack.confirmed)
        await it.earful.app.delivered()
        assert len(slack.messages) == told


async def test_who_gives_it_to_themselves_takes_it(tmp_path: Path, slack: ToySlack) -> None:
    async with shop(tmp_path, slack) as it:
        await it.press("give", SAM, "sam")
        case = await it.case()
        assert (case.state, case.taken_by) == (State.TAKEN, "sam")
        assert slack.messages[-1]["text"].endswith("Sam took it.")


async def test_a_late_undo_takes_back_nothing_of_somebody_else(tmp_path: Path, slack: ToySlack) -> None:
    async with shop(tmp_path, slack) as it:
        await it.press("take", SAM)
        shown = {**it.message, "blocks": it.message["blocks"], "attachments": it.message["attachments"]}
        await it.press("answered", MARIA, at="2.2")
        before = len(slack.confirmed)
        await slack.press(shown, "undo", SAM, at="3.3")
        await until(lambda: len(slack.confirmed) > before and bool(slack.answers))
        assert "somebody has done something about it since then" in slack.answers[0]["text"]
        assert slack.answers[0]["response_type"] == "ephemeral"
        assert (await it.case()).state is State.ANSWERED


async def test_two_people_press_and_the_second_is_told_how_it_stands(tmp_path: Path, slack: ToySlack) -> None:
    async with shop(tmp_path, slack) as it:
        shown = dict(it.message)
        await it.press("not_us", MARIA)
        before = len(slack.confirmed)
        await slack.press(shown, "take", SAM, at="4.4")
        await until(lambda: len(slack.confirmed) > before and bool(slack.answers))
        assert slack.answers[0]["text"].startswith("Case 1: ")
        assert (await it.case()).state is State.CLOSED


async def test_a_stranger_is_told_how_to_become_known(tmp_path: Path, slack: ToySlack) -> None:
    async with shop(tmp_path, slack) as it:
        await it.press("take", STRANGER)
        await until(lambda: bool(slack.answers))
        assert STRANGER in slack.answers[0]["text"]
        assert (await it.case()).state is State.OPEN


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "block_actions"},
        {"type": "block_actions", "user": {"id": MARIA}, "actions": []},
        {"type": "block_actions", "user": {"id": MARIA}, "actions": [{"action_id": "take", "block_id": "other|x"}]},
        {
            "type": "block_actions",
            "user": {"id": MARIA},
            "actions": [{"action_id": "take", "block_id": "earful|case-99|"}],
        },
        {
            "type": "block_actions",
            "user": {"id": MARIA},
            "actions": [{"action_id": "drop", "block_id": "earful|case-1|"}],
        },
        {
            "type": "block_actions",
            "user": {"id": MARIA},
            "actions": [{"action_id": "give", "block_id": "earful|case-1|"}],
        },
        {"type": "view_submission", "user": "x"},
        [],
        None,
    ],
)
async def test_odd_envelopes_are_confirmed_and_do_nothing(tmp_path: Path, slack: ToySlack, odd: Any) -> None:
    async with shop(tmp_path, slack) as it:
        envelope = await slack.send("interactive", odd)
        await until(lambda: envelope in slack.confirmed)
        assert (await it.case()).state is State.OPEN
        await it.press("take", MARIA)  # and the line still works
        assert (await it.case()).state is State.TAKEN


# -- the line --------------------------------------------------------------------------------------------------------


async def test_the_daemon_listens_again_when_slack_asks_it_to_come_again(tmp_path: Path, slack: ToySlack) -> None:
    async with shop(tmp_path, slack) as it:
        destination = it.earful.app.parts.config.destinations["slack"]
        ear = Ear()
        task = asyncio.create_task(ear.run(it.earful.app.parts, destination, it.earful.app.office.pressed))
        await until(lambda: slack.listening == 2)
        await slack.refresh()
        await task  # an orderly end: no failure
        assert ear.trouble
        assert (ear.trouble.failures, ear.trouble.not_before) == (0, None)
        task = asyncio.create_task(ear.run(it.earful.app.parts, destination, it.earful.app.office.pressed))
        await until(lambda: slack.listening >= 1)
        await slack.hang_up()
        await task
        assert ear.trouble.failures == 1
        await ear.run(
            it.earful.app.parts, destination, it.earful.app.office.pressed
        )  # to be left alone: returns at once
        assert slack.listening == 0


async def test_a_line_that_is_ended_at_once_is_opened_a_few_times_a_minute(tmp_path: Path, slack: ToySlack) -> None:
    """Slack lets an app open one line a minute, and some more at times (tier 1)."""
    async with shop(tmp_path, slack) as it:
        parts, ear = it.earful.app.parts, Ear()
        destination = parts.config.destinations["slack"]
        opened = [call.method for call in slack.calls].count("apps.connections.open")
        for _ in range(20):
            before = slack.listening
            task = asyncio.create_task(ear.run(parts, destination, it.earful.app.office.pressed))
            await until(lambda before=before, task=task: task.done() or slack.listening > before)  # type: ignore[misc]
            await slack.refresh()
            await task
            it.earful.clock.move(timedelta(seconds=5))
        calls = [call.method for call in slack.calls].count("apps.connections.open") - opened
        assert calls == 6  # in a hundred seconds
        assert ear.trouble
        assert ear.trouble.failures == 0


async def test_a_wrong_app_token_is_told_to_the_operator_once_and_that_it_works_again(
    tmp_path: Path, slack: ToySlack
) -> None:
    async with shop(tmp_path, slack) as it:
        slack.app_token = "xapp-another"
        parts, ear = it.earful.app.parts, Ear()
        destination = parts.config.destinations["slack"]
        for _ in range(3):
            await ear.run(parts, destination, it.earful.app.office.pressed)
            await it.earful.after(timedelta(minutes=11))
        dead = [message for message in it.mail.messages if message.reason == "CHANNEL_DEAD"]
        assert [message.title for message in dead] == ["Earful cannot deliver by the buttons of slack"] or len(
            dead
        ) == 1
        assert "invalid_auth" in dead[0].body
        assert "xapp" not in dead[0].body.replace("xapp-...", "")
        slack.app_token = "xapp-toy"
        task = asyncio.create_task(ear.run(parts, destination, it.earful.app.office.pressed))
        await until(lambda: slack.listening == 2)
        await slack.refresh()
        await task
        await it.earful.look()
        assert "CHANNEL_BACK" in {message.reason for message in it.mail.messages}


# -- what is drawn and read, pure ------------------------------------------------------------------------------------


def test_without_the_app_token_commands_stand_where_buttons_would() -> None:
    assert Slack(channel="#c", token="xoxb-1", app_token="xapp-1").hears
    assert not Slack(channel="#c", token="xoxb-1").hears
    with pytest.raises(ValueError, match="xapp-"):
        Slack(channel="#c", token="xoxb-1", app_token="xoxb-2")
    with pytest.raises(ValueError, match="webhook has no buttons"):
        Slack(webhook="https://hooks.slack.example/x", app_token="xapp-1")


@given(st.text(), st.text(), st.text(max_size=300))
def test_whatever_a_name_holds_slack_takes_the_block(label: str, value: str, thread: str) -> None:
    actions = [
        Action(verb="give", label=label, choices=[(value or "v", label)] * 120),
        Action(verb="take", label=label),
    ]
    told = replace(message(thread=thread), card=Card(heading="h", actions=actions, mark="2026-11-23T09:00:00+00:00"))
    drawn = buttons(told)
    assert problem({"text": "x", "blocks": drawn or [{"type": "divider"}]}) == ""
    if drawn:
        assert len(drawn[0]["elements"][0]["options"]) == 100


LINES = st.lists(
    st.builds(
        Line,
        text=st.text(min_size=1, max_size=600),
        thread=st.sampled_from(["", *(f"case-{number}" for number in range(60)), "x" * 300]),
        actions=st.sampled_from([(), (Action(verb="take", label="I'll take it", main=True),)]),
    ),
    max_size=60,
)


@given(st.lists(LINES, max_size=4))
@pytest.mark.slow
def test_buttons_beside_lines_are_no_more_than_slack_takes(sections: list[list[Line]]) -> None:
    card = Card(heading="h", sections=[Section("s", lines) for lines in sections])
    drawn = whole(tidy(replace(message(), card=card)))
    assert problem(drawn) == ""
    beside = [block for block in blocks(drawn) if "accessory" in block]
    assert len(beside) <= 20
    threads = {line.thread for lines in sections for line in lines if line.actions and len(line.thread) in range(1, 99)}
    assert {block["block_id"].split("|")[1] for block in beside} <= threads


@pytest.mark.parametrize("words", ["a" * 390, "a" * 150, "<!channel> " * 40])
def test_many_lines_with_buttons_are_not_too_long_for_slack(words: str) -> None:
    act = [Action(verb="take", label="I'll take it", main=True)]
    lines = [
        Line(
            text=f"{number}: {words}",
            link="https://forum.example/1",
            actions=act,
            thread=f"case-{number}",
            mark="m" * 32,
        )
        for number in range(50)
    ]
    drawn = whole(tidy(replace(message(), card=Card(heading="h", sections=[Section("s", lines)]))))
    assert problem(drawn) == ""
    said = json.dumps([drawn["blocks"], drawn["attachments"]], ensure_ascii=False)
    assert len(said) < 13_000  # with all that is around the words: slackapi/bolt-js#2509
    assert "<!channel>" not in said


async def test_where_nothing_comes_of_a_press_lines_have_no_buttons_either(slack: ToySlack) -> None:
    deaf = Slack(channel="#customers", token=slack.token, base_url=slack.url)
    line = Line(text="case 1", thread="case-1", actions=[Action(verb="take", label="I'll take it", main=True)])
    async with Net(gap=timedelta(0)) as net:
        client = net.bound(failure=DeliveryError, allow_private=True)
        await deaf.send(client, replace(message(), card=Card(heading="h", sections=[Section("s", [line])])), None)
    assert "case 1" in str(slack.roots[0])
    assert "accessory" not in str(slack.roots[0])


KEYS = ["type", "actions", "user", "id", "container", "selected_option", "block_id", "action_id"]
PAYLOADS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda deep: st.lists(deep) | st.dictionaries(st.sampled_from(KEYS) | st.text(), deep),
)


@given(PAYLOADS)
@pytest.mark.slow
def test_no_payload_makes_it_stumble(payload: Any) -> None:
    payload = payload if isinstance(payload, dict) else {"actions": [payload]}
    assert isinstance(pressed({**payload, "type": "block_actions"}), Press | None)
    assert isinstance(typed(payload), Press | None)


def test_what_is_typed_is_a_verb_and_the_rest() -> None:
    told = typed({"text": "  Away until  mon 08:00 ", "user_id": MARIA, "trigger_id": "7"})
    assert told == Press(id="7", who=MARIA, verb="away", value="until mon 08:00")
    assert typed({"text": "", "user_id": MARIA}) == Press(id="", who=MARIA, verb="help")
    assert typed({"text": "away"}) is None


def test_only_young_and_genuine_requests_count() -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    at, body = str(int(now.timestamp())), b"payload=%7B%7D"
    signature = "v0=" + hmac.new(b"secret", b"v0:" + at.encode() + b":" + body, "sha256").hexdigest()
    assert genuine("secret", at, signature, body, now)
    assert genuine("secret", at, signature, body, now + timedelta(seconds=299))
    assert not genuine("secret", at, signature, body, now + timedelta(seconds=301))
    assert not genuine("secret", at, signature, body, now - timedelta(seconds=301))
    assert not genuine("secret", at, signature, body + b"x", now)
    assert not genuine("another", at, signature, body, now)
    for broken in ("", "v0=", "é", signature.upper()):
        assert not genuine("secret", at, broken, body, now)
    assert not genuine("secret", "soon", signature, body, now)

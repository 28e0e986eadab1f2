"""A program that follows every change: told once, in order, and of nothing that was not stored."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.webhook import Webhook
from monitor.cases import Refused
from monitor.config import Config, Destination
from monitor.store import delivering
from tests.fakes import ToyForum
from tests.fakes.stage import THANKS, Letterbox, Place, Stage, post, settings, stage
from tests.test_storming import LONG_AGO, begin, brew

LOUD = "Harbor Plumbing never returned my call. I am furious and will sue."


@pytest.fixture
async def receiver() -> AsyncIterator[ToyForum]:
    async with ToyForum() as it:
        it.serve("/hook", "", status=204)
        yield it


def config(folder: Path, receiver: ToyForum, place: Place, events: Any = "changes", **more: Any) -> Config:
    """Mails to everybody, and a program that follows."""
    webhook = Webhook(url=f"{receiver.url}/hook", secret="a secret", events=events)
    destinations = {
        "mail": Destination(name="mail", kind="letterbox", channel=Letterbox()),
        "crm": Destination(name="crm", kind="webhook", channel=webhook, allow_private=True, **more),
    }
    return settings(folder, {"Town forum": place}, {}, destinations=destinations)


def told(receiver: ToyForum) -> list[tuple[str, str, str]]:
    """(type, thread, state) of what the program was sent, in the order in which it came; and forgets it."""
    found = [json.loads(each.body) for each in receiver.requests]
    receiver.requests.clear()
    assert len({each["id"] for each in found}) == len(found)
    return [(each["data"].get("type", each["reason"]), each["thread"], each["data"].get("state", "")) for each in found]


async def look(there: Stage) -> None:
    await there.look(as_new=timedelta(days=7))


async def test_every_change_of_a_case_is_told_with_the_case_as_it_was_then(tmp_path: Path, receiver: ToyForum) -> None:
    place = Place([post(LOUD)])
    async with stage(config(tmp_path, receiver, place)) as there:
        await look(there)
        first = json.loads(receiver.requests[0].body)
        assert first["reason"] == "CHANGED"
        assert (first["data"]["id"], first["data"]["brand"], first["data"]["turn"]) == (1, "Harbor Plumbing", "maria")
        assert "furious" not in str(first)
        assert told(receiver) == [("case.opened", "case-1", "open")]
        for verb, value in (("take", ""), ("give", "sam"), ("answered", ""), ("undo", "")):
            there.clock.move(timedelta(minutes=1))
            await there.app.office.act(1, verb, "maria", value)
        with pytest.raises(Refused):
            await there.app.office.act(1, "give", "maria", "nobody")
        await there.app.office.act(1, "close", "maria", "lost")
        await look(there)
        assert told(receiver) == [
            ("case.changed", "case-1", "taken"), ("case.changed", "case-1", "open"), ("case.changed", "case-1", "answered"),
            ("case.changed", "case-1", "open"), ("case.closed", "case-1", "closed"),
        ]  # fmt: skip
        there.clock.move(timedelta(minutes=5))
        place.posts.append(post(THANKS, at=there.clock.now()))
        await look(there)
        assert told(receiver) == [("case.closed", "case-1", "closed")]  # won back
        await look(there)
        assert told(receiver) == []


async def test_alerts_changes_or_both(tmp_path: Path, receiver: ToyForum) -> None:
    for events, expected in (
        ("alerts", {"FIRST_ANGER"}),
        ("changes", {"CHANGED"}),
        ("all", {"FIRST_ANGER", "CHANGED"}),
    ):
        (folder := tmp_path / events).mkdir()
        async with stage(config(folder, receiver, Place([post(LOUD)]), events)) as there:
            await look(there)
        assert {json.loads(each.body)["reason"] for each in receiver.requests} == expected
        receiver.requests.clear()


async def test_only_of_those_it_is_for(tmp_path: Path, receiver: ToyForum) -> None:
    async with stage(config(tmp_path, receiver, Place([post(LOUD)]), people=("sam",))) as there:
        await look(there)
        assert told(receiver) == []
        await there.app.office.act(1, "give", "maria", "sam")
        await look(there)
        assert told(receiver) == [("case.changed", "case-1", "open")]


async def test_what_could_not_be_told_is_told_later_and_bothers_nobody_else(tmp_path: Path, receiver: ToyForum) -> None:
    receiver.serve("/hook", "", status=500)
    async with stage(config(tmp_path, receiver, Place([post(LOUD)]))) as there:
        await look(there)
        receiver.requests.clear()
        await there.app.office.act(1, "take", "maria")
        receiver.serve("/hook", "", status=204)
        there.clock.move(timedelta(minutes=1))
        await look(there)
        assert told(receiver) == [("case.opened", "case-1", "open"), ("case.changed", "case-1", "taken")]
        async with there.app.parts.store.read() as connection:
            assert not await delivering.undelivered(connection)


@pytest.mark.slow
async def test_a_storm_is_told_from_beginning_to_end(tmp_path: Path, receiver: ToyForum) -> None:
    place = Place([LONG_AGO])
    async with stage(config(tmp_path, receiver, place)) as there:
        await begin(there)
        await brew(there, place)
        assert ("storm.began", "storm-1", "raging") in told(receiver)
        for verb in ("take", "over"):
            there.clock.move(timedelta(minutes=1))
            await there.app.office.act_on_storm(1, verb, "maria")
        await there.look()
        found = told(receiver)
        assert [each for each in found if each[1] == "storm-1"] == [
            ("storm.changed", "storm-1", "taken"), ("storm.over", "storm-1", "over"),
        ]  # fmt: skip
        assert ("case.changed", "case-1", "open") in found  # handed back

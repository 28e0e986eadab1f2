"""Several firms that one Earful listens for: each hears of its own brands, and of nobody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.base import Message, Press
from monitor.cases import Reason, Refused, Say
from monitor.config import Client, Config, ConfigError, Digest, Person, Step, load
from monitor.telling.digest import digest_message
from monitor.telling.digesting import gather
from monitor.telling.letters import letters
from tests.fakes.stage import START, Letterbox, Place, Stage, brand, post, settings, stage

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DAILY = Digest(frozenset(range(7)), time(12))
HARBOR, BOLT = "Harbor Plumbing", "Bolt Electric"
ANGRY = {HARBOR: "Harbor Plumbing never called me back. I am furious.", BOLT: "Bolt Electric never came. I am furious."}


@dataclass
class Agency:
    """Maria answers for both clients; Anna belongs to one, Bert to the other; each client has a room of its own."""

    earful: Stage
    forum: Place
    boxes: dict[str, Letterbox]

    def of(self, box: str, person: str = "") -> list[Message]:
        return [message for message in self.boxes[box].messages if not person or message.to.name == person]


def said(messages: list[Message]) -> str:
    """All that these messages say, by every way in which a channel can show it."""
    return "\n".join(f"{message.title}\n{message.body}\n{message.card}" for message in messages)


def config(folder: Path, forum: Place, boxes: dict[str, Letterbox], **changes: Any) -> Config:
    people = {
        "maria": Person(name="maria", digest=DAILY, slack="U0MARIA"),
        "sam": Person(name="sam"),
        "anna": Person(name="anna", digest=DAILY, slack="U0ANNA"),
        "bert": Person(name="bert", digest=DAILY, slack="U0BERT"),
    }
    steps = {HARBOR: (Step(HOUR, "anna"),), BOLT: (Step(HOUR, "bert"),)}
    brands = [brand(name, answered_by="maria", if_nobody_takes_it=steps[name]) for name in (HARBOR, BOLT)]
    clients = {
        "harbor": Client(name="harbor", brands=frozenset([HARBOR]), people=("anna",), channels=("harbor-room",)),
        "bolt": Client(name="bolt", brands=frozenset([BOLT]), people=("bert",), channels=("bolt-room",)),
    }
    return settings(folder, {"forum": forum}, boxes, brands, people=people, **{"clients": clients, **changes})


@asynccontextmanager
async def agency(folder: Path, **changes: Any) -> AsyncIterator[Agency]:
    boxes = {
        "mail": Letterbox(),
        "our-room": Letterbox(shared=True),
        "harbor-room": Letterbox(shared=True),
        "bolt-room": Letterbox(shared=True),
    }
    forum = Place()
    async with stage(config(folder, forum, boxes, **changes)) as earful:
        await earful.look()
        at = START + MINUTE
        forum.posts += [post(ANGRY[name], at=at, by=f"A customer of {name}") for name in (HARBOR, BOLT)]
        await earful.after(5 * MINUTE)
        yield Agency(earful, forum, boxes)


@pytest.mark.slow
async def test_everybody_hears_of_their_own_from_the_first_word_to_the_summary(tmp_path: Path) -> None:
    async with agency(tmp_path) as it:
        await it.earful.after(2 * HOUR)  # the ladder reaches Anna and Bert
        [harbors] = [number for number, case in (await it.earful.cases()).items() if case.brand == HARBOR]
        await it.earful.app.office.act(harbors, "answered", "maria")
        await it.earful.after(HOUR)  # noon: the summaries
        await it.earful.look()
        for room, person, own, others in (("harbor-room", "anna", HARBOR, BOLT), ("bolt-room", "bert", BOLT, HARBOR)):
            theirs = [*it.of(room), *it.of("mail", person)]
            reasons = {message.reason for message in theirs}
            assert {"FIRST_ANGER", "ESCALATED", "DIGEST"} <= reasons
            assert own in said(theirs)
            assert others not in said(theirs)
            assert {"anna": "Bert", "bert": "Anna"}[person] not in said(theirs)
        for ours in (it.of("our-room"), it.of("mail", "maria")):
            assert HARBOR in said(ours)
            assert BOLT in said(ours)
        [summary] = [message for message in it.of("mail", "anna") if message.reason == "DIGEST"]
        assert summary.data["waiting"] == 0  # Bolt's customer is not Anna's
        assert summary.data["answered"] == 1
        [bolts] = [message for message in it.of("bolt-room") if message.reason == "DIGEST"]
        assert (bolts.data["waiting"], bolts.data["answered"]) == (1, 0)
        assert len([message for message in it.of("our-room") if message.reason == "DIGEST"]) == 1


@pytest.mark.slow
async def test_nobody_acts_on_what_is_not_theirs(tmp_path: Path) -> None:
    async with agency(tmp_path) as it:
        app, cases = it.earful.app, await it.earful.cases()
        [bolts] = [number for number, case in cases.items() if case.brand == BOLT]
        for verb, by, value in (("take", "anna", ""), ("give", "maria", "anna")):
            with pytest.raises(Refused, match="none of the brands that anna sees"):
                await app.office.act(bolts, verb, by, value)
        await app.office.act(bolts, "take", "bert")
        with pytest.raises(Refused, match="may not see all that maria sees"):
            await app.office.away("maria", "mon 08:00", "anna", "maria")
        with pytest.raises(Refused, match="may not see all that anna sees"):
            await app.office.away("anna", "mon 08:00", "bert", "anna")
        await app.office.away("anna", "fri 08:00", "maria", "anna")


async def test_what_is_typed_lists_ones_own(tmp_path: Path) -> None:
    async with agency(tmp_path) as it:
        asked = [
            await it.earful.app.office.pressed(Press(id=who, who=who, verb="waiting")) for who in ("U0ANNA", "U0MARIA")
        ]
        assert BOLT not in asked[0]
        assert HARBOR in asked[0]
        assert BOLT in asked[1]


async def test_a_message_offers_nobody_of_another_client(tmp_path: Path) -> None:
    async with agency(tmp_path) as it:
        [message] = it.of("harbor-room")
        [give] = [action for action in message.card.actions if action.verb == "give"]
        assert [value for value, _ in give.choices] == ["sam", "anna"]


async def test_news_of_earful_itself_and_what_was_there_before_stay_with_us(tmp_path: Path) -> None:
    boxes = {"mail": Letterbox(), "harbor-room": Letterbox(shared=True)}
    known = config(tmp_path, Place(), boxes)
    for reason in (Reason.SOURCE_BLIND, Reason.ALREADY_WAITING):
        found = letters(known, "operator-x", Say(reason, ("sam",), 0, START), None, {})
        assert [letter.channel for letter in found] == ["mail"]


async def test_who_may_not_hear_of_it_any_more_is_replaced(tmp_path: Path) -> None:
    known = config(tmp_path, Place(), {"mail": Letterbox()})
    [letter] = letters(known, "case-1", Say(Reason.ESCALATED, ("bert",), 0, START), 1, {}, brand=HARBOR)
    assert letter.recipient == known.operator


async def test_clients_are_never_set_against_each_other(tmp_path: Path) -> None:
    async with agency(tmp_path) as it:
        known = it.earful.app.parts.config
        assert known.groups() == [frozenset([HARBOR]), frozenset([BOLT])]
        async with it.earful.app.parts.store.read() as connection:
            figures = await gather(connection, known, START, START + HOUR)
        assert {voice.brand for voice in figures.voices} == {HARBOR, BOLT}
        to = known.people["maria"].recipient
        for apart, shown in (
            ((), True),
            ((frozenset([HARBOR]), frozenset([BOLT])), False),
            ((frozenset([HARBOR, "Harbor Heating"]), frozenset([BOLT])), False),
            ((frozenset([HARBOR, BOLT]),), True),
        ):
            message = digest_message(replace(figures, apart=apart), to, "1", "digest", START + HOUR, known.timezone)
            titles = [section.title for section in message.card.sections]
            assert ("How much was said" in titles) is shown, apart


# -- the file ----------------------------------------------------------------------------------------------------------

FILE = """
people:
  maria: {slack: U0MARIA1}
  anna: {slack: U0ANNA12}
  bert: {slack: U0BERT12, stand_in: maria}
operator: maria
brands:
  - {name: Harbor, answered_by: maria, if_nobody_takes_it: [{after: 1h, tell: anna}]}
  - {name: Bolting, answered_by: maria, if_nobody_takes_it: [{after: 1h, tell: bert}]}
alerts:
  digest: mondays 08:00
  channels:
    ours: {kind: console}
    harbor-room: {kind: console}
clients:
  harbor group: {brands: [Harbor], people: [anna], channels: [harbor-room], digest: fridays 16:00}
  bolt: {brands: [Bolting], people: [bert]}
"""


def loaded(folder: Path, text: str) -> Config:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, {})


def test_a_file_with_clients(tmp_path: Path) -> None:
    found = loaded(tmp_path, FILE)
    assert found.clients["harbor group"].brands == {"Harbor"}
    assert [found.sees(name) for name in ("maria", "anna", "bert")] == [None, {"Harbor"}, {"Bolting"}]
    digests = {name: person.digest for name, person in found.people.items()}
    assert digests["anna"] == Digest(frozenset([4]), time(16))
    assert digests["bert"] == digests["maria"] == Digest(frozenset([0]), time(8))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("brands: [Harbor],", "brands: [Harbour],", "clients.harbor group.brands.0: 'Harbour' is none of the brands"),
        ("brands: [Bolting]", "brands: [Bolting, Harbor]", "'Harbor' is harbor group's already"),
        ("people: [bert]", "people: [bort]", "'bort' is none of the people"),
        ("people: [bert]", "people: [bert], channels: [harbor-room]", "'harbor-room' is harbor group's already"),
        ("people: [bert]", "people: [bert], channels: [their-room]", "'their-room' is none of the channels"),
        ("people: [bert]", "people: [bert, maria]", "maria is the operator"),
        ("tell: bert", "tell: anna", "anna would hear of Bolting, which is another client's"),
        ("anna: {slack: U0ANNA12}", "anna: {slack: U0ANNA12, stand_in: bert}", "bert would stand in for anna"),
        ("bolt: {brands: [Bolting], ", "bolt: {", "clients.bolt.brands: is missing"),
    ],
)
def test_what_is_wrong_with_clients(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in FILE
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, FILE.replace(old, new))
    assert words in str(caught.value)


def test_who_signs_in_in_the_name_of_a_clients_people_sees_no_more_than_they(tmp_path: Path) -> None:
    page = "page: {port: 8080, proxies: [127.0.0.1], user_header: Remote-User, users: {anna: {role: act}, maria: {role: act}}}\n"
    users = loaded(tmp_path, FILE + page).page.users
    assert users["anna"].brands == frozenset({"Harbor"})
    assert users["maria"].brands is None
    wider = page.replace("anna: {role: act}", "boss: {role: look, person: anna, brands: [Harbor, Bolting]}")
    assert loaded(tmp_path, FILE + wider).page.users["boss"].brands == frozenset({"Harbor"})

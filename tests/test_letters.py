"""Who hears a message, and by which channels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.cases import Reason, Say
from monitor.config import Config, Person
from monitor.telling.letters import letters
from tests.fakes.stage import START, Letterbox, settings


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return settings(tmp_path, [], {"mail": Letterbox(), "room": Letterbox(shared=True)})


def sent(config: Config, *to: str, but_not: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    say = Say(Reason.WON_BACK, to, 3, START, "sam")
    found = letters(config, "case-1", say, 1, {"by": "sam"}, but_not=but_not)
    assert {(letter.matter, letter.ordinal, letter.due) for letter in found} <= {("case-1", 3, START)}
    return [(letter.recipient, letter.channel) for letter in found]


def test_everybody_by_their_own_and_a_room_once(config: Config) -> None:
    assert sent(config, "maria", "sam") == [("maria", "mail"), ("maria", "room"), ("sam", "mail")]
    assert sent(config, "sam", "sam") == [("sam", "mail"), ("sam", "room")]
    assert sent(config) == []


def test_nobody_gets_mail_about_what_they_did_themselves(config: Config) -> None:
    for by, told in (("sam", [("sam", "room")]), ("maria", [("sam", "mail"), ("sam", "room")])):
        taken = Say(Reason.TAKEN, ("sam",), 3, START, by)
        found = letters(config, "case-1", taken, 1, {})  # the room shows it all the same
        assert [(letter.recipient, letter.channel) for letter in found] == told


def test_a_person_may_choose_and_a_dead_channel_is_left_out(config: Config) -> None:
    chosen = replace(config, people={**config.people, "maria": Person(name="maria", channels=("mail",))})
    assert sent(chosen, "maria") == [("maria", "mail")]
    assert sent(config, "maria", but_not=("mail",)) == [("maria", "room")]


def test_whoever_has_left_is_replaced_by_the_operator_once(config: Config) -> None:
    assert sent(config, "fred", "sam") == [("sam", "mail"), ("sam", "room")]

"""A burst becomes one message, and what cannot reach somebody goes to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.base import DeliveryError
from monitor.store import delivering
from monitor.store.delivering import Delivery
from monitor.telling.bundling import MOST, WINDOW, plan
from monitor.telling.deliver import pause
from tests.fakes.stage import FURIOUS, START, Letterbox, Place, Stage, brand, post, settings, stage

MINUTE = timedelta(minutes=1)


# -- pure ------------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 500), unique=True), st.sets(st.integers(1, 500)), st.integers(0, 20))
def test_nothing_is_lost_and_nobody_gets_more_than_a_few(due: list[int], edits: set[int], lately: int) -> None:
    edits &= set(due)
    alone, together, later = plan(due, edits, lately)
    assert sorted([*alone, *together, *later]) == sorted(due)
    assert edits <= set(alone)
    further = len(set(alone) - edits) + bool(together)
    assert further <= max(0, MOST - lately)
    assert len(together) != 1  # one message is no bundle
    for part in (alone, together, later):
        assert part == [number for number in due if number in set(part)]  # the order stays


def test_in_figures() -> None:
    assert plan([1, 2, 3], set(), 0) == ([1, 2, 3], [], [])
    assert plan(list(range(1, 31)), set(), 0) == ([1, 2, 3, 4, 5], list(range(6, 31)), [])
    assert plan([7, 8, 9], {8}, MOST) == ([8], [], [7, 9])


# -- the whole way ---------------------------------------------------------------------------------------------------


async def burst(earful: Stage, forum: Place, count: int) -> None:
    """So many customers are angry at the same time."""
    at = earful.clock.now()
    forum.posts += [post(FURIOUS, at=at, by=f"Customer {at:%H%M}-{number}") for number in range(count)]
    await earful.after(MINUTE)


@pytest.mark.slow
async def test_thirty_customers_at_once_are_six_messages(tmp_path: Path) -> None:
    mail, hook, forum = Letterbox(bundles=True), Letterbox(shared=True), Place()
    brands = [brand(if_nobody_takes_it=())]
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail, "hook": hook}, brands)) as earful:
        await earful.look()
        await burst(earful, forum, 30)
        assert [message.reason for message in mail.messages] == ["FIRST_ANGER"] * 5 + ["BUNDLE"]
        last = mail.messages[-1]
        assert last.title == "25 more messages at once"
        assert sum(len(section.lines) for section in last.card.sections) == 25
        assert len(hook.messages) == 30  # a program gets every one
        await burst(earful, forum, 4)
        assert len(mail.messages) == 6  # within the ten minutes: later
        await earful.after(WINDOW)
        assert [message.reason for message in mail.messages[6:]] == ["FIRST_ANGER"] * 4
        assert len(hook.messages) == 34
        numbers = {case for message in mail.messages for case in _cases(message.body)}
        assert len(numbers) == 34


@pytest.mark.slow
async def test_what_comes_one_by_one_waits_for_one_moment_and_comes_as_one(tmp_path: Path) -> None:
    mail, forum = Letterbox(bundles=True), Place()
    brands = [brand(if_nobody_takes_it=())]
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, brands)) as earful:
        await earful.look()
        for number in range(30):
            at = earful.clock.now()
            forum.posts.append(post(FURIOUS, at=at, by=f"Customer {number}"))
            await earful.after(timedelta(seconds=12))
        assert [message.reason for message in mail.messages] == ["FIRST_ANGER"] * 6
        await earful.after(timedelta(minutes=4))
        assert len(mail.messages) == 6
        await earful.after(timedelta(seconds=12))  # ten minutes after the first one
        assert [message.reason for message in mail.messages[6:]] == ["BUNDLE"]
        assert mail.messages[-1].title == "24 more messages at once"


def _cases(text: str) -> set[str]:
    return {part.split("]")[0] for part in text.split("[case ")[1:]} | {
        part.split(" ")[0] for part in text.split("earful case ")[1:] if part[0].isdigit()
    }


class Room(Letterbox):
    """One with living messages."""

    living = True


async def ten_in_a_room(earful: Stage, forum: Place) -> None:
    """Ten cases, each with a living message; and then it is time to remind of all of them."""
    await earful.look()
    for _ in range(2):
        await burst(earful, forum, 5)
        await earful.after(2 * WINDOW)
    earful.clock.move(timedelta(hours=1))


@pytest.mark.slow
async def test_ten_reminders_at_once_call_once(tmp_path: Path) -> None:
    room, forum = Room(shared=True, bundles=True), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"room": room})) as earful:
        await ten_in_a_room(earful, forum)
        assert [(message.reason, message.quiet) for message in room.messages] == [("FIRST_ANGER", False)] * 10
        room.messages.clear()
        await earful.look()
        call, *others = room.messages
        assert (call.reason, call.to.name, call.title) == ("BUNDLE", "maria", "10 more messages at once")
        assert sum(len(section.lines) for section in call.card.sections) == 10
        assert [(message.reason, message.quiet) for message in others] == [("STILL_WAITING", True)] * 10
        assert {message.thread for message in others} == {f"case-{number}" for number in range(1, 11)}


@pytest.mark.slow
async def test_what_fails_after_the_call_makes_no_second_one(tmp_path: Path) -> None:
    room, forum = Room(shared=True, bundles=True), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"room": room}, operator="maria")) as earful:
        await ten_in_a_room(earful, forum)
        room.messages.clear()

        def some() -> int:
            return sum(message.reason == "STILL_WAITING" for message in room.messages)

        send = room.send

        async def broken(*args: Any) -> Any:
            if some() == 2:
                raise DeliveryError("down")
            return await send(*args)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(room, "send", broken)
            await earful.look()
        assert some() == 2
        await earful.after(5 * MINUTE)
        assert some() == 10
        assert [message.reason for message in room.messages].count("BUNDLE") == 1
        assert all(message.quiet for message in room.messages if message.reason == "STILL_WAITING")


@pytest.mark.slow
async def test_a_storm_does_not_wait_for_the_cases_before_it(tmp_path: Path) -> None:
    mail, forum = Letterbox(bundles=True), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(if_nobody_takes_it=())])) as earful:
        await earful.look()
        for _ in range(3):
            await earful.after(timedelta(days=1))
        earful.clock.move(8 * MINUTE)
        await burst(earful, forum, 30)
        assert len(mail.messages) == MOST
        for _ in range(7):  # until the quarter of an hour is over
            await earful.after(MINUTE)
        assert [message.reason for message in mail.messages].count("STORM") == 1


@pytest.mark.slow
async def test_after_an_outage_nobody_is_flooded(tmp_path: Path) -> None:
    mail, forum = Letterbox(bundles=True, broken=DeliveryError("down")), Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(if_nobody_takes_it=())])
    async with stage(config) as earful:
        await earful.look()
        for _ in range(20):
            await burst(earful, forum, 2)
            await earful.after(5 * MINUTE)
        assert mail.messages == []
        mail.broken = None
        await earful.after(timedelta(hours=1))
        assert len([message for message in mail.messages if message.to.name == "maria"]) <= MOST
        told = {number for message in mail.messages for number in _cases(message.body)}
        assert len(told) == 40


@pytest.mark.slow
async def test_a_bundle_that_fails_is_tried_again_whole(tmp_path: Path) -> None:
    mail, forum = Letterbox(bundles=True), Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(if_nobody_takes_it=())])
    async with stage(config) as earful:
        await earful.look()
        mail.troubles = [DeliveryError("busy")] * 6
        await burst(earful, forum, 10)
        await earful.after(2 * WINDOW)
        await earful.after(2 * WINDOW)
        told = {number for message in mail.messages for number in _cases(message.body)}
        assert len(told) == 10


@pytest.mark.slow
async def test_who_cannot_be_reached_is_replaced_at_once(tmp_path: Path) -> None:
    class Gone(Letterbox):
        def reaches(self, person: object) -> bool:
            return getattr(person, "name", "") == "maria"

    marias, others, forum = Gone(broken=DeliveryError("no such mailbox", permanent=True)), Letterbox(), Place()
    config = settings(tmp_path, {"forum": forum}, {"marias": marias, "others": others})
    people = {**config.people, "maria": replace(config.people["maria"], channels=("marias",))}
    config = replace(config, people=people)
    async with stage(config) as earful:
        await earful.look()
        forum.posts.append(post(FURIOUS, at=START + MINUTE))
        await earful.after(2 * MINUTE)
        await earful.after(MINUTE)
        told = [message for message in others.messages if message.reason == "UNDELIVERED"]
        assert [(message.to.name, message.urgent) for message in told] == [("sam", True)]
        assert "cannot be delivered to Maria. Sam, over to you." in told[0].summary
        for _ in range(10):
            await earful.after(MINUTE)
        assert [message.reason for message in others.messages].count("UNDELIVERED") == 1


@pytest.mark.slow
async def test_the_fallback_is_used_when_the_first_way_does_not_work(tmp_path: Path) -> None:
    slack, mail, last, forum = Letterbox(broken=DeliveryError("busy")), Letterbox(), Letterbox(), Place()
    config = settings(
        tmp_path, {"forum": forum}, {"slack": slack, "mail": mail, "last": last}, [brand(if_nobody_takes_it=())]
    )
    maria = replace(config.people["maria"], fallback=("mail", "last"))
    sam = replace(config.people["sam"], channels=("last",))
    async with stage(replace(config, people={"maria": maria, "sam": sam})) as earful:
        await earful.look()
        forum.posts.append(post(FURIOUS, at=START + MINUTE))
        await earful.after(2 * MINUTE)
        assert mail.told == []  # once is no trouble yet
        for _ in range(6):
            await earful.after(2 * MINUTE)
        assert mail.told == [("FIRST_ANGER", "maria")]
        mail.broken = DeliveryError("no such mailbox", permanent=True)
        forum.posts.append(post(FURIOUS, at=earful.clock.now(), by="Lee"))
        for _ in range(8):
            await earful.after(2 * MINUTE)
        assert [told for told in last.told if told[0] == "FIRST_ANGER"] == [("FIRST_ANGER", "maria")]
        slack.broken = None
        await earful.after(timedelta(hours=2))
        assert slack.told.count(("FIRST_ANGER", "maria")) == 2  # late, and said so


async def test_a_service_that_wants_hours_of_rest_does_not_deliver(tmp_path: Path) -> None:
    rest = timedelta(hours=5)
    slack, mail, forum = Letterbox(troubles=[DeliveryError("slow down", retry_after=rest)]), Letterbox(), Place()
    config = settings(tmp_path, {"forum": forum}, {"slack": slack, "mail": mail}, [brand(if_nobody_takes_it=())])
    maria = replace(config.people["maria"], channels=("slack",), fallback=("mail",))
    async with stage(replace(config, people={**config.people, "maria": maria})) as earful:
        await earful.look()
        forum.posts.append(post(FURIOUS, at=START + MINUTE))
        await earful.after(2 * MINUTE)
        await earful.after(MINUTE)
        assert sorted(mail.told) == [("CHANNEL_DEAD", "sam"), ("FIRST_ANGER", "maria")]
        await earful.after(rest)
        assert slack.told[0] == ("FIRST_ANGER", "maria")  # it had what it asked for


async def test_another_way_to_the_same_person_is_enough(tmp_path: Path) -> None:
    broken, mail, forum = Letterbox(broken=DeliveryError("no", permanent=True)), Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"broken": broken, "mail": mail})) as earful:
        await earful.look()
        forum.posts.append(post(FURIOUS, at=START + MINUTE))
        await earful.after(2 * MINUTE)
        await earful.after(MINUTE)
        assert ("FIRST_ANGER", "maria") in mail.told
        assert "UNDELIVERED" not in [reason for reason, _ in mail.told]


FAILED = Delivery(
    id=1, matter="case-1", case_id=1, reason="FIRST_ANGER", ordinal=0, recipient="maria", channel="mail", facts={},
    created=START, wanted=START, attempts=0,
)  # fmt: skip


def test_what_failed_together_does_not_come_back_together() -> None:
    def waits(number: int, attempts: int, *, hopeless: bool = False) -> timedelta:
        return pause(replace(FAILED, id=number, attempts=attempts), hopeless=hopeless)

    for attempts, most in enumerate((30, 60, 120, 300, 900, 3600, 3600)):
        found = {waits(number, attempts).total_seconds() for number in range(200)}
        assert most * 0.75 < min(found) < most * 0.8
        assert most * 0.95 < max(found) <= most
        assert len(found) == 200
    assert waits(1, 3) == waits(1, 3)  # whoever starts anew decides the same
    assert timedelta(hours=4) < waits(1, 0, hopeless=True) <= timedelta(hours=6)


@pytest.mark.slow
async def test_what_is_given_up_goes_to_the_next_person(tmp_path: Path) -> None:
    mine, theirs, forum = Letterbox(broken=DeliveryError("down")), Letterbox(), Place()
    config = settings(tmp_path, {"forum": forum}, {"mine": mine, "theirs": theirs}, [brand(if_nobody_takes_it=())])
    people = {
        "maria": replace(config.people["maria"], channels=("mine",)),
        "sam": replace(config.people["sam"], channels=("theirs",)),
    }
    async with stage(replace(config, people=people, operator="sam")) as earful:
        await earful.look()
        forum.posts.append(post(FURIOUS, at=START + MINUTE))
        for hours in range(30):
            await earful.after(timedelta(hours=3) if hours else 2 * MINUTE)
            if hours == 10:
                assert ("UNDELIVERED", "sam") not in theirs.told  # it may still pass
        assert theirs.told.count(("UNDELIVERED", "sam")) >= 1


@pytest.mark.slow
async def test_the_outbox_lists_and_retries_what_was_given_up(tmp_path: Path) -> None:
    mail, forum = Letterbox(broken=DeliveryError("down")), Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(if_nobody_takes_it=())])
    async with stage(config) as earful:
        await earful.look()
        forum.posts.append(post(FURIOUS, at=START + MINUTE))
        await earful.after(2 * MINUTE)
        for _ in range(30):
            await earful.after(timedelta(hours=3))
        async with earful.app.parts.store.read() as connection:
            rows = [row for row in await delivering.waiting(connection) if row.reason == "FIRST_ANGER"]
        assert [(row.state, row.error) for row in rows] == [("gave_up", "down")]
        mail.broken = None
        assert await earful.app.office.retry(rows[0].id + 1_000) == 0
        assert await earful.app.office.retry(rows[0].id) == 1
        await earful.app.delivered()
        assert ("FIRST_ANGER", "maria") in mail.told


@pytest.mark.slow
async def test_a_clock_that_ran_ahead_for_a_while_holds_nothing_back(tmp_path: Path) -> None:
    mail, forum = Letterbox(bundles=True), Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(if_nobody_takes_it=())])
    async with stage(config) as earful:
        await earful.look()
        mail.troubles = [DeliveryError("down")]
        year = timedelta(days=365)
        earful.clock.move(year)  # somebody set the clock wrongly
        forum.posts += [post(FURIOUS, at=earful.clock.now(), by=f"Ahead {number}") for number in range(MOST + 1)]
        await earful.look()
        earful.clock.move(-year)
        await earful.after(5 * MINUTE)
        told = {number for message in mail.messages for number in _cases(message.body)}
        assert len(told) == MOST + 1  # what was put off until next year came all the same
        mail.messages.clear()
        await burst(earful, forum, 2)
        assert len(mail.messages) == 2  # and what went out "next year" does not count as lately


async def test_a_machine_that_slept_for_days_tries_before_it_gives_up(tmp_path: Path) -> None:
    mail, forum = Letterbox(troubles=[DeliveryError("no network yet")] * 3), Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(if_nobody_takes_it=())])
    async with stage(config) as earful:
        await earful.look()
        forum.posts.append(post(FURIOUS, at=START + MINUTE))
        await earful.after(2 * MINUTE)
        earful.clock.move(timedelta(days=6))  # it is closed, and opened again where there is no network yet
        await earful.look()
        for _ in range(4):
            await earful.after(5 * MINUTE)
        assert ("FIRST_ANGER", "maria") in mail.told
        first = next(message for message in mail.messages if message.reason == "FIRST_ANGER")
        assert first.summary.startswith("(Late by 6 days")

"""Somebody is away: who stands in gets everything, and gives back what they did not take."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from connectors.base import Form
from monitor.cases import Refused, State
from monitor.config import Alerts, Condition, Config, Person, QuietHours, Route, Step
from monitor.policies import here
from tests.fakes.stage import START, Letterbox, Place, brand, post, settings, stage

MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def shop(tmp_path: Path, forum: Place, mail: Letterbox) -> Config:
    config = settings(tmp_path, {"forum": forum}, {"mail": mail})
    people = {**config.people, "maria": replace(config.people["maria"], stand_in="sam"), "joe": Person(name="joe")}
    return replace(config, people=people)


@pytest.mark.slow
async def test_the_stand_in_gets_what_is_open_and_what_is_new_and_gives_it_back(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await earful.look()
        forum.posts += [post(by=name, at=START + n * MINUTES / 10) for n, name in enumerate(("Ann", "Bob", "Cid"))]
        await earful.after(MINUTES)
        await earful.app.office.act(1, "take", "maria")
        await earful.app.office.act(2, "answered", "maria")
        await earful.look()
        mail.take()
        until, done = await earful.app.office.away("maria", "tue 08:00", "", "maria")
        assert until == START.replace(hour=8) + DAY
        await earful.look()
        assert sorted(done.cases) == [1, 3]
        assert mail.messages[0].summary == "Maria is away, so this is yours for now, Sam."
        assert mail.take() == [("HANDED_OVER", "sam")] * 2
        cases = await earful.cases()
        assert [(cases[n].state, cases[n].turn) for n in (1, 3)] == [(State.OPEN, "sam")] * 2
        forum.posts.append(post(by="Dan", at=earful.clock.now()))
        await earful.after(MINUTES)
        assert mail.take() == [("FIRST_ANGER", "sam")]
        await earful.after(HOUR)  # the step that would tell Maria again
        assert {to for _, to in mail.take()} == {"sam"}
        await earful.app.office.act(3, "take", "sam")
        await earful.look()
        mail.take()
        await earful.after(23 * HOUR)  # Tuesday, nine o'clock: she is back by herself
        back = [message for message in mail.messages if message.reason == "HANDED_OVER"]
        assert [(message.to.name, message.data["case"]) for message in back] == [("maria", 1), ("maria", 4)]
        assert back[0].summary == "You are back, Maria: this is yours again."
        assert {number: case.turn for number, case in (await earful.cases()).items()}[3] == "sam"
        with pytest.raises(Refused, match="maria is not away"):
            await earful.app.office.back("maria")


async def test_what_is_about_no_single_case_and_waits_for_their_morning_goes_to_the_stand_in(tmp_path: Path) -> None:
    mail, papers = Letterbox(), Place()
    forum = Place([post(by="Ann", at=START - DAY)])
    press = Route(
        name="route 1",
        when=Condition(voice="press"),
        answered_by="maria",
        answer_within=HOUR,
        if_nobody_takes_it=(Step(HOUR, "sam"),),
    )
    config = settings(tmp_path, {"forum": forum, "papers": papers}, {"mail": mail}, [brand(routes=(press,))])
    config = replace(config, alerts=replace(config.alerts, quiet_hours=QuietHours(time(8), time(12), "")))
    async with stage(config) as earful:
        await earful.look()
        story = "Customers are furious: Harbor Plumbing never returned their calls, and they are angry."
        papers.posts.append(post(story, by="The Gazette", title="Under fire", form=Form.ARTICLE))
        await earful.after(MINUTES)
        assert mail.told == []
        await earful.app.office.away("maria", "2d", "sam", "maria")
        await earful.after(4 * HOUR)
        assert sorted(mail.told) == [("ALREADY_WAITING", "sam"), ("PRESS", "sam")]
        (waiting,) = [message for message in mail.messages if message.reason == "ALREADY_WAITING"]
        assert waiting.data["count"] == 1


async def test_of_what_nobody_was_to_be_told_the_stand_in_is_not_told_either(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    config = replace(shop(tmp_path, forum, mail), alerts=Alerts(alert_when="storm"))
    async with stage(config) as earful:
        await earful.look()
        forum.posts += [post(by="Ann"), post(by="Bob")]
        await earful.after(MINUTES)
        await earful.app.office.act(2, "take", "maria")
        await earful.app.office.away("maria", "2d", "", "maria")
        await earful.look()
        assert [(message.reason, message.data["case"]) for message in mail.messages] == [("HANDED_OVER", 2)]
        assert {number: case.turn for number, case in (await earful.cases()).items()} == {1: "sam", 2: "sam"}
        await earful.app.office.back("maria")
        assert (await earful.cases())[1].turn == "maria"
        await earful.after(DAY)
        assert {message.data["case"] for message in mail.messages} == {2}


async def test_back_before_the_time(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await earful.look()
        await earful.app.office.away("maria", "3d", "joe", "sam")
        forum.posts.append(post())
        await earful.after(MINUTES)
        assert mail.take() == [("FIRST_ANGER", "joe")]
        await earful.app.office.back("maria")
        await earful.look()
        assert mail.take() == [("HANDED_OVER", "maria")]
        forum.posts.append(post(by="Lee", at=earful.clock.now()))
        await earful.after(MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")]


async def test_if_the_stand_in_goes_too_theirs_stands_in_and_at_last_the_operator(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await earful.look()
        await earful.app.office.away("maria", "3d", "joe", "maria")
        await earful.app.office.away("joe", "3d", "sam", "joe")
        forum.posts.append(post())
        await earful.after(MINUTES)
        assert mail.take() == [("FIRST_ANGER", "sam")]
        assert here("maria", earful.app.config, {"maria": "joe", "joe": "maria"}) == "sam"  # who is the operator


async def test_what_is_with_somebody_who_has_left_is_told_to_who_stands_in_for_the_operator(tmp_path: Path) -> None:
    """Maria leaves the firm with a case and a message for her morning. Sam, the operator, goes away."""
    mail, forum = Letterbox(), Place()
    nights = Alerts(quiet_hours=QuietHours(time(8), time(10)))
    config = replace(shop(tmp_path, forum, mail), alerts=nights)
    async with stage(config) as earful:
        await earful.look()
        forum.posts = [post()]
        await earful.after(MINUTES)
        assert mail.take() == []
        people = {name: person for name, person in config.people.items() if name != "maria"}
        joes = brand(answered_by="joe", if_nobody_takes_it=(Step(HOUR, "joe"),))
        without = replace(config, people=people, brands={joes.names.name: joes}, digest="another")
        await earful.app.reload(lambda: without)
        await earful.app.office.away("sam", "3d", "joe", "sam")
        await earful.after(HOUR)
        assert sorted(mail.take()) == [("FIRST_ANGER", "joe"), ("HANDED_OVER", "joe")]
        await earful.after(HOUR)
        await earful.after(3 * HOUR)
        assert mail.take() == [("STILL_WAITING", "joe"), ("OVERDUE", "joe")]
        await earful.app.office.back("sam")
        await earful.look()
        mail.take()
        await earful.after(7 * DAY)
        assert {person for _, person in mail.take()} == {"sam"}


@pytest.mark.slow
async def test_a_reminder_that_waits_for_the_morning_follows_too(tmp_path: Path) -> None:
    """Maria has left, so the reminder of her case, and her storm, are for Sam's morning. In the night he goes away."""
    mail, forum = Letterbox(), Place([post("Has anybody been to Harbor Plumbing lately?", at=START - 20 * DAY)])
    config = replace(shop(tmp_path, forum, mail), alerts=Alerts(quiet_hours=QuietHours(time(9, 30), time(12), "")))
    async with stage(config) as earful:
        await earful.look()
        await earful.after(15 * MINUTES)  # what is usual is known
        forum.posts = [post(at=earful.clock.now())]
        await earful.after(MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")]
        people = {name: person for name, person in config.people.items() if name != "maria"}
        joes = brand(answered_by="joe", if_nobody_takes_it=(Step(HOUR, "joe"),))
        changed = replace(config, people=people, brands={joes.names.name: joes}, digest="another")
        forum.posts = [post(by=f"Customer {n}", at=earful.clock.now()) for n in range(4)]
        await earful.after(MINUTES)
        assert mail.take() == [("STORM", "maria")]
        await earful.app.reload(lambda: changed)
        await earful.after(100 * MINUTES)  # it is night, and the ladders are due
        assert mail.take() == []
        await earful.app.office.away("sam", "3d", "joe", "sam")
        await earful.after(2 * HOUR)
        told = mail.take()
        assert {("HANDED_OVER", "joe")} <= set(told)
        assert {person for _, person in told} == {"joe"}


@pytest.mark.parametrize("order", [("maria", "joe"), ("joe", "maria")])
async def test_however_many_stand_in_for_each_other_it_comes_back_to_whose_it_was(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:

        async def turn() -> str:
            return (await earful.cases())[1].turn

        await earful.look()
        forum.posts = [post()]
        await earful.after(MINUTES)
        await earful.app.office.away("maria", "3d", "joe", "maria")
        await earful.app.office.away("joe", "3d", "sam", "joe")
        assert await turn() == "sam"
        first, second = order
        await earful.app.office.back(first)
        assert await turn() == first
        await earful.app.office.back(second)
        assert await turn() == "maria"


async def test_another_stand_in_gets_what_the_first_one_had(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await earful.look()
        forum.posts = [post()]
        await earful.after(MINUTES)
        await earful.app.office.away("maria", "3d", "joe", "maria")
        mail.take()
        await earful.app.office.away("maria", "3d", "sam", "maria")
        await earful.look()
        assert [(message.to.name, message.summary) for message in mail.messages] == [
            ("joe", "Maria is away, so this is yours for now, Joe."),
            ("sam", "Maria is away, so this is yours for now, Sam."),
        ]
        assert (await earful.cases())[1].turn == "sam"


@pytest.mark.parametrize(
    ("person", "until", "stand_in", "why"),
    [
        ("fred", "2h", "", "nobody called 'fred'"),
        ("maria", "", "", "until when"),
        ("maria", "2020-01-01", "", "no time to come"),
        ("maria", "2h", "maria", "for themselves"),
        ("maria", "2h", "fred", "nobody called 'fred'"),
        ("maria", "2h", "joe", "joe is away too"),
        ("sam", "2h", "", "who stands in for sam"),
    ],
)
async def test_what_cannot_be_is_refused(tmp_path: Path, person: str, until: str, stand_in: str, why: str) -> None:
    async with stage(shop(tmp_path, Place(), Letterbox())) as earful:
        await earful.app.office.away("joe", "1d", "sam", "joe")
        with pytest.raises(Refused, match=why):
            await earful.app.office.away(person, until, stand_in, "sam")


async def test_whom_nothing_reaches_cannot_stand_in(tmp_path: Path) -> None:
    config = shop(tmp_path, Place(), Letterbox())
    people = {**config.people, "joe": Person(name="joe", channels=("carrier pigeon",))}
    async with stage(replace(config, people=people)) as earful:
        with pytest.raises(Refused, match="nothing reaches joe"):
            await earful.app.office.away("maria", "1d", "joe", "maria")


async def test_what_waits_for_the_morning_of_somebody_who_went_away_meanwhile_is_the_stand_in_s(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    config = shop(tmp_path, forum, mail)
    night = replace(config, alerts=Alerts(quiet_hours=QuietHours(start=time(21), end=time(7))))
    async with stage(night, at=START + 13 * HOUR) as earful:
        await earful.look()
        forum.posts = [post(at=earful.clock.now())]
        await earful.after(MINUTES)
        assert mail.take() == []
        await earful.app.office.away("maria", "5d", "", "maria")
        await earful.look()
        assert mail.take() == [("HANDED_OVER", "sam")]
        await earful.after(9 * HOUR)
        assert mail.take() == []  # it would have told Maria

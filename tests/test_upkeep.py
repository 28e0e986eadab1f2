"""What the operator hears of the machine under Earful, and that it is there at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from connectors.base import FetchError
from monitor import upkeep
from monitor.config import Alerts, Config, Digest, QuietHours
from tests.fakes.stage import START, Letterbox, Place, Stage, post, settings, stage

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MB = 1024**2


def shop(tmp_path: Path, mail: Letterbox, **places: Place) -> Config:
    return settings(tmp_path, places, {"mail": mail})


async def told(earful: Stage, mail: Letterbox) -> list[tuple[str, str]]:
    await earful.app.delivered()
    return mail.take()


async def test_little_room_is_told_once_a_day_until_there_is_room(tmp_path: Path) -> None:
    mail = Letterbox()
    async with stage(shop(tmp_path, mail, forum=Place())) as earful:
        await upkeep.review_disk(earful.app.parts, 800 * MB)
        assert await told(earful, mail) == []
        for _ in range(3):
            await upkeep.review_disk(earful.app.parts, 120 * MB + 7)
            earful.clock.move(HOUR)
        await earful.app.delivered()
        (message,) = mail.messages
        assert (message.reason, message.to.name) == ("DISK", "sam")
        assert message.title == "Earful's disk is nearly full: 120 MB left"
        assert str(tmp_path) in message.body
        mail.take()
        earful.clock.move(DAY)
        await upkeep.review_disk(earful.app.parts, 90 * MB)
        assert await told(earful, mail) == [("DISK", "sam")]


def test_the_room_is_that_of_the_data_folder(tmp_path: Path) -> None:
    assert upkeep.room(tmp_path) > 0


@pytest.mark.parametrize(
    ("by", "title"),
    [
        (timedelta(hours=-3), "The clock of Earful's machine was set back by 3 h"),
        (timedelta(days=365), "The clock of Earful's machine was set forward by 12 months"),
        (timedelta(minutes=-9), ""),
        (timedelta(minutes=9), ""),
    ],
)
async def test_a_clock_that_was_set_is_told_if_it_matters(tmp_path: Path, by: timedelta, title: str) -> None:
    mail = Letterbox()
    async with stage(shop(tmp_path, mail, forum=Place())) as earful:
        await upkeep.clock_jumped(earful.app.parts, by)
        await earful.app.delivered()
        assert [message.title for message in mail.messages] == [title] * bool(title)


async def test_once_a_week_the_operator_hears_that_all_is_calm(tmp_path: Path) -> None:
    mail, forum, blog = Letterbox(), Place(), Place()
    async with stage(shop(tmp_path, mail, forum=forum, blog=blog)) as earful:
        await earful.look()
        forum.posts += [post(by="Dana"), post(by="Lee"), post("Harbor Plumbing is open on Monday.", by="Kim")]
        blog.trouble = FetchError("gone", permanent=True)
        await earful.after(MINUTE)
        await upkeep.sign_of_life(earful.app.parts)
        await earful.app.office.act(2, "close", "maria", "won_back")
        await earful.app.delivered()
        mail.take()
        earful.clock.move(WEEK - HOUR)
        await upkeep.sign_of_life(earful.app.parts)
        assert await told(earful, mail) == []
        earful.clock.move(HOUR)
        for _ in range(3):
            await upkeep.sign_of_life(earful.app.parts)
            earful.clock.move(HOUR)
        await earful.app.delivered()
        (message,) = mail.messages
        assert (message.reason, message.to.name) == ("SIGN_OF_LIFE", "sam")
        assert message.title == "Earful is listening. This week: 3 posts, 2 sources, 1 customer waiting"
        assert "not heard: blog" in message.body
        mail.take()
        earful.clock.move(WEEK)
        await upkeep.sign_of_life(earful.app.parts)
        assert await told(earful, mail) == [("SIGN_OF_LIFE", "sam")]


async def test_nobody_is_woken_for_it(tmp_path: Path) -> None:
    mail, pager = Letterbox(), Letterbox()
    pager.only_alarms = True  # type: ignore[attr-defined]
    config = settings(tmp_path, {"forum": Place()}, {"mail": mail, "pager": pager})
    quiet = replace(config, alerts=Alerts(quiet_hours=QuietHours(time(8), time(12), "")))
    async with stage(quiet) as earful:
        await earful.look()
        earful.clock.move(WEEK)
        await upkeep.sign_of_life(earful.app.parts)
        assert await told(earful, mail) == []
        earful.clock.move(3 * HOUR)
        await upkeep.sign_of_life(earful.app.parts)
        assert await told(earful, mail) == [("SIGN_OF_LIFE", "sam")]
        assert pager.told == []


async def test_who_gets_a_digest_or_wants_none_of_it_gets_none(tmp_path: Path) -> None:
    config = shop(tmp_path, mail := Letterbox(), forum=Place())
    sam = replace(config.people["sam"], digest=Digest(frozenset(range(7)), time(20)))
    for each in (
        replace(config, people={**config.people, "sam": sam}),
        replace(config, alerts=Alerts(sign_of_life=False)),
    ):
        async with stage(each) as earful:
            await earful.look()
            earful.clock.move(2 * WEEK)
            await upkeep.sign_of_life(earful.app.parts)
            assert await told(earful, mail) == []


async def test_the_daemon_looks_after_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = Letterbox()
    monkeypatch.setattr(upkeep, "room", lambda folder: 7 * MB)
    async with stage(shop(tmp_path, mail, forum=Place()), START) as earful:
        await earful.look()
        earful.clock.move(WEEK)
        await earful.app.upkeep()
        assert sorted(await told(earful, mail)) == [("DISK", "sam"), ("SIGN_OF_LIFE", "sam")]

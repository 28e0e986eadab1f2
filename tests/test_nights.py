"""Nights: nothing wakes anybody, each by their own clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.config import Alerts, Config, ConfigError, Person, QuietHours, Step, load
from monitor.policies import policy
from monitor.store import delivering
from tests.fakes.stage import START, Letterbox, Place, brand, post, settings, stage

HOUR = timedelta(hours=1)
MINUTES = timedelta(minutes=1)
NIGHT = QuietHours(time(21), time(7))
NONE = timedelta(0)
MIDNIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def file(tmp_path: Path, people: str, alerts: str = "") -> Config:
    path = tmp_path / "config.yaml"
    text = "timezone: UTC\nbrands: [{name: Harbor Plumbing, answered_by: maria}]\npeople:\n"
    path.write_text(f"{text}{people}\nalerts: {{console: true{alerts}}}\n")
    return load(path, {})


def test_everybody_has_their_own_night_and_clock(tmp_path: Path) -> None:
    config = file(
        tmp_path,
        "  maria: {email: m@harbor.example, quiet_hours: {from: 20:00, to: 06:00}}\n"
        "  sam: {email: s@harbor.example, timezone: America/Los_Angeles}\n"
        "  desk: {email: d@harbor.example, quiet_hours: false}\n",
        ", quiet_hours: {from: 21:00, to: 07:00}",
    )
    awake = policy(config, "Harbor Plumbing").awake
    assert awake(MIDNIGHT, NONE, "maria") == MIDNIGHT + 6 * HOUR
    assert awake(MIDNIGHT, NONE, "sam") == MIDNIGHT  # 16:00 in Los Angeles
    assert awake(MIDNIGHT + 6 * HOUR, NONE, "sam") == MIDNIGHT + 15 * HOUR  # 22:00 there, and 07:00 is 15:00 UTC
    assert awake(MIDNIGHT, NONE, "desk") == MIDNIGHT
    assert awake(MIDNIGHT, NONE, "whoever has left") == MIDNIGHT + 7 * HOUR
    assert (config.zone_of("sam"), config.zone_of("maria")) == (ZoneInfo("America/Los_Angeles"), ZoneInfo("UTC"))


def test_whoever_takes_it_works_by_their_own_clock(tmp_path: Path) -> None:
    config = file(
        tmp_path,
        '  maria: {email: m@harbor.example, timezone: America/Los_Angeles, hours: "mon-fri 08:00-18:00"}\n'
        '  sam: {email: s@harbor.example, timezone: Asia/Tokyo, hours: "mon-fri 08:00-18:00"}\n',
    )
    worked = policy(config, "Harbor Plumbing").worked
    assert worked("maria", MIDNIGHT, 2 * HOUR) == MIDNIGHT + 2 * HOUR  # 16:00 in Los Angeles
    assert worked("sam", MIDNIGHT + 12 * HOUR, 2 * HOUR) == MIDNIGHT + 25 * HOUR  # from 08:00 in Tokyo


@pytest.mark.parametrize(
    ("wake_for", "storm", "worst", "bad"),
    [("storm", 0, 7, 7), ("worst", 0, 0, 7), ("nothing", 7, 7, 7)],
)
def test_what_may_wake_somebody(tmp_path: Path, wake_for: str, storm: int, worst: int, bad: int) -> None:
    config = file(
        tmp_path,
        "  maria: {email: m@harbor.example}",
        f", quiet_hours: {{from: 21:00, to: 07:00, wake_for: {wake_for}}}",
    )
    decided = policy(config, "Harbor Plumbing")
    assert decided.roused(MIDNIGHT, NONE, "maria") == MIDNIGHT + storm * HOUR
    assert decided.awake(MIDNIGHT, NONE, "maria", 1) == MIDNIGHT + worst * HOUR
    assert decided.awake(MIDNIGHT, NONE, "maria", 2) == MIDNIGHT + bad * HOUR


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ("  maria: {email: m@harbor.example, quiet_hours: true}", "does not say when"),
        ("  maria: {email: m@harbor.example, quiet_hours: {from: 07:00, to: 07:00}}", "the same time"),
        (
            "  maria: {email: m@harbor.example, timezone: Europe/Berlino}",
            "people.maria.timezone: 'Europe/Berlino' is no",
        ),
    ],
)
def test_what_is_wrong_with_a_night_is_said_with_its_place(tmp_path: Path, people: str, said: str) -> None:
    with pytest.raises(ConfigError) as failed:
        file(tmp_path, people)
    assert said in str(failed.value)
    assert "people.maria" in str(failed.value)


def night_of(tmp_path: Path, forum: Place, mail: Letterbox, room: Letterbox) -> Config:
    """Maria in Greenwich and Sam in Tokyo, where it is nine hours later, sleep from nine to seven."""
    ladder = (Step(4 * HOUR, "sam"),)
    boxes = {"mail": mail, "room": room}
    known = brand(if_nobody_takes_it=ladder)
    config = settings(tmp_path, {"forum": forum}, boxes, [known], alerts=Alerts(quiet_hours=NIGHT))
    sam = Person(name="sam", email="sam@harbor.example", timezone=ZoneInfo("Asia/Tokyo"))
    return replace(config, timezone=ZoneInfo("UTC"), people={**config.people, "sam": sam})


@pytest.mark.slow
async def test_the_ladder_stands_still_in_the_night_of_whom_it_would_tell(tmp_path: Path) -> None:
    mail, room, forum = Letterbox(), Letterbox(shared=True), Place()
    async with stage(night_of(tmp_path, forum, mail, room)) as earful:
        await earful.look()
        forum.posts.append(post())
        await earful.after(MINUTES)
        assert (earful.clock.now(), mail.take()) == (START + MINUTES, [("FIRST_ANGER", "maria")])
        (case,) = (await earful.cases()).values()
        # Three hours until it is nine in Tokyo, and one after seven there, while Maria sleeps.
        assert case.rung_at == START + MINUTES + 14 * HOUR
        await earful.after(5 * HOUR)
        assert mail.take() == [("OVERDUE", "maria")]
        await earful.after(8 * HOUR)
        assert mail.take() == []
        await earful.after(HOUR)
        assert mail.take() == [("ESCALATED", "sam")]


async def test_a_message_for_two_reaches_each_when_they_are_awake(tmp_path: Path) -> None:
    mail, room, forum = Letterbox(), Letterbox(shared=True), Place()
    async with stage(night_of(tmp_path, forum, mail, room)) as earful:
        await earful.look()
        forum.posts.append(post())
        await earful.after(MINUTES)
        await earful.app.office.act(1, "answered", "sam")
        await earful.after(4 * HOUR)
        mail.take()
        room.take()
        forum.posts.append(post("Harbor Plumbing lied to me. I am furious again.", at=earful.clock.now()))
        await earful.after(MINUTES)  # ten in the evening for Sam
        assert mail.take() == [("STILL_ANGRY", "maria")]
        assert room.take() == [("STILL_ANGRY", "maria")]
        await earful.after(9 * HOUR)
        assert ("STILL_ANGRY", "sam") in mail.take()
        assert "STILL_ANGRY" not in [reason for reason, _ in room.take()]


@pytest.mark.parametrize("shared", [False, True])
async def test_what_waits_for_the_morning_goes_by_the_channels_of_the_morning(tmp_path: Path, shared: bool) -> None:
    """Also when the file names others meanwhile, and nobody climbs a ladder who would hear of it later."""
    before, after, forum = Letterbox(shared=shared), Letterbox(bundles=True), Place()
    alerts, shop = Alerts(quiet_hours=NIGHT), brand(if_nobody_takes_it=())
    config = settings(tmp_path, {"forum": forum}, {"mail": before}, [shop], alerts=alerts)
    async with stage(config, MIDNIGHT) as earful:
        await earful.look()
        forum.posts = [post(at=MIDNIGHT), post(at=MIDNIGHT, by="Lee")]
        await earful.after(MINUTES)
        renamed = settings(tmp_path, {"forum": forum}, {"letters": after}, [shop], alerts=alerts, digest="other")
        await earful.app.reload(lambda: renamed)
        await earful.after(7 * HOUR)
        await earful.after(MINUTES)
        async with earful.app.parts.store.read() as connection:
            left = [(row.state, row.error) for row in await delivering.waiting(connection)]
            health = await delivering.channels(connection)
    assert (before.told, after.told) == ([], [("FIRST_ANGER", "maria")] * 2)
    assert left == [("gave_up", "the channel mail is no longer in the configuration; it goes another way")] * 2
    assert not any(row.failures for row in health), "nobody has to mend a channel that is gone"


async def test_what_waits_for_somebody_who_leaves_in_the_night_is_the_operators(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    alerts = Alerts(quiet_hours=NIGHT)
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(if_nobody_takes_it=())], alerts=alerts)
    async with stage(config, MIDNIGHT) as earful:
        await earful.look()
        forum.posts = [post(at=MIDNIGHT)]
        await earful.after(MINUTES)
        shop = brand(answered_by="sam", if_nobody_takes_it=())
        people = {"sam": config.people["sam"]}
        others = settings(
            tmp_path, {"forum": forum}, {"mail": mail}, [shop], alerts=alerts, people=people, digest="other"
        )
        await earful.app.reload(lambda: others)
        await earful.after(7 * HOUR)
        await earful.after(MINUTES)
    assert mail.told == [("FIRST_ANGER", "sam")]

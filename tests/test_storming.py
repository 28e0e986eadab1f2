"""Storms on the stage: three people at a quiet brand, one living message, cases that wait for its end, and what people do."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from alerts.base import Press
from connectors.base import Form, Post
from monitor.cases import Case, Refused
from monitor.cases import State as CaseState
from monitor.commands import doorkeeper
from monitor.commands import storm as storm_verb
from monitor.config import Config
from monitor.config.model import Alerts, QuietHours
from monitor.pipeline import go_away, storming
from monitor.store import StoreError, asking, delivering, stories, storms
from monitor.storming import Outcome, State, Storm
from monitor.storming.feeding import Told, replayed
from monitor.telling import digesting
from monitor.telling.digest import digest_message
from tests.fakes.site import site
from tests.fakes.stage import FURIOUS, START, Letterbox, Place, Stage, post, settings, stage

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Who is new to Earful and whose brand has been talked about for weeks.
LONG_AGO = post("Has anybody been to Harbor Plumbing in Springfield lately?", at=START - 20 * DAY)
SORROWS = (
    "my call",
    "my letter",
    "our mail",
    "the invoice",
    "my order",
    "my claim",
    "any message",
    "the boiler",
    "a form",
)


def shop(tmp_path: Path, forum: Place, mail: Letterbox, **alerts: object) -> Config:
    forum.posts.append(LONG_AGO)
    config = settings(tmp_path, {"forum": forum}, {"mail": mail})
    return replace(config, alerts=replace(config.alerts, **alerts)) if alerts else config  # type: ignore[arg-type]


def angry(count: int, at: datetime, first: int = 0) -> list[Post]:
    """So many customers, one a minute, each in words of their own."""
    return [
        post(
            f"Harbor Plumbing never returned {SORROWS[n % 9]} {n * 7919}. I am furious, a disgrace!",
            by=f"Customer {n}",
            at=at + (n - first) * MINUTE,
            url=f"https://forum.example/t/{n}",
        )
        for n in range(first, first + count)
    ]


async def begin(earful: Stage) -> None:
    """The first round brings history; from then on what comes is news."""
    await earful.look()
    await earful.after(15 * MINUTE)


async def brew(earful: Stage, forum: Place, people: int = 4, first: int = 0) -> None:
    forum.posts += angry(people, earful.clock.now() + MINUTE, first)
    await earful.after((people + 1) * MINUTE)


async def the_storms(earful: Stage) -> dict[int, Storm]:
    async with earful.app.parts.store.read() as connection:
        return {row.id: row.storm for row in await storms.lately(connection, datetime(2020, 1, 1, tzinfo=UTC))}


async def the_cases(earful: Stage) -> list[Case]:
    return list((await earful.cases()).values())


@pytest.mark.slow
async def test_many_at_once_are_one_message_and_their_cases_wait_for_its_end(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        await brew(earful, forum)
        [message] = mail.messages
        assert (message.reason, message.thread, message.to.name) == ("STORM", "storm-1", "maria")
        assert message.summary.startswith(
            "4 people spoke against Harbor Plumbing in 4 posts within 4 min; usual are less than 1."
        )
        facts = dict(message.card.facts)
        assert facts["Since"].startswith("09:16")
        assert "Customer 0, forum, 09:16" in facts["The first"]
        assert facts["Pages"].split() == [f"https://forum.example/t/{n}" for n in range(4)]
        assert facts["If nobody takes it"] == "Maria is told at 10:20"
        assert facts["Why"].startswith("severity 3: 16 times the usual (3)")
        assert [action.verb for action in message.card.actions] == ["take"]
        assert {case.absorbed for case in await the_cases(earful)} == {1}
        mail.take()
        await earful.after(HOUR)
        await earful.after(2 * HOUR)
        assert mail.take() == [("STILL_WAITING", "maria"), ("ESCALATED", "sam")]
        for _ in range(3):
            await earful.after(3 * HOUR)
        over = [message for message in mail.messages if message.reason == "STORM_OVER"]
        assert {message.to.name for message in over} == {"maria", "sam"}
        assert over[0].summary.startswith("It is over, after 1")
        assert over[0].card.state.value == "closed"
        [back] = [message for message in mail.messages if message.reason == "HANDED_BACK"]
        assert (back.to.name, back.thread, back.data["cases"]) == ("maria", "back-1-maria", [1, 2, 3, 4])
        assert "4 customers are still waiting for an answer, the longest 1" in back.summary
        assert len(mail.messages) == 3
        cases = await the_cases(earful)
        assert {(case.absorbed, case.told, case.rung) for case in cases} == {(None, ("maria",), 0)}
        mail.take()
        await earful.after(HOUR)
        assert [case.rung for case in await the_cases(earful)] == [1] * 4
        assert set(mail.take()) == {("STILL_WAITING", "maria")}


@pytest.mark.slow
async def test_what_was_said_before_it_was_noticed_belongs_to_it(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        for n in range(3):
            await brew(earful, forum, people=1, first=n)
        assert mail.take() == [("FIRST_ANGER", "maria"), ("FIRST_ANGER", "maria"), ("STORM", "maria")]
        assert [case.absorbed for case in await the_cases(earful)] == [1] * 3
        await earful.after(HOUR + MINUTE)
        assert mail.take() == [("STILL_WAITING", "maria")]  # of the storm, not of its cases


@pytest.mark.slow
async def test_messages_of_its_cases_that_are_still_on_their_way_are_taken_back(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        mail.broken = OSError("no line")
        for n in range(2):
            await brew(earful, forum, people=1, first=n)
        mail.broken = None
        await brew(earful, forum, people=1, first=2)
        assert [reason for reason, to in mail.take() if to == "maria"] == ["STORM"]


async def test_one_furious_customer_is_no_storm_and_nor_is_one_article_in_many_papers(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        now = earful.clock.now()
        forum.posts += [replace(one, author=angry(1, now)[0].author) for one in angry(6, now)]
        news = (
            "Harbor Plumbing left forty families without heating for weeks. A furious, angry town demands answers now."
        )
        forum.posts += [
            post(news, by=f"Paper {n}", at=now + n * MINUTE, form=Form.ARTICLE, service=f"paper{n}.example")
            for n in range(6)
        ]
        await earful.after(10 * MINUTE)
        assert await the_storms(earful) == {}
        assert "STORM" not in {reason for reason, _ in mail.take()}


@pytest.mark.parametrize("what", ["history", "old", "muted", "without a time"])
async def test_what_is_no_news_feeds_no_storm(tmp_path: Path, what: str) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        if what == "history":
            forum.posts += angry(6, START - 2 * DAY)
        await begin(earful)
        at = earful.clock.now()
        more = {"old": angry(6, at - 3 * DAY), "muted": angry(6, at), "without a time": angry(6, at)}.get(what, [])
        if what == "muted":
            await earful.app.office.mute("word", "furious", "", "maria")
        if what == "without a time":
            more = [replace(one, published_exact=False) for one in more]
        forum.posts += more
        await earful.after(10 * MINUTE)
        assert await the_storms(earful) == {}


@pytest.mark.slow
async def test_a_person_takes_it_and_is_reminded_every_twelve_hours(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        await brew(earful, forum)
        mail.take()
        done = await earful.app.office.act_on_storm(1, "take", "sam")
        assert done.storms[1].state is State.TAKEN
        await earful.look()
        [message] = mail.messages
        assert (message.reason, message.to.name, message.summary) == ("STORM_TAKEN", "maria", "Sam took the storm.")
        mail.take()
        for n in range(13):  # it goes on
            forum.posts += angry(2, earful.clock.now() + MINUTE, 10 + 2 * n)
            await earful.after(HOUR)
        told = mail.take()
        assert ("STORM_STILL", "sam") in told
        assert {reason for reason, _ in told} <= {"STORM_STILL", "STORM_LOUDER"}
        assert len(told) <= 4
        with pytest.raises(Refused, match="no storm 7"):
            await earful.app.office.act_on_storm(7, "take", "sam")


@pytest.mark.slow
async def test_over_by_hand_hands_back_and_an_alarm_within_a_week_is_the_same_storm(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        await brew(earful, forum)
        await earful.app.office.act(2, "answered", "maria")
        mail.take()
        await earful.app.office.act_on_storm(1, "over", "maria")
        await earful.look()
        [back] = [message for message in mail.messages if message.reason == "HANDED_BACK"]
        assert back.data["cases"] == [1, 3, 4]
        with pytest.raises(Refused, match="over already"):
            await earful.app.office.act_on_storm(1, "over", "maria")
        for _ in range(6):
            await earful.after(7 * HOUR)
        mail.take()
        await brew(earful, forum, people=9, first=20)
        assert [reason for reason, _ in mail.take()] == ["STORM"]
        [(number, storm)] = (await the_storms(earful)).items()
        assert (number, storm.state, storm.over) == (1, State.RAGING, None)


@pytest.mark.slow
async def test_one_that_rages_again_before_anybody_heard_of_its_end_has_not_ended(tmp_path: Path) -> None:
    """In the night it ends and begins again: in the morning nobody is told that it has passed, and nobody is forgotten."""
    mail, forum = Letterbox(), Place()
    night = QuietHours(time(16), time(7), "storm")
    async with stage(shop(tmp_path, forum, mail, quiet_hours=night)) as earful:
        await begin(earful)
        await brew(earful, forum)
        while (await the_storms(earful))[1].state is not State.OVER:
            await earful.after(HOUR)
        assert {case.absorbed for case in await the_cases(earful)} == {None}
        for _ in range(3):
            await earful.after(HOUR)
        mail.take()
        await brew(earful, forum, people=12, first=20)
        assert (await the_storms(earful))[1].state is State.RAGING
        assert [case.absorbed for case in await the_cases(earful)] == [1] * 16
        while (await the_storms(earful))[1].state is not State.OVER:
            await earful.after(HOUR)
        assert sorted(message.to.name for message in mail.messages if message.reason == "STORM_OVER") == [
            "maria",
            "sam",
        ]
        [back] = [message for message in mail.messages if message.reason == "HANDED_BACK"]
        assert back.data["cases"][:5] == [1, 2, 3, 4, 5]
        assert len(back.data["cases"]) == 16


@pytest.mark.slow
async def test_who_is_split_off_or_joined_while_it_rages_is_handed_back_with_the_others(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        calm = post("Harbor Plumbing: bad service, the tap drips.", by="Kim", at=earful.clock.now() + MINUTE)
        forum.posts.append(calm)
        await earful.after(2 * MINUTE)
        await earful.after(3 * HOUR)
        await brew(earful, forum)
        kim = next(number for number, case in (await earful.cases()).items() if case.author == "Kim")
        mail.take()
        await earful.app.office.act(kim + 1, "merge", "sam", str(kim + 2))
        await earful.app.office.act(kim + 1, "split", "sam", str(max(await said(earful, kim + 1))))
        await earful.app.office.act(kim, "merge", "sam", str(kim + 3))
        await earful.look()
        assert [reason for reason, _ in mail.take() if reason != "CLOSED"] == []  # the storm speaks for all of them
        for _ in range(14):
            await earful.after(HOUR)
        [back] = [message for message in mail.messages if message.reason == "HANDED_BACK"]
        still = [number for number, case in (await earful.cases()).items() if case.state is CaseState.OPEN]
        assert sorted(back.data["cases"]) == still
        assert len(still) == 4


async def said(earful: Stage, case_id: int) -> list[int]:
    """The numbers of the mentions of a case."""
    async with earful.app.parts.store.read() as connection:
        return [row.id for row in await asking.mentions_of(connection, case_id)]


async def test_noise_ends_it_and_raises_the_bar(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        await brew(earful, forum)
        async with earful.app.parts.store.read() as connection:
            before = await storms.watch(connection, "Harbor Plumbing")
        await earful.app.office.act_on_storm(1, "noise", "maria")
        async with earful.app.parts.store.read() as connection:
            after = await storms.watch(connection, "Harbor Plumbing")
        assert before is not None
        assert after is not None
        assert before.whole.plain()["now"]["budget"] != after.whole.plain()["now"]["budget"]
        assert (await the_storms(earful))[1].outcome is Outcome.NOISE
        mail.take()
        await brew(earful, forum, people=2, first=30)
        assert "STORM" not in {reason for reason, _ in mail.take()}


async def test_what_many_pass_on_is_one_complaint_and_its_reach(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    words = "Harbor Plumbing took the deposit in July and has not come since. Nobody answers the phone. I am furious."
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        now = earful.clock.now()
        forum.posts += [post(words, by="Dana", at=now + MINUTE)]
        forum.posts += [post(f"RT @dana: {words}", by=f"Fan {n}", at=now + n * MINUTE) for n in range(2, 12)]
        await earful.after(12 * MINUTE)
        assert mail.take() == [("FIRST_ANGER", "maria")]
        forum.posts += [post(f"RT @dana: {words}", by="Late", at=earful.clock.now())]
        await earful.after(MINUTE)
        assert [case.author for case in await the_cases(earful)] == ["Dana"]
        async with earful.app.parts.store.read() as connection:
            spread = await stories.spread(connection, min(await said(earful, 1)))
        assert spread is not None
        assert (spread.posts, spread.authors) == (12, 12)
        assert await the_storms(earful) == {}


async def test_the_headline_of_a_paper_is_one_voice_whoever_repeats_it(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    headline = "Harbor Plumbing took deposits for years and never came, angry customers say"
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        now = earful.clock.now()
        body = f"{FURIOUS} That is what three families of the old town told us."
        forum.posts += [post(body, title=headline, form=Form.ARTICLE, by="The Gazette", at=now + MINUTE)]
        forum.posts += [post(headline, by=f"Fan {n}", at=now + n * MINUTE) for n in range(2, 30)]
        await earful.after(31 * MINUTE)
        assert await the_cases(earful) == []
        assert await the_storms(earful) == {}
        async with earful.app.parts.store.read() as connection:
            since = now - DAY
            counted = await storms.told_since(connection, "Harbor Plumbing", since, Alerts(), most=1000)
        assert len([key for key, voice in counted if voice.at > now]) == 1


async def test_what_is_passed_on_and_was_never_heard_itself_is_heard(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        forum.posts += [post(f"RT @dana: {FURIOUS}", by=f"Fan {n}", at=earful.clock.now()) for n in range(1)]
        await earful.after(MINUTE)
        assert mail.take() == [("FIRST_ANGER", "maria")]


@pytest.mark.parametrize(("wakes", "told"), [("storm", ["STORM"]), ("nothing", [])])
async def test_at_night_it_wakes_who_wants_to_be_woken(tmp_path: Path, wakes: str, told: list[str]) -> None:
    mail, forum = Letterbox(), Place()
    night = QuietHours(time(9, 10), time(18), wakes)
    async with stage(shop(tmp_path, forum, mail, quiet_hours=night, alert_when="storm")) as earful:
        await begin(earful)
        await brew(earful, forum)
        assert [reason for reason, _ in mail.take()] == told
        assert [storm.state for storm in (await the_storms(earful)).values()] == [State.RAGING]


async def test_with_alert_when_storm_single_cases_stay_silent_also_after_it(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail, alert_when="storm")) as earful:
        await begin(earful)
        await brew(earful, forum)
        await earful.app.office.act_on_storm(1, "over", "maria")
        await earful.look()
        assert mail.take() == [("STORM", "maria"), ("STORM_OVER", "maria"), ("HANDED_BACK", "maria")]
        await earful.after(5 * HOUR)
        assert mail.take() == []


@pytest.mark.slow
async def test_a_batch_that_breaks_off_and_is_decided_again_makes_one_storm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail, forum = Letterbox(), Place()
    config = shop(tmp_path, forum, mail)
    async with stage(config) as earful:
        await begin(earful)
        now = earful.clock.now()
        forum.posts += angry(4, now + MINUTE)
        earful.clock.move(5 * MINUTE)
        with monkeypatch.context() as broken:

            async def killed(*_: object) -> None:
                raise StoreError("the disk is gone")

            broken.setattr(storming, "tell", killed)
            with pytest.raises(StoreError):
                await earful.look()
        assert await the_storms(earful) == {}
    async with stage(config, now + 6 * MINUTE) as earful:
        await earful.look()
        await earful.look()
        assert len(await the_storms(earful)) == 1
        assert mail.take() == [("STORM", "maria")]
        async with earful.app.parts.store.read() as connection:
            assert await delivering.undelivered(connection) == []


@pytest.mark.slow
async def test_a_source_that_is_blind_is_no_calm(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        await brew(earful, forum)
        forum.trouble = OSError("no line")
        for _ in range(5):
            await earful.after(4 * HOUR)
        assert (await the_storms(earful))[1].state is State.RAGING


async def test_a_new_detector_learns_from_what_is_stored_and_tells_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mail, forum = Letterbox(), Place()
    forum.posts += angry(9, START - 3 * DAY)
    caplog.set_level("INFO", "monitor.pipeline.storming")
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await earful.look()
        assert await the_storms(earful) == {}
        async with earful.app.parts.store.read() as connection:
            assert "Harbor Plumbing" in await storms.watched(connection)
    assert "Harbor Plumbing: in the 20 days before 09:00 I would have told of 1 storm: Fri 20 Nov" in caplog.text


@pytest.mark.slow
async def test_a_storm_of_one_theme_speaks_for_its_cases_alone_until_it_is_one_of_everything(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        now = earful.clock.now()
        # A brand that has heard 48 complaints a day for weeks, one in two days about safety.
        usual = [
            Told(now - 30 * DAY + n * 30 * MINUTE, f"b{n}", ("safety",) if n % 96 == 0 else ("money",))
            for n in range(30 * 48)
        ]
        known = replayed(now - 30 * DAY, now, usual, storming.THEMES)
        await earful.app.parts.store.write(lambda tx: storms.keep_watch(tx, "Harbor Plumbing", known))
        for n in range(22):
            forum.posts.append(
                post(
                    f"Harbor Plumbing left a gas leak {SORROWS[n % 9]} {n * 7919}, dangerous, we could have died. Furious!",
                    by=f"Customer {n}",
                    at=earful.clock.now() + MINUTE,
                    url=f"https://forum.example/t/{n}",
                )
            )
            await earful.after(9 * MINUTE)
        [storm] = (await the_storms(earful)).values()
        assert storm.of == ("safety",)
        assert (storm.picture.people, storm.picture.usual < 1) == (22, True)
        assert {reason for reason, _ in mail.take()} >= {"STORM"}
        forum.posts.append(
            post("Harbor Plumbing overcharged me, I am furious", by="Lee", at=earful.clock.now() + MINUTE)
        )
        await earful.after(2 * MINUTE)
        by_author = {case.author: case for case in await the_cases(earful)}
        assert by_author["Customer 3"].absorbed == 1
        assert by_author["Lee"].absorbed is None
        assert ("FIRST_ANGER", "maria") in mail.take()
        await brew(earful, forum, people=80, first=100)
        [storm] = (await the_storms(earful)).values()
        assert storm.of == ()
        assert "STORM_LOUDER" in {reason for reason, _ in mail.take()}
        assert {case.absorbed for case in await the_cases(earful) if case.author.startswith("Customer 1")} == {1}


@pytest.mark.slow
async def test_at_every_start_history_says_what_would_have_been_told_under_the_budget_of_now(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    mail, forum = Letterbox(), Place()
    config = shop(tmp_path, forum, mail)
    caplog.set_level("INFO", "monitor.pipeline.storming")
    async with stage(config) as earful:
        await begin(earful)
        await brew(earful, forum)
        for _ in range(2):
            await earful.after(12 * HOUR)
        now = earful.clock.now()
    assert caplog.text.count("I would have told of no storm") == 1
    caplog.clear()
    budget = replace(config, alerts=replace(config.alerts, max_false_per_days=30.0))
    async with stage(budget, at=now) as earful:
        await earful.look()
        assert caplog.text.count("I would have told of 1 storm:") == 1
        await earful.after(HOUR)
        assert caplog.text.count("I would have told of") == 1
        async with earful.app.parts.store.read() as connection:
            watch = await storms.watch(connection, "Harbor Plumbing")
        assert watch is not None
        assert watch.whole.plain()["now"]["budget"]["days"] == pytest.approx(30 / 0.9)
    await storm_verb.listed(config, as_json=False)
    assert "I would have told of 1 storm: Mon 23 Nov" in capsys.readouterr().out


async def test_the_digest_and_a_press_know_it(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    config = shop(tmp_path, forum, mail)
    people = {**config.people, "maria": replace(config.people["maria"], slack="U012AB3CD")}
    async with stage(replace(config, people=people)) as earful:
        await begin(earful)
        await brew(earful, forum)
        press = Press(id="1", who="U012AB3CD", verb="take", thread="storm-1")
        assert await earful.app.office.pressed(press) == ""
        assert await earful.app.office.pressed(press) == ""  # told twice
        assert "buttons below a storm are: I'll take it." in await earful.app.office.pressed(
            replace(press, id="2", verb="not_us")
        )
        assert "no storm 9" in await earful.app.office.pressed(replace(press, id="3", thread="storm-9"))
        assert (await the_storms(earful))[1].taken_by == "maria"
        async with earful.app.parts.store.read() as connection:
            figures = await digesting.gather(connection, earful.app.parts.config, START, earful.clock.now())
            story = [event.kind for event in await storms.events_of(connection, 1)]
        assert story == ["began", "told", "press", "take", "told"]
        message = digest_message(figures, people["maria"].recipient, "1", "digest", earful.clock.now(), config.timezone)
        [section] = [section for section in message.card.sections if section.title == "Storms"]
        assert section.lines[0].text.startswith("storm 1 over Harbor Plumbing, since 09:16, Maria is on it; 4 people")


@pytest.mark.slow
async def test_half_of_a_storm_is_told_to_whoever_looks_and_to_nobody_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail, forum = Letterbox(), Place()
    config = shop(tmp_path, forum, mail)
    async with stage(config) as earful:
        await begin(earful)
        now = earful.clock.now()
        usual = [Told(now - 30 * DAY + n * 30 * MINUTE, f"b{n}") for n in range(30 * 48)]
        some = [Told(now - 2 * HOUR + n * 10 * MINUTE, f"s{n}") for n in range(12)]
        known = replayed(now - 30 * DAY, now, sorted([*usual, *some]), storming.THEMES)
        await earful.app.parts.store.write(lambda tx: storms.keep_watch(tx, "Harbor Plumbing", known))
        async with earful.app.parts.store.read() as connection:
            figures = await digesting.gather(connection, config, now - HOUR, now)
            later = await digesting.gather(connection, config, now + HOUR, now + 2 * HOUR)
        message = digest_message(figures, config.people["maria"].recipient, "1", "digest", now, config.timezone)
        [section] = [section for section in message.card.sections if section.title == "Storms"]
        half = "half of the evidence for a storm."
        assert [line.text.endswith(half) for line in section.lines] == [True]
        assert later.coming == []
        monkeypatch.setattr(storm_verb, "SystemClock", lambda: earful.clock)
        await storm_verb.listed(config, as_json=False)
        assert half in capsys.readouterr().out
        assert await the_storms(earful) == {}
        assert "STORM" not in {reason for reason, _ in mail.take()}


async def test_the_page_says_what_history_would_have_raised(tmp_path: Path) -> None:
    async with site(tmp_path, {"Town forum": Place([LONG_AGO, *angry(9, START - 3 * DAY)])}) as there:
        await there.app.poll(there.app.parts.config.sources["Town forum"])
        await there.app.work()
        async with there.signed_in("look") as them:
            said = await them.text("/storms")
    assert "I would have told of 1 storm: Fri 20 Nov" in said
    assert "There has been no storm" in said


@pytest.mark.slow
async def test_one_that_ended_while_the_machine_was_off_for_weeks_is_over(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        await brew(earful, forum)
        forum.posts.clear()
        mail.take()
        await earful.after(timedelta(days=33))  # longer than its detectors remember: they learn anew
        await earful.after(MINUTE)
        assert (await the_storms(earful))[1].state is State.OVER
        assert {case.absorbed for case in await the_cases(earful)} == {None}
        assert {"STORM_OVER", "HANDED_BACK"} <= {reason for reason, _ in mail.take()}


async def test_when_its_brand_leaves_the_configuration_it_ends(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    config = shop(tmp_path, forum, mail)
    async with stage(config) as earful:
        await begin(earful)
        await brew(earful, forum)
        now = earful.clock.now()
    async with stage(replace(config, brands={}), now + HOUR) as earful:
        await earful.look()
        assert (await the_storms(earful))[1].state is State.OVER
        assert {case.absorbed for case in await the_cases(earful)} == {None}


async def test_a_customer_who_is_taken_in_a_storm_is_not_forgotten_by_undo(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        await brew(earful, forum)
        await earful.app.office.act(1, "take", "sam")
        await earful.app.office.act_on_storm(1, "over", "maria")
        await earful.app.office.act(1, "undo", "sam")
        case = (await earful.cases())[1]
        assert (case.state, case.absorbed) == (CaseState.OPEN, None)
        assert case.rung_at is not None


async def test_the_verb_lists_shows_and_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail, forum = Letterbox(), Place()
    config = shop(tmp_path, forum, mail)
    async with stage(config) as earful:
        await begin(earful)
        monkeypatch.setattr(storm_verb, "SystemClock", lambda: earful.clock)
        await storm_verb.listed(config, as_json=False)
        out = capsys.readouterr().out
        assert out.startswith("No storm, and none in the last 30 days.\n")
        assert out.endswith("Harbor Plumbing: in the 20 days before 09:00 I would have told of no storm.\n")
        await brew(earful, forum)
        request = {"verb": "storm", "number": 1, "do": "take", "by": "sam"}
        assert await doorkeeper.handle(earful.app, request) == {"ok": True, "text": "storm 1: taken"}
        refused = await doorkeeper.handle(earful.app, {**request, "number": 2})
        assert refused == {"ok": False, "text": "there is no storm 2; `earful storm` lists those there are"}
        assert not (await doorkeeper.handle(earful.app, {**request, "by": "fred"}))["ok"]
        await storm_verb.listed(config, as_json=False)
        row = capsys.readouterr().out.splitlines()[1].split()
        assert (row[:4], row[-4:]) == (["1", "3", "taken", "09:16"], ["4", "sam", "Harbor", "Plumbing"])
        await storm_verb.listed(config, as_json=True)
        [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert (line["event"], line["id"], line["state"], line["people"]) == ("storm", 1, "taken", 4)
        assert [page.rpartition("/")[2] for page in line["pages"]] == ["0", "1", "2", "3"]
        await storm_verb.shown(config, 1, as_json=False)
        shown = capsys.readouterr().out
        assert "Storm 1. Harbor Plumbing: a storm of complaints" in shown
        assert "Taken by: Sam" in shown
        assert "earful: STORM to maria" in shown
        with pytest.raises(Refused, match="no storm 5"):
            await storm_verb.shown(config, 5, as_json=False)


# -- away ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.slow
async def test_a_storm_goes_to_who_stands_in_and_back(tmp_path: Path, taken: bool) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await begin(earful)
        await brew(earful, forum)
        if taken:
            await storming.act(earful.app.parts, 1, "take", "maria")
        mail.messages.clear()
        await go_away(earful.app.parts, "maria", earful.clock.now() + 2 * HOUR, "sam", "maria")
        await earful.after(MINUTE)
        [message] = [message for message in mail.messages if message.thread == "storm-1"]
        assert (message.reason, message.to.name) == ("HANDED_OVER", "sam")
        assert message.summary == "Maria is away, so this is yours for now, Sam."
        assert [action.verb for action in message.card.actions] == ["take"]
        storm = (await the_storms(earful))[1]
        assert (storm.state, storm.turn, storm.taken_by, storm.rung_at is not None) == (State.RAGING, "sam", "", True)
        mail.messages.clear()
        for _ in range(2):
            await earful.after(HOUR)
        told = [message for message in mail.messages if message.thread == "storm-1"]
        assert [(message.reason, message.to.name) for message in told] == [
            ("STILL_WAITING", "sam"),
            ("HANDED_OVER", "maria"),
        ]
        assert told[-1].summary == "You are back, Maria: this is yours again."


@pytest.mark.slow
async def test_whom_a_storm_hands_back_in_the_night_is_the_stand_in_s_in_the_morning(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    config = shop(tmp_path, forum, mail, quiet_hours=QuietHours(time(9, 22), time(12), ""))
    async with stage(config) as earful:
        await begin(earful)
        await brew(earful, forum)
        await earful.after(5 * MINUTE)
        await storming.act(earful.app.parts, 1, "over", "sam")
        mail.messages.clear()
        await go_away(earful.app.parts, "maria", earful.clock.now() + DAY, "sam", "maria")
        await earful.after(3 * HOUR)
        told = [(message.reason, message.to.name) for message in mail.messages]
        assert ("HANDED_BACK", "maria") not in told
        assert told.count(("HANDED_OVER", "sam")) == 4


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        (1, ["3 customers are still waiting for an answer, the longest 2 h 58 min. Maria, they are yours"]),
        (
            3,
            [
                "one customer is still waiting for an answer, for 2 h 56 min. Maria, this one is yours, and the clock runs."
            ],
        ),
        (4, []),
    ],
)
async def test_who_was_answered_in_the_night_waits_no_more_in_the_morning(
    tmp_path: Path, answered: int, told: list[str]
) -> None:
    """Sam is up, ends the storm, and answers: what Maria reads in the morning of whom it hands back is true then."""
    mail, forum = Letterbox(), Place()
    config = shop(tmp_path, forum, mail, quiet_hours=QuietHours(time(9, 22), time(12), ""))
    async with stage(config) as earful:
        await begin(earful)
        await brew(earful, forum)
        await earful.after(5 * MINUTE)
        await storming.act(earful.app.parts, 1, "over", "sam")
        for number in range(1, answered + 1):
            await earful.app.office.act(number, "answered", "sam")
        mail.messages.clear()
        await earful.after(3 * HOUR - 10 * MINUTE)
        back = [message.summary for message in mail.messages if message.reason == "HANDED_BACK"]
        assert len(back) == len(told)
        assert all(words in summary for words, summary in zip(told, back, strict=True))


async def test_what_waited_for_the_morning_of_who_goes_away_in_the_night_is_told_to_the_other_one(
    tmp_path: Path,
) -> None:
    mail, forum = Letterbox(), Place()
    config = shop(tmp_path, forum, mail, quiet_hours=QuietHours(time(8, 0), time(12, 0), ""))
    async with stage(config) as earful:
        await begin(earful)
        await brew(earful, forum)
        assert mail.messages == []
        await go_away(earful.app.parts, "maria", earful.clock.now() + DAY, "sam", "maria")
        await earful.after(4 * HOUR)
        told = [(message.reason, message.to.name) for message in mail.messages if message.thread == "storm-1"]
        assert told[0] == ("HANDED_OVER", "sam")
        assert "maria" not in {name for _, name in told}

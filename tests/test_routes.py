"""Which way a case takes, who would be told, and what the owner reads when a route is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connectors.base import Author, Form
from monitor import routing
from monitor.app import App
from monitor.clock import SetClock
from monitor.commands import staff
from monitor.config import Alerts, Condition, Config, ConfigError, DayOff, QuietHours, Route, Shift, Step, load
from monitor.hours import add_working
from monitor.policies import policy
from monitor.routing import Traits, chosen
from tests.fakes.stage import START, Letterbox, Place, Stage, brand, post, settings, stage

MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PEOPLE = "people: {maria: {email: maria@harbor.example}, sam: {email: sam@harbor.example}}\nalerts: {console: true}\n"


def way(number: int, answered_by: str = "sam", within: timedelta = HOUR, **when: object) -> Route:
    return Route(
        name=f"route {number}",
        when=Condition(**when),  # type: ignore[arg-type]
        answered_by=answered_by,
        answer_within=within,
        if_nobody_takes_it=(Step(HOUR, "maria"),),
    )


ROUTES = (
    way(1, severity=frozenset({1, 2}), themes=frozenset({"safety"})),
    way(2, signals=frozenset({"legal"})),
    way(3, voice="press"),
    way(4, source=("Town forum",), words=("boiler", "gas leak")),
    way(5, language=frozenset({"de", "es"}), followers=1_000),
)


@pytest.mark.parametrize(
    ("traits", "name"),
    [
        (Traits(severity=2, themes=frozenset({"safety", "staff"})), "route 1"),
        (Traits(severity=3, themes=frozenset({"safety"})), ""),
        (Traits(severity=1, themes=frozenset({"safety"}), signals=frozenset({"legal"})), "route 1"),
        (Traits(severity=4, signals=frozenset({"legal"})), "route 2"),
        (Traits(severity=1, voice="press", themes=frozenset({"safety"})), "route 3"),
        (Traits(severity=4, source="Town forum", words="the BOILER is cold"), "route 4"),
        (Traits(severity=4, source="Town forum", words="a Gas Leak!"), "route 4"),
        (Traits(severity=4, source="Town forum", words="boilers"), ""),
        (Traits(severity=4, source="Elsewhere", words="the boiler is cold"), ""),
        (Traits(severity=4), ""),
        (Traits(severity=4, language="de", followers=1_000), "route 5"),
        (Traits(severity=4, language="de", followers=999), ""),
        (Traits(severity=4, language="en", followers=5_000), ""),
        (Traits(severity=4, language="", followers=5_000), ""),
    ],
)
def test_the_first_route_whose_conditions_all_hold(traits: Traits, name: str) -> None:
    route = chosen(ROUTES, traits)
    assert (route.name if route else "") == name


def test_conditions_are_told_in_words() -> None:
    assert routing.why(ROUTES[0].when) == "severity 1 or 2, about safety"
    assert routing.why(ROUTES[3].when) == "on Town forum, with the word boiler or gas leak"
    assert routing.why(ROUTES[4].when) == "in de or es, from somebody with 1,000 followers or more"
    assert routing.why(Condition()) == "everything"


async def test_a_route_for_a_language_and_for_those_who_are_heard_far(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    routes = (way(1, language=frozenset({"de"})), way(2, followers=1_000))
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(routes=routes)])) as earful:
        await earful.look()
        german = "Harbor Plumbing hat mich nie zurückgerufen. Ich bin wirklich stinksauer, das ist eine Frechheit!"
        known = Author(name="Cleo", id="cleo", followers=20_000)
        forum.posts += [post(german, by="Anna"), post(by="Bob"), post(author=known)]
        await earful.after(MINUTES)
        assert {case.author: case.route.partition(":")[0] for case in (await earful.cases()).values()} == {
            "Anna": "route 1",
            "Bob": "",
            "Cleo": "route 2",
        }


@pytest.mark.slow
async def test_a_case_keeps_the_policy_that_was_in_force_when_it_opened(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(routes=ROUTES)])
    async with stage(config) as earful:
        await earful.look()
        forum.posts += [post(by="Ann"), post("Harbor Plumbing: I will sue you, see you in court", by="Bob")]
        await earful.after(MINUTES)
        promised = {message.to.name: message.summary for message in mail.messages}
        assert "of the 1 h you promise" in promised["sam"]
        assert "of the 4 h you promise" in promised["maria"]
        assert sorted(mail.take()) == [("FIRST_ANGER", "maria"), ("FIRST_ANGER", "sam")]
        cases = {case.author: case for case in (await earful.cases()).values()}
        assert (cases["Bob"].route, cases["Bob"].due - START) == ("route 2: legal", HOUR)
        assert (cases["Ann"].route, cases["Ann"].due - START) == ("", 4 * HOUR)
        slower = brand(answered_by="sam", answer_within=9 * HOUR, if_nobody_takes_it=())
        await earful.app.reload(lambda: replace(config, brands={slower.name: slower}, digest="another"))
        await earful.after(HOUR)  # the ladders are those of before
        assert sorted(mail.take()) == [("ESCALATED", "maria"), ("OVERDUE", "sam"), ("STILL_WAITING", "maria")]
        await earful.app.office.act(1, "take", "maria")
        assert cases["Bob"].within == HOUR
        case = (await earful.cases())[1]
        assert (case.author, case.silent_at) == ("Bob", earful.clock.now() + HOUR / 2)  # half of the promise of then
        forum.posts.append(post(by="Cid", at=earful.clock.now()))
        await earful.after(MINUTES)
        newest = max((await earful.cases()).items())[1]
        assert (newest.turn, newest.within, newest.ladder) == ("sam", 9 * HOUR, ())


async def test_the_press_has_its_own_way_and_no_clock(tmp_path: Path) -> None:
    mail, papers = Letterbox(), Place()
    async with stage(settings(tmp_path, {"papers": papers}, {"mail": mail}, [brand(routes=ROUTES)])) as earful:
        papers.posts.append(post("Harbor Plumbing cheats customers, fury in town", form=Form.ARTICLE, at=START - DAY))
        await earful.look()
        assert mail.take() == []  # history
        critical = "Customers are furious: Harbor Plumbing never returned their calls, and they are angry."
        for paper in ("The Gazette", "Town News"):
            title = f"Harbor Plumbing under fire - {paper}"
            papers.posts.append(
                post(critical, by=paper, title=title, form=Form.ARTICLE, url=f"https://{paper[0]}.example/1")
            )
        papers.posts.append(
            post("Harbor Plumbing opens a shop.", by="The Gazette", title="New shop", form=Form.ARTICLE)
        )
        await earful.after(MINUTES)
        (message,) = mail.messages
        assert (message.reason, message.to.name) == ("PRESS", "sam")
        assert message.title.startswith("Harbor Plumbing in the press: Harbor Plumbing under fire")
        assert "no clock runs" in message.body
        assert ("Why", "route 3: from the press") in message.card.facts
        mail.take()
        for _ in range(3):
            await earful.after(DAY)
        assert mail.take() == []
        assert await earful.cases() == {}


async def test_one_story_under_three_headlines_is_told_once(tmp_path: Path, url: str) -> None:
    mail, papers = Letterbox(), Place()
    config = settings(tmp_path, {"papers": papers}, {"mail": mail}, [brand(routes=ROUTES)])
    async with App(config, clock=SetClock(START), url=url) as app:
        earful = Stage(app, app.clock)  # type: ignore[arg-type]
        await earful.look()
        story = (
            "Customers are furious: Harbor Plumbing never returned their calls, say three of them in the old town, and "
            "the mayor wants to look into how the company bills for work that was never done."
        )
        for n, title in enumerate(("Harbor Plumbing under fire", "Anger in the old town", "Mayor to look into bills")):
            papers.posts += [post(story, title=title, form=Form.ARTICLE, service=f"paper{n}.example")]
            await earful.after(HOUR if n else MINUTES)
        papers.posts = [post("Harbor Plumbing is sued. Its customers are furious.", title="Sued", form=Form.ARTICLE)]
        await earful.after(HOUR)
    assert mail.told == [("PRESS", "sam")] * 2


async def test_without_a_route_for_the_press_nobody_is_told(tmp_path: Path) -> None:
    mail, papers = Letterbox(), Place()
    async with stage(settings(tmp_path, {"papers": papers}, {"mail": mail})) as earful:
        await earful.look()
        papers.posts.append(post(form=Form.ARTICLE))
        await earful.after(MINUTES)
        assert (mail.take(), await earful.cases()) == ([], {})


async def test_who_says_who_would_be_told_and_when(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forum = Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": Letterbox()}, [brand(routes=ROUTES)])
    await staff.who_would(config, "", Traits(severity=1, themes=frozenset({"safety"})))
    said = capsys.readouterr().out
    assert "route 1: severity 1 or 2, about safety" in said
    assert "Sam answers within 1 h." in said
    assert "now  Sam by mail: answers (FIRST_ANGER)" in said
    assert "Maria by mail: is told, if nobody has taken it (ESCALATED)" in said
    now = datetime.now(UTC)
    night = QuietHours((now - HOUR).time(), (now + HOUR).time(), "worst")
    always = replace(config, timezone=ZoneInfo("UTC"), alerts=Alerts(quiet_hours=night))
    for severity, woken in ((1, True), (2, False)):
        await staff.who_would(always, "", Traits(severity=severity))
        assert ("now  Maria by mail: answers" in capsys.readouterr().out) is woken
    await staff.who_would(config, "Harbor Plumbing", Traits(severity=4, voice="press"))
    assert "Sam is told by mail. No clock runs." in capsys.readouterr().out
    await staff.who_would(replace(config, brands={"Bolt": brand("Bolt")}), "", Traits(severity=4, voice="press"))
    assert "Nobody is told of articles about Bolt at once" in capsys.readouterr().out
    async with stage(config, datetime.now(UTC)) as earful:
        await earful.look()
        forum.posts.append(post(at=earful.clock.now()))
        await earful.after(MINUTES)
        await earful.app.office.away("maria", "9d", "sam", "sam")
    await staff.who(config, 1)
    said = capsys.readouterr().out
    assert said.startswith("Case 1: Dana R. about Harbor Plumbing, open.")
    assert "Sam by mail: is reminded, if nobody has taken it (STILL_WAITING)" in said
    assert "Maria by mail" not in said  # she is away


# -- the configuration -----------------------------------------------------------------------------------------------


def read(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "config.yaml"
    path.write_text(PEOPLE + text, encoding="utf-8")
    return load(path, {})


def test_a_route_says_only_what_differs(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        "sources: [{kind: hackernews, name: HN}]\n"
        "brands: [{name: Harbor, answered_by: maria, answer_within: 2h, if_nobody_takes_it: [{after: 1h, tell: sam}],\n"
        "  routes: [{when: {severity: 1..2, themes: safety, signals: [legal, churn], source: HN}, answered_by: sam},\n"
        "           {when: {severity: [3, 4], language: [de, es-MX], followers: 1_000},\n"
        "            answer_within: 30m, if_nobody_takes_it: []}]}]\n",
    )
    first, second = config.brands["Harbor"].routes
    assert first.when == Condition(
        severity=frozenset({1, 2}), themes=frozenset({"safety"}), signals=frozenset({"legal", "churn"}), source=("HN",)
    )
    assert (first.answered_by, first.answer_within) == ("sam", 2 * HOUR)
    assert first.if_nobody_takes_it == (Step(HOUR, "sam"),)
    assert (second.answered_by, second.answer_within, second.if_nobody_takes_it) == ("maria", HOUR / 2, ())
    assert second.when == Condition(severity=frozenset({3, 4}), language=frozenset({"de", "es"}), followers=1_000)
    assert "brands.0.routes.1: only maria ever hears of these cases" in " ".join(config.notes)
    assert (
        policy(config, "Harbor", route=first).route == "route 1: severity 1 or 2, about safety, churn or legal, on HN"
    )


@pytest.mark.parametrize(
    ("routes", "says"),
    [
        ("{answered_by: sam}", "routes.0.when: is missing"),
        ("{when: {severity: 5}}", "'5' is not understood"),
        ("{when: {themes: [fire]}}", "'fire' is not possible here"),
        ("{when: {voice: radio}}", "'radio' is not possible here"),
        ("{when: {source: Forum}}", "no source is called 'Forum'"),
        ("{when: {themes: safety}, answered_by: joe}", "nobody is called 'joe'"),
        ("{when: {themes: safety}, answer_within: 0}", "must be longer than nothing"),
        ("{when: {themes: safety}, if_nobody_takes_it: [{after: 1h, tell: joe}]}", "nobody is called 'joe'"),
        ("{when: {severity: 1}}, {when: {severity: 1}, answered_by: sam}", "has the same conditions as route 1"),
        ("{when: {language: german}}", "is no language"),
        ("{when: {followers: many}}", "is no number of people"),
        ("{when: {}}, {when: {severity: 1}}", "is never taken"),
        ("{when: {theme: safety}}", "Did you mean 'themes'?"),
    ],
)
def test_a_route_that_is_wrong_is_told(tmp_path: Path, routes: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, f"brands: [{{name: Harbor, answered_by: maria, routes: [{routes}]}}]\n")
    assert says in str(caught.value)


def test_a_stand_in_has_to_be_somebody_else(tmp_path: Path) -> None:
    for stand_in, says in (("maria", "nobody stands in for themselves"), ("joe", "nobody is called 'joe'")):
        path = tmp_path / "config.yaml"
        path.write_text(
            f"people: {{maria: {{stand_in: {stand_in}}}, sam: {{}}}}\nbrands: [{{name: Harbor, answered_by: sam}}]\n"
        )
        with pytest.raises(ConfigError, match=says):
            load(path, {})


def test_holidays_are_days_every_years_days_and_stretches(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        "brands: [{name: Harbor, answered_by: maria}]\nholidays: [2026-11-26, 12-25, 2026-12-28 to 2027-01-02]\n",
    )
    off = {
        day
        for day in (date(2026, 11, 20) + n * DAY for n in range(420))
        if any(holiday.covers(day) for holiday in config.holidays)
    }
    assert off == {
        date(2026, 11, 26), date(2026, 12, 25), date(2027, 12, 25), *(date(2026, 12, day) for day in range(28, 32)),
        date(2027, 1, 1), date(2027, 1, 2),
    }  # fmt: skip
    for wrong in ("Christmas", "2026-13-01", "2027-01-02 to 2026-12-28"):
        with pytest.raises(ConfigError, match="Write days like 2026-12-25"):
            read(tmp_path, f"brands: [{{name: Harbor, answered_by: maria}}]\nholidays: [{wrong}]\n")


def test_nobody_works_on_a_holiday() -> None:
    zone, office = ZoneInfo("America/New_York"), (Shift(frozenset(range(5)), time(8), time(18)),)
    thanksgiving = DayOff(date(2026, 11, 26), date(2026, 11, 27))
    wednesday = datetime(2026, 11, 25, 17, tzinfo=zone)
    due = add_working(wednesday, 4 * HOUR, office, zone, (thanksgiving,))
    assert due.astimezone(zone) == datetime(2026, 11, 30, 11, tzinfo=zone)
    assert add_working(wednesday, 4 * HOUR, (), zone, (thanksgiving,)) == wednesday + 4 * HOUR

"""The digest: exactly once a person and day on the owner's clock, true figures, praise last."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.base import Card, Line, Message, Recipient, Section
from alerts.email import Email
from alerts.email_html import html_page
from alerts.slack import whole
from alerts.text import tidy
from connectors.base import Author, Form
from monitor.cases import Points
from monitor.cases import State as CaseState
from monitor.config import Digest, Person, Source
from monitor.hours import latest
from monitor.storming import Outcome as StormOutcome
from monitor.storming import Picture, Storm
from monitor.telling.digest import Figures, Volume, digest_message
from monitor.telling.digesting import due
from monitor.telling.phrases import SHIPPED, Catalogue, shipped
from tests.fakes import ToyMailbox
from tests.fakes.stage import FURIOUS, START, THANKS, Letterbox, Place, brand, post, settings, stage
from tests.test_wording import CASE, NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERY_DAY = frozenset(range(7))
DAILY = Digest(EVERY_DAY, time(8))
NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
UTC_ZONE = ZoneInfo("UTC")


def people(maria: Digest | None = DAILY, sam: Digest | None = None, **changes: Any) -> dict[str, Person]:
    return {
        "maria": Person(name="maria", email="maria@harborplumbing.example", digest=maria, **changes),
        "sam": Person(name="sam", email="sam@harborplumbing.example", digest=sam),
    }


def only(messages: list[Message]) -> list[Message]:
    return [message for message in messages if message.reason == "DIGEST"]


def lines(message: Message, title: str) -> list[str]:
    return [line.text for section in message.card.sections if section.title == title for line in section.lines]


# -- when ------------------------------------------------------------------------------------------------------------


def at(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("clock", "zone", "days"),
    [
        (time(2, 30), NEW_YORK, ("2026-03-07", "2026-03-09")),  # 02:30 is left out on the 8th
        (time(1, 30), NEW_YORK, ("2026-10-31", "2026-11-02")),  # 01:30 comes twice on the 1st
        (time(2, 30), BERLIN, ("2026-03-28", "2026-03-30")),
        (time(2, 30), BERLIN, ("2026-10-24", "2026-10-26")),
        (time(0), BERLIN, ("2026-10-24", "2026-10-26")),
    ],
)
def test_each_date_has_one_moment_through_both_changes_of_the_clock(
    clock: time, zone: ZoneInfo, days: tuple[str, str]
) -> None:
    now, end = at(f"{days[0]} 00:00", zone), at(f"{days[1]} 23:59", zone)
    found = []
    while now <= end:
        if moments := latest(EVERY_DAY, clock, now, zone):
            found.append(moments[0])
        now += timedelta(minutes=7)
    dates = [moment.astimezone(zone).date().isoformat() for moment in sorted(set(found))]
    middle = (datetime.fromisoformat(days[0]) + DAY).date().isoformat()
    assert [date for date in dates if date >= days[0]] == [days[0], middle, days[1]]
    assert found == sorted(found)


@given(st.datetimes(START.replace(tzinfo=None), timezones=st.just(UTC)), st.sets(st.integers(0, 6)), st.times())
def test_the_latest_moment_is_past_and_the_next_is_not(now: datetime, days: set[int], clock: time) -> None:
    moments = latest(frozenset(days), clock.replace(second=0, microsecond=0), now, BERLIN)
    assert (moments is None) == (not days)
    if moments:
        assert moments[0] <= now < moments[1]
        assert moments[1] - moments[0] <= 8 * DAY


def test_after_a_long_sleep_the_nearer_one_counts(tmp_path: Path) -> None:
    config = settings(tmp_path, [], {"mail": Letterbox()}, people=people())
    morning = datetime(2026, 11, 24, 8, tzinfo=UTC)
    maria = config.people["maria"]
    assert due(maria, config, morning) == due(maria, config, morning + 11 * HOUR) == morning
    assert due(maria, config, morning + 13 * HOUR) is None
    weekly = replace(maria, digest=Digest(frozenset({1}), time(8)))
    assert due(weekly, config, morning + 3 * DAY) == morning
    assert due(weekly, config, morning + 4 * DAY) is None
    assert due(replace(maria, digest=None), config, morning) is None


@pytest.mark.slow
async def test_once_a_person_and_day_however_often_it_is_looked_at(tmp_path: Path) -> None:
    mail, room = Letterbox(), Letterbox(shared=True)
    config = settings(
        tmp_path, {"forum": Place([post(at=START)])}, {"mail": mail, "room": room}, people=people(DAILY, DAILY)
    )
    async with stage(config) as earful:
        await earful.look()
        assert only(mail.messages) == []  # 09:00: this morning's would be about nothing
        for _ in range(4):
            for hours in (22, 1, 0, 1):  # 07:00, 08:00 twice, 09:00
                await earful.after(hours * HOUR)
        told = [(message.to.name, message.at) for message in only(mail.messages)]
        mornings = [datetime(2026, 11, day, 8, tzinfo=UTC) for day in (24, 25, 26, 27)]
        assert told == [(name, at) for at in mornings for name in ("maria", "sam")]
        assert [message.at for message in only(room.messages)] == mornings  # a room hears it once
        assert len({message.thread for message in only(mail.messages)}) == 4  # each day is a matter of its own
    async with stage(config, datetime(2026, 11, 27, 14, tzinfo=UTC)) as again:
        mail.messages.clear()
        await again.look()
        assert only(mail.messages) == []


@pytest.mark.slow
async def test_a_time_of_ones_own_and_a_changed_time(tmp_path: Path) -> None:
    mail, room = Letterbox(), Letterbox(shared=True)
    friday = Digest(frozenset({4}), time(16))
    config = settings(
        tmp_path,
        {"forum": Place([post(at=START)])},
        {"mail": mail, "room": room},
        people=people(friday, DAILY, own_digest=True),
    )
    async with stage(config) as earful:
        await earful.look()
        for _ in range(5):
            for hours in (6, 1, 1, 14, 1, 1):  # 15:00, 16:00, 17:00, 07:00, 08:00, 09:00
                await earful.after(hours * HOUR)
        assert [message.to.name for message in only(mail.messages)] == ["sam"] * 4 + ["maria", "sam"]
        assert {message.to.name for message in only(room.messages)} == {"sam"}
        marias = next(message for message in only(mail.messages) if message.to.name == "maria")
        assert marias.data["since"] == "2026-11-20T16:00:00+00:00"  # a week
        mail.messages.clear()
        later = replace(config, people=people(friday, Digest(EVERY_DAY, time(12))), digest="another")
        await earful.app.reload(lambda: later)  # 09:00: today's went out at 08:00
        for hours in (2, 1, 1, 16):  # 11:00, 12:00, 13:00, 05:00
            await earful.after(hours * HOUR)
        assert only(mail.messages) == []


@pytest.mark.slow
async def test_a_time_of_ones_own_is_meant_on_ones_own_clock(tmp_path: Path) -> None:
    """15:30 in Los Angeles is 00:30 in Berlin, or 23:30 in the weeks in which only one of the two has changed its clock: the same
    date twice there."""
    mail = Letterbox()
    pacific = ZoneInfo("America/Los_Angeles")
    folks = people(Digest(EVERY_DAY, time(15, 30)), None, own_digest=True)
    folks["maria"] = replace(folks["maria"], timezone=pacific)
    start = datetime(2026, 10, 22, 9, tzinfo=UTC)
    place = Place([post(at=start)])
    config = settings(tmp_path, {"forum": place}, {"mail": mail}, people=folks, timezone=BERLIN)
    async with stage(config, start) as earful:
        await earful.look()
        for _ in range(14 * 4):
            await earful.after(6 * HOUR)
    told = only(mail.messages)
    assert [message.at.astimezone(pacific) for message in told] == [
        datetime(2026, 10, 22, 15, 30, tzinfo=pacific) + number * DAY for number in range(14)
    ]
    assert told[1].title.startswith("Fri 23 Oct: ")
    assert "since Thu 22 Oct 15:30" in told[1].summary


async def test_what_arrives_late_says_so(tmp_path: Path) -> None:
    mail = Letterbox()
    async with stage(settings(tmp_path, {"forum": Place([post()])}, {"mail": mail}, people=people())) as earful:
        await earful.look()
        await earful.after(30 * HOUR)
        (message,) = only(mail.messages)
        assert message.summary.startswith("(Late by 7 h: it could not be delivered before.)")


# -- what ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_the_figures_of_a_day(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    bolt = brand("Bolt Electric", answered_by="sam")
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, [brand(), bolt], people=people())
    async with stage(config) as earful:
        await earful.look()
        noon = START + 3 * HOUR
        forum.posts += [
            post(FURIOUS, at=noon, by="Dana"),
            post("Harbor Plumbing never called me back.", at=noon, by="Lee"),
            post("Bolt Electric never returned a single call, I am furious.", at=noon, by="Kim"),
            post("Harbor Plumbing came at once, friendly and clean. Wonderful people!", at=noon, by="Ann"),
            post(
                "Kommt jemand mit Harbor Plumbing zurecht? 会社の名前だけ書いてあります", at=noon, by="Yui", lang="ja"
            ),
        ]
        await earful.after(4 * HOUR)
        numbers = {case.author: number for number, case in (await earful.cases()).items()}
        assert set(numbers) == {"Dana", "Lee", "Kim"}
        await earful.app.office.act(numbers["Dana"], "answered", "maria")
        await earful.after(2 * HOUR)
        forum.posts.append(post(THANKS, at=START + 6 * HOUR, by="Dana"))
        await earful.after(HOUR)
        await earful.after(timedelta(hours=16))
        (message,) = only(mail.messages)
        assert message.title == "Tue 24 Nov: 2 waiting, 3 new, 1 won back"
        assert message.summary == (
            "2 customers are waiting, the longest for 20 h. Since Mon 23 Nov 08:00: 3 new cases, 1 answer, 1 customer won back, "
            "2 kind words."
        )
        assert {text.split(":")[0] for text in lines(message, "Still waiting")} == {
            f"case {numbers['Lee']}", f"case {numbers['Kim']}",
        }  # fmt: skip
        assert all("longer than you promise" in text for text in lines(message, "Still waiting"))
        assert len(lines(message, "New")) == 3
        assert lines(message, "Answered") == ["1 of 1 within your promise (100%), after 1 h"]
        assert lines(message, "Won back") == [
            f"case {numbers['Dana']}: Dana about Harbor Plumbing, after 3 h, thanks to Maria"
        ]
        drivers = lines(message, "What drives complaints")
        assert drivers[0].startswith("No answer: 2 people (none before). “")
        assert lines(message, "How much was said")[0].startswith("Harbor Plumbing: 5 (83%), ")
        assert lines(message, "Reminded most") != []
        titles = [section.title for section in message.card.sections]
        assert titles[-1] == "Praise"
        assert any("Ann" in text for text in lines(message, "Praise"))
        assert all("furious" not in text for text in lines(message, "Praise"))


async def test_a_quiet_day_and_an_undone_answer(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place([post(at=START - 9 * DAY)])
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, people=people())
    async with stage(config) as earful:
        await earful.look()
        (number,) = await earful.cases()
        await earful.app.office.act(number, "answered", "maria")
        await earful.app.office.act(number, "undo", "maria")
        await earful.after(DAY)
        (message,) = only(mail.messages)
        assert message.title == "Tue 24 Nov: 1 waiting"
        assert lines(message, "Answered") == lines(message, "New") == []  # undone; and history is not new
        await earful.app.office.act(number, "close", "maria", "lost")
        await earful.after(DAY - HOUR)
        quiet = only(mail.messages)[-1]
        assert (quiet.title, quiet.summary) == (
            "Wed 25 Nov: nobody is waiting", "Nobody is waiting. Nothing else since Tue 24 Nov 08:00.",
        )  # fmt: skip
        assert list(quiet.card.sections) == []


async def test_what_was_taken_down_is_not_quoted(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": mail}, people=people())
    async with stage(config) as earful:
        await earful.look()
        angry = post(FURIOUS, at=START + HOUR, by="Dana", id="dana")
        forum.posts = [angry]
        await earful.after(HOUR)
        forum.posts = [replace(angry, deleted=True)]
        await earful.after(HOUR)
        await earful.after(DAY)
        (message,) = only(mail.messages)
        assert "furious" not in message.body
        assert lines(message, "What drives complaints")[0] == "No answer: 1 person (none before)"


async def test_who_gave_stars_and_no_words_is_quoted_by_the_stars(tmp_path: Path) -> None:
    mail, shop = Letterbox(), Place()
    about = Source(name="shop", kind="reviews", connector=shop, every=timedelta(hours=1), about="Harbor Plumbing")
    config = settings(tmp_path, [about], {"mail": mail}, people=people())
    async with stage(config) as earful:
        await earful.look()
        shop.posts = [
            post("", at=START + HOUR, by=by, form=Form.REVIEW, stars=stars, stars_max=5.0)
            for by, stars in (("Zed", 1.0), ("Ann", 4.5))
        ]
        await earful.after(HOUR)
        await earful.after(DAY)
        message = next(message for message in only(mail.messages))
        assert "“1 of 5 stars” (Zed, shop, about Harbor Plumbing)" in lines(message, "What drives complaints")[0]
        assert lines(message, "Praise") == ["“4.5 of 5 stars” (Ann, shop, about Harbor Plumbing)"]


# -- in every language -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quoted:
    brand: str = "Harbor"
    author: str = "Dana"
    source: str = "Forum"
    text: str = "0815"
    url: str = ""
    stars: float | None = None
    stars_max: float | None = None


@dataclass(frozen=True)
class Counted:
    name: str = "money"
    people: int = 1200
    before: int = 0
    example: Quoted | None = None
    brand: str = "Harbor"
    mentions: int = 3
    unhappy: int = 1


def everything() -> Figures:
    """Figures of which every sentence of the digest has something to say."""
    waits = replace(CASE, waiting_since=NOW - 3 * DAY, due=NOW - DAY, told=())
    stormy = replace(waits, brand="Harbor")
    fresh = replace(waits, author="", due=NOW + DAY, taken_by="sam", told=("sam",))
    ended = replace(waits, state=CaseState.CLOSED, closed=NOW, answered_by="sam")
    storm = Storm(
        brand="Harbor",
        since=NOW - 30 * HOUR,
        opened=NOW,
        changed=NOW,
        turn="maria",
        picture=Picture(themes=(("money", 3),)),
    )
    storms = [(4, storm), (5, replace(storm, taken_by="sam"))]
    storms += [(6, replace(storm, over=NOW, outcome=each)) for each in (StormOutcome.NOISE, StormOutcome.CALM)]
    several = (1_000, [Quoted()])
    return Figures(
        since=NOW - 2 * DAY, until=NOW - HOUR, waiting=[(1, waits), (2, fresh)], opened=[(7, stormy), *[(1, waits)] * 11],
        won_back=[(3, ended), (4, replace(ended, answered_by=""))], answers=[(3 * DAY, False), (3 * DAY, True)],
        themes=[Counted(example=Quoted()), Counted("nonsense", 1, 5)], voices=[Counted(), Counted(brand="Bolt")],
        reminded={"sam": 1, "maria": 3}, unclear=several, praise=several, maybe_us=several, searched=several,
        storms=[*storms, *storms, *storms], coming=[("Harbor", (NOW - HOUR, NOW))],
        volume=Volume([NOW.date() - DAY, NOW.date()], [(1, 2, 3, 4), (5, 6, 7, 8)], [(NOW - 9 * DAY, NOW)]),
    )  # fmt: skip


@pytest.mark.parametrize("language", SHIPPED)
def test_every_sentence_can_be_said_in_every_language(language: str) -> None:
    said: set[str] = set()

    @dataclass(frozen=True, slots=True)
    class Listening(Catalogue):
        def say(self, name: str, /, **values: object) -> str:
            said.add(name)
            return Catalogue.say(self, name, **values)

    say, maria = Listening(language, shipped(language).phrases), Recipient(name="maria")
    figures = everything()
    message = digest_message(figures, maria, "1", "digest", NOW, UTC_ZONE, say)
    digest_message(replace(figures, waiting=[], opened=[]), maria, "1", "digest", NOW, UTC_ZONE, say)
    one = replace(figures, waiting=figures.waiting[:1], opened=[], won_back=[], answers=[], praise=(0, ()))
    digest_message(one, maria, "1", "digest", NOW, UTC_ZONE, say)
    digest_message(replace(one, waiting=[]), maria, "1", "digest", NOW, UTC_ZONE, say)
    singular = {f"digest_{what}_one" for what in ("cases", "answers", "won_back", "kind_words", "kept")}
    wanted = {name for name in say.phrases if name.startswith("digest_")} - singular
    assert wanted <= said
    assert not {"{", "}"} & set(message.body)
    if language != "en":
        english = digest_message(figures, maria, "1", "digest", NOW, UTC_ZONE)
        both = zip(english.card.sections, message.card.sections, strict=True)
        same = [
            line.text
            for ours, theirs in both
            for line in theirs.lines
            if line.text in {each.text for each in ours.lines}
        ]
        assert same == []
        assert not {section.title for section in english.card.sections} & {s.title for s in message.card.sections}


def test_what_was_told_with_a_storm_was_told() -> None:
    storm = Storm(
        brand="Harbor", of=("money",), since=NOW - 9 * HOUR, opened=NOW, changed=NOW, over=NOW - HOUR, turn="maria"
    )
    money = Points(themes=frozenset({"money"}))
    within = replace(CASE, brand="Harbor", told=(), points=money, opened=NOW - 2 * HOUR)
    cases = [
        within,
        replace(within, brand="Bolt"),
        replace(within, points=Points(themes=frozenset({"staff"}))),
        replace(within, opened=NOW),
        replace(within, opened=NOW - DAY),
        replace(within, told=("maria",)),
    ]
    figures = replace(everything(), storms=[(4, storm)], opened=list(enumerate(cases)))
    message = digest_message(figures, Recipient(name="maria"), "1", "digest", NOW, UTC_ZONE)
    ends = [line.partition("). ")[2] for line in lines(message, "New")]
    assert ends == ["Told of with storm 4.", *["Nobody was told at once: it was not loud."] * 4, ""]


def test_in_german() -> None:
    message = digest_message(everything(), Recipient(name="maria"), "1", "digest", NOW, BERLIN, shipped("de"))
    assert message.title == "Mo 23. Nov: 2 warten, 12 neu, 2 zurückgewonnen"
    assert message.summary == (
        "(Mit Verspätung, nach 1 h: früher ließ es sich nicht zustellen.) 2 Personen warten, am längsten seit 3 Tagen. "
        "Seit Sa 21. Nov 15:05: 12 neue Fälle, 2 Antworten, 2 Personen zurückgewonnen, 1.000 freundliche Worte."
    )
    assert lines(message, "Warten noch") == [
        "Fall 1: Dana R. über Harbor Plumbing, seit 3 Tagen, länger als versprochen – es antwortet: Maria.",
        "Fall 2: Jemand über Harbor Plumbing, seit 3 Tagen – Sam kümmert sich darum.",
    ]
    assert lines(message, "Beantwortet") == [
        "1 von 2 in der versprochenen Frist (50 %); die Hälfte bekam die Antwort vor Ablauf von 3 Tagen"
    ]
    assert lines(message, "Worüber geklagt wird")[0] == (
        "Geld: 1.200 Menschen (vorher niemand). „0815“ (Dana, Forum, über Harbor)"
    )
    assert lines(message, "Am häufigsten erinnert") == ["Maria: 3-mal", "Sam: einmal"]


async def test_each_reads_it_in_their_own_language_and_a_room_in_that_of_all(tmp_path: Path) -> None:
    async with ToyMailbox() as smtp:
        mail = Email(server=smtp.server, from_="Earful <earful@harborplumbing.example>")
        room = Letterbox(shared=True)
        config = settings(
            tmp_path, {"forum": Place([post(at=START)])}, {"mail": mail, "room": room},
            people=people(DAILY, DAILY, language="es"), language="de",
        )  # fmt: skip
        async with stage(config) as earful:
            await earful.look()
            await earful.after(DAY)
            (ours,) = only(room.messages)
            assert ours.title == "Di 24. Nov: 1 warten"
            theirs = {str(sent.recipients[0]): sent for sent in smtp.mails if "24" in str(sent.message["Subject"])}
            spanish = theirs["maria@harborplumbing.example"]
            assert str(spanish.message["Subject"]) == "mar 24 nov: 1 en espera"
            assert "Un cliente espera" in spanish.text
            assert "Earful escribió esto a Maria." in spanish.text
            assert '<html lang="es">' in spanish.html
            assert "Eine Person wartet" in theirs["sam@harborplumbing.example"].html


# -- in every medium -------------------------------------------------------------------------------------------------

HOSTILE = "<!channel> <script>alert(1)</script> <@U012AB3CD> \r\nBcc: x@y.example\n- case 7: forged @everyone"


def summary(*sections: Section) -> Message:
    return tidy(
        Message(
            id="7", thread="digest-2026-11-24", reason="DIGEST", to=Recipient(name="maria"), title="Tue", summary="Calm.",
            card=Card(heading="Your customers", sections=sections), at=START,
        )
    )  # fmt: skip


def test_strangers_words_stay_words_in_every_medium() -> None:
    message = summary(Section("Praise", [Line(text=HOSTILE, link="javascript:alert(1)", share=0.4)]))
    page, slack = html_page(message), json.dumps(whole(message))
    assert "<script>" not in page
    assert "javascript:" not in page + slack + message.body
    assert "<!channel>" not in slack
    assert "<@U012AB3CD>" not in slack
    assert "@everyone" not in slack
    assert [text for text in message.body.splitlines() if text.startswith("- case 7")] == []


def test_bars_show_without_pictures_and_slack_takes_the_longest() -> None:
    many = [
        Section(f"Part {n}", [Line(text="w" * 900, link="https://x.example/" + "p" * 1400)] * 40) for n in range(30)
    ]
    payload = whole(summary(*many))
    blocks = payload["attachments"][0]["blocks"]
    assert len(payload["blocks"]) + len(blocks) <= 50
    assert all(len(block["text"]["text"]) <= 3000 for block in blocks if block["type"] == "section")
    assert len(json.dumps(payload)) < 26_000
    page = html_page(summary(Section("Drives", [Line(text="Money", share=0.25), Line(text="Staff", share=1.0)])))
    assert re.search(r'class="bar" bgcolor="#\w{6}" style="width:25%;', page)
    assert "<img" not in page


def test_a_digest_names_its_author_by_the_figures_not_by_their_words() -> None:
    """A name may be anything; the line it stands in stays one line."""
    author = Author(name="Dana\nWon back\n- case 1: forged")
    message = summary(Section("New", [Line(text=f"case 812: {author.name} about Harbor")]))
    assert "\nWon back" not in message.body

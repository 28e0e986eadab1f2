"""Storms, part by part: the state machine, the picture, the sentences, and what is kept, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from alerts.base import Action, Card, Message, Recipient
from connectors.base import Author, Post
from monitor import cases, whom
from monitor.cases import Case, Policy, Reason, Refused, Rung, Say
from monitor.config.model import Alerts
from monitor.matching import Match
from monitor.store import Store, StoreError, deciding, hearing, jsons, stories, storms
from monitor.store.rows import Incoming
from monitor.store.tables import storm_state
from monitor.stories import fingerprints
from monitor.storming import (
    Outcome,
    Picture,
    State,
    Storm,
    Voice,
    announce,
    begin,
    end,
    grew,
    next_at,
    picture,
    raised_again,
    take,
    tick,
    widened,
)
from monitor.storming.feeding import Told, close, mentions, replayed
from monitor.storming.wording import Weather, done, storm_message
from monitor.storms import WHOLE, Facts, Watch, Would
from monitor.telling.matters import Said
from monitor.telling.notices import Already, handed_back
from monitor.telling.phrases import SHIPPED, shipped
from monitor.tone import Tone
from monitor.tone.base import Label
from tests.fakes.stage import Letterbox, Place, settings

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
POLICY = Policy(
    answered_by="maria",
    answer_within=4 * HOUR,
    ladder=(Rung(HOUR, "maria"), Rung(3 * HOUR, "sam")),
    alert_when="angry",
    due=lambda since: since + 4 * HOUR,
    awake=lambda start, span, person, severity=4: start + span,
)
MILD = Picture(people=3, posts=3, usual=0.1, facts=Facts(ratio=3, authors=3, angry=0.2))
WILD = replace(MILD, people=120, posts=150, facts=Facts(ratio=30, authors=120, angry=0.9, news=True))


def raging(at: datetime = NOW) -> Storm:
    return announce(begin("Harbor", at - HOUR, at, POLICY), MILD, at, POLICY)[0]


# -- the state machine -----------------------------------------------------------------------------------------------


def test_the_clock_says_each_thing_once_also_after_a_long_sleep() -> None:
    storm, says = tick(raging(), NOW + 30 * HOUR, POLICY)
    assert [(say.reason, say.to) for say in says] == [(Reason.ESCALATED, ("sam",))]
    assert next_at(storm) == NOW + 42 * HOUR
    storm, says = tick(storm, NOW + 42 * HOUR, POLICY)
    assert [(say.reason, say.to) for say in says] == [(Reason.STORM_STILL, ("sam",))]


def test_louder_is_said_when_it_is_worse_than_ever_and_not_again() -> None:
    storm, says = grew(raging(), MILD, False, NOW + HOUR, POLICY)
    assert says == []
    storm, says = grew(storm, WILD, False, NOW + HOUR, POLICY)
    assert [say.reason for say in says] == [Reason.STORM_LOUDER]
    storm, says = grew(storm, MILD, False, NOW + 2 * HOUR, POLICY)
    assert (says, storm.severity) == ([], 1)
    _, says = grew(storm, MILD, True, NOW + 3 * HOUR, POLICY)
    assert [say.reason for say in says] == [Reason.STORM_LOUDER]


def test_what_is_over_cannot_be_taken_and_may_be_called_noise() -> None:
    storm, says = end(raging(), Outcome.CALM, NOW + HOUR, POLICY)
    assert ([say.reason for say in says], next_at(storm)) == ([Reason.STORM_OVER], None)
    with pytest.raises(Refused, match="is over"):
        take(storm, NOW, "sam", POLICY)
    assert grew(storm, WILD, True, NOW, POLICY) == (storm, [])
    assert tick(storm, NOW + DAY, POLICY) == (storm, [])
    storm, says = end(storm, Outcome.NOISE, NOW + 2 * HOUR, POLICY, "sam")
    assert (storm.outcome, says, done(3, storm)) == (Outcome.NOISE, [], "storm 3: over (noise)")
    with pytest.raises(Refused, match="over already"):
        end(storm, Outcome.NOISE, NOW + 2 * HOUR, POLICY, "sam")


STEPS = st.lists(
    st.tuples(st.integers(1, 3000), st.sampled_from(["tick", "take", "louder", "over", "again"])), max_size=25
)


@given(STEPS)
def test_no_storm_rages_without_somebody_who_will_be_told_and_no_message_has_anothers_number(
    steps: list[tuple[int, str]],
) -> None:
    at, said = NOW, list[Say]()
    storm, says = announce(begin("Harbor", NOW, NOW, POLICY), MILD, NOW, POLICY)
    said += says
    for minutes, what in steps:
        at += minutes * MINUTE
        over = storm.state is State.OVER
        match what:
            case "take" if not over:
                storm, says = take(storm, at, "sam", POLICY)
            case "louder":
                storm, says = grew(storm, WILD, True, at, POLICY)
            case "over" if not over:
                storm, says = end(storm, Outcome.CALM, at, POLICY)
            case "again" if over:
                storm, says = announce(raised_again(storm, at, POLICY), MILD, at, POLICY)
            case _:
                storm, says = tick(storm, at, POLICY)
                assert (due := next_at(storm)) is None or due > at
        said += says
        assert (next_at(storm) is None) == (storm.state is State.OVER)
        assert all(say.to for say in says)
    assert [say.ordinal for say in said] == list(range(1, len(said) + 1))


def test_a_case_that_is_handed_back_has_a_ladder_and_what_is_absorbed_says_nothing(tmp_path: Path) -> None:
    event = cases.Heard(
        at=NOW, author="Dana", brand="Harbor", unhappy=True, happy=False, points=cases.Points(anger=0.9), written=NOW
    )
    case, says = cases.open_case(event, POLICY, storm=7)
    assert (case.absorbed, says) == (7, [])
    assert cases.foretold(case, POLICY) == []
    worse = replace(
        event, at=NOW + HOUR, written=NOW + HOUR, points=cases.Points(anger=1.0, signals=frozenset({"legal"}))
    )
    case, says = cases.step(case, worse, POLICY)
    assert (case.severity, says) == (2, [])
    config = settings(tmp_path, {"forum": Place()}, {"mail": Letterbox()})
    assert whom.of_case(3, case, POLICY, config, NOW) == (
        "Case 3: Dana about Harbor, open. Storm 7 speaks for it; when that is over, Maria gets it back."
    )
    back = cases.handed_back(case, NOW + 5 * HOUR, POLICY)
    assert (back.absorbed, back.told) == (None, ("maria",))
    first = cases.foretold(back, POLICY)[0]
    assert (first.reason, first.at) == (Reason.STILL_WAITING, NOW + 6 * HOUR)
    silent = replace(case, alert_when="storm")
    assert cases.handed_back(silent, NOW + 5 * HOUR, POLICY).rung_at is None
    known = replace(silent, told=("sam",))  # who took it once, or closed it: it is their matter, too
    assert cases.handed_back(known, NOW + 5 * HOUR, POLICY).rung_at == NOW + 6 * HOUR


# -- what it is about ------------------------------------------------------------------------------------------------


def voice(n: int, **more: Any) -> Voice:
    known = {
        "mention": n, "author": b"%16d" % n, "at": NOW + n * MINUTE, "place": "forum.example", "url": f"https://forum.example/{n}",
        "article": False, "anger": 0.9, "complaint": 0.5, "themes": ("no_answer",), "signals": (), "followers": 0,
    }  # fmt: skip
    return Voice(**{**known, **more})


def test_the_picture_counts_people_names_themes_and_finds_the_first_and_the_loudest() -> None:
    said = [
        voice(1),
        voice(2, themes=("money", "other"), complaint=0.9),
        voice(3, author=b"%16d" % 1),
        voice(4, place="news.example", article=True, anger=0.1, complaint=0.1, followers=5000),
    ]
    found = picture(said, NOW, NOW + 6 * HOUR, 4.0, readers=[0] * 99 + [9000], late=2.0)
    assert (found.people, found.posts, found.usual) == (3, 4, 1.0)
    assert found.themes == (("no_answer", 2), ("money", 1))
    assert (found.first, found.loudest) == (1, 2)
    assert found.places == ("forum.example", "news.example")
    assert found.facts == Facts(
        ratio=4.0, authors=3, angry=0.75, reach=0.99, platforms=2, news=True, waiting=2.0, call_to_action=False
    )
    assert picture([], NOW, NOW + DAY, 2.0) == Picture(usual=2.0)


# -- the detector ----------------------------------------------------------------------------------------------------


def test_many_late_mentions_count_as_much_as_each_alone() -> None:
    told = [Told(NOW - 3 * HOUR + n * MINUTE, f"a{n}", ("money",)) for n in range(40)]
    watches = [Watch(NOW - 9 * DAY, ["money", "safety"]) for _ in range(2)]
    for watch in watches:
        for days in range(9, -1, -1):
            close(watch, NOW - days * DAY, 1.0)
    together = mentions(watches[0], told)
    for one in told:
        mentions(watches[1], [one])
    for name, detector in watches[0]:
        assert detector.plain()["bins"] == dict(watches[1])[name].plain()["bins"]
    assert any(verdict.alarm for verdict in together[WHOLE])
    assert any(verdict.alarm for verdict in together["money"])
    assert [watch.raging for watch in watches] == [{WHOLE, "money"}, {WHOLE, "money"}]


def test_a_replay_says_what_it_would_have_raised() -> None:
    told = [Told(NOW - 5 * DAY + n * MINUTE, f"a{n}") for n in range(5)]
    watch = replayed(NOW - 20 * DAY, NOW, told, ["money"])
    assert [(would.at.date().isoformat(), would.of) for would in raised(watch)] == [("2026-11-18", WHOLE)]
    assert not watch.raging
    again = Watch.restored(json.loads(json.dumps(watch.plain())))
    assert again.history == watch.history
    assert again.plain() == watch.plain()


def raised(watch: Watch) -> tuple[Would, ...]:
    assert watch.history is not None
    return watch.history.storms


def busy(days: int, also: Sequence[Told] = ()) -> list[Told]:
    """A brand of 48 complaints a day, the hours full of them, of which one in two days is about safety."""
    usual = [
        Told(NOW - days * DAY + n * 30 * MINUTE, f"b{n}", ("safety",) if n % 96 == 0 else ("money",))
        for n in range(days * 48)
    ]
    return sorted([*usual, *also])


def test_a_storm_of_one_theme_is_seen_where_the_whole_is_used_to_more() -> None:
    wave = [Told(NOW - 2 * DAY + n * 20 * MINUTE, f"s{n}", ("safety", "money")) for n in range(14)]
    watch = replayed(NOW - 30 * DAY, NOW, busy(30, wave), ["money", "safety"])
    assert {would.of for would in raised(watch)} == {"safety"}
    assert raised(replayed(NOW - 30 * DAY, NOW, busy(30), ["money", "safety"])) == ()
    scattered = [told._replace(themes=("money",)) for told in wave]  # the same, of what everybody speaks of anyway
    assert raised(replayed(NOW - 30 * DAY, NOW, busy(30, scattered), ["money", "safety"])) == ()


def test_what_many_detectors_would_raise_at_once_is_one_storm() -> None:
    wave = [Told(NOW - 2 * DAY + n * 3 * MINUTE, f"s{n}", ("safety", "privacy", "money")) for n in range(60)]
    watch = replayed(NOW - 30 * DAY, NOW, busy(30, wave), ["money", "safety", "privacy"])
    assert len(raised(watch)) == 1


def test_a_history_that_begins_in_the_middle_of_much_began_with_no_storm() -> None:
    much = [Told(NOW - 5 * DAY + n * MINUTE, f"s{n}") for n in range(3 * 24 * 60)]
    assert raised(replayed(much[0].at, NOW - 2 * DAY, much, ["money"])) == ()


def test_three_who_speak_of_one_theme_within_an_hour_are_no_crowd_at_a_brand_that_hears_more() -> None:
    three = [Told(NOW - 2 * DAY + n * MINUTE, f"s{n}", ("privacy",)) for n in range(3)]
    assert raised(replayed(NOW - 30 * DAY, NOW, busy(30, three), ["money", "privacy"])) == ()


def test_all_detectors_of_a_brand_share_one_budget_also_when_it_changes() -> None:
    watch = replayed(NOW - 5 * DAY, NOW, [], ["money", "safety"], 90.0)
    for days in (90.0, 30.0):
        watch.allow(days)
        spent = [1 / detector.plain()["now"]["budget"]["days"] for _, detector in watch]
        assert sum(spent) < 1 / days
        assert (spent[0], sum(spent[1:])) == (pytest.approx(0.9 / days), pytest.approx(0.005 / days))
    watch = Watch.restored(watch.plain())
    [late] = [each for name, each in watch if not name]
    assert late.amend(NOW - 3 * HOUR, 1.0).score >= 0  # stepped again from a copy
    assert late.plain()["now"]["budget"]["days"] == pytest.approx(30 / 0.9)


def test_with_fewer_days_to_a_false_storm_the_same_evidence_is_enough() -> None:
    wave = [Told(NOW - 2 * DAY + n * 6 * MINUTE, f"s{n}", ("money",)) for n in range(22)]
    counts = [len(raised(replayed(NOW - 30 * DAY, NOW, busy(30, wave), (), days))) for days in (1, 3650)]
    assert counts == [1, 0]


def test_half_of_the_evidence_is_a_candidate_until_a_storm_comes_of_it() -> None:
    some = [Told(NOW - 2 * HOUR + n * 10 * MINUTE, f"s{n}", ("money",)) for n in range(12)]
    watch = replayed(NOW - 30 * DAY, NOW, busy(30, some), ["money"])
    candidate = watch.candidate
    assert candidate is not None
    since, until = candidate
    assert NOW - 2 * HOUR <= since <= until <= NOW
    assert Watch.restored(json.loads(json.dumps(watch.plain()))).candidate == candidate
    mentions(watch, [Told(NOW + n * 10 * timedelta(seconds=1), f"t{n}") for n in range(60)])
    close(watch, NOW + HOUR, 1.0)
    assert watch.raging == {WHOLE}
    assert watch.candidate is None
    assert replayed(NOW - 30 * DAY, NOW, busy(30)).candidate is None


def test_a_storm_of_themes_concerns_them_and_only_ever_widens() -> None:
    storm = Storm(brand="Harbor", of=("safety",), since=NOW, opened=NOW, changed=NOW, turn="maria")
    assert storm.concerns({"safety", "money"})
    assert not storm.concerns({"money"})
    assert not storm.concerns(())
    both = widened(storm, ["money"])
    assert both.of == ("money", "safety")
    assert widened(both, ["money"]).of == both.of
    assert widened(both, ()).of == ()
    assert widened(widened(both, ()), ["money"]).of == ()
    assert widened(both, ()).concerns(())
    assert "spoke against Harbor over safety in 0 posts" in storm_message(weather(storm), Reason.STORM, "1").body


# -- the sentences ---------------------------------------------------------------------------------------------------

SAID = Said(
    author="Dana R.", source="Town forum", title="", text="They broke <b>my</b> boiler.", url="https://forum.example/1",
    why=(), at=NOW, exact=True, stars=None, stars_max=None, deleted=False,
)  # fmt: skip
OF_A_STORM = [
    Reason.STORM, Reason.STORM_LOUDER, Reason.STORM_STILL, Reason.STORM_TAKEN, Reason.STORM_OVER, Reason.STILL_WAITING,
    Reason.ESCALATED,
]  # fmt: skip


def weather(storm: Storm, said: Said | None = SAID) -> Weather:
    return Weather(
        number=3, storm=storm, first=said, loudest=said, waiting=2, to=Recipient(name="maria"), by="sam", now=NOW + HOUR,
        decided=NOW + HOUR, zone=ZoneInfo("UTC"),
    )  # fmt: skip


def everything(message: Message) -> str:
    return "\n".join((message.title, message.body))


@pytest.mark.parametrize("language", SHIPPED)
def test_a_storm_is_told_in_every_language(language: str) -> None:
    over = [end(raging(), outcome, NOW + HOUR, POLICY, by)[0] for outcome in Outcome for by in ("sam", "")]
    told = [
        storm_message(replace(weather(storm), say=shipped(language), waiting=waiting), reason, "17")
        for storm in (raging(), take(raging(), NOW, "sam", POLICY)[0], *over)
        for reason in OF_A_STORM
        for waiting in (0, 1, 2)
    ]
    assert {message.title for message in told} == {shipped(language).say("storm_title", brand="Harbor", storm=3)}
    assert not {"{", "}"} & set("".join(map(everything, told)))


@pytest.mark.parametrize("reason", OF_A_STORM)
@pytest.mark.parametrize("said", [SAID, None])
def test_every_reason_has_words_and_one_title(reason: Reason, said: Said | None) -> None:
    storms_ = [
        raging(),
        take(raging(), NOW, "sam", POLICY)[0],
        *(end(raging(), outcome, NOW + HOUR, POLICY, "sam")[0] for outcome in Outcome),
    ]
    for storm in storms_:
        message = storm_message(weather(storm, said), reason, "17")
        assert (message.id, message.thread, message.reason) == ("17", "storm-3", reason.value)
        assert message.title == "Harbor: a storm of complaints [storm 3]"
        assert re.match("[A-Z0-9]", message.summary)
        assert message.summary.rstrip()[-1] in ".?"
        assert "None" not in everything(message)
        assert not re.search(
            r"nobody (has )?(answered|replied)|never answered|no one|unanswered",
            everything(message).lower().replace("nobody ever", ""),
        )


def test_what_is_over_asks_nobody_and_offers_nothing() -> None:
    over = end(raging(), Outcome.CALM, NOW + HOUR, POLICY)[0]
    message = storm_message(weather(over), Reason.STORM, "1")
    assert message.summary.startswith("There was a storm over Harbor. It is over, after 2 h: 3 people")
    assert (message.urgent, message.card.actions, message.card.how_to_act) == (False, [], [])
    late = storm_message(replace(weather(over), decided=NOW), Reason.STORM_OVER, "1")
    assert late.summary.startswith("(Late by 1 h: it could not be delivered before.)")


def test_handed_back_lists_the_longest_waiting_first_and_counts_the_rest() -> None:
    own = Card(heading="", actions=[Action(verb="take", label="I'll take it", main=True)])
    listed = [Already(1, "Harbor", "Dana", NOW - 5 * HOUR, own), Already(2, "Harbor", "", NOW - HOUR, own)]
    message = handed_back(listed, 60, 3, Recipient(name="maria"), "9", "back-3-maria", NOW, NOW)
    assert message.summary == (
        "The storm over Harbor has passed, and 60 customers are still waiting for an answer, the longest 5 h. "
        "Maria, they are yours, and their clocks run."
    )
    (section,) = message.card.sections
    assert [(line.text, line.thread, [action.verb for action in line.actions]) for line in section.lines] == [
        ("case 1: Dana, 5 h", "case-1", ["take"]),
        ("case 2: a customer, 1 h", "case-2", ["take"]),
        ("and 58 more: earful case", "", []),
    ]


# -- what is kept ----------------------------------------------------------------------------------------------------


async def test_a_storm_comes_back_as_it_was_and_there_is_one_a_brand(store: Store) -> None:
    storm = replace(raging(), picture=WILD)
    number = await store.write(lambda tx: storms.save(tx, storm))
    async with store.read() as connection:
        row = await storms.raging(connection, "Harbor")
        assert row is not None
        assert (row.id, row.storm) == (number, storm)
        assert [one.id for one in await storms.due(connection, NOW + HOUR)] == [number]
        assert await storms.due(connection, NOW) == []
    with pytest.raises((StoreError, IntegrityError)):
        await store.write(lambda tx: storms.save(tx, storm))
    over = end(storm, Outcome.CALM, NOW + HOUR, POLICY)[0]
    await store.write(lambda tx: storms.save(tx, over, number))
    again = await store.write(lambda tx: storms.save(tx, storm))
    assert again > number
    await store.write(lambda tx: storms.forget(tx, NOW + DAY))
    async with store.read() as connection:
        assert await storms.by_id(connection, number) is None
        assert [row.id for row in await storms.not_over(connection)] == [again]


async def test_the_detector_is_kept_and_one_of_another_version_is_dropped(store: Store) -> None:
    watch = Watch(NOW, ["safety"])
    close(watch, NOW + DAY, 1.0)
    for _ in range(2):
        await store.write(lambda tx: storms.keep_watch(tx, "Harbor", watch))
    async with store.read() as connection:
        kept = await storms.watch(connection, "Harbor")
        assert kept is not None
        assert kept.plain() == watch.plain()
        assert await storms.watched(connection) == {"Harbor": NOW + DAY}

    old = update(storm_state).values(detail={**watch.plain(), "version": 0})
    await store.write(lambda tx: tx.execute(old))
    assert await store.write(lambda tx: storms.watch(tx, "Harbor")) is None
    async with store.read() as connection:
        assert await storms.watched(connection) == {}


async def test_what_was_kept_last_is_not_read_again_unless_it_is_another(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def kept() -> Watch | None:
        async with store.read() as connection:
            return await storms.watch(connection, "Harbor")

    async def lost(tx: AsyncConnection) -> None:
        later = await storms.watch(tx, "Harbor")
        assert later is not None
        close(later, NOW + 3 * DAY, 1.0)
        await storms.keep_watch(tx, "Harbor", later)
        raise LookupError("and nothing of it is stored")

    read: list[str] = []

    def counted(detail: str) -> Any:
        read.append(detail)
        return json.loads(detail)

    monkeypatch.setattr(jsons, "read", counted)
    watch = Watch(NOW, ["safety"])
    close(watch, NOW + DAY, 1.0)
    await store.write(lambda tx: storms.keep_watch(tx, "Harbor", watch))
    before = watch.plain()
    assert await kept() is watch
    assert not read
    again = await kept()  # who was given it may have changed it
    assert again is not None
    assert again is not watch
    assert again.plain() == before
    with pytest.raises(LookupError):
        await store.write(lost)
    after = await kept()
    assert after is not None
    assert after.plain() == before
    for number in range(20):  # no more than a few are remembered
        await store.write(partial(storms.keep_watch, brand=f"Brand {number}", known=Watch(NOW)))
    read.clear()
    async with store.read() as connection:
        assert len(await storms.watches(connection)) == 21
    assert 21 - 8 <= len(read) < 21


async def test_a_voice_counts_once_and_an_author_once_a_day(store: Store) -> None:
    def told(author: bytes, story: int, at: datetime) -> tuple[bytes, bytes, datetime]:
        return storms.voice_key("Harbor", author, story, once=False), author, at

    dana, lee = b"d" * 16, b"l" * 16
    first = [told(dana, 1, NOW), told(lee, 1, NOW), told(dana, 2, NOW + HOUR)]
    assert await store.write(lambda tx: storms.new_voices(tx, "Harbor", first)) == [(NOW, dana.hex()), (NOW, lee.hex())]
    later = [*first[:2], told(dana, 1, NOW + 3 * DAY), told(dana, 3, NOW + 2 * DAY)]
    assert await store.write(lambda tx: storms.new_voices(tx, "Harbor", later)) == [(NOW + 2 * DAY, dana.hex())]
    articles = {storms.voice_key("Harbor", author, 9, once=True) for author in (dana, lee)}
    assert len(articles) == 1
    await store.write(lambda tx: storms.forget_voices(tx, NOW + 61 * DAY))
    again = await store.write(lambda tx: storms.new_voices(tx, "Harbor", [told(lee, 1, NOW + 61 * DAY)]))
    assert again == [(NOW + 61 * DAY, lee.hex())]


async def heard(store: Store, *posts: Post, tone: Tone) -> list[deciding.Waiting]:
    items = [Incoming(post, [Match("Harbor", "name", ((0, 6),))], post.published or NOW, False) for post in posts]
    await store.write(lambda tx: hearing.heard(tx, "forum", items, NOW))
    async with store.read() as connection:
        waiting = await deciding.waiting(connection, "Harbor", 100)
    prints = dict(
        zip(
            [item.mention_id for item in waiting],
            fingerprints([stories.telling(item) for item in waiting]),
            strict=True,
        )
    )
    await store.write(lambda tx: stories.assign(tx, waiting, prints))
    await store.write(lambda tx: deciding.settle(tx, [(item.mention_id, tone, None) for item in waiting], NOW))
    return waiting


def said_by(who: str, text: str, at: datetime = NOW - HOUR, **more: Any) -> Post:
    author = Author(name=who, id=who, followers=10)
    return replace(
        Post(service="forum.example", id=f"{who}-{text[-9:]}", author=author, text=text, published=at), **more
    )


async def test_what_speaks_against_a_brand_is_found(store: Store) -> None:
    angry = Tone(label=Label.NEGATIVE, polarity=-0.8, anger=0.9, complaint=0.9)
    calm = Tone(label=Label.NEUTRAL, polarity=0.0, anger=0.0, complaint=0.0)
    waiting = await heard(
        store,
        said_by("dana", "Harbor broke our boiler and left"),
        said_by("lee", "Harbor sent a bill for nothing", NOW - 3 * HOUR, published_exact=False),
        said_by("old", "Harbor forgot the whole street", NOW - 3 * DAY),
        replace(said_by("bot", "Harbor is bad says the program"), author=Author(name="bot", id="bot", bot=True)),
        tone=angry,
    )
    await heard(store, said_by("kim", "Harbor has a shop in the centre"), tone=calm)
    await heard(store, said_by("low", "Harbor was here", stars=1.0, stars_max=5.0), tone=calm)
    names = {item.mention_id: item.author["name"] for item in waiting}
    async with store.read() as connection:
        found = await storms.voices(connection, "Harbor", NOW - 5 * DAY, Alerts())
        assert [names.get(one.mention, "low") for one in found] == ["old", "lee", "dana", "low"]
        assert {names[one] for one in await storms.timely(connection, list(names))} == {"dana", "bot"}
        told = await storms.told_since(connection, "Harbor", NOW - 5 * DAY, Alerts(), 100)
        assert [at for _, (at, *_) in told] == [NOW - 3 * DAY, NOW - HOUR, NOW - HOUR]
        assert len(await storms.readers(connection)) == 5
        assert await storms.first_mention(connection, "Harbor", NOW - DAY) == NOW - 3 * HOUR


async def test_the_cases_of_a_storm_are_found_and_their_messages_taken_back(store: Store) -> None:
    case = Case(
        brand="Harbor", author="Dana", waiting_since=NOW, due=NOW + HOUR, opened=NOW, changed=NOW, turn="maria", absorbed=4
    )  # fmt: skip
    first = await store.write(lambda tx: deciding.save_case(tx, case, author_key=b"1" * 16))
    older = replace(case, waiting_since=NOW - DAY)
    second = await store.write(lambda tx: deciding.save_case(tx, older, author_key=b"2" * 16))
    free = replace(case, absorbed=None)
    third = await store.write(lambda tx: deciding.save_case(tx, free, author_key=b"3" * 16))
    async with store.read() as connection:
        assert [row.id for row in await storms.absorbed_by(connection, "Harbor", 4)] == [second, first]
        assert await storms.absorbed_by(connection, "Harbor", 5) == []
        storm = raging()
        assert [row.id for row in await storms.cases_since(connection, storm, NOW - HOUR)] == [third]
        assert await storms.cases_since(connection, replace(storm, of=("safety",)), NOW - HOUR) == []
        assert await storms.waiting_in(connection, "Harbor", 4) == 2

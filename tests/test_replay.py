"""Replays: stories told over weeks, on their own clock; and files of posts, also those that other tools export."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Form
from connectors.mastodon import Mastodon
from monitor.app import App
from monitor.commands.replay import _read as read_file
from monitor.commands.replay import homes
from monitor.commands.replay import replay as command
from monitor.config import Account, Alerts, Condition, Digest, Person, QuietHours, Route, Source
from monitor.errors import CannotDo
from monitor.reading_posts import Told, Unreadable, posts
from monitor.replay import replay
from monitor.store import replaying
from tests.fakes.stage import FURIOUS, START, THANKS, Letterbox, Place, brand, post, settings, stage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(
    text: str, at: datetime, by: str = "Dana", source: str = "forum", alert: bool | None = None, **more: Any
) -> Told:
    return Told(post(text, at=at, by=by, **more), source, alert)


def line(at: datetime, **more: Any) -> str:
    return json.dumps({"published": at.isoformat(), "text": FURIOUS, "author": "Dana", **more})


# -- the story -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_story_of_two_weeks_is_told_as_the_daemon_would(tmp_path: Path) -> None:
    hall = Letterbox()
    config = settings(tmp_path / "never", {}, {"mail": hall})
    story = [
        told(FURIOUS, START, alert=True),
        told("Harbor Plumbing came at once. Lovely people!", START + HOUR, by="Ann", alert=False),
        told(THANKS, START + 10 * DAY, alert=False),
        told(FURIOUS, START + 13 * DAY, by="Lee", source="another place"),
    ]
    found = await replay(config, story, tmp_path)
    sent = [(message.reason, message.to.name, (at - START) / HOUR) for at, message in found.sent]
    assert sent[:3] == [("FIRST_ANGER", "maria", 0), ("STILL_WAITING", "maria", 1), ("ESCALATED", "sam", 3)]
    assert ("WON_BACK", "maria", 240) in sent
    assert ("FIRST_ANGER", "maria", 312) in sent
    assert ("ESCALATED", "sam", 315) in sent  # the clock goes on after the last post
    assert (found.posts, found.cases) == (4, 2)
    assert found.weeks == pytest.approx(13 / 7)
    assert found.labelled == {"right": 1, "quiet": 2}  # thanks that win somebody back are no false alarm
    assert hall.messages == []  # nothing is sent
    assert not (tmp_path / "never").exists()


@pytest.mark.slow
async def test_the_order_of_the_file_does_not_matter_and_twice_gives_the_same(tmp_path: Path) -> None:
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()})
    story = [told(FURIOUS, START + n * HOUR, by=f"Author {n}") for n in range(5)]
    runs = []
    for n, order in enumerate((story, story[::-1])):
        folder = tmp_path / str(n)
        folder.mkdir()
        found = await replay(config, order, folder)
        runs.append([(at, message.reason, message.to.name, message.title.split(" [")[0]) for at, message in found.sent])
    assert runs[0] == runs[1]
    assert len(runs[0]) >= 15


@pytest.mark.slow
async def test_digests_come_at_their_time(tmp_path: Path) -> None:
    daily = Digest(frozenset(range(7)), datetime(2026, 1, 1, 8, tzinfo=UTC).time())
    people = {
        "maria": Person(name="maria", email="m@x.example", digest=daily),
        "sam": Person(name="sam", email="s@x.example"),
    }
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()}, people=people)
    found = await replay(config, [told(FURIOUS, START), told(FURIOUS, START + 3 * DAY, by="Lee")], tmp_path)
    at = [at for at, message in found.sent if message.reason == "DIGEST"]
    assert at[:3] == [datetime(2026, 11, day, 8, tzinfo=UTC) for day in (24, 25, 26)]


@pytest.mark.slow
async def test_a_digest_of_ones_own_comes_by_ones_own_clock(tmp_path: Path) -> None:
    daily = Digest(frozenset(range(7)), datetime(2026, 1, 1, 8, tzinfo=UTC).time())
    far = Person(name="maria", email="m@x.example", timezone=ZoneInfo("Asia/Tokyo"), digest=daily, own_digest=True)
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()}, [brand(if_nobody_takes_it=())], people={"maria": far})
    found = await replay(config, [told(FURIOUS, START), told(FURIOUS, START + 3 * DAY, by="Lee")], tmp_path)
    at = [at for at, message in found.sent if message.reason == "DIGEST"]
    assert at[:3] == [datetime(2026, 11, day, 23, tzinfo=UTC) for day in (23, 24, 25)]


@pytest.mark.parametrize(("zone", "hours"), [("America/New_York", 5), ("Europe/Berlin", 0)])
@pytest.mark.slow
async def test_of_a_day_without_a_time_nobody_hears_before_it_has_begun(tmp_path: Path, zone: str, hours: int) -> None:
    """By the clock of the owner; and what was said on it by the clock is heard after it."""
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()}, timezone=ZoneInfo(zone))
    day = datetime(2026, 11, 24, tzinfo=UTC)
    story = [
        told(FURIOUS, day, id="1", published_exact=False),
        told("Sorry, it is paid.", day + 15 * HOUR, by="Harbor", by_owner=True, reply_to="1"),
    ]
    found = await replay(config, story, tmp_path)
    sent = [(message.reason, at) for at, message in found.sent]
    assert sent[0] == ("FIRST_ANGER", day + hours * HOUR)
    assert sent[-1] == ("ANSWERED", day + 15 * HOUR)


@pytest.mark.slow
async def test_a_storm_is_one_matter_and_ends(tmp_path: Path) -> None:
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()}, [brand(if_nobody_takes_it=())])
    calm = [told("Harbor Plumbing has a new sign.", START + n * DAY, by=f"Neighbour {n}") for n in range(20)]
    words = ("furious", "livid", "so angry", "outraged", "fuming")
    storm = [
        told(
            f"Harbor Plumbing left street {n} without water. I am {words[n % 5]} and number {n * 37} waits as well.",
            START + 20 * DAY + n * timedelta(minutes=4),
            by=f"Customer {n}",
            alert=True,
        )
        for n in range(40)
    ]
    found = await replay(config, [*calm, *storm], tmp_path)
    reasons = [message.reason for _, message in found.sent]
    assert reasons.count("STORM") == 1
    assert reasons.count("STORM_OVER") == 1
    assert reasons.count("FIRST_ANGER") <= 5
    assert reasons.index("STORM") < reasons.index("STORM_OVER")
    assert found.labelled == {"right": len(storm)}  # the storm speaks for those of whom nothing else is told


@pytest.mark.slow
async def test_a_storm_begins_and_ends_when_it_would_although_nothing_else_is_said(tmp_path: Path) -> None:
    """What listens for storms looks when its time is over, and not when the next post comes."""
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()}, [brand(if_nobody_takes_it=())])
    day = START + 20 * DAY
    grumbles = [
        told(f"Harbor Plumbing was late on street {n * 37}. I am angry.", START + n * 8 * HOUR, by=f"Grumbler {n}")
        for n in range(59)
    ]
    burst = [
        told(
            f"Harbor Plumbing left street {n * 41} without water. I am furious.",
            day + timedelta(seconds=61 + 20 * n),
            by=f"Customer {n}",
        )
        for n in range(30)
    ]
    sign = told("Harbor Plumbing has a new sign.", day + 3 * HOUR)
    found = await replay(config, [*grumbles, *burst, sign], tmp_path)
    sent = [
        (message.reason, at - day)
        for at, message in found.sent
        if message.reason.startswith("STORM_O") or message.reason == "STORM"
    ]
    assert [reason for reason, _ in sent] == ["STORM", "STORM_OVER"]
    assert sent[0][1] == timedelta(minutes=15)
    assert 11 * HOUR < sent[1][1] <= 13 * HOUR  # eight hours after the last four were no surprise


@pytest.mark.slow
async def test_a_thousand_sites_in_a_file_are_not_all_visited_to_hear_that_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits: list[str] = []
    poll = App.poll

    async def counted(app: App, source: Source, **more: Any) -> Any:
        visits.append(source.name)
        return await poll(app, source, **more)

    monkeypatch.setattr(App, "poll", counted)
    config = settings(tmp_path / "x", {"forum": Place()}, {"mail": Letterbox()})
    quiet = "Harbor Plumbing has a new sign."
    sites = [told(quiet, START + n * HOUR, by=f"Author {n}", source=f"site {n}") for n in range(20)]
    await replay(config, [*sites, told(quiet, START + 10 * DAY)], tmp_path)
    assert [visits.count(f"site {n}") for n in range(20)] == [2] * 20  # before anything was said, and for its post
    assert visits.count("forum") > 30


@pytest.mark.slow
async def test_a_post_of_another_decade_does_not_take_decades(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = 0
    decide = App.decide

    async def counted(app: App) -> Any:
        nonlocal turns
        turns += 1
        return await decide(app)

    monkeypatch.setattr(App, "decide", counted)
    mondays = Digest(frozenset({0}), time(8))
    people = {name: Person(name=name, email=f"{name}@x.example", digest=mondays) for name in ("maria", "sam")}
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()}, people=people)
    old = told("Harbor Plumbing has a new sign.", START.replace(year=1986))
    found = await replay(config, [old, told(FURIOUS, START)], tmp_path)
    sent = [message.reason for _, message in found.sent if message.reason != "DIGEST"]
    assert sent[:2] == ["FIRST_ANGER", "STILL_WAITING"]
    assert turns < 120  # two a day of silence for a month, and what comes of it


@pytest.mark.parametrize(
    ("answers", "won"),
    [("tip", False), ("angry", True), ("ours", True), ("unheard", True)],
)
async def test_thanks_for_a_tip_win_nobody_back(tmp_path: Path, answers: str, won: bool) -> None:
    """They are meant for who gave it; what is said to the thread, or to us, is meant for us."""
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()}, [brand(if_nobody_takes_it=())])
    thread: dict[str, Any] = {"thread": "angry"}
    story = [
        told(FURIOUS, START, id="angry", **thread),
        told("Try the shop in Elm Street.", START + HOUR, by="Kim", id="tip", reply_to="angry", **thread),
        told("Sorry!", START + HOUR, by="Harbor", id="ours", reply_to="angry", by_owner=True, **thread),
        told("Thanks, that is very kind of you!", START + 2 * HOUR, reply_to=answers, **thread),
    ]
    found = await replay(config, story, tmp_path)
    assert ("WON_BACK" in [message.reason for _, message in found.sent]) is won


@pytest.mark.parametrize(
    ("reply", "reason"), [("So sorry, we are on our way.", "ANSWERED"), ("We'll call you on Friday.", "PROMISED")]
)
async def test_a_reply_of_ours_at_night_wakes_nobody_and_follows_what_it_answers(
    tmp_path: Path, reply: str, reason: str
) -> None:
    alerts = Alerts(quiet_hours=QuietHours(time(21), time(7)))
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()}, [brand(if_nobody_takes_it=())], alerts=alerts)
    night, morning = START + 13 * HOUR, START + 22 * HOUR
    story = [
        told(FURIOUS, night, id="angry"),
        told(reply, night + HOUR, by="Harbor", by_owner=True, reply_to="angry"),
    ]
    sent = (await replay(config, story, tmp_path)).sent
    assert [(message.reason, at) for at, message in sent[:2]] == [("FIRST_ANGER", morning), (reason, morning)]


@pytest.mark.parametrize(
    ("words", "answered"),
    [("@Dana, sorry!", {"Dana"}), ("Sorry, @dana. You too, @lee", {"Dana", "Lee"}), ("Sorry, @all", {"Dana", "Lee"})],
)
async def test_who_is_called_by_name_in_a_thread_is_answered(tmp_path: Path, words: str, answered: set[str]) -> None:
    ours = brand(if_nobody_takes_it=(), our_accounts=(Account("forum.example", "Harbor"),))
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()}, [ours])
    story = [
        told(FURIOUS, START, by="Dana", thread="t"),
        told("Harbor Plumbing lied to me. I am furious.", START + HOUR, by="Lee", thread="t"),
        told(words, START + 2 * HOUR, by="Harbor", thread="t"),
    ]
    sent = (await replay(config, story, tmp_path)).sent
    heard = [message.summary for _, message in sent if message.reason == "ANSWERED"]
    assert {name for name in ("Dana", "Lee") if any(f"answered {name}" in words for words in heard)} == answered


async def test_an_article_that_is_passed_on_is_no_complaint_of_who_passes_it_on(tmp_path: Path) -> None:
    press = Route(
        name="press",
        when=Condition(voice="press"),
        answered_by="sam",
        answer_within=4 * HOUR,
        if_nobody_takes_it=(),
    )
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()}, [brand(routes=(press,))])
    piece = f"{FURIOUS} So say three customers of the plumber in the old town, and the mayor wants to look into it."
    story = [
        told(piece, START, by="Gazette", form=Form.ARTICLE, service="gazette.example", alert=True),
        *(told(f"RT @gazette: {piece}", START + n * HOUR, by=f"Fan {n}", alert=False) for n in range(1, 4)),
    ]
    found = await replay(config, story, tmp_path)
    assert [message.reason for _, message in found.sent] == ["PRESS"]
    assert (found.cases, found.labelled) == (0, {"right": 1, "quiet": 3})


async def test_the_headline_of_a_paper_alone_is_its_reach_whoever_says_it(tmp_path: Path) -> None:
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()})
    headline = "Harbor Plumbing took deposits for years and never came, angry customers say"
    piece = f"{FURIOUS} So say three customers of the plumber in the old town, and the mayor wants to look into it."
    story = [
        told(piece, START, title=headline, by="Gazette", form=Form.ARTICLE, service="gazette.example", alert=False),
        told(f"{headline} https://gazette.example/17", START + HOUR, by="Ann", alert=False),
        told("", START + 2 * HOUR, title=headline, by="Ben", alert=False),
        told(f"RT @gazette: {headline}", START + 3 * HOUR, by="Cem", alert=False),
        told(
            f"{headline}. I had the same: they never came, and nobody answers. I am furious.",
            START + 4 * HOUR,
            by="Dana",
            alert=True,
        ),
        told(
            "Harbor Plumbing left us without water, too. I am furious, nobody answers!",
            START + 5 * HOUR,
            by="Eve",
            alert=True,
        ),
    ]
    found = await replay(config, story, tmp_path)
    assert (found.cases, found.labelled) == (2, {"right": 2, "quiet": 4})


@pytest.mark.slow
async def test_of_what_is_labelled_each_post_counts_once_in_whichever_way_it_was_heard(tmp_path: Path) -> None:
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()})
    link = {"url": "https://forum.example/t/1"}
    review: dict[str, Any] = {"id": "r", "form": Form.REVIEW, "stars_max": 5.0}
    long = f"{FURIOUS} They took the money in July, and have missed three appointments since."
    story = [
        told(long, START, alert=True, id="1", service="forum.example", **link),
        told(long, START + HOUR, alert=True, id="guid", service="feed.example", source="feed", **link),
        told("Harbor Plumbing: slow and rude.", START + DAY, by="Kim", alert=True, stars=1.0, **review),
        told(
            "Harbor Plumbing came back and mended it. Happy!",
            START + 2 * DAY,
            by="Kim",
            alert=False,
            stars=5.0,
            **review,
        ),
    ]
    found = await replay(config, story, tmp_path)
    assert found.mentions == 2
    assert found.labelled == {"right": 3}


@pytest.mark.slow
async def test_of_what_is_labelled_only_what_alarms_is_a_false_alarm(tmp_path: Path) -> None:
    """And an article that somebody was told of is heard of in whichever paper it stands."""
    press = Route(
        name="press",
        when=Condition(voice="press"),
        answered_by="sam",
        answer_within=4 * HOUR,
        if_nobody_takes_it=(),
    )
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()}, [brand(routes=(press,))])
    piece = f"{FURIOUS} So say three customers of the plumber in the old town, and the mayor wants to look into it."
    story = [
        told(FURIOUS, START, alert=False),
        told("Harbor Plumbing wants to come on Friday.", START + HOUR, alert=False),
        told(piece, START + DAY, by="Gazette", alert=True, form=Form.ARTICLE, service="gazette.example"),
        told(piece, START + DAY + HOUR, by="Courier", alert=True, form=Form.ARTICLE, service="courier.example"),
    ]
    found = await replay(config, story, tmp_path)
    assert [message.reason for _, message in found.sent].count("PRESS") == 1
    assert found.labelled == {"false": 1, "quiet": 1, "right": 2}


async def test_what_is_stored_can_be_replayed(tmp_path: Path) -> None:
    forum = Place()
    config = settings(tmp_path, {"forum": forum}, {"mail": Letterbox()}, [brand()])
    async with stage(config) as earful:
        await earful.look()
        forum.posts += [post(FURIOUS, at=START + HOUR), post(THANKS, at=START + 2 * HOUR, stars=5, stars_max=5)]
        await earful.after(3 * HOUR)
        async with earful.app.parts.store.read() as connection:
            found = [item async for item in replaying.stored(connection, None)]
            late = [item async for item in replaying.stored(connection, START + 90 * timedelta(minutes=1))]
    assert [(item.post.text, item.source) for item in found] == [(FURIOUS, "forum"), (THANKS, "forum")]
    assert (found[1].post.stars, len(late)) == (5, 1)


@pytest.mark.parametrize(("link", "known"), [({"reply_to": "angry"}, False), ({}, True)])
@pytest.mark.slow
async def test_replies_of_ours_are_replayed_as_ours(tmp_path: Path, link: dict[str, str], known: bool) -> None:
    """By what they answer even where the account is not known any more; by their thread alone where it is."""
    forum = Place()
    ours = brand(our_accounts=(Account("forum.example", "Harbor"),))
    async with stage(settings(tmp_path / "live", {"forum": forum}, {"mail": Letterbox()}, [ours])) as earful:
        await earful.look()
        sorry = post("Sorry!", at=START + 2 * HOUR, by="Harbor", thread="t", **link)
        forum.posts += [post(FURIOUS, at=START + HOUR, id="angry", thread="t"), sorry]
        await earful.after(3 * HOUR)
        async with earful.app.parts.store.read() as connection:
            found = [item async for item in replaying.stored(connection, None)]
    assert [item.post.by_owner for item in found] == [False, True]
    played = await replay(settings(tmp_path / "x", {}, {}, [ours if known else brand()]), found, tmp_path)
    assert [message.reason for _, message in played.sent][-1] == "ANSWERED"


@pytest.mark.slow
async def test_a_burst_comes_as_it_would_by_the_owners_channels(tmp_path: Path) -> None:
    story = [told(f"Shop {n} never returned my call. I am furious.", START, by=f"Author {n}") for n in range(9)]
    shops = [brand(f"Shop {n}", if_nobody_takes_it=()) for n in range(9)]  # one customer each: no storm
    sent = {}
    for bundles in (True, False):
        folder = tmp_path / str(bundles)
        folder.mkdir()
        config = settings(folder / "x", {}, {"mail": Letterbox(bundles=bundles)}, shops)
        found = await replay(config, story, folder)
        sent[bundles] = [message.reason for at, message in found.sent if at < START + HOUR]
    assert sent[False].count("FIRST_ANGER") == 9
    assert sent[True] == ["FIRST_ANGER"] * 5 + ["BUNDLE"]


@pytest.mark.slow
async def test_what_is_taken_down_or_raised_is_heard_when_it_is(tmp_path: Path) -> None:
    """However long nobody names the brand after it."""
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()})
    story = [
        told(FURIOUS, START, id="gone", by="Ann"),
        told("", START + 2 * HOUR, id="gone", by="Ann", deleted=True),
        told("Harbor Plumbing: awful.", START, id="review", by="Bob", stars=1, stars_max=5),
        told("All good now.", START + 2 * HOUR, id="review", by="Bob", stars=5, stars_max=5),
        told(THANKS, START + 20 * DAY, by="Cid"),
    ]
    found = await replay(config, story, tmp_path)
    sent = {message.reason: at for at, message in found.sent if message.reason in ("POST_GONE", "WON_BACK")}
    assert sent == {"POST_GONE": START + 2 * HOUR, "WON_BACK": START + 2 * HOUR}


async def test_without_posts_there_is_nothing_to_tell(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no posts"):
        await replay(settings(tmp_path, {}, {"mail": Letterbox()}), [], tmp_path)


# -- files -----------------------------------------------------------------------------------------------------------


def test_json_lines_by_our_names(tmp_path: Path) -> None:
    lines = [
        line(START, id="7", service="forum.example", source="Town forum", alert="yes", by_owner=True),
        "",
        line(START, author={"name": "Lee", "id": "u1"}, url="https://shop.example/r/1", stars=1, alert="no"),
        json.dumps({"event": "mention", "brand": "x"}),
    ]
    first, second = posts(lines, name="x.jsonl")
    assert (first.post.by_owner, second.post.by_owner) == (True, False)
    assert (first.post.service, first.post.id, first.source, first.alert) == ("forum.example", "7", "Town forum", True)
    assert (first.post.author.name, first.post.author.id, first.post.published) == ("Dana", "Dana", START)
    assert (second.post.service, second.source, second.alert) == ("shop.example", "shop.example", False)
    assert (second.post.author.id, second.post.stars, second.post.stars_max) == ("u1", 1, 5)


def test_the_export_of_another_tool(tmp_path: Path) -> None:
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(["Date", "Content", "Link", "Username", "Rating", "Language", "Whatever"])
    rows.writerow(["2026-11-23 09:00", 'She said "never\nagain"', "https://x.example/1", "dana", "2", "en", "z"])
    (found,) = posts(io.StringIO("\ufeff" + table.getvalue()), name="x.csv")
    assert found.post.text == 'She said "never\nagain"'
    assert (found.post.published, found.post.stars, found.post.author.name, found.post.lang) == (START, 2, "dana", "en")
    assert found.post.url == "https://x.example/1"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"text": "x"}', "x:1: when was it said?"),
        ('{"published": "2026-11-23"', "x:1 is no JSON"),
        ('{"published": "2026-11-23", "text": "x"}\n[]', "x:2 is no JSON object"),
        ('{"published": "2026-11-23"}', "x:1: there is nothing in it to hear"),
        ('{"published": "2026-11-23", "text": "x", "alert": "perhaps"}', "alert must be yes or no"),
        ('{"published": "soon", "text": "x"}', "x:1: "),
        ("when,what\n1,2\n", "begins with the names of its columns"),
        (
            "Timestamp (ET),Message\n1,2\n",
            "no column tells when it was said: call one published. Found timestamp_et, message.",
        ),
        ("x" * 5000 + "\n", "found xxx"),
        ('[{"text": "x"}]', "JSON Lines have one object a line"),
        ("text,date\nx,\n", "x:2: when was it said?"),
        ("text,date\nx,9999-12-31\n", "x:2: nobody can have said it in 9999"),
    ],
)
def test_what_is_wrong_with_a_file(text: str, says: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        list(posts(io.StringIO(text), name="x"))
    assert says in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("\ntext,date\nx,2026-11-23\ny,soon\n,2026-11-23\nz,2026-11-24\n", [4, 5]),
        ('{"text": "x", "date": "2026-11-23"}\n\nnone\n{"text": "z", "date": "2026-11-24"}\n[]\n', [3, 5]),
    ],
)
def test_lines_that_cannot_be_used_do_not_stop_the_rest(text: str, lines: list[int]) -> None:
    wrong: list[Unreadable] = []
    found = list(posts(io.StringIO(text), name="x", wrong=wrong.append))
    assert [item.post.text for item in found] == ["x", "z"]
    assert [int(str(error).removeprefix("x:").split(":")[0].split()[0]) for error in wrong] == lines


async def test_what_is_left_out_is_told_and_so_is_why_nothing_was_heard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = settings(tmp_path / "x", {}, {"mail": Letterbox()})
    file = tmp_path / "x.csv"
    bad = "".join("x,soon\n" for _ in range(12))
    file.write_text(f"text,date\nAwful work.,2026-11-23\n{bad}")
    assert await command(config, str(file), None, as_json=False) == 0
    out, err = capsys.readouterr()
    assert f"{file}:3: published must be a time" in err
    assert "and 2 lines more are left out" in err
    assert "12 lines of the file could not be read" in out
    assert "none of the posts names a brand" in out
    with pytest.raises(CannotDo, match="as young as --since says: the latest is of 2026-11-23"):
        await command(config, str(file), timedelta(seconds=1), as_json=False)
    file.write_text(f"text,date\n{bad}")
    with pytest.raises(CannotDo, match="csv:2: published must be a time"):
        await command(config, str(file), None, as_json=False)


@pytest.mark.parametrize("head", ["", "sep=;\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_table_as_excel_writes_it(tmp_path: Path, head: str, encoding: str) -> None:
    columns = "Created At;Full Text;User Name;Rating;Link;Deleted;Campaign"
    row = '23.11.2026 09:00;"Nie, nie wieder; übel";José;1,5;n/a;FALSE;autumn'
    file = tmp_path / "x.csv"
    file.write_bytes(f"{head}{columns}\r\n{row}\r\n".encode(encoding))
    ([found], wrong) = read_file(str(file), {})
    assert (found.post.text, found.post.published, found.post.author.name) == ("Nie, nie wieder; übel", START, "José")
    assert (found.post.stars, found.post.url, found.post.deleted, wrong) == (1.5, "", False, [])


T = "Never again!"


@pytest.mark.parametrize(
    "text",
    [
        # What other tools write above their tables, and how they call their columns.
        f"""Report:,"Bulk Download"\nFrom:,"1 Nov, 2026"\nTitle:,x\n\nQuery Id,Date,Snippet,Url,Author,Full Text
7,2026-11-23 09:00:00.0,"Never ...",https://x.example/1,Dana,{T}\n""",
        f"Date;Hour;Title;Content;Author;Url\n2026-11-23;09:00;;{T};Dana;https://x.example/1\n;;;;;\n",
        f"Date,Time,Description,Author Name,Link\n11/23/2026,9:00 AM,{T},Dana,https://x.example/1\n",
        f"Date\tURL\tHeadline\tHit Sentence\tInfluencer\n23-Nov-2026 09:00AM\thttps://x.example/1\t\t{T}\tDana\n",
        f"Date (UTC),Text,Author,Url,Rating\n46349.375,{T},Dana,https://x.example/1,N/A\n",
        f'Date;Text;Author;Url;Text\n"46349,375";{T};Dana;https://x.example/1;\n',
    ],
)
def test_the_exports_of_several_other_tools(text: str) -> None:
    (found,) = posts(io.StringIO(text, newline=""), name="x.csv")
    assert (found.post.text, found.post.published, found.post.published_exact) == (T, START, True)
    assert (found.post.author.name, found.post.url, found.post.stars) == ("Dana", "https://x.example/1", None)


@pytest.mark.parametrize(
    "text",
    [
        # Reviews as their places, and tools that fetch them, export them.
        f"""Review Created (UTC),Review Username,Review Content,Review Stars,Company Reply Date (UTC),Company Reply
2026-11-23 09:00:00,Dana,{T},1,2026-11-24 10:00:00,Sorry!\n""",
        f"""Star Rating,Review Submit Date and Time,Review Text,Reviewer,Developer Reply Date and Time,Developer Reply Text
1,2026-11-23T09:00:00Z,{T},Dana,2026-11-24T10:00:00Z,Sorry!\n""",
        f"""author_title,review_text,review_rating,review_datetime_utc,owner_answer,owner_answer_timestamp_datetime_utc
Dana,{T},1,11/23/2026 09:00:00,Sorry!,11/24/2026 10:00:00\n""",
        json.dumps(
            {"publishedAtDate": "2026-11-23T09:00:00Z", "text": T, "name": "Dana", "starRating": "ONE"}
            | {"responseFromOwnerText": "Sorry!", "responseFromOwnerDate": "2026-11-24T10:00:00Z"}
        ),
    ],
)
def test_the_owners_answer_stands_beside_the_review(text: str) -> None:
    review, reply = posts(io.StringIO(text, newline=""), name="x.csv")
    assert (review.post.text, review.post.stars, review.post.author.name) == (T, 1, "Dana")
    assert (review.post.published, review.post.by_owner) == (START, False)
    assert (reply.post.text, reply.post.by_owner, reply.post.reply_to) == ("Sorry!", True, review.post.id)
    assert (reply.post.published, reply.source) == (START + 25 * HOUR, review.source)


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        ({"reply": "Sorry!"}, []),  # nobody knows when
        ({"reply": True, "reply_date": "2026-11-24"}, []),
        ({"reply": "Sorry!", "reply_date": "soon"}, ["x:1, the reply: published must be a time"]),
    ],
)
def test_an_answer_that_cannot_be_used_costs_the_review_nothing(reply: dict[str, Any], wrong: list[str]) -> None:
    told: list[Unreadable] = []
    (review,) = posts([line(START, **reply)], name="x", wrong=told.append)
    assert review.post.text == FURIOUS
    assert [str(error).partition(", like")[0] for error in told] == wrong


def test_whether_the_month_comes_first_is_told_by_the_file() -> None:
    days = ["3/4/2026 10:00", "5/5/2026", "4/25/2026 10:00", "7/8/2026"]
    wrong: list[Unreadable] = []

    def read(*given: str) -> list[tuple[int, int]]:
        table = "date,text\n" + "".join(f"{day},x\n" for day in given)
        found = posts(io.StringIO(table), name="x", wrong=wrong.append)
        return [(item.post.published.month, item.post.published.day) for item in found if item.post.published]

    assert sorted(read(*days)) == [(3, 4), (4, 25), (5, 5), (7, 8)]
    assert sorted(read(*days, "25/4/2026")[:3]) == [(3, 4), (4, 25), (5, 5)]
    assert read("3/4/2026", "25/4/2026") == [(4, 3), (4, 25)]
    assert wrong == []
    assert read("3/4/2026", "5/5/2026") == [(5, 5)]  # which nobody can tell
    assert [str(error)[:4] for error in wrong] == ["x:2:"]


@pytest.mark.parametrize("ends", ["", 'z,2026-11-26,"and so on"\n'])
def test_a_quote_that_is_never_closed_costs_its_own_line_alone(ends: str) -> None:
    table = 'text,date,author\n"Harbor, never,2026-11-23,Dana\n"so, it is",2026-11-24,Lee\nx,2026-11-25,\n' + ends
    wrong: list[Unreadable] = []
    found = list(posts(io.StringIO(table, newline=""), name="x", wrong=wrong.append))
    assert [item.post.text for item in found] == ["so, it is", "x", "z"][: 3 if ends else 2]
    assert [str(error) for error in wrong] == ["x:2 is no CSV: a quote is never closed."]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("> Harbor Plumbing is awful.\nI like them.\n>> So do I.", "I like them."),
        ("> Harbor Plumbing is awful.", "> Harbor Plumbing is awful."),
        (">:( Harbor Plumbing!", ">:( Harbor Plumbing!"),
    ],
)
def test_what_somebody_quotes_is_not_what_they_say(text: str, own: str) -> None:
    (found,) = posts([line(START, text=text)], name="x.jsonl")
    assert found.post.text == own


def test_our_own_export_of_mentions() -> None:
    rows = [
        {"id": 1, "brand": "A", "rule": "name", "at": START.isoformat(), "post": "p", "text": "A and B!"},
        {"id": 2, "brand": "B", "rule": "name", "at": START.isoformat(), "post": "p", "text": "A and B!"},
        {"id": 3, "brand": "A", "rule": "ours", "at": START.isoformat(), "post": "q", "text": "Sorry!"},
    ]
    found = [item.post for item in posts(map(json.dumps, rows), name="x.jsonl")]
    assert [(post.id, post.by_owner) for post in found] == [("p", False), ("p", False), ("q", True)]


@given(st.text())
def test_no_file_makes_it_stumble(text: str) -> None:
    found: list[Told] = []
    said = ""
    try:
        found = list(posts(io.StringIO(text, newline=""), name="x"))
    except Unreadable as error:
        said = str(error)
    assert said.startswith("x:") or all(isinstance(item, Told) for item in found)


# -- where it was said -----------------------------------------------------------------------------------------------


def told_in(tmp_path: Path, *rows: dict[str, Any]) -> list[Told]:
    file = tmp_path / "posts.jsonl"
    file.write_text("\n".join(json.dumps({"text": FURIOUS, "author": "Dana", **row}) for row in rows))
    found, wrong = read_file(str(file), {})
    assert wrong == []
    return found


def at(hours: int) -> str:
    return (START + hours * HOUR).isoformat()


def test_one_name_in_two_sources_of_a_file_is_two_customers_and_one_id_two_posts(tmp_path: Path) -> None:
    here, there = told_in(
        tmp_path,
        {"published": at(0), "id": "1", "source": "forum"},
        {"published": at(1), "id": "1", "source": "reviews"},
    )
    assert (here.post.service, there.post.service) == ("forum", "reviews")


def test_a_source_of_a_file_is_one_place_whether_a_row_has_an_address_or_none(tmp_path: Path) -> None:
    found = told_in(
        tmp_path,
        {"published": at(0), "id": "1", "source": "forum", "url": "https://forum.example/t/1"},
        {"published": at(1), "id": "2", "source": "forum"},
    )
    assert [item.post.service for item in found] == ["forum.example", "forum.example"]


async def test_a_source_of_a_file_that_is_configured_stands_where_it_listens(tmp_path: Path) -> None:
    """So the accounts of the owner there are the owner's, though no row says where it was said."""
    file = tmp_path / "posts.jsonl"
    rows = [
        {"published": at(0), "id": "1", "author": "Dana", "text": FURIOUS, "thread": "t"},
        {"published": at(1), "author": "@harbor", "text": "Sorry! Calling you now.", "thread": "t"},
    ]
    file.write_text("\n".join(json.dumps({**row, "source": "fediverse"}) for row in rows))
    ours = brand(our_accounts=(Account("social.example", "@harbor"),))
    address: dict[str, Any] = {
        "connector": Mastodon("https://social.example", "harbor"),
        "every": HOUR,
        "kind": "mastodon",
    }
    config = settings(tmp_path / "x", [Source(name="fediverse", **address)], {"mail": Letterbox()}, [ours])
    assert homes(config) == {"fediverse": "social.example"}
    found, _ = read_file(str(file), homes(config))
    sent = (await replay(config, found, tmp_path)).sent
    assert [message.reason for _, message in sent][-1] == "ANSWERED"
    twice = [Source(name=name, **address) for name in ("a", "b")]  # whose numbers need not be those of one place
    assert homes(settings(tmp_path / "x", twice, {"mail": Letterbox()}, [ours])) == {}


@pytest.mark.parametrize("answers", [{"reply_to": "1"}, {"thread": "t"}, {"reply_to": "https://forum.example/t/1#top"}])
def test_a_reply_without_a_place_stands_where_that_stands_which_it_answers(
    tmp_path: Path, answers: dict[str, str]
) -> None:
    first = {"published": at(0), "id": "1", "source": "forum", "thread": "t", "url": "https://forum.example/t/1#top"}
    reply, question = told_in(tmp_path, {"published": at(1), "id": "2", "by_owner": True, **answers}, first)
    assert reply.post.service == question.post.service == "forum.example"
    assert reply.post.reply_to == ("1" if "reply_to" in answers else "")


def test_the_numbers_of_an_export_of_tweets_or_comments_are_understood() -> None:
    table = "comment_id,post_id,in_reply_to_status_id,text,date\n7,1,,Hello there,2026-11-02\n8,1,7,Hello,2026-11-03\n"
    first, second = posts(io.StringIO(table), name="x.csv")
    assert (first.post.id, second.post.id, second.post.reply_to) == ("7", "8", "7")


async def test_an_answer_that_names_an_address_answers(tmp_path: Path) -> None:
    found = told_in(
        tmp_path,
        {"published": at(0), "url": "https://forum.example/t/1"},
        {"published": at(1), "url": "https://forum.example/t/2", "by_owner": True, "text": "Sorry, it is paid.",
         "reply_to": "https://forum.example/t/1"},
    )  # fmt: skip
    sent = (await replay(settings(tmp_path / "x", {}, {"mail": Letterbox()}), found, tmp_path)).sent
    assert [message.reason for _, message in sent if message.reason in ("FIRST_ANGER", "ANSWERED")] == [
        "FIRST_ANGER",
        "ANSWERED",
    ]

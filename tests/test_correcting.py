"""What people say about a tone is kept, and wins: for that mention, and for the same words wherever they come again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from monitor.cases import Outcome, Refused, State
from monitor.store import correcting
from monitor.store.tables import correction, mention
from monitor.tone.base import Label, Signal, Theme, Tone
from monitor.tone.correction import Correction, corrected
from tests.fakes.stage import FURIOUS, START, Letterbox, Place, Stage, post, settings, source, stage

CALM = "Harbor Plumbing has a blue van."
FIRST = timedelta(minutes=20)


async def rows(earful: Stage) -> list[tuple[int, str, float, str]]:
    async with earful.app.parts.store.read() as connection:
        found = await connection.execute(
            select(mention.c.id, mention.c.label, mention.c.complaint, mention.c.corrected_by).order_by(mention.c.id)
        )
        return [tuple(row) for row in found]


async def kept(earful: Stage) -> int:
    async with earful.app.parts.store.read() as connection:
        return (await connection.execute(select(func.count()).select_from(correction))).scalar_one()


async def test_not_angry_is_learnt_and_undo_unteaches(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts = [post(by="Dana")]
        await earful.after(FIRST)
        ((number, _),) = (await earful.cases()).items()
        await earful.app.office.act(number, "not_angry", "maria")
        assert await kept(earful) == 1
        forum.posts = [
            post(f"  {FURIOUS.upper()}!! ", by="Lee"),
            post("Harbor Plumbing lied to me. Never again.", by="Kim"),
        ]
        await earful.after(FIRST)
        opened = [case.author for case in (await earful.cases()).values() if case.state is State.OPEN]
        assert opened == ["Kim"]  # Lee's words are the ones that maria has read
        await earful.app.office.act(number, "undo", "maria")
        assert await kept(earful) == 0
        forum.posts = [post(FURIOUS, by="Ann")]
        await earful.after(FIRST)
        assert "Ann" in {case.author for case in (await earful.cases()).values() if case.state is State.OPEN}


async def test_closing_with_the_outcome_not_angry_teaches_the_same(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts = [post()]
        await earful.after(FIRST)
        await earful.app.office.act(1, "close", "sam", "not_angry")
        assert (await earful.cases())[1].outcome is Outcome.NOT_ANGRY
        assert await kept(earful) == 1
        await earful.app.office.act(1, "close", "sam", "quiet")  # so it was a complaint, after all
        assert await kept(earful) == 0


async def test_a_missed_complaint_opens_its_case_once_somebody_says_so(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts = [post(CALM, by="Dana")]
        await earful.after(FIRST)
        assert await earful.cases() == {}
        await earful.app.office.correct(1, Correction(by="maria", complaint=True, anger=True), "maria")
        (case,) = (await earful.cases()).values()
        assert (case.author, case.state, case.points.anger) == ("Dana", State.OPEN, 1.0)
        await earful.app.office.correct(1, None, "maria")
        ((_, _, complaint, by),) = await rows(earful)
        assert complaint < 0.5
        assert by == ""


async def test_the_last_word_wins_and_what_cannot_be_corrected_is_refused(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        forum.posts = [post(CALM)]
        await earful.after(FIRST)
        await earful.app.office.correct(1, Correction(by="maria", label=Label.POSITIVE), "maria")
        await earful.app.office.correct(1, Correction(by="sam", label=Label.NEGATIVE), "sam")
        ((_, label, _, by),) = await rows(earful)
        assert (label, by, await kept(earful)) == ("negative", "sam", 1)
        with pytest.raises(Refused, match="no mention 99"):
            await earful.app.office.correct(99, Correction(by="sam", complaint=False), "sam")
        with pytest.raises(Refused, match="nobody called 'bob'"):
            await earful.app.office.correct(1, Correction(by="bob", complaint=False), "bob")
        await earful.app.office.correct(1, None, "sam")
        with pytest.raises(Refused, match="nobody has corrected"):
            await earful.app.office.correct(1, None, "sam")


async def test_who_says_that_it_is_no_complaint_has_seen_the_stars(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        starred: dict[str, Any] = {"stars": 1.0, "stars_max": 5.0}
        forum.posts = [post("Harbor Plumbing, star given by mistake", by="Dana", **starred)]
        await earful.after(FIRST)
        await earful.app.office.act(1, "not_angry", "maria")
        forum.posts = [post("Harbor Plumbing: star given by mistake.", by="Lee", **starred)]
        await earful.after(FIRST)
        assert [case.author for case in (await earful.cases()).values()] == ["Dana"]


async def test_what_is_said_of_one_review_of_stars_alone_is_not_said_of_the_next(tmp_path: Path) -> None:
    mail, page = Letterbox(), Place()
    reviews = source("reviews", page, about="Harbor Plumbing")
    async with stage(settings(tmp_path, [reviews], {"mail": mail})) as earful:
        await earful.look()
        starred: dict[str, Any] = {"stars": 1.0, "stars_max": 5.0}
        page.posts = [post("", by="Dana", **starred)]
        await earful.after(FIRST)
        await earful.app.office.act(1, "not_angry", "maria")
        page.posts = [post("", by="Lee", **starred)]
        await earful.after(FIRST)
        assert [(case.author, case.state) for case in (await earful.cases()).values()] == [
            ("Dana", State.CLOSED),
            ("Lee", State.OPEN),
        ]


def test_same_words_are_told_by_words_alone() -> None:
    def key(title: str, text: str, mention_id: int = 1) -> bytes:
        return correcting.words_key(title, text, mention_id)

    assert key("", "They never called!") == key("", "they NEVER  called")
    assert key("They never", "called") == key("", "They never called")
    assert key("", "They never called") != key("", "They called")
    assert key("", "👎") != key("", "👍")
    assert key("", "They never called", 1) == key("", "They never called", 2)
    assert key("", " ", 1) == key("", "", 1) != key("", "", 2)


def test_a_correction_says_only_what_it_says() -> None:
    tone = Tone(
        label=Label.NEGATIVE,
        polarity=-0.7,
        anger=0.8,
        complaint=0.9,
        themes=(Theme.STAFF,),
        signals=(Signal.CHURN,),
        since=START,
    )
    calm = corrected(tone, Correction(by="maria", complaint=False))
    assert (calm.label, calm.complaint, calm.themes, calm.signals, calm.since) == (Label.NEUTRAL, 0.0, (), (), None)
    assert calm.anger < 0.5
    assert calm.why[0] == "corrected by maria"
    happy = corrected(tone, Correction(by="maria", label=Label.POSITIVE))
    assert (happy.label, happy.complaint, happy.polarity) == (Label.POSITIVE, 0.9, 0.6)
    loud = corrected(
        Tone(label=Label.NEUTRAL, polarity=0.0, anger=0.1, complaint=0.2), Correction(by="m", complaint=True)
    )
    assert (loud.complaint, loud.anger, loud.themes) == (1.0, 0.1, (Theme.OTHER,))

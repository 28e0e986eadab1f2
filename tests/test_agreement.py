"""Who says "me too" below a complaint counts for it: other people, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Author, Post
from monitor import show
from monitor.cases import Act, Agreed, Case, Heard, Points, Policy, State, open_case, step
from monitor.store import asking, deciding
from tests.fakes.stage import FURIOUS, START, Letterbox, Place, Stage, post, settings, stage

MINUTES, HOUR = timedelta(minutes=1), timedelta(hours=1)


# -- the case --------------------------------------------------------------------------------------------------------

POLICY = Policy(
    answered_by="maria",
    answer_within=4 * HOUR,
    ladder=(),
    alert_when="angry",
    due=lambda since: since + 4 * HOUR,
    awake=lambda start, span, person, severity=4: start + span,
)


def opened(**changes: Any) -> Case:
    base = Heard(
        at=START, author="Dana", brand="Harbor", unhappy=True, happy=False, points=Points(anger=0.6), written=START
    )
    return open_case(replace(base, **changes), POLICY)[0]


@pytest.mark.parametrize(("authors", "points"), [(0, 0), (2, 0), (3, 1), (9, 1), (10, 2), (500, 2)])
def test_the_points_of_agreement(authors: int, points: int) -> None:
    found = Points(agreed=authors).reasons()
    assert sum(count for count, _, _ in found) == points
    assert [(why, many) for _, why, many in found] == ([("agreed", authors)] if points else [])
    assert Points(agreed=authors).joined(Points(agreed=4)).agreed == max(4, authors)


def test_agreement_tells_only_when_it_makes_the_case_worse() -> None:
    case = opened()
    told = []
    for authors in range(1, 13):
        case, says = step(case, Agreed(START + HOUR, authors), POLICY)
        told += [(authors, say.reason.value, say.to) for say in says]
        assert case.points.agreed == authors
    # angry 1 is sev4; with three others 2 points, sev3; with ten 3 points, sev3 still.
    assert told == [(3, "LOUDER", ("maria",))]
    assert case.severity == 3


def test_agreement_does_not_count_back_nor_twice() -> None:
    case, _ = step(opened(), Agreed(START, 5), POLICY)
    assert step(case, Agreed(START + HOUR, 5), POLICY) == (case, [])
    assert step(case, Agreed(START + HOUR, 4), POLICY) == (case, [])


@pytest.mark.parametrize("verb", ["answered", "not_us"])
def test_of_what_has_ended_agreement_says_nothing(verb: str) -> None:
    case, _ = step(opened(), Act(START, "maria", verb), POLICY)
    assert step(case, Agreed(START + HOUR, 50), POLICY) == (case, [])


def test_agreement_from_before_we_listened_weighs_without_a_sound() -> None:
    case, says = step(opened(), Agreed(START, 3, history=True), POLICY)
    assert (case.severity, says) == (3, [])
    silent = opened(points=Points(complaint=0.9))
    assert silent.told == ()
    assert step(silent, Agreed(START, 50), POLICY)[1] == []


# -- the way ---------------------------------------------------------------------------------------------------------


def below(parent: str, *names: str, text: str = "Same here!", at: int = 0, **more: Any) -> list[Post]:
    return [
        post(text, by=name, id=f"{name}-{at}", at=START + (20 + at) * MINUTES, reply_to=parent, **more)
        for name in names
    ]


async def heard(earful: Stage, forum: Place, posts: Sequence[Post]) -> None:
    forum.posts = list(posts)
    await earful.after(20 * MINUTES)


async def test_three_people_who_agree_make_a_case_louder(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    complaint = post(
        "Harbor Plumbing let us wait for weeks. I am mad about it.", by="Dana", id="top", at=START + MINUTES
    )
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        await heard(earful, forum, [complaint])
        ((number, case),) = (await earful.cases()).items()
        before = case.severity
        mail.take()
        own = below("top", "Dana", text="me too, and again today", at=1)  # oneself is nobody else
        nobody = [replace(one, author=Author()) for one in below("top", "x1", "x2", "x3", at=2)]
        bot = [replace(one, author=Author(id="b", bot=True)) for one in below("top", "bot", at=3)]
        twice = [*below("top", "Kim", at=4), *below("top", "Kim", text="+1", at=5)]
        nothing = below("top", "Ann", text="Which street is that?", at=6)
        await heard(earful, forum, [*own, *nobody, *bot, *twice, *nothing])
        assert (await earful.cases())[number].points.agreed == 1
        # The second below the first one's agreement, the third in another language, the fourth by address.
        await heard(
            earful,
            forum,
            [*below("Kim-4", "Lee", text="+1", at=7), *below("Lee-7", "Uwe", text="Geht mir genauso", at=8)],
        )
        case = (await earful.cases())[number]
        assert case.points.agreed == 3
        assert case.severity == before - 1
        assert (case.state, len(await earful.cases())) == (State.OPEN, 1)
        (message,) = [one for one in mail.messages if one.reason == "LOUDER"]
        assert message.summary.startswith('3 others say the same as Dana: "Harbor Plumbing let us wait')
        assert "3 others say the same" in dict(message.card.facts)["Why"]
        async with earful.app.parts.store.read() as connection:
            story = await deciding.events_of(connection, number)
            said = await asking.mentions_of(connection, number)
        text = show.case(number, case, said, story, START, earful.app.config.timezone)
        assert "another customer says the same" in text
        assert "3 others say the same" in text


async def test_the_same_visit_again_counts_nobody_again(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    posts = [post(FURIOUS, by="Dana", id="top", at=START + MINUTES), *below("top", "Kim", "Lee")]
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        for _ in range(3):
            await heard(earful, forum, posts)
        (case,) = (await earful.cases()).values()
        assert case.points.agreed == 2  # all of it came in one batch


async def test_in_a_flat_thread_agreement_means_what_it_began_with(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        top = post(FURIOUS, by="Dana", id="topic-1", thread="topic-1", at=START + MINUTES)
        said = [
            post("me too", by="Kim", thread="topic-1", at=START + 2 * MINUTES),
            post("nice weather", by="Lee", thread="topic-1", at=START + 3 * MINUTES),
        ]
        await heard(earful, forum, [top])
        await heard(earful, forum, said)
        (case,) = (await earful.cases()).values()
        assert case.points.agreed == 1


async def test_agreeing_with_praise_or_with_nothing_opens_and_changes_nothing(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place()
    praise = post("Harbor Plumbing was great, thank you so much!", by="Dana", id="top", at=START + MINUTES)
    async with stage(settings(tmp_path, {"forum": forum}, {"mail": mail})) as earful:
        await earful.look()
        await heard(earful, forum, [praise, *below("top", "Kim", "Lee"), *below("elsewhere", "Ann", at=2)])
        assert (await earful.cases(), mail.told) == ({}, [])

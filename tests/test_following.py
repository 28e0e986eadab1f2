"""Threads are followed: which posts are looked at again and when, and what becomes of the case."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from connectors.base import Author, Client, FetchError, Post, Revisited, Spent
from monitor.cases import Outcome, State
from monitor.clock import to_us
from monitor.config import Account, Config
from monitor.pipeline.following import MOMENTS, MOST, SOONEST, after_failure, next_look
from monitor.store.tables import look, post_revision
from tests.fakes.stage import START, THANKS, Letterbox, Place, Stage, brand, post, settings, source, stage

MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OURS = Author(name="Harbor", id="harbor")


@dataclass
class Town(Place):
    """A place whose service also shows what became of a post: ``now`` by id, ``below`` it, and what is ``gone``."""

    now: dict[str, Post] = field(default_factory=dict, compare=False)
    below: list[Post] = field(default_factory=list, compare=False)
    gone: set[str] = field(default_factory=set, compare=False)
    down: FetchError | None = field(default=None, compare=False)
    looked: list[Post] = field(default_factory=list, compare=False)

    async def look(self, client: Client, post: Post) -> Revisited:
        self.looked.append(post)
        if self.down:
            raise self.down
        if post.id in self.gone:
            return Revisited(None, gone=True)
        replies = [reply for reply in self.below if reply.thread == post.id]
        return Revisited(self.now.get(post.id, post), replies=replies)


def config(folder: Path, town: Place, mail: Letterbox, **changes: Any) -> Config:
    shop = brand(our_accounts=(Account("forum.example", "harbor"),))
    return settings(folder, [source("town", town, **changes)], {"mail": mail}, [shop])


@asynccontextmanager
async def waiting(folder: Path, **more: Any) -> AsyncIterator[tuple[Stage, Town, Letterbox]]:
    """A customer waits: one post, heard as news. The town no longer shows it by itself."""
    town, mail = Town(), Letterbox()
    async with stage(config(folder, town, mail)) as earful:
        await earful.look()
        town.posts = [post(at=START + MINUTES, id="angry", **more)]
        await earful.after(2 * MINUTES)
        assert mail.take() == [("FIRST_ANGER", "maria")]
        town.posts = []
        yield earful, town, mail


async def one(earful: Stage) -> Any:
    (case,) = (await earful.cases()).values()
    return case


async def row(earful: Stage) -> Any:
    async with earful.app.parts.store.read() as connection:
        return (await connection.execute(select(look))).one()


# -- when ------------------------------------------------------------------------------------------------------------


def test_the_rhythm_is_close_at_first_then_daily_for_a_month() -> None:
    at, looks = START, []
    while (due := next_look(START, at)) is not None:
        looks.append(due - START)
        at = due
    assert looks == list(MOMENTS)
    assert looks[:5] == [15 * MINUTES, HOUR, 4 * HOUR, 12 * HOUR, DAY]
    assert (looks[-1], len(looks)) == (30 * DAY, 34)


@pytest.mark.parametrize("late", [55 * MINUTES, 3 * DAY - MINUTES])
def test_after_a_long_sleep_there_is_one_look_and_not_two_at_once(late: timedelta) -> None:
    due = next_look(START, START + late)
    assert due is not None
    assert due - (START + late) >= SOONEST


def test_failures_wait_longer_each_time_as_long_as_asked_and_not_for_ever() -> None:
    waits = [after_failure(tries, START, START) for tries in (1, 2, 3, 40)]
    assert [at - START for at in waits if at] == [15 * MINUTES, 30 * MINUTES, HOUR, DAY]
    assert after_failure(1, START, START, 5 * HOUR) == START + 5 * HOUR
    assert after_failure(8, START, START + 30 * DAY) is None


async def test_a_post_is_looked_at_after_a_quarter_of_an_hour_and_not_before(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, _):
        await earful.after(14 * MINUTES)
        assert town.looked == []
        await earful.after(2 * MINUTES)
        assert [seen.id for seen in town.looked] == ["angry"]
        await earful.after(30 * MINUTES)
        assert len(town.looked) == 1
        await earful.after(15 * MINUTES)
        assert len(town.looked) == 2


async def test_what_is_handed_over_is_the_post_as_it_was_heard(tmp_path: Path) -> None:
    known = {"url": "https://forum.example/t/7", "also": ("link:https://forum.example/t/7", "number:7"), "title": "Hm"}
    async with waiting(tmp_path, **known) as (earful, town, _):
        (heard,) = earful.heard[0].fresh
        await earful.after(20 * MINUTES)
        assert replace(town.looked[0], thread="") == replace(heard, thread="")


@pytest.mark.slow
async def test_no_more_than_a_few_in_a_round_the_longest_due_first(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, _):
        more = [post(at=START + 3 * MINUTES, by=f"Customer {n}", id=f"more-{n}") for n in range(MOST + 3)]
        town.posts = more
        await earful.after(2 * MINUTES)
        town.posts = []
        earful.clock.move(HOUR)
        assert len(await earful.app.follow()) == MOST
        assert town.looked[0].id == "angry"
        assert len(await earful.app.follow()) == 4
        assert await earful.app.follow() == []
        assert len({seen.id for seen in town.looked}) == MOST + 4


async def test_a_closed_case_is_left_alone_and_a_source_that_cannot_look_is_not_asked(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, _):
        (number,) = await earful.cases()
        await earful.app.office.act(number, "not_angry", "maria")
        await earful.after(DAY)
        assert town.looked == []
    mail, forum = Letterbox(), Place()
    async with stage(config(tmp_path / "other", forum, mail)) as earful:
        await earful.look()
        forum.posts = [post(at=START + MINUTES)]
        await earful.after(2 * MINUTES)
        earful.clock.move(DAY)
        assert await earful.app.follow() == []


# -- what comes of it --------------------------------------------------------------------------------------------------


async def test_our_answer_is_seen_later(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, _):
        town.below = [
            post("We are sorry. We just called.", START + 10 * MINUTES, author=OURS, reply_to="angry", thread="angry")
        ]
        await earful.after(20 * MINUTES)
        assert (await one(earful)).state is State.ANSWERED


async def test_thanks_below_our_answer_win_the_customer_back(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, mail):
        answer = post("We just called you.", START + 10 * MINUTES, author=OURS, reply_to="angry", thread="angry")
        town.below = [answer]
        await earful.after(20 * MINUTES)
        mail.take()
        thanks = "It is all fixed now. Thank you so much, wonderful!"
        town.below.append(post(thanks, START + 30 * MINUTES, reply_to=answer.id, thread="angry"))
        await earful.after(20 * MINUTES)  # the answer was something new, so the rhythm has begun again
        case = await one(earful)
        assert (case.state, case.outcome) == (State.CLOSED, Outcome.WON_BACK)
        assert ("WON_BACK", "maria") in mail.take()


async def test_an_edit_is_the_same_post_with_other_words(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, _):
        town.now["angry"] = replace(post(THANKS, START + MINUTES), id="angry", edited=START + 9 * MINUTES)
        await earful.after(20 * MINUTES)
        case = await one(earful)
        assert (case.state, case.outcome) == (State.CLOSED, Outcome.WON_BACK)
        async with earful.app.parts.store.read() as connection:
            assert len((await connection.execute(select(post_revision))).all()) == 2


async def test_what_is_missing_is_gone_when_it_is_missing_twice(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, mail):
        town.gone = {"angry"}
        await earful.after(20 * MINUTES)
        assert mail.take() == []
        await earful.after(SOONEST)
        assert mail.take() == [("POST_GONE", "maria")]
        async with earful.app.parts.store.read() as connection:
            assert [kept.text for kept in await connection.execute(select(post_revision))] == [""]
        await earful.after(DAY)
        assert len(town.looked) == 2


async def test_what_was_missing_only_once_is_kept(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, mail):
        town.gone = {"angry"}
        await earful.after(20 * MINUTES)
        town.gone = set()
        await earful.after(SOONEST)
        assert not (await row(earful)).missing
        town.gone = {"angry"}
        await earful.after(HOUR)
        assert ("POST_GONE", "maria") not in mail.take()
        assert (await one(earful)).state is State.OPEN


async def test_nothing_new_says_nothing_and_strangers_elsewhere_in_the_thread_are_not_kept(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, mail):
        town.below = [post("Lovely weather.", START + 5 * MINUTES, by="Kim", reply_to="another", thread="angry")]
        earful.clock.move(20 * MINUTES)
        (followed,) = await earful.app.follow()
        assert (followed.outcome, followed.fresh) == ("as_before", 0)
        await earful.look()
        assert mail.take() == []


# -- trouble -----------------------------------------------------------------------------------------------------------


async def test_a_service_that_is_down_costs_the_source_nothing_and_is_asked_again(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, _):
        town.down = FetchError("forum.example has trouble of its own (HTTP 503)", retry_after=HOUR)
        await earful.after(20 * MINUTES)
        known = await row(earful)
        assert (known.tries, known.error) == (1, "forum.example has trouble of its own (HTTP 503)")
        assert earful.heard[0].error == ""
        await earful.after(50 * MINUTES)
        assert len(town.looked) == 1
        town.down = None
        await earful.after(15 * MINUTES)
        known = await row(earful)
        assert (len(town.looked), known.tries, known.error) == (2, 0, "")


async def test_a_spent_quota_only_waits(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, _):
        town.down = Spent("nothing is left for today", retry_after=3 * HOUR)
        await earful.after(20 * MINUTES)
        known = await row(earful)
        assert known.tries == 0
        town.down = None
        await earful.after(2 * HOUR)
        assert len(town.looked) == 1


async def test_a_connector_that_trips_is_told_apart_from_one_that_finds_nothing(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, _):
        town.now["angry"] = None  # type: ignore[assignment]
        town.below = [post(id="odd", thread="angry"), None]  # type: ignore[list-item]
        await earful.after(20 * MINUTES)
        known = await row(earful)
        assert (known.tries, known.error) == (1, "the reply could not be understood (AttributeError)")


async def test_a_restart_goes_on_where_it_was(tmp_path: Path) -> None:
    town, mail = Town(), Letterbox()
    when: datetime
    async with stage(config(tmp_path, town, mail)) as earful:
        await earful.look()
        town.posts = [post(at=START + MINUTES, id="angry")]
        await earful.after(2 * MINUTES)
        town.posts = []
        await earful.after(20 * MINUTES)
        when = earful.clock.now()
    async with stage(config(tmp_path, town, mail), at=when) as earful:
        await earful.after(20 * MINUTES)
        assert len(town.looked) == 1
        await earful.after(30 * MINUTES)
        assert len(town.looked) == 2


async def test_another_source_is_asked_where_the_first_is_no_longer_there(tmp_path: Path) -> None:
    town, mail = Town(), Letterbox()
    async with stage(config(tmp_path, town, mail)) as earful:
        await earful.look()
        town.posts = [post(at=START + MINUTES, id="angry")]
        await earful.after(2 * MINUTES)
    second = Town(posts=town.posts)
    shop = settings(tmp_path, [source("second", second)], {"mail": mail}, [brand()])
    async with stage(shop, at=START + 3 * MINUTES) as earful:
        await earful.look()
        await earful.after(20 * MINUTES)
        assert (len(town.looked), len(second.looked)) == (0, 1)
        assert (await row(earful)).source == "second"


# -- the daemon --------------------------------------------------------------------------------------------------------


@dataclass
class Hanging(Town):
    """Whoever looks waits; ``asked`` says that somebody does."""

    asked: asyncio.Event = field(default_factory=asyncio.Event, compare=False)

    async def look(self, client: Client, post: Post) -> Revisited:
        self.looked.append(post)
        self.asked.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")


async def test_the_daemon_looks_by_itself_and_stops_in_the_middle_of_a_look(tmp_path: Path) -> None:
    town, mail = Hanging(), Letterbox()
    async with stage(config(tmp_path, town, mail)) as earful:
        await earful.look()
        town.posts = [post(at=START + MINUTES, id="angry")]
        await earful.after(2 * MINUTES)
        await earful.app.follow()
    async with stage(config(tmp_path, town, mail), at=START + HOUR) as earful:
        running = asyncio.create_task(earful.app.run())
        await asyncio.wait_for(town.asked.wait(), 10)
        earful.app.stop()
        await asyncio.wait_for(running, 5)
    async with stage(config(tmp_path, town, mail), at=START + HOUR) as earful:
        known = await row(earful)
        assert (known.tries, known.error) == (0, "")  # it was not looked at, so that is due
        assert known.next_at == to_us(START + 17 * MINUTES)


async def test_a_reload_without_the_source_ends_the_looks(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (earful, town, mail):
        await earful.app.follow()
        await earful.app.reload(lambda: settings(tmp_path, {"other": Place()}, {"mail": mail}, digest="another"))
        await earful.after(HOUR)
        assert town.looked == []
        assert await earful.app.follow() == []

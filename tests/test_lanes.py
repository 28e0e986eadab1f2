"""How fast a service is written to: a message a second in a room of Slack, and nobody else waits for that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.base import Client, DeliveryError, Message, Receipt
from alerts.slack import Slack
from monitor.config import Destination
from monitor.store import delivering
from monitor.telling.lanes import Lanes
from tests.fakes import ToySlack
from tests.fakes.stage import FURIOUS, START, Letterbox, Place, Stage, post, settings, stage

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@dataclass
class Watch:
    """Seconds that pass only where somebody sleeps."""

    seconds: float = 100.0
    slept: list[float] = field(default_factory=list)

    def time(self) -> float:
        return self.seconds

    async def sleep(self, span: timedelta) -> None:
        self.slept.append(span.total_seconds())
        self.seconds += span.total_seconds()


# -- lanes ---------------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 3)), max_size=40))
def test_two_in_one_lane_are_never_closer_than_its_gap(asked: list[tuple[str, float]]) -> None:
    async def story() -> None:
        watch = Watch()
        lanes, went = Lanes(watch.sleep, watch.time), dict[str, list[float]]()
        for lane, pause in asked:
            watch.seconds += pause
            before = watch.seconds
            await lanes.turn({lane: SECOND, "all": SECOND / 4})
            went.setdefault(lane, []).append(watch.seconds)
            went.setdefault("all", []).append(watch.seconds)
            assert watch.seconds - before <= 1.0 + 1e-6  # nobody waits longer than needed
        for lane, gap in {"a": 1.0, "b": 1.0, "c": 1.0, "all": 0.25}.items():
            times = went.get(lane, [])
            assert all(later - earlier >= gap - 1e-6 for earlier, later in pairwise(times))

    asyncio.run(story())


async def test_who_asks_first_goes_first() -> None:
    watch, order = Watch(), list[int]()
    lanes = Lanes(watch.sleep, lambda: 100.0)

    async def go(number: int) -> None:
        await lanes.turn({"room": SECOND})
        order.append(number)

    await asyncio.gather(*(go(number) for number in range(5)))
    assert (order, watch.slept) == ([0, 1, 2, 3, 4], [1.0, 2.0, 3.0, 4.0])


def test_the_lanes_of_slack_tell_no_secret_and_are_shared_by_who_shares_the_workspace() -> None:
    bot = Slack(channel="#customers", token="xoxb-canary-canary")
    other = Slack(channel="#press", token="xoxb-canary-canary")
    hook = Slack(webhook="https://hooks.example/services/canary")
    first, later = bot.lanes(None), bot.lanes({"ts": "1.1", "channel": "C1"})
    assert list(first.values()) == [SECOND]
    assert set(first) < set(later)
    assert set(later) & set(other.lanes({"ts": "1.2", "channel": "C2"})) == set(later) - set(first)
    assert list(hook.lanes(None).values()) == [SECOND]
    assert "canary" not in f"{later}{hook.lanes(None)}"


# -- the whole way -------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def shop(
    folder: Path, watch: Watch, slack: ToySlack, forum: Place, mail: Letterbox, **changes: Any
) -> AsyncIterator[Stage]:
    channel = Slack(channel="#customers", token=slack.token, base_url=slack.url)
    config = settings(folder, {"forum": forum}, {"mail": mail}, **changes)
    room = Destination(name="slack", kind="slack", channel=channel, allow_private=True)
    async with stage(replace(config, destinations={**config.destinations, "slack": room})) as earful:
        earful.app.parts = replace(earful.app.parts, lanes=Lanes(watch.sleep, watch.time))
        yield earful


async def burst(earful: Stage, forum: Place, count: int) -> None:
    at = earful.clock.now()
    forum.posts += [post(FURIOUS, at=at, by=f"Customer {number}") for number in range(count)]
    await earful.after(MINUTE)


async def test_slack_never_has_to_refuse_a_burst(tmp_path: Path) -> None:
    watch, forum, mail = Watch(), Place(), Letterbox(bundles=True)
    async with ToySlack(time=watch.time) as slack, shop(tmp_path, watch, slack, forum, mail) as earful:
        await earful.look()
        await burst(earful, forum, 3)
        for number in await earful.cases():
            for verb in ("take", "answered"):
                await earful.app.office.act(number, verb, "maria")
        await earful.app.delivered()
        told = len(slack.messages)
        assert told == 3 + 3 * 2
        assert slack.refused == 0
        assert watch.seconds - 100.0 >= 2 * 1.0 + 5 * 1.2  # and no faster
        assert max(watch.slept) <= 1.2 + 1e-6


@dataclass
class Slow(Letterbox):
    """A room whose service takes its time: from what is sent to what it counts, another time for each."""

    watch: Watch = field(default_factory=Watch)
    came: list[float] = field(default_factory=list)

    def lanes(self, receipt: Receipt | None) -> Mapping[str, timedelta]:
        return {"room": SECOND}

    async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt:
        self.watch.seconds += 0.0 if len(self.came) % 2 else 0.8
        self.came.append(self.watch.seconds)
        return await Letterbox.send(self, client, message, receipt)


async def test_the_gap_is_kept_where_what_is_sent_comes_late(tmp_path: Path) -> None:
    watch, forum = Watch(), Place()
    room = Slow(shared=True, watch=watch)
    async with stage(settings(tmp_path, {"forum": forum}, {"room": room})) as earful:
        earful.app.parts = replace(earful.app.parts, lanes=Lanes(watch.sleep, watch.time))
        await earful.look()
        await burst(earful, forum, 5)
    assert len(room.came) == 5
    assert all(later - earlier >= 1.0 - 1e-6 for earlier, later in pairwise(room.came))


async def test_mail_does_not_wait_for_slack(tmp_path: Path) -> None:
    watch, forum, mail = Watch(), Place(), Letterbox()
    stuck = asyncio.Event()

    async def sleep(span: timedelta) -> None:
        await stuck.wait()

    async with ToySlack() as slack, shop(tmp_path, watch, slack, forum, mail) as earful:
        earful.app.parts = replace(earful.app.parts, lanes=Lanes(sleep, watch.time))
        await earful.look()
        forum.posts += [post(FURIOUS, at=START + MINUTE, by=f"Customer {number}") for number in range(5)]
        earful.clock.move(2 * MINUTE)
        await earful.app.poll(earful.app.parts.config.sources["forum"])
        await earful.app.decide()
        going = asyncio.create_task(earful.app.delivered())
        async with asyncio.timeout(5):
            while len(mail.messages) < 5:
                await asyncio.sleep(0.01)
        assert len(slack.roots) == 1  # the next one waits for its second
        stuck.set()
        await going
        assert len(slack.roots) == 5


async def test_who_is_asked_to_slow_down_does_and_is_not_dead(tmp_path: Path) -> None:
    watch, forum, mail = Watch(), Place(), Letterbox()
    async with ToySlack() as slack, shop(tmp_path, watch, slack, forum, mail) as earful:
        await earful.look()
        slack.fail_next("ratelimited", method="chat.postMessage", status=429, retry_after=60)
        await burst(earful, forum, 4)
        assert [call.method for call in slack.calls] == ["chat.postMessage"]  # nothing else is tried
        for _ in range(3):
            await earful.after(15 * SECOND)
        assert len(slack.calls) == 1
        await earful.after(MINUTE)
        await earful.after(MINUTE)
        assert len(slack.roots) == 4
        assert "CHANNEL_DEAD" not in {reason for reason, _ in mail.told}


@dataclass
class Busy(Letterbox):
    """A service that asks for a minute of peace whatever it is sent."""

    async def send(self, client: Any, message: Any, receipt: Receipt | None) -> Mapping[str, Any]:
        self.tries += 1
        raise DeliveryError("slow down", retry_after=MINUTE)


@pytest.mark.slow
async def test_who_asks_for_peace_for_ever_is_dead_in_the_end(tmp_path: Path) -> None:
    busy, mail, forum = Busy(), Letterbox(), Place()
    async with stage(settings(tmp_path, {"forum": forum}, {"busy": busy, "mail": mail})) as earful:
        await earful.look()
        await burst(earful, forum, 3)
        await earful.after(2 * MINUTE)
        assert "CHANNEL_DEAD" not in {reason for reason, _ in mail.told}
        for _ in range(20):
            await earful.after(2 * MINUTE)
        assert ("CHANNEL_DEAD", "sam") in mail.told
        async with earful.app.parts.store.read() as connection:
            assert len(await delivering.waiting(connection)) >= 3  # nothing is lost

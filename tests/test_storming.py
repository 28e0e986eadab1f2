"""Storms on the stage: three people at a quiet brand, one living message, cases that wait for its end, and what people do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.config import Config
from monitor.store import storms
from monitor.storming import Storm
from tests.fakes.stage import START, Letterbox, Place, Stage, post, settings, stage

MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)
CALM = "Has anybody been to Harbor Plumbing in Springfield lately?"


def shop(tmp_path: Path, forum: Place, mail: Letterbox, **alerts: object) -> Config:
    config = settings(tmp_path, {"forum": forum}, {"mail": mail})
    return replace(config, alerts=replace(config.alerts, **alerts)) if alerts else config


async def all_storms(earful: Stage) -> dict[int, Storm]:
    async with earful.app.parts.store.read() as connection:
        return {row.id: row.storm for row in await storms.lately(connection, datetime(2020, 1, 1, tzinfo=UTC))}


def angry(count: int, at: datetime, first: int = 0) -> list:
    words = [
        "my call",
        "my letter",
        "our mail",
        "the invoice",
        "my order",
        "my claim",
        "any message",
        "the boiler",
        "a form",
    ]
    return [
        post(
            f"Harbor Plumbing never returned {words[n % 9]} number {n * 7919}. I am furious, this is a disgrace!",
            by=f"Customer {n}",
            at=at + (n - first) * MINUTES,
        )
        for n in range(first, first + count)
    ]


async def brew(earful: Stage, forum: Place, people: int = 4) -> None:
    await earful.look()
    await earful.after(15 * MINUTES)
    forum.posts += angry(people, earful.clock.now() + MINUTES)
    await earful.after(people * MINUTES + MINUTES)


async def test_probe(tmp_path: Path) -> None:
    mail, forum = Letterbox(), Place(posts=[post(CALM, at=START - 20 * 24 * HOUR)])
    async with stage(shop(tmp_path, forum, mail)) as earful:
        await brew(earful, forum)
        for message in mail.messages:
            print(message.reason, message.to.name, message.title)
            print(message.body)
        print(await all_storms(earful))
        mail.take()
        for _ in range(14):
            await earful.after(HOUR)
            for message in mail.messages:
                print(earful.clock.now(), message.reason, message.to.name, message.summary)
                if message.reason == "HANDED_BACK":
                    print(message.body)
            mail.take()

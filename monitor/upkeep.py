"""What the operator should know of the machine under Earful, and that Earful is there at all: room on its disk, a clock that
jumps, and once a week a sign of life, because "nothing happened" and "nobody is listening" look the same.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from monitor.cases import Reason
from monitor.parts import Parts
from monitor.sources import health
from monitor.store import asking, delivering, digesting, measuring
from monitor.telling import deliver
from monitor.words import span

LITTLE = 500 * 1024 * 1024
"""Bytes on the disk below which there may soon be no room for what is heard."""
REMINDED = timedelta(days=1)
JUMP = timedelta(minutes=10)
"""What a clock may be set by without anybody's waiting being wrong in a way that matters."""
WEEK = timedelta(days=7)


def room(folder: Path) -> int:
    """Bytes that are free for the data folder."""
    return shutil.disk_usage(folder).free


async def review_disk(parts: Parts, free: int) -> None:
    """Tells the operator, once a day, that little room is left."""
    if free >= LITTLE:
        return
    say, now = parts.config.words_of(parts.config.operator), parts.now()
    async with parts.store.read() as connection:
        told = await delivering.latest(connection, "operator-disk")
    if told is None or now - told >= REMINDED:
        what = say.say("megabytes", count=free // 1024**2)
        await deliver.tell_operator(parts, "disk", Reason.DISK, what, [parts.config.data])


async def clock_jumped(parts: Parts, by: timedelta) -> None:
    """Tells the operator that the machine's clock was set, by so much, if that matters."""
    if abs(by) < JUMP:
        return
    say = parts.config.words_of(parts.config.operator)
    phrase = "clock_ahead" if by > timedelta(0) else "clock_back"
    await deliver.tell_operator(parts, "clock", Reason.CLOCK, say.say(phrase, span=span(abs(by), say)), [])


async def sign_of_life(parts: Parts) -> None:
    """Once a week what was heard and who waits, to an operator who gets no summary anyway, in their day."""
    config, now = parts.config, parts.now()
    operator = config.operator
    if not config.alerts.sign_of_life or config.people[operator].digest:
        return
    async with parts.store.read() as connection:
        last = await delivering.latest(connection, "operator-life") or await digesting.first_heard(connection)
        if last is None or now - last < WEEK:
            return
        if parts.policy(next(iter(config.brands))).awake(now, timedelta(0), operator) > now:
            return
        posts = await measuring.posts_since(connection, now - WEEK)
        waiting = await measuring.waiting(connection)
        rows = await asking.sources(connection)
    say = config.words_of(operator)
    deaf = [name for name, source in config.sources.items() if name in rows and health.blind(rows[name], source, now)]
    what = say.say(
        "life_counts",
        posts=say.count("posts", posts),
        sources=say.count("life_sources", len(config.sources)),
        waiting=say.count("life_waiting", waiting),
    )
    lines = [say.say("life_deaf", sources=", ".join(deaf))] if deaf else []
    wake = [name for name, way in config.destinations.items() if getattr(way.channel, "only_alarms", False)]
    await deliver.tell_operator(parts, "life", Reason.SIGN_OF_LIFE, what, lines, but_not=wake)

"""What the verb ``replay`` does: reads the posts, replays them, and prints what would have been told."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from alerts.text import one_line as plain
from monitor import events, show
from monitor.clock import SystemClock
from monitor.commands.base import CannotDo, reading
from monitor.config import Config
from monitor.reading_posts import Told, Unreadable, posts
from monitor.replay import Replayed
from monitor.replay import replay as replayed
from monitor.store import replaying
from monitor.words import name


async def replay(config: Config, file: str, since: timedelta | None, *, as_json: bool) -> int:
    """Replays stored posts (no ``file``), or those of a file ("-": standard input). Sends nothing, and changes nothing."""
    told = await _told(config, file, since)
    if not told:
        raise CannotDo("there are no posts to replay" + (f" in {file}" if file else ": nothing has been heard yet"))
    with (
        tempfile.TemporaryDirectory(prefix="earful-") as scratch,
        show.Progress(sys.stderr, "posts", len(told)) as progress,
    ):
        found = await replayed(config, told, Path(scratch), progress.step)
    if as_json:
        for at, message in found.sent:
            print(events.line({"at": at.isoformat(), **events.of_message(message, "replay")}))
        print(events.line({"event": "summary", **_figures(found)}))
    else:
        for at, message in found.sent:
            local = at.astimezone(config.timezone)
            print(f"{local:%Y-%m-%d %H:%M}  {message.reason:16}  {message.to.name:10}  {plain(message.title)}")
        print(_summary(found))
    return 0


async def _told(config: Config, file: str, since: timedelta | None) -> list[Told]:
    start = SystemClock().now() - since if since else None
    if not file:
        async with reading(config) as store, store.read() as connection:
            return [item async for item in replaying.stored(connection, start)]
    return [
        item
        for item in await asyncio.to_thread(_read, file)
        if start is None or (item.post.published and item.post.published >= start)
    ]


def _read(file: str) -> list[Told]:
    try:
        if file == "-":
            return list(posts(sys.stdin, name="standard input"))
        with Path(file).open(encoding="utf-8", newline="") as lines:
            return list(posts(lines, name=file))
    except (OSError, UnicodeError, Unreadable) as error:
        raise CannotDo(f"cannot read {file}: {error}" if isinstance(error, OSError) else str(error)) from None


def _figures(found: Replayed) -> dict[str, object]:
    people = Counter(message.to.name for _, message in found.sent)
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "posts": found.posts,
        "mentions": found.mentions,
        "cases": found.cases,
        "messages": len(found.sent),
        "messages_per_week": round(len(found.sent) / found.weeks, 1),
        "by_person": dict(people),
        "by_reason": dict(Counter(message.reason for _, message in found.sent)),
        "labelled": dict(found.labelled),
    }


def _summary(found: Replayed) -> str:
    people = Counter(message.to.name for _, message in found.sent)
    reasons = Counter(message.reason for _, message in found.sent)
    counts = ((found.posts, "post"), (found.mentions, "mention"), (found.cases, "case"), (len(found.sent), "message"))
    lines = [
        "",
        f"{', '.join(show.counted(*each) for each in counts)}: {len(found.sent) / found.weeks:.1f} a week",
        *(
            f"  {name(person)}: {show.counted(count, 'message')}, {count / found.weeks:.1f} a week"
            for person, count in people.most_common()
        ),
        *(f"  {reason}: {count}" for reason, count in reasons.most_common()),
    ]
    if labels := found.labelled:
        lines.append(
            f"of the labelled posts: {labels['right']} deserved an alert and got one, {labels['missed']} were missed, "
            f"{labels['false']} false alarms, {labels['quiet']} rightly quiet"
        )
    return "\n".join(lines)

"""What the verb ``replay`` does: reads the posts, replays them, and prints what would have been told."""

from __future__ import annotations

import asyncio
import codecs
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from io import BufferedReader, FileIO, TextIOWrapper
from pathlib import Path
from typing import TextIO

from alerts.text import one_line as plain
from connectors.feed import service_of
from connectors.feed_bytes import AS_CP1252
from monitor import events, show
from monitor.clock import SystemClock
from monitor.commands.base import reading
from monitor.config import Config
from monitor.errors import CannotDo
from monitor.progress import Progress
from monitor.reading_posts import Told, Unreadable, posts, together
from monitor.replay import Replayed
from monitor.replay import replay as replayed
from monitor.store import replaying
from monitor.words import name

_SHOWN = 10
"""Lines that cannot be read, of which it is told why."""


async def replay(config: Config, file: str, since: timedelta | None, *, as_json: bool) -> int:
    """Replays stored posts (no ``file``), or those of a file ("-": standard input). Sends nothing, and changes nothing."""
    told, wrong = await _told(config, file, since)
    if wrong and not told and not since:
        raise CannotDo(str(wrong[0]))
    for error in wrong[:_SHOWN]:
        print(f"earful: {error} It is left out.", file=sys.stderr)
    if len(wrong) > _SHOWN:
        print(f"earful: and {len(wrong) - _SHOWN} lines more are left out.", file=sys.stderr)
    if not told:
        where = f" in {file}" if file else "" if since else ": nothing has been heard yet"
        raise CannotDo(f"there are no posts to replay{where}" + (" that are as young as --since says" if since else ""))
    with (
        tempfile.TemporaryDirectory(prefix="earful-") as scratch,
        Progress(sys.stderr, "posts", len(told)) as progress,
    ):
        found = await replayed(config, told, Path(scratch), progress.step)
    if as_json:
        for at, message in found.sent:
            print(events.line({"at": at.isoformat(), **events.of_message(message, "replay")}))
        print(events.line({"event": "summary", **_figures(found), "unreadable": len(wrong)}))
    else:
        for at, message in found.sent:
            local = at.astimezone(config.timezone)
            print(f"{local:%Y-%m-%d %H:%M}  {message.reason:16}  {message.to.name:10}  {plain(message.title)}")
        print(_summary(found, len(wrong)))
    return 0


async def _told(config: Config, file: str, since: timedelta | None) -> tuple[list[Told], list[Unreadable]]:
    """The posts, and the lines that are none."""
    start = SystemClock().now() - since if since else None
    if not file:
        async with reading(config) as store, store.read() as connection:
            return [item async for item in replaying.stored(connection, start)], []
    found, wrong = await asyncio.to_thread(_read, file, homes(config))
    said = [item.post.published for item in found if item.post.published]
    if start and said and max(said) < start:
        raise CannotDo(f"no post in {file} is as young as --since says: the latest is of {max(said):%Y-%m-%d}")
    return [item for item in found if start is None or (item.post.published and item.post.published >= start)], wrong


def homes(config: Config) -> dict[str, str]:
    """The sources that listen to one place with an address of its own, and no other source does: which place that is."""
    known = {}
    for source in config.sources.values():
        option = getattr(source.connector, "address", "")
        if option in ("url", "server"):  # a "base_url" is that of an API
            known[source.name] = service_of(getattr(source.connector, option))
    often = Counter(known.values())
    return {name: place for name, place in known.items() if often[place] == 1}


def _read(file: str, homes: Mapping[str, str]) -> tuple[list[Told], list[Unreadable]]:
    wrong: list[Unreadable] = []
    try:
        with _opened(file) as lines:
            name = "standard input" if file == "-" else file
            return together(list(posts(lines, name=name, wrong=wrong.append)), homes), wrong
    except (OSError, UnicodeError, Unreadable) as error:
        raise CannotDo(str(error) if isinstance(error, Unreadable) else f"cannot read {file}: {error}") from None


def _opened(file: str) -> TextIO:
    """A file in UTF-8, or as Excel writes it: in UTF-16 with its mark, or with letters of Windows-1252."""
    content = BufferedReader(FileIO(0, closefd=False) if file == "-" else FileIO(file))
    wide = content.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return TextIOWrapper(content, "utf-16" if wide else "utf-8", "replace" if wide else AS_CP1252, newline="")


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


def _summary(found: Replayed, wrong: int) -> str:
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
    if not found.mentions:
        lines.append(
            "none of the posts names a brand; reviews need a source that is about: one (in a file: its name as source)"
        )
    if wrong:
        lines.append(f"{show.counted(wrong, 'line')} of the file could not be read")
    if labels := found.labelled:
        lines.append(
            f"of the labelled posts: {labels['right']} deserved an alert and got one, {labels['missed']} were missed, "
            f"{labels['false']} false alarms, {labels['quiet']} rightly quiet"
        )
    return "\n".join(lines)

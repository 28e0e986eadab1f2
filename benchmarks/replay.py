"""How long a year takes: a million voices through what listens for storms, and posts through the whole of ``earful replay``.

    python -m benchmarks.replay [--voices 1000000] [--posts 200]

The first is what Earful does with its history at the start: distinct (author, story) pairs that are already read and toned,
on their own clock, through the detectors of a brand and of its themes. Voices are made one at a time and never held. The peer
in the same run does the least that could be called a detector: a week's mean, and three deviations an alarm.

The second is the verb itself: every post through the matcher, the scorer, cases, storms, ladders and a database. Its posts
come at the pace of a million a year, one in ten of them a complaint.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import sqrt
from pathlib import Path

from benchmarks import memory
from connectors.base import Author, Post
from monitor.config import load
from monitor.reading_posts import Told as ToldPost
from monitor.replay import replay
from monitor.storming.feeding import Told, replayed
from monitor.tone.base import Theme

_START = datetime(2025, 1, 6, tzinfo=UTC)
_YEAR = timedelta(days=365)
_THEMES = tuple(theme.value for theme in Theme if theme is not Theme.OTHER)
_CONFIG = """
people:
  maria: {email: maria@harborplumbing.example}
brands: [{name: Harbor Plumbing}]
sources: [{kind: rss, url: "https://forum.example/feed", name: forum}]
"""
_SAID = (
    "Does anybody know when Harbor Plumbing opens on Saturday, number {n}?",
    "Saw the van of Harbor Plumbing on street {n} today",
    "Thanks to Harbor Plumbing for boiler {n}, great people",
)
_ANGRY = "Harbor Plumbing never returned call {n}. I am furious, a disgrace!"


def voices(count: int, seed: int = 1) -> Iterator[Told]:
    """So many voices over a year, busier by day than by night, each of at most one theme; once a month a storm."""
    dice, at = random.Random(seed), _START
    mean = _YEAR / count
    for n in range(count):
        storm = 8 < (at - _START).total_seconds() / 3600 % 720 < 12
        busy = (4 if storm else 1) * (1.6 if 7 <= at.hour < 19 else 0.4)
        at += mean * (dice.expovariate(1) / busy)
        yield Told(at, f"p{n}", (dice.choice(_THEMES),) if n % 2 else ())


def simplest(heard: Iterator[Told]) -> int:
    """The peer: alarms of three deviations beyond a week's mean, in quarters of an hour."""
    week: deque[int] = deque(maxlen=672)
    total = squares = alarms = count = 0
    ends = _START + timedelta(minutes=15)
    for told in heard:
        while told.at >= ends:
            if len(week) == week.maxlen:
                mean = total / len(week)
                alarms += count > mean + 3 * sqrt(max(squares / len(week) - mean * mean, mean))
                total, squares = total - week[0], squares - week[0] ** 2
            week.append(count)
            total, squares, count = total + count, squares + count**2, 0
            ends += timedelta(minutes=15)
        count += 1
    return alarms


def posts(count: int, seed: int = 1) -> Sequence[ToldPost]:
    """So many posts at the pace of a million a year."""
    dice, at, found = random.Random(seed), _START, []
    for n in range(count):
        at += _YEAR / 1_000_000 * dice.expovariate(1)
        text = _ANGRY if n % 10 == 0 else _SAID[n % 3]
        post = Post(
            service="forum.example",
            id=str(n),
            url=f"https://forum.example/t/{n}",
            author=Author(name=f"p{n}", id=f"p{n}"),
            text=text.format(n=n * 7919),
            published=at,
        )
        found.append(ToldPost(post, "forum"))
    return found


async def _whole(count: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "config.yaml"
        file.write_text(_CONFIG, encoding="utf-8")
        config, told = load(file, {}), posts(count)
        began = time.process_time()
        await replay(config, told, Path(folder))
        return time.process_time() - began


def main() -> None:
    """Prints both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", type=int, default=1_000_000)
    parser.add_argument("--posts", type=int, default=200)
    args = parser.parse_args()

    began = time.process_time()
    made = sum(1 for _ in voices(args.voices))
    making, began = time.process_time() - began, time.process_time()
    alarms = simplest(voices(args.voices))
    peer, began, before = time.process_time() - began - making, time.process_time(), memory.peak()
    watch = replayed(_START, _START + _YEAR, voices(args.voices), _THEMES)
    ours = time.process_time() - began - making
    assert watch.history is not None
    print(f"{made:,} voices over a year, one brand, {len(_THEMES)} themes; making them ({making:.0f} s) is not counted")
    print(f"  everything that listens for storms: {ours:.1f} s of processor time, {len(watch.history.storms)} storms")
    print(f"  a week's mean and three deviations: {peer:.1f} s, {alarms} alarms")
    print(f"  memory: {before:.0f} MB before, {memory.peak():.0f} MB at most")
    whole = asyncio.run(_whole(args.posts))
    print(
        f"{args.posts} posts through the whole of earful replay: {whole:.1f} s, {whole / args.posts * 1000:.1f} ms each"
    )


if __name__ == "__main__":
    main()

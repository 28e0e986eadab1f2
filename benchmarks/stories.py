"""How fast and how rightly stories are told apart, beside other ways in the same run: ``make bench-stories``.

The first table groups the texts sorted by hand of ``tests/data/stories`` (by the author of the rule: a floor, no measure of
the world). The second is processor time for one post, with as many posts in reach as 1,000,000 a year have, one in ten of
them a copy with a word changed: ours in memory, ours through SQLite with everything that transaction does for stories, and
datasketch's MinHashLSH with its defaults where it is installed (``pip install datasketch``; it brings SciPy, so it is no
dependency of ours).
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from connectors.base import Author, Post
from monitor.matching import Match
from monitor.store import Store, deciding, hearing, open_store, sqlite_url, stories
from monitor.store.rows import Incoming
from monitor.stories import POST_DAYS, Shelf, Telling, fingerprints, words_of
from tests import story_suite
from training.examples import Maker, patterns

BRAND = "Harbor Plumbing"
A_YEAR = 1_000_000
BATCH = 128
_YEAR_US = 365 * 86_400_000_000
_START = datetime(2026, 1, 1, tzinfo=UTC)


# -- how rightly -------------------------------------------------------------------------------------------------------


def _by_hash(tellings: Sequence[tuple[Telling, int]]) -> list[int]:
    """The same words are the same story."""
    known: dict[str, int] = {}
    return [known.setdefault(" ".join(words_of(one.title + " " + one.text)), len(known)) for one, _ in tellings]


def _by_difflib(tellings: Sequence[tuple[Telling, int]]) -> list[int]:
    """The first earlier text that difflib finds 80 % the same; every pair is compared."""
    found: list[int] = []
    for number, (one, _) in enumerate(tellings):
        ratios = (
            SequenceMatcher(None, one.text, earlier.text, autojunk=False).ratio() for earlier, _ in tellings[:number]
        )
        same = next((place for place, ratio in enumerate(ratios) if ratio >= 0.8), number)
        found.append(found[same] if same < number else number)
    return found


def _by_datasketch(tellings: Sequence[tuple[Telling, int]]) -> list[int]:
    place = _datasketch()
    return [place(one) for one, _ in tellings]


def _datasketch() -> Callable[[Telling], int]:
    datasketch: Any = import_module("datasketch")
    index = datasketch.MinHashLSH()  # threshold .9, 128 permutations
    count = iter(range(1 << 40))

    def place(telling: Telling) -> int:
        sketch = datasketch.MinHash()
        words = words_of(f"{telling.title} {telling.text}")
        sketch.update_batch([word.encode() for word in words])
        if words and (found := index.query(sketch)):
            return int(min(found))
        number = next(count)
        index.insert(number, sketch)
        return number

    return place


def rightness() -> None:
    """Prints the first table."""
    ways: dict[str, story_suite.Placing] = {
        "Earful": story_suite.ours,
        "the same words": _by_hash,
        "difflib, 80 %": _by_difflib,
    }
    if find_spec("datasketch"):
        ways["datasketch"] = _by_datasketch
    print("| way | precision | recall |")
    print("|---|---|---|")
    for name, place in ways.items():
        found = story_suite.score(place)
        print(f"| {name} | {found.precision:.2f} | {found.recall:.2f} |")


# -- how fast ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    telling: Telling
    at: int


def corpus(count: int) -> list[Told]:
    """Posts out of our own English patterns, two sentences each, as densely as a million a year stand."""
    rng = random.Random(1)
    sentences = [one.text for one in Maker(1).examples([one for one in patterns() if one.lang == "en"], 3)]
    found: list[Told] = []
    for number in range(count):
        if found and rng.random() < 0.1:
            words = rng.choice(found[-5_000:]).telling.text.split()
            words[rng.randrange(len(words))] = f"word{number}"
            text = " ".join(words)
        else:
            text = f"{rng.choice(sentences)} {rng.choice(sentences)}"
        author = f"author {rng.randrange(count)}"
        telling = Telling(brand=BRAND, title="", text=text, author=author.encode(), names=(author,))
        found.append(Told(telling, number * _YEAR_US // A_YEAR))
    return found


def batches(told: Sequence[Told]) -> Iterator[Sequence[Told]]:
    return (told[start : start + BATCH] for start in range(0, len(told), BATCH))


def in_memory(told: Sequence[Told]) -> int:
    shelf = Shelf()
    found = set[int]()
    for batch in batches(told):
        prints = fingerprints([one.telling for one in batch])
        found |= {shelf.place(print_, one.at) for print_, one in zip(prints, batch, strict=True)}
    return len(found)


def by_datasketch(told: Sequence[Told]) -> int:
    place = _datasketch()
    return len({place(one.telling) for one in told})


async def in_sqlite(told: Sequence[Told], folder: Path) -> tuple[float, int]:
    """Processor seconds of fingerprints and ``stories.assign`` alone, with the posts stored beforehand."""
    store = await open_store(sqlite_url(folder))
    try:
        spent, found = 0.0, set[int]()
        for number, batch in enumerate(batches(told)):
            items = await _stored(store, batch, number * BATCH)
            begun = time.process_time()
            told_ = fingerprints([stories.telling(item) for item in items])
            prints = {item.mention_id: one for item, one in zip(items, told_, strict=True)}
            placed = await store.write(partial(stories.assign, items=items, prints=prints))
            spent += time.process_time() - begun
            found |= set(placed.values())
            done = [(item.mention_id, None, None) for item in items]
            await store.write(partial(deciding.settle, decided=done, now=_START))
        return spent, len(found)
    finally:
        await store.close()


async def _stored(store: Store, batch: Sequence[Told], first: int) -> list[deciding.Waiting]:
    incoming = []
    for number, one in enumerate(batch, first):
        author = Author(name=one.telling.names[0], id=one.telling.names[0])
        at = _START + timedelta(microseconds=one.at)
        post = Post(service="forum.example", id=str(number), author=author, text=one.telling.text, published=at)
        incoming.append(Incoming(post, [Match(BRAND, "name")], at, False))
    await store.write(lambda tx: hearing.heard(tx, "forum", incoming, _START + POST_DAYS * 100))
    async with store.read() as connection:
        return await deciding.waiting(connection, BRAND, BATCH)


def speed(count: int) -> None:
    """Prints the second table."""
    told = corpus(count)
    print(f"\n{count:,} posts, {sum(len(one.telling.text.split()) for one in told) / count:.0f} words on average\n")
    print("| way | µs a post | a million in | stories |")
    print("|---|---|---|---|")
    ways: dict[str, Callable[[], tuple[float, int]]] = {"Earful, in memory": lambda: _timed(in_memory, told)}
    with tempfile.TemporaryDirectory() as folder:
        few = told[: count // 4]
        ways[f"Earful, in SQLite ({len(few):,})"] = lambda: _per_post(
            asyncio.run(in_sqlite(few, Path(folder))), len(few)
        )
        if find_spec("datasketch"):
            ways["datasketch"] = lambda: _timed(by_datasketch, told)
        for name, run in ways.items():
            micros, found = run()
            print(f"| {name} | {micros:.0f} | {micros:.0f} s | {found:,} |")
    tracemalloc.start()
    in_memory(told)
    print(f"\nmemory of the stories of {count:,} posts: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB at most")
    tracemalloc.stop()


def _timed(work: Callable[[Sequence[Told]], int], told: Sequence[Told]) -> tuple[float, int]:
    begun = time.process_time()
    found = work(told)
    return (time.process_time() - begun) / len(told) * 1e6, found


def _per_post(measured: tuple[float, int], count: int) -> tuple[float, int]:
    return measured[0] / count * 1e6, measured[1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=40_000, help="how many; two weeks of a million a year are 38,000")
    asked = parser.parse_args()
    rightness()
    speed(asked.posts)

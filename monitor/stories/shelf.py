"""Which story a text belongs to: the oldest one that says the same, within days; else it begins one.

A story is what its first telling said: later ones are compared with that, never with each other, so that a story does
not drift from copy to copy, and the order of reading is all that decides.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from monitor.stories.fingerprint import Fingerprint, alike

POST_DAYS = timedelta(days=14)
ARTICLE_DAYS = timedelta(days=3)
"""How long after (or, found late, before) its other tellings a telling may come."""
MOST_PER_KEY = 16
"""Stories under one key that only says "maybe": a turn of phrase that more of them share tells nothing."""


@dataclass(slots=True)
class Known:
    """A story as far as comparing goes. ``first`` and ``last`` are when it was told, in microseconds since 1970 (UTC)."""

    id: int
    first: int
    last: int
    article: bool
    sketch: bytes
    size: int

    def told(self, at: int) -> None:
        self.first, self.last = min(self.first, at), max(self.last, at)


def begin(number: int, print_: Fingerprint, at: int) -> Known:
    """The story that a telling begins."""
    return Known(number, at, at, print_.article, print_.sketch, print_.size)


def keys_to_keep(print_: Fingerprint, stories_under: Callable[[int], int]) -> list[int]:
    """The keys under which a story that a telling begins is kept. ``stories_under`` says how many there are already."""
    return [*print_.sure, *(key for key in print_.maybe if stories_under(key) < MOST_PER_KEY)]


def in_reach(print_: Fingerprint) -> int:
    """How far, in microseconds, the other tellings of its story may lie."""
    return (ARTICLE_DAYS if print_.article else POST_DAYS) // timedelta(microseconds=1)


def choose(print_: Fingerprint, at: int, sure: Iterable[Known], maybe: Iterable[Known]) -> Known | None:
    """The story among those found by sure keys, else by the others, to which a telling at this time belongs."""
    reach = in_reach(print_)
    near = [story for story in sure if story.first - reach <= at <= story.last + reach]
    if near:
        return min(near, key=_number)
    near = [story for story in maybe if story.first - reach <= at <= story.last + reach]
    near.sort(key=_number)
    place = alike(print_, near) if near else None
    return None if place is None else near[place]


def _number(story: Known) -> int:
    return story.id


class Shelf:
    """Stories in memory, for a replay. Give it tellings in the order of time; what is out of reach is forgotten, so
    memory is bounded by what is said in two weeks."""

    def __init__(self) -> None:
        # Numbers in tuples, because the garbage collector would look at each list again and again.
        self._keys: dict[int, tuple[int, ...]] = {}
        self._stories: dict[int, Known] = {}
        self._begun: deque[tuple[int, int, tuple[int, ...]]] = deque()
        self._count = 0

    def place(self, print_: Fingerprint, at: int) -> int:
        """The number of the story that a telling at this time (microseconds since 1970, UTC) belongs to."""
        self._forget(at)
        find, nobody = self._keys.get, ()
        sure, maybe = list[int](), set[int]()
        for key in print_.sure:
            sure += find(key, nobody)
        for key in print_.asks:
            sure += find(key, nobody)
        for key in print_.maybe:
            maybe.update(find(key, nobody))
        if sure or maybe:
            stories = self._stories
            story = choose(print_, at, [stories[number] for number in sure], [stories[number] for number in maybe])
            if story is not None:
                story.told(at)
                return story.id
        self._count += 1
        self._stories[self._count] = begin(self._count, print_, at)
        kept = tuple(keys_to_keep(print_, lambda key: len(find(key, nobody))))
        for key in kept:
            self._keys[key] = (*find(key, nobody), self._count)
        self._begun.append((at, self._count, kept))
        return self._count

    def _forget(self, at: int) -> None:
        """Drops stories that nothing can join any more; one that is still told is asked about again later."""
        old = at - POST_DAYS // timedelta(microseconds=1)
        while self._begun and self._begun[0][0] < old:
            _, number, kept = self._begun.popleft()
            if (last := self._stories[number].last) >= old:
                self._begun.append((last, number, kept))
                continue
            del self._stories[number]
            for key in kept:
                left = tuple(other for other in self._keys[key] if other != number)
                if left:
                    self._keys[key] = left
                else:
                    del self._keys[key]

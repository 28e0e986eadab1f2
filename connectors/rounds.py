"""Names that are searched for one after the other, where one visit may not manage all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from connectors.base import Cursor, FetchError, Post, read_back
from connectors.text import number

LONGEST = 60.0
"""Seconds after which a visit begins with no other name: it may not take for ever."""


class Round:
    """One search for each name. A limit of the service, or other trouble, may end a visit before the last one: what was found
    counts, and the next visit goes on with the names that are left. Only when none is left the mark moves, up to which all
    of them were searched; to where the round's first visit saw it.

    In a cursor: ``newest``, that mark; ``until``, before which (seconds since 1970) what comes is history, although the source
    was visited before; and in the middle of a round ``left``, the names, and ``ahead``, the mark to come. ``stopped`` says
    why the visit ended, "" if it did not.
    """

    def __init__(self, names: Iterable[str], cursor: Cursor) -> None:
        wanted = list(dict.fromkeys(name for name in names if name.strip(' "')))
        left = cursor.get("left")
        kept = [name for name in wanted if name in left] if isinstance(left, list) else []
        self.names = kept or wanted
        self.stopped = ""
        self._known = cursor.get("newest")
        self._goes_on = bool(kept)
        self._ahead = cursor.get("ahead")
        self._until = (number(cursor.get("until")) or 0.0) if cursor else datetime.now(UTC).timestamp()
        self._late = "until" in cursor
        self._read = 0

    async def each(self, search: Callable[[str], Awaitable[str]]) -> str:
        """Searches for every name that is left; returns what ``search`` says is wrong with a reply, "" if nothing. A name that the
        service does not want to be asked for (FetchError that is permanent) is passed over. FetchError where not even the first
        name could be searched for, or, of a round that begins, the first two are not wanted."""
        clock = asyncio.get_running_loop()
        end = clock.time() + LONGEST
        refused: list[FetchError] = []
        for name in self.names:
            if self._read and clock.time() >= end:
                break
            try:
                trouble = await search(name)
            except FetchError as error:
                if not error.permanent:
                    if not self._read:
                        raise
                    self.stopped = str(error)
                    break
                refused.append(error)
                trouble = ""
                if len(refused) == self._read + 1 == min(2, len(self.names)) and not self._goes_on:
                    raise refused[0] from None
            if trouble:
                return trouble
            self._read += 1
        self.stopped = self.stopped or "; ".join(dict.fromkeys(map(str, refused)))
        return ""

    def cursor(self, newest: object) -> dict[str, Any]:
        """What to remember; ``newest`` is the mark as this visit saw it (None: it saw none)."""
        ahead = self._ahead if self._goes_on else newest
        if left := self.names[self._read :]:
            marks = {"newest": self._known, "ahead": ahead, "left": left, "until": self._until}
            return {key: value for key, value in marks.items() if value is not None}
        return {} if ahead is None else {"newest": ahead}

    def told(self, posts: Sequence[Post]) -> list[Post]:
        """The posts of the visit; what is history is marked where the source was visited before."""
        return [read_back(post, self._until) for post in posts] if self._late else [*posts]


def rewound(mark: object, known: float | None) -> dict[str, Any]:
    """The cursor of somebody who has searched for all names up to ``mark``; what was said before ``known`` (seconds since
    1970; None: nothing is known yet) is history."""
    return {"newest": mark, "until": known or datetime.now(UTC).timestamp()}

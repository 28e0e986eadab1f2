"""Names that are searched for one after the other, where one visit may not manage all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from connectors.base import Blocked, Cursor, FetchError, Post, Spent, read_back
from connectors.text import number

LONGEST = 60.0
"""Seconds after which a visit begins with no other name: it may not take for ever."""


class Round:
    """One search for each name. A limit of the service, or other trouble, may end a visit before the last one: what was found
    counts, and the next visit goes on with the names that are left. Only when none is left the mark moves, up to which all
    of them were searched; to where the round's first visit saw it. A name that fails again and again keeps no other waiting:
    the others are searched anew until it can be.

    In a cursor: ``newest``, that mark; ``until``, before which (seconds since 1970) what comes is history, although the source
    was visited before; and in the middle of a round ``left``, the names, and ``ahead``, the mark to come. ``stopped`` says
    why the visit ended, or what it could not search for; "" if there is nothing to say.
    """

    def __init__(self, names: Iterable[str], cursor: Cursor) -> None:
        wanted = list(dict.fromkeys(name for name in names if name.strip(' "')))
        left = cursor.get("left")
        kept = [name for name in wanted if name in left] if isinstance(left, list) else []
        self.names = kept or wanted
        self.stopped = ""
        self._known = cursor.get("newest")
        self._goes_on = bool(kept)
        self._others = [name for name in wanted if name not in self.names]
        self._ahead = cursor.get("ahead")
        self._until = (number(cursor.get("until")) or 0.0) if cursor else datetime.now(UTC).timestamp()
        self._late = "until" in cursor
        self._left = self.names

    async def each(self, search: Callable[[str], Awaitable[str]]) -> str:
        """Searches for every name that is left; returns what ``search`` says is wrong with a reply, "" if nothing. A name that the
        service does not want to be asked for (FetchError that is permanent) is passed over, and one at which it fails is left
        for the next visit. FetchError where it fails at the first two (or asks us to come back later), or does not want the
        first two of a round that begins."""
        clock = asyncio.get_running_loop()
        end = clock.time() + LONGEST
        due, others = [*self.names], self._others
        refused: list[FetchError] = []
        failed: dict[str, FetchError] = {}
        searched, sound = 0, True
        while due and not (searched and clock.time() >= end):
            name = due.pop(0)
            try:
                trouble = await search(name)
            except FetchError as error:
                if error.permanent:
                    refused.append(error)
                    if len(refused) == searched + 1 == min(2, len(self.names)) and not self._goes_on:
                        raise refused[0] from None
                    trouble = ""
                else:
                    failed[name] = error
                    alone = not (due or others)
                    if not searched and (alone or not sound or concerns_all(error)):
                        raise next(iter(failed.values())) from None
                    if not sound or concerns_all(error):
                        break
                    # It may be this name alone. Those of the round that were searched before are not kept waiting for it.
                    due, others, sound = [*others, *due], [], False
                    continue
            if trouble:
                return trouble
            searched, sound = searched + 1, True
        self._left = [name for name in (*due, *failed) if name in self.names]
        self.stopped = "; ".join(dict.fromkeys(map(str, (*failed.values(), *refused))))
        return ""

    def cursor(self, newest: object) -> dict[str, Any]:
        """What to remember; ``newest`` is the mark as this visit saw it (None: it saw none)."""
        ahead = self._ahead if self._goes_on else newest
        if self._left:
            marks = {"newest": self._known, "ahead": ahead, "left": self._left, "until": self._until}
            return {key: value for key, value in marks.items() if value is not None}
        return {} if ahead is None else {"newest": ahead}

    def told(self, posts: Sequence[Post]) -> list[Post]:
        """The posts of the visit; what is history is marked where the source was visited before."""
        return [read_back(post, self._until) for post in posts] if self._late else [*posts]


def concerns_all(error: FetchError) -> bool:
    """Whether another name would fare no better: the service refuses us, or says when to come back."""
    return error.retry_after is not None or isinstance(error, Blocked | Spent)


def rewound(mark: object, known: float | None) -> dict[str, Any]:
    """The cursor of somebody who has searched for all names up to ``mark``; what was said before ``known`` (seconds since
    1970; None: nothing is known yet) is history."""
    return {"newest": mark, "until": known or datetime.now(UTC).timestamp()}

"""What a Mastodon server says of itself: to whom it shows its timelines, and from where it pushes.

https://docs.joinmastodon.org/entities/Instance/. Since 4.5 it tells to whom it shows what stands under a hashtag
(``timelines_access``); older ones and relatives tell less, or nothing. A server's limits do not stand there: each reply says
what is left of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from connectors.base import Client, FetchError, check, read_json

ASKED_AGAIN = timedelta(days=1)

_UNTOLD = ("", "")


@dataclass(frozen=True, slots=True)
class Instance:
    """``streaming``: the address that it names for its stream, "" for none. ``access``: feed ("live_feeds",
    "hashtag_feeds") -> to whom it shows posts of its own members, and of others ("public", "authenticated", "disabled")."""

    streaming: str
    access: Mapping[str, tuple[str, str]]

    def shut(self, feed: str, closed: Collection[str]) -> bool:
        """Whether it shows nothing of a feed, if ``closed`` are the words for what we are not shown."""
        own, others = self.access.get(feed, _UNTOLD)
        return own in closed and others in closed

    def half(self, feed: str, closed: Collection[str]) -> bool:
        """Whether it shows no more of a feed than what its own members write."""
        own, others = self.access.get(feed, _UNTOLD)
        return own not in closed and others in closed


async def instance(client: Client, server: str, headers: Mapping[str, str]) -> Instance:
    """Asks a server, once a day for all sources with the same ``headers``. Who does not know the question, or does not
    answer it in JSON, tells nothing. FetchError where the server has trouble."""
    response = await client.remembered(f"{server}/api/v2/instance", headers=headers, good_for=ASKED_AGAIN)
    if response.status >= 500 or response.status == 429:
        check(response)
    told: Any = None
    if response.status == 200:
        with suppress(FetchError):
            told = read_json(response)
    told = _of(_of(told).get("configuration"))
    named = _of(told.get("urls")).get("streaming")
    access = {
        feed: (str(known.get("local") or ""), str(known.get("remote") or ""))
        for feed in ("live_feeds", "hashtag_feeds")
        if (known := _of(_of(told.get("timelines_access")).get(feed)))
    }
    return Instance(named.strip() if isinstance(named, str) else "", access)


def _of(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}

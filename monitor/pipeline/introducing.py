"""Who the authors are, where a stream tells only their numbers: asked for the few whose posts matter."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connectors.base import Author, FetchError, Introduces, Post
from monitor.config import Source
from monitor.parts import Parts

log = logging.getLogger(__name__)

DEADLINE = timedelta(seconds=10)
"""A stream is not held up for longer than this."""
PAUSE = timedelta(minutes=5)
"""How long nobody is asked after that did not work."""
FRESH = timedelta(hours=6)
"""How long an answer is good for."""
MANY = 1_000
"""Authors that are remembered; the oldest are forgotten first."""


class Introductions:
    """Knows the authors of one source, or finds out. Who cannot be found out stays a number: the stream goes on."""

    def __init__(self, parts: Parts, source: Source) -> None:
        self._parts = parts
        self._source = source
        self._known: OrderedDict[tuple[str, str], tuple[datetime, Author | None]] = OrderedDict()
        self._not_before: datetime | None = None

    async def introduce(self, posts: Sequence[Post]) -> list[Post]:
        """The posts, with their authors as far as they are known."""
        connector = self._source.connector
        if not isinstance(connector, Introduces):
            return list(posts)
        now = self._parts.now()
        nameless = [post for post in posts if post.author.id and not post.deleted]
        unknown = {post.author.id for post in nameless if not self._fresh((post.service, post.author.id), now)}
        if unknown and (self._not_before is None or now >= self._not_before):
            try:
                found = await self._ask(connector, sorted(unknown))
            except FetchError as error:
                log.warning("%s: who the authors are cannot be asked now: %s", self._source.name, error)
                self._not_before = now + max(PAUSE, error.retry_after or PAUSE)
            else:
                self._remember(nameless, found, now)
        return [self._introduced(post) for post in posts]

    async def _ask(self, connector: Introduces, ids: Sequence[str]) -> dict[str, Author]:
        source = self._source
        deadline = min(source.deadline, DEADLINE)
        client = self._parts.net.bound(failure=FetchError, deadline=deadline, allow_private=source.allow_private)
        try:
            return dict(await connector.introduce(client, ids))
        except FetchError:
            raise
        except Exception as error:  # as with a visit: a connector that trips must not take the stream with it
            log.exception("the connector of %s failed", source.name)
            raise FetchError(f"the reply could not be understood ({type(error).__name__})") from error

    def _fresh(self, key: tuple[str, str], now: datetime) -> bool:
        known = self._known.get(key)
        return known is not None and timedelta(0) <= now - known[0] < FRESH

    def _remember(self, posts: Sequence[Post], found: dict[str, Author], now: datetime) -> None:
        for post in posts:
            key = (post.service, post.author.id)
            if not self._fresh(key, now):
                self._known[key] = (now, found.get(post.author.id))
                self._known.move_to_end(key)
        while len(self._known) > MANY:
            self._known.popitem(last=False)

    def _introduced(self, post: Post) -> Post:
        _, author = self._known.get((post.service, post.author.id), (None, None))
        return replace(post, author=author) if author else post

"""Receive: what somebody posted to us. Transaction 1, as for a visit, but whole: when the sender is told that it was taken,
it is stored, and when the sender tries again after a kill in between, nothing is stored twice."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Fetched, FetchError, Inbound, Rejected
from monitor.config import Source
from monitor.parts import Parts
from monitor.pipeline.hearing import failed
from monitor.pipeline.understanding import understood
from monitor.store import hearing, receiving, visiting

log = logging.getLogger(__name__)

NEWS = timedelta(days=7)
"""What was said longer ago than this before it is posted to us is history: somebody hands over an archive."""


@dataclass(frozen=True, slots=True)
class Received:
    """What one delivery brought: how many posts, how many of them say something new; or that it had come before."""

    posts: int = 0
    fresh: int = 0
    repeated: bool = False


async def receive(parts: Parts, source: Source, request: Inbound) -> Received:
    """Takes what was posted to a source that receives, or raises Rejected. What somebody sends who cannot prove to be the
    sender leaves no trace; what the sender sends and nobody understands counts as a failure of the source, so that the
    operator hears of it."""
    try:
        fetched = await _read(source, request)
    except Rejected as error:
        if error.status not in (400, 401):
            await failed(parts, source, FetchError(f"what was posted was not taken: {error}"))
        raise
    now = parts.now()
    incoming = await understood(parts, source, fetched.posts, now=now, news_from=now - NEWS)
    delivery = str(fetched.cursor.get("delivery", ""))

    async def transaction(tx: AsyncConnection) -> Received:
        if not await receiving.is_new(tx, source.name, delivery, now):
            return Received(repeated=True)
        await visiting.arrive(tx, source.name, source.kind, source.place)
        stored = await hearing.heard(tx, source.name, incoming, now)
        await visiting.visited(
            tx, source.name, source.kind, source.place, {}, outcome=fetched.outcome.value, note="", now=now
        )
        return Received(len(fetched.posts), len(stored.fresh))

    return await parts.store.write(transaction)


async def _read(source: Source, request: Inbound) -> Fetched:
    try:
        fetched: Fetched = await source.connector.receive(request)
        return fetched
    except Rejected:
        raise
    except Exception as error:
        # A connector that trips over a request must not look as if the request had been taken.
        log.exception("the connector of %s failed", source.name)
        raise Rejected(422, f"What was sent could not be understood ({type(error).__name__}).") from error

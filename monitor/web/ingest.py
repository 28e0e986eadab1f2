"""What other programs post: ``POST /ingest/{source}``, for every source that is posted to.

The answer comes when it is stored: 202 with how many posts it brought, 200 for a delivery that had been taken before.
Anything else is problem+json that says what to do: 400, 401, 413, 415 and 422 mean that the same request will be refused
again, 429 and 503 that it may come again after ``Retry-After``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from aiohttp import web

from connectors.base import Inbound, Rejected
from monitor.config import Source
from monitor.config.model import slug
from monitor.store import StoreError
from monitor.web import security
from monitor.web.patience import within
from monitor.web.problems import Problem, too_slow
from monitor.web.rights import Right, needs

if TYPE_CHECKING:
    from monitor.web.behind import Behind

STORED_WITHIN = 20.0
"""Seconds for what was posted to be stored."""
MOST_AT_ONCE = 32 * security.LONGEST_BODY
"""Bytes of bodies that are held at once."""
LATER = 30.0
"""Seconds after which a sender may try again."""

_TITLES = {
    400: "The request is not complete",
    401: "Who sends this is not proved",
    413: "That is too much at once",
    415: "This kind of content is not read here",
    422: "The content is not understood",
}


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/ingest/{source}``."""
    held = _Held(MOST_AT_ONCE)

    @needs(Right.OPEN)
    async def ingest(request: web.Request) -> web.Response:
        source = _find(request.match_info["source"], behind.config().sources.values())
        if source is None:
            raise Problem(
                404, "There is no such source", "After /ingest/ comes the name of a source that is posted to."
            )
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Problem(415, _TITLES[415], "Send it without compression.")
        with held:
            body = await _body(request, held)
            inbound = Inbound(
                headers={name.lower(): value for name, value in request.headers.items()},
                body=body,
                source=source.name,
                at=behind.now(),
                query=dict(request.query),
            )
            try:
                taken = await within(STORED_WITHIN, behind.receive(source, inbound))
            except Rejected as error:
                raise Problem(error.status, _TITLES.get(error.status, "Not taken"), str(error)) from None
            except (StoreError, TimeoutError):
                detail = "It cannot be stored at the moment: send it again later."
                raise Problem(503, "Not stored", detail, retry_after=LATER) from None
        if taken.repeated:
            return web.json_response({"status": "repeated", "detail": "This delivery was taken before."})
        return web.json_response({"status": "stored", "posts": taken.posts, "new": taken.new}, status=202)

    return [web.post("/ingest/{source}", ingest)]


def _find(name: str, sources: Iterable[Source]) -> Source | None:
    """The source of that name, or the only one whose name looks like that in an address."""
    receiving = [source for source in sources if source.receives]
    exact = [source for source in receiving if source.name == name]
    alike = exact or [source for source in receiving if slug(source.name) == name.casefold()]
    return alike[0] if len(alike) == 1 else None


class _Held:
    """How many bytes of bodies are held at once. A context: what was taken within one request is given back at its end."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._mine: dict[asyncio.Task[object] | None, int] = {}

    def __enter__(self) -> None:
        self._mine[asyncio.current_task()] = 0

    def __exit__(self, *_: object) -> None:
        self._left += self._mine.pop(asyncio.current_task())

    def take(self, count: int) -> None:
        """Problem where there is no room for that many bytes."""
        if count > self._left:
            raise Problem(503, "Too much at once", "Others are sending: try again.", retry_after=2.0)
        self._left -= count
        self._mine[asyncio.current_task()] += count


async def _body(request: web.Request, held: _Held) -> bytes:
    """The whole body, within its bounds of size and time."""
    too_long = Problem(413, _TITLES[413], f"At most {security.LONGEST_BODY // 1024} kB: send it in several requests.")
    if (request.content_length or 0) > security.LONGEST_BODY:
        raise too_long
    parts, length = [], 0
    try:
        async with asyncio.timeout(security.BODY_WITHIN):
            async for part in request.content.iter_any():
                length += len(part)
                if length > security.LONGEST_BODY:
                    raise too_long
                held.take(len(part))
                parts.append(part)
    except TimeoutError:
        raise too_slow() from None
    return b"".join(parts)

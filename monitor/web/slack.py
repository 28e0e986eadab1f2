"""What is pressed and typed in Slack, where Slack posts it to us: ``POST /slack/actions`` and ``POST /slack/commands``.

Slack wants an answer within three seconds, and shows the person that it did not work where none comes. The answer comes
when what was pressed has been stored, and not before. What is not signed with the signing secret of one of the channels,
is older than five minutes or has been posted before is refused: 401, and nothing is done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import web

from alerts.base import Called, Listens, NotGenuine
from monitor.config import Config, Destination
from monitor.store import StoreError
from monitor.web import security
from monitor.web.patience import within
from monitor.web.problems import Problem, too_slow
from monitor.web.rights import Right, needs

if TYPE_CHECKING:
    from monitor.web.behind import Behind

ACTED_WITHIN = 2.5
"""Seconds for a press to be stored: Slack waits for three."""


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/slack/actions`` and ``/slack/commands``: either takes both."""

    @needs(Right.OPEN)
    async def posted(request: web.Request) -> web.Response:
        body = await _body(request)
        headers = {name.lower(): value for name, value in request.headers.items()}
        channel, destination, called = _genuine(behind.config(), headers, body, behind.now())
        if called.echo:
            return web.json_response({"challenge": called.echo})
        if called.press is None:
            return web.Response()

        async def done() -> str | None:
            assert called.press is not None
            if not await behind.first_time(destination, called.signature):
                return None
            return await behind.office.pressed(called.press)

        try:
            said = await within(ACTED_WITHIN, done())
        except (StoreError, TimeoutError):
            detail = "It could not be stored in time: look at the message, and press again."
            raise Problem(503, "That did not work just now", detail, retry_after=5.0) from None
        if said is None:
            raise Problem(401, "That was posted before", "A signature counts once.")
        if said and called.answered_here:
            return web.json_response(channel.sentence(said))
        if said and called.answer_to:
            behind.say(destination, called.answer_to, said)
        return web.Response()

    return [web.post(path, posted) for path in ("/slack/actions", "/slack/commands")]


def _genuine(
    config: Config, headers: Mapping[str, str], body: bytes, now: datetime
) -> tuple[Listens, Destination, Called]:
    """The channel whose service signed this, and what it says. Problem where none did."""
    for destination in config.destinations.values():
        channel = destination.channel
        if isinstance(channel, Listens) and channel.listens:
            try:
                return channel, destination, channel.read(headers, body, now)
            except NotGenuine:
                continue
    detail = "Only Slack posts here, signed with the app's signing secret within the last five minutes."
    raise Problem(401, "Who sends this is not proved", detail)


async def _body(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(security.BODY_WITHIN):
            return await request.read()  # bounded by client_max_size
    except TimeoutError:
        raise too_slow() from None

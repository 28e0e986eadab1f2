"""Who did what by way of the page, the links of mails and the programs' interface, newest first. What was done to a case by any
way stands in its own story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from monitor.store import accounts
from monitor.web import asked, pages
from monitor.web.rights import Right, needs

if TYPE_CHECKING:
    from monitor.web.behind import Behind

PAGE = 100


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/doings``."""

    @needs(Right.ADMIN)
    async def shown(request: web.Request) -> web.Response:
        async with behind.parts().store.read() as connection:
            found = await accounts.audited(connection, asked.number(request, "after"), PAGE + 1)
        more = asked.again("/doings", {}, after=str(found[PAGE - 1].id)) if len(found) > PAGE else ""
        rows = [(entry, _about(entry.about)) for entry in found[:PAGE]]
        return pages.show(request, behind, "doings.html", rows=rows, more=more)

    return [web.get("/doings", shown)]


def _about(about: str) -> str:
    """The page of what it was about, or nothing."""
    what, _, number = about.partition(" ")
    return f"/{what}s/{number}" if what in ("case", "storm", "mention") and asked.as_number(number) is not None else ""

"""Who is waiting, since when, and whose turn it is: the page that the owner opens in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import web

from monitor.clock import from_us
from monitor.store import asking
from monitor.web import pages
from monitor.web.rights import Right, needs, viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind


@dataclass(frozen=True, slots=True)
class _Waiting:
    id: int
    customer: str
    brand: str
    severity: int
    turn: str
    since: datetime
    late: bool


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/``."""

    @needs(Right.LOOK)
    async def waiting(request: web.Request) -> web.Response:
        who, now = viewer(request), behind.now()
        async with behind.parts().store.read() as connection:
            rows = await asking.open_cases(connection)
        found = [
            _Waiting(
                row.id,
                row.author_name,
                row.brand,
                row.severity,
                row.turn,
                from_us(row.waiting_since),
                now > from_us(row.due_at) and row.state in ("open", "taken"),
            )
            for row in rows
            if who.sees(row.brand)
        ]
        summary = "Nobody is waiting" if not found else f"{len(found)} waiting"
        return pages.show(request, behind, "waiting.html", waiting=found, summary=summary)

    return [web.get("/", waiting)]

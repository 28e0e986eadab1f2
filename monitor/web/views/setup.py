"""Setup: the configuration in force with its secrets blotted out, what is wrong at the moment, and a test alert."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import web

from monitor.clock import from_us
from monitor.config.shown import shown
from monitor.store import delivering
from monitor.web import doing, pages
from monitor.web.doorman import form_of
from monitor.web.problems import Problem
from monitor.web.rights import Right, needs, viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/setup``."""

    async def page(request: web.Request, tried: list[tuple[str, str]] | None = None, person: str = "") -> web.Response:
        config = behind.config()
        return pages.show(
            request,
            behind,
            "setup.html",
            sections=shown(config),
            notes=config.notes,
            unready=await behind.unready(),
            failing=await failing_now(behind),
            people=list(config.people),
            person=person or viewer(request).person,
            tried=tried,
        )

    @needs(Right.ADMIN)
    async def setup(request: web.Request) -> web.Response:
        return await page(request)

    @needs(Right.ADMIN)
    async def test(request: web.Request) -> web.Response:
        person = (await form_of(request)).get("person", "")
        if person not in behind.config().people:
            raise Problem(400, "There is nobody of that name", "Load the page again, and choose somebody.")
        tried = await doing.patiently(behind.office.test_alert(person), 60.0)
        await doing.write_down(behind, viewer(request), "test alert", person)
        return await page(request, tried, person)

    return [web.get("/setup", setup), web.post("/setup", test)]


async def failing_now(behind: Behind) -> list[tuple[str, datetime, str]]:
    """The channels that do not deliver: name, since when (aware UTC), and why."""
    async with behind.parts().store.read() as connection:
        rows = await delivering.channels(connection)
    return [(row.name, from_us(row.failing_since), row.error) for row in rows if row.failures and row.failing_since]

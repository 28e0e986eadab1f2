"""Setup: the configuration in force with its secrets blotted out, what is wrong at the moment, and a test alert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import web

from monitor.clock import from_us
from monitor.config.shown import Row, shown
from monitor.store import delivering
from monitor.web import asked, doing, pages
from monitor.web.forms import form_of
from monitor.web.problems import Problem
from monitor.web.rights import Right, needs, viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind


_FEW, _MANY = 60, 400  # values of a section, beside the others and alone


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/setup``."""

    async def page(request: web.Request, tried: list[tuple[str, str]] | None = None, person: str = "") -> web.Response:
        config = behind.config()
        return pages.show(
            request,
            behind,
            "setup.html",
            sections=_sections(request, shown(config)),
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
        deed, who = behind.office.test_alert(person), viewer(request).name
        tried = await doing.written_down(behind, who, deed, "test alert", person, seconds=60.0)
        return await page(request, tried, person)

    return [web.get("/setup", setup), web.post("/setup", test)]


@dataclass(frozen=True, slots=True)
class _Section:
    """Part of the configuration. ``more``: where the rest of it stands, empty: this is all."""

    name: str
    rows: list[Row]
    more: str
    open: bool


def _sections(request: web.Request, whole: Mapping[str, list[Row]]) -> list[_Section]:
    """The beginning of each; or, where the address names one (``section``, ``from``), more of it."""
    name = asked.one_of(request, "section", whole)
    if name:
        first = asked.number(request, "from") or 0
        rows, rest = whole[name][first : first + _MANY], len(whole[name]) > first + _MANY
        more = asked.again("/setup", {"section": name, "from": str(first + _MANY)}) if rest else ""
        return [_Section(name, rows, more, open=True)]
    return [
        _Section(name, rows[:_FEW], asked.again("/setup", {"section": name}) if len(rows) > _FEW else "", open=not name)
        for name, rows in whole.items()
        if rows
    ]


async def failing_now(behind: Behind) -> list[tuple[str, datetime, str]]:
    """The channels that do not deliver: name, since when (aware UTC), and why."""
    async with behind.parts().store.read() as connection:
        rows = await delivering.channels(connection)
    return [(row.name, from_us(row.failing_since), row.error) for row in rows if row.failures and row.failing_since]

"""People: who is on duty, who has how much to do, how fast they answer, and who is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from monitor.cases import Refused
from monitor.clock import from_us
from monitor.hours import at_work
from monitor.store import being_away, declining
from monitor.store.browsing import answers
from monitor.web import asked, doing, pages, sight
from monitor.web.forms import form_of
from monitor.web.problems import Problem
from monitor.web.rights import Right, Viewer, needs, viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind

_MOST = 60  # people on a page
SPAN = timedelta(days=30)
"""Of which the answers are counted."""


_DONE = {
    "away": "Noted. Their cases go to who stands in.",
    "back": "Noted. What nobody took meanwhile is theirs again.",
    "digest": "Noted. They get the next digest.",
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody under ``people:``: what they have to do and did, whether they are at work now, and until when they are ``away``,
    with ``stand_in`` in their place. ``digest_off``: since when they want no digest."""

    does: answers.Person
    on_duty: bool
    away: datetime | None
    stand_in: str
    digest_off: datetime | None = None


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/people``."""

    async def page(request: web.Request, wrong: str = "") -> web.Response:
        who, config = viewer(request), behind.config()
        everybody = await colleagues(behind, who)
        some, more = asked.part(request, everybody, _MOST)
        return pages.show(
            request,
            behind,
            "people.html",
            409 if wrong else 200,
            colleagues=some,
            more=more,
            theirs=[name for name in config.people if sight.speaks_for(config, who, name)],
            people=sight.people(config, who),
            days=SPAN.days,
            wrong=wrong,
            done=_DONE.get(request.query.get("did", ""), ""),
        )

    @needs(Right.LOOK)
    async def shown(request: web.Request) -> web.Response:
        return await page(request)

    @needs(Right.ACT)
    async def done(request: web.Request) -> web.Response:
        sent, who = await form_of(request), viewer(request)
        person, deed = sent.get("person", ""), sent.get("deed", "")
        if deed not in _DONE or not sight.speaks_for(behind.config(), who, person):
            raise Problem(400, "There is no such button", "Load the page again.")
        stand_in = sent.get("stand_in", "")
        if stand_in and stand_in not in sight.people(behind.config(), who):
            raise Problem(400, "There is nobody of that name", "Load the page again, and choose somebody.")
        try:
            if deed == "away":
                until = sent.get("until", "").strip()
                away = behind.office.away(person, until, stand_in, who.person)
                await doing.written_down(behind, who.name, away, "away", person, {"until": until})
            elif deed == "digest":
                await doing.patiently(behind.office.digest(person, True, who.name))
            else:
                await doing.written_down(behind, who.name, behind.office.back(person), "back", person)
        except Refused as error:
            return await page(request, doing.sentence(error))
        return doing.back("/people", deed)

    return [web.get("/people", shown), web.post("/people", done)]


async def colleagues(behind: Behind, who: Viewer) -> list[Colleague]:
    """Everybody in the configuration of whom they may know: first whose customer has waited longest."""
    config, now = behind.config(), behind.now()
    people = sight.people(config, who)
    until = now + timedelta(microseconds=1)  # what was answered in this moment counts
    async with behind.parts().store.read() as connection:
        known = {person.name: person for person in await answers.people(connection, who.brands, now - SPAN, until, now)}
        gone = {row.person: row for row in await being_away.everybody(connection) if from_us(row.until) > now}
        chosen = await declining.choices(connection)
    order = [*(name for name in known if name in people), *(name for name in people if name not in known)]
    return [
        Colleague(
            does=known.get(name, answers.Person(name)),
            on_duty=name not in gone and at_work(config.people[name].hours, config.timezone, now, config.holidays),
            away=from_us(gone[name].until) if name in gone else None,
            stand_in=gone[name].stand_in if name in gone else "",
            digest_off=chosen[name].at if name in chosen and chosen[name].off else None,
        )
        for name in order
    ]

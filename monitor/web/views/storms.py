"""Storms: when, how big, what about, who spoke first and loudest, and what can be done about one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiohttp import web

from monitor.cases import Refused
from monitor.store import storms
from monitor.store.browsing.weather import WholeStorm, weather, whole_storm
from monitor.store.browsing.whole_case import Event
from monitor.storming.wording import outlook
from monitor.web import asked, doing, pages
from monitor.web.forms import form_of
from monitor.web.problems import Problem
from monitor.web.rights import Right, Viewer, needs, viewer
from monitor.web.views.standing import standing
from monitor.words import listed, name

if TYPE_CHECKING:
    from monitor.web.behind import Behind

DEEDS = {"take": "I’ll take it", "over": "It is over", "noise": "It is no storm"}
DONE = {
    "take": "You took it. Nobody is reminded any more.",
    "over": "It is over. Who is still unanswered has a case of their own again.",
    "noise": "It is over, and it takes more to tell of the next one.",
}
_HAPPENED = {
    "began": "It began",
    "louder": "It grew louder",
    "over": "It is over",
    "take": "took it",
    "noise": "said that it is none",
}


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/storms`` and ``/storms/{storm}``."""

    @needs(Right.LOOK)
    async def all_of_them(request: web.Request) -> web.Response:
        who = viewer(request)
        brands = [brand for brand in behind.config().brands if who.sees(brand)]
        wish = {"brand": asked.one_of(request, "brand", brands)}
        async with behind.parts().store.read() as connection:
            watches = await storms.watches(connection)
            found = await weather(connection, who.brands, brand=wish["brand"], after=asked.number(request, "after"))
            not_over = await storms.not_over(connection)
        # Not of this page alone: the one that rages may stand on another.
        raging = sum(1 for row in not_over if who.sees(row.storm.brand) and wish["brand"] in ("", row.storm.brand))
        return pages.show(
            request,
            behind,
            "storms.html",
            rows=found.items,
            outlook=outlook(
                watches, [wish["brand"]] if wish["brand"] else brands, behind.now(), behind.config().timezone
            ),
            brands=brands,
            wish=wish,
            later=bool(request.query.get("after")),
            newest=asked.again("/storms", wish),
            more=asked.again("/storms", wish, after=str(found.after)) if found.after else "",
            summary=f"{raging} raging" if raging else "No storm is raging",
        )

    async def page(request: web.Request, refused: str = "") -> web.Response:
        found, now = await whole(request), behind.now()
        storm = found.row.storm
        window = asked.again("/mentions", {"brand": storm.brand, "since": pages.iso(storm.since)})
        return pages.show(
            request,
            behind,
            "storm.html",
            409 if refused else 200,
            number=found.row.id,
            storm=storm,
            first=found.first,
            loudest=found.loudest,
            cases=[standing(row.id, row.case, now) for row in found.cases],
            waiting=found.waiting,
            story=_story(found.story),
            deeds={}
            if storm.over
            else {verb: label for verb, label in DEEDS.items() if verb != "take" or not storm.taken_by},
            posts=window + (f"&until={pages.iso(storm.over)}" if storm.over else ""),
            press=secrets.token_urlsafe(9),
            done=DONE.get(request.query.get("did", ""), ""),
            refused=refused,
        )

    async def whole(request: web.Request) -> WholeStorm:
        async with behind.parts().store.read() as connection:
            found = await whole_storm(connection, viewer(request).brands, asked.in_path(request, "storm"))
        if found is None:
            raise Problem(404, "There is no such storm", "It may have been forgotten: they are kept for a while only.")
        return found

    @needs(Right.LOOK)
    async def one(request: web.Request) -> web.Response:
        return await page(request)

    @needs(Right.ACT)
    async def done(request: web.Request) -> web.Response:
        found, sent = await whole(request), await form_of(request)
        try:
            verb = await do(behind, viewer(request), found.row.id, sent.get("deed", ""), sent.get("press", ""))
        except Refused as error:
            return await page(request, doing.sentence(error))
        return doing.back(f"/storms/{found.row.id}", verb)

    return [
        web.get("/storms", all_of_them),
        web.get("/storms/{storm}", one),
        web.post("/storms/{storm}", done),
    ]


async def do(behind: Behind, viewer: Viewer, number: int, verb: str, press: str) -> str:
    """Does something about a storm and writes it down. Raises Problem and Refused."""
    if verb not in DEEDS:
        raise Problem(400, "There is no such button", "Load the page again.")
    press = f"page {viewer.name} {press[:64]}" if press else ""
    deed = behind.office.act_on_storm(number, verb, viewer.person, press=press)
    await doing.written_down(behind, viewer.name, deed, verb, f"storm {number}")
    return verb


def _story(events: Sequence[Event]) -> list[tuple[Event, str]]:
    """What happened, in words."""
    found = []
    for event in events:
        if event.kind == "told":
            people = listed([name(person) for person in event.data["to"]])
            found.append((event, f"{event.data['reason'].replace('_', ' ').capitalize()}: Earful tells {people}"))
        elif words := _HAPPENED.get(event.kind):
            found.append((event, words if words.startswith("It") else f"{name(event.by)} {words}"))
    return found

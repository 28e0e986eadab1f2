"""One case: how it stands, why, what can be done about it, and its whole story; and a case that a person opens by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from aiohttp import web

from monitor.cases import Case, Refused
from monitor.store.browsing.whole_case import WholeCase, whole_case
from monitor.telling.cards import copied, wants, weights
from monitor.web import asked, doing, pages, sight
from monitor.web.entering import inside
from monitor.web.forms import form_of
from monitor.web.problems import Problem
from monitor.web.rights import Right, needs, viewer
from monitor.web.views.standing import standing
from monitor.web.views.story import story

if TYPE_CHECKING:
    from monitor.web.behind import Behind

_TOLD = ("brand", "words", "at", "name", "profile", "handle")
_SAID = {
    **doing.DONE,
    "opened": "The case is open.",
    "corrected": "Noted. The same words are read like that from now on.",
}


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/cases/new`` and ``/cases/{case}``."""

    async def whole(request: web.Request) -> WholeCase:
        """The case in the path. Raises Problem where there is none, or none for these eyes."""
        number = asked.in_path(request, "case")
        async with behind.parts().store.read() as connection:
            found = await whole_case(connection, viewer(request).brands, number)
        if found is None:
            raise Problem(404, "There is no such case", "It may have been forgotten: cases are kept for a while only.")
        return found

    async def page(request: web.Request, found: WholeCase, refused: str = "") -> web.Response:
        now, config, case = behind.now(), behind.config(), found.row.case
        return pages.show(
            request,
            behind,
            "case.html",
            409 if refused else 200,
            stands=standing(found.row.id, case, now),
            case=case,
            link=next((each.url for each in found.said if each.url and each.deleted_at is None), ""),
            wants=wants(case),
            copied=copied(found.spread) if found.spread else "",
            spread=found.spread,
            points=weights(case, now),
            rungs=rungs_to_come(case),
            said=found.said,
            thread=found.thread,
            story=story(found, now, config.timezone),
            people=sight.people(config, viewer(request)),
            outcomes=doing.OUTCOMES,
            number=doing.number,
            back=f"/cases/{found.row.id}",
            done=_SAID.get(request.query.get("did", ""), ""),
            refused=refused,
        )

    @needs(Right.LOOK)
    async def shown(request: web.Request) -> web.Response:
        return await page(request, await whole(request))

    @needs(Right.ACT)
    async def done(request: web.Request) -> web.Response:
        found, sent = await whole(request), await form_of(request)
        try:
            did = await doing.do(behind, viewer(request), found.row.id, sent)
        except Refused as error:
            return await page(request, await whole(request), doing.sentence(error))
        return doing.back(inside(sent.get("back", "")), did)

    async def form(request: web.Request, given: Mapping[str, str], wrong: str = "") -> web.Response:
        brands = [brand for brand in behind.config().brands if viewer(request).sees(brand)]
        status, press = 400 if wrong else 200, doing.number()
        return pages.show(
            request, behind, "new-case.html", status, brands=brands, given=given, press=press, wrong=wrong
        )

    @needs(Right.ACT)
    async def new(request: web.Request) -> web.Response:
        return await form(request, dict.fromkeys(_TOLD, ""))

    @needs(Right.ACT)
    async def told(request: web.Request) -> web.Response:
        who, sent = viewer(request), await form_of(request)
        given = {key: sent.get(key, "").strip()[:4000] for key in _TOLD}
        if given["brand"] not in behind.config().brands or not who.sees(given["brand"]):
            return await form(request, given, "Choose a brand.")
        try:
            opened = await doing.open_by_hand(behind, who, given, sent.get("press", "")[:64])
        except Refused as error:
            return await form(request, given, doing.sentence(error))
        return doing.back(f"/cases/{opened}", "opened")

    return [
        web.get("/cases/new", new),
        web.post("/cases/new", told),
        web.get("/cases/{case}", shown),
        web.post("/cases/{case}", done),
    ]


def rungs_to_come(case: Case) -> list[str]:
    """Who is told next if nobody acts."""
    return [rung.tell for rung in case.ladder[case.rung :]] if case.rung_at else []

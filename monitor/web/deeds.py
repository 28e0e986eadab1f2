"""The links of mails: ``GET /do/TOKEN`` shows a form and changes nothing, ``POST`` does what its button says.

Programs that look at every link of a mail send GET or HEAD, so they press nothing. The token is the right to act on one
case in one person's name, and a stranger's page has no token: that is why there is no other guard against forged forms.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from aiohttp import web

from monitor import links
from monitor.cases import Refused
from monitor.web import doing, pages, signing
from monitor.web.doorman import form_of
from monitor.web.problems import Problem
from monitor.web.rights import Right, needs

if TYPE_CHECKING:
    from monitor.web.behind import Behind

_BY_LINK = ("take", "answered", "not_us", "not_angry", "give", "snooze", "undo")
"""What can be done with a link."""


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/do/{token}``."""

    def right(request: web.Request) -> tuple[int, str]:
        """The case, and the person in whose name the token acts."""
        try:
            case_id, person = links.read(behind.key(), request.match_info["token"], behind.now())
        except signing.Expired as error:
            raise Problem(410, "This link has expired", doing.sentence(error)) from None
        except signing.BadToken as error:
            raise Problem(403, "This link does not work", doing.sentence(error)) from None
        if person not in behind.config().people:
            raise Problem(403, "This link does not work", f"{person} is no longer in Earful's configuration.")
        return case_id, person

    async def shown(case_id: int, person: str, first: str, done: str = "", refused: str = "") -> web.Response:
        standing = await behind.standing(case_id, person)
        if standing is None:
            raise Problem(410, "This case is gone", "It was closed long ago, and is forgotten.")
        offered = [action for action in standing.actions if action.verb in _BY_LINK]
        return pages.page(
            "deed.html",
            409 if refused else 200,
            case=case_id,
            person=person,
            standing=standing,
            actions=sorted(offered, key=lambda action: action.verb != first),
            press=secrets.token_urlsafe(12),
            done=done,
            refused=refused,
        )

    @needs(Right.OPEN)
    async def form(request: web.Request) -> web.Response:
        case_id, person = right(request)
        return await shown(case_id, person, request.query.get("deed", ""))

    @needs(Right.OPEN)
    async def press(request: web.Request) -> web.Response:
        case_id, person = right(request)
        sent = await form_of(request)
        verb, value = sent.get("deed", ""), sent.get("to", "")
        if verb not in _BY_LINK or (verb == "give" and value not in behind.config().people):
            raise Problem(400, "There is no such button", "Open the link again.")
        value, until = ("", value) if verb == "snooze" else (value, "")
        # Each form has a number of its own: pressed twice, it counts once.
        number = sent.get("press", "")[:64]
        press = f"page {person} {number}" if number else ""
        try:
            await doing.patiently(
                behind.act(case_id, verb, person, value, until=until, press=press, mark=sent.get("mark", ""))
            )
        except Refused as error:
            return await shown(case_id, person, "", refused=doing.sentence(error))
        return await shown(case_id, person, "", done=doing.DONE[verb])

    return [web.get("/do/{token}", form), web.post("/do/{token}", press)]

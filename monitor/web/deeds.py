"""The links of mails: ``GET /do/TOKEN`` shows a form and changes nothing, ``POST`` does what its button says.

Programs that look at every link of a mail send GET or HEAD, so they press nothing. The token is the right to act on one
case in one person's name, and a stranger's page has no token: that is why there is no other guard against forged forms.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from aiohttp import web

from monitor import links
from monitor.cases import Refused
from monitor.store import StoreError
from monitor.web import pages, security, signing
from monitor.web.patience import within
from monitor.web.problems import Problem, too_slow
from monitor.web.rights import Right, needs

if TYPE_CHECKING:
    from monitor.web.behind import Behind

_DONE = {
    "take": "You took it. Nobody is reminded any more.",
    "answered": "Noted: the customer has your answer.",
    "not_us": "Closed: it is not about you.",
    "not_angry": "Closed: it is no complaint. The same words will not count as one again.",
    "give": "It is handed over.",
    "snooze": "You are reminded then.",
    "undo": "The last step is taken back.",
}
"""What can be done with a link, and what is said when it is done."""
_ACTED_WITHIN = 10.0


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/do/{token}``."""

    def right(request: web.Request) -> tuple[int, str]:
        """The case, and the person in whose name the token acts."""
        try:
            case_id, person = links.read(behind.key(), request.match_info["token"], behind.now())
        except signing.Expired as error:
            raise Problem(410, "This link has expired", _sentence(error)) from None
        except signing.BadToken as error:
            raise Problem(403, "This link does not work", _sentence(error)) from None
        if person not in behind.config().people:
            raise Problem(403, "This link does not work", f"{person} is no longer in Earful's configuration.")
        return case_id, person

    async def shown(case_id: int, person: str, first: str, done: str = "", refused: str = "") -> web.Response:
        standing = await behind.standing(case_id, person)
        if standing is None:
            raise Problem(410, "This case is gone", "It was closed long ago, and is forgotten.")
        offered = [action for action in standing.actions if action.verb in _DONE]
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
        try:
            async with asyncio.timeout(security.BODY_WITHIN):
                sent = {name: str(value) for name, value in (await request.post()).items()}
        except TimeoutError:
            raise too_slow() from None
        verb, value = sent.get("deed", ""), sent.get("to", "")
        if verb not in _DONE or (verb == "give" and value not in behind.config().people):
            raise Problem(400, "There is no such button", "Open the link again.")
        value, until = ("", value) if verb == "snooze" else (value, "")
        # Each form has a number of its own: pressed twice, it counts once.
        number = sent.get("press", "")[:64]
        press = f"page {person} {number}" if number else ""
        try:
            await within(
                _ACTED_WITHIN,
                behind.act(case_id, verb, person, value, until=until, press=press, mark=sent.get("mark", "")),
            )
        except Refused as error:
            return await shown(case_id, person, "", refused=_sentence(error))
        except (StoreError, TimeoutError):
            detail = "Open the link again in a moment: it shows how the case stands."
            raise Problem(503, "That did not work just now", detail, retry_after=5.0) from None
        return await shown(case_id, person, "", done=_DONE[verb])

    return [web.get("/do/{token}", form), web.post("/do/{token}", press)]


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")

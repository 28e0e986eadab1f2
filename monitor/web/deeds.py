"""The links of mails: ``GET /do/TOKEN`` shows a form and changes nothing, ``POST`` does what its button says.

Programs that look at every link of a mail send GET or HEAD, so they press nothing. The token is the right to act on one
case or storm in one person's name, and a stranger's page has no token: that is why there is no other guard against forged forms.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aiohttp import web

from monitor import links
from monitor.cases import Refused
from monitor.web import doing, pages, signing
from monitor.web.forms import form_of
from monitor.web.problems import Problem
from monitor.web.rights import Right, needs
from monitor.web.views import storms

if TYPE_CHECKING:
    from monitor.web.behind import Behind

_BY_LINK = ("take", "answered", "not_us", "not_angry", "give", "snooze", "undo")
"""What can be done about a case with a link; about a storm it is all that its page offers."""
_DONE: Final = {"case": doing.DONE, "storm": storms.DONE}


@dataclass(frozen=True, slots=True)
class _About:
    """What a link is about: a "case" or a "storm", its number, and in whose name it acts."""

    kind: str
    number: int
    person: str

    @property
    def verbs(self) -> tuple[str, ...]:
        return tuple(storms.DEEDS) if self.kind == "storm" else _BY_LINK


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/do/{token}``."""

    def right(request: web.Request) -> _About:
        """What the token is worth. Raises Problem."""
        try:
            about = _About(*links.read(behind.key(), request.match_info["token"], behind.now()))
        except signing.Expired as error:
            raise Problem(410, "This link has expired", doing.sentence(error)) from None
        except signing.BadToken as error:
            raise Problem(403, "This link does not work", doing.sentence(error)) from None
        if about.person not in behind.config().people:
            raise Problem(403, "This link does not work", f"{about.person} is no longer in Earful's configuration.")
        return about

    async def shown(about: _About, first: str, done: str = "", refused: str = "") -> web.Response:
        look = behind.storm_standing if about.kind == "storm" else behind.standing
        standing = await look(about.number, about.person)
        if standing is None:
            raise Problem(410, f"This {about.kind} is gone", "It was over long ago, and is forgotten.")
        offered = [action for action in standing.actions if action.verb in about.verbs]
        return pages.page(
            "deed.html",
            409 if refused else 200,
            matter=f"{about.kind.capitalize()} {about.number}",
            person=about.person,
            standing=standing,
            actions=sorted(offered, key=lambda action: action.verb != first),
            press=secrets.token_urlsafe(12),
            done=done,
            refused=refused,
        )

    @needs(Right.OPEN)
    async def form(request: web.Request) -> web.Response:
        return await shown(right(request), request.query.get("deed", ""))

    @needs(Right.OPEN)
    async def press(request: web.Request) -> web.Response:
        about = right(request)
        sent, person = await form_of(request), about.person
        verb, value = sent.get("deed", ""), sent.get("to", "")
        if verb not in about.verbs or (verb == "give" and value not in behind.config().people):
            raise Problem(400, "There is no such button", "Open the link again.")
        value, until = ("", value) if verb == "snooze" else (value, "")
        # Each form has a number of its own: pressed twice, it counts once.
        number = sent.get("press", "")[:64]
        press = f"page {person} {number}" if number else ""
        try:
            if about.kind == "storm":
                deed = behind.office.act_on_storm(about.number, verb, person, press=press)
            else:
                mark = sent.get("mark", "")
                deed = behind.office.act(about.number, verb, person, value, until=until, press=press, mark=mark)
            detail = {key: given for key, given in (("value", value), ("until", until)) if given}
            detail["way"] = doing.BY_LINK
            await doing.written_down(behind, person, deed, verb, f"{about.kind} {about.number}", detail)
        except Refused as error:
            return await shown(about, "", refused=doing.sentence(error))
        return await shown(about, "", done=_DONE[about.kind][verb])

    return [web.get("/do/{token}", form), web.post("/do/{token}", press)]

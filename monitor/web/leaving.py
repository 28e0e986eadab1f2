"""The way out of a digest: ``GET /digest/off/TOKEN`` shows a button and changes nothing, ``POST`` ends it or brings it back.

A mail reader that knows RFC 8058 posts ``List-Unsubscribe=One-Click`` by itself, without cookies and without having seen the
page; so the token alone is the right, and any POST that does not ask for something else ends the digest. The answer is
never a redirect: the RFC says that readers need not follow one.
https://www.rfc-editor.org/rfc/rfc8058
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from monitor import links
from monitor.store import declining
from monitor.web import doing, pages, signing
from monitor.web.forms import form_of
from monitor.web.problems import Problem
from monitor.web.rights import Right, needs

if TYPE_CHECKING:
    from monitor.web.behind import Behind


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/digest/off/{token}``."""

    def whose(request: web.Request) -> str:
        """The person whose digest the token is about. Raises Problem."""
        try:
            person = links.read_leave(behind.key(), request.match_info["token"], behind.now())
        except signing.Expired as error:
            raise Problem(410, "This link has expired", doing.sentence(error)) from None
        except signing.BadToken as error:
            raise Problem(403, "This link does not work", doing.sentence(error)) from None
        if person not in behind.config().people:
            raise Problem(403, "This link does not work", f"{person} is no longer in Earful's configuration.")
        return person

    async def shown(person: str, *, done: bool = False) -> web.Response:
        async with behind.parts().store.read() as connection:
            choice = (await declining.choices(connection)).get(person)
        return pages.page(
            "digest-off.html",
            person=person,
            off=choice is not None and choice.off,
            planned=behind.config().people[person].digest is not None,
            done=done,
        )

    @needs(Right.OPEN)
    async def look(request: web.Request) -> web.Response:
        return await shown(whose(request))

    @needs(Right.OPEN)
    async def press(request: web.Request) -> web.Response:
        person = whose(request)
        deed = (await form_of(request)).get("deed", "off")
        if deed not in ("off", "again"):
            raise Problem(400, "There is no such button", "Open the link again.")
        await doing.patiently(behind.office.digest(person, deed == "again", person, way=doing.BY_LINK))
        return await shown(person, done=True)

    return [web.get("/digest/off/{token}", look), web.post("/digest/off/{token}", press)]

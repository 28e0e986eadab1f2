"""The outbox: what was sent to whom and what has not arrived, and trying again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiohttp import web

from monitor.store.browsing.letters import Letter, letters
from monitor.web import asked, doing, pages, sight
from monitor.web.forms import form_of
from monitor.web.problems import Problem
from monitor.web.rights import Right, needs, viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind

_MATTER = re.compile(r"(?:(case)-|(?:storm|back)-)(\d+)(?:-.+)?", re.S)
_OF_MANY = {
    "waiting": "who was waiting before Earful listened",
    "morning": "what waited for the morning",
    "burst": "several at once",
    "digest": "what happened",
    "press": "an article",
    "answer": "an answer by mail",
    "operator": "Earful itself",
    "test": "a test",
}
"""What messages are about that are not about a case or a storm, by the first word of their matter."""


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/outbox``."""

    @needs(Right.LOOK)
    async def shown(request: web.Request) -> web.Response:
        people = sight.people(behind.config(), viewer(request))
        wish = {
            "stuck": "1" if request.query.get("stuck") == "1" else "",
            "person": asked.one_of(request, "person", people),
        }
        async with behind.parts().store.read() as connection:
            found = await letters(
                connection,
                viewer(request).brands,
                stuck=bool(wish["stuck"]),
                person=wish["person"],
                after=asked.number(request, "after"),
            )
        tried = asked.number(request, "tried")
        return pages.show(
            request,
            behind,
            "outbox.html",
            letters=[(letter, *about(letter)) for letter in found.items],
            people=people,
            wish=wish,
            later=bool(request.query.get("after")),
            newest=asked.again("/outbox", wish),
            more=asked.again("/outbox", wish, after=str(found.after)) if found.after else "",
            done=""
            if tried is None
            else "1 message is tried again."
            if tried == 1
            else f"{tried} messages are tried again.",
        )

    @needs(Right.ACT)
    async def retry(request: web.Request) -> web.Response:
        sent, who = await form_of(request), viewer(request)
        given = sent.get("message", "")
        number = asked.as_number(given)
        if given and number is None:
            raise Problem(400, "There is no such message", "Load the page again.")
        if number is None and who.brands is not None:
            raise Problem(403, "You may not do that", "Try each message of your brands again.")
        if number is not None and who.brands is not None:
            async with behind.parts().store.read() as connection:
                mine = await letters(connection, who.brands, after=number + 1, limit=1)
            if not mine.items or mine.items[0].id != number:
                raise Problem(404, "There is no such message", "Load the page again.")
        which = f"message {number}" if number is not None else "every message"
        count = await doing.written_down(behind, who.name, behind.office.retry(number), "tried again", which)
        return web.Response(status=303, headers={"Location": f"/outbox?stuck=1&tried={count}"})

    return [web.get("/outbox", shown), web.post("/outbox", retry)]


def about(letter: Letter) -> tuple[str, str]:
    """The page of what a message is about, or nothing; and what that is."""
    if found := _MATTER.fullmatch(letter.matter):
        kind = found[1] or "storm"
        return f"/{kind}s/{found[2]}", f"{kind} {found[2]}"
    return "", _OF_MANY.get(letter.matter.partition("-")[0], letter.matter)

"""The layer that lets in, or not: nothing is answered whose route does not say which right it needs.

A person comes in with a session (a cookie), with the name that the owner's own proxy tells, or, for a program, with a
token. Whatever changes something through a cookie or a proxy needs the form's ``csrf`` as well (or the header
``X-CSRF-Token``), and a browser that says which page sent it must name one of ours. Sessions and proxies' names count where it
came by a name of ours alone: another one can be that of a stranger's page.
https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from monitor.web import rights, security
from monitor.web.forms import form_of, same_site
from monitor.web.problems import Problem
from monitor.web.rights import Right, Viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind
    from monitor.web.entering import Entrance

_SAFE = ("GET", "HEAD", "OPTIONS")
_WAYS_IN = ("/sign-in", "/invite/")


def layer(behind: Behind, entrance: Entrance) -> Middleware:
    """The layer that lets in, or not."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.match_info.http_exception is not None:
            return await handler(request)  # there is no such page, for nobody
        right = getattr(request.match_info.handler, "right", None)
        if not isinstance(right, Right):
            raise RuntimeError(f"{request.method} {request.path}: no right is named for it")
        known = await entrance.who(request)
        if known is None and (right is not Right.OPEN or request.path.startswith(_WAYS_IN)):
            _named(request, behind)
        if known is not None:
            rights.remember(request, known)
        if right is Right.OPEN:
            return await handler(request)
        if known is None:
            return _stranger(request)
        if not known.may(right):
            if right is Right.ACT and known.right >= Right.ACT:
                detail = "Your account acts in nobody's name: whoever runs Earful can give it a person."
            else:
                detail = "Your account has not this right: whoever runs Earful can give it."
            raise Problem(403, "You may not do that", detail)
        if request.method not in _SAFE and not known.program:
            await _ours(request, known, behind)
        return await handler(request)

    return answer


def _named(request: web.Request, behind: Behind) -> None:
    """Raises Problem where somebody came by a name that is not ours."""
    if not security.is_ours(request.headers.get("Host"), behind.config().page.address):
        detail = "Open Earful by its IP address; or write the name you use under page:, as address: https://NAME."
        raise Problem(421, "Earful does not know this name", detail)


def _stranger(request: web.Request) -> web.Response:
    if request.path.startswith("/api/") or request.method not in _SAFE:
        detail = "Send a token: Authorization: Bearer TOKEN." if request.path.startswith("/api/") else "Sign in again."
        raise Problem(401, "You are not signed in", detail, headers={"WWW-Authenticate": "Bearer"})
    return web.Response(status=303, headers={"Location": f"/sign-in?next={quote(request.path_qs, safe='')}"})


async def _ours(request: web.Request, known: Viewer, behind: Behind) -> None:
    """Raises Problem unless a form of ours sent this."""
    given = request.headers.get("X-CSRF-Token", "")
    if not given and request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        given = (await form_of(request)).get("csrf", "")
    if not same_site(request, behind.config().page.address) or not hmac.compare_digest(
        given.encode("utf-8", "replace"), known.csrf.encode()
    ):
        raise Problem(403, "That form is out of date", "Go back, load the page again, and press the button again.")

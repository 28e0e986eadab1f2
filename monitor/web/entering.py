"""Coming in: signing in and out, invitations, and who asks.

Accounts stand in the configuration (``page: {users: …}``) or are made with an invitation: a link that ``earful invite``
or an admin makes, good for a day and for one password. A name in the configuration wins.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import from_us, to_us
from monitor.config import User
from monitor.store import accounts
from monitor.web import forms, pages, passwords, security, signing
from monitor.web.problems import Problem
from monitor.web.rights import ROLES, Right, Viewer, maybe_viewer, needs, viewer
from monitor.web.trying import Tries

if TYPE_CHECKING:
    from monitor.web.behind import Behind

log = logging.getLogger(__name__)

COOKIE: Final = "earful"
LASTS = timedelta(days=90)
"""A session, at most."""
IDLE = timedelta(days=30)
"""A session that nobody uses."""
_SEEN = timedelta(minutes=10)
"""How exactly it is known when a session or token was last used."""

PURPOSE: Final = "invite"
GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody who may come in, from wherever we know them."""

    name: str
    role: str
    brands: frozenset[str] | None
    person: str
    password: str

    @property
    def proof(self) -> str:
        """Another one after every change of the password."""
        return blake2b(self.password.encode(), digest_size=12).hexdigest()


class Entrance:
    """Knows who asks. One event loop."""

    def __init__(self, behind: Behind) -> None:
        self._behind = behind

    async def who(self, request: web.Request) -> Viewer | None:
        """Whoever asks; None for a stranger. A token that is not known is a stranger's, too."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and request.path.startswith("/api/"):
            return await self._program(token.strip())
        if not security.is_ours(request.headers.get("Host"), self._behind.config().page.address):
            return None
        if (cookie := request.cookies.get(COOKIE)) and (found := await self._session(cookie)):
            return found
        return await self._proxied(request)

    async def known(self, name: str) -> Known | None:
        """The account of that name."""
        user = self._behind.config().page.users.get(name)
        if user is not None:
            return _configured(user)
        async with self._behind.parts().store.read() as connection:
            found = await accounts.find(connection, name)
        if found is None:
            return None
        brands = None if found.brands is None else frozenset(found.brands)
        return Known(name=name, role=found.role, brands=brands, person=found.person, password=found.password)

    async def program(self, number: int) -> Known | None:
        """The program that comes in with the token of that number; its ``password`` is what is kept of the token."""
        async with self._behind.parts().store.read() as connection:
            found = await accounts.token_at(connection, number)
        if found is None:
            return None
        token, kept = found
        brands = None if token.brands is None else frozenset(token.brands)
        return Known(name=token.calls_itself, role=token.role, brands=brands, person=token.person, password=kept)

    async def anybody(self) -> bool:
        """Whether there is an account at all."""
        if self._behind.config().page.users:
            return True
        async with self._behind.parts().store.read() as connection:
            return await accounts.anybody(connection)

    def viewer(self, known: Known, secret: str) -> Viewer:
        """Somebody who is in. ``secret`` is what only they have: their forms are tied to it."""
        csrf = forms.csrf_of(self._behind.key(), secret)
        brands, person = self.sight(known.brands, known.person), self._acting(known.person)
        return Viewer(name=known.name, right=ROLES[known.role], brands=brands, person=person, csrf=csrf)

    def sight(self, brands: Collection[str] | None, person: str) -> frozenset[str] | None:
        """What an account or token sees that was made for these ``brands`` and acts in that person's name: no more than the person
        may (``clients:``). Where firms are kept apart, whoever is no longer under ``people:`` sees nothing: nobody knows whose
        they were."""
        config = self._behind.config()
        mine = None if brands is None else frozenset(brands)
        if person and person not in config.people and config.clients:
            return frozenset()
        theirs = config.sees(person) if person else None
        return mine if theirs is None else theirs if mine is None else mine & theirs

    def _acting(self, person: str) -> str:
        """In whose name somebody acts: in nobody's who is not under ``people:`` (any more)."""
        return person if person in self._behind.config().people else ""

    async def _program(self, token: str) -> Viewer | None:
        store, now = self._behind.parts().store, self._behind.now()
        async with store.read() as connection:
            found = await accounts.token_of(connection, token)
        if found is None:
            return None
        if found.used_at is None or now - found.used_at > _SEEN:
            await store.write(lambda tx: accounts.used(tx, found.id, now))
        brands, person = self.sight(found.brands, found.person), self._acting(found.person)
        right = min(ROLES[found.role], Right.ACT)
        return Viewer(name=found.calls_itself, right=right, brands=brands, person=person, program=found.id)

    async def _session(self, cookie: str) -> Viewer | None:
        store, now = self._behind.parts().store, self._behind.now()
        async with store.read() as connection:
            row = await accounts.session_of(connection, cookie)
        if row is None or now - from_us(row.made_at) > LASTS or now - from_us(row.seen_at) > IDLE:
            return None
        known = await self.known(row.account)
        if known is None or known.proof != row.proof:
            return None
        if now - from_us(row.seen_at) > _SEEN:
            await store.write(lambda tx: accounts.seen(tx, cookie, now))
        return self.viewer(known, cookie)

    async def _proxied(self, request: web.Request) -> Viewer | None:
        page = self._behind.config().page
        if not page.user_header or not security.is_trusted(request.remote or "", page.proxies):
            return None
        known = await self.known(request.headers.get(page.user_header, ""))
        return self.viewer(known, f"proxy {known.name} {known.proof}") if known else None


def _configured(user: User) -> Known:
    return Known(name=user.name, role=user.role, brands=user.brands, person=user.person, password=user.password)


def invitation(key: bytes, now: datetime, *, name: str, role: str, person: str, brands: tuple[str, ...] | None) -> str:
    """The path of a link with which somebody sets a password and comes in, once, within a day."""
    claims: dict[str, str | int] = {"name": name, "role": role, "person": person, "at": to_us(now)}
    if brands is not None:
        claims["brands"] = "\n".join(brands)
    return f"/invite/{signing.sign(key, PURPOSE, claims, now + GOOD_FOR)}"


def routes(behind: Behind, entrance: Entrance) -> list[web.RouteDef]:
    """``/sign-in``, ``/sign-out`` and ``/invite/{token}``."""
    verifier, tries = passwords.Verifier(), Tries()

    @needs(Right.OPEN)
    async def sign_in(request: web.Request) -> web.Response:
        if maybe_viewer(request):
            raise web.HTTPSeeOther(inside(request.query.get("next", "")))
        return await asked(request.query.get("next", ""))

    async def asked(after: str, wrong: str = "", name: str = "") -> web.Response:
        anybody = await entrance.anybody()
        status = 401 if wrong else 200
        return pages.page("sign-in.html", status, next=inside(after), wrong=wrong, name=name, anybody=anybody)

    @needs(Right.OPEN)
    async def signed_in(request: web.Request) -> web.StreamResponse:
        sent = await forms.form_of(request)
        _from_here(request, behind)
        name, address = sent.get("name", "").strip(), security.asker(request, behind.config().page.proxies)
        if wait := tries.wait(address, name):
            raise Problem(429, "Too many tries", "Wait a little, then try again.", retry_after=wait)
        with tries.trying(address, name):
            known = await entrance.known(name)
            right = await verifier.right(known.password if known else None, sent.get("password", ""))
            if not right:
                tries.failed(address, name)
        if not right:
            log.warning("a wrong password from %s", address)  # no name: people type passwords there
            return await asked(sent.get("next", ""), "That name and password do not belong together.", name[:100])
        assert known is not None
        tries.succeeded(address, name)
        return await let_in(request, known, inside(sent.get("next", "")))

    async def let_in(request: web.Request, known: Known, to: str, what: str = "signed in") -> web.StreamResponse:
        token, now = secrets.token_urlsafe(32), behind.now()
        page = behind.config().page

        async def begin(tx: AsyncConnection) -> None:
            await accounts.forget_sessions(tx, now - LASTS, now - IDLE)
            await accounts.end_session(tx, request.cookies.get(COOKIE, ""))  # of this browser: one is enough
            await accounts.begin_session(tx, token, known.name, known.proof, now)
            await accounts.note(tx, now, known.name, what, address=security.asker(request, page.proxies))

        await behind.parts().store.write(begin)
        behind.changes.look_again()
        response = web.Response(status=303, headers={"Location": to})
        secure = security.is_https(request, page.address, page.proxies)
        response.set_cookie(
            COOKIE, token, max_age=int(IDLE.total_seconds()), httponly=True, samesite="Lax", secure=secure, path="/"
        )
        return response

    @needs(Right.LOOK)
    async def sign_out(request: web.Request) -> web.StreamResponse:
        token, now = request.cookies.get(COOKIE, ""), behind.now()

        async def end(tx: AsyncConnection) -> None:
            await accounts.end_session(tx, token)
            await accounts.note(tx, now, viewer(request).name, "signed out")

        await behind.parts().store.write(end)
        behind.changes.look_again()
        response = web.Response(status=303, headers={"Location": "/sign-in"})
        response.del_cookie(COOKIE, path="/")
        return response

    async def invited(request: web.Request) -> signing.Claims:
        """What the link in hand allows; Problem where it does not any more."""
        try:
            claims = signing.read(behind.key(), PURPOSE, request.match_info["token"], behind.now())
        except signing.Expired:
            raise Problem(410, "This invitation has expired", "Ask for another one: earful invite NAME.") from None
        except signing.BadToken:
            raise Problem(403, "This invitation does not work", "Copy the whole link.") from None
        if str(claims["name"]) in behind.config().page.users:
            raise Problem(409, "This name has a password", "It stands in the configuration: change it there.")
        async with behind.parts().store.read() as connection:
            if await _used(connection, claims):
                raise _used_up()
        return claims

    @needs(Right.OPEN)
    async def invite(request: web.Request) -> web.Response:
        return pages.page("invite.html", claims=await invited(request), wrong="", shortest=passwords.SHORTEST)

    @needs(Right.OPEN)
    async def accept(request: web.Request) -> web.StreamResponse:
        claims = await invited(request)
        sent = await forms.form_of(request)
        _from_here(request, behind)
        given = sent.get("password", "")
        wrong = passwords.unfit(given) or ("" if sent.get("again") == given else "The two are not the same.")
        if wrong:
            return pages.page("invite.html", 400, claims=claims, wrong=wrong, shortest=passwords.SHORTEST)
        brands = str(claims["brands"]).split("\n") if "brands" in claims else None
        kept = await verifier.hashed(given)
        made = accounts.Account(
            name=str(claims["name"]),
            role=str(claims["role"]),
            brands=None if brands is None else tuple(brands),
            person=str(claims["person"]),
            password=kept,
            changed_at=behind.now(),
        )

        async def keep(tx: AsyncConnection) -> bool:
            if await _used(tx, claims):
                return False
            await accounts.save(tx, made)
            return True

        if not await behind.parts().store.write(keep):
            raise _used_up()
        known = await entrance.known(made.name)
        assert known is not None
        return await let_in(request, known, "/", "set a password")

    return [
        web.get("/sign-in", sign_in),
        web.post("/sign-in", signed_in),
        web.post("/sign-out", sign_out),
        web.get("/invite/{token}", invite),
        web.post("/invite/{token}", accept),
    ]


async def _used(connection: AsyncConnection, claims: signing.Claims) -> bool:
    """Whether an invitation is worth nothing any more: a password was chosen since, or the account was removed."""
    name, at = str(claims["name"]), from_us(int(claims["at"]))
    found = await accounts.find(connection, name)
    return (found is not None and found.changed_at >= at) or await accounts.removed_since(connection, name, at)


def _used_up() -> Problem:
    return Problem(
        410, "This invitation does not work any more", "Sign in, or ask for another one: earful invite NAME."
    )


def _from_here(request: web.Request, behind: Behind) -> None:
    if not forms.same_site(request, behind.config().page.address):
        raise Problem(403, "That form is not Earful's", "Open the page yourself, and try again.")


def inside(path: str) -> str:
    """Where to go after signing in: a page of ours, whatever was asked for."""
    fine = path.startswith("/") and not path.startswith(("//", "/\\", "/sign-", "/invite/")) and path.isprintable()
    return path if fine and "\\" not in path else "/"

"""Accounts and tokens: who may come in, and which programs; inviting, removing, making and revoking. For admins."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aiohttp import web

from monitor.config import Config
from monitor.store import accounts
from monitor.web import asked, doing, entering, pages
from monitor.web.forms import form_of
from monitor.web.problems import Problem
from monitor.web.rights import ROLES, Right, Viewer, needs, viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind

PREFIX: Final = "earful_"
"""How a token begins, so that people and scanners know one when they see it."""
PROGRAMS: Final = ("look", "act")
"""The roles that a token can have."""
LONGEST = 100
"""Characters of a name."""


class Unfit(Exception):
    """What an admin wants cannot be; the text says in a sentence what can, ``field`` what is wrong."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """For whom somebody makes an account or a token. ``brands`` empty: every one; ``person`` empty: acts in nobody's name."""

    name: str
    role: str
    person: str = ""
    brands: Sequence[str] = ()

    @property
    def only(self) -> tuple[str, ...] | None:
        """The brands as they are kept."""
        return tuple(sorted(self.brands)) or None


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/accounts``."""

    async def page(
        request: web.Request, link: str = "", token: str = "", wrong: str = "", name: str = ""
    ) -> web.Response:
        config = behind.config()
        async with behind.parts().store.read() as connection:
            made, tokens = await accounts.everyone(connection), await accounts.tokens(connection)
        return pages.show(
            request,
            behind,
            "accounts.html",
            400 if wrong else 200,
            configured=list(config.page.users.values()),
            made=[account for account in made if account.name not in config.page.users],
            tokens=tokens,
            people=list(config.people),
            brands=list(config.brands),
            roles=list(ROLES),
            link=link,
            token=token,
            wrong=wrong,
            name=name,
        )

    @needs(Right.ADMIN)
    async def shown(request: web.Request) -> web.Response:
        return await page(request)

    @needs(Right.ADMIN)
    async def done(request: web.Request) -> web.Response:
        sent, who = await form_of(request), viewer(request)
        brands = [str(brand) for brand in (await request.post()).getall("brands", []) if brand]
        name = sent.get("name", "").strip()[:LONGEST]
        wish = Wish(name=name, role=sent.get("role", ""), person=sent.get("person", ""), brands=brands)
        try:
            match sent.get("deed"):
                case "invite":
                    return await page(request, link=await invite(behind, who, wish), name=name)
                case "remove":
                    await remove(behind, who, sent.get("name", ""))
                case "make":
                    return await page(request, token=(await make(behind, who, wish))[1], name=name)
                case "revoke":
                    await revoke(behind, who, asked.as_number(sent.get("token", "")))
                case _:
                    raise Problem(400, "There is no such button", "Load the page again.")
        except Unfit as error:
            return await page(request, wrong=str(error), name=name)
        return await page(request)

    return [web.get("/accounts", shown), web.post("/accounts", done)]


async def invite(behind: Behind, who: Viewer, wish: Wish) -> str:
    """A link with which somebody chooses a password and comes in, once, within a day. Written down. Raises Unfit."""
    _check(behind.config(), wish, tuple(ROLES))
    if wish.name in behind.config().page.users:
        raise Unfit("name", "That name has a password in the configuration: change it there.")
    claims = {"name": wish.name, "role": wish.role, "person": wish.person}
    path = entering.invitation(behind.key(), behind.now(), brands=wish.only, **claims)
    await doing.write_down(behind, who, "invited", wish.name, role=wish.role)
    return f"{behind.config().page.base}{path}"


async def remove(behind: Behind, who: Viewer, name: str) -> None:
    """Nobody comes in under that name any more. Written down. Raises Unfit where nobody did."""
    if not await behind.parts().store.write(lambda tx: accounts.remove(tx, name, who.name, behind.now())):
        raise Unfit("name", "There is no such account any more.")
    behind.changes.look_again()


async def make(behind: Behind, who: Viewer, wish: Wish) -> tuple[int, str]:
    """Lets a program in: the number of its token, and the token, which nobody can find out again. Written down. Raises Unfit."""
    _check(behind.config(), wish, PROGRAMS)
    token, now = PREFIX + secrets.token_urlsafe(32), behind.now()
    number = await behind.parts().store.write(
        lambda tx: accounts.make_token(
            tx,
            token,
            name=wish.name,
            role=wish.role,
            brands=wish.only,
            person=wish.person,
            by=who.name,
            now=now,
        )
    )
    await doing.write_down(behind, who, "made the token", wish.name, role=wish.role)
    return number, token


async def revoke(behind: Behind, who: Viewer, number: int | None) -> None:
    """A program no longer comes in. Written down. Raises Unfit where there is no such token."""
    if number is None or not await behind.parts().store.write(lambda tx: accounts.revoke(tx, number)):
        raise Unfit("token", "There is no such token any more.")
    await doing.write_down(behind, who, "revoked a token", f"token {number}")


def _check(config: Config, wish: Wish, roles: Sequence[str]) -> None:
    """Raises Unfit."""
    if not wish.name or not wish.name.isprintable():
        raise Unfit("name", "Write a name.")
    if wish.role not in roles:
        raise Unfit("role", "Choose what they may do.")
    if wish.person and wish.person not in config.people:
        raise Unfit("person", "Choose a person under people:.")
    if wish.role != "look" and not wish.person:
        raise Unfit("person", "Whoever acts does so in somebody's name: choose a person.")
    if any(brand not in config.brands for brand in wish.brands):
        raise Unfit("brands", "Choose brands that there are.")
    if wish.role == "admin" and wish.brands:
        raise Unfit("brands", "An admin sees every brand.")

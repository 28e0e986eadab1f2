"""Accounts and tokens: who may come in, and which programs; inviting, removing, making and revoking. For admins."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from aiohttp import web

from monitor.store import accounts
from monitor.web import asked, doing, entering, pages
from monitor.web.doorman import form_of
from monitor.web.problems import Problem
from monitor.web.rights import ROLES, Right, needs, viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind

PREFIX: Final = "earful_"
"""How a token begins, so that people and scanners know one when they see it."""
_LONGEST = 100  # characters of a name


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
        sent = await form_of(request)
        sent["brands"] = "\n".join(str(brand) for brand in (await request.post()).getall("brands", []))
        match sent.get("deed"):
            case "invite":
                return await invite(request, sent)
            case "remove":
                return await remove(request, sent)
            case "make":
                return await make(request, sent)
            case "revoke":
                return await revoke(request, sent)
        raise Problem(400, "There is no such button", "Load the page again.")

    def read(sent: dict[str, str], roles: tuple[str, ...]) -> tuple[str, str, str, tuple[str, ...] | None, str]:
        """Name, role, person, brands (None: every one), and what is wrong in words."""
        config = behind.config()
        name, role, person = sent.get("name", "").strip()[:_LONGEST], sent.get("role", ""), sent.get("person", "")
        brands = tuple(sorted(brand for brand in sent["brands"].split("\n") if brand))
        wrong = ""
        if not name or not name.isprintable():
            wrong = "Write a name."
        elif role not in roles:
            wrong = "Choose what they may do."
        elif person and person not in config.people:
            wrong = "Choose a person under people:."
        elif role != "look" and not person:
            wrong = "Whoever acts does so in somebody's name: choose a person."
        elif any(brand not in config.brands for brand in brands):
            wrong = "Choose brands that there are."
        elif role == "admin" and brands:
            wrong = "An admin sees every brand."
        return name, role, person, brands or None, wrong

    async def invite(request: web.Request, sent: dict[str, str]) -> web.Response:
        name, role, person, brands, wrong = read(sent, tuple(ROLES))
        if not wrong and name in behind.config().page.users:
            wrong = "That name has a password in the configuration: change it there."
        if wrong:
            return await page(request, wrong=wrong, name=name)
        path = entering.invitation(behind.key(), behind.now(), name=name, role=role, person=person, brands=brands)
        await doing.write_down(behind, viewer(request), "invited", name, role=role)
        return await page(request, link=f"{behind.config().page.base}{path}", name=name)

    async def remove(request: web.Request, sent: dict[str, str]) -> web.Response:
        name = sent.get("name", "")
        if not await behind.parts().store.write(lambda tx: accounts.remove(tx, name)):
            return await page(request, wrong="There is no such account any more.")
        await doing.write_down(behind, viewer(request), "removed the account", name)
        return await page(request)

    async def make(request: web.Request, sent: dict[str, str]) -> web.Response:
        name, role, person, brands, wrong = read(sent, ("look", "act"))
        if wrong:
            return await page(request, wrong=wrong, name=name)
        token, now, who = PREFIX + secrets.token_urlsafe(32), behind.now(), viewer(request)
        await behind.parts().store.write(
            lambda tx: accounts.make_token(
                tx, token, name=name, role=role, brands=brands, person=person, by=who.name, now=now
            )
        )
        await doing.write_down(behind, who, "made the token", name, role=role)
        return await page(request, token=token, name=name)

    async def revoke(request: web.Request, sent: dict[str, str]) -> web.Response:
        number = asked.as_number(sent.get("token", ""))
        if number is None or not await behind.parts().store.write(lambda tx: accounts.revoke(tx, number)):
            return await page(request, wrong="There is no such token any more.")
        await doing.write_down(behind, viewer(request), "revoked a token", f"token {number}")
        return await page(request)

    return [web.get("/accounts", shown), web.post("/accounts", done)]

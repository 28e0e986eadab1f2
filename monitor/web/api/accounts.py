"""Who may come in: accounts, and tokens of programs. For admins, and so for browsers alone."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monitor.store import accounts
from monitor.web.api.describing import Call, Given, Listed, Moment, Name, Nothing, Shape, Wrong, not_there, operation
from monitor.web.rights import Right
from monitor.web.views import accounts as page

_Short = Annotated[Name, Field(min_length=1, max_length=page.LONGEST)]


class Account(Shape):
    """Somebody who may sign in."""

    name: str
    role: str = Field(description="look, act or admin.")
    person: str = Field(description="In whose name they act; empty: in nobody's.")
    brands: list[str] | None = Field(description="null: every one.")
    configured: bool = Field(description="It stands in the configuration, and is changed there.")


class Invited(Given):
    """For whom an account is."""

    name: _Short
    role: Literal["look", "act", "admin"]
    person: Name = ""
    brands: list[Name] = Field([], description="Empty: every one.")


class Invitation(Shape):
    """A link with which somebody chooses a password, once, within a day. It is told only now."""

    name: str
    link: str


class Token(Shape):
    """What a program comes in with. The token itself is not kept."""

    id: int
    name: str
    role: str = Field(description="look or act.")
    person: str
    brands: list[str] | None = Field(description="null: every one.")
    made_by: str
    made_at: Moment
    used_at: Moment | None = Field(description="To ten minutes.")


class Wanted(Given):
    """For which program a token is."""

    name: _Short
    role: Literal["look", "act"]
    person: Name = ""
    brands: list[Name] = Field([], description="Empty: every one.")


class Made(Shape):
    """A new token. It is told only now."""

    id: int
    token: str


@operation("GET", "/accounts", Right.ADMIN)
async def listed(call: Call[Nothing, Nothing]) -> Listed[Account]:
    """Who may sign in."""
    users = call.behind.config().page.users
    async with call.behind.parts().store.read() as connection:
        made = [each for each in await accounts.everyone(connection) if each.name not in users]
    found = [(True, user) for user in users.values()] + [(False, account) for account in made]
    items = [
        Account(
            name=each.name,
            role=each.role,
            person=each.person,
            brands=None if each.brands is None else sorted(each.brands),
            configured=configured,
        )
        for configured, each in found
    ]
    return Listed[Account](items=items, next=None)


@operation("POST", "/accounts", Right.ADMIN, status=201)
async def invite(call: Call[Nothing, Invited]) -> Invitation:
    """Invites somebody. The same name once more: a new password for somebody who has forgotten theirs."""
    try:
        return Invitation(name=call.body.name, link=await page.invite(call.behind, call.who, _wish(call.body)))
    except page.Unfit as error:
        raise Wrong(error.field, str(error)) from None


@operation("DELETE", "/accounts/{name}", Right.ADMIN)
async def remove(call: Call[Nothing, Nothing]) -> None:
    """Nobody comes in under that name any more."""
    try:
        await page.remove(call.behind, call.who, call.path["name"])
    except page.Unfit:
        raise not_there("account") from None


@operation("GET", "/tokens", Right.ADMIN)
async def tokens(call: Call[Nothing, Nothing]) -> Listed[Token]:
    """The tokens of programs, the oldest first."""
    async with call.behind.parts().store.read() as connection:
        found = await accounts.tokens(connection)
    return Listed[Token](items=[Token.model_validate(each) for each in found], next=None)


@operation("POST", "/tokens", Right.ADMIN, status=201)
async def make(call: Call[Nothing, Wanted]) -> Made:
    """Makes a token for a program."""
    try:
        number, token = await page.make(call.behind, call.who, _wish(call.body))
    except page.Unfit as error:
        raise Wrong(error.field, str(error)) from None
    return Made(id=number, token=token)


@operation("DELETE", "/tokens/{number}", Right.ADMIN)
async def revoke(call: Call[Nothing, Nothing]) -> None:
    """A program no longer comes in."""
    try:
        await page.revoke(call.behind, call.who, call.path["number"])
    except page.Unfit:
        raise not_there("token") from None


def _wish(given: Invited | Wanted) -> page.Wish:
    return page.Wish(name=given.name.strip(), role=given.role, person=given.person, brands=given.brands)


OPERATIONS = (listed, invite, remove, tokens, make, revoke)

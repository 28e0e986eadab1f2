"""What nobody wants to hear of, and what "not about us" taught."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from monitor.clock import from_us
from monitor.store import learning
from monitor.web import doing
from monitor.web.api.describing import Call, Given, Listed, Moment, Name, Nothing, Shape, Wrong, not_there, operation
from monitor.web.problems import Problem
from monitor.web.rights import Right, Viewer


class Mute(Shape):
    """What is muted by hand. What the configuration mutes stands there."""

    kind: str = Field(description="author, source or word.")
    value: str
    brand: str = Field(description="Empty: for all brands.")
    by: str
    at: Moment


class Muted(Given):
    """What is to be muted, or heard again."""

    kind: Literal["author", "source", "word"]
    value: Name = Field(min_length=1)
    brand: Name = Field("", description="Empty: for all brands.")


class Learned(Shape):
    """Who, or which phrase, means somebody else."""

    id: int
    brand: str
    kind: str = Field(description="author or phrase.")
    value: str
    by: str
    at: Moment


@operation("GET", "/mutes", Right.LOOK)
async def mutes(call: Call[Nothing, Nothing]) -> Listed[Mute]:
    """What is muted by hand: kept, and no case."""
    async with call.behind.parts().store.read() as connection:
        rows = await learning.mutes(connection)
    found = [
        Mute(kind=row.kind, value=row.value, brand=row.brand, by=row.by, at=from_us(row.at))
        for row in rows
        if not row.brand or call.who.sees(row.brand)
    ]
    return Listed[Mute](items=found, next=None)


@operation("POST", "/mutes", Right.ACT)
async def mute(call: Call[Nothing, Muted]) -> None:
    """Nobody wants to hear of this author, source or word from now on."""
    what = call.body
    _may(call.who, what.brand)
    await doing.patiently(call.behind.office.mute(what.kind, what.value, what.brand, call.who.person))
    await doing.write_down(call.behind, call.who, "muted", f"the {what.kind} {what.value}", brand=what.brand)


@operation("DELETE", "/mutes", Right.ACT)
async def unmute(call: Call[Muted, Nothing]) -> None:
    """Somebody wants to hear of it again."""
    what = call.asked
    _may(call.who, what.brand)
    await doing.patiently(call.behind.office.unmute(what.kind, what.value, what.brand))
    await doing.write_down(call.behind, call.who, "unmuted", f"the {what.kind} {what.value}", brand=what.brand)


@operation("GET", "/learned", Right.LOOK)
async def learned(call: Call[Nothing, Nothing]) -> Listed[Learned]:
    """What "not about us" taught."""
    async with call.behind.parts().store.read() as connection:
        rows = await learning.everything(connection)
    found = [
        Learned(id=row.id, brand=row.brand, kind=row.kind, value=row.value, by=row.by, at=from_us(row.at))
        for row in rows
        if call.who.sees(row.brand)
    ]
    return Listed[Learned](items=found, next=None)


@operation("DELETE", "/learned/{number}", Right.ACT)
async def forget(call: Call[Nothing, Nothing]) -> None:
    """Forgets one thing that was learnt."""
    number = call.path["number"]
    async with call.behind.parts().store.read() as connection:
        mine = any(row.id == number and call.who.sees(row.brand) for row in await learning.everything(connection))
    if not mine:
        raise not_there("thing that was learnt")
    what = await doing.patiently(call.behind.office.unlearn(str(number)))
    await doing.write_down(call.behind, call.who, "unlearned", what)


def _may(who: Viewer, brand: str) -> None:
    """Raises Problem where it would be about brands that they do not see."""
    if who.brands is not None and not brand:
        raise Problem(403, "You may not do that", "Name a brand: yours are not all there are.")
    if brand and not who.sees(brand):
        raise Wrong("brand", "there is no such brand")


OPERATIONS = (mutes, mute, unmute, learned, forget)

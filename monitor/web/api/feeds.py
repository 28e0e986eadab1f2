"""Addresses of feeds, for a reader that sends no token."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from monitor.web import feeds
from monitor.web.api.describing import Call, Given, Listed, Name, Nothing, Shape, not_there, operation
from monitor.web.rights import Right


class Which(Given):
    """Of which brand."""

    brand: Name | None = Field(None, description="Left out: of every brand that you see, and of all together.")


class Feed(Shape):
    """An Atom feed. Its address is the right to read it."""

    brand: str = Field(description="Empty: all that you see, together.")
    of: Literal["cases", "storms"]
    address: str


@operation("GET", "/feeds", Right.LOOK, may_miss=True)
async def listed(call: Call[Which, Nothing]) -> Listed[Feed]:
    """The addresses of your feeds.

    Give them to nobody: each is the right to read. They show what you may see at the moment, and stop working when your token or
    your password does."""
    brands = feeds.brands_of(call.behind, call.who)
    if call.asked.brand is not None:
        if call.asked.brand not in brands:
            raise not_there("brand")
        brands = [call.asked.brand]
    address = await feeds.Addresses.of(call.behind, call.who)
    items = [Feed(brand=brand, of=kind, address=address(kind, brand)) for brand in brands for kind in feeds.KINDS]
    return Listed[Feed](items=items, next=None)


OPERATIONS = (listed,)

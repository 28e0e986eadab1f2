"""Storms: which there were, the whole of one, and what can be done about it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from monitor.store import storms
from monitor.store.browsing.weather import WholeStorm as Whole
from monitor.store.browsing.weather import weather, whole_storm
from monitor.storming.wording import outlook
from monitor.web.api.describing import (
    Call,
    Given,
    Link,
    Listed,
    Moment,
    Name,
    Nothing,
    Paged,
    Shape,
    cursor,
    not_there,
    operation,
)
from monitor.web.api.shapes import Case, Event, Storm, case_of, storm_of
from monitor.web.rights import Right
from monitor.web.views import storms as page


class Which(Paged):
    """Which storms."""

    brand: Name = ""


class Outlook(Shape):
    """What may be coming, and what history would have told; sentences."""

    sentences: list[str]


class Said(Shape):
    """What somebody said. Strangers' words: text."""

    author: str
    source: str
    title: str
    text: str
    url: Link
    at: Moment


class WholeStorm(Shape):
    """Everything about one storm."""

    storm: Storm
    first: Said | None = Field(description="The first words; null: gone.")
    loudest: Said | None
    cases: list[Case] = Field(description="The cases it speaks for, who waits longest first.")
    waiting: int = Field(description="How many of these customers nobody has answered.")
    story: list[Event]


class StormDeed(Given):
    """What is done about a storm."""

    deed: Literal["take", "over", "noise"] = Field(
        description="noise: it is none, and it takes more to tell of the next."
    )


@operation("GET", "/storms", Right.LOOK)
async def listed(call: Call[Which, Nothing]) -> Listed[Storm]:
    """Storms, the newest first."""
    asked = call.asked
    async with call.behind.parts().store.read() as connection:
        found = await weather(connection, call.who.brands, brand=asked.brand, after=asked.key(), limit=asked.limit)
    items = [storm_of(row.id, row.storm) for row in found.items]
    return Listed[Storm](items=items, next=cursor(found.after) if found.after else None)


@operation("GET", "/storms/outlook", Right.LOOK)
async def ahead(call: Call[Nothing, Nothing]) -> Outlook:
    """What is half a storm already, and of which storms the stored history would have told."""
    config = call.behind.config()
    async with call.behind.parts().store.read() as connection:
        watches = await storms.watches(connection)
    brands = [brand for brand in config.brands if call.who.sees(brand)]
    return Outlook(sentences=outlook(watches, brands, call.behind.now(), config.timezone))


@operation("GET", "/storms/{number}", Right.LOOK)
async def one(call: Call[Nothing, Nothing]) -> WholeStorm:
    """The whole of one storm: what it is about, the first and the loudest words, its cases and its story."""
    found, now = await _whole(call), call.behind.now()
    return WholeStorm(
        storm=storm_of(found.row.id, found.row.storm),
        first=Said.model_validate(found.first) if found.first else None,
        loudest=Said.model_validate(found.loudest) if found.loudest else None,
        cases=[case_of(row.id, row.case, now) for row in found.cases],
        waiting=found.waiting,
        story=[Event.model_validate(each) for each in found.story],
    )


@operation("POST", "/storms/{number}/deeds", Right.ACT, once=True)
async def deed(call: Call[Nothing, StormDeed]) -> Storm:
    """Does something about a storm: take, over, noise."""
    number = (await _whole(call)).row.id
    await page.do(call.behind, call.who, number, call.body.deed, call.key)
    found = await _whole(call)
    return storm_of(found.row.id, found.row.storm)


async def _whole(call: Call[Nothing, Nothing] | Call[Nothing, StormDeed]) -> Whole:
    async with call.behind.parts().store.read() as connection:
        found = await whole_storm(connection, call.who.brands, call.path["number"])
    if found is None:
        raise not_there("storm")
    return found


OPERATIONS = (listed, ahead, one, deed)

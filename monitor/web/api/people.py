"""People: who asks, who has how much to do, and who is away."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monitor.web import doing, sight
from monitor.web.api.brands import Answers
from monitor.web.api.cases import Until, in_words
from monitor.web.api.describing import Call, Given, Listed, Moment, Name, Nothing, Shape, Wrong, not_there, operation
from monitor.web.rights import Right
from monitor.web.views.people import colleagues


class Me(Shape):
    """Who asks."""

    name: str
    right: str = Field(description="look, act or admin.")
    person: str = Field(description="In whose name you act; empty: in nobody's.")
    brands: list[str] = Field(description="What you may see.")


class Person(Shape):
    """Somebody under people:, and what they have to do; answers are those of the last 30 days."""

    name: str
    on_duty: bool
    away_until: Moment | None
    stand_in: str
    digest_off: Moment | None = Field(description="Since when they want no digest.")
    waiting: int
    overdue: int
    waiting_since: Moment | None = Field(description="The first of those who wait for them.")
    answers: Answers


class Away(Given):
    """Until when, and who stands in."""

    until: Annotated[Until, Field(min_length=1)]
    stand_in: Name = ""


class Digest(Given):
    """Whether they want the digest."""

    wanted: bool


@operation("GET", "/me", Right.LOOK)
async def me(call: Call[Nothing, Nothing]) -> Me:
    """Who you are to Earful, and what you may do."""
    who = call.who
    brands = [name for name in call.behind.config().brands if who.sees(name)]
    return Me(name=who.name, right=who.right.name.lower(), person=who.person, brands=brands)


@operation("GET", "/people", Right.LOOK)
async def listed(call: Call[Nothing, Nothing]) -> Listed[Person]:
    """Everybody in the configuration of whom you may know, first whose customer has waited longest."""
    return Listed[Person](items=await _everybody(call), next=None)


@operation("PUT", "/people/{person}/away", Right.ACT)
async def away(call: Call[Nothing, Away]) -> Person:
    """Somebody is away; who stands in gets their cases."""
    person, config = call.path["person"], call.behind.config()
    if not sight.speaks_for(config, call.who, person):
        raise not_there("person")
    if call.body.stand_in and call.body.stand_in not in sight.people(config, call.who):
        raise Wrong("stand_in", "there is nobody of that name")
    until = in_words(call.body.until, config.timezone)
    deed = call.behind.office.away(person, until, call.body.stand_in, call.who.person)
    await doing.written_down(call.behind, call.who.name, deed, "away", person, {"until": until})
    return next(one for one in await _everybody(call) if one.name == person)


@operation("DELETE", "/people/{person}/away", Right.ACT)
async def back(call: Call[Nothing, Nothing]) -> Person:
    """Somebody is back."""
    person = call.path["person"]
    if not sight.speaks_for(call.behind.config(), call.who, person):
        raise not_there("person")
    await doing.written_down(call.behind, call.who.name, call.behind.office.back(person), "back", person)
    return next(one for one in await _everybody(call) if one.name == person)


@operation("PUT", "/people/{person}/digest", Right.ACT)
async def digest(call: Call[Nothing, Digest]) -> Person:
    """Somebody wants no digest any more, or wants it again."""
    person = call.path["person"]
    if not sight.speaks_for(call.behind.config(), call.who, person):
        raise not_there("person")
    await doing.patiently(call.behind.office.digest(person, call.body.wanted, call.who.name))
    return next(one for one in await _everybody(call) if one.name == person)


async def _everybody(call: Call[Nothing, Nothing] | Call[Nothing, Away] | Call[Nothing, Digest]) -> list[Person]:
    return [
        Person(
            name=one.does.name,
            on_duty=one.on_duty,
            away_until=one.away,
            stand_in=one.stand_in,
            digest_off=one.digest_off,
            waiting=one.does.waiting,
            overdue=one.does.overdue,
            waiting_since=one.does.since,
            answers=Answers.model_validate(one.does.answers),
        )
        for one in await colleagues(call.behind, call.who)
    ]


OPERATIONS = (me, listed, away, back, digest)

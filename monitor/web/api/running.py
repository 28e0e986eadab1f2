"""Whether Earful runs well: sources, the outbox, the configuration in force, a test alert, and who did what."""

from __future__ import annotations

from pydantic import Field

from monitor.config.shown import shown
from monitor.store import accounts
from monitor.store.browsing.letters import letters
from monitor.web import doing
from monitor.web.api.describing import (
    Call,
    Given,
    Listed,
    Moment,
    Name,
    Nothing,
    Paged,
    Shape,
    Wrong,
    cursor,
    not_there,
    operation,
)
from monitor.web.api.shapes import Message, message_of
from monitor.web.problems import Problem
from monitor.web.rights import Right
from monitor.web.views.setup import failing_now
from monitor.web.views.sources import health, places_of

_TEST_WITHIN = 60.0  # seconds


class Quota(Shape):
    """What a source, and all that share the key, used of what a service allows."""

    name: str = Field(description="What is counted: searches, requests, money …")
    unit: str = Field(description="USD where it is money, else empty.")
    used: float
    limit: float
    resets: Moment | None = Field(description="When it begins anew; null while nothing of it is used.")


class Source(Shape):
    """How well a source is heard."""

    source: str
    kind: str
    state: str = Field(description="hears, failing, blind, not visited yet, or nothing posted yet.")
    last_success: Moment | None
    last_item: Moment | None = Field(description="When it last brought something new.")
    next_poll: Moment | None
    usual_gap_seconds: int | None
    posts: int
    error: str | None
    remedy: str | None = Field(description="What to do about it.")
    quotas: list[Quota]


class Of(Given):
    """Of which brand."""

    brand: Name


class Place(Shape):
    """A source that hears a brand, a kind that could, or a platform where nobody may listen."""

    how: str = Field(description="heard, open (no key needed), needs a key, or cannot be heard.")
    what: str
    why: str


class WhichMessages(Paged):
    """Which messages."""

    stuck: bool = Field(False, description="Only what has not arrived.")
    person: Name = Field("", description="To whom.")


class Tried(Shape):
    """How many messages are tried again."""

    messages: int


class Value(Shape):
    """One value of the configuration; what is secret is blotted out."""

    path: str
    value: str


class Section(Shape):
    """One part of the configuration."""

    name: str = Field(description="Empty: what stands at the top of the file.")
    values: list[Value]


class Failing(Shape):
    """A channel that does not deliver."""

    channel: str
    since: Moment
    error: str


class Setup(Shape):
    """The configuration in force, and what is wrong at the moment."""

    sections: list[Section]
    notes: list[str]
    unready: list[str] = Field(description="What keeps Earful from being ready.")
    failing: list[Failing] = Field(description="Channels that do not deliver.")


class Whom(Given):
    """To whom."""

    person: Name


class Attempt(Shape):
    """A channel, and why it failed (empty: it did not)."""

    channel: str
    error: str


class Entry(Shape):
    """`who` did `what` to `about`."""

    id: int
    at: Moment
    who: str
    what: str
    about: str
    detail: dict[str, str | int]


@operation("GET", "/sources", Right.LOOK)
async def sources(call: Call[Nothing, Nothing]) -> Listed[Source]:
    """How well each source is heard, and what to do about one that is not."""
    found = await health(call.behind, call.who)
    return Listed[Source](items=[Source.model_validate(each) for each in found], next=None)


@operation("GET", "/reach", Right.LOOK, may_miss=True)
async def reach(call: Call[Of, Nothing]) -> Listed[Place]:
    """Where a brand is heard, where it could be, and where nobody may listen and what to use instead."""
    brand = call.asked.brand
    if brand not in call.behind.config().brands or not call.who.sees(brand):
        raise not_there("brand")
    found = places_of(call.behind, call.who, brand)
    return Listed[Place](items=[Place.model_validate(each) for each in found], next=None)


@operation("GET", "/outbox", Right.LOOK)
async def outbox(call: Call[WhichMessages, Nothing]) -> Listed[Message]:
    """Messages, the newest first: what was sent to whom and what has not arrived."""
    asked = call.asked
    async with call.behind.parts().store.read() as connection:
        found = await letters(
            connection,
            call.who.brands,
            stuck=asked.stuck,
            person=asked.person,
            after=asked.key(),
            limit=asked.limit,
        )
    items = [message_of(each) for each in found.items]
    return Listed[Message](items=items, next=cursor(found.after) if found.after else None)


@operation("POST", "/outbox/{number}/retry", Right.ACT)
async def retry(call: Call[Nothing, Nothing]) -> Tried:
    """Tries one message again now."""
    number = call.path["number"]
    async with call.behind.parts().store.read() as connection:
        mine = await letters(connection, call.who.brands, after=number + 1, limit=1)
    if not mine.items or mine.items[0].id != number:
        raise not_there("message")
    deed = call.behind.office.retry(number)
    count = await doing.written_down(call.behind, call.who.name, deed, "tried again", f"message {number}")
    return Tried(messages=count)


@operation("POST", "/outbox/retry", Right.ACT)
async def retry_all(call: Call[Nothing, Nothing]) -> Tried:
    """Tries every message again that has not arrived.

    Not for whoever sees some brands only."""
    if call.who.brands is not None:
        raise Problem(403, "You may not do that", "Try each message of your brands again.")
    deed = call.behind.office.retry(None)
    count = await doing.written_down(call.behind, call.who.name, deed, "tried again", "every message")
    return Tried(messages=count)


@operation("GET", "/setup", Right.ADMIN)
async def setup(call: Call[Nothing, Nothing]) -> Setup:
    """The configuration in force, with its secrets blotted out, and what is wrong at the moment."""
    config = call.behind.config()
    sections = [
        Section(name=name, values=[Value(path=path, value=value) for path, value in rows])
        for name, rows in shown(config).items()
    ]
    failing = [Failing(channel=name, since=since, error=error) for name, since, error in await failing_now(call.behind)]
    return Setup(sections=sections, notes=list(config.notes), unready=await call.behind.unready(), failing=failing)


@operation("POST", "/test-alert", Right.ADMIN)
async def test_alert(call: Call[Nothing, Whom]) -> Listed[Attempt]:
    """Sends somebody a test message by every channel that reaches them."""
    person = call.body.person
    if person not in call.behind.config().people:
        raise Wrong("person", "there is nobody of that name")
    deed, who = call.behind.office.test_alert(person), call.who.name
    tried = await doing.written_down(call.behind, who, deed, "test alert", person, seconds=_TEST_WITHIN)
    return Listed[Attempt](items=[Attempt(channel=channel, error=error) for channel, error in tried], next=None)


@operation("GET", "/audit", Right.ADMIN)
async def audit(call: Call[Paged, Nothing]) -> Listed[Entry]:
    """Who did what by way of the page, of links in mails and of this interface, the newest first."""
    limit = call.asked.limit
    async with call.behind.parts().store.read() as connection:
        found = await accounts.audited(connection, call.asked.key(), limit + 1)
    more = cursor(found[limit - 1].id) if len(found) > limit else None
    return Listed[Entry](items=[Entry.model_validate(each) for each in found[:limit]], next=more)


OPERATIONS = (sources, reach, outbox, retry_all, retry, setup, test_alert, audit)

"""Cases: who is waiting, which there are, the whole of one, what can be done about it, and one that somebody opens by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, cast
from zoneinfo import ZoneInfo

from pydantic import Field

from monitor import cases
from monitor.store import deciding
from monitor.store.browsing import waiting as waiting_line
from monitor.store.browsing.all_cases import Wanted
from monitor.store.browsing.all_cases import cases as all_cases
from monitor.store.browsing.waiting import Order
from monitor.store.browsing.whole_case import WholeCase as Whole
from monitor.store.browsing.whole_case import whole_case
from monitor.telling.cards import wants, weights
from monitor.web import doing, sight
from monitor.web.api.describing import (
    Asked,
    Call,
    Given,
    Link,
    Listed,
    Moment,
    Name,
    Nothing,
    Paged,
    Shape,
    Words,
    Wrong,
    cursor,
    not_there,
    operation,
)
from monitor.web.api.shapes import Case, Event, Mention, Message, case_of, mention_of, message_of
from monitor.web.rights import Right
from monitor.web.views.case import rungs_to_come

Deed = Literal[
    "take", "answered", "promise", "snooze", "give", "not_us", "not_angry", "close", "note", "undo"
]  # doing.DONE; a test compares
Until = Annotated[Name, Field(description="A time in words (2h, tomorrow, mon 10:00), or in ISO 8601 with its zone.")]


class Which(Given):
    """Which cases."""

    brand: Name = ""
    state: cases.State | None = None
    outcome: cases.Outcome | None = None
    person: Name = Field("", description="In whose turn it is, or who answered it.")
    severity: int | None = Field(None, ge=1, le=4)
    since: Asked | None = Field(None, description="Opened from then on.")
    until: Asked | None = Field(None, description="Opened before.")

    def wanted(self) -> Wanted:
        """The same as the store has it."""
        return Wanted(
            brand=self.brand,
            state=self.state or "",
            outcome=self.outcome or "",
            person=self.person,
            severity=self.severity,
            since=self.since,
            until=self.until,
        )


class WhichPage(Paged, Which):
    """Which cases, a page of them."""


class Line(Paged):
    """Who is waiting, and in which order."""

    brand: Name = ""
    person: Name = Field("", description="In whose turn.")
    order: Order = Field(Order.DUE, description="due: who must be answered first; longest; worst.")
    answered: bool = Field(False, description="Also who has an answer and may come back.")


class WaitingCase(Shape):
    """A case that is not closed, with the customer's first words that still stand."""

    case: Case
    words: str = Field(description="A stranger's words: text.")
    source: str
    url: Link


class Counts(Shape):
    """How many cases are not closed. All but `not_closed` and `by_state` count who has no answer yet."""

    not_closed: int
    waiting: int
    overdue: int
    by_state: dict[str, int]
    by_brand: dict[str, int]
    by_person: dict[str, int]


class Revision(Shape):
    """What a post said at some time; empty words: they were taken down."""

    mention_id: int
    seen_at: Moment
    title: str
    text: str
    stars: float | None
    stars_max: float | None


class Point(Shape):
    """One reason for the severity."""

    points: int
    why: str


class Spread(Shape):
    """How far the words have spread."""

    first_at: Moment
    last_at: Moment
    first_url: Link
    posts: int
    authors: int
    places: list[str]
    pages: list[Link]
    followers: int


class WholeCase(Shape):
    """Everything about one case; each list oldest first."""

    case: Case
    points: list[Point]
    said: list[Mention] = Field(description="The customer's mentions.")
    revisions: list[Revision]
    thread: list[Mention] = Field(description="What else stands in the same conversations.")
    story: list[Event]
    messages: list[Message]
    spread: Spread | None = Field(description="How far the words have spread: the reach.")
    wants: str = Field(description="What the customer wants, in words.")
    told_next: list[str] = Field(description="Who is told next if nobody takes it, and who then.")
    told_next_at: Moment | None = Field(description="When the first of them is.")


class CaseDeed(Given):
    """What is done about a case."""

    deed: Deed
    to: Name = Field("", description="With give: a person.")
    until: Until = ""
    outcome: Literal["", "won_back", "quiet", "lost", "disputed", "gone"] = Field("", description="With close.")
    note: Words = ""
    mark: Annotated[str, Field(max_length=64, pattern=r"^[0-9A-Za-z:.+-]*$")] = Field(
        "", description="With undo: the case's mark as you saw it."
    )


class Told(Given):
    """What somebody heard a customer say, on the phone or in the shop."""

    brand: Name
    words: Words = Field(min_length=1)
    at: Name = Field("", description="When: 2h (ago), 10:30, 2026-11-24 10:30. Empty: now.")
    name: Name = ""
    profile: Name = Field("", description="Address of the customer's profile.")
    handle: Name = ""


@operation("GET", "/waiting", Right.LOOK)
async def waiting(call: Call[Line, Nothing]) -> Listed[WaitingCase]:
    """Who is waiting: every case that is not closed, who must be answered first at the top."""
    asked, now = call.asked, call.behind.now()
    async with call.behind.parts().store.read() as connection:
        found = await waiting_line.waiting(
            connection,
            call.who.brands,
            now,
            brand=asked.brand,
            person=asked.person,
            answered=asked.answered,
            order=asked.order,
            after=asked.keys(3 if asked.order is Order.WORST else 2),
            limit=asked.limit,
        )
    items = [
        WaitingCase(case=case_of(one.row.id, one.row.case, now), words=one.words, source=one.source, url=one.url)
        for one in found.items
    ]
    return Listed[WaitingCase](items=items, next=cursor(*found.after) if found.after else None)


@operation("GET", "/waiting/counts", Right.LOOK)
async def counts(call: Call[Nothing, Nothing]) -> Counts:
    """How many are waiting."""
    async with call.behind.parts().store.read() as connection:
        found = await waiting_line.counts(connection, call.who.brands, call.behind.now())
    return Counts.model_validate(found)


@operation("GET", "/cases", Right.LOOK)
async def listed(call: Call[WhichPage, Nothing]) -> Listed[Case]:
    """Cases of every state, the newest first."""
    asked, now = call.asked, call.behind.now()
    async with call.behind.parts().store.read() as connection:
        found = await all_cases(connection, call.who.brands, asked.wanted(), after=asked.key(), limit=asked.limit)
    items = [case_of(row.id, row.case, now) for row in found.items]
    return Listed[Case](items=items, next=cursor(found.after) if found.after else None)


@operation("POST", "/cases", Right.ACT, once=True, status=201)
async def by_hand(call: Call[Nothing, Told]) -> Case:
    """Opens a case about what somebody heard, or adds it to the one there is of this customer."""
    told = call.body
    if told.brand not in call.behind.config().brands or not call.who.sees(told.brand):
        raise Wrong("brand", "there is no such brand")
    opened = await doing.open_by_hand(call.behind, call.who, told.model_dump(), press=call.key)
    return await _as_it_stands(call, opened)


@operation("GET", "/cases/{number}", Right.LOOK)
async def one(call: Call[Nothing, Nothing]) -> WholeCase:
    """The whole of one case: what was said, what was sent to whom, who did what, and why it is as severe as it is."""
    found, now = await _whole(call, call.path["number"]), call.behind.now()
    case = found.row.case
    return WholeCase(
        case=case_of(found.row.id, case, now),
        points=[Point(points=points, why=why) for points, why in weights(case, now)],
        said=[mention_of(each) for each in found.said],
        revisions=[Revision.model_validate(each) for each in found.revisions],
        thread=[mention_of(each) for each in found.thread],
        story=[Event.model_validate(each) for each in found.story],
        messages=[message_of(each) for each in found.letters],
        spread=Spread.model_validate(found.spread) if found.spread else None,
        wants=wants(case),
        told_next=rungs_to_come(case),
        told_next_at=case.rung_at,
    )


@operation("POST", "/cases/{number}/deeds", Right.ACT, once=True)
async def deed(call: Call[Nothing, CaseDeed]) -> Case:
    """Does something about a case: take, answered, promise, snooze, give, not_us, not_angry, close, note, undo.

    Answers with the case as it stands then, and with 409 where it does not allow that."""
    body, config = call.body, call.behind.config()
    found = await _as_it_stands(call, call.path["number"])
    if body.deed == "give" and body.to not in sight.people(config, call.who):
        raise Wrong("to", "there is nobody of that name")
    if body.deed == "close" and not body.outcome:
        raise Wrong("outcome", "a case closes with an outcome")
    if body.deed in ("promise", "snooze") and not body.until.strip():
        raise Wrong("until", "say until when")
    sent = {**body.model_dump(), "until": in_words(body.until, config.timezone), "press": call.key}
    await doing.do(call.behind, call.who, found.id, cast("dict[str, str]", sent))
    return await _as_it_stands(call, found.id)


def in_words(time: str, zone: ZoneInfo) -> str:
    """A time in ISO 8601 as people write it, in the owner's zone; anything else as it is."""
    try:
        at = datetime.fromisoformat(time.strip())
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at.tzinfo else time
    except (ValueError, OverflowError):
        return time


async def _whole(call: Call[Nothing, Nothing], number: int) -> Whole:
    async with call.behind.parts().store.read() as connection:
        found = await whole_case(connection, call.who.brands, number)
    if found is None:
        raise not_there("case")
    return found


async def _as_it_stands(call: Call[Nothing, Told] | Call[Nothing, CaseDeed], number: int) -> Case:
    async with call.behind.parts().store.read() as connection:
        row = await deciding.case_by_id(connection, number)
    if row is None or not call.who.sees(row.case.brand):
        raise not_there("case")
    return case_of(row.id, row.case, call.behind.now())


OPERATIONS = (waiting, counts, listed, by_hand, one, deed)

"""What the pages show of cases, messages and storms. Reads only.

Every question takes ``brands``, what the one who asks may see; None is everything. What they may not see is as if it were not
there. Mentions are in ``searching``, figures in ``tallying``; of sources ``asking.sources`` tells, and
``monitor.show_sources.source_health`` puts it into words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, and_, cast, func, literal, or_, select, text, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.cases import State
from monitor.clock import from_us, to_us
from monitor.store import asking, deciding, delivering, searching, stories, storms
from monitor.store.searching import Mention, mention_of
from monitor.store.tables import case, mention, outbox, post, post_revision, storm
from monitor.stories import Spread

PAGE = 50
_NOT_CLOSED = text("\"case\".state <> 'closed'")  # as the index says it
_UNANSWERED = case.c.state != State.ANSWERED.value
_MOST_POSTS = 200  # of a thread, or revisions of one case


class Order(StrEnum):
    """How those who wait stand in line: ``due``: who is overdue longest, then whose answer is due next; ``longest``: who has
    waited longest; ``worst``: by severity, then who has waited longest."""

    DUE = "due"
    LONGEST = "longest"
    WORST = "worst"


_ORDERS: dict[Order, tuple[Any, ...]] = {
    Order.DUE: (case.c.due_at, case.c.id),
    Order.LONGEST: (case.c.waiting_since, case.c.id),
    Order.WORST: (case.c.severity, case.c.waiting_since, case.c.id),
}


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that is not closed: the whole of it (``row.case``), the customer's first ``words`` that still stand, where, and
    whether the answer is ``overdue`` now."""

    row: deciding.Row
    words: str
    source: str
    url: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class WaitingCases:
    """A page of those. ``after`` asks for the next page; None: this was the last."""

    items: tuple[WaitingCase, ...]
    after: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """How many cases are not closed: altogether and without an answer, overdue (of those without an answer), by state, brand and
    person; the last three count what has no answer yet, except ``by_state``."""

    not_closed: int
    waiting: int
    overdue: int
    by_state: dict[str, int] = field(default_factory=dict)
    by_brand: dict[str, int] = field(default_factory=dict)
    by_person: dict[str, int] = field(default_factory=dict)


async def waiting(
    connection: AsyncConnection,
    brands: Collection[str] | None,
    now: datetime,
    *,
    brand: str = "",
    person: str = "",
    answered: bool = False,
    order: Order = Order.DUE,
    after: Sequence[int] | None = None,
    limit: int = PAGE,
) -> WaitingCases:
    """Who is waiting, of a brand, in a person's turn. ``answered``: also those who have an answer and may come back."""
    keys = _ORDERS[order]
    query = select(case, *_first_words()).where(_NOT_CLOSED, _seen(case.c.brand, brands, brand))
    if not answered:
        query = query.where(_UNANSWERED)
    if person:
        query = query.where(case.c.turn == person)
    if after is not None:
        query = query.where(tuple_(*keys) > tuple_(*map(literal, after)))
    rows = (await connection.execute(query.order_by(*keys).limit(limit + 1))).all()
    items = tuple(
        WaitingCase(deciding.row_of(row), row.words or "", row.source or "", row.url or "", _overdue(row, now))
        for row in rows[:limit]
    )
    last = tuple(int(getattr(rows[limit - 1], key.name)) for key in keys) if len(rows) > limit else None
    return WaitingCases(items, last)


def _overdue(row: Any, now: datetime) -> bool:
    return bool(row.due_at < to_us(now) and row.state != State.ANSWERED.value)


def _first_words() -> list[Any]:
    """Columns: the first words of a case that have not been taken down, their source and address."""

    def first(column: Any, name: str) -> Any:
        return (
            select(column)
            .select_from(
                mention.join(post, post.c.id == mention.c.post_id).join(
                    post_revision, post_revision.c.id == mention.c.revision_id
                )
            )
            .where(mention.c.case_id == case.c.id, post.c.deleted_at.is_(None))
            .order_by(mention.c.at, mention.c.id)
            .limit(1)
            .correlate(case)
            .scalar_subquery()
            .label(name)
        )

    words = func.coalesce(func.nullif(post_revision.c.text, ""), post_revision.c.title)
    return [first(words, "words"), first(mention.c.source, "source"), first(post.c.url, "url")]


async def counts(connection: AsyncConnection, brands: Collection[str] | None, now: datetime) -> WaitingCounts:
    """How many are waiting."""
    late = func.count().filter(case.c.due_at < to_us(now))
    query = (
        select(case.c.state, case.c.brand, case.c.turn, func.count().label("count"), late.label("late"))
        .where(_NOT_CLOSED, _seen(case.c.brand, brands))
        .group_by(case.c.state, case.c.brand, case.c.turn)
    )
    states: dict[str, int] = {}
    by_brand: dict[str, int] = {}
    people: dict[str, int] = {}
    overdue = 0
    for row in await connection.execute(query):
        states[row.state] = states.get(row.state, 0) + row.count
        if row.state != State.ANSWERED.value:
            by_brand[row.brand] = by_brand.get(row.brand, 0) + row.count
            people[row.turn] = people.get(row.turn, 0) + row.count
            overdue += row.late
    return WaitingCounts(sum(states.values()), sum(by_brand.values()), overdue, states, by_brand, people)


# -- one case --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Revision:
    """What a post said at some time; empty words: they were taken down."""

    mention_id: int
    seen_at: datetime
    title: str
    text: str
    stars: float | None
    stars_max: float | None


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a story; see the kinds in ``monitor.show``. ``by``: a person, "customer" or "earful"."""

    id: int
    at: datetime
    by: str
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message that was decided. ``matter`` is what it is about ("case-812"); ``state`` due | claimed | sent | gave_up;
    ``wanted_at`` is when it should go out, ``due_at`` when it is tried next."""

    id: int
    matter: str
    case_id: int | None
    reason: str
    recipient: str
    channel: str
    state: str
    created_at: datetime
    wanted_at: datetime
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class WholeCase:
    """Everything about one case, each list oldest first. ``said``: the customer's mentions; ``revisions``: how their words were
    before, by post; ``thread``: what else stands in the same conversations and names the brand; ``spread``: how far the words
    of the heaviest of ``said`` have spread."""

    row: deciding.Row
    story: tuple[Event, ...]
    said: tuple[Mention, ...]
    revisions: tuple[Revision, ...]
    thread: tuple[Mention, ...]
    letters: tuple[Letter, ...]
    spread: Spread | None


async def whole_case(connection: AsyncConnection, brands: Collection[str] | None, case_id: int) -> WholeCase | None:
    """One case; None where there is none, or none for these eyes."""
    row = await deciding.case_by_id(connection, case_id)
    if row is None or (brands is not None and row.case.brand not in brands):
        return None
    said = tuple(map(mention_of, await asking.mentions_of(connection, case_id)))
    heaviest = max(said, key=lambda one: (one.anger or 0) + (one.complaint or 0), default=None)
    return WholeCase(
        row=row,
        story=events(await deciding.events_of(connection, case_id)),
        said=said,
        revisions=await _revisions(connection, case_id),
        thread=await _thread(connection, row, {one.id for one in said}),
        letters=tuple(map(_letter, await asking.letters_of(connection, case_id))),
        spread=await stories.spread(connection, heaviest.id) if heaviest else None,
    )


def events(rows: Sequence[Any]) -> tuple[Event, ...]:
    """Rows of a case's or a storm's story as what they mean. The case as it was before a deed is left out."""
    return tuple(
        Event(row.id, from_us(row.at), row.by, row.kind, {key: row.data[key] for key in row.data if key != "before"})
        for row in rows
    )


async def _revisions(connection: AsyncConnection, case_id: int) -> tuple[Revision, ...]:
    query = (
        select(mention.c.id.label("mention_id"), post_revision)
        .join(post_revision, post_revision.c.post_id == mention.c.post_id)
        .where(mention.c.case_id == case_id)
        .order_by(post_revision.c.seen_at, post_revision.c.id)
        .limit(_MOST_POSTS)
    )
    return tuple(
        Revision(row.mention_id, from_us(row.seen_at), row.title, row.text, row.stars, row.stars_max)
        for row in await connection.execute(query)
    )


async def _thread(connection: AsyncConnection, row: deciding.Row, but_not: Collection[int]) -> tuple[Mention, ...]:
    threads = (
        select(post.c.thread_key)
        .join(mention, mention.c.post_id == post.c.id)
        .where(mention.c.case_id == row.id, post.c.thread_key.is_not(None))
    )
    query = (
        select(mention.c.id)
        .join(post, post.c.id == mention.c.post_id)
        .where(post.c.thread_key.in_(threads), mention.c.brand == row.case.brand)
        .order_by(mention.c.at, mention.c.id)
        .limit(_MOST_POSTS)
    )
    found = [number for number in (await connection.execute(query)).scalars() if number not in but_not]
    return tuple(await searching.by_ids(connection, None, found))


# -- messages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letters:
    """A page of messages, newest first. ``after`` asks for the next page; None: this was the last."""

    items: tuple[Letter, ...]
    after: int | None


def _letter(row: Any) -> Letter:
    return Letter(
        id=row.id,
        matter=row.matter,
        case_id=row.case_id,
        reason=row.reason,
        recipient=row.recipient,
        channel=row.channel,
        state=row.state,
        created_at=from_us(row.created_at),
        wanted_at=from_us(row.wanted_at),
        due_at=from_us(row.due_at),
        sent_at=from_us(row.sent_at) if row.sent_at is not None else None,
        attempts=row.attempts,
        error=row.error,
    )


async def letters(
    connection: AsyncConnection,
    brands: Collection[str] | None,
    *,
    stuck: bool = False,
    person: str = "",
    after: int | None = None,
    limit: int = PAGE,
) -> Letters:
    """The outbox, newest first. ``stuck``: only what has not arrived. Whoever may not see every brand sees what is about a case or
    a storm of theirs; digests and the operator's messages speak of all brands."""
    query = select(outbox)
    if brands is not None:
        weather = select(literal("storm-") + cast(storm.c.id, String)).where(storm.c.brand.in_(brands))
        query = query.outerjoin(case, case.c.id == outbox.c.case_id)
        query = query.where(or_(case.c.brand.in_(brands), and_(case.c.id.is_(None), outbox.c.matter.in_(weather))))
    if stuck:
        query = query.where(outbox.c.state != "sent")
    if person:
        query = query.where(outbox.c.recipient == person)
    if after is not None:
        query = query.where(outbox.c.id < after)
    rows = (await connection.execute(query.order_by(outbox.c.id.desc()).limit(limit + 1))).all()
    return Letters(tuple(map(_letter, rows[:limit])), rows[limit - 1].id if len(rows) > limit else None)


# -- storms ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Storms:
    """A page of storms, newest first. ``after`` asks for the next page; None: this was the last."""

    items: tuple[storms.Row, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class WholeStorm:
    """Everything about one storm: its story, the first and the loudest words (None: gone), the cases it speaks for (longest waiting
    first), and how many of their customers nobody has answered. Its posts: ``searching.mentions`` of its brand and time."""

    row: storms.Row
    story: tuple[Event, ...]
    first: delivering.Said | None
    loudest: delivering.Said | None
    cases: tuple[deciding.Row, ...]
    waiting: int


async def weather(
    connection: AsyncConnection,
    brands: Collection[str] | None,
    *,
    brand: str = "",
    since: datetime | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> Storms:
    """The storms, newest first; with ``since`` those that were not over then: to mark them in a picture of that time."""
    query = select(storm).where(_seen(storm.c.brand, brands, brand))
    if since is not None:
        query = query.where(or_(storm.c.over_at.is_(None), storm.c.over_at > to_us(since)))
    if after is not None:
        query = query.where(storm.c.id < after)
    rows = (await connection.execute(query.order_by(storm.c.id.desc()).limit(limit + 1))).all()
    items = tuple(map(storms.row_of, rows[:limit]))
    return Storms(items, items[-1].id if len(rows) > limit else None)


async def whole_storm(connection: AsyncConnection, brands: Collection[str] | None, storm_id: int) -> WholeStorm | None:
    """One storm; None where there is none, or none for these eyes."""
    row = await storms.by_id(connection, storm_id)
    if row is None or (brands is not None and row.storm.brand not in brands):
        return None
    return WholeStorm(
        row=row,
        story=events(await storms.events_of(connection, storm_id)),
        first=await delivering.said_in(connection, row.storm.picture.first),
        loudest=await delivering.said_in(connection, row.storm.picture.loudest),
        cases=tuple(await storms.absorbed_by(connection, row.storm.brand, storm_id)),
        waiting=await storms.waiting_in(connection, row.storm.brand, storm_id),
    )


def _seen(column: Any, brands: Collection[str] | None, brand: str = "") -> Any:
    """Which rows may be seen, and are of that brand where one is named."""
    allowed = true() if brands is None else column.in_(list(brands))
    return and_(allowed, column == brand) if brand else allowed

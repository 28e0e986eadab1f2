"""One case, with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.cases import Case
from monitor.clock import from_us
from monitor.store import asking, deciding, searching, stories
from monitor.store.browsing.letters import Letter, letter_of
from monitor.store.searching import Mention, mention_of
from monitor.store.tables import mention, post, post_revision
from monitor.stories import Spread

_MOST_POSTS = 200  # of a thread, or revisions of one case


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
    story = events(await deciding.events_of(connection, case_id))
    letters = await asking.letters_of(connection, case_id)
    letters += await asking.lists_with(connection, case_id, _lists(row.case, story))
    heaviest = max(said, key=lambda one: (one.anger or 0) + (one.complaint or 0), default=None)
    return WholeCase(
        row=row,
        story=story,
        said=said,
        revisions=await revisions_of(connection, case_id),
        thread=await _thread(connection, row, {one.id for one in said}),
        letters=tuple(map(letter_of, sorted(letters, key=lambda letter: letter.id))),
        spread=await stories.spread(connection, heaviest.id) if heaviest else None,
    )


def _lists(state: Case, story: Sequence[Event]) -> set[str]:
    """The matters of messages that may list it: who waited before there was anybody to listen, and what a storm handed back."""
    handed_back = [event.data for event in story if event.kind == "handed_back"]
    back = {f"back-{data['storm']}-{data['to']}" for data in handed_back if data.get("to")}
    people = {state.turn, state.answers, state.instead_of, *state.told} if state.history else set()
    return back | {f"waiting-{person}" for person in people}


def events(rows: Sequence[Any]) -> tuple[Event, ...]:
    """Rows of a case's or a storm's story as what they mean. The case as it was before a deed is left out."""
    return tuple(
        Event(row.id, from_us(row.at), row.by, row.kind, {key: row.data[key] for key in row.data if key != "before"})
        for row in rows
    )


async def revisions_of(connection: AsyncConnection, case_id: int) -> tuple[Revision, ...]:
    """What the posts of a case said over time, the oldest first."""
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

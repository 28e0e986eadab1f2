"""The figures of a digest: what became of customers in a stretch of time. Reads only.

Mentions count when they were heard; what was there before we listened (history) does not, and neither does what is muted or,
as somebody said, not about the brand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, text, true
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.cases import Outcome, Reason, State
from monitor.clock import from_us, to_us
from monitor.store import deciding
from monitor.store.rows import COMPARED, FOUND_BY_SEARCH, MAYBE_US, NO_CASE, ON_ITS_PAGE
from monitor.store.tables import ANSWERED, case, case_event, mention, outbox, post, post_revision, source
from monitor.tone.base import Label

_ON_THE_LADDER = [Reason.STILL_WAITING.value, Reason.ESCALATED.value, Reason.TAKEN_BUT_SILENT.value]
_NOISE = [Outcome.NOT_US.value, Outcome.NOT_ANGRY.value, Outcome.MERGED.value]


def _not_closed_as(outcome: Outcome) -> Any:
    """Whether nobody has closed the mention's case as that."""
    closed_so = select(case.c.id).where(case.c.outcome == outcome.value)
    return or_(mention.c.case_id.is_(None), mention.c.case_id.not_in(closed_so))


_ABOUT_US = and_(mention.c.rule.not_in(["ours", MAYBE_US, COMPARED]), _not_closed_as(Outcome.NOT_US))
_UNHAPPY = and_(or_(mention.c.complaint >= 0.5, mention.c.anger >= 0.5), _not_closed_as(Outcome.NOT_ANGRY))
_BY_NAME = mention.c.rule.not_in(["ours", *NO_CASE])
_GLAD = and_(or_(mention.c.label == Label.POSITIVE.value, mention.c.gratitude >= 0.5), mention.c.complaint < 0.5)


@dataclass(frozen=True, slots=True)
class Span:
    """From ``since`` (exclusive) to ``until`` (inclusive), aware UTC; of these ``brands`` only (None: of all)."""

    since: datetime
    until: datetime
    brands: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, or the stars of who wrote none."""

    brand: str
    author: str
    source: str
    text: str
    url: str
    stars: float | None
    stars_max: float | None


@dataclass(frozen=True, slots=True)
class Theme:
    """What drives complaints: how many people in this stretch and in the one before, and the loudest of them."""

    name: str
    people: int
    before: int
    example: Quote | None


@dataclass(frozen=True, slots=True)
class Voice:
    """How much was said about a brand."""

    brand: str
    mentions: int
    unhappy: int


async def first_heard(connection: AsyncConnection) -> datetime | None:
    """When the first source was heard for the first time, None if none ever was."""
    at = (await connection.execute(select(func.min(source.c.first_heard_at)))).scalar_one()
    return from_us(at) if at is not None else None


async def decided(connection: AsyncConnection, matter: str, person: str, at: datetime) -> bool:
    """Whether this day's digest is decided: for this person, or (in a room) for everybody who gets it at this time."""
    query = select(outbox.c.id).where(
        outbox.c.matter == matter, or_(outbox.c.recipient == person, outbox.c.wanted_at == to_us(at))
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def last_digest(connection: AsyncConnection, person: str, before: datetime) -> datetime | None:
    """Up to when the last digest of this person reached."""
    query = (
        select(outbox.c.wanted_at)
        .where(outbox.c.reason == Reason.DIGEST.value, outbox.c.recipient == person, outbox.c.wanted_at < to_us(before))
        .order_by(outbox.c.wanted_at.desc())
        .limit(1)
    )
    at = (await connection.execute(query)).scalar_one_or_none()
    return from_us(at) if at is not None else None


async def waiting(connection: AsyncConnection, span: Span) -> list[deciding.Row]:
    """Every case without an answer, whenever it began, the longest waiting first."""
    query = select(case).where(case.c.state.not_in([State.ANSWERED.value, State.CLOSED.value]), _of(case, span))
    return await _cases(connection, query.order_by(case.c.waiting_since, case.c.id))


async def opened(connection: AsyncConnection, span: Span) -> list[deciding.Row]:
    """The cases that began, the worst first. Not those from before we listened, and none that was no case."""
    query = (
        select(case)
        .where(_within(case.c.opened_at, span), case.c.outcome.not_in(_NOISE), _of(case, span))
        .order_by(case.c.severity, case.c.id)
    )
    return [row for row in await _cases(connection, query) if not row.case.history]


async def won_back(connection: AsyncConnection, span: Span) -> list[deciding.Row]:
    """The cases that ended well, in the order in which they did."""
    ended = and_(case.c.outcome == Outcome.WON_BACK.value, _within(case.c.closed_at, span), _of(case, span))
    return await _cases(connection, select(case).where(ended).order_by(case.c.closed_at, case.c.id))


async def _cases(connection: AsyncConnection, query: Any) -> list[deciding.Row]:
    return [deciding.row_of(found) for found in await connection.execute(query)]


async def answers(connection: AsyncConnection, span: Span) -> list[tuple[timedelta, bool]]:
    """For every answer: how long the customer had waited, and whether it was within the promise."""
    stands = and_(text(ANSWERED), _within(case_event.c.at, span), _about(case_event, span))
    query = select(case_event.c.waited, case_event.c.kept).where(stands).order_by(case_event.c.id)
    return [(timedelta(microseconds=row.waited), row.kept) for row in await connection.execute(query)]


async def reminded(connection: AsyncConnection, span: Span) -> Counter[str]:
    """How often each person was reminded, or told in somebody else's stead."""
    query = (
        select(outbox.c.matter, outbox.c.reason, outbox.c.ordinal, outbox.c.recipient)
        .distinct()
        .where(outbox.c.reason.in_(_ON_THE_LADDER), _within(outbox.c.wanted_at, span), _about(outbox, span))
    )
    return Counter(row.recipient for row in await connection.execute(query))


async def voices(connection: AsyncConnection, span: Span, rivals: Collection[str] = ()) -> list[Voice]:
    """How much was said about each brand, and about these of others, the most talked about first."""
    about = or_(
        and_(_of(mention, span), _ABOUT_US), and_(mention.c.rule == COMPARED, mention.c.brand.in_(sorted(rivals)))
    )
    unhappy = func.count().filter(_UNHAPPY)
    query = (
        select(mention.c.brand, func.count().label("mentions"), unhappy.label("unhappy"))
        .where(_heard(replace(span, brands=None)), about)
        .group_by(mention.c.brand)
        .order_by(func.count().desc(), mention.c.brand)
    )
    return [Voice(row.brand, row.mentions, row.unhappy) for row in await connection.execute(query)]


async def volume(connection: AsyncConnection, span: Span, bin_: timedelta) -> list[tuple[datetime, str, int]]:
    """How many mentions there were in each bin (its beginning, on the clock of UTC) by their label."""
    width = bin_ // timedelta(microseconds=1)
    at = mention.c.seen_at - mention.c.seen_at % width
    query = (
        select(at.label("at"), mention.c.label, func.count().label("mentions"))
        .where(_heard(span), _ABOUT_US)
        .group_by(at, mention.c.label)
    )
    return [(from_us(row.at), row.label, row.mentions) for row in await connection.execute(query)]


async def themes(connection: AsyncConnection, span: Span) -> list[Theme]:
    """What drives complaints, by the number of people who complain of it."""
    now, loudest = await _people_by_theme(connection, span)
    before, _ = await _people_by_theme(
        connection, replace(span, since=span.since - (span.until - span.since), until=span.since)
    )
    examples = await _quotes(connection, mention.c.id.in_(loudest.values()), len(loudest))
    return [
        Theme(name, len(people), len(before.get(name, ())), examples.get(loudest[name]))
        for name, people in sorted(now.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


async def _people_by_theme(connection: AsyncConnection, span: Span) -> tuple[dict[str, set[bytes]], dict[str, int]]:
    rows = await connection.stream(
        select(mention.c.id, mention.c.themes, post.c.author_key)
        .join(post, post.c.id == mention.c.post_id)
        .where(_heard(span), _UNHAPPY, _ABOUT_US)
        .order_by((mention.c.anger + mention.c.complaint).desc(), mention.c.id)
    )
    people: dict[str, set[bytes]] = {}
    loudest: dict[str, int] = {}
    async for row in rows:
        for theme in row.themes or ():
            people.setdefault(theme, set()).add(bytes(row.author_key))
            loudest.setdefault(theme, row.id)
    return people, loudest


async def unclear(connection: AsyncConnection, span: Span, limit: int) -> tuple[int, list[Quote]]:
    """What somebody should look through, because its tone is unknown: how many, and the latest."""
    return await _counted(connection, and_(_heard(span), _BY_NAME, mention.c.label == Label.UNKNOWN.value), limit)


async def praise(connection: AsyncConnection, span: Span, limit: int) -> tuple[int, list[Quote]]:
    """Who was content: how many mentions, and the most grateful."""
    return await _counted(connection, and_(_heard(span), _GLAD, _ABOUT_US), limit)


async def maybe_us(connection: AsyncConnection, span: Span, limit: int) -> tuple[int, list[Quote]]:
    """Complaints that name nobody, from where the brand's customers are: how many, and the latest."""
    return await _counted(connection, and_(_heard(span), _UNHAPPY, mention.c.rule == MAYBE_US), limit)


async def searched(connection: AsyncConnection, span: Span, limit: int) -> tuple[int, list[Quote]]:
    """What a search for the name, or the page behind it, says is about the brand, while its own words do not name it: how
    many, and the latest."""
    which = mention.c.rule.in_([FOUND_BY_SEARCH, ON_ITS_PAGE])
    return await _counted(connection, and_(_heard(span), which), limit)


async def _counted(connection: AsyncConnection, which: Any, limit: int) -> tuple[int, list[Quote]]:
    count = int((await connection.execute(select(func.count()).select_from(mention).where(which))).scalar_one())
    return count, list((await _quotes(connection, which, limit)).values()) if count else []


async def _quotes(connection: AsyncConnection, which: Any, limit: int) -> dict[int, Quote]:
    rows = await connection.execute(
        select(
            mention.c.id,
            mention.c.brand,
            mention.c.source,
            post.c.author,
            post.c.url,
            post_revision.c.title,
            post_revision.c.text,
            post_revision.c.stars,
            post_revision.c.stars_max,
        )
        .join(post, post.c.id == mention.c.post_id)
        .join(post_revision, post_revision.c.id == mention.c.revision_id)
        .where(which, post.c.deleted_at.is_(None))
        .order_by(mention.c.gratitude.desc(), mention.c.id.desc())
        .limit(limit)
    )
    return {
        row.id: Quote(
            row.brand,
            row.author.get("name") or row.author.get("handle") or "",
            row.source,
            row.text or row.title,
            row.url,
            row.stars,
            row.stars_max,
        )
        for row in rows
    }


def _heard(span: Span) -> Any:
    heard = (mention.c.history.is_(False), mention.c.label.is_not(None), mention.c.muted.is_(False))
    return and_(_within(mention.c.seen_at, span), _of(mention, span), *heard)


def _of(table: Any, span: Span) -> Any:
    """That it is about one of the brands of the span."""
    return true() if span.brands is None else table.c.brand.in_(sorted(span.brands))


def _about(table: Any, span: Span) -> Any:
    """The same of a table that names a case."""
    return true() if span.brands is None else table.c.case_id.in_(select(case.c.id).where(_of(case, span)))


def _within(column: Any, span: Span) -> Any:
    return and_(column > to_us(span.since), column <= to_us(span.until))

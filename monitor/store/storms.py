"""Storms: what each is and its story, what the detector of a brand knows, and whom it has counted."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Text, cast, delete, func, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Form
from monitor.cases import State as CaseState
from monitor.clock import from_us, to_us
from monitor.config.model import Alerts
from monitor.store import jsons, keys, stories
from monitor.store.database import insert_new
from monitor.store.deciding import Row as CaseRow
from monitor.store.deciding import row_of as case_of
from monitor.store.rows import NO_CASE
from monitor.store.tables import (
    case,
    mention,
    outbox,
    post,
    post_revision,
    storm,
    storm_event,
    storm_state,
    storm_voice,
)
from monitor.stories import BOOST
from monitor.storming import State, Storm, Voice, next_at
from monitor.storming.feeding import Told
from monitor.storms import Watch
from monitor.tone.base import Label

log = logging.getLogger(__name__)

CHUNK = 500
VOICE = timedelta(hours=24)
"""An author is one voice a day, however much they write."""
_KEPT = timedelta(days=60)  # longer than a story can be joined
_MOST = 5_000  # mentions of one storm that its picture is made of
_LONGEST = 100
_READERS = 1_000
_STORM = TypeAdapter(Storm)


@dataclass(frozen=True, slots=True)
class Row:
    """A stored storm and its number."""

    id: int
    storm: Storm


def row_of(row: Any) -> Row:
    """A row of the table of storms as what it means."""
    return Row(row.id, _STORM.validate_python(row.detail))


async def save(connection: AsyncConnection, state: Storm, storm_id: int | None = None) -> int:
    """Writes a storm, new or known, and returns its number."""
    when = next_at(state)
    values = {
        "brand": state.brand,
        "state": state.state.value,
        "turn": state.turn,
        "opened_at": to_us(state.opened),
        "changed_at": to_us(state.changed),
        "over_at": to_us(state.over) if state.over else None,
        "next_at": to_us(when) if when else None,
        "detail": _STORM.dump_python(state, mode="json"),
    }
    if storm_id is None:
        return int((await connection.execute(insert(storm).values(**values).returning(storm.c.id))).scalar_one())
    await connection.execute(update(storm).where(storm.c.id == storm_id).values(**values))
    return storm_id


async def by_id(connection: AsyncConnection, storm_id: int) -> Row | None:
    """One storm by its number."""
    row = (await connection.execute(select(storm).where(storm.c.id == storm_id))).one_or_none()
    return row_of(row) if row else None


async def latest(connection: AsyncConnection, brand: str) -> Row | None:
    """The storm over a brand that is not over, else the one that was the last."""
    query = select(storm).where(storm.c.brand == brand)
    query = query.order_by(storm.c.over_at.is_not(None), storm.c.over_at.desc(), storm.c.id.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return row_of(row) if row else None


async def raging(connection: AsyncConnection, brand: str) -> Row | None:
    """The storm over a brand that is not over."""
    row = await latest(connection, brand)
    return row if row and row.storm.state is not State.OVER else None


async def due(connection: AsyncConnection, now: datetime) -> list[Row]:
    """The storms about which the clock has something to say."""
    rows = await connection.execute(select(storm).where(storm.c.next_at <= to_us(now)).order_by(storm.c.next_at))
    return [row_of(row) for row in rows]


async def not_over(connection: AsyncConnection) -> list[Row]:
    """Every storm that is not over, the newest first."""
    query = select(storm).where(storm.c.state != State.OVER.value).order_by(storm.c.id.desc())
    return [row_of(row) for row in await connection.execute(query)]


async def lately(connection: AsyncConnection, since: datetime) -> list[Row]:
    """The storms that are not over, and those that ended since then; the newest first."""
    query = select(storm).where(or_(storm.c.over_at.is_(None), storm.c.over_at > to_us(since)))
    return [row_of(row) for row in await connection.execute(query.order_by(storm.c.id.desc()))]


async def add_event(
    connection: AsyncConnection, storm_id: int, *, at: datetime, by: str, kind: str, data: Mapping[str, Any], key: bytes
) -> bool:
    """Appends to the storm's story; False if ``key`` is in it already."""
    known = select(storm_event.c.id).where(storm_event.c.key == key)
    if (await connection.execute(known)).first() is not None:
        return False
    row = {"storm_id": storm_id, "at": to_us(at), "by": by, "kind": kind, "data": dict(data), "key": key}
    await insert_new(connection, storm_event, [row])
    return True


async def events_of(connection: AsyncConnection, storm_id: int) -> list[Any]:
    """The storm's story, oldest first."""
    query = select(storm_event).where(storm_event.c.storm_id == storm_id).order_by(storm_event.c.id)
    return list(await connection.execute(query))


# -- the detector ----------------------------------------------------------------------------------------------------


async def watched(connection: AsyncConnection) -> dict[str, datetime]:
    """The brands that have a detector, and the end of its newest closed bin."""
    rows = await connection.execute(select(storm_state.c.brand, storm_state.c.until))
    return {row.brand: from_us(row.until) for row in rows}


async def watch(connection: AsyncConnection, brand: str) -> Watch | None:
    """The detectors of a brand; None where there are none, or of another version, which are dropped: history is replayed."""
    try:
        return await _watch(connection, brand)
    except (ValueError, KeyError, TypeError) as error:
        log.warning("what listens for storms over %s starts anew: %s", brand, error)
        await connection.execute(delete(storm_state).where(storm_state.c.brand == brand))
        return None


async def watches(connection: AsyncConnection) -> dict[str, Watch]:
    """The detectors of every brand, to look at; without those of another version."""
    found = {}
    for brand in await watched(connection):
        with suppress(ValueError, KeyError, TypeError):
            if (known := await _watch(connection, brand)) is not None:
                found[brand] = known
    return found


class _Recent:
    """The detectors that were stored last, each with the JSON that they were stored as: if that is what is there, they need not
    be read from it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[str, tuple[str, Watch]] = {}

    def take(self, brand: str, detail: str) -> Watch | None:
        """Hands them out, once: who is given them changes them."""
        stored, known = self._known.pop(brand, ("", None))
        return known if stored == detail else None

    def keep(self, brand: str, detail: str, known: Watch) -> None:
        self._known[brand] = detail, known
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]


_recent = _Recent(most=8)  # a brand takes 1.5 MB


async def _watch(connection: AsyncConnection, brand: str) -> Watch | None:
    query = select(cast(storm_state.c.detail, Text)).where(storm_state.c.brand == brand)
    detail = (await connection.execute(query)).scalar_one_or_none()
    if detail is None:
        return None
    return _recent.take(brand, detail) or Watch.restored(jsons.read(detail))


async def keep_watch(connection: AsyncConnection, brand: str, known: Watch) -> None:
    """Stores what the detectors of a brand know. From now on they are not the caller's to change."""
    detail = jsons.large(known.plain())
    values = {"until": to_us(known.until), "detail": detail}
    _recent.keep(brand, detail, known)
    changed = await connection.execute(update(storm_state).where(storm_state.c.brand == brand).values(**values))
    if not changed.rowcount:
        await insert_new(connection, storm_state, [{"brand": brand, **values}])


def voice_key(brand: str, author: bytes, story: int, *, once: bool) -> bytes:
    """What is counted once: an author who tells a story; or (``once``) a story, whoever prints it or passes it on."""
    return keys.key("voice", brand, "" if once else author.hex(), str(story))


async def new_voices(
    connection: AsyncConnection, brand: str, told: Sequence[tuple[bytes, bytes, datetime]]
) -> list[tuple[datetime, str]]:
    """Which of these (key, author, when) are voices that were not counted yet, as (when, author in hex): they are from now on.
    An author counts once a day."""
    found = []
    for key, author, at in told:
        known = or_(
            storm_voice.c.key == key,
            (storm_voice.c.brand == brand)
            & (storm_voice.c.author_key == author)
            & (storm_voice.c.at > to_us(at - VOICE))
            & (storm_voice.c.at < to_us(at + VOICE)),
        )
        if (await connection.execute(select(storm_voice.c.id).where(known).limit(1))).first() is None:
            await insert_new(
                connection, storm_voice, [{"key": key, "brand": brand, "author_key": author, "at": to_us(at)}]
            )
            found.append((at, author.hex()))
    return found


async def remember_voices(connection: AsyncConnection, brand: str, voices: Sequence[tuple[bytes, Told]]) -> None:
    """These have been counted. At most CHUNK a call."""
    rows = [
        {"key": key, "brand": brand, "author_key": bytes.fromhex(told.who), "at": to_us(told.at)}
        for key, told in voices[:CHUNK]
    ]
    await insert_new(connection, storm_voice, rows)


async def forget_voices(connection: AsyncConnection, now: datetime) -> None:
    """Drops whom nobody can be confused with any more."""
    await connection.execute(delete(storm_voice).where(storm_voice.c.at < to_us(now - _KEPT)))


async def forget(connection: AsyncConnection, before: datetime) -> None:
    """Drops the storms that were over before."""
    await connection.execute(delete(storm).where(storm.c.over_at < to_us(before)))


async def timely(connection: AsyncConnection, mention_ids: Collection[int]) -> set[int]:
    """Those of these mentions that were written when they say, at most a day before they were seen."""
    query = (
        select(mention.c.id)
        .join(post, post.c.id == mention.c.post_id)
        .where(
            mention.c.id.in_(mention_ids),
            post.c.published_exact.is_(True),
            mention.c.seen_at - mention.c.at <= VOICE // timedelta(microseconds=1),
        )
    )
    return set((await connection.execute(query)).scalars())


# -- what speaks against a brand -------------------------------------------------------------------------------------


def _against(brand: str, since: datetime, alerts: Alerts) -> Any:
    """Mentions since then that are negative, a complaint, angry or low in stars; not ours, not by programs, none that does not
    name the brand."""
    unhappy = or_(
        mention.c.label == Label.NEGATIVE.value,
        mention.c.complaint >= alerts.complaint_from,
        mention.c.anger >= alerts.anger_from,
        (post_revision.c.stars / func.nullif(post_revision.c.stars_max, 0)) <= alerts.low_stars,
    )
    return (
        (mention.c.brand == brand)
        & (mention.c.at >= to_us(since))
        & mention.c.label.is_not(None)
        & mention.c.rule.not_in(["ours", *NO_CASE])
        & post.c.author["bot"].as_boolean().is_not(True)
        & unhappy
    )


_PRINTED = (Form.ARTICLE, Form.EPISODE)
_SAID = mention.join(post, post.c.id == mention.c.post_id).join(
    post_revision, post_revision.c.id == mention.c.revision_id
)


async def told_since(
    connection: AsyncConnection, brand: str, since: datetime, alerts: Alerts, most: int
) -> list[tuple[bytes, Told]]:
    """Who told which story against a brand since then, in the order of time: each (key, voice) once, an author once a
    day. At most so many mentions, the latest, are looked at."""
    query = (
        select(mention.c.id, post.c.author_key, mention.c.story_id, mention.c.at, mention.c.themes, post.c.form)
        .add_columns(post_revision.c.text.startswith(BOOST, autoescape=True).label("boost"))
        .select_from(_SAID)
        .where(_against(brand, since, alerts), mention.c.story_id.is_not(None), post.c.published_exact.is_(True))
        .order_by(mention.c.at.desc(), mention.c.id.desc())
        .limit(most)
    )
    found, counted, lately = [], set(), dict[bytes, datetime]()
    headlines = await stories.headlines_repeated(connection, brand, since, _PRINTED)
    for row in reversed((await connection.execute(query)).all()):
        author, at = bytes(row.author_key), from_us(row.at)
        once = row.form in _PRINTED or bool(row.boost) or row.id in headlines
        key = voice_key(brand, author, row.story_id, once=once)
        if key in counted or (author in lately and at - lately[author] < VOICE):
            continue
        counted.add(key)
        lately[author] = at
        found.append((key, Told(at, author.hex(), tuple(row.themes or ()))))
    return found


async def first_mention(connection: AsyncConnection, brand: str, since: datetime) -> datetime | None:
    """When the first mention of a brand since then was written, of whatever tone."""
    query = select(func.min(mention.c.at)).where(mention.c.brand == brand, mention.c.at >= to_us(since))
    found = (await connection.execute(query)).scalar_one()
    return from_us(found) if found is not None else None


async def voices(connection: AsyncConnection, brand: str, since: datetime, alerts: Alerts) -> list[Voice]:
    """The mentions that speak against a brand since then, in the order of time; the latest, if there are very many."""
    columns = (mention.c.id, mention.c.at, mention.c.anger, mention.c.complaint, mention.c.themes, mention.c.signals)
    query = (
        select(*columns, post.c.author_key, post.c.author, post.c.service, post.c.url, post.c.form)
        .select_from(_SAID)
        .where(_against(brand, since, alerts), post.c.deleted_at.is_(None), mention.c.history.is_(False))
        .order_by(mention.c.at.desc(), mention.c.id.desc())
        .limit(_MOST)
    )
    return [
        Voice(
            mention=row.id,
            author=bytes(row.author_key),
            at=from_us(row.at),
            place=row.service.partition("#")[0],
            url=row.url,
            article=row.form in (Form.ARTICLE, Form.EPISODE),
            anger=row.anger or 0.0,
            complaint=row.complaint or 0.0,
            themes=tuple(row.themes or ()),
            signals=tuple(row.signals or ()),
            followers=row.author.get("followers") or 0,
        )
        for row in reversed((await connection.execute(query)).all())
    ]


async def readers(connection: AsyncConnection) -> list[int]:
    """How many followers the authors of the latest posts about any brand have, as far as their places tell."""
    query = select(post.c.author).join(mention, mention.c.post_id == post.c.id).order_by(mention.c.id.desc())
    authors = (await connection.execute(query.limit(_READERS))).scalars()
    return [author["followers"] for author in authors if author.get("followers") is not None]


# -- the cases of a storm --------------------------------------------------------------------------------------------


async def cases_since(connection: AsyncConnection, of: Storm, since: datetime) -> list[CaseRow]:
    """The open cases that a storm is made of: they began since then, speak of its themes, and no storm has them; not those from
    before we listened."""
    query = select(case).where(
        case.c.brand == of.brand, case.c.state == CaseState.OPEN.value, case.c.opened_at >= to_us(since)
    )
    rows = [case_of(row) for row in await connection.execute(query.order_by(case.c.id))]
    return [
        row
        for row in rows
        if row.case.absorbed is None and not row.case.history and of.concerns(row.case.points.themes)
    ]


async def absorbed_by(connection: AsyncConnection, brand: str, storm_id: int) -> list[CaseRow]:
    """The cases that a storm speaks for, the longest waiting first."""
    mine = select(case).where(case.c.brand == brand, case.c.detail["absorbed"].as_integer() == storm_id)
    return [case_of(row) for row in await connection.execute(mine.order_by(case.c.waiting_since, case.c.id))]


async def longest_waiting(connection: AsyncConnection, brand: str, storm_id: int) -> list[CaseRow]:
    """Those of them that nobody has taken, as many as it takes to know the longest: a storm can have ten thousand."""
    mine = select(case).where(
        case.c.brand == brand,
        case.c.state == CaseState.OPEN.value,
        case.c.detail["absorbed"].as_integer() == storm_id,
    )
    first = mine.order_by(case.c.waiting_since, case.c.id).limit(_LONGEST)
    return [case_of(row) for row in await connection.execute(first)]


async def waiting_in(connection: AsyncConnection, brand: str, storm_id: int) -> int:
    """How many customers of a storm nobody has answered yet."""
    query = select(func.count()).where(
        case.c.brand == brand,
        case.c.state.in_([CaseState.OPEN.value, CaseState.TAKEN.value]),
        case.c.detail["absorbed"].as_integer() == storm_id,
    )
    return int((await connection.execute(query)).scalar_one())


async def unsay(
    connection: AsyncConnection, case_ids: Sequence[int], reasons: Collection[str], person: str = ""
) -> None:
    """Takes back what has not gone out about these cases (to that ``person``): the storm says it, or it is somebody else's."""
    for start in range(0, len(case_ids), CHUNK):
        await connection.execute(
            delete(outbox).where(
                outbox.c.case_id.in_(case_ids[start : start + CHUNK]),
                outbox.c.state == "due",
                outbox.c.reason.in_(reasons),
                outbox.c.recipient == person if person else true(),
            )
        )


async def unsay_of(connection: AsyncConnection, storm_ids: Sequence[int], person: str) -> None:
    """Takes back what has not gone out to this person about storms that are somebody else's now, and whom storms that are over
    hand back to them."""
    of_storms = outbox.c.matter.in_([f"storm-{storm_id}" for storm_id in storm_ids])
    mine = delete(outbox).where(outbox.c.state == "due", outbox.c.recipient == person)
    await connection.execute(mine.where(of_storms | (outbox.c.reason == "HANDED_BACK")))


async def take_back_end(connection: AsyncConnection, storm_id: int) -> list[CaseRow]:
    """A storm that was over rages again: that it was over, and whom it was to hand back, is taken back as far as it has not gone
    out. Returns the cases of which nobody is told now."""
    ended = (outbox.c.matter == f"storm-{storm_id}") & (outbox.c.reason == "STORM_OVER")
    back = outbox.c.matter.like(f"back-{storm_id}-%") & (outbox.c.reason == "HANDED_BACK")
    untold = delete(outbox).where(outbox.c.state == "due", or_(ended, back)).returning(outbox.c.facts)
    facts = (await connection.execute(untold)).scalars().all()
    numbers = {number for each in facts for number in each.get("cases", ())}
    rows = await connection.execute(select(case).where(case.c.id.in_(numbers), case.c.state == CaseState.OPEN.value))
    return [row for row in map(case_of, rows) if row.case.absorbed is None]

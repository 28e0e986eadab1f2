"""Transaction 2: from what is pending to what was decided. Reads the state of a brand's cases, writes tones, events,
cases and outbox rows, and takes the mentions off the pending list, all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, false, func, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.cases import Case, State, next_at
from monitor.clock import from_us, to_us
from monitor.store import indexing, keys
from monitor.store.database import insert_new
from monitor.store.tables import case, case_event, mention, outbox, pending, post, post_alias, post_revision, sighting
from monitor.telling.letters import Letter
from monitor.tone.base import Tone
from monitor.words import sources_of

_CASE = TypeAdapter(Case)
_CHUNK = 500
_IN_HAND = tuple(state.value for state in (State.OPEN, State.TAKEN, State.PROMISED, State.SNOOZED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One mention that nobody has decided about yet, with everything the decision needs."""

    mention_id: int
    revision_id: int
    cause: str  # new | edited | gone | ours
    brand: str
    source: str
    rule: str
    spans: list[list[int]]
    title_spans: list[list[int]]
    title: str
    text: str
    stars: float | None
    stars_max: float | None
    lang: str
    form: str
    service: str
    native_id: str
    url: str
    author: Mapping[str, Any]
    author_key: bytes
    reply_to: str
    thread_key: bytes | None
    at: datetime
    history: bool
    case_id: int | None
    story_id: int | None
    heard_in: tuple[str, ...]  # every source that showed it
    adds: bool = False  # an edit that adds a complaint to what was known


@dataclass(frozen=True, slots=True)
class Row:
    """A stored case: its number and its state. ``announced``: somebody has been told of it."""

    id: int
    case: Case
    author_key: bytes
    announced: bool


async def waiting_brands(connection: AsyncConnection) -> list[str]:
    """The brands that have something pending."""
    return list((await connection.execute(select(pending.c.brand).distinct().order_by(pending.c.brand))).scalars())


async def waiting(
    connection: AsyncConnection, brand: str, limit: int, *, but_not: Collection[int] = (), native_id: str = ""
) -> list[Waiting]:
    """The oldest pending mentions of a brand, in the order in which they were written, without those ``but_not``; of one
    post alone where ``native_id`` names it."""
    rows = await connection.execute(
        select(
            mention.c.id.label("mention_id"),
            mention.c.revision_id,
            pending.c.cause,
            mention.c.brand,
            mention.c.source,
            mention.c.rule,
            mention.c.spans,
            mention.c.title_spans,
            mention.c.at,
            mention.c.history,
            mention.c.case_id,
            mention.c.story_id,
            heard_in(),
            post_revision.c.title,
            post_revision.c.text,
            post_revision.c.stars,
            post_revision.c.stars_max,
            post.c.lang,
            post.c.form,
            post.c.service,
            post.c.native_id,
            post.c.url,
            post.c.author,
            post.c.author_key,
            post.c.reply_to,
            post.c.thread_key,
        )
        .select_from(pending)
        .join(mention, mention.c.id == pending.c.mention_id)
        .join(post, post.c.id == mention.c.post_id)
        .join(post_revision, post_revision.c.id == mention.c.revision_id)
        .where(pending.c.brand == brand, pending.c.mention_id.not_in(but_not))
        .where(post.c.native_id == native_id if native_id else true())
        .order_by(mention.c.at, mention.c.id)
        .limit(limit)
    )
    return [Waiting(**{**row._mapping, "at": from_us(row.at), "heard_in": tuple(sources_of(row))}) for row in rows]


async def words_before(connection: AsyncConnection, mention_ids: Collection[int]) -> dict[int, str]:
    """What these mentions said before they were edited, of those of which it is known."""
    rows = await connection.execute(
        select(mention.c.id, post_revision.c.title, post_revision.c.text)
        .join(post_revision, post_revision.c.post_id == mention.c.post_id)
        .where(mention.c.id.in_(mention_ids), post_revision.c.id != mention.c.revision_id)
        .order_by(post_revision.c.seen_at, post_revision.c.id)
    )
    found = {row.id: f"{row.title}\n{row.text}" for row in rows}  # the latest of each
    return {number: words for number, words in found.items() if words.strip()}


def heard_in() -> Any:
    """A column for queries on posts: the names of the sources that showed each; ``words.sources_of`` reads it."""
    sources = func.aggregate_strings(sighting.c.source, "\n")
    return select(sources).where(sighting.c.post_id == post.c.id).scalar_subquery().label("heard_in")


async def still_waiting(connection: AsyncConnection, items: Sequence[Waiting]) -> set[int]:
    """The numbers of those mentions that wait as they did when they were read: same cause, same words."""
    rows = await connection.execute(
        select(pending.c.mention_id, pending.c.cause, mention.c.revision_id)
        .join(mention, mention.c.id == pending.c.mention_id)
        .where(pending.c.mention_id.in_([item.mention_id for item in items]))
    )
    now = {(row.mention_id, row.cause, row.revision_id) for row in rows}
    return {item.mention_id for item in items if (item.mention_id, item.cause, item.revision_id) in now}


async def other_spans(connection: AsyncConnection, mention_ids: Sequence[int]) -> dict[int, list[Any]]:
    """For each of these mentions, the (spans, title spans) of the *other* brands in the same post."""
    other = mention.alias()
    rows = await connection.execute(
        select(mention.c.id, other.c.spans, other.c.title_spans)
        .join(other, (other.c.post_id == mention.c.post_id) & (other.c.id != mention.c.id))
        .where(mention.c.id.in_(mention_ids))
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.id, []).append((row.spans, row.title_spans))
    return found


async def case_of_post(connection: AsyncConnection, key: bytes) -> Row | None:
    """The case to which the post with that key (``keys.post_key``) belongs, the latest if there are several."""
    mine = select(mention.c.case_id).join(post, post.c.id == mention.c.post_id).where(post.c.key == key)
    row = (await connection.execute(select(case).where(case.c.id.in_(mine)).order_by(case.c.id.desc()))).first()
    return row_of(row) if row else None


async def latest_case(connection: AsyncConnection, brand: str, author_key: bytes) -> Row | None:
    """This customer's case: the open one, else the one that closed last."""
    row = (
        await connection.execute(
            select(case)
            .where(case.c.brand == brand, case.c.author_key == author_key)
            .order_by(case.c.closed_at.is_not(None), case.c.closed_at.desc(), case.c.id.desc())
            .limit(1)
        )
    ).one_or_none()
    return row_of(row) if row else None


async def case_by_id(connection: AsyncConnection, case_id: int) -> Row | None:
    """One case by its number."""
    row = (await connection.execute(select(case).where(case.c.id == case_id))).one_or_none()
    return row_of(row) if row else None


async def copy_of(connection: AsyncConnection, case_id: int) -> list[dict[str, Any]]:
    """What a customer has said, as it reads now: a copy that outlives what they change or take down."""
    rows = await connection.execute(
        select(post.c.url, post.c.author, post.c.published_at, post_revision)
        .select_from(mention)
        .join(post, post.c.id == mention.c.post_id)
        .join(post_revision, post_revision.c.id == mention.c.revision_id)
        .where(mention.c.case_id == case_id)
        .order_by(mention.c.at, mention.c.id)
    )
    return [
        {
            "url": row.url,
            "author": row.author.get("name") or row.author.get("handle") or "",
            "published": from_us(row.published_at).isoformat(),
            "title": row.title,
            "text": row.text,
            "stars": row.stars,
            "stars_max": row.stars_max,
        }
        for row in rows
    ]


async def cases_above(connection: AsyncConnection, item: Waiting) -> list[Row]:
    """The cases that a post of ours may answer: of the post it replies to, or, in a thread, of everybody in it."""
    if item.reply_to:
        names = keys.reference_keys(item.service, item.reply_to)
        link = select(post_alias.c.post_id).where(post_alias.c.key.in_(names))
        matches = post.c.key.in_(names) | post.c.id.in_(link)
    elif item.thread_key:
        matches = (post.c.thread_key == item.thread_key) | false()
    else:
        return []
    rows = await connection.execute(
        select(case)
        .distinct()
        .join(mention, mention.c.case_id == case.c.id)
        .join(post, post.c.id == mention.c.post_id)
        .where(case.c.brand == item.brand, matches)
    )
    return [row_of(row) for row in rows]


async def answers_another(connection: AsyncConnection, item: Waiting) -> bool:
    """Whether it replies to what another customer, or a bystander, said below the same: neither us, nor its own author."""
    if not item.reply_to:
        return False
    names = keys.reference_keys(item.service, item.reply_to)
    link = select(post_alias.c.post_id).where(post_alias.c.key.in_(names))
    theirs = (
        select(mention.c.id)
        .join(post, post.c.id == mention.c.post_id)
        .where(mention.c.brand == item.brand, mention.c.rule != "ours", post.c.author_key != item.author_key)
        .where(post.c.key.in_(names) | post.c.id.in_(link))
    )
    return (await connection.execute(theirs.limit(1))).first() is not None


async def answers_too(connection: AsyncConnection, item: Waiting, since: datetime | None) -> bool:
    """Whether another post of ours that still stands answers the same, or in the same thread, since then."""
    same = post.c.thread_key == item.thread_key if item.thread_key else false()
    if item.reply_to:
        same |= (post.c.service == item.service) & (post.c.reply_to == item.reply_to)
    others = (
        select(mention.c.id)
        .join(post, post.c.id == mention.c.post_id)
        .where(mention.c.brand == item.brand, mention.c.rule == "ours", mention.c.id != item.mention_id)
        .where(post.c.deleted_at.is_(None), mention.c.at >= to_us(since or item.at), same)
    )
    return (await connection.execute(others.limit(1))).first() is not None


async def cases_of(connection: AsyncConnection, person: str) -> list[Row]:
    """The cases in hand that are this person's, the longest waiting first."""
    mine = select(case).where(case.c.turn == person, case.c.state.in_(_IN_HAND))
    rows = await connection.execute(mine.order_by(case.c.waiting_since, case.c.id))
    return [row_of(row) for row in rows]


async def turns(connection: AsyncConnection) -> list[str]:
    """Everybody whose turn a case in hand is."""
    rows = await connection.execute(select(case.c.turn).where(case.c.state.in_(_IN_HAND)).distinct())
    return list(rows.scalars())


async def still_in_hand(connection: AsyncConnection, case_ids: Sequence[int]) -> list[int]:
    """Those of these cases that still wait for an answer, in the same order."""
    found: set[int] = set()
    for start in range(0, len(case_ids), _CHUNK):
        mine = select(case.c.id).where(case.c.id.in_(case_ids[start : start + _CHUNK]), case.c.state.in_(_IN_HAND))
        found.update((await connection.execute(mine)).scalars())
    return [number for number in case_ids if number in found]


async def cases_stood_in(connection: AsyncConnection) -> list[Row]:
    """The cases that somebody has, and has not taken, in the place of one who is away; the longest waiting first."""
    theirs = select(case).where(
        case.c.detail["instead_of"].as_string() != "", case.c.state.in_([*_IN_HAND, State.ANSWERED.value])
    )
    rows = await connection.execute(theirs.order_by(case.c.waiting_since, case.c.id))
    return [row_of(row) for row in rows]


async def cases_due(connection: AsyncConnection, now: datetime, limit: int = 200) -> list[Row]:
    """The cases about which the clock has something to say."""
    rows = await connection.execute(
        select(case).where(case.c.next_at <= to_us(now)).order_by(case.c.next_at, case.c.id).limit(limit)
    )
    return [row_of(row) for row in rows]


def row_of(row: Any) -> Row:
    """A row of the table of cases as what it means."""
    return Row(row.id, _CASE.validate_python(row.detail), bytes(row.author_key), row.announced)


def case_json(state: Case) -> dict[str, Any]:
    """A case as the store keeps it; ``case_from_json`` reads it back."""
    dumped: dict[str, Any] = _CASE.dump_python(state, mode="json")
    return dumped


def case_from_json(data: Mapping[str, Any]) -> Case:
    return _CASE.validate_python(data)


async def save_case(
    connection: AsyncConnection,
    state: Case,
    *,
    author_key: bytes = b"",
    case_id: int | None = None,
    announced: bool = False,
) -> int:
    """Writes a case, new or known, and returns its number."""
    next_time = next_at(state)
    values = {
        "brand": state.brand,
        "author_name": state.author,
        "state": state.state.value,
        "outcome": state.outcome.value if state.outcome else "",
        "severity": state.severity,
        "turn": state.turn,
        "answered_by": state.answered_by,
        "waiting_since": to_us(state.waiting_since),
        "due_at": to_us(state.due),
        "opened_at": to_us(state.opened),
        "changed_at": to_us(state.changed),
        "closed_at": to_us(state.closed) if state.closed else None,
        "next_at": to_us(next_time) if next_time else None,
        "announced": announced or bool(state.told),
        "detail": case_json(state),
    }
    if case_id is None:
        result = await connection.execute(insert(case).values(author_key=author_key, **values).returning(case.c.id))
        return int(result.scalar_one())
    await connection.execute(update(case).where(case.c.id == case_id).values(**values))
    return case_id


async def add_event(
    connection: AsyncConnection, case_id: int, *, at: datetime, by: str, kind: str, data: Mapping[str, Any], key: bytes
) -> None:
    """Appends to the case's story. ``key`` makes it idempotent. Of an answer it is kept how long it took; of one that is undone,
    no longer."""
    row = {"case_id": case_id, "at": to_us(at), "by": by, "kind": kind, "data": dict(data), "key": key}
    await insert_new(connection, case_event, [row | _answer(at, kind, data)])
    if kind == "undo":
        undone = update(case_event).where(case_event.c.id == data["undoes"])
        await connection.execute(undone.values(waited=None, kept=None, brand=None))


def _answer(at: datetime, kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """How long the customer of which brand had waited for this answer, and whether it came within the promise; nothing if it is
    none."""
    if kind != "act" or data.get("verb") != "answered" or not data.get("before"):
        return {}
    before = case_from_json(data["before"])
    if before.state in (State.ANSWERED, State.CLOSED):
        return {}
    return {"waited": to_us(at) - to_us(before.waiting_since), "kept": at <= before.due, "brand": before.brand}


async def is_known(connection: AsyncConnection, key: bytes) -> bool:
    """Whether an event with this key is in a story already."""
    return (await connection.execute(select(case_event.c.id).where(case_event.c.key == key))).first() is not None


async def events_of(connection: AsyncConnection, case_id: int) -> list[Any]:
    """The case's story, oldest first."""
    rows = await connection.execute(select(case_event).where(case_event.c.case_id == case_id).order_by(case_event.c.id))
    return list(rows)


async def post_letters(connection: AsyncConnection, letters: Sequence[Letter], now: datetime) -> None:
    """Puts messages into the outbox; one that is there already is not decided twice."""
    await insert_new(
        connection,
        outbox,
        [
            {
                "matter": letter.matter,
                "case_id": letter.case_id,
                "reason": letter.reason,
                "ordinal": letter.ordinal,
                "recipient": letter.recipient,
                "channel": letter.channel,
                "facts": dict(letter.facts),
                "state": "due",
                "created_at": to_us(now),
                "due_at": to_us(letter.due),
                "wanted_at": to_us(letter.due),
            }
            for letter in letters
        ],
    )


async def untold(
    connection: AsyncConnection, letters: Sequence[Letter], reasons: Collection[str], now: datetime
) -> list[Letter]:
    """Those of these messages about a case that nothing else makes needless: one for one of the ``reasons`` to the same person,
    decided just now and due no later, which shows the case as it stands when it goes out."""
    rows = await connection.execute(
        select(outbox.c.recipient, outbox.c.channel, outbox.c.due_at).where(
            outbox.c.case_id.in_({letter.case_id for letter in letters}),
            outbox.c.reason.in_(reasons),
            outbox.c.state == "due",
            outbox.c.created_at == to_us(now),
        )
    )
    told = [((row.recipient, row.channel), row.due_at) for row in rows]
    return [
        one
        for one in letters
        if not any((one.recipient, one.channel) == way and due <= to_us(one.due) for way, due in told)
    ]


async def settle(
    connection: AsyncConnection,
    decided: Sequence[tuple[int, Tone | None, int | None]],
    now: datetime,
    *,
    muted: Collection[int] = (),
) -> None:
    """Writes what was found about each mention, (mention id, tone, case id), and takes it off the pending list. Of those that
    are ``muted`` nobody wants to hear."""
    for mention_id, tone, case_id in decided:
        values: dict[str, Any] = {"decided_at": to_us(now)}
        if case_id is not None:
            values["case_id"] = case_id
        if tone is not None:
            values |= {
                "label": tone.label.value,
                "polarity": tone.polarity,
                "anger": tone.anger,
                "complaint": tone.complaint,
                "gratitude": tone.gratitude,
                "sarcasm": tone.sarcasm,
                "feeling": list(tone.feeling) if tone.feeling else None,
                "themes": [theme.value for theme in tone.themes],
                "signals": [signal.value for signal in tone.signals],
                "since": to_us(tone.since) if tone.since else None,
                "why": list(tone.why),
                "corrected_by": tone.corrected_by,
                "muted": mention_id in muted,
            }
        await connection.execute(update(mention).where(mention.c.id == mention_id).values(**values))
    await connection.execute(delete(pending).where(pending.c.mention_id.in_([item[0] for item in decided])))
    await indexing.index(connection, [item[0] for item in decided])


async def set_aside(connection: AsyncConnection, case_id: int, aside: bool) -> None:
    """What was said in a case is not about the brand, and so muted; or it is after all."""
    mine = (await connection.execute(select(mention.c.id).where(mention.c.case_id == case_id))).scalars().all()
    await connection.execute(update(mention).where(mention.c.id.in_(mine)).values(muted=aside))
    await indexing.index(connection, mine)


async def unannounced(connection: AsyncConnection) -> list[Row]:
    """Open cases from history of which nobody has been told: the material of ALREADY_WAITING."""
    rows = await connection.execute(
        select(case)
        .where(case.c.announced.is_(False), case.c.state.in_(_IN_HAND), case.c.detail["history"].as_boolean())
        .order_by(case.c.waiting_since, case.c.id)
    )
    return [row_of(row) for row in rows]


async def announce(connection: AsyncConnection, case_ids: Sequence[int], *, told: bool = True) -> None:
    """Marks cases as told of, or as still to be told of."""
    await connection.execute(update(case).where(case.c.id.in_(case_ids)).values(announced=told))


async def next_ordinal(connection: AsyncConnection, matter: str) -> int:
    """The number of the next message in a matter that is not a case."""
    highest = select(func.max(outbox.c.ordinal)).where(outbox.c.matter == matter)
    return int((await connection.execute(highest)).scalar_one() or 0) + 1

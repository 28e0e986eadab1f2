"""The whole way, readable on one screen: ``hear`` a source, ``decide`` about a brand, let ``time_passes``, ``announce``.

Each is one step between two transactions; a kill between any two of them loses nothing, because what was heard is pending
and what was decided is in the outbox. Deciding itself is pure (``monitor.cases``); here is only the carrying.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Cursor, Fetched, FetchError, Form, Outcome, Post
from monitor import cases
from monitor.cases import Act, Case, Gone, Heard, Points, Reason, Refused, Say, Tick
from monitor.clock import from_us
from monitor.config import Source
from monitor.letters import Letter, letters
from monitor.matching import Match
from monitor.parts import Parts
from monitor.store import StoreError, deciding, hearing, keys
from monitor.store.deciding import Row, Waiting
from monitor.store.hearing import CHUNK, Incoming
from monitor.tone import Scorer, Subject, Tone
from monitor.tone.base import Label

log = logging.getLogger(__name__)

BATCH = 128
"""Mentions decided in one transaction."""
_HANDFUL = 16


@dataclass(frozen=True, slots=True)
class Hearing:
    """How a visit went: its outcome ("items", "nothing_new", "empty", "suspicious", "error"), the posts that are new or
    say something else now, and what went wrong, in words."""

    source: str
    outcome: str
    posts: int = 0
    fresh: Sequence[Post] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """One mention with its tone."""

    item: Waiting
    tone: Tone


@dataclass(slots=True)
class Decided:
    """What came of it: mentions with their tone, the cases that changed (number -> case), the messages decided."""

    mentions: list[Scored] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)


# -- hear ------------------------------------------------------------------------------------------------------------


async def hear(parts: Parts, source: Source, *, as_new: timedelta | None = None) -> Hearing:
    """Visits one source and stores what it brought. ``as_new``: posts this young are news even on the first visit."""
    now = parts.now()
    async with parts.store.read() as connection:
        state = await hearing.listening(connection, source.name)
    if state.next_at and state.next_at > now:
        return Hearing(source.name, "error", error="not asked: the service wanted to be left alone for a while")
    try:
        fetched = await _fetch(parts, source, state.cursor)
    except FetchError as error:
        await _failed(parts, source, error, state.failures)
        return Hearing(source.name, "error", error=str(error))
    now = parts.now()
    old = now - as_new if as_new is not None else None
    understand = partial(_incoming, parts, source, now=now, first=state.first, news_from=old)
    # Off the event loop: a text that is nothing but names takes its time.
    try:
        incoming = await asyncio.to_thread(lambda: _in_order([understand(post) for post in fetched.posts]))
        stored = await _store(parts, source, fetched, incoming, now)
    except StoreError:
        raise  # the database is in trouble, not the source
    except Exception as error:
        log.exception("what %s brought could not be stored", source.name)
        trouble = FetchError(f"what it brought could not be stored ({type(error).__name__})")
        await _failed(parts, source, trouble, state.failures)
        return Hearing(source.name, "error", error=str(trouble))
    outcome = fetched.outcome
    if outcome is Outcome.ITEMS and not stored.fresh and not state.first:
        outcome = Outcome.NOTHING_NEW  # an overlap that we know already
    return Hearing(
        source.name,
        outcome.value,
        len(fetched.posts) if outcome is Outcome.ITEMS else 0,
        stored.fresh,
        fetched.note if fetched.outcome is Outcome.SUSPICIOUS else "",
    )


def _in_order(incoming: Sequence[Incoming]) -> list[Incoming]:
    """Each post once, the oldest first: whatever part of a visit a kill leaves stored, nobody's thanks are decided about
    before their anger. Documents have the newest first, which tells the order of what has the same time or none."""
    once = {keys.post_key(item.post): item for item in reversed(incoming)}
    return sorted(once.values(), key=lambda item: item.at)


async def _store(
    parts: Parts, source: Source, fetched: Fetched, incoming: Sequence[Incoming], now: datetime
) -> hearing.Stored:
    """Transaction 1, in chunks; the cursor goes with the last."""
    stored = hearing.Stored()
    for start in range(0, len(incoming), CHUNK):
        chunk = incoming[start : start + CHUNK]
        stored.add(await parts.store.write(partial(_heard, source, chunk, now)))
    await parts.store.write(
        lambda tx: hearing.visited(
            tx,
            source.name,
            source.kind,
            fetched.cursor,
            outcome=fetched.outcome.value,
            note=fetched.note,
            now=now,
        )
    )
    return stored


async def _heard(source: Source, chunk: Sequence[Incoming], now: datetime, tx: AsyncConnection) -> hearing.Stored:
    return await hearing.heard(tx, source.name, source.kind, chunk, now)


async def _fetch(parts: Parts, source: Source, cursor: Cursor) -> Fetched:
    client = parts.net.bound(failure=FetchError, deadline=source.deadline, allow_private=source.allow_private)
    try:
        async with asyncio.timeout(source.deadline.total_seconds() * 5):  # all requests of the visit together
            fetched: Fetched = await source.connector.fetch(client, cursor)
            if not isinstance(fetched, Fetched):
                raise TypeError(f"fetch gave a {type(fetched).__name__}")
            return fetched
    except FetchError:
        raise
    except TimeoutError:
        raise FetchError("the visit took too long and was given up") from None
    except Exception as error:
        # A connector that trips over a reply must not take the others with it; the trace is for whoever mends it.
        log.exception("the connector of %s failed", source.name)
        raise FetchError(f"the reply could not be understood ({type(error).__name__})") from error


async def _failed(parts: Parts, source: Source, error: FetchError, failures: int) -> None:
    now = parts.now()
    # Back off by twice the interval, four times … up to an hour (an hour's deafness is the most that we do to ourselves),
    # and never less than the service asked for.
    longest = max(source.every, timedelta(hours=1))
    backing_off = min(source.every * 2 ** min(failures, 10), longest) if failures else timedelta(0)
    wait = max(error.retry_after or timedelta(0), backing_off)
    next_at = now + wait if wait else None
    log.warning("%s: %s", source.name, error)
    await parts.store.write(
        lambda tx: hearing.failed(
            tx, source.name, source.kind, error=str(error), permanent=error.permanent, next_at=next_at, now=now
        )
    )


def _incoming(
    parts: Parts, source: Source, post: Post, *, now: datetime, first: bool, news_from: datetime | None
) -> Incoming:
    at = _spoken_at(parts, post, now)
    ours = _ours(parts, post)
    if ours:
        # Our own words are no customer's; in a thread they answer one.
        matches = [Match(ours, "ours")] if post.reply_to or post.thread else []
    else:
        matches = parts.matcher.find(post.text, post.title, source.name)
        if source.about and all(match.brand != source.about for match in matches):
            matches.append(Match(source.about, "about"))
    return Incoming(post, matches, at, first and (news_from is None or at < news_from), ours)


def _spoken_at(parts: Parts, post: Post, now: datetime) -> datetime:
    """When it was said, never in the future. A date without a time counts from its end: a review of today is not hours
    overdue."""
    if post.published is None:
        return now
    if post.published_exact:
        return min(post.published, now)
    next_day = post.published.date() + timedelta(days=1)
    return min(datetime.combine(next_day, time(0), tzinfo=parts.config.timezone).astimezone(now.tzinfo), now)


def _ours(parts: Parts, post: Post) -> str:
    """The brand whose own account wrote this, by (service, id): an alias in a name is no proof."""
    author = post.author
    names = {known.casefold().lstrip("@") for known in (author.id, author.handle, author.url) if known}
    # Where a feed numbers its own posts, the service is the feed; its accounts are those of the site.
    places = (post.service, post.service.partition("#")[0])
    for brand in parts.config.brands.values():
        for account in brand.our_accounts:
            full = f"{account.id}@{account.service}".casefold().lstrip("@")
            if (account.service in places and account.id.casefold().lstrip("@") in names) or full in names:
                return brand.name
    return ""


# -- decide ----------------------------------------------------------------------------------------------------------


async def decide(parts: Parts) -> Decided:
    """Decides about everything that is pending, brand by brand."""
    done = Decided()
    async with parts.store.read() as connection:
        brands = await deciding.waiting_brands(connection)
    for brand in brands:
        stuck: set[int] = set()
        while await _decide_some(parts, brand, done, stuck):
            pass
    return done


async def _decide_some(parts: Parts, brand: str, done: Decided, stuck: set[int]) -> bool:
    """One batch of one brand; whether there may be more. A mention that cannot be decided is ``stuck``: it stays pending,
    and the others go on without it."""
    async with parts.store.read() as connection:
        items = await deciding.waiting(connection, brand, BATCH, but_not=stuck)
        others = await deciding.other_spans(connection, [item.mention_id for item in items])
    if not items:
        return False
    worded = [item for item in items if item.cause in ("new", "edited") and item.rule != "ours"]
    tones = await _scored(parts.scorer, [_subject(item, others.get(item.mention_id, [])) for item in worded])
    toned = {item.mention_id: tone for item, tone in zip(worded, tones, strict=True)}
    try:
        await _decide_these(parts, items, toned, done)
    except StoreError:
        raise  # the database is in trouble, not the mention
    except Exception:
        log.exception("%d mentions of %s could not be decided together; one by one", len(items), brand)
        for item in items:
            try:
                await _decide_these(parts, [item], toned, done)
            except StoreError:
                raise
            except Exception:
                log.exception("mention %d (%s) cannot be decided; it stays pending", item.mention_id, item.url)
                stuck.add(item.mention_id)
    return len(items) == BATCH


async def _decide_these(parts: Parts, items: Sequence[Waiting], toned: Mapping[int, Tone], done: Decided) -> None:
    """Transaction 2. What was edited or taken down while it was being scored is left for the next round."""

    async def transaction(tx: AsyncConnection) -> Decided:
        part = Decided()
        settled: list[tuple[int, Tone | None, int | None]] = []
        unchanged = await deciding.still_waiting(tx, items)
        for item in items:
            if item.mention_id not in unchanged:
                continue
            if item.rule == "ours":
                # What our reply answers may stand in the same batch: its case has to be on record first.
                await deciding.settle(tx, settled, parts.now())
                settled = []
            tone = toned.get(item.mention_id)
            case_id = await _decide_one(parts, tx, item, tone, part)
            settled.append((item.mention_id, tone, case_id))
            if tone is not None:
                part.mentions.append(Scored(item, tone))
        await deciding.settle(tx, settled, parts.now())
        return part

    part = await parts.store.write(transaction)
    done.mentions += part.mentions
    done.cases |= part.cases
    done.letters += part.letters


async def _scored(scorer: Scorer, subjects: Sequence[Subject]) -> list[Tone]:
    """Scores off the event loop, a handful of texts at a time: a thread cannot be stopped, so none may take long."""
    tones: list[Tone] = []
    for start in range(0, len(subjects), _HANDFUL):
        tones += await asyncio.to_thread(score, scorer, subjects[start : start + _HANDFUL])
    return tones


def score(scorer: Scorer, subjects: Sequence[Subject]) -> list[Tone]:
    """Scores a batch; a text that a scorer trips over costs that text its tone, not the others theirs."""
    try:
        tones = scorer.score(subjects)
        if len(tones) != len(subjects):
            raise ValueError(f"{len(tones)} tones for {len(subjects)} texts")
        return tones
    except Exception:
        if len(subjects) == 1:
            log.exception("a text could not be scored")
            return [Tone(label=Label.UNKNOWN, polarity=0.0, anger=0.0, complaint=0.0, why=("could not be scored",))]
    return [tone for subject in subjects for tone in score(scorer, [subject])]


def _subject(item: Waiting, others: Sequence[tuple[list[list[int]], list[list[int]]]]) -> Subject:
    return Subject(
        text=item.text,
        title=item.title,
        # Below a mention and on the brand's own page the whole text is about it.
        brand=item.brand if item.spans or item.title_spans else "",
        spans=_pairs(item.spans),
        title_spans=_pairs(item.title_spans),
        others=_pairs([span for spans, _ in others for span in spans]),
        title_others=_pairs([span for _, spans in others for span in spans]),
        stars=item.stars,
        stars_max=item.stars_max,
        lang=item.lang,
        at=item.at,
    )


def _pairs(spans: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    return [(start, end) for start, end in spans]


async def _decide_one(parts: Parts, tx: AsyncConnection, item: Waiting, tone: Tone | None, part: Decided) -> int | None:
    """What one mention means for its customer's case; returns the number of the case it belongs to."""
    now, policy = parts.now(), parts.policy(item.brand)
    if item.rule == "ours":
        answered = Act(item.at if item.history else now, item.author.get("name") or item.brand, "answered")
        for above in await deciding.cases_above(tx, item):
            if above.case.spoke is None or above.case.spoke <= item.at:
                await _move(parts, tx, above, answered, part, {"mention": item.mention_id})
        return None
    row = await deciding.latest_case(tx, item.brand, item.author_key)
    if item.cause == "gone":
        if row and item.case_id == row.id:
            await _move(parts, tx, row, Gone(now), part, {"mention": item.mention_id})
        return item.case_id
    if tone is None:
        return item.case_id
    event = heard_event(parts, item, tone, now)
    if row and cases.belongs(row.case, now):
        if not event.unhappy and not event.happy:
            return row.id if item.rule == "thread" or item.case_id == row.id else None
        await _move(parts, tx, row, event, part, {"mention": item.mention_id})
        return row.id
    if not event.unhappy:
        return None
    state, says = cases.open_case(event, policy)
    case_id = await deciding.save_case(tx, state, author_key=item.author_key)
    await _record(parts, tx, case_id, state, event, says, part, {"mention": item.mention_id})
    return case_id


def heard_event(parts: Parts, item: Waiting, tone: Tone, now: datetime) -> Heard:
    """A scored mention as the state machine sees it: unhappy, happy, or neither."""
    alerts = parts.config.alerts
    share = item.stars / item.stars_max if item.stars is not None and item.stars_max else None
    low = share is not None and share <= alerts.low_stars
    edited = item.cause == "edited"
    customers = item.form not in (Form.ARTICLE, Form.EPISODE) and not item.author.get("bot")
    unhappy = customers and (tone.complaint >= alerts.complaint_from or tone.anger >= alerts.anger_from or low)
    content = tone.label is Label.POSITIVE or tone.gratitude >= 0.5 or (share is not None and share > 0.5)
    return Heard(
        at=now,
        author=item.author.get("name") or item.author.get("handle") or "",
        brand=item.brand,
        unhappy=unhappy,
        happy=customers and content and not unhappy,
        points=Points(
            anger=tone.anger,
            complaint=tone.complaint,
            lowest_star=share is not None and share <= 0.2,
            themes=frozenset(theme.value for theme in tone.themes),
            signals=frozenset(signal.value for signal in tone.signals),
            followers=item.author.get("followers") or 0,
        ),
        written=now if edited else item.at,  # the words as they are now are no older than the edit
        since=tone.since,
        stars=share,
        history=item.history and not edited,
        edit=edited and item.case_id is not None,
    )


# -- time, and people ------------------------------------------------------------------------------------------------


async def time_passes(parts: Parts) -> Decided:
    """Lets the clock say what it has to say about every case that is due."""
    part = Decided()

    async def transaction(tx: AsyncConnection) -> None:
        now = parts.now()
        for row in await deciding.cases_due(tx, now):
            await _move(parts, tx, row, Tick(now), part, {})

    await parts.store.write(transaction)
    return part


async def act(parts: Parts, case_id: int, verb: str, by: str, value: str = "") -> Decided:
    """A person does something about a case: take, answered, not_us, not_angry, close, give, undo. Raises Refused."""
    part = Decided()

    async def transaction(tx: AsyncConnection) -> None:
        row = await deciding.case_by_id(tx, case_id)
        if row is None:
            raise Refused(f"there is no case {case_id}; `earful case` lists those that are open")
        if verb == "undo":
            await _undo(parts, tx, row, by, part)
        else:
            await _move(parts, tx, row, Act(parts.now(), by, verb, value), part, {})

    await parts.store.write(transaction)
    return part


async def _undo(parts: Parts, tx: AsyncConnection, row: Row, by: str, part: Decided) -> None:
    now = parts.now()
    story = await deciding.events_of(tx, row.id)
    undone = {event.data.get("undoes") for event in story}
    acts = [event for event in story if event.kind == "act" and event.id not in undone]
    if not acts:
        raise Refused("nobody has done anything with this case that could be taken back")
    last = acts[-1]
    before = deciding.case_from_json(last.data["before"])
    if now - from_us(last.at) > cases.UNDO:
        raise Refused(f"that was more than {cases.UNDO.days} days ago")
    state, says = cases.restored(row.case, before, now, by, parts.policy(row.case.brand))
    await deciding.save_case(tx, state, case_id=row.id, announced=row.announced)
    key = keys.key("undo", str(row.id), str(last.id))
    await deciding.add_event(tx, row.id, at=now, by=by, kind="undo", data={"undoes": last.id}, key=key)
    await _say(parts, tx, row.id, state, says, part, {})


async def _move(
    parts: Parts, tx: AsyncConnection, row: Row, event: cases.Event, part: Decided, facts: dict[str, int]
) -> None:
    state, says = cases.step(row.case, event, parts.policy(row.case.brand))
    if state == row.case and not says:
        return
    await deciding.save_case(tx, state, case_id=row.id, announced=row.announced)
    await _record(parts, tx, row.id, state, event, says, part, facts, before=row.case)


async def _record(
    parts: Parts,
    tx: AsyncConnection,
    case_id: int,
    state: Case,
    event: cases.Event,
    says: Sequence[Say],
    part: Decided,
    facts: dict[str, int],
    before: Case | None = None,
) -> None:
    """Appends to the story what happened, and puts what is to be told into the outbox."""
    data: dict[str, Any]
    match event:
        case Act():
            data = {"verb": event.verb, "value": event.value, "before": deciding.case_json(before) if before else {}}
            key = keys.key(
                "act", str(case_id), event.verb, event.value, event.by, event.at.isoformat(), str(state.said)
            )
            kind, by = "act", event.by
        case Heard():
            data = {**facts, "unhappy": event.unhappy, "happy": event.happy, "severity": state.severity}
            key = keys.key("heard", str(case_id), str(facts.get("mention")), event.at.isoformat())
            kind, by = "heard", "customer"
        case Gone():
            data, kind, by = dict(facts), "gone", "customer"
            key = keys.key("gone", str(case_id), str(facts.get("mention")))
        case Tick():
            data, kind, by = {"state": state.state.value}, "clock", "earful"
            key = keys.key("clock", str(case_id), str(state.said), event.at.isoformat())
    await deciding.add_event(tx, case_id, at=event.at, by=by, kind=kind, data=data, key=key)
    await _say(parts, tx, case_id, state, says, part, facts)


async def _say(
    parts: Parts,
    tx: AsyncConnection,
    case_id: int,
    state: Case,
    says: Sequence[Say],
    part: Decided,
    facts: dict[str, int],
) -> None:
    now = parts.now()
    for say in says:
        found = letters(parts.config, f"case-{case_id}", say, case_id, {**facts, "by": say.by})
        await deciding.post_letters(tx, found, now)
        part.letters += found
        key = keys.key("told", str(case_id), str(say.ordinal))
        data = {"reason": say.reason.value, "to": list(say.to), "at": say.at.isoformat()}
        await deciding.add_event(tx, case_id, at=now, by="earful", kind="told", data=data, key=key)
    part.cases[case_id] = state


async def announce(parts: Parts) -> Decided:
    """One ALREADY_WAITING message a person, about everything that was there before we listened."""
    part = Decided()

    async def transaction(tx: AsyncConnection) -> None:
        now = parts.now()
        by_person: dict[str, list[Row]] = {}
        for row in await deciding.unannounced(tx):
            by_person.setdefault(row.case.turn, []).append(row)
        for person, rows in by_person.items():
            matter = f"waiting-{person}"
            ordinal = await deciding.next_ordinal(tx, matter)
            at = parts.policy(rows[0].case.brand).awake(now, timedelta(0))
            say = Say(Reason.ALREADY_WAITING, (person,), ordinal, at)
            found = letters(parts.config, matter, say, None, {"cases": [row.id for row in rows]})
            await deciding.post_letters(tx, found, now)
            await deciding.announce(tx, [row.id for row in rows])
            part.letters += found

    await parts.store.write(transaction)
    return part

"""Hear: visit one source, find the brands in what it brought, store it. Transaction 1."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Cursor, Fetched, FetchError, Outcome, Post, Rewinds, Spent
from monitor import usual
from monitor.config import Source
from monitor.config.sources import names_to_search
from monitor.matching import Match
from monitor.pace import next_pace
from monitor.parts import Parts
from monitor.pipeline import pages
from monitor.store import StoreError, hearing, keys, visiting
from monitor.store.hearing import CHUNK, Incoming
from monitor.words import clock

log = logging.getLogger(__name__)

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hearing:
    """How a visit went: its outcome ("items", "nothing_new", "empty", "suspicious", "error"), the posts that are new or
    say something else now, what went wrong, in words, and how often it will be visited (None: as before)."""

    source: str
    outcome: str
    posts: int = 0
    fresh: Sequence[Post] = ()
    error: str = ""
    pace: timedelta | None = None


async def its_turn(parts: Parts, source: Source) -> bool:
    """Whether a source that failed lately has been left alone for long enough: twice its interval, four times … up to an
    hour. An hour's deafness is the most that we do to ourselves."""
    async with parts.store.read() as connection:
        state = await visiting.listening(connection, source.name, source.place)
    if state.failures < 2 or state.tried is None:
        return True
    times: int = 2 ** min(state.failures - 1, 10)
    return parts.now() >= state.tried + min(source.slowest * times, max(source.slowest, timedelta(hours=1)))


async def hear(
    parts: Parts, source: Source, *, as_new: timedelta | None = None, back: timedelta | None = None
) -> Hearing:
    """Visits one source and stores what it brought, unless the service asked to be left alone. ``as_new``: posts this
    young are news even on the first visit. ``back``: how far back it is read again, where the service can; what is older
    than the last visit is history."""
    now = parts.now()
    async with parts.store.read() as connection:
        state = await visiting.listening(connection, source.name, source.place)
    if state.asked_until and state.asked_until > now:
        until = clock(state.asked_until, now, parts.config.timezone)
        return Hearing(source.name, "error", error=f"not visited: the service asked to be left alone until {until}")
    cursor, back = state.cursor, back or (source.backfill if state.first else None)
    if back and isinstance(source.connector, Rewinds):
        cursor = source.connector.rewound(cursor, now - back)
    else:
        back = None
    try:
        fetched = await _fetch(parts, source, cursor)
    except FetchError as error:
        await (_put_off if isinstance(error, Spent) else _failed)(parts, source, error)
        return Hearing(source.name, "error", error=str(error))
    now = parts.now()
    news_from = _NEVER if state.first else state.tried if back else None
    if as_new is not None:
        news_from = min(now - as_new, news_from) if news_from else None
    behind: Mapping[bytes, str] = {}
    if source.read_pages:
        behind = await pages.read(parts, source, fetched.posts, lambda post: bool(_matches(parts, source, post)))
    understand = partial(_incoming, parts, source, now=now, news_from=news_from, behind=behind)
    # Off the event loop: a text that is nothing but names takes its time.
    try:
        incoming = await asyncio.to_thread(lambda: _in_order([understand(post) for post in fetched.posts]))
        stored, pace = await _store(parts, source, state, fetched, incoming, now, usually=not (state.first or back))
    except StoreError:
        raise  # the database is in trouble, not the source
    except Exception as error:
        log.exception("what %s brought could not be stored", source.name)
        trouble = FetchError(f"what it brought could not be stored ({type(error).__name__})")
        await _failed(parts, source, trouble)
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
        pace if fetched.outcome is not Outcome.SUSPICIOUS else None,
    )


def _in_order(incoming: Sequence[Incoming]) -> list[Incoming]:
    """Each post once, the oldest first: whatever part of a visit a kill leaves stored, nobody's thanks are decided about
    before their anger. Documents have the newest first, which tells the order of what has the same time or none."""
    once = {keys.post_key(item.post): item for item in reversed(incoming)}
    return sorted(once.values(), key=lambda item: item.at)


async def _store(
    parts: Parts,
    source: Source,
    state: visiting.Listening,
    fetched: Fetched,
    incoming: Sequence[Incoming],
    now: datetime,
    *,
    usually: bool,
) -> tuple[hearing.Stored, timedelta]:
    """Transaction 1, in chunks; the cursor goes with the last. Also returns the pace from now on. ``usually``: it is a
    visit like any other, so what it brings says something about the source."""
    stored = hearing.Stored()
    for start in range(0, len(incoming), CHUNK):
        chunk = incoming[start : start + CHUNK]
        stored.add(await parts.store.write(partial(_heard, source, chunk, now)))
    news = bool(stored.fresh) and usually
    known = usual.visited(
        usual.usual(state.usual), now.astimezone(parts.config.timezone), news=news, every=source.slowest
    )
    before = state.pace or source.every
    pace = next_pace(before, source.fastest, source.slowest, brought=news, asked=fetched.fresh_for)
    await parts.store.write(
        lambda tx: visiting.visited(
            tx,
            source.name,
            source.kind,
            source.place,
            fetched.cursor,
            outcome=fetched.outcome.value,
            note=fetched.note,
            now=now,
            usual=known.as_json(),
            silent=usual.too_quiet(known),
            pace=pace,
        )
    )
    return stored, pace


async def _heard(source: Source, chunk: Sequence[Incoming], now: datetime, tx: AsyncConnection) -> hearing.Stored:
    await visiting.arrive(tx, source.name, source.kind, source.place)
    return await hearing.heard(tx, source.name, chunk, now)


async def _fetch(parts: Parts, source: Source, cursor: Cursor) -> Fetched:
    client = parts.net.bound(
        failure=FetchError,
        deadline=source.deadline,
        allow_private=source.allow_private,
        share=parts.shares(source),
    )
    try:
        async with asyncio.timeout(source.deadline.total_seconds() * 5):  # all requests of the visit together
            fetched: Fetched = await source.connector.fetch(client, cursor)
            if not isinstance(fetched, Fetched):
                raise TypeError(f"fetch gave a {type(fetched).__name__}")
            return fetched
    except (FetchError, StoreError):
        raise
    except TimeoutError:
        raise FetchError("the visit took too long and was given up") from None
    except Exception as error:
        # A connector that trips over a reply must not take the others with it; the trace is for whoever mends it.
        log.exception("the connector of %s failed", source.name)
        raise FetchError(f"the reply could not be understood ({type(error).__name__})") from error


async def _put_off(parts: Parts, source: Source, error: FetchError) -> None:
    """Not asked, because our quota is used up: the visit waits, and counts neither as a failure nor as a success."""
    until = parts.now() + (error.retry_after or timedelta(minutes=1))
    log.info("%s: %s", source.name, error)
    await parts.store.write(lambda tx: visiting.put_off(tx, source.name, source.kind, source.place, until))


async def _failed(parts: Parts, source: Source, error: FetchError) -> None:
    now = parts.now()
    asked_until = now + error.retry_after if error.retry_after else None
    log.warning("%s: %s", source.name, error)
    await parts.store.write(
        lambda tx: visiting.failed(
            tx,
            source.name,
            source.kind,
            source.place,
            error=str(error),
            permanent=error.permanent,
            asked_until=asked_until,
            now=now,
        )
    )


def _incoming(
    parts: Parts,
    source: Source,
    post: Post,
    *,
    now: datetime,
    news_from: datetime | None,
    behind: Mapping[bytes, str],
) -> Incoming:
    """``news_from``: what was said before is history; None: nothing is. ``behind``: the words of the pages of some posts."""
    at = _spoken_at(parts, post, now)
    ours = _ours(parts, post)
    if ours:
        # Our own words are no customer's; in a thread they answer one.
        matches = [Match(ours, "ours")] if post.reply_to or post.thread else []
    else:
        matches = _matches(parts, source, post)
        if not matches and (page := behind.get(keys.post_key(post))):
            matches = [Match(found.brand, hearing.ON_ITS_PAGE) for found in parts.matcher.find(page, "", source.name)]
    history = news_from is not None and at < news_from
    searched = () if ours or not source.searches else _searched(parts, post, {match.brand for match in matches})
    return Incoming(post, matches, at, history, ours, searched)


def _matches(parts: Parts, source: Source, post: Post) -> list[Match]:
    matches = parts.matcher.find(post.text, post.title, source.name)
    if source.about and all(match.brand != source.about for match in matches):
        matches.append(Match(source.about, "about"))
    return matches


def _searched(parts: Parts, post: Post, named: Collection[str]) -> list[str]:
    """The brands for whose names a search found this post although it names none of them. Where a name does stand there
    and was no match, that was the owner's decision (not_us, only_with, never_with)."""
    said = f"{post.title}\n{post.text}".casefold()
    asked = {name.casefold() for name in post.found_by if name.casefold() not in said}
    if not asked:
        return []
    return [
        brand.name
        for brand in parts.config.brands.values()
        if brand.name not in named and asked & {name.casefold() for name in names_to_search([brand])}
    ]


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

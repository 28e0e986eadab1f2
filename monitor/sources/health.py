"""Whether Earful itself is well: sources that have gone blind, and whether the heartbeat may be sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from monitor.cases import Reason
from monitor.clock import from_us
from monitor.config import Source
from monitor.parts import Parts
from monitor.sources.remedies import of_silence, remedy
from monitor.sources.usual import usual
from monitor.store import asking, visiting
from monitor.telling import deliver
from monitor.telling.phrases import ENGLISH, Catalogue
from monitor.words import clock, span

BLIND_AFTER = 3
"""Failed visits in a row …"""
BLIND_FOR = timedelta(minutes=30)
"""… over at least this long. A wrong address or a refusal is told at once: waiting does not mend it."""
OUTBOX_STUCK = timedelta(minutes=15)


def blind(row: Any, source: Source, now: datetime) -> bool:
    """Whether a source (its stored health ``row``) has heard nothing for longer than trouble in passing explains, or than
    is usual for it although it answers."""
    if not row.failures:
        return bool(row.silent)
    if row.permanent:
        return True
    passing = max(BLIND_FOR, source.slowest * BLIND_AFTER)
    # A service that sends us away for a day is asked once, and would fail three times only on the third.
    sent_away = row.asked_until is not None and from_us(row.asked_until) > now
    if sent_away and now - from_us(row.tried_at) >= passing:
        return True
    since = from_us(row.succeeded_at) if row.succeeded_at is not None else None
    # What was heard by a clock that has been set back since says nothing.
    return bool(row.failures >= BLIND_AFTER and (since is None or not timedelta(0) <= now - since < passing))


async def review_sources(parts: Parts) -> None:
    """Tells the operator once which sources cannot be heard (all of them in one message: a broken line is one matter),
    and once when they hear again."""
    now, say = parts.now(), parts.config.words_of(parts.config.operator)
    async with parts.store.read() as connection:
        rows = {row.name: row for row in await asking.troubled_sources(connection)}
    known = [(rows[name], source) for name, source in parts.config.sources.items() if name in rows]
    gone_blind = [row for row, source in known if row.blind_told_at is None and blind(row, source, now)]
    hear_again = [row for row, _ in known if row.blind_told_at is not None and not row.failures and not row.silent]
    if gone_blind:
        lines = [f"{row.name}: {_why(row, now, parts.config.timezone, say)}" for row in gone_blind]
        mark = partial(visiting.mark_blind, names=[row.name for row in gone_blind], told_at=now)
        await deliver.tell_operator(parts, "sources", Reason.SOURCE_BLIND, _names(gone_blind, say), lines, mark=mark)
    if hear_again:
        mark = partial(visiting.mark_blind, names=[row.name for row in hear_again], told_at=None)
        await deliver.tell_operator(parts, "sources", Reason.SOURCE_HEARS_AGAIN, _names(hear_again, say), [], mark=mark)


def _names(rows: list[Any], say: Catalogue) -> str:
    first, more = ", ".join(row.name for row in rows[:3]), len(rows) - 3
    return say.say("sources_more", first=first, count=more) if more > 0 else first


def _why(row: Any, now: datetime, zone: ZoneInfo, say: Catalogue) -> str:
    """The likely cause, and what to do about it."""
    if not row.failures:
        return f"{silence(row, now, say)}. {of_silence(row.kind, say)}"
    todo = remedy(row.error, say)
    return f"{row.error} ({_last_heard(row, now, zone, say)})" + (f". {todo}" if todo else "")


def silence(row: Any, now: datetime, say: Catalogue = ENGLISH) -> str:
    """How long a source that answers has brought nothing, beside what is usual."""
    known = usual(row.usual)
    silent = say.say("source_silent", span=span(now - from_us(known.since), say))
    return say.say("source_usual", silent=silent, gap=span(known.gap, say)) if known.gap else silent


def _last_heard(row: Any, now: datetime, zone: ZoneInfo, say: Catalogue) -> str:
    if row.succeeded_at is None:
        return say.say("source_never")
    return say.say("source_last", at=clock(from_us(row.succeeded_at), now, zone, say))


async def trouble(parts: Parts) -> str:
    """Why the heartbeat must not be sent, in words; empty when polling and delivery really work: some source was heard
    lately (of those that are visited: nobody can tell whether one that is posted to is broken, or has nothing to say), and
    no message has been stuck."""
    now = parts.now()
    async with parts.store.read() as connection:
        rows = await asking.sources(connection)
        oldest = await asking.oldest_stuck_letter(connection, now)
    if oldest and now - oldest > OUTBOX_STUCK:
        return f"a message has been waiting to be delivered since {oldest:%Y-%m-%d %H:%M} UTC"
    visited = {name: source for name, source in parts.config.sources.items() if not source.receives}
    heard = [
        rows[name]
        for name, source in visited.items()
        if name in rows
        and rows[name].succeeded_at is not None
        and abs(now - from_us(rows[name].succeeded_at)) <= max(timedelta(hours=1), source.slowest * 3)
    ]
    if visited and not heard:
        return "no source has been heard lately"
    return ""

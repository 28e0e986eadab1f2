"""Learn: what "not about us" teaches about a brand, and what nobody wants to hear of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor import muting
from monitor.cases import Refused
from monitor.clock import from_us, to_us
from monitor.config.model import Mute
from monitor.matching import Matcher
from monitor.parts import Parts
from monitor.pipeline.moving import Mover, standing_deeds
from monitor.pipeline.understanding import understood
from monitor.store import correcting, hearing, learning
from monitor.store.deciding import Waiting
from monitor.store.rows import post_of
from monitor.storms import LATE
from monitor.tone import Tone

KINDS = ("author", "source", "word")

_AGAIN = timedelta(days=30)
_MOST_AGAIN = 500
"""Mentions, or posts, for one thing that is forgotten."""
_MOST_OTHERS = 200
"""Cases that may teach the same: the newest."""


@dataclass(frozen=True, slots=True)
class Ears:
    """What one brand does not want to hear: rules, authors who mean somebody else, and how much higher its bar is."""

    mutes: tuple[Mute, ...]
    strangers: frozenset[bytes]
    bar: float

    def shut_to(self, item: Waiting, tone: Tone) -> str:
        """Why this mention can open no case; empty: it can. Who corrected its tone has read it, and knows whom it means."""
        why = muting.muted(self.mutes, item.author, item.source, f"{item.title}\n{item.text}")
        if why:
            return f"muted: {why}"
        if item.author_key in self.strangers and not tone.corrected_by and item.rule not in muting.ADDRESSED:
            return "muted: somebody said that this author means somebody else"
        return ""


async def ears_of(parts: Parts, tx: AsyncConnection, brand: str) -> Ears:
    """What this brand does not want to hear now."""
    known = parts.config.brands.get(brand)
    mutes = (await learning.muted(tx, brand), parts.config.mute, *([known.mute] if known else []))
    now = parts.now()
    strangers = await learning.strangers(tx, brand, now)
    return Ears(mutes, frozenset(strangers), muting.bar(await learning.taught(tx, brand, now)))


async def not_us(mover: Mover, brand: str, case_id: int, by: str) -> None:
    """What a case that was not about the brand teaches: its authors, and the longer names that were found in it."""
    authors, phrases = await _lessons(mover, brand, case_id)
    await learning.learn(mover.tx, brand, authors, phrases, by, mover.parts.now(), case_id)


async def us_after_all(mover: Mover, brand: str, case_id: int) -> None:
    """What such a case had taught is forgotten, but for what another one teaches as well: that was not about the brand, too."""
    tx, kept = mover.tx, set[str]()
    gone = await learning.unlearn_case(tx, case_id)
    for other in await learning.cases_not_about(tx, brand, but=case_id, most=_MOST_OTHERS) if gone else ():
        values = {row.value for row in gone} - kept
        authors, phrases = await _lessons(mover, brand, other)
        authors = [(key, name) for key, name in authors if name in values]
        phrases = [phrase for phrase in phrases if phrase in values]
        if authors or phrases:
            by = next((deed.by for deed in reversed(await standing_deeds(tx, other))), "")
            await learning.learn(tx, brand, authors, phrases, by, mover.parts.now(), other)
            kept |= {*phrases, *(name for _, name in authors)}
    await heard_after_all(mover.parts, tx, [row for row in gone if row.value not in kept])


async def _lessons(mover: Mover, brand: str, case_id: int) -> tuple[list[tuple[bytes, str]], list[str]]:
    """The authors (key, name) and the phrases of a case that was not about the brand."""
    names = mover.parts.config.brands[brand].names if brand in mover.parts.config.brands else None
    known = (names.name, *names.also_called, *names.not_us) if names else (brand,)
    authors: dict[bytes, str] = {}
    phrases: list[str] = []
    for row in await learning.found_in(mover.tx, case_id):
        key = bytes(row.author_key)
        name = row.author.get("handle") or row.author.get("name") or "somebody"
        if row.rule not in muting.ADDRESSED:
            authors[key] = f"{name} on {row.service} ({key.hex()[:6]})"
        phrases += muting.phrases(row.text, row.spans, known) + muting.phrases(row.title, row.title_spans, known)
    return list(authors.items()), list(dict.fromkeys(phrases))[: muting.PHRASES_A_CASE]


async def heard_after_all(parts: Parts, tx: AsyncConnection, forgotten: Sequence[Any]) -> None:
    """What nobody heard of because of what is ``forgotten`` now waits for a decision: the newest, no older than a month and
    than what had been learnt. What was said long before that is history."""
    for row in forgotten:
        since = max(row.at, to_us(parts.now() - _AGAIN))
        if row.kind == learning.AUTHOR:
            mentions = await learning.shut_out(tx, row.brand, [row.author_key], since, _MOST_AGAIN)
            await correcting.decide_anew(tx, [(number, row.brand) for number in mentions])
        elif brand := parts.config.brands.get(row.brand):
            rows = await learning.passed_over(tx, row.brand, row.value, since, _MOST_AGAIN)
            still = (await learning.phrases(tx)).get(row.brand, ())
            names = replace(brand.names, not_us=(*brand.names.not_us, *still))
            await _found_after_all(replace(parts, matcher=Matcher([names])), tx, row, rows)


async def _found_after_all(parts: Parts, tx: AsyncConnection, forgotten: Any, rows: Sequence[Any]) -> None:
    found = []
    for row in rows:
        source = parts.config.sources.get(row.source)
        if source is None:
            continue
        news_from = from_us(forgotten.at) - LATE
        for item in await understood(parts, source, [post_of(row)], now=parts.now(), news_from=news_from):
            found += [
                (row.id, row.revision_id, match, item, row.source)
                for match in item.matches
                if match.brand == forgotten.brand
            ]
    await hearing.also_about(tx, found, parts.now())


async def mute(parts: Parts, kind: str, value: str, brand: str, by: str) -> None:
    """Nobody wants to hear of this author, source or word from now on; ``brand`` empty: of all brands. Raises Refused."""
    _check(parts, kind, value, brand)
    await parts.store.write(lambda tx: learning.mute_it(tx, brand, kind, value, by, parts.now()))


async def unmute(parts: Parts, kind: str, value: str, brand: str) -> None:
    """Somebody does again. Raises Refused."""
    _check(parts, kind, value, brand)
    if not await parts.store.write(lambda tx: learning.unmute(tx, brand, kind, value)):
        where = f" for {brand}" if brand else ""
        raise Refused(f"the {kind} {value!r} is not muted{where} by hand; `earful mute` lists what is")


def _check(parts: Parts, kind: str, value: str, brand: str) -> None:
    if kind not in KINDS:
        raise Refused(f"mute what? One of {', '.join(KINDS)}")
    if not value.strip():
        raise Refused(f"which {kind}?")
    if kind == "source" and value not in parts.config.sources:
        raise Refused(f"no source is called {value!r}; there are {', '.join(parts.config.sources)}")
    if brand and brand not in parts.config.brands:
        raise Refused(f"no brand is called {brand!r}; there are {', '.join(parts.config.brands)}")


async def forget(parts: Parts, number: str) -> str:
    """One thing that was learnt is forgotten: the number of an author or phrase, or that of a correction with a "t" before it;
    returns what it was. A mention that a person had corrected is decided about anew. Raises Refused."""
    tone = number[:1] in ("t", "T")
    digits = number[1:] if tone else number
    found = int(digits) if digits.isdecimal() else 0

    async def transaction(tx: AsyncConnection) -> str:
        row = await (correcting.forget if tone else learning.forget)(tx, found)
        if row is None:
            raise Refused(f"nothing that was learnt has the number {number}; `earful learned` lists it")
        if not tone:
            await heard_after_all(parts, tx, [row])
            return f"{row.kind} {row.value}"
        if row.case_id is None and row.mention_id is not None:
            await correcting.decide_anew(tx, [(row.mention_id, row.brand)])
        return f"what {row.by} said about these words"

    return await parts.store.write(transaction)

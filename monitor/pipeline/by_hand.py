"""A case opened by hand: heard on the phone, in the shop, in a forwarded mail. What that customer writes later joins it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import Author, Post
from connectors.text import clean
from monitor import cases, policies
from monitor.cases import Refused
from monitor.matching import Match
from monitor.parts import Parts
from monitor.pipeline.deciding import heard_event, score
from monitor.pipeline.moving import Decided, Mover, Scored
from monitor.store import deciding, hearing, keys, kinship
from monitor.store.rows import Incoming
from monitor.tone.base import Subject
from monitor.tone.correction import Correction, corrected

PLACE = "by hand"
"""The service and the source of what somebody typed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person heard: whose words, when (aware UTC), and under which profile or handle the customer is known. The same
    ``press`` is told once, however often; empty: each time is another."""

    brand: str
    words: str
    at: datetime
    name: str = ""
    profile: str = ""
    handle: str = ""
    press: str = ""


async def open_by_hand(parts: Parts, told: Told, by: str) -> Decided:
    """Opens a case with these words, or adds them to the one there is of this customer. Raises Refused."""
    if told.brand not in parts.config.brands:
        raise Refused(f"no brand is called {told.brand!r}; there are {', '.join(parts.config.brands)}")
    words = clean(told.words).strip()
    if not words:
        raise Refused("what did they say? Tell it in their words")
    if told.at > parts.now():
        raise Refused("that time is still to come; when was it said?")
    author = Author(name=clean(told.name), url=told.profile, handle=told.handle)
    post = Post(
        service=PLACE,
        id=keys.key("press", told.press).hex() if told.press else uuid4().hex,
        author=author,
        text=words,
        published=told.at,
    )
    known = kinship.named(told.profile, told.handle)
    [found] = await asyncio.to_thread(score, parts.scorer, [Subject(text=words, at=parts.here(told.at))])
    tone = corrected(found, Correction(by=by, complaint=True))

    async def transaction(tx: AsyncConnection) -> Decided:
        mover, now = Mover(parts, tx), parts.now()
        if told.press and (there_is := await deciding.case_of_post(tx, keys.post_key(post))):
            return Decided(cases={there_is.id: there_is.case})
        await hearing.heard(tx, PLACE, [Incoming(post, [Match(told.brand, "by_hand")], told.at, False)], now)
        [item] = await deciding.waiting(tx, told.brand, 1, native_id=post.id)
        event = replace(heard_event(parts, item, tone, now), unhappy=True, happy=False)
        there = await kinship.author_of(tx, told.brand, told.profile, told.handle)
        head = there or await kinship.head(tx, told.brand, item.author_key, known)
        await kinship.join(tx, told.brand, [item.author_key, *known], head, by, now)
        row = await deciding.latest_case(tx, told.brand, head)
        if row is not None and cases.belongs(row.case, now):
            case_id = row.id
            await mover.move(row, event, item.mention_id)
        else:
            route = policies.route(parts.config, event, PLACE, words)
            # Whoever opens it by hand wants it to be seen to, however calm the words are.
            policy = replace(await mover.policy(told.brand, route=route), alert_when="unhappy")
            case_id = await mover.open(event, head, item.mention_id, policy)
        await deciding.settle(tx, [(item.mention_id, tone, case_id)], now)
        mover.done.mentions.append(Scored(item, tone))
        return mover.done

    return await parts.store.write(transaction)

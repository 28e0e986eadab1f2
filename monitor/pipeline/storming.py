"""Storms, from what was heard to who is told: feeds the detectors of a brand, opens and ends its storm, absorbs cases and hands
them back. All of it within transaction 2, so a kill neither loses nor doubles a storm.

The detectors are loaded and stored once a batch. What they say is compared with what they said before the batch, not bin by bin: a
storm that came and went while the machine slept is no news.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from connectors.base import pushes
from monitor import cases, storming
from monitor.cases import Reason, Say
from monitor.clock import from_us
from monitor.parts import Parts
from monitor.pipeline import press
from monitor.pipeline.moving import Decided, Mover
from monitor.store import asking, deciding, keys, stories, storms
from monitor.store.deciding import Row, Waiting
from monitor.stories import boosts
from monitor.storming import Outcome, State, Storm
from monitor.storming.feeding import Said, Told, close, mentions, replayed
from monitor.storming.wording import would_have_told
from monitor.storms import LATE, WHOLE, Watch
from monitor.telling.letters import letters
from monitor.tone.base import Theme

log = logging.getLogger(__name__)

HISTORY = timedelta(days=30)
"""So far back new detectors learn what is usual from what is stored."""
THEMES = tuple(theme.value for theme in Theme if theme is not Theme.OTHER)
"""Each has a detector of its own."""
_MOST = 50_000  # mentions it learns from
_ASLEEP = timedelta(hours=1)
_CHANGES = {"began": "storm.began", "over": "storm.over"}  # what programs are told; everything else is a change
_UNSAID = ("FIRST_ANGER", "LOUDER", "STILL_ANGRY", "REOPENED", "STILL_WAITING", "ESCALATED", "OVERDUE", "POST_GONE")


@dataclass(slots=True)
class Change:
    """What a batch did to the weather over a brand."""

    brand: str
    watch: Watch
    of: tuple[str, ...] = ()  # the themes that rage; none: everything
    wider: bool = False  # a theme more, or everything
    began: bool = False
    louder: bool = False
    over: bool = False
    since: datetime | None = None
    heard: int = 0  # voices that were counted


# -- the detector ----------------------------------------------------------------------------------------------------


async def hear(mover: Mover, brand: str, told: Sequence[tuple[Waiting, int, frozenset[str]]]) -> Change | None:
    """Counts mentions that speak against a brand, each with the number of its story and its themes. None where nothing is
    new, or nothing is known of the brand yet. If a storm begins it is on record when this returns, so that it absorbs the
    cases of the batch; ``tell`` says so."""
    tx, now = mover.tx, mover.parts.now()
    timely = await storms.timely(tx, [item.mention_id for item, *_ in told])
    headlines = await stories.only_headlines(tx, [(item, story) for item, story, _ in told], press.FORMS)
    voices = [
        (
            storms.voice_key(brand, item.author_key, story, once=_once(item) or item.mention_id in headlines),
            item.author_key,
            item.at,
        )
        for item, story, _ in told
        if item.mention_id in timely
    ]
    heard = await storms.new_voices(tx, brand, voices)
    if not heard:
        return None
    watch = await _watch(mover, brand)
    if watch is None:
        return None  # it will learn them with all that is stored
    themes = {(item.at, item.author_key.hex()): tuple(sorted(themes)) for item, _, themes in told}
    before = watch.raging
    said = close(watch, now, await exposure(mover, brand))
    for name, more in mentions(watch, [Told(at, who, themes[at, who]) for at, who in heard]).items():
        said[name] += more
    await storms.keep_watch(tx, brand, watch)
    change = _change(brand, before, watch, said)
    change.heard = len(heard)
    await _on_record(mover, change)
    return change


async def look(mover: Mover, brand: str, until: datetime) -> Change | None:
    """Lets the clock close the bins of a brand whose newest one ended at ``until``. None while nothing ends."""
    now = mover.parts.now()
    if now - until < timedelta(minutes=15) or await _asleep(mover, until):
        return None
    watch = await _watch(mover, brand)
    if watch is None:
        return None
    before = watch.raging
    said = close(watch, now, await exposure(mover, brand))
    await storms.keep_watch(mover.tx, brand, watch)
    change = _change(brand, before, watch, said)
    await _on_record(mover, change)
    return change


async def _watch(mover: Mover, brand: str) -> Watch | None:
    """What listens for storms over a brand, with the budget that the owner gives."""
    watch = await storms.watch(mover.tx, brand)
    if watch is not None:
        watch.allow(mover.parts.config.alerts.max_false_per_days)
    return watch


def _once(item: Waiting) -> bool:
    """An article is counted once a story, whoever prints it; and so is what people only pass on."""
    return item.form in press.FORMS or boosts(item.text)


def _change(brand: str, before: frozenset[str], watch: Watch, said: Said) -> Change:
    rage = watch.raging
    last = [
        next((verdict.storm for verdict in reversed(verdicts) if verdict.storm is not None), None)
        for verdicts in said.values()
    ]
    since = min((storm.since for storm in last if storm is not None), default=None)
    return Change(
        brand,
        watch,
        of=() if WHOLE in rage else tuple(sorted(rage)),
        wider=bool(before and rage - before),
        began=bool(rage and not before),
        louder=any(verdict.louder for name, verdicts in said.items() if name in rage for verdict in verdicts),
        over=bool(before and not rage),
        since=datetime.fromtimestamp(since * 3600, UTC) if since is not None else None,
    )


async def exposure(mover: Mover, brand: str) -> float:
    """The share of a brand's sources that are heard; 1 where it has none that could be blind."""
    rows = await asking.sources(mover.tx)
    mine = [name for name, source in mover.parts.config.sources.items() if source.about in ("", brand)]
    known = [rows[name] for name in mine if name in rows]
    heard = [row for row in known if row.succeeded_at is not None and not row.failures and not row.silent]
    return len(heard) / len(known) if known else 1.0


async def _asleep(mover: Mover, until: datetime) -> bool:
    """Whether nothing has been heard since long before now, because the machine slept or the line is broken: what was said
    meanwhile may still come, so the bins wait for it, for a day."""
    now = mover.parts.now()
    if not _ASLEEP < now - until < LATE or any(
        pushes(source.connector) or source.receives for source in mover.parts.config.sources.values()
    ):
        return False
    rows = await asking.sources(mover.tx)
    times = [row.succeeded_at for name, row in rows.items() if name in mover.parts.config.sources and row.succeeded_at]
    return bool(times) and now - from_us(max(times)) > _ASLEEP


# -- learning what is usual ------------------------------------------------------------------------------------------


async def remember(parts: Parts, *, starting: bool = False) -> None:
    """Gives every brand that has none detectors that have heard all that is stored of the last 30 days. What they would have
    raised is logged and kept; nobody is told. ``starting``: the same is said of every brand, as its budget is now."""
    now = parts.now()
    async with parts.store.read() as connection:
        watched = await storms.watched(connection)
    for brand in parts.config.brands:
        known = brand in watched and now - watched[brand] < HISTORY
        if known and not starting:
            continue
        async with parts.store.read() as connection:
            since = await storms.first_mention(connection, brand, now - HISTORY) or now
            told = await storms.told_since(connection, brand, now - HISTORY, parts.config.alerts, _MOST)
        heard = [voice for _, voice in told]
        budget = parts.config.alerts.max_false_per_days
        past = await asyncio.to_thread(replayed, min(since, now), now, heard, THEMES, budget)
        if past.history is not None:
            log.info("%s", would_have_told(brand, past.history, now, parts.config.timezone))

        async def write(
            tx: AsyncConnection, brand: str = brand, told: Any = told, past: Watch = past, known: bool = known
        ) -> None:
            if known and (watch := await storms.watch(tx, brand)) is not None:
                watch.history = past.history
                await storms.keep_watch(tx, brand, watch)
                return
            await storms.keep_watch(tx, brand, past)
            await storms.remember_voices(tx, brand, told[-storms.CHUNK :])
            row = await storms.raging(tx, brand)
            if row is not None and not past.raging:  # it ended while nobody looked, or the detectors of before are gone
                await end(Mover(parts, tx), row, Outcome.CALM)

        await parts.store.write(write)


# -- the storm -------------------------------------------------------------------------------------------------------


async def _on_record(mover: Mover, change: Change) -> None:
    """A storm that began is in the store, and speaks for the cases that it is made of; so does one that is wider than before."""
    if not (change.began or change.louder or change.wider):
        return
    row = await storms.latest(mover.tx, change.brand)
    open_ = row is not None and row.storm.state is not State.OVER
    now, policy = mover.parts.now(), await mover.policy(change.brand)
    untold: list[Row] = []  # whom it has not handed back yet
    if row is not None and open_:
        change.began = False
        storm = storming.widened(row.storm, change.of)
        change.louder |= change.wider and storm.of != row.storm.of
        if change.over or not change.wider or storm.of == row.storm.of:
            return
        number: int | None = row.id
    elif change.began or (change.louder and not (row and row.storm.outcome is Outcome.NOISE)):
        change.began = True
        if row is not None and storming.until_told(row.storm, now):
            number = row.id
            storm = storming.raised_again(storming.widened(row.storm, change.of), now, policy)
            untold = await storms.take_back_end(mover.tx, row.id)
        else:
            number, storm = None, storming.begin(change.brand, change.since or now, now, policy, change.of)
    else:
        return
    number = await storms.save(mover.tx, storm, number)
    mover.forget_storms()
    told = {case.id: case for case in [*untold, *await storms.cases_since(mover.tx, storm, change.since or now)]}
    for case in told.values():
        state = cases.absorbed(case.case, number, now)
        await deciding.save_case(mover.tx, state, case_id=case.id, announced=case.announced)
        await mover.note_storm(case.id, "absorbed", number)
        await mover.changed(case.id, state)
    await storms.unsay(mover.tx, list(told), _UNSAID)


async def tell(mover: Mover, change: Change) -> None:
    """Says what a change means, once the mentions of the batch are in the store."""
    if not (change.began or change.louder or change.over or change.heard):
        return
    row = await storms.raging(mover.tx, change.brand)
    if row is None:
        return
    now, policy = mover.parts.now(), await mover.policy(change.brand)
    storm, picture = await _picture(mover, row.id, row.storm, change.watch)
    if change.over:
        await end(mover, storms.Row(row.id, storm), Outcome.CALM, picture=picture)
    elif change.began:
        await _keep(mover, row.id, *storming.announce(storm, picture, now, policy), kind="began")
    else:
        storm, says = storming.grew(storm, picture, change.louder, now, policy)
        await _keep(mover, row.id, storm, says, kind="louder" if says else "")


async def time_passes(mover: Mover) -> None:
    """Lets the clock say what it has to say about every brand and every storm."""
    now, brands = mover.parts.now(), mover.parts.config.brands
    for brand, until in (await storms.watched(mover.tx)).items():
        if brand in brands and now - until < HISTORY and (change := await look(mover, brand, until)):
            await tell(mover, change)
    for row in await storms.not_over(mover.tx):
        if row.storm.brand not in brands:  # nobody listens for its end any more
            await end(mover, row, Outcome.CALM)
    for row in await storms.due(mover.tx, now):
        storm, says = storming.tick(row.storm, now, await mover.policy(row.storm.brand))
        await _keep(mover, row.id, storm, says, kind="clock")


async def end(
    mover: Mover, row: storms.Row, outcome: Outcome, by: str = "", picture: storming.Picture | None = None
) -> None:
    """It is over, and every customer who is still unanswered is handed back. Raises Refused."""
    now, policy = mover.parts.now(), await mover.policy(row.storm.brand)
    storm, says = storming.end(row.storm, outcome, now, policy, by)
    storm = storm if picture is None else replace(storm, picture=picture)
    await _keep(mover, row.id, storm, says, kind="over", by=by)
    mover.forget_storms()
    await _hand_back(mover, row.id, storm)


async def _hand_back(mover: Mover, number: int, storm: Storm) -> None:
    """One message a person, the longest waiting first; their ladders start with it."""
    now = mover.parts.now()
    theirs: dict[str, list[int]] = {}
    due: dict[str, datetime] = {}
    for row in await storms.absorbed_by(mover.tx, storm.brand, number):
        policy = await mover.policy(storm.brand, row.case)
        state = cases.handed_back(row.case, now, policy)
        await deciding.save_case(mover.tx, state, case_id=row.id, announced=row.announced or bool(state.told))
        person = policy.here(state.turn) if state.state is cases.State.OPEN else ""
        await mover.note_storm(row.id, "handed_back", number, person)
        await mover.changed(row.id, state)
        if person:
            theirs.setdefault(person, []).append(row.id)
            due[person] = policy.awake(now, timedelta(0), person)
    for person, numbers in theirs.items():
        matter = f"back-{number}-{person}"
        say = Say(Reason.HANDED_BACK, (person,), await deciding.next_ordinal(mover.tx, matter), due[person])
        found = letters(mover.parts.config, matter, say, None, {"storm": number, "cases": numbers}, brand=storm.brand)
        await deciding.post_letters(mover.tx, found, now)
        mover.done.letters += found


async def _keep(mover: Mover, number: int, storm: Storm, says: Sequence[Say], *, kind: str, by: str = "") -> None:
    """Stores a storm, what happened, and what is to be told."""
    now = mover.parts.now()
    await storms.save(mover.tx, storm, number)
    if kind:
        key = keys.key("storm", str(number), kind, by, now.isoformat(), str(storm.said))
        data = {"state": storm.state.value, "people": storm.picture.people, "posts": storm.picture.posts}
        await storms.add_event(mover.tx, number, at=now, by=by or "earful", kind=kind, data=data, key=key)
    for say in says:
        found = letters(
            mover.parts.config, f"storm-{number}", say, None, {"storm": number, "by": say.by}, brand=storm.brand
        )
        await deciding.post_letters(mover.tx, found, now)
        mover.done.letters += found
        said = {"reason": say.reason.value, "to": list(say.to), "at": say.at.isoformat()}
        key = keys.key("storm told", str(number), str(say.ordinal))
        await storms.add_event(mover.tx, number, at=now, by="earful", kind="told", data=said, key=key)
    if kind:
        await mover.storm_changed(number, storm, _CHANGES.get(kind, "storm.changed"))
    mover.done.storms[number] = storm


async def _picture(mover: Mover, number: int, storm: Storm, watch: Watch) -> tuple[Storm, storming.Picture]:
    """What the storm is about, as of now; and the storm, which began with the first of its mentions, not with the window in
    which they were noticed."""
    tx, now = mover.tx, mover.parts.now()
    said = await storms.voices(tx, storm.brand, storm.since, mover.parts.config.alerts)
    said = [voice for voice in said if storm.concerns(voice.themes)]
    storm = replace(storm, since=said[0].at if said else storm.since)
    waiting = [row.case for row in await storms.longest_waiting(tx, storm.brand, number)]
    late = max(((now - case.waiting_since) / (case.within or LATE) for case in waiting), default=0.0)
    readers = await storms.readers(tx)
    return storm, storming.picture(said, storm.since, now, watch.per_day(storm.of), readers=readers, late=late)


async def pass_on(mover: Mover, row: storms.Row, person: str) -> None:
    """A storm is this person's, or that of who stands in for them."""
    policy = await mover.policy(row.storm.brand)
    await _keep(mover, row.id, *storming.hand_over(row.storm, person, mover.parts.now(), policy), kind="handed over")


# -- people ----------------------------------------------------------------------------------------------------------


async def act(parts: Parts, number: int, verb: str, by: str, *, press: str = "") -> Decided:
    """A person does something about a storm: take, over, noise. ``press`` as in ``acting.act``. Raises Refused."""

    async def transaction(tx: AsyncConnection) -> Decided:
        mover, now = Mover(parts, tx), parts.now()
        row = await storms.by_id(tx, number)
        if row is None:
            raise cases.Refused.of("no_storm", storm=number)
        if not parts.config.may_see(by, row.storm.brand):
            raise cases.Refused.of("brand", brand=row.storm.brand, person=by)
        if press:
            key = keys.key("storm press", str(number), press)
            data = {"verb": verb}
            if not await storms.add_event(tx, number, at=now, by=by, kind="press", data=data, key=key):
                return mover.done
        if verb == "take":
            policy = await mover.policy(row.storm.brand)
            await _keep(mover, number, *storming.take(row.storm, now, by, policy), kind="take", by=by)
        elif verb == "over":
            await end(mover, row, Outcome.ENDED, by)
        elif verb == "noise":
            await end(mover, row, Outcome.NOISE, by)
            if (watch := await storms.watch(tx, row.storm.brand)) is not None:
                watch.noise(row.storm.of)
                await storms.keep_watch(tx, row.storm.brand, watch)
        else:
            raise cases.Refused(f"{verb!r} is nothing that can be done with a storm")
        return mover.done

    return await parts.store.write(transaction)

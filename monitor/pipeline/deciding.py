"""Decide: give pending mentions their tone, and let each move its customer's case. Transaction 2."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor import cases, policies
from monitor.cases import Act, Agreed, Case, Gone, Heard, Points, State
from monitor.clock import from_us
from monitor.parts import Parts
from monitor.pipeline import press, storming
from monitor.pipeline.joining import still_said
from monitor.pipeline.learning import Ears, ears_of, heard_after_all
from monitor.pipeline.moving import Decided, Mover, Scored, standing_deeds
from monitor.store import StoreError, agreeing, asking, correcting, deciding, kinship, stories
from monitor.store import learning as taught
from monitor.store.deciding import Row, Waiting
from monitor.store.rows import NO_CASE
from monitor.stories import MANY, Fingerprint, agrees, boosts, fingerprints, words_of
from monitor.tone import Scorer, Subject, Tone, UnusableScorer, make, scored
from monitor.tone.base import Label
from monitor.tone.correction import corrected

log = logging.getLogger(__name__)

BATCH = 128
"""Mentions decided in one transaction."""
_HANDFUL = 16
_CALLED = re.compile(r"(?<!\w)@([\w.-]+)")
_MORE = 3
"""Words by which an edit that says more than before is longer."""


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
        edited = [item.mention_id for item in items if item.cause == "edited" and item.case_id is not None]
        before = await deciding.words_before(connection, edited) if edited else {}
    if not items:
        return False
    items = await _adding(parts, items, before) if before else items
    worded = [item for item in items if item.cause in ("new", "edited") and item.rule != "ours"]
    tones = await _scored(parts.scorer, [_subject(parts, item, others.get(item.mention_id, [])) for item in worded])
    toned = await _corrected(parts, brand, worded, tones)
    told = await asyncio.to_thread(fingerprints, [stories.telling(item) for item in worded])
    prints = {item.mention_id: one for item, one in zip(worded, told, strict=True)}
    try:
        await _decide_these(parts, items, toned, prints, done)
    except StoreError:
        raise  # the database is in trouble, not the mention
    except Exception:
        log.exception("%d mentions of %s could not be decided together; one by one", len(items), brand)
        for item in items:
            try:
                await _decide_these(parts, [item], toned, prints, done)
            except StoreError:
                raise
            except Exception:
                log.exception("mention %d (%s) cannot be decided; it stays pending", item.mention_id, item.url)
                stuck.add(item.mention_id)
    return len(items) == BATCH


async def _adding(parts: Parts, items: Sequence[Waiting], before: Mapping[int, str]) -> list[Waiting]:
    """The same, marked where an edit adds a complaint to the words ``before``: "UPDATE: they never came". That is more than
    another spelling."""
    added = {
        item.mention_id: words
        for item in items
        if item.mention_id in before and (words := what_is_new(before[item.mention_id], f"{item.title}\n{item.text}"))
    }
    at, alerts = parts.here(parts.now()), parts.config.alerts
    tones = await _scored(parts.scorer, [Subject(text=words, at=at) for words in added.values()])
    loud = {
        number
        for number, tone in zip(added, tones, strict=True)
        if tone.complaint >= alerts.complaint_from or tone.anger >= alerts.anger_from
    }
    return [replace(item, adds=item.mention_id in loud) for item in items]


def what_is_new(before: str, after: str) -> str:
    """The stretch of words that an edit put in, "" where it put in no more than a few."""
    old, new = before.split(), after.split()
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    end = next((at for at in range(most - start) if old[-1 - at] != new[-1 - at]), most - start)
    return " ".join(new[start : len(new) - end]) if len(new) - len(old) >= _MORE else ""


async def _corrected(parts: Parts, brand: str, items: Sequence[Waiting], tones: Sequence[Tone]) -> dict[int, Tone]:
    """The tones by mention, with what people have said about the same words."""
    # Off the event loop: texts can be long, and there are many of them.
    words = await asyncio.to_thread(
        lambda: [correcting.words_key(item.title, item.text, item.mention_id) for item in items]
    )
    async with parts.store.read() as connection:
        known = await correcting.known(connection, brand, words)
    return {
        item.mention_id: corrected(tone, known[said]) if said in known else tone
        for item, tone, said in zip(items, tones, words, strict=True)
    }


async def _decide_these(
    parts: Parts, items: Sequence[Waiting], toned: Mapping[int, Tone], prints: Mapping[int, Fingerprint], done: Decided
) -> None:
    """Transaction 2. What was edited or taken down while it was being scored is left for the next round."""

    async def transaction(tx: AsyncConnection) -> Decided:
        mover = Mover(parts, tx)
        settled: list[tuple[int, Tone | None, int | None]] = []
        muted: set[int] = set()
        unchanged = await deciding.still_waiting(tx, items)
        ears = await ears_of(parts, tx, items[0].brand)
        going = [item for item in items if item.mention_id in unchanged]
        tells = await stories.assign(tx, going, prints)
        change = await storming.hear(mover, items[0].brand, _against(parts, going, toned, tells, ears))
        often = Counter(tells.values())
        for item in going:
            story = tells.get(item.mention_id)
            if item.rule == "ours" or _agrees(item) or (story is not None and often[story] > 1):
                # What a reply answers, or who said the same, may stand in the same batch: its case has to be on record first.
                await deciding.settle(tx, settled, parts.now(), muted=muted)
                settled = []
            tone = toned.get(item.mention_id)
            shut = ears.shut_to(item, tone) if tone is not None else ""
            if tone is not None and shut:
                tone = replace(tone, why=(shut, *tone.why))
                case_id = item.case_id
                muted.add(item.mention_id)
            else:
                case_id = await _decide_one(mover, item, tone, ears.bar, story)
                if item.author_key in ears.strangers and await _means_us(mover, item, case_id):
                    ears = replace(ears, strangers=ears.strangers - {item.author_key})
            settled.append((item.mention_id, tone, case_id))
            if tone is not None:
                mover.done.mentions.append(Scored(item, tone, story))
        await stories.gone(tx, [item.story_id for item in going if item.cause == "gone" and item.story_id is not None])
        await deciding.settle(tx, settled, parts.now(), muted=muted)
        if change is not None:
            await storming.tell(mover, change)
        return mover.done

    part = await parts.store.write(transaction)
    done.mentions += part.mentions
    done.cases |= part.cases
    done.letters += part.letters
    done.storms |= part.storms


async def _means_us(mover: Mover, item: Waiting, case_id: int | None) -> bool:
    """Whether an author of whom somebody said that they mean somebody else waits for us after all: they have addressed the brand.
    Then that is forgotten, and what they write from now on is heard however they name it."""
    case = mover.done.cases.get(case_id) if case_id is not None else None
    if case is None or case.state is State.CLOSED:
        return False
    forgotten = await taught.unlearn_author(mover.tx, item.brand, item.author_key)
    await heard_after_all(mover.parts, mover.tx, forgotten)
    return True


def _against(
    parts: Parts, items: Sequence[Waiting], toned: Mapping[int, Tone], tells: Mapping[int, int], ears: Ears
) -> list[tuple[Waiting, int, frozenset[str]]]:
    """The mentions that may be part of a storm, with their stories and themes: negative or unhappy, news, about the brand by
    name, by nobody who is muted, by no program and not by us."""
    found = []
    for item in items:
        tone, story = toned.get(item.mention_id), tells.get(item.mention_id)
        if tone is None or story is None or item.history or item.rule == "ours" or item.rule in NO_CASE:
            continue
        if item.author.get("bot") or ears.shut_to(item, tone):
            continue
        if tone.label is Label.NEGATIVE or heard_event(parts, item, tone, parts.now(), ears.bar).unhappy:
            found.append((item, story, frozenset(theme.value for theme in tone.themes)))
    return found


async def _scored(scorer: Scorer, subjects: Sequence[Subject]) -> list[Tone]:
    """Scores off the event loop, a handful of texts at a time: a thread cannot be stopped, so none may take long."""
    tones: list[Tone] = []
    for start in range(0, len(subjects), _HANDFUL):
        tones += await asyncio.to_thread(score, scorer, subjects[start : start + _HANDFUL])
    return tones


def score(scorer: Scorer, subjects: Sequence[Subject]) -> list[Tone]:
    """Scores a batch. What a scorer trips over is read by the rules alone, for nobody may go unheard because a model is
    missing; the others in the batch keep their tones."""
    try:
        return scored(scorer, subjects)
    except UnusableScorer:
        if len(subjects) == 1:
            log.exception("a text could not be scored; the rules alone read it")
            return [_by_rules(subjects[0])]
    return [tone for subject in subjects for tone in score(scorer, [subject])]


def _by_rules(subject: Subject) -> Tone:
    try:
        [tone] = scored(make("fast"), [subject])
    except UnusableScorer:
        log.exception("a text could not be read by the rules either")
        tone = Tone(label=Label.UNKNOWN, polarity=0.0, anger=0.0, complaint=0.0)
    return replace(tone, why=(*tone.why, "could not be scored: the rules alone"), moves=())


def _subject(parts: Parts, item: Waiting, others: Sequence[tuple[list[list[int]], list[list[int]]]]) -> Subject:
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
        # "For two weeks" in a review that was edited a year later does not count from its first words.
        at=parts.here(parts.now() if item.cause == "edited" else item.at),
    )


def _pairs(spans: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    return [(start, end) for start, end in spans]


async def _decide_one(mover: Mover, item: Waiting, tone: Tone | None, bar: float, story: int | None) -> int | None:
    """What one mention means for its customer's case; returns the number of the case it belongs to."""
    tx, now = mover.tx, mover.parts.now()
    if item.rule == "ours":
        for above in _meant(item, await deciding.cases_above(tx, item)):
            if item.cause == "gone":  # taken down, it answers nobody
                await _unanswered(mover, above, item)
                continue
            answer = _our_answer(mover.parts, item, above.case, now)
            if answer and (above.case.spoke is None or above.case.spoke <= item.at):
                await mover.move(above, answer, item.mention_id, more={"reply": item.mention_id})
        return None
    if item.rule in NO_CASE:
        return None  # it does not name the brand: for the digest only
    author = await kinship.head(tx, item.brand, item.author_key, kinship.known_as(item.service, item.author))
    if item.cause == "gone":
        row = await deciding.case_by_id(tx, item.case_id) if item.case_id is not None else None
        # A closed case is none that goes on because of what else was said; a disputed one hears of what was removed.
        if row and (row.case.closed or not await still_said(mover, row, item.mention_id)):
            await mover.move(row, Gone(now), item.mention_id)
        return item.case_id
    row = await deciding.latest_case(tx, item.brand, author)
    if tone is None:
        return item.case_id
    if await _passes_on(mover, item, story):
        return item.case_id  # the reach of a complaint that we have, or of what a paper says
    await press.tell(mover, item, tone, story)
    if _agrees(item):
        await _agree(mover, item)
    event = heard_event(mover.parts, item, tone, now, bar)
    if event.happy and item.rule == "thread" and await deciding.answers_another(tx, item):
        event = replace(event, happy=False)  # "thanks for the tip" is meant for who gave it
    if row is None and event.unhappy:
        row = await _elsewhere(mover, item, story, author)
        # The same complaint in one more place is no further complaint.
        event = replace(event, points=replace(event.points, posts=0)) if row else event
    if row and cases.belongs(row.case, now):
        if not event.unhappy and not event.happy:
            return row.id if item.rule == "thread" or item.case_id == row.id else None
        await mover.move(row, event, item.mention_id)
        return row.id
    if not event.unhappy:
        return None
    route = policies.route(mover.parts.config, event, item.source, f"{item.title}\n{item.text}", item.lang)
    return await mover.open(event, author, item.mention_id, await mover.policy(item.brand, route=route))


async def _passes_on(mover: Mover, item: Waiting, story: int | None) -> bool:
    """Whether it is somebody else's words and no more: those of a case, or of a paper, if only its headline."""
    if story is None:
        return False
    if not boosts(item.text):
        return bool(await stories.only_headlines(mover.tx, [(item, story)], press.FORMS))
    return await stories.in_a_case(mover.tx, story, item.mention_id) or await stories.in_an_article(
        mover.tx, story, press.FORMS
    )


async def _elsewhere(mover: Mover, item: Waiting, story: int | None, author: bytes) -> Row | None:
    """The case of somebody who has said the same at length in another place, under the same name: it is one customer, and
    from now on their words there are of that case (``split`` takes them apart)."""
    names = [name for name in (item.author.get("name"), item.author.get("handle")) if name]
    if story is None or not names or len(set(words_of(f"{item.title} {item.text}"))) < MANY:
        return None
    there = await kinship.teller(mover.tx, item.brand, story, item.service, names)
    row = await deciding.latest_case(mover.tx, item.brand, there) if there is not None else None
    if row is None or row.author_key == author or not cases.belongs(row.case, mover.parts.now()):
        return None
    await kinship.join(mover.tx, item.brand, [author], row.author_key, "earful", mover.parts.now())
    return row


def _meant(item: Waiting, above: Sequence[Row]) -> Sequence[Row]:
    """Whom of these a post of ours answers. Where the place tells only the thread, and the words call some of its customers
    ("@dana we are sorry"), it is them; else everybody."""
    if item.reply_to:
        return above
    called = {name.casefold().rstrip(".") for name in _CALLED.findall(item.text)}
    return [row for row in above if row.case.author.lstrip("@").casefold() in called] or above


def _our_answer(parts: Parts, item: Waiting, case: Case, now: datetime) -> Act | None:
    """What a reply of ours does to a case: it answers it, or promises an answer. None: it promised one that had to come by now."""
    at, by = item.at if item.history else now, item.author.get("name") or item.brand
    until = parts.promised(f"{item.title}\n{item.text}", item.at, case.turn) if case.state is not State.CLOSED else None
    if until is not None and until <= at:
        return None
    if until is not None and until <= at + cases.FARTHEST:
        return Act(at, by, "promise", until=until, account=True)
    return Act(at, by, "answered", account=True)


async def _unanswered(mover: Mover, row: Row, item: Waiting) -> None:
    """A reply of ours was taken down: what only such replies had answered is as it was before, as if somebody had taken that back.
    A promise still stands, and comes back when its time is over."""
    if row.case.state is not State.ANSWERED or await deciding.answers_too(mover.tx, item, row.case.spoke):
        return
    answers: list[Any] = []  # the one that answered, and those that said more; the newest first
    for deed in reversed(await standing_deeds(mover.tx, row.id)):
        if deed.data["verb"] != "answered" or "reply" not in deed.data:
            return  # a person says so as well
        answers.append(deed)
        before = deciding.case_from_json(deed.data["before"])
        if before.state is not State.ANSWERED:
            break
    else:
        return
    if mover.parts.now() - from_us(answers[-1].at) > cases.UNDO:
        return  # it stood for long enough to be read
    replies = await asking.mentions_by_id(mover.tx, [deed.data["reply"] for deed in answers])
    if any(reply.deleted_at is None for reply in replies):
        return
    by = item.author.get("name") or item.brand
    await mover.restore(row, before, by)
    for deed in answers:
        await mover.note_undo(row.id, deed.id, by)


def _agrees(item: Waiting) -> bool:
    """Whether it is somebody's "me too". One without any name cannot be told from the next, and is not counted."""
    author = item.author
    known = any(author.get(part) for part in ("id", "url", "handle", "name")) and not author.get("bot")
    below = bool(item.reply_to or item.thread_key) and item.cause in ("new", "edited") and item.rule != "ours"
    return known and below and agrees(item.text)


async def _agree(mover: Mover, item: Waiting) -> None:
    """Counts it for the case above, whoever says it."""
    number = await agreeing.case_agreed_with(mover.tx, item)
    row = await deciding.case_by_id(mover.tx, number) if number is not None else None
    if row is not None:
        authors = await agreeing.agreed(mover.tx, item, row.id)
        await mover.move(row, Agreed(mover.parts.now(), authors, item.history), item.mention_id)


def heard_event(parts: Parts, item: Waiting, tone: Tone, now: datetime, bar: float = 0.0) -> Heard:
    """A scored mention as the state machine sees it: unhappy, happy, or neither. ``bar``: by how much the thresholds are
    raised, see ``monitor.muting``."""
    alerts = parts.config.alerts
    share = item.stars / item.stars_max if item.stars is not None and item.stars_max else None
    # Who has said that it is no complaint has seen the stars.
    low = share is not None and share <= alerts.low_stars and not (tone.corrected_by and tone.complaint < 0.5)
    edited = item.cause == "edited"
    customers = item.form not in press.FORMS and not item.author.get("bot")
    complains = tone.complaint >= alerts.complaint_from + bar or tone.anger >= alerts.anger_from + bar
    unhappy = customers and (complains or low)
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
        adds=item.adds,
    )

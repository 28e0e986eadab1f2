"""From an outbox row to the message: what the matter is now is looked up, and put into words."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from alerts.base import Message, Recipient
from monitor.cases import Reason
from monitor.links import Links
from monitor.parts import Parts
from monitor.store import deciding, delivering, storms
from monitor.store.deciding import Row
from monitor.store.delivering import Delivery
from monitor.storming.wording import DEEDS, Weather, storm_message
from monitor.telling import bundling, cards, digesting, mornings, notices, wording
from monitor.telling.matters import Matter, Said
from monitor.telling.phrases import Catalogue
from monitor.words import in_time, name

log = logging.getLogger(__name__)


async def compose(parts: Parts, delivery: Delivery) -> Message:
    """The message as it reads now: the card shows the matter as it stands, the summary what the message is about. If it
    cannot be put into words, the person is told at least that something happened, and where to look."""
    say = _words(parts, delivery)
    try:
        return signed(await _in_words(parts, delivery), say)
    except Exception:
        log.exception("message %d (%s, %s) could not be put into words", delivery.id, delivery.matter, delivery.reason)
        to = Recipient(name=delivery.recipient)
        if person := parts.config.people.get(delivery.recipient):
            to = person.recipient
        ident = str(delivery.id)
        said = notices.wordless(delivery.reason, delivery.case_id, to, ident, delivery.matter, delivery.created, say)
        return signed(said, say)


def signed(message: Message, say: Catalogue) -> Message:
    """With the last line that says who wrote it, and in which language."""
    foot, leave = say.say("foot", name=name(message.to.name)), say.say("leave_digest")
    return replace(message, foot=foot, leave_label=leave, language=say.language)


def _alone(parts: Parts, delivery: Delivery) -> bool:
    """Whether only that person will read it."""
    destination = parts.config.destinations.get(delivery.channel)
    return destination is not None and not destination.channel.shared and delivery.recipient in parts.config.people


def _by_mail(parts: Parts, delivery: Delivery) -> bool:
    """Whether what that person answers to it is read."""
    if not (_alone(parts, delivery) and parts.links and parts.links.mailbox):
        return False
    return bool(getattr(parts.config.destinations[delivery.channel].channel, "answers_by_mail", False))


def _answerable(parts: Parts, delivery: Delivery, message: Message) -> Message:
    """A message that one person gets, with what an answer to it has to carry. The token depends on nothing but the message: a
    repeat must not look like another one."""
    assert parts.links is not None
    token = parts.links.token(message.thread, delivery.recipient, delivery.wanted)
    return replace(message, answers_to=parts.links.mailbox, token=token)


def _words(parts: Parts, delivery: Delivery) -> Catalogue:
    """In a room those of everybody, else the person's own."""
    return parts.config.words_of(delivery.recipient if _alone(parts, delivery) else "")


async def _in_words(parts: Parts, delivery: Delivery) -> Message:
    config, now = parts.config, parts.now()
    person = config.people.get(delivery.recipient)
    to = person.recipient if person else Recipient(name=delivery.recipient)
    reason = Reason(delivery.reason)
    ident, say = str(delivery.id), _words(parts, delivery)
    if reason is Reason.DIGEST:
        zone = config.zone_of(to.name) if _alone(parts, delivery) else config.timezone
        message = await digesting.compose(parts, delivery, to, zone, say)
        # The moment is the message's own: a repeat must not look like another mail.
        leave = parts.links.leave(to.name, delivery.wanted) if parts.links and _alone(parts, delivery) else ""
        return replace(message, leave=leave)
    if reason in (Reason.MORNING, Reason.BUNDLE):
        async with parts.store.read() as connection:
            rows = await delivering.these(connection, delivery.facts["messages"])
        messages = [await _in_words(parts, row) for row in rows]
        if reason is Reason.BUNDLE:
            burst = bundling.bundle(messages, to, delivery.wanted, say)
            return replace(burst, id=ident, thread=delivery.matter)
        return mornings.morning(messages, to, ident, delivery.matter, delivery.wanted, now, say)
    if reason is Reason.CHANGED:
        return notices.changed(delivery.facts, to, ident, delivery.matter, delivery.created)
    if "storm" in delivery.facts and reason is not Reason.HANDED_BACK:
        return await _about_a_storm(parts, delivery, reason, to, now)
    async with parts.store.read() as connection:
        row, said, news = await delivering.matter_of(connection, delivery)
    if row is None:
        notice = await _notice(parts, delivery, reason, to, now, say)
        return replace(notice, summary=in_time(notice.summary, now - delivery.wanted, say))
    alone, by_mail = _alone(parts, delivery), _by_mail(parts, delivery)
    matter = matter_about(parts, row, said, news, to, now, decided=delivery.wanted, linked=alone, by_mail=by_mail)
    matter = replace(matter, by=str(delivery.facts.get("by", "")), late=now - delivery.wanted)
    message = wording.case_message(matter, reason, ident)
    return _answerable(parts, delivery, message) if by_mail else message


async def _notice(
    parts: Parts, delivery: Delivery, reason: Reason, to: Recipient, now: datetime, say: Catalogue
) -> Message:
    """What is about no single case and no storm that rages."""
    ident, facts, thread, at = str(delivery.id), delivery.facts, delivery.matter, delivery.created
    match reason:
        case Reason.ALREADY_WAITING:
            return await _already_waiting(parts, delivery, to, now)
        case Reason.HANDED_BACK:
            return await _handed_back(parts, delivery, to, now)
        case Reason.PRESS:
            return notices.press(facts, to, ident, thread, at, say)
        case Reason.NOT_DONE:
            return notices.not_done(facts, to, ident, thread, at, say)
        case _:
            return notices.operator_message(reason, facts, to, ident, thread, at, say)


def _links(parts: Parts, linked: bool, by_mail: bool) -> Links | None:
    """What makes the links of a message, where it may have some: only one person reads it, and they lead somewhere."""
    return parts.links if linked and parts.links and (parts.links.address or by_mail) else None


def matter_about(
    parts: Parts,
    row: Row,
    said: Said | None,
    news: Said | None,
    to: Recipient,
    now: datetime,
    *,
    decided: datetime,
    linked: bool,
    by_mail: bool = False,
) -> Matter:
    """What a message about a case is made of. ``linked``: only that person will read it, so it may carry links that act in
    the person's name, and tell it in that person's words and by that person's clock. ``by_mail``: an answer to it
    is read."""
    brand = parts.config.brands.get(row.case.brand)
    links = _links(parts, linked, by_mail)
    say = parts.config.words_of(to.name if linked else "")
    return Matter(
        case_id=row.id,
        case=row.case,
        said=said,
        news=news,
        to=to,
        by="",
        promise=row.case.within or (brand.answer_within if brand else row.case.due - row.case.waiting_since),
        now=now,
        people=tuple(name for name in parts.config.people if parts.config.may_see(name, row.case.brand)),
        decided=decided,
        zone=parts.config.zone_of(to.name) if linked else parts.config.timezone,
        say=say,
        links={verb: links.to(verb, row.id, to.name, now, say) for verb in cards.DEEDS} if links else {},
        by_mail=by_mail,
    )


async def _about_a_storm(parts: Parts, delivery: Delivery, reason: Reason, to: Recipient, now: datetime) -> Message:
    alone, by_mail = _alone(parts, delivery), _by_mail(parts, delivery)
    by = str(delivery.facts.get("by", ""))
    number = int(delivery.facts["storm"])
    weather = await weather_about(parts, number, to, now, by=by, decided=delivery.wanted, linked=alone, by_mail=by_mail)
    if weather is None:
        raise LookupError(f"there is no storm {number}")
    message = storm_message(weather, reason, str(delivery.id))
    return _answerable(parts, delivery, message) if by_mail else message


async def weather_about(
    parts: Parts,
    number: int,
    to: Recipient,
    now: datetime,
    *,
    decided: datetime,
    linked: bool,
    by: str = "",
    by_mail: bool = False,
) -> Weather | None:
    """What a message about a storm is made of, None where it is forgotten. ``linked`` and ``by_mail`` as of a case."""
    async with parts.store.read() as connection:
        row = await storms.by_id(connection, number)
        if row is None:
            return None
        first = await delivering.said_in(connection, row.storm.picture.first)
        loudest = await delivering.said_in(connection, row.storm.picture.loudest)
        waiting = await storms.waiting_in(connection, row.storm.brand, row.id)
    say, links = parts.config.words_of(to.name if linked else ""), _links(parts, linked, by_mail)
    return Weather(
        number=row.id,
        storm=row.storm,
        first=first,
        loudest=loudest,
        waiting=waiting,
        to=to,
        by=by,
        now=now,
        decided=decided,
        zone=parts.config.zone_of(to.name) if linked else parts.config.timezone,
        say=say,
        links={verb: links.to_storm(verb, row.id, to.name, now, say) for verb in DEEDS} if links else {},
        by_mail=by_mail,
    )


async def still_waiting(parts: Parts, delivery: Delivery) -> list[int]:
    """The cases of which a message tells that they wait, without those that were answered or closed while it was on its way."""
    async with parts.store.read() as connection:
        return await deciding.still_in_hand(connection, [int(number) for number in delivery.facts["cases"]])


async def _listed(
    parts: Parts, ids: Sequence[int], delivery: Delivery, to: Recipient, now: datetime
) -> list[notices.Already]:
    alone, by_mail = _alone(parts, delivery), _by_mail(parts, delivery)
    async with parts.store.read() as connection:
        rows = [row for row in [await deciding.case_by_id(connection, number) for number in ids] if row]
    about = partial(matter_about, parts, said=None, news=None, to=to, now=now, decided=delivery.wanted)
    return [
        notices.Already(
            row.id,
            row.case.brand,
            row.case.author,
            row.case.waiting_since,
            cards.card(about(row=row, linked=alone, by_mail=by_mail)),
        )
        for row in rows
    ]


async def _handed_back(parts: Parts, delivery: Delivery, to: Recipient, now: datetime) -> Message:
    ids = await still_waiting(parts, delivery)
    listed = await _listed(parts, ids[: notices.LISTED], delivery, to, now)
    storm = int(delivery.facts["storm"])
    say = _words(parts, delivery)
    return notices.handed_back(
        listed, len(ids), storm, to, str(delivery.id), delivery.matter, delivery.created, now, say
    )


async def _already_waiting(parts: Parts, delivery: Delivery, to: Recipient, now: datetime) -> Message:
    ids = await still_waiting(parts, delivery)
    listed = await _listed(parts, ids[:10], delivery, to, now)
    oldest = min((item.waiting_since for item in listed), default=now)
    return notices.already_waiting(
        listed, len(ids), oldest, to, str(delivery.id), delivery.matter, delivery.created, now, _words(parts, delivery)
    )

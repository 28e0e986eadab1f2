"""What people answer to our mails: whose answer it is, and what comes of it.

The mailbox is read as long as the daemon runs (``replies:``). An answer counts when it carries a token of ours and comes from the
mail address of somebody under ``people:``: a mail's sender can be invented and a mail can be forwarded, so neither is enough.
What is done is stored before the mailbox is marked as read so far; a mail that is read twice counts once.
"""

from __future__ import annotations

import logging
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from connectors import imap_answers
from connectors.base import Blocked, FetchError
from connectors.imap_answers import Answer
from monitor import links
from monitor.answering import replies
from monitor.answering.buttons import Doing
from monitor.answering.replies import Wish
from monitor.answering.trouble import Trouble
from monitor.cases import Reason, Refused
from monitor.config import Person
from monitor.parts import Parts
from monitor.store import deciding, keys, replying
from monitor.telling.letters import Letter
from monitor.web import signing
from monitor.words import shortened

log = logging.getLogger(__name__)

DEADLINE = timedelta(seconds=30)
"""For connecting, and for signing in."""
_SAID_A_DAY = 10
"""How often one person is told in a day that an answer did nothing: two machines that answer each other come to an end."""
_CASE_VERBS = frozenset({"take", "answered", "not_us", "not_angry", "give", "snooze", "promise", "undo"})
_STORM_VERBS = frozenset({"take", "over", "noise"})
_SHOWN = 200


@dataclass(slots=True)
class Ear:
    """Reads one mailbox. ``run`` lasts as long as the connection; call it again when it returns."""

    trouble: Trouble | None = None

    async def run(self, parts: Parts, key: bytes, doing: Doing, *, once: bool = False) -> None:
        """Does what people answer, until the connection ends or, ``once``, until nothing more waits. After a failure the
        mailbox is left alone for a while, and the operator may hear of it; ``once`` says it in the log. StoreError where an
        answer could not be stored: it is read again."""
        say = parts.config.words_of(parts.config.operator).say
        trouble = self.trouble or Trouble(say("trouble_replies"), "replies", say("trouble_replies_meanwhile"))
        self.trouble = trouble
        mailbox = parts.config.replies
        if mailbox is None or trouble.rests(parts.now()):
            return
        client = parts.net.bound(failure=FetchError, deadline=DEADLINE, allow_private=mailbox.allow_private)
        async with parts.store.read() as connection:
            cursor = await replying.cursor(connection, mailbox.place)
        try:
            async with aclosing(imap_answers.listen(mailbox.box, client, cursor)) as told:
                async for heard in told:
                    if not once:
                        await trouble.works(parts)
                    for answer in heard.answers:
                        await take(parts, key, answer, doing)
                    if heard.cursor != cursor:
                        cursor = heard.cursor
                        now = parts.now()
                        await parts.store.write(partial(replying.read_to, place=mailbox.place, cursor=cursor, now=now))
                    if once and not heard.more:
                        return
        except FetchError as error:
            if once:
                log.warning("%s: %s", trouble.what, error)
                return
            for_good = error.permanent or isinstance(error, Blocked)
            await trouble.failed(parts, str(error), permanent=for_good, retry_after=error.retry_after)


async def take(parts: Parts, key: bytes, answer: Answer, doing: Doing) -> None:
    """Does what one mail says, or tells the person why not. What no person of ours wrote, and what is no answer, is left
    alone."""
    if answer.machine:
        return
    person = next(
        (each for each in parts.config.people.values() if each.email and each.email.casefold() == answer.sender), None
    )
    right, why = _right(parts, key, answer)
    if person is None or answer.forged:
        if right and right.person in parts.config.people:
            log.warning("an answer about %s came from an address that is nobody's under people:", right.thread)
            await _nothing(parts, parts.config.people[right.person], answer, "not_done_sender", right.thread)
        return
    wish = replies.wish(answer.words, parts.config.words_of(person.name))
    if right and not wish and right.verb:
        wish = Wish(right.verb)  # a button's mail says nothing of its own
    if right is None:
        # Somebody of ours may write to this mailbox about anything. What is plainly meant for Earful gets a reply.
        if why or wish:
            await _nothing(parts, person, answer, why or "not_done_which")
        return
    if wish is None:
        await _nothing(parts, person, answer, "not_done_meaning", right.thread)
        return
    try:
        await _do(right.thread, person.name, wish, f"mail {answer.id}", doing)
    except Refused as error:
        await _nothing(parts, person, answer, error, right.thread)


def _right(parts: Parts, key: bytes, answer: Answer) -> tuple[links.Right | None, str]:
    """What the tokens of a mail are worth, and, if nothing, why, as the name of a phrase ("" if there are none)."""
    why = ""
    for token in answer.tokens:
        try:
            return links.read_answer(key, token, parts.now()), ""
        except signing.Expired:
            why = "not_done_old"
        except signing.BadToken:
            why = why or "not_done_strange"
    return None, why


async def _do(thread: str, person: str, wish: Wish, press: str, doing: Doing) -> None:
    kind, _, number = thread.partition("-")
    if kind == "storm":
        if wish.verb not in _STORM_VERBS:
            raise Refused.of("only_case")
        await doing.act_on_storm(int(number), wish.verb, person, press=press)
        return
    if wish.verb not in _CASE_VERBS:
        raise Refused.of("only_storm")
    note = wish.note if wish.verb == "answered" else ""
    await doing.act(int(number), wish.verb, person, wish.value, until=wish.until, note=note, press=press)


async def _nothing(parts: Parts, person: Person, answer: Answer, why: str | Refused, about: str = "") -> None:
    """Tells a person, by mail, that an answer has done nothing, and why: a phrase, or what refused it. ``about``: the thread
    that it was an answer to."""
    now, say = parts.now(), parts.config.words_of(person.name)
    reason = why.said(say) if isinstance(why, Refused) else say.say(why)
    channels = [
        each.name
        for each in parts.config.destinations.values()
        if getattr(each.channel, "answers_by_mail", False) and each.reaches(person)
    ]
    facts = {
        "why": reason.rstrip("."),
        "about": about.replace("-", " ", 1),
        "said": shortened(" ".join((answer.words or answer.subject).split()), _SHOWN),
    }
    log.info("an answer by mail of %s has done nothing: %s", person.name, why)

    async def transaction(tx: AsyncConnection) -> None:
        told = await replying.told_lately(tx, person.name, Reason.NOT_DONE.value, now - timedelta(days=1))
        if told >= _SAID_A_DAY or not channels:
            return
        letter = Letter(
            matter=f"answer-{keys.key('answer', answer.id).hex()}",
            reason=Reason.NOT_DONE.value,
            ordinal=0,
            recipient=person.name,
            channel=channels[0],
            due=now,
            facts=facts,
        )
        await deciding.post_letters(tx, [letter], now)

    await parts.store.write(transaction)

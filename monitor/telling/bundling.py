"""A burst becomes one message: nobody gets more than a few in ten minutes by one channel. Pure.

What edits a message that is there already is no further one, so it is never held back; and that there is a storm does not wait for
the single cases before it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from alerts.base import Card, Message, Recipient, Section, State
from monitor.cases import Reason
from monitor.telling import listing
from monitor.telling.phrases import ENGLISH, Catalogue

MOST = 6
"""Messages for one person by one channel …"""
WINDOW = timedelta(minutes=10)
"""… in this time."""
_LISTED = 50


def plan(due: Sequence[int], edits: Collection[int], lately: int) -> tuple[list[int], list[int], list[int]]:
    """What of the due messages (their numbers, in order) goes out alone, what as one message, and what waits. ``edits`` only
    change a message that is there, or must not wait; ``lately`` is how many went out in the window."""
    others = [number for number in due if number not in edits]
    room = MOST - lately
    alone = set(edits)
    if len(others) <= room:
        alone |= set(others)
        return [number for number in due if number in alone], [], []
    if room <= 0:
        return [number for number in due if number in alone], [], others
    alone |= set(others[: room - 1])
    return [number for number in due if number in alone], others[room - 1 :], []


def bundle(messages: Sequence[Message], to: Recipient, at: datetime, say: Catalogue = ENGLISH) -> Message:
    """Several messages as one: what each is about, and what is new."""
    count = len(messages)
    told = [
        listing.line(f"{message.title}: {message.summary}", message.card, message.thread)
        for message in messages[:_LISTED]
    ]
    lines = listing.first(told, _LISTED, say, count)
    title = say.say("bundle_title", count=count)
    return Message(
        id=f"bundle-{messages[0].id}",
        thread=f"bundle-{messages[0].id}",
        reason=Reason.BUNDLE.value,
        to=to,
        title=title,
        summary=say.say("bundle", title=title),
        card=Card(heading=title, state=State.NOTICE, sections=[Section(say.say("bundle_order"), lines)]),
        at=at,
        urgent=any(message.urgent for message in messages),
        data={"messages": [message.id for message in messages]},
    )

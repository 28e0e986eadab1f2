"""The morning after: what had to wait for the end of somebody's night comes as one message, the longest waiting first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from alerts.base import Card, Line, Message, Recipient, Section, State
from monitor.cases import Reason
from monitor.cases import State as CaseState
from monitor.telling import listing
from monitor.telling.phrases import ENGLISH, Catalogue
from monitor.words import in_time, shortened, span

LISTED = 30
_WORDS = 120
_WAITS = frozenset({CaseState.OPEN.value, CaseState.TAKEN.value, CaseState.PROMISED.value, CaseState.SNOOZED.value})


class Due(Protocol):
    """A message that is due: when it was decided, and when it should have gone out."""

    @property
    def matter(self) -> str: ...
    @property
    def case_id(self) -> int | None: ...
    @property
    def created(self) -> datetime: ...
    @property
    def wanted(self) -> datetime: ...


def held(due: Due) -> bool:
    """Whether it is about a case and waited for the end of a night."""
    return due.case_id is not None and due.created < due.wanted


def several(due: Sequence[Due]) -> bool:
    """Whether these are about more than one case."""
    return len({each.matter for each in due}) > 1


def morning(
    messages: Sequence[Message],
    to: Recipient,
    ident: str,
    thread: str,
    wanted: datetime,
    now: datetime,
    say: Catalogue = ENGLISH,
) -> Message:
    """Messages about cases as one: who waits, and below that what else happened. Of several about one case the latest
    counts."""
    latest = {message.thread: message for message in messages}
    waiting = sorted((each for each in latest.values() if each.data["state"] in _WAITS), key=_since)
    others = [each for each in latest.values() if each.data["state"] not in _WAITS]
    title = summary = say.say("morning_none", count=len(others))
    if waiting:
        title = say.count("morning", len(waiting))
        summary = say.count("morning_long", len(waiting), span=span(now - _since(waiting[0]), say))
    sections = [
        Section(say.say("label_longest"), _listed([(each, _waits(each, now, say)) for each in waiting], say)),
        Section(say.say("label_also"), _listed([(each, f"{each.title}: {each.summary}") for each in others], say)),
    ]
    return Message(
        id=ident,
        thread=thread,
        reason=Reason.MORNING.value,
        to=to,
        title=title,
        summary=in_time(summary, now - wanted, say),
        card=Card(
            heading=title,
            link_label=say.say("read_it"),
            state=State.NOTICE,
            sections=[section for section in sections if section.lines],
        ),
        at=wanted,
        urgent=any(message.urgent for message in messages),
        data={"cases": [each.data["case"] for each in (*waiting, *others)]},
    )


def _since(message: Message) -> datetime:
    return datetime.fromisoformat(message.data["waiting_since"])


def _waits(message: Message, now: datetime, say: Catalogue) -> str:
    return say.say(
        "morning_line",
        case=message.data["case"],
        byline=message.card.byline,
        brand=message.data["brand"],
        span=span(now - _since(message), say),
        words=shortened(" ".join(message.card.quote.split()), _WORDS),
    )


def _listed(told: Sequence[tuple[Message, str]], say: Catalogue) -> list[Line]:
    lines = [listing.line(text, message.card, message.thread) for message, text in told]
    return listing.first(lines, LISTED, say)

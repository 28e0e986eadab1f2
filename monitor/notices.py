"""Messages that are about no single case: what was there already, and news of Earful itself. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alerts.base import Card, Message, Recipient
from alerts.base import State as Shown
from monitor.cases import Reason
from monitor.words import name, shortened, span

LISTED = 50
"""Cases in one message; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Already:
    """One case of several in a message: one that was there before Earful was, or that a storm hands back."""

    case_id: int
    brand: str
    author: str
    waiting_since: datetime


def already_waiting(
    cases: Sequence[Already],
    count: int,
    oldest: datetime,
    to: Recipient,
    ident: str,
    thread: str,
    at: datetime,
    now: datetime,
) -> Message:
    """The one message about what was there before we listened. ``cases`` are the longest waiting, ``count`` is all."""
    lines = [
        f"case {item.case_id}: {item.author or 'a customer'} about {item.brand}, {span(now - item.waiting_since)}"
        for item in cases
    ]
    if count > len(cases):
        lines.append(f"and {count - len(cases)} more: earful case")
    return Message(
        id=ident,
        thread=thread,
        reason=Reason.ALREADY_WAITING.value,
        to=to,
        title=f"Already waiting when I arrived: {count}",
        summary=f"Already waiting when I arrived: {count}, the oldest {span(now - oldest)}. No clock is running for them.",
        card=Card(
            heading=f"Already waiting when I arrived: {count}",
            facts=[("Longest first", "\n" + "\n".join(lines))],
            state=Shown.NOTICE,
            how_to_act=[("Look at one", "earful case NUMBER")],
        ),
        at=at,
        data={"cases": [item.case_id for item in cases], "count": count},
    )


def handed_back(
    cases: Sequence[Already],
    count: int,
    storm: int,
    to: Recipient,
    ident: str,
    thread: str,
    at: datetime,
    now: datetime,
) -> Message:
    """A storm is over: the customers of it who are still unanswered, the longest waiting first. ``count`` is all."""
    lines = [f"case {item.case_id}: {item.author or 'a customer'}, {span(now - item.waiting_since)}" for item in cases]
    if count > len(cases):
        lines.append(f"and {count - len(cases)} more: earful case")
    brand = cases[0].brand if cases else ""
    who = "one customer is" if count == 1 else f"{count} customers are"
    longest = f", the longest {span(now - cases[0].waiting_since)}" if cases else ""
    return Message(
        id=ident,
        thread=thread,
        reason=Reason.HANDED_BACK.value,
        to=to,
        title=f"{brand}: still waiting after storm {storm}: {count}",
        summary=f"The storm over {brand} has passed, and {who} still waiting for an answer{longest}. "
        f"{name(to.name)}, they are yours, and their clocks run.",
        card=Card(
            heading=f"{brand}: still waiting after storm {storm}: {count}",
            facts=[("Longest first", "\n" + "\n".join(lines))],
            state=Shown.NOTICE,
            how_to_act=[("Look at one", "earful case NUMBER")],
        ),
        at=at,
        urgent=True,
        data={"storm": storm, "cases": [item.case_id for item in cases], "count": count},
    )


def press(facts: Mapping[str, Any], to: Recipient, ident: str, thread: str, at: datetime) -> Message:
    """A critical article. ``facts``: brand, title, text, source, url, route. No customer waits, so no clock runs."""
    headline = str(facts.get("title") or facts.get("text") or "")
    return Message(
        id=ident,
        thread=thread,
        reason=Reason.PRESS.value,
        to=to,
        title=f"{facts['brand']} in the press: {shortened(headline, 100)}",
        summary=f"{facts['source']} has a critical piece about {facts['brand']}. It is no customer's case, and no clock runs.",
        card=Card(
            heading=f"{facts['brand']} in the press",
            byline=str(facts["source"]),
            quote="\n".join(part for part in (facts.get("title", ""), facts.get("text", "")) if part),
            facts=[("Why", str(facts["route"]))],
            link=str(facts.get("url", "")),
            state=Shown.NOTICE,
        ),
        at=at,
        data={"brand": facts["brand"], "source": facts["source"]},
    )


_OPERATOR: Mapping[Reason, tuple[str, str]] = {
    Reason.SOURCE_BLIND: ("Earful cannot hear {what}", "Since then nothing said there reaches you."),
    Reason.SOURCE_HEARS_AGAIN: (
        "Earful hears {what} again",
        "What was said meanwhile comes in as far as the source still has it.",
    ),
    Reason.CHANNEL_DEAD: ("Earful cannot deliver by {what}", "Messages wait and are sent when it works again."),
    Reason.CHANNEL_BACK: ("Earful delivers by {what} again", "What had to wait is on its way."),
    Reason.CONFIG_REFUSED: ("Earful keeps its old configuration", "The new one has problems; nothing of it is used."),
    Reason.PAGE_SHUT: (
        "Nobody reaches Earful's page",
        "Links in mails and what other programs send do not arrive. Listening and telling go on.",
    ),
    Reason.PAGE_OPEN: ("Earful's page can be reached again", "Links work, and what other programs send arrives."),
    Reason.TEST: (
        "Earful test: this is how an alert reaches you",
        "Nothing has happened. If you can read this, it works.",
    ),
}


def operator_message(
    reason: Reason, facts: Mapping[str, Any], to: Recipient, ident: str, thread: str, at: datetime
) -> Message:
    """News of Earful itself. ``facts``: ``what`` it is about, ``lines`` of detail."""
    title, meaning = _OPERATOR[reason]
    title = title.format(what=facts.get("what", ""))
    lines = [str(line) for line in facts.get("lines", ())]
    return Message(
        id=ident,
        thread=thread,
        reason=reason.value,
        to=to,
        title=title,
        summary=f"{title}. {meaning}",
        card=Card(
            heading=title,
            facts=[("Details", "\n" + "\n".join(lines))] if lines else [],
            state=Shown.NOTICE,
        ),
        at=at,
        data={"what": facts.get("what", "")},
    )


def changed(facts: Mapping[str, Any], to: Recipient, ident: str, thread: str, at: datetime) -> Message:
    """A change, for programs. ``facts``: ``type`` and the case or storm as it was then, ``data``."""
    data = facts["data"]
    title = f"{thread.replace('-', ' ').capitalize()}: {data['state']}"
    return Message(
        id=ident,
        thread=thread,
        reason=Reason.CHANGED.value,
        to=to,
        title=title,
        summary=title,
        card=Card(heading=title, state=Shown.NOTICE),
        at=at,
        data={"type": facts["type"], **data},
    )


def wordless(reason: str, case_id: int | None, to: Recipient, ident: str, thread: str, at: datetime) -> Message:
    """What is left to say when a message could not be put into words: that there is something, and where to look."""
    title = f"Case {case_id}: {reason}" if case_id else f"Earful: {reason}"
    return Message(
        id=ident,
        thread=thread,
        reason=reason,
        to=to,
        title=title,
        summary=f"{title}. The words for it failed; Earful's log says why.",
        card=Card(
            heading=title,
            state=Shown.NOTICE,
            how_to_act=[("Look at it", f"earful case {case_id}" if case_id else "earful sources")],
        ),
        at=at,
        data={"case": case_id},
    )

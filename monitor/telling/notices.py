"""Messages that are about no single case: what was there already, and news of Earful itself. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from alerts.base import Card, Line, Message, Recipient, Section
from alerts.base import State as Shown
from monitor.cases import Reason
from monitor.telling import listing
from monitor.telling.phrases import ENGLISH, Catalogue
from monitor.words import date, name, shortened, span

LISTED = 50
"""Cases in one message; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Already:
    """One case of several in a message: one that was there before Earful was, or that a storm hands back. ``card`` is its own."""

    case_id: int
    brand: str
    author: str
    waiting_since: datetime
    card: Card


def already_waiting(
    cases: Sequence[Already],
    count: int,
    oldest: datetime,
    to: Recipient,
    ident: str,
    thread: str,
    at: datetime,
    now: datetime,
    say: Catalogue = ENGLISH,
) -> Message:
    """The one message about what was there before we listened. ``cases`` are the longest waiting, ``count`` is all."""
    lines = listing.first([_line("already_line", item, now, say) for item in cases], LISTED, say, count)
    return Message(
        id=ident,
        thread=thread,
        reason=Reason.ALREADY_WAITING.value,
        to=to,
        title=say.say("already_title", count=count),
        summary=say.say("already", count=count, span=span(now - oldest, say)),
        card=_list_card(say.say("already_title", count=count), lines, say),
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
    say: Catalogue = ENGLISH,
) -> Message:
    """A storm is over: the customers of it who are still unanswered, the longest waiting first. ``count`` is all."""
    lines = listing.first([_line("back_line", item, now, say) for item in cases], LISTED, say, count)
    brand = cases[0].brand if cases else ""
    waited = "back_waited" if count == 1 else "back_longest"
    longest = say.say(waited, span=span(now - cases[0].waiting_since, say)) if cases else ""
    title = say.say("back_title", brand=brand, storm=storm, count=count)
    return Message(
        id=ident,
        thread=thread,
        reason=Reason.HANDED_BACK.value,
        to=to,
        title=title,
        summary=say.count("back", count, brand=brand, longest=longest, to=name(to.name)),
        card=_list_card(title, lines, say),
        at=at,
        urgent=True,
        data={"storm": storm, "cases": [item.case_id for item in cases], "count": count},
    )


def _line(phrase: str, item: Already, now: datetime, say: Catalogue) -> Line:
    author = item.author or say.say("a_customer")
    waited = span(now - item.waiting_since, say)
    text = say.say(phrase, case=item.case_id, author=author, brand=item.brand, span=waited)
    return listing.line(text, item.card, f"case-{item.case_id}")


def _list_card(heading: str, lines: Sequence[Line], say: Catalogue) -> Card:
    return Card(
        heading=heading,
        sections=[Section(say.say("label_longest"), lines)] if lines else [],
        state=Shown.NOTICE,
        how_to_act=[(say.say("look_at_one"), "earful case NUMBER")],
    )


def press(
    facts: Mapping[str, Any], to: Recipient, ident: str, thread: str, at: datetime, say: Catalogue = ENGLISH
) -> Message:
    """A critical article. ``facts``: brand, title, text, source, url, route. No customer waits, so no clock runs."""
    headline = shortened(str(facts.get("title") or facts.get("text") or ""), 100)
    brand, source = str(facts["brand"]), str(facts["source"])
    return Message(
        id=ident,
        thread=thread,
        reason=Reason.PRESS.value,
        to=to,
        title=say.say("press_title", brand=brand, headline=headline),
        summary=say.say("press", brand=brand, source=source),
        card=Card(
            heading=say.say("press_heading", brand=brand),
            byline=source,
            quote="\n".join(part for part in (facts.get("title", ""), facts.get("text", "")) if part),
            facts=[(say.say("label_why"), str(facts["route"]))],
            link=str(facts.get("url", "")),
            link_label=say.say("read_it"),
            state=Shown.NOTICE,
        ),
        at=at,
        data={"brand": brand, "source": source},
    )


def not_done(
    facts: Mapping[str, Any], to: Recipient, ident: str, thread: str, at: datetime, say: Catalogue = ENGLISH
) -> Message:
    """An answer by mail that did nothing. ``facts``: why, in words; said (the first words of it); about, "case 812" or "storm 3",
    if one was meant."""
    kind, _, number = str(facts.get("about", "")).partition(" ")
    meant = "_about" if number else ""
    values = {"about": say.say(f"about_{kind}", number=number)} if number else {}
    return Message(
        id=ident,
        thread=thread,
        reason=Reason.NOT_DONE.value,
        to=to,
        title=say.say(f"not_done_title{meant}", **values),
        summary=say.say(f"not_done{meant}", why=facts["why"], **values),
        card=Card(
            heading=say.say("not_done_heading"),
            quote=str(facts.get("said", "")),
            facts=[(say.say("not_done_label"), say.say("not_done_words"))],
            state=Shown.NOTICE,
        ),
        at=at,
        urgent=True,
    )


_OPERATOR = frozenset(
    {
        Reason.SOURCE_BLIND,
        Reason.SOURCE_HEARS_AGAIN,
        Reason.CHANNEL_DEAD,
        Reason.CHANNEL_BACK,
        Reason.CONFIG_REFUSED,
        Reason.DISK,
        Reason.CLOCK,
        Reason.SIGN_OF_LIFE,
        Reason.PAGE_SHUT,
        Reason.PAGE_OPEN,
        Reason.TEST,
    }
)
"""What there are words for, about Earful itself."""


def operator_message(
    reason: Reason,
    facts: Mapping[str, Any],
    to: Recipient,
    ident: str,
    thread: str,
    at: datetime,
    say: Catalogue = ENGLISH,
) -> Message:
    """News of Earful itself. ``facts``: ``what`` it is about, ``lines`` of detail."""
    if reason not in _OPERATOR:
        raise KeyError(reason)
    phrase, what = reason.value.lower(), str(facts.get("what", ""))
    title = say.say(phrase, what=what)
    lines = [str(line) for line in facts.get("lines", ())]
    return Message(
        id=ident,
        thread=thread,
        reason=reason.value,
        to=to,
        title=title,
        summary=f"{title}. {say.say(f'{phrase}_means')}",
        card=Card(
            heading=title,
            facts=[(say.say("label_details"), "\n" + "\n".join(lines))] if lines else [],
            state=Shown.NOTICE,
        ),
        at=at,
        data={"what": what},
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


def sample(to: Recipient, brand: str, ident: str, at: datetime, zone: ZoneInfo, say: Catalogue = ENGLISH) -> Message:
    """What `earful test-alert` sends: it looks like the message about a case, and says that it is none."""
    plain = operator_message(Reason.TEST, {}, to, ident, ident, at, say)
    card = replace(
        plain.card,
        byline=f"{brand}, Earful, {date(at.astimezone(zone), say)} {at.astimezone(zone):%H:%M}",
        quote=say.say("test_words"),
        facts=[(say.say("label_answers"), name(to.name)), (say.say("label_why"), say.say("test_why"))],
    )
    return replace(plain, card=card, data={"brand": brand})


def wordless(
    reason: str, case_id: int | None, to: Recipient, ident: str, thread: str, at: datetime, say: Catalogue = ENGLISH
) -> Message:
    """What is left to say when a message could not be put into words: that there is something, and where to look."""
    title = say.say("wordless_case", case=case_id, reason=reason) if case_id else say.say("wordless", reason=reason)
    return Message(
        id=ident,
        thread=thread,
        reason=reason,
        to=to,
        title=title,
        summary=say.say("wordless_means", title=title),
        card=Card(
            heading=title,
            state=Shown.NOTICE,
            how_to_act=[(say.say("look_at_it"), f"earful case {case_id}" if case_id else "earful sources")],
        ),
        at=at,
        data={"case": case_id},
    )

"""What Earful says: (case, reason) -> Message. Pure; the sentences themselves stand in ``monitor.telling.phrases``.

The words keep apart what is known: that nobody pressed anything, that no answer is recorded, that a customer wrote.
Earful never claims that nobody answered, and never writes to a customer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from alerts.base import Message
from monitor.cases import GIVES_UP, Case, Outcome, Reason, State
from monitor.cases.moves import ended
from monitor.telling.cards import card
from monitor.telling.matters import Matter
from monitor.words import in_time, name, shortened, span

_URGENT = {
    Reason.ESCALATED,
    Reason.OVERDUE,
    Reason.LOUDER,
    Reason.STILL_ANGRY,
    Reason.REOPENED,
    Reason.TAKEN_BUT_SILENT,
    Reason.PROMISE_LAPSED,
    Reason.UNDELIVERED,
}
ASKS = _URGENT | {Reason.FIRST_ANGER, Reason.STILL_WAITING, Reason.SNOOZE_OVER}
"""What asks somebody to act."""
_IN_HAND = (State.TAKEN, State.PROMISED, State.SNOOZED)


def case_message(matter: Matter, reason: Reason, ident: str) -> Message:
    """One message about a case, for one person. ``ident`` is the outbox row."""
    case = matter.case
    summary = _outdated(matter) if reason in ASKS and _settled(case, reason) else _SUMMARY[reason](matter)
    return Message(
        id=ident,
        thread=f"case-{matter.case_id}",
        reason=reason.value,
        to=matter.to,
        title=_subject(matter),
        summary=in_time(summary, matter.late, matter.say),
        card=card(matter),
        at=matter.decided,
        urgent=reason in _URGENT,
        data={
            "case": matter.case_id,
            "brand": case.brand,
            "state": case.state.value,
            "outcome": case.outcome.value if case.outcome else None,
            "severity": case.severity,
            "waiting_since": case.waiting_since.isoformat(),
            "due": case.due.isoformat(),
            "turn": case.turn,
        },
    )


def _settled(case: Case, reason: Reason) -> bool:
    """Whether what a message asks for has been done while it waited to be delivered."""
    if case.state in _IN_HAND:
        return reason not in (Reason.OVERDUE, Reason.LOUDER, Reason.FIRST_ANGER)
    return case.state is not State.OPEN


def _outdated(matter: Matter) -> str:
    case, say = matter.case, matter.say.say
    match case.state:
        case State.TAKEN:
            news = say("meanwhile_taken", by=name(case.taken_by))
        case State.PROMISED:
            news = say("meanwhile_promised", by=name(case.until_by))
        case State.SNOOZED:
            news = say("meanwhile_snoozed", by=name(case.until_by))
        case State.ANSWERED:
            news = say("meanwhile_answered", by=name(case.answered_by) or say("somebody"))
        case _:
            news = say("meanwhile_closed", outcome=matter.outcome)
    return say("outdated", author=matter.who, mood=matter.mood, news=news)


def _subject(matter: Matter) -> str:
    # The same in every message of a case, so that mail readers keep them together.
    source = f", {matter.said.source}" if matter.said else ""
    return matter.say.say("case_title", brand=matter.case.brand, author=matter.who, source=source, case=matter.case_id)


def _words(matter: Matter) -> str:
    news = matter.news or matter.said
    return f'"{shortened(news.text or news.title, 200)}"' if news else matter.say.say("words_gone")


def _told(phrase: str) -> Callable[[Matter], str]:
    """A phrase that needs nothing but what every message of a case has: whom, who, what was said, and how long."""
    return lambda matter: matter.say.say(phrase, **_values(matter, phrase))


def _values(matter: Matter, phrase: str) -> dict[str, str]:
    """What may stand in that phrase."""
    return {
        "author": matter.author(phrase),
        "by": name(matter.by) or matter.say.say("somebody"),
        "to": name(matter.to.name),
        "turn": name(matter.case.turn),
        "mood": matter.mood,
        "promise": span(matter.promise, matter.say),
        "span": matter.waited(),
        "words": _words(matter),
    }


def _first(matter: Matter) -> str:
    phrase = "first_anger_late" if matter.now > matter.case.due else "first_anger"
    return matter.say.say(phrase, **_values(matter, phrase))


def _louder(matter: Matter) -> str:
    others = matter.case.points.agreed
    if matter.news is None and others:  # not the customer's own words made it worse
        author = matter.author("louder_others_one")
        return matter.say.count("louder_others", others, author=author, words=_words(matter))
    return _told("louder")(matter)


def _on_the_ladder(phrase: str) -> Callable[[Matter], str]:
    """The same, with how long the ladder runs."""

    def told(matter: Matter) -> str:
        since = span(matter.decided - (matter.case.ladder_from or matter.case.opened), matter.say)
        return matter.say.say(phrase, **{**_values(matter, phrase), "span": since})

    return told


def _until(phrase: str) -> Callable[[Matter], str]:
    """A phrase with a time, as long as there is one."""

    def told(matter: Matter) -> str:
        until = matter.case.until
        if until is None:
            return matter.say.say(f"{phrase}_sometime", **_values(matter, phrase))
        return matter.say.say(phrase, until=matter.clock(until), **_values(matter, phrase))

    return told


def _handed_over(matter: Matter) -> str:
    if matter.case.instead_of:
        return matter.say.say("handed_over_away", away=name(matter.case.instead_of), to=name(matter.to.name))
    return _told("handed_over_back" if matter.by == matter.to.name else "handed_over")(matter)


def _answered(matter: Matter) -> str:
    values = {**_values(matter, "answered"), "span": matter.waited(_end(matter, State.ANSWERED))}
    return matter.say.say("answered", **values)


def _end(matter: Matter, state: State) -> datetime:
    """When the waiting ended, as the card tells it: what happened in the night, or was heard of late, is told later than that."""
    known = ended(matter.case) if matter.case.state is state else None
    return known or matter.decided


def _won_back(matter: Matter) -> str:
    phrase = "won_back_thanks" if matter.by else "won_back"
    values = {**_values(matter, phrase), "span": matter.waited(_end(matter, State.CLOSED))}
    return matter.say.say(phrase, **values)


def _closed(matter: Matter) -> str:
    if matter.case.outcome is Outcome.LOST and not matter.by:
        return matter.say.say("closed_lost", count=GIVES_UP.days, author=matter.author("closed_lost"))
    return matter.say.say("closed", by=name(matter.by) or "Earful", outcome=matter.outcome)


def _undone(matter: Matter) -> str:
    state = matter.say.say(f"state_{matter.case.state.value}")
    return matter.say.say("undone", by=name(matter.by) or matter.say.say("somebody"), state=state)


_SUMMARY: Mapping[Reason, Callable[[Matter], str]] = {
    Reason.FIRST_ANGER: _first,
    Reason.LOUDER: _louder,
    Reason.STILL_ANGRY: _told("still_angry"),
    Reason.REOPENED: _told("reopened"),
    Reason.STILL_WAITING: _on_the_ladder("still_waiting"),
    Reason.ESCALATED: _on_the_ladder("escalated"),
    Reason.OVERDUE: _told("overdue"),
    Reason.TAKEN: _told("taken"),
    Reason.TAKEN_BUT_SILENT: _told("taken_but_silent"),
    Reason.HANDED_OVER: _handed_over,
    Reason.PROMISED: _until("promised"),
    Reason.PROMISE_LAPSED: _told("promise_lapsed"),
    Reason.SNOOZED: _until("snoozed"),
    Reason.SNOOZE_OVER: _told("snooze_over"),
    Reason.ANSWERED: _answered,
    Reason.WON_BACK: _won_back,
    Reason.CLOSED: _closed,
    Reason.UNDONE: _undone,
    Reason.UNDELIVERED: _told("undelivered"),
    Reason.POST_GONE: _told("post_gone"),
}

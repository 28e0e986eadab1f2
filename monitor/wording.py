"""What Earful says: (case, reason) -> Message. Pure, and the only place where sentences for people are made.

The words keep apart what is known: that nobody pressed anything, that no answer is recorded, that a customer wrote.
Earful never claims that nobody answered, and never writes to a customer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.base import Action, Card, Message, Recipient
from alerts.base import State as Shown
from monitor.cases import GIVES_UP, Case, Outcome, Reason, State
from monitor.stories.voices import Spread
from monitor.words import clock, listed, name, shortened, span

_LATE = timedelta(minutes=10)
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
_OUTCOMES = {
    Outcome.WON_BACK: "won back",
    Outcome.QUIET: "quiet",
    Outcome.LOST: "lost",
    Outcome.NOT_US: "not about us",
    Outcome.NOT_ANGRY: "not angry",
    Outcome.DISPUTED: "disputed: the place has been asked to remove it",
    Outcome.GONE: "the post is gone",
    Outcome.MERGED: "the same customer as in another case",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a customer said, for a message: the words of one mention."""

    author: str
    source: str
    title: str
    text: str
    url: str
    why: tuple[str, ...]
    at: datetime
    exact: bool
    stars: float | None
    stars_max: float | None
    deleted: bool
    spread: Spread | None = None  # of the story that these words tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Everything a message about a case is made of. ``said`` is the complaint, ``news`` the words this message is about.
    Times are aware UTC; ``zone`` is the owner's; ``promise`` is the time within which an answer is promised; ``late``:
    how long after its time the message goes out; ``links`` leads to a page for each deed, or begins a mail, where there is
    one: without it the command is told."""

    case_id: int
    case: Case
    said: Said | None
    news: Said | None
    to: Recipient
    by: str
    promise: timedelta
    now: datetime
    decided: datetime
    zone: ZoneInfo
    late: timedelta = timedelta(0)
    people: tuple[str, ...] = ()  # to whom it could be given
    links: Mapping[str, str] = field(default_factory=dict)
    by_mail: bool = False  # whether somebody reads what is answered to this message


def case_message(matter: Matter, reason: Reason, ident: str) -> Message:
    """One message about a case, for one person. ``ident`` is the outbox row."""
    case = matter.case
    summary = _outdated(matter) if reason in ASKS and _settled(case, reason) else _SUMMARY[reason](matter)
    if matter.late > _LATE:
        summary = f"(Late by {span(matter.late)}: it could not be delivered before.) {summary}"
    return Message(
        id=ident,
        thread=f"case-{matter.case_id}",
        reason=reason.value,
        to=matter.to,
        title=_subject(matter),
        summary=summary,
        card=_card(matter),
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
    case = matter.case
    match case.state:
        case State.TAKEN:
            news = f"{name(case.taken_by)} took it"
        case State.PROMISED:
            news = f"{name(case.until_by)} promised an answer"
        case State.SNOOZED:
            news = f"{name(case.until_by)} put it off"
        case State.ANSWERED:
            news = f"{name(case.answered_by) or 'somebody'} answered"
        case _:
            news = f"it ended: {_OUTCOMES[case.outcome] if case.outcome else 'closed'}"
    return f"{_who(matter)} was {_mood(case)}; meanwhile {news}."


def _who(matter: Matter) -> str:
    return matter.case.author or "A customer"


def _by(matter: Matter) -> str:
    return name(matter.by) or "Somebody"


def _mood(case: Case) -> str:
    angry = "angry" if case.points.anger >= 0.5 else "unhappy"
    more = {
        "legal": "and speaks of law",
        "telling_everyone": "and telling others",
        "churn": "and leaving",
    }
    extra = next((words for signal, words in more.items() if signal in case.points.signals), "")
    if not extra and "no_answer" in case.points.themes:
        extra = "and waiting for an answer"
    return f"{angry} {extra}".strip()


def _subject(matter: Matter) -> str:
    # The same in every message of a case, so that mail readers keep them together.
    where = f", {matter.said.source}" if matter.said else ""
    return f"{matter.case.brand}: unhappy customer waiting ({_who(matter)}{where}) [case {matter.case_id}]"


def _waited(matter: Matter, until: datetime | None = None) -> str:
    return span((until or matter.now) - matter.case.waiting_since)


def _first(matter: Matter) -> str:
    late = matter.now > matter.case.due
    promise = f"{_waited(matter)}, and you promise an answer within {span(matter.promise)}"
    waiting = (
        f"Waiting for {promise}." if late else f"Waiting {_waited(matter)} of the {span(matter.promise)} you promise."
    )
    turn = name(matter.case.turn)
    return f"{_who(matter)} is {_mood(matter.case)}. {waiting} {turn} answers."


def _words(matter: Matter) -> str:
    news = matter.news or matter.said
    return f'"{shortened(news.text or news.title, 200)}"' if news else "(the words are gone)"


def _louder(matter: Matter) -> str:
    others = matter.case.points.agreed
    if matter.news is None and others:  # not the customer's own words made it worse
        return f"{'Another customer says' if others == 1 else f'{others} others say'} the same as {_who(matter)}: {_words(matter)}"
    return f"{_who(matter)} is getting louder: {_words(matter)}"


def _still_waiting(matter: Matter) -> str:
    since = span(matter.decided - (matter.case.ladder_from or matter.case.opened))
    return f"Nobody has taken this for {since}. {name(matter.to.name)}?"


def _escalated(matter: Matter) -> str:
    since = span(matter.decided - (matter.case.ladder_from or matter.case.opened))
    return f"Still nobody has taken this after {since}. {name(matter.to.name)}, over to you."


def _overdue(matter: Matter) -> str:
    return (
        f"The {span(matter.promise)} you promise are over: {_who(matter)} has been waiting for {_waited(matter)}, and no answer "
        "is recorded."
    )


def _until(matter: Matter, before: str) -> str:
    """``before`` and the time, as long as there is one."""
    until = matter.case.until
    return f" {before} {clock(until, matter.now, matter.zone)}" if until else ""


def _handed_over(matter: Matter) -> str:
    to = name(matter.to.name)
    if matter.case.instead_of:
        return f"{name(matter.case.instead_of)} is away, so this is yours for now, {to}."
    if matter.by == matter.to.name:
        return f"You are back, {to}: this is yours again."
    return f"{_by(matter)} gives this to you, {to}."


def _lapsed(matter: Matter) -> str:
    return (
        f"{_by(matter)} had promised {_who(matter)} an answer by now, and none is recorded after {_waited(matter)}, so it is "
        f"open again. {name(matter.case.turn)}?"
    )


def _look_again(matter: Matter) -> str:
    return (
        f"{_by(matter)} put this off until now, and it is open again: {_who(matter)} has been waiting for "
        f"{_waited(matter)}. {name(matter.case.turn)}?"
    )


def _answered(matter: Matter) -> str:
    return f"{_by(matter)} answered {_who(matter)} after {_waited(matter, matter.decided)}."


def _won_back(matter: Matter) -> str:
    thanks = f", thanks to {name(matter.by)}" if matter.by else ""
    return f"{_who(matter)}: {_words(matter)} Won back after {_waited(matter, matter.decided)}{thanks}."


def _closed(matter: Matter) -> str:
    if matter.case.outcome is Outcome.LOST and not matter.by:
        return f"For {GIVES_UP.days} days nothing more was done or said, so {_who(matter)} counts as lost."
    outcome = _OUTCOMES[matter.case.outcome] if matter.case.outcome else "closed"
    return f"{name(matter.by) or 'Earful'} closed it: {outcome}."


_SUMMARY: Mapping[Reason, Callable[[Matter], str]] = {
    Reason.FIRST_ANGER: _first,
    Reason.LOUDER: _louder,
    Reason.STILL_ANGRY: lambda m: f"{_who(m)} is still unhappy after the answer: {_words(m)} {name(m.to.name)}?",
    Reason.REOPENED: lambda m: f"{_who(m)} is unhappy again, so the case is open again: {_words(m)}",
    Reason.STILL_WAITING: _still_waiting,
    Reason.ESCALATED: _escalated,
    Reason.OVERDUE: _overdue,
    Reason.TAKEN: lambda m: f"{_by(m)} took it.",
    Reason.TAKEN_BUT_SILENT: lambda m: (
        f"This was taken, but no answer is recorded after {_waited(m)}, so it is open again. {name(m.case.turn)}?"
    ),
    Reason.HANDED_OVER: _handed_over,
    Reason.PROMISED: lambda m: f"{_by(m)} promised {_who(m)} an answer{_until(m, 'by')}.",
    Reason.PROMISE_LAPSED: _lapsed,
    Reason.SNOOZED: lambda m: f"{_by(m)} will look at it again{_until(m, 'at') or ' later'}.",
    Reason.SNOOZE_OVER: _look_again,
    Reason.ANSWERED: _answered,
    Reason.WON_BACK: _won_back,
    Reason.CLOSED: _closed,
    Reason.UNDONE: lambda m: f"{_by(m)} took the last step back: the case is {m.case.state.value} again.",
    Reason.UNDELIVERED: lambda m: (
        f"{_who(m)} is {_mood(m.case)}, and the message about it cannot be delivered to {name(m.by)}. "
        f"{name(m.to.name)}, over to you."
    ),
    Reason.POST_GONE: lambda m: f"{_who(m)} took the post down. The case closes in 7 days if nothing more is heard.",
}


def _card(matter: Matter) -> Card:
    case, said = matter.case, matter.said
    byline = _who(matter)
    if said:
        posted = clock(said.at, matter.now, matter.zone) if said.exact else f"{said.at:%d %b %Y}"
        byline = f"{byline}, {said.source}, posted {posted}"
    return Card(
        heading=f"{case.brand}: a customer is {_mood(case)}",
        byline=byline,
        quote=_quote(said) if said else "",
        facts=[
            *_clock_facts(matter),
            *_wants_facts(case),
            *_people_facts(matter),
            *_spread_facts(matter),
            ("Why", _why(matter)),
        ],
        link=said.url if said else "",
        state=_shown(case),
        how_to_act=_ways(matter),
        actions=_buttons(matter),
        mark=case.changed.isoformat(),
    )


def _quote(said: Said) -> str:
    if said.deleted:
        return "(the post was taken down)"
    stars = f"{said.stars:g} of {said.stars_max:g} stars" if said.stars is not None and said.stars_max else ""
    words = "\n".join(part for part in (said.title, said.text) if part)
    if said.title and said.text.startswith(said.title.rstrip(".…")):
        words = said.text
    return "\n".join(part for part in (stars, shortened(words)) if part)


def _clock_facts(matter: Matter) -> list[tuple[str, str]]:
    case = matter.case
    if case.state is State.CLOSED:
        ended = case.closed or matter.now
        outcome = _OUTCOMES[case.outcome] if case.outcome else "closed"
        return [("Ended", f"{outcome}, after {_waited(matter, ended)}")]
    if case.state is State.ANSWERED:
        return [("Answered", f"by {name(case.answered_by)}" if case.answered_by else "yes")]
    late = "past the" if matter.now > case.due else "of the"
    return [("Waiting", f"{_waited(matter)}, {late} {span(matter.promise)} you promise")]


def _people_facts(matter: Matter) -> list[tuple[str, str]]:
    case = matter.case
    if case.state is State.TAKEN:
        return [("Taken by", name(case.taken_by))]
    if case.state in (State.PROMISED, State.SNOOZED) and case.until:
        word = "Promised" if case.state is State.PROMISED else "Put off"
        return [(word, f"until {clock(case.until, matter.now, matter.zone)}, by {name(case.until_by)}")]
    if case.state is not State.OPEN:
        return []
    facts = [("Answers", name(case.turn))]
    if case.rung_at and case.rung < len(case.ladder):
        rung = case.ladder[case.rung]
        what = f"{name(rung.tell)} is told at {clock(case.rung_at, matter.now, matter.zone)}"
        facts.append(("If nobody takes it", what))
    return facts


_WANTS = {"wants_call": "a call", "wants_refund": "their money back"}


def wants(case: Case) -> str:
    """What the customer asks for, where they say it: "a call and their money back", or nothing."""
    return " and ".join(words for signal, words in _WANTS.items() if signal in case.points.signals)


def _wants_facts(case: Case) -> list[tuple[str, str]]:
    return [("Wants", wants(case))] if wants(case) and case.state is not State.CLOSED else []


def _spread_facts(matter: Matter) -> list[tuple[str, str]]:
    spread = matter.said.spread if matter.said else None
    copies = copied(spread) if spread else ""
    return [("Also", copies)] if copies else []


def copied(spread: Spread) -> str:
    """Where else the same words stand: "posted in 5 other places: a.example, b.example, c.example and 2 more"; "" if nowhere."""
    if spread.posts < 2:
        return ""
    if not spread.elsewhere:
        return f"posted {spread.posts} times in the same place"
    count = len(spread.elsewhere)
    places = "1 other place" if count == 1 else f"{count} other places"
    return f"posted in {places}: {listed(spread.elsewhere)}"


def _why(matter: Matter) -> str:
    points = [why for _, why in matter.case.points.explained()]
    words = list(matter.said.why[:3]) if matter.said else []
    return f"severity {matter.case.severity}: " + "; ".join([*points, *words] or ["unhappy"])


def _shown(case: Case) -> Shown:
    if case.state is State.CLOSED:
        return Shown.WON_BACK if case.outcome is Outcome.WON_BACK else Shown.CLOSED
    return Shown(case.state.value)


DEEDS = {
    "take": "I'll take it",
    "answered": "We replied",
    "snooze": "Remind me …",
    "not_us": "Not about us",
    "not_angry": "Not angry",
    "undo": "Undo",
}
"""What a message offers to do, and the words for it."""
_OFFERED = {
    State.OPEN: ("take", "answered", "not_us", "not_angry"),
    State.TAKEN: ("answered", "not_us", "not_angry", "undo"),
    State.PROMISED: ("answered", "not_us", "not_angry", "undo"),
    State.SNOOZED: ("take", "answered", "not_us", "undo"),
    State.ANSWERED: ("undo",),
    State.CLOSED: ("undo",),
}
"""What can be done in each state, the likeliest first."""
_LATER = (
    ("1h", "in an hour"),
    ("3h", "in three hours"),
    ("tomorrow 08:00", "tomorrow at 8"),
    ("monday 08:00", "on Monday at 8"),
)
"""Until when a case can be put off by one press: as ``when`` reads it, and as people do."""
_WITHOUT_BUTTONS = ("take", "answered", "not_us")
ANSWER = "Or answer this mail with a word"
IN_A_WORD = {
    "take": "taken",
    "answered": "answered",
    "not_us": "not us",
    "not_angry": "not angry",
    "undo": "undo",
    "over": "over",
    "noise": "no storm",
}
"""What is understood in an answer to a mail (``monitor.replies``)."""


def _ways(matter: Matter) -> list[tuple[str, str]]:
    """How to do the likeliest without buttons: by a link, by mail, or on the command line."""
    number, who = matter.case_id, matter.to.name
    verbs = _OFFERED[matter.case.state]
    ways = [
        (DEEDS[verb], matter.links.get(verb) or f"earful case {number} {verb.replace('_', '-')} --by {who}")
        for verb in verbs
        if verb in _WITHOUT_BUTTONS
    ]
    if matter.by_mail:
        ways.append((ANSWER, " or ".join(f'"{IN_A_WORD[verb]}"' for verb in verbs)))
    return ways


def _buttons(matter: Matter) -> list[Action]:
    case = matter.case
    found = [Action(verb=verb, label=DEEDS[verb], main=verb in ("take", "answered")) for verb in _OFFERED[case.state]]
    if case.state in (State.OPEN, State.TAKEN):
        found.insert(2, Action(verb="snooze", label=DEEDS["snooze"], choices=_LATER))
    others = [(person, name(person)) for person in matter.people if person != (case.taken_by or case.turn)]
    if others and case.state in (State.OPEN, State.TAKEN):
        found.insert(2, Action(verb="give", label="Give it to …", choices=others))
    return found


def card(matter: Matter) -> Card:
    """The case as it stands, without a message."""
    return _card(matter)

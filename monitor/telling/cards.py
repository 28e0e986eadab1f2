"""The card of a case: how it stands, why, and what can be done about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from alerts.base import Action, Card
from alerts.base import State as Shown
from monitor.cases import Case, Outcome, State, reasons
from monitor.stories.spread import Spread
from monitor.telling.matters import Matter, Said
from monitor.telling.phrases import ENGLISH, Catalogue
from monitor.words import date, listed, name, number, shortened, span

DEEDS = ("take", "answered", "snooze", "not_us", "not_angry", "undo")
"""What a message offers to do."""
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
    ("1h", "later_1h"),
    ("3h", "later_3h"),
    ("tomorrow 08:00", "later_tomorrow"),
    ("monday 08:00", "later_monday"),
)
"""Until when a case can be put off by one press: as ``when`` reads it, and its phrase."""
_WITHOUT_BUTTONS = ("take", "answered", "not_us")


def card(matter: Matter) -> Card:
    """The case as it stands."""
    case, said, say = matter.case, matter.said, matter.say.say
    byline = matter.who
    if said:
        posted = matter.clock(said.at) if said.exact else date(said.at, matter.say)
        byline = say("byline", author=byline, source=said.source, posted=posted)
    return Card(
        heading=say("heading", brand=case.brand, mood=matter.mood),
        byline=byline,
        quote=quote(said, matter.say) if said else "",
        facts=[
            *_clock_facts(matter),
            *_wants_facts(matter),
            *_people_facts(matter),
            *_spread_facts(matter),
            (say("label_why"), _why(matter)),
        ],
        link=said.url if said else "",
        link_label=say("read_it"),
        state=_shown(case),
        state_label=say(f"state_{case.state.value}") if case.state is not State.CLOSED else _ended(case, matter.say),
        how_to_act=_ways(matter),
        actions=_buttons(matter),
        mark=case.changed.isoformat(),
    )


def quote(said: Said, say: Catalogue = ENGLISH) -> str:
    """The words of a customer, shortened, with the stars above them."""
    if said.deleted:
        return say.say("post_down")
    rated = said.stars is not None and said.stars_max
    stars = say.say("stars", stars=f"{said.stars:g}", of=f"{said.stars_max:g}") if rated else ""
    words = "\n".join(part for part in (said.title, said.text) if part)
    if said.title and said.text.startswith(said.title.rstrip(".…")):
        words = said.text
    return "\n".join(part for part in (stars, shortened(words)) if part)


def _clock_facts(matter: Matter) -> list[tuple[str, str]]:
    case, say = matter.case, matter.say.say
    if case.state is State.CLOSED:
        ended = say("ended", outcome=matter.outcome, span=matter.waited(case.closed or matter.now))
        return [(say("label_ended"), ended)]
    if case.state is State.ANSWERED:
        by = say("answered_by", by=name(case.answered_by)) if case.answered_by else say("answered_yes")
        return [(say("label_answered"), by)]
    late = "waiting_past" if matter.now > case.due else "waiting_of"
    waits = say(late, span=matter.waited(), promise=span(matter.promise, matter.say))
    return [(say("label_waiting"), waits)]


def _people_facts(matter: Matter) -> list[tuple[str, str]]:
    case, say = matter.case, matter.say.say
    if case.state is State.TAKEN:
        return [(say("label_taken"), name(case.taken_by))]
    if case.state in (State.PROMISED, State.SNOOZED) and case.until:
        until = say("until_by", until=matter.clock(case.until), by=name(case.until_by))
        return [(say(f"label_{case.state.value}"), until)]
    if case.state is not State.OPEN:
        return []
    facts = [(say("label_answers"), name(case.turn))]
    if case.rung_at and case.rung < len(case.ladder):
        told = say("next_at", person=name(case.ladder[case.rung].tell), at=matter.clock(case.rung_at))
        facts.append((say("label_next"), told))
    return facts


def wants(case: Case, say: Catalogue = ENGLISH) -> str:
    """What the customer asks for, where they say it: "a call and their money back", or nothing."""
    found = [say.say(signal) for signal in ("wants_call", "wants_refund") if signal in case.points.signals]
    return listed(found, say=say)


def _wants_facts(matter: Matter) -> list[tuple[str, str]]:
    told = wants(matter.case, matter.say)
    return [(matter.say.say("label_wants"), told)] if told and matter.case.state is not State.CLOSED else []


def _spread_facts(matter: Matter) -> list[tuple[str, str]]:
    spread = matter.said.spread if matter.said else None
    copies = copied(spread, matter.say) if spread else ""
    return [(matter.say.say("label_also"), copies)] if copies else []


def copied(spread: Spread, say: Catalogue = ENGLISH) -> str:
    """Where else the same words stand: "posted in 5 other places: a.example, b.example, c.example and 2 more"; "" if nowhere."""
    if spread.posts < 2:
        return ""
    if not spread.elsewhere:
        return say.say("copies_here", count=spread.posts)
    return say.count("copies_elsewhere", len(spread.elsewhere), where=listed(spread.elsewhere, say=say))


def weights(case: Case, now: datetime, say: Catalogue = ENGLISH) -> list[tuple[int, str]]:
    """The points behind the severity of a case, each with why."""
    return [
        (points, say.say(f"point_{reason}", count=number(count, say))) for points, reason, count in reasons(case, now)
    ]


def _why(matter: Matter) -> str:
    say = matter.say.say
    points = [why for _, why in weights(matter.case, matter.now, matter.say)]
    words = _heard(matter.said.why[:3], matter.say) if matter.said else []
    return say("why", severity=matter.case.severity, reasons="; ".join([*points, *words] or [say("why_unhappy")]))


def _heard(why: Sequence[str], say: Catalogue) -> list[str]:
    """The words that show it, once each. What each of them shows is known in English alone: elsewhere they speak for themselves."""
    if say.language == ENGLISH.language:
        return list(why)
    return list(dict.fromkeys(found[0] for each in why if (found := re.search(r'(?<=: )".+"$', each, re.DOTALL))))


def _shown(case: Case) -> Shown:
    if case.state is State.CLOSED:
        return Shown.WON_BACK if case.outcome is Outcome.WON_BACK else Shown.CLOSED
    return Shown(case.state.value)


def _ended(case: Case, say: Catalogue) -> str:
    return say.say("outcome_won_back" if case.outcome is Outcome.WON_BACK else "state_closed")


def _ways(matter: Matter) -> list[tuple[str, str]]:
    """How to do the likeliest without buttons: by a link, by mail, or on the command line."""
    case_id, who, verbs = matter.case_id, matter.to.name, _OFFERED[matter.case.state]
    ways = [
        (
            matter.say.say(f"do_{verb}"),
            matter.links.get(verb) or f"earful case {case_id} {verb.replace('_', '-')} --by {who}",
        )
        for verb in verbs
        if verb in _WITHOUT_BUTTONS
    ]
    return [*ways, in_a_word(verbs, matter.say)] if matter.by_mail else ways


def in_a_word(verbs: Sequence[str], say: Catalogue) -> tuple[str, str]:
    """With which words a mail can be answered: they are what ``monitor.answering.replies`` understands."""
    words = f" {say.say('word_or')} ".join(f'"{say.say(f"word_{verb}")}"' for verb in verbs)
    return say.say("answer_in_a_word"), words


def _buttons(matter: Matter) -> list[Action]:
    case, say = matter.case, matter.say.say
    found = [
        Action(verb=verb, label=say(f"do_{verb}"), main=verb in ("take", "answered")) for verb in _OFFERED[case.state]
    ]
    if case.state in (State.OPEN, State.TAKEN):
        later = [(when, say(phrase)) for when, phrase in _LATER]
        found.insert(2, Action(verb="snooze", label=say("do_snooze"), choices=later))
    others = [(person, name(person)) for person in matter.people if person != (case.taken_by or case.turn)]
    if others and case.state in (State.OPEN, State.TAKEN):
        found.insert(2, Action(verb="give", label=say("do_give"), choices=others))
    return found

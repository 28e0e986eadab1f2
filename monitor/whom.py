"""Who would be told, when and why, and who is away: what ``earful who`` and ``earful away`` print. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alerts.text import one_line as plain
from monitor.cases import Case, Policy, Reason, Say, State, foretold
from monitor.clock import from_us
from monitor.config import Config, Route
from monitor.pipeline import Decided
from monitor.show import counted
from monitor.telling.letters import channels_of
from monitor.words import clock, name, span

_SHOWN = 8
_WHY = {
    Reason.FIRST_ANGER: "answers",
    Reason.STILL_WAITING: "is reminded, if nobody has taken it",
    Reason.ESCALATED: "is told, if nobody has taken it",
    Reason.OVERDUE: "hears that the promise is over",
    Reason.TAKEN_BUT_SILENT: "hears that no answer is recorded, and it is open again",
    Reason.PROMISE_LAPSED: "hears that what was promised is due",
    Reason.SNOOZE_OVER: "looks at it again",
    Reason.CLOSED: "hears that it counts as lost",
}


def of_case(number: int, case: Case, policy: Policy, config: Config, now: datetime) -> str:
    """Who will be told next about a case, and when, if nobody does anything."""
    head = f"Case {number}: {plain(case.author) or 'a customer'} about {case.brand}, {case.state.value}."
    route = f" It took {plain(case.route)}." if case.route else ""
    if case.state is State.CLOSED:
        return f"{head}{route} Nobody is told: it is over."
    if case.absorbed is not None:
        return f"{head}{route} Storm {case.absorbed} speaks for it; when that is over, {name(policy.here(case.turn))} gets it back."
    return "\n".join([head + route, *_lines(foretold(case, policy, most=_SHOWN), case, config, now)])


def of_a_new_one(case: Case, says: Sequence[Say], policy: Policy, config: Config, now: datetime) -> str:
    """The same for a case that would open now; ``says`` are its first messages."""
    way = policy.route or "the brand's own way (no route fits)"
    head = f"A case of {case.brand} would take {plain(way)}."
    promise = f"{name(policy.here(policy.answered_by))} answers within {span(policy.answer_within)}."
    if not says:
        return f"{head} {promise} Nobody is told at once: alert_when is {policy.alert_when!r}."
    told = [*says, *foretold(case, policy, most=_SHOWN)][:_SHOWN]
    return "\n".join([f"{head} {promise}", *_lines(told, case, config, now)])


def of_the_press(brand: str, route: Route | None, person: str, config: Config) -> str:
    """Who hears of an article."""
    if route is None:
        return f"Nobody is told of articles about {brand} at once: no route has when: {{voice: press}}."
    return f"An article about {brand} would take {route.name}: {name(person)} is told by {_ways(person, config)}. No clock runs."


def _lines(says: Sequence[Say], case: Case, config: Config, now: datetime) -> list[str]:
    lines = []
    for say in says:
        for due in sorted({say.due(person) for person in say.to}):
            at = "now" if due <= now + timedelta(minutes=1) else clock(due, now, config.timezone)
            told = [person for person in say.to if say.due(person) == due]
            people = [f"{name(person)} by {_ways(person, config)}" for person in told]
            lines.append(
                f"  {at:>16}  {' and '.join(people)}: {_WHY.get(say.reason, say.reason.value)} ({say.reason.value})"
            )
    if not lines:
        lines.append("  nobody is told at once; it ends by itself if nothing more happens")
    return lines


def _ways(person: str, config: Config) -> str:
    known = config.people.get(person) or config.people[config.operator]
    return ", ".join(way.name for way in channels_of(config, known)) or "no channel"


def gone(person: str, until: datetime, done: Decided, now: datetime, zone: ZoneInfo) -> str:
    """What it means that somebody is away."""
    turns = sorted({case.turn for case in done.cases.values()})
    given = f"; {counted(len(done.cases), 'open case')} to {', '.join(turns)}" if turns else "; no case was open"
    return f"{person} is away until {clock(until, now, zone)}{given}"


def returned(person: str, done: Decided) -> str:
    """What somebody who is back gets."""
    return f"{person} is back, with {counted(len(done.cases), 'case')} that nobody took meanwhile"


def who_is_away(rows: Sequence[Any], now: datetime, zone: ZoneInfo) -> str:
    """Who is away, and who stands in."""
    lines = [
        f"{row.person} is away until {clock(from_us(row.until), now, zone)}; {row.stand_in} stands in" for row in rows
    ]
    return "\n".join(lines) or "Everybody is here."

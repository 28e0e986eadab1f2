"""What Earful says about a storm: (storm, reason) -> Message. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.base import Action, Card, Message, Recipient
from alerts.base import State as Shown
from alerts.text import one_line
from monitor.cases import Reason
from monitor.storming.model import Outcome, State, Storm
from monitor.storms import points
from monitor.wording import ANSWER, IN_A_WORD, Said
from monitor.words import clock, listed, name, shortened, span

_LATE = timedelta(minutes=10)
STORM_ASKS = frozenset({Reason.STORM, Reason.STORM_LOUDER, Reason.STORM_STILL, Reason.STILL_WAITING, Reason.ESCALATED})
"""What asks somebody to act."""
DEEDS = {"take": "I'll take it", "over": "It is over", "noise": "That is no storm"}
"""What can be done about a storm, and the words for it."""
_CALMER = frozenset({Reason.STORM_STILL, Reason.STILL_WAITING})
THEMES: Mapping[str, str] = {
    "no_answer": "no answer",
    "broken_promise": "broken promises",
    "staff": "the staff",
    "money": "money",
    "product": "the product",
    "delivery": "delivery",
    "safety": "safety",
    "privacy": "privacy",
    "website": "the website or app",
    "other": "something else",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """Everything a message about a storm is made of. ``first`` and ``loudest`` are words of it; ``waiting``: how many of its
    customers have no answer; ``links`` begins a mail for each deed, where there is one.
    Times are aware UTC; ``zone`` is the owner's."""

    number: int
    storm: Storm
    first: Said | None
    loudest: Said | None
    waiting: int
    to: Recipient
    by: str
    now: datetime
    decided: datetime
    zone: ZoneInfo
    links: Mapping[str, str] = field(default_factory=dict)
    by_mail: bool = False  # whether somebody reads what is answered to this message


def storm_message(weather: Weather, reason: Reason, ident: str) -> Message:
    """One message about a storm, for one person. ``ident`` is the outbox row."""
    storm = weather.storm
    over = storm.state is State.OVER and reason in STORM_ASKS
    summary = f"There was a storm over {storm.brand}. {_over(weather)}" if over else _SUMMARY[reason](weather)
    late = weather.now - weather.decided
    if late > _LATE:
        summary = f"(Late by {span(late)}: it could not be delivered before.) {summary}"
    return Message(
        id=ident,
        thread=f"storm-{weather.number}",
        reason=reason.value,
        to=weather.to,
        title=f"{storm.brand}: a storm of complaints [storm {weather.number}]",
        summary=summary,
        card=card(weather),
        at=weather.decided,
        urgent=reason in STORM_ASKS - _CALMER and not over,
        data={
            "storm": weather.number,
            "brand": storm.brand,
            "state": storm.state.value,
            "outcome": storm.outcome.value if storm.outcome else None,
            "severity": storm.severity,
            "since": storm.since.isoformat(),
            "people": storm.picture.people,
            "posts": storm.picture.posts,
            "turn": storm.turn,
        },
    )


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def about(storm: Storm) -> str:
    """What it is about: "no answer (20 people), money (5 people)"; empty where nothing is known."""
    return ", ".join(f"{THEMES.get(theme, theme)} ({people(count)})" for theme, count in storm.picture.themes)


def _usual(storm: Storm) -> str:
    usual = storm.picture.usual
    return f"{usual:.0f}" if usual >= 1 else "less than 1"


def _many(weather: Weather, until: datetime) -> str:
    storm = weather.storm
    posts = f"{storm.picture.posts} post{'' if storm.picture.posts == 1 else 's'}"
    length = span(until - storm.since)
    return f"{people(storm.picture.people)} spoke against {storm.brand} in {posts} within {length}; usual are {_usual(storm)}"


def _of(storm: Storm) -> str:
    themes = about(storm)
    return f" It is about {themes}." if themes else ""


def _begins(weather: Weather) -> str:
    storm = weather.storm
    return f"{_many(weather, weather.now)}.{_of(storm)} {name(storm.turn)}?"


def _louder(weather: Weather) -> str:
    news = " It has reached the news." if weather.storm.picture.facts.news else ""
    return f"The storm is getting louder: {_many(weather, weather.now)}.{news}"


def _still(weather: Weather) -> str:
    return f"The storm still rages, {_length(weather)} after it began: {_many(weather, weather.now)}.{_waits(weather)}"


def _length(weather: Weather) -> str:
    return span((weather.storm.over or weather.now) - weather.storm.since)


def _waits(weather: Weather) -> str:
    count = weather.waiting
    if not count:
        return ""
    who = "One of these customers has" if count == 1 else f"{count} of these customers have"
    return f" {who} no answer on record."


def _over(weather: Weather) -> str:
    storm = weather.storm
    if storm.outcome is Outcome.NOISE:
        return f"{name(storm.over_by) or 'Somebody'} says that it was none. It takes more to tell of one for a while."
    by = f"{name(storm.over_by)} says that it is over" if storm.over_by else "It is over"
    return f"{by}, after {_length(weather)}: {_many(weather, storm.over or weather.now)}.{_of(storm)}"


def _nobody(weather: Weather) -> str:
    return span(weather.decided - (weather.storm.ladder_from or weather.storm.opened))


_SUMMARY: Mapping[Reason, Callable[[Weather], str]] = {
    Reason.STORM: _begins,
    Reason.STORM_LOUDER: _louder,
    Reason.STORM_STILL: _still,
    Reason.STORM_TAKEN: lambda w: f"{name(w.by) or 'Somebody'} took the storm.",
    Reason.STORM_OVER: _over,
    Reason.STILL_WAITING: lambda w: f"Nobody has taken the storm for {_nobody(w)}. {name(w.to.name)}?",
    Reason.ESCALATED: lambda w: (
        f"Still nobody has taken the storm after {_nobody(w)}. {name(w.to.name)}, over to you. {_many(w, w.now)}."
    ),
}


def card(weather: Weather) -> Card:
    """The storm as it stands."""
    storm, loudest = weather.storm, weather.loudest
    raging = storm.state is not State.OVER
    return Card(
        heading=f"{storm.brand}: a storm of complaints" + ("" if raging else ", over"),
        byline=f"The loudest: {loudest.author or 'a customer'}, {loudest.source}" if loudest else "",
        quote=_words(loudest) if loudest else "",
        facts=_facts(weather),
        link=loudest.url if loudest else "",
        state=_shown(storm),
        how_to_act=_ways(weather),
        actions=[Action(verb="take", label="I'll take it", main=True)] if storm.state is State.RAGING else [],
        mark=storm.changed.isoformat(),
    )


def _words(said: Said) -> str:
    if said.deleted:
        return "(the post was taken down)"
    return shortened("\n".join(part for part in (said.title, said.text) if part))


def _facts(weather: Weather) -> list[tuple[str, str]]:
    storm, picture, now, zone = weather.storm, weather.storm.picture, weather.now, weather.zone
    until = storm.over or now
    facts = [
        ("Since", f"{clock(storm.since, now, zone)}, {span(until - storm.since)}{'' if storm.over else ' so far'}"),
        ("How many", f"{people(picture.people)} in {picture.posts} posts; usual in that time: {_usual(storm)}"),
    ]
    if picture.themes:
        facts.append(("About", about(storm)))
    if weather.first:
        first = weather.first
        posted = clock(first.at, now, zone) if first.exact else f"{first.at:%d %b %Y}"
        words = shortened(" ".join((first.text or first.title).split()), 120)
        facts.append(
            ("The first", f"{first.author or 'a customer'}, {first.source}, {posted}: {words} {first.url}".strip())
        )
    if len(picture.places) > 1:
        facts.append(("Where", listed(picture.places)))
    if len(picture.pages) > 1:
        facts.append(("Pages", "\n" + "\n".join(picture.pages)))
    if storm.state is State.RAGING:
        facts.append(("Answers", name(storm.turn)))
        if storm.rung_at and storm.rung < len(storm.ladder):
            told = name(storm.ladder[storm.rung].tell)
            facts.append(("If nobody takes it", f"{told} is told at {clock(storm.rung_at, now, zone)}"))
    elif storm.state is State.TAKEN:
        facts.append(("Taken by", name(storm.taken_by)))
    if weather.waiting:
        facts.append(
            ("No answer on record", "one customer" if weather.waiting == 1 else f"{weather.waiting} customers")
        )
    why = "; ".join(f"{reason} ({number})" for number, reason in points(picture.facts)) or "many at once"
    return [*facts, ("Why", f"severity {storm.severity}: {why}")]


def _shown(storm: Storm) -> Shown:
    return {State.RAGING: Shown.OPEN, State.TAKEN: Shown.TAKEN, State.OVER: Shown.CLOSED}[storm.state]


def _ways(weather: Weather) -> list[tuple[str, str]]:
    if weather.storm.state is State.OVER:
        return []
    verbs = [verb for verb in DEEDS if verb != "take" or weather.storm.state is State.RAGING]
    by = f"--by {weather.to.name}"
    ways = [(DEEDS[verb], weather.links.get(verb) or f"earful storm {weather.number} {verb} {by}") for verb in verbs]
    if weather.by_mail:
        ways.append((ANSWER, " or ".join(f'"{IN_A_WORD[verb]}"' for verb in verbs)))
    return ways


def storm_text(shown: Card, number: int) -> str:
    """A card as plain text, for the command line. Strangers' words in it are tidied."""
    lines = [
        f"Storm {number}. {one_line(shown.heading)}",
        *(f"{one_line(label)}: {_several(value)}" for label, value in shown.facts),
    ]
    if shown.quote:
        lines += [one_line(shown.byline), f'"{one_line(shown.quote)}" {one_line(shown.link)}'.strip()]
    return "\n".join(lines)


def _several(value: str) -> str:
    return "\n".join(one_line(line) for line in value.splitlines())


def done(number: int, storm: Storm | None) -> str:
    """What became of a storm that somebody acted on."""
    if storm is None:
        return "nothing changed"
    return f"storm {number}: {storm.state.value}" + (f" ({storm.outcome.value})" if storm.outcome else "")

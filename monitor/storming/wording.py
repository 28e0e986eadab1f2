"""What Earful says about a storm: (storm, reason) -> Message. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.base import Action, Card, Message, Recipient
from alerts.base import State as Shown
from alerts.text import one_line
from monitor.cases import Reason
from monitor.storming.model import Outcome, State, Storm
from monitor.storms import History, Watch, reasons
from monitor.telling.cards import in_a_word
from monitor.telling.matters import Said
from monitor.telling.phrases import ENGLISH, Catalogue
from monitor.words import clock, date, in_time, listed, name, number, shortened, span

_NAMED = 5
_LATELY = timedelta(hours=1)  # what looked like a storm to come, and does not any more, is no outlook
STORM_ASKS = frozenset({Reason.STORM, Reason.STORM_LOUDER, Reason.STORM_STILL, Reason.STILL_WAITING, Reason.ESCALATED})
"""What asks somebody to act."""
DEEDS = ("take", "over", "noise")
"""What can be done about a storm."""
_CALMER = frozenset({Reason.STORM_STILL, Reason.STILL_WAITING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """Everything a message about a storm is made of. ``first`` and ``loudest`` are words of it; ``waiting``: how many of its
    customers have no answer; ``links`` leads to a page or begins a mail for each deed, where there is one. Times are aware UTC;
    ``zone`` is the owner's; ``say``: in which words."""

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
    say: Catalogue = ENGLISH
    links: Mapping[str, str] = field(default_factory=dict)
    by_mail: bool = False  # whether somebody reads what is answered to this message


def storm_message(weather: Weather, reason: Reason, ident: str) -> Message:
    """One message about a storm, for one person. ``ident`` is the outbox row."""
    storm = weather.storm
    over = storm.state is State.OVER and reason in STORM_ASKS
    say = weather.say
    summary = _SUMMARY[reason](weather)
    if over:
        summary = say.say("storm_was", brand=storm.brand, news=_over(weather))
    return Message(
        id=ident,
        thread=f"storm-{weather.number}",
        reason=reason.value,
        to=weather.to,
        title=say.say("storm_title", brand=storm.brand, storm=weather.number),
        summary=in_time(summary, weather.now - weather.decided, say),
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


def would_have_told(brand: str, history: History, now: datetime, zone: ZoneInfo) -> str:
    """What history would have raised: "Harbor Plumbing: in the 12 days before 14:05 I would have told of 2 storms: Mon 23 Nov 10:15
    (9 posts), ...". The latest five are named."""
    days, until = max(1, round((history.until - history.since) / timedelta(days=1))), clock(history.until, now, zone)
    stretch = f"{brand}: in the {'day' if days == 1 else f'{days} days'} before {until} I would have told of"
    count = len(history.storms)
    if not count:
        return f"{stretch} no storm."
    storms = "1 storm" if count == 1 else f"{count} storms"
    last = f", the last {_NAMED}" if count > _NAMED else ""
    named = [
        f"{clock(each.at, now, zone)} ({each.mentions:.0f} posts{_over_theme(each.of)})"
        for each in history.storms[-_NAMED:]
    ]
    return f"{stretch} {storms}{last}: {', '.join(named)}."


def _over_theme(theme: str) -> str:
    return f" over {theme_in_words(theme, ENGLISH)}" if theme else ""


def perhaps_coming(
    brand: str, candidate: tuple[datetime, datetime], now: datetime, zone: ZoneInfo, say: Catalogue = ENGLISH
) -> str:
    """What is half of a storm (from when to when): for whoever looks, never a message."""
    since, until = (clock(at, now, zone, say) for at in candidate)
    return say.say("storm_perhaps", brand=brand, since=since, until=until)


def outlook(watches: Mapping[str, Watch], brands: Iterable[str], now: datetime, zone: ZoneInfo) -> list[str]:
    """What may be coming over these brands, and what history would have raised: sentences."""
    mine = [(brand, watches[brand]) for brand in brands if brand in watches]
    coming = [
        perhaps_coming(brand, watch.candidate, now, zone)
        for brand, watch in mine
        if watch.candidate is not None and watch.candidate[1] >= now - _LATELY
    ]
    return coming + [would_have_told(brand, watch.history, now, zone) for brand, watch in mine if watch.history]


def people(count: int, say: Catalogue = ENGLISH) -> str:
    """ "1 person", "20 people"."""
    return say.count("people", count)


def about(storm: Storm, say: Catalogue = ENGLISH) -> str:
    """What it is about: "no answer (20 people), money (5 people)"; empty where nothing is known."""
    return ", ".join(f"{theme_in_words(theme, say)} ({people(count, say)})" for theme, count in storm.picture.themes)


def theme_in_words(theme: str, say: Catalogue = ENGLISH) -> str:
    """What a complaint is about: "no answer"."""
    return say.say(f"theme_{theme}") if f"theme_{theme}" in say.phrases else theme


def _usual(storm: Storm, say: Catalogue) -> str:
    usual = storm.picture.usual
    return f"{usual:.0f}" if usual >= 1 else say.say("less_than_one")


def _many(weather: Weather, until: datetime) -> str:
    storm, say = weather.storm, weather.say
    themes = [theme_in_words(theme, say) for theme in storm.of]
    return say.say(
        "storm_many",
        people=people(storm.picture.people, say),
        brand=storm.brand + (" " + say.say("storm_over_theme", themes=listed(themes, say=say)) if themes else ""),
        posts=say.count("posts", storm.picture.posts),
        span=span(until - storm.since, say),
        usual=_usual(storm, say),
    )


def _of(weather: Weather) -> str:
    themes = about(weather.storm, weather.say)
    return " " + weather.say.say("storm_about", themes=themes) if themes else ""


def _begins(weather: Weather) -> str:
    return f"{_many(weather, weather.now)}.{_of(weather)} {name(weather.storm.turn)}?"


def _louder(weather: Weather) -> str:
    news = " " + weather.say.say("storm_in_the_news") if weather.storm.picture.facts.news else ""
    return weather.say.say("storm_louder", many=_many(weather, weather.now)) + news


def _still(weather: Weather) -> str:
    many = _many(weather, weather.now)
    return weather.say.say("storm_still", span=_length(weather), many=many) + _waits(weather)


def _length(weather: Weather) -> str:
    return span((weather.storm.over or weather.now) - weather.storm.since, weather.say)


def _waits(weather: Weather) -> str:
    return " " + weather.say.count("storm_waiting", weather.waiting) if weather.waiting else ""


def _over(weather: Weather) -> str:
    storm, say = weather.storm, weather.say.say
    by = name(storm.over_by) or say("somebody")
    if storm.outcome is Outcome.NOISE:
        return say("storm_noise", by=by)
    many = _many(weather, storm.over or weather.now)
    told = say("storm_over_by" if storm.over_by else "storm_over", by=by, span=_length(weather), many=many)
    return told + _of(weather)


def _ladder(phrase: str) -> Callable[[Weather], str]:
    """A phrase with how long nobody has taken it."""

    def told(weather: Weather) -> str:
        since = span(weather.decided - (weather.storm.ladder_from or weather.storm.opened), weather.say)
        many = _many(weather, weather.now)
        return weather.say.say(phrase, span=since, to=name(weather.to.name), many=many)

    return told


def _handed_over(weather: Weather) -> str:
    away, to = weather.storm.instead_of, name(weather.to.name)
    say = weather.say.say
    return say("handed_over_away", away=name(away), to=to) if away else say("handed_over_back", to=to)


_SUMMARY: Mapping[Reason, Callable[[Weather], str]] = {
    Reason.STORM: _begins,
    Reason.STORM_LOUDER: _louder,
    Reason.STORM_STILL: _still,
    Reason.STORM_TAKEN: lambda w: w.say.say("storm_taken", by=name(w.by) or w.say.say("somebody")),
    Reason.HANDED_OVER: _handed_over,
    Reason.STORM_OVER: _over,
    Reason.STILL_WAITING: _ladder("storm_still_waiting"),
    Reason.ESCALATED: _ladder("storm_escalated"),
}


def card(weather: Weather) -> Card:
    """The storm as it stands."""
    storm, loudest, say = weather.storm, weather.loudest, weather.say.say
    raging = storm.state is not State.OVER
    who = _author(loudest, weather) if loudest else ""
    take = [Action(verb="take", label=say("do_take"), main=True)]
    return Card(
        heading=say("storm_heading" if raging else "storm_heading_over", brand=storm.brand),
        byline=say("storm_loudest", author=who, source=loudest.source) if loudest else "",
        quote=_words(loudest, weather) if loudest else "",
        facts=_facts(weather),
        link=loudest.url if loudest else "",
        link_label=say("read_it"),
        state=_shown(storm),
        state_label=say(f"state_{_shown(storm).value}"),
        how_to_act=_ways(weather),
        actions=take if storm.state is State.RAGING else [],
        mark=storm.changed.isoformat(),
    )


def _author(said: Said, weather: Weather) -> str:
    return said.author or weather.say.say("a_customer")


def _words(said: Said, weather: Weather) -> str:
    if said.deleted:
        return weather.say.say("post_down")
    return shortened("\n".join(part for part in (said.title, said.text) if part))


def _facts(weather: Weather) -> list[tuple[str, str]]:
    storm, picture, now, zone = weather.storm, weather.storm.picture, weather.now, weather.zone
    words, say = weather.say, weather.say.say
    since = say(
        "storm_since" if storm.over else "storm_since_so_far",
        at=clock(storm.since, now, zone, words),
        span=span((storm.over or now) - storm.since, words),
    )
    many = say(
        "storm_how_many",
        people=people(picture.people, words),
        posts=words.count("posts", picture.posts),
        usual=_usual(storm, words),
    )
    facts = [(say("label_since"), since), (say("label_how_many"), many)]
    if picture.themes:
        facts.append((say("label_about"), about(storm, words)))
    if weather.first:
        facts.append((say("label_first"), _first(weather.first, weather)))
    if len(picture.places) > 1:
        facts.append((say("label_where"), listed(picture.places, say=words)))
    if len(picture.pages) > 1:
        facts.append((say("label_pages"), "\n" + "\n".join(picture.pages)))
    if storm.state is State.RAGING:
        facts.append((say("label_answers"), name(storm.turn)))
        if storm.rung_at and storm.rung < len(storm.ladder):
            told = name(storm.ladder[storm.rung].tell)
            facts.append((say("label_next"), say("next_at", person=told, at=clock(storm.rung_at, now, zone, words))))
    elif storm.state is State.TAKEN:
        facts.append((say("label_taken"), name(storm.taken_by)))
    if weather.waiting:
        facts.append((say("label_no_answer"), words.count("customers", weather.waiting)))
    weighs = [
        f"{say(f'storm_point_{reason}', count=number(count, words))} ({points})"
        for points, reason, count in reasons(picture.facts)
    ]
    why = "; ".join(weighs) or say("storm_why")
    return [*facts, (say("label_why"), say("why", severity=storm.severity, reasons=why))]


def _first(said: Said, weather: Weather) -> str:
    exact = clock(said.at, weather.now, weather.zone, weather.say) if said.exact else date(said.at, weather.say)
    words = shortened(" ".join((said.text or said.title).split()), 120)
    return f"{_author(said, weather)}, {said.source}, {exact}: {words} {said.url}".strip()


def _shown(storm: Storm) -> Shown:
    return {State.RAGING: Shown.OPEN, State.TAKEN: Shown.TAKEN, State.OVER: Shown.CLOSED}[storm.state]


def possible(storm: Storm) -> list[str]:
    """What can be done about it as it stands, the likeliest first."""
    if storm.state is State.OVER:
        return []
    return [verb for verb in DEEDS if verb != "take" or storm.state is State.RAGING]


def _ways(weather: Weather) -> list[tuple[str, str]]:
    verbs, say = possible(weather.storm), weather.say
    if not verbs:
        return []
    command = f"earful storm {weather.number}"
    ways = [
        (say.say(f"do_{verb}"), weather.links.get(verb) or f"{command} {verb} --by {weather.to.name}") for verb in verbs
    ]
    return [*ways, in_a_word(verbs, say)] if weather.by_mail else ways


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

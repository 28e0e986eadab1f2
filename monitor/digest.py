"""The calm summary: who still waits, what happened, what drives complaints, and praise last. Pure: figures -> Message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Protocol
from zoneinfo import ZoneInfo

from alerts.base import Card, Line, Message, Recipient, Section, State
from monitor.cases import Case, Reason
from monitor.cases import State as CaseState
from monitor.storming import Outcome, Storm
from monitor.storming.wording import about, people, perhaps_coming
from monitor.words import clock, name, shortened, span

LISTED = 10
"""Cases in one list; the rest is a number."""
QUOTED = 3
_LATE = timedelta(minutes=10)
_WORDS = 120
_THEMES = {
    "no_answer": "Nobody answers",
    "broken_promise": "Broken promises",
    "staff": "Rude or careless staff",
    "money": "Money",
    "product": "The product",
    "delivery": "Delivery",
    "safety": "Safety",
    "privacy": "Privacy",
    "website": "The website or app",
    "other": "Something else",
}


class Quote(Protocol):
    """Somebody's words about a brand; ``url`` is http(s) or empty."""

    @property
    def brand(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def url(self) -> str: ...


class Theme(Protocol):
    """What drives complaints: how many people, how many in the stretch before, the loudest of them."""

    @property
    def name(self) -> str: ...
    @property
    def people(self) -> int: ...
    @property
    def before(self) -> int: ...
    @property
    def example(self) -> Quote | None: ...


class Voice(Protocol):
    """How much was said about a brand, and how much of it unhappy."""

    @property
    def brand(self) -> str: ...
    @property
    def mentions(self) -> int: ...
    @property
    def unhappy(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What happened from ``since`` to ``until`` (aware UTC). Cases and storms come as (number, it), storms that rage or ended
    then; ``coming``: brands with half of the evidence for a storm, from when to when; ``answers`` as (how long the customer
    waited, within the promise). ``apart``: the brands that may be set against each other, those of each client for
    themselves; none: all of them."""

    since: datetime
    until: datetime
    waiting: Sequence[tuple[int, Case]]
    opened: Sequence[tuple[int, Case]]
    won_back: Sequence[tuple[int, Case]]
    answers: Sequence[tuple[timedelta, bool]]
    themes: Sequence[Theme]
    voices: Sequence[Voice]
    reminded: Mapping[str, int]
    unclear: tuple[int, Sequence[Quote]]
    praise: tuple[int, Sequence[Quote]]
    searched: tuple[int, Sequence[Quote]] = (0, ())
    maybe_us: tuple[int, Sequence[Quote]] = (0, ())
    storms: Sequence[tuple[int, Storm]] = ()
    coming: Sequence[tuple[str, tuple[datetime, datetime]]] = ()
    apart: Sequence[frozenset[str]] = ()


def digest_message(figures: Figures, to: Recipient, ident: str, thread: str, now: datetime, zone: ZoneInfo) -> Message:
    """The summary for one person, as of ``now``. ``ident`` is the outbox row."""
    late = now - figures.until
    news = _news(figures, now, zone)
    if late > _LATE:
        news = f"(Late by {span(late)}: it could not be delivered before.) {news}"
    local = figures.until.astimezone(zone)
    day = f"{local:%a} {local.day} {local:%b}"
    return Message(
        id=ident,
        thread=thread,
        reason=Reason.DIGEST.value,
        to=to,
        title=f"{day}: {_headline(figures)}",
        summary=news,
        card=Card(
            heading=f"Your customers, {day}",
            state=State.NOTICE,
            sections=[section for section in _sections(figures, now, zone) if section.lines],
        ),
        at=figures.until,
        data={
            "since": figures.since.isoformat(),
            "until": figures.until.isoformat(),
            "waiting": len(figures.waiting),
            "opened": len(figures.opened),
            "answered": len(figures.answers),
            "won_back": len(figures.won_back),
        },
    )


def _headline(figures: Figures) -> str:
    parts = [f"{len(figures.waiting)} waiting"] if figures.waiting else ["nobody is waiting"]
    parts += [f"{len(figures.opened)} new"] if figures.opened else []
    parts += [f"{len(figures.won_back)} won back"] if figures.won_back else []
    return ", ".join(parts)


def _news(figures: Figures, now: datetime, zone: ZoneInfo) -> str:
    since = clock(figures.since, figures.until, zone)
    if figures.waiting:
        longest = span(now - figures.waiting[0][1].waiting_since)
        who = (
            "One customer is waiting,"
            if len(figures.waiting) == 1
            else f"{len(figures.waiting)} customers are waiting,"
        )
        first = f"{who} {'' if len(figures.waiting) == 1 else 'the longest '}for {longest}."
    else:
        first = "Nobody is waiting."
    counts = [
        (len(figures.opened), "new case", "new cases"),
        (len(figures.answers), "answer", "answers"),
        (len(figures.won_back), "customer won back", "customers won back"),
        (figures.praise[0], "kind word", "kind words"),
    ]
    said = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    return f"{first} Since {since}: {', '.join(said)}." if said else f"{first} Nothing else since {since}."


def _sections(figures: Figures, now: datetime, zone: ZoneInfo) -> list[Section]:
    return [
        Section("Storms", _stormy(figures, now, zone)),
        Section("Still waiting", _listed(figures.waiting, lambda number, case: _waits(number, case, now))),
        Section("New", _listed(figures.opened, lambda number, case: _began(number, case, figures, zone))),
        Section("Answered", _answered(figures.answers)),
        Section("Won back", _listed(figures.won_back, lambda number, case: _ended_well(number, case))),
        Section("What drives complaints", _drivers(figures.themes)),
        Section("How much was said", _share_of_voice(figures.voices, figures.apart)),
        Section("Reminded most", _reminded(figures.reminded)),
        Section("Please look through: Earful cannot tell how these are meant", _quoted(*figures.unclear)),
        Section(
            "Please look through: found by a search for your name, which they do not say", _quoted(*figures.searched)
        ),
        Section("Perhaps about you: complaints that name nobody", _quoted(*figures.maybe_us)),
        Section("Praise", _quoted(*figures.praise)),
    ]


def _listed(rows: Sequence[tuple[int, Case]], words: Callable[[int, Case], str]) -> list[Line]:
    lines = [Line(text=words(number, case)) for number, case in rows[:LISTED]]
    more = len(rows) - len(lines)
    return [*lines, Line(text=f"and {more} more: earful case")] if more > 0 else lines


def _stormy(figures: Figures, now: datetime, zone: ZoneInfo) -> list[Line]:
    lines = []
    for number, storm in figures.storms[:LISTED]:
        if storm.over is None:
            how = f"since {clock(storm.since, now, zone)}"
            how += f", {name(storm.taken_by)} is on it" if storm.taken_by else f", {name(storm.turn)} answers"
        else:
            none = " (it was none)" if storm.outcome is Outcome.NOISE else ""
            how = f"over after {span(storm.over - storm.since)}{none}"
        themes = f": {about(storm)}" if storm.picture.themes else ""
        lines.append(Line(text=f"storm {number} over {storm.brand}, {how}; {people(storm.picture.people)}{themes}"))
    more = len(figures.storms) - len(lines)
    lines += [Line(text=f"and {more} more: earful storm")] if more > 0 else []
    return lines + [Line(text=perhaps_coming(brand, candidate, now, zone)) for brand, candidate in figures.coming]


def _who(case: Case) -> str:
    return case.author or "A customer"


def _waits(number: int, case: Case, now: datetime) -> str:
    late = ", longer than you promise" if now > case.due else ""
    turn = f"{name(case.taken_by)} is on it" if case.taken_by else f"{name(case.turn)} answers"
    return f"case {number}: {_who(case)} about {case.brand}, {span(now - case.waiting_since)}{late}. {turn}."


def _began(number: int, case: Case, figures: Figures, zone: ZoneInfo) -> str:
    told = "" if case.told or case.state is CaseState.CLOSED else " Nobody was told at once: it was not loud."
    why = ", ".join(reason for _, reason in case.points.explained()) or "unhappy"
    at = clock(case.opened, figures.until, zone)
    return f"case {number}: {_who(case)} about {case.brand}, {at}: {why} (severity {case.severity}).{told}"


def _ended_well(number: int, case: Case) -> str:
    thanks = f", thanks to {name(case.answered_by)}" if case.answered_by else ""
    after = span((case.closed or case.changed) - case.waiting_since)
    return f"case {number}: {_who(case)} about {case.brand}, after {after}{thanks}"


def _answered(answers: Sequence[tuple[timedelta, bool]]) -> list[Line]:
    if not answers:
        return []
    kept = sum(within for _, within in answers)
    share = kept / len(answers)
    usual = span(timedelta(seconds=median(waited.total_seconds() for waited, _ in answers)))
    text = f"{kept} of {len(answers)} within your promise ({share:.0%}); half of them waited less than {usual}"
    return [Line(text=text, share=share)]


def _drivers(themes: Sequence[Theme]) -> list[Line]:
    most = max((theme.people for theme in themes), default=1)
    return [
        Line(
            text=f"{_THEMES.get(theme.name, theme.name)}: {_people(theme.people)} ({_change(theme)})"
            + (f". {_words(theme.example)}" if theme.example else ""),
            link=theme.example.url if theme.example else "",
            share=theme.people / most,
        )
        for theme in themes[:LISTED]
    ]


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _change(theme: Theme) -> str:
    return "none before" if not theme.before else f"{theme.before} before"


def _share_of_voice(voices: Sequence[Voice], apart: Sequence[frozenset[str]]) -> list[Line]:
    """Who is talked about how much, among those who may be set against each other."""
    if not apart:
        return _shares(voices)
    return [line for group in apart for line in _shares([voice for voice in voices if voice.brand in group])]


def _shares(voices: Sequence[Voice]) -> list[Line]:
    if len(voices) < 2:
        return []
    total = sum(voice.mentions for voice in voices)
    return [
        Line(
            text=f"{voice.brand}: {voice.mentions} ({voice.mentions / total:.0%}), "
            f"{voice.unhappy / voice.mentions:.0%} of it unhappy",
            share=voice.mentions / total,
        )
        for voice in voices[:LISTED]
    ]


def _reminded(reminded: Mapping[str, int]) -> list[Line]:
    most = sorted(reminded.items(), key=lambda item: (-item[1], item[0]))
    return [
        Line(text=f"{name(person)}: {'once' if count == 1 else f'{count} times'}") for person, count in most[:QUOTED]
    ]


def _quoted(count: int, quotes: Sequence[Quote]) -> list[Line]:
    lines = [Line(text=_words(quote), link=quote.url) for quote in quotes[:QUOTED]]
    more = count - len(lines)
    return [*lines, Line(text=f"and {more} more")] if lines and more > 0 else lines


def _words(quote: Quote) -> str:
    where = ", ".join(part for part in (quote.author, quote.source) if part)
    return f"\u201c{shortened(' '.join(quote.text.split()), _WORDS)}\u201d ({where}, about {quote.brand})"

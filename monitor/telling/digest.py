"""The calm summary: who still waits, what happened, what drives complaints, and praise last. Pure: figures -> Message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Protocol
from zoneinfo import ZoneInfo

from alerts.base import Card, Chart, Line, Message, Recipient, Section, State
from monitor.cases import Case, Reason
from monitor.cases import State as CaseState
from monitor.storming import Outcome, Storm
from monitor.storming.wording import about, people, perhaps_coming, theme_in_words
from monitor.telling.phrases import ENGLISH, Catalogue
from monitor.words import clock, day, in_time, name, number, percent, shortened, span

LISTED = 10
"""Cases in one list; the rest is a number."""
QUOTED = 3
_WORDS = 120


class Quote(Protocol):
    """Somebody's words about a brand, or the stars of who wrote none; ``url`` is http(s) or empty."""

    @property
    def brand(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def stars(self) -> float | None: ...
    @property
    def stars_max(self) -> float | None: ...
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


@dataclass(frozen=True, slots=True)
class Volume:
    """What was said on each of the ``days`` (the owner's), in their order: (negative, neutral, positive, unknown); and from when
    to when there were storms (aware UTC)."""

    days: Sequence[date]
    counts: Sequence[tuple[int, int, int, int]]
    storms: Sequence[tuple[datetime, datetime]] = ()


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
    volume: Volume | None = None
    coming: Sequence[tuple[str, tuple[datetime, datetime]]] = ()
    apart: Sequence[frozenset[str]] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """The figures, and how they are told."""

    figures: Figures
    now: datetime
    zone: ZoneInfo
    say: Catalogue

    def clock(self, at: datetime, now: datetime | None = None) -> str:
        return clock(at, now or self.now, self.zone, self.say)

    def span(self, length: timedelta) -> str:
        return span(length, self.say)

    def count(self, phrase: str, count: int) -> str:
        """ "1 new case", "2,000 new cases"."""
        return self.say.say(f"{phrase}_{'one' if count == 1 else 'many'}", count=number(count, self.say))


def digest_message(
    figures: Figures,
    to: Recipient,
    ident: str,
    thread: str,
    now: datetime,
    zone: ZoneInfo,
    say: Catalogue = ENGLISH,
) -> Message:
    """The summary for one person, as of ``now``. ``ident`` is the outbox row."""
    told = _Told(figures, now, zone, say)
    today = day(figures.until.astimezone(zone), say)
    return Message(
        id=ident,
        thread=thread,
        reason=Reason.DIGEST.value,
        to=to,
        title=f"{today}: {_headline(told)}",
        summary=in_time(_news(told), now - figures.until, say),
        card=Card(
            heading=say.say("digest_heading", day=today),
            link_label=say.say("read_it"),
            state=State.NOTICE,
            sections=[section for section in _sections(told) if section.lines],
            chart=_chart(told),
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


def _headline(told: _Told) -> str:
    figures, say = told.figures, told.say.say
    parts = [say("digest_waiting", count=len(figures.waiting)) if figures.waiting else say("digest_nobody")]
    parts += [say("digest_new", count=len(figures.opened))] if figures.opened else []
    parts += [say("digest_won", count=len(figures.won_back))] if figures.won_back else []
    return ", ".join(parts)


def _news(told: _Told) -> str:
    figures, say = told.figures, told.say.say
    first = say("digest_nobody_waits")
    if figures.waiting:
        longest = told.span(told.now - figures.waiting[0][1].waiting_since)
        first = told.say.count("digest_wait", len(figures.waiting), span=longest)
    counts = {
        "digest_cases": len(figures.opened),
        "digest_answers": len(figures.answers),
        "digest_won_back": len(figures.won_back),
        "digest_kind_words": figures.praise[0],
    }
    said = ", ".join(told.count(phrase, count) for phrase, count in counts.items() if count)
    since = told.clock(figures.since, figures.until)
    return f"{first} {say('digest_since', since=since, news=said) if said else say('digest_nothing', since=since)}"


def _chart(told: _Told) -> Chart | None:
    """Volume and tone by the day; None where nothing was said."""
    volume, say = told.figures.volume, told.say
    if volume is None or not any(map(any, volume.counts)):
        return None
    sums = [sum(counts) for counts in volume.counts]
    most = max(range(len(sums)), key=lambda at: (sums[at], at))
    says = say.say(
        "digest_volume_says",
        posts=told.count("posts", sum(sums)),
        days=len(sums),
        unhappy=number(sum(counts[0] for counts in volume.counts), say),
        day=day(volume.days[most], say),
        most=number(sums[most], say),
    )
    span = [tuple(_index(volume.days, at.astimezone(told.zone).date()) for at in storm) for storm in volume.storms]
    return Chart(
        title=say.say("digest_volume"),
        says=says,
        series=[say.say(f"tone_{name}") for name in ("negative", "neutral", "positive", "unknown")],
        counts=volume.counts,
        labels=(day(volume.days[0], say), day(volume.days[-1], say)),
        marked=[(first, last) for first, last in span],
        mark=say.say("digest_volume_storm"),
    )


def _index(days: Sequence[date], that: date) -> int:
    return min(max((that - days[0]).days, 0), len(days) - 1)


def _sections(told: _Told) -> list[Section]:
    figures = told.figures
    parts: Mapping[str, Sequence[Line]] = {
        "digest_storms": _stormy(told),
        "digest_still_waiting": _listed(told, figures.waiting, _waits),
        "digest_opened": _listed(told, figures.opened, _began),
        "digest_answered": _answered(told),
        "digest_ended_well": _listed(told, figures.won_back, _ended_well),
        "digest_drivers": _drivers(told),
        "digest_voices": _share_of_voice(told),
        "digest_reminded": _reminded(told),
        "digest_unclear": _quoted(told, *figures.unclear),
        "digest_searched": _quoted(told, *figures.searched),
        "digest_maybe_us": _quoted(told, *figures.maybe_us),
        "digest_praise": _quoted(told, *figures.praise),
    }
    return [Section(told.say.say(title), lines) for title, lines in parts.items()]


def _listed(told: _Told, rows: Sequence[tuple[int, Case]], words: Callable[[_Told, int, Case], str]) -> list[Line]:
    lines = [Line(text=words(told, number, case)) for number, case in rows[:LISTED]]
    return lines + _more(told, "cases_more", len(rows) - len(lines))


def _more(told: _Told, phrase: str, count: int) -> list[Line]:
    return [Line(text=told.say.say(phrase, count=number(count, told.say)))] if count > 0 else []


def _stormy(told: _Told) -> list[Line]:
    say, storms = told.say.say, told.figures.storms
    lines = []
    for ident, storm in storms[:LISTED]:
        if storm.over is not None:
            ended = "digest_storm_none" if storm.outcome is Outcome.NOISE else "digest_storm_over"
            how = say(ended, span=told.span(storm.over - storm.since))
        else:
            how = say("digest_storm_since", at=told.clock(storm.since), who=_in_charge(told, storm))
        themes = f": {about(storm, told.say)}" if storm.picture.themes else ""
        count = people(storm.picture.people, told.say)
        lines.append(Line(text=say("digest_storm", storm=ident, brand=storm.brand, how=how, people=count) + themes))
    lines += _more(told, "storms_more", len(storms) - len(lines))
    coming = [
        Line(text=perhaps_coming(brand, candidate, told.now, told.zone, told.say))
        for brand, candidate in told.figures.coming
    ]
    return lines + coming


def _in_charge(told: _Told, matter: Case | Storm) -> str:
    """Who is on it, or whose turn it is."""
    if matter.taken_by:
        return told.say.say("digest_is_on_it", person=name(matter.taken_by))
    return told.say.say("digest_answers_it", person=name(matter.turn))


def _who(told: _Told, case: Case) -> str:
    return case.author or told.say.say("the_customer")


def _waits(told: _Told, ident: int, case: Case) -> str:
    return told.say.say(
        "digest_waits_late" if told.now > case.due else "digest_waits",
        case=ident,
        author=_who(told, case),
        brand=case.brand,
        span=told.span(told.now - case.waiting_since),
        who=_in_charge(told, case),
    )


def _untold(told: _Told, case: Case) -> str:
    """Why nobody had a message about it."""
    for ident, storm in told.figures.storms:
        rages = storm.since <= case.opened and (storm.over is None or case.opened <= storm.over)
        if rages and storm.brand == case.brand and storm.concerns(case.points.themes):
            return told.say.say("digest_in_storm", storm=ident)
    return told.say.say("digest_untold")


def _began(told: _Told, ident: int, case: Case) -> str:
    say = told.say.say
    untold = "" if case.told or case.state is CaseState.CLOSED else f" {_untold(told, case)}"
    # How long they have been waiting stands above, for those who still are.
    why = ", ".join(say(f"point_{reason}", count=number(count, told.say)) for _, reason, count in case.points.reasons())
    began = say(
        "digest_began",
        case=ident,
        author=_who(told, case),
        brand=case.brand,
        at=told.clock(case.opened, told.figures.until),
        why=why or say("why_unhappy"),
        severity=case.severity,
    )
    return began + untold


def _ended_well(told: _Told, ident: int, case: Case) -> str:
    return told.say.say(
        "digest_thanks" if case.answered_by else "digest_ended",
        case=ident,
        author=_who(told, case),
        brand=case.brand,
        span=told.span((case.closed or case.changed) - case.waiting_since),
        by=name(case.answered_by),
    )


def _answered(told: _Told) -> list[Line]:
    answers = told.figures.answers
    if not answers:
        return []
    kept = sum(within for _, within in answers)
    share = kept / len(answers)
    usual = told.span(timedelta(seconds=median(waited.total_seconds() for waited, _ in answers)))
    text = told.say.count("digest_kept", len(answers), kept=kept, share=percent(share, told.say), span=usual)
    return [Line(text=text, share=share)]


def _drivers(told: _Told) -> list[Line]:
    themes = told.figures.themes
    most = max((theme.people for theme in themes), default=1)
    return [
        Line(
            text=_driver(told, theme),
            link=theme.example.url if theme.example else "",
            share=theme.people / most,
        )
        for theme in themes[:LISTED]
    ]


def _driver(told: _Told, theme: Theme) -> str:
    say = told.say.say
    before = say("digest_before", count=number(theme.before, told.say)) if theme.before else say("digest_none_before")
    what = name(theme_in_words(theme.name, told.say))
    text = say("digest_driver", theme=what, people=told.count("people", theme.people), before=before)
    return f"{text}. {_words(told, theme.example)}" if theme.example else text


def _share_of_voice(told: _Told) -> list[Line]:
    """Who is talked about how much, among those who may be set against each other."""
    voices, apart = told.figures.voices, told.figures.apart
    if not apart:
        return _shares(told, voices)
    return [line for group in apart for line in _shares(told, [voice for voice in voices if voice.brand in group])]


def _shares(told: _Told, voices: Sequence[Voice]) -> list[Line]:
    if len(voices) < 2:
        return []
    total = sum(voice.mentions for voice in voices)
    return [
        Line(
            text=told.say.say(
                "digest_voice",
                brand=voice.brand,
                count=number(voice.mentions, told.say),
                share=percent(voice.mentions / total, told.say),
                unhappy=percent(voice.unhappy / voice.mentions, told.say),
            ),
            share=voice.mentions / total,
        )
        for voice in voices[:LISTED]
    ]


def _reminded(told: _Told) -> list[Line]:
    most = sorted(told.figures.reminded.items(), key=lambda item: (-item[1], item[0]))
    return [Line(text=told.say.count("digest_times", count, person=name(person))) for person, count in most[:QUOTED]]


def _quoted(told: _Told, count: int, quotes: Sequence[Quote]) -> list[Line]:
    lines = [Line(text=_words(told, quote), link=quote.url) for quote in quotes[:QUOTED]]
    return [*lines, *_more(told, "digest_more", count - len(lines))] if lines else lines


def _words(told: _Told, quote: Quote) -> str:
    where = ", ".join(part for part in (quote.author, quote.source) if part)
    words = shortened(" ".join(quote.text.split()), _WORDS)
    if not words and quote.stars is not None and quote.stars_max:
        words = told.say.say("stars", stars=f"{quote.stars:g}", of=f"{quote.stars_max:g}")
    return told.say.say("digest_quote", words=words, where=where, brand=quote.brand)

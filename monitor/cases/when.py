"""A moment to come, in words: "Monday at 10", "bis Freitag", "demain à 15h", "within two days", "2026-12-01 09:00". Pure.

Six languages at once, without accents: their words for days and months do not contradict each other. A day without a time
of day is meant until work ends on it; ``closes(day)`` says when that is. A weekday is the next one that is not today.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Closes = Callable[[date], time]

_DAYS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "monday montag lundi lunes lunedi segunda segunda-feira",
            "tuesday dienstag mardi martes martedi terca terca-feira",
            "wednesday mittwoch mercredi miercoles mercoledi quarta quarta-feira",
            "thursday donnerstag jeudi jueves giovedi quinta quinta-feira",
            "friday freitag vendredi viernes venerdi sexta sexta-feira",
            "saturday samstag sonnabend samedi sabado sabato",
            "sunday sonntag dimanche domingo domenica",
        )
    )
    for word in words.split()
}
_SHORT_DAYS = {word: n for n, word in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_MONTHS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "jan january januar janvier enero gennaio janeiro",
            "feb february februar fevrier febrero febbraio fevereiro",
            "mar march marz mars marzo marco",
            "apr april avril abril aprile",
            "may mai mayo maggio maio",
            "jun june juni juin junio giugno junho",
            "jul july juli juillet julio luglio julho",
            "aug august aout agosto",
            "sep sept september septembre septiembre settembre setembro",
            "oct october oktober octobre octubre ottobre outubro",
            "nov november novembre noviembre novembro",
            "dec december dezember decembre diciembre dicembre dezembro",
        ),
        1,
    )
    for word in words.split()
}
_AHEAD = {
    **dict.fromkeys(
        (
            "today",
            "tonight",
            "this afternoon",
            "this evening",
            "heute",
            "aujourd'hui",
            "cet apres-midi",
            "hoy",
            "esta tarde",
            "oggi",
            "hoje",
        ),
        0,
    ),
    **dict.fromkeys(("tomorrow", "morgen", "demain", "manana", "domani", "amanha"), 1),
    **dict.fromkeys(
        ("day after tomorrow", "ubermorgen", "apres-demain", "pasado manana", "dopodomani", "depois de amanha"), 2
    ),
}
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "a an one einem einer einen eine un une uno una um uma",
            "two zwei deux dos due dois duas couple",
            "three drei trois tres tre few",
            "four vier quatre cuatro quattro quatro",
            "five funf cinq cinco cinque",
        ),
        1,
    )
    for word in words.split()
}
_UNITS = {
    **dict.fromkeys(("minute", "minuten", "minuto", "minuti", "min"), timedelta(minutes=1)),
    **dict.fromkeys(("hour", "hr", "h", "stunde", "stunden", "heure", "hora", "ora", "ore"), timedelta(hours=1)),
    **dict.fromkeys(("day", "tag", "tage", "tagen", "jour", "dia", "giorno", "giorni"), timedelta(days=1)),
    **dict.fromkeys(("week", "woche", "wochen", "semaine", "semana", "settimana", "settimane"), timedelta(weeks=1)),
    **dict.fromkeys(
        ("werktag", "werktage", "werktagen", "arbeitstag", "arbeitstage", "arbeitstagen"), timedelta(days=1)
    ),
}
_AT_WORK = r"(?:business|working|work)\s+|(?=werktag|arbeitstag)"
_AFTER_WORK = r"\s+(?:ouvres?|ouvrables?|habiles?|laborables?|lavorativi?|lavorativo|uteis|util)\b"


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


_NUMBER = rf"\d{{1,3}}|a\s+couple|a\s+few|half\s+an|{_any(_NUMBERS)}"
_SPAN = re.compile(
    r"\b(?:in|within|innerhalb(?: von)?|binnen|dans(?: les)?|sous|d'ici|en|dentro de|entro|tra|fra|em|the next|next|nachsten|"
    r"prochaines?|proximas?|proximos?|prossime|prossimi)\s+(?:the\s+next\s+|den\s+nachsten\s+|der\s+nachsten\s+|las\s+"
    r"|les\s+prochaines\s+|le\s+prossime\s+)?"
    rf"(?P<n>{_NUMBER})(?:\s*(?:[-–—]|to|or|bis|oder|a|ou|o|e)\s*(?P<most>{_NUMBER}))?\s*(?:of\s+)?"  # the later one counts
    rf"(?P<work>{_AT_WORK})?(?P<unit>{_any(_UNITS)})s?\b(?P<work2>{_AFTER_WORK})?"
    r"|\bwithin\s+the\s+(?P<unit2>hour|day|week)\b"
)
_DATE = re.compile(
    r"\b(?P<iso>\d{4}-\d{2}-\d{2})\b"
    rf"|\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.|er|o)?\s+(?:of\s+|de\s+)?(?P<m1>{_any(_MONTHS)})\b\.?(?:,?\s+(?:de\s+)?(?P<y1>20\d\d))?"
    rf"|\b(?P<m2>{_any(_MONTHS)})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(?P<y2>20\d\d))?"
    r"|\b(?P<d3>\d{1,2})\.(?P<m3>\d{1,2})\.(?P<y3>20\d\d)?"
    r"|\bthe\s+(?P<d4>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:of\s+)?[a-z]*(?:floor|time))"
)
_AHEAD_OR_DAY = re.compile(
    rf"(?<![\w-])(?<!guten )(?P<ahead>{_any(_AHEAD)})(?![\w-])|(?<![\w-])(?P<day>{_any(_DAYS)})(?![\w-])"
)
_END_OF_DAY = re.compile(
    r"\b(?:by|before|until|till)\s+(?:the\s+)?(?:end\s+of\s+(?:the\s+|this\s+)?(?:business\s+|working\s+)?day|close\s+of\s+business|"
    r"eod|cob)\b"
    r"|\bbis\s+(?:feierabend|dienstschluss|(?:zum\s+)?ende\s+des\s+tages)\b"
    r"|\b(?:d'ici|avant)\s+(?:la\s+)?fin\s+de\s+(?:la\s+)?journee\b"
    r"|\bantes\s+del?\s+(?:final|fin|terminar|acabar)\s+(?:del?|el)\s+dia\b|\bate\s+o\s+(?:final|fim)\s+do\s+dia\b"
    r"|\bentro\s+(?:la\s+)?fine\s+(?:della\s+)?giornata\b"
)
_SHORT = re.compile(rf"\b(?P<day>{_any(_SHORT_DAYS)})\b")
_WEEK = re.compile(
    r"\b(?P<next>next week|nachste[rn]? woche|kommende[rn]? woche|semaine prochaine|proxima semana|semana que vi?en?[em]|"
    r"prossima settimana|settimana prossima)\b"
    r"|\b(?P<this>(?:by |before )?(?:the )?end of (?:the |this )?week|this week|ende der woche|diese woche|"
    r"cette semaine|fin de la semaine|esta semana|questa settimana|fim da semana)\b"
)
_CLOCK = re.compile(
    r"\b(?P<h1>\d{1,2})[:.h](?P<m1>\d{2})(?!\d|\.\d)\s*(?P<half1>[ap]\.?m\b)?"
    r"|\b(?P<h2>\d{1,2})\s*(?P<half2>[ap]\.?m\b|o'clock|uhr\b|h\b|heures\b)"
    r"|\b(?:at|by|before|around|um|gegen|bis|vor|a|as|a las|a la|alle|ore|antes das|antes de las|avant|vers|verso|entro le|"
    r"prima delle)\s+(?P<h3>\d{1,2})(?!\d|[.:/h]\d|\s*%)(?!\s*(?:[a-z]*days?|hours?|weeks?|minutes?|"
    r"tage|stunden|jours|heures|horas|dias|"
    r"ore|giorni|%)\b)"
    r"|\b(?P<noon>noon|midday|mittags?|midi|mediodia|mezzogiorno|meio-dia|"
    r"(?<!good )morning|vormittags?|(?:le |au )matin|por la manana|"
    r"mattina|de manha)\b"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A moment (aware UTC) and where its words stand."""

    at: datetime
    start: int
    end: int


def bare(text: str) -> str:
    """Lower case and without accents, letter by letter: as long as the text, so that places in it stay the same."""
    letters = []
    for letter in text:
        plain = unicodedata.normalize("NFKD", letter)[:1].lower()
        letters.append({"’": "'", "ß": "s"}.get(plain, plain) if len(plain) == 1 else letter)
    return "".join(letters)


def find(text: str, at: datetime, zone: ZoneInfo, closes: Closes, *, short: bool = False) -> Found | None:
    """The first moment after ``at`` that the text names, None if there is none. ``short`` understands "mon 10:00" too."""
    low = bare(text)
    if (span := _SPAN.search(low)) is not None:
        return Found(_after(span, at, zone, closes), *span.span())
    today = at.astimezone(zone).date()
    day, places = _day(low, today, short=short)
    hour, clock = _clock(low, places)
    if day is None and (hour is None or clock is None):
        return None
    if clock is not None:
        places = [*places, clock.span()]
    start, end = min(first for first, _ in places), max(last for _, last in places)
    if day is None:
        moment = _moment(today, hour or time(0), zone)
        if moment <= at:
            moment = _moment(today + timedelta(days=1), hour or time(0), zone)
    else:
        moment = _moment(day, hour or closes(day), zone)
        if moment <= at and hour is None and day == today:
            moment = _moment(today + timedelta(days=1), time(0), zone)  # said after work: before the day is over
    return Found(moment, start, end) if moment > at else None


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    if clock == time.max:  # 24:00
        return _moment(day + timedelta(days=1), time(0), zone)
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _after(span: re.Match[str], at: datetime, zone: ZoneInfo, closes: Closes) -> datetime:
    number, unit = span["most"] or span["n"] or "a", _UNITS[span["unit"] or span["unit2"]]
    if number.startswith("half"):
        number, unit = "a", unit / 2
    count = int(number) if number.isdigit() else _NUMBERS[number.split()[-1]]
    if unit < timedelta(days=1):
        return at + count * unit
    day = at.astimezone(zone).date()
    if span["work"] is not None or span["work2"]:
        while count:
            day += timedelta(days=1)
            count -= day.weekday() < 5
    else:
        day += count * unit
    return _moment(day, closes(day), zone)


def _day(low: str, today: date, *, short: bool) -> tuple[date | None, list[tuple[int, int]]]:
    if (hit := _DATE.search(low)) and (day := _date(hit, today)):
        return day, [hit.span()]
    if hit := _AHEAD_OR_DAY.search(low):
        if hit["ahead"]:
            return today + timedelta(days=_AHEAD[hit["ahead"]]), [hit.span()]
        return _next(today, _DAYS[hit["day"]]), [hit.span()]
    if hit := _WEEK.search(low):
        friday = today + timedelta(days=(4 - today.weekday()) % 7)
        if hit["next"]:
            friday = today - timedelta(days=today.weekday()) + timedelta(days=11)
        return friday, [hit.span()]
    if short and (hit := _SHORT.search(low)):
        return _next(today, _SHORT_DAYS[hit["day"]]), [hit.span()]
    if hit := _END_OF_DAY.search(low):  # that of the day that is named, else of this one
        return today, [hit.span()]
    return None, []


def _next(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _date(hit: re.Match[str], today: date) -> date | None:
    try:
        if hit["iso"]:
            return date.fromisoformat(hit["iso"])
        if hit["d4"]:
            months = [today.year * 12 + today.month - 1 + ahead for ahead in range(3)]
            return _first_to_come(int(hit["d4"]), months, today)
        number = next(n for n in "123" if hit[f"d{n}"])
        month = int(hit["m3"]) if number == "3" else _MONTHS[hit[f"m{number}"]]
        year = hit[f"y{number}"]
        found = date(int(year) if year else today.year, month, int(hit[f"d{number}"]))
        return found if year or found >= today else found.replace(year=today.year + 1)
    except ValueError:
        return None


def _first_to_come(number: int, months: Iterable[int], today: date) -> date | None:
    """The first day of that number in these months, counted from the year 0, that is not over."""
    for month in months:
        with suppress(ValueError):  # 31 June
            day = date(month // 12, month % 12 + 1, number)
            if day >= today:
                return day
    return None


def _clock(low: str, taken: list[tuple[int, int]]) -> tuple[time | None, re.Match[str] | None]:
    for hit in _CLOCK.finditer(low):
        if any(start < hit.end() and hit.start() < end for start, end in taken):
            continue
        if hit["noon"]:
            return time(12), hit
        hour = int(hit["h1"] or hit["h2"] or hit["h3"])
        minute = int(hit["m1"] or 0)
        half = (hit["half1"] or hit["half2"] or "")[:1]
        if half == "p" and hour < 12:
            hour += 12
        elif half == "a" and hour == 12:
            hour = 0
        elif hit["h3"] and hour < 7:
            hour += 12  # "at 3" of a firm that calls back
        if hour < 24 and minute < 60:
            return time(hour, minute), hit
    return None, None

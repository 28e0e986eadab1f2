"""Since when somebody waits who names a day that everybody knows: "ordered on Black Friday", "seit Ostern", "desde Navidad".

Six languages at once, as in ``tries``. The last such day before the writing counts, as its end. One nearly a year ago is more
likely the next one: "ordered a present before Christmas", written in December.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from monitor.tone.tries import bare

_FARTHEST = timedelta(days=330)


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _easter(year: int) -> date:
    """The Gregorian computus of Meeus, Jones and Butcher: https://en.wikipedia.org/wiki/Date_of_Easter"""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _thanksgiving(year: int) -> date:
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)


_DAYS: dict[str, Callable[[int], date]] = {
    r"christmas eve|nochebuena|heiligabend|vigilia di natale|vespera de natal": _fixed(12, 24),
    r"(?:christmas|xmas)(?! eve)(?: day)?|navidad(?:es)?|weihnachten|noel|natale?": _fixed(12, 25),
    r"boxing day": _fixed(12, 26),
    r"new year'?s eve|nochevieja|silvester|saint[- ]sylvestre|san silvestro": _fixed(12, 31),
    r"new year(?!'?s eve)(?:'?s)?(?: day)?|ano nuevo|neujahr|nouvel an|jour de l'an|capodanno|ano novo": _fixed(1, 1),
    r"valentine'?s(?: day)?|san valentino?|valentinstag|saint[- ]valentin": _fixed(2, 14),
    r"easter|pascua|semana santa|ostern|paques|pasqua|pascoa": _easter,
    r"halloween": _fixed(10, 31),
    r"thanksgiving": _thanksgiving,
    r"black friday": lambda year: _thanksgiving(year) + timedelta(days=1),
    r"cyber monday": lambda year: _thanksgiving(year) + timedelta(days=4),
}
_DAY = "|".join(f"(?P<f{at}>{names})" for at, names in enumerate(_DAYS))
_ARTICLE = r"(?:(?:the|last|el|la|las|los|dem|den|letzte[mnr]?|le|l'|il|lo|o|a|os|as) ?){0,2}"
_SINCE = r"(?:since|ever since|desde|seit|depuis|dal?l?[ao']?)"
_AT = (
    r"(?:on|at|before|over|around|just after|en|por|antes del?|durante|am|an|vor|zu|kurz vor|au|a|avant|pendant|al|prima di|na|no|"
    r"antes do)"
)
_ORDERED = (
    r"(?:order|bought|buy|paid|purchas|book|bestell|gekauft|bezahl|gebucht|command|achet|pay|reserv|pedi|compr|encarg|pag|ordin|"
    r"acquist|prenot|encomend)\w*"
)
_FOUND = (
    re.compile(rf"\b{_SINCE} {_ARTICLE}(?:{_DAY})\b"),
    re.compile(rf"\b{_ORDERED}\b[^.!?\n]{{0,50}}? {_AT} {_ARTICLE}(?:{_DAY})\b"),
    re.compile(rf"\b{_AT} {_ARTICLE}(?:{_DAY})\b[^.!?\n]{{0,40}}? {_ORDERED}\b"),
)
_SENTENCE = re.compile(r"[^.!?\n]+")
_EVERY_YEAR = re.compile(
    r"\b(?:every|each|always|usually|customers?|clients?|members?|immer(?! noch)|jede[smnr]?|kund\w+|siempre|cada|clientes?|chaque|"
    r"sempre|ogni|clienti)\b"
)
"""A habit, or loyalty, is no wait."""


def feast_since(text: str, at: datetime | None) -> tuple[datetime, str] | None:
    """The end of the named day (aware UTC, before ``at``) since when somebody who complains waits, and the words that say so;
    None if they name none."""
    if at is None:
        return None
    low = bare(text)
    found = []
    for sentence in _SENTENCE.finditer(low):
        if _EVERY_YEAR.search(sentence[0]):
            continue
        for hit in (hit for pattern in _FOUND for hit in pattern.finditer(low, *sentence.span())):
            day_of = next(day_of for place, day_of in enumerate(_DAYS.values()) if hit[f"f{place}"])
            end = datetime.combine(_last(day_of, at.date()), time(23, 59, 59), at.tzinfo)
            if at - _FARTHEST <= end <= at:
                found.append((end.astimezone(UTC), text[hit.start() : hit.end()]))
    return min(found, default=None)


def _last(day_of: Callable[[int], date], today: date) -> date:
    this = day_of(today.year)
    return this if this < today else day_of(today.year - 1)

"""Since when somebody says to have been waiting, in five languages: "desde hace tres semanas", "seit Montag", "depuis le
25 mai". The conventions are those of ``monitor.tone.since``: a span counts back exactly, a day without a time counts to
its end, a month is thirty days, nothing lies after the time of writing.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

_DAY = timedelta(days=1)
_FARTHEST = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of one language, without accents and in lower case.

    ``spans``: patterns around <span>, which is an amount and a unit. ``days``: patterns around <day> and <date>.
    ``waits``: one of these words makes a bare span a wait. ``loyal``: with one of these it is none.
    """

    numbers: Mapping[str, float]
    units: Mapping[str, timedelta]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    spans: tuple[str, ...]
    days: tuple[str, ...]
    yesterday: str
    waits: str
    loyal: str


@cache
def words_of(language: str) -> Words | None:
    """What ``since.toml`` says about a language; None for one that is not there."""
    text = files("monitor.tone.other_languages").joinpath("since.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text).get(language)
    if found is None:
        return None
    units = {unit: timedelta(minutes=minutes) for unit, minutes in found.pop("units").items()}
    lists: dict[str, Any] = {name: tuple(found.pop(name)) for name in ("weekdays", "months", "spans", "days")}
    return Words(units=units, **lists, **found)


@dataclass(frozen=True, slots=True)
class _Patterns:
    spans: tuple[re.Pattern[str], ...]
    bare: re.Pattern[str]
    days: tuple[re.Pattern[str], ...]
    waits: re.Pattern[str]
    loyal: re.Pattern[str]


@cache
def _patterns(words: Words) -> _Patterns:
    numbers = "|".join(sorted(map(re.escape, words.numbers), key=len, reverse=True))
    units = "|".join(sorted(words.units, key=len, reverse=True))
    span = rf"(?P<n>\d{{1,3}}|{numbers}) ?(?:{_FILLERS} )?(?P<unit>{units})(?:es|en|er|e|s|n|i|o|a)?\b{_HALF}"
    weekdays = "|".join(words.weekdays)
    months = "|".join(words.months)
    when = (
        rf"(?:(?P<weekday>{weekdays})(?:-feira)?|(?P<yesterday>{words.yesterday})|(?P<iso>20\d\d-\d\d-\d\d)|(?P<d>\d{{1,2}})"
        rf"(?:(?:\.|º|er)? ?(?:de )?(?P<m>{months})\b|[./] ?(?P<mn>\d{{1,2}})\b(?!%))"
        rf"|(?P<month>{months})\b)"
    )
    return _Patterns(
        tuple(re.compile(r"\b" + one.replace("<span>", span)) for one in words.spans),
        re.compile(
            rf"(?:^|[,;:.!?(–-] ?)(?:ya |schon |deja |gia |ja |van |son )*{span}"
            r" ?(?=$|[,;:.!?)–-]|(?:y|und|et|e|na|in|au|que|em|al) )"
        ),
        tuple(re.compile(r"\b" + one.replace("<when>", when)) for one in words.days),
        re.compile(words.waits),
        re.compile(words.loyal),
    )


_HALF = "(?P<half> (?:y|et|e) (?:medi[oa]|demie?|mezz[oa]|mei[oa]))?"
_FILLERS = "(?:ganze|volle|lange|geschlagene|longues|bonnes|lunghe|largas|longas|enteras|interi|inteiras)"


def waiting_since(text: str, at: datetime | None, language: str) -> datetime | None:
    """The moment (aware UTC, not after ``at``) since when a complaint in this language says that somebody waits, or None."""
    words = words_of(language)
    if at is None or words is None:
        return None
    at = at.astimezone(UTC)
    found = [moment for sentence in _sentences(fold(text)) for moment in _moments(sentence, at, words)]
    return min((moment for moment in found if at - _FARTHEST <= moment <= at), default=None)


def fold(text: str) -> str:
    """Lower case without accents, one space at a time."""
    bare = "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))
    return " ".join(bare.replace("’", "'").replace("ß", "ss").split())


def _sentences(text: str) -> list[str]:
    # "25. Mai" ends no sentence.
    return re.split(r"(?<=[!?])\s+|(?<=[^\d]\.)\s+", text[:20_000])


def _moments(sentence: str, at: datetime, words: Words) -> Iterator[datetime]:
    patterns = _patterns(words)
    if patterns.loyal.search(sentence) and not patterns.waits.search(sentence):
        return
    hits = [hit for pattern in patterns.spans for hit in pattern.finditer(sentence)]
    if patterns.waits.search(sentence) or not sentence.strip(" .,!?") or len(sentence) < 40:
        hits += patterns.bare.finditer(sentence)
    for hit in hits:
        number = float(hit["n"]) if hit["n"].isdigit() else words.numbers[hit["n"]]
        number += 0.5 if hit["half"] else 0.0
        yield at - number * words.units[hit["unit"]]
    for pattern in patterns.days:
        for hit in pattern.finditer(sentence):
            day = _day(hit, at, words)
            if day is not None:
                yield min(datetime.combine(day, time(23, 59, 59), UTC), at)


def _day(hit: re.Match[str], at: datetime, words: Words) -> date | None:
    today = at.date()
    try:
        if hit["iso"]:
            return date.fromisoformat(hit["iso"])
        if hit["yesterday"]:
            return today - _DAY
        if hit["weekday"]:
            back = (at.weekday() - words.weekdays.index(hit["weekday"])) % 7
            return today - timedelta(days=back or 7)
        if hit["month"]:
            month = words.months.index(hit["month"]) + 1
            year = at.year if month <= at.month else at.year - 1
            return min(date(year + month // 12, month % 12 + 1, 1) - _DAY, today)
        month = words.months.index(hit["m"]) + 1 if hit["m"] else int(hit["mn"])
        found = date(at.year, month, int(hit["d"]))
        return found if found <= today else date(at.year - 1, month, int(hit["d"]))
    except ValueError:  # 31 June
        return None

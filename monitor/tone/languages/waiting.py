"""Since when somebody says to have been waiting, as ``monitor.tone.since`` reads it in English.

Relative spans count back exactly from the time of writing, by the clock that tells it, a month as thirty days; a day without a
time counts as its end. What is later than the writing, or years before it, is none.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from monitor.tone.languages.phrases import fold, words_pattern
from monitor.tone.languages.vocabulary import Calendar

Found = tuple[datetime, int, int]
"""The moment, and the start and end of the words that tell it."""

_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
_FARTHEST = timedelta(days=3 * 365)
_BEFORE = 16
_AND_A_HALF = "(?:y medi[oa]|et demie?|e mezz[oa]|e mei[oa]|und einen? halben?)"
_EARLY = re.compile(r"\b(?:principios?|comienzos?|inici?os?|inizio?|anfang|debut|comeco)\b")
_MIDDLE = re.compile(r"\b(?:mediados|mitte|mi|meta|meados)\b")
_WORD, _DIGIT = re.compile(r"\w+"), re.compile(r"\d")
_EDGES = ",;:.!?()-–—…"


class Waiting:
    """Reads spans, days and dates in one language. Given folded sentences."""

    def __init__(self, words: Calendar) -> None:
        self._words = words
        self._numbers = {fold(name): number for name, number in words.numbers.items()}
        self._weekdays = _places(words.weekdays)
        self._days = {fold(name): back for name, back in words.days.items()}
        self._months = _places(words.months)
        forms = ",".join([*words.units.values(), *words.weekdays, *words.days, *words.months])
        self._telling = frozenset(word for one in forms.split(",") for word in _WORD.findall(fold(one)))
        units = "|".join(f"(?P<{unit}>{words_pattern(forms)})" for unit, forms in words.units.items())
        number = rf"(?P<n>\d{{1,3}}|{words_pattern(','.join(words.numbers))})"
        self._span = re.compile(
            rf"(?:\b(?:(?P<sure>{words_pattern(words.sure)})|(?P<told>{words_pattern(words.complaining)})) (?:\w{{1,8}} ){{0,2}})?"
            rf"\b{number}\+? (?:\w{{4,9}} )?(?:{units})\b(?P<half> {_AND_A_HALF}\b)?"
            rf"(?:,? (?:(?P<ago>{words_pattern(words.sure_after)})|(?P<after>{words_pattern(words.complaining_after)}))\b)?"
        )
        since, on, of = words_pattern(words.since), words_pattern(words.on), words_pattern(words.of)
        lead = rf"\b(?:(?P<since>{since})|{on}) "
        weekday, other_day = "|".join(map(re.escape, self._weekdays)), words_pattern(",".join(words.days))
        month = "|".join(map(re.escape, self._months))
        year = rf"(?:,? (?:{of} )?(?P<{{}}>20\d\d))?"
        self._day = re.compile(
            rf"{lead}(?:[^\W\d]{{2,8}} )?(?:(?P<weekday>{weekday})|(?P<day>{other_day}))\b|(?<!\w)(?P<bare>{other_day})\b"
        )
        self._date = re.compile(
            rf"{lead}(?:[^\W\d]{{2,8}} )?(?:(?P<iso>20\d\d[ -]\d\d[ -]\d\d)"
            rf"|(?P<d>\d{{1,2}})(?:\.|er|º|ro)? (?:{of} )?(?P<m>{month})\b\.?{year.format('y')}"
            rf"|(?P<d2>\d{{1,2}})[./](?P<m2>\d{{1,2}})(?:[./](?P<y2>20\d\d))?(?!\d)"
            rf"|(?P<m3>{month})\b{year.format('y3')})"
        )
        self._loyal = re.compile(rf"\b{words_pattern(words.not_waiting)}\b")
        self._future = re.compile(rf"\b{words_pattern(words.future)} $")

    def since(self, sentence: str, at: datetime, *, complains: bool) -> Found | None:
        """The earliest moment that is told, or None.

        ``complains``: the sentence tells of a wait or a grievance; without that only "ago" and "since" count.
        """
        if self._telling.isdisjoint(_WORD.findall(sentence)) and not _DIGIT.search(sentence):
            return None
        bare = self._span.fullmatch(sentence.strip(f" \t\n{_EDGES}"))
        complains = complains or bare is not None
        found = [
            *self._spans(sentence, at, complains),
            *self._find_days(sentence, at, complains),
            *self._dates(sentence, at, complains),
        ]
        first = min((one for one in found if at - _FARTHEST <= one[0] <= at), default=None)
        return (first[0].astimezone(UTC), *first[1:]) if first else None

    def _spans(self, sentence: str, at: datetime, complains: bool) -> list[Found]:
        if self._loyal.search(sentence):
            return []
        found = []
        for hit in self._span.finditer(sentence):
            if self._future.search(sentence[max(0, hit.start() - _BEFORE) : hit.start()]):
                continue
            told = hit["told"] or hit["after"] or _stands_alone(sentence, hit)
            if hit["sure"] or hit["ago"] or (complains and told):
                number = float(hit["n"]) if hit["n"].isdigit() else self._numbers.get(hit["n"], 1)
                number += 0.5 if hit["half"] else 0
                unit = next(span for name, span in _UNITS.items() if name in self._words.units and hit[name])
                found.append((at - number * unit, hit.start(), hit.end()))
        return found

    def _find_days(self, sentence: str, at: datetime, complains: bool) -> list[Found]:
        found = []
        for hit in self._day.finditer(sentence):
            if not (complains or hit["since"]):
                continue
            if hit["weekday"]:
                back = (at.weekday() - self._weekdays[hit["weekday"]]) % 7 or 7  # on a Monday, Monday is a week ago
            else:
                back = self._days[hit["day"] or hit["bare"]]
            found.append((_end_of(at.date() - timedelta(days=back), at), hit.start(), hit.end()))
        return found

    def _dates(self, sentence: str, at: datetime, complains: bool) -> list[Found]:
        found = []
        for hit in self._date.finditer(sentence):
            if (complains and not hit["m3"]) or hit["since"]:
                day = self._day_of(hit, at)
                if day is not None:
                    found.append((_end_of(day, at), hit.start(), hit.end()))
        return found

    def _day_of(self, hit: re.Match[str], at: datetime) -> date | None:
        try:
            if hit["iso"]:
                return date.fromisoformat(hit["iso"].replace(" ", "-"))
            if hit["m3"]:
                month = self._months[hit["m3"]] + 1
                year = int(hit["y3"] or (at.year if month <= at.month else at.year - 1))
                last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
                if _EARLY.search(hit[0]) or _MIDDLE.search(hit[0]):
                    last = last.replace(day=10 if _EARLY.search(hit[0]) else 20)
                return min(last, at.date())
            month = int(hit["m2"]) if hit["m2"] else self._months[hit["m"]] + 1
            told = hit["y"] or hit["y2"]
            found = date(int(told or at.year), month, int(hit["d"] or hit["d2"]))
            return found if told or found <= at.date() else found.replace(year=at.year - 1)
        except ValueError:  # 31 June
            return None


def _places(names: tuple[str, ...]) -> dict[str, int]:
    """Each name, as it is found in a folded text, to its place; several for one place are parted by commas."""
    return {fold(one.strip()): at for at, forms in enumerate(names) for one in forms.split(",")}


def _stands_alone(sentence: str, hit: re.Match[str]) -> bool:
    """Whether a span is a statement of its own: "tres semanas, cuatro correos y nadie contesta"."""
    before, after = sentence[: hit.start()].rstrip(), sentence[hit.end() :].lstrip()
    return not before or (before[-1] in _EDGES and (not after or after[0] in _EDGES))


def _end_of(day: date, at: datetime) -> datetime:
    return min(datetime.combine(day, time(23, 59, 59), at.tzinfo), at)

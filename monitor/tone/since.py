"""Since when somebody says to have been waiting: "three weeks ago", "day 12 without heating", "not in ten days", "since Monday",
"since the 12th", "since 25 May", "paid in September".

Relative to the time of writing, by the clock that tells it: "Monday" is Monday there. A day without a time counts as its end,
and of two meanings the later one counts, so that nobody waits longer here than they do in life.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from monitor.tone.tries import tried_since

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "few": 3, "several": 3, "half": 0.5, "": 2,
}  # fmt: skip
_UNITS = {
    "minute": timedelta(minutes=1), "min": timedelta(minutes=1), "hour": timedelta(hours=1), "hr": timedelta(hours=1),
    "day": timedelta(days=1), "week": timedelta(weeks=1), "wk": timedelta(weeks=1), "fortnight": timedelta(weeks=2),
    "month": timedelta(days=30), "mth": timedelta(days=30), "year": timedelta(days=365),
}  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_AMOUNT = (
    r"(?P<{0}>\d{{1,3}}(?:\.\d)?|an?(?= (?!couple|few))|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|"
    r"(?:a )?couple(?: of)?|(?:a )?few|several)\+?(?: \(\d{{1,3}}\))?(?P<half> and a half)?(?: ?(?:-|–|to|or) ?\d{{1,3}})?[ -]?"
    r"(?:(?:an?|whole|full|entire|long|solid|business|working|more) )?"
)
_UNIT = r"(?P<{0}>minute|min|hour|hr|day|week|wk|fortnight|month|mth|year)s?(?P<more> and a half)?\b"
_DURATION = re.compile(
    r"\b(?:(?P<lead>for|been|waited|waiting|after|over|since|past|last|took|than|almost|nearly|about|it's|of|hold) )?"
    + _AMOUNT.format("n")
    + _UNIT.format("unit")
    + r"(?P<tail> (?:ago|now|already|later|without|and (?:still|counting|no|nothing|not|I|we)|with no|of (?:waiting|silence|calls|"
    r"unanswered|nothing|excuses|phone)|on hold|still|waiting|passed|since|since)\b|[,.]? (?:and )?(?:still|"
    r"no (?:reply|answer|response|call)|nothing)\b)?",
    re.IGNORECASE,
)
_BARE = re.compile(r"\b(?:for|after|been|waiting|waited|of) (?P<unit>hour|day|week|month)s\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:for|over|during|all|in) (?:the |this )?(?:past|last|whole|entire) (?P<unit>week|fortnight|month|year)\b",
    re.IGNORECASE,
)
# "They have not answered in ten days", "nothing in weeks".
_NOT_IN = re.compile(
    r"(?:\b(?:no|not|never|nothing|nobody|no one|cannot)\b|n't\b)[^.!?;]{0,60}?\b(?:in|for) "
    r"(?:over |more than |almost |nearly |about )?"
    r"(?:(?P<n>\d{1,3}|a|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) )?"
    r"(?P<unit>hour|day|week|wk|month|mth)s?\b(?! (?:or|as|to)\b)",
    re.IGNORECASE,
)
# "I'm on day 12", "Week three without heating".
_NTH = re.compile(
    r"\b(?P<unit>day|week|month) (?P<n>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    r"(?! (?:am|pm|of (?:the|my|our) (?:holiday|trip|job|course|program|programme|training)))",
    re.IGNORECASE,
)
_SINCE_DAY = re.compile(
    r"\b(?:since|from|last|on|as of|until) (?:the |last |early |late |this )?(?P<day>"
    + "|".join(_WEEKDAYS)
    + r"|yesterday|last night|last week|last month|this morning|morning)\b(?! the \d)"
    r"|\b(?P<bare>yesterday)\b",
    re.IGNORECASE,
)
_SINCE_NUMBER = re.compile(
    r"\b(?:since|from|on|until|as of)(?: (?:"
    + "|".join(_WEEKDAYS)
    + r"))?,? the (?P<d>\d{1,2})(?:st|nd|rd|th)\b(?! (?:of|floor|street|time))",
    re.IGNORECASE,
)
_MONTH = r"(?P<{0}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{{0,6}}\.?"
_SINCE_DATE = re.compile(
    r"\b(?:since|from|on|as of|back on|dated) (?:the )?(?:(?P<part>beginning|start|middle|end|early|mid|late)(?: of |-| ))?"
    r"(?:(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?P<a>\d{1,2})(?P<sign>[./])(?P<b>\d{1,2})(?:[./](?P<y>(?:20)?\d\d))?(?![\d/])"
    r"|(?P<d1>\d{1,2})(?:st|nd|rd|th)?(?: of)? " + _MONTH.format("m1") + r"(?:,? (?P<y1>20\d\d))?"
    r"|" + _MONTH.format("m2") + r" (?:the )?(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y2>20\d\d))?"
    r"|" + _MONTH.format("m3") + r"(?! \d)(?: (?P<y3>20\d\d))?)",
    re.IGNORECASE,
)
# "They took my deposit in September": a deed in a month that is over.
_IN_MONTH = re.compile(
    r"\b(?:ordered|bought|paid|took|reported|called|rang|phoned|wrote|written|emailed|mailed|promised|signed|booked|complained|sent|"
    r"submitted|returned|cancelled|canceled|started|contacted)\b[^.!?;]{0,50}? (?:back )?in (?:early |mid-?|late )?"
    + _MONTH.format("m")
    + r"(?! \d)(?: (?P<y>20\d\d))?(?!\w)",
    re.IGNORECASE,
)
PATTERNS = (_DURATION, _BARE, _PAST, _NOT_IN, _NTH, _SINCE_DAY, _SINCE_NUMBER, _SINCE_DATE, _IN_MONTH)
"""Where none of these matches, nobody says since when."""

# A span of loyalty, of age or of the future is not a wait.
_NOT_WAITING = re.compile(
    r"\b(?:customer|client|member|patron|regular|loyal|going (?:to|there|here)|been with|been using|used (?:them|you)|"
    r"married|lived|living|in business|warranty|guarantee|experience|old|worked (?:for|at|here)|for years|within|contract|"
    r"every (?:day|week|month|year|hour|morning|evening|other|few|single|two|three|\d+)|per|each|in advance|open)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(r"\b(?:in|within|next|another|every|per|takes?|up to|under|less than|only|just) $", re.IGNORECASE)
# "It leaked after a day", "fell apart after a year": how long something held.
_HELD = re.compile(
    r"\b(?:(?:leak|snap|crack|rust|wor[en]|burst|peel|fade|melt|die|rip|tear|tore|conk)\w*|broke|broken|breaks?|dead|"
    r"fail(?:s|ed)?(?! to)|(?:stop(?:s|ped)?|quit) (?!answer|reply|respond|call|writ|talk)\w+ing|"
    r"(?:fell|falls?|came|comes?) (?:apart|off|loose|undone)|"
    r"(?:gave|gives?|packed|packs) (?:up|in|out))\b[^.!?;:]{0,20}$",
    re.IGNORECASE,
)
# "Threw up for ten hours", "drove for three hours", "had to close for two days": how long something went on that was no wait.
_WENT_ON = re.compile(
    r"\b(?:(?:threw|throwing) up|vomit(?:ed|ing)|sick|ill|poorly|in (?:bed|hospital|pain|tears)|dr(?:ove|iven|iving)|"
    r"walk(?:ed|ing)|travell?(?:ed|ing)|cr(?:ied|ying)|slept|clos(?:e|ed)|shut|ran|lasted|beep(?:ed|ing)|bark(?:ed|ing)|stank|stunk|smelled|"
    r"argu(?:ed|ing)|shout(?:ed|ing)|rented|worked|hurt|ached|bled|itched)\b(?! (?:of|out of|after|for|them|you))[^.!?;:,]{0,25}$",
    re.IGNORECASE,
)
# "$900 for ten minutes", "80 euros for an hour": work that is paid by the hour. Money is kept for days and weeks.
_PRICED = re.compile(
    r"(?:[$€£] ?\d[\d.,]*|\d ?(?:[$€£]|dollars?|bucks|euros?|pounds?|quid|usd|eur|gbp)) $", re.IGNORECASE
)
_WORKED = ("minute", "min", "hour", "hr")
_FARTHEST = timedelta(days=3 * 365)


def waiting_since(sentence: str, at: datetime | None, *, complains: bool) -> tuple[datetime, str] | None:
    """The moment (aware UTC, not after ``at``) and the words that say so, or None.

    ``complains``: the sentence tells of a wait or a grievance; without that only "ago" and "since" count.
    """
    if at is None:
        return None
    # "Three weeks!" after "nobody called" is a wait, though the sentence itself complains of nothing.
    # So is "Three weeks, four messages!".
    alone, _, rest = sentence.partition(",")
    alone = alone if tried_since(rest, at) else sentence
    complains = complains or bool(_DURATION.fullmatch(alone.strip(" \t\n.,!?…-–—")))
    found = [*_durations(sentence, at, complains), *_days(sentence, at, complains), *_dates(sentence, at, complains)]
    if complains:
        found += _by_the_month(sentence, at)
    found = [(moment, words) for moment, words in found if at - _FARTHEST <= moment <= at]
    first = min(found, default=None)
    return (first[0].astimezone(UTC), first[1]) if first else None


def _durations(sentence: str, at: datetime, complains: bool) -> list[tuple[datetime, str]]:
    if _NOT_WAITING.search(sentence):
        return []
    found = []
    for hit in _DURATION.finditer(sentence):
        lead, tail = (hit["lead"] or "").lower(), (hit["tail"] or "").lower()
        if _FUTURE.search(sentence[max(0, hit.start() - 12) : hit.start()]):
            continue
        if lead == "for" and hit["unit"].lower() in _WORKED and _PRICED.search(sentence[: hit.start()]):
            continue
        if lead == "after" and not tail and _HELD.search(sentence[: hit.start()].removesuffix(" ")):
            continue
        if lead == "for" and not tail and _WENT_ON.search(sentence[: hit.start()].removesuffix(" ")):
            continue
        if not (tail or (complains and (lead or _stands_alone(sentence, hit)))):
            continue
        number = _number(hit["n"]) + (0.5 if hit["half"] or hit["more"] else 0)
        found.append((at - number * _UNITS[hit["unit"].lower()], hit[0].strip(" ,.")))
    if complains:
        found += [(at - 2 * _UNITS[hit["unit"].lower()], hit[0]) for hit in _BARE.finditer(sentence)]
        found += [(at - _UNITS[hit["unit"].lower()], hit[0]) for hit in _PAST.finditer(sentence)]
        for hit in (*_NOT_IN.finditer(sentence), *_NTH.finditer(sentence)):
            found.append((at - _number(hit["n"] or "") * _UNITS[hit["unit"].lower()], hit[0]))
    return found


def _number(word: str) -> float:
    """What a word of ``_AMOUNT`` counts; of "weeks" alone two."""
    amount = word.lower().removeprefix("a ").removesuffix(" of")
    return float(amount) if amount[:1].isdigit() else _NUMBERS.get(amount, 1)


def _stands_alone(sentence: str, hit: re.Match[str]) -> bool:
    """Whether a span is a statement of its own: "three weeks, four messages, and nobody called"."""
    before, after = sentence[: hit.start()].rstrip(), sentence[hit.end() :].lstrip()
    return not before or (before[-1] in ",;:.!?(-–—" and (not after or after[0] in ",;:.!?)-–—"))


def _days(sentence: str, at: datetime, complains: bool) -> list[tuple[datetime, str]]:
    found = []
    for hit in _SINCE_DAY.finditer(sentence):
        word = (hit["day"] or hit["bare"]).lower()
        if not complains and not hit[0].lower().startswith("since"):
            continue
        if word.endswith("morning"):
            noon = datetime.combine(at.date(), time(12), at.tzinfo)
            found.append((min(noon, at), hit[0]))
            continue
        if word in ("yesterday", "last night"):
            back = 1
        elif word in ("last week", "last month"):
            back = 7 if word == "last week" else 30
        else:
            back = (at.weekday() - _WEEKDAYS.index(word)) % 7
            if back == 0:  # written on a Monday, "since Monday" is a week
                back = 7
        found.append((_end_of(at.date() - timedelta(days=back), at), hit[0]))
    for hit in _SINCE_NUMBER.finditer(sentence):
        day = _latest(int(hit["d"]), at.date())
        if day is not None and (complains or hit[0].lower().startswith("since")):
            found.append((_end_of(day, at), hit[0]))
    return found


def _latest(number: int, today: date) -> date | None:
    """The last day of that number: of this month or of one before it."""
    for back in range(3):
        months = today.year * 12 + today.month - 1 - back
        try:
            day = date(months // 12, months % 12 + 1, number)
        except ValueError:  # 31 June
            continue
        if day <= today:
            return day
    return None


def _by_the_month(sentence: str, at: datetime) -> list[tuple[datetime, str]]:
    found = []
    for hit in _IN_MONTH.finditer(sentence):
        month = _MONTHS.index(hit["m"][:3].lower()) + 1
        found.append((_end_of(_month_end(month, int(hit["y"] or 0), at.date()), at), hit[0]))
    return found


def _month_end(month: int, year: int, today: date) -> date:
    """The last day of a month; of the last such month without a year. Never later than today."""
    year = year or (today.year if month <= today.month else today.year - 1)
    return min(date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1), today)


def _dates(sentence: str, at: datetime, complains: bool) -> list[tuple[datetime, str]]:
    found = []
    for hit in _SINCE_DATE.finditer(sentence):
        if not complains and not hit[0].lower().startswith("since"):
            continue
        day = _date_of(hit, at)
        if day is not None:
            found.append((_end_of(day, at), hit[0]))
    return found


def _date_of(hit: re.Match[str], at: datetime) -> date | None:
    try:
        if hit["iso"]:
            return date.fromisoformat(hit["iso"])
        if hit["a"]:
            return _in_figures(int(hit["a"]), int(hit["b"]), hit["y"], at.date(), dotted=hit["sign"] == ".")
        name = hit["m1"] or hit["m2"] or hit["m3"]
        month = _MONTHS.index(name[:3].lower()) + 1
        year = int(hit["y1"] or hit["y2"] or hit["y3"] or 0)
        if hit["m3"]:
            if not hit[0].lower().startswith("since"):  # "from may" and "on mar" are mostly something else
                return None
            last = _month_end(month, year, at.date())
            part = (hit["part"] or "").lower()
            return (
                last
                if part in ("", "end", "late")
                else min(last, last.replace(day=20 if part.startswith("mid") else 10))
            )
        day = int(hit["d1"] or hit["d2"])
        found = date(year or at.year, month, day)
        return found if year or found <= at.date() else date(at.year - 1, month, day)
    except ValueError:  # 31 June
        return None


def _in_figures(first: int, second: int, year: str | None, today: date, *, dotted: bool) -> date | None:
    """ "25.5.", "25/05/2026", "5/25": with dots the day comes first, with slashes either may."""
    found = []
    for day, month in [(first, second)] if dotted else [(first, second), (second, first)]:
        try:
            one = date(int(year) + (2000 if len(year) == 2 else 0) if year else today.year, month, day)
            found.append(one if year or one <= today else one.replace(year=today.year - 1))
        except ValueError:
            continue
    return max((one for one in found if one <= today), default=None)


def _end_of(day: date, at: datetime) -> datetime:
    return min(datetime.combine(day, time(23, 59, 59), at.tzinfo), at)

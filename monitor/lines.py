"""JSON Lines in, JSON Lines out: ``earful match`` and ``earful score``.

One object a line (https://jsonlines.org/). Order is kept; blank lines are skipped; a line that cannot be used gives
``{"id", "line", "error"}`` and does not stop the rest. Line numbers begin at 1.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from monitor.matching import Brand, Matcher
from monitor.tone import UnusableScorer, scored
from monitor.tone.base import Scorer, Span, Subject, Tone, is_thing

_LONGEST = 1_000_000  # characters of one text
_MOST_STARS = 1000


class _Asked(NamedTuple):
    """A line that can be used: its number, what it calls itself, and what is to be scored."""

    number: int
    name: Any
    subject: Subject


class _BadLine(Exception):
    """This line cannot be used; the text says why. ``name`` is what it called itself, if it said so."""

    def __init__(self, what: str, name: Any = None) -> None:
        super().__init__(what)
        self.name = name


def match_lines(lines: Iterable[bytes | str], matcher: Matcher) -> Iterator[str]:
    """For each ``{"id", "text", "title"?, "context"?}`` a line ``{"id", "brands": [{"brand", "rule", "spans",
    "title_spans"}]}``; spans are ``[start, end]`` in code points of exactly the given strings."""
    for number, line in enumerate(lines, 1):
        try:
            given = _read(line)
        except _BadLine as bad:
            yield _error(number, bad)
            continue
        if given is None:
            continue
        found = matcher.find(_words(given, "text"), _words(given, "title"), _words(given, "context"))
        brands = [{"brand": m.brand, "rule": m.rule, "spans": m.spans, "title_spans": m.title_spans} for m in found]
        yield _line({"id": given.get("id"), "brands": brands})


def score_lines(lines: Iterable[bytes | str], scorer: Scorer, batch: int = 256) -> Iterator[str]:
    """For each ``{"id", "text", "title"?, "brand"?, "stars"?, "stars_max"?, "lang"?, "at"?}`` a line ``{"id", "label",
    "polarity", "anger", "complaint", "gratitude", "sarcasm", "feeling", "themes", "signals", "since", "why"}``. With
    ``brand`` it is the tone towards that brand; who asks about several brands of one text, line after line, has said that
    all of them are firms. ``at`` (ISO 8601) is when it was written; ``since`` needs it. ``batch`` lines are scored at once.
    """
    waiting: list[_Asked | str] = []
    for number, line in enumerate(lines, 1):
        try:
            given = _read(line)
            if given is None:
                continue
            entry: _Asked | str = _Asked(number, given.get("id"), _subject(given))
        except _BadLine as bad:
            entry = _error(number, bad)
        if len(waiting) >= batch and (len(waiting) >= 2 * batch or not _go_together(waiting[-1], entry)):
            yield from _scored(waiting, scorer)
            waiting = []
        waiting.append(entry)
    yield from _scored(waiting, scorer)


def _scored(waiting: list[_Asked | str], scorer: Scorer) -> Iterator[str]:
    asked = [entry for entry in waiting if not isinstance(entry, str)]
    told = iter(_told(_beside_each_other(asked), scorer))
    for entry in waiting:
        yield entry if isinstance(entry, str) else next(told)


def _go_together(one: _Asked | str, other: _Asked | str) -> bool:
    """Whether two lines ask about brands of one text."""
    if isinstance(one, str) or isinstance(other, str) or not (one.subject.brand and other.subject.brand):
        return False
    return _words_of(one) == _words_of(other)


def _words_of(asked: _Asked) -> tuple[str, str]:
    return asked.subject.title, asked.subject.text


def _beside_each_other(asked: list[_Asked]) -> list[_Asked]:
    """The same, with the places of the other firms that are asked about in the same text: what is said of them is not
    charged to this one."""
    firms: dict[tuple[str, str], dict[str, None]] = {}
    for one in asked:
        if _is_firm(one.subject.brand):
            firms.setdefault(_words_of(one), {})[one.subject.brand] = None
    return [_beside(one, firms.get(_words_of(one), {})) for one in asked]


def _is_firm(brand: str) -> bool:
    """Whether it is a name, and no thing such as "the waiter"."""
    return brand != brand.lower()


def _beside(asked: _Asked, firms: Iterable[str]) -> _Asked:
    subject, mine = asked.subject, _bare(asked.subject.brand)
    # "@acme" and "Acme Support" are no strangers to Acme.
    others = [name for name in firms if _bare(name) not in mine and mine not in _bare(name)]
    if not others or not _is_firm(subject.brand):
        return asked
    found = _matcher_of(*others).find(subject.text, subject.title)
    apart = replace(
        subject,
        others=_outside([span for one in found for span in one.spans], subject.spans),
        title_others=_outside([span for one in found for span in one.title_spans], subject.title_spans),
    )
    return asked._replace(subject=apart)


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _outside(spans: Iterable[Span], ours: Sequence[Span]) -> tuple[Span, ...]:
    return tuple([(low, high) for low, high in spans if not any(low < end and start < high for start, end in ours)])


def _told(asked: list[_Asked], scorer: Scorer) -> list[str]:
    """A line for each. What a scorer trips over costs that text its tone, not the others theirs."""
    try:
        tones = scored(scorer, [one.subject for one in asked])
    except UnusableScorer as error:
        if len(asked) > 1:
            return [line for one in asked for line in _told([one], scorer)]
        return [_error(one.number, _BadLine(f"the scorer could not read it: {error}", one.name)) for one in asked]
    return [_line({"id": one.name, **_tone(tone)}) for one, tone in zip(asked, tones, strict=True)]


def _tone(tone: Tone) -> dict[str, Any]:
    return {
        "label": tone.label.value,
        "polarity": tone.polarity,
        "anger": tone.anger,
        "complaint": tone.complaint,
        "gratitude": tone.gratitude,
        "sarcasm": tone.sarcasm,
        "feeling": dict(zip(("negative", "neutral", "positive"), tone.feeling, strict=True)) if tone.feeling else None,
        "themes": [theme.value for theme in tone.themes],
        "signals": [signal.value for signal in tone.signals],
        "since": tone.since.isoformat() if tone.since else None,
        "why": list(tone.why),
    }


def _read(line: bytes | str) -> dict[str, Any] | None:
    """The object on a line that can be used, or None for a blank line."""
    if isinstance(line, bytes):
        try:
            line = line.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _BadLine("not UTF-8") from None
    line = line.strip().removeprefix("\ufeff")
    if not line:
        return None
    try:
        given = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _BadLine('not JSON: expected one object a line, such as {"id": 1, "text": "…"}') from None
    if not isinstance(given, dict):
        raise _BadLine("not a JSON object")
    name = given.get("id")
    try:
        json.dumps(name, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise _BadLine('"id" holds half a character (a lone surrogate)') from None
    if given.get("text") is None and given.get("title") is None:
        raise _BadLine('no "text"', name)
    for key in ("text", "title", "context", "brand", "lang", "at"):
        value = given.get(key)
        if value is not None and not isinstance(value, str):
            raise _BadLine(f'"{key}" must be a string', name)
        if isinstance(value, str):
            _check(key, value, name)
    return given


def _check(key: str, value: str, name: Any) -> None:
    if len(value) > _LONGEST:
        raise _BadLine(f'"{key}" is longer than {_LONGEST} characters', name)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _BadLine(f'"{key}" holds half a character (a lone surrogate)', name) from None


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _words(given: dict[str, Any], key: str) -> str:
    return given.get(key) or ""


def _number(given: dict[str, Any], key: str) -> float | None:
    value = given.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _BadLine(f'"{key}" must be a number', given.get("id"))
    if not 0 <= value <= _MOST_STARS or not math.isfinite(value):
        raise _BadLine(f'"{key}" must be between 0 and {_MOST_STARS}', given.get("id"))
    return float(value)


def _subject(given: dict[str, Any]) -> Subject:
    text, title, brand = _words(given, "text"), _words(given, "title"), _words(given, "brand").strip()
    at = None
    if given.get("at"):
        try:
            at = datetime.fromisoformat(given["at"])
            at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            raise _BadLine('"at" must be a time such as 2026-05-25T14:00:00Z', given.get("id")) from None
    spans, title_spans = _places(brand, text, title) if brand else ((), ())
    return Subject(
        text=text,
        title=title,
        brand=brand,
        thing=is_thing(brand),
        spans=spans,
        title_spans=title_spans,
        stars=_number(given, "stars"),
        stars_max=_number(given, "stars_max") or None,
        lang=_words(given, "lang"),
        at=at,
    )


def _places(brand: str, text: str, title: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    found = _matcher_of(brand).find(text, title)
    return (found[0].spans, found[0].title_spans) if found else ((), ())


@lru_cache(maxsize=512)
def _matcher_of(*brands: str) -> Matcher:
    return Matcher([Brand(name=brand) for brand in brands])


def _line(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


def _error(number: int, bad: _BadLine) -> str:
    return _line({"id": bad.name, "line": number, "error": f"line {number}: {bad}"})

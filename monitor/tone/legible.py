"""A post as its reader sees it: without what is invisible, what a page left behind, and letters dressed up as others.

Soft hyphens and zero-width spaces inside a word, "didn&#39;t", letters in mathematical bold: what they show is read. A rating
that is drawn in the text counts as stars.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from monitor.tone.base import Span, Subject

_TAGS = "a|abbr|b|blockquote|br|code|div|em|figure|font|h[1-6]|hr|i|img|li|ol|p|pre|s|small|span|strong|sub|sup|table|td|th|tr|u|ul"
_ODD = re.compile(
    r"(?P<entity>&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,10}\d{0,2});)"
    rf"|(?P<gap></?(?:{_TAGS})(?: [^<>]{{0,500}})?/?>|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+)"
    # Soft hyphens, joiners, marks of direction, and what strikes letters out or is piled upon them.
    r"|(?P<unseen>[\u00ad\u034f\u0334-\u0338\u0346-\u034e\u0350-\u0362\u0489\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+)"
    # Full-width and mathematical letters: https://www.unicode.org/charts/PDF/U1D400.pdf
    r"|(?P<dressed>[\uff01-\uff5e\U0001d400-\U0001d7ff]+)",
    re.IGNORECASE,
)
_FIRST_YEAR = 1970
"""Feeds that know no time say 0001-01-01."""
_DRAWN = re.compile(r"(?<![★☆])(?=[★☆]{5}(?![★☆]))★*☆*")


def legible(subject: Subject) -> Subject:
    """The subject with legible words, and its spans where they stand in these; the same one, if there is nothing to do. A
    time that no post can be from is none."""
    if subject.at is not None and subject.at.year < _FIRST_YEAR:
        subject = replace(subject, at=None)
    if not (_may_be_odd(subject.text) or (subject.title and _may_be_odd(subject.title))):
        return subject
    title, title_place = _legible(subject.title)
    text, place = _legible(subject.text)
    stars, stars_max = subject.stars, subject.stars_max
    drawn = _DRAWN.findall(f"{title}\n{text}")
    if stars is None and len(drawn) == 1:
        stars, stars_max = drawn[0].count("★"), 5
    return replace(
        subject,
        title=title,
        text=text,
        stars=stars,
        stars_max=stars_max,
        spans=_moved(subject.spans, place),
        others=_moved(subject.others, place),
        title_spans=_moved(subject.title_spans, title_place),
        title_others=_moved(subject.title_others, title_place),
    )


def _may_be_odd(text: str) -> bool:
    """Most posts are plain: this costs next to nothing."""
    return not text.isascii() or "&" in text or "<" in text or not text.isprintable()


def _legible(text: str) -> tuple[str, Callable[[int], int]]:
    """The words, and what tells where a place of the text is in them."""
    parts: list[str] = []
    ends, shifts = [0], [0]
    at = length = 0
    for hit in _ODD.finditer(text):
        instead = _instead(hit)
        parts += (text[at : hit.start()], instead)
        length += hit.start() - at + len(instead)
        at = hit.end()
        ends.append(at)
        shifts.append(length - at)
    if not parts:
        return text, _as_it_is
    parts.append(text[at:])
    return "".join(parts), lambda place: max(0, place + shifts[bisect_right(ends, place) - 1])


def _instead(hit: re.Match[str]) -> str:
    if hit["entity"]:
        return html.unescape(hit[0])
    if hit["gap"]:
        return " "
    return unicodedata.normalize("NFKC", hit[0]) if hit["dressed"] else ""


def _as_it_is(place: int) -> int:
    return place


def _moved(spans: Sequence[Span], place: Callable[[int], int]) -> Sequence[Span]:
    return spans if place is _as_it_is else [(place(start), place(end)) for start, end in spans]

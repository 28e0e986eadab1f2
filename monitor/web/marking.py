"""A stranger's words with the brand's name marked: everything escaped, and where they are long, the part with the name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from alerts.text import clean
from monitor.words import shortened

Spans = Sequence[tuple[int, int]]


def brief(text: str, longest: int) -> str:
    """At most so many characters, and fewer where they are of the kind that takes many bytes on a page (signs that are escaped,
    emoji): a list of hostile words must not become a page too large."""
    text = shortened(text, longest)
    while len(text) > 10 and len(escape(text).encode("utf-8", "replace")) > 2 * longest:
        text = shortened(text, len(text) * 4 // 5)
    return text


def marked(text: str, spans: Spans, longest: int = 0) -> Markup:
    """The words as HTML, with <mark> around ``spans`` (code points, end exclusive; those that are not in the text do not count).
    Of more than ``longest`` characters (0: however many) so many are shown, the first name among them."""
    spans = [(first, last) for first, last in spans if 0 <= first < last <= len(text)]
    start, end = _window(text, spans, longest)
    found, at = escape("…" if start else ""), start
    for first, last in _apart(spans, start, end):
        found += _plain(text[at:first]) + Markup("<mark>{}</mark>").format(_plain(text[first:last]))
        at = last
    found += _plain(text[at:end])
    return found.strip() + "…" if end < len(text) else found.strip()


def _window(text: str, spans: Spans, longest: int) -> tuple[int, int]:
    if not longest or len(text) <= longest:
        return 0, len(text)
    first = min((last for _, last in spans), default=0)
    start = 0 if first <= longest else max(0, min(first - longest // 2, len(text) - longest))
    if start:  # not in the midst of a word
        start += text[start : start + 30].find(" ") + 1
    end = min(start + longest, len(text))
    if end < len(text):
        tail = text.rfind(" ", end - 30, end)
        end = tail if tail > max(start, first) else end
    return start, end


def _apart(spans: Spans, start: int, end: int) -> Iterable[tuple[int, int]]:
    """The spans inside the window, in order, none reaching into another."""
    at = start
    for first, last in sorted(spans):
        first, last = max(first, at), min(last, end)
        if first < last:
            yield first, last
            at = last


def _plain(text: str) -> Markup:
    return escape(clean(text))

"""Text in one plain form, so that a name is found however it was typed, with the way back to the original.

Folded: letters without case (Unicode default case folding) and, in Latin and Greek, without accents; full-width and
other compatibility forms as their plain ones (NFKC, https://www.unicode.org/reports/tr15/); white space, hyphens and
dashes as one space; typographic apostrophes and quotes as ' and "; no space around "&"; zero-width characters,
variation selectors and trade-mark signs gone. Folding can change lengths ("ß", "İ", "ﬁ"), hence ``Origins``.
"""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = "'`´’‘‛ʼʹ′＇ʻ"
_QUOTES = '"“”„‟″«»＂'
_GONE = "™®©℠"
_LETTERS = {
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ħ": "h",
    "ё": "е",  # Russian print uses both for one letter
}
_MOST_CACHED = 50_000

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_SPACES = re.compile(r" {2,}")
_AMPERSAND = re.compile(r" ?& ?")


def _is_accent(char: str) -> bool:
    code = ord(char)
    return 0x300 <= code <= 0x36F or 0x1AB0 <= code <= 0x1AFF or 0x20D0 <= code <= 0x20FF or 0xFE00 <= code <= 0xFE0F


def _punctuation(char: str, dash: str) -> str | None:
    """What a mark or a space becomes; None if the character is neither."""
    if char in _APOSTROPHES:
        return "'"
    if char in _QUOTES:
        return '"'
    if char in _GONE:
        return ""
    category = unicodedata.category(char)
    if category == "Pd" or char == "−":
        return dash
    if category == "Cf":
        return ""
    if char.isspace() or category in ("Cc", "Cs"):  # a lone surrogate cannot be searched
        return " "
    return None


def _fold_char(char: str) -> str:
    mark = _punctuation(char, " ")
    if mark is not None:
        return mark
    parts = unicodedata.normalize("NFKD", char)
    # A Hangul syllable is a letter of its own, and so is й: only Latin and Greek lose their marks.
    if 0x1100 <= ord(parts[0]) <= 0x11FF or 0x400 <= ord(parts[0]) <= 0x52F:
        parts = unicodedata.normalize("NFKC", char)
    folded = []
    for part in parts.casefold():
        if _is_accent(part):
            continue
        mark = _punctuation(part, " ")
        folded.append(_LETTERS.get(part, part) if mark is None else mark)
    return "".join(folded)


class _Fold(dict[int, str]):
    """Code point to its folded form, worked out on first use."""

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        if len(self) < _MOST_CACHED:
            self[code] = folded
        return folded


_FOLD = _Fold()
# Every ASCII character folds to exactly one, so bytes.translate does it, many times faster than str.translate.
_ASCII = bytes(ord(_FOLD[code]) if code < 128 else code for code in range(256))


def _fold_run(run: re.Match[str]) -> str:
    return run[0].translate(_FOLD)


def fold(text: str) -> str:
    """The folded form of a text, as the automaton searches it. Same input, same output; never an error."""
    if not text.isascii():
        text = _NOT_ASCII.sub(_fold_run, text)
    # Bytes above 127 stay as they are, so this is right for UTF-8 as well.
    folded = text.encode().translate(_ASCII).decode()
    if "  " in folded:
        folded = _SPACES.sub(" ", folded)
    if "&" in folded:
        folded = _AMPERSAND.sub("&", folded)
    return folded


def plain(text: str) -> str:
    """A short text in its own letters and case, with only the typography made even: what ``exact_case`` compares."""
    out = []
    for char in text:
        mark = _punctuation(char, "-")
        out.append(unicodedata.normalize("NFKC", char) if mark is None else mark)
    return _AMPERSAND.sub("&", " ".join("".join(out).split()))


class Origins:
    """From places in a folded text back to code points of the original."""

    def __init__(self, text: str, folded: str) -> None:
        self._text = text
        self._places: list[int] | None = None  # None: the same places
        if not (text.isascii() and len(text) == len(folded)):
            self._places = self._trace(text)

    @staticmethod
    def _trace(text: str) -> list[int]:
        places: list[int] = []
        parts: list[str] = []
        for place, char in enumerate(text):
            part = _FOLD[ord(char)]
            parts.append(part)
            places.extend([place] * len(part))
        folded = "".join(parts)
        folded, places = _squeeze(_SPACES, folded, places, 0)
        return _squeeze(_AMPERSAND, folded, places, -1)[1]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The original span of folded[start:end], accents that follow its last letter included; None when one end
        lies inside the folded form of a single character ("s" inside "ß")."""
        places = self._places
        if places is None:
            return start, end
        if start and places[start - 1] == places[start]:
            return None
        if end < len(places) and places[end] == places[end - 1]:
            return None
        last = places[end - 1] + 1
        while last < len(self._text) and _is_accent(self._text[last]):
            last += 1
        return places[start], last


def _squeeze(pattern: re.Pattern[str], folded: str, places: list[int], keep: int) -> tuple[str, list[int]]:
    """What ``fold`` does with ``pattern``, done to the places too. Of each hit one character stays: the first (keep
    0), or the "&" itself (keep -1)."""
    kept: list[int] = []
    parts: list[str] = []
    at = 0
    for hit in pattern.finditer(folded):
        chosen = hit.start() if keep == 0 else folded.index("&", hit.start())
        kept.extend(places[at : hit.start()])
        kept.append(places[chosen])
        parts += (folded[at : hit.start()], folded[chosen])
        at = hit.end()
    kept.extend(places[at:])
    parts.append(folded[at:])
    return "".join(parts), kept

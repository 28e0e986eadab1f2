"""Which words of a post are somebody else's: quotations, as forums mark them. Pure."""

from __future__ import annotations

import re

# How forums mark a quotation: phpBB, XenForo, vBulletin and others. Discourse has <aside class="quote">.
_MARKS = frozenset(("quote", "uncited", "bbCodeBlock--quote", "bbcode_quote"))
_WROTE = (
    r"(?:wrote|writes|schrieb|hat geschrieben|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał(?:\(?a\)?)?)"
    r"(?: [^\n:]{1,60})?\s?:"
)
_WROTE_FIRST = re.compile(rf"\s*[^\n:]{{1,80}} {_WROTE}", re.I)
_WROTE_LAST = re.compile(rf" {_WROTE}\s*\Z", re.I)


class Quotes:
    """Told of each blockquote while ``out`` grows, it knows in the end which of the words said are somebody else's.

    ``out`` holds the words and whether their line ends are to be kept; it is only read.
    """

    def __init__(self, out: list[tuple[str, bool]]) -> None:
        self.out = out
        self.spans: list[tuple[int, int, bool]] = []  # of ``out``; and whether it is surely a quotation
        self.depth = 0
        self.start = 0
        self.sure = False

    def open(self, classes: frozenset[str]) -> None:
        """A blockquote begins, with these names in its ``class``."""
        if self.depth == 0:
            self.start = len(self.out)
            self.sure = bool(classes & _MARKS)
        self.depth += 1

    def cite(self) -> None:
        """Who is quoted, where it comes first; after the words it is how articles name their source."""
        if self.depth and not self.sure:
            self.sure = not any(said.strip() for said, _ in self.out[self.start : self.start + 8])

    def close(self) -> None:
        """A blockquote ends. One that never does is none."""
        self.depth -= self.depth > 0
        if self.depth == 0 and self.start < len(self.out):
            self.spans.append((self.start, len(self.out), self.sure))
            self.start = len(self.out)

    def left_out(self) -> list[tuple[str, bool]]:
        """What was said without the quotations; all of it if nothing else was said."""
        if not self.spans:
            return self.out
        answers = not any(said.strip() for said, _ in self.out[: self.spans[0][0]])
        kept: list[tuple[str, bool]] = []
        own = False
        after = 0
        for start, end, sure in self.spans:
            between = self.out[after:start]
            own = own or any(said.strip() for said, _ in between)
            kept += between
            if not (answers or sure or self._attributed(start, end)):
                kept += self.out[start:end]
                own = True
            after = end
        rest = self.out[after:]
        own = own or any(said.strip() for said, _ in rest)
        return kept + rest if own else self.out

    def _attributed(self, start: int, end: int) -> bool:
        first = "".join(said for said, _ in self.out[start : min(end, start + 8)])[:300]
        before = "".join(said for said, _ in self.out[max(0, start - 8) : start])[-300:]
        return bool(_WROTE_FIRST.match(first) or _WROTE_LAST.search(before))


# In the language of whoever asks, or whose mailbox it is.
_BY_GOOGLE = re.compile(
    r"\((?:translated by|übersetzt von|traduit par|traducido por|traduzione di|tradotto da|traduzido (?:pelo|por)|tradução do|"
    r"vertaald door|oversat af|oversatt av|översatt av) google\)",
    re.I,
)
_ORIGINAL = re.compile(r"\((?:original(?:e|t|text)?|origineel|avis d['’]origine)\)", re.I)


def untranslated(text: str) -> str:
    """What somebody wrote, without Google's translation of it above or below. Where only that is left, it is what there is."""
    mark = _BY_GOOGLE.search(text)
    if mark is None:
        return text
    above, below = text[: mark.start()].strip(), text[mark.end() :].strip()
    if not above:
        own = _ORIGINAL.search(below)
        return (below[own.end() :].strip() or below[: own.start()].strip()) if own else below
    own = _ORIGINAL.match(above)
    return above[own.end() :].strip() if own else above

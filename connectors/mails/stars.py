"""Stars, as mails write them in several languages. Pure."""

from __future__ import annotations

import re

_GLYPHS = re.compile(r"[★⭐✭✮🌟●🟢☆✩✰○⚪]\ufe0f?(?:\s?[★⭐✭✮🌟●🟢☆✩✰○⚪]\ufe0f?){0,9}")
_LIT = frozenset("★⭐✭✮🌟●🟢")
_WORDS = {
    word: number
    for number, words in {
        1: "one ein eins einen eine un une uno una um uma één een",
        2: "two zwei deux dos due dois duas twee",
        3: "three drei trois tres tre três drie",
        4: "four vier quatre cuatro quattro quatro",
        5: "five fünf fuenf cinq cinco cinque vijf",
    }.items()
    for word in words.split()
}
_NUMBER = rf"(?P<n>\d{{1,2}}(?:[.,]\d)?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_STARS = (
    r"(?:stars?|stern(?:e|en)?|étoiles?|etoiles?|estrellas?|"
    r"stelle|stella|estrelas?|ster(?:ren)?|stjern\w{0,4}|stjärn\w{0,4}|bubbles?|punkte?n?|points?|puntos)"
)
_OUT_OF = re.compile(
    rf"(?<![\w.,/]){_NUMBER}\s?{_STARS}?\s?(?:out of|of|/|von(?: insgesamt)?|sur|de(?: un total de)?|"
    rf"di|su|van(?: de)?|em|ud af|av)\s?"
    rf"(?P<max>5|10)(?![\w/]|[.,]\d)(?!\s?%)",
    re.I,
)
_COUNTED = re.compile(rf"(?<![\w.,/]){_NUMBER}[\s-]?{_STARS}\b(?![-\s](?:reviews|ratings)\b)", re.I)
_LABELLED = re.compile(
    rf"^(?:overall |star |review |guest )?(?:rating|score|bewertung|note|puntuación|calificación|valoración|"
    r"valutazione|voto|beoordeling|avaliação|nota|stars?|sterne?|étoiles?|estrellas?|stelle|estrelas?|sterren)"
    rf"\s?:\s?{_NUMBER}"
    r"\s*(?:/\s*(?P<max>5|10))?$",
    re.I,
)
_BESIDE_STARS = re.compile(
    rf"\b(?:rated|(?:review |guest )?(?:rating|score)|bewertung|bewertet mit|note|noté|"
    r"(?:puntuad|calificad|valorad)[oa] con|classificad[oa] com|puntuación|valoración|valutazione|valutat[ao]|voto|avaliação|"
    rf"avaliado com|nota|beoordeling|beoordeeld met|bedømt|betyg|{_STARS})\b",
    re.I,
)
# What is said of all reviews together is nobody's.
_TOGETHER = re.compile(
    r"\b(?:average|overall rating|trustscore|durchschnitt\w*|insgesamt|gesamtbewertung|moyenne|"
    r"note globale|media|promedio|"
    r"valoración global|\d[\d.,]* (?:reviews|ratings|bewertungen|rezensionen|avis|reseñas|opiniones|valoraciones))\b",
    re.I,
)
# Of one review where it is a whole number and nothing else: a firm has 4.3.
_WHOLE = re.compile(
    r"(?:overall rating|gesamtbewertung|note globale|valoración global)\s?:\s?[1-5](?:[.,]0)?(?:\s?(?:/|out of|von|sur|de)\s?5)?"
    rf"(?:\s{_STARS})?",
    re.I,
)


def stars(text: str) -> tuple[float, float] | None:
    """The stars that one line gives, and their scale: "★★☆☆☆", "2 out of 5", "5-star review", "zwei Sterne". None where it gives
    none, or those of many reviews together."""
    text = text[:400]
    if _TOGETHER.search(text) and not _WHOLE.fullmatch(text):
        return None
    return _glyphs(text) or _spelled(text)


def only_stars(text: str) -> bool:
    """Whether a line is stars and hardly anything else: the head of a review, and not a sentence about it."""
    if stars(text) is None:
        return False
    rest = "" if _WHOLE.fullmatch(text) else _GLYPHS.sub("", text)
    for way in (_OUT_OF, _COUNTED, _LABELLED):
        rest = way.sub("", rest)
    rest = _BESIDE_STARS.sub("", re.sub(r"^\s*[:–-]\s*\w+\s*$", "", rest))  # "1 star: Bad"
    return not any(char.isalpha() for char in rest)


def _glyphs(text: str) -> tuple[float, float] | None:
    best: str = ""
    for found in _GLYPHS.finditer(text):
        marks = re.sub(r"[\s\ufe0f]", "", found[0])
        best = marks if len(marks) > len(best) else best
    lit = sum(mark in _LIT for mark in best)
    if not best or (best[0] in "●○⚪🟢" and len(best) < 5) or (lit == 0 and len(best) < 5):
        return None  # a bullet, an icon
    if lit == len(best):
        return (float(lit), 5.0) if lit <= 5 else (float(lit), float(lit))
    return (float(lit), float(len(best))) if len(best) >= 3 else None


def _spelled(text: str) -> tuple[float, float] | None:
    for way in (_OUT_OF, _COUNTED, _LABELLED):
        if found := way.search(text):
            given = _WORDS.get(found["n"].lower())
            number = float(given) if given else float(found["n"].replace(",", "."))
            most = float(found.groupdict().get("max") or (10 if way is _LABELLED and number > 5 else 5))
            if 0 <= number <= most:
                return number, most
    return None

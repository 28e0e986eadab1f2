"""Which words speak of the brand: names made even, sentences, clauses, and who was named last.

A sentence that names nobody goes on about whoever was named last; a clause that names another firm is about that firm.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.tone.base import Span, Subject
from monitor.tone.languages.phrases import fold, words_pattern
from monitor.tone.rules.rule import OURS, THEIRS

_MOST_CHARS = 12_000
_BEFORE_BRAND = 4_000
_MOST_SENTENCES = 120
_LONGEST = 1500
_NEAR = 5  # sentences

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"')\]»]{0,3}(?=\s|$)|[\n;]++")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(.])(?:[a-z]|\d{1,2}|sr|sra|dr|dra|hr|fr|nr|str|bzw|ca|inkl|usw|etc|no|tel|aprox|mme|mlle|av|sig|dott|tl)$",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200b\u202f\u3000]+")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"'})
_NOISE = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@\w+")
_OURS, _THEIRS = OURS.lower(), THEIRS.lower()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as it was written and folded (of the same length), with its clauses: where each starts, and how much
    of what it says is said about the brand (0..1)."""

    text: str
    folded: str
    starts: Sequence[int]
    weights: Sequence[float]

    @property
    def question(self) -> bool:
        """Whether it asks."""
        return "?" in self.text[-4:]

    def weight_at(self, place: int) -> float:
        """The weight of the clause in which something begins."""
        return self.weights[max(0, bisect_right(self.starts, place) - 1)]

    def clauses(self) -> list[tuple[int, int, float]]:
        """Start, end and weight of each."""
        return [
            (start, end, weight)
            for (start, end), weight in zip(pairwise([*self.starts, len(self.text)]), self.weights, strict=True)
        ]


class Reader:
    """Reads subjects in one language. ``contrast``: the words that begin a clause; ``joiners``: those that join names."""

    def __init__(self, contrast: str, joiners: str) -> None:
        self._contrast = re.compile(rf"(?:,|\s[-–—]+|\.\.\.)?\s(?={words_pattern(contrast)}\b)|\s[-–—]+\s")
        self._comma = re.compile(r"[,:]\s")
        name = rf"(?:{_OURS}|{_THEIRS})"
        joined = words_pattern(joiners)
        self._list = re.compile(rf"{name}(?:(?: ?[,&/+] ?(?:{joined} )?| {joined} ){name})+")
        self._before_name = re.compile(rf"\s(?={joined} (?:\w{{1,4}} ){{0,2}}{name})")

    def read(self, subject: Subject) -> list[Sentence]:
        """The sentences of title and text; the weights say what is about ``subject.brand``."""
        document = _named(subject)
        folded = fold(document)
        aimed = bool(subject.brand) and _OURS in folded
        rivals = aimed and _THEIRS in folded
        pieces = _sentences(document)
        sentences: list[Sentence] = []
        share: float | None = None  # ours in what is being spoken of; None: nobody has been named yet
        for text in pieces:
            low = fold(text)
            starts = self._starts(low, rivals=rivals)
            weights = []
            for start, end in pairwise([*starts, len(text)]):
                if not aimed:
                    weights.append(1.0)
                    continue
                if low.find(_OURS, start, end) >= 0:
                    share = 1.0
                elif low.find(_THEIRS, start, end) >= 0:
                    share = 0.0
                weights.append(share if share is not None else 0.5 if rivals else 1.0)
            sentences.append(Sentence(text, low, starts, weights))
        return _faded(sentences) if aimed and len(sentences) > _NEAR else sentences

    def _starts(self, low: str, *, rivals: bool) -> list[int]:
        cuts = {hit.end() for hit in self._contrast.finditer(low)}
        if rivals and _THEIRS in low:
            lists = [hit.span() for hit in self._list.finditer(low)]
            for pattern in (self._comma, self._before_name):
                for hit in pattern.finditer(low):
                    if not any(start < hit.end() < end for start, end in lists):
                        cuts.add(hit.end())
        return [0, *sorted(cut for cut in cuts if 0 < cut < len(low))]


def _named(subject: Subject) -> str:
    """Title and text as one document, cut to a bearable length, each name replaced by OURS or THEIRS."""
    title = _replaced(subject.title[:1000], subject.title_spans, subject.title_others)
    start, end = 0, len(subject.text)
    if end > _MOST_CHARS:
        start = max(0, min((span[0] for span in subject.spans), default=0) - _BEFORE_BRAND)
        end = start + _MOST_CHARS
    ours = [(s - start, e - start) for s, e in subject.spans if s >= start and e <= end]
    others = [(s - start, e - start) for s, e in subject.others if s >= start and e <= end]
    text = _replaced(subject.text[start:end], ours, others)
    document = f"{title}\n{text}" if title else text
    document = _NOISE.sub(" ", unicodedata.normalize("NFC", document).translate(_APOSTROPHES))
    return _SPACE.sub(" ", document)


def _replaced(text: str, ours: Sequence[Span], theirs: Sequence[Span]) -> str:
    parts: list[str] = []
    at = 0
    for (start, end), name in sorted([(span, OURS) for span in ours] + [(span, THEIRS) for span in theirs]):
        if start < at or end > len(text) or start >= end:
            continue
        parts += (text[at:start], name)
        at = end
    return "".join((*parts, text[at:]))


def _sentences(document: str) -> list[str]:
    """The sentences; of very many those around the first that names the brand. What is said again counts once."""
    pieces: list[str] = []
    at = 0
    for hit in _END.finditer(document):
        if hit[0] == "." and _ABBREVIATED.search(document[max(at, hit.start() - 8) : hit.start()]):
            continue
        pieces.append(document[at : hit.end()])
        at = hit.end()
    pieces.append(document[at:])
    pieces = [piece for piece in dict.fromkeys(piece.strip()[:_LONGEST] for piece in pieces) if piece]
    first = next((place for place, piece in enumerate(pieces) if OURS in piece), 0)
    start = max(0, first - _MOST_SENTENCES // 4)
    return pieces[start : start + _MOST_SENTENCES]


def _faded(sentences: list[Sentence]) -> list[Sentence]:
    """In a long text what stands far from the name is less and less about it."""
    named = [at for at, sentence in enumerate(sentences) if _OURS in sentence.folded][:20]
    faded = []
    for at, one in enumerate(sentences):
        distance = min((abs(at - place) for place in named), default=0)
        if distance > _NEAR:
            less = _NEAR / (distance * (3 if distance > 3 * _NEAR else 1))
            one = Sentence(one.text, one.folded, one.starts, [weight * less for weight in one.weights])
        faded.append(one)
    return faded

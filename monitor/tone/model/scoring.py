"""The work of the scorer ``earful``: the rules, the model of the text's language, one verdict, the stars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.tone.base import Span, Subject, Tone
from monitor.tone.by_rules import by_rules
from monitor.tone.gates import plain
from monitor.tone.language import language_of
from monitor.tone.languages import LANGUAGES
from monitor.tone.legible import legible
from monitor.tone.model.merge import Heard, conclude
from monitor.tone.model.network import Network, Reading, Window
from monitor.tone.model.prepare import mark
from monitor.tone.plain import plainly_english
from monitor.tone.stars import with_stars

_LONGEST = 20_000
"""Characters that a model reads of one post: nobody's feelings need a book."""
_BEFORE = 2_000
"""Of these, before the place where the brand is named first."""


class Scoring:
    """Both models and the rules. ``threads``: batches that are read at the same time."""

    def __init__(self, threads: int) -> None:
        english, several = Network("english", threads), Network("several", threads)
        self._networks = {"en": english, **dict.fromkeys(LANGUAGES, several)}

    def score(self, batch: Sequence[Subject]) -> list[Tone]:
        """One tone per subject, in order."""
        batch = [legible(subject) for subject in batch]
        found = self.voices(batch)
        tones = [tone if heard is None else conclude(tone, heard) for tone, heard in found]
        return [with_stars(tone, subject) for tone, subject in zip(tones, batch, strict=True)]

    def voices(self, batch: Sequence[Subject]) -> list[tuple[Tone, Heard | None]]:
        """What the rules say without the stars, and what the model of the text's language heard; None if it has none."""
        languages = [_language(one) for one in batch]
        ruled = by_rules(batch, languages)
        heard = self._read([_shortened(subject) for subject in batch], languages)
        return [(tone, heard.get(at)) for at, tone in enumerate(ruled)]

    def _read(self, subjects: Sequence[Subject], languages: Sequence[str]) -> dict[int, Heard]:
        """What the models heard, by place in the batch; nothing for other languages and for texts without words."""
        found: dict[int, Heard] = {}
        for network in {id(one): one for one in self._networks.values()}.values():
            written: dict[int, tuple[str, list[Window]]] = {}
            for at, (one, language) in enumerate(zip(subjects, languages, strict=True)):
                if self._networks.get(language) is network:
                    written[at] = network.windows(_marked(one))
            if not written:
                continue  # a model that nobody needs is not loaded
            readings = iter(network.read([window for _, windows in written.values() for window in windows]))
            for at, (text, windows) in written.items():
                mine: list[Reading] = [next(readings) for _ in windows]
                found[at] = Heard(network, subjects[at], text, tuple(mine), bool(subjects[at].brand))
        return found


def _language(subject: Subject) -> str:
    """The language whose model and rules read it, or "" where nothing but names is said; most posts are English at a
    glance."""
    words = f"{subject.title}\n{subject.text}"
    return "en" if plainly_english(plain(words), subject.lang) else language_of(subject)


def _marked(subject: Subject) -> str:
    """Title and text in one, the brand marked where it is named."""
    text = mark(subject.text, subject.spans)
    if not subject.title.strip() or subject.text.startswith(subject.title.rstrip(" .…")):
        return text
    return f"{mark(subject.title, subject.title_spans)}\n{text}"


def _shortened(subject: Subject) -> Subject:
    """At most _LONGEST characters, from somewhat before the first place where the brand is named."""
    if len(subject.text) <= _LONGEST:
        return subject
    first = min((start for start, _ in subject.spans), default=0)
    begin = max(0, min(first - _BEFORE, len(subject.text) - _LONGEST))

    def moved(spans: Sequence[Span]) -> list[Span]:
        return [(start - begin, end - begin) for start, end in spans if start >= begin and end <= begin + _LONGEST]

    text = subject.text[begin : begin + _LONGEST]
    return replace(subject, text=text, spans=moved(subject.spans), others=moved(subject.others))

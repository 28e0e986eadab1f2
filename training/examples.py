"""Our own examples: patterns by hand, each of which gives many texts, with what is felt about every firm in them.

``examples/*.yaml`` has the patterns and README.md ("Patterns") their form; ``words.yaml`` fills the slots.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from monitor.tone.base import Span
from training.heads import SIGNALS, THEMES
from training.texts import Example

_HERE = Path(__file__).parent
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_FIRM = re.compile(r"[A-F]")
_CLASSES = {"negative": 0, "neutral": 1, "positive": 2}
_FLAGS = ("complaint", "anger", "gratitude", "sarcasm")
_TOPICS = (*THEMES, *SIGNALS)
_HELD_OUT = 12
"""One pattern in this many is kept for validation."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry: its text with choices and slots, and labels for each firm (or ``whole``)."""

    kind: str
    text: str
    firms: Mapping[str, Mapping[str, Any]]
    lang: str = "en"

    @property
    def held_out(self) -> bool:
        """Whether it is for validation; decided by its words, so that it stays so when others come and go."""
        return zlib.crc32(self.text.encode()) % _HELD_OUT == 0


def patterns(folder: Path = _HERE / "examples") -> list[Pattern]:
    """All patterns of a folder. ValueError names the file, the kind and the entry that cannot be read."""
    found = []
    for file in sorted(folder.glob("*.yaml")):
        for kind, entries in YAML(typ="safe").load(file).items():
            for number, entry in enumerate(entries, 1):
                try:
                    found.append(_pattern(kind, entry))
                except (KeyError, ValueError, AttributeError) as trouble:
                    raise ValueError(f"{file.name}, {kind}, entry {number}: {trouble}") from trouble
    return found


def _pattern(kind: str, entry: Mapping[str, Any]) -> Pattern:
    firms = {name: _labels(value) for name, value in entry.items() if _FIRM.fullmatch(name) or name == "whole"}
    unknown = set(entry) - set(firms) - {"text", "lang"}
    text = entry["text"]
    named = {slot for slot in _SLOT.findall(text) if _FIRM.fullmatch(slot)}
    if unknown or not firms or ("whole" not in firms and not set(firms) <= named) or "[" in _CHOICE.sub("", text):
        raise ValueError(f"cannot be read: {text!r} with {sorted(entry)}")
    return Pattern(kind, text, firms, entry.get("lang", "en"))


def _labels(words: str) -> dict[str, Any]:
    """``negative complaint money anger?`` as ``{"tone": 0, "complaint": 1, "gratitude": 0, "sarcasm": 0, "themes": ...}``.

    A complaint without any theme teaches nothing about themes; with one (or with ``other``) it teaches all. The same for
    signals, which a theme is enough for. -1: could be argued.
    """
    tone, *flags = words.split()
    sure = {flag for flag in flags if not flag.endswith("?")}
    argued = {flag.removesuffix("?") for flag in flags if flag.endswith("?")}
    if (sure | argued) - {*_FLAGS, *_TOPICS, "other"}:
        raise ValueError(f"unknown flag in {words!r}")
    labels: dict[str, Any] = {flag: int(flag in sure) for flag in _FLAGS if flag not in argued}
    calm = labels.get("complaint") == 0
    if calm or sure & {*THEMES, "other"}:
        labels["themes"] = tuple(-1 if theme in argued else int(theme in sure) for theme in THEMES)
    if calm or sure & {*_TOPICS, "other"}:
        labels["signals"] = tuple(-1 if signal in argued else int(signal in sure) for signal in SIGNALS)
    return {"tone": _CLASSES[tone], **labels}


class Maker:
    """Fills patterns. The same seed gives the same texts."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        words = YAML(typ="safe").load(_HERE / "words.yaml")
        self.words: dict[str, list[str]] = {name.removesuffix("s"): values for name, values in words.items()}
        self.words |= {
            "person": words["people"],
            "weeks": words["weeks"],
            "times": words["times"],
            "money": words["money"],
        }

    def firm(self) -> str:
        """A name that nobody has."""
        shape = self.chance.choice(self.words["shape"])
        return _SLOT.sub(lambda slot: self.chance.choice(self.words[slot[1]]), shape)

    def written(self, name: str) -> str:
        """The name as somebody in a hurry writes it."""
        how = self.chance.random()
        if how < 0.72:
            return name
        if how < 0.86:
            return "@" + re.sub(r"\W", "", name).lower()
        if how < 0.95:
            return name.lower()
        return "#" + re.sub(r"\W", "", name) if how < 0.975 else name.upper()

    def text(self, pattern: Pattern) -> tuple[str, dict[str, tuple[Span, ...]]]:
        """One text and where each firm stands in it."""
        chance = self.chance
        drawn = _CHOICE.sub(lambda hit: chance.choice(hit[1].split("|")), pattern.text)
        names = {firm: self.written(self.firm()) for firm in "ABCDEF"}
        parts: list[str] = []
        spans: dict[str, list[Span]] = {}
        at = length = 0
        for slot in _SLOT.finditer(drawn):
            before = drawn[at : slot.start()]
            name = slot[1]
            if _FIRM.fullmatch(name):
                word = names[name]
                spans.setdefault(name, []).append((length + len(before), length + len(before) + len(word)))
            elif name == "n":
                word = str(chance.randint(3, 40))
            else:
                word = chance.choice(self.words[name])
            parts += [before, word]
            length += len(before) + len(word)
            at = slot.end()
        text = "".join([*parts, drawn[at:]])
        if chance.random() < 0.12:
            text = text.lower() if len(text.lower()) == len(text) else text
        if chance.random() < 0.15:
            text = text.rstrip(".")
        return text, {name: tuple(places) for name, places in spans.items()}

    def examples(self, wanted: list[Pattern], each: int) -> Iterator[Example]:
        """``each`` texts a pattern, and of each text one example a firm."""
        for pattern in wanted:
            for _ in range(each):
                text, spans = self.text(pattern)
                for firm, labels in pattern.firms.items():
                    if firm != "whole" and firm not in spans:
                        continue
                    flags = {name: value for name, value in labels.items() if name != "tone"}
                    # The firm's own words are not told from the rest where there is only one firm: both ways are learnt.
                    bare = firm == "whole" or (len(pattern.firms) == 1 and self.chance.random() < 0.35)
                    head = "sentiment" if bare else "target"
                    yield Example(
                        f"own_{pattern.kind}",
                        text,
                        {head: labels["tone"], **flags},
                        () if bare else spans[firm],
                        pattern.lang,
                    )

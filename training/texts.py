"""The public labelled sets as examples: each a text, where its target stands, and what is known about it.

Files are JSON Lines as described in README.md ("Data"). Whatever stands in a validation file is left out of training,
in every set, because some sets were drawn from the same tweets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.tone.base import Span, Subject, is_thing

GOEMOTIONS = (
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire",
    "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief", "joy", "love",
    "nervousness", "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise", "neutral",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """One text and its labels: head name to a class number, or to 0/1 for a head that answers yes or no.

    ``spans``: where the target stands. ``task`` is the set it comes from; batches and sampling go by it.
    """

    task: str
    text: str
    labels: Mapping[str, Any]
    spans: tuple[Span, ...] = ()
    lang: str = "en"


def subject(one: Example) -> Subject:
    """An example as the pipeline would hand it over."""
    brand = one.text[slice(*one.spans[0])] if one.spans else ""
    return Subject(text=one.text, brand=brand, thing=is_thing(brand), spans=one.spans, lang=one.lang)


_LETTERS = re.compile(r"\W+")


def fingerprint(text: str) -> str:
    """Equal for texts that differ in case, punctuation and handles only."""
    return _LETTERS.sub("", re.sub(r"@\w+|http\S*", "", text.lower()))


def rows(file: Path) -> list[list[Any]]:
    """The lines of one data file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]


def _classes(data: Path, name: str, task: str, head: str) -> Iterator[Example]:
    for row in rows(data / f"{name}.jsonl"):
        yield Example(task, str(row[0]), {head: int(row[1])})


def _targets(data: Path, name: str, task: str, head: str) -> Iterator[Example]:
    """Sets whose fourth place is the text with ``$T$`` where the target stands."""
    for row in rows(data / f"{name}.jsonl"):
        frame, target = str(row[3]), str(row[2])
        at = frame.find("$T$")
        if at < 0:
            continue
        text = frame[:at] + target + frame[at + 3 :]
        yield Example(task, text, {head: int(row[1])}, ((at, at + len(target)),))


def _topics(data: Path, name: str) -> Iterator[Example]:
    """Brand topics of SemEval-2017: the topic is marked where the text names it."""
    for row in rows(data / f"{name}.jsonl"):
        text, topic = str(row[0]), str(row[2])
        handles = [hit.span() for hit in re.finditer("@user", text)]
        found = [hit.span() for hit in re.finditer(re.escape(topic.lstrip("@#")), text, re.IGNORECASE)]
        if not found and topic.startswith("@") and len(handles) == 1:
            found = handles
        yield Example("topic", text, {"topic": int(row[1])}, tuple(found))


def _emotions(data: Path, name: str) -> Iterator[Example]:
    for row in rows(data / f"{name}.jsonl"):
        label = int(row[1])
        yield Example("emotion", str(row[0]), {"emotion": label, "anger": int(label == 0)})


def goemotions(data: Path, name: str) -> Iterator[Example]:
    """Reddit comments and their emotions (Demszky et al., https://arxiv.org/abs/2005.00547)."""
    for row in rows(data / f"{name}.jsonl"):
        named = set(row[1])
        labels: dict[str, Any] = {
            "goemotions": tuple(int(emotion in named) for emotion in GOEMOTIONS),
            "gratitude": int("gratitude" in named),
        }
        if named & {"anger", "annoyance"} or not named & {"disgust", "disapproval", "disappointment"}:
            labels["anger"] = int(bool(named & {"anger", "annoyance"}))
        yield Example("goemotions", str(row[0]), labels)


def _complaints(data: Path, name: str) -> Iterator[Example]:
    """Tweets to firms; a single handle is the firm, so half the time it is marked (see ``learn``)."""
    for row in rows(data / f"{name}.jsonl"):
        text = str(row[0])
        handles = [hit.span() for hit in re.finditer(r"@\w+", text)]
        spans = tuple(handles[:1]) if len(handles) == 1 else ()
        yield Example("complaints", text, {"complaint": int(row[1])}, spans)


def _umsab(data: Path, language: str, part: str, code: str) -> Iterator[Example]:
    for row in rows(data / f"umsab_{language}_{part}.jsonl"):
        yield Example("umsab", str(row[0]), {"sentiment": int(row[1])}, lang=code)


LANGUAGES = {"spanish": "es", "german": "de", "french": "fr", "italian": "it", "portuguese": "pt"}


def validation(data: Path) -> dict[str, list[Example]]:
    """The held-out examples by task, in the order of the files."""
    return {
        "sentiment": [*_classes(data, "te_sentiment_val", "sentiment", "sentiment")],
        "emotion": [*_emotions(data, "te_emotion_val")],
        "complaints": [*_complaints(data, "complaints_val")],
        "mams": [*_targets(data, "mams_val", "mams", "target")],
        "irony": [*_classes(data, "te_irony_val", "irony", "sarcasm")],
        "offensive": [*_classes(data, "te_offensive_val", "offensive", "offensive")],
        **{f"umsab_{code}": [*_umsab(data, name, "val", code)] for name, code in LANGUAGES.items()},
        "umsab_en": [*_umsab(data, "english", "val", "en")],
    }


def training(data: Path) -> dict[str, list[Example]]:
    """The examples to learn from, by task, without anything that stands in a validation file and without repeats."""
    held = {fingerprint(one.text) for examples in validation(data).values() for one in examples}
    held |= {fingerprint(str(row[0])) for row in rows(data / "goemo_dev.jsonl")}
    held |= {fingerprint(str(row[0])) for row in rows(data / "te_hate_val.jsonl")}
    sets = {
        "sentiment": [*_classes(data, "te_sentiment_train", "sentiment", "sentiment")],
        "emotion": [*_emotions(data, "te_emotion_train")],
        "goemotions": [*goemotions(data, "goemo_train")],
        "complaints": [*_complaints(data, "complaints_train")],
        "mams": [*_targets(data, "mams_train", "mams", "target")],
        "dong": [*_targets(data, "dong_train", "dong", "target")],
        "reviews": [
            *_targets(data, "se14_Restaurants_train", "reviews", "target"),
            *_targets(data, "se14_Laptops_train", "reviews", "target"),
        ],
        "topic": [*_topics(data, "topicCE_train")],
        "irony": [*_classes(data, "te_irony_train", "irony", "sarcasm")],
        "offensive": [*_classes(data, "te_offensive_train", "offensive", "offensive")],
        "hate": [*_classes(data, "te_hate_train", "hate", "hate")],
        "umsab": [one for name, code in LANGUAGES.items() for one in _umsab(data, name, "train", code)],
    }
    kept: dict[str, list[Example]] = {}
    for task, examples in sets.items():
        seen: set[tuple[str, tuple[Span, ...]]] = set()
        kept[task] = []
        for one in examples:
            key = (fingerprint(one.text), one.spans)
            if key[0] not in held and key not in seen:
                seen.add(key)
                kept[task].append(one)
    return kept

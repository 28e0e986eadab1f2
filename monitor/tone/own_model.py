"""The scorer ``onnx``: a model that the owner brings, a folder with ``model.onnx``, ``tokenizer.json`` and its labels.

Labels stand in ``labels.json`` (a list) or in the ``config.json`` that the Hugging Face libraries write (``id2label``,
https://huggingface.co/docs/transformers/main_classes/configuration). Known names: negative, neutral, positive; "1 star" to
"5 stars"; anger, complaint, gratitude, sarcasm. The first two kinds share their probability, each of the others is a yes
or no of its own. Themes, signals, since when, and what the model has no label for, come from the rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.tone.base import Label, Subject, Tone
from monitor.tone.by_rules import by_rules
from monitor.tone.language import language_of
from monitor.tone.legible import legible
from monitor.tone.stars import with_stars

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

_FLAGS = ("anger", "complaint", "gratitude", "sarcasm")
_SHORT = {"neg": "negative", "neu": "neutral", "pos": "positive", "mixed": "neutral"}
_STARS = re.compile(r"([1-5]) stars?")
_FEELINGS = ("negative", "neutral", "positive")
_BATCH = 16
_MOST_CHARS = 20_000
_EXAMPLE = '["negative", "neutral", "positive"]'


class OwnModel:
    """Scores with the model in ``folder``. ``longest``: tokens that are read of a post; ``pair``: hand over the brand as a
    second text, for models that were taught "text, target". ValueError says what is missing in the folder."""

    def __init__(self, folder: str = "", longest: int = 128, pair: bool = False) -> None:
        if not folder or not isinstance(folder, str):
            raise ValueError("the scorer onnx needs folder: the folder with model.onnx, tokenizer.json and labels.json")
        self._folder = Path(folder)
        missing = [name for name in ("model.onnx", "tokenizer.json") if not (self._folder / name).is_file()]
        if missing:
            raise ValueError(f"{folder} has no {' and no '.join(missing)}")
        if isinstance(longest, bool) or not isinstance(longest, int) or not 8 <= longest <= 512:
            raise ValueError(f"longest is a number of tokens from 8 to 512, not {longest!r}")
        if not isinstance(pair, bool):
            raise ValueError(f"pair is true or false, not {pair!r}")
        self._longest, self._pair = longest, pair
        self._labels = _labels(self._folder)
        self._lock = Lock()
        self._loaded: tuple[onnxruntime.InferenceSession, Tokenizer] | None = None

    def score(self, batch: Sequence[Subject]) -> list[Tone]:
        """One tone per subject, in order."""
        batch = [legible(subject) for subject in batch]
        tones: list[Tone] = []
        ruled = by_rules(batch, [language_of(one) for one in batch])
        for start in range(0, len(batch), _BATCH):
            some = batch[start : start + _BATCH]
            for subject, tone, logits in zip(some, ruled[start : start + _BATCH], self._run(some), strict=True):
                tones.append(with_stars(self._toned(tone, logits), subject))
        return tones

    def _run(self, subjects: Sequence[Subject]) -> list[list[float]]:
        import numpy as np

        session, tokenizer = self._load()
        texts = [f"{one.title}\n{one.text}".strip()[:_MOST_CHARS] for one in subjects]
        pairs: list[Any] = (
            [(text, one.brand) for text, one in zip(texts, subjects, strict=True)] if self._pair else texts
        )
        encoded = tokenizer.encode_batch(pairs)
        given = {
            "input_ids": [one.ids for one in encoded],
            "attention_mask": [one.attention_mask for one in encoded],
            "token_type_ids": [one.type_ids for one in encoded],
        }
        wanted = {one.name: np.asarray(given[one.name], np.int64) for one in session.get_inputs() if one.name in given}
        logits = session.run(None, wanted)[0]
        if logits.ndim != 2:
            raise ValueError(
                f"{self._folder}/model.onnx is no classifier: it answers with numbers of the shape {logits.shape}"
            )
        if logits.shape[1] != len(self._labels):
            answers, labels = logits.shape[1], len(self._labels)
            raise ValueError(f"{self._folder}/model.onnx gives {answers} answers a text, and there are {labels} labels")
        found: list[list[float]] = logits.astype(float).tolist()
        return found

    def _load(self) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
        with self._lock:
            if self._loaded is None:
                from tokenizers import Tokenizer

                from monitor.tone.model.network import load

                tokenizer = _opened(self._folder / "tokenizer.json", lambda file: Tokenizer.from_file(str(file)))
                tokenizer.enable_truncation(self._longest)
                tokenizer.enable_padding(pad_id=tokenizer.token_to_id("[PAD]") or tokenizer.token_to_id("<pad>") or 0)
                self._loaded = _opened(self._folder / "model.onnx", load), tokenizer
            return self._loaded

    def _toned(self, tone: Tone, logits: Sequence[float]) -> Tone:
        import math

        feeling = dict.fromkeys(_FEELINGS, 0.0)
        shared = [at for at, label in enumerate(self._labels) if label not in _FLAGS]
        highest = max((logits[at] for at in shared), default=0.0)
        weights = {at: math.exp(logits[at] - highest) for at in shared}
        for at, weight in weights.items():
            feeling[_feeling_of(self._labels[at])] += weight / sum(weights.values())
        said: dict[str, Any] = {
            label: round(1 / (1 + math.exp(-max(-30.0, min(30.0, logits[at])))), 3)
            for at, label in enumerate(self._labels)
            if label in _FLAGS
        }
        if shared:
            said["feeling"] = tuple(round(feeling[name], 3) for name in _FEELINGS)
            said["label"] = Label(max(_FEELINGS, key=lambda name: feeling[name]))
            said["polarity"] = round(feeling["positive"] - feeling["negative"], 3)
        return replace(tone, **said)


_Opened = TypeVar("_Opened")


def _opened(file: Path, open_it: Callable[[Path], _Opened]) -> _Opened:
    try:
        return open_it(file)
    except Exception as error:  # both libraries raise errors of their own
        raise ValueError(f"{file} cannot be read; export it again, or copy it again whole ({error})") from error


def _labels(folder: Path) -> list[str]:
    """The labels in the order of the answers, in our names."""
    plain, config = folder / "labels.json", folder / "config.json"
    if plain.is_file():
        names = _json(plain)
    elif config.is_file():
        names = _by_number(config)
    else:
        raise ValueError(f"{folder} has neither labels.json (such as {_EXAMPLE}) nor config.json")
    if not isinstance(names, list) or not names:
        raise ValueError(f"{plain} is no list of labels, such as {_EXAMPLE}")
    lower = [str(name).lower() for name in names]
    if lower == ["label_0", "label_1", "label_2"]:
        return [*_FEELINGS]
    found = [_SHORT.get(name, name) for name in lower]
    strange = [name for name in found if name not in (*_FEELINGS, *_FLAGS) and not _STARS.fullmatch(name)]
    if strange:
        known = ", ".join((*_FEELINGS, *_FLAGS))
        raise ValueError(f"unknown label {strange[0]!r} in {folder}; known are {known}, and 1 star to 5 stars")
    return found


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{file} is no JSON: {error}") from None


def _by_number(config: Path) -> list[str]:
    """The ``id2label`` of a config.json, in order."""
    given = _json(config)
    table = given.get("id2label") if isinstance(given, dict) else None
    if not isinstance(table, dict) or not table or not all(map(str.isdecimal, table)):
        raise ValueError(
            f"{config} does not say its labels (id2label); write a labels.json beside it, such as {_EXAMPLE}"
        )
    return [table[key] for key in sorted(table, key=int)]


def _feeling_of(label: str) -> str:
    stars = _STARS.fullmatch(label)
    if stars:
        return _FEELINGS[0] if stars[1] in "12" else _FEELINGS[1] if stars[1] == "3" else _FEELINGS[2]
    return label

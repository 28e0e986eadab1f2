"""One model file and its tokeniser: texts in, answers out, with what every word added to them.

Loaded at the first text, in memory-mapped integers; onnxruntime (https://onnxruntime.ai) and tokenizers
(https://github.com/huggingface/tokenizers) do the work, and neither is asked to fetch anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from monitor.tone.model.prepare import EVERY_EMOJI, plain

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]

LONGEST = 96
"""Tokens in one window; longer texts are read in several."""
_MOST_WINDOWS = 8
_BATCH, _BATCH_TOKENS = 32, 512
"""Most texts, and most tokens, that are read at once: what is computed on its way stays in the processor's cache, and small."""
_SPECIAL = 2  # the tokens before and after a text


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text that is read at once: token numbers, where the brand stands, and where each token stands in the
    written text (``spans``; an empty one for the tokens at both ends)."""

    ids: tuple[int, ...]
    target: tuple[int, int]
    spans: tuple[tuple[int, int], ...]
    aimed: bool  # whether the brand is named in it


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model says of one window: its answers by name, and what each token added to each."""

    window: Window
    logits: Floats  # answers
    parts: Floats  # tokens x answers


class Network:
    """A model by its name in ``monitor/tone/weights``: ``NAME.onnx``, ``NAME.tokenizer.json`` and ``NAME.json``.

    ``threads`` batches are read at the same time. Safe to use from several threads.
    """

    def __init__(self, name: str, threads: int = 1) -> None:
        self.name, self.threads = name, threads
        self._lock = Lock()
        self._session: onnxruntime.InferenceSession | None = None

    @cached_property
    def about(self) -> Mapping[str, Any]:
        """The sheet beside the model: names of the answers, weights of the voices, which emoji it has words for."""
        found: dict[str, Any] = json.loads(_file(f"{self.name}.json").read_text(encoding="utf-8"))
        return found

    def answer(self, name: str) -> slice:
        """Where an answer's logits stand in ``Reading.logits``."""
        start, end = self.about["answers"][name]
        return slice(start, end)

    def windows(self, marked: str) -> tuple[str, list[Window]]:
        """The text as it is read, and its windows. ``marked``: see ``prepare.mark``."""
        written = plain(marked, emoji=self._emoji, shouts=self.about["shouts"])
        encoding = self._tokenizer.encode(written)
        ids, spans = encoding.ids, encoding.offsets
        if len(ids) <= LONGEST:
            return written, [_window(ids, spans, *self._marks)]
        edges = _edges(written, ids, spans)
        cut = [
            _window([ids[0], *ids[begin:end], ids[-1]], [(0, 0), *spans[begin:end], (0, 0)], *self._marks)
            for begin, end in edges
        ]
        return written, _chosen(cut)

    def read(self, windows: Sequence[Window]) -> list[Reading]:
        """Reads windows in batches of like length; the readings are in the order of the windows."""
        order = sorted(range(len(windows)), key=lambda at: len(windows[at].ids))
        groups = [*_groups([len(windows[at].ids) for at in order], order)]
        session = self._loaded()

        def run(group: list[int]) -> list[Reading]:
            return _run(session, [windows[at] for at in group])

        if self.threads > 1 and len(groups) > 1:
            with ThreadPoolExecutor(self.threads) as pool:
                done = [*pool.map(run, groups)]
        else:
            done = [run(group) for group in groups]
        found: dict[int, Reading] = {}
        for group, readings in zip(groups, done, strict=True):
            found.update(zip(group, readings, strict=True))
        return [found[at] for at in range(len(windows))]

    def use(self, session: onnxruntime.InferenceSession) -> None:
        """Reads with another form of the same model (benchmarks)."""
        self._session = session

    @cached_property
    def _emoji(self) -> frozenset[str]:
        known = self.about["emoji"]
        return EVERY_EMOJI if known is None else frozenset(known)

    @cached_property
    def _marks(self) -> tuple[int, int]:
        begin, end = self.about["marks"]
        return begin, end

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        return Tokenizer.from_str(_file(f"{self.name}.tokenizer.json").read_text(encoding="utf-8"))

    def _loaded(self) -> onnxruntime.InferenceSession:
        with self._lock:
            if self._session is None:
                self._session = load(_file(f"{self.name}.onnx"))
            return self._session


def load(file: Path) -> onnxruntime.InferenceSession:
    """A session of one thread. It keeps what it needed for the largest batch and uses it again: given back to the system
    after every run, the memory would be in pieces, and the peak higher."""
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # it would keep a plan for every length that ever came
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def _file(name: str) -> Path:
    return Path(str(files("monitor.tone.weights").joinpath(name)))


def _window(ids: Sequence[int], spans: Sequence[tuple[int, int]], begin: int, end: int) -> Window:
    if begin in ids:
        start = ids.index(begin)
        stop = ids.index(end, start) + 1 if end in ids[start:] else len(ids)
        return Window(tuple(ids), (start, stop), tuple(spans), aimed=True)
    return Window(tuple(ids), (0, len(ids)), tuple(spans), aimed=False)


def _edges(written: str, ids: Sequence[int], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of at most LONGEST tokens, cut where a sentence ends if one does in the second half."""
    edges = []
    at, last, room = 1, len(ids) - 1, LONGEST - _SPECIAL
    while at < last:
        end = min(at + room, last)
        if end < last:
            stops = [
                one + 1
                for one in range(at + room // 2, end)
                if written[spans[one][0] : spans[one][1]] in (".", "!", "?")
            ]
            end = stops[-1] if stops else end
        edges.append((at, end))
        at = end
    return edges


def _chosen(cut: list[Window]) -> list[Window]:
    """The windows that count: where the brand is named, what follows each, and the end; all, if it is named nowhere."""
    named = [at for at, window in enumerate(cut) if window.aimed]
    if not named:
        return [*cut[: _MOST_WINDOWS - 1], cut[-1]] if len(cut) > _MOST_WINDOWS else cut
    wanted = sorted({*named, *(at + 1 for at in named if at + 1 < len(cut))})[: _MOST_WINDOWS - 1]
    if len(cut) - 1 not in wanted and len(named) == 1:
        wanted.append(len(cut) - 1)
    return [cut[at] for at in wanted]


def _groups(sizes: Sequence[int], order: Sequence[int]) -> Iterator[list[int]]:
    """Stretches of ``order`` that are read together. ``sizes``: tokens of each, the shortest first."""
    begin = 0
    for end in range(1, len(order) + 1):
        full = end == len(order) or end - begin == _BATCH or (end - begin + 1) * sizes[end] > _BATCH_TOKENS
        if full:
            yield [*order[begin:end]]
            begin = end


def _run(session: onnxruntime.InferenceSession, windows: Sequence[Window]) -> list[Reading]:
    longest = max(len(window.ids) for window in windows)
    shape = (len(windows), longest)
    ids, present, target = np.zeros(shape, np.int32), np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    for row, window in enumerate(windows):
        size = len(window.ids)
        ids[row, :size] = window.ids
        present[row, :size] = 1
        target[row, window.target[0] : window.target[1]] = 1
    logits, parts = session.run(["logits", "parts"], {"ids": ids, "present": present, "target": target})
    return [Reading(window, logits[row], parts[row, : len(window.ids)]) for row, window in enumerate(windows)]

"""The range of every activation, measured once and written into the graph, instead of once a batch.

``export`` leaves it to the operators: the integers of a batch share one scale, so a text is read a little otherwise in other
company, and a label that is close may flip. The ranges hardly differ from batch to batch (two or three numbers of a
vector are by far the largest, whatever is said), so their means serve as well, and the same text always gets the same tone.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

from monitor.tone.model.network import Network
from monitor.tone.model.prepare import mark
from training import examples, texts
from training.publishing import WEIGHTS
from training.texts import Example

Ranges = Mapping[str, tuple[float, float]]
"""By the name of what is made integers of: the least and the most."""
_EACH, _OWN = 100, 300
_PUBLIC = {"english": ("sentiment", "complaints", "mams", "dong", "emotion"), "several": ("umsab",) * 3}
_DYNAMIC = ("DynamicQuantizeLinear", "DynamicQuantizeMatMul")


def settle(data: Path, _work: Path, seed: int) -> None:
    """Settles the ranges of both published models, on some texts to learn from. Does nothing where that is done."""
    pool = texts.training(data)
    for name, public in _PUBLIC.items():
        file = WEIGHTS / f"{name}.onnx"
        if not _loose(onnx.load(str(file))):
            continue
        chance = random.Random(seed)
        wanted = [one for one in examples.patterns() if (one.lang == "en") is (name == "english") and not one.held_out]
        own = [*examples.Maker(seed + 400).examples(wanted, 1)]
        some = [one for task in public for one in chance.sample(pool[task], _EACH)] + chance.sample(own, _OWN)
        fix(file, measured(Network(name), file, some))


def measured(network: Network, file: Path, read: Sequence[Example]) -> Ranges:
    """The mean of the ranges that the batches of these texts have. ``file``: the graph of the network."""
    recorder = _Recorder(file)
    network.use(cast(onnxruntime.InferenceSession, recorder))
    network.read([window for one in read for window in network.windows(mark(one.text, one.spans))[1]])
    means = {name: np.mean(seen, axis=0).tolist() for name, seen in recorder.seen.items()}
    return {name: (min(least, 0.0), max(most, 0.0)) for name, (least, most) in means.items()}


class _Recorder:
    """A session that notes the range of every activation, of words that are there."""

    def __init__(self, file: Path) -> None:
        model = onnx.load(str(file))
        self.seen: dict[str, list[tuple[float, float]]] = {name: [] for name in _loose(model)}
        model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in self.seen)
        self._session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])

    def run(self, wanted: Sequence[str], given: Mapping[str, Any]) -> list[Any]:
        """As ``InferenceSession.run``."""
        found = self._session.run([*wanted, *self.seen], given)
        there = given["present"].astype(bool)
        for name, values in zip(self.seen, found[len(wanted) :], strict=True):
            self.seen[name].append((float(values[there].min()), float(values[there].max())))
        return list(found[: len(wanted)])


def fix(file: Path, ranges: Ranges) -> None:
    """Writes the ranges into a graph of ``export``, in the place of those that would be measured a batch at a time."""
    model = onnx.load(str(file))
    nodes: list[onnx.NodeProto] = []
    settled: dict[str, tuple[str, str, str]] = {}
    renamed: dict[str, str] = {}

    def integers(name: str) -> tuple[str, str, str]:
        if name not in settled:
            least, most = ranges[name]
            scale = np.float32((most - least) / 255)
            settled[name] = f"{name}.uint8", f"{name}.range.scale", f"{name}.range.zero"
            zero = np.uint8(np.clip(np.round(-least / scale), 0, 255))
            for constant, value in zip(settled[name][1:], (scale, zero), strict=True):
                model.graph.initializer.append(numpy_helper.from_array(np.asarray(value), constant))
            nodes.append(helper.make_node("QuantizeLinear", [name, *settled[name][1:]], [settled[name][0]]))
        return settled[name]

    for node in model.graph.node:
        if node.op_type not in _DYNAMIC:
            node.input[:] = [renamed.get(name, name) for name in node.input]
            nodes.append(node)
            continue
        whole, scale, zero = integers(node.input[0])
        if node.op_type == "DynamicQuantizeLinear":
            renamed.update(zip(node.output, (whole, scale, zero), strict=True))
        else:
            weight, its_scale, its_zero, bias = node.input[1:]
            given = [whole, weight, scale, its_scale, zero, its_zero, bias]
            nodes.append(
                helper.make_node("MatMulIntegerToFloat", given, [*node.output], name=node.name, domain="com.microsoft")
            )
    kept = [onnx.NodeProto.FromString(node.SerializeToString()) for node in nodes]
    del model.graph.node[:]
    model.graph.node.extend(kept)
    onnx.save(model, str(file))


def _loose(model: onnx.ModelProto) -> list[str]:
    """What is made integers of with a range of each batch, in the order of the graph."""
    return list(dict.fromkeys(node.input[0] for node in model.graph.node if node.op_type in _DYNAMIC))

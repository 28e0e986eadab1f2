"""From learnt weights to an ONNX file: the graph is written node by node, in 8-bit integers or in 32-bit floats.

The integer form keeps one scale an output column (an entry, for the word table) and seven bits of weight, because eight
overflow in the 16-bit sums of processors without VNNI
(https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html): so every machine gives the same answers.
Operators of the domain ``com.microsoft``: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.

Inputs ``ids``, ``present`` and ``target``: int32, texts x tokens. Outputs: ``parts``, texts x tokens x answers, what every
token adds to every logit; ``logits``, texts x answers, their sums and a constant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.heads import HEADS, SHIPPED

_BITS = 63
"""The largest weight: seven bits with a sign."""

Array = np.ndarray


class Graph:
    """Collects nodes and constants; every node has one output, named after what it is."""

    def __init__(self, weights: Mapping[str, Array], *, whole: bool) -> None:
        self.weights, self.whole = weights, whole
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: Array) -> str:
        """Stores a constant under its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], output: str, *, ours: bool = True, **attributes: Any) -> str:
        """Adds an operator; ``ours=False`` means the domain com.microsoft."""
        domain = "" if ours else "com.microsoft"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=output, domain=domain, **attributes))
        return output

    def column_scales(self, name: str, value: Array) -> tuple[str, str, str]:
        """Integers, scales and zeros of a matrix that is multiplied from the right, one scale a column."""
        scale = np.abs(value).max(0).clip(1e-8) / _BITS
        whole = np.round(value / scale).astype(np.int8)
        zero = np.zeros_like(whole[0])
        return (
            self.constant(f"{name}.int8", whole),
            self.constant(f"{name}.scale", scale.astype(np.float32)),
            self.constant(f"{name}.zero", zero),
        )

    def linear(self, x: str, name: str, output: str) -> str:
        """``x`` through a linear layer of the network."""
        weight, bias = self.weights[f"{name}.weight"].T, self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        if not self.whole:
            product = self.node("MatMul", [x, self.constant(f"{name}.weight", weight)], f"{output}.product")
            return self.node("Add", [product, bias], output)
        parts = self.column_scales(name, weight)
        return self.node("DynamicQuantizeMatMul", [x, *parts, bias], output, ours=False)

    def attention(self, x: str, name: str, mask: str, heads: int) -> str:
        """Multi-head self attention, all three projections in one matrix."""
        weight, bias = self.weights[f"{name}.weight"].T, self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        output = f"{name}.seen"
        if not self.whole:
            given = [x, self.constant(f"{name}.weight", weight), bias, mask]
            return self.node("Attention", given, output, ours=False, num_heads=heads)
        numbers, scales, zeros = self.column_scales(name, weight)
        self.nodes.append(
            helper.make_node(
                "DynamicQuantizeLinear", [x], [f"{name}.x", f"{name}.x.scale", f"{name}.x.zero"], name=f"{name}.x"
            )
        )
        given = [f"{name}.x", numbers, bias, f"{name}.x.scale", scales, mask, f"{name}.x.zero", zeros]
        return self.node("QAttention", given, output, ours=False, num_heads=heads)

    def normal(self, x: str, residual: str, name: str) -> str:
        """LayerNorm of a sum. (In one operator, SkipLayerNormalization, it takes six times as long in onnxruntime 1.32.)"""
        scale = self.constant(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        summed = self.node("Add", [x, residual], f"{name}.sum")
        return self.node("LayerNormalization", [summed, scale, bias], f"{name}.out", axis=-1, epsilon=1e-12)

    def words(self, ids: str) -> str:
        """Word and position vectors, summed and normalised."""
        table = self.weights["encoder.word.weight"]
        if self.whole:
            scale = np.abs(table).max(1, keepdims=True).clip(1e-8) / 127
            found = self.node(
                "Gather", [self.constant("words.int8", np.round(table / scale).astype(np.int8)), ids], "words.found"
            )
            sized = self.node("Gather", [self.constant("words.scale", scale.astype(np.float32)), ids], "words.size")
            words = self.node("Mul", [self.node("Cast", [found], "words.float", to=TensorProto.FLOAT), sized], "words")
        else:
            words = self.node("Gather", [self.constant("words.table", table), ids], "words")
        positions = self.weights["encoder.position.weight"] + self.weights["encoder.kind"]
        shape = self.node("Shape", [ids], "tokens", start=1, end=2)
        zero, axis = self.constant("zero", np.array([0], np.int64)), self.constant("axis", np.array([0], np.int64))
        places = self.node(
            "Slice", [self.constant("places.table", positions.astype(np.float32)), zero, shape, axis], "places"
        )
        summed = self.node("Add", [words, places], "summed")
        scale = self.constant("norm.weight", self.weights["encoder.norm.weight"])
        bias = self.constant("norm.bias", self.weights["encoder.norm.bias"])
        return self.node("LayerNormalization", [summed, scale, bias], "embedded", axis=-1, epsilon=1e-12)

    def answers(self, states: str) -> None:
        """What every token adds to every answer, and the sums. A head's matrix has three parts side by side: for the first
        token, for the mean, for the mean over the target."""
        matrix = np.concatenate([self.weights[f"heads.{head}.weight"] for head in SHIPPED])
        bias = np.concatenate([self.weights[f"heads.{head}.bias"] for head in SHIPPED])
        width = matrix.shape[1] // 3
        first, every, target = (
            self.node(
                "MatMul",
                [states, self.constant(f"answer.{name}", matrix[:, at * width : (at + 1) * width].T)],
                f"adds.{name}",
            )
            for at, name in enumerate(("first", "every", "target"))
        )
        axis = self.constant("of.tokens", np.array([1], np.int64))
        last = self.constant("last", np.array([2], np.int64))

        def share(name: str) -> str:
            there = self.node("Cast", [name], f"{name}.float", to=TensorProto.FLOAT)
            total = self.node("ReduceSum", [there, axis], f"{name}.total", keepdims=1)
            return self.node("Unsqueeze", [self.node("Div", [there, total], f"{name}.each"), last], f"{name}.share")

        mean = self.node("Mul", [every, share("present")], "adds.mean")
        aimed = self.node("Mul", [target, share("target")], "adds.aimed")
        numbers = self.node(
            "CumSum",
            [self.node("Cast", ["present"], "ones", to=TensorProto.FLOAT), self.constant("one", np.array(1, np.int64))],
            "numbers",
        )
        begins = self.node(
            "Cast",
            [self.node("Equal", [numbers, self.constant("1", np.array(1, np.float32))], "begins")],
            "begins.float",
            to=TensorProto.FLOAT,
        )
        begun = self.node("Mul", [first, self.node("Unsqueeze", [begins, last], "begins.wide")], "adds.begun")
        parts = self.node("Add", [self.node("Add", [mean, aimed], "adds.two"), begun], "parts")
        summed = self.node("ReduceSum", [parts, axis], "sums", keepdims=0)
        self.node("Add", [summed, self.constant("answer.bias", bias)], "logits")


def write(weights: Mapping[str, Array], shape: Mapping[str, int], file: Path, *, whole: bool = True) -> None:
    """Writes the network as an ONNX file. ``weights``: the state of ``Network`` as 32-bit arrays; ``whole``: in integers."""
    graph = Graph(weights, whole=whole)
    states = graph.words("ids")
    for at in range(shape["layers"]):
        layer = f"encoder.layers.{at}"
        seen = graph.attention(states, f"{layer}.look", "present", shape["heads"])
        states = graph.normal(graph.linear(seen, f"{layer}.out", f"{layer}.said"), states, f"{layer}.first")
        inner = graph.node("Gelu", [graph.linear(states, f"{layer}.up", f"{layer}.wide")], f"{layer}.bent", ours=False)
        states = graph.normal(graph.linear(inner, f"{layer}.down", f"{layer}.thought"), states, f"{layer}.second")
    graph.answers(states)
    size = sum(HEADS[head] for head in SHIPPED)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["texts", "tokens"])
        for name in ("ids", "present", "target")
    ]
    outputs = [
        helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", size]),
        helper.make_tensor_value_info("parts", TensorProto.FLOAT, ["texts", "tokens", size]),
    ]
    made = helper.make_model(
        helper.make_graph(graph.nodes, "tone", inputs, outputs, graph.constants),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)],
        producer_name="earful",
    )
    made.ir_version = 8
    file.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(made, str(file))

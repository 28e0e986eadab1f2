"""What is published, read back: the network that its integers are. A new training may begin there."""

from __future__ import annotations

import json

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import Tensor

from monitor.tone.model.prepare import EVERY_EMOJI
from training.heads import HEADS, SHIPPED
from training.learn import Writer
from training.network import Encoder, Network
from training.publishing import WEIGHTS


def read(name: str) -> tuple[Network, Writer]:
    """The published model of that name, as ``export.write`` has written it. Heads that were not shipped begin anew."""
    graph = onnx.load(str(WEIGHTS / f"{name}.onnx")).graph
    known = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    (heads,) = {one.i for node in graph.node for one in node.attribute if one.name == "num_heads"}
    sheet = json.loads((WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    writer = Writer(
        Tokenizer.from_file(str(WEIGHTS / f"{name}.tokenizer.json")),
        EVERY_EMOJI if sheet["emoji"] is None else frozenset(sheet["emoji"]),
        sheet["shouts"],
    )
    table, places = known["words.int8"] * known["words.scale"], known["places.table"]
    layers = sum(1 for one in known if one.endswith(".look.int8"))
    inner = known["encoder.layers.0.up.int8"].shape[1]
    network = Network(
        Encoder(
            vocabulary=len(table),
            width=table.shape[1],
            layers=layers,
            heads=heads,
            inner=inner,
            positions=len(places),
        )
    )
    found = {"encoder.word.weight": table, "encoder.position.weight": places, "encoder.kind": np.zeros(table.shape[1])}
    found |= {f"encoder.norm.{part}": known[f"norm.{part}"] for part in ("weight", "bias")}
    for key, value in known.items():
        if key.startswith("encoder.layers.") and key.endswith((".weight", ".bias")):
            found[key] = value
        elif key.startswith("encoder.layers.") and key.endswith(".int8"):
            layer = key.removesuffix(".int8")
            found[f"{layer}.weight"] = (value * known[f"{layer}.scale"]).T
    matrix = np.concatenate([known[f"answer.{part}"] for part in ("first", "every", "target")]).T
    at = 0
    for head in SHIPPED:
        rows = slice(at, at + HEADS[head])
        found[f"heads.{head}.weight"], found[f"heads.{head}.bias"] = matrix[rows], known["answer.bias"][rows]
        at += HEADS[head]
    weights: dict[str, Tensor] = {key: torch.tensor(value, dtype=torch.float) for key, value in found.items()}
    missing, unknown = network.load_state_dict(weights, strict=False)
    assert not unknown, unknown
    assert all(key.startswith("heads.") for key in missing), missing
    return network, writer

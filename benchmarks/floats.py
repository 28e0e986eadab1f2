"""The shipped model with its integers turned back into floats: what it is compared with."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from training import export

Array = np.ndarray


def unpacked(name: str, file: Path) -> Path:
    """Writes the model in 32-bit floats and returns the file."""
    folder = Path(str(files("monitor.tone.weights")))
    graph = onnx.load(str(folder / f"{name}.onnx")).graph
    constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    heads = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["answers"]
    weights: dict[str, Array] = {}
    for key, value in constants.items():
        if key.endswith(".int8") and key != "words.int8":
            plain = key.removesuffix(".int8")
            weights[f"{plain}.weight"] = (value.astype(np.float32) * constants[f"{plain}.scale"]).T
        elif key.endswith((".bias", ".weight")):
            weights[key] = value
    weights["encoder.word.weight"] = constants["words.int8"].astype(np.float32) * constants["words.scale"]
    weights["encoder.position.weight"] = constants["places.table"]
    weights["encoder.kind"] = np.zeros(constants["places.table"].shape[1], np.float32)
    for part in ("weight", "bias"):
        weights[f"encoder.norm.{part}"] = constants[f"norm.{part}"]
    every = np.concatenate([constants[f"answer.{part}"].T for part in ("first", "every", "target")], axis=1)
    for head, (begin, end) in heads.items():
        weights[f"heads.{head}.weight"] = every[begin:end]
        weights[f"heads.{head}.bias"] = constants["answer.bias"][begin:end]
    layers = sum(1 for key in weights if key.endswith(".look.weight"))
    export.write(weights, {"layers": layers, "heads": 12}, file, whole=False)
    return file

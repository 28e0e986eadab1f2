"""The scorer ``onnx``: a model that the owner brings. The one here counts two words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from monitor.tone import Subject, make
from monitor.tone.base import Label, Signal

WORDS = {"[PAD]": 0, "[UNK]": 1, "bad": 2, "fine": 3}


def bring(folder: Path, labels: Any, weights: list[list[float]], *, name: str = "labels.json") -> Path:
    """A model whose logits are the sum, over the words, of a row of ``weights`` each (as many as there are in WORDS)."""
    folder.mkdir(exist_ok=True)
    tokenizer = Tokenizer(WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    table = np.asarray(weights, np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
            helper.make_node("ReduceSum", ["rows", "axis"], ["logits"], keepdims=0),
        ],
        "counts",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", table.shape[1]])],
        [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([1]), "axis")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, str(folder / "model.onnx"))
    (folder / name).write_text(json.dumps(labels))
    return folder


FEELING: list[list[float]] = [[0, 0, 0], [0, 0, 0], [3, 0, 0], [0, 0, 3]]


def test_its_labels_are_ours(tmp_path: Path) -> None:
    folder = bring(tmp_path / "own", ["negative", "neutral", "positive"], FEELING)
    scorer = make("onnx", {"folder": str(folder)})
    bad, fine, long = scorer.score([Subject(text="bad"), Subject(text="fine"), Subject(text="fine " * 300)])
    assert (bad.label, fine.label, long.label) == (Label.NEGATIVE, Label.POSITIVE, Label.POSITIVE)
    assert bad.feeling == (0.909, 0.045, 0.045)
    assert bad.polarity == -0.864
    assert scorer.score([]) == []


def test_stars_and_rules_are_weighed_in(tmp_path: Path) -> None:
    folder = bring(tmp_path / "own", {"id2label": {"0": "NEG", "1": "NEU", "2": "POS"}}, FEELING, name="config.json")
    scorer = make("onnx", {"folder": str(folder)})
    one = scorer.score([Subject(text="fine", stars=1, stars_max=5)])[0]
    assert one.complaint >= 0.5
    (told,) = scorer.score([Subject(text="They never called me back. I will tell everyone.")])
    assert Signal.TELLING_EVERYONE in told.signals


def test_stars_as_labels_and_flags_beside_them(tmp_path: Path) -> None:
    names = ["1 star", "2 stars", "3 stars", "4 stars", "5 stars", "anger"]
    weights = [[0.0] * 6, [0.0] * 6, [5.0, 0.0, 0.0, 0.0, 0.0, 2.0], [0.0, 0.0, 0.0, 0.0, 5.0, -2.0]]
    folder = bring(tmp_path / "own", names, weights)
    bad, fine = make("onnx", {"folder": str(folder), "longest": 16}).score([Subject(text="bad"), Subject(text="fine")])
    assert (bad.label, bad.anger) == (Label.NEGATIVE, 0.881)
    assert (fine.label, fine.anger) == (Label.POSITIVE, 0.119)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "needs folder"),
        ({"folder": "nowhere"}, "no model.onnx and no tokenizer.json"),
        ({"folder": "{own}", "longest": 4}, "longest is a number"),
        ({"folder": "{strange}"}, "unknown label 'grumpy'"),
        ({"folder": "{bare}"}, "neither labels.json"),
        ({"folder": 5}, "needs folder"),
        ({"folder": "{own}", "pair": "maybe"}, "pair is true or false"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    bring(tmp_path / "own", ["negative", "neutral", "positive"], FEELING)
    bring(tmp_path / "strange", ["grumpy", "neutral", "positive"], FEELING)
    (bring(tmp_path / "bare", [], FEELING) / "labels.json").unlink()
    named = {name: str(tmp_path / name) for name in ("own", "strange", "bare")}
    given = {key: value.format(**named) if isinstance(value, str) else value for key, value in options.items()}
    with pytest.raises(ValueError, match=said):
        make("onnx", given)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("labels.json", "[negative,", r"labels\.json is no JSON"),
        ("labels.json", '{"0": "negative"}', r"no list of labels, such as \["),
        ("labels.json", "[]", "no list of labels"),
        ("config.json", '{"model_type": "bert"}', "does not say its labels"),
        ("config.json", '{"id2label": {"a": "negative"}}', "does not say its labels"),
        ("config.json", "[]", "does not say its labels"),
    ],
)
def test_labels_that_nobody_can_read_are_said(tmp_path: Path, file: str, text: str, said: str) -> None:
    folder = bring(tmp_path / "own", ["negative", "neutral", "positive"], FEELING)
    (folder / "labels.json").unlink()
    (folder / file).write_text(text)
    with pytest.raises(ValueError, match=said):
        make("onnx", {"folder": str(folder)})


def test_labels_that_windows_wrote(tmp_path: Path) -> None:
    folder = bring(tmp_path / "own", [], FEELING)
    (folder / "labels.json").write_text('["negative", "neutral", "positive"]', encoding="utf-8-sig")
    assert make("onnx", {"folder": str(folder)}).score([Subject(text="fine")])[0].label is Label.POSITIVE


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
def test_half_a_file_is_said_at_the_first_score(tmp_path: Path, file: str) -> None:
    folder = bring(tmp_path / "own", ["negative", "neutral", "positive"], FEELING)
    (folder / file).write_bytes((folder / file).read_bytes()[:20])
    with pytest.raises(ValueError, match=f"{file} cannot be read; export it again"):
        make("onnx", {"folder": str(folder)}).score([Subject(text="bad")])


def test_labels_that_do_not_fit_the_model_are_said_at_the_first_score(tmp_path: Path) -> None:
    folder = bring(tmp_path / "own", ["negative", "positive"], FEELING)
    with pytest.raises(ValueError, match="2 labels"):
        make("onnx", {"folder": str(folder)}).score([Subject(text="bad")])

"""From a learnt network to the files in ``monitor/tone/weights``, and the weighing of the voices there."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.tone.earful import Earful
from monitor.tone.model.merge import KINDS, asked, features
from monitor.tone.model.prepare import CLOSE, EVERY_EMOJI, OPEN
from training import calibrate, examples, export, texts
from training.heads import HEADS, SHIPPED
from training.texts import Example, subject

if TYPE_CHECKING:  # they need torch, and weighing does not
    from training.learn import Writer
    from training.network import Network

_OWN_SHARE = 3
"""How often our own patterns count beside one public set, where a firm or a whole text is felt about or complained about."""
_PULL = {"whole": 0.08, "aimed": 0.08, "named": 0.01}
"""How strongly each weight is drawn towards "the head itself, as it is"."""
_PULL_OF_FEELING = 0.03  # of a whole text, of which there are many to learn from
_FELT = 28_000
"""Texts to learn from on which it is weighed what a whole text feels."""
_LANGUAGES = {"english": ("en",), "several": (*texts.LANGUAGES.values(),)}
_EVEN = ("sentiment", "target", "complaint")
WEIGHTS = Path(__file__).parent.parent / "monitor" / "tone" / "weights"


def write(name: str, network: Network, writer: Writer) -> None:
    """The three files of a model. Until ``weigh`` every head counts as it is."""
    weights = {key: value.float().numpy() for key, value in network.state_dict().items()}
    export.write(weights, network.encoder.shape, WEIGHTS / f"{name}.onnx")
    writer.tokenizer.save(str(WEIGHTS / f"{name}.tokenizer.json"), pretty=False)
    at, places = 0, {}
    for head in SHIPPED:
        places[head] = [at, at + HEADS[head]]
        at += HEADS[head]
    sheet = {
        "answers": places,
        "marks": [writer.tokenizer.token_to_id(OPEN), writer.tokenizer.token_to_id(CLOSE)],
        "shouts": writer.shouts,
        "emoji": None if writer.emoji is EVERY_EMOJI else "".join(sorted(writer.emoji)),
        "blend": _plain_blend(),
    }
    _save(name, sheet)


def weigh(data: Path, _work: Path, seed: int, names: Collection[str] = _LANGUAGES) -> None:
    """How much each voice counts, for the published models (or some): to be fitted again when rules have changed."""
    held = texts.validation(data)
    for name in names:
        languages = _LANGUAGES[name]
        wanted = [one for one in examples.patterns() if one.held_out and one.lang in languages]
        _weigh(name, held, [*examples.Maker(seed + 200).examples(wanted, 6)], data, seed)


def _weigh(name: str, held: Mapping[str, Sequence[Example]], own: Sequence[Example], data: Path, seed: int) -> None:
    """Fits the blend of one model on even rows of the validation sets and on our own held-out patterns."""
    sheet = json.loads((WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    sheet["blend"] = _plain_blend()
    _save(name, sheet)
    wanted = _material(name, held, data)
    scorer = Earful()
    blend = _plain_blend()
    rows = {task: _features(scorer, examples) for task, examples in {**wanted, "own": own}.items()}
    for kind in KINDS:
        for answer in ("anger", "complaint", "gratitude", "sarcasm"):
            blend[f"{kind}.{answer}"] = calibrate.chance(
                *_gathered(rows, answer, kind), calibrate.voices(answer, kind != "whole"), answer, _PULL[kind]
            )
        if kind != "whole":
            for label, weights in calibrate.feeling(*_gathered(rows, "target", kind), "target", _PULL[kind]).items():
                blend[f"{kind}.{label}"] = weights
    if name == "english":
        felt = texts.training(data)["sentiment"]
        felt = random.Random(seed).sample(felt, min(_FELT, len(felt)))
        blend |= _felt(_features(scorer, felt))
    for answer in ("themes", "signals"):
        blend[answer] = calibrate.topics(*_topics(scorer, own, answer))
    sheet["blend"] = blend
    _save(name, sheet)


def _material(name: str, held: Mapping[str, Sequence[Example]], data: Path) -> dict[str, list[Example]]:
    """Even rows of what this model is asked about."""
    if name == "several":
        return {task: [*items[::2]] for task, items in held.items() if task.startswith("umsab_") and task != "umsab_en"}
    goemotions = [*texts.goemotions(data, "goemo_dev")]
    kept = {task: [*held[task][::2]] for task in ("sentiment", "emotion", "complaints", "mams", "irony")}
    kept["complaints"] += [Example("complaints", one.text, one.labels) for one in held["complaints"][::2]]
    return {**kept, "goemotions": goemotions[::4]}


def _features(scorer: Earful, examples: Sequence[Example]) -> list[tuple[Mapping[str, float], Example]]:
    found: list[tuple[Mapping[str, float], Example]] = []
    for start in range(0, len(examples), 256):
        some = examples[start : start + 256]
        for one, (tone, heard) in zip(some, scorer.voices([subject(one) for one in some]), strict=True):
            if heard is not None:
                found.append((features(tone, heard), one))
    return found


def _felt(found: Sequence[tuple[Mapping[str, float], Example]]) -> dict[str, dict[str, float]]:
    """Weights for what a whole text feels, each feeling as often as the others."""
    truth = [int(one.labels["sentiment"]) for _, one in found]
    weight = [1 / truth.count(label) for label in range(len(calibrate.LABELS))]
    fitted = calibrate.feeling(
        [row for row, _ in found], truth, [weight[label] for label in truth], "sentiment", _PULL_OF_FEELING
    )
    return {f"whole.{label}": weights for label, weights in fitted.items()}


def _topics(scorer: Earful, own: Sequence[Example], answer: str) -> tuple[list[float], list[int]]:
    """For every complaint among our own patterns and every theme (or signal): its logit, and whether it is there."""
    seen: list[float] = []
    truth: list[int] = []
    asked = [one for one in own if answer in one.labels and one.labels.get("complaint")]
    for one, (_, heard) in zip(asked, scorer.voices([subject(one) for one in asked]), strict=True):
        if heard is not None:
            logits = heard.readings[0].logits[heard.network.answer(answer)].tolist()
            sure = [(logit, said) for logit, said in zip(logits, one.labels[answer], strict=True) if said >= 0]
            seen += [logit for logit, _ in sure]
            truth += [said for _, said in sure]
    return seen, truth


def _gathered(
    rows: Mapping[str, Sequence[tuple[Mapping[str, float], Example]]], head: str, kind: str
) -> tuple[list[Mapping[str, float]], list[int], list[float]]:
    """Features, answers and weights of one question. Every public set weighs the same, whatever its size, and within it
    every answer does. Our own patterns weigh more, and as often as they answer so: they are about firms, as what Earful
    hears is, and most who write to a firm have a reason. Those in lower case teach about firms, too."""
    seen: list[Mapping[str, float]] = []
    truth: list[int] = []
    weight: list[float] = []
    for task, found in rows.items():
        own = task == "own"
        mine = [
            (row, one)
            for row, one in found
            if head in one.labels and (asked(row) == kind or (own and kind != "whole" and asked(row) != "whole"))
        ]
        counts: dict[int, int] = {}
        for _, one in mine:
            counts[int(one.labels[head])] = counts.get(int(one.labels[head]), 0) + 1
        for row, one in mine:
            label = int(one.labels[head])
            seen.append(row)
            truth.append(label)
            ours = own and kind != "aimed"
            share = 1 / (len(counts) * counts[label]) if head in _EVEN and not ours else 1 / len(mine)
            weight.append(share * (_OWN_SHARE if ours and head in _EVEN else 1))
    return seen, truth, weight


def _plain_blend() -> dict[str, dict[str, float]]:
    blend: dict[str, dict[str, float]] = {name: {"1": 0.0, "model": 1.0} for name in ("themes", "signals")}
    for kind in KINDS:
        head = "sentiment" if kind == "whole" else "target"
        blend |= {f"{kind}.{name}": {name: 1.0} for name in ("anger", "complaint", "gratitude", "sarcasm")}
        blend |= {f"{kind}.{label}": {f"{head}.{label}": 1.0} for label in calibrate.LABELS}
    return blend


_BRACKETS = re.compile(r"\n {4,}")


def _save(name: str, sheet: Mapping[str, Any]) -> None:
    text = json.dumps(sheet, ensure_ascii=False, indent=1)
    (WEIGHTS / f"{name}.json").write_text(_BRACKETS.sub(" ", text) + "\n", encoding="utf-8")

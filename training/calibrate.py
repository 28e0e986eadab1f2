"""How much each voice counts: the model's heads and the rules, weighed by logistic regression on held-out texts.

Few numbers, drawn towards "the head itself, as it is", so that little can be fitted that is not there. Half of every
validation set is used (the even rows); the other half has no part in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
import torch.nn.functional as F

LABELS = ("negative", "neutral", "positive")
_VOICES = {
    "anger": ["1", "anger", "angry", "complaint", "rule.anger"],
    "complaint": ["1", "complaint", "anger", "gratitude", "sarcasm", "rule.complaint", "rule.good", "rule.gratitude",
                  *(f"sentiment.{label}" for label in LABELS)],
    "gratitude": ["1", "gratitude", "rule.gratitude", "rule.complaint", "sentiment.positive"],
    "sarcasm": ["1", "sarcasm", "complaint", "gratitude"],
}  # fmt: skip
_AIMED = [f"target.{label}" for label in LABELS]
_FEELING = [
    "1", "complaint", "anger", "gratitude", "sarcasm", "rule.good", "rule.bad", "rule.complaint", "rule.gratitude",
    *(f"sentiment.{label}" for label in LABELS), *_AIMED,
]  # fmt: skip

Row = Mapping[str, float]


def voices(name: str, aimed: bool) -> list[str]:
    """The features that are weighed for one probability."""
    extra = _AIMED if aimed and name in ("complaint", "anger", "gratitude") else []
    return [*_VOICES[name], *extra]


def chance(
    rows: Sequence[Row], truth: Sequence[int], weight: Sequence[float], names: Sequence[str], head: str, pull: float
) -> dict[str, float]:
    """Weights of one yes-or-no answer, by feature."""
    x = _matrix(rows, names)
    y, w = torch.tensor(truth, dtype=torch.double), torch.tensor(weight, dtype=torch.double)
    prior = torch.tensor([1.0 if name == head else 0.0 for name in names], dtype=torch.double)

    def loss(weights: torch.Tensor) -> torch.Tensor:
        return (w * F.binary_cross_entropy_with_logits(x @ weights, y, reduction="none")).sum() / w.sum()

    return dict(zip(names, _fit(loss, prior, names, pull), strict=True))


def feeling(
    rows: Sequence[Row], truth: Sequence[int], weight: Sequence[float], pull: float
) -> dict[str, dict[str, float]]:
    """Weights of the three feelings towards a brand, each by feature. (What a whole text feels is the head's answer as it
    is: weighing it lost a point.)"""
    names = _FEELING
    x = _matrix(rows, names)
    y, w = torch.tensor(truth), torch.tensor(weight, dtype=torch.double)
    prior = torch.tensor([[float(name == f"target.{label}") for name in names] for label in LABELS], dtype=torch.double)

    def loss(weights: torch.Tensor) -> torch.Tensor:
        return (w * F.cross_entropy(x @ weights.view(3, -1).T, y, reduction="none")).sum() / w.sum()

    found = np.asarray(_fit(loss, prior.flatten(), [*names] * 3, pull)).reshape(3, -1)
    return {label: dict(zip(names, row.tolist(), strict=True)) for label, row in zip(LABELS, found, strict=True)}


def topics(seen: Sequence[float], truth: Sequence[int]) -> dict[str, float]:
    """Weights for themes (or signals): one pair for all of them. Without material the model counts as it is."""
    if not truth:
        return {"1": 0.0, "model": 1.0}
    return chance([{"model": logit} for logit in seen], truth, [1.0] * len(truth), ["1", "model"], "model", 0.08)


def _matrix(rows: Sequence[Row], names: Sequence[str]) -> torch.Tensor:
    return torch.tensor([[1.0 if name == "1" else row[name] for name in names] for row in rows], dtype=torch.double)


def _fit(loss: object, prior: torch.Tensor, names: Sequence[str], pull: float) -> list[float]:
    weights = prior.clone().requires_grad_()
    free = torch.tensor([0.3 if name == "1" else 1.0 for name in names], dtype=torch.double)
    optimizer = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        optimizer.zero_grad()
        value: torch.Tensor = loss(weights) + pull * (free * (weights - prior) ** 2).sum()  # type: ignore[operator]
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(step)  # type: ignore[arg-type]
    return [round(value, 4) for value in weights.detach().tolist()]

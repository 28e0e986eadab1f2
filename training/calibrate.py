"""How much each voice counts: the model's heads and the rules, weighed by logistic regression on held-out texts.

Few numbers, drawn towards "the head itself, as it is", so that little can be fitted that is not there. Half of every
validation set is used (the even rows); the other half has no part in it. What a whole text feels is weighed on texts to
learn from instead: they are many, and no validation row has a part in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

LABELS = ("negative", "neutral", "positive")
_VOICES = {
    "anger": ["1", "anger", "angry", "complaint", "rule.anger"],
    "complaint": ["1", "complaint", "anger", "gratitude", "sarcasm", "rule.complaint", "rule.good", "rule.gratitude",
                  *(f"sentiment.{label}" for label in LABELS)],
    "gratitude": ["1", "gratitude", "rule.gratitude", "rule.complaint", "sentiment.positive"],
    "sarcasm": ["1", "sarcasm", "complaint", "gratitude"],
}  # fmt: skip
_AIMED = [f"target.{label}" for label in LABELS]
FEELING = [
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
    prior = np.array([[0.0] * len(names), [float(name == head) for name in names]])
    found = _fit(_matrix(rows, names), truth, weight, prior, _free(names), pull, fixed=1)
    return dict(zip(names, _rounded(found[1]), strict=True))


def feeling(
    rows: Sequence[Row], truth: Sequence[int], weight: Sequence[float], head: str, pull: float
) -> dict[str, dict[str, float]]:
    """Weights of the three feelings, each by feature. ``head``: whose answers they are drawn towards, "target" or
    "sentiment"."""
    prior = np.array([[float(name == f"{head}.{label}") for name in FEELING] for label in LABELS])
    found = _fit(_matrix(rows, FEELING), truth, weight, prior, _free(FEELING), pull)
    return {label: dict(zip(FEELING, _rounded(row), strict=True)) for label, row in zip(LABELS, found, strict=True)}


def topics(seen: Sequence[float], truth: Sequence[int]) -> dict[str, float]:
    """Weights for themes (or signals): one pair for all of them. Without material the model counts as it is."""
    if not truth:
        return {"1": 0.0, "model": 1.0}
    return chance([{"model": logit} for logit in seen], truth, [1.0] * len(truth), ["1", "model"], "model", 0.08)


_Numbers = NDArray[np.float64]
_MOST_STEPS, _SMALL = 50, 1e-8


def _matrix(rows: Sequence[Row], names: Sequence[str]) -> _Numbers:
    return np.array([[1.0 if name == "1" else row[name] for name in names] for row in rows])


def _free(names: Sequence[str]) -> _Numbers:
    """How strongly each weight is held beside the others: the constant less."""
    return np.array([0.3 if name == "1" else 1.0 for name in names])


def _rounded(weights: _Numbers) -> list[float]:
    return [round(float(weight), 4) for weight in weights]


def _fit(
    x: _Numbers,
    truth: Sequence[int],
    weight: Sequence[float],
    prior: _Numbers,
    free: _Numbers,
    pull: float,
    fixed: int = 0,
) -> _Numbers:
    """Weights by class and feature: the least mean cross entropy, and the least distance from the prior, by Newton's method.
    The first ``fixed`` classes keep their prior."""
    classes, names = prior.shape
    shares = np.asarray(weight) / np.sum(weight)
    wanted = np.eye(classes)[np.asarray(truth)]
    found = prior.copy()

    def loss(weights: _Numbers) -> float:
        chances = _chances(x @ weights.T)
        told = np.log(np.maximum((chances * wanted).sum(1), 1e-300))
        return float(-(shares * told).sum() + pull * (free * (weights - prior) ** 2).sum())

    for _ in range(_MOST_STEPS):
        chances = _chances(x @ found.T)
        slope = ((chances - wanted) * shares[:, None]).T @ x + 2 * pull * free * (found - prior)
        bend = np.zeros((classes, names, classes, names))
        for one in range(classes):
            for other in range(classes):
                share = shares * chances[:, one] * ((one == other) - chances[:, other])
                bend[one, :, other, :] = (x * share[:, None]).T @ x
            bend[one, :, one, :] += np.diag(2 * pull * free)
        size = (classes - fixed) * names
        step = np.zeros_like(found)
        step[fixed:] = np.linalg.solve(bend[fixed:, :, fixed:, :].reshape(size, size), slope[fixed:].ravel()).reshape(
            -1, names
        )
        before = loss(found)
        while loss(found - step) > before and np.abs(step).max() > _SMALL:
            step = step / 2
        found = found - step
        if np.abs(step).max() <= _SMALL:
            break
    return found


def _chances(logits: _Numbers) -> _Numbers:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances: _Numbers = raised / raised.sum(axis=1, keepdims=True)
    return chances

"""The figures that say how good it is: macro recall, macro F1, area under the curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # it needs torch, and these figures do not
    from training.learn import Item


def macro_recall(truth: Sequence[int], told: Sequence[int], classes: int) -> float:
    """Mean over the classes of the share that was recognised (the official figure of TweetEval's sentiment)."""
    truth_, told_ = np.asarray(truth), np.asarray(told)
    return float(np.mean([np.mean(told_[truth_ == one] == one) for one in range(classes)]))


def macro_f1(truth: Sequence[int], told: Sequence[int], classes: int) -> float:
    """Mean over the classes of the harmonic mean of precision and recall."""
    truth_, told_ = np.asarray(truth), np.asarray(told)
    scores = []
    for one in range(classes):
        hit = np.sum((truth_ == one) & (told_ == one))
        scores.append(2 * hit / max(1, np.sum(truth_ == one) + np.sum(told_ == one)))
    return float(np.mean(scores))


def auc(truth: Sequence[int], score: Sequence[float]) -> float:
    """Probability that a positive one scores above a negative one, ties counted half."""
    truth_, score_ = np.asarray(truth), np.asarray(score, dtype=float)
    order = np.argsort(score_, kind="stable")
    ranks = np.empty(len(score_))
    values, start = score_[order], 0
    for at in range(1, len(values) + 1):
        if at == len(values) or values[at] != values[start]:
            ranks[order[start:at]] = (start + at + 1) / 2
            start = at
    positive = truth_ == 1
    many, few = int(positive.sum()), int((~positive).sum())
    return float((ranks[positive].sum() - many * (many + 1) / 2) / (many * few))


def brier(truth: Sequence[int], chance: Sequence[float]) -> float:
    """Mean square of the difference between what was said and what is (Brier 1950); 0 is best."""
    return float(np.mean((np.asarray(truth, dtype=float) - np.asarray(chance, dtype=float)) ** 2))


def calibration_error(truth: Sequence[int], chance: Sequence[float], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al., AAAI 2015): over equal bins of the probability, the mean difference between
    the mean probability and the share that is true, weighed by how many are in the bin; 0 is best."""
    truth_, chance_ = np.asarray(truth, dtype=float), np.asarray(chance, dtype=float)
    place = np.minimum((chance_ * bins).astype(int), bins - 1)
    gaps = [abs(float(np.sum(truth_[place == one] - chance_[place == one]))) for one in range(bins)]
    return sum(gaps) / len(truth_)


def table(validation: Mapping[str, Sequence[Item]], logits: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, float]:
    """The figures over the validation sets, from the raw heads."""
    found: dict[str, float] = {}
    for task, items in validation.items():
        seen = logits[task]

        def labels(head: str, items: Sequence[Item] = items) -> list[int]:
            return [int(one.labels[head]) for one in items]

        if task == "sentiment":
            found["sentiment recall"] = macro_recall(labels("sentiment"), seen["sentiment"].argmax(1).tolist(), 3)
        elif task.startswith("umsab"):
            found[f"{task} F1"] = macro_f1(labels("sentiment"), seen["sentiment"].argmax(1).tolist(), 3)
        elif task == "emotion":
            found["emotion F1"] = macro_f1(labels("emotion"), seen["emotion"].argmax(1).tolist(), 4)
            found["anger AUC"] = auc(labels("anger"), seen["anger"][:, 0].tolist())
            emotion = seen["emotion"]
            rest = np.log(np.exp(emotion[:, 1:]).sum(1))
            found["anger AUC by emotion"] = auc(labels("anger"), (emotion[:, 0] - rest).tolist())
        elif task == "complaints":
            found["complaints F1"] = macro_f1(
                labels("complaint"), (seen["complaint"][:, 0] > 0).astype(int).tolist(), 2
            )
            found["complaints AUC"] = auc(labels("complaint"), seen["complaint"][:, 0].tolist())
        elif task == "mams":
            found["mams F1"] = macro_f1(labels("target"), seen["target"].argmax(1).tolist(), 3)
            found["mams accuracy"] = float(np.mean(seen["target"].argmax(1) == np.asarray(labels("target"))))
            found["mams recall"] = macro_recall(labels("target"), seen["target"].argmax(1).tolist(), 3)
        elif task == "irony":
            found["irony F1"] = macro_f1(labels("sarcasm"), (seen["sarcasm"][:, 0] > 0).astype(int).tolist(), 2)
        elif task == "offensive":
            found["offensive F1"] = macro_f1(labels("offensive"), (seen["offensive"][:, 0] > 0).astype(int).tolist(), 2)
    return found


def own(items: Sequence[Item], seen: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Of our own held-out patterns: the share with the right feeling, and with the right yes or no on each flag."""
    found: dict[str, float] = {}
    for head in ("target", "sentiment"):
        rows = [at for at, one in enumerate(items) if head in one.labels]
        if rows:
            right = [int(seen[head][at].argmax()) == items[at].labels[head] for at in rows]
            found[f"own {head}"] = float(np.mean(right))
    for head in ("complaint", "anger", "gratitude", "sarcasm"):
        rows = [at for at, one in enumerate(items) if head in one.labels]
        if rows:
            found[f"own {head}"] = macro_f1(
                [int(items[at].labels[head]) for at in rows], [int(seen[head][at][0] > 0) for at in rows], 2
            )
    return found

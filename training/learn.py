"""The learning itself: batches of one task each, shuffled; hard labels, and soft ones where teachers gave them."""

from __future__ import annotations

import math
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from monitor.tone.model.prepare import CLOSE, OPEN, mark, plain
from training.heads import HEADS, SEVERAL, TAUGHT
from training.network import Network
from training.texts import Example

LONGEST = 96
"""Tokens of one training text."""
HALVES = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
"""Whether this processor multiplies 16-bit floats (AVX-512 BF16, AMX). Elsewhere they take twenty times as long as 32 bits."""
_BATCH_TOKENS = 2048
_BATCH_TEXTS = 64
_TOPICS = ("themes", "signals")
_TOPIC_WEIGHT, _RARE = 9.0, 2.0
"""Most of their answers are no: without a weight they would be learnt last."""


@dataclass(frozen=True, slots=True)
class Item:
    """An example as numbers. ``target`` is the stretch of tokens between the marks, or all of them."""

    ids: list[int]
    target: tuple[int, int]
    labels: Mapping[str, Any]
    task: str
    soft: Mapping[str, Tensor] | None = None


@dataclass(frozen=True, slots=True)
class Writer:
    """How texts become numbers: the tokeniser and what ``plain`` needs to know of it."""

    tokenizer: Tokenizer
    emoji: frozenset[str]
    shouts: bool

    def item(self, one: Example, soft: Mapping[str, Tensor] | None = None) -> Item:
        """One example, cut at LONGEST tokens."""
        ids = self.tokenizer.encode(plain(mark(one.text, one.spans), emoji=self.emoji, shouts=self.shouts)).ids
        if len(ids) > LONGEST:
            ids = [*ids[: LONGEST - 1], ids[-1]]
        return Item(ids, self._target(ids), one.labels, one.task, soft)

    def _target(self, ids: list[int]) -> tuple[int, int]:
        begin, end = self.tokenizer.token_to_id(OPEN), self.tokenizer.token_to_id(CLOSE)
        if begin in ids and end in ids[ids.index(begin) :]:
            start = ids.index(begin)
            return start, ids.index(end, start) + 1
        return 0, len(ids)


def collate(items: Sequence[Item]) -> tuple[Tensor, Tensor, Tensor]:
    """Token numbers, which of them are there, which are the target: each texts x tokens."""
    longest = max(len(one.ids) for one in items)
    ids = torch.zeros(len(items), longest, dtype=torch.long)
    present = torch.zeros(len(items), longest, dtype=torch.bool)
    target = torch.zeros(len(items), longest, dtype=torch.bool)
    for row, one in enumerate(items):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        present[row, : len(one.ids)] = True
        target[row, one.target[0] : one.target[1]] = True
    return ids, present, target


def batches(items: Sequence[Item], chance: random.Random) -> list[list[Item]]:
    """Texts of like length together, in an order that is not quite the same each time."""
    order = sorted(items, key=lambda one: len(one.ids) + chance.random() * 4)
    made: list[list[Item]] = []
    at = 0
    while at < len(order):
        size = _BATCH_TEXTS
        while size > 8 and len(order[min(at + size, len(order)) - 1].ids) * size > _BATCH_TOKENS:
            size -= 8
        made.append(order[at : at + size])
        at += size
    return made


class Losses:
    """The loss of a batch: cross entropy by head, rare answers weighed up, and distance to the teachers' answers."""

    def __init__(self, tasks: Mapping[str, Sequence[Item]], trust: float, weigh: float = 0.8) -> None:
        self.trust = trust
        self.weights: dict[tuple[str, str], Tensor] = {}
        for task, items in tasks.items():
            for head in {head for one in items for head in one.labels}:
                size = max(HEADS[head], 2)
                if head in SEVERAL:
                    continue
                counts = Counter(one.labels[head] for one in items if head in one.labels)
                share = torch.tensor([max(counts[at], 1) for at in range(size)], dtype=torch.float)
                weight = (share.sum() / (size * share)) ** weigh
                self.weights[task, head] = weight.clamp(max=6.0)

    def __call__(self, logits: Mapping[str, Tensor], items: Sequence[Item]) -> Tensor:
        """A single number."""
        total = torch.zeros(())
        hard = torch.zeros(())
        for head in sorted({head for one in items for head in one.labels}):
            rows = [at for at, one in enumerate(items) if head in one.labels]
            answers = logits[head][rows].float()
            labels = [items[at].labels[head] for at in rows]
            share = len(rows) / len(items)
            if head in SEVERAL:
                said = torch.tensor(labels, dtype=torch.float)
                rare = torch.full((said.shape[1],), _RARE if head in _TOPICS else 1.0)
                lost = F.binary_cross_entropy_with_logits(answers, said.clamp(min=0), pos_weight=rare, reduction="none")
                much = _TOPIC_WEIGHT if head in _TOPICS else 3.0
                hard = hard + much * share * (lost * (said >= 0)).mean()  # below 0: could be argued, teaches nothing
                continue
            weight = self.weights[items[0].task, head]
            truth = torch.tensor(labels)
            if HEADS[head] == 1:
                smooth = truth.float() * 0.94 + 0.03
                loss = F.binary_cross_entropy_with_logits(answers[:, 0], smooth, reduction="none")
                hard = hard + share * (loss * weight[truth]).mean()
            else:
                hard = hard + share * F.cross_entropy(answers, truth, weight=weight, label_smoothing=0.05)
        taught = [at for at, one in enumerate(items) if one.soft is not None]
        if not taught:
            return hard
        for head in TAUGHT:
            wanted = torch.stack([items[at].soft[head] for at in taught])  # type: ignore[index]
            answers = logits[head][taught].float()
            if HEADS[head] == 1:
                total = total + 2 * F.binary_cross_entropy_with_logits(answers[:, 0], wanted)
            else:
                total = total - (wanted * F.log_softmax(answers, -1)).sum(-1).mean()
        own = len(taught) / len(items)
        return (1 - self.trust * own) * hard + self.trust * own * total


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast. ``counts``: items a pass, by task; more than there are means repeats. ``looks`` a pass."""

    counts: Mapping[str, int]
    passes: float
    seed: int
    rate: float = 1e-4
    head_rate: float = 1e-3
    word_rate: float = 1e-4
    warm: int = 200
    trust: float = 0.0
    average: float = 0.998
    looks: int = 4


def learn(
    network: Network,
    tasks: Mapping[str, Sequence[Item]],
    plan: Plan,
    *,
    refresh: Callable[[int], Mapping[str, Sequence[Item]]] | None = None,
    look: Callable[[Network, int], None] | None = None,
) -> Network:
    """Trains in place and gives the running average of the weights, which generalises better than the last ones
    (Izmailov et al., https://arxiv.org/abs/1803.05407). ``refresh(pass)`` gives tasks whose texts are new each pass;
    ``look`` is called ``plan.looks`` times a pass with the average so far."""
    torch.manual_seed(plan.seed)
    chance = random.Random(plan.seed)
    whole = math.ceil(plan.passes)
    tasks = dict(tasks)
    if refresh:
        tasks.update(refresh(0))
    losses = Losses(tasks, plan.trust)
    steps = _steps(tasks, plan.counts, plan.passes, chance)
    words = network.encoder.word.weight
    heads = [*network.heads.parameters()]
    known = {id(one) for one in [words, *heads]}
    rest = [one for one in network.parameters() if id(one) not in known]
    decayed = [one for one in rest if one.ndim > 1]
    plain_ones = [one for one in rest if one.ndim <= 1]
    dense = torch.optim.AdamW(
        [
            {"params": decayed, "lr": plan.rate, "weight_decay": 0.01},
            {"params": plain_ones, "lr": plan.rate, "weight_decay": 0.0},
            {"params": heads, "lr": plan.head_rate, "weight_decay": 0.01},
        ],
        betas=(0.9, 0.98),
        fused=True,
    )
    sparse = torch.optim.SparseAdam([words], lr=plan.word_rate)
    bases = [group["lr"] for group in dense.param_groups]
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    started, at = time.monotonic(), 0
    mean_loss: dict[str, float] = {}
    network.train()
    for number in range(whole):
        if refresh and number:
            tasks.update(refresh(number))
        share = min(1.0, plan.passes - number)
        made = [
            batch
            for name in plan.counts
            for batch in batches(_draw(tasks[name], int(plan.counts[name] * share), chance), chance)
        ]
        chance.shuffle(made)
        for batch in made:
            speed = min(1.0, (at + 1) / plan.warm) * max(0.02, 1 - at / steps)
            for group, base in zip(dense.param_groups, bases, strict=True):
                group["lr"] = base * speed
            sparse.param_groups[0]["lr"] = plan.word_rate * speed
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALVES):
                logits = network(*collate(batch))
                loss = losses(logits, batch)
            dense.zero_grad()
            sparse.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*rest, *heads], 1.0)
            dense.step()
            sparse.step()
            task = batch[0].task
            lost = float(loss.detach())
            mean_loss[task] = 0.98 * mean_loss.get(task, lost) + 0.02 * lost
            at += 1
            if at % 8 == 0:
                keep = min(plan.average, at / (at + 100)) ** 8
                with torch.no_grad():
                    for name, value in network.state_dict().items():
                        average[name].lerp_(value, 1 - keep)
            if at % max(1, len(made) // plan.looks) == 0:
                told = " ".join(f"{name} {value:.3f}" for name, value in sorted(mean_loss.items()))
                print(
                    f"pass {at / steps * plan.passes:.2f} of {plan.passes}, {time.monotonic() - started:.0f} s: {told}",
                    file=sys.stderr,
                    flush=True,
                )
                if look:
                    now = {name: value.clone() for name, value in network.state_dict().items()}
                    network.load_state_dict(average)
                    look(network, at)
                    network.load_state_dict(now)
                    network.train()
    network.load_state_dict(average)
    network.eval()
    return network


def _steps(tasks: Mapping[str, Sequence[Item]], counts: Mapping[str, int], passes: float, chance: random.Random) -> int:
    one_pass = sum(len(batches(_draw(tasks[name], count, chance), chance)) for name, count in counts.items())
    return max(1, int(one_pass * passes))


def _draw(items: Sequence[Item], count: int, chance: random.Random) -> list[Item]:
    """``count`` of the items, each as often as any other or once more."""
    drawn: list[Item] = [*items] * (count // len(items))
    return drawn + chance.sample([*items], count - len(drawn))


@torch.no_grad()
def answers(network: Network, items: Sequence[Item], size: int = 128) -> dict[str, np.ndarray]:
    """Logits by head, in the order of the items."""
    network.eval()
    order = sorted(range(len(items)), key=lambda at: len(items[at].ids))
    found: dict[str, list[Tensor]] = {head: [] for head in HEADS}
    for at in range(0, len(order), size):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALVES):
            logits = network(*collate([items[one] for one in order[at : at + size]]))
        for head, values in logits.items():
            found[head].append(values.float())
    back = np.argsort(order)
    return {head: torch.cat(values).numpy()[back] for head, values in found.items()}


def items_of(writer: Writer, examples: Iterable[Example]) -> list[Item]:
    """All of them as numbers."""
    return [writer.item(one) for one in examples]

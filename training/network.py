"""The network: a small BERT encoder (Devlin et al., https://arxiv.org/abs/1810.04805) and one linear head a question.

What a head sees is the first token's state, the mean over the text, and the mean over the words that are the brand (over
the text again if it is not named there): what is felt about one firm of five is read where that firm stands.
"""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.heads import HEADS

_CHANCES: dict[tuple[float, torch.dtype], Tensor] = {}
_MOST_CHANCES = 1 << 24


def dropped(x: Tensor, share: float) -> Tensor:
    """``x`` with that share of its numbers put out, at random, and the others raised for it: dropout. A stretch that begins
    anywhere in one long row of chances takes a tenth of the time that new ones take."""
    row = _CHANCES.get((share, x.dtype))
    if row is None:
        row = ((torch.rand(_MOST_CHANCES) >= share) / (1 - share)).to(x.dtype)
        _CHANCES[share, x.dtype] = row
    begin = int(torch.randint(_MOST_CHANCES - x.numel(), ()))
    return x * row[begin : begin + x.numel()].view_as(x)


class Layer(nn.Module):
    """One transformer layer, normalised after each half as in BERT."""

    def __init__(self, width: int, heads: int, inner: int, drop: float, eps: float) -> None:
        super().__init__()
        self.heads, self.drop = heads, drop
        self.look = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.first = nn.LayerNorm(width, eps=eps)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.second = nn.LayerNorm(width, eps=eps)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``x``: texts x tokens x width. ``mask``: texts x 1 x 1 x tokens (or x heads x tokens x tokens), added to the
        scores: very negative where no token is."""
        texts, tokens, width = x.shape
        query, key, value = self.look(x).view(texts, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        scores = (query * (width // self.heads) ** -0.5) @ key.transpose(-1, -2) + mask.to(query.dtype)
        seen = scores.softmax(-1) @ value
        seen = self.out(seen.transpose(1, 2).reshape(texts, tokens, width))
        x = self.first(x + self._dropped(seen))
        thought = self.down(F.gelu(self.up(x)))
        return self.second(x + self._dropped(thought))

    def _dropped(self, x: Tensor) -> Tensor:
        return dropped(x, self.drop) if self.training else x


class Encoder(nn.Module):
    """Token numbers to one state a token.

    ``distances``: into how many classes the distance of two tokens falls, if attention counts it in as MPNet does (Song et
    al., https://arxiv.org/abs/2004.09297). What a class adds is kept as it was pretrained.
    """

    def __init__(
        self,
        *,
        vocabulary: int,
        width: int,
        layers: int,
        heads: int,
        inner: int,
        positions: int,
        drop: float = 0.1,
        distances: int = 0,
        eps: float = 1e-12,
    ) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, width, sparse=True)
        self.position = nn.Embedding(positions, width)
        self.kind = nn.Parameter(torch.zeros(width))
        self.norm = nn.LayerNorm(width, eps=eps)
        self.layers = nn.ModuleList([Layer(width, heads, inner, drop, eps) for _ in range(layers)])
        self.drop, self.distances = drop, distances
        if distances:
            self.register_buffer("near", torch.zeros(distances, heads))
        self.shape: dict[str, Any] = {
            "vocabulary": vocabulary, "width": width, "layers": layers, "heads": heads, "inner": inner, "positions": positions,
        }  # fmt: skip
        if distances:
            self.shape |= {"distances": distances, "eps": eps}

    def forward(self, ids: Tensor, present: Tensor) -> Tensor:
        """``ids``, ``present``: texts x tokens, numbers and booleans. Gives texts x tokens x width."""
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + self.kind
        x = self.norm(x)
        if self.training:
            x = dropped(x, self.drop)
        if torch.is_autocast_enabled("cpu"):
            x = x.to(torch.get_autocast_dtype("cpu"))
        mask = torch.zeros(present.shape).masked_fill(~present, -1e4)[:, None, None, :]
        if self.distances:
            mask = mask + self.near[_distance(ids.shape[1], self.distances)].permute(2, 0, 1)
        for layer in self.layers:
            x = layer(x, mask)
        return x


def _distance(tokens: int, classes: int) -> Tensor:
    """Tokens x tokens: the class of each distance (Raffel et al., https://arxiv.org/abs/1910.10683, section 2.1). Half of
    the classes are for tokens before, half for those behind; of each half, half stand for one distance, the others for
    ranges that grow up to 128."""
    half = classes // 2
    exact = half // 2
    apart = torch.arange(tokens)[:, None] - torch.arange(tokens)[None, :]
    far = apart.abs()
    grown = exact + (far.clamp(min=1) / exact).log() / math.log(128 / exact) * (half - exact)
    return torch.where(far < exact, far, grown.long().clamp(max=half - 1)) + (apart < 0) * half


class Network(nn.Module):
    """The encoder with its heads."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        width = 3 * encoder.shape["width"]
        self.heads = nn.ModuleDict({name: nn.Linear(width, max(size, 1)) for name, size in HEADS.items()})
        self.drop = nn.Dropout(0.1)

    def features(self, ids: Tensor, present: Tensor, target: Tensor) -> Tensor:
        """Texts x 3 widths: first token, mean, mean over ``target`` (texts x tokens, a subset of ``present``)."""
        states = self.encoder(ids, present)
        return torch.cat([states[:, 0], _mean(states, present), _mean(states, target)], -1)

    def forward(self, ids: Tensor, present: Tensor, target: Tensor) -> dict[str, Tensor]:
        """Logits by head."""
        seen = self.drop(self.features(ids, present, target))
        return {name: head(seen) for name, head in self.heads.items()}


def _mean(states: Tensor, where: Tensor) -> Tensor:
    weight = where.to(states.dtype).unsqueeze(-1)
    return (states * weight).sum(1) / weight.sum(1)

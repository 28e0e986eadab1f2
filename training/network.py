"""The network: a small BERT encoder (Devlin et al., https://arxiv.org/abs/1810.04805) and one linear head a question.

What a head sees is the first token's state, the mean over the text, and the mean over the words that are the brand (over
the text again if it is not named there): what is felt about one firm of five is read where that firm stands.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.heads import HEADS


class Layer(nn.Module):
    """One transformer layer, normalised after each half as in BERT."""

    def __init__(self, width: int, heads: int, inner: int, drop: float) -> None:
        super().__init__()
        self.heads, self.drop = heads, drop
        self.look = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.first = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.second = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``x``: texts x tokens x width. ``mask``: texts x 1 x 1 x tokens, 0 where a token is, very negative elsewhere."""
        texts, tokens, width = x.shape
        query, key, value = self.look(x).view(texts, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        drop = self.drop if self.training else 0.0
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=drop)
        seen = self.out(seen.transpose(1, 2).reshape(texts, tokens, width))
        x = self.first(x + F.dropout(seen, self.drop, self.training))
        thought = self.down(F.gelu(self.up(x)))
        return self.second(x + F.dropout(thought, self.drop, self.training))


class Encoder(nn.Module):
    """Token numbers to one state a token."""

    def __init__(
        self, *, vocabulary: int, width: int, layers: int, heads: int, inner: int, positions: int, drop: float = 0.1
    ) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, width, sparse=True)
        self.position = nn.Embedding(positions, width)
        self.kind = nn.Parameter(torch.zeros(width))
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList([Layer(width, heads, inner, drop) for _ in range(layers)])
        self.drop = drop
        self.shape = {
            "vocabulary": vocabulary, "width": width, "layers": layers, "heads": heads, "inner": inner, "positions": positions,
        }  # fmt: skip

    def forward(self, ids: Tensor, present: Tensor) -> Tensor:
        """``ids``, ``present``: texts x tokens, numbers and booleans. Gives texts x tokens x width."""
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + self.kind
        x = F.dropout(self.norm(x), self.drop, self.training)
        mask = torch.zeros(present.shape, dtype=x.dtype).masked_fill(~present, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return x


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

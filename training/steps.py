"""What each step does. Weights on their way are kept in the work folder as ``NAME.pt``."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from monitor.tone.model.prepare import EVERY_EMOJI, plain
from training import examples, figures, published, publishing, ranges, start, texts, vary
from training.heads import HEADS, SHIPPED, TAUGHT
from training.learn import HALVES, Item, Plan, Writer, answers, items_of, learn
from training.network import Encoder, Network
from training.texts import Example

ENGLISH_COUNTS = {
    "sentiment": 24_000, "emotion": 6_450, "goemotions": 12_000, "complaints": 6_000, "mams": 11_186, "dong": 6_239,
    "reviews": 5_900, "topic": 4_000, "irony": 5_700, "offensive": 8_000, "hate": 2_000,
}  # fmt: skip
"""Items a pass, by task: the public sets."""
_LARGE_COUNTS = {
    "sentiment": 34_000, "emotion": 6_450, "goemotions": 5_000, "complaints": 4_776, "mams": 9_000, "dong": 6_239,
    "reviews": 2_000, "topic": 2_000, "irony": 2_859, "offensive": 4_000,
}  # fmt: skip
"""The same for the large teacher, which takes its time."""
_LARGE_AGAIN = {"sentiment": 8_000, "emotion": 9_675, "complaints": 7_164, "mams": 3_000, "dong": 1_000, "irony": 2_859}
"""And then, for what has few texts."""
Soft = dict[str, Tensor]
"""Probabilities by head, a row a text."""
_STUDENT_COUNTS = {
    "sentiment": 28_000, "emotion": 6_450, "goemotions": 9_000, "complaints": 6_000, "mams": 11_186, "dong": 6_239,
    "reviews": 5_900, "irony": 4_000, "offensive": 5_000, "varied": 30_000, "heard": 20_000, "own": 45_000,
}  # fmt: skip
"""Items a pass for the model that is shipped."""
_MOST_HEARD, _MOST_VARIED = 22_000, 24_000
"""Texts without labels of their own that the teachers are asked about."""
_POLISH_COUNTS = {
    "sentiment": 12_000, "emotion": 3_225, "goemotions": 3_000, "complaints": 4_000, "mams": 8_000, "dong": 3_000,
    "reviews": 1_500, "irony": 2_000, "offensive": 1_000, "varied": 8_000, "heard": 6_000, "own": 55_000,
}  # fmt: skip
_FURTHER_COUNTS = {
    "sentiment": 40_000, "emotion": 6_450, "goemotions": 5_000, "complaints": 6_000, "mams": 11_186, "dong": 6_239,
    "reviews": 4_000, "irony": 2_859, "offensive": 5_000, "varied": 18_000, "heard": 20_000, "own": 50_000,
}  # fmt: skip
_FURTHER_SEVERAL = {
    "umsab": 8_000, "sentiment": 2_000, "complaints": 1_500, "emotion": 1_000, "mams": 1_500, "own": 22_000,
}  # fmt: skip
"""Items for what is published to learn on from there."""
_PASSES = 2.0
_LARGE_SHARE = 0.5
"""How much the large teacher's word counts beside that of the others."""
_PIECES = 45_000
"""Entries of the word table for several languages while it learns; what is shipped has fewer."""
_SHIPPED_PIECES, _POSITIONS = 20_000, 128
"""Entries and positions when it is shipped, so that the file stays under 30 MB."""
_FIVE = ("es", "de", "fr", "it", "pt")
_EACH = 8
"""Texts a pattern gives in a pass."""


def teach(data: Path, work: Path, seed: int) -> None:
    """One teacher: the network on the public sets' labels alone."""
    pool, held = texts.training(data), texts.validation(data)
    network, writer = _english(pool, seed)
    plan = Plan(ENGLISH_COUNTS, _PASSES, seed, average=0.999)
    learn(network, _tasks(writer, pool), plan, look=_look(writer, held, "en"))
    _keep(network, writer, work / f"teacher-{seed}.pt")


def teach_large(data: Path, work: Path, seed: int) -> None:
    """A teacher five times as large, which knows most."""
    pool, held = texts.training(data), texts.validation(data)
    network, writer = _english(pool, seed, start.large)
    plan = Plan(_LARGE_COUNTS, 1.0, seed, rate=4e-5, word_rate=4e-5, average=0.996, looks=2)
    look = _look(writer, held, "en", own=False)
    learn(network, _tasks(writer, pool), plan, look=look)
    _keep(network, writer, work / "teacher-large.pt")
    plan = replace(plan, counts=_LARGE_AGAIN, seed=seed + 50, warm=100, average=0.99, looks=1)
    learn(network, _tasks(writer, pool), plan, look=look)
    _keep(network, writer, work / "teacher-large.pt")


def ask(data: Path, work: Path, seed: int) -> None:
    """What the teachers together say about every text that the English model will learn from, and about variations of them
    (Jiao et al., https://arxiv.org/abs/1909.10351): for every question on every text. The large one counts as much as all
    others; where there is no other, the published model is the other."""
    known = _known(texts.training(data), seed)
    large = work / "teacher-large.pt"
    files = [file for file in (*sorted(work.glob("teacher-?.pt")), work / "ground.pt") if file.exists()]
    teachers = [_kept(large), *map(_kept, files)] if files else [_kept(large), published.read("english")]
    share = [_LARGE_SHARE, *[(1 - _LARGE_SHARE) / (len(teachers) - 1)] * (len(teachers) - 1)]
    said: dict[str, list[Soft]] = {name: [] for name in known}
    for number, (teacher, writer) in enumerate(teachers, 1):
        print(f"asking teacher {number} of {len(teachers)}", file=sys.stderr, flush=True)
        if HALVES:
            teacher.to(torch.bfloat16)
        for task, items in _tasks(writer, known).items():
            said[task].append(_chances(teacher, items))
    means = {
        task: {head: sum(much * one[head] for much, one in zip(share, found, strict=True)) for head in TAUGHT}
        for task, found in said.items()
    }
    torch.save(means, work / "said.pt")


def english(data: Path, work: Path, seed: int) -> None:
    """The model that is shipped: it begins as the first teacher, and learns from the labels and from what the teachers said
    (Hinton et al., https://arxiv.org/abs/1503.02531). Our own patterns teach it by their labels alone."""
    pool, held = texts.training(data), texts.validation(data)
    network, writer = _kept(work / "teacher-1.pt")
    said: dict[str, Soft] = torch.load(work / "said.pt")
    taught = {name: _taught(items, said[name]) for name, items in _tasks(writer, _known(pool, seed)).items()}
    plan = Plan(_STUDENT_COUNTS, 2.0, seed + 100, rate=1e-4, head_rate=5e-4, word_rate=1e-4, trust=0.7, average=0.999)
    learn(network, taught, plan, refresh=_own(writer, seed, (["en"], _EACH)), look=_look(writer, held, "en"))
    _keep(network, writer, work / "english.pt")


def polish(data: Path, work: Path, seed: int) -> None:
    """The same model once more, slowly, with our own patterns as the larger part: what no public set has is learnt last."""
    pool, held = texts.training(data), texts.validation(data)
    network, writer = _kept(work / "english.pt")
    said: dict[str, Soft] = torch.load(work / "said.pt")
    taught = {name: _taught(items, said[name]) for name, items in _tasks(writer, _known(pool, seed)).items()}
    plan = Plan(_POLISH_COUNTS, 1.0, seed + 200, rate=6e-5, head_rate=5e-4, word_rate=6e-5, trust=0.7)
    learn(network, taught, plan, refresh=_own(writer, seed + 10, (["en"], _EACH)), look=_look(writer, held, "en"))
    _keep(network, writer, work / "polished.pt")


def _known(pool: Mapping[str, Sequence[Example]], seed: int) -> dict[str, Sequence[Example]]:
    """The texts that the teachers are asked about."""
    known = {name: pool[name][: int(1.5 * count)] for name, count in _STUDENT_COUNTS.items() if name in pool}
    heard = [Example("heard", one.text, {}) for one in pool["topic"]][:_MOST_HEARD]
    varied = vary.varied(pool, seed)
    return {**known, "varied": random.Random(seed).sample(varied, min(_MOST_VARIED, len(varied))), "heard": heard}


def ground(data: Path, work: Path, seed: int) -> None:
    """The network for several languages on every public set, the English ones included: what only English has labels for
    is carried over by the encoder. It is the ground of ``several``, and one more teacher for ``english``."""
    pool, held = texts.training(data), texts.validation(data)
    network, writer = _several(pool, seed)
    plan = Plan({**ENGLISH_COUNTS, "umsab": 18_000}, 1.25, seed, rate=1e-4, word_rate=2e-4, average=0.999)
    learn(network, _tasks(writer, pool), plan, look=_look(writer, held, ""))
    _keep(network, writer, work / "ground.pt")


def several(data: Path, work: Path, seed: int) -> None:
    """The model for five other languages: the ground, cut to what these languages need, with our own patterns in all six."""
    pool, held = texts.training(data), texts.validation(data)
    whole, wide = _kept(work / "ground.pt")
    own = [one.text for one in examples.Maker(seed).examples(_patterns(""), 3)]
    needed = (plain(text, emoji=EVERY_EMOJI, shouts=False) for text in [*(one.text for one in pool["umsab"]), *own])
    encoder, tokenizer = start.trimmed(whole.encoder, wide.tokenizer, needed, _SHIPPED_PIECES, _POSITIONS)
    network, writer = Network(encoder), Writer(tokenizer, EVERY_EMOJI, shouts=False)
    network.heads.load_state_dict(whole.heads.state_dict())
    counts = {
        "umsab": 9_000, "sentiment": 4_000, "complaints": 3_000, "emotion": 2_000, "goemotions": 2_000, "mams": 3_000,
        "dong": 1_000, "irony": 1_500, "own": 34_000,
    }  # fmt: skip
    plan = Plan(counts, 1.0, seed, rate=6e-5, word_rate=1e-4)
    learn(
        network,
        _tasks(writer, pool),
        plan,
        refresh=_own(writer, seed, (_FIVE, 10), (["en"], 2)),
        look=_look(writer, held, ""),
    )
    _keep(network, writer, work / "several.pt")


def further(data: Path, work: Path, seed: int) -> None:
    """What is published learns on, from the labels, from what the teachers said, and from our own patterns: in place of
    ``teach``, ``ground``, ``english`` and ``polish``. Of what it knew it keeps what it said itself, as one of the teachers
    (Li and Hoiem, https://arxiv.org/abs/1606.09282)."""
    pool, held = texts.training(data), texts.validation(data)
    network, writer = published.read("english")
    said: dict[str, Soft] = torch.load(work / "said.pt")
    known = {task: _shipped(items) for task, items in _known(pool, seed).items()}
    taught = {task: _taught(items, said[task]) for task, items in _tasks(writer, known).items()}
    plan = Plan(_FURTHER_COUNTS, 1.25, seed + 300, rate=1e-4, head_rate=5e-4, word_rate=1e-4, trust=0.7, looks=2)
    learn(network, taught, plan, refresh=_own(writer, seed + 20, (["en"], 5)), look=_look(writer, held, "en"))
    _keep(network, writer, work / "polished.pt")


def further_several(data: Path, work: Path, seed: int) -> None:
    """The same for the other languages."""
    pool, held = texts.training(data), texts.validation(data)
    network, writer = published.read("several")
    known = {task: _shipped(pool[task]) for task in _FURTHER_SEVERAL if task in pool}
    plan = Plan(_FURTHER_SEVERAL, 1.0, seed + 400, rate=4e-5, head_rate=3e-4, word_rate=6e-5)
    refresh = _own(writer, seed + 30, (_FIVE, 5), (["en"], 1))
    learn(network, _tasks(writer, known), plan, refresh=refresh, look=_look(writer, held, ""))
    _keep(network, writer, work / "several.pt")


def publish(data: Path, work: Path, seed: int) -> None:
    """What has been learnt, of both models or of one, as integers, with its tokeniser and its sheet."""
    learnt = {"english": work / "polished.pt", "several": work / "several.pt"}
    made = [name for name, file in learnt.items() if file.exists()]
    for name in made or learnt:
        publishing.write(name, *_kept(learnt[name]))
    ranges.settle(data, work, seed)
    publishing.weigh(data, work, seed, made)


def _english(
    pool: Mapping[str, Sequence[Example]], seed: int, begun: Callable[..., start.Begun] = start.english
) -> tuple[Network, Writer]:
    torch.manual_seed(seed)
    encoder, tokenizer, emoji = begun(one.text for items in pool.values() for one in items)
    return Network(encoder), Writer(tokenizer, frozenset(emoji), shouts=True)


def _several(pool: Mapping[str, Sequence[Example]], seed: int) -> tuple[Network, Writer]:
    torch.manual_seed(seed)
    written = (plain(one.text, emoji=EVERY_EMOJI, shouts=False) for items in pool.values() for one in items)
    encoder, tokenizer = start.several(written, _PIECES)
    return Network(encoder), Writer(tokenizer, EVERY_EMOJI, shouts=False)


def _patterns(*languages: str, held_out: bool = False) -> list[examples.Pattern]:
    """The patterns of some languages (of all, if none is named), those to learn from or those held out."""
    return [
        one
        for one in examples.patterns()
        if one.held_out is held_out and (not languages or languages == ("",) or one.lang in languages)
    ]


def _shipped(items: Sequence[Example]) -> list[Example]:
    """The same without labels of questions that are not shipped, whose answers are not there to begin with."""
    return [
        replace(one, labels={head: label for head, label in one.labels.items() if head in SHIPPED}) for one in items
    ]


def _tasks(writer: Writer, pool: Mapping[str, Sequence[Example]]) -> dict[str, list[Item]]:
    """The public sets as numbers. Tweets to one firm are read both ways: with the firm marked, and without."""
    tasks = {name: items_of(writer, items) for name, items in pool.items()}
    tasks["complaints"] += items_of(writer, [replace(one, spans=()) for one in pool["complaints"] if one.spans])
    return tasks


def _own(writer: Writer, seed: int, *shares: tuple[Sequence[str], int]):  # type: ignore[no-untyped-def]
    """New texts of our own patterns each pass. ``shares``: languages, and how many texts each of their patterns gives."""

    def fresh(number: int) -> dict[str, list[Item]]:
        maker = examples.Maker(1000 * seed + number)
        made = [one for languages, each in shares for one in maker.examples(_patterns(*languages), each)]
        return {"own": items_of(writer, [replace(one, task="own") for one in made])}

    return fresh


def _look(writer: Writer, held: Mapping[str, Sequence[Example]], language: str, *, own: bool = True):  # type: ignore[no-untyped-def]
    bare = {
        name: [replace(one, spans=()) for one in items] if name == "complaints" else items
        for name, items in held.items()
    }
    if language == "en":
        bare = {name: items for name, items in bare.items() if not name.startswith("umsab")}
    else:
        bare = {
            name: items for name, items in bare.items() if name.startswith("umsab") or name in ("complaints", "mams")
        }
    numbers = {name: items_of(writer, items) for name, items in bare.items()}
    ours = items_of(writer, [*examples.Maker(7).examples(_patterns(language, held_out=True), 2)]) if own else []

    def look(network: Network, step: int) -> None:
        found = figures.table(numbers, {name: answers(network, items) for name, items in numbers.items()})
        if ours:
            found |= figures.own(ours, answers(network, ours))
        print(step, " ".join(f"{name} {value:.4f}" for name, value in found.items()), file=sys.stderr, flush=True)

    return look


def _chances(teacher: Network, items: Sequence[Item]) -> Soft:
    """A teacher's probabilities."""
    found: Soft = {}
    for head, logits in answers(teacher, items).items():
        if head in TAUGHT:
            values = torch.from_numpy(logits)
            found[head] = values.sigmoid()[:, 0] if HEADS[head] == 1 else values.softmax(-1)
    return found


def _taught(items: Sequence[Item], said: Soft) -> list[Item]:
    """The items with what the teachers said."""
    return [replace(one, soft={head: values[at] for head, values in said.items()}) for at, one in enumerate(items)]


def _keep(network: Network, writer: Writer, file: Path) -> None:
    """Weights and the tokeniser they belong to, in one file."""
    kept = {
        "shape": network.encoder.shape,
        "weights": network.state_dict(),
        "tokenizer": writer.tokenizer.to_str(),
        "emoji": None if writer.emoji is EVERY_EMOJI else "".join(sorted(writer.emoji)),
        "shouts": writer.shouts,
    }
    torch.save(kept, file)
    print(f"{file}: {sum(value.numel() for value in network.parameters()):,} weights", file=sys.stderr)


def _kept(file: Path) -> tuple[Network, Writer]:
    """What ``_keep`` has written. SystemExit says which step comes first."""
    if not file.exists():
        raise SystemExit(f"{file} is not there: README.md says which step makes it")
    kept = torch.load(file)
    network = Network(Encoder(**kept["shape"]))
    network.load_state_dict(kept["weights"], strict=False)  # a question that is new has no answer there yet
    emoji = EVERY_EMOJI if kept["emoji"] is None else frozenset(kept["emoji"])
    return network, Writer(Tokenizer.from_str(kept["tokenizer"]), emoji, kept["shouts"])

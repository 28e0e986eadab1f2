"""The figures of the model card, from the published files through the scorer that the daemon uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.rightness import table as by_word_lists
from benchmarks.tone import card as print_speed
from monitor.tone import make
from monitor.tone.base import Label, Scorer, Subject, Tone
from monitor.tone.earful import Earful
from monitor.tone.fast import Fast
from monitor.tone.model.merge import Heard
from tests.tone_suite import HELD_OUT, by_row, judged, table
from training import examples, texts
from training.figures import auc, brier, calibration_error, macro_f1, macro_recall
from training.texts import Example, subject

_CLASS = {Label.NEGATIVE: 0, Label.NEUTRAL: 1, Label.UNKNOWN: 1, Label.POSITIVE: 2}
_NAMES = {"es": "Spanish", "de": "German", "fr": "French", "it": "Italian", "pt": "Portuguese"}


def print_card(data: Path, _work: Path, seed: int) -> None:
    """Prints every table of ``docs/tone.md``: how right, how far to be believed, our own suite, and how fast."""
    _rightness(data, seed)
    _suite()
    print()
    print_speed(data)


def _rightness(data: Path, seed: int) -> None:
    """A line a figure; ``fast`` beside ``earful``, and ``earful`` on the rows that no weighing has seen."""
    held = texts.validation(data)
    earful, fast = Earful(), Fast()
    scorers: dict[str, Scorer] = {"earful": earful, "fast": fast}
    print("| validation set | figure | earful | its unseen half | fast |")
    print("|---|---|---|---|---|")
    for task, head, figure in (
        ("sentiment", "sentiment", "macro recall"), ("complaints", "complaint", "macro F1"), ("complaints", "complaint", "AUC"),
        ("emotion", "anger", "AUC"), ("mams", "target", "macro F1"), ("irony", "sarcasm", "macro F1"),
    ):  # fmt: skip
        items = [Example(task, one.text, one.labels) for one in held[task]] if task == "complaints" else held[task]
        _line(_title(task), figure, [_figure(figure, head, items, scorer.score(_subjects(items))) for scorer in scorers.values()],
              _figure(figure, head, items[1::2], scorers["earful"].score(_subjects(items[1::2]))))  # fmt: skip
    emotions = [earful.voices(_subjects(items)) for items in (held["emotion"], held["emotion"][1::2])]
    both = [
        _emotions(found, items) for found, items in zip(emotions, (held["emotion"], held["emotion"][1::2]), strict=True)
    ]
    _line("TweetEval emotion", "macro F1", [both[0], float("nan")], both[1])
    means: list[list[float]] = []
    for code, name in _NAMES.items():
        items = held[f"umsab_{code}"]
        tones = [scorer.score(_subjects(items)) for scorer in scorers.values()]
        found = [_figure("macro F1", "sentiment", items, one) for one in tones]
        means.append([*found, _figure("macro F1", "sentiment", items[1::2], tones[0][1::2])])
        _line(f"UMSAB {name}", "macro F1", means[-1][:2], means[-1][2])
    mean = np.mean(means, axis=0).tolist()
    _line("UMSAB, mean of the five", "macro F1", mean[:2], mean[2])
    print("\nFor comparison:\n")
    by_word_lists(data, ("TextBlob", "VADER"))
    _calibration(earful, held, seed)
    _own(earful, seed)


def _calibration(scorer: Earful, held: Mapping[str, Sequence[Example]], seed: int) -> None:
    """How far the probabilities of complaint and anger are to be believed, and the share of the yes beside them."""
    print("\n| probability | texts | share of yes | Brier | its unseen half | calibration error | its unseen half |")
    print("|---|---|---|---|---|---|---|")
    complaints = [*enumerate(held["complaints"])]
    whole = [(at, Example("complaints", one.text, one.labels)) for at, one in complaints]
    aimed = [(at, one) for at, one in complaints if one.spans]
    # All of our own held-out patterns have a part in the weighing: none of them is unseen.
    own = [(0, one) for one in _made(seed) if "complaint" in one.labels and not subject(one).thing]
    told_low = []
    for title, head, rows in (
        ("complaint, of a whole text", "complaint", whole),
        ("complaint, towards the handle of a firm", "complaint", aimed),
        ("complaint, towards a firm by its name (our patterns)", "complaint", own),
        ("anger, of a whole text", "anger", [*enumerate(held["emotion"])]),
    ):
        truth = np.asarray([int(one.labels[head]) for _, one in rows])
        told = np.asarray([getattr(tone, head) for tone in scorer.score(_subjects([one for _, one in rows]))])
        odd = np.asarray([at % 2 == 1 for at, _ in rows])
        figures = [
            f"{figure(truth[chosen].tolist(), told[chosen].tolist()):.3f}" if chosen.any() else "-"
            for figure in (brier, calibration_error)
            for chosen in (np.ones(len(rows), dtype=bool), odd)
        ]
        print(f"| {title} | {len(rows)} | {truth.mean():.2f} | {' | '.join(figures)} |")
        told_low.append(
            f"{title}: {low(truth, told)}; always saying the share has a Brier score of {always(truth):.2f}."
        )
    print("\n" + "\n".join(told_low))


def always(truth: np.ndarray) -> float:
    """The Brier score of always saying the share of yes."""
    return float(truth.mean() * (1 - truth.mean()))


def low(truth: np.ndarray, told: np.ndarray) -> str:
    """How many of those told between .1 and .4 are one, in words."""
    between = (told >= 0.1) & (told <= 0.4)
    return f"{int(truth[between].sum())} of the {int(between.sum())} told between .1 and .4 are one"


def _suite() -> None:
    """Our own suite beside ``fast`` and ``textblob``, and the stories that no rule was made for."""
    found = {name: by_row(judged(make(name))) for name in ("earful", "fast", "textblob")}
    print("\n" + table("kind of the suite", found))
    print("\n" + table("kind of the held-out stories", {"earful": by_row(judged(make("earful"), HELD_OUT))}))


def _made(seed: int) -> list[Example]:
    """Texts out of our own held-out patterns."""
    return [*examples.Maker(seed + 300).examples([one for one in examples.patterns() if one.held_out], 3)]


def _own(scorer: Earful, seed: int) -> None:
    """Our own held-out patterns, by kind."""
    print("\n| our held-out patterns | texts | right feeling | right complaint |")
    print("|---|---|---|---|")
    made = _made(seed)
    kinds: dict[str, list[tuple[bool, bool]]] = {}
    for one, tone in zip(made, scorer.score(_subjects(made)), strict=True):
        wanted = one.labels.get("target", one.labels.get("sentiment"))
        right = _CLASS[tone.label] == wanted
        complains = one.labels.get("complaint")
        kinds.setdefault(f"{one.lang} {one.task.removeprefix('own_')}", []).append(
            (right, complains is None or (tone.complaint >= 0.5) == bool(complains))
        )
    for kind, found in sorted(kinds.items()):
        rights = np.mean(found, axis=0)
        print(f"| {kind} | {len(found)} | {rights[0]:.2f} | {rights[1]:.2f} |")


def _subjects(items: Sequence[Example]) -> list[Subject]:
    return [subject(one) for one in items]


def _figure(figure: str, head: str, items: Sequence[Example], tones: Sequence[Tone]) -> float:
    truth = [int(one.labels[head]) for one in items]
    if figure == "AUC":
        return auc(truth, [getattr(tone, head) for tone in tones])
    if head in ("sentiment", "target"):
        told = [_CLASS[tone.label] for tone in tones]
        return macro_recall(truth, told, 3) if figure == "macro recall" else macro_f1(truth, told, 3)
    return macro_f1(truth, [int(getattr(tone, head) >= 0.5) for tone in tones], 2)


def _emotions(found: Sequence[tuple[Tone, Heard | None]], items: Sequence[Example]) -> float:
    told = [
        int(heard.readings[0].logits[heard.network.answer("emotion")].argmax()) if heard else 3 for _, heard in found
    ]
    return macro_f1([int(one.labels["emotion"]) for one in items], told, 4)


def _title(task: str) -> str:
    named: Mapping[str, str] = {
        "sentiment": "TweetEval sentiment", "complaints": "complaints (our split)", "emotion": "TweetEval emotion, anger",
        "mams": "MAMS, towards a target", "irony": "TweetEval irony",
    }  # fmt: skip
    return named[task]


def _line(name: str, figure: str, values: Sequence[float], unseen: float) -> None:
    told = [f"{value:.3f}" if value == value else "-" for value in (values[0], unseen, values[1])]
    print(f"| {name} | {figure} | {' | '.join(told)} |")

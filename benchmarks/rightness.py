"""How right each scorer is on the validation sets, in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from monitor.tone import Subject, make
from monitor.tone.base import Label
from training import texts
from training.figures import auc, macro_f1, macro_recall

Judge = Callable[[Sequence[Subject]], list[tuple[int, float, float]]]
"""Class (0 negative, 1 neutral, 2 positive), complaint and anger, 0..1, of each text."""

_CLASS = {Label.NEGATIVE: 0, Label.NEUTRAL: 1, Label.UNKNOWN: 1, Label.POSITIVE: 2}


def _ours(name: str) -> Judge:
    scorer = make(name)

    def judge(batch: Sequence[Subject]) -> list[tuple[int, float, float]]:
        return [(_CLASS[tone.label], tone.complaint, tone.anger) for tone in scorer.score(batch)]

    return judge


def _by_number(polarity: Callable[[str], float], edge: float) -> Judge:
    """A list of words gives one number: below minus ``edge`` negative (and a complaint), above ``edge`` positive."""

    def judge(batch: Sequence[Subject]) -> list[tuple[int, float, float]]:
        found = [polarity(one.text) for one in batch]
        return [(0 if one <= -edge else 2 if one >= edge else 1, float(one <= -edge), -one) for one in found]

    return judge


def judges() -> dict[str, Judge]:
    """Who is compared."""
    from textblob import TextBlob
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    vader = SentimentIntensityAnalyzer()
    return {
        "TextBlob": _by_number(lambda text: float(TextBlob(text).sentiment.polarity), 0.1),
        "VADER": _by_number(lambda text: float(vader.polarity_scores(text)["compound"]), 0.05),
        **{name: _ours(name) for name in ("fast", "textblob", "earful")},
    }


def table(data: Path, only: Sequence[str] = ()) -> None:
    """Prints it, for all judges or for some."""
    held = texts.validation(data)
    found = {name: judge for name, judge in judges().items() if not only or name in only}
    print(f"| validation set | {' | '.join(found)} |")
    print("|---|" + "---|" * len(found))

    def row(
        name: str, task: str, head: str, figure: Callable[[list[int], list[tuple[int, float, float]]], float]
    ) -> None:
        truth = [int(one.labels[head]) for one in held[task]]
        values = [figure(truth, judge([texts.subject(one) for one in held[task]])) for judge in found.values()]
        print(f"| {name} | {' | '.join(f'{value:.3f}' for value in values)} |")

    row(
        "sentiment, macro recall",
        "sentiment",
        "sentiment",
        lambda truth, told: macro_recall(truth, [one[0] for one in told], 3),
    )
    row(
        "complaints, macro F1",
        "complaints",
        "complaint",
        lambda truth, told: macro_f1(truth, [int(one[1] >= 0.5) for one in told], 2),
    )
    row("anger against the rest, AUC", "emotion", "anger", lambda truth, told: auc(truth, [one[2] for one in told]))
    row(
        "towards a target (MAMS), macro F1",
        "mams",
        "target",
        lambda truth, told: macro_f1(truth, [one[0] for one in told], 3),
    )

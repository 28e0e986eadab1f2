"""How fast the scorers are, and how right, beside TextBlob and VADER in one run: ``make bench-tone``.

Every scorer reads the same texts in a process of its own, several times in turn with the others; the figure is the median.
Texts per second of processor time; for two threads, per second on the wall. Memory is the largest of the whole process.
The texts are complaints and praise out of our own patterns, which give the rules more to do than most posts do. With
DATA=folder (the labelled texts of training/README.md) ordinary posts are read as well, and a last table says how right each is.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import memory
from monitor.tone import Subject, make
from monitor.tone.model.network import Network, load
from monitor.tone.model.prepare import mark
from training.examples import Maker, patterns
from training.texts import validation

_TEXTS = 1_500
_ROUNDS = 3
_LENGTH = range(60, 281)
_THREADS = "earful, 2 threads"
_SIX = "earful, six languages"
Work = Callable[[Sequence[Subject]], object]


def corpus(data: Path | None = None) -> list[Subject]:
    """Texts of the length of a tweet, out of our own English patterns; half of them with a brand. ``data``: the posts of
    TweetEval's sentiment validation set instead."""
    if data:
        return [Subject(text=one.text) for one in validation(data)["sentiment"]][:_TEXTS]
    made = [
        one for one in Maker(1).examples([one for one in patterns() if one.lang == "en"], 3) if len(one.text) in _LENGTH
    ]
    chosen = made[:: max(1, len(made) // _TEXTS)][:_TEXTS]
    return [
        Subject(text=one.text, brand=one.text[slice(*one.spans[0])] if one.spans else "", spans=one.spans)
        for one in chosen
    ]


def six_languages(data: Path) -> list[Subject]:
    """Posts in each language that is read."""
    held = validation(data)
    tasks = ("sentiment", *(task for task in held if task.startswith("umsab_")))
    return [Subject(text=one.text) for task in tasks for one in held[task][: _TEXTS // 10]]


def works() -> dict[str, Callable[[], Work]]:
    """What is measured: each makes its work, and is loaded before the clock starts."""
    return {
        "TextBlob": _textblob,
        "VADER": _vader,
        "fast": lambda: make("fast").score,
        "textblob": lambda: make("textblob").score,
        "earful": lambda: make("earful").score,
        _THREADS: lambda: make("earful", {"threads": 2}).score,
        "its model alone": lambda: _model(whole=True),
        "the same in fp32": lambda: _model(whole=False),
    }


def _textblob() -> Work:
    from textblob import TextBlob

    return lambda batch: [TextBlob(one.text).sentiment.polarity for one in batch]


def _vader() -> Work:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    return lambda batch: [analyzer.polarity_scores(one.text)["compound"] for one in batch]


def _model(*, whole: bool) -> Work:
    network = Network("english")
    if not whole:
        with tempfile.TemporaryDirectory() as folder:
            network.use(load(_floats(Path(folder))))

    def read(batch: Sequence[Subject]) -> object:
        return network.read([window for one in batch for window in network.windows(mark(one.text, one.spans))[1]])

    return read


def _floats(folder: Path) -> Path:
    """The shipped model with its integers turned back into floats, so that both do the same sums."""
    from benchmarks.floats import unpacked

    return unpacked("english", folder / "english.onnx")


def measure(name: str, data: Path | None) -> dict[str, float]:
    """Texts per second of one work, in this process."""
    texts = six_languages(data) if data and name == _SIX else corpus(data)
    work = works()["earful" if name == _SIX else name]()
    work(texts[:64])
    wall, cpu = time.perf_counter(), time.process_time()
    for start in range(0, len(texts), 256):
        work(texts[start : start + 256])
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"cpu": len(texts) / cpu, "wall": len(texts) / wall, "memory": memory.peak()}


def measured(data: Path | None) -> dict[str, dict[str, float]]:
    """Work to its figures ("cpu" and "wall", texts per second; "memory", MB): the medians of several rounds."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in works()}
    for _ in range(_ROUNDS):
        for name, figures in found.items():
            figures.append(_alone(name, data))
    return {
        name: {key: statistics.median(one[key] for one in figures) for key in figures[0]}
        for name, figures in found.items()
    }


def _alone(name: str, data: Path | None) -> dict[str, float]:
    run = [sys.executable, "-m", "benchmarks.tone", "--one", name, *(["--data", str(data)] if data else [])]
    figures: dict[str, float] = json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    return figures


def speed(data: Path | None) -> None:
    """Prints the table of speed: over our own patterns, or over the posts in ``data``."""
    middle = measured(data)
    base, floats = middle["TextBlob"]["cpu"], middle["the same in fp32"]["cpu"]
    print("| scorer | texts per CPU-second | against TextBlob | texts per second | memory, MB |")
    print("|---|---|---|---|---|")
    for name, one in middle.items():
        print(f"| {name} | {one['cpu']:,.0f} | {one['cpu'] / base:.3f} | {one['wall']:,.0f} | {one['memory']:.0f} |")
    print(f"\nint8 against fp32: {middle['its model alone']['cpu'] / floats:.2f}x")


def side_by_side(posts: Mapping[str, Mapping[str, float]], complaints: Mapping[str, Mapping[str, float]]) -> str:
    """Both as one table, as the model card has it, and what two threads bring; memory is that with ordinary posts, for
    our patterns themselves are large."""
    lines = [
        "| scorer | ordinary posts | against TextBlob | complaints | against TextBlob | memory, MB |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in posts.items():
        if name == _THREADS:
            continue  # what two threads share is no time of one processor
        told = [
            f"{side[name]['cpu']:,.0f} | {side[name]['cpu'] / side['TextBlob']['cpu']:.3f}"
            for side in (posts, complaints)
        ]
        lines.append(f"| {name} | {' | '.join(told)} | {one['memory']:.0f} |")
    walls = [f"{posts[name]['wall']:,.0f}" for name in ("earful", _THREADS)]
    return "\n".join([*lines, "", f"Ordinary posts a second on the wall: {walls[0]}; with two threads {walls[1]}."])


def card(data: Path) -> None:
    """Prints the table of speed of the model card."""
    print(side_by_side(measured(data), measured(None)))
    print(f"A process that has read six languages needs {_alone(_SIX, data)['memory']:.0f} MB.")


def rightness(data: Path) -> None:
    """Prints the table of accuracy on the validation sets."""
    from benchmarks.rightness import table

    table(data)


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", metavar="NAME", help="measure one scorer in this process and print JSON")
    parser.add_argument("--data", type=Path, help="folder with the labelled texts")
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure(args.one, args.data)))
        return
    speed(None)
    if args.data:
        print("\nOrdinary posts:\n")
        speed(args.data)
        print()
        rightness(args.data)


if __name__ == "__main__":
    main()

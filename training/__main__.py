"""The steps, one command each: ``python -m training STEP --data FOLDER --work FOLDER``. README.md says in which order."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

_STEPS = {
    "teach": ("steps.teach", "train one teacher for English (--seed 1, 2, ...)"),
    "teach-large": ("steps.teach_large", "train a teacher five times as large"),
    "ask": ("steps.ask", "let all teachers judge the texts that the English model will learn from"),
    "english": ("steps.english", "train the English model on the labels and on what all teachers say"),
    "ground": ("steps.ground", "train the network for several languages on the public sets"),
    "polish": ("steps.polish", "train it once more, mostly on our own patterns"),
    "several": ("steps.several", "train the model for Spanish, German, French, Italian and Portuguese"),
    "further": (
        "steps.further",
        "after teach-large and ask: let the published English model learn on, in place of all others before publish",
    ),
    "further-several": ("steps.further_several", "the same for the model for five languages"),
    "publish": (
        "steps.publish",
        "write what was learnt as integers into monitor/tone/weights, and fit how much each voice counts",
    ),
    "settle": ("ranges.settle", "measure the range of every activation of what is published, and write it down"),
    "weigh": (
        "publishing.weigh",
        "fit again how much each voice counts, for what is published: after the rules have changed",
    ),
    "card": ("card.print_card", "print every figure of the model card, from what is published"),
}
"""Where each step is (what it needs is imported for it alone: weighing and the card do without torch), and what it does."""


def main(given: Sequence[str] | None = None) -> int:
    """Runs one step; 0 when it is done, 1 when something is missing."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("step", choices=_STEPS, help="; ".join(f"{name}: {said}" for name, (_, said) in _STEPS.items()))
    parser.add_argument("--data", type=Path, required=True, help="folder with the labelled texts (README.md, Data)")
    parser.add_argument(
        "--work", type=Path, default=Path("work"), help="folder for weights on their way (default: ./work)"
    )
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(given)
    if not args.data.is_dir():
        print(f"{args.data} is no folder: README.md says what belongs there", file=sys.stderr)
        return 1
    args.work.mkdir(parents=True, exist_ok=True)
    module, name = _STEPS[args.step][0].split(".")
    try:
        getattr(import_module(f"training.{module}"), name)(args.data, args.work, args.seed)
    except ModuleNotFoundError as error:
        print(f"{error.name} is missing: pip install -r training/requirements.txt", file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(
            f"{error.filename} is missing: README.md says what belongs there, or which step writes it", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

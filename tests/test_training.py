"""What trains the model and what tests it are kept apart, and the patterns can be read. No torch is needed here."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks.tone import side_by_side
from tests.tone_suite import HELD_OUT, Case, by_row, cases, table
from training import calibrate
from training.__main__ import main
from training.card import always, low
from training.examples import Maker, Pattern, _labels, patterns
from training.figures import auc, brier, calibration_error, macro_f1, macro_recall
from training.heads import SIGNALS, THEMES
from training.texts import rows

_CARD = Path(__file__).parent.parent / "docs" / "tone.md"
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_RUN = 8


@pytest.fixture(scope="module")
def written() -> list[Pattern]:
    """All patterns, read once."""
    return patterns()


@pytest.fixture(scope="module")
def suite() -> list[Case]:
    """All cases, read once."""
    return [*cases()]


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of so many words."""
    words = [word.lower() for word in _WORD.findall(text)]
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


@pytest.mark.slow
def test_no_eight_words_in_a_row_stand_in_a_pattern_and_in_the_suite(written: list[Pattern], suite: list[Case]) -> None:
    tested = {run for case in (*suite, *cases(HELD_OUT)) for run in runs(case.given.get("text", ""))}
    assert len(tested) > 2000
    shared = {}
    for one in Maker(5).examples(written, 6):
        found = runs(one.text) & tested
        if found:
            shared[one.text] = found
    assert not shared


def test_the_figures_of_calibration() -> None:
    truth, told = [0, 0, 1, 1, 1], [0.0, 0.25, 0.25, 1.0, 0.75]
    assert brier(truth, told) == pytest.approx((0.25**2 + 0.75**2 + 0.25**2) / 5)
    # Bins: 0.0 is right; 0.25 twice with one yes; 1.0 is right; 0.75 with a yes.
    assert calibration_error(truth, told) == pytest.approx((0 + 0.5 + 0 + 0.25) / 5)
    assert calibration_error([1, 0], [0.5, 0.5]) == 0
    assert calibration_error([1, 1], [1.0, 0.95]) == pytest.approx(0.025)


@pytest.mark.slow
def test_every_language_and_answer_has_patterns(written: list[Pattern]) -> None:
    assert set(Counter(one.lang for one in written)) >= {"en", "es", "de", "fr", "it", "pt"}
    labels = [labels for one in written for labels in one.firms.values()]
    for flag in ("complaint", "anger", "gratitude", "sarcasm"):
        assert {0, 1} <= {one[flag] for one in labels if flag in one}
    for name, kinds in (("themes", THEMES), ("signals", SIGNALS)):
        taught = [one[name] for one in labels if name in one]
        assert all(sum(one[at] for one in taught) >= 3 for at in range(len(kinds))), name
    assert 0.04 < sum(one.held_out for one in written) / len(written) < 0.13


def test_what_could_be_argued_teaches_nothing() -> None:
    known = _labels("negative complaint staff money? anger? churn?")
    assert "anger" not in known
    themes, signals = dict(zip(THEMES, known["themes"], strict=True)), dict(zip(SIGNALS, known["signals"], strict=True))
    assert (themes["staff"], themes["money"], themes["delivery"]) == (1, -1, 0)
    assert (signals["churn"], signals["legal"]) == (-1, 0)
    assert "themes" not in _labels("negative complaint")
    with pytest.raises(ValueError, match="unknown flag"):
        _labels("negative complaint tired")


def test_the_same_seed_gives_the_same_texts_with_the_firms_in_their_places(written: list[Pattern]) -> None:
    chosen = written[:60]
    first, again = ([*Maker(3).examples(chosen, 2)] for _ in range(2))
    assert first == again
    assert first != [*Maker(4).examples(chosen, 2)]
    for one in first:
        assert all(0 <= start < end <= len(one.text) for start, end in one.spans)
        assert "{" not in one.text
        assert "[" not in one.text


@pytest.mark.parametrize(
    ("truth", "told", "recall", "f1"),
    [
        ([0, 1, 1, 1], [0, 1, 1, 1], 1.0, 1.0),
        ([0, 1, 1, 1], [1, 1, 1, 1], 0.5, 0.4286),
        ([0, 0, 1, 1], [1, 1, 0, 0], 0, 0),
    ],
)
def test_figures(truth: list[int], told: list[int], recall: float, f1: float) -> None:
    assert macro_recall(truth, told, 2) == pytest.approx(recall)
    assert macro_f1(truth, told, 2) == pytest.approx(f1, abs=1e-4)


def test_the_area_under_the_curve_counts_ties_half() -> None:
    assert auc([0, 1], [0.1, 0.9]) == 1.0
    assert auc([0, 1], [0.5, 0.5]) == 0.5
    assert auc([0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4]) == 0.75


def test_voices_are_weighed_by_what_they_know() -> None:
    """Two voices, one of which knows: the least loss is found, and a strong pull keeps the head as it is."""
    chance = random.Random(1)
    rows = [{"head": chance.gauss(0, 1), "other": chance.gauss(0, 1)} for _ in range(2000)]
    truth = [int(chance.random() < 1 / (1 + math.exp(-2 * row["head"] + row["other"] - 0.5))) for row in rows]
    names, even = ["1", "head", "other"], [1.0] * len(rows)
    found = calibrate.chance(rows, truth, even, names, "head", 0.0)
    assert found == pytest.approx({"1": 0.5, "head": 2.0, "other": -1.0}, abs=0.25)
    left = calibrate.chance(rows, truth, even, names, "head", 1000.0)
    assert left == pytest.approx({"1": 0.0, "head": 1.0, "other": 0.0}, abs=0.01)


def test_feelings_are_weighed_by_class() -> None:
    chance = random.Random(2)
    rows, truth = [], []
    for _ in range(600):
        felt = chance.randrange(3)
        row = dict.fromkeys(calibrate.FEELING, 0.0)
        row |= {f"sentiment.{label}": chance.gauss(0.5 * (at == felt), 1) for at, label in enumerate(calibrate.LABELS)}
        rows.append(row | {"rule.bad": 2.0 * (felt == 0)})
        truth.append(felt)
    weights = calibrate.feeling(rows, truth, [1.0] * len(rows), "sentiment", 0.001)
    assert weights["negative"]["rule.bad"] > 0.5 > weights["positive"]["rule.bad"]

    def told(row: dict[str, float], by: dict[str, dict[str, float]]) -> int:
        said = [sum(by[label][name] * row.get(name, 1.0) for name in by[label]) for label in calibrate.LABELS]
        return said.index(max(said))

    alone = {label: {f"sentiment.{label}": 1.0} for label in calibrate.LABELS}
    shares = [sum(told(row, by) == felt for row, felt in zip(rows, truth, strict=True)) for by in (weights, alone)]
    assert shares[0] > shares[1] + 50


@pytest.mark.slow
def test_the_card_has_the_rows_of_the_suite_as_it_is(suite: list[Case]) -> None:
    told = table("kind of the suite", {"earful": by_row([(case, []) for case in suite])})
    printed = {tuple(cell.strip() for cell in line.split("|")[1:3]) for line in told.splitlines()[2:]}
    section = _CARD.read_text(encoding="utf-8").split("| kind of the suite |")[1].split("\n\n")[0]
    assert printed == {tuple(cell.strip() for cell in line.split("|")[1:3]) for line in section.splitlines()[2:]}


def test_a_table_tells_the_share_of_each_row_and_of_all(suite: list[Case]) -> None:
    every = suite[:10]
    told = table(
        "kind", {"good": by_row([(case, []) for case in every]), "bad": by_row([(case, ["no"]) for case in every])}
    )
    assert told.splitlines()[0] == "| kind | cases | good | bad |"
    assert told.splitlines()[-1] == "| **all** | 10 | 1.00 | 0.00 |"


def test_the_table_of_speed_compares_with_textblob_and_leaves_threads_to_the_wall() -> None:
    posts = {
        "TextBlob": {"cpu": 4000.0, "wall": 3900.0, "memory": 60.0},
        "earful": {"cpu": 400.0, "wall": 390.0, "memory": 140.0},
        "earful, 2 threads": {"cpu": 400.0, "wall": 700.0, "memory": 150.0},
    }
    complaints = {
        name: {**one, "cpu": one["cpu"] / 2 if name == "earful" else one["cpu"]} for name, one in posts.items()
    }
    told = side_by_side(posts, complaints).splitlines()
    assert told[2:4] == [
        "| TextBlob | 4,000 | 1.000 | 4,000 | 1.000 | 60 |",
        "| earful | 400 | 0.100 | 200 | 0.050 | 140 |",
    ]
    assert told[-1] == "Ordinary posts a second on the wall: 390; with two threads 700."


def test_what_low_probabilities_are_worth() -> None:
    truth, told = np.asarray([0, 1, 0, 1]), np.asarray([0.1, 0.3, 0.35, 0.9])
    assert low(truth, told) == "1 of the 3 told between .1 and .4 are one"
    assert always(truth) == 0.25


@pytest.mark.parametrize("step", ["weigh", "card"])
def test_a_file_that_is_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], step: str) -> None:
    assert main([step, "--data", str(tmp_path), "--work", str(tmp_path / "work")]) == 1
    assert "te_sentiment_val.jsonl is missing: README.md says" in capsys.readouterr().err
    assert main([step, "--data", str(tmp_path / "nowhere")]) == 1


def test_a_line_of_a_data_file_may_hold_any_kind_of_space(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text('["one\u2028two\x85", 1]\n\n["three", 0]\n', encoding="utf-8")
    assert rows(file) == [["one\u2028two\x85", 1], ["three", 0]]

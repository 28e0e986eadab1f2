"""The two JSON-Lines filters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from monitor.lines import match_lines, score_lines
from monitor.matching import Brand, Matcher
from monitor.tone import make
from monitor.tone.base import Label, Subject, Tone

MATCHER = Matcher([Brand(name="Acme"), Brand(name="Bolt")])


class Counting:
    """A scorer that remembers its batches."""

    def __init__(self) -> None:
        self.batches: list[list[Subject]] = []

    def score(self, batch: Sequence[Subject]) -> list[Tone]:
        self.batches.append(list(batch))
        return [Tone(label=Label.NEUTRAL, polarity=0.0, anger=0.0, complaint=0.0) for _ in batch]


class Stumbles(Counting):
    """A scorer that trips over one word."""

    def score(self, batch: Sequence[Subject]) -> list[Tone]:
        if any("gremlin" in subject.text for subject in batch):
            raise RuntimeError("no hub")
        return super().score(batch)


def matched(*lines: bytes | str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in match_lines(lines, MATCHER)]


def scored(*objects: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in score_lines([json.dumps(o) for o in objects], make("fast"))]


def test_match_gives_spans_of_text_and_title() -> None:
    line = json.dumps({"id": 7, "title": "Ａcme?", "text": "😡 Acme’s van, not Bolt"})
    assert matched(line) == [
        {
            "id": 7,
            "brands": [
                {"brand": "Acme", "rule": "name", "spans": [[2, 6]], "title_spans": [[0, 4]]},
                {"brand": "Bolt", "rule": "name", "spans": [[18, 22]], "title_spans": []},
            ],
        }
    ]


def test_order_is_kept_and_ids_of_any_type_are_echoed() -> None:
    ids = ["a", 1, 1.5, None, True, [1, "x"], {"k": "ü"}]
    assert [line["id"] for line in matched(*[json.dumps({"id": i, "text": "Acme"}) for i in ids])] == ids
    assert matched('{"text": "nothing"}') == [{"id": None, "brands": []}]
    assert matched('{"title": "Acme"}', '{"text": null, "title": "x"}')[0]["brands"][0]["title_spans"] == [[0, 4]]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"\xff\xfe{}", "UTF-8"),
        ("not json", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"id": 5}', 'no "text"'),
        ('{"id": 5, "text": 3}', '"text" must be a string'),
        ('{"id": 5, "text": "\\ud800"}', "lone surrogate"),
        ('{"id": "\\ud800", "text": "x"}', '"id"'),
        ('{"text": NaN}', "not JSON"),
        ("[" * 5000, "not JSON"),
        ('{"id": 5, "text": "x", "title": []}', '"title" must be a string'),
    ],
)
def test_a_bad_line_names_itself_and_does_not_stop_the_rest(line: bytes | str, says: str) -> None:
    got = matched('{"id": 1, "text": "Acme"}', "", line, b'\xef\xbb\xbf{"id": 2, "text": "Bolt"}\r\n')
    assert [entry.get("id") for entry in (got[0], got[2])] == [1, 2]
    assert got[1]["line"] == 3
    assert got[1]["error"].startswith("line 3: ")
    assert says in got[1]["error"]
    assert got[1]["id"] in (None, 5)
    assert "text" not in got[1]


def test_score_says_what_the_format_promises() -> None:
    [line] = scored({"id": "x", "text": "They never returned my call, I am furious"})
    assert list(line)[:6] == ["id", "label", "polarity", "anger", "complaint", "gratitude"]
    assert line["label"] == "negative"
    assert -1 <= line["polarity"] < 0 <= line["anger"] <= 1
    assert line["themes"] == ["no_answer"]
    assert any("furious" in why for why in line["why"])


def test_score_towards_a_brand() -> None:
    text = "Switched from Acme to Bolt and could not be happier"
    labels = [line["label"] for line in scored({"text": text, "brand": "Acme"}, {"text": text, "brand": "Bolt"})]
    assert labels == ["negative", "positive"]


def test_stars_and_time_are_read() -> None:
    lines = scored(
        {"text": "", "stars": 1},
        {"text": "ok", "stars": 10, "stars_max": 10},
        {"text": "Still waiting, three weeks ago I called.", "at": "2026-06-15T12:00:00+02:00"},
    )
    assert [line["label"] for line in lines] == ["negative", "positive", "negative"]
    assert lines[2]["since"] == "2026-05-25T10:00:00+00:00"


@pytest.mark.parametrize(
    "wrong", [{"stars": "five"}, {"stars": True}, {"stars": -1}, {"stars_max": 1e9}, {"brand": 4}, {"at": "soon"}]
)
def test_score_refuses_wrong_types_line_by_line(wrong: dict[str, Any]) -> None:
    got = scored({"id": 1, "text": "x"}, {"id": 2, "text": "x", **wrong}, {"id": 3, "text": "x"})
    assert [line["id"] for line in got] == [1, 2, 3]
    assert [("error" in line) for line in got] == [False, True, False]
    assert next(iter(wrong)) in got[1]["error"]


def test_score_works_in_batches_and_keeps_bad_lines_in_their_place() -> None:
    scorer = Counting()
    lines = [json.dumps({"id": n, "text": "x"}) if n != 3 else "{" for n in range(10)]
    got = [json.loads(line) for line in score_lines(lines, scorer, batch=4)]
    assert [line.get("line", line["id"]) for line in got] == [0, 1, 2, 4, 4, 5, 6, 7, 8, 9]
    assert [len(batch) for batch in scorer.batches] == [3, 4, 2]


def test_what_a_scorer_trips_over_does_not_stop_the_rest() -> None:
    lines = [json.dumps({"id": word, "text": word}) for word in ("one", "gremlin", "three")]
    first, second, third = map(json.loads, score_lines(lines, Stumbles()))
    assert (first["id"], first["label"], third["id"], third["label"]) == ("one", "neutral", "three", "neutral")
    assert second == {"id": "gremlin", "line": 2, "error": "line 2: the scorer could not read it: RuntimeError: no hub"}


BOTH = "Acme fixed it in a day and Bolt never called back"


def test_brands_that_are_asked_about_in_one_text_are_told_apart() -> None:
    acme, bolt = scored({"text": BOTH, "brand": "Acme"}, {"text": BOTH, "brand": "Bolt"})
    assert (acme["label"], bolt["label"]) == ("positive", "negative")
    assert "never called" not in str(acme["why"])


@pytest.mark.parametrize(
    ("brands", "others"),
    [
        (("Acme", "Bolt"), ["Bolt"]),
        (("Acme", "the van"), []),  # a thing is no firm
        (("Acme", "@acme"), []),  # nor is it another one
        (("Acme", "Acme Support"), []),
        (("Acme", ""), []),
        (("Acme", "Acme"), []),
    ],
)
def test_who_else_a_text_names(brands: tuple[str, str], others: list[str]) -> None:
    text, scorer = "Acme Support (@acme) said that the van of Bolt was late, not Acme's.", Counting()
    lines = [json.dumps({"text": text, "brand": brand}) for brand in brands]
    assert len([*score_lines(lines, scorer)]) == 2
    assert [text[low:high] for low, high in scorer.batches[0][0].others] == others


def test_lines_about_one_text_stay_together_up_to_a_limit() -> None:
    scorer = Counting()
    lines = [json.dumps({"text": BOTH if n < 20 else "x", "brand": ("Acme", "Bolt")[n % 2]}) for n in range(24)]
    assert len([*score_lines(lines, scorer, batch=6)]) == 24
    assert [len(batch) for batch in scorer.batches] == [12, 8, 4]
    assert all(one.others for batch in scorer.batches[:2] for one in batch)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "soon"])
def test_a_time_that_cannot_be_used_costs_its_line(at: str) -> None:
    bad, good = scored({"text": "x", "at": at}, {"text": "x", "at": "0001-01-01T00:00:00Z"})
    assert "2026-05-25T14:00:00Z" in bad["error"]
    assert good["since"] is None

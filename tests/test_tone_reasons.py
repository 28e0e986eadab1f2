"""The words that carry a verdict: of each firm those that are about it, and none that speak the other way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.matching import Brand, Matcher
from monitor.tone import Subject, Tone, make
from monitor.tone.base import Label
from monitor.tone.model.merge import lifted, lowered
from monitor.tone.model.names import is_only_names, is_theirs, others
from monitor.tone.model.prepare import CLOSE, OPEN
from monitor.tone.reasons import LEAST, Reason, kept, told
from tests.tone_suite import AT

SCORERS = {name: make(name) for name in ("earful", "fast")}

LIST = "My fail list: Acme, Bolt and Crane. None of them answered. Only Dunn called back, thank you!"
TWO = "Acme never called me back. Bolt came the same day and was lovely, thank you!"
BOTH_BAD = "Acme never returned my calls. Bolt overcharged me and refuses to refund it."
FOUR = "Thanks to Bolt, Crane and Dunn, who were all brilliant. Acme is a disgrace: rude staff and no refund."
ONE_OVERCHARGED = "Acme overcharged me twice. Bolt, Crane and Dunn were friendly, quick and fair."
BUT = "Acme never called me back, but Bolt came the same day and was lovely."


def towards(brand: str, text: str, *names: str, scorer: str = "earful") -> Tone:
    """The tone towards one firm; ``names``: all that Earful has been told of."""
    found = {match.brand: match.spans for match in Matcher([Brand(name=name) for name in (brand, *names)]).find(text)}
    theirs = tuple(span for name in names if name != brand for span in found[name])
    return SCORERS[scorer].score([Subject(text=text, brand=brand, spans=found[brand], others=theirs, at=AT)])[0]


@pytest.mark.parametrize("scorer", SCORERS)
@pytest.mark.parametrize(
    ("text", "blamed", "praised", "against", "for_them"),
    [
        (TWO, ["Acme"], ["Bolt"], "never called me back", "lovely"),
        (BUT, ["Acme"], ["Bolt"], "never called me back", "lovely"),
        (ONE_OVERCHARGED, ["Acme"], ["Bolt", "Crane", "Dunn"], "overcharged", "friendly"),
        (LIST, ["Acme", "Bolt", "Crane"], ["Dunn"], "None of them answered", "thank you"),
        (FOUR, ["Acme"], ["Bolt"], "rude", "brilliant"),
    ],
)
def test_each_firm_has_reasons_of_its_own(
    scorer: str, text: str, blamed: list[str], praised: list[str], against: str, for_them: str
) -> None:
    names = [name for name in ("Acme", "Bolt", "Crane", "Dunn") if name in text]
    for name in blamed:
        tone = towards(name, text, *names, scorer=scorer)
        assert tone.label is Label.NEGATIVE, name
        assert any(against in why for why in tone.why), (name, tone.why)
        assert not any(for_them in why for why in tone.why), (name, tone.why)
    for name in praised:
        tone = towards(name, text, *names, scorer=scorer)
        assert tone.label is Label.POSITIVE, name
        assert any(for_them in why for why in tone.why), (name, tone.why)
        assert not any(against in why for why in tone.why), (name, tone.why)


def test_a_row_of_praised_firms_beside_a_cursed_one() -> None:
    """By the rules. The model is right about the first of the row only: docs/tone.md, what it gets wrong."""
    for name in ("Bolt", "Crane", "Dunn"):
        tone = towards(name, FOUR, "Acme", "Bolt", "Crane", "Dunn", scorer="fast")
        assert tone.label is Label.POSITIVE, name
        assert any("brilliant" in why for why in tone.why), (name, tone.why)


def test_two_that_are_blamed_are_blamed_for_what_each_did() -> None:
    acme, bolt = towards("Acme", BOTH_BAD, "Bolt"), towards("Bolt", BOTH_BAD, "Acme")
    assert acme.label is bolt.label is Label.NEGATIVE
    assert acme.why == ('no answer: "never returned my calls"',)
    assert any("overcharged" in why for why in bolt.why)
    assert not any("calls" in why for why in bolt.why)


def test_what_the_verdict_does_not_follow_is_no_reason_even_if_nobody_was_told_of_the_others() -> None:
    tone = towards("Dunn", LIST)
    assert (tone.label, tone.complaint < 0.5) == (Label.POSITIVE, True)
    assert tone.why == ('thanks: "thank you"',)
    blamed = towards("Bolt", LIST)
    assert any("None of them answered" in why for why in blamed.why)
    assert not any("thank" in why for why in blamed.why)


@pytest.mark.parametrize("scorer", SCORERS)
def test_stars_that_turn_a_verdict_leave_its_reasons_behind(scorer: str) -> None:
    one = SCORERS[scorer].score([Subject(text="Lovely food.", stars=1, stars_max=5)])[0]
    assert one.label is Label.NEGATIVE
    assert one.why == ("stars: 1 of 5",)
    assert one.moves == ()
    five = SCORERS[scorer].score([Subject(text="Lovely food.", stars=5, stars_max=5)])[0]
    assert five.why[0].endswith('"Lovely"') or five.why[0].endswith('"lovely"')
    assert five.why[-1] == "stars: 5 of 5"


def test_in_other_languages_too() -> None:
    text = "Acme nunca me contestó. Bolt fue muy amable, muchas gracias."
    acme, bolt = towards("Acme", text, "Bolt"), towards("Bolt", text, "Acme")
    assert any("nunca me contestó" in why for why in acme.why)
    assert not any("amable" in why or "gracias" in why for why in acme.why)
    assert any("amable" in why or "gracias" in why for why in bolt.why)
    assert not any("contestó" in why for why in bolt.why)


def test_what_moved_little_is_no_reason_and_the_strongest_come_first() -> None:
    weak = Reason(LEAST - 0.01, "bad words", "late", -1)
    reasons = [weak, Reason(0.2, "a", "late", -1), Reason(0.9, "b", "kind", 1), Reason(0.5, "a", "late", -1)]
    assert told(reasons, lambda one: one.kind, 6) == (("b", "a"), (0.9, -0.5))
    assert told(reasons, lambda one: one.kind, 1) == (("b",), (0.9,))


@pytest.mark.parametrize(
    ("label", "complaint", "gratitude", "shown"),
    [
        (Label.POSITIVE, 0.2, 0.9, ("glad", "turn")),
        (Label.POSITIVE, 0.6, 0.9, ("glad", "angry", "turn")),
        (Label.NEGATIVE, 0.6, 0.1, ("angry", "turn")),
        (Label.NEGATIVE, 0.6, 0.9, ("glad", "angry", "turn")),
        (Label.NEUTRAL, 0.4, 0.1, ("angry", "turn")),
        (Label.NEUTRAL, 0.1, 0.1, ("turn",)),
    ],
)
def test_reasons_point_where_the_verdict_does(
    label: Label, complaint: float, gratitude: float, shown: tuple[str, ...]
) -> None:
    tone = Tone(
        label=label, polarity=0.0, anger=0.0, complaint=complaint, gratitude=gratitude,
        why=("glad", "angry", "turn"), moves=(0.5, -0.5, 0.0),
    )  # fmt: skip
    assert kept(tone).why == shown
    assert kept(kept(tone)) == kept(tone)


def test_names_are_no_words_that_carry() -> None:
    text = f"My list: Acme, Bolt and Crane. Only {OPEN}Dunn{CLOSE} called back."
    assert is_only_names("Acme", text, frozenset())
    assert is_only_names("Bolt and Crane", text, frozenset())
    assert not is_only_names("My list: Acme", text, frozenset())
    assert not is_only_names("and", text, frozenset())
    assert not is_only_names("Only", text, frozenset())
    assert is_only_names("acme and bolt", "i hate acme and bolt", frozenset({"acme", "bolt"}))
    assert not is_only_names("Wins Award", "Acme Wins Award Again", frozenset())


def test_what_stands_in_a_sentence_about_others_is_theirs() -> None:
    known = others(Subject(text="Bolt lost it. They lied. Acme is fine.", others=((0, 4),)))
    text = f"Bolt lost it. They lied. {OPEN}Acme{CLOSE} is fine. It works."
    assert known == {"bolt"}
    assert [is_theirs(words, text, known) for words in ("lost it", "lied", "is fine", "works")] == [
        True,
        True,
        False,
        False,
    ]
    assert not is_theirs("not there", text, known)


@given(st.floats(0, 1), st.floats(0, 1))
def test_bringing_a_complaint_into_line_keeps_the_order(one: float, other: float) -> None:
    assert 0.5 <= lifted(one) <= 1
    assert 0 <= lowered(one) <= 0.2
    if other - one > 1e-9:
        assert lifted(one) < lifted(other)
        assert lowered(one) < lowered(other)

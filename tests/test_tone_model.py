"""The scorer ``earful``: the shipped models, the rules beside them, and what comes of both."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching import Brand, Matcher
from monitor.tone import Subject, Tone, make
from monitor.tone.base import Label, Signal, Theme
from monitor.tone.model.network import LONGEST, Network, Reading, _groups
from monitor.tone.model.prepare import mark
from tests.tone_suite import AT, FOLDER, Case, by_kind, cases, judged, subject

EARFUL = make("earful")
ENGLISH, SEVERAL = Network("english"), Network("several")

LIST = "My FAIL list: Acme, Bolt and Crane. None of them answered. Dunn called back the same day, thank you so much!"


def towards(brand: str, text: str, **more: object) -> Tone:
    found = Matcher([Brand(name=brand)]).find(text)
    return EARFUL.score([Subject(text=text, brand=brand, spans=found[0].spans if found else (), at=AT, **more)])[0]  # type: ignore[arg-type]


def read(network: Network, *texts: str) -> list[Reading]:
    return network.read([window for text in texts for window in network.windows(text)[1]])


# -- what an owner would agree with ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def suite() -> list[tuple[Case, list[str]]]:
    return judged(EARFUL)


LEAST = {
    # kind: the share that has to be right. The aim is .90 of each (.60 of sarcasm); docs/tone.md says how far it is.
    "anger": 0.80, "calm_neglect": 0.77, "polite": 0.75, "comparisons": 0.71, "switching": 0.82, "neglect": 0.96,
    "money": 0.96, "staff_and_product": 0.80, "threats": 0.94, "negative_without_bad_words": 0.96,
    "negated_praise_that_praises": 0.96, "praise": 0.82, "thanks": 0.46, "neutral": 0.72, "sarcasm": 0.64,
    "several_firms": 0.79, "place_and_culprit": 0.77, "headlines": 0.81, "job_adverts": 0.85, "lists": 0.93,
    "questions_are_no_verdicts": 0.94, "no_complaint_about_the_firm": 0.96, "silence_without_bad_words": 0.73,
    "safety": 0.71, "stars_in_words": 0.96, "turned_praise": 0.85, "somebody_else": 0.90, "languages": 0.91,
    "praise_that_must_stay": 0.85, "more_silence": 0.96, "more_questions": 0.71, "praise_of_others": 0.77,
    "quotes": 0.67, "questions": 0.82, "recovery": 0.85, "stars": 0.89, "waiting_times": 0.89,
    "short_words": 0.92,
}  # fmt: skip


@pytest.mark.slow
def test_no_kind_is_read_worse_than_it_was(suite: list[tuple[Case, list[str]]]) -> None:
    shares = {kind: right / count for kind, (count, right) in by_kind(suite).items()}
    worse = {kind: (shares[kind], least) for kind, least in LEAST.items() if shares[kind] < least}
    assert not worse
    english = [kind for kind in shares if kind[:3] not in ("es_", "de_", "fr_", "it_", "pt_")]
    assert set(english) <= set(LEAST), "a new kind needs its line"


def test_most_of_the_suite_is_right(suite: list[tuple[Case, list[str]]]) -> None:
    assert sum(not problems for _, problems in suite) >= 0.84 * len(suite)


@pytest.mark.slow
def test_stories_that_no_rule_was_made_for() -> None:
    """The aim is .85; docs/tone.md says how far it is."""
    found = judged(EARFUL, FOLDER.parent / "tone_held_out")
    assert sum(not problems for _, problems in found) >= 0.81 * len(found)


def test_the_suite_is_large_and_has_forty_cases_in_each_language(suite: list[tuple[Case, list[str]]]) -> None:
    assert len(suite) >= 400
    for language in ("es", "de", "fr", "it", "pt"):
        assert sum(case.file == f"{language}.yaml" for case, _ in suite) >= 40


def test_of_five_firms_each_gets_its_own() -> None:
    tones = {brand: towards(brand, LIST) for brand in ("Acme", "Bolt", "Crane", "Dunn")}
    assert [tone.label.value for tone in tones.values()] == ["negative", "negative", "negative", "positive"]
    assert [tone.complaint >= 0.5 for tone in tones.values()] == [True, True, True, False]
    assert tones["Dunn"].gratitude >= 0.5 > tones["Bolt"].gratitude


def test_a_turn_of_phrase_with_one_meaning_decides() -> None:
    for text, label, complains in (
        ("Good luck getting a smile out of anyone at Acme.", Label.NEGATIVE, True),
        ("Will never set foot in Acme again as long as I live.", Label.NEGATIVE, True),
        ("Acme never let me down.", Label.POSITIVE, False),
        ("The insurer wants a second estimate from Acme before they pay. I am sick of them.", Label.NEUTRAL, False),
    ):
        tone = towards("Acme", text)
        assert (tone.label, tone.complaint >= 0.5) == (label, complains), text
        assert tone.why, text
    assert not towards("Acme", "Not on my blacklist: Acme. They have always treated me well.").certain


def test_label_and_complaint_agree_about_a_firm() -> None:
    for text in (LIST, "Paid Acme in May. It is June. Nobody has been.", "Acme left a hole in my ceiling and a smell"):
        tone = towards("Acme", text)
        assert (tone.label is Label.NEGATIVE) == (tone.complaint >= 0.5), text


def test_anger_at_a_firm_goes_with_a_complaint_about_it_and_other_anger_is_not_its() -> None:
    for text, angry in (
        ("Seething at both Acme and the council. One dug it up, the other says it isn't theirs.", True),
        ("I was furious with my brother all week. The soup at Acme helped.", False),
        ("My husband is raging that Acme is shut on Mondays. Men.", False),
    ):
        tone = towards("Acme", text)
        assert (tone.anger >= 0.5) is angry, tone
        assert (tone.label is Label.NEGATIVE, tone.complaint >= 0.5) == (angry, angry), tone


def test_praise_that_the_model_takes_for_mockery_is_blame() -> None:
    for text, mocks in (
        ("Impeccable timing as always, Acme, digging up the drive on the morning of the wedding", True),
        ("Impeccable timing as always, Acme, the cake came on the morning of the wedding, still warm", False),
    ):
        assert (towards("Acme", text).label is Label.NEGATIVE) is mocks, text


def test_a_brand_may_stand_where_it_is_not_named() -> None:
    tone = towards("Acme", "They never called me back. Three weeks ago I paid.")
    assert (tone.label, tone.complaint >= 0.5) == (Label.NEGATIVE, True)
    assert tone.since == AT - timedelta(weeks=3)


# -- how it is read --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("network", [ENGLISH, SEVERAL], ids=["english", "several"])
def test_what_the_words_add_is_the_answer(network: Network) -> None:
    readings = read(network, mark(LIST, [(14, 18)]), "nobody ever called", "👎", "ok")
    rests = np.stack([one.logits - one.parts.sum(axis=0) for one in readings])
    assert rests == pytest.approx(np.tile(rests[0], (len(rests), 1)), abs=2e-4)


def test_the_words_that_carry_it_carry_it() -> None:
    text = "The van is blue and the shop opens at nine. Acme never called me back, I am furious. We live in the north."
    whole = towards("Acme", text)
    assert whole.anger >= 0.5
    assert any("furious" in why for why in whole.why)
    assert towards("Acme", text.replace(", I am furious", "")).anger < whole.anger
    assert not any("north" in why or "blue" in why for why in whole.why)


@pytest.mark.slow
def test_neither_threads_nor_company_change_anything() -> None:
    subjects = [Subject(text=f"{LIST} {'Well. ' * number}") for number in range(70)]
    together = EARFUL.score(subjects)
    assert together == make("earful", {"threads": 3}).score(subjects)
    alone = [EARFUL.score([one])[0] for one in subjects[::13]]
    assert [one.label for one in alone] == [one.label for one in together[::13]]
    for answer in ("anger", "complaint", "gratitude", "sarcasm", "polarity"):
        told = [getattr(one, answer) for one in together[::13]]
        # Not to the last digit on every processor: sums of floats depend on the shape of a batch.
        assert [getattr(one, answer) for one in alone] == pytest.approx(told, abs=0.02)
    assert EARFUL.score([]) == []


def test_a_batch_is_small_however_many_and_long_the_texts_are() -> None:
    sizes = [3] * 70 + [40] * 30 + [96] * 9
    order = [*range(len(sizes))]
    groups = [*_groups(sizes, order)]
    assert [at for group in groups for at in group] == order
    for group in groups:
        assert len(group) <= 32
        assert len(group) == 1 or len(group) * max(sizes[at] for at in group) <= 512
    assert [*_groups([], [])] == []


def test_a_long_text_is_read_in_windows_that_end_with_a_sentence() -> None:
    text = "The weather was fine that day. " * 60 + "Acme never called me back. " + "We went home by train. " * 60
    written, windows = ENGLISH.windows(mark(text, [(text.index("Acme"), text.index("Acme") + 4)]))
    assert all(len(window.ids) <= LONGEST for window in windows)
    assert [window.aimed for window in windows].count(True) == 1
    assert len(windows) <= 4
    for window in windows[:-1]:
        begin, end = window.spans[-2]
        assert written[begin:end] == "."
    _, every = ENGLISH.windows("It rained. " * 5000)
    assert len(every) == 8


def test_a_name_far_down_a_long_text_is_found() -> None:
    text = "The weather was fine. " * 3000 + "Acme never called me back, I am furious. " + "Rain came. " * 3000
    tone = towards("Acme", text)
    assert tone.label is Label.NEGATIVE
    assert tone.anger >= 0.5


def test_the_title_is_read_too() -> None:
    one = Subject(title="Acme let me down", text="Paid in May. It is June.", brand="Acme", title_spans=((0, 4),))
    assert EARFUL.score([one])[0].complaint >= 0.5


# -- stars, languages, bounds ----------------------------------------------------------------------------------------


def test_stars_are_evidence() -> None:
    (bare,) = EARFUL.score([Subject(text="", stars=1, stars_max=5)])
    assert (bare.label, bare.complaint >= 0.5, bare.themes) == (Label.NEGATIVE, True, (Theme.OTHER,))
    (best,) = EARFUL.score([Subject(text="", stars=5, stars_max=5)])
    assert (best.label, best.complaint < 0.1) == (Label.POSITIVE, True)
    (heard,) = EARFUL.score([Subject(text="They never called me back.", stars=5, stars_max=5)])
    assert heard.complaint >= 0.5


def test_few_stars_make_a_hint_serious() -> None:
    text = "The price was rather higher than what we had been told."
    for name in ("earful", "fast"):
        starred, praised = make(name).score([Subject(text=text, stars=1), Subject(text="Lovely people.", stars=5)])
        assert starred.complaint >= 0.5, name
        assert starred.themes, name
        assert (praised.themes, praised.signals, praised.since) == ((), (), None), name


def test_a_language_it_cannot_read_is_unknown_unless_stars_or_emoji_speak() -> None:
    text = "Üç haftadır bekliyorum, kimse aramadı, çok kötü bir firma"
    said, angry, starred = EARFUL.score([Subject(text=text), Subject(text=f"{text} 😡"), Subject(text=text, stars=1)])
    assert (said.label, said.feeling) == (Label.UNKNOWN, None)
    assert (angry.label, starred.label) == (Label.NEGATIVE, Label.NEGATIVE)


def test_five_other_languages_are_read() -> None:
    for text in (
        "Llevo tres semanas esperando y nadie me contesta. No vuelvo nunca más.",
        "Seit drei Wochen warte ich auf einen Rückruf, es meldet sich niemand. Nie wieder!",
        "Ça fait trois semaines que j'attends, personne ne répond. Plus jamais !",
        "Aspetto da tre settimane e nessuno risponde. Mai più!",
        "Estou à espera há três semanas e ninguém responde. Nunca mais!",
    ):
        (tone,) = EARFUL.score([Subject(text=text, at=AT)])
        assert tone.complaint >= 0.5, text
        assert Theme.NO_ANSWER in tone.themes, text
        assert Signal.CHURN in tone.signals, text
        assert tone.since == AT - timedelta(weeks=3), text


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400), st.integers(0, 9), st.integers(0, 9), st.none() | st.floats(0, 5))
def test_any_text_gives_probabilities(text: str, start: int, length: int, stars: float | None) -> None:
    (tone,) = EARFUL.score(
        [Subject(text=text, brand="x", spans=((start, start + length),), stars=stars, stars_max=5, at=AT)]
    )
    for chance in (tone.anger, tone.complaint, tone.gratitude, tone.sarcasm):
        assert 0 <= chance <= 1
    assert tone.feeling is None or sum(tone.feeling) == pytest.approx(1, abs=0.01)


@pytest.mark.slow
def test_nothing_large_is_loaded_before_the_first_score() -> None:
    code = (
        "import sys; from monitor.tone import Subject, make; one = make('earful');"
        "print([name in sys.modules for name in ('numpy', 'onnxruntime', 'tokenizers')]);"
        "one.score([Subject(text='bad')]); print('onnxruntime' in sys.modules, 'torch' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["[False, False, False]", "True False"]


@pytest.mark.parametrize("threads", [0, -1, True, "2", 1000])
def test_threads_that_make_no_sense_are_refused(threads: object) -> None:
    with pytest.raises(ValueError, match="threads is a number from 1 to 64"):
        make("earful", {"threads": threads})


@pytest.mark.slow
def test_polarity_is_on_the_side_of_the_label() -> None:
    every = [subject(case.given) for case in cases()][::7]
    for tone in EARFUL.score(every):
        if tone.label is Label.NEGATIVE:
            assert tone.polarity < 0
        if tone.label is Label.POSITIVE:
            assert tone.polarity > 0


@pytest.mark.parametrize(
    ("text", "left", "chosen"),
    [
        (
            "Me cambié de Movilta a Teleclara y por fin tengo internet. Movilta: dos meses de mentiras.",
            "Movilta",
            "Teleclara",
        ),
        ("Mudei da Netvia para a Claranet e agora tudo funciona.", "Netvia", "Claranet"),
        ("Je suis passé de Netvia à Claranet et maintenant tout marche.", "Netvia", "Claranet"),
        ("Sono passato da Netvia a Claranet e adesso funziona tutto.", "Netvia", "Claranet"),
        ("Bin von Netvia zu Claranet gewechselt und jetzt läuft alles.", "Netvia", "Claranet"),
    ],
)
def test_who_switched_has_left_the_one_for_the_other(text: str, left: str, chosen: str) -> None:
    subjects = [
        subject({"text": text, "brand": one, "others": [other]}) for one, other in ((left, chosen), (chosen, left))
    ]
    old, new = EARFUL.score(subjects)
    assert (old.label, old.complaint >= 0.5, Signal.CHURN in old.signals) == (Label.NEGATIVE, True, True)
    assert (new.label, new.complaint < 0.5, new.polarity > 0) == (Label.POSITIVE, True, True)


def test_who_regrets_the_switch_is_not_glad_of_it() -> None:
    text = "Me pasé de Movilta a Teleclara y me arrepiento cada día."
    [tone] = EARFUL.score([subject({"text": text, "brand": "Teleclara", "others": ["Movilta"]})])
    assert not tone.certain


@pytest.mark.parametrize(
    "text",
    [
        "We loved the pancakes. Nobody called us back about the table, twice.",
        "Beautiful pancakes, but nobody ever answers the phone and they never refunded our deposit.",
    ],
)
def test_a_thing_can_be_liked_whatever_its_firm_has_done(text: str) -> None:
    spans = ((text.index("pancakes"), text.index("pancakes") + len("pancakes")),)
    [thing] = make("earful").score([Subject(text=text, brand="pancakes", thing=True, spans=spans)])
    assert thing.label is Label.POSITIVE
    # A brand that writes itself in lower case is a firm all the same.
    [firm] = make("earful").score([Subject(text=text, brand="pancakes", spans=spans)])
    assert firm.label is Label.NEGATIVE
    assert firm.complaint >= 0.5

"""The first tone: what an owner would agree with, kind by kind (the cases are in tone_cases/)."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import EntryPoint, EntryPoints
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import monitor.tone as register
from monitor.tone import Scorer, Subject, Tone, UnknownScorer, UnusableScorer, make, scorers
from monitor.tone.base import Label, Signal, Theme
from monitor.tone.feasts import feast_since
from monitor.tone.language import is_english
from monitor.tone.since import waiting_since
from monitor.tone.tries import tried_since
from tests import tone_suite as suite
from tests.tone_suite import AT, subject

SCORERS = {name: make(name) for name in ("textblob", "fast")}


def cases() -> Iterator[Any]:
    for case in suite.cases(files=suite.BY_HAND):
        for scorer in SCORERS:
            yield pytest.param(scorer, case.given, id=f"{scorer}-{case.kind}-{case.number}")


def score(text: str, scorer: str = "textblob", **more: Any) -> Tone:
    return SCORERS[scorer].score([Subject(text=text, **more)])[0]


@pytest.mark.parametrize(("scorer", "case"), [*cases()])
def test_cases(scorer: str, case: dict[str, Any]) -> None:
    tone = SCORERS[scorer].score([subject(case)])[0]
    assert suite.wrong(case, tone) == [], f"{case.get('text')!r} towards {case.get('brand')!r}: {tone}"


def test_the_founding_sentence() -> None:
    tone = score("They never returned my call, I am furious")
    assert tone.label is Label.NEGATIVE
    assert tone.anger >= 0.5
    assert tone.complaint >= 0.5
    assert tone.themes == (Theme.NO_ANSWER,)
    assert 'anger: "furious"' in tone.why
    assert 'no answer: "never returned my call"' in tone.why


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("three weeks ago I ordered", "2026-05-25T12:00"),
        ("I have been waiting for 3 weeks", "2026-05-25T12:00"),
        ("two days later and still nothing", "2026-06-13T12:00"),
        ("waiting a month for a reply", "2026-05-16T12:00"),
        ("on hold for an hour", "2026-06-15T11:00"),
        ("a couple of days without an answer", "2026-06-13T12:00"),
        ("no answer since 25 May", "2026-05-25T23:59"),
        ("no answer since May 25th, 2026", "2026-05-25T23:59"),
        ("no answer since 2026-05-25", "2026-05-25T23:59"),
        ("no answer since 20 December", "2025-12-20T23:59"),
        ("no answer since Thursday", "2026-06-11T23:59"),
        ("no answer since Monday", "2026-06-08T23:59"),
        ("no answer since yesterday", "2026-06-14T23:59"),
        ("no answer since April", "2026-04-30T23:59"),
        ("two and a half weeks of silence", "2026-05-29T00:00"),
        ("waiting for 2-3 weeks", "2026-06-01T12:00"),
        ("for the past fortnight they ignore me", "2026-06-01T12:00"),
        ("they have not answered in ten days", "2026-06-05T12:00"),
        ("they haven't called me back in weeks", "2026-06-01T12:00"),
        ("I'm on day 12 without heating", "2026-06-03T12:00"),
        ("week three and no reply", "2026-05-25T12:00"),
        ("waiting since this morning", "2026-06-15T12:00"),
        ("he was to come yesterday", "2026-06-14T23:59"),
        ("no water since the 12th", "2026-06-12T23:59"),
        ("no water since the 20th", "2026-05-20T23:59"),
        ("no water since the 31st", "2026-05-31T23:59"),
        ("ignored since the beginning of May", "2026-05-10T23:59"),
        ("ignored since mid-May", "2026-05-20T23:59"),
        ("ordered on 25.5.", "2026-05-25T23:59"),
        ("ordered on 25/05/2026", "2026-05-25T23:59"),
        ("ordered on 03/06/2026", "2026-06-03T23:59"),  # or March: the later one
        ("they took my deposit in April", "2026-04-30T23:59"),
        ("they took my deposit in November", "2025-11-30T23:59"),
        ("it will come in November", None),
        ("a delivery in ten days", None),
        ("a customer for 10 years", None),
        ("back in 3 weeks", None),
        ("open within two days", None),
        ("no answer since 31 June", None),
        ("it leaked after a day", None),
        ("$900 for ten minutes", None),
        ("they took 80 euros for an hour of work", None),
        ("they have had my $900 for ten days", "2026-06-05T12:00"),
        ("I threw up for ten hours", None),
        ("we had to close the cafe for two days", None),
        ("drove for three hours and it was shut", None),
        ("the paint stank for a week", None),
        ("sick for three days, and still no answer", "2026-06-12T12:00"),
        ("I rang for two weeks", "2026-06-01T12:00"),
        ("sick of them after asking for two weeks", "2026-06-01T12:00"),
        ("fell apart after one year, and nobody answers", None),
        ("it stopped working after three days", None),
        ("they failed to call after three days", "2026-06-12T12:00"),
        ("it leaks, and after three days still nobody", "2026-06-12T12:00"),
        ("it has been leaking for three days", "2026-06-12T12:00"),
        ("no answer", None),
    ],
)
def test_since(text: str, moment: str | None) -> None:
    found = waiting_since(text, AT, complains=True)
    assert (found and found[0].isoformat()[:16]) == moment
    assert waiting_since(text, None, complains=True) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("This is the third time I call and nobody picks up", 2),
        ("I am calling for the 4th time", 3),
        ("My second email. Still no reply.", 1),
        ("I have called them three times", 2),
        ("Written to them twice", 1),
        ("Five voicemails and nothing", 4),
        ("I rang 40 times", 14),
        ("Das ist das dritte Mal, dass ich anrufe", 2),
        ("Ich habe schon viermal geschrieben", 3),
        ("C'est la troisième fois que j'appelle", 2),
        ("Je vous ai écrit trois fois", 2),
        ("Es la tercera vez que llamo", 2),
        ("È la terza volta che chiamo", 2),
        ("É a terceira vez que ligo", 2),
        ("I rang three times today", None),
        ("The second time the boiler broke", None),
        ("We were there three times", None),
        ("They never returned my call", None),
    ],
)
def test_who_has_tried_before_waits_since_then(text: str, days: int | None) -> None:
    found = tried_since(text, AT)
    at = datetime(2026, 6, 15, 23, 59, 59, tzinfo=UTC)
    assert (found and found[0]) == (days and at - timedelta(days=days))
    assert tried_since(text, None) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I ordered on Black Friday and nothing has come", "2025-11-28"),
        ("Ordered before Christmas, never arrived", "2025-12-25"),
        ("No answer since Easter", "2026-04-05"),
        ("Nothing since New Year's Eve", "2025-12-31"),
        ("On Valentine's Day I booked a table and nobody confirmed it", "2026-02-14"),
        ("Desde Navidad sin respuesta", "2025-12-25"),
        ("seit Ostern keine Antwort", "2026-04-05"),
        ("vor Weihnachten bestellt, nichts da", "2025-12-25"),
        ("depuis Noël aucune réponse", "2025-12-25"),
        ("commandé avant Pâques, toujours rien", "2026-04-05"),
        ("ordinato al Black Friday, mai arrivato", "2025-11-28"),
        ("da Natale nessuna risposta", "2025-12-25"),
        ("desde o Natal sem resposta", "2025-12-25"),
        ("comprei na Black Friday e nada chegou", "2025-11-28"),
        ("We always order at Christmas and this time it was stale", None),
        ("I have been a customer since Christmas and nobody answers", None),
        ("Christmas was ruined", None),
        ("Ordered for Halloween 2026", None),
    ],
)
def test_a_day_that_everybody_knows_is_a_date(text: str, day: str | None) -> None:
    found = feast_since(text, AT)
    assert (found and found[0].isoformat()) == (day and f"{day}T23:59:59+00:00")
    assert found is None or found[1] in text
    assert feast_since(text, None) is None


def test_the_christmas_that_comes_is_not_the_last_one() -> None:
    assert feast_since("Ordered a present before Christmas, it is late", datetime(2026, 12, 20, tzinfo=UTC)) is None
    assert feast_since("Ordered before Christmas", datetime(2026, 12, 27, tzinfo=UTC)) is not None


@pytest.mark.parametrize(
    ("year", "day"), [(1961, (4, 2)), (2000, (4, 23)), (2008, (3, 23)), (2025, (4, 20)), (2038, (4, 25))]
)
def test_easter(year: int, day: tuple[int, int]) -> None:
    found = feast_since("no answer since Easter", datetime(year, 6, 1, tzinfo=UTC))
    assert found is not None
    assert (found[0].month, found[0].day) == day


@pytest.mark.parametrize("scorer", ["fast", "earful"])
@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
@pytest.mark.parametrize(
    "words", ["since Easter", "since Monday", "since 25 May", "for three weeks", "third time I call"]
)
def test_odd_times_are_no_trouble(scorer: str, at: datetime, words: str) -> None:
    [tone] = make(scorer).score([Subject(text=f"Nobody has answered my letter, {words}.", at=at)])
    assert tone.label is Label.NEGATIVE
    assert (tone.since is None) == (at.year == 1)


def test_what_is_said_of_time_comes_before_what_is_said_of_tries() -> None:
    said = "This is the third time I call and nobody answers."
    tone = score(said, at=AT)
    assert tone.since == datetime(2026, 6, 13, 23, 59, 59, tzinfo=UTC)
    assert any("third time I call" in why for why in tone.why)
    assert score(f"{said} I called an hour ago.", at=AT).since == AT - timedelta(hours=1)
    assert score("Third time I call, and they are always wonderful!", at=AT).since is None


@pytest.mark.parametrize(
    "text", ["This is the third time I call Harbor. Nobody cares.", "Third time I'm calling Harbor about the boiler."]
)
def test_whoever_calls_for_the_third_time_complains(text: str) -> None:
    tone = score(text, at=AT)
    assert (tone.complaint >= 0.5, tone.since and (AT - tone.since).days) == (True, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks again!",
        "I see. Thanks again, everybody.",
        "Great week at Acme with the whole family",
        "Lovely to be back at Acme again.",
        "Perfect way to finish a long week",
        "Wonderful people, still my favourite shop",
        "Thank you for not giving up on our old boiler",
        "Thanks to everybody who came down to Acme last night",
        "Great, another happy visit to Acme!",
        "Nice evening, open late at night, loved it",
        "Just what I needed, thank you",
        "So glad I chose Acme, lovely people",
        "Congrats again Acme",
        "I fucking love this place",
        "damn good burger",
    ],
)
def test_praise_that_is_meant_is_no_mockery(text: str) -> None:
    tone = score(text, "fast")
    assert (tone.sarcasm, tone.label) == (0.0, Label.POSITIVE)


@pytest.mark.parametrize(
    "text",
    [
        "Oh great, another delay",
        "Thanks guys, still no reply",
        "Nice job losing my bags, Acme",
        "Brilliant, the app is down again",
        "Thank you for not calling back",
        "Well done Acme, still nothing",
        "Love how they never answer the phone",
        "So glad I paid extra for this",
        "thanks for nothing",
    ],
)
def test_praise_that_is_none_is_mockery(text: str) -> None:
    tone = score(text, "fast")
    assert (tone.sarcasm, tone.label) == (0.8, Label.NEGATIVE)


def test_since_is_told_only_with_a_complaint() -> None:
    assert score("I paid three weeks ago and nobody has come.", at=AT).since == datetime(2026, 5, 25, 12, tzinfo=UTC)
    assert score("I paid three weeks ago and nobody has come.").since is None
    assert score("I moved here three weeks ago, lovely shop!", at=AT).since is None


def test_shouting_makes_it_angrier() -> None:
    calm, loud = score("This is the worst service."), score("THIS IS THE WORST SERVICE!!!")
    assert loud.anger > calm.anger + 0.1


def test_a_five_star_review_that_complains_is_still_heard() -> None:
    tone = score("They never called me back.", stars=5, stars_max=5)
    assert tone.complaint >= 0.5
    assert score("", stars=5, stars_max=5).complaint < 0.1


def test_stars_on_any_scale() -> None:
    assert [score("", stars=stars, stars_max=10).label.value for stars in (0, 1, 5.5, 9)] == [
        "negative",
        "negative",
        "neutral",
        "positive",
    ]
    assert score("", stars=1).complaint >= 0.5


def test_the_name_itself_is_no_praise() -> None:
    text = "Best Happy Cleaners opens at nine."
    assert SCORERS["textblob"].score([subject({"text": text, "brand": "Best Happy Cleaners"})])[0].label == "neutral"


def test_a_name_far_down_a_long_text_is_found() -> None:
    text = "The weather was fine. " * 3000 + "Acme never called me back, I am furious. " + "Rain came. " * 3000
    tone = SCORERS["textblob"].score([subject({"text": text, "brand": "Acme"})])[0]
    assert tone.label is Label.NEGATIVE
    assert tone.anger >= 0.5


@pytest.mark.parametrize(
    ("text", "claimed", "english"),
    [
        ("They never called back", "", True),
        ("Acme 👎", "", True),
        ("👎", "", True),
        ("El servicio es muy malo y nunca contestan", "", False),
        ("El servicio es muy malo y nunca contestan", "en", False),
        ("Seit drei Wochen keine Antwort, ich bin sauer", "", False),
        ("Ils ne répondent jamais, c'est une honte", "", False),
        ("最悪です", "", False),
        ("Очень плохо", "en", False),
        ("They never called back and I am not happy", "de", True),
        ("Acme kaputt", "de", False),
        ("Service catastrophique, personne ne répond", "", False),
        ("Atención excelente", "", False),
        ("Crème brûlée at the café was lovely", "", True),
        ("Super service, super quick", "", True),
        ("Going to the cafe in La Paz for lunch, it was great", "", True),
    ],
)
def test_language(text: str, claimed: str, english: bool) -> None:
    assert is_english(text, claimed) is english


def test_another_language_is_unknown_unless_stars_or_emoji_speak() -> None:
    text = "Üç haftadır bekliyorum ve kimse aramadı"
    assert score(text).label is Label.UNKNOWN
    assert score(f"{text} 😡").label is Label.NEGATIVE
    assert score(text, stars=5, stars_max=5).label is Label.POSITIVE


@pytest.mark.parametrize("scorer", SCORERS)
@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "!",
        "a",
        "'",
        ".",
        ". ",
        "😡",
        "never ",
        "I called ",
        ", and ",
        "from Acme ",
        "wait ",
        "2 weeks ",
        "not ",
        "promised x ",
        "please you someone ",
        "#",
        "@a ",
        '"',
        "on Acme from a ",
        "A ",
        "\n",
        "́",
        "a,",
        "still ",
        "f*",
        "three emails, ",
        "would be nice if you ",
        "Globex was ",
        "everyone says ",
        "my boss ",
        "how do I ",
        "cancelled my ",
        "Nothing. ",
        "fixed ",
    ],
)
def test_hostile_texts_are_scored_in_time(scorer: str, unit: str) -> None:
    text = unit * (80_000 // len(unit))
    SCORERS[scorer].score([Subject(text="warm")])
    start = time.process_time()
    tone = SCORERS[scorer].score([Subject(text=text + " Acme", brand="Acme", spans=((len(text) + 1, len(text) + 5),))])
    assert time.process_time() - start < 0.5  # some .06 s alone on a machine
    assert -1 <= tone[0].polarity <= 1


@settings(max_examples=150, deadline=None)
@given(st.text(), st.text(), st.none() | st.floats(0, 5), st.integers(0, 9), st.integers(0, 9))
def test_any_text_gives_a_tone_within_bounds(
    text: str, title: str, stars: float | None, start: int, length: int
) -> None:
    one = Subject(text=text, title=title, brand="x", spans=((start, start + length),), stars=stars, stars_max=5, at=AT)
    tone = SCORERS["fast"].score([one])[0]
    assert -1 <= tone.polarity <= 1
    for share in (tone.anger, tone.complaint, tone.gratitude):
        assert 0 <= share <= 1
    assert SCORERS["fast"].score([one, one]) == [tone, tone]


def test_the_register() -> None:
    assert scorers()[:4] == ["earful", "fast", "textblob", "onnx"]
    with pytest.raises(UnknownScorer, match=r"vader.*earful, fast, textblob, onnx"):
        make("vader")
    with pytest.raises(TypeError):
        make("fast", {"speed": 9})


def _own(mood: str) -> Scorer:
    class Own:
        def score(self, batch: Any) -> list[Tone]:
            return [Tone(label=Label(mood), polarity=0.0, anger=0.0, complaint=0.0) for _ in batch]

    return Own()


def test_a_scorer_of_somebody_else_that_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    points = EntryPoints([EntryPoint("moody", "no_such_package:Moody", "earful.scorers")])
    monkeypatch.setattr(register, "entry_points", lambda group: points.select(group=group))
    with pytest.raises(UnusableScorer, match="no_such_package:Moody cannot be loaded"):
        make("moody")


def test_a_scorer_of_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    points = EntryPoints([EntryPoint("moody", f"{__name__}:_own", "earful.scorers")])
    monkeypatch.setattr(register, "entry_points", lambda group: points.select(group=group))
    assert scorers() == ["earful", "fast", "textblob", "onnx", "moody"]
    assert make("moody", {"mood": "positive"}).score([Subject(text="x")])[0].label is Label.POSITIVE


@pytest.mark.slow
def test_textblob_is_loaded_at_the_first_score_only() -> None:
    code = (
        "import sys; from monitor.tone import make, Subject; one = make('textblob'); print('textblob' in sys.modules);"
        "make('fast').score([Subject(text='bad')]); print('textblob' in sys.modules);"
        "one.score([Subject(text='bad')]); print('textblob' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "False", "True"]


def test_signals_in_words() -> None:
    tone = score("I'm telling everyone I know, then I will see my lawyer. Never again. I want my money back, call me!")
    assert set(tone.signals) == set(Signal)


@pytest.mark.parametrize("scorer", ["fast", "earful"])
def test_five_stars_do_not_unsay_a_complaint_in_another_language(scorer: str) -> None:
    words = "Nadie contesta desde hace tres semanas. Quiero que me devuelvan el dinero."
    [tone] = make(scorer).score([Subject(text=words, stars=5, stars_max=5)])
    assert (tone.label, tone.complaint >= 0.5) == (Label.NEGATIVE, True)


@pytest.mark.parametrize(
    ("stars", "most", "said"),
    [(8, None, "8 of 10"), (85, None, "85 of 100"), (4, None, "4 of 5"), (300, None, "300 of 300"), (1, 1, "1 of 1")],
)
def test_a_scale_that_nobody_told_is_a_usual_one(stars: float, most: float | None, said: str) -> None:
    [tone] = make("fast").score([Subject(text="", stars=stars, stars_max=most)])
    assert (tone.label, tone.why) == (Label.POSITIVE, (f"stars: {said}",))


@pytest.mark.parametrize(
    ("text", "complains"),
    [
        ("No heating because of Acme, and it is January.", True),
        ("Had to close the cafe on Sunday because of Acme.", True),
        ("We missed the ferry because of Acme.", True),
        ("No more leaks because of Acme!", False),
        ("Couldn't be happier because of Acme.", False),
        ("Never missed a train because of Acme.", False),
        ("I moved here because of Acme.", False),
    ],
)
def test_what_somebody_lost_because_of_a_firm_is_its_doing(text: str, complains: bool) -> None:
    for scorer in ("fast", "earful"):
        [tone] = make(scorer).score([subject({"text": text, "brand": "Acme"})])
        assert (tone.complaint >= 0.5) is complains, scorer


@pytest.mark.parametrize(
    ("text", "angry"),
    [
        ("Acme lost my parcel, so angry", True),
        ("Acme late again. I'm so mad.", True),
        ("I'm so mad about the new tiles from Acme, love them", False),
        ("Not so angry any more, Acme called.", False),
    ],
)
def test_who_says_that_they_are_angry_is(text: str, angry: bool) -> None:
    for scorer in ("fast", "earful"):
        [tone] = make(scorer).score([subject({"text": text, "brand": "Acme"})])
        assert (tone.anger >= 0.5) is angry, scorer

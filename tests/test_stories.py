"""Stories: what is one story and what is not, how surely it is found, and how little is kept."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from monitor.matching.fold import fold
from monitor.stories import (
    Shelf,
    Telling,
    agrees,
    fingerprint,
    fingerprints,
    same_headline,
    same_words,
    words_of,
)
from monitor.stories.shelf import MOST_PER_KEY
from tests import story_suite

DAY = 86_400_000_000
LONG = (
    "Harbor Plumbing came on Monday to replace our kitchen sink and left the old one standing in the driveway, promised "
    "to collect it on Tuesday, then Thursday, and two weeks later the neighbours complain and the office hangs up."
)


def telling(text: str = LONG, by: str = "dana", **changes: Any) -> Telling:
    return replace(Telling(brand="Harbor", title="", text=text, author=by.encode()), **changes)


def placed(*tellings: Telling, days: float = 0) -> list[int]:
    shelf = Shelf()
    return [shelf.place(one, int(number * days * DAY)) for number, one in enumerate(fingerprints(tellings))]


# -- what is one story -----------------------------------------------------------------------------------------------


def test_texts_sorted_by_hand_are_sorted_the_same() -> None:
    found = story_suite.score(story_suite.ours)
    assert found.right > 30
    assert found.precision >= 0.98, found.wrong
    assert found.recall >= 0.95, found.wrong


def test_the_suite_notices_a_way_that_melts_and_one_that_tears() -> None:
    melting = story_suite.score(lambda tellings: [1 for _ in tellings])
    tearing = story_suite.score(lambda tellings: list(range(len(tellings))))
    assert (melting.recall, tearing.recall) == (1.0, 0.0)
    assert melting.precision < 0.5


def test_a_story_of_one_brand_is_not_a_story_of_another() -> None:
    assert placed(telling(), telling(brand="Acme")) == [1, 2]


def test_how_long_a_story_can_be_joined() -> None:
    assert placed(telling(), telling(by="lee"), days=13.9) == [1, 1]
    assert placed(telling(), telling(by="lee"), days=14.1) == [1, 2]
    # Every telling keeps it going.
    assert placed(telling(), telling(by="lee"), telling(by="kim"), days=13) == [1, 1, 1]
    article = telling(article=True)
    assert placed(article, article, days=2.9) == [1, 1]
    assert placed(article, article, days=3.1) == [1, 2]


def test_what_is_found_late_joins_what_was_told_after_it() -> None:
    shelf = Shelf()
    later, earlier = fingerprints([telling(), telling(by="lee")])
    assert [shelf.place(later, 30 * DAY), shelf.place(earlier, 20 * DAY)] == [1, 1]


def test_a_chain_of_small_changes_does_not_carry_a_story_away() -> None:
    words = LONG.split()
    chain = [" ".join([f"changed{n}"] * n + words[n:]) for n in range(len(words))]
    found = placed(*(telling(text, by=f"a{n}") for n, text in enumerate(chain)))
    assert found[0] == found[1] == 1
    assert found[-1] != 1
    # Each is compared with the first telling of a story, so distant ones never share one.
    assert max(found.count(story) for story in set(found)) < len(words) / 2


def test_few_words_are_one_story_only_for_one_person_or_one_name() -> None:
    short = "Harbor Plumbing still has not called back"
    assert placed(telling(short), telling(short)) == [1, 1]
    assert placed(telling(short), telling(short, by="lee")) == [1, 2]
    named = [telling(short, by=by, names=(name,)) for by, name in (("a", "Dana R"), ("b", "@dana_r@social.example"))]
    assert placed(*named) == [1, 1]
    assert placed(telling("Avoid", names=("Dana",)), telling("Avoid", by="lee", names=("Dana",))) == [1, 2]


def test_nothing_said_is_no_story_with_anything() -> None:
    assert placed(telling(""), telling(""), telling("https://a.example"), telling("👍")) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "text",
    [
        "RT @dana: never again (@harbor) see:https://a.example/x?y=1 or www.a.example/z, mail me@a.example #fail #plumber2",
        "@harbor #1 in #springfield, really? #no",
        "#only #tags",
        "https://a.example",
        "rt @x",
    ],
)
def test_marks_are_left_out_alike_in_both_ways(text: str) -> None:
    """There is one for texts of nothing but ASCII, and a slower one."""
    folded = fold(text)
    quick, slow = fingerprint._without_marks(folded), fingerprint._NO_WORDS.sub(" ", folded)
    assert fingerprint._WORD.findall(quick) == fingerprint._WORD.findall(slow) == words_of(text)


def test_which_words_count() -> None:
    assert words_of("RT @dana: Don't go! see https://a.example/x #fail #plumber") == ["don", "t", "go", "see"]
    assert words_of("@harbor #1 in #springfield, really? #no") == ["1", "in", "springfield", "really"]
    assert words_of("mail me@a.example (@harbor)") == ["mail", "me", "a", "example"]
    assert words_of("最悪 #x") == ["最", "悪"]


# -- how surely, how cheaply -----------------------------------------------------------------------------------------


def varied(rng: random.Random, share: float) -> tuple[str, str]:
    """Two texts of forty words whose sets of words have that likeness."""
    alone = round(40 * (1 - share) / (1 + share))
    common = [f"word{rng.randrange(10**9)}" for _ in range(40 - alone)]
    texts = [common + [f"other{rng.randrange(10**9)}" for _ in range(alone)] for _ in range(2)]
    for text in texts:
        rng.shuffle(text)
    return " ".join(texts[0]), " ".join(texts[1])


@pytest.mark.parametrize(("share", "least", "most"), [(0.9, 0.98, 1.0), (0.82, 0.93, 1.0), (0.6, 0.0, 0.0)])
def test_how_many_likenesses_are_found(share: float, least: float, most: float) -> None:
    rng = random.Random(7)
    pairs = [varied(rng, share) for _ in range(400)]
    found = 0
    for number, (one, other) in enumerate(pairs):
        first, second = placed(telling(one, by=f"a{number}"), telling(other, by=f"b{number}"))
        found += first == second
    assert least <= found / len(pairs) <= most


def test_articles_that_share_a_third_of_their_runs_are_found() -> None:
    rng = random.Random(7)

    def words(count: int) -> str:
        return " ".join(f"word{rng.randrange(10**9)}" for _ in range(count))

    found = 0
    for _ in range(200):
        common = words(120)
        texts = [f"{words(30)} {common} {words(60)}" for _ in range(2)]  # 118 of about 298 runs
        first, second = placed(*(telling(text, by=text[:9], article=True) for text in texts))
        found += first == second
    assert found >= 190


def test_very_long_articles_are_compared_by_a_part_of_their_runs() -> None:
    rng = random.Random(7)
    words = [f"word{rng.randrange(10**9)}" for _ in range(1900)]
    other = [*words[:900], *(f"new{rng.randrange(10**9)}" for _ in range(1000))]
    one, two = fingerprints([telling(" ".join(text), article=True) for text in (words, other)])
    assert len(one.sketch) == 4 * 256
    assert one.size > 1800
    assert placed(telling(" ".join(words), article=True), telling(" ".join(other), article=True)) == [1, 1]
    strange = " ".join(f"odd{rng.randrange(10**9)}" for _ in range(1900))
    assert placed(telling(" ".join(words), article=True), telling(strange, article=True)) == [1, 2]
    assert two.size > 1800


def test_the_keys_are_the_same_in_every_process_and_in_every_batch() -> None:
    """They are stored: a change of these numbers tears every story in two that is being told."""
    (alone,) = fingerprints([telling()])
    assert fingerprints([telling("short"), telling("x " * 50 + LONG), telling()])[2] == alone
    code = (
        "from monitor.stories import *\n"
        f"print(fingerprints([Telling(brand='Harbor', title='', text={LONG!r}, author=b'dana')])[0])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == repr(alone)
    assert (alone.sure, alone.maybe[:2]) == ((-5172966992414958180,), (1090210635496904450, 1111292723473100852))
    (article,) = fingerprints([telling(article=True)])
    assert article.maybe[:2] == (5601728202537000841, 6537731228864552656)


def test_a_phrase_that_everybody_uses_is_no_key() -> None:
    shelf = Shelf()
    rng = random.Random(7)
    lead = "read what customers of this firm have to say"
    for number in range(3 * MOST_PER_KEY):
        own = " ".join(f"word{rng.randrange(10**9)}" for _ in range(30))
        (one,) = fingerprints([telling(f"{lead} {own}", by=f"a{number}")])
        assert shelf.place(one, number) == number + 1
    assert max(map(len, shelf._keys.values())) == MOST_PER_KEY


def test_what_is_out_of_reach_is_forgotten() -> None:
    shelf = Shelf()
    rng = random.Random(7)
    for number in range(500):
        own = " ".join(f"word{rng.randrange(10**9)}" for _ in range(12))
        (one,) = fingerprints([telling(own, by=f"a{number}")])
        shelf.place(one, number * DAY)
    assert len(shelf._stories) <= 16
    assert len(shelf._keys) <= 16 * 8


# -- whether two readings of one post say the same --------------------------------------------------------------------


def test_two_readings_of_one_post() -> None:
    assert same_words("", LONG, "", LONG.upper())
    assert same_words("", LONG[:120], "", LONG)
    assert same_words("Plumber fined after basement floods", "", "Plumber fined after basement floods", LONG)
    other = "Nobody came on the day that had been agreed, and the man on the phone laughed at me about it twice"
    assert not same_words("Plumber fined after basement floods", LONG, "Plumber fined after basement floods", other)
    assert same_headline("Plumber fined after basement floods", "PLUMBER fined, after basement floods")
    assert not same_headline("Plumber fined", "Plumber fined")
    assert same_words("", "Bad", "", "bad!")
    assert not same_words("", "Bad", "", "Bad service")
    assert not same_words("", LONG, "", "An entirely different text about something else that happened there")
    assert not same_words("", "", "", "")


# -- agreement -------------------------------------------------------------------------------------------------------

AGREE = """
me too|Me too!|+1|+1, same here|Same here, three weeks and no call|This happened to me too|Happened to me as well last year|same
Ditto.|I had the exact same problem|You're not alone|Agreed!|^ this|@dana me too|Yeah, same thing here|me too with my boiler
Yo también|A mí también me pasó|Me pasó lo mismo|Lo mismo aquí|x2
Ich auch!|Mir auch, seit Mai|Geht mir genauso|Ist mir auch passiert|Bei mir genau dasselbe|Kann ich nur bestätigen|dito
Moi aussi|Pareil pour moi|Idem chez moi depuis mars|Même problème ici|Ça m'est arrivé aussi|Je confirme.
Anch'io|Anche a me!|Stessa cosa|È successo anche a me|Confermo!
Eu também|Comigo também|Mesma coisa aqui|Aconteceu comigo também
"""
OTHERWISE = """
They called me too late|Same day service, great|Me too late to the party but they are great|This is a great company
Ich auch nicht|I agree to the terms of the service|Igualmente gracias por todo|Moi non plus|They are not the same people
thanks for the tip|Did you call them?|This in my opinion is nice|same old story from you|+1-555-0100 is their number
We feel the same way about cats and dogs alike, do we not|Anche i gatti|Pareillement doué|idempotent|
"""


@pytest.mark.parametrize("text", [text for line in AGREE.split("\n") for text in line.split("|") if text])
def test_what_agrees(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize("text", [text for line in OTHERWISE.split("\n") for text in line.split("|") if text])
def test_what_does_not_agree(text: str) -> None:
    assert not agrees(text)


def test_who_writes_at_length_tells_a_story_of_their_own() -> None:
    assert not agrees("Me too. " + LONG * 4)
    assert not agrees("")

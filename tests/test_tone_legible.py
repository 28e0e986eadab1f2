"""What is invisible, left behind by a page or dressed up is read as what it shows."""

from __future__ import annotations

import re
import time

import pytest

from monitor.tone import Subject, make
from monitor.tone.base import Label, Signal
from monitor.tone.legible import legible

PLAIN = "Acme never called me back. I'm furious and will tell everyone."
ODD = {
    "zero-width spaces": "Acme ne\u200bver cal\u200bled me ba\u200bck. I'm fur\u200bious and will tell ev\u200beryone.",
    "one after every letter": "\u200b".join(PLAIN),
    "soft hyphens": "Acme nev\u00ader called me back. I'm fu\u00adri\u00adous and will tell every\u00adone.",
    "byte order marks": "\ufeffAcme never\ufeff called me back. I'm furious and will tell everyone.",
    "marks of direction": "\u202bAcme never called me back. I'm furious and will tell everyone.\u202c",
    "struck out": "Acme n\u0336e\u0336v\u0336e\u0336r\u0336 called me back. I'm f\u0338urious and will tell everyone.",
    "full width": "Acme \uff4e\uff45\uff56\uff45\uff52 called me back. I'm furious and will tell everyone.",
    "bold": "Acme \U0001d5fb\U0001d5f2\U0001d603\U0001d5f2\U0001d5ff called me back. I'm furious and will tell everyone.",
    "entities": "Acme never called me&nbsp;back. I&#39;m furious and&#x20;will tell everyone.",
    "tags": "<p>Acme <b>never</b> called me back.</p><br/>I'm <a href='https://x.example/?a=1'>furious</a> and will tell everyone.",
    "null bytes": "Acme\0never\0called\0me\0back. I'm furious and will tell everyone.\0",
}


@pytest.mark.parametrize("odd", ODD)
def test_what_it_shows_is_read(odd: str) -> None:
    start = re.search("A\u200b?c\u200b?m\u200b?e", ODD[odd])
    assert start is not None
    subject = Subject(text=ODD[odd], brand="Acme", spans=(start.span(),))
    seen = legible(subject)
    assert " ".join(seen.text.replace("\u00a0", " ").split()) == PLAIN
    assert [seen.text[low:high] for low, high in seen.spans] == ["Acme"]
    [tone] = make("fast").score([subject])
    assert (tone.label, tone.signals) == (Label.NEGATIVE, (Signal.TELLING_EVERYONE,))
    assert 'no answer: "never called me back"' in tone.why


def test_names_stay_where_they_are() -> None:
    text = "&lt;3 Bolt &amp; <i>Acme</i>, not\u200b Cr\u00adane"
    places = [(text.index(name), text.index(name) + len(name)) for name in ("Bolt", "Acme", "Cr\u00adane")]
    seen = legible(
        Subject(
            text=text,
            title="Acme&#39;s",
            brand="Acme",
            spans=places[1:2],
            others=(places[0], places[2]),
            title_spans=((0, 4),),
        )
    )
    assert seen.text == "<3 Bolt &  Acme , not Crane"
    assert [seen.text[low:high] for low, high in (*seen.spans, *seen.others)] == ["Acme", "Bolt", "Crane"]
    assert [seen.title, seen.title[: seen.title_spans[0][1]]] == ["Acme's", "Acme"]


@pytest.mark.parametrize(
    "text", ["", "Fine.\n\nAgain <3", "caf\u00e9 \u2019s \u2b50 \u2764", "a < b & c > d", "AT&T; R&D"]
)
def test_plain_words_are_left_alone(text: str) -> None:
    subject = Subject(text=text)
    assert legible(subject) == subject


@pytest.mark.parametrize(
    ("text", "stars", "label"),
    [
        ("\u2605\u2606\u2606\u2606\u2606 Acme", 1, Label.NEGATIVE),
        ("Acme \u2605\u2605\u2605\u2605\u2605", 5, Label.POSITIVE),
        ("\u2606\u2606\u2606\u2606\u2606", 0, Label.NEGATIVE),
        ("Acme \u2605\u2606\u2606\u2606\u2606, Bolt \u2605\u2605\u2605\u2605\u2605", None, Label.NEUTRAL),  # whose?
        ("\u2605 Acme \u2605", None, Label.NEUTRAL),
    ],
)
def test_a_drawn_rating_is_stars(text: str, stars: float | None, label: Label) -> None:
    subject = Subject(text=text)
    assert legible(subject).stars == stars
    assert make("fast").score([subject])[0].label is label
    assert legible(Subject(text=text, stars=3)).stars == 3


@pytest.mark.parametrize(
    "unit", ["\u200b", "&amp;", "&amp", "<b>", "<b ", "\0", "\U0001d5fb", "\u2605", "\u2605\u2606", "e\u0338"]
)
def test_much_of_it_takes_no_time(unit: str) -> None:
    subject = Subject(text=unit * (100_000 // len(unit)), brand="Acme", spans=((0, 4),))
    start = time.process_time()
    legible(subject)
    assert time.process_time() - start < 2

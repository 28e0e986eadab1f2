"""How a post is written for the model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.tone.model.prepare import CLOSE, EVERY_EMOJI, OPEN, SHOUT, mark, plain


def written(text: str, *spans: tuple[int, int], emoji: frozenset[str] = frozenset("😡"), shouts: bool = True) -> str:
    return (
        plain(mark(text, spans), emoji=emoji, shouts=shouts).replace(OPEN, "<").replace(CLOSE, ">").replace(SHOUT, "^")
    )


@pytest.mark.parametrize(
    ("text", "as_written"),
    [
        ("Read https://acme.example/a?b=1 now", "Read http now"),
        ("www.acme.example is down", "http is down"),
        ("@acme_help and @Bob: hi", "@user and @user: hi"),
        ("mail me at bob@acme.example", "mail me at bob@acme.example"),
        ("sooooooo bad!!!!!!!", "sooo bad!!!"),
        ("Tom &amp; Jerry&#39;s", "Tom & Jerry's"),
        ("#CustomerService #fail", "#Customer Service #fail"),
        ("I AM SO ANGRY with them", "I AM SO ^ ANGRY with them"),
        ("call me ASAP", "call me ^ ASAP"),
        ("bad 😡 bad", "bad 😡 bad"),
        ("👍🏽 ok", "thumbs up sign ok"),
        ("it’s “great”…", 'it\'s "great"...'),
        ("a\u200bb\x00c", "abc"),
        ("a\n\n  b", "a b"),
        ("", ""),
    ],
)
def test_what_carries_no_feeling_becomes_one_word(text: str, as_written: str) -> None:
    assert written(text) == as_written


def test_the_brand_is_marked_where_it_stands() -> None:
    text = "Acme is fine, @Bolt is not, and bolt knows"
    assert written(text, (14, 19), (32, 36)) == "Acme is fine, <@user> is not, and <bolt> knows"
    assert written("Acme", (0, 4)) == "<Acme>"


def test_marks_that_a_stranger_wrote_are_none() -> None:
    assert written(f"{OPEN}Acme{CLOSE} and Bolt", (11, 15)) == "Acme and <Bolt>"
    assert SHOUT not in plain(mark(f"{SHOUT}x", ()), emoji=frozenset(), shouts=True)


def test_spans_that_make_no_sense_are_left_out() -> None:
    assert written("Acme Bolt", (0, 4), (2, 9), (5, 99), (7, 7), (5, 9)) == "<Acme> <Bolt>"


def test_a_tokeniser_that_knows_all_emoji_gets_them_as_they_are() -> None:
    assert written("👍 ok", emoji=EVERY_EMOJI, shouts=False) == "👍 ok"
    assert written("I AM ANGRY", shouts=False) == "I AM ANGRY"


@given(st.text(max_size=200), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=4))
def test_any_text_can_be_written(text: str, spans: list[tuple[int, int]]) -> None:
    told = plain(mark(text, spans), emoji=frozenset(), shouts=True)
    assert told.count(OPEN) == told.count(CLOSE)

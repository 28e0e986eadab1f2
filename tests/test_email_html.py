"""The HTML of mails: valid, readable in the light and in the dark, nothing loaded, and no other words than the plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from alerts.base import Card, Chart, Line, Message, Section, State
from alerts.email import plain_page
from alerts.email_html import BACKGROUNDS, BUTTON, COLOURS, html_page
from alerts.text import one_line, tidy
from tests.fakes.samples import MARIA, NASTY, message, nasty

MAIL = "mailto:answers@us.example?subject=I%27ll%20take%20it&body=Just%20send%20it."


def summary(words: str = "Three customers wait") -> Message:
    """A digest, with everything that a section can hold."""
    lines = [
        Line(text=words, link="https://forum.example/1?a=1&b=2", share=0.5),
        Line(text="nobody", share=0.0),
        Line(text="all", share=1.0, how_to_act=[("I'll take it", MAIL), ("Not about us", "https://us.example/do/x")]),
    ]
    sections = [Section("What drives complaints", lines), Section(words, [Line(text=words)])]
    chart = Chart(
        title=words, says=words, series=(words, "neutral", "positive", "unknown"), counts=[(1, 0, 0, 0), (0, 3, 2, 1)],
        labels=(words, "Tue 24 Nov"), marked=[(0, 1)], mark=words,
    )  # fmt: skip
    return replace(message(), card=Card(heading=words, state=State.NOTICE, sections=sections, chart=chart))


def every_kind() -> list[Message]:
    acting = message(
        how_to_act=[("I'll take it", MAIL), ("We replied", "https://us.example/do/t"), ("Undo", "earful undo")]
    )
    bare = message(summary="", heading="", byline="", quote="", facts=(), link="", how_to_act=())
    return [*(message(state=state) for state in State), acting, bare, nasty(), summary(), summary(NASTY)]


def attributes(element: Any) -> dict[str, str | None]:
    """What an element says of itself; nothing is a document."""
    assert element.attrs is not None
    return dict(element.attrs)


class Elements(HTMLParser):
    """Every element is closed where it was opened, and has each attribute once."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.wrong += [f"{tag}: {name} twice" for name in set(names) if names.count(name) > 1]
        self.wrong += [
            f"{tag} in p" for outer in self.open if outer == "p" and tag in ("table", "div", "p", "blockquote", "h2")
        ]
        if tag not in ("meta", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1:] != [tag]:
            self.wrong.append(f"/{tag} in {self.open}")
        else:
            self.open.pop()


def wrong_in(page: str) -> list[str]:
    """What the parsing rules of the HTML standard find wrong (JustHTML follows them), and what they let pass."""
    elements = Elements()
    elements.feed(page)
    elements.close()
    return [*map(str, JustHTML(page, collect_errors=True).errors), *elements.wrong, *elements.open]


@pytest.mark.parametrize("it", every_kind())
def test_it_is_valid(it: Message) -> None:
    assert wrong_in(html_page(tidy(it))) == []


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        ("</blockquote>", ""),
        ('lang="en"', 'lang="en" lang="de"'),
        ("</table>", ""),
        ("<b>", "<b></i>"),
        ("<blockquote", "<p><blockquote"),
        ("<!DOCTYPE html>", ""),
    ],
)
def test_the_validator_finds_what_is_wrong(what: str, instead: str) -> None:
    page = html_page(tidy(message()))
    assert what in page
    assert wrong_in(page.replace(what, instead, 1))


@pytest.mark.parametrize("it", every_kind())
def test_nothing_is_loaded_and_nothing_runs(it: Message) -> None:
    page = html_page(tidy(it))
    parsed = JustHTML(page, sanitize=False)
    assert not parsed.query("script, link, iframe, object, form, input, svg, base")
    assert [attributes(image)["src"] for image in parsed.query("img")] == ["cid:chart@earful"] * (
        it.card.chart is not None
    )
    assert "url(" not in page
    assert "@import" not in page
    for anchor in parsed.query("[href]"):
        assert str(attributes(anchor)["href"]).startswith(("https://", "http://", "mailto:answers@us.example?"))


# -- colours -----------------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", [name for name in COLOURS if name not in BACKGROUNDS])
def test_everything_can_be_read_in_the_light_and_in_the_dark(name: str) -> None:
    enough = 3.0 if name == "bar" or name.startswith("series-") else 4.5  # WCAG 2.2, 1.4.11 and 1.4.3
    for mode in (0, 1):
        for background in BACKGROUNDS:
            assert contrast(COLOURS[name][mode], COLOURS[background][mode]) >= enough, (mode, background)


@pytest.mark.parametrize("mode", [0, 1])
def test_the_filled_button_can_be_read_and_seen(mode: int) -> None:
    assert contrast(BUTTON["main"][mode], BUTTON["on-main"][mode]) >= 4.5
    assert contrast(BUTTON["main"][mode], COLOURS["page"][mode]) >= 3.0


@pytest.mark.parametrize("it", every_kind())
def test_whatever_has_a_colour_has_one_for_the_dark(it: Message) -> None:
    page = html_page(tidy(it))
    dark = dict(re.findall(r"\.([\w-]+)\{[\w-]+:(#\w{6})!important\}", page))
    assert {name: colours[1] for name, colours in COLOURS.items()}.items() <= dark.items()
    for element in JustHTML(page, sanitize=False).query("[style]"):
        style = str(attributes(element)["style"])
        classes = str(attributes(element).get("class") or "").split()
        for light in re.findall(r"(?<![\w-])(?:background-)?color:(#\w{6})", style):
            assert light in [known[name][0] for known in (COLOURS, BUTTON) for name in classes if name in known], style


def test_words_stand_on_a_background_of_ours() -> None:
    page = html_page(tidy(message()))
    assert f'<body class="page" style="margin:0;padding:0;background-color:{COLOURS["page"][0]}"' in page
    assert '<meta name="color-scheme" content="light dark">' in page


# -- the same words ----------------------------------------------------------------------------------------------------


def shown(page: str) -> str:
    """What a reader of the HTML sees, on one line."""
    parsed = JustHTML(page, sanitize=False)
    return one_line(" ".join(element.to_text(" ") for element in parsed.query("body")))


def told(it: Message) -> Sequence[str]:
    """Every word that a tidied message says."""
    card = it.card
    words = [it.summary, card.heading, card.byline, *card.quote.splitlines(), it.to.name]
    words += [part for fact in card.facts for value in fact for part in value.splitlines()]
    words += [part for label, how in card.how_to_act for part in ((label, how) if ":" not in how else ())]
    words += [card.chart.title] if card.chart else []
    for section in card.sections:
        words += [section.title, *(line.text for line in section.lines)]
    return [one_line(part) for part in words if one_line(part)]


@pytest.mark.parametrize("it", every_kind())
def test_html_and_plain_text_say_the_same(it: Message) -> None:
    it = tidy(it)
    page, plain = shown(html_page(it)), one_line(plain_page(it))
    for words in told(it):
        assert words in page
        assert words in plain
    assert len(told(it)) >= 1
    for link in [it.card.link, *(line.link for section in it.card.sections for line in section.lines)]:
        assert link in plain


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
@pytest.mark.slow
def test_whatever_a_stranger_writes_is_in_both_and_valid(words: str) -> None:
    for it in (tidy(nasty(words, replace(MARIA, name=words))), tidy(summary(words))):
        page = html_page(it)
        assert wrong_in(page) == []
        for part in told(it):
            assert part in shown(page)
            assert part in one_line(plain_page(it))

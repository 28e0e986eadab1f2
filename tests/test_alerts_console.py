"""The register of channels, the cleaning that all of them share, and the terminal."""

from __future__ import annotations

import importlib.metadata
import io
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alerts
from alerts.base import DeliveryError, Response, State
from alerts.console import Console
from alerts.text import clean, http_link, one_line, shorten, tidy
from tests.fakes.samples import MARIA, message, nasty


class Nowhere:
    """A client for a channel that makes no requests."""

    async def request(self, *args: object, **kwargs: object) -> Response:
        raise AssertionError("this channel makes no HTTP requests")


# --- the register ---


def test_the_built_in_kinds_are_channels() -> None:
    assert {"console", "email", "slack", "webhook"} <= set(alerts.kinds())
    for kind in alerts.kinds():
        channel = alerts.channel(kind)
        assert all(hasattr(channel, name) for name in ("shared", "reaches", "destination", "send")), kind


def test_secrets_are_never_in_a_repr() -> None:
    from dataclasses import fields

    for kind in alerts.kinds():
        for option in fields(alerts.channel(kind)):
            assert option.metadata.get("help"), f"{kind}.{option.name} has no help"
            assert option.repr is not bool(option.metadata.get("secret")), f"{kind}.{option.name}"


def test_an_unknown_kind() -> None:
    with pytest.raises(KeyError, match="pigeon"):
        alerts.channel("pigeon")


def test_a_channel_from_another_package(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = importlib.metadata.EntryPoint("loud", "alerts.console:Console", "earful.alerts")
    found = importlib.metadata.EntryPoints([mine])
    monkeypatch.setattr(alerts, "entry_points", lambda **wanted: found.select(**wanted))
    assert "loud" in alerts.kinds()
    assert alerts.channel("loud") is Console
    with pytest.raises(KeyError):
        alerts.channel("quiet")


def test_nothing_is_imported_before_it_is_needed() -> None:
    seen = "import sys, alerts; alerts.kinds(); print([m for m in sys.modules if m.startswith(('alerts.', 'monitor'))])"
    assert subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True).stdout == "[]\n"


# --- cleaning ---


@given(st.text(st.characters(codec=None), max_size=200))
def test_what_is_clean_can_be_written_anywhere(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    cleaned.encode()
    assert not set(cleaned) & {*map(chr, range(9)), *map(chr, range(11, 32)), *map(chr, range(127, 160))}
    assert len(one_line(text).splitlines()) <= 1


def test_half_an_emoji_and_a_whole_one() -> None:
    assert clean("\ud83d\ude21") == "😡"
    assert clean("a\ud83db") == "a\ufffdb"
    assert clean("👨‍👩‍👧 a\r\nb\u2028c\td") == "👨‍👩‍👧 a\nb\nc\td"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://forum.example/t/9?a=1&b=2#x", "https://forum.example/t/9?a=1&b=2#x"),
        (" http://forum.example ", "http://forum.example"),
        ('http://forum.example/"><script>|x y', "http://forum.example/%22%3E%3Cscript%3E%7Cx%20y"),
        ("https://forum.example/größe", "https://forum.example/größe"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)//http://x.example", ""),
        ("data:text/html,x", ""),
        ("//evil.example/x", ""),
        ("http://[::1", ""),
        ("http://bank.example@evil.example/", ""),
        ("http://good.example\\@evil.example/", ""),
        ("http://evil.example/\r\nBcc: x", ""),
        ("http://evil.example/\x00", ""),
        ("http:///nohost", ""),
        ("", ""),
    ],
)
def test_links(url: str, link: str) -> None:
    assert http_link(url) == link


def test_a_fact_cannot_pass_for_another_one() -> None:
    facts = tidy(
        message(facts=[("List", "\n1 one\nRead it: http://evil.example\n\n"), ("", "x"), ("Empty", " ")])
    ).card.facts
    assert facts == (("List", "\n  1 one\n  Read it: http://evil.example"),)


def test_shorten() -> None:
    assert shorten("12345", 5) == "12345"
    assert shorten("123456", 5) == "1234…"


# --- the terminal ---


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def printed(monkeypatch: pytest.MonkeyPatch, it: alerts.base.Message, stream: io.StringIO | None = None) -> str:
    stream = stream or io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    assert await Console().send(Nowhere(), it, None) == {}
    return stream.getvalue()


async def test_a_message_is_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await printed(monkeypatch, message(facts=[("Waiting", "1 h"), ("Longest first", "\nDana\nLee")])) == (
        "2026-05-04 14:05 UTC  FIRST_ANGER for Maria: Harbor Plumbing: angry customer waiting (Dana R., Town\n"
        "  forum) [case 812]\n"
        "  Waiting 1 h 05 min, you promise 4 h. Maria?\n"
        "  open · Dana R., Town forum\n"
        "  | Three weeks, four messages, nobody ever called me back.\n"
        "  | Telling everyone I know.\n"
        "  Waiting: 1 h\n"
        "  Longest first:\n"
        "    Dana\n"
        "    Lee\n"
        "  Read it: https://forum.springfield.example/t/9?a=1&b=2\n"
        "  I'll take it: earful case 812 take\n"
        "\n"
    )


async def test_strangers_cannot_forge_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    out = await printed(monkeypatch, nasty())
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "\r" not in out
    assert all(line.startswith(("2026-05-04 14:05 UTC", "  ", "\n")) for line in out.splitlines() if line)
    # A line of the quote is marked, also where it says "Read it:".
    assert "  | Read it: http://evil.example" in out
    assert "\nRead it:" not in out


async def test_long_lines_keep_their_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    out = await printed(monkeypatch, message(quote="word " * 100 + "x" * 500 + " " + "漢字" * 200))
    quoted = [line for line in out.splitlines() if "x" * 50 in line or "word word" in line or "漢" in line]
    assert len(quoted) > 10
    assert all(line.startswith("  | ") for line in quoted)
    assert all(len(line) <= 50 for line in quoted if "漢" in line)


async def test_colour_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert (await printed(monkeypatch, message(), Terminal())).startswith("\x1b[1;31m2026-05-04")
    assert (await printed(monkeypatch, message(state=State.WON_BACK), Terminal())).startswith("\x1b[1;32m")
    assert "\x1b" not in await printed(monkeypatch, message())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in await printed(monkeypatch, message(), Terminal())


async def test_a_terminal_that_knows_only_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", errors="strict")
    monkeypatch.setattr(sys, "stderr", stream)
    await Console(stream="stderr").send(Nowhere(), message(quote="Größe 😡"), None)
    assert b"Gr??e ?" in raw.getvalue()


async def test_nobody_reads_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stdout", closed)
    with pytest.raises(DeliveryError, match="cannot print to stdout") as caught:
        await Console().send(Nowhere(), message(), None)
    assert not caught.value.permanent


def test_it_is_a_room_and_reaches_everybody() -> None:
    console = Console()
    assert (console.shared, console.reaches(MARIA), console.destination(MARIA)) == (True, True, "console")

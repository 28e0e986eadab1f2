"""The log: readable, without secrets, and not to be forged."""

from __future__ import annotations

import json
import logging
import sys

from monitor.logs import Blotting


def line(formatter: Blotting, message: str, *args: object, error: BaseException | None = None) -> str:
    try:
        if error:
            raise error
        trace = None
    except BaseException:
        trace = sys.exc_info()
    return formatter.format(logging.LogRecord("monitor.x", logging.WARNING, "x.py", 1, message, args, trace))


def test_secrets_are_blotted_out_wherever_they_stand() -> None:
    formatter = Blotting()
    formatter.know(["tok", "token-1", "token-1-longer", ""])
    assert line(formatter, "%s and %s", "token-1-longer", "token-1").endswith("monitor.x: ••• and •••")
    assert "tok " in line(formatter, "tok and no more")  # too short to be told from words
    traced = line(formatter, "it failed", error=ValueError("https://hooks.example/token-1"))
    assert "ValueError: https://hooks.example/•••" in traced


def test_a_strangers_line_breaks_forge_no_line() -> None:
    formatter = Blotting()
    said = line(formatter, "posted: %s", "hello\r\n2026-11-23 09:00:00 ERROR monitor.app: forged\rmore")
    assert [part for part in said.splitlines() if part.startswith("2026-11-23 09:00")] == []
    assert len(said.splitlines()) == 2
    traced = line(formatter, "it failed", error=ValueError("no\n2026-11-23 09:00:00 ERROR monitor.app: forged"))
    assert [part for part in traced.splitlines() if not part.startswith("    ")] == [traced.splitlines()[0]]


def test_as_json_it_is_one_object_a_line() -> None:
    formatter = Blotting(as_json=True)
    formatter.know(["secret-word"])
    said = line(formatter, 'a "quoted" secret-word\nand more', error=ValueError("boom"))
    fields = json.loads(said)
    assert "\n" not in said
    assert (fields["level"], fields["logger"]) == ("WARNING", "monitor.x")
    assert 'a "quoted" •••' in fields["text"]

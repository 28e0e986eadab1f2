"""Where a brand is heard, where it could be, and where nobody may listen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import connectors
from connectors.feed import Feed
from connectors.hackernews import HackerNews
from connectors.reviews import Reviews
from monitor.cli import main
from monitor.sources.reach import UNHEARD, places
from tests.fakes.stage import Letterbox, brand, settings, source

KINDS = {name: connectors.connector(name) for name in connectors.kinds()}
CONFIG = """
timezone: UTC
people: {maria: {email: maria@harborplumbing.example}}
operator: maria
brands:
  - {name: Harbor Plumbing}
sources:
  - {kind: hackernews}
alerts: {console: {}}
"""


def test_each_source_says_how_it_hears_this_brand(tmp_path: Path) -> None:
    sources = [
        source("forum", Feed(url="https://forum.example/feed")),
        source("ours", Reviews(url="https://reviews.example/harbor"), about="Harbor Plumbing"),
        source("theirs", Reviews(url="https://reviews.example/bolt"), about="Bolt Electric"),
        source("hn", HackerNews(search=("Harbor Plumbing",)), searches=True),
        source("hn bolt", HackerNews(search=("Bolt Electric",)), searches=True),
    ]
    config = settings(tmp_path, sources, {"mail": Letterbox()}, [brand(), brand("Bolt Electric")])
    heard = {place.what: place.why for place in places(config, "Harbor Plumbing", KINDS) if place.how == "heard"}
    assert heard == {
        "forum": "where its name stands",
        "ours": "everything posted there",
        "hn": "by search for its names",
    }


def test_what_is_not_used_is_told_with_what_it_needs(tmp_path: Path) -> None:
    config = settings(tmp_path, [], {"mail": Letterbox()})
    found = {(place.how, place.what): place.why for place in places(config, "Harbor Plumbing", KINDS)}
    assert found[("open", "rss")] == "needs url"
    assert found[("open", "hackernews")] == "needs nothing"
    assert found[("needs a key", "youtube")] == "key"
    assert found[("needs a key", "imap")] == "password"
    assert {what for how, what in found if how in ("open", "needs a key")} == set(KINDS)
    assert {what for how, what in found if how == "cannot be heard"} == set(UNHEARD)
    assert found[("cannot be heard", "Yelp, Tripadvisor")].endswith(
        "both mail you about new reviews, and `imap` hears that"
    )


def test_the_documentation_has_the_same_table() -> None:
    page = (Path(__file__).parent.parent / "docs" / "sources.md").read_text(encoding="utf-8")
    for platform, (why, instead) in UNHEARD.items():
        assert f"| {platform} | {why} | {instead} |" in page


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG)
    assert main(["sources", "--brand", "harbor plumbing", "--config", str(path)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Harbor Plumbing is heard:\n  hackernews ")
    assert "Nobody may listen:" in shown
    assert main(["sources", "--brand", "Harbor Plumbing", "--json", "--config", str(path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {
        "brand": "Harbor Plumbing",
        "how": "heard",
        "what": "hackernews",
        "why": "by search for its names",
    }
    assert main(["sources", "--brand", "Pier", "--config", str(path)]) == 1
    assert "no brand is called 'Pier'; there are Harbor Plumbing" in capsys.readouterr().err

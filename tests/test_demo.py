"""The demo tells its story, in order, and the README's picture of it is the one it draws."""

from __future__ import annotations

import io
import sys

import pytest

import connectors
from monitor.cli import main
from monitor.demo.story import tell
from tests.contract.demo import ARTICLES

MILESTONES = [
    "Earful listens",
    "Town forum  Dana R.: Harbor Plumbing, three weeks",
    "Slack",
    "@Maria",
    "Dana R. is angry and telling others",
    "Mail        to maria@harborplumbing.example: Harbor Plumbing: unhappy customer waiting",
    "Nobody acts",
    "Nobody has taken this for 1 h. Maria?",
    "Sam, over to you.",
    "Mail        to sam@harborplumbing.example",
    "earful case 1 take --by sam",
    "Sam took it.",
    "earful case 1 answered --by sam",
    "Sam answered Dana R.",
    "Town forum  Dana R.: Sam called me himself",
    "Won back",
    "thanks to Sam",
    "one thread in each mailbox",
]


@pytest.mark.slow
async def test_the_demo_tells_the_whole_story_in_order() -> None:
    out = io.StringIO()
    assert await tell(out, pause=False) == 0
    told, place = out.getvalue(), 0
    for milestone in MILESTONES:
        found = told.find(milestone, place)
        assert found >= 0, f"{milestone!r} is missing after {told[max(0, place - 60) : place]!r}"
        place = found
    assert "Late by" not in told
    assert "bus 12" not in told  # what is about nobody is told to nobody


QUICK = {"reviews"}


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[] if kind in QUICK else pytest.mark.slow) for kind in connectors.BUILT_IN]
)
@pytest.mark.slow
async def test_the_story_at_the_fake_of_every_service(kind: str) -> None:
    out = io.StringIO()
    assert await tell(out, pause=False, kind=kind) == 0
    told = out.getvalue()
    assert f"{kind:<11} the customer: Harbor Plumbing, three weeks" in told
    if kind in ARTICLES:
        assert "opens no case" in told
        assert "I'll take it" not in told
    else:
        assert "Sam, over to you." in told
        assert "Sam answered" in told
        assert ("Won back" in told) == ("it is all fixed" in told)
    assert "Late by" not in told


def test_what_is_not_to_be_had_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["demo", "--kind", "fax"]) == 1
    assert "no kind 'fax'" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "tests.contract.demo", None)  # as where Earful was installed without its tests
    assert main(["demo", "--kind", "reviews"]) == 1
    assert "in a clone of Earful" in capsys.readouterr().err

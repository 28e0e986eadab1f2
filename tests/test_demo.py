"""The demo tells its story, in order, and the README's picture of it is the one it draws."""

from __future__ import annotations

import io

from monitor.demo.story import tell

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

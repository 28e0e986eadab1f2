"""Lists of cases in a message: each line can be acted on by itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from alerts.base import MAILTO, Card, Line
from monitor.telling.phrases import Catalogue


def line(text: str, card: Card, thread: str) -> Line:
    """One line, about the case or storm of that card: with its links and the button that most people want. "Answer this mail"
    would be about none of them."""
    return Line(
        text=text,
        link=card.link,
        how_to_act=[way for way in card.how_to_act if way[1].startswith(("http", MAILTO))],
        actions=[action for action in card.actions if action.main][:1],
        thread=thread,
        mark=card.mark,
    )


def first(lines: Sequence[Line], most: int, say: Catalogue, count: int | None = None) -> list[Line]:
    """As many as there is room for, and how many more there are. ``count`` is all, if ``lines`` are not."""
    more = (len(lines) if count is None else count) - min(len(lines), most)
    return [*lines[:most], *([Line(text=say.say("cases_more", count=more))] if more > 0 else [])]

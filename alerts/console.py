"""Messages on the terminal: the channel that needs no account."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TextIO

from alerts.base import Client, DeliveryError, Message, Receipt, Recipient, State
from alerts.text import tidy

# SGR colours, https://www.ecma-international.org/publications-and-standards/standards/ecma-48/ 8.3.117
_COLOURS = {
    State.OPEN: "31",
    State.TAKEN: "33",
    State.PROMISED: "33",
    State.SNOOZED: "90",
    State.ANSWERED: "34",
    State.WON_BACK: "32",
    State.CLOSED: "90",
}
_INDENT = "  "
_QUOTE = "  | "


@dataclass(frozen=True, slots=True)
class Console:
    """Prints every message. A stranger's words can neither move the cursor nor pass for a line of ours: their lines
    are marked, also where they wrap."""

    stream: Literal["stdout", "stderr"] = field(
        default="stdout", metadata={"help": "Where to print: stdout or stderr."}
    )

    @property
    def shared(self) -> bool:
        return True

    def reaches(self, person: Recipient) -> bool:
        return True

    def destination(self, person: Recipient) -> str:
        return "console"

    async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt:
        """Prints the message in one write. DeliveryError when the stream is closed or its reader has gone."""
        # Looked up now, not when the channel was made: tests and daemons replace it.
        stream: TextIO = sys.stderr if self.stream == "stderr" else sys.stdout
        try:
            tty = stream.isatty()
            width = min(shutil.get_terminal_size((100, 24)).columns, 120) if tty else 100
            words = "\n".join(_lines(tidy(message), width, colour=tty and not os.environ.get("NO_COLOR"))) + "\n\n"
            encoding = stream.encoding or "utf-8"
            stream.write(words.encode(encoding, "replace").decode(encoding))
            stream.flush()
        except (OSError, ValueError) as problem:
            raise DeliveryError(f"cannot print to {self.stream}: {type(problem).__name__}") from problem
        return {}


def _lines(message: Message, width: int, *, colour: bool) -> Iterator[str]:
    card = message.card
    head = f"{message.at:%Y-%m-%d %H:%M} UTC  {message.reason} for {message.to.name}: {message.title}"
    paint = _COLOURS.get(card.state) if colour else None
    for line in _wrap(head, width, "", _INDENT):
        yield f"\x1b[1;{paint}m{line}\x1b[0m" if paint else line
    yield from _wrap(message.summary, width, _INDENT)
    state = card.state_label or ("" if card.state is State.NOTICE else card.state.replace("_", " "))
    yield from _wrap(" · ".join(part for part in (state, card.byline) if part), width, _INDENT)
    for line in card.quote.splitlines():
        yield from _wrap(line, width, _QUOTE)
    for label, value in card.facts:
        for line in f"{label}: {value}".splitlines():
            yield from _wrap(line, width, _INDENT, _INDENT * 2)
    if card.link:
        yield f"{_INDENT}{card.link_label}: {card.link}"  # never wrapped: it is there to be clicked or copied
    for label, how in card.how_to_act:
        yield f"{_INDENT}{label}: {how}"
    for section in card.sections:
        yield from _wrap(section.title, width, _INDENT)
        for item in section.lines:
            yield from _wrap(item.text, width, f"{_INDENT}- ", _INDENT * 2)
            if item.link:
                yield f"{_INDENT * 2}{item.link}"


def _wrap(text: str, width: int, first: str, rest: str | None = None) -> list[str]:
    # Wide characters fill two cells; a line that the terminal itself wraps would go on without its mark.
    if any(unicodedata.east_asian_width(char) in "WF" for char in text):
        width //= 2
    return textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_on_hyphens=False,
    )

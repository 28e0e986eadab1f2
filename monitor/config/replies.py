"""``replies:`` under ``alerts:``: the mailbox in which answers to mails are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from monitor.config import kinds, values
from monitor.config.document import Empty, Text, Value
from monitor.config.model import Replies, Source
from monitor.config.problems import Path, Problems, did_you_mean
from monitor.config.reader import Reader, options_of
from monitor.config.schema import RepliesOptions

if TYPE_CHECKING:
    from connectors.imap import Imap

PATH: Path = ("alerts", "replies")
_MEANINGLESS = ("from", "form")
"""Options of a mailbox as a source that say nothing here: every answer counts by its token."""


def read(value: Value | None, sources: Mapping[str, Source], reader: Reader, problems: Problems) -> Replies | None:
    """The mailbox, from its own settings or from the source of that name. None, with a problem noted, if it is wrong."""
    if value is None or isinstance(value, Empty):
        return None
    if isinstance(value, Text):
        return _of_source(value, sources, problems)
    from connectors.imap import Imap  # a mailbox is opened by few

    table = reader.table(value, PATH, first="server")
    own = [option for option in options_of(Imap) if option.key not in _MEANINGLESS]
    common = options_of(RepliesOptions)
    given = reader.options([*own, *common], table, PATH)
    box = kinds.build(
        Imap, {option.name: given[option.name] for option in own if option.name in given}, own, table, PATH, problems
    )
    if box is None:
        return None
    private = bool(given.get("allow_private", False))
    return _at(given.get("address", ""), box, private, table.line, problems)


def _of_source(value: Text, sources: Mapping[str, Source], problems: Problems) -> Replies | None:
    from connectors.imap import Imap

    boxes = {name: source for name, source in sources.items() if isinstance(source.connector, Imap)}
    if value.text not in boxes:
        what = f"no source of the kind imap is called {value.text!r}."
        hint = (
            did_you_mean(value.text, boxes) if boxes else "Write the mailbox's own server, user and password below it."
        )
        problems.add(value.line, PATH, what, hint)
        return None
    source = boxes[value.text]
    return _at("", source.connector, source.allow_private, value.line, problems)


def _at(address: str, box: Imap, allow_private: bool, line: int, problems: Problems) -> Replies | None:
    try:
        return Replies(box=box, address=address or values.email(box.user), allow_private=allow_private)
    except values.Misread:
        hint = "Write replies: with the mailbox's settings and address: answers@example.com among them."
        problems.add(line, PATH, "does not tell where people write to: its user is no mail address.", hint)
        return None

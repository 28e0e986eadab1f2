"""What sources and channels have in common: a kind is a class, and its fields are the options in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from monitor.config.document import Empty, Table, Text
from monitor.config.problems import Path, Problems, did_you_mean, nearest
from monitor.config.reader import Option, options_of

NOT_YOURS = "That is a fault of its package; if it is your own, that is where to look."
_VERBS = "is|must|holds|has|cannot|can|needs|should|does|looks|begins|wants|names"


def find(
    table: Table, path: Path, problems: Problems, names: Collection[str], load: Callable[[str], type[Any]]
) -> tuple[str, type[Any] | None]:
    """The kind (one of ``names``) that a table names and its class; None, with a problem noted, if there is none."""
    value = table.entries.get("kind")
    if value is None or isinstance(value, Empty):
        line = table.keys.get("kind", table.line)
        problems.add(line, (*path, "kind"), "is missing.", f"Add kind: and one of {', '.join(names)}.")
    if not isinstance(value, Text) or problems.blamed((*path, "kind")):
        return "", None  # a list or settings: the reader of the common options says so
    kind = value.text.strip()
    if kind not in names:
        listed = "earful sources --kinds lists what is installed here, docs/sources.md says more of each."
        far = path[:1] == ("sources",) and not nearest(kind, names)
        problems.add(
            value.line, (*path, "kind"), f"unknown kind {kind!r}.", listed if far else did_you_mean(kind, names)
        )
        return kind, None
    try:
        found = load(kind)
        options_of(found)
    except Exception as error:  # whatever a third party's module does when it is imported
        problems.add(
            value.line,
            (*path, "kind"),
            f"the kind {kind!r} cannot be loaded ({type(error).__name__}: {str(error)[:200]}).",
            "Install its package again, or a version of it that fits; if it is your own, that is where to look.",
        )
        return kind, None
    return kind, found


def build(
    cls: type[Any], values: dict[str, Any], options: Iterable[Option], table: Table, path: Path, problems: Problems
) -> Any | None:
    """The object; None, with a problem noted, if something is missing or its constructor refuses the values."""
    options = list(options)
    if any(problems.blamed((*path, option.key)) for option in options):
        return None
    try:
        return cls(**values)
    except (ValueError, TypeError) as error:
        # A constructor may have several complaints: one sentence each, as the arguments of its ValueError.
        for text in error.args or (str(error),):
            _explain(str(text), [option.key for option in options], table, path, problems)
        return None
    except Exception as error:  # a third party's constructor may raise anything
        what = f"cannot be set up ({type(error).__name__}: {str(error)[:200]})."
        problems.add(table.line, path, what, NOT_YOURS)
        return None


def _explain(text: str, keys: list[str], table: Table, path: Path, problems: Problems) -> None:
    """A constructor's complaint, at the key it names ("server must be …", "security: …") if it names one."""
    line = table.line
    for key in keys:
        found = re.match(rf"{re.escape(key)}(?::\s+|\s+(?=(?:{_VERBS})\b))", text)
        if found and key in table.entries:
            value = table.entries[key]
            line = value.line if isinstance(value, Text) else table.keys.get(key, line)
            path, text = (*path, key), text[found.end() :]
            break
    what, colon, hint = text.partition(": ") if text.count(": ") == 1 else (text, "", "")
    problems.add(line, path, _sentence(what), _sentence(hint[:1].upper() + hint[1:]) if colon else "")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", '"')) else f"{text}."

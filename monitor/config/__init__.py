"""The configuration: YAML to a frozen ``Config``, or every problem at once.

    load        reads the file, ``.env`` beside it and the environment
    describe    one line of what it says, for the owner

How it is read: ``document`` and ``syntax`` (YAML to a tree with lines), ``variables`` (``${NAME}``), ``reader`` with ``schema``
(the tree to options), ``sources``, ``channels`` and ``brands`` (one section each), ``build`` (everything against everything).
docs/config.md explains every key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from monitor.config import build, document
from monitor.config.model import (
    Account,
    Alerts,
    Brand,
    Client,
    Condition,
    Config,
    DayOff,
    Destination,
    Digest,
    MaybeUs,
    Mute,
    Page,
    Person,
    QuietHours,
    Replies,
    Retention,
    Rival,
    Route,
    Shift,
    Source,
    Step,
    User,
)
from monitor.config.problems import ConfigError, Problem, Problems
from monitor.config.variables import Variables

__all__ = [
    "Account",
    "Alerts",
    "Brand",
    "Client",
    "Condition",
    "Config",
    "ConfigError",
    "DayOff",
    "Destination",
    "Digest",
    "MaybeUs",
    "Mute",
    "Page",
    "Person",
    "Problem",
    "QuietHours",
    "Replies",
    "Retention",
    "Rival",
    "Route",
    "Shift",
    "Source",
    "Step",
    "User",
    "describe",
    "fingerprint",
    "load",
]

MAX_BYTES = 2_000_000


def load(path: Path, env: Mapping[str, str]) -> Config:
    """The configuration in ``path``, with the variables of ``env`` (usually ``os.environ``) and of ``.env`` beside it.

    ``EARFUL_DATA`` and ``EARFUL_HOST`` in ``env`` say where the data is and where the page listens, whatever the file says:
    a container knows that better.
    Raises ``ConfigError`` with every problem, and nothing else.
    """
    text = _read(path)
    problems = Problems(str(path), text)
    root = document.parse(text, problems)
    if isinstance(root, document.Empty):
        problems.add_plain(0, "is empty.", "Copy the shipped config.yaml over it, and change its lines to yours.")
    elif root is not None and not isinstance(root, document.Table):
        problems.add_plain(1, "this is no list of settings.", "Begin with a line like timezone: Europe/Berlin.")
    if not isinstance(root, document.Table):
        raise problems.error()
    variables = Variables(path.parent, env, problems)
    filled = variables.fill(root)
    assert isinstance(filled, document.Table)
    return build.build(
        filled,
        problems,
        folder=path.parent,
        data=env.get("EARFUL_DATA", ""),
        digest=fingerprint(text, variables.used.items()),
        host=env.get("EARFUL_HOST", ""),
    )


def fingerprint(text: str, variables: Iterable[tuple[str, str]] = ()) -> str:
    """32 hex digits that change when the text or one of the variables (name, value) does. For comparing, not for showing:
    a short secret could be guessed from it."""
    known = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    for name, value in sorted(variables):
        known.update(f"\0{name}\0{value}".encode("utf-8", "surrogatepass"))
    return known.hexdigest()[:32]


def describe(config: Config) -> str:
    """ "config.yaml is fine: 2 people, 1 brand, 4 sources, alerts by console.", then a line for each note."""
    kinds = list(dict.fromkeys(destination.kind for destination in config.destinations.values()))
    counts = [
        _count(len(config.people), "person", "people"),
        _count(len(config.brands), "brand", "brands"),
        _count(len(config.sources), "source", "sources"),
    ]
    first = f"{config.file} is fine: {', '.join(counts)}, alerts by {_and(kinds)}."
    faults = [f"{fault.what} {fault.hint}" for fault in config.faults]
    return "\n".join([first, *(f"note: {note}" for note in [*faults, *config.notes])])


def _count(number: int, one: str, many: str) -> str:
    return f"{number or 'no'} {one if number == 1 else many}"


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _read(path: Path) -> str:
    """The text of the file. ConfigError with one problem if there is none."""

    def wrong(what: str, hint: str, line: int = 0) -> ConfigError:
        return ConfigError([Problem(file=str(path), line=line, what=what, hint=hint)])

    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b"x" * (MAX_BYTES + 1)
    except FileNotFoundError:
        hint = (
            "Copy the shipped config.yaml there and change its lines to yours, or name another file with --config FILE."
        )
        raise wrong("there is no such file.", hint) from None
    except IsADirectoryError:
        raise wrong("is a folder.", f"Name the file in it: --config {path / 'config.yaml'}.") from None
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte in it
        why = (getattr(error, "strerror", None) or "unreadable").lower()
        raise wrong(f"cannot be read ({why}).", "Make it readable for the user Earful runs as.") from None
    if len(raw) > MAX_BYTES:
        raise wrong("is too big to be a configuration.", "Is it the right file?")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise wrong("there is a character here that is not UTF-8.", "Save the file as UTF-8.", line) from None

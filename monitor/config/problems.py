"""What is wrong with a configuration, in words for somebody who does not program.

Exception
└── ConfigError           the configuration cannot be used; ``problems`` holds every reason at once
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

Path = tuple[str | int, ...]
"""Where a value stands: ``("brands", 0, "answered_by")``. It is shown as ``brands.0.answered_by``."""

_SNIPPET_LENGTH = 110

# Whatever stands behind a key that looks like this never appears in a snippet, well spelt or not.
_HIDDEN_KEYS = r"[\w-]*(?:pass|pasw|pwd|token|secret|api_?key|webhook|heartbeat|database)[\w-]*"
_MIN_SECRET = 4  # masking shorter texts would blacken half of every line


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to put right.

    ``line`` counts from 1; 0 means the file as a whole. ``snippet`` is that line, with secrets masked, ``hint`` what to
    write instead; both may be empty. Its text is ``file:line: what``, then the line, then the hint.
    """

    file: str
    line: int
    what: str
    snippet: str = ""
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        lines = [f"{place}: {self.what}"]
        if self.snippet:
            lines.append(f"        {self.snippet}")
        if self.hint:
            lines.append(f"    {self.hint}")
        return "\n".join(lines)


class ConfigError(Exception):
    """The configuration cannot be used. Its text is that of every problem, sorted by line, with a blank line between."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


class Problems:
    """Collects what is wrong while reading goes on, so that the owner hears everything together.

    A path is complained about once, and nothing inside of it after that: what follows from a value that is already known
    to be wrong is no news.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self._lines = text.replace("\r\n", "\n").split("\n")
        self._found: list[Problem] = []
        self._faults: list[Problem] = []
        self._blamed: set[Path] = set()
        self._notes: list[tuple[int, str]] = []
        self._secrets: set[str] = set()
        self._written: set[str] = set()  # those of them that stand in the file itself

    def __bool__(self) -> bool:
        return bool(self._found)

    @property
    def secrets(self) -> frozenset[str]:
        """The values that must never be shown."""
        return frozenset(self._secrets)

    def hide(self, text: str, *, written: bool = False) -> None:
        """Adds a value that must never be shown; ``written`` if it stands in the file and so could be in a snippet. Very
        short ones are no secrets."""
        if len(text) >= _MIN_SECRET:
            self._secrets.add(text)
            if written:
                self._written.add(text)

    def add(self, line: int, path: Path, what: str, hint: str = "") -> None:
        """Notes a problem of the value at ``path``. ``what`` is shown after the path."""
        if any(path[:length] in self._blamed for length in range(1, len(path) + 1)):
            return
        self._blamed.add(path)
        self.add_plain(line, f"{show(path)}: {what}", hint)

    def add_plain(self, line: int, what: str, hint: str = "", *, file: str = "") -> None:
        """Notes a problem of a line; ``file`` if it is not the configuration itself (no snippet then)."""
        self._found.append(Problem(file=file or self.file, line=line, what=what, hint=hint))

    def fault(self, line: int, path: Path, what: str, hint: str = "") -> None:
        """Notes a problem that `earful check` refuses, and that is no reason for the daemon to tell nobody anything."""
        self._faults.append(Problem(file=self.file, line=line, what=f"{show(path)}: {what}", hint=hint))

    def note(self, line: int, text: str) -> None:
        """Advice that stops nothing."""
        self._notes.append((line, text))

    def blamed(self, path: Path) -> bool:
        """Whether the value at ``path``, or anything inside it, is already known to be wrong."""
        return any(known[: len(path)] == path for known in self._blamed)

    def source_line(self, line: int) -> str:
        """The text of a line as it stands in the file (secrets included), or an empty string."""
        return self._lines[line - 1] if 0 < line <= len(self._lines) else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """The advice, in the order of the lines it is about, each text once."""
        return tuple(dict.fromkeys(text for _, text in sorted(self._notes, key=lambda note: note[0])))

    @property
    def faults(self) -> tuple[Problem, ...]:
        """What `earful check` refuses although the daemon starts."""
        return tuple(self._shown(self._faults))

    def error(self) -> ConfigError:
        """All problems, sorted by file (the configuration first) and line, with their snippets, and without a secret."""
        return ConfigError(self._shown([*self._found, *self._faults]))

    def _shown(self, found: Iterable[Problem]) -> list[Problem]:
        shown = [
            replace(
                problem,
                what=self._safe(problem.what),
                hint=self._safe(problem.hint),
                snippet=self._snippet(problem.line) if problem.file == self.file else "",
            )
            for problem in dict.fromkeys(found)
        ]
        return sorted(shown, key=lambda problem: (problem.file != self.file, problem.file, problem.line))

    def _snippet(self, line: int) -> str:
        text = self._safe(mask(self.source_line(line).strip()))
        return text if len(text) <= _SNIPPET_LENGTH else f"{text[: _SNIPPET_LENGTH - 1]}…"

    def _safe(self, text: str) -> str:
        for secret in sorted(self._written, key=len, reverse=True):
            text = text.replace(secret, "…")
        # A control character in a file must not drive the owner's terminal.
        return "".join(letter if letter.isprintable() else " " for letter in text)


def show(path: Path) -> str:
    """``brands.0.answered_by``."""
    return ".".join(str(part) for part in path)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question with the nearest known word, or a list of the known ones if none is near and the list is short."""
    words = list(dict.fromkeys(known))
    if near := nearest(word, words):
        return f"Did you mean {near!r}?"
    if not words:
        return ""
    if len(words) > 12:
        return "docs/config.md explains all there are."
    return f"Known here: {', '.join(words)}."


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that was probably meant, or an empty string."""
    simple = {_simple(name): name for name in known}
    match = get_close_matches(_simple(word), simple, n=1, cutoff=cutoff)
    return simple[match[0]] if match else ""


def _simple(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def mask(line: str) -> str:
    """The line without the values of secret keys and without the password in an address. What only names a variable
    (``${SMTP_PASSWORD}``) stays readable."""
    line = re.sub(
        rf"""(?P<key>["']?{_HIDDEN_KEYS}["']?\s*:\s+)(?P<value>"[^"]*"?|'[^']*'?|\$\{{[^}}]*\}}|[^\s,{{}}\[\]#][^,{{}}#]*)""",
        lambda found: found["key"] + _masked(found["value"]),
        line,
        flags=re.IGNORECASE,
    )
    return re.sub(r"(://)[^/\s@\"']+@", r"\1…@", line)  # user:password@host


def _masked(value: str) -> str:
    bare = value.strip().strip("\"'")
    return value if re.fullmatch(r"\$\{[^}]*\}", bare) else "…"

"""``${NAME}`` in values: from the environment, from a file named by ``NAME_FILE``, or from ``.env`` beside the config.

The real environment wins over ``.env``. ``${NAME:-text}`` falls back to the text when NAME is missing or empty, and
``$$`` is a dollar sign. Values are put in after the YAML has been read, so a password may hold any character.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path as FilePath

from monitor.config.document import Items, Table, Text, Value
from monitor.config.problems import Path, Problems

_MAX_FILE = 64 * 1024
_PATTERN = re.compile(r"\$\$|\$\{(?P<name>[^}:]*)(?::-(?P<default>[^}]*))?(?P<end>\}|[^}]*\}?)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ENV_LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*)")


class Variables:
    """Fills variables in; whatever they hold counts as a secret. ``used`` is what was put in (name to value), for the
    fingerprint."""

    def __init__(self, folder: FilePath, env: Mapping[str, str], problems: Problems) -> None:
        self._folder = folder
        self._problems = problems
        self._env = env
        self._dotenv = _read_dotenv(folder / ".env", problems)
        self.used: dict[str, str] = {}

    def fill(self, value: Value, path: Path = ()) -> Value:
        """The same tree with every variable replaced; what cannot be replaced is a problem and stays as it was."""
        if isinstance(value, Text):
            return self._text(value, path)
        if isinstance(value, Items):
            return Items(tuple(self.fill(item, (*path, n)) for n, item in enumerate(value.items)), value.line)
        if isinstance(value, Table):
            entries = {key: self.fill(entry, (*path, key)) for key, entry in value.entries.items()}
            return Table(entries, value.line, value.keys)
        return value

    def _text(self, value: Text, path: Path) -> Text:
        if "$" not in value.text:
            return value
        filled = False

        def put_in(found: re.Match[str]) -> str:
            nonlocal filled
            if found.group() == "$$":
                return "$"
            name = found["name"]
            if not _NAME.fullmatch(name) or found["end"] != "}":
                self._problems.add(
                    value.line,
                    path,
                    "a variable is not written right.",
                    "Write ${NAME} or ${NAME:-default}; a plain $ before a { is $$.",
                )
                return found.group()
            known = self._lookup(name, value.line, path, optional=found["default"] is not None)
            if known:
                filled = True
                self.used[name] = known
                self._problems.hide(known)
                return known
            return found["default"] or ""

        text = _PATTERN.sub(put_in, value.text)
        return Text(text, value.line, value.quoted, filled)

    def _lookup(self, name: str, line: int, path: Path, *, optional: bool) -> str:
        """The value of a variable; empty, with a problem noted unless it is optional, if there is none."""
        for place, label in ((self._env, "the environment"), (self._dotenv, ".env")):
            plain, file = place.get(name), place.get(f"{name}_FILE")
            if plain and file:
                self._problems.add(line, path, f"both {name} and {name}_FILE are set in {label}.", "Keep one of them.")
                return ""
            if plain:
                return plain
            if file:
                return self._from_file(name, file, line, path)
        if optional:
            return ""
        if name in self._env or name in self._dotenv:
            self._problems.add(line, path, f"${{{name}}} is set, but empty.", f"Put {name}=... in .env.")
            return ""
        self._problems.add(
            line, path, f"${{{name}}} is not set.", f"Put {name}=... in .env, or point {name}_FILE at a file."
        )
        return ""

    def _from_file(self, name: str, file: str, line: int, path: Path) -> str:
        try:
            raw = (self._folder / file).read_bytes()
            if len(raw) > _MAX_FILE:
                raise ValueError
            text = raw.decode().rstrip("\r\n")
        except OSError as error:
            why = (error.strerror or "unreadable").lower()
            self._problems.add(
                line, path, f"{name}_FILE names a file that cannot be read ({why}).", f"It names {file}."
            )
            return ""
        except ValueError:
            self._problems.add(line, path, f"{name}_FILE names a file that holds no plain text.", f"It names {file}.")
            return ""
        if not text:
            self._problems.add(line, path, f"{name}_FILE names an empty file.", f"It names {file}.")
        return text


def _read_dotenv(file: FilePath, problems: Problems) -> dict[str, str]:
    """``NAME=value`` lines. Quotes around the whole value and an ``export`` before the name are taken off; in a value
    without quotes `` #`` begins a comment. Nothing is expanded. A missing file is an empty one."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        problems.add_plain(
            0, "cannot be read.", "Make it readable for the user Earful runs as, or delete it.", file=str(file)
        )
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        pair = _ENV_LINE.fullmatch(line)
        if pair is None:
            problems.add_plain(
                number, "this line is no NAME=value.", "Write NAME=value, or a # before a comment.", file=str(file)
            )
            continue
        found[pair["name"]] = _unquoted(pair["value"])
    return found


def _unquoted(value: str) -> str:
    for quote in "\"'":
        if value.startswith(quote):
            end = value.find(quote, 1)
            rest = value[end + 1 :].strip()
            if end > 0 and (not rest or rest.startswith("#")):
                return value[1:end]
    return re.split(r"(?:^|\s+)#", value, maxsplit=1)[0].strip()

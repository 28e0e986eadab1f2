"""YAML 1.2 text to a small tree that knows the line of everything.

The tree holds text, not Python values: whoever reads ``port`` knows that it wants a number, and whoever reads a name
wants ``012``, ``no`` and ``21:00`` as they were written. So nothing is lost to YAML's guesses.
Nothing is ever constructed from a tag.  https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from monitor.config import syntax
from monitor.config.problems import Path, Problems

MAX_VALUES = 100_000  # after aliases are written out: nine lines of "billion laughs" would otherwise fill the memory
MAX_DEPTH = 30

_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)
_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True, slots=True)
class Text:
    """A single value as it was written. ``quoted`` tells ``"no"`` from ``no``; ``filled``: it holds the value of a
    variable and must not be shown."""

    text: str
    line: int
    quoted: bool = False
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing after the colon. ``lost`` is what a # turned into a comment ("#customers"), if that is what happened."""

    line: int
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Value, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """Settings under their keys; ``keys`` holds the line of each key."""

    entries: dict[str, Value]
    line: int
    keys: dict[str, int] = field(default_factory=dict)


Value = Text | Empty | Items | Table


def parse(text: str, problems: Problems) -> Value | None:
    """The tree of a YAML text; None if it cannot be read, and then ``problems`` says why. A parser that has lost its way
    knows one place, so syntax errors come one at a time; duplicate keys and unknown tags come together."""
    yaml = YAML(typ="safe", pure=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)  # a name given twice is legal: the last one counts
            node = yaml.compose(text)
    except MarkedYAMLError as error:
        syntax.explain(error, problems)
        return None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problems.add_plain(
            line, "there is a character here that cannot be seen and does not belong in YAML.", "Delete it."
        )
        return None
    except RecursionError:
        problems.add_plain(
            0, "this is nested too deeply to be a configuration.", "Compare it with the shipped config.yaml."
        )
        return None
    except (YAMLError, ValueError, IndexError, KeyError, TypeError, AttributeError, AssertionError):
        # ruamel.yaml trips over some broken texts (a tag or escape cut short) with errors of its own insides.
        problems.add_plain(0, "this is not readable as YAML.", "Compare it with the shipped config.yaml.")
        return None
    if node is None:
        return Empty(0)
    return _Tree(problems).value(node, (), 1)


def find_line(root: Value | None, path: Path) -> int:
    """The line of the value at ``path``, or of the nearest thing around it that is in the file."""
    line, value = 1, root
    for part in path:
        if isinstance(value, Table) and isinstance(part, str) and part in value.entries:
            line, value = value.keys.get(part, value.line), value.entries[part]
        elif isinstance(value, Items) and isinstance(part, int) and part < len(value.items):
            value = value.items[part]
            line = value.line
        else:
            return line
    return value.line if isinstance(value, Text) else line


class _Tree:
    """Copies ruamel.yaml's nodes into ours, writing aliases out, within bounds."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._count = 0
        self._above: list[int] = []  # the nodes we are inside of: an alias to one of them never ends

    def value(self, node: Node, path: Path, line: int) -> Value:
        """``line`` is that of the key, for values that have no place of their own."""
        self._count += 1
        if self._count > MAX_VALUES or len(path) > MAX_DEPTH or id(node) in self._above:
            self._problems.add(
                line, path[:1], "is far too big once its aliases (*name) are written out.", "Write it out."
            )
            return Empty(line)
        if node.tag not in _PLAIN_TAGS:
            name = str(node.tag).replace("tag:yaml.org,2002:", "!!")
            self._problems.add(
                line,
                path,
                f"I don't know the tag {name}.",
                "Leave out the word with the exclamation mark, or quote the value.",
            )
        self._above.append(id(node))
        try:
            return self._copy(node, path, line)
        finally:
            self._above.pop()

    def _copy(self, node: Node, path: Path, line: int) -> Value:
        if isinstance(node, MappingNode):
            return self._table(node, path, line)
        if isinstance(node, SequenceNode):
            items = [self.value(item, (*path, n), item.start_mark.line + 1) for n, item in enumerate(node.value)]
            return Items(tuple(items), line)
        assert isinstance(node, ScalarNode)
        quoted = node.style is not None and node.style != ""
        if not quoted and node.value in ("", "~", "null", "Null", "NULL"):
            return Empty(line, syntax.lost_to_comment(self._problems.source_line(line)))
        return Text(str(node.value), node.start_mark.line + 1, quoted)

    def _table(self, node: MappingNode, path: Path, line: int) -> Table:
        entries: dict[str, Value] = {}
        keys: dict[str, int] = {}
        merged: list[tuple[Value, int]] = []
        for key_node, value_node in node.value:
            at = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self._problems.add(
                    at, path, "a setting needs a plain name before its colon.", "Write it as name: value."
                )
                continue
            key = str(key_node.value)
            if key_node.tag == _MERGE:
                merged.append((self.value(value_node, (*path, key), at), at))
                continue
            if key in entries:
                self._problems.add_plain(
                    at,
                    f"{'.'.join(map(str, (*path, key)))}: is here twice.",
                    f"The first is on line {keys[key]}: keep one of them.",
                )
                continue
            keys[key] = at
            entries[key] = self.value(value_node, (*path, key), at)
        for value, at in merged:
            self._merge(value, at, path, entries, keys)
        return Table(entries, line, keys)

    def _merge(self, value: Value, at: int, path: Path, entries: dict[str, Value], keys: dict[str, int]) -> None:
        """``<<: *name`` (https://yaml.org/type/merge.html): what stands here wins over what is merged in."""
        for table in value.items if isinstance(value, Items) else (value,):
            if not isinstance(table, Table):
                self._problems.add(at, (*path, "<<"), "only settings can be merged in.", "Write <<: *name.")
                continue
            for key, entry in table.entries.items():
                if key not in entries:
                    entries[key], keys[key] = entry, table.keys[key]

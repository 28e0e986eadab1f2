"""From the tree to the fields of a dataclass: the types say how a value is read, the metadata what to tell the owner.

The same few lines read the file's own sections (``schema``) and the options of every kind of source and channel.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, dataclass
from datetime import time, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from monitor.config import values
from monitor.config.document import Empty, Items, Table, Text, Value
from monitor.config.problems import Path, Problems, did_you_mean, nearest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Option:
    """One key, as its dataclass field tells it."""

    key: str  # in YAML
    name: str  # in Python
    type: Any
    required: bool
    default: Any  # None where there is none or where it is made by a factory
    help: str = ""
    secret: bool = False
    parse: Callable[[str], Any] | None = None


class Unreadable(Exception):
    """The value is wrong, and the problem has been noted."""


def options_of(cls: type) -> tuple[Option, ...]:
    """The options of a dataclass: its fields that the constructor takes."""
    hints = get_type_hints(cls)
    found = []
    for each in dataclasses.fields(cls):
        if not each.init:
            continue
        bare = each.default is MISSING and each.default_factory is MISSING
        found.append(
            Option(
                key=each.metadata.get("key", each.name),
                name=each.name,
                type=hints[each.name],
                required=each.metadata.get("required", bare),
                default=None if each.default is MISSING else each.default,
                help=each.metadata.get("help", ""),
                secret=bool(each.metadata.get("secret", False)),
                parse=each.metadata.get("parse"),
            )
        )
    return tuple(found)


class Reader:
    """Reads values and notes every problem on the way. ``places`` tells in which section a key belongs that stands in the
    wrong one, ``also`` which keys of a class somebody else reads."""

    def __init__(
        self, problems: Problems, places: Mapping[str, str], also: Mapping[type, Collection[str]] | None = None
    ) -> None:
        self._problems = problems
        self._places = places
        self._also = also or {}

    def section(self, cls: type[T], value: Value, path: Path) -> T:
        """A dataclass whose fields all have defaults, from settings; what is wrong keeps its default."""
        options = options_of(cls)
        table = self.table(value, path, first=options[0].key if options[0].type is str else "")
        return cls(**self.options(options, table, path, also=self._also.get(cls, ())))

    def hide(self, value: Value) -> None:
        """Whatever is in a value must never be shown."""
        for text in _texts(value):
            self._problems.hide(text.text, written=not text.filled)

    def table(self, value: Value, path: Path, *, first: str = "") -> Table:
        """Settings; an empty value counts as none. Anything else is a problem. ``first`` is the setting that somebody
        probably means who writes a single value."""
        if isinstance(value, Table):
            return value
        if isinstance(value, Empty):
            if value.lost:
                self._empty(value, path)
            return Table({}, value.line)
        what = "is a list" if isinstance(value, Items) else "is a single value"
        hint = "Write them below it, further in, each as name: value."
        if isinstance(value, Text) and first and not value.filled:
            hint = f"Write it like {{{first}: {_written(value.text)}}}."
        self._problems.add(value.line, path, f"{what}, but settings are wanted here.", hint)
        return Table({}, value.line)

    def options(
        self, options: Iterable[Option], table: Table, path: Path, *, also: Collection[str] = ()
    ) -> dict[str, Any]:
        """Field names to values, for what is there and understood. Unknown and missing keys become problems."""
        known = {option.key: option for option in options}
        for key in table.entries:
            if key in known or key in also or (not path and key.startswith("x-")):
                continue  # x-: the owner's own, a place for anchors
            self._unknown(key, table, path, [*known, *also])
            near = known.get(nearest(key, known))
            if near and near.secret:
                self.hide(table.entries[key])
        found: dict[str, Any] = {}
        for option in known.values():
            where = (*path, option.key)
            value = table.entries.get(option.key)
            if value is None:
                if option.required:
                    self._problems.add(table.line, where, "is missing.", f"Add {option.key}: ... ({_hint(option)}).")
                continue
            if isinstance(value, Empty) and not value.lost:
                if option.required:
                    self._problems.add(value.line, where, "is empty.", f"Fill it in: {_hint(option)}.")
                continue  # a key with nothing after it is one that was not filled in
            if option.secret:
                self.hide(value)
            try:
                found[option.name] = self.value(value, option, where)
            except Unreadable:
                continue
        return found

    def _unknown(self, key: str, table: Table, path: Path, known: Collection[str]) -> None:
        here = table.keys.get(key, table.line)
        hint = did_you_mean(key, known)
        if not nearest(key, known, 0.8) and (place := self._places.get(key)) is not None:
            hint = f"It belongs {f'under {place}:' if place else 'at the top of the file'}."
        self._problems.add(here, (*path, key), "I don't know this setting.", hint)

    def value(self, value: Value, option: Option, path: Path) -> Any:
        """One value of an option. Unreadable if it is wrong."""
        if isinstance(value, Empty):
            self._empty(value, path)
            raise Unreadable
        if option.parse is not None:
            return self._parsed(self._joined(value, path, option), option.parse, path, option)
        return self._typed(value, option.type, path, option)

    def _joined(self, value: Value, path: Path, option: Option) -> Text:
        """A single text; a list of texts is put together with commas (``hours: [mon-fri 8:00-12:00, sat 9:00-12:00]``)."""
        if isinstance(value, Items) and get_origin(option.type) in (tuple, frozenset):
            texts = [item for item in value.items if isinstance(item, Text)]
            if texts and len(texts) == len(value.items):
                filled = any(text.filled for text in texts)
                return Text(", ".join(text.text for text in texts), value.line, filled=filled)
        return self._text(value, path)

    def _parsed(self, text: Text, parse: Callable[[str], T], path: Path, option: Option) -> T:
        try:
            return parse(self._clean(text, path, secret=option.secret))
        except values.Misread as wrong:
            shown = "" if option.secret or text.filled else f"{_short(text.text)!r} "
            self._problems.add(text.line, path, f"{shown}{wrong.what}", wrong.hint)
            raise Unreadable from None

    def _typed(self, value: Value, wanted: Any, path: Path, option: Option) -> Any:
        origin, inner = get_origin(wanted), get_args(wanted)
        if origin in (Union, UnionType):
            return self._union(value, [kind for kind in inner if kind is not NoneType], path, option)
        if origin is Literal:
            return self._choice(value, {str(choice): choice for choice in inner}, path, option)
        if isinstance(wanted, type) and issubclass(wanted, Enum):
            return self._choice(value, {str(choice.value): choice for choice in wanted}, path, option)
        if isinstance(wanted, type) and dataclasses.is_dataclass(wanted):
            return self.section(wanted, value, path)
        if _is_list(origin or wanted):
            return self._list(value, inner[0] if inner else Any, origin or wanted, path, option)
        if _is_mapping(origin or wanted):
            return self._mapping(value, inner[1] if inner else Any, path, option)
        if wanted is Any or wanted is object:
            return value
        if wanted is str:
            return self._clean(self._text(value, path), path, secret=option.secret)
        if parse := _SIMPLE.get(wanted):
            return self._parsed(self._text(value, path), parse, path, option)
        raise TypeError(f"{option.name}: no way to read {wanted!r} from a file")

    def _union(self, value: Value, choices: list[Any], path: Path, option: Option) -> Any:
        """``bool | tuple[str, ...]``: a plain yes or no is one, everything else the other."""
        if len(choices) > 1 and bool in choices:
            if isinstance(value, Text) and not value.quoted:
                try:
                    return values.flag(value.text)
                except values.Misread:
                    pass
            choices = [choice for choice in choices if choice is not bool]
        return self._typed(value, choices[0], path, option)

    def _choice(self, value: Value, choices: Mapping[str, T], path: Path, option: Option) -> T:
        text = self._text(value, path)
        for name, choice in choices.items():
            if name.casefold() == text.text.strip().casefold():
                return choice
        near = nearest(text.text, choices)
        known = ", ".join(choices)
        shown = "" if option.secret or text.filled else f"{_short(text.text)!r} "
        self._problems.add(
            text.line,
            path,
            f"{shown}is not possible here.",
            f"Did you mean {near!r}?" if near else f"Write one of: {known}.",
        )
        raise Unreadable

    def _list(self, value: Value, inner: Any, kind: Any, path: Path, option: Option) -> Any:
        if isinstance(value, Text) and (inner is str or (isinstance(inner, type) and issubclass(inner, Enum))):
            if "," in value.text and not value.quoted and not value.filled:
                self._problems.note(
                    value.line,
                    f"{'.'.join(map(str, path))}: is read as one phrase, {value.text!r}. For several write [one, two].",
                )
            value = Items((value,), value.line)
        if not isinstance(value, Items):
            what = "is a single value" if isinstance(value, Text) else "holds settings"
            self._problems.add(
                value.line, path, f"{what}, but a list is wanted.", "Begin each entry with - and a space."
            )
            raise Unreadable
        found, broken = [], False
        for n, item in enumerate(value.items):
            try:
                if isinstance(item, Empty):
                    self._empty(item, (*path, n))
                    if inner is str:
                        raise Unreadable
                found.append(self._typed(item, inner, (*path, n), option))
            except Unreadable:
                broken = True
        if broken and inner is str and not found:
            raise Unreadable
        return frozenset(found) if kind is frozenset else list(found) if kind is list else tuple(found)

    def _mapping(self, value: Value, inner: Any, path: Path, option: Option) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for key, entry in self.table(value, path).entries.items():
            try:
                if isinstance(entry, Empty) and inner is str:
                    self._empty(entry, (*path, key))
                    continue
                found[key] = self._typed(entry, inner, (*path, key), option)
            except Unreadable:
                continue
        return found

    def _text(self, value: Value, path: Path) -> Text:
        if isinstance(value, Text):
            return value
        if isinstance(value, Empty):
            self._empty(value, path)
        else:
            what = "is a list" if isinstance(value, Items) else "holds settings"
            self._problems.add(
                value.line, path, f"{what}, but a single value is wanted.", "Write one value after the colon."
            )
        raise Unreadable

    def _clean(self, text: Text, path: Path, *, secret: bool) -> str:
        """The words with plain single spaces; a secret as it is. Invisible characters are refused."""
        words = text.text.rstrip("\r\n") if secret else " ".join(text.text.split())
        if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in words):
            self._problems.add(
                text.line, path, "holds a line break or an invisible character.", "Write it on one line."
            )
            raise Unreadable
        if not words:
            self._problems.add(text.line, path, "is empty.", "Write a value, or delete the line.")
            raise Unreadable
        return words

    def _empty(self, value: Empty, path: Path) -> None:
        if value.lost:
            self._problems.add(
                value.line, path, "is empty. In YAML a # starts a comment.", f'Write it in quotes, like "{value.lost}".'
            )
        else:
            self._problems.add(value.line, path, "is empty.", "Write a value, or delete the line.")


_SIMPLE: dict[Any, Callable[[str], Any]] = {
    int: values.whole,
    float: values.number,
    bool: values.flag,
    timedelta: values.duration,
    time: values.clock,
}


def _is_list(kind: Any) -> bool:
    return (isinstance(kind, type) and kind is not str and kind in (tuple, list, frozenset)) or _named(kind, "Sequence")


def _is_mapping(kind: Any) -> bool:
    return kind is dict or _named(kind, "Mapping")


def _named(kind: Any, name: str) -> bool:
    return getattr(kind, "__name__", "") == name


def _texts(value: Value) -> Iterable[Text]:
    """Every text in a value."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Items):
        for item in value.items:
            yield from _texts(item)
    elif isinstance(value, Table):
        for entry in value.entries.values():
            yield from _texts(entry)


def plain(value: Value) -> Any:
    """The value as Python, for options that nobody describes: yes and no, numbers, texts, lists and mappings."""
    if isinstance(value, Empty):
        return None
    if isinstance(value, Items):
        return [plain(item) for item in value.items]
    if isinstance(value, Table):
        return {key: plain(entry) for key, entry in value.entries.items()}
    if not value.quoted:
        for parse in (values.flag, values.whole, values.number):
            try:
                return parse(value.text)
            except values.Misread:
                continue
    return value.text


def _hint(option: Option) -> str:
    return option.help.rstrip(".") or f"a value for {option.key}"


def _written(text: str) -> str:
    """As it would have to stand in the file."""
    text = _short(text)
    return f'"{text}"' if re.match(r"[^\w.+(/-]", text) or re.search(r": |[,{}\[\]]", text) else text


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"

"""A catalogue: phrases under names, filled with plain text; and what is wrong with one that somebody wrote. Pure, but for
reading the files that come with it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SHIPPED = ("en", "de", "es")
LONGEST = 500
"""Letters of one phrase."""

_LISTS = ("weekdays", "month_names", "list_head")
_PLACE = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}")
_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The phrases of one language; ``language`` is its primary tag (BCP 47)."""

    language: str
    phrases: Mapping[str, str]

    def say(self, name: str, /, **values: object) -> str:
        """A phrase with its places filled, once: braces in a value stay braces. KeyError for an unknown name or place."""

        def filled(found: re.Match[str]) -> str:
            return found[0][0] if found[1] is None else str(values[found[1]])

        return _PLACE.sub(filled, self.phrases[name])

    def count(self, name: str, number: int, /, **values: object) -> str:
        """The phrase ``name_one`` for 1, else ``name_many``, with ``{count}``."""
        return self.say(f"{name}_one" if number == 1 else f"{name}_many", count=number, **values)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a file of phrases: in which line (0: as a whole), with which phrase ("" if it is none), and what to
    write instead."""

    line: int
    name: str
    what: str
    hint: str


def source(language: str) -> str:
    """The file of one of the ``SHIPPED`` languages."""
    return files("monitor.telling.phrases").joinpath(f"{language}.toml").read_text(encoding="utf-8")


@cache
def shipped(language: str) -> Catalogue:
    """The catalogue of one of the ``SHIPPED`` languages, as it comes with Earful."""
    return Catalogue(language, tomllib.loads(source(language)))


ENGLISH = shipped("en")


def written(language: str, catalogue: Catalogue | None = None) -> str:
    """The phrases of a language as a file, with our notes; those of ``catalogue`` where it has others."""
    lines = []
    for line in source(language if language in SHIPPED else "en").splitlines():
        name = line.partition(" = ")[0]
        known = catalogue.phrases.get(name) if catalogue else None
        # A string of JSON is one of TOML: https://toml.io/en/v1.0.0#string
        lines.append(line if known is None else f"{name} = {json.dumps(known, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def places(phrase: str) -> frozenset[str]:
    """The places of a phrase: "{author} is {mood}" has ``author`` and ``mood``."""
    return frozenset(found[1] for found in _PLACE.finditer(phrase) if found[1])


def changed(language: str, text: str) -> tuple[Catalogue, list[Flaw]]:
    """A language with the phrases of a file in place of ours. A phrase that is wrong keeps our words, and is told. A language
    that does not come with Earful says in English what the file leaves out."""
    known = shipped(language) if language in SHIPPED else ENGLISH
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return known, [_unreadable(str(error), text)]
    flaws: list[Flaw] = []
    good: dict[str, str] = {}
    for name, phrase in found.items():
        wrong = _wrong(name, phrase)
        if wrong is None:
            good[name] = str(phrase)
        else:
            flaws.append(Flaw(_line(name, text), name, *wrong))
    return Catalogue(language, {**known.phrases, **good}), flaws


def _unreadable(said: str, text: str) -> Flaw:
    place = _LINE.search(said)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    return Flaw(line, "", "this is not readable as TOML.", 'Write one phrase a line, like taken = "{by} took it."')


def _line(name: str, text: str) -> int:
    found = re.search(rf"^[ \t]*\"?{re.escape(name)}\"?[ \t]*[=.]|^\[{re.escape(name)}", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _wrong(name: str, phrase: object) -> tuple[str, str] | None:
    """What is wrong with a phrase, and what to do."""
    if name not in ENGLISH.phrases:
        return "there is no phrase of this name.", "`earful phrases` lists them."
    if not isinstance(phrase, str):
        return "is no text.", f'Write it in quotes, like {name} = "{ENGLISH.phrases[name]}"'
    if not phrase.strip():
        return "is empty.", "Delete the line to have our words."
    if not phrase.isprintable():
        return "holds a line break or an invisible character.", "Write it on one line."
    if len(phrase) > LONGEST:
        return f"is longer than {LONGEST} letters.", "Make it shorter."
    if name in _LISTS and len(phrase.split()) != len(ENGLISH.phrases[name].split()):
        return f"needs {len(ENGLISH.phrases[name].split())} words, one blank apart.", "Compare it with ours."
    allowed = places(ENGLISH.phrases[name])
    told = f"It may have {', '.join(f'{{{each}}}' for each in sorted(allowed))}." if allowed else "It has no places."
    if set(_PLACE.sub("", phrase)) & {"{", "}"}:
        return "has a brace that belongs to no place.", f"{told} For a brace itself write it twice."
    unknown = sorted(places(phrase) - allowed)
    if unknown:
        return f"there is no {{{unknown[0]}}} to put into it.", told
    return None

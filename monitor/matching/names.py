"""What a brand's names look like in strangers' texts: every spelling that the automaton has to know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from monitor.matching.bounds import known_tld
from monitor.matching.fold import fold, plain

_MOST_SPELLINGS = 24
_SHORTEST_TAG = 3
_SHORTEST_WITHOUT_MARK = 5  # "Yahoo!" is also written Yahoo; "Yum!" without its mark is a word like any other


class Shape(StrEnum):
    """How an alias is written, which decides where it may begin and end."""

    WORDS = "words"
    HANDLE = "handle"
    HASHTAG = "hashtag"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class Spelling:
    """One string to search for. ``exact``: the original must read exactly so (evened by ``plain``), or None."""

    folded: str
    shape: Shape
    exact: str | None = None
    derived: bool = False  # a hashtag made from a name, as ambiguous as the name itself


def shape_of(name: str) -> Shape:
    """Told by the look: "@harborplumbing", "#HarborFail", "harborplumbing.example" (also with a path), else words."""
    name = name.strip()
    if name.startswith("@") and len(name) > 1 and " " not in name:
        return Shape.HANDLE
    if name.startswith("#") and len(name) > 1 and " " not in name:
        return Shape.HASHTAG
    bare = _bare_domain(name)
    host = re.fullmatch(r"((?:[\w-]{1,63}\.){1,6})([^\W\d_]{2,24})(?:/\S*)?", bare)
    # "St.Ives" and "Node.js" are names; "harborplumbing.example" is a domain whatever its last part.
    if host and (known_tld(host[2].lower()) or (bare == bare.lower() and host[2] not in ("js", "py", "inc", "ltd"))):
        return Shape.DOMAIN
    return Shape.WORDS


def _bare_domain(name: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", name, flags=re.IGNORECASE).rstrip("/")


def spellings(name: str, *, exact: bool = False, tags: bool = False) -> Iterator[Spelling]:
    """Every spelling of a name or alias; ``tags``: also the hashtags that people make of it."""
    name = name.strip()
    shape = shape_of(name)
    if shape is not Shape.WORDS:
        literal = _bare_domain(name) if shape is Shape.DOMAIN else name
        if folded := fold(literal).strip():
            # Folding makes a hyphen a space; in an address the two are not the same.
            yield Spelling(folded, shape, plain(literal).casefold())
        return
    forms = _forms(plain(name))
    for form in forms:
        if folded := fold(form).strip():
            yield Spelling(folded, shape, form if exact else None)
    if tags:
        yield from _tags(forms, exact)
        yield from _camels(forms, exact)


def _tags(forms: list[str], exact: bool) -> Iterator[Spelling]:
    seen = set()
    for form in forms:
        words = ["".join(c for c in word if c.isalnum()) for word in re.split(r"[\s&-]+", form)]
        words = [word for word in words if word]
        for joint in ("", "_"):
            tag = joint.join(words)
            if not tag or tag in seen or (len(tag) < _SHORTEST_TAG and tag != form):
                continue
            seen.add(tag)
            # "#TargetPractice"-like ambiguity needs a single word; several words in one tag are a name for sure.
            yield Spelling(fold("#" + tag), Shape.HASHTAG, "#" + tag if exact and len(words) == 1 else None, True)


def _camels(forms: list[str], exact: bool) -> Iterator[Spelling]:
    """Several words as one ("AcmeCoffee", "TMobile", "eBayMotors"): only the capitals still tell where they meet."""
    for form in forms:
        words = re.split(r"[ -]", form)
        if len(words) < 2 or not all(word.isalnum() for word in words):
            continue  # "AT&T" is not ATT
        as_written = "".join(words)
        capitals = as_written if exact else "".join(word[0].upper() + word[1:] for word in words)
        for joined in dict.fromkeys((as_written, capitals)):
            if any(char.isupper() for char in joined[1:]) and any(char.islower() for char in joined):
                yield Spelling(fold(joined), Shape.WORDS, joined)


def _forms(name: str) -> list[str]:
    """The name and its usual other spellings, in its own case; the name itself first."""
    forms = [name]
    for other in _OTHERS:
        for form in forms[:_MOST_SPELLINGS]:
            changed = " ".join(other(form).split())
            if changed and changed not in forms and any(char.isalnum() for char in changed):
                forms.append(changed)
    return forms[:_MOST_SPELLINGS]


def _and_for_ampersand(name: str) -> str:
    # "AT&T" and "C&A" are read letter by letter; "c and a" would match any sentence.
    return re.sub(r"(?<=\w{3})&(?=\w{2})|(?<=\w{2})&(?=\w{3})|(?<=['.!])&(?=\w{2})", " and ", name)


def _ampersand_for_and(name: str) -> str:
    return re.sub(r" (?:and|AND|And) ", "&", name)


def _without_apostrophes(name: str) -> str:
    return re.sub(r"(?<=\w)'(?=\w)", "", name)


def _without_quotes(name: str) -> str:
    return name.replace('"', "")


def _single_quotes(name: str) -> str:
    return name.replace('"', "'")


def _without_mark(name: str) -> str:
    bare = name.rstrip("!")
    return bare if len(bare) >= _SHORTEST_WITHOUT_MARK else name


def _without_stops(name: str) -> str:
    if sum(char.isalnum() for char in name) < _SHORTEST_WITHOUT_MARK - 1:
        return name
    return re.sub(r"(?<=\w)[.,](?=\s|$)|(?<=\w)\.(?=\w)", "", name)


def _spaced_stops(name: str) -> str:
    return re.sub(r"(?<=\w)\.(?=\w)", " ", name)


_UMLAUTS = {ord(short): long for short, long in zip("äöüÄÖÜ", ("ae", "oe", "ue", "Ae", "Oe", "Ue"), strict=True)}


def _umlauts_spelt_out(name: str) -> str:
    return name.translate(_UMLAUTS)


_OTHERS: tuple[Callable[[str], str], ...] = (
    _and_for_ampersand,
    _ampersand_for_and,
    _without_quotes,
    _single_quotes,
    _without_apostrophes,
    _without_mark,
    _without_stops,
    _spaced_stops,
    _umlauts_spelt_out,
)

"""Names put together into as few questions as a service allows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from connectors.base import Post

ALONE = 5
"""Up to so many names have a question each: then it is known which of them found what."""


def together(
    names: Iterable[str], *, most: int, words: int = 1_000, characters: int = 100_000, alone: int = ALONE
) -> list[tuple[str, ...]]:
    """Groups of names for one question each: at most ``most`` names, ``words`` (each name and an OR between two) and
    ``characters`` (with quotes and OR) in one. Blank names are left out, doubles are asked once."""
    wanted = list(dict.fromkeys(name for name in names if name.strip(' "')))
    if len(wanted) <= alone:
        return [(name,) for name in wanted]
    groups: list[list[str]] = []
    for name in wanted:
        if groups and _fits([*groups[-1], name], most, words, characters):
            groups[-1].append(name)
        else:
            groups.append([name])
    return [tuple(group) for group in groups]


def _fits(group: Sequence[str], most: int, words: int, characters: int) -> bool:
    said = either(group)
    return len(group) <= most and len(said.split()) <= words and len(said) <= characters


def found_with(post: Post, before: Mapping[str, Post], names: Sequence[str]) -> Post:
    """A post with the names of the question that found it; ``before`` are the posts of this visit so far, by their id."""
    earlier = before.get(post.id, post)
    if len(names) == 1:
        return replace(
            post, found_by=tuple(dict.fromkeys((*earlier.found_by, *names))), found_among=earlier.found_among
        )
    return replace(post, found_by=earlier.found_by, found_among=tuple(dict.fromkeys((*earlier.found_among, *names))))


def left_out(host: str, name: str, times: Iterable[datetime | None]) -> str:
    """What to note where a search has more than a visit reads. ``times``: when what was read was written, the newest first."""
    oldest = min(filter(None, times), default=None)
    before = f" before {oldest.astimezone(UTC):%d %b %H:%M} UTC" if oldest else " earlier"
    return f"{host} has more with {name!r} than a visit reads: what was written{before} was left out"


def either(names: Iterable[str], between: str = " OR ") -> str:
    """The names as quoted phrases of which one must be there."""
    return between.join(quoted(name) for name in names)


def quoted(name: str) -> str:
    """A name as a phrase in quotes, without quotes of its own."""
    return '"' + name.replace('"', " ").strip() + '"'

"""How many people are behind a number of posts, whatever was copied how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuthorStory:
    """An author who told a story: ``at`` the first time (aware UTC); ``article``: in the form of an article."""

    author: bytes
    story: int
    at: datetime
    article: bool = False


def voices(told: Iterable[AuthorStory]) -> list[AuthorStory]:
    """Those, in the order of time, whose author and whose story had not been heard before.

    Ten posts of one person are one voice, however different; one text in fifty papers, or by one person under five
    names, is one voice too: the others are its reach.
    """
    authors: set[bytes] = set()
    stories: set[int] = set()
    found = []
    for one in sorted(told, key=lambda one: (one.at, one.story, one.author)):
        if one.author not in authors and one.story not in stories:
            found.append(one)
        authors.add(one.author)
        stories.add(one.story)
    return found

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How far a story has spread, seen from one of its posts. ``places`` are services in the order in which they were
    reached, ``elsewhere`` those that this post does not stand in; ``pages`` the addresses, the first post's first.
    ``followers`` of all its authors together and ``shares`` are what is known of how many could have read it."""

    story: int
    first_at: datetime
    last_at: datetime
    first_url: str
    posts: int
    authors: int
    places: tuple[str, ...]
    elsewhere: tuple[str, ...]
    pages: tuple[str, ...]
    followers: int
    shares: int

    @property
    def reach(self) -> int:
        """Readers that are known of; who follows two of its authors counts twice."""
        return self.followers + self.shares


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

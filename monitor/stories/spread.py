"""How far a story has spread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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

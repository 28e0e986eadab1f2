"""Where a brand is heard, where it could be, and where nobody may listen. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.config import Config
from monitor.config.reader import options_of
from monitor.config.sources import names_to_search

# Place -> (why nobody may listen there, what to do instead): the table at the end of docs/sources.md.
UNHEARD: Mapping[str, tuple[str, str]] = {
    "Facebook groups and profiles, Instagram, Threads": (
        "closed to all but their owners' apps",
        "answer there; `imap` hears their notification mails, among them recommendations of your page",
    ),
    "TikTok, LinkedIn, Nextdoor, WhatsApp groups": ("no way in for listeners", "ask regulars to tell you"),
    "Yelp, Tripadvisor": (
        "their interfaces forbid keeping what they show",
        "both mail you about new reviews, and `imap` hears that",
    ),
    "Quora, private forums, anything behind a login": (
        "a program would need somebody's password",
        "if it has a feed for members, `rss` can read that",
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    """``how`` is one of "heard", "open" (no key needed), "needs a key", "cannot be heard"."""

    how: str
    what: str  # a source by its name, a kind, a platform
    why: str


def places(config: Config, brand: str, kinds: Mapping[str, type[Any]]) -> Iterator[Place]:
    """Everything about one brand, in that order. ``kinds`` are those that are installed."""
    mine = set(names_to_search([config.brands[brand]]))
    heard: set[str] = set()
    for source in config.sources.values():
        asked = getattr(source.connector, "search", ())
        if source.about:
            why = "everything posted there" if source.about == brand else ""
        elif source.searches:
            why = "by search for its names" if mine & set(asked) else ""
        else:
            why = "where its name stands"
        if why:
            heard.add(source.kind)
            yield Place("heard", source.name, why)
    for kind, cls in sorted(kinds.items()):
        if kind not in heard and not _secrets(cls):
            yield Place("open", kind, _wanted(cls))
    for kind, cls in sorted(kinds.items()):
        if kind not in heard and (secrets := _secrets(cls)):
            yield Place("needs a key", kind, ", ".join(secrets))
    for platform, (why, instead) in UNHEARD.items():
        yield Place("cannot be heard", platform, f"{why}; instead: {instead}")


def _secrets(cls: type[Any]) -> Collection[str]:
    secrets = [option for option in options_of(cls) if option.secret]
    needed = [option.key for option in secrets if option.required]
    # Who signs in under a name needs one of several secrets, so none of them is; the first is the usual one.
    signs_in = any(option.required and option.key == "user" for option in options_of(cls))
    return needed or [option.key for option in secrets[:1] if signs_in]


def _wanted(cls: type[Any]) -> str:
    needed = [option.key for option in options_of(cls) if option.required]
    return f"needs {', '.join(needed)}" if needed else "needs nothing"

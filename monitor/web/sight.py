"""What somebody may know of beside brands: people, sources, and against whom a brand is set. Pure.

Whoever sees some brands only must not learn that there are others, nor who works for them.
"""

from __future__ import annotations

from monitor.config import Config
from monitor.config.sources import names_to_search
from monitor.web.rights import Viewer


def people(config: Config, who: Viewer) -> tuple[str, ...]:
    """The people under ``people:`` of whom they may know: those who may hear of one of their brands, and of whom they are one."""
    if who.brands is None:
        return tuple(config.people)
    return tuple(name for name in config.people if name == who.person or _meets(config.sees(name), who.brands))


def _meets(seen: frozenset[str] | None, brands: frozenset[str]) -> bool:
    return seen is None or bool(seen & brands)


def speaks_for(config: Config, who: Viewer, person: str) -> bool:
    """Whether they may say of somebody that they are away, or want no digest: of themselves, and of those who see no more than
    they do."""
    if person not in config.people:
        return False
    seen = config.sees(person)
    return who.brands is None or person == who.person or (seen is not None and seen <= who.brands)


def sources(config: Config, who: Viewer) -> tuple[str, ...]:
    """The sources of which they may know: not those about a brand that they do not see, nor those that look for the names of
    such brands alone (and are called after them)."""
    if who.brands is None:
        return tuple(config.sources)
    mine = set(names_to_search(brand for name, brand in config.brands.items() if name in who.brands))
    theirs = set(names_to_search(brand for name, brand in config.brands.items() if name not in who.brands)) - mine

    def known(name: str) -> bool:
        source = config.sources[name]
        asked = set(getattr(source.connector, "search", ())) if source.searches else set()
        return who.sees(source.about) if source.about else bool(asked & mine) or not asked & theirs

    return tuple(name for name in config.sources if known(name))


def beside(config: Config, who: Viewer, brand: str) -> frozenset[str]:
    """The brands beside which one is set for the share of voice, itself among them: those of the same client (or of none) that may
    be seen, and what ``compare:`` sets against it."""
    together = (group & config.brands.keys() for group in config.groups() if brand in group)
    mine = frozenset(name for group in together for name in group if who.sees(name))
    return mine | config.compared_with(frozenset([brand])) | {brand}

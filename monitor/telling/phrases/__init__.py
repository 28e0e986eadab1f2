"""The words of messages in several languages: one catalogue a language, a TOML file of phrases under names.

A phrase may hold places like ``{author}``. They are filled once, with plain text: what a stranger wrote is never read as a
template, and a template can do nothing but stand around it.
"""

from monitor.telling.phrases.catalogue import (
    ENGLISH,
    SHIPPED,
    Catalogue,
    Flaw,
    changed,
    places,
    shipped,
    source,
    written,
)

__all__ = ["ENGLISH", "SHIPPED", "Catalogue", "Flaw", "changed", "places", "shipped", "source", "written"]

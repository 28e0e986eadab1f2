"""What the verbs of the command line do, a module a matter. ``monitor.cli`` parses, and calls them; what people read is made in
``monitor.show``, what programs read in ``monitor.events``. ``base`` is how a verb gets at what is stored or to the running daemon,
which answers in ``doorkeeper`` through the socket of ``control``.

Each is loaded when it is asked for (PEP 562): a filter or a health check pays for no database, and no verb but ``invite`` for
the page.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.commands import (
        cases,
        daemon,
        doors,
        filters,
        health,
        noise,
        once,
        replay,
        reports,
        setup,
        sources,
        staff,
        storm,
    )

__all__ = [
    "cases",
    "daemon",
    "doors",
    "filters",
    "health",
    "noise",
    "once",
    "replay",
    "reports",
    "setup",
    "sources",
    "staff",
    "storm",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")

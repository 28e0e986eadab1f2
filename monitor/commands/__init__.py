"""What the verbs of the command line do, a module a matter. ``monitor.cli`` parses, and calls them; what people read is made in
``monitor.show``, what programs read in ``monitor.events``. ``base`` is how a verb gets at what is stored or to the running daemon,
which answers in ``doorkeeper`` through the socket of ``control``."""

from monitor.commands import base, cases, daemon, filters, noise, once, replay, reports, setup, sources, staff, storm

__all__ = [
    "base",
    "cases",
    "daemon",
    "filters",
    "noise",
    "once",
    "replay",
    "reports",
    "setup",
    "sources",
    "staff",
    "storm",
]  # ``doors`` needs a server and its templates: no other verb pays for them

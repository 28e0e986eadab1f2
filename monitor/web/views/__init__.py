"""The pages, one module each: what a page asks of the store, and what its forms do. What they have in common is beside this
package: reading addresses (``asked``), doing (``doing``), showing (``pages``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from monitor.web.views import (
    accounts,
    brands,
    case,
    doings,
    mentions,
    noise,
    outbox,
    people,
    setup,
    sources,
    storms,
    waiting,
)

if TYPE_CHECKING:
    from monitor.web.behind import Behind

_PAGES = (waiting, case, noise, mentions, brands, storms, people, sources, outbox, setup, doings, accounts)


def routes(behind: Behind) -> list[web.RouteDef]:
    """Every page for people who are in."""
    return [route for module in _PAGES for route in module.routes(behind)]

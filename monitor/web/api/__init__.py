"""What programs ask and do: JSON under ``/api/v1``, everything that the pages show and do.

``describing`` is how an operation is described, once; ``serving`` answers as described, ``openapi`` and ``reading`` tell others of
it. The operations stand in a module for each matter; ``shapes`` is what several of them tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiohttp import web

from monitor.web.api import (
    accounts,
    brands,
    cases,
    exports,
    feeds,
    mentions,
    noise,
    people,
    reading,
    running,
    serving,
    storms,
)
from monitor.web.api.describing import Operation

if TYPE_CHECKING:
    from monitor.web.behind import Behind

OPERATIONS: Final[tuple[Operation, ...]] = tuple(
    operation
    for module in (cases, mentions, exports, storms, brands, people, running, feeds, noise, accounts)
    for operation in module.OPERATIONS
)
"""Every operation there is."""


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/api/v1`` and ``/api/docs``."""
    return [*serving.routes(behind, OPERATIONS), *reading.routes(behind, OPERATIONS)]

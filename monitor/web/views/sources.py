"""Sources: how well each is heard, when it was heard last and is visited next, and what to do about one that is not; and
where a brand is heard at all."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

import connectors
from monitor.show_sources import quota_in_words, source_health
from monitor.sources.reach import Place, places
from monitor.store import asking, spending
from monitor.web import asked, pages, sight
from monitor.web.rights import Right, Viewer, needs, viewer

if TYPE_CHECKING:
    from monitor.web.behind import Behind


_MOST = 50  # sources on a page


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/sources``."""

    @needs(Right.LOOK)
    async def shown(request: web.Request) -> web.Response:
        who, config = viewer(request), behind.config()
        brands = [brand for brand in config.brands if who.sees(brand)]
        found = await health(behind, who)
        brand = asked.one_of(request, "brand", brands)
        reached: dict[str, list[Any]] = {}
        for place in places_of(behind, who, brand) if brand else ():
            reached.setdefault(place.how, []).append(place)
        deaf = [each for each in found if each["state"] in ("blind", "failing")]
        found = [*deaf, *(each for each in found if each not in deaf)]
        some, more = asked.part(request, found, _MOST, brand=brand)
        return pages.show(
            request,
            behind,
            "sources.html",
            sources=[_timed(each) for each in some],
            more=more,
            deaf=len(deaf),
            brands=brands,
            brand=brand,
            reached=reached,
            summary=f"{len(deaf)} of {len(found)} sources are not heard" if deaf else "Every source is heard",
        )

    return [web.get("/sources", shown)]


def _kinds() -> dict[str, type[Any]]:
    found = {}
    for name in connectors.kinds():
        with contextlib.suppress(Exception):  # `earful sources --kinds` says which one cannot be loaded, and why
            found[name] = connectors.connector(name)
    return found


def places_of(behind: Behind, who: Viewer, brand: str) -> list[Place]:
    """Where a brand is heard, could be, and cannot be, as far as they may know."""
    config = behind.config()
    known = sight.sources(config, who)
    return [each for each in places(config, brand, _kinds()) if each.how != "heard" or each.what in known]


async def health(behind: Behind, who: Viewer) -> list[dict[str, Any]]:
    """The sources that somebody may know of."""
    config = behind.config()
    async with behind.parts().store.read() as connection:
        rows, used = await asking.sources(connection), await spending.used(connection, behind.now())
    known = sight.sources(config, who)
    return [each for each in source_health(config, rows, behind.now(), used) if each["source"] in known]


def _timed(health: Mapping[str, Any]) -> dict[str, Any]:
    """The same with moments instead of their spelling."""
    moments = ("last_success", "last_item", "next_poll")
    timed = {key: datetime.fromisoformat(value) if key in moments and value else value for key, value in health.items()}
    spent = [one for one in health["quotas"] if one["resets"]]
    return {**timed, "quotas": [(quota_in_words(one), datetime.fromisoformat(one["resets"])) for one in spent]}

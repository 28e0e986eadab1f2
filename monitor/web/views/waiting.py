"""Who is waiting, since when, and whose turn it is: the page that the owner opens in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web
from markupsafe import escape

from alerts.text import one_line
from monitor.clock import from_us
from monitor.store import asking
from monitor.store.browsing import waiting as cases
from monitor.store.browsing.waiting import Order, WaitingCounts
from monitor.web import asked, doing, pages, sight
from monitor.web.marking import brief
from monitor.web.rights import Right, needs, viewer
from monitor.web.views.standing import Standing, standing

if TYPE_CHECKING:
    from monitor.web.behind import Behind

PAGE = 20
"""Cases on a page."""
_WORDS, _NAME = 400, 40  # characters
_ADDRESS = 300  # a longer link stands on the page of the case
_ORDERS = {
    Order.DUE: "who must be answered first",
    Order.LONGEST: "who waits longest",
    Order.WORST: "the worst first",
}


@dataclass(frozen=True, slots=True)
class _Card:
    stands: Standing
    customer: str
    words: str
    source: str
    url: str


def routes(behind: Behind) -> list[web.RouteDef]:
    """``/``."""

    @needs(Right.LOOK)
    async def waiting(request: web.Request) -> web.Response:
        who, now, config = viewer(request), behind.now(), behind.config()
        brands = [brand for brand in config.brands if who.sees(brand)]
        people = sight.people(config, who)
        brand, person = asked.one_of(request, "brand", brands), asked.one_of(request, "person", people)
        order = Order(asked.one_of(request, "order", list(Order)) or Order.DUE)
        answered = request.query.get("answered") == "1"
        async with behind.parts().store.read() as connection:
            found = await cases.waiting(
                connection,
                who.brands,
                now,
                brand=brand,
                person=person,
                answered=answered,
                order=order,
                after=asked.numbers(request, "after", 3 if order is Order.WORST else 2),
                limit=PAGE,
            )
            counts = await cases.counts(connection, who.brands, now)
            heard = await asking.sources(connection)
        cards = [
            _Card(
                stands=standing(each.row.id, each.row.case, now),
                customer=brief(one_line(each.row.case.author), _NAME) or "A customer",
                words=brief(each.words, _WORDS),
                source=each.source,
                url=each.url if len(escape(each.url)) <= _ADDRESS else "",
            )
            for each in found.items
        ]
        last = max((row.succeeded_at for row in heard.values() if row.succeeded_at is not None), default=None)
        wish = {"brand": brand, "person": person, "order": "" if order is Order.DUE else order.value}
        wish["answered"] = "1" if answered else ""
        return pages.show(
            request,
            behind,
            "waiting.html",
            cards=cards,
            counts=counts,
            summary=summary(counts),
            brands=brands,
            people=people,
            wish=wish,
            narrowed=bool(brand or person),
            orders=_ORDERS,
            outcomes=doing.OUTCOMES,
            number=doing.number,
            more=asked.again("/", wish, after=".".join(map(str, found.after))) if found.after else "",
            back=asked.again("/", wish),
            later=bool(request.query.get("after")),
            heard=None if last is None else from_us(last),
            listening=bool(config.sources),
            done=doing.DONE.get(request.query.get("did", ""), ""),
        )

    return [web.get("/", waiting)]


def summary(counts: WaitingCounts) -> str:
    """ "3 customers are waiting, 1 overdue": the heading, and what is read out when it changes."""
    if not counts.waiting:
        return "Nobody is waiting"
    waiting = "1 customer is waiting" if counts.waiting == 1 else f"{counts.waiting} customers are waiting"
    return f"{waiting}, {counts.overdue} overdue" if counts.overdue else waiting

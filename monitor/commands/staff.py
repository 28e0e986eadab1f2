"""What the verbs ``away``, ``back`` and ``who`` do."""

from __future__ import annotations

from monitor import policies, routing, whom
from monitor.cases import Heard, Points, Refused, open_case
from monitor.clock import SystemClock
from monitor.commands.base import ask, known_case, reading
from monitor.config import Config
from monitor.config.model import PRESS
from monitor.store import StoreError, being_away


async def away(config: Config, person: str | None, until: str, stand_in: str, by: str | None) -> int:
    """Somebody is away; without a name: who is."""
    if person is None:
        async with reading(config) as store, store.read() as connection:
            rows = await being_away.everybody(connection)
        print(whom.who_is_away(rows, SystemClock().now(), config.timezone))
        return 0
    request = {"verb": "away", "person": person, "until": until, "stand_in": stand_in, "by": by or person}
    return await ask(config, request)


async def back(config: Config, person: str) -> int:
    """Somebody is back."""
    return await ask(config, {"verb": "back", "person": person})


async def who(config: Config, case_id: int) -> int:
    """Who will be told next about a case, and when."""
    now = SystemClock().now()
    async with reading(config) as store, store.read() as connection:
        row = await known_case(connection, case_id)
        away_now = await being_away.now_away(connection, now)
    policy = policies.policy(config, row.case.brand, row.case, away_now)
    print(whom.of_case(case_id, row.case, policy, config, now))
    return 0


async def who_would(config: Config, brand: str, traits: routing.Traits) -> int:
    """Who would be told of a new case like this, and when."""
    if not brand and len(config.brands) == 1:
        brand = next(iter(config.brands))
    if brand not in config.brands:
        raise Refused(f"about which brand? Add --brand and one of {', '.join(config.brands)}")
    now = SystemClock().now()
    try:
        async with reading(config) as store, store.read() as connection:
            away_now = await being_away.now_away(connection, now)
    except StoreError:
        away_now = {}  # nothing there yet
    route = routing.chosen(config.brands[brand].routes, traits)
    policy = policies.policy(config, brand, None, away_now, route)
    if traits.voice == PRESS:
        person = policy.here(route.answered_by) if route else ""
        print(whom.of_the_press(brand, route, person, config))
        return 0
    # As bad as was asked: what may wake somebody depends on it.
    points = Points(
        anger=0.6 if traits.severity == 4 else 0.9,
        complaint=0.9,
        themes=traits.themes,
        signals=traits.signals,
        agreed=10 if traits.severity <= 2 else 0,
        followers=10_000 if traits.severity == 1 else 0,
    )
    event = Heard(at=now, author="", brand=brand, unhappy=True, happy=False, points=points, written=now)
    case, says = open_case(event, policy)
    print(whom.of_a_new_one(case, says, policy, config, now))
    return 0

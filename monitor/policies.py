"""What the owner decided, as a case needs it: who answers, by when, who is told next, and who stands in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from monitor import cases, hours, routing
from monitor.cases import Case, Heard, Policy, Rung
from monitor.config import Config, Route, Shift


def policy(
    config: Config,
    brand: str,
    case: Case | None = None,
    away: Mapping[str, str] | None = None,
    route: Route | None = None,
) -> Policy:
    """What was decided about a brand, or on one of its routes; for a case what was decided when it opened, with the
    calendars of today. ``away``: who is away -> who stands in. A brand that has left the configuration with a case still
    open is the operator's: nobody is dropped by an edit."""
    known = config.brands.get(brand)
    answered_by = known.answered_by if known else config.operator
    within = known.answer_within if known else timedelta(hours=4)
    steps = known.if_nobody_takes_it if known else ()
    alert_when = config.alerts.alert_when
    if route is not None:
        answered_by, within, steps = route.answered_by, route.answer_within, route.if_nobody_takes_it
    ladder = tuple(Rung(step.after, step.tell) for step in steps)
    if case is not None:
        answered_by, ladder = case.turn, case.ladder
        within, alert_when = case.within or within, case.alert_when or alert_when
    working = shifts(config, answered_by)
    zone = config.zone_of(answered_by)
    return Policy(
        answered_by=answered_by,
        answer_within=within,
        ladder=ladder,
        alert_when=alert_when,
        due=lambda since: hours.add_working(since, within, working, zone, config.holidays),
        awake=partial(_awake, config, "worst"),
        roused=partial(_awake, config, "storm"),
        here=partial(here, config=config, away=away or {}),
        known=config.people.__contains__,
        worked=lambda person, start, span: hours.add_working(
            start, span, shifts(config, person), config.zone_of(person), config.holidays
        ),
        route=f"{route.name}: {routing.why(route.when)}" if route else "",
    )


def route(config: Config, event: Heard, source: str = "", words: str = "", claimed: str = "") -> Route | None:
    """Which of the brand's routes a new case takes; None: the brand's own way. ``words`` are what was said, in the language
    that ``claimed`` names, as far as the service knows."""
    brand = config.brands.get(event.brand)
    if brand is None or not brand.routes:
        return None
    opened, _ = cases.open_case(event, policy(config, event.brand))
    traits = routing.Traits(
        severity=opened.severity,
        themes=event.points.themes,
        signals=event.points.signals,
        source=source,
        words=words,
        language=routing.language(brand.routes, words, claimed),
        followers=event.points.followers,
    )
    return routing.chosen(brand.routes, traits)


def here(person: str, config: Config, away: Mapping[str, str]) -> str:
    """That person, or who stands in for them; for who has left the configuration the operator, or who stands in for that one. The
    operator too, should everybody who stands in be away."""
    seen: set[str] = set()
    while person not in seen:
        seen.add(person)
        person = away.get(person, person) if person in config.people else config.operator
    return config.operator if person in away else person


def _awake(config: Config, kind: str, start: datetime, span: timedelta, person: str, severity: int = 4) -> datetime:
    """``kind``: what may wake somebody, beside nothing: a ``storm``, or of cases the ``worst``."""
    quiet = config.quiet_of(person)
    wakes = quiet is not None and (
        quiet.wake_for in ("storm", "worst") if kind == "storm" else quiet.wake_for == "worst" and severity == 1
    )
    return hours.add_awake(start, span, None if wakes else quiet, config.zone_of(person))


def shifts(config: Config, person: str) -> tuple[Shift, ...]:
    """The working hours of somebody; none where they have none, or have left."""
    known = config.people.get(person)
    return known.hours if known else ()

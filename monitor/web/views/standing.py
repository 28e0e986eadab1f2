"""How a case stands, as every page shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.cases import Case, State
from monitor.web import doing

MOODS = {
    State.OPEN: "nobody has taken it",
    State.TAKEN: "taken",
    State.PROMISED: "promised",
    State.SNOOZED: "put off",
    State.ANSWERED: "answered",
    State.CLOSED: "closed",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """``until`` is when something has to be done about it, ``late`` whether that is over; None: nothing has to be. ``mark``
    says which state is shown: Undo takes back what the person saw."""

    id: int
    case: Case
    mood: str
    until: datetime | None
    late: bool
    possible: tuple[str, ...]
    mark: str


def standing(case_id: int, case: Case, now: datetime) -> Standing:
    """How a case stands now."""
    until = None
    if case.state in (State.PROMISED, State.SNOOZED):
        until = case.until
    elif case.state in (State.OPEN, State.TAKEN):
        until = case.due
    mood = case.outcome.value.replace("_", " ") if case.outcome else MOODS[case.state]
    late = until is not None and now > until
    return Standing(case_id, case, mood, until, late, doing.possible(case), case.changed.isoformat())

"""A case: one unhappy customer of one brand, from the first angry word to how it ended. Pure.

``step(case, event, policy) -> (case, says)`` reads no clock and writes nothing: ``event.at`` is now.

``model``     what a case is, and what can happen to it
``machine``   the state machine, and its two clocks
``deeds``     what people do
``moves``     the small moves that both are made of
``joining``   two cases that are one customer
``when``      a moment to come, in words
``promises``  what we promise in words
"""

from monitor.cases.deeds import BY_HAND, FARTHEST, UNDO, restored
from monitor.cases.machine import REOPENS, belongs, foretold, next_at, open_case, step
from monitor.cases.model import (
    Act,
    Agreed,
    Calendar,
    Case,
    Event,
    Gone,
    Heard,
    Outcome,
    Points,
    Policy,
    Reason,
    Refused,
    Result,
    Rung,
    Say,
    State,
    Tick,
)
from monitor.cases.moves import (
    GIVES_UP,
    QUIET_CLOSES,
    REMINDS,
    absorbed,
    closed,
    handed_back,
    reasons,
    turn_of,
    weighed,
)

__all__ = [
    "BY_HAND",
    "FARTHEST",
    "GIVES_UP",
    "QUIET_CLOSES",
    "REMINDS",
    "REOPENS",
    "UNDO",
    "Act",
    "Agreed",
    "Calendar",
    "Case",
    "Event",
    "Gone",
    "Heard",
    "Outcome",
    "Points",
    "Policy",
    "Reason",
    "Refused",
    "Result",
    "Rung",
    "Say",
    "State",
    "Tick",
    "absorbed",
    "belongs",
    "closed",
    "foretold",
    "handed_back",
    "next_at",
    "open_case",
    "reasons",
    "restored",
    "step",
    "turn_of",
    "weighed",
]

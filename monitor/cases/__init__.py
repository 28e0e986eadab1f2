"""A case: one unhappy customer of one brand, from the first angry word to how it ended. Pure.

``step(case, event, policy) -> (case, says)`` reads no clock and writes nothing: ``event.at`` is now.

``model``    what a case is, and what can happen to it
``machine``  the state machine, and its two clocks
"""

from monitor.cases.machine import QUIET_CLOSES, REOPENS, UNDO, belongs, loud_enough, next_at, open_case, restored, step
from monitor.cases.model import (
    Act,
    Agreed,
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

__all__ = [
    "QUIET_CLOSES",
    "REOPENS",
    "UNDO",
    "Act",
    "Agreed",
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
    "belongs",
    "loud_enough",
    "next_at",
    "open_case",
    "restored",
    "step",
]

"""Storms: many customers of one brand negative at once, beyond what is usual for it. Pure, online, bounded.

``Detector`` hears the mentions of one brand and says when a storm begins, gets louder and is over; ``Pool`` knows the hours of a
week from all brands; ``severity`` weighs a storm. How it works, and what it reaches: docs/design/storms.md.
"""

from monitor.storms.core import ALARM, Verdict
from monitor.storms.detector import LATE, MAX_FALSE_PER_DAYS, WIDTHS, Detector, TooLate
from monitor.storms.life import Life
from monitor.storms.profile import Pool
from monitor.storms.severity import Facts, reasons, severity
from monitor.storms.watch import WHOLE, History, Watch, Would

__all__ = [
    "ALARM",
    "LATE",
    "MAX_FALSE_PER_DAYS",
    "WHOLE",
    "WIDTHS",
    "Detector",
    "Facts",
    "History",
    "Life",
    "Pool",
    "TooLate",
    "Verdict",
    "Watch",
    "Would",
    "reasons",
    "severity",
]

"""The whole way, readable on one screen: ``hear`` a source or ``listen`` to one, ``decide`` about a brand, let
``time_passes``, ``announce``.

Each is one step between two transactions; a kill between any two of them loses nothing, because what was heard is pending
and what was decided is in the outbox. Deciding itself is pure (``monitor.cases``); here is only the carrying.
"""

from monitor.pipeline.correcting import correct
from monitor.pipeline.deciding import decide, heard_event, score
from monitor.pipeline.hearing import Hearing, hear, its_turn
from monitor.pipeline.listening import catch_up, listen, may_listen
from monitor.pipeline.moving import Decided, Scored, act, announce, time_passes
from monitor.pipeline.receiving import Received, receive

__all__ = [
    "Decided",
    "Hearing",
    "Received",
    "Scored",
    "act",
    "announce",
    "catch_up",
    "correct",
    "decide",
    "hear",
    "heard_event",
    "its_turn",
    "listen",
    "may_listen",
    "receive",
    "score",
    "time_passes",
]

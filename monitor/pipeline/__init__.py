"""The whole way, readable on one screen: ``hear`` a source or ``listen`` to one, ``follow`` the posts of cases,
``decide`` about a brand, let ``time_passes``, ``announce``.

Each is one step between two transactions; a kill between any two of them loses nothing, because what was heard is pending
and what was decided is in the outbox. Deciding itself is pure (``monitor.cases``); here is only the carrying.
"""

from monitor.pipeline.acting import act
from monitor.pipeline.by_hand import Told, open_by_hand
from monitor.pipeline.correcting import correct
from monitor.pipeline.deciding import decide, heard_event, score
from monitor.pipeline.following import Followed, follow
from monitor.pipeline.hearing import Hearing, Watch, hear, its_turn
from monitor.pipeline.learning import forget, mute, unmute
from monitor.pipeline.leaving import come_back, go_away
from monitor.pipeline.listening import catch_up, listen, may_listen
from monitor.pipeline.moving import Decided, Scored, announce
from monitor.pipeline.passing import time_passes
from monitor.pipeline.receiving import Received, receive
from monitor.pipeline.storming import act as act_on_storm
from monitor.pipeline.storming import remember

__all__ = [
    "Decided",
    "Followed",
    "Hearing",
    "Received",
    "Scored",
    "Told",
    "Watch",
    "act",
    "act_on_storm",
    "announce",
    "catch_up",
    "come_back",
    "correct",
    "decide",
    "follow",
    "forget",
    "go_away",
    "hear",
    "heard_event",
    "its_turn",
    "listen",
    "may_listen",
    "mute",
    "open_by_hand",
    "receive",
    "remember",
    "score",
    "time_passes",
    "unmute",
]

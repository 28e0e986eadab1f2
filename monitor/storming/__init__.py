"""A storm as people have to do with it: an owner, a ladder, one living message, an end. Pure.

``monitor.storms`` says when there is one; this is what comes of it. Reads no clock and writes nothing.

``model``    what a storm is
``machine``  how it goes on, and who is told
``feeding``  what its detector is told
``picture``  what it is about, from the mentions that it is made of
``wording``  the sentences
"""

from monitor.storming.machine import (
    AGAIN,
    STILL,
    announce,
    begin,
    end,
    grew,
    hand_over,
    next_at,
    raised_again,
    take,
    tick,
    until_told,
    widened,
)
from monitor.storming.model import Outcome, Picture, Result, State, Storm
from monitor.storming.picture import Voice, picture

__all__ = [
    "AGAIN",
    "STILL",
    "Outcome",
    "Picture",
    "Result",
    "State",
    "Storm",
    "Voice",
    "announce",
    "begin",
    "end",
    "grew",
    "hand_over",
    "next_at",
    "picture",
    "raised_again",
    "take",
    "tick",
    "until_told",
    "widened",
]

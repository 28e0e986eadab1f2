"""What customers say when something went wrong, or was put right: the patterns, as data.

Every repeat is bounded and every pattern begins with a word, so that matching stays linear (no catastrophic
backtracking). Texts come with the brand as OURS and other firms as THEIRS, apostrophes as ', spaces single.
"""

from monitor.tone.base import Theme
from monitor.tone.rules.anger import ANGER
from monitor.tone.rules.feelings import PRAISE, THANKS, THREATS
from monitor.tone.rules.follows import FOLLOWS
from monitor.tone.rules.frames import ADVERT, AFTERMATH, AWAITED, INQUIRY, PITCH, QUESTION, SARCASM, SEEKING
from monitor.tone.rules.grievances import DELIVERY, HARM, MONEY, PRODUCT, STAFF
from monitor.tone.rules.neglect import NEGLECT, PROMISES
from monitor.tone.rules.rule import OURS, THEIRS, Rule

__all__ = [
    "ADVERT",
    "AFTERMATH",
    "AWAITED",
    "INQUIRY",
    "NOT_KEPT",
    "NO_ANSWER",
    "OURS",
    "PITCH",
    "QUESTION",
    "RULES",
    "SARCASM",
    "SEEKING",
    "THEIRS",
    "Rule",
]

NO_ANSWER = Rule("no answer", (), complaint=0.62, anger=0.2, valence=-1.8, theme=Theme.NO_ANSWER)
NOT_KEPT = Rule("not kept", (), complaint=0.62, anger=0.2, valence=-1.8, theme=Theme.BROKEN_PROMISE)
"""What AFTERMATH is evidence of; found over two sentences, not by a pattern of their own."""

RULES: tuple[Rule, ...] = (
    *NEGLECT,
    *PROMISES,
    *STAFF,
    *MONEY,
    *PRODUCT,
    *DELIVERY,
    *HARM,
    *THREATS,
    *FOLLOWS,
    *ANGER,
    *PRAISE,
    *THANKS,
)

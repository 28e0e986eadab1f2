"""What customers say when something went wrong, or was put right: the patterns, as data.

Every repeat is bounded and every pattern begins with a word, so that matching stays linear (no catastrophic
backtracking). Texts come with the brand as OURS and other firms as THEIRS, apostrophes as ', spaces single.
"""

from monitor.tone.rules.feelings import ANGER, PRAISE, THANKS, THREATS
from monitor.tone.rules.frames import ADVERT, QUESTION, SARCASM
from monitor.tone.rules.grievances import DELIVERY, HARM, MONEY, PRODUCT, STAFF
from monitor.tone.rules.neglect import NEGLECT, PROMISES
from monitor.tone.rules.rule import OURS, THEIRS, Rule

__all__ = ["ADVERT", "OURS", "QUESTION", "RULES", "SARCASM", "THEIRS", "Rule"]

RULES: tuple[Rule, ...] = (
    *NEGLECT,
    *PROMISES,
    *STAFF,
    *MONEY,
    *PRODUCT,
    *DELIVERY,
    *HARM,
    *THREATS,
    *ANGER,
    *PRAISE,
    *THANKS,
)

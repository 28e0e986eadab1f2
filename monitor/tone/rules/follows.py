"""What may follow, said in other words than those of ``feelings.py``: leaving, telling everyone, the law, money back, a call."""

from __future__ import annotations

from monitor.tone.base import Signal, Theme
from monitor.tone.rules.rule import Rule, rule

_SUM = r"(?:[£$€] ?\d[\d.,]*|\d[\d.,]* ?(?:euros?|pounds?|dollars?|quid)|deposit|money|payment|fee|fare)"
_COUNSEL = r"(?:barrister|counsel|solicitors?|lawyers?|attorney|legal insurer)"
_PROOF = r"(?:screenshots?|photos?|photographs|pictures|videos?|footage|recordings?|receipts)"
_EVERYWHERE = r"(?:facebook|twitter|x|instagram|tiktok|youtube|reddit|google|trustpilot|tripadvisor|yelp|nextdoor)"
_PUBLIC = r"(?:reporter|journalist|newspaper|consumer programme|local paper|news desk|radio station)"

FOLLOWS: tuple[Rule, ...] = (
    rule(
        "leaving",
        r"clos(?:e|ing|ed) (?:the|all|both|my|our)(?: \w+)? accounts?|delet(?:e|ing|ed) my account|(?:account|app) deleted|"
        r"card cut up|(?:contract|membership|subscription|policy)s? (?:is |now )?(?:cancelled|terminated)|"
        r"contract ends in \w+|(?:has|have) lost (?:our|my)(?: \w+){0,2} custom|seen the last of (?:me|us)|"
        r"off to (?:another|a different) \w+|and (?:I'm|I am|we're) (?:switching|off)\b|my last \w+ with you|"
        r"(?:that's it|that's|that is|this is|this will be|will be|that was it)[,.:;]? (?:my|our) (?:very )?(?:last|final) "
        r"(?:order|booking|purchase|job|renewal|contract|shop|visit|meal|trip|flight|stay) (?:with|from|at|to) <ours>|"
        r"(?:won't|will not|shan't|shall not|not going to|not|don't intend to|no intention of) (?:be )?renew(?:ing)?\b|"
        r"(?:I'm|I am|we're|we are|I'll be|we'll be) (?:mov|tak|transferr)ing(?: all)? (?:my|our)(?: \w+){1,3} "
        r"(?:away from|out of) <ours>|"
        r"giving up my (?:regular |usual )?\w+ at <ours>|(?:account|business|custom|contract)\b.{0,40} somewhere else\b",
        complaint=0.5,
        anger=0.2,
        valence=-1.5,
        signal=Signal.CHURN,
    ),
    rule(
        "telling everyone",
        r"tell your (?:friends|neighbou?rs)|spread it\b|pass (?:it|this) on\b|share (?:this|it) (?:please|widely|"
        r"with)|please share|"
        r"(?:made|making) a (?:thread|video|post|page) about|this goes on the front|(?:won't|will not) (?:keep|stay) quiet|"
        r"go(?:ing)? public|one star everywhere|\bpsa (?:for|to)|"
        r"posting (?:the|all the|these) (?:photos|photographs|pictures|videos?|screenshots)|\d+k followers|"
        rf"{_PROOF}\b.{{0,50}} (?:going|go|goes|will be|are|is) (?:up |live |straight )?(?:on|onto|to) {_EVERYWHERE}\b|"
        r"shared in (?:our|my) \w+ (?:group|chat)|they'll all know|going to (?:do|write|leave|post) (?:a |an |one )?"
        r"(?:very |long |honest )*(?:review|one about you)|"
        rf"(?:a|the|my) {_PUBLIC}\b.{{0,40}} (?:in touch|filming|asked|interested|has|about)",
        complaint=0.45,
        anger=0.3,
        valence=-1.5,
        signal=Signal.TELLING_EVERYONE,
    ),
    rule(
        "legal",
        rf"(?:my|our) {_COUNSEL} (?:is|says|has|will|wants|gets)|(?:instruct(?:ed|ing)?|hear(?:ing)? from|"
        rf"comment to) (?:my |a |our )?{_COUNSEL}|"
        rf"(?:the|my|our) next letter\b.{{0,60}} (?:{_COUNSEL}|court)|next stop is the (?:tribunal|court)|(?:the )?tribunal would|"
        r"\bbailiffs?\b|pressing charges|press charges|crime number|be prosecuted|\bwant <ours> prosecuted|let a judge|we go judge|"
        r"been to the police|(?:informed|told|written to) the (?:regulator|police|authorities)|the regulator (?:has|will|now)|"
        r"citizens advice|have a writ|(?:I|we)(?:'ll| will)? dispute the|revers(?:e|ed|ing) the (?:payment|charge)|"
        rf"(?:bank|card people|card company)\b.{{0,30}} (?:pull|claw|take)\w* (?:the |my |it |{_SUM} )?.{{0,20}}back",
        complaint=0.5,
        anger=0.3,
        valence=-1.2,
        signal=Signal.LEGAL,
    ),
    rule(
        "refund",
        rf"(?:I should like|I would like|I'd like|I want|give me|return|pay (?:me |us )?back|refund(?: me|"
        rf" us)?) (?:my |the |that |our |every )"
        rf"?{_SUM}(?: back)?\b(?! (?:was|is|came|arrived|well))|"
        r"pay back what you took|put back what you took|keep the voucher|(?:just|please) refund|refund (?:it|the)\b|"
        r"(?:please )?return my (?:deposit|money)|reverse the charge|I want the money",
        complaint=0.5,
        anger=0.15,
        valence=-1.0,
        theme=Theme.MONEY,
        signal=Signal.WANTS_REFUND,
        negatable=False,
    ),
    rule(
        "wants a call",
        r"(?:please|someone|somebody|person|boss|manager|supervisor|voice|any time)\b.{0,40}? (?:ring|phone|"
        r"telephone) (?:me|us|my \w+)\b|"
        r"(?:ring|phone) me\b(?=(?: back)?(?: today| now| before|[,.!]))|a (?:phone )?call(?: ?back)? (?:before|by|today|please)|"
        r"a phone call, that's all|put a (?:manager|supervisor|human) on|like to (?:talk|speak) to whoever|"
        r"waiting for (?:someone|somebody|anyone) to (?:phone|call|ring)",
        complaint=0.3,
        anger=0.05,
        valence=-0.3,
        signal=Signal.WANTS_CALL,
        negatable=False,
    ),
)

"""More turns of phrase (see the package): set expressions that mean the same whatever the trade.

"Thanks a lot, Acme" after a mishap, "you will hear from my solicitor", "the last order I ever place", "does what it says on the
tin", a word that was kept.
"""

from __future__ import annotations

from monitor.tone.base import Label, Signal, Theme
from monitor.tone.rules.turns.turn import turn

_MISHAP = (
    r"(?:crushed|broken|smashed|soaked|ruined|lost|stolen|late|cancell?ed|missed|missing|dead|leaking|stuck|wrong|melted|"
    r"scratched|bent|torn|empty|cold|delayed|stranded|shattered|in pieces)"
)
_MENDED = (
    r"(?:fixed|found|replaced|sorted|repaired|refunded|solved|saved|rescued|helped|mended|cleaned|works? again|back|"
    r"new one|within|same day|minutes)"
)
_THANKS_A_LOT = (
    rf"^(?![^?]*\b{_MENDED}\b)[^!?]{{0,90}}\b{_MISHAP}\b[^.!?]{{0,40}}[.!] (?:thanks a (?:lot|bunch|million)|cheers|"
    rf"nice one|great job|good job|well done|way to go|bravo|nice work),? <bad>\s*[.!]*$"
)
_APPLAUSE = (
    r"\b(?:round of applause|standing ovation|medal|prize|hats off|slow clap|shout-?out|kudos|congratulations|well done) "
    r"(?:for |to )?<bad>,? (?:who|for) (?![^.!?]*\b(?:fix|found|find|help|sav|rescu|sort))[^.!?]{0,60}"
    r"\b(?:wrong|lost|losing|broke|breaking|late|forgot|forgetting|missed|missing|cancell?ed|cancell?ing|ignored|ignoring)\b"
)
_ANOTHER_ONE = (
    r"\b(?:oh |ah |yay |great|good|lovely|wonderful|fantastic|brilliant),? (?:yet )?another (?:automated |form )?"
    r"(?:text|e-?mail|mail|letter|survey|apology|message|excuse|reminder|bill|delay|outage)(?: message)? from <bad>"
)
_ONLY_THEM = (
    r"\bonly <bad> (?:let (?:me|us) down|failed (?:me|us)|disappointed|spoil(?:ed|t)|messed|got it wrong|"
    r"was (?:a disaster|rubbish|awful|terrible))\b"
)
_NO_MORE_PRAISE = (
    r"\bused to (?:always )?(?:defend|recommend|trust|praise|swear by|rave about|stick up for|vouch for) <bad>"
    r"[^.!?]{0,20}[.,;!] (?:and |but )?(?:not (?:any ?more|now|today|again)|no (?:longer|more)|never again)\b"
)
_RULED = (
    r"\b(?:ombudsman|court|judge|tribunal|regulator|watchdog|jury|panel) (?:rules|ruled|finds|found|decides|decided) "
    r"against <bad>"
)
_UNDER_FIRE = r"<bad> (?:is |are |comes |came )?under fire\b"
_ASKED_NICELY = (
    r"\b(?:would|will|might) it (?:\w+ )?be possible (?:at all )?for <bad> to (?:please |kindly |finally )?"
    r"(?:reply|respond|answer|return|call|ring|get back|come back|refund|send|deliver|finish|collect|honou?r)\b"
)
_STILL_ASKING = (
    r"\b(?:any(?:one|body)|who) else (?:is |here |out there )*still "
    r"(?:waiting (?:for|on)|without|chasing|fighting|trying to reach) <bad>"
)
_ALL_WAIT = (
    r"\b(?:half|all|most) (?:of )?(?:my|our|the) (?:street|building|village|block|town|office|neighbou?rs|neighbou?rhood) "
    r"(?:is|are) (?:still )?waiting for <bad>"
)
_DEAD_LINE = (
    r"<bad>(?:'s)? (?:customer )?(?:support|services?|helpdesk|helpline|hotline) ?(?:=|is|:|are) (?:an? |like an? )?"
    r"(?:ghost town|black hole|joke|void|desert|myth|shambles|lottery|brick wall|graveyard)\b"
)
_THE_LAST = (
    r"\b(?:last|final) (?:order|time|booking|flight|trip|night|meal|visit|purchase|parcel|appointment|penny|pound|dollar|cent) "
    r"(?:that )?(?:I|we)(?:'ll| will| shall)? (?:ever )?(?:place|book|order|fly|use|spend|make|eat|buy|stay|send|give|go|"
    r"set foot)\b[^.!?]{0,20}<bad>"
)
_WILL_HEAR = (
    r"<bad> (?:will|'ll|is going to|are going to|shall|can expect to) (?:be )?hear(?:ing)? from (?:my |the |our |a )?"
    r"(?:trading standards|lawyers?|solicitors?|attorneys?|ombudsman|regulator|courts?|judge|small claims)\b"
)
_AS_IT_SAYS = (
    r"<good> (?:just |simply |always )?(?:does|did|do) (?:exactly )?what (?:it|they) "
    r"(?:says? on the tin|(?:said|promised) (?:it|they)(?:'d| would)\b(?!n't| not))"
)
_NO_REGRET = r"<known good>[^!?]{0,40}\byou (?:won't|will not|'ll not) (?:regret it|be disappointed)\b"
_AWARDED = (
    r"<known good> (?:was |is |has been |been |are |were )?(?:named|voted|crowned|declared)\b[^.!?]{0,40}"
    r"\bof the (?:year|month|decade)\b"
)
_MISSED = (
    r"\b(?:goodbye|farewell|bye|so long),? <good>[^!?]{0,40}\b(?:you(?:'ll| will) be (?:\w+ )?missed|"
    r"(?:I|we)(?:'ll| will) miss you)\b"
)
_KEPT_WORD = (
    r"\b(?:said|promised|swore|told (?:me|us))\b[^.!?]{0,30}\b(?:take care|look after|sort|fix|repair|ring|call|"
    r"put (?:it|things) right|make (?:it|things|this) right|help|replace|refund)\b[^.!?]{0,40},? and (?:she|he|they)"
    r"(?: really| actually| truly)? did\b(?!n't| not| nothing)"
)
_NO_QUIBBLE = (
    r"<good>(?:'s \w+)?(?: (?:just|then|simply|happily|even|still))? (?:replaced|refunded|swapped|exchanged|fixed|repaired|"
    r"credited|took (?:it|them|the \w+) back)\b[^.!?]{0,40}\bwithout (?:(?:a|any|another|one) )?"
    r"(?:word|fuss|quibble|quibbles|questions?|argument|murmur|hesitation)\b"
)
_NO_FAULT = r"\bno fault of <calm>"
_NOT_THEIRS = r"\b(?:not|isn't|wasn't) <calm>'s (?:fault|doing)\b"
_NOT_HERE = (
    r"\b(?:because|since|as) <calm> (?:does not|doesn't|do not|don't) (?:serve|cover|supply|operate in) "
    r"(?:the|my|our|this|that) (?:new )?(?:area|town|street|postcode|region|village|side)\b"
)

IDIOMS = (
    *[turn("sarcasm", one, mocks=True) for one in (_THANKS_A_LOT, _APPLAUSE, _ANOTHER_ONE)],
    *[turn("bad verdict", one) for one in (_ONLY_THEM, _NO_MORE_PRAISE, _RULED, _UNDER_FIRE)],
    *[turn("no answer", one, theme=Theme.NO_ANSWER) for one in (_ASKED_NICELY, _STILL_ASKING, _ALL_WAIT, _DEAD_LINE)],
    turn("leaving", _THE_LAST, signal=Signal.CHURN),
    turn("legal", _WILL_HEAR, signal=Signal.LEGAL),
    *[turn("praise", one, Label.POSITIVE) for one in (_AS_IT_SAYS, _NO_REGRET, _AWARDED, _MISSED)],
    *[turn("won back", one, Label.POSITIVE, thanks=True) for one in (_KEPT_WORD, _NO_QUIBBLE)],
    *[turn("no fault", one, Label.NEUTRAL) for one in (_NO_FAULT, _NOT_THEIRS, _NOT_HERE)],
)

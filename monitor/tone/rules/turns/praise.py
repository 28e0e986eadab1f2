"""Praise that is meant, and customers who were won back."""

from __future__ import annotations

from monitor.tone.base import Label
from monitor.tone.rules.turns.turn import turn

_CALMLY = r"(?:(?!\b(?:but|not|never|until|after|still|only)\b|n't)[^.!?]){0,50}"  # a stretch that takes nothing back
_AT_ONCE = (
    r"(?:no questions asked|the (?:very )?same (?:day|evening|afternoon|hour)|within (?:the|an) hour|within "
    r"(?:minutes|a day)|"
    r"in (?:\w+ )?minutes|straight away|right away|at once|immediately|free of charge|at no (?:extra )?(?:charge|"
    r"cost)|for free)"
)

_THANKED = (
    (
        r"\b(?:my|our) (?:top (?:two|three|four|five|ten|\d+)|favou?rite) (?!(?:worst|complaints?|problems?|reasons?|excuses?|lies|"
        r"things?|parts?|bits?|bugs?)\b)\w+(?: (?:in|around|near|for|of|at) [\w' ]{1,30})? (?:are|is|has to be)\b"
    ),
    r"\b(?:hall of fame|gold stars? (?:go )?to):? (?:\w+ ){0,3}<ours>",
    r"\bnever been let down by (?:any|either)\b",
)
_PRAISED = (
    (
        r"\b(?:thanks|thank you|kudos|props|hats off|cheers) to [^.!?]{0,60}?<ours>[^.!?]{0,60}? who (?:were|was|are|is|have "
        r"been|has been) (?:(?:all|both|so|really|very) ){0,2}(?:brilliant|great|amazing|lovely|wonderful|fantastic|excellent|"
        r"superb|helpful|kind|patient|perfect)\b(?! (?:at|in)\b)"
    ),
    (
        r"\b(?:excellent|great|good|fast|quick|superb|perfect|lovely|brilliant|fantastic|wonderful) (?:\w+ ){1,2}without (?:any "
        r"|the slightest )?(?:delay|hassle|fuss|trouble|drama|problems?|issues?)\b"
    ),
    (
        rf"<good> (?:\w+ )?(?:refunded|replaced|sent|got|gave|found|rebooked|fixed|sorted|mended|swapped) (?:me|us|it|"
        rf"my|our|a|another)\b"
        rf"{_CALMLY}\b{_AT_ONCE}"
    ),
    r"\bpass (?:on |along )?(?:my|our) (?:\w+ )?(?:thanks|compliments|gratitude|appreciation|best wishes)\b",
    (
        r"\bthank(?:s| you)(?: so much)?,? <ours>,? for (?:holding|waiting|staying|coming|fixing|helping|saving|"
        r"going|taking|looking|"
        r"finding|sorting|rescuing|the (?:kind|quick|fast|lovely|great|friendly))\b"
        r"(?![^?]*\b(?:late|nothing|nobody|never|not|but|wish|wrong|broken|lost|worse|sick|twice|again|delay\w*|"
        r"cancel\w*|ages|forever)\b)"
    ),
    r"\bcan(?:'t|not| not) (?:recommend|praise|thank|fault|rate) (?:\w+ )?(?:highly )?enough\b",
    r"\bnever (?:once )?(?:let|lets) (?:me|us) down\b|\bnever been let down\b",
    r"\bnot a single thing wrong\b|\bover the moon with\b|\bsaves? (?:us|me) \w+ (?:a|per|every) (?:month|year|week)\b",
    (
        r"\bno (?:\w+ )?(?:charges|fees|extras|costs|surprises|mess|fuss|hassle|hard sell|pressure|stress|nonsense|drama|queues?|"
        r"waiting|delays|excuses|quibbles|jargon|catch|small print)(?:,? and|,|;|\.) no (?:\w+ )?"
        r"(?:charges|fees|extras|costs|surprises|mess|fuss|hassle|hard sell|pressure|stress|nonsense|drama|queues?|waiting|delays|"
        r"excuses|quibbles|jargon|catch|small print)\b(?![^?]*\b(?:but|until|except|promised|they said|no (?:one|reply|answer))\b)"
    ),
    (
        r"\bnothing (?:was|is|seemed|seems) (?:ever )?too much"
        r"(?: (?:of a )?(?:trouble|bother|hassle|effort|work|for (?:them|him|her|you|the|<ours>|\w+ at <ours>)|to ask)\b)"
    ),
    r"\beverything (?:they|you|he|she) said (?:they|you|he|she)(?:'d| would) do,? (?:they|you|he|she) did\b",
    r"\bwas proved wrong\b[^?]{0,20}\b(?:10/10|five stars)\b",
    (
        r"\bso happy for (?:them|those|all)\b|\bcongratulations to (?:our |"
        r"my )?(?:\w+ ){0,3}<ours>[^.!?]{0,20}\bon (?:the|your|their|winning) (?:\w+ )?"
        r"(?:medal|award|prize|anniversary|opening)\b"
    ),
    r"\bgood place to work\b|\bbest (?:boss|employer|job) (?:I|we)(?:'ve| have)? (?:ever )?had\b",
    r"\b(?:I|we) (?:always )?go to <ours>$|\bwhenever (?:I'm|I am|we're) looking for a good\b[^.!?]{0,20}\bto <ours>",
    r"\bfought like (?:a lion|lions)\b|\bi never write reviews\b[^?]{0,30}\bi do\b",
)
_WON_BACK = (
    (
        r"\b(?:update|edit)\b[^?]{0,90}\b(?:all (?:good|sorted|fixed|resolved|well)|(?:has been|was|is now|got) "
        r"(?:sorted|fixed|resolved|"
        r"refunded|replaced)|made it right|apologi[sz]ed)\b(?![^?]{0,60}\b(?:but|still|not|nothing|same|again)\b)"
    ),
    r"\b(?:tore up|waived|wrote off) (?:the|my|our) (?:\w+ )?(?:bill|invoice|fee|charge)\b",
    r"\bcredit where (?:it's|credit is|credit's|it is) due\b",
    r"\b(?:I|we) take back (?:what|everything|all|every word) (?:I|we|of)\b",
    r"\bI(?: now)? take (?:it|that|this) (?:all )?back(?= now\b|[.,;!]|$)",
    r"\bI(?:'ll| will|'m| am)? (?:happily |gladly |now )?eat(?:ing)? my words\b",
    r"\b(?:one|two|three|1|2|3) stars? (?:up |changed |now )?to (?:five|four|5|4)\b",
    r"\bthat's how you do it\b|\bwhat they did next is why\b|\bhad it (?:settled|sorted|fixed) by\b",
    r"\b(?:apologi[sz]ed|said sorry|handwritten sorry)\b[^?]{0,60}\b(?:brought flowers|refunded|replaced|well done)\b",
    r"\bone (?:photo|call|mail|email|message), one (?:reply|answer)\b",
)

PRAISE = (
    *[turn("list of the best", one, Label.POSITIVE) for one in _THANKED],
    *[turn("praise", one, Label.POSITIVE) for one in _PRAISED],
    *[turn("won back", one, Label.POSITIVE, thanks=True) for one in _WON_BACK],
)

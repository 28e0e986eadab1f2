"""Verdicts, farewells and threats; what broke, and who passes the blame on; praise that mocks."""

from __future__ import annotations

from monitor.tone.base import Signal, Theme
from monitor.tone.rules.turns.turn import turn

_PEOPLE = r"(?:members|followers|readers|subscribers|neighbou?rs|parents|people)"
_GOOD_WORD = (
    r"(?:great|lovely|fantastic|brilliant|wonderful|amazing|nice|perfect|thanks|thank you|love|glad|awesome|"
    r"superb|bravo|"
    r"well done|congrat\w+|excellent|delightful|charming)"
)

_SHAMED = (
    (
        r"\b(?:hall of shame|wooden spoons?|fail list|list of shame|black ?list|companies to avoid|firms to avoid|"
        r"never[- ]again (?:club|list))\b(?:[^.!?]|(?<=\d)\.){0,120}<ours>"
    ),
    (
        r"\b(?:companies|firms|people|businesses|shops) (?:that|who|which) (?:still )?(?:owe|let) (?:me|"
        r"us)\b[^.!?]{0,120}<ours>"
    ),
    (
        r"\b(?:companies|firms|people|businesses|shops|places|restaurants|garages|builders|tradesmen) (?:that |which |who )?"
        r"(?:I|we|you)(?:'ll| will|'d| would| should)? never (?:ever )?(?:use|go|buy|order|book|hire|trust|shop|call|set)\b"
        r"(?:[^.!?]|(?<=\d)\.){0,160}<ours>"
    ),
    r"\btreats? (?:its|their|the) customers with (?:the )?(?:\w+ )?contempt\b",
)
_LOST = (
    (
        r"\byou(?:'ve| have)? (?:just |now )?lost (?:me|us|a (?:loyal |good )?customer|(?:my|our) (?:business|"
        r"custom|trust))\b"
    ),
    (
        r"\b(?:I'm|I am|we're|we are|I'll be) (?:taking|moving|transferring) (?:my|our|all my|all our) (?:\w+ ){1,2}to "
        r"(?:<firm>|another|a competitor|someone|somebody)"
    ),
    (
        r"\b(?:once|when|as soon as) (?:my|our|the) (?:lease|contract|plan|subscription|policy|"
        r"term)\b[^.!?]{0,30}\b(?:is over|ends|"
        r"is up|runs out|expires)\b[^.!?]{0,20}\b(?:I'm|I am|we're|we are|I'll|we'll) (?!stay|renew|keep)"
    ),
    r"\bif this isn't \w+,? (?:I'm|I am|we're|we are) (?:out|gone|off|done)\b",
    r"\bconsider this (?:my|our) (?:notice|resignation|cancellation)\b",
    r"\bnever (?:ever )?(?:set|setting) foot (?:in|inside|here|there)\b",
    r"\blast time (?:I|we) (?:ever |will ever |'ll ever )?(?:order|buy|book|use|go|shop|eat|fly|stay|call|set)\b",
)
_TOLD = (
    (
        rf"\b\d[\d,.]*k? {_PEOPLE}\b[^!?]{{0,30}}(?:\b(?:will|are going to|get to|are about to)|"
        rf"'ll) (?:\w+ )?(?:be )?(?:see|read|"
        rf"hear|know|learn)(?:ing)?\b"
    ),
    (
        r"\b(?:everyone|everybody|all|the whole \w+) (?:at|in|on) (?:my|our) \w+ (?:will|is going to|are going to|"
        r"shall) (?:\w+ )?"
        r"(?:hear|know|read|learn|find out)\b"
    ),
    r"\b(?:do not|don't|never) let <ours> (?:anywhere )?near\b",
    r"\b(?:telling|tell|warn|warning) (?:everyone|everybody) (?:I know |i meet )?(?:about (?:this|you)|not to)\b",
    (
        r"\b(?:make sure|see to it) (?:that )?(?:everyone|everybody|the whole \w+)\b[^.!?]{0,40}\bknows? what "
        r"(?:you|they) did\b"
    ),
    (
        r"\b(?:everyone|everybody|the whole \w+|they(?: all|'ll all)|you(?: all|'ll all))(?: will|'ll)?(?: is going to|"
        r" are going to)? "
        r"(?:all )?(?:soon |be |get to ){0,3}(?:know|hear|hearing|read|reading|learn|learning|find out|finding out) "
        r"(?:what (?:you|they|<ours>) (?:did|do|have|are)\b|about (?:this|you)\b)"
        r"(?![^.!?]*\b(?:great|good|lovely|amazing|wonderful|excellent|for (?:me|us)|award|offer|sale|opening|new)\b)"
    ),
    r"\bdo(?: not|n't) apply (?:at|to|for) <ours>",
)
_LEGAL = (
    r"\bsee you in (?:small claims|court)\b",
    (
        r"\b(?:my|our) (?:solicitor|lawyer|attorney|barrister)(?:'s (?:letter|e-?mail|first letter)\b|(?: has|"
        r"'s)? (?:written|wrote) to "
        r"(?:them|you|<ours>))"
    ),
    r"\b(?:your )?data protection officer\b[^.!?]{0,30}\bletter\b",
)
_REFUND = (
    r"\bi want (?:every (?:cent|penny)|all) (?:\w+ ){0,4}back\b",
    r"\bclaw(?:ing)? back (?:the|my|our) (?:payment|money)\b",
)
_VERDICTS = (
    r"\bhesitate to (?:recommend|use|return to|go back to) (?:them|it|this|you|<ours>)\b",
    (
        r"\b(?:I|we) (?:so |really |deeply |now |already |bitterly )?regret(?:ted)? (?:ever )?(?:going|choosing|hiring|buying|"
        r"using|trusting|ordering|signing|booking|staying|joining|listening|letting)\b"
    ),
    (
        r"\b(?:raised|increased|put up|hiked|doubled|cancelled|canceled|closed|cut off|blocked) (?:my|"
        r"our) (?:\w+ ){1,3}without "
        r"(?:any |prior )?(?:notice|warning)\b"
    ),
    r"\bgood luck (?:getting|finding|reaching|trying|seeing|speaking)\b",
    r"\bthe only good thing about\b",
    r"\b(?:I've|I have) had better \w+ from\b",
    r"\bso wanted to (?:love|like) (?:this|it|them|<ours>)\b",
    (
        r"\bwould(?:'ve| have) been (?:an? |the )?(?:\w+ )?(?:perfect|great|lovely|nice|wonderful) [^.!?]{0,30}\b(?:if|"
        r"had|were it not)\b"
    ),
    r"\bprovided you (?:don't|never) need (?:any|it|them)\b",
    (
        r"(?:\b(?:would|i'd|wish|could)\b[^.!?]{0,30}\b(?:zero|0|negative|minus \w+) stars?\b|^(?:zero|0|one|1) "
        r"stars?(?:[.,!]|$| if| for <ours>))"
    ),
    (
        r"\b(?:wouldn't|would not|can't|cannot|don't) recommend (?:them|it|this|you|<ours>|to anyone|"
        r"anybody)\b(?! (?:enough|highly))"
    ),
    r"\bdo(?: not|n't) waste your (?:time|money)\b",
    r"\b(?:I|we) (?:had )?expected (?:better|more) (?:from|of)\b",
    r"\bstuck in (?:a|this|my|the|our) contract\b",
    (
        r"\b(?:never|not) in my (?:whole |entire )?life have I been\b|\bI(?:'ve| have)? never (?:been|"
        r"felt) so (?:humiliated|insulted|ignored|unwelcome)\b"
    ),
    r"\bremind (?:him|her|them|you|<ours>) that (?:I|we) exist\b",
    r"\brun by (?:crooks|thieves|idiots|clowns)\b",
    r"\breview: .{0,60}\bdisappoints\b|\beven the \w+ disappoints?\b",
)
_FAULTS = (
    (
        r"\bI'm afraid (?!of\b|I've|we've|(?:I|we) (?:can't|cannot|can not|won't|have to|must|will|need|forgot|am|was|are|"
        r"don't))[^.!?]{0,60}?"
        r"(?:\b(?:still|not|no|fails?|failed|fail|wrong|broken|never|nobody|late|missing|twice|leak\w*|stopped|damaged|"
        r"cracked)\b|n't)"
    ),
    (
        r"\bthe (?:\w+ )?\w+ (?:that )?you (?:fitted|installed|sold (?:me|us)|repaired|delivered|sent|put in|"
        r"mended|serviced|replaced)"
        r"\b[^.!?]{0,30}\b(?:drips?|leaks?|rattles?|squeaks?|smells?|(?:is|has|have) (?:broken|stopped|cracked|"
        r"come off|failed|died|"
        r"rusted)|broke|fell off|stopped|won't|doesn't|does not|no longer)\b"
    ),
)
_SHIFTED = (
    (
        r"<bad> (?:just |only |now |simply |then )?(?:keeps? |kept )?(?:blam(?:es|ed|ing)|points? (?:the finger )?at|"
        r"pointed (?:the finger )?at) <firm>"
    ),
    (
        r"<ours> (?:says|tells (?:me|us)|told (?:me|us)) (?:to )?(?:ask|call|contact|ring|write to|try) <firm>\b"
        r"(?![^?]*\b(?:thanks|thank you|nice|helpful|kind|lovely)\b)"
    ),
)
_MOCKED = (
    rf"\b{_GOOD_WORD}\b[^?]{{0,90}}[🙃🙄]",
    (
        r"\b(great|fantastic|brilliant|wonderful|perfect|lovely|excellent|superb|amazing)[.,!…]+ (?:just|simply|"
        r"absolutely) \1\b"
    ),
    (
        r"\bthank(?:s| you)(?: so much| very much| a lot| a million)?(?:,? <firm>,?)? for (?:nothing(?! being)|ruining|"
        r"wasting|losing|ignoring|"
        r"overcharging|cancell?ing (?:my|our|the)|breaking|hanging up|leaving (?:me|us) (?:standing|stranded|"
        r"waiting|in the)|"
        r"making (?:me|us) (?:wait|late|miss|feel (?:stupid|unwelcome|small)))\b"
    ),
    (
        r"(?:^|[.!?] )(?:I |we |you |just |absolutely |really |gotta |got to |have to |don't you |do |so )*(?:love|adore|"
        r"enjoy) (?:it )?(?:when|how|"
        r"being|waiting|paying|reading|listening|talking|explaining|repeating|typing|chasing)\b[^.!?]{0,70}\b(?:"
        r"the same (?:\w+ ){0,2}(?:sentences?|lines?|answers?|message|excuses?|questions?|script|text)|chat ?bot|on hold|"
        r"ignor\w+|hours|weeks|charged (?:me|us|you)|cancels?|"
        r"cancell?ed|delayed|"
        r"broken?|wrong|lies?|lied|lost (?:my|our)|before any(?:body|one) (?:has|actually))\b"
    ),
    (
        r"\b(?:good job|great job|nice work|great work|well done|bravo|congratulations|congrats|way to go|nice "
        r"one)\b[^.!?]{0,25}[,!.:]+ "
        r"(?:you|they|only|just|another|yet another)\b[^.!?]{0,40}\b(?:lost|broke|broken|forgot|wrong|ruined|"
        r"missed|flooded|cancell?ed|"
        r"charged|late|delayed|didn't hurt)\b"
    ),
    r"\bonly (?:an?|two|three|four|five|six|[2-9]\d?|\d{3}) (?:hours?|days?|weeks?|months?) late\b",
    (
        r"\bwho needs (?:\w+ ){1,3}(?:anyway|when you|if you)\b|\bwho doesn't (?:love|like|enjoy) (?:being|"
        r"waiting|paying|queu\w+)\b"
    ),
    (
        r"\b(?:lesson|masterclass|example|textbook|guide)\b[^.!?]{0,20}\bhow not to\b|\bmasterclass in (?:bad|"
        r"poor|rude\w*|ignoring)\b"
    ),
    r"\bwhere (?:\w+ ){1,3}go(?:es)? to die\b",
    r"\b(?:surprise,? surprise|quelle surprise|to no ?(?:one|body)'s surprise)\b",
    (
        r"\bhow kind of (?:the |your )?[^.!?]{1,30} to (?:give|let|grant|spare|leave)\b[^.!?]{0,20}\b(?:almost|"
        r"nearly|only|whole)\b"
    ),
    r"\bnothing says ['\"][^.!?]{1,50}\blike\b",
    (
        r"^if you (?:enjoy|like|love) (?:being|waiting|paying|queuing|sitting) (?!spoilt|spoiled|pampered|looked "
        r"after|treated)"
    ),
    r"\bthe snails are jealous\b|\bcan't fault the speed\b",
)

BLAME = (
    *[turn("list of the worst", one) for one in _SHAMED],
    *[turn("leaving", one, signal=Signal.CHURN) for one in _LOST],
    *[turn("telling everyone", one, signal=Signal.TELLING_EVERYONE) for one in _TOLD],
    *[turn("legal", one, signal=Signal.LEGAL) for one in _LEGAL],
    *[turn("refund", one, theme=Theme.MONEY, signal=Signal.WANTS_REFUND) for one in _REFUND],
    *[turn("bad verdict", one) for one in _VERDICTS],
    *[turn("faulty", one, theme=Theme.PRODUCT) for one in _FAULTS],
    *[turn("sent around", one, theme=Theme.NO_ANSWER) for one in _SHIFTED],
    *[turn("sarcasm", one, mocks=True) for one in _MOCKED],
)

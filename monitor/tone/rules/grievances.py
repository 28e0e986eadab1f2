"""What went wrong: staff, money, the product, the delivery, safety, privacy, the website."""

from __future__ import annotations

from monitor.tone.base import Signal, Theme
from monitor.tone.rules.rule import rule

STAFF = (
    rule(
        "staff",
        r"roll(?:ed|s|ing)? (?:their|his|her|your) eyes|(?:sneer|smirk|sigh)(?:ed|s|ing)? at|spoken to (?:like that\b|"
        r"(?:in )?the way (?:you|they|he|she|your|their|that|<ours>)\b)|"
        r"gives? (?:you|me|us) attitude|"
        r"told (?:me|us) to (?:just |go )?(?:google it|look it up|figure it out|deal with it|get over it|read the (?:manual|"
        r"faq))|"
        r"called my (?:wife|husband|mother|father|son|daughter) (?:what|an?|names)|(?:vile|nasty|horrid|rude|"
        r"disgusting) (?:little )?"
        r"(?:man|woman|person|human)|at your age\b|getting a smile out of|(?:laughs|laughed) about it",
        complaint=0.6,
        anger=0.35,
        valence=-1.8,
        theme=Theme.STAFF,
        negatable=False,
    ),
    rule(
        "staff",
        r"(?:so |very |extremely |really |incredibly |unbelievably |downright )?(?:rude(?:st|ness)?|"
        r"unprofessional|condescending|dismissive|unhelpful|incompetent|incompetence|disrespectful|"
        r"discourteous|surly|hostile)\b|"
        r"(?:bad|poor|terrible|horrible|awful|nasty|such an?|with an?|the|an) attitude\b|"
        r"(?:yell(?:ed|ing)|shout(?:ed|ing)|swore|swear(?:ing)?|scream(?:ed|ing)|laughed|snapp?ed|"
        r"cursed) at (?:me|us|my|customers?)|"
        r"(?:talk(?:ed|s|ing)?|spoke) down to|"
        r"treat(?:ed|s|ing)?(?: (?:me|us|customers|people))? (?:like (?:dirt|crap|trash|garbage|shit|"
        r"an? (?:idiot|criminal|number))|badly|poorly|so badly|terribly)|"
        r"could ?n[o']?t (?:care less|be bothered)|"
        r"(?:don't|doesn't|didn't|do not) (?:even |really |seem to )?care\b",
        complaint=0.6,
        anger=0.35,
        valence=-1.5,
        theme=Theme.STAFF,
    ),
    rule(
        "service",
        r"(?:terrible|bad|poor|worst|awful|horrible|shocking|appalling|disgraceful|disgusting|crap|crappy|"
        r"shit|shitty|shite|zero|pathetic|lousy|ridiculous|atrocious|useless|dreadful|horrendous|"
        r"unacceptable|disappointing|abysmal|substandard|shoddy|lack of|slow|"
        r"no)(?: \w+)? (?:customer )?(?:service|support|care|experience|communication|treatment|"
        r"follow[- ]?up|help)\b|"
        r"(?:service|support|communication|experience)(?: \w+){0,3} (?:is|was|were|has been|"
        r"are) (?:\w+ ){0,2}(?:terrible|bad|poor|the worst|awful|horrible|shocking|appalling|disgraceful|"
        r"disgusting|crap|shit|non-?existent|pathetic|lousy|ridiculous|atrocious|useless|dreadful|slow|"
        r"a joke|lacking|unacceptable|disappointing|abysmal|not good)",
        complaint=0.7,
        anger=0.35,
        valence=-1.5,
        theme=Theme.STAFF,
    ),
)

MONEY = (
    rule(
        "money",
        r"owes? (?:me|us)\b|still (?:billing|charging|billed|charges|bills|estimates)\b|(?:not|n't) seen a (?:cent|penny)|"
        r"(?:free|included)\b.{1,40} (?:and|but) (?:was|were|got) (?:charged|billed)|put up the price|service item",
        complaint=0.55,
        anger=0.15,
        valence=-1.2,
        theme=Theme.MONEY,
        negatable=False,
    ),
    rule(
        "money",
        r"(?:quot(?:ed|e)|estimat(?:ed|e)|agreed)\b[^.!?\n]{0,50} (?:but|and|then|now)[^.!?\n]{0,30} (?:billed|"
        r"charged|invoiced|"
        r"wants?|asked for|paid)",
        complaint=0.5,
        anger=0.15,
        valence=-1.2,
        theme=Theme.MONEY,
        negatable=False,
    ),
    rule(
        "money",
        r"over-?\s?charg(?:ed|ing|es?)|(?:double|twice|wrongly|incorrectly|mistakenly)[- ](?:charged|"
        r"billed)|"
        r"(?:charg(?:ed|ing)|bill(?:ed|ing))(?: (?:me|us|my \w+))? (?:twice|double|again|extra|"
        r"for (?:something|a service|work|nothing|an? \w+ (?:I|we)|services?)|without|two|three|more than|"
        r"an extra|the wrong)|"
        r"hidden (?:fees?|charges?|costs?)|price gouging|surprise (?:fees?|charges?|bill)|extra charges?|"
        r"(?:took|taken|kept|keep|stole|keeping|taking) (?:my|our|the) (?:money|deposit|payment)|"
        r"want(?:s|ed)? (?:\w+ ){0,2}(?:more money|to charge)|"
        r"(?:invoice|bill|charge|charges|estimate|quote) (?:was|is|came|were|did|"
        r"does)(?: \w+){0,2} (?:wrong|double|not|incorrect|higher|twice|more than)",
        complaint=0.65,
        anger=0.25,
        valence=-1.5,
        theme=Theme.MONEY,
    ),
    rule(
        "money",
        r"rip[- ]?offs?\b|ripp?(?:ed|ing)? (?:me |us |people |you )?off|scam(?:s|med|ming|mers?)?\b|"
        r"fraud(?:ulent|sters?)?\b|con (?:artists?|men)|crooks?\b|thieves\b|stole (?:my|our|from)|"
        r"stealing|"
        r"robb?(?:ed|ery|ers)\b|swindl\w+|extort\w+|daylight robbery",
        complaint=0.62,
        anger=0.45,
        valence=-1.5,
        theme=Theme.MONEY,
    ),
    rule(
        "refund",
        r"(?:want|demand(?:ing)?|need|give (?:me|us)|gimme|where(?:'s| is)|waiting (?:for|on)|refus(?:es?|"
        r"ed|ing)|get(?:ting)?|still|deserve|expect(?:ing)?|request(?:ed|ing)?|ask(?:ed|ing)? for|like|"
        r"owed?|owes|due|promised|no|denied|issue|process)(?: (?:me|us|my|our|a|the|full|to|for|give|any|"
        r"you|them|your|it|back|an|immediate|partial|of|is|no)){0,4} (?:refund|refunds|money back|"
        r"deposit back|reimburse\w*)\b|"
        r"refund (?:me|us|my|please|now)|(?:my|our) (?:money|deposit) back\b",
        complaint=0.55,
        anger=0.2,
        valence=-1.0,
        theme=Theme.MONEY,
        signal=Signal.WANTS_REFUND,
        negatable=False,
    ),
    rule(
        "waste",
        r"(?:total |complete |absolute |huge |what a |such a )?waste of (?:my |our |your )?(?:time|money|"
        r"space|a|an)|"
        r"wast(?:ed|ing) (?:\w+ )?(?:my|our|so much|hours|\d+|an hour|a day|days) ?(?:time|money|hours|"
        r"day)?|"
        r"(?:not|n't|never) worth (?:the|it|your|my|a)",
        complaint=0.6,
        anger=0.3,
        valence=-2.0,
        theme=Theme.MONEY,
        negatable=False,
    ),
)

PRODUCT = (
    rule(
        "damage",
        r"(?:ruin(?:ed|ing)|wreck(?:ed|ing)|destroy(?:ed|ing)|flood(?:ed|ing)|scratch(?:ed|ing)|dent(?:ed|"
        r"ing)) (?:my|our|the|his|her)\b|"
        r"(?:no|without) (?:hot water|gas|heat|heating|running water|power|electricity|internet|service|signal)\b|"
        r"day (?:\d+|two|three|four|five|six|ten) (?:with|without|of)\b|"
        r"(?:water|sewage) (?:is |was )?(?:pouring|leaking|coming|everywhere|running)",
        complaint=0.45,
        anger=0.15,
        valence=-1.2,
        theme=Theme.PRODUCT,
        negatable=False,
    ),
    rule(
        "their doing",
        # "No more leaks because of them", "couldn't be happier because of them": thanks.
        r"(?:no(?! (?:more|longer|other|need|doubt|fuss|worr\w+|problems?|stress))|lost|losing|(?<!never )miss(?:ed|ing)|stuck|"
        r"stranded|late|cancel(?:l?ed|l?ing)|(?:can't|cannot|could(?:n't| not))(?! (?:be|stop|wait|thank|believe|complain))|"
        r"had to (?:close|pay|leave|cancel|wait|throw|redo))\b[^.!?;]{0,50} (?:because of|due to) <ours>",
        complaint=0.8,
        anger=0.2,
        valence=-1.2,
        negatable=False,
    ),
    rule(
        "does not work",
        r"(?:is|was|are|does|do|did|has|have|had|wo|ca|could|would|will)(?:n't|nt| not|"
        r"not) (?:\w+ )?(?:work(?:ing|ed|s)?|function(?:ing)?|turn(?:ing)? on|charg(?:e|ing)|load(?:ing)?|"
        r"open|start|connect(?:ing)?|sync|fit|install|update|play|print(?:ing)?|let (?:me|us)|boot|power|"
        r"drain|heat|stay|recogni[sz]e)\b|"
        r"(?:stopped|stops|quit|not|never|barely|no longer) (?:working|works|worked)|"
        r"can't (?:\w+ )?(?:use (?:it|my|the)|get (?:it|my|the|this|any) \w+ ?(?:to|working)?)",
        complaint=0.55,
        anger=0.1,
        valence=-1.2,
        theme=Theme.PRODUCT,
        negatable=False,
    ),
    rule(
        "broken",
        r"\bbroke(?:n)?\b(?! (?:promise|record|the record|up|even|into|my heart))|defective|faulty|"
        r"fall(?:s|ing|en)? apart|fell apart|malfunction\w*|"
        r"(?:keeps?|kept|always|constantly) (?:crash\w*|freez\w+|breaking|dropping|disconnect\w*|cutting|"
        r"leaking|stopping|turning off|giving|saying|telling|getting|having|losing)|"
        r"crash(?:es|ed|ing)\b|glitch\w*|\bbuggy\b|poor quality|cheaply made|"
        r"(?:died|dead) (?:after|within|on me|already)|error (?:message|code|\d{3})|burst again|\bbotched|"
        r"shoddy|(?:leak(?:s|ing|ed)|broke|broken|happened|failed|dead|down|out) again|"
        r"worse than (?:before|ever)|not as (?:described|advertised|pictured)",
        complaint=0.5,
        anger=0.12,
        valence=-1.0,
        theme=Theme.PRODUCT,
    ),
    rule(
        "cannot",
        r"(?:I|we|still|and|but|just|now|simply|to|why|even|really) (?:can't|cant|cannot|can not|"
        r"could ?n[o']?t|(?:am |are |is |'m )?(?:not able|unable) to) (?:\w+ )?(?:find|see|view|open|play|"
        r"stream|watch|order|pay|use|buy|make|update|download|register|book|track|activate|return|cancel|"
        r"change|add|sync|call|print|hear|even)\b|"
        r"(?:not able|unable) to \w+|(?:have|has) (?:all )?disappeared|logg(?:ing|ed) me out|"
        r"(?:got|received|get|seen) nothing\b|what gives\b|mis-?treated|never gets? (?:to|here)|"
        r"(?:dis|un)organi[sz]ed|(?:need|please|pls) help\b|help!|#help\b",
        complaint=0.4,
        anger=0.06,
        valence=-0.8,
        theme=Theme.PRODUCT,
        negatable=False,
    ),
    rule(
        "wrong",
        r"(?:sent|got|received|gave|delivered|brought|shipped)(?: (?:me|us|you))? (?:the |a |"
        r"an )?(?:wrong|incorrect|damaged|broken|faulty|used|expired|rotten|cold|someone else's)|"
        r"wrong (?:item|order|size|part|address|product|colou?r|food|amount)|"
        r"missing (?:parts?|items?|package|order|pieces|luggage|from my)|"
        r"(?:food|order|meal|pizza|coffee)(?: \w+){0,2} (?:was|were|is|came|arrived) (?:\w+ )?(?:cold|raw|"
        r"burnt|wrong|stale|inedible|undercooked|late)|"
        r"hair in (?:my|the)",
        complaint=0.6,
        anger=0.15,
        valence=-1.5,
        theme=Theme.PRODUCT,
    ),
    rule(
        "behind my back",
        r"(?:raised|increased|put up|hiked|doubled|changed|cancelled|canceled|closed|stopped|cut(?: off)?|blocked|ended|"
        r"charged|"
        r"renewed)(?: \w+){1,5} without (?:any |prior |a word of )?(?:notice|warning|(?:telling|informing|asking) (?:me|us|"
        r"anyone|"
        r"anybody)|my (?:consent|permission|knowledge))\b",
        complaint=0.65,
        anger=0.2,
        valence=-1.5,
    ),
    rule(
        "problem",
        r"(?:having|have|had|has|with|this|an?|another|same|the|ongoing|constant|many|several|so many|"
        r"nothing but|technical|billing) (?:\w+ )?(?:issues?|problems?|trouble|difficult(?:y|"
        r"ies)) (?:with|since|and|again|for|getting|when|is|still|on|using|trying|connecting)\b|"
        r"what(?:'s| is) (?:going on|wrong|up) with|"
        r"why (?:is|are|do|does|did|has|have|can't|won't|isn't|aren't|doesn't|don't|didn't|am|was|were|"
        r"would|the hell|the fuck)\b|"
        r"please (?:\w+ )?(?:fix|help|sort|explain|resolve|look into|advise|respond|reply)|"
        r"(?:can|could|will|would) (?:you|someone|anyone|somebody) (?:please |pls )?(?:\w+ )?(?:help|fix|"
        r"explain|look into|sort|tell me why|resolve)|"
        r"fix (?:it|this|your|the)\b|get it together|sort (?:it|this|yourselves?) out|do better|c'?mon\b|"
        r"\bany (?:updates?|news|eta)(?: from (?:you|<ours>|\w+))?,? (?:on|about|regarding|for|as to) (?:my|our|this|"
        r"when|why)\b|"
        r"\bany (?:updates?|news|eta)(?: yet)?\?|every time (?:I|we)\b|again\?|"
        r"(?:I|we) (?:paid|pay|ordered|bought|placed) [^.!?\n]{2,50}(?:but|and (?:I |we )?(?:still|got|"
        r"haven't|have|it))",
        complaint=0.36,
        anger=0.06,
        valence=-0.5,
        theme=Theme.PRODUCT,
        negatable=False,
    ),
)

DELIVERY = (
    rule(
        "delivery",
        r"(?:over|behind|in) (?:the|our|my|a) (?:fence|gate|hedge|bin|bushes|gutter|flower ?bed)\b|driver claims|"
        r"if (?:I|we)(?:'d| had) ever received|where (?:my )?parcel\b.{1,30} (?:is|spending)|being packed",
        complaint=0.45,
        anger=0.1,
        valence=-1.2,
        theme=Theme.DELIVERY,
        negatable=False,
    ),
    rule(
        "delivery",
        r"never (?:arrived|came\b|delivered|received|shipped|got (?:my|our|the|it|here))|"
        r"(?:has ?n[o']?t|have ?n[o']?t|did ?n[o']?t|not|still not|isn't|is yet to)(?: (?:yet|even|been|"
        r"ever)){0,2} (?:arriv(?:ed?)|shipp?(?:ed)?|delivered|dispatched|receiv(?:ed?)|turned up|come yet|"
        r"here yet|got my)\b|"
        r"lost (?:my|our|the) (?:\w+ )?(?:package|parcel|order|luggage|bags?|suitcase|shipment|delivery|"
        r"item)|"
        r"where(?:'s| is| are| the hell is) (?:my|our|the) (?:\w+ )?(?:order|package|parcel|delivery|"
        r"stuff|bags?|luggage|item|driver|tech|technician|plumber|food|train|bus)",
        complaint=0.66,
        anger=0.2,
        valence=-1.5,
        theme=Theme.DELIVERY,
        negatable=False,
    ),
    rule(
        "late",
        r"(?:<n>|several|few|\d+\+?) (?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?) late\b|"
        r"(?:arrived|came|delivered|showed up|turned up|always|again|delivery (?:is|was)|order (?:is|was)|"
        r"(?:is|was|were|are) (?:so|very|too|already|always)) late\b|"
        r"(?:delay(?:s|ed)?) (?:again|by|of|after|for)|"
        r"(?:flight|train|order|delivery|package|shipment|bus|install\w*)(?: \w+){0,2} (?:delayed|late|"
        r"cancell?ed)\b|"
        r"(?:been|was|were|is|are|got|gets) delayed|late (?:delivery|again)",
        complaint=0.5,
        anger=0.12,
        valence=-1.2,
        theme=Theme.DELIVERY,
    ),
)

HARM = (
    rule(
        "safety",
        r"(?:fire|emergency) (?:exit|door)s?\b.{0,30} (?:blocked|locked|chained)|brakes\b.{0,40} failed|(?:children|"
        r"kids) in (?:that|the|your) "
        r"(?:lift|elevator|car|room)|stood and watched",
        complaint=0.6,
        anger=0.25,
        valence=-1.8,
        theme=Theme.SAFETY,
        negatable=False,
    ),
    rule(
        "safety",
        r"food poisoning|gas leak|gas smell|smell(?:ed|s|ing)? (?:of )?gas|leak(?:s|ed|ing)? gas|gas (?:is |was |"
        r"keeps )?leak\w*|carbon monoxide|caught (?:on )?fire|"
        r"explod(?:ed|es|ing)|electrocut\w+|electric shocks?|"
        r"(?:in|to) (?:the )?(?:hospital|emergency room|\bER\b)|allergic reaction|\bunsafe\b|"
        r"dangerous(?:ly)?\b|(?:health|safety|fire) (?:hazard|risk|violation)|(?:cock)?roach(?:es)?\b|"
        r"bed ?bugs?\b|maggots?\b|black mou?ld\b|(?:rats?|mice|mouse|rodents?|"
        r"mou?ld)(?: droppings)?(?: \w+){0,2} (?:in|on|under) "
        r"(?:the|my|our|a|their) (?:\w+ )?(?:room|kitchen|bathroom|bed|food|restaurant|house|flat|apartment|basement|"
        r"walls?|dining)|"
        r"(?:made|making) (?:me|us|my \w+) (?:\w+ )?(?:sick|ill)|"
        r"(?:got|gets|was|were|been) (?:\w+ )?(?:sick|ill) (?:after|from)|injur(?:ed|y|ies)\b|"
        r"burn(?:ed|t) (?:my|me|our|his|her)|could (?:have|'ve) (?:died|been killed|killed)|"
        r"nearly (?:killed|died)|exposed wires?|sparks? (?:flying|coming|came)",
        complaint=0.55,
        anger=0.25,
        valence=-1.5,
        theme=Theme.SAFETY,
    ),
    rule(
        "privacy",
        r"data (?:breach|leak)|"
        r"(?:leak(?:ed|ing)|sold|selling|shar(?:ed|ing)|lost|expos(?:ed|ing)|gave (?:out|away)) (?:my|our|"
        r"customers?'?) (?:\w+ )?(?:data|details?|e-?mail|address|number|info\w*|card)|"
        r"(?:my|our) (?:\w+ )?(?:data|details|information|info|account|card)(?: \w+){0,3} (?:leaked|"
        r"stolen|shared|exposed|hacked|compromised|sold)|"
        r"identity theft|spamm(?:ing|ed) me|privacy (?:violation|breach|nightmare)|"
        r"(?:invasion|breach|violation) of (?:my )?privacy",
        complaint=0.6,
        anger=0.2,
        valence=-1.5,
        theme=Theme.PRIVACY,
    ),
    rule(
        "website",
        r"(?:web ?site|site|app|page|servers?|portal|checkout|system|online \w+|internet|wifi|wi-fi|"
        r"broadband|network|signal|connection)(?: \w+){0,3} (?:down|broken|crash\w*|not working|"
        r"not loading|doesn't|isn't|won't|errors?|(?:so |too |very |really )?slow|keeps|useless|a joke|"
        r"a mess|sucks?|hopeless|terrible|awful|out)\b|"
        r"can(?:'t|not| not|t) (?:\w+ )?(?:log ?in|login|sign in|log on|log into|access|get into|"
        r"check ?out|reset my|connect to|get on)|"
        r"unable to (?:log|sign|access|connect|check)|\boutages?\b",
        complaint=0.56,
        anger=0.12,
        valence=-1.2,
        theme=Theme.WEBSITE,
        negatable=False,
    ),
)

"""Threats and farewells, praise and thanks."""

from __future__ import annotations

from monitor.tone.base import Signal
from monitor.tone.rules.rule import rule

_USES = (
    r"(?:use|go|buy|trust|bother|waste|hire|order|book|call|shop|deal|recommend|do business|"
    r"give (?:them|these|this|your)|fall for|spend|rent|eat|fly|stay|sign up|even think)"
)

THREATS = (
    rule(
        "hashtag",
        r"#\w{0,20}?(?:fail|worst|badservice|poorservice|terrible|horrible|ripoff|scam|neveragain|boycott|"
        r"notimpressed|disappointed|sucks?|unhappy|shame|disgust|joke|pissed|fedup|frustrat|annoy)\w{0,20}",
        complaint=0.55,
        anger=0.35,
        valence=-2.0,
    ),
    rule(
        "telling everyone",
        r"(?<!\bhe's been )(?<!she's been )(?<!\bhe has been )(?<!she has been )tell(?:ing)? (?:everyone|everybody|"
        r"all (?:my|of|the)|the (?:whole )?world|anyone|"
        r"every (?:single )?(?:person|one)|the (?:press|media|papers?|news)|(?:all )?my (?:friends|"
        r"neighbou?rs|followers|family))|"
        r"(?:post(?:ing|ed)?|shar(?:e|ing)|put(?:ting)?) (?:this |it |about this |that |"
        r"the story )?(?:everywhere|on (?:every|all|social media|my blog|twitter|facebook|yelp|google|"
        r"tiktok|reddit)|all over)|"
        r"everyone (?:needs|should|must|will|is going) (?:to )?(?:know|hear|avoid)|"
        r"(?:I|we|will|'ll|gonna|going to)(?: personally)? (?:mak(?:e|ing) sure|see to it)(?: that)? (?:everyone|"
        r"everybody|people|all|"
        r"the whole \w+|my \w+)(?: \w+){0,5} (?:knows?|hears?|finds? out|learns?)\b(?! (?:how|that|"
        r"what a) (?:\w+ ){0,3}(?:great|good|"
        r"amazing|wonderful|awesome|fantastic|lovely|kind|brilliant|excellent))|"
        r"spread(?:ing)? the word|"
        r"(?:go|going|went|make this|make it) viral|nam(?:e|ing) and sham(?:e|ing)|boycott\w*|"
        r"(?:leav(?:e|ing)|writ(?:e|ing)|post(?:ing)?) (?:\w+ ){0,2}(?:bad|negative|one[- ]star|1[- ]star|"
        r"scathing|terrible|bad) reviews?",
        complaint=0.55,
        anger=0.45,
        valence=-1.5,
        signal=Signal.TELLING_EVERYONE,
    ),
    rule(
        "warning",
        r"(?:stay|steer|keep) (?:\w+ )?(?:away|clear)(?: (?:from|of))?|"
        r"avoid (?:at all|this (?:place|company|shop|store|firm|business|restaurant|hotel)|these|them|"
        r"like|<ours>|if you|dealing|using)|"
        rf"(?<!to )(?<!n't )(?<!can )avoid ?(?:[.!]|$)|do(?: not|n't|nt) (?:ever |even )?{_USES}\b|"
        r"never (?:ever )?(?:trust|hire|buy from|order from|use this|deal with)|"
        r"(?:buyer |customers? )?beware\b|"
        r"be (?:warned|careful|aware) (?:of|with|if|when|people|everyone|before)|"
        r"(?:just )?a warning (?:to|for|about)|consider yourself warned|"
        r"warn(?:ing)? (?:everyone|everybody|anyone|others|people|all|you|my|to all)|"
        r"run(?: away| far| fast)(?: away)?(?: from)?[.! ]|save your(?:self| money)",
        complaint=0.62,
        anger=0.4,
        valence=-2.2,
        signal=Signal.TELLING_EVERYONE,
        negatable=False,
    ),
    rule(
        "legal",
        # A lawyer who is called upon; one who merely works next door is no threat.
        r"(?:through|involv(?:e|ing)|consult(?:ed|ing)?|need|get(?:ting)?|see(?:ing)?|call(?:ing|ed)?|"
        r"hear(?:ing)? from|"
        r"(?:talk|speak)(?:ing|ed)? (?:to|with)|spoke (?:to|with)|contact(?:ing|ed)?|hir(?:e|ed|ing)|retain(?:ed|ing)?)"
        r"(?: (?:my|our|a|an|the|your|with|good)){0,2} (?:lawyers?|attorneys?|solicitors?)\b(?!')|lawyer(?:ing)? up\b|"
        r"(?:my|our|a) (?:lawyers?|attorneys?|solicitors?) (?:will|is|are|has|have|'ll)\b|"
        r"\bsu(?:e|ing) (?:you|them|the|for|this|<ours>|him|her|your)|"
        r"(?:will|gonna|going to|to|might|'ll|should|could) sue\b|lawsuit|"
        r"legal (?:action|proceedings|advice|team|letter)|small claims|"
        r"(?:see|take|taking|taken|meet) (?:you|them|this|<ours>|it) (?:to|in) court|\bBBB\b|"
        r"better business bureau|trading standards|attorney general|ombudsman|"
        r"consumer (?:protection|affairs|council|rights|watchdog|court)|charge ?-?backs?\b|"
        r"disput(?:e|ed|ing) (?:the|this|my|it|that)(?: \w+)? (?:charges?|payment|transaction|with my)|"
        r"class action|"
        r"(?:report(?:ed|ing)?|complain(?:ed|ing|t)?) (?:you|them|this|it|<ours>)? ?to (?:the )?(?:fcc|"
        r"ftc|ofcom|bbb|police|authorities|health|city|state|council|regulator|licens\w+|ombudsman)",
        complaint=0.55,
        anger=0.35,
        valence=-1.2,
        signal=Signal.LEGAL,
    ),
    rule(
        "leaving",
        r"never (?:ever )?(?!\w+ (?:to )?(?:anyone|anybody|anywhere) (?:but|else|except|other)\b)(?:again|(?:be )?(?:going|"
        r"coming|go|come|fly|flying|us(?:e|ing)|shop(?:ping)?|"
        r"order(?:ing)?|buy(?:ing)?|book(?:ing)?|eat(?:ing)?|return(?:ing)?|step(?:ping)?|set(?:ting)?|"
        r"spend(?:ing)?|do(?:ing)?|deal(?:ing)?|giv(?:e|ing))\b(?: (?:back|here|there|from|with|at|"
        r"business|them|you|this|<ours>|\w+)){0,4}? ?(?:again|back|foot|business|there|here|another))|"
        r"(?:won't|wont|will not|will never|not|wouldn't|would not|would never|shan't)(?: (?:ever|"
        r"be))* (?:back\b|return(?:ing)?\b|com(?:e|ing) back|go(?:ing)? back|us(?:e|ing) (?:them|you|"
        r"<ours>|this)|buy(?:ing)? (?:from|another|anything|here)|order(?:ing)? (?:from|again|here)|"
        r"shop(?:ping)? (?:there|here|with|at)|giv(?:e|ing) (?:them|you) (?:any|my|another|more))",
        complaint=0.6,
        anger=0.35,
        valence=-2.2,
        signal=Signal.CHURN,
        negatable=False,
    ),
    rule(
        "leaving",
        r"cancel(?:l?ing|l?ed)? (?:my|our|this|everything|all)(?: (?:\w+ )?(?:account|subscription|"
        r"orders?|membership|service|contract|policy|plan|appointment|reservation|card|business))|"
        r"(?:I'm|I am|we're|we are|will be|and|so I) cancell?ing\b|clos(?:e|ing|ed) (?:my|our) accounts?|"
        r"los(?:t|ing|e) (?:a|my|our|another|this|yourself a|yourselves a|me as a|"
        r"us as) (?:\w+ ){0,3}(?:customers?|business|clients?|custom)\b|"
        r"tak(?:e|ing) (?:my|our) (?:\w+ )?(?:business|money|custom|work) (?:elsewhere|to)|"
        r"(?:the )?last straw|(?:last|final) time (?:I|we|I'll|we'll|I'm|ever)|"
        r"(?:I'm|I am|we're|so|officially|am|are) done with|^(?:I'm|I am|we're|we are) (?:so )?done\b(?=[^\w]*$)|"
        r"(?:look(?:ing)? for|find(?:ing)?|need(?:ing)?|switch(?:ing|ed)? to|switch(?:ing|ed)?|chang(?:e|"
        r"ing|ed)) (?:a |an |to )?(?:another|new|different|other|alternatives?|competitors?|someone else|"
        r"elsewhere|providers?|suppliers?|compan(?:y|ies)|banks?)\b|"
        r"(?:go(?:ing|ne)?|went|shop(?:ping)?) elsewhere|switching (?:to|from|over|away)\b|time to switch",
        complaint=0.5,
        anger=0.25,
        valence=-1.5,
        signal=Signal.CHURN,
    ),
    rule(
        "wants a call",
        r"(?:please|pls|plz|can|could|would|will|need|want|would like|'d like|expect|have|get|asking|"
        r"hoping|someone|somebody|anyone)(?: (?:you|someone|somebody|anyone|a|an|the|manager|owner|"
        r"supervisor|human|person|from|at|<ours>|to|for|please|me|us|there|your|team|just|have|"
        r"get)){0,5} (?:call(?:s|ed)?|phone|ring|contact|reach out|get (?:back|in touch)|call ?back|"
        r"phone call)(?: (?:me|us|back|to|with))|"
        r"(?<!n't )(?<!nt )(?<!not )(?<!never )call me(?: back)?\b|"
        r"(?:want|need|like|demand|asked|ask) to (?:speak|talk) (?:to|with) (?:a |an |the |your |someone|"
        r"somebody)",
        complaint=0.25,
        anger=0.05,
        valence=-0.2,
        signal=Signal.WANTS_CALL,
        negatable=False,
    ),
)

PRAISE = (
    rule(
        "praise",
        r"(?:no ?one|nobody|none|nothing|no place|no other)(?: \w+){0,4} (?:better|nicer|faster|compares?|"
        r"comes close|beats)\b|"
        r"(?:never|not|won't|wouldn't|will not|would not) (?:use|go|hire|call|trust|want|consider|"
        r"buy)(?: to)? (?:anyone|anybody|anywhere|"
        r"any other|another) ?(?:\w+ )?(?:but|except|else|than)|"
        r"never been (?:so |this |more |any )?(?:happ(?:y|ier)|pleased|satisfied|impressed|treated so well)|"
        r"(?:you guys|they|<ours>|these guys|totally|you) (?:totally |really |absolutely )?(?:rock|rocks|"
        r"rule|rules|nailed it|crushed it)\b|"
        r"(?:do(?:n't| not)|would(?:n't|nt| not| never)|wo(?:n't|nt)|will (?:not|never)|did(?:n't|nt| not)|never|"
        r"not) hesitate (?:to|in|for)\b"
        r"(?! (?:sue|report|cancel\w*|leave|warn|tell|complain|switch|dispute|charge|ignore|close|lie|blame))(?: \w+)?|"
        r"(?:no|without(?: \w+)?|zero) hesitations?\b(?: (?:to|in|about) \w+)?|worth (?:every (?:penny|cent|minute)|"
        r"it\b|the (?:wait|price|money))",
        valence=3.2,
        negatable=False,
    ),
    rule(
        "praise",
        r"(?:could ?n[o']?t|couldn't|could not|can't|cannot|can not) (?:possibly )?(?:be|been|have been|"
        r"have asked for|ask for|imagine)(?: (?:any|a|an|more|anything))? ?(?:happier|more \w+|better|"
        r"nicer|easier|pleased|smoother)|"
        r"(?:can't|cannot|can not|could ?n[o']?t) (?:recommend|praise|thank|say|"
        r"speak)(?: \w+){0,5}? (?:enough|more highly|highly enough|too highly)|"
        r"(?:can't|cannot|couldn't|could not) (?:fault|complain|go wrong|beat|ask for more|"
        r"believe how (?:good|great|nice|fast|quick|easy|helpful))",
        valence=4.5,
        negatable=False,
    ),
    rule(
        "praise",
        r"(?:no|zero|not a single|without a) (?:complaints?|problems?|issues?|trouble|hassle|regrets?|"
        r"worries|fuss)\b(?:(?! with \w+ (?:until|but))|$)|"
        r"nothing but (?:good|great|praise|positive|excellent|the best|kind)|"
        r"never (?:had|have|having|seen|experienced|once had|run into)(?: (?:a|an|any|one|single|even|"
        r"another)){0,3} (?:problems?|issues?|complaints?|trouble|bad|reason|delay|hiccup)\b|"
        r"never (?:ever )?(?:let(?:s)?|failed|fail|fails|disappoint(?:ed|s)?|steer(?:ed)?)(?: (?:me|us|"
        r"you))? ?(?:down|wrong)?|"
        r"not (?:at all |half |too |so )?(?:bad|shabby)|wasn't (?:\w+ )?bad|"
        r"not (?:be )?(?:disappointed|regret)|won't (?:be )?(?:disappointed|regret)|"
        r"did ?n[o']?t disappoint|"
        r"nothing to complain about|no wait|did ?n[o']?t have to wait|never had to wait",
        valence=3.2,
        negatable=False,
    ),
    rule(
        "praise",
        r"(?:highly|definitely|thoroughly|totally|really|would|will|can|I|strongly|happily|wholeheartedly|"
        r"heartily) (?:\w+ )?recommend(?:ed|ing)?\b|"
        r"above and beyond|exceeded (?:my|our|all) expectations|hats off|(?:five|5|six|6|ten|10) stars\b|10/10|"
        r"(?:would|will|'ll)(?: (?!never\b|not\b)\w+){0,2} (?:use|buy|order|go|book|hire|come|return|"
        r"be)(?: \w+){0,3} (?:again|back)\b|"
        r"(?:never|not) look(?:ed|ing) back|"
        r"saved (?:my|our|the) (?:day|life|lives|weekend|wedding|christmas|house|bacon)|"
        r"best(?: \w+){1,4} (?:ever|in town|I've|we've|around|in the (?:city|area|business|world))|"
        r"big fan of|"
        r"shout ?-?out to|works (?:like a charm|great|perfectly|flawlessly|well)|second to none|"
        r"like (?:family|royalty)|top[- ]notch|a\+\+?|keep up the (?:good|great)",
        valence=2.4,
    ),
    rule(
        "no matter",
        r"no big (?:deal|thing)\b|(?:did|do)(?:n't| not) mind (?:the|waiting|at all|that)\b",
        valence=1.5,
        negatable=False,
    ),
    rule(
        "quick answer",
        r"(?:called|answer(?:ed|s)?|repl(?:ied|ies|y)|respond(?:ed|s)?|got|came|come|get|picked|fixed|"
        r"showed|arrived|turned|delivered|sorted|solved|resolved|was|were)(?: (?:me|us|back|to|up|up|out|"
        r"it|my|the|our|phone|call|calls|door|here|there|on|over|everything|problem|issue|delivered|done|"
        r"fixed|leak)){0,4} (?:at once|immediately|right away|straight away|instantly|within (?:minutes|"
        r"the hour|an hour|\w+ (?:minutes|hours?)|a day)|the (?:very )?(?:same|next) (?:day|morning|"
        r"evening|afternoon)|same day|in (?:no time|minutes|under|less than|an hour|\w+ minutes|a day|"
        r"a flash)|promptly|quickly|on time|ahead of schedule|early|first (?:time|ring|try))",
        valence=2.6,
    ),
)

THANKS = (
    rule(
        "thanks",
        r"(?:thank(?:s| you|ing)(?! (?:for nothing|in advance|but no|a lot for nothing))|thx|ty\b|"
        r"cheers)(?: (?:so much|very much|a (?:lot|million|bunch)|again))?(?: (?:to|for)\b)?",
        gratitude=0.55,
        valence=1.0,
    ),
    rule(
        "thanks",
        r"(?:so |very |really |eternally |truly |forever )?(?:grateful|thankful|much obliged|"
        r"appreciative)\b|"
        r"(?:really |truly |much |greatly |do |so )?appreciat(?:e|ed|ing)\b(?! (?:it )?if)|kudos|"
        r"credit where|"
        r"(?:full |all )credit to|hats off|props to|shout ?-?out to|bless (?:you|them|him|her)|lifesavers?",
        gratitude=0.6,
        valence=1.4,
    ),
    rule(
        "put right",
        r"(?:they|you|he|she|who|it|all|everything|finally|problem|issue|now|got it|got|owner|manager|"
        r"team|been|was|is|then|and|it's|tech|technician|plumber|has|have|came and|came out and|"
        r"<ours>)(?: (?:was|has|have|been|is|all|finally|now|then|just|did|quickly|completely|eventually|"
        r"got|actually|came|out|back|and|today|again|myself|himself|herself|personally)){0,3} (?:fixed|"
        r"sorted|resolved|solved|refunded|replaced|apologi[sz]ed|made (?:it|things|everything) right|"
        r"put (?:it|things|everything) right|took care of|taken care of|made up for|reimbursed|credited|"
        r"repaired)\b(?! (?:nothing|none|yet))|"
        r"all (?:sorted|good now|fixed|resolved|set now|well that ends well)|"
        r"(?:called|phoned|rang|contacted|e-?mailed|visited|came)(?: (?:me|us|over))? (?:himself|herself|"
        r"personally|in person|themselves|to apologi[sz]e|back to apologi[sz]e|and apologi[sz]ed|"
        r"with an apology)|"
        r"got (?:my|our|a full|a) (?:money back|refund)|(?:turned|turn) it around|"
        r"won (?:me|us|my business) back|changed my mind|(?:works|working) (?:again|now|perfectly now)|"
        r"made (?:it|things) right|happy (?:again|now)|problem solved|saved the day|"
        r"took care of (?:it|everything|me|us|the)",
        gratitude=0.6,
        valence=2.0,
    ),
)

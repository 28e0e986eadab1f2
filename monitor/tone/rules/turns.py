"""Turns of phrase that have one meaning: who is praised and who is blamed is told by the turn itself, whatever words it holds.

"Next to Bolt, Acme runs like a Swiss watch", "bye Acme, hello Bolt", "hall of shame: …", "good luck getting a human at Acme".
A turn names its sides (``good``, ``bad``, ``calm``: nothing is felt), or is about whoever the clause is about. A model may
not doubt a turn, so each has to be rare in another sense; what is only likely belongs to the other rules.
"""

from __future__ import annotations

from monitor.tone.base import Label, Signal, Theme
from monitor.tone.rules.idioms import IDIOMS
from monitor.tone.rules.turn import turn as _turn

_PERIOD = r"(?:today|yesterday|tonight|this (?:week|month|morning)|last (?:week|month|year)|after|because|since|and)"
_PEOPLE = r"(?:members|followers|readers|subscribers|neighbou?rs|parents|people)"


_GOOD_WORD = (
    r"(?:great|lovely|fantastic|brilliant|wonderful|amazing|nice|perfect|thanks|thank you|love|glad|awesome|"
    r"superb|bravo|"
    r"well done|congrat\w+|excellent|delightful|charming)"
)
_CALMLY = r"(?:(?!\b(?:but|not|never|until|after|still|only)\b|n't)[^.!?]){0,50}"  # a stretch that takes nothing back
_NO_BLAME = r"(?![^.!?]*\b(?:clos(?:ing|ed|es)|retir\w+|relocat\w+|moved? (?:house|away|town|to)|merg\w+|shut)\b)"
_AT_ONCE = (
    r"(?:no questions asked|the (?:very )?same (?:day|evening|afternoon|hour)|within (?:the|an) hour|within "
    r"(?:minutes|a day)|"
    r"in (?:\w+ )?minutes|straight away|right away|at once|immediately|free of charge|at no (?:extra )?(?:charge|"
    r"cost)|for free)"
)
_SPOKE = r"(?:says|said|claims|claimed|swears|swore|told (?:me|us)|goes on|according to|heard|read)"
_PAPERS = (
    r"(?:union|politician|minister|mayor|judge|lawyer|critics?|protesters?|campaigners?|activists?|analysts?|"
    r"court|inspectors?|"
    r"watchdog|regulator|columnist|newspaper|paper|gazette|tribune|herald|chronicle|magazine|survey|study)s?"
)
_OWED = (
    r"(?:refund|order|parcel|package|delivery|money|deposit|luggage|replacement|claim|repair|appointment|card|"
    r"ticket|invoice|"
    r"application|complaint|part|parts|quote|callback|reply|answer|response|password|certificate|contract)s?"
)

_COMPARED = (
    r"<good>(?:'s)? (?:\w+ )?beats? (?:(?:the|those|any) \w+ (?:at|of|from) )?<firm>",
    (
        r"<good>\b[^.!?]{0,40}\b(?:miles|streets|leagues|light[- ]years|worlds|way|far|head and shoulders) "
        r"(?:ahead of|above|"
        r"better than|superior to)\b[^.!?]{0,30}?<firm>"
    ),
    (
        r"<bad> makes? <calm> (?:look|seem|sound|feel) (?:like )?(?:(?:an?|the) )?(?:\w+[ -]){0,2}(?:dream|paradise|"
        r"heaven|hotel|good|"
        r"great|decent|fast|cheap|friendly|professional|saints?|angels?|joy|bargain)\b"
    ),
    r"\bgive me (?:\w+ ){0,3}?<good> over (?:the |that )?<calm>",
    (
        r"\b(?:I'd|I would|I'll|we'd) (?:take|pick|choose|go (?:for|with)) <good>(?: over <calm>)? "
        r"(?:every|any) (?:single )?(?:time|day)\b"
    ),
    (
        r"\bunlike <bad>,? <good> (?:actually|really) (?:answers?|reads?|calls?|rings?|picks?|cares?|listens?|repl(?:y|ies)|"
        r"responds?|helps?|knows?|shows?|turns?|works?|delivers?)\b"
    ),
    r"\bif (?:only )?<bad>[^.!?]{0,50}\bhalf as \w+ as <good>",
    r"<bad> could learn (?:\w+ ){1,5}from <good>|\bcould (?:all )?learn (?:\w+ ){1,5}from (?:the \w+ at )?<ours>",
    (
        r"(?:<known good>[^.!?]{0,40} )?\b(?:fixed|did|solved|sorted|repaired|found|mended|managed|saved) "
        r"[^.!?]{0,30}?\b(?:what|that) "
        r"<bad> (?:could(?:n't| not)|failed|never|can't|cannot|gave up|had|took|told|said)\b"
    ),
    r"\bwhere <bad> (?:took|takes|needed|needs|charged|wanted|wants|left|kept|made|ignored)\b[^.!?]{0,50}, <good> ",
    r"\bnothing against <calm>,? but <good>",
    r"\b(?:I'd|I would|we'd|we would) (?:\w+ )?rather [^.!?]{1,60} than [^.!?\"']{0,30}?<bad>",
    (
        r"\b(?:next to|compared (?:to|with)|beside) <bad>,? <good> (?:is|runs|looks|feels|seems|was) (?:like "
        r")?(?:an? )?"
        r"(?:\w+ ){0,2}(?:dream|watch|relief|paradise|heaven|joy|breeze|luxury|delight|blessing)"
    ),
    r"<good> puts? <bad> to shame",
    r"<good>[^.!?]{0,40}[.!] [^.!?]{0,80}\b(?:which is )?more than <bad> (?:ever|can|could|has|have|did)\b",
    (
        r"(?:think|thought) [^.!?]{1,50} (?:was|were) (?:\w+ )?(?:bad|slow|expensive|awful|rude|useless|terrible|"
        r"dirty|late)"
        r" until (?:I|we) [^.!?]{1,20}<bad>"
    ),
    r"give me (?:\w+ ){0,4}(?:at|from) <good> over (?:\W?\w+\W{1,2}){1,4}?(?:at|from) <bad> any day",
    (
        r"<good> (?:gives?|offers?) (?:you|me|us) (?:\w+ ){0,3}and <bad> (?:gives?|offers?) (?:you|me|us) (?:attitude|"
        r"excuses|the runaround)"
    ),
)
_ALIKE = (
    r"\b(?:no|any|not much|little|hardly any|barely any) (?:real )?difference between\b[^.!?]{0,60}?<ours>",
    (
        r"(?:<ours> and <firm>|<firm> and <ours>)[^.!?]{0,40}\b(?:the same (?:price|thing|to the penny)|cost the "
        r"same|charge the same)"
    ),
)
_SWITCHED = (
    r"\b(?:good)?bye(?:[ -]bye)?,? <bad>\b[,.! ]*(?:and )?(?:hello|welcome|hi),? <good>",
    rf"\b(?:dropped|dumped|ditched|binned|fired|sacked|quit) <bad> {_PERIOD}\b",
    r"\bclos(?:e|ed|ing) (?:my|our|her|his|their|the|all) (?:\w+ )?accounts? (?:at|with) <bad>",
)
_LEFT_FOR = (
    (
        r"\b(?:tried|trialled|gave) <bad>\b[^.!?]{0,50}\b(?:went|going|come|came|gone|switched|moved|crawled) "
        r"(?:\w+ )?back to <good>"
    ),
    (
        r"\b(?:good)?bye(?:[ -]bye)?,? <bad>[,.!]+ [^.!?]{0,30}\b(?:signed (?:up )?with|switched to|moved to|gone to|"
        r"off to|joined) "
        r"<good>"
    ),
    (
        rf"\b(?:cancell?ed|left|ditched|dropped|dumped|binned|quit) <bad>,? (?:and )?(?:now )?(?:joined|signed "
        rf"(?:up )?with|"
        rf"went (?:over )?to|went with|moved to|switched to) <good>{_NO_BLAME}"
    ),
    (
        rf"\bafter (?:\w+ ){{1,3}}years? (?:with|at|of|as a customer of) <bad>[^.!?]{{0,20}}\b(?:moved|switched|"
        rf"changed|gone|went|"
        rf"signed|left|joined)\b[^.!?]{{0,20}}\b(?:to|for|with) <good>{_NO_BLAME}"
    ),
)
_CAME_BACK = (
    (
        r"\b(?:left|leaving|quit|dropped|swapped|dumped) <good> for [^.!?]{0,30}?<bad>[^.!?]{0,60}\b(?:regret\w*|"
        r"mistake|"
        r"wish (?:I|we)(?:'d| had)? stayed|should have stayed|want(?:ed)? (?:to go|them) back)\b"
        r"(?<!only regret)(?<!no regret)(?<!no regrets)(?! is not)(?![^.!?]*\b(?:sooner|earlier|years ago|staying)\b)"
    ),
    r"\b(?:mistake|regret|regrets)\b[^.!?]{0,30}\b(?:was )?leaving (?:\w+ old )?<good>(?: for <bad>)?",
    r"\b(?:I|we) came back\b[^?]{0,90}\bmissed (?:you|your)\b",
)
_SHAMED = (
    (
        r"\b(?:hall of shame|wooden spoons?|fail list|list of shame|black ?list|companies to avoid|firms to avoid|"
        r"never[- ]again (?:club|list))\b[^.!?]{0,120}<ours>"
    ),
    (
        r"\b(?:companies|firms|people|businesses|shops) (?:that|who|which) (?:still )?(?:owe|let) (?:me|"
        r"us)\b[^.!?]{0,120}<ours>"
    ),
    r"\btreats? (?:its|their|the) customers with (?:the )?(?:\w+ )?contempt\b",
)
_THANKED = (
    (
        r"\b(?:my|our) (?:top (?:two|three|four|five|ten|\d+)|favou?rite) (?!(?:worst|complaints?|problems?|reasons?|excuses?|lies|"
        r"things?|parts?|bits?|bugs?)\b)\w+(?: (?:in|around|near|for|of|at) [\w' ]{1,30})? (?:are|is|has to be)\b"
    ),
    r"\b(?:hall of fame|gold stars? (?:go )?to):? (?:\w+ ){0,3}<ours>",
    r"\bnever been let down by (?:any|either)\b",
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
        rf"\b\d[\d,.]*k? {_PEOPLE}\b[^.!?]{{0,30}}\b(?:will|are going to|get to|'ll|are about to) (?:\w+ )?(?:see|read|"
        rf"hear|know|learn)\b"
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
    r"\bdo(?: not|n't) apply (?:at|to|for) <ours>",
)
_LEGAL = (
    r"\bsee you in (?:small claims|court)\b",
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
        r"\b(?:raised|increased|put up|hiked|doubled|cancelled|canceled|closed|cut off|blocked) (?:my|our) (?:\w+ ){1,3}without "
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
_POLITELY = (
    (
        r"\b(?:gently|kindly|politely|once more) remind\b(?! (?:all|our|customers|every|guests|visitors|readers|"
        r"passengers|people))|"
        r"\bgentle reminder\b|\bmay I remind you\b"
    ),
    (
        r"\b(?:understand|appreciate|realise|realize|know) (?:that )?(?:you(?:'re| are)|they(?:'re| are)|<ours> "
        r"(?:is|are)) (?:\w+ )?"
        r"(?:busy|short of staff|short[- ]staffed|understaffed|under pressure|doing (?:your|their) best|stretched|"
        r"swamped)\b"
        r"[^.!?]{0,20}\bbut\b"
    ),
    (
        r"\b(?:no hard feelings|(?:do not|don't) (?:want|mean|like) to (?:complain|be difficult|make a fuss|moan)|"
        r"hate to (?:complain|moan|be that (?:guy|person|customer)|say (?:it|this))|not one to complain|"
        r"sorry to (?:say|nag|chase|be a pain))\b[^.!?]{0,4} but\b"
    ),
    (
        r"\b(?:would|'d) (?:\w+ )?(?:appreciate|be (?:\w+ )?(?:grateful|obliged|glad|thankful)(?: for| to have| of)?) "
        r"(?:(?:an?|any|some|your) (?:\w+ )?(?:reply|response|answer|explanation|refund|update|apology|news|sign "
        r"of life)|"
        r"hearing (?:back|from)|(?:it )?if (?:some|any)(?:one|body)\b[^.!?]{0,30}\b(?:reply|respond|answer|"
        r"explain|refund|sort|fix|"
        r"get back|look into|see to|collect|repair)\b)"
    ),
    (
        r"\bstill (?:patiently |politely )?(?:waiting|hoping) (?:to hear|for (?:a|an|any|your|the) (?:\w+ "
        r")?(?:reply|answer|response|"
        r"call|callback|refund|update|explanation|apology|engineer|technician|quote|visit)|(?:for|on) (?:my|our) "
        r"(?:\w+ )?"
        rf"{_OWED})\b"
    ),
    (
        r"\b(?:was|were) promised (?:it |this |them )?(?:for|by|last|yesterday|before|within) (?![^?]*\b(?:came|"
        r"arrived|kept|on time|early)\b)"
    ),
    rf"\bany (?:news|word|progress) (?:yet )?(?:on|about|of|regarding|with) (?:my|our) (?:\w+ ){{0,2}}{_OWED}\b",
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
_SILENCE = (
    (
        r"\b(?:anyone|anybody|somebody|someone) (?:(?:home|alive|awake) at <ours>|(?:at|from) <ours> (?:even |actually |still "
        r")?(?:reading|listening|alive|awake|answering|responding)\b)"
        r"(?!.{0,80}\b(?:thanks?|thank|love|kudos|great|well done)\b)"
    ),
    (
        r"(?:^|\bhello[^\w]{1,4})(?:anyone|anybody|somebody|someone) (?:there|home|alive|awake|listening|out there),? ?"
        r"@?(?:<ours>)?[^\w]*$"
    ),
    (
        r"\b(?:just|only|simply) (?:want|need)(?:ed)? (?:somebody|someone|anybody|anyone|a human|a person) (?:from|at) <ours> to "
        r"(?:finally |please )?(?:call|answer|reply|respond|get back|pick up|ring|listen)\b"
    ),
    (
        r"\b(?:it is|it's|today is) (?:now |already )?(?:the \d{1,2}(?:st|nd|rd|th)|(?:mon|tues|wednes|thurs|fri|"
        r"satur|sun)day)\b"
        r"[^.!?]{0,30}\b(?:still (?:no|not|nothing|waiting|drip\w*|broken|leak\w*|missing)|no (?:answer|reply|"
        r"sign|word|call)|nothing|"
        r"nobody|no one)\b"
    ),
    (
        r"\b(?:my|the|this is my|for the) (?:third|fourth|fifth|sixth|seventh|[3-9](?:rd|th)) (?:message|letter|"
        r"e-?mail|mail|request|"
        r"attempt|reminder)\b"
    ),
    r"\bis (?:there )?any(?:one|body) (?:there|home|at home|alive)\b(?! (?:who|that|using|with|to|tonight|today|on)\b)",
    r"\bleft a message\b[^.!?]{0,60}\bthen another(?: one)?\b",
    r"\bhold music\b[^?]{0,60}\b(?:by heart|memori[sz]ed)\b",
    (
        r"\b(?:third|fourth|fifth|sixth|3rd|4th|5th|6th) time (?:I|we)(?:'ve| have|'m| am)? (?:asked?|asking|"
        r"written|wrote|called)\b"
    ),
    (
        r"\b(?:third|fourth|fifth|sixth|3rd|4th|5th|6th) time (?:that )?(?:I|we)(?:'m| am|'ve had to| have to)? "
        r"(?:call|calling|phone|phoning|ring|ringing|write|writing|e-?mail|e-?mailing|chase|chasing)\b[^.!?]{0,50}\b"
        r"(?:about|because|and (?:still|no|nobody|nothing))\b"
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
        r"(?:^|[.!?] )(?:I |we |you |just |absolutely |really |gotta |got to |have to |don't you )*(?:love|adore|"
        r"enjoy) (?:it )?(?:when|how|"
        r"being|waiting|paying)\b[^.!?]{0,70}\b(?:on hold|ignor\w+|hours|weeks|charged (?:me|us|you)|cancels?|"
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
_MINE = (
    (
        r"\bmistake was (?:all |entirely |completely )?mine\b|\bI (?:gave|sent) (?:them|you|<ours>) the (?:wrong|old) "
        r"(?:address|number|date|size|name)\b"
    ),
)
_ASKED = (
    (
        r"\b(?:hope you (?:don't|do not) mind (?:me |my )?asking|just curious|out of curiosity|quick question)\b"
        r"(?:(?!\b(?:why|not|never|nobody|still|weeks|refund|broken|wrong|late)\b|n't)[^!]){0,120}\?"
    ),
)
_HEARD = (
    (
        rf"\b{_SPOKE}\b[^?]{{0,120}}\b(?:never (?:been(?: (?:there|inside|in|to|near)\b|(?=[.,;!]|$))|used (?:them|"
        rf"it)|tried|dealt with|eaten there|stayed there|set foot)|haven't (?:been|tried|"
        rf"used)|not a customer)\b(?! (?:so|this|more|happier|treated|such|back|anything|anyone))"
    ),
)
_IN_THE_PAPERS = (
    (
        rf"\b{_PAPERS}\b[^.!?]{{0,60}}\b(?:called|calls|described|slammed|slams|accused|accuses|criticised|criticized|"
        rf"says|said)\b[^.!?]{{0,40}}"
        rf"<calm>"
    ),
    rf"\baccording to (?:the |a |an )?(?:\w+ )?(?:{_PAPERS}|report|times|post|news)\b[^.!?]{{0,60}}<calm>",
    (
        r"^(?!so )[^.?!]{0,30}<calm> (?:to |will )?(?:opens?|launch(?:es)?|announces?|appoints?|names|acquires?|buys|"
        r"merges?|expands?|adds?|"
        r"unveils?|sponsors?|relocates?|celebrates?|hosts?) (?:an?|its?|new|second|third|two|three|\d|at|in|on|"
        r"from|to|as)\b"
    ),
)
_ELSEWHERE = (
    (
        r"\b(?:ordered|bought|booked|rented|hired|sold)\b[^.!?]{0,30}\b(?:on|via|through|over) <calm>,? (?:from|"
        r"by|with) (?:an?|the|some|"
        r"another) (?:\w+ ){0,2}(?:seller|vendor|merchant|shop|store|dealer|host|driver|company|firm|contractor|"
        r"landlord|person)\b"
    ),
    (
        r"\b(?:parked|scratched|stolen|robbed|mugged|met|bumped into|saw|filmed|waiting|stood|standing|lost|found|"
        r"dropped)\b[^.!?]{0,30}\b"
        r"(?:outside|in front of|behind|opposite|near|next to|across from) (?:the )?<calm>(?!'s? (?:staff|manager|"
        r"driver|guard))"
        r"(?![^?]{0,80}\b(?:hours?|they|staff|since|nobody|closed|shut|open)\b)"
    ),
    (
        r"\b(?:waiting room|queue|car park|parking lot|lobby|bus stop|big screen)\b (?:of|at|in|by|outside) "
        r"(?:the )?<calm>"
        r"(?!'s? (?:staff|manager|waiter|guard|driver))(?![^?]{0,80}\b(?:hours?|minutes?)\b)"
    ),
    r"\bmy (?:ex|brother|sister|cousin|uncle|boss|neighbou?r|landlord) (?:works?|worked) (?:at|for|in) <calm>",
    r"\bmeet (?:you |me |us )?(?:\w+ )?at <calm>",
    r"\b(?:app|game) (?:I|we) (?:found|got|bought) (?:in|on|from) the <calm>\b[^.!?]{0,60}\bdevelopers?\b",
    (
        r"\b(?:wants?|needs?|asks? for) (?:a|another|a second|an) (?:\w+ )?(?:estimate|quote|opinion|invoice|"
        r"certificate) from <calm>"
    ),
)
_OTHERS = (
    (
        r"\b(?:my|our|the|his|her) (?:[\w-]+ ){1,4}?(?:swears?|swear) by <calm>"
        r"(?![^.!?]*\b(?:but|yet|though|although|however)\b[^.!?]*\b(?:me|us|my|our|I|we)\b)"
    ),
    r"\b<calm> (?:\w+ ){0,1}and can't stop (?:showing|telling)\b",
)
_CLEARED = (
    r"\b(?:clears|acquits|exonerates) <calm> (?:of|over)\b",
    r"^[^.?!]{0,40}<calm> (?:is |was )?(?:cleared|acquitted) of\b",
)
_HIRING = (r"\((?:m/[fw]/[dx]|[fw]/m/[dx]|m/[fw]|all genders)\)",)
_NEWS = (
    (
        r"^[^.?!]{0,60}\b(?:shares?|stock|profits?|revenues?|dividend)\b[^.?!]{0,50}\b(?:slump|fall|fell|falls|rise|"
        r"rose|climb|drop|"
        r"jump|slip)\w*\b"
    ),
)

TURNS = (
    *[_turn("compared", one, Label.NEUTRAL) for one in _COMPARED],
    *[_turn("alike", one, Label.NEUTRAL) for one in _ALIKE],
    *[_turn("left", one, Label.NEGATIVE, signal=Signal.CHURN) for one in _SWITCHED],
    *[_turn("left", one, signal=Signal.CHURN) for one in _LEFT_FOR],
    *[_turn("came back", one, Label.POSITIVE) for one in _CAME_BACK],
    *[_turn("list of the worst", one) for one in _SHAMED],
    *[_turn("list of the best", one, Label.POSITIVE) for one in _THANKED],
    *[_turn("leaving", one, signal=Signal.CHURN) for one in _LOST],
    *[_turn("telling everyone", one, signal=Signal.TELLING_EVERYONE) for one in _TOLD],
    *[_turn("legal", one, signal=Signal.LEGAL) for one in _LEGAL],
    *[_turn("refund", one, theme=Theme.MONEY, signal=Signal.WANTS_REFUND) for one in _REFUND],
    *[_turn("bad verdict", one) for one in _VERDICTS],
    *[_turn("no answer", one, theme=Theme.NO_ANSWER) for one in (*_SILENCE, *_POLITELY)],
    *[_turn("faulty", one, theme=Theme.PRODUCT) for one in _FAULTS],
    *[_turn("sent around", one, theme=Theme.NO_ANSWER) for one in _SHIFTED],
    *[_turn("sarcasm", one, mocks=True) for one in _MOCKED],
    *[_turn("praise", one, Label.POSITIVE) for one in _PRAISED],
    *[_turn("won back", one, Label.POSITIVE, thanks=True) for one in _WON_BACK],
    *[_turn("own mistake", one, Label.NEUTRAL) for one in _MINE],
    *[_turn("asked", one, Label.NEUTRAL) for one in _ASKED],
    *[_turn("heard of", one, Label.NEUTRAL) for one in _HEARD],
    *[_turn("news", one, Label.NEUTRAL, told=True) for one in _IN_THE_PAPERS],
    *[_turn("elsewhere", one, Label.NEUTRAL) for one in _ELSEWHERE],
    *[_turn("others", one, Label.NEUTRAL) for one in _OTHERS],
    *[_turn("news", one, Label.NEUTRAL) for one in _NEWS],
    *[_turn("news", one, Label.NEUTRAL, told=True) for one in _CLEARED],
    *[_turn("job advert", one, Label.NEUTRAL, told=True) for one in _HIRING],
    *IDIOMS,
)

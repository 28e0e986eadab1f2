"""What turns the meaning of a whole sentence: sarcasm, asking around, adverts."""

from __future__ import annotations

from monitor.tone.gates import Gate, Gates

SARCASM = Gate(
    r"(?:^|[.!?,] ?)(?:oh,? |well,? |wow,? |yeah,? |just )?(?:great|wonderful|fantastic|brilliant|awesome|"
    r"lovely|nice|nice one|perfect|amazing|"
    r"well done|good job|great job|nice job|nice work|bravo|superb|excellent|thanks|thank you|cheers|"
    r"congratulations|congrats|way to go)"
    r"[,.!:;… ][^.?]{0,60}?(?<!\bno )(?<!\bnot )(?<!\bwithout )(?<!n't )\b(?:another|again|still|on hold|"
    r"delay(?:ed)?|cancell?ed|broken|late|closed|"
    r"nothing|ruin(?:ed|ing)|wast(?:ed|ing)|"
    r"losing|lost|ignor(?:ed|ing)|never|no (?:one|reply|answer|response)|overcharg\w+|wrong|weeks?|"
    r"leak(?:ed|ing|s)?|down|crash\w*|fail\w*)\b"
    r"|(?:love|loving|adore|enjoy(?:ing)?|gotta love|have to love|got to love|"
    r"don't you (?:just )?love) (?:it )?(?:how|when|that|being|"
    r"waiting|sitting|spending|paying|getting|the way)\b[^.!?]{0,80}\b(?:hold|wait\w*|ignor\w+|never|no|not|"
    r"n't|hours?|weeks?|late|extra|"
    r"charg\w+|cancel\w*|delay\w*|broke\w*|down|nothing|crash\w*|wrong|twice|again|lie|lied|lost|leak\w*|days|months)\b"
    r"|thank(?:s| you) (?:so much |a lot )?for (?:nothing|the (?:nonexistent|terrible|awful|lies|wait|delay|"
    r"wasted)|making (?:me|us) (?:wait|late|miss)|"
    r"ruining|losing|wasting|charging|ignoring|hanging|cancell?ing|not|never|breaking|leaving|screwing|overcharging)"
    r"|slow clap|#sarcasm|#fail\b|so glad (?:I|we) (?:paid|pay|waited|spent|chose)|(?:really|such) (?:great|"
    r"amazing|stellar|excellent|wonderful|"
    r"quality) (?:service|job|work)[^.?!]{0,40}\b(?:when|hours?|hold|weeks?|never|not|no)\b|\bjust (?:great|"
    r"what I needed|perfect|wonderful|lovely)\b"
)
"""Praise that is none. https://en.wikipedia.org/wiki/Sarcasm has the figure; the phrases are ours."""

QUESTION = Gate(
    r"(?:does|do|did|has|have|is|are|was|anyone|anybody|any ?one)\b(?: (?:anyone|anybody|any of you|else|"
    r"it just me|everyone|you guys|y'all|people))+"
)
"""Asking around ("does anyone else have trouble with X?") is not yet complaining."""

INQUIRY = Gate(
    r"(?:^|[,:;.–—-] ?)(?:(?:so|and|but|hey|hi|ok|okay|also|ask \w+|just wondering|"
    r"question)[,:]? )?(?:(?P<verdict>is|are|was|were)(?! (?:this|that|it|there)\b)(?= (?:[\w'-]+ ){1,3}(?:an?|any|"
    r"really|so|as|actually|that) )|is|are|was|were|does|do|did|has|have|"
    r"which|what(?:'s| is| are)?|who|any|anyone|anybody|how(?:'s| is| are| good| reliable| well)) (?!you (?:kidding|"
    r"serious|joking|"
    r"insane|people|guys|all)\b|wrong\b|the (?:hell|heck|fuck)\b)"
)
"""A question about a firm ("is X any good?"): its words ask for a verdict and give none."""

SEEKING = Gates(
    r"(?:^|[.!?\n] ?)looking for (?:an?|some|any) (?!other|way|refund|answer|reply|response)|"
    r"(?<!when )(?<!whenever )(?<!if )\b(?:I'm|I am|we're|we are) (?:\w+ )?looking for (?:an?|some|any) "
    r"(?!other|way|refund|answer|reply|response)|"
    r"\b(?:can|could|would|does) (?:any ?one|anybody|somebody|someone|you)"
    r"(?: here| please)? (?:recommend|suggest|know (?:of )?an?)|"
    r"\bany (?:recommendations?|suggestions?|tips) for|recommendations? for an?|in need of an? |"
    r"\bany ?one (?:here )?(?:used|tried|had experience|know (?:of )?an?)|"
    r"has (?:any ?one|anybody) (?:here )?(?:used|tried|hired)"
)
"""Asking for a recommendation: what is broken there is what the firm shall mend."""

AFTERMATH = Gate(
    r"^\W*(?:(?:radio |total |complete |dead |absolute |just |and |then )*(?:silence|crickets|nothing|nada|zilch|"
    r"zip)|not a (?:word|peep|thing)|"
    r"guess what|twice|three times|still nothing|nothing (?:yet|since|so far|happened)|no one|nobody|"
    r"(?:it's|it is|today is|that was)(?: now| already)? (?:\w{3,6}day|(?:\w+ ){1,3}(?:days?|weeks?|months?) ago))\W*$"
)
"""A sentence that says how what was promised or asked for went: "Silence." "It's Wednesday."."""

AWAITED = Gate(
    r"\b(?:(?P<promise>promis(?:ed|es)|swore|assured (?:me|us)|guaranteed|told (?:me|us)|said (?:that )?(?:they|he|"
    r"she|it|you|someone|somebody)"
    r"(?:'d|'ll| would| will| was| were))|(?:I|we|I've|we've) (?:\w+ )?(?:called|phoned|rang|e-?mailed|wrote|"
    r"messaged|texted|asked|contacted|"
    r"complained|applied|ordered|paid|sent|left|filed|opened)|e-?mails|calls|voice ?mails|messages|tickets|reminders|"
    r"letters)\b"
)
"""What somebody waits for: a promise, or an answer to what they sent."""

ADVERT = Gates(
    r"\b(?:we|we're|we are|is|are|now|currently) (?:now )?hiring\b|\bapply (?:now|today|here|online)\b|"
    r"\bjob (?:opening|alert|vacancy|offer)s?\b|\bvacanc(?:y|ies)\b|\bjoin our team\b|\bpositions? available\b|"
    r"\bfull[- ]time\b|\bpart[- ]time position\b|\bsalary\b|\blooking for an? (?:\w+ ){1,3}to join\b|"
    r"\b(?:apprentice|trainee|plumber|driver|cook|nurse|clerk|help|staff)s? (?:on call )?wanted\b|"
    r"\b(?:Qbrandq|we) (?:seeks?|looks? for) (?:an? |trainers|drivers|staff|people|someone|somebody|new |two |three )\b|"
    r"\bjoin (?:the|our) \w+ team\b|\bown tools an advantage\b|\bis growing: \b|, \d\d(?:\.\d)? ?h(?:ours)?\b,|"
    r"\bsend (?:your|us your) (?:cv|resume)\b|\buse (?:promo )?code\b|\d{1,2}% off\b|\bnow available\b|\bpre-?order now\b"
)
"""Job and shop adverts: nobody's feelings."""

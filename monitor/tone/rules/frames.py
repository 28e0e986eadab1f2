"""What turns the meaning of a whole sentence: sarcasm, asking around, adverts."""

from __future__ import annotations

from monitor.tone.gates import Gate, Gates

_PRAISE = r"(?:great|wonderful|fantastic|brilliant|awesome|lovely|nice|perfect|amazing|superb|excellent)"
_CHEER = (
    r"(?:nice one|well done|(?:good|great|nice|lovely|fine) (?:job|work)|bravo|thanks|thank you|cheers|congratulations|congrats|"
    r"way to go)"
)
_MISHAP = (
    r"(?:on hold|delay(?:ed)?|cancell?(?:ed|ing)|broken?|broke(?! my| the| all)|ruin(?:ed|ing)|wast(?:ed|ing)|losing|lost|"
    r"ignor(?:ed|ing)|no (?:one|reply|answer|response|show)|overcharg\w+|wrong|leak(?:ed|ing|s)?|crash\w*|fail\w*|"
    r"late(?! (?:night|summer|last|in|at|on|opening|shift|nights|lunch|dinner|breakfast)))"
)
_BARELY = (
    r"(?:another (?:\w+ )?(?:delay|outage|excuse|survey|bill|fee|charge|rise|e-?mail|message|text|voucher|apology|ticket|form|"
    r"letter|update|hour|day|night|week|month|year|weekend|one)\b(?! (?:visit|of great))|another automated|"
    r"still (?:waiting|no\b|not|nothing|on|broken|down|closed|without|\w+n't)|nothing (?:works|arrived|happens|happened|came)|"
    r"(?:is|are|'s|goes|went|site|app|system|line|server|internet|website|wifi) (?:all )?(?:down|closed|gone|off)|"
    r"(?:down|out|off|closed|gone|cold|stuck|offline)(?: yet)? again|"
    r"(?:never|didn't|not|won't|hasn't|haven't|don't) (?:even )?(?:arriv|c[ao]me|call|show|turn|answer|repl|respond|deliver|"
    r"work|open|ring|return|tell|told)\w*|(?:only|just|after|for) (?:\w+ )?weeks?(?! off))"
)
_NOT_DONE = (
    r"(?:call|show|answer|reply|respond|tell|deliver|turn|com|help|car|listen|open|work|send|fix|ring|return|mention|"
    r"honou?r|pay|refund|lett|gett|pick|do)ing\b(?! (?:up on|me down|us down))"
)
_OPENS = r"(?:^|[.!?,] ?)(?:oh,? |well,? |wow,? |yeah,? |just )?"
_MEANT = r"(?<!\bno )(?<!\bnot )(?<!\bwithout )(?<!n't )\b"
_MOCKERY = (
    # "Great, another delay", "Thanks guys, still on hold"; but "great night … again" and "thanks again" are meant.
    (
        rf"{_OPENS}(?:{_PRAISE}(?: one| job| work)?|{_CHEER}(?:,? (?!again)[@#\w&'-]+){{0,3}}) ?(?:[,.!:;…]|-)[^.?]{{0,60}}?"
        rf"{_MEANT}(?:{_MISHAP}|{_BARELY})\b"
    ),
    # "Nice job losing my bags"
    rf"{_OPENS}{_CHEER} [^.?]{{0,40}}?{_MEANT}{_MISHAP}\b",
    # "Oh" makes it plain, and where nobody would congratulate in earnest less is enough.
    (
        rf"(?:^|[.!?,] ?)(?:oh,? {_PRAISE}(?: one)?[,.!:;…]|(?:well done|bravo|congratulations|congrats|way to go)\b(?! again))"
        rf"[^.?]{{0,60}}?{_MEANT}(?:another|again|on hold|still|nothing|never|no (?:one|reply|answer)|weeks?|down|closed|late)\b"
    ),
    (
        r"(?:love|loving|adore|enjoy(?:ing)?|gotta love|have to love|got to love|don't you (?:just )?love) (?:it )?"
        r"(?:how|when|that|being|waiting|sitting|spending|paying|getting|the way)\b[^.!?]{0,80}\b(?:hold|wait(?:ing|ed)?|ignor\w+|"
        r"late|extra|n(?:ever|ot|obody|o one) (?:answer|call|repl|respond|pick|show|c[ao]me|arriv|tell|told|return|deliver|work|"
        r"get back)\w*|charg\w+|cancel\w*|delay\w*|broke\w*|nothing|crash\w*|wrong|twice|lie|lied|lost|leak\w*|"
        r"(?:hours?|days|weeks?|months) (?:for|on|in|to|late|later|just))\b"
    ),
    (
        r"thank(?:s| you) (?:so much |a lot )?for (?:nothing|the (?:nonexistent|terrible|awful|lies|wait|delay|wasted)|"
        r"making (?:me|us) (?:wait|late|miss)|ruining|losing|wasting|breaking|screwing|overcharging|ignoring|cancell?ing|"
        rf"(?:charging|hanging up on|leaving) (?:me|us|my|our|it|twice|double|extra)|(?:not|never) (?:even )?{_NOT_DONE})"
    ),
    (
        r"so glad (?:I|we) (?:paid|pay|waited|spent|chose)[^.!?]{0,80}\b(?:for (?:the privilege|this|nothing|a)|"
        r"to (?:be|sit|wait|watch)|hold|hours?|never|no one|nobody)\b"
    ),
    (
        r"(?:really|such) (?:great|amazing|stellar|excellent|wonderful|quality) (?:service|job|work)[^.?!]{0,40}"
        r"\b(?:when|hours?|on hold|weeks?|not (?:one|even)|no (?:reply|answer|one))\b"
    ),
    r"(?:^|[.!?,] ?)(?:oh,? |well,? |great,? |that's |isn't that )just (?:great|what I needed|perfect|wonderful|lovely)\b",
    r"slow clap(?! turn)|#sarcasm|#fail\b",
)
SARCASM = Gate("|".join(_MOCKERY))
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
    r"\b(?:we|we're|we are|is|are|now|currently) (?:now )?(?:hiring|recruiting)\b|\bapply (?:now|today|here|online)\b|"
    r"\bjob (?:opening|alert|vacancy|offer)s?\b|\bvacanc(?:y|ies)\b|\bjoin our team\b|\bpositions? available\b|"
    r"\bfull[- ]time\b|\bpart[- ]time position\b|\bsalary\b|\blooking for an? (?:\w+ ){1,3}to join\b|"
    r"\b(?:apprentice|trainee|plumber|driver|cook|nurse|clerk|help|staff)s? (?:on call )?wanted\b|"
    r"\b(?:Qbrandq|we) (?:seeks?|looks? for) (?:an? |trainers|drivers|staff|people|someone|somebody|new |two |three )\b|"
    r"\b(?:Qbrandq|we) (?:is|are) looking for (?:an? |two |three |new )(?!(?:new )?(?:excuse|reason|way|fight|buyer|home)\b)|"
    r"\bjoin (?:Qbrandq|us) as\b|\bcome (?:and |to )?(?:work|drive|cook|bake|teach|build|sell) (?:for|with|at) (?:Qbrandq|us)\b|"
    r"\b(?:vans?|uniform|training|tools) provided\b|\bpro rata\b|"
    r"\bjoin (?:the|our) \w+ team\b|\bown tools an advantage\b|\bis growing: \b|, \d\d(?:\.\d)? ?h(?:ours)?\b,|"
    r"\bsend (?:your|us your) (?:cv|resume)\b|\buse (?:promo )?code\b|\d{1,2}% off\b|\bnow available\b|\bpre-?order now\b"
)
"""Job and shop adverts: nobody's feelings."""

PITCH = Gate(
    r"^\W*(?:are you )?(?:angry|fed up|sick(?: and tired)?|tired|bored|annoyed|frustrated|unhappy|had enough|disappointed) "
    r"(?:with|of|at|about|by|in)(?: (?!(?:my|our|this|these|they|them|us|me|being|Qbrandq|Qotherq)\b)[\w'-]+){1,8} ?\?"
)
"""A question by which somebody sells something or looks for staff ("Sick of late shifts?"): the feeling asked about is the
reader's."""

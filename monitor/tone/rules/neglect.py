"""Nobody answers, nobody comes, nobody keeps a promise."""

from __future__ import annotations

from monitor.tone.base import Theme
from monitor.tone.rules.rule import rule

_NOT = (
    r"(?:never|not|no ?one|nobody|none of (?:them|you|those|these)|neither|did ?n[o']?t|does ?n[o']?t|do ?n[o']?t|"
    r"has ?n[o']?t|have ?n[o']?t|won't|wont|will not|would ?n[o']?t|can't|cannot|could ?n[o']?t|fail(?:s|ed|ing)? to|"
    r"refus(?:es?|ed|ing) to|without|yet to|too busy to)"
)
_FILLER = (
    r"(?: (?:even|ever|once|yet|actually|really|bothered|bother|to|has|have|had|could|can|would|will|be|been|seems?|"
    r"at|all|"
    r"from|me|us|our|my|your|the|any|there|wants?|in|this|company|place|shop|office)){0,4}"
)
_REACHES = (
    r"(?:call(?:ed|s|ing)?(?: (?:me|us))?(?: back)?|phoned|rang|ring|answer(?:ed|s|ing)?|repl(?:y|ied|ies|ying)|"
    r"respond(?:ed|s|ing)?|return(?:ed|s|ing)? (?:(?:my|our|a|any|the|your|one|phone) ){0,2}"
    r"(?:calls?|e-?mails?|messages?|voice ?mails?|texts?)|"
    r"(?:get|got|gets|getting|gotten|came|come|comes) back(?: to)?|contacted|contact|written back|wrote back|"
    r"write back|"
    r"pick(?:ed|s|ing)? up|follow(?:ed|s)? up|acknowledged?|called back|e-?mailed|texted|messaged|reached out)"
)

_NTH = "(?:third|fourth|fifth|sixth|seventh|[3-9](?:rd|th))"
_CONTACTS = (
    r"(?:e-?mails?|phone calls?|calls?|voice ?mails?|voice messages?|messages?|texts?|letters?|tickets?|requests?|"
    r"reminders?|dms?)"
)
# "waiting for the bus outside Acme", "waited five minutes": nobody is kept waiting.
_NOT_FOR_THEM = (
    r"(?! (?:for|on) (?:the|a|an|my|our|his|her) (?:\w+ )?(?:bus|train|tram|subway|metro|taxi|uber|lift|ride|"
    r"friends?|wife|husband|"
    r"girlfriend|boyfriend|mom|mum|dad|kids?|son|daughter|sister|brother|date|doors|sun|rain|weekend|summer|winter|"
    r"spring|light|"
    r"game|match|concert|show|sale|day)\b(?! (?:refund|that never|which never|for (?:hours|days|weeks))))"
)
_NOT_LONG = (
    r"(?! (?:for |about |around |only |just |maybe |like |barely ){0,2}(?:\d|1[0-5]|an?|one|two|three|four|five|ten|"
    r"fifteen|few)"
    r"(?: (?:few|couple|couple of))? (?:min|sec|moment))"
)

NEGLECT = (
    rule(
        "no answer",
        r"(?:do|does|did|will) (?:you|they|<ours>|any ?one|anybody|your \w+)(?: (?:people|guys|at <ours>|there|"
        r"there))? (?:ever|even|actually) "
        rf"{_REACHES}\b",
        complaint=0.4,
        anger=0.15,
        valence=-1.0,
        theme=Theme.NO_ANSWER,
        negatable=False,
    ),
    rule(
        "no answer",
        rf"(?<!\bI )(?<!\bwe ){_NOT}{_FILLER} {_REACHES}\b",
        complaint=0.78,
        anger=0.2,
        valence=-2.0,
        theme=Theme.NO_ANSWER,
        negatable=False,
    ),
    rule(
        "no answer",
        r"(?:(?:have ?n[o']?t|never|not|did ?n[o']?t|yet to|don't) (?:ever |even |yet |have )?(?:heard?|"
        r"hear) (?:a thing|anything|back|from|a word|nothing)|heard nothing)|"
        r"(?:that's|that is|that was|it was) the last (?:that )?(?:I|we|anyone|anybody)(?:'ve| have|'d| had| ever)? "
        r"(?:heard|saw|seen)(?: (?:of|from)\b|(?=[^\w]*$))|"
        r"never (?:been )?(?:saw|seen|heard from|heard of) (?:(?:him|her|it|them|you|either|<ours>) )?again\b",
        complaint=0.75,
        anger=0.15,
        valence=-2.0,
        theme=Theme.NO_ANSWER,
        negatable=False,
    ),
    rule(
        "no answer",
        r"(?:no|zero|without(?: an?| any)?|not (?:a|one|even an?)(?: single)?|"
        r"(?:not|n't) (?:yet |even |ever )?(?:had|got|gotten|get|receive|received|had back) (?:an?|any|one)|"
        r"never (?:got|received|had|get) (?:an?|any)|still no|had no|awaiting (?:an?|your)|(?:still )?waiting (?:for|"
        r"on) (?:an?|"
        r"your|any|their|the)) ?(?:single |proper |real )?(?:reply|replies|response|responses|answers?|"
        r"call ?backs?|call back|word|acknowledge?ment|communication|feedback|explanation|apology|"
        r"apologies)\b(?! (?:needed|required|necessary))",
        complaint=0.7,
        anger=0.15,
        valence=-1.5,
        theme=Theme.NO_ANSWER,
        negatable=False,
    ),
    rule(
        "ignored",
        r"ignor(?:ed|ing|es) (?:me|us|my|our|every|all|the|your|by|for|again)\b|"
        r"(?:been|being|be|get|got|was|were|feel|completely|totally|simply) ignored|"
        r"keeps? (?:on )?ignoring|"
        r"ghost(?:ed|ing) (?:me|us|by)|(?:got|been|being|was|were|just|totally|completely) ghosted|"
        r"radio silence|crickets\b|dead silence|not a (?:word|peep)|fob(?:bed|bing) (?:me|us) off|"
        r"brush(?:ed|ing) (?:me|us) off",
        complaint=0.75,
        anger=0.3,
        valence=-2.0,
        theme=Theme.NO_ANSWER,
    ),
    rule(
        "no answer",
        r"(?:unanswered|unreturned|ignored) (?:\w+ )?(?:calls?|phone calls?|e-?mails?|messages?|"
        r"voice ?mails?|letters?|texts?|requests?|tickets?)|"
        r"(?:calls?|e-?mails?|messages?|voice ?mails?|letters?|texts?|tickets?|"
        r"requests?)(?: \w+){0,2} (?:went|go|goes|gone|remain(?:ed|s)?|left|were|are|been|being|"
        r"was) (?:\w+ )?(?:unanswered|ignored|unreturned)|"
        r"(?:inbox|mailbox|voice ?mail(?: box)?) (?:is |was )?(?:always )?full",
        complaint=0.78,
        anger=0.2,
        valence=-2.0,
        theme=Theme.NO_ANSWER,
    ),
    rule(
        "chasing",
        r"(?:left|leaving|leave|sent|sending|send|made|making)(?: (?:them|you|him|her|over|about|at least|"
        r"<ours>)){0,2} (?:<n>|a (?:few|couple of|dozen|number of)|dozens of|so many|numerous|"
        r"message after|\d+\+) ?(?:different )?(?:voice ?mails?|voice messages?|messages?|e-?mails?|calls|"
        r"phone calls|texts|letters|requests|voice mails)",
        complaint=0.55,
        anger=0.15,
        valence=-1.0,
        theme=Theme.NO_ANSWER,
    ),
    rule(
        "chasing",
        r"(?:call(?:ed|ing)?|phon(?:ed|ing)|rang|e-?mail(?:ed|ing)?|messag(?:ed|ing)|wr(?:ote|itten)|"
        r"text(?:ed|ing)?|contact(?:ed|ing)?|ask(?:ed|ing)?|chas(?:ed|ing)|tried)(?: (?:them|you|him|her|"
        r"calling|to call|to reach|reaching|support|the|office|shop|store|customer|service|<ours>|every|"
        r"day)){0,4} (?:(?:<n>|a (?:few|dozen)|dozens of|so many|numerous|\d+\+|at least \w+) times|"
        r"every (?:single )?day|repeatedly|over and over|again and again|twice|thrice)",
        complaint=0.55,
        anger=0.15,
        valence=-1.0,
        theme=Theme.NO_ANSWER,
    ),
    rule(
        "chasing",
        r"(?:second|third|fourth|fifth|sixth|seventh|tenth|umpteenth|nth|2nd|3rd|\d{1,2}th) time (?:that )?"
        r"(?:i|we)(?:'m|'ve|'re| am| are| have| had| will)? ?(?:had to |have to |been )?"
        r"(?:call(?:ed|ing)?|phon(?:e|ed|ing)|ring(?:ing)?|rang|rung|e-?mail(?:ed|ing)?|messag(?:e|ed|ing)|"
        r"writ(?:e|ing|ten)|wrote|contact(?:ed|ing)?|chas(?:e|ed|ing)|complain(?:ed|ing)?|report(?:ed|ing)?)\b"
        r"(?![^.!?\n]{0,100}\b(?:wonderful|great|happy|helpful|friendly|lovely|excellent|brilliant|perfect|fantastic|amazing|love)\b)",
        complaint=0.5,
        anger=0.15,
        valence=-1.0,
        theme=Theme.NO_ANSWER,
    ),
    rule(
        "chasing",
        r"(?:left|rang|called|phoned|wrote|e-?mailed|asked)\b[^.!?\n]{0,50} (?:and|then) again (?:on|in|at|this|last|"
        r"yesterday|today|\w+day)\b|"
        r"<nth> time (?:that )?(?:I|we)(?:'ve| have|'m| am)?(?: had to)? (?:ask|writ|wrote|call|"
        r"phon|r[aiu]ng|e-?mail|chas|complain)\w*|"
        r"(?:ask|writ|call|phon|ring|e-?mail|chas|complain)ing\b[^.!?\n]{0,40} for the <nth> time\b".replace(
            "<nth>", _NTH
        ),
        complaint=0.5,
        anger=0.1,
        valence=-0.8,
        theme=Theme.NO_ANSWER,
    ),
    rule(
        "cannot reach",
        r"(?:can't|cannot|can not|could ?n[o']?t|unable to|impossible to|no way to|trying to|tried to|"
        r"hard to|difficult to|struggling to) (?:get (?:through|a? ?hold of|anyone|anybody|someone|"
        r"a human|a person|an answer)|reach(?: (?:anyone|anybody|someone|a|them|you|<ours>))|speak (?:to|"
        r"with) (?:anyone|a|someone)|contact (?:you|them|anyone|<ours>|customer))",
        complaint=0.6,
        anger=0.15,
        valence=-1.5,
        theme=Theme.NO_ANSWER,
        negatable=False,
    ),
    rule(
        "asked politely",
        r"all (?:that )?(?:I|we) (?:ask|want|need)(?:ed)?(?: for)? (?:is|was) (?:(?:that |for )?(?:<ours>|them|they|you|somebody|"
        r"someone) (?:to )?(?:\w+ )?(?:answer|repl|respond|call|apologi)|an? (?:\w+ )?(?:answer|reply|response|call|apology|"
        r"explanation|email|e-mail)\b)",
        complaint=0.6,
        anger=0.1,
        valence=-1.2,
        theme=Theme.NO_ANSWER,
        negatable=False,
    ),
    rule(
        "not told",
        # "Perhaps they could have mentioned that the handles are extra"
        r"(?:could|might) (?:(?:at least|perhaps|maybe|really|surely) )?have (?:(?:at least|perhaps|maybe|really) )?"
        r"(?:mentioned|told (?:me|us|people|customers|somebody|anybody|someone)|said (?:so|that)|warned|let (?:me|us) know|"
        r"informed|asked (?:me|us|first|before))\b|"
        r"should have (?:been (?:told|warned|informed|mentioned)|warned|mentioned)\b",
        complaint=0.55,
        anger=0.1,
        valence=-1.2,
        negatable=False,
    ),
    rule(
        "asked politely",
        r"(?:would|'d|might) be (?:\w+ )?(?:nice|great|good|lovely|kind|helpful|wonderful|appreciated|polite|decent) if"
        r"(?: (?:someone|somebody|anyone|anybody|you|they|he|she|a human|one of you|your|the|<ours>|at|from|there|"
        r"could|would|can|"
        r"actually|just|finally|please|even|ever|people|team|office|company|support|would at least|at least)){1,6} "
        r"(?:answer|repl(?:y|ied)|respond|call|get back|got back|contact|e-?mail|pick|return|follow|acknowledge|read|"
        r"fix|show|"
        r"turn up|came|come|refund|send|sent|deliver)(?:e?d)?\b",
        complaint=0.55,
        anger=0.1,
        valence=-1.5,
        theme=Theme.NO_ANSWER,
        negatable=False,
    ),
    rule(
        "chasing",
        r"^(?!an? |one )<n> (?:\w+ )?<contacts>(?:(?:,? and|,| &| plus|,? then) <n> (?:\w+ )?<contacts>){0,4}"
        r"(?: (?:to|at|with) (?:<ours>|you|them|support|the \w+))?(?: (?:later|so far|already|now))?"
        r"(?=[^\w]*$|[,;:.-]+ ?(?:and )?(?:still|no|not|nothing|silence|zero|crickets|nobody|radio)\b)".replace(
            "<contacts>", _CONTACTS
        ),
        complaint=0.5,
        anger=0.15,
        valence=-1.0,
        theme=Theme.NO_ANSWER,
    ),
    rule(
        "on hold",
        r"(?:on hold|in (?:a|the|your) queue|listening to (?:hold|your hold|their hold) music) (?:for|"
        r"over|since|all|again|with|<n>|more|almost|nearly|\d+)|"
        r"(?:left|kept|put|keeps?|stuck|been|sat|waiting|waited|spent)(?: (?:me|us|\w+)){0,3} on hold",
        complaint=0.65,
        anger=0.3,
        valence=-1.5,
        theme=Theme.NO_ANSWER,
    ),
    rule(
        "waiting",
        r"still (?:patiently )?(?:waiting|wait)|"
        rf"(?:been|am|are|is|'m|'re|were|was|kept|left|keep) (?:\w+ )?waiting{_NOT_FOR_THEM} (?:for|on|since|over|"
        rf"almost|"
        r"nearly|about|more|<n>)|"
        rf"(?:I|we|I've|we've|had to) (?:have )?wait(?:ed)?{_NOT_LONG} (?:for |over |more than |almost |nearly |"
        r"about |around )?(?:<n>|half|ages|forever|weeks|months|days|hours|so long|too long)|"
        r"how (?:much )?long(?:er)? (?:do|must|will|should|am|are|does|can|until|is)|"
        r"wait(?:ing|ed)? (?:ages|forever|for ages|too long)",
        complaint=0.55,
        anger=0.15,
        valence=-1.0,
        theme=Theme.NO_ANSWER,
    ),
    rule(
        "waiting",
        r"(?:<n>|several|a few|couple of|\d+\+?) (?:\w+ )?(?:minutes?|mins?|hours?|hrs?|days?|weeks?|"
        r"months?|years?)(?: (?:later|now|already|on|and|passed|of))?,? (?:and )?(?:still|counting|no |"
        r"nothing|without|not a|waiting|late|of (?:waiting|silence|excuses|calls|unanswered|nothing))",
        complaint=0.6,
        anger=0.2,
        valence=-1.5,
        theme=Theme.NO_ANSWER,
    ),
    rule(
        "waiting",
        r"(?:for|over|been|taking|took|takes|after|last|past|spent) (?:<n> |several |a few |many |"
        r"the (?:last|past) <n> )?(?:hours|days|weeks|months)\b(?! (?:of fun|old|ago and))",
        complaint=0.22,
        anger=0.05,
        valence=-0.3,
        negatable=False,
    ),
    rule(
        "without",
        r"(?:been|are|am|is|was|were|'re|left|sat|sitting|living)(?: (?:us|me|all|still|"
        r"now))? without (?:any )?(?:hot |running |clean )?(?:water|heat|heating|power|electricity|"
        r"internet|service|gas|phone|wifi|a working|a car|a phone|air|ac)",
        complaint=0.55,
        anger=0.1,
        valence=-1.2,
        theme=Theme.PRODUCT,
        negatable=False,
    ),
    rule(
        "waiting",
        rf"waiting{_NOT_FOR_THEM} (?:since|to hear|for (?:an?|my|your|their|the|someone|somebody|over|weeks|days|"
        rf"months|"
        r"hours|<n>))",
        complaint=0.5,
        anger=0.1,
        valence=-0.8,
        theme=Theme.NO_ANSWER,
    ),
    rule(
        "still not",
        r"still (?:no\b|nothing|not\b|have ?n[o']?t|has ?n[o']?t|do ?n[o']?t|does ?n[o']?t|is ?n[o']?t|"
        r"can't|cannot|cant|won't|unresolved|broken|down|missing|hav(?:e|ing) (?:issues?|problems?|"
        r"trouble|no))",
        complaint=0.5,
        anger=0.15,
        valence=-1.2,
        negatable=False,
    ),
    rule(
        "sent around",
        r"(?:run|runs|ran|gave|give|giving|given|getting|get|got)(?: (?:me|us))? (?:the|a) (?:complete |"
        r"total )?run-?\s?around|"
        r"pass(?:ed|ing)? (?:me |us )?(?:around|from (?:one|person|pillar))|"
        r"transferred (?:me |us )?(?:<n>|between|from|around)|hung up on|hang(?:s|ing)? up on|"
        r"cut (?:me|us) off|(?:put|puts|putting|slammed|slamming) (?:the )?phone down on (?:me|us|my)|"
        r"(?:put|slammed) down the phone on (?:me|us|my)",
        complaint=0.7,
        anger=0.35,
        valence=-2.0,
        theme=Theme.NO_ANSWER,
    ),
)

PROMISES = (
    rule(
        "promised",
        r"promis(?:ed|ing|es)(?: (?:me|us))?(?: (?:a|an|to|that they would|they'd|they would|prompt|quick|full|the))* "
        r"(?:call(?:ing)?(?: ?back)?|call ?back|reply|respon(?:se|d)|refund|visit|fix|answer|delivery|deliver|"
        r"appointment|update)\b",
        complaint=0.25,
        anger=0.05,
        valence=-0.4,
        theme=Theme.BROKEN_PROMISE,
    ),
    rule(
        "not kept",
        r"(?:told me|told us|said|promised|swore)(?: \w+){0,2} (?:they|he|she|someone|somebody|it|you)(?:'d|"
        r" would|'ll| will| was| were)"
        r"(?: be)? (?:call|come|coming|send|fix|deliver|arrive|ready|done|here|get back|reply|refund|"
        r"finish)\w*\b[^!?\n]{0,40}? "
        r"(?:it's|it is|that was|this is) (?:now |already )?(?:\w+ (?:days|weeks|months) ago|\w+day|june|july|august|"
        r"past|\d)|"
        r"(?:weeks|months|days|full|list|nothing but|same old|more|always|endless) (?:of )?excuses|where are you\b|"
        r"(?:you would|you'd|one would) think\b|is it (?:really )?(?:so|that|too) (?:hard|difficult|much) to\b|"
        r"(?:zero|nothing) for (?:the )?(?:communication|service|effort)|earliest (?:appointment|date|slot)",
        complaint=0.45,
        anger=0.2,
        valence=-1.5,
        theme=Theme.BROKEN_PROMISE,
        negatable=False,
    ),
    rule(
        "broken promise",
        r"(?:said|told|promis(?:ed|es|ing)|assur(?:ed|es)|swore|guaranteed|agreed|supposed to|"
        r"was meant to|were meant to)[^.!?\n]{1,80}? (?:but|and|yet|then|,|however|"
        r"instead)[^.!?\n]{0,40}? (?:never|did ?n[o']?t|nothing|no one|nobody|still|has ?n[o']?t|"
        r"have ?n[o']?t|not|no show|wasn't|isn't|none|excuses?|cancell?ed|nowhere)\b"
        # "… when they said they would, and not one of them let us down"
        r"(?![^.!?\n]{0,24} (?:let (?:me|us|you|anyone|anybody) down|disappoint|fail|(?:a |one )?(?:day|minute|hour) late))",
        complaint=0.6,
        anger=0.2,
        valence=-1.5,
        theme=Theme.BROKEN_PROMISE,
    ),
    rule(
        "broken promise",
        r"still (?:waiting|no|not|nothing)\b[^.!?\n]{0,60} (?:you|they|he|she|<ours>) (?:had |have )?promised\b|"
        r"broke(?:n)? (?:\w+ )?promises?|broke (?:their|your|his|her) (?:word|promise)|"
        r"(?:empty|false) promises|promises? (?:not kept|unkept|never kept|after promise)|"
        r"(?:never|did ?n[o']?t|do ?n[o']?t|does ?n[o']?t) (?:keep|kept|hono[u]?r(?:ed)?) (?:their|your|"
        r"his|her|its|the|a|any)|"
        r"no[- ]shows?\b|no shows?\b|stood (?:me|us) up",
        complaint=0.7,
        anger=0.25,
        valence=-2.0,
        theme=Theme.BROKEN_PROMISE,
        negatable=False,
    ),
    rule(
        "did not come",
        r"(?<!\bI )(?<!\bwe )(?:never|no ?one|nobody|not once|did ?n[o']?t|did not|fail(?:s|ed) to|"
        r"doesn't|don't|hasn't|still hasn't|have ?n[o']?t)(?: (?:ever|even|bothered|bother|to|has|have|"
        r"had|be|been|actually|at|all)){0,3} (?:show(?:ed|s|n)?(?: up)?|turn(?:ed|s)? up|came|"
        r"come\b(?! back)|fix(?:ed)?|finish(?:ed)?|complet(?:ed?)|install(?:ed)?|refund(?:ed)?|"
        r"deliver(?:ed)?|arriv(?:ed?)|ship(?:ped)?|resolv(?:ed?)|materiali[sz]ed|happened|process(?:ed)?|"
        r"sort(?:ed)?|credited|repair(?:ed)?|honou?r(?:ed)?|sent|send)\b",
        complaint=0.68,
        anger=0.2,
        valence=-1.8,
        theme=Theme.BROKEN_PROMISE,
        negatable=False,
    ),
    rule(
        "put off",
        r"cancel(?:l?ed|l?ing|s) (?:on (?:me|us)|(?:my|our) \w+ (?:again|without|at the last)|last minute|"
        r"at the last minute|without)|"
        r"(?:rescheduled|postponed|put off|moved) (?:again|twice|<n> times|me|us|my|our)|"
        r"excuse after excuse|"
        r"nothing but excuses|full of excuses|keep making excuses",
        complaint=0.65,
        anger=0.2,
        valence=-1.5,
        theme=Theme.BROKEN_PROMISE,
    ),
    rule(
        "lied to",
        r"lied (?:to|about|again)|(?:they|you|he|she|all) lied?\b|\bliars?\b|false advertis\w+|"
        r"mislead(?:ing)?|misled|bait (?:and|&) switch|deceptive|dishonest",
        complaint=0.65,
        anger=0.4,
        valence=-1.5,
        theme=Theme.BROKEN_PROMISE,
    ),
)

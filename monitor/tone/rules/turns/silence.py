"""Nobody answers: said outright, or politely."""

from __future__ import annotations

from monitor.tone.base import Theme
from monitor.tone.rules.turns.turn import turn

_OWED = (
    r"(?:refund|order|parcel|package|delivery|money|deposit|luggage|replacement|claim|repair|appointment|card|"
    r"ticket|invoice|"
    r"application|complaint|part|parts|quote|callback|reply|answer|response|password|certificate|contract)s?"
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
    (
        r"\bis there any(?:one|body)(?: (?:left|at all|still))? (?:at|in|from|over at) <ours>(?:'s \w+)? (?:who|that) "
        r"(?:(?:can|could|will|would|is able to|knows how to|bothers to|ever|actually) ){0,3}"
        r"(?:reads?|answers?|repl(?:y|ies)|responds?|picks? up|writes?|spells?|cares?|listens?|calls? back|returns?)\b"
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

SILENCE = tuple(turn("no answer", one, theme=Theme.NO_ANSWER) for one in (*_SILENCE, *_POLITELY))

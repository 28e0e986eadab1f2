"""Turns of phrase that have one meaning: who is praised and who is blamed is told by the turn itself, whatever words it holds.

"Next to Bolt, Acme runs like a Swiss watch", "bye Acme, hello Bolt", "hall of shame: …", "good luck getting a human at Acme".
A turn names its sides (``good``, ``bad``, ``calm``: nothing is felt), or is about whoever the clause is about. A model may
not doubt a turn, so each has to be rare in another sense; what is only likely belongs to the other rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.tone.base import Label, Signal, Theme
from monitor.tone.gates import Gate
from monitor.tone.rules.rule import OURS, THEIRS

_SIDE = rf"(?:{OURS}|{THEIRS}|(?-i:[A-Z][\w'&-]{{1,30}}(?: (?:&|[A-Z][\w'&-]{{0,30}})){{0,3}}))"
_PERIOD = r"(?:today|yesterday|tonight|this (?:week|month|morning)|last (?:week|month|year)|after|because|since|and)"
_PEOPLE = r"(?:members|followers|readers|subscribers|neighbou?rs|parents|people)"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn. ``label``: of a brand that is on no side that the pattern names. ``mocks``: praise that is meant as blame;
    ``thanks``: somebody was won back."""

    name: str  # as it is shown
    gate: Gate
    label: Label = Label.NEGATIVE
    theme: Theme | None = None
    signal: Signal | None = None
    mocks: bool = False
    thanks: bool = False


def _turn(
    name: str,
    pattern: str,
    label: Label = Label.NEGATIVE,
    theme: Theme | None = None,
    signal: Signal | None = None,
    *,
    mocks: bool = False,
    thanks: bool = False,
) -> Turn:
    for side in ("good", "bad", "calm"):
        pattern = pattern.replace(f"<{side}>", rf"(?P<{side}>{_SIDE})")
    pattern = pattern.replace("<ours>", OURS).replace("<firm>", _SIDE)
    return Turn(name, Gate(pattern), label, theme, signal, mocks, thanks)


_COMPARED = (
    (
        r"\b(?:next to|compared (?:to|with)|beside) <bad>,? <good> (?:is|runs|looks|feels|seems|was) (?:like )?(?:an? )?"
        r"(?:\w+ ){0,2}(?:dream|watch|relief|paradise|heaven|joy|breeze|luxury|delight|blessing)"
    ),
    r"<good> puts? <bad> to shame",
    r"<good>[^.!?]{0,40}[.!] [^.!?]{0,80}\b(?:which is )?more than <bad> (?:ever|can|could|has|have|did)\b",
    (
        r"(?:think|thought) [^.!?]{1,50} (?:was|were) (?:\w+ )?(?:bad|slow|expensive|awful|rude|useless|terrible|dirty|late)"
        r" until (?:I|we) [^.!?]{1,20}<bad>"
    ),
    r"give me (?:\w+ ){0,4}(?:at|from) <good> over (?:\W?\w+\W{1,2}){1,4}?(?:at|from) <bad> any day",
    (
        r"<good> (?:gives?|offers?) (?:you|me|us) (?:\w+ ){0,3}and <bad> (?:gives?|offers?) (?:you|me|us) (?:attitude|"
        r"excuses|the runaround)"
    ),
)
_SWITCHED = (
    r"\b(?:good)?bye(?:[ -]bye)?,? <bad>\b[,.! ]*(?:and )?(?:hello|welcome|hi),? <good>",
    rf"\b(?:dropped|dumped|ditched|binned|fired|sacked|quit) <bad> {_PERIOD}\b",
    r"\bclos(?:e|ed|ing) (?:my|our|her|his|their|the|all) (?:\w+ )?accounts? (?:at|with) <bad>",
)
_CAME_BACK = (
    r"\b(?:mistake|regret|regrets)\b[^.!?]{0,30}\b(?:was )?leaving (?:\w+ old )?<good>(?: for <bad>)?",
    r"\b(?:I|we) came back\b[^?]{0,90}\bmissed (?:you|your)\b",
)
_SHAMED = (
    (
        r"\b(?:hall of shame|wooden spoons?|fail list|list of shame|black ?list|companies to avoid|firms to avoid|"
        r"never[- ]again (?:club|list))\b[^.!?]{0,120}<ours>"
    ),
    r"\b(?:companies|firms|people|businesses|shops) (?:that|who|which) (?:still )?(?:owe|let) (?:me|us)\b[^.!?]{0,120}<ours>",
    r"\btreats? (?:its|their|the) customers with (?:the )?(?:\w+ )?contempt\b",
)
_THANKED = (
    r"\b(?:hall of fame|gold stars? (?:go )?to):? (?:\w+ ){0,3}<ours>",
    r"\bnever been let down by (?:any|either)\b",
)
_LOST = (
    r"\byou(?:'ve| have)? (?:just |now )?lost (?:me|us|a (?:loyal |good )?customer|(?:my|our) (?:business|custom|trust))\b",
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
        r"\b(?:everyone|everybody|all|the whole \w+) (?:at|in|on) (?:my|our) \w+ (?:will|is going to|are going to|shall) (?:\w+ )?"
        r"(?:hear|know|read|learn|find out)\b"
    ),
    r"\b(?:do not|don't|never) let <ours> (?:anywhere )?near\b",
    r"\b(?:telling|tell|warn|warning) (?:everyone|everybody) (?:I know |i meet )?(?:about (?:this|you)|not to)\b",
    r"\b(?:make sure|see to it) (?:that )?(?:everyone|everybody|the whole \w+)\b[^.!?]{0,40}\bknows? what (?:you|they) did\b",
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
    r"\bgood luck (?:getting|finding|reaching|trying|seeing|speaking)\b",
    r"\bthe only good thing about\b",
    r"\b(?:I've|I have) had better \w+ from\b",
    r"\bso wanted to (?:love|like) (?:this|it|them|<ours>)\b",
    (
        r"\bwould(?:'ve| have) been (?:an? |the )?(?:\w+ )?(?:perfect|great|lovely|nice|wonderful) [^.!?]{0,30}\b(?:if|"
        r"had|were it not)\b"
    ),
    r"\bprovided you (?:don't|never) need (?:any|it|them)\b",
    r"(?:\b(?:would|i'd|wish|could)\b[^.!?]{0,30}\b(?:zero|0|negative|minus \w+) stars?\b|^(?:zero|0|one|1) stars?(?:[.,!]|$| if))",
    r"\b(?:wouldn't|would not|can't|cannot|don't) recommend (?:them|it|this|you|<ours>|to anyone|anybody)\b(?! (?:enough|highly))",
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
_SILENCE = (
    (
        r"\b(?:my|the|this is my|for the) (?:third|fourth|fifth|sixth|seventh|[3-9](?:rd|th)) (?:message|letter|"
        r"e-?mail|mail|request|"
        r"attempt|reminder)\b"
    ),
    r"\bis (?:there )?any(?:one|body) (?:there|home|at home|alive)\b",
    r"\bleft a message\b[^.!?]{0,60}\bthen another(?: one)?\b",
    r"\bhold music\b[^?]{0,60}\b(?:by heart|memori[sz]ed)\b",
    r"\b(?:third|fourth|fifth|sixth|3rd|4th|5th|6th) time (?:I|we)(?:'ve| have|'m| am)? (?:asked?|asking|written|wrote|called)\b",
)
_MOCKED = (
    r"\bhow kind of (?:the |your )?[^.!?]{1,30} to (?:give|let|grant|spare|leave)\b[^.!?]{0,20}\b(?:almost|nearly|only|whole)\b",
    r"\bnothing says ['\"][^.!?]{1,50}\blike\b",
    r"^if you (?:enjoy|like|love) (?:being|waiting|paying|queuing|sitting) (?!spoilt|spoiled|pampered|looked after|treated)",
    r"\bthe snails are jealous\b|\bcan't fault the speed\b",
)
_PRAISED = (
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
    r"\b(?:I|we) take back (?:what|everything|all) (?:I|we)\b",
    r"\b(?:one|two|three|1|2|3) stars? (?:up |changed |now )?to (?:five|four|5|4)\b",
    r"\bthat's how you do it\b|\bwhat they did next is why\b|\bhad it (?:settled|sorted|fixed) by\b",
    r"\b(?:apologi[sz]ed|said sorry|handwritten sorry)\b[^?]{0,60}\b(?:brought flowers|refunded|replaced|well done)\b",
    r"\bone (?:photo|call|mail|email|message), one (?:reply|answer)\b",
)
_ELSEWHERE = (
    (
        r"\b(?:waiting room|queue|car park|parking lot|lobby|bus stop|big screen)\b (?:of|at|in|by|outside) (?:the )?<calm>"
        r"(?!'s? (?:staff|manager|waiter|guard|driver))(?![^?]{0,80}\b(?:hours?|minutes?)\b)"
    ),
    r"\bmy (?:ex|brother|sister|cousin|uncle|boss|neighbou?r|landlord) (?:works?|worked) (?:at|for|in) <calm>",
    r"\bmeet (?:you |me |us )?(?:\w+ )?at <calm>",
    r"\b(?:app|game) (?:I|we) (?:found|got|bought) (?:in|on|from) the <calm>\b[^.!?]{0,60}\bdevelopers?\b",
    r"\b(?:wants?|needs?|asks? for) (?:a|another|a second|an) (?:\w+ )?(?:estimate|quote|opinion|invoice|certificate) from <calm>",
)
_OTHERS = (
    r"\b(?:my|our|the|his|her) (?:[\w-]+ ){1,4}?(?:swears?|swear) by <calm>",
    r"\b<calm> (?:\w+ ){0,1}and can't stop (?:showing|telling)\b",
)
_NEWS = (
    (
        r"^[^.?!]{0,60}\b(?:shares?|stock|profits?|revenues?|dividend)\b[^.?!]{0,50}\b(?:slump|fall|fell|falls|rise|"
        r"rose|climb|drop|"
        r"jump|slip)\w*\b"
    ),
)

TURNS = (
    *[_turn("compared", one, Label.NEUTRAL) for one in _COMPARED],
    *[_turn("left", one, Label.NEGATIVE, signal=Signal.CHURN) for one in _SWITCHED],
    *[_turn("came back", one, Label.POSITIVE) for one in _CAME_BACK],
    *[_turn("list of the worst", one) for one in _SHAMED],
    *[_turn("list of the best", one, Label.POSITIVE) for one in _THANKED],
    *[_turn("leaving", one, signal=Signal.CHURN) for one in _LOST],
    *[_turn("telling everyone", one, signal=Signal.TELLING_EVERYONE) for one in _TOLD],
    *[_turn("legal", one, signal=Signal.LEGAL) for one in _LEGAL],
    *[_turn("refund", one, theme=Theme.MONEY, signal=Signal.WANTS_REFUND) for one in _REFUND],
    *[_turn("bad verdict", one) for one in _VERDICTS],
    *[_turn("no answer", one, theme=Theme.NO_ANSWER) for one in _SILENCE],
    *[_turn("sarcasm", one, mocks=True) for one in _MOCKED],
    *[_turn("praise", one, Label.POSITIVE) for one in _PRAISED],
    *[_turn("won back", one, Label.POSITIVE, thanks=True) for one in _WON_BACK],
    *[_turn("elsewhere", one, Label.NEUTRAL) for one in _ELSEWHERE],
    *[_turn("others", one, Label.NEUTRAL) for one in _OTHERS],
    *[_turn("news", one, Label.NEUTRAL) for one in _NEWS],
)

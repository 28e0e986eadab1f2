"""Anger, sworn or not, and disappointment."""

from __future__ import annotations

from monitor.tone.rules.rule import rule

_MASK = r"[*#@!$%]"
_FUCK = rf"(?:f+u+c+k\w*+|f{_MASK}{{1,5}}+\w*+|f(?:u|\*)[u*]*[c*]+k\w*+)"
_SHIT = rf"(?:sh(?:i|{_MASK}{{1,3}})(?:t|te|ty|s|show)?+(?!\w))"

ANGER = (
    rule(
        "anger",
        r"how (?:hard|difficult) (?:is it|can it be)(?: really)? to\b|out of your (?:\w+ )?minds?\b|what is wrong with you\b|"
        r"(?:I|we) have (?:really |just )?had it with\b|(?:don't|do not) you dare\b(?! (?:close|miss|change|stop|leave|go|"
        r"quit|retire|forget))|bull ?sh\W?t\b|a\W\Wholes?\b",
        complaint=0.5,
        anger=0.82,
        valence=-2.0,
        negatable=False,
    ),
    rule(
        "anger",
        # Swearing at somebody, and names that are called.
        rf"{_FUCK} (?:off\b|you\b|u\b|these\b|them\b|<ours>|this (?:company|place|shop|store|firm|app|site|service|"
        rf"airline|bank|"
        r"shit|crap|business|restaurant|hotel)|your\b)|"
        rf"bull ?(?:{_SHIT}|crap)|piece of (?:cr[a*@]p|junk|garbage|trash|{_SHIT})|"
        rf"(?:a(?:ss|rse|{_MASK}{{1,3}})|a[s*]{{2}})-?holes?\b|bastards?\b|dick ?heads?\b|scumbags?\b|scum\b|"
        rf"(?:total|complete|load of|pile of|steaming) (?:cr[a*@]p|garbage|{_SHIT})",
        complaint=0.42,
        anger=0.6,
        valence=-2.0,
        negatable=False,
    ),
    rule(
        "anger",
        r"blood (?:is |was )?boil(?:s|ed|ing)?\b|seeing red\b|could (?:scream|spit)\b|"
        r"(?:I|we)(?:'ve| have)? (?:just |really |completely |finally |officially )?had it (?:with|up to)|"
        r"had it up to here|"
        r"(?:make|makes|making|made|get|gets|getting) (?:me|us) (?:so |really |very |sooo* )?(?:mad|angry|furious|"
        r"sick to my)\b|"
        r"(?:drive|drives|driving|drove) (?:me|us) (?:crazy|nuts|mad|insane|up the wall|bonkers)\b|"
        r"(?:los(?:t|ing)|run(?:ning)? out of|out of|no more|end of my) (?:all |my |our )?patience\b|"
        r"(?:my|our|the) patience is|my last nerve|"
        r"(?:should|ought to|must) (?:all |really )?be (?:so )?ashamed\b|ashamed of yoursel(?:f|ves)|"
        r"what(?:'s| is| the hell is) wrong with (?:you|these|those) ?(?:people|guys|folks|clowns|lot)?\b|"
        r"who do you (?:people )?think you are|(?:had|has|have|having) the (?:nerve|cheek|gall|audacity) to\b|"
        r"(?:I'm|I am|am|still) (?:literally |actually )?shaking (?:as I|while I|with (?:anger|rage|fury))\b|the nerve of|"
        r"the audacity|what the (?:hell|heck|f\w*)\b|"
        r"(?:hope|wish) (?:you|they|<ours>|this company)(?: all| just)? (?:rot|burn|choke|fail|lose|close|shut|"
        r"go (?:bankrupt|bust|under|broke|out of business))",
        complaint=0.4,
        anger=0.6,
        valence=-2.0,
        negatable=False,
    ),
    rule(
        "anger",
        r"furious|livid|fuming|enraged|infuriat\w+|outrag\w+|seething|irate|raging|incensed|"
        r"(?:(?:I'm|I am|we're|we are) (?:so |very |really |extremely |still |absolutely |quite |pretty )?angry|"
        r"(?:I'm|I am|we're|we are|I was) (?:so|very|really|beyond|extremely|still|sooo*) mad|"
        r"(?<![\w'] )so+ (?:angry|mad))\b(?! about| (?:at|with) (?:myself|ourselves|me\b))",
        complaint=0.35,
        anger=0.85,
        valence=-1.0,
    ),
    rule(
        "anger",
        r"(?:so |very |really |extremely |beyond |absolutely |pretty |super |f\w+ing )?(?:angry|"
        r"pissed(?: off)?|ticked off|mad (?:at|about)|fed up|sick (?:and tired )?of|sick to death|"
        r"had enough|enough is enough|at (?:my|our) wits'? end|disgusted|appalled|boiling|up in arms|rage|"
        r"hopping mad|steaming)\b",
        complaint=0.35,
        anger=0.65,
        valence=-1.2,
    ),
    rule(
        "anger",
        r"disgust\w*|disgrace\w*|despicable|unacceptable|inexcusable|unforgivable|"
        r"unbelievabl[ey] (?:bad|rude|poor)|ridiculous(?:ly)?|pathetic|shameful|shame on|how dare|"
        r"are you (?:kidding|serious|joking)|you must be joking|is (?:this|it) a joke|"
        r"(?:what|is|are|'s) a(?:n absolute| complete| total| fucking)? (?:joke|disgrace|shambles|"
        r"shitshow|nightmare)|"
        r"(?:total|complete|absolute|utter|such a) (?:joke|shambles|disgrace|nightmare|disaster|mess)|"
        r"appalling|atrocious|abysmal|horrendous|sort your shit|get your shit|worst\b(?! case|"
        r" part is over)|"
        r"hate (?:you|them|this|these|<ours>|dealing|your|how|that|when)|screw (?:you|them|<ours>|this)|"
        r"go to hell|rot in hell|idiots?\b|morons?\b|imbeciles?|clowns\b|useless|incompeten\w+|a joke\b",
        complaint=0.42,
        anger=0.5,
        valence=-0.8,
    ),
    rule(
        "anger",
        # "fuck yes, …" is joy.
        rf"{_FUCK}(?! (?:yes|yeah|yea|ya|awesome|amazing|great|good|love\w*|brilliant|fantastic|incredible|best|"
        rf"perfect|right|"
        r"delicious|cool|beautiful|legend\w*)\b)|"
        rf"wtf|\bbs\b|{_SHIT}|bitch\w*|b{_MASK}+tch\w*|screw(?:ed)? (?:me|us|up|over)|goddamn\w*|god damn|"
        r"bloody (?:hell|joke|useless)|sucks?\b|cr[a*@]p\b",
        complaint=0.25,
        anger=0.42,
        valence=-0.4,
        negatable=False,
    ),
    rule(
        "unhappy",
        r"(?:not|isn't|wasn't|aren't|n't|never(?! been (?:so|this|more|any))|far from|less than|"
        r"un)(?: (?:at all|very|too|really|so|"
        r"all that|exactly|one bit|even|a|been|feeling|that|remotely)){0,2} ?(?:happy|impressed|pleased|"
        r"satisfied|amused|acceptable|good enough|cool\b|ok\b|okay|thrilled|fair|right|helpful|"
        r"recommended|a fan)\b|"
        r"(?:very |so |really |extremely |deeply |incredibly |beyond |bitterly )?(?:disappoint(?:ed|ing|"
        r"ment|s)|frustrat(?:ed|ing|ion)|dissatisfied|unhappy|let down|upset(?:ting)?|annoy(?:ed|ing)|"
        r"displeased)\b",
        complaint=0.48,
        anger=0.2,
        valence=-1.0,
        negatable=False,
    ),
    rule(
        "bad verdict",
        r"(?:is|was|are|were|it's|they're|been|be|what an?|such an?) (?:\w+ ){0,2}?(?:awful|terrible|horrible|horrid|"
        r"dreadful|"
        r"garbage|trash|rubbish|unusable|unreliable|junk|an? (?:mess|disaster|rip-?off|waste|nightmare|con))\b",
        complaint=0.3,
        anger=0.12,
        valence=-3.0,
    ),
    rule(
        "stars",
        r"(?:(?:would|i'd|we'd|wish|could|giving|give)(?: (?!\d)\w+){0,5}? )?(?:zero|0|negative|minus(?: \w+)?|"
        r"-\d) stars?\b|no stars?\b|"
        r"^(?:one|1) star\b(?=[^\w]*$)|(?:only|just|giv(?:e|es|ing)(?: \w+){0,2}|deserves?|rat(?:e|ed|"
        r"ing)(?: \w+){0,3})"
        r" (?:one|1|a single) star\b(?! (?:hotel|more|less))",
        complaint=0.6,
        anger=0.3,
        valence=-2.5,
        negatable=False,
    ),
    rule(
        "would not recommend",
        r"hesita(?:te|nt) to (?:recommend|use|trust|go|order|hire|call)|"
        r"(?:would|will|can|could|do|did|does)(?:n't|nt| not|not| never)(?: (?:ever|even|really|"
        r"honestly))? (?:recommend|trust|wish|advise|suggest)\b(?![^.!?\n]{0,30} (?:enough|more highly|"
        r"too highly))|"
        r"not recommended|(?:leaves?|left) (?:a lot|much|something) to be desired|"
        r"(?:could|can|should|must|need to|needs to) (?:do|be|have been) (?:\w+ )?better\b|"
        r"gone (?:way )?downhill|going downhill|used to (?:be|love|like|have)|"
        r"expected (?:so much |much |a lot )?(?:better|more) (?:from|of)|"
        r"not (?:quite |exactly |really |at all )?what (?:I|we)(?:'d| had)? (?:been )?(?:expected|ordered|paid|asked|wanted|"
        r"hoped|"
        r"promised)|"
        r"(?:nothing|anything) but (?:trouble|problems|issues|grief|bad)",
        complaint=0.5,
        anger=0.2,
        valence=-1.6,
        negatable=False,
    ),
)

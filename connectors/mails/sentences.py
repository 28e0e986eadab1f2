"""The sentences of review mails in nine languages: who reviewed whom, and what is only furniture. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WHO = r"(?P<author>[^:;!?\n]{1,80}?)"
_WHOM = r"(?P<business>[^\n]{1,120}?)"
_END = r"\s*[.!:]?\s*$"
_YOU_HAVE = r"you(?:['’]ve| have)?(?: just)? (?:have|got|received)"
_REVIEW = (
    r"(?:(?:guest|customer|product|public|verified) )?(?:(?:\d|one|two|three|four|five)[- ]star )?"
    r"(?:review|rating|recommendation)"
)
_BEWERTUNG = r"(?:(?:\d|ein|zwei|drei|vier|fünf)[- ]sterne?[- ])?(?:rezension|bewertung|empfehlung)"
_AVIS = r"(?:avis|commentaire|évaluation)(?: (?:(?:à|de|avec) )?\S+ étoiles?)?"
_RESENA = r"(?:reseña|opinión|valoración|evaluación|recomendación)(?: (?:de|con) \S+ estrellas?)?"
_RECENSIONE = r"(?:recensione|valutazione|opinione)(?: (?:a|da|con|di) \S+ stell[ae])?"
_AVALIACAO = r"(?:avaliação|opinião|resenha|crítica|recomendação)(?: (?:de|com) \S+ estrelas?)?"
_BEOORDELING = r"(?:\S{1,5}[- ]sterren[- ]?)?(?:review|recensie|beoordeling)"
_ANMELDELSE = r"(?:\S{1,5}[- ](?:stjernet|stjerners?|stjärnig[ta]?) )?(?:anmeldelse|omtale|vurdering|recension|omdöme)"
_ON = r"(?:,? (?:on )?[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?"

_AUTHORED = [
    re.compile(pattern, re.I)
    for pattern in (
        # English
        (
            rf"^{_WHO} (?:has )?(?:just )?(?:left|wrote|posted|gave|submitted|added|shared|"
            rf"written)(?: you)?(?: an?)?(?: new)? {_REVIEW}"
            rf"{_ON}(?: (?:for|of|on|about|to) {_WHOM})?{_END}"
        ),
        rf"^{_WHO} (?:rated|reviewed) {_WHOM}\s?[-–—(,:]\s?\d(?:[.,]\d)? stars?\)?{_END}",
        rf"^{_WHO} gave {_WHOM} (?:an? )?\d(?:[.,]\d)?[- ]stars?(?: (?:rating|review))?{_END}",
        (
            rf"^{_WHO} (?:has )?(?:just )?(?:updated|edited|changed) (?:their|his|her|the) {_REVIEW}"
            rf"(?: (?:for|of|on|about) {_WHOM})?{_END}"
        ),
        (
            rf"^{_WHO} (?:has )?(?:just )?(?:rated|reviewed) (?:you|your \w+)(?:"
            rf" (?:with )?\d(?:[.,]\d)?(?: stars?| out of .*|/.*))?{_END}"
        ),
        (
            rf"^{_WHO} (?:has|just|has just) (?:rated|reviewed) {_WHOM}(?: (?:with )?\d(?:[.,]\d)?(?: stars?|"
            rf" out of .*|/.*))?{_END}"
        ),
        (
            rf"^(?:{_YOU_HAVE} (?:an? )?(?:new )?|(?:you['’]ve )?(?:an? )?new ){_REVIEW} (?:from|by) {_WHO}(?: (?:for|of|on|"
            rf"about) {_WHOM})?{_END}"
        ),
        # German
        (
            rf"^{_WHO} hat (?:(?:gerade|soeben|ihnen|dir) )?(?:eine )?(?:neue )?{_BEWERTUNG}(?: (?:zu|für|über|"
            rf"bei) {_WHOM})? "
            rf"(?:abgegeben|geschrieben|verfasst|hinterlassen|veröffentlicht){_END}"
        ),
        rf"^{_WHO} hat (?:sie|dich|euch|{_WHOM})(?: mit \S+ (?:von \S+ )?stern(?:en)?)? bewertet{_END}",
        # Yelp calls them "Beitrag".
        rf"^{_WHO} hat (?:gerade |soeben )?einen (?:neuen )?beitrag (?:zu|über) {_WHOM} (?:geschrieben|verfasst){_END}",
        rf"^(?:du hast|sie haben) einen neuen beitrag von {_WHO}(?: (?:zu|über) {_WHOM})?(?: erhalten)?{_END}",
        rf"^(?:sie haben )?(?:eine )?neue {_BEWERTUNG} von {_WHO}(?: (?:zu|für|über|bei) {_WHOM})?(?: erhalten)?{_END}",
        # French
        (
            rf"^{_WHO} (?:a|vient de) (?:vous )?(?:laissé|laisser|publié|publier|écrit|rédigé|donné|posté) un"
            rf" (?:nouvel |nouveau )?{_AVIS}"
            rf"(?: (?:sur|pour|concernant|à propos de|au sujet de) {_WHOM})?{_END}"
        ),
        rf"^{_WHO} (?:vous a|a) (?:évalué|noté)(?: {_WHOM})?(?: (?:\d|avec).{{0,30}})?{_END}",
        rf"^(?:vous avez (?:reçu )?)?(?:un )?nouvel {_AVIS} de {_WHO}(?: (?:sur|pour) {_WHOM})?{_END}",
        # Spanish
        (
            rf"^{_WHO} (?:te |le )?(?:ha )?(?:dejado|escrito|publicado|dejó|escribió|publicó) una (?:nueva )?{_RESENA}"
            rf"(?: (?:sobre|de|para|en|a) {_WHOM})?{_END}"
        ),
        rf"^(?:tienes |has recibido )?(?:una )?nueva {_RESENA} de {_WHO}(?: (?:sobre|para|en) {_WHOM})?{_END}",
        # Italian
        (
            rf"^{_WHO} (?:ti |vi )?ha (?:appena )?(?:lasciato|scritto|pubblicato|inserito|dato) una (?:nuova )?{_RECENSIONE}"
            rf"(?: (?:per|su|di|a|sulla?|della?) {_WHOM})?{_END}"
        ),
        rf"^(?:hai ricevuto )?(?:una )?nuova {_RECENSIONE} (?:da parte di|da|di) {_WHO}(?: (?:per|su) {_WHOM})?{_END}",
        # Portuguese
        (
            rf"^{_WHO} (?:acabou de )?(?:deixou|deixar|escreveu|escrever|publicou|publicar|fez|fazer|enviou) uma (?:nova )?"
            rf"{_AVALIACAO}(?: (?:para|sobre|d[oae]|n[oa]|em|a) {_WHOM})?{_END}"
        ),
        rf"^(?:você recebeu |recebeu )?(?:uma )?nova {_AVALIACAO} de {_WHO}(?: (?:para|sobre) {_WHOM})?{_END}",
        # Dutch
        (
            rf"^{_WHO} heeft (?:zojuist |je |u )?een (?:nieuwe )?{_BEOORDELING} (?:over|voor|van|bij) {_WHOM} "
            rf"(?:achtergelaten|geschreven|geplaatst|gegeven){_END}"
        ),
        (
            rf"^{_WHO} heeft (?:zojuist |je |u )?een (?:nieuwe )?{_BEOORDELING} (?:achtergelaten|geschreven|geplaatst|gegeven)"
            rf"(?: (?:over|voor|van|bij) {_WHOM})?{_END}"
        ),
        rf"^(?:je hebt |u hebt )?(?:een )?nieuwe {_BEOORDELING} van {_WHO}(?: (?:over|voor) {_WHOM})?{_END}",
        # Danish, Norwegian, Swedish
        (
            rf"^{_WHO} har (?:lige |nettop |precis )?(?:skrevet|skrivit|efterladt|lagt igjen|lämnat|givet|gitt|gett) "
            rf"(?:en|et|ett) (?:nye? |nytt )?{_ANMELDELSE}(?: (?:af|av|om|for|til|för|på) {_WHOM})?{_END}"
        ),
        rf"^nye?(?:tt)? {_ANMELDELSE} (?:fra|från|af|av) {_WHO}(?: (?:af|av|om|for|til|för) {_WHOM})?{_END}",
    )
]
# In a headline; but "the mechanic rated the damage at 300" is what a customer says.
_VERBED = [
    re.compile(pattern, re.I)
    for pattern in (
        rf"^{_WHO} (?:reviewed|rated) {_WHOM}{_END}",
        rf"^{_WHO} (?:ha )?(?:reseñado|valorado|calificado|reseñó|valoró|calificó) (?:a )?{_WHOM}{_END}",
        rf"^{_WHO} (?:ha opinado|opinó|(?:ha dejado|dejó) un comentario) sobre {_WHOM}{_END}",
        rf"^{_WHO} ha (?:appena )?(?:recensito|valutato) {_WHOM}{_END}",
        rf"^{_WHO} (?:acabou de avaliar|avaliou|classificou) {_WHOM}{_END}",
        rf"^{_WHO} deixou um comentário(?: sobre {_WHOM})?{_END}",
        rf"^{_WHO} heeft {_WHOM} (?:beoordeeld|gerecenseerd){_END}",
        rf"^{_WHO} har (?:anmeldt|vurderet|vurdert|omtalt|recenserat) {_WHOM}{_END}",
    )
]
_BYLINE = re.compile(
    r"^(?:reviewed by|review by|reviewer:|bewertet von|avis de|opinión de|recensito da|avaliado por|beoordeeld door|"
    rf"(?:customer|guest|author|kund(?:e|in)|gast|autor|verfasser|client|cliente|auteur|autore|klant)\s?:) {_WHO}{_END}",
    re.I,
)
# A handle, or words that all begin like a name: "By far the worst" is none.
_BY = re.compile(r"^(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or) (?P<author>[A-ZÀ-Þ]\S*(?: [A-ZÀ-Þ]\S*){0,2}|\S*[\d_]\S*)$")
_RECOMMENDS = [
    (re.compile(pattern, re.I), yes)
    for pattern, yes in (
        (rf"^{_WHO} (?:doesn['’]t|does not|did not|didn['’]t) recommend {_WHOM}{_END}", False),
        (rf"^{_WHO} (?:recommends|recommended) {_WHOM}{_END}", True),
        (rf"^{_WHO} empfiehlt {_WHOM} nicht{_END}", False),
        (rf"^{_WHO} empfiehlt {_WHOM}{_END}", True),
        (rf"^{_WHO} ne recommande pas {_WHOM}{_END}", False),
        (rf"^{_WHO} recommande {_WHOM}{_END}", True),
        (rf"^{_WHO} no recomienda (?:a )?{_WHOM}{_END}", False),
        (rf"^{_WHO} recomienda (?:a )?{_WHOM}{_END}", True),
        (rf"^{_WHO} non (?:consiglia|raccomanda) {_WHOM}{_END}", False),
        (rf"^{_WHO} (?:consiglia|raccomanda) {_WHOM}{_END}", True),
        (rf"^{_WHO} não recomenda (?:[oa] )?{_WHOM}{_END}", False),
        (rf"^{_WHO} recomenda (?:[oa] )?{_WHOM}{_END}", True),
        (rf"^{_WHO} (?:raadt {_WHOM} niet aan|beveelt {_WHOM.replace('business', 'b2')} niet aan){_END}", False),
        (rf"^{_WHO} (?:raadt {_WHOM} aan|beveelt {_WHOM.replace('business', 'b2')} aan){_END}", True),
        (rf"^{_WHO} anbefaler ikke {_WHOM}{_END}", False),
        (rf"^{_WHO} anbefaler {_WHOM}{_END}", True),
    )
]
_ABOUT_REVIEWS = re.compile(
    r"review(?! your\b)|rat(?:ing|ed)\b|recommend|rezension|bewert|empf[ieo]\w*hl|\bavis\b|étoile|recommande|"
    r"reseña|opini[oó]n|valoraci|recomienda|recensi|consiglia|raccomanda|valutazion|avaliaç|opinião|recomenda|resenha|"
    r"beoordel|raadt|beveelt|anmeldelse|omtale|omdöme|anbefaler",
    re.I,
)
_SOMEBODY_SPEAKS = re.compile(
    r"messag|comment|mention|inquir|question|nachricht|kommentar|anfrage|frage|mensaje|comentario|pregunta|mensagem|comentário|"
    r"pergunta|domand|bericht|reactie|vraag|besked|melding",
    re.I,
)
# Who reviewed whom, where a digest counts instead: "Harbor Plumbing, you got 3 new reviews".
_COUNTS = re.compile(
    rf"^{_WHOM}[,:]? (?:{_YOU_HAVE} \d+ new reviews|hat \d+ neue (?:bewertungen|rezensionen)|"
    rf"sie haben \d+ neue \w+|a reçu \d+ nouveaux avis|vous avez (?:reçu )?\d+ nouveaux avis|"
    rf"tienes \d+ \w+ nuevas|hai (?:ricevuto )?\d+ nuove recensioni|você recebeu \d+ novas avaliações|"
    rf"(?:je|u) hebt \d+ nieuwe \w+){_END}",
    re.I,
)
_FOR = re.compile(
    rf"^(?:{_YOU_HAVE} )?(?:an? )?new {_REVIEW} (?:for|of|on) {_WHOM}(?: (?:has been|was) (?:received|posted|published))?{_END}|"
    rf"^(?:an? )?new {_REVIEW} (?:has been|was) (?:received|posted|published){_END}|"
    rf"^(?:sie haben )?(?:eine )?neue {_BEWERTUNG} (?:für|zu|über) {_WHOM.replace('business', 'b2')}(?: erhalten| bekommen)?{_END}|"
    rf"^(?:un )?nouvel {_AVIS} (?:sur|pour|concernant) {_WHOM.replace('business', 'b3')}{_END}|"
    rf"^(?:una )?nueva {_RESENA} (?:sobre|para|en) {_WHOM.replace('business', 'b4')}{_END}|"
    rf"^(?:una )?nuova {_RECENSIONE} (?:per|su) {_WHOM.replace('business', 'b5')}{_END}|"
    rf"^(?:uma )?nova {_AVALIACAO} (?:para|sobre) {_WHOM.replace('business', 'b6')}{_END}",
    re.I,
)
_GOT = re.compile(
    rf"^(?:{_WHOM} (?:has |have )?(?:just )?(?:got|gotten|received|has|have) an? (?:new )?{_REVIEW}|"
    rf"(?:sie haben|{_WHOM.replace('business', 'b2')} hat) eine (?:neue )?{_BEWERTUNG}(?: erhalten| bekommen)?|"
    rf"(?:vous avez reçu|{_WHOM.replace('business', 'b3')} a reçu) un (?:nouvel )?{_AVIS}|"
    rf"(?:tienes|has recibido|{_WHOM.replace('business', 'b4')} ha recibido) una (?:nueva )?{_RESENA}(?: nueva)?"
    r"(?: de \S+ estrellas?)?|"
    rf"(?:hai ricevuto|hai|{_WHOM.replace('business', 'b5')} ha ricevuto) una (?:nuova )?{_RECENSIONE}|"
    rf"(?:você recebeu|recebeu|{_WHOM.replace('business', 'b6')} recebeu) uma (?:nova )?{_AVALIACAO}|"
    rf"(?:je|u|{_WHOM.replace('business', 'b7')}) (?:hebt|heeft) een (?:nieuwe )?{_BEOORDELING}(?: gekregen| ontvangen)?){_END}",
    re.I,
)

_ANSWER = re.compile(
    r"^(?:reply|respond|write a (?:reply|response)|post a (?:reply|response)|thank|comment|antworten|"
    r"publish|approve|(?:bewertung|rezension) (?:kommentieren|beantworten)|rispond[ie]|responda|reageer|reageren|beantwoord|svara?|"
    r"auf (?:die )?\w+ antworten|"
    r"répondre|rédiger une réponse|responder|contestar|report|flag|melden|share|teilen)\b.{0,60}$",
    re.I,
)
_READ = re.compile(
    r"^(?:read|view|see|show|go to|open|check|continue|find out|manage|"
    r"lesen|mehr|weiterlesen|ansehen|anzeigen|zur|jetzt|alle|(?:rezension|bewertung|empfehlung|beitrag)\w*"
    r" (?:lesen|ansehen|anzeigen)|"
    r"lire|voir|afficher|consulter|leer|ver|mostrar|consultar|vedi|leggi|visualizza|bekijk|lees|læs|"
    r"(?:review|recensie|beoordeling) (?:lezen|bekijken))\b.{0,50}$",
    re.I,
)
_PLATFORMS = r"(?:google|trustpilot|yelp|facebook|meta|tripadvisor)"
# Whole turns of phrase: "they are getting worse" and "a plumber was sent to my home" are a customer's words.
_END_OF_WORDS = re.compile(
    r"you(?:'re| are|’re)? (?:received|receiving|getting) (?:this|these|it because|e-?mails|notifications)\b|"
    r"this (?:e-?mail|message|notification) (?:was|has been) sent (?:to (?!me\b|us\b|my\b)|because\b)|^(?:was )?sent to \S+@|"
    r"sie (?:erhalten|haben) diese (?:e-?mail|nachricht)|diese (?:e-?mail|nachricht) wurde\b.* (?:ge|ver)(?:sen|san|schick)|"
    r"vous (?:recevez|avez reçu) (?:ce|cet|cette)\b|(?:cet e-?mail|ce message) (?:vous )?a été (?:envoy|adress)|"
    r"recib(?:es?|iste|ió) este|este (?:correo|mensaje)(?: electrónico)? (?:se envi|se ha envi|ha sido envi|fue envi)|"
    r"(?:ricevi|hai ricevuto) questa e-?mail|questo messaggio (?:è stato inviat|e-?mail)|"
    r"você (?:está recebendo|recebeu) es[st][ea]\b|recebe este e-?mail|est[ea] (?:mensagem|e-?mail) foi envi|"
    r"(?:je|u) ontvangt de(?:ze|se)|deze e-?mail (?:is|werd|wordt)|du (?:modtager|mottar|får) (?:denne|dette|det här)|"
    r"^(?:google (?:llc|ireland)|meta platforms|trustpilot a/s|tripadvisor llc|yelp inc)\b|"
    r"©|\(c\) 20\d\d|all rights reserved|\bllc\.?\s?[,·|•–-]\s?\d|amphitheatre p|"
    rf"^(?:kind|best|warm) regards|^the \S+ team$|^(?:ihr|dein|euer) (?:\S+[- ]){1, 4}team$|"
    r"^(?:mit freundlichen grüßen|cordialement|atentamente|cordiali saluti|atenciosamente)\W*$|"
    rf"^(?:l['’]équipe|el equipo) (?:de |d['’])?{_PLATFORMS}\b|"
    r"^(?:tips?|tipp)\W*$|"
    r"^(?:tips?|tipp|did you know|why reply|responding to|customers notice)\b.*(?:repl|respon|review|bewertung|rezension|antwort)",
    re.I,
)
_LEAVING = re.compile(
    r"unsubscribe|abmelden|abbestellen|désabonner|désinscri|cancelar (?:la )?suscripci|darse de baja|annulla (?:l['’])?iscrizione|"
    r"cancelar (?:a )?inscrição|uitschrijven|afmelden|privacy policy|datenschutz|confidentialité|privacidad",
    re.I,
)
# How platforms fill the place of words that nobody wrote.
_WITHOUT_WORDS = re.compile(
    r"^(?:(?:the|this) (?:user|customer|reviewer|guest) (?:didn['’]t|did not|hasn['’]t) (?:write|written|leave|left) (?:a|any)\b|"
    r"(?:der|dieser) nutzer hat keine \w+ (?:geschrieben|verfasst)|(?:l['’]|cet )utilisateur n['’]a (?:pas|laissé)\b|"
    r"(?:el|este) usuario no ha (?:escrito|dejado)\b|l['’]utente non ha (?:scritto|lasciato)\b|"
    r"(?:o|este) usuário não (?:escreveu|deixou)\b).{0,80}$",
    re.I,
)
_OWN_NEWS = re.compile(
    r"^(?:your|ihre?|votre|tu|su|(?:la|il) tuo?a?|sua|seu) (?:[^\s:]+ ){0,4}?"
    r"(?:reports?|summary|performance|reply|response|bericht|leistungsbericht|antwort|rapport|réponse|informe|respuesta|risposta|"
    r"relatório|resposta)\b",
    re.I,
)
_CLICK = re.compile(r"\b(?:click|klicke\w*|cliqu\w+|haga clic|clicca|clique|klik)\b", re.I)
_GREETING = re.compile(
    r"^(?:hi|hello|hey|hallo|bonjour|hola|ciao|olá|hoi|hej)(?: [^\s.!?,]{1,30})?[,!]?$|"
    r"^(?:hi|hello|hey|dear|hallo|guten (?:tag|morgen)|liebe[rs]?|sehr geehrte[rs]?|bonjour|cher|chère|"  # and "Cher et mauvais"
    r"hola|buenos|estimad[oa]|ciao|gentile|buongiorno|olá|car[oa]|beste|hoi|hej|kære)\b[^.!?,]{0,60}[,:]$",
    re.I,
)
_PRAISE = re.compile(r"^(?:nice|great|good) (?:job|work|news)[!.]$", re.I)


_ON_PLATFORM = re.compile(rf" (?:on|auf|bei|sur|en|su|no|op|på) {_PLATFORMS}\W*$", re.I)


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence tells: who, whom ("" where it does not say), and whether they recommend (None: it is about stars)."""

    author: str
    business: str = ""
    recommends: bool | None = None


def told(text: str) -> Told | None:
    """What a line says of a review, if it is such a sentence: "Dana R. left a review for Harbor Plumbing"."""
    text = text.strip(' *"“”')
    if len(text) > 240:
        return None
    for way, yes in _RECOMMENDS:
        if found := way.match(text):
            return Told(name(found["author"]), name(found["business"]), yes)
    for way in _AUTHORED:
        if found := way.match(text):
            return Told(_person(found["author"]), _business(found.groupdict().get("business") or ""))
    for way in (_COUNTS, _FOR, _GOT):
        if found := way.match(text):
            business = next((name for name in found.groups() if name), "")
            return Told("", "" if business.lower() in _NOBODY else _business(business))
    return None


def headline(text: str) -> Told | None:
    """What a subject says of a review, or a line above its words: there a verb alone is enough, and the firm may come first, as in
    "Harbor Plumbing: new review from Dana"."""
    if found := told(text):
        return found
    for way in _VERBED:
        if found_at := way.match(text.strip(' *"“”')):
            return Told(_person(found_at["author"]), _business(found_at["business"] or ""))
    firm, _, rest = text.partition(": ")
    said = told(rest) if rest else None
    return Told(said.author, said.business or name(firm), said.recommends) if said and said.author else None


def _person(text: str) -> str:
    return "" if (who := name(text)).lower() in _NOBODY else who


def _business(text: str) -> str:
    bare = name(_ON_PLATFORM.sub("", text))
    return "" if bare.lower().startswith("your ") or re.fullmatch(_PLATFORMS, bare, re.I) else bare


def byline(text: str) -> str:
    """Whose the review is, where a line says only that: "Reviewed by Dana R."; else ""."""
    found = _BYLINE.match(text.strip()) or _BY.match(text.strip())
    return name(found["author"]) if found else ""


def is_answer(text: str) -> bool:
    """A button that stands below a review: reply, thank, report."""
    return bool(_ANSWER.match(text))


def is_button(text: str) -> bool:
    """Words that could stand on a button, in whatever language: a few, and no sentence. For what leads somewhere."""
    return len(text) <= 25 and len(text.split()) <= 3 and text[-1:].isalpha()


def is_reply_button(text: str) -> bool:
    """Words that can only be such a button, also where a forwarded mail has lost where it leads."""
    return len(text) < 40 and is_answer(text) and is_about_reviews(text) and text[-1:] not in ".!?,"


_MORE = re.compile(
    r"\s*(?:read (?:the )?(?:full|whole|more|rest)\b|see more|continue reading|mehr lesen|weiterlesen|lire la suite|leer más|"
    r"leggi (?:tutto|di più)|ler mais|lees (?:meer|verder)).{0,20}$",
    re.I,
)


def without_more(text: str) -> str:
    """Words without the link to the rest of them that stands at their end."""
    return _MORE.sub("", text)


def is_read(text: str, *, leads: bool) -> bool:
    """A button that leads to a review: read, view, see more. ``leads``: it has a link. A forwarded mail may have lost that, but
    "Check your bill twice" is no button then."""
    if len(text) > 60 or not _READ.match(text) or text.endswith((".", "!", "?")):
        return False
    return leads or is_about_reviews(text) or len(text.split()) <= 2


def is_end(text: str, *, leads: bool = False) -> bool:
    """What stands below everything: why you get this mail, unsubscribe, addresses, advice. ``leads``: it has a link. Customers
    speak of unsubscribing, too, and of privacy, but in sentences that lead nowhere."""
    if _END_OF_WORDS.search(text):
        return True
    leaving = _LEAVING.search(text)
    if leaving is None:
        return False
    begins = leaving.start() == 0 and not text.endswith((".", "!", "?"))
    return leads or begins or len(text.split()) <= 4 or bool(_CLICK.search(text))


def is_greeting(text: str) -> bool:
    return bool(_GREETING.match(text))


def is_praise(text: str) -> bool:
    """What a platform says to the owner above a good review. Below the stars it is the customer's."""
    return bool(_PRAISE.match(text))


def is_without_words(text: str) -> bool:
    """What a platform writes where the customer has left stars alone."""
    return bool(_WITHOUT_WORDS.match(text))


def is_own_news(subject: str) -> bool:
    """Whether a mail is of what the platform or the owner did, and not of what a customer said: reports, replies."""
    return bool(_OWN_NEWS.match(subject))


def is_about_reviews(text: str) -> bool:
    """Whether a text speaks of reviews at all."""
    return bool(_ABOUT_REVIEWS.search(text))


def is_somebody_speaking(subject: str) -> bool:
    """Whether the subject of a platform's mail speaks of words of somebody's that are no review: a message, a comment."""
    return bool(_SOMEBODY_SPEAKS.search(subject))


_NOBODY = frozenset(
    ("you", "you have", "you've", "you’ve", "we",
     "someone", "somebody", "a customer", "a google user", "ein google-nutzer",
     "un utilisateur de google", "un usuario de google", "a guest", "a traveler", "a traveller", "a user",
     "jemand", "ein kunde", "eine kundin", "ein gast", "ein reisender", "quelqu'un", "un client", "un voyageur", "alguien",
     "un cliente", "un viajero", "un viaggiatore")
)  # fmt: skip


def name(text: str) -> str:
    """A name without what stands around it. An initial keeps its full stop, which a sentence may have swallowed."""
    bare = text.strip(" *\"“”„«»‘’'.,:·•|")
    return f"{bare}." if len(bare) > 2 and bare[-2] == " " and bare[-1].isupper() else bare

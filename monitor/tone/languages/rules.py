"""What customers say in five other languages: patterns as data, for words in lower case without accents (``since.fold``).

Fewer than in English: here the model says how somebody feels; these say about what, what may follow, and why, and are the
scorer ``fast``. Every repeat is bounded and every pattern begins at a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.tone.base import Signal, Theme


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said: its label in explanations, the pattern, and what it is evidence of (see ``rules.rule``)."""

    label: str
    pattern: re.Pattern[str]
    complaint: float = 0.0
    anger: float = 0.0
    gratitude: float = 0.0
    valence: float = 0.0
    theme: Theme | None = None
    signal: Signal | None = None


_KINDS: dict[str, tuple[str, float, float, float, float, Theme | None, Signal | None]] = {
    # kind: label, complaint, anger, gratitude, valence, theme, signal
    "no_answer": ("no answer", 0.78, 0.2, 0, -2.0, Theme.NO_ANSWER, None),
    "waiting": ("waiting", 0.6, 0.15, 0, -1.2, None, None),
    "broken_promise": ("not kept", 0.7, 0.2, 0, -1.8, Theme.BROKEN_PROMISE, None),
    "staff": ("staff", 0.75, 0.35, 0, -2.2, Theme.STAFF, None),
    "money": ("money", 0.75, 0.3, 0, -2.0, Theme.MONEY, None),
    "product": ("broken", 0.7, 0.2, 0, -2.0, Theme.PRODUCT, None),
    "delivery": ("delivery", 0.7, 0.2, 0, -1.8, Theme.DELIVERY, None),
    "safety": ("safety", 0.75, 0.35, 0, -2.2, Theme.SAFETY, None),
    "privacy": ("privacy", 0.75, 0.3, 0, -2.0, Theme.PRIVACY, None),
    "website": ("website", 0.65, 0.15, 0, -1.5, Theme.WEBSITE, None),
    "churn": ("leaving", 0.7, 0.35, 0, -2.2, None, Signal.CHURN),
    "legal": ("law", 0.75, 0.35, 0, -2.0, None, Signal.LEGAL),
    "telling_everyone": ("telling others", 0.75, 0.5, 0, -2.4, None, Signal.TELLING_EVERYONE),
    "wants_call": ("wants a call", 0.45, 0.1, 0, -0.6, None, Signal.WANTS_CALL),
    "wants_refund": ("wants a refund", 0.65, 0.25, 0, -1.4, Theme.MONEY, Signal.WANTS_REFUND),
    "anger": ("anger", 0.6, 0.8, 0, -3.0, None, None),
    "bad": ("bad words", 0.45, 0.25, 0, -2.2, None, None),
    "praise": ("praise", 0, 0, 0.2, 2.4, None, None),
    "thanks": ("thanks", 0, 0, 0.75, 2.2, None, None),
    "put_right": ("put right", 0, 0, 0.5, 1.6, None, None),
}

_WORDS: dict[str, dict[str, str]] = {
    "es": {
        "no_answer": r"nadie (?:me |nos )?(?:contesta|responde|llama|atiende|coge|da la cara|aparece|hace caso)\w*|no (?:me |nos )?(?:contestan?|responden?|atienden?|cogen?|han (?:contestado|respondido|llamado)|devuelven? (?:la|mi|mis|las) llamadas?)|sin (?:respuesta|noticias|contestacion)|ni (?:una )?(?:respuesta|llamada)|(?:ninguna|cero) respuesta|silencio absoluto|me han dejado en visto|imposible (?:hablar|contactar)",
        "waiting": r"(?:llev\w+|sigo|seguimos) (?:\w+ ){0,4}esperando|esperando (?:desde|una respuesta|que)|en espera",
        "broken_promise": r"(?:prometieron|dijeron que|me prometio|quedaron en) (?:\w+ ){0,8}(?:y (?:nada|nadie|no|aqui)|pero)|no (?:cumplen?|cumplieron|vinieron|se presentaron?|aparecieron?)|nunca (?:vino|vinieron|aparecio|llego el tecnico)|me (?:dejaron|han dejado) (?:plantad[oa]|tirad[oa])|incumpl\w+",
        "staff": r"(?:trato|personal|empleados?|dependient\w|camarer\w|recepcionista|tecnico|operador\w?)s? (?:\w+ ){0,4}(?:pesimo|horrible|grosero|maleducad\w|borde|desagradable|nefasto|malo|lamentable)\w*|maleducad\w+|groser[oa]s?|me (?:grito|trato|trataron|gritaron|insulto|colgo|colgaron)|mala educacion|falta de respeto|borde[s]?\b",
        "money": r"(?:me )?(?:cobr\w+|facturar\w*|cargaron) (?:\w+ ){0,4}(?:dos veces|doble|de mas|sin|algo que|por nada)|doble cobro|(?:me )?(?:estafa|estafaron|robaron|timo|timaron|robo)\b|devuelv\w+ (?:mi|el) dinero|carisimo|sobrecoste|cobro indebido|factura (?:\w+ ){0,2}(?:equivocada|mal|inflada|falsa)",
        "product": r"(?:se )?(?:rompio|estropeo|averio|avera)\w*|(?:no|dejo de) funciona\w*|defectuos\w+|(?:vino|llego|llegaron) (?:\w+ ){0,3}(?:rot|dañad|defectuos|mal|golpead|equivocad)\w+|mala calidad|chapuza|crudo\b|caducad\w",
        "delivery": r"(?:paquete|pedido|envio|encargo)s? (?:\w+ ){0,6}(?:no (?:ha |han )?lleg\w+|perdid\w|retras\w+|sin llegar|no aparece|extraviad\w)|no (?:me )?(?:ha |han )?(?:llegado|entregado|llega)\b|aun no (?:llega|recib)\w*|nunca (?:llego|recibi)",
        "safety": r"(?:fuga|olor) de gas|intoxic\w+|peligros\w|ratas|cucarachas|cables? sueltos?|moho|casi (?:me mato|nos mata\w*)|quemadur\w+|me puse (?:mala|malo|enferm\w)",
        "privacy": r"mis datos (?:\w+ ){0,4}(?:filtr|vend|publi|compart|dieron|otr)\w*|(?:filtraron|vendieron|compartieron) mis datos|datos personales de otr\w+|proteccion de datos",
        "website": r"(?:web|pagina|app|aplicacion) (?:\w+ ){0,3}(?:no (?:funciona|va|carga|deja)|caida|se cuelga|da error|fatal)|no (?:me )?deja (?:pagar|entrar|iniciar)",
        "churn": r"(?:no vuelvo|nunca mas|no volvere|no volveremos|jamas volver\w+|me (?:cambio|voy|doy de baja|paso a)|doy de baja|perdi(?:eron|do) (?:un|una|a un) client\w|cancelo|ultima vez que)",
        "legal": r"(?:mi |un )?abogad[oa]\b|denunci\w+|demand(?:a|ar|are|aremos)\b|juzgado|hoja de reclamaciones|reclamacion (?:oficial|formal|a consumo)|consumo\b|\bocu\b|profeco|tribunales|juicio",
        "telling_everyone": r"(?:no|ni) (?:compreis|vayais|contrateis|se os ocurra|vayan|compren|contraten|pidan)|evit(?:ad|en|a)\b|aviso a todos|(?:se lo|lo) (?:voy a )?(?:contar|contare|dire) a todo\w*|difund\w+|compart(?:id|an|e) (?:por favor|esto)|huid\b|alej\w+ de|que (?:todo el mundo|todos) (?:lo )?sepa\w*|no (?:l[oa]s? )?recomiend\w+|cuidado con",
        "wants_call": r"(?:que me|quiero que me|por favor)? ?llam(?:en|eme|enme|adme|ame)\b|hablar con (?:un|una) (?:persona|responsable|humano|encargad\w)",
        "wants_refund": r"(?:quiero|exijo|reclamo|pido|devolv\w+|devuelv\w+|reembols\w+) (?:\w+ ){0,3}(?:mi dinero|el dinero|reembolso|devolucion|importe|fianza)|quiero (?:que me devuelvan|un reembolso)",
        "anger": r"indignad\w|indignante|furios\w|harto\b|hart[oa]s?\b|verguenza|sinverguenzas?|ladrones|estafadores|asco\b|asquero\w+|de mierda|mierda|cabread\w+|hasta (?:las narices|los cojones|el gorro|la madre)|impresentables?|que rabia|enfadad\w+|inadmisible|intolerable|inaceptable|gentuza|inutiles",
        "bad": r"pesim[oa]s?|horrible|fatal\b|nefast\w|desastre|decepcion\w*|lamentable|muy mal\b|mal servicio|terrible|peor\b|penos\w|basura|vergonzos\w",
        "praise": r"excelente|genial|encantad\w|maravill\w+|recomend(?:able|ado|adisim\w|o (?:al 100|mucho|muchisimo|totalmente))|muy (?:buen\w|content\w|amable\w?|profesional\w*|satisfech\w|rapid\w|atent\w)|perfecto|de diez|un diez|fenomenal|estupend\w|increible (?:trato|servicio)|los mejores|riquisim\w|buenisim\w",
        "thanks": r"(?:muchas |mil )?gracias|agradecid\w|agradezco|se agradece",
        "put_right": r"(?:me lo|lo|todo) (?:han |ha )?(?:solucion|arregl|resolv|resuelt)\w*|solucionado|arreglado|resuelto",
    },
    "de": {
        "no_answer": r"(?:niemand|keiner|keine sau|kein mensch) (?:\w+ ){0,4}(?:meldet|antwortet|geht|ruft|reagiert|erreichbar|zustandig|kummert|ist da|kommt)\w*|(?:keine|ohne|null|nie eine|keinerlei) (?:antwort|ruckmeldung|reaktion|ruckruf|nachricht)|(?:nicht|nie|niemals) (?:zuruckgerufen|geantwortet|gemeldet|reagiert|erreichbar|ans telefon)|(?:meldet|melden) sich (?:\w+ ){0,2}(?:niemand|keiner|nicht)|geht (?:\w+ ){0,3}(?:niemand|keiner|keine sau) (?:ran|ans telefon|dran)|warteschleife|funkstille|antwort(?:en|et) nicht|ruf(?:en|t) nicht zuruck",
        "waiting": r"warte(?:n)? (?:\w+ ){0,5}(?:auf|seit|schon|immer)|(?:seit|nach) (?:\w+ ){1,4}(?:immer noch|noch immer) (?:nichts|keine?)|gewartet",
        "broken_promise": r"(?:versprochen|zugesagt|vereinbart|zugesichert|hiess es) (?:\w+ ){0,8}(?:nicht|nichts|niemand|aber|doch|kein)|nicht (?:erschienen|gekommen|aufgetaucht|eingehalten)|(?:termin|zusage)e? (?:\w+ ){0,4}(?:geplatzt|abgesagt|nicht)|(?:kam|kommt|erschien) (?:einfach )?(?:niemand|keiner|nicht)|versetzt worden|leere versprech\w+|wortbruch",
        "staff": r"(?:personal|mitarbeiter\w*|bedienung|verkaufer\w*|kellner\w*|fahrer|dame|herr|chef\w?|kundendienst|service|ton|umgang) (?:\w+ ){0,4}(?:unfreundlich|frech|unverschamt|patzig|arrogant|inkompetent|uberfordert|unmoglich|respektlos)\w*|unfreundlich\w*|frechheit|unverschamt\w*|patzig\w*|angeschrien|angepobelt|abgewimmelt|aufgelegt|rotzfrech|von oben herab",
        "money": r"(?:doppelt|zu viel|zweimal|falsch|einfach) (?:\w+ ){0,2}(?:abgebucht|berechnet|kassiert|abgerechnet)|abzocke|abgezockt|wucher|betrug\b|betruger|betrogen|uberteuert|(?:mein|unser) geld|rechnung (?:\w+ ){0,4}(?:falsch|zu hoch|nicht|doppelt)|mahnung|kaution|versteckte kosten|gebuhr\w* (?:\w+ ){0,3}(?:erfunden|versteckt)",
        "product": r"(?:ist |sofort |schon |wieder |nach \w+ \w+ )?(?:kaputt|defekt|undicht|mangelhaft)\w*|funktioniert (?:\w+ ){0,3}nicht|geht (?:\w+ ){0,2}nicht(?: mehr)?\b|(?:ist|war) (?:\w+ ){0,2}(?:auseinandergefallen|abgebrochen|gebrochen|zerkratzt|verschimmelt|kalt und)|pfusch\w*|schrott\b|falsche[sn]? (?:artikel|grosse|ware|teil|modell)|schlechte qualitat",
        "delivery": r"(?:paket|lieferung|bestellung|ware|sendung|packerl) (?:\w+ ){0,6}(?:nicht|nie|verschwunden|verloren|verspatet|uberfallig|noch immer|weg)|nicht (?:geliefert|zugestellt|angekommen)|(?:nie|noch nicht|immer noch nicht) (?:angekommen|geliefert|erhalten|bekommen)|lieferverzug|vor die tur geworfen|beim nachbarn",
        "safety": r"gasgeruch|gas(?:leck|austritt)|lebensgefahr\w*|gefahrlich|schimmel|ratten|kakerlaken|lebensmittelvergiftung|krank geworden|offene kabel|brandgefahr|stromschlag",
        "privacy": r"(?:meine|unsere) daten (?:\w+ ){0,4}(?:weiter|verkauft|veroffentlicht|an dritte|gestohlen)|datenschutz\w*|datenleck|dsgvo|fremde[rsn]? (?:daten|rechnung|befund)",
        "website": r"(?:webseite|website|homepage|app|seite|portal) (?:\w+ ){0,3}(?:funktioniert nicht|geht nicht|sturzt|ladt nicht|down|hangt|katastrophe)|(?:einloggen|bezahlen|anmelden) (?:\w+ ){0,2}(?:nicht|unmoglich)",
        "churn": r"nie wieder|nie mehr|(?:ich |wir )?kundig\w+|kundigung|(?:wechsel|wechsle|wechseln) (?:\w+ ){0,4}(?:anbieter|konkurrenz|zu)|(?:mich|uns) (?:sehen sie|seht ihr|habt ihr|sind sie) (?:\w+ ){0,3}(?:nicht|los|verloren)|kunden? (?:weniger|verloren)|war das letzte mal|das war'?s|bin (?:ich )?weg\b",
        "legal": r"(?:mein\w* |ein\w* |zum )?(?:rechts)?anwalt\w*|anzeige\b|klage\b|verklag\w+|gericht\b|verbraucherzentrale|verbraucherschutz|schlichtungsstelle|rechtliche schritte|bundesnetzagentur|konsumentenschutz",
        "telling_everyone": r"finger weg|(?:ich )?warne? (?:\w+ ){0,4}vor|warnung|(?:bitte )?(?:teilen|weitersagen)|(?:erzahle|sage) (?:es |das )?(?:\w+ ){0,2}(?:jedem|allen)|macht (?:\w+ )?(?:einen )?(?:grossen )?bogen|meidet|nicht (?:zu )?empfehl\w+|abzuraten|rate (?:\w+ ){0,2}ab|lasst die finger",
        "wants_call": r"(?:bitte |um )?(?:ruckruf|zuruckrufen|rufen sie (?:mich|uns)|ruft mich)|(?:mit )?(?:einem|einen) (?:menschen|mitarbeiter|vorgesetzten) sprechen",
        "wants_refund": r"(?:mein |das )?geld (?:\w+ ){0,3}zuruck|erstattung|ruckerstatt\w+|(?:will|mochte|fordere|verlange) (?:\w+ ){0,4}(?:geld|erstattung|kaution|ruckzahlung)",
        "anger": r"wutend|stinksauer|sauer\b|unfassbar|frechheit|unverschamt\w*|sauladen|saftladen|verarsch\w*|scheiss\w*|scheiße|zum kotzen|kotzt|schnauze voll|nase voll|idioten|schweinerei|sauerei|skandal|eine zumutung|arsch\w*|drecksladen|abschaum|unter aller sau|schamt euch|dreist\w*",
        "bad": r"schlecht\w*|katastroph\w+|enttausch\w+|mies\w*|furchtbar|schrecklich|grottenschlecht|grauenhaft|unzuverlassig\w*|chaos\b|peinlich|armselig|ungenugend|schlimm\w*",
        "praise": r"(?<!nicht )(?<!nie )(?:sehr |absolut |nur |super ?|total |rundum )?(?:zufrieden|empfehlenswert|begeistert|hervorragend|ausgezeichnet|spitze|klasse|perfekt|super|toll|freundlich\w*|kompetent\w*|hilfsbereit\w*|zuverlassig\w*|vorbildlich|genial|wunderbar|lecker)\b|gerne wieder|immer wieder gern\w?|(?:kann|konnen) (?:\w+ ){0,4}(?:nur )?empfehlen|klare empfehlung|top\b",
        "thanks": r"(?:vielen |herzlichen |tausend |besten )?dank\b|danke\w*|dankbar",
        "put_right": r"(?:problem|alles|sache|schaden) (?:\w+ ){0,4}(?:gelost|behoben|erledigt|geklart|repariert)|(?:wurde|hat) (?:\w+ ){0,4}(?:gelost|behoben|geklart|in ordnung gebracht)",
    },
    "fr": {
        "no_answer": r"(?:personne|aucun conseiller) (?:ne |n')?(?:\w+ ){0,2}(?:repond|rappelle|decroche|vient|est venu|reagit|me|nous)\w*|(?:aucune|sans|pas de|toujours pas de|jamais de) (?:reponse|retour|nouvelle|rappel|suite)s?|(?:ne |n')?(?:ont|a|m'a|m'ont|nous ont|repond\w*|rappell\w*) (?:jamais|pas|toujours pas) (?:repondu|rappele|reponse|donne suite)?|injoignables?|laisse sans (?:reponse|nouvelles)|repond(?:ent)? (?:jamais|pas)|silence radio|fait(?:es)? le mort",
        "waiting": r"(?:j'attends|on attend|nous attendons|toujours en attente|attends toujours)|(?:ca|cela) fait (?:\w+ ){1,4}que|en attente (?:depuis|de)|d'attente",
        "broken_promise": r"(?:promis|promesses?|m'avait dit|m'avaient dit|assure) (?:\w+ ){0,8}(?:rien|jamais|pas|personne|toujours|mais)|(?:rendez-vous|rdv) (?:\w+ ){0,5}(?:annule|rate|manque|pas venu|personne)|(?:n'est|ne sont|est|sont) (?:jamais|pas) venus?|pose un lapin|promesses? (?:non tenue|en l'air)s?|pas tenu",
        "staff": r"(?:personnel|vendeu\w+|serveu\w+|technicien\w*|conseill\w+|accueil|livreur|employe\w*|chauffeur|secretaire) (?:\w+ ){0,5}(?:desagreable|odieu\w|impoli\w*|incompetent\w*|arrogant\w*|malpoli\w*|agressif|hautain\w*|aimable comme)|impoli\w*|malpoli\w*|m'a (?:raccroche|crie|insulte|ri|mal parle)|manque de respect|raccroche au nez|mal (?:recu|accueilli)\w*|incompetent\w*",
        "money": r"(?:preleve|facture|debite|encaisse)\w* (?:\w+ ){0,4}(?:deux fois|en double|a tort|sans|trop|par erreur)|arnaqu\w*|escroc\w*|vol(?:eurs?|e)\b|surfactur\w+|frais (?:caches|abusifs|injustifies)|hors de prix|facture (?:\w+ ){0,3}(?:fausse|erronee|exorbitante|gonflee)|rendez(?:-| )moi mon argent|caution\b",
        "product": r"(?:ne (?:marche|fonctionne)|tombe|tombee?|est tombe\w*) (?:\w+ ){0,2}(?:pas|plus|en panne)|en panne|defectueu\w+|casse\w*\b|abime\w*|(?:recu|arrive) (?:\w+ ){0,4}(?:casse|abime|mauvais|erreur)\w*|mauvaise (?:qualite|taille|reference)|malfacon\w*|bacle\w*|immangeable|froide? et",
        "delivery": r"(?:colis|livraison|commande|paquet) (?:\w+ ){0,6}(?:jamais|pas|perdu\w?|retard|toujours|introuvable|disparu\w?)|(?:jamais|toujours pas|pas encore|rien) (?:recu|livre|arrive)\w*|non livre\w*|retard de livraison|livreur (?:\w+ ){0,4}(?:jete|pas sonne|menti)",
        "safety": r"fuite de gaz|odeur de gaz|dangereu\w+|intoxication|cafards|rats\b|souris\b|moisissure\w*|fils? (?:denude|a nu)|malade apres|brul(?:e|ure)\w*|en danger",
        "privacy": r"(?:mes|nos) donnees (?:\w+ ){0,4}(?:vendu|divulgu|transmis|publi|vole)\w*|\brgpd\b|\bcnil\b|fuite de donnees|dossier d'un autre",
        "website": r"(?:site|appli|application|page|espace client) (?:\w+ ){0,3}(?:ne (?:marche|fonctionne|charge)|bug\w*|plante|en panne|inaccessible|rame)|impossible de (?:se connecter|me connecter|payer)",
        "churn": r"plus jamais|(?:je )?(?:resilie|quitte|change d'|pars)\w* (?:\w+ ){0,4}(?:operateur|concurrence|chez|ailleurs|contrat|abonnement)|je resilie|jamais plus|(?:vous avez|viennent de|ont) perdu? (?:un|une|des) client\w*|on ne (?:m'y|nous y) (?:reprendra|verra)|derniere fois|(?:j'irai|je vais|je file) (?:ailleurs|a la concurrence|voir ailleurs)",
        "legal": r"(?:mon |un )?avocate?\b|porte(?:r)? plainte|plainte\b|tribunal|mise en demeure|ufc|que choisir|dgccrf|repression des fraudes|mediateur|en justice|huissier|assigner",
        "telling_everyone": r"a (?:fuir|eviter)|fuyez|evitez|n'y allez (?:pas|surtout)|passez votre chemin|(?:faites|a) (?:tourner|partager)|partagez|je le (?:dis|dirai) a tout|(?:tout le monde|tous) (?:doit|doivent|va|saura)\w*|je (?:ne )?(?:deconseille|recommande pas)|deconseille\w*|mefiez-vous|n'achetez (?:pas|rien)",
        "wants_call": r"rappelez(?:-| )(?:moi|nous)|qu'on me rappelle|(?:parler|avoir) (?:a )?(?:quelqu'un|un humain|un responsable)|merci de (?:me|nous) (?:rappeler|contacter|telephoner)",
        "wants_refund": r"rembours\w+|(?:je veux|rendez(?:-| )moi|recuperer) (?:\w+ ){0,3}(?:argent|caution|acompte)",
        "anger": r"furieu\w+|scandaleu\w+|scandale|honte\w*|honteu\w+|inadmissible|inacceptable|ras le bol|marre\b|degoute\w*|foutage|se (?:foutent|moquent)|fou(?:tez|tent) de|merde\w*|connards?|incapables?|bande de|voleurs|escrocs|enerve\w*|en colere|insupportable|une blague|lamentable\w*|pourris?\b",
        "bad": r"nul(?:le|s)?\b|mauvais\w*|deplorable|decu\w*|deception|catastroph\w+|horrible|desastre\w*|mediocre|affreu\w+|pire\b|minable|decevant\w*|bof\b",
        "praise": r"(?<!pas )(?:excellent\w*|parfait\w*|super\b|genial\w*|top\b|ravi\w*|au top|impeccable\w*|formidable\w*|delicieu\w+|merveilleu\w+|efficace\w*|(?:tres|vraiment) (?:bon|bien|satisfait|content|agreable|professionnel|sympa|gentil|rapide|serieu)\w*)|je (?:vous )?(?:le |les |la )?recommande(?! pas)|bravo\b|rien a redire|chapeau\b",
        "thanks": r"(?:un grand |mille |encore )?merci(?! de (?:me|nous|bien))|reconnaissant\w*|je (?:vous |les )?remercie",
        "put_right": r"(?:probleme|tout|affaire) (?:\w+ ){0,4}(?:resolu|regle|arrange|repare)\w*|(?:m'ont|m'a|ont|a) (?:\w+ ){0,3}(?:tout )?(?:regle|resolu|arrange|repare)\w*",
    },
    "it": {
        "no_answer": r"nessuno (?:\w+ ){0,3}(?:risponde|richiama|chiama|si fa|viene|e venuto|sa|mi|ci)\w*|(?:nessuna|senza|zero|mai una|ancora nessuna) (?:risposta|notizia|comunicazione|chiamata)|non (?:\w+ ){0,2}(?:rispond\w+|richiam\w+|si fanno vivi|si fa vivo|hanno risposto|ha risposto)|mai (?:risposto|richiamato|ricevuto risposta)|irreperibil\w+|impossibile (?:parlare|contattare|mettersi)|spariti nel nulla|spariti\b|silenzio (?:totale|assoluto|tombale)",
        "waiting": r"(?:aspett(?:o|iamo|ando)|sto aspettando|in attesa|attendo|attendiamo) (?:\w+ ){0,4}|di attesa",
        "broken_promise": r"(?:promess\w+|detto che|dovevano|assicurato|garantito) (?:\w+ ){0,8}(?:niente|nulla|nessuno|mai|ma |invece|non)|non (?:si )?(?:e|sono|si e|si sono) (?:mai )?(?:presentat|venut|fatt)\w+|appuntament\w+ (?:\w+ ){0,5}(?:saltat|annullat|nessuno|mai)\w*|mai (?:arrivat|venut)i?[oa]? (?:il tecnico|nessuno)|promesse (?:non mantenute|al vento)|bidonat\w+",
        "staff": r"(?:personale|commess\w+|camerier\w+|impiegat\w+|operator\w+|tecnic\w+|segretari\w+|titolare|autista|corriere) (?:\w+ ){0,4}(?:maleducat|scortes|scorbutic|incompetent|arrogant|sgarbat|cafon|antipatic)\w*|maleducat\w+|scortes\w+|mi (?:ha|hanno) (?:\w+ )?(?:riattaccat|insultat|risposto male|trattat\w+ male|urlat|preso in giro|chiuso il telefono)\w*|maleducazione|mancanza di rispetto|cafon\w+",
        "money": r"(?:addebitat|fatturat|fatto pagare|fatti pagare|preso|scalat)\w* (?:\w+ ){0,4}(?:due volte|doppio|in piu|senza|non dovut|per errore)|truff\w+|ladri\b|fregat\w+|costi nascosti|bolletta (?:\w+ ){0,3}(?:assurda|sbagliata|gonfiata|doppia)|rivoglio (?:i miei )?soldi|rubat\w+|fattura (?:\w+ ){0,3}(?:sbagliata|gonfiata)|caparra|cauzione|prezzi (?:folli|assurdi)",
        "product": r"(?:si e |e |gia |era )?(?:rott|guast|difettos|danneggiat)\w+|non (?:funzion\w+|va piu|parte|si accende)|smesso di funzionare|(?:arrivat|ricevut)\w+ (?:\w+ ){0,4}(?:rott|sbagliat|danneggiat|difettos)\w+|pessima qualita|scadente|fatt\w+ male|perde acqua|immangiabile|crud[oa]\b",
        "delivery": r"(?:pacco|spedizione|ordine|consegna|merce) (?:\w+ ){0,6}(?:mai|non|pers\w|ritardo|ancora|smarrit\w|sparit\w)|(?:mai|non ancora|ancora non) (?:arrivat|consegnat|ricevut)\w+|non (?:e|mi e|sono) (?:\w+ )?arrivat\w+|in ritardo|corriere (?:\w+ ){0,4}(?:lanciat|lasciat|non ha suonato)\w*",
        "safety": r"fuga di gas|puzza di gas|pericolos\w+|intossicat\w+|scarafaggi|topi\b|muffa|fili scoperti|stata? male dopo|ustion\w+|rischiat\w+",
        "privacy": r"(?:i miei|miei) dati (?:\w+ ){0,4}(?:vendut|diffus|pubblicat|a terzi|dati)\w*|privacy|garante|dati personali di",
        "website": r"(?:sito|app|applicazione|pagina|portale) (?:\w+ ){0,3}(?:non (?:funziona|va|carica)|in crash|bloccat\w|da errore|si blocca)|impossibile (?:accedere|pagare|fare il login)",
        "churn": r"mai piu|(?:io |noi )?(?:disdico|disdetta|cambio|cambiamo|passo|me ne vado)\b (?:\w+ ){0,3}|(?:avete|hanno) perso (?:un|una|dei) client\w+|non (?:ci )?(?:torno|tornero|torneremo|metto piu piede)\w*|ultima volta|recedo|vado (?:dalla|alla) concorrenza|chiudo il (?:conto|contratto)",
        "legal": r"(?:mio |un |all'|l')?avvocat[oa]\b|denunci\w+|querel\w+|tribunale|giudice di pace|altroconsumo|codacons|associazione (?:dei )?consumatori|vie legali|agcom|diffida|carabinieri",
        "telling_everyone": r"(?:state|stateci|statene) (?:alla larga|lontan\w)|alla larga|evitate\b|da evitare|non (?:andate|comprate|andateci|affidatevi|fidatevi)|lo (?:diro|racconto|raccontero) a tutti|(?:fate|far) girare|condividete|(?:lo )?sconsigli\w+|non (?:lo |li |la )?consigli\w+|tutti (?:devono|dovrebbero|sappiano)|attenzione a|diffidate",
        "wants_call": r"(?:chiamatemi|richiamatemi|fatemi (?:chiamare|richiamare)|telefonatemi)|parlare con (?:un|una|qualcuno) ?(?:persona|responsabile|umano|operatore)?|essere (?:ri)?chiamat\w",
        "wants_refund": r"rimbors\w+|(?:rivoglio|ridatemi|restitu\w+|indietro) (?:\w+ ){0,3}(?:soldi|caparra|cauzione|importo)|soldi indietro",
        "anger": r"vergogn\w+|schifo\w*|furios\w+|incazzat\w+|arrabbiat\w+|indignat\w+|inaccettabile|inammissibile|ladri\b|cialtron\w+|buffon\w+|merda|di merda|stuf[oa]\b|assurdo|basta\b|incapaci|imbroglion\w+|delinquenti|fate schifo|scandalos\w+|una presa in giro",
        "bad": r"pessim\w+|orribil\w+|delus\w+|delusione|disastr\w+|terribil\w+|scandal\w+|scarso|scarsissim\w+|brutt\w+ esperienza|peggio\w*|deludente|malissimo|penos\w+",
        "praise": r"(?<!non )(?:ottim\w+|eccellent\w+|fantastic\w+|perfett\w+|bravissim\w+|gentilissim\w+|consigliat\w+|consigliatissim\w+|consiglio (?:a tutti|vivamente|assolutamente)|splendid\w+|professional\w+|competent\w+|impeccabil\w+|soddisfatt\w+|(?:molto|davvero) (?:gentil|brav|content|professional|cortes|soddisfatt)\w+|buonissim\w+|top\b|complimenti|meraviglios\w+)",
        "thanks": r"grazie(?: mille| di cuore| infinite)?|ringrazi\w+|riconoscente",
        "put_right": r"(?:problema|tutto) (?:\w+ ){0,3}(?:risolt|sistemat)\w+|(?:ha|hanno|mi hanno) (?:\w+ ){0,3}(?:risolto|sistemato|aggiustato)",
    },
    "pt": {
        "no_answer": r"ninguem (?:\w+ ){0,3}(?:responde|atende|liga|retorna|aparece|resolve|veio|da)\w*|nao (?:\w+ ){0,2}(?:respond\w+|atend\w+|retorn\w+|ligam|ligaram|deram (?:retorno|resposta))|(?:sem|nenhuma|zero|qualquer) (?:resposta|retorno|noticia|contato|contacto)s?|nunca (?:\w+ )?(?:respond|ligar|retorn|atend)\w+|silencio (?:total|absoluto)|impossivel (?:falar|contactar|contatar)|me deixaram no vacuo|so (?:da|toca) (?:caixa|gravacao)",
        "waiting": r"(?:estou|estamos|sigo|continuo|ando) (?:\w+ ){0,4}(?:a espera|esperando|a aguardar|aguardando)|(?:a espera|esperando|aguardando|aguardo|espero) (?:\w+ ){0,3}(?:ha|desde|por|resposta)|de espera",
        "broken_promise": r"(?:prometer\w+|prometid\w+|disseram que|garantiram|combinad\w+|ficaram de) (?:\w+ ){0,8}(?:nada|ninguem|nunca|mas|nao)|nao (?:cumpr\w+|apareceram?|compareceu|vieram|veio)|nunca (?:veio|vieram|apareceu|apareceram)|promessas? (?:vazias|nao cumpridas)|faltaram ao|deixaram-?(?:me|nos) (?:pendurad|na mao)\w*",
        "staff": r"(?:atendimento|atendente|funcionari\w+|empregad\w+|tecnico|gerente|rececionista|recepcionista|vendedor\w*|motorista|garcom) (?:\w+ ){0,4}(?:pessim|horrivel|gross|mal[- ]?educad|arrogant|rud|incompetent|antipatic)\w*|mal[- ]?educad\w+|grosser\w+|gross[oa]s?\b|(?:me )?(?:gritou|desligou na cara|desligaram|maltrat\w+|destrat\w+)|falta de (?:respeito|educacao)|incompetent\w+",
        "money": r"(?:cobr\w+|debit\w+|faturar\w*) (?:\w+ ){0,4}(?:duas vezes|em dobro|a mais|indevid\w+|sem|em duplicado)|cobranca (?:indevida|abusiva|duplicada)|golpe\b|roubo\b|roubad\w|burla\w*|burlad\w|enganad\w|(?:meu|o meu) dinheiro|carissimo|fatura (?:\w+ ){0,3}(?:errada|absurda)|taxa\w? (?:escondida|absurda|abusiva)s?|caucao|ladroes",
        "product": r"(?:veio|chegou|chegaram|esta|ficou) (?:\w+ ){0,3}(?:quebrad|estragad|defeit|errad|partid|avariad|danificad|trocad)\w+|(?:nao|parou de|deixou de) funcion\w+|quebrou|estragou|avariou|avariad\w|defeit\w+|pessima qualidade|ma qualidade|mal feit\w|cru[a]?\b|porcaria",
        "delivery": r"(?:encomenda|entrega|pedido|pacote|produto) (?:\w+ ){0,6}(?:nao (?:cheg|entreg)\w+|nunca|atrasad\w|extraviad\w|perdid\w|sumiu|desaparec\w+)|nao (?:\w+ ){0,2}(?:chegou|recebi|entregaram|foi entregue)|nunca (?:chegou|recebi)|ainda nao (?:chegou|recebi|recebemos)|atras\w+ na entrega",
        "safety": r"(?:fuga|vazamento|cheiro) (?:de|a) gas|perigos\w|intoxica\w+|baratas\b|ratos?\b|bolor|mofo|fios? (?:soltos?|descascad\w+)|passei mal|choque eletrico|queimadur\w+|em risco",
        "privacy": r"(?:meus|os meus) dados (?:\w+ ){0,4}(?:vaza|vend|public|partilh|compartilh|a terceiros)\w*|\blgpd\b|\brgpd\b|vazamento de dados|protecao de dados",
        "website": r"(?:site|app|aplicativo|aplicacao|pagina) (?:\w+ ){0,3}(?:nao (?:funciona|abre|carrega|deixa)|fora do ar|em baixo|trava|da erro|caiu)|nao consigo (?:entrar|pagar|acessar|aceder)",
        "churn": r"nunca mais|(?:vou|quero) (?:\w+ )?(?:cancelar|mudar|trocar)|cancel(?:ei|o|amos)\b|(?:perderam|perdeu) (?:um|uma|mais um) client\w|nao (?:volto|voltarei|voltamos|compro)\w*|mudo de (?:operadora|banco|empresa)|mudar (?:de|para)|ultima vez|rescind\w+|rescisao|jamais (?:volto|compro)",
        "legal": r"(?:meu |o meu |um )?advogad[oa]\b|process(?:o|ar|arei)\b|procon|tribunal|justica|queixa (?:na|formal|a)|livro de reclamac\w+|deco\b|reclame aqui|denunci\w+|acao judicial|anatel|anacom|policia|medidas legais",
        "telling_everyone": r"(?:fujam|fuja|nao comprem|nao contratem|nao vao|nao recomendo|evitem|evite|cuidado com|nao caiam|nao aconselho)|(?:vou )?(?:contar|avisar|dizer) (?:a |para |pra )?(?:todo mundo|todos|toda a gente|geral)|partilhem|compartilhem|passem longe|(?:todo mundo|toda a gente) (?:\w+ )?(?:sab|saib|vai)\w+|divulg\w+|alerta\b",
        "wants_call": r"(?:me )?(?:liguem|ligue|telefonem|contactem)(?:-me)?\b|falar com (?:um|uma|alguem)(?: (?:humano|responsavel|pessoa|gerente))?|aguardo (?:o )?(?:vosso )?(?:contacto|contato)",
        "wants_refund": r"reembols\w+|estorno|(?:quero|devolv\w+|de volta|exijo) (?:\w+ ){0,3}(?:dinheiro|caucao|valor|sinal)|meu dinheiro de volta",
        "anger": r"vergonh\w+|absurdo|palhacada|revoltad\w|indignad\w|furios\w|puto\b|puta\b|lixo\b|ladroes|bandidos|ridicul\w+|inadmissivel|inaceitavel|fart[oa]\b|cansei|nojo|nojent\w+|desrespeito|merda|caralho|raiva|palhacos|descaso|uma piada|vigarist\w+|incompetentes",
        "bad": r"pessim[oa]s?|horrivel|horriveis|mau servico|decepcion\w+|desilud\w+|desilusao|ruim\b|terrivel|lamentavel|desastre|o pior|a pior|pior\b|fraco\b|fraquissimo|triste experiencia|deprimente",
        "praise": r"(?<!nao )(?:excelent\w+|otim\w+|maravilhos\w+|perfeit\w+|recomendo(?! nao)\b|recomendadissim\w|nota (?:dez|10|mil)|impecavel|impecaveis|simpatic\w+|(?:muito|super) (?:bom|boa|bem|satisfeit|simpatic|profissiona|content|atencios|rapid|educad)\w*|adorei|amei|top\b|espetacular\w*|fantastic\w+|parabens|5 estrelas|cinco estrelas|show de)",
        "thanks": r"(?:muito )?obrigad[oa]s?|agradec\w+|grat[oa]\b|valeu\b",
        "put_right": r"(?:problema|tudo) (?:\w+ ){0,3}(?:resolvid|solucionad|tratad)\w+|(?:resolveram|resolveu|trataram|arranjaram|consertaram) (?:\w+ ){0,3}(?:tudo|logo|rapid|na hora|problema)?",
    },
}  # fmt: skip

NEGATIONS = {
    "es": r"(?:no|nunca|sin|nada|tampoco|ni)", "de": r"(?:nicht|kein\w*|nie|ohne|weder)", "fr": r"(?:pas|jamais|aucun\w*|sans|ni|rien)",
    "it": r"(?:non|mai|senza|nessun\w*|ne)", "pt": r"(?:nao|nunca|sem|nem|nenhum\w*)",
}  # fmt: skip
"""Words that turn praise round when they stand up to two words before it."""

QUESTIONS = {
    "es": r"(?:alguien (?:sabe|ha probado|conoce)|a que hora|cuanto (?:cuesta|vale)|donde (?:esta|puedo)|que tal)", "de": r"(?:weiss jemand|hat jemand|kennt jemand|wann (?:offnet|macht|habt)|wie viel|wo (?:ist|finde|kann)|was kostet)",
    "fr": r"(?:quelqu'un (?:sait|connait|a)|a quelle heure|combien|ou (?:est|se trouve|puis)|que vaut)", "it": r"(?:qualcuno (?:sa|conosce|ha)|a che ora|quanto costa|dove (?:si|posso|e)|com'e)",
    "pt": r"(?:alguem (?:sabe|conhece|ja)|a que horas|que horas|quanto custa|onde (?:fica|posso)|qual o horario)",
}  # fmt: skip
"""Beginnings of plain questions: they ask, and complain of nothing."""


def _made(language: str) -> tuple[Said, ...]:
    found = []
    for kind, (label, complaint, anger, gratitude, valence, theme, signal) in _KINDS.items():
        pattern = re.compile(rf"(?<!\w)(?:{_WORDS[language][kind]})")
        found.append(Said(label, pattern, complaint, anger, gratitude, valence, theme, signal))
    return tuple(found)


RULES = {language: _made(language) for language in _WORDS}

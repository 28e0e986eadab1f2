"""What customers say in German."""

from __future__ import annotations

from monitor.tone.languages.vocabulary import Calendar, Vocabulary

_PHRASES = {
    "no answer": """
        (nachgehakt|nachgefragt|angefragt) _ (nochmals|nochmal|wieder|erneut) (nachgehakt|nachgefragt|angefragt)
        (reklamation|anfrage|mail|antrag) (untergegangen|verloren gegangen|versandet)
        (niemand|keiner|keine sau|kein mensch|kein schwein|nie jemand) __ (antwort*|geantwortet|zurück*|meldet|gemeldet|reagier*|ran|dran|erreichbar|zuständig|ans telefon|abnimmt|abgenommen|kümmert|gekümmert|ruft|hilft|geholfen)
        (keine|keinerlei|null|ohne|weder|bis heute keine|immer noch keine|nie eine|nicht eine) (einzige|jede|jegliche|vernünftige|klare|richtige)? (antwort|antworten|rückmeldung|reaktion|rückruf|nachricht|auskunft|info|infos|information|informationen|entschuldigung|erklärung|stellungnahme|rückantwort|eingangsbestätigung)
        (kein|keinen|ohne|nie ein|nie einen) (einziger|einzigen|einen)? (rückruf|anruf|lebenszeichen|feedback|ansprechpartner|wort|mucks)
        (ruft|rufen|rief|riefen|meldet|melden|meldete|meldeten|reagiert|reagieren|reagierte|antwortet|antworten|antwortete|antworteten) __ (nicht|nie|niemand|keiner|niemals)
        (nicht|nie|niemals|kein einziges mal) (mehr|mal|einmal|wieder)? (zurückgerufen|gemeldet|geantwortet|beantwortet|reagiert|zurückgemeldet|zurück gerufen|erreichbar|zu erreichen|ans telefon|angerufen worden)
        (nichts|nie wieder was|nie wieder etwas|nie mehr etwas|seitdem nichts|bis heute nichts|nie was) (mehr|wieder|davon|von <ours>|von euch|von denen|von ihnen)? (gehört|gekommen|passiert)
        (geht|gehen|ging|nimmt|nehmen|hebt) (auch|einfach|ja|dort|da|wieder)? (niemand|keiner|nie jemand|nie wer|nie einer) (ans|an das|ans telefon|ab|das|mehr|den)
        (mails|anfragen|e-mails|emails|nachrichten|anrufe|briefe|beschwerden|tickets|schreiben|mail|anfrage) __ (nicht|nie|unbeantwortet|ignoriert|ins leere) (mal|einmal)? (beantwortet|bleiben|geblieben|gelesen|werden|wird|wurden)
        unbeantwortet*
        funkstille
        (stille|schweigen) (im walde|seitdem|bis heute)
    """,
    "ignored": """
        (ignorier*|ignoriert) (mich|uns|einen|kunden|man|alle|meine|unsere|werden|wird|jede|weiterhin|einfach)
        (werde|wurde|werden|wurden|wird|fühle mich|komplett|einfach|weiterhin|konsequent|ständig) (ich|wir|man|seit)? (komplett|einfach|nur|völlig|seit wochen|schlicht)? (ignoriert|abgewimmelt|hingehalten|vertröstet|im stich gelassen|alleingelassen|alleine gelassen)
        (vertrösten|vertröstet|abgewimmelt|hingehalten|abgespeist|abgewürgt|hinhaltetaktik)
        (lassen|lasst|lässt|ließ|ließen) (mich|uns|einen|die kunden|kunden) (im stich|im regen|hängen|zappeln|allein|alleine|einfach|warten|stehen|sitzen)
        im (stich|regen) (gelassen|stehen)
        (tot) gestellt
        stellt sich (einfach)? tot
        stellen sich (einfach)? tot
    """,
    "waiting": """
        (eine|zwei|drei) stunden? auf (die|den|das|unser) (suppe|essen|getränke) (zu warten|gewartet)
        (warte|warten|wartet|gewartet|wartete|warteten) (ich|wir|man|nun|jetzt|schon|immer|noch|hier|bereits|mittlerweile|dringend|vergeblich|vergebens)? (ich|wir|nun|jetzt|schon|noch|immer|bereits|vergeblich|vergebens)? (noch|schon)? (seit|über|auf|vergeblich|vergebens|immer noch|ewig|stunden|wochen|monate|drei|zwei|vier|fünf|sechs|acht|zehn|mehr als|länger|stundenlang|wochenlang|monatelang|mittlerweile)
        (immer noch|noch immer|weiterhin|vergeblich|vergebens|seit wochen|stundenlang|wochenlang|monatelang|ewig) (am)? (warte|warten|gewartet|wartet|wartend)
        (wochenlang|monatelang|stundenlang|tagelang|ewig|ewigkeiten|eine ewigkeit) (keine|kein|nichts|ohne|hingehalten|auf|in der|warten*|gedauert)
        (stunden|wochen|tage|tagen|monate|monaten|minuten|woche|jahren) (später|lang|lange|und|danach)? (immer)? (noch|warte*|gewartet|keine|kein|nichts|niemand|ohne) (immer|antwort|nichts|keine|reaktion|nicht|rückmeldung|ware|geld|auf|internet|kein)
        (wie) lange (soll|muss|müssen|sollen|dauert|wollt|wollen|noch|darf|braucht|kann)
        (warteschleife|wartezeit|wartezeiten) (von|lang*|ewig*|über|unzumutbar|katastroph*|stunden)
    """,
    "chasing": """
        (schon|bereits|mehrfach|mehrmals|zigmal|x-mal|dreimal|viermal|fünfmal|zehnmal|mal|ständig|täglich|unzählige|etliche) _ (angerufen|geschrieben|nachgefragt|gemahnt|reklamiert|kontaktiert|angemahnt|nachgehakt|beschwert|gemeldet|anrufe|mails|e-mails|emails|nachrichten|telefonate|versuche)
        (trotz|nach) (mehrfacher|mehrmaliger|mehreren|zig|unzähligen|zahlreichen|wiederholter|etlichen|vielen|drei|vier|fünf|zwei|x|dutzenden|diversen|allen|ständiger) _ (mails|anrufe|anrufen|e-mails|emails|nachfrage|nachfragen|nachrichten|telefonaten|versuche|versuchen|mahnung|mahnungen|reklamation|aufforderung|briefen|beschwerden|telefonate)
        (drei|vier|fünf|sechs|sieben|acht|zehn|zig|hundert|unzählige|etliche|zwei|mehrere) (mails|anrufe|e-mails|emails|nachrichten|telefonate|briefe|mahnungen|tickets) _ (später|und|keine|ohne|nichts|geschrieben|geschickt)
        rufe (ich)? (jeden tag|täglich|ständig|zum) _ an
    """,
    "cannot reach": """
        (nicht|nie|niemanden|keinen|unmöglich|kaum|schwer) (mehr|jemanden|einen|telefonisch)? (zu)? (erreichen|erreichbar|zu erreichen|erreicht|durchzukommen|durchkommen|zu sprechen|ans telefon zu bekommen)
        (telefonisch|hotline|telefon|kundenservice|kundendienst|support|laden|büro) _ (nicht|nie|kaum|unmöglich) (mehr|zu)? (erreichbar|erreichen|besetzt|durchzukommen)
        (versuche|versuchen|versuchte|versucht) __ (erreichen|kontakt*|durchzukommen|durchkommen)
        (dauernd|ständig|immer|permanent|dauer) besetzt
        (komme|kommt|kommen|kam) (ich|man|wir)? (nicht|nie|einfach nicht|niemals) durch
        (niemand|niemanden|keinen|keiner) (zu)? erreich*
    """,
    "on hold": """
        (in der|in einer|die|eure|ihre|ewige|endlose|wieder)? (warteschleife|warteschleifen|warteschlange|warteschleifenmusik)
        (aus der leitung|leitung) (geworfen|geflogen|gekickt|tot)
    """,
    "still not": """
        (immer noch|noch immer|weiterhin|bis heute|nach wie vor|seit wochen|seit tagen|seit monaten) (kein|keine|keinen|nicht|nichts|ohne|kaputt|defekt)
        (es) (tut|passiert|bewegt|ändert) (sich)? (einfach|absolut|überhaupt)? nichts
        (passiert|passierte|tut|tat) (ist|sich|seitdem|bisher|bis heute)? (aber|nichts) (nichts|passiert|seitdem)
        (passiert|bewegt sich|geschieht|geschehen) (ist)? nichts
        (nichts) (passiert|unternommen|geschehen|getan|gelöst|geklärt)
        (wird|wurde|werden|haben|hat) _ nicht (gelöst|geholfen|behoben|repariert|geklärt|bearbeitet|behandelt|ernst genommen)
        (keine|ohne) (lösung|hilfe|besserung)
    """,
    "sent around": """
        (von einem|von einer|von) (abteilung|mitarbeiter|stelle|pontius|a nach b|zum|zu)? _ (zum anderen|zur nächsten|zu pilatus|zum nächsten|zu abteilung|zur anderen)
        (hin und her|im kreis|ständig|immer wieder|nur) (weiterverbunden|verbunden|geschickt|weitergeleitet|weitergereicht)
        (aufgelegt|legt einfach auf|legen einfach auf|einfach auf gelegt|weggedrückt|auflegt)
        keiner (ist|fühlt sich|war|will) _ zuständig
    """,
    "broken promise": """
        (hat|haben) (uns|mich) versetzt
        (versprochen|zugesagt|versprach|versprachen|versprechen|zugesichert|versichert|hieß es|angekündigt|vereinbart) __ (aber|und|nichts|nicht|nie|kein|keine|niemand|doch) _ (nichts|nicht|nie|kein|keine|niemand|passiert|gekommen|da)
        (sollte|sollten|wollte|wollten) __ (aber|doch|und|bis heute) _ (nicht|nichts|nie|niemand|keiner|kein) _ (gekommen|passiert|da|erschienen|geliefert|gemeldet|zurückgerufen|geschehen|kam)
        (versprechen|versprechungen|zusagen|termine|termin|vereinbarung|vereinbarungen|absprachen|zusage|versprochene|frist|fristen) _ (nicht|nie|gebrochen|leer*) (eingehalten|gehalten|erfüllt|versprechungen|versprechen|worden)
        (leere|falsche) (versprechungen|versprechen)
        (wort) (nicht gehalten|gebrochen)
        (nicht|nie|niemals) (an)? (eingehalten|einhalten|wort gehalten|gehalten was|an absprachen|an vereinbarungen|an zusagen|an termine)
        (halten|hält|hielt) _ (nicht|nie) (was|ein|ihr|an|termine|wort)
        (ausreden|ausrede|nur ausreden|lauter ausreden|vertröstungen)
    """,
    "did not come": """
        (niemand|keiner|techniker|monteur|handwerker|lieferant|fahrer|bote|installateur|er|kam|mitarbeiter) __ (nicht|nie|niemand|keiner|wieder nicht) (zum termin)? (gekommen|erschienen|aufgetaucht|da|kam|erschien|auf|aufgekreuzt|vorbei|blicken|vorbeigekommen|erschienen)
        (niemand|keiner) (ist|war|kam|kommt|erschien|tauchte|taucht) (gekommen|da|vorbei|auf|erschienen|aufgetaucht|zum|mehr|hier)
        (niemand|keiner) (kam|kommt|erschien|gekommen|erschienen)
        (versetzt|sitzen gelassen|sitzengelassen|sitzenlassen) (worden|und|wurden|uns|mich)
        (termin|termine) (nicht|nie|einfach|wieder|platzen|geplatzt) (eingehalten|platzen|wahrgenommen|nicht|lassen|gelassen)
        (umsonst|vergeblich|vergebens|extra) (freigenommen|urlaub genommen|zuhause|gewartet|zu hause|frei genommen)
        (kam|kamen|kommt|kommen) (einfach|wieder|mal|auch|dann)? (wieder|mal|einfach)? (nicht|nie) (zum termin|wie|am|und|trotz|zum)
    """,
    "put off": """
        (termin|flug|lieferung|bestellung|buchung|reservierung|kurs|auftrag|liefertermin|liefertermin) __ (storniert|abgesagt|verschoben|gecancelt|annulliert|gestrichen|verlegt)
        (kurzfristig|einfach|wieder|ohne begründung|schon wieder|ohne info|erneut|mehrfach|einseitig|grundlos|zum dritten mal|zum zweiten mal) (storniert|abgesagt|verschoben|gecancelt|annulliert|gestrichen)
    """,
    "lied to": """
        (gelogen|belogen|angelogen|verarscht|veräppelt|hinters licht|für dumm verkauft|verschaukelt|belügen|belügt|lügen|lügner|lügnern|verarsche|verarschen|verarscht|lügt|getäuscht|täuschung|irreführend*)
        (falsche|falsch) (beratung|beraten|auskunft|auskünfte|informiert|informationen|versprochen)
    """,
    "staff": """
        so eine (frechheit|unverschämtheit)
        (sehr|so|extrem|total|super|absolut|echt|richtig|mega|überaus|äußerst|ziemlich|dermaßen)? (unfreundlich*|unhöflich*|unverschämt*|arrogant*|inkompetent*|respektlos*|unprofessionell*|pampig*|patzig*|frech*|herablassend*|schnippisch*|überheblich*|ruppig*|unmöglich behandelt|unfähig*|überfordert*|desinteressiert*|rotzfrech|genervt und|ahnungslos*|gleichgültig*|lustlos*|unkooperativ|motzig*)
        (keine ahnung|null ahnung|keinen plan|null plan) (vom|von|haben|hat|was|und)
        (von oben herab|wie dreck|wie ein bittsteller|wie ein verbrecher|wie der letzte dreck|wie ein idiot|wie einen idioten|wie vieh|wie menschen zweiter klasse|schlecht|mies|unmöglich) (behandelt|beraten|bedient|abgefertigt)
        (angeschrien|angebrüllt|angeschnauzt|angepflaumt|angepampt|angemotzt|beleidigt|beschimpft|ausgelacht|angemeckert|abgekanzelt|blöd angemacht|dumm angemacht)
        (kunde|kunden|wir|man) (ist|sind) (denen|euch|ihnen|dort|hier|da)? (egal|scheißegal|völlig egal)
        (interessiert|kümmert|juckt|schert) (es)? (sie|die|euch|dort|da|niemanden|keinen|keine sau|einfach|kein schwein|den) (niemanden|nicht|keinen|einen|null|schwein|überhaupt)
        (unfähigkeit|inkompetenz|arroganz|frechheiten|unverschämtheiten)
        (schlechte|miese|schlechter|unmöglicher|frecher|falscher|rauer) (laune|umgangston|ton|manieren|benehmen|einstellung)
    """,
    "service": """
        (schlecht*|mies*|katastroph*|grottig*|grottenschlecht*|unterirdisch*|miserabl*|miserabel*|mangelhaft*|furchtbar*|schrecklich*|unmöglich*|lausig*|beschissen*|übel*|desaströs*|kein|keinen|null|erbärmlich*|grauenhaft*|unzumutbar*) (service|kundenservice|kundendienst|support|beratung|betreuung|kommunikation|bedienung|dienstleistung|erfahrung|erfahrungen|behandlung|organisation|abwicklung|kundenbetreuung)
        (service|kundenservice|kundendienst|support|beratung|betreuung|kommunikation|bedienung|abwicklung|hotline|organisation|kundenbetreuung) __ (schlecht*|mies*|katastroph*|grottig|grottenschlecht|unterirdisch|miserabel|mangelhaft|furchtbar|schrecklich|unmöglich|lausig|beschissen|gleich null|eine katastrophe|eine zumutung|nicht existent|fehlanzeige|witz|unter aller sau|zum kotzen|nicht vorhanden|desaster|lachnummer|frechheit|zu wünschen übrig|ungenügend|sechs|scheiße|mies)
        (servicewüste|service-wüste|service wüste)
        (kundenservice|service|kundenfreundlichkeit) (fehlanzeige|fremdwort|gleich null|= 0|sieht anders aus|ist für|geht anders|mangelhaft)
        (unter aller) (sau|kanone|würde)
    """,
    "money": """
        (rechnung|abrechnung) __ (fehler|eingeschlichen)
        (zählerstand|betrag|summe) stimmt nicht
        (doppelt|zweimal|dreimal|zu viel|zuviel|mehrfach|falsch|unberechtigt*|ohne grund|ohne erlaubnis|ohne zustimmung|trotz kündigung|trotz rückgabe|weiterhin|einfach) (geld)? (abgebucht|berechnet|abgerechnet|kassiert|verlangt|belastet|bezahlt|eingezogen|in rechnung)
        (buchen|bucht|buchte|buchten|ziehen|zieht|berechnen|berechnet|kassiert|kassieren|verlangen|verlangt) __ (ab|doppelt|zweimal|zu viel|zuviel|extra|obwohl|ohne|ein obwohl|plötzlich|mehr als)
        (versteckte|zusätzliche|unberechtigte|plötzliche|horrende|überzogene|unverschämte|falsche|überhöhte|unerwartete|nicht vereinbarte) (kosten|gebühren|forderung|forderungen|rechnung|rechnungen|gebühr|preise|mahnung|mahngebühr*|nachzahlung|abbuchung|abbuchungen)
        (rechnung|abrechnung|rechnungen|kostenvoranschlag|endpreis|abbuchung) __ (falsch|doppelt|doppelte|zu hoch|überhöht|nicht nachvollziehbar|höher|stimmt nicht|obwohl|dreifache|viel mehr|fehlerhaft)
        (preiserhöhung|preiserhöhungen|wucher|wucherpreise|mondpreise|nepp|geldschneiderei|abgezockt|abzocke|abzocker|abzockt|abzocken|geldgier|geldgierig*|halsabschneider|gebührenfalle|abofalle|kostenfalle)
        (geld|kaution|anzahlung|guthaben|gutschrift) (einfach)? (einbehalten|behalten|weg|eingesteckt|kassiert|verschwunden)
        (behalten|behält|behielten) (einfach)? (mein|meine|unser|das|die|unsere) (geld|kaution|anzahlung)
        (viel|völlig|total|maßlos|absolut|deutlich) (zu teuer|überteuert*|überzogen*)
        (angebot|vereinbart|angeboten|kostenvoranschlag|abgemacht) __ (dann|aber|plötzlich|am ende|berechnet) _ (rechnung|berechnet|bezahlen|verlangt|euro|doppelt*|kassiert)
    """,
    "fraud": """
        (betrug|betrüger|betrügen|betrogen|betrügerisch*|abzockerfirma|scharlatane|gauner|ganoven|diebe|bauernfänger|bauernfängerei|verbrecher|diebstahl|beutelschneider|betrugsmasche|fake shop|fakeshop|raubritter|raub|beklaut|kriminell|kriminelle)
        (über den tisch|übers ohr) (gezogen|gehauen)
    """,
    "refund": """
        (möchte|will|verlange|fordere) (den|meinen|das) (kaufpreis|betrag|preis|geld) zurück
        (mein|unser|das|endlich|ihr|meine|unsere) (geld|erstattung|rückerstattung|kaution|anzahlung|gutschrift|rückzahlung) (endlich|sofort|bis heute|immer noch|noch|noch immer|immer noch nicht)? (zurück|wieder|nicht zurück|nicht erstattet|nicht überwiesen|noch nicht zurück)
        (will|möchte|verlange|fordere|warte auf|warten auf|wo bleibt|wo ist|wollen|brauche|erwarte|warte seit|hätte gern|hätte gerne|fordern|verlangen|verweigert|verweigern|wegen) _ (mein geld|meine erstattung|die erstattung|eine erstattung|rückerstattung|erstattung|geld zurück|kaution|die gutschrift|meine kaution|rückzahlung|die rückzahlung)
        (geld|kaution|betrag|kaufpreis|erstattung|anzahlung|euro) (bis heute|immer noch|noch immer|noch|wird|wurde|habe ich|ist|auch)? (nicht|nie|keine) (zurück|erstattet|zurückgezahlt|zurückbekommen|zurückerhalten|überwiesen|erhalten|bekommen|wieder)
        (keine|auf die|auf meine|ohne) (erstattung|rückerstattung|rückzahlung|gutschrift|entschädigung)
        (erstatten|erstattet|gebt|überweist|geben|zahlt) (mir|uns|sie)? (endlich|mir|uns)? (endlich)? (mein|das|unser|den|die|meine) (geld|betrag|kaufpreis|kaution|euro)
        geld zurück
    """,
    "waste": """
        (zeitverschwendung|geldverschwendung|zeit und geld|rausgeschmissenes geld|rausgeworfenes geld|verschwendete|verschwendung|verplemper*|geld verbrannt|verlorene zeit)
        (nicht|keinen|nie) (sein|das|ihr|einen)? (geld|preis|cent|wert|euro) wert
        (ist|war|sind) (das|sein|den|es|ihr)? (geld|preis|aufwand)? (nicht|niemals) wert
        (zeit|geld|nerven|tag|urlaub) (verschwendet|vergeudet|gestohlen|geklaut|verschenkt|gekostet|verloren|zum fenster)
    """,
    "damage": """
        (ohne|kein|keine|keinen) (internet|strom|warmwasser|heizung|warmes wasser|empfang|netz)
        (ohne|kein|keine|keinen) (internet|strom|wasser|warmwasser|heizung|heizen|telefon|gas|netz|empfang|anschluss|festnetz|wlan|warmes wasser) _ (seit|mehr|mehr seit|heute|schon|und|in|wieder|tagen|da)
        (seit|sitzen|sitze|sind|bin|wieder) __ (ohne|kein|keine|keinen) (internet|strom|wasser|warmwasser|heizung|telefon|gas|netz|empfang|anschluss|wlan|auto)
        (zerkratzt|zerstört|beschädigt|ruiniert|verbeult|überflutet|überschwemmt|demoliert|versaut|wasserschaden|verpfuscht|verhunzt|verschlimmbessert|kaputtgemacht|verkratzt|verschandelt)
        (auto|boden|möbel|wand|schrank|kleid|haare|bad|tisch|sofa|wagen|tür) _ (kaputt|ruiniert|zerkratzt|beschädigt|versaut)
    """,
    "does not work": """
        (funktioniert|funktionieren|funktionierte|geht|gehen|ging|läuft|tut|lädt|startet|druckt|heizt|kühlt|öffnet|klappt|klappte) (bei mir|seit|leider|einfach|gar|immer|schon|überhaupt|auch|wieder|noch|es|das|hier|ja|er|sie|mal)? (immer|wieder|noch|tagen|wochen|gestern|stunden|schon|mal|heute)? (noch|mal)? (nicht|nichts|nix|gar nicht|überhaupt nicht|nie)
        (nicht|nie) (mehr|richtig|einmal)? (funktioniert|funktionsfähig|funktionieren|geladen|nutzbar|benutzbar|zu gebrauchen|brauchbar|einschalten)
        (geht|ging) (gar|überhaupt|einfach|mal wieder)? (nichts|garnix|nix) (mehr)
        (gibt|gab) den geist auf
        (geist) aufgegeben
    """,
    "broken": """
        (kaputt*|defekt*|beschädigte*|fehlerhaft*|mangelhafte*|schrott*|ramsch|murks|pfusch*|schund|unbrauchbar*|schrottreif|billigschrott|müllprodukt|ausgefallen|ausfälle|störung|störungen|ausfall|montagsproduk*)
        (schlechte|miese|minderwertige|mangelhafte|billige|miserable) (qualität|verarbeitung|ware|arbeit|material)
        (fällt|fiel|fallen|bricht|brach|geht|ging) (schon|nach|ständig|dauernd|sofort|bereits|fast)? _ (auseinander|ab|aus|zusammen|kaputt)
        (stürzt|stürzte|bricht|friert) (ständig|dauernd|immer|immer wieder|andauernd)? (wieder)? (ab|ein|zusammen)
        (essen|pizza|fleisch|schnitzel|kaffee|suppe|pommes|steak|burger) _ (kalt|roh|verbrannt|versalzen|ungenießbar|zäh|verdorben|ekelhaft|eklig|verkocht|lauwarm|kalt an)
        (haar|haare|fliege|wurm|käfer|schimmel) (in der|im|in meiner|in meinem|auf dem) (suppe|essen|salat|pizza|brot|zimmer|bad|wohnung|schlafzimmer)
        (dreckig*|schmutzig*|verdreckt*|ungeputzt|unsauber*)
    """,
    "wrong": """
        (nicht|nie) (wasserdicht|dicht|echt|frisch|sauber|original)
        (falsche|falsches|falschen|falscher|verkehrte|beschädigte|gebrauchte|abgelaufene|unvollständige) (ware|artikel|größe|lieferung|produkt|bestellung|teile|farbe|gericht|zimmer|teil|modell|adresse|essen|paket|pizza)
        (falsch|unvollständig|verkehrt|was anderes|etwas anderes) (geliefert|bestellt|gebucht|verschickt|montiert|eingebaut|gesendet|bekommen)
        (fehlt|fehlten|fehlen) (die hälfte|teile|etwas|ein teil|schrauben|die|das halbe|einfach)
        (nicht) (das|was|wie) (bestellt*|beschrieben|ich bestellt|wir bestellt|abgebildet|vereinbart)
        (entspricht|entsprach|entsprechen) nicht
    """,
    "problem": """
        (probleme|problem|ärger|schwierigkeiten|theater|stress) (mit|bei|seit|und|gibt|hat|haben|ohne ende|nicht|wird|immer)
        (nur|ständig|wieder|dauernd|immer|massive|große|schon wieder|nichts als|immer wieder|andauernd) (probleme|ärger|stress|theater|schwierigkeiten)
        (warum|wieso|weshalb) (ist|geht|funktioniert|wird|werden|muss|kann|dauert|bekomme|habe|meldet|haben|antwortet|kommt|hat|nicht|ruft|klappt|liefert) _ (nicht|nichts|niemand|keiner|so lange|keine|kein|nie|immer)
        (was) (ist|läuft|stimmt|soll) (da|bei euch|bei ihnen|denn|das|los|bei <ours>|nur)? (los|falsch|nicht|schief|bei euch|bei <ours>|das) (mit|bei|denn|hier|eigentlich)
        (was soll) (das|der mist|der scheiß)
        (könnt|können|könnten|könntet|kann|bitte) (ihr|sie|mir|jemand|bitte)? (bitte|mir|endlich|mal|da)? (mal|endlich|jemand|bitte)? (helfen|hilfe|prüfen|kümmern|klären|lösen|beheben|erklären)
        (brauche|brauchen|benötige) (dringend|eure|ihre|endlich)? (hilfe|unterstützung|eine lösung)
        (bekommt|kriegt|macht|tut) (das|es|endlich|mal|euch|was|etwas) (mal|endlich|was|in den griff|dagegen)
        (jedes mal|andauernd|schon wieder|mal wieder) (das|ein|das gleiche|dasselbe|der|die|kein|dieser|diese|kaputt)
    """,
    "delivery": """
        (kommt|kam) _ (nie|nichts|nix) (was|etwas)? an
        (über|übern|übers) (den|das)? (zaun|tor|hecke)
        (bestellt|bezahlt) _ (nix|nichts) da
        (paket|ware|bestellung|lieferung|päckchen|sendung|koffer|gepäck|möbel|sofa|brief|waschmaschine|küche|essen|pizza|artikel) __ (nicht|nie|immer noch nicht|noch nicht|niemals) (bei mir|hier|bei uns)? (angekommen|geliefert|da|zugestellt|gekommen|erhalten|an|bekommen|eingetroffen|verschickt|versendet|versandt|auffindbar|aufgetaucht)
        (nicht|nie|nichts|niemals|immer noch nichts|noch nichts) (mal|pünktlich|rechtzeitig)? (geliefert|angekommen|zugestellt|eingetroffen|verschickt|versandt)
        (paket|sendung|gepäck|koffer|lieferung|bestellung|päckchen) _ (verloren|verschwunden|verschollen|weg|beschädigt|verloren gegangen|unauffindbar)
        (wo) (bleibt|ist|bleiben|sind) (denn|eigentlich|nur)? (mein|meine|unser|unsere|die|das|der) (denn)? (paket|bestellung|lieferung|ware|sendung|koffer|gepäck|möbel|essen|techniker|pizza|päckchen)
        (liefert|liefern|lieferte|lieferten) (einfach|uns|mir|seit wochen|immer noch)? (nicht|nie|nichts)
        (angeblich) (zugestellt|geliefert|nicht angetroffen|nicht zuhause|niemand)
        (beim nachbarn|irgendwo|vor der tür|im regen) (abgelegt|abgegeben|abgestellt|abgeworfen)
        (keine|kein) (lieferung|paket|ware|möbel)
    """,
    "late": """
        (verspätet*|verspätung|verspätungen|lieferverzug|lieferverzögerung*|verzögerung|verzögerungen|unpünktlich*|verzögert)
        (viel|wieder|schon wieder|ständig|immer|stunden|wochen|tage|minuten|stunde|woche|monate|zwei stunden|deutlich) (zu spät|später als|später geliefert|später gekommen)
        (zu) spät (gekommen|geliefert|da|angekommen|und|am|geliefert worden)
        (kam|kamen|kommt|kommen|kommen|erst|geliefert) (viel|wieder|immer|ständig|erst|wochen|stunden)? (viel|stunden|wochen|tage)? zu spät
        (zug|flug|bahn|bus|flieger|sbahn|s-bahn|züge) _ (ausgefallen|verspätet|verspätung|fällt aus|gestrichen|zu spät|nicht)
        (dauert|dauerte|gedauert) (ewig|ewigkeiten|viel zu lange|eine ewigkeit|wochen|monate|stunden|zu lange|unendlich|schon)
    """,
    "safety": """
        (lebensmittelvergiftung|gasleck|gasgeruch|kakerlaken|bettwanzen|ratten|mäuse|maden|lebensgefahr|lebensgefährlich|gefährlich*|verletzt|verletzung|stromschlag|schimmel*|explodiert|kohlenmonoxid|brandgefahr|kurzschluss|verbrannt|verbrennung*|verbrüht|vergiftung|ungeziefer|funken)
        (nach|riecht|roch|stinkt|geruch) (nach)? gas
        (ins|im) (krankenhaus|notaufnahme|spital)
        (allergische) reaktion*
        (krank|schlecht|übel) (geworden|davon|nach dem essen)
        (fing|fängt|in) (feuer|brand|flammen)
        (beinahe|fast|hätte) _ (gestorben|umgebracht|tot|sterben|ums leben|verunglückt)
    """,
    "privacy": """
        (adresse|nummer|daten|telefonnummer) (einfach|ungefragt) (weitergegeben|weiterzugeben|herausgegeben)
        (datenleck|datenschutz|datenpanne|datendiebstahl|datenmissbrauch|identitätsdiebstahl|dsgvo*|datenschutzverstoß|datenschutzbeauftragte*)
        (daten|adresse|nummer|mail|kontodaten|handynummer|telefonnummer|e-mail-adresse) (einfach)? (weitergegeben|verkauft|gestohlen|geleakt|veröffentlicht|geklaut|ohne erlaubnis|ohne zustimmung|weitergeleitet|preisgegeben|an dritte|missbraucht|im netz)
        (verkaufen|verkauft|geben|gibt) (meine|unsere|eure) (daten|adresse|nummer|handynummer)
        (werbeanrufe|spam|spam-mails|spammails) (von|trotz|ohne|jeden|seit)
    """,
    "website": """
        (website|webseite|seite|app|homepage|portal|online-portal|shop|onlineshop|server|internet|wlan|netz|system|login|verbindung|kundenportal|internetseite|onlinebanking|online-banking|leitung|update) __ (nicht|down|abgestürzt|stürzt|fehler|fehlermeldung|langsam|lahm|kaputt|tot|überlastet|offline|ausgefallen|katastrophe|fehlermeldungen|hängt|schrott|unbrauchbar|müll|spinnt|lahmt|bricht|instabil|gestört)
        (kann|können|konnte|komme|kommt) (ich|mich|man|wir|uns)? (mich|seit|nicht)? (tagen|nicht|gestern|immer)? (nicht|nicht mehr|mehr|noch nicht|nicht einmal) (in|auf)? (mein|meine|meinen|den)? (einloggen|anmelden|konto|zugreifen|bezahlen|account|registrieren|einloggen|öffnen|online|abmelden|buchen|zugang|herunterladen)
        (einloggen|anmelden|login|registrieren|bezahlen|registrierung|anmeldung) (nicht|unmöglich|geht nicht|funktioniert nicht|klappt nicht) (möglich|mehr|und)
        (fehlermeldung|serverfehler|netzausfall|störung im netz)
    """,
    "telling everyone": """
        (erzähle|erzählen|erzähl|sage|berichte|weitererzählen|werde) (ich|wir|das|es)? _ (allen|jedem|überall|weiter|öffentlich|meinen freunden|jeden|meinem umfeld) _ (erzählen|weitersagen|sagen|berichten|warnen|machen|mitteilen|abraten|weiter)
        (erzähle|sage|rate) (ich)? (das|es)? (allen|jedem|überall|meinen)
        (öffentlich|publik) (machen|gemacht|mache)
        (bitte)? (teilen|weitersagen|weitererzählen) (damit|bitte|an alle)
        (shitstorm|boykott*|boykottieren)
        (jeder|alle|jeder soll|alle sollen|damit alle) (soll|sollen|sollte|sollten|muss) (das|wissen|erfahren|wie) _ (wissen|erfahren|ist)
        (schlechte|negative|entsprechende|1-stern|miese) (bewertung|bewertungen|rezension|rezensionen) (gibt|hinterlassen|schreiben|bekommt|von|überall|folgt|geschrieben)
        (presse|medien|zeitung|fernsehen|verbrauchermagazin) (informier*|gehen|wenden|einschalten|kontaktier*)
    """,
    "warning": """
        (warne|warnt|warnen) (hiermit|ich)? (jeden|jede|alle|euch|jedermann)
        (finger) (weg|davon)
        (hände) weg
        (vorsicht|achtung|warnung|ich warne|warne|gewarnt) (vor|bei|mit|an alle|alle|jeden|euch|sei|eindringlich|ausdrücklich)
        (kann|kann nur|muss|rate|würde|nur|dringend|jedem|allen) (ich|nur|jedem|allen|euch|dringend|davon)? (jedem|nur|allen|dringend|davon)? (nur)? (abraten|warnen|davon ab|davor warnen|meiden)
        (macht|mach|machen sie) (einen|einen großen|lieber|bloß) (bogen|großen bogen|einen bogen) (um)
        (meidet|meiden sie|unbedingt meiden|bitte meiden|lasst die finger|lieber woanders|bloß nicht|geht bloß nicht|kauft nicht|bestellt nicht|kauft nichts|bestellt nichts|kauft bloß|bestellt bloß nicht|bestellt dort|niemals dort|geht nicht)
        (nie|niemals|nicht) (dort|hier|bei denen|da|bei <ours>) (kaufen|bestellen|buchen|hingehen|unterschreiben|einkaufen|essen|anrufen)
    """,
    "legal": """
        (anwalt*|rechtsanwalt*|rechtsanwält*|anwält*|anzeige erstatt*|strafanzeige|klage|verklag*|rechtliche schritte|rechtlich vorgehen|rechtsweg|rechtsschutz*|verbraucherschutz*|verbraucherzentrale*|bundesnetzagentur|bafin|schlichtungsstelle|ombudsmann|ombudsstelle|mahnbescheid|inkasso*|gericht|einstweilige|juristisch*|schadensersatz|schadenersatz|fristsetzung|betrugsanzeige|ordnungsamt|gesundheitsamt|lastschrift zurück*|zurückbuchen)
        (zeige|zeigen) (euch|sie|die|das) an
        (anzeige) (ist raus|bei der|folgt|wegen|gegen)
        (vor) gericht
    """,
    "leaving": """
        (nie|niemals) (wieder|mehr)
        (nicht) (mehr|wieder|noch einmal|nochmal) (kommen|bestellen|buchen|kaufen|hingehen|dort|hier|bei <ours>|einkaufen|fliegen|wiederkommen|betreten|beauftragen|da)
        (kündige*|gekündigt|kündigung|kündigen|kündigt)
        (wechsle|wechseln|gewechselt|wechsel|wechsele|gehe|gehen|suche|suchen|bin weg|bin raus|sind weg) (ich|wir|jetzt|mir|uns|nun|zum|zur|zu|einen|eine)? (jetzt|nun|definitiv|lieber|einen|eine|den|die|zur|zum|zu|mir|sofort)? (anderen|andere|anbieter|konkurrenz|neuen|neue|die bank|mitbewerber|versicherung|anderem|woanders|<theirs>|andere bank|weg|bank|einen anderen)
        (anbieter|bank|versicherung|werkstatt|zahnarzt|stromanbieter|vermieter|friseur) (wechseln|gewechselt|gesucht)
        (anbieterwechsel|letzte mal|letztes mal|letzter einkauf|letzte bestellung|das wars|das war's) (dass|mit|bei|mit uns|für|mit mir|hier|gewesen|war|dort)
        (zum)? (letzte|letzten) mal (bei|dort|hier|bestellt|gekauft|gebucht|gewesen|da)
        (kunden|kundin|kunde|stammkunden|stammkundin) (verloren|weniger|gewesen|los|vergrault)
        (als kunden|als kundin|als kunde|mich als) (verloren|los|nicht mehr|seht|kunden|kunde|kundin)
        (verliert|verlieren|verloren) (ihr|sie|einen|mich|eine|uns) (einen|eine|als|mich|uns|treue*)? (kunden|kundin|kunde|langjährig*|stammkunden|treuen)
        (konto|account|abo|vertrag|mitgliedschaft|bestellung|versicherung|karte) (wird|werde|ist|habe|sofort|jetzt|ich)? (jetzt|ich)? (gekündigt|gelöscht|aufgelöst|kündigen|löschen|storniert|auflösen)
        (storniere|storniert) (ich|meine|die|meinen|jetzt|habe)
        (einmal) und nie wieder
        (mich|uns) seht ihr (nicht|nie)
    """,
    "wants a call": """
        (bitte|könnte|könnten|kann|können|soll|möge|möchte|hätte gern|hätte gerne|erwarte|bitte um|wünsche|um) (mich|sie|mir|jemand|ihr|einen|endlich|uns|um|dass|einen)? (endlich|mal|bitte|jemand|mich|einen|dringend|uns|zeitnah)? (bitte|mal|endlich|einen|zurück|dringend)? (zurückrufen|rückruf|anrufen|melden|kontaktieren|anruf|rufen|zurückmelden|rückmeldung|kontakt aufnehmen)
        (rufen|ruft|ruf|melden|meldet) (sie|mich|uns|euch|sich)? (mich|uns|euch|bitte|sich|doch|endlich)? (bitte|endlich|doch|mal|dringend)? (an|zurück|bei mir|bei uns)
        (möchte|will|muss|würde gern|würde gerne) (endlich|gerne|gern|bitte|mal)? (mit) (jemandem|einem|dem|einer|der|euch|ihnen|einem menschen) _ (sprechen|reden|telefonieren)
    """,
    "insult": """
        (knall|saftladen)
        (haben|hat) (doch)? (einen|wohl einen|ja einen) (knall|vogel|sprung)
        (arschl*|wichser*|idiot|idioten|deppen|vollidioten|volldeppen|vollpfosten|pfosten|penner*|versager*|drecksverein|drecksladen|saftladen|scheißladen|scheissladen|sauladen|drecksfirma|saubande|mistladen|pack|abschaum|hurensöhne|hurensohn|pisser|trottel|flachzangen|clowns|clown|witzfiguren|schweinehunde|asoziale*|verbrecherverein|verbrecherbande|gesindel|dilettanten|amateure|stümper*|nieten|kackladen|chaotenhaufen|chaosladen|chaosverein|sauhaufen|gurkentruppe|schweineladen|scheiß verein|scheißverein|scheissverein|drecks|dreckspack|laientruppe|betrügerbande)
        (fickt|fick) (euch|dich|die)
        (leckt|leck) mich
        (geht) (doch)? (sterben|pleite|zum teufel)
        (hoffentlich|hoffe) __ (pleite|insolvent|schließen|dicht)
        (schämt|schämen|schäm) (euch|sie sich|dich|sich)
    """,
    "furious": """
        (wütend*|stinksauer|stocksauer|sauer|wut|zornig*|rasend|kochend|verärgert*|fuchsteufelswild|angepisst|angefressen|genervt|entnervt|empört*|aufgebracht|kotzen|hals*dick|dicken hals|außer mir|auf 180|auf hundertachtzig|zum kotzen|zur weißglut|puls|kotzt mich)
        (platzt|platzte|geplatzt) (mir)? (der)? kragen
        (kragen) (geplatzt|platzt)
        (ich) (koche|explodiere|raste aus|flipp aus|dreh durch|habe die nase voll|habe die schnauze voll|hab die schnauze voll|habs satt|hab es satt|habe es satt)
        (nase|schnauze|faxen) (gestrichen)? (voll|dicke)
        (es) reicht (jetzt|langsam|mir|endlich)
        (mir) reicht's
        (reicht) (es mir|jetzt|mir)
        (geduld) (am ende|ist am ende|verloren|zu ende|verlier*|ist aufgebraucht)
        (mit)? (meiner|unserer) geduld am ende
        (treibt|bringt|macht) (mich|einen|uns) (in den wahnsinn|zur weißglut|wahnsinnig|auf die palme|rasend|wütend|fertig|krank)
        (satt)
    """,
    "outrage": """
        (frechheit|unverschämtheit|sauerei|schweinerei|schande|skandal*|dreistigkeit|zumutung|lachnummer|armutszeugnis|trauerspiel|witzveranstaltung|farce|unfassbar*|unglaublich*|unerhört*|bodenlos*|inakzeptabel*|indiskutabel*|untragbar*|beschämend*|peinlich*|lächerlich*|ekelhaft*|eklig*|widerlich*|abartig*|erbärmlich*|skandalös*|unzumutbar*|asozial|unterste schublade|unter aller sau|unter aller kanone|geht gar nicht|geht ja gar nicht|ein unding|ein witz|schlechter witz|kundenverarsche|kundenverarschung|chaos|desaster|fiasko|debakel)
        (was) (erlaubt|bildet|fällt|denkt|glaubt) (ihr|euch|sie|sich) (euch|sich|eigentlich|ein|wer)
        (wollt|wollen) ihr (mich|uns) (verarschen|veräppeln|auf den arm)
        (das) (darf|kann) (doch|ja|echt) (nicht|alles nicht) (wahr|sein|euer)
        (ist) das (euer|ihr) ernst
        (euer|ihr) ernst
        (wie) (kann|könnt) (man|ihr) (nur|so|mit) _ (umgehen|dreist|unfähig|dumm|behandeln|sein)
        (schlechteste*|schlechtester|allerletzte*|letzte) (service|laden|firma|hotel|restaurant|anbieter|erfahrung|was|den|die|verein|bank|airline|kundenservice|ich|dreck|essen|fluggesellschaft|unternehmen|saftladen)
        (das) (ist|war) (das|doch das|ja das|ja wohl das)? (letzte|allerletzte)
    """,
    "swearing": """
        (scheiß*|scheiss*|kack*|verdammt*|verfickt*|verflucht*|fuck*|mist|drecks*|dreck|shit|arsch|wtf|verfluchte*|beschissen*|kotz*|himmelherrgott)
    """,
    "unhappy": """
        (sehr|zutiefst|maßlos|echt|total|bitter|extrem|schwer|leider|mehr als|große|bin|einfach|absolut)? (enttäuscht*|enttäuschend*|enttäuschung|unzufrieden*|verärgerung|ernüchternd|frustrierend|frustriert|frust|nervig|ärgerlich*|unbefriedigend)
        (nicht|nie|alles andere als|wenig|überhaupt nicht|gar nicht|weniger) (sehr|besonders|wirklich|ganz|so)? (zufrieden*|begeistert|glücklich|erfreut|akzeptabel|in ordnung|ok|okay|lustig|hilfreich|kundenfreundlich|zumutbar|hinnehmbar|gelungen|angetan|überzeugt|professionell)
        (lässt|ließ|lassen) (sehr|viel|einiges|leider)? (viel|sehr)? zu wünschen übrig
        (früher) (war|waren|mal) (das|es|alles|hier)? (alles|mal|hier|das)? (besser|gut|anders|top)
        (mehr|besseres|etwas anderes|anderes) (erwartet|erhofft)
        (nicht) (was|das was) (wir|ich) (erwartet|wollten)
        (immer|wird|nur noch|jedes jahr) (schlechter|schlimmer|bergab)
        (geht|ging) (es)? (nur|immer)? (noch|weiter)? bergab
        (kann|könnt|muss|sollte|geht|solltet) (man)? (auch|deutlich|das)? besser (machen|werden|gehen)
        (schade*) (dass|um|für|eigentlich|aber)
        (bereue|bereuen|bereut)
    """,
    "bad verdict": """
        (ist|sind|war|waren|einfach|absolut|absolute|wirklich|echt|total|völlig|nur|eine|ein|reine|reinste|totale|pure|richtig) (ein|eine|einfach|echt|der|die|das|nur|absolut|reinste|totale|totales|absolute|reine|einzige|wirklich)? (katastrophe|desaster|albtraum|alptraum|horror|scheiße|scheisse|mist|schrott|müll|grottig|grottenschlecht|miserabel|furchtbar|schrecklich|grauenhaft|katastrophal|unterirdisch|fürchterlich|grausam|zumutung|abzocke|hölle|reinfall|fehlgriff|saftladen|mies|übel)
        katastrophe
        katastrophal*
        unterirdisch*
        (nicht) zu (empfehlen|gebrauchen|fassen|glauben|ertragen)
    """,
    "stars": """
        (null|keine|0|minus|keinen|einen|ein|1|nicht mal einen|nicht einmal einen) (einzigen)? (stern|sterne)
        (wenn) (es|ich) (null|0|minus) sterne _ (gäbe|geben)
        (leider) (muss|muß) man (einen|1|mindestens)
        note (6|sechs|ungenügend)
        (sechs) setzen
    """,
    "would not recommend": """
        (nicht|nie|keinesfalls|auf keinen fall|keinem|niemandem|niemals|kann ich nicht|leider nicht|absolut nicht|keine) (zu)? (empfehlen|empfehlenswert|weiterempfehlen|weiterempfehlung|weiter empfehlen|empfehlung|empfohlen)
        (empfehle) (ich)? (nicht|niemandem|keinem|nie)
        (keine) (weiterempfehlung|empfehlung)
        (nicht|wenig|un) (seriös|vertrauenswürdig|zuverlässig*)
        (unseriös*|unzuverlässig*|vertrauen verloren|kein vertrauen|unfassbar schlecht)
    """,
    "praise": """
        (ein|is a|a) (traum|gedicht)
        leiwand
        im griff gehabt
        (kann|könnte|konnte|können|kann man|ich) (ich|man|wir|mich|uns)? (mich|uns)? (nicht|nichts|nur|wirklich nicht) (gutes|meckern|klagen|beklagen|beschweren|aussetzen|lobendes|schlechtes) (sagen|berichten|über|finden)
        (nicht|nichts|gibt nichts) (zu) (meckern|beanstanden|klagen|mäkeln|verbessern|bemängeln)
        (kann|könnte|konnte) (ich|man)? (mich)? (nicht) (meckern|klagen|beklagen|beschweren)
        (keine|null|ohne) (beanstandung*|beschwerden|probleme|klagen|schwierigkeiten|komplikationen)
        (nie|noch nie|niemals) (enttäuscht|ein problem|probleme|ärger|bereut|im stich)
        (nicht) (enttäuscht|bereut|schlecht|bereuen|übel|zu viel versprochen|verkehrt)
        (jederzeit|immer|gerne|gern|sehr gerne|definitiv) (gerne|gern|wieder)? (wieder)
        (besser|mehr) (geht|kann|gehts|geht's) (es|man)? (nicht|nimmer)
        (besser) (geht's|gehts) (nicht|kaum)
        (beste|besten|bester|bestes|weltbeste*) (service|laden|werkstatt|restaurant|team|firma|was|zahnarzt|pizza|hotel|kundenservice|essen|in der|der stadt|kundendienst|erfahrung|arzt|friseur|ever|überhaupt)
        (top|super|klasse|spitze|spitzen|erstklassig*|hervorragend*|exzellent*|tadellos*|vorbildlich*|ausgezeichnet*|einwandfrei*|bester|toller|tolle|guter|sehr guter|perfekter) (service|arbeit|beratung|team|leistung|firma|laden|betreuung|kundenservice|mitarbeiter|qualität|personal|support|abwicklung|essen|bedienung|kundendienst)
        (note) (1|eins)
        (lässt|lassen) (keine)? (wünsche) (offen|übrig)
        keine wünsche offen
        (habt|haben|hat) (mir|uns) _ (den tag|das leben|die hochzeit|den urlaub|das wochenende) gerettet
        (tag|urlaub|wochenende|leben) gerettet
        (hut ab|chapeau|respekt vor|lob an|ein lob|großes lob|dickes lob|daumen hoch)
        jeden cent wert
        (sein|das|ihr) geld wert
    """,
    "good verdict": """
        (sehr|nur|wärmstens|absolut|unbedingt|uneingeschränkt|klare|kann ich|kann man|jedem|bedenkenlos|sehr zu|nur zu) (zu)? (empfehlen|empfehlenswert|weiterempfehlen|empfehlung|weiterempfehlung|weiter empfehlen)
        (empfehle|empfehlenswert|weiterempfohlen) (ich)? (gerne|gern|jedem|weiter|sehr|allen|<ours>|diese|dieses)
        (sehr|super|total|rundum|mega|voll|echt|wirklich|richtig|absolut|äußerst|überaus|mehr als) (zufrieden*|freundlich*|nett*|kompetent*|hilfsbereit*|gut|gute|guter|guten|gutes|schön*|lecker*|schnell*|glücklich|zuverlässig*|professionell*|begeistert|happy|sympathisch*|froh|angenehm*|zuvorkommend*|sauber*|geil*)
        (sehr|wie|wirklich|richtig|super|wunder|einfach) schön
        (fünf|5) sterne
        (alles) (bestens|super|perfekt|top|gut|prima|in ordnung|geklappt|einwandfrei|reibungslos|tip top|tiptop)
        (gerne|gern|immer) wieder
        (kommen|komme) (gerne|gern|bestimmt|sicher) wieder
        (top|weiter so|daumen hoch|hat alles geklappt|läuft einwandfrei|funktioniert einwandfrei|funktioniert super|übertroffen)
    """,
    "quick answer": """
        (sofort|umgehend|prompt|innerhalb|binnen|noch am selben tag|am selben tag|am gleichen tag|am nächsten tag|schnell|blitzschnell|superschnell|ruckzuck|pünktlich) _ (geholfen|zurückgerufen|geantwortet|gelöst|geliefert|repariert|da|behoben|erledigt|gekommen|reagiert|erstattet|zurück|angekommen|beantwortet|ersetzt)
        (schnelle|rasche|prompte|zügige|pünktliche|superschnelle|sehr schnelle|schnellste) (lieferung|antwort|hilfe|reaktion|reparatur|bearbeitung|abwicklung|lösung|rückmeldung)
        (war|waren|kam|kamen) (sofort|pünktlich|in|nach|innerhalb|am selben tag|schon) _ (da|stunde|minuten|pünktlich|stunden)
    """,
    "thanks": """
        (vielen|herzlichen|tausend|besten|lieben|großen|recht herzlichen|großes) (lieben|herzlichen)? (dank|dankeschön)
        (danke*|dankeschön|dankbar*|merci)
        (bedanke|bedanken) (mich|uns)
        (ein)? (großes|dickes|riesengroßes|herzliches) (dankeschön|danke|lob)
    """,
    "put right": """
        (endlich|inzwischen|jetzt|nun|doch noch|am ende|schließlich|mittlerweile|sofort|anstandslos|kulant|wurde|haben|hat|alles|problem) _ (behoben|gelöst|geklärt|erstattet|ersetzt|repariert|entschuldigt|wiedergutgemacht|umgetauscht|ausgetauscht|erledigt|zurückgezahlt|geregelt|in ordnung gebracht)
        (entschuldigte|entschuldigten|entschuldigt|entschuldigung) (sich|bei mir|bei uns|erhalten|bekommen|angenommen|persönlich|vom chef)
        (funktioniert|geht|läuft) (jetzt|nun|wieder|seitdem|endlich|inzwischen) (alles|wieder|einwandfrei|perfekt|super|es)? (wieder|einwandfrei|alles|bestens|perfekt|super|reibungslos)
        (kulant*|kulanz)
        (wieder) (alles)? (gut|gutgemacht|in ordnung|gut gemacht|zufrieden|versöhnt)
        (ende) gut
    """,
}

_LEXICON = {
    4.0: "fantastisch* hervorragend* traumhaft* sensationell* großartig* ausgezeichnet* exzellent* phänomenal* überragend*",
    3.0: """liebe lieben geliebt* liebt super perfekt* wunderbar* wunderschön* genial* toll* klasse spitze begeister* glücklich* bester beste
        besten bestes geil* hammer mega awesome herrlich* brilliant* love traum träume happy glück vorbildlich* top prima best great amazing""",
    2.0: """gut gute guter guten gutes schöne schönes schöner schönen schönste* freue freut freuen freude gefreut froh* freundlich* nett nette netter nettes netten hilfsbereit* kompetent* zuverlässig* schnell* zufrieden*
        lecker* danke* dankbar* spaß spass lustig* süß* süss* hübsch* gefällt gefallen lachen lacht gelacht gewonnen gewinn* sieg* erfolg* empfehl*
        cool* nice spannend* glückwunsch* gratul* willkommen* professionell* sympathisch* stolz* genieß* geniess* gemütlich* angenehm*
        interessant* herzlich* fair* günstig* preiswert pünktlich* lob* respekt bravo yeah juhu* yay haha* positiv* lieb liebes lieber
        witzig* entspannt* schick stark* schnucklig* fleißig* bequem* hilfreich* chillig* chillen good thanks umarm* kuss küss*""",
    1.0: """endlich natürlich geburtstag* birthday team fun bald gern gerne fein feine frisch* sauber* urlaub wochenende sonne sonnig* geschenk* party feier* wow lol
        xd hihi hehe unterstütz* hilft gelungen* passt motiviert* klappt gespannt vorfreude""",
    -1.0: """leider langsam* schwierig* teuer* schade müde kalt anstrengend* langweil* fehlt fehlen problem* fehler* komisch* seltsam* nerv*
        warten verspät* stau regen weinen verloren verlor* verlieren verlust* sorge* angst schmerz* weh kopfschmerz* krank*
        streik* kritik* krise* warn* umständlich* unnötig* sinnlos* allein einsam* montag arbeiten spät regnet erkält* stress*""",
    -2.0: """schlecht* schlimm* traurig* ärger* sauer enttäusch* doof* blöd* dumm* nervig* hass* böse* fies* nein quatsch wieso seufz falsch* lüg* betrog*
        betrug* unfreundlich* unfähig* inkompetent* kaputt* defekt* tot toter tote sterb* gestorben mord* krieg* terror* unfall* opfer schuld schäm* heul*
        weine verletz* peinlich* lächerlich* arm armes armer mies* müll schrott mist scheitern gescheitert chaos* bullshit bitch
        idiot* deppen depp wut wütend* unfair* ungerecht* gefährlich* übel* kotz* ekel* eklig* scheiß* scheiss* fuck* verdammt* arsch*
        spinn* nazi* rassist* unverschämt* frech* abzock* sinkt pleite skandal* sucks depri* deprimier* nutzlos* bekackt* verarsch*""",
    -3.0: """katastroph* schrecklich* furchtbar* grauenhaft* grausam* widerlich* ekelhaft* miserab* unterirdisch* grottig* grottenschlecht* horror* albtraum*
        alptraum* erbärmlich* fürchterlich* beschissen* unerträglich* hölle schlechteste* schande* abscheulich* zumutung desaster* entsetzlich*""",
}

WORDS = Vocabulary(
    phrases=_PHRASES,
    lexicon=_LEXICON,
    negations="nicht, nie, niemals, kein, keine, keinen, keiner, keinem, keinerlei, ohne, weder, kaum, nichts, niemand, nix, wenig, null, net, ned",
    negations_after="nicht, nie, niemals, nimmer, net, ned",
    stronger="sehr, so, total, echt, wirklich, absolut, extrem, richtig, mega, voll, viel, zu, völlig, komplett, unglaublich, super, verdammt, sau, äußerst, überaus, besonders, ganz, höchst, einfach, richtige, solche, solch",
    weaker="etwas, bisschen, fast, ziemlich, relativ, einigermaßen, eher, halbwegs, teilweise, eigentlich",
    hypotheses="wenn, falls, hoffe, hoffentlich, damit nicht, vielleicht, angst, vermeiden, um zu, ob",
    contrast="aber, doch, jedoch, allerdings, obwohl, während, sondern, dafür, bis, hingegen, dagegen, außer, nur dass, anders als, im gegensatz zu, trotzdem, wohingegen, leider",
    joiners="und, oder, sowie, u",
    cheers="super, toll, klasse, großartig, wunderbar, perfekt, genial, fantastisch, bravo, glückwunsch, herzlichen glückwunsch, spitze, danke, vielen dank, danke schön, na toll, na super, na bravo, ganz toll, ganz großes kino, prima, sehr gut, respekt, top, herrlich, sauber, gut gemacht, tolle leistung, ganz große klasse, na klasse, top service, super service, toller service",
    mocking="""
        (danke|vielen dank|danke auch) (auch)? (für) (nichts|gar nichts|nix|den versauten|das versaute|die verschwendete|eure unfähigkeit|die zeitverschwendung|die verarsche|den ruinierten|die wartezeit)
        (ganz)? großes (kino|tennis)
        (na) (toll|super|klasse|bravo|danke|prima|herrlich|großartig|wunderbar)
        (ich)? liebe (es)? (wenn|stundenlang|in der warteschleife|zu warten|es wenn) __ (nicht|nie|wart*|stunden*|niemand|keiner|ignorier*|kaputt|warteschleife|verspät*|absag*)
        (toller|super|klasse|großartiger|tolle|spitzen|top) (service|leistung|kundenservice|laden|arbeit|kundendienst) (wirklich|echt|ihr|den ihr|wenn|bei dem|, wenn|nicht)
        (so) (geht|muss|sieht) (kundenservice|service|kundenbindung|kundenfreundlichkeit) (heute|nicht|sein|also)
        (das) (nenne|nennt) (ich|sich|man) (mal|also|dann)? (service|kundenservice|kundenfreundlich*|schnell*)
        (läuft) bei (euch|denen)
        (schönen dank auch|schön dass|wie schön dass|freut mich dass) (ich|man|niemand|ihr|keiner|wir|für) _ (stunden|nichts|nie|niemand|keiner|wart*|nicht|ignor*|umsonst)
    """,
    asking="""
        (hat|haben|kennt|weiß|wer hat|kann|hatte|geht es|gibt es|ist) (noch|hier|sonst|irgendjemand|jemand|mir|einer|bei|ihr|nur|wer) _ (jemand|noch|auch|erfahrung|erfahrungen|wer|empfehlen|probleme|ahnung|so|schon)
        (jemand|wer|irgendjemand|irgendwer) (hier|von euch|noch|sonst|auch|schon|kennt|weiß|erfahrung|erfahrungen|kann|hat|mal|einen|eine)
        (kann|könnt|können) (mir|ihr|jemand|sie|man) _ (empfehlen|einen tipp|weiterhelfen)
        (suche|suchen|gesucht) (ich|wir)? (einen|eine|ein|nach|gute*|hier|gerade|noch) _ (handwerker|zahnarzt|klempner|werkstatt|friseur|empfehlung|empfehlungen|restaurant|hotel|bank|anwalt|elektriker|tipps|umzugsfirma|anbieter|versicherung|arzt|tierarzt|installateur)
        (erfahrungen|erfahrung|tipps|empfehlungen|meinungen) (mit|zu|für|von)
        (wie) (ist|sind|findet|gut|zuverlässig) (<ours>|ihr|denn|der|die|das|so|ist)
        (taugt|lohnt|ist|sind) (<ours>|das|es|sich|der|die) (was|etwas|gut|seriös|empfehlenswert|zu empfehlen|zuverlässig|sich|denn)
    """,
    adverts="""
        (m/w/d|m w d|w/m/d|w m d|mwd)
        (stellenangebot*|stellenausschreibung|jobangebot*|stellenanzeige|bewirb dich|bewerben sie sich|jetzt bewerben|vollzeit|teilzeit|minijob|ausbildungsplatz|festanstellung|quereinsteiger|initiativbewerbung)
        (wir) (suchen|stellen ein|bieten dir) (dich|zum|ab|verstärkung|einen|eine|für|mitarbeiter*)
        (suchen|sucht|gesucht) (zum nächstmöglichen|ab sofort|verstärkung|neue mitarbeiter|aushilfe|azubi*|mitarbeiter*)
        (gutscheincode|rabattcode|rabatt auf|% rabatt|jetzt erhältlich|jetzt vorbestellen)
        werde teil (unseres|des|von)
    """,
    better="""
        (<a>) __ (besser*|schneller*|günstiger*|freundlicher*|zuverlässiger*|kompetenter*|netter*|lieber) _ als (bei|die von|der von|das von)? <b>
        (lieber|besser|tausendmal besser) (zu|bei|mit|gleich zu)? (<a>) (als) (zu|bei|mit)? <b>
        (<b>) __ (schlechter*|langsamer*|teurer*|unfreundlicher*|schlimmer*) _ als (bei)? <a>
        (im gegensatz zu|anders als|nicht wie) (bei)? <b> _ (ist|war|hat|kam|funktioniert|bei|läuft|klappt) _ <a>
    """,
    left="""
        (von) <b> __ (zu|nach|auf) <a> (gewechselt|gegangen|wechseln|gewechselt*|und|umgestiegen|gezogen)
        (wechsel*|gewechselt|umgestiegen|gehe|gegangen|weg) _ von <b> (zu|auf|nach) <a>
        (weg von|gekündigt bei|kündigung bei|habe) <b> (gekündigt|verlassen)? _ (jetzt|nun|und|zu|bei) _ <a>
        (wegen) <b> _ (zu|jetzt bei|bei) <a>
    """,
    calendar=Calendar(
        numbers={
            "ein": 1, "eine": 1, "einem": 1, "einer": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
            "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "vierzehn": 14, "zwanzig": 20, "halben": 0.5,
            "halbe": 0.5, "paar": 3, "einigen": 3, "einige": 3, "mehreren": 3, "mehrere": 3, "anderthalb": 1.5, "eineinhalb": 1.5,
        },
        units={
            "minute": "minute, minuten, min", "hour": "stunde, stunden, std", "day": "tag, tage, tagen",
            "week": "woche, wochen", "month": "monat, monate, monaten, monats", "year": "jahr, jahre, jahren",
        },
        sure="seit, seit über, seit mehr als, seit fast, seit nunmehr, seit ca, schon seit, vor, vor über, vor mehr als, vor fast, vor ca",
        sure_after="her",
        complaining="nach, warte, warten, gewartet, schon, bereits, über, mittlerweile, inzwischen, mehr als, dauert, dauerte, fast, nun, jetzt, wartet",
        complaining_after="gewartet, ohne, lang, später, und nichts, und keine, und niemand, und immer, und noch, keine, kein, nichts, warten, in der warteschleife, warteschleife, wartezeit, verspätung, zu spät, und kein, und es, und keiner",
        since="seit, seit dem, seit letztem, seit letzter, seit vergangenem, seit anfang, seit ende, seit mitte, schon seit",
        on="am, vom, letzten, letzte, letzter, letztem, zum, bis, vergangenen, diesen",
        weekdays=("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag, sonnabend", "sonntag"),
        days={
            "gestern": 1, "vorgestern": 2, "letzte woche": 7, "letzter woche": 7, "letzten monat": 30, "letztem monat": 30,
            "vorige woche": 7, "voriger woche": 7,
        },
        months=(
            "januar, jänner", "februar", "märz, maerz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
            "dezember",
        ),
        of="im, des",
        not_waiting="kunde, kundin, kunden, stammkunde, garantie, gewährleistung, verheiratet, wohne, wohnen, mitglied, erfahrung, vertragslaufzeit, laufzeit, treue, alle, jede, jeden, pro, innerhalb von, arbeite",
        future="in, innerhalb von, binnen, alle, bis zu, in den nächsten, noch, für, pro, nur",
    ),
)  # fmt: skip

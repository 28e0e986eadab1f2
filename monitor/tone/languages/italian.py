"""What customers say in Italian."""

from __future__ import annotations

from monitor.tone.languages.vocabulary import Calendar, Vocabulary

_PHRASES = {
    "no answer": """
        (qualcuno) (risponde|mi risponde|legge)
        neanche l'ombra
        nessuno _ (rispond*|risposto|richiam*|chiama*|contatt*|sa niente|si degna|sa nulla|aiuta*|si fa|alza|considera)
        (non|mai|neanche|nemmeno) (mi|ci|vi|hanno|ha|avete|si|è|mi ha|ci ha|mi hanno|ci hanno|ho|abbiamo)? (mai|più|nemmeno|ancora|neanche|degnati di|stato|ancora mai)? (rispond*|risposto|richiam*|ricontatt*|richiamato|ricontattato|rispost*)
        (non) (mi|ci) (ha|hanno|avete)? (mai|più|nemmeno|neanche|ancora)? (chiama|chiamano|chiamato|contattato|considerato|contattati|avvisato|avvisati|scritto|degnato|cagato)
        (nessuna|senza|zero|mai una|neanche una|nemmeno una|alcuna|senza alcuna|senza nessuna) (risposta|risposte|notizia|notizie|comunicazione|spiegazione|spiegazioni|chiamata|riscontro|scusa|scuse|informazione)
        (nessun|alcun|senza|mai un|senza alcun|neanche un|zero) (riscontro|feedback|contatto|avviso|preavviso|messaggio|segnale)
        (non) (ho|abbiamo) (mai|ancora|più)? (ancora)? (ricevuto|avuto) (nessuna|alcuna|risposta|nessun|alcun|una|notizie|mai|riscontro|più|ancora)
        (mail|email|messaggi|chiamate|pec|telefonate|segnalazioni|reclami|richieste) _ (senza risposta|ignorat*|a vuoto|nel vuoto|cestinat*)
        (non) rispond* (mai|nessuno|più|al telefono|alle|ai|a|nemmeno|neanche)
        (non) (alzano|prendono) (mai|nemmeno|neanche)? (la cornetta|il telefono)
        (silenzio) (assoluto|totale|di tomba|tombale)
        (in attesa|aspettando|aspetto|aspettiamo|attendo|attendiamo) (di|ancora|una|sempre|un|la)? (una|un|la|vostra|ancora)? (risposta|riscontro|chiamata|vostra risposta|notizie|ricontatto)
        (spariti|sparito|sparite) (nel nulla|tutti|dopo)
        (si sono|si è|sono) (spariti|sparito|dileguat*|volatilizzat*)
    """,
    "ignored": """
        (mi|ci|vi|ti|vengo|veniamo|completamente|totalmente|stato|stati) (completamente|totalmente|sempre|bellamente)? (ignora*|ignorat*|ignorando)
        (ignora*) (i clienti|le mail|i messaggi|le richieste|tutti|completamente|le segnalazioni|le chiamate)
        (se ne) (frega*|sbatt*|lavano le mani|infischia*|fotton*)
        (fanno|fa|fate|facendo) (finta di niente|finta di nulla|orecchie da mercante|gli gnorri|i finti tonti|scaricabarile|lo gnorri)
        (mi|ci) (prendono|prendete|hanno preso|stanno prendendo|state prendendo|prende) (in giro|per il culo|per i fondelli)
        (lasciat*|lasciano|lascia|lasciate) _ (senza|in balia|soli|sola|solo|nel limbo|al proprio destino)
        (presa|presi|preso|prese) (in giro|per il culo|per i fondelli|per fessi)
    """,
    "waiting": """
        (aspetto|aspettiamo|attendo|attendiamo|aspettando|aspettato|atteso|aspettare|attesa|attendere|attendono) (ancora|da|per|più di|oltre|ormai|sempre|invano|inutilmente) (da|di|per|più|oltre|ormai|due|tre|quattro|un|una|ore|mesi|settimane|giorni|il|la|i|che|cinque|sei|dieci|un'ora|mezz'ora|quasi|circa|inutilmente|tempo)
        (sto|stiamo|sono|siamo) (ancora|qui|sempre)? (ancora|qui)? (aspettando|attendendo|ad aspettare|in attesa|attesa)
        (ancora|sempre|inutilmente|invano) (aspetto|in attesa|aspettando|aspettiamo|attendo|ad aspettare)
        (settimane|settimana|mesi|mese|giorni|giorno|ore|ora|minuti|anno|anni) (che|di|senza|e|ad|in) (aspett*|attend*|attesa|ritardo|niente|nulla|ancora|nessun*|risposta|silenzio|non|chiam*|sollecit*|chied*)
        (quanto|quando|fino a quando) (ancora|tempo|dobbiamo|devo|bisogna|si deve) (devo|dobbiamo|aspettare|ci vuole|attendere|ancora|serve)
        (attese|attesa|tempi) (interminabil*|infinit*|biblic*|etern*|lunghissim*|estenuant*|eccessiv*)
        (stanc*|stufo|stufa) di aspettare
    """,
    "chasing": """
        (ho|abbiamo|avendo) (già)? (chiamato|scritto|telefonato|inviato|mandato|sollecitato|contattato|segnalato|fatto|aperto|reclamato) __ (volte|mail|email|messaggi|chiamate|pec|solleciti|telefonate|segnalazioni|reclami|ticket|richieste)
        (chiamo|scrivo|telefono|sollecito) (ogni giorno|tutti i giorni|continuamente|ripetutamente|in continuazione)
        (dopo|nonostante|malgrado) (svariat*|numeros*|divers*|tant*|molt*|mille|dieci|tre|quattro|cinque|due|vari*|innumerevol*|ripetut*|i|i miei|le|le mie|continu*|decine di|sei|parecch*) _ (chiamate|mail|email|messaggi|telefonate|solleciti|segnalazioni|richieste|pec|reclami|sollecitazioni)
        (tre|quattro|cinque|dieci|mille|decine di|svariate|innumerevoli|sei|due|venti|tantissime|numerose) (chiamate|mail|email|messaggi|telefonate|solleciti|segnalazioni|pec|volte) _ (e|senza|ma|nessun*|niente|nulla|ancora)
    """,
    "cannot reach": """
        (impossibile|non riesco a|non si riesce a|non riusciamo a|non è possibile|difficile|difficilissimo|provo a|cerco di|sto cercando di|tento di|ho provato a|non si può|non c'è modo di|non c'è verso di) _ (contattar*|parlare|telefonare|chiamare|raggiunger*|mettermi in contatto|comunicare|avere una risposta|parlarci|chiamarvi|sentire)
        (irraggiungibil*|irreperibil*)
        (telefono|numero|linea|centralino) _ (occupat*|staccat*|a vuoto|inesistent*|muto|squilla)
        (sempre) occupat*
        (squilla) a vuoto
    """,
    "on hold": """
        (musichetta|musica) d'attesa
        (ore|minuti|ora|mezz'ora|un'ora) (al telefono|in attesa|di attesa|in linea|con la musichetta|ad ascoltare|attaccat*)
        (lasciat*|mess*|tengono|tenut*|messo) (in)? (attesa|in attesa|in linea)
        (cade|caduta|cadeva) (sempre)? la linea
    """,
    "still not": """
        (ancora|tuttora|tutt'oggi|a oggi|ad oggi|tutt'ora) (niente|nulla|nessun*|non|senza|in attesa|guasto|rotto|zero)
        (non) (mi|ci|è|hanno|ha|si|avete)? (ancora|mai|stato)? (hanno|ha)? (ancora|mai)? (risol*|aiuta*|riparat*|sistemat*|aggiustat*|fatto niente|fatto nulla|concluso)
        (nessuna|senza|alcuna) soluzione
        (e) (ancora) (niente|nulla|nessuno|non)
        (tutto) tace
        (niente) (da fare|di fatto)
    """,
    "sent around": """
        (rimbalz*|sballott*|scaricabarile|scarica barile|passano la palla|palleggi*) (da|tra|da un|di|fra|il|la|da una|continuo|tra un|i)
        (mi|ci) (rimbalz*|sballott*|passano da|hanno passato da|rimandano|mandano da)
        (da un) (ufficio|operatore|numero|reparto) all'altro
        (mi|ci|hanno|ha|attaccat*) (hanno|ha|mi hanno|mi ha)? (attaccato|chiuso|buttato giù|riattaccato|riagganciato|sbattuto giù|riattacca*|chiude*|attacca*) (il|in|la|più|mentre)? (telefono|faccia|cornetta|in faccia|chiamata|volte)
        scaricabarile
    """,
    "broken promise": """
        doveva (venire|passare|arrivare|chiamare) _ (mai|nessuno)
        mai visto mai sentito
        mi dice domani
        (promess*|promett*|detto|dicono|dicevano|assicurat*|garantit*|doveva|dovevano|dicendo|giurato|previst*) __ (ma|e|invece|però|poi|mai|ancora) _ (niente|nulla|mai|nessun*|non|ancora|sparit*)
        (non|mai) (mantengono|mantenut*|rispett*|mantiene|hanno mantenuto|hanno rispettato|ha mantenuto|viene rispettato|è stato rispettato|onorat*) (le|la|mai|i|gli|nessun*|quanto|gli impegni|nulla|una|il|ciò|quello|promess*|appuntament*|alcun*)
        (promess*|impegni|appuntamenti|appuntamento|scadenz*|tempi|parola) (non|mai) (mantenut*|rispettat*)
        (promesse|solo|belle|false) (da marinaio|non mantenute|promesse|al vento|scuse|chiacchiere|parole)
        (scus*|bugi*) (su|dopo) (scus*|bugi*)
        (sempre|solo|mille|continue) (scuse|bugie|chiacchiere)
    """,
    "did not come": """
        nessuno _ (si è presentato|è venuto|viene|è arrivato|si presenta|è passato|arriva|è mai venuto|si è visto|si vede|verrà)
        (non) (si)? (è|sono|viene|vengono)? (mai|nemmeno|più|neanche)? (venut*|presentat*|vist*|fatto vivo|fatti vivi|presentano|fatta viva) (a|per|nessuno|all'appuntamento|e|il|al|in|mai|più)
        (tecnico|idraulico|corriere|installatore|elettricista|operaio|fattorino|operai) _ (mai|non) (si è|è|si|sono)? (vist*|venut*|presentat*|arrivat*|viene|passat*|arriva)
        (bidone|bidonat*|dato buca|tirato il pacco|dato il bidone|dato il due di picche|hanno dato buca|piantat* in asso|lasciat* a piedi|tirato un bidone)
        (preso|perso|prendere) (un giorno|una giornata|la giornata|ferie|permesso|un permesso) (di ferie|di lavoro|per|dal|per niente|per nulla|a vuoto|inutilmente)
        (mai) (visto|arrivato|venuto) nessuno
    """,
    "put off": """
        (annulla*|cancella*|rinvia*|rimanda*|sposta*|posticip*|disdett*|rimandat*|rinviat*|slitta*) _ (appuntament*|volo|ordine|prenotazione|ultimo momento|all'ultimo|consegna|visita|intervento|senza preavviso|senza avvisare|di nuovo|per la terza|per la seconda)
        (appuntamento|volo|ordine|prenotazione|consegna|visita|intervento) _ (annullat*|cancellat*|rinviat*|rimandat*|spostat*|disdett*|slittat*)
    """,
    "lied to": """
        (mentono|mentito|mente|mentite|bugiard*|bugie|menzogn*|falsità|ingannevol*|inganno|ingannat*|presa per i fondelli|pubblicità ingannevole|raggirat*|raggiro|fregat*|frottole|balle)
        (raccontano|raccontato|dicono|dite|raccontate) (solo|un sacco di|tante|mille|le)? (balle|bugie|frottole|cazzate|stronzate|fandonie)
    """,
    "staff": """
        (molto|davvero|veramente|proprio|così|estremamente|troppo|super|assai|abbastanza|tanto|poco)? (maleducat*|scortes*|scorbutic*|arrogant*|cafon*|incompetent*|incapac*|villan*|sgarbat*|irrispettos*|presuntuos*|antipatic*|strafottent*|indisponent*|impreparat*|disorganizzat*|svogliat*|sgradevol*|altezzos*|supponent*|menefreghist*|menefreghismo|maleducazione|incompetenza|inettitudine|inetti|dilettant*|scostant*|saccent*|indisponibil*)
        (poco|per niente|per nulla|non) (è|sono)? (gentil*|cortes*|professional*|disponibil*|educat*|seri|serio|seria|competent*|collaborativ*|affidabil*|accoglient*|cordial*|preparat*)
        (mancanza|zero|senza|assenza|nessuna|nessun) (totale|totale di|assoluta di|di|totale del|alcun)? (rispetto|professionalità|educazione|serietà|cortesia|competenza|tatto|umanità|empatia)
        (trattat*|trattano|tratta|trattati|trattate|rispost*|parlato|rispondono) (come|male|a pesci in faccia|malissimo|di merda|con sufficienza|con arroganza|con maleducazione|coi piedi|come se|in malo modo|sgarbatamente)
        (urlat*|insultat*|gridat*|aggredit*|riso in faccia|rid*|umiliat*) (contro|addosso|al telefono|in faccia|dal|da|davanti|verbalmente|dietro)
        (personale|commess*|operator*|cameriere|cameriera|camerieri|staff|reception|addett*|impiegat*|titolare|proprietari*) _ (maleducat*|scortes*|incompetent*|scorbutic*|pessim*|arrogant*|inesistent*|lent*|sgarbat*|antipatic*|svogliat*|assente|assent*|impreparat*)
        (si) (disinteressano|disinteressa|permettono di) (completamente|totalmente|del|dei|trattare)
        (non) (gliene|gli|ve ne|vi) (frega|importa|interessa|frega niente|frega nulla) (niente|nulla|un|del|dei|assolutamente)
    """,
    "service": """
        (pessim*|scadent*|scars*|terribil*|orribil*|indecent*|vergognos*|disastros*|penos*|peggior*|cattiv*|inesistent*|ridicol*|schifos*|nessuna|nessun|zero|mediocre|imbarazzant*|deludent*|inaccettabil*|lent*|pietos*|squallid*) (il|la|l')? (servizio|assistenza|esperienza|comunicazione|customer care|customer service|supporto|trattamento|gestione|organizzazione|accoglienza|servizio clienti|servizi|qualità del servizio)
        (servizio|assistenza|esperienza|comunicazione|customer care|customer service|supporto|trattamento|gestione|organizzazione|accoglienza|call center) __ (pessim*|scadent*|scars*|terribil*|orribil*|indecent*|vergognos*|disastros*|penos*|inesistent*|ridicol*|schifos*|zero|mediocre|imbarazzant*|deludent*|inaccettabil*|lent*|pietos*|da schifo|fa schifo|da terzo mondo|lascia a desiderare|da incubo|incompetent*|uno schifo|una vergogna|una presa in giro|un disastro|nullo|fa pena|fa pietà|da dimenticare|da migliorare)
        (disservizi|disservizio|malagestione|mala gestione)
        (fa|fanno|faceva) (proprio|davvero|veramente)? (pena|pietà|ridere|acqua da tutte) (il servizio|l'assistenza|come|e|tutto)
    """,
    "money": """
        (ciucciarmi|succhiarmi|rubarmi) i soldi
        continuate a _ i soldi
        (addebit*|fattur*|preleva*|prelevat*|scalat*|scalan*|trattenut*|pagat*|chiedono|chiest*|fatto pagare|pagare) _ (due volte|doppio|doppi|il doppio|in più|senza|non dovut*|indebit*|ingiustificat*|non richiest*|tre volte|nonostante|anche se|extra|mai richiest*|non autorizzat*|per errore)
        (mi|ci) (hanno|ha|state|stanno|continuano ad|continuate a|avete) (addebit*|fattur*|preleva*|scala*|fatto pagare|rubato|fregato|trattenut*) (due|il|un|una|dei|costi|più|senza|il doppio|per|anche|in|soldi|euro|servizi)
        (costi|spese|addebiti|addebito|bolletta|bollette|fattura|fatture|commissioni|prezzi|importi|prezzo|conto|conguaglio|tariffe) _ (nascost*|occult*|non dovut*|ingiustificat*|esorbitant*|folli|folle|assurd*|gonfiat*|errat*|sbagliat*|non richiest*|spropositat*|da capogiro|stellari|aumentat*|raddoppiat*|astronomic*|esagerat*|doppi*|pazz*|eccessiv*|da rapina|alle stelle|mai richiest*|fuori mercato|imprevist*|salatissim*)
        (doppio addebito|doppia fatturazione|doppia fattura|bollette pazze|spennat*|salasso|caro prezzo|prezzi folli|stangata|speculaz*|costi nascosti)
        (aumento|aumentat*|aumentano|rimodulaz*) _ (prezzo|prezzi|tariffa|tariffe|canone|senza|bolletta)
        (preventivo) __ (ma|poi|invece|e|alla fine|fattura) _ (euro|doppio|pag*|fattur*|cost*|chiest*)
        (si sono|si è|hanno|ha) (tenut*|intascat*|trattenuto|presi) (i|il|la|l'|i miei) (soldi|cauzione|acconto|caparra|anticipo|deposito)
        (troppo|carissim*|decisamente|veramente) (caro|cara|cari|care|costos*) (per quello|per quel|per ciò|per la|per cosa|e|rispetto)
    """,
    "fraud": """
        (truff*|raggir*|ladr*|ladrocinio|furto|frod*|imbroglion*|imbrogli*|fregatura|fregature|disonest*|malviventi|estorsione|furfant*|delinquent*|rapina|ladroni|farabutt*|lestofant*|furti|fregano|strozzin*|usurai)
        (è|un|una|vera) (vera e propria)? (truffa|rapina|ladrata|furto|fregatura)
        (mi|ci|vi) (hanno|ha|avete) (truffat*|derubat*|rubato|fregat*|imbrogliat*|raggirat*)
        (rubano|rubate|rubato|rubando|ruba) (soldi|i|ai|alla|sui|i soldi|alle)
    """,
    "refund": """
        rivoglio (indietro)? (i|il|la) (miei|mio|mia) (soldi|euro|caparra)
        rivoglio indietro
        (voglio|vogliamo|esigo|pretendo|chiedo|richiedo|chiesto|richiesto|attendo|aspetto|attesa|vorrei|rivoglio|aspettando|rifiutano|negat*|nessun|esigiamo|pretendiamo|chiediamo|aspettiamo|sollecito|in attesa di|senza|attendiamo|rifiutat*|mancato|niente) _ (rimborso|rimborsat*|indietro i soldi|i miei soldi|soldi indietro|rimborsare|risarcimento|i soldi|il mio denaro|la caparra|la cauzione|restituzione|storno|rimborsi|mia cauzione)
        (rimborsatemi|rimborsateci|ridatemi|ridateci|restituitemi|restituiteci|rendetemi|ridatemi indietro)
        (rimborso|soldi|cauzione|caparra) _ (mai|non|ancora|nessun*|negat*|nemmeno) _ (arrivat*|vist*|ricevut*|effettuat*|restituit*|rimborsat*|accreditat*|indietro|ottenut*)
        (non|mai) (mi|ci)? (hanno|ha|vogliono|vogliono più|vuole|è stato)? (ancora|mai|più)? (rimborsat*|rimborsa*|restituit*|restituire|ridato|ridanno|ridare|reso)
        (soldi|denaro) (indietro|miei indietro)
        (dove|dov'è) (sono|è)? (il mio|i miei|il) (rimborso|soldi)
        (indietro) i (miei|nostri)? soldi
    """,
    "waste": """
        (perdita|spreco|buttat*|buttar*|perso|perdere|sprecat*|sprecare|buttati) (di|i|il|via|solo|del|un sacco di|una|mezza|la|ore)? (tempo|soldi|denaro|giornata|ore|mattinata|vacanza)
        (soldi|tempo|denaro) (buttat*|sprecat*|pers*|gettat*)
        (non) (vale|valgono|ne vale|merita|meritano|ne è valsa) (la|il|assolutamente|quello|i|nemmeno|proprio|neanche)? (pena|prezzo|soldi|che costa|neanche|affatto|un euro|una stella)
    """,
    "damage": """
        (ci)? piove in (camera|casa|cucina)
        (senza) (acqua calda|acqua|luce|riscaldamento|internet|linea|corrente|telefono|gas|rete|wifi|connessione|adsl|fibra|elettricità|segnale)
        (rovinat*|danneggia*|distrutt*|graffia*|ammacca*|allagat*|bruciat*|rotto|rotta|macchiat*|sfasciat*|scassat*) (il|la|i|le|lo|l'|mia|mio|tutt*|un|una|mobil*)
        (infiltrazion*|allagament*)
    """,
    "does not work": """
        (non|mai|nulla|niente) (mi|ci)? (funziona*|va|vanno|parte|si accende|carica|scalda|raffredda|stampa|si apre|si connette|prende|si collega|accende) (più|mai|bene|niente|nulla|nemmeno|da|il|la|l'|correttamente|ancora|nessun*|e|neanche|niente)
        (non) (funziona*|si accende|parte più|va più|si connette|prende)
        (smesso|smette|smettono) di (funzionare|andare)
        (fuori uso|fuori servizio|in tilt|inutilizzabil*|fuori combattimento)
        (non) c'è (linea|segnale|internet|campo|acqua|corrente)
    """,
    "broken": """
        (rott*|difettos*|guast*|danneggiat*|ammaccat*|scadut*|avariat*|marci*|ammuffit*|strappat*|malfunzionant*|scheggiat*|sporc*|sporcizia|lurid*|sudici*)
        (si) (è|sono)? (rott*|rompe|blocca|bloccat*|stacca|spegne|disconnette|impalla|scollegat*|staccat*|guastat*)
        (scarsa|pessima|bassa|infima|dubbia) qualità
        (qualità) (scars*|pessim*|scadent*|bass*|infim*|dubbi*|ridicol*|in calo|inesistent*)
        (scadente|scadenti|scarso|robaccia|ciofeca|patacca|porcheria|schifezza|schifezze|cinesata|ferrovecchio|baracca|rottame)
        (problemi|guasti|guasto|malfunzionamento|malfunzionamenti|blackout|bug) (continu*|tecnic*|alla|di|sulla|da|su|a|ripetut*|sulle)
        (pizza|carne|cibo|pasta|piatto|piatti|pesce|caffè|hamburger|pollo|patatine) _ (fredd*|crud*|bruciat*|immangiabil*|scott*|salat*|gommos*|congelat*|insipid*|schifos*|andat*|duro|dura|gelid*|avariat*)
        (capello|capelli|mosca|insetto|verme|peli) (nel|nella|nei|in) (piatto|pizza|cibo|insalata|minestra|pasta|letto|zuppa)
    """,
    "wrong": """
        (tolto|curato|trapanato) il dente sbagliato
        (prodotto|articolo|taglia|pacco|ordine|colore|modello|piatto|pezzo|indirizzo|misura|numero) (sbagliat*|errat*|divers*|incomplet*|non conforme)
        (sbagliat*|errat*|divers*) (prodotto|articolo|taglia|pacco|ordine|colore|modello|pezzo|indirizzo)
        (arrivat*|consegnat*|mandat*|inviat*|spedit*|portat*|ricevut*) _ (sbagliat*|errat*|divers*|incomplet*|un altro|rotto|rotta|danneggiat*|vuoto|difettos*|usat*)
        (mancano|mancava|mancavano) (dei pezzi|pezzi|delle|i pezzi|alcuni|due|tre|metà|articoli|prodotti)
        (non) (è|era|corrisponde*) (quello|quella|ciò|a|al|quanto|conforme|come) (che|quanto|ho|avevo|ordinat*|descritt*|alla|in|promesso|descrizione)
    """,
    "problem": """
        (problema|problemi|disagi|disagio|difficoltà|grane|inconvenient*|casini|casino) (con|di|da|su|sul|sulla|nel|nella|alla|e|al|per|tecnic*|dell*|enorm*|assurd*|grav*|continu*)
        (sempre|ancora|solo|altro|stesso|stessi|soliti|solito|mille|continui|tanti|un) (problema|problemi|disagi|guai|grane)
        (perché|come mai|com'è possibile che|come è possibile che|mi spiegate perché) (non|nessuno|ci mettete|continuate|la|il|mi|ci|l'|devo|i|le|sono|ancora) _ (non|nessuno|funziona|rispond*|ancora|pagare|aspett*|tempo|tanto|va|arriva|più|niente)
        (cosa|che) (succede|sta succedendo|è successo) (con|a|alla|al|al mio)
        (potete|potreste|puoi|può|qualcuno può|potrebbe|vi prego) (per favore|cortesemente|gentilmente)? (aiutarmi|risolver*|sistemare|spiegar*|controllare|verificare|intervenire|dirmi|aiutarci|fare qualcosa)
        (ho|abbiamo) bisogno di (aiuto|assistenza|una soluzione)
        (risolvete|sistemate|fate qualcosa|datevi una mossa|datevi una svegliata|muovetevi|sbrigatevi|vi muovete)
        (ogni) (volta) (che|un|c'è|lo|la)
    """,
    "delivery": """
        che aspetto (la|il|lo|i|le) (lavatrice|frigo|divano|pacco|cucina|letto)
        (pacco|ordine|spedizione|consegna|bagagli*|valigi*|divano|mobil*|merce|corriere|pacchi|lettera|raccomandata|cucina|articolo|lavatrice|regalo|prodotto) __ (mai|non|ancora) (ancora|è|è stato|mi è|è mai|si è|sono)? (ancora|mai|stato|stata)? (arrivat*|consegnat*|ricevut*|arriva|recapitat*|spedit*|pervenut*|vist*|partit*|effettuat*)
        (non|mai|ancora non) (mi|ci|ho|abbiamo|è|sono|mi è|hanno)? (ancora|mai|è|hanno)? (ancora|mai|stato|stata)? (arrivat*|consegnat*|ricevut*|recapitat*|spedit*|pervenut*|arriva) (il|la|niente|nulla|mai|a|nessun*|ancora|i|le|e|l'|il pacco|nemmeno|al|in)
        (pacco|spedizione|bagagli*|valigi*|ordine|merce) _ (pers*|smarrit*|disper*|sparit*|rubat*|ferm*|bloccat*|introvabil*|danneggiat*)
        (perso|smarrito|persa|smarrita|smarriscono) (il|la|le|i|mio|mia|le mie)? (mio|mia|nostri|mie)? (pacco|ordine|bagagl*|valigi*|spedizione|raccomandata)
        (dove|dov'è|dove sono|dov è|che fine ha fatto) (è|sono|si trova|cavolo è|finito|finita)? (il|la|le|i)? (mio|mia|mie|miei|nostro) (pacco|ordine|bagagl*|valigi*|spedizione|divano|rimborso|tecnico)
        (risulta|segnano|segnato|dato per|dicono) (già)? (consegnat*) (ma|e|invece|mentre|a|quando)
        (non|mai) (ho|abbiamo) (ancora|mai)? ricevut*
        (destinatario assente|falso tentativo|mancata consegna|consegna fallita)
    """,
    "late": """
        (in|un|di|con|enorme|ennesimo|mostruoso|grave|solito|troppo|sempre in|accumul*|minuti di|ore di|giorni di|settimane di|mesi di|ancora) ritard*
        (ritardo|ritardi) (di|della|del|nella|e|assurd*|enorm*|continu*|inaccettabil*|nelle|anche|nei|mostruos*|vergognos*)
        (volo|treno|autobus|consegna|bus|metro|ordine|treni|spedizione|corriere|lavori) _ (ritardo|cancellat*|soppress*|in ritardo|ferm*|bloccat*)
        (arrivat*|arriva|arrivano|consegnat*) (sempre|molto|troppo|in)? (tardi|in ritardo|ritardo)
        (troppo|tempi|lentissim*|lunghissim*) (lent*|lungh*|biblic*|tempo per|tardi|attesa)
        (ci) (mettono|hanno messo|ha messo|mette|mettete) (una vita|mesi|settimane|ore|un'eternità|secoli|una eternità|troppo|giorni|un mese|un sacco)
    """,
    "safety": """
        (intossicazione|intossicat*|fuga di gas|odore di gas|puzza di gas|scarafagg*|blatt*|cimici|topi|ratti|muffa|pericol*|esplos*|incendi*|folgorat*|cortocircuito|monossido|ferit*|ustion*|scintille|vermi|avvelenat*|rischio per la|salmonella|scossa elettrica|insicur*)
        (preso|prende|andato|andata) (a)? (fuoco|in fiamme)
        (al|in|finit* al|finit* in) (pronto soccorso|ospedale)
        (stat*|sentit*|sentirsi|stare) (male|malissimo) (dopo|tutta|per|tutti|con|la)
        (reazione) allergica
        (poteva|potevo|rischiato|potevamo) (di)? (morire|ammazzar*|uccider*|farsi male|succedere una tragedia|morirci)
    """,
    "privacy": """
        (dati|numero|indirizzo|informazioni|email|documenti) (personali|bancari|sensibili)? (sono|stati|sono stati|è stato)? (stati)? (vendut*|rubat*|divulgat*|diffus*|condivis*|cedut*|pubblicat*|hackerat*|esposti|comunicat*|dati a terzi|trafugat*)
        (vendono|venduto|cedono|ceduto|divulgat*|diffuso|condiviso|diffondono|dato) (i|il|i miei|miei|mio|il mio|i nostri) (dati|numero|informazioni|indirizzo)
        (fuga|furto|violazione|perdita) (di|dei|della|d') (dati|privacy|identità|dati personali)
        (privacy|gdpr|garante|consenso|spam|chiamate moleste|stalking telefonico|telemarketing)
        (senza) (il mio|mio|alcun|la mia) (consenso|autorizzazione|permesso)
    """,
    "website": """
        (sito|app|applicazione|server|sistema|portale|internet|wifi|rete|fibra|connessione|linea|area clienti|pagina|adsl|piattaforma|modem|aggiornamento) __ (non|down|lent*|blocca*|crash*|error*|inutilizzabil*|pessim*|offline|penos*|va a scatti|in tilt|schifo|fa schifo|impallat*|si impalla|non va|guast*|assente|ko|cade|instabil*|disastros*|ridicol*|salta) _ (funziona*|va|carica|si apre|apre|permette|fa|da|e|per|accessibile|sempre|continuamente|raggiungibile|risponde|in|il|la|più|continuo|di continuo|parte)
        (sito|app|server|internet|wifi|rete|fibra|connessione|linea|portale) (è|sempre|ancora|non|da|continua*|va|di|in|completamente) (sempre|ancora)? (down|lent*|lentissim*|bloccat*|crash*|inutilizzabil*|offline|in tilt|funziona|va|carica|guast*|assente|ko|instabil*|irraggiungibil*)
        (non) (riesco|si riesce|posso|si può|riusciamo|mi fa|mi permette|mi lascia|fa) (a|di|più a|ad)? (entrare|accedere|loggar*|fare il login|pagare|registrar*|scaricare|connetter*|collegar*|prenotare|completare|aprire|acquistare|ordinare|autenticar*)
        (messaggio|messaggi|schermata) di errore
        (errore) (404|500|503|di sistema|del server|sconosciuto|imprevisto)
    """,
    "telling everyone": """
        (lo|racconterò|dirò|diremo|farò|scriverò|lo farò|condividerò|pubblicherò|lo dirò|sto dicendo|racconto|dico) _ (a tutti|ovunque|dappertutto|sui social|sapere a tutti|tutto il mondo|pubblico|in giro|ai miei amici|a chiunque|su tutti)
        (fate|facciamo) (girare|sapere)
        (condividete|diffondete|retweet|rt please|massima condivisione|massima diffusione)
        (su|su tutti) (tutti)? i social
        (boicott*)
        (tutti) (devono|dovrebbero) saper*
        (lascerò|lascio|lasciato|scriverò|metterò|metto|recensione|recensioni) _ (recensione negativa|recensioni negative|una stella|recensione pessima|negativ*|ovunque)
        (striscia la notizia|le iene|ai giornali|alla stampa|mi manda rai)
    """,
    "warning": """
        (state|stare|stai|statene|stateci) (alla larga|lontan*|attenti|attento|alla larga da)
        (evitate|evitare|evita|da evitare|evitateli|evitatelo|evitatela|scappate|scappare|fuggite|fuggire|girate al largo|alla larga|lasciate perdere|diffidate|diffidare|occhio a|occhio ai|non fidatevi|non vi fidate|non fatevi fregare|non comprate|non acquistate|non andateci|non andate|non ordinate|non prenotate|non cascateci|non firmate|non affidatevi|non sprecate|non buttate|non compratelo|non scegliete|attenzione a|attenti a|non fate l'errore|non fate affari|non abbonatevi|non spendete|non perdete tempo)
        sconsigli*
        (vi)? (avviso|avverto|avvertiti|avvisati)
    """,
    "legal": """
        (avvocat*|denunci*|querel*|tribunale|causa|legali|legale|diffida|codacons|adiconsum|altroconsumo|federconsumatori|agcom|antitrust|associazione consumatori|corecom|conciliazione|carabinieri|guardia di finanza|polizia postale|vie legali|azioni legali|adoc|giudice di pace|ispettorato|nas|risarcimento danni|unione consumatori|conciliaweb|messa in mora|arbitro bancario)
        (per) vie legali
        (esposto|reclamo formale|segnalazione) (a|all'|al|alla|in)
    """,
    "leaving": """
        (sposto|chiudo) il (conto|contratto)
        può salutarmi
        (mai|non|mai e poi mai) (ci)? (più|torner*|torno|torneremo|tornerei|rimetter*|rivedrete|rivedete|metterò più piede|comprerò più|acquisterò più|prenoterò più|ordinerò più|rimetto piede|volerò più|userò più)
        (mai) più
        (non) (mi|ci) (vedrete|vedranno|vedono|rivedono|vedete) (più|mai)
        (disdico|disdirò|disdetta|disdire|recedo|recesso|rescind*|annullo|cancello|chiudo|chiuderò|chiudere|cancellato|disdett*|cancellare|disiscriv*|disattiv*) (il|la|l'|mio|subito|immediat*|tutto|e|del|dal|i|contratto|abbonament*|per|con)? (mio|mia)? (conto|contratto|abbonamento|account|linea|polizza|carta|ordine|iscrizione|tutto|subito|utenza|fornitura|e|servizio|cambio)
        (disdico|disdetta|do disdetta)
        (cambio|cambierò|cambiamo|cambiato|cambiare) (subito|immediatamente)? (operatore|gestore|banca|fornitore|compagnia|assicurazione|palestra|dentista|officina|negozio|meccanico|parrucchier*)
        (passo|passerò|passeremo|passiamo|vado|andrò|passare|andremo) (alla|ad un|a un|da un|ad altro|da un'altra|a <theirs>|da <theirs>|con <theirs>|alla concorrenza|altrove|ad altra) (concorrenza|altro|altra|operatore|gestore|banca|subito|compagnia)
        (vado|andrò|andremo|rivolgerò|compro|comprerò) (altrove|alla concorrenza|ad altri|da altri)
        (passo|passerò|passiamo|passeremo|vado) (a|con|da|alla) (<theirs>|concorrenza)
        (perso|perdete|perderete|perdono|persi) (un|una|un altro|per sempre un|dei|ogni|definitivamente un|un'altra) (client*|cliente)
        (cliente|clienti) (perso|persi|in meno|persa)
        (ultima) volta (che|da|con|qui)
        (addio) (<ours>|a|per sempre)
        (cerco|cercherò|cercando) (un|una) (altro|altra|nuovo|nuova) (operatore|gestore|banca|fornitore|compagnia|idraulico|dentista|officina|negozio|palestra|assicurazione)
    """,
    "wants a call": """
        (chiamatemi|richiamatemi|contattatemi|ricontattatemi|chiamateci|contattateci|richiamateci|ricontattateci|fatemi richiamare|fatemi chiamare|fatevi sentire|fatevi vivi)
        (potete|potreste|può|qualcuno|gradirei|vorrei|aspetto di|attendo di|pretendo di|chiedo di|esigo di|che qualcuno|qualcuno mi|qualcuno può) (gentilmente|per favore|mi|essere|qualcuno|cortesemente)? (mi)? (chiam*|richiam*|contatt*|ricontatt*|essere richiamat*|essere contattat*|essere ricontattat*)
        (voglio|vorrei|pretendo di|esigo di|posso|devo|vorremmo) parlare (con|al)
        (attendo|aspetto) (una|la|vostra|una vostra) (chiamata|telefonata|vostra chiamata)
    """,
    "insult": """
        (stronz*|bastard*|coglion*|idiot*|imbecill*|deficient*|cretin*|merde|buffon*|pagliacc*|figli di|pezzi di merda|pezzo di merda|incapaci|cialtron*|banda di|branco di|infami|infame|parassiti|sciacalli|sanguisughe|mentecatt*|ritardati|scemi|mafiosi|mafia|sfigati|pezzenti|minus habens|buoni a nulla|animali|maledetti|ignoranti|teste di cazzo|testa di cazzo|zotici|rincoglionit*|fannulloni|gentaglia|miserabili|vermi schifosi|delinquenti|ciarlatan*)
        (andate|andatevene|vai|andassero) (tutti)? (a quel paese|affanculo|a cagare|al diavolo|a fanculo|all'inferno|a lavorare|in malora|a farvi fottere|a zappare|a fare in culo)
        (vaffanculo|fanculo|fottetevi|vaff*|mavaffanculo|fottiti)
        (spero|speriamo) (che|di) _ (fall*|chiud*|fallite|chiudiate|vi facciano|falliate|licenzi*)
        (dovete|dovreste|dovrebbero) (solo)? (fallire|chiudere|vergognar*|sparire)
    """,
    "furious": """
        sono (nera|nero|furiosa|imbestialita)
        (furios*|furibond*|incazzat*|incavolat*|arrabbiat*|rabbia|indignat*|infuriat*|inferocit*|imbestialit*|imbufalit*|inviperit*|esasperat*|allibit*|sdegnat*|nera di rabbia|nero di rabbia|fuori di me|fuori dalla grazia|livid*|schifat*|disgustat*|sconcertat*|basit*|scandalizzat*|esterrefatt*|incazzatissim*)
        (non) (ne)? (posso|se ne può|possiamo|ne posso) più
        (stuf*|stanc*|basta|averne) (di|di essere|marcia|marcio|dei|delle|del|della|che|così|davvero|veramente|abbastanza)
        (piene|pieni) le (palle|scatole)
        (rotto|rotti) (i|le|il) (coglioni|palle|scatole|cazzo)
        (mi|ci) (fa|fanno|fate|fa venire|state facendo|manda|mandano|mandate) (incazzare|imbestialire|arrabbiare|infuriare|impazzire|schifo|rabbia|in bestia|ribollire|il sangue|uscire pazz*|girare)
        (perso|perdere|finita|esaurit*) (la|ogni) pazienza
        (pazienza) (è finita|ha un limite|esaurita|al limite)
    """,
    "outrage": """
        (vergogn*|scandal*|inaccettabil*|intollerabil*|indecen*|indegn*|schifo|schifos*|ridicol*|assurd*|oscen*|disgustos*|ripugnant*|squallid*|inammissibil*|inconcepibil*|imbarazzant*|deplorevol*|ignobil*|inqualificabil*|inverosimil*|follia|pazzesco|barzelletta|comiche|da denuncia|indecoros*|inumano|disumano|patetic*|sconcertante|terzo mondo|penoso)
        (ma) (come vi permettete|vi rendete conto|stiamo scherzando|state scherzando|siamo impazziti|siete seri|siete matti|non vi vergognate|con che coraggio|con che faccia)
        (come) (vi|si) permett*
        (presa|presi) (per il culo|per i fondelli)
        (che) (schifo|vergogna|pena|indecenza|disastro|tristezza|squallore|delusione|fregatura|gente|ladri|coraggio|faccia tosta|figura di merda|buffonata)
        (peggior*) (azienda|compagnia|servizio|operatore|gestore|banca|ristorante|hotel|esperienza|negozio|albergo|corriere|assistenza|che|di|del|in|della|mai|posto|sito|call)
        (buffonata|pagliacciata|carnevalata)
    """,
    "swearing": """
        (merda|cazz*|porca|porco|minchia|culo|puttan*|fottut*|fuck*|shit|madonna|dio cane|porcodio|cagata|cagate|stracazzo|zio cane|diamine|maledizione|maledett*)
    """,
    "unhappy": """
        (molto|davvero|veramente|profondamente|abbastanza|così|sono|siamo|rimast*|estremamente|totalmente|che|grande|amaramente|assai|una)? (delus*|delusione|deludent*|insoddisfat*|scontent*|amareggiat*|rammaric*|dispiaciut*|frustrant*|frustrat*|seccat*|infastidit*|contrariat*|avvilent*|sconfortant*|amarezza|stress totale)
        (non) (sono|siamo|molto|mi|è|per niente|affatto|proprio)? (per niente|per nulla|affatto|molto|proprio|sono|è)? (soddisfat*|content*|convint*|piaciut*|felic*|all'altezza|accettabile|giusto|entusiast*|normale|possibile)
        (lascia*) (molto|parecchio|alquanto|tanto|davvero)? a desiderare
        (mi|ci) (aspettavo|aspettavamo) (di)? (più|meglio|molto|altro|decisamente)
        (una volta|prima) (era|erano|eravate|si stava) (meglio|un|il|molto|ottim*|tutto)
        (sempre|di) (peggio|male in peggio|peggio in peggio)
        (peccato) (che|per|perché|,|non|il|la)
        (potrebb*|dovrebb*|dovete|potreste|dovreste) (fare di meglio|migliorare|fare molto di più|essere migliore)
        (pentit*|pento|rimpian*)
    """,
    "bad verdict": """
        (è|sono|era|erano|stato|stata|una|un|uno|davvero|veramente|proprio|semplicemente|che) (un|una|uno|davvero|veramente|proprio|tutto|stata|stato|vero|vera)? (merda|schifo|disastro|incubo|pessim*|orribil*|terribil*|vergogna|orrore|catastrofe|calvario|inferno|odissea|tragedia|porcheria|ciofeca|truffa bella|pena|agghiacciant*|tremend*|scandalo|cesso)
        (pessimo|pessima|pessimi|pessime) (su|in|sotto|davvero|tutto|e|come|per|scelta|prodotto|azienda|ristorante|hotel|negozio|compagnia|locale|cibo|qualità|operatore|gestore|banca)
        (un|vero) (vero|autentico|completo)? (disastro|incubo|schifo)
        (da) (incubo|dimenticare|vomito|paura in negativo|brividi)
        (fa|fate|fanno|facevano) (proprio|davvero|veramente|letteralmente)? (schifo|cagare|pena|pietà|vomitare|vergogna|ribrezzo|acqua)
    """,
    "stars": """
        (zero|0|nessuna|meno|una|1|neanche una|nemmeno una|mezza) (sola)? (stella|stelle)
        (se) (potessi|si potesse) (dare|mettere|darei|darei) _ (zero|0|meno|negativ*|sottozero)
        (voto|giudizio) (0|zero|1|sottozero)
    """,
    "would not recommend": """
        (non|mai) (lo|la|li|le|ve lo|ve la|vi|mi sento di|posso|si può|mi sento di)? (consigli*|raccomand*|consiglierei|consiglio|consigliare|consigliat*|raccomandabile)
        (poco|non|per niente|per nulla) (serio|seri|seria|affidabil*|raccomandabil*|consigliabil*|trasparent*|onest*)
        (inaffidabil*|poca serietà|persa la fiducia|persa ogni fiducia|nessuna fiducia|zero fiducia|perso fiducia|sconsigliat*)
    """,
    "praise": """
        spaccano
        dormo tra due guanciali
        (niente|nulla) (da dire|da ridire|da eccepire|di cui lamentar*|da rimproverare)
        (non) (posso|si può|potrei|potevo|poteva|potevamo|si poteva|ho di che|potevamo) (che|chiedere|lamentar*|desiderare|essere|fare che|esser*|andare|trovare) (di meglio|parlarne bene|consigliar*|più|meglio|bene|complimentarmi|raccomandare|ringraziar*|felice|soddisfatt*|content*)
        (non) (posso|mi posso) lamentar*
        (mai|nessun|senza|nessuna|zero) (avuto|un|un solo|il minimo|alcun|nessun)? (problema|problemi|delus*|delusione|lamentel*|intoppi|intoppo|sorprese|difetto)
        (non) (mi|ci|vi)? (ha|hanno|ve ne|delude*|deluderà|deludono) (mai|pentirete|delus*|pentirai)
        (non) (ve ne|te ne|me ne|vi) (pentirete|pentirai|pento|sono pentit*|deluderà)
        (non) (esitate|esitare|esitat*|ci penso due)
        (non) è (affatto|per niente|niente)? male
        (il|la|i|le|del|uno dei|una delle) (miglior*|migliori) (negozio|ristorante|pizza|idraulico|servizio|azienda|assistenza|che|del|della|di|in|hotel|officina|dentista|esperienza|operatore|mai|banca|posto|al)
        (miglior*) (in assoluto|di sempre|in circolazione|della zona|di così|non si può|in città)
        (cinque|5|10|dieci) (stelle|stelline|e lode)
        (vale|valgono|ne vale|valsa) (assolutamente|davvero|tutta)? la pena
        (meglio) (di così|non si può|non potevo)
        (tanto di cappello|chapeau|complimenti a|complimenti per|complimenti al|complimenti alla|complimentoni|al top|il top|numeri uno|numero uno|una garanzia|salvato la vita|salvato la giornata|salvato la vacanza|salvato il|impeccabil*|eccellenza|a cinque stelle|da 10|super consigliat*|bravissim*|fiore all'occhiello)
        (oltre|superato|superano) (ogni|le|tutte le|le mie|le nostre) aspettativ*
    """,
    "good verdict": """
        (lo|la|li|le|ve lo|ve la|vi|super|altamente|assolutamente|vivamente|stra|caldamente|straconsigli*)? (consigli*|raccomand*|consigliat*|consigliatissim*|stra consiglio) (vivamente|a tutti|assolutamente|davvero|caldamente|questo|questa|<ours>|a chi|di|il|la|tutti|sicuramente|senza|fortemente|per|a occhi|anche|questi)
        (lo|la|li|super|ve lo|ve la|altamente|assolutamente|vivamente|molto|caldamente|stra) (consiglio|raccomando|consigliat*|consigliatissim*|consigliabile|raccomandat*)
        (molto|davvero|veramente|super|estremamente|sempre|proprio|così|tutti|tutto|più che|pienamente|assolutamente|totalmente) (content*|soddisfatt*|gentil*|cordial*|disponibil*|professional*|bravo|brava|bravi|brave|bell*|buon*|bene|cortes*|efficient*|veloc*|felic*|competent*|pulit*|simpatic*|accoglient*|preparat*|puntual*|rapid*|onest*|educat*|utile|utili|carin*|serio|seri)
        (servizio|personale|staff|esperienza|lavoro|assistenza|accoglienza|professionalità) _ (ottim*|eccellent*|perfett*|impeccabil*|fantastic*|eccezional*|splendid*|top|straordinari*|favolos*|stupend*|super|magnific*|gentilissim*|cordialissim*|encomiabil*|bravissim*)
        (ottim*|eccellent*|perfett*|impeccabil*|fantastic*|eccezional*|splendid*|straordinari*|favolos*|gran|grande|buon|buona|buonissim*) (servizio|personale|staff|esperienza|lavoro|assistenza|accoglienza|professionalità|rapporto|qualità|scelta|prodotto|consegna|disponibilità|cibo|pizza|prezzi|prezzo)
        (tutto) (perfetto|bene|ok|ottimo|benissimo|alla grande|liscio|fantastico)
        (tornerò|torneremo|ci tornerò|torneremo sicuramente|ci torneremo|ritornerò|acquisterò ancora|comprerò ancora)
        (gentilissim*|bravissim*|cordialissim*|disponibilissim*|velocissim*|rapidissim*|puntualissim*|professionalissim*|consigliatissim*|soddisfattissim*|contentissim*|buonissim*|bellissim*)
    """,
    "quick answer": """
        (rispost*|risolt*|arrivat*|venut*|consegnat*|riparat*|richiamat*|intervenut*|sostituit*|rimborsat*|sistemat*|aggiustat*|rispondono|rispondete|consegna|risolvono) _ (subito|immediatamente|in giornata|lo stesso giorno|il giorno dopo|in un attimo|in poche ore|in pochi minuti|tempestivament*|velocement*|rapidament*|in anticipo|puntual*|in meno di|in un'ora|in tempi record|in due giorni|in tempi brevissimi|nei tempi|il giorno stesso|nel giro di|in mezz'ora|in un giorno|prontament*)
        (consegna|risposta|spedizione|intervento|assistenza|riparazione|rimborso) (molto|super|sempre)? (veloc*|rapid*|immediat*|puntual*|fulmine*|lampo|tempestiv*|celere|velocissim*|rapidissim*)
    """,
    "thanks": """
        (grazie) (mille|a|di|per|infinite|tante|ancora|davvero|<ours>|al|alla|ai|di cuore|agli|infinitamente)
        (mille|infinite|tante) grazie
        grazie
        (ringrazi*|vi ringrazio|un ringraziamento|ringraziamento)
        (molto|veramente|davvero|infinitamente|eternamente)? (grat*|riconoscent*) (a|al|alla|per|all'|ai)
    """,
    "put right": """
        (alla fine|finalmente|poi|hanno|ha|è stato|subito|tutto|problema|mi hanno|ci hanno|mi ha|è|ora|adesso|avete|sono stati) (tutto|hanno|ha|mi hanno|è stato|subito|il problema|ci hanno)? (subito|immediatamente|prontamente|tutto)? (risolt*|rimborsat*|sostituit*|riparat*|sistemat*|aggiustat*|scusat*|restituit*|risarcit*|rimediat*|chiarit*|cambiato il)
        (si sono|si è) (scusat*|fatti perdonare|fatto perdonare)
        (chiesto|porto|porgono) (scusa|le scuse|le loro scuse)
        (ora|adesso|finalmente|tutto) (funziona|va|è a posto) (tutto|bene|perfettamente|di nuovo|alla perfezione|benissimo)
        (tutto) (risolto|sistemato|a posto|è bene)
        (cambiato) idea
    """,
}

_LEXICON = {
    4.0: "fantastic* meraviglios* straordinari* eccezional* magnific* spettacolar* favolos* stupend* strepitos* sublim*",
    3.0: """eccellent* perfett* ottim* splendid* bellissim* buonissim* bravissim* adoro amo amor* love felic* felicità super top impeccabil* miglior* favolos*
        grandios* incantevol* delizios* complimenti gentilissim* evviva trionf* entusiast* brillant* meglio""",
    2.0: """buon* bell* bene brav* bravo content* soddisfatt* gentil* cortes* cordial* disponibil* professional* efficient* veloc* rapid* simpatic* piace
        piacciono piaciut* piacere grazie ringrazi* grande grandi sorris* ridere risate divertent* gioia gioi* allegr* vincere vinto vittori* success* campion* forza
        fiducia consiglio* apprezz* carin* dolc* ador* utile* puntual* pulit* onest* comod* interessant* emozion* orgoglios* auguri benvenut* abbracc* bacio baci* speranza* sperar*
        fortuna fortunat* rilass* accoglient* affidabil* cool wow preparat* competent* seri sereno serena bravissima regal* figo figata viva geni* mitic*""",
    1.0: """ok haha ahah* ahaha* lol insieme facile* sole vacanz* festa amic* premio buongiorno buonanotte buonasera ciao spero aiut* condivido
        risol* miglior* sostegno condivid* cambiamento* riforma* merit* tranquill* sicur* attes* famiglia fresc*""",
    -1.0: """problem* difficil* lent* caro cara costos* fatic* manca mancano mancanza noios* noia purtroppo peccato dubbi* stran* errore errori sbagli* ritard*
        stanc* pioggia freddo aspett* attesa lontan* perdere perso persa perd* preoccup* crisi debito tasse tassa sciopero cadut* contro dimission* scus* allarme multa
        mancat* nemmeno almeno basta spread colpa povera povero poveri poverino""",
    -2.0: """brutt* male mal* cattiv* triste* tristezza arrabbi* rabbia odio odia* deludent* delus* paura falso falsa falsi bugi* bugiard* ladr* rubare rubat* ruba truff* ingann* inutil* stupid* scemo
        scema idiot* incompetent* incapac* schifo schif* merd* cazz* palle* coglion* stronz* vergogn* ridicol* assurd* pessim* peggio peggior* rott* guast* mort* morire muor* uccis* guerra violen* terror*
        piang* piangere lacrim* soffr* dolor* malat* fallit* fallimento disastr* casino rompe* rompi fastidi* antipatic* noios* maledett* ingiust* pover* corrot* mafia* condann* crimin*
        evasor* inciucio scandal* buffon* pagliacc* disgust* drama dramm* ansia incubo fuck* banchieri massoni casta poltron* vaffa* fanculo ignoran* fascist* sporc*""",
    -3.0: """orribil* terribil* pessim* schifos* disgustos* vergognos* scandalos* catastrof* inaccettabil* indecen* ripugnant* atroc* inferno osceno tremend* penos* spavent*
        insopportabil* intollerabil* indegn* bastard* vaffanculo""",
}

WORDS = Vocabulary(
    phrases=_PHRASES,
    lexicon=_LEXICON,
    negations="non, mai, senza, nessun, nessuno, nessuna, né, neanche, nemmeno, niente, nulla, poco, neppure, nn",
    stronger="molto, tanto, troppo, davvero, veramente, così, super, proprio, assolutamente, totalmente, completamente, estremamente, più, tutto, decisamente, sempre, gran, che, assai, stra, tutta, quanto",
    weaker="abbastanza, quasi, piuttosto, leggermente, relativamente, poco, qualche",
    hypotheses="se, nel caso, sarebbe, potrebbe, spero che, speriamo che, per evitare, per non, come, paura di, evitare, in caso di, qualora, immagin*, rischio di",
    contrast="ma, però, tuttavia, mentre, anche se, sebbene, eppure, invece, finché, tranne, salvo, a differenza di, al contrario, nonostante, peccato che, solo che, bensì",
    joiners="e, ed, o, né, oppure",
    cheers="fantastico, ottimo, bravi, bravo, complimenti, perfetto, grandi, geniale, meraviglioso, che bello, che bella, grazie, grazie mille, stupendo, eccellente, benissimo, evviva, bene, splendido, alla grande, ottimo lavoro, bel lavoro, bel servizio, ottimo servizio, wow, brave, bravissimi, ma che bravi, magnifico, che meraviglia, che gioia, molto bene, grandissimi, viva",
    mocking="""
        (grazie|grazie mille) (per niente|di niente|per nulla|di avermi fatto perdere|per avermi fatto perdere|per avermi rovinato|di avermi rovinato|per la presa in giro|per avermi ignorato|per il disservizio|per l'attesa|per averci rovinato|per avermi lasciato|per avermi fatto aspettare)
        (adoro|amo|che bello|che gioia|che piacere|che meraviglia|mi piace tanto|bello) (quando|aspettare|pagare|stare|restare|passare|essere|come|il fatto|avere|attendere) __ (aspett*|non|mai|nessuno|ore|mesi|settimane|ritard*|doppio|vuoto|guast*|ignor*|niente|attesa|cancell*)
        (complimenti|bravi|bravo|congratulazioni|applausi) (a|per|davvero|<ours>|al|alla|sempre|vivissimi) __ (non|mai|nessun*|ritard*|disservizi*|attesa|incompeten*|schifo|settimane|ore|mesi|pessim*|vergogn*|ignor*|rotto|doppi*)
        (bel|ottimo|gran|grande|bella) (servizio|lavoro|assistenza|figura|modo di trattare) (davvero|complimenti|, complimenti|, bravi|non c'è che dire|sì|di merda|sul serio|ma)
        (e) (lo|la)? chiaman* (servizio|assistenza)
        (alla faccia) (del|della|di)
        (meno male che|per fortuna che) (siete|eravate|erano|era) (veloci|un servizio|i migliori|professionali|urgente)
    """,
    asking="""
        (qualcuno|nessuno|c'è qualcuno|qualcun altro|anche voi|anche a voi|voi|solo io|solo a me) (ha|sa|di voi|conosce|che|può|mi sa|altro|avete|avuto|riesce|usa|con|ha avuto|saprebbe|ha problemi|anche|capita)
        (sapete|conoscete|avete|mi consigliate|consigliate|cosa ne pensate|cosa pensate|che ne pensate|mi sapete) (di|un|una|dirmi|consigliarmi|se|esperienze|esperienza|consigliare|mai|qualche|provato|del|della)
        (cerco|cercasi|sto cercando|cerchiamo|stiamo cercando) (un|una|qualcuno|dei|buon|consigli|opinioni|informazioni) _ (idraulico|dentista|meccanico|ristorante|hotel|avvocato|elettricista|parrucchier*|banca|consigli*|assicurazione|palestra|veterinario|officina|commercialista|su|che|bravo|brava|buon*|opinioni)
        (consigli|pareri|opinioni|recensioni|esperienze) (su|per|con|sul|sulla|riguardo)
        (com'è|come sono|come si trova|vi trovate bene|come vi trovate|è affidabile|sono affidabili|è serio|ne vale la pena|vale la pena|è buon*|qual è il miglior*|qual è la miglior*) (<ours>|il|la|i|con|questo|questa|un|o|andare|da|per|l'|lo|come)
    """,
    adverts="""
        (assumiamo|si assume|stiamo assumendo|cerchiamo personale|offerta di lavoro|offerte di lavoro|posizione aperta|posizioni aperte|cercasi personale|cercasi commess*|cercasi camerier*|ricerca personale|si ricerca|tempo pieno|full time|part time|part-time|invia il tuo cv|inviare cv|invia il cv|inviare curriculum|candidati ora|candidature|unisciti al nostro team|entra nel nostro team|tempo indeterminato|apprendistato|ricerchiamo|stage retribuito)
        (codice sconto|codice promo|di sconto|in offerta|preordina ora|disponibile ora)
    """,
    better="""
        (<a>) __ (meglio|miglior*|più veloc*|più economic*|più gentil*|più seri*|più affidabil*|superior*|più professional*) _ (di|che|a|del|della|rispetto a) <b>
        (meglio|preferisco|mille volte meglio|molto meglio|preferito) (con|da|andare da)? <a> _ (che|di|a|piuttosto che|rispetto a) (da|con)? <b>
        (<b>) __ (peggio|peggior*|più lent*|più car*|inferior*|meno affidabil*) _ (di|che|a|rispetto a) <a>
        (a differenza di|al contrario di|altro che) <b> _ <a>
    """,
    left="""
        (pass*|cambiat*|andat*|migrat*|traslocat*|tornat*) _ da <b> (a|ad|verso|con) <a>
        (lasciat*|lascio|mollat*|abbandonat*|disdetto) <b> __ (per|e|con|a) _ <a>
        (pass*|cambiat*|sono andat*) (a|ad|con|da) <a> _ (per colpa di|dopo|grazie a|stanc* di|stuf* di|perché|causa|delus* da) _ <b>
    """,
    calendar=Calendar(
        numbers={
            "un": 1, "una": 1, "uno": 1, "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "nove": 9, "dieci": 10,
            "undici": 11, "dodici": 12, "quindici": 15, "venti": 20, "trenta": 30, "mezz": 0.5, "mezza": 0.5, "mezzo": 0.5, "un paio di": 2,
            "qualche": 3, "diversi": 3, "diverse": 3, "alcuni": 3, "alcune": 3, "parecchi": 3, "parecchie": 3,
        },
        units={
            "minute": "minuto, minuti, min", "hour": "ora, ore", "day": "giorno, giorni", "week": "settimana, settimane",
            "month": "mese, mesi", "year": "anno, anni",
        },
        sure="da, da oltre, da più di, da quasi, da ormai, da circa, ormai da, son, sono",
        sure_after="fa, or sono",
        complaining="dopo, per, aspettato, atteso, aspetto, oltre, più di, quasi, ormai, già, attesa di, circa, aspettare, passate, passati, attendo",
        complaining_after="che, di attesa, senza, ad aspettare, e niente, e nulla, e nessuno, e ancora, di ritardo, al telefono, in attesa, dopo, di silenzio, in linea, e non",
        since="da, dal, dallo, dall, dalla, dai, sin da, da inizio, da fine, fin dal",
        on="il, lo, l, per, entro, di, del, per il, scorso",
        weekdays=("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
        days={
            "ieri": 1, "altro ieri": 2, "altroieri": 2, "settimana scorsa": 7, "scorsa settimana": 7, "mese scorso": 30, "scorso mese": 30,
        },
        months=(
            "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre",
            "dicembre",
        ),
        of="di, del",
        not_waiting="cliente da, clienti da, cliente, clienti, garanzia, sposat*, vivo, viviamo, abito, abitiamo, abbonat* da, esperienza, ogni, tutti i, tutte le, lavoro, aperto, vincolo, socio da, iscritt*",
        future="tra, fra, entro, in, ogni, per, massimo, ancora, nel giro di, nei prossimi, meno di",
    ),
)  # fmt: skip

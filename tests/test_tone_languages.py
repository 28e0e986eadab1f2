"""The language of a post, told offline, and the rules for Spanish, German, French, Italian and Portuguese."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching import Brand, Matcher
from monitor.tone import Subject, Tone, make
from monitor.tone.base import Label, Signal, Theme
from monitor.tone.language import _READ as READ
from monitor.tone.language import detect, is_english, language_of
from monitor.tone.languages import LANGUAGES, read_in
from monitor.tone.languages.kinds import KINDS
from monitor.tone.languages.phrases import Phrases, compile_phrase, fold, lines
from monitor.tone.stars import with_stars
from tests.tone_suite import subject

AT = datetime(2026, 6, 15, 12, tzinfo=UTC)  # a Monday


def judge_in(subject: Subject, lang: str) -> Tone:
    return with_stars(read_in(subject, lang), subject)


def judged(lang: str, text: str, brand: str = "", others: tuple[str, ...] = (), **more: Any) -> Tone:
    """The tone of a text towards a brand, both found as the pipeline finds them."""
    spans = {
        match.brand: match.spans
        for match in Matcher([Brand(name=name) for name in (brand, *others) if name]).find(text)
    }
    return judge_in(
        Subject(
            text=text,
            brand=brand,
            spans=spans.get(brand, ()),
            others=tuple(span for name in others for span in spans.get(name, ())),
            at=AT,
            **more,
        ),
        lang,
    )


# --- which language ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "worst company ever, still no refund"),
        ("en", "@acme smh u guys r the worst, 3 weeks n nothing #fail"),
        ("en", "Crème brûlée at the café was lovely"),
        ("en", "Ordered from Bäckerei Müller in München, the bread was stale"),
        ("en", "https://example.com/la-casa they never called back"),
        ("es", "nadie contesta"),
        ("es", "@acme llevo 3 semanas esperando 😡 #vergüenza"),
        ("es", "pésimo servicio, no lo recomiendo"),
        ("es", "q asco de compañia, no funciona la app"),
        ("de", "Nie wieder!"),
        ("de", "Saftladen, keiner geht ans Telefon"),
        ("de", "RT @acme: geht seit Montag nicht 🤬"),
        ("fr", "arnaque totale, à fuir"),
        ("fr", "J’attends toujours mon colis"),
        ("it", "che schifo, mai più"),
        ("it", "@acme sono tre settimane che aspetto una risposta"),
        ("pt", "ninguém atende o telefone"),
        ("pt", "péssimo atendimento, nunca mais"),
        ("pt", "obrigada pela ajuda, adorei"),
        ("nl", "Nog steeds geen antwoord van de klantenservice"),
        ("sv", "Jag har väntat i tre veckor och ingen svarar"),
        ("pl", "Czekam już trzy tygodnie i nikt nie odpowiada"),
        ("tr", "Çok kötü hizmet, bir daha asla"),
        ("ro", "Aștept de trei săptămâni și nimeni nu îmi răspunde"),
        ("id", "Sudah tiga minggu saya menunggu dan tidak ada jawaban"),
        ("ru", "Очень плохо, никто не отвечает"),
        ("uk", "Дуже погано, ніхто не відповідає їм"),
        ("ar", "خدمة سيئة جدا"),
        ("fa", "پاسخ نمی‌دهند"),
        ("el", "Κανείς δεν απαντά"),
        ("he", "אף אחד לא עונה"),
        ("ja", "最悪です、電話に出ない"),
        ("zh", "没有人接电话"),
        ("ko", "아무도 전화를 안 받아요"),
        ("th", "ไม่มีใครรับสาย"),
    ],
)
def test_the_language_of_short_texts(lang: str, text: str) -> None:
    assert detect(text) == lang


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "Acme 服务太差了"),
        ("ja", "Acme の対応は最悪"),
        ("ru", "Acme ужас"),
        ("ar", "Acme سيئة"),
        ("it", "Acme ladri"),
        ("fr", "Acme: honte"),
        ("pt", "lixo, Acme"),
        ("en", "Acme great service"),
        ("", "Acme"),
        ("", "Acme!!! 😡 @acme https://acme.example/nobody-answers"),
    ],
)
def test_a_name_tells_no_language(language: str, words: str) -> None:
    assert language_of(subject({"text": words, "brand": "Acme"})) == language


@pytest.mark.parametrize(
    "text",
    ["oduševljen sam, hvala vam!", "gir aldri svar", "我们 love 他们的服务 very much 真的 很好", "Прекрасно wow"],
)
def test_what_nobody_reads_is_not_guessed_to_be_english(text: str) -> None:
    assert detect(text) not in {"", *READ}
    assert detect(text, "sr-Latn") not in {"", *READ}


@pytest.mark.parametrize("scorer", ["earful", "fast"])
@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Acme 服务太差了", Label.UNKNOWN),
        ("Acme oduševljen sam, hvala vam!", Label.UNKNOWN),
        ("Acme 服务太差了 😡😡", Label.NEGATIVE),
        ("Acme 👍👍", Label.POSITIVE),
        ("Acme", Label.NEUTRAL),
        ("@acme https://acme.example/never-called-back", Label.NEUTRAL),
    ],
)
def test_where_nothing_can_be_read_nothing_is_guessed(scorer: str, text: str, label: Label) -> None:
    assert make(scorer).score([subject({"text": text, "brand": "Acme"})])[0].label is label


@pytest.mark.parametrize("text", ["", "👎👎", "123 456", "@acme https://example.com/x", "!?", "\U000e0001"])
def test_without_words_it_cannot_be_told(text: str) -> None:
    assert detect(text) == ""
    assert is_english(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Aw Thank You", "en"),
        ("Great show honestly", "en"),
        ("Wtf shawty ass on 😤", "en"),
        ("One star.", "en"),
        ("Rude staff", "en"),
        ("super freundlich", "de"),
        ("Abzocke!", "de"),
        ("Problem nicht gelöst", "de"),
        ("Lentos y carísimos", "es"),
        ("Excellent produit", "fr"),
        ("Magnifique !", "fr"),
        ("Decepcionante, não recomendo", "pt"),
        ("Mangiato benissimo", "it"),
        ("Bravissimi", "it"),
    ],
)
def test_a_few_words_tell_their_language(text: str, language: str) -> None:
    assert detect(text) == language


def test_what_the_service_claims_is_only_a_hint() -> None:
    assert detect("They never called back and I am not happy", "tr") == "en"
    assert detect("El servicio es muy malo y nunca contestan", "en-US") == "es"
    assert detect("Acme kaputt", "de-DE") == "de"
    assert detect("最悪", "ja") == "ja"
    assert detect("最悪") == "zh"
    assert detect("Acme xyzzy", "und") == detect("Acme xyzzy")
    assert detect("Лошо обслужване", "bg") == "bg"


@given(st.text(), st.sampled_from(["", "en", "de-DE", "tr", "und", "x", "zxx"]))
def test_any_text_has_a_language_or_none(text: str, claimed: str) -> None:
    found = detect(text, claimed)
    assert found == found.lower()
    assert len(found) <= 3


# --- what is said -----------------------------------------------------------------------------------------------------

THEMES: dict[str, dict[Theme, list[str]]] = {
    "es": {
        Theme.NO_ANSWER: [
            "Nadie me contesta los correos.",
            "Llevo dos meses esperando una respuesta.",
            "He llamado cinco veces y me dejan en espera.",
            "Imposible contactar con ellos.",
            "Pasan olímpicamente de los clientes.",
        ],
        Theme.BROKEN_PROMISE: [
            "Prometieron venir el martes, pero nunca apareció nadie.",
            "Me dejaron plantado.",
            "Cancelaron mi reserva a última hora.",
            "Son unos mentirosos, me engañaron.",
        ],
        Theme.STAFF: ["La chica de recepción es una maleducada.", "Pésima atención al cliente.", "Nos trataron fatal."],
        Theme.MONEY: [
            "Me han cobrado dos veces la misma factura.",
            "Esto es una estafa.",
            "Quiero que me devuelvan el dinero.",
            "No vale la pena, dinero tirado.",
        ],
        Theme.PRODUCT: [
            "La lavadora no funciona.",
            "Llegó roto.",
            "Llevamos tres días sin agua caliente.",
            "La pizza estaba fría.",
        ],
        Theme.DELIVERY: ["Mi pedido todavía no ha llegado.", "¿Dónde está mi paquete?", "Otra vez con retraso."],
        Theme.SAFETY: [
            "Había cucarachas en la habitación.",
            "Mi hijo acabó en el hospital.",
            "Huele a gas y no vienen.",
        ],
        Theme.PRIVACY: ["Han vendido mis datos.", "Hubo una filtración de datos."],
        Theme.WEBSITE: ["La web no carga.", "No puedo entrar en mi cuenta.", "La app se cuelga todo el rato."],
    },
    "de": {
        Theme.NO_ANSWER: [
            "Auf meine Mails antwortet niemand.",
            "Ich warte seit zwei Monaten auf Rückmeldung.",
            "Keiner ruft zurück.",
            "Telefonisch nicht zu erreichen.",
            "Wieder eine Stunde Warteschleife.",
        ],
        Theme.BROKEN_PROMISE: [
            "Der Rückruf wurde versprochen, passiert ist aber nichts.",
            "Der Techniker ist nicht gekommen.",
            "Mein Flug wurde kurzfristig storniert.",
            "Man hat mich angelogen.",
        ],
        Theme.STAFF: [
            "Die Dame am Empfang war unhöflich.",
            "Der Kundenservice ist eine Katastrophe.",
            "Wurde von oben herab behandelt.",
        ],
        Theme.MONEY: [
            "Es wurde doppelt abgebucht.",
            "Das ist Betrug.",
            "Ich will mein Geld zurück.",
            "Reine Geldverschwendung.",
        ],
        Theme.PRODUCT: [
            "Die Waschmaschine funktioniert nicht.",
            "Das Gerät kam defekt an.",
            "Seit Tagen kein Internet.",
            "Die Pizza war kalt.",
        ],
        Theme.DELIVERY: ["Mein Paket ist nie angekommen.", "Wo bleibt meine Bestellung?", "Schon wieder Verspätung."],
        Theme.SAFETY: [
            "Im Zimmer waren Bettwanzen.",
            "Mein Sohn landete im Krankenhaus.",
            "Es riecht nach Gas und keiner kommt.",
        ],
        Theme.PRIVACY: [
            "Meine Daten wurden weitergegeben: meine Daten verkauft.",
            "Ein klarer Verstoß gegen den Datenschutz.",
        ],
        Theme.WEBSITE: ["Die Webseite lädt nicht.", "Ich kann mich nicht einloggen.", "Die App stürzt ständig ab."],
    },
    "fr": {
        Theme.NO_ANSWER: [
            "Personne ne répond à mes mails.",
            "J'attends une réponse depuis deux mois.",
            "Ils ne rappellent jamais.",
            "Impossible de les joindre.",
            "Quarante minutes d'attente au téléphone.",
        ],
        Theme.BROKEN_PROMISE: [
            "On m'avait promis un rappel mais rien.",
            "Le technicien n'est jamais venu.",
            "Ma réservation a été annulée au dernier moment.",
            "Ils m'ont menti.",
        ],
        Theme.STAFF: [
            "La dame de l'accueil est très désagréable.",
            "Service client déplorable.",
            "On nous a traités comme des chiens.",
        ],
        Theme.MONEY: [
            "J'ai été prélevé deux fois.",
            "C'est une arnaque.",
            "Je veux être remboursée.",
            "Une perte de temps et d'argent.",
        ],
        Theme.PRODUCT: [
            "La machine ne fonctionne pas.",
            "Article arrivé cassé.",
            "Trois jours sans eau chaude.",
            "La pizza était froide.",
        ],
        Theme.DELIVERY: ["Mon colis n'est jamais arrivé.", "Où est ma commande ?", "Encore du retard."],
        Theme.SAFETY: [
            "Il y avait des cafards dans la chambre.",
            "Mon fils a fini aux urgences.",
            "Une fuite de gaz et personne ne vient.",
        ],
        Theme.PRIVACY: ["Mes données ont été vendues.", "Fuite de données chez eux."],
        Theme.WEBSITE: ["Le site ne marche pas.", "Impossible de me connecter.", "L'appli plante sans arrêt."],
    },
    "it": {
        Theme.NO_ANSWER: [
            "Nessuno risponde alle mie mail.",
            "Aspetto una risposta da due mesi.",
            "Non richiamano mai.",
            "Impossibile parlare con qualcuno.",
            "Quaranta minuti in attesa al telefono.",
        ],
        Theme.BROKEN_PROMISE: [
            "Avevano promesso di richiamare ma niente.",
            "Il tecnico non si è presentato.",
            "Hanno cancellato la prenotazione all'ultimo momento.",
            "Sono dei bugiardi.",
        ],
        Theme.STAFF: [
            "La signora alla reception è maleducata.",
            "Pessimo servizio clienti.",
            "Ci hanno trattato malissimo.",
        ],
        Theme.MONEY: [
            "Mi hanno addebitato due volte lo stesso importo.",
            "È una truffa.",
            "Voglio il rimborso.",
            "Soldi buttati.",
        ],
        Theme.PRODUCT: [
            "La lavatrice non funziona.",
            "È arrivato rotto.",
            "Tre giorni senza acqua calda.",
            "La pizza era fredda.",
        ],
        Theme.DELIVERY: ["Il mio pacco non è mai arrivato.", "Dov'è il mio ordine?", "Ancora in ritardo."],
        Theme.SAFETY: [
            "C'erano scarafaggi in camera.",
            "Mio figlio è finito in ospedale.",
            "Odore di gas e non viene nessuno.",
        ],
        Theme.PRIVACY: ["Hanno venduto i miei dati.", "Una fuga di dati."],
        Theme.WEBSITE: ["Il sito non va.", "Non riesco ad accedere.", "L'app si blocca di continuo."],
    },
    "pt": {
        Theme.NO_ANSWER: [
            "Ninguém responde aos meus e-mails.",
            "Estou à espera de resposta há dois meses.",
            "Não retornam a ligação.",
            "Impossível falar com eles.",
            "Quarenta minutos na espera ao telefone.",
        ],
        Theme.BROKEN_PROMISE: [
            "Prometeram ligar mas até agora nada.",
            "O técnico não apareceu.",
            "Cancelaram a minha reserva em cima da hora.",
            "São uns mentirosos.",
        ],
        Theme.STAFF: ["A moça da recepção foi muito grossa.", "Péssimo atendimento.", "Fomos muito mal tratados."],
        Theme.MONEY: [
            "Fui cobrado duas vezes.",
            "Isso é golpe.",
            "Quero meu dinheiro de volta.",
            "Não vale a pena, dinheiro jogado fora.",
        ],
        Theme.PRODUCT: [
            "A máquina não funciona.",
            "Chegou quebrado.",
            "Três dias sem água quente.",
            "A pizza veio fria.",
        ],
        Theme.DELIVERY: ["A minha encomenda nunca chegou.", "Cadê meu pedido?", "Atrasado de novo."],
        Theme.SAFETY: ["Tinha barata no quarto.", "Meu filho foi parar no hospital.", "Cheiro de gás e ninguém vem."],
        Theme.PRIVACY: ["Venderam os meus dados.", "Houve um vazamento de dados."],
        Theme.WEBSITE: ["O site não abre.", "Não consigo entrar na minha conta.", "O app trava o tempo todo."],
    },
}

SIGNALS: dict[str, dict[Signal, list[str]]] = {
    "es": {
        Signal.CHURN: ["Me doy de baja.", "Nunca más.", "Me cambio de compañía."],
        Signal.LEGAL: ["Voy a denunciarlos.", "Hablaré con mi abogado.", "Puse una reclamación en la OCU."],
        Signal.TELLING_EVERYONE: [
            "Lo voy a contar en todas mis redes.",
            "No compren aquí.",
            "Huid de esta empresa, son un desastre.",
        ],
        Signal.WANTS_CALL: [
            "Nadie contesta, que alguien me llame de una vez.",
            "Qué desastre, exijo hablar con un responsable.",
        ],
        Signal.WANTS_REFUND: ["Exijo el reembolso.", "Devuélvanme mi dinero."],
    },
    "de": {
        Signal.CHURN: ["Ich kündige.", "Nie wieder.", "Wir wechseln jetzt den Anbieter."],
        Signal.LEGAL: [
            "Ich schalte meinen Anwalt ein.",
            "Das melde ich der Verbraucherzentrale.",
            "Wir sehen uns vor Gericht.",
        ],
        Signal.TELLING_EVERYONE: [
            "Das erzähle ich überall weiter.",
            "Finger weg!",
            "Ich kann vor diesem Laden nur warnen.",
        ],
        Signal.WANTS_CALL: [
            "Keiner meldet sich. Rufen Sie mich bitte an!",
            "Frechheit, ich möchte endlich mit jemandem sprechen.",
        ],
        Signal.WANTS_REFUND: ["Erstatten Sie mir mein Geld!", "Wo bleibt meine Rückerstattung?"],
    },
    "fr": {
        Signal.CHURN: ["Je résilie.", "Plus jamais.", "Je change de banque."],
        Signal.LEGAL: ["Je vais porter plainte.", "Mon avocat vous écrira.", "Je saisis la DGCCRF."],
        Signal.TELLING_EVERYONE: ["Je vais le dire à tout le monde.", "À fuir !", "N'achetez rien chez eux."],
        Signal.WANTS_CALL: ["Personne ne répond. Rappelez-moi !", "C'est une honte, je veux parler à un responsable."],
        Signal.WANTS_REFUND: ["J'exige un remboursement.", "Rendez-moi mon argent."],
    },
    "it": {
        Signal.CHURN: ["Disdico subito.", "Mai più.", "Cambio operatore."],
        Signal.LEGAL: ["Vi denuncio.", "Chiamo il mio avvocato.", "Segnalo tutto all'Antitrust."],
        Signal.TELLING_EVERYONE: ["Lo racconterò a tutti.", "State alla larga!", "Evitate questo negozio."],
        Signal.WANTS_CALL: ["Nessuno risponde. Richiamatemi!", "Una vergogna, voglio parlare con un responsabile."],
        Signal.WANTS_REFUND: ["Pretendo il rimborso.", "Ridatemi i miei soldi."],
    },
    "pt": {
        Signal.CHURN: ["Vou cancelar o meu plano.", "Nunca mais.", "Mudei de operadora."],
        Signal.LEGAL: ["Vou ao Procon.", "Vou processar vocês.", "Já falei com o meu advogado."],
        Signal.TELLING_EVERYONE: ["Vou contar isso para todo mundo.", "Não comprem aqui.", "Fujam dessa empresa."],
        Signal.WANTS_CALL: ["Ninguém responde. Me liguem!", "Uma vergonha, quero falar com o gerente."],
        Signal.WANTS_REFUND: ["Quero o reembolso.", "Devolvam meu dinheiro."],
    },
}

ANGRY = {
    "es": ["Estoy furiosa.", "¡Sinvergüenzas!", "Qué vergüenza de empresa, estoy harto."],
    "de": ["Ich bin stinksauer.", "Ihr Idioten!", "Eine bodenlose Frechheit, mir platzt der Kragen."],
    "fr": ["Je suis furieuse.", "Bande de voleurs !", "C'est une honte, j'en ai marre."],
    "it": ["Sono furiosa.", "Vergognatevi, ladri!", "Una vergogna, sono stufo di voi."],
    "pt": ["Estou furiosa.", "Seus palhaços!", "Que vergonha, não aguento mais."],
}

HAPPY = {
    "es": ["Trato excelente, muy recomendable.", "No tengo ninguna queja.", "Vinieron el mismo día y todo perfecto."],
    "de": [
        "Sehr freundlich und kompetent, gerne wieder.",
        "Da kann man nicht meckern.",
        "Schnelle Lieferung, alles bestens.",
    ],
    "fr": ["Accueil parfait, je recommande.", "Rien à redire.", "Livraison rapide, équipe très sympathique."],
    "it": ["Personale gentilissimo, consigliato.", "Non posso lamentarmi.", "Consegna velocissima, ottimo servizio."],
    "pt": [
        "Atendimento excelente, recomendo.",
        "Não tenho do que reclamar.",
        "Entrega rápida, equipe muito atenciosa.",
    ],
}

THANKFUL = {
    "es": ["Muchas gracias a Marta por su ayuda.", "Tardaron, pero al final me lo solucionaron. ¡Gracias!"],
    "de": ["Vielen Dank an Marta für die Hilfe.", "Es hat gedauert, aber am Ende wurde alles gelöst. Danke!"],
    "fr": ["Merci beaucoup à Marta pour son aide.", "Un peu long, mais finalement tout a été réglé. Merci !"],
    "it": ["Grazie mille a Marta per l'aiuto.", "Ci è voluto un po', ma alla fine hanno risolto tutto. Grazie!"],
    "pt": ["Muito obrigada à Marta pela ajuda.", "Demorou um pouco, mas no final resolveram tudo. Obrigado!"],
}

MOCKING = {
    "es": ["Gracias por nada.", "Genial, otra vez sin internet.", "Bravo. Tres horas esperando."],
    "de": ["Danke für nichts.", "Super, schon wieder kein Internet.", "Bravo. Drei Stunden in der Warteschleife."],
    "fr": ["Merci pour rien.", "Génial, encore une panne de réseau.", "Bravo. Trois heures d'attente."],
    "it": ["Grazie per niente.", "Fantastico, di nuovo senza internet.", "Bravi. Tre ore di attesa."],
    "pt": ["Obrigado por nada.", "Ótimo, outra vez sem internet.", "Parabéns. Três horas de espera."],
}

NO_COMPLAINT = {
    "es": [
        "No es una estafa.",
        "Nunca me han cobrado de más.",
        "Acme abre una tienda en Sevilla.",
        "Se busca camarero, jornada completa.",
    ],
    "de": [
        "Das ist kein Betrug.",
        "Das Personal war nicht unfreundlich.",
        "Acme eröffnet in Köln.",
        "Wir suchen ab sofort Fahrer (m/w/d).",
    ],
    "fr": [
        "La résilience de toute l'équipe, quel exemple.",
        "Ce n'est pas une arnaque.",
        "Je n'ai jamais été déçu.",
        "Acme ouvre à Lyon.",
        "Nous recrutons un vendeur en CDI.",
    ],
    "it": [
        "Non è una truffa.",
        "Non sono mai stati scortesi.",
        "Acme apre a Torino.",
        "Cerchiamo personale, tempo pieno.",
    ],
    "pt": [
        "Não é golpe.",
        "Nunca foram mal-educados.",
        "Acme abre loja no Porto.",
        "Estamos contratando, envie seu currículo.",
    ],
}

QUESTIONS = {
    "es": ["¿Alguien conoce un buen fontanero?", "¿Qué tal es Acme, merece la pena?"],
    "de": ["Kennt jemand einen guten Klempner?", "Hat jemand Erfahrungen mit Acme?"],
    "fr": ["Quelqu'un connaît un bon plombier ?", "Que vaut Acme, c'est fiable ?"],
    "it": ["Qualcuno conosce un bravo idraulico?"],
    "pt": ["Alguém conhece um bom encanador?"],
}


def flat(table: dict[str, Any]) -> list[Any]:
    """Each (language, what, text) of a table, as parameters."""
    found: list[Any] = []
    for lang, entries in table.items():
        for what, texts in entries.items() if isinstance(entries, dict) else [(None, entries)]:
            found.extend((lang, what, text) if what else (lang, text) for text in texts)
    return found


@pytest.mark.parametrize(("lang", "theme", "text"), flat(THEMES))
def test_what_drives_a_complaint(lang: str, theme: Theme, text: str) -> None:
    tone = judged(lang, text)
    assert theme in tone.themes, tone
    assert tone.label is Label.NEGATIVE
    assert tone.complaint >= 0.5


@pytest.mark.parametrize(("lang", "signal", "text"), flat(SIGNALS))
def test_what_may_follow(lang: str, signal: Signal, text: str) -> None:
    tone = judged(lang, text)
    assert signal in tone.signals, tone
    assert tone.label is Label.NEGATIVE


@pytest.mark.parametrize(("lang", "text"), flat(ANGRY))
def test_anger(lang: str, text: str) -> None:
    tone = judged(lang, text)
    assert tone.anger >= 0.5, tone
    assert any(why.startswith(("anger: ", "staff: ", "money: ")) for why in tone.why)


@pytest.mark.parametrize(("lang", "text"), flat(HAPPY))
def test_praise(lang: str, text: str) -> None:
    tone = judged(lang, text)
    assert tone.label is Label.POSITIVE, tone
    assert tone.complaint < 0.3


@pytest.mark.parametrize(("lang", "text"), flat(THANKFUL))
def test_thanks_and_what_was_put_right(lang: str, text: str) -> None:
    tone = judged(lang, text)
    assert tone.label is Label.POSITIVE, tone
    assert tone.gratitude >= 0.5
    assert tone.complaint < 0.5


@pytest.mark.parametrize(("lang", "text"), flat(MOCKING))
def test_praise_that_is_none(lang: str, text: str) -> None:
    tone = judged(lang, text)
    assert tone.label is Label.NEGATIVE, tone
    assert tone.sarcasm >= 0.5
    assert tone.complaint >= 0.5
    assert tone.gratitude < 0.3


@pytest.mark.parametrize(("lang", "text"), flat(NO_COMPLAINT))
def test_negations_news_and_adverts_are_no_complaint(lang: str, text: str) -> None:
    tone = judged(lang, text)
    assert tone.label is not Label.NEGATIVE, tone
    assert tone.complaint < 0.4


@pytest.mark.parametrize(("lang", "text"), flat(QUESTIONS))
def test_a_question_gives_no_verdict(lang: str, text: str) -> None:
    tone = judged(lang, text)
    assert tone.label is Label.NEUTRAL, tone
    assert tone.complaint < 0.4


def test_why_quotes_the_words_as_they_were_written() -> None:
    assert 'no answer: "Nadie me contestó"' in judged("es", "Nadie me contestó.").why
    assert 'no answer: "ne répond jamais"' in judged("fr", "Acme ne répond jamais", brand="Acme").why
    assert judged("de", "Das ist KEIN Betrug").why[0] == 'not money: "Betrug"'


def test_accents_and_case_do_not_matter() -> None:
    assert judged("es", "PÉSIMA ATENCIÓN").complaint == pytest.approx(
        judged("es", "pesima atencion").complaint, abs=0.2
    )
    assert (
        judged("de", "Unverschaemt, keine Rueckmeldung").themes == judged("de", "Unverschämt, keine Rückmeldung").themes
    )
    assert judged("pt", "NINGUEM ATENDE").themes == (Theme.NO_ANSWER,)
    assert judged("fr", "Déc\u0327u, personne ne re\u0301pond").themes == (Theme.NO_ANSWER,)


# --- several firms ----------------------------------------------------------------------------------------------------

RIVALS = {
    "es": "Acme nunca contesta, pero Bolt vino enseguida y lo arregló.",
    "de": "Acme antwortet nie, aber Bolt war sofort da und sehr freundlich.",
    "fr": "Acme ne répond jamais, alors que Bolt est venu tout de suite, très sympa.",
    "it": "Acme non risponde mai, invece Bolt è arrivato subito, gentilissimi.",
    "pt": "Acme nunca retorna, mas a Bolt resolveu na hora, muito educados.",
}
COMPARED = {
    "es": ["Acme es mucho mejor que Bolt.", "Bolt es peor que Acme.", "Me cambié de Bolt a Acme."],
    "de": ["Acme ist viel besser als Bolt.", "Bolt ist schlechter als Acme.", "Ich bin von Bolt zu Acme gewechselt."],
    "fr": ["Acme est bien mieux que Bolt.", "Bolt est pire que Acme.", "Je suis passé de Bolt à Acme."],
    "it": ["Acme è molto meglio di Bolt.", "Bolt è peggio di Acme.", "Sono passato da Bolt a Acme."],
    "pt": ["Acme é muito melhor que Bolt.", "Bolt é pior que Acme.", "Mudei da Bolt para Acme."],
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_blame_and_praise_go_to_whom_they_belong(lang: str) -> None:
    assert judged(lang, RIVALS[lang], "Acme", ("Bolt",)).label is Label.NEGATIVE
    assert judged(lang, RIVALS[lang], "Acme", ("Bolt",)).themes == (Theme.NO_ANSWER,)
    other = judged(lang, RIVALS[lang], "Bolt", ("Acme",))
    assert other.label is Label.POSITIVE, other
    assert other.complaint < 0.3


@pytest.mark.parametrize(("lang", "text"), flat(COMPARED))
def test_comparing_and_switching(lang: str, text: str) -> None:
    better, worse = judged(lang, text, "Acme", ("Bolt",)), judged(lang, text, "Bolt", ("Acme",))
    assert (better.label, worse.label) == (Label.POSITIVE, Label.NEGATIVE), (better, worse)


def test_a_sentence_without_a_name_goes_on_about_the_last_one() -> None:
    text = "Acme montó la cocina. Dos semanas de retraso. Bolt trajo las sillas. Todo perfecto."
    assert judged("es", text, "Acme", ("Bolt",)).label is Label.NEGATIVE
    assert judged("es", text, "Bolt", ("Acme",)).label is Label.POSITIVE


def test_the_name_itself_is_no_praise() -> None:
    assert judged("fr", "Super Bonne Arnaque ouvre à neuf heures.", "Super Bonne Arnaque").label is Label.NEUTRAL


# --- since when -------------------------------------------------------------------------------------------------------

SINCE = {
    "es": [
        ("Nadie responde desde principios de abril.", "2026-04-10T23:59"),
        ("Dos meses y medio sin respuesta.", "2026-04-01T12:00"),
        ("Pedí hace tres semanas y nadie contesta.", "2026-05-25T12:00"),
        ("Llevo 3 semanas esperando una respuesta.", "2026-05-25T12:00"),
        ("Sin internet desde hace dos días.", "2026-06-13T12:00"),
        ("Desde hace más de un mes nadie contesta.", "2026-05-16T12:00"),
        ("Nadie contesta desde el jueves.", "2026-06-11T23:59"),
        ("Nadie contesta desde el lunes.", "2026-06-08T23:59"),
        ("Nadie contesta desde ayer.", "2026-06-14T23:59"),
        ("Nadie contesta desde el 25 de mayo.", "2026-05-25T23:59"),
        ("Nadie contesta desde el 20 de diciembre.", "2025-12-20T23:59"),
        ("Nadie contesta desde el 25/05/2026.", "2026-05-25T23:59"),
        ("Nadie contesta desde abril.", "2026-04-30T23:59"),
        ("Soy cliente desde hace diez años y nadie contesta.", None),
        ("Nadie contesta. Vuelvo en tres semanas.", None),
        ("Nadie contesta desde el 31 de junio.", None),
        ("Nadie contesta.", None),
    ],
    "de": [
        ("Seit Mitte April keine Antwort.", "2026-04-20T23:59"),
        ("Seit Anfang April keine Antwort.", "2026-04-10T23:59"),
        ("Vor drei Wochen bestellt, niemand antwortet.", "2026-05-25T12:00"),
        ("Warte seit 3 Wochen auf eine Antwort.", "2026-05-25T12:00"),
        ("Seit über zwei Tagen kein Internet.", "2026-06-13T12:00"),
        ("Seit einem Monat keine Antwort.", "2026-05-16T12:00"),
        ("Keine Antwort seit Donnerstag.", "2026-06-11T23:59"),
        ("Keine Antwort seit Montag.", "2026-06-08T23:59"),
        ("Keine Antwort seit gestern.", "2026-06-14T23:59"),
        ("Keine Antwort seit dem 25. Mai.", "2026-05-25T23:59"),
        ("Keine Antwort seit dem 20. Dezember.", "2025-12-20T23:59"),
        ("Keine Antwort seit 25.5.2026.", "2026-05-25T23:59"),
        ("Keine Antwort seit April.", "2026-04-30T23:59"),
        ("Bin seit zehn Jahren Kunde, und nun keine Antwort.", None),
        ("Keine Antwort. In drei Wochen komme ich wieder.", None),
        ("Keine Antwort seit dem 31. Juni.", None),
        ("Keine Antwort.", None),
    ],
    "fr": [
        ("Aucune réponse depuis début avril.", "2026-04-10T23:59"),
        ("Un mois et demi sans réponse.", "2026-05-01T12:00"),
        ("Commandé il y a trois semaines, personne ne répond.", "2026-05-25T12:00"),
        ("J'attends une réponse depuis 3 semaines.", "2026-05-25T12:00"),
        ("Sans internet depuis deux jours.", "2026-06-13T12:00"),
        ("Ça fait un mois que j'attends une réponse.", "2026-05-16T12:00"),
        ("Aucune réponse depuis jeudi.", "2026-06-11T23:59"),
        ("Aucune réponse depuis lundi.", "2026-06-08T23:59"),
        ("Aucune réponse depuis hier.", "2026-06-14T23:59"),
        ("Aucune réponse depuis le 25 mai.", "2026-05-25T23:59"),
        ("Aucune réponse depuis le 20 décembre.", "2025-12-20T23:59"),
        ("Aucune réponse depuis le 25/05.", "2026-05-25T23:59"),
        ("Aucune réponse depuis avril.", "2026-04-30T23:59"),
        ("Client depuis dix ans, aucune réponse.", None),
        ("Aucune réponse. Je reviens dans trois semaines.", None),
        ("Aucune réponse depuis le 31 juin.", None),
        ("Aucune réponse.", None),
    ],
    "it": [
        ("Nessuna risposta da inizio aprile.", "2026-04-10T23:59"),
        ("Un mese e mezzo senza risposta.", "2026-05-01T12:00"),
        ("Ordinato tre settimane fa, nessuno risponde.", "2026-05-25T12:00"),
        ("Aspetto una risposta da 3 settimane.", "2026-05-25T12:00"),
        ("Senza internet da due giorni.", "2026-06-13T12:00"),
        ("Da oltre un mese nessuno risponde.", "2026-05-16T12:00"),
        ("Nessuno risponde da giovedì.", "2026-06-11T23:59"),
        ("Nessuno risponde da lunedì.", "2026-06-08T23:59"),
        ("Nessuno risponde da ieri.", "2026-06-14T23:59"),
        ("Nessuno risponde dal 25 maggio.", "2026-05-25T23:59"),
        ("Nessuno risponde dal 20 dicembre.", "2025-12-20T23:59"),
        ("Nessuno risponde dal 25/05.", "2026-05-25T23:59"),
        ("Nessuno risponde da aprile.", "2026-04-30T23:59"),
        ("Cliente da dieci anni, nessuno risponde.", None),
        ("Nessuno risponde. Torno tra tre settimane.", None),
        ("Nessuno risponde dal 31 giugno.", None),
        ("Nessuno risponde.", None),
    ],
    "pt": [
        ("Ninguém responde desde o início de abril.", "2026-04-10T23:59"),
        ("Um mês e meio sem resposta.", "2026-05-01T12:00"),
        ("Comprei há três semanas e ninguém responde.", "2026-05-25T12:00"),
        ("Estou há 3 semanas esperando uma resposta.", "2026-05-25T12:00"),
        ("Sem internet faz dois dias.", "2026-06-13T12:00"),
        ("Há mais de um mês ninguém responde.", "2026-05-16T12:00"),
        ("Ninguém responde desde quinta-feira.", "2026-06-11T23:59"),
        ("Ninguém responde desde segunda.", "2026-06-08T23:59"),
        ("Ninguém responde desde ontem.", "2026-06-14T23:59"),
        ("Ninguém responde desde 25 de maio.", "2026-05-25T23:59"),
        ("Ninguém responde desde 20 de dezembro.", "2025-12-20T23:59"),
        ("Ninguém responde desde o dia 25/05.", "2026-05-25T23:59"),
        ("Ninguém responde desde abril.", "2026-04-30T23:59"),
        ("Cliente há dez anos e ninguém responde.", None),
        ("Ninguém responde. Volto em três semanas.", None),
        ("Ninguém responde desde 31 de junho.", None),
        ("Ninguém responde.", None),
    ],
}


@pytest.mark.parametrize(("lang", "text", "moment"), [(lang, *one) for lang, some in SINCE.items() for one in some])
def test_since(lang: str, text: str, moment: str | None) -> None:
    since = judged(lang, text).since
    assert (since and since.isoformat()[:16]) == moment


def test_without_a_complaint_or_a_time_of_writing_nobody_waits() -> None:
    assert judged("es", "Abrieron hace tres semanas, muy bonito.").since is None
    assert judge_in(Subject(text="Nadie contesta desde hace tres semanas."), "es").since is None


# --- the whole --------------------------------------------------------------------------------------------------------


def test_stars_and_emoji() -> None:
    assert judged("it", "", stars=1, stars_max=5).label is Label.NEGATIVE
    assert judged("it", "Nessuno risponde.", stars=5, stars_max=5).complaint >= 0.5
    assert judged("pt", "Acme 😡", brand="Acme").anger > 0.4
    assert judged("de", "DAS IST EINE FRECHHEIT!!!").anger > judged("de", "Das ist eine Frechheit.").anger + 0.1


def test_a_language_without_rules_is_an_error() -> None:
    with pytest.raises(KeyError):
        judge_in(Subject(text="x"), "nl")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_vocabularies_say_each_thing_once(lang: str) -> None:
    module = {"es": "spanish", "de": "german", "fr": "french", "it": "italian", "pt": "portuguese"}[lang]
    words = import_module(f"monitor.tone.languages.{module}").WORDS
    assert set(words.phrases) == set(KINDS)
    said = [line for block in words.phrases.values() for line in lines(block)]
    assert len(said) == len(set(said))
    valences = [fold(word) for entries in words.lexicon.values() for word in entries.split()]
    assert len(valences) > 150
    assert all(-4 <= valence <= 4 and valence for valence in words.lexicon)


def test_how_phrases_are_written() -> None:
    def finds(phrase: str, text: str) -> bool:
        return Phrases({phrase: None}).first(fold(text)) is not None

    assert finds("nadie _ (contest*|llam*)", "Nadie me ha contestado")
    assert not finds("nadie _ (contest*|llam*)", "Nadie. Contestaron luego")
    assert not finds("nadie _ contesta", "nadie de toda esa gran empresa contesta")
    assert finds("nadie __ contesta", "nadie de toda esa gran empresa contesta")
    assert finds("(me|nos)? llaman", "nos llaman")
    assert finds("(me|nos)? llaman", "me llaman")
    assert finds("(me|nos)? llaman", "llaman")
    assert not finds("llama", "llaman")
    assert finds("größe", "GROESSE")
    assert finds("größe", "grösse")
    assert finds("größe", "Große")
    assert finds("j'attends", "J'attends")
    assert finds("<ours> (ist)? weg", "Qbrandq weg")
    for wrong in ("_ a", "a _", "(a|b)?", "(a (b|c))", "ab*"):
        with pytest.raises(ValueError, match="phrase"):
            compile_phrase(wrong)


@settings(max_examples=200)
@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


WORDS = st.sampled_from(
    "Acme Bolt no nadie contesta pero gracias por nada hace tres semanas seit drei Wochen niemand ruft zurück aber danke für "
    "nichts personne ne répond depuis le 25 mai mais merci nessuno risponde da lunedì ma grazie ninguém atende há desde "
    ". , ! ? \n 😡 👍 :( ' - … (".split(" ")
)


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(LANGUAGES),
    st.text() | st.lists(WORDS, max_size=60).map(" ".join),
    st.text(max_size=40),
    st.none() | st.floats(0, 5),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_any_text_gives_a_tone_within_bounds(
    lang: str, text: str, title: str, stars: float | None, start: int, length: int
) -> None:
    one = Subject(
        text=text,
        title=title,
        brand="x",
        spans=((start, start + length),),
        others=((4, 7),),
        stars=stars,
        stars_max=5,
        at=AT,
    )
    tone = judge_in(one, lang)
    assert -1 <= tone.polarity <= 1
    for share in (tone.anger, tone.complaint, tone.gratitude, tone.sarcasm):
        assert 0 <= share <= 1
    assert tone.since is None or tone.since <= AT
    assert len(tone.why) <= 6
    assert judge_in(one, lang) == tone


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "a",
        ". ",
        "😡",
        "no ",
        "nadie ",
        "a b ",
        "hace tres ",
        "seit ",
        "depuis 3 ",
        "25 ",
        "25/5 ",
        "y Acme ",
        "pero ",
        "-",
        "'",
        "prometieron ",
        "versprochen aber ",
        "promis mais ",
        "promesso ma ",
        "prometeram mas ",
        "a'",
        "ü",
        "é",
        "Bolt, ",
    ],
)
def test_a_long_text_is_cut_to_a_bearable_length(lang: str, unit: str) -> None:
    """What is read is bounded and every gap too, so a text of any length takes no longer than the longest that is read."""
    text = unit * (60_000 // len(unit))
    tone = judge_in(Subject(text=f"{text} Acme", brand="Acme", spans=((len(text) + 1, len(text) + 5),), at=AT), lang)
    assert -1 <= tone.polarity <= 1


@pytest.mark.parametrize(
    ("lang", "asks", "thanks"),
    [
        ("es", "¿Podría llamarme alguien, por favor? Dejé tres mensajes.", "Gracias."),
        ("de", "Könnte mich bitte jemand zurückrufen? Ich habe dreimal angerufen.", "Vielen Dank!"),
        ("fr", "Quelqu'un peut-il me rappeler, s'il vous plaît ? J'ai laissé trois messages.", "Merci d'avance."),
        ("it", "Qualcuno può richiamarmi, per favore? Ho chiamato tre volte.", "Grazie mille."),
        ("pt", "Alguém pode ligar-me, por favor? Já liguei três vezes.", "Obrigado."),
    ],
)
def test_thanks_under_a_request_are_a_form(lang: str, asks: str, thanks: str) -> None:
    asked = judged(lang, f"{asks} {thanks}")
    assert (asked.label, asked.gratitude) == (Label.NEGATIVE, 0.0)
    assert judged(lang, thanks).gratitude >= 0.5

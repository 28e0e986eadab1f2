"""Turns of phrase with one meaning: sentences that no rule was made from, and their neighbours of another meaning."""

from __future__ import annotations

import pytest

from monitor.tone import Tone, make, relations
from monitor.tone.base import Label, Signal, Theme
from monitor.tone.clauses import named
from monitor.tone.gates import Gate, may_match, plain
from monitor.tone.rules import ADVERT, SEEKING
from monitor.tone.rules.turns import TURNS
from tests.tone_suite import cases, subject

FAST = make("fast")
GOOD, BAD, CALM = Label.POSITIVE, Label.NEGATIVE, Label.NEUTRAL


def towards(text: str, brand: str = "Acme", others: tuple[str, ...] = ("Bolt",)) -> Tone:
    return FAST.score([subject({"text": text, "brand": brand, "others": [one for one in others if one != brand]})])[0]


@pytest.mark.parametrize(
    ("text", "acme", "bolt"),
    [
        # held against each other
        ("For curry Acme beats Bolt hands down.", GOOD, None),
        ("Acme is streets ahead of Bolt when it comes to parking.", GOOD, None),
        ("The people at Acme are miles better than the lot at Bolt.", GOOD, None),
        ("Bolt makes Acme look like a bargain.", CALM, BAD),
        ("Give me Acme over Bolt, whatever the weather.", GOOD, CALM),
        ("If only Bolt were half as quick as Acme.", GOOD, BAD),
        ("Bolt could learn a great deal from Acme.", GOOD, BAD),
        ("Between Bolt's and Acme, I'd take Acme every time.", GOOD, None),
        ("Unlike Bolt, Acme actually reads your letters.", GOOD, BAD),
        ("The boy from Acme mended in an hour what Bolt could not in a month.", GOOD, BAD),
        ("Where Bolt needed four forms, Acme wanted a signature.", GOOD, BAD),
        ("I'd rather carry the piano myself than hire Bolt again.", None, BAD),
        ("There is hardly any difference between the soap from Acme and the one from Bolt.", CALM, CALM),
        ("Acme and Bolt cost the same this winter.", CALM, CALM),
        ("Bolt needed a fortnight for what Acme did before lunch.", GOOD, BAD),
        ("Bolt quoted nine hundred for what Acme does for two.", GOOD, BAD),
        # left for another
        ("Tried Bolt over the summer and crawled back to Acme.", GOOD, BAD),
        ("Goodbye Bolt! I have moved to Acme.", GOOD, BAD),
        ("Cancelled Bolt and signed up with Acme.", GOOD, BAD),
        ("After six long years with Bolt we have switched to Acme.", GOOD, BAD),
        ("Left Acme for a cheaper one, Bolt, and we regret it.", GOOD, BAD),
        ("Leaving Acme for Bolt was a mistake.", GOOD, BAD),
        ("Sacked Bolt for Acme because nobody at the desk could add up.", GOOD, BAD),
        # sent from one to the other
        ("Bolt keeps blaming Acme for the hole in my roof.", None, BAD),
        ("Bolt says ask Acme, and so the afternoon went.", None, BAD),
    ],
)
def test_sides(text: str, acme: Label | None, bolt: Label | None) -> None:
    for brand, wanted in (("Acme", acme), ("Bolt", bolt)):
        tone = towards(text, brand)
        assert wanted in (None, tone.label), f"{brand}: {tone}"
        assert wanted is None or (tone.complaint >= 0.5) is (wanted is BAD), f"{brand}: {tone}"


# -- set expressions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label", "sign"),
    [
        ("Two plates arrived smashed. Nice one, Acme.", BAD, "sarcasm"),
        ("A medal for Acme, who managed to lose both copies of my passport by losing the envelope.", BAD, "sarcasm"),
        ("Great, another survey from Acme.", BAD, "sarcasm"),
        ("Train, taxi and tent were fine, only Acme let us down.", BAD, ""),
        ("I used to recommend Acme to everybody. Not any more.", BAD, ""),
        ("Tribunal rules against Acme over deposits", BAD, ""),
        ("Acme under fire over late buses", BAD, ""),
        ("Would it be possible for Acme to answer my letter of March?", BAD, Theme.NO_ANSWER),
        ("Anyone else still waiting for Acme?", BAD, Theme.NO_ANSWER),
        ("Half the village is waiting for Acme.", BAD, Theme.NO_ANSWER),
        ("Acme's helpline is a black hole.", BAD, Theme.NO_ANSWER),
        ("That was the last parcel I ever send with Acme.", BAD, Signal.CHURN),
        ("Acme can expect to hear from my solicitor.", BAD, Signal.LEGAL),
        ("My lawyer has written to Acme about the hedge.", BAD, Signal.LEGAL),
        ("The whole valley will hear what Acme did to this pond.", BAD, Signal.TELLING_EVERYONE),
        ("I write for 900 neighbours. Next week they'll be reading about Acme.", BAD, Signal.TELLING_EVERYONE),
        ("Is there anybody at Acme who answers letters?", BAD, Theme.NO_ANSWER),
        ("Garages I would never trust with a bicycle: 1. Bolt 2. Acme", BAD, ""),
        ("I do so enjoy explaining it to the chatbot of Acme once more.", BAD, "sarcasm"),
        ("No extras, no small print, just a good haircut at Acme.", GOOD, ""),
        ("Nothing is too much trouble for the man at Acme.", GOOD, ""),
        ("The glue by Acme does what it says on the tin.", GOOD, ""),
        ("Take the car to Acme, you won't regret it.", GOOD, ""),
        ("Acme named bakery of the year", GOOD, ""),
        ("We leave the island in June, so goodbye Acme, you will be missed.", GOOD, ""),
        ("Six weeks I waited. Then Joan at Acme said she would look after it herself, and she did.", GOOD, ""),
        ("The strap snapped; Acme replaced it without any fuss.", GOOD, ""),
        ("The road is closed, so it is no fault of Acme.", CALM, ""),
        ("I had to cancel because Acme doesn't serve our new area.", CALM, ""),
    ],
)
def test_set_expressions(text: str, label: Label, sign: Theme | Signal | str) -> None:
    tone = towards(text)
    assert tone.label is label, tone
    assert tone.certain
    if sign == "sarcasm":
        assert tone.sarcasm >= 0.5
    elif sign:
        assert sign in (*tone.themes, *tone.signals)


@pytest.mark.parametrize(
    "text",
    [
        "Two plates arrived smashed and were replaced within a day. Nice one, Acme.",
        "A medal for Acme, who found both lost copies of my passport.",
        "Acme said the lift would be fixed by noon.",
        "The last order I placed with Acme was in May.",
        "Acme used to trust me. Not any more.",
        "Soon the whole town will know about Acme, and this soup deserves it.",
        "Is there anybody at Acme who can quote for a gate?",
        "Shops I will never stop recommending: Acme.",
        "I love reading the same book every summer in the garden of Acme.",
        "Nothing is too small for Acme to charge for.",
    ],
)
def test_what_only_looks_like_a_set_expression_is_left_to_the_others(text: str) -> None:
    assert not towards(text).certain


def test_who_leaves_a_firm_for_its_price_or_an_employer_blames_nobody_for_certain() -> None:
    assert towards("Ditched Acme for Bolt after the third lost parcel.").certain
    assert not towards("Ditched Acme for Bolt because it is a tenner cheaper.").certain
    assert not towards("Ditched Acme for Bolt after Easter and regret it.").certain
    assert not towards("I left Acme for Bolt because the hours suit me.").certain


def test_what_a_neighbour_swears_by_is_not_what_the_author_found() -> None:
    assert towards("My neighbour swears by Acme.").certain
    assert not towards("My neighbour swears by Acme but they never once came for me.").certain


@pytest.mark.parametrize(
    ("text", "charged"),
    [
        ("Bought it on GlobeMart, the seller never shipped. Acme had it in stock.", False),
        ("Ordered through Globe Market and nobody ever answered. Acme has the same lamp.", False),
        ("Ordered on Monday and nobody ever answered. Acme has closed.", True),
        ("Acme takes orders on GlobeMart and nobody ever answers. Acme has closed.", True),
    ],
)
def test_what_was_done_at_a_place_that_nobody_told_us_of(text: str, charged: bool) -> None:
    assert (towards(text, others=()).complaint >= 0.5) is charged


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Well. A Mr Denning at Acme phoned, and the boots came this morning by his own van. I take it back.", GOOD),
        ("Acme rang, said sorry and brought a new one the same evening. I am eating my words.", GOOD),
        ("The kettle from Acme leaks and I had to take it back, twice.", BAD),
        ("They want me to take it back to Acme myself. It weighs forty kilos and they broke it.", BAD),
    ],
)
def test_who_takes_it_back_was_won_back(text: str, label: Label) -> None:
    tone = towards(text)
    assert tone.label is label
    assert (tone.gratitude >= 0.5) is (label is GOOD)


@pytest.mark.parametrize(
    ("text", "acme", "bolt"),
    [
        ("Left Acme for Bolt last year and my only regret is not going sooner.", GOOD, BAD),
        ("Left Acme for Bolt because Acme is closing its shop here.", BAD, None),
        ("Acme told me to ask Bolt, and Bolt had it. Thanks, both so helpful!", BAD, None),
        ("Results from Acme were promised for Monday and came on Sunday.", BAD, None),
        ("Thank you Acme for the lovely evening, but nobody told us about the extra charge.", GOOD, None),
        ("I have never been so well looked after, the reviews of Acme said so, too.", CALM, None),
    ],
)
def test_what_they_are_not(text: str, acme: Label, bolt: Label | None) -> None:
    """Neighbours in words: they are not read as the turn would have it."""
    for brand, not_so in (("Acme", acme), ("Bolt", bolt)):
        assert not_so is None or not (tone := towards(text, brand)).certain or tone.label is not not_so


@pytest.mark.parametrize(
    "text",
    [
        "Might I kindly remind Acme of the two chairs they still have of mine?",
        "A gentle reminder to Acme: the scaffolding was to be gone at Easter.",
        "We realise you are short-staffed, but the lift has been out since May.",
        "I know they're busy, but a word would help.",
        "I don't like to moan, but the soup was cold and the waiter colder.",
        "Hate to be that person, but this is the second lamp in a month.",
        "I would appreciate a reply from Acme about the hedge.",
        "We'd be most grateful for some explanation, Acme.",
        "I'd be glad of an answer before the wedding.",
        "Still patiently waiting to hear from Acme.",
        "I am still hoping for a refund from Acme.",
        "The curtains from Acme were promised for Whitsun.",
        "Any news on my repair, Acme?",
        "Is there any progress with our application?",
        "I'm afraid the new tap from Acme is leaking, too.",
        "I'm afraid nobody at Acme picked up.",
        "The gate you mended no longer shuts.",
        "The washing machine you delivered leaks, Acme.",
        "It is now the 14th and still no sign of Acme.",
        "It's Friday, nobody from Acme has been here.",
        "This is the third time I call Acme about the same washing machine.",
        "I am writing to Acme for the fourth time.",
        "Could somebody at Acme please get back to me? I left my number on Monday and again on Thursday. Thanks.",
        "I rang Acme before Easter and then again last week.",
    ],
)
def test_politely_is_a_complaint_all_the_same(text: str) -> None:
    tone = towards(text, "Acme" if "Acme" in text else "")
    assert tone.label is BAD
    assert tone.complaint >= 0.5


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("Call me back today, Acme.", True),
        ("Could somebody at Acme call me?", True),
        ("Acme didn't call me back.", False),
        ("acme didnt call me back", False),
        ("Acme never call me back.", False),
    ],
)
def test_who_was_not_called_has_not_asked_for_it_here(text: str, wants: bool) -> None:
    assert (
        Signal.WANTS_CALL in FAST.score([subject({"text": text + " I am furious.", "brand": "Acme"})])[0].signals
    ) is wants


def test_thanks_under_a_request_are_a_form_and_after_help_are_meant() -> None:
    assert towards("Please call me back, Acme. Thanks.").gratitude < 0.5
    assert towards("My tap was dripping, can you believe it? Acme fixed it at once. Thanks!").gratitude >= 0.5
    assert towards("You must please all go to Acme. Lovely people. Thank you!").gratitude >= 0.5


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("I'm moving my three accounts away from Acme on Monday.", Signal.CHURN),
        ("Fine, Acme, we shan't be renewing.", Signal.CHURN),
        ("This is my last booking with Acme.", Signal.CHURN),
        ("You'll be hearing from Trading Standards, Acme.", Signal.LEGAL),
        ("Screenshots of every chat with Acme are going on Facebook tonight.", Signal.TELLING_EVERYONE),
    ],
)
def test_what_may_follow(text: str, signal: Signal) -> None:
    assert signal in towards(text).signals


@pytest.mark.parametrize(
    "text",
    [
        "My girl got a sticker at Acme, and she's been telling everybody about it.",
        "We're moving abroad, so we won't be renewing with Acme.",
        "I would never use anybody else but Acme for this again.",
        "My last booking with Acme was a dream.",
    ],
)
def test_what_follows_from_nothing(text: str) -> None:
    tone = towards(text)
    assert not tone.signals
    assert tone.label is not BAD


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("I paid Acme in full, and that's the last we saw of the painter.", Theme.NO_ANSWER),
        ("The lad from Acme took the measurements and was never seen again.", Theme.NO_ANSWER),
        ("Acme slammed the phone down on my father.", Theme.NO_ANSWER),
        ("Nobody should be spoken to the way they spoke to her at Acme.", Theme.STAFF),
        ("Acme might have mentioned that the batteries are extra.", None),
        ("Not quite what we had hoped for from Acme.", None),
        ("I will never use Acme again.", None),
    ],
)
def test_complaints_without_a_bad_word(text: str, theme: Theme | None) -> None:
    tone = towards(text)
    assert tone.label is BAD
    assert tone.complaint >= 0.5
    assert theme is None or theme in tone.themes


@pytest.mark.parametrize(
    ("text", "angry"),
    [
        ("Don't you dare send that man to my house again, Acme.", True),
        ("Acme had the cheek to bill my late aunt, and I am shaking with rage.", True),
        ("Don't you dare close, Acme, I love your soup.", False),
    ],
)
def test_heat_without_an_oath(text: str, angry: bool) -> None:
    tone = make("earful").score([subject({"text": text, "brand": "Acme"})])[0]
    assert (tone.anger >= 0.5) is angry, tone


@pytest.mark.parametrize(
    ("text", "acme", "bolt"),
    [
        ("Acme lost the ring, Bolt lost the box. I am furious with both of them.", BAD, BAD),
        ("Acme sold it, Bolt brought it. Neither answered.", BAD, BAD),
        ("Acme sold it, Bolt brought it. Wonderful people, both!", GOOD, GOOD),
        ("Acme was wonderful. Bolt sent two chairs. Both were broken.", GOOD, BAD),
    ],
)
def test_both_are_all_that_were_named(text: str, acme: Label, bolt: Label) -> None:
    both = ("Acme", "Bolt")
    assert tuple(towards(text, brand, both).label for brand in both) == (acme, bolt)


@pytest.mark.parametrize(
    ("text", "sells"),
    [
        ("Fed up with the late bus? Acme rents bicycles.", True),
        ("Sick of rude bosses? Come and cook for Acme.", True),
        ("Are you tired of high bills? Acme is recruiting, no diploma needed.", True),
        ("Fed up with Acme? So are we.", False),
        ("Sick of being ignored? Acme never answers.", False),
    ],
)
def test_a_question_that_sells_is_not_the_authors_feeling(text: str, sells: bool) -> None:
    tone = towards(text)
    assert (tone.label is CALM) is sells, tone
    assert (max(tone.anger, tone.complaint) < 0.5) is sells, tone


def test_who_is_cleared_of_something_has_not_done_it() -> None:
    assert towards("Water office clears Acme of overcharging").label is CALM
    assert towards("Acme cleared of ripping off pensioners").label is CALM


def test_you_promised_is_a_promise() -> None:
    assert Theme.BROKEN_PROMISE in towards("We are still waiting for the new key you promised, Acme.").themes


@pytest.mark.parametrize(
    "text",
    [
        "Acme kindly reminds all guests that breakfast ends at ten.",
        "I would appreciate a window seat at Acme.",
        "Hope you don't mind me asking, which tea does Acme serve?",
        "Quick question: does Acme open on Sundays?",
        "Just curious, who painted the sign of Acme?",
        "The mistake was entirely mine, Acme only did as told.",
        "I gave Acme the wrong number.",
        "Acme, can you send me the invoice, please? Thanks.",
        "Customer care agent (m/f/d) wanted at Acme. You turn furious callers into fans.",
    ],
)
def test_polite_words_are_no_complaint_by_themselves(text: str) -> None:
    tone = towards(text)
    assert tone.label is not BAD
    assert tone.complaint < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Lovely, Acme, another form to fill in 🙃",
        "Great service as ever 🙄 Acme",
        "Wonderful. Simply wonderful. Acme has the keys and I have the rain.",
        "Thanks a lot for losing my coat, Acme.",
        "Thank you, Acme, for nothing.",
        "I just love being on hold with Acme on my birthday.",
        "Love how Acme cancels at breakfast.",
        "Well done Acme, you flooded the cellar a second time.",
        "Bravo Acme, only three hours late today.",
        "Who needs heating anyway, right, Acme?",
        "Acme is a textbook example of how not to answer a letter.",
        "Acme is the place where parcels go to die.",
        "Surprise, surprise: Acme has put the price up.",
    ],
)
def test_mockery(text: str) -> None:
    tone = towards(text)
    assert tone.label is BAD
    assert tone.complaint >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Love how Acme remembers the name of my dog.",
        "Well done Acme, you made my mother's day.",
        "Thank you, Acme, for finding my ring.",
        "Please pass on my thanks to the driver at Acme.",
        "Acme sent me another cup straight away.",
        "Acme replaced our door within a day.",
        "Update: Acme rang this morning, all sorted.",
        "The boss of Acme tore up the invoice himself.",
        "Credit where it's due, Acme came on a Sunday.",
        "My brother says Acme is a rip-off. I have been going for years, and they are wonderful.",
        "A friend told me Acme is terrible. They fixed mine in an hour, lovely people.",
        "My top three bakeries in town are Crumb, Acme and Tilly's.",
        "Our favourite pub around here is Acme.",
        "Acme, Bolt, Crane, Dunn and Egan said they would come at ten, and not one of them let us down. Lovely people.",
    ],
)
def test_praise(text: str) -> None:
    tone = towards(text)
    assert tone.label is GOOD
    assert tone.complaint < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "A union leader has called Acme a disgrace.",
        "According to the Herald, Acme is the worst employer of the county.",
        "The minister described the fees of Acme as outrageous.",
        "Acme opens a second branch in the old mill.",
        "Acme appoints a new head of sales.",
        "My neighbour says Acme is dreadful. Never used them.",
        "I have read terrible things about Acme, but we are not a customer.",
        "Bought the rug through Acme from a seller who never replied.",
        "My bicycle was stolen outside Acme.",
        "We met opposite Acme and walked to the sea.",
    ],
)
def test_what_is_nobodys_experience(text: str) -> None:
    tone = towards(text)
    assert tone.label is CALM
    assert tone.complaint < 0.5


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Je me permets de vous relancer au sujet du portail.", BAD),
        ("Sauf erreur de ma part, je n'ai rien reçu de chez Acme.", BAD),
        ("Auriez-vous enfin des nouvelles de ma commande ?", BAD),
        ("Où en est mon dossier chez Acme ?", BAD),
        ("J'aurais aimé au moins un appel d'Acme.", BAD),
        ("Merci de bien vouloir me répondre, Acme.", BAD),
        ("Bravo l'organisation chez Acme, deux heures d'attente pour un café.", BAD),
        ("Les crêpes de chez Acme, une vraie tuerie.", GOOD),
        ("Un déjeuner chez Acme, et on y retourne sans hésiter.", GOOD),
        ("Un plombier qui tient ses promesses, le sourire en prime : Acme.", GOOD),
    ],
)
def test_in_french(text: str, wanted: Label) -> None:
    tone = FAST.score([subject({"text": text, "brand": "Acme" if "Acme" in text else "", "lang": "fr"})])[0]
    assert tone.label is wanted
    assert (tone.complaint >= 0.5) is (wanted is BAD)


@pytest.mark.slow
def test_no_match_is_lost_where_a_pattern_is_not_tried() -> None:
    gates = [turn.gate for turn in TURNS] + [one for one in vars(relations).values() if isinstance(one, Gate)]
    found = 0
    for case in [*cases()][::40]:
        document = named(subject(case.given))
        may = may_match(document, plain(document))
        for gate in gates:
            if gate.pattern.search(document):
                found += 1
                assert may & gate.bits, f"{gate.pattern.pattern} in {document!r}"
    assert found > 3


@pytest.mark.parametrize(
    "text",
    [
        "Two cooks wanted, weekends only",
        "Acme seeks drivers for the north",
        "Cups and plates, 20% off until Sunday",
        "Join the Acme team, 38.5 h, from May",
        "Send your CV to the office of Acme",
        "Now recruiting in the old mill: Acme",
        "Acme is looking for a second baker",
        "Join Acme as a night porter, uniform provided",
    ],
)
def test_adverts(text: str) -> None:
    document = named(subject({"text": text, "brand": "Acme"}))
    assert ADVERT.found_in(document.lower(), may_match(document, plain(document)))


@pytest.mark.parametrize(
    ("text", "seeks"),
    [
        ("Can anyone recommend a roofer?", True),
        ("Looking for a dentist near the park", True),
        ("We are looking for a reliable cleaner", True),
        ("I need recommendations for a vet", True),
        ("Has anybody here tried the new gym?", True),
        ("When I'm looking for a good book I go to Acme", False),
        ("I am looking for an answer from Acme", False),
    ],
)
def test_who_looks_for_somebody(text: str, seeks: bool) -> None:
    document = named(subject({"text": text, "brand": "Acme"}))
    assert SEEKING.found_in(document.lower(), may_match(document, plain(document))) is seeks

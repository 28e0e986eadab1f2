"""What mails say: platforms' reviews in several layouts and languages, customers' own words, and what is neither."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Form, Post
from connectors.mails import posts_of, read
from connectors.mails.forwarded import bare_subject
from connectors.mails.lines import from_html, from_plain
from connectors.mails.links import unwrapped
from connectors.mails.mail import parse
from connectors.mails.reply import own_words
from connectors.mails.sentences import told
from connectors.mails.stars import only_stars, stars

DATA = Path(__file__).parent / "data" / "imap"
RECEIVED = "2026-05-06T00:00:00+00:00"
KITCHEN = "Waited three weeks for a plumber and nobody called back. The kitchen is still under water, and the invoice came on time."
PFUSCH = "Nie wieder. Das Zimmer war schmutzig und laut, und niemand hat sich gekümmert."


def posts(name: str) -> list[Post]:
    return posts_of(read((DATA / f"{name}.eml").read_bytes(), RECEIVED, "hello@harborplumbing.example"))


def said(raw: str | bytes) -> list[Post]:
    return posts_of(read(raw.encode() if isinstance(raw, str) else raw, RECEIVED))


@pytest.mark.parametrize(
    ("name", "service", "author", "business", "given_stars", "text"),
    [
        ("google-en", "business.google.com", "Dana Rivers", "Harbor Plumbing", 2, KITCHEN),
        (
            "google-de",
            "business.google.com",
            "Jürgen Großmann",
            "Harbor Plumbing",
            1,
            "Drei Termine abgesagt, dann nie wieder gemeldet. Finger weg!",
        ),
        (
            "trustpilot-en",
            "trustpilot.com",
            "Dana R.",
            "Harbor Plumbing",
            1,
            "Three weeks of silence\nNobody called back after the leak.\nI want my deposit back.",
        ),
        (
            "trustpilot-fr",
            "trustpilot.com",
            "Élodie M.",
            "Harbor Plumbing",
            2,
            "Le plombier est venu avec deux jours de retard, sans s’excuser.",
        ),
        (
            "yelp-en",
            "yelp.com",
            "Dana R.",
            "Harbor Plumbing",
            1,
            "They broke my boiler and then charged me for the visit. Rude on the phone, too...",
        ),
        (
            "yelp-es",
            "yelp.com",
            "Lucía P.",
            "Harbor Plumbing",
            2,
            "Llegaron tarde y dejaron el baño hecho un desastre.",
        ),
        (
            "facebook-no",
            "facebook.com",
            "Dana Rivers",
            "Harbor Plumbing",
            1,
            "Nobody came, nobody called. Two days off work for nothing.",
        ),
        (
            "facebook-de",
            "facebook.com",
            "Jens Petersen",
            "Harbor Plumbing",
            5,
            "Schnell, freundlich, sauber. Gerne wieder!",
        ),
        (
            "tripadvisor-en",
            "tripadvisor.com",
            "traveller_dana",
            "Harbor Inn",
            2,
            "Mould in the shower\nThe room smelled, and the front desk shrugged.",
        ),
        ("tripadvisor-de", "tripadvisor.com", "klausm", "Harbor Inn", 1, PFUSCH),
        (
            "other-platform",
            "tradecheck.example",
            "Dana R.",
            "",
            2,
            "Good work, terrible manners. I had to mop up after them.",
        ),
        ("forwarded-gmail", "business.google.com", "Dana Rivers", "Harbor Plumbing", 2, KITCHEN),
        ("forwarded-outlook-de", "tripadvisor.com", "klausm", "Harbor Inn", 1, PFUSCH),
        (
            "forwarded-attached",
            "facebook.com",
            "Dana Rivers",
            "Harbor Plumbing",
            1,
            "Nobody came, nobody called. Two days off work for nothing.",
        ),
    ],
)
def test_a_platforms_mail_is_a_review(
    name: str, service: str, author: str, business: str, given_stars: int, text: str
) -> None:
    (post,) = posts(name)
    assert (post.form, post.service, post.author.name) == (Form.REVIEW, service, author)
    assert (post.title, post.text) == (business, text)
    assert (post.stars, post.stars_max) == (given_stars, 5.0)
    assert post.published is not None


@pytest.mark.parametrize(
    ("name", "native", "url"),
    [
        (
            "trustpilot-en",
            "5e3de1b4aaaaaaaaaaaaaaaa",
            "https://www.trustpilot.com/reviews/5e3de1b4aaaaaaaaaaaaaaaa",
        ),
        (
            "yelp-en",
            "AbCdEfGhIjKlMnOpQrStUv",
            "https://www.yelp.com/biz/harbor-plumbing-springfield?hrid=AbCdEfGhIjKlMnOpQrStUv",
        ),
        (
            "tripadvisor-en",
            "987654321",
            "https://www.tripadvisor.com/ShowUserReviews-g60763-d123456-r987654321.html",
        ),
        ("facebook-no", "pfbid0AbCdE", "https://www.facebook.com/danarivers/posts/pfbid0AbCdE"),
    ],
)
def test_the_platforms_own_id_and_a_link_that_logs_nobody_in(name: str, native: str, url: str) -> None:
    (post,) = posts(name)
    assert (post.id, post.url) == (native, url)
    assert f"link:{url}" in post.also
    assert not any(secret in repr(post) for secret in ("login", "secret", "token", "notif_id"))


def test_one_review_in_several_mails_is_one_post() -> None:
    (single,), (sent_on,), digest = posts("google-en"), posts("forwarded-gmail"), posts("google-digest")
    assert single.id == sent_on.id == digest[0].id
    assert posts("tripadvisor-de")[0].id == posts("forwarded-outlook-de")[0].id


def test_a_digest_has_several_reviews() -> None:
    found = posts("google-digest")
    assert [(post.author.name, post.stars) for post in found] == [("Dana Rivers", 2), ("Ming Li", 5), ("Sam O’Neil", 1)]
    assert [post.text for post in found[1:]] == ["", "Never again."]  # stars alone are a review
    assert found[0].text.endswith("The kitchen is still…")
    assert {post.title for post in found} == {"Harbor Plumbing"}
    assert len({post.id for post in found}) == 3


def test_a_digest_with_the_names_below_the_stars() -> None:
    one = "<p>{}</p><p>{}</p><p>{}</p><p><a href='https://x.example/r'>Reply</a></p>"
    html = one.format("★☆☆☆☆", "Ann B.", "It leaks.") + one.format("★★★★★", "Bo", "It does not leak.")
    found = said(f"From: noreply@yelp.com\nSubject: New reviews\nContent-Type: text/html; charset=utf-8\n\n{html}")
    assert [(post.author.name, post.text, post.stars) for post in found] == [
        ("Ann B.", "It leaks.", 1),
        ("Bo", "It does not leak.", 5),
    ]


@pytest.mark.parametrize(
    ("name", "author", "title", "text"),
    [
        (
            "customer-reply",
            "dana.rivers@mail.example",
            "Your appointment",
            (
                "Thanks, but no thanks. You have cancelled twice now and I have a flooded cellar. "
                "I will tell everybody in Springfield.\nDana Rivers"
            ),
        ),
        (
            "customer-de-html",
            "juergen@mail.example",
            "Rechnung 4711",
            "Die Rechnung ist falsch, und niemand geht ans Telefon!",
        ),
        (
            "customer-photo",
            "ming@mail.example",
            "Look at this",
            "This is what your “expert” left behind – it cost me 900€.",
        ),
        (
            "forwarded-customer",
            "dana.rivers@mail.example",
            "Leak again",
            "The leak is back and nobody answers the phone. I am furious.\nDana",
        ),
    ],
)
def test_a_customers_mail_is_their_own_words(name: str, author: str, title: str, text: str) -> None:
    (post,) = posts(name)
    assert (post.form, post.service, post.author.id) == (Form.MAIL, "mail", author)
    assert (post.title, post.text, post.stars) == (title, text, None)


def test_a_customers_answer_names_what_it_answers() -> None:
    (post,) = posts("customer-reply")
    assert (post.id, post.reply_to, post.thread) == (
        "c-1@mail.example",
        "o-1@harborplumbing.example",
        "o-0@harborplumbing.example",
    )
    assert post.published == datetime(2026, 5, 5, 9, tzinfo=UTC)


def test_a_date_that_was_sent_on_without_its_zone_is_a_day() -> None:
    (post,) = posts("forwarded-gmail")
    assert (post.published, post.published_exact) == (datetime(2026, 5, 4, tzinfo=UTC), False)
    (post,) = posts("forwarded-outlook-de")  # "Freitag, 1. Mai 2026"
    assert (post.published, post.published_exact) == (datetime(2026, 5, 1, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("bounce", "bounce"), ("away", "automatic"), ("newsletter", "list"), ("google-report", "no review")],
)
def test_what_no_customer_wrote_is_left_out_with_a_reason(name: str, reason: str) -> None:
    told_ = read((DATA / f"{name}.eml").read_bytes(), RECEIVED)
    assert (told_["posts"], told_["skipped"]) == ([], reason)


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ("From: hello@us.example", "ours"),
        ("From: a@b.example\nX-Spam-Flag: YES", "spam"),
        ("From: a@b.example\nList-Id: <talk.b.example>", "list"),
        ("From: a@b.example\nPrecedence: bulk", "list"),
        ("From: a@b.example\nAuto-Submitted: auto-generated\nList-Id: Earful <earful.us.example>", "automatic"),
        ("From: a@b.example\nReturn-Path: <>", "bounce"),
    ],
)
def test_reasons(headers: str, reason: str) -> None:
    raw = f"{headers}\nSubject: Nobody calls back\n\nNobody calls back!"
    assert read(raw.encode(), RECEIVED, "Hello@us.example")["skipped"] == reason


def test_a_forged_platform_mail_is_only_a_mail() -> None:
    told_ = read((DATA / "forged.eml").read_bytes(), RECEIVED)
    assert told_["forged"]
    (post,) = posts_of(told_)
    assert (post.form, post.service, post.stars) == (Form.MAIL, "mail", None)
    # A verdict further down is the sender's own, whatever it says.
    raw = (DATA / "google-en.eml").read_bytes()
    (post,) = said(raw + b"")
    assert post.form is Form.REVIEW
    own = b"Authentication-Results: evil.example; dmarc=fail\n"
    after = raw.replace(b"Auto-Submitted: auto-generated\n", own)
    assert said(after)[0].form is Form.REVIEW


@pytest.mark.parametrize(
    "sender",
    [
        "x@evilyelp.com",
        "yelp.com@evil.example",
        '"noreply@yelp.com" <x@evil.example>',
        '"<noreply@yelp.com>" <x@evil.example>',
        "=?utf-8?q?<noreply@yelp.com>?= <x@evil.example>",
        "x@evil.example (<noreply@yelp.com>)",
    ],
)
def test_a_name_is_no_domain(sender: str) -> None:
    raw = (
        f"From: {sender}\nSubject: Dana R. wrote a review of Harbor Plumbing\n\n1 star rating\n\nDreadful, all of it.\n"
    )
    (post,) = said(raw)
    assert (post.service, post.form) == ("mail", Form.MAIL)


def test_people_at_google_are_customers_too() -> None:
    (post,) = said("From: Ann <ann@google.com>\nSubject: My leak\n\nIt leaks.")
    assert (post.service, post.author.id) == ("mail", "ann@google.com")


def test_a_layout_that_nobody_knows_is_still_heard() -> None:
    (post,) = posts("google-new-layout")
    assert (post.form, post.service, post.id) == (Form.MAIL, "business.google.com", "g-10@google.com")
    assert post.title == "Something happened at Harbor Plumbing"
    assert "it never worked" in post.text
    assert "Unsubscribe" not in post.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("★★☆☆☆", (2, 5)),
        ("★ ★ ★ ★ ☆", (4, 5)),
        ("⭐️⭐️", (2, 5)),
        ("2 out of 5 stars", (2, 5)),
        ("Rated 1 out of 5 stars", (1, 5)),
        ("4.5/5", (4.5, 5)),
        ("7/10", (7, 10)),
        ("2 of 5 bubbles", (2, 5)),
        ("2 von 5 Sternen", (2, 5)),
        ("1 Stern", (1, 5)),
        ("zwei Sterne", (2, 5)),
        ("eine 1-Stern-Rezension", (1, 5)),
        ("3 étoiles sur 5", (3, 5)),
        ("note : 2", (2, 5)),
        ("una estrella", (1, 5)),
        ("2 estrellas de 5", (2, 5)),
        ("You got a new 2-star review", (2, 5)),
        ("one star", (1, 5)),
        ("0 out of 5", (0, 5)),
        ("• a bullet", None),
        ("☆ save", None),
        ("Your average is 4.1 out of 5", None),
        ("4.8 stars from 230 reviews", None),
        ("Get more 5-star reviews", None),
        ("24/7", None),
        ("05/05/2026", None),
        ("6 out of 5", None),
        ("the five of us", None),
    ],
)
def test_stars(text: str, expected: tuple[float, float] | None) -> None:
    assert stars(text) == expected


def test_a_line_of_stars_is_not_a_sentence_about_them() -> None:
    assert only_stars("Rated 1 out of 5 stars")
    assert only_stars("Bewertung: 1 von 5 Punkten")
    assert not only_stars("You got a new 2-star review")
    assert not only_stars("I would give it zero stars, or 1 star for the parking")


@pytest.mark.parametrize(
    ("text", "author", "business", "recommends"),
    [
        ("Dana R. left a review for Harbor Plumbing", "Dana R.", "Harbor Plumbing", None),
        ("New 1-star review from Dana R.", "Dana R.", "", None),
        ("Dana R. rated you 2 out of 5", "Dana R.", "", None),
        ("Ming Li just reviewed your business", "Ming Li", "", None),
        ("Dana doesn’t recommend Harbor Plumbing.", "Dana", "Harbor Plumbing", False),
        ("Dana hat eine Bewertung für Harbor Plumbing geschrieben", "Dana", "Harbor Plumbing", None),
        ("Neue 2-Sterne-Bewertung von Jürgen G. für Harbor", "Jürgen G.", "Harbor", None),
        ("Jens empfiehlt Harbor Plumbing nicht", "Jens", "Harbor Plumbing", False),
        ("Élodie a laissé un avis sur Harbor Plumbing", "Élodie", "Harbor Plumbing", None),
        ("Luc ne recommande pas Harbor Plumbing", "Luc", "Harbor Plumbing", False),
        ("Ana ha dejado una reseña sobre Harbor Plumbing", "Ana", "Harbor Plumbing", None),
        ("Ana no recomienda Harbor Plumbing", "Ana", "Harbor Plumbing", False),
        ("Dana R. ha lasciato una recensione per Harbor Plumbing", "Dana R.", "Harbor Plumbing", None),
        ("Nuova recensione a 1 stella da Dana R.", "Dana R.", "", None),
        ("Dana non consiglia Harbor Plumbing", "Dana", "Harbor Plumbing", False),
        ("Dana R. deixou uma avaliação para Harbor Plumbing", "Dana R.", "Harbor Plumbing", None),
        ("Dana não recomenda Harbor Plumbing", "Dana", "Harbor Plumbing", False),
        ("Dana R. heeft een recensie geschreven over Harbor Plumbing", "Dana R.", "Harbor Plumbing", None),
        ("Nieuwe 1-sterren-review van Dana R.", "Dana R.", "", None),
        ("Dana raadt Harbor Plumbing niet aan", "Dana", "Harbor Plumbing", False),
        ("Dana har skrevet en anmeldelse af Harbor Plumbing", "Dana", "Harbor Plumbing", None),
        ("Ny 1-stjernet anmeldelse fra Dana R.", "Dana R.", "", None),
        ("Dana reviewed Harbor Plumbing — 1 star", "Dana", "Harbor Plumbing", None),
        ("Dana gave Harbor Plumbing 1 star.", "Dana", "Harbor Plumbing", None),
        ("Dana gave your business a 1-star rating", "Dana", "", None),
        ("Dana R. updated their review for Harbor Plumbing", "Dana R.", "Harbor Plumbing", None),
        ("Dana R. just wrote a review of Harbor Plumbing on Yelp:", "Dana R.", "Harbor Plumbing", None),
        ("A traveler just reviewed Harbor Inn", "", "Harbor Inn", None),
        ("dana_travels wrote a review May 4", "dana_travels", "", None),
        ("Harbor Plumbing, you got 3 new reviews", "", "Harbor Plumbing", None),
        ("Hai ricevuto una nuova recensione", "", "", None),
        ("Sie haben eine neue 1-Stern-Rezension erhalten", "", "", None),
    ],
)
def test_sentences(text: str, author: str, business: str, recommends: bool | None) -> None:
    found = told(text)
    assert found is not None
    assert (found.author, found.business, found.recommends) == (author, business, recommends)


def test_what_customers_say_is_no_such_sentence() -> None:
    for text in (
        "Our best rated valves",
        "I left them alone",
        "Nobody called back",
        "The review of my claim took weeks.",
    ):
        assert told(text) is None


def test_a_complaint_that_begins_like_a_headline_is_kept() -> None:
    raw = (
        "From: noreply@yelp.com\nSubject: Dana R. wrote a review of Harbor Plumbing\n\n"
        "Dana R. wrote a review of Harbor Plumbing\n\n1 star rating\n\nWe hired them in May.\n\n"
        "My neighbour recommended Harbor Plumbing.\n\nNever again.\n\nReply to Dana\nhttps://x.example\n"
    )
    (post,) = said(raw)
    assert post.text == "We hired them in May.\nMy neighbour recommended Harbor Plumbing.\nNever again."


@pytest.mark.parametrize(
    "text",
    [
        # What reminds of the small print of a mail,
        "You're getting ripped off here. Avoid!",
        "A plumber was sent to my home twice and did nothing.",
        "Harbor Plumbing LLC charged me $400 for nothing.",
        "I tried to unsubscribe from their spam three times.",
        "They violate their own privacy policy, and gave my number away.",
        "Datenschutz wird hier ignoriert, meine Nummer ging an Dritte.",
        "Did you know they charge $90 just for coming?",
        "Tips: do not go there.",
        "El equipo fue muy grosero.",
        "L'équipe était désagréable.",
        "Vous recevez un accueil glacial",
        # of its buttons,
        "Check your bill twice",
        "See for yourself, the wall is still open",
        "Mehr Schein als Sein",
        # of how old a review is,
        "Vor Ort unfreundlich",
        "Il y a des cafards",
        "Hace falta limpieza",
        "2 friends and I waited an hour",
        "Date night was ruined",
        # of a greeting,
        "Cher et mauvais",
        "Lieber nicht",
        "Caro e ruim",
        "Great!",
        # and of a sentence of the platform's.
        "A friend recommended them and I regret it.",
    ],
)
@pytest.mark.parametrize("whole", ["{}", "{}</p><p>Nobody called.", "Nobody called.</p><p>{}"])
def test_no_words_of_a_review_are_taken_for_what_stands_around_them(text: str, whole: str) -> None:
    words = whole.format(text)
    raw = (
        "From: businessprofile-noreply@google.com\nSubject: Dana R. left a review for Harbor Plumbing\n"
        "Content-Type: text/html; charset=utf-8\n\n<p>Dana R. left a review for Harbor Plumbing</p><p>Dana R.</p>"
        f"<p>★☆☆☆☆</p><p>3 days ago</p><p>{words}</p><p><a href='https://x.example/r'>Read review</a></p>"
        "<p>You received this email because you manage Harbor Plumbing. <a href='https://x.example/u'>Unsubscribe</a></p>"
    )
    (post,) = said(raw)
    assert (post.author.name, post.stars, post.text) == ("Dana R.", 1, words.replace("</p><p>", "\n"))


@pytest.mark.parametrize(
    "below",
    [
        "You're receiving this email because you asked for it.",
        "Unsubscribe",
        "Don't want these mails? Click to unsubscribe.",
        "Example LLC, 400 1st Avenue, Needham",
        "Tip: customers notice businesses that reply to reviews.",
        "Vous recevez cet e-mail parce que vous gérez cette fiche.",
        "L’équipe Google Business Profile",
        "vor 3 Tagen",
        "il y a une semaine",
        "hace 2 días",
    ],
)
def test_the_small_print_is_no_word_of_a_review_also_without_its_links(below: str) -> None:
    raw = (
        "From: no-reply@yelp.com\nSubject: Dana R. wrote a review\nContent-Type: text/plain; charset=utf-8\n\n"
        f"★☆☆☆☆\n\nNobody called.\n\n{below}\n"
    )
    (post,) = said(raw)
    assert (post.stars, post.text) == (1, "Nobody called.")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.yelp.com/redir?s=1&url=https%3A%2F%2Ftarget.example%2Fr",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Ftarget.example%2Fr&h=1",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Ftarget.example%2Fr&data=05",
        "https://urldefense.com/v3/__https://target.example/r__;!!abc",
        "https://track.example/CL0/https:%2F%2Ftarget.example%2Fr/1/0100",
        "https://click.example/?qs=aHR0cHM6Ly90YXJnZXQuZXhhbXBsZS9y",
        "https://a.example/?u=https%3A%2F%2Fb.example%2F%3Furl%3Dhttps%253A%252F%252Ftarget.example%252Fr",
    ],
)
def test_links_are_followed_as_far_as_they_say_where_they_lead(url: str) -> None:
    assert any(inside.rstrip("/").startswith("https://target.example/r") for inside in unwrapped(url))


def test_words_below_what_a_phone_adds_are_kept() -> None:
    for added, kept in (
        ("Sent from my iPhone", ""),
        ("Sent from my office, and it came back.", "Sent from my office, and it came back.\n"),
    ):
        assert own_words(from_plain(f"Nobody came.\n{added}\nTwice!")) == f"Nobody came.\n{kept}Twice!"


def test_answers_without_what_they_answer() -> None:
    below = "> Will Friday do?\n\nNo, Friday will not do.\n"
    assert own_words(from_plain(f"On 5 May 2026, Harbor wrote:\n{below}")) == "No, Friday will not do."
    outlook = "It still leaks.\n\nFrom: Harbor\nSent: Monday, 4 May 2026\nTo: Dana\nSubject: Leak\n\nIs it fixed?"
    assert own_words(from_plain(outlook)) == "It still leaks."
    assert own_words(from_plain("It leaks.\n-- \nDana\nSpringfield")) == "It leaks."
    assert (
        own_words(from_plain("Es tropft.\n\n-----Ursprüngliche Nachricht-----\nVon: Harbor\n\nAlles gut?"))
        == "Es tropft."
    )
    assert own_words(from_plain("The sign said:\nFrom: nine to five.\nNobody was there.")).endswith("Nobody was there.")
    only = "> quoted\n> and nothing else"
    assert own_words(from_plain(only)) == "quoted\nand nothing else"


def test_subjects_without_what_mail_programs_add() -> None:
    assert bare_subject("Fwd: RE: AW[2]: [EXTERNAL] Leak") == "Leak"
    assert bare_subject("Reliable: no") == "Reliable: no"


def test_charsets_that_lie() -> None:
    for charset, raw in [
        ("iso-8859-1", "Großmann".encode()),
        ("utf-8", "Großmann".encode("cp1252")),
        ("us-ascii", "Großmann".encode()),
        ("no-such-thing", "Großmann".encode()),
        ("rot13", "Großmann".encode()),
        ("iso-2022-jp", "怒っています".encode("iso-2022-jp")),
    ]:
        head = f"From: a@b.example\nContent-Type: text/plain; charset={charset}\n\n".encode()
        (post,) = said(head + raw)
        assert post.text in ("Großmann", "怒っています")
    in_pieces = b"From: a@b.example\nContent-Type: text/plain; charset*=us-ascii'en'gb2312\n\n"  # RFC 2231
    (post,) = said(in_pieces + "怒っています".encode("gb18030"))
    assert post.text == "怒っています"
    page = "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'><p>Не перезвонили</p>"
    (post,) = said(b"From: a@b.example\nContent-Type: text/html\n\n" + page.encode("cp1251"))
    assert post.text == "Не перезвонили"


@pytest.mark.parametrize(
    ("said_so", "line"),
    [("", "=_1"), ("; boundary=other", "=_1"), ('; boundary="=_1"', "=_1"), ("; boundary=", "----=_Part_7.8")],
)
def test_parts_that_are_parted_by_another_line_than_the_head_says(said_so: str, line: str) -> None:
    head = f"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/alternative{said_so}\n\n"
    plain = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGro=C3=9Fer =C3=84rger\n"
    (post,) = said(
        f"{head}A preamble.\n--{line}\n{plain}--{line}\nContent-Type: text/html\n\n<p>Else</p>\n--{line}--\n"
    )
    assert post.text == "Großer Ärger"


def test_a_body_in_parts_without_any_is_one_text() -> None:
    (post,) = said("From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\nNobody called back.\n--Dana\n")
    assert post.text.startswith("Nobody called back.")


def test_headers_cannot_be_smuggled_in() -> None:
    raw = (
        "From: =?utf-8?q?Dana=0D=0ABcc:_x@y.example?= <dana@b.example>\n"
        "Subject: =?utf-8?b?SGkNCkJjYzogeEB5LmV4YW1wbGU=?=\n\nHello\x00\x1b[31m"
    )
    (post,) = said(raw)
    assert post.author.name == "Dana Bcc: x@y.example"
    assert post.title == "Hi Bcc: x@y.example"
    assert post.text == "Hello[31m"


BOMBS = {
    "nested": "From: a@b.example\nSubject: Bomb\n"
    + "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(60))
    + "Content-Type: text/plain\n\nIt leaks.\n",
    "parts": 'From: a@b.example\nSubject: Bomb\nContent-Type: multipart/mixed; boundary="b"\n\n'
    "--b\nContent-Type: text/plain\n\nIt leaks.\n" + "--b\nContent-Type: text/plain\n\nx\n" * 5_000,
    "forwards": "From: a@b.example\nSubject: Bomb\n" + "Content-Type: message/rfc822\n\nFrom: c@d.example\n" * 40,
    "headers": "From: a@b.example\nSubject: Bomb\n" + "X-A: b\n" * 50_000 + "\nIt leaks.\n",
    "long header": "From: a@b.example\nSubject: Bomb" + " =?utf-8?q?x?=" * 60_000 + "\n\nIt leaks.\n",
    "addresses": "From: " + "<a@b.example>," * 50_000 + "\nSubject: Bomb\n\nIt leaks.\n",
    "html": "From: a@b.example\nSubject: Bomb\nContent-Type: text/html\n\n<p>It leaks.</p>" + "<div>" * 100_000,
    "stars": "From: noreply@yelp.com\nSubject: New review\nContent-Type: text/html\n\n"
    + "<p>★☆☆☆☆</p>x<p>Dana</p>" * 20_000,
    "spaces": "From: noreply@yelp.com\nSubject: New review " + "hat eine " * 9_000 + "\n\n" + "a " * 400_000,
    "quotes": "From: a@b.example\nSubject: Bomb\n\n" + "On 1 " * 20_000 + "\n" + "> x\n" * 100_000,
    "heads": "From: a@b.example\nSubject: Fwd: Bomb\n\n" + "From: x\nSubject: y\n" * 50_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_take_little_time_and_are_still_heard(bomb: str) -> None:
    start = time.process_time()
    found = said(BOMBS[bomb])
    assert time.process_time() - start < 2.5
    assert 1 <= len(found) <= 50
    assert all(len(post.text) <= 20_000 for post in found)


@given(st.binary(max_size=600), st.sampled_from(["", "google-en", "trustpilot-fr", "forwarded-attached", "bounce"]))
def test_no_bytes_break_it(noise: bytes, name: str) -> None:
    raw = (DATA / f"{name}.eml").read_bytes() if name else b""
    middle = len(raw) // 3
    told_ = read(raw[:middle] + noise + raw[middle + 40 :], "")
    assert bool(told_["posts"]) != bool(told_["skipped"])


def test_pictures_of_stars_and_hidden_words() -> None:
    html = (
        '<div style="display:none">preheader</div><p><img src="https://x.example/star-on.png"><img alt="empty star"></p>'
        '<p>Read <a href="https://x.example/1">this</a></p><table><tr><td>a</td><td>b</td></tr></table>'
    )
    assert [(line.text, line.links) for line in from_html(html)] == [
        ("★☆", ()),
        ("Read this", ("https://x.example/1",)),
        ("a", ()),
        ("b", ()),
    ]


def test_the_topmost_verdict_counts() -> None:
    both = b"Authentication-Results: mx; dmarc=pass\nAuthentication-Results: evil; dmarc=fail\nFrom: a@b.example\n\n"
    assert not parse(both).refused
    assert parse(b"Authentication-Results: mx; dkim=fail (body) header.d=b.example; spf=softfail\n\n").refused
    assert not parse(b"From: a@b.example\n\n").refused


SPOKEN = {
    "en": ("{n} has left you a {s}-star rating.", "Rated {s} out of 5 stars", "Reply", "You are receiving this"),
    "de": ("Neue {s}-Sterne-Bewertung von {n}", "{s} von 5 Sternen", "Antworten", "Sie erhalten diese E-Mail"),
    "fr": ("{n} a laissé un avis sur Harbor", "Note : {s}/5", "Répondre à l’avis", "Vous recevez cet e-mail"),
    "es": ("Nueva reseña de {n}", "{s} estrellas de 5", "Responder", "Recibes este correo"),
    "it": ("{n} ha lasciato una recensione", "Valutata {s} stelle su 5", "Rispondi", "Hai ricevuto questa e-mail"),
    "pt": ("{n} deixou uma avaliação", "{s} de 5 estrelas", "Responder", "Você recebeu este e-mail"),
    "nl": ("Nieuwe review van {n}", "{s} van 5 sterren", "Reageren", "Je ontvangt deze e-mail"),
    "da": ("Ny anmeldelse fra {n}", "Bedømt {s} ud af 5 stjerner", "Svar", "Du modtager denne e-mail"),
}
LAYOUTS = {
    "name above": "<h1>{head}</h1><p>{name}</p><p>{stars}</p><p>{text}</p><p><a href='https://x.example'>{reply}</a></p><p>{foot}</p>",
    "name below": "<h1>{head}</h1><p>{stars}</p><p>{name}</p><p>{text}</p><p><a href='https://x.example'>{reply}</a></p><p>{foot}</p>",
    "name beside": "<h1>{head}</h1><p>{name} ★★☆☆☆</p><p>{text}</p><p><a href='https://x.example'>{reply}</a></p><p>{foot}</p>",
    "picture": "<p>{head}</p><div><img src='x.png' alt='{stars}'></div><div>{text}</div><a href='https://x.example'>{reply}</a>",
}
TEXTS = [
    "Terrible",
    "Thank you for nothing.",
    "Read the contract before you sign!",
    "View from the room: a wall.",
    "Avoid.<br>See you in court!",
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("lang", SPOKEN)
def test_layouts_that_nobody_has_seen_yet(lang: str, layout: str) -> None:
    head, rating, reply, foot = SPOKEN[lang]
    for name in ("Dana R.", "Jürgen Großmann", "traveller_99", "李雷"):
        for text in TEXTS:
            told_ = {"n": name, "s": 2}
            shown = {"name": name, "stars": rating.format(**told_), "text": text, "reply": reply, "foot": foot}
            html = LAYOUTS[layout].format(head=head.format(**told_), **shown)
            (post,) = said(
                f"From: Yelp <no-reply@yelp.com>\nSubject: {head.format(**told_)}\nContent-Type: text/html; charset=utf-8\n\n{html}"
            )
            assert (post.author.name, post.stars, post.text) == (name, 2, text.replace("<br>", "\n"))


def test_a_title_beside_the_stars_is_no_name() -> None:
    raw = "From: no-reply@yelp.com\nSubject: Dana R. wrote a review\n\n★☆☆☆☆ Dreadful\n\nDana R.\n\nNobody came.\n"
    (post,) = said(raw)
    assert (post.author.name, post.text) == ("Dana R.", "Dreadful\nNobody came.")


def test_headers_in_utf_8_as_it_is() -> None:
    raw = "From: Jürgen <j@b.example>\nSubject: Es tröpfelt\n\nImmer noch."
    (post,) = said(raw)
    assert (post.author.name, post.title) == ("Jürgen", "Es tröpfelt")


@pytest.mark.parametrize("sender", ["hello@us.example", "Site <wordpress@www.us.example>"])
def test_a_contact_form_is_the_words_of_who_filled_it_in(sender: str) -> None:
    head = f"From: {sender}\nAuto-Submitted: auto-generated\nSubject: Contact\n"
    form = f"{head}Reply-To: Dana Rivers <dana@mail.example>\n\nNobody calls back!"
    (post,) = posts_of(read(form.encode(), RECEIVED, "hello@us.example"))
    assert (post.author.name, post.author.id, post.text) == ("Dana Rivers", "dana@mail.example", "Nobody calls back!")
    for own in (f"{head}Reply-To: Ann <ann@us.example>\n\nNews for all", f"{head}\nNews for all"):
        assert read(own.encode(), RECEIVED, "hello@us.example")["skipped"] == "automatic"


@pytest.mark.parametrize(
    "stars",
    [
        '<span role="img" aria-label="1 out of 5 stars"></span>',
        '<span aria-label="1,0 von 5 Punkten"></span>',
        '<img src="x.png" alt="Classificado com 1 de 5 estrelas">',
        '<span aria-label="Rating: 1 star"><i></i></span>',
        '<img src="https://cdn.example/assets/stars-1.png" alt="">',
        '<img src="x.png" alt="1 star: Bad">',
        "Score: 1.0 / 5",
    ],
)
@pytest.mark.parametrize("below", ["", "<p>Dana R.</p><p>May 4, 2026</p>", "<p>— Dana R.</p>", "<p>3 days ago</p>"])
def test_stars_as_they_are_drawn_and_what_stands_below_the_words(stars: str, below: str) -> None:
    html = (
        f"<p>{{}}</p><p>{stars}</p><p>Three weeks</p><p>Nobody called.</p>{below}<a href='https://x.example'>Reply</a>"
    )
    head = "From: no-reply@yelp.com\nSubject: Dana R. wrote a review\nContent-Type: text/html; charset=utf-8\n\n"
    (post,) = said(head + html.format("Dana R. wrote a review"))
    assert (post.author.name, post.stars, post.text) == ("Dana R.", 1, "Three weeks\nNobody called.")


@pytest.mark.parametrize(
    "body",
    [
        'Dana R. gave your business a 1-star rating: "Nobody called."',
        "Dana R. left a review for Harbor Plumbing: 1 star\n\nNobody called.",
        "Dana R. just left you a 1-star review.\n\nNobody called.\n\nReply: https://x.example/5e3de1b4aaaaaaaaaaaaaaaa/and/so/on/and/on/and/on",
        "Dana R. left a review\n\nRating: 1 out of 5\nReview: Nobody called.",
    ],
)
def test_what_stands_on_one_line_with_something_else(body: str) -> None:
    head = "From: no-reply@trustpilot.com\nSubject: New 1-star review from Dana R.\n\n"
    (post,) = said(f"{head}{body}\n")
    assert (post.author.name, post.stars, post.text) == ("Dana R.", 1, "Nobody called.")


def test_stars_among_the_words_of_one_review_begin_no_other() -> None:
    head = "From: no-reply@google.com\nSubject: Dana R. left a review for Harbor Plumbing\n\n"
    (post,) = said(f"{head}Dana R.\n\n★☆☆☆☆\n\nNobody called.\n\n1 star\n\nNever again.\n")
    assert (post.author.name, post.stars, post.text) == ("Dana R.", 1, "Nobody called.\n1 star\nNever again.")


def test_an_author_between_title_and_words_and_a_link_to_the_rest() -> None:
    html = (
        "<p>You have a new review!</p><p><img alt='2 of 5 bubbles'></p><p>Mould in the shower</p><p>Reviewed by dana_travels</p>"
        "<p>The room smelled… <a href='https://x.example/7'>Read full review</a></p>"
    )
    head = "From: no-reply@tripadvisor.com\nSubject: New review\nContent-Type: text/html; charset=utf-8\n\n"
    (post,) = said(head + html)
    assert (post.author.name, post.stars, post.text) == ("dana_travels", 2, "Mould in the shower\nThe room smelled…")


def test_a_review_is_in_its_authors_words_and_not_in_googles_translation() -> None:
    raw = (
        "From: noreply-business@google.com\nSubject: Dana R. left a review for Harbor Plumbing\n\n★☆☆☆☆\n\n"
        "(Translated by Google) Nobody called.\n\n(Original)\nNiemand hat angerufen.\n\nReply to review\n"
    )
    (post,) = said(raw)
    assert post.text == "Niemand hat angerufen."


MORE_LAYOUTS: dict[str, tuple[str, str, str, tuple[object, ...]]] = {
    "a verb alone": (
        "Google Business Profile <businessprofile-noreply@google.com>",
        "Ana Souza avaliou Encanamento Porto",
        "Ana Souza avaliou Encanamento Porto\n\nNota: 2 de 5 estrelas\n\nDemoraram e não resolveram.\n\nResponder à avaliação\n",
        ("Ana Souza", "Encanamento Porto", 2, 5, "Demoraram e não resolveram."),
    ),
    "the firm first": (
        "Google Business Profile <businessprofile-noreply@google.com>",
        "Idraulica Porto: nuova recensione di Marco Bianchi",
        "Marco Bianchi ha recensito Idraulica Porto\n\nValutazione: 1 su 5\n\n\"Soldi buttati.\"\n\nRispondi alla recensione\n",
        ("Marco Bianchi", "Idraulica Porto", 1, 5, "Soldi buttati."),
    ),
    "labels on lines of their own": (
        "Google <businessprofile-noreply@google.com>",
        "Neue Rezension für Hafen Sanitär",
        "Hallo,\n\nSabine K. hat Hafen Sanitär bewertet.\n\nSterne: 2\nRezension:\nDreck hinterlassen.\n\nRezension beantworten\n",
        ("Sabine K.", "Hafen Sanitär", 2, 5, "Dreck hinterlassen."),
    ),
    "stars alone": (
        "Google <businessprofile-noreply@google.com>",
        "Ed left a review for Harbor Plumbing",
        "Ed\n\n★☆☆☆☆\n\nThe user didn't write a review, and has left just a rating.\n\nReply to review\n",
        ("Ed", "Harbor Plumbing", 1, 5, ""),
    ),
    "you've got": (
        "Trustpilot <no-reply@trustpilot.com>",
        "You've got a new 1-star review",
        ("Hi Owner,\n\nYou've got a new review from Kim Lee\n\n1 star\n\nAvoid\n\nNobody came.\n\n"
        "Fecha de la experiencia: 20 de noviembre de 2026\n\nReply to review\n"),
        ("Kim Lee", "", 1, 5, "Avoid\nNobody came."),
    ),
    "a picture in a plain text": (
        "Yelp <no-reply@yelp.com>",
        "You got a new review from Marisol G. on Yelp",
        ("[image: logo.png]\n\nYou got a new review from Marisol G.\n\n[image: 1.0 star rating]\n\nHe left the water running.\n\n"
        "Read full review\n"),
        ("Marisol G.", "", 1, 5, "He left the water running."),
    ),
    "Yelp in German": (
        "Yelp <no-reply@yelp.de>",
        "Du hast einen neuen Beitrag von Ute S.",
        ("Ute S. hat einen Beitrag zu Hafen Sanitär geschrieben\n\n3,0 Sterne\n\nGanz ok, aber teuer.\n\nBeitrag lesen\n"
        "https://www.yelp.de/biz/hafen?hrid=abcdefghijklmnopqrstuw\n"),
        ("Ute S.", "Hafen Sanitär", 3, 5, "Ganz ok, aber teuer."),
    ),
    "a day without its year": (
        "Facebook <notification+zj4o@facebookmail.com>",
        "Tom Becker doesn't recommend Harbor Plumbing.",
        ('Tom Becker doesn\'t recommend Harbor Plumbing.\n\n"Rude on the phone."\n\n23 November at 14:02\n\nView recommendation\n'
        "https://www.facebook.com/n/?tom.becker%2Fposts%2F1234567890&aref=1&medium=email&bcode=2.xyz\n"),
        ("Tom Becker", "Harbor Plumbing", 1, 5, "Rude on the phone."),
    ),
    "a stay": (
        "Tripadvisor <noreply@tripadvisor.de>",
        "Neue Bewertung für Hafenhotel",
        ("Sie haben eine neue Bewertung für Hafenhotel erhalten\n\n2,0 von 5 Punkten\n\nBewertet von klaus_m\n\nKalt.\n\n"
        "Aufenthalt: November 2026\n\nAuf Bewertung antworten\n"),
        ("klaus_m", "Hafenhotel", 2, 5, "Kalt."),
    ),
    "stars without a preposition": (
        "Trustpilot <no-reply@trustpilot.com>",
        "Nouvel avis 1 étoile de Luc M.",
        ("Luc M. vient de laisser un avis 1 étoile sur Plomberie du Port\n\nNoté 1 étoile sur 5\n\nArnaque\n\n"
        "23 novembre, 14:02\n\nRépondre à cet avis\n"),
        ("Luc M.", "Plomberie du Port", 1, 5, "Arnaque"),
    ),
    "out of ten": (
        "Booking.com <noreply@booking.com>",
        "You have received a new guest review",
        "You have received a new guest review from Ilse\n\nScore: 4.0\n\nThe bathroom was dirty.\n\nReply to this review\n",
        ("Ilse", "", 4, 10, "The bathroom was dirty."),
    ),
    "a whole rating": (
        "Airbnb <automated@airbnb.com>",
        "Dana wrote you a review",
        "Dana wrote you a review\n\nOverall rating: 3 stars\n\nPublic review\n\nNoisy at night.\n\nRead review\n",
        ("Dana", "", 3, 5, "Noisy at night."),
    ),
    "a form": (
        "Shop <noreply@seals.example>",
        "Sie haben eine neue Bewertung erhalten",
        ("Guten Tag,\n\nSie haben eine neue Bewertung erhalten.\n\nBewertung: 1 von 5\nKommentar: Ware kaputt.\nKunde: Horst B.\n\n"
        "Mit freundlichen Grüßen\nIhr Seals of Trust Team\n"),
        ("Horst B.", "", 1, 5, "Ware kaputt."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", MORE_LAYOUTS)
def test_review_mails_as_platforms_word_them(layout: str) -> None:
    sender, subject, body, expected = MORE_LAYOUTS[layout]
    (post,) = said(f"From: {sender}\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{body}")
    assert (post.author.name, post.title, post.stars, post.stars_max, post.text) == expected
    assert post.form is Form.REVIEW
    assert post.url == {
        "Yelp in German": "https://www.yelp.com/biz/hafen?hrid=abcdefghijklmnopqrstuw",
        "a day without its year": "https://www.facebook.com/tom.becker/posts/1234567890",
    }.get(layout, "")


@pytest.mark.parametrize(
    "link",
    [
        "https://www.facebook.com/n/?permalink.php&story_fbid=pfbid0AbCdE&id=4567&aref=789&n_m=a%40b.example",
        "https://m.facebook.com/story.php?story_fbid=pfbid0AbCdE&id=4567",
    ],
)
def test_facebooks_links_to_one_recommendation(link: str) -> None:
    head = "From: notification@facebookmail.com\nSubject: Dana doesn't recommend Harbor\n\n"
    (post,) = said(f"{head}Dana doesn't recommend Harbor\n\nNo.\n\n{link}\n")
    assert post.url == "https://www.facebook.com/permalink.php?story_fbid=pfbid0AbCdE&id=4567"


@pytest.mark.parametrize(
    ("sender", "subject", "body"),
    [
        ("no-reply@google.com", "Your performance report for October", "Harbor\n4.6 (120 reviews)"),
        ("no-reply@google.com", "Your reply was published", "Your reply to Dana's review is public:\nSorry to hear."),
        ("no-reply@accounts.google.com", "Security alert", "Was this you? If not, review your recent activity."),
        ("no-reply@trustpilot.com", "Your weekly review report", "TrustScore 4.2\nYou received 3 reviews"),
    ],
)
def test_what_a_platform_says_of_itself_is_no_mention(sender: str, subject: str, body: str) -> None:
    told_ = read(f"From: {sender}\nSubject: {subject}\n\n{body}\n".encode(), RECEIVED)
    assert (told_["posts"], told_["skipped"]) == ([], "no review")


def test_a_verb_of_a_headline_is_none_among_the_words() -> None:
    raw = (
        "From: no-reply@google.com\nSubject: Ana deixou uma avaliação\nContent-Type: text/plain; charset=utf-8\n\n"
        "Ana\n\n★☆☆☆☆\n\nO técnico avaliou o estrago em 300.\n\nNunca mais.\n"
    )
    (post,) = said(raw)
    assert (post.author.name, post.text) == ("Ana", "O técnico avaliou o estrago em 300.\nNunca mais.")


def test_windows_letters_in_a_mail_that_says_ascii() -> None:
    head = (
        b"From: Zo\xeb <z@b.example>\nSubject: =?windows-1252?Q?No=94?=\nContent-Type: text/plain; charset=us-ascii\n\n"
    )
    (post,) = posts_of(read(head + "They “fixed” it… it’s worse.".encode("cp1252"), RECEIVED))
    assert (post.author.name, post.text) == ("Zoë", "They “fixed” it… it’s worse.")


THROUGH = (
    "List-ID: <info.us.example>\nPrecedence: list\nList-Unsubscribe: <mailto:groups+unsubscribe@googlegroups.com>\n"
    "Subject: Where is my plumber?\n"
)


@pytest.mark.parametrize(
    "sender",
    [
        "From: Dana Rivers <dana@mail.example>",
        "From: 'Dana Rivers' via Info <info@us.example>\nX-Original-From: Dana Rivers <dana@mail.example>",
        "From: 'Dana Rivers' via Info <info@us.example>\nReply-To: Dana Rivers <dana@mail.example>",
    ],
)
def test_what_comes_through_a_group_of_our_own_is_its_writers(sender: str) -> None:
    raw = f"{sender}\n{THROUGH}\nNobody came."
    (post,) = posts_of(read(raw.encode(), RECEIVED, "maria@us.example"))
    assert (post.author.name, post.author.id, post.text) == ("Dana Rivers", "dana@mail.example", "Nobody came.")
    for newsletter in (raw.replace("info.us.example", "news.they.example"), f"Feedback-ID: 7\n{raw}"):
        assert read(newsletter.encode(), RECEIVED, "maria@us.example")["skipped"] == "list"
    assert read(raw.encode(), RECEIVED)["skipped"] == "list"


def test_a_platforms_mail_through_a_group_of_our_own_is_the_platforms() -> None:
    raw = (
        "From: 'Google Business Profile' via Info <info@us.example>\nList-ID: Info <info.us.example>\n"
        "X-Original-From: Google Business Profile <businessprofile-noreply@google.com>\n"
        "Subject: Dana R. left a review for Harbor\n\nDana R.\n\n1 star\n\nNobody came.\n"
    )
    (post,) = posts_of(read(raw.encode(), RECEIVED, "maria@us.example"))
    assert (post.service, post.author.name, post.stars) == ("business.google.com", "Dana R.", 1)


def test_praise_below_the_stars_is_the_customers() -> None:
    head = "From: no-reply@google.com\nSubject: Bob T. left a review for Harbor\n\n"
    (post,) = said(f"{head}Great job!\n\nBob T.\n\n5 stars\n\nNice work.\n\nReply to review\n")
    assert (post.author.name, post.stars, post.text) == ("Bob T.", 5, "Nice work.")


@pytest.mark.parametrize(
    ("sender", "subject", "body", "expected"),
    [
        (
            "members@e.tripadvisor.com",
            "New review of Harbor Inn on Tripadvisor: “Cold room”",
            "New review\n\n2 of 5 bubbles\n\nCold room\n\nby wanderer88\n\nNo heating.\n",
            ("tripadvisor.com", "wanderer88", "Harbor Inn", "Cold room\nNo heating."),
        ),
        (
            "no-reply@trustpilot.com",
            "Kim Lee just left you a 2-star review",
            "Kim Lee just left you a 2-star review\n\nSlow.\n\nOrder ID: 4711\n\nCustomer email: kim@x.example\n",
            ("trustpilot.com", "Kim Lee", "", "Slow."),
        ),
        (
            "noreply-play-developer-console@google.com",
            "New 2-star review for Harbor App",
            "New review\n\n2 stars\n\nCrashes on start.\n\nby Joe D.\n\nReply to review\n",
            ("google.com", "Joe D.", "Harbor App", "Crashes on start."),
        ),
        (
            "noreply@crafts.example",
            "You received a 2-star review from Ann",
            "★★☆☆☆\n\nBy far the worst mug.\n\nReply to review\n",
            ("crafts.example", "Ann", "", "By far the worst mug."),
        ),
        (
            "noreply@seals.example",
            "New feedback received",
            "A new review has been received.\n\nRating: 2/5\nCustomer: Ann Bell\nReview: Late delivery.\n\nReply to review\n",
            ("seals.example", "Ann Bell", "", "Late delivery."),
        ),
    ],
)
def test_who_what_and_whom_wherever_it_stands(
    sender: str, subject: str, body: str, expected: tuple[str, str, str, str]
) -> None:
    (post,) = said(f"From: {sender}\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{body}")
    assert (post.service, post.author.name, post.title, post.text) == expected
    assert post.stars == 2


@pytest.mark.parametrize(
    "text",
    [
        "Mit freundlichen Grüßen hätte ich gern mein Geld zurück",
        "Datum: immer noch keins",
        "By Tuesday nobody came.",
        "The customer didn't leave a message but they billed anyway",
        "Publish this if you dare: they lie.",
        "Stars: they deserve none",
    ],
)
def test_what_only_begins_like_what_stands_around_a_review_is_kept(text: str) -> None:
    raw = (
        "From: no-reply@google.com\nSubject: Ana left a review for Harbor\nContent-Type: text/plain; charset=utf-8\n\n"
        f"Ana\n\n★☆☆☆☆\n\nBad.\n\n{text}\n\nReply to review\n"
    )
    (post,) = said(raw)
    assert (post.author.name, post.text) == ("Ana", f"Bad.\n{text}")


def test_a_button_in_a_language_that_nobody_here_speaks() -> None:
    html = (
        "<p>Jan Kowalski</p><p>★☆☆☆☆</p><p>Nie przyszli. Dramat.</p><p><a href='https://x.example/1'>Odpowiedz</a></p>"
        "<p>Otrzymujesz tę wiadomość.</p>"
    )
    head = "From: no-reply@google.com\nSubject: Jan Kowalski\nContent-Type: text/html; charset=utf-8\n\n"
    (post,) = said(head + html)
    assert (post.author.name, post.stars, post.text) == ("Jan Kowalski", 1, "Nie przyszli. Dramat.")


def test_pictures_in_a_plain_text_say_what_they_showed() -> None:
    (post,) = said(
        "From: d@b.example\nSubject: Leak\n\nLook: [image: image.png]\n[image: a puddle] [cid:image001@01D.7]\n"
    )
    assert post.text == "Look:\na puddle"

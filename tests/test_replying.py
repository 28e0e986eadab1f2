"""Answers by mail: from a mail that a real server took, over a mailbox that is really read, to what comes of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sqlalchemy import select

from alerts.email import Email
from connectors import mails
from connectors.imap import Imap
from connectors.imap_answers import Answer
from connectors.mails.answer import TOKEN
from monitor.answering.replies import Wish, wish
from monitor.answering.replying import Ear, take
from monitor.app import App
from monitor.cases import Case, Outcome, State
from monitor.clock import SystemClock
from monitor.config import Replies
from monitor.demo.toy_mailbox import Mail
from monitor.links import Links
from monitor.store.tables import case_event
from monitor.telling.phrases import SHIPPED, Catalogue, shipped
from monitor.web import signing
from tests.fakes import ToyMailbox
from tests.fakes.imap import CERTIFICATE, PASSWORD, USER, ImapToy
from tests.fakes.stage import FURIOUS, START, Letterbox, Place, Stage, post, settings, stage

MINUTE = timedelta(minutes=1)
ANSWERS = "answers@harborplumbing.example"
MARIA, SAM = "maria@harborplumbing.example", "sam@harborplumbing.example"


@dataclass
class Shop:
    """Earful that tells by mail, and the box into which people answer."""

    earful: Stage
    smtp: ToyMailbox
    box: ImapToy
    forum: Place
    _written: int = field(default=0)

    def last(self, to: str = MARIA) -> Mail:
        return [mail for mail in self.smtp.mails if mail.recipients == (to,)][-1]

    def answer(self, mail: Mail, words: str, sender: str = MARIA, **headers: str) -> None:
        """What a mail program sends when somebody answers: its subject, its thread, and the mail below the words."""
        written = EmailMessage()
        written["From"] = sender
        written["To"] = str(mail.message["Reply-To"] or mail.message["From"])
        written["Subject"] = f"Re: {mail.message['Subject']}"
        written["In-Reply-To"] = written["References"] = str(mail.message["Message-ID"])
        quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
        written.set_content(f"{words}\n\nOn Mon, 23 Nov 2026 at 09:05, Earful <earful@us.example> wrote:\n{quoted}\n")
        self.post(written, **headers)

    def press(self, mail: Mail, label: str, sender: str = MARIA, **headers: str) -> None:
        """What a mail program sends when somebody presses a button that begins a mail."""
        parts = urlsplit(button(mail, label))
        asked = parse_qs(parts.query, strict_parsing=True)
        written = EmailMessage()
        written["From"], written["To"] = sender, unquote(parts.path)
        written["Subject"] = asked["subject"][0]
        written.set_content(asked["body"][0] + "\n\n--\nMaria, Harbor Plumbing\n")
        self.post(written, **headers)

    def post(self, written: EmailMessage, **headers: str) -> None:
        self._written += 1
        written["Message-ID"] = f"<a{self._written}@phone.example>"
        for name, value in headers.items():
            written[name.replace("_", "-")] = value
        self.box.add(written.as_bytes())

    async def read(self) -> None:
        await self.earful.after(MINUTE)

    async def case(self) -> Case:
        [found] = (await self.earful.cases()).values()
        return found

    async def events(self) -> list[Any]:
        async with self.earful.app.parts.store.read() as connection:
            return list(await connection.execute(select(case_event).order_by(case_event.c.id)))


def button(mail: Mail, label: str) -> str:
    """Where the button leads."""
    [link] = re.findall(rf'<a href="(mailto:[^"]+)"[^>]*>{re.escape(escape(label))}</a>', mail.html)
    return unescape(link)


def replies_of(box: ImapToy) -> Replies:
    return Replies(
        box=Imap(server=f"localhost:{box.port}", user=USER, password=PASSWORD), address=ANSWERS, allow_private=True
    )


@asynccontextmanager
async def shop(folder: Path, **changes: Any) -> AsyncIterator[Shop]:
    async with ToyMailbox() as smtp, ImapToy() as box:
        channel = Email(server=smtp.server, from_="Earful <earful@harborplumbing.example>")
        forum = Place()
        config = settings(folder, {"forum": forum}, {"email": channel}, **{"replies": replies_of(box), **changes})
        async with stage(config) as earful:
            await earful.look()
            forum.posts.append(post(FURIOUS, at=START + MINUTE))
            await earful.after(5 * MINUTE)
            yield Shop(earful, smtp, box, forum)


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


# -- a button ----------------------------------------------------------------------------------------------------------


async def test_a_button_begins_a_mail_that_only_has_to_be_sent(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        mail = it.last()
        assert mail.message["Reply-To"] == ANSWERS
        assert "mailto:" not in mail.text
        assert 'Or answer this mail with a word: "taken" or "answered" or "not us" or "not angry"' in mail.text
        it.press(mail, "I'll take it")
        await it.read()
        assert ((await it.case()).state, (await it.case()).taken_by) == (State.TAKEN, "maria")
        it.press(mail, "We replied")
        await it.read()
        assert ((await it.case()).state, (await it.case()).answered_by) == (State.ANSWERED, "maria")
        assert "NOT_DONE" not in "".join(str(sent.message["Subject"]) for sent in it.smtp.mails)


async def test_a_subject_that_was_folded_by_breaking_the_token(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        subject = parse_qs(urlsplit(button(it.last(), "Not about us")).query)["subject"][0]
        folded = f"Subject: {subject[:70]}\r\n {subject[70:]}"
        raw = f"From: {MARIA}\r\nTo: {ANSWERS}\r\nMessage-ID: <f1@phone.example>\r\n{folded}\r\n\r\n\r\n"
        it.box.add(raw)
        await it.read()
        assert (await it.case()).outcome is Outcome.NOT_US


# -- an answer ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_an_answer_in_a_few_words(tmp_path: Path) -> None:
    wanted = [
        ("Taken!\n\nSent from my iPhone", State.TAKEN),
        ("Hi,\n\nI\u2019ll take it.\n\nMaria", State.TAKEN),
        ("remind me in 3h", State.SNOOZED),
        ("Ich übernehme.", State.TAKEN),
        ("answered, I will call her tomorrow at 10:00", State.PROMISED),
        ("Answered.", State.ANSWERED),
        ("No somos nosotros", State.CLOSED),
    ]
    async with shop(tmp_path) as it:
        for words, state in wanted:
            it.answer(it.last(), words)
            await it.read()
            assert (await it.case()).state is state, words


@pytest.mark.slow
async def test_what_somebody_gives_away_and_takes_back(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.answer(it.last(), "give it to Sam")
        await it.read()
        assert (await it.case()).turn == "sam"
        it.answer(it.last(SAM), "taken", SAM)
        await it.read()
        assert (await it.case()).taken_by == "sam"
        it.answer(it.last(SAM), "undo", SAM)
        await it.read()
        assert (await it.case()).state is State.OPEN


@pytest.mark.slow
async def test_a_mail_that_is_read_twice_counts_once(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.answer(it.last(), "taken")
        await it.read()
        it.answer(it.last(), "undo")
        await it.read()
        it.box.validity += 1  # the server numbers its mails anew, so all of them come again
        await it.read()
        await it.read()
        assert (await it.case()).state is State.OPEN
        assert [event.data["verb"] for event in await it.events() if event.kind == "press"] == ["take", "undo"]


async def test_who_pressed_is_on_record_and_only_unread_mails_are_fetched(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.answer(it.last(), "taken")
        await it.read()
        it.box.asked.clear()
        await it.read()
        assert not [command for command in it.box.asked if "BODY" in command]
        [press] = [event for event in await it.events() if event.kind == "press"]
        assert press.by == "maria"


async def test_the_page_and_answers_side_by_side(tmp_path: Path) -> None:
    from monitor.config import Page

    page = Page(port=1, address="https://earful.example")
    async with shop(tmp_path, page=page) as it:
        assert "https://earful.example/do/" in it.last().html
        assert "mailto:" not in it.last().html
        it.answer(it.last(), "taken")
        await it.read()
        assert (await it.case()).state is State.TAKEN


async def test_a_room_and_a_stranger_channel_carry_no_token(tmp_path: Path) -> None:
    room, own = Letterbox(shared=True), Letterbox()
    async with ImapToy() as box:
        forum = Place()
        config = settings(tmp_path, {"forum": forum}, {"room": room, "own": own}, replies=replies_of(box))
        async with stage(config) as earful:
            await earful.look()
            forum.posts.append(post(FURIOUS, at=START + MINUTE))
            await earful.after(5 * MINUTE)
        for told in [*room.messages, *own.messages]:
            assert not told.token
            assert "mailto:" not in str(told)
        assert room.messages
        assert own.messages


@dataclass
class Deeds:
    """What the daemon would do."""

    done: list[tuple[Any, ...]] = field(default_factory=list)

    async def act(self, case_id: int, verb: str, by: str, value: str = "", **more: str) -> object:
        self.done.append(("case", case_id, verb, by, value))
        return None

    async def act_on_storm(self, number: int, verb: str, by: str, *, press: str = "") -> object:
        self.done.append(("storm", number, verb, by))
        return None

    async def away(self, person: str, until: str, stand_in: str, by: str) -> tuple[datetime, object]:
        raise AssertionError

    async def back(self, person: str) -> object:
        raise AssertionError


async def test_a_storm_is_answered_by_mail_too(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        parts, key, deeds = it.earful.app.parts, it.earful.app.front.key(), Deeds()
        links = Links("", key, ANSWERS)
        link = links.mail("take", "storm-3", "maria", parts.now(), shipped("en"))
        token = links.token("storm-3", "maria", parts.now())
        subject = parse_qs(urlsplit(link).query)["subject"][0]
        pressed = Answer("a1", MARIA, subject, "", TOKEN.findall(subject))
        await take(parts, key, pressed, deeds)
        for n, words in enumerate(("It's over.", "no storm", "not us"), 2):
            await take(parts, key, Answer(f"a{n}", MARIA, "Re: storm", words, (token,)), deeds)
        assert deeds.done == [
            ("storm", 3, "take", "maria"),
            ("storm", 3, "over", "maria"),
            ("storm", 3, "noise", "maria"),
        ]
        await it.read()
        assert "this is a storm" in it.last().text


async def test_who_sends_it_is_who_did_it(tmp_path: Path) -> None:
    """Maria forwards her mail to Sam, and Sam presses the button in it."""
    async with shop(tmp_path) as it:
        it.press(it.last(), "I'll take it", SAM)
        await it.read()
        assert (await it.case()).taken_by == "sam"


@pytest.mark.slow
async def test_a_burst_in_one_mail_can_be_acted_on_one_by_one(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        at = it.earful.clock.now()
        it.forum.posts += [post(FURIOUS, at=at, by=f"Customer {n}") for n in range(9)]
        await it.earful.after(MINUTE)
        burst = it.last()
        assert "more messages at once" in str(burst.message["Subject"])
        found = [
            unescape(link) for link in re.findall(r'<a href="(mailto:[^"]+)"[^>]*>I&#x27;ll take it</a>', burst.html)
        ]
        assert len(found) > 1
        asked = parse_qs(urlsplit(found[-1]).query)["subject"][0]
        written = EmailMessage()
        written["From"], written["To"], written["Subject"] = MARIA, ANSWERS, asked
        written.set_content("")
        it.post(written)
        await it.read()
        number = int(re.findall(r"case (\d+)", asked)[0])
        assert (await it.earful.cases())[number].taken_by == "maria"


# -- what does nothing -------------------------------------------------------------------------------------------------


async def untouched(it: Shop, why: str, to: str = MARIA) -> None:
    """Nothing was done, and the person hears why."""
    before = len(it.smtp.mails)
    await it.read()
    assert (await it.case()).state is State.OPEN
    [told] = it.smtp.mails[before:]
    assert told.recipients == (to,)
    assert str(told.message["Subject"]).startswith("Nothing done: your answer")
    assert why in told.text


@pytest.mark.slow
async def test_what_is_not_plain_does_nothing(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        mail = it.last()
        for words in ("Take a look at this, Sam", "Taken?", "Who is Dana?", "I took my coat"):
            it.answer(mail, words)
            await untouched(it, "none of the words that are understood")


@pytest.mark.slow
async def test_a_token_from_a_strangers_address(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.press(it.last(), "I'll take it", "somebody@elsewhere.example")
        await untouched(it, "an address that is not yours")


@pytest.mark.slow
async def test_a_sender_who_is_not_who_they_say(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.press(it.last(), "I'll take it", Authentication_Results="mx.example; dmarc=fail")
        await untouched(it, "an address that is not yours")


@pytest.mark.slow
async def test_an_address_alone_is_no_right(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        written = EmailMessage()
        written["From"], written["To"], written["Subject"] = MARIA, ANSWERS, "Re: customer waiting [case 1]"
        written["In-Reply-To"] = "<case-1.1@harborplumbing.example>"
        written.set_content("taken")
        it.post(written)
        await untouched(it, "which case is meant")


async def test_a_token_of_another_key(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        token = Links("", bytes(32), ANSWERS).token("case-1", "maria", START, "take")
        written = EmailMessage()
        written["From"], written["To"], written["Subject"] = MARIA, ANSWERS, f"I'll take it {token}"
        written.set_content("")
        it.post(written)
        await untouched(it, "not one of Earful's")


@pytest.mark.slow
async def test_a_token_has_its_time(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        mail = it.last()
        it.earful.clock.move(timedelta(days=31))
        await it.earful.look()
        it.press(mail, "Not about us")
        before = len(it.smtp.mails)
        await it.read()
        assert (await it.case()).state is State.OPEN
        assert "too old" in it.smtp.mails[before].text


@pytest.mark.slow
async def test_a_closed_case_says_who_closed_it(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        mail = it.last()
        it.press(mail, "Not about us")
        await it.read()
        it.answer(mail, "taken")
        before = len(it.smtp.mails)
        await it.read()
        [told] = it.smtp.mails[before:]
        assert "the case is closed" in told.text


async def test_machines_answer_nothing_and_get_no_answer(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        before = len(it.smtp.mails)
        for name, value in {"Auto_Submitted": "auto-replied", "Precedence": "bulk", "X_Autoreply": "yes"}.items():
            it.answer(it.last(), "taken", **{name: value})
            it.answer(it.last(), "I am on holiday until Monday.", **{name: value})
        await it.read()
        assert (await it.case()).state is State.OPEN
        assert len(it.smtp.mails) == before


@pytest.mark.slow
async def test_two_machines_that_answer_each_other_come_to_an_end(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        before = len(it.smtp.mails)
        for n in range(14):
            it.answer(it.last(), f"I am on holiday, for the {n}th time.")
        for _ in range(3):
            await it.read()
            await it.earful.after(timedelta(minutes=11))
        assert sum("Nothing done" in str(mail.message["Subject"]) for mail in it.smtp.mails[before:]) <= 10
        assert len(it.smtp.mails) > before


async def test_other_mail_in_that_mailbox_is_left_alone(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        before = len(it.smtp.mails)
        for sender in (MARIA, "dana@mail.example"):
            written = EmailMessage()
            written["From"], written["To"], written["Subject"] = sender, ANSWERS, "Invoice 12"
            written.set_content("Please find attached what you asked for.")
            it.post(written)
        await it.read()
        assert len(it.smtp.mails) == before


# -- trouble -----------------------------------------------------------------------------------------------------------


async def test_a_mailbox_that_lets_nobody_in_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    async with shop(tmp_path) as it:
        it.answer(it.last(), "taken")
        it.box.fail["LOGIN"] = "NO [AUTHENTICATIONFAILED] no"
        before = len(it.smtp.mails)
        ear, parts = Ear(), it.earful.app.parts
        await ear.run(parts, it.earful.app.front.key(), it.earful.app.office)
        await ear.run(parts, it.earful.app.front.key(), it.earful.app.office)  # too soon: nobody is asked
        await it.earful.app.delivered()
        assert len([command for command in it.box.asked if command.startswith("LOGIN")]) == 3
        assert (await it.case()).state is State.OPEN
        told = [mail.text for mail in it.smtp.mails[before:]]
        assert any("the mailbox for answers" in text and "check user and password" in text for text in told)
        assert PASSWORD not in "".join(told)
        it.box.fail.clear()
        await it.read()
        assert (await it.case()).state is State.TAKEN


async def test_the_daemon_hears_within_seconds(tmp_path: Path) -> None:
    async with ToyMailbox() as smtp, ImapToy() as box:
        channel = Email(server=smtp.server, from_="earful@harborplumbing.example")
        forum = Place([post(FURIOUS, at=SystemClock().now() - MINUTE)])
        config = settings(tmp_path, {"forum": forum}, {"email": channel}, replies=replies_of(box))
        async with App(config) as app:
            await app.poll(config.sources["forum"], as_new=timedelta(hours=1))
            running = asyncio.create_task(app.run())
            async with asyncio.timeout(15):
                while not (smtp.mails and box.idling):
                    await asyncio.sleep(0.02)
                it = Shop(Stage(app, app.clock), smtp, box, forum)  # type: ignore[arg-type]
                it.press(it.last(), "I'll take it")
                await box.tell()
                while (await it.case()).state is not State.TAKEN:
                    await asyncio.sleep(0.02)
            app.stop()
            await running


# -- what is read ------------------------------------------------------------------------------------------------------


def test_the_same_mailbox_as_a_source_keeps_customers_and_answers_apart() -> None:
    token = Links("", b"k" * 32, ANSWERS).token("case-1", "maria", START)
    mine = f"From: {MARIA}\nMessage-ID: <1@x.example>\nReferences: <case-1.1+{token}@us.example>\n\ntaken\n"
    assert mails.read(mine.encode(), "", "", "mail", [])["skipped"] == "answer to Earful"
    theirs = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
    customer = f"From: dana@mail.example\nMessage-ID: <2@x.example>\n\nIt leaks. https://x.example/?t={theirs}\n"
    assert mails.read(customer.encode(), "", "", "mail", [])["posts"]


def test_a_token_looks_like_what_is_searched_for() -> None:
    for person in ("maria", "Jörg-Ümit Özdemir", "名前"):
        for verb in ("", "take"):
            token = Links("", b"k" * 32, ANSWERS).token("storm-123456789", person, START, verb)
            assert TOKEN.fullmatch(token)
    page = signing.sign(b"k" * 32, "deed", {"case": 1, "by": "maria"}, START)
    assert not TOKEN.search(page)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("TAKEN", Wish("take")),
        ("> old\n", None),
        ("I'm on it, calling her now", Wish("take", note="calling her now")),
        ("Answered – she is happy", Wish("answered", note="she is happy")),
        ("promised until monday 10:00", Wish("promise", until="monday 10:00")),
        ("Remind me tomorrow!", Wish("snooze", until="tomorrow")),
        ("It's over", Wish("over")),
        ("no storm", Wish("noise")),
        ("Ich übernehme das.", Wish("take")),
        ("Me encargo yo", Wish("take")),
        ("Schon beantwortet", Wish("answered")),
        ("takeaway", None),
        ("", None),
    ],
)
def test_words(words: str, wanted: Wish | None) -> None:
    assert wish(words) == wanted


@pytest.mark.parametrize("language", SHIPPED)
def test_every_word_that_a_mail_offers_is_understood(language: str) -> None:
    say = shipped(language)
    offered = {key.removeprefix("word_"): say.say(key) for key in say.phrases if key.startswith("word_")}
    del offered["or"]
    assert {"take", "answered", "not_us", "not_angry", "undo", "over", "noise"} == offered.keys()
    assert {verb: wish(word) for verb, word in offered.items()} == {verb: Wish(verb) for verb in offered}
    labels = {verb: say.say(f"do_{verb}") for verb in offered}
    assert {verb: wish(label, say) for verb, label in labels.items()} == {verb: Wish(verb) for verb in labels}


def test_the_owner_s_own_word_for_it_is_understood() -> None:
    say = Catalogue("en", {**shipped("en").phrases, "word_take": "bagsy (me)"})
    assert wish("Bagsy (me)!", say) == wish("taken", say) == Wish("take")
    assert wish("bagsy (me)") is None


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("Erinnere mich in einer Stunde", "2026-11-23 10:00"),
        ("Erinnere mich in 2 Stunden", "2026-11-23 11:00"),
        ("erinnere mich am 30.11. um 9.30 Uhr", "2026-11-30 09:30"),
        ("Recuérdame en tres horas", "2026-11-23 12:00"),
        ("recuérdamelo mañana a las 8", "2026-11-24 08:00"),
        ("remind me in an hour", "2026-11-23 10:00"),
        ("remind me in 3h", "2026-11-23 12:00"),
    ],
)
async def test_when_somebody_wants_to_be_reminded_in_their_language(tmp_path: Path, words: str, until: str) -> None:
    asked = wish(words)
    assert asked is not None
    async with stage(settings(tmp_path, {}, {})) as on:
        at = on.app.parts.moment(asked.until, "maria")
    assert (asked.verb, f"{at:%Y-%m-%d %H:%M}") == ("snooze", until)


@pytest.mark.parametrize("language", SHIPPED)
def test_what_is_said_to_be_understood_is(language: str) -> None:
    said = shipped(language).say("not_done_words").replace("NAME", "sam").replace("NOMBRE", "sam").split(", ")
    verbs = ["take", "answered", "not_us", "not_angry", "snooze", "give", "undo"]
    assert [found.verb for words in said if (found := wish(words))] == verbs


@pytest.mark.parametrize(
    ("language", "title", "why", "refused"),
    [
        ("de", "Nichts geschehen: deine Antwort zu Fall 1", "keines der Worte", "ist keine Zeit, die noch kommt"),
        (
            "es",
            "No se hizo nada: tu respuesta sobre el caso 1",
            "ninguna de las palabras",
            "no es un momento por venir",
        ),
    ],
)
async def test_what_did_nothing_is_told_in_the_language_of_who_wrote_it(
    tmp_path: Path, language: str, title: str, why: str, refused: str
) -> None:
    async with shop(tmp_path, language=language) as it:
        it.answer(it.last(), "hmm")
        await it.read()
        assert str(it.last().message["Subject"]) == title
        assert why in it.last().text
        assert shipped(language).say("not_done_words") in it.last().text
        for word in ("Nothing", "Understood", "wrote this"):
            assert word not in it.last().text
        case = next(mail for mail in it.smtp.mails if mail.recipients == (MARIA,))
        it.answer(case, "remind me 2020-01-01 10:00")
        await it.read()
        assert refused in it.last().text
        it.press(case, shipped(language).say("do_take"))
        await it.read()
        assert (await it.case()).taken_by == "maria"

"""The e-mail channel against a real SMTP server, over a real socket."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import compat32
from email.policy import default as modern
from email.utils import getaddresses
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.base import DeliveryError, Message, Receipt, Recipient, Response
from alerts.email import Email
from alerts.email_html import html_page
from alerts.text import one_line, tidy
from monitor.demo.toy_mailbox import Mail
from tests.fakes import ToyMailbox
from tests.fakes.samples import MARIA, NASTY, SAM, message, nasty

FROM = "Earful <earful@harborplumbing.example>"
PASSWORD = "canary-password"
LOCALHOST = Path(__file__).parent / "data" / "net" / "localhost.pem"
HEADERS = {
    "From",
    "To",
    "Subject",
    "Message-ID",
    "Date",
    "Auto-Submitted",
    "List-Id",
    "MIME-Version",
    "Content-Type",
}


class Nowhere:
    """A client for a channel that makes no HTTP requests."""

    async def request(self, *args: object, **kwargs: object) -> Response:
        raise AssertionError("this channel makes no HTTP requests")


@pytest.fixture
async def mailbox() -> AsyncIterator[ToyMailbox]:
    async with ToyMailbox() as it:
        yield it


def email(mailbox: ToyMailbox, **options: Any) -> Email:
    return Email(server=mailbox.server, from_=FROM, **options)


async def sent(mailbox: ToyMailbox, it: Message, receipt: Receipt | None = None) -> Mail:
    await email(mailbox).send(Nowhere(), it, receipt)
    return mailbox.mails[-1]


async def fails(channel: Email, it: Message | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await channel.send(Nowhere(), it or message(), None)
    assert "canary" not in str(caught.value)
    return caught.value


# --- what arrives ---


async def test_the_first_mail_of_a_case(mailbox: ToyMailbox) -> None:
    receipt = await email(mailbox).send(Nowhere(), message(), None)
    [mail] = mailbox.mails
    assert (mail.sender, mail.recipients) == ("earful@harborplumbing.example", ("maria@harborplumbing.example",))
    headers = {name: str(value) for name, value in mail.message.items() if name not in ("MIME-Version", "Content-Type")}
    assert headers == {
        "From": FROM,
        "To": "Maria <maria@harborplumbing.example>",
        "Subject": "Harbor Plumbing: angry customer waiting (Dana R., Town forum) [case 812]",
        "Message-ID": "<case-812.17@harborplumbing.example>",
        "Date": "Mon, 04 May 2026 14:05:00 +0000",
        "Auto-Submitted": "auto-generated",
        "List-Id": "Earful <earful.harborplumbing.example>",
    }
    assert receipt == {"message_id": headers["Message-ID"], "subject": headers["Subject"]}


async def test_text_first_then_html(mailbox: ToyMailbox) -> None:
    mail = await sent(mailbox, message(quote="Größe 😡"))
    assert mail.message.get_content_type() == "multipart/alternative"
    parts = [part.get_content_type() for part in mail.message.iter_parts()]
    assert parts == ["text/plain", "text/html"]
    assert mail.text == (
        "Waiting 1 h 05 min, you promise 4 h. Maria?\n\n"
        "Harbor Plumbing: a customer is angry and telling others (open)\n\n"
        "Dana R., Town forum\n> Größe 😡\n\nWaiting: 1 h 05 min of 4 h\n"
        'Why: anger: "nobody ever called"\nRead it: https://forum.springfield.example/t/9?a=1&b=2\n'
        "I'll take it: earful case 812 take\n\nEarful wrote this to Maria.\n"
    )
    assert '<a href="https://forum.springfield.example/t/9?a=1&amp;b=2"' in mail.html
    assert "Größe 😡" in mail.html
    preheader = re.search(r'<div style="display:none[^>]*>(.*?)</div>', mail.html)
    assert preheader
    assert preheader[1] == "Waiting 1 h 05 min, you promise 4 h. Maria?"


async def test_later_mails_answer_the_first(mailbox: ToyMailbox) -> None:
    channel = email(mailbox)
    receipt = await channel.send(Nowhere(), message(), None)
    later = message(id="18", reason="ESCALATED", title="the title has changed meanwhile")
    assert await channel.send(Nowhere(), later, receipt) == receipt
    assert await channel.send(Nowhere(), message(id="19"), receipt) == receipt
    first, second, third = (mail.message for mail in mailbox.mails)
    assert second["Subject"] == third["Subject"] == f"Re: {first['Subject']}"
    assert second["In-Reply-To"] == second["References"] == third["In-Reply-To"] == first["Message-ID"]
    assert len({mail.message["Message-ID"] for mail in mailbox.mails}) == 3
    assert first["In-Reply-To"] is None


async def test_a_repeat_after_a_crash_has_the_same_message_id(mailbox: ToyMailbox) -> None:
    once, twice = await sent(mailbox, message()), await sent(mailbox, message())
    assert once.message["Message-ID"] == twice.message["Message-ID"]
    other = await sent(mailbox, message(thread="storm:7/é", id="a b"))
    assert other.message["Message-ID"] == "<storm-7.a-b@harborplumbing.example>"


async def test_names_from_everywhere(mailbox: ToyMailbox) -> None:
    channel = replace(
        email(mailbox), from_='"Jörg, Chef" <chef@müller.example>', reply_to="office@harborplumbing.example"
    )
    await channel.send(Nowhere(), message(to=replace(MARIA, name='Мария, 名前 "M"'), title="Größe 😡 " * 30), None)
    [mail] = mailbox.mails
    assert mail.sender == "chef@xn--mller-kva.example"
    assert str(mail.message["From"].addresses[0].display_name) == "Jörg, Chef"
    assert mail.message["To"].addresses[0].display_name == 'Мария, 名前 "M"'
    assert str(mail.message["Subject"]).startswith("Größe 😡 Größe 😡")
    assert mail.message["Reply-To"] == "office@harborplumbing.example"
    mail.raw.split(b"\r\n\r\n")[0].decode("ascii")
    assert max(map(len, mail.raw.split(b"\r\n"))) <= 998


# --- strangers' words ---


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.links: list[str | None] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src", "action")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def tags(html: str) -> Tags:
    found = Tags()
    found.feed(html)
    return found


OURS = tags(html_page(tidy(message()))).seen


async def test_strangers_cannot_write_headers(mailbox: ToyMailbox) -> None:
    stranger = replace(MARIA, name=NASTY)
    receipt = await email(mailbox).send(Nowhere(), nasty(to=stranger), None)
    await email(mailbox).send(Nowhere(), nasty(to=stranger), {**receipt, "subject": NASTY})
    first, second = mailbox.mails
    assert set(first.message.keys()) == HEADERS
    assert set(second.message.keys()) == HEADERS | {"In-Reply-To", "References"}
    for mail in mailbox.mails:
        assert mail.recipients == (MARIA.email,)
        assert "Bcc: victim" not in mail.raw.split(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", "§")
        assert not {"\r", "\n", "\x1b", "\x00"} & set(str(mail.message["Subject"]))


async def test_strangers_cannot_write_html(mailbox: ToyMailbox) -> None:
    mail = await sent(mailbox, nasty())
    found = tags(mail.html)
    assert found.seen <= OURS
    assert found.links == []
    assert found.handlers == []
    assert "&lt;script&gt;" in mail.html
    assert "\n> Read it: http://evil.example\n" in mail.text
    assert "\nRead it: http://evil.example" not in mail.text


_WORDS = st.one_of(
    st.text(st.characters(codec=None), min_size=1, max_size=80),
    st.lists(
        st.sampled_from(["=?utf-8?q?", "=0D=0A", "?=", "\r\n", "Bcc: x@y.example", "<b>", '"', "é" * 30, " ", ","])
    ).map("".join),
)


@settings(max_examples=150, deadline=None)
@given(_WORDS)
@pytest.mark.slow
def test_no_words_become_a_header_or_a_tag(words: str) -> None:
    channel = Email(server="smtp.example.com:25", from_=FROM)
    it = tidy(nasty(words, replace(MARIA, name=words)))
    raw = channel._mail(it, {"message_id": "<a@b.example>", "subject": words}).raw
    for policy in (modern, compat32):
        mail = message_from_bytes(raw, policy=policy)
        assert set(mail.keys()) == HEADERS | {"In-Reply-To", "References"}
        assert [address for _, address in getaddresses([str(mail["To"])])] == [MARIA.email]
    found = tags(html_page(it))
    assert found.seen <= OURS
    assert found.handlers == []
    assert all(link and link.startswith("http") for link in found.links)


async def test_a_subject_arrives_as_it_was(mailbox: ToyMailbox) -> None:
    for title in ("Größe: „so nicht“ (Zoë, Foren) 😡 [case 1]", "a " * 60, "word" * 40, "Re: AW: x"):
        mail = await sent(mailbox, message(title=title))
        assert one_line(str(mail.message["Subject"])) == one_line(title)


# --- what goes wrong ---


@pytest.mark.parametrize(
    ("reply", "permanent"),
    [
        ("550 5.1.1 No such user", True),
        ("552 5.2.2 Mailbox full", True),
        ("450 4.2.1 Greylisted, come back", False),
        ("451 4.3.0 Local trouble", False),
        ("421 4.3.2 Shutting down", False),
    ],
)
async def test_a_recipient_is_refused(mailbox: ToyMailbox, reply: str, permanent: bool) -> None:
    mailbox.refuse("maria@harborplumbing.example", reply)
    failure = await fails(email(mailbox))
    assert failure.permanent is permanent
    assert str(failure).startswith(
        f"{mailbox.server} refused the recipient maria@harborplumbing.example ({reply[:3]}): "
    )
    assert reply[10:] in str(failure)
    await email(mailbox).send(Nowhere(), message(to=SAM), None)  # the others get theirs
    mailbox.accept("maria@harborplumbing.example")
    await email(mailbox).send(Nowhere(), message(), None)
    assert [mail.recipients[0] for mail in mailbox.mails] == [SAM.email, MARIA.email]


@pytest.mark.parametrize(
    ("stage", "reply", "permanent", "words"),
    [
        ("mail", "553 5.7.1 Not your address", True, "refused the sender Earful <earful@harborplumbing.example> (553)"),
        ("data", "554 5.7.1 Looks like spam", True, "refused the mail (554): 5.7.1 Looks like spam"),
        ("data", "452 4.3.1 Out of space", False, "refused the mail (452)"),
    ],
)
async def test_a_mail_is_refused(mailbox: ToyMailbox, stage: Any, reply: str, permanent: bool, words: str) -> None:
    mailbox.fail_next(reply, stage)
    failure = await fails(email(mailbox))
    assert failure.permanent is permanent
    assert words in str(failure)


async def test_a_connection_lost_after_the_final_dot(mailbox: ToyMailbox) -> None:
    mailbox.drop_next_after_the_dot()
    failure = await fails(email(mailbox))
    assert not failure.permanent
    await email(mailbox).send(Nowhere(), message(), None)
    assert len(mailbox.mails) == 2
    assert len({mail.message["Message-ID"] for mail in mailbox.mails}) == 1


async def test_a_server_that_never_answers(mailbox: ToyMailbox) -> None:
    mailbox.stay_silent_next()
    failure = await fails(email(mailbox, timeout=0.2))
    assert not failure.permanent
    assert str(failure) == f"{mailbox.server} did not answer within 0.2 s"


async def test_nobody_listens() -> None:
    async with ToyMailbox() as gone:
        server = gone.server
    failure = await fails(Email(server=server, from_=FROM))
    assert not failure.permanent
    assert str(failure) == f"cannot connect to {server}: is it running, and is the port right?"


async def test_something_else_listens() -> None:
    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(web, "127.0.0.1") as listening:
        server = f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        failure = await fails(Email(server=server, from_=FROM))
    assert not failure.permanent
    assert str(failure) == f"{server} does not answer as a mail server does: is the port right?"


async def test_a_recipient_without_a_proper_address(mailbox: ToyMailbox) -> None:
    for address in ("maria", "a@b@c, x@y.example", "maria@", "@x.example", "a b@x.example", "é@x.example\r\nBcc: y"):
        failure = await fails(email(mailbox), message(to=replace(MARIA, email=address)))
        assert failure.permanent, address
    assert mailbox.mails == []


# --- logging in and encryption ---


async def test_logging_in() -> None:
    async with ToyMailbox(users={"monitor": PASSWORD}, must_log_in=True) as mailbox:
        await email(mailbox, user="monitor", password=PASSWORD).send(Nowhere(), message(), None)
        assert [mail.user for mail in mailbox.mails] == ["monitor"]
        wrong = await fails(email(mailbox, user="monitor", password="canary-wrong"))
        assert wrong.permanent
        assert str(wrong) == f"{mailbox.server} refused the user name or password (535)"
        without = await fails(email(mailbox))
        assert without.permanent
        assert "(530)" in str(without)


async def test_a_server_that_knows_no_log_in(mailbox: ToyMailbox) -> None:
    failure = await fails(email(mailbox, user="monitor", password=PASSWORD))
    assert failure.permanent
    assert "user and password" in str(failure)
    assert mailbox.mails == []


@pytest.fixture
def certificate() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(LOCALHOST)
    return context


@pytest.mark.parametrize("way", ["tls", "starttls"])
async def test_encryption(monkeypatch: pytest.MonkeyPatch, certificate: ssl.SSLContext, way: Any) -> None:
    async with ToyMailbox(users={"monitor": PASSWORD}, tls=way, certificate=certificate) as mailbox:
        server = mailbox.server.replace("127.0.0.1", "localhost")
        channel = Email(server=server, from_=FROM, security=way, user="monitor", password=PASSWORD)
        untrusted = await fails(channel)
        assert untrusted.permanent
        assert str(untrusted) == f"the certificate of {server} is not trusted: self-signed certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(LOCALHOST))
        await channel.send(Nowhere(), message(), None)
        assert [(mail.encrypted, mail.user) for mail in mailbox.mails] == [(True, "monitor")]


async def test_the_other_encryption_is_named(monkeypatch: pytest.MonkeyPatch, certificate: ssl.SSLContext) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(LOCALHOST))
    async with ToyMailbox(tls="starttls", certificate=certificate) as plain_first:
        server = plain_first.server.replace("127.0.0.1", "localhost")
        failure = await fails(Email(server=server, from_=FROM, security="tls"))
        assert str(failure) == (
            f"{server} and Earful could not agree on encryption: is the port right, or does it want security: starttls?"
        )
        assert not failure.permanent
    async with ToyMailbox(tls="tls", certificate=certificate) as encrypted_first:
        server = encrypted_first.server.replace("127.0.0.1", "localhost")
        failure = await fails(Email(server=server, from_=FROM, security="starttls", timeout=0.5))
        assert (
            str(failure) == f"{server} did not answer within 0.5 s: is the port right, or does it want security: tls?"
        )


async def test_encryption_that_is_not_offered(mailbox: ToyMailbox) -> None:
    failure = await fails(email(mailbox, security="starttls", user="monitor", password=PASSWORD))
    assert failure.permanent
    assert "STARTTLS" in str(failure)
    assert mailbox.mails == []


async def test_no_password_in_the_clear(mailbox: ToyMailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alerts.email._is_loopback", lambda host: False)  # as if the server were far away
    failure = await fails(email(mailbox, user="monitor", password=PASSWORD))
    assert failure.permanent
    assert str(failure) == f"{mailbox.server} offers no encryption, so the password was not sent"
    with pytest.raises(ValueError, match="unencrypted"):
        email(mailbox, user="monitor", password=PASSWORD, security="none")
    await email(mailbox).send(Nowhere(), message(), None)  # without a password there is nothing to protect
    assert len(mailbox.mails) == 1


# --- options ---


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"server": "smtp.example.com:port"}, "server must be a host and a port"),
        ({"server": "https://smtp.example.com"}, "server must be"),
        ({"server": ""}, "server must be"),
        ({"server": "a b:25"}, "server must be"),
        ({"from_": "Earful"}, "from must be an e-mail address"),
        ({"from_": ""}, "from must be"),
        ({"from_": "a@b.example\r\nBcc: c@d.example"}, "from must be"),
        ({"reply_to": "nobody"}, "reply_to must be"),
        ({"user": "monitor"}, "belong together"),
        ({"password": PASSWORD}, "belong together"),
        ({"timeout": 0}, "timeout"),
        ({"user": "monitor", "password": PASSWORD, "security": "none"}, "unencrypted"),
    ],
)
def test_options_that_cannot_work(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        Email(**{"server": "smtp.example.com:587", "from_": FROM, **options})
    assert "canary" not in str(caught.value)


def test_who_it_reaches_and_what_it_hides() -> None:
    channel = Email(server="smtp.example.com", from_=FROM, user="monitor", password=PASSWORD)
    assert "canary" not in repr(channel)
    assert (channel.shared, channel.reaches(MARIA), channel.reaches(Recipient(name="x"))) == (False, True, False)
    assert channel.destination(MARIA) == "maria@harborplumbing.example"

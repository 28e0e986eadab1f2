"""E-mail through the owner's own mail server: plain text and HTML, one thread a case.

RFC 5321 (SMTP), RFC 5322 (Message-ID, In-Reply-To, References), RFC 3834 (Auto-Submitted), RFC 2919 (List-Id),
RFC 8058 (List-Unsubscribe-Post).
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
import socket
import ssl
from dataclasses import dataclass, field
from email.charset import SHORTEST, Charset
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, formataddr, parseaddr
from typing import ClassVar, Literal, NoReturn
from urllib.parse import urlsplit

import aiosmtplib

from alerts.base import Client, DeliveryError, Message, Receipt, Recipient
from alerts.chart import png
from alerts.email_html import CHART, foot_of, html_page, state_of
from alerts.text import one_line, shorten, tidy

_PORTS = {"tls": 465, "starttls": 587, "none": 25, "auto": 587}
_LONGEST = 200
_GOING_DOWN = 421  # the server closes the connection, whatever was asked (RFC 5321, 3.8)
_ADDRESS = re.compile(r"[^\s@\"(),:;<>\[\\\]\x00-\x20\x7f-\U0010ffff]+@[^\s@\"(),:;<>\[\\\]\x00-\x20]+")


class _AsItIs(EmailPolicy):
    """Writes headers exactly as they are set. Python's own folding (3.11) puts spaces before a long subject, loses the
    quotes around a long name so that "x; y" becomes a second recipient, and decodes what looks like an encoded word,
    line breaks and all (CVE-2024-6923)."""

    def header_store_parse(self, name: str, value: str) -> tuple[str, str]:
        if re.search(r"[\r\n](?![ \t\n])", value):
            raise ValueError(f"a line break in {name}")
        return name, value


_AS_IT_IS = _AsItIs(linesep="\r\n", cte_type="7bit", refold_source="none")


@dataclass(frozen=True, slots=True)
class _Mail:
    """A mail that is ready to go: its envelope, and what the receipt keeps."""

    sender: str
    recipient: str
    message_id: str
    subject: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Email:
    """Sends every message as a mail of its own; the later ones of a case answer the first."""

    bundles: ClassVar[bool] = True
    answers_by_mail: ClassVar[bool] = True

    server: str = field(metadata={"help": "Your mail server and its port, like smtp.example.com:587."})
    from_: str = field(metadata={"key": "from", "help": "The sender, like Earful <earful@example.com>."})
    user: str = field(default="", metadata={"help": "The user name at the mail server, if it wants one."})
    password: str = field(default="", repr=False, metadata={"help": "The password for it.", "secret": True})
    security: Literal["auto", "starttls", "tls", "none"] = field(
        default="auto",
        metadata={"help": "auto: TLS on port 465, STARTTLS required on 587, STARTTLS if offered elsewhere."},
    )
    timeout: float = field(default=25.0, metadata={"help": "Seconds to wait for the mail server."})
    reply_to: str = field(
        default="",
        metadata={
            "help": "Where answers to these mails go, if not to the sender. Without meaning where replies: reads them."
        },
    )

    def __post_init__(self) -> None:
        wrong: list[str] = []
        host = ""
        try:
            host, _ = _host_and_port(self.server, self.security)
        except ValueError as error:
            wrong.append(str(error))
        for key, value in (("from", self.from_), ("reply_to", self.reply_to)):
            if (value or key == "from") and _address(value) is None:
                wrong.append(f"{key} must be an e-mail address, like Earful <earful@example.com>")
        if bool(self.user) != bool(self.password):
            wrong.append("user and password belong together: give both or neither")
        if self.timeout <= 0:
            wrong.append("timeout must be more than 0 seconds")
        if host and self.security == "none" and self.password and not _is_loopback(host):
            wrong.append('security: none would send the password unencrypted; write "starttls" or "tls"')
        if wrong:
            raise ValueError(*wrong)

    @property
    def shared(self) -> bool:
        return False

    def reaches(self, person: Recipient) -> bool:
        return bool(person.email)

    def destination(self, person: Recipient) -> str:
        return person.email

    async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt:
        """Hands the mail to the server. The receipt keeps the Message-ID and the subject of the thread's first mail.

        A repeat of the same message has the same Message-ID, so that a mailbox can tell. DeliveryError is permanent for
        a 5xx reply, a refused log-in or missing encryption; not for 4xx, lost connections and time-outs.
        """
        mail = self._mail(tidy(message), receipt)
        host, port = _host_and_port(self.server, self.security)
        try:
            await self._deliver(mail, host, port)
        except (aiosmtplib.SMTPException, OSError, ValueError) as problem:  # a TimeoutError is an OSError
            self._explain(problem, f"{host}:{port}", message.to.email)
        if receipt and receipt.get("message_id"):
            return receipt
        return {"message_id": mail.message_id, "subject": mail.subject}

    def _mail(self, message: Message, receipt: Receipt | None) -> _Mail:
        """The mail for a tidied message."""
        sender, recipient = _address(self.from_), _address(message.to.email, message.to.name)
        assert sender is not None
        if recipient is None:
            raise DeliveryError(f"{message.to.name}'s e-mail address is not understood", permanent=True, recipient=True)
        first = str(receipt.get("message_id") or "") if receipt else ""
        subject = shorten(one_line(message.title), _LONGEST)
        if receipt and first:
            subject = f"Re: {one_line(str(receipt.get('subject') or subject))}"
        # An answer names this in its References: that is where the token comes back from most mail programs.
        token = f"+{message.token}" if re.fullmatch(r"[\w-]+\.[\w-]+", message.token, re.ASCII) else ""
        message_id = f"<{_slug(message.thread)}.{_slug(message.id)}{token}@{sender.domain}>"
        mail = EmailMessage(policy=_AS_IT_IS)
        mail["From"] = _mailbox(sender)
        mail["To"] = _mailbox(recipient)
        if reply_to := _address(message.answers_to or self.reply_to):
            mail["Reply-To"] = _mailbox(reply_to)
        mail["Subject"] = _folded(subject, "Subject")
        mail["Message-ID"] = message_id
        if first:
            mail["In-Reply-To"] = first
            mail["References"] = first
        mail["Date"] = format_datetime(message.at)
        mail["Auto-Submitted"] = "auto-generated"
        mail["List-Id"] = f"Earful <earful.{sender.domain}>"
        if re.fullmatch(r"https://[\w.~:/\[\]-]+", message.leave, re.ASCII):
            mail["List-Unsubscribe"] = f"<{message.leave}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(plain_page(message))
        mail.add_alternative(html_page(message), subtype="html")
        if message.card.chart:
            page = list(mail.iter_parts())[-1]
            assert isinstance(page, EmailMessage)
            page.add_related(png(message.card.chart), "image", "png", cid=f"<{CHART}>", disposition="inline")
        return _Mail(sender.addr_spec, recipient.addr_spec, message_id, subject, mail.as_bytes())

    async def _deliver(self, mail: _Mail, host: str, port: int) -> None:
        tls, starttls = _encryption(self.security, host, port)
        smtp = aiosmtplib.SMTP(
            hostname=host,
            port=port,
            timeout=self.timeout,
            use_tls=tls,
            start_tls=starttls,
            local_hostname=_own_name(mail.sender.rpartition("@")[2]),
        )
        try:
            async with asyncio.timeout(self.timeout):
                await smtp.connect()
                if self.user:
                    encrypted = smtp.get_transport_info("sslcontext") is not None
                    if not encrypted and not _is_loopback(host):
                        raise DeliveryError(
                            f"{host}:{port} offers no encryption, so the password was not sent", permanent=True
                        )
                    await smtp.login(self.user, self.password)
                await smtp.sendmail(mail.sender, [mail.recipient], mail.raw)
            # The server has taken it; how the goodbye goes does not matter any more.
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await smtp.quit(timeout=min(self.timeout, 2.0))
        finally:
            smtp.close()

    def _explain(self, problem: Exception, server: str, recipient: str) -> NoReturn:
        """Raises what happened as a DeliveryError that says what to do; never with the password in it."""
        if isinstance(problem, aiosmtplib.SMTPRecipientsRefused):
            problem = problem.recipients[0]
        if isinstance(problem, aiosmtplib.SMTPResponseException) and problem.code < 0:
            raise DeliveryError(f"{server} does not answer as a mail server does: is the port right?") from None
        if isinstance(problem, aiosmtplib.SMTPResponseException):
            what = f"{server} {_refusal(problem, recipient, self.from_)}"
            if not isinstance(problem, aiosmtplib.SMTPAuthenticationError):
                what += f": {shorten(one_line(problem.message), 160)}"
            # RFC 5321, 4.2.1: 4yz may work later, 5yz will not.
            only_them = isinstance(problem, aiosmtplib.SMTPRecipientRefused) and problem.code != _GOING_DOWN
            raise DeliveryError(
                self._without_password(what), permanent=problem.code >= 500, recipient=only_them
            ) from None
        encryption = _encryption_problem(problem)
        if isinstance(encryption, ssl.SSLCertVerificationError):
            raise DeliveryError(
                f"the certificate of {server} is not trusted: {encryption.verify_message}", permanent=True
            ) from None
        if encryption is not None:
            way = "starttls" if self.security == "tls" else "tls"
            raise DeliveryError(
                f"{server} and Earful could not agree on encryption: is the port right, or does it want security: {way}?"
            ) from None
        if isinstance(problem, TimeoutError):
            first = ": is the port right, or does it want security: tls?" if self.security == "starttls" else ""
            raise DeliveryError(f"{server} did not answer within {self.timeout:g} s{first}") from None
        if isinstance(problem, aiosmtplib.SMTPServerDisconnected):
            raise DeliveryError(f"{server} closed the connection before it took the mail") from None
        if isinstance(problem, OSError):
            raise DeliveryError(f"cannot connect to {server}: is it running, and is the port right?") from None
        # What is left is about abilities: no STARTTLS, no AUTH.
        reason = self._without_password(shorten(one_line(str(problem)), 160))
        raise DeliveryError(
            f"{server} does not offer what security, user and password need: {reason}", permanent=True
        ) from None

    def _without_password(self, text: str) -> str:
        return text.replace(self.password, "***") if self.password else text


def plain_page(message: Message) -> str:
    """The mail as plain text for a tidied message: all that the HTML says."""
    card = message.card
    state = card.state_label if card.state_label and state_of(message) else state_of(message).lower()
    heading = f"{card.heading} ({state})" if card.heading and state else card.heading
    news, _, rest = message.body.partition("\n\n")
    footer = foot_of(message) + (f" {message.leave_label}: {message.leave}" if message.leave else "")
    return "\n\n".join(part for part in (news.strip(), heading, rest.strip(), footer) if part) + "\n"


def _refusal(problem: aiosmtplib.SMTPResponseException, recipient: str, sender: str) -> str:
    if isinstance(problem, aiosmtplib.SMTPAuthenticationError):
        return f"refused the user name or password ({problem.code})"
    if isinstance(problem, aiosmtplib.SMTPRecipientRefused):
        return f"refused the recipient {one_line(recipient)} ({problem.code})"
    if isinstance(problem, aiosmtplib.SMTPSenderRefused):
        return f"refused the sender {one_line(sender)} ({problem.code})"
    if isinstance(problem, aiosmtplib.SMTPConnectResponseError):
        return f"refused the connection ({problem.code})"
    return f"refused the mail ({problem.code})"


def _encryption_problem(problem: BaseException | None) -> ssl.SSLError | None:
    """What was wrong with the encryption, if that is what happened: aiosmtplib hides it behind a connect error."""
    while problem is not None:
        if isinstance(problem, ssl.SSLError):
            return problem
        problem = problem.__cause__ or problem.__context__
    return None


def _encryption(security: str, host: str, port: int) -> tuple[bool, bool | None]:
    """(TLS from the start, STARTTLS: required, never, or None if offered)."""
    if security == "auto":
        security = {465: "tls", 587: "starttls"}.get(port, "auto")
    if security == "auto":
        # A mail server on this very machine commonly has a certificate that nobody signed.
        return False, False if _is_loopback(host) else None
    return security == "tls", security == "starttls"


def _host_and_port(server: str, security: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{server}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port == 0 or parts.path or parts.username is not None or not re.fullmatch(r"[\w.:-]+", host):
        raise ValueError("server must be a host and a port, like smtp.example.com:587")
    return host, port or _PORTS[security]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _own_name(domain: str) -> str:
    """How to greet the server. Not socket.getfqdn(): it asks the DNS and may hang."""
    name = socket.gethostname()
    return name if re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", name) else domain


def _address(text: str, name: str = "") -> Address | None:
    """One mailbox ("a@b.example" or "Name <a@b.example>"), or None. Before the @ only ASCII: many servers take no other
    (RFC 6531); the domain may be any and is written in ASCII (RFC 5891)."""
    text = one_line(text)
    found_name, spec = parseaddr(text)
    if not _ADDRESS.fullmatch(spec) or ("<" not in text and spec != text):
        return None
    user, _, domain = spec.partition("@")
    try:
        return Address(display_name=name or found_name, addr_spec=f"{user}@{domain.encode('idna').decode('ascii')}")
    except (ValueError, IndexError, MessageError):
        return None


def _mailbox(address: Address) -> str:
    """An address as a header says it (RFC 5322, 3.4): its name quoted or encoded."""
    name = shorten(address.display_name, _LONGEST)
    if name.isascii():
        return formataddr((name.replace("=?", "= ?"), address.addr_spec))
    return f"{_folded(name, 'From')} <{address.addr_spec}>"


def _folded(text: str, header: str) -> str:
    """One line of words as the value of a header: plain if ASCII, otherwise in encoded words (RFC 2047), folded.

    "=?" is broken up: what a stranger wrote as an encoded word ("=?utf-8?q?=0D=0ABcc:...?=") is never decoded.
    """
    plain = text.isascii()
    value = text.replace("=?", "= ?") if plain else text
    charset = Charset("us-ascii" if plain else "utf-8")
    if not plain:
        charset.header_encoding = SHORTEST  # said here, because libraries change the default for everybody
    return Header(value, charset, 76, header).encode(linesep="\r\n")


def _slug(text: str) -> str:
    """Letters, digits, "-" and "_" of it: what a Message-ID can hold without quoting (RFC 5322, 3.6.4)."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-") or "earful"

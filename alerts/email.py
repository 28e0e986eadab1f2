"""E-mail through the owner's own mail server: plain text and HTML, one thread a case.

RFC 5321 (SMTP), RFC 5322 (Message-ID, In-Reply-To, References), RFC 3834 (Auto-Submitted), RFC 2919 (List-Id).
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
from html import escape
from typing import ClassVar, Literal, NoReturn
from urllib.parse import urlsplit

import aiosmtplib

from alerts.base import Client, DeliveryError, Message, Receipt, Recipient, Section, State
from alerts.text import http_link, one_line, shorten, tidy

_PORTS = {"tls": 465, "starttls": 587, "none": 25, "auto": 587}
_LONGEST = 200
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

    server: str = field(metadata={"help": "Your mail server and its port, like smtp.example.com:587."})
    from_: str = field(metadata={"key": "from", "help": "The sender, like Earful <earful@example.com>."})
    user: str = field(default="", metadata={"help": "The user name at the mail server, if it wants one."})
    password: str = field(default="", repr=False, metadata={"help": "The password for it.", "secret": True})
    security: Literal["auto", "starttls", "tls", "none"] = field(
        default="auto",
        metadata={"help": "auto: TLS on port 465, STARTTLS required on 587, STARTTLS if offered elsewhere."},
    )
    timeout: float = field(default=25.0, metadata={"help": "Seconds to wait for the mail server."})
    reply_to: str = field(default="", metadata={"help": "Where answers to these mails go, if not to the sender."})

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
            raise DeliveryError(f"{message.to.name}'s e-mail address is not understood", permanent=True)
        first = str(receipt.get("message_id") or "") if receipt else ""
        subject = shorten(one_line(message.title), _LONGEST)
        if receipt and first:
            subject = f"Re: {one_line(str(receipt.get('subject') or subject))}"
        message_id = f"<{_slug(message.thread)}.{_slug(message.id)}@{sender.domain}>"
        mail = EmailMessage(policy=_AS_IT_IS)
        mail["From"] = _mailbox(sender)
        mail["To"] = _mailbox(recipient)
        if reply_to := _address(self.reply_to):
            mail["Reply-To"] = _mailbox(reply_to)
        mail["Subject"] = _folded(subject, "Subject")
        mail["Message-ID"] = message_id
        if first:
            mail["In-Reply-To"] = first
            mail["References"] = first
        mail["Date"] = format_datetime(message.at)
        mail["Auto-Submitted"] = "auto-generated"
        mail["List-Id"] = f"Earful <earful.{sender.domain}>"
        mail.set_content(message.body)
        mail.add_alternative(html_page(message), subtype="html")
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
        if isinstance(problem, aiosmtplib.SMTPResponseException):
            what = f"{server} {_refusal(problem, recipient, self.from_)}"
            if not isinstance(problem, aiosmtplib.SMTPAuthenticationError):
                what += f": {shorten(one_line(problem.message), 160)}"
            # RFC 5321, 4.2.1: 4yz may work later, 5yz will not.
            raise DeliveryError(self._without_password(what), permanent=problem.code >= 500) from None
        certificate = _certificate_problem(problem)
        if certificate:
            raise DeliveryError(f"the certificate of {server} is not trusted: {certificate}", permanent=True) from None
        if isinstance(problem, TimeoutError):
            raise DeliveryError(f"{server} did not answer within {self.timeout:g} s") from None
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


def _certificate_problem(problem: BaseException | None) -> str:
    """Why a certificate was refused, if that is what happened: aiosmtplib hides it behind a connect error."""
    while problem is not None:
        if isinstance(problem, ssl.SSLCertVerificationError):
            return problem.verify_message
        problem = problem.__cause__ or problem.__context__
    return ""


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


_LOOK = {
    State.OPEN: ("#c62828", "Open"),
    State.TAKEN: ("#b26a00", "Taken"),
    State.PROMISED: ("#b26a00", "Promised"),
    State.SNOOZED: ("#546e7a", "Snoozed"),
    State.ANSWERED: ("#1565c0", "Answered"),
    State.WON_BACK: ("#2e7d32", "Won back"),
    State.CLOSED: ("#616161", "Closed"),
    State.NOTICE: ("#455a64", ""),
}
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"


def html_page(message: Message) -> str:
    """The mail as HTML for a tidied message: one table, inline styles only, nothing loaded from anywhere, so that old
    and new mail readers show the same. Every word is escaped."""
    card = message.card
    colour, state = _LOOK[card.state]
    parts = [f'<p style="margin:0 0 12px;font-size:16px"><b>{escape(message.summary)}</b></p>']
    if card.heading:
        parts.append(f'<p style="margin:0 0 8px">{escape(card.heading)}</p>')
    if card.byline:
        parts.append(f'<p style="margin:0 0 8px;color:#555555">{escape(card.byline)}</p>')
    if card.quote:
        parts.append(
            '<blockquote style="margin:0 0 12px;padding:8px 12px;border-left:4px solid #cccccc;background:#f6f6f6;'
            f'color:#222222">{_with_breaks(card.quote)}</blockquote>'
        )
    if card.facts:
        rows = "".join(
            f'<tr><td style="padding:2px 12px 2px 0;color:#555555;vertical-align:top">{escape(label)}</td>'
            f'<td style="padding:2px 0">{_with_breaks(value.strip())}</td></tr>'
            for label, value in card.facts
        )
        parts.append(f'<table role="presentation" style="margin:0 0 12px;border-collapse:collapse">{rows}</table>')
    if card.link:
        parts.append(f'<p style="margin:0 0 12px">{_anchor(card.link, "Read what they wrote")}</p>')
    parts += [f'<p style="margin:0 0 6px">{_act(label, how)}</p>' for label, how in card.how_to_act]
    parts += [_section(section) for section in card.sections]
    badge = f'<p style="margin:0 0 8px;color:{colour};font-weight:bold">{state}</p>' if state else ""
    # The preheader is what a mailbox shows beside the subject; the reader itself does not show it again.
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light"><title>{escape(message.title)}</title></head>
<body style="margin:0;padding:0;background:#ffffff">
<div style="display:none;max-height:0;overflow:hidden">{escape(message.summary)}</div>
<table role="presentation" width="100%" style="border-collapse:collapse"><tr><td align="center" style="padding:12px">
<table role="presentation" width="100%" style="max-width:600px;border-collapse:collapse;text-align:left">
<tr><td style="border-top:6px solid {colour};padding:16px;{_FONT};font-size:15px;line-height:1.5;color:#222222">
{badge}{"".join(parts)}
<p style="margin:16px 0 0;font-size:12px;color:#767676">Earful wrote this to {escape(message.to.name)}.</p>
</td></tr></table>
</td></tr></table>
</body></html>
"""


def _section(section: Section) -> str:
    """A heading and its lines. Bars are table cells with a background: mail readers that load no pictures show them."""
    rows = "".join(
        f'<tr><td style="padding:2px 0">{_anchor(line.link, line.text) if line.link else escape(line.text)}'
        f"{_bar(line.share) if line.share is not None else ''}</td></tr>"
        for line in section.lines
    )
    return (
        f'<h2 style="margin:16px 0 4px;font-size:16px;color:#222222">{escape(section.title)}</h2>'
        f'<table role="presentation" width="100%" style="border-collapse:collapse">{rows}</table>'
    )


def _bar(share: float) -> str:
    filled = max(1, min(100, round(100 * share)))
    rest = f'<td style="width:{100 - filled}%"></td>' if filled < 100 else ""
    return (
        '<table role="presentation" width="100%" style="border-collapse:collapse"><tr>'
        f'<td bgcolor="#90a4ae" style="width:{filled}%;height:6px;font-size:0;line-height:0">&nbsp;</td>{rest}</tr></table>'
    )


def _with_breaks(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _act(label: str, how: str) -> str:
    """A button that leads to a page, or the command to type."""
    link = http_link(how)
    if link:
        return (
            f'<a href="{escape(link)}" style="display:inline-block;padding:8px 14px;border:1px solid #1565c0;border-radius:4px;'
            f'color:#1565c0;text-decoration:none">{escape(label)}</a>'
        )
    return f'{escape(label)}: <code style="background:#f0f0f0;padding:1px 4px">{escape(how)}</code>'


def _anchor(link: str, label: str) -> str:
    return f'<a href="{escape(link)}" style="color:#1565c0">{escape(label)}</a>'

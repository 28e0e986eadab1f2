"""A mail server on 127.0.0.1 that keeps what it is sent: the owner's mailbox, for the demo and for tests.

It can refuse, demand a password, speak TLS, and hang up at the worst moment.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from types import TracebackType
from typing import Any, Literal, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Stage = Literal["mail", "rcpt", "data"]


@dataclass(frozen=True, slots=True)
class Mail:
    """What arrived: the envelope, the bytes and the parsed message."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    message: EmailMessage
    user: str = ""  # who had logged in
    encrypted: bool = False

    @property
    def text(self) -> str:
        """The plain text part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part."""
        return self._part("html")

    def _part(self, kind: Literal["plain", "html"]) -> str:
        part = self.message.get_body((kind,))
        content = part.get_content() if part else ""
        return str(content).replace("\r\n", "\n")


@dataclass  # without slots: aiosmtpd reads every member of it, and with them Python 3.11.2 (Debian 12) has one that fails
class ToyMailbox:
    """``async with ToyMailbox() as mailbox`` listens on a free port, in the running loop; afterwards nobody does.

    ``users`` (name to password): logging in is possible, and with ``must_log_in`` demanded. ``tls`` with a server's
    ``certificate``: TLS from the start, or offered by STARTTLS.
    """

    users: Mapping[str, str] = field(default_factory=dict)
    must_log_in: bool = False
    tls: Literal["", "tls", "starttls"] = ""
    certificate: ssl.SSLContext | None = None
    mails: list[Mail] = field(default_factory=list)
    _refused: dict[str, str] = field(default_factory=dict)
    _next: dict[Stage, deque[str]] = field(default_factory=dict)
    _drops: int = 0
    _silences: int = 0
    _server: asyncio.Server | None = None
    _connections: set[SMTP] = field(default_factory=set)
    _port: int = 0

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        context = self.certificate if self.tls == "tls" else None
        self._server = await loop.create_server(self._connection, "127.0.0.1", 0, ssl=context)
        self._port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        tasks = [task for smtp in self._connections if (task := smtp._handler_coroutine)]
        for smtp in self._connections:
            _hang_up(smtp)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()
        self._connections.clear()

    @property
    def server(self) -> str:
        """Host and port, as the ``server`` option of the e-mail channel wants them."""
        return f"127.0.0.1:{self._port}"

    def refuse(self, recipient: str, reply: str) -> None:
        """From now on a recipient is refused with that reply, for example "550 5.1.1 No such user"."""
        self._refused[recipient.lower()] = reply

    def accept(self, recipient: str) -> None:
        """Takes a refusal back."""
        self._refused.pop(recipient.lower(), None)

    def fail_next(self, reply: str, stage: Stage = "data") -> None:
        """The next time a mail gets to that stage it is refused with that reply. Several wait their turn."""
        self._next.setdefault(stage, deque()).append(reply)

    def drop_next_after_the_dot(self) -> None:
        """The next mail is taken and kept, but the connection breaks before the reply: did it arrive?"""
        self._drops += 1

    def stay_silent_next(self) -> None:
        """The next mail is read to its end and never answered."""
        self._silences += 1

    def _connection(self) -> SMTP:
        smtp = SMTP(
            self,
            loop=asyncio.get_running_loop(),
            hostname="toy-mailbox.example",  # otherwise it asks the DNS for a name
            ident="Toy mailbox",
            enable_SMTPUTF8=True,
            tls_context=self.certificate if self.tls == "starttls" else None,
            authenticator=self._authenticate if self.users else None,
            auth_exclude_mechanism=() if self.users else ("LOGIN", "PLAIN"),
            auth_require_tls=False,
        )
        self._connections.add(smtp)
        return smtp

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth_data: Any
    ) -> AuthResult:
        if isinstance(auth_data, LoginPassword):
            user, password = auth_data.login.decode(), auth_data.password.decode()
            if self.users.get(user) == password:
                return AuthResult(success=True, auth_data=user)
        return AuthResult(success=False, handled=False)

    def _failure(self, stage: Stage) -> str:
        waiting = self._next.get(stage)
        return waiting.popleft() if waiting else ""

    # The hooks of aiosmtpd: https://aiosmtpd.aio-libs.org/en/latest/handlers.html

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.must_log_in and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if failure := self._failure("mail"):
            return failure
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if failure := self._refused.get(address.lower()) or self._failure("rcpt"):
            return failure
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if failure := self._failure("data"):
            return failure
        if self._silences:
            self._silences -= 1
            await asyncio.Event().wait()
        raw = envelope.original_content or b""
        message = message_from_bytes(raw, policy=modern)
        user = str(session.auth_data or "") if session.authenticated else ""
        encrypted = session.ssl is not None or self.tls == "tls"
        self.mails.append(Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw, message, user, encrypted))
        if self._drops:
            self._drops -= 1
            _hang_up(server)
        return "250 OK: kept"


def _hang_up(smtp: SMTP) -> None:
    """Breaks the connection without a word."""
    if isinstance(smtp.transport, asyncio.WriteTransport):
        smtp.transport.abort()

"""A toy mail server that speaks IMAP over a real socket, encrypted as it should be: one mailbox, as RFC 3501 and 2177 have it."""

from __future__ import annotations

import asyncio
import base64
import email
import re
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Self

CERTIFICATE = Path(__file__).parent.parent / "data" / "net" / "localhost.pem"
USER, PASSWORD, TOKEN = "hello@harborplumbing.example", 'app "pass" word', "toy-access-token"


@dataclass
class Letter:
    """A mail in the box: its number, its bytes, when it came in; ``size`` is what the server says of it."""

    uid: int
    raw: bytes
    came: datetime
    size: int
    flags: str = ""


@dataclass
class ImapToy:
    """``port`` once started. ``tls``: from the start, else STARTTLS. ``abilities``: what it says it can. ``asked`` holds every
    command without its tag. Set ``fail`` to what answers a command ("UID FETCH": "NO [UNAVAILABLE] later"), ``silent`` to one
    that is never answered ("DONE": it lets one idle, and is heard of no more; what ``chatter`` holds is all it says then),
    ``before`` to what is said ahead of an answer, ``behind`` to what is said at its end, ``injected`` to what follows the OK of
    STARTTLS."""

    tls: bool = True
    abilities: str = "IMAP4rev1 IDLE SASL-IR AUTH=XOAUTH2 AUTH=PLAIN"
    greeting: str = "* OK toy ready"
    folders: tuple[str, ...] = ("INBOX", "Bewertungen/&AOQ-rger")
    letters: list[Letter] = field(default_factory=list)
    validity: int = 7
    next_uid: int = 1
    asked: list[str] = field(default_factory=list)
    fail: dict[str, str] = field(default_factory=dict)
    before: dict[str, bytes] = field(default_factory=dict)
    behind: dict[str, bytes] = field(default_factory=dict)
    silent: str = ""
    chatter: bytes = b""
    port: int = 0
    idling: list[asyncio.StreamWriter] = field(default_factory=list)
    open: list[asyncio.StreamWriter] = field(default_factory=list)
    injected: bytes = b""
    mute: bool = False  # it lets one wait, and tells nobody that there is more
    quotes: int = 0  # shorter texts than this come as quoted strings
    broken: set[int] = field(default_factory=set)  # mails that it cannot hand out, nor others together with them
    nil: set[int] = field(default_factory=set)  # mails of which it shows NIL
    late: dict[str, str] = field(default_factory=dict)  # mails that come in while a command is answered
    counted: dict[asyncio.StreamWriter, int] = field(default_factory=dict)  # how many mails each connection knows of

    async def __aenter__(self) -> Self:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(CERTIFICATE)
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=self.context if self.tls else None)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.close()
        for writer in self.open:
            writer.transport.abort()
        await asyncio.sleep(0)

    def add(self, raw: bytes | str, came: datetime | None = None, size: int = 0) -> int:
        """Puts a mail into the box; its number. Whoever waits hears of it with ``tell``."""
        data = raw.encode() if isinstance(raw, str) else raw
        data = re.sub(rb"\r?\n", b"\r\n", data)
        at = came or datetime.now(UTC)
        self.letters.append(Letter(self.next_uid, data, at, size or len(data)))
        self.next_uid += 1
        return self.next_uid - 1

    async def tell(self, line: str = "") -> None:
        """What the server says on its own, to everybody who idles: how many mails there are."""
        for writer in self.idling:
            writer.write(f"{line or f'* {len(self.letters)} EXISTS'}\r\n".encode())
            await writer.drain()
            if not line:
                self.counted[writer] = len(self.letters)

    async def drop(self, last: str = "") -> None:
        """Ends every connection."""
        for writer in self.open:
            if last:
                writer.write(f"{last}\r\n".encode())
            writer.close()
        self.open.clear()
        self.idling.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open.append(writer)
        try:
            writer.write(f"{self.greeting}\r\n".encode())
            while line := (await reader.readline()).decode().rstrip("\r\n"):
                tag, _, command = line.partition(" ")
                self.asked.append(command)
                if not await self.answer(tag, command, reader, writer):
                    break
        except (OSError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def answer(self, tag: str, command: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        words = command.upper().split(" ")
        verb = " ".join(words[:2]) if words[0] == "UID" else words[0]
        if verb == self.silent:
            return True
        if verb in self.before:
            writer.write(self.before[verb])
        if verb in self.fail:
            writer.write(f"{tag} {self.fail[verb]}\r\n".encode())
        elif verb == "UID FETCH" and "BODY" in command and self.broken & set(map(int, words[2].split(","))):
            writer.write(f"{tag} NO A message could not be converted\r\n".encode())
        elif verb == "STARTTLS":
            writer.write(f"{tag} OK go on\r\n".encode() + self.injected)
            await writer.drain()
            await writer.start_tls(self.context)
            self.abilities = self.abilities.replace(" LOGINDISABLED", "")
        elif verb == "AUTHENTICATE":
            await self.authenticate(tag, command, reader, writer)
        elif verb == "IDLE":
            writer.write(b"+ idling\r\n")
            # What came since it was last told (RFC 2177).
            if self.counted.get(writer) != len(self.letters) and not self.mute:
                writer.write(f"* {len(self.letters)} EXISTS\r\n".encode())
            self.counted[writer] = len(self.letters)
            self.idling.append(writer)
            done = await reader.readline()
            self.asked.append(done.decode().strip())
            if self.silent == "DONE":
                while self.chatter:
                    writer.write(self.chatter)
                    await writer.drain()
                    await asyncio.sleep(0.01)
                return True
            if writer in self.idling:
                self.idling.remove(writer)
            writer.write(f"{tag} OK idle over\r\n".encode())
        elif verb == "LOGOUT":
            writer.write(f"* BYE bye\r\n{tag} OK\r\n".encode())
            return False
        else:
            for piece in self.plain(verb, command):
                writer.write(piece)
            writer.write(self.behind.get(verb, b""))
            if verb in ("EXAMINE", "NOOP"):
                self.counted[writer] = len(self.letters)
            if verb in self.late:
                self.add(self.late.pop(verb))
            # Said in any answer, and once.
            if self.counted.get(writer, len(self.letters)) != len(self.letters) and not self.mute:
                writer.write(f"* {len(self.letters)} EXISTS\r\n".encode())
                self.counted[writer] = len(self.letters)
            writer.write(f"{tag} {self.verdict(verb, command)}\r\n".encode())
        await writer.drain()
        return True

    async def authenticate(
        self, tag: str, command: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        mechanism, _, secret = command.partition(" ")[2].partition(" ")
        if not secret:
            writer.write(b"+ \r\n")
            secret = (await reader.readline()).decode().strip()
        said = base64.b64decode(secret).decode()
        good = {
            "XOAUTH2": f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01",
            "PLAIN": f"\0{USER}\0{PASSWORD}",
        }
        if said == good.get(mechanism):
            writer.write(f"{tag} OK in\r\n".encode())
            return
        if mechanism == "XOAUTH2":
            writer.write(b"+ " + base64.b64encode(b'{"status":"400"}') + b"\r\n")
            await reader.readline()
        writer.write(f"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials\r\n".encode())

    def verdict(self, verb: str, command: str) -> str:
        escaped = PASSWORD.replace('"', '\\"')
        if verb == "LOGIN" and command != f'LOGIN "{USER}" "{escaped}"':
            return f"NO [AUTHENTICATIONFAILED] not with {command.split(' ', 2)[2]}"
        if verb == "EXAMINE" and command[9:-1] not in self.folders:
            return "NO [NONEXISTENT] Unknown Mailbox"
        known = ("CAPABILITY", "LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH", "NOOP")
        return "OK done" if verb in known else "BAD what?"

    def plain(self, verb: str, command: str) -> list[bytes]:
        """The untagged answers to a command."""
        if verb == "CAPABILITY":
            return [f"* CAPABILITY {self.abilities}\r\n".encode()]
        if verb == "EXAMINE":
            told = [
                "* FLAGS (\\Seen)",
                f"* {len(self.letters)} EXISTS",
                f"* OK [UIDVALIDITY {self.validity}] UIDs valid",
            ]
            return [f"{line}\r\n".encode() for line in [*told, f"* OK [UIDNEXT {self.next_uid}] next"]]
        if verb == "NOOP":
            return [f"* {len(self.letters)} EXISTS\r\n".encode()]
        if verb == "UID SEARCH":
            found = " ".join(str(letter.uid) for letter in self.letters if self.fits(letter, command))
            return [f"* SEARCH {found}".rstrip().encode() + b"\r\n"]
        if verb == "UID FETCH":
            wanted = [int(uid) for uid in command.split(" ")[2].split(",")]
            return [self.told(n, one, command) for n, one in enumerate(self.letters, 1) if one.uid in wanted]
        return []

    def fits(self, letter: Letter, command: str) -> bool:
        if found := re.search(r"UID (\d+):\*", command):
            last = max(one.uid for one in self.letters)
            if letter.uid < int(found[1]) and letter.uid != last:  # "9:*" is the last one at least
                return False
        if found := re.search(r"SINCE (\S+)", command):
            day = datetime.strptime(found[1], "%d-%b-%Y").date()  # noqa: DTZ007
            if letter.came.date() < day:
                return False
        senders = re.findall(r'FROM "([^"]+)"', command)
        head = str(BytesHeaderParser().parsebytes(letter.raw).get("from", "")).lower()
        return not senders or any(sender.lower() in head for sender in senders)

    def told(self, n: int, letter: Letter, command: str) -> bytes:
        """One FETCH answer, with its literals."""
        whole = "BODY.PEEK[]" in command or "BODY" not in command
        message = BytesHeaderParser().parsebytes(letter.raw) if whole else email.message_from_bytes(letter.raw)
        said = [f"* {n} FETCH (UID {letter.uid}".encode()]
        if "RFC822.SIZE" in command:
            said.append(f"RFC822.SIZE {letter.size}".encode())
        if "INTERNALDATE" in command:
            said.append(letter.came.strftime('INTERNALDATE "%d-%b-%Y %H:%M:%S +0000"').encode())
        if "BODYSTRUCTURE" in command:
            said.append(b"BODYSTRUCTURE " + structure(message).encode())
        for section, most in re.findall(r"BODY\.PEEK\[([^\]]*)\]<0\.(\d+)>", command):
            data = section_of(message, letter.raw, section)[: int(most)]
            short = len(data) < self.quotes and re.fullmatch(rb"[\w .,!?]*", data)
            told = b'"' + data + b'"' if short else f"{{{len(data)}}}\r\n".encode() + data
            said.append(f"BODY[{section}]<0> ".encode() + (b"NIL" if letter.uid in self.nil else told))
        if re.search(r"BODY\[|RFC822[ )]", command):
            letter.flags = "\\Seen"  # as a real one does for those who do not peek
        return b" ".join(said) + b")\r\n"


def parts_of(message: Message) -> list[Message]:
    """What a mail of several parts is made of."""
    return [part for part in message.get_payload() if isinstance(part, Message)]


def structure(part: Message) -> str:
    """The BODYSTRUCTURE of a mail, as far as anybody reads it."""
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        return f'({"".join(structure(one) for one in parts_of(part))} "{part.get_content_subtype().upper()}")'
    name = f' "NAME" "{part.get_filename()}"' if part.get_filename() else ""
    about = f'("CHARSET" "{part.get_content_charset() or "us-ascii"}"{name})'
    kind = f'"{part.get_content_maintype().upper()}" "{part.get_content_subtype().upper()}"'
    return (
        f'({kind} {about} NIL NIL "{part.get("content-transfer-encoding", "7BIT")}" {len(str(part.get_payload()))} 1)'
    )


def section_of(message: Message, raw: bytes, section: str) -> bytes:
    if not section:
        return raw
    if section == "HEADER":
        return raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    part = message
    for number in section.split("."):
        if part.is_multipart():
            part = parts_of(part)[int(number) - 1]
    return str(part.get_payload()).encode("utf-8", "surrogateescape")

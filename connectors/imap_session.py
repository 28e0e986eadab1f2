"""One connection to a mail server: logging in, looking at a folder, fetching, waiting for news. It only ever reads.

RFC 3501 (IMAP4rev1), RFC 2177 (IDLE), RFC 4959 (SASL-IR), RFC 5530 (codes of refusals), and Google's XOAUTH2, which Microsoft
speaks as well (https://developers.google.com/workspace/gmail/imap/xoauth2-protocol). EXAMINE and BODY.PEEK leave every mail as
it was.

One command at a time. An answer stands in the buffer until it is whole, so that giving up waiting loses nothing.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.base import Blocked, FetchError, Line
from connectors.imap_syntax import Told, attributes, folder_name, quoted, taken_apart
from connectors.text import clean

_LITERAL = re.compile(rb"~?\{(\d{1,10})\+?\}$")
_LONGEST_LINE = 1_000_000  # bytes; a SEARCH names every mail that it found on one line
_LONGEST_LITERAL = 2_500_000
_MOST = 8_000_000  # bytes of one answer
_MOST_ANSWERS = 20_000  # to one command
LATER = ("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "OVERQUOTA")
"""Codes of refusals that say nothing about what was asked."""


class Refused(Exception):
    """The server said NO or BAD. ``code`` is its reason in one word (RFC 5530), ``text`` its own words, tidied."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Withheld(FetchError):
    """The server does not hand out what was asked of some mails; one of them may be the reason."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it was when it was opened. ``validity`` changes when the numbers of the mails mean others (RFC 3501, 2.3.1.1);
    ``next_uid`` is 0 where the server does not tell it."""

    validity: int
    next_uid: int
    mails: int


@dataclass(slots=True)
class Session:
    """``patience``: seconds to wait for an answer; ``pause``: seconds between two questions to a server without IDLE."""

    line: Line
    host: str
    patience: float = 60.0
    pause: float = 60.0
    abilities: frozenset[str] = frozenset()
    _buffer: bytearray = field(default_factory=bytearray)
    _tags: int = 0
    _mails: int = 0  # as many as the server last told of
    _waited: bool = False  # by IDLE, which the server has allowed
    _grown: bool = False  # there are more since the last search: a server may say so in any answer, and says it once

    async def greeted(self) -> None:
        """The first line of the server. FetchError if it does not want us."""
        told = await self._told(self.patience)
        if _word(told, 1) not in ("OK", "PREAUTH"):
            raise FetchError(f"{self.host} does not speak IMAP here: is the port right?")
        await self._ask_abilities()

    async def encrypt(self) -> None:
        """STARTTLS. FetchError where the server cannot, or has said more than it may before the encryption: whoever sits on the
        line can write that (CVE-2011-0411)."""
        if "STARTTLS" not in self.abilities:
            raise FetchError(f"{self.host} offers no encryption at this port: use port 993", permanent=True)
        try:
            await self.ask("STARTTLS")
        except Refused as no:
            raise FetchError(f"{self.host} refuses to encrypt the connection: {no.text}") from None
        if self._buffer:
            raise FetchError(f"{self.host} spoke before the connection was encrypted: somebody may sit on the line")
        await self.line.start_tls()
        await self._ask_abilities()

    async def login(self, user: str, password: str) -> None:
        """With user name and password. Refused if the server does not take them."""
        if "LOGINDISABLED" in self.abilities and "AUTH=PLAIN" not in self.abilities:
            raise Refused("PRIVACYREQUIRED", "the server takes no passwords here")
        try:
            words = "" if "LOGINDISABLED" in self.abilities else f"LOGIN {quoted(user)} {quoted(password)}"
        except ValueError:
            words = ""
        if not words:
            secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
            await self._authenticate("PLAIN", secret)
        else:
            await self.ask(words)
        await self._ask_abilities()

    async def xoauth2(self, user: str, token: str) -> None:
        """With an access token. Refused if the server does not take it."""
        await self._authenticate(
            "XOAUTH2", base64.b64encode(f"user={user}\x01auth=Bearer {token}\x01\x01".encode()).decode()
        )
        await self._ask_abilities()

    async def examine(self, folder: str) -> Folder:
        """Opens a folder for reading only. Blocked if there is none of that name."""
        try:
            answers = await self.ask(f"EXAMINE {quoted(folder_name(folder))}")
        except Refused as no:
            self._later(no)
            perhaps = f", perhaps INBOX.{folder}" if not folder.upper().startswith("INBOX") else ""
            what = f"{self.host} does not open the folder {folder} ({no.text})"
            raise Blocked(f"{what}: is it spelled like that there{perhaps}?") from None
        found = {"UIDVALIDITY": 0, "UIDNEXT": 0, "EXISTS": 0}
        for told in answers:
            if _word(told, 2) == "EXISTS":
                found["EXISTS"] = _number(told[1])
            code = re.search(r"\[(UIDVALIDITY|UIDNEXT) (\d{1,10})\]", " ".join(str(word) for word in told), re.I)
            if code:
                found[code[1].upper()] = int(code[2])
        return Folder(found["UIDVALIDITY"], found["UIDNEXT"], found["EXISTS"])

    async def search(self, criteria: str) -> list[int]:
        """The UIDs of the mails that fit, in ascending order."""
        self._grown = False
        try:
            answers = await self.ask(f"UID SEARCH {criteria}")
        except Refused as no:
            self._later(no)
            raise FetchError(f"{self.host} does not understand a search: {no.text}") from None
        return sorted({_number(word) for told in answers if _word(told, 1) == "SEARCH" for word in told[2:]} - {0})

    async def fetch(self, uids: Sequence[int], items: str) -> Mapping[int, Mapping[str, Any]]:
        """What the server tells of these mails, by their UIDs. Those that are gone are missing. Withheld if it refuses."""
        wanted = set(uids)
        try:
            answers = await self.ask(f"UID FETCH {','.join(map(str, uids))} (UID {items})")
        except Refused as no:
            self._later(no)
            raise Withheld(f"{self.host} does not hand out a mail: {no.text}") from None
        found: dict[int, dict[str, Any]] = {}
        for one in (attributes(answer) for answer in answers if _word(answer, 2) == "FETCH"):
            if (uid := _number(one.get("UID"))) in wanted:
                # Of one mail there may be several: somebody reads it meanwhile, and its flags are told on their own.
                found.setdefault(uid, {}).update(one)
        return found

    async def news(self, seconds: float) -> bool:
        """Waits until there may be new mail, at most that long. True if the server says that there is, or has said so beside
        something else since the last search. FetchError where a server that is silent all that time is so for ``patience``
        seconds more when it is asked: a line can be dead and look open."""
        if self._grown:
            return True
        try:
            if "IDLE" in self.abilities and (heard := await self._idle(seconds)) is not None:
                return heard
            heard = self._grown or await self._news_within(min(self.pause, seconds))
            return any([_word(told, 2) == "EXISTS" for told in await self.ask("NOOP")]) or heard
        except Refused as no:
            raise FetchError(f"{self.host} does not let us wait for mail: {no.text}") from None

    async def end(self) -> None:
        """Says goodbye if the server still listens, and closes the connection."""
        try:
            with contextlib.suppress(FetchError, TimeoutError):
                async with asyncio.timeout(2):
                    await self.line.write(b"bye LOGOUT\r\n")
        finally:
            await self.line.close()

    async def ask(self, words: str) -> list[Told]:
        """Sends a command; its untagged answers. Refused for NO and BAD."""
        return await self._finish(await self._send(words))

    # -- below the commands ------------------------------------------------------------------------------------------

    async def _idle(self, seconds: float) -> bool | None:
        """``news`` by IDLE; None where the server says that it can and refuses it: then it is only asked, from now on. Refused
        where it has let us wait before: something is wrong with the session, and other answers are worth nothing either."""
        tag = await self._send("IDLE")
        try:
            heard = await self._until_ready(tag)
        except Refused:
            if self._waited:
                raise
            self.abilities -= {"IDLE"}
            return None
        self._waited = True
        heard = heard or await self._news_within(seconds)
        # What else it says meanwhile is no answer.
        async with self._answered():
            await self.line.write(b"DONE\r\n")
            return any([_word(told, 2) == "EXISTS" for told in await self._finish(tag)]) or heard

    async def _news_within(self, seconds: float) -> bool:
        """Whether the server says within that time that there is new mail. Noticed at once where it hangs up instead."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while _word(await self._told(None), 2) != "EXISTS":
                    pass
                return True
        return False

    @contextlib.asynccontextmanager
    async def _answered(self) -> AsyncIterator[None]:
        """FetchError where the whole answer takes longer than ``patience``."""
        try:
            async with asyncio.timeout(self.patience) as timer:
                yield
        except TimeoutError:
            if not timer.expired():
                raise
            raise FetchError(f"{self.host} did not answer within {self.patience:g} s") from None

    async def _ask_abilities(self) -> None:
        answers = await self.ask("CAPABILITY")
        self.abilities = frozenset(
            str(word).upper() for told in answers if _word(told, 1) == "CAPABILITY" for word in told[2:]
        )

    async def _authenticate(self, mechanism: str, secret: str) -> None:
        at_once = "SASL-IR" in self.abilities
        tag = await self._send(f"AUTHENTICATE {mechanism}{f' {secret}' if at_once else ''}")
        if not at_once:
            await self._until_ready(tag)
            await self.line.write(f"{secret}\r\n".encode())
        await self._finish(tag, challenged=b"\r\n")  # XOAUTH2 says why in a challenge and wants an empty answer to it

    async def _send(self, words: str) -> str:
        self._tags += 1
        tag = f"e{self._tags}"
        await self.line.write(f"{tag} {words}\r\n".encode())
        return tag

    async def _until_ready(self, tag: str) -> bool:
        """Waits for the server's "+". Whether it has told of new mail before that."""
        heard = False
        for _ in range(_MOST_ANSWERS):
            told = await self._told(self.patience)
            if told and told[0] == "+":
                return heard
            heard = heard or _word(told, 2) == "EXISTS"
            if told and told[0] == tag:
                raise _refusal(told)
        raise FetchError(f"{self.host} talks without end")

    async def _finish(self, tag: str, *, challenged: bytes = b"") -> list[Told]:
        answers: list[Told] = []
        for _ in range(_MOST_ANSWERS):
            told = await self._told(self.patience)
            if told and told[0] == tag:
                if _word(told, 1) != "OK":
                    raise _refusal(told)
                return answers
            if told and told[0] == "+" and challenged:
                await self.line.write(challenged)
            answers.append(told)
        raise FetchError(f"{self.host} talks without end")

    async def _told(self, patience: float | None) -> Told:
        """The next answer, taken apart. Whatever it answers, it may say how many mails there are: that is kept in mind."""
        told = taken_apart(await self._answer(patience))
        if _word(told, 2) == "EXISTS":
            now = _number(told[1])
            self._grown, self._mails = self._grown or now > self._mails, now
        elif _word(told, 2) == "EXPUNGE":
            self._mails -= 1
        return told

    async def _answer(self, patience: float | None) -> list[bytes]:
        """The next whole answer. FetchError after ``patience`` seconds in which nothing came, and for BYE."""
        while (pieces := self._whole()) is None:
            try:
                async with asyncio.timeout(patience) as timer:
                    data = await self.line.read()
            except TimeoutError:
                if not timer.expired():
                    raise
                raise FetchError(f"{self.host} did not answer within {patience:g} s") from None
            if not data:
                raise FetchError(f"{self.host} closed the connection")
            self._buffer += data
        if pieces[0][:6].upper() == b"* BYE ":
            raise FetchError(f"{self.host} hangs up: {_tidy(pieces[0][6:].decode('utf-8', 'replace'))}")
        return pieces

    def _whole(self) -> list[bytes] | None:
        """The first answer in the buffer, text and literals in turn, or None while it is not all there."""
        pieces: list[bytes] = []
        at = 0
        while True:
            end = self._buffer.find(b"\n", at)
            if len(self._buffer) > _MOST or (end < 0 and len(self._buffer) - at > _LONGEST_LINE):
                raise FetchError(f"{self.host} sent an answer that is too long")
            if end < 0:
                return None
            text = bytes(self._buffer[at:end]).rstrip(b"\r")
            at = end + 1
            literal = _LITERAL.search(text)
            pieces.append(text[: literal.start()] if literal else text)
            if literal is None:
                break
            size = int(literal[1])
            if size > _LONGEST_LITERAL:
                raise FetchError(f"{self.host} sent more of a mail than it was asked for")
            if len(self._buffer) - at < size:
                return None
            pieces.append(bytes(self._buffer[at : at + size]))
            at += size
        del self._buffer[:at]
        return pieces

    def _later(self, no: Refused) -> None:
        if no.code in LATER:
            raise FetchError(f"{self.host} has trouble of its own: {no.text}")


def _refusal(told: Told) -> Refused:
    text = " ".join(str(word) for word in told[2:] if word is not None)
    code = re.match(r"\[([A-Z-]{2,40})[^\]]*\]", text, re.I)
    return Refused(code[1].upper() if code else "", _tidy(text[code.end() :] if code else text))


def _tidy(text: str) -> str:
    return " ".join(clean(text).split())[:160] or "without a reason"


def _word(told: Told, at: int) -> str:
    return told[at].upper() if len(told) > at and isinstance(told[at], str) else ""


def _number(value: object) -> int:
    text = value if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0

"""What takes the place of buttons in mails: who holds one may act on one matter in one person's name.

Only messages that one person gets carry them, never a room's. Where people reach the page, a link leads to a form there
(``monitor.web.deeds``): programs that look at every link of a mail press nothing. Where they do not and answers are read
(``replies:``), it begins a mail that only has to be sent (RFC 6068).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from monitor.telling.phrases import ENGLISH, Catalogue
from monitor.web import signing

PURPOSE = "deed"
BY_MAIL = "answer"
LEAVE = "digest off"
GOOD_FOR = timedelta(days=30)
LEAVE_GOOD_FOR = timedelta(days=365)
"""Whoever finds an old digest and wants no more of them must not be sent away; and this can do nothing else."""


@dataclass(frozen=True, slots=True)
class Right:
    """What a token of a mail is worth: ``thread`` ("case-812", "storm-3"), in whose name, and what was to be done ("" where
    the words of the answer say it)."""

    thread: str
    person: str
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads them. ``address`` is the page's public address, ``mailbox`` the mail address at which answers are read;
    either may be empty. ``key`` is what they are signed with."""

    address: str
    key: bytes = field(repr=False)
    mailbox: str = ""

    def to(self, verb: str, case_id: int, person: str, now: datetime, say: Catalogue = ENGLISH) -> str:
        """The address of the page on which that person does this about that case, or the mail that does it. ``say``: in
        which words, for a mail."""
        return self._way("case", case_id, verb, person, now, say)

    def to_storm(self, verb: str, number: int, person: str, now: datetime, say: Catalogue = ENGLISH) -> str:
        """The same about a storm."""
        return self._way("storm", number, verb, person, now, say)

    def _way(self, kind: str, number: int, verb: str, person: str, now: datetime, say: Catalogue) -> str:
        if not self.address:
            return self.mail(verb, f"{kind}-{number}", person, now, say)
        token = signing.sign(self.key, PURPOSE, {kind: number, "by": person}, now + GOOD_FOR)
        return f"{self.address}/do/{token}?deed={verb}"

    def mail(self, verb: str, thread: str, person: str, now: datetime, say: Catalogue) -> str:
        """The mail that does it."""
        about = thread.replace("-", " ", 1)
        subject = f"{say.say(f'do_{verb}')} ({about}) {self.token(thread, person, now, verb)}"
        return f"mailto:{self.mailbox}?subject={quote(subject, safe='')}&body={quote(say.say('just_send'), safe='')}"

    def leave(self, person: str, at: datetime) -> str:
        """The address that ends that person's digest (RFC 8058): "" unless the page has one with https, as the RFC asks for.
        The same for the same moment."""
        if not self.address.startswith("https://"):
            return ""
        return f"{self.address}/digest/off/{signing.sign(self.key, LEAVE, {'who': person}, at + LEAVE_GOOD_FOR)}"

    def token(self, thread: str, person: str, at: datetime, verb: str = "") -> str:
        """What an answer to a mail about that has to carry. The same for the same moment."""
        claims = {"about": thread, "by": person} | ({"do": verb} if verb else {})
        return signing.sign(self.key, BY_MAIL, claims, at + GOOD_FOR)


def read(key: bytes, token: str, now: datetime) -> tuple[str, int, str]:
    """What a link to the page is about ("case" or "storm"), its number, and the person. Raises signing.BadToken."""
    claims = signing.read(key, PURPOSE, token, now)
    kind = "storm" if "storm" in claims else "case"
    return kind, int(claims[kind]), str(claims["by"])


def read_leave(key: bytes, token: str, now: datetime) -> str:
    """The person whose digest a link ends. Raises signing.BadToken."""
    return str(signing.read(key, LEAVE, token, now)["who"])


def read_answer(key: bytes, token: str, now: datetime) -> Right:
    """What a token that came back by mail is worth. Raises signing.BadToken."""
    claims = signing.read(key, BY_MAIL, token, now)
    return Right(str(claims["about"]), str(claims["by"]), str(claims.get("do", "")))

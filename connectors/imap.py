"""A mailbox: the review mails of Google, Trustpilot, Yelp, Facebook, Tripadvisor and others, and what customers write there.

The mailbox is only read: nothing is marked, moved or deleted. What is new is what has a higher number than the last mail read
(RFC 3501, 2.3.1.1); where the server has numbered its mails anew, the last two days are read again, and the store knows them by
their Message-IDs. What the mails say is read in a process of its own (``connectors.mails``).
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from connectors.base import Blocked, Client, Cursor, Fetched, FetchError, Outcome
from connectors.imap_reading import BROKEN, Reading
from connectors.imap_session import LATER, Folder, Refused, Session
from connectors.imap_syntax import quoted
from connectors.sign_in import access_token
from connectors.text import number

_FIRST = timedelta(days=30)
_OVERLAP = timedelta(days=2)
_MOST_FIRST = 500  # mails
_MOST = 1_000  # mails a visit
_RENEW = 540.0  # seconds; RFC 2177 wants less than 29 minutes, and many routers forget a silent connection after ten
_LIVED = 60.0  # seconds after which a connection that ends was a good one
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# What Google says of too many connections, or too much data, comes with no code for it.
_TOO_MUCH = re.compile(r"too many|simultaneous|exceeded|throttl", re.I)
_ADDRESS = re.compile(r"(?:[^\s@\"\\]{1,64}@|@)?[A-Za-z0-9.-]{1,253}")
_GOOGLE = ("gmail.com", "googlemail.com", "google.com")
_MICROSOFT = ("office365.com", "outlook.com", "office.com", "hotmail.com", "live.com")
_SIGN_IN = {
    _GOOGLE: "https://oauth2.googleapis.com/token",
    _MICROSOFT: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
}
_PORTS = {"tls": 993, "starttls": 143, "none": 143, "auto": 993}


@dataclass(frozen=True, slots=True)
class Imap:
    """One folder of a mailbox. The cursor holds ``validity`` and ``uid`` (the last mail read) and ``newest``, when the newest mail
    came in, in seconds since 1970; ``back`` where older mails are to be read once more."""

    every: ClassVar[timedelta] = timedelta(minutes=5)
    address: ClassVar[str] = "server"
    own_place: ClassVar[bool] = True

    server: str = field(metadata={"help": "your mail server, like imap.example.com; with its port if that is not 993"})
    user: str = field(metadata={"help": "the user name there, mostly the mail address"})
    password: str = field(
        default="",
        repr=False,
        compare=False,
        metadata={"help": "the password, at most providers an app password", "secret": True},
    )
    client_id: str = field(default="", compare=False, metadata={"help": "instead of a password: the OAuth client"})
    client_secret: str = field(
        default="", repr=False, compare=False, metadata={"help": "its secret, if it has one", "secret": True}
    )
    refresh_token: str = field(
        default="", repr=False, compare=False, metadata={"help": "the refresh token of the mailbox", "secret": True}
    )
    sign_in_url: str = field(
        default="", compare=False, metadata={"help": "where tokens come from; known for Google and Microsoft"}
    )
    folder: str = field(default="INBOX", metadata={"help": "the folder, like INBOX or Reviews"})
    from_: tuple[str, ...] = field(
        default=(), compare=False, metadata={"key": "from", "help": "only mails of these addresses or domains"}
    )
    form: Literal["mail", "post", "comment", "review"] = field(
        default="mail", compare=False, metadata={"help": "what a mail counts as that is no platform's"}
    )
    security: Literal["auto", "tls", "starttls", "none"] = field(
        default="auto", compare=False, metadata={"help": "auto: STARTTLS on port 143, TLS on all others"}
    )

    def __post_init__(self) -> None:
        wrong: list[str] = []
        try:
            host, _ = _host_and_port(self.server, self.security)
        except ValueError as error:
            wrong.append(str(error))
            host = ""
        if bool(self.password) == bool(self.client_id):
            wrong.append("password is needed, or client_id for signing in with OAuth; not both")
        if self.client_id and not (self.refresh_token or self.client_secret):
            wrong.append(
                "client_id needs a refresh_token, or a client_secret where the application itself may read the mailbox"
            )
        if self.client_id and host and not self._sign_in(host):
            wrong.append(f"client_id needs a sign_in_url: that of {host} is not known")
        if host and self.security == "none" and not _is_loopback(host):
            wrong.append('security: none would send the password unencrypted; write "tls" or "starttls"')
        if not self.folder or any(ord(char) < 32 or ord(char) == 127 for char in self.folder):
            wrong.append("folder must be the name of a folder, like INBOX")
        if strange := [sender for sender in self.from_ if not _ADDRESS.fullmatch(sender)]:
            wrong.append(f"from must be mail addresses or domains, like yelp.com, and {strange[0]!r} is neither")
        if wrong:
            raise ValueError(*wrong)

    async def fetch(self, client: Client, cursor: Cursor) -> Fetched:
        """The mails that came in since the last visit (first visit: those of 30 days, 500 at most). EMPTY where the folder is."""
        session = await self.open(client)
        try:
            return (await self._visit(session, await session.examine(self.folder), cursor, client))[0]
        finally:
            await session.end()

    async def listen(self, client: Client, cursor: Cursor) -> AsyncGenerator[Fetched, None]:
        """What ``fetch`` gives, and then every mail within seconds of its arrival, for as long as somebody asks. When all that
        waited has been told, and every nine minutes after that, when it has been looked for once more, there is a sign of life
        (NOTHING_NEW). A connection that ends after a good while, or on which the server has fallen silent, is made anew;
        FetchError where that does not work."""
        clock = asyncio.get_running_loop()
        while True:
            began, good = clock.time(), False
            session = await self.open(client)
            try:
                folder, more = await session.examine(self.folder), True
                while True:
                    if more:
                        visit, more = await self._visit(session, folder, cursor, client)
                        cursor = visit.cursor
                        if visit.outcome is not Outcome.NOTHING_NEW:
                            # A newsletter is nothing to warn of; a mail that nobody will ever hear is.
                            yield visit if BROKEN in visit.note else replace(visit, note="")
                        if not more:
                            good = True
                            yield Fetched([], cursor, Outcome.NOTHING_NEW)
                    else:
                        more = await session.news(_RENEW)
                        # Some servers let one wait and never say a word. Where numbers mean nothing it would all be read again.
                        more = more or folder.validity != 0
                        if not more:
                            yield Fetched([], cursor, Outcome.NOTHING_NEW)
            except FetchError:
                if not good or clock.time() - began < _LIVED:
                    raise
            finally:
                await session.end()

    def rewound(self, cursor: Cursor, to: datetime) -> Cursor:
        """The cursor of somebody who has heard everything up to then; the next visit reads the newest 1,000 mails since."""
        return {"newest": int(to.timestamp()), "back": True}

    # -- the connection ----------------------------------------------------------------------------------------------

    async def open(self, client: Client) -> Session:
        """A session that is logged in."""
        host, port = _host_and_port(self.server, self.security)
        token = await self._token(client, host) if self.client_id else ""
        encrypted = self.security == "tls" or (self.security == "auto" and port != 143)
        session = Session(await client.dial(host, port, tls=encrypted), host)
        try:
            await session.greeted()
            if not encrypted and self.security != "none":
                await session.encrypt()
            if token:
                await session.xoauth2(self.user, token)
            else:
                await session.login(self.user, self.password)
        except Refused as no:
            await session.end()
            raise self._refused(no, host) from None
        except BaseException:
            await session.end()
            raise
        return session

    def _refused(self, no: Refused, host: str) -> FetchError:
        """A refused login, with what to do about it. The server's own words may say what it was sent."""
        text = no.text
        for secret in (self.password, self.client_secret, self.refresh_token):
            text = text.replace(secret, "***") if secret else text
        if no.code in LATER or (no.code != "AUTHENTICATIONFAILED" and _TOO_MUCH.search(no.text)):
            return FetchError(f"{host} lets nobody in just now: {text}")
        if self.client_id:
            what = "sign in again for a new refresh token, and see that IMAP is allowed for this mailbox"
        elif _of(host, _MICROSOFT):
            what = (
                "Microsoft takes no passwords here any more: use client_id and refresh_token, as docs/sources.md says"
            )
        elif _of(host, _GOOGLE):
            what = "Google wants an app password here, as docs/sources.md says"
        else:
            what = (
                "check user and password; many providers want an app password, and IMAP switched on in their settings"
            )
        return Blocked(f"{host} refuses the login ({text}): {what}")

    async def _token(self, client: Client, host: str) -> str:
        """An access token (RFC 6749, 4.4 and 6)."""
        url = self._sign_in(host)
        form = {"client_id": self.client_id}
        if not self.refresh_token:
            form["scope"] = "https://outlook.office365.com/.default"
        elif _of(host, _MICROSOFT):
            form["scope"] = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
        if self.client_secret:
            form["client_secret"] = self.client_secret
        return await access_token(client, url, form, self.refresh_token)

    def _sign_in(self, host: str) -> str:
        return self.sign_in_url or next((url for domains, url in _SIGN_IN.items() if _of(host, domains)), "")

    # -- the mails ---------------------------------------------------------------------------------------------------

    async def _visit(self, session: Session, folder: Folder, cursor: Cursor, client: Client) -> tuple[Fetched, bool]:
        """What is new, and whether there is more that a next visit has to fetch."""
        known, newest = int(number(cursor.get("uid")) or 0), int(number(cursor.get("newest")) or 0)
        same = folder.validity != 0 and cursor.get("validity") == folder.validity
        uids = await session.search(self._criteria(known if same else 0, newest))
        if same:  # "7:*" is also the last mail, whatever its number
            uids = [uid for uid in uids if uid > known]
        at_once = not cursor or bool(cursor.get("back"))
        if at_once:
            # The newest first, and what time does not allow is left out: a second visit would take it for news.
            uids = uids[-(_MOST if cursor else _MOST_FIRST) :][::-1]
        reading = Reading(session, self.user if "@" in self.user else "", self.form, self.from_, client.covered)
        done = await reading.all(uids[:_MOST])
        left = 0 if at_once else len(uids) - done
        last = max([known if same else 0, *uids[:done], 0 if left else max(uids, default=0)])
        if not left:
            last = max(last, folder.next_uid - 1)
        now = int(datetime.now(UTC).timestamp())
        after = {
            "validity": folder.validity,
            "uid": last,
            # Who moves a mailbox may date a mail into the future, and from there nothing would be read again.
            "newest": min(max(newest, reading.newest) or now, now),
        }
        outcome = Outcome.ITEMS if reading.posts else Outcome.NOTHING_NEW if cursor or folder.mails else Outcome.EMPTY
        posts = reading.posts[::-1] if at_once else reading.posts  # the oldest first
        return Fetched(posts, after, outcome, reading.note), left > 0

    def _criteria(self, known: int, newest: int) -> str:
        if known:
            what = f"UID {known + 1}:*"
        else:
            since = datetime.fromtimestamp(newest, UTC) - _OVERLAP if newest else datetime.now(UTC) - _FIRST
            what = f"SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year}"
        senders = [f"FROM {quoted(sender.lstrip('@'))}" for sender in self.from_]
        return " ".join([what, *["OR"] * (len(senders) - 1), *senders])


def _host_and_port(server: str, security: str) -> tuple[str, int]:
    try:
        parts = urlsplit(server if "://" in server else f"//{server}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if (
        not host
        or port == 0
        or parts.path.strip("/")
        or parts.username is not None
        or not re.fullmatch(r"[\w.:-]+", host)
    ):
        raise ValueError("server must be a host, perhaps with its port, like imap.example.com:993")
    return host, port or _PORTS[security]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _of(host: str, domains: Sequence[str]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)

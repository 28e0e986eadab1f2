"""A mailbox in which people answer to mails of our own: what is new there, read and handed over in order.

The same connection and the same care as for the source ``imap``; only what is looked for differs. A mailbox that is seen for the
first time is read from two days ago: somebody may have answered before it could be opened.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors import bounded
from connectors.base import Client, Cursor
from connectors.imap import MONTHS, Imap
from connectors.imap_reading import CPU, Reading
from connectors.imap_session import Folder, Session
from connectors.text import number

_BACK = timedelta(days=2)
_RENEW = 540.0  # seconds: RFC 2177 wants less than 29 minutes, and many routers forget a silent connection after ten
_MOST = 200  # mails at a time


@dataclass(frozen=True, slots=True)
class Answer:
    """One mail; ``connectors.mails.answer.read`` says what is what."""

    id: str
    sender: str
    subject: str
    words: str
    tokens: Sequence[str]
    machine: str = ""
    forged: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """Some mails, the oldest first, where to go on once they are dealt with, and whether ``more`` wait already."""

    answers: Sequence[Answer]
    cursor: Cursor
    more: bool = False


class _Answers(Reading):
    def __init__(self, session: Session) -> None:
        super().__init__(session, "", "mail", ())
        self.answers: list[Answer] = []

    async def _read(self, raw: bytes, at: str) -> None:
        told = await bounded.run("connectors.mails:read_answer", raw, seconds=CPU, host=self.session.host)
        self.answers.append(Answer(**{**told, "tokens": tuple(told["tokens"])}))


async def listen(box: Imap, client: Client, cursor: Cursor) -> AsyncGenerator[Heard, None]:
    """What is new in the mailbox, and then every mail within seconds of its arrival, until the connection ends. When all that
    waited has been told, and every nine minutes after that, there is a sign of life without answers. FetchError where the mailbox
    cannot be read. The cursor holds what that of ``Imap`` does."""
    session = await box.open(client)
    try:
        folder, more = await session.examine(box.folder), True
        while True:
            if more:
                heard, more = await _visit(session, folder, cursor)
                cursor = heard.cursor
                yield heard
            else:
                more = await session.news(_RENEW) or folder.validity != 0  # some servers never say a word
                if not more:
                    yield Heard((), cursor)
    finally:
        await session.end()


async def _visit(session: Session, folder: Folder, cursor: Cursor) -> tuple[Heard, bool]:
    known, newest = int(number(cursor.get("uid")) or 0), int(number(cursor.get("newest")) or 0)
    same = folder.validity != 0 and cursor.get("validity") == folder.validity
    now = datetime.now(UTC)
    since = min(datetime.fromtimestamp(newest, UTC) if newest else now, now) - _BACK
    fresh = f"UID {known + 1}:*" if same and known else f"SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year}"
    uids = [uid for uid in await session.search(fresh) if not same or uid > known]
    reading = _Answers(session)
    done = await reading.all(uids[:_MOST])
    left = done < len(uids)
    last = max([known if same else 0, *uids[:done]])
    if not left:
        last = max(last, folder.next_uid - 1)
    after = {
        "validity": folder.validity,
        "uid": last,
        "newest": max(newest, reading.newest) or int(now.timestamp()),
    }
    return Heard(tuple(reading.answers), after, left), left

"""Fetching the mails of a visit, and having them read: bounded in time, in bytes, and by a process of its own."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors import bounded, mails
from connectors.base import FetchError, Post
from connectors.imap_session import Session, Withheld
from connectors.imap_syntax import text_parts
from connectors.text import number, parse_time

_SECONDS = 40.0  # after that a visit hands over what it has; the next one goes on
_WHOLE = 1_000_000  # bytes; of larger mails only the texts are fetched
_PIECE = 400_000  # bytes of one text, or of the head, of a large mail
_BATCH = 1_500_000  # bytes that are asked for at once
CPU = 5.0  # seconds for one mail
BROKEN = "that the server does not hand out"
"""In the note of a visit, after how many of its mails were left out for that."""


class Reading:
    """The mails of one visit, one after the other. ``own`` is the mailbox's address, ``form`` what a customer's mail counts as,
    ``senders`` the only ones that count (none: all). ``covered`` hears when the mails came that were read."""

    def __init__(
        self,
        session: Session,
        own: str,
        form: str,
        senders: Sequence[str],
        covered: Callable[[Iterable[datetime]], None] = lambda _: None,
    ) -> None:
        self.session = session
        self.covered = covered
        self.how = (own, form, list(senders))
        self.posts: list[Post] = []
        self.skipped: Counter[str] = Counter()
        self.newest = 0

    async def all(self, uids: Sequence[int]) -> int:
        """Reads these mails, in this order, for as long as a visit may take. How many of them it has read."""
        clock = asyncio.get_running_loop()
        until = clock.time() + _SECONDS
        done = 0
        while done < len(uids) and (done == 0 or clock.time() < until):
            some = uids[done : done + 25]
            told = await self.session.fetch(some, "RFC822.SIZE INTERNALDATE")
            batch: list[int] = []
            size = 0
            for uid in some:
                length = int(number(told.get(uid, {}).get("RFC822.SIZE")) or 0)
                if batch and size + length > _BATCH:
                    break
                batch.append(uid)
                size += length
            await self._some(batch, told)
            came = [parse_time(str(told.get(uid, {}).get("INTERNALDATE") or "").strip()) for uid in batch]
            self.covered(at[0] for at in came if at)
            done += len(batch)
        return done

    async def _some(self, uids: Sequence[int], told: Mapping[int, Mapping[str, Any]]) -> None:
        large = {uid for uid in uids if int(number(told.get(uid, {}).get("RFC822.SIZE")) or 0) > _WHOLE}
        small = [uid for uid in uids if uid in told and uid not in large]
        # A server's idea of a mail's size need not be right, so even of these not more than so much is wanted.
        whole = await self._whole(small) if small else {}
        for uid in uids:
            raw = await self._texts(uid) if uid in large else _bytes(whole.get(uid, {}).get("BODY[]"))
            if raw is None and uid in whole:  # it is there, and NIL is all that the server shows of it
                self.skipped[BROKEN] += 1
            elif raw is not None:
                await self._mail(raw, str(told[uid].get("INTERNALDATE") or ""))

    async def _whole(self, uids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """These mails, whole. One that the server cannot hand out must not keep the others: it is left out, if any comes."""
        what = f"BODY.PEEK[]<0.{_WHOLE}>"
        try:
            return await self.session.fetch(uids, what)
        except Withheld as error:
            trouble = error
        found: dict[int, Mapping[str, Any]] = {}
        broken = 0
        for uid in uids if len(uids) > 1 else ():
            try:
                found |= await self.session.fetch([uid], what)
            except Withheld:
                broken += 1
        if not found:
            raise trouble
        self.skipped[BROKEN] += broken
        return found

    async def _texts(self, uid: int) -> bytes | None:
        """A large mail as if it had no attachments. None if it is gone."""
        told = (await self.session.fetch([uid], f"BODYSTRUCTURE BODY.PEEK[HEADER]<0.{_PIECE}>")).get(uid, {})
        head = _bytes(told.get("BODY[HEADER]"))
        if head is None:
            return None
        kept = re.sub(rb"(?im)^(?:content-[\w-]+|mime-version):.*(?:\r?\n[ \t].*)*\r?\n?", b"", head).strip()
        made = kept + b'\r\nContent-Type: multipart/mixed; boundary="=_earful"\r\n\r\n'
        for part in text_parts(told.get("BODYSTRUCTURE")):
            texts = await self.session.fetch([uid], f"BODY.PEEK[{part.section}]<0.{_PIECE}>")
            body = _bytes(texts.get(uid, {}).get(f"BODY[{part.section}]"))
            if body is not None:
                about = f'Content-Type: text/{part.subtype}; charset="{part.charset}"\r\nContent-Transfer-Encoding: {part.encoding}'
                made += b"--=_earful\r\n" + about.encode("ascii", "replace") + b"\r\n\r\n" + body + b"\r\n"
        return made + b"--=_earful--\r\n"

    async def _mail(self, raw: bytes, received: str) -> None:
        came = parse_time(received.strip())
        at = came[0].isoformat() if came else ""
        try:
            await self._read(raw, at)
        except bounded.Ending:
            raise  # nothing is wrong with the mail
        except FetchError:
            # Built to break the reader. Its head is short and still says who wrote it and about what; if not even that can be
            # read, something else is wrong, and the mail waits for the next visit.
            head = re.split(rb"\r?\n\r?\n", raw[:_PIECE], maxsplit=1)[0] + b"\r\n\r\n"
            await self._read(head, at)
        if came:
            self.newest = max(self.newest, int(came[0].timestamp()))

    async def _read(self, raw: bytes, at: str) -> None:
        """Takes what one mail says. FetchError if it cannot be read."""
        told = await bounded.run("connectors.mails:read", raw, at, *self.how, seconds=CPU, host=self.session.host)
        self.posts += mails.posts_of(told)
        if told["skipped"]:
            self.skipped[told["skipped"]] += 1
        if told["forged"]:
            self.skipped["not from whom they say"] += 1

    @property
    def note(self) -> str:
        """What was left out, and why, in words."""
        return ", ".join(f"{many} {reason}" for reason, many in sorted(self.skipped.items()))


def _bytes(told: object) -> bytes | None:
    """What a server says of a mail; a few letters may come as a quoted string. None for nothing."""
    return told.encode() if isinstance(told, str) else told if isinstance(told, bytes) else None

"""Who may come in by the page: accounts made there, sessions, tokens of programs, and the list of who did what.

Nothing here can be used by whoever reads the database: passwords are argon2 hashes, and of sessions and tokens only a
hash is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import from_us, to_us
from monitor.store.tables import account, api_token, audit, session

_REMOVED: Final = "removed the account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may come in. ``brands`` None: every brand; ``person`` is the name under ``people:`` in which they act,
    or empty; ``password`` is an argon2 hash; ``changed_at`` (aware UTC) is when the password was set."""

    name: str
    role: str
    brands: tuple[str, ...] | None
    person: str
    password: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a program comes in with. ``role`` is look or act."""

    id: int
    name: str
    role: str
    brands: tuple[str, ...] | None
    person: str
    made_by: str
    made_at: datetime
    used_at: datetime | None

    @property
    def calls_itself(self) -> str:
        """As whom the program is known where people have the name of their account."""
        return f"token {self.name}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit list: at ``at`` (aware UTC) ``who`` did ``what`` to ``about``."""

    id: int
    at: datetime
    who: str
    what: str
    about: str
    detail: Mapping[str, Any]


def key_of(token: str) -> bytes:
    """What is kept of a session's or program's token (256 random bits, so that no salt is needed)."""
    return blake2b(token.encode("utf-8", "surrogatepass"), digest_size=16, person=b"earful token").digest()


async def find(connection: AsyncConnection, name: str) -> Account | None:
    """The account of that name."""
    row = (await connection.execute(select(account).where(account.c.name == name))).one_or_none()
    return _account(row) if row else None


async def everyone(connection: AsyncConnection) -> list[Account]:
    """Every account, by name."""
    return [_account(row) for row in await connection.execute(select(account).order_by(account.c.name))]


async def save(connection: AsyncConnection, known: Account) -> None:
    """Keeps an account. Whoever was signed in under an older password no longer is."""
    await connection.execute(delete(account).where(account.c.name == known.name))
    await connection.execute(
        insert(account).values(
            name=known.name,
            role=known.role,
            brands=None if known.brands is None else list(known.brands),
            person=known.person,
            password=known.password,
            changed_at=to_us(known.changed_at),
        )
    )
    await end_sessions(connection, known.name)


async def remove(connection: AsyncConnection, name: str, by: str, now: datetime) -> bool:
    """Nobody comes in under that name any more; False where nobody did. Written down who did it: older invitations end."""
    await end_sessions(connection, name)
    done = await connection.execute(delete(account).where(account.c.name == name))
    if done.rowcount:
        await note(connection, now, by, _REMOVED, name)
    return bool(done.rowcount)


async def removed_since(connection: AsyncConnection, name: str, at: datetime) -> bool:
    """Whether the account of that name was removed later than ``at``."""
    wanted = select(audit.c.id).where(audit.c.what == _REMOVED, audit.c.about == name, audit.c.at > to_us(at)).limit(1)
    return (await connection.execute(wanted)).first() is not None


def _account(row: Any) -> Account:
    return Account(
        name=row.name,
        role=row.role,
        brands=None if row.brands is None else tuple(row.brands),
        person=row.person,
        password=row.password,
        changed_at=from_us(row.changed_at),
    )


async def begin_session(connection: AsyncConnection, token: str, name: str, proof: str, now: datetime) -> None:
    """Somebody signed in. ``proof`` tells the password apart: with another one the session is worth nothing."""
    at = to_us(now)
    await connection.execute(
        insert(session).values(key=key_of(token), account=name, proof=proof, made_at=at, seen_at=at)
    )


async def session_of(connection: AsyncConnection, token: str) -> Any:
    """The session with that token: account, proof, made_at, seen_at (microseconds); None where there is none."""
    return (await connection.execute(select(session).where(session.c.key == key_of(token)))).one_or_none()


async def seen(connection: AsyncConnection, token: str, now: datetime) -> None:
    """The session is still used."""
    await connection.execute(update(session).where(session.c.key == key_of(token)).values(seen_at=to_us(now)))


async def end_session(connection: AsyncConnection, token: str) -> None:
    """Somebody signed out."""
    await connection.execute(delete(session).where(session.c.key == key_of(token)))


async def end_sessions(connection: AsyncConnection, name: str) -> None:
    """Everybody who is signed in under that name no longer is."""
    await connection.execute(delete(session).where(session.c.account == name))


async def forget_sessions(connection: AsyncConnection, made_before: datetime, seen_before: datetime) -> None:
    """Ends what nobody uses any more."""
    old = or_(session.c.made_at < to_us(made_before), session.c.seen_at < to_us(seen_before))
    await connection.execute(delete(session).where(old))


async def make_token(
    connection: AsyncConnection,
    token: str,
    *,
    name: str,
    role: str,
    brands: Collection[str] | None,
    person: str,
    by: str,
    now: datetime,
) -> int:
    """Lets a program in that has ``token``; returns its number."""
    values = {
        "key": key_of(token),
        "name": name,
        "role": role,
        "brands": None if brands is None else sorted(brands),
        "person": person,
        "made_by": by,
        "made_at": to_us(now),
    }
    number: int = (await connection.execute(insert(api_token).values(values).returning(api_token.c.id))).scalar_one()
    return number


async def token_of(connection: AsyncConnection, token: str) -> Token | None:
    """What a token lets in."""
    row = (await connection.execute(select(api_token).where(api_token.c.key == key_of(token)))).one_or_none()
    return _token(row) if row else None


async def token_at(connection: AsyncConnection, number: int) -> tuple[Token, str] | None:
    """The token of that number, and what is kept of it."""
    row = (await connection.execute(select(api_token).where(api_token.c.id == number))).one_or_none()
    return (_token(row), row.key.hex()) if row else None


async def tokens(connection: AsyncConnection) -> list[Token]:
    """Every token, oldest first."""
    return [_token(row) for row in await connection.execute(select(api_token).order_by(api_token.c.id))]


async def used(connection: AsyncConnection, number: int, now: datetime) -> None:
    """A program came in."""
    await connection.execute(update(api_token).where(api_token.c.id == number).values(used_at=to_us(now)))


async def revoke(connection: AsyncConnection, number: int) -> bool:
    """A program no longer comes in; False where there is no such token."""
    done = await connection.execute(delete(api_token).where(api_token.c.id == number))
    return bool(done.rowcount)


def _token(row: Any) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        role=row.role,
        brands=None if row.brands is None else tuple(row.brands),
        person=row.person,
        made_by=row.made_by,
        made_at=from_us(row.made_at),
        used_at=None if row.used_at is None else from_us(row.used_at),
    )


async def note(
    connection: AsyncConnection, now: datetime, who: str, what: str, about: str = "", **detail: str | int
) -> None:
    """A line for the audit list."""
    await connection.execute(insert(audit).values(at=to_us(now), who=who, what=what, about=about, detail=detail))


async def audited(connection: AsyncConnection, before: int | None = None, limit: int = 100) -> list[Entry]:
    """The audit list, newest first, from below the number ``before``."""
    wanted = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(audit.c.id < before)
    return [
        Entry(row.id, from_us(row.at), row.who, row.what, row.about, row.detail)
        for row in await connection.execute(wanted)
    ]


async def anybody(connection: AsyncConnection) -> bool:
    """Whether an account was ever made."""
    return bool((await connection.execute(select(func.count()).select_from(account))).scalar_one())

"""The database: one writer, any number of readers, and migrations at the start.

SQLite 3.7.0 to 3.51.2 can corrupt its write-ahead log when two connections write and checkpoint at once
(https://www.sqlite.org/wal.html, "The WAL-Reset Bug"), so exactly one connection of one process writes; readers open
the file read-only. On PostgreSQL writers take turns by an advisory lock.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from sqlalchemy import URL, Connection, Table, event, inspect, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from monitor.errors import CannotDo
from monitor.store import jsons, unthreaded

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"

# "ear" as a number. PostgreSQL's advisory locks: one for each transaction that writes, one for the process that may.
_LOCK = 0x656172
_DAEMON = _LOCK + 1


class StoreError(CannotDo):
    """The database cannot be used; the text says what to do."""


class Busy(StoreError):
    """Another Earful is writing here."""


class Store:
    """A database that has been opened. Make one with ``open_store``."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader
        self._turn = asyncio.Lock()
        self._claimed: AsyncConnection | None = None

    @property
    def sqlite(self) -> bool:
        return self._writer.dialect.name == "sqlite"

    async def write(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Runs ``work`` in one transaction. It is finished even when the caller is cancelled meanwhile: a transaction
        that is cancelled half-way leaves SQLite locked for seconds. StoreError when the database cannot take it (locked
        by somebody else, disk full, broken): then nothing of it is stored."""
        try:
            return await self._whole(work)
        except (IntegrityError, DataError, ProgrammingError):
            raise  # the fault is in what was to be written
        except DatabaseError as error:
            raise StoreError(f"the database could not be written: {_in_words(error)}") from error

    async def _whole(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        async def transaction() -> T:
            async with self._turn, self._writer.begin() as connection:
                if not self.sqlite:
                    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                return await work(connection)

        task = asyncio.ensure_future(transaction())
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait([task])
            raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that only reads, and sees one state of the database while it is open."""
        async with self._reader.connect() as connection:
            yield connection

    async def claim(self) -> None:
        """Makes this process the only one that works on the database, until ``close``. Raises Busy when another one does.
        On SQLite the lock of the data folder is enough."""
        if self.sqlite:
            return
        connection = await self._reader.connect()
        if not (await connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _DAEMON})).scalar_one():
            await connection.close()
            raise Busy(
                "another Earful is already using this database; stop it first, or give the command where that one runs"
            )
        await connection.commit()
        self._claimed = connection

    async def close(self) -> None:
        """Waits for the transaction under way."""
        async with self._turn:
            if self._claimed is not None:
                await self._claimed.invalidate()  # its session ends, and the lock with it
                await self._claimed.close()
            await self._reader.dispose()
            await self._writer.dispose()


class Lock:
    """The right to write in a data folder: one process at a time."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "earful.lock"
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Raises Busy when another process holds it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = self._path.open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            handle.close()
            raise Busy(
                f"another Earful (process {holder}) is already using {self._path.parent}; stop it first, or give this one "
                "a data folder of its own"
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        self._file = handle

    def release(self) -> None:
        if self._file:
            self._file.close()
            self._file = None

    @property
    def taken(self) -> bool:
        """Whether somebody holds it now."""
        if self._file:
            return True
        try:
            self.acquire()
        except Busy:
            return True
        self.release()
        return False


def sqlite_url(folder: Path) -> str:
    """Where the database of a data folder is."""
    return URL.create("sqlite+aiosqlite", database=str(folder / "earful.db")).render_as_string(hide_password=False)


async def open_store(url: str, *, read_only: bool = False, scratch: bool = False) -> Store:
    """Opens the database at a SQLAlchemy URL (sqlite+aiosqlite or postgresql+psycopg), creating or upgrading it. ``scratch``:
    a SQLite one that is thrown away; it does not wait for the disk, and the event loop waits for it.

    Raises StoreError when it cannot be used: unreadable, not a database, or written by a newer Earful.
    """
    parsed = make_url(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            if read_only:
                _readable(Path(parsed.database or ""))
            store = _sqlite(parsed, read_only=read_only, scratch=scratch)
        else:
            engine = _engine(parsed, pool_size=5, max_overflow=5, pool_pre_ping=True)
            store = Store(engine, engine)
    except ImportError:
        raise StoreError("PostgreSQL needs one more package: pip install 'earful[postgresql]'") from None
    try:
        if read_only:
            async with store.read() as connection:
                await connection.execute(text("SELECT version_num FROM alembic_version"))
        else:
            await _migrate(store)
    except DatabaseError as error:
        await store.close()
        where = parsed.database or ""
        reason = str(error.orig) if error.orig else type(error).__name__
        if "does not exist" in reason or (read_only and "no such table" in reason):
            raise StoreError(_nothing_at(where)) from None
        raise StoreError(f"the database {where} cannot be used: {_in_words(error)}") from None
    except BaseException:  # also who is told to stop while it opens leaves no connection behind
        await store.close()
        raise
    return store


def _readable(path: Path) -> None:
    """StoreError when there is no file to read. Asked before aiosqlite is: where SQLite cannot open a file, its thread
    outlives the event loop and says so on standard error."""
    try:
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise StoreError(_nothing_at(str(path))) from None
    except OSError as error:
        raise StoreError(f"the database {path} cannot be read: {error.strerror}") from None


def _nothing_at(where: str) -> str:
    return f"there is no database at {where} yet: start Earful once, or check data: in the config"


# What SQLite says (https://www.sqlite.org/rescode.html), and what to do about it.
_REMEDIES = {
    "is locked": "another program is using it; close that one and try again",
    "is full": "the disk is full; make room",
    "disk I/O error": "the disk does not take what is written; is it full, or failing?",
    "unable to open": "is data: in the config a folder that can be written?",
    "readonly": "it can be read but not written; check who owns it, and how the disk is mounted",
    "malformed": "it is damaged; restore it from a backup, or move it away to begin anew",
    "not a database": "restore it from a backup, or move it away to begin anew",
}


def _in_words(error: DatabaseError) -> str:
    reason = str(error.orig) if error.orig else type(error).__name__
    remedy = next((what for said, what in _REMEDIES.items() if said in reason), "")
    return f"{reason} ({remedy})" if remedy else reason


def _engine(url: URL, **options: Any) -> AsyncEngine:
    """No value ever stands in an error or a log."""
    return create_async_engine(
        url, hide_parameters=True, json_serializer=jsons.written, json_deserializer=jsons.read, **options
    )


def _sqlite(url: URL, *, read_only: bool, scratch: bool) -> Store:
    def engine(url: URL, **options: Any) -> AsyncEngine:
        # The driver's own transaction handling begins lazily and deferred; ours begins at once, see below.
        plain = {"isolation_level": None}
        if not scratch:
            return _engine(url, connect_args=plain, **options)
        where, how = url.get_dialect()().create_connect_args(url)
        return _engine(url, async_creator=partial(unthreaded.connect, *where, **how, **plain), **options)

    def pragmas(dbapi: Any, _: ConnectionPoolEntry) -> None:
        cursor = dbapi.cursor()
        for pragma in ("busy_timeout=5000", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def writer_pragmas(dbapi: Any, _: ConnectionPoolEntry) -> None:
        cursor = dbapi.cursor()
        for pragma in ("journal_mode=WAL", f"synchronous={'OFF' if scratch else 'FULL'}", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    path = Path(url.database or "earful.db").absolute()
    quoted = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    reader = engine(url.set(database=f"file:{quoted}", query={"mode": "ro", "uri": "true"}), pool_size=4)
    event.listen(reader.sync_engine, "connect", pragmas)
    event.listen(reader.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    if read_only:
        return Store(reader, reader)
    if path.exists() and not path.stat().st_size:
        # SQLite would take it for a new database. One of ours is never empty, not even after a kill while it is made.
        raise StoreError(f"{path} is empty: something cut it off. Restore it from a backup, or delete it to begin anew")
    writer = engine(url, pool_size=1, max_overflow=0)
    event.listen(writer.sync_engine, "connect", pragmas)
    event.listen(writer.sync_engine, "connect", writer_pragmas)
    # A deferred transaction that turns into a writing one fails at once when another writer was faster, whatever the
    # busy timeout; an immediate one waits.
    event.listen(writer.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return Store(writer, reader)


def alembic_config() -> AlembicConfig:
    """Where the migrations are, also in an installed wheel."""
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def revisions() -> list[str]:
    """Every migration there is, oldest first: the name of its file begins with its number. Alembic itself is loaded only
    where there is something to do: it takes as long to say that there is not as the rest of opening the database."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


async def _migrate(store: Store) -> None:
    known = revisions()

    def upgrade(connection: Connection) -> None:
        current = None
        if inspect(connection).has_table("alembic_version"):
            current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        if current is not None and current not in known:
            raise StoreError(
                f"this database was written by a newer Earful (it is at {current}): update Earful, or restore a backup"
            )
        if current != known[-1]:
            _upgrade(connection)

    await store._whole(lambda connection: connection.run_sync(upgrade))


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.util import CommandError

    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(f"the database could not be upgraded: {error}") from error


async def insert_new(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts a list of rows, leaving alone those that are there already."""
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    await connection.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))

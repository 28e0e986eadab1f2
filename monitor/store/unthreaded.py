"""SQLite in the thread of the event loop, for a database that is thrown away.

aiosqlite hands every statement to a thread of its own and waits, four times over; that keeps a daemon awake while a disk
is slow. Where nobody else waits and nothing must last (``monitor/replay.py``) it is half of the work. These two are
what SQLAlchemy's dialect asks of aiosqlite, and answer at once.
https://docs.sqlalchemy.org/en/20/core/engines.html#sqlalchemy.create_engine.params.async_creator
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any


class Cursor:
    """A cursor whose coroutines never wait."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    async def __aenter__(self) -> Cursor:
        return self

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._cursor.execute(statement, values)

    async def executemany(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        self._cursor.executemany(statement, values)

    async def fetchmany(self, size: int) -> list[Any]:
        return self._cursor.fetchmany(size)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()


class Connection:
    """A connection whose coroutines never wait."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def isolation_level(self) -> str | None:
        return self._connection.isolation_level

    def cursor(self) -> Cursor:
        return Cursor(self._connection.cursor())

    async def create_function(self, name: str, values: int, function: Callable[..., Any], **how: Any) -> None:
        self._connection.create_function(name, values, function, **how)

    async def commit(self) -> None:
        self._connection.commit()

    async def rollback(self) -> None:
        self._connection.rollback()

    async def close(self) -> None:
        self._connection.close()

    def stop(self) -> None:
        self._connection.close()


async def connect(*where: Any, **how: Any) -> Connection:
    """What ``sqlite3.connect`` takes. sqlite3.Error as there."""
    return Connection(sqlite3.connect(*where, **how))

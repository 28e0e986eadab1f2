"""Connections that are no HTTP: the same guard, the same certificates, the same way of saying what went wrong."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.base import Client, FetchError
from monitor.net import Bound, Net

DATA = Path(__file__).parent / "data" / "net"


@asynccontextmanager
async def echo(certificate: str = "", *, late: bool = False) -> AsyncIterator[int]:
    """A server that says back what it hears, until it hears "bye"; encrypted, if there is a certificate, at once or after the
    first word (``late``)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if certificate:
        context.load_cert_chain(DATA / certificate)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (word := await reader.read(100)) and word != b"bye":
                writer.write(word)
                await writer.drain()
                if word == b"encrypt":
                    await writer.start_tls(context)
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context if certificate and not late else None)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
async def net(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Net]:
    monkeypatch.setenv("SSL_CERT_FILE", str(DATA / "localhost.pem"))
    async with Net(gap=timedelta(0)) as it:
        yield it


@pytest.fixture
def mine(net: Net) -> Bound:
    return net.bound(failure=FetchError, allow_private=True, deadline=timedelta(seconds=5))


async def fails(client: Bound, host: str, port: int, *, tls: bool = False) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await client.dial(host, port, tls=tls)
    assert caught.value.__cause__ is None
    return caught.value


async def test_there_and_back_encrypted(mine: Bound) -> None:
    client: Client = mine
    async with echo("localhost.pem") as port:
        line = await client.dial("localhost", port)
        await line.write(b"hello")
        assert await line.read() == b"hello"
        await line.write(b"bye")
        assert await line.read() == b""
        await line.close()
        await line.close()


async def test_encrypted_later(mine: Bound) -> None:
    async with echo("localhost.pem", late=True) as port:
        line = await mine.dial("localhost", port, tls=False)
        await line.write(b"encrypt")
        assert await line.read() == b"encrypt"
        await line.start_tls()
        await line.write(b"secret" * 10)
        assert await line.read() == b"secret" * 10
        await line.close()


@pytest.mark.parametrize("late", [False, True])
async def test_certificates_are_checked(mine: Bound, late: bool) -> None:
    async with echo("localhost.pem", late=late) as port:
        if late:
            line = await mine.dial("127.0.0.1", port, tls=False)
            await line.write(b"encrypt")
            await line.read()
            with pytest.raises(FetchError, match=r"certificate of 127\.0\.0\.1 is not valid: IP address mismatch"):
                await line.start_tls()
            await line.close()
        else:
            error = await fails(mine, "127.0.0.1", port, tls=True)
            assert str(error).startswith("certificate of 127.0.0.1 is not valid: IP address mismatch")


async def test_plain_where_encryption_was_expected(mine: Bound) -> None:
    async with echo() as port:
        assert str(await fails(mine, "127.0.0.1", port, tls=True)).startswith("no encrypted connection to 127.0.0.1")


async def test_the_guard_stands_here_too(net: Net, mine: Bound) -> None:
    async with echo() as port:
        stranger = net.bound(failure=FetchError)
        error = await fails(stranger, "127.0.0.1", port)
        assert "127.0.0.1 is a loopback address; set allow_private: true" in str(error)
        assert error.permanent
        error = await fails(stranger, "localhost", port)
        assert str(error).startswith("refused: localhost is at ")
        assert not error.permanent
    assert "metadata service" in str(await fails(mine, "100.100.100.200", 993))
    assert "link-local" in str(await fails(mine, "169.254.169.254", 993))


async def test_nobody_there(mine: Bound) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        port = taken.getsockname()[1]
        assert str(await fails(mine, "127.0.0.1", port)) == "127.0.0.1 refused the connection"
    for unknown in ("no-such-host.invalid", "a" * 70 + ".example"):
        assert str(await fails(mine, unknown, 993)) == f"{unknown} is not known (DNS)"


async def test_a_server_that_does_not_shake_hands(net: Net) -> None:
    hasty = net.bound(failure=FetchError, allow_private=True, deadline=timedelta(seconds=0.1))

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(mute, "127.0.0.1", 0)
    async with silent:
        port = silent.sockets[0].getsockname()[1]
        assert str(await fails(hasty, "127.0.0.1", port, tls=True)) == "127.0.0.1 did not answer within 0.1 s"


async def test_a_net_that_is_not_open() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await Net().bound(failure=FetchError).dial("127.0.0.1", 1)

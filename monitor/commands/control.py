"""The daemon's own door: a Unix socket in the data folder, through which the command line does what writes.

One JSON object a line, in and out: ``{"verb": "act", "case": 812, "do": "take", "by": "maria", "value": ""}`` is answered
by ``{"ok": true, "text": "…"}`` or ``{"ok": false, "text": "why not"}``. Only the owner of the data folder can open it.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

Answer = dict[str, Any]
Handler = Callable[[dict[str, Any]], Awaitable[Answer]]

_LIMIT = 64 * 1024
_PATIENCE = 15.0  # seconds: the writer may be busy with a large visit


class NobodyHome(Exception):
    """No daemon is running on this data folder."""


def path_of(folder: Path) -> Path:
    """Where the socket of a data folder is."""
    return folder / "earful.sock"


class Door:
    """Listens while the daemon runs. ``async with Door(folder, handle)``."""

    def __init__(self, folder: Path, handle: Handler) -> None:
        self._folder = folder
        self._path = path_of(folder)
        self._handle = handle
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Door:
        self._path.unlink(missing_ok=True)  # of a daemon that was killed; the lock file says that none is alive
        before = os.umask(0o177)
        try:
            with _short(self._path) as name:
                self._server = await asyncio.start_unix_server(self._serve, name, limit=_LIMIT)
        finally:
            os.umask(before)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
        self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                request = json.loads(await reader.readline())
            answer = await self._handle(request)
        except (ValueError, KeyError, TypeError, AttributeError, TimeoutError):
            answer = {"ok": False, "text": "that was no request"}
        try:
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


def ask(folder: Path, request: dict[str, Any]) -> Answer:
    """Asks the daemon of a data folder. Raises NobodyHome when there is none."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.settimeout(_PATIENCE)
        try:
            with _short(path_of(folder)) as name:
                door.connect(name)
        except OSError:
            raise NobodyHome from None
        door.sendall(json.dumps(request).encode() + b"\n")
        with door.makefile("rb") as lines:
            answer: Answer = json.loads(lines.readline(_LIMIT) or b"{}")
    return answer


class _short:  # reads as a verb at its two uses
    """A name for the socket that fits into the 108 bytes of sockaddr_un (unix(7)), however deep the folder is: by way of
    the folder's file descriptor."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1

    def __enter__(self) -> str:
        name = str(self._path)
        if len(os.fsencode(name)) < 100:
            return name
        self._descriptor = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        return f"/proc/self/fd/{self._descriptor}/{self._path.name}"

    def __exit__(self, *_: object) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)

"""Decompression that cannot explode: at most ``limit`` bytes come out, whatever goes in.

httpx and aiohttp inflate each piece that arrives without a bound: two kilobytes of ``gzip, gzip`` make a gigabyte.
"""

from __future__ import annotations

import asyncio
import zlib

from monitor.net.trouble import Trouble

ACCEPTED = "gzip, deflate"
"""What we offer in Accept-Encoding: what zlib can stop half way."""

_AT_ONCE = 262_144  # inflated on the event loop, about a millisecond; what is bigger goes to a thread
_STEP = 1_048_576  # in one piece: zlib joins its output, which doubles it for a moment
_MEMBERS = 100  # each further gzip member copies what is left
_KNOWN = {"gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress"}


class Overflow(Exception):
    """More than ``limit`` bytes would come out."""


async def decoded(raw: bytes, content_encoding: str, limit: int, host: str) -> bytes:
    """The plain body. Overflow if it is longer than ``limit`` bytes, Trouble if it cannot be read."""
    # Words that are no encoding ("utf-8", "none", "identity") are a common mistake, and mean that there is none.
    encodings = [word for part in content_encoding.lower().split(",") if (word := part.strip()) in _KNOWN]
    if not raw or not encodings:
        if len(raw) > limit:
            raise Overflow
        return raw
    if len(encodings) > 1:
        raise Trouble(f"{host} compressed its answer more than once, which is refused")
    if encodings[0] not in ("gzip", "x-gzip", "deflate"):
        raise Trouble(f"{host} compressed its answer in a way we did not ask for ({encodings[0]})")
    inflation = _Inflation(raw, gzip=encodings[0] != "deflate")
    try:
        done = inflation.go(min(_AT_ONCE, limit)) or await asyncio.to_thread(inflation.go, limit)
    except (zlib.error, EOFError):
        raise Trouble(f"{host} sent a compressed answer that is damaged or cut off") from None
    if not done:
        raise Overflow
    return inflation.body


class _Inflation:
    """Inflates one body step by step. No more than one byte beyond what was allowed is ever made."""

    def __init__(self, raw: bytes, *, gzip: bool) -> None:
        self._rest = raw
        self._gzip = gzip
        # "deflate" means zlib (RFC 9110, 8.4.1.2), but some servers send the bare stream.
        zlib_header = len(raw) > 1 and raw[0] & 0x0F == 8 and (raw[0] << 8 | raw[1]) % 31 == 0
        self._wbits = 31 if gzip else 15 if zlib_header else -15
        self._machine = zlib.decompressobj(self._wbits)
        self._members = 1
        self._made: list[bytes] = []
        self._size = 0

    @property
    def body(self) -> bytes:
        return b"".join(self._made)

    def go(self, limit: int) -> bool:
        """Goes on until everything is out (True) or it would be more than ``limit`` bytes (False).

        Raises zlib.error if the data is damaged, EOFError if it is cut off.
        """
        while self._size <= limit:
            piece = self._machine.decompress(self._rest, min(_STEP, limit + 1 - self._size))
            self._made.append(piece)
            self._size += len(piece)
            if self._machine.eof:
                self._rest = self._machine.unused_data
                # A gzip file may have several members (RFC 1952, 2.2); other bytes after the end are ignored.
                if not (self._gzip and self._rest.startswith(b"\x1f\x8b")):
                    return self._size <= limit
                self._members += 1
                if self._members > _MEMBERS:
                    raise zlib.error
                self._machine = zlib.decompressobj(self._wbits)
            else:
                self._rest = self._machine.unconsumed_tail
                if not piece and not self._rest:
                    raise EOFError
        return False

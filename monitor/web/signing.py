"""Tokens that only Earful can make, that are good for one purpose, and that expire. Pure, but for the key's file.

A token is ``PAYLOAD.SIGNATURE``, both base64url without padding (RFC 4648): the payload is JSON with the claims and ``exp``
(seconds since 1970, RFC 7519's name for it), the signature HMAC-SHA256 (RFC 2104) over the purpose and the payload. So a
token can be put into an address, needs no table, and one made for a purpose is worth nothing for another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

Claims = Mapping[str, str | int]

KEY_BYTES = 32
LONGEST = 2_000
"""Characters of a token that is looked at."""


class BadToken(Exception):
    """A token that is worth nothing; the text says why, for people."""


class Forged(BadToken):
    """Not one of ours, or not for this purpose."""


class Expired(BadToken):
    """One of ours, from too long ago."""


def sign(key: bytes, purpose: str, claims: Claims, expires: datetime) -> str:
    """A token that tells ``claims`` until ``expires`` (aware)."""
    payload = json.dumps({**claims, "exp": int(expires.timestamp())}, separators=(",", ":"), sort_keys=True)
    encoded = _encode(payload.encode())
    return f"{encoded}.{_encode(_signature(key, purpose, encoded))}"


def read(key: bytes, purpose: str, token: str, now: datetime) -> Claims:
    """The claims of a token that was made with this key for this purpose. Raises Forged and Expired."""
    encoded, _, signature = token[: LONGEST + 1].partition(".")
    if len(token) > LONGEST or not hmac.compare_digest(_decode(signature), _signature(key, purpose, encoded)):
        raise Forged("this link is not one of Earful's: copy it whole, or use the one in a newer message")
    claims = json.loads(_decode(encoded))
    if now.timestamp() >= claims.pop("exp"):
        raise Expired("this link has expired: use the one in a newer message")
    found: Claims = claims
    return found


def _signature(key: bytes, purpose: str, encoded: str) -> bytes:
    # The purpose is told apart from the payload by a byte that neither can hold.
    return hmac.new(key, f"{purpose}\0{encoded}".encode("utf-8", "replace"), hashlib.sha256).digest()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return b""


def key_in(folder: Path) -> bytes:
    """The key of a data folder, made on first use and readable for its owner only. Whoever deletes the file makes every
    link that was ever sent worthless."""
    path = folder / "links.key"
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        found = b""
    if len(found) == KEY_BYTES:
        return found
    made = secrets.token_bytes(KEY_BYTES)
    # Written beside and renamed: after a kill there is a whole key or none.
    beside = path.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        file.write(made)
        file.flush()
        os.fsync(descriptor)
    beside.replace(path)
    return made

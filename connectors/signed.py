"""Who sent this? Proofs that come with a posted request: a signature, or the secret itself. Pure.

Signatures are those of Standard Webhooks (https://www.standardwebhooks.com, specification 1.0): ``webhook-id``,
``webhook-timestamp`` (seconds since 1970) and ``webhook-signature`` (``v1,`` and the base64 of HMAC-SHA256 over
"id.timestamp.body"; several, separated by spaces, while a secret is changed). Every comparison takes the same time
whatever differs.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable

from connectors.base import Inbound, Rejected

WINDOW = 300
"""Seconds by which the time of a signature may differ from ours."""

PREFIX = "whsec_"


def keys_of(secret: str) -> tuple[bytes, ...]:
    """The keys that a secret may stand for: the bytes after ``whsec_`` in base64, as Standard Webhooks has it; for any
    other text its letters, and what it would be in base64 (libraries differ)."""
    encoded = secret.removeprefix(PREFIX)
    try:
        decoded = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (ValueError, binascii.Error):
        decoded = b""
    if secret.startswith(PREFIX):
        return (decoded,) if decoded else ()
    return (secret.encode(), decoded) if len(decoded) >= 16 else (secret.encode(),)


def signature(key: bytes, delivery: str, timestamp: int, body: bytes) -> str:
    """The value of ``webhook-signature``."""
    # Whatever bytes a header holds that are no text are signed as they are.
    signed = f"{delivery}.{timestamp}.".encode("utf-8", "surrogateescape") + body
    made = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode('ascii')}"


def delivery_of(request: Inbound, secret: str, *, header: str = "", proof: str = "secret") -> str:
    """The name of the delivery, once it is proved that it comes from somebody who knows the secret; empty where the
    sender names none. Raises Rejected.

    ``proof`` is what counts: "signature" only; "secret": also the secret in ``Authorization`` or in the header called
    ``header``, which may also hold a signature over the body alone, as some senders have it; "address": also the
    secret as ``?secret=`` in the address.
    """
    headers = request.headers
    if "webhook-signature" in headers:
        return _standard(request, secret)
    if proof == "signature":
        raise Rejected(401, "The signature is missing: send webhook-id, webhook-timestamp and webhook-signature.")
    if header and header.lower() in headers:
        return _own_header(request, headers[header.lower()].strip(), secret)
    shown = _authorization(headers.get("authorization", ""))
    if proof == "address" and "secret" in request.query:
        shown = request.query["secret"]
    if not shown:
        raise Rejected(
            401, "The proof is missing: sign the request, or send the secret as Authorization: Bearer SECRET."
        )
    if not _same(shown, [secret]):
        raise Rejected(401, "This is not the secret of this source: compare it with the config.")
    return _name(headers.get("webhook-id") or headers.get("idempotency-key") or "")


def _standard(request: Inbound, secret: str) -> str:
    headers = request.headers
    delivery, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not delivery or not re.fullmatch("[0-9]{1,12}", stamp):
        raise Rejected(
            400, "A signature needs webhook-id and webhook-timestamp, the latter in whole seconds since 1970."
        )
    given = headers["webhook-signature"].split()[:10]
    if not any(
        _same(one, [signature(key, delivery, int(stamp), request.body)]) for key in keys_of(secret) for one in given
    ):
        raise Rejected(401, "The signature does not fit: is it made with this source's secret, over exactly this body?")
    age = request.at.timestamp() - int(stamp)
    if abs(age) > WINDOW:
        when = "old" if age > 0 else "in the future"
        raise Rejected(
            401, f"The signature is more than {WINDOW} s {when}: sign each try anew, and check the sender's clock."
        )
    return _name(delivery)


def _own_header(request: Inbound, value: str, secret: str) -> str:
    """The secret itself, or "sha256=" and a signature over the body, in hex or base64. That one has no time in it, so the
    signature is the name of the delivery: what was taken once is not taken again."""
    _, mark, shown = value.partition("sha256=")
    if not mark:
        if not _same(value, [secret]):
            raise Rejected(401, "This is not the secret of this source: compare it with the config.")
        return ""
    for key in keys_of(secret):
        made = hmac.new(key, request.body, hashlib.sha256)
        if _same(shown, [made.hexdigest(), base64.b64encode(made.digest()).decode("ascii")]):
            return f"sha256:{made.hexdigest()}"
    raise Rejected(401, "The signature does not fit: is it made with this source's secret, over exactly this body?")


def _authorization(value: str) -> str:
    """The secret of ``Bearer SECRET``, or the password of ``Basic`` (RFC 7617): what senders make of https://user:SECRET@host."""
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
        except (ValueError, binascii.Error):
            return ""
    return ""


def _same(given: str, wanted: Iterable[str]) -> bool:
    found = [hmac.compare_digest(given.encode("utf-8", "replace"), each.encode()) for each in wanted]
    return any(found)


def _name(delivery: str) -> str:
    if len(delivery) > 256 or not delivery.isprintable():
        raise Rejected(400, "webhook-id must be at most 256 plain letters.")
    return delivery

"""What is asked: the first request, and the one that a redirect asks for. Pure.

Redirects follow https://www.rfc-editor.org/rfc/rfc9110#section-15.4, as browsers do it: 301 and 302 turn POST into GET.
"""

from __future__ import annotations

import base64
import json as jsonlib
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote, urlencode

import httpx

from monitor.net.body import ACCEPTED
from monitor.net.trouble import Trouble

Params = Mapping[str, str | int | float | Sequence[str]]

_HOST = re.compile(rb"[a-z0-9_.-]{1,254}|[0-9a-f:.]{2,45}")
# What may go along to another host. Everything else could be a key (Authorization, Cookie, X-Api-Key, a signature).
HARMLESS = frozenset(
    ["accept", "accept-encoding", "accept-language", "content-type", "if-modified-since", "if-none-match", "user-agent"]
)


def first(
    method: str,
    url: str,
    params: Params | None,
    headers: Mapping[str, str],
    json: object,
    content: bytes | None,
    user_agent: str,
) -> httpx.Request:
    """The request as it is asked for. Trouble if the address is none that HTTP can ask."""
    try:
        address = _address(_with(url, params))
    except ValueError as error:
        raise Trouble(str(error), permanent=True) from None
    sent = {"accept": "*/*"}
    if address.userinfo:
        login = b":".join(unquote(part).encode() for part in (address.username, address.password))
        sent["authorization"] = f"Basic {base64.b64encode(login).decode()}"
        address = address.copy_with(userinfo=b"")
    if json is not None:
        # ASCII escapes: half an emoji from a cut-off text is legal JSON, but not legal UTF-8.
        content = jsonlib.dumps(json, separators=(",", ":")).encode()
        sent["content-type"] = "application/json"
    sent |= {name.lower(): value for name, value in headers.items()}
    sent |= {"user-agent": user_agent, "accept-encoding": ACCEPTED}
    return httpx.Request(method.upper(), address, headers=_encoded(sent), content=content)


def following(request: httpx.Request, status: int, location: str) -> httpx.Request:
    """The request that a redirect asks for. Trouble if it leads to where nobody should follow."""
    here = request.url
    try:
        there = here.join(location)
        if there.scheme not in ("http", "https"):
            raise Trouble(f"refused: {here.host} redirects to an address that is not http or https")
        there = _address(str(there)).copy_with(userinfo=b"")
    except (httpx.InvalidURL, ValueError):
        raise Trouble(f"{here.host} redirects to an address that makes no sense") from None
    method, content, dropped = request.method, request.content, {"host", "content-length"}
    if status == 303 or (status in (301, 302) and method == "POST"):
        method, content, dropped = "HEAD" if method == "HEAD" else "GET", b"", dropped | {"content-type"}
    headers = {name: value for name, value in request.headers.items() if name not in dropped}
    if not _same_party(here, there):
        if content:  # a password stands in a form as often as in a header
            raise Trouble(f"refused: {here.host} wants what it was sent to go on to another host")
        headers = {name: value for name, value in headers.items() if name in HARMLESS}
    return httpx.Request(method, there, headers=_encoded(headers), content=content or None)


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    # An ETag need not be ASCII; httpx would refuse to send back what it has read itself.
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def _with(url: str, params: Params | None) -> str:
    """The URL with ``params`` at the end of its query and without its fragment; the rest stays as it is written."""
    url = url.strip().partition("#")[0]
    if not params:
        return url
    plain = {key: str(value).lower() if isinstance(value, bool) else value for key, value in params.items()}
    return f"{url}{'&' if '?' in url else '?'}{urlencode(plain, doseq=True, quote_via=quote)}"


def _address(url: str) -> httpx.URL:
    """The parsed address. ValueError if it is none that HTTP can ask; the text of it is for people."""
    try:
        address = httpx.URL(url.partition("#")[0])
    except httpx.InvalidURL:
        raise ValueError("the address is not a valid URL") from None
    if address.scheme not in ("http", "https"):
        raise ValueError("refused: the address does not start with http:// or https://")
    # In bytes it is what goes to DNS. httpx lets strange characters through, percent-encoded.
    if not _HOST.fullmatch(address.raw_host):
        raise ValueError("the address has no valid host in it")
    return address


def key_of(url: httpx.URL) -> str:
    """The party that is asked, for the turns: "name:port"."""
    return f"{url.host.rstrip('.')}:{url.port or (443 if url.scheme == 'https' else 80)}"


def _same_party(here: httpx.URL, there: httpx.URL) -> bool:
    """Whether a login meant for ``here`` may be sent ``there``: the same host and port, or its encrypted self."""
    if here.scheme == there.scheme:
        return key_of(here) == key_of(there)
    upgraded = (key_of(here).removesuffix(":80"), key_of(there).removesuffix(":443"))
    return here.scheme == "http" and here.port is None and there.port is None and upgraded[0] == upgraded[1]

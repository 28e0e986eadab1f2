"""Access tokens for what the owner has allowed once (RFC 6749, 4.4 and 6), and refresh tokens that are good only once."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

from connectors.base import Blocked, Client, FetchError, Response, check, host_of, read_json

_HEADERS = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}


def where(sign_in_url: str, base_url: str, usual: tuple[str, str]) -> str:
    """Where tokens are given, by the options of a source: at ``sign_in_url``; but where that is the ``usual`` one (addresses of the
    service, and of its sign-in) and the service has another address, at that, by the same path. Nobody's key is shown to a place
    that the owner does not use."""
    service, sign_in = usual
    if sign_in_url != sign_in or base_url.rstrip("/") == service:
        return sign_in_url
    there = urlsplit(base_url)
    return urlunsplit((there.scheme, there.netloc, urlsplit(sign_in).path, "", ""))


async def access_token(client: Client, url: str, form: Mapping[str, str], refresh_token: str = "") -> str:
    """An access token for the client that ``form`` names; without a refresh token for the application itself. A server may
    answer with another refresh token in place of the one that it was shown (Microsoft always does): the next time that one
    is shown. Blocked where the server refuses, FetchError where it gives no token."""
    if not refresh_token:
        return (await _asked(client, url, {**form, "grant_type": "client_credentials"}))[0]

    async def shown(newest: str) -> tuple[str, str]:
        asked = {**form, "grant_type": "refresh_token"}
        try:
            return await _asked(client, url, {**asked, "refresh_token": newest})
        except Blocked:
            if newest == refresh_token:
                raise
        # What was kept can come from an old backup.
        return await _asked(client, url, {**asked, "refresh_token": refresh_token})

    return await client.exchange(refresh_token, shown)


async def _asked(client: Client, url: str, form: Mapping[str, str]) -> tuple[str, str]:
    """The access token, and the refresh token that replaces the one that was shown ("" if none does)."""
    response = await client.request("POST", url, headers=_HEADERS, content=urlencode(form).encode())
    if response.status in (400, 401):
        refused = "the refresh token: sign in again"
        if "refresh_token" not in form or _error(response) in ("invalid_client", "unauthorized_client"):
            refused = "client_id and client_secret: see whether they are right, and still good"
        raise Blocked(f"{host_of(url)} refuses {refused}, as docs/sources.md says")
    told = read_json(check(response))
    token, other = (_word(told, "access_token"), _word(told, "refresh_token"))
    if not token:
        raise FetchError(f"{host_of(url)} gave no access token")
    return token, other


def _error(response: Response) -> str:
    """What is wrong, in one word (RFC 6749, 5.2); "" where it does not say."""
    try:
        return _word(read_json(response), "error")
    except FetchError:
        return ""


def _word(told: object, key: str) -> str:
    value = told.get(key) if isinstance(told, Mapping) else None
    return value if isinstance(value, str) and value.isprintable() else ""

"""What the owner can do about a source that is not heard, in a sentence. Pure."""

from __future__ import annotations

import re

from monitor.telling.phrases import ENGLISH, Catalogue

# What connectors, ``connectors.base.check`` and the HTTP client say -> the phrase of what to do about it; the first that fits.
_REMEDIES = {
    r"slow down|left alone|quota|no turn at": "remedy_wait",
    r"HTTP (404|410)|nothing at this address": "remedy_address",
    r"refuses the (token|key)|app password|HTTP 401": "remedy_key",
    r"robots\.txt": "remedy_robots",
    r"refuses us|HTTP (403|407|451)|captcha|blocks": "remedy_refused",
    r"inside your own network": "remedy_private",
    r"\(DNS\)|cannot be reached|refused the connection|is not a host": "remedy_network",
    r"certificate|encrypted": "remedy_certificate",
    r"more than .* MB": "remedy_large",
    r"trouble of its own|did not answer|broke off|closed the connection|too long": "remedy_again",
    r"login|error page|not JSON|no feed|no list|without a list|could not be understood|sent |answered": "remedy_format",
}


def remedy(error: str, say: Catalogue = ENGLISH) -> str:
    """What to do about this error of a source; "" for none, and for one that says so itself."""
    phrase = next((what for said, what in _REMEDIES.items() if error and re.search(said, error)), "")
    return say.say(phrase) if phrase else ""


def of_silence(kind: str, say: Catalogue = ENGLISH) -> str:
    """What to do about a source of that kind that answers and brings nothing."""
    return say.say("remedy_quiet_mail" if kind == "imap" else "remedy_quiet")

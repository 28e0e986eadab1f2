"""What the owner can do about a source that is not heard, in a sentence. Pure."""

from __future__ import annotations

import re

# What connectors, ``connectors.base.check`` and the HTTP client say, and what to do about it; the first that fits.
_REMEDIES = {
    r"slow down|left alone|quota|no turn at": "Nothing has to be done: it waits. If it comes again, give it a longer every:.",
    r"HTTP (404|410)|nothing at this address": "Open the address in a browser, and write the one that works into the config.",
    r"refuses the (token|key)|app password|HTTP 401": "Make a new key or token and write it into the config.",
    r"robots\.txt": (
        "It is left alone. If the site is yours, allow the agent Earful there; else let the platform's mails about reviews "
        "(imap) tell you, or ask its owner."
    ),
    r"refuses us|HTTP (403|407|451)|captcha|blocks": (
        "Open it in a browser. If it wants a login, choose a kind with a key (earful sources --kinds) or its review mails; "
        "if it blocks programs, ask its owner and give them your contact:."
    ),
    r"inside your own network": "An address inside your own network needs allow_private: true.",
    r"\(DNS\)|cannot be reached|refused the connection|is not a host": (
        "Check the address in the config, and this machine's network."
    ),
    r"certificate|encrypted": "Its owner has to mend that; check that this machine's clock is right.",
    r"more than .* MB": "It is too large to be read: look for a feed or a page with less in it.",
    r"trouble of its own|did not answer|broke off|closed the connection|too long": (
        "Nothing has to be done: it is tried again."
    ),
    r"login|error page|not JSON|no feed|no list|without a list|could not be understood|sent |answered": (
        "Open the address in a browser: a login or cookie page, or another format? Then look for its feed, or for another "
        "kind (earful sources --kinds)."
    ),
}

QUIET = (
    "Open it in a browser. If there is something new, it shows strangers another page (a login, a block, an old copy) or has "
    "moved: look for its feed, or for another kind (earful sources --kinds)."
)
"""For one that answers and brings nothing."""


def remedy(error: str) -> str:
    """What to do about this error of a source; "" for none, and for one that says so itself."""
    if not error:
        return ""
    return next((what for said, what in _REMEDIES.items() if re.search(said, error)), "")

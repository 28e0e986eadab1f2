"""Strangers' words made plain: what a connector needs of ``plain`` (HTML, Unicode) and ``times``, addresses, numbers.

Everything here is pure, never raises on what a service may send, and takes time linear in the length of its input.
"""

from __future__ import annotations

import math
import re
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from connectors.plain import clean, words
from connectors.times import parse_time

__all__ = ["canonical_url", "clean", "count", "number", "parse_time", "words"]

# --- addresses --------------------------------------------------------------------------------------------------------

_TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_[ce]id|"
    r"_hs(?:enc|mi)|mkt_tok|ref_(?:src|url)|vero_(?:id|conv)|oly_(?:anon|enc)_id|_ga|_gl|at_(?:medium|campaign)|cmpid|"
    r"ncid|wt\.mc_id|wt_mc|piwik_.*|mtm_.*|pk_(?:campaign|kwd|source|medium)",
    re.I,
)
# Fragments that name one comment or post of the page; the others only scroll.
_NAMES_A_POST = re.compile(
    r"(?:div-|id)?(?:comment|issuecomment|discussion_r|post|pid|p|c|msg|message|reply|review|answer|entry|item|note|t|r)"
    r"[-_=:]?[0-9a-f]+(?:-[0-9a-f]+)*|\d+|[!/].*",
    re.I | re.S,
)
_UNSAFE_HOST = re.compile(r"[\s\x00-\x20\"'<>\\^`{|}%@#?/]")
_LONGEST_URL = 8_000
_MARGIN = "".join(map(chr, range(0x21)))  # browsers ignore spaces and controls around an address


def canonical_url(url: str, base: str = "") -> str:
    """The one spelling under which an address is compared and shown, or "" if it is none of http(s).

    ``base`` completes a relative address. Host in lower case, default port, user name and tracking parameters dropped;
    Google's redirector (``google.com/url?url=``) is unwrapped; a fragment stays only where it names a comment or post.
    Never raises; ``canonical_url(canonical_url(x)) == canonical_url(x)``.
    """
    url = _tidy(url)
    if not url or len(url) > _LONGEST_URL:
        return ""
    try:
        if base:
            url = urljoin(_tidy(base), url)
        elif url.startswith("//"):
            url = "https:" + url
        return _canonical(url)
    except ValueError:
        return ""


def _tidy(url: str) -> str:
    url = clean(url.strip(_MARGIN).replace("\t", "").replace("\n", "").replace("\r", "")).strip()
    # A browser reads "\\" as "/": http://a\@b leads to a, whatever RFC 3986 says.
    head, mark, tail = url.partition("?")
    return head.replace("\\", "/") + mark + tail


def _canonical(url: str) -> str:
    while True:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        host = (parts.hostname or "").rstrip(".")
        if scheme not in ("http", "https") or not host or _UNSAFE_HOST.search(host):
            return ""
        target = _redirects_to(host, parts.path, parts.query)
        if not target:
            break
        url = _tidy(target)
    netloc = f"[{host}]" if ":" in host else host
    if parts.port and parts.port != (80 if scheme == "http" else 443):
        netloc += f":{parts.port}"
    query = "&".join(
        pair
        for pair in parts.query.split("&")
        if pair and not _TRACKING.fullmatch(pair.partition("=")[0]) and not (pair == "oc=5" and "google." in host)
    )
    fragment = parts.fragment if _NAMES_A_POST.fullmatch(parts.fragment) else ""
    path = _quoted(parts.path) or "/"
    return (
        f"{scheme}://{netloc}{path}"
        + (f"?{_quoted(query)}" if query else "")
        + (f"#{_quoted(fragment)}" if fragment else "")
    )


def _quoted(part: str) -> str:
    return part if part.isalnum() and part.isascii() else quote(part, safe="%/:@!$&'()*+,;=?~-._[]")


def _redirects_to(host: str, path: str, query: str) -> str:
    if path != "/url" or not host.removeprefix("www.").startswith("google."):
        return ""
    asked = dict(parse_qsl(query[:_LONGEST_URL]))
    target = asked.get("url") or asked.get("q") or ""
    return target if target.lower().startswith(("http://", "https://")) else ""


# --- numbers ----------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"(?<![\w.,])[-+]?(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?|\d{1,3}(?:\.\d{3})+,\d{1,9}|\d{1,15}(?:[.,]\d{1,15})?|\.\d{1,9})(?!\d)"
)


def number(value: object) -> float | None:
    """A number as services write it: 4, "4", "4,5", "4.5", "Rated 4.5 stars", "1,234". None for anything else, for
    infinity and not-a-number."""
    if isinstance(value, str):
        found = _NUMBER.search(value[:200])
        return _spelled(found[0]) if found else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            result = float(value)
        except OverflowError:
            return None
        return result if math.isfinite(result) else None
    return None


_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[.,'’\s][0-9]{3})+")
_OUT_OF = re.compile(r"(\d[\d.,]*)\s*(?:/|out of|of|von|sur|de|di|su|van|av)\s*(\d[\d.,]*)", re.I)


def out_of(value: object) -> tuple[float, float] | None:
    """A rating that tells its scale, as services write it: "4/10", "Rated 2 out of 5", "4,5 von 5". None for anything else."""
    found = _OUT_OF.search(value[:200]) if isinstance(value, str) else None
    stars, most = (number(found[1]), number(found[2])) if found else (None, None)
    return (stars, most) if stars is not None and most is not None else None


def count(value: object) -> int | None:
    """A number of likes, followers and the like; None where there is none, or one that nobody can have (a database counts
    to 2,147,483,647, and so do the services). "1.234" and "1 234" are no fractions here."""
    if isinstance(value, str) and _THOUSANDS.fullmatch(value.strip()):
        value = int("".join(filter(str.isdecimal, value)))
    found = number(value)
    return None if found is None or abs(found) >= 2**31 else int(found)


def _spelled(text: str) -> float:
    dot, comma = text.rfind("."), text.rfind(",")
    if dot >= 0 and comma >= 0:  # whichever comes last is the decimal mark
        text = text.replace(",", "") if dot > comma else text.replace(".", "").replace(",", ".")
    elif comma >= 0:
        thousands = re.fullmatch(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+", text)
        text = text.replace(",", "" if thousands else ".")
    return float(text)

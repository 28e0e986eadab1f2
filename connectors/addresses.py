"""Two spellings of one address: what http and https, "www.", mobile and AMP pages, a slash at the end and tracking have
no say in. Pure, never raises.

For comparing, never for visiting: some of it is likely and not certain, so who compares has to look at the words too.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from connectors.text import canonical_url

_SCHEME = re.compile(r"\s*[a-z][a-z\d+.-]*:(?!\d+(?:/|\Z))", re.I)
_MOBILE = ("www", "m", "mobile", "amp", "touch")
_AMP_CACHE = re.compile(r"[^/]+\.cdn\.ampproject\.org/(?:[cvirwas]/)+(.+)", re.S)
_GOOGLE_AMP = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}/amp/(?:s/)?(.+)", re.S)
_AMP_FOLDER = re.compile(r"/amp(?:/|\Z)")
_AMP_FILE = re.compile(r"\.amp(?=\.html?\Z|\Z)")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)\Z")
# What says by which way a reader came, or in which clothes the page is shown, and never which page it is.
_WAY = re.compile(
    r"amp|amp_.*|outputtype|__twitter_impression|ref|ref_.*|referrer|source|src|via|from|feature|share.*|rss|partner|cmp|"
    r"smid|smtyp|spref|sr_share|srsltid|guccounter|guce_.*|si|mod|link_source|taid|ito|cid|ocid|xtor|wtrid|intcid|soc_.*|mibextid",
    re.I,
)


def address_key(url: str) -> str:
    """What all spellings of an address have in common, "" for what is none of http(s). It may lack its scheme."""
    scheme = _SCHEME.match(url)
    canonical = canonical_url(url if scheme or url.startswith("//") else f"https://{url}")
    bare = canonical.partition("://")[2]
    for wrapped in (_AMP_CACHE, _GOOGLE_AMP):
        if found := wrapped.fullmatch(bare):
            bare = canonical_url(f"https://{found[1]}").partition("://")[2]
    if not bare:
        return ""
    parts = urlsplit(f"//{bare}")
    path = _INDEX.sub("/", _AMP_FOLDER.sub("/", _AMP_FILE.sub("", parts.path))).rstrip("/")
    query = "&".join(sorted(pair for pair in parts.query.split("&") if not _WAY.fullmatch(pair.partition("=")[0])))
    return site(parts.netloc) + path + (f"?{query}" if query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def site(host: str) -> str:
    """A host without the name of its mobile edition: "www.paper.example", "m.paper.example" and "amp.paper.example" are
    one site, and so are "de.m.wiki.example" and "de.wiki.example"."""
    labels = host.lower().split(".")
    while len(labels) > 2 and labels[0] in _MOBILE:
        del labels[0]
    if len(labels) > 3 and labels[1] in _MOBILE:
        del labels[1]
    return ".".join(labels)


def site_of(url: str) -> str:
    """The site of an address, "" if it is none."""
    return site(urlsplit(canonical_url(url)).netloc)

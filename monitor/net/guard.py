"""Which addresses may be asked: a stranger's redirect must not reach into the owner's own network. Pure.

The special ranges are those of the IANA registries:
https://www.iana.org/assignments/iana-ipv4-special-registry
https://www.iana.org/assignments/iana-ipv6-special-registry
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_Network = IPv4Network | IPv6Network


def _ranges(kinds: dict[str, str]) -> list[tuple[_Network, str]]:
    return [(ip_network(network), kind) for kind, networks in kinds.items() for network in networks.split()]


# May be the owner's own: allowed by ``allow_private``.
_YOURS = _ranges(
    {
        "a loopback address": "127.0.0.0/8 ::1",
        # 198.18/15 is handed out by local proxies, fec0::/10 was site-local, 64:ff9b:1::/48 is a network's own NAT64.
        "a private address": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 198.18.0.0/15 fc00::/7 fec0::/10 64:ff9b:1::/48",
        "a carrier's shared address": "100.64.0.0/10",
    }
)
# Never a source or a channel. The metadata services of clouds hand out passwords to whoever asks from the machine.
_NEVER = _ranges(
    {
        "a metadata service": "100.100.100.200 168.63.129.16 192.0.0.192 fd00:ec2::254 fd20:ce::254 fd00:42::42",
        "a link-local address": "169.254.0.0/16 fe80::/10",
        "the unspecified address": "0.0.0.0/8 ::",
        "a multicast address": "224.0.0.0/4 ff00::/8",
        # Protocol assignments (with Teredo), documentation, discard. Not left to ``is_global``, which Python versions
        # answer differently.
        "a reserved address": "240.0.0.0/4 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.51.100.0/24 203.0.113.0/24 "
        "100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16",
    }
)
# Where an IPv6 address carries an IPv4 one, and how far from its right end: v4-mapped (RFC 4291), v4-compatible,
# NAT64 (RFC 6052), 6to4 (RFC 3056).
_CARRIERS = [
    (IPv6Network("::ffff:0:0/96"), 0),
    (IPv6Network("::/96"), 0),
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("2002::/16"), 80),
]
_ISATAP = (0x00005EFE, 0x02005EFE)  # RFC 5214: under any prefix, these four bytes and then the IPv4 address


@lru_cache(maxsize=1024)
def refusal(address: str, *, allow_private: bool) -> str:
    """Why nothing may connect to the numeric ``address`` ("a private address; set ...", to follow "is"), or ""."""
    try:
        ip = ip_address(address)
    except ValueError:
        return "not a numeric address"
    for network, kind in _NEVER:
        if ip in network:
            return f"{kind}, which is never asked"
    for network, kind in _YOURS:
        if ip in network:
            return "" if allow_private else f"{kind}; set allow_private: true on this source or channel if it is yours"
    if isinstance(ip, IPv6Address) and (carried := _carried(ip)) is not None:
        return refusal(str(carried), allow_private=allow_private)
    return "" if ip.is_global else "not a public address, and never asked"


def _carried(ip: IPv6Address) -> IPv4Address | None:
    for network, shift in _CARRIERS:
        if ip in network:
            return IPv4Address(int(ip) >> shift & 0xFFFFFFFF)
    if int(ip) >> 32 & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return None

"""Texts to values: durations, times of day, working hours, addresses. Pure.

Each function takes what the owner wrote and raises ``Misread`` with what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time, timedelta
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from monitor.config.model import DayOff, Digest, Rhythm, Shift

END_OF_DAY = time.max
"""How 24:00 is kept."""

_LONGEST = timedelta(days=36500)

_UNITS = {
    "s": 1,
    "m": 60,
    "h": 3600,
    "d": 86400,
    "w": 7 * 86400,
    "y": 365 * 86400,
}
_UNIT_WORDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("w", "week", "weeks"), "w"),
    **dict.fromkeys(("y", "year", "years"), "y"),
}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ALL = frozenset(range(7))
_DAY_WORDS = {
    **dict.fromkeys(("daily", "every day", "always"), _ALL),
    **dict.fromkeys(("weekdays", "weekday"), frozenset(range(5))),
    **dict.fromkeys(("weekends", "weekend"), frozenset({5, 6})),
    **{
        name: frozenset({n})
        for n, (short, full) in enumerate(zip(_DAYS, _FULL_DAYS, strict=True))
        for name in (short, full, f"{full}s", f"{short}s", full[:4], full[:5])
    },
}


class Misread(ValueError):
    """A value is not understood. ``str()`` says what to write instead; ``what`` goes after the quoted value."""

    def __init__(self, hint: str, what: str = "is not understood.") -> None:
        super().__init__(hint)
        self.hint = hint
        self.what = what


def duration(text: str) -> timedelta:
    """ "4h", "1d 12h", "90 seconds", "1.5h" to a length of time. A day is 24 hours, a year 365 days."""
    hint = "Write a number and a unit, like 30m, 4h, 1d 12h or 90s."
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*([a-z]+)\s*(?:,|and\b)?\s*", simple := text.strip().casefold())
    rest = re.sub(r"\d+(?:\.\d+)?\s*[a-z]+\s*(?:,|and\b)?\s*", "", simple)
    if not parts or rest or any(unit not in _UNIT_WORDS for _, unit in parts):
        if re.fullmatch(r"\d+(\.\d+)?", simple) and simple.strip("0."):
            raise Misread(f"Write it with a unit, like {simple}m for minutes or {simple}h for hours.", "has no unit.")
        if simple not in ("0", "0.0"):
            raise Misread(hint)
        return timedelta()
    try:
        total = timedelta(seconds=sum(float(number) * _UNITS[_UNIT_WORDS[unit]] for number, unit in parts))
    except OverflowError:
        raise Misread(hint, "is too long.") from None
    if total > _LONGEST:
        raise Misread(hint, "is too long.")
    return total


def days(text: str) -> float:
    """ "90" or "90d" to a number of days, from 1 to 3650."""
    hint = "Write a number of days, like 90: at most one in so many days."
    try:
        found = float(text)
    except ValueError:
        found = duration(text) / timedelta(days=1)
    if not 1 <= found <= 3650:
        raise Misread(hint, "is not between 1 and 3650 days.")
    return found


def rhythm(text: str) -> Rhythm:
    """ "10m" or "5m..1h" ("5m to 1h", "5m-1h") to how often to look."""
    parts = re.split(r"\s*(?:\.{2,3}|…|–|-|\bto\b)\s*", text.strip().casefold())
    if len(parts) > 2:
        raise Misread("Write it like 10m, or 5m..1h for something between the two.")
    ends = [duration(part) for part in parts]
    return Rhythm(min(ends), max(ends))


def clock(text: str) -> time:
    """ "21:00" or "7:30" to a time of day; 24:00 is ``time.max``."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text.strip())
    if found is None:
        raise Misread("Write it like 21:00.")
    hour, minute = int(found[1]), int(found[2])
    if (hour, minute) == (24, 0):
        return END_OF_DAY
    if hour > 23 or minute > 59:
        raise Misread("Write it like 21:00.", "is no time of day.")
    return time(hour, minute)


def hours(text: str) -> tuple[Shift, ...]:
    """ "mon-fri 08:00-18:00, sat 09:00-12:00" to shifts. Days without a time wait for the next one ("mon, wed 9:00-12:00").
    A shift over midnight becomes two."""
    hint = "Write it like mon-fri 08:00-18:00, sat 09:00-12:00."
    spans: dict[int, list[tuple[time, time]]] = {}
    waiting: frozenset[int] = frozenset()
    for part in re.split(r"[,;]", text.casefold()):
        found = re.fullmatch(
            r"\s*(?P<days>[a-z][a-z\s-]*?)?\s*(?P<from>\d[\d:]*)\s*(?:-|–|to)\s*(?P<to>\d[\d:]*)\s*", part
        )
        waiting |= _days(found["days"] or "" if found else part, hint)
        if found is None:
            continue
        try:
            start, end = clock(found["from"]), clock(found["to"])
        except Misread as wrong:
            raise Misread(hint, wrong.what) from None
        if start in (end, END_OF_DAY):
            raise Misread(hint, "has a shift without any length.")
        for day in waiting or _ALL:
            if start < end:
                spans.setdefault(day, []).append((start, end))
            else:
                spans.setdefault(day, []).append((start, END_OF_DAY))
                if end > time(0):
                    spans.setdefault((day + 1) % 7, []).append((time(0), end))
        waiting = frozenset()
    if waiting or not spans:
        raise Misread(hint)
    return _shifts(spans)


def _shifts(spans: dict[int, list[tuple[time, time]]]) -> tuple[Shift, ...]:
    """Merges what overlaps, so that no hour counts twice, and puts equal days together."""
    days: dict[tuple[time, time], set[int]] = {}
    for day in sorted(spans):
        merged: list[tuple[time, time]] = []
        for start, end in sorted(spans[day]):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        for span in merged:
            days.setdefault(span, set()).add(day)
    return tuple(Shift(frozenset(which), start, end) for (start, end), which in days.items())


def _days(text: str, hint: str) -> frozenset[int]:
    """ "mon-fri", "weekdays", "saturday" to day numbers; an empty text to none."""
    word = " ".join(text.split())
    if not word:
        return frozenset()
    if word in _DAY_WORDS:
        return _DAY_WORDS[word]
    first, dash, last = (part.strip() for part in word.partition("-"))
    if not dash:
        first, dash, last = (part.strip() for part in word.partition(" to "))
    begin, end = _DAY_WORDS.get(first, _ALL), _DAY_WORDS.get(last, _ALL)
    if not dash or len(begin) != 1 or len(end) != 1:
        raise Misread(hint)
    (a,), (b,) = begin, end
    return frozenset((a + n) % 7 for n in range((b - a) % 7 + 1))


def holidays(text: str) -> tuple[DayOff, ...]:
    """ "2026-12-25, 01-01, 2026-12-24 to 2027-01-02": days, the same days of every year, stretches of days."""
    hint = "Write days like 2026-12-25, 01-01 for every year, or 2026-12-24 to 2027-01-02."
    found = []
    for part in re.split(r"[,;]", text):
        first, _, last = (end.strip() for end in re.sub(r"\s+to\s+|\.\.", "|", part.strip()).partition("|"))
        yearly = re.fullmatch(r"\d{2}-\d{2}", first) is not None and not last
        try:
            begin = date.fromisoformat(f"2000-{first}" if yearly else first)  # 2000 has a 29 February
            end = date.fromisoformat(last) if last else begin
        except ValueError:
            raise Misread(hint) from None
        if end < begin:
            raise Misread(hint, "ends before it begins.")
        found.append(DayOff(begin, end, yearly))
    return tuple(found)


def severities(text: str) -> frozenset[int]:
    """ "1", "1..2", "1-3", "1, 4" to severities; 1 is the worst, 4 the mildest."""
    hint = "Write 1, 1..2 or 1, 3; 1 is the worst and 4 the mildest."
    found: set[int] = set()
    for part in re.split(r"[,;]", text):
        ends = re.fullmatch(r"\s*([1-4])\s*(?:(?:\.\.|-|–|to)\s*([1-4])\s*)?", part)
        if ends is None:
            raise Misread(hint)
        found |= set(range(int(ends[1]), int(ends[2] or ends[1]) + 1))
    if not found:
        raise Misread(hint)
    return frozenset(found)


def languages(text: str) -> frozenset[str]:
    """ "de", "de, es", "en-GB" to the primary tags of BCP 47."""
    found = {part.strip().casefold().partition("-")[0] for part in re.split(r"[,;]", text)}
    if not all(re.fullmatch(r"[a-z]{2,3}", tag) for tag in found):
        raise Misread("is no language.", "Write its two letters, like de, or several: [de, es].")
    return frozenset(found)


def followers(text: str) -> int:
    """ "1000", "1,000", "10k" to a number above zero."""
    found = re.fullmatch(r"(\d{1,9})(k?)", re.sub(r"[,_ ]", "", text.strip().casefold()))
    number = int(found[1]) * (1000 if found[2] else 1) if found else 0
    if not number:
        raise Misread("is no number of people.", "Write it like 1000.")
    return number


def digest(text: str) -> Digest | None:
    """ "weekdays 08:00", "daily 18:00", "mondays 08:00" to days and time; "false", "no", "off" to None."""
    hint = "Write it like weekdays 08:00, daily 18:00 or mondays 08:00, or false for none."
    simple = text.strip().casefold()
    if simple in ("false", "no", "off", "never"):
        return None
    found = re.fullmatch(r"(?:(?P<days>[a-z][a-z\s,-]*?)(?:\s+at)?\s+)?(?P<at>\d[\d:]*)", simple)
    if found is None:
        raise Misread(hint)
    days: frozenset[int] = frozenset()
    for part in (found["days"] or "daily").split(","):
        days |= _days(part, hint)
    at = clock(found["at"])
    return Digest(days, time(0) if at == END_OF_DAY else at)


def flag(text: str) -> bool:
    """ "yes", "true", "on" and their opposites."""
    simple = text.strip().casefold()
    if simple in ("true", "yes", "on"):
        return True
    if simple in ("false", "no", "off"):
        return False
    raise Misread("Write true or false.")


def whole(text: str) -> int:
    """A whole number, in tens: 012 is twelve."""
    if not re.fullmatch(r"[+-]?\d{1,15}", simple := text.strip()):
        raise Misread("Write a whole number, like 20.")
    return int(simple)


def number(text: str) -> float:
    """A number; "40%" is 0.4."""
    found = re.fullmatch(r"([+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15}))\s*(%?)", text.strip())
    if found is None:
        raise Misread("Write a number, like 0.5.")
    return float(found[1]) / 100 if found[2] else float(found[1])


def share(text: str) -> float:
    """A number from 0 to 1, or a percentage."""
    value = number(text)
    if not 0 <= value <= 1:
        raise Misread("Write a number from 0 to 1, or a percentage like 40%.", "is out of range.")
    return value


def port(text: str) -> int:
    """A TCP port."""
    value = whole(text)
    if not 1 <= value <= 65535:
        raise Misread("Write a number from 1 to 65535, like 8080.", "is no port.")
    return value


def host(text: str) -> str:
    """An address that a server can listen on: an IP address, or localhost."""
    simple = text.strip().strip("[]").casefold()
    if simple == "localhost":
        return "127.0.0.1"
    try:
        return str(ip_address(simple))
    except ValueError:
        raise Misread(
            "Write 127.0.0.1 for this machine only, 0.0.0.0 for every address it has.", "is no address to listen on."
        ) from None


def public_address(text: str) -> str:
    """The address of a whole site, without a slash at its end."""
    found = web_address(text).rstrip("/")
    parts = urlsplit(found)
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        raise Misread("Write only scheme and host, like https://earful.example.com.", "has too much in it.")
    return found


def networks(text: str) -> tuple[str, ...]:
    """IP addresses and networks, separated by commas."""
    found = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        try:
            found.append(str(ip_network(part, strict=False)))
        except ValueError:
            raise Misread("Write IP addresses or networks, like 10.0.0.5 or 172.18.0.0/16.") from None
    return tuple(found)


def header(text: str) -> str:
    """The name of an HTTP header (RFC 9110, section 5.6.2)."""
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", text):
        raise Misread("Write it like Remote-User.", "is no name of a header.")
    return text


def is_argon2(text: str) -> bool:
    """Whether it is a hash as argon2's own command and libraries write it."""
    return bool(re.fullmatch(r"\$argon2id?\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+", text))


def email(text: str) -> str:
    """A plausible e-mail address. Only the mail server knows more."""
    if not re.fullmatch(r"[^\s@<>\"(),:;\[\]\\]+@[^\s@<>\"(),:;\[\]\\]+", text) or ".." in text:
        raise Misread("Write it like maria@example.com.", "is no e-mail address.")
    return text


def slack_id(text: str) -> str:
    """A Slack member id: U or W, then capitals and digits.  https://api.slack.com/types/user"""
    if not re.fullmatch(r"[UW][A-Z0-9]{4,20}", text):
        raise Misread(
            "It looks like U012AB3CD: in Slack, open the person's profile, then the three dots, then Copy member ID.",
            "is no Slack member id.",
        )
    return text


def web_address(text: str) -> str:
    """A complete http(s) address. Without a scheme it gets https://, or http:// on this very machine."""
    hint = "Write the whole address, like https://example.com/page."
    bare = "://" not in text
    if bare:
        text = f"{'http' if is_local(text) else 'https'}://{text}"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port  # .port raises on nonsense
    except ValueError:
        raise Misread(hint, "is no web address.") from None
    if parts.scheme not in ("http", "https"):
        raise Misread(hint, f"begins with {parts.scheme}://, which Earful cannot read.")
    if not host or re.search(r"[\s<>\"{}|\\^`]", text) or not re.fullmatch(r"[^\s/?#]*[^\W_][^\s/?#]*", host):
        raise Misread(hint, "is no web address.")
    if bare and "." not in host and not is_local(text) and not parts.port:
        raise Misread(hint, "is no web address: the host has no dot.")
    return text


def host_of(address: str) -> str:
    """The host, with its port if it names one: for names that are shown."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        host = parts.hostname or ""
        return f"{host}:{parts.port}" if parts.port and host else host
    except ValueError:
        return ""


def is_local(address: str) -> bool:
    """Whether an address is on this machine or a private network, as far as its text tells."""
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return False
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".lan")):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def database(text: str) -> str:
    """A SQLAlchemy address with the driver Earful uses."""
    for plain, driver in (
        ("sqlite+aiosqlite:", "sqlite+aiosqlite:"),
        ("sqlite:", "sqlite+aiosqlite:"),
        ("postgresql+psycopg:", "postgresql+psycopg:"),
        ("postgresql:", "postgresql+psycopg:"),
        ("postgres:", "postgresql+psycopg:"),
    ):
        if text.startswith(f"{plain}//"):
            return driver + text[len(plain) :]
    raise Misread(
        "Write sqlite+aiosqlite:///folder/earful.db or postgresql+psycopg://user:password@host/name.",
        "is no database address.",
    )


def contact(text: str) -> str:
    """An e-mail or web address for the User-Agent header, so plain ASCII only."""
    if not re.fullmatch(r"[!-~]+", text) or not ("@" in text or "." in text):
        raise Misread("Write an e-mail address or a web address.", "is no address one could write to.")
    return text


def zone_hint(names: Iterable[str], text: str) -> str:
    """The time zone that was probably meant: "new york", "Berlin", "Europe/Berln"."""
    from monitor.config.problems import nearest

    known = sorted(names)
    wanted = text.casefold().replace(" ", "_")
    for name in known:
        if name.casefold() == wanted or name.casefold().rpartition("/")[2] == wanted:
            return f"Did you mean {name!r}?"
    near = nearest(text, known, 0.7)
    return f"Did you mean {near!r}?" if near else "Write it like Europe/Berlin or America/New_York."

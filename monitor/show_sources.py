"""Text for people about sources: their health, their kinds, and where a brand is heard. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from alerts.text import one_line as plain
from connectors.base import Counted, Counts, host_of, pushes
from monitor import show
from monitor.clock import from_us
from monitor.config import Config
from monitor.config.reader import options_of
from monitor.net.memory import key
from monitor.sources.health import blind, silence
from monitor.sources.quotas import Window
from monitor.sources.reach import Place
from monitor.sources.remedies import of_silence, remedy
from monitor.sources.usual import usual
from monitor.store import visiting
from monitor.words import span


def source_health(
    config: Config, rows: dict[str, Any], now: datetime, used: Mapping[bytes, Window] | None = None
) -> list[dict[str, Any]]:
    """One object a source: its health, for people and programs. ``used`` is what is used of quotas, by their keys."""
    found = []
    for source in config.sources.values():
        row = rows.get(source.name)
        tried = from_us(row.tried_at) if row is not None and row.tried_at is not None else None
        # What pushes is listened to all the time, and nobody visits what is posted to.
        visited = not pushes(source.connector) and not source.receives
        wanted = tried + (visiting.pace_of(row) or source.every) if tried and visited else None
        held = from_us(row.asked_until) if row is not None and row.asked_until is not None else None
        following = max(filter(None, (wanted, held)), default=None)
        found.append(
            {
                "source": source.name,
                "kind": source.kind,
                "state": _health(row, source, now),
                "last_success": _iso(row.succeeded_at) if row is not None else None,
                "last_item": _iso(row.last_item_at) if row is not None else None,
                "next_poll": following.isoformat() if following else None,
                "usual_gap_seconds": _usual_gap(row),
                "posts": row.posts if row is not None else 0,
                "error": _error(row, now) or None,
                "remedy": _remedy(row) or None,
                "quotas": [_quota(one, used or {}, now) for one in _counted(source.connector)],
            }
        )
    return found


def _counted(connector: object) -> Sequence[Counted]:
    return connector.counted() if isinstance(connector, Counts) else ()


def _quota(counted: Counted, used: Mapping[bytes, Window], now: datetime) -> dict[str, Any]:
    """What is used of a quota: in dollars where it is money, else in units. ``resets``: when it begins anew, None while
    nothing of it is used."""
    quota = counted.quota
    window = used.get(key(host_of(counted.url), quota.name, counted.secret))
    if window is not None and not window.began <= now < window.resets:
        window = None
    share = quota.per_dollar or 1
    spent = window.used if window else 0
    return {
        "name": quota.name,
        "unit": "USD" if quota.per_dollar else "",
        "used": round(spent / share, 2) if quota.per_dollar else spent,
        "limit": round(quota.limit / share, 2) if quota.per_dollar else quota.limit,
        "resets": window.resets.isoformat() if window else None,
    }


def quota_in_words(quota: Mapping[str, Any]) -> str:
    """ "$3.20 of $20.00", "12 of 100 searches"."""
    if quota["unit"] == "USD":
        return f"${quota['used']:,.2f} of ${quota['limit']:,.2f}"
    return f"{quota['used']:,} of {quota['limit']:,} {quota['name']}"


def _usual_gap(row: Any) -> int | None:
    gap = usual(row.usual).gap if row is not None else None
    return round(gap.total_seconds()) if gap else None


def _error(row: Any, now: datetime) -> str:
    if row is None or row.error:
        return str(row.error) if row is not None else ""
    return silence(row, now) if row.silent else ""


def _remedy(row: Any) -> str:
    if row is None or not (row.error or row.silent):
        return ""
    return remedy(row.error) if row.error else of_silence(row.kind)


def _health(row: Any, source: Any, now: datetime) -> str:
    if row is None:
        return "nothing posted yet" if source.receives else "not visited yet"
    if blind(row, source, now):
        return "blind"
    return "failing" if row.failures else "hears"


def _iso(us: int | None) -> str | None:
    return from_us(us).isoformat() if us is not None else None


def source_kind(name: str, connector: type, package: str = "") -> dict[str, Any]:
    """A kind of source: the options that have to be given, those that are secret, how often it is visited (None: it is
    posted to, or pushes), and the package that it comes from (None: Earful's own)."""
    options = options_of(connector)
    return {
        "kind": name,
        "needs": [option.key for option in options if option.required],
        "secret": [option.key for option in options if option.secret],
        "every_seconds": round(every.total_seconds()) if (every := vars(connector).get("every")) else None,
        "hears": (connector.__doc__ or "")
        .strip()
        .partition("\n\n")[0]
        .partition(". ")[0]
        .replace("``", "")
        .replace("\n", " "),
        "package": package or None,
    }


def kind_list(found: Sequence[dict[str, Any]]) -> str:
    """The kinds of sources as a table."""
    rows = [("KIND", "NEEDS", "EVERY", "HEARS")]
    for item in found:
        seconds = item["every_seconds"]
        rows.append(
            (
                item["kind"],
                ", ".join(item["needs"]) or "-",
                span(timedelta(seconds=seconds)) if seconds else "-",
                " ".join(plain(item["hears"]).split()).rstrip(".")
                + (f" (from {plain(item['package'])})" if item["package"] else ""),
            )
        )
    return show.columns(rows) + "\n(docs/sources.md says more of each)"


_REACH = {
    "heard": "{brand} is heard:",
    "open": "\nIt could be heard without a key:",
    "needs a key": "\nIt could be heard with a key or an account of yours:",
    "cannot be heard": "\nNobody may listen:",
}


def reach(brand: str, places: Sequence[Place]) -> str:
    """Where a brand is heard, could be, and cannot be."""
    width = max(len(plain(place.what)) for place in places)
    lines = []
    for how, heading in _REACH.items():
        rows = [f"  {plain(place.what):{width}}  {plain(place.why)}" for place in places if place.how == how]
        lines += [
            heading.format(brand=plain(brand)),
            *(rows or ["  nowhere" if how == "heard" else "  (all are used)"]),
        ]
    return "\n".join([*lines, "(docs/sources.md says how to use each kind)"])


def source_list(found: Sequence[dict[str, Any]]) -> str:
    """The health of every source as a table."""
    rows = [("SOURCE", "KIND", "STATE", "LAST SUCCESS", "LAST ITEM", "USUAL GAP", "NEXT POLL")]
    todo = []
    for item in found:
        heard, brought, following = (
            str(item[key] or "-")[:16].replace("T", " ") for key in ("last_success", "last_item", "next_poll")
        )
        gap = item["usual_gap_seconds"]
        often = span(timedelta(seconds=gap)) if gap else "-"
        rows.append((plain(item["source"]), item["kind"], item["state"], heard, brought, often, following))
        if item["error"]:
            todo.append(f"\n{plain(item['source'])}: {plain(item['error'])}")
            todo += [f"  {item['remedy']}"] if item["remedy"] else []
    allowed = [
        (f"  {plain(item['source'])}", quota_in_words(one), f"until {one['resets'][:16].replace('T', ' ')}")
        for item in found
        for one in item["quotas"]
        if one["resets"]
    ]
    quotas = ["\nUsed of what services allow:", show.columns(allowed)] if allowed else []
    return "\n".join([show.columns(rows), "(times are UTC)", *quotas, *todo])

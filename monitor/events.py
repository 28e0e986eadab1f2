"""What Earful found, as JSON: the events of ``earful once --json`` and the rows of ``earful export``. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from alerts.base import Message
from connectors.base import Post
from monitor.cases import Case
from monitor.clock import from_us
from monitor.storming import Storm
from monitor.words import sources_of

if TYPE_CHECKING:  # their shapes alone: what they do is I/O
    from monitor.pipeline import Decided, Hearing

Event = dict[str, Any]


def line(event: Mapping[str, Any]) -> str:
    """One JSON Line. Lone surrogates cannot occur in what connectors clean, and would not be UTF-8."""
    return json.dumps(event, ensure_ascii=False, separators=(", ", ": "))


def of_hearing(hearing: Hearing) -> Iterator[Event]:
    """The source event, then its new posts."""
    yield {
        "event": "source",
        "source": hearing.source,
        "outcome": hearing.outcome,
        "posts": hearing.posts,
        "error": hearing.error or None,
    }
    for post in hearing.fresh:
        yield of_post(hearing.source, post)


def of_post(source: str, post: Post) -> Event:
    return {
        "event": "post",
        "source": source,
        "id": post.id,
        "url": post.url or None,
        "author": asdict(post.author),
        "title": post.title,
        "text": post.text,
        "published": _time(post.published),
        "published_exact": post.published_exact and post.published is not None,
        "stars": post.stars,
        "stars_max": post.stars_max,
        "lang": post.lang or None,
        "reply_to": post.reply_to or None,
        "thread": post.thread or None,
        "likes": post.likes,
        "shares": post.shares,
        "edited": _time(post.edited),
        "service": post.service,
        "form": post.form.value,
        "by_owner": post.by_owner,
    }


def of_decided(done: Decided) -> Iterator[Event]:
    """The mentions with their tone, then the cases and the storms as they stand."""
    for scored in done.mentions:
        item, tone = scored.item, scored.tone
        yield {
            "event": "mention",
            "source": item.source,
            "post": item.native_id,
            "brand": item.brand,
            "spans": item.spans,
            "title_spans": item.title_spans,
            "rule": item.rule,
            "label": tone.label.value,
            "polarity": round(tone.polarity, 3),
            "anger": round(tone.anger, 3),
            "complaint": round(tone.complaint, 3),
            "themes": [theme.value for theme in tone.themes],
            "signals": [signal.value for signal in tone.signals],
            "history": item.history,
            "heard_in": list(item.heard_in),
            "story": scored.story,
        }
    for number, case in done.cases.items():
        yield of_case(number, case)
    for number, storm in done.storms.items():
        yield of_storm(number, storm)


def of_case(number: int, case: Case) -> Event:
    return {
        "event": "case",
        "id": number,
        "brand": case.brand,
        "author": case.author,
        "state": case.state.value,
        "outcome": case.outcome.value if case.outcome else None,
        "severity": case.severity,
        "waiting_since": _time(case.waiting_since),
        "due": _time(case.due),
        "turn": case.turn,
        "until": _time(case.until),
        "wants": [signal for signal in ("wants_call", "wants_refund") if signal in case.points.signals],
    }


def of_storm(number: int, storm: Storm) -> Event:
    picture = storm.picture
    return {
        "event": "storm",
        "id": number,
        "brand": storm.brand,
        "of": list(storm.of),
        "state": storm.state.value,
        "outcome": storm.outcome.value if storm.outcome else None,
        "severity": storm.severity,
        "since": _time(storm.since),
        "over": _time(storm.over),
        "people": picture.people,
        "posts": picture.posts,
        "usual": round(picture.usual, 2),
        "themes": dict(picture.themes),
        "places": list(picture.places),
        "pages": list(picture.pages),
        "turn": storm.turn,
    }


def of_message(message: Message, channel: str) -> Event:
    return {
        "event": "message",
        "id": message.id,
        "thread": message.thread,
        "reason": message.reason,
        "channel": channel,
        "to": message.to.name,
        "title": message.title,
        "body": message.body,
    }


MENTION_COLUMNS: Sequence[str] = (
    "id", "brand", "rule", "source", "at", "service", "post", "url", "author", "title", "text", "stars", "stars_max",
    "lang", "form", "label", "polarity", "anger", "complaint", "gratitude", "sarcasm", "themes", "signals",
    "corrected_by", "history", "case", "heard_in", "story",
)  # fmt: skip
CASE_COLUMNS: Sequence[str] = (
    "id", "brand", "author", "state", "outcome", "severity", "turn", "waiting_since", "due", "opened", "changed", "closed",
)  # fmt: skip


def mention_row(row: Any) -> Event:
    """One stored mention for an export; the keys are MENTION_COLUMNS."""
    return {
        "id": row.id,
        "brand": row.brand,
        "rule": row.rule,
        "source": row.source,
        "at": _time(from_us(row.at)),
        "service": row.service,
        "post": row.native_id,
        "url": row.url or None,
        "author": row.author.get("name") or row.author.get("handle") or None,
        "title": row.title,
        "text": row.text,
        "stars": row.stars,
        "stars_max": row.stars_max,
        "lang": row.lang or None,
        "form": row.form,
        "label": row.label,
        "polarity": row.polarity,
        "anger": row.anger,
        "complaint": row.complaint,
        "gratitude": row.gratitude,
        "sarcasm": row.sarcasm,
        "themes": row.themes or [],
        "signals": row.signals or [],
        "corrected_by": row.corrected_by or None,
        "history": row.history,
        "case": row.case_id,
        "heard_in": sources_of(row),
        "story": row.story_id,
    }


def case_row(row: Any) -> Event:
    """One stored case for an export; the keys are CASE_COLUMNS."""
    return {
        "id": row.id,
        "brand": row.brand,
        "author": row.author_name or None,
        "state": row.state,
        "outcome": row.outcome or None,
        "severity": row.severity,
        "turn": row.turn,
        "waiting_since": _time(from_us(row.waiting_since)),
        "due": _time(from_us(row.due_at)),
        "opened": _time(from_us(row.opened_at)),
        "changed": _time(from_us(row.changed_at)),
        "closed": _time(from_us(row.closed_at)) if row.closed_at is not None else None,
    }


def letter_row(row: Any) -> Event:
    """One message that has not arrived."""
    return {
        "number": row.id,
        "reason": row.reason,
        "to": row.recipient,
        "channel": row.channel,
        "matter": row.matter,
        "state": row.state,
        "attempts": row.attempts,
        "error": row.error or None,
        "wanted": _time(from_us(row.wanted_at)),
        "next": _time(from_us(row.due_at)) if row.state == "due" else None,
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None

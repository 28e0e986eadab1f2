"""Incidents in PagerDuty: a case is one incident, acknowledged when somebody takes it, resolved when it has ended.

https://developer.pagerduty.com/docs/events-api-v2-overview
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, ClassVar

from alerts.base import Client, DeliveryError, Message, Receipt, Recipient, State, check, host_of
from alerts.text import http_link, one_line, shorten, tidy

_SUMMARY = 1_024  # characters, the limit of the service
_DETAIL = 1_000
_SEVERITIES = {1: "critical", 2: "error", 3: "warning", 4: "info"}
_ACTIONS = {
    State.OPEN: "trigger",
    State.TAKEN: "acknowledge",
    State.PROMISED: "acknowledge",  # somebody is on it: else PagerDuty goes on waking people
    State.SNOOZED: "acknowledge",
    State.ANSWERED: "resolve",
    State.WON_BACK: "resolve",
    State.CLOSED: "resolve",
}
_OVER = frozenset({"SOURCE_HEARS_AGAIN", "CHANNEL_BACK", "PAGE_OPEN"})
"""News of Earful itself that ends what other news began."""


@dataclass(frozen=True, slots=True)
class PagerDuty:
    """Sends events to one service of PagerDuty, whose own rules say whom they wake."""

    only_alarms: ClassVar[bool] = True  # a summary of the day wakes nobody

    routing_key: str = field(repr=False, metadata={"help": "The integration key of the service.", "secret": True})
    base_url: str = field(
        default="https://events.pagerduty.com", metadata={"help": "Another address, such as that for the EU."}
    )

    def __post_init__(self) -> None:
        wrong = []
        if not re.fullmatch(r"[A-Za-z0-9]{32}", self.routing_key):
            wrong.append("routing_key is the integration key of an Events API V2 integration: 32 letters and digits")
        if not http_link(self.base_url):
            wrong.append("base_url must be a web address, like https://events.eu.pagerduty.com")
        if wrong:
            raise ValueError(*wrong)

    @property
    def shared(self) -> bool:
        return True

    def reaches(self, person: Recipient) -> bool:
        return True

    def destination(self, person: Recipient) -> str:
        return "service"

    async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt:
        """Sends the event that brings the incident to the state of the case. All messages of a thread are one incident, and the
        same event twice changes nothing."""
        url = f"{self.base_url.rstrip('/')}/v2/enqueue"
        event = {"routing_key": self.routing_key, **incident(tidy(message))}
        response = await client.request("POST", url, json=event)
        if response.status == 400:
            raise DeliveryError(f"{host_of(url)} refused the event: {_why(response.body)}", permanent=True)
        check(response)
        return {}


def incident(message: Message) -> dict[str, Any]:
    """The event for a tidied message, without the key."""
    card, data = message.card, message.data
    severity = data.get("severity")
    over = message.reason in _OVER
    return {
        "event_action": "resolve" if over else _ACTIONS.get(card.state, "trigger"),
        "dedup_key": f"earful-{message.thread}"[:255],
        "client": "Earful",
        "payload": {
            "summary": shorten(f"{message.title}: {message.summary}", _SUMMARY),
            "source": shorten(one_line(str(data.get("brand") or "Earful")), _DETAIL),
            "severity": _SEVERITIES.get(severity, "warning") if isinstance(severity, int) else "warning",
            "timestamp": message.at.isoformat(),
            "class": message.reason,
            "custom_details": {
                "to": message.to.name,
                "quote": shorten(card.quote, _DETAIL),
                **{label: shorten(value, _DETAIL) for label, value in card.facts},
            },
        },
        "links": [{"href": card.link, "text": card.link_label}] if card.link else [],
    }


def _why(body: bytes) -> str:
    """What PagerDuty says is wrong with an event, without what we sent."""
    try:
        errors = json.loads(body).get("errors", [])
        return shorten(one_line("; ".join(map(str, errors))), 200) or "no reason given"
    except (ValueError, AttributeError, TypeError):
        return "no reason given"

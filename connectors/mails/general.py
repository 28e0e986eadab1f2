"""Platforms without a module of their own: a mail of a machine's that tells of one review with its stars."""

from __future__ import annotations

import re

from connectors.mails.mail import Mail, Sender
from connectors.mails.reviews import Platform

_MACHINE = re.compile(
    r"(?:.*[._+-])?(?:no-?reply|do-?not-?reply|notif\w*|mailer|alerts?|automat\w*|reviews?|ratings?|bewertung\w*|avis|feedback|updates?)(?:[._+-].*)?",
    re.I,
)
_OUT_OF_TEN = frozenset(("booking.com", "hostelworld.com"))
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "gov", "ac", "or", "ne", "gob", "gouv"))


def of(mail: Mail, sender: Sender) -> Platform | None:
    """The platform that a mail seems to be of, by its sender's domain; None for a mail that a person may have written."""
    if not sender.domain:
        return None
    headers = {name for name, _ in mail.headers()}
    by_machine = _MACHINE.fullmatch(sender.local) or {"list-unsubscribe", "feedback-id"} & headers
    site = _site(sender.domain)
    most = 10.0 if site in _OUT_OF_TEN else 5.0
    return Platform(service=site, senders=(sender.domain,), most=most) if by_machine else None


def _site(domain: str) -> str:
    """The domain without what mail services put before it: "mail.reviews.example" is "reviews.example"."""
    labels = domain.split(".")
    kept = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-kept:])

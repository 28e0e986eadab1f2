"""Which mails no customer wrote: answers of machines, bounces, lists, spam. By what the mails say of themselves. Pure."""

from __future__ import annotations

import re

from connectors.mails.mail import Mail

_MACHINES = re.compile(r"(?:mailer-daemon|postmaster|mail-?delivery.*|bounces?)(?:[+-].*)?")
_AWAY = re.compile(
    r"\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|automatische antwort|abwesenheits\w*|"
    r"réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|risposta automatica|resposta automática)\b",
    re.I,
)


def not_a_customer(mail: Mail) -> str:
    """Why a mail is not somebody's own words to us, as a reason to count: "bounce", "automatic", "spam", "list". "" for a mail
    that a person may have written. (RFC 3464, RFC 3834, RFC 2919, RFC 2369)"""
    headers = dict(mail.headers())
    kind = mail.message.get_content_type()
    if (
        kind == "multipart/report"
        or _MACHINES.fullmatch(mail.sender.local)
        or headers.get("return-path", "").strip() == "<>"
    ):
        return "bounce"
    if headers.get("x-spam-flag", "").strip().lower().startswith("yes") or headers.get(
        "x-spam-status", ""
    ).lower().startswith("yes"):
        return "spam"
    automatic = headers.get("auto-submitted", "no").strip().lower()
    answers = {"x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply-from"} & headers.keys()
    if not automatic.startswith("no") or answers or _AWAY.match(mail.subject):
        return "automatic"
    if headers.get("precedence", "").strip().lower() in ("bulk", "list", "junk", "auto_reply"):
        return "list"
    if {"list-id", "list-unsubscribe", "list-post", "feedback-id"} & headers.keys():
        return "list"
    return ""

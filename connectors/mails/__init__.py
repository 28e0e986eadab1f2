"""What mails say: the reviews in the platforms' notifications, and what customers write themselves.

    told = await bounded.run("connectors.mails:read", raw, received, own, form, senders, host=...)
    posts = posts_of(told)

``mail`` takes a mail apart, ``lines`` is what its reader sees, ``forwarded`` and ``reply`` tell whose words they are, ``reviews``
finds the reviews with the help of ``stars``, ``sentences`` and ``links``; ``posts`` decides. Each platform is a module that says
how its mails and its links are known; ``general`` is for the rest. ``answer`` reads what people answer to mails of our own. All of
it is pure, and meant to run in ``connectors.bounded``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from connectors.base import Author, Form, Post

__all__ = ["posts_of", "read", "read_answer"]


def read(
    raw: bytes, received: str = "", own: str = "", form: str = "mail", senders: Sequence[str] = ()
) -> dict[str, Any]:
    """One mail, as JSON: ``posts``; ``skipped``, the reason where there are none; ``forged``. ``raw`` is the mail as it was sent,
    ``received`` when the server got it (ISO 8601, or ""), ``own`` the mailbox's address, ``form`` what a customer's mail is,
    ``senders`` the only addresses and domains that count (none: all)."""
    from connectors.mails import mail, posts  # the parsers are for the process that reads, not for the daemon

    at = datetime.fromisoformat(received) if received else None
    parsed = mail.parse(raw)
    if senders and not any(parsed.sender.is_of(sender) for sender in senders):
        return {"posts": [], "skipped": "of another sender", "forged": False}
    reading = posts.read(parsed, at, own, Form(form))
    return {"posts": [_as_json(post) for post in reading.posts], "skipped": reading.skipped, "forged": reading.forged}


def read_answer(raw: bytes) -> dict[str, Any]:
    """What somebody answers to a mail of ours, as JSON (``connectors.mails.answer``)."""
    from connectors.mails import answer, mail

    return answer.read(mail.parse(raw))


def posts_of(told: dict[str, Any]) -> list[Post]:
    """The posts in what ``read`` gave."""
    return [_from_json(post) for post in told["posts"]]


def _as_json(post: Post) -> dict[str, Any]:
    return {**asdict(post), "published": post.published.isoformat() if post.published else None}


def _from_json(told: dict[str, Any]) -> Post:
    published = told["published"]
    return Post(
        **{
            **told,
            "also": tuple(told["also"]),
            "author": Author(**told["author"]),
            "published": datetime.fromisoformat(published) if published else None,
            "form": Form(told["form"]),
        }
    )

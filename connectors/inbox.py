"""What other programs post: contact forms, Zapier, Make and their like, review services, scripts of your own.

The one source that is not visited: a program sends ``POST /ingest/NAME`` to the daemon. Who it is, is proved by a signature
or the secret (``signed``); what it says is read by ``parse_inbox``, or in the format of a service that is known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from connectors import parse_inbox, signed, trustpilot
from connectors.base import Fetched, Form, Inbound, Outcome

SHORTEST = 16
"""Letters of a secret."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """What other programs post to Earful: forms, automations, review services, scripts of your own."""

    address: ClassVar[str] = ""
    own_place: ClassVar[bool] = True

    secret: str = field(
        repr=False,
        compare=False,
        metadata={"help": "what the sender proves itself with; `earful inbox-secret` makes one", "secret": True},
    )
    format: Literal["plain", "trustpilot"] = field(
        default="plain", metadata={"help": "plain, or trustpilot for the webhooks of Trustpilot"}
    )
    proof: Literal["secret", "signature", "address"] = field(
        default="secret",
        metadata={"help": "what counts: secret (in a header) or signature; signature only; or also address (?secret=)"},
    )
    header: str = field(default="", metadata={"help": "a header of the sender's that holds the secret, or a signature"})
    service: str = field(default="", metadata={"help": "the place where it was said; without it the source's name"})
    form: Literal["post", "comment", "review", "mail", "article"] = field(
        default="post", metadata={"help": "what a post is that does not say it: post, comment, review, mail, article"}
    )
    stars_max: float = field(
        default=5.0, metadata={"help": "how many stars there are, where the sender does not say it"}
    )
    html: bool = field(default=False, metadata={"help": "true where text and title are HTML"})
    fields: Mapping[str, str] = field(
        default_factory=dict,
        compare=False,
        metadata={"help": "where another program's JSON has what, like text: data.message"},
    )

    def __post_init__(self) -> None:
        wrong = []
        if len(self.secret) < SHORTEST or not signed.keys_of(self.secret):
            wrong.append(f"secret must be {SHORTEST} letters or more: earful inbox-secret makes one")
        if self.header and not re.fullmatch(r"[\w-]+", self.header):
            wrong.append("header must be the name of a header, like X-Secret")
        if self.stars_max <= 0:
            wrong.append("stars_max must be more than 0")
        if unknown := [key for key in self.fields if key not in (*parse_inbox.KEYS, parse_inbox.LIST)]:
            wrong.append(
                f"fields has {unknown[0]!r}, but there are only {', '.join((parse_inbox.LIST, *parse_inbox.KEYS))}"
            )
        if self.fields and self.format != "plain":
            wrong.append(f"fields cannot be given together with format {self.format}")
        if wrong:
            raise ValueError(*wrong)

    async def receive(self, request: Inbound) -> Fetched:
        """The posts of one request. Raises Rejected: 401 where the proof is missing or wrong, 413, 415 or 422 where the
        request is too large or not understood."""
        delivery = signed.delivery_of(request, self.secret, header=self.header, proof=self.proof)
        found = parse_inbox.items(request, self.fields)
        if self.format == "trustpilot":
            posts = trustpilot.posts_of_events(found[0] if found else {})
        else:
            posts = parse_inbox.posts(
                found,
                self.fields,
                service=self.service or request.source,
                form=Form(self.form),
                stars_max=self.stars_max,
                html=self.html,
            )
        return Fetched(posts, {"delivery": delivery}, Outcome.ITEMS if posts else Outcome.EMPTY)

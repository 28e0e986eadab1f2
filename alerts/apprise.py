"""Everything else: any service that Apprise knows, by its address.  https://github.com/caronc/apprise

An optional extra. Apprise makes its own connections, so our limits and our address guard end here: it is given the
owner's address and our words, and says no more than whether it worked.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
from dataclasses import dataclass, field
from typing import Any, ClassVar

from alerts.base import Client, DeliveryError, Message, Receipt, Recipient
from alerts.text import shorten, tidy, without_calls

_TITLE, _BODY = 250, 1_800  # characters: Discord, one of the narrowest, takes 2,000


@dataclass(frozen=True, slots=True)
class Apprise:
    """Hands every message to one Apprise address, like ``discord://...`` or ``tgram://...``."""

    bundles: ClassVar[bool] = True

    url: str = field(repr=False, metadata={"help": "The Apprise address of the service.", "secret": True})

    def __post_init__(self) -> None:
        try:
            found = _library().Apprise()
        except ImportError:
            raise ValueError("Apprise is not installed: pip install 'earful[apprise]'") from None
        if not found.add(self.url):
            raise ValueError("url is no address that Apprise knows: the list is in its documentation")

    @property
    def shared(self) -> bool:
        return True

    def reaches(self, person: Recipient) -> bool:
        return True

    def destination(self, person: Recipient) -> str:
        return "apprise"

    async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt:
        """Sends it as plain text. Apprise does not say what went wrong, so it is tried again."""
        message = tidy(message)
        title = without_calls(shorten(message.title, _TITLE))
        body = without_calls(shorten(f"{message.to.name}: {message.body}", _BODY))
        if not await asyncio.to_thread(self._notify, title, body):
            scheme = self.url.partition(":")[0]
            raise DeliveryError(
                f"Apprise could not deliver by {scheme}: check its address, and whether the service is up"
            )
        return {}

    def _notify(self, title: str, body: str) -> bool:
        library = _library()
        sender = library.Apprise()
        sender.add(self.url)
        # interpret_escapes off and the format named: the words came from strangers.
        return bool(
            sender.notify(title=title, body=body, body_format=library.NotifyFormat.TEXT, interpret_escapes=False)
        )


def _library() -> Any:
    """Apprise, imported only where it is used: it takes a while, and 44 MB. Its log lines hold addresses."""
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    return importlib.import_module("apprise")

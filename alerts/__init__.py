"""How owners hear: one module a channel, and the register of their kinds.

How to add a channel
--------------------
A channel is one file with one frozen dataclass and one line in ``_BUILT_IN`` (or, in a package of your own, an entry
point in the group ``earful.alerts``: ``gotify = "my_package.gotify:Gotify"``)::

    @dataclass(frozen=True, slots=True)
    class Gotify:
        \"""A push notification to a phone.  https://gotify.net/docs/pushmsg\"""

        server: str = field(metadata={"help": "Where Gotify runs."})
        token: str = field(repr=False, metadata={"help": "The application's token.", "secret": True})

        @property
        def shared(self) -> bool: ...
        def reaches(self, person: Recipient) -> bool: ...
        def destination(self, person: Recipient) -> str: ...
        async def send(self, client: Client, message: Message, receipt: Receipt | None) -> Receipt: ...

* **The fields are the YAML options.** Types: ``str``, ``int``, ``float``, ``bool``, ``Literal[...]``. A field without a
  default is required. ``metadata``: ``help`` is a sentence for the owner, ``secret`` marks what must never be shown
  (such a field also needs ``repr=False``), ``key`` is the YAML key where Python's name must differ (``from``).
  ``__post_init__`` may raise ``ValueError`` with sentences for the owner, one an argument; it must not quote a secret.
* ``shared``: True for a room that many read. It gets each message once and needs no address of a person.
* ``reaches(person)``: whether the channel comes to that person's notice. ``destination(person)``: where that message
  goes, as the key of the receipt; no secret.
* ``send`` puts one message into its medium and returns what it wants to see again with the next message of the same
  thread and destination (``{}`` if nothing). It may be called twice with the same ``message.id`` after a crash. It
  raises only ``alerts.base.DeliveryError``: ``permanent=True`` if trying again cannot help, ``retry_after`` if the
  service named a time. HTTP goes through ``client`` and nothing else.
* ``only_alarms = True`` as a class variable keeps the daily summary away from a channel that wakes people; ``bundles =
  True`` makes one message of a burst, where people read it.
* **The words came from strangers.** Start with ``alerts.text.tidy(message)``, then escape for the medium.

The shapes are in ``alerts.base``, the cleaning in ``alerts.text``.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

_BUILT_IN = {
    "apprise": "alerts.apprise:Apprise",
    "console": "alerts.console:Console",
    "email": "alerts.email:Email",
    "ntfy": "alerts.ntfy:Ntfy",
    "pagerduty": "alerts.pagerduty:PagerDuty",
    "slack": "alerts.slack:Slack",
    "webhook": "alerts.webhook:Webhook",
}


def kinds() -> list[str]:
    """The names of all channels, built-in and installed, in alphabetical order. Imports none of them."""
    return sorted({*_BUILT_IN, *entry_points(group="earful.alerts").names})


def channel(kind: str) -> type[Any]:
    """The class of that kind, imported now. KeyError if there is none; what a broken plugin raises while it is
    imported is not caught. A built-in kind cannot be replaced."""
    if where := _BUILT_IN.get(kind):
        module, _, name = where.partition(":")
        found: type[Any] = getattr(import_module(module), name)
        return found
    plugin = next(iter(entry_points(group="earful.alerts", name=kind)), None)
    if plugin is None:
        raise KeyError(kind)
    loaded: type[Any] = plugin.load()
    return loaded

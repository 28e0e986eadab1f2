"""The one polite way out: every request that Earful makes over HTTP goes through here, and the connections to mailboxes.

    net = Net(contact="maria@shop.example")     one for the daemon, an async context manager
    client = net.bound(failure=FetchError)      one for each source or channel; satisfies their ``Client``
    reply = await client.request("GET", url)    a whole reply within the caps, or ``failure``; nothing else

    async with client.websocket(url) as socket  a stream, with the same guard and caps

``client`` is the way of a request; the others are its parts: ``request`` (what is asked), ``guard`` (which addresses may
be asked), ``wire`` (the connections, where the guard stands), ``sockets`` (streams), ``dial`` (what is no HTTP), ``hosts``
(whose turn it is), ``body`` (decompression that cannot explode), ``patience`` (how long a service wants to be left alone),
``trouble`` (what went wrong, in a sentence), ``memory`` (quotas), ``vault`` (secrets that are exchanged for others).
"""

from monitor.net.client import Bound, Covered, Failure, Net, Response
from monitor.net.vault import Vault
from monitor.net.wire import quiet_loggers

__all__ = ["Bound", "Covered", "Failure", "Net", "Response", "Vault", "quiet_loggers"]

"""What Earful remembers. One named function per question, each handed the connection of a transaction:

``visiting``    where each source stands
``hearing``     what a source brought (transaction 1); ``threads``: whose words go on with whose; ``likeness``: the same post
                in another way; ``rows``: what it becomes
``following``   which posts of cases are looked at again, and when
``receiving``   which deliveries were taken that others posted to us
``deciding``    pending mentions, cases, what was decided (transaction 2)
``stories``     which mentions tell one story, and how far it has spread; ``agreeing``: who says "me too"
``delivering``  the outbox, receipts, the health of channels
``asking``      what people and exports want to see
``digesting``   the figures of a digest; ``replaying``: what a replay asks
``measuring``   how much there is of everything
``keeping``     retention
``spending``    quotas, and who wants to be left alone
``database``    how it is opened; ``unthreaded``: without a thread, ``jsons``: how its JSON is written
"""

from monitor.store.database import Busy, Lock, Store, StoreError, open_store, sqlite_url

__all__ = ["Busy", "Lock", "Store", "StoreError", "open_store", "sqlite_url"]

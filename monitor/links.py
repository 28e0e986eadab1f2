"""The links that take the place of buttons in mails: who holds one may act on one case in one person's name.

Only messages that one person gets carry them, never a room's. A link leads to a page with a form (``monitor.web.deeds``):
programs that look at every link of a mail press nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.web import signing

PURPOSE = "deed"
GOOD_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads them. ``address`` is the page's public address, ``key`` what they are signed with."""

    address: str
    key: bytes = field(repr=False)

    def to(self, verb: str, case_id: int, person: str, now: datetime) -> str:
        """The address of the page on which that person does this about that case."""
        token = signing.sign(self.key, PURPOSE, {"case": case_id, "by": person}, now + GOOD_FOR)
        return f"{self.address}/do/{token}?deed={verb}"


def read(key: bytes, token: str, now: datetime) -> tuple[int, str]:
    """The case and the person of a token. Raises signing.BadToken."""
    claims = signing.read(key, PURPOSE, token, now)
    return int(claims["case"]), str(claims["by"])

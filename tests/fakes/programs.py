"""Programs that ask the interface, each with a token of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.store import accounts
from tests.fakes.site import Site


@dataclass
class Program:
    """Asks below ``/api/v1``. ``token`` "" is none; ``number`` is that of the token."""

    there: Site
    token: str = ""
    number: int = 0

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> Any:
        """The answer, for ``async with``."""
        mine = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = f"{self.there.url}{path if path.startswith('/api/') else '/api/v1' + path}"
        return self.there.client.request(method, url, headers={**mine, **(headers or {})}, **options)

    async def get(self, path: str, status: int = 200, **options: Any) -> Any:
        """What it is told."""
        return await self.told("GET", path, status, **options)

    async def told(self, method: str, path: str, status: int = 200, **options: Any) -> Any:
        """What it is told about something it does; None where that is nothing."""
        async with self.ask(method, path, **options) as answer:
            assert answer.status == status, (answer.status, await answer.text())
            kind = "application/json" if status < 300 else "application/problem+json"
            if status == 204:
                return None
            assert answer.content_type == kind
            return await answer.json(content_type=kind)


async def program(
    there: Site, role: str = "act", *, person: str = "maria", brands: Sequence[str] | None = None, name: str = ""
) -> Program:
    """A program that may do what its ``role`` says."""
    token = f"earful_{role}{'-'.join(brands or ())}{name}"
    number = await there.app.parts.store.write(
        lambda tx: accounts.make_token(
            tx,
            token,
            name=name or role,
            role=role,
            brands=brands,
            person=person if role == "act" else "",
            by="tester",
            now=there.clock.now(),
        )
    )
    return Program(there, token, number)

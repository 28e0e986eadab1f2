"""The interface described: ``/api/v1/openapi.json`` for programs, and a page for people that needs no script."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from typing import TYPE_CHECKING, Any

from aiohttp import web

from monitor.web import pages
from monitor.web.api import openapi
from monitor.web.api.describing import ROOT, Operation
from monitor.web.rights import Right, needs

if TYPE_CHECKING:
    from monitor.web.behind import Behind


@dataclass(frozen=True, slots=True)
class _Shown:
    """An operation as the page shows it."""

    operation: Operation
    parameters: Sequence[dict[str, Any]]
    body: str
    answers: str
    example: str

    @property
    def anchor(self) -> str:
        return self.operation.name


def routes(behind: Behind, operations: Sequence[Operation]) -> list[web.RouteDef]:
    """``/api/v1/openapi.json``, ``/api/docs`` and ``/api/docs/shapes``."""

    @cache  # it differs by the address alone
    def document(address: str) -> dict[str, Any]:
        return openapi.document(operations, _version(), address)

    @cache
    def shown(address: str, base: str) -> list[tuple[str, list[_Shown]]]:
        found = [_shown(one, document(address), base) for one in operations]
        return [(tag, list(each)) for tag, each in groupby(found, lambda one: one.operation.tag)]

    @needs(Right.LOOK)
    async def described(request: web.Request) -> web.Response:
        return web.json_response(document(behind.config().page.address))

    @needs(Right.LOOK)
    async def page(request: web.Request) -> web.Response:
        where = behind.config().page
        return pages.show(request, behind, "api.html", groups=shown(where.address, where.base), root=ROOT)

    @needs(Right.LOOK)
    async def shapes(request: web.Request) -> web.Response:
        schemas = document(behind.config().page.address)["components"]["schemas"]
        found = {name: json.dumps(schema, indent=1, ensure_ascii=False) for name, schema in sorted(schemas.items())}
        return pages.show(request, behind, "api-shapes.html", shapes=found)

    return [
        web.get(f"{ROOT}/openapi.json", described),
        web.get("/api/docs", page),
        web.get("/api/docs/shapes", shapes),
    ]


def _shown(one: Operation, whole: dict[str, Any], base: str) -> _Shown:
    described = whole["paths"][one.path][one.method.lower()]
    return _Shown(
        operation=one,
        parameters=[{**each, "kind": _kind(each["schema"])} for each in described["parameters"]],
        body=_name(described.get("requestBody", {}).get("content", {})),
        answers=_name(described["responses"][str(one.status)].get("content", {})),
        example=openapi.example(one, base),
    )


def _name(content: dict[str, Any]) -> str:
    """The name of the schema of a body, "" where there is none."""
    found: str = next((each["schema"].get("$ref", "") for each in content.values()), "")
    return found.rpartition("/")[2]


def _kind(schema: dict[str, Any]) -> str:
    """What a parameter may be, in words."""
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    return "time" if schema.get("format") == "date-time" else str(schema.get("type", ""))


def _version() -> str:
    try:
        return version("earful")
    except PackageNotFoundError:
        return "from a source tree"

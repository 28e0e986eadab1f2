"""The interface as OpenAPI 3.1, made of the operations themselves. Pure.  https://spec.openapis.org/oas/v3.1.1.html"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from monitor.web.api.describing import ROOT, Given, Listed, Nothing, Operation, Shape
from monitor.web.rights import Right

_REF = "#/components/schemas/{model}"
_LIST = re.compile(r"\bListed_([A-Za-z]+)_")  # as pydantic names it
_WHY = {
    400: "A parameter makes no sense: `errors` names it.",
    401: "No token, or one that is not known.",
    403: "You may not do that.",
    404: "There is no such thing, or not for your eyes.",
    409: "Not possible as things stand; the detail says why.",
    408: "The body did not come to its end.",
    413: "That is too much at once.",
    415: "Not JSON.",
    422: "The JSON does not fit: `errors` names the field.",
    429: "Too many requests; see Retry-After.",
    503: "Not just now; see Retry-After.",
}


class Trouble(Shape):
    """One parameter or field that is wrong."""

    parameter: str
    detail: str


class Problem(Shape):
    """What went wrong, and what to do about it (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: tuple[Trouble, ...] = ()


def document(operations: Sequence[Operation], version: str, server: str) -> dict[str, Any]:
    """The OpenAPI document; ``server`` is the address under which the interface is reached, "" for wherever it was read."""
    paths: dict[str, dict[str, Any]] = {}
    for one in operations:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Earful",
            "version": version,
            "description": "Who is waiting, since when, and whose turn it is. Times are ISO 8601 in UTC. What strangers "
            "wrote is text. Lists come in pages: `after` takes what the page before said under `next`, and the header "
            "`Link` leads there.",
        },
        "servers": [{"url": f"{server}{ROOT}"}],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(operations),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A token, made on the page Accounts."},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "earful",
                    "description": "A browser that is signed in. Changes need the header X-CSRF-Token as well.",
                },
            },
        },
    }


def _schemas(operations: Sequence[Operation]) -> Any:
    """Every schema by its name."""
    wanted: dict[tuple[type[BaseModel], Literal["validation", "serialization"]], None] = {
        (Problem, "serialization"): None
    }
    for one in operations:
        if one.body is not Nothing:
            wanted[one.body, "validation"] = None
        if one.answers:
            wanted[one.answers, "serialization"] = None
    found = json.dumps(models_json_schema(list(wanted), ref_template=_REF)[1]["$defs"])
    return _untitled(json.loads(_LIST.sub(r"\1List", found)))


def _untitled(schema: Any) -> Any:
    """Without the titles that pydantic makes of the names: they say nothing new."""
    if isinstance(schema, dict):
        kept = {key: value for key, value in schema.items() if key != "title" or not isinstance(value, str)}
        return {key: _untitled(value) for key, value in kept.items()}
    return [_untitled(each) for each in schema] if isinstance(schema, list) else schema


def _ref(model: type[BaseModel]) -> dict[str, str]:
    """Where the schema of a model stands."""
    return {"$ref": _REF.format(model=_LIST.sub(r"\1List", re.sub(r"\W", "_", model.__name__)))}


def _operation(one: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": one.name,
        "tags": [one.tag],
        "summary": one.summary,
        "description": f"{one.more}\n\nNeeds the right to {one.right.name.lower()}.".strip(),
        "parameters": list(parameters(one)),
        "responses": _responses(one),
    }
    if one.right is Right.ADMIN:
        described["security"] = [{"session": []}]
    if one.body is not Nothing:
        schema = _ref(one.body)
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return described


def parameters(one: Operation) -> Iterator[dict[str, Any]]:
    """The parameters of an operation, as OpenAPI has them."""
    for name, kind in one.in_path.items():
        schema = {"type": "integer", "minimum": 0} if kind is int else {"type": "string", "minLength": 1}
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    whole = one.asked.model_json_schema(ref_template=_REF)
    inside = whole.pop("$defs", {})
    for name, schema in whole.get("properties", {}).items():
        plain = _inlined(schema, inside)
        found = {"name": name, "in": "query", "required": name in whole.get("required", ()), "schema": plain}
        if said := plain.pop("description", ""):
            found["description"] = said
        yield found
    if one.once:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9_-]*$"},
            "description": "Your own key for this request: sent twice, it counts once.",
        }


def _inlined(schema: Mapping[str, Any], inside: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter's schema without references, and without null: a parameter is there or is not."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return _inlined({**inside[name], **rest}, inside)
    found = {key: value for key, value in schema.items() if key not in ("anyOf", "title")}
    for either in schema.get("anyOf", ()):
        if either.get("type") != "null":
            found = {**_inlined(either, inside), **found}
    if found.get("default", "") in ("", None):
        found.pop("default", None)
    return found


def _responses(one: Operation) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done."}
    if one.answers:
        good = {"description": "As told.", "content": {one.media: {"schema": _ref(one.answers)}}}
        if issubclass(one.answers, Listed) and "after" in one.asked.model_fields:
            good["headers"] = {"Link": {"schema": {"type": "string"}, "description": 'The next page: <…>; rel="next".'}}
    elif one.status != 204:
        good = {"description": "Row by row.", "content": {one.media: {"schema": {"type": "string"}}}}
    problem = {"application/problem+json": {"schema": _ref(Problem)}}
    return {
        str(one.status): good,
        **{str(status): {"description": _WHY[status], "content": problem} for status in troubles(one)},
    }


def troubles(one: Operation) -> list[int]:
    """What an operation may answer instead."""
    found = [400, 401, 403, 429, 503]
    if one.in_path or one.may_miss:
        found.append(404)
    if one.right >= Right.ACT:
        found.append(409)
    if one.body is not Nothing:
        found += [408, 413, 415, 422]
    return sorted(found)


def example(one: Operation, base: str) -> str:
    """A command line that asks for it."""
    path = one.path.format(number=812, person="maria", name="agency", id="t7")
    needed = [name for name, field in one.asked.model_fields.items() if field.is_required()]
    query = urlencode({name: _EXAMPLES.get(name, "…") for name in needed})
    parts = ["curl"]
    if one.method != "GET":
        parts.append(f"-X {one.method}")
    if one.right is Right.ADMIN:  # no token has that right
        parts.append('-b "earful=$COOKIE"' + ("" if one.method == "GET" else ' -H "X-CSRF-Token: $CSRF"'))
    else:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if one.once:
        parts.append("-H 'Idempotency-Key: 7d3f'")
    if one.body is not Nothing:
        parts.append(f"-H 'Content-Type: application/json' -d '{_body(one.body)}'")
    parts.append(f'"{base}{ROOT}{path}{"?" if query else ""}{query}"')
    return " ".join(parts)


_EXAMPLES: Mapping[str, Any] = {
    "brand": "Harbor Plumbing", "kind": "word", "value": "giveaway", "person": "maria", "deed": "take", "until": "tomorrow",
    "words": "Shouted at us on the phone", "complaint": False, "wanted": False, "name": "agency", "role": "look",
}  # fmt: skip


def _body(model: type[Given]) -> str:
    fields = [name for name, field in model.model_fields.items() if field.is_required()] or ["complaint"]
    return json.dumps({name: _EXAMPLES.get(name, "…") for name in fields}, ensure_ascii=False)

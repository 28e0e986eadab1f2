"""Answers a request as its operation says: what was sent is read strictly, what is told has its shape, and whatever goes wrong
is problem+json (RFC 9457) that names the parameter.

400: a parameter, or what is no JSON; 415: a body of another kind; 422: JSON that does not fit; 409: not possible as things stand.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from monitor.cases import Refused
from monitor.web import asked, doing, rights, security
from monitor.web.api.describing import Call, Given, Listed, Nothing, Operation, Stream, Wrong
from monitor.web.problems import Problem, too_slow

if TYPE_CHECKING:
    from monitor.web.behind import Behind

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Exports that go on at the same time."""
_CHUNK = 64 * 1024  # bytes
_LONGEST_KEY = 64
_ERRORS = 10

Model = TypeVar("Model", bound=BaseModel)


def routes(behind: Behind, operations: Iterable[Operation]) -> list[web.RouteDef]:
    """A route for each operation."""
    going: set[object] = set()
    return [
        web.route(one.method, one.whole_path, rights.needs(one.right)(_handler(behind, one, going)))
        for one in operations
    ]


def _handler(
    behind: Behind, operation: Operation, going: set[object]
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        call: Call[Any, Any] = Call(
            behind=behind,
            who=rights.viewer(request),
            path=_path(request, operation),
            asked=_query(request, operation.asked),
            body=await _body(request, operation.body),
            key=_key(request) if operation.once else "",
        )
        try:
            told = await operation.call(call)
        except Wrong as error:
            status = 400 if error.parameter in operation.asked.model_fields else 422
            raise _wrong(status, [(error.parameter, error.detail)]) from None
        except Refused as error:
            raise Problem(409, "That is not possible", doing.sentence(error)) from None
        if isinstance(told, Stream):
            return await _stream(request, behind, operation, told, going)
        if told is None:
            return web.Response(status=204)
        response = web.Response(
            body=told.model_dump_json().encode(), status=operation.status, content_type="application/json"
        )
        if isinstance(told, Listed) and told.next is not None:
            more = request.url.update_query(after=told.next).raw_path_qs
            response.headers["Link"] = f'<{more}>; rel="next"'  # RFC 8288
        return response

    return answer


def _path(request: web.Request, operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, kind in operation.in_path.items():
        given = request.match_info[name]
        found[name] = asked.as_number(given) if kind is int else given
        if found[name] is None or found[name] == asked.BIGGEST or "\0" in given:
            raise web.HTTPNotFound
    return found


def _query(request: web.Request, model: type[Model]) -> Model:
    given: dict[str, str] = {}
    for name, value in request.query.items():
        if name in given:
            raise _wrong(400, [(name, "say it once")])
        given[name] = value
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _wrong(400, _errors(error)) from None


async def _body(request: web.Request, model: type[Given]) -> Given:
    if model is Nothing:
        return Nothing()
    if request.content_type != "application/json":
        raise Problem(415, "This kind of content is not read here", "Send JSON: Content-Type: application/json.")
    try:
        async with asyncio.timeout(security.BODY_WITHIN):
            raw = await request.read()
    except TimeoutError:
        raise too_slow() from None
    try:
        given = json.loads(raw.decode(), parse_constant=_no_number)
        json.dumps(given, ensure_ascii=False).encode()  # half a surrogate is no text
    except (ValueError, RecursionError):
        raise Problem(400, "That is no JSON", "Send one JSON object in UTF-8.") from None
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _wrong(422, _errors(error)) from None


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _key(request: web.Request) -> str:
    """The request's own key (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/)."""
    key = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if len(key) > _LONGEST_KEY or not key.isprintable() or not key.isascii():
        raise _wrong(400, [("Idempotency-Key", f"give up to {_LONGEST_KEY} letters, digits and signs")])
    return key


def _errors(error: ValidationError) -> list[tuple[str, str]]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        (".".join(map(str, each["loc"]))[:60] or "body", each["msg"].removeprefix("Value error, "))
        for each in found[:_ERRORS]
    ]


def _wrong(status: int, errors: list[tuple[str, str]]) -> Problem:
    title = "A parameter is wrong" if status == 400 else "That does not fit"
    first, why = errors[0]
    return Problem(status, title, f"{first[:60]}: {why}.", errors=[(where[:60], said) for where, said in errors])


async def _stream(
    request: web.Request, behind: Behind, operation: Operation, told: Stream, going: set[object]
) -> web.StreamResponse:
    """Tells row after row. Whoever reads slowly is waited for, with a chunk in memory and nothing held in the database."""
    if len(going) >= AT_ONCE:
        raise Problem(503, "Other exports are going on", "Try again when they are through.", retry_after=30)
    response = web.StreamResponse(
        headers={"Content-Type": operation.media, "Content-Disposition": f'attachment; filename="{told.name}"'}
    )
    if request.method == "HEAD":
        return response  # nobody reads the rows
    going.add(response)
    try:
        await response.prepare(request)
        chunk = bytearray(told.head)
        async for row in told.rows:
            chunk += row
            if len(chunk) >= _CHUNK:
                if behind.leaving.is_set():
                    raise ConnectionResetError("Earful stops")
                await response.write(bytes(chunk))
                chunk.clear()
                await asyncio.sleep(0)  # where the reader is fast, too, it is somebody else's turn
        await response.write_eof(bytes(chunk))
    except ConnectionError:
        raise
    except Exception:
        # It has begun, so that there is no other way to say that this is not all.
        log.exception("an export broke off")
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionResetError("an export broke off") from None
    finally:
        going.discard(response)
    return response

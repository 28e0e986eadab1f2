"""What went wrong, said twice: as problem+json for programs (RFC 9457), as a page for people."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from aiohttp import web

from monitor.web import pages


class Problem(Exception):
    """An answer other than a good one: the HTTP status, what it is, and what to do about it. ``retry_after`` is in
    seconds, ``errors`` name parameters or fields that are wrong: (where, why). Nothing else in it comes from what was asked
    for."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        *,
        retry_after: float = 0.0,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        if retry_after:
            self.headers["Retry-After"] = str(max(1, math.ceil(retry_after)))

    @classmethod
    def of(cls, error: web.HTTPException) -> Problem:
        """What aiohttp refuses by itself."""
        match error.status:
            case 404:
                return cls(404, "There is nothing here", "Check the address.")
            case 405:
                allow = error.headers.get("Allow", "")
                return cls(405, "Not in this way", f"This address takes {allow} only.", headers={"Allow": allow})
            case 413:
                return cls(413, "That is too much", "Send less at once.")
        return cls(error.status, error.reason or "That did not work")


def too_slow() -> Problem:
    """A body that does not come to its end."""
    return Problem(408, "That took too long", "Send the whole request at once.")


def answer(request: web.Request, problem: Problem) -> web.Response:
    """The problem for whoever asked: a page where a browser asks for one, problem+json everywhere else."""
    if "text/html" in request.headers.get("Accept", "") and not request.path.startswith(("/ingest/", "/api/")):
        response = pages.page("problem.html", problem.status, title=problem.title, detail=problem.detail)
    else:
        body: dict[str, object] = {
            "type": "about:blank",
            "title": problem.title,
            "status": problem.status,
            "detail": problem.detail,
        }
        body["errors"] = [{"parameter": where, "detail": why} for where, why in problem.errors]
        response = web.json_response(
            {key: value for key, value in body.items() if value}, status=problem.status, content_type="application/problem+json"
        )  # fmt: skip
    response.headers.update(problem.headers)
    if problem.status in (400, 408, 413, 431) and request.can_read_body:
        response.force_close()  # what is left of the body is not read
    return response

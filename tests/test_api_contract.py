"""The interface does what its OpenAPI document says: requests that schemathesis makes up, against the server on a socket."""

from __future__ import annotations

import asyncio
import re
import shlex
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import just
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from monitor.web.api import OPERATIONS, openapi
from monitor.web.api.describing import Operation
from monitor.web.rights import Right
from tests.fakes.site import site
from tests.fakes.stage import Place, post

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
EXAMPLES = {GenerationMode.POSITIVE: 4, GenerationMode.NEGATIVE: 2}
"""Of each operation: requests that fit its description, and that do not."""


THERE: Final[Mapping[str, Any]] = {"number": 1, "person": "maria", "name": "nobody", "id": "t1"}


def bounded(examples: int) -> settings:
    """The same few requests every time."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def ask(document: dict[str, Any], url: str, headers: Mapping[str, str]) -> dict[str, set[int]]:
    """Asks everything there is, as somebody who may everything; raises where an answer is not as described. Returns what each
    operation answered."""
    schemathesis.checks.load_all_checks()
    checks = schemathesis.checks.CHECKS.get_by_names(list(CHECKS))
    seen: dict[str, set[int]] = {}
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        for mode, examples in EXAMPLES.items():
            if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
                continue  # nothing about it can be wrong

            def one(case: Any, label: str) -> None:
                response = case.call(base_url=url, headers=dict(headers), timeout=10)
                seen.setdefault(label, set()).add(response.status_code)
                case.validate_response(response, checks=checks)

            # What fits is about what is there; what does not may be about anything.
            there = {name: THERE[name] for name in THERE if f"{{{name}}}" in operation.path}
            path = there if mode is GenerationMode.POSITIVE and there else None
            made = operation.as_strategy(generation_mode=mode, path_parameters=path)
            bounded(examples)(given(case=made, label=just(operation.label))(one))()
    return seen


@pytest.mark.slow
async def test_every_answer_is_as_described(tmp_path: Path) -> None:
    async with site(tmp_path, {"Town forum": Place([post(), post(by="Roe")])}) as there:
        await there.app.poll(there.app.parts.config.sources["Town forum"], as_new=timedelta(days=7))
        await there.app.work()
        async with there.signed_in("admin") as them:
            [cookie] = [each for each in them.client.cookie_jar if each.key == "earful"]
            headers = {"Cookie": f"earful={cookie.value}", "X-CSRF-Token": them.csrf}
            document = openapi.document(OPERATIONS, "1", "")
            for described in [document, *(each for path in document["paths"].values() for each in path.values())]:
                described.pop("security", None)  # who may is tried elsewhere: here somebody may everything
            seen = await asyncio.to_thread(ask, document, f"{there.url}/api/v1", headers)
    assert seen.keys() == {f"{one.method} {one.path}" for one in OPERATIONS}
    assert not {label for label, answers in seen.items() if answers & {401, 403}}
    assert {200, 400} <= seen["GET /mentions"]


def test_the_document_names_every_shape_once() -> None:
    document = openapi.document(OPERATIONS, "1", "https://earful.example")
    assert document["servers"] == [{"url": "https://earful.example/api/v1"}]
    asked = [operation for path in document["paths"].values() for operation in path.values()]
    assert len(asked) == len(OPERATIONS) == len({each["operationId"] for each in asked})
    text = str(document)
    shapes = document["components"]["schemas"]
    assert {name for name in shapes if f"#/components/schemas/{name}'" not in text} == set()
    assert all(each["summary"].endswith(".") for each in asked)


async def test_the_page_of_the_interface_shows_everything_without_a_script(tmp_path: Path) -> None:
    async with site(tmp_path) as there, there.signed_in("look") as them:
        text, shapes = await them.text("/api/docs"), await them.text("/api/docs/shapes")
        async with them.get("/api/v1/openapi.json") as answer:
            document = await answer.json()
    assert max(len(text.encode()), len(shapes.encode())) < 100_000
    for one in OPERATIONS:
        assert f"{one.method} /api/v1{one.path}" in text
        for each in openapi.parameters(one):
            assert f"<code>{each['name']}</code>" in text
    for name in document["components"]["schemas"]:
        assert f'id="shape-{name}"' in shapes
    assert document == openapi.document(OPERATIONS, document["info"]["version"], "")
    for page, links in ((text, "#"), (shapes, "#"), (shapes, "/api/docs/shapes#")):
        wanted = set(re.findall(f'href="{links}([^"]+)"', text if page is text or links != "#" else shapes))
        assert wanted - {"main"} <= set(re.findall(r'id="([^"]+)"', page))
    assert "curl -X POST" in text
    assert text.count("<script") == 1  # the clock of every page
    assert "style=" not in text


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.name)
def test_every_example_fits_what_it_is_an_example_of(one: Operation) -> None:
    words = shlex.split(openapi.example(one, "http://127.0.0.1:8080"))
    address = urlsplit(words[-1])
    assert address.path.startswith("/api/v1/")
    assert "{" not in address.path
    one.asked.model_validate(dict(parse_qsl(address.query)))
    sent = words[words.index("-d") + 1] if "-d" in words else "{}"
    one.body.model_validate_json(sent)
    assert (words[words.index("-X") + 1] if "-X" in words else "GET") == one.method
    assert ("Authorization: Bearer $TOKEN" in words) == (one.right is not Right.ADMIN)

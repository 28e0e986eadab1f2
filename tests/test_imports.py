"""The map is a fence where it matters: who may import whom (ARCHITECTURE: "Imports run one way").

What a module *loads* is read off ``sys.modules`` of a fresh process; what a file *says* is read off its syntax tree.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from monitor import commands

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(
    path.relative_to(ROOT)
    for package in ("alerts", "connectors", "monitor")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)

HEAVY = {"aiohttp", "aiosmtplib", "aiosqlite", "alembic", "apscheduler", "httpx", "sqlalchemy", "textblob"}
PURE = (
    "cases",
    "clock",
    "events",
    "hours",
    "lines",
    "logs",
    "matching",
    "series",
    "sources.pace",
    "sources.quotas",
    "sources.remedies",
    "sources.usual",
    "stories",
    "storming",
    "storms",
    "telling.bundling",
    "telling.cards",
    "telling.digest",
    "telling.letters",
    "telling.listing",
    "telling.matters",
    "telling.mornings",
    "telling.notices",
    "telling.wording",
    "tone",
    "words",
)
"""Modules and packages of ``monitor`` that compute and know no I/O."""

# A bare interpreter that forks once a part: each child is as fresh as a new process, without the start of one. What is
# nobody's question here and what many of them load is there already.
_FORKS = """
import importlib, json, os, sys
import ahocorasick_rs, asyncio, csv, dataclasses, email.policy, hashlib, html.parser, importlib.metadata, importlib.resources
import logging, numpy, pathlib, random, selectolax.lexbor, ssl, tempfile, tomllib, typing, unicodedata, xml.etree, zoneinfo
sys.path.insert(0, sys.argv[1])
for names in json.loads(sys.argv[2]):
    out, into = os.pipe()
    if os.fork() == 0:
        before = set(sys.modules)
        for name in names:
            importlib.import_module(name)
        with os.fdopen(into, "w") as pipe:
            json.dump(sorted(set(sys.modules) - before), pipe)
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        print(pipe.read(), flush=True)
    os.wait()
"""


def name_of(path: Path) -> str:
    """ "monitor/tone/__init__.py" as "monitor.tone"."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def pure_part(name: str) -> str:
    """Which of them a module is, or is in; "" for any other."""
    return next((part for part in PURE if f"{name}.".startswith(f"monitor.{part}.")), "")


def part_of(name: str) -> str:
    """The part that a module is asked about with: a pure one, or a ground floor; "" for none. Mail is the one medium that
    does not go through the daemon's HTTP client, so it is asked about alone."""
    return pure_part(name) if name.startswith("monitor") else name if name == "alerts.email" else name.split(".")[0]


@cache
def parts() -> dict[str, list[str]]:
    """Each part and its modules."""
    found: dict[str, list[str]] = {}
    for name in map(name_of, FILES):
        if part := part_of(name):
            found.setdefault(part, []).append(name)
    return found


@cache
def loaded() -> dict[str, set[str]]:
    """Each part -> what importing all of its modules, and nothing else, loads."""
    process = subprocess.run(
        [sys.executable, "-c", _FORKS, str(ROOT), json.dumps([*parts().values()])],
        capture_output=True,
        text=True,
        timeout=120,
    )
    lines = process.stdout.splitlines()
    assert len(lines) == len(parts()), process.stderr
    return {part: set(json.loads(line)) for part, line in zip(parts(), lines, strict=True)}


def loads(part: str, packages: set[str]) -> set[str]:
    """Which of these packages importing a part loads."""
    return {module.split(".")[0] for module in loaded()[part]} & packages


# -- what a module loads ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_parts_that_are_asked_about_are_there() -> None:
    assert set(parts()) == {*PURE, "connectors", "alerts", "alerts.email"}
    for part, names in parts().items():
        assert set(names) <= loaded()[part]


@pytest.mark.parametrize(
    ("floor", "above"), [("connectors", {"monitor", "alerts"}), ("alerts", {"monitor", "connectors"})]
)
def test_a_ground_floor_knows_neither_the_daemon_nor_the_other_one(floor: str, above: set[str]) -> None:
    assert not {part: found for part in parts() if part.split(".")[0] == floor and (found := loads(part, above))}


def test_ground_floors_bring_no_http_database_or_scheduler_of_their_own() -> None:
    assert not loads("connectors", HEAVY)
    assert not loads("alerts", HEAVY)
    assert loads("alerts.email", HEAVY) == {"aiosmtplib"}


def test_pure_modules_load_nothing_that_does_io() -> None:
    assert not {part: found for part in PURE if (found := loads(part, HEAVY))}


def test_the_state_machine_and_the_tone_know_neither_source_nor_channel() -> None:
    for part in ("cases", "tone", "matching", "clock"):
        assert not loads(part, {"connectors", "alerts"}), part


@pytest.mark.slow
def test_textblob_is_not_loaded_before_the_first_score() -> None:
    code = """
import sys
import monitor.cli
from monitor.tone import Subject, make
scorer = make("textblob")
before = "textblob" in sys.modules
scorer.score([Subject(text="This is a bad day.")])
print(before, "textblob" in sys.modules)
"""
    process = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert process.stdout.split() == ["False", "True"], process.stderr


# -- what a file says ------------------------------------------------------------------------------------------------


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(), str(path))


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that a file imports anywhere in it, and every name as "module.name". Imports for type checkers, which
    load nothing, are left out."""
    skipped = {
        inner
        for node in ast.walk(tree(path))
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def importers(package: str) -> set[str]:
    """The modules that import a package or anything in it."""
    return {
        name_of(path)
        for path in FILES
        if any(each == package or each.startswith(f"{package}.") for each in imports(path))
    }


def within(names: set[str], *packages: str) -> set[str]:
    """Those of the names that are none of the packages, nor in one."""
    return {name for name in names if not any(name == each or name.startswith(f"{each}.") for each in packages)}


@pytest.mark.slow
def test_each_library_has_one_home() -> None:
    assert importers("apscheduler") == {"monitor.schedule"}
    assert importers("textblob") == {"monitor.tone.textblob"}
    assert importers("aiosmtplib") == {"alerts.email"}
    assert importers("alembic") == {"monitor.store.database"}
    assert not within(importers("httpx"), "monitor.net")
    assert not within(importers("ruamel"), "monitor.config")
    assert importers("jinja2") == {"monitor.web.pages"}
    assert importers("prometheus_client") == {"monitor.web.metrics"}
    # The page is a server, and so are the toys of the demo; nobody but monitor.net is a client.
    assert not within(importers("aiohttp"), "monitor.net", "monitor.demo", "monitor.web")
    for path in FILES:
        if path.parts[:2] in (("monitor", "demo"), ("monitor", "web")):
            said = {each for each in imports(path) if each.startswith("aiohttp")}
            assert {each for each in said if not each.startswith("aiohttp.typedefs")} <= {"aiohttp", "aiohttp.web"}, (
                path
            )


def test_sql_is_spoken_in_the_store_and_nowhere_else() -> None:
    for path in FILES:
        if path.parts[:2] == ("monitor", "store"):
            continue
        # A step of the pipeline is handed its transaction, so it may name the type of one.
        said = {each for each in imports(path) if each.split(".")[0] == "sqlalchemy"}
        assert said <= {"sqlalchemy.ext.asyncio", "sqlalchemy.ext.asyncio.AsyncConnection"}, path
        assert not {each for each in imports(path) if each.startswith("monitor.store.tables")}, path


def test_only_the_command_line_imports_the_app() -> None:
    # ``cli`` parses, ``commands`` do what it says; ``demo.story`` and ``replay`` are verbs, too.
    assert within(importers("monitor.app"), "monitor.commands") == {"monitor.demo.story", "monitor.replay"}
    assert within(importers("monitor.commands"), "monitor.commands") == {"monitor.cli"}
    assert importers("monitor.demo.story") == {"monitor.cli"}
    assert importers("monitor.cli") == set()


@pytest.mark.slow
def test_the_server_is_handed_what_it_may_ask_of_the_daemon() -> None:
    inside = {name for name in map(name_of, FILES) if name.startswith("monitor.web")}
    for above in ("app", "commands", "pipeline", "deliver", "front", "schedule"):
        assert not importers(f"monitor.{above}") & inside, above
    # Without a page nobody pays for a server and its templates.
    assert importers("monitor.web.door") - inside == {"monitor.front"}
    all_but_doors = sorted({*commands.__all__} - {"doors"})
    assert "cases" in all_but_doors
    code = f"from monitor import commands\nfor name in {all_but_doors}: getattr(commands, name)"
    assert not loaded_by(code) & {"jinja2", "prometheus_client"}


@pytest.mark.parametrize(
    ("verb", "too_much"),
    [
        (["--version"], {*HEAVY, "numpy", "onnxruntime"}),
        (["storms", "--help"], {*HEAVY, "numpy", "onnxruntime"}),
        (["healthcheck"], {*HEAVY, "numpy", "onnxruntime"}),  # a container asks every minute
        (["check"], {*HEAVY, "numpy", "onnxruntime"}),
        (["case"], {"alembic", "aiohttp", "apscheduler", "httpx", "onnxruntime"}),
    ],
)
def test_a_verb_loads_nothing_that_only_others_need(verb: list[str], too_much: set[str]) -> None:
    config = ["--config", "config.yaml"] if len(verb) == 1 and verb[0][0] != "-" else []
    code = f"""
from monitor import cli
try:
    cli.main({verb + config})
except SystemExit:
    pass
"""
    found = loaded_by(code)
    assert "monitor" in found
    assert not found & too_much


def loaded_by(code: str) -> set[str]:
    """Which packages a program loads, in a fresh process."""
    said = f"{code}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    ran = subprocess.run(
        [sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    return set(ran.stdout.splitlines()[-1].split())


def test_the_app_is_above_everything_it_puts_together() -> None:
    assert importers("monitor.schedule") == {"monitor.app"}
    above = within(importers("monitor.pipeline"), "monitor.pipeline", "monitor.commands")
    assert above == {f"monitor.{name}" for name in ("app", "office", "replay", "whom")}
    assert not within(importers("monitor.commands.control"), "monitor.commands")


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def test_no_time_is_naive() -> None:
    naive = [
        f"{path}:{call.lineno}: {what}"
        for path in FILES
        for call, what in calls(path)
        if what.rpartition(".")[2] in ("utcnow", "utcfromtimestamp", "today")
        or (what.endswith("datetime.now") and not call.args and not call.keywords)
        or (what.endswith("datetime.fromtimestamp") and len(call.args) + len(call.keywords) < 2)
    ]
    assert not naive


@pytest.mark.slow
def test_only_the_command_line_prints() -> None:
    printing = {name_of(path) for path in FILES for _, what in calls(path) if what == "print"}
    assert within(printing, "monitor.commands") == {"monitor.cli"}


def test_nobody_waits_for_time_to_pass_but_the_schedule_a_polite_client_and_a_reader() -> None:
    sleepers = {
        name_of(path)
        for path in FILES
        for call, what in calls(path)
        if what.rpartition(".")[2] == "sleep"
        and ast.unparse(call.args[0]) != "0"  # which lets others go on, and waits for nothing
    }
    assert sleepers <= {
        "monitor.app",  # by its clock, where a service asks ``once`` to wait
        "monitor.net.hosts",
        "monitor.clock",
        "monitor.demo.story",
    }  # who keeps a lane sleeps by the clock


@pytest.mark.parametrize("said", ["import apscheduler", "from monitor import app", "from monitor.app import App"])
def test_an_import_is_seen_however_it_is_written(said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    (tmp_path / "odd.py").write_text(f"def inside():\n    {said}\n")
    tree.cache_clear()
    imports.cache_clear()
    try:
        assert {"apscheduler", "monitor.app"} & imports(Path("odd.py"))
    finally:
        tree.cache_clear()
        imports.cache_clear()

"""Dockerfile, .dockerignore and compose.yaml, read and not run; `make image-test` builds the image and runs it."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def _instructions() -> list[tuple[str, str]]:
    """The Dockerfile as (instruction, rest) pairs, without comments, continued lines joined."""
    lines = [line for line in DOCKERFILE.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def _final_stage() -> list[tuple[str, str]]:
    """The instructions of the last stage: what is in the image that people run."""
    instructions = _instructions()
    last = max(index for index, (word, _) in enumerate(instructions) if word == "FROM")
    return instructions[last:]


def _final(word: str) -> str:
    """What the last stage says in its one ``word`` instruction."""
    found = [rest for instruction, rest in _final_stage() if instruction == word]
    assert len(found) == 1, f"{word}: {found}"
    return found[0]


def _compose() -> dict[str, Any]:
    """The one service of compose.yaml."""
    services = YAML(typ="safe").load(ROOT / "compose.yaml")["services"]
    assert list(services) == ["earful"]
    service: dict[str, Any] = services["earful"]
    return service


# ── Dockerfile ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_base_image_is_a_build_argument_and_the_same_in_both_stages() -> None:
    instructions = _instructions()
    assert instructions[0] == ("ARG", "BASE=python:3.12-slim-bookworm")
    assert [rest for word, rest in instructions if word == "FROM"] == ["${BASE} AS builder", "${BASE}"]


def test_the_image_runs_as_a_choosable_user_without_rights() -> None:
    arguments = [rest for word, rest in _final_stage() if word == "ARG"]
    assert {"UID=10001", "GID=10001"} <= set(arguments)
    assert _final("USER") == "${UID}:${GID}"
    words = [word for word, _ in _final_stage()]
    assert "RUN" not in words[words.index("USER") :]


def test_the_image_installs_only_what_is_locked() -> None:
    installs = re.findall(r"pip(?: --python \S+)? install [^&]+", " ".join(rest for _, rest in _instructions()))
    assert len(installs) == 3
    assert all("--require-hashes" in install or "--no-index" in install for install in installs)
    assert all("--no-deps" in install for install in installs)
    assert not any("pip" in rest for _, rest in _final_stage())


def test_the_image_writes_only_to_its_data_and_says_how_it_is() -> None:
    assert json.loads(_final("VOLUME")) == ["/data", "/config"]
    environment = dict(pair.split("=", 1) for pair in _final("ENV").split())
    assert environment["EARFUL_DATA"] == "/data"
    assert environment["EARFUL_HOST"] == "0.0.0.0"
    assert environment["PYTHONUNBUFFERED"] == "1"
    assert environment["PYTHONDONTWRITEBYTECODE"] == "1"
    health = _final("HEALTHCHECK")
    assert "--start-period=" in health
    command = json.loads(health.partition("CMD ")[2])
    assert command[:2] == ["earful", "healthcheck"]
    assert _final("STOPSIGNAL") == "SIGTERM"


def test_the_image_starts_the_daemon_on_the_shipped_config() -> None:
    assert json.loads(_final("ENTRYPOINT")) == ["earful"]
    assert json.loads(_final("CMD")) == ["run", "--config", "/config/config.yaml"]
    assert ("COPY", "config.yaml /config/config.yaml") in _final_stage()


def test_the_labels_say_what_pyproject_says() -> None:
    assert f"VERSION={PROJECT['project']['version']}" in [rest for word, rest in _final_stage() if word == "ARG"]
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', _final("LABEL")))
    assert labels["title"] == "Earful"
    assert labels["licenses"] == PROJECT["project"]["license"]
    assert labels["version"] == "${VERSION}"
    assert labels.keys() >= {"description", "revision"}


def test_what_the_image_copies_is_there_and_passes_the_ignore_file() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"  # nothing is sent unless it is named: not ./data, not .env, not .git
    named = {line.removeprefix("!") for line in rules if line.startswith("!")}
    copied = {
        source.rstrip("/")
        for word, rest in _instructions()
        if word == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    assert copied == named
    assert all((ROOT / name).exists() for name in copied)
    assert copied >= set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])


# ── compose.yaml ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_compose_is_short_and_says_how_to_install_and_update() -> None:
    lines = (ROOT / "compose.yaml").read_text().splitlines()
    assert len(lines) <= 15
    assert lines[0].startswith("# Install:")
    assert lines[1].startswith("# Update:")


def test_compose_reaches_this_machine_only_and_has_no_rights_to_spare() -> None:
    service = _compose()
    assert service["ports"] == ["127.0.0.1:8080:8080"]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert "privileged" not in service


def test_compose_mounts_folders_because_a_mounted_file_hides_its_edits() -> None:
    assert _compose()["volumes"] == ["./config:/config:ro", "./data:/data"]


def test_compose_runs_as_the_image_user_unless_told_otherwise() -> None:
    assert _compose()["user"] == "${EARFUL_UID:-10001}:${EARFUL_GID:-10001}"


# ── the scripts ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("script", ["tools/set-up.sh", "tools/lock.sh", "tools/image-test.sh", ".ci/run"])
def test_a_script_can_be_read_by_its_shell_and_stops_at_the_first_error(script: str) -> None:
    path = ROOT / script
    text = path.read_text()
    shell = "bash" if text.startswith("#!/usr/bin/env bash") else "sh"
    assert re.search(r"^set -eu", text, re.MULTILINE)
    assert path.stat().st_mode & 0o111
    done = subprocess.run([shell, "-n", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "name",
    ["Makefile", "Dockerfile", "compose.yaml", ".ci/run", "tools/set-up.sh", "tools/lock.sh", "tools/image-test.sh"],
)
def test_no_download_address_is_written_anywhere(name: str) -> None:
    assert not re.findall(r"\w+://(?!127\.0\.0\.1)\S+", (ROOT / name).read_text())

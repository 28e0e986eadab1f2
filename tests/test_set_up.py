"""The two commands' set-up: the locks, the reasons for each dependency, tools/set-up.sh, and CI's refusal of skips."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
NEEDED_TO_RUN = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
EXTRAS = {
    name: [Requirement(line) for line in lines] for name, lines in PROJECT["project"]["optional-dependencies"].items()
}
NEEDED_TO_TEST = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]
NEEDED_TO_BUILD = [Requirement(line) for line in PROJECT["build-system"]["requires"]]


def _pins(lock: str) -> dict[str, str]:
    """The packages of ``requirements/<lock>.lock``: canonical name to exact version; fails on a line without a hash."""
    pins: dict[str, str] = {}
    text = (ROOT / "requirements" / f"{lock}.lock").read_text().replace("\\\n", " ")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        pin = re.fullmatch(r"([\w.-]+)==(\S+)( ;.*?)?(?:\s+--hash=sha256:[0-9a-f]{64})+", line)
        assert pin is not None, f"not a pin with its hashes: {line[:80]}"
        name, version = pin.group(1, 2)
        assert canonicalize_name(name) not in pins, f"{name} is pinned twice: the lock is not for all Pythons at once"
        pins[canonicalize_name(name)] = version
    return pins


# ── the locks ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("run", [*NEEDED_TO_RUN, *EXTRAS["postgresql"]]),
        ("build", NEEDED_TO_BUILD),
        ("dev", [*NEEDED_TO_RUN, *EXTRAS["postgresql"], *NEEDED_TO_TEST, *NEEDED_TO_BUILD]),
    ],
)
def test_a_lock_pins_what_pyproject_asks_for_within_its_bounds(lock: str, requirements: list[Requirement]) -> None:
    pins = _pins(lock)
    for requirement in requirements:
        pinned = pins.get(canonicalize_name(requirement.name))
        assert pinned is not None, f"{requirement.name} is not in requirements/{lock}.lock: run `make lock`"
        assert requirement.specifier.contains(pinned), f"{requirement} refuses the locked {pinned}: run `make lock`"


def test_the_locks_agree_with_each_other() -> None:
    everything = _pins("dev").items()
    assert _pins("run").items() <= everything
    assert _pins("build").items() <= everything


@pytest.mark.parametrize("lock", ["run", "build", "dev"])
def test_a_lock_names_packages_and_no_addresses(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


# ── each dependency has a reason, and each import has a dependency ───────────────────────────────────────────────────


def _reasons() -> dict[str, dict[str, str]]:
    """docs/design/dependencies.md as section title -> package -> sentence."""
    sections: dict[str, dict[str, str]] = {}
    for line in (ROOT / "docs/design/dependencies.md").read_text().splitlines():
        if line.startswith("## "):
            rows = sections.setdefault(line.removeprefix("## "), {})
        elif row := re.fullmatch(r"\| `(\S+)` \| (.+) \|", line):
            rows[row[1]] = row[2]
    return sections


@pytest.mark.parametrize(
    ("section", "requirements"),
    [
        ("To run", NEEDED_TO_RUN),
        ("To keep the posts in PostgreSQL (the extra `postgresql`)", EXTRAS["postgresql"]),
        ("To build", NEEDED_TO_BUILD),
        ("To develop and test", NEEDED_TO_TEST),
    ],
)
def test_each_dependency_has_one_sentence_of_reason(section: str, requirements: list[Requirement]) -> None:
    reasons = _reasons()[section]
    assert sorted(reasons) == sorted(requirement.name for requirement in requirements)
    assert all(sentence.endswith(".") and len(sentence) > 20 for sentence in reasons.values())


@pytest.mark.slow
def test_what_we_import_is_what_we_ask_for() -> None:
    """A package that is only there because another one brought it may be gone with that one's next version."""
    ours = {"alerts", "connectors", "monitor"}
    imported: dict[str, Path] = {}
    for package in ours:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    imported.update({alias.name.split(".")[0]: path for alias in node.names})
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    imported[node.module.split(".")[0]] = path
    asked_for = {canonicalize_name(r.name) for r in [*NEEDED_TO_RUN, *EXTRAS["postgresql"]]}
    installed = packages_distributions()
    strangers = {
        f"{module} ({path.relative_to(ROOT)})"
        for module, path in imported.items()
        if module not in ours | sys.stdlib_module_names
        and not asked_for & {canonicalize_name(name) for name in installed.get(module, [])}
    }
    assert not strangers


# ── tools/set-up.sh ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with what tools/set-up.sh reads, and a Python on the PATH that makes a .venv of toys in no time."""
    for name in ["pyproject.toml", "requirements", "tools"]:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    toy = tmp_path / "toys" / "python3.11"
    toy.parent.mkdir()
    # Plays both parts: the Python that makes .venv, and the one in it that pip is started with.
    toy.write_text(
        """#!/bin/sh
echo "$*" >>"$TOY_LOG"
case "$1 $2" in
"-m venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
"-m pip") [ ! -e "$TOY_LOG.fail" ] || exit 1; case "$*" in *--editable*) cp "$0" .venv/bin/earful ;; esac ;;
"-V ") echo "Python 3.11.99" ;;
esac
"""
    )
    toy.chmod(0o755)
    return tmp_path


def _set_up(clone: Path, kind: str = "run") -> tuple[int, str]:
    """Runs tools/set-up.sh with the toy Python; gives its exit status and what it asked that Python to do."""
    log = clone / "log"
    log.unlink(missing_ok=True)
    environment = {**os.environ, "PATH": f"{clone / 'toys'}:/usr/bin:/bin", "PYTHON": "python3.11", "TOY_LOG": str(log)}
    done = subprocess.run(
        ["sh", clone / "tools/set-up.sh", kind], env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, log.read_text() if log.exists() else ""


def test_set_up_installs_the_locked_packages_and_earful_and_nothing_else(clone: Path) -> None:
    status, asked = _set_up(clone)
    assert status == 0
    assert "-m venv .venv" in asked
    installs = [line for line in asked.splitlines() if " install " in line]
    assert len(installs) == 2
    assert all("--no-deps" in line for line in installs)
    assert "--require-hashes" in installs[0]
    assert "requirements/run.lock" in installs[0]
    assert "--no-build-isolation --editable ." in installs[1]


def test_set_up_is_skipped_when_nothing_changed(clone: Path) -> None:
    _set_up(clone)
    assert _set_up(clone) == (0, "")


def test_set_up_for_the_tests_serves_the_daemon_too_and_is_never_taken_back(clone: Path) -> None:
    _set_up(clone, "run")
    status, asked = _set_up(clone, "dev")
    assert status == 0
    assert "requirements/dev.lock" in asked
    assert _set_up(clone, "run") == (0, "")
    (clone / "requirements/dev.lock").write_text("# another lock\n")
    assert "requirements/dev.lock" in _set_up(clone, "run")[1]


def test_set_up_brings_the_environment_up_to_date_when_a_lock_changed(clone: Path) -> None:
    _set_up(clone)
    with (clone / "requirements/run.lock").open("a") as lock:
        lock.write("# another line\n")
    status, asked = _set_up(clone)
    assert status == 0
    assert "install" in asked
    assert "-m venv" not in asked


def test_set_up_starts_afresh_after_an_interrupted_one(clone: Path) -> None:
    (clone / "log.fail").touch()
    assert _set_up(clone)[0] == 1
    (clone / ".venv/half").touch()
    (clone / "log.fail").unlink()
    status, asked = _set_up(clone)
    assert status == 0
    assert "-m venv .venv" in asked
    assert not (clone / ".venv/half").exists()


def test_set_up_starts_afresh_when_the_folder_was_moved(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    _set_up(clone)
    moved = clone.rename(tmp_path_factory.mktemp("elsewhere") / "earful")
    assert "-m venv .venv" in _set_up(moved)[1]


def test_set_up_says_how_to_get_a_python_when_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 127\n")  # as a version manager's stand-in does
    (tmp_path / "python3").chmod(0o755)
    for name in ["dirname", "cat", "cksum"]:
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    copy = tmp_path / "clone"
    for name in ["requirements", "tools"]:
        shutil.copytree(ROOT / name, copy / name)
    shutil.copy(ROOT / "pyproject.toml", copy)
    environment = {"PATH": str(tmp_path)}
    done = subprocess.run(
        [shutil.which("sh") or "", copy / "tools/set-up.sh", "run"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Earful needs Python 3.11 or newer" in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr
    assert not (copy / ".venv").exists()


# ── CI ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_in_ci_a_skipped_test_has_failed(tmp_path: Path) -> None:
    (tmp_path / "test_module.py").write_text("import pytest\npytest.importorskip('no_such_module')\n")
    (tmp_path / "test_tests.py").write_text(
        "import pytest\n"
        "@pytest.mark.skip(reason='apt-get install something')\n"
        "def test_marked(): pass\n"
        "def test_inside(): pytest.skip('not today')\n"
        "def test_expected(): pytest.xfail('known')\n"
        "def test_good(): pass\n"
    )
    options = "-p tests.no_skips -p no:cacheprovider --continue-on-collection-errors --rootdir"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options.split(), str(tmp_path), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "1 failed, 1 passed, 1 xfailed, 2 errors" in re.sub(r"\x1b\[\d+m", "", done.stdout)
    assert "apt-get install something" in done.stdout


def test_every_make_target_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text()
    explained = dict(re.findall(r"^([a-z-]+):[^#\n]*## (.+)$", makefile, re.MULTILINE))
    assert explained.keys() >= {"run", "test", "demo", "test-all", "image-test", "lock", "clean", "help"}
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    assert explained.keys() <= set(phony[1].split())

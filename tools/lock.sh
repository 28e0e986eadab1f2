#!/bin/sh
# Writes the locks in requirements/ anew from the bounds in pyproject.toml: exact versions and hashes for every
# Python and system that Earful runs on. Pins that still fit are kept; `tools/lock.sh --upgrade` takes the newest.
#
# It needs uv, at lock time only: the one on the PATH, or one in a throw-away environment.
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if uv=$(command -v uv); then :; elif [ -x .venv/bin/uv ]; then uv=.venv/bin/uv; else
    echo "lock: fetching uv into a throw-away environment ..."
    "${PYTHON:-python3}" -m venv "$scratch/venv"
    "$scratch/venv/bin/pip" install --quiet --disable-pip-version-check uv
    uv=$scratch/venv/bin/uv
fi

# What the build backend is, is said once: in pyproject.toml.
sed -n '/^\[build-system\]/,/^\[project\]/s/^requires = \["\(.*\)"\]$/\1/p' pyproject.toml >"$scratch/build.in"
[ -s "$scratch/build.in" ] || { echo "lock: pyproject.toml has no line 'requires = [\"...\"]' under [build-system]" >&2; exit 1; }

compile() { # compile NAME [OPTION ...] INPUT ...: uv keeps the pins that requirements/NAME.lock already has
    name=$1
    shift
    "$uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-annotate --output-file "$scratch/$name.lock" "$@" >/dev/null
    {
        echo "# Written by 'make lock'; the bounds, and the reasons, are in pyproject.toml and docs/design/dependencies.md."
        cat "$scratch/$name.lock"
    } >"requirements/$name.lock"
    echo "lock: requirements/$name.lock: $(grep -c '==' "requirements/$name.lock") packages"
}

upgrade=
for argument in "$@"; do
    case $argument in
    --upgrade) upgrade=--upgrade ;;
    *) echo "usage: tools/lock.sh [--upgrade]" >&2; exit 2 ;;
    esac
done
mkdir -p requirements
[ ! -f requirements/dev.lock ] || cp requirements/dev.lock "$scratch/dev.lock"
# dev.lock holds everything. The other two are parts of it: they start from its pins, and so agree with it.
compile dev $upgrade pyproject.toml --all-extras --group dev "$scratch/build.in"
cp requirements/dev.lock "$scratch/run.lock"
compile run pyproject.toml --all-extras
cp requirements/dev.lock "$scratch/build.lock"
compile build "$scratch/build.in"

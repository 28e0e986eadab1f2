#!/bin/sh
# tools/set-up.sh run|dev: makes .venv, with the locked packages and Earful itself in it.
#
# run: what the daemon needs. dev: that, and what the tests need.
# It is over in a moment when nothing changed, brings .venv up to date when pyproject.toml or a lock changed, and makes
# .venv anew when an earlier set-up was interrupted, when the folder was moved, or when its Python is gone.
set -eu
cd "$(dirname "$0")/.."

kind=${1:-}
case $kind in
run | dev) ;;
*) echo "usage: tools/set-up.sh run|dev" >&2; exit 2 ;;
esac

venv=.venv
stamp=$venv/.set-up # written last: kind, fingerprint, folder; without it .venv is only half there
fingerprint=$(cat pyproject.toml requirements/*.lock tools/set-up.sh | cksum)

stamped_kind='' stamped_fingerprint='' stamped_folder=''
if [ -f "$stamp" ]; then
    { read -r stamped_kind && read -r stamped_fingerprint && read -r stamped_folder; } <"$stamp" || stamped_folder=''
fi
whole=no
if [ "$stamped_folder" = "$PWD" ] && [ -x $venv/bin/earful ] && [ -x $venv/bin/python ]; then whole=yes; fi
# What the tests need holds what the daemon needs: there is no way back, and no need for one.
[ "$stamped_kind" != dev ] || kind=dev
if [ $whole = yes ] && [ "$stamped_kind $stamped_fingerprint" = "$kind $fingerprint" ]; then exit 0; fi

# The first of these that is Python 3.11 or newer and has every part that we need; PYTHON=... overrides.
# A name may be on the PATH and yet not start (a version manager's stand-in), so each is tried.
find_python() {
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        if "$candidate" -c 'import sys, venv, ensurepip, sqlite3, ssl; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        echo "set-up: '$candidate' is Python $version, and that is not enough:" >&2
        "$candidate" -c 'import venv, ensurepip, sqlite3, ssl' 2>&1 | tail -n 1 >&2
    done
    cat >&2 <<'END'
set-up: Earful needs Python 3.11 or newer, with its venv and sqlite3 parts. Install it, then type the same command again:
    Debian, Ubuntu:  sudo apt-get install python3 python3-venv
    Fedora:          sudo dnf install python3
    macOS:           brew install python3
Is it installed somewhere else?  make PYTHON=/path/to/python3 ...
END
    return 1
}

if [ $whole = yes ]; then
    echo "set-up: bringing $venv up to date ..."
    rm "$stamp"
else
    python=$(find_python)
    echo "set-up: making $venv with $("$python" -V) (once; about half a minute) ..."
    rm -rf $venv
    "$python" -m venv $venv
fi

# Hashes say exactly which files we meant, so no package is resolved here, and none comes in beside the lock.
# The build backend is locked too (build.lock is part of dev.lock), so that making Earful itself fetches nothing.
if [ "$kind" = dev ]; then locks="-r requirements/dev.lock"; else locks="-r requirements/run.lock -r requirements/build.lock"; fi
pip() { $venv/bin/python -m pip --disable-pip-version-check "$@"; }
echo "set-up: installing the locked packages ..."
# shellcheck disable=SC2086  # two words on purpose
if ! pip install -qq --no-deps --require-hashes $locks; then
    echo "set-up: pip could not install the packages (its own words are above). Is the internet reachable?" >&2
    echo "set-up: nothing is broken: type the same command again, and it starts afresh." >&2
    exit 1
fi
pip install -qq --no-deps --no-build-isolation --editable .
pip check >/dev/null || { pip check; exit 1; }

printf '%s\n%s\n%s\n' "$kind" "$fingerprint" "$PWD" >"$stamp"
echo "set-up: done. The command is $venv/bin/earful"
